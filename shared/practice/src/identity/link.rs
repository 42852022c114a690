//! Sign-in by a link in an e-mail.

use chrono::TimeDelta;
use guichet_kernel::{At, Instant, Sql, Token, binds};

use super::{Fresh, Refusal, session};

/// How long a sign-in link works.
pub const LINK_LIVES: TimeDelta = TimeDelta::minutes(15);

/// How many links one address may be sent within [`COUNTED`]; more would let anybody flood a mailbox.
const MOST: i64 = 5;
const COUNTED: TimeDelta = TimeDelta::hours(1);

/// Makes a link for the browser that asks, and lets no earlier one of that browser work any more.
///
/// The caller answers the same page whether this succeeds, is refused, or the address is unknown: who is known here is
/// nobody's business.
pub fn ask(sql: &impl Sql, at: At<'_>, browser: &Token) -> Result<Token, Refusal> {
    sql.run("DELETE FROM sign_in_link WHERE asked_at < ?", binds![at.now.minus(COUNTED)])?;
    let lately = sql.first::<(i64,)>("SELECT COUNT(*) FROM sign_in_link", &[])?.map_or(0, |(count,)| count);
    if lately >= MOST {
        return Err(Refusal::TooMany);
    }
    sql.run("UPDATE sign_in_link SET dead = 1 WHERE browser_hash = ?", binds![browser.hash()])?;
    let token = Token::draw(at.entropy);
    sql.run(
        "INSERT INTO sign_in_link (token_hash, browser_hash, asked_at, expires_at) VALUES (?, ?, ?, ?)",
        binds![token.hash(), browser.hash(), at.now, at.now.plus(LINK_LIVES)],
    )?;
    Ok(token)
}

/// Signs in with a link: it is used up, and a session starts in the browser that asked for it.
///
/// `device` is what the session is listed as: "Firefox, Windows".
pub fn redeem(sql: &impl Sql, at: At<'_>, token: &Token, browser: &Token, device: &str) -> Result<Fresh, Refusal> {
    let used = sql.first::<(Instant,)>(
        "UPDATE sign_in_link SET dead = 1 WHERE token_hash = ? AND browser_hash = ? AND dead = 0 AND expires_at > ? RETURNING asked_at",
        binds![token.hash(), browser.hash(), at.now],
    )?;
    used.ok_or(Refusal::LinkDead)?;
    session::start(sql, at, device)
}
