//! Booking: the public directory, the practitioner's page, the form, the appointment behind its link. What is decided is decided
//! by the Agenda and Directory objects, which are another script's.

mod address;
mod alert;
mod booking;
mod choice;
#[cfg(feature = "test-doors")]
mod doors;
mod entry;
mod find;
mod form;
mod http;
mod linked;
mod links;
mod pages;
mod profile;
mod request;
mod secrets;
mod space;
mod times;
mod turnstile;
mod views;

use guichet_public::language;
