//! Days and hours by brute force: every day is tested by the rule's definition, every hour is looked for on the wall (points 2 and 3).

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use guichet_kernel::{Instant, Zone};

/// Minutes since 1970: of an instant, or of what a wall shows as if it were in UTC.
pub(crate) type Minute = i64;

pub(crate) const DAY: Minute = 1_440;

pub(crate) const fn instant(minute: Minute) -> Instant {
    Instant::from_millis(minute * 60_000)
}

/// What the wall of a zone shows then.
pub(crate) fn wall(zone: Zone, minute: Minute) -> Minute {
    zone.wall(instant(minute)).and_utc().timestamp().div_euclid(60)
}

/// The minute that a wall shows at the beginning of a day.
pub(crate) fn midnight(day: NaiveDate) -> Minute {
    NaiveDate::signed_duration_since(day, NaiveDate::default()).num_minutes()
}

/// The day on which a wall shows that minute.
pub(crate) fn day_of(wall: Minute) -> NaiveDate {
    let days = wall.div_euclid(DAY);
    NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(days)).unwrap()
}

/// What the wall of a zone shows at each minute of the ten days around a date.
pub(crate) struct Clock {
    first: Minute,
    shown: Vec<Minute>,
}

/// Reading a zone's wall 14 400 times takes longer than the rest of a case.
static CLOCKS: LazyLock<Mutex<HashMap<(&'static str, NaiveDate), &'static Clock>>> = LazyLock::new(Mutex::default);

impl Clock {
    pub(crate) fn around(zone: Zone, date: NaiveDate) -> &'static Self {
        CLOCKS.lock().unwrap().entry((zone.name(), date)).or_insert_with(|| {
            let first = midnight(date) - 5 * DAY;
            Box::leak(Box::new(Self { first, shown: (first..first + 10 * DAY).map(|minute| wall(zone, minute)).collect() }))
        })
    }

    pub(crate) fn wall(&self, minute: Minute) -> Minute {
        self.shown[usize::try_from(minute - self.first).unwrap()]
    }

    /// The first instant at which the wall shows that; where it never does, that many minutes after the last one before as are missing.
    pub(crate) fn instant(&self, shows: Minute) -> Minute {
        // No zone is further from UTC than this.
        let near = shows - 15 * 60..shows + 15 * 60;
        if let Some(found) = near.clone().find(|minute| self.wall(*minute) == shows) {
            return found;
        }
        let eve = near.into_iter().find(|minute| self.wall(*minute) < shows && self.wall(minute + 1) > shows).unwrap();
        eve + (shows - self.wall(eve))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Freq {
    Daily,
    Weekly,
    Monthly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    Never,
    Count(usize),
    Until(NaiveDate),
}

/// A recurrence, as this file understands it.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub(crate) freq: Freq,
    pub(crate) interval: i64,
    /// The weekday, and which of its month: 0 is each, -1 the last.
    pub(crate) weekdays: Vec<(i64, Weekday)>,
    /// Days of the month: -1 is the last.
    pub(crate) month_days: Vec<i64>,
    pub(crate) ends: Ends,
}

fn days_in_month(day: NaiveDate) -> i64 {
    (28..=31).rev().find(|last| day.with_day(*last).is_some()).unwrap().into()
}

/// The Monday on or before a day.
fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(day.weekday().num_days_from_monday().into())
}

impl Rule {
    /// Whether a day is one of the rule's, leaving its end aside.
    pub(crate) fn names(&self, first: NaiveDate, day: NaiveDate) -> bool {
        let periods = match self.freq {
            Freq::Daily => (day - first).num_days(),
            Freq::Weekly => (monday(day) - monday(first)).num_days() / 7,
            Freq::Monthly => i64::from(day.year() - first.year()) * 12 + i64::from(day.month()) - i64::from(first.month()),
        };
        day >= first && periods % self.interval == 0 && self.names_in_period(first, day)
    }

    fn names_in_period(&self, first: NaiveDate, day: NaiveDate) -> bool {
        let date = i64::from(day.day());
        let from_end = date - days_in_month(day) - 1;
        let nth = (date - 1) / 7 + 1;
        let nth_last = (from_end + 1) / 7 - 1;
        let by_weekday = self.weekdays.iter().any(|(which, weekday)| *weekday == day.weekday() && [0, nth, nth_last].contains(which));
        let by_date = self.month_days.iter().any(|which| [date, from_end].contains(which));
        match (self.weekdays.is_empty(), self.month_days.is_empty()) {
            (false, false) => by_weekday && by_date,
            (false, true) => by_weekday,
            (true, false) => by_date,
            // Nothing is said but how often: as the first day.
            (true, true) => match self.freq {
                Freq::Daily => true,
                Freq::Weekly => day.weekday() == first.weekday(),
                Freq::Monthly => day.day() == first.day(),
            },
        }
    }

    /// The RRULE.
    pub(crate) fn text(&self) -> String {
        let weekday = |(which, weekday): &(i64, Weekday)| {
            let name = weekday.to_string()[..2].to_uppercase();
            if *which == 0 { name } else { format!("{which}{name}") }
        };
        let weekdays: Vec<String> = self.weekdays.iter().map(weekday).collect();
        let month_days: Vec<String> = self.month_days.iter().map(i64::to_string).collect();
        let parts = [
            Some(format!("FREQ={}", format!("{:?}", self.freq).to_uppercase())),
            (self.interval > 1).then(|| format!("INTERVAL={}", self.interval)),
            (!weekdays.is_empty()).then(|| format!("BYDAY={}", weekdays.join(","))),
            (!month_days.is_empty()).then(|| format!("BYMONTHDAY={}", month_days.join(","))),
            match self.ends {
                Ends::Never => None,
                Ends::Count(count) => Some(format!("COUNT={count}")),
                Ends::Until(last) => Some(format!("UNTIL={}", last.format("%Y%m%d"))),
            },
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(";")
    }
}

/// The days from the first on to `last`: those that the rule names, less those excepted; an excepted day counts as one of so many.
pub(crate) fn days(first: NaiveDate, rule: Option<&Rule>, except: &[NaiveDate], last: NaiveDate) -> Vec<NaiveDate> {
    let all = first.iter_days().take_while(|day| *day <= last);
    let named: Vec<NaiveDate> = match rule {
        None => all.take(1).collect(),
        Some(rule) => {
            let named = all.filter(|day| rule.names(first, *day));
            match rule.ends {
                Ends::Never => named.collect(),
                Ends::Count(count) => named.take(count).collect(),
                Ends::Until(until) => named.take_while(|day| *day <= until).collect(),
            }
        }
    };
    named.into_iter().filter(|day| !except.contains(day)).collect()
}
