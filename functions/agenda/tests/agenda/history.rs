//! What staff read of a patient's appointments: the whole practice's, of this practice only, page by page; and what patients
//! see of their own.

use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{CancelAppointment, PatientAppointments, ReadAppointment, ReadPatientAppointments},
        calendar::DeleteAppointment,
        space::IssueLink,
    },
    event::{PatientErasedV1, PatientMergedV1},
};
use guichet_kernel::{AppointmentId, PatientId, Right, Sql, link::Purpose};

use crate::desk::{Desk, Made, NOW, tuesday};

fn ids(page: &PatientAppointments) -> Vec<AppointmentId> {
    page.appointments.iter().map(|one| one.appointment).collect()
}

/// A day of appointments of one person, under as many ids, earliest first; and a command that names them all.
fn day(desk: &Desk) -> (Vec<Made>, ReadPatientAppointments) {
    let made: Vec<Made> = ["09:00", "09:30", "10:00", "10:30", "11:00"].map(|start| desk.made(desk.own, tuesday(start))).into();
    let also: Vec<PatientId> = made.iter().map(|made| desk.patient_of(made)).collect();
    let command = ReadPatientAppointments { also, ..desk.read_patient(made.first().unwrap()) };
    (made, command)
}

#[test]
fn another_practices_rows_are_never_shown() {
    let desk = Desk::open();
    let (own, other) = (desk.made(desk.own, tuesday("09:00")), desk.made(desk.other, tuesday("14:00")));
    // Even if a practice asks by the other's ids.
    let command = ReadPatientAppointments { also: vec![desk.patient_of(&other)], ..desk.read_patient(&own) };
    for (place, made) in [(desk.own, &own), (desk.other, &other)] {
        let answer = desk.answer(desk.staff(place.practice), &command);
        let page: PatientAppointments = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(ids(&page), [made.booked.appointment]);
        let one = &page.appointments[0];
        assert_eq!((one.service.id, one.location.id, &one.practitioner), (place.service, place.location, &desk.practitioner_card()));
        let elsewhere = if place.practice == desk.own.practice { desk.other } else { desk.own };
        for trace in [elsewhere.service.to_string(), elsewhere.location.to_string(), elsewhere.practice.to_string()] {
            assert!(!answer.body.contains(&trace));
        }
    }
}

#[test]
fn whoever_may_read_or_hand_out_the_record_reads_its_appointments() {
    let desk = Desk::open();
    let command = desk.read_patient(&desk.made(desk.own, tuesday("09:00")));
    let nobodys = guichet_kernel::PractitionerId::draw(NOW, &desk.entropy);
    for right in Right::ALL {
        let may = matches!(right, Right::ReadPatients | Right::ExportPatients);
        let staff = Desk::staff_with(desk.own.practice, &[*right], nobodys);
        assert_eq!(desk.ask(staff, &command), (!may).then_some(ProblemKind::Forbidden), "{right:?}");
    }
    assert_eq!(desk.ask(desk.staff(desk.stranger), &command), Some(ProblemKind::NotFound));
    assert_eq!(desk.ask(Principal::Operator, &command), Some(ProblemKind::Forbidden));
}

#[test]
fn a_practice_that_was_left_goes_on_reading_its_own() {
    let desk = Desk::open();
    let own = desk.made(desk.own, tuesday("09:00"));
    assert_eq!(desk.leave(desk.own), 200);
    assert_eq!(ids(&desk.reply(desk.staff(desk.own.practice), &desk.read_patient(&own))), [own.booked.appointment]);
}

// W7
#[test]
fn what_was_deleted_is_on_no_page() {
    let desk = Desk::open();
    let (made, command) = day(&desk);
    let staff = || desk.staff(desk.own.practice);
    let appointment = made[1].booked.appointment;
    desk.reply(staff(), &DeleteAppointment { appointment, version: 1 });
    let ahead = ReadPatientAppointments { before: Some((NOW, appointment)), ahead: 100, ..command.clone() };
    let page: PatientAppointments = desk.reply(staff(), &ahead);
    let ahead: Vec<AppointmentId> = page.ahead.iter().map(|one| one.appointment).collect();
    for shown in [ids(&desk.reply(staff(), &command)), ahead] {
        assert!(shown.len() == made.len() - 1 && !shown.contains(&appointment));
    }
}

#[test]
fn merged_records_are_read_before_and_after_the_agenda_has_heard_of_it() {
    let desk = Desk::open();
    let (one, two) = (desk.made(desk.own, tuesday("09:00")), desk.made(desk.own, tuesday("10:00")));
    let (from, to) = (desk.patient_of(&one), desk.patient_of(&two));
    let command = ReadPatientAppointments { also: vec![from], ..desk.read_patient(&two) };
    let staff = || desk.staff(desk.own.practice);
    let before: PatientAppointments = desk.reply(staff(), &command);
    assert_eq!(ids(&before), [two.booked.appointment, one.booked.appointment]);
    assert_eq!(desk.deliver(&desk.practice_object(desk.own.practice), &from.to_string(), &PatientMergedV1 { from, to }), 200);
    assert_eq!(desk.reply(staff(), &command), before, "each once");
}

#[test]
fn pages_neither_lose_nor_double() {
    let desk = Desk::open();
    let (made, command) = day(&desk);
    let mut all: Vec<AppointmentId> = made.iter().map(|made| made.booked.appointment).collect();
    all.reverse();
    for most in 1..=6 {
        let (mut before, mut read) = (None, Vec::new());
        loop {
            let page = desk.reply(desk.staff(desk.own.practice), &ReadPatientAppointments { before, most, ..command.clone() });
            assert!(page.appointments.len() <= most as usize && page.ahead.is_empty());
            read.extend(ids(&page));
            before = page.appointments.last().map(guichet_contracts::command::agenda::PatientAppointment::place);
            if !page.more {
                break;
            }
        }
        assert_eq!(read, all, "{most} at a time");
    }
}

#[test]
fn what_is_ahead_is_told_earliest_first_and_is_on_no_page_of_the_past() {
    let desk = Desk::open();
    let (made, command) = day(&desk);
    let zero = AppointmentId::from_digits(&"0".repeat(32)).unwrap();
    let at = |ahead| ReadPatientAppointments { before: Some((tuesday("10:00"), zero)), ahead, ..command.clone() };
    let page = desk.reply(desk.staff(desk.own.practice), &at(2));
    let ahead: Vec<AppointmentId> = page.ahead.iter().map(|one| one.appointment).collect();
    let of = |places: &[usize]| places.iter().map(|place| made[*place].booked.appointment).collect::<Vec<_>>();
    assert_eq!((ids(&page), ahead), (of(&[1, 0]), of(&[2, 3])));
    assert_eq!(desk.reply(desk.staff(desk.own.practice), &at(100)).ahead.len(), 3);
}

#[test]
fn a_read_goes_through_so_many_merged_records_and_no_more() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let many = |count| (0..count).map(|_| PatientId::draw(NOW, &desk.entropy)).collect();
    let ask = |also| desk.ask(desk.staff(desk.own.practice), &ReadPatientAppointments { also, ..desk.read_patient(&made) });
    assert_eq!((ask(many(1_000)), ask(many(1_001))), (None, Some(ProblemKind::Invalid)));
}

// A7: of whom the Practice has vouched, and of nobody else, whatever ids are named.
#[test]
fn a_patient_reads_their_own_appointments_here_and_no_others() {
    let desk = Desk::open();
    let (own, others) = (desk.made(desk.own, tuesday("09:00")), desk.made(desk.own, tuesday("10:00")));
    let me = |practice| Principal::Patient { practice, patients: vec![desk.patient_of(&own)] };
    assert_eq!(ids(&desk.reply(me(desk.own.practice), &desk.read_patient(&own))), [own.booked.appointment]);
    assert_eq!(ids(&desk.reply(me(desk.other.practice), &desk.read_patient(&own))), []);
    assert_eq!(desk.ask(me(desk.own.practice), &desk.read_patient(&others)), Some(ProblemKind::Forbidden));
    let also = ReadPatientAppointments { also: vec![desk.patient_of(&others)], ..desk.read_patient(&own) };
    assert_eq!(desk.ask(me(desk.own.practice), &also), Some(ProblemKind::Forbidden));
    let theirs = IssueLink { appointment: others.booked.appointment };
    assert_eq!(desk.ask(me(desk.own.practice), &theirs), Some(ProblemKind::NotFound));
    assert_eq!(desk.ask(me(desk.other.practice), &IssueLink { appointment: own.booked.appointment }), Some(ProblemKind::NotFound));
}

// A7: the same controls as behind the letter's link, which goes on.
#[test]
fn the_link_that_is_issued_is_one_and_opens_what_the_letters_does() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let patient = desk.patient_of(&made);
    let me = || Principal::Patient { practice: desk.own.practice, patients: vec![patient] };
    let command = IssueLink { appointment: made.booked.appointment };
    let issued = desk.reply(me(), &command).link;
    assert_eq!(desk.reply(me(), &command).link, issued);
    let rows: Vec<(i64,)> = desk.sql.rows("SELECT COUNT(*) FROM appointment_link", &[]).unwrap();
    assert_eq!(rows, [(1,)], "asking again leaves nothing more");
    let link = Principal::Link { token: desk.keys.verify(&issued, Purpose::Appointment, NOW).unwrap().token };
    let letters = Principal::Link { token: made.link.clone() };
    assert_eq!(desk.reply(link.clone(), &ReadAppointment {}), desk.reply(letters, &ReadAppointment {}));
    desk.reply(link.clone(), &CancelAppointment {});
    // Forgotten, it opens nothing, and none is issued.
    assert_eq!(desk.deliver(&desk.practice_object(desk.own.practice), "x", &PatientErasedV1 { patient, also: vec![] }), 200);
    assert_eq!(
        (desk.ask(link, &ReadAppointment {}), desk.ask(me(), &command)),
        (Some(ProblemKind::LinkExpired), Some(ProblemKind::NotFound))
    );
}
