//! What is offered: the grid, the window, the open days, and the days on which clocks change.

use chrono::TimeDelta;
use guichet_agenda_core::{Opening, Refusal, occurrences, open_days};
use guichet_kernel::{Sql, binds};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

#[test]
fn starts_follow_one_another_at_the_services_length_and_must_fit() {
    let clinic = Clinic::new();
    clinic.open("2026-11-24", "09:10", "10:35").unwrap();
    assert_eq!(clinic.starts(MONDAY), [tuesday("09:10"), tuesday("09:40")]);
}

#[test]
fn a_start_is_offered_until_it_is_there() {
    let clinic = Clinic::on_tuesday();
    assert_eq!(clinic.starts("2026-11-24T10:59:59.999+01:00").first(), Some(&tuesday("11:00")));
    assert_eq!(clinic.starts("2026-11-24T11:00:00.000+01:00").first(), Some(&tuesday("11:30")));
}

#[test]
fn an_appointment_across_the_grid_takes_every_start_that_it_touches() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    clinic.open("2026-11-24", "09:15", "10:15").unwrap();
    clinic.booked(tuesday("09:15"), now).unwrap();
    assert_eq!(clinic.starts(MONDAY), ["09:45", "10:00", "10:30", "11:00", "11:30"].map(tuesday));
}

#[test]
fn two_availabilities_over_each_other_offer_a_start_once() {
    let clinic = Clinic::on_tuesday();
    clinic.open("2026-11-24", "10:00", "13:00").unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 8);
}

#[test]
fn a_live_hold_is_not_offered_and_a_lapsed_one_is() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (_, until) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let starts = |now| clinic.starts_in(&clinic.window("2026-11-24", 1), now);
    assert!(!starts(until.minus(TimeDelta::milliseconds(1))).contains(&tuesday("10:00")));
    assert!(starts(until).contains(&tuesday("10:00")));
}

#[test]
fn a_window_has_its_local_days_and_no_others() {
    let clinic = Clinic::new();
    for day in ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27"] {
        clinic.open(day, "00:00", "01:00").unwrap();
        clinic.open(day, "23:00", "23:30").unwrap();
    }
    let window = clinic.window("2026-11-24", 3);
    let starts = clinic.starts_in(&window, instant("2026-11-20T00:00:00Z"));
    // Midnight of the 24th in Paris is 23:00 of the 23rd in UTC.
    let expected = [
        "2026-11-23T23:00:00Z",
        "2026-11-23T23:30:00Z",
        "2026-11-24T22:00:00Z",
        "2026-11-24T23:00:00Z",
        "2026-11-24T23:30:00Z",
        "2026-11-25T22:00:00Z",
    ];
    assert_eq!(starts, expected.map(instant));
    assert_eq!(open_days(&clinic.sql, &window).unwrap(), ["2026-11-24", "2026-11-25"].map(|day| day.parse().unwrap()));
}

#[test]
fn a_day_that_is_full_is_still_an_open_day() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    clinic.open("2026-11-24", "09:00", "09:30").unwrap();
    clinic.booked(tuesday("09:00"), now).unwrap();
    assert_eq!(clinic.starts(MONDAY), []);
    assert_eq!(open_days(&clinic.sql, &clinic.window("2026-11-23", 14)).unwrap().len(), 1);
}

#[test]
fn opening_the_same_availability_again_changes_nothing() {
    let clinic = Clinic::new();
    let opening = clinic.opening("2026-11-24", "09:00", "10:00");
    clinic.open_as(&opening).unwrap();
    clinic.open_as(&Opening { to: "18:00".parse().unwrap(), ..opening }).unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 2);
}

#[test]
fn an_end_that_is_not_after_the_beginning_is_refused() {
    let clinic = Clinic::new();
    for (from, to) in [("09:00", "09:00"), ("12:00", "09:00"), ("23:30", "00:30")] {
        assert_eq!(clinic.open("2026-11-24", from, to), Err(Refusal::BadTimes));
    }
    // In the spring gap, 2:10 and 3:10 are one instant.
    assert_eq!(clinic.open("2027-03-28", "02:10", "03:10"), Err(Refusal::BadTimes));
}

const ALL_TIME: [&str; 2] = ["2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"];

/// How long the only availability is, in hours.
fn hours_open(zone: &str, date: &str, from: &str, to: &str) -> i64 {
    let clinic = Clinic::in_zone(zone);
    clinic.open(date, from, to).unwrap();
    let open = occurrences(&clinic.sql, clinic.practice, ALL_TIME.map(instant).into()).unwrap();
    open[0].ends_at.since(open[0].starts_at).num_hours()
}

#[test]
fn hours_that_span_a_clock_change_are_one_shorter_in_spring_and_one_longer_in_autumn() {
    for (zone, spring, autumn) in [("Europe/Paris", "2027-03-28", "2026-10-25"), ("America/Toronto", "2027-03-14", "2026-11-01")] {
        assert_eq!(hours_open(zone, spring, "01:00", "05:00"), 3, "{zone}");
        assert_eq!(hours_open(zone, autumn, "01:00", "05:00"), 5, "{zone}: the first of two 1:00s");
        // Those that do not span it are as long as their hours.
        for day in [spring, autumn] {
            assert_eq!(hours_open(zone, day, "08:00", "12:00"), 4, "{zone}");
            assert_eq!(hours_open(zone, day, "00:00", "01:00"), 1, "{zone}");
        }
    }
    assert_eq!(hours_open("America/Regina", "2027-03-14", "01:00", "05:00"), 4, "no clock changes in Saskatchewan");
}

#[test]
fn the_slots_of_a_clock_change_day_are_real_half_hours() {
    for (date, count) in [("2027-03-28", 23 * 2 - 1), ("2026-10-25", 25 * 2 - 1), ("2026-10-24", 24 * 2 - 1)] {
        let clinic = Clinic::new();
        clinic.open(date, "00:00", "23:30").unwrap();
        let starts = clinic.starts_in(&clinic.window(date, 1), instant("2026-10-01T00:00:00Z"));
        assert_eq!(starts.len(), count, "{date}");
        assert!(starts.windows(2).all(|pair| pair[1].since(pair[0]) == TimeDelta::minutes(30)), "{date}");
    }
}

#[test]
fn both_half_past_twos_of_the_autumn_night_are_booked_apart() {
    let clinic = Clinic::new();
    clinic.open("2026-10-25", "02:00", "04:00").unwrap();
    let now = instant("2026-10-01T00:00:00Z");
    let (summer, winter) = (instant("2026-10-25T02:30:00+02:00"), instant("2026-10-25T02:30:00+01:00"));
    let zone = clinic.window("2026-10-25", 1).zone;
    assert_eq!(zone.wall(summer), zone.wall(winter));
    assert_eq!(clinic.booked(summer, now).unwrap().starts_at, summer);
    assert_eq!(clinic.booked(winter, now).unwrap().starts_at, winter);
}

#[test]
fn a_window_over_a_clock_change_has_whole_local_days() {
    let clinic = Clinic::new();
    for day in ["2026-10-24", "2026-10-25", "2026-10-26"] {
        clinic.open(day, "23:00", "23:59").unwrap();
    }
    let starts = |from, days| clinic.starts_in(&clinic.window(from, days), instant("2026-10-01T00:00:00Z"));
    assert_eq!(starts("2026-10-25", 1), [instant("2026-10-25T23:00:00+01:00")]);
    assert_eq!(starts("2026-10-24", 2), [instant("2026-10-24T23:00:00+02:00"), instant("2026-10-25T23:00:00+01:00")]);
}

#[test]
fn what_was_long_ago_changes_no_answer() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    clinic.booked(tuesday("10:00"), now).unwrap();
    let expected = clinic.starts(MONDAY);
    for day in 1..=3_000_i64 {
        let past = now.minus(TimeDelta::days(day));
        clinic
            .sql
            .run(
                "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit) VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
                binds![format!("old{day}"), past, past.plus(TimeDelta::hours(24)), clinic.location, clinic.practice],
            )
            .unwrap();
    }
    assert_eq!(clinic.starts(MONDAY), expected);
    assert_eq!(open_days(&clinic.sql, &clinic.window("2026-11-24", 14)).unwrap().len(), 1);
}

#[test]
fn the_reads_of_a_page_and_of_the_trigger_walk_an_index() {
    let clinic = Clinic::on_tuesday();
    for (statement, index) in [
        ("SELECT starts_at FROM occupancy WHERE starts_at > ?1 - 86400000 AND starts_at < ?2 AND ends_at > ?1", "occupancy_by_time"),
        (
            "SELECT 1 FROM availability WHERE practice_id = ?1 AND last_day >= ?2 AND withdrawn_at IS NULL AND first_day <= ?2",
            "availability_by_day (practice_id=? AND last_day>?)",
        ),
        ("SELECT kind FROM closing WHERE practice_id = ?1 AND ends_at > ?2", "closing_by_end (practice_id=? AND ends_at>?)"),
        ("SELECT hold_id FROM hold WHERE browser_hash = ?1 AND until > ?2", "hold_by_browser"),
        ("SELECT COUNT(*) FROM hold WHERE network_hash = ?1 AND until > ?2", "hold_by_network (network_hash=? AND until>?)"),
        (
            "SELECT COUNT(*) FROM appointment WHERE booker_hash = ?1 AND starts_at > ?2",
            "appointment_by_booker (booker_hash=? AND starts_at>?)",
        ),
    ] {
        let binds: Vec<_> = (0..2).map(guichet_kernel::Value::from).collect();
        let plan: Vec<(i64, i64, i64, String)> = clinic.sql.rows(&format!("EXPLAIN QUERY PLAN {statement}"), &binds).unwrap();
        assert!(plan.iter().all(|(.., detail)| detail.contains(index)), "{statement}: {plan:?}");
    }
}
