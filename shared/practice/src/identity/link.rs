//! Sign-in by a link in an e-mail.

use chrono::TimeDelta;
use guichet_kernel::{At, EmailAddress, Instant, Sql, SqlError, Token, binds};

use super::{Kind, Refusal, SafePath, person};

/// How long a sign-in link works.
pub const LINK_LIVES: TimeDelta = TimeDelta::minutes(15);

/// How many links one address may be sent within [`COUNTED`]; more would let anybody flood a mailbox. A browser that has signed
/// in before has a count of its own: strangers who ask for an address do not keep whoever reads its mail from their desk.
const MOST: i64 = 5;
/// How long a link that was asked for counts, and is kept.
pub const COUNTED: TimeDelta = TimeDelta::hours(1);
/// How many browsers are remembered as having signed in, the latest.
const REMEMBERED: i64 = 10;

/// What a link that worked was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redeemed {
    /// Where whoever signs in wanted to go.
    pub next: Option<SafePath>,
}

/// Makes a link for the browser that asks, and lets no earlier one of that browser work any more.
///
/// `email` is where the link goes; that of a desk's is kept once the link has been redeemed, and for an hour at most until then.
/// `next` is where the browser goes once it is signed in. Each kind is counted for itself.
///
/// The caller answers the same page whether this succeeds, is refused, or the address is unknown: who is known here is
/// nobody's business.
pub fn ask(
    sql: &impl Sql,
    at: At<'_>,
    kind: Kind,
    browser: &Token,
    (email, next): (&EmailAddress, Option<&SafePath>),
) -> Result<Token, Refusal> {
    sweep(sql, at.now)?;
    let lately = sql.first::<(i64,)>(
        "SELECT COUNT(*) FROM sign_in_link WHERE kind = ?2 AND CASE WHEN EXISTS (SELECT 1 FROM known_browser WHERE browser_hash = ?1)
             THEN browser_hash = ?1 ELSE browser_hash NOT IN (SELECT browser_hash FROM known_browser) END",
        binds![browser.hash(), kind],
    )?;
    let lately = lately.map_or(0, |(count,)| count);
    if lately >= MOST {
        return Err(Refusal::TooMany);
    }
    sql.run("UPDATE sign_in_link SET dead = 1 WHERE browser_hash = ? AND kind = ?", binds![browser.hash(), kind])?;
    // Nothing is ever sent to the address of a space but its links, which bring it along.
    let kept = (kind == Kind::Staff).then_some(email);
    let token = Token::draw(at.entropy);
    sql.run(
        "INSERT INTO sign_in_link (token_hash, browser_hash, asked_at, expires_at, email, next, kind) VALUES (?, ?, ?, ?, ?, ?, ?)",
        binds![token.hash(), browser.hash(), at.now, at.now.plus(LINK_LIVES), kept, next.map(SafePath::as_str), kind],
    )?;
    Ok(token)
}

/// Whose link it is, for the browser that asked for it, while it works; nothing is used up. Whoever follows a link is shown this
/// before they sign in: the link may be another's, who would like what is typed next to be typed into their account.
pub fn whose(sql: &impl Sql, now: Instant, token: &Token, browser: &Token) -> Result<EmailAddress, Refusal> {
    let row = sql.first::<(Option<EmailAddress>,)>(
        "SELECT email FROM sign_in_link WHERE token_hash = ? AND browser_hash = ? AND dead = 0 AND expires_at > ?",
        binds![token.hash(), browser.hash(), now],
    )?;
    row.and_then(|(email,)| email).ok_or(Refusal::LinkDead)
}

/// Uses a link up, in the browser that asked for it: whoever did reads mail at that address, which is kept from now on.
///
/// The caller then starts a session ([`start`](super::start)).
pub fn redeem(sql: &impl Sql, now: Instant, kind: Kind, token: &Token, browser: &Token) -> Result<Redeemed, Refusal> {
    let used = sql.first::<(Option<EmailAddress>, Option<String>)>(
        "UPDATE sign_in_link SET dead = 1 WHERE token_hash = ? AND browser_hash = ? AND dead = 0 AND expires_at > ? AND kind = ? RETURNING email, next",
        binds![token.hash(), browser.hash(), now, kind],
    )?;
    let (email, next) = used.ok_or(Refusal::LinkDead)?;
    if let Some(email) = email {
        person::verify(sql, &email, now)?;
    }
    sql.run(
        "INSERT INTO known_browser (browser_hash, signed_in_at) VALUES (?, ?) ON CONFLICT DO UPDATE SET signed_in_at = excluded.signed_in_at",
        binds![browser.hash(), now],
    )?;
    sql.run(
        "DELETE FROM known_browser WHERE browser_hash NOT IN (SELECT browser_hash FROM known_browser ORDER BY signed_in_at DESC LIMIT ?)",
        binds![REMEMBERED],
    )?;
    Ok(Redeemed { next: next.and_then(|next| SafePath::parse(&next).ok()) })
}

/// Forgets the links that count no more, and with them the addresses that nobody proved to read.
pub fn sweep(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("DELETE FROM sign_in_link WHERE asked_at < ?", binds![now.minus(COUNTED)])
}

/// When [`sweep`] next has something to forget.
pub fn sweep_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let oldest = sql.first::<(Instant,)>("SELECT asked_at FROM sign_in_link ORDER BY asked_at LIMIT 1", &[])?;
    // A millisecond later, since a link counts for the whole hour.
    Ok(oldest.map(|(asked_at,)| asked_at.plus(COUNTED).plus(TimeDelta::milliseconds(1))))
}
