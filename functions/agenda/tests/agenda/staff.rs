//! What the staff of two practices see of one agenda, and what they note in it.

use guichet_contracts::{
    Principal, ProblemKind,
    command::agenda::{Attendance, CancelAppointment, CannotCome, Check, CheckAppointment, DayEntry},
};
use serde_json::json;

use crate::desk::{Away, Desk, Made, tuesday};

#[test]
fn each_practice_sees_its_own_rows_and_the_others_time() {
    let desk = Desk::open();
    let own = desk.made(desk.own, tuesday("09:00"));
    desk.made(desk.other, tuesday("14:00"));
    desk.made(desk.other, tuesday("14:30"));
    desk.reply(Principal::Public, &desk.hold_slot(desk.other, tuesday("16:00")));
    let busy = |from, to| DayEntry { starts_at: tuesday(from), ends_at: tuesday(to), appointment: None };

    let seen = desk.day(desk.own.practice);
    assert_eq!(seen[1..], [busy("14:00", "15:00")]);
    let mine = seen[0].appointment.clone().unwrap();
    assert_eq!((mine.appointment, mine.version, mine.attendance), (own.booked.appointment, 1, Attendance::Booked));
    assert_eq!((mine.service.id, mine.location.id, mine.patient.is_some()), (desk.own.service, desk.own.location, true));

    let theirs = desk.day(desk.other.practice);
    assert_eq!(theirs[0], busy("09:00", "09:30"));
    assert_eq!(theirs[1..].iter().filter_map(|entry| entry.appointment.as_ref()).count(), 2);
    let told = serde_json::to_string(&theirs).unwrap();
    for trace in [own.booked.appointment.to_string(), mine.patient.unwrap().to_string(), desk.own.service.to_string()] {
        assert!(!told.contains(&trace));
    }
}

#[test]
fn a_practice_that_was_left_reads_its_rows_and_no_ones_time() {
    let desk = Desk::open();
    let own = desk.made(desk.own, tuesday("09:00"));
    desk.made(desk.other, tuesday("14:00"));
    assert_eq!(desk.leave(desk.own), 200);
    let seen = desk.day(desk.own.practice);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].appointment.as_ref().unwrap().appointment, own.booked.appointment);
    // It left on Monday: of Tuesday it notes nothing.
    desk.now.set(tuesday("10:00"));
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &Desk::set(&own, "absent", 1)), Some(ProblemKind::Forbidden));
    assert_eq!(desk.day(desk.other.practice)[0].appointment, None);
}

#[test]
fn a5_a_note_is_told_to_the_practices_audit_trail_once() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.tick(tuesday("08:58"), Away::Nobody);
    let staff = desk.staff(desk.own.practice);
    let first = desk.reply(staff.clone(), &Desk::set(&made, "arrived", 1));
    let again = desk.reply(staff.clone(), &Desk::set(&made, "arrived", 1));
    assert_eq!(first, again);
    let noted = first.appointment.unwrap();
    assert_eq!((noted.version, noted.attendance), (2, Attendance::Arrived));
    let body = json!({
        "actor": "mbr_1", "appointment": made.booked.appointment, "attendance": "arrived", "at": tuesday("08:58"), "request_id": "r1"
    });
    assert_eq!(desk.waiting(), [("Practice".into(), "StaffActedV1".into(), body)]);
    assert_eq!(desk.ask(staff.clone(), &Desk::set(&made, "attended", 1)), Some(ProblemKind::Changed));
    assert_eq!(desk.ask(staff.clone(), &Desk::set(&made, "absent", 2)), Some(ProblemKind::NotPossibleNow), "it has not begun");
    assert_eq!(desk.ask(staff.clone(), &Desk::set(&made, "moved", 2)), Some(ProblemKind::NotPossibleNow));
    assert_eq!(desk.reply(staff, &Desk::set(&made, "booked", 2)).appointment.unwrap().attendance, Attendance::Booked);
    assert_eq!(desk.waiting().len(), 2);
    assert_eq!(desk.page(None, None).starts[0], tuesday("09:30"), "the time stays taken");
}

#[test]
fn what_staff_note_does_not_hold_back_a_message_under_way() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let mailroom = desk.mailroom(desk.own.practice);
    let check = |version| desk.reply(mailroom.clone(), &CheckAppointment { appointment: made.booked.appointment, version, known: None });
    desk.reply(desk.staff(desk.own.practice), &Desk::set(&made, "confirmed", 1));
    assert!(matches!(check(1), Check::AsItWas(_)));
    desk.reply(Principal::Link { token: made.link.clone() }, &CancelAppointment {});
    assert_eq!(check(1), Check::Changed);
    assert!(matches!(check(3), Check::AsItWas(_)));
}

// A7: after the notice the practice hears that the patient does not come; the patient gets the letter that any cancellation sends.
#[test]
fn whoever_cannot_come_late_frees_the_time_and_staff_see_that_it_was_late() {
    let desk = Desk::open();
    let (in_time, made) = (desk.made(desk.own, tuesday("10:30")), desk.made(desk.own, tuesday("09:00")));
    let say = |made: &Made| desk.reply(Principal::Link { token: made.link.clone() }, &CannotCome {});
    desk.hush();
    say(&in_time);
    desk.now.set(tuesday("08:30"));
    let bearer = || Principal::Link { token: made.link.clone() };
    assert_eq!(desk.ask(bearer(), &CancelAppointment {}), Some(ProblemKind::TooLate));
    let facts = say(&made);
    assert_eq!((facts.attendance, facts.version, facts.may_cancel), (Attendance::CancelledByPatient, 2, false));
    let before = desk.rows();
    assert_eq!(say(&made), facts);
    assert_eq!(desk.rows(), before, "sent twice, it is one");
    assert_eq!(desk.kinds_waiting(), ["AppointmentCancelledV1", "AppointmentCancelledV1"]);
    let (to, _, body) = desk.waiting().swap_remove(1);
    assert_eq!((to.as_str(), &body["message"]["appointment"]), ("Mailroom", &json!(made.booked.appointment)));
    assert!(desk.page(None, None).starts.contains(&tuesday("09:00")), "somebody else may have it");
    let seen = desk.day(desk.own.practice).into_iter().filter_map(|entry| entry.appointment);
    let late: Vec<_> = seen.map(|seen| (seen.appointment, seen.late)).collect();
    assert_eq!(late, [(made.booked.appointment, true), (in_time.booked.appointment, false)]);
    // From the start on it is for the practice to note who came.
    let begun = desk.made(desk.own, tuesday("11:00"));
    desk.now.set(tuesday("11:00"));
    assert_eq!(desk.ask(Principal::Link { token: begun.link }, &CannotCome {}), Some(ProblemKind::NotPossibleNow));
}
