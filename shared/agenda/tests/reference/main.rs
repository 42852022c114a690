//! The agenda against a naive reference of it, which walks minute by minute through the points of ADR 0009 and shares nothing with
//! the core but `Zone::wall`: [`calendar`] has its own days and its own hours, [`world`] its own counting. [`random`] draws rules, zones,
//! terms and what people do; [`agenda`] lets the core do the same; [`laws`] compares.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the whole file is a test")]

mod agenda;
mod calendar;
mod laws;
mod random;
mod world;
