//! The Mailroom object: writes to patients and keeps the trace. It has no pages; facts delivered by the agendas set it to
//! work, and the practice's staff read its trace.

mod durable;
pub mod letter;
pub mod object;
