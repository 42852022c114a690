//! The patient space (A7): whose Identity is told that messages about a patient go to its address, and the birth dates that are
//! tried there.

use chrono::TimeDelta;
use guichet_kernel::{BirthDate, IdentityId, Instant, PatientId, Sql, SqlError, binds};

use super::{Refusal, store};

/// How many wrong birth dates may be given for a patient within a day of the first of them.
pub const MOST_WRONG: i64 = 5;
/// How long they count.
const COUNTED: TimeDelta = TimeDelta::hours(24);

/// Notes whose Identity is to know that messages about a patient go to its address. Where that changes nothing: `None`; else who
/// knew before. The wrong birth dates that were counted were another's.
pub fn note_reached(sql: &impl Sql, patient: PatientId, now: Option<IdentityId>) -> Result<Option<Option<IdentityId>>, SqlError> {
    let before = sql.first::<(IdentityId,)>("SELECT identity_id FROM patient_reach WHERE patient_id = ?", binds![patient])?;
    let before = before.map(|(identity,)| identity);
    if before == now {
        return Ok(None);
    }
    sql.run("DELETE FROM patient_reach WHERE patient_id = ?", binds![patient])?;
    if let Some(identity) = now {
        sql.run("INSERT INTO patient_reach (patient_id, identity_id) VALUES (?, ?)", binds![patient, identity])?;
    }
    Ok(Some(before))
}

/// The patients about whom messages go to the same address as those about this one, and the records that were merged into any of them: themselves,
/// whoever is written to for them, and whom else that one is written to for. Of a patient who is not known (yet), or forgotten, only their id.
pub fn of_the_same_address(sql: &impl Sql, patient: PatientId) -> Result<Vec<PatientId>, SqlError> {
    let rows = sql.rows::<(PatientId,)>(
        "WITH one AS (SELECT COALESCE((SELECT merged_into FROM patient_gone WHERE patient_id = ?1), ?1) AS id),
         live AS (
             SELECT id FROM one
             UNION SELECT o.patient_id FROM one JOIN patient_reach r ON r.patient_id = one.id JOIN patient_reach o ON o.identity_id = r.identity_id)
         SELECT id FROM live UNION SELECT g.patient_id FROM live JOIN patient_gone g ON g.merged_into = live.id UNION SELECT ?1 ORDER BY 1",
        binds![patient],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What became of a birth date that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BirthTry {
    /// It is the patient's.
    Matches,
    /// It is not.
    Differs,
    /// It was not compared: theirs is not known, or too many were wrong before.
    Barred,
}

/// Compares a birth date with that of exactly this patient. Wrong ones are counted, so this is never undone by what follows.
pub fn try_birth_date(sql: &impl Sql, patient: PatientId, given: BirthDate, now: Instant) -> Result<BirthTry, Refusal> {
    let (wrong, since) = counted(sql, patient, now)?;
    let Some(own) = store::live(sql, patient)?.birth_date.filter(|_| wrong < MOST_WRONG) else { return Ok(BirthTry::Barred) };
    if own == given {
        return Ok(BirthTry::Matches);
    }
    sql.run("UPDATE patient_reach SET wrong = ?, since = ? WHERE patient_id = ?", binds![wrong + 1, since, patient])?;
    Ok(BirthTry::Differs)
}

/// Whether no birth date would be compared for this patient now.
pub fn is_barred(sql: &impl Sql, patient: PatientId, now: Instant) -> Result<bool, Refusal> {
    Ok(store::live(sql, patient)?.birth_date.is_none() || counted(sql, patient, now)?.0 >= MOST_WRONG)
}

/// How many wrong ones count, and since when.
fn counted(sql: &impl Sql, patient: PatientId, now: Instant) -> Result<(i64, Instant), SqlError> {
    let row = sql.first::<(i64, Instant)>("SELECT wrong, since FROM patient_reach WHERE patient_id = ?", binds![patient])?;
    Ok(row.filter(|(wrong, since)| *wrong > 0 && now < since.plus(COUNTED)).unwrap_or((0, now)))
}
