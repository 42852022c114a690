//! W11: to whom a slot was offered; and what is counted.

use guichet_agenda_core::{
    Appointment, Placement, Refusal, delete,
    waitlist::{ByHand, FreedState, OfferState, Week, counters, offer_slot, slot_trace, withdraw_slot},
};
use guichet_kernel::{FreedId, Sql};

use crate::hall::{Hall, later, monday, on, slot};

// W11: every appointment that was on that start and end, and for each its freed slot and offers.
#[test]
fn w11_every_appointment_that_was_there_and_to_whom_it_was_offered() {
    let hall = Hall::new();
    hall.crowd(3);
    hall.has(on("12-01", "11:00"));
    let (first, made) = hall.frees(slot(), monday());
    let accepted = hall.accepts(&made[2], later(monday(), 1)).moved.new;
    hall.cancel(&accepted, later(monday(), 2)).unwrap();
    hall.fills(later(monday(), 2));
    let again = hall.freed(&accepted).unwrap().id;
    hall.sql.atomically(|| withdraw_slot(&hall.sql, hall.practice, again, later(monday(), 3))).unwrap();
    let hand = ByHand {
        freed: FreedId::draw(monday(), &hall.entropy),
        service: hall.service,
        location: hall.location,
        starts_at: slot(),
        minutes: None,
    };
    hall.sql.atomically(|| offer_slot(&hall.sql, hall.at(later(monday(), 3)), hall.practice, &hand)).unwrap();
    for asked in [first.id, accepted.id] {
        let trace = slot_trace(&hall.sql, hall.practice, asked).unwrap();
        assert_eq!((trace.starts_at, trace.ends_at), (slot(), later(slot(), 30)));
        assert_eq!(trace.appointments.iter().map(|one| one.appointment.id).collect::<Vec<_>>(), [first.id, accepted.id]);
        let (freed, offers) = trace.appointments[0].freed.as_ref().unwrap();
        assert_eq!((freed.state, freed.appointment), (FreedState::Refilled, Some(first.id)));
        let states: Vec<OfferState> = offers.iter().map(|offer| offer.state).collect();
        assert_eq!(states, [OfferState::Taken, OfferState::Taken, OfferState::Accepted]);
        let (again, offers) = trace.appointments[1].freed.as_ref().unwrap();
        assert_eq!((again.depth, offers.len()), (0, 2), "a person is asked once per freed slot, and this is another");
        assert_eq!(trace.by_hand.len(), 1);
    }
    let (other, ..) = hall.second_practice();
    assert_eq!(slot_trace(&hall.sql, other, first.id), Err(Refusal::Unknown));
}

// What the alerts did, week by week.
#[test]
fn counters_count_by_week() {
    let hall = Hall::new();
    hall.crowd(3);
    let (_, made) = hall.frees(slot(), monday());
    hall.accepts(&made[0], later(monday(), 90));
    hall.fills(later(monday(), 90));
    // What nobody could be asked about, because it was too near, is not counted.
    let near = hall.has(on("11-24", "09:00"));
    hall.by_staff(&near, false, on("11-24", "08:30"));
    let (weeks, deepest) = counters(&hall.sql, hall.practice, 2, later(monday(), 100)).unwrap();
    let empty = Week { monday: "2026-11-16".parse().unwrap(), freed: 0, refilled: 0, offers: 0, minutes: 0, days_gained: 0 };
    let now = Week { monday: "2026-11-23".parse().unwrap(), freed: 2, refilled: 1, offers: 3, minutes: 90, days_gained: 14 };
    assert_eq!((weeks, deepest), (vec![empty, now], 1));
    let (other, ..) = hall.second_practice();
    assert_eq!(counters(&hall.sql, other, 1, monday()).unwrap().0[0].freed, 0);
}

// W11: what was deleted since is told of still, if others were asked for its time; a slip that was deleted is not.
#[test]
fn w11_what_was_deleted_since_is_told_of() {
    let hall = Hall::new();
    hall.crowd(2);
    let (gone, made) = hall.frees(slot(), monday());
    let slip = hall.has_as(&Placement { force: true, ..hall.placement(slot()) });
    let deletes = |own: &Appointment| {
        let version = hall.now_is(own).version;
        assert!(hall.sql.atomically(|| delete(&hall.sql, hall.practice, own.id, version, "mbr_x", later(monday(), 5))).unwrap());
    };
    deletes(&slip);
    deletes(&gone);
    let now = hall.has(slot());
    let trace = slot_trace(&hall.sql, hall.practice, now.id).unwrap();
    let mut told: Vec<_> = trace.appointments.iter().map(|one| (one.deleted, one.appointment.id)).collect();
    told.sort_unstable();
    assert_eq!(told, [(false, now.id), (true, gone.id)]);
    let asked = trace.appointments.iter().find(|one| one.deleted).and_then(|one| one.freed.as_ref()).unwrap();
    assert_eq!(asked.1.len(), made.len());
    assert_eq!(slot_trace(&hall.sql, hall.practice, gone.id), Err(Refusal::Unknown), "it cannot be opened");
}
