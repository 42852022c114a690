//! The public list: what finds whom, in what order, and what nothing finds (A3).

#![expect(clippy::unwrap_used, reason = "the whole file is a test")]

use std::collections::BTreeSet;

use guichet_agenda_core::directory::{
    Found, Free, Listing, MIGRATIONS, Place, Practice, Practitioner, Query, ask_to_say_again, forget_all, know, lines_of, list,
    longest_unasked, note_answer, note_free, register_practice, register_practitioner, search, unlist,
};
use guichet_kernel::{Instant, LocationId, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, Sql, sql::migrate};
use guichet_testkit::{Memory, SeededEntropy};
use proptest::prelude::*;

const NOW: Instant = Instant::from_millis(1_795_420_800_000);

struct Town {
    sql: Memory,
    entropy: SeededEntropy,
}

impl Town {
    fn new() -> Self {
        let sql = Memory::new();
        migrate(&sql, &[MIGRATIONS], NOW).unwrap();
        Self { sql, entropy: SeededEntropy::new(7) }
    }

    fn practice(&self) -> PracticeId {
        let id = PracticeId::draw(NOW, &self.entropy);
        let practice = Practice { id, name: "x".into(), cities: "[]".into(), card: Some("{}".into()), public: true };
        register_practice(&self.sql, &practice).unwrap();
        id
    }

    /// Enters a line; the practitioner's card is their name.
    fn enter(&self, name: &str, profession: &str, practice: &str, city: &str, service: &str) -> (PracticeId, PractitionerId) {
        let at = (self.practice(), PractitionerId::draw(NOW, &self.entropy));
        self.enter_at(at, name, profession, practice, city, service);
        at
    }

    fn enter_at(&self, (practice, id): (PracticeId, PractitionerId), name: &str, profession: &str, at: &str, city: &str, service: &str) {
        register_practitioner(&self.sql, &Practitioner { practice, id, card: name.into() }, true).unwrap();
        let listing = Listing { name, profession, practice: at, cities: vec![city], services: vec![service] };
        list(&self.sql, practice, id, &listing).unwrap();
    }

    fn some() -> Self {
        let town = Self::new();
        for (name, profession, practice, city, service) in [
            ("Claire Morel", "Ostéopathe", "Cabinet des Lilas", "Lyon", "Séance de suivi"),
            ("Karim Benali", "Masseur-kinésithérapeute", "Cabinet des Lilas", "Lyon", "Rééducation du dos"),
            ("Zoé Lyon", "Ostéopathe", "Maison de santé", "Saint-Étienne", "Première séance"),
            ("Anne-Marie L’Hôte", "Dentiste", "Centre dentaire", "Liège", "Détartrage"),
            ("Élodie Martin", "Sage-femme", "Cabinet Bellecour", "Lyon", "Échographie"),
            ("Marc Martinez", "Dentiste", "Cabinet Bellecour", "Lyon", "Détartrage"),
        ] {
            town.enter(name, profession, practice, city, service);
        }
        town
    }

    fn search(&self, text: &str, city: &str) -> Found {
        search(&self.sql, Query { text, city, after: None, most: 50 }).unwrap()
    }

    fn names(&self, text: &str, city: &str) -> Vec<String> {
        let found = self.search(text, city);
        assert!(!found.near, "{text} / {city}");
        names(&found)
    }

    fn near(&self, text: &str, city: &str) -> Vec<String> {
        let found = self.search(text, city);
        assert_eq!(found.near, !found.lines.is_empty(), "{text} / {city} matches as typed");
        names(&found)
    }
}

fn names(found: &Found) -> Vec<String> {
    found.lines.iter().map(|line| line.practitioner_card.clone()).collect()
}

// A3: by name, profession, city, service; and by practice.
#[test]
fn a_practitioner_is_found_by_whatever_is_public_of_them() {
    let town = Town::some();
    for text in ["claire", "Morel", "morel claire", "claire ostéopathe lyon", "claire lilas", "claire suivi", "Claire à Lyon"] {
        assert_eq!(town.names(text, ""), ["Claire Morel"], "{text}");
    }
    assert_eq!(town.names("dentiste", ""), ["Anne-Marie L’Hôte", "Marc Martinez"]);
    assert_eq!(town.names("dentiste", "lyon"), ["Marc Martinez"]);
    assert_eq!(town.names("", "Liège"), ["Anne-Marie L’Hôte"]);
    assert_eq!(town.names("détartrage", "liege"), ["Anne-Marie L’Hôte"]);
    // A town is looked for in towns: nobody is found there by their name.
    assert_eq!(town.names("ostéopathe", "Lyon"), ["Claire Morel"]);
}

// A3: unaccented, in capitals, in parts.
#[test]
fn accents_capitals_and_hyphens_do_not_matter() {
    let town = Town::some();
    for text in ["ELODIE", "élodie", "e\u{301}lodie", "echographie", "sage femme", "sagefemme", "SAGE-FEMME"] {
        assert_eq!(town.names(text, ""), ["Élodie Martin"], "{text}");
    }
    for text in ["annemarie", "anne marie", "hôte", "lhote", "l'hote"] {
        assert_eq!(town.names(text, ""), ["Anne-Marie L’Hôte"], "{text}");
    }
    assert_eq!(town.names("", "saint etienne"), ["Zoé Lyon"]);
    assert_eq!(town.names("kine", "LYON"), ["Karim Benali"]);
}

#[test]
fn whole_words_come_before_beginnings_and_each_by_family_name() {
    let town = Town::some();
    assert_eq!(town.names("martin", ""), ["Élodie Martin", "Marc Martinez"]);
    assert_eq!(town.names("mar", ""), ["Anne-Marie L’Hôte", "Élodie Martin", "Marc Martinez"]);
    let everybody = ["Karim Benali", "Anne-Marie L’Hôte", "Zoé Lyon", "Élodie Martin", "Marc Martinez", "Claire Morel"];
    assert_eq!(town.names("", ""), everybody);
    assert_eq!(town.names("ostéo", ""), ["Zoé Lyon", "Claire Morel"]);
}

// A3: a slip of the finger is forgiven, and said.
#[test]
fn one_slip_in_each_word_is_near_and_two_are_nothing() {
    let town = Town::some();
    for text in ["ostopathe morel", "ostheopathe claire", "osteoapthe morle", "osteopaths morell"] {
        assert_eq!(town.near(text, ""), ["Claire Morel"], "{text}");
    }
    assert_eq!(town.near("dentiste", "Lyno"), ["Marc Martinez"]);
    assert_eq!(town.near("dentste", "Lyon"), ["Marc Martinez"]);
    assert_eq!(town.near("dntste", ""), Vec::<String>::new());
    assert_eq!(town.near("liv", ""), Vec::<String>::new(), "a short word is not guessed");
    assert_eq!(town.near("dentiste", "Toulouse"), Vec::<String>::new());
}

#[test]
fn who_leaves_is_gone_and_so_are_their_words() {
    let town = Town::some();
    let at = town.enter("Hector Zarathoustra", "Podologue", "Cabinet Nord", "Lille", "Semelles");
    assert_eq!(town.names("zarathoustra", ""), ["Hector Zarathoustra"]);
    // Listed twice it is one line; under another name it is found by that alone.
    town.enter_at(at, "Hector Zarathoustra", "Podologue", "Cabinet Nord", "Lille", "Semelles");
    town.enter_at(at, "Hector Nietzsche", "Podologue", "Cabinet Nord", "Lille", "Semelles");
    assert_eq!(town.near("zarathoustra", ""), Vec::<String>::new());
    assert_eq!(town.names("podologue", ""), ["Hector Nietzsche"]);
    unlist(&town.sql, at.0, at.1).unwrap();
    unlist(&town.sql, at.0, at.1).unwrap();
    assert_eq!(town.near("podologue", ""), Vec::<String>::new());
    assert_eq!(town.near("podologeu", ""), Vec::<String>::new());
    let left =
        town.sql.query("SELECT word FROM word WHERE word LIKE 'podo%' UNION SELECT word FROM slip WHERE word LIKE 'niet%'", &[]).unwrap();
    assert_eq!(left.len(), 0);
}

#[test]
fn a_word_that_somebody_else_bears_stays() {
    let town = Town::some();
    let at = town.enter("Luc Morel", "Ostéopathe", "Cabinet Nord", "Lille", "Séance");
    unlist(&town.sql, at.0, at.1).unwrap();
    assert_eq!(town.near("osteopaths morell", ""), ["Claire Morel"]);
}

#[test]
fn an_agenda_s_newest_word_counts() {
    let town = Town::new();
    let (practice, who) = town.enter("Claire Morel", "Ostéopathe", "Lilas", "Lyon", "Séance");
    assert_eq!(town.search("morel", "").lines[0].free, None);
    let location = LocationId::draw(NOW, &town.entropy);
    let at = |minute| NOW.plus(chrono::TimeDelta::minutes(minute));
    let newer = Free { said_at: at(5), new_patients: false, online: true, next: Some((at(90), location)) };
    let older = Free { said_at: at(4), new_patients: true, online: true, next: None };
    let newest = Free { said_at: at(6), new_patients: true, online: false, next: None };
    let noted = |free: &Free| note_free(&town.sql, practice, who, free).unwrap();
    assert_eq!((noted(&newer), noted(&older)), (true, false));
    assert_eq!(town.search("morel", "").lines[0].free.as_ref(), Some(&newer));
    assert!(noted(&newest));
    assert_eq!(lines_of(&town.sql, practice, 9).unwrap()[0].free, Some(newest));
}

#[test]
fn hostile_text_is_never_a_syntax_error() {
    let town = Town::some();
    let long = "é\"*(".repeat(2_500);
    for text in [
        "\"",
        "'",
        "*",
        "NEAR",
        "NEAR(a b)",
        "a OR",
        "AND",
        "NOT",
        "^claire",
        "words:claire",
        "{words city} : x",
        "-claire",
        "(",
        "((\"",
        "\0",
        "%_",
        "\u{202e}",
        "😀",
        "診療",
        "ا",
        "a\u{301}\u{301}",
        "' OR 1=1 --",
        long.as_str(),
        &"x ".repeat(5_000),
        &"x".repeat(10_000),
    ] {
        for (text, city) in [(text, ""), ("", text), (text, text)] {
            town.search(text, city);
        }
    }
    assert_eq!(town.near("***", ""), Vec::<String>::new(), "no word is looked for");
    assert_eq!(town.names("claire \"OR\" morel", ""), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn anything_can_be_typed(text in "\\PC{0,60}", city in "\\PC{0,20}") {
        Town::some().search(&text, &city);
    }
}

#[test]
fn pages_lose_no_line_and_repeat_none() {
    let town = Town::new();
    for n in 0..137_u32 {
        let name = format!("{} {}", ["Marie", "Mari", "Maria"][n as usize % 3], ["Martin", "Marti", "Durand"][n as usize / 3 % 3]);
        town.enter(&name, "Ostéopathe", "Cabinet", ["Lyon", "Lyons-la-Forêt"][n as usize % 2], "Séance");
    }
    for (text, city) in [("", ""), ("mari", ""), ("ostéopathe", "lyon"), ("osteopate", ""), ("mari mart", "lyon"), ("martn", "lyo")] {
        let whole = search(&town.sql, Query { text, city, after: None, most: 500 }).unwrap();
        assert!(whole.lines.len() > 10 && whole.after.is_none(), "{text}: {}", whole.lines.len());
        for most in [1, 7, 50] {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = search(&town.sql, Query { text, city, after, most }).unwrap();
                assert_eq!(page.near, whole.near);
                assert!(!page.lines.is_empty() && page.lines.len() <= most);
                seen.extend(page.lines.into_iter().map(|line| line.practitioner));
                // What the next page is asked with travels as text.
                after = page.after.map(|place| place.to_string().parse::<Place>().unwrap());
                if after.is_none() {
                    break;
                }
            }
            let expected: Vec<_> = whole.lines.iter().map(|line| line.practitioner).collect();
            assert_eq!(seen, expected, "{text} by {most}");
            assert_eq!(seen.iter().map(ToString::to_string).collect::<BTreeSet<_>>().len(), seen.len());
        }
    }
    for place in ["", "w", "x5", "w-1", "w5.0", "5", "é5", "w99999999999999999999"] {
        assert!(place.parse::<Place>().is_err(), "{place}");
    }
}

#[test]
fn a_page_stays_in_its_place_while_others_come_and_go() {
    let town = Town::new();
    let given = |n: usize| ["Adam", "Bea", "Carl", "Dora", "Emil", "Fay"][n];
    let at: Vec<_> = (0..6).map(|n| town.enter(&format!("{} Marti", given(n)), "Ostéopathe", "Cabinet", "Lyon", "Séance")).collect();
    let first = search(&town.sql, Query { text: "marti", city: "", after: None, most: 3 }).unwrap();
    unlist(&town.sql, at[2].0, at[2].1).unwrap();
    town.enter("Aa Adam", "Ostéopathe", "Cabinet Marti", "Lyon", "Séance");
    let second = search(&town.sql, Query { text: "marti", city: "", after: first.after, most: 3 }).unwrap();
    assert_eq!(
        (names(&first), names(&second)),
        (strings(["Adam Marti", "Bea Marti", "Carl Marti"]), strings(["Dora Marti", "Emil Marti", "Fay Marti"]))
    );
}

fn strings<const N: usize>(of: [&str; N]) -> Vec<String> {
    of.map(str::to_owned).into()
}

#[test]
fn who_is_asked_to_say_again_is_asked_first_and_until_they_answer() {
    let town = Town::some();
    let practice = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, town.practice()));
    let others = [ObjectClass::Mailroom, ObjectClass::Agenda].map(|class| ObjectRef::new(class, practice.name.clone()));
    for object in others.iter().chain([&practice]) {
        know(&town.sql, object, NOW).unwrap();
        note_answer(&town.sql, object, NOW, None).unwrap();
    }
    ask_to_say_again(&town.sql).unwrap();
    let again = |sql: &Memory| {
        longest_unasked(sql, 9).unwrap().into_iter().filter(|(_, again)| *again).map(|(object, _)| object).collect::<Vec<_>>()
    };
    assert_eq!(again(&town.sql), [others[1].clone(), practice.clone()]);
    note_answer(&town.sql, &practice, NOW, None).unwrap();
    assert_eq!(again(&town.sql), [others[1].clone()]);
    forget_all(&town.sql, NOW).unwrap();
    assert_eq!((town.names("", ""), longest_unasked(&town.sql, 9).unwrap().len()), (Vec::new(), 3));
}
