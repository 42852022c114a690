//! The statements about patients who change, merge, or are forgotten.

use guichet_kernel::{Instant, PatientId, Sql, SqlError, binds};

use crate::mailroom::{LEASE, Why};

/// The record that this one was merged into; itself where it was not.
pub(in crate::mailroom) fn stands_for(sql: &impl Sql, patient: PatientId) -> Result<PatientId, SqlError> {
    let into = sql.first::<(PatientId,)>("SELECT into_id FROM merged_patient WHERE patient_id = ?", binds![patient])?;
    Ok(into.map_or(patient, |(into,)| into))
}

/// The records that were merged into this one.
pub(in crate::mailroom) fn merged_into(sql: &impl Sql, patient: PatientId) -> Result<Vec<PatientId>, SqlError> {
    let rows = sql.rows::<(PatientId,)>("SELECT patient_id FROM merged_patient WHERE into_id = ?", binds![patient])?;
    Ok(rows.into_iter().map(|(patient,)| patient).collect())
}

/// Whatever is of `from`, or will be, is of `to`; also what was merged into `from` before.
pub(in crate::mailroom) fn give_to(sql: &impl Sql, from: PatientId, to: PatientId) -> Result<(), SqlError> {
    sql.run("UPDATE message SET patient_id = ? WHERE patient_id = ?", binds![to, from])?;
    sql.run("UPDATE merged_patient SET into_id = ? WHERE into_id = ?", binds![to, from])?;
    sql.run(
        "INSERT INTO merged_patient (patient_id, into_id) VALUES (?, ?) ON CONFLICT DO UPDATE SET into_id = excluded.into_id",
        binds![from, to],
    )
}

/// Makes due what waits for the patient's address or for their record. What waits for the provider goes on waiting.
pub(in crate::mailroom) fn wake_for(sql: &impl Sql, patient: PatientId, now: Instant) -> Result<(), SqlError> {
    sql.run(
        "UPDATE message SET due_at = MIN(due_at, ?) WHERE patient_id = ? AND state = 'queued' AND reason IN (?, ?)",
        binds![now, patient, Why::NoAddress, Why::PracticeAway],
    )
}

/// Whether the patient was forgotten here.
pub(in crate::mailroom) fn is_forgotten(sql: &impl Sql, patient: PatientId) -> Result<bool, SqlError> {
    Ok(sql.first::<(i64,)>("SELECT 1 FROM forgotten_patient WHERE patient_id = ?", binds![patient])?.is_some())
}

/// Deletes what is kept of one patient, and marks what is under way as kept for `on_behalf_of` until the [`LEASE`] of its last attempt is
/// over, also where nobody answered: until then the provider may still come to have it.
pub(in crate::mailroom) fn forget(sql: &impl Sql, patient: PatientId, on_behalf_of: PatientId) -> Result<(), SqlError> {
    sql.run("INSERT INTO forgotten_patient (patient_id) VALUES (?) ON CONFLICT DO NOTHING", binds![patient])?;
    sql.run("DELETE FROM merged_patient WHERE ?1 IN (patient_id, into_id)", binds![patient])?;
    sql.run(
        "DELETE FROM message_trace WHERE message_id IN (SELECT message_id FROM message WHERE patient_id = ? AND state <> 'sending')",
        binds![patient],
    )?;
    sql.run("DELETE FROM message WHERE patient_id = ? AND state <> 'sending'", binds![patient])?;
    sql.run(
        "UPDATE message SET forget_for = ?1, manage_link = NULL, due_at = COALESCE(tried_at + ?2, due_at) WHERE patient_id = ?3",
        binds![on_behalf_of, LEASE.num_milliseconds(), patient],
    )
}

/// Until when something is kept for this forgotten patient, if anything is.
pub(in crate::mailroom) fn kept_until(sql: &impl Sql, patient: PatientId) -> Result<Option<Instant>, SqlError> {
    let row = sql.first::<(Option<Instant>,)>("SELECT MAX(due_at) FROM message WHERE forget_for = ?", binds![patient])?;
    Ok(row.and_then(|(at,)| at))
}

/// Counts one more answer about a forgotten patient; `waiting` says that another will follow.
pub(in crate::mailroom) fn count_answer(sql: &impl Sql, patient: PatientId, waiting: bool) -> Result<i64, SqlError> {
    let row = sql.first::<(i64,)>(
        "UPDATE forgotten_patient SET answers = answers + 1, waiting = ? WHERE patient_id = ? RETURNING answers",
        binds![i64::from(waiting), patient],
    )?;
    row.map(|(answers,)| answers).ok_or(SqlError::Shape(0))
}

/// Deletes the kept messages of which no attempt is under way.
pub(in crate::mailroom) fn delete_settled(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    const SETTLED: &str = "forget_for IS NOT NULL AND (state <> 'sending' OR due_at <= ?)";
    sql.run(&format!("DELETE FROM message_trace WHERE message_id IN (SELECT message_id FROM message WHERE {SETTLED})"), binds![now])?;
    sql.run(&format!("DELETE FROM message WHERE {SETTLED}"), binds![now])
}

/// The forgotten patients of whom it was said that something is kept, and nothing is any more.
pub(in crate::mailroom) fn nothing_kept(sql: &impl Sql) -> Result<Vec<PatientId>, SqlError> {
    let rows = sql.rows::<(PatientId,)>(
        "SELECT patient_id FROM forgotten_patient f WHERE waiting = 1 AND NOT EXISTS (SELECT 1 FROM message WHERE forget_for = f.patient_id)",
        &[],
    )?;
    Ok(rows.into_iter().map(|(patient,)| patient).collect())
}
