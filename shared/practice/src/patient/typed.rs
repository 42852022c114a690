//! What a patient is found by: names without accents, digits of telephones, birth dates as people type them.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
pub(super) use guichet_kernel::text::fold;
use guichet_kernel::{BirthDate, DialNumber};

use super::record::Patient;

/// More words than that are not looked at: nobody has so many names.
const MOST_WORDS: usize = 8;
/// Nor more letters of one.
const LONGEST_WORD: usize = 40;
/// How much of what was typed is looked at, in characters.
const LONGEST_TEXT: usize = 200;

/// The words of a text that is folded.
fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Letters and digits only: `Jean-Baptiste`, `jean baptiste` and `JeanBaptiste` are one.
pub(super) fn compact(text: &str) -> String {
    words_of(&fold(text)).collect()
}

/// What the full-text table holds of a record.
pub(super) fn indexed(record: &Patient) -> String {
    let names = [Some(&record.given_name), Some(&record.family_name), record.birth_name.as_ref(), record.known_as.as_ref()];
    let mut all = BTreeSet::new();
    for name in names.into_iter().flatten() {
        for part in name.as_str().split_whitespace() {
            // `Petit-D’Arc` is found as petit, d, arc, darc and petitdarc.
            let folded = fold(part);
            all.extend(words_of(&folded).map(str::to_owned));
            all.extend(folded.split('-').map(|half| words_of(half).collect()));
            all.insert(words_of(&folded).collect());
        }
    }
    for telephone in &record.telephones {
        all.extend(telephone_words(&telephone.telephone.dial));
    }
    all.extend(record.birth_date.into_iter().flat_map(birth_words));
    all.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A number with its country's code, and without: codes have one to three digits.
fn telephone_words(dial: &DialNumber) -> impl Iterator<Item = String> {
    let digits = dial.as_str().trim_start_matches('+').to_owned();
    (0..=3).filter_map(move |code| digits.get(code..).map(str::to_owned))
}

fn birth_words(date: BirthDate) -> [String; 2] {
    let date = date.date();
    [date.format("%Y%m%d").to_string(), date.format("%d%m%Y").to_string()]
}

/// What is asked of the full-text table. Nothing typed gets into it but letters and digits between quotes, so that no
/// operator can.
pub(super) struct Query {
    /// Every word starts one of the record's.
    pub(super) starts: String,
    /// Every word is one of the record's.
    pub(super) whole: String,
}

/// Reads what was typed; `None` while it is too little to search by.
pub(super) fn query(text: &str) -> Option<Query> {
    let text: String = text.chars().take(LONGEST_TEXT).collect();
    let mut terms: Vec<BTreeSet<String>> = Vec::new();
    let mut digits: Vec<&str> = Vec::new();
    for piece in text.split_whitespace().take(4 * MOST_WORDS) {
        if !is_numeric(piece) {
            terms.extend(numbers(&std::mem::take(&mut digits)));
            terms.extend(words_of(&fold(piece)).map(|word| BTreeSet::from([word.chars().take(LONGEST_WORD).collect()])));
        } else if is_date(piece) {
            terms.extend(numbers(&std::mem::take(&mut digits)));
            terms.extend(numbers(&[piece]));
        } else {
            digits.push(piece);
        }
    }
    terms.extend(numbers(&digits));
    terms.truncate(MOST_WORDS);
    terms.dedup();
    // One letter is half of the patients; but one ideogram is a name.
    let enough = |term: &BTreeSet<String>| term.iter().any(|word| word.chars().count() >= 2 || word.chars().any(|c| c >= '\u{2e80}'));
    if !terms.iter().any(enough) {
        return None;
    }
    let written = |star: &str| {
        let term =
            |any: &BTreeSet<String>| format!("({})", any.iter().map(|word| format!("\"{word}\"{star}")).collect::<Vec<_>>().join(" OR "));
        terms.iter().map(term).collect::<Vec<_>>().join(" AND ")
    };
    Some(Query { starts: written(" *"), whole: written("") })
}

fn is_numeric(piece: &str) -> bool {
    piece.chars().any(|c| c.is_ascii_digit()) && piece.chars().all(|c| c.is_ascii_digit() || "+-./()".contains(c))
}

/// Groups of digits with the marks between them gone.
fn groups(piece: &str) -> Vec<&str> {
    piece.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect()
}

/// Whether a piece is a whole date, which the digits beside it do not belong to.
fn is_date(piece: &str) -> bool {
    let number = |text: &str| text.parse::<u32>().ok();
    let parts = match groups(piece).as_slice() {
        [year @ .., month, day] if matches!(year, [y] if y.len() == 4) => {
            (year.first().copied().and_then(number), number(month), number(day))
        }
        [day, month, year] if year.len() == 4 => (number(year), number(month), number(day)),
        [eight] if eight.len() == 8 => (eight.get(4..).and_then(number), eight.get(2..4).and_then(number), eight.get(..2).and_then(number)),
        _ => return false,
    };
    let (Some(year), Some(month), Some(day)) = parts else { return false };
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.is_some_and(|date| (1900..2200).contains(&date.year()))
}

/// The ways in which digits that belong together may stand in the table: the start of a telephone number, or of a date.
fn numbers(pieces: &[&str]) -> Option<BTreeSet<String>> {
    let typed = pieces.concat();
    let mut any = BTreeSet::new();
    // `+32 (0)470` has a zero that nobody dials.
    let digits: String = groups(&typed.replace("(0)", "")).concat();
    any.insert(digits.trim_start_matches('0').to_owned());
    any.insert(digits);
    // `1/4/1990` is 01/04/1990; the last group may still be growing.
    if let [before @ .., last] = groups(&typed).as_slice()
        && !before.is_empty()
        && before.iter().all(|group| group.len() <= 2 || group.len() == 4)
    {
        let last = if before.len() == 2 && before.first().is_some_and(|year| year.len() == 4) {
            format!("{last:0>2}")
        } else {
            (*last).to_owned()
        };
        any.insert(before.iter().map(|group| format!("{group:0>2}")).chain([last]).collect());
    }
    let any: BTreeSet<String> =
        any.into_iter().filter(|word| !word.is_empty()).map(|word| word.chars().take(LONGEST_WORD).collect()).collect();
    (!any.is_empty()).then_some(any)
}
