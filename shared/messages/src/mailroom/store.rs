//! The Mailroom's tables and every statement on them.

use guichet_kernel::{
    AppointmentId, Instant, MessageId, Sql, SqlError, binds,
    sql::{FromRow, Migrations, Row},
};

use super::{DropReason, Due, Failure, Kind, Life, ManageLink, MessageTrace, NewMessage, TraceStep, What, Why, life::Progress};

/// The Mailroom's tables. No name and no address is in them (M6: "to whom" is the patient's id); the link, a secret,
/// goes when the message is final.
pub const MIGRATIONS: Migrations = Migrations {
    component: "mailroom",
    steps: &["
        CREATE TABLE message (
            message_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('confirmation', 'cancellation')),
            appointment_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            agenda TEXT NOT NULL,
            patient_id TEXT NOT NULL,
            practice_id TEXT NOT NULL,
            manage_link TEXT,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            reason TEXT,
            sending_since INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_at INTEGER,
            due_at INTEGER NOT NULL,
            useful_until INTEGER NOT NULL,
            provider_id TEXT,
            created_at INTEGER NOT NULL,
            final_at INTEGER,
            UNIQUE (appointment_id, kind, version),
            CHECK ((sending_since IS NOT NULL) = (state = 'sending')),
            CHECK ((final_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped'))),
            CHECK (final_at IS NULL OR manage_link IS NULL)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_by_due ON message (due_at) WHERE final_at IS NULL;
        CREATE TABLE message_trace (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL REFERENCES message (message_id),
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        CREATE INDEX message_trace_by_message ON message_trace (message_id, seq);
        CREATE TRIGGER message_trace_is_kept BEFORE UPDATE ON message_trace BEGIN SELECT RAISE(ABORT, 'append-only'); END;
    "],
};

/// Among `m`: waiting to go, and behind no older message of the same appointment, which it must not overtake.
const ITS_TURN: &str = "m.final_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM message o WHERE o.appointment_id = m.appointment_id AND o.version < m.version AND o.final_at IS NULL)";

/// Inserts the message; `None` if one of its appointment, kind and version is there already.
pub(super) fn insert(sql: &impl Sql, id: MessageId, new: &NewMessage, now: Instant) -> Result<Option<MessageId>, SqlError> {
    let row = sql.first::<(MessageId,)>(
        "INSERT INTO message (message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, state, due_at, useful_until, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9, ?10, ?9) ON CONFLICT (appointment_id, kind, version) DO NOTHING RETURNING message_id",
        binds![
            id,
            new.kind,
            new.appointment_id,
            new.version,
            &new.agenda,
            new.patient_id,
            new.practice_id,
            new.manage_link.as_ref().map(ManageLink::as_str),
            now,
            new.kind.useful_until(new.starts_at)
        ],
    )?;
    Ok(row.map(|(id,)| id))
}

/// The message of that appointment, kind and version.
pub(super) fn find(sql: &impl Sql, appointment: AppointmentId, kind: Kind, version: i64) -> Result<Option<MessageId>, SqlError> {
    let row = sql.first::<(MessageId,)>(
        "SELECT message_id FROM message WHERE appointment_id = ? AND kind = ? AND version = ?",
        binds![appointment, kind, version],
    )?;
    Ok(row.map(|(id,)| id))
}

/// The messages of the appointment that are older than its newest and certainly not at the provider.
pub(super) fn outdated(sql: &impl Sql, appointment: AppointmentId) -> Result<Vec<MessageId>, SqlError> {
    let rows = sql.rows::<(MessageId,)>(
        "SELECT message_id FROM message WHERE appointment_id = ?1 AND state = 'queued'
         AND version < (SELECT MAX(version) FROM message WHERE appointment_id = ?1)",
        binds![appointment],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What is due at `now`, the longest waiting first.
pub(super) fn due(sql: &impl Sql, now: Instant, limit: u32) -> Result<Vec<Due>, SqlError> {
    sql.rows(
        &format!(
            "SELECT message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, created_at
             FROM message m WHERE due_at <= ? AND {ITS_TURN} ORDER BY due_at, message_id LIMIT ?"
        ),
        binds![now, i64::from(limit)],
    )
}

/// When the next message is due.
pub(super) fn wake_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let row = sql.first::<(Option<Instant>,)>(&format!("SELECT MIN(due_at) FROM message m WHERE {ITS_TURN}"), &[])?;
    Ok(row.and_then(|(at,)| at))
}

/// Whether it is due and it is its turn.
pub(super) fn is_due(sql: &impl Sql, id: MessageId, now: Instant) -> Result<bool, SqlError> {
    Ok(sql
        .first::<(i64,)>(&format!("SELECT 1 FROM message m WHERE message_id = ? AND due_at <= ? AND {ITS_TURN}"), binds![id, now])?
        .is_some())
}

const PROGRESS: &str = "state, sending_since, reason, attempts, tried_at, useful_until, created_at";

/// Where the message is in its life; `None` for one that is not here.
pub(super) fn progress(sql: &impl Sql, id: MessageId) -> Result<Option<Progress>, SqlError> {
    sql.first(&format!("SELECT {PROGRESS} FROM message WHERE message_id = ?"), binds![id])
}

/// Persists that an attempt starts: whatever happens now, the message is in doubt until somebody knows.
pub(super) fn start_attempt(sql: &impl Sql, id: MessageId, now: Instant, lease_until: Instant) -> Result<(), SqlError> {
    sql.run(
        "UPDATE message SET state = 'sending', sending_since = COALESCE(sending_since, ?1), reason = ?2, attempts = attempts + 1, tried_at = ?1, due_at = ?3
         WHERE message_id = ?4",
        binds![now, Why::NoAnswer, lease_until, id],
    )
}

/// Persists that a look-up starts.
pub(super) fn start_look_up(sql: &impl Sql, id: MessageId, lease_until: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE message SET attempts = attempts + 1, due_at = ? WHERE message_id = ?", binds![lease_until, id])
}

/// Changes when it is due, and nothing else.
pub(super) fn set_due(sql: &impl Sql, id: MessageId, due_at: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE message SET due_at = ? WHERE message_id = ?", binds![due_at, id])
}

/// It waits, for this reason.
pub(super) fn wait(sql: &impl Sql, id: MessageId, life: &Life, why: Why, due_at: Instant) -> Result<(), SqlError> {
    let since = if let Life::Sending { since } = life { Some(*since) } else { None };
    sql.run(
        "UPDATE message SET state = ?, sending_since = ?, reason = ?, due_at = ? WHERE message_id = ?",
        binds![life.as_str(), since, why, due_at, id],
    )
}

/// It is final: the link is wiped.
pub(super) fn finish(
    sql: &impl Sql,
    id: MessageId,
    state: What,
    reason: Option<&str>,
    provider_id: Option<&str>,
    now: Instant,
) -> Result<(), SqlError> {
    sql.run(
        "UPDATE message SET state = ?, reason = ?, provider_id = ?, final_at = ?, sending_since = NULL, manage_link = NULL WHERE message_id = ?",
        binds![state, reason, provider_id, now, id],
    )
}

/// Appends to the trace, unless its last line says the same: a night of refusals is one line.
pub(super) fn note(sql: &impl Sql, id: MessageId, now: Instant, what: What, detail: Option<&str>) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO message_trace (message_id, at, what, detail) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
            SELECT 1 FROM (SELECT what, detail FROM message_trace WHERE message_id = ?1 ORDER BY seq DESC LIMIT 1) WHERE what = ?3 AND detail IS ?4)",
        binds![id, now, what, detail],
    )
}

/// The appointment's messages and what happened to each, oldest first.
pub(super) fn trace(sql: &impl Sql, appointment: AppointmentId) -> Result<Vec<MessageTrace>, SqlError> {
    let messages = sql.query(
        &format!(
            "SELECT {PROGRESS}, message_id, kind, version, patient_id, provider_id, CASE WHEN final_at IS NULL THEN due_at END
             FROM message WHERE appointment_id = ? ORDER BY version, message_id"
        ),
        binds![appointment],
    )?;
    messages
        .into_iter()
        .map(|Row(mut values)| {
            let rest = Row(values.split_off(values.len().min(7)));
            let progress = Progress::from_row(Row(values))?;
            let (message, kind, version, patient, provider_id, next_at) = FromRow::from_row(rest)?;
            let steps = sql.rows("SELECT at, what, detail FROM message_trace WHERE message_id = ? ORDER BY seq", binds![message])?;
            Ok(MessageTrace {
                message,
                kind,
                version,
                patient,
                life: progress.life,
                why: progress.why,
                attempts: progress.attempts,
                next_at,
                provider_id,
                steps,
            })
        })
        .collect()
}

impl FromRow for Progress {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let (state, since, reason, attempts, tried_at, useful_until, created_at) =
            <(String, Option<Instant>, Option<String>, i64, Option<Instant>, Instant, Instant)>::from_row(row)?;
        let word = reason.as_deref();
        let life = match (state.as_str(), since) {
            ("queued", None) => Some(Life::Queued),
            ("sending", Some(since)) => Some(Life::Sending { since }),
            ("sent", None) => Some(Life::Sent),
            ("failed", None) => word.and_then(Failure::parse).map(Life::Failed),
            ("dropped", None) => word.and_then(DropReason::parse).map(Life::Dropped),
            _ => None,
        };
        Ok(Self { life: life.ok_or(SqlError::Shape(0))?, why: word.and_then(Why::parse), attempts, tried_at, useful_until, created_at })
    }
}

impl FromRow for Due {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let (message, kind, appointment_id, version, agenda, patient_id, practice_id, link, created_at) = FromRow::from_row(row)?;
        let manage_link = Option::<String>::map(link, ManageLink::new);
        Ok(Self { message, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, created_at })
    }
}

impl FromRow for TraceStep {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let (at, what, detail) = FromRow::from_row(row)?;
        Ok(Self { at, what, detail })
    }
}
