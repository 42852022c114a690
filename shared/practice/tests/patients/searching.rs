use guichet_practice_core::patient::{self, NewPatient};
use proptest::prelude::*;

use super::clinic::{Clinic, mobile, name, person};

fn clinic() -> (Clinic, [guichet_kernel::PatientId; 4]) {
    let clinic = Clinic::new();
    let zoe = clinic.enter(&NewPatient {
        birth_name: Some(name("Lebœuf")),
        known_as: Some(name("Zouzou")),
        telephones: vec![mobile("+33612345678"), mobile("+33478000000")],
        ..person("Zoé", "D’Almeida", "1990-04-12")
    });
    let jean =
        clinic.enter(&NewPatient { telephones: vec![mobile("+14165550199")], ..person("Jean-Baptiste", "Petit-D'Łukasz", "1985-07-01") });
    let li = clinic.enter(&NewPatient { telephones: vec![mobile("+3242221111")], ..person("李", "Li", "2001-12-31") });
    let lina = clinic.enter(&person("Lina", "Straße", "1990-04-13"));
    (clinic, [zoe, jean, li, lina])
}

#[test]
fn a_patient_is_found_as_people_type() {
    let (clinic, [zoe, jean, li, lina]) = clinic();
    for (id, texts) in [
        (
            zoe,
            "zo|ZOÉ|zoe\u{301}|zoe dalm|almeida zo|d'almeida|D’ALMEIDA|leboeuf|LEBŒUF|zouzou|12/04/1990|12041990|1990-04-12|12.04.1990|12/4/1990|12/04|12 04 1990|zoe 12/04/1990",
        ),
        (
            zoe,
            "06 12 34|0612345678|06.12.34.56.78|+33 6 12|+33612345678|0033612345678|33612345678|612345678|+33 (0)6 12 34|almeida 0478|12041990 0612345678",
        ),
        (
            jean,
            "jean-b|jean baptiste|jeanbaptiste|lukasz|dlukasz|petit-d'łukasz|petitdlukasz|łukasz|(416) 555-0199|416-555|1 416 555 0199|+1 416|01/07/1985|1/7/1985|1985-7-1",
        ),
        (li, "李|li 31/12/2001|04 222 11 11|042221111|+32 4 222|0032 4 222 11 11"),
        (lina, "lin|strasse|STRASSE lina|straße"),
    ] {
        for text in texts.split('|') {
            assert_eq!(clinic.found(text), [id], "{text}");
        }
    }
    for text in ["", " ", "z", "d l", "0", "zoe lukasz", "durand", "13/04/1990 zoe", "0699", "\"", "*", "zoe NOT li", "zoe OR li"] {
        assert!(clinic.found(text).is_empty(), "{text}");
    }
    // Whole words before beginnings, then the latest.
    assert_eq!(clinic.found("li"), [li, lina]);
}

#[test]
fn a_search_is_bounded_and_its_order_stable() {
    let clinic = Clinic::new();
    let ids: Vec<_> = (0..70).map(|_| clinic.enter(&person("Zoé", "Martin", "1990-04-12"))).collect();
    let latest: Vec<_> = ids.iter().rev().copied().collect();
    assert_eq!(clinic.found("martin"), latest[..50]);
    assert_eq!(clinic.found("mart"), latest[..50]);
    let three: Vec<_> = patient::search(&clinic.store, "ma", 3).unwrap().into_iter().map(|patient| patient.id).collect();
    assert_eq!(three, latest[..3]);
    assert_eq!(patient::search(&clinic.store, "martin", 255).unwrap().len(), 50);
    assert!(patient::search(&clinic.store, "martin", 0).unwrap().is_empty());
}

#[test]
fn there_is_no_syntax_to_get_wrong() {
    let (clinic, _) = clinic();
    let long = "zoe ".repeat(10_000);
    let digits = "1".repeat(10_000);
    for text in [
        "\"",
        "\"\"",
        "zoe\"",
        "'; DROP TABLE patient_record; --",
        "zoe OR 1",
        "NEAR(zoe li)",
        "words:zoe",
        "^zoe",
        "{words}:zoe",
        "-zoe",
        "zoe AND",
        "(",
        ")",
        "*",
        "zoe*",
        "+",
        "a\u{0}b",
        "\u{0}",
        "zoe\u{0}",
        "\u{202e}",
        "\u{fffd}",
        "ﷺ",
        "🂡",
        "Ⓩⓞⓔ",
        "ｚｏｅ",
        &long,
        &digits,
        "1-1-1-1-1",
        "/////",
        "((((1))))",
        "0000000000",
        "12/13/99999",
    ] {
        assert!(patient::search(&clinic.store, text, 50).is_ok(), "{text}");
    }
    assert_eq!(clinic.found("ｚｏｅ").len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_search_never_errs(text in prop_oneof![any::<String>(), "[a-z\"'*:^(){}+ 0-9/.-]{0,60}", "\\PC{0,300}"]) {
        thread_local! { static CLINIC: Clinic = clinic().0; }
        CLINIC.with(|clinic| {
            let found = patient::search(&clinic.store, &text, 50);
            prop_assert!(found.is_ok(), "{:?}", found.err());
            Ok(())
        })?;
    }

    // Whatever can be a name is found by all of it that can be searched by.
    #[test]
    fn a_name_is_found_by_itself(given in "\\PC{1,30}", family in "\\p{L}{2,20}") {
        let (Ok(given), Ok(family)) = (guichet_kernel::PersonName::parse(&given), guichet_kernel::PersonName::parse(&family)) else { return Ok(()) };
        // Two letters may be one and its mark, or two words; and one letter is too little to search by.
        let folded = guichet_kernel::text::fold(family.as_str());
        prop_assume!(folded.split(|c: char| !c.is_alphanumeric()).any(|word| word.chars().count() >= 2));
        let clinic = Clinic::new();
        let unknown = patient::Birth::Unknown;
        let id = clinic.enter(&NewPatient::named(given, family.clone(), unknown));
        let found = clinic.found(family.as_str());
        prop_assert!(found == [id], "{}", family.as_str());
    }
}
