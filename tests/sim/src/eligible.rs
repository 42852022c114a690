//! Who may be asked for a freed slot (W4, W9; ADR 0014, 5 and 6), by what was decided.

use chrono::{Datelike, NaiveTime, TimeDelta, Timelike};
use guichet_agenda_core::{Occurrence, occurrences};
use guichet_contracts::command::{
    agenda::Attendance,
    card::PracticeCard,
    waitlist::{AlertTerms, HalfDay},
};
use guichet_kernel::{AppointmentId, Instant, PracticeId, ServiceId, Sql, binds};

use crate::{
    Simulation, Violation,
    node::Node,
    offers::{HELD, Slot},
    placing::stored,
    seats::{Care, Seat},
};

impl Simulation {
    /// Why the slot cannot be offered for that appointment (W4, W9); `None`: it can.
    pub(crate) fn ineligible(&self, node: &Node, slot: &Slot, id: AppointmentId) -> Result<Option<&'static str>, Violation> {
        let now = self.net.now.get();
        let Some(own) = self.ledger.made.get(&id) else { return Ok(Some("was never made")) };
        let Some(waits) = self.waiting.entries.get(&id) else { return Ok(Some("does not wait")) };
        let Some(terms) = alert_terms(node, slot.practice)? else { return Ok(Some("the practice offers nothing")) };
        let row = stored(node, id)?;
        let zone = guichet_agenda_core::zone(&node.sql, slot.practice, slot.location).map_err(|refusal| Violation(refusal.to_string()))?;
        let day = |at: Instant| zone.wall(at).date();
        let moves = own.stands() && matches!(own.attendance, Attendance::Booked | Attendance::Confirmed);
        for (not, why) in [
            (!moves, "does not stand"),
            ((own.agenda, own.practice) != (slot.agenda, slot.practice), "is of another practice"),
            (row.patient.is_none(), "is nobody's"),
            (own.starts_at < slot.ends_at, "is not later"),
            (!terms.same_day && day(own.starts_at) <= day(slot.starts_at), "is on the same day"),
            (own.ends_at.since(own.starts_at) != slot.ends_at.since(slot.starts_at), "lasts otherwise"),
            (row.care.location != slot.location && !waits.wish.places.contains(&slot.location), "is elsewhere"),
            (
                self.waiting.open.iter().any(|open| self.waiting.offers.get(open).is_some_and(|asked| asked.appointment == id)),
                "W9: has an open offer",
            ),
        ] {
            if not {
                return Ok(Some(why));
            }
        }
        let wall = zone.wall(slot.starts_at);
        let half = HalfDay::ALL.get(usize::try_from(wall.weekday().num_days_from_monday() * 2 + u32::from(wall.hour() >= 12)).unwrap_or(0));
        if !waits.wish.halves.is_empty() && !half.is_some_and(|half| waits.wish.halves.contains(half)) {
            return Ok(Some("wants another half-day"));
        }
        // Who left it, and who was asked: as they were entered, and as the agenda knows them now.
        let theirs = |other: AppointmentId| -> Result<bool, Violation> {
            let known = stored(node, other)?.patient;
            Ok(known.is_some() && known == row.patient)
        };
        if let Some(left) = slot.appointment
            && theirs(left)?
        {
            return Ok(Some("left it"));
        }
        for asked in &slot.asked {
            if theirs(*asked)? {
                return Ok(Some("was asked before"));
            }
        }
        let midnight = zone.instant(day(slot.starts_at).and_time(NaiveTime::MIN));
        let those = self
            .ledger
            .standing
            .get(&slot.agenda)
            .into_iter()
            .flat_map(|those| those.range(midnight.minus(TimeDelta::days(1))..slot.ends_at.plus(TimeDelta::days(1))));
        for (other, _) in those.flat_map(|(_, those)| those).filter(|(other, _)| *other != id) {
            let there = self
                .ledger
                .made
                .get(other)
                .is_some_and(|made| made.practice == slot.practice && day(made.starts_at) == day(slot.starts_at));
            if there && theirs(*other)? {
                return Ok(Some("has another that day"));
            }
        }
        self.misplaced(node, slot, row.care.service, &terms, now)
    }

    /// The same, of where and for what: ADR 0014, 5 and 6.
    fn misplaced(
        &self,
        node: &Node,
        slot: &Slot,
        service: ServiceId,
        terms: &AlertTerms,
        now: Instant,
    ) -> Result<Option<&'static str>, Violation> {
        let kind = |service: ServiceId| -> Result<(bool, bool), Violation> {
            let row = node.sql.first::<(String, i64)>("SELECT mode, grouped FROM service WHERE service_id = ?", binds![service])?;
            Ok(row.map(|(mode, group)| (mode == "home", group != 0)).unwrap_or_default())
        };
        let (home, group) = kind(slot.service)?;
        if (home, group) != kind(service)? {
            return Ok(Some("is given otherwise"));
        }
        if home && !terms.home_visits {
            return Ok(Some("is a visit at home"));
        }
        let care = Care { practice: slot.practice, location: slot.location, service, starts_at: slot.starts_at, ends_at: slot.ends_at };
        if self.is_closed(&care, slot.agenda) {
            return Ok(Some("the slot is closed"));
        }
        let place = lies_in(node, slot, group)?;
        let allowed = match &place {
            None if slot.availability.is_none() => service == slot.service,
            None => return Ok(Some("the slot is not open")),
            Some(one) if one.places.is_some() || group => service == slot.service && one.services.contains(&service),
            Some(one) => one.services.contains(&service),
        };
        if !allowed {
            return Ok(Some("is for something else"));
        }
        let seat = Seat::of(node, care, place.map(|one| one.availability))?;
        // The mover takes the place that was left: as many as were there then, or as the public may be.
        let admits = slot.there.max(seat.public).min(seat.capacity);
        let fits = self.ledger.fits(slot.agenda, &seat, admits, (None, None), now);
        let stands = self.ledger.fits_beside_standing(slot.agenda, &seat, admits);
        Ok(fits.err().map(|_| if stands.is_ok() { HELD } else { "the slot is taken" }))
    }
}

/// What an agenda has heard of how a practice offers earlier slots.
pub(crate) fn alert_terms(node: &Node, practice: PracticeId) -> Result<Option<AlertTerms>, Violation> {
    let card = node.sql.first::<(String,)>("SELECT card FROM membership WHERE practice_id = ? AND ended_at IS NULL", binds![practice])?;
    Ok(card.map(|(card,)| serde_json::from_str::<PracticeCard>(&card)).transpose()?.and_then(|card| card.alerts))
}

/// The availability that holds a slot: its own, or another that may take what it was for, of the least id.
fn lies_in(node: &Node, slot: &Slot, group: bool) -> Result<Option<Occurrence>, Violation> {
    let Some(before) = slot.availability else { return Ok(None) };
    let (from, to) = slot.times();
    let mut holding = occurrences(&node.sql, slot.practice, (from, to)).map_err(|refusal| Violation(refusal.to_string()))?;
    holding.retain(|one| one.location == slot.location && one.starts_at <= from && one.ends_at >= to);
    holding.retain(|one| one.availability == before || one.services.contains(&slot.service) || (one.places.is_none() && !group));
    Ok(holding.into_iter().min_by_key(|one| (one.availability != before, one.availability)))
}
