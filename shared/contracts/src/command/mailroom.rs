//! What a Mailroom obeys.

use guichet_kernel::{AppointmentId, Instant, MessageId};
use serde::{Deserialize, Serialize};

commands! {
    ReadTrace => Mailroom "/read-trace" -> Trace, for [Staff(May::ReadAgenda)];
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
