//! The Mailroom's rules, one by one. What they give together under faults is in `tests/exactly_once.rs`.

mod held;
mod letters;
mod migration;
mod moves;
mod offers;
mod patients;
mod room;

use chrono::TimeDelta;
use guichet_kernel::binds;

use super::*;
use crate::provider::Refusal;
use room::{LINK, Room, accepted, later};

#[test]
fn a_message_is_queued_sent_and_traced() {
    // M6
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    assert_eq!(wake_at(&room.sql), Ok(Some(room.now)));
    let due = due(&room.sql, room.now, 10).unwrap().remove(0);
    let Content::Appointment(about) = &due.content else { panic!("a letter") };
    assert_eq!((due.message, due.created_at, about.manage_link.as_ref().unwrap().as_str()), (message, room.now, LINK));
    let attempt = room.send(message);
    room.wait(TimeDelta::seconds(2));
    room.settle(attempt, accepted());
    let trace = room.trace(message);
    assert_eq!((trace.life, trace.attempts, trace.provider_id.as_deref(), trace.next_at), (Life::Sent, 1, Some("<1@x>"), None));
    assert_eq!(trace.steps.iter().map(|step| step.at).collect::<Vec<_>>(), [due.created_at, room.now]);
    assert_eq!(room.steps(message), ["queued", "sent"]);
    assert_eq!((room.due(), wake_at(&room.sql)), (vec![], Ok(None)));
}

#[test]
fn the_same_event_twice_is_one_message() {
    let room = Room::open();
    assert_eq!(room.queue(Kind::Confirmation, 1), room.queue(Kind::Confirmation, 1));
    assert_eq!(room.due().len(), 1);
}

#[test]
fn a_final_message_keeps_no_link_and_a_trace_no_personal_data() {
    let room = Room::open();
    let [sent, dropped, rejected] = [1, 2, 3].map(|version| {
        let message = room.queue(Kind::Confirmation, version);
        match version {
            1 => room.settle(room.send(message), accepted()),
            2 => drop_message(&room.sql, message, DropReason::NoAddress, room.now).unwrap(),
            _ => room.settle(room.send(message), SendOutcome::Rejected { code: "invalid_parameter".into() }),
        }
        message
    });
    assert_eq!(room.life(sent), Life::Sent);
    assert_eq!(room.life(dropped), Life::Dropped(DropReason::NoAddress));
    assert_eq!(room.life(rejected), Life::Failed(Failure::Rejected("invalid_parameter".into())));
    assert_eq!(room.steps(rejected), ["queued", "failed rejected:invalid_parameter"]);
    let kept = room.sql.first::<(i64,)>("SELECT COUNT(*) FROM message WHERE manage_link IS NOT NULL", &[]).unwrap();
    assert_eq!(kept, Some((0,)));
    assert!(!format!("{:?}", Room::new_message(Kind::Confirmation, 1)).contains("secret"));
}

#[test]
fn nothing_overtakes_an_attempt_under_way() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    let first = room.send(message);
    assert_eq!(room.begin(message), Begin::NotDue);
    room.wait(LEASE);
    let second = room.send(message);
    // The first attempt's bad news says nothing about the second.
    room.settle(first, later(Refusal::RateLimited, None));
    assert!(matches!(room.life(message), Life::Sending { .. }));
    // An acceptance does, whosever it is, and whatever comes after it.
    room.settle(first, accepted());
    room.settle(second, SendOutcome::Rejected { code: "invalid_parameter".into() });
    assert_eq!(room.life(message), Life::Sent);
    assert_eq!(room.steps(message), ["queued", "waiting no-answer", "sent"]);
}

#[test]
fn a_refusal_leaves_no_doubt_and_the_wait_grows() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    for least in [30, 60, 120, 300, 600, 1_800, 3_600, 3_600] {
        room.settle(room.send(message), later(Refusal::Account, None));
        assert_eq!(room.life(message), Life::Queued);
        let wait = wake_at(&room.sql).unwrap().unwrap().since(room.now).num_seconds();
        assert!((least..=least + least / 4).contains(&wait), "{wait} for {least}");
        room.ring();
    }
    // M6: staff see why, once, and not once an hour.
    assert_eq!(room.steps(message), ["queued", "waiting account"]);
    assert_eq!((room.trace(message).why, room.trace(message).attempts), (Some(Why::Account), 8));
    room.settle(room.send(message), accepted());
    assert_eq!(room.life(message), Life::Sent);
}

#[test]
fn the_providers_own_wait_is_honoured() {
    let room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    room.settle(room.send(message), later(Refusal::RateLimited, Some(900)));
    assert!(wake_at(&room.sql).unwrap().unwrap().since(room.now) >= TimeDelta::seconds(900));
}

#[test]
fn a_lost_answer_is_repeated_while_the_key_holds_and_looked_up_afterwards() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    let start = room.now;
    while room.now.since(start) < KEY_HOLDS {
        let attempt = room.send(message);
        room.settle(attempt, SendOutcome::Unknown);
        room.ring();
    }
    room.settle_look_up(room.look_up(message), LookUpOutcome::Failed { after: None });
    assert!(matches!(room.life(message), Life::Sending { since } if since == start));
    room.ring();
    room.settle_look_up(room.look_up(message), LookUpOutcome::NotKnown);
    // Never had: sent at once, and the key counts anew.
    let restart = room.now;
    room.settle(room.send(message), SendOutcome::Unknown);
    assert_eq!(room.life(message), Life::Sending { since: restart });
    room.ring();
    room.settle_look_up(room.look_up(message), LookUpOutcome::Known { provider_id: Some("<1@x>".into()) });
    assert_eq!(room.trace(message).provider_id.as_deref(), Some("<1@x>"));
    assert_eq!(
        room.steps(message),
        ["queued", "waiting no-answer", "waiting look-up-failed", "waiting not-known", "waiting no-answer", "sent looked-up"]
    );
}

#[test]
fn a_refusal_after_a_lost_answer_leaves_the_doubt() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    let start = room.now;
    room.settle(room.send(message), SendOutcome::Unknown);
    room.ring();
    room.settle(room.send(message), later(Refusal::RateLimited, Some(1_200)));
    assert_eq!(room.life(message), Life::Sending { since: start });
    room.ring();
    room.look_up(message);
}

#[test]
fn a_look_up_waits_until_the_provider_lists() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    room.send(message);
    room.wait(KEY_HOLDS - TimeDelta::seconds(1));
    room.send(message);
    room.wait(LEASE);
    assert_eq!(room.begin(message), Begin::NotDue);
    room.wait(LISTED_AFTER - LEASE);
    room.look_up(message);
}

#[test]
fn a_confirmation_never_leaves_after_the_start_and_a_cancellation_a_day_after_it() {
    for (kind, hours) in [(Kind::Confirmation, 0), (Kind::Cancellation, 24)] {
        let mut room = Room::open();
        let message = room.queue(kind, 1);
        let end = Room::new_message(kind, 1).starts_at.plus(TimeDelta::hours(hours));
        while room.now < end {
            room.settle(room.send(message), later(Refusal::OutOfCredit, None));
            room.ring();
        }
        // Staff learn of it when it happens, not up to an hour later.
        assert_eq!(room.now, end);
        assert_eq!(room.begin(message), Begin::NotDue);
        assert_eq!(room.life(message), Life::Failed(Failure::TooLate));
        assert_eq!(room.steps(message), ["queued", "waiting out-of-credit", "failed too-late"]);
    }
}

#[test]
fn a_message_in_doubt_at_the_end_is_looked_up_once_more() {
    for (outcome, life) in [
        (LookUpOutcome::Known { provider_id: None }, Life::Sent),
        (LookUpOutcome::NotKnown, Life::Failed(Failure::TooLate)),
        (LookUpOutcome::Failed { after: None }, Life::Failed(Failure::Unresolved)),
    ] {
        let mut room = Room::open();
        let message = room.queue(Kind::Confirmation, 1);
        room.now = Room::new_message(Kind::Confirmation, 1).starts_at.minus(TimeDelta::seconds(5));
        room.settle(room.send(message), SendOutcome::Unknown);
        room.ring();
        assert_eq!(room.begin(message), Begin::NotDue);
        room.ring();
        room.settle_look_up(room.look_up(message), outcome);
        assert_eq!(room.life(message), life);
        assert_eq!(wake_at(&room.sql), Ok(None));
    }
}

#[test]
fn those_who_must_be_asked_first_may_be_away() {
    let mut room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    for why in [Why::AgendaAway, Why::AgendaAway, Why::PracticeAway] {
        assert_eq!(room.due(), [message]);
        postpone(&room.sql, room.at(), message, why).unwrap();
        assert_eq!(room.due(), []);
        room.ring();
    }
    assert_eq!((room.trace(message).attempts, room.life(message)), (0, Life::Queued));
    assert_eq!(room.steps(message), ["queued", "waiting agenda-away", "waiting practice-away"]);
    room.now = Room::new_message(Kind::Confirmation, 1).starts_at;
    postpone(&room.sql, room.at(), message, Why::AgendaAway).unwrap();
    assert_eq!(room.life(message), Life::Failed(Failure::TooLate));
}

#[test]
fn a_cancellation_replaces_a_confirmation_that_has_not_left() {
    for refused in [false, true] {
        let mut room = Room::open();
        let confirmation = room.queue(Kind::Confirmation, 1);
        if refused {
            room.settle(room.send(confirmation), later(Refusal::RateLimited, None));
            room.wait(TimeDelta::seconds(1));
        }
        let cancellation = room.queue(Kind::Cancellation, 2);
        assert_eq!(room.life(confirmation), Life::Dropped(DropReason::NoLongerStands));
        assert_eq!(room.due(), [cancellation]);
    }
}

#[test]
fn a_cancellation_waits_for_a_confirmation_that_may_be_on_its_way() {
    let mut room = Room::open();
    let confirmation = room.queue(Kind::Confirmation, 1);
    let attempt = room.send(confirmation);
    let cancellation = room.queue(Kind::Cancellation, 2);
    assert_eq!((room.due(), room.begin(cancellation)), (vec![], Begin::NotDue));
    // The alarm rings for the confirmation, not in a circle for the cancellation.
    assert_eq!(wake_at(&room.sql), Ok(Some(room.now.plus(LEASE))));
    room.settle(attempt, SendOutcome::Unknown);
    room.ring();
    assert_eq!(room.due(), [confirmation]);
    // The Agenda says that the appointment no longer stands.
    drop_message(&room.sql, confirmation, DropReason::NoLongerStands, room.now).unwrap();
    assert_eq!(room.steps(confirmation), ["queued", "waiting no-answer", "dropped no-longer-stands"]);
    assert_eq!(room.due(), [cancellation]);
    room.settle(room.send(cancellation), accepted());
    assert_eq!(room.life(cancellation), Life::Sent);
}

#[test]
fn an_event_that_comes_late_is_dropped_itself() {
    let room = Room::open();
    let newer = room.queue(Kind::Cancellation, 2);
    let older = room.queue(Kind::Confirmation, 1);
    assert_eq!(room.life(older), Life::Dropped(DropReason::NoLongerStands));
    assert_eq!(room.due(), [newer]);
}

#[test]
fn what_is_final_stays_final() {
    let room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    let attempt = room.send(message);
    room.settle(attempt, accepted());
    let before = room.trace(message);
    drop_message(&room.sql, message, DropReason::NoLongerStands, room.now).unwrap();
    postpone(&room.sql, room.at(), message, Why::AgendaAway).unwrap();
    room.settle(attempt, SendOutcome::Unknown);
    room.settle(attempt, SendOutcome::Accepted { provider_id: None });
    assert_eq!(room.begin(message), Begin::NotDue);
    assert_eq!(room.trace(message), before);
}

#[test]
fn the_store_itself_refuses_what_must_not_be() {
    let room = Room::open();
    let message = room.queue(Kind::Confirmation, 1);
    for statement in [
        "UPDATE message SET state = 'sending'",
        "UPDATE message SET final_at = 1",
        "UPDATE message SET state = 'sent', final_at = 1",
        "UPDATE message SET kind = 'reminder'",
        "UPDATE message SET kind = 'code'",
        "UPDATE message SET letter = '{}'",
        "UPDATE message SET patient_id = NULL",
        "UPDATE message SET in_doubt = 1",
        "UPDATE message_trace SET detail = 'zoe@exemple.fr'",
        "DELETE FROM message",
    ] {
        assert!(room.sql.run(statement, &[]).is_err(), "{statement}");
    }
    assert_eq!(room.life(message), Life::Queued);
    assert!(room.sql.run("DELETE FROM message_trace WHERE message_id = ?", binds![message]).is_ok());
}
