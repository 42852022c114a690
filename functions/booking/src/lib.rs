//! Booking: the practitioner's public page, the form, the appointment behind its link; the Agenda object, which decides; and
//! the Directory object, which knows who is there.

mod booking;
mod choice;
pub mod directory;
#[cfg(feature = "test-doors")]
mod doors;
mod durable;
mod find;
mod form;
mod http;
mod language;
mod linked;
mod links;
pub mod object;
mod pages;
mod request;
mod secrets;
mod times;
mod views;
