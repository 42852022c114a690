//! The Practice object (settings, people, patient records, audit trail) and the Identity object (sign-in, sessions). They have
//! no pages; other functions and objects command them.

mod durable;
pub mod identity;
mod outgoing;
pub mod practice;
pub mod secrets;
