//! W8, W9: how an offer ends (ADR 0014, 9, 12 to 14).

use chrono::TimeDelta;
use guichet_agenda_core::{
    by_token, delete,
    waitlist::{
        AlertTerms, By, FreedState, OfferState, Wish, accept, due_at, note_page, offer_by_token, open_offers, own_link, still_open, stop,
        unreached,
    },
};
use guichet_kernel::Sql;

use crate::hall::{Hall, TERMS, later, monday, on, slot, whose};

// W8: fifteen days.
#[test]
fn w8_an_offer_lives_fifteen_days() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { round_minutes: 0, ..TERMS }));
    hall.waits(on("12-29", "09:00"), 0);
    let (leaves, made) = hall.frees(on("12-22", "10:00"), monday());
    let end = monday().plus(TimeDelta::days(15));
    assert_eq!((made[0].offer.expires_at, due_at(&hall.sql)), (end, Ok(Some(end))));
    hall.fills(end.minus(TimeDelta::milliseconds(1)));
    assert_eq!(hall.offer_is(&made[0]).state, OfferState::Open);
    hall.fills(end);
    assert_eq!((hall.offer_is(&made[0]).state, hall.state(&leaves)), (OfferState::Expired, FreedState::Open));
}

// W8: never past the slot's start minus the offer notice; then the slot is past.
#[test]
fn w8_never_past_the_offer_notice() {
    let hall = Hall::new();
    hall.crowd(1);
    let (leaves, made) = hall.frees(slot(), monday());
    let end = later(slot(), -120);
    assert_eq!(made[0].offer.expires_at, end);
    assert_eq!(hall.is_late(&made[0], end), OfferState::Expired, "also before anybody has swept");
    hall.fills(end);
    assert_eq!((hall.state(&leaves), due_at(&hall.sql)), (FreedState::Past, Ok(None)));
}

// W9: booked by the public, placed or moved there by staff: taken, in the transaction that takes it; a hold is not taking.
#[test]
fn w9_whoever_takes_the_time_ends_the_offers() {
    for way in ["book", "place", "move", "force"] {
        let hall = Hall::new();
        let crowd = hall.crowd(2);
        let (leaves, made) = hall.frees(slot(), monday());
        let now = later(monday(), 5);
        match way {
            "book" => {
                let (hold, _) = hall.hold(&hall.browser(), slot(), now).unwrap();
                assert_eq!(hall.states(&leaves), [OfferState::Open; 2]);
                hall.book(&hold, now).unwrap();
            }
            "place" => drop(hall.has(slot())),
            "force" => drop(hall.has_as(&guichet_agenda_core::Placement { force: true, ..hall.placement(later(slot(), 15)) })),
            _ => drop(hall.moves(&hall.has(on("12-01", "11:00")), slot(), false, now).unwrap()),
        }
        assert_eq!((hall.states(&leaves), hall.state(&leaves)), (vec![OfferState::Taken; 2], FreedState::Taken), "{way}");
        assert_eq!(hall.is_late(&made[0], now), OfferState::Taken);
        // The patients keep theirs and are free for another.
        assert!(hall.still_waits(&crowd[0]));
        assert_eq!(whose(&hall.frees(on("12-01", "09:00"), now).1).len(), 2);
    }
}

// W9: beside room for two, one more takes nobody's offer.
#[test]
fn w9_who_takes_the_other_place_ends_nothing() {
    let hall = Hall::closed();
    hall.put(&hall.for_two()).unwrap();
    hall.crowd(1);
    let (leaves, made) = hall.frees(slot(), monday());
    hall.has(slot());
    assert_eq!(hall.states(&leaves), [OfferState::Open]);
    assert!(still_open(&hall.sql, &made[0].offer, monday()).unwrap());
    hall.has(slot());
    assert_eq!(hall.states(&leaves), [OfferState::Taken]);
}

// ADR 0014, 9: the own appointment is moved, cancelled or deleted.
#[test]
fn adr14_9_an_offer_ends_when_the_own_appointment_changes() {
    for way in ["moved", "cancelled", "deleted"] {
        let hall = Hall::new();
        let own = hall.waits(on("12-15", "09:00"), 0);
        let (_, made) = hall.frees(slot(), monday());
        match way {
            "moved" => drop(hall.moves(&own, on("12-22", "09:00"), false, monday()).unwrap()),
            "cancelled" => drop(hall.cancel(&own, monday()).unwrap()),
            _ => assert!(hall.sql.atomically(|| delete(&hall.sql, hall.practice, own.id, 1, "mbr_x", monday())).unwrap()),
        }
        assert_eq!(hall.offer_is(&made[0]).state, OfferState::Withdrawn, "{way}");
        assert!(!still_open(&hall.sql, &hall.offer_is(&made[0]), monday()).unwrap());
    }
}

// ADR 0014, 9: declined twice, or too late, is what it was.
#[test]
fn adr14_9_what_has_ended_stays_what_it_is() {
    let hall = Hall::new();
    hall.crowd(2);
    let (leaves, made) = hall.frees(slot(), monday());
    let declined = hall.declines(&made[0], later(monday(), 1));
    assert_eq!(hall.declines(&made[0], later(monday(), 2)), declined);
    assert_eq!(hall.is_late(&made[0], later(monday(), 3)), OfferState::Declined);
    hall.accepts(&made[1], later(monday(), 4));
    assert_eq!(hall.declines(&made[1], later(monday(), 5)).state, OfferState::Accepted);
    assert_eq!(hall.states(&leaves), [OfferState::Declined, OfferState::Accepted]);
}

// ADR 0014, 12: who cannot be written to is to be rung, counts among the five, and staff answer in their name.
#[test]
fn adr14_12_who_cannot_be_written_to_is_called() {
    let hall = Hall::new();
    hall.crowd(6);
    let (leaves, made) = hall.frees(slot(), monday());
    let id = made[3].offer.id;
    hall.sql.atomically(|| unreached(&hall.sql, id)).unwrap();
    assert_eq!((hall.fills(later(monday(), 5)), hall.states(&leaves).len()), (vec![], 5));
    let all = open_offers(&hall.sql, hall.practice, false, 10).unwrap();
    assert_eq!((all.len(), all[0].id, all[0].to_call, all[1].id), (5, id, true, made[0].offer.id));
    assert_eq!(open_offers(&hall.sql, hall.practice, true, 10).unwrap().len(), 1);
    assert_eq!(open_offers(&hall.sql, hall.practice, false, 2).unwrap().len(), 2);
    hall.sql.atomically(|| accept(&hall.sql, hall.at(later(monday(), 6)), id, By::Staff("mbr_x"))).unwrap();
    let offer = hall.offer_is(&made[3]);
    assert_eq!((offer.state, offer.by.as_deref()), (OfferState::Accepted, Some("mbr_x")));
    hall.sql.atomically(|| unreached(&hall.sql, made[0].offer.id)).unwrap();
    assert!(!hall.offer_is(&made[0]).to_call, "it has ended");
}

// ADR 0014, 13: stopping ends the entries and offers here, nothing else; a box ticked later counts again.
#[test]
fn adr14_13_stopping_ends_this_practices_alerts_only() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let (leaves, made) = hall.frees(slot(), monday());
    let patient = made[0].offer.patient.unwrap();
    for _ in 0..2 {
        hall.sql.atomically(|| stop(&hall.sql, hall.practice, &[patient], later(monday(), 1))).unwrap();
    }
    assert_eq!(hall.states(&leaves), [OfferState::Stopped, OfferState::Open]);
    assert_eq!((hall.still_waits(&crowd[0]), hall.still_waits(&crowd[1])), (false, true));
    assert_eq!(hall.now_is(&crowd[0]), crowd[0], "they keep what they have");
    assert_eq!(hall.ticks(&crowd[0], Some(&Wish::default()), later(monday(), 2)), Ok(true));
    assert_eq!(whose(&hall.frees(on("12-01", "11:00"), later(monday(), 2)).1), [crowd[0].id]);
}

// ADR 0014, 14: a link says what became of it; that its page was asked for is noted once, and changes nothing.
#[test]
fn adr14_14_reading_an_offer_notes_it_once_and_changes_nothing() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    let (_, made) = hall.frees(slot(), monday());
    let found = || offer_by_token(&hall.sql, &made[0].token).unwrap().unwrap();
    assert_eq!(found(), made[0].offer);
    for minutes in [3, 4] {
        hall.sql.atomically(|| note_page(&hall.sql, &found(), later(monday(), minutes))).unwrap();
    }
    assert_eq!((found().page_asked_at, found().state), (Some(later(monday(), 3)), OfferState::Open));
    assert_eq!(by_token(&hall.sql, &own_link(&made[0].token)).unwrap(), Some(own));
    assert_eq!(by_token(&hall.sql, &made[0].token), Ok(None), "an offer's token is no appointment's");
    let stored: Vec<(Vec<u8>,)> = hall.sql.rows("SELECT token_hash FROM waitlist_offer", &[]).unwrap();
    assert_eq!(stored[0].0, made[0].token.hash().bytes());
}

// ADR 0014, 13: said some time ago, it ends what was asked until then; what was asked since, of a box that was ticked again, stays.
#[test]
fn adr14_13_a_stop_that_comes_late_ends_what_was_asked_until_it_was_said() {
    for (said, stopped) in [(3, false), (4, true), (5, true)] {
        let hall = Hall::new();
        let own = hall.waits(on("12-15", "09:00"), 0);
        let (leaves, _) = hall.frees(slot(), later(monday(), 4));
        // The letter of before was answered while this one was under way: what they ticked since counts.
        hall.ticks(&own, None, later(monday(), 6)).unwrap();
        hall.ticks(&own, Some(&Wish::default()), later(monday(), 7)).unwrap();
        hall.sql.atomically(|| stop(&hall.sql, hall.practice, &[own.patient.unwrap()], later(monday(), said))).unwrap();
        let state = if stopped { OfferState::Stopped } else { OfferState::Open };
        assert_eq!((hall.states(&leaves), hall.still_waits(&own)), (vec![state], true), "{said}");
    }
}
