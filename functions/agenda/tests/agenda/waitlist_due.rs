//! Earlier-slot alerts where not all goes straight (ADR 0014): a booking that is to be confirmed, a chain that is too long, a slot that
//! cannot be looked at, an appointment that was deleted since.

use guichet_contracts::{
    Object as _, Principal, ProblemKind,
    command::{
        agenda::ConfirmBooking,
        calendar::DeleteAppointment,
        card::PracticeCard,
        waitlist::{AnswerOffer, OfferState, ReadSlotTrace},
    },
    event::{ConfirmationAskedV1, Fact},
};
use guichet_kernel::{FreedId, Instant, Sql, binds, link::Purpose};

use crate::{
    desk::{Away, Desk, NOW, Outside, finish, tuesday},
    waiting::{TERMS, later},
};

/// What was to be looked at, of what is due then.
fn noticed(desk: &Desk, now: Instant) -> Vec<(String, Vec<String>)> {
    desk.now.set(now);
    let outside = Outside::new(now, &desk.entropy, Away::Everybody);
    finish(desk.object().tick(&desk.sql, &outside)).unwrap();
    outside.notices.into_inner()
}

fn freed_of(desk: &Desk, starts_at: Instant) -> FreedId {
    let found = desk.sql.first("SELECT freed_id FROM waitlist_freed WHERE starts_at = ? AND ended_at IS NULL", binds![starts_at]);
    found.unwrap().map(|(id,)| id).unwrap()
}

// W9, ADR 0014, 5: the offers stay until it is confirmed, and are over in that instant.
#[test]
fn a_booking_that_is_to_be_confirmed_takes_the_slot_once_it_is() {
    let (desk, _, letter) = Desk::offering();
    assert_eq!(desk.tell_card(PracticeCard { confirm_by_link: true, ..desk.alerting(desk.own, Some(TERMS)) }), 200);
    desk.made(desk.own, tuesday("09:00"));
    let asked = desk.waiting().into_iter().find(|(_, kind, _)| kind == ConfirmationAskedV1::KIND).unwrap().2;
    let asked: ConfirmationAskedV1 = serde_json::from_value(asked).unwrap();
    let token = desk.keys.verify(&asked.message.link, Purpose::Appointment, NOW).unwrap().token;
    assert_eq!(desk.offer(&letter).state, OfferState::Open);
    assert_eq!(desk.ask(letter.bearer(), &AnswerOffer { accept: true }), Some(ProblemKind::SlotTaken));
    desk.reply(Principal::Link { token }, &ConfirmBooking {});
    assert_eq!(desk.offer(&letter).state, OfferState::Taken);
}

// ADR 0014, 11: a chain that is too long is logged, once and by an id.
#[test]
fn a_chain_that_is_too_long_is_logged() {
    let (desk, _, letter) = Desk::offering();
    desk.sql.run("UPDATE waitlist_freed SET depth = 99", &[]).unwrap();
    desk.reply(letter.bearer(), &AnswerOffer { accept: true });
    let left = freed_of(&desk, later(21, "09:00"));
    assert_eq!(noticed(&desk, NOW), [("alerts-chain-too-long".to_owned(), vec![format!("freed={left}")])]);
    assert_eq!(noticed(&desk, NOW), []);
}

// What is wrong with one slot is logged, and stops neither the offers of another nor the deliveries.
#[test]
fn a_slot_that_cannot_be_looked_at_is_logged_and_stops_nothing() {
    let desk = Desk::with_alerts();
    let (one, two) = (desk.made(desk.own, tuesday("09:00")), desk.made(desk.own, tuesday("10:00")));
    let waiter = desk.waiter(later(21, "09:00"));
    desk.cancel(&one);
    desk.cancel(&two);
    let broken = freed_of(&desk, tuesday("09:00"));
    let trigger = format!(
        "CREATE TRIGGER broken BEFORE UPDATE OF state ON waitlist_freed WHEN NEW.freed_id = '{broken}'
         BEGIN SELECT RAISE(ABORT, 'broken'); END"
    );
    desk.sql.script(&trigger).unwrap();
    let told = noticed(&desk, NOW);
    assert_eq!((told.len(), told.first().unwrap().0.as_str()), (1, "alerts-slot-failed"));
    assert_eq!(told.first().unwrap().1.first(), Some(&format!("freed={broken}")));
    let asked: Vec<_> = desk.letters().into_iter().map(|letter| letter.fact.message.appointment).collect();
    assert_eq!(asked, [waiter.booked.appointment]);
}

// W11: what was deleted since its time was offered is in the trace of whoever is there now, and says that it was.
#[test]
fn what_was_deleted_since_is_in_the_trace() {
    let desk = Desk::with_alerts();
    let early = desk.made(desk.own, tuesday("09:00"));
    desk.waiter(later(21, "09:00"));
    desk.cancel(&early);
    desk.due(NOW);
    let staff = || desk.staff(desk.own.practice);
    desk.reply(staff(), &DeleteAppointment { appointment: early.booked.appointment, version: 2 });
    let now = desk.made(desk.own, tuesday("09:00"));
    let trace = desk.reply(staff(), &ReadSlotTrace { appointment: now.booked.appointment });
    let told =
        trace.appointments.iter().map(|one| (one.appointment.appointment, one.deleted, one.freed.as_ref().map(|freed| freed.offers.len())));
    let mut told: Vec<_> = told.collect();
    told.sort_by_key(|(_, deleted, _)| *deleted);
    assert_eq!(told, [(now.booked.appointment, false, None), (early.booked.appointment, true, Some(1))]);
}
