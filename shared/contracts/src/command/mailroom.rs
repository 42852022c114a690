//! What a Mailroom obeys.

use guichet_kernel::{AppointmentId, Instant, MessageId, PatientId};
use serde::{Deserialize, Serialize};

commands! {
    ReadTrace => Mailroom "/read-trace" -> Trace, for [Staff(May::ReadAgenda)];
    ReadPatientMessages => Mailroom "/read-patient-messages" -> PatientMessages, for [Staff(May::ReadPatients), Staff(May::ExportPatients)];
}

/// Reads what was written about an appointment, and what became of it (M6). For the practice's staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadTrace {
    /// About which.
    pub appointment: AppointmentId,
}

/// The messages about an appointment, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trace {
    /// The messages.
    pub messages: Vec<MessageTrace>,
}

/// One message and what happened to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageTrace {
    /// Which.
    pub message: MessageId,
    /// `confirmation` or `cancellation`.
    pub kind: String,
    /// `queued`, `sending`, `sent`, `failed`, `dropped`, or `in-doubt`: dropped while nobody knew whether it had gone.
    pub state: String,
    /// Each step, oldest first.
    pub steps: Vec<TraceStep>,
}

/// One step of a message's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TraceStep {
    /// When.
    pub at: Instant,
    /// What.
    pub what: String,
    /// Why, where there is a reason; never personal data.
    #[serde(default)]
    pub detail: Option<String>,
}

wire! {
    /// Reads what was written to a patient, newest first, and what became of it (M6); never what it said.
    pub struct ReadPatientMessages {
        /// To whom.
        pub patient: PatientId,
        /// The records that were merged into theirs, at most a thousand: the Mailroom may not have heard of it yet.
        #[serde(default)]
        pub also: Vec<PatientId>,
        /// Those before this one; all where none is said.
        #[serde(default)]
        pub before: Option<MessageId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Messages to a patient.
    pub struct PatientMessages {
        /// Newest first.
        pub messages: Vec<PatientMessage>,
        /// Whether there are older ones.
        pub more: bool,
    }

    /// A message to a patient and what happened to it.
    pub struct PatientMessage {
        /// Which.
        pub message: MessageId,
        /// About which appointment.
        pub appointment: AppointmentId,
        /// Since when it was to be sent.
        pub queued_at: Instant,
        /// `confirmation` or `cancellation`.
        pub kind: String,
        /// `queued`, `sending`, `sent`, `failed`, `dropped`, or `in-doubt`: dropped while nobody knew whether it had gone.
        pub state: String,
        /// Each step, oldest first.
        pub steps: Vec<TraceStep>,
    }
}
