//! One person who signs in, known by an e-mail address: sign-in links, sessions, proof anew before sensitive acts, who the
//! person is and where they work.
//!
//! The object that runs this is named by a keyed hash of the address. The address itself is kept once the person has shown
//! that they read its mail, since codes go there.
//!
//! **Two steps.** To prove who one is ([`redeem`]) and to start a session ([`start`]) are separate, so that a passkey can be
//! added beside the link: its challenge and its public keys get tables of their own here, its verification takes the place
//! of [`redeem`], and [`start`], all that follows from it and step-up stay as they are ([`note_proof`] is how a proof other
//! than the code counts for a session).
//!
//! **Invariants**
//! - Only hashes of secrets are stored.
//! - A sign-in link works once, for [`LINK_LIVES`], and only in the browser that asked for it: a scanner that opens it, or
//!   somebody it was forwarded to, gets nothing.
//! - A session ends when it is idle for [`IDLE_END`], at [`ABSOLUTE_END`] in any case, and at once when it is revoked.
//! - After it, a browser is only ever sent to a page of ours ([`SafePath`]).
//! - Of an address that was asked for and never signed in with, nothing is left once its links count no more.
//! - A link or a session of the patient space is of its own kind ([`Kind`]): it opens no desk, and those of a desk open no space.
//! - A person is one practitioner, in however many practices: the id is set once.
//! - Every function that writes is called inside one [`Sql::atomically`](guichet_kernel::Sql::atomically).

mod link;
mod path;
mod person;
pub mod schema;
mod session;
mod space;
mod step_up;
mod stranger;
#[cfg(test)]
mod tests;
mod workplace;

pub use link::{COUNTED as LINK_COUNTS, LINK_LIVES, Redeemed, ask, redeem, sweep, sweep_at, whose};
pub use path::{NotASafePath, SafePath};
pub use person::{Person, adopt_practitioner, claim_practitioner, name, person, prefer};
pub use session::{
    ABSOLUTE_END, Active, Fresh, IDLE_END, Kind, NotASessionId, ROTATED_EVERY, Session, SessionId, check, list, revoke, revoke_others,
    start,
};
pub use space::{MOST_REFERENCES, Reference, is_reached, reach, references, unlock};
pub use step_up::{CODE_LIVES, Code, PROVEN_FOR, Proof, ask_code, is_proven, note_proof, prove};
pub use stranger::is_stranger;
pub use workplace::{Workplace, put_workplace, workplaces};

/// Why a sign-in or a proof is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Too many were asked for lately.
    #[error("too many requests")]
    TooMany,
    /// The link is used, over, replaced, or not for this browser. One answer for all: a thief learns nothing from it.
    #[error("the link does not work here")]
    LinkDead,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] guichet_kernel::SqlError),
}
