use guichet_kernel::PatientId;
use guichet_practice_core::patient::{self, ContactPerson, MOST_BLOCKED, NewPatient, Refusal, Relation, Seen, Written};

use super::clinic::{Clinic, NOW, email, name, person};

fn block(clinic: &Clinic, patient: PatientId, blocked: bool) -> Result<bool, Refusal> {
    clinic.does(|sql| patient::set_blocked(sql, clinic.seen(patient), blocked, NOW))
}

fn addresses(clinic: &Clinic) -> Vec<Vec<String>> {
    let all = patient::blocked(&clinic.store).unwrap();
    all.iter().map(|one| one.addresses.iter().map(|address| address.as_str().to_owned()).collect()).collect()
}

// A9: a practice may block online booking for a patient.
#[test]
fn somebody_is_asked_to_ring_at_the_version_that_was_seen_and_until_it_is_taken_back() {
    let clinic = Clinic::new();
    let zoe = clinic.enter(&NewPatient { email: Some(email("zoe@exemple.fr")), ..person("Zoé", "Durand", "1990-04-12") });
    let old = clinic.seen(zoe);
    assert_eq!(block(&clinic, zoe, false), Ok(false));
    assert_eq!(block(&clinic, zoe, true), Ok(true));
    assert_eq!((block(&clinic, zoe, true), clinic.version(zoe)), (Ok(false), 2), "said twice, it is said once");
    assert_eq!(clinic.does(|sql| patient::set_blocked(sql, old, false, NOW)), Err(Refusal::Conflict { version: 2 }));
    assert_eq!(clinic.does(|sql| patient::set_blocked(sql, Seen { patient: zoe, version: 0 }, false, NOW)), Err(Refusal::Unseen));
    assert_eq!(addresses(&clinic), [["zoe@exemple.fr"]]);
    assert_eq!(block(&clinic, zoe, false), Ok(true));
    assert!(addresses(&clinic).is_empty() && !patient::is_blocked(&clinic.store, zoe).unwrap());
}

// A9, A8: a child is recognised by the address of whoever books for it; somebody whose birth date nobody knows is not recognised.
#[test]
fn who_is_written_to_in_their_place_counts_and_without_a_birth_date_nobody_is_recognised() {
    let clinic = Clinic::new();
    let child = clinic.enter(&person("Léa", "Durand", "2019-05-06"));
    block(&clinic, child, true).unwrap();
    assert_eq!(addresses(&clinic), [[""; 0]]);
    let parent = Written::Person(ContactPerson {
        given_name: name("Zoé"),
        family_name: name("Petit"),
        email: Some(email("zoe@exemple.fr")),
        telephone: None,
    });
    clinic.does(|sql| patient::add_guardian(sql, clinic.seen(child), &parent, Relation::Parent, true, NOW)).unwrap();
    assert_eq!(addresses(&clinic), [["zoe@exemple.fr"]]);
    let unknown = clinic.enter(&NewPatient { birth: patient::Birth::Unknown, ..person("Léa", "Petit", "2019-05-06") });
    block(&clinic, unknown, true).unwrap();
    assert_eq!(addresses(&clinic).len(), 1);
}

#[test]
fn a_merge_hands_it_over_and_an_erasure_ends_it() {
    let clinic = Clinic::new();
    let [kept, doubled] = ["Zoé", "Zoe"].map(|given| clinic.enter(&person(given, "Durand", "1990-04-12")));
    block(&clinic, doubled, true).unwrap();
    clinic
        .does(|sql| patient::merge(sql, clinic.at(), &clinic.vault, clinic.seen(doubled), clinic.seen(kept), "member:1").map(drop))
        .unwrap();
    assert!(patient::is_blocked(&clinic.store, kept).unwrap() && !patient::is_blocked(&clinic.store, doubled).unwrap());
    clinic.does(|sql| patient::erase(sql, kept, NOW)).unwrap();
    assert!(patient::blocked(&clinic.store).unwrap().is_empty());
}

#[test]
fn a_practice_asks_so_many_to_ring_and_not_one_more() {
    let clinic = Clinic::new();
    let new = person("Zoé", "Durand", "1990-04-12");
    for _ in 0..MOST_BLOCKED {
        let id = PatientId::draw(NOW, &clinic.entropy);
        clinic
            .does(|sql| {
                guichet_kernel::Sql::run(
                    sql,
                    "INSERT INTO patient_record (patient_id, version, given_name, family_name, entered_at, entered_how, changed_at)
                     VALUES (?, 1, 'Z', 'D', 0, 'staff', 0)",
                    guichet_kernel::binds![id],
                )?;
                patient::set_blocked(sql, Seen { patient: id, version: 1 }, true, NOW)
            })
            .unwrap();
    }
    assert_eq!(block(&clinic, clinic.enter(&new), true), Err(Refusal::TooMany));
}
