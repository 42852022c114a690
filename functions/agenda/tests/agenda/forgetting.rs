//! Patients who are merged or forgotten by their Practice: what is left in the Agenda, and what it answers.

use guichet_contracts::{
    Object, Principal, ProblemKind,
    command::{
        agenda::{CancelAppointment, ReadAppointment, ReadHold},
        patient::Forgotten,
    },
    event::{Fact, PatientErasedV1, PatientForgottenV1, PatientMergedV1},
};
use guichet_kernel::{Instant, PatientId, Sql, Value};

use crate::desk::{Away, Desk, Made, Place, tuesday};

fn patient_of(desk: &Desk, place: Place, made: &Made) -> Option<PatientId> {
    let day = desk.day(place.practice).into_iter().filter_map(|entry| entry.appointment);
    day.filter(|entry| entry.appointment == made.booked.appointment).find_map(|entry| entry.patient)
}

fn erase(desk: &Desk, place: Place, patient: PatientId, also: Vec<PatientId>) -> u16 {
    desk.deliver(&desk.practice_object(place.practice), &patient.to_string(), &PatientErasedV1 { patient, also })
}

/// What the Practice is still to be told about forgetting.
fn told(desk: &Desk) -> Vec<(PatientId, Forgotten)> {
    let waiting = desk.waiting().into_iter().filter(|(_, kind, _)| kind == PatientForgottenV1::KIND);
    waiting
        .map(|(_, _, body)| serde_json::from_value::<PatientForgottenV1>(body).unwrap())
        .map(|fact| (fact.patient, fact.outcome))
        .collect()
}

/// Whether `trace` stands in any row but those of bare ids that nobody is placed by any more (ADR 0008).
fn found(desk: &Desk, trace: &str) -> bool {
    let but_tombstones = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'forgotten_patient'";
    let tables: Vec<(String,)> = desk.sql.rows(but_tombstones, &[]).unwrap();
    let rows = tables.iter().flat_map(|(table,)| desk.sql.query(&format!("SELECT * FROM \"{table}\""), &[]).unwrap());
    rows.flat_map(|row| row.0).any(|value| matches!(value, Value::Text(text) if text.contains(trace)))
}

#[test]
fn merged_records_are_one_patients_for_their_practice_only() {
    let desk = Desk::open();
    let (one, two) = (desk.made(desk.own, tuesday("09:00")), desk.made(desk.own, tuesday("10:00")));
    let (from, to) = (patient_of(&desk, desk.own, &one).unwrap(), patient_of(&desk, desk.own, &two).unwrap());
    let fact = PatientMergedV1 { from, to };
    assert_eq!(desk.deliver(&desk.practice_object(desk.other.practice), &from.to_string(), &fact), 200);
    assert_eq!(patient_of(&desk, desk.own, &one), Some(from));
    assert_eq!(desk.deliver(&desk.practice_object(desk.own.practice), &from.to_string(), &fact), 200);
    assert_eq!(patient_of(&desk, desk.own, &one), Some(to));
}

#[test]
fn an_erased_patient_is_found_in_no_row_and_their_link_opens_nothing() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let cancelled = desk.made(desk.own, tuesday("10:00"));
    let patient = patient_of(&desk, desk.own, &made).unwrap();
    let also = patient_of(&desk, desk.own, &cancelled).unwrap();
    // The Practice has been told of the bookings; the Mailroom has been away since.
    desk.tick(tuesday("08:00"), Away::Nobody);
    desk.reply(Principal::Link { token: cancelled.link.clone() }, &CancelAppointment {});
    assert_eq!(desk.waiting().len(), 1);

    desk.now.set(tuesday("12:00"));
    assert_eq!(erase(&desk, desk.own, patient, vec![also]), 200);
    assert_eq!(told(&desk), [(patient, Forgotten::Erased)]);
    assert_eq!(desk.waiting().len(), 1, "the message about the cancellation is not sent any more");
    desk.tick(tuesday("12:01"), Away::Nobody);
    assert!(!found(&desk, &patient.to_string()) && !found(&desk, &also.to_string()));

    let bearer = Principal::Link { token: made.link };
    assert_eq!(desk.ask(bearer, &ReadAppointment {}), Some(ProblemKind::LinkExpired));
    assert_eq!(desk.ask(Principal::Public, &ReadHold { hold: made.hold }), Some(ProblemKind::NotFound));
    let seen = desk.day(desk.own.practice);
    assert_eq!(seen.len(), 2, "that somebody came is kept");
    assert!(seen.iter().all(|entry| entry.appointment.as_ref().unwrap().patient.is_none()));
}

#[test]
fn a_patient_with_an_appointment_ahead_is_kept_until_it_is_over() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let patient = patient_of(&desk, desk.own, &made).unwrap();
    desk.tick(tuesday("08:00"), Away::Nobody);
    assert_eq!(erase(&desk, desk.own, patient, vec![]), 200);
    let until = tuesday("09:30");
    assert_eq!(told(&desk), [(patient, Forgotten::Kept { until, because: "appointment-ahead".into() })]);
    assert_eq!(patient_of(&desk, desk.own, &made), Some(patient));
    assert_eq!(desk.ask(Principal::Link { token: made.link.clone() }, &ReadAppointment {}), None);
    desk.tick(tuesday("08:01"), Away::Nobody);
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(Some(until)));

    let before_the_end = Instant::from_millis(until.millis() - 1);
    desk.tick(before_the_end, Away::Nobody);
    assert!(found(&desk, &patient.to_string()));
    desk.tick(until, Away::Everybody);
    assert_eq!(told(&desk), [(patient, Forgotten::Erased)], "told until it is taken");
    desk.tick(tuesday("10:00"), Away::Nobody);
    assert!(!found(&desk, &patient.to_string()));
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(None));
}

#[test]
fn another_practice_erases_nobody_here_and_one_that_was_left_still_does() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let patient = patient_of(&desk, desk.own, &made).unwrap();
    desk.now.set(tuesday("12:00"));
    assert_eq!(erase(&desk, desk.other, patient, vec![]), 200);
    assert_eq!(patient_of(&desk, desk.own, &made), Some(patient));
    assert_eq!(desk.leave(desk.own), 200);
    assert_eq!(erase(&desk, desk.own, patient, vec![]), 200);
    assert_eq!(patient_of(&desk, desk.own, &made), None);
}
