//! One person who signs in, known by an e-mail address: sign-in links, sessions, and proof anew before sensitive acts.
//!
//! The object that runs this is named by a keyed hash of the address, so it need not store it.
//!
//! **Invariants**
//! - Only hashes of secrets are stored.
//! - A sign-in link works once, for [`LINK_LIVES`], and only in the browser that asked for it: a scanner that opens it, or
//!   somebody it was forwarded to, gets nothing.
//! - A session ends when it is idle for [`IDLE_END`], at [`ABSOLUTE_END`] in any case, and at once when it is revoked.
//! - Every function that writes is called inside one [`Sql::atomically`](guichet_kernel::Sql::atomically).

mod link;
pub mod schema;
mod session;
mod step_up;
#[cfg(test)]
mod tests;

pub use link::{LINK_LIVES, ask, redeem};
pub use session::{ABSOLUTE_END, Active, Fresh, IDLE_END, ROTATED_EVERY, Session, SessionId, check, list, revoke, revoke_others};
pub use step_up::{CODE_LIVES, Code, PROVEN_FOR, Proof, ask_code, is_proven, prove};

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
