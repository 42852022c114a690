//! Who works in a practice: members and their roles, invitations, what practitioners delegate, keys for machines, and from
//! all that what whoever asks may do.
//!
//! **Invariants**
//! - The practice always has an active owner. The store itself refuses to lose the last one ([`schema`]).
//! - One person has one active membership. Who leaves keeps their row; who comes back gets a new one, so that the trail
//!   tells the two stays apart.
//! - Nobody hands out a right that they do not have: neither by inviting, nor by a role, nor by a key. (A key's agenda rights
//!   reach every agenda of the practice: ADR 0005.)
//! - What somebody handed out and could hand out no more is taken back: keys, and invitations that are open ([`Staffed`]).
//! - What a practitioner has withdrawn, no rule gives again.
//! - Only hashes of secrets are stored.
//! - Every function that writes is called inside one [`Sql::atomically`](guichet_kernel::Sql::atomically).

mod actor;
mod authority;
mod delegation;
mod invitation;
mod joining;
mod key;
mod member;
pub mod schema;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use guichet_kernel::SqlError;

pub use actor::{Actor, NotAnActor};
pub use authority::{Authority, DisplayName, Who, authority};
pub use delegation::{Delegated, Grant, delegations, give, may, withdraw};
pub use invitation::{
    Invitation, Invitee, MOST_INVITATIONS, accept, invitation, invitations, invite, revoke_invitation, sweep_invitations,
    sweep_invitations_at,
};
pub use joining::Staffed;
pub use key::{ApiKey, MOST_KEYS, issue, keys, revoke_key};
pub use member::{
    Joined, Member, MemberChange, NewMember, Professional, change_member, end_member, found_owner, join_link, member, members,
    members_after,
};

/// Why a change of who works here is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such member, invitation, delegation or key here.
    #[error("no such thing in this practice")]
    Unknown,
    /// It has another version than the caller believes: read it again.
    #[error("it was changed meanwhile")]
    Conflict,
    /// There are as many open ones as there may be.
    #[error("there are too many")]
    TooMany,
    /// Whoever acts may not do this, or would hand out what they do not have.
    #[error("whoever acts may not do this")]
    NotAllowed,
    /// The practice would have no owner.
    #[error("a practice keeps an owner")]
    LastOwner,
    /// A fresh proof of who acts is missing (C7).
    #[error("a fresh proof is needed")]
    NotProven,
    /// Giving care takes the id of a practitioner and a profession, and this person has not brought them, or another one's.
    #[error("a practitioner's id and profession are needed")]
    NeedsPractitioner,
    /// A member has at least one role.
    #[error("a role is needed")]
    NoRole,
    /// The person already works here, with these roles.
    #[error("already a member")]
    AlreadyMember,
    /// The invitation is used, over, revoked, replaced, somebody else's, or never was. One answer for all.
    #[error("the invitation does not work")]
    InvitationDead,
    /// A key needs rights that keys may have, and days within bounds.
    #[error("not rights or days that a key can have")]
    OutOfBounds,
    /// Where patients join somebody is an `https` address, and only for who gives care.
    #[error("not a link to join by, or of somebody who gives no care")]
    NoLink,
    /// The store failed.
    #[error(transparent)]
    Store(SqlError),
}

impl From<SqlError> for Refusal {
    fn from(error: SqlError) -> Self {
        if error.is_trigger(schema::LAST_OWNER) { Self::LastOwner } else { Self::Store(error) }
    }
}

impl From<crate::Refusal> for Refusal {
    fn from(refusal: crate::Refusal) -> Self {
        if let crate::Refusal::Store(error) = refusal { error.into() } else { Self::Unknown }
    }
}

/// Words as one column keeps them: in order, with commas.
fn joined(words: impl Iterator<Item = &'static str>) -> String {
    words.collect::<Vec<_>>().join(",")
}

/// Reads [`joined`]. A word that this release does not know gives nothing.
fn split<T: Ord>(text: &str, read: impl Fn(&str) -> Option<T>) -> BTreeSet<T> {
    text.split(',').filter_map(read).collect()
}
