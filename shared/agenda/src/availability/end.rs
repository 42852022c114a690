//! Ending what is open, all of it or in part.

use chrono::NaiveDate;
use guichet_kernel::{AvailabilityId, Instant, PracticeId, Sql};

use super::{
    Availability, Pattern,
    put::MOST_EXCEPTED,
    store::{self, Stored},
};
use crate::{Refusal, membership::members_only, rule::Rule};

/// What ends of an availability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All of it, as if it had never been.
    Whole,
    /// That day and those after it.
    From(NaiveDate),
    /// That day only.
    Day(NaiveDate),
}

/// Ends an availability, or a part of it, and gives what is left. What is booked in it stands. Repeating it changes nothing.
pub fn end_availability(
    sql: &impl Sql,
    practice: PracticeId,
    id: AvailabilityId,
    version: i64,
    ending: Ending,
    now: Instant,
) -> Result<Option<Availability>, Refusal> {
    members_only(sql, practice)?;
    let stored = store::find(sql, id)?.filter(|stored| stored.availability.practice == practice).ok_or(Refusal::Unknown)?;
    if stored.withdrawn {
        return Ok(None);
    }
    let Some((pattern, last_day)) = left(&stored, ending)? else {
        current(&stored, version)?;
        store::withdraw(sql, id, now)?;
        return Ok(None);
    };
    // What is so already is so at whatever version the caller saw.
    if pattern == stored.availability.pattern {
        return Ok(Some(stored.availability));
    }
    current(&stored, version)?;
    let availability = Availability { pattern, version: version + 1, ..stored.availability };
    store::write(sql, &availability, last_day)?;
    Ok(Some(availability))
}

fn current(stored: &Stored, version: i64) -> Result<(), Refusal> {
    if stored.availability.version == version { Ok(()) } else { Err(Refusal::Changed) }
}

/// The pattern that is left, and its last day; `None`: nothing is.
fn left(stored: &Stored, ending: Ending) -> Result<Option<(Pattern, NaiveDate)>, Refusal> {
    let pattern = stored.availability.pattern.clone();
    let first = pattern.first_day;
    match (ending, &pattern.rule) {
        (Ending::From(day), _) if day > stored.last_day => Ok(Some((pattern, stored.last_day))),
        (Ending::From(day), Some(rule)) if day > first => {
            let Some(last) = day.pred_opt() else { return Ok(None) };
            let rule = Some(Rule::ended(rule, last));
            Ok(Some((Pattern { rule, ..pattern }, last)))
        }
        (Ending::Whole | Ending::From(_), _) => Ok(None),
        (Ending::Day(day), None) => {
            if day == first {
                Ok(None)
            } else {
                Err(Refusal::Unknown)
            }
        }
        (Ending::Day(day), Some(rule)) => {
            let named = day <= stored.last_day && !Rule::parse(rule)?.days(first, (day, day)).is_empty();
            if !named {
                return Err(Refusal::Unknown);
            }
            let mut except = pattern.except.clone();
            if let Err(place) = except.binary_search(&day) {
                if except.len() >= MOST_EXCEPTED {
                    return Err(Refusal::TooManyRules);
                }
                except.insert(place, day);
            }
            Ok(Some((Pattern { except, ..pattern }, stored.last_day)))
        }
    }
}
