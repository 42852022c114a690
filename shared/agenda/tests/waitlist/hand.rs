//! What staff offer and withdraw by hand.

use guichet_agenda_core::{
    Refusal,
    waitlist::{ByHand, Freed, FreedBy, FreedState, OfferState, offer_slot, withdraw_slot},
};
use guichet_kernel::{FreedId, Instant, Sql};

use crate::hall::{Hall, later, monday, on, slot, whose};

fn wanted(hall: &Hall, starts_at: Instant) -> ByHand {
    let freed = FreedId::draw(monday(), &hall.entropy);
    ByHand { freed, service: hall.service, location: hall.location, starts_at, minutes: None }
}

fn offers(hall: &Hall, wanted: &ByHand, now: Instant) -> Result<Freed, Refusal> {
    hall.sql.atomically(|| offer_slot(&hall.sql, hall.at(now), hall.practice, wanted))
}

fn withdraws(hall: &Hall, id: FreedId, now: Instant) -> Result<Freed, Refusal> {
    hall.sql.atomically(|| withdraw_slot(&hall.sql, hall.practice, id, now)).map(|(slot, _)| slot)
}

#[test]
fn a_free_start_is_offered_by_hand_once() {
    let hall = Hall::new();
    let crowd = hall.crowd(1);
    let ask = wanted(&hall, slot());
    let freed = offers(&hall, &ask, monday()).unwrap();
    assert_eq!((freed.by, freed.state, freed.appointment), (FreedBy::Hand, FreedState::Open, None));
    let made = hall.fills(monday());
    assert_eq!(whose(&made), [crowd[0].id]);
    assert_eq!(offers(&hall, &ask, later(monday(), 1)).unwrap().id, freed.id, "sent twice");
    assert_eq!((hall.fills(later(monday(), 1)), hall.count("waitlist_freed")), (vec![], 1));
    assert_eq!(hall.accepts(&made[0], later(monday(), 2)).moved.new.starts_at, slot());
    assert_eq!(offers(&hall, &ask, later(monday(), 3)), Err(Refusal::NotPossibleNow), "it is refilled");
}

#[test]
fn what_cannot_be_had_is_not_offered_by_hand() {
    let hall = Hall::new();
    hall.has(slot());
    assert_eq!(offers(&hall, &wanted(&hall, slot()), monday()), Err(Refusal::Taken));
    assert_eq!(offers(&hall, &wanted(&hall, on("12-01", "20:00")), monday()), Err(Refusal::NotOffered));
    let near = on("12-01", "09:00");
    assert_eq!(offers(&hall, &wanted(&hall, on("12-01", "11:00")), near), Err(Refusal::TooLate));
    assert_eq!(hall.count("waitlist_freed"), 0);
    hall.offers_earlier(None);
    assert_eq!(offers(&hall, &wanted(&hall, on("12-01", "11:00")), monday()), Err(Refusal::NotOffered));
    let (other, ..) = hall.second_practice();
    let theirs = offer_slot(&hall.sql, hall.at(monday()), other, &wanted(&hall, slot()));
    assert_eq!(theirs, Err(Refusal::NotOffered));
}

#[test]
fn what_was_kept_closed_is_offered_later_by_hand() {
    let hall = Hall::new();
    let crowd = hall.crowd(1);
    let leaves = hall.has(slot());
    hall.by_staff(&leaves, true, monday());
    let freed = hall.freed(&leaves).unwrap();
    let ask = ByHand { freed: freed.id, ..wanted(&hall, on("12-08", "09:00")) };
    let now = later(monday(), 60);
    let opened = offers(&hall, &ask, now).unwrap();
    assert_eq!((opened.state, opened.starts_at, opened.by), (FreedState::Open, slot(), FreedBy::Staff));
    assert!(hall.starts_in(&hall.window("2026-12-01", 1), now).contains(&slot()), "and public");
    assert_eq!(whose(&hall.fills(now)), [crowd[0].id]);
}

#[test]
fn staff_withdraw_what_is_offered() {
    let hall = Hall::new();
    hall.crowd(3);
    let (leaves, made) = hall.frees(slot(), monday());
    let id = hall.freed(&leaves).unwrap().id;
    let withdrawn = withdraws(&hall, id, later(monday(), 1)).unwrap();
    assert_eq!((withdrawn.state, hall.states(&leaves)), (FreedState::Closed, vec![OfferState::Withdrawn; 3]));
    assert_eq!(withdraws(&hall, id, later(monday(), 2)), Ok(withdrawn), "repeating changes nothing");
    assert_eq!((hall.fills(later(monday(), 600)), hall.is_late(&made[0], later(monday(), 3))), (vec![], OfferState::Withdrawn));
    let unknown = withdraws(&hall, FreedId::draw(monday(), &hall.entropy), monday());
    assert_eq!(unknown, Err(Refusal::Unknown));
    // In its grace: it is not offered when that is over.
    let other = hall.has(on("12-01", "11:00"));
    hall.by_staff(&other, false, monday());
    withdraws(&hall, hall.freed(&other).unwrap().id, monday()).unwrap();
    assert_eq!(hall.fills(later(monday(), 5)), []);
}
