//! The person who is treated, as typed on a form. None of it prints itself.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{Locale, PostalAddress, Value, sql::FromValue};

macro_rules! hidden {
    ($($name:ident),*) => {$(
        /// Personal: prints nothing of what it holds.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

hidden!(PersonName, EmailAddress, BirthDate);

/// A given or family name as its bearer writes it: 1 to 80 characters, no control characters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("minLength" = 1), extend("maxLength" = 80), extend("pattern" = r"^[^\u0000-\u001f\u007f-\u009f<>{}/\\@:]*[^\s\u0000-\u001f\u007f-\u009f<>{}/\\@:][^\u0000-\u001f\u007f-\u009f<>{}/\\@:]*$")))]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but white space.
    #[error("a name is missing")]
    Missing,
    /// Over 80 characters.
    #[error("a name is too long")]
    TooLong,
    /// A control character, an angle bracket, a web address: no name has one, spam does.
    #[error("a name has characters that names do not have")]
    Characters,
}

impl PersonName {
    /// The longest name, in characters.
    pub const LONGEST: usize = 80;

    /// Reads a name; white space around it goes, inside it becomes single spaces.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            return Err(NameError::Missing);
        }
        if name.chars().count() > Self::LONGEST {
            return Err(NameError::TooLong);
        }
        // The name goes into an e-mail to whoever was typed as recipient: a form that relays addresses is a spam cannon.
        let reads_as_a_name = name.chars().any(char::is_alphabetic) && !name.contains(no_name_has) && !name.split(' ').any(is_an_address);
        if !reads_as_a_name {
            return Err(NameError::Characters);
        }
        Ok(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control and markup characters, and those that cannot be seen or that turn the line round. (The joiners U+200C and
/// U+200D belong to the spelling of some names.)
const fn no_name_has(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '<' | '>' | '{' | '}' | '/' | '\\' | '@' | ':' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ff0e}' | '\u{3002}')
}

/// `www.…`, or something of three letters or more, a dot, and two letters or more: `evil-site.com`, not `J.R.` or `St.Pierre`.
fn is_an_address(word: &str) -> bool {
    let dotted = |(before, after): (&str, &str)| before.chars().count() >= 3 && after.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    word.to_lowercase().starts_with("www.")
        || word.match_indices('.').any(|(at, _)| word.split_at_checked(at).is_some_and(|(before, after)| dotted((before, after))))
}

impl TryFrom<String> for PersonName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl From<&PersonName> for Value {
    fn from(name: &PersonName) -> Self {
        Self::Text(name.0.clone())
    }
}

impl FromValue for PersonName {
    fn from_value(value: Value) -> Option<Self> {
        Self::parse(&String::from_value(value)?).ok()
    }
}

/// An e-mail address (RFC 5321 `Mailbox`, without quoted local parts, comments or address literals).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("format" = "email"), extend("maxLength" = 319)))]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why an e-mail address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing but white space.
    #[error("an e-mail address is missing")]
    Missing,
    /// Not an address that mail can reach.
    #[error("not an e-mail address")]
    Malformed,
}

impl EmailAddress {
    /// Reads an address: white space around it goes, the domain becomes lower case, the local part stays as typed.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Missing);
        }
        let options = email_address::Options::default().with_required_tld().without_domain_literal().without_display_text();
        let address = email_address::EmailAddress::parse_with_options(text, options).map_err(|_| EmailError::Malformed)?;
        if address.local_part().starts_with('"') || !text.is_ascii() {
            return Err(EmailError::Malformed);
        }
        Ok(Self(format!("{}@{}", address.local_part(), address.domain().to_ascii_lowercase())))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailError;
    fn try_from(text: String) -> Result<Self, EmailError> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl From<&EmailAddress> for Value {
    fn from(address: &EmailAddress) -> Self {
        Self::Text(address.0.clone())
    }
}

impl FromValue for EmailAddress {
    fn from_value(value: Value) -> Option<Self> {
        Self::parse(&String::from_value(value)?).ok()
    }
}

/// A date of birth, from 1900 on.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct BirthDate(NaiveDate);

/// Why a birth date is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BirthDateError {
    /// A part is missing.
    #[error("a birth date is missing")]
    Missing,
    /// No such day in the calendar, or before 1900.
    #[error("no such date")]
    NoSuchDate,
    /// After today.
    #[error("a birth date cannot be in the future")]
    Future,
}

impl BirthDate {
    /// Reads a day, a month and a year of four digits as typed; `today` is the latest day that counts as passed.
    pub fn parse(day: &str, month: &str, year: &str, today: NaiveDate) -> Result<Self, BirthDateError> {
        let [day, month, year] = [day.trim(), month.trim(), year.trim()];
        if day.is_empty() || month.is_empty() || year.is_empty() {
            return Err(BirthDateError::Missing);
        }
        let digits = |text: &str, most: usize| {
            (text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok()).flatten()
        };
        let parts = (digits(day, 2), digits(month, 2), digits(year, 4));
        let (Some(day), Some(month), Some(year)) = parts else { return Err(BirthDateError::NoSuchDate) };
        let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or(BirthDateError::NoSuchDate)?;
        Self::on(date, today)
    }

    /// A day as a date of birth; `today` is the latest day that counts as passed.
    pub fn on(date: NaiveDate, today: NaiveDate) -> Result<Self, BirthDateError> {
        if date.year() < 1900 {
            return Err(BirthDateError::NoSuchDate);
        }
        if date > today {
            return Err(BirthDateError::Future);
        }
        Ok(Self(date))
    }

    /// The date.
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

impl From<BirthDate> for Value {
    fn from(date: BirthDate) -> Self {
        Self::Text(date.0.to_string())
    }
}

impl FromValue for BirthDate {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok().map(Self)
    }
}

/// The person treated and how to write to them, as typed on a booking form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Person {
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// Date of birth.
    pub birth_date: BirthDate,
    /// Where the confirmation goes.
    pub email: EmailAddress,
    /// Whose address that is, where somebody books for another person (A8); none: the patient's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactName>,
    /// Where the patient is visited, where care is given at their home (A1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<PostalAddress>,
    /// The language of the page that was read: the patient's own. None: nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

/// Whoever books for another person, and answers for them (A8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContactName {
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_as_written() {
        for name in [
            "Zoé",
            "Jean-Baptiste",
            "O’Brien",
            "D'Almeida",
            "de la Tour",
            "Nguyễn",
            "李",
            "Ng",
            "Martin-Łukasz 3e",
            "J.R.",
            "St.Pierre",
            "M. Émile",
        ] {
            assert_eq!(PersonName::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(PersonName::parse("  Anne   Marie ").unwrap().as_str(), "Anne Marie");
    }

    #[test]
    fn a_name_cannot_carry_an_address_or_markup() {
        for name in [
            "<b>",
            "https://spam.example",
            "www.spam.example",
            "Gagnez sur evil-site.com",
            "a@b.fr",
            "x\u{0}y",
            "\u{202e}abc",
            "\u{200b}",
            "12",
            "evil\u{ff0e}com",
        ] {
            assert_eq!(PersonName::parse(name), Err(NameError::Characters), "{name}");
        }
        assert_eq!(PersonName::parse(" \t"), Err(NameError::Missing));
        assert_eq!(PersonName::parse(&"é".repeat(81)), Err(NameError::TooLong));
    }

    #[test]
    fn addresses_that_mail_cannot_reach_are_refused() {
        assert_eq!(EmailAddress::parse(" Zoe.Durand+rdv@Exemple.FR ").unwrap().as_str(), "Zoe.Durand+rdv@exemple.fr");
        for text in [
            "zoe",
            "zoe@",
            "@exemple.fr",
            "zoe@exemple",
            "zoe@@exemple.fr",
            "a b@exemple.fr",
            "zoe@exemple..fr",
            "Zoé <zoe@exemple.fr>",
            "zoe@[127.0.0.1]",
            "\"a b\"@exemple.fr",
            "zoe@exemple.fr\r\nBcc: x@y.fr",
        ] {
            assert_eq!(EmailAddress::parse(text), Err(EmailError::Malformed), "{text}");
        }
        assert_eq!(EmailAddress::parse(""), Err(EmailError::Missing));
    }

    #[test]
    fn a_birth_date_exists_and_has_passed() {
        let today = "2026-11-22".parse().unwrap();
        assert_eq!(BirthDate::parse("29", "2", "2024", today).unwrap().date().to_string(), "2024-02-29");
        assert!(BirthDate::parse("22", "11", "2026", today).is_ok());
        assert_eq!(BirthDate::parse("23", "11", "2026", today), Err(BirthDateError::Future));
        assert_eq!(BirthDate::parse("", "11", "2026", today), Err(BirthDateError::Missing));
        for (d, m, y) in
            [("29", "2", "2023"), ("1", "13", "1990"), ("1", "1", "1899"), ("1", "1", "90"), ("+1", "1", "1990"), ("un", "1", "1990")]
        {
            assert_eq!(BirthDate::parse(d, m, y, today), Err(BirthDateError::NoSuchDate), "{d}/{m}/{y}");
        }
        let on = |text: &str| BirthDate::on(text.parse().unwrap(), today);
        assert!(on("1900-01-01").is_ok());
        assert_eq!(on("1899-12-31"), Err(BirthDateError::NoSuchDate));
        assert_eq!(on("2026-11-23"), Err(BirthDateError::Future));
    }

    #[test]
    fn nothing_personal_prints_itself() {
        let person = Person {
            given_name: PersonName::parse("Zoé").unwrap(),
            family_name: PersonName::parse("Durand").unwrap(),
            birth_date: BirthDate(NaiveDate::from_ymd_opt(1990, 4, 12).unwrap()),
            email: EmailAddress::parse("zoe@exemple.fr").unwrap(),
            contact: Some(ContactName {
                given_name: PersonName::parse("Odile").unwrap(),
                family_name: PersonName::parse("Petit").unwrap(),
            }),
            address: None,
            locale: None,
        };
        let printed = format!("{person:?}");
        for secret in ["Zoé", "Durand", "1990", "exemple", "Odile", "Petit"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}
