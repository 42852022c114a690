//! The trail: what staff change and whom they read, by whom, in which request, and nothing personal.

use chrono::TimeDelta;
use guichet_contracts::{
    Principal,
    command::{
        patient::*,
        people::{EndMember, ReadMembers},
        practice::{Audit, AuditEntry, ReadAudit},
    },
};
use guichet_kernel::Right;
use serde_json::json;

use crate::town::{Town, details, label, person, proven};

pub(crate) fn all() -> ReadAudit {
    ReadAudit { actor: None, subject: None, action: None, text: None, from: None, to: None, before: None, most: 100 }
}

/// What the trail says, but for who read it.
pub(crate) fn trail(town: &Town) -> Vec<AuditEntry> {
    let mut entries = town.ask(person("olga"), &all()).unwrap().entries;
    entries.retain(|entry| entry.action != "audit.read");
    entries
}

fn last(town: &Town) -> AuditEntry {
    trail(town).swap_remove(0)
}

#[test]
fn a_reading_stands_in_the_trail_with_who_whom_and_in_which_request() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    let entry = last(&town);
    assert_eq!((entry.action.as_str(), entry.actor.as_str()), ("patient.read", town.member("sam").to_string().as_str()));
    assert_eq!(entry.actor_name.as_deref(), Some("sam Martin"));
    assert_eq!(entry.subject.map(String::from), Some(patient.to_string()));
    assert_eq!(entry.request_id.as_deref(), Some("req-1"));
    town.ask(person("sam"), &SearchPatients { text: "Durand".into(), most: 10 }).unwrap();
    town.ask(person("sam"), &ReadDuplicates { after: None, most: 10 }).unwrap();
    let details: Vec<_> = trail(&town).into_iter().take(2).map(|entry| entry.detail.unwrap()).collect();
    assert_eq!(details, ["how=duplicates found=0", "how=search found=1"], "how many, never for what");
    let rows = trail(&town).len();
    town.ask(proven("olga"), &ExportPatient { patient }).unwrap();
    assert_eq!((trail(&town).len(), last(&town).action.as_str()), (rows + 1, "patient.exported"));
}

#[test]
fn what_is_refused_leaves_no_trace() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    let rows = trail(&town).len();
    town.ask(person("ada"), &ReadPatient { patient }).unwrap_err();
    town.ask(person("olga"), &ErasePatient { patient }).unwrap_err();
    town.ask(person("noah"), &ReadMembers::default()).unwrap_err();
    let stale = ChangePatient { patient, version: 7, details: details("Léa", "Petit") };
    town.ask(person("sam"), &stale).unwrap_err();
    assert_eq!(trail(&town).len(), rows);
}

#[test]
fn nothing_personal_stands_in_it() {
    let town = Town::staffed();
    let person_of = json!({"given_name": "Zoé", "family_name": "Quintessence", "email": "zoe@exemple.fr", "birth_date": "1990-04-12"});
    let patient = town.add(serde_json::from_value(person_of).unwrap()).patient;
    town.ask(person("sam"), &AddNote { patient, text: "Quintessence".into() }).unwrap();
    town.ask(person("sam"), &SearchPatients { text: "Quintessence".into(), most: 10 }).unwrap();
    town.ask(person("sam"), &ChangePatient { patient, version: 1, details: details("Zoé", "Quintessence") }).unwrap();
    let rows = format!("{:?}", guichet_kernel::Sql::query(&town.practice.sql, "SELECT * FROM audit", &[]).unwrap());
    for word in ["Quintessence", "quintessence", "zoe@", "1990", "Lilas", "Martin", "courrier"] {
        assert!(!rows.contains(word), "{word}");
    }
}

#[test]
fn it_is_searched_by_actor_subject_and_action() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    let ask = |query: ReadAudit| town.ask(person("olga"), &query).unwrap();
    let actions = |audit: Audit| audit.entries.into_iter().map(|entry| entry.action).collect::<Vec<_>>();
    let subject = Some(label(&patient.to_string()));
    assert_eq!(actions(ask(ReadAudit { subject: subject.clone(), ..all() })), ["patient.read", "patient.entered"]);
    assert_eq!(actions(ask(ReadAudit { action: Some(label("patient.read")), ..all() })), ["patient.read"]);
    assert_eq!(actions(ask(ReadAudit { action: Some(label("patient")), ..all() })), ["patient.read", "patient.entered"]);
    let sam = Some(label(&town.member("sam").to_string()));
    assert_eq!(actions(ask(ReadAudit { actor: sam, action: Some(label("patient")), ..all() })), ["patient.read"]);
    assert_eq!(actions(ask(ReadAudit { actor: Some(label("somebody")), ..all() })), Vec::<String>::new());
    let first = ask(ReadAudit { most: 1, ..all() });
    assert!(first.more);
    let second = ask(ReadAudit { most: 1, before: Some(first.entries[0].seq), ..all() });
    assert_eq!(second.entries[0].seq, first.entries[0].seq - 1);
}

#[test]
fn whoever_reads_the_trail_stands_in_it_once_for_each_request() {
    let town = Town::staffed();
    let readings = || {
        let rows = "SELECT actor, request_id FROM audit WHERE action = 'audit.read' ORDER BY seq";
        guichet_kernel::Sql::rows::<(String, String)>(&town.practice.sql, rows, &[]).unwrap()
    };
    let first = town.ask(person("olga"), &ReadAudit { most: 2, ..all() }).unwrap();
    let olga = (town.member("olga").to_string(), "req-1".to_owned());
    assert_eq!(readings(), std::slice::from_ref(&olga));
    // Page by page is one reading, and no page holds what the one before it added.
    let second = town.ask(person("olga"), &ReadAudit { most: 2, before: first.older, ..all() }).unwrap();
    assert!(second.entries.iter().chain(&first.entries).all(|entry| entry.action != "audit.read"));
    assert_eq!(readings().len(), 1);
    // A machine's reading, and a later one, are others.
    let issued = town.issue(&[Right::ReadAudit]);
    town.ask(Principal::Key { token: issued.secret.unwrap() }, &all()).unwrap();
    assert_eq!(readings().len(), 2);
    assert!(readings()[1].0.contains(&issued.id.to_string()), "{:?}", readings());
    town.later(TimeDelta::minutes(11));
    town.ask(person("olga"), &all()).unwrap();
    assert_eq!((readings().len(), readings()[2].clone()), (3, olga));
    town.ask(person("sam"), &all()).unwrap_err();
    assert_eq!(readings().len(), 3, "who may not has read nothing");
}

#[test]
fn it_is_searched_for_a_piece_of_an_id_or_a_word() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    let piece = &patient.to_string()[20..];
    let with = |text: &str| {
        let found = town.ask(person("olga"), &ReadAudit { text: Some(label(text)), ..all() }).unwrap();
        assert!(!found.more && found.older.is_none());
        found.entries.into_iter().map(|entry| entry.action).collect::<Vec<_>>()
    };
    assert_eq!(with(piece), ["patient.read", "patient.entered"]);
    assert_eq!(with("Patient.R"), ["patient.read"]);
    assert_eq!(with("Durand"), Vec::<String>::new());
}

// A search looks so far back at a time: it says where it goes on, though it has found nothing yet.
#[test]
fn a_search_for_text_says_where_it_goes_on() {
    let town = Town::staffed();
    let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
        INSERT INTO audit (at, actor, action, detail, request_id) SELECT ?, 'system', 'settings.changed', '', '' FROM n";
    guichet_kernel::Sql::run(&town.practice.sql, many, &[town.now.get().into()]).unwrap();
    let text = Some(label("practice.founded"));
    let first = town.ask(person("olga"), &ReadAudit { text: text.clone(), ..all() }).unwrap();
    assert!(first.entries.is_empty() && first.more);
    let second = town.ask(person("olga"), &ReadAudit { text, before: first.older, ..all() }).unwrap();
    assert_eq!((second.entries.len(), second.more, second.older), (1, false, None));
}

#[test]
fn a_member_who_has_left_is_still_named() {
    let town = Town::staffed();
    let member = town.member("sam");
    town.patient("Léa");
    town.ask(person("sam"), &ListPatients { after: None, most: 10 }).unwrap();
    town.ask(proven("olga"), &EndMember { member, version: 1 }).unwrap();
    let entry = trail(&town).into_iter().find(|entry| entry.action == "patient.searched").unwrap();
    assert_eq!(entry.actor_name.as_deref(), Some("sam Martin"));
}
