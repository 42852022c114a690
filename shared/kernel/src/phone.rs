//! Telephone numbers as people type and read them, in the numbering plans of the countries that Guichet serves.
//!
//! A number is kept in E.164 form; how it is written depends on where its reader is. Whole metadata of the world's plans
//! would weigh more than all the rest of a function, so only our own countries' spellings are known: any other number is
//! typed with its country's code, and shown so.

use crate::{Country, DialNumber};

/// Why a text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing but white space.
    #[error("a telephone number is missing")]
    Missing,
    /// A sign that no number is written with.
    #[error("a telephone number has signs that numbers do not have")]
    Characters,
    /// No number of the country's plan, nor one with a country's code.
    #[error("not a telephone number")]
    NotANumber,
}

/// The areas of France that have a code of their own, with the numbers that are theirs: the three digits after the 0.
const OVERSEAS: [(&str, &[&str]); 4] = [
    ("262", &["262", "263", "269", "639", "692", "693"]),
    ("590", &["590", "690", "691"]),
    ("594", &["594", "694"]),
    ("596", &["596", "696", "697"]),
];

/// Reads a number as it is written in `country`, or with a country's code: `04 78 00 00 00`, `+32 (0)470 12 34 56`,
/// `(514) 555-0100`.
pub fn parse(text: &str, country: Country) -> Result<DialNumber, PhoneError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PhoneError::Missing);
    }
    let (signed, rest) = match text.strip_prefix(['+', '\u{ff0b}']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    // `+33 (0)4…` has a zero that nobody dials.
    let rest = if signed || rest.starts_with("00") { rest.replacen("(0)", "", 1) } else { rest.to_owned() };
    if !rest.chars().all(|c| c.is_ascii_digit() || separates(c)) {
        return Err(PhoneError::Characters);
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let abroad = match country {
        Country::France | Country::Belgium => "00",
        Country::Canada => "011",
    };
    let read = if signed {
        international(&digits)
    } else if let Some(digits) = digits.strip_prefix(abroad) {
        international(digits)
    } else {
        national(&digits, country)
    };
    read.and_then(|digits| DialNumber::try_from(format!("+{digits}")).ok()).ok_or(PhoneError::NotANumber)
}

/// The number as a reader in `country` writes it: `04 78 00 00 00` at home, `+33 4 78 00 00 00` elsewhere.
pub fn shown(number: &DialNumber, country: Country) -> String {
    let digits = number.as_str().trim_start_matches('+');
    let at_home = |of: Country| of == country;
    if let Some(rest) = digits.strip_prefix('1').filter(|rest| is_north_american(rest)) {
        let (area, local) = rest.split_at_checked(3).unwrap_or((rest, ""));
        let (exchange, line) = local.split_at_checked(3).unwrap_or((local, ""));
        return if at_home(Country::Canada) { format!("{area} {exchange}-{line}") } else { format!("+1 {area} {exchange} {line}") };
    }
    if let Some(rest) = digits.strip_prefix("32").filter(|rest| is_belgian(rest)) {
        let grouped = grouped(rest, belgian_groups(rest));
        return if at_home(Country::Belgium) { format!("0{grouped}") } else { format!("+32 {grouped}") };
    }
    let french = digits.strip_prefix("33").filter(|rest| is_french(rest)).map(|rest| ("33", rest));
    let overseas = OVERSEAS.iter().find_map(|(code, starts)| {
        let rest = digits.strip_prefix(code)?;
        let theirs = is_french(rest) && starts.iter().any(|start| rest.starts_with(start));
        theirs.then_some((*code, rest))
    });
    if let Some((code, rest)) = french.or(overseas) {
        let grouped = grouped(rest, &[1, 2, 2, 2, 2]);
        return if at_home(Country::France) { format!("0{grouped}") } else { format!("+{code} {grouped}") };
    }
    number.as_str().to_owned()
}

/// Whether it rings in a pocket, as far as its plan says: North America's does not.
pub fn is_mobile(number: &DialNumber) -> bool {
    let digits = number.as_str().trim_start_matches('+');
    let after = |code: &str, starts: &[char]| digits.strip_prefix(code).is_some_and(|rest| rest.starts_with(starts));
    let belgian = digits.strip_prefix("32").is_some_and(|rest| rest.len() == 9 && is_belgian(rest));
    belgian || after("33", &['6', '7']) || OVERSEAS.iter().any(|(code, _)| after(code, &['6']))
}

/// Its last four digits, in two pairs: enough to tell two people apart in a list.
pub fn tail(number: &DialNumber) -> String {
    let last = number.as_str().len().saturating_sub(4);
    let (first, second) = number.as_str().get(last..).and_then(|tail| tail.split_at_checked(2)).unwrap_or_default();
    format!("{first} {second}")
}

/// What stands between the digits: spaces of any width, dots, hyphens and dashes, slashes, brackets.
const fn separates(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\u{a0}' | '.' | '-' | '/' | '(' | ')' | '·' | '\u{2000}'..='\u{200f}' | '\u{2010}'..='\u{2015}' | '\u{202a}'..='\u{202f}'
            | '\u{2060}'
    )
}

fn is_french(rest: &str) -> bool {
    rest.len() == 9 && !rest.starts_with('0')
}

/// Mobile numbers have nine digits after the 0, of which the first two are 45 to 49; others have eight.
fn is_belgian(rest: &str) -> bool {
    match rest.len() {
        8 => !rest.starts_with('0'),
        9 => matches!(rest.as_bytes(), [b'4', b'5'..=b'9', ..]),
        _ => false,
    }
}

/// Neither the area nor the exchange starts with 0 or 1; no area ends with 11, which are services.
fn is_north_american(rest: &str) -> bool {
    match rest.as_bytes() {
        [area, b, c, exchange, ..] => rest.len() == 10 && *area >= b'2' && *exchange >= b'2' && (*b, *c) != (b'1', b'1'),
        _ => false,
    }
}

/// The digits after a country's code, or `None` where its plan is known and has no such number.
fn international(digits: &str) -> Option<String> {
    let of = |code: &str, rest: &str, fits: fn(&str) -> bool| {
        // A 0 that is typed out of habit.
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        fits(rest).then(|| format!("{code}{rest}"))
    };
    if let Some(rest) = digits.strip_prefix("33") {
        return of("33", rest, is_french);
    }
    if let Some(rest) = digits.strip_prefix("32") {
        return of("32", rest, is_belgian);
    }
    if let Some(rest) = digits.strip_prefix('1') {
        return is_north_american(rest).then(|| digits.to_owned());
    }
    (!digits.starts_with('0')).then(|| digits.to_owned())
}

/// The digits with the country's code, of a number as it is dialled within the country.
fn national(digits: &str, country: Country) -> Option<String> {
    match country {
        Country::France => {
            let rest = digits.strip_prefix('0').filter(|rest| is_french(rest))?;
            let overseas = OVERSEAS.iter().find(|(_, starts)| starts.iter().any(|start| rest.starts_with(start)));
            Some(format!("{}{rest}", overseas.map_or("33", |(code, _)| code)))
        }
        Country::Belgium => digits.strip_prefix('0').filter(|rest| is_belgian(rest)).map(|rest| format!("32{rest}")),
        Country::Canada => {
            let rest = if digits.len() == 11 { digits.strip_prefix('1')? } else { digits };
            is_north_american(rest).then(|| format!("1{rest}"))
        }
    }
}

/// Mobile: `470 12 34 56`. Brussels, Antwerp, Liège and Ghent have an area of one digit: `2 123 45 67`; others of two.
fn belgian_groups(rest: &str) -> &'static [usize] {
    if rest.len() == 9 {
        &[3, 2, 2, 2]
    } else if rest.starts_with(['2', '3', '4', '9']) {
        &[1, 3, 2, 2]
    } else {
        &[2, 2, 2, 2]
    }
}

fn grouped(digits: &str, lengths: &[usize]) -> String {
    let mut rest = digits;
    let mut groups = Vec::with_capacity(lengths.len());
    for length in lengths {
        let (group, after) = rest.split_at_checked(*length).unwrap_or((rest, ""));
        groups.push(group);
        rest = after;
    }
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FR: Country = Country::France;
    const BE: Country = Country::Belgium;
    const CA: Country = Country::Canada;

    fn read(text: &str, country: Country) -> Result<String, PhoneError> {
        parse(text, country).map(String::from)
    }

    #[test]
    fn a_number_is_read_as_its_country_writes_it() {
        for (text, country, dial) in [
            ("04 78 00 00 00", FR, "+33478000000"),
            ("06.12.34.56.78", FR, "+33612345678"),
            ("0478-00-00-00", FR, "+33478000000"),
            ("0692 12 34 56", FR, "+262692123456"),
            ("0590 12 34 56", FR, "+590590123456"),
            ("0639 12 34 56", FR, "+262639123456"),
            ("0470 12 34 56", BE, "+32470123456"),
            ("0470/12.34.56", BE, "+32470123456"),
            ("04 222 33 44", BE, "+3242223344"),
            ("02 123 45 67", BE, "+3221234567"),
            ("081 12 34 56", BE, "+3281123456"),
            ("(514) 555-0100", CA, "+15145550100"),
            ("514.555.0100", CA, "+15145550100"),
            ("1-416-555-0100", CA, "+14165550100"),
            ("514\u{a0}555\u{2011}0100", CA, "+15145550100"),
        ] {
            assert_eq!(read(text, country).as_deref(), Ok(dial), "{text}");
        }
    }

    #[test]
    fn a_country_code_reads_everywhere() {
        for country in Country::ALL {
            for (text, dial) in [
                ("+33 4 78 00 00 00", "+33478000000"),
                ("+33 (0)4 78 00 00 00", "+33478000000"),
                ("+33 04 78 00 00 00", "+33478000000"),
                ("+32 (0)470 12 34 56", "+32470123456"),
                ("+1 514 555 0100", "+15145550100"),
                ("+41 22 123 45 67", "+41221234567"),
                ("+262 692 12 34 56", "+262692123456"),
            ] {
                assert_eq!(read(text, country).as_deref(), Ok(dial), "{text} in {country:?}");
            }
        }
        assert_eq!(read("0032 470 12 34 56", FR).as_deref(), Ok("+32470123456"));
        assert_eq!(read("00 33 (0)6 12 34 56 78", BE).as_deref(), Ok("+33612345678"));
        assert_eq!(read("011 33 6 12 34 56 78", CA).as_deref(), Ok("+33612345678"));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        assert_eq!(read("  ", FR), Err(PhoneError::Missing));
        for text in ["zéro quatre", "06 12 34 56 78 poste 3", "06+12", "<b>", "０６１２３４５６７８"] {
            assert_eq!(read(text, FR), Err(PhoneError::Characters), "{text}");
        }
        for (text, country) in [
            ("478000000", FR),
            ("04 78 00 00", FR),
            ("+33 4 78 00 00", FR),
            ("0470 12 34", BE),
            ("0440 12 34 56", BE),
            ("0270 12 34 56", BE),
            ("555-0100", CA),
            ("114 555 0100", CA),
            ("514 155 0100", CA),
            ("911 555 0100", CA),
            ("2 514 555 0100", CA),
            ("+0", FR),
            ("+41 2", FR),
            ("+", FR),
            ("()", FR),
        ] {
            assert_eq!(read(text, country), Err(PhoneError::NotANumber), "{text} in {country:?}");
        }
    }

    #[test]
    fn a_number_is_shown_as_its_reader_writes_it() {
        for (dial, country, shown) in [
            ("+33478000000", FR, "04 78 00 00 00"),
            ("+33478000000", BE, "+33 4 78 00 00 00"),
            ("+262692123456", FR, "06 92 12 34 56"),
            ("+262692123456", CA, "+262 6 92 12 34 56"),
            ("+32470123456", BE, "0470 12 34 56"),
            ("+3242223344", BE, "04 222 33 44"),
            ("+3281123456", BE, "081 12 34 56"),
            ("+32470123456", FR, "+32 470 12 34 56"),
            ("+15145550100", CA, "514 555-0100"),
            ("+15145550100", FR, "+1 514 555 0100"),
            ("+41221234567", FR, "+41221234567"),
        ] {
            let number = DialNumber::try_from(dial.to_owned()).unwrap();
            assert_eq!(super::shown(&number, country), shown);
            assert_eq!(parse(shown, country), Ok(number), "{shown} reads back");
        }
    }

    #[test]
    fn a_pocket_and_a_tail_are_known() {
        let number = |dial: &str| DialNumber::try_from(dial.to_owned()).unwrap();
        for mobile in ["+33612345678", "+33712345678", "+262692123456", "+590690123456", "+32470123456"] {
            assert!(is_mobile(&number(mobile)), "{mobile}");
        }
        for other in ["+33478000000", "+3242223344", "+590590123456", "+15145550100", "+41791234567"] {
            assert!(!is_mobile(&number(other)), "{other}");
        }
        assert_eq!(tail(&number("+33478000012")), "00 12");
    }
}
