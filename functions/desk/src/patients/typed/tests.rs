use guichet_contracts::command::patient::PatientIdentifier;
use guichet_kernel::Instant;

use super::*;

fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn border(country: Country) -> Border<'static> {
    Border { country, today: today(), kept: None }
}

fn form(pairs: &[(&str, &str)]) -> Fields {
    Fields::read(form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().as_bytes())
}

const WHOLE: [(&str, &str); 15] = [
    ("given_name", "Zoé"),
    ("family_name", "D'Almeida"),
    ("birth_name", "Martin"),
    ("known_as", "Zaza"),
    ("sex", "female"),
    ("birth_date", "1990-04-12"),
    ("language", "fr-FR"),
    ("email", "zoe@exemple.fr"),
    ("phone", "06 12 34 56 78"),
    ("phone_2", "+32 4 222 33 44"),
    ("street", "3 rue des Lilas\r\n\r\n2e étage\r\n"),
    ("postcode", "69003"),
    ("city", "Lyon"),
    ("identifier-nir", ""),
    ("version", "1"),
];

fn whole() -> PatientDetails {
    read(&form(&WHOLE), border(Country::France)).1.unwrap().details
}

fn patient(details: PatientDetails, identifiers: Vec<PatientIdentifier>) -> Patient {
    Patient {
        id: guichet_kernel::PatientId::from_digits(&"1".repeat(32)).unwrap(),
        version: 1,
        details,
        identifiers,
        guardians: Vec::new(),
        dependants: Vec::new(),
        consents: Vec::new(),
        more_consents: false,
        notes: Vec::new(),
        more_notes: false,
        blocked_online: false,
        duplicates: Vec::new(),
        merged: Vec::new(),
        entered_at: Instant::from_millis(0),
        sealed: false,
        seen_by: Vec::new(),
    }
}

#[test]
fn a_whole_form_is_read_into_types() {
    let details = whole();
    assert_eq!(details.given_name.as_str(), "Zoé");
    assert_eq!(details.birth_name.unwrap().as_str(), "Martin");
    assert_eq!(details.birth_date.unwrap().date().to_string(), "1990-04-12");
    let numbers: Vec<_> = details.telephones.iter().map(|telephone| (telephone.of, telephone.number.as_str())).collect();
    assert_eq!(numbers, [(TelephoneOf::Mobile, "+33612345678"), (TelephoneOf::Home, "+3242223344")]);
    let address = details.address.unwrap();
    assert_eq!(address.lines.iter().map(Label::as_str).collect::<Vec<_>>(), ["3 rue des Lilas", "2e étage"]);
    assert_eq!(address.city.as_str(), "Lyon");
}

// A4: staff enter patients of whom they know no more than the names.
#[test]
fn names_are_enough() {
    let (_, typed) = read(&form(&[("given_name", "Zoé"), ("family_name", "Durand")]), border(Country::Belgium));
    let details = typed.unwrap().details;
    assert!(details.birth_date.is_none() && details.email.is_none() && details.telephones.is_empty() && details.address.is_none());
}

#[test]
fn each_field_says_what_is_to_be_mended_and_keeps_what_was_typed() {
    let (shown, typed) = read(
        &form(&[
            ("given_name", " "),
            ("family_name", "<b>"),
            ("sex", "x"),
            ("birth_date", "2026-11-23"),
            ("language", "nl-BE"),
            ("email", "zoe@"),
            ("phone", "12"),
            ("phone_2", "06 12 34 56 78"),
            ("street", "1\n2\n3\n4"),
            ("postcode", "69003"),
            ("identifier-nir", "2 84 03 69 123 456 00"),
        ]),
        border(Country::France),
    );
    assert!(typed.is_none());
    let issues = [
        (&shown.given_name, Issue::Missing),
        (&shown.family_name, Issue::Characters),
        (&shown.sex, Issue::NotChosen),
        (&shown.birth_date, Issue::InFuture),
        (&shown.language, Issue::NotChosen),
        (&shown.email, Issue::Email),
        (&shown.phone, Issue::Phone),
        (&shown.street, Issue::TooLong),
        (&shown.city, Issue::Missing),
    ];
    for (input, issue) in issues {
        assert_eq!(input.issue, Some(issue), "{}", input.value);
    }
    assert_eq!(shown.family_name.value, "<b>");
    assert_eq!((shown.phone_2.value.as_str(), shown.phone_2.issue), ("06 12 34 56 78", None));
    assert_eq!(shown.street.value, "1\n2\n3\n4");
    let [nir] = shown.identifiers.as_slice() else { panic!("one scheme") };
    assert_eq!((nir.number.value.as_str(), nir.number.issue), ("2 84 03 69 123 456 00", Some(Issue::CheckDigit)));
}

#[test]
fn a_date_is_one_of_the_calendar_and_of_somebody_alive() {
    for (text, issue) in [("12/04/1990", Issue::NotADate), ("2023-02-29", Issue::NotADate), ("1899-12-31", Issue::TooLongAgo)] {
        assert_eq!(birth_date(text, today()), Err(issue), "{text}");
    }
    assert!(birth_date("2024-02-29", today()).is_ok());
}

#[test]
fn a_birth_name_that_is_no_other_is_none() {
    let (_, typed) = read(&form(&[("given_name", "Zoé"), ("family_name", "Durand"), ("birth_name", "Durand ")]), border(Country::France));
    assert!(typed.unwrap().details.birth_name.is_none());
}

#[test]
fn what_the_form_does_not_show_stays() {
    let mut details = whole();
    let third = PatientTelephone { of: TelephoneOf::Work, number: DialNumber::try_from("+33478000000".to_owned()).unwrap() };
    details.telephones.push(third.clone());
    details.telephones.iter_mut().take(1).for_each(|telephone| telephone.of = TelephoneOf::Work);
    details.address.as_mut().unwrap().country = Some(Label::parse("France").unwrap());
    let kept = patient(details.clone(), Vec::new());
    // The form as it is shown, sent back as it is: nothing changes.
    let shown = of(&kept, Country::France, today());
    let pairs = [
        ("given_name", &shown.given_name),
        ("family_name", &shown.family_name),
        ("birth_name", &shown.birth_name),
        ("known_as", &shown.known_as),
        ("sex", &shown.sex),
        ("birth_date", &shown.birth_date),
        ("language", &shown.language),
        ("email", &shown.email),
        ("phone", &shown.phone),
        ("phone_2", &shown.phone_2),
        ("street", &shown.street),
        ("postcode", &shown.postcode),
        ("city", &shown.city),
    ];
    let sent = form(&pairs.map(|(name, input)| (name, input.value.as_str())));
    let (_, typed) = read(&sent, Border { kept: Some(&kept), ..border(Country::France) });
    assert!(typed.unwrap().details == details, "nothing changes");
    let odd = DialNumber::try_from("+3312345".to_owned()).unwrap();
    let mut kept = kept;
    kept.details.telephones = vec![PatientTelephone { of: TelephoneOf::Home, number: odd.clone() }];
    assert!(telephone("+3312345", Border { kept: Some(&kept), ..border(Country::France) }) == Ok(odd));
    assert!(telephone("+3312345", border(Country::France)) == Err(Issue::Phone));
    kept.details.telephones = details.telephones;
    let gone = telephones([None, None], Country::France, Some(&kept));
    assert!(gone == [third]);
}
