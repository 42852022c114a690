//! Founding a practice, changing it, and who is told.

use guichet_contracts::{
    PULSE_PATH, Principal, ProblemKind,
    command::{
        card::{Mode, PracticeCard, ServiceCard, Visit},
        practice::{
            AddPractitioner, ChangeSettings, Choice, FoundPractice, PutService, ReadAuthority, ReadKeys, ReadSettings, RevokeKey,
            WithdrawLocation,
        },
    },
    event::{Fact, MembershipChangedV1, PracticeChangedV1, PracticeRegisteredV1, PractitionerRegisteredV1},
};
use guichet_kernel::{Country, ObjectClass, ObjectName, ObjectRef, PracticeId, Right, Role, ServiceId};
use serde_json::json;

use crate::town::{NOW, Town, email, identity_name, invitee, kinds, label, person, practitioner, proven};

#[test]
fn whoever_creates_a_practice_owns_it() {
    let town = Town::empty();
    town.ask(person("olga"), &town.creation("olga")).unwrap();
    let told = town.practice.heard();
    assert_eq!(kinds(&told), [("Directory", PracticeRegisteredV1::KIND), ("Identity", MembershipChangedV1::KIND)]);
    assert_eq!(told[0].to.name, ObjectName::directory(Country::France));
    assert_eq!(told[0].read::<PracticeRegisteredV1>().cities, [label("Lyon")]);
    assert_eq!(told[1].to.name, identity_name("olga"));
    let authority = town.ask(person("olga"), &ReadAuthority {}).unwrap();
    assert_eq!((authority.rights.len(), authority.runs.len(), authority.practice), (Right::ALL.len(), 0, town.id));
    assert_eq!((authority.name.as_str(), authority.zone.name()), ("olga Martin", "Europe/Paris"));
    // The same again changes nothing; another learns nothing.
    town.ask(person("olga"), &town.creation("olga")).unwrap();
    assert_eq!(town.ask(person("noah"), &town.creation("noah")).map(drop), Err(ProblemKind::NotFound));
    assert_eq!(town.practice.told(), []);
}

#[test]
fn a_practice_is_created_under_its_own_name_and_in_ones_own() {
    let town = Town::empty();
    let mut elsewhere = town.creation("olga");
    elsewhere.country = Country::Canada;
    assert_eq!(town.ask(person("olga"), &elsewhere).map(drop), Err(ProblemKind::BadRequest));
    assert_eq!(town.ask(person("olga"), &town.creation("noah")).map(drop), Err(ProblemKind::Forbidden), "another's address");
    let mut other = town.card();
    other.practice = PracticeId::draw(NOW, &town.entropy);
    let found = FoundPractice { card: other, owner: None, setup: vec![] };
    assert_eq!(town.ask(Principal::Operator, &found).map(drop), Err(ProblemKind::BadRequest));
}

#[test]
fn the_operator_founds_a_practice_asks_its_owner_once_and_gets_a_key_for_a_day() {
    let town = Town::empty();
    let setup = vec![Right::ReadSettings, Right::ChangeSettings];
    let mut command = FoundPractice { card: town.card(), owner: Some(invitee("olga", &[Role::Owner])), setup: setup.clone() };
    // Whoever runs Guichet reads no patient.
    for right in [Right::ReadPatients, Right::ExportPatients, Right::ErasePatients, Right::ReadAudit, Right::ManageTokens] {
        let curious = FoundPractice { setup: vec![right], ..command.clone() };
        assert_eq!(town.ask(Principal::Operator, &curious), Err(ProblemKind::Invalid), "{right:?}");
    }
    let key = town.ask(Principal::Operator, &command).unwrap().key.unwrap();
    assert_eq!(kinds(&town.practice.heard()), [("Directory", "PracticeRegisteredV1"), ("Mailroom", "InvitationMadeV1")]);
    let machine = || Principal::Key { token: key.clone() };
    let authority = town.ask(machine(), &ReadAuthority {}).unwrap();
    assert_eq!((authority.rights, authority.member, authority.name.as_str()), (setup, None, "Mise en service"));
    // Again: the settings are replaced, nobody is asked twice, and there is no other key.
    command.card.name = label("Cabinet des Roses");
    assert_eq!(town.ask(Principal::Operator, &command).unwrap().key, None);
    assert_eq!(kinds(&town.practice.heard()), [("Directory", "PracticeRegisteredV1")]);
    town.later(chrono::TimeDelta::days(1));
    assert_eq!(town.ask(machine(), &ReadAuthority {}).map(drop), Err(ProblemKind::NotFound));
    let mut no_owner = FoundPractice { card: town.card(), owner: Some(invitee("olga", &[Role::Secretary])), setup: vec![] };
    no_owner.card.name = label("Autre");
    let other = Town::empty();
    assert_eq!(other.ask(Principal::Operator, &no_owner).map(drop), Err(ProblemKind::Invalid));
}

#[test]
fn settings_change_as_their_version_says_and_the_agendas_are_told() {
    let town = Town::staffed();
    let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
    let change = |version, name: &str, value| ChangeSettings {
        version,
        name: None,
        telephone: None,
        settings: vec![Choice { name: name.into(), value }],
    };
    let set = |change: &ChangeSettings| town.ask(person("olga"), change);
    let after = set(&change(settings.version, "cancellation_notice", Some(120))).unwrap();
    assert_eq!((after.version, after.card.cancellation_notice), (settings.version + 1, 120));
    let told = town.practice.heard();
    assert_eq!(kinds(&told), [("Agenda", PracticeChangedV1::KIND), ("Directory", PracticeRegisteredV1::KIND)]);
    assert_eq!((told[0].to.clone(), told[0].version), (Town::agenda(practitioner("claire")), after.version));
    assert_eq!(set(&change(settings.version, "cancellation_notice", Some(60))).map(drop), Err(ProblemKind::Changed));
    for (name, value) in [("no_setting", 1), ("cancellation_notice", -1), ("propose_duplicates", 2)] {
        assert_eq!(set(&change(after.version, name, Some(value))).map(drop), Err(ProblemKind::Invalid), "{name}");
    }
    let notice = |settings: &guichet_contracts::command::practice::Settings| settings.settings[0].clone();
    assert!(notice(&after).chosen && notice(&after).default == 1_440);
    let back = set(&change(after.version, "cancellation_notice", None)).unwrap();
    assert!(!notice(&back).chosen && notice(&back).value == 1_440);
    let kinds_of: Vec<_> = back.categories.iter().map(|category| category.kind.as_str()).collect();
    assert_eq!(kinds_of, ["home", "remote", "group"]);
}

#[test]
fn another_name_reaches_every_members_identity_at_a_higher_version() {
    let town = Town::staffed();
    let rename = |name: &str| {
        let version = town.ask(person("olga"), &ReadSettings {}).unwrap().version;
        let command = ChangeSettings { version, name: Some(label(name)), telephone: None, settings: vec![] };
        town.ask(person("olga"), &command).unwrap();
        let mut told = town.practice.heard();
        told.retain(|told| told.to.class == ObjectClass::Identity);
        told
    };
    let (first, second) = (rename("Cabinet des Roses"), rename("Cabinet des Tilleuls"));
    assert_eq!((first.len(), second.len()), (4, 4));
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first.subject, second.subject);
        assert!(first.version < second.version);
        assert_eq!(second.read::<MembershipChangedV1>().membership.name, label("Cabinet des Tilleuls"));
    }
}

#[test]
fn the_last_place_stays() {
    let town = Town::new();
    let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
    let command = WithdrawLocation { version: settings.version, location: settings.card.locations[0].id };
    assert_eq!(town.ask(person("olga"), &command).map(drop), Err(ProblemKind::NotPossibleNow));
}

#[test]
fn a_service_stands_in_a_category_and_agendas_see_it() {
    let town = Town::staffed();
    let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
    let service = serde_json::from_value(json!({
        "id": ServiceId::draw(NOW, &town.entropy), "label": "À domicile", "minutes": 30, "category": settings.categories[0].id,
    }));
    town.ask(person("olga"), &PutService { version: settings.version, service: service.unwrap() }).unwrap();
    let told: PracticeChangedV1 = town.practice.heard()[0].read();
    assert_eq!(told.card.services[0].category, Some(settings.categories[0].id));
}

// A1, A2: the category says where care is given and to how many; what is sent of that is not listened to.
#[test]
fn what_goes_with_a_service_travels_and_its_category_says_where() {
    let town = Town::staffed();
    let put = |more: serde_json::Value| {
        let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
        let mut card = json!({"id": ServiceId::draw(NOW, &town.entropy), "label": "Séance", "minutes": 30});
        card.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let service: ServiceCard = serde_json::from_value(card).unwrap();
        let answer = town.ask(person("olga"), &PutService { version: settings.version, service: service.clone() });
        answer.map(|settings| settings.card.service(service.id).unwrap().clone())
    };
    let category = |kind: &str| {
        let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
        settings.categories.into_iter().find(|category| category.kind == kind).unwrap().id
    };
    let (home, remote, group) = (category("home"), category("remote"), category("group"));
    let plain = put(json!({"mode": "home", "group": true, "before": 5, "after": 10, "visit": "first", "online": false})).unwrap();
    assert_eq!((plain.mode, plain.group, plain.before, plain.after), (Mode::Office, false, 5, 10));
    assert_eq!((plain.visit, plain.online), (Visit::First, false));
    let visited = put(json!({"category": home, "travel": 20, "visit": "follow-up"})).unwrap();
    assert_eq!((visited.mode, visited.group, visited.travel, visited.visit), (Mode::Home, false, 20, Visit::FollowUp));
    let class = put(json!({"category": group})).unwrap();
    assert_eq!((class.mode, class.group, class.online), (Mode::Office, true, true));
    town.practice.heard();
    let seen = put(json!({"category": remote, "join_link": "https://visio.exemple.fr/claire"})).unwrap();
    assert_eq!((seen.mode, seen.join_link.clone()), (Mode::Remote, Some(label("https://visio.exemple.fr/claire"))));
    // Its agendas know where it is joined; the public list does not.
    let told = town.practice.heard();
    let (agenda, directory): (PracticeChangedV1, PracticeRegisteredV1) = (told[0].read(), told[1].read());
    assert_eq!(agenda.card.service(seen.id), Some(&seen));
    assert_eq!(directory.card.unwrap().service(seen.id), Some(&ServiceCard { join_link: None, ..seen }));
    for unfit in [json!({"travel": 20}), json!({"category": home, "travel": 241}), json!({"join_link": "https://visio.exemple.fr"})] {
        assert_eq!(put(unfit.clone()).map(drop), Err(ProblemKind::Invalid), "{unfit}");
    }
}

// A9, A12: a practice that opens by itself has the defaults; one that is founded has what it is founded with, within bounds.
#[test]
fn what_the_public_books_by_travels_in_the_card() {
    let town = Town::staffed();
    let holds = |card: &PracticeCard| (card.booking_notice, card.booking_horizon, card.open_bookings);
    let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
    assert_eq!(holds(&settings.card), (120, 90, 4));
    let value = |name: &str, value| Choice { name: name.into(), value: Some(value) };
    let chosen = vec![value("booking_notice", 0), value("booking_horizon", 30), value("open_bookings", 2)];
    let change = ChangeSettings { version: settings.version, name: None, telephone: None, settings: chosen };
    town.ask(person("olga"), &change).unwrap();
    let told: PracticeChangedV1 = town.practice.heard()[0].read();
    assert_eq!(holds(&told.card), (0, 30, 2));
    let found = |card| town.ask(Principal::Operator, &FoundPractice { card, owner: None, setup: vec![] });
    for card in [
        PracticeCard { booking_notice: 43_201, ..town.card() },
        PracticeCard { booking_horizon: 0, ..town.card() },
        PracticeCard { open_bookings: 0, ..town.card() },
    ] {
        assert_eq!(found(card).map(drop), Err(ProblemKind::Invalid));
    }
    found(PracticeCard { booking_notice: 60, ..town.card() }).unwrap();
    assert_eq!(holds(&town.ask(person("olga"), &ReadSettings {}).unwrap().card), (60, 90, 10));
}

#[test]
fn the_operator_adds_a_practitioner_whose_agenda_is_told() {
    let town = Town::new();
    town.ask(Principal::Operator, &AddPractitioner { practitioner: practitioner("claire") }).unwrap();
    let told = town.practice.heard();
    assert_eq!(kinds(&told), [("Agenda", PracticeChangedV1::KIND)]);
    assert_eq!(told[0].to, ObjectRef::new(ObjectClass::Agenda, Town::agenda(practitioner("claire")).name));
}

#[test]
fn keys_are_listed_with_their_last_use_and_stop_when_revoked() {
    let town = Town::new();
    let issued = town.issue(&[Right::ReadSettings]);
    let machine = || Principal::Key { token: issued.secret.clone().unwrap() };
    town.ask(machine(), &ReadSettings {}).unwrap();
    let key = town.ask(person("olga"), &ReadKeys {}).unwrap().keys.swap_remove(0);
    assert_eq!((key.id, key.last_used_at, key.made_by_name.as_deref()), (issued.id, Some(NOW), Some("olga Martin")));
    town.ask(person("olga"), &RevokeKey { key: issued.id }).unwrap();
    assert_eq!(town.ask(machine(), &ReadSettings {}).map(drop), Err(ProblemKind::NotFound));
    assert!(town.ask(person("olga"), &ReadKeys {}).unwrap().keys[0].revoked_at.is_some());
    let all = town.issue(&Right::for_keys().collect::<Vec<_>>());
    let all = Principal::Key { token: all.secret.unwrap() };
    let more = guichet_contracts::command::practice::IssueKey { label: label("x"), rights: vec![Right::ReadSettings], days: None };
    assert_eq!(town.ask(all, &more).map(drop), Err(ProblemKind::Forbidden), "no key makes keys");
    assert_eq!(
        town.ask(proven("olga"), &guichet_contracts::command::practice::IssueKey { rights: vec![], ..more }).map(drop),
        Err(ProblemKind::Invalid)
    );
    assert_ne!(email("olga"), email("noah"));
}

// A3: the public list is made of what practices say of themselves; a Directory that lost it asks them.
#[test]
fn a_directory_that_asks_is_told_again_what_the_practice_shows_and_who_gives_care_there() {
    let town = Town::new();
    town.join("paul", &[Role::Practitioner]);
    town.join("sam", &[Role::Secretary]);
    town.practice.heard();
    let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France));
    let pulse =
        |principal, say_again: bool| town.answer(&town.practice, PULSE_PATH, principal, None, json!({ "say_again": say_again })).status;
    assert_eq!(pulse(Principal::Object { object: directory.clone() }, false), 200);
    assert_eq!(pulse(Principal::Operator, true), 403);
    assert_eq!(town.practice.told(), []);
    assert_eq!(pulse(Principal::Object { object: directory.clone() }, true), 200);
    let again = town.practice.heard();
    assert_eq!(kinds(&again), [("Directory", PracticeRegisteredV1::KIND), ("Directory", PractitionerRegisteredV1::KIND)]);
    assert!(again.iter().all(|told| told.to == directory));
    let card = again[0].read::<PracticeRegisteredV1>().card.unwrap();
    assert_eq!((card.name, card.locations.len()), (label("Cabinet des Lilas"), 1));
    let paul = again[1].read::<PractitionerRegisteredV1>();
    assert_eq!((paul.card.name, paul.active), (label("paul Martin"), true));
    // Nothing that is said again is taken for older than what was said before.
    assert_eq!(pulse(Principal::Object { object: directory }, true), 200);
    let once_more = town.practice.heard();
    assert_eq!(once_more.len(), 2);
    assert!(again.iter().zip(&once_more).all(|(before, after)| before.subject == after.subject && before.version < after.version));
}
