//! Whether a freed slot is still open (ADR 0014, 5).

use guichet_kernel::{AppointmentId, AvailabilityId, Instant, Minutes, Sql, order};

use super::freed::{self, Freed};
use crate::{
    Appointment, Occurrence, Refusal,
    care::Care,
    closings,
    occupancy::{self, Claim, Seat},
    occurrences, starts,
};

/// Where the time of a freed slot now lies.
pub(super) enum Place {
    /// In an availability.
    In(Box<Occurrence>),
    /// Outside any, as what was there.
    Outside,
}

/// Whether somebody can have it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// At once.
    Free,
    /// Not before then: somebody fills in a form or has yet to confirm, or staff may take something back.
    Held(Instant),
    /// Not any more.
    Taken,
}

impl Place {
    /// The place of a slot; `None`: it is not open any more. 1. Not in closed time. 2. What was outside any availability needs none.
    /// 3. Else the one that it was in, if that still holds the time, or another that does: of those that may take what the slot was for,
    ///    the one of the least id.
    pub(super) fn of(sql: &impl Sql, freed: &Freed) -> Result<Option<Self>, Refusal> {
        // 1.
        let times = (freed.starts_at, freed.ends_at);
        if closings(sql, freed.practice, times)?.iter().any(|closing| closing.closes(freed.location, times)) {
            return Ok(None);
        }
        // 2.
        let Some(before) = freed.availability else { return Ok(Some(Self::Outside)) };
        // 3.
        let Some(care) = freed.care(sql)? else { return Ok(None) };
        let mut holding = occurrences(sql, freed.practice, times)?;
        holding.retain(|one| one.location == freed.location && one.starts_at <= times.0 && times.1 <= one.ends_at);
        let may = |one: &Occurrence| one.services.contains(&freed.service) || (one.places.is_none() && !care.offering.group);
        holding.retain(|one| one.availability == before || may(one));
        let found = holding.into_iter().min_by_key(|one| (one.availability != before, one.availability));
        Ok(found.map(|one| Self::In(Box::new(one))))
    }

    /// Whether an appointment may still be given there: its service is allowed by the availability, or is what was there.
    pub(super) fn allows(&self, freed: &Freed, own: &Appointment) -> bool {
        match self {
            Self::In(occurrence) => occurrence.services.contains(&own.service),
            Self::Outside => freed.service == own.service,
        }
    }

    /// In which availability.
    pub(super) fn availability(&self) -> Option<AvailabilityId> {
        match self {
            Self::In(occurrence) => Some(occurrence.availability),
            Self::Outside => None,
        }
    }

    /// The time that some care takes there. The mover takes the place that was left, so that there may be as many as there were then, or
    /// as the public may be.
    pub(super) fn claim(&self, care: &Care, freed: &Freed) -> Option<Claim> {
        match self {
            Self::In(occurrence) => {
                let admits = freed.there.max(occurrence.public_capacity).min(occurrence.capacity);
                starts::claim(occurrence, care, freed.starts_at, admits)
            }
            Self::Outside => starts::outside(care, freed.location, freed.starts_at),
        }
    }

    /// Whether the store would let some care take the time.
    pub(super) fn room(&self, sql: &impl Sql, care: &Care, freed: &Freed, now: Instant) -> Result<Room, Refusal> {
        self.room_beside(sql, care, freed, &[], now)
    }

    /// The same, beside what is promised already to who waits by other freed slots ([`Freed::promise`]).
    pub(super) fn room_beside(&self, sql: &impl Sql, care: &Care, freed: &Freed, promised: &[Seat], now: Instant) -> Result<Room, Refusal> {
        let Some(claim) = self.claim(care, freed) else { return Ok(Room::Taken) };
        let mut seats = occupancy::between_so_far(sql, claim.times, now)?;
        let promised: Vec<&Seat> = promised.iter().filter(|seat| seat.practice() == freed.practice).collect();
        if !promised.is_empty() {
            // What its grace still keeps is promised, and counts once.
            seats.retain(|seat| promised.iter().all(|other| other.occupant != seat.occupant));
            seats.extend(promised.into_iter().cloned());
            order::by_key(&mut seats, Seat::starts_at);
        }
        if occupancy::left(&seats, &claim).is_ok() {
            return Ok(Room::Free);
        }
        let soonest = seats.iter().filter_map(occupancy::Seat::until).min();
        seats.retain(|seat| seat.until().is_none());
        Ok(match (occupancy::left(&seats, &claim), soonest) {
            (Ok(_), Some(until)) => Room::Held(until),
            _ => Room::Taken,
        })
    }
}

impl Freed {
    /// The place that it is to whoever accepts it, as if they were there.
    pub(super) fn promise(&self, place: &Place, care: &Care) -> Option<Seat> {
        let occupant = self.appointment.map_or_else(|| self.id.to_string(), |own| own.to_string());
        place.claim(care, self).map(|claim| Seat::of(occupant, &claim))
    }

    /// How many there are at once with somebody in it: beside who is there for good or whose place staff keep closed, but for who leaves it for
    /// elsewhere; and if others have left before whose places are still promised, as many as there were then.
    pub(super) fn count(
        &self,
        sql: &impl Sql,
        (from, to): (Option<AppointmentId>, Option<AppointmentId>),
        now: Instant,
    ) -> Result<u8, Refusal> {
        let (Some(place), Some(care)) = (Place::of(sql, self)?, self.care(sql)?) else { return Ok(1) };
        let Some(claim) = place.claim(&care, self) else { return Ok(1) };
        let mut seats = occupancy::but(from, occupancy::but(to, occupancy::between_so_far(sql, claim.times, now)?));
        seats.retain(|seat| seat.until().is_none());
        let before = freed::meeting(sql, (self.starts_at, self.ends_at))?;
        let same = |other: &&Freed| {
            (other.practice, other.location) == (self.practice, self.location)
                && other.starts_at < self.ends_at
                && other.ends_at > self.starts_at
        };
        let before = before.iter().filter(same).map(|other| other.there).max();
        Ok(occupancy::most_at_once(&seats, &claim).max(before.unwrap_or_default()))
    }

    /// What the slot was for, of its own length.
    pub(super) fn care(&self, sql: &impl Sql) -> Result<Option<Care>, Refusal> {
        Ok(Care::find(sql, self.practice, self.service)?.map(|care| self.lasting(care)))
    }

    /// Some care as long as the slot.
    pub(super) fn lasting(&self, care: Care) -> Care {
        let minutes = u16::try_from(self.ends_at.since(self.starts_at).num_minutes()).ok().and_then(|count| Minutes::new(count).ok());
        minutes.map_or(care, |minutes| care.lasting(minutes))
    }
}
