//! When the public can come next: a walk from window to window, over what is read once however often it is walked.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_kernel::{AppointmentId, Instant, LocationId, PracticeId, ServiceId, Sql, binds};

use crate::{
    Appointment, Closing, Refusal, Start,
    availability::{Calendar, END_OF_TIME},
    care::LONGEST,
    closings,
    occupancy::{self, Seat},
    staff,
    starts::{Scene, Who, bookable, bounds},
};

/// For how many days is looked at once.
const STRIDE: u8 = 31;

/// What a practice has open to the public from some day on, read once for any number of its services and locations.
pub struct Outlook<'a, S> {
    sql: &'a S,
    practice: PracticeId,
    calendar: Calendar,
    closings: Vec<Closing>,
    /// Who is there, of each stretch of time that was looked at.
    seats: BTreeMap<(Instant, Instant), Vec<Seat>>,
    now: Instant,
    /// What is looked for another start for.
    old: Option<Appointment>,
}

impl<'a, S: Sql> Outlook<'a, S> {
    /// From that day on, as the public sees it at `now`.
    pub fn of(sql: &'a S, practice: PracticeId, from: NaiveDate, now: Instant) -> Result<Self, Refusal> {
        let calendar = Calendar::from(sql, practice, from)?;
        let midnight = |day: NaiveDate| Instant::from(day.and_time(NaiveTime::MIN).and_utc());
        // A day may begin earlier elsewhere.
        let closings = closings(sql, practice, (midnight(from).minus(LONGEST), midnight(END_OF_TIME)))?;
        Ok(Self { sql, practice, calendar, closings, seats: BTreeMap::new(), now, old: None })
    }

    /// As if that appointment were not there: where it could be moved to, as long as it is.
    #[must_use]
    pub fn instead_of(self, old: &Appointment) -> Self {
        Self { old: Some(old.clone()), ..self }
    }

    /// The first start of a service at a location, from a day on and for so many days; none: not there, nor as far as the agenda
    /// is open to the public. A service that nothing is open for at that location costs next to nothing.
    pub fn next(
        &mut self,
        (service, location): (ServiceId, LocationId),
        from: NaiveDate,
        most_days: u64,
    ) -> Result<Option<Start>, Refusal> {
        let calendar = self.calendar.of(service, location);
        if calendar.is_empty() {
            return Ok(None);
        }
        let Some((care, public)) = bookable(self.sql, self.practice, service)? else { return Ok(None) };
        let old = self.old.as_ref();
        let care = old.map_or(care, |old| care.of_length(old.starts_at, old.ends_at));
        let zone = staff::zone(self.sql, self.practice, location)?;
        let end = from.checked_add_days(Days::new(most_days)).unwrap_or(NaiveDate::MAX);
        let mut from = from.max(zone.wall(self.now).date());
        while from <= public.last_day(zone, self.now) && from < end {
            let times = bounds(zone, from, STRIDE);
            let occurrences = calendar.occurrences(times);
            if !occurrences.is_empty() {
                let scene = Scene {
                    occurrences,
                    closings: (&self.closings).into(),
                    seats: seats(&mut self.seats, self.sql, (times, old.map(|old| old.id)), self.now)?.into(),
                };
                let starts = scene.starts(&care, Who::Public(public), times, self.now).into_iter();
                let mut others = starts.filter(|start| old.is_none_or(|old| !old.is_at(start)));
                if let Some(first) = others.next() {
                    return Ok(Some(first).filter(|first| zone.wall(first.starts_at).date() < end));
                }
            }
            let Some(next) = from.checked_add_days(Days::new(STRIDE.into())) else { break };
            from = next;
        }
        Ok(None)
    }
}

/// When the first of what is kept from the public for a while only gives way, of whichever practice: a hold lapses, a grace is over.
pub fn gives_way_at(sql: &impl Sql, now: Instant) -> Result<Option<Instant>, Refusal> {
    let next = sql.first::<(Option<Instant>,)>("SELECT MIN(until) FROM occupancy WHERE until > ?", binds![now])?;
    Ok(next.and_then(|(until,)| until))
}

fn seats<'a>(
    known: &'a mut BTreeMap<(Instant, Instant), Vec<Seat>>,
    sql: &impl Sql,
    (times, old): ((Instant, Instant), Option<AppointmentId>),
    now: Instant,
) -> Result<&'a [Seat], Refusal> {
    use std::collections::btree_map::Entry;
    match known.entry(times) {
        Entry::Occupied(known) => Ok(known.into_mut()),
        // Taken time reaches beyond care on both sides, by a day at most in all.
        Entry::Vacant(new) => {
            Ok(new.insert(occupancy::but(old, occupancy::between(sql, (times.0.minus(LONGEST), times.1.plus(LONGEST)), now)?)))
        }
    }
}

/// The first start that the public sees from a day on; none: not as far as the agenda is open to them.
pub fn next_start(
    sql: &impl Sql,
    practice: PracticeId,
    what: (ServiceId, LocationId),
    from: NaiveDate,
    now: Instant,
) -> Result<Option<Start>, Refusal> {
    Outlook::of(sql, practice, from, now)?.next(what, from, u64::MAX)
}
