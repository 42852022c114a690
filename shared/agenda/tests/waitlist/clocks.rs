//! Clock changes: lengths are elapsed time, days and half-days are the wall's.

use guichet_agenda_core::{
    Pattern, Placement,
    waitlist::{AlertTerms, Wish},
};
use guichet_kernel::Instant;

use crate::{
    clinic::{instant, minutes},
    hall::{Hall, TERMS, later, monday, whose},
};

/// Clocks in Paris go back on 25 October 2026 at 3:00 (1:00 UTC) and forward on 28 March 2027 at 2:00 (1:00 UTC).
fn utc(text: &str) -> Instant {
    instant(text)
}

// "Exactly the same length" is elapsed minutes, whatever the wall says.
#[test]
fn an_hour_is_an_hour_on_the_night_clocks_change() {
    let hall = Hall::closed();
    let hour = |start| Placement { minutes: Some(minutes(60)), ..hall.placement(start) };
    // From 1:30 to 3:30 on the wall, and an hour.
    let leaves = hall.has_as(&hour(utc("2027-03-28T00:30:00Z")));
    // Two hours, from 9:00 to 11:00 as the wall of the slot would read it.
    let two = Placement { minutes: Some(minutes(120)), ..hall.placement(utc("2027-04-06T07:00:00Z")) };
    hall.waits_as(&two, 0);
    let same = hall.waits_as(&hour(utc("2027-04-06T10:00:00Z")), 1);
    hall.cancel(&leaves, monday()).unwrap();
    assert_eq!(whose(&hall.fills(monday())), [same.id]);
}

// A later calendar day is the wall's: the day after begins at 23:00 UTC in winter and at 22:00 in summer.
#[test]
fn a_later_day_is_the_walls() {
    let hall = Hall::closed();
    let leaves = hall.has(utc("2027-03-28T08:00:00Z"));
    hall.waits(utc("2027-03-28T21:30:00Z"), 0);
    let next = hall.waits(utc("2027-03-28T22:00:00Z"), 1);
    hall.cancel(&leaves, monday()).unwrap();
    assert_eq!(whose(&hall.fills(monday())), [next.id]);
    let leaves = hall.has(utc("2027-03-27T08:00:00Z"));
    hall.waits(utc("2027-03-27T22:30:00Z"), 2);
    hall.declines(&guichet_made(&hall), later(monday(), 1));
    let after = hall.waits(utc("2027-03-27T23:00:00Z"), 3);
    hall.cancel(&leaves, later(monday(), 2)).unwrap();
    assert!(whose(&hall.fills(later(monday(), 2))).contains(&after.id));
}

fn guichet_made(hall: &Hall) -> guichet_agenda_core::waitlist::Made {
    use guichet_agenda_core::waitlist::open_offers;
    let offer = open_offers(&hall.sql, hall.practice, false, 1).unwrap().remove(0);
    guichet_agenda_core::waitlist::Made { offer, token: hall.browser() }
}

// Noon divides days on the wall of the slot's location.
#[test]
fn half_days_are_the_walls() {
    let hall = Hall::closed();
    hall.put(&Pattern { to: "15:00".parse().unwrap(), ..hall.weekly() }).unwrap();
    hall.offers_earlier(Some(AlertTerms { first: 20, ..TERMS }));
    let morning = Wish { halves: vec![2], places: vec![] };
    let own = hall.wishes(&hall.placement(utc("2027-06-29T07:00:00Z")), &morning, 0);
    // 10:30 UTC is 11:30 in winter and 12:30 in summer.
    assert_eq!(whose(&hall.frees(utc("2027-03-30T10:30:00Z"), monday()).1), []);
    assert_eq!(whose(&hall.frees(utc("2027-03-23T10:30:00Z"), monday()).1), [own.id]);
}

// Rounds are counted by the wall too: 8:00 is at 6:00 UTC once clocks have gone forward.
#[test]
fn rounds_are_counted_by_the_wall() {
    let hall = Hall::closed();
    hall.waits(utc("2027-05-04T08:00:00Z"), 0);
    hall.waits(utc("2027-05-05T08:00:00Z"), 1);
    hall.offers_earlier(Some(AlertTerms { first: 1, ..TERMS }));
    let leaves = hall.has(utc("2027-04-27T08:00:00Z"));
    let evening = utc("2027-03-27T18:00:00Z");
    hall.cancel(&leaves, evening).unwrap();
    hall.fills(evening);
    // An hour to 20:00 on Saturday, three from 8:00 on Sunday.
    assert_eq!(guichet_agenda_core::waitlist::due_at(&hall.sql), Ok(Some(utc("2027-03-28T09:00:00Z"))));
}
