//! Entering, finding, changing, merging and erasing patients.

use guichet_contracts::{
    Answer, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::Done,
        patient::{
            AddNote, AddPatient, ChangePatient, Contact, DismissDuplicate, Duplicates, ErasePatient, Erasure, Forgetting, Forgotten, Found,
            GiveConsent, ListPatients, MergePatients, PatientKept, PatientLine, PatientNames, PutGuardian, PutIdentifier, ReadContact,
            ReadDuplicates, ReadPatientNames, RemoveGuardian, RemoveIdentifier, SearchPatients, WithdrawConsent,
        },
    },
    event::{PatientErasedV1, PatientMergedV1},
};
use guichet_kernel::{PatientId, Right, Sql};
use guichet_practice_core::{
    self as core, Identifier, IdentifierError, IdentifierKind,
    audit::{AuditAction, Detail},
    identifier::Parsed,
    patient::{self, Entered, EnteredHow, GuardianNumber, MOST_FOUND, NoteText, Outcome, Patient, Place, Seen, Tally, Written},
    settings::{self, SettingName},
};

use super::{PracticeObject, authority::Turn, cut, longest, patient_cards as cards, record::proposed as pairs, stop, stop_patient};

const INVALID: Stop = Stop::Refused(ProblemKind::Invalid);
/// How many names an agenda asks for at once.
const MOST_NAMES: usize = 200;

/// The record as it now stands.
pub(super) fn kept(sql: &impl Sql, id: PatientId) -> Result<PatientKept, Stop> {
    let version = patient::patient(sql, id).map_err(stop_patient)?.version;
    Ok(PatientKept { patient: id, version, warnings: Vec::new(), duplicates: 0 })
}

/// How many records are said to be perhaps the same person's: none, where the practice does not want to know.
fn proposed(sql: &impl Sql, proposals: usize) -> Result<u32, Stop> {
    let wanted = settings::flag(sql, SettingName::ProposeDuplicates)?;
    Ok(if wanted { u32::try_from(proposals).unwrap_or(u32::MAX) } else { 0 })
}

impl PracticeObject {
    /// Only the practice's own Mailroom reads contacts.
    pub(super) fn read_contact(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ReadContact) -> Result<Answer, Stop> {
        allow(matches!(&turn.call.principal, Principal::Object { object } if *object == self.mailroom()))?;
        let patient = patient::patient(sql, command.patient).map_err(stop_patient)?;
        let contact = patient::contact_of(sql, patient.id).map_err(stop_patient)?;
        let country = core::settings(sql).map_err(stop)?.country;
        Ok(Answer::reply(&Contact {
            given_name: patient.given_name,
            name: format!("{} {}", contact.given_name.as_str(), contact.family_name.as_str()),
            email: contact.email,
            locale: patient.locale.or(contact.locale).unwrap_or(country.first_locale()),
        }))
    }

    pub(super) fn add_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: AddPatient) -> Result<Answer, Stop> {
        let id = PatientId::draw(turn.at.now, turn.at.entropy);
        let new = cards::new_patient(command.details)?;
        let entered = patient::enter(sql, id, &new, EnteredHow::Staff, turn.at.now).map_err(stop_patient)?;
        let proposals = if let Entered::New { proposals } = entered { proposals } else { 0 };
        let duplicates = proposed(sql, proposals)?;
        // The refusal undoes the entering; its key is not used up, so that "another person" may be said with the same.
        if command.unless_alike && duplicates > 0 {
            return Err(Stop::Refused(ProblemKind::LooksAlike));
        }
        turn.note(AuditAction::PatientEntered, Some(id), Detail::none());
        self.tell_reach(sql, turn.at, id)?;
        Ok(Answer::reply(&PatientKept { duplicates, ..kept(sql, id)? }))
    }

    pub(super) fn change_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: ChangePatient) -> Result<Answer, Stop> {
        let (id, changes) = (command.patient, cards::changes(command.details)?);
        let done = patient::change(sql, id, command.version, changes, turn.at.now).map_err(stop_patient)?;
        turn.note(AuditAction::PatientChanged, Some(id), Detail::none());
        if done.version != command.version {
            self.tell_contacts(sql, turn, id)?;
        }
        Ok(Answer::reply(&PatientKept { duplicates: proposed(sql, done.proposals)?, ..kept(sql, id)? }))
    }

    /// Tells that a patient may now be reached otherwise, and so everybody whom they are written to for.
    fn tell_contacts(&self, sql: &impl Sql, turn: &Turn<'_>, id: PatientId) -> Result<(), Stop> {
        self.tell_patient(sql, turn.at, id)?;
        let dependants = patient::dependants(sql, id).map_err(stop_patient)?;
        dependants
            .iter()
            .filter(|dependant| dependant.is_contact)
            .try_for_each(|dependant| self.tell_patient(sql, turn.at, dependant.patient))
    }

    pub(super) fn put_identifier(&self, sql: &impl Sql, turn: &Turn<'_>, command: &PutIdentifier) -> Result<Answer, Stop> {
        let kind = cards::identifier_kind(&command.kind)?;
        let parsed = identifier(kind, command).map_err(|_| INVALID)?;
        let vault = self.vault(sql, turn.at)?;
        let kept = patient::set_identifier(sql, turn.at, &vault, Seen { patient: command.patient, version: command.version }, &parsed)
            .map_err(stop_patient)?;
        turn.note(AuditAction::PatientChanged, Some(command.patient), Detail::none().word("identifier", kind.as_str()));
        Ok(Answer::reply(&PatientKept {
            patient: command.patient,
            version: kept.version,
            warnings: cards::warnings(&kept.warnings),
            duplicates: proposed(sql, kept.proposals)?,
        }))
    }

    pub(super) fn put_guardian(&self, sql: &impl Sql, turn: &Turn<'_>, command: PutGuardian) -> Result<Answer, Stop> {
        let id = command.patient;
        let seen = Seen { patient: id, version: command.version };
        let who = match (command.guardian, command.person) {
            (Some(guardian), None) => Written::Patient(guardian),
            (None, Some(person)) => Written::Person(cards::contact_person(person)?),
            _ => return Err(INVALID),
        };
        let relation = cards::relation(command.relation);
        patient::add_guardian(sql, seen, &who, relation, command.is_contact, turn.at.now).map_err(stop_patient)?;
        let detail = Detail::none().word("relation", relation.as_str());
        let detail = if let Written::Patient(guardian) = who { detail.id("guardian", guardian) } else { detail };
        turn.note(AuditAction::GuardianAdded, Some(id), detail);
        self.tell_patient(sql, turn.at, id)?;
        Ok(Answer::reply(&kept(sql, id)?))
    }

    pub(super) fn remove_guardian(&self, sql: &impl Sql, turn: &Turn<'_>, command: &RemoveGuardian) -> Result<Answer, Stop> {
        let number = command.key.parse().map(GuardianNumber).map_err(|_| Stop::Refused(ProblemKind::NotFound))?;
        let seen = Seen { patient: command.patient, version: command.version };
        patient::remove_guardian(sql, seen, number, turn.at.now).map_err(stop_patient)?;
        turn.note(AuditAction::GuardianRemoved, Some(command.patient), Detail::none());
        self.tell_patient(sql, turn.at, command.patient)?;
        Ok(Answer::reply(&kept(sql, command.patient)?))
    }

    pub(super) fn add_note(&self, sql: &impl Sql, turn: &Turn<'_>, command: &AddNote) -> Result<Answer, Stop> {
        let text = NoteText::parse(&command.text).map_err(|_| INVALID)?;
        let vault = self.vault(sql, turn.at)?;
        let author = turn.actor().to_string();
        let note = patient::add_note(sql, turn.at, &vault, command.patient, &author, &text, None).map_err(stop_patient)?;
        turn.note(AuditAction::NoteAdded, Some(command.patient), Detail::none().id("note", note));
        Ok(Answer::reply(&kept(sql, command.patient)?))
    }

    /// Makes two records one, and tells everybody who may know the one that ends.
    pub(super) fn merge_patients(&self, sql: &impl Sql, turn: &Turn<'_>, command: &MergePatients) -> Result<Answer, Stop> {
        let vault = self.vault(sql, turn.at)?;
        let author = turn.actor().to_string();
        let from = Seen { patient: command.from, version: command.from_version };
        let to = Seen { patient: command.to, version: command.version };
        let merged = patient::merge(sql, turn.at, &vault, from, to, &author).map_err(stop_patient)?;
        turn.note(AuditAction::PatientMerged, Some(merged.from), Detail::none().id("to", merged.to));
        turn.note(AuditAction::PatientMerged, Some(merged.to), Detail::none().id("from", merged.from));
        self.tell_reach(sql, turn.at, merged.from)?;
        self.tell_seers(sql, turn.at, merged.from, &PatientMergedV1 { from: merged.from, to: merged.to })?;
        self.tell_contacts(sql, turn, merged.to)?;
        Ok(Answer::reply(&kept(sql, merged.to)?))
    }

    /// Forgets a patient here at once, and asks everybody who may have seen them to do the same. Repeating it answers how far
    /// that has come.
    pub(super) fn erase_patient(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ErasePatient) -> Result<Answer, Stop> {
        let written_for = match patient::dependants(sql, command.patient) {
            Ok(dependants) => dependants,
            Err(patient::Refusal::Erased) => {
                turn.note(AuditAction::PatientErased, Some(command.patient), Detail::none().word("again", "yes"));
                return read_erasure(sql, command.patient);
            }
            Err(refusal) => return Err(stop_patient(refusal)),
        };
        let asked_to_ring = patient::is_blocked(sql, patient::resolve(sql, command.patient).map_err(stop_patient)?)?;
        let erased = patient::erase(sql, command.patient, turn.at.now).map_err(stop_patient)?;
        if asked_to_ring {
            self.tell_blocked(sql, turn.at)?;
        }
        let also: Vec<PatientId> = erased.also.iter().map(|(id, _)| *id).collect();
        turn.note(AuditAction::PatientErased, Some(erased.patient), Detail::none());
        for id in &also {
            turn.note(AuditAction::PatientErased, Some(*id), Detail::none().id("as", erased.patient));
        }
        self.tell_reach(sql, turn.at, erased.patient)?;
        let fact = PatientErasedV1 { patient: erased.patient, also };
        let seers = self.tell_seers(sql, turn.at, erased.patient, &fact)?;
        patient::expect(sql, erased.patient, &seers, turn.at.now).map_err(stop_patient)?;
        for dependant in written_for.into_iter().filter(|dependant| dependant.is_contact) {
            self.tell_patient(sql, turn.at, dependant.patient)?;
        }
        read_erasure(sql, erased.patient)
    }
}

/// A number as typed, with what was typed beside it.
fn identifier(kind: IdentifierKind, command: &PutIdentifier) -> Result<Parsed, IdentifierError> {
    let parsed = Identifier::parse(kind, &command.number)?;
    Ok(match command.detail.as_deref() {
        Some(detail) => Parsed { identifier: Identifier::read(kind, parsed.identifier.as_str(), Some(detail))?, ..parsed },
        None => parsed,
    })
}

/// Names beside the hours of an agenda; an id that is not known any more is left out.
pub(super) fn read_names(sql: &impl Sql, turn: &Turn<'_>, command: &ReadPatientNames) -> Result<Answer, Stop> {
    if command.patients.len() > MOST_NAMES {
        return Err(INVALID);
    }
    // A telephone is of the record, which not everybody who reads an agenda may read.
    allow(command.to_ring.is_empty() || turn.by()?.has(Right::ReadPatients))?;
    let mut names = Vec::new();
    for asked in &command.patients {
        match patient::patient(sql, *asked) {
            Ok(record) => {
                let telephone = if command.to_ring.contains(asked) {
                    turn.note(AuditAction::PatientRead, Some(record.id), Detail::none().word("to", "ring"));
                    let contact = patient::contact_of(sql, record.id).map_err(stop_patient)?;
                    contact.telephones.into_iter().next().map(|telephone| telephone.dial)
                } else {
                    None
                };
                names.push(PatientLine { telephone, ..cards::name(*asked, record) });
            }
            Err(patient::Refusal::Unknown | patient::Refusal::Erased) => {}
            Err(refusal) => return Err(stop_patient(refusal)),
        }
    }
    Ok(Answer::reply(&PatientNames { names }))
}

pub(super) fn search(sql: &impl Sql, turn: &Turn<'_>, command: &SearchPatients) -> Result<Answer, Stop> {
    let most = u8::try_from(command.most.clamp(1, MOST_FOUND.into())).unwrap_or(MOST_FOUND);
    // One more tells whether there are more; the longest answer is as long as a search gets.
    let mut found = patient::search(sql, &command.text, most.saturating_add(1).min(MOST_FOUND)).map_err(stop_patient)?;
    let more = found.len() > usize::from(most) || found.len() == usize::from(MOST_FOUND);
    found.truncate(most.into());
    Ok(listed(turn, "search", &found, more))
}

pub(super) fn list(sql: &impl Sql, turn: &Turn<'_>, command: &ListPatients) -> Result<Answer, Stop> {
    let most = longest(command.most);
    let mut found = patient::list(sql, command.after, most + 1).map_err(stop_patient)?;
    let more = cut(&mut found, most);
    Ok(listed(turn, "list", &found, more))
}

fn listed(turn: &Turn<'_>, how: &'static str, found: &[Patient], more: bool) -> Answer {
    let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
    turn.note(AuditAction::PatientSearched, None::<PatientId>, Detail::none().word("how", how).number("found", count));
    Answer::reply(&Found { patients: found.iter().map(cards::line).collect(), more })
}

pub(super) fn remove_identifier(sql: &impl Sql, turn: &Turn<'_>, command: &RemoveIdentifier) -> Result<Answer, Stop> {
    let kind = cards::identifier_kind(&command.kind)?;
    patient::remove_identifier(sql, turn.at, Seen { patient: command.patient, version: command.version }, kind).map_err(stop_patient)?;
    let detail = Detail::none().word("identifier", kind.as_str()).word("removed", "yes");
    turn.note(AuditAction::PatientChanged, Some(command.patient), detail);
    Ok(Answer::reply(&kept(sql, command.patient)?))
}

pub(super) fn give_consent(sql: &impl Sql, turn: &Turn<'_>, command: &GiveConsent) -> Result<Answer, Stop> {
    let (kind, how) = (cards::consent_kind(&command.kind)?, cards::consent_how(&command.how)?);
    let id = patient::give_consent(sql, turn.at, command.patient, kind, &command.text_version, how).map_err(stop_patient)?;
    turn.note(AuditAction::ConsentGiven, Some(command.patient), Detail::none().word("to", kind.as_str()).id("consent", id));
    Ok(Answer::reply(&kept(sql, command.patient)?))
}

pub(super) fn withdraw_consent(sql: &impl Sql, turn: &Turn<'_>, command: &WithdrawConsent) -> Result<Answer, Stop> {
    let seen = Seen { patient: command.patient, version: command.version };
    patient::withdraw_consent(sql, seen, command.consent, turn.at.now).map_err(stop_patient)?;
    turn.note(AuditAction::ConsentWithdrawn, Some(command.patient), Detail::none().id("consent", command.consent));
    Ok(Answer::reply(&kept(sql, command.patient)?))
}

pub(super) fn read_duplicates(sql: &impl Sql, turn: &Turn<'_>, command: &ReadDuplicates) -> Result<Answer, Stop> {
    let after = command.after.as_deref().map(str::parse::<Place>).transpose().map_err(|_| INVALID)?;
    let most = longest(command.most);
    let mut proposals = patient::duplicates_after(sql, after, most + 1).map_err(stop_patient)?;
    let more = cut(&mut proposals, most);
    let older = proposals.last().filter(|_| more).map(|last| last.place().to_string());
    let duplicates = pairs(sql, None, proposals)?;
    let count = i64::try_from(duplicates.len()).unwrap_or(i64::MAX);
    turn.note(AuditAction::PatientSearched, None::<PatientId>, Detail::none().word("how", "duplicates").number("found", count));
    Ok(Answer::reply(&Duplicates { older: older.filter(|_| !duplicates.is_empty()), duplicates }))
}

pub(super) fn dismiss_duplicate(sql: &impl Sql, turn: &Turn<'_>, command: &DismissDuplicate) -> Result<Answer, Stop> {
    patient::dismiss(sql, command.patient, command.other, turn.at.now).map_err(stop_patient)?;
    turn.note(AuditAction::DuplicateDismissed, Some(command.patient), Detail::none().id("other", command.other));
    Ok(Answer::reply(&Done {}))
}

pub(super) fn read_erasure(sql: &impl Sql, patient: PatientId) -> Result<Answer, Stop> {
    let (erased_at, tally) = patient::tally(sql, patient).map_err(stop_patient)?;
    let forgetting = |tally: Tally| Forgetting {
        object: tally.object,
        outcome: match tally.outcome {
            Outcome::Waiting => None,
            Outcome::Erased => Some(Forgotten::Erased),
            Outcome::Kept => {
                Some(Forgotten::Kept { until: tally.until.unwrap_or(tally.at), because: tally.because.map(Into::into).unwrap_or_default() })
            }
        },
    };
    Ok(Answer::reply(&Erasure { patient, erased_at, objects: tally.into_iter().map(forgetting).collect() }))
}
