//! Who may work in an agenda, and what a practice that changes its offer leaves behind.

use guichet_agenda_core::{Opening, Refusal, Request, admit, is_member, membership, open_days};
use guichet_kernel::{LocationId, PracticeId, ServiceId, Sql, binds};

use crate::clinic::{Clinic, MONDAY, instant, settings, tuesday};

#[test]
fn a_practice_without_an_accepted_membership_changes_nothing() {
    let clinic = Clinic::on_tuesday();
    let stranger = PracticeId::draw(instant(MONDAY), &clinic.entropy);
    assert_eq!(clinic.update(stranger, 0, &[], &[]), Err(Refusal::NotAMember));
    let opening = Opening { practice: stranger, ..clinic.opening("2026-11-24", "13:00", "14:00") };
    assert_eq!(clinic.open_as(&opening), Err(Refusal::NotAMember));
    assert_eq!((is_member(&clinic.sql, stranger), clinic.count("availability")), (Ok(false), 1));
}

#[test]
fn a_membership_that_has_ended_opens_nothing_more() {
    let clinic = Clinic::on_tuesday();
    clinic.sql.run("UPDATE membership SET ended_at = ?", binds![instant(MONDAY)]).unwrap();
    assert_eq!(clinic.open("2026-11-25", "09:00", "10:00"), Err(Refusal::NotAMember));
}

#[test]
fn being_admitted_again_changes_nothing() {
    let clinic = Clinic::new();
    let before = membership(&clinic.sql, clinic.practice).unwrap();
    assert_eq!(before, Some(settings(clinic.practice, 1_440)));
    clinic.sql.atomically(|| admit(&clinic.sql, clinic.practice, instant("2027-01-01T00:00:00Z"))).unwrap();
    assert_eq!(membership(&clinic.sql, clinic.practice).unwrap(), before);
}

#[test]
fn a_practice_opens_only_its_own_locations_and_services() {
    let clinic = Clinic::new();
    let (practice, location, service) = clinic.second_practice();
    let own = Opening { practice, location, service, ..clinic.opening("2026-11-24", "09:00", "12:00") };
    for foreign in [Opening { location: clinic.location, ..own }, Opening { service: clinic.service, ..own }] {
        assert_eq!(clinic.open_as(&foreign), Err(Refusal::Unknown));
    }
    clinic.open_as(&own).unwrap();
}

#[test]
fn a_practice_cannot_take_over_the_location_or_service_of_another() {
    let clinic = Clinic::on_tuesday();
    let (practice, ..) = clinic.second_practice();
    clinic.update(practice, 0, &[(clinic.location, "America/Toronto")], &[(clinic.service, 5)]).unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 6, "still half-hours in Paris");
    assert_eq!(clinic.window("2026-11-24", 1).zone.name(), "Europe/Paris");
}

#[test]
fn an_appointment_is_of_the_practice_and_location_that_opened_its_time() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (practice, location, service) = clinic.second_practice();
    clinic.open_as(&Opening { practice, location, service, ..clinic.opening("2026-11-24", "14:00", "15:00") }).unwrap();
    let (token, _) = clinic.hold_as(&Request { service, ..clinic.request(&clinic.browser(), tuesday("14:00")) }, now).unwrap();
    let (booking, _) = clinic.book(&token, now).unwrap();
    assert_eq!((booking.appointment().practice, booking.appointment().location), (practice, location));
    let own = clinic.booked(tuesday("10:00"), now).unwrap();
    assert_eq!((own.practice, own.location), (clinic.practice, clinic.location));
}

#[test]
fn a_hold_is_kept_when_the_same_start_is_opened_at_another_location_meanwhile() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    clinic.open("2026-11-24", "10:00", "12:00").unwrap();
    let (token, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let elsewhere = LocationId::draw(now, &clinic.entropy);
    clinic
        .update(clinic.practice, 1_440, &[(clinic.location, "Europe/Paris"), (elsewhere, "Europe/Paris")], &[(clinic.service, 30)])
        .unwrap();
    clinic.open_as(&Opening { location: elsewhere, ..clinic.opening("2026-11-24", "09:00", "12:00") }).unwrap();
    assert_eq!(clinic.book(&token, now).unwrap().0.appointment().location, clinic.location);
}

#[test]
fn a_service_that_is_no_longer_offered_has_no_slots_and_no_holds_but_keeps_its_appointments() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let appointment = clinic.booked(tuesday("10:00"), now).unwrap();
    clinic.update(clinic.practice, 1_440, &[(clinic.location, "Europe/Paris")], &[]).unwrap();
    assert_eq!(clinic.starts(MONDAY), []);
    assert_eq!(clinic.hold(&clinic.browser(), tuesday("11:00"), now), Err(Refusal::Unknown));
    assert_eq!(clinic.open("2026-11-25", "09:00", "10:00"), Err(Refusal::Unknown));
    assert!(clinic.cancel(&appointment, now).unwrap().1);
    // Offered again, it is as before.
    clinic.update(clinic.practice, 1_440, &[(clinic.location, "Europe/Paris")], &[(clinic.service, 30)]).unwrap();
    assert_eq!(clinic.starts(MONDAY).len(), 6);
}

#[test]
fn a_hold_outlives_the_withdrawal_of_its_service_only_while_it_lives() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (kept, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let (slow, until) = clinic.hold(&clinic.browser(), tuesday("11:00"), now).unwrap();
    clinic.update(clinic.practice, 1_440, &[(clinic.location, "Europe/Paris")], &[]).unwrap();
    assert!(clinic.book(&kept, now).is_ok(), "what was promised for five minutes is kept");
    assert_eq!(clinic.book(&slow, until).map(drop), Err(Refusal::NotOffered));
}

#[test]
fn another_length_makes_another_grid_and_leaves_appointments_as_they_are() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let appointment = clinic.booked(tuesday("10:30"), now).unwrap();
    clinic.update(clinic.practice, 1_440, &[(clinic.location, "Europe/Paris")], &[(clinic.service, 60)]).unwrap();
    assert_eq!(clinic.starts(MONDAY), [tuesday("09:00"), tuesday("11:00")]);
    assert_eq!(appointment.ends_at, tuesday("11:00"));
}

#[test]
fn an_id_that_another_practice_uses_is_no_less_ones_own() {
    let (clinic, now) = (Clinic::new(), instant(MONDAY));
    let (other, ..) = clinic.second_practice();
    // The other was first to say something of these ids: in another zone, of another length.
    let (location, service) = (LocationId::draw(now, &clinic.entropy), ServiceId::draw(now, &clinic.entropy));
    clinic.update(other, 0, &[(location, "America/Toronto")], &[(service, 45)]).unwrap();
    clinic.update(clinic.practice, 0, &[(location, "Europe/Paris")], &[(service, 60)]).unwrap();
    assert_eq!(guichet_agenda_core::zone(&clinic.sql, clinic.practice, location).unwrap().name(), "Europe/Paris");
    assert_eq!(guichet_agenda_core::zone(&clinic.sql, other, location).unwrap().name(), "America/Toronto");
    clinic.open_as(&Opening { location, service, ..clinic.opening("2026-11-24", "09:00", "11:00") }).unwrap();
    let window = guichet_agenda_core::Window { service, location, ..clinic.window_at("Europe/Paris", "2026-11-24", 1) };
    assert_eq!(clinic.starts_in(&window, now), [tuesday("09:00"), tuesday("10:00")]);
    assert_eq!(clinic.starts_in(&guichet_agenda_core::Window { practice: other, ..window }, now), []);
    let hold = |practice| clinic.hold_as(&Request { practice, service, ..clinic.request(&clinic.browser(), tuesday("10:00")) }, now);
    assert_eq!(hold(Some(other)).map(drop), Err(Refusal::NotOffered));
    let (token, _) = hold(Some(clinic.practice)).unwrap();
    assert_eq!(clinic.book(&token, now).unwrap().0.appointment().ends_at, tuesday("11:00"));
}

#[test]
fn an_unknown_service_is_never_open() {
    let clinic = Clinic::on_tuesday();
    let unknown = ServiceId::draw(instant(MONDAY), &clinic.entropy);
    let window = guichet_agenda_core::Window { service: unknown, ..clinic.window("2026-11-24", 1) };
    assert_eq!(open_days(&clinic.sql, &window), Ok(vec![]));
    assert_eq!(guichet_agenda_core::free_starts(&clinic.sql, &window, instant(MONDAY)), Ok(vec![]));
}
