//! Starts: the grid, what is around care, what the public sees and staff see (ADR 0009, 4, 5, 8 and 9).

use chrono::TimeDelta;
use guichet_agenda_core::{
    Ending, Membership, Offering, Outlook, Pattern, Placement, Refusal, Request, Terms, free_starts, last_day, next_start, put_terms,
    staff_starts, terms,
};
use guichet_kernel::{Instant, ServiceId, Sql, binds};

use crate::clinic::{Clinic, MONDAY, instant, minutes, settings, tuesday};

fn walls(clinic: &Clinic) -> Vec<String> {
    walls_at(clinic, MONDAY)
}

fn walls_at(clinic: &Clinic, now: &str) -> Vec<String> {
    let zone = clinic.window("2026-11-24", 1).zone;
    clinic.starts(now).into_iter().map(|start| zone.wall(start).format("%H:%M").to_string()).collect()
}

fn staff_walls(clinic: &Clinic, now: Instant) -> Vec<String> {
    let day = ("2026-11-24".parse().unwrap(), 1);
    let starts = staff_starts(&clinic.sql, clinic.practice, clinic.service, None, day, 500, now).unwrap();
    let zone = clinic.window("2026-11-24", 1).zone;
    starts.into_iter().map(|start| zone.wall(start.starts_at).format("%H:%M").to_string()).collect()
}

#[test]
fn the_grid_is_the_availabilitys_else_the_services_with_what_is_around_it() {
    let clinic = Clinic::new();
    let made = clinic.put(&Pattern { to: "10:30".parse().unwrap(), ..clinic.weekly() }).unwrap();
    assert_eq!(walls(&clinic), ["09:00", "09:30", "10:00"]);
    clinic.shape(|service| Offering { before: 5, after: 10, ..service });
    // Back to back: 45 minutes from one to the next, the first care at the beginning.
    assert_eq!(walls(&clinic), ["09:00", "09:45"]);
    clinic.put_as(made.id, Some(1), &Pattern { grid: Some(minutes(20)), ..made.pattern }).unwrap();
    assert_eq!(walls(&clinic), ["09:00", "09:20", "09:40", "10:00"]);
}

#[test]
fn preparation_and_road_are_time_too_and_add_up_but_may_reach_beyond_what_is_open() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { grid: Some(minutes(5)), to: "11:00".parse().unwrap(), ..clinic.dated() }).unwrap();
    clinic.shape(|service| Offering { before: 5, after: 5, travel: 10, ..service });
    let (now, booked) = (instant(MONDAY), tuesday("09:00"));
    clinic.booked(booked, now).unwrap();
    let taken: (Instant, Instant) = clinic.sql.first("SELECT starts_at, ends_at FROM occupancy", &[]).unwrap().unwrap();
    assert_eq!(taken, (tuesday("08:45"), tuesday("09:45")));
    // Fifteen after the one and fifteen before the next.
    assert_eq!(walls(&clinic).first().map(String::as_str), Some("10:00"));
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:55"), now), Err(Refusal::Taken));
    assert!(clinic.hold(&clinic.browser(), tuesday("10:00"), now).is_ok());
}

#[test]
fn care_that_takes_more_than_a_day_with_what_is_around_it_is_never_offered() {
    let clinic = Clinic::new();
    clinic.put(&clinic.dated()).unwrap();
    clinic.shape(|service| Offering { travel: 705, ..service });
    assert_eq!(walls(&clinic).len(), 6, "1440 minutes in all");
    clinic.shape(|service| Offering { travel: 706, ..service });
    assert_eq!(walls(&clinic), [""; 0]);
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), instant(MONDAY)), Err(Refusal::NotOffered));
    assert_eq!(clinic.place(&clinic.placement(tuesday("09:00")), instant(MONDAY)), Err(Refusal::BadTimes));
}

#[test]
fn several_services_share_an_hour_each_at_its_own_length() {
    let clinic = Clinic::new();
    let long = ServiceId::draw(instant(MONDAY), &clinic.entropy);
    clinic.offer(&[Offering::plain(clinic.service, minutes(30)), Offering::plain(long, minutes(60))]);
    clinic.put(&Pattern { services: vec![clinic.service, long], ..clinic.weekly() }).unwrap();
    let now = instant(MONDAY);
    let request = Request { service: long, ..clinic.request(&clinic.browser(), tuesday("10:00")) };
    clinic.hold_as(&request, now).unwrap();
    assert_eq!(walls(&clinic), ["09:00", "09:30", "11:00", "11:30"]);
}

#[test]
fn days_that_are_excepted_are_not_open() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { except: vec!["2026-11-24".parse().unwrap()], ..clinic.weekly() }).unwrap();
    assert_eq!(walls(&clinic), [""; 0]);
    assert_eq!(clinic.starts_in(&clinic.window("2026-11-24", 8), instant(MONDAY)).len(), 6);
}

// A12: the agenda opens up to a date or a rolling horizon, and not at the last minute.
#[test]
fn a12_the_public_sees_from_its_notice_to_its_horizon_and_staff_see_all() {
    let clinic = Clinic::new();
    clinic.put(&clinic.weekly()).unwrap();
    let settle = |notice, horizon| {
        let membership = Membership { booking_notice: notice, booking_horizon: horizon, ..settings(clinic.practice, 1_440) };
        clinic.settle(&membership, &[Offering::plain(clinic.service, minutes(30))]);
    };
    let now = tuesday("08:30");
    settle(60, 730);
    assert_eq!(walls_at(&clinic, &now.to_string()), ["09:30", "10:00", "10:30", "11:00", "11:30"], "9:30 is just in time");
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), now), Err(Refusal::NotOffered));
    assert_eq!(staff_walls(&clinic, now).len(), 6);
    assert_eq!(staff_walls(&clinic, tuesday("09:00")).len(), 5, "later than now");
    settle(0, 1);
    assert_eq!(walls(&clinic).len(), 6, "tomorrow");
    settle(0, 0);
    assert_eq!(walls(&clinic), [""; 0], "today only");
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), instant(MONDAY)), Err(Refusal::NotOffered));
    assert_eq!(staff_walls(&clinic, instant(MONDAY)).len(), 6);
}

#[test]
fn a12_the_practitioners_own_terms_come_before_the_practices() {
    let clinic = Clinic::new();
    clinic.put(&clinic.weekly()).unwrap();
    let choose = |chosen: Terms| {
        let version = terms(&clinic.sql, clinic.practice).unwrap().version;
        put_terms(&clinic.sql, clinic.practice, &Terms { version, ..chosen }).unwrap();
    };
    let free = terms(&clinic.sql, clinic.practice).unwrap();
    assert_eq!((free.version, free.online, free.new_patients), (0, true, true));
    choose(Terms { horizon_days: Some(0), ..free });
    assert_eq!(walls(&clinic).len(), 0);
    choose(Terms { open_until: "2026-11-24".parse().ok(), ..free });
    assert_eq!(clinic.starts_in(&clinic.window("2026-11-23", 30), instant(MONDAY)).len(), 6, "the last day is open");
    let zone = clinic.window("2026-11-24", 1).zone;
    assert_eq!(last_day(&clinic.sql, clinic.practice, zone, instant(MONDAY)).unwrap().to_string(), "2026-11-24");
    choose(Terms { open_until: "2026-11-23".parse().ok(), ..free });
    assert_eq!(walls(&clinic).len(), 0);
    choose(Terms { notice_minutes: Some(24 * 60), ..free });
    assert_eq!(walls(&clinic).len(), 6, "9:00 of the day before");
    choose(Terms { notice_minutes: Some(24 * 60 + 1), ..free });
    assert_eq!(walls(&clinic).len(), 5);
    choose(Terms { online: false, ..free });
    assert_eq!(walls(&clinic).len(), 0);
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), instant(MONDAY)), Err(Refusal::NotOnline));
    assert_eq!(staff_walls(&clinic, instant(MONDAY)).len(), 6);
}

// A12: some slots are for staff until the day before, then open to the public.
#[test]
fn a12_what_is_for_staff_first_is_the_publics_from_midnight_of_the_day_before() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { staff_first: true, ..clinic.weekly() }).unwrap();
    let midnight = instant("2026-11-23T00:00:00+01:00");
    let just_before = midnight.minus(TimeDelta::milliseconds(1));
    assert_eq!(walls_at(&clinic, &just_before.to_string()), [""; 0]);
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), just_before), Err(Refusal::NotOffered));
    assert_eq!(staff_walls(&clinic, just_before).len(), 6);
    assert_eq!(walls_at(&clinic, &midnight.to_string()).len(), 6);
    assert!(clinic.hold(&clinic.browser(), tuesday("09:00"), midnight).is_ok());
}

#[test]
fn a_service_that_is_not_online_is_staffs_and_so_is_an_availability_without_the_public() {
    let clinic = Clinic::new();
    let made = clinic.put(&clinic.weekly()).unwrap();
    clinic.shape(|service| Offering { online: false, ..service });
    assert_eq!((walls(&clinic).len(), staff_walls(&clinic, instant(MONDAY)).len()), (0, 6));
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), instant(MONDAY)), Err(Refusal::NotOnline));
    clinic.shape(|service| service);
    clinic.put_as(made.id, Some(1), &Pattern { public_capacity: 0, ..made.pattern }).unwrap();
    assert_eq!((walls(&clinic).len(), staff_walls(&clinic, instant(MONDAY)).len()), (0, 6));
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), instant(MONDAY)), Err(Refusal::NotOffered));
}

#[test]
fn the_opening_of_the_least_id_that_is_free_has_the_start() {
    let clinic = Clinic::new();
    let first = clinic.put(&Pattern { capacity: 1, ..clinic.dated() }).unwrap();
    let second = clinic.put(&Pattern { capacity: 2, public_capacity: 2, ..clinic.dated() }).unwrap();
    let (least, other) = if first.id < second.id { (first, second) } else { (second, first) };
    let starts = free_starts(&clinic.sql, &clinic.window("2026-11-24", 1), instant(MONDAY)).unwrap();
    assert!(starts.len() == 6 && starts.iter().all(|start| start.availability == least.id));
    assert_eq!(clinic.booked(tuesday("09:00"), instant(MONDAY)).unwrap().availability, Some(least.id));
    clinic.end((least.id, 1), Ending::Whole, false, instant(MONDAY)).unwrap();
    assert_eq!(clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap().availability, Some(other.id));
}

#[test]
fn the_next_start_is_found_beyond_the_window_and_not_beyond_the_horizon() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { rule: Some("FREQ=MONTHLY;INTERVAL=5;BYDAY=4TU".into()), ..clinic.weekly() }).unwrap();
    let next = |from: &str, now: &str| {
        let found =
            next_start(&clinic.sql, clinic.practice, (clinic.service, clinic.location), from.parse().unwrap(), instant(now)).unwrap();
        found.map(|start| start.starts_at.to_string()[..10].to_owned())
    };
    assert_eq!(next("2026-11-23", MONDAY).as_deref(), Some("2026-11-24"));
    assert_eq!(next("2026-11-25", MONDAY).as_deref(), Some("2027-04-27"));
    assert_eq!(next("2020-01-01", "2027-04-27T12:00:00Z").as_deref(), Some("2027-09-28"));
    let near = Membership { booking_horizon: 90, ..settings(clinic.practice, 0) };
    clinic.settle(&near, &[Offering::plain(clinic.service, minutes(30))]);
    assert_eq!(next("2026-11-25", MONDAY), None);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it is timed, natively")]
fn what_is_never_given_at_a_location_is_looked_for_at_no_cost() {
    let clinic = Clinic::new();
    let now = instant(MONDAY);
    // A hundred rules, for one service at one location, and none of them ever leaves a start: they are closed for two years.
    for _ in 0..100 {
        clinic.put(&Pattern { rule: Some("FREQ=DAILY".into()), ..clinic.weekly() }).unwrap();
    }
    let elsewhere = guichet_kernel::LocationId::draw(now, &clinic.entropy);
    let other = guichet_kernel::ServiceId::draw(now, &clinic.entropy);
    clinic
        .update(clinic.practice, 0, &[(clinic.location, "Europe/Paris"), (elsewhere, "Europe/Paris")], &[(clinic.service, 30), (other, 30)])
        .unwrap();
    let day = "2026-11-23".parse().unwrap();
    let begun = std::time::Instant::now();
    let mut outlook = Outlook::of(&clinic.sql, clinic.practice, day, now).unwrap();
    for _ in 0..500 {
        for what in [(other, clinic.location), (clinic.service, elsewhere), (other, elsewhere)] {
            assert_eq!(outlook.next(what, day, u64::MAX), Ok(None));
        }
    }
    // 1 500 pairs took a minute and a half when each was walked to the horizon.
    assert!(begun.elapsed().as_millis() < 1_000, "{:?}", begun.elapsed());
    let start = outlook.next((clinic.service, clinic.location), day, u64::MAX).unwrap().unwrap();
    assert_eq!(start.starts_at, tuesday("09:00"));
}

#[test]
fn who_asks_says_how_far_is_looked() {
    let clinic = Clinic::new();
    let now = instant(MONDAY);
    clinic.put(&Pattern { first_day: "2027-03-02".parse().unwrap(), ..clinic.weekly() }).unwrap();
    let day = "2026-11-23".parse().unwrap();
    let mut outlook = Outlook::of(&clinic.sql, clinic.practice, day, now).unwrap();
    let mut next = |days| outlook.next((clinic.service, clinic.location), day, days).unwrap().map(|start| start.starts_at.to_string());
    assert_eq!((next(31), next(99)), (None, None), "the 2nd of March is a hundred days on");
    assert_eq!(next(100).as_deref(), Some("2027-03-02T08:00:00.000Z"));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it is timed, natively")]
fn an_agenda_of_a_hundred_thousand_past_appointments_reads_as_a_young_one() {
    let clinic = Clinic::new();
    clinic.put(&clinic.weekly()).unwrap();
    clinic
        .sql
        .run(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
             INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit)
             SELECT 'old' || i, ?1 - i * 1800000, ?1 - i * 1800000 + 1800000, ?2, ?3, 'old' || i FROM n",
            binds![instant(MONDAY), clinic.location, clinic.practice],
        )
        .unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(clinic.starts_in(&clinic.window("2026-11-24", 14), instant(MONDAY)).len(), 12);
    clinic.booked(tuesday("09:00"), instant(MONDAY)).unwrap();
    clinic.place(&Placement { force: true, ..clinic.placement(tuesday("09:00")) }, instant(MONDAY)).unwrap();
    assert!(begun.elapsed().as_millis() < 250, "{:?}", begun.elapsed());
}
