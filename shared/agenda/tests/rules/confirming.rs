//! A6, A9: what is booked online waits, where the practice asks for it, until its letter's link is opened.

use chrono::TimeDelta;
use guichet_agenda_core::{
    Appointment, Closing, ClosingKind, Ending, Form, Refusal, admit_awaited, ask_confirmation, await_confirmation, awaited, awaiting, book,
    by_token, cancel_by_patient, cancel_by_staff, close_time, delete, due_at, find, lapse_due, lapsed_by_token, told_version,
};
use guichet_kernel::{ClosingId, Instant, Sql, Token};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

fn asking() -> Clinic {
    let clinic = Clinic::on_tuesday();
    clinic.sql.atomically(|| ask_confirmation(&clinic.sql, clinic.practice, true)).unwrap();
    clinic
}

fn waits(clinic: &Clinic, appointment: &Appointment, now: Instant) -> Result<Option<(Token, Instant)>, Refusal> {
    clinic.sql.atomically(|| await_confirmation(&clinic.sql, clinic.at(now), appointment, "Zoé"))
}

fn waiting(clinic: &Clinic, start: &str, now: Instant) -> (Appointment, Token, Instant) {
    let booked = clinic.booked(tuesday(start), now).unwrap();
    let (token, until) = waits(clinic, &booked, now).unwrap().unwrap();
    (booked, token, until)
}

fn now() -> Instant {
    instant(MONDAY)
}

fn late(clinic: &Clinic, until: Instant) -> Vec<Appointment> {
    clinic.sql.atomically(|| lapse_due(&clinic.sql, until)).unwrap()
}

#[test]
fn nothing_waits_where_the_practice_does_not_ask() {
    let clinic = asking();
    clinic.sql.atomically(|| ask_confirmation(&clinic.sql, clinic.practice, false)).unwrap();
    let booked = clinic.booked(tuesday("10:00"), now()).unwrap();
    assert_eq!(waits(&clinic, &booked, now()), Ok(None));
    assert_eq!((awaited(&clinic.sql, booked.id), due_at(&clinic.sql)), (Ok(None), Ok(None)));
}

#[test]
fn it_waits_half_an_hour_and_never_beyond_its_start() {
    let clinic = asking();
    let (early, _, until) = waiting(&clinic, "10:00", now());
    assert_eq!(until, now().plus(TimeDelta::minutes(30)));
    let (soon, _, until) = waiting(&clinic, "11:00", tuesday("10:50"));
    assert_eq!(until, tuesday("11:00"));
    assert_eq!(awaiting(&clinic.sql).unwrap().len(), 2);
    assert_eq!(due_at(&clinic.sql).unwrap(), Some(now().plus(TimeDelta::minutes(30))));
    assert!(early.id != soon.id && clinic.count("occupancy") == 2, "their time is theirs");
}

#[test]
fn only_the_letters_link_confirms_and_it_opens_the_appointment_like_the_other() {
    let clinic = asking();
    let (booked, token, _) = waiting(&clinic, "10:00", now());
    let awaited = awaited(&clinic.sql, booked.id).unwrap().unwrap();
    assert!(awaited.is_confirmed_by(&token) && !awaited.is_confirmed_by(&clinic.browser()));
    assert_eq!(by_token(&clinic.sql, &token), Ok(Some(booked)));
    assert!(!format!("{awaited:?}").contains("Zoé"));
}

#[test]
fn what_is_confirmed_stands_is_told_anew_and_leaves_nothing_that_was_typed() {
    let clinic = asking();
    let (booked, _, until) = waiting(&clinic, "10:00", now());
    let in_time = until.minus(TimeDelta::milliseconds(1));
    assert_eq!(told_version(&clinic.sql, &booked), Ok(1));
    let (admitted, person) = clinic.sql.atomically(|| admit_awaited(&clinic.sql, &booked, "patient", in_time)).unwrap();
    assert_eq!((admitted.version, admitted.attendance, person.as_str()), (2, booked.attendance, "Zoé"));
    assert_eq!(told_version(&clinic.sql, &admitted), Ok(2));
    assert_eq!((clinic.count("confirming"), late(&clinic, until)), (0, vec![]));
    assert_eq!(find(&clinic.sql, booked.id), Ok(Some(admitted.clone())));
    let again = clinic.sql.atomically(|| admit_awaited(&clinic.sql, &admitted, "patient", in_time));
    assert_eq!(again, Err(Refusal::NotPossibleNow));
}

#[test]
fn what_is_not_confirmed_in_time_is_over_its_time_is_free_and_its_links_say_so() {
    let clinic = asking();
    let (booked, token, until) = waiting(&clinic, "10:00", now());
    assert_eq!(late(&clinic, until.minus(TimeDelta::milliseconds(1))), []);
    let at_the_end = clinic.sql.atomically(|| admit_awaited(&clinic.sql, &booked, "patient", until));
    assert_eq!(at_the_end, Err(Refusal::NotPossibleNow), "it does not wait for the alarm");
    assert_eq!(lapsed_by_token(&clinic.sql, &token), Ok(None));
    assert_eq!(late(&clinic, until), std::slice::from_ref(&booked));
    assert_eq!((find(&clinic.sql, booked.id), by_token(&clinic.sql, &token)), (Ok(None), Ok(None)), "staff see it no more");
    let lapsed = lapsed_by_token(&clinic.sql, &token).unwrap().unwrap();
    assert_eq!((lapsed.id, lapsed.patient), (booked.id, None));
    assert_eq!((clinic.count("confirming"), clinic.count("occupancy"), late(&clinic, until)), (0, 0, vec![]));
    assert!(clinic.booked(tuesday("10:00"), until).is_ok());
}

// A9: whoever types another's address keeps one start from others; nobody knows that two without an address are one's.
#[test]
fn an_address_has_one_booking_that_waits() {
    let clinic = asking();
    let mine = clinic.browser();
    let book_as = |start: &str, booker: Option<&Token>, now| {
        let (hold, _) = clinic.hold(&clinic.browser(), tuesday(start), now)?;
        let booked = || book(&clinic.sql, clinic.at(now), &hold, Form { text: start, booker, ..Form::default() });
        let (booking, _) = clinic.sql.atomically(booked)?;
        waits(&clinic, booking.appointment(), now).map(Option::unwrap)
    };
    let (_, until) = book_as("09:00", Some(&mine), now()).unwrap();
    assert_eq!(book_as("10:00", Some(&mine), now()), Err(Refusal::AnotherWaits));
    book_as("10:30", Some(&clinic.browser()), now()).unwrap();
    book_as("11:00", None, now()).unwrap();
    book_as("11:30", None, now()).unwrap();
    assert!(book_as("10:00", Some(&mine), until).is_ok(), "what nobody confirmed in time waits no more");
}

#[test]
fn whatever_ends_a_booking_ends_what_was_typed_and_the_id_of_somebody_whom_nobody_knows() {
    type End = fn(&Clinic, &Appointment);
    let ends: [End; 5] = [
        |clinic, booked| assert!(clinic.sql.atomically(|| cancel_by_patient(&clinic.sql, clinic.at(now()), booked, 0)).unwrap().1),
        |clinic, booked| {
            let cancel = || cancel_by_staff(&clinic.sql, clinic.at(now()), clinic.practice, (booked.id, 1), false, "mbr_x");
            assert!(clinic.sql.atomically(cancel).unwrap().1);
        },
        |clinic, booked| assert!(clinic.sql.atomically(|| delete(&clinic.sql, clinic.practice, booked.id, 1, "mbr_x", now())).unwrap()),
        |clinic, booked| {
            let (from, to) = (tuesday("08:00"), tuesday("20:00"));
            let id = ClosingId::draw(now(), &clinic.entropy);
            let closing = Closing { id, practice: clinic.practice, location: None, from, to, kind: ClosingKind::Illness };
            let closed = clinic.sql.atomically(|| close_time(&clinic.sql, &closing, true, "mbr_x", now())).unwrap();
            assert_eq!(closed.cancelled.iter().map(|one| (one.id, one.patient)).collect::<Vec<_>>(), [(booked.id, None)]);
        },
        |clinic, booked| {
            let ended = clinic.end((booked.availability.unwrap(), 1), Ending::Whole, true, now()).unwrap();
            assert_eq!(ended.cancelled.iter().map(|one| (one.id, one.patient)).collect::<Vec<_>>(), [(booked.id, None)]);
        },
    ];
    for end in ends {
        let clinic = asking();
        let (booked, _, until) = waiting(&clinic, "10:00", now());
        end(&clinic, &booked);
        assert_eq!((clinic.count("confirming"), late(&clinic, until)), (0, vec![]));
        let left = clinic.sql.first::<(Option<String>, Option<Vec<u8>>)>("SELECT patient_id, booker_hash FROM appointment", &[]).unwrap();
        assert_eq!(left, Some((None, None)));
    }
}
