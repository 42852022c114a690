//! Patient records.

use guichet_kernel::{AppointmentId, BirthDate, EmailAddress, Instant, PatientId, Person, PersonName, Sql, binds};

use crate::Refusal;

/// A patient's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Which.
    pub id: PatientId,
    /// Who, as they wrote it.
    pub person: Person,
}

/// Enters who booked an appointment as a new patient, under the id that the agenda gave them.
///
/// A8: a public form never shows or attaches to an existing record, whatever its name, birth date or address; so each
/// booking makes its own record here.
pub fn enter(sql: &impl Sql, id: PatientId, person: &Person, appointment: AppointmentId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run(
        "INSERT INTO patient (patient_id, given_name, family_name, birth_date, email, entered_at, first_appointment) VALUES (?, ?, ?, ?, ?, ?, ?)",
        binds![id, &person.given_name, &person.family_name, person.birth_date, &person.email, now, appointment],
    )?)
}

type Record = (PatientId, PersonName, PersonName, BirthDate, EmailAddress);
const COLUMNS: &str = "patient_id, given_name, family_name, birth_date, email";

fn read((id, given_name, family_name, birth_date, email): Record) -> Patient {
    Patient { id, person: Person { given_name, family_name, birth_date, email } }
}

/// The record of that id.
pub fn patient(sql: &impl Sql, id: PatientId) -> Result<Patient, Refusal> {
    let row = sql.first::<Record>(&format!("SELECT {COLUMNS} FROM patient WHERE patient_id = ?"), binds![id])?;
    row.map(read).ok_or(Refusal::Unknown)
}

/// The newest records, at most `most`.
pub fn latest(sql: &impl Sql, most: u8) -> Result<Vec<Patient>, Refusal> {
    let rows = sql.rows::<Record>(
        &format!("SELECT {COLUMNS} FROM patient ORDER BY entered_at DESC, patient_id DESC LIMIT ?"),
        binds![i64::from(most)],
    )?;
    Ok(rows.into_iter().map(read).collect())
}

#[cfg(test)]
mod tests {
    use guichet_kernel::{At, Instant, sql};
    use guichet_testkit::{Memory, SeededEntropy};

    use super::*;

    // A8: two bookings by the same words are two records until staff say otherwise.
    #[test]
    fn a_booking_never_attaches_to_an_existing_record() {
        let (store, entropy) = (Memory::new(), SeededEntropy::new(1));
        let at = At { now: Instant::from_millis(1_795_000_000_000), entropy: &entropy };
        sql::migrate(&store, &[crate::schema::MIGRATIONS], at.now).unwrap();
        let person = Person {
            given_name: PersonName::parse("Zoé").unwrap(),
            family_name: PersonName::parse("Durand").unwrap(),
            birth_date: BirthDate::parse("12", "4", "1990", "2026-11-22".parse().unwrap()).unwrap(),
            email: EmailAddress::parse("zoe@exemple.fr").unwrap(),
        };
        let ids = [PatientId::draw(at.now, at.entropy), PatientId::draw(at.now, at.entropy)];
        for id in ids {
            enter(&store, id, &person, AppointmentId::draw(at.now, at.entropy), at.now).unwrap();
        }
        assert_eq!(latest(&store, 10).unwrap().len(), 2);
        assert_eq!(patient(&store, ids[0]).unwrap().person, person);
        assert_eq!(patient(&store, PatientId::draw(at.now, at.entropy)), Err(Refusal::Unknown));
    }
}
