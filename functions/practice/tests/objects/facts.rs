//! What others tell a practice, and from whom it takes what.

use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::Attendance,
        patient::{AddPatient, ReadContact, ReadPatient, Relation},
        people::EndMember,
    },
    event::{Fact, PatientBookedV1, PatientForgottenV1, StaffActedV1},
};
use guichet_kernel::{AppointmentId, ClosingId, Locale, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, Region, Sql};
use serde_json::json;

use crate::{
    audit::trail,
    town::{NOW, Town, label, person, practitioner, proven},
};

fn booked(town: &Town) -> PatientBookedV1 {
    PatientBookedV1 {
        patient: PatientId::draw(NOW, &town.entropy),
        appointment: AppointmentId::draw(NOW, &town.entropy),
        person: serde_json::from_value(
            json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": "zoe@exemple.fr"}),
        )
        .unwrap(),
    }
}

// A8
#[test]
fn who_books_for_a_child_is_the_childs_guardian() {
    let town = Town::staffed();
    let mut fact = booked(&town);
    fact.person.contact = serde_json::from_value(json!({"given_name": "Odile", "family_name": "Durand"})).unwrap();
    assert_eq!(town.tell(&town.practice, &Town::agenda(practitioner("claire")), ("apt-1", 1), &fact), 200);
    let record = town.ask(person("sam"), &ReadPatient { patient: fact.patient }).unwrap();
    assert_eq!((record.details.email, record.guardians.len()), (None, 1));
    let guardian = &record.guardians[0];
    assert!(guardian.is_contact && guardian.relation == Relation::Other);
    let contact = town.ask(Principal::Object { object: town.mailroom() }, &ReadContact { patient: fact.patient }).unwrap();
    assert_eq!((contact.name.as_str(), contact.email), ("Odile Durand", Some(fact.person.email)));
}

// The language that was read is the patient's own; of who read none, nothing is noted, and letters are in the country's first. What
// staff or a machine say of a patient counts the same.
#[test]
fn a_patient_is_written_to_in_the_language_that_was_read() {
    let town = Town::staffed();
    let mailroom = || Principal::Object { object: town.mailroom() };
    let language = |patient| {
        let kept = town.ask(person("sam"), &ReadPatient { patient }).unwrap().details.language;
        (kept, town.ask(mailroom(), &ReadContact { patient }).unwrap().locale)
    };
    for (said, written) in [(Some(Locale::En), Locale::En), (None, Locale::FrFr)] {
        let mut fact = booked(&town);
        fact.person.locale = said;
        assert_eq!(town.tell(&town.practice, &Town::agenda(practitioner("claire")), (&fact.appointment.to_string(), 1), &fact), 200);
        assert_eq!(language(fact.patient), (said, written));
    }
    let details =
        json!({"given_name": "Zoé", "family_name": "Petit", "birth_date": "1990-04-12", "email": "zoe@exemple.fr", "language": "en"});
    let added = AddPatient { details: serde_json::from_value(details).unwrap(), unless_alike: false };
    assert_eq!(language(town.ask(person("sam"), &added).unwrap().patient), (Some(Locale::En), Locale::En));
}

// A1: where they are visited is on the record that the booking makes, and on no other.
#[test]
fn where_a_patient_is_visited_is_on_the_record_that_the_booking_makes() {
    let town = Town::staffed();
    let agenda = Town::agenda(practitioner("claire"));
    let before = booked(&town);
    assert_eq!(town.tell(&town.practice, &agenda, ("apt-1", 1), &before), 200);
    let mut fact = booked(&town);
    let address = json!({"lines": ["12 rue Garibaldi", "2e étage"], "postal_code": "69003", "city": "Lyon"});
    fact.person.address = serde_json::from_value(address.clone()).unwrap();
    assert_eq!(town.tell(&town.practice, &agenda, ("apt-2", 1), &fact), 200);
    let of = |patient| serde_json::to_value(town.ask(person("sam"), &ReadPatient { patient }).unwrap().details.address).unwrap();
    assert_eq!((of(fact.patient), of(before.patient)), (address, json!(null)));
    // More lines than a record holds keep nobody from being entered.
    let mut long = booked(&town);
    long.person.address = serde_json::from_value(json!({"lines": vec!["x"; 9], "city": "Lyon"})).unwrap();
    assert_eq!(town.tell(&town.practice, &agenda, ("apt-3", 1), &long), 200);
    assert_eq!(of(long.patient), json!(null));
}

// A8
#[test]
fn each_booking_enters_its_own_patient_once() {
    let town = Town::staffed();
    let agenda = Town::agenda(practitioner("claire"));
    let (one, other) = (booked(&town), booked(&town));
    for (fact, subject) in [(&one, "apt-1"), (&one, "apt-2"), (&other, "apt-3")] {
        assert_eq!(town.tell(&town.practice, &agenda, (subject, 1), fact), 200);
    }
    assert_eq!(town.practice.count("patient_record"), 2);
    let record = town.ask(person("sam"), &ReadPatient { patient: other.patient }).unwrap();
    assert_eq!(record.duplicates[0].other.id, one.patient, "proposed");
}

#[test]
fn a_booking_told_late_does_not_bring_an_erased_patient_back() {
    let town = Town::staffed();
    let (agenda, fact) = (Town::agenda(practitioner("claire")), booked(&town));
    assert_eq!(town.tell(&town.practice, &agenda, ("apt-1", 1), &fact), 200);
    let erase = guichet_contracts::command::patient::ErasePatient { patient: fact.patient };
    town.ask(proven("olga"), &erase).unwrap();
    assert_eq!(town.tell(&town.practice, &agenda, ("apt-2", 1), &fact), 200);
    assert_eq!(town.practice.count("patient_record"), 0);
    assert_eq!(town.ask(person("sam"), &ReadPatient { patient: fact.patient }).map(drop), Err(ProblemKind::NotFound));
}

#[test]
fn only_the_agendas_of_those_who_give_care_here_or_did_are_heard() {
    let town = Town::staffed();
    let claire = practitioner("claire");
    let of_practice = |class, region, practice| ObjectRef::new(class, ObjectName::practice(region, practice));
    let other = PracticeId::draw(NOW, &town.entropy);
    let sources = [
        Town::agenda(practitioner("noah")),
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Ca, claire)),
        ObjectRef::new(ObjectClass::Mailroom, ObjectName::practitioner(Region::Eu, claire)),
        ObjectRef::new(ObjectClass::Agenda, town.name()),
        of_practice(ObjectClass::Mailroom, Region::Eu, other),
        of_practice(ObjectClass::Practice, Region::Eu, other),
        town.me(),
    ];
    let acted = StaffActedV1 {
        actor: label("operator"),
        appointment: Some(AppointmentId::draw(NOW, &town.entropy)),
        attendance: Some(Attendance::Arrived),
        subject: None,
        did: None,
        at: NOW,
        request_id: String::new(),
    };
    let forgotten = || json!({"patient": PatientId::draw(NOW, &town.entropy), "outcome": {"is": "erased"}});
    let rows = trail(&town).len();
    for source in sources.iter().chain([&town.mailroom()]) {
        assert_eq!(town.tell(&town.practice, source, ("apt", 1), &booked(&town)), 403, "{source}");
        assert_eq!(town.tell(&town.practice, source, ("apt", 1), &acted), 403, "{source}");
        if *source != town.mailroom() {
            assert_eq!(town.tell_raw(&town.practice, source, ("pat", 1), PatientForgottenV1::KIND, forgotten()), 403, "{source}");
        }
    }
    assert_eq!((town.practice.count("patient_record"), trail(&town).len()), (0, rows));
    // Who has left may still have something to tell.
    town.ask(proven("olga"), &EndMember { member: town.member("claire"), version: 1 }).unwrap();
    assert_eq!(town.tell(&town.practice, &Town::agenda(claire), ("apt", 1), &booked(&town)), 200);
    // What was not asked for is taken, and nothing waits behind it.
    assert_eq!(town.tell_raw(&town.practice, &town.mailroom(), ("pat", 1), PatientForgottenV1::KIND, forgotten()), 200);
}

#[test]
fn what_staff_did_in_an_agenda_stands_in_the_trail() {
    let town = Town::staffed();
    let appointment = AppointmentId::draw(NOW, &town.entropy);
    let sam = town.member("sam");
    let fact = StaffActedV1 {
        actor: label(&sam.to_string()),
        appointment: Some(appointment),
        attendance: Some(Attendance::Attended),
        subject: None,
        did: None,
        at: town.now.get(),
        request_id: "req-7".into(),
    };
    let agenda = Town::agenda(practitioner("claire"));
    assert_eq!(town.tell(&town.practice, &agenda, ("apt", 1), &fact), 200);
    let entry = trail(&town).swap_remove(0);
    assert_eq!((entry.action.as_str(), entry.detail.as_deref()), ("appointment.attendance", Some("attendance=attended")));
    assert_eq!((entry.actor_name.as_deref(), entry.request_id.as_deref()), (Some("sam Martin"), Some("req-7")));
    assert_eq!(entry.subject, Some(label(&appointment.to_string())));
    // One that names nobody does not hold up those behind it.
    let nobody = StaffActedV1 { actor: label("somebody"), ..fact.clone() };
    assert_eq!(town.tell(&town.practice, &agenda, ("apt", 2), &nobody), 200);
    assert_eq!(trail(&town)[0].actor, label("system"));
    // More than a note, and what is no appointment: an availability, a closing, the practitioner's own terms.
    let placed = StaffActedV1 { did: Some(label("placed")), attendance: Some(Attendance::Booked), ..fact.clone() };
    assert_eq!(town.tell(&town.practice, &agenda, ("apt", 3), &placed), 200);
    assert_eq!(trail(&town)[0].detail.as_deref(), Some("did=placed attendance=booked"));
    let closing = ClosingId::draw(NOW, &town.entropy).to_string();
    for (did, subject, stands) in [
        ("closed", Some(label(&closing)), closing.as_str()),
        ("terms", None, &practitioner("claire").to_string()),
        ("something new", None, &practitioner("claire").to_string()),
    ] {
        let fact = StaffActedV1 { appointment: None, attendance: None, subject, did: Some(label(did)), ..fact.clone() };
        assert_eq!(town.tell(&town.practice, &agenda, (did, 1), &fact), 200);
        let entry = trail(&town).swap_remove(0);
        let said = if did == "something new" { "did=other".to_owned() } else { format!("did={did}") };
        assert_eq!((entry.action.as_str(), entry.detail.as_deref()), ("agenda.changed", Some(said.as_str())));
        assert_eq!(entry.subject, Some(label(stands)));
    }
}

#[test]
fn a_fact_of_an_unknown_kind_or_shape_is_refused_and_forgotten() {
    let town = Town::staffed();
    let agenda = Town::agenda(practitioner("claire"));
    let remembered = town.practice.count("inbox");
    for (kind, body) in [("SomethingV9", json!({})), (PatientBookedV1::KIND, json!({"patient": "prc_1"}))] {
        assert_eq!(town.tell_raw(&town.practice, &agenda, ("apt", 1), kind, body), 400, "{kind}");
    }
    assert_eq!(town.practice.count("inbox"), remembered);
    let empty = Town::empty();
    assert_eq!(empty.tell(&empty.practice, &agenda, ("apt", 1), &booked(&empty)), 404);
    assert!(empty.practice.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
}
