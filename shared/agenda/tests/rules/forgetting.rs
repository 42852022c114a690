//! Records that are merged, and patients who are forgotten.

use guichet_agenda_core::{Appointment, Attendance, Forgetting, Placement, Refusal, by_token, due_at, find, forget, forget_due, merge};
use guichet_kernel::{Instant, PatientId, PracticeId, Sql, SqlError, Value, binds};

use crate::clinic::{Clinic, MONDAY, instant, tuesday};

fn forgotten(clinic: &Clinic, patient: PatientId, also: &[PatientId], now: Instant) -> Forgetting {
    clinic.sql.atomically(|| forget(&clinic.sql, clinic.at(now), clinic.practice, patient, also)).unwrap()
}

fn of(appointment: &Appointment) -> PatientId {
    appointment.patient.unwrap()
}

/// Every value of every row, but the bare ids that are kept so that nobody places them again (ADR 0008).
fn everything(clinic: &Clinic) -> Vec<Value> {
    let but_tombstones = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'forgotten_patient'";
    let tables: Vec<(String,)> = clinic.sql.rows(but_tombstones, &[]).unwrap();
    tables
        .into_iter()
        .flat_map(|(table,)| clinic.sql.query(&format!("SELECT * FROM \"{table}\""), &[]).unwrap())
        .flat_map(|row| row.0)
        .collect()
}

#[test]
fn merged_records_are_one_in_their_own_practice_only() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (other, ..) = clinic.second_practice();
    let (one, two) = (clinic.booked(tuesday("10:00"), now).unwrap(), clinic.booked(tuesday("11:00"), now).unwrap());
    let merged = |practice| clinic.sql.atomically(|| merge(&clinic.sql, practice, of(&one), of(&two)));
    assert_eq!(merged(other), Ok(()), "it has no such row");
    assert_eq!(find(&clinic.sql, one.id).unwrap().unwrap().patient, one.patient);
    assert_eq!(merged(clinic.practice), Ok(()));
    assert_eq!(find(&clinic.sql, one.id).unwrap().unwrap().patient, two.patient);
    assert_eq!(merged(PracticeId::draw(now, &clinic.entropy)), Err(Refusal::NotAMember));
}

#[test]
fn a_patient_without_an_appointment_ahead_leaves_no_trace_but_that_somebody_came() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (token, _) = clinic.hold(&clinic.browser(), tuesday("10:00"), now).unwrap();
    let (booking, link) = clinic.book(&token, now).unwrap();
    let (past, cancelled) = (booking.appointment().clone(), clinic.booked(tuesday("11:00"), now).unwrap());
    clinic.cancel(&cancelled, now).unwrap();
    let (stays, after) = (clinic.booked(tuesday("11:30"), now).unwrap(), tuesday("10:30"));
    let (form, browser): (Vec<u8>, Vec<u8>) =
        clinic.sql.first("SELECT form_hash, browser_hash FROM hold WHERE appointment_id = ?", binds![past.id]).unwrap().unwrap();

    let outcome = forgotten(&clinic, of(&past), &[of(&cancelled)], after);
    assert_eq!((outcome.kept_until, outcome.forgotten), (None, vec![past.id, cancelled.id]));
    let kept = find(&clinic.sql, past.id).unwrap().unwrap();
    assert_eq!(kept, Appointment { patient: None, ..past.clone() }, "the row stays");
    assert_eq!(by_token(&clinic.sql, &link), Ok(None), "nobody has its link");
    let left = everything(&clinic);
    for trace in [of(&past).to_string(), of(&cancelled).to_string()] {
        assert!(!left.contains(&Value::Text(trace)));
    }
    for trace in [form, browser, token.hash().bytes().to_vec(), link.hash().bytes().to_vec()] {
        assert!(!left.contains(&Value::Blob(trace)));
    }
    assert_eq!(clinic.count("attendance_history"), 4);
    assert_eq!(find(&clinic.sql, stays.id), Ok(Some(stays)), "nobody else is forgotten");
    assert_eq!(due_at(&clinic.sql), Ok(None));
    // Asked again: as before.
    assert_eq!(forgotten(&clinic, of(&past), &[], after).kept_until, None);
}

#[test]
fn while_an_appointment_stands_its_patient_is_kept_and_forgotten_when_it_is_over() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let (cancelled, ahead) = (clinic.booked(tuesday("09:00"), now).unwrap(), clinic.booked(tuesday("10:00"), now).unwrap());
    clinic.cancel(&cancelled, now).unwrap();
    let outcome = forgotten(&clinic, of(&cancelled), &[of(&ahead)], now);
    assert_eq!((outcome.kept_until, outcome.forgotten), (Some(tuesday("10:30")), vec![cancelled.id]));
    assert_eq!(find(&clinic.sql, ahead.id).unwrap().unwrap().patient, cancelled.patient, "known by the one id that is kept");
    assert_eq!(due_at(&clinic.sql), Ok(Some(tuesday("10:30"))));

    let due = |at: Instant| clinic.sql.atomically(|| forget_due(&clinic.sql, clinic.at(at))).unwrap();
    assert_eq!(due(tuesday("10:29")), []);
    let done = due(tuesday("10:30"));
    let expected = Forgetting { practice: clinic.practice, patient: of(&cancelled), kept_until: None, forgotten: vec![ahead.id] };
    assert_eq!(done, [expected]);
    assert_eq!((due_at(&clinic.sql), due(tuesday("12:00"))), (Ok(None), vec![]));
    assert!(!everything(&clinic).contains(&Value::Text(of(&cancelled).to_string())));
}

// A4: whoever still has a record on a screen that somebody else erases places nobody by it, whichever comes first.
#[test]
fn whoever_is_forgotten_or_is_to_be_is_placed_no_more() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let ahead = clinic.placement(tuesday("09:00"));
    clinic.place(&ahead, now).unwrap();
    let merged = PatientId::draw(now, &clinic.entropy);
    assert_eq!(forgotten(&clinic, ahead.patient, &[merged], now).kept_until, Some(tuesday("09:30")));
    let placing = |patient| clinic.place(&Placement { patient, ..clinic.placement(tuesday("10:00")) }, now).map(drop);
    assert_eq!((placing(ahead.patient), placing(merged)), (Err(Refusal::Unknown), Err(Refusal::Unknown)), "while one still stands");
    assert_eq!(clinic.place(&ahead, now).map(|placed| placed.id), Ok(ahead.appointment), "what was placed is answered as before");
    clinic.sql.atomically(|| forget_due(&clinic.sql, clinic.at(tuesday("09:30")))).unwrap();
    assert_eq!((placing(ahead.patient), placing(merged)), (Err(Refusal::Unknown), Err(Refusal::Unknown)), "and for ever");
    // One who has no appointment at all leaves the same mark, and in their own practice only.
    let (stranger, (other, location, service)) = (PatientId::draw(now, &clinic.entropy), clinic.second_practice());
    forgotten(&clinic, stranger, &[], now);
    assert_eq!(placing(stranger), Err(Refusal::Unknown));
    let there = Placement { practice: other, location, service, patient: stranger, ..clinic.placement(tuesday("10:00")) };
    assert!(clinic.place(&there, now).is_ok());
}

#[test]
fn what_staff_noted_as_over_keeps_nobody() {
    let (clinic, now) = (Clinic::on_tuesday(), instant(MONDAY));
    let made = clinic.booked(tuesday("10:00"), now).unwrap();
    let note = (Attendance::Attended, 1);
    clinic.sql.atomically(|| guichet_agenda_core::note_attendance(&clinic.sql, &made, note, "mbr_x", tuesday("10:10"))).unwrap();
    assert_eq!(forgotten(&clinic, of(&made), &[], tuesday("10:11")).kept_until, None);
}

#[test]
fn a_stranger_has_nobody_forgotten() {
    let clinic = Clinic::on_tuesday();
    let made = clinic.booked(tuesday("10:00"), instant(MONDAY)).unwrap();
    let (other, ..) = clinic.second_practice();
    let as_practice = |practice| {
        clinic.sql.atomically(|| forget(&clinic.sql, clinic.at(tuesday("12:00")), practice, of(&made), &[])).map(|done| done.forgotten)
    };
    assert_eq!(as_practice(other), Ok(vec![]));
    assert_eq!(as_practice(PracticeId::draw(instant(MONDAY), &clinic.entropy)), Err(Refusal::NotAMember));
    assert_eq!(find(&clinic.sql, made.id).unwrap(), Some(made));
}

/// An agenda whose tables are of the first release keeps its rows through the second step.
#[test]
fn the_second_step_keeps_what_the_first_held() {
    use guichet_agenda_core::schema::MIGRATIONS;
    use guichet_kernel::sql::{Migrations, migrate};
    let sql = guichet_testkit::Memory::new();
    let first = Migrations { component: MIGRATIONS.component, steps: MIGRATIONS.steps.split_at(1).0 };
    migrate(&sql, &[first], instant(MONDAY)).unwrap();
    sql.script(
        "INSERT INTO membership VALUES ('p', 1, NULL, 0, NULL);
         INSERT INTO location VALUES ('l', 'p', 'Europe/Paris');
         INSERT INTO service VALUES ('s', 'p', 30, 1);
         INSERT INTO appointment VALUES ('a', 'p', 'l', 's', 'pat', 1, 2, 'booked', 1, x'00', 1);
         INSERT INTO attendance_history VALUES ('a', 1, 'booked', 'patient', 1);
         INSERT INTO hold VALUES ('h', x'01', x'02', 'p', 'l', 's', 1, 2, 3, 'a', x'03');",
    )
    .unwrap();
    migrate(&sql, &[MIGRATIONS], instant(MONDAY)).unwrap();
    let row: Option<(String, String)> = sql.first("SELECT appointment_id, patient_id FROM appointment", &[]).unwrap();
    assert_eq!(row, Some(("a".into(), "pat".into())));
    assert!(matches!(sql.run("DELETE FROM appointment", &[]), Err(SqlError::Constraint(_))), "it is still referred to");
}
