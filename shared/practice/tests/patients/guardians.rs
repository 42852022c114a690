use guichet_kernel::{AppointmentId, ContactName, Locale, PatientId, Person, Telephone};
use guichet_practice_core::patient::{self, ContactPerson, Entered, GuardianNumber, NewPatient, Refusal, Relation, Written};

use super::clinic::{Clinic, NOW, email, label, mobile, name, person};

fn add(clinic: &Clinic, patient: PatientId, who: Written, is_contact: bool) -> Result<GuardianNumber, Refusal> {
    clinic.does(|sql| patient::add_guardian(sql, clinic.seen(patient), &who, Relation::Parent, is_contact, NOW))
}

fn written(clinic: &Clinic, patient: PatientId) -> Option<String> {
    patient::contact_of(&clinic.store, patient).unwrap().email.map(|email| email.as_str().to_owned())
}

// A8: a parent is written to about children; two children under one address are two patients.
#[test]
fn a_parent_is_written_to_about_children() {
    let clinic = Clinic::new();
    let mother = clinic.enter(&NewPatient {
        email: Some(email("zoe@exemple.fr")),
        telephones: vec![mobile("+33612345678")],
        locale: Some(Locale::En),
        ..person("Zoé", "Durand", "1990-04-12")
    });
    let children = ["Léa", "Hugo"].map(|given| clinic.enter(&person(given, "Durand", "2015-01-02")));
    for child in children {
        assert_eq!(written(&clinic, child), None);
        add(&clinic, child, Written::Patient(mother), true).unwrap();
        let contact = patient::contact_of(&clinic.store, child).unwrap();
        assert!(contact.patient == child && contact.guardian.is_some() && contact.given_name == name("Zoé"));
        assert!(contact.email == Some(email("zoe@exemple.fr")) && contact.telephones.len() == 1 && contact.locale == Some(Locale::En));
        assert_eq!(clinic.version(child), 2);
    }
    let dependants = patient::dependants(&clinic.store, mother).unwrap();
    assert_eq!(dependants.iter().map(|dependant| dependant.patient).collect::<Vec<_>>(), children);
    assert_eq!(written(&clinic, mother).as_deref(), Some("zoe@exemple.fr"));
}

fn booked(given: &str, contact: Option<(&str, &str)>) -> Person {
    let NewPatient { given_name, family_name, birth, .. } = person(given, "Durand", "2019-05-06");
    Person {
        given_name,
        family_name,
        birth_date: birth.date().unwrap(),
        email: email("zoe@exemple.fr"),
        contact: contact.map(|(given, family)| ContactName { given_name: name(given), family_name: name(family) }),
        address: None,
        locale: None,
    }
}

// A8: who books for another is their guardian by name, and written to in their place.
#[test]
fn who_books_for_another_is_written_to_in_their_place() {
    let clinic = Clinic::new();
    let enters = |id, person: &Person| {
        clinic.does(|sql| patient::enter_booked(sql, id, person, AppointmentId::draw(NOW, &clinic.entropy), NOW)).unwrap()
    };
    let [own, child, again] = [(); 3].map(|()| PatientId::draw(NOW, &clinic.entropy));
    enters(own, &booked("Zoé", None));
    assert_eq!(patient::patient(&clinic.store, own).unwrap().email, Some(email("zoe@exemple.fr")));
    assert_eq!(patient::guardians(&clinic.store, own).unwrap(), []);

    let address = serde_json::from_str(r#"{"lines": ["1 rue des Lilas"], "postal_code": "4000", "city": "Liège"}"#).unwrap();
    let lea = Person { locale: Some(Locale::NlBe), address: Some(address), ..booked("Léa", Some(("Zoé", "Durand"))) };
    assert_eq!(enters(child, &lea), Entered::New { proposals: 0 });
    assert_eq!(patient::patient(&clinic.store, child).unwrap().email, None, "it is not hers");
    let guardian = patient::guardians(&clinic.store, child).unwrap().swap_remove(0);
    assert!(guardian.is_contact && matches!(guardian.who, Written::Person(_)), "though a patient has that name and address");
    let contact = patient::contact_of(&clinic.store, child).unwrap();
    assert!(contact.given_name == name("Zoé") && contact.family_name == name("Durand") && contact.email == Some(email("zoe@exemple.fr")));

    // They are written to in the language that whoever booked reads, and visited where they are (A1).
    let record = patient::patient(&clinic.store, child).unwrap();
    assert_eq!(record.locale, Some(Locale::NlBe));
    assert_eq!(record.address.unwrap().lines(), [label("1 rue des Lilas")]);

    // Told twice: once. Booked again: its own record, and staff are asked whether it is the same child.
    assert_eq!(enters(child, &lea), Entered::Before);
    assert_eq!(patient::guardians(&clinic.store, child).unwrap().len(), 1);
    assert_eq!(enters(again, &lea), Entered::New { proposals: 1 });
    assert_eq!(patient::guardians(&clinic.store, again).unwrap().len(), 1);
}

#[test]
fn one_guardian_at_a_time_is_the_contact_and_need_not_be_a_patient() {
    let clinic = Clinic::new();
    let child = clinic.enter(&NewPatient { email: Some(email("lea@exemple.fr")), ..person("Léa", "Durand", "2015-01-02") });
    let mother = clinic.enter(&NewPatient { email: Some(email("zoe@exemple.fr")), ..person("Zoé", "Durand", "1990-04-12") });
    let telephone = Telephone { dial: "+33699999999".to_owned().try_into().unwrap(), shown: label("06 99 99 99 99") };
    let uncle = ContactPerson {
        given_name: name("Max"),
        family_name: name("Petit"),
        email: Some(email("max@exemple.fr")),
        telephone: Some(telephone),
    };
    let by_mother = add(&clinic, child, Written::Patient(mother), true).unwrap();
    let by_uncle = add(&clinic, child, Written::Person(uncle.clone()), true).unwrap();
    assert_eq!(written(&clinic, child).as_deref(), Some("max@exemple.fr"));
    let all = patient::guardians(&clinic.store, child).unwrap();
    assert_eq!(
        all.iter().map(|guardian| (guardian.number, guardian.is_contact)).collect::<Vec<_>>(),
        [(by_uncle, true), (by_mother, false)]
    );
    assert_eq!(all[0].who, Written::Person(uncle));
    let write_to = |who| clinic.does(|sql| patient::write_to(sql, child, who, NOW));
    write_to(Some(by_mother)).unwrap();
    assert_eq!(written(&clinic, child).as_deref(), Some("zoe@exemple.fr"));
    write_to(None).unwrap();
    assert_eq!(written(&clinic, child).as_deref(), Some("lea@exemple.fr"));
    // Another patient's guardian is none of this one's.
    assert_eq!(clinic.does(|sql| patient::write_to(sql, mother, Some(by_uncle), NOW)), Err(Refusal::Unknown));
    assert_eq!(clinic.does(|sql| patient::remove_guardian(sql, clinic.seen(mother), by_uncle, NOW)), Err(Refusal::Unknown));
    clinic.does(|sql| patient::remove_guardian(sql, clinic.seen(child), by_uncle, NOW)).unwrap();
    // Said again, it is the same guardian.
    assert_eq!(add(&clinic, child, Written::Patient(mother), true), Ok(by_mother));
    assert_eq!(patient::guardians(&clinic.store, child).unwrap().len(), 1);
}

#[test]
fn nobody_is_their_own_guardian_be_it_by_others() {
    let clinic = Clinic::new();
    let ids: Vec<_> = (0..4).map(|_| clinic.enter(&person("Zoé", "Durand", "1990-04-12"))).collect();
    assert_eq!(add(&clinic, ids[0], Written::Patient(ids[0]), true), Err(Refusal::Oneself));
    for pair in ids.windows(2) {
        add(&clinic, pair[0], Written::Patient(pair[1]), false).unwrap();
    }
    for (patient, guardian) in [(3, 0), (3, 1), (1, 0), (2, 0)] {
        assert_eq!(add(&clinic, ids[patient], Written::Patient(ids[guardian]), false), Err(Refusal::Oneself));
    }
    assert!(patient::guardians(&clinic.store, ids[3]).unwrap().is_empty());
    let nobody = PatientId::draw(NOW, &clinic.entropy);
    assert_eq!(add(&clinic, ids[0], Written::Patient(nobody), false), Err(Refusal::Unknown));
}
