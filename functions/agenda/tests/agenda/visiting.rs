//! What a form says besides who comes: in which language they read it, and where they are visited (A1).

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Book, Booked, Check, CheckAppointment, ConfirmBooking, Held, HoldFacts, HoldState, ReadHold},
        card::{Mode, PracticeCard, ServiceCard},
    },
    event::{ConfirmationAskedV1, PatientBookedV1},
};
use guichet_kernel::{Locale, Person, Token, link::Purpose};
use serde_json::json;

use crate::desk::{Away, Desk, NOW, tuesday};

fn held(desk: &Desk, start: &str) -> Token {
    let Held { hold, .. } = desk.reply(Principal::Public, &desk.hold_slot(desk.own, tuesday(start)));
    hold
}

/// The form of a hold, as it was filled in on a page in that language.
fn read_in(hold: &Token, locale: Option<Locale>) -> Book {
    let form = Desk::book(hold);
    Book { person: Person { locale, ..form.person }, ..form }
}

fn at_home(hold: &Token, street: &str) -> Book {
    let form = Desk::book(hold);
    let address = serde_json::from_value(json!({"lines": [street], "postal_code": "69003", "city": "Lyon"})).unwrap();
    Book { person: Person { address: Some(address), ..form.person }, ..form }
}

fn entered(desk: &Desk) -> Vec<Person> {
    let told = desk.waiting().into_iter().filter(|(_, kind, _)| kind == "PatientBookedV1");
    told.map(|(_, _, body)| serde_json::from_value::<PatientBookedV1>(body).unwrap().person).collect()
}

fn tell_services(desk: &Desk, mode: Mode, confirm_by_link: bool) {
    let card = desk.card(desk.own);
    let services = card.services.iter().map(|service| ServiceCard { mode, ..service.clone() }).collect();
    assert_eq!(desk.tell_card(PracticeCard { services, confirm_by_link, ..card }), 200);
    desk.hush();
}

#[test]
fn the_language_of_the_page_goes_to_the_practice_and_is_no_part_of_what_was_typed() {
    let desk = Desk::open();
    let (hold, other) = (held(&desk, "10:00"), held(&desk, "10:30"));
    let booked: Booked = desk.reply(Principal::Public, &read_in(&hold, Some(Locale::En)));
    // Sent again from a page in another language it is the same form.
    let again: Booked = desk.reply(Principal::Public, &read_in(&hold, Some(Locale::FrFr)));
    assert_eq!((again.appointment, again.link), (booked.appointment, booked.link));
    desk.reply(Principal::Public, &read_in(&other, None));
    assert_eq!(entered(&desk).iter().map(|person| person.locale).collect::<Vec<_>>(), [Some(Locale::En), None]);
}

#[test]
fn who_is_asked_to_confirm_is_written_to_in_the_language_that_they_read() {
    for (said, written) in [(Some(Locale::En), Locale::En), (None, Locale::FrFr)] {
        let desk = Desk::open();
        tell_services(&desk, Mode::Office, true);
        let booked: Booked = desk.reply(Principal::Public, &read_in(&held(&desk, "10:00"), said));
        let check = CheckAppointment { appointment: booked.appointment, version: 1, known: None };
        let Check::Unconfirmed(asked) = desk.reply(desk.mailroom(desk.own.practice), &check) else { panic!("it waits") };
        assert_eq!(asked.contact.locale, written);
        let (_, _, letter) = desk.waiting().swap_remove(0);
        let letter: ConfirmationAskedV1 = serde_json::from_value(letter).unwrap();
        let token = desk.keys.verify(&letter.message.link, Purpose::Appointment, NOW).unwrap().token;
        desk.reply(Principal::Link { token }, &ConfirmBooking {});
        assert_eq!(entered(&desk).swap_remove(0).locale, said, "and kept, once it is known whose address it is");
    }
}

// A1
#[test]
fn who_is_visited_at_home_says_where_and_of_others_no_address_is_kept() {
    let desk = Desk::open();
    tell_services(&desk, Mode::Home, false);
    let hold = held(&desk, "10:00");
    assert_eq!(desk.ask(Principal::Public, &Desk::book(&hold)), Some(ProblemKind::Invalid));
    assert!(desk.waiting().is_empty());
    let booked: Booked = desk.reply(Principal::Public, &at_home(&hold, "12 rue Garibaldi"));
    let again: Booked = desk.reply(Principal::Public, &at_home(&hold, "12 rue Garibaldi"));
    assert_eq!(again.link, booked.link);
    // Where else is another form.
    assert_eq!(desk.ask(Principal::Public, &at_home(&hold, "13 rue Garibaldi")), Some(ProblemKind::KeyReused));
    let person = entered(&desk).swap_remove(0);
    assert_eq!(person.address.unwrap().lines.first().unwrap().as_str(), "12 rue Garibaldi");
    assert!(!format!("{:?}", guichet_kernel::Sql::query(&desk.sql, "SELECT * FROM appointment", &[]).unwrap()).contains("Garibaldi"));
    desk.hush();

    for mode in [Mode::Office, Mode::Remote] {
        tell_services(&desk, mode, false);
        desk.reply(Principal::Public, &at_home(&held(&desk, if mode == Mode::Office { "09:00" } else { "11:00" }), "12 rue Garibaldi"));
        assert_eq!(entered(&desk).swap_remove(0).address, None, "{mode:?}");
        desk.hush();
    }
}

// A6: the form says beforehand that a letter follows, and afterwards what became of its booking.
#[test]
fn a_form_knows_that_a_letter_follows_and_that_nobody_confirmed() {
    let desk = Desk::open();
    let read = |hold: &Token| -> HoldFacts { desk.reply(Principal::Public, &ReadHold { hold: hold.clone() }) };
    let sure = held(&desk, "09:00");
    assert!(!read(&sure).confirms);
    desk.reply(Principal::Public, &Desk::book(&sure));
    tell_services(&desk, Mode::Office, true);
    let hold = held(&desk, "10:00");
    assert!(read(&hold).confirms);
    desk.reply(Principal::Public, &Desk::book(&hold));
    let state = |hold: &Token| (read(hold).state, read(hold).lapsed);
    assert_eq!(state(&hold), (HoldState::Booked, false));
    let until = NOW.plus(TimeDelta::minutes(30));
    desk.now.set(until);
    assert_eq!(state(&hold), (HoldState::Booked, true), "before the alarm has come to it");
    desk.tick(until, Away::Everybody);
    assert_eq!((state(&hold), state(&sure)), ((HoldState::Booked, true), (HoldState::Booked, false)));
}
