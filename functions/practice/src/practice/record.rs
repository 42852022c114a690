//! Reading one patient's record, and handing all of it out.

use chrono::NaiveDate;
use guichet_contracts::{
    Answer, ProblemKind, Stop,
    command::{
        patient::{
            Consents, Duplicate, ExportPatient, Guardian, Note, Notes, Patient, PatientExport, ReadConsents, ReadNotes, ReadPatient, SeenBy,
        },
        practice::AuditEntry,
    },
};
use guichet_kernel::{Instant, PatientId, Sql};
use guichet_practice_core::{
    self as core,
    audit::{self, AuditAction, Detail, Filter},
    patient::{self, Written},
    people::{self, Member},
    settings::{self, SettingName},
    vault::{Vault, VaultError},
};

use super::{
    PracticeObject,
    authority::{Turn, names},
    cards::{full_name, label},
    cut, longest, patient_cards as cards, stop, stop_patient, stop_people,
};

/// How many entries of the trail an export holds.
const MOST_ENTRIES: usize = 1_000;
/// What is kept of a patient in other objects, and so in no export of this one.
const ELSEWHERE: [&str; 2] = ["appointments", "messages"];
/// How many notes and consents a record shows.
const SHOWN: u8 = 25;
/// How many proposals a record shows.
const MOST_PROPOSALS: u8 = 20;

impl PracticeObject {
    /// Reads a record. Where the keys are out of reach it says so, and shows what is not sealed: a practice can go on working.
    pub(super) fn read_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ReadPatient) -> Result<Answer, Stop> {
        let patient = self.record(sql, command.patient, false)?;
        turn.note(AuditAction::PatientRead, Some(patient.id), Detail::none());
        Ok(Answer::reply(&patient))
    }

    /// Hands out everything that is kept here, and says what is kept elsewhere; nothing, where a part of it cannot be opened.
    pub(super) fn export_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ExportPatient) -> Result<Answer, Stop> {
        // Who may be the same person is somebody else until staff have said otherwise: it is not theirs to be handed.
        let patient = Patient { duplicates: Vec::new(), ..self.record(sql, command.patient, true)? };
        if patient.sealed {
            return Err(Stop::Refused(ProblemKind::Unavailable));
        }
        turn.note(AuditAction::PatientExported, Some(patient.id), Detail::none());
        let audit = history(sql, patient.id, &patient.merged)?;
        let not_included = ELSEWHERE.map(str::to_owned).to_vec();
        let exported_on = today(sql, turn.at.now)?;
        let (appointments, messages) = (Vec::new(), Vec::new());
        Ok(Answer::reply(&PatientExport { exported_on, patient, audit, by: turn.member(), not_included, appointments, messages }))
    }

    /// Reads notes from where the record, or the page before, has ended.
    pub(super) fn read_notes(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ReadNotes) -> Result<Answer, Stop> {
        let id = patient::resolve(sql, command.patient).map_err(stop_patient)?;
        let most = longest(command.most);
        let mut notes = match self.vault_of(sql).map_err(stop_patient)? {
            None => Vec::new(),
            Some(vault) => patient::notes_before(sql, &vault, id, command.before, Some(most + 1)).map_err(stop_patient)?,
        };
        let more = cut(&mut notes, most);
        turn.note(AuditAction::PatientRead, Some(id), Detail::none().word("what", "notes"));
        Ok(Answer::reply(&Notes { notes: note_cards(sql, notes)?, more }))
    }

    /// The record; with `whole`, every note and every consent of it.
    fn record(&self, sql: &impl Sql, asked: PatientId, whole: bool) -> Result<Patient, Stop> {
        let record = patient::patient(sql, asked).map_err(stop_patient)?;
        let id = record.id;
        let (identifiers, mut notes, sealed) = match self.unseal(sql, id, whole) {
            Ok((identifiers, notes)) => (identifiers, notes, false),
            Err(patient::Refusal::Vault(_)) => (Vec::new(), Vec::new(), patient::has_sealed(sql, id)?),
            Err(refusal) => return Err(stop_patient(refusal)),
        };
        let mut consents = patient::consents_before(sql, id, None, shown(whole)).map_err(stop_patient)?;
        let (more_notes, more_consents) = if whole { (false, false) } else { (cut(&mut notes, SHOWN), cut(&mut consents, SHOWN)) };
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
            consents: consents.into_iter().map(cards::consent).collect(),
            more_consents,
            notes: note_cards(sql, notes)?,
            more_notes,
            duplicates: proposed(sql, Some(id), patient::duplicates(sql, id, MOST_PROPOSALS).map_err(stop_patient)?)?,
            blocked_online: patient::is_blocked(sql, id)?,
            merged: patient::merged(sql, id)?,
            entered_at: record.entered_at,
            sealed,
            seen_by: seen_by(sql)?,
        })
    }

    /// The practice's keys; none where it has sealed nothing yet, and needs none.
    fn vault_of(&self, sql: &impl Sql) -> Result<Option<Vault>, patient::Refusal> {
        let (master, practice) = self.master().map_err(|_| VaultError::Master)?;
        match Vault::open(sql, master, practice) {
            Err(VaultError::NoKey) => Ok(None),
            vault => Ok(Some(vault?)),
        }
    }

    /// What is sealed of a patient, opened.
    fn unseal(&self, sql: &impl Sql, id: PatientId, whole: bool) -> Result<(Vec<core::Identifier>, Vec<patient::Note>), patient::Refusal> {
        let Some(vault) = self.vault_of(sql)? else { return Ok((Vec::new(), Vec::new())) };
        Ok((patient::identifiers(sql, &vault, id)?, patient::notes_before(sql, &vault, id, None, shown(whole))?))
    }
}

/// How many are read for a record: one more than is shown, or all.
fn shown(whole: bool) -> Option<u8> {
    (!whole).then_some(SHOWN + 1)
}

/// Notes with the names of those who wrote them.
fn note_cards(sql: &impl Sql, notes: Vec<patient::Note>) -> Result<Vec<Note>, Stop> {
    let name_of = names(sql)?;
    let card = |note: patient::Note| {
        let author_name = note.author.parse().ok().and_then(&name_of);
        Ok(Note { id: note.id, author: label(&note.author)?, author_name, at: note.at, text: note.text.into() })
    };
    notes.into_iter().map(card).collect()
}

/// Reads what a patient agreed to from where the record, or the page before, has ended.
pub(super) fn read_consents(sql: &impl Sql, turn: &Turn<'_>, command: &ReadConsents) -> Result<Answer, Stop> {
    let id = patient::resolve(sql, command.patient).map_err(stop_patient)?;
    let most = longest(command.most);
    let mut consents = patient::consents_before(sql, id, command.before, Some(most + 1)).map_err(stop_patient)?;
    let more = cut(&mut consents, most);
    turn.note(AuditAction::PatientRead, Some(id), Detail::none().word("what", "consents"));
    Ok(Answer::reply(&Consents { consents: consents.into_iter().map(cards::consent).collect(), more }))
}

/// Everybody who gives care here or ever did; one whom an operator added may have no name.
fn seen_by(sql: &impl Sql) -> Result<Vec<SeenBy>, Stop> {
    let members = people::members(sql, true).map_err(stop_people)?;
    let is = |member: &Member, id| member.practitioner.as_ref().is_some_and(|practitioner| practitioner.id == id);
    let name = |id| members.iter().rfind(|member| is(member, id)).map(full_name);
    Ok(settings::practitioners_ever(sql)?.into_iter().map(|practitioner| SeenBy { practitioner, name: name(practitioner) }).collect())
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

/// Proposals as they are told, where the practice wants any.
pub(super) fn proposed(sql: &impl Sql, of: Option<PatientId>, proposals: Vec<patient::Proposal>) -> Result<Vec<Duplicate>, Stop> {
    if !settings::flag(sql, SettingName::ProposeDuplicates)? {
        return Ok(Vec::new());
    }
    let line = |id| patient::patient(sql, id).map(|record| cards::line(&record)).map_err(stop_patient);
    let card = |proposal: patient::Proposal| {
        // Of one patient: they come first.
        let (one, other) = if of == Some(proposal.b) { (proposal.b, proposal.a) } else { (proposal.a, proposal.b) };
        Ok(Duplicate { patient: line(one)?, other: line(other)?, reason: cards::reason(proposal.reason).to_owned() })
    };
    proposals.into_iter().map(card).collect()
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
