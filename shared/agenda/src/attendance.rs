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

    /// Whether the appointment takes its time: somebody else cannot have it.
    pub const fn occupies(self) -> bool {
        matches!(self, Self::Booked | Self::Confirmed | Self::Arrived | Self::Attended)
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
}
