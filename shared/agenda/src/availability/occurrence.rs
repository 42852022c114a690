//! The days of an availability as stretches of real time (ADR 0009, 3).

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use guichet_kernel::{AvailabilityId, Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, Zone, order};

use super::{
    Pattern,
    put::END_OF_TIME,
    store::{self, Stored},
};
use crate::{Refusal, rule::Rule};

/// One day of an availability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Of which.
    pub availability: AvailabilityId,
    /// Its version.
    pub version: i64,
    /// In whose name.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub services: Vec<ServiceId>,
    /// The zone that its hours are read in.
    pub zone: Zone,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// How many at once.
    pub capacity: u8,
    /// How many of them the public may make it, once it may.
    pub public_capacity: u8,
    /// Whether it is for staff until the day before (A12).
    pub staff_first: bool,
    /// Every how many minutes care may start; none: back to back.
    pub grid: Option<Minutes>,
    /// How many places, for a group.
    pub places: Option<u8>,
    /// Whether it is one of several.
    pub recurs: bool,
}

impl Occurrence {
    /// How many at once the public may make it at `now`: none in what is for staff until the day before (A12).
    pub fn public_at(&self, now: Instant) -> u8 {
        if self.is_released(self.starts_at, now) { self.public_capacity } else { 0 }
    }

    /// Whether the public may have a start of it at `now`: midnight of the day before has passed, or it never was for staff.
    pub(crate) fn is_released(&self, start: Instant, now: Instant) -> bool {
        let eve = self.zone.wall(start).date().pred_opt().unwrap_or(NaiveDate::MIN);
        !self.staff_first || self.zone.instant(eve.and_time(NaiveTime::MIN)) <= now
    }
}

/// What is open for a practice and touches `[from, to)`, by start.
pub fn occurrences(sql: &impl Sql, practice: PracticeId, times: (Instant, Instant)) -> Result<Vec<Occurrence>, Refusal> {
    let stored = store::of_days(sql, practice, days(times))?;
    let hours = stored.into_iter().map(Hours::read).collect::<Result<Vec<_>, _>>()?;
    Ok(touching(hours.iter(), times))
}

/// The days of every zone that a stretch of time touches: wherever a location stands, its day is one of these.
fn days((from, to): (Instant, Instant)) -> (NaiveDate, NaiveDate) {
    let day = TimeDelta::days(1);
    (from.minus(day).utc().date_naive(), to.plus(day).utc().date_naive())
}

fn touching<'a>(hours: impl Iterator<Item = &'a Hours>, (from, to): (Instant, Instant)) -> Vec<Occurrence> {
    let days = days((from, to));
    let of = |hours: &'a Hours| hours.expand(days).filter(|one| one.starts_at < to && one.ends_at > from);
    let mut found: Vec<Occurrence> = hours.flat_map(of).collect();
    order::by_key(&mut found, |occurrence| (occurrence.starts_at, occurrence.availability));
    found
}

/// All that a practice has open from some day on, read once for any number of stretches of time.
pub(crate) struct Calendar(Vec<Hours>);

impl Calendar {
    pub(crate) fn from(sql: &impl Sql, practice: PracticeId, day: NaiveDate) -> Result<Self, Refusal> {
        let eve = day.pred_opt().unwrap_or(day);
        let stored = store::of_days(sql, practice, (eve, END_OF_TIME))?;
        stored.into_iter().map(Hours::read).collect::<Result<_, _>>().map(Self)
    }

    /// What of it the public may ever have for a service at a location.
    pub(crate) fn of(&self, service: ServiceId, location: LocationId) -> Chosen<'_> {
        let meets = |hours: &&Hours| {
            let pattern = &hours.stored.availability.pattern;
            pattern.location == location && pattern.public_capacity > 0 && pattern.services.contains(&service)
        };
        Chosen(self.0.iter().filter(meets).collect())
    }
}

/// Some of a [`Calendar`].
pub(crate) struct Chosen<'a>(Vec<&'a Hours>);

impl Chosen<'_> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What touches `[from, to)`, by start.
    pub(crate) fn occurrences(&self, times: (Instant, Instant)) -> Vec<Occurrence> {
        touching(self.0.iter().copied(), times)
    }
}

/// An availability, its rule read.
struct Hours {
    stored: Stored,
    rule: Option<Rule>,
}

/// From when to when the hours are on that day; `None` where they do not exist.
pub(super) fn times(zone: Zone, pattern: &Pattern, day: NaiveDate) -> Option<(Instant, Instant)> {
    let (from, to) = (zone.instant(day.and_time(pattern.from)), zone.instant(day.and_time(pattern.to)));
    (from < to).then_some((from, to))
}

impl Hours {
    fn read(stored: Stored) -> Result<Self, Refusal> {
        let rule = stored.availability.pattern.rule.as_deref().map(Rule::parse).transpose()?;
        Ok(Self { stored, rule })
    }

    /// Its occurrences on some days.
    fn expand(&self, (from, to): (NaiveDate, NaiveDate)) -> impl Iterator<Item = Occurrence> {
        let (stored, pattern) = (&self.stored, &self.stored.availability.pattern);
        let days = match &self.rule {
            None => vec![pattern.first_day],
            Some(rule) => rule.days(pattern.first_day, (from, to.min(stored.last_day))),
        };
        let open = days.into_iter().filter(|day| pattern.except.binary_search(day).is_err());
        let occurrence = |(starts_at, ends_at)| Occurrence {
            availability: stored.availability.id,
            version: stored.availability.version,
            practice: stored.availability.practice,
            location: pattern.location,
            services: pattern.services.clone(),
            zone: stored.zone,
            starts_at,
            ends_at,
            capacity: pattern.capacity,
            public_capacity: pattern.public_capacity,
            staff_first: pattern.staff_first,
            grid: pattern.grid,
            places: pattern.places,
            recurs: pattern.rule.is_some(),
        };
        open.filter_map(|day| times(stored.zone, pattern, day)).map(occurrence)
    }
}
