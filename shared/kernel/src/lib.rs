//! What every part of Guichet agrees on: ids, money, locales, instants and zones, personal data that does not
//! print itself, signed links, the ports to SQL and to the outside, and the outbox and inbox built on them.
//!
//! **Invariant: no I/O, no clock, no randomness.** Whoever calls passes `now` and an [`Entropy`]; whoever runs on a
//! platform implements [`Sql`] and [`World`]. So everything above this crate runs natively, in a test, at any
//! instant, with the same answers.

pub mod address;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod entropy;
pub mod id;
pub mod inbox;
pub mod letters;
pub mod link;
pub mod locale;
pub mod money;
pub mod name;
pub mod order;
pub mod outbox;
pub mod person;
pub mod phone;
pub mod read;
pub mod sql;
pub mod staff;
pub mod text;
pub mod time;
pub mod visitor;
mod words;
pub mod world;

pub use address::PostalAddress;
pub use entropy::{Entropy, Token, TokenHash};
pub use id::{
    ApiTokenId, AppointmentId, AvailabilityId, CategoryId, ClosingId, ConsentId, EventId, FreedId, IdentityId, InvitationId, LocationId,
    MemberId, MessageId, NoteId, OfferId, PatientId, PracticeId, PractitionerId, ServiceId,
};
pub use locale::{Country, Locale};
pub use money::{Currency, Money};
pub use name::{ObjectClass, ObjectName, ObjectRef, Region};
pub use person::{BirthDate, ContactName, EmailAddress, Person, PersonName};
pub use sql::{Row, Sql, SqlError, Value};
pub use staff::{Delegation, Right, Role};
pub use text::{DialNumber, Label, Slug, Telephone};
pub use time::{Fold, Instant, Minutes, Readings, Zone};
pub use world::World;

/// The instant and the source of randomness that a decision is taken with.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// The instant of the decision.
    pub now: Instant,
    /// Where ids and tokens get their randomness.
    pub entropy: &'a dyn Entropy,
}
