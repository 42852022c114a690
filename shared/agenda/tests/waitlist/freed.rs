//! W7: what frees a slot, and when it is offered (ADR 0014, 3 to 5).

use chrono::TimeDelta;
use guichet_agenda_core::{
    Attendance, CONFIRMING, Closing, ClosingKind, Ending, Move, Pattern, Placement, ask_confirmation, availabilities, await_confirmation,
    cancel_by_patient, cannot_come, close_time, delete, lapse_due, move_by_link, move_by_staff, note_attendance,
    waitlist::{FreedBy, FreedState, OfferState, due_at},
    was_late,
};
use guichet_kernel::{AppointmentId, ClosingId, Instant, Sql};

use crate::hall::{Hall, TERMS, later, monday, on, slot};

pub(crate) fn close(hall: &Hall, cancel: bool, now: Instant) {
    let (from, to) = (on("12-01", "08:00"), on("12-01", "20:00"));
    let id = ClosingId::draw(now, &hall.entropy);
    let closing = Closing { id, practice: hall.practice, location: None, from, to, kind: ClosingKind::Leave };
    hall.sql.atomically(|| close_time(&hall.sql, &closing, cancel, "mbr_x", now)).unwrap();
}

// W3, W7: the patient cancels: offered at once, and public at once.
#[test]
fn w7_a_patients_cancellation_is_offered_at_once() {
    let hall = Hall::new();
    hall.crowd(1);
    let leaves = hall.has(slot());
    hall.cancel(&leaves, monday()).unwrap();
    assert_eq!(due_at(&hall.sql), Ok(Some(monday())));
    assert!(hall.starts_in(&hall.window("2026-12-01", 1), monday()).contains(&slot()));
    let made = hall.fills(monday());
    let freed = hall.freed(&leaves).unwrap();
    assert_eq!((made.len(), freed.by, freed.state, freed.depth), (1, FreedBy::Patient, FreedState::Open, 0));
}

// ADR 0014, 3 and 4: staff's is offered when the grace is over; until then the time is not public and staff may still use it.
#[test]
fn adr14_4_after_staffs_cancellation_nobody_is_asked_and_the_public_sees_nothing_for_two_minutes() {
    let hall = Hall::new();
    hall.crowd(1);
    let leaves = hall.has(slot());
    hall.by_staff(&leaves, false, monday());
    let public = |now| hall.starts_in(&hall.window("2026-12-01", 1), now).contains(&slot());
    let end = later(monday(), 2);
    let before = end.minus(TimeDelta::milliseconds(1));
    assert_eq!((hall.fills(before), public(before), hall.state(&leaves)), (vec![], false, FreedState::Waiting));
    assert_eq!((hall.freed(&leaves).unwrap().offered_from, due_at(&hall.sql)), (Some(end), Ok(Some(end))));
    assert_eq!((hall.fills(end).len(), public(end), hall.state(&leaves)), (1, true, FreedState::Open));
    assert_eq!(hall.freed(&leaves).unwrap().by, FreedBy::Staff);
    // Whoever is placed there in the grace ends it.
    let other = hall.has(on("12-01", "11:00"));
    hall.by_staff(&other, false, monday());
    let placed = hall.has(on("12-01", "11:00"));
    assert_eq!((hall.state(&other), placed.forced), (FreedState::Taken, false));
    assert_eq!(hall.fills(end), []);
}

// W7: kept closed: neither public nor offered, to its end; staff may use it.
#[test]
fn w7_what_is_kept_closed_is_neither_public_nor_offered() {
    let hall = Hall::new();
    hall.crowd(1);
    let leaves = hall.has(slot());
    hall.by_staff(&leaves, true, monday());
    let public = |now| hall.starts_in(&hall.window("2026-12-01", 1), now).contains(&slot());
    let eve = on("11-30", "20:00");
    assert_eq!((hall.fills(eve), public(eve), hall.state(&leaves)), (vec![], false, FreedState::Closed));
    assert_eq!(hall.has(slot()).starts_at, slot());
    // A move leaves its time closed too, where the practice offers nothing as well.
    hall.offers_earlier(None);
    let other = hall.has(on("12-01", "11:00"));
    hall.moves(&other, on("12-08", "11:00"), true, monday()).unwrap();
    let free = hall.starts_in(&hall.window("2026-12-01", 1), eve);
    assert_eq!((free.contains(&on("12-01", "11:00")), hall.state(&other)), (false, FreedState::Closed));
}

// W7: moved by staff after the grace; moved by the link at once.
#[test]
fn w7_a_move_frees_the_old_time() {
    let hall = Hall::new();
    hall.crowd(2);
    let leaves = hall.has(slot());
    let moved = hall.moves(&leaves, on("12-01", "11:00"), false, monday()).unwrap();
    assert_eq!((hall.state(&leaves), hall.freed(&leaves).unwrap().by), (FreedState::Waiting, FreedBy::Move));
    assert!(!hall.starts_in(&hall.window("2026-12-01", 1), monday()).contains(&slot()));
    assert_eq!((hall.fills(later(monday(), 2)).len(), hall.state(&leaves)), (2, FreedState::Open));
    // Moved back once others were asked, it takes its time again, and frees the one that it was at in between.
    let back = hall.moves(&moved.new, slot(), false, later(monday(), 3)).unwrap().new;
    assert_eq!((back.starts_at, back.forced, hall.state(&leaves)), (slot(), false, FreedState::Taken));
    assert_eq!(hall.fills(later(monday(), 5)).len(), 2, "the time it was at in between is offered");
    let (hold, _) = hall.hold(&hall.browser(), on("12-08", "09:00"), monday()).unwrap();
    let (booking, link) = hall.book(&hold, monday()).unwrap();
    let by_link = || move_by_link(&hall.sql, hall.at(monday()), &link, on("12-08", "11:00"), None);
    hall.sql.atomically(by_link).unwrap();
    assert_eq!(hall.state(booking.appointment()), FreedState::Open);
}

// W7: a move that overlaps its own old time leaves nothing to offer there.
#[test]
fn w7_a_move_by_a_quarter_of_an_hour_frees_nothing() {
    let hall = Hall::new();
    hall.crowd(1);
    let leaves = hall.has(slot());
    let moved = hall.moves(&leaves, later(slot(), 15), false, monday()).unwrap().new;
    assert_eq!((hall.state(&leaves), hall.fills(later(monday(), 5))), (FreedState::Taken, vec![]));
    assert_eq!(hall.now_is(&moved).attendance, Attendance::Booked);
}

// W7: deleting, closing, lapsing, an absence: nobody is asked.
#[test]
fn w7_what_is_deleted_closed_lapsed_or_missed_frees_nothing() {
    let hall = Hall::new();
    hall.crowd(1);
    let deleted = hall.has(slot());
    hall.sql.atomically(|| delete(&hall.sql, hall.practice, deleted.id, 1, "mbr_x", monday())).unwrap();
    let closed = hall.has(slot());
    close(&hall, true, monday());
    assert_eq!(hall.now_is(&closed).attendance, Attendance::CancelledByPractitioner);
    let missed = hall.has(on("12-08", "09:00"));
    let note = (Attendance::Absent, 1);
    hall.sql.atomically(|| note_attendance(&hall.sql, &missed, note, "mbr_x", missed.starts_at)).unwrap();
    guichet_kernel::sql::migrate(&hall.sql, &[CONFIRMING], monday()).unwrap();
    hall.sql.atomically(|| ask_confirmation(&hall.sql, hall.practice, true)).unwrap();
    let waits = hall.booked(on("12-08", "10:00"), monday()).unwrap();
    let (_, until) = hall.sql.atomically(|| await_confirmation(&hall.sql, hall.at(monday()), &waits, "Zoé")).unwrap().unwrap();
    assert_eq!(hall.sql.atomically(|| lapse_due(&hall.sql, until)).unwrap().len(), 1);
    assert_eq!((hall.count("waitlist_freed"), hall.fills(until)), (0, vec![]));
    // Adding an availability alerts nobody.
    hall.put(&Pattern { from: "14:00".parse().unwrap(), to: "15:00".parse().unwrap(), ..hall.weekly() }).unwrap();
    assert_eq!(hall.fills(until), []);
}

// ADR 0014, 3: what was forced is beyond what there is.
#[test]
fn adr14_3_forced_appointments_are_released_and_not_offered() {
    let hall = Hall::new();
    hall.crowd(1);
    hall.has(slot());
    let forced = hall.has_as(&Placement { force: true, ..hall.placement(slot()) });
    assert!(forced.forced);
    hall.by_staff(&forced, false, monday());
    assert_eq!((hall.freed(&forced), hall.fills(later(monday(), 5))), (None, vec![]));
    let forced = hall.has_as(&Placement { force: true, ..hall.placement(slot()) });
    let to = AppointmentId::draw(monday(), &hall.entropy);
    let wanted =
        Move { appointment: forced.id, version: 1, to, starts_at: on("12-01", "11:00"), location: None, force: false, keep_closed: true };
    hall.sql.atomically(|| move_by_staff(&hall.sql, hall.at(monday()), hall.practice, &wanted, "mbr_x")).unwrap();
    assert_eq!((hall.freed(&forced), hall.count("occupancy")), (None, 3));
}

// ADR 0014, 3, W8: what begins before the offer notice is freed without offers.
#[test]
fn adr14_3_what_is_too_near_is_freed_without_offers() {
    let hall = Hall::new();
    hall.crowd(1);
    let near = slot().minus(TimeDelta::minutes(120));
    let leaves = hall.has(slot());
    hall.sql.atomically(|| cancel_by_patient(&hall.sql, hall.at(near), &leaves, 0)).unwrap();
    assert_eq!((hall.state(&leaves), hall.fills(near)), (FreedState::Past, vec![]));
    let other = hall.has(on("12-01", "11:00"));
    let just = later(near, 59);
    hall.sql.atomically(|| cancel_by_patient(&hall.sql, hall.at(just), &other, 0)).unwrap();
    assert_eq!(hall.fills(just)[0].offer.expires_at, later(just, 1));
}

// A7, ADR 0014, 3: whoever cannot come cancels, however late: the time is offered at once, or is too near to be.
#[test]
fn a7_what_is_cancelled_late_is_offered_at_once() {
    for (before, late, state, offers) in
        [(1_440, false, FreedState::Open, 1), (180, true, FreedState::Open, 1), (60, true, FreedState::Past, 0)]
    {
        let hall = Hall::new();
        hall.crowd(1);
        let leaves = hall.has(slot());
        let now = slot().minus(TimeDelta::minutes(before));
        let (cancelled, changed) = hall.sql.atomically(|| cannot_come(&hall.sql, hall.at(now), &leaves, 1_440)).unwrap();
        assert_eq!((changed, was_late(&hall.sql, &cancelled)), (true, Ok(late)), "{before}");
        let freed = hall.freed(&leaves).unwrap();
        assert_eq!((freed.by, freed.state, freed.offered_from), (FreedBy::Patient, state, None), "{before}");
        assert_eq!(hall.fills(now).len(), offers, "{before}");
    }
}

// A10, W7, ADR 0014, 3: what is cancelled with the hours that it was in frees nothing, and what was offered in them is so no more.
#[test]
fn w7_what_is_cancelled_with_hours_that_end_is_not_offered() {
    let hall = Hall::new();
    hall.crowd(2);
    let (leaves, made) = hall.frees(slot(), monday());
    let stands = hall.has(on("12-01", "11:00"));
    let now = later(monday(), 5);
    let put = availabilities(&hall.sql, hall.practice, None, 1, now).unwrap().0.remove(0);
    let ended = hall.end((put.id, put.version), Ending::Day("2026-12-01".parse().unwrap()), true, now).unwrap();
    assert_eq!(ended.cancelled.iter().map(|one| one.id).collect::<Vec<_>>(), [stands.id]);
    assert_eq!((hall.fills(now), hall.freed(&stands)), (vec![], None));
    assert_eq!((hall.state(&leaves), hall.offer_is(&made[0]).state), (FreedState::Closed, OfferState::Withdrawn));
}

// W7, ADR 0014, 5: closed time, and hours that end, are not open; their offers are withdrawn.
#[test]
fn w7_what_is_not_open_any_more_ends_its_offers() {
    for closes in [true, false] {
        let hall = Hall::new();
        hall.crowd(1);
        let (leaves, made) = hall.frees(slot(), monday());
        let now = later(monday(), 5);
        if closes {
            close(&hall, false, now);
        } else {
            let put = availabilities(&hall.sql, hall.practice, None, 1, now).unwrap().0.remove(0);
            hall.end((put.id, put.version), Ending::Day("2026-12-01".parse().unwrap()), false, now).unwrap();
        }
        assert_eq!(hall.is_late(&made[0], now), OfferState::Withdrawn, "asked at acceptance");
        assert_eq!(hall.state(&leaves), FreedState::Closed);
    }
    let hall = Hall::new();
    hall.crowd(1);
    let (leaves, made) = hall.frees(slot(), monday());
    close(&hall, false, later(monday(), 5));
    assert!(due_at(&hall.sql).unwrap().unwrap() <= later(monday(), 5), "it is looked at soon");
    hall.fills(later(monday(), 5));
    assert_eq!((hall.state(&leaves), hall.offer_is(&made[0]).state), (FreedState::Closed, OfferState::Withdrawn));
}

// ADR 0014, 5: where its own availability no longer holds the time, another may.
#[test]
fn adr14_5_another_availability_holds_the_time() {
    let hall = Hall::closed();
    let first = hall.put(&hall.weekly()).unwrap();
    hall.crowd(1);
    let (_, made) = hall.frees(slot(), monday());
    let other = hall.put(&hall.weekly()).unwrap();
    hall.end((first.id, first.version), Ending::Whole, false, monday()).unwrap();
    hall.fills(later(monday(), 1));
    let accepted = hall.accepts(&made[0], later(monday(), 1));
    assert_eq!(accepted.moved.new.availability, Some(other.id));
}

// ADR 0014, 5: outside any availability it must merely not be closed.
#[test]
fn adr14_5_outside_any_availability_it_must_merely_not_be_closed() {
    let hall = Hall::new();
    let evening = on("12-01", "20:00");
    hall.crowd(1);
    let (leaves, made) = hall.frees(evening, monday());
    assert_eq!((made.len(), leaves.availability), (1, None));
    assert_eq!(hall.accepts(&made[0], monday()).moved.new.availability, None);
    let hall = Hall::new();
    hall.crowd(1);
    let leaves = hall.has(on("12-01", "19:30"));
    hall.cancel(&leaves, monday()).unwrap();
    close(&hall, false, monday());
    assert_eq!((hall.fills(monday()), hall.state(&leaves)), (vec![], FreedState::Closed));
}

// ADR 0014, 5: somebody's live hold postpones the asking, and taken time ends it.
#[test]
fn adr14_5_a_live_hold_postpones_the_asking() {
    let hall = Hall::new();
    hall.crowd(1);
    let leaves = hall.has(slot());
    hall.cancel(&leaves, monday()).unwrap();
    let (_, until) = hall.hold(&hall.browser(), slot(), monday()).unwrap();
    assert_eq!((hall.fills(monday()), due_at(&hall.sql)), (vec![], Ok(Some(until))));
    assert_eq!((hall.fills(until).len(), hall.state(&leaves)), (1, FreedState::Open));
}

// The store itself refuses that one appointment frees twice.
#[test]
fn an_old_slot_is_freed_exactly_once() {
    let hall = Hall::new();
    hall.offers_earlier(Some(TERMS));
    let leaves = hall.has(slot());
    hall.cancel(&leaves, monday()).unwrap();
    assert_eq!(hall.cancel(&hall.now_is(&leaves), later(monday(), 1)).map(|(_, changed)| changed), Ok(false));
    let again =
        "INSERT INTO waitlist_freed (freed_id, practice_id, location_id, service_id, starts_at, ends_at, appointment_id, freed_by, at,
        state, depth, there, deadline) SELECT 'x', practice_id, location_id, service_id, starts_at, ends_at, appointment_id, 'staff', at,
        'open', 0, 1, deadline FROM waitlist_freed";
    assert!(hall.sql.run(again, &[]).is_err());
    assert_eq!(hall.count("waitlist_freed"), 1);
}

// ADR 0014, 5: hours that change or end are looked at again at once.
#[test]
fn adr14_5_hours_that_change_or_end_are_looked_at_again() {
    for way in ["changed", "ended", "a day"] {
        let hall = Hall::closed();
        let put = hall.put(&hall.weekly()).unwrap();
        hall.crowd(1);
        let (leaves, _) = hall.frees(slot(), monday());
        let now = later(monday(), 5);
        let ends = |ending| drop(hall.end((put.id, put.version), ending, false, now).unwrap());
        match way {
            "changed" => {
                drop(hall.put_as(put.id, Some(1), &Pattern { from: "11:00".parse().unwrap(), ..put.pattern.clone() }).unwrap());
            }
            "ended" => ends(Ending::Whole),
            _ => ends(Ending::Day("2026-12-01".parse().unwrap())),
        }
        hall.fills(now);
        assert_eq!(hall.state(&leaves), FreedState::Closed, "{way}");
    }
}
