//! Whoever changes or ends something says which version they saw; whoever reads a list reads it page by page.

use chrono::TimeDelta;
use guichet_contracts::{
    Command, Principal, ProblemKind,
    command::{
        patient::{
            AddNote, BlockOnline, ExportPatient, GiveConsent, MergePatients, PutGuardian, PutIdentifier, ReadConsents, ReadDuplicates,
            ReadNotes, ReadPatient, Relation, RemoveGuardian, RemoveIdentifier, WithdrawConsent,
        },
        people::{Delegate, EndMember, Leave, ReadMembers},
    },
};
use guichet_kernel::{ConsentId, Delegation, PatientId, Right, Role};
use serde_json::{Value, json};

use crate::town::{Town, invitee, kind, label, person, proven};

/// What is kept of everybody, but for the trail.
fn all_rows(town: &Town) -> Vec<i64> {
    let tables = ["patient_record", "patient_identifier", "patient_guardian", "patient_consent", "patient_gone", "member", "outbox"];
    tables.iter().map(|table| town.practice.count(table)).collect()
}

fn one<C: Command>(who: Principal, command: &C) -> (&'static str, Principal, Value) {
    (C::PATH, who, serde_json::to_value(command).unwrap())
}

/// Each of the commands that change or end something, as it would be obeyed.
fn changes(town: &Town, patient: PatientId, other: PatientId) -> Vec<(&'static str, Principal, Value)> {
    let record = town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    let version = record.version;
    let (key, consent) = (record.guardians[0].key.clone(), record.consents[0].id);
    let (kind, number) = ("niss".to_owned(), "42012205181".to_owned());
    let sam = || person("sam");
    let again = PutGuardian { patient, version, guardian: Some(other), person: None, relation: Relation::Carer, is_contact: true };
    vec![
        one(sam(), &PutIdentifier { patient, version, kind: kind.clone(), number, detail: None }),
        one(sam(), &RemoveIdentifier { patient, version, kind }),
        one(sam(), &again),
        one(sam(), &RemoveGuardian { patient, version, key }),
        one(sam(), &WithdrawConsent { patient, version, consent }),
        one(sam(), &BlockOnline { patient, version, blocked: true }),
        one(proven("sam"), &town.merging(town.patient("Max"), patient)),
        one(proven("olga"), &EndMember { member: town.member("ada"), version: 1 }),
    ]
}

#[test]
fn nothing_is_changed_or_ended_that_was_not_seen_as_it_is() {
    let town = Town::staffed();
    let (patient, other) = (town.patient("Léa"), town.patient("Anne"));
    let niss = PutIdentifier { patient, version: 1, kind: "niss".into(), number: "85.07.30-033.28".into(), detail: None };
    town.ask(person("sam"), &niss).unwrap();
    let guardian = PutGuardian { patient, version: 2, guardian: Some(other), person: None, relation: Relation::Parent, is_contact: false };
    town.ask(person("sam"), &guardian).unwrap();
    let give = GiveConsent { patient, kind: "sms".into(), text_version: label("1"), how: "oral".into() };
    assert_eq!(town.ask(person("sam"), &give).unwrap().version, 4);
    let changes = changes(&town, patient, other);
    let before = all_rows(&town);
    for (path, who, command) in &changes {
        for (version, refused) in [(None, ProblemKind::VersionNeeded), (Some(9), ProblemKind::Changed)] {
            let mut stale = command.clone();
            match version {
                None => drop(stale.as_object_mut().unwrap().remove("version")),
                Some(version) => stale["version"] = version.into(),
            }
            let answer = town.answer(&town.practice, path, who.clone(), None, stale);
            assert_eq!(kind(&answer), Some(refused), "{path} at {version:?}");
        }
        assert_eq!(all_rows(&town), before, "{path}");
        let fine = town.try_out(&town.practice, path, who.clone(), command.clone(), |_| ());
        assert_eq!(kind(&fine), None, "{path}");
    }
    // The other of two records as well.
    let merging = town.merging(other, town.patient("Zoé"));
    for (from_version, refused) in [(0, ProblemKind::VersionNeeded), (2, ProblemKind::Changed)] {
        assert_eq!(town.ask(proven("sam"), &MergePatients { from_version, ..merging.clone() }), Err(refused));
    }
}

#[test]
fn records_become_one_after_a_fresh_proof_only() {
    let town = Town::new();
    let merging = town.merging(town.patient("Zoe"), town.patient("Zoé"));
    assert_eq!(town.ask(person("olga"), &merging), Err(ProblemKind::ProveFirst));
    // A key proved itself when it was made.
    let token = town.issue(&[Right::ChangePatients]).secret.unwrap();
    assert_eq!(town.ask(Principal::Key { token }, &merging).unwrap().patient, merging.to);
}

#[test]
fn who_leaves_need_not_know_what_they_have_become() {
    let town = Town::staffed();
    town.ask(person("ada"), &Leave {}).unwrap();
    assert_eq!(town.members().members.len(), 3);
}

#[test]
fn a_record_shows_the_newest_and_the_rest_is_read_on_and_handed_out() {
    let town = Town::staffed();
    let patient = town.patient("Léa");
    for n in 0..60 {
        town.later(TimeDelta::seconds(1));
        town.ask(person("sam"), &AddNote { patient, text: format!("note {n}") }).unwrap();
        let give = GiveConsent { patient, kind: "sms".into(), text_version: label(&n.to_string()), how: "oral".into() };
        town.ask(person("sam"), &give).unwrap();
    }
    let record = town.ask(person("sam"), &ReadPatient { patient }).unwrap();
    assert_eq!((record.notes.len(), record.more_notes, record.consents.len(), record.more_consents), (25, true, 25, true));
    let (mut notes, mut consents) = (record.notes, record.consents);
    loop {
        // Somebody writes meanwhile.
        town.later(TimeDelta::seconds(1));
        town.ask(person("claire"), &AddNote { patient, text: "Préfère le matin.".into() }).unwrap();
        let before = notes.last().map(|note| note.id);
        let page = town.ask(person("sam"), &ReadNotes { patient, before, most: 10 }).unwrap();
        let those = town.ask(person("sam"), &ReadConsents { patient, before: consents.last().map(|one| one.id), most: 10 }).unwrap();
        assert!(page.notes.len() <= 10 && page.more == those.more);
        notes.extend(page.notes);
        consents.extend(those.consents);
        if !page.more {
            break;
        }
    }
    let texts: Vec<_> = notes.iter().map(|note| note.text.clone()).collect();
    assert_eq!(texts, (0..60).rev().map(|n| format!("note {n}")).collect::<Vec<_>>());
    assert!(notes.iter().all(|note| note.author_name.as_deref() == Some("sam Martin")));
    let versions: Vec<_> = consents.iter().map(|one| one.text_version.clone()).collect();
    assert_eq!(versions, (0..60).rev().map(|n| label(&n.to_string())).collect::<Vec<_>>());
    let export = town.ask(proven("olga"), &ExportPatient { patient }).unwrap().patient;
    assert_eq!((export.notes.len(), export.more_notes, export.consents.len(), export.more_consents), (64, false, 60, false));
    assert_eq!(export.notes[4].text, "note 59");
    let nobodys = ConsentId::draw(town.now.get(), &town.entropy);
    let past = town.ask(person("sam"), &ReadConsents { patient, before: Some(nobodys), most: 10 }).unwrap();
    assert!(past.consents.is_empty() && !past.more);
}

#[test]
fn proposals_are_read_page_by_page_while_more_come() {
    let town = Town::staffed();
    let double = |n: i32| {
        let details = json!({"given_name": "Paul", "family_name": "Petit", "birth_date": format!("19{:02}-04-12", 50 + n)});
        town.add(serde_json::from_value(details).unwrap()).patient
    };
    for n in 0..23 {
        double(n);
        town.later(TimeDelta::seconds(1));
        double(n);
    }
    let read = |after: Option<String>| town.ask(person("sam"), &ReadDuplicates { after, most: 5 }).unwrap();
    let all = town.ask(person("sam"), &ReadDuplicates { after: None, most: 100 }).unwrap();
    assert_eq!((all.duplicates.len(), all.older), (23, None));
    let mut page = read(None);
    let mut pairs = page.duplicates;
    while let Some(older) = page.older {
        double(30);
        page = read(Some(older));
        pairs.extend(page.duplicates);
    }
    assert!(pairs == all.duplicates);
    assert_eq!(town.ask(person("sam"), &ReadDuplicates { after: Some("x".into()), most: 5 }), Err(ProblemKind::Invalid));
}

#[test]
fn members_are_read_page_by_page_with_what_they_may_do_for_others() {
    let town = Town::staffed();
    let names: Vec<String> = (0..8).map(|n| format!("tim{n}")).collect();
    for name in &names {
        town.later(TimeDelta::seconds(1));
        let member = town.join(name, &[Role::Secretary]);
        town.ask(person("claire"), &Delegate { member, what: Delegation::Billing, allowed: true }).unwrap();
    }
    town.invite(invitee("zoe", &[Role::Secretary]));
    let all = town.members();
    assert_eq!((all.members.len(), all.invitations.len(), all.more), (12, 1, false));
    let (mut members, mut delegations, mut after) = (Vec::new(), Vec::new(), None);
    for n in 0.. {
        let page = town.ask(person("sam"), &ReadMembers { after, most: 5 }).unwrap();
        assert_eq!(page.invitations.len(), usize::from(n == 0), "they stand on the first page");
        after = page.members.last().map(|last| last.id);
        members.extend(page.members);
        delegations.extend(page.delegations);
        if !page.more {
            break;
        }
        if n == 0 {
            town.later(TimeDelta::seconds(1));
            town.join("late", &[Role::Accountant]);
        }
    }
    assert_eq!(members.len(), 13, "who joined meanwhile is the last");
    assert!(members[..12] == all.members[..]);
    let sorted = |mut all: Vec<guichet_contracts::command::people::Delegated>| {
        all.sort_by_key(|one| (one.member, one.what.as_str()));
        all
    };
    assert!(sorted(delegations) == sorted(all.delegations));
}
