//! Proof anew: before a sensitive act, a code sent to the address shows that whoever is signed in still reads its mail.

use std::fmt;

use chrono::TimeDelta;
use guichet_kernel::{At, Entropy, Instant, Sql, Value, binds, sql::FromValue};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{Refusal, SessionId, session};

/// How long a code can be typed.
pub const CODE_LIVES: TimeDelta = TimeDelta::minutes(10);
/// How long a proof holds.
pub const PROVEN_FOR: TimeDelta = TimeDelta::minutes(15);
/// How often a code may be mistyped: one guess in 200 000 is right.
const MOST_TRIES: i64 = 5;
/// How often codes may be mistyped in one session before it ends: whoever guesses is not its owner.
const MOST_WRONG: i64 = 20;
/// How soon another code may be asked for.
const ASKED_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How many codes a person is sent within [`COUNTED`], in all sessions together. One that was typed rightly counts no more, and
/// with it the session's earlier ones: whoever did so reads the mail that they ask for.
const MOST_CODES: i64 = 5;
const COUNTED: TimeDelta = TimeDelta::hours(1);

/// What a session's row counts, in one number of the store: thousands, tens and ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tally {
    /// The codes asked for, each within [`COUNTED`] of the one before, since one was typed rightly.
    asked: i64,
    /// How often a code was mistyped, in the whole session.
    wrong: i64,
    /// How often the code that now counts was.
    tries: i64,
}

impl FromValue for Tally {
    fn from_value(value: Value) -> Option<Self> {
        let number = i64::from_value(value)?;
        Some(Self { asked: number / 1_000, wrong: number / 10 % 100, tries: number % 10 })
    }
}

impl From<Tally> for Value {
    fn from(Tally { asked, wrong, tries }: Tally) -> Self {
        (asked * 1_000 + wrong * 10 + tries).into()
    }
}

/// Six digits. A secret: prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Draws a code, every one as likely as the next.
    fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        // 2⁶⁴ is so far above a million that the remainder's bias cannot be seen.
        Self(format!("{:06}", u64::from_le_bytes(bytes) % 1_000_000))
    }

    /// Reads what was typed; spaces between the digits go.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        (digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Self(digits))
    }

    /// The digits, for the e-mail only.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Salted with the session, so that the same code of another has another hash.
    fn hash(&self, session: &SessionId) -> Vec<u8> {
        Sha256::new().chain_update(b"guichet code ").chain_update(session.to_string()).chain_update(&self.0).finalize().to_vec()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// What became of an attempt to prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It is they; it holds for [`PROVEN_FOR`].
    Proven,
    /// The code is wrong; it may be tried again.
    Wrong,
    /// There is no code to compare with: none was asked for, its time is over, or it was mistyped too often.
    Dead,
}

/// Makes a code for the session; an earlier one no longer counts.
pub fn ask_code(sql: &impl Sql, at: At<'_>, session: &SessionId) -> Result<Code, Refusal> {
    let last = sql.first::<(Instant, Tally)>("SELECT asked_at, tries FROM step_up_code WHERE session_id = ?", binds![session])?;
    let lately =
        sql.first::<(i64,)>("SELECT COALESCE(SUM(tries / 1000), 0) FROM step_up_code WHERE asked_at > ?", binds![at.now.minus(COUNTED)])?;
    let too_soon = last.is_some_and(|(asked_at, _)| at.now < asked_at.plus(ASKED_EVERY));
    if too_soon || lately.is_some_and(|(count,)| count >= MOST_CODES) {
        return Err(Refusal::TooMany);
    }
    let asked = last.filter(|(asked_at, _)| at.now < asked_at.plus(COUNTED)).map_or(0, |(_, tally)| tally.asked) + 1;
    let tally = Tally { asked, wrong: last.map_or(0, |(_, tally)| tally.wrong), tries: 0 };
    let code = Code::draw(at.entropy);
    sql.run(
        "INSERT INTO step_up_code (session_id, code_hash, asked_at, expires_at, tries) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET code_hash = excluded.code_hash, asked_at = excluded.asked_at, expires_at = excluded.expires_at,
             tries = excluded.tries",
        binds![session, code.hash(session), at.now, at.now.plus(CODE_LIVES), tally],
    )?;
    Ok(code)
}

/// Compares a code. A wrong one is an answer, not an error: the try is counted, which an error would undo. After
/// `MOST_WRONG` the session has ended.
pub fn prove(sql: &impl Sql, session: &SessionId, code: &Code, now: Instant) -> Result<Proof, Refusal> {
    let row = sql.first::<(Vec<u8>, Tally)>(
        "SELECT code_hash, tries FROM step_up_code WHERE session_id = ? AND expires_at > ?",
        binds![session, now],
    )?;
    let Some((expected, tally)) = row.filter(|(_, tally)| tally.tries < MOST_TRIES) else { return Ok(Proof::Dead) };
    if !bool::from(expected.ct_eq(&code.hash(session))) {
        let tally = Tally { wrong: tally.wrong + 1, tries: tally.tries + 1, ..tally };
        sql.run("UPDATE step_up_code SET tries = ? WHERE session_id = ?", binds![tally, session])?;
        if tally.wrong >= MOST_WRONG {
            session::revoke(sql, session, now)?;
        }
        return Ok(Proof::Wrong);
    }
    // The code is used up; what it was asked at stays, so that codes cannot be asked for in a loop.
    let tally = Tally { asked: 0, ..tally };
    sql.run("UPDATE step_up_code SET expires_at = ?, tries = ? WHERE session_id = ?", binds![now, tally, session])?;
    note_proof(sql, session, now)?;
    Ok(Proof::Proven)
}

/// Notes that who the session belongs to has been proven anew, here by a code.
pub fn note_proof(sql: &impl Sql, session: &SessionId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE session SET proven_until = ? WHERE session_id = ? AND revoked_at IS NULL", binds![now.plus(PROVEN_FOR), session])?)
}

/// Whether the session has a proof that still holds.
pub fn is_proven(sql: &impl Sql, session: &SessionId, now: Instant) -> Result<bool, Refusal> {
    let row = sql
        .first::<(i64,)>("SELECT 1 FROM session WHERE session_id = ? AND revoked_at IS NULL AND proven_until > ?", binds![session, now])?;
    Ok(row.is_some())
}
