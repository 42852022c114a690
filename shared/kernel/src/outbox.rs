//! The outbox: what an object must tell other objects, written in the transaction that decides it.
//!
//! One row per event and consumer. The alarm delivers a consumer's rows in order; a row goes only when the consumer
//! has answered 2xx, so nothing is lost by a crash, and the consumer's [`inbox`](crate::inbox) makes a repeated
//! delivery harmless. Each consumer has its own cursor: one that is away delays nobody else.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{At, EventId, Instant, ObjectRef, Sql, SqlError, World, binds, sql::Migrations, world::NotTaken};

/// Where every object receives deliveries.
pub const INBOX_PATH: &str = "/inbox";

/// The outbox's tables.
pub const MIGRATIONS: Migrations = Migrations {
    component: "outbox",
    steps: &["
        CREATE TABLE outbox (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            consumer TEXT NOT NULL,
            event_id TEXT NOT NULL,
            subject TEXT NOT NULL,
            version INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX outbox_by_consumer ON outbox (consumer, seq);
        CREATE TABLE outbox_cursor (
            consumer TEXT PRIMARY KEY,
            delivered INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            due_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    "],
};

/// A fact as it travels to a consumer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivery {
    /// Identifies the fact for ever; the consumer dedupes by it.
    pub event_id: EventId,
    /// The object that decided it.
    pub source: ObjectRef,
    /// What it is about: `apt_…`. Versions count per subject.
    pub subject: String,
    /// The subject's version after the fact; a consumer ignores an older one.
    pub version: i64,
    /// The name and version of the body's type: `AppointmentBookedV1`.
    pub kind: String,
    /// When it was decided.
    pub at: Instant,
    /// The body.
    pub body: serde_json::Value,
}

/// A fact to be told.
pub struct Event<'a> {
    /// What it is about.
    pub subject: String,
    /// The subject's version after it.
    pub version: i64,
    /// The name and version of the body's type.
    pub kind: &'a str,
    /// The body as JSON.
    pub body: String,
}

/// Writes `event` for `consumer`; call it inside the transaction that decides the fact.
pub fn put(sql: &impl Sql, at: At<'_>, consumer: &ObjectRef, event: Event<'_>) -> Result<(), SqlError> {
    let id = EventId::draw(at.now, at.entropy);
    sql.run(
        "INSERT INTO outbox (consumer, event_id, subject, version, kind, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        binds![consumer, id, event.subject, event.version, event.kind, event.body, at.now],
    )?;
    sql.run(
        "INSERT INTO outbox_cursor (consumer, delivered, attempts, due_at) VALUES (?, 0, 0, ?) ON CONFLICT DO NOTHING",
        binds![consumer, at.now],
    )
}

/// For whom something waits, with their cursors: one step of the index for each of them, however many rows wait for one, and however
/// many others were ever told something (a Practice tells an Identity for each patient's address).
macro_rules! waiting {
    ($select:literal, $rest:literal) => {
        concat!(
            "WITH RECURSIVE waits (consumer) AS (
                 SELECT MIN(consumer) FROM outbox
                 UNION ALL
                 SELECT (SELECT MIN(consumer) FROM outbox WHERE consumer > waits.consumer) FROM waits WHERE consumer IS NOT NULL
             )
             SELECT ",
            $select,
            " FROM waits CROSS JOIN outbox_cursor ON outbox_cursor.consumer = waits.consumer ",
            $rest
        )
    };
}

/// When the next delivery is due, if anything waits.
pub fn wake_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let due = sql.first::<(Option<Instant>,)>(waiting!("MIN(due_at)", ""), &[])?;
    Ok(due.and_then(|(at,)| at))
}

/// Whether `consumer` was ever told anything.
pub fn has_told(sql: &impl Sql, consumer: &ObjectRef) -> Result<bool, SqlError> {
    Ok(sql.first::<(i64,)>("SELECT 1 FROM outbox_cursor WHERE consumer = ?", binds![consumer])?.is_some())
}

/// How many deliveries one pass makes to one consumer before it lets the others have their turn.
const PASS: i64 = 64;

/// Delivers what is due, in order per consumer, as `source`. Never fails: what is not delivered stays, with a later
/// due time.
pub async fn deliver(sql: &impl Sql, world: &impl World, source: &ObjectRef) -> Result<(), SqlError> {
    let due = sql.rows::<(ObjectRef, i64)>(
        waiting!("outbox_cursor.consumer, attempts", "WHERE due_at <= ? ORDER BY due_at, outbox_cursor.consumer"),
        binds![world.now()],
    )?;
    for (consumer, mut attempts) in due {
        for _ in 0..PASS {
            let Some((seq, delivery)) = head(sql, &consumer, source)? else { break };
            let body = serde_json::to_string(&delivery).map_err(|error| SqlError::Engine(error.to_string()))?;
            let answer = world.call(&consumer, INBOX_PATH, body).await;
            if matches!(answer, Ok((200..=299, _))) {
                sql.atomically(|| {
                    sql.run("DELETE FROM outbox WHERE seq = ?", binds![seq])?;
                    sql.run("UPDATE outbox_cursor SET delivered = ?, attempts = 0 WHERE consumer = ?", binds![seq, &consumer])
                })?;
                attempts = 0;
            } else {
                let status = answer.ok().map(|(status, _)| status);
                world.report(NotTaken { consumer: &consumer, kind: &delivery.kind, status, attempts: attempts.saturating_add(1) });
                let wait = backoff(attempts, world);
                sql.run(
                    "UPDATE outbox_cursor SET attempts = attempts + 1, due_at = ? WHERE consumer = ?",
                    binds![world.now().plus(wait), &consumer],
                )?;
                break;
            }
        }
    }
    Ok(())
}

fn head(sql: &impl Sql, consumer: &ObjectRef, source: &ObjectRef) -> Result<Option<(i64, Delivery)>, SqlError> {
    let row = sql.first::<(i64, EventId, String, i64, String, String, Instant)>(
        "SELECT seq, event_id, subject, version, kind, body, at FROM outbox WHERE consumer = ? ORDER BY seq LIMIT 1",
        binds![consumer],
    )?;
    row.map(|(seq, event_id, subject, version, kind, body, at)| {
        let body = serde_json::from_str(&body).map_err(|_| SqlError::Shape(5))?;
        Ok((seq, Delivery { event_id, source: source.clone(), subject, version, kind, at, body }))
    })
    .transpose()
}

/// 1 s doubled per failed attempt, at most 10 minutes, plus up to a quarter so that many do not come back together.
pub fn backoff(attempts: i64, world: &impl World) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(0, 10)).unwrap_or(10);
    let base = 1_000_i64.saturating_mul(1 << doublings).min(600_000);
    let mut byte = [0];
    world.entropy().fill(&mut byte);
    TimeDelta::milliseconds(base + base / 4 * i64::from(byte[0]) / 255)
}
