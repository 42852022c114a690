//! Patients: a child and a parent, duplicates, merges, erasures with their tally, what is read and handed out.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        patient::*,
        practice::{ChangeSettings, Choice, ReadSettings},
    },
    event::{Fact, PatientChangedV1, PatientErasedV1, PatientForgottenV1, PatientMergedV1, PatientReachedV1},
};
use guichet_kernel::{DialNumber, Locale, ObjectRef, PatientId, Role, Sql};
use serde_json::json;

use crate::{
    audit::trail,
    town::{Town, details, kinds, label, person, practitioner, proven},
};

fn typed(value: serde_json::Value) -> PatientDetails {
    serde_json::from_value(value).unwrap()
}

fn mailroom(town: &Town) -> Principal {
    Principal::Object { object: town.mailroom() }
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let town = Town::staffed();
    let all = typed(json!({
        "given_name": "Léa", "family_name": "Durand", "birth_name": "Petit", "known_as": "Lou", "sex": "other",
        "birth_date": "1990-04-12", "email": "lea@exemple.fr", "language": "en",
        "telephones": [{"of": "mobile", "number": "+33612345678"}, {"of": "work", "number": "+33478000000"}],
        "address": {"lines": ["3 rue des Lilas"], "postal_code": "69003", "city": "Lyon"},
    }));
    let patient = town.add(all.clone()).patient;
    let record = town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    assert_eq!((record.details, record.version, record.sealed), (all.clone(), 1, false));
    let change = ChangePatient { patient, version: 1, details: details("Léa", "Durand") };
    assert_eq!(town.ask(person("sam"), &change).unwrap().version, 2);
    let told = town.practice.heard();
    assert_eq!(kinds(&told), [("Identity", PatientReachedV1::KIND), ("Mailroom", PatientChangedV1::KIND)]);
    assert_eq!(town.ask(person("sam"), &change), Err(ProblemKind::Changed));
    assert_eq!(town.ask(person("sam"), &ReadPatient { patient }).unwrap().details, details("Léa", "Durand"));
    let six = vec![all.telephones[0].clone(); 6];
    assert_eq!(
        town.ask(person("sam"), &AddPatient { details: PatientDetails { telephones: six, ..all }, unless_alike: false }),
        Err(ProblemKind::Invalid)
    );
}

#[test]
fn patients_are_found_as_somebody_types_and_page_by_page() {
    let town = Town::staffed();
    let lea = town.patient("Léa");
    town.later(TimeDelta::milliseconds(1));
    let zoe = town.patient("Zoé");
    let find = |text: &str, most| town.ask(person("sam"), &SearchPatients { text: text.into(), most }).unwrap();
    assert_eq!(find("lea dur", 10).patients.into_iter().map(|line| line.id).collect::<Vec<_>>(), [lea]);
    let one = find("durand", 1);
    assert_eq!((one.patients.len(), one.more, find("durand", 2).more), (1, true, false));
    let page = |after| town.ask(person("sam"), &ListPatients { after, most: 1 }).unwrap();
    let first = page(None);
    let second = page(Some(first.patients[0].id));
    assert_eq!((first.patients[0].id, first.more, second.patients[0].id, second.more), (lea, true, zoe, false));
    let names = town
        .ask(person("sam"), &ReadPatientNames { patients: vec![zoe, PatientId::draw(town.now.get(), &town.entropy)], to_ring: vec![] })
        .unwrap();
    assert_eq!(names.names.iter().map(|line| line.id).collect::<Vec<_>>(), [zoe]);
}

// What an agenda shows of a patient is their name.
#[test]
fn the_names_of_an_agenda_say_nothing_else() {
    let town = Town::staffed();
    let full = json!({
        "given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "address": {"lines": ["1 rue X"], "city": "Lyon"},
        "telephones": [{"of": "mobile", "number": "+33612345678"}],
    });
    let zoe = town.add(typed(full)).patient;
    let line = town.ask(person("sam"), &ReadPatientNames { patients: vec![zoe], to_ring: vec![] }).unwrap().names.swap_remove(0);
    assert_eq!((line.given_name.as_str(), line.family_name.as_str()), ("Zoé", "Durand"));
    assert!(line.birth_date.is_none() && line.city.is_none() && line.telephone.is_none());
}

// W: who cannot be written to is rung, and so is a parent in a child's place.
#[test]
fn whoever_is_to_be_rung_has_a_telephone_for_who_may_read_patients() {
    let town = Town::staffed();
    let mobile = |number: &str| json!([{"of": "mobile", "number": number}]);
    let zoe = town.add(typed(json!({"given_name": "Zoé", "family_name": "Durand", "telephones": mobile("+33612345678")}))).patient;
    let paul = town.add(typed(json!({"given_name": "Paul", "family_name": "Durand", "telephones": mobile("+33612345679")}))).patient;
    let names = town.ask(person("sam"), &ReadPatientNames { patients: vec![zoe, paul], to_ring: vec![zoe] }).unwrap().names;
    let of = |patient| names.iter().find(|line| line.id == patient).unwrap().telephone.as_ref().map(|number| number.as_str().to_owned());
    assert_eq!((of(zoe).as_deref(), of(paul)), (Some("+33612345678"), None), "the other's is nobody's business");
}

// A8
#[test]
fn messages_about_a_child_go_to_the_parent() {
    let town = Town::staffed();
    let child = town.patient("Léa");
    let parent = town.add(typed(json!({"given_name": "Anne", "family_name": "Durand", "email": "anne@exemple.fr"}))).patient;
    let contact = |town: &Town| town.ask(mailroom(town), &ReadContact { patient: child }).unwrap();
    assert_eq!(contact(&town).email, None);
    let guardian = PutGuardian {
        patient: child,
        version: town.seen(child),
        guardian: Some(parent),
        person: None,
        relation: Relation::Parent,
        is_contact: true,
    };
    town.ask(person("sam"), &guardian).unwrap();
    assert_eq!(kinds(&town.practice.heard()), [("Identity", PatientReachedV1::KIND), ("Mailroom", PatientChangedV1::KIND)]);
    let written = contact(&town);
    assert_eq!((written.given_name.as_str(), written.name.as_str(), written.locale), ("Léa", "Anne Durand", Locale::FrFr));
    assert!(written.email.is_some());
    // The parent's address changes: what waits for the child may go now.
    let details = typed(json!({"given_name": "Anne", "family_name": "Durand", "email": "a.durand@exemple.fr"}));
    town.ask(person("sam"), &ChangePatient { patient: parent, version: 1, details }).unwrap();
    let told = town.practice.heard();
    let changed = told.iter().filter(|told| told.kind == PatientChangedV1::KIND);
    assert_eq!(changed.map(|told| told.read::<PatientChangedV1>().patient).collect::<Vec<_>>(), [parent, child]);
    let record = town.ask(person("sam"), &ReadPatient { patient: child }).unwrap();
    assert_eq!((record.guardians[0].patient, record.guardians[0].relation), (Some(parent), Relation::Parent));
    let record = town.ask(person("sam"), &ReadPatient { patient: parent }).unwrap();
    assert_eq!(record.dependants[0].id, child);
    let key = town.ask(person("sam"), &ReadPatient { patient: child }).unwrap().guardians[0].key.clone();
    town.ask(person("sam"), &RemoveGuardian { patient: child, version: town.seen(child), key: key.clone() }).unwrap();
    assert_eq!(town.ask(person("sam"), &RemoveGuardian { patient: child, version: town.seen(child), key }), Err(ProblemKind::NotFound));
    let oneself = PutGuardian { guardian: Some(child), version: town.seen(child), ..guardian };
    assert_eq!(town.ask(person("sam"), &oneself), Err(ProblemKind::Invalid));
}

#[test]
fn a_guardian_may_be_nobodys_patient() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    let number = DialNumber::try_from("+33612345678".to_owned()).unwrap();
    let aunt = ContactPerson {
        given_name: details("Marie", "Petit").given_name,
        family_name: details("Marie", "Petit").family_name,
        email: None,
        telephone: Some(number.clone()),
    };
    for relation in [Relation::Parent, Relation::Guardian, Relation::Partner, Relation::Carer, Relation::Other] {
        let command =
            PutGuardian { patient, version: town.seen(patient), guardian: None, person: Some(aunt.clone()), relation, is_contact: false };
        town.ask(person("sam"), &command).unwrap();
        let record = town.ask(person("sam"), &ReadPatient { patient }).unwrap();
        let last = record.guardians.last().unwrap();
        assert_eq!((last.name.as_str(), &last.telephone, last.relation), ("Marie Petit", &Some(number.clone()), relation));
    }
}

#[test]
fn consents_numbers_and_notes_are_kept_with_who_and_when() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    for (kind, how) in [("data", "paper"), ("sms", "oral"), ("email", "online"), ("sharing", "paper"), ("remote", "paper")] {
        let give = GiveConsent { patient, kind: kind.into(), text_version: label("2026-01"), how: how.into() };
        town.ask(person("sam"), &give).unwrap();
        town.later(TimeDelta::seconds(1));
        let newest = town.ask(person("sam"), &ReadPatient { patient }).unwrap().consents.swap_remove(0);
        assert_eq!((newest.kind.as_str(), newest.how.as_str()), (kind, how));
        town.ask(person("sam"), &WithdrawConsent { patient, version: town.seen(patient), consent: newest.id }).unwrap();
        assert_eq!(town.ask(person("sam"), &GiveConsent { kind: "x".into(), ..give.clone() }), Err(ProblemKind::Invalid));
        assert_eq!(town.ask(person("sam"), &GiveConsent { how: "x".into(), ..give }), Err(ProblemKind::Invalid));
    }
    let record = town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    assert!(record.consents.iter().all(|consent| consent.withdrawn_at.is_some()));

    let nir = PutIdentifier {
        patient,
        version: town.seen(patient),
        kind: "ohip".into(),
        number: "9876-543-217".into(),
        detail: Some("AB".into()),
    };
    town.ask(person("sam"), &nir).unwrap();
    assert_eq!(town.ask(person("sam"), &PutIdentifier { number: "9876-543-218".into(), ..nir }), Err(ProblemKind::Invalid));
    for text in ["Première", "Seconde"] {
        town.ask(person("sam"), &AddNote { patient, text: text.into() }).unwrap();
        town.later(TimeDelta::seconds(1));
    }
    let record = town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    assert_eq!(record.identifiers[0].detail.as_deref(), Some("AB"));
    assert_eq!(record.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["Seconde", "Première"]);
    assert_eq!(record.notes[0].author_name.as_deref(), Some("sam Martin"));
    town.ask(person("sam"), &RemoveIdentifier { patient, version: town.seen(patient), kind: "ohip".into() }).unwrap();
    assert_eq!(town.ask(person("sam"), &AddNote { patient, text: " ".into() }), Err(ProblemKind::Invalid));
}

fn twice(town: &Town) -> (PatientId, PatientId) {
    let paul = || town.add(typed(json!({"given_name": "Paul", "family_name": "Petit", "birth_date": "1990-04-12"})));
    let (first, second) = (paul(), paul());
    assert_eq!((first.duplicates, second.duplicates), (0, 1));
    (first.patient, second.patient)
}

// A8
#[test]
fn duplicates_are_proposed_where_the_practice_wants_it_and_never_acted_on() {
    let town = Town::staffed();
    let (one, other) = twice(&town);
    let proposed = |town: &Town| town.ask(person("sam"), &ReadDuplicates { after: None, most: 10 }).unwrap().duplicates;
    assert_eq!(proposed(&town)[0].reason, "birth-date-and-name");
    let record = town.ask(person("sam"), &ReadPatient { patient: other }).unwrap();
    assert_eq!((record.duplicates[0].patient.id, record.duplicates[0].other.id), (other, one));
    let version = town.ask(person("olga"), &ReadSettings {}).unwrap().version;
    let choose = |version, value| {
        let settings = vec![Choice { name: "propose_duplicates".into(), value }];
        town.ask(person("olga"), &ChangeSettings { version, name: None, telephone: None, settings }).unwrap().version
    };
    let version = choose(version, Some(0));
    assert_eq!(proposed(&town), []);
    choose(version, None);
    assert_eq!(proposed(&town).len(), 1);
    town.ask(person("sam"), &DismissDuplicate { patient: other, other: one }).unwrap();
    assert_eq!(proposed(&town), []);
}

#[test]
fn a_merge_is_told_to_everybody_who_may_know_the_record_that_ends() {
    let town = Town::staffed();
    let paul = town.join("paul", &[Role::Practitioner]);
    town.ask(proven("olga"), &guichet_contracts::command::people::EndMember { member: paul, version: 1 }).unwrap();
    let (from, to) = twice(&town);
    town.practice.heard();
    town.ask(proven("sam"), &town.merging(from, to)).unwrap();
    let told = town.practice.heard();
    let mut merged: Vec<_> = told.iter().filter(|told| told.kind == PatientMergedV1::KIND).map(|told| told.to.clone()).collect();
    let mut seers = [town.mailroom(), Town::agenda(practitioner("claire")), Town::agenda(practitioner("paul"))];
    merged.sort();
    seers.sort();
    assert_eq!(merged, seers, "who has left too");
    assert!(told.iter().filter(|told| told.kind == PatientMergedV1::KIND).all(|told| told.subject == from.to_string()));
    let record = town.ask(person("sam"), &ReadPatient { patient: from }).unwrap();
    assert_eq!((record.id, record.merged), (to, vec![from]), "the old id gives the one that stays");
    assert_eq!(town.ask(mailroom(&town), &ReadContact { patient: from }).unwrap().given_name.as_str(), "Paul");
    let names = town.ask(person("sam"), &ReadPatientNames { patients: vec![from], to_ring: vec![] }).unwrap();
    assert_eq!(names.names[0].id, from, "under the id that was asked");
    let change = ChangePatient { patient: from, version: 1, details: details("Paul", "Petit") };
    assert_eq!(town.ask(person("sam"), &change), Err(ProblemKind::Changed));
    assert_eq!(town.ask(proven("sam"), &town.merging(to, to)), Err(ProblemKind::Invalid));
}

#[test]
fn an_erasure_is_complete_when_every_object_has_answered() {
    let town = Town::staffed();
    let (from, to) = twice(&town);
    town.ask(proven("sam"), &town.merging(from, to)).unwrap();
    town.practice.heard();
    let erasure = town.ask(proven("olga"), &ErasePatient { patient: from }).unwrap();
    assert_eq!(erasure.patient, to);
    let told = town.practice.heard();
    assert_eq!(kinds(&told), [("Mailroom", PatientErasedV1::KIND), ("Agenda", PatientErasedV1::KIND)]);
    assert_eq!(told[0].read::<PatientErasedV1>().also, [from]);
    let objects: Vec<_> = erasure.objects.iter().map(|forgetting| forgetting.object.clone()).collect();
    assert_eq!(objects.len(), 2);
    assert!(erasure.objects.iter().all(|forgetting| forgetting.outcome.is_none()));

    let agenda = Town::agenda(practitioner("claire"));
    let answer = |source: &ObjectRef, version, outcome| {
        let fact = PatientForgottenV1 { patient: to, outcome };
        town.tell(&town.practice, source, (&to.to_string(), version), &fact)
    };
    let until = town.now.get().plus(TimeDelta::days(3));
    assert_eq!(answer(&agenda, 1, Forgotten::Kept { until, because: "appointment-ahead".into() }), 200);
    assert_eq!(answer(&town.mailroom(), 1, Forgotten::Erased), 200);
    let stranger = Town::agenda(practitioner("noah"));
    assert_eq!(answer(&stranger, 1, Forgotten::Erased), 403);
    let outcome = |object| {
        let tally = town.ask(person("olga"), &ReadErasure { patient: to }).unwrap();
        tally.objects.into_iter().find(|forgetting| forgetting.object == object).unwrap().outcome
    };
    assert_eq!(outcome(agenda.clone()), Some(Forgotten::Kept { until, because: "appointment-ahead".into() }));
    assert_eq!(answer(&agenda, 2, Forgotten::Erased), 200);
    assert_eq!((outcome(agenda), outcome(town.mailroom())), (Some(Forgotten::Erased), Some(Forgotten::Erased)));

    // Nothing of them is left, by any of their ids; asking again tells how far it has come.
    for patient in [from, to] {
        assert_eq!(town.ask(person("sam"), &ReadPatient { patient }).map(drop), Err(ProblemKind::NotFound));
    }
    assert_eq!(town.ask(mailroom(&town), &ReadContact { patient: to }).map(drop), Err(ProblemKind::NotFound));
    assert_eq!(town.ask(proven("olga"), &ErasePatient { patient: to }).unwrap().objects.len(), 2);
    assert_eq!(town.practice.told(), []);
    let tables = town.practice.sql.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
    for (table,) in tables {
        let rows = format!("{:?}", town.practice.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap());
        assert!(!rows.contains("Petit") && !rows.contains("petit") && !rows.contains("1990-04-12"), "{table}");
    }
}

#[test]
fn erasing_a_parent_lets_the_mailroom_look_again_for_the_child() {
    let town = Town::staffed();
    let (child, parent) = (town.patient("Léa"), town.patient("Anne"));
    let guardian = PutGuardian {
        patient: child,
        version: town.seen(child),
        guardian: Some(parent),
        person: None,
        relation: Relation::Parent,
        is_contact: true,
    };
    town.ask(person("sam"), &guardian).unwrap();
    town.practice.heard();
    town.ask(proven("olga"), &ErasePatient { patient: parent }).unwrap();
    let changed = town.practice.heard().pop().unwrap();
    assert_eq!(changed.read::<PatientChangedV1>().patient, child);
}

#[test]
fn an_export_holds_the_record_and_who_read_it_under_each_of_its_ids() {
    let town = Town::staffed();
    let (from, to) = twice(&town);
    town.ask(person("sam"), &ReadPatient { patient: from }).unwrap();
    town.ask(proven("sam"), &town.merging(from, to)).unwrap();
    let export = town.ask(proven("olga"), &ExportPatient { patient: to }).unwrap();
    assert_eq!((export.exported_on.to_string().as_str(), export.by), ("2026-11-23", Some(town.member("olga"))));
    assert_eq!((export.patient.id, export.patient.merged), (to, vec![from]));
    assert_eq!(export.not_included, ["appointments", "messages"], "what other objects keep is not passed over in silence");
    let actions: Vec<_> = export.audit.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["patient.merged", "patient.merged", "patient.read", "patient.entered", "patient.entered"]);
    assert_eq!(trail(&town)[0].action, "patient.exported");
}

// What is kept of a patient elsewhere is asked of everybody whom a merge or an erasure is told.
#[test]
fn a_record_names_everybody_whose_agenda_may_have_seen_the_patient() {
    let town = Town::staffed();
    let patient = town.add(details("Zoé", "Durand")).patient;
    let seen_by = || town.ask(person("sam"), &ReadPatient { patient }).unwrap().seen_by;
    let claire = SeenBy { practitioner: practitioner("claire"), name: seen_by().first().and_then(|seer| seer.name.clone()) };
    assert_eq!(seen_by(), std::slice::from_ref(&claire));
    assert!(claire.name.as_ref().is_some_and(|name| name.to_lowercase().contains("claire")));
    // Whoever has left is still asked, and so is one of whom nothing but the id is known.
    let (member, version) = (town.member("claire"), 1);
    town.ask(proven("olga"), &guichet_contracts::command::people::EndMember { member, version }).unwrap();
    let added = practitioner("paul");
    town.ask(Principal::Operator, &guichet_contracts::command::practice::AddPractitioner { practitioner: added }).unwrap();
    let (now, paul) = (seen_by(), SeenBy { practitioner: added, name: None });
    assert!(now.len() == 2 && now.contains(&claire) && now.contains(&paul), "{now:?}");
    let export = town.ask(proven("olga"), &ExportPatient { patient }).unwrap();
    assert_eq!((export.patient.seen_by.len(), export.appointments.len(), export.messages.len()), (2, 0, 0));
}

#[test]
fn versions_told_of_a_patient_rise() {
    let town = Town::staffed();
    let (from, to) = twice(&town);
    for version in 1..4 {
        let given_name = format!("Paul{}", "o".repeat(version));
        let command = ChangePatient { patient: from, version: i64::try_from(version).unwrap(), details: details(&given_name, "Petit") };
        town.ask(person("sam"), &command).unwrap();
    }
    town.ask(proven("sam"), &town.merging(from, to)).unwrap();
    let told = town.practice.heard();
    let versions: Vec<_> =
        told.iter().filter(|told| told.subject == from.to_string() && told.to == town.mailroom()).map(|told| told.version).collect();
    assert!(versions.len() == 4 && versions.is_sorted_by(|one, next| one < next), "{versions:?}");
}
