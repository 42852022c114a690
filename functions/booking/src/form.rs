//! What patients type, read at the border into types that cannot be wrong.

use chrono::NaiveDate;
use guichet_kernel::{
    BirthDate, EmailAddress, Instant, Person, PersonName, ServiceId,
    person::{BirthDateError, EmailError, NameError},
};
use guichet_ui::{BirthDateField, BookingFields, Field, fields};

/// The fields of a form, by name; the first of a name counts.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    fn text(&self, name: &str) -> String {
        // What is shown again is bounded; a name or address that long is refused anyway.
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default();
        value.chars().filter(|c| *c != '\0').take(400).collect()
    }

    /// The slot that a start's button asks for.
    pub(crate) fn slot(&self) -> Option<(ServiceId, Instant)> {
        Some((self.text(fields::SERVICE).parse().ok()?, self.text(fields::START).parse().ok()?))
    }

    /// The person, or the form to show again: what was typed, and beside each field what to mend.
    pub(crate) fn person(&self, today: NaiveDate) -> Result<Person, Box<BookingFields>> {
        let [given, family, email] = [fields::GIVEN_NAME, fields::FAMILY_NAME, fields::EMAIL].map(|name| self.text(name));
        let [day, month, year] = [fields::BIRTH_DAY, fields::BIRTH_MONTH, fields::BIRTH_YEAR].map(|name| self.text(name));
        let read = (
            PersonName::parse(&given),
            PersonName::parse(&family),
            BirthDate::parse(&day, &month, &year, today),
            EmailAddress::parse(&email),
        );
        match read {
            (Ok(given_name), Ok(family_name), Ok(birth_date), Ok(email)) => Ok(Person { given_name, family_name, birth_date, email }),
            (given_name, family_name, birth_date, address) => {
                let empty = day.trim().is_empty() && month.trim().is_empty() && year.trim().is_empty();
                Err(Box::new(BookingFields {
                    given_name: Field { value: given, error: given_name.err().map(name_error) },
                    family_name: Field { value: family, error: family_name.err().map(name_error) },
                    birth_date: BirthDateField { day, month, year, error: birth_date.err().map(|error| birth_date_error(error, empty)) },
                    email: Field { value: email, error: address.err().map(email_error) },
                }))
            }
        }
    }
}

/// The names of the fields that are to be mended, with a reason that repeats no value: for callers that read JSON.
pub(crate) fn faults(typed: &BookingFields) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    let name = |error: guichet_ui::NameError| match error {
        guichet_ui::NameError::Missing => "missing",
        guichet_ui::NameError::TooLong => "too-long",
        guichet_ui::NameError::Malformed => "malformed",
    };
    faults.extend(typed.given_name.error.map(|error| (fields::GIVEN_NAME, name(error))));
    faults.extend(typed.family_name.error.map(|error| (fields::FAMILY_NAME, name(error))));
    faults.extend(typed.birth_date.error.map(|error| {
        let reason = match error {
            guichet_ui::BirthDateError::Missing | guichet_ui::BirthDateError::Incomplete => "missing",
            guichet_ui::BirthDateError::NotADate | guichet_ui::BirthDateError::TooLongAgo => "malformed",
            guichet_ui::BirthDateError::InFuture => "in-future",
        };
        (fields::BIRTH_DAY, reason)
    }));
    faults.extend(
        typed.email.error.map(|error| (fields::EMAIL, if error == guichet_ui::EmailError::Missing { "missing" } else { "malformed" })),
    );
    faults
}

const fn name_error(error: NameError) -> guichet_ui::NameError {
    match error {
        NameError::Missing => guichet_ui::NameError::Missing,
        NameError::TooLong => guichet_ui::NameError::TooLong,
        NameError::Characters => guichet_ui::NameError::Malformed,
    }
}

const fn birth_date_error(error: BirthDateError, empty: bool) -> guichet_ui::BirthDateError {
    match error {
        BirthDateError::Missing if empty => guichet_ui::BirthDateError::Missing,
        BirthDateError::Missing => guichet_ui::BirthDateError::Incomplete,
        BirthDateError::NoSuchDate => guichet_ui::BirthDateError::NotADate,
        BirthDateError::Future => guichet_ui::BirthDateError::InFuture,
    }
}

const fn email_error(error: EmailError) -> guichet_ui::EmailError {
    match error {
        EmailError::Missing => guichet_ui::EmailError::Missing,
        EmailError::Malformed => guichet_ui::EmailError::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-11-22".parse().unwrap()
    }

    #[test]
    fn a_whole_form_is_a_person() {
        let fields = Fields::read(
            "prenom=Zo%C3%A9&nom=D%27Almeida&naissance-jour=12&naissance-mois=4&naissance-annee=1990&email=zoe%40exemple.fr".as_bytes(),
        );
        let person = fields.person(today()).unwrap();
        assert_eq!(person.given_name.as_str(), "Zoé");
        assert_eq!(person.family_name.as_str(), "D'Almeida");
    }

    #[test]
    fn what_is_wrong_is_named_and_what_was_typed_is_kept() {
        let fields = Fields::read("prenom=Zo%C3%A9&nom=&naissance-jour=31&naissance-mois=2&naissance-annee=1990&email=zoe".as_bytes());
        let typed = fields.person(today()).unwrap_err();
        assert_eq!(typed.given_name.value, "Zoé");
        assert_eq!(typed.email.value, "zoe");
        assert_eq!(faults(&typed), [("nom", "missing"), ("naissance-jour", "malformed"), ("email", "malformed")]);
    }

    #[test]
    fn bytes_that_are_no_text_are_no_panic() {
        assert!(Fields::read(b"prenom=%FF%FE&nom=%00&&&=&debut=%").slot().is_none());
        assert!(Fields::read(&[0xff; 40]).person(today()).is_err());
    }
}
