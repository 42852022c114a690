//! Booking: the practitioner's public page, the form, the appointment behind its link; and the Agenda object, which decides.

#[cfg(feature = "test-doors")]
mod doors;
mod durable;
mod form;
mod http;
pub mod object;
mod pages;
mod request;
