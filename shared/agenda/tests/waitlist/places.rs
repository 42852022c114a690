//! How many places a freed slot is: never more there than there were or than the public may be, and no more promised than there is room
//! for (A3, W9; ADR 0014, 3 and 10).

use guichet_agenda_core::{
    Appointment, Attendance, Pattern, Placement, Refusal, restore,
    waitlist::{AlertTerms, ByHand, Freed, FreedState, OfferState, offer_slot},
};
use guichet_kernel::{FreedId, Instant, Sql};

use crate::hall::{Hall, TERMS, later, monday, on, slot};

/// Two at once for staff, one for the public.
fn second_by_staff() -> Hall {
    let hall = Hall::closed();
    hall.put(&Pattern { public_capacity: 1, ..hall.for_two() }).unwrap();
    hall
}

fn wanted(hall: &Hall, starts_at: Instant) -> ByHand {
    let freed = FreedId::draw(monday(), &hall.entropy);
    ByHand { freed, service: hall.service, location: hall.location, starts_at, minutes: None }
}

fn offers(hall: &Hall, wanted: &ByHand, now: Instant) -> Result<Freed, Refusal> {
    hall.sql.atomically(|| offer_slot(&hall.sql, hall.at(now), hall.practice, wanted))
}

fn forced(hall: &Hall) -> Appointment {
    let made = hall.has_as(&Placement { force: true, ..hall.placement(slot()) });
    assert!(made.forced);
    made
}

fn is_public(hall: &Hall, now: Instant) -> bool {
    hall.starts_in(&hall.window("2026-12-01", 1), now).contains(&slot())
}

// A3, ADR 0014, 10: the place that was left is the public's too; once it has it, nobody is moved there beside.
#[test]
fn a3_where_the_public_has_the_place_that_was_left_nobody_is_moved_there() {
    let hall = second_by_staff();
    hall.crowd(1);
    let leaves = hall.booked(slot(), monday()).unwrap();
    hall.cancel(&leaves, monday()).unwrap();
    let made = hall.fills(monday());
    hall.booked(slot(), later(monday(), 5)).unwrap();
    assert_eq!((hall.state(&leaves), hall.states(&leaves)), (FreedState::Taken, vec![OfferState::Taken]));
    assert_eq!(hall.is_late(&made[0], later(monday(), 6)), OfferState::Taken);
    // By hand it is the same.
    let start = on("12-01", "11:00");
    offers(&hall, &wanted(&hall, start), monday()).unwrap();
    let by_hand = hall.fills(monday());
    hall.booked(start, later(monday(), 5)).unwrap();
    assert_eq!(hall.is_late(&by_hand[0], later(monday(), 6)), OfferState::Taken);
}

// A3, ADR 0014, 10: two that staff had there and who both leave leave two places, whoever comes first.
#[test]
fn a3_where_two_have_left_two_are_moved_in() {
    for first in [0, 1] {
        let hall = second_by_staff();
        hall.offers_earlier(Some(AlertTerms { first: 1, ..TERMS }));
        hall.crowd(2);
        let leave = [hall.has(slot()), hall.has(slot())];
        for own in &leave {
            hall.cancel(own, monday()).unwrap();
        }
        let made = hall.fills(monday());
        hall.accepts(&made[first], monday());
        hall.accepts(&made[1 - first], monday());
        assert_eq!(leave.map(|own| hall.state(&own)), [FreedState::Refilled; 2]);
    }
}

// A3, ADR 0014, 10: who leaves it for a time that overlaps it is not there twice.
#[test]
fn a3_who_moves_by_a_quarter_of_an_hour_is_not_there_twice() {
    let hall = second_by_staff();
    hall.crowd(1);
    let leaves = hall.has(slot());
    hall.moves(&leaves, later(slot(), 15), false, monday()).unwrap();
    assert_eq!((hall.state(&leaves), hall.fills(later(monday(), 2))), (FreedState::Taken, vec![]));
}

// W9, ADR 0014, 3: what is offered already is offered once, by whatever id it is asked for.
#[test]
fn adr14_3_the_same_start_is_offered_by_hand_once() {
    let hall = Hall::new();
    hall.crowd(15);
    let one = offers(&hall, &wanted(&hall, slot()), monday()).unwrap();
    assert_eq!(hall.fills(monday()).len(), 5);
    assert_eq!(offers(&hall, &wanted(&hall, slot()), later(monday(), 1)).unwrap().id, one.id);
    assert_eq!(offers(&hall, &wanted(&hall, later(slot(), 15)), later(monday(), 1)), Err(Refusal::Taken), "beside it is no room");
    assert_eq!((hall.fills(later(monday(), 1)), hall.count("waitlist_freed")), (vec![], 1));
    // So it is of what an appointment freed, also in its grace.
    let leaves = hall.has(on("12-01", "11:00"));
    hall.by_staff(&leaves, false, monday());
    let same = offers(&hall, &wanted(&hall, on("12-01", "11:00")), monday()).unwrap();
    assert_eq!((same.state, Some(same.id)), (FreedState::Waiting, hall.freed(&leaves).map(|freed| freed.id)));
}

// ADR 0014, 3 and 4: what is kept closed is offered by its own id only, and not beside what is offered there.
#[test]
fn adr14_4_what_is_kept_closed_is_offered_once_too() {
    let hall = Hall::new();
    hall.crowd(6);
    let leaves = hall.has(slot());
    hall.by_staff(&leaves, true, monday());
    assert_eq!(offers(&hall, &wanted(&hall, slot()), monday()), Err(Refusal::Taken));
    let next = hall.has(slot());
    hall.cancel(&next, monday()).unwrap();
    assert_eq!(hall.fills(monday()).len(), 5);
    let kept = ByHand { freed: hall.freed(&leaves).unwrap().id, ..wanted(&hall, slot()) };
    assert_eq!(offers(&hall, &kept, monday()), Err(Refusal::Taken));
    assert_eq!(hall.state(&leaves), FreedState::Closed);
}

// W9: two freed places at one start are two: one is filled, and the other's offers stay what they are.
#[test]
fn w9_two_freed_places_at_one_start_are_filled_each() {
    let hall = Hall::closed();
    hall.put(&hall.for_two()).unwrap();
    hall.crowd(12);
    let (one, two) = (hall.has(slot()), hall.has(slot()));
    hall.cancel(&one, monday()).unwrap();
    hall.cancel(&two, later(monday(), 1)).unwrap();
    let made = hall.fills(later(monday(), 1));
    assert_eq!(made.len(), 10);
    hall.accepts(&made[0], later(monday(), 2));
    let open = vec![OfferState::Open; 5];
    assert_eq!((hall.state(&one), hall.states(&two)), (FreedState::Refilled, open.clone()));
    hall.accepts(&made[5], later(monday(), 3));
    assert_eq!((hall.state(&two), hall.is_late(&made[6], later(monday(), 4))), (FreedState::Refilled, OfferState::Taken));
    // The public takes one of two: the older offers stay good, and nobody is asked for a place that is not there.
    let hall = Hall::closed();
    hall.put(&hall.for_two()).unwrap();
    hall.crowd(12);
    let (one, two) = (hall.has(slot()), hall.has(slot()));
    hall.cancel(&one, monday()).unwrap();
    hall.cancel(&two, later(monday(), 1)).unwrap();
    let made = hall.fills(later(monday(), 1));
    hall.booked(slot(), later(monday(), 2)).unwrap();
    assert_eq!((hall.states(&one), hall.states(&two)), (open, vec![OfferState::Taken; 5]));
    hall.accepts(&made[0], later(monday(), 3));
}

// ADR 0014, 3: a forced appointment beside who is there frees nothing; alone, it has the place, and leaves it.
#[test]
fn adr14_3_what_was_forced_frees_its_place_where_it_has_one() {
    let hall = Hall::new();
    hall.crowd(2);
    let (first, beyond) = (hall.has(slot()), forced(&hall));
    hall.cancel(&beyond, monday()).unwrap();
    assert_eq!((hall.freed(&beyond), hall.fills(monday()), is_public(&hall, monday())), (None, vec![], false));
    let alone = forced(&hall);
    hall.cancel(&first, monday()).unwrap();
    assert_eq!((hall.fills(monday()), hall.state(&first)), (vec![], FreedState::Taken), "somebody is there");
    hall.cancel(&hall.now_is(&alone), later(monday(), 1)).unwrap();
    assert_eq!((hall.fills(later(monday(), 1)).len(), hall.state(&alone)), (2, FreedState::Open));
}

// ADR 0014, 3 and 4: by staff, it waits for its grace, is not public in it, and can be taken back.
#[test]
fn adr14_4_what_was_forced_and_has_the_place_has_its_grace() {
    let hall = Hall::new();
    hall.crowd(2);
    let (first, alone) = (hall.has(slot()), forced(&hall));
    hall.cancel(&first, monday()).unwrap();
    hall.fills(monday());
    let cancelled = hall.by_staff(&alone, false, later(monday(), 1));
    assert_eq!((hall.state(&alone), is_public(&hall, later(monday(), 2))), (FreedState::Waiting, false));
    let back = || restore(&hall.sql, hall.at(later(monday(), 2)), hall.practice, alone.id, cancelled.version, "mbr_x");
    let (restored, _) = hall.sql.atomically(back).unwrap();
    assert_eq!((restored.attendance, hall.state(&alone)), (Attendance::Booked, FreedState::Restored));
    hall.moves(&restored, on("12-08", "10:00"), false, later(monday(), 5)).unwrap();
    assert_eq!((hall.state(&alone), is_public(&hall, later(monday(), 6))), (FreedState::Waiting, false));
    assert_eq!((hall.fills(later(monday(), 7)).len(), is_public(&hall, later(monday(), 7))), (2, true));
}

// ADR 0014, 3: of two in one place, the place is promised once.
#[test]
fn adr14_3_a_place_that_two_had_is_promised_once() {
    let hall = Hall::new();
    hall.crowd(12);
    let (first, beyond) = (hall.has(slot()), forced(&hall));
    let first_left = hall.by_staff(&first, false, monday());
    hall.by_staff(&beyond, false, later(monday(), 1));
    assert_eq!((hall.state(&first_left), hall.freed(&beyond)), (FreedState::Waiting, None));
    assert_eq!(hall.fills(later(monday(), 5)).len(), 5);
}

// ADR 0014, 3: forced into closed time, it leaves nothing that is open.
#[test]
fn adr14_3_what_was_forced_into_closed_time_frees_nothing() {
    let hall = Hall::new();
    hall.crowd(1);
    crate::freed::close(&hall, false, monday());
    let inside = forced(&hall);
    hall.by_staff(&inside, true, monday());
    assert_eq!((hall.freed(&inside), hall.fills(later(monday(), 5)), hall.count("occupancy")), (None, vec![], 1));
}

// W3, ADR 0014, 3: beside what staff keep closed, the other place is offered at once, and can be had.
#[test]
fn adr14_3_a_place_beside_one_that_is_kept_closed_is_offered() {
    let hall = second_by_staff();
    hall.crowd(3);
    let (kept, leaves) = (hall.has(slot()), hall.has(slot()));
    hall.by_staff(&kept, true, monday());
    hall.cancel(&leaves, later(monday(), 10)).unwrap();
    let made = hall.fills(later(monday(), 10));
    assert_eq!(made.len(), 3);
    hall.accepts(&made[0], later(monday(), 600));
    // It is kept all the same: nobody else is moved there.
    let third = hall.moves(&hall.has(on("12-08", "10:00")), slot(), false, later(monday(), 601)).map(|moved| moved.new);
    assert_eq!((third.is_ok(), hall.state(&kept)), (true, FreedState::Closed), "staff may");
}

// W7, ADR 0014, 4: what staff keep closed is not offered by who was forced beside it.
#[test]
fn w7_what_is_kept_closed_is_not_offered_by_who_was_beside_it() {
    let hall = Hall::new();
    hall.crowd(3);
    let (kept, beyond) = (hall.has(slot()), forced(&hall));
    hall.by_staff(&kept, true, monday());
    hall.cancel(&beyond, later(monday(), 10)).unwrap();
    let asked = [10, 45, 600].map(|at| hall.fills(later(monday(), at)).len());
    assert_eq!((asked, hall.freed(&beyond)), ([0; 3], None));
    // Offered by hand, it is.
    let kept = ByHand { freed: hall.freed(&kept).unwrap().id, ..wanted(&hall, slot()) };
    offers(&hall, &kept, later(monday(), 601)).unwrap();
    let made = hall.fills(later(monday(), 601));
    assert_eq!(hall.accepts(&made[0], later(monday(), 602)).moved.new.starts_at, slot());
}

// ADR 0014, 4 and 10: to staff, a form that somebody fills in gives way before what they keep closed.
#[test]
fn adr14_4_what_is_kept_closed_gives_way_last() {
    let hall = Hall::closed();
    hall.put(&hall.for_two()).unwrap();
    let kept = hall.has(slot());
    hall.by_staff(&kept, true, monday());
    hall.hold(&hall.browser(), slot(), later(monday(), 5)).unwrap();
    hall.place(&hall.placement(slot()), later(monday(), 6)).unwrap();
    let lent = format!("SELECT COUNT(*) FROM occupancy WHERE occupant = '{}'", kept.id);
    assert_eq!(hall.sql.rows::<(i64,)>(&lent, &[]).unwrap(), [(1,)]);
}
