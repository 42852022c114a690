//! Which days a view shows, and which its neighbours begin with.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use guichet_ui::desk::CalendarView;

/// The first day of a date's week.
pub(super) fn week_of(date: NaiveDate, from_sunday: bool) -> NaiveDate {
    let first = if from_sunday { Weekday::Sun } else { Weekday::Mon };
    date.week(first).checked_first_day().unwrap_or(date)
}

/// The first day that a view shows, and how many: a month has whole weeks.
pub(super) fn span(view: CalendarView, date: NaiveDate, from_sunday: bool) -> (NaiveDate, u8) {
    match view {
        CalendarView::Day => (date, 1),
        CalendarView::Week => (week_of(date, from_sunday), 7),
        CalendarView::Month => {
            let first = week_of(date.with_day(1).unwrap_or(date), from_sunday);
            let next = date.with_day(1).and_then(|day| day.checked_add_months(Months::new(1))).unwrap_or(date);
            let days = next.signed_duration_since(first).num_days();
            (first, u8::try_from((days + 6) / 7 * 7).unwrap_or(42))
        }
    }
}

/// The date that the view before or after is asked for by.
pub(super) fn beside(view: CalendarView, date: NaiveDate, forward: bool) -> NaiveDate {
    let by = |days: u64| if forward { date.checked_add_days(Days::new(days)) } else { date.checked_sub_days(Days::new(days)) };
    let there = match view {
        CalendarView::Day => by(1),
        CalendarView::Week => by(7),
        CalendarView::Month if forward => date.checked_add_months(Months::new(1)),
        CalendarView::Month => date.checked_sub_months(Months::new(1)),
    };
    there.unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_begin_on_monday_in_europe_and_on_sunday_in_canada() {
        for date in ["2026-11-23", "2026-11-25", "2026-11-29"] {
            assert_eq!(week_of(day(date), false), day("2026-11-23"), "{date}");
        }
        assert_eq!(week_of(day("2026-11-28"), true), day("2026-11-22"));
        assert_eq!(week_of(day("2026-11-29"), true), day("2026-11-29"));
    }

    #[test]
    fn a_month_is_shown_in_whole_weeks_and_no_more_than_an_agenda_reads() {
        assert_eq!(span(CalendarView::Month, day("2026-11-17"), false), (day("2026-10-26"), 42));
        // Four weeks to the day.
        assert_eq!(span(CalendarView::Month, day("2027-02-10"), false), (day("2027-02-01"), 28));
        let mut date = day("2020-01-15");
        for _ in 0..240 {
            for from_sunday in [false, true] {
                let (first, days) = span(CalendarView::Month, date, from_sunday);
                let last = first.checked_add_days(Days::new(u64::from(days) - 1)).unwrap();
                assert!(days % 7 == 0 && days <= 42 && first <= date.with_day(1).unwrap());
                assert!(last >= date.checked_add_months(Months::new(1)).unwrap().with_day(1).unwrap().pred_opt().unwrap(), "{date}");
            }
            date = beside(CalendarView::Month, date, true);
        }
    }

    #[test]
    fn the_neighbours_of_a_view() {
        assert_eq!(beside(CalendarView::Week, day("2026-11-25"), false), day("2026-11-18"));
        assert_eq!(beside(CalendarView::Month, day("2026-01-31"), true), day("2026-02-28"));
        assert_eq!(span(CalendarView::Day, day("2026-11-25"), true), (day("2026-11-25"), 1));
    }
}
