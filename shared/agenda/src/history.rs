//! A patient's appointments in one practice, page by page: what its staff read beside the record.

use guichet_kernel::{AppointmentId, Instant, PatientId, PracticeId, Sql, Value, binds};

use crate::{Appointment, Refusal, appointment, standing};

/// Where an appointment comes among all: by its start, then by its id.
pub type Place = (Instant, AppointmentId);

/// Whose appointments are read: those of a patient of one practice.
#[derive(Debug, Clone, Copy)]
pub struct Whose<'a> {
    /// The practice; what is another's does not exist for it.
    pub practice: PracticeId,
    /// The ids that the patient has or had: a merge may not have been heard of here yet.
    pub patients: &'a [PatientId],
}

impl Whose<'_> {
    /// Those before a place, the newest first; the newest of all where there is none. A practice that the practitioner has left
    /// reads its own as before; of one that was never here, nothing is known.
    pub fn before(&self, sql: &impl Sql, place: Option<Place>, most: u32) -> Result<Vec<Appointment>, Refusal> {
        self.read(sql, place, "<", "DESC", most)
    }

    /// Those from a place on, the earliest first.
    pub fn from(&self, sql: &impl Sql, place: Place, most: u32) -> Result<Vec<Appointment>, Refusal> {
        self.read(sql, Some(place), ">=", "ASC", most)
    }

    /// How many of all of them the patient did not come to (A9).
    pub fn absences(&self, sql: &impl Sql) -> Result<u32, Refusal> {
        let (count,) = sql
            .first::<(i64,)>(
                "SELECT COUNT(*) FROM appointment WHERE practice_id = ? AND deleted_at IS NULL AND attendance = 'absent'
                 AND patient_id IN (SELECT value FROM json_each(?))",
                binds![self.practice, self.ids()],
            )?
            .unwrap_or_default();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// The ids as JSON. Each is a word of ours: nothing in it needs escaping.
    fn ids(&self) -> String {
        let patients: Vec<String> = self.patients.iter().map(|patient| format!("\"{patient}\"")).collect();
        format!("[{}]", patients.join(","))
    }

    fn read(&self, sql: &impl Sql, place: Option<Place>, side: &str, order: &str, most: u32) -> Result<Vec<Appointment>, Refusal> {
        standing(sql, self.practice)?.ok_or(Refusal::Unknown)?;
        let mut values: Vec<Value> = vec![self.practice.into(), self.ids().into(), i64::from(most).into()];
        // What was deleted is shown to nobody (W7).
        let mut condition = "practice_id = ?1 AND deleted_at IS NULL AND patient_id IN (SELECT value FROM json_each(?2))".to_owned();
        if let Some((starts_at, id)) = place {
            condition = format!("{condition} AND (starts_at, appointment_id) {side} (?4, ?5)");
            values.extend([starts_at.into(), id.into()]);
        }
        appointment::ordered(sql, &format!("{condition} ORDER BY starts_at {order}, appointment_id {order} LIMIT ?3"), &values)
    }
}
