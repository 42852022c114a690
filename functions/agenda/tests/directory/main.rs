//! The Directory's public side: who is in the list, what it answers, what it publishes, and how it becomes whole again.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "the whole file is a test")]

mod land;
mod publishing;

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::directory::{
        Beat, DirectoryPage, ListPages, ListParts, Objects, Pages, Parts, PracticePage, ReadObjects, ReadPracticePage, Rebuild,
        SearchDirectory,
    },
    event::FreeChangedV1,
};
use guichet_kernel::{Country, Label, ObjectClass, ObjectName, ObjectRef, Region, Zone};
use guichet_testkit::Memory;
use land::{Land, NOW};
use serde_json::{Value, json};

// A3: only practices with a place and an online service are public; a practitioner who left is gone.
#[test]
fn who_can_be_booked_is_public_and_nobody_else() {
    let country = Land::silent();
    let (practice, who) = (country.practices[0].0, country.practices[0].1[0]);
    assert_eq!(country.registers(0, &Value::Null), 200);
    assert_eq!(country.employs(0, who, "Claire Morel", true), 200);
    assert_eq!(country.names("morel"), Vec::<String>::new(), "the practice does not say what it shows");
    let read = || country.ask(NOW, Principal::Public, &ReadPracticePage { practice }).map(|page: PracticePage| page.lines.len());
    assert_eq!(read(), Err(ProblemKind::NotFound));
    assert_eq!(country.registers(0, &country.card(0)), 200);
    assert_eq!((country.names("morel"), read()), (vec!["Claire Morel".to_owned()], Ok(1)));
    // A service that staff alone can book is nobody's to find.
    assert_eq!(country.names("réunion"), Vec::<String>::new());
    for without in ["locations", "services"] {
        let mut card = country.card(0);
        card[without] = json!([]);
        assert_eq!(country.registers(0, &card), 200);
        assert_eq!((country.names("morel"), read()), (Vec::new(), Err(ProblemKind::NotFound)), "{without}");
    }
    assert_eq!(country.registers(0, &country.card(0)), 200);
    assert_eq!(country.employs(0, who, "Claire Morel", false), 200);
    assert_eq!((country.names(""), read()), (Vec::new(), Ok(0)));
    assert_eq!(country.registers(0, &country.card(0)), 200);
    assert_eq!(country.names(""), Vec::<String>::new(), "who has left stays gone");
}

#[test]
fn each_says_what_is_theirs() {
    let country = Land::whole();
    let before = country.search("", "");
    // Another practice's card, and another country's.
    assert_eq!(country.registers(0, &country.card(1)), 403);
    let mut abroad = country.card(0);
    abroad["country"] = json!("BE");
    assert_eq!(country.registers(0, &abroad), 403);
    // An agenda speaks for itself.
    let fact: FreeChangedV1 = serde_json::from_value(json!({
        "practice": country.practices[0].0, "practitioner": country.practices[0].1[0], "free": [], "new_patients": false, "at": NOW,
    }))
    .unwrap();
    let other = ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, country.practices[1].1[0]));
    for source in [&other, &country.practice_object(0), &ObjectRef { class: ObjectClass::Identity, ..other.clone() }] {
        assert_eq!(country.deliver(source, "x", &fact), 403, "{source}");
    }
    assert_eq!(country.search("", ""), before);
}

#[test]
fn a_line_shows_the_newest_word_of_the_agenda_while_it_can_still_be_true() {
    let country = Land::whole();
    let (at, who) = (|minutes| NOW.plus(TimeDelta::minutes(minutes)), country.practices[0].1[0]);
    let line = |now| {
        let found: DirectoryPage = country
            .ask(now, Principal::Public, &SearchDirectory { text: "cabinet 0".into(), city: String::new(), after: None, most: 5 })
            .unwrap();
        (found.lines[0].next_free, found.lines[0].said_at, found.lines[0].zone.map(Zone::name))
    };
    assert_eq!(line(NOW), (Some(at(60)), Some(NOW), Some("Europe/Paris")));
    country.agenda_says(0, who, Some(at(30)), at(5));
    country.agenda_says(0, who, Some(at(600)), at(4));
    assert_eq!(line(at(6)), (Some(at(30)), Some(at(5)), Some("Europe/Paris")));
    // A start that is over is not said; nor that none is free, for nobody has said so.
    assert_eq!(line(at(30)), (None, None, Some("Europe/Paris")));
    country.agenda_says(0, who, None, at(40));
    assert_eq!(line(at(41)), (None, Some(at(40)), Some("Europe/Paris")));
}

#[test]
fn pages_are_listed_to_the_end_and_each_once() {
    let country = Land::whole();
    let all: Pages = country.ask(NOW, Principal::Public, &ListPages { after: None, most: 5_000 }).unwrap();
    assert_eq!((all.paths.len(), all.after), (3 + 6, None));
    assert!(all.paths[0].starts_with("/fr/cabinet/cabinet-") && all.paths[8].starts_with("/fr/praticien/slug-"));
    assert_eq!(all.changed_at, [NOW; 9]);
    for most in [1, 2, 3, 4] {
        let (mut paths, mut after) = (Vec::new(), None);
        loop {
            let page: Pages = country.ask(NOW, Principal::Public, &ListPages { after, most }).unwrap();
            paths.extend(page.paths);
            after = page.after;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paths, all.paths, "by {most}");
        // The parts of the sitemap are those pages.
        let parts: Parts = country.ask(NOW, Principal::Public, &ListParts { most }).unwrap();
        let listed = |part: guichet_contracts::command::directory::Part| -> Pages {
            country.ask(NOW, Principal::Public, &ListPages { after: part.after, most }).unwrap()
        };
        assert_eq!(parts.parts.into_iter().flat_map(|part| listed(part).paths).collect::<Vec<_>>(), all.paths);
    }
    let foreign = Some(Label::parse("mbr_1").unwrap());
    assert_eq!(country.ask(NOW, Principal::Public, &ListPages { after: foreign.clone(), most: 5 }).unwrap_err(), ProblemKind::BadRequest);
    let command = SearchDirectory { text: String::new(), city: String::new(), after: foreign, most: 5 };
    assert_eq!(country.ask(NOW, Principal::Public, &command).unwrap_err(), ProblemKind::BadRequest);
}

/// What searches answer.
fn answers(country: &Land) -> Vec<DirectoryPage> {
    ["", "morel", "claire du", "cabinet 2", "ostheopathe", "séance"]
        .into_iter()
        .flat_map(|text| [country.search(text, ""), country.search(text, "lyon")])
        .collect()
}

#[test]
fn a_directory_that_forgot_all_is_whole_again_and_answers_the_same() {
    let country = Land::whole();
    let before = answers(&country);
    country.operate(&Rebuild { objects: Vec::new(), forget: true });
    assert_eq!(country.names(""), Vec::<String>::new());
    let said = country.beats();
    assert_eq!((said.len(), said.iter().filter(|object| object.class == ObjectClass::Practice).count()), (3 + 6, 3));
    assert_eq!(answers(&country), before);
    // A beat afterwards asks nobody for words.
    country.operate(&Beat {});
    assert_eq!(country.beats(), []);
}

#[test]
fn a_directory_that_was_lost_is_whole_again_from_the_names_of_its_objects() {
    let mut country = Land::whole();
    let before = answers(&country);
    let objects: Objects = country.operate(&ReadObjects { after: None, most: 500 });
    country.sql = Memory::new();
    country.ready.set(false);
    country.operate(&Rebuild { objects: objects.objects.into_iter().map(|known| known.object).collect(), forget: false });
    country.beats();
    assert_eq!(answers(&country), before);
    let names = |objects| country.ask(NOW, Principal::Operator, &Rebuild { objects, forget: false }).map(drop);
    let practice = country.practice_object(0);
    let abroad = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Ca, country.practices[0].0));
    let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France));
    let misnamed = ObjectRef { class: ObjectClass::Agenda, ..practice.clone() };
    for wrong in [vec![abroad], vec![directory], vec![practice.clone(), misnamed], vec![practice; 501]] {
        assert_eq!(names(wrong), Err(ProblemKind::Invalid));
    }
}

// Whoever names what never was leaves nothing of it, and nobody who is there is forgotten for it.
#[test]
fn whom_only_a_rebuilding_named_is_known_as_long_as_nobody_says_that_they_are_not_there() {
    let country = Land::whole();
    let listed = || -> Vec<ObjectRef> {
        let objects: Objects = country.operate(&ReadObjects { after: None, most: 500 });
        objects.objects.into_iter().map(|known| known.object).collect()
    };
    let before = listed();
    let id = |last: u8| format!("{:032x}", 0x0193_a000_0000_7000_8000_0000_0000_0000_u128 + u128::from(last));
    let name = |kind: &str, last| -> ObjectName { format!("eu:{kind}_{}", id(last)).parse().unwrap() };
    let invented: Vec<_> = [
        (ObjectClass::Practice, name("prc", 1)),
        (ObjectClass::Mailroom, name("prc", 1)),
        (ObjectClass::Mailroom, name("prc", 2)),
        (ObjectClass::Agenda, name("prn", 3)),
    ]
    .into_iter()
    .map(|(class, name)| ObjectRef::new(class, name))
    .collect();
    // A practice that has said of itself that it exists, and its Mailroom, which was never told anything.
    let own = country.practice_object(0);
    let mailroom = ObjectRef { class: ObjectClass::Mailroom, ..own.clone() };
    let objects: Vec<_> = invented.iter().chain([&own, &mailroom]).cloned().collect();
    country.nobody.borrow_mut().extend(invented.iter().chain([&mailroom]).cloned());
    country.operate(&Rebuild { objects: objects.clone(), forget: false });
    assert_eq!(listed().len(), before.len() + 4);
    country.wait(70);
    assert_eq!(listed(), before);
    // Who answers is there.
    country.nobody.borrow_mut().clear();
    country.operate(&Rebuild { objects, forget: false });
    country.wait(70);
    assert_eq!(listed().len(), before.len() + 4);
    country.nobody.borrow_mut().extend(invented);
    country.operate(&Rebuild { objects: Vec::new(), forget: false });
    country.wait(70);
    assert_eq!(listed().len(), before.len() + 4, "what once was seen stays known");
}
