//! Words that a practice shows to the public, and its telephone number.

use crate::{Value, letters::bare, sql::FromValue};
use serde::{Deserialize, Serialize};

/// The text in lower case without accents, as an index and an address write it: `Zoé` and `ZOE` are one.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in bare(text).flat_map(char::to_lowercase) {
        // The letters that Unicode does not take apart, as passports write them.
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    bare(&folded).collect()
}

/// One line that a practice shows: a name, a label, an address line, a note. 1 to 300 characters, no control characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("minLength" = 1), extend("maxLength" = 300), extend("pattern" = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$")))]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

/// The text is empty, over 300 characters, or has control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a line of 1 to 300 characters")]
pub struct NotALabel;

impl Label {
    /// Reads a line; white space around it goes.
    pub fn parse(text: &str) -> Result<Self, NotALabel> {
        let text = text.trim();
        let fits = !text.is_empty() && text.chars().count() <= 300 && !text.contains(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(NotALabel) }
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Label {
    type Error = NotALabel;
    fn try_from(text: String) -> Result<Self, NotALabel> {
        Self::parse(&text)
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}

impl From<&Label> for Value {
    fn from(label: &Label) -> Self {
        Self::Text(label.0.clone())
    }
}

impl FromValue for Label {
    fn from_value(value: Value) -> Option<Self> {
        Self::parse(&String::from_value(value)?).ok()
    }
}

/// The readable part of a public address: 1 to 80 lower-case letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("maxLength" = 80), extend("pattern" = "^[a-z0-9]+(-[a-z0-9]+)*$")))]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is not lower-case letters, digits and single hyphens between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a slug")]
pub struct NotASlug;

impl Slug {
    /// What stands in the address of something of that name: `cabinet-des-lilas`. A name without a Latin letter is `otherwise`.
    pub fn of(name: &str, otherwise: &'static str) -> Self {
        let dashed: String = fold(name).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(80).collect();
        let slug = dashed.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
        Self(if slug.is_empty() { otherwise.to_owned() } else { slug })
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Slug {
    type Error = NotASlug;
    fn try_from(text: String) -> Result<Self, NotASlug> {
        let word = |part: &str| !part.is_empty() && part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9'));
        if text.len() <= 80 && text.split('-').all(word) { Ok(Self(text)) } else { Err(NotASlug) }
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// A practice's telephone: the number to dial and the way the practice writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Telephone {
    /// E.164: `+33478000000`.
    pub dial: DialNumber,
    /// As shown: `04 78 00 00 00`.
    pub shown: Label,
}

/// A telephone number in E.164 form: `+`, then 7 to 15 digits of which the first is not 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = r"^\+[1-9][0-9]{6,14}$")))]
#[serde(try_from = "String", into = "String")]
pub struct DialNumber(String);

/// The text is not in E.164 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an E.164 number")]
pub struct NotADialNumber;

impl DialNumber {
    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DialNumber {
    type Error = NotADialNumber;
    fn try_from(text: String) -> Result<Self, NotADialNumber> {
        let digits = text.strip_prefix('+').ok_or(NotADialNumber)?;
        let fits = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        if fits { Ok(Self(text)) } else { Err(NotADialNumber) }
    }
}

impl From<DialNumber> for String {
    fn from(number: DialNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_line() {
        assert_eq!(Label::parse("  Cabinet des Lilas ").unwrap().as_str(), "Cabinet des Lilas");
        for text in ["", "  ", "two\nlines", &"x".repeat(301)] {
            assert_eq!(Label::parse(text), Err(NotALabel));
        }
    }

    #[test]
    fn a_slug_can_stand_in_an_address() {
        assert!(Slug::try_from("claire-morel-2".to_owned()).is_ok());
        for text in ["", "-", "a--b", "a-", "Claire", "zoé", "a/b", &"a".repeat(81)] {
            assert_eq!(Slug::try_from(text.to_owned()), Err(NotASlug), "{text}");
        }
    }

    #[test]
    fn a_name_becomes_a_slug() {
        for (name, slug) in
            [("Cabinet des Lilas", "cabinet-des-lilas"), ("L’Œil & Cie (Lyon 3ᵉ)", "l-oeil-cie-lyon-3e"), ("診療所", "cabinet")]
        {
            assert_eq!(Slug::of(name, "cabinet").as_str(), slug);
        }
        assert!(Slug::try_from(Slug::of(&"é-".repeat(200), "x").0).is_ok());
    }

    #[test]
    fn folding_takes_accents_and_capitals_away() {
        for (text, folded) in [("Zoé", "zoe"), ("ŒUVRE", "oeuvre"), ("İnci", "inci"), ("e\u{301}", "e"), ("Ångström", "angstrom")] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn a_number_to_dial_is_e164() {
        assert!(DialNumber::try_from("+33478000000".to_owned()).is_ok());
        for text in ["0478000000", "+0478000000", "+33 478", "+1", "+12345678901234567"] {
            assert_eq!(DialNumber::try_from(text.to_owned()), Err(NotADialNumber), "{text}");
        }
    }
}
