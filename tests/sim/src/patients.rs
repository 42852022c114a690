//! Patients: what must be true of their records, and staff who enter, change, merge and erase them.

use std::collections::BTreeSet;

use guichet_contracts::{
    Command, ProblemKind,
    command::patient::{
        AddNote, AddPatient, ChangePatient, ContactPerson, DismissDuplicate, ErasePatient, Erasure, ExportPatient, GiveConsent,
        ListPatients, MergePatients, PatientKept, PutGuardian, PutIdentifier, ReadDuplicates, ReadErasure, ReadPatient, Relation,
        SearchPatients,
    },
};
use guichet_kernel::{Instant, PatientId, Role, Sql, binds};

use crate::{Simulation, Violation, act::Told, must, people::Desk, words::Words};

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It stands.
    Stands,
    /// It was merged into another.
    Merged(PatientId),
    /// Its patient was erased, at that time.
    Erased(Instant),
}

/// A record of a practice.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// Of which practice.
    pub(crate) practice: usize,
    /// The persons whose words are, or were, in it: their own, of earlier spellings, of who answers for them.
    pub(crate) persons: BTreeSet<u64>,
    /// Which of them the patient is now called.
    pub(crate) called: u64,
    /// Whether staff have typed any of it: they do not ask everybody for an address.
    pub(crate) by_staff: bool,
    /// What became of it.
    pub(crate) state: State,
    /// How many notes it has.
    pub(crate) notes: i64,
    /// How many consents it has.
    pub(crate) consents: i64,
    /// Patients who answered for them.
    pub(crate) guardians: BTreeSet<PatientId>,
}

impl Record {
    /// A record that was just entered.
    pub(crate) fn new(practice: usize, person: u64) -> Self {
        Self {
            practice,
            persons: [person].into(),
            called: person,
            by_staff: false,
            state: State::Stands,
            notes: 0,
            consents: 0,
            guardians: BTreeSet::new(),
        }
    }
}

impl Simulation {
    /// What staff do with records.
    pub(crate) fn keep_patients(&mut self) -> Result<(), Violation> {
        let roles: &[Role] = &[Role::Secretary, Role::Practitioner, Role::Owner];
        let Some((practice, desk)) = self.colleague(roles)? else { return Ok(()) };
        match self.net.dice.below(100) {
            0..22 => self.add_patient(practice, &desk),
            22..32 => self.change_patient(practice, &desk),
            32..44 => self.add_to_record(practice, &desk),
            44..52 => self.put_guardian(practice, &desk),
            52..64 => self.merge(practice, &desk),
            64..68 => self.dismiss(practice, &desk),
            68..74 => self.look_up(practice, &desk),
            _ => {
                let owners = self.staffing.get(practice).map(|staffing| staffing.working(&[Role::Owner])).unwrap_or_default();
                self.clients.proving = self.net.dice.pick(&owners).map(|owner| (practice, *owner)).or(self.clients.proving);
                Ok(())
            }
        }
    }

    /// A patient of the practice, one of the last mostly; one time in twenty whatever id was ever used there.
    fn some_patient(&self, practice: usize) -> Option<PatientId> {
        let known = self.ledger.entered.get(&practice)?;
        let recent = known.get(known.len().saturating_sub(30)..).unwrap_or_default();
        for _ in 0..8 {
            let id = *self.net.dice.pick(if self.net.dice.chance(700) { recent } else { known })?;
            let stands = self.ledger.records.get(&id).is_some_and(|record| record.state == State::Stands);
            if stands || self.net.dice.chance(10) {
                return Some(id);
            }
        }
        None
    }

    fn stands(&self, patient: PatientId) -> bool {
        self.ledger.records.get(&patient).is_some_and(|record| record.state == State::Stands)
    }

    fn record(&mut self, patient: PatientId, change: impl FnOnce(&mut Record)) {
        if let Some(record) = self.ledger.records.get_mut(&patient) {
            change(record);
        }
    }

    fn new_person(&mut self) -> u64 {
        self.clients.persons += 1;
        self.clients.persons
    }

    fn add_patient(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        // Somebody whom an agenda may know already: the records are proposed as one person's.
        let person = if self.net.dice.chance(250) { 1 + self.net.dice.below(self.clients.persons.max(1)) } else { self.new_person() };
        let key = self.net.dice.below(1_000_000).to_string();
        let command = AddPatient { details: Words::details(person)?, unless_alike: self.net.dice.chance(300) };
        let mut first: Option<PatientKept> = None;
        // Whoever sees no answer asks again under the same key.
        for _ in 0..3 {
            self.key = Some(key.clone());
            let told = self.give(practice, desk, &command);
            self.key = None;
            let Some(told) = told? else { continue };
            let kept = match told.reply {
                Ok(kept) => kept,
                // Somebody of these words may be there already; whether they are is for the practice's own tests.
                Err(ProblemKind::LooksAlike) => {
                    return must(command.unless_alike && first.is_none(), || "a patient was refused as another's like".into());
                }
                Err(kind) => return Err(Violation(format!("a patient could not be entered: {kind:?}"))),
            };
            if let Some(first) = &first {
                must(first.patient == kept.patient, || "a patient was entered twice under one key".into())?;
            } else {
                let record = Record { by_staff: true, ..Record::new(practice, person) };
                must(self.ledger.records.insert(kept.patient, record).is_none(), || format!("{} was entered twice", kept.patient))?;
                self.ledger.entered.entry(practice).or_default().push(kept.patient);
                first = Some(kept);
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    fn change_patient(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let Some(patient) = self.some_patient(practice) else { return Ok(()) };
        let Some(told) = self.give(practice, desk, &ReadPatient { patient })? else { return Ok(()) };
        let read = match told.reply {
            Ok(read) => read,
            Err(ProblemKind::NotFound) => return must(!self.survives(patient), || format!("{patient} was not found")),
            Err(kind) => return Err(Violation(format!("{patient} could not be read: {kind:?}"))),
        };
        must(self.survivor(patient) == Some(read.id), || format!("{patient} is {}", read.id))?;
        let person = self.new_person();
        let mut details = Words::details(person)?;
        details.birth_name = Some(read.details.family_name);
        let command = |version| ChangePatient { patient: read.id, version, details: details.clone() };
        let Some(told) = self.at_version(practice, desk, (read.id, read.version), command)? else { return Ok(()) };
        let kept = told.reply.map_err(|kind| Violation(format!("{patient} could not be changed: {kind:?}")))?;
        must(kept.version == read.version + 1, || format!("{patient} was changed at {}, and is at {}", read.version, kept.version))?;
        self.record(read.id, |record| {
            record.persons.insert(person);
            record.called = person;
            record.by_staff = true;
        });
        Ok(())
    }

    /// A command that says at which version its caller saw the record. Now and then they say none, or one that is past: that
    /// changes nothing; they read again, and give it as they should have.
    fn at_version<C: Command>(
        &mut self,
        practice: usize,
        desk: &Desk,
        (patient, version): (PatientId, i64),
        command: impl Fn(i64) -> C,
    ) -> Result<Option<Told<C::Reply>>, Violation> {
        if !self.net.dice.chance(150) {
            return self.give(practice, desk, &command(version));
        }
        let past = if self.net.dice.chance(300) { 0 } else { version - 1 };
        let Some(told) = self.give(practice, desk, &command(past))? else { return Ok(None) };
        let Err(refused) = told.reply else { return Err(Violation(format!("{} at {past} of {patient}, which is at {version}", C::PATH))) };
        let Some(version) = self.saw(practice, desk, patient)? else { return Ok(None) };
        let again = self.give(practice, desk, &command(version))?;
        let expected = if past == 0 { ProblemKind::VersionNeeded } else { ProblemKind::Changed };
        // Of one that is gone, or where it makes no sense, the version does not matter.
        let anyway = again.as_ref().is_none_or(|again| again.reply.as_ref().err() == Some(&refused));
        must(refused == expected || anyway, || format!("{} at {past} of {patient} was answered {refused:?}, not {expected:?}", C::PATH))?;
        if refused == expected {
            self.seen.stale += 1;
        }
        Ok(again)
    }

    /// The version of a record, as staff read it; of one that is gone, any. `None`: they did not learn it.
    fn saw(&mut self, practice: usize, desk: &Desk, patient: PatientId) -> Result<Option<i64>, Violation> {
        let Some(told) = self.give(practice, desk, &ReadPatient { patient })? else { return Ok(None) };
        match told.reply {
            Ok(read) => Ok(Some(read.version)),
            Err(ProblemKind::NotFound) if !self.survives(patient) => Ok(Some(1)),
            Err(kind) => Err(Violation(format!("{patient} could not be read: {kind:?}"))),
        }
    }

    /// A note, a consent or a number.
    fn add_to_record(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let Some(patient) = self.some_patient(practice) else { return Ok(()) };
        let stands = self.stands(patient);
        let called = self.ledger.records.get(&patient).map_or(0, |record| record.called);
        let words = Words::of(called);
        let (told, notes, consents) = match self.net.dice.below(3) {
            0 => (self.give(practice, desk, &AddNote { patient, text: format!("{} a mal au dos.", words.family_name) })?, 1, 0),
            1 => {
                let command = GiveConsent {
                    patient,
                    kind: "email".into(),
                    text_version: "2026-1".to_owned().try_into().map_err(|_| Violation("a label".into()))?,
                    how: "oral".into(),
                };
                (self.give(practice, desk, &command)?, 0, 1)
            }
            _ => {
                let command = |version| PutIdentifier { patient, version, kind: "nir".into(), number: words.nir.clone(), detail: None };
                let Some(version) = self.saw(practice, desk, patient)? else { return Ok(()) };
                (self.at_version(practice, desk, (patient, version), command)?, 0, 0)
            }
        };
        let Some(told) = told else { return Ok(()) };
        self.answered(patient, stands, told.reply.err())?;
        if stands {
            self.record(patient, |record| {
                record.notes += notes;
                record.consents += consents;
            });
        }
        Ok(())
    }

    /// What stands is changed, what is gone is not.
    fn answered(&self, patient: PatientId, stands: bool, refused: Option<ProblemKind>) -> Result<(), Violation> {
        let state = self.ledger.records.get(&patient).map(|record| record.state);
        let expected = match state {
            _ if stands => None,
            Some(State::Merged(_)) => Some(ProblemKind::Changed),
            _ => Some(ProblemKind::NotFound),
        };
        must(refused == expected, || format!("{patient}, which is {state:?}, was answered {refused:?}"))
    }

    fn put_guardian(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let (Some(patient), Some(other)) = (self.some_patient(practice), self.some_patient(practice)) else { return Ok(()) };
        let stands = self.stands(patient);
        let named = self.net.dice.chance(500);
        let person = if named { self.new_person() } else { 0 };
        let contact = if named {
            let details = Words::details(person)?;
            Some(ContactPerson { given_name: details.given_name, family_name: details.family_name, email: details.email, telephone: None })
        } else {
            None
        };
        let guardian = (!named).then_some(other);
        let relation = if named { Relation::Parent } else { Relation::Carer };
        let is_contact = self.net.dice.chance(500);
        let command = |version| PutGuardian { patient, version, guardian, person: contact.clone(), relation, is_contact };
        let Some(version) = self.saw(practice, desk, patient)? else { return Ok(()) };
        let Some(told) = self.at_version(practice, desk, (patient, version), command)? else { return Ok(()) };
        match told.reply {
            Ok(_) => {
                must(stands && (named || self.stands(other)), || format!("{patient} was given {other} as a guardian"))?;
                self.record(patient, |record| {
                    if named {
                        record.by_staff = true;
                        record.persons.insert(person);
                    } else {
                        record.guardians.insert(other);
                    }
                });
                Ok(())
            }
            // Of themselves, or in a circle; or one of them is gone.
            Err(ProblemKind::Invalid) => must(!named, || format!("{patient} could not be given a guardian")),
            Err(ProblemKind::NotFound | ProblemKind::Changed) => {
                must(!stands || !(named || self.stands(other)), || format!("{patient} could not be given a guardian"))
            }
            Err(kind) => Err(Violation(format!("{patient} could not be given a guardian: {kind:?}"))),
        }
    }

    /// Two records become one: everything of both is the survivor's, and nobody else has lost anything.
    fn merge(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let (Some(from), Some(to)) = (self.some_patient(practice), self.some_patient(practice)) else { return Ok(()) };
        let stand = self.stands(from) && self.stands(to);
        let (Some(from_version), Some(version)) = (self.saw(practice, desk, from)?, self.saw(practice, desk, to)?) else { return Ok(()) };
        // Either of them may have changed since.
        let told = if self.net.dice.chance(500) {
            let command = |from_version| MergePatients { from, from_version, to, version };
            self.at_version(practice, desk, (from, from_version), command)?
        } else {
            self.at_version(practice, desk, (to, version), |version| MergePatients { from, from_version, to, version })?
        };
        let Some(told) = told else { return Ok(()) };
        match told.reply {
            Ok(kept) => {
                must(stand && from != to && kept.patient == to, || format!("{from} was merged into {to}"))?;
                let Some(gone) = self.ledger.records.get(&from).cloned() else { return Ok(()) };
                let notes = self.notes(practice, to)?;
                let before = self.ledger.records.get(&to).map_or(0, |record| record.notes);
                // What both had and differs is kept in one more note.
                let both = gone.notes + before;
                must(notes == both || notes == both + 1, || format!("{to} has {notes} notes after a merge, and should have {both}"))?;
                self.record(from, |record| record.state = State::Merged(to));
                self.record(to, |record| {
                    record.persons.extend(gone.persons);
                    record.by_staff |= gone.by_staff;
                    record.guardians.extend(gone.guardians);
                    record.notes = notes;
                    record.consents += gone.consents;
                });
                self.seen.merged += 1;
                Ok(())
            }
            // One is the other's guardian, or they are one.
            Err(ProblemKind::Invalid) => Ok(()),
            Err(ProblemKind::NotFound | ProblemKind::Changed) => must(!stand, || format!("{from} could not be merged into {to}")),
            Err(kind) => Err(Violation(format!("{from} could not be merged into {to}: {kind:?}"))),
        }
    }

    fn dismiss(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let Some(told) = self.give(practice, desk, &ReadDuplicates { after: None, most: 20 })? else { return Ok(()) };
        let found = told.reply.map_err(|kind| Violation(format!("duplicates could not be read: {kind:?}")))?;
        let Some(pair) = self.net.dice.pick(&found.duplicates) else { return Ok(()) };
        let (patient, other) = (pair.patient.id, pair.other.id);
        must(self.stands(patient) && self.stands(other), || format!("{patient} and {other} are proposed, and not both there"))?;
        let Some(told) = self.give(practice, desk, &DismissDuplicate { patient, other })? else { return Ok(()) };
        must(told.reply.is_ok(), || "a proposal could not be dismissed".into())?;
        let Some(told) = self.give(practice, desk, &ReadDuplicates { after: None, most: 100 })? else { return Ok(()) };
        let again =
            told.reply.into_iter().flat_map(|found| found.duplicates).any(|pair| pair.patient.id == patient && pair.other.id == other);
        must(!again, || "what was dismissed is proposed again".into())
    }

    /// Searching, paging, reading, reading how far an erasure is.
    fn look_up(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let Some(patient) = self.some_patient(practice) else { return Ok(()) };
        let called = self.ledger.records.get(&patient).map_or(0, |record| record.called);
        match self.net.dice.below(4) {
            0 => {
                let text = Words::of(called).family_name;
                let Some(told) = self.give(practice, desk, &SearchPatients { text, most: 10 })? else { return Ok(()) };
                let found = told.reply.map_err(|kind| Violation(format!("a search was refused: {kind:?}")))?;
                let ours =
                    found.patients.iter().all(|line| self.ledger.records.get(&line.id).is_some_and(|known| known.practice == practice));
                must(ours, || "a search found somebody of another practice".into())?;
                let there = found.patients.iter().any(|line| line.id == patient);
                must(there || !self.stands(patient), || format!("{patient} was not found by their name"))?;
                must(found.patients.iter().all(|line| self.stands(line.id)), || "a search found somebody who is gone".into())
            }
            1 => {
                let Some(told) = self.give(practice, desk, &ListPatients { after: Some(patient), most: 20 })? else { return Ok(()) };
                let found = told.reply.map_err(|kind| Violation(format!("a page was refused: {kind:?}")))?;
                must(found.patients.iter().all(|line| self.stands(line.id)), || "a page has somebody who is gone".into())
            }
            2 => {
                let Some(told) = self.give(practice, desk, &ReadErasure { patient })? else { return Ok(()) };
                must(told.reply.is_ok() == self.is_erased(patient), || format!("the tally of {patient}: {:?}", told.reply.err()))
            }
            _ => {
                let Some(told) = self.give(practice, desk, &ExportPatient { patient })? else { return Ok(()) };
                must(told.reply.is_ok() == self.survives(patient), || format!("the export of {patient}: {:?}", told.reply.err()))
            }
        }
    }

    /// An owner does what needs a fresh proof: merges and erases patients, ends members, or changes what they are. Without the
    /// proof it is refused, as is seen now and then.
    pub(crate) fn prove_and_act(&mut self, practice: usize, owner: usize) -> Result<(), Violation> {
        let Some(desk) = self.desk(owner)? else { return Ok(()) };
        if !desk.proven && !self.net.dice.chance(100) {
            return self.prove(owner);
        }
        if desk.proven {
            self.clients.proving = None;
        }
        if self.net.dice.chance(50) {
            return self.change_members_as(practice, &desk);
        }
        // Proofs are dear: whoever has one does what there is to do.
        for _ in 0..self.net.dice.below(8) {
            self.merge(practice, &desk)?;
        }
        for _ in 0..=self.net.dice.below(3) {
            self.erase_one(practice, &desk)?;
        }
        Ok(())
    }

    /// A patient is erased; one time in ten whoever it is, again perhaps.
    fn erase_one(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let again =
            self.ledger.entered.get(&practice).and_then(|known| self.net.dice.pick(known)).copied().filter(|_| self.net.dice.chance(100));
        let Some(patient) = again.or_else(|| self.some_patient(practice)) else { return Ok(()) };
        let survivor = self.survivor(patient);
        let Some(told) = self.give(practice, desk, &ErasePatient { patient })? else { return Ok(()) };
        let erasure: Erasure = match told.reply {
            Ok(erasure) => erasure,
            Err(kind) => return Err(Violation(format!("{patient} could not be erased: {kind:?}"))),
        };
        if let Some(survivor) = survivor {
            must(erasure.patient == survivor && !erasure.objects.is_empty(), || format!("{patient} was erased as {}", erasure.patient))?;
            must(!told.events.is_empty(), || "nobody was told of an erasure".into())?;
            let now = self.net.now.get();
            let also: Vec<PatientId> = self.ledger.records.keys().copied().filter(|id| self.survivor(*id) == Some(survivor)).collect();
            for id in also {
                self.record(id, |record| record.state = State::Erased(now));
            }
            self.ledger.erased.push((practice, survivor));
            self.seen.erased += 1;
        } else {
            must(told.events.is_empty(), || "an erasure was told twice".into())?;
        }
        Ok(())
    }

    /// The record that answers for `patient`, if one does.
    pub(crate) fn survivor(&self, patient: PatientId) -> Option<PatientId> {
        self.ledger.survivor(patient)
    }

    fn survives(&self, patient: PatientId) -> bool {
        self.survivor(patient).is_some()
    }

    pub(crate) fn is_erased(&self, patient: PatientId) -> bool {
        self.ledger.is_erased(patient)
    }

    /// How many notes the store has of a patient.
    fn notes(&self, practice: usize, patient: PatientId) -> Result<i64, Violation> {
        let node = self.town.practices.get(practice).and_then(|practice| self.nodes.get(practice.node));
        let Some(node) = node else { return Ok(0) };
        let row = node.sql.first::<(i64,)>("SELECT COUNT(*) FROM patient_note WHERE patient_id = ?", binds![patient])?;
        Ok(row.map_or(0, |(count,)| count))
    }
}
