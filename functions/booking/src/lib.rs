//! Booking: the practitioner's public page, the form, the appointment behind its link; the Agenda object, which decides; and
//! the Directory object, which knows who is there.

pub mod directory;
#[cfg(feature = "test-doors")]
mod doors;
mod durable;
mod form;
mod http;
pub mod object;
mod pages;
mod request;
