//! The only shared crate that knows the Workers platform: SQL over an object's storage, names to stubs, the outside, the
//! clock and randomness, logs, and the host that runs an [`Object`](guichet_contracts::Object) as a durable object.
//!
//! **Invariant: no rules.** What is decided is decided in the crates that run natively too.

pub mod clock;
pub mod host;
pub mod log;
pub mod namespace;
mod published;
pub mod reply;
mod sql;
pub mod web;
mod world;

pub use host::Host;
pub use published::published;
pub use sql::EdgeSql;
pub use world::EdgeWorld;
