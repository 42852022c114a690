//! A9, A12: the practitioner's own terms, new patients, and how many appointments ahead one booker may have.

use guichet_agenda_core::{
    Booking, Form, HoldFate, Membership, Offering, Pattern, Refusal, Request, Terms, Visit, book, delete, put_availability, put_terms,
    terms,
};
use guichet_kernel::{AvailabilityId, Sql, Token};

use crate::clinic::{Clinic, MONDAY, instant, minutes, settings, tuesday};

const FREE: Terms = Terms { version: 0, online: true, new_patients: true, open_until: None, horizon_days: None, notice_minutes: None };

#[test]
fn terms_are_chosen_at_the_version_that_was_seen_and_sent_twice_are_one() {
    let clinic = Clinic::new();
    let put = |chosen: &Terms| put_terms(&clinic.sql, clinic.practice, chosen);
    assert_eq!(terms(&clinic.sql, clinic.practice), Ok(FREE));
    let chosen =
        Terms { new_patients: false, open_until: "2027-06-30".parse().ok(), horizon_days: Some(42), notice_minutes: Some(90), ..FREE };
    let put_once = put(&chosen).unwrap();
    assert_eq!(put_once, Terms { version: 1, ..chosen });
    assert_eq!(put(&chosen), Ok(put_once));
    assert_eq!(put(&FREE), Err(Refusal::Changed));
    assert_eq!(put(&Terms { version: 1, ..FREE }), Ok(Terms { version: 2, ..FREE }));
    assert_eq!(terms(&clinic.sql, clinic.practice), Ok(Terms { version: 2, ..FREE }));
    for odd in [
        Terms { horizon_days: Some(731), version: 2, ..FREE },
        Terms { notice_minutes: Some(u32::MAX), version: 2, ..FREE },
        Terms { open_until: Some(chrono::NaiveDate::MAX), version: 2, ..FREE },
    ] {
        assert_eq!(put(&odd), Err(Refusal::BadTimes));
    }
    let (other, ..) = clinic.second_practice();
    assert_eq!(terms(&clinic.sql, other), Ok(FREE), "each practice has its own");
}

// A9: a practitioner may take no new patients.
#[test]
fn a9_without_new_patients_a_first_visit_is_not_booked_and_the_others_are() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (held, _) = clinic.hold(&clinic.browser(), tuesday("09:00"), now).unwrap();
    put_terms(&clinic.sql, clinic.practice, &Terms { new_patients: false, ..FREE }).unwrap();
    for visit in [Visit::Any, Visit::FollowUp] {
        clinic.shape(|service| Offering { visit, ..service });
        assert!(clinic.hold(&clinic.browser(), tuesday(if visit == Visit::Any { "10:00" } else { "10:30" }), now).is_ok());
    }
    clinic.shape(|service| Offering { visit: Visit::First, ..service });
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("11:00"), now), Err(Refusal::NoNewPatients));
    assert!(clinic.place(&clinic.placement(tuesday("11:00")), now).is_ok(), "staff know whom they take");
    // What was promised is kept, as long as it is promised.
    let lapsed = now.plus(chrono::TimeDelta::minutes(6));
    assert_eq!(clinic.read_hold(&held, lapsed).1, HoldFate::Lapsed);
    assert_eq!(clinic.book(&held, lapsed).map(drop), Err(Refusal::NoNewPatients));
    assert!(clinic.book(&held, now).is_ok());
}

// A9: a practice may limit open bookings.
#[test]
fn a9_one_booker_has_so_many_appointments_ahead_and_what_is_over_counts_no_more() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let membership = Membership { open_bookings: 2, ..settings(clinic.practice, 0) };
    clinic.settle(&membership, &[Offering::plain(clinic.service, minutes(30))]);
    let (mine, other) = (clinic.browser(), clinic.browser());
    let book_as = |start: &str, booker: Option<&Token>, now| {
        let (hold, _) = clinic.hold(&clinic.browser(), tuesday(start), now)?;
        clinic
            .sql
            .atomically(|| book(&clinic.sql, clinic.at(now), &hold, Form { text: start, booker, ..Form::default() }))
            .map(|(booking, _)| (booking, hold))
    };
    let (first, hold) = book_as("09:00", Some(&mine), now).unwrap();
    book_as("09:30", Some(&mine), now).unwrap();
    assert_eq!(book_as("10:00", Some(&mine), now).map(drop), Err(Refusal::TooManyOpen));
    let again = clinic
        .sql
        .atomically(|| book(&clinic.sql, clinic.at(now), &hold, Form { text: "09:00", booker: Some(&mine), ..Form::default() }))
        .unwrap()
        .0;
    assert!(matches!(again, Booking::Before(_)), "the same form is no third one");
    book_as("10:30", Some(&other), now).unwrap();
    book_as("11:00", None, now).unwrap();
    // Cancelled, or begun: no more ahead.
    clinic.cancel(first.appointment(), now).unwrap();
    book_as("09:00", Some(&mine), now).unwrap();
    assert_eq!(book_as("11:30", Some(&mine), now).map(drop), Err(Refusal::TooManyOpen));
    book_as("11:30", Some(&mine), tuesday("09:00")).unwrap();
}

// A9: each practice counts its own, and what was entered by mistake counts for nobody.
#[test]
fn a9_what_is_booked_elsewhere_or_was_deleted_does_not_count() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let plain = Offering::plain(clinic.service, minutes(30));
    clinic.settle(&Membership { open_bookings: 1, ..settings(clinic.practice, 0) }, &[plain]);
    let (practice, location, service) = clinic.second_practice();
    let theirs =
        Pattern { location, services: vec![service], from: "14:00".parse().unwrap(), to: "17:00".parse().unwrap(), ..clinic.dated() };
    let id = AvailabilityId::draw(now, &clinic.entropy);
    clinic.sql.atomically(|| put_availability(&clinic.sql, practice, id, None, &theirs)).unwrap();
    let mine = clinic.browser();
    let book_as = |practice, service, start: &str| {
        let request = Request { practice: Some(practice), service, ..clinic.request(&clinic.browser(), tuesday(start)) };
        let (hold, _) = clinic.hold_as(&request, now)?;
        let form = Form { text: start, booker: Some(&mine), ..Form::default() };
        clinic.sql.atomically(|| book(&clinic.sql, clinic.at(now), &hold, form)).map(|(booking, _)| booking.appointment().clone())
    };
    for start in ["14:00", "14:45"] {
        book_as(practice, service, start).unwrap();
    }
    let own = |start| book_as(clinic.practice, clinic.service, start);
    let first = own("09:00").unwrap();
    assert_eq!(own("09:30"), Err(Refusal::TooManyOpen));
    assert!(clinic.sql.atomically(|| delete(&clinic.sql, clinic.practice, first.id, 1, "mbr_x", now)).unwrap());
    own("10:00").unwrap();
    assert_eq!(own("10:30"), Err(Refusal::TooManyOpen));
}
