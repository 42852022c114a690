//! A practitioner joins, leaves and comes back; what they leave behind is the practice's.

use guichet_agenda_core::{HoldFate, Opening, Refusal, Request, Standing, join, leave, memberships, open_days, standing};
use guichet_kernel::{IdentityId, ObjectName, PracticeId, Region, Sql};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

fn somebody(digit: char) -> ObjectName {
    let id: IdentityId = format!("idn_{}", digit.to_string().repeat(32)).parse().unwrap();
    ObjectName::identity(Region::Eu, id)
}

fn left(clinic: &Clinic) {
    clinic.sql.atomically(|| leave(&clinic.sql, clinic.practice, instant(MONDAY))).unwrap();
}

fn rejoin(clinic: &Clinic, now: &str) -> Result<(), Refusal> {
    clinic.sql.atomically(|| join(&clinic.sql, clinic.practice, &somebody('a'), instant(now)))
}

#[test]
fn an_agenda_belongs_to_the_first_identity_for_ever() {
    let clinic = Clinic::new();
    let second = PracticeId::draw(instant(MONDAY), &clinic.entropy);
    rejoin(&clinic, MONDAY).unwrap();
    let thief = clinic.sql.atomically(|| join(&clinic.sql, second, &somebody('b'), instant(MONDAY)));
    assert_eq!((thief, standing(&clinic.sql, second)), (Err(Refusal::OtherOwner), Ok(None)));
    clinic.sql.atomically(|| join(&clinic.sql, second, &somebody('a'), instant(MONDAY))).unwrap();
    assert_eq!(standing(&clinic.sql, second), Ok(Some(Standing::Member)));
    // Not even after everybody has left.
    left(&clinic);
    let thief = clinic.sql.atomically(|| join(&clinic.sql, clinic.practice, &somebody('b'), instant(MONDAY)));
    assert_eq!(thief, Err(Refusal::OtherOwner));
}

#[test]
fn a_practice_that_was_left_opens_offers_and_holds_nothing_more() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (held, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let made = clinic.booked(tuesday("11:00"), now).unwrap();
    left(&clinic);
    assert_eq!(standing(&clinic.sql, clinic.practice), Ok(Some(Standing::Former { ended_at: now })));
    assert_eq!(memberships(&clinic.sql), Ok(vec![]));
    assert_eq!(clinic.open("2026-11-25", "09:00", "10:00"), Err(Refusal::NotAMember));
    assert_eq!((clinic.starts(MONDAY), open_days(&clinic.sql, &clinic.window("2026-11-24", 1))), (vec![], Ok(vec![])));
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("09:00"), now), Err(Refusal::NotOffered));
    assert_eq!(clinic.read_hold(&held, now).1, HoldFate::Lapsed);
    assert_eq!(clinic.book(&held, now).map(drop), Err(Refusal::NotOffered), "what was held is let go");
    assert_eq!(clinic.count("occupancy"), 1, "the appointment stands");
    assert!(clinic.cancel(&made, now).unwrap().1, "and is cancelled by its link");
}

#[test]
fn leaving_touches_no_other_practice() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (practice, location, service) = clinic.second_practice();
    clinic.open_as(&Opening { practice, location, service, ..clinic.opening("2026-11-24", "14:00", "16:00") }).unwrap();
    let (held, _) = clinic.hold_as(&Request { service, ..clinic.request(&clinic.browser(), tuesday("14:00")) }, now).unwrap();
    left(&clinic);
    assert_eq!(clinic.book(&held, now).unwrap().0.appointment().practice, practice);
    assert_eq!(memberships(&clinic.sql).unwrap().len(), 1);
}

#[test]
fn who_comes_back_opens_anew_and_joins_last() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (other, ..) = clinic.second_practice();
    left(&clinic);
    rejoin(&clinic, "2026-11-23T09:00:00Z").unwrap();
    assert_eq!(clinic.starts(MONDAY), [], "what was open before is not open again unasked");
    let order: Vec<_> = memberships(&clinic.sql).unwrap().into_iter().map(|membership| membership.practice).collect();
    assert_eq!(order, [other, clinic.practice]);
    clinic.open("2026-11-24", "09:00", "12:00").unwrap();
    assert!(clinic.booked(tuesday("10:00"), now).is_ok());
    // Joining once more changes nothing.
    rejoin(&clinic, "2026-11-23T10:00:00Z").unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 5);
}

#[test]
fn a_former_practice_keeps_its_card_up_to_date_and_a_stranger_has_none() {
    let clinic = Clinic::on_tuesday();
    left(&clinic);
    clinic.update(clinic.practice, 60, &[(clinic.location, "Europe/Paris")], &[(clinic.service, 30)]).unwrap();
    let known = guichet_agenda_core::membership(&clinic.sql, clinic.practice).unwrap().unwrap();
    assert_eq!((known.cancellation_notice, clinic.starts(MONDAY)), (60, vec![]));
    let stranger = PracticeId::draw(instant(MONDAY), &clinic.entropy);
    assert_eq!(clinic.sql.atomically(|| leave(&clinic.sql, stranger, instant(MONDAY))), Err(Refusal::NotAMember));
}
