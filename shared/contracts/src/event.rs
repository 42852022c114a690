//! What objects tell each other: facts, delivered at least once, applied once.

use guichet_kernel::{AppointmentId, Instant, ObjectName, PatientId, Person, PracticeId, outbox::Delivery};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{ProblemKind, Stop, command::card::PracticeCard};

/// The body of a delivery, by the name it bears on the wire.
pub trait Fact: Serialize + DeserializeOwned {
    /// The name and version of this type: a changed meaning is a new one.
    const KIND: &'static str;
}

macro_rules! facts {
    ($($fact:ident),*) => {$(
        impl Fact for $fact {
            const KIND: &'static str = stringify!($fact);
        }
    )*};
}

facts!(PracticeChangedV1, PatientBookedV1, AppointmentBookedV1, AppointmentCancelledV1);

/// Reads the body of a delivery as the fact that its kind announces.
pub fn read_fact<F: Fact>(delivery: &Delivery) -> Result<F, Stop> {
    F::deserialize(&delivery.body).map_err(|_| Stop::Refused(ProblemKind::BadRequest))
}

/// A practice's card, as it is now. Practice → Agenda. Subject: the practice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PracticeChangedV1 {
    /// All of it.
    pub card: PracticeCard,
}

/// Somebody booked: here are their details, which the agenda does not keep. Agenda → Practice. Subject: the appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PatientBookedV1 {
    /// The id that the agenda knows them by.
    pub patient: PatientId,
    /// For which appointment.
    pub appointment: AppointmentId,
    /// What they typed.
    pub person: Person,
}

/// An appointment was made. Agenda → Mailroom. Subject: the appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppointmentBookedV1 {
    /// What it is about.
    pub message: AboutAppointment,
}

/// An appointment was cancelled. Agenda → Mailroom. Subject: the appointment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AppointmentCancelledV1 {
    /// What it is about.
    pub message: AboutAppointment,
}

/// What the Mailroom needs to write about an appointment; facts and contact it asks for when it sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AboutAppointment {
    /// Which.
    pub appointment: AppointmentId,
    /// At which version.
    pub version: i64,
    /// Whose agenda to ask.
    pub agenda: ObjectName,
    /// In which practice.
    pub practice: PracticeId,
    /// To whom.
    pub patient: PatientId,
    /// When it starts: after that nobody needs the message.
    pub starts_at: Instant,
    /// The signed link to it.
    pub link: String,
}
