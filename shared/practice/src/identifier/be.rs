//! Belgium.

use serde::{Deserialize, Serialize};

use super::{Clues, IdentifierError, Sex, Warning, compact, grouped, is_date, part, shape};

/// NISS, INSZ: the number of the national register, or the BIS number of who is not in it. 11 digits: `YYMMDD SSS CC`.
///
/// **Source**
/// - National register: royal decree of 3 April 1984, as changed on 25 November 1997 and 6 November 2007 (art. 1 and the
///   report to the King read); the register's instruction T.I. 000 restates it: serial odd for a man, even for a woman, from
///   001; check = 97 − (the nine digits mod 97).
/// - BIS: royal decree of 8 February 1991, art. 1 to 4 (read): month + 40 if the sex was known when the number was given,
///   + 20 if not; the same check. Births from 2000: a 2 stands before the nine digits (decree of 13 October 1998, art. 1).
/// - `claims-belgium.md` A10 tests all of it, the 2 for the national register too, against `python-stdnum`; zeros for an
///   unknown or exhausted month and day, and wholly unknown dates, are from its `be.nn`.
///
/// **Sure**: the check, the months, the parity. A wrong one is refused. No two centuries share a check, so it tells the
/// century; the price is that of all single wrong digits one kind can pass, as a birth in the other century: the year's
/// last digit off by 6, so 1916 as 2010. [`agrees_with`](super::Identifier::agrees_with) catches it.
///
/// **Less sure**: months + 80, which one library (`helip/niss`) takes as unofficial: refused, no decree has them.
/// A day that the month does not have is a [`Warning::NoSuchDate`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Niss(String);

number!(Niss);

impl Niss {
    /// Reads a number as typed: `85.07.30-033.28`, `85073003328`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = compact(text);
        shape(&text, &[11], |_, c| c.is_ascii_digit())?;
        let number = Self(text);
        if number.century().is_none() {
            return Err(IdentifierError::CheckDigit);
        }
        // 97 fits nine zeros; no serial is 000.
        if !matches!(number.coded_month(), 0..=12 | 20..=32 | 40..=52) || number.serial() == 0 {
            return Err(IdentifierError::Part);
        }
        Ok(number)
    }

    /// As on the identity card: `85.07.30-033.28`.
    pub fn shown(&self) -> String {
        grouped(&self.0, "##.##.##-###.##")
    }

    /// Whether it is a BIS number: its bearer is, or was, not in the national register.
    pub fn is_bis(&self) -> bool {
        self.coded_month() >= 20
    }

    pub(super) fn doubts(&self) -> Vec<Warning> {
        let clues = self.clues();
        let year = clues.century.unwrap_or(19) * 100 + part(&self.0, 0..2);
        // With its month unknown or exhausted, the day's digits count on from 00: they are no day.
        let impossible = clues.month.zip(clues.day).is_some_and(|(month, day)| !is_date(year, month, day));
        if impossible { vec![Warning::NoSuchDate] } else { Vec::new() }
    }

    pub(super) fn clues(&self) -> Clues {
        let (month, day) = (self.coded_month() % 20, part(&self.0, 4..6));
        let sex = (!(20..=32).contains(&self.coded_month())).then(|| Sex::of_parity(self.serial()));
        // Who came without any date has 1900 or 2000, month 0, day 1.
        if (part(&self.0, 0..2), month, day) == (0, 0, 1) {
            return Clues { sex, ..Clues::default() };
        }
        let month = (month != 0).then_some(month);
        Clues { century: self.century(), year: Some(part(&self.0, 0..2)), month, day: month.and_then(|_| (day != 0).then_some(day)), sex }
    }

    /// 19 or 20: the one for which the check fits; never both, since 2 000 000 000 is not a multiple of 97.
    fn century(&self) -> Option<u32> {
        let body = u64::from(part(&self.0, 0..9));
        let check = u64::from(part(&self.0, 9..11));
        [(19, body), (20, 2_000_000_000 + body)].into_iter().find(|(_, checked)| 97 - checked % 97 == check).map(|(century, _)| century)
    }

    fn coded_month(&self) -> u32 {
        part(&self.0, 2..4)
    }

    fn serial(&self) -> u32 {
        part(&self.0, 6..9)
    }
}
