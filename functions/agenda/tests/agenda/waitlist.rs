//! Earlier-slot alerts (W; ADR 0014): the story of a slot, as patients and Mailrooms meet it.

use chrono::TimeDelta;
use guichet_contracts::{
    Object, Principal, ProblemKind,
    command::{
        agenda::{Attendance, MoveByLink, ReadAppointment},
        waitlist::{
            AlertFacts, AnswerForPatient, AnswerOffer, CheckOffer, HalfDay, OfferCheck, OfferState, PutAlert, ReadOffer, StopAlerts, Wish,
        },
    },
    event::{AlertsEndedV1, AlertsStoppedV1, AppointmentMovedV1, OfferAcceptedTodayV1, OfferUnreachedV1},
};
use guichet_kernel::{LocationId, ObjectClass, ObjectRef, OfferId, PatientId, Sql, link::Purpose};
use serde_json::Value;

use crate::{
    desk::{Desk, NOW, tuesday},
    waiting::{TERMS, later},
};

const ACCEPT: AnswerOffer = AnswerOffer { accept: true };
const DECLINE: AnswerOffer = AnswerOffer { accept: false };

/// What waits to be told of one kind.
fn told(desk: &Desk, kind: &str) -> Vec<Value> {
    desk.waiting().into_iter().filter(|(_, of, _)| of == kind).map(|(.., body)| body).collect()
}

// W2, W3, W5, W6, W10: one is moved, nobody loses anything, and the place that they leave is offered in its turn.
#[test]
fn a_cancellation_becomes_an_offer_that_one_accepts_and_what_they_leave_becomes_another() {
    let desk = Desk::with_alerts();
    let early = desk.made(desk.own, tuesday("09:00"));
    let (first, second) = (desk.waiter(later(21, "09:00")), desk.waiter(later(28, "09:00")));
    desk.due(NOW);
    assert_eq!(told(&desk, "OfferMadeV1"), Vec::<Value>::new(), "who waits is asked for nothing by that");
    desk.hush();
    desk.cancel(&early);
    assert!(desk.object().wake_at(&desk.sql).unwrap().is_some_and(|due| due <= NOW));
    assert!(desk.page(None, None).starts.contains(&tuesday("09:00")), "what is offered is held for nobody");
    desk.due(NOW);
    let letters = desk.letters();
    let asked: Vec<_> = letters.iter().map(|letter| letter.fact.message.appointment).collect();
    assert_eq!(asked, [first.booked.appointment, second.booked.appointment], "the oldest first");
    for letter in &letters {
        assert_eq!((letter.fact.expires_at, letter.fact.message.version), (tuesday("07:00"), 1), "W8");
        let facts = desk.offer(letter);
        assert_eq!((facts.state, facts.offered.starts_at, facts.waits), (OfferState::Open, tuesday("09:00"), true));
    }
    desk.due(NOW.plus(TimeDelta::minutes(1)));
    assert_eq!(desk.letters().len(), 2, "once");
    desk.hush();

    // It opens the appointment that they have, and then the one that they accepted; the letter about that has the page's own link.
    let [one, two] = letters.as_slice() else { panic!("two letters") };
    let before = desk.keys.verify(&desk.offer(one).link.unwrap(), Purpose::Appointment, NOW).unwrap().token;
    let accepted = desk.reply(one.bearer(), &ACCEPT);
    assert_eq!((accepted.state, accepted.own.starts_at, accepted.waits), (OfferState::Accepted, later(21, "09:00"), false));
    let moved: AppointmentMovedV1 = serde_json::from_value(told(&desk, "AppointmentMovedV1").swap_remove(0)).unwrap();
    assert_eq!((Some(&moved.message.link), moved.from), (accepted.link.as_ref(), first.booked.appointment));
    let after = desk.keys.verify(&moved.message.link, Purpose::Appointment, NOW).unwrap().token;
    assert_eq!(before, after);
    let now = desk.reply(Principal::Link { token: after }, &ReadAppointment {});
    assert_eq!((now.slot.starts_at, now.appointment, now.version), (tuesday("09:00"), moved.message.appointment, moved.message.version));
    let old = desk.reply(Principal::Link { token: first.link.clone() }, &ReadAppointment {});
    assert_eq!((old.attendance, old.moved_to), (Attendance::Moved, Some(tuesday("09:00"))));
    // Twice is once.
    assert_eq!(desk.reply(one.bearer(), &ACCEPT), accepted);
    assert_eq!(desk.reply(one.bearer(), &DECLINE), accepted, "what was accepted stays so");
    assert_eq!(told(&desk, "AppointmentMovedV1").len(), 1);
    // The other keeps what they have, waits on, and is told of what the first one left.
    let taken = desk.reply(two.bearer(), &ACCEPT);
    assert_eq!((taken.state, taken.own.starts_at, taken.waits), (OfferState::Taken, later(28, "09:00"), true));
    assert_eq!(told(&desk, "AppointmentMovedV1").len(), 1);
    desk.due(NOW.plus(TimeDelta::minutes(2)));
    let cascade = desk.letters();
    assert_eq!(cascade.iter().map(|letter| letter.fact.message.appointment).collect::<Vec<_>>(), [second.booked.appointment]);
    assert_eq!(desk.reply(cascade[0].bearer(), &ACCEPT).offered.starts_at, later(21, "09:00"));
    assert_eq!(told(&desk, "OfferAcceptedTodayV1"), Vec::<Value>::new());
}

// W5
#[test]
fn whoever_declines_keeps_theirs_waits_on_and_is_not_asked_for_it_again() {
    let (desk, waiter, letter) = Desk::offering();
    let declined = desk.reply(letter.bearer(), &DECLINE);
    assert_eq!((declined.state, declined.own.starts_at, declined.waits), (OfferState::Declined, later(21, "09:00"), true));
    assert!(declined.link.is_some());
    assert_eq!(desk.reply(letter.bearer(), &ACCEPT), declined, "what was declined stays so");
    desk.due(tuesday("06:00"));
    assert!(desk.letters().is_empty() && told(&desk, "AppointmentMovedV1").is_empty());
    assert!(desk.tick_box(&waiter, Some(Wish::default())).alert.unwrap().wish.is_some());
}

// W2: the box takes a wish, is unticked, and says what became of it.
#[test]
fn the_box_keeps_a_wish_and_does_nothing_else() {
    let desk = Desk::with_alerts();
    let waiter = desk.made(desk.own, later(21, "09:00"));
    let near = desk.made(desk.own, tuesday("09:00"));
    desk.hush();
    let bearer = || Principal::Link { token: waiter.link.clone() };
    let read = || desk.reply(bearer(), &ReadAppointment {}).alert;
    assert_eq!(read(), Some(AlertFacts { wish: None, elsewhere: vec![] }));
    let wish = Wish { halves: vec![HalfDay::TueAm, HalfDay::FriPm], places: vec![] };
    assert_eq!(desk.tick_box(&waiter, Some(wish.clone())).alert, read());
    assert_eq!(read().unwrap().wish, Some(wish.clone()));
    let elsewhere = Wish { places: vec![LocationId::draw(NOW, &desk.entropy)], ..wish.clone() };
    assert_eq!(desk.ask(bearer(), &PutAlert { wish: Some(elsewhere) }), Some(ProblemKind::NotFound));
    assert_eq!(desk.tick_box(&waiter, None).alert.unwrap().wish, None);
    assert_eq!(told(&desk, "OfferMadeV1").len() + desk.waiting().len(), 0, "nobody is told anything");
    // Too near for it: the box is not shown.
    assert_eq!(desk.reply(Principal::Link { token: near.link.clone() }, &ReadAppointment {}).alert, None);
    assert_eq!(desk.ask(Principal::Link { token: near.link }, &PutAlert { wish: Some(wish) }), Some(ProblemKind::TooLate));
}

// W1: the terms come with the card; what is out stays good.
#[test]
fn a_practice_that_offers_nothing_shows_no_box_and_its_offers_stay_good() {
    let (desk, waiter, letter) = Desk::offering();
    assert_eq!(desk.tell_card(desk.alerting(desk.own, None)), 200);
    let bearer = || Principal::Link { token: waiter.link.clone() };
    assert_eq!(desk.reply(bearer(), &ReadAppointment {}).alert, None);
    assert_eq!(desk.ask(bearer(), &PutAlert { wish: Some(Wish::default()) }), Some(ProblemKind::SlotGone));
    let facts = desk.offer(&letter);
    assert_eq!((facts.state, facts.waits), (OfferState::Open, false), "nobody is told that they will be written to");
    assert_eq!(desk.calendar(desk.own.practice).alerts_after, None);
    desk.due(NOW.plus(TimeDelta::hours(1)));
    assert_eq!(desk.reply(letter.bearer(), &ACCEPT).state, OfferState::Accepted);
    desk.due(NOW.plus(TimeDelta::hours(2)));
    assert!(desk.letters().is_empty());
    assert_eq!(desk.tell_card(desk.alerting(desk.own, Some(TERMS))), 200);
    assert_eq!(desk.calendar(desk.own.practice).alerts_after, Some(desk.now.get().plus(TimeDelta::days(10))));
}

// ADR 0014, 13
#[test]
fn whoever_stops_alerts_is_asked_no_more_and_the_practice_hears_of_it() {
    let (desk, waiter, letter) = Desk::offering();
    let patient = desk.patient_of(&waiter);
    desk.reply(letter.bearer(), &StopAlerts {});
    desk.reply(letter.bearer(), &StopAlerts {});
    let stopped: Vec<AlertsStoppedV1> =
        told(&desk, "AlertsStoppedV1").into_iter().map(|fact| serde_json::from_value(fact).unwrap()).collect();
    assert!(stopped.iter().all(|fact| fact.patient == patient) && !stopped.is_empty());
    let versions: Vec<(String, i64)> =
        desk.sql.rows("SELECT DISTINCT subject, version FROM outbox WHERE kind = 'AlertsStoppedV1'", &[]).unwrap();
    assert_eq!(versions, [(format!("stop {}", letter.id()), NOW.millis() / 60_000)], "what is repeated at once is heard once");
    let facts = desk.offer(&letter);
    assert_eq!((facts.state, facts.waits, facts.link.is_some()), (OfferState::Stopped, false, true));
    assert_eq!(desk.reply(letter.bearer(), &ACCEPT).state, OfferState::Stopped);
    // A box ticked later counts again; and the same letter, long after its offer, stops that too.
    assert!(desk.tick_box(&waiter, Some(Wish::default())).alert.unwrap().wish.is_some());
    desk.now.set(later(3, "12:00"));
    desk.reply(letter.bearer(), &StopAlerts {});
    let alert = desk.reply(Principal::Link { token: waiter.link.clone() }, &ReadAppointment {}).alert;
    assert_eq!(alert.unwrap().wish, None);
    let versions: Vec<(i64,)> = desk.sql.rows("SELECT DISTINCT version FROM outbox WHERE kind = 'AlertsStoppedV1'", &[]).unwrap();
    assert_eq!(versions.len(), 2);
}

// ADR 0014, 13
#[test]
fn a_practice_ends_the_alerts_of_its_own_patients_and_nobody_else_does() {
    let (desk, waiter, letter) = Desk::offering();
    let ended = AlertsEndedV1 { patients: vec![desk.patient_of(&waiter), PatientId::draw(NOW, &desk.entropy)], stopped_at: NOW };
    let practice = desk.practice_object(desk.own.practice);
    let mailroom = ObjectRef { class: ObjectClass::Mailroom, ..practice.clone() };
    assert_eq!(desk.deliver(&mailroom, "a", &ended), 403);
    assert_eq!(desk.deliver(&desk.practice_object(desk.stranger), "b", &ended), 403);
    assert_eq!(desk.deliver(&desk.practice_object(desk.other.practice), "c", &ended), 200);
    assert_eq!(desk.offer(&letter).state, OfferState::Open, "another practice's patients are not its to stop");
    assert_eq!(desk.deliver(&practice, "d", &ended), 200);
    let facts = desk.offer(&letter);
    assert_eq!((facts.state, facts.waits), (OfferState::Stopped, false));
    assert_eq!(told(&desk, "AlertsStoppedV1"), Vec::<Value>::new(), "the practice knows");
    // What was said before the box was ticked again ends nothing, however late it is heard.
    desk.now.set(NOW.plus(TimeDelta::minutes(1)));
    desk.tick_box(&waiter, Some(Wish::default()));
    assert_eq!(desk.deliver(&practice, "e", &ended), 200);
    assert!(desk.offer(&letter).waits);
}

// ADR 0014, 12
#[test]
fn whom_no_letter_reaches_is_to_be_rung_and_staff_answer_for_them() {
    let (desk, waiter, letter) = Desk::offering();
    let staff = || desk.staff(desk.own.practice);
    let unreached = OfferUnreachedV1 { offer: letter.id() };
    let mailroom = |practice| ObjectRef { class: ObjectClass::Mailroom, ..desk.practice_object(practice) };
    let to_call = || desk.offers(true).into_iter().map(|offer| offer.offer).collect::<Vec<_>>();
    for source in [mailroom(desk.other.practice), desk.practice_object(desk.own.practice)] {
        assert_eq!(desk.deliver(&source, "a", &unreached), 403, "{source}");
    }
    assert_eq!((to_call(), desk.offers(false).len()), (vec![], 1));
    let forgotten = OfferUnreachedV1 { offer: OfferId::draw(NOW, &desk.entropy) };
    assert_eq!(desk.deliver(&mailroom(desk.own.practice), "b", &forgotten), 200, "there is nobody to ring");
    assert_eq!(desk.deliver(&mailroom(desk.own.practice), "c", &unreached), 200);
    assert_eq!(to_call(), [letter.id()]);

    let answer = AnswerForPatient { offer: letter.id(), accept: true };
    assert_eq!(desk.ask(desk.staff(desk.other.practice), &answer), Some(ProblemKind::NotFound));
    let offer = desk.reply(staff(), &answer);
    assert_eq!((offer.state, offer.by.map(String::from)), (OfferState::Accepted, Some("mbr_1".to_owned())));
    assert_eq!(desk.deeds_waiting(), ["moved", "moved"]);
    let moved: AppointmentMovedV1 = serde_json::from_value(told(&desk, "AppointmentMovedV1").swap_remove(0)).unwrap();
    assert_eq!((moved.from, moved.message.held_until), (waiter.booked.appointment, None));
    let token = desk.keys.verify(&moved.message.link, Purpose::Appointment, NOW).unwrap().token;
    assert_eq!(desk.reply(Principal::Link { token }, &ReadAppointment {}).slot.starts_at, tuesday("09:00"));
    desk.reply(staff(), &answer);
    assert_eq!(desk.deeds_waiting().len(), 2, "twice is once");
    // The patient's own link says so too.
    assert_eq!(desk.offer(&letter).state, OfferState::Accepted);
}

#[test]
fn staff_decline_in_a_patients_name() {
    let (desk, _, letter) = Desk::offering();
    let offer = desk.reply(desk.staff(desk.own.practice), &AnswerForPatient { offer: letter.id(), accept: false });
    assert_eq!((offer.state, offer.by.map(String::from)), (OfferState::Declined, Some("mbr_1".to_owned())));
    assert_eq!(desk.kinds_waiting(), Vec::<String>::new());
}

#[test]
fn a_mailroom_asks_of_its_own_practices_offers_whether_they_are_open() {
    let (desk, _, letter) = Desk::offering();
    let check = CheckOffer { offer: letter.id() };
    let OfferCheck::Open(facts) = desk.reply(desk.mailroom(desk.own.practice), &check) else { panic!("ended") };
    assert_eq!((facts.state, facts.offered.starts_at, facts.link), (OfferState::Open, tuesday("09:00"), None));
    assert_eq!(desk.ask(desk.mailroom(desk.other.practice), &check), Some(ProblemKind::NotFound));
    // Somebody books it before the letter goes.
    desk.made(desk.own, tuesday("09:00"));
    assert_eq!(desk.reply(desk.mailroom(desk.own.practice), &check), OfferCheck::Ended);
    assert_eq!(desk.offer(&letter).state, OfferState::Taken, "W6");
}

// W8, ADR 0014, 9 and 14
#[test]
fn an_offer_ends_with_its_time_and_with_the_appointment_that_it_is_for() {
    let (desk, _, letter) = Desk::offering();
    desk.now.set(tuesday("07:00"));
    assert_eq!(desk.reply(letter.bearer(), &ACCEPT).state, OfferState::Expired);

    let (desk, waiter, letter) = Desk::offering();
    desk.reply(Principal::Link { token: waiter.link.clone() }, &MoveByLink { starts_at: later(14, "10:00"), location: None });
    let facts = desk.reply(letter.bearer(), &ACCEPT);
    assert_eq!((facts.state, facts.own.starts_at), (OfferState::Withdrawn, later(21, "09:00")));

    // That its page was asked for is known, and changes nothing.
    let (desk, _, letter) = Desk::offering();
    assert_eq!(desk.offers(false).swap_remove(0).page_asked_at, None);
    desk.reply(letter.bearer(), &ReadOffer {});
    desk.now.set(NOW.plus(TimeDelta::hours(1)));
    desk.reply(letter.bearer(), &ReadOffer {});
    let offer = desk.offers(false).swap_remove(0);
    assert_eq!((offer.page_asked_at, offer.state), (Some(NOW), OfferState::Open));
}

// W4: of this very day the practice is told at once.
#[test]
fn a_slot_of_this_very_day_that_is_accepted_is_told_to_the_practice() {
    let desk = Desk::with_alerts();
    let opening = desk.open_availability(desk.own, "14:00", "16:00");
    let today = guichet_contracts::command::agenda::OpenAvailability { date: opening.date.pred_opt().unwrap(), ..opening };
    assert_eq!(desk.ask(desk.staff(desk.own.practice), &today), None);
    let slot = tuesday("15:00").minus(TimeDelta::days(1));
    let early = desk.made(desk.own, slot);
    let waiter = desk.waiter(later(21, "09:00"));
    desk.cancel(&early);
    desk.due(NOW);
    let letter = desk.letters().swap_remove(0);
    desk.reply(letter.bearer(), &ACCEPT);
    let fact: OfferAcceptedTodayV1 = serde_json::from_value(told(&desk, "OfferAcceptedTodayV1").swap_remove(0)).unwrap();
    assert_eq!((fact.starts_at, fact.was, fact.practitioner), (slot, later(21, "09:00"), desk.practitioner));
    let patient: (PatientId,) = desk
        .sql
        .first("SELECT patient_id FROM appointment WHERE appointment_id = ?", guichet_kernel::binds![fact.appointment])
        .unwrap()
        .unwrap();
    assert_eq!((fact.patient, fact.patient), (patient.0, desk.patient_of(&waiter)));
}
