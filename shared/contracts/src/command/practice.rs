//! What a Practice obeys.

use guichet_kernel::{Locale, PatientId, Person, PractitionerId};
use serde::{Deserialize, Serialize};

use super::{agenda::Done, card::PracticeCard};

commands! {
    FoundPractice => Practice "/found-practice" -> Done;
    AddPractitioner => Practice "/add-practitioner" -> Done;
    ReadContact => Practice "/read-contact" -> Contact;
    ReadPatients => Practice "/read-patients" -> Patients;
}

/// Opens a practice with its settings, locations and services. For the operator; repeating it replaces them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FoundPractice {
    /// All of it.
    pub card: PracticeCard,
}

/// Tells a practitioner's agenda about the practice, now and at each change. For the operator.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddPractitioner {
    /// Who.
    pub practitioner: PractitionerId,
}

/// Reads how to write to a patient. For the practice's Mailroom, just before it sends.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadContact {
    /// To whom.
    pub patient: PatientId,
}

/// How to write to a patient.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contact {
    /// Name and address.
    pub person: Person,
    /// Their language.
    pub locale: Locale,
}

/// Reads the patient records. For the practice's staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReadPatients {}

/// Patient records, newest first, at most a hundred.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Patients {
    /// The records.
    pub patients: Vec<PatientRecord>,
}

/// A patient's record.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PatientRecord {
    /// Which.
    pub id: PatientId,
    /// Who.
    pub person: Person,
}
