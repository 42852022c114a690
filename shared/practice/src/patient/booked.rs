//! Entering whoever was booked for on the public page.

use guichet_kernel::{AppointmentId, Instant, PatientId, Person, Sql};

use super::{
    Refusal, Seen,
    guardian::{self, ContactPerson, Relation, Written},
    record::{EnteredHow, NewPatient},
    store::{self, Entered},
};

/// Enters the patient of a booking under a fresh id, as [`enter`](store::enter) does: never an existing record (A8).
///
/// Where somebody else booked, a parent for a child, they are the patient's guardian by name, and written to in their place at
/// the address that was typed, which the patient does not have.
pub fn enter_booked(sql: &impl Sql, id: PatientId, person: &Person, appointment: AppointmentId, now: Instant) -> Result<Entered, Refusal> {
    let entered = store::enter(sql, id, &NewPatient::from(person), EnteredHow::Online { appointment }, now)?;
    if let (Entered::New { .. }, Some(contact)) = (entered, &person.contact) {
        let guardian = Written::Person(ContactPerson {
            given_name: contact.given_name.clone(),
            family_name: contact.family_name.clone(),
            email: Some(person.email.clone()),
            telephone: None,
        });
        // What they are to the patient, nobody asked.
        guardian::add_guardian(sql, Seen { patient: id, version: FRESH }, &guardian, Relation::Relative, true, now)?;
    }
    Ok(entered)
}

/// The version of a record that was just entered.
const FRESH: i64 = 1;
