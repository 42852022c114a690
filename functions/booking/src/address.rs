//! The address at which a patient is visited (A1), read at the border.

use guichet_kernel::{Country, Label, PostalAddress};
use guichet_ui::{AddressError, AddressFields, Field, fields};

use crate::form::Fields;

/// The longest line, in characters: an envelope takes no longer one.
const LONGEST_LINE: usize = 120;

/// What was typed, by the names of its fields.
const NAMES: [&str; 4] = [fields::STREET, fields::DOOR, fields::POSTAL_CODE, fields::CITY];

/// What a form says of an address.
pub(crate) enum Address {
    /// It did not ask.
    NotAsked,
    /// This one.
    Read(PostalAddress),
    /// Something that is to be mended.
    Wrong(Box<AddressFields>),
}

/// The address of a form, as one of the country's. A form that asks for it sends its fields, be they empty.
pub(crate) fn read(form: &Fields, country: Country) -> Address {
    if NAMES.into_iter().any(|name| form.has(name)) { whole(form, country) } else { Address::NotAsked }
}

/// The same of a form that asks for it, whether or not it says so.
pub(crate) fn asked(form: &Fields, country: Country) -> AddressFields {
    match whole(form, country) {
        Address::Wrong(typed) => *typed,
        Address::NotAsked | Address::Read(_) => typed(form),
    }
}

/// What was typed, with nothing to mend.
pub(crate) fn typed(form: &Fields) -> AddressFields {
    let [street, door, postal_code, city] = NAMES.map(|name| Field { value: form.text(name), error: None });
    AddressFields { street, door, postal_code, city }
}

fn whole(form: &Fields, country: Country) -> Address {
    let [street, door, postal_code, city] = NAMES.map(|name| line(&form.text(name)));
    let postal_code = postal_code.and_then(|code| country.postal_code(code.as_str()).map_err(|_| AddressError::Malformed));
    // Not every door needs telling how to be found.
    let door = match door {
        Err(AddressError::Missing) => Ok(None),
        read => read.map(Some),
    };
    match (street, door, postal_code, city) {
        (Ok(street), Ok(door), Ok(postal_code), Ok(city)) => {
            let lines = std::iter::once(street).chain(door).collect();
            Address::Read(PostalAddress { lines, postal_code: Some(postal_code), city, country: None })
        }
        (street, door, postal_code, city) => {
            let mut wrong = typed(form);
            wrong.street.error = street.err();
            wrong.door.error = door.err();
            wrong.postal_code.error = postal_code.err();
            wrong.city.error = city.err();
            Address::Wrong(Box::new(wrong))
        }
    }
}

/// One line, with single spaces in it and nothing that cannot be seen. Without a letter or a digit it says nothing.
fn line(text: &str) -> Result<Label, AddressError> {
    let seen: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    if !line.chars().any(char::is_alphanumeric) {
        return Err(AddressError::Missing);
    }
    if line.chars().count() > LONGEST_LINE {
        return Err(AddressError::TooLong);
    }
    Label::parse(&line).map_err(|_| AddressError::TooLong)
}

/// The names of the fields that are to be mended, with a reason that repeats no value.
pub(crate) fn faults(typed: &AddressFields) -> impl Iterator<Item = (&'static str, &'static str)> {
    let AddressFields { street, door, postal_code, city } = typed;
    NAMES.into_iter().zip([street, door, postal_code, city]).filter_map(|(name, field)| {
        let reason = match field.error? {
            AddressError::Missing => "missing",
            AddressError::TooLong => "too-long",
            AddressError::Malformed => "malformed",
        };
        Some((name, reason))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(body: &str) -> Fields {
        Fields::read(body.as_bytes())
    }

    fn wrong(body: &str, country: Country) -> Vec<(&'static str, &'static str)> {
        let Address::Wrong(typed) = read(&form(body), country) else { panic!("{body} is read") };
        faults(&typed).collect()
    }

    // A1: who is visited at home says where; a form that did not ask is none that says nothing.
    #[test]
    fn an_address_is_read_as_its_country_writes_it() {
        let body = "adresse=+12++rue%0Ades+Lilas&adresse-complement=&code-postal=69+003&commune=Lyon";
        let Address::Read(address) = read(&form(body), Country::France) else { panic!("it is whole") };
        let lines: Vec<_> = address.lines.iter().map(Label::as_str).collect();
        assert_eq!((lines, address.city.as_str()), (vec!["12 rue des Lilas"], "Lyon"));
        assert_eq!(address.postal_code.as_ref().map(Label::as_str), Some("69003"));

        let body = "adresse=200+rue+Sherbrooke&adresse-complement=app.+4&code-postal=h2x1e2&commune=Montr%C3%A9al";
        let Address::Read(address) = read(&form(body), Country::Canada) else { panic!("it is whole") };
        assert_eq!((address.lines.len(), address.postal_code.as_ref().map(Label::as_str)), (2, Some("H2X 1E2")));
        assert!(matches!(read(&form("prenom=Zo%C3%A9"), Country::France), Address::NotAsked));
    }

    #[test]
    fn what_is_wrong_in_an_address_is_named_and_what_was_typed_is_kept() {
        let missing = [(fields::STREET, "missing"), (fields::POSTAL_CODE, "missing"), (fields::CITY, "missing")];
        assert_eq!(wrong("adresse=", Country::France), missing);
        assert_eq!(wrong("adresse=%00%0A-&adresse-complement=%C2%A0&code-postal=&commune=...", Country::France), missing);
        let long = "a".repeat(121);
        let body = format!("adresse={long}&adresse-complement={long}&code-postal=4000&commune=Li%C3%A8ge");
        assert_eq!(wrong(&body, Country::Belgium), [(fields::STREET, "too-long"), (fields::DOOR, "too-long")]);
        assert_eq!(wrong(&body, Country::France).last(), Some(&(fields::POSTAL_CODE, "malformed")));
        let Address::Wrong(kept) = read(&form(&body), Country::Belgium) else { panic!("it is wrong") };
        assert_eq!((kept.city.value.as_str(), kept.postal_code.value.as_str(), kept.door.value.len()), ("Liège", "4000", 121));
        assert_eq!(faults(&asked(&form("prenom=Zo%C3%A9"), Country::France)).collect::<Vec<_>>(), missing);
    }
}
