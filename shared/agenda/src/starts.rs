//! Free starts: what is open, less what is closed, less what is taken (ADR 0009, 4 to 9).

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use guichet_kernel::{AppointmentId, AvailabilityId, Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, Zone, order};

use crate::{
    Appointment, Closing, Mode, Occurrence, Refusal,
    care::{Care, LONGEST},
    closings,
    membership::{is_member, members_only},
    occupancy::{self, Claim, Seat},
    occurrences, staff,
    terms::Public,
};

/// What is asked for: one service of a practice at one of its locations, from one local day to another.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Of which practice.
    pub practice: PracticeId,
    /// For what.
    pub service: ServiceId,
    /// Where.
    pub location: LocationId,
    /// The zone that days are read in.
    pub zone: Zone,
    /// The first day.
    pub from: NaiveDate,
    /// How many days.
    pub days: u8,
}

/// A start that is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// When.
    pub starts_at: Instant,
    /// Where.
    pub location: LocationId,
    /// In which availability.
    pub availability: AvailabilityId,
    /// How many more can have it: places of a group, or 1.
    pub left: u8,
}

/// Who asks.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    Public(Public),
    Staff,
}

/// The free starts of the window as the public sees them at `now`, earliest first (ADR 0009, 8).
pub fn free_starts(sql: &impl Sql, window: &Window, now: Instant) -> Result<Vec<Start>, Refusal> {
    public_starts(sql, window, None, now)
}

/// The same, as if an appointment were not there: where it could be moved to, as long as it is. Where it is already is not one of them.
pub fn free_starts_instead_of(sql: &impl Sql, window: &Window, old: &Appointment, now: Instant) -> Result<Vec<Start>, Refusal> {
    public_starts(sql, window, Some(old), now)
}

fn public_starts(sql: &impl Sql, window: &Window, old: Option<&Appointment>, now: Instant) -> Result<Vec<Start>, Refusal> {
    let Some((care, public)) = bookable(sql, window.practice, window.service)? else { return Ok(Vec::new()) };
    let care = old.map_or(care, |old| care.of_length(old.starts_at, old.ends_at));
    let times = bounds(window.zone, window.from, window.days);
    let scene = Scene::of(sql, &care, Some(window.location), times, now, old.map(|old| old.id))?;
    let mut starts = scene.starts(&care, Who::Public(public), times, now);
    starts.retain(|start| old.is_none_or(|old| !old.is_at(start)));
    Ok(starts)
}

/// A service that the public can book online, and what they are held to; `None`: nobody can.
pub(crate) fn bookable(sql: &impl Sql, practice: PracticeId, service: ServiceId) -> Result<Option<(Care, Public)>, Refusal> {
    let Some(care) = Care::offered(sql, practice, service)? else { return Ok(None) };
    if !is_member(sql, practice)? {
        return Ok(None);
    }
    let public = Public::of(sql, practice)?;
    Ok(public.is_online(&care).then_some((care, public)))
}

/// The free starts of a service as staff may use them, earliest first, at one location or all of the practice's; the days are
/// those of its wall.
pub fn staff_starts(
    sql: &impl Sql,
    practice: PracticeId,
    service: ServiceId,
    location: Option<LocationId>,
    (from, days): (NaiveDate, u8),
    most: usize,
    now: Instant,
) -> Result<Vec<Start>, Refusal> {
    members_only(sql, practice)?;
    let care = Care::offered(sql, practice, service)?.ok_or(Refusal::Unknown)?;
    let zones = match location {
        Some(location) => vec![staff::zone(sql, practice, location)?],
        None => staff::zones(sql, practice)?,
    };
    // Where locations stand in several zones, days begin with the first of them and end with the last.
    let stretches = zones.into_iter().map(|zone| bounds(zone, from, days));
    let Some(times) = stretches.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1))) else { return Ok(Vec::new()) };
    let scene = Scene::of(sql, &care, location, times, now, None)?;
    let mut starts = scene.starts(&care, Who::Staff, times, now);
    starts.truncate(most);
    Ok(starts)
}

/// The local days of the window on which the service is given at all: some start of it is not closed, whoever has it.
pub fn open_days(sql: &impl Sql, window: &Window) -> Result<Vec<NaiveDate>, Refusal> {
    let Some(care) = Care::offered(sql, window.practice, window.service)? else { return Ok(Vec::new()) };
    let times = bounds(window.zone, window.from, window.days);
    let scene = Scene::open(sql, &care, Some(window.location), times)?;
    let starts = scene.occurrences.iter().flat_map(|occurrence| grid(occurrence, &care).map(move |start| (occurrence, start)));
    let inside = starts.filter(|(occurrence, start)| *start >= times.0 && *start < times.1 && !scene.is_closed(occurrence, &care, *start));
    let mut days: Vec<NaiveDate> = inside.map(|(_, start)| window.zone.wall(start).date()).collect();
    order::distinct(&mut days);
    Ok(days)
}

/// Where one start of a service can be had, as the public may have it: the openings that have it on their grid, by id. Which
/// of them is free, the store says.
pub(crate) fn public_offers(
    sql: &impl Sql,
    care: &Care,
    public: &Public,
    (location, start): (Option<LocationId>, Instant),
    now: Instant,
) -> Result<Vec<Offer>, Refusal> {
    let mut offers = on_grid(sql, care, location, start)?;
    offers.retain(|offer| public.is_online(care) && public.sees(&offer.occurrence, start, now));
    Ok(offers)
}

/// The openings that have a start of a service on their grid and are not closed then, whoever may have it and whether or not
/// it is taken, by id.
pub(crate) fn on_grid(sql: &impl Sql, care: &Care, location: Option<LocationId>, start: Instant) -> Result<Vec<Offer>, Refusal> {
    let mut offers = around(sql, care, location, start)?;
    offers.retain(|offer| grid(&offer.occurrence, care).any(|at| at == start));
    Ok(offers)
}

/// The openings that hold the whole of some care, wherever on their grid it starts, by id; only those not closed then.
pub(crate) fn around(sql: &impl Sql, care: &Care, location: Option<LocationId>, start: Instant) -> Result<Vec<Offer>, Refusal> {
    let times = (start, care.end(start));
    let scene = Scene::open(sql, care, location, times)?;
    let holds = |one: &Occurrence| one.starts_at <= start && care.end(start) <= one.ends_at && !scene.is_closed(one, care, start);
    let mut found: Vec<Occurrence> = scene.occurrences.iter().filter(|one| holds(one)).cloned().collect();
    order::by_key(&mut found, |occurrence| occurrence.availability);
    Ok(found.into_iter().map(|occurrence| Offer { occurrence, start }).collect())
}

/// A start in an opening.
pub(crate) struct Offer {
    pub(crate) occurrence: Occurrence,
    start: Instant,
}

impl Appointment {
    /// Whether that start is where it is already.
    pub(crate) fn is_at(&self, start: &Start) -> bool {
        (start.starts_at, start.location) == (self.starts_at, self.location)
    }
}

impl Offer {
    /// The time that the public takes by it (ADR 0009, 5 and 6); none: care and what is around it are longer than a day.
    pub(crate) fn public_claim(&self, care: &Care) -> Option<Claim> {
        claim(&self.occurrence, care, self.start, self.occurrence.public_capacity)
    }

    /// The time that staff take by it.
    pub(crate) fn staff_claim(&self, care: &Care) -> Option<Claim> {
        claim(&self.occurrence, care, self.start, self.occurrence.capacity)
    }
}

/// The time that some care takes by a start in an opening, where its coming may make so many.
pub(crate) fn claim(occurrence: &Occurrence, care: &Care, start: Instant, admits: u8) -> Option<Claim> {
    // By its place and its start, not by its availability: who changes the hours of a class keeps those who are in it together.
    let session = occurrence.places.map(|places| (format!("{}@{}", occurrence.location, start.millis()), places));
    // A group is somewhere; what is at a patient's own place nobody shares.
    let apart = care.offering.mode == Mode::Home && session.is_none();
    Some(Claim {
        times: care.taken(start)?,
        location: (!apart).then_some(occurrence.location),
        practice: occurrence.practice,
        session,
        capacity: occurrence.capacity,
        admits,
    })
}

/// The time that care takes outside any opening: one at a time.
pub(crate) fn outside(care: &Care, location: LocationId, start: Instant) -> Option<Claim> {
    let apart = care.offering.mode == Mode::Home;
    let location = (!apart).then_some(location);
    Some(Claim { times: care.taken(start)?, location, practice: care.practice, session: None, capacity: 1, admits: 1 })
}

/// What is open for a service in some stretch of time, what is closed, and who is there.
pub(crate) struct Scene<'a> {
    pub(crate) occurrences: Vec<Occurrence>,
    pub(crate) closings: Cow<'a, [Closing]>,
    pub(crate) seats: Cow<'a, [Seat]>,
}

impl Scene<'_> {
    fn open(sql: &impl Sql, care: &Care, location: Option<LocationId>, (from, to): (Instant, Instant)) -> Result<Self, Refusal> {
        let mut open = occurrences(sql, care.practice, (from, to))?;
        open.retain(|one| one.services.contains(&care.offering.service) && location.is_none_or(|location| one.location == location));
        let closings = closings(sql, care.practice, (from, to.plus(LONGEST)))?;
        Ok(Self { occurrences: open, closings: closings.into(), seats: Cow::default() })
    }

    fn of(
        sql: &impl Sql,
        care: &Care,
        location: Option<LocationId>,
        (from, to): (Instant, Instant),
        now: Instant,
        old: Option<AppointmentId>,
    ) -> Result<Self, Refusal> {
        let mut scene = Self::open(sql, care, location, (from, to))?;
        // Taken time reaches beyond care on both sides, by a day at most in all.
        let seats = occupancy::between(sql, (from.minus(LONGEST), to.plus(LONGEST)), now)?;
        scene.seats = occupancy::but(old, seats).into();
        Ok(scene)
    }

    fn is_closed(&self, occurrence: &Occurrence, care: &Care, start: Instant) -> bool {
        self.closings.iter().any(|closing| closing.closes(occurrence.location, (start, care.end(start))))
    }

    /// The starts in `[from, to)` that can be had, each by the opening of the least id that it is free in (ADR 0009, 9).
    pub(crate) fn starts(&self, care: &Care, who: Who, (from, to): (Instant, Instant), now: Instant) -> Vec<Start> {
        let mut found: BTreeMap<(Instant, LocationId), Start> = BTreeMap::new();
        for occurrence in &self.occurrences {
            let admits = match who {
                Who::Public(_) => occurrence.public_capacity,
                Who::Staff => occurrence.capacity,
            };
            let seen = |start: &Instant| match who {
                Who::Public(public) => public.sees(occurrence, *start, now),
                Who::Staff => *start > now,
            };
            let inside = grid(occurrence, care).filter(|start| *start >= from && *start < to).filter(seen);
            for starts_at in inside.filter(|start| !self.is_closed(occurrence, care, *start)) {
                let Some(claim) = claim(occurrence, care, starts_at, admits) else { continue };
                let Ok(left) = occupancy::left(&self.seats, &claim) else { continue };
                let start = Start { starts_at, location: occurrence.location, availability: occurrence.availability, left };
                let known = found.entry((starts_at, occurrence.location)).or_insert(start);
                if start.availability < known.availability {
                    *known = start;
                }
            }
        }
        found.into_values().collect()
    }
}

/// The starts of an occurrence for a service, counted from its beginning in elapsed time (ADR 0009, 4).
fn grid(occurrence: &Occurrence, care: &Care) -> impl Iterator<Item = Instant> + use<> {
    let step = occurrence.grid.map_or_else(|| care.step(), Minutes::delta).max(TimeDelta::minutes(1));
    let (end, care) = (occurrence.ends_at, *care);
    std::iter::successors(Some(occurrence.starts_at), move |at: &Instant| Some(at.plus(step))).take_while(move |at| care.end(*at) <= end)
}

/// From when to when some days are on the wall of a zone.
pub(crate) fn bounds(zone: Zone, from: NaiveDate, days: u8) -> (Instant, Instant) {
    let to = from.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
    (zone.instant(from.and_time(NaiveTime::MIN)), zone.instant(to.and_time(NaiveTime::MIN)))
}
