//! All tables against the ledger; and what must be true when nothing is due any more.
//!
//! What the Mailroom promises, as the end checks it: of a standing appointment that starts at least [`REACH`] after faults
//! have stopped, exactly one confirmation has been taken by the provider; of a cancelled one whose cancellation is still of
//! use then (a day after its start), exactly one cancellation, and at most one confirmation. Of all others at most one of
//! each; where none was, the message is failed or dropped, and says why. An address that the provider refuses gets none.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::TimeDelta;
use guichet_contracts::event::{AppointmentBookedV1, AppointmentCancelledV1, Fact, PatientBookedV1, PracticeChangedV1};
use guichet_kernel::{AppointmentId, Instant, ObjectClass, PatientId, Sql, Value, binds, sql};

use crate::{
    Simulation, Violation,
    ledger::Made,
    must,
    node::Node,
    provider::REFUSED_DOMAIN,
    town::{ORIGIN, PERSONAL, Town},
};

/// The longest that a message waits once all is well: an hour between attempts and a quarter, a look-up, a late alarm.
pub(crate) const REACH: TimeDelta = TimeDelta::hours(2);

impl Simulation {
    /// Compares every table with the ledger.
    pub(crate) fn check_all(&self) -> Result<(), Violation> {
        for (place, node) in self.nodes.iter().enumerate() {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            match node.object.class {
                ObjectClass::Agenda => self.check_agenda(place, node)?,
                ObjectClass::Practice => self.check_practice(node)?,
                ObjectClass::Mailroom => self.check_mailroom(node)?,
            }
        }
        Ok(())
    }

    fn check_agenda(&self, place: usize, node: &Node) -> Result<(), Violation> {
        let now = self.net.now.get();
        let stored = node.sql.rows::<(AppointmentId, PatientId, Instant, Instant, String, i64)>(
            "SELECT appointment_id, patient_id, starts_at, ends_at, attendance, version FROM appointment ORDER BY appointment_id",
            &[],
        )?;
        let ours = self.ledger.made.iter().filter(|(_, made)| made.agenda == place);
        let expected = ours.map(|(id, made)| {
            let (state, version) = if made.cancelled { ("cancelled-by-patient", 2) } else { ("booked", 1) };
            (*id, made.patient, made.starts_at, made.ends_at, state.to_owned(), version)
        });
        let expected: Vec<_> = expected.collect();
        must(stored == expected, || format!("{}: {} appointments stored, {} made", node.object, stored.len(), expected.len()))?;
        let occupied = node.sql.rows::<(String, Instant, Instant)>(
            "SELECT occupant, starts_at, ends_at FROM occupancy WHERE until IS NULL OR until > ? ORDER BY starts_at",
            binds![now],
        )?;
        for ((one, _, end), (other, start, _)) in occupied.iter().zip(occupied.iter().skip(1)) {
            must(end <= start, || format!("A3: {one} and {other} overlap at {start}"))?;
        }
        let mut there: Vec<(String, Instant, Instant)> =
            node.sql.rows("SELECT hold_id, starts_at, ends_at FROM hold WHERE until > ? AND appointment_id IS NULL", binds![now])?;
        let standing = self.ledger.standing.get(&place).into_iter().flatten();
        there.extend(standing.map(|(start, (end, id))| (id.to_string(), *start, *end)));
        there.sort_by_key(|(_, start, _)| *start);
        must(occupied == there, || format!("{}: occupancy is not that of the appointments and holds", node.object))?;
        let history = number(node, "SELECT COUNT(*) FROM attendance_history")?;
        must(history == stored.iter().map(|row| row.5).sum::<i64>(), || format!("A5: {history} lines of history at {}", node.object))?;
        // What is on its way to the Practice is personal, and gone when it has arrived.
        no_personal_data(node, &["outbox"])
    }

    fn check_practice(&self, node: &Node) -> Result<(), Violation> {
        let mut told = BTreeSet::new();
        for event in self
            .ledger
            .events
            .values()
            .filter(|event| event.consumer == node.object && event.kind == PatientBookedV1::KIND && event.applied > 0)
        {
            told.insert(event.subject.clone());
        }
        let stored = node.sql.rows::<(PatientId, AppointmentId, String, String)>(
            "SELECT patient_id, first_appointment, family_name, email FROM patient",
            &[],
        )?;
        must(stored.len() == told.len(), || format!("{}: {} patients, {} told", node.object, stored.len(), told.len()))?;
        for (patient, appointment, family_name, email) in stored {
            let made = self.ledger.made.get(&appointment).filter(|made| made.patient == patient && told.contains(&appointment.to_string()));
            let person = Town::person(made.map_or(0, |made| made.person))?;
            let same = family_name == person.family_name.as_str() && email == person.email.as_str();
            must(same && made.is_some_and(|made| node.object.name.practice_id() == Some(made.practice)), || {
                format!("A8: {patient} is not who booked {appointment}")
            })?;
        }
        Ok(())
    }

    fn check_mailroom(&self, node: &Node) -> Result<(), Violation> {
        let stored: BTreeSet<(String, i64)> =
            node.sql.rows::<(String, i64)>("SELECT appointment_id, version FROM message", &[])?.into_iter().collect();
        let told = self.ledger.events.values().filter(|event| event.consumer == node.object && event.applied > 0);
        let told: BTreeSet<(String, i64)> = told.map(|event| (event.subject.clone(), event.version)).collect();
        must(stored == told, || format!("{}: {} messages, {} told", node.object, stored.len(), told.len()))?;
        no_personal_data(node, &[])
    }

    /// What must be true at the end; gives of how many appointments exactly one mail was owed.
    pub(crate) fn check_end(&self, well_since: Instant) -> Result<u64, Violation> {
        let mut newest = BTreeMap::new();
        for event in self.ledger.events.values().filter(|event| event.applied > 0) {
            let version = newest.entry((event.consumer.clone(), event.subject.clone())).or_insert(0);
            *version = event.version.max(*version);
        }
        for (id, event) in &self.ledger.events {
            let superseded = event.kind == PracticeChangedV1::KIND
                && event.outdated
                && newest.get(&(event.consumer.clone(), event.subject.clone())) >= Some(&event.version);
            must(event.applied == 1 || superseded, || format!("{} {id} was applied {} times", event.kind, event.applied))?;
        }
        let mut messages = BTreeMap::new();
        for node in &self.nodes {
            must(node.wake_at()?.is_none(), || format!("{} is still awake", node.object))?;
            if !sql::is_open(&node.sql)? {
                continue;
            }
            if node.object.class == ObjectClass::Mailroom {
                let rows = node.sql.rows::<(AppointmentId, String, String, String, Option<String>)>(
                    "SELECT appointment_id, kind, message_id, state, reason FROM message",
                    &[],
                )?;
                for (appointment, kind, message, state, reason) in rows {
                    must(["sent", "failed", "dropped"].contains(&state.as_str()), || format!("{message} is {state} at the end"))?;
                    messages.insert((appointment, kind), (message, state, reason));
                }
            } else {
                must(number(node, "SELECT COUNT(*) FROM outbox")? == 0, || format!("{} has something left to tell", node.object))?;
            }
            if node.object.class == ObjectClass::Agenda {
                self.check_cards(node)?;
                no_personal_data(node, &[])?;
            }
        }
        let mut owed = 0;
        for (id, made) in &self.ledger.made {
            owed += u64::from(self.check_mails(*id, made, &messages, well_since)?);
        }
        Ok(owed)
    }

    fn check_cards(&self, node: &Node) -> Result<(), Violation> {
        for (practice, card) in node.sql.rows::<(guichet_kernel::PracticeId, String)>("SELECT practice_id, card FROM membership", &[])? {
            let expected = self.ledger.cards.get(&practice);
            must(Some(&serde_json::from_str(&card)?) == expected, || format!("{} does not know {practice} as it is", node.object))?;
        }
        Ok(())
    }

    fn check_mails(&self, id: AppointmentId, made: &Made, messages: &Messages, well_since: Instant) -> Result<bool, Violation> {
        let person = Town::person(made.person)?;
        let deliverable = !person.email.as_str().ends_with(REFUSED_DOMAIN);
        let from_now = well_since.plus(REACH);
        let mut taken_at = Vec::new();
        for (kind, fact, wanted, owed) in [
            ("confirmation", AppointmentBookedV1::KIND, true, !made.cancelled && made.starts_at >= from_now),
            (
                "cancellation",
                AppointmentCancelledV1::KIND,
                made.cancelled,
                made.cancelled && made.starts_at.plus(TimeDelta::days(1)) >= from_now,
            ),
        ] {
            let message = messages.get(&(id, kind.to_owned()));
            must(message.is_some() == wanted, || format!("{id}: {fact} led to no {kind}, or should not have"))?;
            let Some((message, state, reason)) = message else { continue };
            let taken = self.provider.taken.get(message);
            must(taken.is_some() || !(owed && deliverable), || format!("{id}: no {kind} was sent: {message} is {state}, {reason:?}"))?;
            must(taken.is_some() == (state == "sent") || state != "sent", || format!("{message} is called sent, and is not"))?;
            must(!owed || !deliverable || state == "sent", || format!("{message} was sent, and is called {state}, {reason:?}"))?;
            must(deliverable || taken.is_none(), || format!("{message} went to an address that is refused"))?;
            if let Some(mail) = taken {
                must(mail.to == person.email.as_str(), || format!("{message} went to somebody else"))?;
                let path = format!("{ORIGIN}/rdv/{}", made.link);
                must(kind != "confirmation" || mail.text.contains(&path), || format!("{message} does not bear the link of {id}"))?;
                taken_at.push(mail.at);
            }
        }
        must(taken_at.is_sorted(), || format!("{id}: the cancellation overtook the confirmation"))?;
        Ok(deliverable && (made.cancelled || made.starts_at >= from_now) && made.starts_at.plus(TimeDelta::days(1)) >= from_now)
    }
}

/// By appointment and kind: the message's id, its state, and the reason for it.
type Messages = BTreeMap<(AppointmentId, String), (String, String, Option<String>)>;

fn number(node: &Node, statement: &str) -> Result<i64, Violation> {
    Ok(node.sql.first::<(i64,)>(statement, &[])?.map_or(0, |(number,)| number))
}

/// Searches every value of every table but `except` for a patient's words.
fn no_personal_data(node: &Node, except: &[&str]) -> Result<(), Violation> {
    for (table,) in node.sql.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", &[])? {
        if except.contains(&table.as_str()) {
            continue;
        }
        for row in node.sql.query(&format!("SELECT * FROM {table}"), &[])? {
            for value in row.0 {
                let words = match &value {
                    Value::Text(text) => Cow::Borrowed(text.as_str()),
                    Value::Blob(bytes) => String::from_utf8_lossy(bytes),
                    Value::Null | Value::Int(_) | Value::Real(_) => continue,
                };
                let found = PERSONAL.iter().find(|word| words.contains(**word));
                must(found.is_none(), || format!("personal data in {table} of {}", node.object))?;
            }
        }
    }
    Ok(())
}
