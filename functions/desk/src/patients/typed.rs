//! What staff type about a patient, read at the border into types that cannot be wrong.

use chrono::NaiveDate;
use guichet_contracts::command::patient::{Patient, PatientDetails, PatientTelephone, PostalAddress, Sex as WireSex, TelephoneOf};
use guichet_kernel::{
    BirthDate, Country, DialNumber, EmailAddress, Label, Locale, PersonName,
    person::{BirthDateError, EmailError},
    phone::{self, PhoneError},
};
use guichet_practice_core::{Identifier, IdentifierKind as Scheme};
use guichet_ui::desk::{Input, Issue, PatientFields, fields};

use super::{
    numbers::{self, TypedIdentifier, field, schemes},
    shown,
};
use crate::form::{Fields, label_issue, name_issue};

/// The most lines of an address before the town.
const MOST_LINES: usize = 3;
/// The longest text of an address that is shown again, in characters.
const LONGEST_STREET: usize = 1_000;

/// A form that can be kept.
#[derive(Clone, PartialEq)]
pub(super) struct Typed {
    /// Who.
    pub(super) details: PatientDetails,
    /// Their numbers: every one that the form asks for.
    pub(super) identifiers: Vec<TypedIdentifier>,
}

/// Where and when a form is read.
#[derive(Clone, Copy)]
pub(super) struct Border<'a> {
    /// The practice's country: its numbers, its languages.
    pub(super) country: Country,
    /// The latest day that counts as passed.
    pub(super) today: NaiveDate,
    /// The record that is changed.
    pub(super) kept: Option<&'a Patient>,
}

/// An empty form.
pub(super) fn blank(country: Country) -> PatientFields {
    PatientFields {
        languages: country.locales().to_vec(),
        identifiers: schemes(country, &[]).into_iter().filter_map(|scheme| field(scheme, Input::default(), Input::default())).collect(),
        ..PatientFields::default()
    }
}

/// The form with what is kept.
pub(super) fn of(patient: &Patient, country: Country, today: NaiveDate) -> PatientFields {
    let details = &patient.details;
    let name = |name: &Option<PersonName>| Input::of(name.as_ref().map(PersonName::as_str).unwrap_or_default());
    let line = |label: Option<&Label>| Input::of(label.map(Label::as_str).unwrap_or_default());
    let telephone =
        |place: usize| Input::of(details.telephones.get(place).map(|known| phone::shown(&known.number, country)).unwrap_or_default());
    let address = details.address.as_ref();
    let street = address.map(|address| address.lines.iter().map(Label::as_str).collect::<Vec<_>>().join("\n")).unwrap_or_default();
    let identifier = |scheme: Scheme| {
        let kept = patient.identifiers.iter().find(|known| known.kind == scheme.as_str());
        let number =
            kept.map(|known| Identifier::read(scheme, &known.number, None).map_or_else(|_| known.number.clone(), |read| read.shown()));
        let doubts = kept.map(|known| shown::doubts(known, today)).unwrap_or_default();
        let number = Input { warnings: doubts, ..Input::of(number.unwrap_or_default()) };
        field(scheme, number, Input::of(kept.and_then(|known| known.detail.clone()).unwrap_or_default()))
    };
    PatientFields {
        given_name: Input::of(details.given_name.as_str()),
        family_name: Input::of(details.family_name.as_str()),
        birth_name: name(&details.birth_name),
        known_as: name(&details.known_as),
        sex: Input::of(details.sex.map(sex_word).unwrap_or_default()),
        birth_date: Input::of(details.birth_date.map(|birth| birth.date().to_string()).unwrap_or_default()),
        language: Input::of(details.language.map(Locale::tag).unwrap_or_default()),
        languages: languages(country, Some(patient)),
        email: Input::of(details.email.as_ref().map(EmailAddress::as_str).unwrap_or_default()),
        phone: telephone(0),
        phone_2: telephone(1),
        street: Input::of(street),
        postcode: line(address.and_then(|address| address.postal_code.as_ref())),
        city: line(address.map(|address| &address.city)),
        identifiers: schemes(country, &patient.identifiers).into_iter().filter_map(identifier).collect(),
    }
}

/// The languages offered: the country's, and the one that is kept.
fn languages(country: Country, kept: Option<&Patient>) -> Vec<Locale> {
    let mut languages = country.locales().to_vec();
    languages.extend(kept.and_then(|patient| patient.details.language).filter(|own| !country.locales().contains(own)));
    languages
}

/// Reads a form: what to show again, each field with what is to be mended in it, and what was read where nothing is.
pub(super) fn read(fields: &Fields, border: Border<'_>) -> (PatientFields, Option<Typed>) {
    let country = border.country;
    let mut form = Form { fields, sound: true };
    let (given_name, given) = form.line(fields::GIVEN_NAME, |text| PersonName::parse(text).map_err(name_issue));
    let (family_name, family) = form.line(fields::FAMILY_NAME, |text| PersonName::parse(text).map_err(name_issue));
    let (birth_name, birth) = form.optional(fields::BIRTH_NAME, |text| PersonName::parse(text).map_err(name_issue));
    let (known_as, known) = form.optional(fields::KNOWN_AS, |text| PersonName::parse(text).map_err(name_issue));
    let (sex_input, sex) = form.optional(fields::SEX, |text| sex_of(text).ok_or(Issue::NotChosen));
    let (birth_input, birth_date) = form.optional(fields::BIRTH_DATE, |text| birth_date(text, border.today));
    let offered = languages(country, border.kept);
    let (language_input, language) =
        form.optional(fields::LANGUAGE, |text| Locale::from_tag(text).filter(|locale| offered.contains(locale)).ok_or(Issue::NotChosen));
    let (email_input, email) = form.optional(fields::EMAIL, |text| EmailAddress::parse(text).map_err(email_issue));
    let (phone, first) = form.optional(fields::PHONE, |text| telephone(text, border));
    let (phone_2, second) = form.optional(fields::PHONE_2, |text| telephone(text, border));
    let (street, postcode, city, address) = form.address(border.kept);
    let kept_identifiers = border.kept.map(|patient| patient.identifiers.as_slice()).unwrap_or_default();
    let (asked, identifiers) = numbers::read(fields, schemes(country, kept_identifiers));
    let typed = match (given, family, identifiers) {
        (Some(given_name), Some(family_name), Some(identifiers)) if form.sound => {
            let details = PatientDetails {
                given_name,
                // A name that is no other is none.
                birth_name: birth.filter(|birth| *birth != family_name),
                family_name,
                known_as: known,
                sex,
                birth_date,
                email,
                telephones: telephones([first, second], country, border.kept),
                language,
                address,
            };
            Some(Typed { details, identifiers })
        }
        _ => None,
    };
    let shown = PatientFields {
        given_name,
        family_name,
        birth_name,
        known_as,
        sex: sex_input,
        birth_date: birth_input,
        language: language_input,
        languages: offered,
        email: email_input,
        phone,
        phone_2,
        street,
        postcode,
        city,
        identifiers: asked,
    };
    (shown, typed)
}

/// A form while it is read.
struct Form<'a> {
    fields: &'a Fields,
    /// Nothing is to be mended.
    sound: bool,
}

impl Form<'_> {
    /// A field that must be there.
    fn line<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, Issue>) -> (Input, Option<T>) {
        let text = self.fields.text(name);
        match read(text.trim()) {
            Ok(value) => (Input::of(text), Some(value)),
            Err(issue) => (self.wrong(text, issue), None),
        }
    }

    /// A field that may be left empty.
    fn optional<T>(&mut self, name: &str, read: impl FnOnce(&str) -> Result<T, Issue>) -> (Input, Option<T>) {
        if self.fields.text(name).trim().is_empty() { (Input::default(), None) } else { self.line(name, read) }
    }

    fn wrong(&mut self, text: String, issue: Issue) -> Input {
        self.sound = false;
        Input::of(text).wrong(issue)
    }

    /// The address: whole, or none. The country, which the form does not ask for, stays.
    fn address(&mut self, kept: Option<&Patient>) -> (Input, Input, Input, Option<PostalAddress>) {
        let street = self.fields.long(fields::STREET, LONGEST_STREET);
        let [postcode, city] = [fields::POSTCODE, fields::CITY].map(|name| self.fields.text(name));
        if [&street, &postcode, &city].into_iter().all(|text| text.trim().is_empty()) {
            return (Input::default(), Input::default(), Input::default(), None);
        }
        let lines: Result<Vec<Label>, Issue> =
            street.lines().filter(|line| !line.trim().is_empty()).map(|line| Label::parse(line).map_err(|_| label_issue(line))).collect();
        let lines = lines.and_then(|lines| match lines.len() {
            0 => Err(Issue::Missing),
            1..=MOST_LINES => Ok(lines),
            _ => Err(Issue::TooLong),
        });
        let code =
            if postcode.trim().is_empty() { Ok(None) } else { Label::parse(&postcode).map(Some).map_err(|_| label_issue(&postcode)) };
        let town = Label::parse(&city).map_err(|_| label_issue(&city));
        let mut shown = |text: String, issue: Option<Issue>| match issue {
            Some(issue) => self.wrong(text, issue),
            None => Input::of(text),
        };
        let (lines, lines_issue) = apart(lines);
        let (code, code_issue) = apart(code);
        let (town, town_issue) = apart(town);
        let inputs = (shown(street, lines_issue), shown(postcode, code_issue), shown(city, town_issue));
        let country = kept.and_then(|patient| patient.details.address.as_ref()?.country.clone());
        let address = match (lines, code, town) {
            (Some(lines), Some(postal_code), Some(city)) => Some(PostalAddress { lines, postal_code, city, country }),
            _ => None,
        };
        (inputs.0, inputs.1, inputs.2, address)
    }
}

fn apart<T>(read: Result<T, Issue>) -> (Option<T>, Option<Issue>) {
    match read {
        Ok(value) => (Some(value), None),
        Err(issue) => (None, Some(issue)),
    }
}

/// A number as typed. One that is kept and shown may be of a plan that nobody here types: it is left as it is.
fn telephone(text: &str, border: Border<'_>) -> Result<DialNumber, Issue> {
    let known = border.kept.map(|patient| patient.details.telephones.as_slice()).unwrap_or_default();
    let same = known.iter().find(|telephone| phone::shown(&telephone.number, border.country) == text);
    same.map_or_else(|| phone::parse(text, border.country).map_err(phone_issue), |telephone| Ok(telephone.number.clone()))
}

/// The two telephones of the form, then those that it does not show. A number that is known keeps what it is.
fn telephones(typed: [Option<DialNumber>; 2], country: Country, kept: Option<&Patient>) -> Vec<PatientTelephone> {
    let known = kept.map(|patient| patient.details.telephones.as_slice()).unwrap_or_default();
    let of = |number: DialNumber| {
        let before = known.iter().find(|telephone| telephone.number == number).map(|telephone| telephone.of);
        // North American numbers do not say whether they are mobile; most are.
        let pocket = phone::is_mobile(&number) || (country == Country::Canada && number.as_str().starts_with("+1"));
        PatientTelephone { of: before.unwrap_or(if pocket { TelephoneOf::Mobile } else { TelephoneOf::Home }), number }
    };
    let mut all: Vec<PatientTelephone> = Vec::new();
    for telephone in typed.into_iter().flatten().map(of).chain(known.iter().skip(2).cloned()) {
        if all.iter().all(|other| other.number != telephone.number) {
            all.push(telephone);
        }
    }
    all
}

fn birth_date(text: &str, today: NaiveDate) -> Result<BirthDate, Issue> {
    let date = text.parse::<NaiveDate>().map_err(|_| Issue::NotADate)?;
    BirthDate::on(date, today).map_err(|error| match error {
        BirthDateError::Future => Issue::InFuture,
        BirthDateError::NoSuchDate | BirthDateError::Missing => Issue::TooLongAgo,
    })
}

const fn sex_word(sex: WireSex) -> &'static str {
    match sex {
        WireSex::Female => "female",
        WireSex::Male => "male",
        WireSex::Other => "other",
    }
}

fn sex_of(word: &str) -> Option<WireSex> {
    [WireSex::Female, WireSex::Male, WireSex::Other].into_iter().find(|sex| sex_word(*sex) == word)
}

/// What is to be mended in an e-mail address.
pub(super) const fn email_issue(error: EmailError) -> Issue {
    match error {
        EmailError::Missing => Issue::Missing,
        EmailError::Malformed => Issue::Email,
    }
}

/// What is to be mended in a telephone.
pub(super) const fn phone_issue(error: PhoneError) -> Issue {
    match error {
        PhoneError::Missing => Issue::Missing,
        PhoneError::Characters | PhoneError::NotANumber => Issue::Phone,
    }
}

#[cfg(test)]
mod tests;
