//! The inbox: applies each delivered fact once, and never an older one after a newer one.

use chrono::TimeDelta;

use crate::{Instant, Sql, SqlError, binds, outbox::Delivery, sql::Migrations};

/// The inbox's tables.
pub const MIGRATIONS: Migrations = Migrations {
    component: "inbox",
    steps: &["
        CREATE TABLE inbox (event_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX inbox_by_age ON inbox (at);
        CREATE TABLE inbox_subject (
            source TEXT NOT NULL,
            subject TEXT NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (source, subject)
        ) STRICT, WITHOUT ROWID;
    "],
};

/// What became of a delivery. Each is a success for whoever delivered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Applied now.
    Applied,
    /// The same event was applied before.
    Repeated,
    /// Something newer about the same subject was applied before.
    Outdated,
}

/// How long an event id is remembered: far beyond any delivery's last retry, and versions refuse what is older.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// Applies `delivery` with `apply` unless it is a repetition or outdated, all in one transaction.
///
/// An `Err` of `apply` leaves no trace, so the delivery will be tried again.
pub fn receive<E: From<SqlError>>(
    sql: &impl Sql,
    now: Instant,
    delivery: &Delivery,
    apply: impl FnOnce() -> Result<(), E>,
) -> Result<Receipt, E> {
    sql.atomically(|| {
        let fresh = sql.first::<(i64,)>(
            "INSERT INTO inbox (event_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
            binds![delivery.event_id, now],
        )?;
        if fresh.is_none() {
            return Ok(Receipt::Repeated);
        }
        sql.run("DELETE FROM inbox WHERE at < ?", binds![now.minus(REMEMBERED)])?;
        let newer = sql.first::<(i64,)>(
            "INSERT INTO inbox_subject (source, subject, version) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET version = excluded.version WHERE excluded.version > version RETURNING 1",
            binds![&delivery.source, &delivery.subject, delivery.version],
        )?;
        if newer.is_none() {
            return Ok(Receipt::Outdated);
        }
        apply()?;
        Ok(Receipt::Applied)
    })
}
