//! When care is offered: hours on the wall of a location, on one day or by a rule (ADR 0009, 1 to 3).

mod end;
mod occurrence;
mod put;
mod store;

use chrono::{NaiveDate, NaiveTime};
use guichet_kernel::{AvailabilityId, LocationId, Minutes, PracticeId, ServiceId, Sql};

pub use end::{EndedTime, Ending, ToEnd, end_availability};
pub(crate) use occurrence::Calendar;
pub use occurrence::{Occurrence, occurrences};
pub(crate) use put::END_OF_TIME;
pub use put::{put_availability, wrong_part};
pub use store::availabilities;

use crate::Refusal;

/// What an availability opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// Where.
    pub location: LocationId,
    /// For what: 1 to 50.
    pub services: Vec<ServiceId>,
    /// The first day.
    pub first_day: NaiveDate,
    /// From this hour on the wall, a whole minute.
    pub from: NaiveTime,
    /// To this hour on the wall, later on the same day.
    pub to: NaiveTime,
    /// How it recurs (ADR 0009, 2); none: that day only.
    pub rule: Option<String>,
    /// Days of the rule on which it is not.
    pub except: Vec<NaiveDate>,
    /// How many are treated at once (A3): 1 to 9.
    pub capacity: u8,
    /// How many of them the public may make it: 0 to the capacity.
    pub public_capacity: u8,
    /// Whether it is for staff until the day before (A12).
    pub staff_first: bool,
    /// Every how many minutes care may start, 5 to 240; none: back to back.
    pub grid: Option<Minutes>,
    /// How many places a group has (A2), 2 to 99; none: no group.
    pub places: Option<u8>,
}

/// Time that a practice has opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Availability {
    /// Which.
    pub id: AvailabilityId,
    /// In whose name.
    pub practice: PracticeId,
    /// Counts its changes from 1.
    pub version: i64,
    /// What it opens.
    pub pattern: Pattern,
}

/// A stretch of one day for one service.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// The id it will have.
    pub availability: AvailabilityId,
    /// In whose name.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub service: ServiceId,
    /// The day.
    pub date: NaiveDate,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub to: NaiveTime,
}

/// Opens a dated availability of one service, for one patient at a time. The same id again changes nothing.
pub fn open(sql: &impl Sql, opening: &Opening) -> Result<(), Refusal> {
    let pattern = Pattern {
        location: opening.location,
        services: vec![opening.service],
        first_day: opening.date,
        from: opening.from,
        to: opening.to,
        rule: None,
        except: Vec::new(),
        capacity: 1,
        public_capacity: 1,
        staff_first: false,
        grid: None,
        places: None,
    };
    put_availability(sql, opening.practice, opening.availability, None, &pattern).map(drop)
}
