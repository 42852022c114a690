//! Finding practitioners in the public list.

use std::{fmt, str::FromStr};

use guichet_kernel::{Instant, LocationId, PracticeId, PractitionerId, Sql, SqlError, Value, binds};

use super::{
    Free,
    near::{near, started},
    words::{Any, typed, written},
};

/// What somebody looks for.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Looked for in names, professions, services, practices and towns; nothing: everybody.
    pub text: &'a str,
    /// Looked for in towns; nothing: everywhere.
    pub city: &'a str,
    /// Where a former page ended.
    pub after: Option<Place>,
    /// At most so many.
    pub most: usize,
}

/// Lines of the public list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Them, the likeliest first.
    pub lines: Vec<Line>,
    /// Where the page ended; none where nothing follows.
    pub after: Option<Place>,
    /// Whether nothing matched as typed, and these are near it.
    pub near: bool,
}

/// A practitioner in a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub practitioner: PractitionerId,
    /// Where.
    pub practice: PracticeId,
    /// The practitioner's card, as it came.
    pub practitioner_card: String,
    /// The practice's card, as it came.
    pub practice_card: String,
    /// When they can be seen next, if their agenda has said so.
    pub free: Option<Free>,
    number: i64,
}

/// Where a page ended: which way of matching, and which line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    how: How,
    number: i64,
}

/// How a line matches, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    /// It has each word whole.
    Whole,
    /// It has not, but a word that begins with each.
    Starts,
    /// Nothing matches as typed; it has words that are one slip away.
    Near,
}

/// The text is no place of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct NotAPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            How::Whole => 'w',
            How::Starts => 's',
            How::Near => 'n',
        };
        write!(f, "{how}{}", self.number)
    }
}

impl FromStr for Place {
    type Err = NotAPlace;
    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (how, number) = text.split_at_checked(1).ok_or(NotAPlace)?;
        let how = match how {
            "w" => How::Whole,
            "s" => How::Starts,
            "n" => How::Near,
            _ => return Err(NotAPlace),
        };
        let number = number.parse().ok().filter(|number| (0..=guichet_kernel::sql::LARGEST_INTEGER).contains(number));
        Ok(Self { how, number: number.ok_or(NotAPlace)? })
    }
}

/// The lines that have every word typed, those that have them whole before those where they only begin a word; each by name.
/// Where there is none, the lines that a slip of the finger away would have been found.
///
/// Accents and capitals do not matter. Whatever is typed, it is words: there is no syntax to get wrong. Pages follow each other
/// by the place where the former ended: a line is on one of them, and on one only.
pub fn search(sql: &impl Sql, query: Query<'_>) -> Result<Found, SqlError> {
    let nothing = Found { lines: Vec::new(), after: None, near: false };
    let (words, city) = (typed(query.text), typed(query.city));
    let no_word = |text: &str, words: &[String]| words.is_empty() && !text.trim().is_empty();
    if query.most == 0 || no_word(query.text, &words) || no_word(query.city, &city) {
        return Ok(nothing);
    }
    let from = query.after.map(|after| after.how);
    let mut page = Page { lines: Vec::new(), most: query.most, after: query.after };
    if words.is_empty() && city.is_empty() {
        page.take(sql, How::Whole, None)?;
        return Ok(page.found(false));
    }
    let whole = written(&exactly(&words), &exactly(&city));
    if from != Some(How::Near) {
        page.take(sql, How::Whole, whole.as_deref())?;
        if let Some(starts) = written(&begun(sql, &words)?, &begun(sql, &city)?) {
            let not_whole = whole.map_or_else(|| starts.clone(), |whole| format!("{starts} NOT {whole}"));
            page.take(sql, How::Starts, Some(&not_whole))?;
        }
        if from.is_some() || !page.lines.is_empty() {
            return Ok(page.found(false));
        }
    }
    let (words, city) = (slipped(sql, &words)?, slipped(sql, &city)?);
    let Some(near) = written(&words, &city) else { return Ok(nothing) };
    page.take(sql, How::Near, Some(&near))?;
    let near = !page.lines.is_empty();
    Ok(page.found(near))
}

fn exactly(words: &[String]) -> Vec<Any> {
    words.iter().map(|word| Any::word(word)).collect()
}

fn begun(sql: &impl Sql, words: &[String]) -> Result<Vec<Any>, SqlError> {
    let begun = |word: &String| {
        Ok(match started(sql, word)? {
            Some(words) => Any { start: None, words },
            None => Any { start: Some(word.clone()), words: Vec::new() },
        })
    };
    words.iter().map(begun).collect()
}

fn slipped(sql: &impl Sql, words: &[String]) -> Result<Vec<Any>, SqlError> {
    let mut any = begun(sql, words)?;
    for (any, word) in any.iter_mut().zip(words) {
        any.words.extend(near(sql, word)?);
    }
    Ok(any)
}

/// A page that fills, one way of matching after the other.
struct Page {
    lines: Vec<(How, Line)>,
    most: usize,
    after: Option<Place>,
}

impl Page {
    fn take(&mut self, sql: &impl Sql, how: How, matching: Option<&str>) -> Result<(), SqlError> {
        let after = match self.after {
            Some(place) if place.how > how => return Ok(()),
            Some(place) if place.how == how => place.number,
            _ => -1,
        };
        // One more than the page shows: whether anything follows.
        let wanted = (self.most + 1).saturating_sub(self.lines.len());
        if wanted > 0 {
            let limit = i64::try_from(wanted).unwrap_or(i64::MAX);
            let found = match matching {
                Some(matching) => lines(sql, LISTED_WORDS, binds![matching, after, limit])?,
                None => lines(sql, LISTED, binds![after, limit])?,
            };
            self.lines.extend(found.into_iter().map(|line| (how, line)));
        }
        Ok(())
    }

    fn found(mut self, near: bool) -> Found {
        let more = self.lines.len() > self.most;
        self.lines.truncate(self.most);
        let after = self.lines.last().filter(|_| more).map(|(how, line)| Place { how: *how, number: line.number });
        Found { lines: self.lines.into_iter().map(|(_, line)| line).collect(), after, near }
    }
}

const LISTED: &str = "SELECT number FROM listing WHERE number > ? ORDER BY number LIMIT ?";
const LISTED_WORDS: &str = "SELECT rowid AS number FROM listing_words WHERE listing_words MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?";
const LISTED_IN: &str = "SELECT number FROM listing WHERE practice_id = ? ORDER BY number LIMIT ?";

type Row =
    (i64, PracticeId, PractitionerId, String, String, Option<Instant>, Option<i64>, Option<i64>, Option<Instant>, Option<LocationId>);

/// The lines that `numbers` gives, in its order.
fn lines(sql: &impl Sql, numbers: &str, binds: &[Value]) -> Result<Vec<Line>, SqlError> {
    let statement = format!(
        "SELECT l.number, l.practice_id, l.practitioner_id, r.card, p.card, f.said_at, f.new_patients, f.online, f.starts_at, f.location_id
         FROM ({numbers}) n CROSS JOIN listing l ON l.number = n.number
         JOIN practitioner r ON r.practice_id = l.practice_id AND r.practitioner_id = l.practitioner_id
         JOIN practice p ON p.practice_id = l.practice_id
         LEFT JOIN free f ON f.practice_id = l.practice_id AND f.practitioner_id = l.practitioner_id
         WHERE p.card IS NOT NULL ORDER BY l.number"
    );
    let line =
        |(number, practice, practitioner, practitioner_card, practice_card, said_at, new_patients, online, starts_at, location): Row| {
            let next = starts_at.zip(location);
            let free = said_at.map(|said_at| Free { said_at, new_patients: new_patients != Some(0), online: online != Some(0), next });
            Line { practitioner, practice, practitioner_card, practice_card, free, number }
        };
    Ok(sql.rows::<Row>(&statement, binds)?.into_iter().map(line).collect())
}

/// The lines of one practice, by name.
pub fn lines_of(sql: &impl Sql, practice: PracticeId, most: u32) -> Result<Vec<Line>, SqlError> {
    lines(sql, LISTED_IN, binds![practice, i64::from(most)])
}
