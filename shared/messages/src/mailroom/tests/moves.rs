//! A move is another appointment and the same visit: its letter outdates what waits about the former ones, and overtakes
//! nothing that may be on its way.

use super::room::{Room, accepted};
use super::*;

fn id(last: u8) -> AppointmentId {
    AppointmentId::from_digits(&format!("0192f3a4b5c67d8e9f0011223344{last:04x}")).unwrap()
}

/// Queues what is said of an appointment that was moved from another.
fn queue_moved(room: &Room, from: u8, to: u8, version: i64) -> MessageId {
    let new = NewMessage { appointment_id: id(to), moved_from: Some(id(from)), ..Room::new_message(Kind::Moved, version) };
    queue(&room.sql, room.at(), &new).unwrap().unwrap()
}

fn queue_at(room: &Room, at: u8, kind: Kind, version: i64) -> MessageId {
    let new = NewMessage { appointment_id: id(at), ..Room::new_message(kind, version) };
    queue(&room.sql, room.at(), &new).unwrap().unwrap()
}

fn life_of(room: &Room, at: u8, message: MessageId) -> Life {
    trace(&room.sql, id(at)).unwrap().into_iter().find(|trace| trace.message == message).unwrap().life
}

#[test]
fn a_move_outdates_whatever_waits_about_what_it_was() {
    // A5, M6
    let room = Room::open();
    let first = queue_at(&room, 1, Kind::Confirmation, 1);
    let second = queue_moved(&room, 1, 2, 3);
    assert_eq!(room.due(), [second]);
    let third = queue_moved(&room, 2, 3, 5);
    assert_eq!(room.due(), [third]);
    for (at, message) in [(1, first), (2, second)] {
        assert_eq!(life_of(&room, at, message), Life::Dropped(DropReason::NoLongerStands));
    }
    // One that is late is outdated as it comes.
    let late = queue_at(&room, 1, Kind::Cancellation, 2);
    assert_eq!(life_of(&room, 1, late), Life::Dropped(DropReason::NoLongerStands));
    assert_eq!(queue_moved(&room, 2, 3, 5), third, "the same event twice is one message");
}

#[test]
fn a_move_waits_for_what_may_be_on_its_way() {
    let room = Room::open();
    let confirmation = queue_at(&room, 1, Kind::Confirmation, 1);
    let attempt = room.send(confirmation);
    let moved = queue_moved(&room, 1, 2, 3);
    let cancelled = queue_at(&room, 2, Kind::Cancellation, 4);
    assert!(room.due().is_empty());
    assert_eq!(life_of(&room, 2, moved), Life::Dropped(DropReason::NoLongerStands));
    room.settle(attempt, accepted());
    assert_eq!(room.due(), [cancelled]);
}

#[test]
fn other_appointments_wait_for_nothing() {
    let room = Room::open();
    let one = queue_at(&room, 1, Kind::Confirmation, 1);
    let other = queue_moved(&room, 4, 5, 3);
    assert_eq!(room.due(), [one, other]);
}
