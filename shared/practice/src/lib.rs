//! One practice: its settings, locations and services, and its patient records.
//!
//! **Invariants**
//! - The practice owns personal data: a patient's name and address are here and nowhere else (architecture, idea 6).
//! - Every function that writes is called inside one [`Sql::atomically`](guichet_kernel::Sql::atomically) by whoever also
//!   writes the events of the decision.

pub mod audit;
pub mod identifier;
pub mod identity;
pub mod patient;
pub mod people;
pub mod schema;
pub mod settings;
pub mod vault;

pub use identifier::{Identifier, IdentifierError, IdentifierKind, Sex};
pub use patient::Patient;
pub use settings::{Location, Service, Settings, add_practitioner, found, practitioners, settings};

/// Why a practice refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such thing in this practice.
    #[error("no such thing in this practice")]
    Unknown,
    /// What goes with a service does not go with it, or lasts too long.
    #[error("what goes with a service does not go with it")]
    Unfit,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] guichet_kernel::SqlError),
}
