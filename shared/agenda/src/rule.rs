//! Recurrence rules: the subset of RFC 5545 that staff may type (ADR 0009, 2), on civil dates.

use chrono::{Datelike, Days, Months, NaiveDate};
use ical::recur::{IcalRecurDateTime, IcalRecurFreq, IcalRecurRule, expand::IcalRecurExpand};

use guichet_kernel::Instant;

use crate::Refusal;

/// The longest rule that is read.
const LONGEST: usize = 200;
/// The most occurrences that a rule may count.
const MOST_COUNTED: u32 = 1_000;
/// The longest interval.
const LONGEST_INTERVAL: u32 = 9_999;
/// The years in which days of an agenda lie.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2199;

/// Whether an agenda may speak of that day.
pub(crate) fn is_of_our_time(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// Whether an agenda may speak of that instant.
pub(crate) fn is_instant_of_our_time(instant: Instant) -> bool {
    // An instant that no calendar can hold reads as the epoch.
    Instant::from(instant.utc()) == instant && is_of_our_time(instant.utc().date_naive())
}

/// A recurrence rule.
#[derive(Debug, Clone)]
pub(crate) struct Rule(IcalRecurRule);

impl Rule {
    /// Reads a rule strictly: what is not understood is refused, not ignored.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        let spelt = text.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b';' | b',' | b'=' | b'+' | b'-'));
        if text.len() > LONGEST || !spelt {
            return Err(Refusal::BadRule);
        }
        let mut seen = Vec::new();
        for part in text.split(';') {
            let (name, value) = part.split_once('=').ok_or(Refusal::BadRule)?;
            let known = ["FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL"].contains(&name);
            let whole = value.split(',').all(|item| !item.is_empty());
            let date = name != "UNTIL" || (value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit()));
            if !known || !whole || !date || seen.contains(&name) {
                return Err(Refusal::BadRule);
            }
            seen.push(name);
        }
        let rule = IcalRecurRule::parse(text).map_err(|_| Refusal::BadRule)?;
        let ordinals = rule.by_day.iter().filter_map(|day| day.ordinal);
        let sound = matches!(rule.freq, IcalRecurFreq::Daily | IcalRecurFreq::Weekly | IcalRecurFreq::Monthly)
            && rule.problems().is_empty()
            && rule.interval <= LONGEST_INTERVAL
            && rule.count.is_none_or(|count| (1..=MOST_COUNTED).contains(&count))
            && ordinals.into_iter().all(|ordinal| (1..=5).contains(&ordinal.unsigned_abs()))
            && rule.until.is_none_or(|until| YEARS.contains(&until.year));
        if sound { Ok(Self(rule)) } else { Err(Refusal::BadRule) }
    }

    /// The last day that a rule from `first` can name; `None`: it has no end. That of a rule that counts is counted here once,
    /// so that nobody need count from its beginning again.
    pub(crate) fn last_day(&self, first: NaiveDate) -> Option<NaiveDate> {
        match (self.0.until, self.0.count) {
            (Some(until), _) => civil(until),
            (None, None) => None,
            (None, Some(_)) => {
                let end = IcalRecurDateTime::date(*YEARS.end(), 12, 31);
                let bounded = IcalRecurRule { until: Some(end), ..self.monthly_from(first) };
                IcalRecurExpand::new(bounded, date(first)).last().and_then(civil).or(Some(first))
            }
        }
    }

    /// The days from `from` to `to`, both included, that the rule names for a first day. Whoever asks ends at the rule's last
    /// day; the rule's own count is not looked at.
    ///
    /// What is walked is bounded by `from` and `to`: however long ago the first day is, the walk begins at most two periods
    /// before `from`, and it ends at `to` whether or not the rule names anything.
    pub(crate) fn days(&self, first: NaiveDate, (from, to): (NaiveDate, NaiveDate)) -> Vec<NaiveDate> {
        if to < first || to < from {
            return Vec::new();
        }
        let bounded = IcalRecurRule { until: Some(date(to)), count: None, ..self.monthly_from(first) };
        let walk = IcalRecurExpand::new(bounded, date(self.jump(first, from)));
        walk.filter_map(civil).filter(|day| *day >= from.max(first)).collect()
    }

    /// A monthly rule that names no day means that of the first; said, so that the walk may begin on another.
    fn monthly_from(&self, first: NaiveDate) -> IcalRecurRule {
        let mut rule = self.0.clone();
        if rule.freq == IcalRecurFreq::Monthly && rule.by_day.is_empty() && rule.by_month_day.is_empty() {
            rule.by_month_day.extend(i8::try_from(first.day()));
        }
        rule
    }

    /// Where a walk may begin that reaches `from`: a whole number of intervals after `first`, and not after `from`.
    fn jump(&self, first: NaiveDate, from: NaiveDate) -> NaiveDate {
        if from <= first {
            return first;
        }
        let interval = u64::from(self.0.interval);
        let days = from.signed_duration_since(first).num_days().unsigned_abs();
        let by_days = |period: u64, margin: u64| {
            let periods = (days / (period * interval)).saturating_sub(margin);
            first.checked_add_days(Days::new(periods * period * interval)).unwrap_or(first)
        };
        match self.0.freq {
            // Weeks begin on Monday: one period earlier, so that the days of the week before the first one's count too.
            IcalRecurFreq::Weekly => by_days(7, 1),
            IcalRecurFreq::Monthly => {
                let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
                let months = u32::try_from(month(from) - month(first)).unwrap_or(0);
                match months / self.0.interval * self.0.interval {
                    0 => first,
                    ahead => first.with_day(1).and_then(|day| day.checked_add_months(Months::new(ahead))).unwrap_or(first),
                }
            }
            _ => by_days(1, 0),
        }
    }

    /// The same rule up to a day.
    pub(crate) fn ended(text: &str, last: NaiveDate) -> String {
        let kept = text.split(';').filter(|part| !part.starts_with("UNTIL=") && !part.starts_with("COUNT="));
        kept.map(str::to_owned).chain([format!("UNTIL={}", last.format("%Y%m%d"))]).collect::<Vec<_>>().join(";")
    }
}

fn date(day: NaiveDate) -> IcalRecurDateTime {
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    IcalRecurDateTime::date(day.year(), small(day.month()), small(day.day()))
}

fn civil(date: IcalRecurDateTime) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(date.year, date.month.into(), date.day.into())
}
