//! Who did something, as the trail names them.

use std::{fmt, str::FromStr};

use guichet_kernel::{ApiTokenId, MemberId, Value, sql::FromValue};

/// Who acts in a practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Somebody who works there.
    Member(MemberId),
    /// A machine, by its key.
    Key(ApiTokenId),
    /// Whoever runs this Guichet.
    Operator,
    /// No person: a rule that the practice has set, or a booking on the public page.
    System,
}

/// The text names no actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an actor")]
pub struct NotAnActor;

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // An id's prefix says which of the two it is.
            Self::Member(id) => id.fmt(f),
            Self::Key(id) => id.fmt(f),
            Self::Operator => f.write_str("operator"),
            Self::System => f.write_str("system"),
        }
    }
}

impl FromStr for Actor {
    type Err = NotAnActor;
    fn from_str(text: &str) -> Result<Self, NotAnActor> {
        match text {
            "operator" => Ok(Self::Operator),
            "system" => Ok(Self::System),
            id => id.parse().map(Self::Member).or_else(|_| id.parse().map(Self::Key)).map_err(|_| NotAnActor),
        }
    }
}

impl From<Actor> for Value {
    fn from(actor: Actor) -> Self {
        Self::Text(actor.to_string())
    }
}

impl FromValue for Actor {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}
