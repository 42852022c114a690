//! Free starts: what is open, less what is taken.

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_kernel::{Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, Zone, binds};

use crate::{Refusal, occupancy};

/// What is asked for: one service, from one local day to another.
#[derive(Debug, Clone, Copy)]
pub struct Window {
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

impl Window {
    fn bounds(&self) -> (Instant, Instant) {
        let to = self.from.checked_add_days(Days::new(self.days.into())).unwrap_or(NaiveDate::MAX);
        (self.zone.instant(self.from.and_time(NaiveTime::MIN)), self.zone.instant(to.and_time(NaiveTime::MIN)))
    }
}

/// The free starts of the window that lie after `now`, earliest first.
///
/// Starts follow one another at the service's length from the beginning of each availability; a start is free if the
/// whole length fits in the availability and nobody has any part of it, at whatever location or for whatever practice.
pub fn free_starts(sql: &impl Sql, window: &Window, now: Instant) -> Result<Vec<Instant>, Refusal> {
    let Some(minutes) = length(sql, window.service)? else { return Ok(Vec::new()) };
    let (from, to) = window.bounds();
    let open = openings(sql, window.service, window.location, (from, to))?;
    let taken = occupancy::between(sql, (from, to.plus(chrono::TimeDelta::days(1))), now)?;
    let mut starts: Vec<Instant> = open
        .into_iter()
        .flat_map(|stretch| grid(stretch, minutes))
        .filter(|&start| start > now && start >= from && start < to)
        .filter(|&start| is_free(&taken, (start, start.plus(minutes.delta()))))
        .collect();
    starts.sort_unstable();
    starts.dedup();
    Ok(starts)
}

/// The local days of the window on which the service is given at all.
pub fn open_days(sql: &impl Sql, window: &Window) -> Result<Vec<NaiveDate>, Refusal> {
    let open = openings(sql, window.service, window.location, window.bounds())?;
    let mut days: Vec<NaiveDate> = open.into_iter().map(|(start, _)| window.zone.wall(start).date()).collect();
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// The length of a service that is offered here.
pub(crate) fn length(sql: &impl Sql, service: ServiceId) -> Result<Option<Minutes>, Refusal> {
    Ok(sql
        .first::<(Minutes,)>("SELECT minutes FROM service WHERE service_id = ? AND offered = 1", binds![service])?
        .map(|(minutes,)| minutes))
}

/// Where and in whose name `start` is offered for this service: the availabilities that have it on their grid say both.
pub(crate) fn offered_by(
    sql: &impl Sql,
    service: ServiceId,
    start: Instant,
    minutes: Minutes,
) -> Result<Vec<(PracticeId, LocationId)>, Refusal> {
    let end = start.plus(minutes.delta());
    let around = sql.rows::<(Instant, Instant, PracticeId, LocationId)>(
        "SELECT starts_at, ends_at, practice_id, location_id FROM availability
         WHERE service_id = ?1 AND starts_at > ?2 - 90000000 AND starts_at <= ?2 AND ends_at >= ?3 AND withdrawn_at IS NULL
         ORDER BY starts_at, availability_id",
        binds![service, start, end],
    )?;
    let on_grid = around.into_iter().filter(|&(from, to, ..)| grid((from, to), minutes).any(|on_grid| on_grid == start));
    Ok(on_grid.map(|(_, _, practice, location)| (practice, location)).collect())
}

fn openings(
    sql: &impl Sql,
    service: ServiceId,
    location: LocationId,
    (from, to): (Instant, Instant),
) -> Result<Vec<(Instant, Instant)>, Refusal> {
    // An availability is at most 25 hours long (schema: a day on which clocks go back).
    Ok(sql.rows(
        "SELECT starts_at, ends_at FROM availability
         WHERE service_id = ?1 AND location_id = ?2 AND starts_at > ?3 - 90000000 AND starts_at < ?4 AND ends_at > ?3
           AND withdrawn_at IS NULL
         ORDER BY starts_at",
        binds![service, location, from, to],
    )?)
}

fn grid((start, end): (Instant, Instant), minutes: Minutes) -> impl Iterator<Item = Instant> {
    let next = move |at: &Instant| Some(at.plus(minutes.delta()));
    std::iter::successors(Some(start), next).take_while(move |at| at.plus(minutes.delta()) <= end)
}

/// `taken` is sorted by start and does not overlap, so its ends are sorted too.
fn is_free(taken: &[(Instant, Instant)], (start, end): (Instant, Instant)) -> bool {
    let first_ending_after = taken.partition_point(|&(_, taken_end)| taken_end <= start);
    taken.get(first_ending_after).is_none_or(|&(taken_start, _)| taken_start >= end)
}
