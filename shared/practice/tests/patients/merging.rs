use guichet_kernel::{Label, PatientId};
use guichet_practice_core::{
    Identifier, IdentifierKind,
    patient::{self, Changes, ConsentKind, Given, Merged, NewPatient, Refusal, Relation, Written},
};
use proptest::prelude::*;

use super::clinic::{Clinic, NOW, email, mobile, person};

fn merge(clinic: &Clinic, from: PatientId, to: PatientId) -> Result<Merged, Refusal> {
    clinic.does(|sql| patient::merge(sql, clinic.at(), &clinic.vault, clinic.seen(from), clinic.seen(to), "member:1"))
}

fn guard(clinic: &Clinic, patient: PatientId, guardian: PatientId, is_contact: bool) {
    let who = Written::Patient(guardian);
    clinic.does(|sql| patient::add_guardian(sql, clinic.seen(patient), &who, Relation::Parent, is_contact, NOW)).unwrap();
}

#[test]
fn everything_moves_and_the_former_id_is_answered_for() {
    let clinic = Clinic::new();
    let kept = clinic.enter(&NewPatient { telephones: vec![mobile("+33612345678")], ..person("Zoé", "Durand", "1990-04-12") });
    let doubled = clinic.enter(&NewPatient {
        email: Some(email("zoe@exemple.fr")),
        telephones: vec![mobile("+33612345678"), mobile("+33478000000")],
        ..person("Zoe", "Durand", "1990-04-12")
    });
    clinic.identify(kept, IdentifierKind::Niss, "85073003328");
    clinic.identify(doubled, IdentifierKind::Niss, "42012205181");
    clinic.identify(doubled, IdentifierKind::Ohip, "9876543217-AB");
    clinic.note(kept, "Kept.");
    clinic.note(doubled, "Allergic to latex.");
    let version = Label::parse("1").unwrap();
    clinic.does(|sql| patient::give_consent(sql, clinic.at(), doubled, ConsentKind::DataProcessing, &version, Given::Online)).unwrap();
    let before = (clinic.version(doubled), clinic.version(kept));
    let merged = merge(&clinic, doubled, kept).unwrap();
    assert_eq!((merged.from, merged.to), (doubled, kept));
    assert_eq!((merged.from_version, merged.to_version), (before.0 + 1, before.1 + 1));

    assert_eq!(patient::resolve(&clinic.store, doubled), Ok(kept));
    let record = patient::patient(&clinic.store, doubled).unwrap();
    assert!(record.id == kept && record.version == merged.to_version && record.email == Some(email("zoe@exemple.fr")));
    assert_eq!(record.telephones.len(), 2);
    assert_eq!(patient::contact_of(&clinic.store, doubled).unwrap().patient, kept);
    assert_eq!(patient::consents(&clinic.store, doubled).unwrap().len(), 1);
    let kinds: Vec<_> = patient::identifiers(&clinic.store, &clinic.vault, doubled).unwrap().iter().map(Identifier::shown).collect();
    assert_eq!(kinds, ["85.07.30-033.28", "9876-543-217-AB"]);
    // What differed is not lost: it is in a note.
    let texts = clinic.texts(kept);
    assert_eq!(texts, ["Kept.", "Allergic to latex.", &format!("{doubled}\ngiven_name: Zoe\nniss: 42.01.22-051.81")]);
    assert!(merged.note.is_some());
    assert_eq!(clinic.found("0478000000"), [kept]);
    assert_eq!(clinic.found("durand"), [kept]);
    assert!(patient::duplicates_after(&clinic.store, None, 10).unwrap().is_empty());
    assert_eq!(patient::export(&clinic.store, &clinic.vault, kept).unwrap().merged, [doubled]);
    // Who still holds the former id is sent to the survivor; a booking told of again changes nothing.
    let change = clinic.does(|sql| patient::change(sql, doubled, before.0, Changes::default(), NOW));
    assert_eq!(change, Err(Refusal::Merged { into: kept }));
    let again = clinic.does(|sql| patient::enter(sql, doubled, &person("Zoé", "Durand", "1990-04-12"), patient::EnteredHow::Staff, NOW));
    assert_eq!(again, Ok(patient::Entered::Before));
}

#[test]
fn a_merged_record_has_at_most_five_telephones_and_the_others_stand_in_the_note() {
    let clinic = Clinic::new();
    let enter = |numbers: std::ops::Range<u32>| {
        let telephones = numbers.map(|number| mobile(&format!("+3361234560{number}"))).collect();
        clinic.enter(&NewPatient { telephones, ..person("Zoé", "Durand", "1990-04-12") })
    };
    let (kept, doubled) = (enter(0..4), enter(3..8));
    merge(&clinic, doubled, kept).unwrap();
    let record = patient::patient(&clinic.store, kept).unwrap();
    let numbers: Vec<_> = record.telephones.iter().map(|telephone| telephone.telephone.dial.as_str().to_owned()).collect();
    assert_eq!(numbers, ["+33612345600", "+33612345601", "+33612345602", "+33612345603", "+33612345604"]);
    let lost = "telephone: +33612345605\ntelephone: +33612345606\ntelephone: +33612345607";
    assert_eq!(clinic.texts(kept), [format!("{doubled}\n{lost}")]);
}

#[test]
fn equal_records_leave_no_note() {
    let clinic = Clinic::new();
    let zoe = person("Zoé", "Durand", "1990-04-12");
    let (kept, doubled) = (clinic.enter(&zoe), clinic.enter(&zoe));
    for id in [kept, doubled] {
        clinic.identify(id, IdentifierKind::Niss, "85073003328");
    }
    assert_eq!(merge(&clinic, doubled, kept).unwrap().note, None);
    assert!(clinic.texts(kept).is_empty());
}

#[test]
fn what_cannot_be_merged_is_refused_and_nothing_moves() {
    let clinic = Clinic::new();
    let zoe = person("Zoé", "Durand", "1990-04-12");
    let [one, other, third, gone] = [(); 4].map(|()| clinic.enter(&zoe));
    clinic.does(|sql| patient::erase(sql, gone, NOW)).unwrap();
    guard(&clinic, other, third, true);
    let before = clinic.bytes();
    assert_eq!(merge(&clinic, one, one), Err(Refusal::Oneself));
    assert_eq!(merge(&clinic, gone, one), Err(Refusal::Erased));
    assert_eq!(merge(&clinic, one, gone), Err(Refusal::Erased));
    assert_eq!(merge(&clinic, one, PatientId::draw(NOW, &clinic.entropy)), Err(Refusal::Unknown));
    // A child is not their parent.
    assert_eq!(merge(&clinic, other, third), Err(Refusal::Oneself));
    assert_eq!(merge(&clinic, third, other), Err(Refusal::Oneself));
    assert_eq!(clinic.bytes(), before);
    // Nor the parent of their parent's parent.
    guard(&clinic, third, one, false);
    assert_eq!(merge(&clinic, other, one), Err(Refusal::Oneself));
    assert_eq!(patient::guardians(&clinic.store, other).unwrap().len(), 1);
    let fourth = clinic.enter(&zoe);
    merge(&clinic, one, fourth).unwrap();
    assert_eq!(merge(&clinic, one, fourth), Err(Refusal::Merged { into: fourth }));
    assert_eq!(merge(&clinic, fourth, one), Err(Refusal::Merged { into: fourth }));
}

#[test]
fn guardians_and_dependants_of_both_stand_once() {
    let clinic = Clinic::new();
    let new = |given, address: &str| clinic.enter(&NewPatient { email: Some(email(address)), ..person(given, "Durand", "1990-04-12") });
    let (kept, doubled) = (new("Léa", "kept@exemple.fr"), new("Léa", "doubled@exemple.fr"));
    let (mother, father) = (new("Zoé", "mother@exemple.fr"), new("Max", "father@exemple.fr"));
    let (both, hers) = (new("Hugo", "both@exemple.fr"), new("Tom", "hers@exemple.fr"));
    guard(&clinic, kept, mother, false);
    guard(&clinic, doubled, mother, true);
    guard(&clinic, doubled, father, false);
    guard(&clinic, both, kept, false);
    guard(&clinic, both, doubled, true);
    guard(&clinic, hers, doubled, true);
    merge(&clinic, doubled, kept).unwrap();
    assert_eq!(patient::guardians(&clinic.store, kept).unwrap().len(), 2);
    let written = |id| patient::contact_of(&clinic.store, id).unwrap().email.unwrap().as_str().to_owned();
    assert_eq!(written(kept), "mother@exemple.fr");
    assert_eq!((written(both), written(hers)), ("kept@exemple.fr".into(), "kept@exemple.fr".into()));
    assert_eq!(patient::guardians(&clinic.store, both).unwrap().len(), 1);
    // Where both have a contact, the survivor's stays.
    let third = new("Léa", "third@exemple.fr");
    guard(&clinic, third, father, true);
    merge(&clinic, third, kept).unwrap();
    assert_eq!(written(kept), "mother@exemple.fr");
}

#[test]
fn what_was_dismissed_of_one_is_dismissed_of_the_survivor() {
    let clinic = Clinic::new();
    let zoe = person("Zoé", "Durand", "1990-04-12");
    let (kept, doubled, twin) = (clinic.enter(&zoe), clinic.enter(&zoe), clinic.enter(&zoe));
    clinic.does(|sql| patient::dismiss(sql, doubled, twin, NOW)).unwrap();
    merge(&clinic, doubled, kept).unwrap();
    assert!(patient::duplicates(&clinic.store, twin, 10).unwrap().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    // Whatever the order of merges, every id leads to a record that stands, and no note is lost.
    #[test]
    fn chains_of_merges_lead_to_one_survivor(pairs in prop::collection::vec((0..8_usize, 0..8_usize), 0..20), erased in prop::option::of(0..8_usize)) {
        let clinic = Clinic::new();
        let ids: Vec<_> = (0..8).map(|_| clinic.enter(&person("Zoé", "Durand", "1990-04-12"))).collect();
        for (index, id) in ids.iter().enumerate() {
            clinic.note(*id, &index.to_string());
        }
        let mut into: Vec<usize> = (0..8).collect();
        for (from, to) in pairs {
            let possible = from != to && into[from] == from && into[to] == to;
            prop_assert_eq!(merge(&clinic, ids[from], ids[to]).is_ok(), possible);
            if possible {
                into.iter_mut().filter(|survivor| **survivor == from).for_each(|survivor| *survivor = to);
            }
        }
        for (index, id) in ids.iter().enumerate() {
            prop_assert_eq!(patient::resolve(&clinic.store, *id), Ok(ids[into[index]]));
            prop_assert!(clinic.texts(*id).contains(&index.to_string()));
        }
        if let Some(erased) = erased {
            let done = clinic.does(|sql| patient::erase(sql, ids[erased], NOW)).unwrap();
            let mut gone: Vec<_> = done.also.iter().map(|(id, _)| *id).chain([done.patient]).collect();
            gone.sort();
            let mut same: Vec<_> = (0..8).filter(|other| into[*other] == into[erased]).map(|other| ids[other]).collect();
            same.sort();
            prop_assert_eq!(&gone, &same);
            for id in ids {
                prop_assert_eq!(patient::resolve(&clinic.store, id) == Err(Refusal::Erased), gone.contains(&id));
            }
        }
    }
}
