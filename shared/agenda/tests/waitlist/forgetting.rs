//! ADR 0008, ADR 0014: no entry and no offer keeps the id of somebody who was forgotten.

use guichet_agenda_core::{
    Refusal, forget, merge,
    waitlist::{OfferState, Wish, offer_by_token, stop},
};
use guichet_kernel::{Sql, Value};

use crate::hall::{Hall, later, monday, on, slot, whose};

#[test]
fn adr08_who_is_forgotten_waits_no_more_and_no_offer_names_them() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let patient = crowd[0].patient.unwrap();
    let (leaves, made) = hall.frees(slot(), monday());
    let gone = || forget(&hall.sql, hall.at(later(monday(), 1)), hall.practice, patient, &[]);
    // An appointment of theirs still stands: it keeps its id until it is over, and nothing else does.
    assert!(hall.sql.atomically(gone).unwrap().kept_until.is_some());
    for table in ["waitlist_entry", "waitlist_wish", "waitlist_place", "waitlist_freed", "waitlist_offer"] {
        let rows = hall.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap();
        assert!(!rows.into_iter().flat_map(|row| row.0).any(|value| value == Value::Text(patient.to_string())), "{table}");
    }
    assert_eq!((hall.states(&leaves), hall.offer_is(&made[0]).patient), (vec![OfferState::Withdrawn, OfferState::Open], None));
    assert_eq!(offer_by_token(&hall.sql, &made[0].token), Ok(None), "nobody has its link");
    assert_eq!(hall.ticks(&crowd[0], Some(&Wish::default()), monday()), Err(Refusal::NotPossibleNow));
    assert!(hall.still_waits(&crowd[1]));
    // Who left the slot is forgotten too, and the trace stays.
    let left = leaves.patient.unwrap();
    hall.sql.atomically(|| forget(&hall.sql, hall.at(later(monday(), 2)), hall.practice, left, &[])).unwrap();
    hall.fills(later(monday(), 3));
    assert_eq!(hall.states(&leaves).len(), 2);
}

#[test]
fn merged_records_wait_and_are_asked_as_one() {
    let hall = Hall::new();
    let crowd = hall.crowd(2);
    let (_, made) = hall.frees(slot(), monday());
    let (from, to) = (crowd[0].patient.unwrap(), crowd[1].patient.unwrap());
    hall.sql.atomically(|| merge(&hall.sql, hall.practice, from, to)).unwrap();
    assert_eq!(hall.offer_is(&made[0]).patient, Some(to));
    hall.sql.atomically(|| stop(&hall.sql, hall.practice, &[to], later(monday(), 1))).unwrap();
    assert!(!hall.still_waits(&crowd[0]) && !hall.still_waits(&crowd[1]));
    assert_eq!(hall.offer_is(&made[0]).state, OfferState::Stopped);
    let other = hall.waits(on("12-29", "09:00"), 5);
    assert_eq!(whose(&hall.frees(on("12-01", "11:00"), later(monday(), 2)).1), [other.id]);
}
