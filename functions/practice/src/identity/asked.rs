//! When a link was last asked for: whoever asks is not known to be who reads mail there, and a day after nobody has signed in
//! nothing is left of it.

use chrono::TimeDelta;
use guichet_contracts::Stop;
use guichet_kernel::{Instant, Sql, SqlError, binds, outbox, sql::Migrations};
use guichet_practice_core::identity as core;

/// How long a stranger is remembered as having been asked for, once the last link that was sent to them counts no more.
const REMEMBERED: TimeDelta = TimeDelta::days(1);

/// The table.
pub(super) const MIGRATIONS: Migrations = Migrations {
    component: "asked",
    steps: &[
        "
        CREATE TABLE asked (token_hash BLOB PRIMARY KEY, country TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX asked_by_age ON asked (at);
    ",
        // The Directory learns of an Identity as soon as it is one: what stood here was for telling it later.
        "
        DROP TABLE asked;
        CREATE TABLE last_asked (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT;
    ",
    ],
};

/// Notes that a link was asked for.
pub(super) fn note(sql: &impl Sql, now: Instant) -> Result<(), Stop> {
    Ok(sql.run("INSERT INTO last_asked (one, at) VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at", binds![now])?)
}

/// Empties an Identity of somebody who never came, once its time is over and all that it had to tell is told. Whoever has signed
/// in, or works somewhere, stays.
pub(super) fn sweep(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    if sweep_at(sql)?.is_none_or(|at| now < at) {
        return Ok(());
    }
    if !core::is_stranger(sql)? {
        return sql.run("DELETE FROM last_asked", &[]);
    }
    if outbox::wake_at(sql)?.is_some() {
        // Somebody is away who must be told; not looked at again at each attempt to reach them.
        return sql.run("UPDATE last_asked SET at = ?", binds![now]);
    }
    for table in ["last_asked", "outbox_cursor", "inbox", "inbox_subject"] {
        sql.run(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(())
}

/// When [`sweep`] next has something to decide.
pub(super) fn sweep_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let asked = sql.first::<(Instant,)>("SELECT at FROM last_asked", &[])?;
    Ok(asked.map(|(at,)| at.plus(core::LINK_COUNTS).plus(REMEMBERED)))
}
