//! What a refused form tells of somebody, and how often it is told (A8, A9): nobody finds out by trying.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Book, Booked, CancelAppointment, MoveByLink},
        card::PracticeCard,
    },
    event::VisitorsBlockedV1,
};
use guichet_kernel::{
    Instant, Person, Sql, Token,
    link::Purpose,
    visitor::{self, Besides},
};
use serde_json::json;

use crate::desk::{Desk, NOW, tuesday};

/// When a hold is over.
const LATER: Instant = Instant::from_millis(NOW.millis() + 301_000);

/// The practice asks Zoé, born on 12 April 1990, to ring.
fn asks_to_ring(desk: &Desk) {
    let zoe = zoe(12);
    let mark = visitor::mark(&desk.keys, desk.own.practice, &zoe.family_name, zoe.birth_date, Besides::Address(&zoe.email)).unwrap();
    let fact = VisitorsBlockedV1 { practice: desk.own.practice, marks: vec![mark] };
    assert_eq!(desk.deliver(&desk.practice_object(desk.own.practice), "blocked", &fact), 200);
}

/// Zoé, as whoever guesses her birth date writes her.
fn zoe(day: u32) -> Person {
    let birth_date = format!("1990-04-{day:02}");
    serde_json::from_value(json!({"given_name": "X", "family_name": "Durand", "birth_date": birth_date, "email": "zoe@exemple.fr"}))
        .unwrap()
}

fn held(desk: &Desk, start: &str) -> Token {
    desk.reply(Principal::Public, &desk.hold_slot(desk.own, tuesday(start))).hold
}

/// A form under a hold, by somebody of that address and network.
struct Tries<'a> {
    desk: &'a Desk,
    booker: Option<Token>,
    network: Option<Token>,
}

impl Tries<'_> {
    fn of(desk: &Desk) -> Tries<'_> {
        Tries { desk, booker: Some(Token::draw(&desk.entropy)), network: Some(Token::draw(&desk.entropy)) }
    }

    fn form(&self, hold: &Token, day: u32) -> Book {
        Book { person: zoe(day), booker: self.booker.clone(), network: self.network.clone(), ..Desk::book(hold) }
    }

    fn send(&self, hold: &Token, day: u32) -> Option<ProblemKind> {
        self.desk.ask(Principal::Public, &self.form(hold, day))
    }

    /// What two guesses under holds of their own are answered: one that is wrong, and the right one.
    fn two(&self, starts: [&str; 2]) -> [Option<ProblemKind>; 2] {
        let [wrong, right] = starts.map(|start| held(self.desk, start));
        [self.send(&wrong, 11), self.send(&right, 12)]
    }
}

#[test]
fn under_a_hold_that_was_lost_all_guesses_are_answered_alike_and_soon_none_is_read() {
    for right_at in 0..5 {
        let desk = Desk::open();
        asks_to_ring(&desk);
        let tries = Tries::of(&desk);
        let lost = held(&desk, "09:00");
        desk.now.set(LATER);
        desk.reply(Principal::Public, &Book { person: zoe(1), ..Desk::book(&held(&desk, "09:00")) });
        let told: Vec<_> = (0..5).map(|turn| tries.send(&lost, if turn == right_at { 12 } else { turn + 1 }).unwrap()).collect();
        let [taken, over] = [ProblemKind::SlotTaken, ProblemKind::TooOften];
        assert_eq!(told, [taken, taken, taken, over, over], "{right_at}");
    }
}

// The same for an address: nobody learns whether it has appointments here.
#[test]
fn under_a_hold_that_was_lost_every_address_is_answered_alike() {
    let desk = Desk::open();
    assert_eq!(desk.tell_card(PracticeCard { open_bookings: 1, confirm_by_link: true, ..desk.card(desk.own) }), 200);
    let (known, stranger) = (Tries::of(&desk), Tries::of(&desk));
    assert_eq!(known.send(&held(&desk, "10:00"), 1), None);
    let lost = held(&desk, "09:00");
    desk.now.set(LATER);
    desk.reply(Principal::Public, &Desk::book(&held(&desk, "09:00")));
    assert_eq!([known.send(&lost, 1), stranger.send(&lost, 1)], [Some(ProblemKind::SlotTaken); 2]);
}

// A wrong guess makes a booking, and those are bounded; the right one is counted.
#[test]
fn a_hold_whose_forms_are_refused_is_let_go_and_answers_no_more() {
    let desk = Desk::open();
    asks_to_ring(&desk);
    let tries = Tries::of(&desk);
    assert_eq!(tries.two(["09:00", "09:30"]), [None, Some(ProblemKind::NotOnline)]);
    let hold = held(&desk, "10:00");
    let other = desk.hold_slot(desk.own, tuesday("10:00"));
    for _ in 0..3 {
        assert_eq!(desk.ask(Principal::Public, &other), Some(ProblemKind::SlotTaken), "it is still kept");
        assert_eq!(tries.send(&hold, 12), Some(ProblemKind::NotOnline));
    }
    assert_eq!([tries.send(&hold, 12), tries.send(&hold, 1)], [Some(ProblemKind::TooOften); 2]);
    assert_eq!(desk.ask(Principal::Public, &other), None, "its time is free");
    let counted = "SELECT 1 FROM public_act WHERE what = 'hold-refused'";
    assert_eq!(desk.sql.query(counted, &[]).unwrap().len(), 4, "what is not read is not counted");
}

#[test]
fn a_network_has_ten_forms_refused_an_hour() {
    let desk = Desk::open();
    asks_to_ring(&desk);
    let tries = Tries::of(&desk);
    let refused = |hold: &Token| tries.send(hold, 12);
    for (turn, start) in ["09:00", "09:30", "10:00", "10:30"].into_iter().enumerate() {
        let hold = held(&desk, start);
        for _ in 0..(if turn == 3 { 1 } else { 3 }) {
            assert_eq!(refused(&hold), Some(ProblemKind::NotOnline));
        }
    }
    let hold = held(&desk, "11:00");
    assert_eq!([refused(&hold), tries.send(&hold, 1)], [Some(ProblemKind::TooOften); 2]);
    let elsewhere = Tries { network: Some(Token::draw(&desk.entropy)), ..Tries::of(&desk) };
    assert_eq!(elsewhere.send(&hold, 1), None);
    desk.now.set(NOW.plus(TimeDelta::hours(1)));
    assert_eq!(refused(&held(&desk, "11:30")), Some(ProblemKind::NotOnline));
}

// Whoever has somebody's hold has not their form: another one is not tried until it fits.
#[test]
fn under_a_hold_that_was_booked_with_nobody_guesses_the_form() {
    let desk = Desk::open();
    let tries = Tries::of(&desk);
    let hold = held(&desk, "09:00");
    let first: Booked = desk.reply(Principal::Public, &tries.form(&hold, 12));
    for day in 1..=3 {
        assert_eq!(tries.send(&hold, day), Some(ProblemKind::KeyReused));
        if day < 3 {
            let again: Booked = desk.reply(Principal::Public, &tries.form(&hold, 12));
            assert_eq!(again.link, first.link, "sent twice");
        }
    }
    assert_eq!([tries.send(&hold, 4), tries.send(&hold, 12)], [Some(ProblemKind::TooOften); 2]);
    assert_eq!(desk.day(desk.own.practice).len(), 1, "it stands");
}

// What else is known of an address comes first: no state of it makes guessing cost nothing.
#[test]
fn the_birth_date_is_asked_last() {
    // Too many ahead.
    let desk = Desk::open();
    asks_to_ring(&desk);
    assert_eq!(desk.tell_card(PracticeCard { open_bookings: 1, ..desk.card(desk.own) }), 200);
    let tries = Tries::of(&desk);
    assert_eq!(tries.send(&held(&desk, "09:00"), 1), None);
    assert_eq!(tries.two(["10:00", "10:30"]), [Some(ProblemKind::TooManyOpen); 2]);

    // One that waits to be confirmed.
    assert_eq!(desk.tell_card(PracticeCard { confirm_by_link: true, ..desk.card(desk.own) }), 200);
    let tries = Tries::of(&desk);
    assert_eq!(tries.send(&held(&desk, "09:30"), 1), None);
    assert_eq!(tries.two(["11:00", "11:30"]), [Some(ProblemKind::ConfirmFirst); 2]);

    // Written to too often: five bookings, each cancelled.
    let desk = Desk::open();
    asks_to_ring(&desk);
    let tries = Tries { network: None, ..Tries::of(&desk) };
    for _ in 0..5 {
        let booked: Booked = desk.reply(Principal::Public, &tries.form(&held(&desk, "09:00"), 1));
        let token = desk.keys.verify(&booked.link, Purpose::Appointment, NOW).unwrap().token;
        desk.reply(Principal::Link { token }, &CancelAppointment {});
    }
    assert_eq!(tries.two(["10:00", "10:30"]), [Some(ProblemKind::TooOften); 2]);
}

// A9: they are asked to ring for what is new; what they have, the practice has made or let stand.
#[test]
fn a9_whom_a_practice_asks_to_ring_moves_what_they_have() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    asks_to_ring(&desk);
    assert_eq!(Tries::of(&desk).send(&held(&desk, "10:00"), 12), Some(ProblemKind::NotOnline));
    let moved: Booked = desk.reply(Principal::Link { token: made.link }, &MoveByLink { starts_at: tuesday("11:00"), location: None });
    assert_ne!(moved.appointment, made.booked.appointment);
}
