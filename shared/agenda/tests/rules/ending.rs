//! A10: one availability ends, or a part of it, with what was made in it or without.

use chrono::{NaiveDate, TimeDelta};
use guichet_agenda_core::{Appointment, Attendance, EndedTime, Ending, HoldFate, Pattern, Refusal, find, note_attendance};
use guichet_kernel::Instant;

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

/// The Tuesday so many weeks after the first, at 10:00.
fn week(number: i64) -> Instant {
    tuesday("10:00").plus(TimeDelta::weeks(number))
}

fn day(number: i64) -> NaiveDate {
    week(number).utc().date_naive()
}

fn ids(appointments: &[Appointment]) -> Vec<guichet_kernel::AppointmentId> {
    appointments.iter().map(|one| one.id).collect()
}

/// Four Tuesdays of what recurs, each with an appointment, and one in another availability of the same day.
fn busy() -> (Clinic, (guichet_kernel::AvailabilityId, i64), Vec<Appointment>, Appointment) {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    let made = clinic.put(&clinic.weekly()).unwrap();
    let afternoon = Pattern { from: "14:00".parse().unwrap(), to: "16:00".parse().unwrap(), ..clinic.weekly() };
    clinic.put(&afternoon).unwrap();
    let booked = (0..4).map(|number| clinic.booked(week(number), now).unwrap()).collect();
    let apart = clinic.booked(week(2).plus(TimeDelta::hours(4)), now).unwrap();
    (clinic, (made.id, 1), booked, apart)
}

fn stands(clinic: &Clinic, appointment: &Appointment) -> bool {
    find(&clinic.sql, appointment.id).unwrap().as_ref() == Some(appointment)
}

#[test]
fn a10_a_whole_availability_or_from_a_day_or_a_day_ends_with_what_was_made_in_it_and_nothing_else() {
    let now = instant(MONDAY);
    for (ending, inside) in [(Ending::Whole, 0..4), (Ending::From(day(2)), 2..4), (Ending::Day(day(1)), 1..2)] {
        let (clinic, seen, booked, apart) = busy();
        let ended = clinic.end(seen, ending, true, now).unwrap();
        assert_eq!(ids(&ended.cancelled), ids(&booked[inside.clone()]), "{ending:?}");
        assert!(ended.cancelled.iter().all(|one| one.attendance == Attendance::CancelledByPractitioner && one.version == 2));
        assert_eq!((ended.standing, ended.anew), (0, true));
        for (number, one) in booked.iter().enumerate() {
            assert_eq!(stands(&clinic, one), !inside.contains(&number), "{ending:?} {number}");
        }
        assert!(stands(&clinic, &apart));
        assert_eq!(usize::try_from(clinic.count("occupancy")), Ok(5 - inside.len()), "their time is free");
        // Nothing is offered from it.
        let at = week(i64::try_from(inside.start).unwrap());
        assert_eq!(clinic.hold(&clinic.browser(), at, now), Err(Refusal::NotOffered));
        let again: EndedTime = clinic.end(seen, ending, true, now).unwrap();
        assert_eq!(again, EndedTime { anew: false, ..ended }, "sent twice, it is one");
    }
}

#[test]
fn a10_what_was_made_in_it_stands_where_nobody_says_otherwise_and_goes_on_standing() {
    let now = instant(MONDAY);
    for (ending, standing) in [(Ending::Whole, 4), (Ending::From(day(2)), 2), (Ending::Day(day(1)), 1)] {
        let (clinic, seen, booked, _) = busy();
        for cancel in [false, true] {
            let ended = clinic.end(seen, ending, cancel, now).unwrap();
            assert_eq!((ended.standing, ended.cancelled, ended.anew), (standing, vec![], !cancel), "it was ended without");
        }
        assert!(booked.iter().all(|one| stands(&clinic, one)));
    }
}

#[test]
fn a10_what_has_begun_or_was_treated_is_not_cancelled() {
    let (clinic, seen, booked, _) = busy();
    note_attendance(&clinic.sql, &booked[1], (Attendance::Arrived, 1), "mbr_x", week(1).minus(TimeDelta::minutes(9))).unwrap();
    let ended = clinic.end(seen, Ending::Whole, true, week(0).plus(TimeDelta::minutes(5))).unwrap();
    assert_eq!(ids(&ended.cancelled), ids(&booked[2..]));
    assert!(stands(&clinic, &booked[0]));
    assert_eq!(find(&clinic.sql, booked[1].id).unwrap().unwrap().attendance, Attendance::Arrived);
}

#[test]
fn a10_a_day_that_was_given_back_and_ends_again_cancels_only_who_came_since() {
    let (clinic, (id, _), booked, _) = busy();
    let now = instant(MONDAY);
    assert_eq!(ids(&clinic.end((id, 1), Ending::Day(day(1)), true, now).unwrap().cancelled), ids(&booked[1..2]));
    clinic.put_as(id, Some(2), &clinic.weekly()).unwrap();
    let since = clinic.booked(week(1), now).unwrap();
    let ended = clinic.end((id, 3), Ending::Day(day(1)), true, now).unwrap();
    assert_eq!(ids(&ended.cancelled), [since.id]);
}

#[test]
fn a10_an_availability_changed_meanwhile_ends_and_cancels_nothing() {
    let (clinic, (id, _), booked, _) = busy();
    assert_eq!(clinic.end((id, 7), Ending::Whole, true, instant(MONDAY)), Err(Refusal::Changed));
    assert!(booked.iter().all(|one| stands(&clinic, one)));
}

#[test]
fn a10_who_is_filling_in_a_form_for_what_is_cancelled_loses_it() {
    let (clinic, seen, ..) = busy();
    let now = instant(MONDAY);
    let half_past = |number| week(number).plus(TimeDelta::minutes(30));
    let [outside, inside] = [1, 2].map(|number| clinic.hold(&clinic.browser(), half_past(number), now).unwrap().0);
    clinic.end(seen, Ending::From(day(2)), true, now).unwrap();
    assert_eq!(clinic.book(&inside, now).map(drop), Err(Refusal::NotOffered));
    assert_ne!(clinic.read_hold(&inside, now).1, HoldFate::Live);
    assert_eq!(clinic.read_hold(&outside, now).1, HoldFate::Live);
}
