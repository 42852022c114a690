//! The patient space (A7): about whom practices write to this person's address, and whose birth date was given in which session.

use guichet_kernel::{PatientId, PracticeId, Sql, SqlError, binds};

use super::{Refusal, SessionId};

/// How many are shown at most.
pub const MOST_REFERENCES: u8 = 100;

/// A practice writes to this person about a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Which practice.
    pub practice: PracticeId,
    /// About whom.
    pub patient: PatientId,
    /// Whether their birth date was given in the session that asks.
    pub unlocked: bool,
}

/// Notes that a practice writes to this person about a patient, or no longer does. With the last one go the space's sessions, and
/// the browsers that are known, of whoever works nowhere.
pub fn reach(sql: &impl Sql, practice: PracticeId, patient: PatientId, reached: bool) -> Result<(), Refusal> {
    if reached {
        let insert = "INSERT INTO space_reference (practice_id, patient_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
        return Ok(sql.run(insert, binds![practice, patient])?);
    }
    sql.run("DELETE FROM space_reference WHERE practice_id = ? AND patient_id = ?", binds![practice, patient])?;
    if !is_reached(sql)? {
        sql.run("DELETE FROM session WHERE kind = 'space'", &[])?;
        sql.run("DELETE FROM known_browser WHERE NOT EXISTS (SELECT 1 FROM person)", &[])?;
    }
    Ok(())
}

/// Whether any practice writes to this person about anybody.
pub fn is_reached(sql: &impl Sql) -> Result<bool, SqlError> {
    Ok(!sql.query("SELECT 1 FROM space_reference LIMIT 1", &[])?.is_empty())
}

/// About whom, as a session of the space sees it.
pub fn references(sql: &impl Sql, session: &SessionId) -> Result<Vec<Reference>, Refusal> {
    let rows = sql.rows::<(PracticeId, PatientId, i64)>(
        "SELECT practice_id, patient_id, EXISTS (SELECT 1 FROM space_unlocked u
             WHERE u.session_id = ? AND u.practice_id = r.practice_id AND u.patient_id = r.patient_id)
         FROM space_reference r ORDER BY practice_id, patient_id LIMIT ?",
        binds![session, i64::from(MOST_REFERENCES)],
    )?;
    Ok(rows.into_iter().map(|(practice, patient, unlocked)| Reference { practice, patient, unlocked: unlocked == 1 }).collect())
}

/// Remembers for a session that a patient's birth date was given; says whether there is such a reference.
pub fn unlock(sql: &impl Sql, session: &SessionId, practice: PracticeId, patient: PatientId) -> Result<bool, Refusal> {
    sql.run(
        "INSERT INTO space_unlocked (session_id, practice_id, patient_id)
         SELECT ?, practice_id, patient_id FROM space_reference WHERE practice_id = ? AND patient_id = ? ON CONFLICT DO NOTHING",
        binds![session, practice, patient],
    )?;
    Ok(references(sql, session)?.iter().any(|known| (known.practice, known.patient, known.unlocked) == (practice, patient, true)))
}
