//! What patients type, read at the border into types that cannot be wrong.

use chrono::NaiveDate;
use guichet_kernel::{
    BirthDate, ContactName, Country, EmailAddress, Instant, LocationId, Person, PersonName, PracticeId, ServiceId,
    person::{BirthDateError, EmailError, NameError},
};
use guichet_ui::{BirthDateField, BookingFields, Field, fields};

use crate::{
    address::{self, Address},
    choice::{Choice, PRACTICE},
    turnstile,
};

/// The fields of a form, by name; the first of a name counts.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// Whether the form has a field of that name, be it empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        // What is shown again is bounded; a name or address that long is refused anyway.
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default();
        value.chars().filter(|c| *c != '\0').take(400).collect()
    }

    /// The slot that a start's button asks for, and the choice that it was shown under.
    pub(crate) fn slot(&self) -> Option<(Choice, ServiceId, Instant)> {
        let (choice, starts_at) = self.start()?;
        let service = self.text(fields::SERVICE).parse().ok()?;
        Some((Choice { service: Some(service), ..choice }, service, starts_at))
    }

    /// The start alone, and where. A location that cannot be read is none of ours.
    pub(crate) fn start(&self) -> Option<(Choice, Instant)> {
        let location = Some(self.text(fields::LOCATION)).filter(|digits| !digits.is_empty());
        let location = location.map(|digits| LocationId::from_digits(&digits)).transpose().ok()?;
        let from = self.text(fields::FROM).parse().ok();
        let practice = PracticeId::from_digits(&self.text(PRACTICE)).ok();
        Some((Choice { practice, location, service: None, from }, self.text(fields::START).parse().ok()?))
    }

    /// An address alone, or what was typed and what to mend.
    pub(crate) fn email(&self) -> Result<EmailAddress, Field<guichet_ui::EmailError>> {
        let value = self.text(fields::EMAIL);
        EmailAddress::parse(&value).map_err(|error| Field { value, error: Some(email_error(error)) })
    }

    /// A birth date alone, and what was typed, with what to mend.
    pub(crate) fn birth_date(&self, today: NaiveDate) -> (Option<BirthDate>, BirthDateField) {
        let [day, month, year] = [fields::BIRTH_DAY, fields::BIRTH_MONTH, fields::BIRTH_YEAR].map(|name| self.text(name));
        let read = BirthDate::parse(&day, &month, &year, today);
        let empty = day.trim().is_empty() && month.trim().is_empty() && year.trim().is_empty();
        let error = read.err().map(|error| birth_date_error(error, empty));
        (read.ok(), BirthDateField { day, month, year, error })
    }

    /// What Turnstile's widget put into the form; as long as it is, since it is no use cut.
    pub(crate) fn turnstile(&self) -> &str {
        self.0.iter().find(|(known, _)| known == turnstile::FIELD).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// What was typed, with nothing to mend.
    pub(crate) fn typed(&self) -> BookingFields {
        fn field<E>(value: String) -> Field<E> {
            Field { value, error: None }
        }
        let [day, month, year] = [fields::BIRTH_DAY, fields::BIRTH_MONTH, fields::BIRTH_YEAR].map(|name| self.text(name));
        BookingFields {
            for_other: self.text(fields::FOR) == fields::OTHER,
            contact_given_name: field(self.text(fields::CONTACT_GIVEN_NAME)),
            contact_family_name: field(self.text(fields::CONTACT_FAMILY_NAME)),
            given_name: field(self.text(fields::GIVEN_NAME)),
            family_name: field(self.text(fields::FAMILY_NAME)),
            birth_date: BirthDateField { day, month, year, error: None },
            address: address::typed(self),
            email: field(self.text(fields::EMAIL)),
        }
    }

    /// Whether something stands in the field that nobody sees.
    pub(crate) fn looks_automatic(&self) -> bool {
        !self.text(fields::TRAP).is_empty()
    }

    /// What was typed on a form that lacks the address at which a patient is visited, or has one to mend.
    pub(crate) fn without_address(&self, country: Country) -> BookingFields {
        BookingFields { address: address::asked(self, country), ..self.typed() }
    }

    /// The person, or the form to show again: what was typed, and beside each field what to mend. Nothing of it says their language.
    pub(crate) fn person(&self, today: NaiveDate, country: Country) -> Result<Person, Box<BookingFields>> {
        let [given, family, email] = [fields::GIVEN_NAME, fields::FAMILY_NAME, fields::EMAIL].map(|name| self.text(name));
        let [day, month, year] = [fields::BIRTH_DAY, fields::BIRTH_MONTH, fields::BIRTH_YEAR].map(|name| self.text(name));
        let for_other = self.text(fields::FOR) == fields::OTHER;
        let [contact_given, contact_family] = [fields::CONTACT_GIVEN_NAME, fields::CONTACT_FAMILY_NAME].map(|name| self.text(name));
        let contact = (PersonName::parse(&contact_given), PersonName::parse(&contact_family));
        let read = (
            PersonName::parse(&given),
            PersonName::parse(&family),
            BirthDate::parse(&day, &month, &year, today),
            EmailAddress::parse(&email),
        );
        // Whoever books for themselves is asked once.
        let whose = match &contact {
            _ if !for_other => Some(None),
            (Ok(given_name), Ok(family_name)) => {
                Some(Some(ContactName { given_name: given_name.clone(), family_name: family_name.clone() }))
            }
            _ => None,
        };
        let visited = match address::read(self, country) {
            Address::NotAsked => Ok(None),
            Address::Read(address) => Ok(Some(address)),
            Address::Wrong(typed) => Err(*typed),
        };
        match (read, whose, visited) {
            ((Ok(given_name), Ok(family_name), Ok(birth_date), Ok(email)), Some(contact), Ok(address)) => {
                Ok(Person { given_name, family_name, birth_date, email, contact, address, locale: None })
            }
            ((given_name, family_name, birth_date, address), _, visited) => {
                let empty = day.trim().is_empty() && month.trim().is_empty() && year.trim().is_empty();
                let name = |value, read: Result<PersonName, NameError>| Field { value, error: read.err().map(name_error) };
                let own =
                    |value, read: Result<PersonName, NameError>| Field { error: read.err().filter(|_| for_other).map(name_error), value };
                Err(Box::new(BookingFields {
                    for_other,
                    contact_given_name: own(contact_given, contact.0),
                    contact_family_name: own(contact_family, contact.1),
                    given_name: name(given, given_name),
                    family_name: name(family, family_name),
                    birth_date: BirthDateField { day, month, year, error: birth_date.err().map(|error| birth_date_error(error, empty)) },
                    address: visited.err().unwrap_or_else(|| address::typed(self)),
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
    faults.extend(address::faults(&typed.address));
    faults.extend(typed.contact_given_name.error.map(|error| (fields::CONTACT_GIVEN_NAME, name(error))));
    faults.extend(typed.contact_family_name.error.map(|error| (fields::CONTACT_FAMILY_NAME, name(error))));
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
        let person = fields.person(today(), Country::France).unwrap();
        assert_eq!(person.given_name.as_str(), "Zoé");
        assert_eq!(person.family_name.as_str(), "D'Almeida");
    }

    #[test]
    fn what_is_wrong_is_named_and_what_was_typed_is_kept() {
        let fields = Fields::read("prenom=Zo%C3%A9&nom=&naissance-jour=31&naissance-mois=2&naissance-annee=1990&email=zoe".as_bytes());
        let typed = fields.person(today(), Country::France).unwrap_err();
        assert_eq!(typed.given_name.value, "Zoé");
        assert_eq!(typed.email.value, "zoe");
        assert_eq!(faults(&typed), [("nom", "missing"), ("naissance-jour", "malformed"), ("email", "malformed")]);
    }

    const WHOLE: &str = "prenom=Zo%C3%A9&nom=Durand&naissance-jour=12&naissance-mois=4&naissance-annee=2020&email=odile%40exemple.fr";

    // A8: whoever books for another is somebody else than the patient.
    #[test]
    fn whoever_books_for_another_says_who_they_are() {
        let read = |more: &str| Fields::read(format!("{WHOLE}{more}").as_bytes()).person(today(), Country::France);
        let contact = read("&pour=proche&contact-prenom=Odile&contact-nom=Petit").unwrap().contact.unwrap();
        assert_eq!((contact.given_name.as_str(), contact.family_name.as_str()), ("Odile", "Petit"));
        for own in ["", "&pour=moi", "&pour=moi&contact-prenom=Odile&contact-nom=%3Cb%3E", "&pour=x"] {
            assert_eq!(read(own).unwrap().contact, None, "{own}");
        }
        let typed = read("&pour=proche&contact-prenom=&contact-nom=%3Cb%3E").unwrap_err();
        assert!(typed.for_other);
        assert_eq!(faults(&typed), [("contact-prenom", "missing"), ("contact-nom", "malformed")]);
    }

    // A1
    #[test]
    fn an_address_goes_with_the_person_or_is_to_be_mended_beside_the_rest() {
        let read = |more: &str| Fields::read(format!("{WHOLE}{more}").as_bytes()).person(today(), Country::France);
        let address = read("&adresse=1+rue+X&code-postal=69003&commune=Lyon").unwrap().address.unwrap();
        assert_eq!(address.city.as_str(), "Lyon");
        assert_eq!(read("").unwrap().address, None);
        let typed = read("&adresse=1+rue+X&code-postal=H2X+1Y4&commune=&pour=proche").unwrap_err();
        let named: Vec<_> = faults(&typed).into_iter().map(|(name, _)| name).collect();
        assert_eq!(named, ["code-postal", "commune", "contact-prenom", "contact-nom"]);
        assert_eq!((typed.address.street.value.as_str(), typed.given_name.value.as_str()), ("1 rue X", "Zoé"));
    }

    #[test]
    fn the_field_that_nobody_sees_gives_programs_away() {
        assert!(Fields::read(b"site-web=http%3A%2F%2Fspam.example").looks_automatic());
        assert!(!Fields::read(b"site-web=&prenom=Zo%C3%A9").looks_automatic() && !Fields::read(b"").looks_automatic());
    }

    #[test]
    fn a_start_says_where_and_for_what() {
        let read = |body: &str| Fields::read(body.as_bytes());
        let start = "debut=2026-11-30T07:30:00Z";
        assert!(read(start).start().is_some_and(|(choice, _)| choice == Choice::default()));
        let of = format!("{start}&motif=srv_0193a00000007000800000000000000c&cabinet=0193a000000070008000000000000001");
        assert!(read(&of).slot().is_some_and(|(choice, ..)| choice.practice.is_some()));
        let at = format!("{start}&lieu=0193a00000007000800000000000000b&motif=srv_0193a00000007000800000000000000c&du=2026-11-30");
        let (choice, service, _) = read(&at).slot().unwrap();
        assert!(choice.location.is_some() && choice.from.is_some() && choice.service == Some(service));
        assert!(read(&format!("{start}&lieu=ailleurs")).start().is_none() && read(start).slot().is_none());
    }

    #[test]
    fn bytes_that_are_no_text_are_no_panic() {
        assert!(Fields::read(b"prenom=%FF%FE&nom=%00&&&=&debut=%").slot().is_none());
        assert!(Fields::read(&[0xff; 40]).person(today(), Country::France).is_err());
    }
}
