//! A5, A7: where an appointment stands, its history, and the notice within which a patient cancels.

use chrono::TimeDelta;
use guichet_agenda_core::{Appointment, Attendance, Refusal, cannot_come, find, was_late};
use guichet_kernel::{Instant, Sql, SqlError, binds};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

/// The Tuesday's 10:00 is cancelled until Monday's 10:00.
fn limit() -> Instant {
    tuesday("10:00").minus(TimeDelta::hours(24))
}

#[test]
fn a7_cancelling_is_possible_up_to_the_notice_to_the_millisecond() {
    for (offset, outcome) in [(-1, Ok(())), (0, Ok(())), (1, Err(Refusal::TooLate))] {
        let clinic = Clinic::on_tuesday();
        let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
        let now = limit().plus(TimeDelta::milliseconds(offset));
        assert_eq!(appointment.may_cancel(1_440, now), outcome.is_ok(), "{offset}");
        assert_eq!(clinic.cancel(&appointment, now).map(drop), outcome, "{offset}");
        assert_eq!(clinic.count("occupancy"), i64::from(outcome.is_err()), "{offset}");
    }
}

#[test]
fn a7_without_notice_cancelling_is_possible_until_the_start_and_not_at_it() {
    let clinic = Clinic::on_tuesday();
    clinic.update(clinic.practice, 0, &[(clinic.location, "Europe/Paris")], &[(clinic.service, 30)]).unwrap();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    assert_eq!(clinic.cancel(&appointment, tuesday("10:00")).map(drop), Err(Refusal::NotPossibleNow));
    assert_eq!(clinic.cancel(&appointment, tuesday("10:20")).map(drop), Err(Refusal::NotPossibleNow));
    assert!(!appointment.may_cancel(0, tuesday("10:00")));
    assert!(clinic.cancel(&appointment, tuesday("10:00").minus(TimeDelta::milliseconds(1))).is_ok());
}

#[test]
fn a7_after_the_start_it_is_not_too_late_but_impossible() {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    assert_eq!(clinic.cancel(&appointment, tuesday("10:00")).map(drop), Err(Refusal::NotPossibleNow));
    assert_eq!(clinic.count("attendance_history"), 1);
}

#[test]
fn a7_cancelling_twice_answers_as_the_first_time_and_changes_nothing() {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    let (cancelled, changed) = clinic.cancel(&appointment, limit()).unwrap();
    assert!(changed);
    assert_eq!((cancelled.attendance, cancelled.version, cancelled.changed_at), (Attendance::CancelledByPatient, 2, limit()));
    // Somebody else takes the time meanwhile; the second cancellation, after notice and start, does not touch them.
    let other = clinic.booked(tuesday("10:00"), limit()).unwrap();
    assert_eq!(clinic.cancel(&cancelled, tuesday("11:00")), Ok((cancelled.clone(), false)));
    assert_eq!(find(&clinic.sql, cancelled.id), Ok(Some(cancelled)));
    assert_eq!(find(&clinic.sql, other.id), Ok(Some(other)));
    assert_eq!(clinic.count("occupancy"), 1);
}

fn absent(clinic: &Clinic, appointment: &Appointment, now: Instant) -> Result<(Appointment, bool), Refusal> {
    clinic.sql.atomically(|| cannot_come(&clinic.sql, clinic.at(now), appointment, 1_440))
}

#[test]
fn a7_whoever_cannot_come_says_so_until_the_start_and_after_the_notice_it_is_late() {
    for (now, late) in [(limit(), false), (limit().plus(TimeDelta::milliseconds(1)), true), (tuesday("09:59"), true)] {
        let clinic = Clinic::on_tuesday();
        let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
        assert_eq!(was_late(&clinic.sql, &appointment), Ok(false));
        let (cancelled, changed) = absent(&clinic, &appointment, now).unwrap();
        assert!(changed);
        assert_eq!((cancelled.attendance, cancelled.version, cancelled.changed_at), (Attendance::CancelledByPatient, 2, now));
        assert_eq!(was_late(&clinic.sql, &cancelled), Ok(late), "{now}");
        assert_eq!(clinic.count("occupancy"), 0, "the time is free");
        // Once more, after the start too, it is as the first time said; and a cancellation is no other.
        assert_eq!(absent(&clinic, &cancelled, tuesday("11:00")), Ok((cancelled.clone(), false)));
        assert_eq!(clinic.cancel(&cancelled, now), Ok((cancelled.clone(), false)));
        assert_eq!((clinic.count("attendance_history"), was_late(&clinic.sql, &cancelled)), (2, Ok(late)));
    }
}

#[test]
fn a7_nobody_says_from_the_start_on_or_once_there_that_they_cannot_come() {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    for now in ["10:00", "10:20"] {
        assert_eq!(absent(&clinic, &appointment, tuesday(now)).map(drop), Err(Refusal::NotPossibleNow));
    }
    for state in [Attendance::Arrived, Attendance::Attended, Attendance::Absent, Attendance::Moved] {
        let there = Appointment { attendance: state, ..appointment.clone() };
        assert_eq!(absent(&clinic, &there, tuesday("09:30")).map(drop), Err(Refusal::NotPossibleNow), "{state:?}");
    }
    assert_eq!((clinic.count("attendance_history"), clinic.count("occupancy")), (1, 1));
}

#[test]
fn a7_what_has_been_taken_up_is_not_cancelled_by_the_link() {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    for state in [Attendance::Arrived, Attendance::Attended, Attendance::Absent, Attendance::Moved] {
        let there = guichet_agenda_core::Appointment { attendance: state, ..appointment.clone() };
        assert_eq!(clinic.cancel(&there, limit()).map(drop), Err(Refusal::NotPossibleNow), "{state:?}");
        assert!(!there.may_cancel(1_440, limit()), "{state:?}");
    }
}

#[test]
fn a5_the_history_tells_each_state_once_with_whom_and_when() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let appointment = clinic.booked(tuesday("10:00"), now).unwrap();
    clinic.cancel(&appointment, limit()).unwrap();
    let rows: Vec<(i64, Attendance, String, Instant)> = clinic
        .sql
        .rows(
            "SELECT version, attendance, by_whom, at FROM attendance_history WHERE appointment_id = ? ORDER BY version",
            binds![appointment.id],
        )
        .unwrap();
    assert_eq!(rows, [(1, Attendance::Booked, "patient".into(), now), (2, Attendance::CancelledByPatient, "patient".into(), limit())]);
}

#[test]
fn a5_the_history_is_never_rewritten() {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    for rewrite in [
        "UPDATE attendance_history SET attendance = 'absent'",
        "UPDATE attendance_history SET at = at + 1",
        "UPDATE OR REPLACE attendance_history SET by_whom = 'nobody'",
    ] {
        let refused = clinic.sql.run(rewrite, &[]).unwrap_err();
        assert!(refused.is_trigger("history is never rewritten"), "{rewrite}: {refused}");
    }
    let second = "INSERT INTO attendance_history (appointment_id, version, attendance, by_whom, at) VALUES (?, 1, 'absent', 'nobody', 0)";
    assert_eq!(clinic.sql.run(second, binds![appointment.id]), Err(SqlError::Unique));
}

#[test]
fn a7_the_notice_is_the_one_of_the_day_of_cancelling() {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    clinic.update(clinic.practice, 2_880, &[(clinic.location, "Europe/Paris")], &[(clinic.service, 30)]).unwrap();
    assert_eq!(clinic.cancel(&appointment, instant(MONDAY)).map(drop), Err(Refusal::TooLate));
}
