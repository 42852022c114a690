use guichet_practice_core::{
    IdentifierKind,
    patient::{self, Birth, Changes, NewPatient, Proposal, Reason, Refusal},
};

use super::clinic::{Clinic, NOW, email, mobile, name, person};

fn proposed(clinic: &Clinic) -> Vec<Proposal> {
    patient::duplicates_after(&clinic.store, None, 100).unwrap()
}

fn reason(one: &NewPatient, other: &NewPatient) -> Option<Reason> {
    let clinic = Clinic::new();
    clinic.enter(one);
    clinic.enter(other);
    proposed(&clinic).first().map(|proposal| proposal.reason)
}

#[test]
fn one_birth_date_and_names_that_are_alike() {
    let zoe = person("Zoé", "Durand-Lefèvre", "1990-04-12");
    for other in [
        person("ZOE", "durand lefevre", "1990-04-12"),
        person("Durand Lefèvre", "Zoé", "1990-04-12"),
        person("Zoé", "Durant-Lefevre", "1990-04-12"),
        NewPatient { birth_name: Some(name("Durand-Lefèvre")), ..person("Zoé", "Martin", "1990-04-12") },
        NewPatient { known_as: Some(name("Zoé")), ..person("Élisabeth", "Durand-Lefèvre", "1990-04-12") },
    ] {
        assert_eq!(reason(&zoe, &other), Some(Reason::SameBirth));
        assert_eq!(reason(&other, &zoe), Some(Reason::SameBirth));
    }
    for other in [
        person("Zoé", "Durand-Lefèvre", "1990-04-13"),
        person("Léa", "Durand-Lefèvre", "1990-04-12"),
        person("Zoé", "Martin", "1990-04-12"),
        NewPatient { birth: Birth::Unknown, ..zoe.clone() },
    ] {
        assert_eq!(reason(&zoe, &other), None);
    }
}

// A8: two children under one address are two patients; the same child twice is asked about.
#[test]
fn one_address_and_one_given_name() {
    let at = |given, address| NewPatient { email: Some(email(address)), ..person(given, "Durand", "2015-01-02") };
    let other_day = |given, address| NewPatient { birth: Birth::Unknown, ..at(given, address) };
    assert_eq!(reason(&at("Léa", "a@exemple.fr"), &other_day("Lea", "A@exemple.fr")), Some(Reason::SameContact));
    assert_eq!(reason(&at("Léa", "a@exemple.fr"), &other_day("Hugo", "a@exemple.fr")), None);
    let by_phone = NewPatient { telephones: vec![mobile("+33612345678")], ..other_day("Léa", "b@exemple.fr") };
    let also = NewPatient { telephones: vec![mobile("+33699999999"), mobile("+33612345678")], ..other_day("Léa", "c@exemple.fr") };
    assert_eq!(reason(&by_phone, &also), Some(Reason::SameContact));
}

#[test]
fn one_number_of_a_scheme() {
    let clinic = Clinic::new();
    let (one, other) = (clinic.enter(&person("Zoé", "Durand", "1990-04-12")), clinic.enter(&person("Ann", "Peeters", "1985-07-30")));
    clinic.identify(one, IdentifierKind::Niss, "85073003328");
    assert!(proposed(&clinic).is_empty());
    clinic.identify(other, IdentifierKind::Niss, "85.07.30-033.28");
    assert_eq!(proposed(&clinic)[0].reason, Reason::SameIdentifier);
    // The number was somebody else's, and is taken away: there is nothing to ask any more.
    clinic.does(|sql| patient::remove_identifier(sql, clinic.at(), clinic.seen(one), IdentifierKind::Niss)).unwrap();
    assert!(proposed(&clinic).is_empty());
}

#[test]
fn what_staff_dismissed_is_not_proposed_again() {
    let clinic = Clinic::new();
    let zoe = person("Zoé", "Durand", "1990-04-12");
    let (one, other) = (clinic.enter(&zoe), clinic.enter(&zoe));
    assert_eq!(patient::duplicates(&clinic.store, other, 10).unwrap().len(), 1);
    clinic.does(|sql| patient::dismiss(sql, other, one, NOW)).unwrap();
    let changes = Changes { email: Some(Some(email("zoe@exemple.fr"))), ..Changes::default() };
    clinic.does(|sql| patient::change(sql, one, 1, changes, NOW)).unwrap();
    assert!(proposed(&clinic).is_empty());
    let third = clinic.enter(&zoe);
    assert_eq!(proposed(&clinic).len(), 2);
    assert_eq!(clinic.does(|sql| patient::dismiss(sql, third, third, NOW)), Err(Refusal::Unknown));
}

#[test]
fn a_change_that_ends_the_likeness_ends_the_proposal() {
    let clinic = Clinic::new();
    let zoe = person("Zoé", "Durand", "1990-04-12");
    let (one, _) = (clinic.enter(&zoe), clinic.enter(&zoe));
    let changes = Changes { birth: Some(Birth::Unknown), ..Changes::default() };
    assert_eq!(clinic.does(|sql| patient::change(sql, one, 1, changes, NOW)).unwrap().proposals, 0);
    assert!(proposed(&clinic).is_empty());
}

#[test]
fn a_flood_of_bookings_under_one_name_is_bounded() {
    let clinic = Clinic::new();
    for _ in 0..30 {
        clinic.book(&person("Zoé", "Durand", "1990-04-12"));
    }
    let last = clinic.book(&person("Zoé", "Durand", "1990-04-12"));
    assert_eq!(patient::duplicates(&clinic.store, last, 100).unwrap().len(), 20);
}
