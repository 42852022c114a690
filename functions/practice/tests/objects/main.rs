//! The Practice and Identity objects on real databases: who may command them, what they do, what they tell, what they forget.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "the whole target is a test")]

mod alerts;
mod audit;
mod authority;
mod blocking;
mod facts;
mod identity;
mod once;
mod patients;
mod people;
mod practice;
mod sealed;
mod space;
mod town;
mod versions;
