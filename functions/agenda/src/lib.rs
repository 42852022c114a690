//! The Agenda object, which decides on one practitioner's time, and the Directory object, which knows who is there. They have no
//! pages; other functions and objects command them.

pub mod directory;
mod durable;
pub mod object;
