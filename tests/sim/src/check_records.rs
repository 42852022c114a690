//! Merged and erased patients: where their ids and their words may still be, and what the tallies say.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use guichet_contracts::{
    Principal,
    command::patient::{Forgotten, ReadErasure},
};
use guichet_kernel::{AppointmentId, Instant, ObjectClass, PatientId, Role, Sql, Value, binds, sql};

use crate::{
    Simulation, Violation, must,
    node::Node,
    patients::State,
    words::{Search, Words},
};

/// Where the id of somebody who was erased stays, and why: so that the Practice knows a late fact about them (`patient_gone`,
/// `told`, `inbox_subject`), can say what became of the erasure (`erasure_ack`), and who did what (`audit`), and does not enter
/// them again for who asks a second time (`once`); so that the Mailroom writes to them no more (`forgotten_patient`,
/// `inbox_subject`); so that an Identity that is still written to about others knows a late fact (`inbox_subject`).
const TOMBSTONES: [(ObjectClass, &str); 10] = [
    (ObjectClass::Agenda, "forgotten_patient"),
    (ObjectClass::Practice, "patient_gone"),
    (ObjectClass::Practice, "erasure_ack"),
    (ObjectClass::Practice, "audit"),
    (ObjectClass::Practice, "told"),
    (ObjectClass::Practice, "inbox_subject"),
    (ObjectClass::Practice, "once"),
    (ObjectClass::Mailroom, "forgotten_patient"),
    (ObjectClass::Mailroom, "inbox_subject"),
    (ObjectClass::Identity, "inbox_subject"),
];
/// The length of an id's text: `pat_` and 32 digits.
const ID: usize = 36;

impl Simulation {
    /// The tally of each erasure is complete: every object has said "erased", or until when it keeps something. Once that time is
    /// over (`all`), every one has said "erased".
    pub(crate) fn check_tallies(&mut self, all: bool) -> Result<(), Violation> {
        let now = self.net.now.get();
        let staff: Vec<Option<Principal>> = (0..self.town.practices.len()).map(|place| self.an_owner(place)).collect();
        for (practice, patient) in self.ledger.erased.clone() {
            let Some(principal) = staff.get(practice).cloned().flatten() else { return Err(Violation("no owner".into())) };
            let Some(node) = self.town.practices.get(practice).map(|practice| practice.node) else { continue };
            let tally = self.ask_quietly(node, principal, &ReadErasure { patient })?;
            let tally = tally.map_err(|kind| Violation(format!("the tally of {patient} could not be read: {kind:?}")))?;
            let mut kept = false;
            for line in tally.objects {
                match line.outcome {
                    Some(Forgotten::Erased) => {}
                    Some(Forgotten::Kept { until, because }) => {
                        kept = true;
                        let said = because == "appointment-ahead" && line.object.class == ObjectClass::Agenda;
                        must(said && until >= now && !all, || {
                            format!("the tally of {patient}: {} keeps something until {until}, because {because}; it is {now}", line.object)
                        })?;
                    }
                    None => return Err(Violation(format!("the tally of {patient} is not complete: {} has not answered", line.object))),
                }
            }
            self.seen.kept += u64::from(kept);
        }
        Ok(())
    }

    fn an_owner(&self, practice: usize) -> Option<Principal> {
        let owner = *self.staffing.get(practice)?.working(&[Role::Owner]).first()?;
        Some(Principal::Person { identity: self.town.people.get(owner)?.name.clone(), proven: false })
    }

    /// At the end nothing is left of who was erased but the tombstones of their ids, and merged ids lead nowhere but to the
    /// record that answers for them.
    pub(crate) fn check_forgotten(&self) -> Result<(), Violation> {
        let gone = Search::of(&self.gone_persons());
        for node in &self.nodes {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            self.check_appointments(node)?;
            // Another database, since looking into the full-text index makes a table.
            let copy = node.sql.snapshot();
            let is_there = "SELECT 1 FROM sqlite_master WHERE name = 'patient_words'";
            if copy.first::<(i64,)>(is_there, &[])?.is_some() {
                copy.script("CREATE VIRTUAL TABLE patient_words_listed USING fts5vocab(patient_words, row)")?;
            }
            let tables = copy.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", &[])?;
            for (table,) in tables {
                self.check_table(node, &table, &copy.query(&format!("SELECT * FROM \"{table}\""), &[])?, &gone)?;
            }
        }
        self.check_mails_after_erasure()
    }

    /// Those whose words nobody who is still here shares.
    fn gone_persons(&self) -> BTreeSet<u64> {
        let persons = |erased: bool| {
            let records = self.ledger.records.values().filter(move |record| matches!(record.state, State::Erased(_)) == erased);
            records.flat_map(|record| record.persons.iter().copied()).collect::<BTreeSet<u64>>()
        };
        persons(true).difference(&persons(false)).copied().collect()
    }

    fn check_table(&self, node: &Node, table: &str, rows: &[guichet_kernel::Row], gone: &Search) -> Result<(), Violation> {
        let tombstone = TOMBSTONES.contains(&(node.object.class, table));
        for value in rows.iter().flat_map(|row| &row.0) {
            let bytes = match value {
                Value::Text(text) => Cow::Borrowed(text.as_bytes()),
                Value::Blob(bytes) => Cow::Borrowed(bytes.as_slice()),
                Value::Int(number) => Cow::Owned(number.to_string().into_bytes()),
                Value::Null | Value::Real(_) => continue,
            };
            let found = gone.first(&bytes);
            must(found.is_none(), || {
                let called = found.map(|number| Words::of(number).family_name).unwrap_or_default();
                format!("{table} of {} still has words of {called}, who was erased", node.object)
            })?;
            let erased = bytes.windows(ID).filter(|window| window.starts_with(b"pat_")).find_map(|window| {
                let id: PatientId = std::str::from_utf8(window).ok()?.parse().ok()?;
                self.is_erased(id).then_some(id)
            });
            must(tombstone || erased.is_none(), || format!("{table} of {} still has the id {erased:?}, which was erased", node.object))?;
        }
        Ok(())
    }

    /// Merged patients' appointments are of the record that answers for them.
    fn check_appointments(&self, node: &Node) -> Result<(), Violation> {
        if node.object.class != ObjectClass::Agenda {
            return Ok(());
        }
        let rows = node.sql.rows::<(AppointmentId, Option<PatientId>)>("SELECT appointment_id, patient_id FROM appointment", &[])?;
        for (id, patient) in rows {
            let expected = self.ledger.made.get(&id).and_then(|made| self.survivor(made.patient));
            must(patient == expected, || format!("{id} points at {patient:?}, and should at {expected:?}"))?;
        }
        Ok(())
    }

    /// Nobody is written to after the Mailroom has said that it has forgotten them.
    fn check_mails_after_erasure(&self) -> Result<(), Violation> {
        let mut sent: BTreeMap<&str, Instant> = BTreeMap::new();
        for mail in self.provider.taken.values() {
            let links = mail.text.split_whitespace().filter_map(|word| word.split_once("/rdv/"));
            links.for_each(|(_, link)| {
                let last = sent.entry(link).or_insert(mail.at);
                *last = mail.at.max(*last);
            });
        }
        for made in self.ledger.made.values().filter(|made| self.is_erased(made.patient)) {
            let Some(practice) = self.town.practices.iter().find(|practice| practice.id == made.practice) else { continue };
            let (Some(node), Some(mailroom)) = (self.nodes.get(practice.node), self.nodes.get(practice.mailroom)) else { continue };
            let answered = node.sql.first::<(Instant,)>(
                "SELECT at FROM erasure_ack WHERE patient_id = ? AND object = ?",
                binds![made.patient, &mailroom.object],
            )?;
            let late = answered.zip(sent.get(made.link.as_str())).is_some_and(|((answered,), last)| *last > answered);
            must(!late, || format!("{} was written to after they were forgotten", made.patient))?;
        }
        Ok(())
    }
}
