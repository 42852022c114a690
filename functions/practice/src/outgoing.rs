//! How facts leave: one row of the outbox each, in the transaction that decides them.

use guichet_contracts::{ProblemKind, Stop, event::Fact};
use guichet_kernel::{
    At, ObjectRef, Sql, binds,
    outbox::{self, Event},
    sql::Migrations,
};

/// Counts what was told of each subject that has no version of its own.
pub(crate) const MIGRATIONS: Migrations = Migrations {
    component: "told",
    steps: &["CREATE TABLE told (subject TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID"],
};

/// The next version of a subject: higher than any before, so that no consumer takes it for an older one.
pub(crate) fn next(sql: &impl Sql, subject: &str) -> Result<i64, Stop> {
    next_from(sql, subject, 1)
}

/// The same, and not below the subject's own version: the same version may have to be told again.
pub(crate) fn next_from(sql: &impl Sql, subject: &str, own: i64) -> Result<i64, Stop> {
    let row = sql.first::<(i64,)>(
        "INSERT INTO told (subject, version) VALUES (?, ?)
         ON CONFLICT DO UPDATE SET version = MAX(version + 1, excluded.version) RETURNING version",
        binds![subject, own],
    )?;
    row.map(|(version,)| version).ok_or(Stop::Refused(ProblemKind::Internal))
}

/// Tells `consumer` a fact about `subject`.
pub(crate) fn tell<F: Fact>(
    sql: &impl Sql,
    at: At<'_>,
    consumer: &ObjectRef,
    (subject, version): (&str, i64),
    fact: &F,
) -> Result<(), Stop> {
    let body = serde_json::to_string(fact).map_err(|_| Stop::Refused(ProblemKind::Internal))?;
    Ok(outbox::put(sql, at, consumer, Event { subject: subject.to_owned(), version, kind: F::KIND, body })?)
}
