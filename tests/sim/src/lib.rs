//! The whole of Guichet in one process under seeded faults: the very Agenda, Practice and Mailroom objects of the
//! functions, on SQLite in memory, with a clock, a network and a mail provider that go wrong as a seed says.
//!
//! A [`Simulation`] is a sequence of steps. Each is one command of somebody (a patient's browser, staff, the operator),
//! then a little time in which deliveries, alarms and the provider go on. Everything random comes from one seed, and
//! futures are polled by hand, so a seed replays to the byte.
//!
//! - `dice`: randomness. `faults`: what may go wrong, and the [`Mutation`]s that prove that it would be noticed.
//! - `net`: time, the queue of what is under way, and the [`World`](guichet_kernel::World) that objects see.
//! - `node`: one object: its database, what it remembers in memory, its alarm. `provider`: Brevo's wire format.
//! - `town`: practices, practitioners and browsers. `act` and `staff`: what they do, and what they must be answered.
//! - `ledger`: what must be true, noted as it happens. `check`: everything in the databases against it.
//! - `run`: the loop, the drain, the report.
//!
//! **Invariants checked at each step**: no two occupants of a practitioner's time overlap; a repeated form makes no second
//! appointment; a decision emits exactly its events; an event is applied at most once per consumer; a mail is taken at
//! most once by the provider, and a cancellation never before its confirmation. **Every 1 000 steps and at the end**: all
//! tables equal the ledger, and no personal data is in an Agenda or a Mailroom. **At the end**, when faults are off and
//! nothing is due any more: every event was applied, and every patient has been written to as `check` says.

mod act;
mod check;
mod check_people;
mod check_records;
mod dice;
mod faults;
mod ledger;
mod net;
mod node;
mod opening;
mod patients;
mod people;
mod provider;
mod run;
mod staff;
mod staffing;
mod town;
mod words;

pub use faults::{Faults, Mutation};
pub use run::{Failure, Report, Seen, Simulation, run};

/// Something that must never be, in words for whoever replays the seed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Violation(pub String);

impl From<guichet_kernel::SqlError> for Violation {
    fn from(error: guichet_kernel::SqlError) -> Self {
        Self(format!("the store failed: {error}"))
    }
}

impl From<serde_json::Error> for Violation {
    fn from(error: serde_json::Error) -> Self {
        Self(format!("not the JSON that was expected: {error}"))
    }
}

/// Stops with [`Violation`] unless `holds`.
pub(crate) fn must(holds: bool, what: impl FnOnce() -> String) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation(what())) }
}
