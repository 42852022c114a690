//! Postal addresses, as people write them on an envelope.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Country, Label};

/// A postal address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PostalAddress {
    /// Street and number, line by line, one to three.
    pub lines: Vec<Label>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Label>,
    /// Town.
    pub city: Label,
    /// Country, where it is not the practice's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Label>,
}

/// Personal: prints nothing of what it holds.
impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostalAddress(…)")
    }
}

/// The text is no postal code of the country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a postal code of the country")]
pub struct NotAPostalCode;

impl Country {
    /// Reads a postal code as the country's post writes it: `69003`, `4000`, `H2X 1Y4`. Spaces, hyphens and small letters are forgiven, and in
    /// Belgium the `B-` before it.
    pub fn postal_code(self, text: &str) -> Result<Label, NotAPostalCode> {
        let mut signs: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).collect();
        signs.make_ascii_uppercase();
        let digits = |text: &str, many: usize| text.len() == many && text.bytes().all(|c| c.is_ascii_digit());
        let code = match self {
            Self::France => Some(signs).filter(|code| digits(code, 5)),
            Self::Belgium => {
                Some(signs.strip_prefix('B').unwrap_or(&signs).to_owned()).filter(|code| digits(code, 4) && !code.starts_with('0'))
            }
            Self::Canada => canadian(&signs),
        };
        code.and_then(|code| Label::parse(&code).ok()).ok_or(NotAPostalCode)
    }
}

/// Letter, digit, letter, space, digit, letter, digit; some letters are never used, since they are misread.
fn canadian(signs: &str) -> Option<String> {
    let letter = |c: u8| c.is_ascii_uppercase() && !b"DFIOQU".contains(&c);
    let fits = |(place, c): (usize, u8)| match place {
        0 => letter(c) && !b"WZ".contains(&c),
        2 | 4 => letter(c),
        _ => c.is_ascii_digit(),
    };
    let reads = signs.len() == 6 && signs.bytes().enumerate().all(fits);
    let (before, after) = signs.split_at_checked(3).filter(|_| reads)?;
    Some(format!("{before} {after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postal_code_is_read_as_its_country_writes_it() {
        let read = |country: Country, text| country.postal_code(text).ok().map(|code| code.as_str().to_owned());
        for (country, text, code) in [
            (Country::France, " 69003 ", "69003"),
            (Country::France, "69 003", "69003"),
            (Country::France, "01000", "01000"),
            (Country::Belgium, "4000", "4000"),
            (Country::Belgium, "b-1050", "1050"),
            (Country::Canada, "h2x1y4", "H2X 1Y4"),
            (Country::Canada, "H2X 1Y4", "H2X 1Y4"),
        ] {
            assert_eq!(read(country, text).as_deref(), Some(code), "{text}");
        }
        for (country, text) in [
            (Country::France, "6900"),
            (Country::France, "69003x"),
            (Country::France, ""),
            (Country::Belgium, "69003"),
            (Country::Belgium, "0400"),
            (Country::Belgium, "B"),
            (Country::Canada, "D2X 1Y4"),
            (Country::Canada, "Z2X 1Y4"),
            (Country::Canada, "H2X 1YU"),
            (Country::Canada, "é2X1Y"),
            (Country::Canada, "69003"),
        ] {
            assert_eq!(read(country, text), None, "{text}");
        }
    }

    #[test]
    fn an_address_prints_nothing_of_itself() {
        let label = |text| Label::parse(text).unwrap();
        let address = PostalAddress { lines: vec![label("1 rue des Lilas")], postal_code: None, city: label("Lyon"), country: None };
        assert_eq!(format!("{address:?}"), "PostalAddress(…)");
    }
}
