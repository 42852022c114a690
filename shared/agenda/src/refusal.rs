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
    /// The start is not one that the agenda offers for this service, or it has begun.
    #[error("not a start that can be booked")]
    NotOffered,
    /// Somebody else has, or holds, that time.
    #[error("the time is taken")]
    Taken,
    /// The hold was booked with another form.
    #[error("the hold was booked with another form")]
    OtherForm,
    /// The appointment is in a state that does not allow this.
    #[error("the appointment cannot change that way")]
    NotPossibleNow,
    /// The appointment has changed since the caller read it.
    #[error("the appointment has changed")]
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
        if error.is_trigger(crate::schema::OCCUPIED) { Self::Taken } else { Self::Store(error) }
    }
}
