//! What the bearer of an offer's link is told once it has ended (ADR 0014, 13 and 15).

use chrono::TimeDelta;
use guichet_contracts::{
    Principal,
    command::{
        agenda::{Attendance, CancelAppointment, MoveByLink, ReadAppointment},
        calendar::DeleteAppointment,
        waitlist::{AnswerOffer, CheckOffer, OfferCheck, OfferState, StopAlerts, Wish},
    },
};
use guichet_kernel::{Sql, binds, link::Purpose};

use crate::{
    desk::{Desk, NOW},
    waiting::{Letter, later},
};

const ACCEPT: AnswerOffer = AnswerOffer { accept: true };
const DECLINE: AnswerOffer = AnswerOffer { accept: false };

// ADR 0014, 15: what became of the appointment after the offer has ended, whoever changed it, is told to the bearer of its link.
#[test]
fn an_offer_that_has_ended_says_what_became_of_the_appointment() {
    let by = |letter: &Letter, desk: &Desk| desk.keys.verify(&desk.offer(letter).link.unwrap(), Purpose::Appointment, NOW).unwrap().token;
    let told = |desk: &Desk, letter: &Letter| {
        let facts = desk.offer(letter);
        (facts.state, facts.attendance, facts.moved.map(|moved| moved.starts_at), facts.link.is_some(), facts.waits)
    };
    // Accepted, moved again by the patient, and then cancelled by the new link.
    let (desk, _, letter) = Desk::offering();
    assert_eq!(told(&desk, &letter), (OfferState::Open, Some(Attendance::Booked), None, true, true));
    desk.reply(letter.bearer(), &ACCEPT);
    assert_eq!(told(&desk, &letter), (OfferState::Accepted, Some(Attendance::Booked), None, true, false));
    let bearer = Principal::Link { token: by(&letter, &desk) };
    let again = desk.reply(bearer, &MoveByLink { starts_at: later(14, "10:00"), location: None });
    let moved = (OfferState::Accepted, Some(Attendance::Booked), Some(later(14, "10:00")), false, false);
    assert_eq!(told(&desk, &letter), moved);
    let token = desk.keys.verify(&again.link, Purpose::Appointment, NOW).unwrap().token;
    desk.reply(Principal::Link { token }, &CancelAppointment {});
    assert_eq!(told(&desk, &letter), (OfferState::Accepted, Some(Attendance::CancelledByPatient), None, false, false));

    // Withdrawn, since the own appointment was moved: they wait on, where it is now.
    let (desk, waiter, letter) = Desk::offering();
    desk.reply(Principal::Link { token: waiter.link.clone() }, &MoveByLink { starts_at: later(14, "10:00"), location: None });
    let moved = (OfferState::Withdrawn, Some(Attendance::Booked), Some(later(14, "10:00")), false, true);
    assert_eq!(told(&desk, &letter), moved);

    // Declined, and cancelled afterwards.
    let (desk, waiter, letter) = Desk::offering();
    desk.reply(letter.bearer(), &DECLINE);
    desk.cancel(&waiter);
    assert_eq!(told(&desk, &letter), (OfferState::Declined, Some(Attendance::CancelledByPatient), None, false, false));

    // The Mailroom that writes the offer needs none of it.
    let (desk, _, letter) = Desk::offering();
    let check = desk.reply(desk.mailroom(desk.own.practice), &CheckOffer { offer: letter.id() });
    let OfferCheck::Open(facts) = check else { panic!("ended") };
    assert_eq!((facts.attendance, facts.moved, facts.alerts), (None, None, false));

    // Deleted by staff, it is there no more.
    desk.reply(letter.bearer(), &ACCEPT);
    let is = desk.reply(Principal::Link { token: by(&letter, &desk) }, &ReadAppointment {});
    desk.reply(desk.staff(desk.own.practice), &DeleteAppointment { appointment: is.appointment, version: is.version });
    assert_eq!(told(&desk, &letter), (OfferState::Accepted, None, None, false, false));
}

// ADR 0014, 13: there is something to stop while the patient waits for anything here, and again once they ticked the box again.
#[test]
fn an_offer_says_whether_there_are_alerts_to_stop() {
    let (desk, waiter, letter) = Desk::offering();
    let alerts = || (desk.offer(&letter).waits, desk.offer(&letter).alerts);
    assert_eq!(alerts(), (true, true));
    desk.reply(letter.bearer(), &StopAlerts {});
    assert_eq!(alerts(), (false, false));
    desk.now.set(NOW.plus(TimeDelta::minutes(1)));
    desk.tick_box(&waiter, Some(Wish::default()));
    assert_eq!((alerts(), desk.offer(&letter).state), ((true, true), OfferState::Stopped));
    // Another appointment of theirs waits all the same.
    let other = desk.waiter(later(28, "09:00"));
    let patient = desk.patient_of(&waiter);
    desk.sql.run("UPDATE appointment SET patient_id = ? WHERE appointment_id = ?", binds![patient, other.booked.appointment]).unwrap();
    desk.tick_box(&waiter, None);
    assert_eq!(alerts(), (false, true));
    desk.tick_box(&other, None);
    assert_eq!(alerts(), (false, false));
}
