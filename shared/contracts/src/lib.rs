//! What functions and objects say to each other: who asks ([`Principal`]), for what ([`command`]), what has happened
//! ([`event`]), what was refused ([`Problem`]), and the shape of an object itself ([`Object`]).
//!
//! **Every message is readable one version back and forth**: objects may run old code for minutes after a deploy. A new
//! field is `#[serde(default)]`; a changed meaning is a new type (`…V2`) beside the old one. The JSON of each type is
//! pinned by a snapshot (`tests/wire.rs`).
//!
//! **Invariant: no rules here.** These types carry; the domain crates decide. Functions map between the two.

mod call;
pub mod command;
pub mod event;
mod object;
mod principal;
mod problem;
mod stop;

pub use call::{Answer, Call, CallError, Command, ask};
pub use object::{Object, serve};
pub use principal::{Principal, Role};
pub use problem::{FieldProblem, Problem, ProblemKind};
pub use stop::{Stop, allow, read_command};
