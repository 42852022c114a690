//! The patient space (A7, A8): whose Identity is told about whom, what a practice shows there, and who gets in.

use chrono::TimeDelta;
use guichet_contracts::{
    Command, Object, Principal, ProblemKind,
    command::{
        patient::{AddPatient, ChangePatient, ErasePatient, PatientDetails, PutGuardian, ReadPatient, Relation, RemoveGuardian},
        space::*,
    },
    event::{Fact, IdentityRegisteredV1, PatientBookedV1, PatientReachedV1, SignInAskedV1},
};
use guichet_kernel::{
    AppointmentId, BirthDate, Country, Locale, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, Region, Role, Sql, Token,
    link::Purpose,
};
use guichet_practice::identity::IdentityObject;
use serde_json::json;

use crate::{
    audit::trail,
    town::{NOW, Node, Town, details, email, identity_name, identity_node, kinds, person, practitioner, proven, read},
};

fn born(date: &str) -> BirthDate {
    serde_json::from_value(json!(date)).unwrap()
}

fn with_email(given_name: &str, name: &str) -> PatientDetails {
    PatientDetails { email: Some(email(name)), birth_date: Some(born("2019-04-12")), ..details(given_name, "Durand") }
}

fn contact(name: &str) -> Principal {
    Principal::Contact { identity: identity_name(name) }
}

/// What Identities were told since: whose, about whom, whether they are reached.
fn reached(town: &Town) -> Vec<(ObjectName, PatientId, bool)> {
    let told = town.practice.heard().into_iter().filter(|told| told.kind == PatientReachedV1::KIND);
    let read = |told: crate::town::Told| {
        assert_eq!(told.to.class, ObjectClass::Identity);
        let fact: PatientReachedV1 = told.read();
        (told.to.name, fact.patient, fact.reached)
    };
    told.map(read).collect()
}

fn entered(town: &Town, details: PatientDetails) -> PatientId {
    town.ask(person("olga"), &AddPatient { details, unless_alike: false }).unwrap().patient
}

fn guardian(town: &Town, patient: PatientId, guardian: PatientId) {
    let version = town.seen(patient);
    let command = PutGuardian { patient, version, guardian: Some(guardian), person: None, relation: Relation::Parent, is_contact: true };
    town.ask(person("olga"), &command).unwrap();
}

// A7, A8: a reference begins, changes and ends with who is written to, by whatever way.
#[test]
fn an_identity_is_told_whenever_messages_about_a_patient_begin_or_end_to_go_there() {
    let town = Town::staffed();
    let (anne, lea) = (entered(&town, with_email("Anne", "anne")), town.patient("Léa"));
    town.practice.heard();
    guardian(&town, lea, anne);
    assert_eq!(reached(&town), [(identity_name("anne"), lea, true)], "a child without an address is their parent's");
    let change = |version, name: Option<&str>| {
        let details = name.map_or(details("Anne", "Durand"), |name| with_email("Anne", name));
        town.ask(person("olga"), &ChangePatient { patient: anne, version, details }).unwrap();
        reached(&town)
    };
    let (from, to) = (identity_name("anne"), identity_name("new"));
    let moved = [anne, lea].map(|patient| [(from.clone(), patient, false), (to.clone(), patient, true)]).concat();
    assert_eq!(change(1, Some("new")), moved);
    assert_eq!(change(2, Some("NEW")), [], "it is the same address");
    assert_eq!(change(3, None), [anne, lea].map(|patient| (to.clone(), patient, false)));
    change(4, Some("anne"));
    let key = town.ask(person("olga"), &ReadPatient { patient: lea }).unwrap().guardians[0].key.clone();
    town.ask(person("olga"), &RemoveGuardian { patient: lea, version: town.seen(lea), key }).unwrap();
    assert_eq!(reached(&town), [(from.clone(), lea, false)]);
    // A merge: the record that ends is nobody's, the one that stays is reached as it is written to now.
    town.ask(proven("olga"), &town.merging(anne, lea)).unwrap();
    assert_eq!(reached(&town), [(from.clone(), anne, false), (from.clone(), lea, true)]);
    town.ask(proven("olga"), &ErasePatient { patient: lea }).unwrap();
    assert_eq!(reached(&town), [(from, lea, false)]);
    assert_eq!(town.practice.count("patient_reach"), 0, "nothing of the erased is left");
}

// A7: whoever books on the public page finds the booking in the space; told late or twice, an erased patient stays erased.
#[test]
fn whoever_booked_is_reached_once() {
    let town = Town::staffed();
    let (patient, appointment) = (PatientId::draw(NOW, &town.entropy), AppointmentId::draw(NOW, &town.entropy));
    let typed = json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "2019-04-12", "email": "anne@courrier.example",
        "contact": {"given_name": "Anne", "family_name": "Petit"}});
    let booked = PatientBookedV1 { patient, appointment, person: serde_json::from_value(typed).unwrap() };
    let agenda = Town::agenda(practitioner("claire"));
    for version in 1..=2 {
        assert_eq!(town.tell(&town.practice, &agenda, (&appointment.to_string(), version), &booked), 200);
    }
    assert_eq!(reached(&town), [(identity_name("anne"), patient, true)]);
    town.ask(proven("olga"), &ErasePatient { patient }).unwrap();
    town.practice.heard();
    assert_eq!(town.tell(&town.practice, &agenda, (&appointment.to_string(), 3), &booked), 200);
    assert_eq!(reached(&town), []);
}

// A7: nothing of somebody is shown but a letter, until their birth date was given; and only to whom the practice writes now.
#[test]
fn a_practice_shows_a_letter_then_a_name_and_to_nobody_else_anything() {
    let town = Town::staffed();
    let lea = town.add(with_email("Léa", "anne")).patient;
    let other = town.add(with_email("Paul", "noah")).patient;
    let ask = |who, unlocked: &[PatientId]| town.ask(contact(who), &ReadPeople { patients: vec![lea, other], unlocked: unlocked.to_vec() });
    let people = ask("anne", &[]).unwrap();
    let locked = OnePerson { patient: lea, initial: "L".into(), barred: false, open: None };
    assert_eq!((people.name.as_str(), people.people, people.seen_by), ("Cabinet des Lilas", vec![locked], vec![]));
    // Another's cannot be opened by saying that it is.
    let people = ask("anne", &[lea, other]).unwrap();
    assert_eq!(people.people.iter().map(|one| one.patient).collect::<Vec<_>>(), [lea]);
    assert_eq!(people.people[0].open.as_ref().unwrap().given_name.as_str(), "Léa");
    assert_eq!(people.seen_by, [practitioner("claire")]);
    assert_eq!(ask("olga", &[lea]), Err(ProblemKind::NotFound), "not even to those who work here");
    // The address changed at the practice: that moment, whatever the Identity still says.
    let change = ChangePatient { patient: lea, version: 1, details: with_email("Léa", "new") };
    town.ask(person("sam"), &change).unwrap();
    assert_eq!(ask("anne", &[lea]), Err(ProblemKind::NotFound));
    assert!(ask("new", &[lea]).is_ok());
    town.ask(proven("olga"), &ErasePatient { patient: lea }).unwrap();
    assert_eq!(ask("new", &[lea]), Err(ProblemKind::NotFound));
    let many = ReadPeople { patients: vec![lea; 101], unlocked: vec![] };
    assert_eq!(town.ask(contact("new"), &many), Err(ProblemKind::Invalid));
}

// A7: five wrong dates a day for each patient, wherever they are tried from; then not even the right one.
#[test]
fn birth_dates_cannot_be_guessed() {
    let town = Town::staffed();
    let (lea, paul) = (town.add(with_email("Léa", "anne")).patient, town.add(with_email("Paul", "anne")).patient);
    let give =
        |patient, date: &str| town.ask(contact("anne"), &CheckBirthDate { patient, birth_date: born(date) }).map(|checked| checked.outcome);
    let barred = |patient| {
        let people = town.ask(contact("anne"), &ReadPeople { patients: vec![patient], unlocked: vec![] }).unwrap();
        people.people[0].barred
    };
    assert_eq!(give(lea, "2019-04-12"), Ok(BirthDateOutcome::Matches));
    for day in 1..=5 {
        assert!(!barred(lea));
        let date = format!("2019-05-0{day}");
        assert_eq!(give(lea, &date), Ok(BirthDateOutcome::Differs));
        town.later(TimeDelta::hours(1));
    }
    assert!(barred(lea) && !barred(paul), "each for themselves");
    assert_eq!(give(lea, "2019-04-12"), Ok(BirthDateOutcome::Barred));
    assert_eq!(give(paul, "2019-04-12"), Ok(BirthDateOutcome::Matches));
    town.later(TimeDelta::hours(19));
    assert_eq!(give(lea, "2019-04-12"), Ok(BirthDateOutcome::Matches), "a day after the first");
    // Each that was compared stands in the trail.
    let rows = trail(&town).into_iter().filter(|entry| entry.detail.as_deref().is_some_and(|detail| detail.starts_with("space="))).count();
    assert_eq!(rows, 8);
    assert_eq!(town.ask(contact("noah"), &CheckBirthDate { patient: lea, birth_date: born("2019-04-12") }), Err(ProblemKind::NotFound));
    // Where none is known there is nothing to compare with.
    let nobody = town.add(PatientDetails { birth_date: None, ..with_email("Marc", "anne") }).patient;
    assert!(barred(nobody));
    assert_eq!(give(nobody, "2019-04-12"), Ok(BirthDateOutcome::Barred));
}

/// An Identity, and practices that write to it.
struct Door {
    town: Town,
    node: Node<IdentityObject>,
    browser: Token,
}

impl Door {
    fn new() -> Self {
        let town = Town::empty();
        Self { node: identity_node("anne"), browser: Token::draw(&town.entropy), town }
    }

    fn ask<C: Command>(&self, principal: Principal, command: &C) -> Result<C::Reply, ProblemKind> {
        read(&self.town.answer(&self.node, C::PATH, principal, None, serde_json::to_value(command).unwrap()))
    }

    fn practice(&self, region: Region) -> (PracticeId, ObjectRef) {
        let id = PracticeId::draw(NOW, &self.town.entropy);
        (id, ObjectRef::new(ObjectClass::Practice, ObjectName::practice(region, id)))
    }

    fn tell(&self, source: &ObjectRef, patient: PatientId, version: i64, reached: bool) -> u16 {
        let fact = PatientReachedV1 { patient, reached };
        self.town.tell(&self.node, source, (&patient.to_string(), version), &fact)
    }

    fn asking(&self) -> AskSpace {
        AskSpace { email: email("anne"), browser: self.browser.clone(), country: Country::Belgium, locale: Locale::NlBe }
    }

    /// What a link carries, if one was sent.
    fn link(&self) -> Option<Token> {
        self.ask(Principal::Public, &self.asking()).unwrap();
        let told = self.node.heard();
        let asked: SignInAskedV1 = told.iter().find(|told| told.kind == SignInAskedV1::KIND)?.read();
        assert!(asked.space && asked.path.starts_with("/be/espace/lien/v1."));
        Some(self.town.link(&asked.path, Purpose::Space))
    }

    fn open(&self, link: &Token, browser: &Token) -> Result<Principal, ProblemKind> {
        let opened = self.ask(Principal::Link { token: link.clone() }, &OpenSpace { browser: browser.clone() });
        opened.map(|opened| Principal::Session { secret: opened.secret })
    }

    fn seen(&self, session: &Principal) -> Result<Vec<(PatientId, bool)>, ProblemKind> {
        let space = self.ask(session.clone(), &CheckSpace {})?;
        Ok(space.references.into_iter().map(|reference| (reference.patient, reference.unlocked)).collect())
    }
}

#[test]
fn a_link_goes_to_whom_some_practice_writes_and_the_answer_does_not_tell() {
    let door = Door::new();
    // Nobody has opened it: no table is made for an address that somebody typed.
    assert_eq!(door.ask(Principal::Public, &door.asking()).map(drop), Err(ProblemKind::NotFound));
    assert!(door.node.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
    let ((_, source), patient) = (door.practice(Region::Eu), PatientId::draw(NOW, &door.town.entropy));
    let (_, abroad) = door.practice(Region::Ca);
    let mailroom = ObjectRef::new(ObjectClass::Mailroom, source.name.clone());
    for other in [&abroad, &mailroom] {
        assert_eq!(door.tell(other, patient, 1, true), 403, "{other}");
    }
    assert_eq!(door.tell(&source, patient, 1, true), 200);
    // Nothing is due before a link is asked for: then a Directory knows that it is there.
    assert_eq!((door.node.heard(), door.node.object.wake_at(&door.node.sql)), (vec![], Ok(None)));
    door.ask(Principal::Public, &door.asking()).unwrap();
    assert_eq!(kinds(&door.node.heard()), [("Mailroom", SignInAskedV1::KIND), ("Directory", IdentityRegisteredV1::KIND)]);
    let elsewhere = AskSpace { email: email("noah"), ..door.asking() };
    assert_eq!(door.ask(Principal::Public, &elsewhere).map(drop), Err(ProblemKind::BadRequest));
    assert_eq!(std::iter::from_fn(|| door.link()).count(), 4, "five an hour");
    // Nobody writes there any more: the same answer, and nothing is sent.
    door.town.later(TimeDelta::hours(2));
    assert_eq!(door.tell(&source, patient, 2, false), 200);
    assert_eq!(door.link(), None);
}

#[test]
fn a_link_opens_the_space_once_in_the_browser_that_asked_and_a_birth_date_counts_there_only() {
    let door = Door::new();
    let ((practice, source), (other, other_source)) = (door.practice(Region::Eu), door.practice(Region::Eu));
    let mut drawn = [(); 2].map(|()| PatientId::draw(NOW, &door.town.entropy));
    drawn.sort();
    let [lea, paul] = drawn;
    door.tell(&source, lea, 1, true);
    door.tell(&source, paul, 1, true);
    let link = door.link().unwrap();
    assert_eq!(door.open(&link, &Token::draw(&door.town.entropy)), Err(ProblemKind::LinkExpired), "a scanner");
    let mine = door.open(&link, &door.browser).unwrap();
    assert_eq!(door.open(&link, &door.browser), Err(ProblemKind::LinkExpired), "replayed");
    let second = door.open(&door.link().unwrap(), &door.browser).unwrap();
    let unlock = |practice, patient| door.ask(mine.clone(), &Unlock { practice, patient }).map(drop);
    assert_eq!(unlock(other, lea), Err(ProblemKind::NotFound), "another practice's, or nobody's");
    assert_eq!(unlock(practice, lea), Ok(()));
    assert_eq!(
        (door.seen(&mine).unwrap(), door.seen(&second).unwrap()),
        (vec![(lea, true), (paul, false)], vec![(lea, false), (paul, false)])
    );
    // A practice ends its own references only.
    assert_eq!(door.tell(&other_source, lea, 1, false), 200);
    assert_eq!(door.seen(&mine).unwrap().len(), 2);
    door.tell(&source, lea, 2, false);
    assert_eq!(door.seen(&mine), Ok(vec![(paul, false)]));
    door.ask(mine.clone(), &LeaveSpace {}).unwrap();
    assert_eq!((door.seen(&mine), door.seen(&second).is_ok()), (Err(ProblemKind::Unauthenticated), true));
    door.tell(&source, paul, 2, false);
    assert_eq!(door.seen(&second), Err(ProblemKind::Unauthenticated), "with the last of them it is closed");
}

#[test]
fn of_whom_no_practice_writes_to_any_more_nothing_is_left_after_a_day() {
    let door = Door::new();
    let ((_, source), patient) = (door.practice(Region::Eu), PatientId::draw(NOW, &door.town.entropy));
    door.tell(&source, patient, 1, true);
    door.open(&door.link().unwrap(), &door.browser).unwrap();
    door.tell(&source, patient, 2, false);
    while let Some(at) = door.node.object.wake_at(&door.node.sql).unwrap() {
        door.town.now.set(at);
        door.town.tick(&door.node);
        assert!(at <= NOW.plus(TimeDelta::hours(25)));
    }
    for table in ["space_reference", "session", "known_browser", "sign_in_link", "inbox", "inbox_subject", "outbox", "last_asked"] {
        assert_eq!(door.node.count(table), 0, "{table}");
    }
}

// A colleague who is also a patient: the space of their address is theirs, and gives them nothing at a desk.
#[test]
fn whoever_works_here_is_in_the_space_as_anybody() {
    let town = Town::staffed();
    town.join("anne", &[Role::Secretary]);
    let lea = town.add(with_email("Léa", "noah")).patient;
    assert_eq!(town.ask(contact("anne"), &ReadPeople { patients: vec![lea], unlocked: vec![lea] }), Err(ProblemKind::NotFound));
    assert_eq!(town.ask(contact("anne"), &ReadPatient { patient: lea }).map(drop), Err(ProblemKind::Forbidden));
    assert_eq!(town.ask(person("anne"), &ReadPeople { patients: vec![lea], unlocked: vec![] }).map(drop), Err(ProblemKind::Forbidden));
}
