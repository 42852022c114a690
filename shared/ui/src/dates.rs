//! Days, hours and lengths, as the catalogue writes them.

use std::borrow::Borrow;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};
use fluent_bundle::FluentArgs;
use guichet_kernel::Fold;

use crate::words::Words;

impl Words {
    /// `lundi 30 novembre 2026`.
    pub fn date(self, date: impl Borrow<NaiveDate>) -> String {
        let date = *date.borrow();
        let mut args = self.day_args(date);
        args.set("year", date.year().to_string());
        self.format("date-with-year", Some(&args))
    }

    /// `lundi 30 novembre`, where the year is plain.
    pub fn day(self, date: impl Borrow<NaiveDate>) -> String {
        self.format("date-without-year", Some(&self.day_args(*date.borrow())))
    }

    /// `lundi`.
    pub fn weekday(self, date: impl Borrow<NaiveDate>) -> String {
        self.n("weekday", "weekday", date.borrow().weekday().number_from_monday())
    }

    /// `30 novembre`, `1er décembre`.
    pub fn day_of_month(self, date: impl Borrow<NaiveDate>) -> String {
        self.format("date-without-weekday", Some(&self.day_args(*date.borrow())))
    }

    /// `14:30` in Europe, `14 h 30` and `2:30 p.m.` in Canada.
    pub fn time(self, time: impl Borrow<NaiveTime>) -> String {
        let time = *time.borrow();
        let mut args = FluentArgs::with_capacity(6);
        let (afternoon, hour_12) = time.hour12();
        args.set("half", if afternoon { "pm" } else { "am" });
        args.set("hour-12", hour_12);
        args.set("hour", time.hour());
        args.set("minute", time.minute());
        args.set("hour-digits", format!("{:02}", time.hour()));
        args.set("minute-digits", format!("{:02}", time.minute()));
        self.format("time", Some(&args))
    }

    /// The same, with which of the two it is in the hour that autumn repeats: `02:30 (heure d’hiver)`.
    pub fn hour(self, time: impl Borrow<NaiveTime>, fold: impl Borrow<Option<Fold>>) -> String {
        match fold.borrow() {
            Some(fold) => self.t2("time-with-fold", "time", self.time(time), "fold", self.fold(*fold)),
            None => self.time(time),
        }
    }

    /// `heure d’été`, `heure d’hiver`.
    pub fn fold(self, fold: impl Borrow<Fold>) -> String {
        match fold.borrow() {
            Fold::First => self.t("fold-first"),
            Fold::Second => self.t("fold-second"),
        }
    }

    /// `lundi 30 novembre à 14:30`.
    pub fn moment(self, moment: impl Borrow<NaiveDateTime>) -> String {
        let moment = moment.borrow();
        self.t2("moment", "day", self.day(moment.date()), "time", self.time(moment.time()))
    }

    /// The same, with which of the two it is in the hour that autumn repeats.
    pub fn moment_in(self, moment: impl Borrow<NaiveDateTime>, fold: impl Borrow<Option<Fold>>) -> String {
        let moment = moment.borrow();
        self.t2("moment", "day", self.day(moment.date()), "time", self.hour(moment.time(), fold))
    }

    /// `30 min`, `1 h`, `1 h 15`.
    pub fn duration(self, minutes: impl Borrow<u32>) -> String {
        let minutes = *minutes.borrow();
        let (hours, rest) = (minutes / 60, minutes % 60);
        match (hours, rest) {
            (0, rest) => self.t1("duration-minutes", "minutes", rest.to_string()),
            (hours, 0) => self.t1("duration-hours", "hours", hours.to_string()),
            (hours, rest) => self.t2("duration-both", "hours", hours.to_string(), "minutes", format!("{rest:02}")),
        }
    }

    /// The text with its first letter in upper case, as a heading starts.
    pub(crate) fn capitalised(text: impl AsRef<str>) -> String {
        let mut letters = text.as_ref().chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// The text with hyphens at which no line ends; for headings, where `rendez-` alone on a line reads badly.
    pub(crate) fn unbroken(text: impl AsRef<str>) -> String {
        text.as_ref().replace('-', "\u{2011}")
    }

    fn day_args(self, date: NaiveDate) -> FluentArgs<'static> {
        let mut args = FluentArgs::with_capacity(4);
        args.set("weekday", self.weekday(date));
        args.set("day", self.n("day-number", "day", date.day()));
        args.set("month", self.n("month", "month", date.month()));
        args
    }
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Locale;

    use super::*;

    const FRANCE: Words = Words::new(Locale::FrFr);
    const CANADA: Words = Words::new(Locale::FrCa);

    fn at(month: u32, day: u32, hour: u32, minute: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, month, day).and_then(|date| date.and_hms_opt(hour, minute, 0)).unwrap()
    }

    #[test]
    fn the_first_of_a_month_is_an_ordinal() {
        assert_eq!(FRANCE.date(at(12, 1, 0, 0).date()), "mardi 1er\u{a0}décembre 2026");
        assert_eq!(FRANCE.day_of_month(at(2, 1, 0, 0).date()), "1er\u{a0}février");
        assert_eq!(FRANCE.day(at(11, 30, 0, 0).date()), "lundi 30\u{a0}novembre");
    }

    #[test]
    fn every_weekday_and_month_has_its_name() {
        let named = |day| FRANCE.weekday(at(11, day, 0, 0).date());
        assert_eq!((23..30).map(named).collect::<Vec<_>>(), ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]);
        let months: Vec<_> = (1..=12).map(|month| FRANCE.day_of_month(at(month, 2, 0, 0).date())).collect();
        assert_eq!(
            months.join(" ").replace("2\u{a0}", ""),
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        );
    }

    #[test]
    fn hours_follow_the_country() {
        assert_eq!(FRANCE.time(at(1, 1, 14, 30).time()), "14:30");
        assert_eq!(FRANCE.time(at(1, 1, 8, 5).time()), "08:05");
        assert_eq!(Words::new(Locale::FrBe).time(at(1, 1, 9, 0).time()), "09:00");
        assert_eq!(CANADA.time(at(1, 1, 14, 30).time()), "14\u{a0}h\u{a0}30");
        assert_eq!(CANADA.time(at(1, 1, 8, 5).time()), "8\u{a0}h\u{a0}05");
        assert_eq!(CANADA.time(at(1, 1, 8, 0).time()), "8\u{a0}h");
        assert_eq!(CANADA.time(at(1, 1, 0, 0).time()), "0\u{a0}h");
    }

    #[test]
    fn dutch_and_english_are_written_as_there() {
        let (flanders, europe, canada) = (Words::new(Locale::NlBe), Words::new(Locale::En), Words::new(Locale::EnCa));
        let first = at(12, 1, 14, 5);
        assert_eq!(flanders.moment(first), "dinsdag 1\u{a0}december om\u{a0}14:05");
        assert_eq!(europe.moment(first), "Tuesday 1\u{a0}December at\u{a0}14:05");
        assert_eq!(canada.moment(first), "Tuesday, December\u{a0}1 at\u{a0}2:05\u{a0}p.m.");
        assert_eq!(canada.date(first.date()), "Tuesday, December\u{a0}1, 2026");
        assert_eq!(canada.time(at(1, 1, 0, 0).time()), "12:00\u{a0}a.m.");
        assert_eq!(canada.time(at(1, 1, 12, 0).time()), "12:00\u{a0}p.m.");
        assert_eq!((flanders.duration(75), europe.duration(75)), ("1\u{a0}uur\u{a0}15".into(), "1\u{a0}h\u{a0}15".into()));
    }

    #[test]
    fn a_moment_is_a_day_and_an_hour() {
        assert_eq!(FRANCE.moment(at(11, 30, 14, 30)), "lundi 30\u{a0}novembre à\u{a0}14:30");
    }

    #[test]
    fn lengths_are_written_as_spoken() {
        let written: Vec<_> = [5, 30, 60, 65, 75, 120].map(|minutes| FRANCE.duration(minutes)).into();
        assert_eq!(written, ["5\u{a0}min", "30\u{a0}min", "1\u{a0}h", "1\u{a0}h\u{a0}05", "1\u{a0}h\u{a0}15", "2\u{a0}h"]);
    }

    #[test]
    fn headings_start_with_a_capital_and_keep_their_hyphens_together() {
        assert_eq!(Words::capitalised("été"), "Été");
        assert_eq!(Words::capitalised(""), "");
        assert_eq!(Words::unbroken("rendez-vous"), "rendez\u{2011}vous");
    }
}
