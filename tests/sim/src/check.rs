//! All tables against the ledger; and what must be true when nothing is due any more.
//!
//! What the Mailroom promises, as the end checks it: of a standing appointment that starts at least [`REACH`] after faults
//! have stopped, exactly one confirmation has been taken by the provider, or, if it was moved there, exactly one letter that
//! says so; of a cancelled one whose cancellation is still of use then (a day after its start), exactly one cancellation, and at
//! most one of the others. Of all others at most one of each; where none was, the message is failed or dropped, and says why. Of
//! what was cancelled, moved or deleted before the Mailroom heard that it was made, nothing is sent. What was placed silently
//! leads to no letter. An address that the provider refuses gets none.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::TimeDelta;
use guichet_contracts::event::{
    AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, Fact, FreeChangedV1, PracticeChangedV1, PracticeRegisteredV1,
};
use guichet_kernel::{AppointmentId, Instant, ObjectClass, PatientId, Sql, Value, binds, sql};

use crate::{
    Simulation, Violation,
    ledger::{Came, Made},
    must,
    node::Node,
    patients::State,
    provider::REFUSED_DOMAIN,
    town::ORIGIN,
    words::{PERSONAL, Words},
};

/// The longest that a message waits once all is well: an hour between attempts and a quarter, a look-up, a late alarm.
pub(crate) const REACH: TimeDelta = TimeDelta::hours(2);

/// What an Agenda has its Mailroom write about.
const LETTERS: [&str; 3] = [AppointmentBookedV1::KIND, AppointmentMovedV1::KIND, AppointmentCancelledV1::KIND];

impl Simulation {
    /// Compares every table with the ledger.
    pub(crate) fn check_all(&self) -> Result<(), Violation> {
        self.check_members()?;
        for (place, node) in self.nodes.iter().enumerate() {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            match node.object.class {
                ObjectClass::Agenda => self.check_agenda(place, node)?,
                ObjectClass::Practice => self.check_practice(node)?,
                ObjectClass::Mailroom => self.check_mailroom(node)?,
                ObjectClass::Identity | ObjectClass::Directory => no_personal_data(node, &[])?,
            }
        }
        Ok(())
    }

    /// Whether a record was merged into the other, at once or by way of others; or is the same.
    pub(crate) fn became(&self, one: PatientId, other: PatientId) -> bool {
        let mut at = one;
        while at != other {
            match self.ledger.records.get(&at).map(|record| record.state) {
                Some(State::Merged(to)) => at = to,
                // The erasure has taken the word that it was merged.
                Some(State::Erased(_)) => return self.is_erased(other),
                _ => return false,
            }
        }
        true
    }

    /// Every address that mails about a patient may go to: of their record, whatever it was, and of who answers for them; an
    /// empty one where perhaps there is none.
    pub(crate) fn addresses(&self, patient: PatientId) -> BTreeSet<String> {
        let (mut addresses, mut to_see, mut seen) = (BTreeSet::new(), vec![patient], BTreeSet::new());
        while let Some(next) = to_see.pop() {
            let next = self.survivor(next).unwrap_or(next);
            if let Some(record) = self.ledger.records.get(&next).filter(|_| seen.insert(next)) {
                let by_staff = |person: &u64| record.by_staff && Words::has_no_address(*person);
                addresses.extend(record.persons.iter().map(|person| Words::of(*person).email));
                addresses.extend(record.persons.iter().copied().find(by_staff).map(|_| String::new()));
                to_see.extend(&record.guardians);
            }
        }
        addresses
    }

    /// Exactly the records that were entered, and not merged or erased since, each with what is its own.
    fn check_practice(&self, node: &Node) -> Result<(), Violation> {
        let own = node.object.name.practice_id().and_then(|id| self.ledger.places.get(&id)).copied().unwrap_or_default();
        let entered = self.ledger.entered.get(&own).into_iter().flatten();
        let standing =
            entered.filter_map(|id| Some((id, self.ledger.records.get(id)?))).filter(|(_, record)| record.state == State::Stands);
        let mut expected: Vec<_> =
            standing.map(|(id, record)| (*id, Words::of(record.called).family_name, record.notes, record.consents)).collect();
        expected.sort_by_key(|row| row.0.to_string());
        let stored = node.sql.rows::<(PatientId, String, i64, i64)>(
            "SELECT patient_id, family_name, (SELECT COUNT(*) FROM patient_note n WHERE n.patient_id = r.patient_id),
                (SELECT COUNT(*) FROM patient_consent c WHERE c.patient_id = r.patient_id) FROM patient_record r ORDER BY patient_id",
            &[],
        )?;
        let odd = stored.iter().zip(&expected).find(|(one, other)| one != other);
        must(stored == expected, || {
            format!("A8: {}: {} records stored, {} expected, the first that differs: {odd:?}", node.object, stored.len(), expected.len())
        })?;
        Self::check_trail(node)
    }

    /// The trail has every number from 1, and nobody's words.
    fn check_trail(node: &Node) -> Result<(), Violation> {
        let after = node.audited.get();
        let rows = node.sql.rows::<(i64, String)>(
            "SELECT seq, actor || ' ' || action || ' ' || COALESCE(subject, '') || ' ' || detail || ' ' || request_id FROM audit
             WHERE seq > ? ORDER BY seq",
            binds![after],
        )?;
        for (place, (seq, text)) in (after + 1..).zip(rows) {
            must(seq == place, || format!("line {place} of the trail of {} is missing", node.object))?;
            must(!PERSONAL.iter().any(|word| text.contains(word)), || {
                format!("personal data in line {seq} of the trail of {}", node.object)
            })?;
            node.audited.set(seq);
        }
        Ok(())
    }

    fn check_mailroom(&self, node: &Node) -> Result<(), Violation> {
        let of_somebody = |id: &AppointmentId| self.ledger.made.get(id).is_some_and(|made| !self.is_erased(made.patient));
        let rows = node.sql.rows::<(AppointmentId, i64)>(
            "SELECT appointment_id, version FROM message WHERE appointment_id IS NOT NULL AND kind <> 'offer'",
            &[],
        )?;
        let stored: BTreeSet<(AppointmentId, i64)> = rows.into_iter().filter(|(id, _)| of_somebody(id)).collect();
        let about = LETTERS;
        let told = self
            .ledger
            .events
            .values()
            .filter(|event| event.consumer == node.object && event.applied > 0 && about.contains(&event.kind.as_str()));
        let told = told.filter_map(|event| Some((event.subject.parse::<AppointmentId>().ok()?, event.version)));
        let told: BTreeSet<(AppointmentId, i64)> = told.filter(|(id, _)| of_somebody(id)).collect();
        must(stored == told, || format!("{}: {} messages, {} told", node.object, stored.len(), told.len()))?;
        no_personal_data(node, &[])
    }

    /// What must be true at the end; gives of how many appointments exactly one mail was owed.
    pub(crate) fn check_end(&self, well_since: Instant) -> Result<u64, Violation> {
        let mut newest = BTreeMap::new();
        for event in self.ledger.events.values().filter(|event| event.applied > 0) {
            let version = newest.entry((&event.source, &event.consumer, event.subject.as_str())).or_insert(0);
            *version = event.version.max(*version);
        }
        for (id, event) in &self.ledger.events {
            // What the Agenda says of what is free is taken back where it says it anew.
            let free = event.kind == FreeChangedV1::KIND;
            let newer = newest.get(&(&event.source, &event.consumer, event.subject.as_str())) >= Some(&event.version);
            let cards = [PracticeChangedV1::KIND, PracticeRegisteredV1::KIND].contains(&event.kind.as_str());
            let superseded = newer && (free || (cards && event.outdated));
            // What waited to be told about the appointments of somebody who is forgotten, or about what was deleted, is told no more.
            let about = LETTERS.contains(&event.kind.as_str());
            let of = event.subject.parse().ok().filter(|_| about).and_then(|id: AppointmentId| self.ledger.made.get(&id));
            let forgotten = event.applied == 0 && of.is_some_and(|made| self.is_erased(made.patient) || made.deleted.is_some());
            must(event.applied == 1 || superseded || forgotten, || format!("{} {id} was applied {} times", event.kind, event.applied))?;
        }
        let mut messages = BTreeMap::new();
        for node in &self.nodes {
            if !sql::is_open(&node.sql)? {
                continue;
            }
            if node.object.class == ObjectClass::Mailroom {
                let rows = node.sql.rows::<(Option<AppointmentId>, String, String, String, Option<String>)>(
                    "SELECT appointment_id, kind, message_id, state, reason FROM message",
                    &[],
                )?;
                for (appointment, kind, message, state, reason) in rows {
                    must(["sent", "failed", "dropped"].contains(&state.as_str()), || format!("{message} is {state} at the end"))?;
                    if let Some(appointment) = appointment {
                        messages.insert((appointment, kind), (message, state, reason));
                    }
                }
            }
            if node.object.class != ObjectClass::Directory {
                must(number(node, "SELECT COUNT(*) FROM outbox")? == 0, || format!("{} has something left to tell", node.object))?;
            }
            if node.object.class == ObjectClass::Agenda {
                self.check_cards(node)?;
                no_personal_data(node, &[])?;
            }
        }
        let letters = self.ledger.events.values().filter(|event| LETTERS.contains(&event.kind.as_str()));
        let heard = letters.filter_map(|event| Some(((event.subject.parse().ok()?, event.kind.as_str()), event.heard))).collect();
        let mut owed = 0;
        for (id, made) in self.ledger.made.iter().filter(|(_, made)| !self.is_erased(made.patient)) {
            owed += u64::from(self.check_mails((*id, made), (&messages, &heard), well_since)?);
        }
        Ok(owed)
    }

    fn check_cards(&self, node: &Node) -> Result<(), Violation> {
        let cards = "SELECT practice_id, card FROM membership";
        for (practice, card) in node.sql.rows::<(guichet_kernel::PracticeId, String)>(cards, &[])? {
            let expected = self.ledger.cards.get(&practice);
            must(Some(&serde_json::from_str(&card)?) == expected, || format!("{} does not know {practice} as it is", node.object))?;
        }
        Ok(())
    }

    fn check_mails(
        &self,
        (id, made): (AppointmentId, &Made),
        (messages, heard): (&Messages, &Heard<'_>),
        well_since: Instant,
    ) -> Result<bool, Violation> {
        if made.restored {
            return self.check_restored((id, made), well_since).map(|()| false);
        }
        let addresses = self.addresses(made.patient);
        let deliverable = addresses.iter().all(|address| !address.is_empty() && !address.ends_with(REFUSED_DOMAIN));
        let (cancelled, stands) = (made.is_cancelled(), made.stands());
        let from_now = well_since.plus(REACH);
        let (mut taken_at, mut taken_back) = (Vec::new(), false);
        let ahead = stands && made.starts_at >= from_now;
        let (told, moved) = (made.came == Came::Told, made.came == Came::Moved);
        let cancelling = made.cancelling && made.deleted.is_none() && made.starts_at.plus(TimeDelta::days(1)) >= from_now;
        for (kind, fact, wanted, owed, over) in [
            ("confirmation", AppointmentBookedV1::KIND, told, told && ahead, made.over),
            ("moved", AppointmentMovedV1::KIND, moved, moved && ahead, made.over),
            ("cancellation", AppointmentCancelledV1::KIND, made.cancelling, cancelling, made.deleted),
        ] {
            let message = messages.get(&(id, kind.to_owned()));
            let untold = wanted && made.deleted.is_some();
            must(message.is_some() == wanted || (message.is_none() && untold), || {
                format!("{id}: {fact} led to no {kind}, or should not have")
            })?;
            let Some((message, state, reason)) = message else { continue };
            if reason.as_deref() == Some("taken-back") {
                self.check_taken_back(kind, (id, made), messages)?;
                taken_back = true;
                continue;
            }
            let taken = self.provider.taken.get(message);
            must(taken.is_some() || !(owed && deliverable), || format!("{id}: no {kind} was sent: {message} is {state}, {reason:?}"))?;
            must(taken.is_some() == (state == "sent") || state != "sent", || format!("{message} is called sent, and is not"))?;
            must(!owed || !deliverable || state == "sent", || format!("{message} was sent, and is called {state}, {reason:?}"))?;
            if let Some(mail) = taken {
                must(addresses.contains(&mail.to), || format!("{message} went to somebody else"))?;
                let path = format!("{ORIGIN}/rdv/{}", made.link);
                must(kind == "cancellation" || mail.text.contains(&path), || format!("{message} does not bear the link of {id}"))?;
                let heard = heard.get(&(id, fact)).copied().flatten();
                must(heard.zip(over).is_none_or(|(heard, over)| heard < over), || format!("{message} was sent, and {id} was over before"))?;
                taken_at.push(mail.at);
            }
        }
        must(taken_at.is_sorted(), || format!("{id}: the cancellation overtook the confirmation"))?;
        Ok(deliverable && !taken_back && ((cancelled && cancelling) || (ahead && made.came != Came::Silently)))
    }
}

impl Simulation {
    /// M2: of what staff did and undid in time the last letter says nothing new, and so is none. Who was to read that it is cancelled
    /// had read nothing of it; who was to read that it was moved had last read, or been told by nobody, that it is there.
    fn check_taken_back(&self, kind: &str, (id, made): (AppointmentId, &Made), messages: &Messages) -> Result<(), Violation> {
        let chain = self.ledger.made.iter().filter(|(_, other)| other.origin == made.origin && other.first <= made.first);
        let was_read = |(other, _): &(&AppointmentId, &Made)| {
            ["confirmation", "moved"].iter().any(|word| {
                let message = messages.get(&(**other, (*word).to_owned()));
                message.is_some_and(|(message, ..)| self.provider.taken.contains_key(message))
            })
        };
        // Of what was cancelled and taken back there are letters of several versions: see `check_restored`.
        if chain.clone().any(|(_, other)| other.restored) {
            return Ok(());
        }
        let newest = chain.filter(was_read).max_by_key(|(_, other)| other.first);
        match (kind, newest) {
            ("cancellation", newest) => must(newest.is_none(), || format!("{id} was cancelled, and whoever had read of it was not told")),
            ("moved", Some((_, read))) => must(read.starts_at == made.starts_at, || format!("{id} was moved, and nobody was told")),
            ("moved", None) => {
                let silent = self.ledger.made.get(&made.origin).is_some_and(|first| first.came == Came::Silently);
                must(silent, || format!("{id} was moved, and nobody was ever told of it"))
            }
            _ => Err(Violation(format!("a {kind} of {id} was taken back"))),
        }
    }
}

/// By appointment and kind: the message's id, its state, and the reason for it.
type Messages = BTreeMap<(AppointmentId, String), (String, String, Option<String>)>;

/// By appointment and kind of fact: when its Mailroom heard it.
type Heard<'a> = BTreeMap<(AppointmentId, &'a str), Option<Instant>>;

pub(crate) fn number(node: &Node, statement: &str) -> Result<i64, Violation> {
    Ok(node.sql.first::<(i64,)>(statement, &[])?.map_or(0, |(number,)| number))
}

/// Searches every value of every table but `except` for a patient's words.
pub(crate) fn no_personal_data(node: &Node, except: &[&str]) -> Result<(), Violation> {
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
