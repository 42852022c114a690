use guichet_kernel::{At, Instant, NoteId, PatientId};
use guichet_practice_core::{
    Identifier, IdentifierKind,
    patient::{
        self, Changes, ConsentKind, ContactPerson, Given, MOST_DEPENDANTS, MOST_GUARDIANS, NewPatient, NoteText, Place, Refusal, Relation,
        Seen, Written,
    },
};
use proptest::prelude::*;

use super::clinic::{Clinic, NOW, label, mobile, name, person};

fn uncle() -> Written {
    Written::Person(ContactPerson { given_name: name("Max"), family_name: name("Petit"), email: None, telephone: None })
}

// Whoever changes or ends something says what they saw: nothing is lost that they have not.
#[test]
fn what_was_changed_since_it_was_seen_is_not_changed_again() {
    let clinic = Clinic::new();
    let [id, other] = ["Zoé", "Zoe"].map(|given| clinic.enter(&person(given, "Durand", "1990-04-12")));
    clinic.identify(id, IdentifierKind::Niss, "85073003328");
    let number = clinic.does(|sql| patient::add_guardian(sql, clinic.seen(id), &uncle(), Relation::Relative, true, NOW)).unwrap();
    let give = |at| clinic.does(|sql| patient::give_consent(sql, at, id, ConsentKind::MessagesBySms, &label("1"), Given::Orally));
    let consent = give(clinic.at()).unwrap();
    let now = clinic.version(id);
    assert_eq!(now, 4, "a number, a guardian and a consent count");
    let niss = Identifier::parse(IdentifierKind::Niss, "42012205181").unwrap();
    let (vault, fine) = (&clinic.vault, clinic.seen(other));
    let before = clinic.bytes();
    for (version, refused) in [(0, Refusal::Unseen), (1, Refusal::Conflict { version: 4 }), (5, Refusal::Conflict { version: 4 })] {
        let seen = Seen { patient: id, version };
        let refusals = [
            clinic.does(|sql| patient::change(sql, id, version, Changes::default(), NOW)).map(drop),
            clinic.does(|sql| patient::set_identifier(sql, clinic.at(), vault, seen, &niss)).map(drop),
            clinic.does(|sql| patient::remove_identifier(sql, clinic.at(), seen, IdentifierKind::Niss)).map(drop),
            clinic.does(|sql| patient::add_guardian(sql, seen, &uncle(), Relation::Relative, true, NOW)).map(drop),
            clinic.does(|sql| patient::add_guardian(sql, seen, &Written::Patient(other), Relation::Parent, false, NOW)).map(drop),
            clinic.does(|sql| patient::remove_guardian(sql, seen, number, NOW)),
            clinic.does(|sql| patient::withdraw_consent(sql, seen, consent, NOW)),
            clinic.does(|sql| patient::merge(sql, clinic.at(), vault, seen, fine, "member:1")).map(drop),
            clinic.does(|sql| patient::merge(sql, clinic.at(), vault, fine, seen, "member:1")).map(drop),
        ];
        assert!(refusals.iter().all(|one| *one == Err(refused.clone())), "{version}: {refusals:?}");
    }
    assert_eq!(clinic.bytes(), before);
    // What is only added takes the place of nothing, and counts where others may end it.
    clinic.note(id, "Prefers mornings.");
    assert_eq!(clinic.version(id), now);
    let withdraw = || clinic.does(|sql| patient::withdraw_consent(sql, clinic.seen(id), consent, NOW));
    withdraw().unwrap();
    assert_eq!(clinic.version(id), now + 1);
    withdraw().unwrap();
    assert_eq!(clinic.version(id), now + 1, "withdrawn twice is withdrawn once");
}

#[test]
fn a_merge_counts_for_those_whose_guardian_it_moves() {
    let clinic = Clinic::new();
    let [kept, doubled, child, stranger] = ["Zoé", "Zoé", "Léa", "Tom"].map(|given| clinic.enter(&person(given, "Durand", "1990-04-12")));
    let guard =
        |child| clinic.does(|sql| patient::add_guardian(sql, clinic.seen(child), &Written::Patient(doubled), Relation::Parent, true, NOW));
    guard(child).unwrap();
    let before = (clinic.version(child), clinic.version(stranger));
    clinic.does(|sql| patient::merge(sql, clinic.at(), &clinic.vault, clinic.seen(doubled), clinic.seen(kept), "m")).unwrap();
    assert_eq!((clinic.version(child), clinic.version(stranger)), (before.0 + 1, before.1));
}

#[test]
fn guardians_and_dependants_have_a_bound() {
    let clinic = Clinic::new();
    let child = clinic.enter(&person("Léa", "Durand", "2015-01-02"));
    let add = |id, who: &Written| clinic.does(|sql| patient::add_guardian(sql, clinic.seen(id), who, Relation::Carer, false, NOW));
    for _ in 0..MOST_GUARDIANS {
        add(child, &uncle()).unwrap();
    }
    assert_eq!(add(child, &uncle()), Err(Refusal::TooMany));
    let carer = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
    for n in 0..=MOST_DEPENDANTS {
        let each = clinic.enter(&NewPatient::named(name("Hugo"), name("Petit"), patient::Birth::Unknown));
        assert_eq!(add(each, &Written::Patient(carer)).is_ok(), n < MOST_DEPENDANTS, "{n}");
    }
    assert_eq!(patient::dependants(&clinic.store, carer).unwrap().len(), 200);
}

fn at(clinic: &Clinic, later: i64) -> At<'_> {
    At { now: Instant::from_millis(NOW.millis() + later), entropy: &clinic.entropy }
}

fn note(clinic: &Clinic, id: PatientId, later: i64) -> NoteId {
    let text = NoteText::parse("…").unwrap();
    clinic.does(|sql| patient::add_note(sql, at(clinic, later), &clinic.vault, id, "member:1", &text, None)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    // Whatever is added between two pages, and however many share an instant: what stood at first is read once.
    #[test]
    fn pages_lose_and_double_nothing(stood in 0..30_usize, most in 1..8_u8, added in prop::collection::vec(0..3_usize, 0..12), step in 0..2_i64) {
        let clinic = Clinic::new();
        let id = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
        let mut later = 0;
        let mut next = || { later += step; later };
        let give = |later| clinic.does(|sql| patient::give_consent(sql, at(&clinic, later), id, ConsentKind::MessagesBySms, &label("1"), Given::Orally)).unwrap();
        let twin = |n: usize, later| {
            // Alike by their telephone, each with one other: the one entered just before.
            let new = NewPatient { telephones: vec![mobile(&format!("+3361234{:04}", n / 2))], ..NewPatient::named(name("Ann"), name("Petit"), patient::Birth::Unknown) };
            let id = PatientId::draw(at(&clinic, later).now, &clinic.entropy);
            clinic.does(|sql| patient::enter(sql, id, &new, patient::EnteredHow::Staff, at(&clinic, later).now)).unwrap();
        };
        let mut entered = 0;
        for _ in 0..stood {
            let later = next();
            note(&clinic, id, later);
            give(later);
            twin(entered, later);
            entered += 1;
        }
        let notes: Vec<_> = patient::notes(&clinic.store, &clinic.vault, id).unwrap().into_iter().rev().map(|one| one.id).collect();
        let consents: Vec<_> = patient::consents(&clinic.store, id).unwrap().into_iter().rev().map(|one| one.id).collect();
        let proposals = patient::duplicates_after(&clinic.store, None, 100).unwrap();
        prop_assert_eq!((notes.len(), consents.len(), proposals.len()), (stood, stood, stood / 2));
        let (mut read_notes, mut read_consents, mut read_proposals) = (Vec::new(), Vec::new(), Vec::new());
        let mut after: Option<Place> = None;
        for page in 0.. {
            let these = patient::notes_before(&clinic.store, &clinic.vault, id, read_notes.last().copied(), Some(most)).unwrap();
            let those = patient::consents_before(&clinic.store, id, read_consents.last().copied(), Some(most)).unwrap();
            let pairs = patient::duplicates_after(&clinic.store, after, most).unwrap();
            if these.is_empty() && those.is_empty() && pairs.is_empty() {
                break;
            }
            prop_assert!(these.len() <= most.into() && those.len() <= most.into() && pairs.len() <= most.into());
            read_notes.extend(these.into_iter().map(|one| one.id));
            read_consents.extend(those.into_iter().map(|one| one.id));
            // A cursor travels as text.
            after = pairs.last().map(|last| last.place().to_string().parse().unwrap()).or(after);
            read_proposals.extend(pairs);
            for _ in 0..added.get(page).copied().unwrap_or_default() {
                let later = next() + 1;
                note(&clinic, id, later);
                give(later);
                twin(entered, later);
                entered += 1;
                // What is compared anew keeps its place.
                let known = proposals.first().map(|pair| pair.a);
                if let Some(known) = known {
                    let changes = Changes { birth_name: Some(Some(name(&format!("Petit{}", "a".repeat(entered % 7))))), ..Changes::default() };
                    let now = at(&clinic, later).now;
                    clinic.does(|sql| patient::change(sql, known, clinic.version(known), changes, now)).unwrap();
                }
            }
        }
        prop_assert_eq!(read_notes, notes);
        prop_assert_eq!(read_consents, consents);
        // Where there was no pair yet, the first page goes on with the new ones.
        read_proposals.retain(|pair| proposals.contains(pair));
        prop_assert_eq!(read_proposals, proposals);
    }
}

#[test]
fn a_cursor_that_was_never_given_is_none() {
    for text in ["", "1", "1-2-3", "x-0193a0000000700080000000000000f1-0193a0000000700080000000000000f1"] {
        assert!(text.parse::<Place>().is_err(), "{text}");
    }
    let clinic = Clinic::new();
    let id = clinic.enter(&person("Zoé", "Durand", "1990-04-12"));
    clinic.note(id, "…");
    let nobodys = NoteId::draw(NOW, &clinic.entropy);
    assert!(patient::notes_before(&clinic.store, &clinic.vault, id, Some(nobodys), Some(10)).unwrap().is_empty());
}
