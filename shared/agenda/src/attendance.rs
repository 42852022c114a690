//! Where an appointment stands (A5), and which steps lead where.

use guichet_kernel::{Value, sql::FromValue};

use crate::Refusal;

/// Where an appointment stands (A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    /// Made.
    Booked,
    /// The patient has said that they are coming.
    Confirmed,
    /// The patient is there.
    Arrived,
    /// Care was given.
    Attended,
    /// The patient did not come.
    Absent,
    /// Cancelled by the patient.
    CancelledByPatient,
    /// Cancelled by the practitioner.
    CancelledByPractitioner,
    /// Moved to another date.
    Moved,
}

/// What became of an attempt to change an attendance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transition {
    /// It changes.
    To(Attendance),
    /// It is so already: answer as the first time, change nothing.
    Already,
}

impl Attendance {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Confirmed,
        Self::Arrived,
        Self::Attended,
        Self::Absent,
        Self::CancelledByPatient,
        Self::CancelledByPractitioner,
        Self::Moved,
    ];

    /// The word that is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::Attended => "attended",
            Self::Absent => "absent",
            Self::CancelledByPatient => "cancelled-by-patient",
            Self::CancelledByPractitioner => "cancelled-by-practitioner",
            Self::Moved => "moved",
        }
    }

    /// Whether the appointment takes its time: somebody else cannot have it. An absence is known when the time has begun,
    /// and frees nothing.
    pub const fn occupies(self) -> bool {
        !self.is_over()
    }

    /// Whether it is cancelled or moved: it stays so.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::CancelledByPatient | Self::CancelledByPractitioner | Self::Moved)
    }

    /// Staff note where the appointment stands, or undo what they noted (A5).
    ///
    /// Between what stands every step leads everywhere, since a slip must be undone in one step too. Cancelling and moving
    /// are acts of their own, and not undone by a note.
    pub fn noted_by_staff(self, to: Self) -> Result<Transition, Refusal> {
        match (self.is_over(), to.is_over()) {
            (false, false) if self == to => Ok(Transition::Already),
            (false, false) => Ok(Transition::To(to)),
            _ => Err(Refusal::NotPossibleNow),
        }
    }

    /// The practice cancels: what has not been treated, and was not missed.
    pub const fn cancel_by_staff(self) -> Result<Transition, Refusal> {
        match self {
            Self::Booked | Self::Confirmed | Self::Arrived => Ok(Transition::To(Self::CancelledByPractitioner)),
            Self::CancelledByPatient | Self::CancelledByPractitioner => Ok(Transition::Already),
            Self::Attended | Self::Absent | Self::Moved => Err(Refusal::NotPossibleNow),
        }
    }

    /// The appointment is moved: what has not been taken up.
    pub const fn moves(self) -> Result<Self, Refusal> {
        match self {
            Self::Booked | Self::Confirmed => Ok(Self::Moved),
            _ => Err(Refusal::NotPossibleNow),
        }
    }

    /// The patient cancels.
    ///
    /// Only what has not been taken up can be cancelled; a second cancellation by anybody changes nothing.
    pub const fn cancel_by_patient(self) -> Result<Transition, Refusal> {
        match self {
            Self::Booked | Self::Confirmed => Ok(Transition::To(Self::CancelledByPatient)),
            Self::CancelledByPatient | Self::CancelledByPractitioner => Ok(Transition::Already),
            Self::Arrived | Self::Attended | Self::Absent | Self::Moved => Err(Refusal::NotPossibleNow),
        }
    }
}

impl From<Attendance> for Value {
    fn from(attendance: Attendance) -> Self {
        attendance.as_str().into()
    }
}

impl FromValue for Attendance {
    fn from_value(value: Value) -> Option<Self> {
        let word = String::from_value(value)?;
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A5: every state has one word, and a cancelled appointment frees its time.
    #[test]
    fn each_state_reads_back_and_only_standing_ones_occupy() {
        for state in Attendance::ALL {
            assert_eq!(Attendance::from_value(state.into()), Some(state));
            if let Ok(Transition::To(next)) = state.cancel_by_patient() {
                assert!(state.occupies() && !next.occupies());
            }
        }
        assert_eq!(Attendance::Attended.cancel_by_patient(), Err(Refusal::NotPossibleNow));
    }

    // A5: what stands can be noted as anything that stands; what is cancelled or moved stays so.
    #[test]
    fn staff_note_and_undo_between_what_stands_only() {
        for from in Attendance::ALL {
            for to in Attendance::ALL {
                let expected = match (from.is_over() || to.is_over(), from == to) {
                    (true, _) => Err(Refusal::NotPossibleNow),
                    (false, true) => Ok(Transition::Already),
                    (false, false) => Ok(Transition::To(to)),
                };
                assert_eq!(from.noted_by_staff(to), expected, "{from:?} to {to:?}");
            }
        }
    }
}
