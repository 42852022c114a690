//! Keys by which machines act for the practice: scoped, expiring, shown once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_kernel::{ApiTokenId, At, Instant, Label, MemberId, Right, Sql, SqlError, Token, TokenHash, binds};

use super::{Actor, Authority, Refusal, joined, split};
use crate::settings::{self, SettingName};

/// How many keys may work at once.
pub const MOST_KEYS: i64 = 50;

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: ApiTokenId,
    /// What it is for, in the maker's words.
    pub label: Label,
    /// What it may do.
    pub rights: BTreeSet<Right>,
    /// Who made it: a member, or the operator, to set the practice up.
    pub made_by: Actor,
    /// When.
    pub made_at: Instant,
    /// When it stops working.
    pub expires_at: Instant,
    /// When it was last used, to the minute.
    pub last_used_at: Option<Instant>,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
}

type Columns = (ApiTokenId, Label, String, Actor, Instant, Instant, Option<Instant>, Option<Instant>);
const COLUMNS: &str = "api_token_id, label, rights, made_by, made_at, expires_at, last_used_at, revoked_at";

fn read((id, label, rights, made_by, made_at, expires_at, last_used_at, revoked_at): Columns) -> ApiKey {
    let rights = split(&rights, |word| Right::for_keys().find(|right| right.as_str() == word));
    ApiKey { id, label, rights, made_by, made_at, expires_at, last_used_at, revoked_at }
}

/// Makes a key for `days`, or for as long as the practice has set; gives it and its secret, which is stored nowhere.
///
/// A member makes it, or the operator, with rights that keys may have and that they have themselves.
pub fn issue(
    sql: &impl Sql,
    at: At<'_>,
    by: &Authority,
    label: &Label,
    rights: &BTreeSet<Right>,
    days: Option<i64>,
) -> Result<(ApiKey, Token), Refusal> {
    let made_by = by.actor;
    let makes_keys = matches!(made_by, Actor::Member(_) | Actor::Operator);
    if !makes_keys || !by.has(Right::ManageTokens) || !rights.is_subset(&by.rights) {
        return Err(Refusal::NotAllowed);
    }
    let days = match days {
        Some(days) => days,
        None => settings::number(sql, SettingName::TokenDays)?,
    };
    let bounds = SettingName::TokenDays.spec();
    let for_keys = !rights.is_empty() && rights.iter().all(|right| Right::for_keys().any(|known| known == *right));
    if !for_keys || !(bounds.least..=bounds.most).contains(&days) {
        return Err(Refusal::OutOfBounds);
    }
    let live = sql.first::<(i64,)>("SELECT COUNT(*) FROM api_token WHERE revoked_at IS NULL AND expires_at > ?", binds![at.now])?;
    if live.is_some_and(|(count,)| count >= MOST_KEYS) {
        return Err(Refusal::TooMany);
    }
    let (id, secret) = (ApiTokenId::draw(at.now, at.entropy), Token::draw(at.entropy));
    let expires_at = at.now.plus(TimeDelta::days(days));
    let words = joined(rights.iter().map(|right| right.as_str()));
    sql.run(
        "INSERT INTO api_token (api_token_id, token_hash, label, rights, made_by, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        binds![id, secret.hash(), label, words, made_by, at.now, expires_at],
    )?;
    let key = ApiKey {
        id,
        label: label.clone(),
        rights: rights.clone(),
        made_by,
        made_at: at.now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    Ok((key, secret))
}

/// The newest hundred keys, those that work no more as well.
pub fn keys(sql: &impl Sql) -> Result<Vec<ApiKey>, Refusal> {
    let rows = sql.rows::<Columns>(
        &format!("SELECT {COLUMNS} FROM api_token ORDER BY revoked_at IS NOT NULL, made_at DESC, api_token_id DESC LIMIT 100"),
        &[],
    )?;
    Ok(rows.into_iter().map(read).collect())
}

/// Revokes a key; gives it as it then is. Repeating it changes nothing.
pub fn revoke_key(sql: &impl Sql, now: Instant, by: &Authority, id: ApiTokenId) -> Result<ApiKey, Refusal> {
    if !by.has(Right::ManageTokens) {
        return Err(Refusal::NotAllowed);
    }
    let row = sql.first::<Columns>(
        &format!("UPDATE api_token SET revoked_at = COALESCE(revoked_at, ?) WHERE api_token_id = ? RETURNING {COLUMNS}"),
        binds![now, id],
    )?;
    row.map(read).ok_or(Refusal::Unknown)
}

/// Revokes the working keys of a member that they could not make any more with the rights `left` to them; gives which.
pub(super) fn revoke_beyond(sql: &impl Sql, now: Instant, member: MemberId, left: &BTreeSet<Right>) -> Result<Vec<ApiTokenId>, Refusal> {
    let rows = sql.rows::<Columns>(
        &format!("SELECT {COLUMNS} FROM api_token WHERE made_by = ? AND revoked_at IS NULL AND expires_at > ? ORDER BY api_token_id"),
        binds![member, now],
    )?;
    let beyond = |key: &ApiKey| !left.contains(&Right::ManageTokens) || !key.rights.is_subset(left);
    let gone: Vec<ApiTokenId> = rows.into_iter().map(read).filter(beyond).map(|key| key.id).collect();
    for id in &gone {
        sql.run("UPDATE api_token SET revoked_at = ? WHERE api_token_id = ?", binds![now, *id])?;
    }
    Ok(gone)
}

/// Who made a key; `None` where there is none of that id.
pub(super) fn made_by(sql: &impl Sql, id: ApiTokenId) -> Result<Option<Actor>, SqlError> {
    Ok(sql.first::<(Actor,)>("SELECT made_by FROM api_token WHERE api_token_id = ?", binds![id])?.map(|(actor,)| actor))
}

/// The key of that secret while it works; notes its use, at most a write a minute.
pub(super) fn use_key(sql: &impl Sql, hash: TokenHash, now: Instant) -> Result<Option<ApiKey>, SqlError> {
    let row = sql.first::<Columns>(
        &format!("SELECT {COLUMNS} FROM api_token WHERE token_hash = ? AND revoked_at IS NULL AND expires_at > ?"),
        binds![hash, now],
    )?;
    let Some(key) = row.map(read) else { return Ok(None) };
    let minute = Instant::from_millis(now.millis() - now.millis().rem_euclid(60_000));
    if key.last_used_at.is_none_or(|last| last < minute) {
        sql.run("UPDATE api_token SET last_used_at = ? WHERE api_token_id = ?", binds![minute, key.id])?;
    }
    Ok(Some(ApiKey { last_used_at: key.last_used_at.max(Some(minute)), ..key }))
}
