//! A10: time is closed in one act, with what stands inside or without.

use chrono::TimeDelta;
use guichet_agenda_core::{
    Attendance, ClosedTime, Closing, ClosingKind, HoldFate, Pattern, Refusal, Window, close_time, closings, find, open_days, reopen,
};
use guichet_kernel::{ClosingId, Instant, LocationId};

use crate::clinic::{Clinic, MONDAY, instant, minutes, tuesday};

fn closing(clinic: &Clinic, from: &str, to: &str) -> Closing {
    Closing {
        id: ClosingId::draw(instant(MONDAY), &clinic.entropy),
        practice: clinic.practice,
        location: None,
        from: tuesday(from),
        to: tuesday(to),
        kind: ClosingKind::Illness,
    }
}

fn close(clinic: &Clinic, closing: &Closing, cancel: bool, now: Instant) -> Result<ClosedTime, Refusal> {
    guichet_kernel::Sql::atomically(&clinic.sql, || close_time(&clinic.sql, closing, cancel, "mbr_x", now))
}

#[test]
fn a10_a_start_whose_care_meets_a_closing_is_dropped_and_the_grid_goes_on_from_the_beginning() {
    let clinic = Clinic::new();
    clinic.put(&Pattern { grid: Some(minutes(20)), ..clinic.weekly() }).unwrap();
    close(&clinic, &closing(&clinic, "09:45", "10:30"), false, instant(MONDAY)).unwrap();
    // 9:00 to 9:30 is before it; 9:20 to 9:50 meets it; 10:40 is the first after it, and not 10:30.
    assert_eq!(clinic.starts(MONDAY), ["09:00", "10:40", "11:00", "11:20"].map(tuesday));
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("10:20"), instant(MONDAY)), Err(Refusal::NotOffered));
    assert_eq!(clinic.place(&clinic.placement(tuesday("10:20")), instant(MONDAY)), Err(Refusal::Closed));
    // Times that touch do not meet.
    assert!(clinic.place(&clinic.placement(tuesday("10:30")), instant(MONDAY)).is_ok());
}

#[test]
fn a10_a_closed_day_is_no_open_day() {
    let clinic = Clinic::new();
    clinic.put(&clinic.weekly()).unwrap();
    let window: Window = clinic.window("2026-11-23", 14);
    assert_eq!(open_days(&clinic.sql, &window).unwrap().len(), 2);
    let day = closing(&clinic, "00:00", "23:59");
    close(&clinic, &day, false, instant(MONDAY)).unwrap();
    assert_eq!(open_days(&clinic.sql, &window).unwrap().len(), 1);
    assert_eq!(closings(&clinic.sql, clinic.practice, (day.from, day.to)), Ok(vec![day]));
    assert_eq!(closings(&clinic.sql, clinic.practice, (day.to, day.to.plus(TimeDelta::days(9)))), Ok(vec![]));
}

#[test]
fn a10_what_stands_inside_is_cancelled_if_asked_and_its_time_is_free_and_sent_twice_is_once() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let [before, inside, confirmed, after] = ["09:00", "09:30", "10:00", "11:00"].map(|start| clinic.booked(tuesday(start), now).unwrap());
    let part = closing(&clinic, "09:45", "11:00");
    let kept = close(&clinic, &part, false, now).unwrap();
    assert_eq!((kept.standing, kept.cancelled.len(), kept.anew), (2, 0, true));
    assert_eq!(close(&clinic, &part, true, now).unwrap().cancelled, [], "it was closed without");
    let all = closing(&clinic, "09:45", "11:00");
    let closed = close(&clinic, &all, true, now).unwrap();
    assert_eq!(closed.cancelled.iter().map(|one| one.id).collect::<Vec<_>>(), [inside.id, confirmed.id]);
    assert!(closed.cancelled.iter().all(|one| one.attendance == Attendance::CancelledByPractitioner && one.version == 2));
    assert_eq!((closed.standing, clinic.count("occupancy")), (0, 2));
    let again = close(&clinic, &all, true, now).unwrap();
    assert_eq!((again.cancelled, again.anew), (closed.cancelled, false));
    for standing in [before, after] {
        assert_eq!(find(&clinic.sql, standing.id).unwrap(), Some(standing));
    }
    // Reopening gives the time back, and nobody their appointment.
    for closing in [&part, &all] {
        assert_eq!(reopen(&clinic.sql, clinic.practice, closing.id), Ok(true));
        assert_eq!(reopen(&clinic.sql, clinic.practice, closing.id), Ok(false));
    }
    assert_eq!(find(&clinic.sql, inside.id).unwrap().unwrap().attendance, Attendance::CancelledByPractitioner);
    assert!(clinic.starts(MONDAY).contains(&tuesday("10:00")));
}

#[test]
fn a10_what_was_treated_or_is_over_is_not_cancelled() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let over = clinic.booked(tuesday("09:00"), now).unwrap();
    let there = clinic.booked(tuesday("10:00"), now).unwrap();
    let ahead = clinic.booked(tuesday("11:00"), now).unwrap();
    let arrive = (Attendance::Arrived, 1);
    guichet_agenda_core::note_attendance(&clinic.sql, &there, arrive, "mbr_x", tuesday("09:50")).unwrap();
    let closed = close(&clinic, &closing(&clinic, "08:00", "12:00"), true, tuesday("10:05")).unwrap();
    assert_eq!(closed.cancelled.iter().map(|one| one.id).collect::<Vec<_>>(), [ahead.id]);
    assert_eq!(find(&clinic.sql, over.id).unwrap(), Some(over));
}

#[test]
fn a10_who_is_filling_in_a_form_for_that_time_loses_it() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (inside, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let (outside, _) = clinic.hold(&clinic.browser(), tuesday("11:00"), now).unwrap();
    close(&clinic, &closing(&clinic, "10:00", "10:30"), false, now).unwrap();
    assert_eq!(clinic.book(&inside, now).map(drop), Err(Refusal::NotOffered));
    assert_eq!(clinic.read_hold(&outside, now).1, HoldFate::Live);
    assert_eq!(clinic.count("occupancy"), 1);
}

#[test]
fn a10_a_closing_is_of_one_location_or_all_and_of_one_practice_only() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (other, location, _) = clinic.second_practice();
    let whole = closing(&clinic, "00:00", "23:00");
    let theirs = Closing { practice: other, ..whole };
    close(&clinic, &theirs, true, now).unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 6);
    assert_eq!(close(&clinic, &whole, true, now), Err(Refusal::Unknown), "the id is theirs");
    assert_eq!(reopen(&clinic.sql, clinic.practice, theirs.id), Ok(false));
    let mine = closing(&clinic, "00:00", "23:00");
    assert_eq!(close(&clinic, &Closing { location: Some(location), ..mine }, false, now), Err(Refusal::Unknown));
    let second = LocationId::draw(now, &clinic.entropy);
    clinic.update(clinic.practice, 1_440, &[(second, "Europe/Paris")], &[(clinic.service, 30)]).unwrap();
    close(&clinic, &Closing { location: Some(second), ..mine }, false, now).unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 6, "the other location");
    assert_eq!(close(&clinic, &mine, false, now), Err(Refusal::OtherForm), "the id is another closing's");
    close(&clinic, &Closing { location: Some(clinic.location), ..closing(&clinic, "00:00", "11:00") }, false, now).unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 2);
}

#[test]
fn a10_times_that_make_no_sense_are_refused() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let sound = closing(&clinic, "10:00", "11:00");
    for (from, to) in [
        (sound.to, sound.from),
        (sound.from, sound.from),
        (sound.from, sound.from.plus(TimeDelta::days(800))),
        (Instant::from_millis(i64::MAX - 1), Instant::from_millis(i64::MAX)),
    ] {
        assert!(matches!(close(&clinic, &Closing { from, to, ..sound }, true, now), Err(Refusal::BadTimes)), "{from} {to}");
    }
}
