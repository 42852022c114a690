//! Sessions: a secret in a cookie, replaced as it is used, listed, revocable.

use std::{fmt, str::FromStr};

use chrono::TimeDelta;
use guichet_kernel::{At, Instant, Sql, Token, Value, binds, sql::FromValue};

use super::Refusal;

/// A session that is not used for so long has ended: a desk left on a Friday is not signed in on Monday.
pub const IDLE_END: TimeDelta = TimeDelta::hours(12);
/// However busy, a session ends so long after its start.
pub const ABSOLUTE_END: TimeDelta = TimeDelta::days(14);
/// How often the secret is replaced while it is used: a stolen one soon stops, or shows.
pub const ROTATED_EVERY: TimeDelta = TimeDelta::minutes(30);
/// How long the former secret still opens: the other requests of the same page bear it.
const FORMER_OPENS: TimeDelta = TimeDelta::seconds(60);
/// How finely use is recorded: not a write for each request.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

guichet_kernel::words! {
    /// What a link or a session opens. One of a kind is unknown wherever another kind is asked for.
    Kind {
        /// The desk of whoever works in a practice.
        Staff = "staff",
        /// The space of whoever is written to about patients.
        Space = "space",
    }
}

impl Kind {
    /// How long a session that is not used goes on, and how long any does: the space is opened at home, on whatever is at hand.
    const fn ends(self) -> (TimeDelta, TimeDelta) {
        match self {
            Self::Staff => (IDLE_END, ABSOLUTE_END),
            Self::Space => (TimeDelta::hours(1), TimeDelta::hours(12)),
        }
    }
}

/// Names a session to its owner; it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionId(String);

/// The text is not a session's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a session id")]
pub struct NotASessionId;

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SessionId {
    type Err = NotASessionId;
    fn from_str(text: &str) -> Result<Self, NotASessionId> {
        let token = text.strip_prefix("ses_").ok_or(NotASessionId)?;
        Token::parse(token).map(|_| Self(text.to_owned())).map_err(|_| NotASessionId)
    }
}

impl From<&SessionId> for Value {
    fn from(id: &SessionId) -> Self {
        Self::Text(id.0.clone())
    }
}

impl FromValue for SessionId {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

/// A session that has just started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fresh {
    /// Its name.
    pub id: SessionId,
    /// What the cookie bears.
    pub secret: Token,
}

/// A session that a secret opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    /// Its name.
    pub id: SessionId,
    /// The secret that takes the place of the one that was shown; `None` while that one goes on.
    pub replaced_by: Option<Token>,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name.
    pub id: SessionId,
    /// What it runs on.
    pub device: String,
    /// When it started.
    pub started_at: Instant,
    /// When it was last used, to the minute.
    pub seen_at: Instant,
}

/// Starts a session for whoever has just proven who they are. `device` is what it is listed as: "Firefox, Windows".
pub fn start(sql: &impl Sql, at: At<'_>, kind: Kind, device: &str) -> Result<Fresh, Refusal> {
    // Nothing keeps the ended ones but their history, which the audit trail has.
    sql.run("DELETE FROM session WHERE revoked_at IS NOT NULL OR started_at < ? OR seen_at < ?", &ends(at.now))?;
    let (id, secret) = (SessionId(format!("ses_{}", Token::draw(at.entropy).text())), Token::draw(at.entropy));
    let device: String = device.chars().filter(|c| !c.is_control()).take(80).collect();
    sql.run(
        "INSERT INTO session (session_id, secret_hash, device, started_at, seen_at, rotated_at, kind) VALUES (?1, ?2, ?3, ?4, ?4, ?4, ?5)",
        binds![&id, secret.hash(), device, at.now, kind],
    )?;
    Ok(Fresh { id, secret })
}

/// Opens a session of a kind by its secret, records that it is used, and replaces the secret when its time has come. `None`: not
/// signed in.
///
/// The former secret opens for another minute, since other requests of the same page are under way with it. Shown after
/// that, somebody has a copy: the session is revoked, for the thief and for the owner, who signs in again.
pub fn check(sql: &impl Sql, at: At<'_>, kind: Kind, secret: &Token) -> Result<Option<Active>, Refusal> {
    let row = sql.first::<(SessionId, Vec<u8>, Instant, Instant, Instant, Option<Instant>)>(
        "SELECT session_id, secret_hash, started_at, seen_at, rotated_at, revoked_at FROM session
         WHERE (secret_hash = ?1 OR former_hash = ?1) AND kind = ?2",
        binds![secret.hash(), kind],
    )?;
    let Some((id, current, started_at, seen_at, rotated_at, revoked_at)) = row else { return Ok(None) };
    let (idle_end, absolute_end) = kind.ends();
    if revoked_at.is_some() || at.now >= started_at.plus(absolute_end) || at.now >= seen_at.plus(idle_end) {
        return Ok(None);
    }
    if current != secret.hash().bytes() {
        if at.now < rotated_at.plus(FORMER_OPENS) {
            return Ok(Some(Active { id, replaced_by: None }));
        }
        // Not an error: an error would undo the revocation.
        revoke(sql, &id, at.now)?;
        return Ok(None);
    }
    if at.now >= rotated_at.plus(ROTATED_EVERY) {
        let next = Token::draw(at.entropy);
        sql.run(
            "UPDATE session SET secret_hash = ?, former_hash = ?, rotated_at = ?, seen_at = ? WHERE session_id = ?",
            binds![next.hash(), secret.hash(), at.now, at.now, &id],
        )?;
        return Ok(Some(Active { id, replaced_by: Some(next) }));
    }
    if at.now >= seen_at.plus(SEEN_EVERY) {
        sql.run("UPDATE session SET seen_at = ? WHERE session_id = ?", binds![at.now, &id])?;
    }
    Ok(Some(Active { id, replaced_by: None }))
}

/// The desk's sessions that are open, the latest used first.
pub fn list(sql: &impl Sql, now: Instant) -> Result<Vec<Session>, Refusal> {
    let rows = sql.rows::<(SessionId, String, Instant, Instant)>(
        "SELECT session_id, device, started_at, seen_at FROM session
         WHERE kind = 'staff' AND revoked_at IS NULL AND started_at > ? AND seen_at > ? ORDER BY seen_at DESC, session_id",
        &ends(now),
    )?;
    Ok(rows.into_iter().map(|(id, device, started_at, seen_at)| Session { id, device, started_at, seen_at }).collect())
}

/// Ends a session. One that has ended stays so.
pub fn revoke(sql: &impl Sql, id: &SessionId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE session SET revoked_at = ? WHERE session_id = ? AND revoked_at IS NULL", binds![now, id])?)
}

/// Ends every session but one; those of the space too.
pub fn revoke_others(sql: &impl Sql, keep: &SessionId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE session SET revoked_at = ? WHERE session_id <> ? AND revoked_at IS NULL", binds![now, keep])?)
}

/// The latest start and the latest use of a session that has ended by `now`.
fn ends(now: Instant) -> [Value; 2] {
    [now.minus(ABSOLUTE_END).into(), now.minus(IDLE_END).into()]
}
