//! Who asks. Every command to an object carries a principal, and the object checks it.

use guichet_kernel::{ObjectRef, PracticeId, Token};
use serde::{Deserialize, Serialize};

/// On whose behalf a command is given. The caller function vouches for it: only our own scripts hold a binding to an
/// object, and none of them reads a principal from a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "as", rename_all = "kebab-case")]
pub enum Principal {
    /// Anybody on the public directory.
    Public,
    /// The bearer of a verified link; the object looks its token up.
    Link {
        /// What the link carried.
        token: Token,
    },
    /// A member of a practice's staff.
    Staff {
        /// The practice they act for.
        practice: PracticeId,
        /// What they are there.
        role: Role,
    },
    /// Another object of ours.
    Object {
        /// Which.
        object: ObjectRef,
    },
    /// Whoever runs this Guichet: opens practices, loads the demo.
    Operator,
}

/// What a member of staff is in a practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Decides on everything.
    Owner,
    /// Gives care.
    Practitioner,
    /// Runs the front desk.
    Secretary,
}
