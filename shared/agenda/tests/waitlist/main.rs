//! Earlier-slot alerts (W1 to W11) at the level of the core, each point of ADR 0014 by its number, on SQLite in memory. `laws` are laws
//! over random agendas.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "the whole file is a test")]

#[path = "../rules/clinic.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod clinic;

mod accepting;
mod clocks;
mod confirming;
mod eligible;
mod ends;
mod entries;
mod forgetting;
mod freed;
mod groups;
mod hall;
mod hand;
mod laws;
mod places;
mod plans;
mod restoring;
mod rounds;
mod slips;
mod trace;
