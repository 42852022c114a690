//! A3, A4, A5, W7: what staff place, force, cancel and delete.

use guichet_agenda_core::{
    Appointment, Attendance, Booking, Closing, ClosingKind, HoldFate, Pattern, Placement, Refusal, by_token, cancel_by_staff, close_time,
    day, delete, find, find_own, forget, leave, new_link, place, told_version,
};
use guichet_kernel::{AppointmentId, ClosingId, Instant, PatientId, Sql, binds};

use crate::clinic::{Clinic, MONDAY, instant, minutes, tuesday};

fn cancel(clinic: &Clinic, appointment: &Appointment, version: i64) -> Result<(Appointment, bool), Refusal> {
    let now = instant(MONDAY);
    clinic.sql.atomically(|| cancel_by_staff(&clinic.sql, clinic.at(now), clinic.practice, (appointment.id, version), false, "mbr_x"))
}

fn remove(clinic: &Clinic, appointment: &Appointment, version: i64) -> Result<bool, Refusal> {
    clinic.sql.atomically(|| delete(&clinic.sql, clinic.practice, appointment.id, version, "mbr_x", instant(MONDAY)))
}

fn whole_day(clinic: &Clinic) -> usize {
    day(&clinic.sql, clinic.practice, (tuesday("00:00"), tuesday("23:00"))).unwrap().len()
}

#[test]
fn a4_staff_place_inside_what_is_open_off_its_grid_outside_it_and_in_the_past() {
    let clinic = Clinic::new();
    let open = clinic.put(&Pattern { capacity: 2, public_capacity: 0, ..clinic.dated() }).unwrap();
    let now = tuesday("10:30");
    for (start, inside) in [("09:07", true), ("09:07", true), ("11:30", true), ("11:45", false), ("20:00", false)] {
        let placed = clinic.place(&clinic.placement(tuesday(start)), now);
        if start == "11:45" {
            // It reaches beyond what is open, and so is one at a time: 11:30 is somebody's.
            assert_eq!(placed, Err(Refusal::Taken));
        } else {
            let placed = placed.unwrap();
            assert_eq!((placed.availability == Some(open.id), placed.forced), (inside, false), "{start}");
            assert_eq!((placed.attendance, placed.version, placed.origin), (Attendance::Booked, 1, placed.id));
        }
    }
    assert_eq!(clinic.place(&clinic.placement(tuesday("09:20")), now), Err(Refusal::Taken), "two are there");
    assert_eq!(clinic.place(&clinic.placement(tuesday("20:10")), now), Err(Refusal::Taken), "outside, one at a time");
    let long = Placement { minutes: Some(minutes(90)), ..clinic.placement(tuesday("17:00")) };
    assert_eq!(clinic.place(&long, now).unwrap().ends_at, tuesday("18:30"));
    let far = Placement { starts_at: Instant::from_millis(i64::MAX), ..clinic.placement(now) };
    assert_eq!(clinic.place(&far, now), Err(Refusal::BadTimes));
}

#[test]
fn a4_the_same_placement_twice_is_one_and_its_id_serves_no_other() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    let placement = clinic.placement(tuesday("10:00"));
    let made = clinic.place(&placement, now).unwrap();
    let again = clinic.sql.atomically(|| place(&clinic.sql, clinic.at(now), &placement, "mbr_y")).unwrap();
    assert_eq!(again, Booking::Before(made));
    assert_eq!((clinic.count("appointment"), clinic.count("attendance_history")), (1, 1));
    let another = Placement { patient: PatientId::draw(now, &clinic.entropy), ..placement };
    assert_eq!(clinic.place(&another, now), Err(Refusal::OtherForm));
    let (other, location, service) = clinic.second_practice();
    let theirs = Placement { practice: other, location, service, ..placement };
    assert_eq!(clinic.place(&theirs, now), Err(Refusal::Unknown));
    assert_eq!(clinic.place(&Placement { service, ..clinic.placement(tuesday("12:00")) }, now), Err(Refusal::Unknown));
    assert_eq!(clinic.place(&Placement { location, ..clinic.placement(tuesday("12:00")) }, now), Err(Refusal::Unknown));
}

// A3: staff may go beyond capacity knowingly, and that is traced.
#[test]
fn a3_force_goes_beyond_and_is_marked_only_where_it_did() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let forced = |start| Placement { force: true, ..clinic.placement(tuesday(start)) };
    assert!(!clinic.place(&forced("10:00"), now).unwrap().forced, "there was room");
    let beyond = clinic.place(&forced("10:15"), now).unwrap();
    assert!(beyond.forced && find(&clinic.sql, beyond.id).unwrap().unwrap().forced);
    let marked: Vec<(String, i64)> = clinic.sql.rows("SELECT occupant, forced FROM occupancy WHERE forced = 1", &[]).unwrap();
    assert_eq!(marked, [(beyond.id.to_string(), 1)]);
    let traced: Vec<(String, String)> = clinic.sql.rows("SELECT by_whom, did FROM attendance_history ORDER BY at, did DESC", &[]).unwrap();
    assert_eq!(traced, [("mbr_x".into(), "placed".into()), ("mbr_x".into(), "forced".into())]);
    // It counts for everybody after it: 10:30 to 10:45 is its time.
    assert_eq!(clinic.starts(MONDAY), ["09:00", "09:30", "11:00", "11:30"].map(tuesday));
    assert_eq!(clinic.booked(tuesday("10:30"), now), Err(Refusal::Taken));
    let closing = Closing {
        id: ClosingId::draw(now, &clinic.entropy),
        practice: clinic.practice,
        location: None,
        from: tuesday("11:00"),
        to: tuesday("12:00"),
        kind: ClosingKind::Training,
    };
    close_time(&clinic.sql, &closing, false, "mbr_x", now).unwrap();
    assert_eq!(clinic.place(&clinic.placement(tuesday("11:00")), now), Err(Refusal::Closed));
    assert!(clinic.place(&forced("11:00"), now).unwrap().forced, "in closed time");
}

#[test]
fn a_hold_is_never_against_staff_and_no_more_of_them_give_way_than_must() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { capacity: 2, public_capacity: 2, ..clinic.dated() }).unwrap();
    let (now, ten) = (instant(MONDAY), tuesday("10:00"));
    let (older, _) = clinic.hold(&clinic.browser(), ten, now).unwrap();
    let second = Instant::from_millis(now.millis() + 1_000);
    let (newer, _) = clinic.hold(&clinic.browser(), ten, second).unwrap();
    clinic.place(&clinic.placement(ten), second).unwrap();
    assert_eq!((clinic.read_hold(&older, second).1, clinic.read_hold(&newer, second).1), (HoldFate::Live, HoldFate::Lost));
    assert_eq!(clinic.book(&newer, second).map(drop), Err(Refusal::Taken));
    clinic.book(&older, second).unwrap();
    assert_eq!(clinic.place(&clinic.placement(ten), second), Err(Refusal::Taken));
    assert_eq!(clinic.count("occupancy"), 2);
}

#[test]
fn a_refused_placement_leaves_the_holds_as_they_were() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { capacity: 2, public_capacity: 2, ..clinic.dated() }).unwrap();
    let (now, ten) = (instant(MONDAY), tuesday("10:00"));
    let (other, location, service) = clinic.second_practice();
    clinic.place(&Placement { practice: other, location, service, ..clinic.placement(tuesday("10:30")) }, now).unwrap();
    let (held, _) = clinic.hold(&clinic.browser(), ten, now).unwrap();
    let long = Placement { minutes: Some(minutes(60)), ..clinic.placement(ten) };
    assert_eq!(clinic.place(&long, now), Err(Refusal::Taken));
    assert_eq!(clinic.read_hold(&held, now).1, HoldFate::Live);
}

#[test]
fn a5_staff_cancel_what_they_saw_once_and_the_time_is_free() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let booked = clinic.booked(tuesday("10:00"), now).unwrap();
    assert_eq!(cancel(&clinic, &booked, 2), Err(Refusal::Changed));
    let (cancelled, changed) = cancel(&clinic, &booked, 1).unwrap();
    assert_eq!((cancelled.attendance, cancelled.version, changed), (Attendance::CancelledByPractitioner, 2, true));
    assert_eq!(cancel(&clinic, &booked, 1), Ok((cancelled.clone(), false)));
    assert_eq!((told_version(&clinic.sql, &cancelled), clinic.count("occupancy")), (Ok(2), 0));
    clinic.booked(tuesday("10:00"), now).unwrap();
    let (other, ..) = clinic.second_practice();
    assert_eq!(cancel_by_staff(&clinic.sql, clinic.at(now), other, (booked.id, 2), false, "mbr_x"), Err(Refusal::Unknown));
    leave(&clinic.sql, clinic.practice, now).unwrap();
    assert_eq!(cancel(&clinic, &booked, 1), Err(Refusal::NotAMember));
}

// W7: deleting is not cancelling.
#[test]
fn w7_what_is_deleted_stays_in_the_table_and_is_seen_by_nobody() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (token, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let (made, link) = clinic.book(&token, now).unwrap();
    let booked = made.appointment().clone();
    let second = clinic.sql.atomically(|| new_link(&clinic.sql, clinic.at(now), booked.id)).unwrap();
    assert_eq!(by_token(&clinic.sql, &second).unwrap(), Some(booked.clone()), "another link opens it too");
    assert_eq!(remove(&clinic, &booked, 2), Err(Refusal::Changed));
    assert_eq!((remove(&clinic, &booked, 1), remove(&clinic, &booked, 1)), (Ok(true), Ok(false)));
    assert_eq!((find(&clinic.sql, booked.id), whole_day(&clinic)), (Ok(None), 0));
    assert_eq!((by_token(&clinic.sql, &link), by_token(&clinic.sql, &second)), (Ok(None), Ok(None)));
    assert_eq!(find_own(&clinic.sql, clinic.practice, booked.id), Err(Refusal::Unknown));
    assert_eq!((clinic.count("appointment"), clinic.count("occupancy")), (1, 0));
    let traced: (String, String, String) =
        clinic.sql.first("SELECT attendance, by_whom, did FROM attendance_history WHERE version = 2", &[]).unwrap().unwrap();
    assert_eq!(traced, ("booked".into(), "mbr_x".into(), "deleted".into()), "where it stood is not rewritten");
    assert!(clinic.starts(MONDAY).contains(&tuesday("10:00")));
    let again = Placement { appointment: booked.id, ..clinic.placement(tuesday("11:00")) };
    assert_eq!(clinic.place(&again, now), Err(Refusal::Unknown), "its id is used");
    // It keeps nobody from being forgotten.
    let forgotten = clinic.sql.atomically(|| forget(&clinic.sql, clinic.at(now), clinic.practice, booked.patient.unwrap(), &[])).unwrap();
    assert_eq!((forgotten.kept_until, forgotten.forgotten), (None, vec![booked.id]));
}

#[test]
fn what_nobody_has_is_neither_cancelled_nor_deleted() {
    let clinic = Clinic::on_tuesday();
    let booked = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    let nobodys = Appointment { id: AppointmentId::draw(instant(MONDAY), &clinic.entropy), ..booked.clone() };
    assert_eq!((cancel(&clinic, &nobodys, 1), remove(&clinic, &nobodys, 1)), (Err(Refusal::Unknown), Err(Refusal::Unknown)));
    clinic.sql.run("UPDATE appointment SET attendance = 'attended' WHERE appointment_id = ?", binds![booked.id]).unwrap();
    assert_eq!(cancel(&clinic, &booked, 1), Err(Refusal::NotPossibleNow));
}
