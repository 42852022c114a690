//! The whole of Guichet in one process under seeded faults: the very Agenda, Directory, Identity, Mailroom and Practice
//! objects of the functions, on SQLite in memory, with a clock, a network and a mail provider that go wrong as a seed says.
//!
//! A [`Simulation`] is a sequence of steps. Each is one act of somebody (a patient's browser, staff at a desk, the operator),
//! then a little time in which deliveries, alarms and the provider go on. Everything random comes from one seed, and
//! futures are polled by hand, so a seed replays to the byte.
//!
//! - `dice`: randomness. `faults`: what may go wrong, and the [`Mutation`]s that prove that it would be noticed.
//! - `net`: time, the queue of what is under way, and the [`World`](guichet_kernel::World) that objects see.
//! - `node`: one object: its database, what it remembers in memory, its alarm. `provider`: Brevo's wire format, and the
//!   mailboxes in which staff find their links.
//! - `town`: practices, people and browsers. `opening`: the first day. `words`: what patients type, and how it is found again.
//! - `act` (patients), `staff` (the operator, the day), `calendar` (terms, and what is seen), `hours` and `closings` (what is open and
//!   closed), `placing` (placing, moving, cancelling, deleting), `people` (signing in), `staffing` (members), `patients` (records): what
//!   they do, what they must be answered, and what must be true from then on.
//! - `waiting` (who waits, answers, stops; staff who take back, offer by hand), `queues` (more who wait than are asked at once, and what
//!   follows when nobody answers), `offers` (what was freed and who was asked, followed change by change), `eligible` (who may be, by what
//!   was decided), `check_waiting`: earlier-slot alerts (ADR 0014).
//! - `ledger`: what must be true, noted as it happens. `seats`: who may have which time (ADR 0009). `check`, `check_agenda`,
//!   `check_people`, `check_records`: the databases against it.
//! - `run`: the loop, the drain. `report`: what was seen.
//!
//! **Invariants checked at each step**: whoever gets time fits there by ADR 0009 (place, practice, capacity, places of a group,
//! what is closed), unless staff forced it, and marked; a hold ends early only for its own browser, for staff who meet it, or for
//! a closing; a repeated form makes no second appointment, nor does a repeated placing or move, a repeated creation no second
//! patient; a decision emits exactly its events; an event is applied at most once per
//! consumer; a mail is taken at most once by the provider, and a cancellation never before its confirmation; a session that was
//! revoked or has ended opens nothing, and one that has not does; a practice answers each person as their roles say at that
//! instant, and nothing to who does not work there; an invitation makes at most one member; the last owner stays; staff see
//! their own appointments, and of others' that the time is taken; a record is overwritten or merged only by who saw it as it is; a
//! merge loses no note; whoever is asked for a freed slot is eligible at that instant (W4), has no other open offer (W9) and was not asked for it
//! before, and of those who could be asked nobody is passed over while a round has room; the next round begins when the one before is over, and not before; a slot is freed once, by what ended and not by a closing, ended hours or a
//! deletion, and accepted once; with it its offers end; who accepts comes earlier and gives back what they had; staff take a cancellation
//! back while its grace lasts. **Every 1 000 steps and at the end**: all tables equal the ledger, time is had by what stands or is held
//! and by nobody else, within capacity, forced ones aside; a chain of moves has one end and growing versions; every practice has an owner, no line of
//! a trail is missing, and no personal data is in an Agenda, a Mailroom, an Identity, a Directory or a trail. **At the end**, when
//! faults are off: nothing that is due is undone, and an alarm is set for what is due later; within two hours every erasure's tally is
//! complete, and once what was kept is over, everybody has answered "erased"; no table of any object has a word of who was
//! erased, nor their id but as a listed tombstone; merged patients' appointments are the survivor's; every event was applied;
//! Identities, Agendas and Directories know who works where, Identities about whom their address is
//! written to, and the Directories every object but those of patients; what these say is next free is
//! what the Agendas say; and every patient has been written to as `check` says.

mod act;
mod calendar;
mod check;
mod check_agenda;
mod check_people;
mod check_published;
mod check_records;
mod check_waiting;
mod closings;
mod dice;
mod eligible;
#[cfg(test)]
mod existence;
mod faults;
mod hours;
mod ledger;
mod net;
mod node;
mod offers;
mod opening;
mod patients;
mod people;
mod placing;
mod provider;
mod queues;
mod report;
mod run;
mod seats;
mod staff;
mod staffing;
mod town;
mod waiting;
mod words;

pub use faults::{Faults, Mutation};
pub use report::{Report, Seen};
pub use run::{Failure, Simulation, run};

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
