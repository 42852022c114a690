//! Why an agenda refuses.

use guichet_kernel::SqlError;

/// Why an agenda refuses. Each is a cause that the caller can act on, except [`Refusal::Store`], which is ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The practice has no active membership here.
    #[error("the practice is not a member of this agenda")]
    NotAMember,
    /// The agenda belongs to another person.
    #[error("the agenda belongs to somebody else")]
    OtherOwner,
    /// No such service, location, hold or appointment in this agenda.
    #[error("no such thing in this agenda")]
    Unknown,
    /// The times make no sense: an end before its start, a stretch over midnight.
    #[error("the times make no sense")]
    BadTimes,
    /// The recurrence rule is not one that is understood here, or does not name the first day (ADR 0009, 2).
    #[error("not a recurrence rule that is understood here")]
    BadRule,
    /// The capacity, the public's part of it or the places are out of range or do not go together (ADR 0009, 1).
    #[error("the capacity makes no sense")]
    BadCapacity,
    /// The start is not one that the agenda offers for this service, or it has begun.
    #[error("not a start that can be booked")]
    NotOffered,
    /// Somebody else has, or holds, that time.
    #[error("the time is taken")]
    Taken,
    /// The practice has closed that time (A10).
    #[error("the time is closed")]
    Closed,
    /// The group has no place left (A2).
    #[error("the group is full")]
    Full,
    /// The service, or the practitioner, cannot be booked online.
    #[error("not to be booked online")]
    NotOnline,
    /// The practitioner takes no new patients, and the service is for a first visit (A9).
    #[error("no new patients are taken")]
    NoNewPatients,
    /// So many slots are not held for one network at a time.
    #[error("too many slots are held already")]
    TooMany,
    /// The same browser, network or address has done that as often as one may for now.
    #[error("too often from there")]
    TooOften,
    /// The practice wants to hear from that person by telephone (A9).
    #[error("by telephone only, for that person")]
    Blocked,
    /// So many availabilities of one practice, or days excepted from one, are not kept.
    #[error("too many availabilities, or days excepted from one")]
    TooManyRules,
    /// The same booker has as many appointments ahead as the practice allows (A9).
    #[error("too many appointments ahead")]
    TooManyOpen,
    /// Whoever is visited at home must say where that is (A1).
    #[error("no address, though care is given at the patient's")]
    NoAddress,
    /// The same booker has a booking that waits to be confirmed.
    #[error("another booking waits to be confirmed")]
    AnotherWaits,
    /// What has that id, or was booked with that hold, is another thing than was sent now.
    #[error("the same key was used for something else")]
    OtherForm,
    /// The appointment is in a state that does not allow this.
    #[error("the appointment cannot change that way")]
    NotPossibleNow,
    /// It has changed since the caller read it.
    #[error("it has changed")]
    Changed,
    /// The practice's notice has passed (A7).
    #[error("the notice for cancelling has passed")]
    TooLate,
    /// The store failed.
    #[error(transparent)]
    Store(SqlError),
}

impl From<SqlError> for Refusal {
    fn from(error: SqlError) -> Self {
        if error.is_trigger(crate::schema::OCCUPIED) {
            Self::Taken
        } else if error.is_trigger(crate::schema::FULL) {
            Self::Full
        } else {
            Self::Store(error)
        }
    }
}
