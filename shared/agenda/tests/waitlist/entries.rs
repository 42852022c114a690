//! W1, W2: who waits, and who may (ADR 0014, 1 and 2).

use chrono::TimeDelta;
use guichet_agenda_core::{
    Attendance, Offering, Pattern, Refusal, delete, leave, note_attendance, restore, update,
    waitlist::{
        AlertBox, FreedState, Wish, alert_box, alert_of, alert_terms, alerts_after, due_at, entries, put_alert_terms, withdraw_slot,
    },
};
use guichet_kernel::{Instant, LocationId, Sql};

use crate::{
    clinic::{minutes, settings},
    hall::{Hall, TERMS, ids, later, monday, on, slot, whose},
};

// W1: a practice offers earlier slots or it does not; what it chose reads back.
#[test]
fn w1_nobody_waits_and_nothing_is_freed_where_the_practice_offers_none() {
    let hall = Hall::new();
    assert_eq!(alert_terms(&hall.sql, hall.practice), Ok(Some(TERMS)));
    let (own, leaves) = (hall.has(on("12-15", "09:00")), hall.has(slot()));
    hall.offers_earlier(None);
    assert_eq!(hall.ticks(&own, Some(&Wish::default()), monday()), Err(Refusal::NotOffered));
    assert_eq!((alert_box(&hall.sql, &own, monday()), alerts_after(&hall.sql, hall.practice, monday())), (Ok(None), Ok(None)));
    hall.cancel(&leaves, monday()).unwrap();
    assert_eq!((hall.freed(&leaves), due_at(&hall.sql)), (None, Ok(None)));
    // By staff, its time is free at once, as it was before there were alerts.
    let other = hall.has(on("12-01", "11:00"));
    hall.by_staff(&other, false, monday());
    assert_eq!((hall.freed(&other), hall.count("occupancy")), (None, 1));
}

// ADR 0014, 1: turned off, what is out stays good, and nothing new is asked.
#[test]
fn adr14_1_what_is_out_stays_good_when_alerts_are_turned_off() {
    let hall = Hall::new();
    let crowd = hall.crowd(7);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(whose(&made), ids(&crowd[..5]));
    hall.offers_earlier(None);
    hall.declines(&made[0], later(monday(), 5));
    assert_eq!(hall.fills(later(monday(), 600)), []);
    assert_eq!(hall.accepts(&made[1], later(monday(), 700)).moved.new.starts_at, slot());
    assert_eq!(hall.states(&leaves)[2], guichet_agenda_core::waitlist::OfferState::Taken);
    // What was still in its grace is offered to nobody.
    hall.offers_earlier(Some(TERMS));
    let other = hall.has(on("12-01", "11:00"));
    hall.by_staff(&other, false, later(monday(), 700));
    hall.offers_earlier(None);
    assert_eq!(hall.fills(later(monday(), 710)), []);
    assert_eq!(hall.state(&other), guichet_agenda_core::waitlist::FreedState::Closed);
}

// W2: only for an appointment later than the minimum delay from now; whatever time passes, it stays.
#[test]
fn w2_the_box_is_for_what_is_later_than_the_minimum_delay() {
    let hall = Hall::new();
    let own = hall.has(on("12-15", "09:00"));
    let last = own.starts_at.minus(TimeDelta::days(10));
    assert_eq!(alerts_after(&hall.sql, hall.practice, last), Ok(Some(own.starts_at)));
    let tick = |now| hall.ticks(&own, Some(&Wish::default()), now);
    assert_eq!((alert_box(&hall.sql, &own, last), tick(last)), (Ok(None), Err(Refusal::TooLate)));
    let before = last.minus(TimeDelta::milliseconds(1));
    assert_eq!(alert_box(&hall.sql, &own, before), Ok(Some(AlertBox { wish: None, elsewhere: vec![] })));
    assert_eq!(tick(before), Ok(true));
    assert!(alert_box(&hall.sql, &own, later(last, 60)).unwrap().unwrap().wish.is_some(), "it stays");
    assert_eq!(tick(later(last, 60)), Ok(false), "repeated");
    assert_eq!(alert_box(&hall.sql, &own, own.starts_at), Ok(None), "it has begun");
}

// W2: ticking places on the waitlist and does nothing else, also where a slot has room (ADR 0014, 8).
#[test]
fn w2_a_new_entry_asks_for_nothing() {
    let hall = Hall::new();
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!((made, hall.states(&leaves).len()), (vec![], 0));
    let due = due_at(&hall.sql).unwrap();
    hall.waits(on("12-15", "09:00"), 5);
    assert_eq!((hall.fills(later(monday(), 10)), due_at(&hall.sql).unwrap()), (vec![], due));
}

// ADR 0014, 2: what stands, once an appointment; `since` is kept with another wish and through a move.
#[test]
fn adr14_2_an_entry_keeps_its_place_with_another_wish_and_through_a_move() {
    let hall = Hall::new();
    let first = hall.waits(on("12-15", "09:00"), 0);
    let second = hall.waits(on("12-15", "10:00"), 1);
    let wish = Wish { halves: vec![3, 2], places: vec![] };
    assert_eq!(hall.ticks(&first, Some(&wish), later(monday(), 30)), Ok(true));
    let sorted = Wish { halves: vec![2, 3], places: vec![] };
    assert_eq!(alert_of(&hall.sql, first.id), Ok(Some(sorted.clone())));
    let moved = hall.moves(&first, on("12-22", "09:00"), false, later(monday(), 40)).unwrap().new;
    assert!(!hall.still_waits(&first));
    let (list, more, count) = entries(&hall.sql, hall.practice, None, 1, later(monday(), 40)).unwrap();
    assert_eq!((list.len(), more, count), (1, true, 2));
    assert_eq!((list[0].appointment.id, list[0].since, &list[0].wish), (moved.id, monday(), &sorted));
    let (rest, more, _) = entries(&hall.sql, hall.practice, Some(moved.id), 10, later(monday(), 40)).unwrap();
    assert_eq!((rest.len(), rest[0].appointment.id, more), (1, second.id, false));
    // Unticked and ticked again, they begin anew.
    assert_eq!((hall.ticks(&moved, None, later(monday(), 50)), hall.ticks(&moved, None, later(monday(), 51))), (Ok(true), Ok(false)));
    hall.ticks(&moved, Some(&Wish::default()), later(monday(), 52)).unwrap();
    let (list, ..) = entries(&hall.sql, hall.practice, None, 10, later(monday(), 52)).unwrap();
    assert_eq!(list.iter().map(|entry| entry.appointment.id).collect::<Vec<_>>(), [second.id, moved.id]);
}

// ADR 0014, 2: it ends with the appointment, however that ends.
#[test]
fn adr14_2_an_entry_ends_with_its_appointment() {
    let hall = Hall::new();
    let crowd = hall.crowd(3);
    hall.cancel(&crowd[0], monday()).unwrap();
    hall.by_staff(&crowd[1], false, monday());
    hall.sql.atomically(|| delete(&hall.sql, hall.practice, crowd[2].id, 1, "mbr_x", monday())).unwrap();
    assert_eq!((crowd.iter().any(|own| hall.still_waits(own)), hall.count("waitlist_wish")), (false, 0));
    let over = hall.now_is(&crowd[0]);
    assert_eq!(hall.ticks(&over, Some(&Wish::default()), monday()), Err(Refusal::NotPossibleNow));
    // Whose appointment has begun waits no more.
    let own = hall.waits(on("12-08", "09:00"), 0);
    hall.fills(own.starts_at);
    assert!(!hall.still_waits(&own));
}

// ADR 0014, 6: who has arrived is not moved; a slip of staff's is undone.
#[test]
fn adr14_6_what_staff_noted_takes_an_entry_out_and_undoing_it_puts_it_back() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    let free = || hall.sql.first::<(i64,)>("SELECT free FROM waitlist_wish", &[]).unwrap().unwrap().0;
    let note = |version, to| {
        let own = hall.now_is(&own);
        note_attendance(&hall.sql, &own, (to, version), "mbr_x", own.starts_at).unwrap();
    };
    note(1, Attendance::Confirmed);
    assert_eq!(free(), 1);
    note(2, Attendance::Arrived);
    assert_eq!(free(), 0);
    note(3, Attendance::Booked);
    assert_eq!(free(), 1);
}

// ADR 0014, 2: other locations are the practice's, where the practitioner gives the service.
#[test]
fn adr14_2_a_wish_names_places_of_the_practice() {
    let hall = Hall::new();
    let elsewhere = LocationId::draw(monday(), &hall.entropy);
    hall.update(hall.practice, 1_440, &[(elsewhere, "Europe/Paris")], &[(hall.service, 30)]).unwrap();
    let own = hall.has(on("12-15", "09:00"));
    let shown = || alert_box(&hall.sql, &own, monday()).unwrap().unwrap().elsewhere;
    assert_eq!(shown(), []);
    hall.put(&Pattern { location: elsewhere, ..hall.weekly() }).unwrap();
    assert_eq!(shown(), [elsewhere]);
    let wish = |places| hall.ticks(&own, Some(&Wish { halves: vec![], places }), monday());
    let strange = LocationId::draw(monday(), &hall.entropy);
    assert_eq!(wish(vec![strange]), Err(Refusal::Unknown));
    assert_eq!(wish(vec![elsewhere, own.location, elsewhere]), Ok(true));
    assert_eq!(alert_of(&hall.sql, own.id).unwrap().unwrap().places, [elsewhere]);
    let halves = hall.ticks(&own, Some(&Wish { halves: vec![14], places: vec![] }), monday());
    assert_eq!(halves, Err(Refusal::BadTimes));
}

// Leaving a practice: nobody waits there, nothing is offered, and what the practice tells later changes nothing of it.
#[test]
fn nobody_waits_in_a_practice_that_was_left() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(made.len(), 2);
    hall.sql.atomically(|| leave(&hall.sql, hall.practice, later(monday(), 5))).unwrap();
    assert!(!hall.still_waits(&crowd[0]));
    assert_eq!(hall.state(&leaves), guichet_agenda_core::waitlist::FreedState::Closed);
    assert_eq!(hall.is_late(&made[0], later(monday(), 6)), guichet_agenda_core::waitlist::OfferState::Withdrawn);
    hall.sql.atomically(|| put_alert_terms(&hall.sql, hall.practice, Some(&TERMS))).unwrap();
    hall.sql.atomically(|| update(&hall.sql, &settings(hall.practice, 0), &[], &[Offering::plain(hall.service, minutes(30))])).unwrap();
    assert_eq!(alert_terms(&hall.sql, hall.practice), Ok(None));
    let own: Instant = crowd[1].starts_at;
    assert_eq!((hall.now_is(&crowd[1]).starts_at, hall.fills(later(monday(), 10))), (own, vec![]));
}

// ADR 0014, 1: where alerts come back, what was freed before goes on.
#[test]
fn adr14_1_where_alerts_come_back_what_was_freed_before_goes_on() {
    let hall = Hall::new();
    let crowd = hall.crowd(7);
    let (_, made) = hall.frees(slot(), monday());
    hall.offers_earlier(None);
    hall.declines(&made[0], later(monday(), 5));
    assert_eq!(hall.fills(later(monday(), 5)), []);
    hall.offers_earlier(Some(TERMS));
    assert_eq!(whose(&hall.fills(later(monday(), 10))), [crowd[5].id]);
}

// W7, ADR 0014, 4: what was kept closed from who waits is free where nobody does any more, once it can be taken back no more.
#[test]
fn w7_where_alerts_end_what_was_kept_closed_is_free() {
    let hall = Hall::new();
    let public = |now| hall.starts_in(&hall.window("2026-12-01", 1), now).contains(&slot());
    let own = hall.has(slot());
    let cancelled = hall.by_staff(&own, true, monday());
    hall.offers_earlier(None);
    assert_eq!((public(later(monday(), 1)), public(later(monday(), 2))), (false, true));
    let back = || restore(&hall.sql, hall.at(later(monday(), 1)), hall.practice, own.id, cancelled.version, "mbr_x");
    assert!(hall.sql.atomically(back).is_ok());
    // What is kept closed there since, staff open by hand.
    let kept = hall.by_staff(&hall.now_is(&own), true, later(monday(), 10));
    hall.offers_earlier(None);
    assert!(!public(later(monday(), 60)));
    let id = hall.freed(&kept).unwrap().id;
    for opened in [true, false] {
        let withdrawn = withdraw_slot(&hall.sql, hall.practice, id, later(monday(), 60)).unwrap();
        assert_eq!((withdrawn.0.state, withdrawn.1), (FreedState::Closed, opened));
        assert!(public(later(monday(), 60)));
    }
}
