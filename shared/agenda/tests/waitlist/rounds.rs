//! W3: how many are asked, and who follows them (ADR 0014, 8).

use chrono::TimeDelta;
use guichet_agenda_core::waitlist::{AlertTerms, ByHand, FreedState, OfferState, due_at, fill_due, find_freed, offer_slot};
use guichet_kernel::Sql;

use crate::hall::{Hall, TERMS, ids, later, monday, on, slot, whose};

// W3: the first five, and no more.
#[test]
fn w3_the_first_five_are_asked() {
    let hall = Hall::new();
    let crowd = hall.crowd(8);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(whose(&made), ids(&crowd[..5]));
    assert!(made.iter().all(|made| made.offer.round == 1 && made.offer.asked_at == monday()));
    assert_eq!((hall.state(&leaves), hall.fills(later(monday(), 30))), (FreedState::Open, vec![]));
}

// ADR 0014, 8: whoever declines is followed by the next rank, in the same round, whenever that is.
#[test]
fn adr14_8_a_decline_is_replaced_in_its_round() {
    let hall = Hall::new();
    let crowd = hall.crowd(12);
    let (_, first) = hall.frees(slot(), monday());
    let now = later(monday(), 10);
    assert_eq!(hall.declines(&first[2], now).state, OfferState::Declined);
    assert_eq!(due_at(&hall.sql), Ok(Some(now)));
    let replaced = hall.fills(now);
    assert_eq!((whose(&replaced), replaced[0].offer.round), (vec![crowd[5].id], 1));
    // In the second round, one of the first is still replaced in the first.
    let second = hall.fills(later(monday(), 240));
    assert_eq!((second.len(), second[0].offer.round), (5, 2));
    hall.declines(&first[0], later(monday(), 250));
    let third = hall.fills(later(monday(), 250));
    assert_eq!((whose(&third), third[0].offer.round), (vec![crowd[11].id], 1));
    // Withdrawn, and stopped: the same.
    hall.cancel(&crowd[1], later(monday(), 251)).unwrap();
    assert_eq!(hall.offer_is(&first[1]).state, OfferState::Withdrawn);
}

// ADR 0014, 8: after four hours by day five more; the earlier ones stay valid.
#[test]
fn adr14_8_after_four_hours_by_day_five_more() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 2, ..TERMS }));
    let crowd = hall.crowd(6);
    let evening = on("11-23", "18:00");
    let leaves = hall.has(slot());
    hall.cancel(&leaves, evening).unwrap();
    let first = hall.fills(evening);
    // Two hours until 20:00, and two after 8:00.
    let end = on("11-24", "10:00");
    assert_eq!((due_at(&hall.sql), hall.fills(later(end, -1))), (Ok(Some(end)), vec![]));
    let second = hall.fills(end);
    assert_eq!((whose(&second), second[0].offer.round), (ids(&crowd[2..4]), 2));
    assert_eq!(hall.accepts(&first[0], later(end, 5)).moved.new.starts_at, slot());
    // At night, from 8:00 on.
    let other = hall.has(on("12-01", "11:00"));
    hall.cancel(&other, on("11-25", "02:00")).unwrap();
    hall.fills(on("11-25", "02:00"));
    assert_eq!(due_at(&hall.sql), Ok(Some(on("11-25", "12:00"))));
}

// ADR 0014, 8: a quarter of the time that is left, if that is shorter; never under ten minutes.
#[test]
fn adr14_8_rounds_are_shorter_where_there_is_little_time() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 1, ..TERMS }));
    hall.crowd(4);
    let leaves = hall.has(on("12-01", "11:00"));
    let at = on("12-01", "07:00");
    hall.by_staff(&leaves, false, later(at, -2));
    hall.fills(at);
    assert_eq!(due_at(&hall.sql), Ok(Some(later(at, 30))), "a quarter of the two hours to 9:00");
    assert_eq!(hall.fills(later(at, 30)).len(), 1);
    let near = hall.has(on("12-01", "10:00"));
    hall.by_staff(&near, false, on("12-01", "07:35"));
    hall.fills(on("12-01", "07:37"));
    let rounds: Vec<(i64,)> = hall.sql.rows("SELECT round_until FROM waitlist_freed ORDER BY at DESC LIMIT 1", &[]).unwrap();
    assert_eq!(rounds[0].0, on("12-01", "07:47").millis());
}

// ADR 0014, 8: rounds off: five, no replacement, no more.
#[test]
fn adr14_8_with_rounds_off_five_are_asked_and_nobody_else() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { round_minutes: 0, ..TERMS }));
    hall.crowd(8);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(made.len(), 5);
    hall.declines(&made[0], later(monday(), 5));
    assert_eq!(hall.fills(later(monday(), 5)), []);
    assert_eq!(hall.fills(on("11-30", "12:00")), []);
    assert_eq!(due_at(&hall.sql).unwrap(), Some(later(slot(), -120)));
    assert_eq!(hall.state(&leaves), FreedState::Open);
}

// ADR 0014, 8: when nobody is left the rounds rest; who becomes free again is asked.
#[test]
fn adr14_8_slots_with_room_are_filled_anew_when_somebody_is_free_again() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 2, ..TERMS }));
    let crowd = hall.crowd(2);
    let (one, made) = hall.frees(slot(), monday());
    let (two, none) = hall.frees(on("12-01", "11:00"), monday());
    assert_eq!((made.len(), none), (2, vec![]));
    assert_eq!(hall.fills(later(monday(), 600)), [], "nobody is left, and no round begins");
    // The first accepts: the second is free for the other slot, and the slot that was left is offered to them too, one after the other.
    let now = later(monday(), 601);
    hall.accepts(&made[0], now);
    let again = hall.fills(now);
    assert_eq!((whose(&again), again[0].offer.freed), (vec![crowd[1].id], hall.freed(&two).unwrap().id));
    assert_eq!((again[0].offer.round, hall.state(&one)), (1, FreedState::Refilled));
}

// W3, ADR 0014, 8: a round that was short of somebody is filled when its time is over, by whoever waits by then, and the next one begins.
#[test]
fn adr14_8_after_the_round_time_those_who_wait_by_then_are_asked() {
    let hall = Hall::new();
    let crowd = hall.crowd(4);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(made.len(), 4);
    let late: Vec<_> = (0..8)
        .map(|n| hall.waits(on("12-22", "09:00").plus(TimeDelta::days(7 * (n / 6)) + TimeDelta::minutes(30 * (n % 6))), 10 + n))
        .collect();
    assert_eq!((hall.fills(later(monday(), 239)), due_at(&hall.sql)), (vec![], Ok(Some(later(monday(), 240)))));
    let next = hall.fills(later(monday(), 240));
    assert_eq!((whose(&next), next.iter().map(|made| made.offer.round).collect::<Vec<_>>()), (ids(&late[..6]), vec![1, 2, 2, 2, 2, 2]));
    assert_eq!(hall.fills(later(monday(), 470)), []);
    let last = hall.fills(later(monday(), 480));
    assert_eq!((whose(&last), last[0].offer.round, hall.state(&leaves)), (ids(&late[6..]), 3, FreedState::Open));
    // Nobody is left; who comes is asked when the time is over again, and no sooner.
    let one = hall.waits(on("12-08", "09:00"), 500);
    let morning = on("11-24", "08:00");
    assert_eq!((hall.fills(morning), due_at(&hall.sql).map(|due| due.is_some_and(|due| due < on("11-24", "13:00")))), (vec![], Ok(true)));
    assert_eq!(whose(&hall.fills(on("11-24", "13:00"))), [one.id]);
    assert!(hall.states(&leaves).iter().all(|state| *state == OfferState::Open) && hall.still_waits(&crowd[0]));
}

// ADR 0014, 8: a round that found nobody begins when somebody is found: five are asked, and its whole time counts.
#[test]
fn adr14_8_a_round_that_found_nobody_begins_with_the_first() {
    let hall = Hall::new();
    hall.crowd(5);
    hall.frees(slot(), monday());
    assert_eq!(hall.fills(later(monday(), 240)), []);
    for n in 0..7 {
        hall.waits(on("12-22", "09:00").plus(TimeDelta::days(7 * (n / 6)) + TimeDelta::minutes(30 * (n % 6))), 250 + n);
    }
    let second = hall.fills(later(monday(), 480));
    assert_eq!(second.iter().map(|made| made.offer.round).collect::<Vec<_>>(), [2; 5]);
    let evening = later(monday(), 480);
    assert!(due_at(&hall.sql).unwrap().is_some_and(|due| due >= later(evening, 240)));
}

// W4, ADR 0014, 1: what the practice offers differently, it offers at once.
#[test]
fn adr14_1_other_terms_are_looked_at_at_once() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { same_day: false, ..TERMS }));
    let own = hall.waits(on("12-15", "11:00"), 0);
    let (_, none) = hall.frees(on("12-15", "09:00"), monday());
    assert_eq!(none, vec![]);
    hall.offers_earlier(Some(AlertTerms { same_day: true, ..TERMS }));
    assert_eq!(whose(&hall.fills(later(monday(), 1))), [own.id]);
}

// Work is bounded a pass, and comes back.
#[test]
fn a_pass_is_bounded() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 2, ..TERMS }));
    hall.crowd(8);
    for start in ["09:00", "10:00", "11:00"] {
        hall.cancel(&hall.has(on("12-01", start)), monday()).unwrap();
    }
    let pass = || hall.sql.atomically(|| fill_due(&hall.sql, hall.at(monday()), 3)).unwrap();
    let (first, second) = (pass(), pass());
    assert_eq!((first.made.len(), first.more, second.made.len(), second.more), (4, true, 2, false));
}

// ADR 0014, 8: rounds that are turned off begin no more.
#[test]
fn adr14_8_rounds_turned_off_begin_no_more() {
    let hall = Hall::new();
    hall.crowd(8);
    hall.frees(slot(), monday());
    hall.offers_earlier(Some(AlertTerms { round_minutes: 0, ..TERMS }));
    assert_eq!(hall.fills(later(monday(), 300)), []);
}

// ADR 0014, 8: with rounds off, whoever becomes free again is asked for no slot that was offered before.
#[test]
fn adr14_8_with_rounds_off_nothing_rests() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { round_minutes: 0, ..TERMS }));
    hall.waits(on("12-15", "09:00"), 0);
    let (first, _) = hall.frees(slot(), monday());
    hall.waits(on("12-15", "10:00"), 1);
    let (_, made) = hall.frees(on("12-01", "11:00"), monday());
    let due = || hall.sql.rows::<(i64,)>("SELECT due_at FROM waitlist_freed ORDER BY starts_at LIMIT 1", &[]).unwrap()[0].0;
    assert_eq!((made.len(), due()), (1, later(slot(), -120).millis()));
    hall.declines(&made[0], later(monday(), 5));
    assert_eq!(due(), later(slot(), -120).millis(), "it has no room");
    hall.offers_earlier(Some(TERMS));
    // With rounds again, whoever waits by then is asked.
    assert_eq!((hall.fills(later(monday(), 6)).len(), hall.state(&first)), (1, FreedState::Open));
}

// What is wrong with one slot stops the offers of no other; it is looked at again later.
#[test]
fn a_slot_that_cannot_be_looked_at_stops_no_other() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 1, ..TERMS }));
    hall.crowd(2);
    let (one, two) = (hall.has(slot()), hall.has(on("12-01", "11:00")));
    hall.cancel(&one, monday()).unwrap();
    hall.cancel(&two, monday()).unwrap();
    let broken = hall.freed(&one).unwrap().id;
    let trigger = format!(
        "CREATE TRIGGER broken BEFORE UPDATE OF state ON waitlist_freed WHEN NEW.freed_id = '{broken}'
         BEGIN SELECT RAISE(ABORT, 'broken'); END"
    );
    hall.sql.script(&trigger).unwrap();
    let filled = hall.sql.atomically(|| fill_due(&hall.sql, hall.at(monday()), 50)).unwrap();
    assert_eq!(filled.failed.iter().map(|(freed, _)| *freed).collect::<Vec<_>>(), [broken]);
    assert_eq!((filled.made.len(), filled.made[0].offer.freed, filled.more), (1, hall.freed(&two).unwrap().id, false));
    assert_eq!(hall.states(&one), [], "what was begun of it is undone");
    hall.sql.script("DROP TRIGGER broken").unwrap();
    assert_eq!((due_at(&hall.sql), hall.fills(later(monday(), 10)).len()), (Ok(Some(later(monday(), 10))), 1));
}

// ADR 0014, 11: what ends too long a chain is named once, to be logged; staff may still offer it by hand.
#[test]
fn adr14_11_a_chain_that_is_too_long_is_named() {
    let hall = Hall::new();
    hall.crowd(8);
    let (_, made) = hall.frees(slot(), monday());
    hall.sql.run("UPDATE waitlist_freed SET depth = 99", &[]).unwrap();
    let left = hall.accepts(&made[0], monday()).freed.unwrap();
    let fills = || hall.sql.atomically(|| fill_due(&hall.sql, hall.at(monday()), 50)).unwrap();
    let filled = fills();
    assert_eq!((filled.capped, filled.made, filled.more), (vec![left], vec![], false));
    let slot = find_freed(&hall.sql, hall.practice, left).unwrap();
    assert_eq!((slot.state, slot.depth, fills().capped), (FreedState::Closed, 100, vec![]));
    let hand = ByHand { freed: left, service: hall.service, location: hall.location, starts_at: slot.starts_at, minutes: None };
    hall.sql.atomically(|| offer_slot(&hall.sql, hall.at(monday()), hall.practice, &hand)).unwrap();
    let filled = fills();
    assert_eq!((filled.capped.len(), filled.made.len()), (0, 2), "of those who come on a later day");
}
