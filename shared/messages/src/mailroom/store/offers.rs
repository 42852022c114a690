//! The statements about offers that could not be written.

use guichet_kernel::{Instant, MessageId, ObjectRef, OfferId, Sql, SqlError, binds};

use crate::mailroom::Unreached;

/// Notes that the patient of this message cannot be written to, if it is an offer that has not ended yet.
pub(in crate::mailroom) fn note_unreached(sql: &impl Sql, id: MessageId, now: Instant) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO unreached_offer (offer, agenda, at) SELECT offer, agenda, ?2 FROM message
         WHERE message_id = ?1 AND offer IS NOT NULL AND final_at IS NULL AND useful_until > ?2 ON CONFLICT DO NOTHING",
        binds![id, now],
    )
}

/// Takes what was noted.
pub(in crate::mailroom) fn take_unreached(sql: &impl Sql) -> Result<Vec<Unreached>, SqlError> {
    let rows = sql.rows::<(OfferId, ObjectRef)>("DELETE FROM unreached_offer RETURNING offer, agenda", &[])?;
    Ok(rows.into_iter().map(|(offer, agenda)| Unreached { offer, agenda }).collect())
}

/// Since when something is noted.
pub(in crate::mailroom) fn unreached_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let row = sql.first::<(Option<Instant>,)>("SELECT MIN(at) FROM unreached_offer", &[])?;
    Ok(row.and_then(|(at,)| at))
}
