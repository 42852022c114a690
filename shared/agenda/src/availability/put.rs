//! Opening time, and changing what is open.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Timelike};
use guichet_kernel::{AvailabilityId, PracticeId, Sql, Zone, binds};

use super::{
    Availability, Pattern,
    occurrence::times,
    store::{self, Stored},
};
use crate::{
    Refusal,
    care::Care,
    membership::members_only,
    rule::{Rule, is_of_our_time},
    waitlist,
};

/// How many services one availability may be for.
const MOST_SERVICES: usize = 50;
/// How many days may be excepted from one rule.
pub(super) const MOST_EXCEPTED: usize = 500;
/// How many availabilities of a practice may recur, and how many may be open, from some day on: what a window reads is bounded.
const MOST_RECURRING: i64 = 100;
const MOST_OPEN: i64 = 2_000;

/// Opens time for a practice, or changes all that an availability opens, from its first day on. What is booked in it stands.
///
/// With no version seen it is new: the same id again is the same availability, whatever it has become since. With one, it must
/// still be at that version; the same change twice is one.
pub fn put_availability(
    sql: &impl Sql,
    practice: PracticeId,
    id: AvailabilityId,
    seen: Option<i64>,
    pattern: &Pattern,
) -> Result<Availability, Refusal> {
    members_only(sql, practice)?;
    let (pattern, last_day) = sound(sql, practice, pattern)?;
    let version = match (store::find(sql, id)?, seen) {
        (None, None) => 1,
        (None, Some(_)) => return Err(Refusal::Unknown),
        (Some(Stored { availability, .. }), _) if availability.practice != practice => return Err(Refusal::Unknown),
        (Some(Stored { withdrawn: true, .. }), _) => return Err(Refusal::Changed),
        (Some(Stored { availability, .. }), None) => return Ok(availability),
        (Some(Stored { availability, .. }), Some(seen)) if availability.version != seen => {
            let repeated = availability.version == seen + 1 && availability.pattern == pattern;
            return if repeated { Ok(availability) } else { Err(Refusal::Changed) };
        }
        (Some(_), Some(seen)) => seen + 1,
    };
    let (recurring, open) = store::counts(sql, practice, pattern.first_day, id)?;
    if open >= MOST_OPEN || (pattern.rule.is_some() && recurring >= MOST_RECURRING) {
        return Err(Refusal::TooManyRules);
    }
    let availability = Availability { id, practice, version, pattern };
    store::write(sql, &availability, last_day)?;
    waitlist::look_again(sql, practice)?;
    Ok(availability)
}

/// Which part of a pattern makes no sense, by its name, where that is why it is refused.
pub fn wrong_part(sql: &impl Sql, practice: PracticeId, pattern: &Pattern) -> Result<Option<&'static str>, Refusal> {
    Ok(match sound(sql, practice, pattern).err() {
        Some(Refusal::BadRule) => Some("rule"),
        Some(Refusal::TooManyRules) => Some("except"),
        Some(Refusal::BadCapacity) if !(1..=9).contains(&pattern.capacity) => Some("capacity"),
        Some(Refusal::BadCapacity) if pattern.public_capacity > pattern.capacity => Some("public_capacity"),
        Some(Refusal::BadCapacity) => Some("places"),
        Some(Refusal::BadTimes) if pattern.from >= pattern.to => Some("to"),
        Some(Refusal::BadTimes) if !has_grid(pattern) => Some("grid"),
        Some(Refusal::BadTimes) if !is_of_our_time(pattern.first_day) => Some("first_day"),
        Some(Refusal::BadTimes) if !pattern.except.iter().all(|day| is_of_our_time(*day)) => Some("except"),
        // Hours that no clock shows that day, or parts of a minute.
        Some(Refusal::BadTimes) => Some("from"),
        Some(other) => return Err(other),
        None => None,
    })
}

fn has_grid(pattern: &Pattern) -> bool {
    pattern.grid.is_none_or(|grid| (5..=240).contains(&grid.count()))
}

/// The pattern as it is stored, its services and days in order, and the last day that it can have.
fn sound(sql: &impl Sql, practice: PracticeId, pattern: &Pattern) -> Result<(Pattern, NaiveDate), Refusal> {
    let zone =
        sql.first::<(Zone,)>("SELECT zone FROM location WHERE location_id = ? AND practice_id = ?", binds![pattern.location, practice])?;
    let (zone,) = zone.ok_or(Refusal::Unknown)?;
    let services: BTreeSet<_> = pattern.services.iter().copied().collect();
    let except: BTreeSet<_> = pattern.except.iter().copied().collect();
    if services.is_empty() || services.len() > MOST_SERVICES {
        return Err(Refusal::Unknown);
    }
    if except.len() > MOST_EXCEPTED {
        return Err(Refusal::TooManyRules);
    }
    let mut all_of_groups = true;
    for service in &services {
        let care = Care::offered(sql, practice, *service)?.ok_or(Refusal::Unknown)?;
        all_of_groups &= care.offering.group;
    }
    let whole_minutes = [pattern.from, pattern.to].iter().all(|hour| hour.second() == 0 && hour.nanosecond() == 0);
    let days = except.iter().chain([&pattern.first_day]).all(|day| is_of_our_time(*day));
    if pattern.from >= pattern.to || !whole_minutes || !days || !has_grid(pattern) {
        return Err(Refusal::BadTimes);
    }
    let group = pattern.places.is_none_or(|places| (2..=99).contains(&places) && pattern.capacity == 1 && all_of_groups);
    if !(1..=9).contains(&pattern.capacity) || pattern.public_capacity > pattern.capacity || !group {
        return Err(Refusal::BadCapacity);
    }
    let last_day = match &pattern.rule {
        // One day of hours that do not exist is a slip; among a rule's days it is one that is left out.
        None if times(zone, pattern, pattern.first_day).is_none() => return Err(Refusal::BadTimes),
        None => pattern.first_day,
        Some(text) => {
            let rule = Rule::parse(text)?;
            let first = pattern.first_day;
            if rule.last_day(first).is_some_and(|last| last < first) || rule.days(first, (first, first)).is_empty() {
                return Err(Refusal::BadRule);
            }
            rule.last_day(first).unwrap_or(END_OF_TIME)
        }
    };
    let pattern = Pattern { services: services.into_iter().collect(), except: except.into_iter().collect(), ..pattern.clone() };
    Ok((pattern, last_day))
}

/// The last day of what has no end: it is later than any other day as text too.
pub(crate) const END_OF_TIME: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};
