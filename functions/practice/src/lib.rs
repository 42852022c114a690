//! The Practice object: settings, services, patient records. It has no pages; other functions and objects command it.

mod durable;
pub mod object;
