//! Staff place, move, cancel and delete: what becomes of the time, who is told, and what the trail says.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Attendance, CancelAppointment, Check, CheckAppointment, DayEntry, ReadAppointment},
        calendar::{CancelByStaff, DeleteAppointment, FindStarts, MoveAppointment, PlaceAppointment, Starts},
    },
    event::{AppointmentMovedV1, PatientErasedV1},
};
use guichet_kernel::link::Purpose;

use crate::desk::{Away, Desk, NOW, tuesday};

fn letters(desk: &Desk) -> Vec<(String, serde_json::Value)> {
    let waiting = desk.waiting().into_iter().filter(|(to, ..)| to == "Mailroom");
    waiting.map(|(_, kind, body)| (kind, body)).collect()
}

// A4
#[test]
fn a_patient_is_placed_once_written_to_once_and_by_a_link_that_opens() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let placing = desk.placing(desk.own, tuesday("09:10"));
    let placed: DayEntry = desk.reply(staff(), &placing);
    assert_eq!(desk.reply(staff(), &placing), placed, "sent twice, it is one");
    let placed = placed.appointment.unwrap();
    assert_eq!((placed.patient, placed.version, placed.attendance, placed.forced), (Some(placing.patient), 1, Attendance::Booked, false));
    let other_patient = PlaceAppointment { patient: desk.draw_patient(), ..placing.clone() };
    assert_eq!(desk.ask(staff(), &other_patient), Some(ProblemKind::KeyReused));

    assert_eq!(desk.kinds_waiting(), ["StaffActedV1", "AppointmentBookedV1"]);
    assert_eq!(desk.deeds_waiting(), ["placed"]);
    let (_, body) = letters(&desk).swap_remove(0);
    let link = desk.keys.verify(body["message"]["link"].as_str().unwrap(), Purpose::Appointment, NOW).unwrap();
    let facts = desk.reply(Principal::Link { token: link.token }, &ReadAppointment {});
    assert_eq!((facts.appointment, facts.origin), (placing.appointment, Some(placing.appointment)));
}

#[test]
fn whoever_is_placed_silently_or_afterwards_is_not_written_to() {
    let desk = Desk::open();
    let silent = PlaceAppointment { silent: true, ..desk.placing(desk.own, tuesday("09:00")) };
    let past = desk.placing(desk.own, NOW.minus(chrono::TimeDelta::hours(1)));
    for placing in [silent, past] {
        assert!(desk.reply(desk.staff(desk.own.practice), &placing).appointment.is_some());
    }
    assert_eq!(desk.kinds_waiting(), ["StaffActedV1", "StaffActedV1"]);
}

// A3
#[test]
fn staff_go_beyond_capacity_knowingly_and_the_trail_says_so() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let placing = desk.placing(desk.own, tuesday("09:00"));
    let before = desk.rows();
    assert_eq!(desk.ask(staff(), &placing), Some(ProblemKind::SlotTaken));
    let closed = desk.close(None, ("11:00", "12:00"), false);
    assert_eq!(desk.rows(), before);
    desk.reply(staff(), &closed);
    assert_eq!(desk.ask(staff(), &desk.placing(desk.own, tuesday("11:00"))), Some(ProblemKind::Closed));
    desk.hush();
    let forced = PlaceAppointment { force: true, ..placing };
    assert!(desk.reply(staff(), &forced).appointment.unwrap().forced);
    assert_eq!(desk.deeds_waiting(), ["forced"]);
}

// A5
#[test]
fn staff_move_once_and_the_newest_place_is_what_is_written_about() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let moving = desk.moving(made.booked.appointment, 1, tuesday("10:00"));
    let moved: DayEntry = desk.reply(staff(), &moving);
    assert_eq!(desk.reply(staff(), &moving), moved, "sent twice, it is one");
    let new = moved.appointment.unwrap();
    assert_eq!((new.appointment, new.version, moved.starts_at), (moving.to, 3, tuesday("10:00")));
    assert_eq!(desk.deeds_waiting(), ["moved", "moved"]);
    let (kind, body) = letters(&desk).swap_remove(0);
    let fact: AppointmentMovedV1 = serde_json::from_value(body).unwrap();
    assert_eq!((kind.as_str(), fact.from, fact.message.version), ("AppointmentMovedV1", made.booked.appointment, 3));
    assert!(desk.page(None, None).starts.contains(&tuesday("09:00")) && !desk.page(None, None).starts.contains(&tuesday("10:00")));

    // The old link says that it was moved, and where to; the letter's own opens the new one.
    let old = desk.reply(Principal::Link { token: made.link.clone() }, &ReadAppointment {});
    assert_eq!((old.attendance, old.moved_to, old.may_cancel), (Attendance::Moved, Some(tuesday("10:00")), false));
    let link = desk.keys.verify(&fact.message.link, Purpose::Appointment, NOW).unwrap();
    let facts = desk.reply(Principal::Link { token: link.token }, &ReadAppointment {});
    assert_eq!((facts.origin, facts.moved_from), (Some(made.booked.appointment), Some(tuesday("09:00"))));

    // A letter about what it was is not true any more, nor one about where it was meanwhile.
    let check =
        |appointment, version| desk.reply(desk.mailroom(desk.own.practice), &CheckAppointment { appointment, version, known: None });
    assert_eq!(check(made.booked.appointment, 1), Check::Changed);
    assert!(matches!(check(moving.to, 3), Check::AsItWas(facts) if facts.version == 3));
    let on = desk.moving(moving.to, 3, tuesday("11:00"));
    assert_eq!(desk.reply(staff(), &on).appointment.unwrap().version, 5);
    assert_eq!(check(moving.to, 3), Check::Changed);
    assert!(matches!(check(on.to, 5), Check::AsItWas(facts) if facts.origin == Some(made.booked.appointment)));
}

#[test]
fn a_stale_move_cancellation_or_deletion_changes_nothing() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let made = desk.made(desk.own, tuesday("09:00"));
    let appointment = made.booked.appointment;
    desk.reply(staff(), &Desk::set(&made, "confirmed", 1));
    let (rows, seen) = (desk.rows(), desk.calendar(desk.own.practice));
    assert_eq!(desk.ask(staff(), &desk.moving(appointment, 1, tuesday("10:00"))), Some(ProblemKind::Changed));
    assert_eq!(desk.ask(staff(), &CancelByStaff { appointment, version: 1, keep_closed: false }), Some(ProblemKind::Changed));
    assert_eq!(desk.ask(staff(), &DeleteAppointment { appointment, version: 1 }), Some(ProblemKind::Changed));
    let taken = desk.made(desk.own, tuesday("10:00"));
    assert_eq!(desk.ask(staff(), &desk.moving(appointment, 2, tuesday("10:00"))), Some(ProblemKind::SlotTaken));
    desk.reply(staff(), &DeleteAppointment { appointment: taken.booked.appointment, version: 1 });
    let now = desk.calendar(desk.own.practice);
    assert_eq!(now.entries, seen.entries);
    assert!(desk.rows() != rows, "what was deleted keeps its row");
}

// A5
#[test]
fn staff_cancel_once_with_one_letter() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let cancel = CancelByStaff { appointment: made.booked.appointment, version: 1, keep_closed: false };
    let cancelled: DayEntry = desk.reply(desk.staff(desk.own.practice), &cancel);
    assert_eq!(desk.reply(desk.staff(desk.own.practice), &cancel), cancelled);
    assert_eq!(cancelled.appointment.unwrap().attendance, Attendance::CancelledByPractitioner);
    assert_eq!(desk.kinds_waiting(), ["StaffActedV1", "AppointmentCancelledV1"]);
    assert_eq!(desk.deeds_waiting(), ["cancelled"]);
    assert!(desk.page(None, None).starts.contains(&tuesday("09:00")));
}

// W7
#[test]
fn what_is_deleted_is_told_to_nobody_but_the_trail() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let heard = desk.made(desk.own, tuesday("10:00"));
    let staff = || desk.staff(desk.own.practice);
    assert_eq!(letters(&desk).len(), 2);
    for made in [&made, &heard] {
        let delete = DeleteAppointment { appointment: made.booked.appointment, version: 1 };
        desk.reply(staff(), &delete);
        desk.reply(staff(), &delete);
    }
    assert_eq!(letters(&desk), [], "what waited to be told is not told");
    assert_eq!(desk.deeds_waiting(), ["deleted", "deleted"]);
    assert!(desk.kinds_waiting().contains(&"PatientBookedV1".to_owned()), "the patient is somebody all the same");
    // What the Mailroom has heard already, it asks about, and does not write.
    let check = CheckAppointment { appointment: heard.booked.appointment, version: 1, known: None };
    assert_eq!(desk.reply(desk.mailroom(desk.own.practice), &check), Check::Changed);
    assert_eq!(desk.ask(desk.mailroom(desk.other.practice), &check), Some(ProblemKind::NotFound));
    assert!(desk.calendar(desk.own.practice).entries.is_empty() && desk.day(desk.own.practice).is_empty());
    assert_eq!(desk.ask(Principal::Link { token: made.link }, &ReadAppointment {}), Some(ProblemKind::LinkExpired));
    assert_eq!(desk.page(None, None).starts.len(), 6);
}

#[test]
fn another_practices_appointment_is_nobodys_to_touch() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let appointment = made.booked.appointment;
    let theirs = || desk.staff(desk.other.practice);
    let before = desk.rows();
    assert_eq!(desk.ask(theirs(), &desk.moving(appointment, 1, tuesday("15:00"))), Some(ProblemKind::NotFound));
    assert_eq!(desk.ask(theirs(), &CancelByStaff { appointment, version: 1, keep_closed: false }), Some(ProblemKind::NotFound));
    assert_eq!(desk.ask(theirs(), &DeleteAppointment { appointment, version: 1 }), Some(ProblemKind::NotFound));
    // Nor is the time: one person cannot be in two practices, unless somebody says so.
    let there = PlaceAppointment { starts_at: tuesday("09:00"), ..desk.placing(desk.other, tuesday("09:00")) };
    assert_eq!(desk.ask(theirs(), &there), Some(ProblemKind::SlotTaken));
    assert_eq!(desk.rows(), before);
    let taken_id = MoveAppointment { to: appointment, ..desk.moving(appointment, 1, tuesday("10:00")) };
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &taken_id), Some(ProblemKind::KeyReused));
}

#[test]
fn staff_find_starts_of_their_own_services() {
    let desk = Desk::open();
    desk.made(desk.own, tuesday("09:00"));
    let find = |most| FindStarts { service: desk.own.service, location: None, from: desk.day_of_tuesday(), days: 7, most };
    let starts: Starts = desk.reply(desk.staff(desk.own.practice), &find(2));
    assert_eq!(starts.starts.iter().map(|start| start.starts_at).collect::<Vec<_>>(), [tuesday("09:30"), tuesday("10:00")]);
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &find(2)), Some(ProblemKind::NotFound));
}

#[test]
fn a_patient_who_was_forgotten_is_not_written_to() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.tick(tuesday("08:00"), Away::Nobody);
    // Nothing that staff do to a row of nobody's reaches anybody.
    guichet_kernel::Sql::run(&desk.sql, "UPDATE appointment SET patient_id = NULL", &[]).unwrap();
    desk.hush();
    desk.reply(desk.staff(desk.own.practice), &CancelByStaff { appointment: made.booked.appointment, version: 1, keep_closed: false });
    assert_eq!(desk.kinds_waiting(), ["StaffActedV1"]);
}

fn held_until(desk: &Desk) -> Vec<Option<String>> {
    let until = |body: &serde_json::Value| body.pointer("/message/held_until").and_then(|at| at.as_str()).map(str::to_owned);
    letters(desk).iter().map(|(_, body)| until(body)).collect()
}

// M2: what staff do may be taken back for two minutes; what patients do, they are told at once.
#[test]
fn letters_about_what_staff_did_wait_two_minutes_and_about_what_patients_did_not_at_all() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let made = desk.made(desk.own, tuesday("09:00"));
    assert_eq!(held_until(&desk), [None]);
    desk.reply(Principal::Link { token: made.link }, &CancelAppointment {});
    assert_eq!(held_until(&desk), [None, None]);
    desk.hush();
    let until = Some(NOW.plus(TimeDelta::minutes(2)).to_string());
    let placing = desk.placing(desk.own, tuesday("10:00"));
    desk.reply(staff(), &placing);
    let moving = desk.moving(placing.appointment, 1, tuesday("11:00"));
    desk.reply(staff(), &moving);
    desk.reply(staff(), &CancelByStaff { appointment: moving.to, version: 3, keep_closed: false });
    let second = desk.placing(desk.own, tuesday("09:30"));
    desk.reply(staff(), &second);
    desk.reply(staff(), &desk.close(None, ("09:00", "10:00"), true));
    assert_eq!(held_until(&desk), vec![until; 5]);
    // Of what begins before that, they hear at once.
    desk.hush();
    desk.reply(staff(), &PlaceAppointment { force: true, ..desk.placing(desk.own, NOW.plus(TimeDelta::minutes(2))) });
    assert_eq!(held_until(&desk), [None]);
}

// A5: what is moved into the past is where the patient has been.
#[test]
fn a_move_into_the_past_is_written_down_and_told_to_nobody() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let past = MoveAppointment { force: true, ..desk.moving(made.booked.appointment, 1, NOW.minus(TimeDelta::hours(1))) };
    desk.reply(desk.staff(desk.own.practice), &past);
    assert_eq!((letters(&desk), desk.deeds_waiting()), (vec![], vec!["moved".to_owned(), "moved".to_owned()]));
    // What its Mailroom heard of it before is not true any more, and is not written.
    let check = CheckAppointment { appointment: made.booked.appointment, version: 1, known: None };
    assert_eq!(desk.reply(desk.mailroom(desk.own.practice), &check), Check::Changed);
}

// A5, M2
#[test]
fn what_is_moved_back_is_opened_by_the_links_that_opened_it_before() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let made = desk.made(desk.own, tuesday("09:00"));
    let away = desk.moving(made.booked.appointment, 1, tuesday("10:00"));
    desk.reply(staff(), &away);
    let back = desk.moving(away.to, 3, tuesday("09:00"));
    desk.reply(staff(), &back);
    let facts = desk.reply(Principal::Link { token: made.link.clone() }, &ReadAppointment {});
    assert_eq!((facts.appointment, facts.attendance, facts.may_cancel), (back.to, Attendance::Booked, true));
    assert_eq!(desk.reply(Principal::Link { token: made.link }, &CancelAppointment {}).appointment, back.to);
}

#[test]
fn a_mailroom_is_told_when_and_where_it_was_that_the_patient_knows_of() {
    let desk = Desk::open();
    let staff = || desk.staff(desk.own.practice);
    let made = desk.made(desk.own, tuesday("09:00"));
    let stranger = desk.made(desk.own, tuesday("11:30"));
    let once = desk.moving(made.booked.appointment, 1, tuesday("10:00"));
    desk.reply(staff(), &once);
    let twice = desk.moving(once.to, 3, tuesday("11:00"));
    desk.reply(staff(), &twice);
    let known = |appointment| {
        let check = CheckAppointment { appointment: twice.to, version: 5, known: appointment };
        match desk.reply(desk.mailroom(desk.own.practice), &check) {
            Check::AsItWas(facts) => facts.known.map(|slot| (slot.starts_at, slot.location.id)),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(known(Some(made.booked.appointment)), Some((tuesday("09:00"), desk.own.location)));
    assert_eq!((known(None), known(Some(stranger.booked.appointment))), (None, None), "of its own chain only");
}

// A4
#[test]
fn a_patient_who_is_forgotten_meanwhile_is_not_placed() {
    let desk = Desk::open();
    let placing = desk.placing(desk.own, tuesday("09:00"));
    let erased = PatientErasedV1 { patient: placing.patient, also: vec![] };
    let practice = desk.practice_object(desk.own.practice);
    assert_eq!(desk.deliver(&practice, &placing.patient.to_string(), &erased), 200);
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &placing), Some(ProblemKind::NotFound));
}
