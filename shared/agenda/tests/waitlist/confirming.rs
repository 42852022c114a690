//! Who holds a freed slot postpones the asking, so long at most; a booking that waits to be confirmed is no more than a hold (ADR 0014, 5 and 9).

use guichet_agenda_core::{
    Appointment, Refusal, admit_awaited, ask_confirmation, await_confirmation, delete, lapse_due,
    waitlist::{AlertTerms, FreedState, Made, OfferState, due_at, still_open},
};
use guichet_kernel::{Instant, Sql};

use crate::hall::{Hall, TERMS, later, monday, slot};

/// A freed slot that two were asked for, who waits behind them, and a booking of it that waits until then.
struct Scene {
    hall: Hall,
    leaves: Appointment,
    made: Vec<Made>,
    booked: Appointment,
    until: Instant,
}

/// When it was booked.
fn now() -> Instant {
    later(monday(), 5)
}

fn scene() -> Scene {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 2, ..TERMS }));
    hall.crowd(3);
    ask_confirmation(&hall.sql, hall.practice, true).unwrap();
    let (leaves, made) = hall.frees(slot(), monday());
    let (hold, _) = hall.hold(&hall.browser(), slot(), now()).unwrap();
    let (booking, _) = hall.book(&hold, now()).unwrap();
    let booked = booking.appointment().clone();
    let (_, until) = hall.sql.atomically(|| await_confirmation(&hall.sql, hall.at(now()), &booked, "Zoé")).unwrap().unwrap();
    Scene { hall, leaves, made, booked, until }
}

// W9, ADR 0014, 5: while it waits the offers stay, nobody takes the slot, and nobody else is asked.
#[test]
fn adr14_5_what_waits_to_be_confirmed_ends_no_offer_and_postpones_the_asking() {
    let Scene { hall, leaves, made, until, .. } = scene();
    assert_eq!((hall.states(&leaves), hall.state(&leaves)), (vec![OfferState::Open; 2], FreedState::Open));
    assert_eq!(hall.answers(made[0].offer.id, now()), Err(Refusal::Taken));
    assert!(still_open(&hall.sql, &made[0].offer, now()).unwrap(), "its letter may still go");
    hall.declines(&made[1], now());
    assert_eq!((hall.fills(now()), due_at(&hall.sql)), (vec![], Ok(Some(until))));
}

// W9: confirmed, it has taken the slot, in that transaction.
#[test]
fn w9_once_it_is_confirmed_the_slot_is_taken() {
    let Scene { hall, leaves, made, booked, .. } = scene();
    hall.sql.atomically(|| admit_awaited(&hall.sql, &booked, "patient", later(now(), 10))).unwrap();
    assert_eq!((hall.states(&leaves), hall.state(&leaves)), (vec![OfferState::Taken; 2], FreedState::Taken));
    assert_eq!(hall.is_late(&made[0], later(now(), 11)), OfferState::Taken);
}

// W7, W9: lapsed, cancelled or deleted before that, it was never there: the offers go on, and it frees nothing of its own.
#[test]
fn w9_unless_it_is_confirmed_the_offers_go_on() {
    for way in ["lapsed", "cancelled", "by staff", "deleted"] {
        let Scene { hall, leaves, made, booked, until } = scene();
        let ends = if way == "lapsed" { until } else { later(now(), 10) };
        hall.declines(&made[1], now());
        hall.fills(now());
        match way {
            "lapsed" => drop(hall.sql.atomically(|| lapse_due(&hall.sql, until)).unwrap()),
            "cancelled" => drop(hall.cancel(&booked, ends).unwrap()),
            "by staff" => drop(hall.by_staff(&booked, false, ends)),
            _ => assert!(hall.sql.atomically(|| delete(&hall.sql, hall.practice, booked.id, 1, "mbr_x", ends)).unwrap()),
        }
        assert_eq!(hall.fills(ends).len(), 1, "{way}: the next rank is asked at once");
        assert_eq!(hall.freed(&booked), None, "{way}");
        assert_eq!(hall.accepts(&made[0], ends).moved.new.starts_at, slot(), "{way}");
        assert_eq!(hall.state(&leaves), FreedState::Refilled, "{way}");
    }
}

// W7: cancelled by staff who keep its time closed, that is offered to nobody any more.
#[test]
fn w7_kept_closed_it_ends_the_offers() {
    let Scene { hall, leaves, booked, .. } = scene();
    hall.by_staff(&booked, true, later(now(), 1));
    assert_eq!((hall.states(&leaves), hall.state(&booked)), (vec![OfferState::Taken; 2], FreedState::Closed));
    assert!(!hall.starts_in(&hall.window("2026-12-01", 1), later(now(), 10)).contains(&slot()));
}

// ADR 0014, 5: however often it is held, the asking is postponed by no more than 35 minutes.
#[test]
fn adr14_5_holds_postpone_the_asking_only_so_long() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 1, ..TERMS }));
    hall.crowd(3);
    let leaves = hall.has(slot());
    hall.cancel(&leaves, monday()).unwrap();
    let held = |minutes| {
        hall.hold(&hall.browser(), slot(), later(monday(), minutes)).unwrap();
        hall.fills(later(monday(), minutes))
    };
    for minutes in [0, 5, 10, 15, 20, 25, 32] {
        assert_eq!(held(minutes), [], "{minutes}");
    }
    let bound = later(monday(), 35);
    assert_eq!(due_at(&hall.sql), Ok(Some(bound)), "before that hold is over");
    let made = hall.fills(bound);
    assert_eq!(made.len(), 1);
    assert_eq!(hall.answers(made[0].offer.id, bound), Err(Refusal::Taken), "who fills in a form has it first");
    // The next one to be asked is postponed anew; the rounds were counted meanwhile.
    assert_eq!(hall.fills(later(monday(), 200)), []);
    let next = due_at(&hall.sql).unwrap().unwrap();
    let (_, until) = hall.hold(&hall.browser(), slot(), next).unwrap();
    assert_eq!((hall.fills(next), due_at(&hall.sql)), (vec![], Ok(Some(until))));
    assert_eq!(hall.fills(until).len(), 1);
}
