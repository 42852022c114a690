//! What functions and objects say to each other: who asks ([`Principal`]), for what ([`command`]), what has happened
//! ([`event`]), what was refused ([`Problem`]), and the shape of an object itself ([`Object`]).
//!
//! **Every message is readable one version back and forth**: objects may run old code for minutes after a deploy. A new
//! field is `#[serde(default)]`; a changed meaning is a new type (`…V2`) beside the old one. The JSON of each type is
//! pinned by a snapshot (`tests/wire.rs`).
//!
//! **Invariant: no rules here.** These types carry; the domain crates decide. Functions map between the two.

/// Types that travel: what each of them derives, in one place.
macro_rules! wire {
    ($($item:item)*) => {$(
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $item
    )*};
}

mod access;
mod call;
pub mod command;
pub mod event;
mod object;
mod principal;
mod problem;
pub mod public;
pub mod published;
mod stop;
mod visitor;

pub use access::{Access, Described};
pub use call::{Answer, Call, CallError, Command, ask, ask_once, ask_value};
pub use object::{AskPulse, Object, PULSE_PATH, Pulse, prepare, serve};
pub use principal::Principal;
pub use problem::{FieldProblem, Problem, ProblemKind};
pub use stop::{Stop, admit, allow, read_command};
pub use visitor::{Shape, Travels, Visitor};
