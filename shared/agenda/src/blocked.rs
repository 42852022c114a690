//! Whom a practice wants to hear from by telephone (A9): marks that it tells, which name nobody.

use guichet_kernel::{PracticeId, Sql, TokenHash, Value, binds};

use crate::{Refusal, standing};

/// Keeps the marks of a practice in the place of those that it told before.
pub fn keep_blocked(sql: &impl Sql, practice: PracticeId, marks: &[TokenHash]) -> Result<(), Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    forget_blocked(sql, practice)?;
    for mark in marks {
        sql.run("INSERT INTO blocked (practice_id, mark) VALUES (?, ?) ON CONFLICT DO NOTHING", binds![practice, *mark])?;
    }
    Ok(())
}

/// Forgets them: the practice is no member any more, and nobody books with it.
pub fn forget_blocked(sql: &impl Sql, practice: PracticeId) -> Result<(), Refusal> {
    Ok(sql.run("DELETE FROM blocked WHERE practice_id = ?", binds![practice])?)
}

/// Whether the practice knows one of the marks.
pub(crate) fn is_blocked(sql: &impl Sql, practice: PracticeId, marks: &[TokenHash]) -> Result<bool, Refusal> {
    if marks.is_empty() {
        return Ok(false);
    }
    let any = vec!["?"; marks.len()].join(", ");
    let mut values: Vec<Value> = vec![practice.into()];
    values.extend(marks.iter().map(|mark| Value::from(*mark)));
    Ok(sql.first::<(i64,)>(&format!("SELECT 1 FROM blocked WHERE practice_id = ? AND mark IN ({any}) LIMIT 1"), &values)?.is_some())
}
