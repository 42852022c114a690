//! Finding patients while somebody types.

use guichet_kernel::{Sql, binds};

use super::{
    Refusal,
    record::{COLUMNS, Patient},
    typed::{self, Query},
};

/// A search gives no more than that: whoever wants fewer types on.
pub const MOST_FOUND: u8 = 50;

/// The patients in whose names, telephone numbers or birth date every word of `text` starts a word, at most `most`.
///
/// Accents and capitals do not matter, nor do the marks within a number or a date. Those who have every word whole come
/// first, then the latest entered: the table gives that order without sorting, so it is left as soon as there are enough.
/// Nothing is found before two letters are typed. Whatever is typed, it is words: there is no syntax to get wrong.
pub fn search(sql: &impl Sql, text: &str, most: u8) -> Result<Vec<Patient>, Refusal> {
    let most = usize::from(most.min(MOST_FOUND));
    let Some(Query { starts, whole }) = typed::query(text) else { return Ok(Vec::new()) };
    let mut found = matching(sql, &whole, most)?;
    if found.len() < most {
        // As many again: those who were found already are among them.
        let more = matching(sql, &starts, most + found.len())?;
        let new: Vec<Patient> = more.into_iter().filter(|patient| found.iter().all(|known| known.id != patient.id)).collect();
        found.extend(new);
        found.truncate(most);
    }
    Ok(found)
}

fn matching(sql: &impl Sql, query: &str, most: usize) -> Result<Vec<Patient>, Refusal> {
    let statement = format!(
        "SELECT {COLUMNS} FROM (SELECT rowid AS number FROM patient_words WHERE patient_words MATCH ? ORDER BY rowid DESC LIMIT ?) w
         JOIN patient_record p ON p.number = w.number ORDER BY p.number DESC"
    );
    Ok(sql.rows(&statement, binds![query, i64::try_from(most).unwrap_or(0)])?)
}
