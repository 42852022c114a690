//! A3: a practitioner is never booked twice at once, whatever the location or practice, and the store itself says so.

use guichet_agenda_core::{Refusal, Request, schema::OCCUPIED};
use guichet_kernel::{Sql, SqlError, binds};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

const HOUR: i64 = 3_600_000;

fn occupy(clinic: &Clinic, occupant: &str, from: i64, to: i64) -> Result<(), SqlError> {
    clinic.sql.run(
        "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit) VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
        binds![occupant, from, to, clinic.location, clinic.practice],
    )
}

#[test]
fn a3_the_store_refuses_every_kind_of_overlap_on_insert() {
    let clinic = Clinic::new();
    occupy(&clinic, "first", 10 * HOUR, 11 * HOUR).unwrap();
    for (name, from, to) in [
        ("the same time", 10 * HOUR, 11 * HOUR),
        ("its beginning", 9 * HOUR, 10 * HOUR + 1),
        ("its end", 11 * HOUR - 1, 12 * HOUR),
        ("a part of it", 10 * HOUR + 1, 11 * HOUR - 1),
        ("all around it", 9 * HOUR, 12 * HOUR),
        ("a whole day that ends in it", 10 * HOUR + 1 - 24 * HOUR, 10 * HOUR + 1),
    ] {
        let refused = occupy(&clinic, name, from, to).unwrap_err();
        assert!(refused.is_trigger(OCCUPIED), "{name}: {refused}");
        assert_eq!(Refusal::from(refused), Refusal::Taken, "{name}");
    }
    assert_eq!(clinic.count("occupancy"), 1);
}

#[test]
fn a3_times_that_only_touch_are_allowed() {
    let clinic = Clinic::new();
    for (name, from, to) in [("middle", 10, 11), ("before", 9, 10), ("after", 11, 12), ("the day up to it", -15, 9)] {
        occupy(&clinic, name, from * HOUR, to * HOUR).unwrap();
    }
    assert_eq!(clinic.count("occupancy"), 4);
}

#[test]
fn a3_the_store_refuses_to_move_an_occupant_onto_another() {
    let clinic = Clinic::new();
    occupy(&clinic, "first", 10 * HOUR, 11 * HOUR).unwrap();
    occupy(&clinic, "second", 11 * HOUR, 12 * HOUR).unwrap();
    let stretch = |from: i64, to: i64| {
        clinic.sql.run("UPDATE occupancy SET starts_at = ?, ends_at = ? WHERE occupant = 'second'", binds![from * HOUR, to * HOUR])
    };
    assert!(stretch(10, 12).unwrap_err().is_trigger(OCCUPIED));
    assert!(
        clinic.sql.run("UPDATE occupancy SET starts_at = starts_at - 1 WHERE occupant = 'second'", &[]).unwrap_err().is_trigger(OCCUPIED)
    );
    assert!(clinic.sql.run("UPDATE occupancy SET ends_at = ends_at + 1 WHERE occupant = 'first'", &[]).unwrap_err().is_trigger(OCCUPIED));
    // It may move away, and over where it was itself.
    stretch(13, 14).unwrap();
    clinic
        .sql
        .run("UPDATE occupancy SET starts_at = starts_at + 1800000, ends_at = ends_at + 1800000 WHERE occupant = 'second'", &[])
        .unwrap();
}

#[test]
fn a3_no_occupant_is_empty_backwards_or_longer_than_the_day_that_the_trigger_looks_back() {
    let clinic = Clinic::new();
    for (from, to) in [(10, 10), (11, 10), (0, 25)] {
        assert!(matches!(occupy(&clinic, "odd", from * HOUR, to * HOUR), Err(SqlError::Constraint(_))), "{from} to {to}");
    }
    occupy(&clinic, "a day", 0, 24 * HOUR).unwrap();
    assert!(occupy(&clinic, "its last instant", 24 * HOUR - 1, 24 * HOUR).unwrap_err().is_trigger(OCCUPIED));
}

#[test]
fn a3_another_location_and_another_practice_are_refused_alike() {
    let clinic = Clinic::on_tuesday();
    let (practice, location, service) = clinic.second_practice();
    clinic
        .open_as(&guichet_agenda_core::Opening { practice, location, service, ..clinic.opening("2026-11-24", "08:30", "12:15") })
        .unwrap();
    let now = instant(MONDAY);
    clinic.booked(tuesday("10:00"), now).unwrap();
    let elsewhere = |start| Request { service, ..clinic.request(&clinic.browser(), start) };
    // 45 minutes each: 9:15 ends with the first's beginning, 10:00 is the first's own, 10:45 begins after its end.
    assert_eq!(clinic.hold_as(&elsewhere(tuesday("10:00")), now).map(drop), Err(Refusal::Taken));
    for free in ["09:15", "10:45"] {
        let (token, _) = clinic.hold_as(&elsewhere(tuesday(free)), now).unwrap();
        clinic.book(&token, now).unwrap();
    }
    // What the other practice took is not offered here: 9:00 and 9:30 lie across 9:15 to 10:00.
    assert_eq!(clinic.starts(MONDAY), [tuesday("11:30")]);
}

#[test]
fn a3_a_cancelled_appointment_gives_its_time_back() {
    let clinic = Clinic::on_tuesday();
    let now = instant(MONDAY);
    let first = clinic.booked(tuesday("10:00"), now).unwrap();
    assert_eq!(clinic.booked(tuesday("10:00"), now), Err(Refusal::Taken));
    clinic.cancel(&first, now).unwrap();
    let second = clinic.booked(tuesday("10:00"), now).unwrap();
    assert_ne!((first.id, first.patient), (second.id, second.patient));
}
