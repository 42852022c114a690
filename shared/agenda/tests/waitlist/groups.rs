//! A2: a freed place of a group goes to patients of the same group service only.

use guichet_agenda_core::{
    Ending, Offering, Pattern, Placement,
    waitlist::{FreedState, OfferState},
};
use guichet_kernel::ServiceId;

use crate::{
    clinic::minutes,
    hall::{Hall, monday, on, slot, whose},
};

/// A class of two places, and one for each alone, both of half an hour, in the same room at different hours.
fn school() -> (Hall, ServiceId, ServiceId) {
    let hall = Hall::closed();
    let (class, other) = (ServiceId::draw(monday(), &hall.entropy), ServiceId::draw(monday(), &hall.entropy));
    let plain = Offering::plain(hall.service, minutes(30));
    let group = Offering { service: class, group: true, ..plain };
    hall.offer(&[plain, group, Offering { service: other, ..group }]);
    let morning = Pattern { to: "11:00".parse().unwrap(), ..hall.weekly() };
    hall.put(&Pattern { services: vec![class, other], places: Some(2), ..morning }).unwrap();
    hall.put(&Pattern { from: "11:00".parse().unwrap(), services: vec![hall.service, class], ..hall.weekly() }).unwrap();
    (hall, class, other)
}

#[test]
fn a2_a_freed_place_goes_to_the_same_group_service_only() {
    let (hall, class, other) = school();
    let of = |service, start| Placement { service, ..hall.placement(start) };
    hall.waits(on("12-15", "11:00"), 0);
    hall.waits_as(&of(other, on("12-15", "09:00")), 1);
    let same = hall.waits_as(&of(class, on("12-15", "10:00")), 2);
    let stays = hall.has_as(&of(class, slot()));
    let leaves = hall.has_as(&of(class, slot()));
    hall.cancel(&leaves, monday()).unwrap();
    let made = hall.fills(monday());
    assert_eq!(whose(&made), [same.id]);
    // The places of the session are kept: one joins who is there.
    let new = hall.accepts(&made[0], monday()).moved.new;
    assert_eq!((new.starts_at, new.availability), (slot(), stays.availability));
    let full = hall.place(&of(class, slot()), monday());
    assert_eq!(full, Err(guichet_agenda_core::Refusal::Full));
}

#[test]
fn a2_whoever_takes_the_last_place_ends_the_offers() {
    let (hall, class, _) = school();
    let of = |start| Placement { service: class, ..hall.placement(start) };
    hall.waits_as(&of(on("12-15", "10:00")), 0);
    let leaves = hall.has_as(&of(slot()));
    hall.cancel(&leaves, monday()).unwrap();
    hall.fills(monday());
    hall.has_as(&of(slot()));
    assert_eq!(hall.states(&leaves), [OfferState::Open], "a place is left");
    hall.has_as(&of(slot()));
    assert_eq!(hall.states(&leaves), [OfferState::Taken]);
}

#[test]
fn a2_never_from_alone_to_a_group_or_back() {
    let (hall, class, _) = school();
    hall.waits_as(&Placement { service: class, ..hall.placement(on("12-15", "10:00")) }, 0);
    let (_, made) = hall.frees(on("12-01", "11:00"), monday());
    assert_eq!(made, [], "that availability allows the class, but what was freed was for one alone");
}

// ADR 0014, 5: where what it was in no longer holds the time, a group's place is never one's alone, nor the other way round.
#[test]
fn a2_adr14_5_what_is_placed_elsewhere_stays_in_a_group_or_alone() {
    // What was freed is of the class, and whether what is open there now is for a group, and lists the class.
    for (of_class, group, listed, open) in [
        (true, false, false, false),
        (true, true, false, false),
        (true, true, true, true),
        (false, false, false, true),
        (false, true, false, false),
    ] {
        let hall = Hall::closed();
        let [class, other, alone] = [0; 3].map(|_| ServiceId::draw(monday(), &hall.entropy));
        let plain = Offering::plain(hall.service, minutes(30));
        let grouped = |service| Offering { service, group: true, ..plain };
        hall.offer(&[plain, Offering { service: alone, ..plain }, grouped(class), grouped(other)]);
        let places = of_class.then_some(2);
        let service = if of_class { class } else { hall.service };
        let first = hall.put(&Pattern { services: vec![service], places, ..hall.weekly() }).unwrap();
        let leaves = hall.has_as(&Placement { service, ..hall.placement(slot()) });
        hall.cancel(&leaves, monday()).unwrap();
        let services = match (group, listed) {
            (true, true) => vec![other, class],
            (true, false) => vec![other],
            (false, _) => vec![alone],
        };
        hall.put(&Pattern { services, places: group.then_some(2), ..hall.weekly() }).unwrap();
        hall.end((first.id, first.version), Ending::Whole, false, monday()).unwrap();
        hall.fills(monday());
        let state = if open { FreedState::Open } else { FreedState::Closed };
        assert_eq!(hall.state(&leaves), state, "{of_class} {group} {listed}");
    }
}
