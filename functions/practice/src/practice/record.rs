//! Reading one patient's record, and handing all of it out.

use chrono::NaiveDate;
use guichet_contracts::{
    Answer, ProblemKind, Stop,
    command::{
        patient::{Duplicate, ExportPatient, Guardian, Note, Patient, PatientExport, ReadPatient},
        practice::AuditEntry,
    },
};
use guichet_kernel::{Instant, PatientId, Sql};
use guichet_practice_core::{
    self as core,
    audit::{self, AuditAction, Detail, Filter},
    patient::{self, Written},
    settings::{self, SettingName},
    vault::{Vault, VaultError},
};

use super::{
    PracticeObject,
    authority::{Turn, names},
    cards::label,
    patient_cards as cards, stop, stop_patient,
};

/// How many entries of the trail an export holds.
const MOST_ENTRIES: usize = 1_000;
/// What is kept of a patient in other objects, and so in no export of this one.
const ELSEWHERE: [&str; 2] = ["appointments", "messages"];
/// How many proposals a record shows.
const MOST_PROPOSALS: u8 = 20;

impl PracticeObject {
    /// Reads a record. Where the keys are out of reach it says so, and shows what is not sealed: a practice can go on working.
    pub(super) fn read_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ReadPatient) -> Result<Answer, Stop> {
        let patient = self.record(sql, command.patient)?;
        turn.note(AuditAction::PatientRead, Some(patient.id), Detail::none());
        Ok(Answer::reply(&patient))
    }

    /// Hands out everything that is kept here, and says what is kept elsewhere; nothing, where a part of it cannot be opened.
    pub(super) fn export_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ExportPatient) -> Result<Answer, Stop> {
        // Who may be the same person is somebody else until staff have said otherwise: it is not theirs to be handed.
        let patient = Patient { duplicates: Vec::new(), ..self.record(sql, command.patient)? };
        if patient.sealed {
            return Err(Stop::Refused(ProblemKind::Unavailable));
        }
        turn.note(AuditAction::PatientExported, Some(patient.id), Detail::none());
        let audit = history(sql, patient.id, &patient.merged)?;
        let not_included = ELSEWHERE.map(str::to_owned).to_vec();
        Ok(Answer::reply(&PatientExport { exported_on: today(sql, turn.at.now)?, patient, audit, by: turn.member(), not_included }))
    }

    fn record(&self, sql: &impl Sql, asked: PatientId) -> Result<Patient, Stop> {
        let record = patient::patient(sql, asked).map_err(stop_patient)?;
        let id = record.id;
        let (identifiers, notes, sealed) = match self.unseal(sql, id) {
            Ok((identifiers, notes)) => (identifiers, notes, false),
            Err(patient::Refusal::Vault(_)) => (Vec::new(), Vec::new(), patient::has_sealed(sql, id)?),
            Err(refusal) => return Err(stop_patient(refusal)),
        };
        let name_of = names(sql)?;
        let mut notes = notes
            .into_iter()
            .map(|note| {
                let author_name = note.author.parse().ok().and_then(&name_of);
                Ok(Note { id: note.id, author: label(&note.author)?, author_name, at: note.at, text: note.text.into() })
            })
            .collect::<Result<Vec<_>, Stop>>()?;
        notes.reverse();
        let mut consents: Vec<_> = patient::consents(sql, id).map_err(stop_patient)?.into_iter().map(cards::consent).collect();
        consents.reverse();
        let guardians = patient::guardians(sql, id).map_err(stop_patient)?;
        let dependants = patient::dependants(sql, id).map_err(stop_patient)?;
        Ok(Patient {
            id,
            version: record.version,
            details: cards::details(&record),
            identifiers: identifiers.iter().map(|identifier| cards::identifier(identifier, &record)).collect(),
            guardians: guardians.into_iter().map(|guardian| guardian_card(sql, guardian)).collect::<Result<_, _>>()?,
            dependants: dependants
                .into_iter()
                .map(|dependant| Ok(cards::line(&patient::patient(sql, dependant.patient).map_err(stop_patient)?)))
                .collect::<Result<_, Stop>>()?,
            consents,
            notes,
            duplicates: proposals(sql, Some(id), MOST_PROPOSALS)?,
            merged: patient::merged(sql, id)?,
            entered_at: record.entered_at,
            sealed,
        })
    }

    /// What is sealed of a patient, opened. A practice that has sealed nothing yet has no keys, and needs none.
    fn unseal(&self, sql: &impl Sql, id: PatientId) -> Result<(Vec<core::Identifier>, Vec<patient::Note>), patient::Refusal> {
        let (master, practice) = self.master().map_err(|_| VaultError::Master)?;
        match Vault::open(sql, master, practice) {
            Err(VaultError::NoKey) => Ok((Vec::new(), Vec::new())),
            vault => {
                let vault = vault?;
                Ok((patient::identifiers(sql, &vault, id)?, patient::notes(sql, &vault, id)?))
            }
        }
    }
}

fn guardian_card(sql: &impl Sql, guardian: patient::Guardian) -> Result<Guardian, Stop> {
    let key = guardian.number.0.to_string();
    let relation = cards::relation_card(guardian.relation);
    Ok(match guardian.who {
        Written::Patient(id) => {
            let record = patient::patient(sql, id).map_err(stop_patient)?;
            Guardian {
                patient: Some(record.id),
                name: cards::full_name(&record),
                telephone: record.telephones.first().map(|telephone| telephone.telephone.dial.clone()),
                email: record.email,
                relation,
                is_contact: guardian.is_contact,
                key,
            }
        }
        Written::Person(person) => Guardian {
            patient: None,
            name: format!("{} {}", person.given_name.as_str(), person.family_name.as_str()),
            email: person.email,
            telephone: person.telephone.map(|telephone| telephone.dial),
            relation,
            is_contact: guardian.is_contact,
            key,
        },
    })
}

/// The records that may be one person's, where the practice wants them proposed.
pub(super) fn proposals(sql: &impl Sql, of: Option<PatientId>, most: u8) -> Result<Vec<Duplicate>, Stop> {
    if !settings::flag(sql, SettingName::ProposeDuplicates)? {
        return Ok(Vec::new());
    }
    let line = |id| patient::patient(sql, id).map(|record| cards::line(&record)).map_err(stop_patient);
    let card = |proposal: patient::Proposal| {
        // Of one patient: they come first.
        let (one, other) = if of == Some(proposal.b) { (proposal.b, proposal.a) } else { (proposal.a, proposal.b) };
        Ok(Duplicate { patient: line(one)?, other: line(other)?, reason: cards::reason(proposal.reason).to_owned() })
    };
    patient::duplicates(sql, of, most).map_err(stop_patient)?.into_iter().map(card).collect()
}

/// What the trail says of a patient, under each id that they had, newest first.
fn history(sql: &impl Sql, patient: PatientId, merged: &[PatientId]) -> Result<Vec<AuditEntry>, Stop> {
    let mut entries = Vec::new();
    for id in std::iter::once(&patient).chain(merged) {
        let filter = Filter { subject: Some(id.to_string()), ..Filter::default() };
        let (mut before, mut read) = (None, 0);
        while read < MOST_ENTRIES {
            let page = audit::page(sql, &filter, before, audit::LONGEST_PAGE)?;
            read += page.entries.len();
            entries.extend(page.entries);
            before = page.next;
            if before.is_none() {
                break;
            }
        }
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
    entries.truncate(MOST_ENTRIES);
    super::audit::entries(sql, entries)
}

/// The day where the practice is.
fn today(sql: &impl Sql, now: Instant) -> Result<NaiveDate, Stop> {
    let settings = core::settings(sql).map_err(stop)?;
    Ok(super::cards::zone(&settings)?.wall(now).date())
}
