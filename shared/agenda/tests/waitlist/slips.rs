//! Taking a move back within the grace (W7; ADR 0014, 4): it was a slip, and frees nothing.

use guichet_agenda_core::{
    Appointment, Move, Placement, move_by_link, move_by_staff,
    waitlist::{FreedState, Wish},
};
use guichet_kernel::{AppointmentId, Instant, Sql};

use crate::hall::{Hall, later, monday, on, slot};

/// The slots that are freed, but for those that were taken back.
fn freed(hall: &Hall) -> i64 {
    let rows: Vec<(i64,)> = hall.sql.rows("SELECT COUNT(*) FROM waitlist_freed WHERE state <> 'restored'", &[]).unwrap();
    rows[0].0
}

fn is_public(hall: &Hall, start: Instant, now: Instant) -> bool {
    hall.starts_in(&hall.window("2026-12-01", 14), now).contains(&start)
}

/// Staff move it back whoever is there.
fn forced_back(hall: &Hall, slip: &Appointment) {
    let now = later(monday(), 1);
    let to = AppointmentId::draw(now, &hall.entropy);
    let (appointment, version) = (slip.id, slip.version);
    let wanted = Move { appointment, version, to, starts_at: slot(), location: None, force: true, keep_closed: false };
    hall.sql.atomically(|| move_by_staff(&hall.sql, hall.at(now), hall.practice, &wanted, "mbr_x")).unwrap();
}

fn slips(hall: &Hall, keep_closed: bool) -> (Appointment, Appointment) {
    let own = hall.has(slot());
    let slip = hall.moves(&own, on("12-08", "10:00"), keep_closed, monday()).unwrap().new;
    (own, slip)
}

// W7, ADR 0014, 4: what the slip freed is freed no more, and its own time was never anybody's to leave.
#[test]
fn adr14_4_a_move_that_is_taken_back_within_the_grace_frees_nothing() {
    for keep_closed in [false, true] {
        let hall = Hall::new();
        hall.crowd(8);
        let (own, slip) = slips(&hall, keep_closed);
        let back = hall.moves(&slip, slot(), false, later(monday(), 1)).unwrap().new;
        assert_eq!((back.starts_at, back.forced, hall.state(&own)), (slot(), false, FreedState::Restored));
        assert_eq!((hall.freed(&slip), freed(&hall)), (None, 0));
        assert!(is_public(&hall, slip.starts_at, later(monday(), 1)), "its time is free at once, as it was");
        assert_eq!(hall.fills(later(monday(), 600)), []);
        assert_eq!(hall.count("occupancy"), 9);
    }
}

// The entry follows there and back, and waits since when it did.
#[test]
fn adr14_4_who_waits_goes_on_waiting() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    let slip = hall.moves(&own, on("12-08", "10:00"), false, later(monday(), 1)).unwrap().new;
    let back = hall.moves(&slip, own.starts_at, false, later(monday(), 2)).unwrap().new;
    assert!(hall.still_waits(&back) && !hall.still_waits(&slip));
    assert_eq!(hall.ticks(&back, Some(&Wish::default()), later(monday(), 2)), Ok(false));
}

// Two at once: what was kept for its return does not stay kept beside it.
#[test]
fn adr14_4_nothing_stays_kept_from_the_public() {
    let hall = Hall::closed();
    hall.put(&hall.for_two()).unwrap();
    let (_, slip) = slips(&hall, true);
    hall.moves(&slip, slot(), false, later(monday(), 1)).unwrap();
    assert!(is_public(&hall, slot(), later(monday(), 1)), "the other place is free");
}

// Elsewhere, or later, or after the patient moved it: a move like any other.
#[test]
fn adr14_4_any_other_move_frees_what_it_leaves() {
    let hall = Hall::new();
    let (own, slip) = slips(&hall, false);
    hall.moves(&slip, on("12-01", "11:00"), false, later(monday(), 1)).unwrap();
    assert_eq!((hall.state(&own), hall.state(&slip)), (FreedState::Waiting, FreedState::Waiting));
    let hall = Hall::new();
    let (own, slip) = slips(&hall, false);
    hall.moves(&slip, slot(), false, later(monday(), 2)).unwrap();
    assert_eq!((hall.state(&own), hall.state(&slip)), (FreedState::Taken, FreedState::Waiting));
    let hall = Hall::new();
    let (hold, _) = hall.hold(&hall.browser(), slot(), monday()).unwrap();
    let (booking, link) = hall.book(&hold, monday()).unwrap();
    let by_link = || move_by_link(&hall.sql, hall.at(monday()), &link, on("12-08", "10:00"), None);
    let (moved, _) = hall.sql.atomically(by_link).unwrap();
    hall.moves(&moved.new, slot(), false, later(monday(), 1)).unwrap();
    assert_eq!((hall.state(booking.appointment()), hall.state(&moved.new)), (FreedState::Taken, FreedState::Waiting));
}

// What frees nothing when it is moved frees nothing when that is taken back either.
#[test]
fn adr14_4_a_forced_one_that_is_moved_back_frees_nothing() {
    let hall = Hall::new();
    hall.has(slot());
    let beyond = hall.has_as(&Placement { force: true, ..hall.placement(slot()) });
    let slip = hall.moves(&beyond, on("12-08", "10:00"), false, monday()).unwrap().new;
    forced_back(&hall, &slip);
    assert_eq!(hall.count("waitlist_freed"), 0);
}

// What somebody else has taken meanwhile was not untouched: moved back beside them by force, it frees what it leaves.
#[test]
fn adr14_4_what_somebody_has_taken_meanwhile_stays_taken() {
    let hall = Hall::new();
    let (own, slip) = slips(&hall, false);
    hall.has(slot());
    forced_back(&hall, &slip);
    assert_eq!((hall.state(&own), hall.state(&slip)), (FreedState::Taken, FreedState::Waiting));
}
