//! A queue: more wait for one time than are asked at once, nobody answers, and when the round is over the next are asked (ADR 0014, 8).

use chrono::{NaiveTime, TimeDelta};
use guichet_contracts::command::{agenda::Attendance, calendar::PlaceAppointment, waitlist::Wish};
use guichet_kernel::{AppointmentId, FreedId, Instant, Minutes, PatientId, Zone};

use crate::{
    Simulation, Violation,
    eligible::alert_terms,
    ledger::Made,
    must,
    offers::{Slot, Told},
    patients::State,
    placing::stored,
    waiting::GRACE,
};

/// The shortest round.
const SHORTEST: TimeDelta = TimeDelta::minutes(10);
/// Here a round is counted by whole minutes.
const ABOUT: TimeDelta = TimeDelta::minutes(2);
/// How late somebody may be asked: an alarm that is late, and a tick before it that waits for answers.
const LATE: TimeDelta = TimeDelta::minutes(15);

impl Slot {
    /// Somebody was asked at `now` in that round: a new one begins when the time of the one before is over, and not before (W3).
    pub(crate) fn begin(&mut self, told: Told, round: i64, zone: Zone, now: Instant) -> Result<(), Violation> {
        if round > self.round {
            must(round == self.round + 1, || format!("W3: round {round} follows round {}", self.round))?;
            let early = self.not_before.is_some_and(|at| now < at.minus(ABOUT));
            must(self.round == 0 || !early, || format!("W3: the next round begins at {now}, before {:?}", self.not_before))?;
            self.round = round;
            self.not_before = Some(told.round_end(zone, self.deadline, now));
        }
        // Who is asked instead of somebody else is asked for what is left of the round; who fills it up, for a whole one.
        self.over_at = (told.round_minutes > 0).then(|| told.round_end(zone, self.deadline, now).plus(ABOUT));
        self.told = Some(told);
        Ok(())
    }
}

impl Told {
    /// When a round that begins at `from` is over: so many minutes between eight and twenty, or a quarter of what is left; ten minutes at least.
    fn round_end(self, zone: Zone, deadline: Instant, from: Instant) -> Instant {
        let by_day = |at: &Instant| {
            let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
            (hour(8)..hour(20)).contains(&zone.wall(*at).time())
        };
        let minutes = (0..).map(|minute| from.plus(TimeDelta::minutes(minute))).filter(by_day);
        let counted = minutes.take(usize::try_from(self.round_minutes).unwrap_or(0)).last().unwrap_or(from).plus(TimeDelta::minutes(1));
        let quarter = from.plus(deadline.since(from) / 4);
        if self.round_minutes == 0 { from.plus(SHORTEST) } else { counted.min(quarter).max(from.plus(SHORTEST)) }
    }
}

impl Simulation {
    /// The slots of an agenda whose round's time is over: the next ones are to be asked now, if anybody could be.
    pub(crate) fn rounds_over(&mut self, place: usize, now: Instant) -> Result<Vec<FreedId>, Violation> {
        let Some(node) = self.nodes.get(place).cloned() else { return Ok(Vec::new()) };
        let those = self.waiting.slots.iter().filter(|(_, slot)| slot.agenda == place && slot.is_live() && slot.over_at.is_some());
        let those: Vec<(FreedId, Slot)> = those.map(|(id, slot)| (*id, slot.clone())).collect();
        let mut over = Vec::new();
        for (id, slot) in those {
            let terms = alert_terms(&node, slot.practice)?;
            // Where the practice has changed its mind meanwhile, a round may be counted otherwise.
            let same = terms.is_some_and(|terms| slot.told == Some(Told::of(&terms)));
            // A tick that waits for answers has asked before that.
            let is_over = slot.over_at.is_some_and(|at| at.plus(LATE) <= now);
            if is_over || !same {
                self.waiting.slots.entry(id).and_modify(|slot| slot.over_at = None);
            }
            over.extend((is_over && same).then_some(id));
        }
        Ok(over)
    }

    /// Somebody's time that is not soon, and that others would have: with a patient, and nobody put beside another.
    fn some_early_one(&self, practice: usize, agenda: usize) -> Option<(AppointmentId, Made)> {
        let own = self.town.practices.get(practice)?.id;
        let after = self.net.now.get().plus(TimeDelta::hours(8));
        let ahead = self.ledger.standing.get(&agenda)?.range(after..);
        let those = ahead.flat_map(|(_, there)| there).filter_map(|(id, _)| Some((*id, self.ledger.made.get(id)?)));
        let open = |made: &Made| matches!(made.attendance, Attendance::Booked | Attendance::Confirmed) && !made.seat.forced;
        let some: Vec<_> = those.filter(|(_, made)| made.practice == own && open(made)).take(6).collect();
        self.net.dice.pick(&some).map(|(id, made)| (*id, (*made).clone()))
    }

    /// Staff put many in later who would come earlier; then somebody who comes earlier does not, and nobody answers for some rounds.
    pub(crate) fn queue(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        let Some((own, node)) = self.town.practices.get(practice).map(|known| known.id).zip(self.nodes.get(agenda).cloned()) else {
            return Ok(());
        };
        let Some(terms) = alert_terms(&node, own)?.filter(|terms| terms.round_minutes > 0) else { return Ok(()) };
        let Some((early, made)) = self.some_early_one(practice, agenda) else { return self.tick_by_staff() };
        let care = stored(&node, early)?.care;
        let now = self.net.now.get();
        let Ok(minutes) = Minutes::new(u16::try_from(made.ends_at.since(made.starts_at).num_minutes()).unwrap_or(0)) else { return Ok(()) };
        let known = self.ledger.entered.get(&practice).map_or(&[][..], Vec::as_slice);
        let stands = |id: &&PatientId| self.ledger.records.get(id).is_some_and(|record| record.state == State::Stands);
        let some = 2 * usize::from(terms.first) + 2;
        let patients: Vec<PatientId> = known.iter().rev().filter(stands).filter(|id| **id != made.patient).take(some).copied().collect();
        let late = made.starts_at.max(now.plus(TimeDelta::days(terms.minimum_days.into()))).plus(TimeDelta::days(1));
        for (place, patient) in patients.into_iter().enumerate() {
            let command = PlaceAppointment {
                appointment: AppointmentId::draw(now, &self.net.dice),
                patient,
                service: care.service,
                location: care.location,
                starts_at: late.plus(TimeDelta::hours(2 * i64::try_from(place).unwrap_or(0))),
                minutes: Some(minutes),
                force: true,
                silent: self.net.dice.chance(500),
                alert: Some(Wish::default()),
            };
            self.place_as((practice, agenda, staff.clone()), &command)?;
        }
        let Some(made) = self.ledger.made.get(&early).cloned() else { return Ok(()) };
        self.cancel_by_staff_as((agenda, staff), (early, &made))?;
        self.check_ended()?;
        // The grace, and the first round.
        self.advance(self.net.now.get().plus(GRACE + LATE))?;
        for _ in 0..3 {
            let slot = self.waiting.freed.get(&early).and_then(|freed| self.waiting.slots.get(freed)).filter(|slot| slot.is_live());
            let Some(over) = slot.and_then(|slot| slot.over_at) else { return Ok(()) };
            self.advance(over.plus(LATE))?;
            // Whether or not anything rang for it.
            if self.ticks.get(agenda).is_some_and(Option::is_none) && self.frozen(agenda).is_none() {
                self.check_filled(agenda)?;
            }
        }
        Ok(())
    }
}
