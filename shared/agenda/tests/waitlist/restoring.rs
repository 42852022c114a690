//! Taking a cancellation by staff back (ADR 0014, 4), and slips that are deleted (W7).

use chrono::TimeDelta;
use guichet_agenda_core::{
    Appointment, Attendance, Closing, ClosingKind, Placement, Refusal, close_time, delete, note_attendance, restore, told_version,
    waitlist::{FreedState, OfferState, Wish, stop},
};
use guichet_kernel::{ClosingId, Instant, Sql};

use crate::hall::{Hall, later, monday, on, slot};

fn back(hall: &Hall, cancelled: &Appointment, now: Instant) -> Result<(Appointment, bool), Refusal> {
    hall.sql.atomically(|| restore(&hall.sql, hall.at(now), hall.practice, cancelled.id, cancelled.version, "mbr_x"))
}

// The appointment and its entry are what they were; nobody is told of the cancellation.
#[test]
fn adr14_4_taken_back_the_appointment_is_what_it_was() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    let (_, made) = hall.frees(slot(), monday());
    note_attendance(&hall.sql, &own, (Attendance::Confirmed, 1), "mbr_x", monday()).unwrap();
    let cancelled = hall.by_staff(&hall.now_is(&own), false, later(monday(), 1));
    let (restored, changed) = back(&hall, &cancelled, later(monday(), 2)).unwrap();
    assert!(changed);
    assert_eq!((restored.attendance, restored.version, hall.state(&own)), (Attendance::Confirmed, 4, FreedState::Restored));
    assert_ne!(told_version(&hall.sql, &restored), Ok(cancelled.version));
    assert!(hall.still_waits(&own));
    assert_eq!(hall.offer_is(&made[0]).state, OfferState::Withdrawn, "that offer is over, and they are free for another");
    assert_eq!(back(&hall, &cancelled, later(monday(), 2)), Ok((restored, false)), "sent twice");
    assert_eq!(hall.fills(later(monday(), 5)), []);
    let until: Vec<(Option<i64>,)> = hall.sql.rows("SELECT until FROM occupancy", &[]).unwrap();
    assert_eq!(until, [(None,)], "its time is its own again");
    // It can be cancelled, and free its slot, again.
    hall.by_staff(&hall.now_is(&own), false, later(monday(), 10));
    assert_eq!(hall.state(&own), FreedState::Waiting);
}

// Within the grace only; not what the patient cancelled; not at another version.
#[test]
fn adr14_4_only_staffs_cancellation_within_its_grace() {
    let hall = Hall::new();
    let (one, two, three) = (hall.has(slot()), hall.has(on("12-01", "11:00")), hall.has(on("12-01", "09:00")));
    let cancelled = hall.by_staff(&one, false, monday());
    let last = later(monday(), 2).minus(TimeDelta::milliseconds(1));
    assert_eq!(back(&hall, &Appointment { version: 1, ..cancelled.clone() }, last), Err(Refusal::Changed));
    assert_eq!(back(&hall, &cancelled, later(monday(), 2)), Err(Refusal::TooLate));
    let (by_patient, _) = hall.cancel(&two, monday()).unwrap();
    assert_eq!(back(&hall, &by_patient, last), Err(Refusal::NotPossibleNow));
    let moved = hall.moves(&three, on("12-08", "09:00"), false, monday()).unwrap().old;
    assert_eq!(back(&hall, &moved, last), Err(Refusal::NotPossibleNow));
    assert!(back(&hall, &cancelled, last).is_ok());
    // What was cancelled with time that is closed stays so.
    let (from, to) = (on("12-01", "08:00"), on("12-01", "20:00"));
    let closing = Closing {
        id: ClosingId::draw(monday(), &hall.entropy),
        practice: hall.practice,
        location: None,
        from,
        to,
        kind: ClosingKind::Leave,
    };
    let closed = hall.sql.atomically(|| close_time(&hall.sql, &closing, true, "mbr_x", monday())).unwrap();
    assert_eq!(back(&hall, &closed.cancelled[0], last), Err(Refusal::NotPossibleNow));
}

// Kept closed, forced, and in a practice that offers nothing, too.
#[test]
fn adr14_4_kept_closed_forced_and_without_alerts_too() {
    let hall = Hall::new();
    let one = hall.has(slot());
    let forced = hall.has_as(&Placement { force: true, ..hall.placement(slot()) });
    let cancelled = hall.by_staff(&one, true, monday());
    assert!(back(&hall, &cancelled, later(monday(), 1)).is_ok());
    assert_eq!(hall.state(&one), FreedState::Restored);
    let cancelled = hall.by_staff(&forced, false, monday());
    assert!(back(&hall, &cancelled, later(monday(), 1)).is_ok());
    hall.offers_earlier(None);
    let other = hall.has(on("12-01", "11:00"));
    let cancelled = hall.by_staff(&other, false, monday());
    assert!(back(&hall, &cancelled, later(monday(), 1)).is_ok());
    assert_eq!(hall.count("occupancy"), 3);
}

// It cannot fail unless staff themselves put somebody there.
#[test]
fn adr14_4_it_fails_only_where_staff_put_somebody() {
    let hall = Hall::new();
    let own = hall.has(slot());
    let cancelled = hall.by_staff(&own, false, monday());
    assert_eq!(hall.hold(&hall.browser(), slot(), monday()), Err(Refusal::Taken), "the public cannot");
    hall.has(slot());
    assert_eq!(back(&hall, &cancelled, later(monday(), 1)), Err(Refusal::Taken));
    assert_eq!(hall.now_is(&own).attendance, Attendance::CancelledByPractitioner);
}

// Cancelled and taken back again and again within one instant, it is the last time that counts.
#[test]
fn adr14_4_taken_back_as_often_as_it_is_cancelled() {
    let hall = Hall::new();
    let own = hall.has(slot());
    for _ in 0..8 {
        let cancelled = hall.by_staff(&hall.now_is(&own), false, monday());
        assert_eq!(hall.state(&own), FreedState::Waiting);
        back(&hall, &cancelled, monday()).unwrap();
        assert_eq!(hall.state(&own), FreedState::Restored);
    }
}

// ADR 0014, 13: who wants no more alerts while their cancellation can be taken back waits no more once it is.
#[test]
fn adr14_13_a_stop_within_the_grace_outlives_it() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    let cancelled = hall.by_staff(&own, false, later(monday(), 1));
    hall.sql.atomically(|| stop(&hall.sql, hall.practice, &[own.patient.unwrap()], later(monday(), 2))).unwrap();
    let (restored, _) = back(&hall, &cancelled, later(monday(), 2)).unwrap();
    assert!(!hall.still_waits(&restored));
    assert_eq!(hall.frees(slot(), later(monday(), 5)).1, []);
    // A box that was ticked since counts: what was said before is older.
    assert_eq!(hall.ticks(&restored, Some(&Wish::default()), later(monday(), 6)), Ok(true));
    let cancelled = hall.by_staff(&restored, false, later(monday(), 7));
    hall.sql.atomically(|| stop(&hall.sql, hall.practice, &[own.patient.unwrap()], later(monday(), 2))).unwrap();
    assert!(hall.still_waits(&back(&hall, &cancelled, later(monday(), 8)).unwrap().0));
}

// W9: what whoever was there meanwhile has freed is taken, in the same transaction.
#[test]
fn w9_taken_back_it_ends_what_was_offered_of_its_time() {
    let hall = Hall::new();
    let own = hall.has(slot());
    let cancelled = hall.by_staff(&own, false, monday());
    let meanwhile = hall.has(slot());
    hall.by_staff(&meanwhile, false, monday());
    back(&hall, &cancelled, later(monday(), 1)).unwrap();
    assert_eq!(hall.state(&meanwhile), FreedState::Taken);
}

// W7: deleted within its grace, it was a slip: nobody is asked, and the time is free. Once others were asked, that stays so.
#[test]
fn w7_what_is_deleted_within_its_grace_is_offered_to_nobody() {
    let hall = Hall::new();
    hall.crowd(2);
    let deletes = |own: &Appointment, now| {
        let version = hall.now_is(own).version;
        assert!(hall.sql.atomically(|| delete(&hall.sql, hall.practice, own.id, version, "mbr_x", now)).unwrap());
    };
    let slip = hall.has(slot());
    hall.by_staff(&slip, false, monday());
    let now = later(monday(), 1);
    deletes(&slip, now);
    assert_eq!((hall.state(&slip), hall.fills(later(monday(), 5))), (FreedState::Closed, vec![]));
    assert!(hall.starts_in(&hall.window("2026-12-01", 1), now).contains(&slot()), "free for the public");
    let other = hall.has(on("12-01", "11:00"));
    hall.by_staff(&other, false, now);
    let made = hall.fills(later(now, 2));
    deletes(&other, later(now, 3));
    assert_eq!((made.len(), hall.states(&other)), (2, vec![OfferState::Open; 2]));
    assert_eq!(hall.accepts(&made[0], later(now, 4)).moved.new.starts_at, on("12-01", "11:00"));
}
