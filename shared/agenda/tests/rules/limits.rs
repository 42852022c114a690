//! How often the public may act in one agenda, by browser, by network and by address; and whom a practice asks to ring (A9).

use chrono::TimeDelta;
use guichet_agenda_core::{Form, Pattern, Refusal, Request, book, forget_acts, forget_blocked, keep_blocked, leave, move_by_link};
use guichet_kernel::{Instant, Sql, Token};

use crate::clinic::{Clinic, MONDAY, instant};

/// Open every half hour of ten days, from 8:00 to 20:00.
fn wide() -> Clinic {
    let clinic = Clinic::new();
    let (from, to) = ("08:00".parse().unwrap(), "20:00".parse().unwrap());
    clinic.put(&Pattern { from, to, rule: Some("FREQ=DAILY;COUNT=10".into()), ..clinic.weekly() }).unwrap();
    clinic
}

/// The start number `which` of those days.
fn start(which: i64) -> Instant {
    instant("2026-11-24T08:00:00+01:00").plus(TimeDelta::days(which / 24) + TimeDelta::minutes(30 * (which % 24)))
}

fn after(now: Instant, minutes: i64) -> Instant {
    now.plus(TimeDelta::minutes(minutes))
}

struct Sender<'a> {
    clinic: &'a Clinic,
    network: Option<Token>,
    booker: Option<Token>,
}

impl Sender<'_> {
    /// A new browser of that network holds the start and books it at that address.
    fn book(&self, which: i64, now: Instant) -> Result<Token, Refusal> {
        let clinic = self.clinic;
        let (hold, _) = clinic.hold(&clinic.browser(), start(which), now)?;
        self.send(&hold, now)
    }

    fn send(&self, hold: &Token, now: Instant) -> Result<Token, Refusal> {
        let form = Form { text: "Zoé", booker: self.booker.as_ref(), network: self.network.as_ref(), ..Form::default() };
        self.clinic.sql.atomically(|| book(&self.clinic.sql, self.clinic.at(now), hold, form)).map(|(_, link)| link)
    }
}

#[test]
fn a_browser_that_goes_round_the_starts_holds_ten_an_hour() {
    let (clinic, now) = (wide(), instant(MONDAY));
    let browser = clinic.browser();
    let round = |minute: i64| clinic.hold(&browser, start(minute % 3), after(now, minute));
    // Three starts, one every six minutes: each has lapsed when it is asked for again.
    for turn in 0..10 {
        round(turn * 6).unwrap();
    }
    assert_eq!(round(59), Err(Refusal::TooOften));
    // Asking for what it holds already is no other hold, and the hour rolls.
    let held = clinic.hold(&browser, start(54 % 3), after(now, 55));
    assert!(held.is_ok());
    round(60).unwrap();
    // Another agenda's patients are not concerned, nor are other browsers.
    clinic.hold(&clinic.browser(), start(7), after(now, 60)).unwrap();
}

#[test]
fn a_network_holds_twenty_an_hour_whatever_the_browsers() {
    let (clinic, now) = (wide(), instant(MONDAY));
    let network = Some(clinic.browser());
    let round = |minute: i64, network: &Option<Token>| {
        let request = Request { network: network.clone(), ..clinic.request(&clinic.browser(), start(minute)) };
        clinic.hold_as(&request, after(now, minute))
    };
    for turn in 0..20 {
        round(turn * 2, &network).unwrap();
    }
    assert_eq!(round(58, &network), Err(Refusal::TooOften));
    round(58, &Some(clinic.browser())).unwrap();
    round(59, &None).unwrap();
    round(60, &network).unwrap();
    assert_eq!(round(61, &network), Err(Refusal::TooOften), "one came free, and was used");
}

#[test]
fn a_network_books_six_an_hour_and_twelve_a_day_whatever_the_addresses() {
    let (clinic, now) = (wide(), instant(MONDAY));
    let here = |network: &Option<Token>| Sender { clinic: &clinic, network: network.clone(), booker: Some(clinic.browser()) };
    let network = Some(clinic.browser());
    let (hold, _) = clinic.hold(&clinic.browser(), start(0), now).unwrap();
    let sent = here(&network);
    let link = sent.send(&hold, now).unwrap();
    for which in 1..6 {
        here(&network).book(which, now).unwrap();
    }
    assert_eq!(here(&network).book(30, after(now, 59)), Err(Refusal::TooOften));
    assert_eq!(sent.send(&hold, after(now, 59)), Ok(link), "a form that is sent again is no other booking");
    here(&Some(clinic.browser())).book(20, after(now, 59)).unwrap();
    here(&None).book(21, after(now, 59)).unwrap();
    for which in 6..12 {
        here(&network).book(which, after(now, 60)).unwrap();
    }
    assert_eq!(here(&network).book(31, after(now, 200)), Err(Refusal::TooOften));
    assert_eq!(here(&network).book(32, after(now, 24 * 60 - 1)), Err(Refusal::TooOften));
    here(&network).book(33, after(now, 24 * 60)).unwrap();
}

// Nobody can have letters written to somebody else's address as often as they like; and who cancels is never refused.
#[test]
fn an_address_is_written_to_ten_times_a_day_and_cancelling_always_works() {
    let (clinic, now) = (wide(), instant(MONDAY));
    let sender = Sender { clinic: &clinic, network: None, booker: Some(clinic.browser()) };
    let cancel = |link: &Token, now| {
        let found = guichet_agenda_core::by_token(&clinic.sql, link).unwrap().unwrap();
        clinic.cancel(&found, now)
    };
    let move_on = |link: &Token, which, now| {
        clinic.sql.atomically(|| move_by_link(&clinic.sql, clinic.at(now), link, start(which), None)).map(|(_, link)| link)
    };
    // Far enough ahead for the notice of a day.
    let links: Vec<Token> = (100..104).map(|which| sender.book(which, now).unwrap()).collect();
    cancel(&links[0], now).unwrap();
    cancel(&links[1], now).unwrap();
    let moved = move_on(&links[2], 110, now).unwrap();
    let moved = move_on(&moved, 111, now).unwrap();
    let moved = move_on(&moved, 112, now).unwrap();
    sender.book(105, now).unwrap();
    assert_eq!(sender.book(106, now), Err(Refusal::TooOften));
    assert_eq!(move_on(&moved, 113, now), Err(Refusal::TooOften));
    Sender { clinic: &clinic, network: None, booker: Some(clinic.browser()) }.book(108, now).unwrap();
    assert!(cancel(&moved, now).unwrap().1);
    let tomorrow = after(now, 24 * 60);
    sender.book(107, tomorrow).unwrap();
}

// Whom staff placed nobody typed an address for: the chain of what it was moved to is counted.
#[test]
fn what_staff_placed_is_moved_ten_times_a_day() {
    let (clinic, now) = (wide(), instant(MONDAY));
    let placed = clinic.place(&clinic.placement(start(100)), now).unwrap();
    let mut link = clinic.sql.atomically(|| guichet_agenda_core::new_link(&clinic.sql, clinic.at(now), placed.id)).unwrap();
    for which in 101..111 {
        link = clinic.sql.atomically(|| move_by_link(&clinic.sql, clinic.at(now), &link, start(which), None)).unwrap().1;
    }
    let more = clinic.sql.atomically(|| move_by_link(&clinic.sql, clinic.at(now), &link, start(111), None));
    assert_eq!(more.map(drop), Err(Refusal::TooOften));
}

#[test]
fn staff_are_never_counted_and_a_days_acts_are_forgotten() {
    let (clinic, now) = (wide(), instant(MONDAY));
    for which in 0..30 {
        clinic.place(&clinic.placement(start(which)), now).unwrap();
    }
    assert_eq!(clinic.count("public_act"), 0);
    let network = Some(clinic.browser());
    Sender { clinic: &clinic, network, booker: Some(clinic.browser()) }.book(40, now).unwrap();
    assert_eq!(clinic.count("public_act"), 3);
    let almost = after(now, 24 * 60).minus(TimeDelta::milliseconds(1));
    forget_acts(&clinic.sql, almost).unwrap();
    assert_eq!(clinic.count("public_act"), 3);
    forget_acts(&clinic.sql, after(now, 24 * 60)).unwrap();
    assert_eq!(clinic.count("public_act"), 0);
}

// A9: a practice asks somebody to ring; it says so of its own patients only, and until it says otherwise.
#[test]
fn a9_whom_a_practice_asks_to_ring_books_nothing_online_there() {
    let (clinic, now) = (wide(), instant(MONDAY));
    let (mark, other) = (clinic.browser().hash(), clinic.browser().hash());
    let (second, ..) = clinic.second_practice();
    let keep = |practice, marks: &[_]| clinic.sql.atomically(|| keep_blocked(&clinic.sql, practice, marks));
    let send = |hold: &Token, marks: &[_]| {
        let form = Form { text: "Zoé", marks, ..Form::default() };
        clinic.sql.atomically(|| book(&clinic.sql, clinic.at(now), hold, form)).map(drop)
    };
    let (before, _) = clinic.hold(&clinic.browser(), start(0), now).unwrap();
    send(&before, &[mark]).unwrap();
    keep(clinic.practice, &[mark]).unwrap();
    let (hold, _) = clinic.hold(&clinic.browser(), start(1), now).unwrap();
    assert_eq!(send(&hold, &[other, mark]), Err(Refusal::Blocked));
    send(&before, &[mark]).unwrap();
    keep(second, &[other]).unwrap();
    send(&hold, &[other]).unwrap();
    // Told anew, the former marks count no more.
    let (hold, _) = clinic.hold(&clinic.browser(), start(2), now).unwrap();
    keep(clinic.practice, &[other]).unwrap();
    assert_eq!(send(&hold, &[other]), Err(Refusal::Blocked));
    send(&hold, &[mark]).unwrap();
    keep(clinic.practice, &[]).unwrap();
    let stranger = guichet_kernel::PracticeId::draw(now, &clinic.entropy);
    assert_eq!(keep(stranger, &[mark]), Err(Refusal::NotAMember));
    clinic.sql.atomically(|| leave(&clinic.sql, second, now)).unwrap();
    clinic.sql.atomically(|| forget_blocked(&clinic.sql, second)).unwrap();
    assert_eq!(clinic.count("blocked"), 0);
}
