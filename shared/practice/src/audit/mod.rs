//! The trail of who did what: every act of the staff and of machines, and every reading of a patient's record.
//!
//! **Invariants**
//! - It only grows: the store refuses to change or delete a row, and its instants never go back.
//! - It holds no personal data: ids, words and numbers only, by the types of [`Subject`] and [`Detail`]. So what concerns a
//!   patient who was erased stays, and says nothing of them.
//! - Who reads it stands in it.
//! - Its tables are those of [`crate::people::schema`].

mod action;
mod detail;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use guichet_kernel::{Instant, Sql, SqlError, Value, binds};

pub use action::AuditAction;
pub use detail::{Detail, Named, Subject};

use crate::people::Actor;

/// How many entries one page holds at most.
pub const LONGEST_PAGE: u8 = 100;
/// How far one page looks back for words that no index knows.
const LOOKED_THROUGH: i64 = 20_000;

/// What is to be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub action: AuditAction,
    /// To whom or what.
    pub subject: Option<Subject>,
    /// How.
    pub detail: Detail,
}

/// A row of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counts the rows from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: AuditAction,
    /// The id of whom or what it was done to.
    pub subject: Option<String>,
    /// How: words, ids and numbers.
    pub detail: String,
    /// The request that it was done in, as in the logs.
    pub request_id: String,
}

/// Which rows are looked for; what is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who did it.
    pub actor: Option<Actor>,
    /// To whom or what, by id.
    pub subject: Option<String>,
    /// What was done: a word, or what several start with, such as `patient`.
    pub action: Option<String>,
    /// A piece of any of it, whatever the case of its letters.
    pub text: Option<String>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub to: Option<Instant>,
}

/// A page of the trail, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub entries: Vec<Entry>,
    /// Where the next page goes on; `None` at the end. A page may be short, even empty, and not the last: a search for text
    /// looks through so many rows at a time.
    pub next: Option<i64>,
}

/// Remembers a deed; gives its place in the trail. For the transaction that the deed is done in.
pub fn record(sql: &impl Sql, now: Instant, deed: &Deed, request_id: &str) -> Result<i64, SqlError> {
    // A clock that goes back a little would leave rows where nobody looks for them.
    let row = sql.first::<(i64,)>(
        "INSERT INTO audit (at, actor, action, subject, detail, request_id)
         VALUES (MAX(?, COALESCE((SELECT at FROM audit ORDER BY seq DESC LIMIT 1), 0)), ?, ?, ?, ?, ?) RETURNING seq",
        binds![now, deed.actor, deed.action, deed.subject.as_ref().map(Subject::as_str), deed.detail.as_str(), plain(request_id)],
    )?;
    row.map(|(seq,)| seq).ok_or(SqlError::Shape(0))
}

/// How long a request takes at most: a reading under its id after that is another request's.
const ONE_REQUEST: TimeDelta = TimeDelta::minutes(10);

/// Whether the trail says already that `actor` did `action` in that request: reading a long list page by page is one reading.
pub fn is_told(sql: &impl Sql, now: Instant, actor: Actor, action: AuditAction, request_id: &str) -> Result<bool, SqlError> {
    let request_id = plain(request_id);
    if request_id.is_empty() {
        return Ok(false);
    }
    let told = sql.query(
        "SELECT 1 FROM audit WHERE at >= ? AND +actor = ? AND +action = ? AND request_id = ? LIMIT 1",
        binds![now.minus(ONE_REQUEST), actor, action, request_id],
    )?;
    Ok(!told.is_empty())
}

/// A request's id, of which nothing is kept that no id has.
fn plain(request_id: &str) -> String {
    request_id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).take(64).collect()
}

/// The rows that fit, newest first, from just before `before` on.
pub fn page(sql: &impl Sql, filter: &Filter, before: Option<i64>, limit: u8) -> Result<Page, SqlError> {
    let limit = i64::from(limit.clamp(1, LONGEST_PAGE));
    let (first, end) = span(sql, filter, before)?;
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase);
    // Without text an index gives just the rows of the page; with it, so many are read that an object never stalls.
    let floor = if text.is_some() { first.max(end.saturating_sub(LOOKED_THROUGH)) } else { first };
    let mut wheres = vec!["seq >= ?", "seq < ?"];
    let mut values: Vec<Value> = vec![floor.into(), end.into()];
    let mut narrow = |clause, value: Option<Value>| {
        if let Some(value) = value {
            wheres.push(clause);
            values.push(value);
        }
    };
    narrow("actor = ?", filter.actor.map(Value::from));
    narrow("subject = ?", filter.subject.as_ref().map(Value::from));
    // A word, or those that go on after it with a dot; `/` is what follows the dot.
    let word = filter.action.as_ref().filter(|action| AuditAction::from_word(action).is_some());
    let start = filter.action.as_ref().filter(|_| word.is_none());
    narrow("action = ?", word.map(Value::from));
    narrow("action >= ?", start.map(|start| format!("{start}.").into()));
    narrow("action < ?", start.map(|start| format!("{start}/").into()));
    narrow(
        "instr(lower(actor || ' ' || action || ' ' || COALESCE(subject, '') || ' ' || detail || ' ' || request_id), ?) > 0",
        text.map(Value::from),
    );
    values.push((limit + 1).into());
    let mut entries = read(sql, &format!("WHERE {} ORDER BY seq DESC LIMIT ?", wheres.join(" AND ")), &values)?;
    let more = i64::try_from(entries.len()).unwrap_or(i64::MAX) > limit;
    if more {
        entries.pop();
    }
    let next = match entries.last() {
        Some(last) if more => Some(last.seq),
        _ if floor > first => Some(floor),
        _ => None,
    };
    Ok(Page { entries, next })
}

/// The rows after `after`, oldest first, for a file that holds all of it: call it with the last row's place until it is empty.
pub fn export(sql: &impl Sql, filter: &Filter, after: i64, limit: u8) -> Result<Vec<Entry>, SqlError> {
    let (first, end) = span(sql, filter, None)?;
    let values = [first.max(after.saturating_add(1)).into(), end.into(), i64::from(limit.clamp(1, LONGEST_PAGE)).into()];
    read(sql, "WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?", &values)
}

/// The places between which the filter's instants lie: the first, and one after the last. Instants never go back, so a
/// stretch of time is a stretch of places.
fn span(sql: &impl Sql, filter: &Filter, before: Option<i64>) -> Result<(i64, i64), SqlError> {
    let place = |at: Instant| sql.first::<(i64,)>("SELECT seq FROM audit WHERE at >= ? ORDER BY at, seq LIMIT 1", binds![at]);
    let last = sql.first::<(i64,)>("SELECT seq FROM audit ORDER BY seq DESC LIMIT 1", &[])?.map_or(0, |(seq,)| seq);
    let bound = |at: Option<Instant>, otherwise: i64| match at {
        Some(at) => place(at).map(|row| row.map_or(last + 1, |(seq,)| seq)),
        None => Ok(otherwise),
    };
    let end = bound(filter.to, last + 1)?;
    Ok((bound(filter.from, 1)?, before.map_or(end, |before| before.min(end))))
}

fn read(sql: &impl Sql, wheres: &str, values: &[Value]) -> Result<Vec<Entry>, SqlError> {
    let rows = sql.rows::<(i64, Instant, Actor, AuditAction, Option<String>, String, String)>(
        &format!("SELECT seq, at, actor, action, subject, detail, request_id FROM audit {wheres}"),
        values,
    )?;
    let read = |(seq, at, actor, action, subject, detail, request_id)| Entry { seq, at, actor, action, subject, detail, request_id };
    Ok(rows.into_iter().map(read).collect())
}
