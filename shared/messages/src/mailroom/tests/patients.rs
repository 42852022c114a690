//! Patients without an address, patients who become one, patients who are forgotten.

use guichet_kernel::{AppointmentId, PatientId};

use super::room::{Room, accepted, later};
use super::*;
use crate::provider::Refusal;

fn id(digit: char) -> String {
    format!("0192f3a4b5c67d8e9f0011223344556{digit}")
}

fn patient(digit: char) -> PatientId {
    PatientId::from_digits(&id(digit)).unwrap()
}

/// Queues a confirmation of an appointment of its own for the patient.
fn book(room: &Room, of: PatientId, appointment: char) -> Option<MessageId> {
    let appointment_id = AppointmentId::from_digits(&id(appointment)).unwrap();
    let new = NewMessage { appointment_id, patient_id: of, ..Room::new_message(Kind::Confirmation, 1) };
    queue(&room.sql, room.at(), &new).unwrap()
}

fn patient_of(room: &Room, message: MessageId) -> Option<PatientId> {
    room.sql
        .first::<(PatientId,)>("SELECT patient_id FROM message WHERE message_id = ?", binds![message])
        .unwrap()
        .map(|(patient,)| patient)
}

/// Where the id of a patient still stands, outside the list of those who were forgotten.
fn found(room: &Room, patient: PatientId) -> bool {
    room.dump().lines().any(|line| !line.starts_with("forgotten_patient ") && line.contains(&patient.to_string()))
}

fn erased(patient: PatientId, version: i64) -> Told {
    Told { patient, version, outcome: Forgotten::Erased }
}

#[test]
fn a_message_waits_for_an_address_and_is_not_tried_meanwhile() {
    // A4, A6
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    let starts_at = Room::new_message(Kind::Confirmation, 1).starts_at;
    await_address(&room.sql, message, room.now).unwrap();
    assert_eq!(room.steps(message), ["queued", "waiting no-address"]);
    assert_eq!((room.trace(message).why, wake_at(&room.sql)), (Some(Why::NoAddress), Ok(Some(starts_at))));
    // Somebody else's record changes, then theirs, then it has still none, then one.
    let of = Room::new_message(Kind::Confirmation, 1).patient_id;
    room.wait(TimeDelta::hours(1));
    patient_changed(&room.sql, patient('9'), room.now).unwrap();
    assert_eq!(room.due(), []);
    for _ in 0..2 {
        patient_changed(&room.sql, of, room.now).unwrap();
        assert_eq!((room.due(), wake_at(&room.sql)), (vec![message], Ok(Some(room.now))));
        await_address(&room.sql, message, room.now).unwrap();
        room.wait(TimeDelta::hours(1));
    }
    patient_changed(&room.sql, of, room.now).unwrap();
    // The link is still there to be sent.
    let due = due(&room.sql, room.now, 10).unwrap().remove(0);
    assert!(matches!(due.content, Content::Appointment(About { manage_link: Some(_), .. })));
    room.settle(room.send(message), accepted());
    assert_eq!(room.steps(message), ["queued", "waiting no-address", "sent"]);
}

#[test]
fn a_patient_who_never_has_an_address_is_a_message_dropped_when_its_time_is_over() {
    // A4
    for asked in [true, false] {
        let mut room = Room::open();
        let message = room.queue(Kind::Confirmation, 1);
        await_address(&room.sql, message, room.now).unwrap();
        room.ring();
        if asked {
            await_address(&room.sql, message, room.now).unwrap();
        } else {
            postpone(&room.sql, room.at(), message, Why::AgendaAway).unwrap();
        }
        assert_eq!(room.life(message), Life::Dropped(DropReason::NoAddress));
        assert_eq!((room.trace(message).why, room.trace(message).state()), (None, "dropped"));
        assert_eq!(room.steps(message), ["queued", "waiting no-address", "dropped no-address"]);
        assert_eq!(wake_at(&room.sql), Ok(None));
    }
}

#[test]
fn a_message_in_doubt_whose_address_is_gone_ends_in_doubt() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    room.settle(room.send(message), SendOutcome::Unknown);
    room.ring();
    await_address(&room.sql, message, room.now).unwrap();
    assert_eq!((room.life(message), room.trace(message).state()), (Life::Dropped(DropReason::NoAddress), "in-doubt"));
}

#[test]
fn a_changed_record_hurries_only_what_waits_for_it() {
    let mut room = Room::open();
    let of = patient('1');
    let [away, refused, under_way] = ['1', '2', '3'].map(|appointment| book(&room, of, appointment).unwrap());
    postpone(&room.sql, room.at(), away, Why::PracticeAway).unwrap();
    room.settle(room.send(refused), later(Refusal::RateLimited, None));
    room.send(under_way);
    room.wait(TimeDelta::seconds(1));
    patient_changed(&room.sql, of, room.now).unwrap();
    assert_eq!(room.due(), [away]);
    // Nor what is being looked up, whatever it waited for before.
    room.wait(KEY_HOLDS);
    postpone(&room.sql, room.at(), under_way, Why::PracticeAway).unwrap();
    room.wait(KEY_HOLDS);
    let attempt = room.look_up(under_way);
    patient_changed(&room.sql, of, room.now).unwrap();
    assert!(!room.due().contains(&under_way));
    room.settle_look_up(attempt, LookUpOutcome::Known { provider_id: None });
}

#[test]
fn a_dropped_message_that_may_have_gone_says_so() {
    let mut room = Room::open();
    let doubtful = room.queue(Kind::Confirmation, 1);
    let attempt = room.send(doubtful);
    room.settle(attempt, SendOutcome::Unknown);
    room.ring();
    drop_message(&room.sql, doubtful, DropReason::NoLongerStands, room.now).unwrap();
    assert_eq!((room.life(doubtful), room.trace(doubtful).state()), (Life::Dropped(DropReason::NoLongerStands), "in-doubt"));
    // An acceptance that comes after all ends the doubt.
    room.settle(attempt, accepted());
    assert_eq!(room.trace(doubtful).state(), "sent");
    let certain = room.queue(Kind::Confirmation, 2);
    room.settle(room.send(certain), later(Refusal::Account, None));
    drop_message(&room.sql, certain, DropReason::NoLongerStands, room.now).unwrap();
    assert_eq!(room.trace(certain).state(), "dropped");
}

#[test]
fn messages_of_a_merged_record_are_the_others_now_and_later() {
    let room = Room::open();
    let [a, b, c] = ['a', 'b', 'c'].map(patient);
    let before = book(&room, a, '1').unwrap();
    await_address(&room.sql, before, room.now).unwrap();
    patient_merged(&room.sql, a, b, room.now).unwrap();
    // The record that stays may have the address.
    assert_eq!((patient_of(&room, before), room.due()), (Some(b), vec![before]));
    patient_merged(&room.sql, b, c, room.now).unwrap();
    let [late, later] = [(a, '2'), (b, '3')].map(|(of, appointment)| book(&room, of, appointment).unwrap());
    for message in [before, late, later] {
        assert_eq!(patient_of(&room, message), Some(c));
    }
    // In a circle nothing moves.
    patient_merged(&room.sql, c, a, room.now).unwrap();
    assert_eq!(patient_of(&room, before), Some(c));
    // A change told of the old record is the new one's.
    await_address(&room.sql, late, room.now).unwrap();
    patient_changed(&room.sql, a, room.now).unwrap();
    assert!(room.due().contains(&late));
}

#[test]
fn of_a_forgotten_patient_only_the_id_is_left() {
    let room = Room::open();
    let [gone, merged, told, stays] = ['a', 'b', 'c', 'd'].map(patient);
    patient_merged(&room.sql, merged, gone, room.now).unwrap();
    for (of, appointment) in [(gone, '1'), (merged, '2'), (told, '3'), (stays, '4')] {
        book(&room, of, appointment);
    }
    let sent = book(&room, gone, '5').unwrap();
    room.settle(room.send(sent), accepted());
    assert_eq!(forget(&room.sql, gone, &[told], room.now), Ok(erased(gone, 1)));
    for of in [gone, merged, told] {
        assert!(!found(&room, of));
    }
    // The others' stay, and no trace is left without its message.
    assert_eq!(room.due().iter().map(|message| patient_of(&room, *message)).collect::<Vec<_>>(), [Some(stays)]);
    assert_eq!(room.sql.first::<(i64,)>("SELECT COUNT(*) FROM message_trace", &[]).unwrap(), Some((1,)));
    // What was late on its way brings nothing back.
    for of in [gone, merged, told] {
        assert_eq!(book(&room, of, '6'), None);
        patient_changed(&room.sql, of, room.now).unwrap();
        patient_merged(&room.sql, of, stays, room.now).unwrap();
        patient_merged(&room.sql, stays, of, room.now).unwrap();
        assert!(!found(&room, of));
    }
    // Told again, it answers again, by a version that counts.
    assert_eq!(forget(&room.sql, gone, &[], room.now), Ok(erased(gone, 2)));
    assert_eq!(sweep(&room.sql, room.now), Ok(vec![]));
}

#[test]
fn a_message_under_way_is_kept_until_somebody_knows() {
    for outcome in [accepted(), SendOutcome::Rejected { code: "x".into() }, later(Refusal::RateLimited, Some(3_000))] {
        let mut room = Room::open();
        let (of, until) = (patient('a'), room.now.plus(LEASE));
        let attempt = room.send(book(&room, of, '1').unwrap());
        book(&room, of, '2');
        assert_eq!(forget(&room.sql, of, &[], room.now), Ok(Told { patient: of, version: 1, outcome: Forgotten::Kept { until } }));
        assert_eq!((room.due(), wake_at(&room.sql), sweep(&room.sql, room.now)), (vec![], Ok(Some(until)), Ok(vec![])));
        assert!(!room.dump().contains(super::room::LINK));
        room.wait(TimeDelta::seconds(2));
        room.settle(attempt, outcome);
        assert!(found(&room, of));
        assert_eq!(sweep(&room.sql, room.now), Ok(vec![erased(of, 2)]));
        assert!(!found(&room, of));
        assert_eq!((sweep(&room.sql, room.now), wake_at(&room.sql)), (Ok(vec![]), Ok(None)));
    }
}

#[test]
fn a_crash_or_a_doubt_keeps_nothing_longer_than_was_said() {
    for crashed in [true, false] {
        let mut room = Room::open();
        let (of, also) = (patient('a'), patient('b'));
        let message = book(&room, also, '1').unwrap();
        let mut attempt = room.send(message);
        for _ in 0..3 {
            room.settle(attempt, SendOutcome::Unknown);
            room.ring();
            attempt = room.send(message);
        }
        // In doubt, to be tried in five minutes; or under way right now.
        if !crashed {
            room.settle(attempt, SendOutcome::Unknown);
        }
        let Forgotten::Kept { until } = forget(&room.sql, of, &[also], room.now).unwrap().outcome else { panic!("kept") };
        // Who gave up waiting knows nothing: until the attempt's lease is over the provider may still come to have it.
        assert_eq!(until, room.now.plus(LEASE), "the last attempt began now");
        if crashed {
            room.wait(TimeDelta::seconds(1));
            room.settle(attempt, SendOutcome::Unknown);
        }
        // It is not tried again, nor put off or given up by whoever was about to.
        postpone(&room.sql, room.at(), message, Why::PracticeAway).unwrap();
        room.now = until;
        assert_eq!((room.due(), room.begin(message), wake_at(&room.sql)), (vec![], Begin::NotDue, Ok(Some(until))));
        assert_eq!(sweep(&room.sql, room.now), Ok(vec![erased(of, 2)]));
        assert!(!found(&room, of) && !found(&room, also));
        // An answer after that finds nobody.
        room.settle(attempt, accepted());
        assert!(!found(&room, also));
    }
}
