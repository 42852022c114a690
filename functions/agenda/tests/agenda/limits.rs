//! How the public is bounded, and whom a practice asks to ring (A9), through the object.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::agenda::{Book, HoldSlot, SetAttendance},
    event::VisitorsBlockedV1,
};
use guichet_kernel::{
    Person, Sql, Token,
    visitor::{self, Besides},
};
use serde_json::json;

use crate::desk::{Desk, NOW, tuesday};

fn person() -> Person {
    serde_json::from_value(json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": "zoe@exemple.fr"}))
        .unwrap()
}

#[test]
fn who_books_too_often_is_told_so_and_the_day_after_nothing_is_known_of_it() {
    let desk = Desk::open();
    let network = Some(Token::draw(&desk.entropy));
    let book = |start| {
        let held = desk.reply(Principal::Public, &desk.hold_slot(desk.own, tuesday(start)));
        desk.ask(Principal::Public, &Book { network: network.clone(), ..Desk::book(&held.hold) })
    };
    for start in ["09:00", "09:30", "10:00", "10:30", "11:00"] {
        assert_eq!(book(start), None, "{start}");
    }
    let held = desk.reply(Principal::Public, &desk.hold_slot(desk.other, tuesday("14:00")));
    assert_eq!(desk.ask(Principal::Public, &Book { network: network.clone(), ..Desk::book(&held.hold) }), None);
    assert_eq!(book("11:30"), Some(ProblemKind::TooOften));
    let browser = Token::draw(&desk.entropy);
    for minute in 0..11 {
        desk.now.set(NOW.plus(TimeDelta::minutes(5 * minute)));
        let start = if minute % 2 == 0 { "15:00" } else { "16:00" };
        let asked = desk.ask(Principal::Public, &HoldSlot { browser: browser.clone(), ..desk.hold_slot(desk.other, tuesday(start)) });
        assert_eq!(asked, (minute == 10).then_some(ProblemKind::TooOften), "{minute}");
    }
    let count = || desk.sql.query("SELECT 1 FROM public_act", &[]).unwrap().len();
    assert!(count() > 20);
    let object = desk.object();
    guichet_contracts::Object::pulse(&object, &desk.sql, NOW.plus(TimeDelta::hours(25))).unwrap();
    assert_eq!(count(), 0);
}

// A9: the refusal is that of everything that is booked by telephone; nothing else tells why.
#[test]
fn whom_a_practice_asks_to_ring_is_refused_as_what_is_not_online() {
    let desk = Desk::open();
    let (zoe, keys) = (person(), &desk.keys);
    let mark = visitor::mark(keys, desk.own.practice, &zoe.family_name, zoe.birth_date, Besides::Address(&zoe.email)).unwrap();
    let tell = |source, practice| {
        let fact = VisitorsBlockedV1 { practice, marks: vec![mark.clone()] };
        desk.deliver(&desk.practice_object(source), "blocked", &fact)
    };
    // A practice speaks for itself only, and only where it is a member.
    assert_eq!((tell(desk.other.practice, desk.own.practice), tell(desk.stranger, desk.stranger)), (403, 403));
    assert_eq!(tell(desk.own.practice, desk.own.practice), 200);
    let held = desk.reply(Principal::Public, &desk.hold_slot(desk.own, tuesday("09:00")));
    let before = desk.rows();
    assert_eq!(desk.ask(Principal::Public, &Desk::book(&held.hold)), Some(ProblemKind::NotOnline));
    assert_eq!(desk.rows(), before, "nothing is kept or told");
    let sister = Person { birth_date: serde_json::from_value(json!("1992-01-02")).unwrap(), ..zoe };
    assert_eq!(desk.ask(Principal::Public, &Book { person: sister, ..Desk::book(&held.hold) }), None);
    // Elsewhere she books as everybody does; and who is no member keeps no marks.
    desk.made(desk.other, tuesday("14:00"));
    desk.leave(desk.own);
    assert!(desk.sql.query("SELECT 1 FROM blocked", &[]).unwrap().is_empty());
}

// A9: staff see how often somebody did not come.
#[test]
fn absences_are_counted_beside_the_appointments() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let read = || desk.reply(desk.staff(desk.own.practice), &desk.read_patient(&made)).absences;
    assert_eq!(read(), 0);
    desk.now.set(tuesday("09:40"));
    let set: SetAttendance = Desk::set(&made, "absent", 1);
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &set), None);
    assert_eq!(read(), 1);
}
