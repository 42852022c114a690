//! Earlier-slot alerts (W): for whom they stop when one patient stops them, who hears that somebody comes today, and the terms on the card.

use guichet_contracts::{
    ProblemKind,
    command::{
        people::{Delegate, EndMember},
        practice::{ChangeSettings, Choice, ReadSettings},
        waitlist::AlertTerms,
    },
    event::{AlertsEndedV1, AlertsStoppedV1, Fact, MovedTodayV1, OfferAcceptedTodayV1, PatientBookedV1, PracticeChangedV1},
};
use guichet_kernel::{AppointmentId, Delegation, Instant, Locale, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, Region, Role};
use guichet_practice_core::identity as core;
use serde_json::{Value, json};

use crate::{
    audit::trail,
    town::{NOW, Told, Town, email, identity_name, identity_node, label, person, practitioner, proven},
};

/// Somebody who booked by that address, for themselves or, named, for a child.
fn booked(town: &Town, given_name: &str, email: &str, parent: bool) -> PatientId {
    let mut who = json!({"given_name": given_name, "family_name": "Durand", "birth_date": "1990-04-12", "email": email});
    if parent {
        who["contact"] = json!({"given_name": "Odile", "family_name": "Durand"});
    }
    let (patient, appointment) = (PatientId::draw(NOW, &town.entropy), AppointmentId::draw(NOW, &town.entropy));
    let fact = PatientBookedV1 { patient, appointment, person: serde_json::from_value(who).unwrap() };
    assert_eq!(town.tell(&town.practice, &Town::agenda(practitioner("claire")), (&appointment.to_string(), 1), &fact), 200);
    town.practice.heard();
    patient
}

fn stop(town: &Town, patient: PatientId, subject: &str) -> Vec<(ObjectRef, Vec<PatientId>)> {
    let fact = AlertsStoppedV1 { patient };
    assert_eq!(town.tell(&town.practice, &Town::agenda(practitioner("claire")), (subject, 1), &fact), 200);
    let told = town.practice.heard();
    let subjects: std::collections::BTreeSet<_> = told.iter().map(|told| told.subject.clone()).collect();
    assert_eq!(subjects.len(), told.len(), "none takes the place of another");
    told.into_iter().map(|told| (told.to.clone(), told.read::<AlertsEndedV1>().patients)).collect()
}

fn sorted(mut patients: Vec<PatientId>) -> Vec<PatientId> {
    patients.sort();
    patients
}

// RFC 8058: who stops them stops them for everybody to whom the address is written, in every agenda of the practice.
#[test]
fn alerts_stop_for_all_to_whom_the_address_is_written() {
    let town = Town::staffed();
    town.join("noah", &[Role::Practitioner]);
    let odile = booked(&town, "Odile", "odile@exemple.fr", false);
    let child = booked(&town, "Zoé", "ODILE@exemple.fr", true);
    let twin = booked(&town, "Léo", "odile@exemple.fr", false);
    let other = booked(&town, "Anne", "anne@exemple.fr", false);
    // A record that was merged into one of them may be the one that another agenda knows.
    town.ask(proven("olga"), &town.merging(twin, odile)).unwrap();
    town.practice.heard();
    let told = stop(&town, child, "ofr-1");
    let all = sorted(vec![odile, child, twin]);
    let agendas = ["claire", "noah"].map(|name| Town::agenda(practitioner(name)));
    assert_eq!(told.len(), 2);
    for (to, patients) in told {
        assert!(agendas.contains(&to), "{to}");
        assert_eq!(patients, all);
    }
    let entry = trail(&town).swap_remove(0);
    assert_eq!((entry.action.as_str(), entry.detail.as_deref(), entry.actor), ("patient.changed", Some("alerts=stopped"), label("system")));
    assert_eq!(entry.subject, Some(label(&child.to_string())));
    // By the id that ended, the same.
    assert_eq!(stop(&town, twin, "ofr-2")[0].1, all);
    assert_eq!(stop(&town, other, "ofr-3")[0].1, [other]);
}

#[test]
fn whoever_has_no_address_or_no_record_stops_them_alone_and_nothing_personal_travels() {
    let town = Town::staffed();
    let nobody = PatientId::draw(NOW, &town.entropy);
    assert_eq!(stop(&town, nobody, "ofr-1")[0].1, [nobody]);
    let (silent, other) = (town.patient("Zoé"), town.patient("Anne"));
    assert_eq!(stop(&town, silent, "ofr-2")[0].1, [silent]);
    let gone = booked(&town, "Paul", "paul@exemple.fr", false);
    town.ask(proven("olga"), &guichet_contracts::command::patient::ErasePatient { patient: gone }).unwrap();
    town.practice.heard();
    assert_eq!(stop(&town, gone, "ofr-3")[0].1, [gone]);
    let body = serde_json::to_value(AlertsEndedV1 { patients: vec![other], stopped_at: NOW }).unwrap();
    assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), ["patients", "stopped_at"]);
}

// ADR 0014, 13: what the patient said counts as of when they said it, however late the practice hears of it.
#[test]
fn a_stop_that_is_heard_late_is_told_as_of_when_it_was_said() {
    let town = Town::staffed();
    let patient = booked(&town, "Odile", "odile@exemple.fr", false);
    let said = town.now.get();
    town.now.set(said.plus(chrono::TimeDelta::minutes(5)));
    let fact = (AlertsStoppedV1::KIND, serde_json::to_value(AlertsStoppedV1 { patient }).unwrap());
    assert_eq!(town.tell_late(&town.practice, &Town::agenda(practitioner("claire")), ("ofr-1", 1), said, fact), 200);
    let told: Vec<_> = town.practice.heard().iter().map(|told| told.read::<AlertsEndedV1>().stopped_at).collect();
    assert_eq!(told, [said]);
}

fn accepted(town: &Town, name: &str) -> OfferAcceptedTodayV1 {
    OfferAcceptedTodayV1 {
        practitioner: practitioner(name),
        appointment: AppointmentId::draw(NOW, &town.entropy),
        patient: PatientId::draw(NOW, &town.entropy),
        starts_at: "2026-11-23T14:00:00Z".parse::<Instant>().unwrap(),
        zone: "Europe/Paris".parse().unwrap(),
        was: "2026-11-30T07:30:00Z".parse::<Instant>().unwrap(),
    }
}

#[test]
fn alerts_are_told_of_by_the_agendas_of_this_practice_only() {
    let town = Town::staffed();
    let claire = practitioner("claire");
    let patient = PatientId::draw(NOW, &town.entropy);
    let other = PracticeId::draw(NOW, &town.entropy);
    for source in [
        Town::agenda(practitioner("noah")),
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Ca, claire)),
        ObjectRef::new(ObjectClass::Mailroom, ObjectName::practitioner(Region::Eu, claire)),
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, other)),
        town.mailroom(),
        town.me(),
    ] {
        assert_eq!(town.tell(&town.practice, &source, ("ofr", 1), &AlertsStoppedV1 { patient }), 403, "{source}");
        assert_eq!(town.tell(&town.practice, &source, ("apt", 1), &accepted(&town, "claire")), 403, "{source}");
    }
    // Nor does an agenda of this practice speak for another's practitioner.
    town.join("noah", &[Role::Practitioner]);
    let noah = Town::agenda(practitioner("noah"));
    assert_eq!(town.tell(&town.practice, &noah, ("apt", 1), &accepted(&town, "claire")), 403);
    assert_eq!(town.practice.heard(), []);
}

// W4, ADR 0014, 16: who runs an agenda that allows slots of the same day hears at once that one of them was taken: its practitioner, and to
// whom they delegated it.
#[test]
fn who_runs_the_agenda_hears_at_once_that_somebody_comes_today() {
    let town = Town::staffed();
    town.join("noah", &[Role::Practitioner]);
    let told = |subject: &str| {
        let (claire, fact) = (Town::agenda(practitioner("claire")), accepted(&town, "claire"));
        assert_eq!(town.tell(&town.practice, &claire, (subject, 3), &fact), 200);
        (fact, town.practice.heard())
    };
    let (fact, heard) = told("ofr-1");
    let to = |told: &[Told]| told.iter().map(|told| told.to.to_string()).collect::<std::collections::BTreeSet<_>>();
    let accounts = |names: &[&str]| {
        names
            .iter()
            .map(|name| ObjectRef::new(ObjectClass::Identity, identity_name(name)).to_string())
            .collect::<std::collections::BTreeSet<_>>()
    };
    // Not who owns the practice, keeps its books, or gives care beside them.
    assert_eq!((to(&heard), heard.len()), (accounts(&["claire", "sam"]), 2));
    let (practice, own) = (town.id.digits(), practitioner("claire").digits());
    for told in &heard {
        let letter: MovedTodayV1 = told.read();
        assert_eq!(told.subject, fact.appointment.to_string());
        assert_eq!(letter.path, format!("/fr/pro/{practice}/jour?date=2026-11-23&praticien={own}"));
        assert_eq!((letter.locale, letter.starts_at, letter.was), (Locale::FrFr, fact.starts_at, fact.was));
        let name = if told.to.name == identity_name("claire") { "claire" } else { "sam" };
        assert_eq!(letter.email, email(name));
        assert!(!told.body.to_string().contains("pat_"), "who it is, the desk says");
    }
    // Taken back, it is theirs no more.
    town.ask(person("claire"), &Delegate { member: town.member("sam"), what: Delegation::Agenda, allowed: false }).unwrap();
    town.practice.heard();
    assert_eq!(to(&told("ofr-2").1), accounts(&["claire"]));
    // Where the practitioner has left, nobody is told any more.
    town.ask(proven("olga"), &EndMember { member: town.member("claire"), version: 1 }).unwrap();
    town.practice.heard();
    assert_eq!(told("ofr-3").1, []);
}

#[test]
fn their_identity_has_it_written_in_the_language_that_they_chose_and_hears_nobody_else() {
    let town = Town::staffed();
    let claire = town.member("claire");
    let node = identity_node("claire");
    let letter = MovedTodayV1 {
        email: email("claire"),
        locale: Locale::FrBe,
        path: "/be/pro/x/jour".into(),
        starts_at: NOW,
        zone: "Europe/Brussels".parse().unwrap(),
        was: NOW,
    };
    let tell = |source: &ObjectRef, version| town.tell(&node, source, ("apt", version), &letter);
    assert_eq!(tell(&town.me(), 1), 403, "a practice where they do not work");
    let joined: Value = json!({
        "membership": {"practice": town.id, "name": "Cabinet des Lilas", "country": "BE", "member": claire, "roles": ["practitioner"]},
        "active": true, "given_name": "Claire", "family_name": "Morel",
    });
    let kind = guichet_contracts::event::MembershipChangedV1::KIND;
    assert_eq!(town.tell_raw(&node, &town.me(), ("member", 1), kind, joined), 200);
    node.heard();
    for source in [town.mailroom(), Town::agenda(practitioner("claire"))] {
        assert_eq!(tell(&source, 1), 403, "{source}");
    }
    assert_eq!(tell(&town.me(), 1), 200);
    core::prefer(&node.sql, Some(Locale::NlBe)).unwrap();
    assert_eq!(tell(&town.me(), 2), 200);
    let told = node.heard();
    let mailroom = ObjectRef::new(ObjectClass::Mailroom, identity_name("claire"));
    assert!(told.iter().all(|told| told.to == mailroom && told.subject == "apt"));
    let written: Vec<MovedTodayV1> = told.iter().map(Told::read).collect();
    assert_eq!(written, [letter.clone(), MovedTodayV1 { locale: Locale::NlBe, ..letter }]);
}

// W1: off until the practice chooses; each agenda is told of the terms.
#[test]
fn the_terms_of_alerts_travel_on_the_card() {
    let town = Town::staffed();
    let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
    assert_eq!(settings.card.alerts, None);
    let change = |version, choices: &[(&str, i64)]| {
        let settings = choices.iter().map(|(name, value)| Choice { name: (*name).to_owned(), value: Some(*value) }).collect();
        town.ask(person("olga"), &ChangeSettings { version, name: None, telephone: None, settings })
    };
    let after = change(settings.version, &[("earlier_alerts", 1)]).unwrap();
    let defaults = AlertTerms { minimum_days: 10, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };
    assert_eq!(after.card.alerts, Some(defaults));
    let told: PracticeChangedV1 = town.practice.heard()[0].read();
    assert_eq!(told.card.alerts, Some(defaults));
    let all = [
        ("alert_minimum_days", 0),
        ("alert_first", 20),
        ("alert_same_day", 1),
        ("alert_round", 0),
        ("offer_notice", 0),
        ("alert_home_visits", 1),
    ];
    let after = change(after.version, &all).unwrap();
    let chosen = AlertTerms { minimum_days: 0, first: 20, same_day: true, round_minutes: 0, offer_notice: 0, home_visits: true };
    assert_eq!(after.card.alerts, Some(chosen));
    assert_eq!(town.practice.heard()[0].read::<PracticeChangedV1>().card.alerts, Some(chosen));
    for (name, value) in
        [("alert_first", 0), ("alert_first", 21), ("alert_minimum_days", 366), ("alert_round", 10_081), ("alert_same_day", 2)]
    {
        assert_eq!(change(after.version, &[(name, value)]).map(drop), Err(ProblemKind::Invalid), "{name}");
    }
    // Turned off, they are not on the card; what was chosen is there when they are turned on again.
    let off = change(after.version, &[("earlier_alerts", 0)]).unwrap();
    assert_eq!((off.card.alerts, town.practice.heard()[0].read::<PracticeChangedV1>().card.alerts), (None, None));
    assert_eq!(change(off.version, &[("earlier_alerts", 1)]).unwrap().card.alerts, Some(chosen));
}
