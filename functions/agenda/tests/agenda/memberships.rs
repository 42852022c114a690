//! Who joins, leaves and comes back, as the Practices tell it; and the public page of somebody who works in two practices.

use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{CancelAppointment, CheckAppointment, HoldSlot, ReadAppointment, ReadHold},
        card::PracticeCard,
    },
    event::PractitionerJoinedV1,
};
use guichet_kernel::Country;

use crate::desk::{Desk, identity, tuesday};

#[test]
fn an_agenda_is_one_persons_for_ever() {
    let desk = Desk::open();
    let stranger = desk.practice_object(desk.stranger);
    let thief = PractitionerJoinedV1 { identity: identity('b'), ..desk.joined(desk.stranger) };
    assert_eq!(desk.deliver(&stranger, "membership", &thief), 403);
    assert_eq!(desk.deliver(&stranger, "membership", &desk.joined(desk.stranger)), 200);
    // Opened by the operator, it is the first's who accepts.
    let desk = Desk::unopened();
    assert_eq!(desk.ask(Principal::Operator, &desk.open_agenda()), None);
    assert_eq!((desk.join(desk.own), desk.deliver(&stranger, "membership", &thief)), (200, 403));
}

#[test]
fn joining_keeps_the_newest_card_of_the_practitioner() {
    let desk = Desk::open();
    let mut fact = desk.joined(desk.own.practice);
    fact.card.profession = "Kinésithérapeute".to_owned().try_into().unwrap();
    assert_eq!(desk.deliver(&desk.practice_object(desk.own.practice), "membership", &fact), 200);
    assert_eq!(desk.page(None, None).practitioner.profession.as_str(), "Kinésithérapeute");
}

#[test]
fn a_practice_joined_later_does_not_rename_its_practitioner_in_the_others() {
    let desk = Desk::open();
    let mut fact = desk.joined(desk.stranger);
    fact.card.profession = "Charlatane".to_owned().try_into().unwrap();
    assert_eq!(desk.deliver(&desk.practice_object(desk.stranger), "membership", &fact), 200);
    assert_ne!(desk.page(None, None).practitioner.profession.as_str(), "Charlatane");
}

#[test]
fn who_leaves_is_no_longer_booked_there_and_can_come_back() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    assert_eq!(desk.leave(desk.own), 200);
    let staff = desk.staff(desk.own.practice);
    assert_eq!(desk.ask(staff.clone(), &desk.open_availability(desk.own, "13:00", "13:30")), Some(ProblemKind::Forbidden));
    assert_eq!(desk.ask(Principal::Public, &desk.hold_slot(desk.own, tuesday("10:00"))), Some(ProblemKind::SlotGone));
    let page = desk.page(Some(desk.own.practice), Some(desk.own.service));
    assert_eq!((page.practice.practice, page.practices.len()), (desk.other.practice, 1));

    // Its card may still come: it is taken, so that it is not sent for ever, and shows what it must for what stands.
    let card = PracticeCard { name: "Cabinet fermé".to_owned().try_into().unwrap(), ..desk.card(desk.own) };
    assert_eq!(desk.tell_card(card), 200);
    let bearer = Principal::Link { token: made.link };
    assert_eq!(desk.reply(bearer.clone(), &ReadAppointment {}).slot.practice.name.as_str(), "Cabinet fermé");
    assert_eq!(
        desk.ask(desk.mailroom(desk.own.practice), &CheckAppointment { appointment: made.booked.appointment, version: 1, known: None }),
        None
    );

    assert_eq!(desk.join(desk.own), 200);
    assert_eq!(desk.page(Some(desk.own.practice), None).starts, [], "nothing is open unasked");
    assert_eq!(desk.ask(staff, &desk.open_availability(desk.own, "09:00", "12:00")), None);
    assert_eq!(desk.page(Some(desk.own.practice), None).starts.len(), 5, "the appointment stood all the while");
    assert_eq!(desk.ask(bearer, &CancelAppointment {}), None);
}

#[test]
fn nobody_is_left_to_show_when_the_last_practice_is_left() {
    let desk = Desk::open();
    assert_eq!((desk.leave(desk.own), desk.leave(desk.other)), (200, 200));
    let command = Desk::read_page(None, None, None);
    assert_eq!(desk.ask(Principal::Public, &command), Some(ProblemKind::NotFound));
}

#[test]
fn the_page_is_of_one_practice_and_names_all() {
    let desk = Desk::open();
    let (own, other) = (desk.own, desk.other);
    let page = desk.page(None, None);
    assert_eq!((page.practice.practice, page.service, page.starts[0]), (own.practice, own.service, tuesday("09:00")));
    let named: Vec<_> = page.practices.iter().map(|known| (known.practice, known.name.as_str(), known.city.as_str())).collect();
    assert_eq!(named, [(own.practice, "Cabinet des Lilas", "Lyon"), (other.practice, "Maison de santé", "Lyon")]);
    let page = desk.page(Some(other.practice), None);
    assert_eq!((page.practice.practice, page.service, page.starts[0]), (other.practice, other.service, tuesday("14:00")));
    assert_eq!(page.location, other.location);
    // A service says which practice, where none is said; within a practice, another's service is not one.
    assert_eq!(desk.page(None, Some(other.service)).practice.practice, other.practice);
    assert_eq!(desk.page(Some(own.practice), Some(other.service)).service, own.service);
    assert_eq!(desk.page(Some(desk.stranger), None).practice.practice, own.practice);
}

#[test]
fn what_one_practice_has_taken_the_other_does_not_offer() {
    let desk = Desk::open();
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &desk.open_availability(desk.other, "09:00", "12:00")), None);
    desk.made(desk.other, tuesday("09:30"));
    for practice in [desk.own.practice, desk.other.practice] {
        let starts = desk.page(Some(practice), None).starts;
        assert!(starts.contains(&tuesday("09:00")) && !starts.contains(&tuesday("09:30")));
    }
    let taken = desk.hold_slot(desk.own, tuesday("09:30"));
    assert_eq!(desk.ask(Principal::Public, &taken), Some(ProblemKind::SlotTaken));
}

#[test]
fn a_practice_is_found_under_its_own_country_only() {
    let desk = Desk::open();
    let belgian = PracticeCard { country: Country::Belgium, ..desk.card(desk.other) };
    assert_eq!(desk.tell_card(belgian), 200);
    let under = |country| Desk::read_page(None, None, Some(country));
    let page = desk.reply(Principal::Public, &under(Country::Belgium));
    assert_eq!((page.practice.practice, page.practices.len()), (desk.other.practice, 1));
    assert_eq!(desk.reply(Principal::Public, &under(Country::France)).practice.practice, desk.own.practice);
    assert_eq!(desk.ask(Principal::Public, &under(Country::Canada)), Some(ProblemKind::NotFound));
    let french = Some(Country::France);
    let wanted = HoldSlot { country: french, ..desk.hold_slot(desk.other, tuesday("14:00")) };
    assert_eq!(desk.ask(Principal::Public, &wanted), Some(ProblemKind::NotFound));
    let held = desk.reply(Principal::Public, &HoldSlot { country: Some(Country::Belgium), ..wanted });
    let book = guichet_contracts::command::agenda::Book { country: french, ..Desk::book(&held.hold) };
    assert_eq!(desk.ask(Principal::Public, &book), Some(ProblemKind::NotFound));
}

#[test]
fn an_appointment_outlives_the_withdrawal_of_its_service_and_location() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    assert_eq!(desk.tell_card(PracticeCard { locations: vec![], services: vec![], ..desk.card(desk.own) }), 200);
    let check = CheckAppointment { appointment: made.booked.appointment, version: 1, known: None };
    assert_eq!(desk.ask(desk.mailroom(desk.own.practice), &check), None, "the confirmation can be written");
    assert_eq!(desk.ask(Principal::Public, &ReadHold { hold: made.hold }), None);
    let bearer = Principal::Link { token: made.link };
    assert_eq!(desk.ask(bearer.clone(), &ReadAppointment {}), None);
    assert_eq!(desk.ask(bearer, &CancelAppointment {}), None);
}
