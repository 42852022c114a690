//! The rules of the agenda at the level of its core, each cited by its number in product.md, on SQLite in memory:
//! what the store refuses by itself (A3), who may hold and book what, notice and attendance (A5, A7), the grid, and
//! the days on which clocks change; what staff see and note; who leaves and who is forgotten; the directory. `laws` are laws
//! over random agendas.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the whole file is a test")]

mod attendance;
mod capacity;
mod clinic;
mod clocks;
mod closing;
mod confirming;
mod crowd;
mod directory;
mod ending;
mod forgetting;
mod holds;
mod hours;
mod laws;
mod leaving;
mod limits;
mod membership;
mod moving;
mod placing;
mod recurrence;
mod slots;
mod staff;
mod terms;
mod upgrade;
