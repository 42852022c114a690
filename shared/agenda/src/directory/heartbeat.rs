//! Who is asked next whether they are well. An object whose alarm was dropped sleeps until somebody calls it.

use guichet_kernel::{Instant, ObjectRef, Sql, SqlError, binds};

/// Somebody wants a beat. One that is still wanted is not made two.
pub fn ask_for_beat(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("INSERT INTO beat (one, asked_at) VALUES (1, ?) ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at", binds![now])
}

/// When the beat was wanted that has not been made.
pub fn beat_asked_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    Ok(sql.first::<(Instant,)>("SELECT asked_at FROM beat", &[])?.map(|(at,)| at))
}

/// The beat that was wanted at `asked_at` is made; one that was wanted meanwhile still is.
pub fn beat_done(sql: &impl Sql, asked_at: Instant) -> Result<(), SqlError> {
    sql.run("DELETE FROM beat WHERE asked_at = ?", binds![asked_at])
}

/// The objects that were asked longest ago, those never asked first. Whoever does not answer has been asked too: one that is
/// away for good keeps nobody from their turn.
pub fn longest_unasked(sql: &impl Sql, most: u32) -> Result<Vec<ObjectRef>, SqlError> {
    let rows = sql.rows::<(ObjectRef,)>("SELECT object FROM object ORDER BY asked_at, object LIMIT ?", binds![i64::from(most)])?;
    Ok(rows.into_iter().map(|(object,)| object).collect())
}

/// An object was asked.
pub fn note_asked(sql: &impl Sql, object: &ObjectRef, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE object SET asked_at = ? WHERE object = ?", binds![now, object])
}

/// It answered: its earliest work is due then.
pub fn note_answer(sql: &impl Sql, object: &ObjectRef, now: Instant, due_at: Option<Instant>) -> Result<(), SqlError> {
    sql.run("UPDATE object SET seen_at = ?, due_at = ? WHERE object = ?", binds![now, due_at, object])
}
