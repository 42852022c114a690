//! A creation asked for twice under the caller's own key is one creation, with one answer.
//!
//! Only what was obeyed is remembered: what was refused may be tried again. What is kept says nothing of what was sent: hashes,
//! and replies that hold ids and counts.

use chrono::TimeDelta;
use guichet_contracts::{
    Answer, Command, ProblemKind, Stop,
    command::{
        patient::{AddNote, AddPatient, GiveConsent, PutGuardian, PutIdentifier},
        people::InviteMember,
        practice::{IssueKey, IssuedKey},
    },
};
use guichet_kernel::{Instant, Sql, SqlError, binds, read, sql::Migrations};
use sha2::{Digest, Sha256};

use super::authority::Turn;

/// The table.
pub(super) const MIGRATIONS: Migrations = Migrations {
    component: "once",
    steps: &["
        CREATE TABLE once (
            key_hash BLOB PRIMARY KEY,
            body_hash BLOB NOT NULL,
            reply TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX once_by_age ON once (at);
    "],
};

/// The commands that make something each time they are given.
const CREATING: [&str; 7] =
    [AddPatient::PATH, AddNote::PATH, GiveConsent::PATH, PutGuardian::PATH, PutIdentifier::PATH, InviteMember::PATH, IssueKey::PATH];

/// How long a key is remembered: longer than anybody tries again by machine.
const KEPT: TimeDelta = TimeDelta::days(7);

/// What is no more remembered is swept so much later, so that a busy day's keys take one waking and not one each.
const SWEPT: TimeDelta = TimeDelta::days(1);

/// Forgets the keys that are no more remembered.
pub(super) fn sweep(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("DELETE FROM once WHERE at < ?", binds![now.minus(KEPT)])
}

/// When keys are to be swept next, if there are any.
pub(super) fn wake_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let oldest = sql.first::<(Instant,)>("SELECT at FROM once ORDER BY at LIMIT 1", &[])?;
    Ok(oldest.map(|(at,)| at.plus(KEPT).plus(SWEPT)))
}

/// The longest key, in bytes.
const LONGEST: usize = 255;

/// A creation under a key of its caller's.
pub(super) struct Once {
    key_hash: Vec<u8>,
    body_hash: Vec<u8>,
}

impl Once {
    /// The creation that a call is, if it bears a key.
    pub(super) fn of(turn: &Turn<'_>) -> Result<Option<Self>, Stop> {
        let Some(key) = turn.call.key.as_deref().filter(|_| CREATING.contains(&turn.call.path.as_str())) else { return Ok(None) };
        if key.is_empty() || key.len() > LONGEST {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        let (actor, body) = (turn.actor().to_string(), turn.call.command.to_string());
        // The body is hashed with the key, which is not kept: whoever reads the row can test no guess at the body.
        Ok(Some(Self {
            key_hash: hash(&["key", &actor, &turn.call.path, key]),
            body_hash: hash(&["body", &actor, &turn.call.path, key, &body]),
        }))
    }

    /// What it was answered before, if it was obeyed.
    pub(super) fn before(&self, sql: &impl Sql, now: Instant) -> Result<Option<Answer>, Stop> {
        let row = sql.first::<(Vec<u8>, String)>(
            "SELECT body_hash, reply FROM once WHERE key_hash = ? AND at >= ?",
            binds![self.key_hash.clone(), now.minus(KEPT)],
        )?;
        match row {
            Some((body_hash, _)) if body_hash != self.body_hash => Err(Stop::Refused(ProblemKind::KeyReused)),
            Some((_, body)) => Ok(Some(Answer { status: 200, body })),
            None => Ok(None),
        }
    }

    /// Remembers what it was answered, but for a secret, which is shown once.
    pub(super) fn keep(self, sql: &impl Sql, now: Instant, path: &str, answer: &Answer) -> Result<(), Stop> {
        let reply = if path == IssueKey::PATH { without_secret(&answer.body)? } else { answer.body.clone() };
        sweep(sql, now)?;
        Ok(sql.run(
            "INSERT INTO once (key_hash, body_hash, reply, at) VALUES (?, ?, ?, ?)",
            binds![self.key_hash, self.body_hash, reply, now],
        )?)
    }
}

fn without_secret(body: &str) -> Result<String, Stop> {
    let internal = || Stop::Refused(ProblemKind::Internal);
    let issued: IssuedKey = read::text(body).map_err(|_| internal())?;
    serde_json::to_string(&IssuedKey { secret: None, ..issued }).map_err(|_| internal())
}

/// A hash of texts, with their lengths before them, so that no two lists read alike.
fn hash(parts: &[&str]) -> Vec<u8> {
    let start = Sha256::new().chain_update(b"guichet once ");
    let add = |hash: Sha256, part: &&str| hash.chain_update(part.len().to_le_bytes()).chain_update(part);
    parts.iter().fold(start, add).finalize().to_vec()
}
