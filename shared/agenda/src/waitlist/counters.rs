//! What the alerts did, week by week.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};
use guichet_kernel::{Instant, PracticeId, Sql, Zone, binds};

use crate::{Refusal, standing};

/// What the alerts did in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// How many slots were freed in it that could be offered.
    pub freed: u32,
    /// How many of them an offer filled.
    pub refilled: u32,
    /// How many offers were made in it.
    pub offers: u32,
    /// The minutes from freed to filled, summed over those filled.
    pub minutes: u64,
    /// The days by which patients came earlier, summed.
    pub days_gained: u32,
}

/// The last weeks of a practice, the oldest first, and its deepest chain of moves. Days are those of its first location.
pub fn counters(sql: &impl Sql, practice: PracticeId, weeks: u8, now: Instant) -> Result<(Vec<Week>, u16), Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    let first = "SELECT zone FROM location WHERE practice_id = ? ORDER BY location_id LIMIT 1";
    let Some((zone,)) = sql.first::<(Zone,)>(first, binds![practice])? else { return Ok((Vec::new(), 0)) };
    let today = zone.wall(now).date();
    let monday = today.checked_sub_days(Days::new(today.weekday().num_days_from_monday().into())).unwrap_or(today);
    let mut counted = Vec::new();
    for back in (0..u64::from(weeks)).rev() {
        let from = monday.checked_sub_days(Days::new(7 * back)).unwrap_or(monday);
        let to = from.checked_add_days(Days::new(7)).unwrap_or(from);
        let at = |day: NaiveDate| zone.instant(day.and_time(NaiveTime::MIN));
        counted.push(week(sql, practice, from, (at(from), at(to)))?);
    }
    let deepest = "SELECT MAX(depth) FROM waitlist_freed WHERE practice_id = ? AND freed_by = 'offer'";
    let (deepest,) = sql.first::<(Option<i64>,)>(deepest, binds![practice])?.unwrap_or_default();
    Ok((counted, u16::try_from(deepest.unwrap_or_default()).unwrap_or(u16::MAX)))
}

fn week(sql: &impl Sql, practice: PracticeId, monday: NaiveDate, (from, to): (Instant, Instant)) -> Result<Week, Refusal> {
    let (freed, refilled, millis, days) = sql
        .first::<(i64, i64, i64, i64)>(
            "SELECT COUNT(*), COALESCE(SUM(state = 'refilled'), 0),
                 COALESCE(SUM(CASE WHEN state = 'refilled' THEN ended_at - at END), 0), COALESCE(SUM(days_gained), 0)
             FROM waitlist_freed WHERE practice_id = ? AND at >= ? AND at < ? AND asked_at IS NOT NULL",
            binds![practice, from, to],
        )?
        .unwrap_or_default();
    let (offers,) = sql
        .first::<(i64,)>(
            "SELECT COUNT(*) FROM waitlist_offer WHERE practice_id = ? AND asked_at >= ? AND asked_at < ?",
            binds![practice, from, to],
        )?
        .unwrap_or_default();
    let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Week {
        monday,
        freed: small(freed),
        refilled: small(refilled),
        offers: small(offers),
        minutes: u64::try_from(millis / 60_000).unwrap_or_default(),
        days_gained: small(days),
    })
}
