//! Hours on the wall on the days on which clocks change, in every zone of ours (ADR 0009, 3).

use guichet_agenda_core::{Occurrence, Pattern, occurrences};

use crate::clinic::{Clinic, instant};

/// Zones whose clocks change, and the days on which they do in spring and in autumn.
const CHANGING: [(&str, &str, &str); 6] = [
    ("Europe/Paris", "2027-03-28", "2026-10-25"),
    ("Europe/Brussels", "2027-03-28", "2026-10-25"),
    ("America/Toronto", "2027-03-14", "2026-11-01"),
    ("America/Halifax", "2027-03-14", "2026-11-01"),
    ("America/St_Johns", "2027-03-14", "2026-11-01"),
    ("America/Moncton", "2027-03-14", "2026-11-01"),
];
const STANDING: [&str; 4] = ["Indian/Reunion", "America/Martinique", "Pacific/Noumea", "America/Regina"];

/// What is open at those hours, every day, on that day of the wall.
fn open(zone: &str, day: &str, from: &str, to: &str) -> Vec<Occurrence> {
    let clinic = Clinic::in_zone(zone);
    let pattern = Pattern {
        rule: Some("FREQ=DAILY".into()),
        first_day: "2026-10-01".parse().unwrap(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        ..clinic.weekly()
    };
    clinic.put(&pattern).unwrap();
    let around = (instant("2026-09-30T00:00:00Z"), instant("2027-05-01T00:00:00Z"));
    let all = occurrences(&clinic.sql, clinic.practice, around).unwrap();
    all.into_iter().filter(|one| one.zone.wall(one.starts_at).date().to_string() == day).collect()
}

/// From and to on the wall, and how many minutes really.
fn shown(zone: &str, day: &str, from: &str, to: &str) -> Vec<(String, String, i64)> {
    let wall = |one: &Occurrence, at| one.zone.wall(at).format("%H:%M").to_string();
    let shown = |one: Occurrence| (wall(&one, one.starts_at), wall(&one, one.ends_at), one.ends_at.since(one.starts_at).num_minutes());
    open(zone, day, from, to).into_iter().map(shown).collect()
}

fn one(from: &str, to: &str, length: i64) -> Vec<(String, String, i64)> {
    vec![(from.into(), to.into(), length)]
}

#[test]
fn hours_across_a_change_are_one_shorter_in_spring_and_one_longer_in_autumn_and_others_as_long_as_ever() {
    for (zone, spring, autumn) in CHANGING {
        assert_eq!(shown(zone, spring, "00:00", "05:00"), one("00:00", "05:00", 240), "{zone}");
        assert_eq!(shown(zone, autumn, "00:00", "05:00"), one("00:00", "05:00", 360), "{zone}");
        for day in [spring, autumn] {
            assert_eq!(shown(zone, day, "09:00", "12:00"), one("09:00", "12:00", 180), "{zone}");
        }
    }
}

#[test]
fn a_wall_time_that_does_not_exist_lands_after_the_gap_and_hours_inside_it_are_none() {
    for (zone, spring, _) in CHANGING {
        // 2:00 to 3:00 does not exist.
        assert_eq!(shown(zone, spring, "02:30", "05:00"), one("03:30", "05:00", 90), "{zone}");
        assert_eq!(shown(zone, spring, "01:00", "02:30"), one("01:00", "03:30", 90), "{zone}");
        assert_eq!(shown(zone, spring, "02:00", "03:00"), [], "{zone}: one instant");
        assert_eq!(shown(zone, spring, "02:15", "02:45"), one("03:15", "03:45", 30), "{zone}: both land after it");
        assert_eq!(shown(zone, spring, "02:30", "03:15"), [], "{zone}: the end is before the beginning");
    }
}

#[test]
fn a_wall_time_that_exists_twice_means_the_first() {
    for (zone, _, autumn) in CHANGING {
        let first = if zone.starts_with("Europe") { ("02:30", "03:00") } else { ("01:30", "02:00") };
        // From the first of the two half hours past to the hour after the second: half an hour more than the wall says.
        assert_eq!(shown(zone, autumn, first.0, first.1), one(first.0, first.1, 90), "{zone}");
        let before = open(zone, autumn, "00:00", first.0);
        let after = open(zone, autumn, first.0, "05:00");
        assert_eq!(before[0].ends_at, after[0].starts_at, "{zone}: they touch");
    }
}

#[test]
fn where_clocks_never_change_every_day_is_alike() {
    for zone in STANDING {
        for day in ["2027-03-14", "2027-03-28", "2026-10-25", "2026-11-01"] {
            assert_eq!(shown(zone, day, "00:00", "05:00"), one("00:00", "05:00", 300), "{zone}");
            assert_eq!(shown(zone, day, "02:15", "02:45"), one("02:15", "02:45", 30), "{zone}");
        }
    }
}

// Whether clocks in British Columbia still change is for the zone database to say; either way the wall is kept.
#[test]
fn vancouver_keeps_its_wall_whatever_its_clocks_do() {
    for day in ["2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07"] {
        let clinic = Clinic::in_zone("America/Vancouver");
        let zone = clinic.window("2026-11-24", 1).zone;
        let at = |day: &str, hour: &str| zone.instant(format!("{day}T{hour}:00").parse().unwrap());
        let pattern =
            Pattern { first_day: day.parse().unwrap(), from: "00:00".parse().unwrap(), to: "05:00".parse().unwrap(), ..clinic.dated() };
        clinic.put(&pattern).unwrap();
        let found = occurrences(&clinic.sql, clinic.practice, (at(day, "00:00"), at(day, "23:00"))).unwrap();
        assert_eq!((found[0].starts_at, found[0].ends_at), (at(day, "00:00"), at(day, "05:00")), "{day}");
        assert_eq!(zone.wall(found[0].ends_at).format("%H:%M").to_string(), "05:00", "{day}");
    }
}

#[test]
fn every_day_of_a_year_opens_at_the_hour_that_the_wall_says() {
    for zone in CHANGING.map(|(zone, ..)| zone).into_iter().chain(STANDING).chain(["America/Vancouver"]) {
        let clinic = Clinic::in_zone(zone);
        clinic.put(&Pattern { rule: Some("FREQ=DAILY".into()), ..clinic.weekly() }).unwrap();
        let all = occurrences(&clinic.sql, clinic.practice, (instant("2026-12-01T12:00:00Z"), instant("2027-12-01T12:00:00Z"))).unwrap();
        assert!((364..=367).contains(&all.len()), "{zone}");
        assert!(all.iter().all(|one| one.zone.wall(one.starts_at).format("%H:%M").to_string() == "09:00"), "{zone}");
        assert!(all.iter().all(|one| one.zone.wall(one.ends_at).format("%H:%M").to_string() == "12:00"), "{zone}");
    }
}
