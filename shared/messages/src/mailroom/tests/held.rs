//! What staff decide waits a while before anybody is told, so that a slip can be undone (M2).

use super::room::{Room, accepted};
use super::*;

const GRACE: TimeDelta = TimeDelta::minutes(2);

fn id(last: u8) -> AppointmentId {
    AppointmentId::from_digits(&format!("0192f3a4b5c67d8e9f0011223344{last:04x}")).unwrap()
}

/// Queues what staff decided just now.
fn held(room: &Room, kind: Kind, (from, to): (Option<u8>, u8), version: i64) -> MessageId {
    let held_until = Some(room.now.plus(GRACE));
    let (appointment_id, moved_from) = (id(to), from.map(id));
    let new = NewMessage { appointment_id, moved_from, decided_at: room.now, held_until, ..Room::new_message(kind, version) };
    queue(&room.sql, room.at(), &new).unwrap().unwrap()
}

fn knows(room: &Room, message: MessageId) -> Option<(AppointmentId, bool)> {
    known(&room.sql, message).unwrap().map(|known| (known.appointment, known.surely))
}

fn life_of(room: &Room, at: u8, message: MessageId) -> Life {
    trace(&room.sql, id(at)).unwrap().into_iter().find(|trace| trace.message == message).unwrap().life
}

// M2
#[test]
fn what_may_be_taken_back_is_not_due_before() {
    let mut room = Room::open();
    let confirmation = held(&room, Kind::Confirmation, (None, 1), 1);
    assert_eq!((room.due(), wake_at(&room.sql)), (vec![], Ok(Some(room.now.plus(GRACE)))));
    assert_eq!(room.begin(confirmation), Begin::NotDue);
    // Nor is it hurried by a record that changes meanwhile.
    patient_changed(&room.sql, Room::new_message(Kind::Confirmation, 1).patient_id, room.now).unwrap();
    room.wait(GRACE - TimeDelta::milliseconds(1));
    assert_eq!(room.due(), []);
    room.wait(TimeDelta::milliseconds(1));
    assert_eq!(room.due(), [confirmation]);
}

// M2
#[test]
fn what_was_placed_and_cancelled_within_the_while_is_told_to_nobody() {
    let mut room = Room::open();
    let confirmation = held(&room, Kind::Confirmation, (None, 1), 1);
    room.wait(GRACE / 2);
    let moved = held(&room, Kind::Moved, (Some(1), 2), 3);
    let cancelled = held(&room, Kind::Cancellation, (None, 2), 4);
    assert_eq!(life_of(&room, 1, confirmation), Life::Dropped(DropReason::NoLongerStands));
    assert_eq!(life_of(&room, 2, moved), Life::Dropped(DropReason::NoLongerStands));
    assert_eq!(life_of(&room, 2, cancelled), Life::Dropped(DropReason::TakenBack));
    assert_eq!(wake_at(&room.sql), Ok(None));
}

#[test]
fn a_cancellation_is_told_of_whatever_the_patient_may_know() {
    // Placed a while ago, whatever kept the letter from going: they may have heard of it otherwise.
    let mut room = Room::open();
    held(&room, Kind::Confirmation, (None, 1), 1);
    room.wait(GRACE);
    let cancelled = held(&room, Kind::Cancellation, (None, 1), 2);
    assert_eq!(life_of(&room, 1, cancelled), Life::Queued);
    // Booked by themselves, a moment ago.
    let room = Room::open();
    let new = NewMessage { appointment_id: id(1), ..Room::new_message(Kind::Confirmation, 1) };
    queue(&room.sql, room.at(), &new).unwrap();
    let cancelled = held(&room, Kind::Cancellation, (None, 1), 2);
    assert_eq!((life_of(&room, 1, cancelled), knows(&room, cancelled)), (Life::Queued, Some((id(1), false))));
    // Placed without a word, and moved and cancelled within the while.
    let room = Room::open();
    held(&room, Kind::Moved, (Some(1), 2), 3);
    let cancelled = held(&room, Kind::Cancellation, (None, 2), 4);
    assert_eq!((life_of(&room, 2, cancelled), knows(&room, cancelled)), (Life::Queued, Some((id(1), true))));
}

// A5
#[test]
fn what_a_patient_knows_is_the_newest_that_left_or_that_they_did() {
    let mut room = Room::open();
    let confirmation = held(&room, Kind::Confirmation, (None, 1), 1);
    room.wait(GRACE);
    let attempt = room.send(confirmation);
    room.settle(attempt, accepted());
    // Two quick moves: the second is told from where they heard that it was.
    held(&room, Kind::Moved, (Some(1), 2), 3);
    let third = held(&room, Kind::Moved, (Some(2), 3), 5);
    assert_eq!(knows(&room, third), Some((id(1), true)));
    room.wait(GRACE);
    let attempt = room.send(third);
    room.settle(attempt, accepted());
    let fourth = held(&room, Kind::Moved, (Some(3), 4), 7);
    assert_eq!(knows(&room, fourth), Some((id(3), true)));
    // They move it themselves: that they know, though the letter about it may never have left.
    let own = NewMessage { appointment_id: id(5), moved_from: Some(id(4)), ..Room::new_message(Kind::Moved, 9) };
    queue(&room.sql, room.at(), &own).unwrap();
    let sixth = held(&room, Kind::Moved, (Some(5), 6), 11);
    assert_eq!(knows(&room, sixth), Some((id(5), false)));
}

#[test]
fn of_what_was_placed_and_moved_within_the_while_a_patient_knows_nothing() {
    let room = Room::open();
    held(&room, Kind::Confirmation, (None, 1), 1);
    let moved = held(&room, Kind::Moved, (Some(1), 2), 3);
    assert_eq!(knows(&room, moved), None);
}

#[test]
fn what_may_have_left_may_be_known() {
    let mut room = Room::open();
    let confirmation = held(&room, Kind::Confirmation, (None, 1), 1);
    room.wait(GRACE);
    let attempt = room.send(confirmation);
    room.settle(attempt, SendOutcome::Unknown);
    let moved = held(&room, Kind::Moved, (Some(1), 2), 3);
    assert_eq!(knows(&room, moved), Some((id(1), false)));
    drop_message(&room.sql, confirmation, DropReason::NoLongerStands, room.now).unwrap();
    assert_eq!(knows(&room, moved), Some((id(1), false)));
}

#[test]
fn of_a_forgotten_patient_nothing_stays_held() {
    let room = Room::open();
    held(&room, Kind::Confirmation, (None, 1), 1);
    forget(&room.sql, Room::new_message(Kind::Confirmation, 1).patient_id, &[], room.now).unwrap();
    assert_eq!(room.sql.first::<(i64,)>("SELECT COUNT(*) FROM held_back", &[]).unwrap(), Some((0,)));
}
