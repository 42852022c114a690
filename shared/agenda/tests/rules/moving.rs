//! A5, A7: moving to another date, by staff and by the link (ADR 0009, 11).

use chrono::TimeDelta;
use guichet_agenda_core::{
    Appointment, Attendance, Move, Moved, Offering, Outlook, Pattern, Refusal, Terms, by_token, cancel_by_patient, find,
    free_starts_instead_of, move_by_link, move_by_staff, put_terms, terms, told_version,
};
use guichet_kernel::{AppointmentId, Instant, Sql, Token};

use crate::clinic::{Clinic, MONDAY, instant, minutes, tuesday};

const EARLIER: &str = "2026-11-20T08:00:00Z";

fn wanted(clinic: &Clinic, appointment: &Appointment, start: &str) -> Move {
    Move {
        appointment: appointment.id,
        version: appointment.version,
        to: AppointmentId::draw(instant(MONDAY), &clinic.entropy),
        starts_at: tuesday(start),
        location: None,
        force: false,
        keep_closed: false,
    }
}

fn by_staff(clinic: &Clinic, wanted: &Move) -> Result<Moved, Refusal> {
    clinic.sql.atomically(|| move_by_staff(&clinic.sql, clinic.at(instant(MONDAY)), clinic.practice, wanted, "mbr_x"))
}

fn by_link(clinic: &Clinic, token: &Token, start: Instant, now: Instant) -> Result<(Moved, Token), Refusal> {
    clinic.sql.atomically(|| move_by_link(&clinic.sql, clinic.at(now), token, start, None))
}

fn booked(clinic: &Clinic, start: &str, now: Instant) -> (Appointment, Token) {
    let (hold, _) = clinic.hold(&clinic.browser(), tuesday(start), now).unwrap();
    let (made, link) = clinic.book(&hold, now).unwrap();
    (made.appointment().clone(), link)
}

#[test]
fn a5_a_move_makes_a_new_one_whose_version_goes_on_and_marks_the_old_one() {
    let clinic = Clinic::on_tuesday();
    let (first, link) = booked(&clinic, "10:00", instant(MONDAY));
    let ask = wanted(&clinic, &first, "11:00");
    let moved = by_staff(&clinic, &ask).unwrap();
    assert_eq!((moved.old.attendance, moved.old.version, moved.old.moved_to), (Attendance::Moved, 2, Some(ask.to)));
    let new = &moved.new;
    assert_eq!((new.version, new.origin, new.moved_from, new.patient), (3, first.id, Some(first.id), first.patient));
    assert_eq!((new.attendance, new.starts_at, new.ends_at), (Attendance::Booked, tuesday("11:00"), tuesday("11:30")));
    assert_eq!(find(&clinic.sql, new.id).unwrap().as_ref(), Some(new));
    assert_eq!((told_version(&clinic.sql, new), told_version(&clinic.sql, &moved.old)), (Ok(3), Ok(2)));
    assert_eq!(by_token(&clinic.sql, &link).unwrap(), Some(moved.old.clone()), "the old link says that it was moved");
    assert_eq!((clinic.count("occupancy"), clinic.starts(MONDAY).contains(&tuesday("10:00"))), (1, true));
    assert_eq!(by_staff(&clinic, &ask), Ok(Moved { anew: false, ..moved.clone() }), "sent twice");
    assert_eq!(by_staff(&clinic, &Move { starts_at: tuesday("09:00"), ..ask }), Err(Refusal::OtherForm));
    assert_eq!(by_staff(&clinic, &wanted(&clinic, &moved.old, "09:00")), Err(Refusal::NotPossibleNow), "it is moved already");
    // Back again is a move too, and the chain knows its first.
    let back = by_staff(&clinic, &wanted(&clinic, new, "10:00")).unwrap().new;
    assert_eq!((back.version, back.origin, back.moved_from), (5, first.id, Some(new.id)));
}

#[test]
fn a5_the_old_time_is_free_for_the_move_and_a_refused_one_changes_nothing() {
    let clinic = Clinic::on_tuesday();
    let (first, _) = booked(&clinic, "10:00", instant(MONDAY));
    let (other, _) = booked(&clinic, "11:00", instant(MONDAY));
    assert_eq!(by_staff(&clinic, &wanted(&clinic, &first, "10:45")), Err(Refusal::Taken));
    assert_eq!(by_staff(&clinic, &Move { version: 2, ..wanted(&clinic, &first, "10:15") }), Err(Refusal::Changed));
    assert_eq!((find(&clinic.sql, first.id).unwrap().as_ref(), clinic.count("occupancy")), (Some(&first), 2));
    let overlapping = by_staff(&clinic, &wanted(&clinic, &first, "10:15")).unwrap().new;
    assert!(!overlapping.forced);
    let forced = by_staff(&clinic, &Move { force: true, ..wanted(&clinic, &overlapping, "11:15") }).unwrap().new;
    assert!(forced.forced);
    let did: Vec<(String,)> =
        clinic.sql.rows("SELECT DISTINCT did FROM attendance_history WHERE did IS NOT NULL ORDER BY did", &[]).unwrap();
    assert_eq!(did, [("forced".to_owned(),), ("moved".to_owned(),)]);
    assert_eq!(find(&clinic.sql, other.id).unwrap(), Some(other));
}

#[test]
fn a5_an_appointment_keeps_its_length_and_what_was_treated_is_not_moved() {
    let clinic = Clinic::on_tuesday();
    let (first, _) = booked(&clinic, "10:00", instant(MONDAY));
    clinic.shape(|service| Offering { minutes: minutes(45), ..service });
    let new = by_staff(&clinic, &wanted(&clinic, &first, "11:30")).unwrap().new;
    assert_eq!(new.ends_at, tuesday("12:00"));
    guichet_agenda_core::note_attendance(&clinic.sql, &new, (Attendance::Attended, 3), "mbr_x", tuesday("11:40")).unwrap();
    let attended = find(&clinic.sql, new.id).unwrap().unwrap();
    assert_eq!(by_staff(&clinic, &wanted(&clinic, &attended, "10:00")), Err(Refusal::NotPossibleNow));
    let (other, ..) = clinic.second_practice();
    let theirs = move_by_staff(&clinic.sql, clinic.at(instant(MONDAY)), other, &wanted(&clinic, &attended, "10:00"), "mbr_x");
    assert_eq!(theirs, Err(Refusal::Unknown));
}

#[test]
fn a7_by_the_link_the_same_move_is_the_same_appointment_and_the_same_link() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(EARLIER));
    let (first, link) = booked(&clinic, "10:00", now);
    let (moved, new_link) = by_link(&clinic, &link, tuesday("10:30"), now).unwrap();
    assert_eq!((moved.anew, moved.new.version, moved.new.origin), (true, 3, first.id));
    assert_eq!(by_token(&clinic.sql, &new_link).unwrap().as_ref(), Some(&moved.new));
    let (again, same) = by_link(&clinic, &link, tuesday("10:30"), now).unwrap();
    assert_eq!((again.anew, &again.new, &same), (false, &moved.new, &new_link));
    assert_eq!(by_link(&clinic, &link, tuesday("11:00"), now), Err(Refusal::NotPossibleNow), "the old link moves no more");
    let by: Vec<(String,)> = clinic.sql.rows("SELECT DISTINCT by_whom FROM attendance_history", &[]).unwrap();
    assert_eq!(by, [("patient".to_owned(),)]);
    // On again with the new link; what the first link did still is what it did.
    let (on, _) = by_link(&clinic, &new_link, tuesday("11:30"), now).unwrap();
    assert_eq!(on.new.version, 5);
    assert_eq!(by_link(&clinic, &link, tuesday("10:30"), now).unwrap().0.new.attendance, Attendance::Moved);
    assert_eq!(clinic.count("occupancy"), 1);
}

#[test]
fn a7_what_staff_moved_back_is_moved_again_by_the_same_link() {
    let clinic = Clinic::on_tuesday();
    let now = instant(EARLIER);
    let (_, link) = booked(&clinic, "10:00", now);
    let (there, _) = by_link(&clinic, &link, tuesday("11:00"), now).unwrap();
    let back = by_staff(&clinic, &wanted(&clinic, &there.new, "10:00")).unwrap().new;
    let (again, new) = by_link(&clinic, &link, tuesday("11:00"), instant(MONDAY)).unwrap();
    assert_eq!((again.old.id, again.new.starts_at, again.anew), (back.id, tuesday("11:00"), true));
    assert_eq!(by_token(&clinic.sql, &new).unwrap(), Some(again.new));
}

#[test]
fn a7_the_link_moves_within_the_notice_and_only_to_what_the_public_sees() {
    let (clinic, now) = (Clinic::new(), instant(EARLIER));
    clinic.put(&clinic.dated()).unwrap();
    let evening = Pattern { public_capacity: 0, from: "18:00".parse().unwrap(), to: "19:00".parse().unwrap(), ..clinic.dated() };
    clinic.put(&evening).unwrap();
    let (first, link) = booked(&clinic, "10:00", now);
    booked(&clinic, "11:00", now);
    for (start, refusal) in [
        ("10:00", Refusal::NotOffered),
        ("10:15", Refusal::NotOffered),
        ("18:00", Refusal::NotOffered),
        ("12:00", Refusal::NotOffered),
        ("11:00", Refusal::Taken),
    ] {
        assert_eq!(by_link(&clinic, &link, tuesday(start), now), Err(refusal), "{start}");
    }
    let last = first.cancel_until(1_440);
    assert_eq!(by_link(&clinic, &link, tuesday("11:30"), last.plus(TimeDelta::milliseconds(1))), Err(Refusal::TooLate));
    assert_eq!(by_link(&clinic, &link, tuesday("11:30"), tuesday("10:00")), Err(Refusal::NotPossibleNow));
    assert!(by_link(&clinic, &link, tuesday("11:30"), last).is_ok());
    assert_eq!(by_link(&clinic, &clinic.browser(), tuesday("09:00"), now), Err(Refusal::Unknown));
    let (cancelled, link) = booked(&clinic, "09:00", now);
    cancel_by_patient(&clinic.sql, clinic.at(now), &cancelled, 0).unwrap();
    assert_eq!(by_link(&clinic, &link, tuesday("09:30"), now), Err(Refusal::NotPossibleNow));
}

#[test]
fn a7_the_page_for_moving_shows_what_the_old_one_takes() {
    let (clinic, now) = (Clinic::new(), instant(EARLIER));
    clinic.put(&Pattern { grid: Some(minutes(15)), ..clinic.dated() }).unwrap();
    let (first, link) = booked(&clinic, "10:00", now);
    let starts = instead_of(&clinic, &first, now);
    assert!(starts.contains(&tuesday("10:15")));
    assert!(!clinic.starts(EARLIER).contains(&tuesday("10:15")));
    assert!(by_link(&clinic, &link, tuesday("10:15"), now).is_ok());
}

fn instead_of(clinic: &Clinic, old: &Appointment, now: Instant) -> Vec<Instant> {
    let found = free_starts_instead_of(&clinic.sql, &clinic.window("2026-11-24", 1), old, now).unwrap();
    found.into_iter().map(|start| start.starts_at).collect()
}

// Whatever the service has become since, what was booked is as long as it was; and where it is, it is not moved to.
#[test]
fn a7_every_start_that_the_page_for_moving_shows_can_be_had_and_no_other() {
    for now_lasts in [15, 30, 60] {
        let (clinic, now) = (Clinic::new(), instant(EARLIER));
        clinic.put(&Pattern { grid: Some(minutes(15)), ..clinic.dated() }).unwrap();
        let (first, link) = booked(&clinic, "10:00", now);
        booked(&clinic, "11:00", now);
        clinic.offer(&[Offering::plain(clinic.service, minutes(now_lasts))]);
        let shown = instead_of(&clinic, &first, now);
        assert!(shown.contains(&tuesday("10:30")) && shown.contains(&tuesday("11:30")), "{now_lasts}");
        let quarters = (0..24).map(|quarter| tuesday("08:00").plus(TimeDelta::minutes(15 * quarter)));
        for start in quarters {
            let had = clinic.sql.atomically(|| {
                move_by_link(&clinic.sql, clinic.at(now), &link, start, None)?;
                Err::<(), _>(Refusal::Changed)
            });
            assert_eq!(had == Err(Refusal::Changed), shown.contains(&start), "{now_lasts} {start}");
        }
    }
}

#[test]
fn the_next_start_to_move_to_is_another_one_and_as_long_as_it_was() {
    let (clinic, now) = (Clinic::new(), instant(EARLIER));
    let hour = Pattern { from: "10:00".parse().unwrap(), to: "10:30".parse().unwrap(), ..clinic.dated() };
    clinic.put(&hour).unwrap();
    let at = |day: &str, from: &str, to: &str| Pattern {
        first_day: day.parse().unwrap(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        ..clinic.dated()
    };
    clinic.put(&at("2026-11-25", "10:00", "10:15")).unwrap();
    clinic.put(&at("2026-11-26", "10:00", "10:30")).unwrap();
    let (first, _) = booked(&clinic, "10:00", now);
    clinic.offer(&[Offering::plain(clinic.service, minutes(15))]);
    let next = |old: Option<&Appointment>| {
        let day = "2026-11-24".parse().unwrap();
        let outlook = Outlook::of(&clinic.sql, clinic.practice, day, now).unwrap();
        let mut outlook = match old {
            Some(old) => outlook.instead_of(old),
            None => outlook,
        };
        outlook.next((clinic.service, clinic.location), day, 30).unwrap().unwrap().starts_at
    };
    assert_eq!(next(None), instant("2026-11-25T10:00:00+01:00"));
    assert_eq!(next(Some(&first)), instant("2026-11-26T10:00:00+01:00"));
}

// A12: what is closed to the public is closed to their links.
#[test]
fn nothing_is_moved_by_its_link_where_nothing_is_booked_online() {
    let (clinic, now) = (Clinic::new(), instant(EARLIER));
    clinic.put(&clinic.dated()).unwrap();
    let (first, link) = booked(&clinic, "10:00", now);
    let choose = |version, online| {
        let chosen = Terms { version, online, ..terms(&clinic.sql, clinic.practice).unwrap() };
        clinic.sql.atomically(|| put_terms(&clinic.sql, clinic.practice, &chosen)).unwrap();
    };
    choose(0, false);
    assert_eq!(by_link(&clinic, &link, tuesday("11:00"), now), Err(Refusal::NotOffered));
    assert_eq!(instead_of(&clinic, &first, now), []);
    choose(1, true);
    clinic.offer(&[Offering { online: false, ..Offering::plain(clinic.service, minutes(30)) }]);
    assert_eq!(by_link(&clinic, &link, tuesday("11:00"), now), Err(Refusal::NotOffered));
    clinic.offer(&[Offering::plain(clinic.service, minutes(30))]);
    assert!(by_link(&clinic, &link, tuesday("11:00"), now).is_ok());
}
