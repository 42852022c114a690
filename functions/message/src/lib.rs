//! The Mailroom object: writes to patients and to those who sign in, and keeps the trace. It has no pages; facts delivered by
//! agendas, practices and identities set it to work, and the practice's staff read its trace.

mod durable;
mod hear;
pub mod letter;
pub mod news;
pub mod object;
pub mod staff_letter;
