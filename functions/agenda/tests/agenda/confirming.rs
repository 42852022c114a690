//! Bookings that wait until their letter's link is opened (A6, A9): who is told what, and when.

use chrono::TimeDelta;
use guichet_contracts::{
    Object, Principal, ProblemKind,
    command::{
        agenda::{
            AppointmentFacts, Attendance, Book, Booked, CancelAppointment, CannotCome, Check, CheckAppointment, ConfirmBooking, MoveByLink,
            ReadAppointment, SetAttendance,
        },
        calendar::{CancelByStaff, MoveAppointment},
        card::PracticeCard,
    },
    event::{AppointmentBookedV1, ConfirmationAskedV1, PatientBookedV1},
};
use guichet_kernel::{AppointmentId, Instant, Token, link::Purpose};

use crate::desk::{Away, Desk, Made, NOW, tuesday};

/// An agenda whose practice asks that bookings be confirmed, with one that waits, and the token of its letter's link.
fn waiting() -> (Desk, Made, Token) {
    let desk = Desk::open();
    assert_eq!(desk.tell_card(PracticeCard { confirm_by_link: true, ..desk.card(desk.own) }), 200);
    let made = desk.made(desk.own, tuesday("10:00"));
    let told = desk.waiting();
    assert_eq!(
        told.iter().map(|(class, kind, _)| (class.as_str(), kind.as_str())).collect::<Vec<_>>(),
        [("Mailroom", "ConfirmationAskedV1")]
    );
    let asked: ConfirmationAskedV1 = serde_json::from_value(told.first().unwrap().2.clone()).unwrap();
    assert_eq!((asked.until, asked.message.version), (until(), 1));
    assert_ne!(asked.message.link, made.booked.link, "what proves the address goes there only");
    let token = desk.keys.verify(&asked.message.link, Purpose::Appointment, NOW).unwrap().token;
    desk.hush();
    (desk, made, token)
}

fn until() -> Instant {
    NOW.plus(TimeDelta::minutes(30))
}

fn of(token: &Token) -> Principal {
    Principal::Link { token: token.clone() }
}

fn seen(desk: &Desk, token: &Token) -> AppointmentFacts {
    desk.reply(of(token), &ReadAppointment {})
}

fn kinds(desk: &Desk) -> Vec<(String, String)> {
    desk.waiting().into_iter().map(|(class, kind, _)| (class, kind)).collect()
}

fn told_of_a_patient() -> Vec<(String, String)> {
    [("Practice", "PatientBookedV1"), ("Mailroom", "AppointmentBookedV1")].map(|(class, kind)| (class.to_owned(), kind.to_owned())).to_vec()
}

fn typed(desk: &Desk) -> bool {
    ["confirming", "outbox"].into_iter().any(|table| {
        let rows = guichet_kernel::Sql::query(&desk.sql, &format!("SELECT * FROM {table}"), &[]).unwrap();
        format!("{rows:?}").contains("Durand")
    })
}

// A6
#[test]
fn the_practice_learns_of_whom_it_is_once_the_letters_link_is_used_and_once_only() {
    let (desk, made, token) = waiting();
    let shown = seen(&desk, &made.link).unconfirmed.unwrap();
    assert_eq!((shown.until, shown.lapsed, shown.by_this_link, shown.sent_to.as_deref()), (until(), false, false, Some("z…@exemple.fr")));
    assert!(seen(&desk, &token).unconfirmed.unwrap().by_this_link);
    assert_eq!(desk.ask(of(&made.link), &ConfirmBooking {}), Some(ProblemKind::LinkForOther), "the browser has it without the letter");
    let before = desk.rows();
    seen(&desk, &token);
    assert_eq!(desk.rows(), before, "to look is not to confirm");
    assert!(kinds(&desk).is_empty());

    for link in [&token, &token, &made.link] {
        let facts: AppointmentFacts = desk.reply(of(link), &ConfirmBooking {});
        // That the address is theirs does not say that they are coming (A5).
        assert_eq!((facts.unconfirmed, facts.version, facts.attendance), (None, 2, Attendance::Booked));
    }
    assert_eq!(kinds(&desk), told_of_a_patient());
    let told = desk.waiting();
    let booked: PatientBookedV1 = serde_json::from_value(told[0].2.clone()).unwrap();
    assert_eq!(
        (booked.patient, booked.appointment, booked.person.family_name.as_str()),
        (desk.patient_of(&made), made.booked.appointment, "Durand")
    );
    let letter: AppointmentBookedV1 = serde_json::from_value(told[1].2.clone()).unwrap();
    let check = |version| {
        desk.reply(desk.mailroom(desk.own.practice), &CheckAppointment { appointment: made.booked.appointment, version, known: None })
    };
    assert_eq!((letter.message.version, matches!(check(2), Check::AsItWas(_)), check(1)), (2, true, Check::Changed));
    desk.hush();
    assert!(!typed(&desk));
    desk.tick(until(), Away::Nobody);
    assert_eq!(desk.day(desk.own.practice).len(), 1, "it stands");
}

#[test]
fn its_mailroom_is_told_to_whom_it_writes_as_long_as_it_waits() {
    let (desk, made, _) = waiting();
    let check = CheckAppointment { appointment: made.booked.appointment, version: 1, known: None };
    let Check::Unconfirmed(asked) = desk.reply(desk.mailroom(desk.own.practice), &check) else { panic!("it waits") };
    let contact = &asked.contact;
    assert_eq!((contact.name.as_str(), contact.email.as_ref().unwrap().as_str()), ("Zoé Durand", "zoe@exemple.fr"));
    assert_eq!(asked.facts.unconfirmed.unwrap().until, until());
    assert_eq!(desk.ask(desk.mailroom(desk.other.practice), &check), Some(ProblemKind::NotFound));
    desk.now.set(until());
    assert_eq!(desk.reply(desk.mailroom(desk.own.practice), &check), Check::Changed);
}

#[test]
fn what_nobody_confirms_is_over_by_itself_and_nobody_ever_knew_whose_it_was() {
    let (desk, made, token) = waiting();
    assert_eq!(desk.object().wake_at(&desk.sql).unwrap().filter(|at| *at > until()), None, "the alarm is set");
    desk.now.set(until());
    // It does not wait for the alarm, and is nobody's to cancel: nobody says of a patient that they did.
    let before = desk.rows();
    for link in [&token, &made.link] {
        assert_eq!(desk.ask(of(link), &CancelAppointment {}), Some(ProblemKind::LinkExpired));
        assert_eq!(desk.ask(of(link), &CannotCome {}), Some(ProblemKind::LinkExpired));
    }
    assert_eq!(desk.rows(), before);
    let late: AppointmentFacts = desk.reply(of(&token), &ConfirmBooking {});
    assert!(late.unconfirmed.unwrap().lapsed && !late.may_cancel);
    desk.tick(until(), Away::Everybody);
    assert!(!typed(&desk) && kinds(&desk).is_empty());
    assert!(!desk.free_waiting().is_empty(), "it is free for others");
    for link in [&token, &made.link] {
        let facts: AppointmentFacts = desk.reply(of(link), &ConfirmBooking {});
        assert!(facts.unconfirmed.unwrap().lapsed);
        assert!(seen(&desk, link).unconfirmed.unwrap().lapsed, "the page says so kindly");
        assert_eq!(desk.ask(of(link), &CancelAppointment {}), Some(ProblemKind::LinkExpired));
        assert_eq!(desk.ask(of(link), &CannotCome {}), Some(ProblemKind::LinkExpired));
    }
    assert!(desk.day(desk.own.practice).is_empty());
    let check = CheckAppointment { appointment: made.booked.appointment, version: 1, known: None };
    assert_eq!(desk.reply(desk.mailroom(desk.own.practice), &check), Check::Changed);
    // The form that is sent again has the link that says so; the time is anybody's.
    let again: Booked = desk.reply(Principal::Public, &Desk::book(&made.hold));
    assert_eq!(again.link, made.booked.link);
    desk.made(desk.own, tuesday("10:00"));
}

// A5: who says on the telephone that they come need not open a link.
#[test]
fn staff_see_that_it_waits_not_of_whom_and_confirm_it_by_noting_that_they_come() {
    let (desk, made, token) = waiting();
    let shown = desk.day(desk.own.practice).swap_remove(0).appointment.unwrap();
    assert_eq!((shown.patient, shown.unconfirmed_until), (None, Some(until())));
    let staff = || desk.staff(desk.own.practice);
    assert_eq!(desk.ask(staff(), &Desk::set(&made, "confirmed", 4)), Some(ProblemKind::Changed));
    assert_eq!(desk.ask(staff(), &Desk::set(&made, "arrived", 1)), Some(ProblemKind::NotPossibleNow), "nobody comes before the day");
    assert!(kinds(&desk).is_empty(), "and so nothing was said");
    let note: SetAttendance = Desk::set(&made, "confirmed", 1);
    let noted = desk.reply(staff(), &note).appointment.unwrap();
    assert_eq!((noted.attendance, noted.version, noted.unconfirmed_until), (Attendance::Confirmed, 3, None));
    assert_eq!(noted.patient, Some(desk.patient_of(&made)));
    let mut told = told_of_a_patient();
    told.push(("Practice".into(), "StaffActedV1".into()));
    assert_eq!(kinds(&desk), told);
    assert_eq!(seen(&desk, &token).unconfirmed, None);
}

#[test]
fn what_waits_is_not_moved_and_is_cancelled_without_a_word_to_whom_nobody_knows() {
    let (desk, made, token) = waiting();
    let (appointment, version) = (made.booked.appointment, 1);
    let elsewhere = MoveByLink { starts_at: tuesday("11:00"), location: None };
    assert_eq!(desk.ask(of(&token), &elsewhere), Some(ProblemKind::NotPossibleNow));
    let to = AppointmentId::draw(NOW, &desk.entropy);
    let by_staff =
        MoveAppointment { appointment, version, to, starts_at: tuesday("11:00"), location: None, force: false, keep_closed: false };
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &by_staff), Some(ProblemKind::NotPossibleNow));
    desk.reply(desk.staff(desk.own.practice), &CancelByStaff { appointment, version, keep_closed: false });
    assert_eq!(kinds(&desk), [("Practice".to_owned(), "StaffActedV1".to_owned())]);
    assert!(!typed(&desk));
    assert_eq!(seen(&desk, &token).attendance, Attendance::CancelledByPractitioner);

    let (desk, made, token) = waiting();
    desk.reply(of(&made.link), &CancelAppointment {});
    assert!(kinds(&desk).is_empty() && !typed(&desk));
    let facts: AppointmentFacts = desk.reply(of(&token), &ConfirmBooking {});
    assert_eq!((facts.attendance, facts.unconfirmed), (Attendance::CancelledByPatient, None));
}

// A9
#[test]
fn an_address_has_one_booking_that_waits_and_what_staff_place_never_does() {
    let desk = Desk::open();
    assert_eq!(desk.tell_card(PracticeCard { confirm_by_link: true, ..desk.card(desk.own) }), 200);
    let booker = Token::draw(&desk.entropy);
    let book = |start| {
        let held = desk.reply(Principal::Public, &desk.hold_slot(desk.own, tuesday(start)));
        desk.ask(Principal::Public, &Book { booker: Some(booker.clone()), ..Desk::book(&held.hold) })
    };
    assert_eq!((book("09:00"), book("10:00")), (None, Some(ProblemKind::ConfirmFirst)));
    desk.tick(until(), Away::Everybody);
    assert_eq!(book("10:00"), None);
    desk.hush();
    desk.reply(desk.staff(desk.own.practice), &desk.placing(desk.own, tuesday("11:00")));
    assert_eq!(kinds(&desk).last().map(|(_, kind)| kind.as_str()), Some("AppointmentBookedV1"));
    let placed = desk.day(desk.own.practice).into_iter().find(|entry| entry.starts_at == tuesday("11:00")).unwrap();
    assert_eq!(placed.appointment.unwrap().unconfirmed_until, None);
}
