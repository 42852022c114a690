//! The API over HTTP, natively: the table is complete, nobody learns anything without a key, what is sent is read strictly,
//! and answers have the shapes that the document promises.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "the whole file is a test")]

mod answers;
mod callers;
mod elsewhere;
mod requests;
mod stand_in;
mod table;
mod waitlist;
