//! Earlier-slot alerts: what was freed, and to whom it was offered (W; ADR 0014), followed change by change and judged by what was decided, without
//! the tables by which the Agenda finds whom to ask.
//!
//! Each Agenda's store says in a temporary table which rows of its waitlist came or changed; it is read after each act, delivery and tick.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use guichet_contracts::{
    command::{
        agenda::Attendance,
        waitlist::{AlertTerms, Wish},
    },
    event::{Fact, OfferMadeV1},
};
use guichet_kernel::{
    AppointmentId, AvailabilityId, FreedId, Instant, LocationId, OfferId, PatientId, PracticeId, ServiceId, Sql, Token, binds,
    link::Purpose,
};

use crate::{
    Simulation, Violation, act::WIDEST, eligible::alert_terms, ledger::Emitted, must, node::Node, placing::stored, waiting::GRACE,
};

/// Why nobody is asked for a slot that somebody holds, and for how long at most (ADR 0014, 5).
pub(crate) const HELD: &str = "the slot is held";
const POSTPONED: TimeDelta = TimeDelta::minutes(35);

/// Says which rows came or changed.
pub(crate) const WATCH: &str = "
    CREATE TEMP TABLE watched (seq INTEGER PRIMARY KEY, what TEXT NOT NULL, id TEXT NOT NULL, was TEXT, is_now TEXT);
    CREATE TEMP TRIGGER freed_made AFTER INSERT ON main.waitlist_freed BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('freed', NEW.freed_id, NULL, NEW.state); END;
    CREATE TEMP TRIGGER freed_changed AFTER UPDATE OF state ON main.waitlist_freed WHEN NEW.state <> OLD.state BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('freed', NEW.freed_id, OLD.state, NEW.state); END;
    CREATE TEMP TRIGGER freed_held AFTER UPDATE OF held_since ON main.waitlist_freed WHEN NEW.held_since IS NOT OLD.held_since BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('held', NEW.freed_id, NULL, NEW.held_since); END;
    CREATE TEMP TRIGGER kept_no_more AFTER UPDATE OF until ON main.occupancy WHEN NEW.until < OLD.until BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('kept', NEW.occupant, NULL, NEW.until); END;
    CREATE TEMP TRIGGER offer_made AFTER INSERT ON main.waitlist_offer BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('offer', NEW.offer_id, NULL, NEW.state); END;
    CREATE TEMP TRIGGER offer_changed AFTER UPDATE OF state ON main.waitlist_offer WHEN NEW.state <> OLD.state BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('offer', NEW.offer_id, OLD.state, NEW.state); END;
    CREATE TEMP TRIGGER entry_made AFTER INSERT ON main.waitlist_entry WHEN NEW.ended IS NULL BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('entry', NEW.appointment_id, NULL, NULL); END;
    CREATE TEMP TRIGGER entry_changed AFTER UPDATE OF ended ON main.waitlist_entry WHEN NEW.ended IS NOT OLD.ended BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('entry', NEW.appointment_id, OLD.ended, NEW.ended); END;
    CREATE TEMP TRIGGER entry_gone AFTER DELETE ON main.waitlist_entry WHEN OLD.ended IS NULL BEGIN
        INSERT INTO watched (what, id, was, is_now) VALUES ('entry', OLD.appointment_id, NULL, 'forgotten'); END;
";

/// A freed slot.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) agenda: usize,
    pub(crate) practice: PracticeId,
    pub(crate) location: LocationId,
    pub(crate) service: ServiceId,
    pub(crate) starts_at: Instant,
    pub(crate) ends_at: Instant,
    pub(crate) availability: Option<AvailabilityId>,
    pub(crate) appointment: Option<AppointmentId>,
    pub(crate) state: String,
    pub(crate) offered_from: Option<Instant>,
    /// The appointments whose patients were asked.
    pub(crate) asked: Vec<AppointmentId>,
    /// Whether an offer was accepted.
    pub(crate) accepted: bool,
    /// How many were there at once, with who left it.
    pub(crate) there: u8,
    /// Until when somebody may be asked.
    pub(crate) deadline: Instant,
    /// The round in which somebody was asked last.
    pub(crate) round: i64,
    /// Before when the next one does not begin.
    pub(crate) not_before: Option<Instant>,
    /// When it has begun at the latest, if anybody is left to ask; none: no round is counted.
    pub(crate) over_at: Option<Instant>,
    /// On which terms somebody was asked last.
    pub(crate) told: Option<Told>,
}

/// How rounds are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) first: u8,
    pub(crate) round_minutes: u32,
}

impl Told {
    pub(crate) const fn of(terms: &AlertTerms) -> Self {
        Self { first: terms.first, round_minutes: terms.round_minutes }
    }
}

impl Slot {
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.state.as_str(), "waiting" | "open")
    }

    /// Whether both have some of the same time, with what may be around it.
    fn meets(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at.plus(WIDEST + WIDEST) && self.ends_at.plus(WIDEST + WIDEST) > other.starts_at
    }

    pub(crate) const fn times(&self) -> (Instant, Instant) {
        (self.starts_at, self.ends_at)
    }
}

/// An offer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) agenda: usize,
    pub(crate) freed: FreedId,
    pub(crate) appointment: AppointmentId,
    pub(crate) round: i64,
    pub(crate) expires_at: Instant,
    pub(crate) state: String,
    pub(crate) ended_at: Option<Instant>,
    /// The secret of its link.
    pub(crate) token: Token,
    /// Whether its page was asked for.
    pub(crate) page: bool,
}

/// Whoever waits.
#[derive(Debug, Clone)]
pub(crate) struct Waits {
    pub(crate) agenda: usize,
    pub(crate) since: Instant,
    pub(crate) wish: Wish,
}

/// All that is known of who waits, what was freed and who was asked.
#[derive(Default)]
pub(crate) struct Waiting {
    pub(crate) entries: BTreeMap<AppointmentId, Waits>,
    /// Entries that ended with their appointment, and come back with it.
    pub(crate) resting: BTreeMap<AppointmentId, Waits>,
    pub(crate) slots: BTreeMap<FreedId, Slot>,
    pub(crate) offers: BTreeMap<OfferId, Asked>,
    pub(crate) open: BTreeSet<OfferId>,
    /// What each appointment freed, and was not taken back.
    pub(crate) freed: BTreeMap<AppointmentId, FreedId>,
    /// Slots that may have room since they were last looked at.
    pub(crate) owed: BTreeSet<FreedId>,
    /// Since when slots were found held while somebody was to be asked.
    pub(crate) held: BTreeMap<FreedId, Instant>,
    /// The slot that staff are offering by hand.
    pub(crate) by_hand: Option<FreedId>,
    /// What staff moved by a slip, and moved back: it frees nothing.
    pub(crate) slips: BTreeSet<AppointmentId>,
    /// Entries that something was done to which may make them wait, or end it.
    pub(crate) touched: BTreeSet<AppointmentId>,
}

impl Simulation {
    /// Reads what came and changed in an agenda, and judges it; `told`: what it has put into its outbox meanwhile.
    pub(crate) fn watch(&mut self, place: usize, told: &[Emitted]) -> Result<(), Violation> {
        let Some(node) = self.nodes.get(place).filter(|node| node.watched.get() && node.stirred.take()).cloned() else { return Ok(()) };
        let rows = node
            .sql
            .rows::<(String, String, Option<String>, Option<String>)>("SELECT what, id, was, is_now FROM temp.watched ORDER BY seq", &[])?;
        if rows.is_empty() {
            return Ok(());
        }
        node.sql.run("DELETE FROM temp.watched", &[])?;
        let unknown = |_| Violation("an id".into());
        let (mut ended, mut made) = (Vec::new(), 0);
        for (what, id, was, is) in rows {
            let is = is.unwrap_or_default();
            match (what.as_str(), was) {
                ("freed", None) => self.note_freed(place, &node, id.parse().map_err(unknown)?, is)?,
                ("freed", Some(was)) => {
                    let id = id.parse().map_err(unknown)?;
                    self.note_freed_state(&node, id, &was, is)?;
                    ended.push(id);
                }
                ("held", _) => {
                    let id = id.parse().map_err(unknown)?;
                    self.waiting.held.remove(&id);
                    self.waiting.held.extend(is.parse().ok().map(|since| (id, Instant::from_millis(since))));
                }
                ("kept", _) => self.note_kept(&node, id.parse().map_err(unknown)?, &is)?,
                ("offer", None) => {
                    made += 1;
                    self.note_offer(place, &node, id.parse().map_err(unknown)?, told)?;
                }
                ("offer", Some(was)) => self.note_answer(id.parse().map_err(unknown)?, &was, &is)?,
                (_, _) => self.note_entry(place, id.parse().map_err(unknown)?, &is)?,
            }
        }
        let letters = told.iter().filter(|event| event.kind == OfferMadeV1::KIND).count();
        must(letters == made, || format!("W3: {made} offers are recorded, and {letters} are to be written"))?;
        for id in ended {
            let left = self.waiting.slots.get(&id).filter(|slot| !slot.is_live()).map(|_| self.open_of(id).count());
            must(left.unwrap_or(0) == 0, || format!("W6: {id} is over, and {left:?} of its offers are open"))?;
        }
        Ok(())
    }

    /// The open offers of a freed slot.
    pub(crate) fn open_of(&self, id: FreedId) -> impl Iterator<Item = &Asked> {
        self.waiting.open.iter().filter_map(|offer| self.waiting.offers.get(offer)).filter(move |asked| asked.freed == id)
    }

    fn note_freed(&mut self, place: usize, node: &Node, id: FreedId, state: String) -> Result<(), Violation> {
        type Row = (PracticeId, LocationId, ServiceId, Instant, Instant, Option<AvailabilityId>, Option<AppointmentId>);
        let row = node.sql.first::<Row>(
            "SELECT practice_id, location_id, service_id, starts_at, ends_at, availability_id, appointment_id FROM waitlist_freed
             WHERE freed_id = ?",
            binds![id],
        )?;
        let more = node.sql.first::<(String, Option<Instant>, i64, Instant, i64)>(
            "SELECT freed_by, offered_from, depth, deadline, there FROM waitlist_freed WHERE freed_id = ?",
            binds![id],
        )?;
        let (Some(row), Some(more)) = (row, more) else { return Err(Violation(format!("{id} is not in the store"))) };
        let (practice, location, service, starts_at, ends_at, availability, appointment) = row;
        let (by, offered_from, depth, deadline, there) = more;
        if let Some(own) = appointment {
            let made = self.ledger.made.get(&own).ok_or_else(|| Violation(format!("{own} was never made, and frees time")))?;
            let as_it_was = (made.agenda, made.practice, made.starts_at, made.ends_at) == (place, practice, starts_at, ends_at);
            must(as_it_was, || format!("{id} is not the time that {own} had"))?;
            must(!made.stands() && made.deleted.is_none(), || format!("W7: {own} is {:?}, and its time was freed", made.attendance))?;
            let expected: &[&str] = match made.attendance {
                Attendance::CancelledByPatient => &["patient"],
                Attendance::CancelledByPractitioner => &["staff"],
                _ => &["move", "offer"],
            };
            must(expected.contains(&by.as_str()), || format!("{own} is {:?}, and freed by {by}", made.attendance))?;
            let before = self.waiting.freed.insert(own, id);
            must(before.is_none(), || format!("W10: {own} has freed its time twice: {before:?} and {id}"))?;
            let closed = node
                .sql
                .first::<(i64,)>("SELECT 1 FROM appointment WHERE appointment_id = ? AND cancelled_with IS NOT NULL", binds![own])?;
            must(closed.is_none(), || format!("W7: {own} was cancelled with a closing, and its time was freed"))?;
        } else {
            must(by == "hand" && self.waiting.by_hand == Some(id), || format!("{id} was freed by nobody"))?;
        }
        let slot = Slot {
            agenda: place,
            practice,
            location,
            service,
            starts_at,
            ends_at,
            availability,
            appointment,
            state,
            offered_from,
            asked: Vec::new(),
            accepted: false,
            deadline,
            there: u8::try_from(there).unwrap_or(0),
            round: 0,
            not_before: None,
            over_at: None,
            told: None,
        };
        self.seen.freed += 1;
        self.seen.deep += u64::from(depth > 1);
        self.waiting.owed.extend(slot.is_live().then_some(id));
        self.waiting.slots.insert(id, slot);
        Ok(())
    }

    fn note_freed_state(&mut self, node: &Node, id: FreedId, was: &str, is: String) -> Result<(), Violation> {
        let by_hand = self.waiting.by_hand == Some(id);
        let now = self.net.now.get();
        let slot = self.waiting.slots.get_mut(&id).ok_or_else(|| Violation(format!("{id} was never freed")))?;
        let may = match (was, is.as_str()) {
            ("waiting", "open") => slot.offered_from.is_none_or(|from| from <= now),
            ("closed", "open") => by_hand,
            ("waiting" | "open", "refilled" | "taken" | "closed" | "past" | "restored") | ("closed" | "past", "restored") => true,
            _ => false,
        };
        must(may && slot.state == was, || format!("{id} was {was}, and is {is}"))?;
        if is == "restored" {
            slot.appointment.and_then(|own| self.waiting.freed.remove(&own));
            self.seen.restored += 1;
        }
        if is == "open" {
            self.waiting.owed.insert(id);
        }
        if (was, is.as_str()) == ("closed", "open") {
            // Its rounds begin anew, on the terms of now.
            let row = node.sql.first::<(Instant,)>("SELECT deadline FROM waitlist_freed WHERE freed_id = ?", binds![id])?;
            slot.deadline = row.map_or(slot.deadline, |(deadline,)| deadline);
            (slot.round, slot.not_before, slot.over_at) = (0, None, None);
        }
        slot.state = is;
        Ok(())
    }

    /// What was kept closed is free earlier: staff withdraw it, or the practice offers nothing any more; not before it could be taken back.
    fn note_kept(&mut self, node: &Node, own: AppointmentId, until: &str) -> Result<(), Violation> {
        let until = Instant::from_millis(until.parse().map_err(|_| Violation("an instant".into()))?);
        let slot = self.waiting.freed.get(&own).and_then(|id| self.waiting.slots.get(id));
        let off = slot.map(|slot| alert_terms(node, slot.practice)).transpose()?.is_some_and(|terms| terms.is_none());
        let may = slot.is_some_and(|slot| slot.state == "closed") && (off || self.waiting.touched.contains(&own));
        let grace = self.ledger.made.get(&own).and_then(|made| made.over).map(|over| over.plus(GRACE));
        must(may && grace.is_some_and(|grace| until == grace), || format!("{own} was kept closed, and is so until {until} only"))?;
        self.ledger.held.iter_mut().filter(|held| held.lent == Some(own)).for_each(|held| held.until = until);
        Ok(())
    }

    /// Somebody is asked: they must be eligible at this instant (W4, W9), within the round's number, and be written to once.
    fn note_offer(&mut self, place: usize, node: &Node, id: OfferId, told: &[Emitted]) -> Result<(), Violation> {
        let row = node.sql.first::<(FreedId, AppointmentId, Option<PatientId>, i64, Instant, Instant)>(
            "SELECT freed_id, appointment_id, patient_id, round, asked_at, expires_at FROM waitlist_offer WHERE offer_id = ?",
            binds![id],
        )?;
        let (freed, appointment, patient, round, asked_at, expires_at) =
            row.ok_or_else(|| Violation(format!("{id} is not in the store")))?;
        let now = self.net.now.get();
        let slot = self.waiting.slots.get(&freed).cloned().ok_or_else(|| Violation(format!("{freed} was never freed")))?;
        must(slot.is_live() && slot.agenda == place, || format!("W7: {freed} is {}, and offered", slot.state))?;
        must(slot.offered_from.is_none_or(|from| from <= now), || format!("{freed} is offered within its grace"))?;
        let stored = stored(node, appointment)?.patient;
        must(patient.is_some() && patient == stored, || format!("{id} is to {patient:?}, and {appointment} is of {stored:?}"))?;
        let long_held = self.waiting.held.get(&freed).is_some_and(|since| now >= since.plus(POSTPONED));
        let why = self.ineligible(node, &slot, appointment)?.filter(|why| !(long_held && *why == HELD));
        must(why.is_none(), || format!("W4: {freed} ({} to {}) is offered to {appointment}: {why:?}", slot.starts_at, slot.ends_at))?;
        let terms = alert_terms(node, slot.practice)?.ok_or_else(|| Violation(format!("W1: {id} was offered")))?;
        let open = self.open_of(freed).filter(|asked| asked.round == round).count();
        must(open < usize::from(terms.first), || format!("W3: {open} others are asked in round {round} of {freed}"))?;
        must(round == 1 || terms.round_minutes > 0, || format!("{freed} is in round {round} where there are none"))?;
        let lives = expires_at <= asked_at.plus(TimeDelta::days(15)) && expires_at <= slot.starts_at && expires_at > now && asked_at == now;
        must(lives, || format!("W8: {id} made at {now} ends at {expires_at}"))?;
        let mut links = told.iter().filter(|event| event.kind == OfferMadeV1::KIND && event.subject == id.to_string());
        let link = links.next().and_then(|event| event.link.clone()).ok_or_else(|| Violation(format!("W3: {id} is told to nobody")))?;
        must(links.next().is_none(), || format!("{id} is told twice"))?;
        let link = self.town.secrets.links.verify(&link, Purpose::Offer, now).map_err(|error| Violation(error.to_string()))?;
        let zone = guichet_agenda_core::zone(&node.sql, slot.practice, slot.location).map_err(|refusal| Violation(refusal.to_string()))?;
        if let Some(slot) = self.waiting.slots.get_mut(&freed) {
            slot.asked.push(appointment);
            slot.begin(Told::of(&terms), round, zone, now)?;
        }
        self.seen.later_rounds += u64::from(round > 1);
        let (state, token) = ("open".to_owned(), link.token);
        let asked = Asked { agenda: place, freed, appointment, round, expires_at, state, ended_at: None, token, page: false };
        self.seen.offers += 1;
        self.waiting.open.insert(id);
        must(self.waiting.offers.insert(id, asked).is_none(), || format!("{id} was made twice"))
    }

    fn note_answer(&mut self, id: OfferId, was: &str, is: &str) -> Result<(), Violation> {
        let now = self.net.now.get();
        let asked = self.waiting.offers.get_mut(&id).ok_or_else(|| Violation(format!("{id} was never made")))?;
        must(was == "open" && asked.state == "open", || format!("{id} was {was}, and is {is}"))?;
        must(is != "expired" || now >= asked.expires_at, || format!("W8: {id} has expired before {}", asked.expires_at))?;
        is.clone_into(&mut asked.state);
        asked.ended_at = Some(now);
        self.waiting.open.remove(&id);
        self.waiting.owed.insert(asked.freed);
        let slot = self.waiting.slots.get_mut(&asked.freed);
        match is {
            "accepted" => {
                let twice = slot.is_none_or(|slot| std::mem::replace(&mut slot.accepted, true));
                must(!twice, || format!("W6: {id} is the second acceptance of {}", asked.freed))?;
            }
            "declined" => self.seen.declined += 1,
            "expired" => self.seen.expired += 1,
            "taken" => self.seen.taken += 1,
            "withdrawn" => self.seen.withdrawn += 1,
            _ => self.seen.stopped += 1,
        }
        Ok(())
    }

    /// An entry comes or ends: something must have been done to it, or to its appointment.
    fn note_entry(&mut self, place: usize, id: AppointmentId, is: &str) -> Result<(), Violation> {
        let now = self.net.now.get();
        let made = self.ledger.made.get(&id).cloned().ok_or_else(|| Violation(format!("{id} was never made, and waits")))?;
        let touched = self.waiting.touched.contains(&id);
        must(made.agenda == place, || format!("{id} waits elsewhere"))?;
        let may = match is {
            // It waits.
            "" => touched && made.stands(),
            "own" => !made.stands(),
            "unticked" => touched,
            "past" => made.starts_at <= now,
            "forgotten" => self.is_erased(made.patient) || self.survivor(made.patient).is_none(),
            _ => true,
        };
        must(may, || format!("W2: {id} waits, or does not: {is:?}, {:?}", made.attendance))?;
        match is {
            // Whoever did it has noted it.
            "" | "unticked" => {}
            "own" => {
                let waited = self.waiting.entries.remove(&id);
                self.waiting.resting.extend(waited.map(|waits| (id, waits)));
            }
            // A stop outlives a grace: what would come back with its appointment does not.
            _ => {
                drop(self.waiting.entries.remove(&id));
                self.waiting.resting.remove(&id);
            }
        }
        Ok(())
    }

    /// After a tick: whoever could be asked was, up to the number of each round (ADR 0014, 8).
    pub(crate) fn check_filled(&mut self, place: usize) -> Result<(), Violation> {
        let Some(node) = self.nodes.get(place).filter(|node| node.watched.get()).cloned() else { return Ok(()) };
        let now = self.net.now.get();
        let due = |slot: &Slot| slot.agenda == place && slot.offered_from.is_none_or(|from| from <= now);
        // Who could ask for what rests, as it has nobody left to ask, comes with an ended offer only.
        let mut owed: BTreeSet<FreedId> =
            self.waiting.owed.iter().filter(|id| self.waiting.slots.get(id).is_none_or(due)).copied().collect();
        let over: BTreeSet<FreedId> = self.rounds_over(place, now)?.into_iter().collect();
        let rests: BTreeSet<FreedId> = over.difference(&owed).copied().collect();
        owed.extend(&over);
        for id in owed {
            self.waiting.owed.remove(&id);
            let Some(slot) = self.waiting.slots.get(&id).filter(|slot| slot.is_live()).cloned() else { continue };
            let Some(terms) = alert_terms(&node, slot.practice)? else { continue };
            let rounds =
                node.sql.first::<(i64,)>("SELECT round FROM waitlist_freed WHERE freed_id = ?", binds![id])?.map_or(0, |(round,)| round);
            // Without rounds nobody is replaced.
            if terms.round_minutes == 0 {
                continue;
            }
            let room = (1..=rounds).any(|round| self.open_of(id).filter(|asked| asked.round == round).count() < usize::from(terms.first));
            if if room { rests.contains(&id) } else { !over.contains(&id) } {
                continue;
            }
            // Of two that were left side by side the older one may have what room there is.
            let beside =
                self.waiting.slots.iter().any(|(other, one)| *other != id && one.agenda == place && one.is_live() && one.meets(&slot));
            if beside {
                continue;
            }
            let what = if room { "has room" } else { "is to be asked for in the next round" };
            let those: Vec<AppointmentId> =
                self.waiting.entries.iter().filter(|(_, waits)| waits.agenda == place).map(|(id, _)| *id).collect();
            for own in those {
                let why = self.ineligible(&node, &slot, own)?;
                must(why.is_some(), || format!("W3: {id} {what} at {now}, and nobody asked {own}: {slot:?}"))?;
                self.seen.passed_over += 1;
            }
        }
        Ok(())
    }
}
