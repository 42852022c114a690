//! A2 and A3: several at once, groups, places. The store says so by itself, whatever the code believes (ADR 0009, 6 and 7).

use guichet_agenda_core::{Ending, Mode, Offering, Pattern, Placement, Refusal, free_starts, schema};
use guichet_kernel::{Instant, PracticeId, Sql, SqlError, binds};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

/// A row of `occupancy`, in hours.
#[derive(Clone, Copy)]
struct Seat<'a> {
    hours: (i64, i64),
    place: &'a str,
    practice: &'a str,
    unit: Option<&'a str>,
    places: i64,
    capacity: i64,
    admits: i64,
    forced: bool,
}

const ALONE: Seat<'_> =
    Seat { hours: (10, 11), place: "here", practice: "ours", unit: None, places: 1, capacity: 1, admits: 1, forced: false };
const TWO: Seat<'_> = Seat { capacity: 2, admits: 2, ..ALONE };

/// Writes straight into the table, past all code.
fn sit(clinic: &Clinic, occupant: &str, seat: Seat<'_>) -> Result<(), SqlError> {
    let (from, to) = seat.hours;
    clinic.sql.run(
        "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit, places, capacity, admits, forced)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![
            occupant,
            from * 3_600_000,
            to * 3_600_000,
            seat.place,
            seat.practice,
            seat.unit.unwrap_or(occupant),
            seat.places,
            seat.capacity,
            seat.admits,
            i64::from(seat.forced)
        ],
    )
}

fn refused(outcome: Result<(), SqlError>, words: &str) {
    let error = outcome.unwrap_err();
    assert!(error.is_trigger(words), "{error}");
}

#[test]
fn a3_the_store_counts_units_at_each_instant_against_the_least_capacity_there() {
    let clinic = Clinic::new();
    sit(&clinic, "a", Seat { hours: (9, 11), ..TWO }).unwrap();
    sit(&clinic, "b", Seat { hours: (11, 13), ..TWO }).unwrap();
    // Both are met, but never at once.
    sit(&clinic, "c", Seat { hours: (10, 12), ..TWO }).unwrap();
    for hours in [(10, 11), (11, 12), (9, 13), (8, 14)] {
        refused(sit(&clinic, "third", Seat { hours, ..TWO }), schema::OCCUPIED);
    }
    sit(&clinic, "beside", Seat { hours: (12, 13), ..TWO }).unwrap();
    // One who is alone wherever they are is not met by a second, and does not join one.
    sit(&clinic, "alone", Seat { hours: (14, 15), ..ALONE }).unwrap();
    refused(sit(&clinic, "joins", Seat { hours: (14, 15), ..TWO }), schema::OCCUPIED);
    refused(sit(&clinic, "joined", Seat { hours: (9, 10), ..ALONE }), schema::OCCUPIED);
    // Admitted as one only: the public's part of a capacity of two.
    refused(sit(&clinic, "public", Seat { hours: (9, 10), admits: 1, ..TWO }), schema::OCCUPIED);
    sit(&clinic, "staff", Seat { hours: (9, 10), ..TWO }).unwrap();
}

#[test]
fn a3_the_store_refuses_another_place_and_another_practice_whatever_the_capacity() {
    let clinic = Clinic::new();
    sit(&clinic, "a", TWO).unwrap();
    refused(sit(&clinic, "elsewhere", Seat { place: "there", ..TWO }), schema::OCCUPIED);
    refused(sit(&clinic, "for another", Seat { practice: "theirs", ..TWO }), schema::OCCUPIED);
    sit(&clinic, "here", TWO).unwrap();
    sit(&clinic, "there, later", Seat { hours: (11, 12), place: "there", practice: "theirs", ..TWO }).unwrap();
}

#[test]
fn a2_the_store_refuses_the_one_too_many_of_a_group_and_lets_nobody_else_in() {
    let clinic = Clinic::new();
    let member = Seat { unit: Some("yoga"), places: 3, ..ALONE };
    for name in ["a", "b", "c"] {
        sit(&clinic, name, member).unwrap();
    }
    refused(sit(&clinic, "d", member), schema::FULL);
    refused(sit(&clinic, "other", ALONE), schema::OCCUPIED);
    refused(sit(&clinic, "other group", Seat { unit: Some("pilates"), ..member }), schema::OCCUPIED);
}

#[test]
fn a3_every_change_of_a_row_is_checked_like_its_writing() {
    let clinic = Clinic::new();
    sit(&clinic, "a", TWO).unwrap();
    sit(&clinic, "b", TWO).unwrap();
    sit(&clinic, "c", Seat { hours: (12, 13), ..TWO }).unwrap();
    let change = |what: &str| clinic.sql.run(&format!("UPDATE occupancy SET {what} WHERE occupant = 'c'"), &[]);
    refused(change("starts_at = 36000000, ends_at = 39600000"), schema::OCCUPIED);
    refused(change("starts_at = 39599999"), schema::OCCUPIED);
    change("place = 'there'").unwrap();
    let change = |what: &str| clinic.sql.run(&format!("UPDATE occupancy SET {what} WHERE occupant = 'b'"), &[]);
    for what in ["place = 'there'", "practice_id = 'theirs'", "capacity = 1, admits = 1", "admits = 1"] {
        refused(change(what), schema::OCCUPIED);
    }
    refused(change("unit = 'a'"), schema::FULL);
}

// A3: staff may go beyond knowingly, and no public path can write the mark: who holds is never forced.
#[test]
fn a3_what_is_forced_is_let_through_and_counts_for_everybody_after() {
    let clinic = Clinic::new();
    sit(&clinic, "a", TWO).unwrap();
    sit(&clinic, "b", Seat { forced: true, ..ALONE }).unwrap();
    refused(sit(&clinic, "c", TWO), schema::OCCUPIED);
    sit(&clinic, "d", Seat { forced: true, place: "there", ..ALONE }).unwrap();
    assert!(matches!(clinic.sql.run("UPDATE occupancy SET until = 1 WHERE occupant = 'b'", &[]), Err(SqlError::Constraint(_))));
    refused(clinic.sql.run("UPDATE occupancy SET forced = 0 WHERE occupant = 'b'", &[]), schema::OCCUPIED);
}

#[test]
fn a3_no_numbers_are_stored_that_mean_nothing() {
    let clinic = Clinic::new();
    for seat in [
        Seat { capacity: 0, admits: 0, ..ALONE },
        Seat { admits: 0, ..ALONE },
        Seat { admits: 2, ..ALONE },
        Seat { capacity: 10, ..ALONE },
        Seat { places: 0, ..ALONE },
        Seat { places: 100, ..ALONE },
    ] {
        assert!(sit(&clinic, "odd", seat).is_err());
    }
}

fn left(clinic: &Clinic, start: Instant) -> Option<u8> {
    let starts = free_starts(&clinic.sql, &clinic.window("2026-11-24", 1), instant(MONDAY)).unwrap();
    starts.into_iter().find(|found| found.starts_at == start).map(|found| found.left)
}

// A3: a physiotherapist treats two at once.
#[test]
fn a3_two_at_once_and_of_them_the_public_its_part() {
    let (clinic, now, ten) = (Clinic::new(), instant(MONDAY), tuesday("10:00"));
    let made = clinic.put(&Pattern { capacity: 2, public_capacity: 1, ..clinic.dated() }).unwrap();
    clinic.booked(ten, now).unwrap();
    assert_eq!((left(&clinic, ten), clinic.booked(ten, now)), (None, Err(Refusal::Taken)));
    clinic.place(&clinic.placement(ten), now).unwrap();
    assert_eq!(clinic.place(&clinic.placement(ten), now), Err(Refusal::Taken));
    // Staff who stand there count for the public too.
    let eleven = tuesday("11:00");
    clinic.place(&clinic.placement(eleven), now).unwrap();
    assert_eq!(left(&clinic, eleven), None);
    clinic.put_as(made.id, Some(1), &Pattern { public_capacity: 2, ..made.pattern }).unwrap();
    assert_eq!(left(&clinic, eleven), Some(1));
    clinic.booked(eleven, now).unwrap();
    assert_eq!(clinic.booked(eleven, now), Err(Refusal::Taken));
}

#[test]
fn a2_a_group_has_so_many_places_online_and_from_the_desk_and_not_one_more() {
    let (clinic, now, ten) = (Clinic::new(), instant(MONDAY), tuesday("10:00"));
    clinic.shape(|service| Offering { group: true, ..service });
    clinic.put(&Pattern { places: Some(8), ..clinic.dated() }).unwrap();
    for taken in 0..6_u8 {
        assert_eq!(left(&clinic, ten), Some(8 - taken));
        clinic.booked(ten, now).unwrap();
    }
    clinic.place(&clinic.placement(ten), now).unwrap();
    clinic.place(&clinic.placement(ten), now).unwrap();
    assert_eq!(left(&clinic, ten), None);
    assert_eq!(clinic.hold(&clinic.browser(), ten, now), Err(Refusal::Full));
    assert_eq!(clinic.place(&clinic.placement(ten), now), Err(Refusal::Full));
    assert_eq!(left(&clinic, tuesday("10:30")), Some(8), "another session");
    assert!(clinic.place(&Placement { force: true, ..clinic.placement(ten) }, now).unwrap().forced);
}

// A2: a class whose hours are changed for a day keeps those who are in it, and has the places it now has.
#[test]
fn a2_a_group_stays_one_when_its_hours_become_others() {
    let (clinic, now, ten) = (Clinic::new(), instant(MONDAY), tuesday("10:00"));
    clinic.shape(|service| Offering { group: true, ..service });
    let made = clinic.put(&Pattern { places: Some(8), ..clinic.weekly() }).unwrap();
    clinic.booked(ten, now).unwrap();
    clinic.put(&Pattern { places: Some(10), ..clinic.dated() }).unwrap();
    let day = made.pattern.first_day;
    clinic.end((made.id, 1), Ending::Day(day), false, now).unwrap();
    assert_eq!(left(&clinic, ten), Some(9));
    for _ in 0..9 {
        clinic.booked(ten, now).unwrap();
    }
    assert_eq!(clinic.hold(&clinic.browser(), ten, now), Err(Refusal::Full));
}

// A1: a home visit is somewhere of its own; nobody else is there, however many fit at the practice.
#[test]
fn a1_a_home_visit_shares_its_time_with_nobody() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    clinic.shape(|service| Offering { mode: Mode::Home, ..service });
    clinic.put(&Pattern { capacity: 2, public_capacity: 2, ..clinic.dated() }).unwrap();
    clinic.booked(tuesday("10:00"), now).unwrap();
    assert_eq!(clinic.booked(tuesday("10:00"), now), Err(Refusal::Taken));
    assert_eq!(left(&clinic, tuesday("10:00")), None);
    clinic.shape(|service| service);
    assert_eq!(clinic.booked(tuesday("10:00"), now), Err(Refusal::Taken));
    clinic.booked(tuesday("11:00"), now).unwrap();
    clinic.booked(tuesday("11:00"), now).unwrap();
}

#[test]
fn a3_another_practices_time_is_taken_at_whatever_capacity() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    clinic.put(&Pattern { capacity: 9, public_capacity: 9, ..clinic.dated() }).unwrap();
    let (other, location, service) = clinic.second_practice();
    let theirs = Placement { practice: other, location, service, ..clinic.placement(tuesday("10:00")) };
    clinic.place(&theirs, now).unwrap();
    assert_eq!(clinic.booked(tuesday("10:00"), now), Err(Refusal::Taken));
    assert_eq!((left(&clinic, tuesday("10:30")), left(&clinic, tuesday("11:00"))), (None, Some(1)));
    let stranger = Placement { practice: PracticeId::draw(now, &clinic.entropy), ..clinic.placement(tuesday("11:00")) };
    assert_eq!(clinic.place(&stranger, now), Err(Refusal::NotAMember));
}
