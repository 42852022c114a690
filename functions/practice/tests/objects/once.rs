//! Creations under the caller's own key: once, with one answer.

use chrono::TimeDelta;
use guichet_contracts::{
    Object, ProblemKind,
    command::{
        patient::{AddPatient, PutGuardian, ReadPatient, Relation},
        people::InviteMember,
        practice::IssueKey,
    },
};
use guichet_kernel::{Right, Role, Sql};

use crate::{
    audit::trail,
    town::{Town, details, invitee, label, person, proven},
};

fn add(family_name: &str) -> AddPatient {
    AddPatient { details: details("Léa", family_name), unless_alike: false }
}

#[test]
fn the_same_again_is_the_same_creation_with_the_same_answer() {
    let town = Town::staffed();
    let first = town.ask_once(person("sam"), Some("k-1"), &add("Durand")).unwrap();
    let rows = trail(&town).len();
    assert_eq!(town.ask_once(person("sam"), Some("k-1"), &add("Durand")).unwrap(), first);
    assert_eq!((town.practice.count("patient_record"), trail(&town).len()), (1, rows), "nothing was done again");
    assert_eq!(town.ask_once(person("sam"), Some("k-1"), &add("Petit")), Err(ProblemKind::KeyReused));
    // Another's key, another key, none.
    for (who, key) in [("olga", Some("k-1")), ("sam", Some("k-2")), ("sam", None)] {
        assert_ne!(town.ask_once(person(who), key, &add("Durand")).unwrap().patient, first.patient);
    }
    assert_eq!(town.ask_once(person("sam"), Some(&"k".repeat(256)), &add("Durand")), Err(ProblemKind::BadRequest));
}

#[test]
fn what_was_refused_may_be_tried_again() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    let nobody =
        PutGuardian { patient, version: town.seen(patient), guardian: None, person: None, relation: Relation::Parent, is_contact: true };
    assert_eq!(town.ask_once(person("sam"), Some("k-1"), &nobody), Err(ProblemKind::Invalid));
    let parent = PutGuardian { guardian: Some(town.patient("Anne")), ..nobody };
    assert!(town.ask_once(person("sam"), Some("k-1"), &parent).is_ok());
    assert_eq!(town.ask(person("sam"), &ReadPatient { patient }).unwrap().guardians.len(), 1);
}

// A8: the desk asks to be told of look-alikes; the same form sent twice is still one patient, and "another person" is taken.
#[test]
fn a_look_alike_is_told_and_the_same_form_again_is_none() {
    let town = Town::staffed();
    let mut person_typed = add("Durand");
    person_typed.details.birth_date = serde_json::from_str("\"2019-04-12\"").ok();
    let form = AddPatient { unless_alike: true, ..person_typed.clone() };
    let first = town.ask_once(person("sam"), Some("k-1"), &form).unwrap();
    assert_eq!(town.ask_once(person("sam"), Some("k-1"), &form).unwrap().patient, first.patient);
    assert_eq!(town.ask_once(person("sam"), Some("k-2"), &form), Err(ProblemKind::LooksAlike));
    let another = town.ask_once(person("sam"), Some("k-2"), &person_typed).unwrap();
    assert!(another.patient != first.patient && another.duplicates == 1);
}

#[test]
fn a_secret_is_shown_once() {
    let town = Town::new();
    let issue = IssueKey { label: label("Site"), rights: vec![Right::ReadSettings], days: None };
    let first = town.ask_once(proven("olga"), Some("k-1"), &issue).unwrap();
    let again = town.ask_once(proven("olga"), Some("k-1"), &issue).unwrap();
    assert!(first.secret.is_some() && again.secret.is_none());
    assert_eq!((again.id, town.practice.count("api_token")), (first.id, 1));
    let stored = format!("{:?}", town.practice.sql.query("SELECT * FROM once", &[]).unwrap());
    assert!(!stored.contains(&first.secret.unwrap().text()));
}

#[test]
fn rights_that_went_go_for_repetitions_too() {
    let town = Town::staffed();
    let command = InviteMember { invitee: invitee("eve", &[Role::Accountant]) };
    town.ask_once(person("olga"), Some("k-1"), &command).unwrap();
    assert_eq!(town.ask_once(person("sam"), Some("k-1"), &command), Err(ProblemKind::Forbidden));
}

#[test]
fn a_key_is_remembered_for_a_week_and_nothing_of_what_was_sent() {
    let town = Town::staffed();
    let first = town.ask_once(person("sam"), Some("k-1"), &add("Quintessence")).unwrap();
    let stored = format!("{:?}", town.practice.sql.query("SELECT * FROM once", &[]).unwrap());
    assert!(!stored.contains("Quintessence") && !stored.contains("k-1"));
    town.later(TimeDelta::days(7));
    assert_eq!(town.ask_once(person("sam"), Some("k-1"), &add("Quintessence")).unwrap().patient, first.patient);
    town.later(TimeDelta::milliseconds(1));
    assert_ne!(town.ask_once(person("sam"), Some("k-1"), &add("Quintessence")).unwrap().patient, first.patient);
    assert_eq!(town.practice.count("once"), 1, "the old one is gone");
}

#[test]
fn what_is_no_more_remembered_is_swept_though_nobody_comes() {
    let town = Town::staffed();
    let due = || town.practice.object.wake_at(&town.practice.sql).unwrap();
    town.ask_once(person("sam"), Some("k-1"), &add("Durand")).unwrap();
    town.practice.heard();
    town.tick(&town.practice);
    assert_eq!(due(), Some(town.now.get().plus(TimeDelta::days(8))));
    town.later(TimeDelta::days(7));
    town.tick(&town.practice);
    assert_eq!(town.practice.count("once"), 1);
    town.later(TimeDelta::days(1));
    town.tick(&town.practice);
    assert_eq!((town.practice.count("once"), due()), (0, None));
}
