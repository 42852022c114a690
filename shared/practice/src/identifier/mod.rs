//! The numbers by which health schemes know a patient: what is typed, kept, shown, and compared with the record.
//!
//! **Invariants**
//! - An identifier in hand is well formed, and its check digits fit wherever the rule for them is proven.
//! - Where a rule is doubtful, or a number disagrees with the record, there is a [`Warning`]: it never blocks. A payer
//!   answers in the end, a rule of ours does not.
//! - None of it prints itself.
//!
//! | number | check | how sure | when wrong |
//! | --- | --- | --- | --- |
//! | [`Niss`] | mod 97, a 2 in front for births from 2000 | law | refused |
//! | [`Nir`] | mod 97 | the health insurer's own validator, Insee | refused |
//! | [`OhipNumber`] | mod 10 | payer's specification | refused |
//! | [`PhnBc`] | mod 11 | the ministry's routine, vectors | refused |
//! | [`Nam`] | mod 10 over EBCDIC | a public institute's validator, vectors; not the payer's text | [`Warning::CheckDiffers`] |
//! | [`UliAb`] | mod 10, fifth digit | one source, vectors that leave two weights untried | [`Warning::CheckDiffers`] |

use std::ops::Range;

use chrono::Datelike;
use guichet_kernel::{BirthDate, Country, PersonName, Value, sql::FromValue};
use serde::{Deserialize, Serialize};

/// What every number has: `parse` in, its canonical text out, nothing in a log.
macro_rules! number {
    ($($name:ident),*) => {$(
        /// Personal: prints nothing of what it holds.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl $name {
            /// As kept and compared: no separators, upper case.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::identifier::IdentifierError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl From<&$name> for guichet_kernel::Value {
            fn from(number: &$name) -> Self {
                Self::Text(number.0.clone())
            }
        }

        impl guichet_kernel::sql::FromValue for $name {
            fn from_value(value: guichet_kernel::Value) -> Option<Self> {
                Self::parse(&String::from_value(value)?).ok()
            }
        }
    )*};
}

mod be;
mod ca;
mod fr;

pub use be::Niss;
pub use ca::{CardExpiry, Nam, OhipNumber, OhipVersion, PhnBc, UliAb};
pub use fr::Nir;

/// Why a text is not an identifier of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Nothing but separators.
    #[error("the number is missing")]
    Missing,
    /// A character that such a number does not have, or does not have there.
    #[error("the number has characters that such numbers do not have")]
    Characters,
    /// Too few or too many characters.
    #[error("the number has not the length of such numbers")]
    Length,
    /// The check digits do not fit the rest: something is mistyped.
    #[error("the number's check digits do not fit")]
    CheckDigit,
    /// A part is outside what is ever issued: a thirteenth month, a serial number of zeros.
    #[error("a part of the number is outside what is issued")]
    Part,
    /// The version code or the card's expiry is not one, or this kind has none.
    #[error("what goes with the number is not of its form")]
    Detail,
}

/// What deserves a second look. It never blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The check digit does not fit, by a rule that we are not sure of.
    CheckDiffers,
    /// It was typed without its check digits: nothing verifies it. The stored text has those that belong to it.
    CheckMissing,
    /// A part has a value that, as far as we know, is not issued.
    UnusualPart,
    /// The birth date that it encodes is not in the calendar.
    NoSuchDate,
    /// A number given while the person waits for the lasting one.
    Provisional,
    /// The record has another birth date.
    BirthDateDiffers,
    /// The record has another sex.
    SexDiffers,
    /// The record has other names.
    NamesDiffer,
}

/// The sex that a scheme records in a number. A record that does not say has no `Sex`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither, or another: an X on the papers. No number says so.
    Other,
}

impl Sex {
    /// The word in the store: `female`, `male`, `other`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }

    /// Odd numbers are men's, even numbers women's: so do [`Niss`] and [`Nir`] say it.
    const fn of_parity(number: u32) -> Self {
        if number.is_multiple_of(2) { Self::Female } else { Self::Male }
    }
}

impl From<Sex> for Value {
    fn from(sex: Sex) -> Self {
        sex.as_str().into()
    }
}

impl FromValue for Sex {
    fn from_value(value: Value) -> Option<Self> {
        let word = String::from_value(value)?;
        [Self::Female, Self::Male, Self::Other].into_iter().find(|sex| sex.as_str() == word)
    }
}

/// The names of a record, to compare with those in a number.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// Given name.
    pub given: &'a PersonName,
    /// Family name in use.
    pub family: &'a PersonName,
    /// Family name at birth, where it is another.
    pub birth: Option<&'a PersonName>,
}

/// Which scheme's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// Belgium's social security number, national register or BIS: [`Niss`].
    Niss,
    /// Québec's health insurance number: [`Nam`].
    Nam,
    /// Ontario's health number: [`OhipNumber`].
    Ohip,
    /// British Columbia's personal health number: [`PhnBc`].
    PhnBc,
    /// Alberta's unique lifetime identifier: [`UliAb`].
    UliAb,
    /// France's social security number: [`Nir`].
    Nir,
}

impl IdentifierKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Niss, Self::Nam, Self::Ohip, Self::PhnBc, Self::UliAb, Self::Nir];

    /// The word in the store and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Niss => "niss",
            Self::Nam => "nam",
            Self::Ohip => "ohip",
            Self::PhnBc => "phn_bc",
            Self::UliAb => "uli_ab",
            Self::Nir => "nir",
        }
    }

    /// Whose practices ask for it first.
    pub const fn country(self) -> Country {
        match self {
            Self::Niss => Country::Belgium,
            Self::Nam | Self::Ohip | Self::PhnBc | Self::UliAb => Country::Canada,
            Self::Nir => Country::France,
        }
    }
}

impl From<IdentifierKind> for Value {
    fn from(kind: IdentifierKind) -> Self {
        kind.as_str().into()
    }
}

impl FromValue for IdentifierKind {
    fn from_value(value: Value) -> Option<Self> {
        let word = String::from_value(value)?;
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One identifier of a patient.
///
/// A row keeps [`kind`](Self::kind), [`as_str`](Self::as_str) and [`detail`](Self::detail), and [`read`](Self::read) makes it
/// again. The first two say who it is; the detail belongs to the card, and changes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum Identifier {
    /// Belgium.
    Niss(Niss),
    /// Québec.
    Nam {
        /// The number.
        number: Nam,
        /// Until when the card is good, where it was noted.
        expires: Option<CardExpiry>,
    },
    /// Ontario.
    Ohip {
        /// The number.
        number: OhipNumber,
        /// The card's version; the oldest cards have none.
        version: Option<OhipVersion>,
    },
    /// British Columbia.
    PhnBc(PhnBc),
    /// Alberta.
    UliAb(UliAb),
    /// France.
    Nir(Nir),
}

/// An identifier as typed, once understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it is.
    pub identifier: Identifier,
    /// What deserves a second look in it.
    pub warnings: Vec<Warning>,
}

impl Identifier {
    /// Reads what was typed: spaces, dots, hyphens and slashes are dropped, letters become upper case.
    ///
    /// An Ontario number may have its version behind it, as on the card: `9876-543-217-AB`.
    pub fn parse(kind: IdentifierKind, text: &str) -> Result<Parsed, IdentifierError> {
        let text = compact(text);
        let (number, version) = match kind {
            IdentifierKind::Ohip => text.split_at_checked(OhipNumber::LENGTH).unwrap_or((&text, "")),
            _ => (text.as_str(), ""),
        };
        let identifier = Self::read(kind, number, (!version.is_empty()).then_some(version))?;
        let mut warnings = identifier.doubts();
        if kind == IdentifierKind::Nir && text.len() == Nir::WITHOUT_KEY {
            warnings.push(Warning::CheckMissing);
        }
        Ok(Parsed { identifier, warnings })
    }

    /// Puts a number and its detail together, as typed in two fields or as kept in a row.
    pub fn read(kind: IdentifierKind, number: &str, detail: Option<&str>) -> Result<Self, IdentifierError> {
        let identifier = match kind {
            IdentifierKind::Niss => Self::Niss(Niss::parse(number)?),
            IdentifierKind::Nam => {
                return Ok(Self::Nam { number: Nam::parse(number)?, expires: detail.map(CardExpiry::parse).transpose()? });
            }
            IdentifierKind::Ohip => {
                return Ok(Self::Ohip { number: OhipNumber::parse(number)?, version: detail.map(OhipVersion::parse).transpose()? });
            }
            IdentifierKind::PhnBc => Self::PhnBc(PhnBc::parse(number)?),
            IdentifierKind::UliAb => Self::UliAb(UliAb::parse(number)?),
            IdentifierKind::Nir => Self::Nir(Nir::parse(number)?),
        };
        if detail.is_some() { Err(IdentifierError::Detail) } else { Ok(identifier) }
    }

    /// Which scheme's.
    pub const fn kind(&self) -> IdentifierKind {
        match self {
            Self::Niss(_) => IdentifierKind::Niss,
            Self::Nam { .. } => IdentifierKind::Nam,
            Self::Ohip { .. } => IdentifierKind::Ohip,
            Self::PhnBc(_) => IdentifierKind::PhnBc,
            Self::UliAb(_) => IdentifierKind::UliAb,
            Self::Nir(_) => IdentifierKind::Nir,
        }
    }

    /// The number as kept and compared, without its detail: the same person's on every card.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Niss(number) => number.as_str(),
            Self::Nam { number, .. } => number.as_str(),
            Self::Ohip { number, .. } => number.as_str(),
            Self::PhnBc(number) => number.as_str(),
            Self::UliAb(number) => number.as_str(),
            Self::Nir(number) => number.as_str(),
        }
    }

    /// What belongs to the card: Ontario's version, Québec's expiry as `2027-03`.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Nam { expires, .. } => expires.as_ref().map(CardExpiry::as_str),
            Self::Ohip { version, .. } => version.as_ref().map(OhipVersion::as_str),
            Self::Niss(_) | Self::PhnBc(_) | Self::UliAb(_) | Self::Nir(_) => None,
        }
    }

    /// As its country writes it. An Ontario number has its version behind it; a card's expiry is shown on its own.
    pub fn shown(&self) -> String {
        match self {
            Self::Niss(number) => number.shown(),
            Self::Nam { number, .. } => number.shown(),
            Self::Ohip { number, version: None } => number.shown(),
            Self::Ohip { number, version: Some(version) } => format!("{}-{}", number.shown(), version.as_str()),
            Self::PhnBc(number) => number.shown(),
            Self::UliAb(number) => number.shown(),
            Self::Nir(number) => number.shown(),
        }
    }

    /// What deserves a second look in the number itself.
    pub fn doubts(&self) -> Vec<Warning> {
        match self {
            Self::Niss(number) => number.doubts(),
            Self::Nam { number, .. } => number.doubts(),
            Self::Ohip { number, .. } => number.doubts(),
            Self::PhnBc(_) => Vec::new(),
            Self::UliAb(number) => number.doubts(),
            Self::Nir(number) => number.doubts(),
        }
    }

    /// What the number says otherwise than the record. What either does not say is not compared.
    pub fn agrees_with(&self, birth_date: Option<BirthDate>, sex: Option<Sex>, names: Names<'_>) -> Vec<Warning> {
        let clues = match self {
            Self::Niss(number) => number.clues(),
            Self::Nam { number, .. } => number.clues(),
            Self::Nir(number) => number.clues(),
            Self::Ohip { .. } | Self::PhnBc(_) | Self::UliAb(_) => Clues::default(),
        };
        let mut warnings = Vec::new();
        if birth_date.is_some_and(|date| clues.contradict(date)) {
            warnings.push(Warning::BirthDateDiffers);
        }
        if sex.zip(clues.sex).is_some_and(|(recorded, coded)| recorded != Sex::Other && recorded != coded) {
            warnings.push(Warning::SexDiffers);
        }
        if let Self::Nam { number, .. } = self
            && !number.may_belong_to(names)
        {
            warnings.push(Warning::NamesDiffer);
        }
        warnings
    }
}

/// An identifier as JSON: `{"kind": "ohip", "number": "9876543217", "detail": "AB"}`.
#[derive(Serialize, Deserialize)]
struct Wire {
    kind: IdentifierKind,
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl TryFrom<Wire> for Identifier {
    type Error = IdentifierError;
    fn try_from(wire: Wire) -> Result<Self, IdentifierError> {
        Self::read(wire.kind, &wire.number, wire.detail.as_deref())
    }
}

impl From<Identifier> for Wire {
    fn from(identifier: Identifier) -> Self {
        Self { kind: identifier.kind(), number: identifier.as_str().to_owned(), detail: identifier.detail().map(str::to_owned) }
    }
}

/// What a number says of its bearer; `None` is what it does not say.
#[derive(Default)]
struct Clues {
    /// The year without its last two digits: 19, 20.
    century: Option<u32>,
    /// The year's last two digits.
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    sex: Option<Sex>,
}

impl Clues {
    fn contradict(&self, birth: BirthDate) -> bool {
        let date = birth.date();
        let year = date.year().unsigned_abs();
        let pairs = [(self.century, year / 100), (self.year, year % 100), (self.month, date.month()), (self.day, date.day())];
        pairs.into_iter().any(|(coded, recorded)| coded.is_some_and(|coded| coded != recorded))
    }
}

/// What was typed, without the separators that people and cards put in, in upper case.
fn compact(text: &str) -> String {
    // Soft hyphen, the hyphens and dashes, the middle dot, and what copying from a page brings along unseen.
    let separator = |c: char| {
        c.is_whitespace() || matches!(c, '.' | '-' | '/' | '·' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{2060}')
    };
    text.chars().filter(|c| !separator(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

/// Refuses a compact text unless it has one of `lengths`, and at each place a character that `fits` there.
fn shape(text: &str, lengths: &[usize], fits: impl Fn(usize, u8) -> bool) -> Result<(), IdentifierError> {
    if text.is_empty() {
        return Err(IdentifierError::Missing);
    }
    if !text.bytes().all(|c| c.is_ascii_alphanumeric()) {
        return Err(IdentifierError::Characters);
    }
    if !lengths.contains(&text.len()) {
        return Err(IdentifierError::Length);
    }
    if text.bytes().enumerate().all(|(place, c)| fits(place, c)) { Ok(()) } else { Err(IdentifierError::Characters) }
}

/// The number that the digits at `range` write; callers have seen that they are digits, so 0 stands for nothing.
fn part(text: &str, range: Range<usize>) -> u32 {
    text.get(range).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Luhn's check digit over `digits`, of which those at `doubled` places (0 even, 1 odd, counted from 0) count twice.
fn luhn(digits: impl Iterator<Item = u32>, doubled: usize) -> u32 {
    let folded = |(place, digit): (usize, u32)| match digit * 2 {
        _ if place % 2 != doubled => digit,
        twice @ 10.. => twice - 9,
        twice => twice,
    };
    (10 - digits.enumerate().map(folded).sum::<u32>() % 10) % 10
}

/// Writes `text` into a pattern whose every `#` takes its next character.
fn grouped(text: &str, pattern: &str) -> String {
    let mut rest = text.chars();
    pattern.chars().filter_map(|p| if p == '#' { rest.next() } else { Some(p) }).collect()
}

/// Whether the day is in the calendar.
fn is_date(year: u32, month: u32, day: u32) -> bool {
    i32::try_from(year).is_ok_and(|year| chrono::NaiveDate::from_ymd_opt(year, month, day).is_some())
}

#[cfg(test)]
mod tests;
