//! Who gives care in the practice.

use guichet_kernel::{Instant, PractitionerId, Sql, SqlError, binds};

/// Adds a practitioner who gives care here, or who does so again. Repeating it changes nothing.
pub fn add_practitioner(sql: &impl Sql, practitioner: PractitionerId, now: Instant) -> Result<(), crate::Refusal> {
    Ok(sql.run(
        "INSERT INTO practitioner (practitioner_id, added_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET ended_at = NULL",
        binds![practitioner, now],
    )?)
}

/// A practitioner gives care here no more; their row stays. Repeating it changes nothing.
pub fn end_practitioner(sql: &impl Sql, practitioner: PractitionerId, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE practitioner SET ended_at = ? WHERE practitioner_id = ? AND ended_at IS NULL", binds![now, practitioner])
}

/// Who gives care here now.
pub fn practitioners(sql: &impl Sql) -> Result<Vec<PractitionerId>, crate::Refusal> {
    let rows = sql.rows::<(PractitionerId,)>(
        "SELECT practitioner_id FROM practitioner WHERE ended_at IS NULL ORDER BY added_at, practitioner_id",
        &[],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Whether the practitioner gives care here or once did: what their agenda tells late is still heard.
pub fn has_given_care(sql: &impl Sql, practitioner: PractitionerId) -> Result<bool, SqlError> {
    Ok(sql.first::<(i64,)>("SELECT 1 FROM practitioner WHERE practitioner_id = ?", binds![practitioner])?.is_some())
}

/// Who gives care here or ever did.
pub fn practitioners_ever(sql: &impl Sql) -> Result<Vec<PractitionerId>, SqlError> {
    let rows = sql.rows::<(PractitionerId,)>("SELECT practitioner_id FROM practitioner ORDER BY added_at, practitioner_id", &[])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
