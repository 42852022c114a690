//! The patient space (A7, A8): whose Identity is told whom this practice writes to its address about, and what is shown there.
//!
//! **Invariant** Whoever asks is compared with whom a message about the patient would go to now, not with what was told before: an
//! address that was changed shows nothing from that moment on.

use guichet_contracts::{
    Answer, Principal, ProblemKind, Stop,
    command::space::{BirthDateChecked, BirthDateOutcome, CheckBirthDate, OnePerson, OpenPerson, People, ReadPeople},
    event::PatientReachedV1,
};
use guichet_kernel::{At, IdentityId, ObjectClass, ObjectName, ObjectRef, PatientId, Sql};
use guichet_practice_core::{
    self as core,
    audit::{AuditAction, Detail},
    identity::MOST_REFERENCES,
    patient::{self, BirthTry},
    settings,
};

use super::{PracticeObject, authority::Turn, stop, stop_patient};
use crate::outgoing::{next, tell};

impl PracticeObject {
    /// The Identity of whoever is written to about exactly this patient.
    fn reached(&self, sql: &impl Sql, id: PatientId) -> Result<Option<IdentityId>, Stop> {
        match patient::contact_of(sql, id) {
            Ok(contact) if contact.patient == id => Ok(contact.email.and_then(|email| self.secrets.identity.identity(&email))),
            Ok(_) | Err(patient::Refusal::Unknown | patient::Refusal::Erased) => Ok(None),
            Err(refusal) => Err(stop_patient(refusal)),
        }
    }

    /// Tells who is written to about a patient since now, and who no longer is.
    pub(super) fn tell_reach(&self, sql: &impl Sql, at: At<'_>, id: PatientId) -> Result<(), Stop> {
        let now = self.reached(sql, id)?;
        let Some(before) = patient::note_reached(sql, id, now)? else { return Ok(()) };
        for (identity, reached) in [(before, false), (now, true)] {
            let Some(identity) = identity else { continue };
            let identity = ObjectRef::new(ObjectClass::Identity, ObjectName::identity(self.name.region(), identity));
            let version = next(sql, &format!("reach {id}"))?;
            tell(sql, at, &identity, (&id.to_string(), version), &PatientReachedV1 { patient: id, reached })?;
        }
        Ok(())
    }

    /// Whether whoever asks is who is written to about a patient.
    fn is_theirs(&self, sql: &impl Sql, turn: &Turn<'_>, id: PatientId) -> Result<bool, Stop> {
        let Principal::Contact { identity } = &turn.call.principal else { return Ok(false) };
        let reached = self.reached(sql, id)?.map(|reached| ObjectName::identity(self.name.region(), reached));
        Ok(reached.as_ref() == Some(identity))
    }

    pub(super) fn read_people(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ReadPeople) -> Result<Answer, Stop> {
        if command.patients.len() > MOST_REFERENCES.into() {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        let mut people = Vec::new();
        for id in &command.patients {
            if !self.is_theirs(sql, turn, *id)? {
                continue;
            }
            let given_name = patient::patient(sql, *id).map_err(stop_patient)?.given_name;
            let open = command.unlocked.contains(id);
            people.push(OnePerson {
                patient: *id,
                initial: given_name.as_str().chars().take(1).collect(),
                barred: patient::is_barred(sql, *id, turn.at.now).map_err(stop_patient)?,
                open: if open { Some(OpenPerson { given_name, also: patient::merged(sql, *id)? }) } else { None },
            });
        }
        // Whoever is written to about nobody here learns no more than at a practice that nobody has opened.
        if people.is_empty() {
            return Err(Stop::Refused(ProblemKind::NotFound));
        }
        let seen_by = if people.iter().any(|one| one.open.is_some()) { settings::practitioners_ever(sql)? } else { Vec::new() };
        let practice = core::settings(sql).map_err(stop)?;
        Ok(Answer::reply(&People { name: practice.name, telephone: practice.telephone, people, seen_by }))
    }

    /// Compares a birth date. What is wrong is an answer, not an error, since an error would undo its counting.
    pub(super) fn check_birth_date(&self, sql: &impl Sql, turn: &Turn<'_>, command: &CheckBirthDate) -> Result<Answer, Stop> {
        if !self.is_theirs(sql, turn, command.patient)? {
            return Err(Stop::Refused(ProblemKind::NotFound));
        }
        let (outcome, word) = match patient::try_birth_date(sql, command.patient, command.birth_date, turn.at.now).map_err(stop_patient)? {
            BirthTry::Matches => (BirthDateOutcome::Matches, "opened"),
            BirthTry::Differs => (BirthDateOutcome::Differs, "refused"),
            BirthTry::Barred => return Ok(Answer::reply(&BirthDateChecked { outcome: BirthDateOutcome::Barred })),
        };
        turn.note(AuditAction::PatientRead, Some(command.patient), Detail::none().word("space", word));
        Ok(Answer::reply(&BirthDateChecked { outcome }))
    }
}
