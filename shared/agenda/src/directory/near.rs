//! The vocabulary of the directory: which words begin as typed, and which are one slip of the finger away.
//!
//! Each word is kept with everything that is left of it when one letter is missing. Two words of which one can be made from the
//! other by one slip (a letter more, less, another, or two that changed places) have one of these in common, so a near word is
//! looked up and not searched for: it costs the same among a hundred words and a hundred thousand.

use std::collections::BTreeSet;

use guichet_kernel::{Sql, SqlError, Value, binds};

/// A slip in a shorter word makes another word.
const SHORTEST_TYPED: usize = 4;
/// A word to which a typed one may be near.
const SHORTEST_WORD: usize = 3;
/// The table of starts answers up to that many letters by itself.
const INDEXED_START: usize = 4;
/// Words that one start is taken for; where there are more, the full-text table looks them up itself.
const MOST_STARTED: usize = 64;

/// Some line more bears these words.
pub(super) fn learn(sql: &impl Sql, words: &BTreeSet<String>) -> Result<(), SqlError> {
    for word in words {
        let (bearers,) = sql
            .first::<(i64,)>(
                "INSERT INTO word (word, bearers) VALUES (?, 1) ON CONFLICT DO UPDATE SET bearers = bearers + 1 RETURNING bearers",
                binds![word],
            )?
            .ok_or(SqlError::Shape(0))?;
        if bearers == 1 && word.chars().count() >= SHORTEST_WORD {
            for slip in slips(word) {
                sql.run("INSERT INTO slip (slip, word) VALUES (?, ?) ON CONFLICT DO NOTHING", binds![slip, word])?;
            }
        }
    }
    Ok(())
}

/// A line less bears them.
pub(super) fn unlearn<'a>(sql: &impl Sql, words: impl Iterator<Item = &'a str>) -> Result<(), SqlError> {
    for word in words {
        sql.run("UPDATE word SET bearers = bearers - 1 WHERE word = ?", binds![word])?;
        let gone = sql.first::<(i64,)>("DELETE FROM word WHERE word = ? AND bearers < 1 RETURNING 1", binds![word])?;
        if gone.is_some() {
            for slip in slips(word) {
                sql.run("DELETE FROM slip WHERE slip = ? AND word = ?", binds![slip, word])?;
            }
        }
    }
    Ok(())
}

/// The word, and what is left of it when one letter is missing.
fn slips(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = |gone: usize| letters.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, letter)| letter).collect();
    (0..=letters.len()).map(without).collect()
}

/// The words that begin so; `None` where the full-text table should look by itself.
pub(super) fn started(sql: &impl Sql, start: &str) -> Result<Option<Vec<String>>, SqlError> {
    if start.chars().count() <= INDEXED_START {
        return Ok(None);
    }
    let end = format!("{start}\u{10ffff}");
    let most = i64::try_from(MOST_STARTED + 1).unwrap_or(i64::MAX);
    let rows = sql.rows::<(String,)>("SELECT word FROM word WHERE word >= ? AND word < ? LIMIT ?", binds![start, end, most])?;
    Ok((rows.len() <= MOST_STARTED).then(|| rows.into_iter().map(|(word,)| word).collect()))
}

/// The words that `typed` may be a slip of.
pub(super) fn near(sql: &impl Sql, typed: &str) -> Result<Vec<String>, SqlError> {
    if typed.chars().count() < SHORTEST_TYPED {
        return Ok(Vec::new());
    }
    let slips: Vec<Value> = slips(typed).into_iter().map(Value::from).collect();
    let any = vec!["?"; slips.len()].join(", ");
    let rows = sql.rows::<(String,)>(&format!("SELECT DISTINCT word FROM slip WHERE slip IN ({any}) LIMIT 200"), &slips)?;
    Ok(rows.into_iter().map(|(word,)| word).filter(|word| word != typed && strsim::osa_distance(word, typed) == 1).collect())
}
