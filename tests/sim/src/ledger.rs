//! What must be true, noted from commands and answers as they happen, and the checks that are cheap enough for each step.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use guichet_contracts::{
    command::{agenda::Attendance, calendar::Closing, card::PracticeCard},
    event::{Fact, PatientBookedV1},
};
use guichet_kernel::{AppointmentId, ClosingId, EventId, Instant, ObjectRef, PatientId, PracticeId, Sql, Token, binds, outbox::Delivery};

use crate::{
    Violation, must,
    node::Node,
    patients::{Record, State},
    seats::Seat,
};

/// How an appointment came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// Booked, or placed with a letter.
    Told,
    /// Placed, and nobody was told.
    Silently,
    /// Moved here, with a letter.
    Moved,
}

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
    /// The signed link; empty where nobody was given one.
    pub(crate) link: String,
    /// Its version when it was made.
    pub(crate) first: i64,
    /// How.
    pub(crate) came: Came,
    /// The first of its chain.
    pub(crate) origin: AppointmentId,
    /// What it was moved to.
    pub(crate) moved_to: Option<AppointmentId>,
    /// Whether a letter was to say that it is cancelled.
    pub(crate) cancelling: bool,
    /// When it was deleted.
    pub(crate) deleted: Option<Instant>,
    /// Whether its cancellation was once taken back.
    pub(crate) restored: bool,
    /// When it was cancelled, moved or deleted: what is heard of it afterwards is not written any more.
    pub(crate) over: Option<Instant>,
    /// The time that it takes.
    pub(crate) seat: Seat,
}

impl Made {
    /// Whether it was cancelled.
    pub(crate) const fn is_cancelled(&self) -> bool {
        matches!(self.attendance, Attendance::CancelledByPatient | Attendance::CancelledByPractitioner)
    }

    /// Whether it stands: nobody cancelled, moved or deleted it.
    pub(crate) fn stands(&self) -> bool {
        self.deleted.is_none() && !self.is_cancelled() && self.attendance != Attendance::Moved
    }
}

/// An event that a source has emitted for one consumer.
#[derive(Debug, Clone)]
pub(crate) struct Emitted {
    /// Who tells it.
    pub(crate) source: ObjectRef,
    /// Who must hear of it.
    pub(crate) consumer: ObjectRef,
    /// Its kind.
    pub(crate) kind: String,
    /// What it is about.
    pub(crate) subject: String,
    /// The subject's version.
    pub(crate) version: i64,
    /// The link that a letter about it bears.
    pub(crate) link: Option<String>,
    /// How often it was applied.
    pub(crate) applied: u32,
    /// When it was.
    pub(crate) heard: Option<Instant>,
    /// Whether it was ignored for a newer one.
    pub(crate) outdated: bool,
}

/// A slot that is kept for a browser.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// In whose agenda: the node.
    pub(crate) agenda: usize,
    /// For which browser.
    pub(crate) browser: usize,
    /// The token that books it.
    pub(crate) token: Token,
    /// Start.
    pub(crate) starts_at: Instant,
    /// End.
    pub(crate) ends_at: Instant,
    /// Until when.
    pub(crate) until: Instant,
    /// The time that it takes.
    pub(crate) seat: Seat,
    /// Whose time it was, and staff keep back for a while (ADR 0014, 4); none: somebody fills in a form.
    pub(crate) lent: Option<AppointmentId>,
}

/// Everything that was decided.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Every appointment ever made.
    pub(crate) made: BTreeMap<AppointmentId, Made>,
    /// Who stands when, by agenda and by the time that they take.
    pub(crate) standing: BTreeMap<usize, BTreeMap<Instant, Vec<(AppointmentId, Seat)>>>,
    /// What is held for browsers, and was lately.
    pub(crate) held: Vec<Held>,
    /// What is closed, and in whose agenda.
    pub(crate) closings: BTreeMap<ClosingId, (usize, PracticeId, Closing)>,
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
    /// What has ended in the act that is under way.
    pub(crate) ended: Vec<AppointmentId>,
}

impl Ledger {
    /// Who stands in an agenda and meets that time.
    pub(crate) fn standing_at(&self, agenda: usize, seat: &Seat) -> impl Iterator<Item = (AppointmentId, &Seat)> {
        let (from, to) = (seat.from, seat.to);
        // Nobody takes more than a day.
        let earliest = from.minus(TimeDelta::days(1));
        let those = self.standing.get(&agenda).into_iter().flat_map(move |those| those.range(earliest..to));
        those.flat_map(|(_, those)| those).filter(move |(_, other)| other.to > from).map(|(id, other)| (*id, other))
    }

    /// What is held in an agenda at `now` and meets that time.
    pub(crate) fn held_at(&self, agenda: usize, seat: &Seat, now: Instant) -> impl Iterator<Item = &Held> {
        self.held.iter().filter(move |held| held.agenda == agenda && held.until > now && held.seat.meets(seat))
    }

    /// A3: that time can be taken, as if the appointment and the hold that give way for it were not there.
    pub(crate) fn fits(
        &self,
        agenda: usize,
        seat: &Seat,
        admits: u8,
        without: (Option<AppointmentId>, Option<&Token>),
        now: Instant,
    ) -> Result<(), String> {
        let standing = self.standing_at(agenda, seat).filter(|(id, _)| Some(*id) != without.0).map(|(_, seat)| seat);
        let held = self.held_at(agenda, seat, now).filter(|held| Some(&held.token) != without.1).map(|held| &held.seat);
        seat.fits(&standing.chain(held).collect::<Vec<_>>(), admits)
    }

    /// The same, whoever holds it for a while.
    pub(crate) fn fits_beside_standing(&self, agenda: usize, seat: &Seat, admits: u8) -> Result<(), String> {
        seat.fits(&self.standing_at(agenda, seat).map(|(_, seat)| seat).collect::<Vec<_>>(), admits)
    }

    /// Notes that the appointment stands.
    pub(crate) fn stand(&mut self, id: AppointmentId, made: Made) -> Result<(), Violation> {
        self.standing.entry(made.agenda).or_default().entry(made.seat.from).or_default().push((id, made.seat.clone()));
        must(self.made.insert(id, made).is_none(), || format!("{id} was made twice"))
    }

    /// Notes that it stands no more: cancelled, moved, or `None`: deleted.
    pub(crate) fn end(&mut self, id: AppointmentId, attendance: Option<Attendance>, now: Instant) {
        let Some(made) = self.made.get_mut(&id) else { return };
        self.ended.push(id);
        made.version += 1;
        made.over = made.over.or(Some(now));
        match attendance {
            Some(attendance) => made.attendance = attendance,
            None => made.deleted = Some(now),
        }
        if let Some(there) = self.standing.get_mut(&made.agenda).and_then(|standing| standing.get_mut(&made.seat.from)) {
            there.retain(|(other, _)| *other != id);
        }
    }

    /// Notes that a cancellation was taken back.
    pub(crate) fn restore(&mut self, id: AppointmentId, attendance: Attendance, seat: Seat) {
        let Some(made) = self.made.get_mut(&id) else { return };
        made.version += 1;
        made.over = None;
        made.cancelling = false;
        made.restored = true;
        made.attendance = attendance;
        made.seat = seat.clone();
        self.standing.entry(made.agenda).or_default().entry(seat.from).or_default().push((id, seat));
    }

    /// Notes which holds of an agenda gave way to what was just decided; only those that `may` did.
    pub(crate) fn note_given_way(&mut self, place: usize, node: &Node, now: Instant, may: impl Fn(&Held) -> bool) -> Result<(), Violation> {
        self.held.retain(|held| held.until > now.minus(TimeDelta::hours(1)));
        for held in self.held.iter_mut().filter(|held| held.agenda == place && held.until > now) {
            let row = match held.lent {
                Some(id) => {
                    node.sql.first::<(Instant,)>("SELECT until FROM occupancy WHERE occupant = ? AND until IS NOT NULL", binds![id])?
                }
                None => node.sql.first::<(Instant,)>("SELECT until FROM hold WHERE token_hash = ?", binds![held.token.hash()])?,
            };
            let until = row.map_or(now, |(until,)| until);
            // What is kept closed ends with its grace where the practice is left; how, its watch says.
            let ends = until <= now || (held.lent.is_some() && until < held.until);
            must(until == held.until || (ends && may(held)), || {
                format!("the hold of {} until {} ends at {until}, and was {:?}", held.starts_at, held.until, held.lent)
            })?;
            held.until = until;
        }
        Ok(())
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
        let rows = node.sql.rows::<(i64, EventId, ObjectRef, String, i64, String, Option<String>)>(
            "SELECT seq, event_id, consumer, subject, version, kind, json_extract(body, '$.message.link') FROM outbox
             WHERE seq > ? ORDER BY seq",
            binds![node.noted.get()],
        )?;
        let mut new = Vec::new();
        for (seq, id, consumer, subject, version, kind, link) in rows {
            node.noted.set(seq);
            let source = node.object.clone();
            let emitted = Emitted { source, consumer, kind, subject, version, link, applied: 0, heard: None, outdated: false };
            new.push(emitted.clone());
            must(self.events.insert(id, emitted).is_none(), || format!("{id} was emitted twice"))?;
        }
        Ok(new)
    }

    /// Notes what a consumer that answered 2xx has done with a delivery, by the rows that it wrote: none for a repetition, one
    /// (its inbox) for what is outdated, more for what it applied.
    pub(crate) fn note_delivery(&mut self, consumer: &ObjectRef, body: &str, writes: i64, now: Instant) -> Result<(), Violation> {
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
                event.heard = Some(now);
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
