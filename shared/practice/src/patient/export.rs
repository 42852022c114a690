//! Everything that is kept about one patient, for the patient.

use guichet_kernel::{PatientId, Sql};
use serde::Serialize;

use super::{Consent, Dependant, Guardian, Note, Patient, Refusal, consent, guardian, hidden, identifiers, merge, note, store};
use crate::{Identifier, vault::Vault};

/// Everything that is kept about one patient but the audit trail, which whoever asks adds.
///
/// Its names of fields are a promise to those who read such files: they are added to, and never change.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct PatientExport {
    /// The record.
    pub patient: Patient,
    /// Numbers in health schemes, in clear.
    pub identifiers: Vec<Identifier>,
    /// Notes, those that were corrected among them.
    pub notes: Vec<Note>,
    /// Consents, those that were withdrawn among them.
    pub consents: Vec<Consent>,
    /// Guardians; one who is a patient is named by id, for their record is theirs.
    pub guardians: Vec<Guardian>,
    /// The patients whose guardian it is, by id.
    pub dependants: Vec<Dependant>,
    /// The ids whose records were merged into this one.
    pub merged: Vec<PatientId>,
}

hidden!(PatientExport);

/// Reads everything that is kept about the patient who answers for `patient`.
pub fn export(sql: &impl Sql, vault: &Vault, patient: PatientId) -> Result<PatientExport, Refusal> {
    let patient = store::patient(sql, patient)?;
    let id = patient.id;
    Ok(PatientExport {
        identifiers: identifiers::identifiers(sql, vault, id)?,
        notes: note::notes(sql, vault, id)?,
        consents: consent::consents(sql, id)?,
        guardians: guardian::guardians(sql, id)?,
        dependants: guardian::dependants(sql, id)?,
        merged: merge::merged(sql, id)?,
        patient,
    })
}
