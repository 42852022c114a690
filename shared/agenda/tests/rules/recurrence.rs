//! Availabilities by rules (ADR 0009, 1 and 2): what is understood, what is refused, and that no rule keeps anybody waiting.

use std::time::{Duration, Instant as Clock};

use chrono::NaiveDate;
use guichet_agenda_core::{Ending, Pattern, Refusal, ToEnd, availabilities, end_availability, occurrences};
use guichet_kernel::{AvailabilityId, Instant};

use crate::clinic::{Clinic, MONDAY, instant, minutes};

/// The days that a rule from a first day names in some years.
fn days(rule: &str, first: &str, (from, to): (&str, &str)) -> Vec<String> {
    let clinic = Clinic::in_zone("UTC");
    let pattern = Pattern { rule: Some(rule.into()), first_day: first.parse().unwrap(), ..clinic.weekly() };
    clinic.put(&pattern).unwrap();
    read(&clinic, from, to)
}

fn read(clinic: &Clinic, from: &str, to: &str) -> Vec<String> {
    let midnight = |day: &str| instant(&format!("{day}T00:00:00Z"));
    let found = occurrences(&clinic.sql, clinic.practice, (midnight(from), midnight(to))).unwrap();
    found.iter().map(|one| one.starts_at.to_string()[..10].to_owned()).collect()
}

#[test]
fn rules_name_their_days_from_any_window_however_far() {
    let year = ("2026-11-01", "2027-02-01");
    assert_eq!(days("FREQ=DAILY;INTERVAL=30", "2026-11-10", year), ["2026-11-10", "2026-12-10", "2027-01-09"]);
    assert_eq!(
        days("FREQ=WEEKLY;INTERVAL=4;BYDAY=MO,TH", "2026-11-05", year),
        ["2026-11-05", "2026-11-30", "2026-12-03", "2026-12-28", "2026-12-31", "2027-01-25", "2027-01-28"]
    );
    assert_eq!(days("FREQ=MONTHLY;BYDAY=-1FR", "2026-11-27", year), ["2026-11-27", "2026-12-25", "2027-01-29"]);
    assert_eq!(days("FREQ=MONTHLY;BYDAY=2TU,4TU", "2026-11-10", ("2026-11-01", "2027-01-01")).len(), 4);
    assert_eq!(
        days("FREQ=MONTHLY;BYMONTHDAY=31", "2026-10-31", ("2026-10-01", "2027-04-01")),
        ["2026-10-31", "2026-12-31", "2027-01-31", "2027-03-31"]
    );
    assert_eq!(days("FREQ=MONTHLY", "2026-10-31", ("2027-03-01", "2027-06-01")), ["2027-03-31", "2027-05-31"]);
    assert_eq!(days("FREQ=DAILY;BYDAY=SA,SU", "2026-11-28", ("2026-11-01", "2026-12-07")).len(), 4);
    assert_eq!(days("FREQ=WEEKLY;UNTIL=20261208", "2026-11-24", year), ["2026-11-24", "2026-12-01", "2026-12-08"]);
    assert_eq!(days("FREQ=WEEKLY;COUNT=2", "2026-11-24", year), ["2026-11-24", "2026-12-01"]);
    // Counted from the beginning, whatever window is asked for.
    assert_eq!(days("FREQ=WEEKLY;COUNT=3", "2026-11-24", ("2026-12-02", "2027-12-01")), ["2026-12-08"]);
    assert_eq!(days("FREQ=WEEKLY;INTERVAL=2", "2000-01-04", ("2026-11-01", "2026-12-01")), ["2026-11-03", "2026-11-17"]);
}

#[test]
fn a_window_of_a_rule_is_the_same_part_of_it_wherever_the_walk_begins() {
    for (rule, first) in [
        ("FREQ=DAILY;INTERVAL=3", "2024-02-29"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO,WE", "2024-02-28"),
        ("FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=-1,29", "2024-02-29"),
        ("FREQ=MONTHLY;BYDAY=5TH,1MO", "2024-02-29"),
    ] {
        let all = days(rule, first, ("2024-01-01", "2028-01-01"));
        let clinic = Clinic::in_zone("UTC");
        clinic.put(&Pattern { rule: Some(rule.into()), first_day: first.parse().unwrap(), ..clinic.weekly() }).unwrap();
        let mut from: NaiveDate = "2024-01-01".parse().unwrap();
        let mut walked = Vec::new();
        while from.to_string().as_str() < "2028-01-01" {
            let to = from + chrono::Days::new(7);
            walked.extend(read(&clinic, &from.to_string(), &to.to_string().min("2028-01-01".into())));
            from = to;
        }
        assert_eq!(walked, all, "{rule}");
        assert!(all.len() > 10, "{rule}");
    }
}

#[test]
fn what_is_not_understood_is_refused_and_not_ignored() {
    let clinic = Clinic::new();
    for rule in [
        "",
        "FREQ=YEARLY",
        "FREQ=HOURLY",
        "FREQ=SECONDLY;BYSETPOS=2",
        "INTERVAL=2",
        "freq=weekly",
        "FREQ=WEEKLY ",
        "FREQ=WEEKLY;",
        "RRULE:FREQ=WEEKLY",
        "FREQ=WEEKLY;FREQ=WEEKLY",
        "FREQ=WEEKLY;WKST=SU",
        "FREQ=WEEKLY;BYHOUR=9",
        "FREQ=WEEKLY;BYSETPOS=1",
        "FREQ=WEEKLY;X-OURS=1",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=10000",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=TU,",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=DAILY;BYDAY=4TU",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYMONTHDAY=24",
        "FREQ=MONTHLY;BYDAY=0TU",
        "FREQ=MONTHLY;BYDAY=6TU,4TU",
        "FREQ=MONTHLY;BYMONTHDAY=32,24",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;COUNT=1001",
        "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
        "FREQ=WEEKLY;UNTIL=20270101T120000Z",
        "FREQ=WEEKLY;UNTIL=20270101Z",
        "FREQ=WEEKLY;UNTIL=20270230",
        "FREQ=WEEKLY;UNTIL=99991231",
        "FREQ=WEEKLY;UNTIL=20261123",
        // The first day is a Tuesday, the fourth of its month.
        "FREQ=WEEKLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYMONTHDAY=23",
    ] {
        assert_eq!(clinic.put(&Pattern { rule: Some(rule.into()), ..clinic.weekly() }), Err(Refusal::BadRule), "{rule}");
    }
    let long = format!("FREQ=MONTHLY;BYMONTHDAY=24{}", ",24".repeat(60));
    assert_eq!(clinic.put(&Pattern { rule: Some(long), ..clinic.weekly() }), Err(Refusal::BadRule));
    assert_eq!(clinic.count("availability"), 0);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it is timed, natively")]
fn no_rule_keeps_anybody_waiting() {
    let clinic = Clinic::in_zone("UTC");
    let first = |day: &str| day.parse::<NaiveDate>().unwrap();
    for (rule, day) in [
        ("FREQ=MONTHLY;BYMONTHDAY=31;INTERVAL=1200", "1970-01-31"),
        ("FREQ=DAILY;BYMONTHDAY=31;BYDAY=SA;COUNT=1000", "1970-01-31"),
        ("FREQ=DAILY;INTERVAL=9999", "1970-01-01"),
        ("FREQ=WEEKLY;INTERVAL=9999;BYDAY=TH", "1970-01-01"),
        ("FREQ=MONTHLY;INTERVAL=9999", "1970-01-31"),
        ("FREQ=DAILY", "1970-01-01"),
        ("FREQ=MONTHLY;BYMONTHDAY=-31;BYDAY=5TH,1TH", "1970-01-01"),
        ("FREQ=DAILY;UNTIL=21991231", "2199-12-31"),
    ] {
        clinic.put(&Pattern { rule: Some(rule.into()), first_day: first(day), ..clinic.weekly() }).unwrap();
    }
    let begun = Clock::now();
    for year in [1970, 2026, 2199, 9000] {
        let from = instant(&format!("{year}-01-01T00:00:00Z"));
        occurrences(&clinic.sql, clinic.practice, (from, from.plus(chrono::TimeDelta::days(42)))).unwrap();
    }
    let end = Instant::from_millis(i64::MAX);
    occurrences(&clinic.sql, clinic.practice, (end, end)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn numbers_out_of_range_are_refused() {
    let clinic = Clinic::new();
    let sound = clinic.weekly();
    let time = |text: &str| text.parse().unwrap();
    for (name, pattern) in [
        ("no service", Pattern { services: vec![], ..sound.clone() }),
        ("no location", Pattern { location: clinic.second_practice().1, ..sound.clone() }),
        ("another's service", Pattern { services: vec![clinic.service, clinic.second_practice().2], ..sound.clone() }),
    ] {
        assert_eq!(clinic.put(&pattern), Err(Refusal::Unknown), "{name}");
    }
    for (name, pattern) in [
        ("backwards", Pattern { from: time("12:00"), to: time("09:00"), ..sound.clone() }),
        ("seconds", Pattern { from: time("09:00:30"), ..sound.clone() }),
        ("a grid of 4", Pattern { grid: Some(minutes(4)), ..sound.clone() }),
        ("a grid of 241", Pattern { grid: Some(minutes(241)), ..sound.clone() }),
        ("long ago", Pattern { first_day: "1969-12-30".parse().unwrap(), ..sound.clone() }),
        ("a far exception", Pattern { except: vec![NaiveDate::MAX], ..sound.clone() }),
    ] {
        assert_eq!(clinic.put(&pattern), Err(Refusal::BadTimes), "{name}");
    }
    for (name, pattern) in [
        ("nobody", Pattern { capacity: 0, public_capacity: 0, ..sound.clone() }),
        ("a crowd", Pattern { capacity: 10, ..sound.clone() }),
        ("more of the public than all", Pattern { capacity: 2, public_capacity: 3, ..sound.clone() }),
        // A2: a group slot is for services of the group category.
        ("a group of what is none", Pattern { places: Some(8), ..sound.clone() }),
    ] {
        assert_eq!(clinic.put(&pattern), Err(Refusal::BadCapacity), "{name}");
    }
    clinic.shape(|service| guichet_agenda_core::Offering { group: true, ..service });
    for places in [1, 100] {
        assert_eq!(clinic.put(&Pattern { places: Some(places), ..sound.clone() }), Err(Refusal::BadCapacity));
    }
    assert_eq!(clinic.put(&Pattern { places: Some(8), capacity: 2, public_capacity: 2, ..sound.clone() }), Err(Refusal::BadCapacity));
    assert!(clinic.put(&Pattern { places: Some(8), ..sound }).is_ok());
}

#[test]
fn a_change_names_the_version_that_it_changes_and_sent_twice_is_one() {
    let clinic = Clinic::new();
    let id = AvailabilityId::draw(instant(MONDAY), &clinic.entropy);
    let made = clinic.put_as(id, None, &clinic.weekly()).unwrap();
    let longer = Pattern { to: "13:00".parse().unwrap(), ..clinic.weekly() };
    assert_eq!(clinic.put_as(id, None, &longer), Ok(made.clone()), "the same id as new is what it is");
    let changed = clinic.put_as(id, Some(1), &longer).unwrap();
    assert_eq!((changed.version, &changed.pattern), (2, &longer));
    assert_eq!(clinic.put_as(id, Some(1), &longer), Ok(changed.clone()));
    assert_eq!(clinic.put_as(id, Some(1), &clinic.weekly()), Err(Refusal::Changed));
    let unused = AvailabilityId::draw(instant(MONDAY), &clinic.entropy);
    assert_eq!(clinic.put_as(unused, Some(1), &longer), Err(Refusal::Unknown));
    // Another practice neither sees nor changes it.
    let (other, location, service) = clinic.second_practice();
    let theirs = Pattern { location, services: vec![service], ..clinic.weekly() };
    assert_eq!(guichet_agenda_core::put_availability(&clinic.sql, other, id, Some(2), &theirs), Err(Refusal::Unknown));
    let theirs = ToEnd { availability: id, version: 2, ending: Ending::Whole, cancel: true };
    assert_eq!(end_availability(&clinic.sql, other, &theirs, "mbr_x", instant(MONDAY)), Err(Refusal::Unknown));
    assert_eq!(availabilities(&clinic.sql, other, None, 100, instant(MONDAY)), Ok((vec![], false)));
    assert_eq!(availabilities(&clinic.sql, clinic.practice, None, 100, instant(MONDAY)), Ok((vec![changed], false)));
}

#[test]
fn an_availability_ends_as_a_whole_from_a_day_on_or_on_one_day() {
    let clinic = Clinic::new();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let made = clinic.put(&Pattern { rule: Some("FREQ=WEEKLY;COUNT=9".into()), ..clinic.weekly() }).unwrap();
    let end = |version, ending| clinic.end((made.id, version), ending, false, instant(MONDAY)).map(|ended| ended.left);
    let window = ("2026-11-01", "2027-01-01");
    let (tuesdays, without) = (6, "2026-12-08");
    assert_eq!(read(&clinic, window.0, window.1).len(), tuesdays);
    let one_less = end(1, Ending::Day(day(without))).unwrap().unwrap();
    assert_eq!((one_less.version, &one_less.pattern.except), (2, &vec![day(without)]));
    assert_eq!(end(1, Ending::Day(day(without))), Ok(Some(one_less)), "sent twice");
    assert_eq!(end(2, Ending::Day(day("2026-12-09"))), Err(Refusal::Unknown), "not a day of the rule");
    assert_eq!(end(1, Ending::Day(day("2026-12-15"))), Err(Refusal::Changed));
    let ended = end(2, Ending::From(day("2026-12-15"))).unwrap().unwrap();
    assert_eq!(ended.pattern.rule.as_deref(), Some("FREQ=WEEKLY;UNTIL=20261214"));
    assert_eq!(read(&clinic, window.0, window.1), ["2026-11-24", "2026-12-01"]);
    assert_eq!(end(3, Ending::From(day("2026-12-20"))).unwrap(), Some(ended), "it had ended before");
    assert_eq!(end(2, Ending::Whole), Err(Refusal::Changed));
    assert_eq!((end(3, Ending::Whole), end(3, Ending::Whole)), (Ok(None), Ok(None)));
    assert_eq!(read(&clinic, window.0, window.1), [""; 0]);
    assert_eq!(clinic.put_as(made.id, None, &clinic.weekly()), Err(Refusal::Changed), "its id is used");
    assert_eq!(availabilities(&clinic.sql, clinic.practice, None, 9, instant(MONDAY)), Ok((vec![], false)));
    // From its first day on is all of it, and so is the only day of a dated one.
    for ending in [Ending::From(day("2026-11-24")), Ending::Day(day("2026-11-24"))] {
        let dated = clinic.put(&clinic.dated()).unwrap();
        assert_eq!(clinic.end((dated.id, 1), ending, false, instant(MONDAY)).unwrap().left, None);
    }
}

#[test]
fn availabilities_are_listed_by_pages_and_what_is_over_is_not() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { first_day: "2026-11-17".parse().unwrap(), ..clinic.dated() }).unwrap();
    let mut made: Vec<_> = (0..5).map(|_| clinic.put(&clinic.weekly()).unwrap()).collect();
    made.sort_by_key(|availability| availability.id);
    let page = |after| availabilities(&clinic.sql, clinic.practice, after, 3, instant(MONDAY)).unwrap();
    assert_eq!(page(None), (made[..3].to_vec(), true));
    assert_eq!(page(Some(made[2].id)), (made[3..].to_vec(), false));
}
