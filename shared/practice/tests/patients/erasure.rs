use guichet_kernel::{Country, Instant, ObjectClass, ObjectName, ObjectRef, PractitionerId, Region, Sql};
use guichet_practice_core::{
    IdentifierKind,
    patient::{
        self, Acknowledgement, Changes, ConsentKind, ContactPerson, Entered, EnteredHow, Given, NewPatient, Outcome, PostalAddress,
        Refusal, Relation, Written,
    },
};

use super::clinic::{Clinic, NOW, email, label, mobile, name, person};

const LATER: Instant = Instant::from_millis(NOW.millis() + 1_000);
/// What of Xénophon may be left nowhere, in the bytes of any table.
const THEIRS: [&str; 14] = [
    "Xénophon",
    "xenophon",
    "Quillévéré",
    "quillevere",
    "Wörth",
    "worth",
    "Zébulon",
    "zebulon",
    "1971-03-09",
    "19710309",
    "09031971",
    "33687654321",
    "xq@exemple",
    "9999 Wharf",
];

fn xenophon(clinic: &Clinic) -> guichet_kernel::PatientId {
    let id = clinic.book(&NewPatient {
        birth_name: Some(name("Wörth")),
        known_as: Some(name("Zébulon")),
        email: Some(email("xq@exemple.fr")),
        telephones: vec![mobile("+33687654321")],
        address: Some(PostalAddress::new(vec![label("9999 Wharf")], None, None, None).unwrap()),
        ..person("Xénophon", "Quillévéré", "1971-03-09")
    });
    clinic.identify(id, IdentifierKind::Niss, "85073003328");
    clinic.note(id, "Allergic to latex.");
    clinic
        .does(|sql| patient::give_consent(sql, clinic.at(), id, ConsentKind::DataProcessing, &label("wording-x"), Given::Online))
        .unwrap();
    let carer = ContactPerson { given_name: name("Xénophonette"), family_name: name("Quillévéré"), email: None, telephone: None };
    clinic.does(|sql| patient::add_guardian(sql, clinic.seen(id), &Written::Person(carer), Relation::Carer, true, NOW)).unwrap();
    id
}

fn remains(clinic: &Clinic) -> Vec<&'static str> {
    let bytes = clinic.bytes();
    let found = |text: &&str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    THEIRS.into_iter().chain(["wording-x"]).filter(found).collect()
}

#[test]
fn an_erased_patient_is_found_in_no_table() {
    let clinic = Clinic::new();
    let id = xenophon(&clinic);
    let doubled = xenophon(&clinic);
    let other = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
    assert_eq!(remains(&clinic).len(), THEIRS.len() + 1);
    clinic.does(|sql| patient::merge(sql, clinic.at(), &clinic.vault, clinic.seen(doubled), clinic.seen(id), "member:1")).unwrap();
    let version = clinic.version(id);
    let erased = clinic.does(|sql| patient::erase(sql, id, NOW)).unwrap();
    assert_eq!((erased.patient, erased.version), (id, version + 1));
    assert_eq!(erased.also.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [doubled]);
    assert!(remains(&clinic).is_empty(), "{:?}", remains(&clinic));
    for (table, rows) in
        [("patient_identifier", 0), ("patient_note", 0), ("patient_consent", 0), ("patient_guardian", 0), ("patient_record", 1)]
    {
        assert_eq!(clinic.store.rows::<(i64,)>(&format!("SELECT count(*) FROM {table}"), &[]).unwrap(), [(rows,)], "{table}");
    }
    assert_eq!(clinic.found("durand"), [other]);
    for gone in [id, doubled] {
        assert_eq!(patient::patient(&clinic.store, gone), Err(Refusal::Erased));
        assert!(matches!(patient::contact_of(&clinic.store, gone), Err(Refusal::Erased)));
        assert_eq!(clinic.does(|sql| patient::erase(sql, gone, NOW)), Err(Refusal::Erased));
        // A booking told of late brings nobody back.
        let late = clinic.does(|sql| patient::enter(sql, gone, &person("Xénophon", "Quillévéré", "1971-03-09"), EnteredHow::Staff, NOW));
        assert_eq!(late, Ok(Entered::Before));
    }
    assert!(remains(&clinic).is_empty());
}

#[test]
fn a_former_id_erases_the_person_it_means() {
    let clinic = Clinic::new();
    let (id, doubled) = (xenophon(&clinic), xenophon(&clinic));
    clinic.does(|sql| patient::merge(sql, clinic.at(), &clinic.vault, clinic.seen(doubled), clinic.seen(id), "member:1")).unwrap();
    assert_eq!(clinic.does(|sql| patient::erase(sql, doubled, NOW)).unwrap().patient, id);
    assert!(remains(&clinic).is_empty());
}

#[test]
fn a_dependant_of_an_erased_guardian_is_written_to_again() {
    let clinic = Clinic::new();
    let (id, child) =
        (xenophon(&clinic), clinic.enter(&NewPatient { email: Some(email("lea@exemple.fr")), ..person("Léa", "Durand", "2015-01-02") }));
    clinic.does(|sql| patient::add_guardian(sql, clinic.seen(child), &Written::Patient(id), Relation::Parent, true, NOW)).unwrap();
    clinic.does(|sql| patient::erase(sql, id, NOW)).unwrap();
    let contact = patient::contact_of(&clinic.store, child).unwrap();
    assert!(contact.guardian.is_none() && contact.email == Some(email("lea@exemple.fr")));
    assert_eq!(clinic.version(child), 3);
}

/// A made-up name.
fn word(mut seed: u64) -> String {
    let syllables = ["ba", "co", "du", "fi", "ga", "ho", "ju", "ki", "la", "mo", "nu", "pi", "ra", "so", "tu", "vi"];
    let mut word = String::new();
    for _ in 0..5 {
        word.push_str(syllables[usize::try_from(seed % 16).unwrap()]);
        seed /= 16;
    }
    word
}

/// The words that the pages of the index are introduced by.
fn separators(clinic: &Clinic) -> Vec<String> {
    let pages = clinic.store.rows::<(Vec<u8>,)>("SELECT term FROM patient_words_idx WHERE length(term) > 5", &[]).unwrap();
    pages.into_iter().map(|(term,)| String::from_utf8_lossy(&term[1..]).into_owned()).collect()
}

// Among many, a page of the index may be introduced by one of the words that are to go.
#[test]
fn no_page_of_the_index_is_introduced_by_an_erased_word() {
    let clinic = Clinic::new();
    let ids: Vec<_> = (0..1_500_u64)
        .map(|place| {
            let (given, family) = (word(place * 48_271), word(place * 69_621 + 7));
            (clinic.enter(&person(&given, &family, "1990-04-12")), [given, family])
        })
        .collect();
    let introduced = |words: &[String; 2]| separators(&clinic).iter().any(|page| words.iter().any(|word| word.starts_with(page.as_str())));
    let erased: Vec<_> = ids.iter().filter(|(_, words)| introduced(words)).take(5).collect();
    assert!(!erased.is_empty(), "the index has pages");
    for (id, words) in erased {
        clinic.does(|sql| patient::erase(sql, *id, NOW)).unwrap();
        let bytes = clinic.bytes();
        for word in words {
            let others = !clinic.found(word).is_empty();
            assert!(others || !bytes.windows(word.len()).any(|part| part == word.as_bytes()));
        }
        let gone = |page: &String| words.iter().any(|word| word.starts_with(page.as_str())) && clinic.found(page).is_empty();
        assert!(!separators(&clinic).iter().any(gone));
    }
    assert_eq!(clinic.found(&ids[0].1[0]).first(), Some(&ids[0].0));
    // The index that was built anew still forgets.
    let (id, [given, family]) = &ids[700];
    clinic.does(|sql| patient::erase(sql, *id, NOW)).unwrap();
    assert!(clinic.found(&format!("{given} {family}")).is_empty());
}

// A name that somebody had before, or that a record had which was merged into theirs, introduces no page either.
#[test]
fn former_and_merged_names_introduce_no_page_of_the_index_after_an_erasure() {
    for merged in [false, true] {
        let clinic = Clinic::new();
        let names = |place: u64| [word(place * 48_271), word(place * 69_621 + 7)];
        let enter = |[given, family]: &[String; 2]| clinic.enter(&person(given, family, "1990-04-12"));
        let ids: Vec<_> = (0..1_500).map(|place| enter(&names(place))).collect();
        let pages = separators(&clinic);
        let introduces = |words: &[String; 2]| words.iter().any(|word| pages.iter().any(|page| word.starts_with(page.as_str())));
        let theirs: Vec<_> = (0_u64..).zip(&ids).filter(|(place, _)| introduces(&names(*place))).collect();
        assert!(theirs.len() > 3, "the index has pages");
        let mut formers = Vec::new();
        for (place, id) in theirs {
            let gone = if merged {
                let to = clinic.enter(&person("Zoé", "Durand", "1971-03-09"));
                clinic.does(|sql| patient::merge(sql, clinic.at(), &clinic.vault, clinic.seen(*id), clinic.seen(to), "member:1")).unwrap();
                to
            } else {
                let renamed = Changes { given_name: Some(name("Zoé")), family_name: Some(name("Durand")), ..Changes::default() };
                clinic.does(|sql| patient::change(sql, *id, 1, renamed, NOW)).unwrap();
                *id
            };
            formers.push((gone, names(place)));
        }
        let nobodys = |page: &String| clinic.found(page).is_empty();
        assert!(separators(&clinic).iter().any(nobodys), "the index knows a name that nobody has any more");
        clinic.does(|sql| patient::erase(sql, formers[0].0, NOW)).unwrap();
        assert!(!separators(&clinic).iter().any(nobodys));
        let bytes = clinic.bytes();
        for word in formers.iter().flat_map(|(_, words)| words).filter(|word| clinic.found(word).is_empty()) {
            assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
        }
    }
}

#[test]
fn every_object_answers_for_an_erasure() {
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
    let agenda = ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, PractitionerId::draw(NOW, &clinic.entropy)));
    let mailroom = ObjectRef::new(ObjectClass::Mailroom, ObjectName::practice(Region::of(Country::France), clinic.practice));
    let both = [agenda.clone(), mailroom.clone()];
    assert_eq!(clinic.does(|sql| patient::expect(sql, id, &both, NOW)), Err(Refusal::Unknown));
    assert_eq!(patient::tally(&clinic.store, id), Err(Refusal::Unknown));
    clinic.does(|sql| patient::erase(sql, id, NOW)).unwrap();
    clinic.does(|sql| patient::expect(sql, id, &both, NOW)).unwrap();
    let tally = || {
        let (at, lines) = patient::tally(&clinic.store, id).unwrap();
        assert_eq!(at, NOW);
        lines.into_iter().map(|line| (line.object, line.outcome, line.until)).collect::<Vec<_>>()
    };
    assert_eq!(tally(), [(agenda.clone(), Outcome::Waiting, None), (mailroom.clone(), Outcome::Waiting, None)]);
    let answer = |object: &ObjectRef, answer| clinic.does(|sql| patient::acknowledge(sql, id, object, &answer, LATER));
    let kept = || Acknowledgement::Kept { until: Some(LATER), because: label("accounts are kept ten years") };
    answer(&agenda, kept()).unwrap();
    answer(&mailroom, Acknowledgement::Erased).unwrap();
    assert_eq!(tally(), [(agenda.clone(), Outcome::Kept, Some(LATER)), (mailroom.clone(), Outcome::Erased, None)]);
    // Told of twice, or in another order, it stays erased.
    answer(&mailroom, kept()).unwrap();
    clinic.does(|sql| patient::expect(sql, id, &both, LATER)).unwrap();
    answer(&agenda, Acknowledgement::Erased).unwrap();
    assert_eq!(tally(), [(agenda, Outcome::Erased, None), (mailroom, Outcome::Erased, None)]);
    let stranger = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France));
    assert_eq!(answer(&stranger, Acknowledgement::Erased), Err(Refusal::Unknown));
}
