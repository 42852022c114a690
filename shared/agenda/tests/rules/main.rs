//! The rules of the agenda at the level of its core, each cited by its number in product.md, on SQLite in memory:
//! what the store refuses by itself (A3), who may hold and book what, notice and attendance (A5, A7), the grid, and
//! the days on which clocks change. The last two modules are laws over random agendas.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the whole file is a test")]

mod attendance;
mod capacity;
mod clinic;
mod holds;
mod laws;
mod membership;
mod slots;
