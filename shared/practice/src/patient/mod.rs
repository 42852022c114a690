//! Patient records: who is treated, how to write to them, what they are known by, agreed to, and what staff noted.
//!
//! **Invariants**
//! - A patient's data stands in the tables of [`schema`] and nowhere else in the practice; [`erase`] empties all of them.
//! - A public form makes its own record, always (A8). What looks like the same person is a *proposal* to staff.
//! - An id, once given, is never given again: a record that was merged or erased leaves a tombstone, which answers for it.
//! - Who changes or ends what is there says which version of the record they saw ([`Seen`]), and is refused where it has another.
//!   What is only added needs none.
//! - Numbers of health schemes and notes exist sealed only: a function that touches them takes a [`Vault`](crate::vault::Vault).
//! - Types that hold personal data print ids at most.
//!
//! Every function that writes is called inside one [`Sql::atomically`].

mod block;
mod booked;
mod consent;
mod duplicate;
mod erase;
mod export;
mod guardian;
mod identifiers;
mod merge;
mod note;
mod reach;
mod record;
pub mod schema;
mod search;
mod store;
mod typed;

pub use block::{MOST_BLOCKED, Recognised, blocked, is_blocked, set_blocked};
pub use booked::enter_booked;
pub use consent::{Consent, ConsentKind, Given, consents, consents_before, give_consent, withdraw_consent};
pub use duplicate::{Place, Proposal, Reason, dismiss, duplicates, duplicates_after};
pub use erase::{Acknowledgement, Erased, Outcome, Tally, acknowledge, erase, expect, tally};
pub use export::{PatientExport, export};
pub use guardian::{
    Contact, ContactPerson, Dependant, Guardian, GuardianNumber, MOST_DEPENDANTS, MOST_GUARDIANS, Relation, Written, add_guardian,
    contact_of, dependants, guardians, remove_guardian, write_to,
};
pub use identifiers::{Kept, find_identifier, identifiers, remove_identifier, set_identifier};
pub use merge::{Merged, merge, merged};
pub use note::{NotAText, Note, NoteText, add_note, notes, notes_before};
pub use reach::{BirthTry, MOST_WRONG, is_barred, note_reached, of_the_same_address, try_birth_date};
pub use record::{
    Birth, Changes, EnteredHow, MOST_TELEPHONES, NewPatient, NotAPostalAddress, Patient, PatientTelephone, PostalAddress, TelephoneKind,
};
pub use search::{MOST_FOUND, search};
pub use store::{Changed, Entered, Seen, change, enter, latest, list, patient, resolve};

use guichet_kernel::{PatientId, Sql, SqlError, binds};

use crate::vault::{Column, VaultError};

/// Every column of sealed fields here, for [`vault::reseal`](crate::vault::reseal).
pub const SEALED: &[Column] = &[identifiers::COLUMN, note::COLUMN];

/// Whether anything sealed is kept of exactly that patient: told without opening it.
pub fn has_sealed(sql: &impl Sql, patient: PatientId) -> Result<bool, SqlError> {
    let row = sql.first::<(i64,)>(
        "SELECT EXISTS (SELECT 1 FROM patient_identifier WHERE patient_id = ?1) OR EXISTS (SELECT 1 FROM patient_note WHERE patient_id = ?1)",
        binds![patient],
    )?;
    Ok(row.is_some_and(|(any,)| any != 0))
}

/// Why something about a patient is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such patient, note, consent or guardian in this practice.
    #[error("no such thing in this practice")]
    Unknown,
    /// The patient was erased.
    #[error("the patient was erased")]
    Erased,
    /// The record was merged into another, which is to be changed instead.
    #[error("the record was merged into another")]
    Merged {
        /// The record that remains.
        into: PatientId,
    },
    /// Somebody else has changed the record since.
    #[error("the record has changed since")]
    Conflict {
        /// The version it has now.
        version: i64,
    },
    /// Whoever changes the record has not said which version they saw.
    #[error("which version is changed was not said")]
    Unseen,
    /// They have as many guardians, or dependants, as there may be.
    #[error("there are too many")]
    TooMany,
    /// Nobody is their own guardian, directly or by others; nor their own double.
    #[error("a patient cannot stand in that relation to themselves")]
    Oneself,
    /// The note has been corrected already: its correction is to be corrected.
    #[error("the note has been corrected already")]
    Corrected,
    /// What is sealed cannot be read or written now.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] SqlError),
}

/// Personal: prints nothing of what it holds.
macro_rules! hidden {
    ($($name:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

pub(crate) use guichet_kernel::words;
pub(crate) use hidden;
