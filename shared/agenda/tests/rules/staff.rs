//! A5: what staff note. And what they see: their own rows, the others' time.

use chrono::TimeDelta;
use guichet_agenda_core::{
    Appointment, Attendance, Opening, Refusal, Request, Taken, day, find, find_own, leave, note_attendance, told_version,
};
use guichet_kernel::{Instant, PracticeId, Sql, binds};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

const THE_DAY: (&str, &str) = ("2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z");

fn see(clinic: &Clinic, practice: PracticeId) -> Vec<Taken> {
    day(&clinic.sql, practice, (instant(THE_DAY.0), instant(THE_DAY.1))).unwrap()
}

fn note(clinic: &Clinic, appointment: &Appointment, to: (Attendance, i64), now: Instant) -> Result<(Appointment, bool), Refusal> {
    clinic.sql.atomically(|| note_attendance(&clinic.sql, appointment, to, "mbr_x", now))
}

/// The second practice with two of its appointments that touch and one apart, and a hold of each.
fn two_practices() -> (Clinic, PracticeId, Appointment) {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (practice, location, service) = clinic.second_practice();
    clinic.open_as(&Opening { practice, location, service, ..clinic.opening("2026-11-24", "14:00", "20:00") }).unwrap();
    let theirs = |start: &str| {
        let request = Request { service, ..clinic.request(&clinic.browser(), tuesday(start)) };
        clinic.hold_as(&request, now).unwrap().0
    };
    for start in ["14:00", "14:45", "17:00"] {
        clinic.book(&theirs(start), now).unwrap();
    }
    theirs("18:30");
    clinic.hold(&clinic.browser(), tuesday("09:00"), now).unwrap();
    let own = clinic.booked(tuesday("10:00"), now).unwrap();
    (clinic, practice, own)
}

#[test]
fn each_practice_sees_its_rows_and_the_others_time_without_its_parts() {
    let (clinic, other, own) = two_practices();
    let busy = |from, to| Taken::Busy(tuesday(from), tuesday(to));
    assert_eq!(see(&clinic, clinic.practice), [Taken::Own(own.clone()), busy("14:00", "15:30"), busy("17:00", "17:45")]);
    let theirs = see(&clinic, other);
    assert_eq!(theirs.first(), Some(&busy("10:00", "10:30")));
    assert!(theirs.iter().skip(1).all(|taken| matches!(taken, Taken::Own(appointment) if appointment.practice == other)));
    assert_eq!(theirs.len(), 4, "no hold, theirs or ours");
    assert_eq!(find_own(&clinic.sql, other, own.id), Err(Refusal::Unknown), "what is another's does not exist");
    let stranger = PracticeId::draw(instant(MONDAY), &clinic.entropy);
    assert_eq!(day(&clinic.sql, stranger, (instant(THE_DAY.0), instant(THE_DAY.1))), Err(Refusal::NotAMember));
}

#[test]
fn a_cancelled_appointment_is_seen_by_its_own_practice_only() {
    let (clinic, other, own) = two_practices();
    let (cancelled, _) = clinic.cancel(&own, instant(MONDAY)).unwrap();
    assert_eq!(see(&clinic, clinic.practice).first(), Some(&Taken::Own(cancelled)));
    assert!(see(&clinic, other).iter().all(|taken| matches!(taken, Taken::Own(_))));
}

#[test]
fn a_practice_that_was_left_sees_its_own_rows_and_nothing_of_the_others() {
    let (clinic, other, own) = two_practices();
    clinic.sql.atomically(|| leave(&clinic.sql, clinic.practice, instant(MONDAY))).unwrap();
    assert_eq!(see(&clinic, clinic.practice), [Taken::Own(own)]);
    assert_eq!(see(&clinic, other).len(), 4, "who stays sees the time that is still taken");
}

#[test]
fn a5_staff_note_with_their_name_and_the_time_stays_taken() {
    let (clinic, appointment) = booked();
    let mut last = appointment;
    for state in [Attendance::Confirmed, Attendance::Arrived, Attendance::Attended, Attendance::Absent, Attendance::Booked] {
        let (noted, changed) = note(&clinic, &last, (state, last.version), tuesday("10:05")).unwrap();
        assert_eq!((noted.attendance, noted.version, changed), (state, last.version + 1, true));
        assert_eq!(find(&clinic.sql, noted.id).unwrap(), Some(noted.clone()));
        assert_eq!(clinic.count("occupancy"), 1);
        assert_eq!(told_version(&clinic.sql, &noted), Ok(1), "a message that speaks of it still does");
        last = noted;
    }
    let by: Vec<(String,)> = clinic.sql.rows("SELECT by_whom FROM attendance_history WHERE version > 1 ORDER BY version", &[]).unwrap();
    assert_eq!(by, vec![("mbr_x".to_owned(),); 5]);
}

fn booked() -> (Clinic, Appointment) {
    let clinic = Clinic::on_tuesday();
    let appointment = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    (clinic, appointment)
}

#[test]
fn a5_the_same_note_twice_is_one_and_a_note_on_what_has_changed_is_refused() {
    let (clinic, appointment) = booked();
    let (noted, _) = note(&clinic, &appointment, (Attendance::Arrived, 1), tuesday("09:55")).unwrap();
    assert_eq!(note(&clinic, &noted, (Attendance::Arrived, 1), tuesday("09:56")), Ok((noted.clone(), false)));
    assert_eq!(note(&clinic, &noted, (Attendance::Absent, 1), tuesday("10:30")), Err(Refusal::Changed));
    assert_eq!(clinic.count("attendance_history"), 2);
}

#[test]
fn a5_what_is_cancelled_stays_so_and_nothing_is_cancelled_by_a_note() {
    let (clinic, appointment) = booked();
    assert_eq!(note(&clinic, &appointment, (Attendance::Moved, 1), tuesday("10:00")), Err(Refusal::NotPossibleNow));
    let (cancelled, _) = clinic.cancel(&appointment, instant(MONDAY)).unwrap();
    assert_eq!(note(&clinic, &cancelled, (Attendance::Booked, 2), tuesday("10:00")), Err(Refusal::NotPossibleNow));
    assert_eq!(told_version(&clinic.sql, &cancelled), Ok(2));
}

#[test]
fn a5_nobody_is_there_before_the_day_nor_absent_before_the_start() {
    let midnight = instant(THE_DAY.0);
    let before = |time: Instant| time.minus(TimeDelta::milliseconds(1));
    for (state, first) in [
        (Attendance::Arrived, midnight),
        (Attendance::Attended, midnight),
        (Attendance::Absent, tuesday("10:00")),
        (Attendance::Confirmed, instant(MONDAY)),
    ] {
        let (clinic, appointment) = booked();
        if state != Attendance::Confirmed {
            assert_eq!(note(&clinic, &appointment, (state, 1), before(first)), Err(Refusal::NotPossibleNow), "{state:?}");
        }
        assert!(note(&clinic, &appointment, (state, 1), first).is_ok(), "{state:?}");
    }
}

#[test]
fn a_practice_that_was_left_notes_up_to_the_day_of_leaving() {
    let (clinic, appointment) = booked();
    let leave_at = |now| clinic.sql.atomically(|| leave(&clinic.sql, clinic.practice, now)).unwrap();
    leave_at(tuesday("08:00"));
    assert!(note(&clinic, &appointment, (Attendance::Absent, 1), tuesday("11:00")).is_ok());
    // Had they left the day before, nothing could be noted of it.
    clinic.sql.run("UPDATE membership SET ended_at = ?", binds![instant(THE_DAY.0).minus(TimeDelta::milliseconds(1))]).unwrap();
    let noted = find(&clinic.sql, appointment.id).unwrap().unwrap();
    assert_eq!(note(&clinic, &noted, (Attendance::Booked, 2), tuesday("11:00")), Err(Refusal::NotAMember));
}
