//! France.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Clues, IdentifierError, Sex, Warning, compact, grouped, part, shape};

/// NIR, the social security number: 13 characters and a key of 2 digits. `S YY MM DDCCC NNN KK`.
///
/// **Source**
/// - Composition: decree 82-103 of 22 January 1982, art. 4; Insee, `xml.insee.fr/schema/nir.html` §3.
/// - First digit, months, key, Corsica: the health insurer's own validator, `assurance-maladie-digital/nir-validation`
///   v2.0.0 (`NirValidator`, `NirKey`, `NnpValidator`, `MigValidator`): sex 1 or 2; month 01 to 12, or 20 to 99 for who has
///   no complete birth certificate; key = 97 − (the 13 digits mod 97), with 2A read as 19 and 2B as 18.
/// - Places: service-public.fr F33078: 97 and 98 overseas, 99 abroad, 91 to 96 also Algeria, Morocco and Tunisia before
///   independence. The list of communes is not checked.
/// - Months 31 to 42 (January to December, certificate incomplete): two public validators (`itou`'s `NIR`, and
///   `stef38-code/projet`). First digit 3 or 4, with the rest as in a NIR: `itou` alone; that it marks the waiting number
///   (NIA, since 2016) is from memory.
/// - First digit 7 or 8 (provisional, NNP, gone since the end of 2022), 5 or 6 (family of a passing migrant): the insurer's
///   validators; the next digit is 1 or 2 (0 before 2012), then the fund and its own serial. So they say a sex, not a date.
///
/// **Sure**: the key; a wrong one is refused, and so every single wrong digit. The insurer takes 13 characters too: the key
/// is then added, with [`Warning::CheckMissing`].
///
/// **Less sure**, hence only [`Warning::UnusualPart`]: months 43 to 49, department 00, commune or serial 000, an NNP's
/// second digit over 2.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nir(String);

number!(Nir);

impl Nir {
    /// Characters without the key.
    pub(super) const WITHOUT_KEY: usize = 13;

    /// Reads a number as typed: `2 95 10 99 126 111 93`, `186022a21532523`; without its key it gets the one that fits.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let mut text = compact(text);
        let corsican = text.get(5..7).is_some_and(|place| matches!(place, "2A" | "2B"));
        shape(&text, &[Self::WITHOUT_KEY, 15], |place, c| c.is_ascii_digit() || (place == 6 && corsican))?;
        let key = key(&text);
        if text.len() == Self::WITHOUT_KEY {
            text = format!("{text}{key:02}");
        } else if u64::from(part(&text, 13..15)) != key {
            return Err(IdentifierError::CheckDigit);
        }
        let number = Self(text);
        let fits = match number.register() {
            1..=4 => matches!(number.coded_month(), 1..=12 | 20..=99),
            5..=8 => !corsican,
            _ => false,
        };
        if fits { Ok(number) } else { Err(IdentifierError::Part) }
    }

    /// As on the Vitale card: `2 95 10 99 126 111 93`.
    pub fn shown(&self) -> String {
        grouped(&self.0, "# ## ## ## ### ### ##")
    }

    pub(super) fn doubts(&self) -> Vec<Warning> {
        let zeros = |range: Range<usize>| self.0.get(range).is_some_and(|part| part.bytes().all(|c| c == b'0'));
        let unusual = match self.register() {
            1..=4 => matches!(self.coded_month(), 43..=49) || zeros(5..7) || zeros(7..10) || zeros(10..13),
            _ => part(&self.0, 1..2) > 2,
        };
        let found = [(self.register() > 2, Warning::Provisional), (unusual, Warning::UnusualPart)];
        found.into_iter().filter_map(|(there, warning)| there.then_some(warning)).collect()
    }

    pub(super) fn clues(&self) -> Clues {
        let sex = Some(Sex::of_parity(self.register()));
        if self.register() > 4 {
            return Clues { sex, ..Clues::default() };
        }
        let month = match self.coded_month() {
            month @ 1..=12 => Some(month),
            month @ 31..=42 => Some(month - 30),
            _ => None,
        };
        Clues { year: Some(part(&self.0, 1..3)), month, sex, ..Clues::default() }
    }

    /// The first digit: which list, and which sex.
    fn register(&self) -> u32 {
        part(&self.0, 0..1)
    }

    fn coded_month(&self) -> u32 {
        part(&self.0, 3..5)
    }
}

/// The key of a compact number that has the shape of one.
fn key(text: &str) -> u64 {
    let body: String = text.chars().take(Nir::WITHOUT_KEY).collect();
    97 - body.replace("2A", "19").replace("2B", "18").parse::<u64>().unwrap_or(0) % 97
}
