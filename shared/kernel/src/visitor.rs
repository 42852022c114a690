//! What somebody is recognised by when they fill in a public form, without being named (A9): keyed marks. A practice makes those of
//! whoever it wants to hear from by telephone, an agenda those of whoever books; who keeps marks and has no key learns nothing of them.
//!
//! Recognising takes all that a mark is made of: the address typed, the birth date and the family name; or, of a record that no
//! address belongs to, both names and the birth date. So nobody is told by half of it that the practice knows somebody.

use crate::{BirthDate, EmailAddress, Person, PersonName, PracticeId, Token, link::KeyRing, text::fold};

/// What somebody is recognised by, besides a family name and the birth date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Besides<'a> {
    /// An address at which they, or whoever answers for them, are written to.
    Address(&'a EmailAddress),
    /// Their given name, where no address is known.
    GivenName(&'a PersonName),
}

/// What a mark is made of. Accents, capitals and hyphens make no difference.
fn traits(practice: PracticeId, family: &PersonName, birth: BirthDate, besides: Besides<'_>) -> String {
    let letters = |name: &PersonName| fold(name.as_str()).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (kind, rest) = match besides {
        Besides::Address(address) => ("address", address.as_str().to_lowercase()),
        Besides::GivenName(name) => ("name", letters(name)),
    };
    format!("{practice} {kind} {} {} {rest}", birth.date(), letters(family))
}

/// The mark of somebody whom a practice knows, by the key that is current.
pub fn mark(keys: &KeyRing, practice: PracticeId, family: &PersonName, birth: BirthDate, besides: Besides<'_>) -> Option<Token> {
    keys.derive("visitor", &traits(practice, family, birth, besides))
}

/// Every mark that a practice may know a person by, by each key of the ring: the practice may have told it under the former one.
pub fn marks(keys: &KeyRing, practice: PracticeId, person: &Person) -> Vec<Token> {
    let of = |besides| keys.derive_each("visitor", &traits(practice, &person.family_name, person.birth_date, besides));
    [Besides::Address(&person.email), Besides::GivenName(&person.given_name)].into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: &str = r#""k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","k2":"_____________________________________________w""#;

    fn keys(current: &str) -> KeyRing {
        KeyRing::from_json(&format!(r#"{{"current":"{current}","keys":{{{KEYS}}}}}"#)).unwrap()
    }

    fn practice(last: char) -> PracticeId {
        format!("prc_0193a00000007000800000000000000{last}").parse().unwrap()
    }

    fn person(given: &str, family: &str, email: &str) -> Person {
        let birth_date = BirthDate::parse("12", "4", "1990", "2026-11-22".parse().unwrap()).unwrap();
        Person {
            given_name: PersonName::parse(given).unwrap(),
            family_name: PersonName::parse(family).unwrap(),
            birth_date,
            email: EmailAddress::parse(email).unwrap(),
            contact: None,
            address: None,
            locale: None,
        }
    }

    fn known(keys: &KeyRing, person: &Person) -> Token {
        mark(keys, practice('2'), &person.family_name, person.birth_date, Besides::Address(&person.email)).unwrap()
    }

    // A9: however it is typed, it is they; a sister, a namesake, another address or practice are not.
    #[test]
    fn whoever_types_the_same_is_recognised_and_nobody_else() {
        let mine = known(&keys("k1"), &person("Zoé", "Le Goff-Méry", "zoe@exemple.fr"));
        let meets = |of: PracticeId, person: &Person| marks(&keys("k1"), of, person).contains(&mine);
        assert!(meets(practice('2'), &person("Z.", "LE GOFF MERY", "Zoe@Exemple.fr")));
        assert!(!meets(practice('3'), &person("Zoé", "Le Goff-Méry", "zoe@exemple.fr")));
        assert!(!meets(practice('2'), &person("Zoé", "Le Goff", "zoe@exemple.fr")));
        assert!(!meets(practice('2'), &person("Zoé", "Le Goff-Méry", "autre@exemple.fr")));
        let older = Person {
            birth_date: BirthDate::parse("1", "4", "1988", "2026-11-22".parse().unwrap()).unwrap(),
            ..person("Zoé", "Le Goff-Méry", "zoe@exemple.fr")
        };
        assert!(!meets(practice('2'), &older));
    }

    #[test]
    fn whose_record_has_no_address_is_recognised_by_both_names() {
        let (zoe, leo) = (person("Zoé", "Durand", "a@exemple.fr"), person("Léo", "Durand", "a@exemple.fr"));
        let mine = mark(&keys("k1"), practice('2'), &zoe.family_name, zoe.birth_date, Besides::GivenName(&zoe.given_name)).unwrap();
        assert!(marks(&keys("k1"), practice('2'), &Person { email: EmailAddress::parse("b@exemple.fr").unwrap(), ..zoe }).contains(&mine));
        assert!(!marks(&keys("k1"), practice('2'), &leo).contains(&mine));
    }

    #[test]
    fn a_mark_of_the_former_key_still_counts() {
        let zoe = person("Zoé", "Durand", "a@exemple.fr");
        let before = known(&keys("k1"), &zoe);
        assert!(marks(&keys("k2"), practice('2'), &zoe).contains(&before) && known(&keys("k2"), &zoe) != before);
    }
}
