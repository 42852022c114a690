//! W4: who could have a freed slot, and in which order they are asked (ADR 0014, 6 and 7).

use guichet_agenda_core::{
    Appointment, Attendance, Mode, Offering, Pattern, Placement, merge, note_attendance, put_availability,
    waitlist::{AlertTerms, OfferState, Wish, alert_box, put_alert_terms},
};
use guichet_kernel::{AvailabilityId, LocationId, ServiceId, Sql};

use crate::{
    clinic::minutes,
    hall::{Hall, TERMS, ids, later, monday, on, slot, whose},
};

/// Whoever is asked when a slot is freed at 10:00 on 1 December.
fn asked(hall: &Hall) -> Vec<guichet_kernel::AppointmentId> {
    whose(&hall.frees(slot(), monday()).1)
}

// W4: the same length, longer or shorter is not asked.
#[test]
fn w4_the_length_equals_the_slots() {
    let hall = Hall::new();
    let of = |start, length| Placement { minutes: Some(minutes(length)), ..hall.placement(start) };
    hall.waits_as(&of(on("12-15", "09:00"), 20), 0);
    hall.waits_as(&of(on("12-15", "10:00"), 45), 1);
    let fits = hall.waits(on("12-15", "11:00"), 2);
    assert_eq!(asked(&hall), [fits.id]);
}

// W4: a later calendar day than the slot's; where the practice says so, later the same day.
#[test]
fn w4_a_later_day_or_if_the_practice_says_so_later_the_same_day() {
    for same_day in [false, true] {
        let hall = Hall::new();
        hall.offers_earlier(Some(AlertTerms { same_day, minimum_days: 0, ..TERMS }));
        let earlier = hall.waits(on("11-24", "09:00"), 0);
        let before = hall.waits(on("12-01", "09:30"), 1);
        let after = hall.waits(on("12-01", "10:30"), 2);
        let next = hall.waits(on("12-08", "10:30"), 3);
        let asked = asked(&hall);
        assert!(!asked.contains(&earlier.id) && !asked.contains(&before.id));
        assert_eq!(asked, if same_day { vec![after.id, next.id] } else { vec![next.id] });
    }
}

// W4: a service that the availability allows, given in the same way.
#[test]
fn w4_a_service_that_the_availability_allows_and_is_given_the_same_way() {
    let hall = Hall::closed();
    let [other, strange, remote] = [0; 3].map(|_| ServiceId::draw(monday(), &hall.entropy));
    let plain = |service| Offering::plain(service, minutes(30));
    hall.offer(&[plain(hall.service), plain(other), plain(strange), Offering { mode: Mode::Remote, ..plain(remote) }]);
    hall.put(&Pattern { services: vec![hall.service, other, remote], ..hall.weekly() }).unwrap();
    let of = |service, start| Placement { service, ..hall.placement(start) };
    let allowed = hall.waits_as(&of(other, on("12-15", "09:00")), 0);
    hall.waits_as(&of(strange, on("12-15", "10:00")), 1);
    hall.waits_as(&of(remote, on("12-15", "11:00")), 2);
    assert_eq!(asked(&hall), [allowed.id]);
    // Outside any availability: the same service only.
    let (_, made) = hall.frees(on("12-01", "20:00"), monday());
    assert_eq!(made, []);
    let same = hall.waits(on("12-22", "09:00"), 3);
    assert_eq!(whose(&hall.frees(on("12-01", "21:00"), monday()).1), [same.id]);
}

// ADR 0014, 6: home visits only if the practice offers them.
#[test]
fn adr14_6_home_visits_only_if_the_practice_offers_them() {
    for home_visits in [false, true] {
        let hall = Hall::new();
        hall.offers_earlier(Some(AlertTerms { home_visits, ..TERMS }));
        hall.shape(|service| Offering { mode: Mode::Home, ..service });
        // Where it is never offered, nobody is promised it; whoever waits already may untick it.
        let shown = |own: &Appointment| alert_box(&hall.sql, own, monday()).unwrap().is_some();
        assert_eq!(shown(&hall.has(on("12-15", "10:00"))), home_visits);
        let own = hall.waits(on("12-15", "09:00"), 0);
        assert_eq!((asked(&hall), shown(&own)), (if home_visits { vec![own.id] } else { vec![] }, true));
    }
}

// ADR 0014, 6: another location only if the wish names it; half-days by the location's wall.
#[test]
fn adr14_6_places_and_half_days_are_as_wished() {
    let hall = Hall::new();
    let elsewhere = LocationId::draw(monday(), &hall.entropy);
    hall.update(hall.practice, 1_440, &[(elsewhere, "Europe/Paris")], &[(hall.service, 30)]).unwrap();
    hall.put(&Pattern { from: "14:00".parse().unwrap(), to: "17:00".parse().unwrap(), location: elsewhere, ..hall.weekly() }).unwrap();
    let there = |start| Placement { location: elsewhere, ..hall.placement(start) };
    let wish = |halves: &[u8], places: &[LocationId]| Wish { halves: halves.to_vec(), places: places.to_vec() };
    hall.waits_as(&there(on("12-15", "14:00")), 0);
    let comes = hall.wishes(&there(on("12-15", "15:00")), &wish(&[], &[hall.location]), 1);
    // Tuesday is 2 and 3.
    let other = hall.wishes(&hall.placement(on("12-15", "09:00")), &wish(&[0, 1, 3], &[]), 2);
    let morning = hall.wishes(&hall.placement(on("12-15", "09:30")), &wish(&[2], &[]), 3);
    let any = hall.wishes(&hall.placement(on("12-15", "10:00")), &wish(&(0..14).collect::<Vec<_>>(), &[]), 4);
    assert_eq!(asked(&hall), [comes.id, morning.id, any.id]);
    // Noon is the afternoon.
    let noon = hall.waits(on("12-22", "11:00"), 5);
    let afternoon = hall.wishes(&hall.placement(on("12-22", "10:00")), &wish(&[3], &[]), 6);
    let (_, made) = hall.frees(on("12-01", "12:00"), monday());
    assert_eq!(whose(&made), ids(&[other, noon, afternoon]));
}

// W4: never on a day on which the patient already has an appointment with that practitioner.
#[test]
fn w4_never_on_a_day_on_which_they_come_anyway() {
    let hall = Hall::new();
    let own = hall.waits(on("12-15", "09:00"), 0);
    let with = |start| Placement { patient: own.patient.unwrap(), ..hall.placement(start) };
    let there = hall.has_as(&with(on("12-01", "11:30")));
    assert_eq!(asked(&hall), []);
    hall.cancel(&there, monday()).unwrap();
    // What is cancelled is no appointment; and the slot that they left is not offered to them.
    assert_eq!(hall.fills(monday()), []);
    assert_eq!(whose(&hall.frees(on("12-01", "09:00"), monday()).1), [own.id]);
}

// W4: where the same day is allowed, their own of that day is no other.
#[test]
fn w4_ones_own_of_the_same_day_is_no_other_appointment() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { same_day: true, minimum_days: 0, ..TERMS }));
    let own = hall.waits(on("12-01", "11:00"), 0);
    let twice = hall.waits(on("12-01", "11:30"), 1);
    hall.has_as(&Placement { patient: twice.patient.unwrap(), ..hall.placement(on("12-01", "09:00")) });
    assert_eq!(asked(&hall), [own.id]);
}

// W9: who has an open offer is not asked for that appointment again; two slots go to different people.
#[test]
fn w9_two_slots_at_once_go_to_different_people() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { first: 2, ..TERMS }));
    let crowd = hall.crowd(5);
    let (one, two) = (hall.has(slot()), hall.has(on("12-01", "11:00")));
    hall.cancel(&one, monday()).unwrap();
    hall.cancel(&two, monday()).unwrap();
    let made = hall.fills(monday());
    assert_eq!(whose(&made), ids(&crowd[..4]));
    assert_ne!(made[1].offer.freed, made[2].offer.freed);
}

// W3: oldest entry first; ties are broken by the id.
#[test]
fn w3_who_waits_longest_is_asked_first() {
    let hall = Hall::new();
    let late = hall.waits(on("12-15", "09:00"), 30);
    let early = hall.waits(on("12-22", "09:00"), 10);
    let mut tied = [hall.waits(on("12-15", "10:00"), 20).id, hall.waits(on("12-15", "11:00"), 20).id];
    tied.sort_unstable();
    assert_eq!(asked(&hall), [early.id, tied[0], tied[1], late.id]);
}

// ADR 0014, 7: a person is asked once, in the place of their oldest entry, for their soonest appointment.
#[test]
fn adr14_7_a_person_is_asked_once_for_their_soonest_appointment() {
    let hall = Hall::new();
    let oldest = hall.waits(on("12-22", "09:00"), 0);
    let other = hall.waits(on("12-15", "10:00"), 1);
    let same = Placement { patient: oldest.patient.unwrap(), ..hall.placement(on("12-15", "09:00")) };
    let soonest = hall.waits_as(&same, 2);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(whose(&made), [soonest.id, other.id]);
    hall.declines(&made[0], later(monday(), 1));
    assert_eq!((hall.fills(later(monday(), 1)), hall.states(&leaves).len()), (vec![], 2), "not for the other one either");
}

// ADR 0014, 7: records that are merged are one person.
#[test]
fn adr14_7_merged_records_are_one_person() {
    let hall = Hall::new();
    let (one, two) = (hall.waits(on("12-15", "09:00"), 0), hall.waits(on("12-22", "10:00"), 1));
    hall.sql.atomically(|| merge(&hall.sql, hall.practice, two.patient.unwrap(), one.patient.unwrap())).unwrap();
    assert_eq!(asked(&hall), [one.id]);
}

// ADR 0014, 6: what has arrived, or was noted absent, is not moved.
#[test]
fn adr14_6_who_has_arrived_is_not_asked() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { same_day: true, minimum_days: 0, ..TERMS }));
    let own = hall.waits(on("12-01", "11:00"), 0);
    let now = on("12-01", "06:00");
    hall.sql.atomically(|| note_attendance(&hall.sql, &own, (Attendance::Arrived, 1), "mbr_x", now)).unwrap();
    let leaves = hall.has(slot());
    hall.by_staff(&leaves, false, now);
    assert_eq!(hall.fills(later(now, 2)), []);
}

// The move passes every booking check at offering: what is before and after care must fit too.
#[test]
fn what_is_around_care_must_fit_when_it_is_offered() {
    let hall = Hall::closed();
    let wide = ServiceId::draw(monday(), &hall.entropy);
    let plain = Offering::plain(hall.service, minutes(30));
    hall.offer(&[plain, Offering { service: wide, after: 10, ..plain }]);
    hall.put(&Pattern { services: vec![hall.service, wide], ..hall.weekly() }).unwrap();
    hall.has(later(slot(), 30));
    hall.waits_as(&Placement { service: wide, ..hall.placement(on("12-15", "09:00")) }, 0);
    let narrow = hall.waits(on("12-15", "11:00"), 1);
    assert_eq!(asked(&hall), [narrow.id]);
}

// ADR 0014, 5: two may be treated at once, and one place of two is free.
#[test]
fn capacity_counts_as_staff_have_it() {
    let hall = Hall::closed();
    hall.put(&Pattern { public_capacity: 1, ..hall.for_two() }).unwrap();
    hall.has(slot());
    let own = hall.waits(on("12-15", "09:00"), 0);
    let (leaves, made) = hall.frees(slot(), monday());
    assert_eq!(whose(&made), [own.id]);
    hall.accepts(&made[0], monday());
    assert_eq!(hall.states(&leaves), [OfferState::Accepted]);
    assert_eq!(hall.now_is(&own).attendance, Attendance::Moved);
}

// ADR 0014, 6: asked once, also where their own is the only one that day.
#[test]
fn adr14_6_nobody_is_asked_twice_where_the_same_day_is_allowed() {
    let hall = Hall::new();
    hall.offers_earlier(Some(AlertTerms { same_day: true, minimum_days: 0, ..TERMS }));
    hall.waits(on("12-01", "11:00"), 0);
    let (_, made) = hall.frees(slot(), monday());
    hall.declines(&made[0], later(monday(), 1));
    assert_eq!(hall.fills(later(monday(), 1)), []);
}

// W4: of the same practice. What another calls its place and its service may even be called the same there.
#[test]
fn w4_only_those_of_the_same_practice_are_asked() {
    let hall = Hall::new();
    let (other, ..) = hall.second_practice();
    hall.update(other, 1_440, &[(hall.location, "Europe/Paris")], &[(hall.service, 30)]).unwrap();
    hall.sql.atomically(|| put_alert_terms(&hall.sql, other, Some(&TERMS))).unwrap();
    let afternoons = Pattern { from: "14:00".parse().unwrap(), to: "17:00".parse().unwrap(), ..hall.weekly() };
    let id = AvailabilityId::draw(monday(), &hall.entropy);
    hall.sql.atomically(|| put_availability(&hall.sql, other, id, None, &afternoons)).unwrap();
    let there = |start| Placement { practice: other, ..hall.placement(start) };
    let theirs = hall.waits_as(&there(on("12-15", "15:00")), 0);
    let ours = hall.waits(on("12-15", "09:00"), 1);
    assert_eq!(asked(&hall), [ours.id]);
    // And the other way round.
    let leaves = hall.has_as(&there(on("12-08", "15:00")));
    hall.cancel(&leaves, later(monday(), 1)).unwrap();
    assert_eq!(whose(&hall.fills(later(monday(), 1))), [theirs.id]);
}
