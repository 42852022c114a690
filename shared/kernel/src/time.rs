//! Instants, zones and durations.
//!
//! What is stored is an instant in UTC and, beside it, the name of the zone it is read in. Wall-clock times exist
//! only at the border: an opening hour that staff type, an hour that a page shows.
//!
//! **A wall time that does not exist** (the spring gap) is read as if the clock had not yet changed, so it lands
//! after the gap; **one that exists twice** (the autumn fold) means the first of the two. This is the "compatible"
//! disambiguation of Temporal and of RFC 5545 §3.3.5.

use std::{fmt, str::FromStr};

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{Value, sql::FromValue};

/// A point in time, to the millisecond. In JSON it is RFC 3339 in UTC; in SQL, milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "date-time")))]
#[serde(try_from = "String", into = "String")]
pub struct Instant(i64);

/// The text is not an RFC 3339 instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 instant")]
pub struct NotAnInstant;

impl Instant {
    /// The instant `millis` milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant `delta` later, or at the end of time.
    pub const fn plus(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_add(delta.num_milliseconds()))
    }

    /// The instant `delta` earlier, or at the beginning of time.
    pub const fn minus(self, delta: TimeDelta) -> Self {
        Self(self.0.saturating_sub(delta.num_milliseconds()))
    }

    /// How long after `earlier` this is; negative if it is before.
    pub const fn since(self, earlier: Self) -> TimeDelta {
        TimeDelta::milliseconds(self.0.saturating_sub(earlier.0))
    }

    /// The same instant for `chrono`; the Unix epoch for one that `chrono` cannot hold.
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = NotAnInstant;
    fn from_str(text: &str) -> Result<Self, NotAnInstant> {
        DateTime::parse_from_rfc3339(text).map(|at| Self(at.timestamp_millis())).map_err(|_| NotAnInstant)
    }
}

impl TryFrom<String> for Instant {
    type Error = NotAnInstant;
    fn try_from(text: String) -> Result<Self, NotAnInstant> {
        text.parse()
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.to_string()
    }
}

impl From<DateTime<Utc>> for Instant {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

impl From<Instant> for Value {
    fn from(instant: Instant) -> Self {
        Self::Int(instant.0)
    }
}

impl FromValue for Instant {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self)
    }
}

/// A time zone of the IANA database in which one of our practices may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("enum" = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect::<Vec<_>>())))]
#[serde(try_from = "String", into = "String")]
pub struct Zone(Tz);

/// No zone of that name is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time zone that is known here")]
pub struct UnknownZone;

impl Zone {
    /// The IANA name, as in `Europe/Paris`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What clocks on the wall show there at `instant`.
    pub fn wall(self, instant: Instant) -> NaiveDateTime {
        instant.utc().with_timezone(&self.0).naive_local()
    }

    /// The instants at which clocks there show `wall`, for somebody who must say which they mean.
    pub fn readings(self, wall: NaiveDateTime) -> Readings {
        match self.0.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) => Readings::Once(at.to_utc().into()),
            MappedLocalTime::Ambiguous(first, second) => Readings::Twice(first.to_utc().into(), second.to_utc().into()),
            MappedLocalTime::None => Readings::Never,
        }
    }

    /// Which of the two it is, where clocks there show the same twice around `instant`: the hour that autumn repeats.
    pub fn fold(self, instant: Instant) -> Option<Fold> {
        match self.0.from_local_datetime(&self.wall(instant)) {
            MappedLocalTime::Ambiguous(first, _) if Instant::from(first.to_utc()) == instant => Some(Fold::First),
            MappedLocalTime::Ambiguous(_, _) => Some(Fold::Second),
            MappedLocalTime::Single(_) | MappedLocalTime::None => None,
        }
    }

    /// The instant at which clocks there show `wall`; see the module for the two days a year when that is a choice.
    pub fn instant(self, wall: NaiveDateTime) -> Instant {
        match self.0.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.to_utc().into(),
            MappedLocalTime::None => {
                // As if the clock had not changed: read the wall a day earlier, then let a day elapse.
                let day = TimeDelta::days(1);
                let before = wall.checked_sub_signed(day).unwrap_or(wall);
                let eve = self.0.from_local_datetime(&before).earliest().map_or_else(|| before.and_utc(), |at| at.to_utc());
                Instant::from(eve).plus(day)
            }
        }
    }
}

/// How often clocks show a time on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readings {
    /// Once, as on nearly every day.
    Once(Instant),
    /// Twice: in the hour that autumn repeats, before and after clocks go back.
    Twice(Instant, Instant),
    /// Not at all: in the hour that spring leaves out.
    Never,
}

/// Which of two, for a wall time that exists twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Before clocks go back: still summer time.
    First,
    /// After it: winter time.
    Second,
}

impl FromStr for Zone {
    type Err = UnknownZone;
    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        name.parse().map(Self).map_err(|_| UnknownZone)
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(name: String) -> Result<Self, UnknownZone> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl From<Zone> for Value {
    fn from(zone: Zone) -> Self {
        Self::Text(zone.name().to_owned())
    }
}

impl FromValue for Zone {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

/// A length of care in whole minutes, from 1 to 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("minimum" = 1), extend("maximum" = 1440)))]
#[serde(try_from = "u16", into = "u16")]
pub struct Minutes(u16);

/// A length outside 1 to 1440 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a length is from 1 to 1440 minutes")]
pub struct OutOfRange;

impl Minutes {
    /// A length of `count` minutes.
    pub const fn new(count: u16) -> Result<Self, OutOfRange> {
        if count >= 1 && count <= 1440 { Ok(Self(count)) } else { Err(OutOfRange) }
    }

    /// How many minutes.
    pub const fn count(self) -> u16 {
        self.0
    }

    /// The same length as elapsed time.
    pub const fn delta(self) -> TimeDelta {
        TimeDelta::milliseconds(self.0 as i64 * 60_000)
    }
}

impl TryFrom<u16> for Minutes {
    type Error = OutOfRange;
    fn try_from(count: u16) -> Result<Self, OutOfRange> {
        Self::new(count)
    }
}

impl From<Minutes> for u16 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

impl From<Minutes> for Value {
    fn from(minutes: Minutes) -> Self {
        Self::Int(minutes.0.into())
    }
}

impl FromValue for Minutes {
    fn from_value(value: Value) -> Option<Self> {
        Self::new(u16::try_from(i64::from_value(value)?).ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn every_zone_of_our_countries_is_compiled_in() {
        let zones = [
            "Europe/Paris",
            "Europe/Brussels",
            "America/Toronto",
            "America/Montreal",
            "America/Vancouver",
            "America/Halifax",
            "America/Winnipeg",
            "America/Regina",
            "America/Edmonton",
            "America/Moncton",
            "America/St_Johns",
            "America/Whitehorse",
            "America/Yellowknife",
            "America/Iqaluit",
            "America/Martinique",
            "America/Guadeloupe",
            "America/Cayenne",
            "America/Miquelon",
            "Indian/Reunion",
            "Indian/Mayotte",
            "Pacific/Noumea",
            "Pacific/Tahiti",
            "Pacific/Wallis",
            "UTC",
        ];
        for name in zones {
            assert_eq!(name.parse::<Zone>().map(Zone::name), Ok(name));
        }
        assert_eq!("Mars/Olympus".parse::<Zone>(), Err(UnknownZone));
    }

    #[test]
    fn a_wall_time_in_the_spring_gap_lands_after_it() {
        let paris: Zone = "Europe/Paris".parse().unwrap();
        // 2027-03-28: 02:00 becomes 03:00.
        assert_eq!(paris.instant(wall("2027-03-28T02:30:00")).to_string(), "2027-03-28T01:30:00.000Z");
        assert_eq!(paris.wall(paris.instant(wall("2027-03-28T02:30:00"))), wall("2027-03-28T03:30:00"));
    }

    #[test]
    fn a_wall_time_in_the_autumn_fold_means_the_first() {
        let toronto: Zone = "America/Toronto".parse().unwrap();
        // 2026-11-01: 02:00 EDT becomes 01:00 EST.
        assert_eq!(toronto.instant(wall("2026-11-01T01:30:00")).to_string(), "2026-11-01T05:30:00.000Z");
    }

    #[test]
    fn the_two_of_an_hour_that_autumn_repeats_are_told_apart() {
        let toronto: Zone = "America/Toronto".parse().unwrap();
        let fold = |at: &str| toronto.fold(at.parse().unwrap());
        assert_eq!([fold("2026-11-01T05:30:00Z"), fold("2026-11-01T06:30:00Z")], [Some(Fold::First), Some(Fold::Second)]);
        assert_eq!([fold("2026-11-01T04:30:00Z"), fold("2026-11-01T07:00:00Z"), fold("2027-03-14T07:30:00Z")], [None; 3]);
    }

    #[test]
    fn an_instant_reads_back_in_any_offset_to_the_millisecond() {
        let instant: Instant = "2026-11-30T14:30:00.250+01:00".parse().unwrap();
        assert_eq!(instant.to_string(), "2026-11-30T13:30:00.250Z");
        assert_eq!(instant.to_string().parse(), Ok(instant));
        assert_eq!("2026-11-30 14:30".parse::<Instant>(), Err(NotAnInstant));
    }
}
