//! W5, W6, W10: accepting moves an appointment, and frees its time in its turn (ADR 0014, 10 and 11).

use guichet_agenda_core::{
    Attendance, Membership, Offering, Pattern, Placement, Refusal, by_token, delete, find,
    waitlist::{AlertTerms, Answer, By, FreedBy, FreedState, OfferState, Wish, accept, own_link},
};
use guichet_kernel::{ServiceId, Sql};

use crate::{
    clinic::settings,
    hall::{Hall, TERMS, ids, later, monday, on, slot, whose},
};

// W6: the move, the others, the entry, the old slot; all in one.
#[test]
fn w6_first_to_accept_wins_and_the_others_keep_theirs() {
    let hall = Hall::new();
    let crowd = hall.crowd(6);
    let (leaves, made) = hall.frees(slot(), monday());
    let now = later(monday(), 30);
    let accepted = hall.accepts(&made[1], now);
    let new = &accepted.moved.new;
    assert_eq!((new.starts_at, new.ends_at, new.patient, new.origin), (slot(), later(slot(), 30), crowd[1].patient, crowd[1].id));
    assert_eq!((accepted.moved.old.attendance, accepted.moved.old.moved_to, new.version), (Attendance::Moved, Some(new.id), 3));
    assert_eq!((accepted.offer.state, accepted.today, accepted.depth), (OfferState::Accepted, false, 1));
    let states = [OfferState::Taken, OfferState::Accepted, OfferState::Taken, OfferState::Taken, OfferState::Taken];
    assert_eq!((hall.states(&leaves), hall.state(&leaves)), (states.to_vec(), FreedState::Refilled));
    assert_eq!((hall.is_late(&made[0], now), hall.now_is(&crowd[0])), (OfferState::Taken, crowd[0].clone()));
    assert!(!hall.still_waits(&crowd[1]) && !hall.still_waits(new), "the entry ends; they may tick again");
    assert_eq!(hall.count("occupancy"), 6);
    // The link of the offer opens the appointment as it now is.
    assert_eq!(by_token(&hall.sql, &own_link(&made[1].token)).unwrap().as_ref(), Some(new));
}

// W6: the same acceptance again, from another device, is the same answer.
#[test]
fn w6_accepting_twice_is_accepting_once() {
    let hall = Hall::new();
    hall.crowd(2);
    let (_, made) = hall.frees(slot(), monday());
    let first = hall.accepts(&made[0], later(monday(), 1));
    let Ok(Answer::Before(again)) = hall.answers(made[0].offer.id, later(monday(), 2)) else { panic!() };
    assert_eq!(again, first.offer);
    assert_eq!((hall.count("waitlist_freed"), hall.count("appointment")), (2, 4));
    // Also once the practice has deleted what it was moved to.
    let now_is = &first.moved.new;
    hall.sql.atomically(|| delete(&hall.sql, hall.practice, now_is.id, now_is.version, "mbr_x", later(monday(), 3))).unwrap();
    assert_eq!(hall.answers(made[0].offer.id, later(monday(), 4)), Ok(Answer::Before(again)));
}

// W10: the time that was left is offered in its turn, never to who left it, one deeper.
#[test]
fn w10_a_move_cascades_and_never_to_who_left() {
    let hall = Hall::new();
    let crowd = hall.crowd(8);
    let (_, made) = hall.frees(slot(), monday());
    let accepted = hall.accepts(&made[0], monday());
    let freed = hall.freed(&crowd[0]).unwrap();
    assert_eq!((Some(freed.id), freed.by, freed.depth, freed.starts_at), (accepted.freed, FreedBy::Offer, 1, crowd[0].starts_at));
    hall.ticks(&accepted.moved.new, None, monday()).unwrap();
    let next = hall.fills(monday());
    // Of those who come on a later day than the 15th.
    assert_eq!(whose(&next), ids(&crowd[6..8]));
    let deeper = hall.accepts(&next[0], later(monday(), 1));
    assert_eq!((deeper.depth, deeper.moved.new.starts_at), (2, crowd[0].starts_at));
    assert_eq!(hall.now_is(&accepted.moved.new).starts_at, slot());
}

// ADR 0014, 11: a chain that is too long ends.
#[test]
fn adr14_11_a_chain_ends_at_a_hundred() {
    let hall = Hall::new();
    let crowd = hall.crowd(8);
    let (_, made) = hall.frees(slot(), monday());
    hall.sql.run("UPDATE waitlist_freed SET depth = 98", &[]).unwrap();
    let accepted = hall.accepts(&made[0], monday());
    assert_eq!(accepted.depth, 99);
    let next = hall.fills(monday());
    let last = hall.accepts(&next[0], monday());
    assert_eq!(last.depth, 100);
    assert_eq!((hall.fills(monday()), hall.state(&crowd[6])), (vec![], FreedState::Closed));
}

// ADR 0014, 10: neither notice applies, nor how far ahead one may book; the practice is told of the same day.
#[test]
fn adr14_10_notices_do_not_apply_and_the_same_day_is_told() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    hall.settle(
        &Membership { cancellation_notice: 100_000, booking_notice: 100_000, booking_horizon: 1, ..settings(hall.practice, 0) },
        &[Offering::plain(hall.service, crate::clinic::minutes(30))],
    );
    let leaves = hall.has(on("12-01", "11:00"));
    let now = on("12-01", "07:00");
    hall.by_staff(&leaves, false, later(now, -2));
    let made = hall.fills(now);
    let accepted = hall.accepts(&made[0], now);
    assert_eq!((accepted.today, accepted.moved.old.id), (true, own.id));
}

// ADR 0014, 10: the old time is released first: a later start that overlaps it is no obstacle.
#[test]
fn adr14_10_ones_own_old_time_is_no_obstacle() {
    let hall = Hall::closed();
    hall.shape(|service| Offering { before: 20, after: 20, ..service });
    hall.put(&hall.weekly()).unwrap();
    let terms = AlertTerms { same_day: true, minimum_days: 0, ..TERMS };
    hall.offers_earlier(Some(terms));
    let own = hall.has(on("12-01", "11:30"));
    let leaves = hall.has(slot());
    hall.ticks(&own, Some(&Wish::default()), monday()).unwrap();
    hall.cancel(&leaves, monday()).unwrap();
    let made = hall.fills(monday());
    assert_eq!(hall.accepts(&made[0], monday()).moved.new.starts_at, slot());
}

// ADR 0014, 10: a live hold does not give way to a link, and does to staff.
#[test]
fn adr14_10_a_live_hold_does_not_give_way_to_a_link() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let (leaves, made) = hall.frees(slot(), monday());
    let now = later(monday(), 5);
    hall.hold(&hall.browser(), slot(), now).unwrap();
    assert_eq!(hall.answers(made[0].offer.id, now), Err(Refusal::Taken));
    assert_eq!((hall.states(&leaves), hall.now_is(&crowd[0])), (vec![OfferState::Open; 2], crowd[0].clone()));
    assert_eq!(hall.count("occupancy"), 3);
    let by_staff = accept(&hall.sql, hall.at(now), made[1].offer.id, By::Staff("mbr_x"));
    assert!(matches!(by_staff, Ok(Answer::Accepted(_))));
    let by: Vec<(String,)> = hall.sql.rows("SELECT by_whom FROM attendance_history WHERE did = 'moved' GROUP BY by_whom", &[]).unwrap();
    assert_eq!(by, [("mbr_x".to_owned(),)]);
}

// ADR 0014, 10: if the time cannot be claimed, everybody keeps what they have.
#[test]
fn adr14_10_if_the_time_cannot_be_claimed_everybody_keeps_what_they_have() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let (leaves, made) = hall.frees(slot(), monday());
    // Somebody is there whom no rule of ours put there.
    hall.sql
        .run(
            "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit) SELECT 'x', ?, ?, place, practice_id, 'x'
             FROM occupancy LIMIT 1",
            guichet_kernel::binds![slot(), later(slot(), 30)],
        )
        .unwrap();
    assert_eq!(hall.is_late(&made[0], monday()), OfferState::Taken);
    assert_eq!((hall.state(&leaves), hall.states(&leaves)), (FreedState::Taken, vec![OfferState::Taken; 2]));
    assert_eq!((find(&hall.sql, crowd[0].id).unwrap().as_ref(), hall.count("occupancy")), (Some(&crowd[0]), 3));
}

/// A service with something to tidy up after it, given in the same hours.
fn wide(hall: &Hall) -> (guichet_agenda_core::Availability, Offering, Offering) {
    let plain = Offering::plain(hall.service, crate::clinic::minutes(30));
    let wide = Offering { service: ServiceId::draw(monday(), &hall.entropy), after: 10, ..plain };
    hall.offer(&[plain, wide]);
    (hall.put(&Pattern { services: vec![plain.service, wide.service], ..hall.weekly() }).unwrap(), plain, wide)
}

// ADR 0014, 10: what fits the slot no more for one of them stays open for the others.
#[test]
fn adr14_10_what_does_not_fit_one_any_more_stays_open_for_the_others() {
    for hours in [true, false] {
        let hall = Hall::closed();
        let (put, plain, wide) = wide(&hall);
        let one = hall.waits_as(&Placement { service: wide.service, ..hall.placement(on("12-15", "09:00")) }, 0);
        hall.waits(on("12-15", "11:00"), 1);
        let (leaves, made) = hall.frees(slot(), monday());
        assert_eq!(made.len(), 2);
        if hours {
            hall.put_as(put.id, Some(put.version), &Pattern { services: vec![plain.service], ..put.pattern }).unwrap();
        } else {
            hall.has(later(slot(), 30));
        }
        assert_eq!(hall.is_late(&made[0], monday()), OfferState::Withdrawn);
        assert_eq!((hall.now_is(&one), hall.states(&leaves)[1]), (one, OfferState::Open));
        hall.accepts(&made[1], monday());
    }
}

// ADR 0014, 9: whoever accepts takes the time, and so ends the offers of another slot that was there.
#[test]
fn adr14_9_accepting_takes_the_time_of_another_slot_too() {
    let hall = Hall::closed();
    hall.offers_earlier(Some(AlertTerms { first: 1, ..TERMS }));
    let (_, _, wide) = wide(&hall);
    let tidies = hall.waits_as(&Placement { service: wide.service, ..hall.placement(on("12-15", "09:00")) }, 0);
    hall.waits(on("12-15", "11:00"), 1);
    let (leaves, next) = (hall.has(slot()), hall.has(later(slot(), 30)));
    hall.cancel(&leaves, monday()).unwrap();
    hall.cancel(&next, monday()).unwrap();
    let made = hall.fills(monday());
    let its = made.iter().find(|one| one.offer.appointment == tidies.id).unwrap();
    let other = made.iter().find(|one| one.offer.appointment != tidies.id).unwrap();
    assert_eq!((its.offer.starts_at, other.offer.starts_at), (slot(), later(slot(), 30)));
    hall.accepts(its, monday());
    assert_eq!((hall.states(&next), hall.is_late(other, monday())), (vec![OfferState::Taken], OfferState::Taken));
}

// W9, ADR 0014, 10: the store itself refuses a second open offer of an appointment, and a second acceptance of a slot.
#[test]
fn the_store_refuses_a_second_open_offer_and_a_second_acceptance() {
    let hall = Hall::new();
    hall.crowd(3);
    let (_, made) = hall.frees(slot(), monday());
    let copy = |state: &str, appointment: &str| {
        hall.sql.run(
            &format!(
                "INSERT INTO waitlist_offer (offer_id, freed_id, practice_id, appointment_id, place, round, asked_at, expires_at, state, ended_at,
                     token_hash, link_hash)
                 SELECT 'x', freed_id, practice_id, {appointment}, 9, 1, 0, 0, '{state}', {}, x'00', x'00' FROM waitlist_offer LIMIT 1",
                if state == "open" { "NULL" } else { "0" }
            ),
            &[],
        )
    };
    assert_eq!(copy("open", "appointment_id"), Err(guichet_kernel::SqlError::Unique));
    hall.accepts(&made[0], monday());
    assert_eq!(copy("accepted", "appointment_id"), Err(guichet_kernel::SqlError::Unique));
}

// W4, at accepting too: whoever has come to have another appointment that day keeps what they have.
#[test]
fn w4_a_day_that_has_become_theirs_otherwise_is_moved_to_no_more() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let (_, made) = hall.frees(slot(), monday());
    let there = Placement { patient: crowd[0].patient.unwrap(), ..hall.placement(later(slot(), 150)) };
    let another = hall.has_as(&there);
    assert_eq!((hall.is_late(&made[0], monday()), hall.now_is(&crowd[0])), (OfferState::Withdrawn, crowd[0].clone()));
    hall.cancel(&another, monday()).unwrap();
    assert_eq!(hall.accepts(&made[1], later(monday(), 1)).moved.old.id, crowd[1].id);
}
