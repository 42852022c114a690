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
