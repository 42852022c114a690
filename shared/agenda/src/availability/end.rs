//! Ending what is open, all of it or in part.

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_kernel::{AvailabilityId, Instant, PracticeId, Sql, binds};

use super::{
    Availability, Pattern,
    put::{END_OF_TIME, MOST_EXCEPTED},
    store::{self, Stored},
};
use crate::{
    Appointment, Refusal, appointment,
    closing::{STANDING, cancel_each},
    hold,
    membership::members_only,
    rule::Rule,
    waitlist,
};

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

/// What is to end, as its caller saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToEnd {
    /// Which availability.
    pub availability: AvailabilityId,
    /// The version that the caller saw.
    pub version: i64,
    /// What of it.
    pub ending: Ending,
    /// Whether the appointments ahead that were made in it are cancelled (A10).
    pub cancel: bool,
}

/// What ending did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedTime {
    /// What is left; none: it has ended.
    pub left: Option<Availability>,
    /// The appointments that were cancelled with it.
    pub cancelled: Vec<Appointment>,
    /// How many stand ahead that were made in what ended.
    pub standing: u32,
    /// Whether it ended now; `false`: it had before, and everybody was told then.
    pub anew: bool,
}

/// Ends an availability, or a part of it, and cancels what was made in it and is still ahead if the caller says so: then who fills
/// in a form for that time loses it too. Repeating it changes nothing and gives what it did.
pub fn end_availability(sql: &impl Sql, practice: PracticeId, to_end: &ToEnd, by_whom: &str, now: Instant) -> Result<EndedTime, Refusal> {
    members_only(sql, practice)?;
    let ToEnd { availability: id, version, ending, cancel } = *to_end;
    let stored = store::find(sql, id)?.filter(|stored| stored.availability.practice == practice).ok_or(Refusal::Unknown)?;
    let with = cancelled_with(id, ending);
    let times = times(&stored, ending);
    let (left, anew) = shortened(sql, stored, (version, ending), now)?;
    let ahead = made_in(sql, practice, id, times, now)?;
    if anew && cancel {
        hold::let_go_of(sql, id, times, now)?;
        cancel_each(sql, ahead.clone(), &with, by_whom, now)?;
    }
    if anew {
        // What is out of it is not open any more; what is cancelled with it frees nothing (ADR 0014, 3 and 5).
        waitlist::look_again(sql, practice)?;
    }
    let mut cancelled = appointment::where_(sql, "cancelled_with = ?", binds![with])?;
    if anew {
        // A day that was given back may end again: who was cancelled then was told then.
        cancelled.retain(|one| ahead.iter().any(|was| was.id == one.id));
    }
    let standing = u32::try_from(made_in(sql, practice, id, times, now)?.len()).unwrap_or(u32::MAX);
    Ok(EndedTime { left, cancelled, standing, anew })
}

/// What is left of an availability after an ending, and whether that is less than there was.
fn shortened(
    sql: &impl Sql,
    stored: Stored,
    (version, ending): (i64, Ending),
    now: Instant,
) -> Result<(Option<Availability>, bool), Refusal> {
    if stored.withdrawn {
        return Ok((None, false));
    }
    let Some((pattern, last_day)) = left(&stored, ending)? else {
        current(&stored, version)?;
        store::withdraw(sql, stored.availability.id, now)?;
        return Ok((None, true));
    };
    // What is so already is so at whatever version the caller saw.
    if pattern == stored.availability.pattern {
        return Ok((Some(stored.availability), false));
    }
    current(&stored, version)?;
    let availability = Availability { pattern, version: version + 1, ..stored.availability };
    store::write(sql, &availability, last_day)?;
    Ok((Some(availability), true))
}

/// What an appointment says that was cancelled with an ending: which availability's, and what of it.
fn cancelled_with(id: AvailabilityId, ending: Ending) -> String {
    match ending {
        Ending::Whole => id.to_string(),
        Ending::From(day) => format!("{id} from {day}"),
        Ending::Day(day) => format!("{id} on {day}"),
    }
}

/// The time that ends, by the days of where it is.
fn times(stored: &Stored, ending: Ending) -> (Instant, Instant) {
    let midnight = |day: NaiveDate| stored.zone.instant(day.clamp(NaiveDate::default(), END_OF_TIME).and_time(NaiveTime::MIN));
    match ending {
        Ending::Whole => (midnight(NaiveDate::MIN), midnight(END_OF_TIME)),
        Ending::From(day) => (midnight(day), midnight(END_OF_TIME)),
        Ending::Day(day) => (midnight(day), midnight(day.checked_add_days(Days::new(1)).unwrap_or(day))),
    }
}

/// What stands that was made in an availability and begins in that time, after `now`.
fn made_in(
    sql: &impl Sql,
    practice: PracticeId,
    id: AvailabilityId,
    (from, to): (Instant, Instant),
    now: Instant,
) -> Result<Vec<Appointment>, Refusal> {
    appointment::where_(
        sql,
        &format!("practice_id = ? AND availability_id = ? AND starts_at > ? AND starts_at >= ? AND starts_at < ? AND {STANDING}"),
        binds![practice, id, now, from, to],
    )
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
