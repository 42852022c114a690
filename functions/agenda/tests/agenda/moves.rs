//! The page with its days and places, and a patient who moves their own appointment.

use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Attendance, Booked, CancelAppointment, HoldSlot, MoveByLink, ReadAppointment, ReadHold, ReadMoves, ReadPage},
        calendar::PutAvailability,
        card::{Mode, PracticeCard, Visit},
    },
    event::AppointmentMovedV1,
};
use guichet_kernel::{Token, link::Purpose};

use crate::desk::{Desk, NOW, tuesday};

// A7
#[test]
fn a_patient_moves_their_own_appointment_and_gets_one_link() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let bearer = || Principal::Link { token: made.link.clone() };
    let page = desk.reply(bearer(), &ReadMoves { location: None, from: None, days: 14 });
    assert!(page.starts.contains(&tuesday("09:30")) && !page.starts.contains(&tuesday("09:00")), "where it is, it is not moved to");
    assert_eq!((page.practice.practice, page.service), (desk.own.practice, desk.own.service));

    let wanted = MoveByLink { starts_at: tuesday("11:00"), location: None };
    let moved: Booked = desk.reply(bearer(), &wanted);
    let again: Booked = desk.reply(bearer(), &wanted);
    assert_eq!((again.appointment, &again.link), (moved.appointment, &moved.link));
    let letters: Vec<_> = desk.waiting();
    assert_eq!(letters.len(), 1);
    let fact: AppointmentMovedV1 = serde_json::from_value(letters[0].2.clone()).unwrap();
    assert_eq!((fact.message.link, fact.from), (moved.link.clone(), made.booked.appointment));

    let token = desk.keys.verify(&moved.link, Purpose::Appointment, NOW).unwrap().token;
    let facts = desk.reply(Principal::Link { token: token.clone() }, &ReadAppointment {});
    assert_eq!((facts.slot.starts_at, facts.version, facts.attendance), (tuesday("11:00"), 3, Attendance::Booked));
    // What was moved cannot be moved or cancelled by its old link.
    let elsewhere = MoveByLink { starts_at: tuesday("11:30"), location: None };
    assert_eq!(desk.ask(bearer(), &elsewhere), Some(ProblemKind::NotPossibleNow));
    assert_eq!(desk.ask(bearer(), &CancelAppointment {}), Some(ProblemKind::NotPossibleNow));
    assert_eq!(desk.ask(Principal::Link { token }, &CancelAppointment {}), None);
}

#[test]
fn a_move_by_link_goes_where_the_public_may_and_within_the_notice() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    desk.made(desk.own, tuesday("10:00"));
    let to = |start| MoveByLink { starts_at: tuesday(start), location: None };
    let bearer = || Principal::Link { token: made.link.clone() };
    let before = desk.rows();
    assert_eq!(desk.ask(bearer(), &to("10:00")), Some(ProblemKind::SlotTaken));
    assert_eq!(desk.ask(bearer(), &to("09:10")), Some(ProblemKind::SlotGone));
    let theirs = MoveByLink { location: Some(desk.other.location), ..to("14:00") };
    assert_eq!(desk.ask(bearer(), &theirs), Some(ProblemKind::SlotGone), "not into another practice");
    desk.now.set(tuesday("08:30"));
    assert_eq!(desk.ask(bearer(), &to("11:00")), Some(ProblemKind::TooLate));
    assert_eq!(desk.rows(), before);
}

// A2
#[test]
fn a_groups_page_says_how_many_places_are_left_and_the_last_one_is_the_last() {
    let desk = Desk::open();
    let mut card = desk.card(desk.own);
    card.services[0].group = true;
    assert_eq!(desk.tell_card(card), 200);
    let mut opening = desk.opening(desk.own, None);
    (opening.places, opening.from, opening.to) = (Some(2), "18:00:00".parse().unwrap(), "18:30:00".parse().unwrap());
    desk.reply(desk.staff(desk.own.practice), &desk.put_availability(&opening));
    let left = || {
        let page = desk.page(None, None);
        let place = page.starts.iter().position(|start| *start == tuesday("18:00"));
        place.map(|place| page.left[place])
    };
    assert_eq!(left(), Some(2));
    desk.made(desk.own, tuesday("18:00"));
    assert_eq!(left(), Some(1));
    desk.made(desk.own, tuesday("18:00"));
    assert_eq!(left(), None);
    assert_eq!(desk.ask(Principal::Public, &desk.hold_slot(desk.own, tuesday("18:00"))), Some(ProblemKind::Full));
}

#[test]
fn a_page_says_which_days_it_read_and_when_to_look_next() {
    let desk = Desk::open();
    let first = desk.page(None, None);
    assert_eq!((first.from, first.next, first.left.len()), (Some(first.today), None, 0));
    let read = |days, from| {
        let command = ReadPage { days, from, ..Desk::read_page(None, Some(desk.own.practice), None) };
        desk.reply(Principal::Public, &command)
    };
    assert_eq!(read(1, None).next, Some(tuesday("09:00")), "today has none");
    let past = read(14, first.today.pred_opt());
    assert_eq!(past.from, Some(first.today));
    let later = read(14, first.today.checked_add_days(chrono::Days::new(14)));
    assert_eq!((later.starts.len(), later.next), (0, None));
    assert_eq!(later.until, first.today.checked_add_days(chrono::Days::new(90)));
    // A location says the practice too.
    let command = ReadPage { location: Some(desk.other.location), ..Desk::read_page(None, Some(desk.own.practice), None) };
    let page = desk.reply(Principal::Public, &command);
    assert_eq!((page.practice.practice, page.location), (desk.other.practice, desk.other.location));
}

// A6
#[test]
fn where_one_joins_and_how_the_door_opens_is_told_to_whoever_has_booked() {
    let desk = Desk::open();
    let mut card = desk.card(desk.own);
    card.services[0].mode = Mode::Remote;
    card.services[0].join_link = Some("https://visio.exemple.fr/claire".to_owned().try_into().unwrap());
    card.locations[0].access = Some("2e étage".to_owned().try_into().unwrap());
    card.locations[0].entry = Some("Code B41".to_owned().try_into().unwrap());
    assert_eq!(desk.tell_card(card), 200);
    let page = desk.page(None, None);
    assert!(page.practice.services.iter().all(|service| service.join_link.is_none()));
    assert!(page.practice.locations.iter().all(|location| location.entry.is_none()));
    assert!(page.practice.locations.iter().any(|location| location.access.is_some()));
    let made = desk.made(desk.own, tuesday("09:00"));
    let held = desk.reply(Principal::Public, &ReadHold { hold: made.hold }).slot;
    assert_eq!((held.service.join_link, held.location.entry), (None, None));
    let moves = desk.reply(Principal::Link { token: made.link.clone() }, &ReadMoves { location: None, from: None, days: 7 });
    assert!(moves.practice.locations.iter().all(|location| location.entry.is_none()), "of other places neither");
    let facts = desk.reply(Principal::Link { token: made.link }, &ReadAppointment {});
    assert_eq!(facts.slot.service.join_link.unwrap().as_str(), "https://visio.exemple.fr/claire");
    assert_eq!(facts.slot.location.entry.unwrap().as_str(), "Code B41");
}

// A9
#[test]
fn a_booker_has_so_many_ahead_and_a_network_holds_so_many() {
    let desk = Desk::open();
    assert_eq!(desk.tell_card(PracticeCard { open_bookings: 1, ..desk.card(desk.own) }), 200);
    let booker = Token::draw(&desk.entropy);
    let book = |start| {
        let held = desk.reply(Principal::Public, &desk.hold_slot(desk.own, tuesday(start)));
        let command = guichet_contracts::command::agenda::Book { booker: Some(booker.clone()), ..Desk::book(&held.hold) };
        desk.ask(Principal::Public, &command)
    };
    assert_eq!((book("09:00"), book("09:30")), (None, Some(ProblemKind::TooManyOpen)));
    let network = Some(Token::draw(&desk.entropy));
    let hold = |start| HoldSlot { network: network.clone(), ..desk.hold_slot(desk.other, tuesday(start)) };
    for start in ["14:00", "14:30", "15:00", "15:30", "16:00"] {
        assert_eq!(desk.ask(Principal::Public, &hold(start)), None);
    }
    assert_eq!(desk.ask(Principal::Public, &hold("16:30")), Some(ProblemKind::TooManyHolds));
}

// A9
#[test]
fn first_visits_are_not_bookable_where_no_new_patients_are_taken() {
    let desk = Desk::open();
    let mut card = desk.card(desk.own);
    card.services[0].visit = Visit::First;
    assert_eq!(desk.tell_card(card), 200);
    let mut terms = Desk::terms(0, true);
    terms.terms.new_patients = false;
    desk.reply(desk.staff(desk.own.practice), &terms);
    assert!(!desk.page(None, None).new_patients);
    assert_eq!(desk.ask(Principal::Public, &desk.hold_slot(desk.own, tuesday("09:00"))), Some(ProblemKind::NoNewPatients));
}

// A12
#[test]
fn what_is_for_staff_until_the_day_before_shows_to_them_only() {
    let desk = Desk::open();
    let mut opening = desk.opening(desk.own, None);
    (opening.first_day, opening.staff_first) = (desk.day_of_tuesday() + chrono::TimeDelta::days(2), true);
    let put: PutAvailability = desk.put_availability(&opening);
    desk.reply(desk.staff(desk.own.practice), &put);
    let shown = |desk: &Desk| desk.page(None, None).starts.iter().any(|start| *start > tuesday("23:00"));
    assert!(!shown(&desk));
    let opened = |desk: &Desk| desk.calendar(desk.own.practice).open.into_iter().find(|open| open.availability == put.availability);
    assert_eq!(opened(&desk).unwrap().public_capacity, 0);
    desk.now.set(tuesday("23:59").plus(chrono::TimeDelta::minutes(1)));
    assert!(shown(&desk));
    assert_eq!(opened(&desk).unwrap().public_capacity, 1);
}
