//! The Directory: who may command it, who speaks to it, and the beat.

use std::cell::Cell;

use chrono::TimeDelta;
use guichet_agenda::directory::DirectoryObject;
use guichet_contracts::{
    Answer, Call, Command, Object, PULSE_PATH, Principal, ProblemKind, Pulse,
    command::directory::{
        Beat, COMMANDS, ListPages, ListParts, Objects, ReadObjects, ReadPracticePage, ReadRegistry, Rebuild, Registry, SearchDirectory,
    },
    event::{AgendaRegisteredV1, Fact, IdentityRegisteredV1, PracticeRegisteredV1, PractitionerRegisteredV1},
    serve,
};
use guichet_kernel::{
    At, Country, EventId, Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, Right, Sql, Token,
    outbox::{Delivery, INBOX_PATH},
};
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::{Value, json};

use crate::desk::{Away, Desk, NOW, Outside, finish, identity, read, refusal, tuesday};

struct Place {
    sql: Memory,
    entropy: SeededEntropy,
    ready: Cell<bool>,
    practice: PracticeId,
    practitioner: PractitionerId,
}

impl Place {
    fn unopened() -> Self {
        let entropy = SeededEntropy::new(8);
        let (practice, practitioner) = (PracticeId::draw(NOW, &entropy), PractitionerId::draw(NOW, &entropy));
        Self { sql: Memory::new(), entropy, ready: Cell::new(false), practice, practitioner }
    }

    fn open() -> Self {
        let place = Self::unopened();
        assert_eq!(place.deliver(&place.practice_object(), &place.registered()), 200);
        place
    }

    fn object() -> DirectoryObject {
        DirectoryObject::new(ObjectName::directory(Country::France)).unwrap()
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let at = At { now: NOW, entropy: &self.entropy };
        serve(&Self::object(), &self.sql, &self.ready, at, path, body, |error| panic!("{path}: {error}"))
    }

    fn call(&self, path: &str, principal: Principal, command: Value) -> Answer {
        let call = Call { path: String::new(), principal, request_id: String::new(), key: None, test_now: None, command };
        self.post(path, &serde_json::to_string(&call).unwrap())
    }

    fn reply<C: Command>(&self, command: &C) -> C::Reply {
        read(&self.call(C::PATH, Principal::Operator, serde_json::to_value(command).unwrap()))
    }

    fn deliver<F: Fact>(&self, source: &ObjectRef, fact: &F) -> u16 {
        let delivery = Delivery {
            event_id: EventId::draw(NOW, &self.entropy),
            source: source.clone(),
            subject: Token::draw(&self.entropy).text(),
            version: 1,
            kind: F::KIND.into(),
            at: NOW,
            body: serde_json::to_value(fact).unwrap(),
        };
        self.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    fn practice_object(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, self.practice))
    }

    fn registered(&self) -> PracticeRegisteredV1 {
        serde_json::from_value(json!({"practice": self.practice, "name": "Cabinet des Lilas", "cities": ["Lyon"]})).unwrap()
    }

    fn practitioner(&self, active: bool) -> PractitionerRegisteredV1 {
        let card = json!({"id": self.practitioner, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"});
        serde_json::from_value(json!({"practice": self.practice, "card": card, "active": active})).unwrap()
    }

    fn agenda_object(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, self.practitioner))
    }

    fn objects(&self) -> Objects {
        self.reply(&ReadObjects { after: None, most: 500 })
    }

    fn beat(&self, now: Instant, answers: Away) -> Vec<ObjectRef> {
        self.beat_in(Outside::new(now, &self.entropy, answers))
    }

    fn beat_in(&self, outside: Outside<'_>) -> Vec<ObjectRef> {
        finish(Self::object().tick(&self.sql, &outside)).unwrap();
        outside.calls.into_inner()
    }
}

fn sound(path: &str) -> Value {
    match path {
        ReadRegistry::PATH | ReadObjects::PATH => json!({"most": 10}),
        Beat::PATH | Rebuild::PATH => json!({}),
        SearchDirectory::PATH | ListPages::PATH | ListParts::PATH => json!({"most": 10}),
        ReadPracticePage::PATH => json!({"practice": "prc_0193a0000000700080000000000000a1"}),
        unruled => panic!("{unruled} has no arm in the matrix"),
    }
}

#[test]
fn every_command_is_the_operators_but_those_that_are_everybodys() {
    let (place, empty) = (Place::open(), Place::unopened());
    let token = Token::draw(&place.entropy);
    let object = |class, name| Principal::Object { object: ObjectRef::new(class, name) };
    let rights = Right::ALL.to_vec();
    let everybody = [
        Principal::Public,
        Principal::Link { token: token.clone() },
        Principal::Session { secret: token.clone() },
        Principal::Person { identity: identity('a'), proven: true },
        Principal::Key { token },
        Principal::Staff { practice: place.practice, rights, runs: vec![place.practitioner], actor: None },
        Principal::Object { object: place.practice_object() },
        object(ObjectClass::Identity, identity('a')),
        object(ObjectClass::Directory, ObjectName::directory(Country::Belgium)),
        Principal::Operator,
    ];
    for described in COMMANDS {
        for principal in &everybody {
            let public = [SearchDirectory::PATH, ReadPracticePage::PATH, ListPages::PATH, ListParts::PATH].contains(&described.path);
            let refused = (!public && *principal != Principal::Operator).then_some(ProblemKind::Forbidden);
            // Nobody has said what that practice shows.
            let unknown = (described.path == ReadPracticePage::PATH).then_some(ProblemKind::NotFound);
            let answer = place.call(described.path, principal.clone(), sound(described.path));
            assert_eq!(refusal(&answer), refused.or(unknown), "{}", described.path);
            // Whoever runs Guichet rebuilds what was lost whole; nothing else opens it.
            let nowhere = (described.path != Rebuild::PATH).then_some(ProblemKind::NotFound);
            if nowhere.is_some() || refused.is_some() {
                let answer = empty.call(described.path, principal.clone(), sound(described.path));
                assert_eq!(refusal(&answer), nowhere.or(refused), "{}", described.path);
            }
        }
    }
    assert_eq!(empty.sql.query("SELECT name FROM sqlite_master", &[]).unwrap().len(), 0);
    assert!(DirectoryObject::new(identity('a')).is_none());
}

#[test]
fn each_speaks_for_itself_and_a_first_fact_that_is_not_sound_leaves_no_table() {
    let place = Place::unopened();
    let (own, me) = (place.practice_object(), ObjectRef::new(ObjectClass::Identity, identity('a')));
    let abroad = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Ca, place.practice));
    for source in [&me, &abroad, &ObjectRef { class: ObjectClass::Mailroom, ..own.clone() }] {
        assert_eq!(place.deliver(source, &place.registered()), 403, "{source}");
        assert_eq!(place.deliver(source, &place.practitioner(true)), 403, "{source}");
    }
    for (source, of) in [(&own, identity('a')), (&me, identity('b')), (&own, own.name.clone())] {
        assert_eq!(place.deliver(source, &IdentityRegisteredV1 { identity: of }), 403);
    }
    assert_eq!(place.sql.query("SELECT name FROM sqlite_master", &[]).unwrap().len(), 0);
    assert_eq!(place.deliver(&me, &IdentityRegisteredV1 { identity: identity('a') }), 200, "any sound fact opens it");
}

#[test]
fn it_knows_every_object_of_those_who_register() {
    let place = Place::open();
    let me = ObjectRef::new(ObjectClass::Identity, identity('a'));
    assert_eq!(place.deliver(&place.practice_object(), &place.practitioner(true)), 200);
    assert_eq!(place.deliver(&me, &IdentityRegisteredV1 { identity: identity('a') }), 200);
    let known: Vec<_> = place.objects().objects.into_iter().map(|known| known.object).collect();
    let agenda = ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, place.practitioner));
    let mailroom = |of: &ObjectRef| ObjectRef { class: ObjectClass::Mailroom, ..of.clone() };
    let practice = place.practice_object();
    let expected = [agenda, me.clone(), mailroom(&me), mailroom(&practice), practice];
    assert_eq!(known, expected);
    let page: Objects = place.reply(&ReadObjects { after: Some(expected[1].clone()), most: 2 });
    assert_eq!((page.objects.len(), page.objects[0].object.clone(), page.more), (2, expected[2].clone(), true));

    let registry = |after| -> Registry { place.reply(&ReadRegistry { after, most: 1 }) };
    let first = registry(None);
    assert_eq!((first.practices[0].practice, first.practices[0].practitioners.len(), first.more), (place.practice, 1, false));
    assert_eq!(first.practices[0].cities[0].as_str(), "Lyon");
    assert_eq!(registry(Some(place.practice)).practices, []);
    // Who leaves is no longer listed; their agenda stays known.
    assert_eq!(place.deliver(&place.practice_object(), &place.practitioner(false)), 200);
    assert_eq!((registry(None).practices[0].practitioners.len(), place.objects().objects.len()), (0, 5));
}

#[test]
fn a_beat_asks_everybody_once_and_notes_who_answered() {
    let place = Place::open();
    assert_eq!(place.beat(NOW, Away::Nobody), [], "nobody wanted one");
    place.reply(&Beat {});
    assert_eq!(Place::object().wake_at(&place.sql), Ok(Some(NOW)));
    assert_eq!(place.beat(tuesday("09:00"), Away::Everybody).len(), 2);
    assert!(place.objects().objects.iter().all(|known| known.seen_at.is_none()));
    assert_eq!(Place::object().wake_at(&place.sql), Ok(None));
    place.reply(&Beat {});
    assert_eq!(place.beat(tuesday("09:01"), Away::Nobody).len(), 2);
    assert!(place.objects().objects.iter().all(|known| known.seen_at == Some(tuesday("09:01")) && known.due_at.is_none()));
}

/// Forty practices more: 82 objects.
fn crowded() -> Place {
    let place = Place::open();
    for _ in 0..40 {
        let practice = PracticeId::draw(NOW, &place.entropy);
        let fact = PracticeRegisteredV1 { practice, ..place.registered() };
        let source = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, practice));
        assert_eq!(place.deliver(&source, &fact), 200);
    }
    place
}

#[test]
fn a_beat_among_the_slow_is_over_before_the_next() {
    let place = crowded();
    place.reply(&Beat {});
    let mut slow = Outside::new(tuesday("09:00"), &place.entropy, Away::Everybody);
    slow.patience = TimeDelta::seconds(2);
    let asked = place.beat_in(slow);
    assert_eq!((asked.len(), Place::object().wake_at(&place.sql)), (12, Ok(None)));
    place.reply(&Beat {});
    let next = place.beat(tuesday("09:01"), Away::Nobody);
    assert!(next.iter().all(|object| !asked.contains(object)), "whoever was left is the first");
}

#[test]
fn a_beat_asks_fifty_and_the_next_one_the_others() {
    let place = crowded();
    let mut asked = Vec::new();
    for minute in ["09:00", "09:01"] {
        place.reply(&Beat {});
        let calls = place.beat(tuesday(minute), Away::Nobody);
        assert_eq!(calls.len(), 50);
        asked.extend(calls);
    }
    asked.sort();
    asked.dedup();
    assert_eq!(asked.len(), 82, "everybody was asked once before anybody was asked twice");
}

#[test]
fn an_agenda_speaks_for_itself_and_in_its_own_region() {
    let place = Place::open();
    let agenda = place.agenda_object();
    let fact = AgendaRegisteredV1 { agenda: agenda.name.clone() };
    let before = place.objects().objects.len();
    let other = ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, PractitionerId::draw(NOW, &place.entropy)));
    let elsewhere = ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Ca, place.practitioner));
    for (source, fact) in [
        (place.practice_object(), fact.clone()),
        (other, fact.clone()),
        (ObjectRef::new(ObjectClass::Mailroom, agenda.name.clone()), fact.clone()),
        (elsewhere.clone(), AgendaRegisteredV1 { agenda: elsewhere.name }),
        (place.practice_object(), AgendaRegisteredV1 { agenda: place.practice_object().name }),
    ] {
        assert_eq!(place.deliver(&source, &fact), 403, "{source}");
    }
    assert_eq!(place.objects().objects.len(), before);
    assert_eq!(place.deliver(&agenda, &fact), 200);
    assert!(place.objects().objects.iter().any(|known| known.object == agenda));
}

#[test]
fn an_agenda_tells_its_directory_once_whoever_opens_it() {
    let told = |desk: &Desk| desk.waiting().into_iter().filter(|(_, kind, _)| kind == AgendaRegisteredV1::KIND).collect::<Vec<_>>();
    let operators = Desk::unopened();
    for _ in 0..2 {
        assert_eq!(operators.ask(Principal::Operator, &operators.open_agenda()), None);
    }
    let practices = Desk::unopened();
    assert_eq!(practices.join(practices.own), 200);
    for desk in [&operators, &practices] {
        let told = told(desk);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].0, ObjectClass::Directory.as_str());
        desk.tick(NOW, Away::Nobody);
    }
    assert_eq!(practices.join(practices.own), 200);
    assert_eq!(operators.ask(Principal::Operator, &operators.open_agenda()), None);
    assert_eq!((told(&operators), told(&practices)), (vec![], vec![]));
}

#[test]
fn an_object_tells_a_directory_and_nobody_else_when_its_work_is_due() {
    let desk = Desk::open();
    // What is free is told.
    desk.tick(NOW, Away::Nobody);
    let directory = Principal::Object { object: ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France)) };
    let before = desk.rows();
    let due_at = |answer: &Answer| read::<Pulse>(answer).due_at;
    assert_eq!(due_at(&desk.call(PULSE_PATH, directory.clone(), Value::Null)), None);
    for principal in [Principal::Public, Principal::Operator, desk.mailroom(desk.own.practice), desk.staff(desk.own.practice)] {
        assert_eq!(refusal(&desk.call(PULSE_PATH, principal, Value::Null)), Some(ProblemKind::Forbidden));
    }
    assert_eq!(desk.rows(), before);
    desk.made(desk.own, tuesday("09:00"));
    assert_eq!(due_at(&desk.call(PULSE_PATH, directory.clone(), Value::Null)), Some(NOW));
    // An object that nobody opened is not there, and stays so.
    let nobody = Desk::unopened();
    assert_eq!(refusal(&nobody.call(PULSE_PATH, directory, Value::Null)), Some(ProblemKind::NotFound));
    assert_eq!(nobody.tables(), 0);
}
