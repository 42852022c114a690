//! Canada: one number per province.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{Clues, IdentifierError, Names, Sex, Warning, compact, grouped, is_date, luhn, part, shape};

/// NAM, Québec's health insurance number. 12 characters: `NNNP YYMM DDSV`.
///
/// Three letters of the family name at birth and one of the usual given name; year, month (+ 50 for a woman) and day of
/// birth; a character that tells namesakes apart; a check digit.
///
/// **Source**
/// - Form and check: `claims-canada.md` §5.
/// - Confirmed here by `utilitaire-nam` of the Institut national de santé publique du Québec (mirror
///   `Justice-Alliance/utilitaire-nam` @d5f7b76, `NumeroAssuranceMaladieQuebecValideSpecification`, steps A to F), by a C♯
///   namesake with 66 listed numbers (index id 4555206802), and by `petalmd/health_card`, whose 22 men's numbers all fit; its
///   2 women's do not: its code looks for the 50 in the wrong place.
/// - The name at birth and the usual given name: Règlement A-29, r. 7.2, s. 8. Short names filled with X: `health_card` and
///   the C♯ one. SAINT… and STE as ST: the latter alone, so both ways are taken.
///
/// **Sure**: the form. **Not sure**: the check, which no text of the payer's that we have states, and made-up numbers mostly
/// fail; the distinguishing character's letters (neither 0, I nor O in `utilitaire-nam`). So they warn.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nam(String);

number!(Nam, CardExpiry, OhipNumber, OhipVersion, PhnBc, UliAb);

impl Nam {
    /// Reads a number as typed: `TREM 0412 1925`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        shape(&text, &[12], |place, c| match place {
            0..=3 => c.is_ascii_alphabetic(),
            10 => true,
            _ => c.is_ascii_digit(),
        })?;
        let number = Self(text);
        let fits = matches!(number.coded_month(), 1..=12 | 51..=62) && matches!(number.day(), 1..=31);
        if fits { Ok(number) } else { Err(IdentifierError::Part) }
    }

    /// As on the card: `TREM 0412 1925`.
    pub fn shown(&self) -> String {
        grouped(&self.0, "#### #### ####")
    }

    pub(super) fn doubts(&self) -> Vec<Warning> {
        let (year, month) = (part(&self.0, 4..6), self.coded_month() % 50);
        let centuries = self.century().map_or(vec![19, 20], |century| vec![century]);
        let found = [
            (self.century().is_none(), Warning::CheckDiffers),
            (!centuries.into_iter().any(|century| is_date(century * 100 + year, month, self.day())), Warning::NoSuchDate),
            (matches!(self.0.as_bytes().get(10), Some(b'0' | b'I' | b'O')), Warning::UnusualPart),
        ];
        found.into_iter().filter_map(|(there, warning)| there.then_some(warning)).collect()
    }

    pub(super) fn clues(&self) -> Clues {
        let month = self.coded_month();
        Clues {
            century: self.century(),
            year: Some(part(&self.0, 4..6)),
            month: Some(month % 50),
            day: Some(self.day()),
            sex: Some(if month > 50 { Sex::Female } else { Sex::Male }),
        }
    }

    /// Whether the letters can come from these names; so they can from a name that we do not know how to fold.
    pub(super) fn may_belong_to(&self, names: Names<'_>) -> bool {
        let initial = self.0.get(3..4).unwrap_or_default();
        // A record may hold all given names; the card has the usual one, whichever it is.
        let given = names.given.as_str().split_whitespace().any(|name| letters(name).is_none_or(|name| name.starts_with(initial)));
        let family = names.birth.into_iter().chain([names.family]).any(|name| {
            let words = name.as_str().split([' ', '-']).map(letters).collect::<Option<Vec<_>>>();
            words.is_none_or(|words| {
                let saint = |word: &String| match word.as_str() {
                    "SAINT" | "SAINTE" | "SAINTS" | "SAINTES" | "STE" => "ST".to_owned(),
                    _ => word.clone(),
                };
                [words.concat(), words.iter().map(saint).collect()].iter().any(|name| self.0.get(..3) == Some(&*prefix(name)))
            })
        });
        given && family
    }

    /// 19 or 20: the one for which the check fits. They always differ by 2, so it is never both.
    fn century(&self) -> Option<u32> {
        let check = part(&self.0, 11..12);
        [19, 20].into_iter().find(|century| self.check(*century) == check)
    }

    /// Letters, whole year, sex, true month, day, distinguishing character; their EBCDIC codes weighted, mod 10.
    fn check(&self, century: u32) -> u32 {
        const WEIGHTS: [u32; 14] = [1, 3, 7, 9, 1, 7, 1, 3, 4, 5, 7, 6, 9, 1];
        let piece = |range| self.0.get(range).unwrap_or_default();
        let month = self.coded_month();
        let sex = if month > 50 { 'F' } else { 'M' };
        let spelled = format!("{}{century:02}{}{sex}{:02}{}", piece(0..4), piece(4..6), month % 50, piece(8..11));
        spelled.bytes().zip(WEIGHTS).map(|(c, weight)| ebcdic(c) * weight).sum::<u32>() % 10
    }

    fn coded_month(&self) -> u32 {
        part(&self.0, 6..8)
    }

    fn day(&self) -> u32 {
        part(&self.0, 8..10)
    }
}

/// The EBCDIC code of an upper-case letter or a digit: three runs of letters with gaps, then the digits.
fn ebcdic(c: u8) -> u32 {
    let c = u32::from(c);
    match c {
        0x41..=0x49 => c - 0x41 + 0xC1,
        0x4A..=0x52 => c - 0x4A + 0xD1,
        0x53..=0x5A => c - 0x53 + 0xE2,
        _ => c - 0x30 + 0xF0,
    }
}

/// The first three letters, filled with X.
fn prefix(name: &str) -> String {
    name.chars().chain("XXX".chars()).take(3).collect()
}

/// A name's letters without accents, in upper case, and nothing else; `None` where one has no Latin base that we know.
fn letters(name: &str) -> Option<String> {
    const FOLDS: [(&str, &str); 23] = [
        ("A", "ÀÁÂÃÄÅĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ"),
        ("C", "ÇĆĈĊČ"),
        ("D", "ĎĐÐ"),
        ("E", "ÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"),
        ("G", "ĜĞĠĢ"),
        ("H", "ĤĦ"),
        ("I", "ÌÍÎÏĨĪĬĮİǏỈỊ"),
        ("J", "Ĵ"),
        ("K", "Ķ"),
        ("L", "ĹĻĽĿŁ"),
        ("N", "ÑŃŅŇ"),
        ("O", "ÒÓÔÕÖØŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ"),
        ("R", "ŔŖŘ"),
        ("S", "ŚŜŞŠȘ"),
        ("T", "ŢŤŦȚ"),
        ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓỤỦỨỪỬỮỰ"),
        ("W", "ŴẀẂẄ"),
        ("Y", "ÝŶŸỲỴỶỸ"),
        ("Z", "ŹŻŽ"),
        ("AE", "Æ"),
        ("OE", "Œ"),
        ("TH", "Þ"),
        ("SS", "ẞ"),
    ];
    let mut folded = String::new();
    // Apostrophes, and accents that stand as characters of their own, are not letters and go.
    for c in name.chars().flat_map(char::to_uppercase).filter(|c| c.is_alphabetic()) {
        if c.is_ascii_alphabetic() {
            folded.push(c);
        } else {
            folded.push_str(FOLDS.iter().find(|(_, accented)| accented.contains(c))?.0);
        }
    }
    Some(folded)
}

/// The year and month until which a Québec card is good: `2027-03`.
///
/// **Source**: the card bears its date of expiry (Règlement A-29, r. 7.2, s. 8 e), as a year and a month.
/// **Not sure**: that it is good to the end of that month.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardExpiry(String);

impl CardExpiry {
    /// Reads a year and a month in either order: `2027-03`, `2027/03`, `03/2027`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        shape(&text, &[6], |_, c| c.is_ascii_digit()).map_err(|_| IdentifierError::Detail)?;
        // The plan's cards have an end since 1984: no such year is a month and two digits, so the two orders never meet.
        let orders = [(part(&text, 0..4), part(&text, 4..6)), (part(&text, 2..6), part(&text, 0..2))];
        let (year, month) = orders
            .into_iter()
            .find(|(year, month)| (1984..=2099).contains(year) && (1..=12).contains(month))
            .ok_or(IdentifierError::Detail)?;
        Ok(Self(format!("{year}-{month:02}")))
    }

    /// Whether the month has passed on `today`.
    pub fn has_passed(&self, today: NaiveDate) -> bool {
        (part(&self.0, 0..4), part(&self.0, 5..7)) < (today.year().unsigned_abs(), today.month())
    }
}

/// Ontario's health number: 10 digits, the last one a check digit.
///
/// **Source**: the ministry's claim file specification, in `claims-canada.md` §1.3 (mod 10, 14 vectors) and §1.2 (field).
/// **Sure**: the check. A wrong one is refused, and so every single wrong digit.
/// **Less sure**: that the first digit is never 0 (`petalmd/health_card` alone): it warns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OhipNumber(String);

impl OhipNumber {
    /// Digits.
    pub(super) const LENGTH: usize = 10;

    /// Reads a number as typed, without its version: `9876-543-217`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        shape(&text, &[Self::LENGTH], |_, c| c.is_ascii_digit())?;
        let (body, check) = text.split_at_checked(9).unwrap_or_default();
        if luhn(body.chars().filter_map(|c| c.to_digit(10)), 0) != part(check, 0..1) {
            return Err(IdentifierError::CheckDigit);
        }
        if body == "000000000" { Err(IdentifierError::Part) } else { Ok(Self(text)) }
    }

    /// As on the card: `9876-543-217`.
    pub fn shown(&self) -> String {
        grouped(&self.0, "####-###-###")
    }

    pub(super) fn doubts(&self) -> Vec<Warning> {
        if self.0.starts_with('0') { vec![Warning::UnusualPart] } else { Vec::new() }
    }
}

/// The version of an Ontario card, one or two letters: it changes with each card, the number does not.
///
/// **Source**: `claims-canada.md` §1.2, positions 14–15 of the health encounter record. The oldest red and white cards have
/// none (Health Card Validation Reference Manual, 2005, 1-3). Which letters are never used is not published: none is refused.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OhipVersion(String);

impl OhipVersion {
    /// Reads one or two letters.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        shape(&text, &[1, 2], |_, c| c.is_ascii_alphabetic()).map_err(|_| IdentifierError::Detail)?;
        Ok(Self(text))
    }
}

/// British Columbia's personal health number: 10 digits, the first a 9, the last one a check digit.
///
/// **Source**: `claims-canada.md` §3.4 (4 vectors); the ministry's *Professional and Software Compliance Standards*,
/// appendix D, *PHN check digit number routine* (2003), whose worked example, 9123947241 as others quote it, fits.
/// **Sure**: the check, and that remainders which give 10 or 11 are not issued (so in the province's own `bcgov/healthgateway`,
/// `PhnValidator`, and in `utilitaire-nam`; `python-stdnum` takes 11 as 0 and is alone in it). A wrong one is refused, and so
/// every single wrong digit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhnBc(String);

impl PhnBc {
    /// Reads a number as typed: `9698 658 215`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        const WEIGHTS: [u32; 8] = [2, 4, 8, 5, 10, 9, 7, 3];
        let text = compact(text);
        shape(&text, &[10], |_, c| c.is_ascii_digit())?;
        if !text.starts_with('9') {
            return Err(IdentifierError::Part);
        }
        let weighted = text.chars().skip(1).filter_map(|c| c.to_digit(10)).zip(WEIGHTS).map(|(digit, weight)| digit * weight % 11);
        if 11 - weighted.sum::<u32>() % 11 == part(&text, 9..10) { Ok(Self(text)) } else { Err(IdentifierError::CheckDigit) }
    }

    /// As on the card: `9698 658 215`.
    pub fn shown(&self) -> String {
        grouped(&self.0, "#### ### ###")
    }
}

/// Alberta's unique lifetime identifier, on the card as personal health number: 9 digits, the fifth one a check digit.
///
/// **Source**: `claims-canada.md` §4 (14 vectors of practitioners' and patients' identifiers; index id 34068017160 names the
/// fifth digit too). The vectors all have 0 as seventh and eighth digits, so those two weights rest on the pattern;
/// `utilitaire-nam` checks the form alone, and other code has a plain Luhn with the last digit.
/// **Not sure**: the check, and that the first digit is never 0 (`utilitaire-nam`). Both only warn.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UliAb(String);

impl UliAb {
    /// Reads a number as typed: `12345-6789`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        shape(&text, &[9], |_, c| c.is_ascii_digit())?;
        if text == "000000000" { Err(IdentifierError::Part) } else { Ok(Self(text)) }
    }

    /// As on the card: `12345-6789`.
    pub fn shown(&self) -> String {
        grouped(&self.0, "#####-####")
    }

    pub(super) fn doubts(&self) -> Vec<Warning> {
        let others = self.0.chars().enumerate().filter(|(place, _)| *place != 4).filter_map(|(_, c)| c.to_digit(10));
        let found = [(luhn(others, 1) != part(&self.0, 4..5), Warning::CheckDiffers), (self.0.starts_with('0'), Warning::UnusualPart)];
        found.into_iter().filter_map(|(there, warning)| there.then_some(warning)).collect()
    }
}
