//! Offers of earlier slots: apart from the appointment's other messages, each once, and told of where they cannot be written.

use guichet_kernel::OfferId;

use super::room::{Room, accepted, later};
use super::*;

fn offer(last: u8) -> OfferId {
    OfferId::from_digits(&format!("0192f3a4b5c67d8e9f0011223344{last:04x}")).unwrap()
}

fn new(last: u8) -> NewMessage {
    NewMessage { offer: Some(offer(last)), ..Room::new_message(Kind::Offer, 1) }
}

fn queue_offer(room: &Room, last: u8) -> MessageId {
    queue(&room.sql, room.at(), &new(last)).unwrap().unwrap()
}

fn told(room: &Room) -> Vec<OfferId> {
    unreached(&room.sql).unwrap().into_iter().map(|unreached| unreached.offer).collect()
}

// W3
#[test]
fn two_offers_for_an_appointment_are_two_messages_and_one_told_twice_is_one() {
    let mut room = Room::open();
    let one = queue_offer(&room, 1);
    room.wait(TimeDelta::milliseconds(1));
    let other = queue_offer(&room, 2);
    assert_eq!(room.due(), [one, other]);
    assert_eq!((queue_offer(&room, 1), queue_offer(&room, 2)), (one, other));
    let due = due(&room.sql, room.now, 10).unwrap();
    let offers = due.iter().map(|due| match &due.content {
        Content::Appointment(about) => (about.kind, about.offer),
        Content::Letter(_) => panic!("a letter"),
    });
    assert_eq!(offers.collect::<Vec<_>>(), [(Kind::Offer, Some(offer(1))), (Kind::Offer, Some(offer(2)))]);
}

#[test]
fn an_offer_outdates_nothing_and_waits_for_nothing_nor_is_it_waited_for() {
    let mut room = Room::open();
    let first = queue_offer(&room, 1);
    room.wait(TimeDelta::milliseconds(1));
    let confirmation = room.queue(Kind::Confirmation, 1);
    room.wait(TimeDelta::milliseconds(1));
    let second = queue_offer(&room, 2);
    assert_eq!(room.due(), [first, confirmation, second]);
    // One of each is under way: the others go on.
    let attempts = [room.send(first), room.send(confirmation)];
    room.wait(TimeDelta::milliseconds(1));
    let cancellation = room.queue(Kind::Cancellation, 2);
    assert_eq!(room.due(), [second], "a cancellation waits for the confirmation");
    room.settle(attempts[1], accepted());
    assert_eq!(room.due(), [second, cancellation]);
    // What the patient knows of the appointment is never an offer.
    let knows = |message| known(&room.sql, message).unwrap().map(|known| known.surely);
    assert_eq!((knows(cancellation), knows(first), knows(second)), (Some(true), None, None));
    let moved_to = AppointmentId::from_digits("0192f3a4b5c67d8e9f00112233440001").unwrap();
    let moved = NewMessage {
        appointment_id: moved_to,
        moved_from: Some(Room::new_message(Kind::Moved, 3).appointment_id),
        ..Room::new_message(Kind::Moved, 3)
    };
    queue(&room.sql, room.at(), &moved).unwrap();
    assert_eq!(room.life(cancellation), Life::Dropped(DropReason::NoLongerStands), "one chain with the appointment that it was");
    assert_eq!((room.life(second), attempts[0].message()), (Life::Queued, first));
}

// W8
#[test]
fn an_offer_is_not_sent_once_it_has_ended() {
    let mut room = Room::open();
    let message = queue_offer(&room, 1);
    let end = new(1).starts_at;
    while room.now < end {
        room.settle(room.send(message), later(Refusal::OutOfCredit, None));
        room.ring();
    }
    assert_eq!((room.now, room.begin(message)), (end, Begin::NotDue));
    assert_eq!(room.life(message), Life::Failed(Failure::TooLate));
    assert_eq!(told(&room), [], "nobody is rung about what is over");
}

#[test]
fn who_cannot_be_written_to_is_told_of_once() {
    let room = Room::open();
    let [nobody, refused, ended, sent] = [1, 2, 3, 4].map(|last| queue_offer(&room, last));
    drop_message(&room.sql, nobody, DropReason::NoAddress, room.now).unwrap();
    let attempt = room.send(refused);
    room.settle(attempt, SendOutcome::Rejected { code: "invalid_parameter".into() });
    drop_message(&room.sql, ended, DropReason::NoLongerStands, room.now).unwrap();
    room.settle(room.send(sent), accepted());
    // Whatever crashes before it is told: the alarm rings for it.
    assert_eq!(wake_at(&room.sql), Ok(Some(room.now)));
    let agenda = new(1).agenda;
    let all = unreached(&room.sql).unwrap();
    assert_eq!(all, [1, 2].map(|last| Unreached { offer: offer(last), agenda: agenda.clone() }));
    room.settle(attempt, SendOutcome::Rejected { code: "invalid_parameter".into() });
    drop_message(&room.sql, nobody, DropReason::NoAddress, room.now).unwrap();
    assert_eq!((told(&room), wake_at(&room.sql)), (vec![], Ok(None)));
    // Other messages are nobody's offer.
    let confirmation = room.queue(Kind::Confirmation, 1);
    drop_message(&room.sql, confirmation, DropReason::NoAddress, room.now).unwrap();
    assert_eq!(told(&room), []);
}

#[test]
fn the_store_refuses_an_offer_that_is_none() {
    let room = Room::open();
    let nameless = NewMessage { offer: None, ..new(1) };
    assert!(queue(&room.sql, room.at(), &nameless).is_err_and(|error| error != SqlError::Unique));
    let other = NewMessage { offer: Some(offer(1)), ..Room::new_message(Kind::Confirmation, 1) };
    assert!(queue(&room.sql, room.at(), &other).is_err());
}

#[test]
fn an_offer_goes_with_its_patient() {
    let room = Room::open();
    queue_offer(&room, 1);
    forget(&room.sql, new(1).patient_id, &[], room.now).unwrap();
    assert_eq!((room.due(), queue(&room.sql, room.at(), &new(2)).unwrap()), (vec![], None));
    assert!(!room.dump().contains("apt_"));
}
