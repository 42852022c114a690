//! Who has which time. The store refuses two at once; this module only speaks to it.

use guichet_kernel::{Instant, Sql, binds};

use crate::Refusal;

/// Takes `[starts_at, ends_at)` for `occupant`, until `until` if that is given. Holds that have lapsed give way first.
pub(crate) fn take(sql: &impl Sql, occupant: &str, times: (Instant, Instant), until: Option<Instant>, now: Instant) -> Result<(), Refusal> {
    sql.run("DELETE FROM occupancy WHERE until <= ?", binds![now])?;
    let (starts_at, ends_at) = times;
    Ok(sql.run(
        "INSERT INTO occupancy (occupant, starts_at, ends_at, until) VALUES (?, ?, ?, ?)",
        binds![occupant, starts_at, ends_at, until],
    )?)
}

/// Gives the time of `occupant` back, if it has any.
pub(crate) fn release(sql: &impl Sql, occupant: &str) -> Result<(), Refusal> {
    Ok(sql.run("DELETE FROM occupancy WHERE occupant = ?", binds![occupant])?)
}

/// Whether any of `[starts_at, ends_at)` is taken at `now`.
pub(crate) fn is_taken(sql: &impl Sql, times: (Instant, Instant), now: Instant) -> Result<bool, Refusal> {
    Ok(!between(sql, times, now)?.is_empty())
}

/// The stretches that are taken at `now` and touch `[from, to)`, earliest first.
pub(crate) fn between(sql: &impl Sql, (from, to): (Instant, Instant), now: Instant) -> Result<Vec<(Instant, Instant)>, Refusal> {
    // An occupant is at most a day long (schema), so the index bounds the read on both sides however old the agenda is.
    Ok(sql.rows(
        "SELECT starts_at, ends_at FROM occupancy
         WHERE starts_at > ?1 - 86400000 AND starts_at < ?2 AND ends_at > ?1 AND (until IS NULL OR until > ?3) ORDER BY starts_at",
        binds![from, to, now],
    )?)
}
