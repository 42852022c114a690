//! An agenda of the days before the whole one keeps who is in it.

use guichet_agenda_core::{HoldFate, by_token, read_hold, schema};
use guichet_kernel::{
    AppointmentId, Instant, LocationId, PatientId, PracticeId, ServiceId, Sql, Token, binds,
    sql::{Migrations, migrate},
};
use guichet_testkit::{Memory, SeededEntropy};

use crate::clinic::{MONDAY, instant, tuesday};

#[test]
fn holds_and_appointments_keep_their_time_and_their_links() {
    let (sql, entropy, now) = (Memory::new(), SeededEntropy::new(5), instant(MONDAY));
    let before = Migrations { component: schema::MIGRATIONS.component, steps: &schema::MIGRATIONS.steps[..2] };
    migrate(&sql, &[before], now).unwrap();
    let (practice, location, service) = (PracticeId::draw(now, &entropy), LocationId::draw(now, &entropy), ServiceId::draw(now, &entropy));
    let (appointment, patient) = (AppointmentId::draw(now, &entropy), PatientId::draw(now, &entropy));
    let (link, hold) = (Token::draw(&entropy), Token::draw(&entropy));
    let run = |statement: &str, values: &[guichet_kernel::Value]| sql.run(statement, values).unwrap();
    run("INSERT INTO membership (practice_id, accepted_at, cancellation_notice) VALUES (?, 0, 0)", binds![practice]);
    run("INSERT INTO location (location_id, practice_id, zone) VALUES (?, ?, 'Europe/Paris')", binds![location, practice]);
    run("INSERT INTO service (service_id, practice_id, minutes, offered) VALUES (?, ?, 30, 1)", binds![service, practice]);
    run(
        "INSERT INTO availability (availability_id, practice_id, location_id, service_id, starts_at, ends_at) VALUES ('a', ?, ?, ?, 1, 2)",
        binds![practice, location, service],
    );
    run(
        "INSERT INTO appointment (appointment_id, practice_id, location_id, service_id, patient_id, starts_at, ends_at, attendance, version,
             token_hash, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'booked', 1, ?, 0)",
        binds![appointment, practice, location, service, patient, tuesday("10:00"), tuesday("10:30"), link.hash()],
    );
    let until: Instant = now.plus(chrono::TimeDelta::minutes(5));
    run(
        "INSERT INTO hold (hold_id, token_hash, browser_hash, practice_id, location_id, service_id, starts_at, ends_at, until)
         VALUES ('hold_1', ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![hold.hash(), link.hash(), practice, location, service, tuesday("11:00"), tuesday("11:30"), until],
    );
    run("INSERT INTO occupancy (occupant, starts_at, ends_at) VALUES (?, ?, ?)", binds![appointment, tuesday("10:00"), tuesday("10:30")]);
    run("INSERT INTO occupancy VALUES ('hold_1', ?, ?, ?)", binds![tuesday("11:00"), tuesday("11:30"), until]);
    migrate(&sql, &[schema::MIGRATIONS], now).unwrap();
    let found = by_token(&sql, &link).unwrap().unwrap();
    assert_eq!((found.id, found.origin, found.patient, found.forced), (appointment, appointment, Some(patient), false));
    assert_eq!(read_hold(&sql, &hold, now).unwrap().1, HoldFate::Live);
    let rows: Vec<(String, String, String, i64)> =
        sql.rows("SELECT place, practice_id, unit, capacity FROM occupancy ORDER BY starts_at", &[]).unwrap();
    let row = |unit: String| (location.to_string(), practice.to_string(), unit, 1);
    assert_eq!(rows, [row(appointment.to_string()), row("hold_1".into())]);
}
