//! Who is asked next whether they are well. An object whose alarm was dropped sleeps until somebody calls it.

use guichet_kernel::{Instant, ObjectClass, ObjectRef, Sql, SqlError, binds};

use super::pages;

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

/// The objects that were asked longest ago, those never asked first, and whether each is to say again what it says of itself.
/// Whoever does not answer has been asked too: one that is away for good keeps nobody from their turn.
pub fn longest_unasked(sql: &impl Sql, most: u32) -> Result<Vec<(ObjectRef, bool)>, SqlError> {
    let statement = "SELECT object, say_again FROM object ORDER BY asked_at, object LIMIT ?";
    let rows = sql.rows::<(ObjectRef, i64)>(statement, binds![i64::from(most)])?;
    Ok(rows.into_iter().map(|(object, again)| (object, again != 0)).collect())
}

/// From the next beats on, every practice and every agenda is asked to say again what it says of itself, until it has answered.
/// They are asked before anybody else.
pub fn ask_to_say_again(sql: &impl Sql) -> Result<(), SqlError> {
    for class in [ObjectClass::Practice, ObjectClass::Agenda] {
        // As `object` is written: `practice/eu:prc_…`; `0` follows `/`.
        let (from, to) = (format!("{}/", class.as_str()), format!("{}0", class.as_str()));
        sql.run("UPDATE object SET say_again = 1, asked_at = NULL WHERE object > ? AND object < ?", binds![from, to])?;
    }
    Ok(())
}

/// Whether somebody is still to say again what they say of themselves.
pub fn awaits_words(sql: &impl Sql) -> Result<bool, SqlError> {
    // Whoever is asked for that is asked first, so they stand among the longest unasked.
    Ok(longest_unasked(sql, 1)?.iter().any(|(_, again)| *again))
}

/// Forgets all that practices and agendas have said, and keeps which objects there are. No page stands until they say it anew.
pub fn forget_all(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    pages::all_gone(sql, now)?;
    for table in ["practice", "practitioner", "listing", "listing_words", "word", "slip", "free"] {
        sql.run(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(())
}

/// An object was asked.
pub fn note_asked(sql: &impl Sql, object: &ObjectRef, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE object SET asked_at = ? WHERE object = ?", binds![now, object])
}

/// It answered: its earliest work is due then, and what it was asked to say again is on its way.
pub fn note_answer(sql: &impl Sql, object: &ObjectRef, now: Instant, due_at: Option<Instant>) -> Result<(), SqlError> {
    sql.run("UPDATE object SET seen_at = ?, due_at = ?, say_again = 0, named = 0 WHERE object = ?", binds![now, due_at, object])
}
