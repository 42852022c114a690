//! What patients are called and reached by: words that nobody else has, so that whatever is left of somebody can be found.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use guichet_contracts::command::patient::PatientDetails;
use guichet_kernel::Person;
use serde_json::{Value, json};

use crate::{Violation, provider::REFUSED_DOMAIN};

/// Words of which every patient's data has one, however it is written: none may be found in an Agenda or a Mailroom, nor in
/// a trail.
pub(crate) const PERSONAL: [&str; 5] = ["oéline", "oeline", "arqueuse", "courrier.example", REFUSED_DOMAIN];
/// How many first bytes a word is looked up by.
const START: usize = 8;

/// Everything that person number `number` would type.
pub(crate) struct Words {
    /// Family name, which no other person has.
    pub(crate) family_name: String,
    /// E-mail address: every one in twenty is refused by the provider.
    pub(crate) email: String,
    /// Telephone.
    pub(crate) telephone: String,
    /// Birth date.
    pub(crate) birth_date: NaiveDate,
    /// A number of the French scheme, without its key.
    pub(crate) nir: String,
    secret: String,
}

/// A number's digest, by SplitMix64: as good as drawn, and the same each time.
fn digest(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Words {
    /// Of person number `number`.
    pub(crate) fn of(number: u64) -> Self {
        let digest = digest(number);
        let letters =
            |shift: u32| (0..8).map(move |place| char::from(b'a' + u8::try_from(digest >> (shift + 4 * place) & 15).unwrap_or(0)));
        let secret: String = letters(0).collect();
        let domain = if number % 20 == 19 { REFUSED_DOMAIN } else { "courrier.example" };
        Self {
            family_name: format!("Marqueuse wq{secret}"),
            email: format!("zoeline.wq{secret}@{domain}"),
            telephone: format!("+336{:08}", digest % 100_000_000),
            birth_date: NaiveDate::from_ymd_opt(1913, 7, 9)
                .and_then(|first| first.checked_add_days(Days::new(number % 36_000)))
                .unwrap_or_default(),
            nir: format!("2130775{:06}", digest % 1_000_000),
            secret,
        }
    }

    /// What they would type into the public form. Whoever is visited at home says where (A1); of others, the Agenda forgets it.
    pub(crate) fn person(number: u64) -> Result<Person, Violation> {
        let words = Self::of(number);
        Ok(serde_json::from_value(json!({
            "given_name": "Zoéline", "family_name": words.family_name, "birth_date": words.birth_date, "email": words.email,
            "address": {"lines": [format!("1 rue {}", words.secret)], "city": "Lyon"},
        }))?)
    }

    /// Whether staff would type no address of theirs: not everybody has one (A4).
    pub(crate) const fn has_no_address(number: u64) -> bool {
        number % 7 == 3
    }

    /// What staff would type of them.
    pub(crate) fn details(number: u64) -> Result<PatientDetails, Violation> {
        let words = Self::of(number);
        let email = if Self::has_no_address(number) { Value::Null } else { json!(words.email) };
        Ok(serde_json::from_value(json!({
            "given_name": "Zoéline", "family_name": words.family_name, "birth_date": words.birth_date, "email": email,
            "telephones": [{"of": "mobile", "number": words.telephone}],
            "address": {"lines": [format!("1 rue {}", words.secret)], "city": "Lyon"},
        }))?)
    }
}

/// Searches bytes for the words of some persons.
pub(crate) struct Search {
    words: HashMap<[u8; START], Vec<(Vec<u8>, u64)>>,
    /// By a digest of its first bytes, whether there is such a word at all: most of what is searched stops here.
    likely: Vec<bool>,
}

fn slot(window: [u8; START]) -> usize {
    usize::try_from(u64::from_le_bytes(window).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48).unwrap_or(0)
}

impl Search {
    /// For the words of these persons.
    pub(crate) fn of(numbers: &BTreeSet<u64>) -> Self {
        let mut search = Self { words: HashMap::new(), likely: vec![false; 1 << 16] };
        for number in numbers {
            let Words { telephone, birth_date, nir, secret, .. } = Words::of(*number);
            let dialled = telephone.trim_start_matches('+').to_owned();
            let [dashed, reversed, plain] = ["%Y-%m-%d", "%d%m%Y", "%Y%m%d"].map(|format| birth_date.format(format).to_string());
            for word in [secret, dialled.trim_start_matches("33").to_owned(), dialled, dashed, reversed, plain, nir] {
                let word = word.into_bytes();
                if let Some(start) = word.first_chunk::<START>() {
                    if let Some(likely) = search.likely.get_mut(slot(*start)) {
                        *likely = true;
                    }
                    search.words.entry(*start).or_default().push((word, *number));
                }
            }
        }
        search
    }

    /// Whose words are found first, if anybody's are. Digits count only where they stand alone: an id has many.
    pub(crate) fn first(&self, bytes: &[u8]) -> Option<u64> {
        let alone = |from: usize, to: usize| {
            let beside = [from.checked_sub(1).and_then(|before| bytes.get(before)), bytes.get(to)];
            beside.into_iter().flatten().all(|byte| !byte.is_ascii_alphanumeric())
        };
        bytes.array_windows::<START>().enumerate().find_map(|(from, window)| {
            self.likely.get(slot(*window)).filter(|likely| **likely)?;
            let some = self.words.get(window)?;
            let fits = |word: &[u8]| {
                let letters = word.first().is_some_and(u8::is_ascii_lowercase);
                bytes.get(from..).is_some_and(|rest| rest.starts_with(word)) && (letters || alone(from, from + word.len()))
            };
            some.iter().find(|(word, _)| fits(word)).map(|(_, number)| *number)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_person_typed_is_found_and_nobody_elses() {
        let search = Search::of(&[7].into());
        for (number, found) in [(7, Some(7)), (8, None)] {
            let Words { family_name, email, telephone, birth_date, nir, .. } = Words::of(number);
            for text in [&family_name, &email, &telephone, &format!("né le {birth_date}."), &format!("({nir})")] {
                assert_eq!(search.first(text.as_bytes()), found, "{text}");
            }
            assert!(Words::person(number).is_ok() && Words::details(number).is_ok());
        }
    }

    #[test]
    fn digits_of_an_id_are_no_birth_date() {
        let plain = Words::of(7).birth_date.format("%Y%m%d").to_string();
        let search = Search::of(&[7].into());
        assert_eq!(search.first(format!("a {plain} b").as_bytes()), Some(7));
        assert_eq!(search.first(format!("pat_0192{plain}ab").as_bytes()), None);
    }
}
