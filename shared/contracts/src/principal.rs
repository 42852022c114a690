//! Who asks. Every command to an object carries a principal, and the object checks it.

use guichet_kernel::{Label, ObjectName, ObjectRef, PatientId, PracticeId, PractitionerId, Right, Token};
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
    /// The bearer of a session's cookie; the Identity looks the secret up.
    Session {
        /// What the cookie carried.
        secret: Token,
    },
    /// Somebody signed in, as their Identity said just now; the Practice looks up what they are there.
    Person {
        /// Whose Identity.
        identity: ObjectName,
        /// Whether they have lately proven that it is they.
        #[serde(default)]
        proven: bool,
    },
    /// A machine that showed a practice's key; the Practice looks it up.
    Key {
        /// The key's secret.
        token: Token,
    },
    /// A member of a practice's staff or a key of it, as the Practice said just now; for the practice's other objects.
    Staff {
        /// The practice they act for.
        practice: PracticeId,
        /// What they may do there.
        #[serde(default)]
        rights: Vec<Right>,
        /// Whose agendas they may run.
        #[serde(default)]
        runs: Vec<PractitionerId>,
        /// Their word in the audit trail.
        #[serde(default)]
        actor: Option<Label>,
    },
    /// Whoever reads mail at an address, in the patient space, as their Identity said just now; the Practice looks up about whom it
    /// writes to that address.
    Contact {
        /// Whose Identity.
        identity: ObjectName,
    },
    /// Whoever is written to about patients of a practice and has given their birth dates, as the Practice said just now; for the
    /// practice's agendas.
    Patient {
        /// In which practice.
        practice: PracticeId,
        /// Which patients.
        patients: Vec<PatientId>,
    },
    /// Another object of ours.
    Object {
        /// Which.
        object: ObjectRef,
    },
    /// Whoever runs this Guichet: opens practices.
    Operator,
}
