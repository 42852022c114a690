//! The recurrence that the form writes: days of the week, every so many weeks, until a day (RFC 5545).

use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Days of the week, with their words in a rule.
pub(super) const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "MO"),
    (Weekday::Tue, "TU"),
    (Weekday::Wed, "WE"),
    (Weekday::Thu, "TH"),
    (Weekday::Fri, "FR"),
    (Weekday::Sat, "SA"),
    (Weekday::Sun, "SU"),
];

/// On days of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weekly {
    /// Which, from Monday.
    pub(super) days: Vec<Weekday>,
    /// Every so many weeks.
    pub(super) every: u32,
    /// The last day.
    pub(super) until: Option<NaiveDate>,
}

impl Weekly {
    /// The rule.
    pub(super) fn text(&self) -> String {
        let days: Vec<&str> = WEEKDAYS.iter().filter(|(day, _)| self.days.contains(day)).map(|(_, word)| *word).collect();
        let every = if self.every > 1 { format!(";INTERVAL={}", self.every) } else { String::new() };
        let until = self.until.map(|until| format!(";UNTIL={}", until.format("%Y%m%d"))).unwrap_or_default();
        format!("FREQ=WEEKLY;BYDAY={}{every}{until}", days.join(","))
    }

    /// The first day that it names, from `day` on: a first day that a rule does not name is refused (ADR 0009, 2).
    pub(super) fn first_from(&self, day: NaiveDate) -> NaiveDate {
        (0..7).filter_map(|n| day.checked_add_days(Days::new(n))).find(|day| self.days.contains(&day.weekday())).unwrap_or(day)
    }

    /// Reads a rule that the form could have written; `first_day` says the day where the rule does not.
    pub(super) fn read(rule: &str, first_day: NaiveDate) -> Option<Self> {
        let mut weekly = Self { days: Vec::new(), every: 1, until: None };
        let mut is_weekly = false;
        for part in rule.split(';') {
            match part.split_once('=')? {
                ("FREQ", "WEEKLY") => is_weekly = true,
                ("BYDAY", days) => weekly.days = days.split(',').map(weekday).collect::<Option<_>>()?,
                ("INTERVAL", every) => weekly.every = u32::from_str(every).ok().filter(|every| *every >= 1)?,
                ("UNTIL", until) => weekly.until = Some(NaiveDate::parse_from_str(until.get(..8)?, "%Y%m%d").ok()?),
                ("WKST", "MO") => {}
                _ => return None,
            }
        }
        if weekly.days.is_empty() {
            weekly.days.push(first_day.weekday());
        }
        is_weekly.then_some(weekly)
    }
}

/// The day of a word.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(_, known)| *known == word).map(|(day, _)| *day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_written_from_monday_and_what_is_usual_is_not_said() {
        let weekly = |days: &[Weekday], every, until: Option<&str>| Weekly { days: days.to_vec(), every, until: until.map(day) }.text();
        assert_eq!(weekly(&[Weekday::Thu, Weekday::Mon], 1, None), "FREQ=WEEKLY;BYDAY=MO,TH");
        assert_eq!(weekly(&[Weekday::Sun], 2, Some("2026-12-31")), "FREQ=WEEKLY;BYDAY=SU;INTERVAL=2;UNTIL=20261231");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for n in 1..128_u32 {
            let days = WEEKDAYS.iter().enumerate().filter(|(bit, _)| n & (1 << bit) != 0).map(|(_, (day, _))| *day).collect();
            let weekly = Weekly { days, every: n % 5 + 1, until: (n % 2 == 0).then(|| day("2027-03-31")) };
            assert_eq!(Weekly::read(&weekly.text(), day("2026-11-23")), Some(weekly));
        }
    }

    #[test]
    fn a_rule_of_another_kind_is_left_alone() {
        for rule in [
            "FREQ=MONTHLY;BYDAY=1MO",
            "FREQ=DAILY",
            "FREQ=WEEKLY;BYDAY=MO;COUNT=4",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=WEEKLY;INTERVAL=0",
            "",
            "MO",
        ] {
            assert_eq!(Weekly::read(rule, day("2026-11-23")), None, "{rule}");
        }
        let plain = Weekly::read("FREQ=WEEKLY", day("2026-11-24")).unwrap();
        assert_eq!(plain.days, [Weekday::Tue]);
    }

    #[test]
    fn the_first_day_is_one_that_the_rule_names() {
        let weekly = Weekly { days: vec![Weekday::Mon, Weekday::Thu], every: 1, until: None };
        assert_eq!(weekly.first_from(day("2026-11-23")), day("2026-11-23"));
        assert_eq!(weekly.first_from(day("2026-11-24")), day("2026-11-26"));
    }
}
