use guichet_kernel::{AppointmentId, At, Locale, PatientId, Sql, sql};
use guichet_practice_core::{
    Sex,
    patient::{self, Birth, Changed, Changes, Entered, EnteredHow, NewPatient, PostalAddress, Refusal},
    schema,
};
use guichet_testkit::{Memory, SeededEntropy};

use super::clinic::{Clinic, NOW, born, email, label, mobile, name, person};

#[test]
fn a_record_reads_back_what_was_entered() {
    let clinic = Clinic::new();
    let full = NewPatient {
        birth_name: Some(name("Łukasz")),
        known_as: Some(name("Zo")),
        sex: Some(Sex::Female),
        email: Some(email("zoe@exemple.fr")),
        telephones: vec![mobile("+33612345678"), mobile("+33478000000")],
        locale: Some(Locale::NlBe),
        address: Some(PostalAddress::new(vec![label("1 rue des Lilas")], Some(label("69001")), Some(label("Lyon")), None).unwrap()),
        ..person("Zoé", "Durand", "1990-04-12")
    };
    let id = clinic.enter(&full);
    let record = patient::patient(&clinic.store, id).unwrap();
    assert_eq!((record.version, record.entered, record.entered_at), (1, EnteredHow::Staff, NOW));
    assert!(record.given_name == full.given_name && record.family_name == full.family_name);
    assert!(record.birth_name == full.birth_name && record.known_as == full.known_as && record.sex == full.sex);
    assert!(record.birth_date == full.birth.date() && record.email == full.email && record.telephones == full.telephones);
    assert!(record.locale == full.locale && record.address == full.address);
    let printed = format!("{record:?} {full:?}");
    assert!(!printed.contains("Durand") && !printed.contains("Lilas") && !printed.contains("33612"), "{printed}");
}

// A4: without e-mail or telephone, and staff may say that they do not know the birth date.
#[test]
fn staff_enter_a_patient_of_whom_little_is_known() {
    let clinic = Clinic::new();
    let id = clinic.enter(&NewPatient::named(name("Zoé"), name("Durand"), Birth::Unknown));
    let record = patient::patient(&clinic.store, id).unwrap();
    assert!(record.birth_date.is_none() && record.email.is_none() && record.telephones.is_empty());
    assert!(record.person().is_none());
}

#[test]
fn a_change_names_the_version_it_saw() {
    let clinic = Clinic::new();
    let id = clinic.enter(&NewPatient { email: Some(email("zoe@exemple.fr")), ..person("Zoé", "Durand", "1990-04-12") });
    let marry = || Changes { family_name: Some(name("Martin")), birth_name: Some(Some(name("Durand"))), ..Changes::default() };
    let change = |expected, changes| clinic.does(|sql| patient::change(sql, id, expected, changes, NOW));
    assert_eq!(change(1, marry()), Ok(Changed { version: 2, proposals: 0 }));
    assert_eq!(change(1, marry()), Err(Refusal::Conflict { version: 2 }));
    // The same words again are no change.
    assert_eq!(change(2, marry()), Ok(Changed { version: 2, proposals: 0 }));
    change(2, Changes { email: Some(None), birth: Some(Birth::Unknown), ..Changes::default() }).unwrap();
    let record = patient::patient(&clinic.store, id).unwrap();
    assert!(record.email.is_none() && record.birth_date.is_none() && record.family_name == name("Martin"));
    let nobody = PatientId::draw(NOW, &clinic.entropy);
    assert_eq!(clinic.does(|sql| patient::change(sql, nobody, 1, marry(), NOW)), Err(Refusal::Unknown));
}

#[test]
fn what_a_record_is_found_by_changes_with_it() {
    let clinic = Clinic::new();
    let id = clinic.enter(&NewPatient { telephones: vec![mobile("+33612345678")], ..person("Zoé", "Durand", "1990-04-12") });
    let changes = Changes { family_name: Some(name("Martin")), telephones: Some(vec![]), ..Changes::default() };
    clinic.does(|sql| patient::change(sql, id, 1, changes, NOW)).unwrap();
    assert_eq!(clinic.found("martin"), [id]);
    assert!(clinic.found("durand").is_empty() && clinic.found("0612345678").is_empty());
}

// A8: two bookings by the same words are two records until staff say otherwise; and staff are asked.
#[test]
fn a_booking_never_attaches_to_an_existing_record() {
    let clinic = Clinic::new();
    let zoe = NewPatient { email: Some(email("zoe@exemple.fr")), ..person("Zoé", "Durand", "1990-04-12") };
    let ids = [clinic.book(&zoe), clinic.book(&zoe)];
    assert_eq!(patient::latest(&clinic.store, 10).unwrap().len(), 2);
    assert_eq!(patient::duplicates_after(&clinic.store, None, 10).unwrap().len(), 1);
    for id in ids {
        let record = patient::patient(&clinic.store, id).unwrap();
        assert!(record.id == id && record.version == 1 && record.person().is_some());
    }
    // Told of twice, it is one record.
    let again = clinic.does(|sql| patient::enter(sql, ids[0], &zoe, EnteredHow::Staff, NOW));
    assert_eq!(again, Ok(Entered::Before));
}

#[test]
fn records_are_paged_by_id() {
    let clinic = Clinic::new();
    let mut ids: Vec<_> = (0..5).map(|_| clinic.enter(&person("Zoé", "Durand", "1990-04-12"))).collect();
    ids.sort();
    let page = |after| patient::list(&clinic.store, after, 2).unwrap().into_iter().map(|record| record.id).collect::<Vec<_>>();
    assert_eq!(page(None), ids[..2]);
    assert_eq!(page(Some(ids[1])), ids[2..4]);
    assert_eq!(page(Some(ids[3])), ids[4..]);
    assert!(page(Some(ids[4])).is_empty());
}

#[test]
fn the_rows_of_the_former_table_are_taken_over() {
    let (store, entropy) = (Memory::new(), SeededEntropy::new(1));
    let at = At { now: NOW, entropy: &entropy };
    sql::migrate(&store, &[schema::MIGRATIONS], NOW).unwrap();
    let (id, appointment) = (PatientId::draw(at.now, at.entropy), AppointmentId::draw(at.now, at.entropy));
    store
        .run(
            "INSERT INTO patient (patient_id, given_name, family_name, birth_date, email, entered_at, first_appointment) VALUES (?, ?, ?, ?, ?, ?, ?)",
            guichet_kernel::binds![id, "Zoé", "Lebœuf-D'Arc", "1990-04-12", "zoe@exemple.fr", NOW, appointment],
        )
        .unwrap();
    sql::migrate(&store, &[schema::MIGRATIONS, patient::schema::MIGRATIONS], NOW).unwrap();
    let record = patient::patient(&store, id).unwrap();
    assert_eq!((record.version, record.entered), (1, EnteredHow::Online { appointment }));
    assert!(record.birth_date == Some(born("1990-04-12")) && record.email == Some(email("zoe@exemple.fr")));
    for text in ["zoe", "leboeuf", "leboeufdarc", "arc", "12/04/1990", "1990-04-12"] {
        assert_eq!(patient::search(&store, text, 10).unwrap().len(), 1, "{text}");
    }
}
