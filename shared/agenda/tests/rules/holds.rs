//! Holds: a start kept for five minutes for one browser, and the booking that it leads to, once.

use chrono::TimeDelta;
use guichet_agenda_core::{Booking, Form, HoldFate, Mode, Offering, Refusal, Request, book, is_at_home};
use guichet_kernel::{Instant, Sql, Token};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

fn later(now: Instant, minutes: i64, millis: i64) -> Instant {
    now.plus(TimeDelta::minutes(minutes) + TimeDelta::milliseconds(millis))
}

#[test]
fn a_hold_lasts_five_minutes_and_asking_again_does_not_renew_it() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let browser = clinic.browser();
    let (token, until) = clinic.hold(&browser, tuesday("10:00"), now).unwrap();
    assert_eq!(until, later(now, 5, 0));
    assert_eq!(clinic.hold(&browser, tuesday("10:00"), later(now, 4, 0)), Ok((token.clone(), until)));
    assert_eq!(clinic.read_hold(&token, later(now, 5, -1)).1, HoldFate::Live);
    assert_eq!(clinic.read_hold(&token, until).1, HoldFate::Lapsed);
    // At the end it is a new one, with a new token.
    let (again, until) = clinic.hold(&browser, tuesday("10:00"), until).unwrap();
    assert_ne!(again, token);
    assert_eq!(until, later(now, 10, 0));
}

#[test]
fn another_browser_is_refused_until_the_hold_lapses() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (first, until) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let other = clinic.browser();
    assert_eq!(clinic.hold(&other, tuesday("10:00"), later(now, 5, -1)), Err(Refusal::Taken));
    assert!(!clinic.starts(MONDAY).contains(&tuesday("10:00")));
    let (second, _) = clinic.hold(&other, tuesday("10:00"), until).unwrap();
    assert_ne!(first, second);
    assert_eq!(clinic.read_hold(&first, until).1, HoldFate::Lost);
    assert_eq!(clinic.book(&first, until).map(drop), Err(Refusal::Taken));
    assert_eq!(clinic.count("appointment"), 0);
}

#[test]
fn a_browser_holds_two_slots_and_a_third_lets_the_first_go_at_once() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let browser = clinic.browser();
    let (first, _) = clinic.hold(&browser, tuesday("10:00"), now).unwrap();
    let (second, _) = clinic.hold(&browser, tuesday("11:00"), later(now, 1, 0)).unwrap();
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("10:00"), now), Err(Refusal::Taken));
    clinic.hold(&browser, tuesday("11:30"), later(now, 2, 0)).unwrap();
    assert_eq!(clinic.read_hold(&second, later(now, 2, 0)).1, HoldFate::Live);
    clinic.hold(&clinic.browser(), tuesday("10:00"), later(now, 2, 0)).unwrap();
    assert_eq!(clinic.read_hold(&first, later(now, 2, 0)).1, HoldFate::Lost);
    assert_eq!(clinic.count("occupancy"), 3);
}

#[test]
fn a_network_holds_five_slots_whatever_the_browsers_and_who_is_in_none_is_not_counted() {
    let clinic = Clinic::new();
    clinic.open("2026-11-24", "09:00", "18:00").unwrap();
    let (now, network) = (instant(MONDAY), Some(clinic.browser()));
    let ask = |start: &str, network: &Option<Token>, now| {
        let request = Request { network: network.clone(), ..clinic.request(&clinic.browser(), tuesday(start)) };
        clinic.hold_as(&request, now)
    };
    let (first, until) = ask("09:00", &network, now).unwrap();
    for start in ["09:30", "10:00", "10:30", "11:00"] {
        ask(start, &network, now).unwrap();
    }
    assert_eq!(ask("11:30", &network, now), Err(Refusal::TooMany));
    for other in [None, Some(clinic.browser())] {
        ask(if other.is_some() { "12:00" } else { "12:30" }, &other, now).unwrap();
    }
    // What is booked is held no more; what has lapsed neither.
    clinic.book(&first, now).unwrap();
    ask("11:30", &network, now).unwrap();
    assert_eq!(ask("13:00", &network, later(until, 0, -1)), Err(Refusal::TooMany));
    ask("13:00", &network, until).unwrap();
}

#[test]
fn a_refused_second_slot_leaves_the_first_held() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    clinic.booked(tuesday("11:00"), now).unwrap();
    let browser = clinic.browser();
    let (first, _) = clinic.hold(&browser, tuesday("10:00"), now).unwrap();
    assert_eq!(clinic.hold(&browser, tuesday("11:00"), now), Err(Refusal::Taken));
    assert_eq!(clinic.read_hold(&first, now).1, HoldFate::Live);
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("10:00"), now), Err(Refusal::Taken));
}

#[test]
fn a_lapsed_hold_still_books_while_the_slot_is_free() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (token, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let slow = later(now, 90, 0);
    assert_eq!(clinic.read_hold(&token, slow).1, HoldFate::Lapsed);
    assert!(matches!(clinic.book(&token, slow), Ok((Booking::Made(_), _))));
    assert_eq!(clinic.read_hold(&token, slow).1, HoldFate::Booked);
}

#[test]
fn a_lapsed_hold_is_forgotten_after_a_day_of_others_and_a_booked_one_never() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    clinic.open("2026-12-01", "09:00", "12:00").unwrap();
    let start = instant("2026-12-01T10:00:00+01:00");
    let (lapsed, _) = clinic.hold(&clinic.browser(), start, now).unwrap();
    let (booked, _) = clinic.hold(&clinic.browser(), start.plus(TimeDelta::minutes(30)), now).unwrap();
    let (before, _) = clinic.book(&booked, now).unwrap();
    let next_week = later(now, 3 * 24 * 60, 0);
    clinic.hold(&clinic.browser(), start.plus(TimeDelta::minutes(60)), next_week).unwrap();
    assert_eq!(clinic.book(&lapsed, next_week).map(drop), Err(Refusal::Unknown));
    assert_eq!(clinic.book(&booked, next_week).unwrap().0, Booking::Before(before.appointment().clone()));
}

#[test]
fn the_same_form_twice_is_one_appointment_one_patient_one_link() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (token, until) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let (made, link) = clinic.book(&token, now).unwrap();
    let Booking::Made(appointment) = made else { panic!("{made:?}") };
    // At once, after the hold's end, and after the start: the same answer.
    for again in [now, until, tuesday("10:15")] {
        assert_eq!(clinic.book(&token, again), Ok((Booking::Before(appointment.clone()), link.clone())));
    }
    assert_eq!((clinic.count("appointment"), clinic.count("attendance_history"), clinic.count("occupancy")), (1, 1, 1));
    assert_eq!(guichet_agenda_core::by_token(&clinic.sql, &link).unwrap(), Some(appointment));
}

#[test]
fn another_form_under_the_same_hold_is_refused_and_learns_no_link() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (token, until) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    clinic.book_with(&token, "Enfant Un", now).unwrap();
    // A second child, a mended address, or whoever only knows the form's address: none is told that all is well.
    for at in [now, until] {
        assert_eq!(clinic.book_with(&token, "Enfant Deux", at), Err(Refusal::OtherForm));
    }
    assert_eq!((clinic.count("appointment"), clinic.count("attendance_history")), (1, 1));
    // The same two forms under two holds have two links.
    let (other, _) = clinic.hold(&clinic.browser(), tuesday("11:00"), now).unwrap();
    assert_ne!(clinic.book_with(&other, "Enfant Un", now).unwrap().1, clinic.book_with(&token, "Enfant Un", now).unwrap().1);
}

#[test]
fn the_same_form_after_cancelling_is_still_that_appointment() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (token, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let (made, _) = clinic.book(&token, now).unwrap();
    let (cancelled, _) = clinic.cancel(made.appointment(), now).unwrap();
    assert_eq!(clinic.book(&token, now).unwrap().0, Booking::Before(cancelled));
    assert!(clinic.starts(MONDAY).contains(&tuesday("10:00")));
}

#[test]
fn a_start_that_is_now_or_past_is_neither_held_nor_booked() {
    let clinic = Clinic::on_tuesday();
    let start = tuesday("10:00");
    assert_eq!(clinic.hold(&clinic.browser(), start, start), Err(Refusal::NotOffered));
    assert_eq!(clinic.hold(&clinic.browser(), start, tuesday("10:10")), Err(Refusal::NotOffered));
    let (token, _) = clinic.hold(&clinic.browser(), start, later(start, 0, -1)).unwrap();
    assert_eq!(clinic.read_hold(&token, start).1, HoldFate::Past);
    assert_eq!(clinic.book(&token, start).map(drop), Err(Refusal::NotOffered));
    assert!(clinic.book(&token, later(start, 0, -1)).is_ok());
}

#[test]
fn a_start_off_the_grid_is_not_offered() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    for off in ["08:30", "09:10", "10:15", "11:45", "12:00", "12:30"] {
        assert_eq!(clinic.hold(&clinic.browser(), tuesday(off), now), Err(Refusal::NotOffered), "{off}");
    }
    assert_eq!(clinic.hold(&clinic.browser(), later(tuesday("10:00"), 0, 1), now), Err(Refusal::NotOffered));
    assert!(clinic.hold(&clinic.browser(), tuesday("11:30"), now).is_ok());
}

#[test]
fn a_token_of_nobody_is_unknown() {
    let clinic = Clinic::on_tuesday();
    let stranger = Token::draw(&clinic.entropy);
    assert_eq!(clinic.book(&stranger, instant(MONDAY)).map(drop), Err(Refusal::Unknown));
    assert_eq!(guichet_agenda_core::by_token(&clinic.sql, &stranger), Ok(None));
}

// A1: who is visited at home says where that is, before anything else is asked; of others nothing is asked.
#[test]
fn a1_who_is_visited_at_home_says_where() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let sends = |token: &Token, address: bool| {
        let form = Form { text: "Zoé", address, ..Form::default() };
        clinic.sql.atomically(|| book(&clinic.sql, clinic.at(now), token, form)).map(|(booking, _)| booking)
    };
    for mode in [Mode::Home, Mode::Office, Mode::Remote] {
        clinic.shape(|service| Offering { mode, ..service });
        let start = tuesday(match mode {
            Mode::Home => "09:00",
            Mode::Office => "10:00",
            Mode::Remote => "11:00",
        });
        let (token, _) = clinic.hold(&clinic.browser(), start, now).unwrap();
        assert_eq!(is_at_home(&clinic.sql, &clinic.read_hold(&token, now).0), Ok(mode == Mode::Home));
        if mode == Mode::Home {
            assert_eq!(sends(&token, false), Err(Refusal::NoAddress));
            assert!(matches!(sends(&token, true), Ok(Booking::Made(_))));
            assert!(matches!(sends(&token, false), Ok(Booking::Before(_))), "the same form, sent twice");
        } else {
            assert!(matches!(sends(&token, false), Ok(Booking::Made(_))), "{mode:?}");
        }
    }
}
