//! A9: a practice asks a patient to ring instead of booking online; its agendas recognise them by marks that name nobody.

use guichet_contracts::{
    Object, Principal, ProblemKind,
    command::patient::{AddPatient, BlockOnline, ChangePatient, ErasePatient, PatientDetails, ReadPatient},
    event::{Fact, VisitorsBlockedV1},
};
use guichet_kernel::{PatientId, Person, Right, Role, Token, visitor};
use serde_json::json;

use crate::{
    audit::trail,
    town::{Town, details, person, practitioner, proven, secrets},
};

fn zoe(email: &str) -> PatientDetails {
    serde_json::from_value(json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": email})).unwrap()
}

/// Whoever fills in a public form.
fn visitor(given: &str, family: &str, email: &str) -> Person {
    serde_json::from_value(json!({"given_name": given, "family_name": family, "birth_date": "1990-04-12", "email": email})).unwrap()
}

/// Who was told whom the practice asks to ring, in order.
fn told(town: &Town) -> Vec<(String, Vec<Token>)> {
    let facts = town.practice.heard().into_iter().filter(|told| told.kind == VisitorsBlockedV1::KIND);
    facts.map(|told| (told.to.to_string(), told.read::<VisitorsBlockedV1>().marks)).collect()
}

fn recognises(town: &Town, marks: &[Token], person: &Person) -> bool {
    visitor::marks(&secrets(None).links, town.id, person).iter().any(|mark| marks.contains(mark))
}

fn block(town: &Town, patient: PatientId, blocked: bool) -> Result<i64, ProblemKind> {
    town.ask(person("sam"), &BlockOnline { patient, version: town.seen(patient), blocked }).map(|kept| kept.version)
}

#[test]
fn the_agendas_are_told_by_marks_and_the_record_says_so() {
    let town = Town::staffed();
    let patient = town.add(zoe("zoe@exemple.fr")).patient;
    assert_eq!(block(&town, patient, true), Ok(2));
    assert!(town.ask(person("sam"), &ReadPatient { patient }).unwrap().blocked_online);
    let facts = town.practice.told();
    assert!(facts.iter().all(|fact| !["Durand", "1990", "exemple"].iter().any(|word| fact.body.to_string().contains(word))));
    let all = told(&town);
    let [(to, marks)] = all.as_slice() else { panic!("{} facts", all.len()) };
    assert_eq!(*to, Town::agenda(practitioner("claire")).to_string());
    assert!(recognises(&town, marks, &visitor("Z", "DURAND", "Zoe@exemple.fr")));
    assert!(!recognises(&town, marks, &visitor("Zoé", "Durand", "autre@exemple.fr")));
    assert!(trail(&town).iter().any(|line| format!("{line:?}").contains("blocked")));
    // Said again, nobody is told again; taken back, all are.
    assert_eq!((block(&town, patient, true), told(&town)), (Ok(2), vec![]));
    block(&town, patient, false).unwrap();
    assert_eq!(told(&town).into_iter().map(|(_, marks)| marks.len()).collect::<Vec<_>>(), [0]);
    assert_eq!(town.ask(person("ada"), &BlockOnline { patient, version: 3, blocked: true }).map(drop), Err(ProblemKind::Forbidden));
}

// Machines too, with the right to change patients.
#[test]
fn what_they_are_recognised_by_follows_the_record() {
    let town = Town::staffed();
    let patient = town.add(zoe("zoe@exemple.fr")).patient;
    let key = Principal::Key { token: town.issue(&[Right::ChangePatients]).secret.unwrap() };
    town.ask(key, &BlockOnline { patient, version: 1, blocked: true }).unwrap();
    told(&town);
    let change = ChangePatient { patient, version: town.seen(patient), details: zoe("nouvelle@exemple.fr") };
    town.ask(person("sam"), &change).unwrap();
    let marks = told(&town).pop().unwrap().1;
    assert!(recognises(&town, &marks, &visitor("Zoé", "Durand", "nouvelle@exemple.fr")));
    assert!(!recognises(&town, &marks, &visitor("Zoé", "Durand", "zoe@exemple.fr")));
    // Somebody else's record concerns no agenda.
    let other = town.ask(person("sam"), &AddPatient { details: details("Léa", "Petit"), unless_alike: false }).unwrap().patient;
    let change = ChangePatient { patient: other, version: 1, details: details("Léa", "Petit-Roux") };
    town.ask(person("sam"), &change).unwrap();
    assert_eq!(told(&town), []);
    town.ask(proven("sam"), &town.merging(patient, other)).unwrap();
    assert!(town.ask(person("sam"), &ReadPatient { patient }).unwrap().blocked_online);
    told(&town);
    town.ask(proven("olga"), &ErasePatient { patient: other }).unwrap();
    assert_eq!(told(&town).pop().unwrap().1, []);
}

#[test]
fn whoever_begins_to_give_care_is_told_of_all_and_so_is_everybody_when_asked_again() {
    let town = Town::staffed();
    let patient = town.ask(person("sam"), &AddPatient { details: zoe("zoe@exemple.fr"), unless_alike: false }).unwrap().patient;
    block(&town, patient, true).unwrap();
    told(&town);
    let token = town.invite(crate::town::invitee("noah", &[Role::Practitioner]));
    town.accept("noah", &token).unwrap();
    let all = told(&town);
    assert_eq!(
        all.iter().map(|(to, marks)| (to.clone(), marks.len())).collect::<Vec<_>>(),
        [(Town::agenda(practitioner("noah")).to_string(), 1)]
    );
    town.practice.object.say_again(&town.practice.sql, town.at()).unwrap();
    assert_eq!(told(&town).len(), 2);
}
