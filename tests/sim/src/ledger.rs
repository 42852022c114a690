//! What must be true, noted from commands and answers as they happen, and the checks that are cheap enough for each step.

use std::collections::BTreeMap;

use guichet_contracts::{
    command::{agenda::Attendance, card::PracticeCard},
    event::{Fact, PatientBookedV1},
};
use guichet_kernel::{AppointmentId, EventId, Instant, ObjectRef, PatientId, PracticeId, Sql, Token, outbox::Delivery};

use crate::{
    Violation, must,
    node::Node,
    patients::{Record, State},
};

/// An appointment that was made.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// In whose agenda: the node.
    pub(crate) agenda: usize,
    /// In which practice.
    pub(crate) practice: PracticeId,
    /// Under which id the practice knows the patient.
    pub(crate) patient: PatientId,
    /// Which patient: see `Town::person`.
    pub(crate) person: u64,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Where it stands.
    pub(crate) attendance: Attendance,
    /// At which version.
    pub(crate) version: i64,
    /// The signed link.
    pub(crate) link: String,
}

impl Made {
    /// Whether it was cancelled.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.attendance == Attendance::CancelledByPatient
    }
}

/// An event that a source has emitted for one consumer.
#[derive(Debug, Clone)]
pub(crate) struct Emitted {
    /// Who must hear of it.
    pub(crate) consumer: ObjectRef,
    /// Its kind.
    pub(crate) kind: String,
    /// What it is about.
    pub(crate) subject: String,
    /// The subject's version.
    pub(crate) version: i64,
    /// How often it was applied.
    pub(crate) applied: u32,
    /// Whether it was ignored for a newer one.
    pub(crate) outdated: bool,
}

/// A slot that is kept for a browser.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// The token that books it.
    pub(crate) token: Token,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Until when.
    pub(crate) until: Instant,
}

/// Everything that was decided.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Every appointment ever made.
    pub(crate) made: BTreeMap<AppointmentId, Made>,
    /// Who stands when, by agenda.
    pub(crate) standing: BTreeMap<usize, BTreeMap<Instant, (Instant, AppointmentId)>>,
    /// What each browser holds in each agenda.
    pub(crate) held: BTreeMap<(usize, usize), Held>,
    /// Every event, by its id.
    pub(crate) events: BTreeMap<EventId, Emitted>,
    /// What each practice was last told to be.
    pub(crate) cards: BTreeMap<PracticeId, PracticeCard>,
    /// Every record that a practice ever had.
    pub(crate) records: BTreeMap<PatientId, Record>,
    /// The same, by practice, in the order in which they were entered.
    pub(crate) entered: BTreeMap<usize, Vec<PatientId>>,
    /// Which practice has which id.
    pub(crate) places: BTreeMap<PracticeId, usize>,
    /// Every erasure: in which practice, and of whom.
    pub(crate) erased: Vec<(usize, PatientId)>,
}

impl Ledger {
    /// Who stands in any of `[from, to)` of that agenda.
    pub(crate) fn standing_in(&self, agenda: usize, from: Instant, to: Instant) -> Option<AppointmentId> {
        let (_, (end, id)) = self.standing.get(&agenda)?.range(..to).next_back()?;
        (*end > from).then_some(*id)
    }

    /// Whether another browser than `browser` holds any of `[from, to)` of that agenda.
    pub(crate) fn held_in(&self, agenda: usize, browser: Option<usize>, from: Instant, to: Instant, now: Instant) -> bool {
        let mut holds = self.held.range((agenda, 0)..=(agenda, usize::MAX));
        holds.any(|((_, of), held)| Some(*of) != browser && held.until > now && held.starts_at < to && held.ends_at > from)
    }

    /// Whether a hold other than `token` is on any of `[from, to)` of that agenda.
    pub(crate) fn held_besides(&self, agenda: usize, token: &Token, from: Instant, to: Instant, now: Instant) -> bool {
        let mut holds = self.held.range((agenda, 0)..=(agenda, usize::MAX));
        holds.any(|(_, held)| held.token != *token && held.until > now && held.starts_at < to && held.ends_at > from)
    }

    /// A3: notes that the appointment stands, unless somebody does already.
    pub(crate) fn stand(&mut self, id: AppointmentId, made: Made) -> Result<(), Violation> {
        if let Some(other) = self.standing_in(made.agenda, made.starts_at, made.ends_at) {
            return Err(Violation(format!("A3: {id} at {} overlaps {other}", made.starts_at)));
        }
        self.standing.entry(made.agenda).or_default().insert(made.starts_at, (made.ends_at, id));
        must(self.made.insert(id, made).is_none(), || format!("{id} was made twice"))
    }

    /// Notes that it stands no more.
    pub(crate) fn cancel(&mut self, id: AppointmentId) {
        if let Some(made) = self.made.get_mut(&id) {
            made.attendance = Attendance::CancelledByPatient;
            made.version += 1;
            if let Some(standing) = self.standing.get_mut(&made.agenda) {
                standing.remove(&made.starts_at);
            }
        }
    }

    /// The record that answers for `patient`, if one does.
    pub(crate) fn survivor(&self, patient: PatientId) -> Option<PatientId> {
        let mut at = patient;
        loop {
            match self.records.get(&at)?.state {
                State::Stands => return Some(at),
                State::Merged(to) => at = to,
                State::Erased(_) => return None,
            }
        }
    }

    /// Whether the patient was erased.
    pub(crate) fn is_erased(&self, patient: PatientId) -> bool {
        self.records.get(&patient).is_some_and(|record| matches!(record.state, State::Erased(_)))
    }

    /// Notes what a node's outbox has that was not there before.
    pub(crate) fn note_outbox(&mut self, node: &Node) -> Result<Vec<Emitted>, Violation> {
        let rows = node.sql.rows::<(i64, EventId, ObjectRef, String, i64, String)>(
            "SELECT seq, event_id, consumer, subject, version, kind FROM outbox WHERE seq > ? ORDER BY seq",
            guichet_kernel::binds![node.noted.get()],
        )?;
        let mut new = Vec::new();
        for (seq, id, consumer, subject, version, kind) in rows {
            node.noted.set(seq);
            let emitted = Emitted { consumer, kind, subject, version, applied: 0, outdated: false };
            new.push(emitted.clone());
            must(self.events.insert(id, emitted).is_none(), || format!("{id} was emitted twice"))?;
        }
        Ok(new)
    }

    /// Notes what a consumer that answered 2xx has done with a delivery, by the rows that it wrote: none for a repetition, one
    /// (its inbox) for what is outdated, more for what it applied.
    pub(crate) fn note_delivery(&mut self, consumer: &ObjectRef, body: &str, writes: i64) -> Result<(), Violation> {
        let delivery: Delivery = serde_json::from_str(body)?;
        let id = delivery.event_id;
        let event = self.events.get_mut(&id).ok_or_else(|| Violation(format!("{id} was never emitted")))?;
        must(event.consumer == *consumer, || format!("{id} was delivered to {consumer}"))?;
        match writes {
            0 => must(event.applied > 0 || event.outdated, || format!("{id} was acknowledged and not applied")),
            1 => {
                event.outdated = true;
                must(event.applied == 0, || format!("{id} was applied, and then called outdated"))
            }
            _ => {
                event.applied += 1;
                must(event.applied == 1 && !event.outdated, || format!("{} {id} was applied {} times", event.kind, event.applied))?;
                if event.kind == PatientBookedV1::KIND {
                    self.enter(&delivery)?;
                }
                Ok(())
            }
        }
    }

    /// A practice has heard of somebody who booked.
    fn enter(&mut self, delivery: &Delivery) -> Result<(), Violation> {
        let fact: PatientBookedV1 = serde_json::from_value(delivery.body.clone())?;
        let made = self.made.get(&fact.appointment).ok_or_else(|| Violation(format!("{} was never made", fact.appointment)))?;
        let place = self.places.get(&made.practice).copied().unwrap_or_default();
        let known = self.records.insert(fact.patient, Record::new(place, made.person));
        self.entered.entry(place).or_default().push(fact.patient);
        must(known.is_none(), || format!("{} was entered twice", fact.patient))
    }
}
