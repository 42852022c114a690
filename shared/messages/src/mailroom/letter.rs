//! Letters: what is written to somebody who signs in, works in a practice, or is asked to. Nobody is asked before one is
//! sent, so all that it needs stands in its row, until it is final.

use std::fmt;

use guichet_kernel::{
    At, Country, EmailAddress, Instant, Label, Locale, MessageId, PersonName, Role, Sql, SqlError, Value, Zone, sql::FromValue,
};
use serde::{Deserialize, Serialize};

use super::{DropReason, LetterKind, What, end, life::Ending, store};

/// A letter: to whom, in which language, and what it says. Personal and secret: prints its kind only.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// To whom.
    pub to: EmailAddress,
    /// In which language.
    pub locale: Locale,
    /// What it says.
    pub says: Says,
}

/// What a letter says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Says {
    /// A link to sign in with.
    SignIn {
        /// The path behind it.
        path: String,
    },
    /// A link to the patient space.
    Space {
        /// The path behind it.
        path: String,
    },
    /// A code, to prove anew who one is.
    Code {
        /// Six digits.
        code: String,
    },
    /// A practice asks somebody to work there.
    Invitation(Box<Invitation>),
    /// A patient accepted a slot of this very day. Who it is, the desk says.
    MovedToday {
        /// When it now is.
        starts_at: Instant,
        /// When it was.
        was: Instant,
        /// By which wall clock.
        zone: Zone,
        /// The path to that day.
        path: String,
    },
}

/// What an invitation says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Their given name.
    pub given_name: PersonName,
    /// The practice.
    pub practice_name: Label,
    /// Its country.
    pub country: Country,
    /// What they would be there.
    pub roles: Vec<Role>,
    /// The path behind the link.
    pub path: String,
}

impl Letter {
    /// Its kind.
    pub const fn kind(&self) -> LetterKind {
        match self.says {
            // Both open a door, and stand in the store under one word.
            Says::SignIn { .. } | Says::Space { .. } => LetterKind::SignIn,
            Says::Code { .. } => LetterKind::Code,
            Says::Invitation(_) => LetterKind::Invitation,
            Says::MovedToday { .. } => LetterKind::MovedToday,
        }
    }
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter({}, …)", self.kind().as_str())
    }
}

impl FromValue for Letter {
    fn from_value(value: Value) -> Option<Self> {
        serde_json::from_str(&String::from_value(value)?).ok()
    }
}

impl LetterKind {
    /// Whether a newer one of its kind makes it useless. Invitations of one practice go to several people, and a link opens the
    /// browser that asked for it: a stranger who asks with somebody's address takes no link away from them.
    pub(super) const fn is_replaced(self) -> bool {
        matches!(self, Self::Code)
    }
}

/// Queues a letter, due at once and never sent from `expires_at` on, and drops what it replaces.
///
/// Call it inside the transaction that applies the event: the inbox sees to it that one event is one letter.
pub fn queue_letter(sql: &impl Sql, at: At<'_>, letter: &Letter, expires_at: Instant) -> Result<MessageId, SqlError> {
    sql.atomically(|| {
        let id = MessageId::draw(at.now, at.entropy);
        // An address, a locale and strings: serde_json has nothing to refuse.
        let text = serde_json::to_string(letter).map_err(|error| SqlError::Engine(error.to_string()))?;
        store::insert_letter(sql, id, letter.kind(), text, expires_at, at.now)?;
        store::note(sql, id, at.now, What::Queued, None)?;
        if letter.kind().is_replaced() {
            // One in doubt may have gone: it ends when it is next due, see `begin`.
            for replaced in store::unsent_before(sql, id)? {
                end(sql, replaced, Ending::Dropped(DropReason::Replaced), at.now)?;
            }
        }
        Ok(id)
    })
}
