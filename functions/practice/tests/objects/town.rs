//! A Practice, the Identities of its people, and whoever might speak to them.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    task::{Context, Poll, Waker},
};

use chrono::TimeDelta;
use guichet_contracts::{
    Answer, Call, Command, Object, Principal, Problem, ProblemKind,
    command::{
        card::{LocationCard, PracticeCard},
        patient::{AddPatient, MergePatients, PatientDetails, PatientKept},
        people::{AcceptInvitation, Accepted, Care, Founder, InviteMember, Invitee, Members, ReadMembers},
        practice::{CreatePractice, IssueKey, IssuedKey},
    },
    event::{Fact, InvitationMadeV1},
    serve,
};
use guichet_kernel::{
    At, Country, EmailAddress, Entropy, EventId, IdentityId, Instant, Label, LocationId, MemberId, ObjectClass, ObjectName, ObjectRef,
    PatientId, PersonName, PracticeId, PractitionerId, Region, Right, Role, Sql, SqlError, Token, World,
    link::Purpose,
    outbox::{Delivery, INBOX_PATH},
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use guichet_practice::{identity::IdentityObject, practice::PracticeObject, secrets::Secrets};
use guichet_practice_core::patient as core;
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::{Value, json};

/// Monday, 9:00 in Paris.
pub(crate) const NOW: Instant = Instant::from_millis(1_795_420_800_000);

const LINKS: &str = r#"{"current":"k1","keys":{"k1":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}}"#;
const IDENTITY_KEY: &str = "CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg";
const MASTER: &str = r#"{"current":"m1","keys":{"m1":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk"}}"#;
/// A ring whose key is another.
pub(crate) const OTHER_MASTER: &str = r#"{"current":"m1","keys":{"m1":"CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo"}}"#;

pub(crate) fn secrets(master: Option<&str>) -> Secrets {
    Secrets::read(LINKS, IDENTITY_KEY, master).unwrap()
}

/// One object and its database.
pub(crate) struct Node<O> {
    pub(crate) object: O,
    pub(crate) sql: Memory,
    ready: Cell<bool>,
}

impl<O: Object> Node<O> {
    pub(crate) fn new(object: O) -> Self {
        Self { object, sql: Memory::new(), ready: Cell::new(false) }
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        self.sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().0
    }

    /// What waits to be told, in order.
    pub(crate) fn told(&self) -> Vec<Told> {
        let rows = self.sql.rows::<(ObjectRef, String, i64, String, String)>(
            "SELECT consumer, subject, version, kind, body FROM outbox ORDER BY seq",
            &[],
        );
        let read = |(to, subject, version, kind, body): (_, _, _, _, String)| Told {
            to,
            subject,
            version,
            kind,
            body: serde_json::from_str(&body).unwrap(),
        };
        rows.unwrap().into_iter().map(read).collect()
    }

    /// Takes what waits to be told.
    pub(crate) fn heard(&self) -> Vec<Told> {
        let told = self.told();
        self.sql.run("DELETE FROM outbox", &[]).unwrap();
        told
    }
}

/// A fact on its way.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) to: ObjectRef,
    pub(crate) subject: String,
    pub(crate) version: i64,
    pub(crate) kind: String,
    pub(crate) body: Value,
}

impl Told {
    pub(crate) fn read<F: Fact>(&self) -> F {
        assert_eq!(self.kind, F::KIND);
        serde_json::from_value(self.body.clone()).unwrap()
    }
}

/// The kinds of what was told, to which class.
pub(crate) fn kinds(told: &[Told]) -> Vec<(&'static str, &str)> {
    told.iter().map(|told| (told.to.class.as_str(), told.kind.as_str())).collect()
}

pub(crate) struct Town {
    pub(crate) entropy: SeededEntropy,
    pub(crate) now: Cell<Instant>,
    pub(crate) id: PracticeId,
    pub(crate) practice: Node<PracticeObject>,
}

pub(crate) fn email(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@courrier.example")).unwrap()
}

pub(crate) fn identity(name: &str) -> IdentityId {
    secrets(None).identity.identity(&email(name)).unwrap()
}

pub(crate) fn identity_name(name: &str) -> ObjectName {
    ObjectName::identity(Region::Eu, identity(name))
}

/// Somebody signed in.
pub(crate) fn person(name: &str) -> Principal {
    Principal::Person { identity: identity_name(name), proven: false }
}

/// The same, who has lately proven it.
pub(crate) fn proven(name: &str) -> Principal {
    Principal::Person { identity: identity_name(name), proven: true }
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(crate) fn details(given_name: &str, family_name: &str) -> PatientDetails {
    serde_json::from_value(json!({ "given_name": given_name, "family_name": family_name })).unwrap()
}

pub(crate) fn invitee(name: &str, roles: &[Role]) -> Invitee {
    Invitee {
        email: email(name),
        given_name: PersonName::parse(name).unwrap(),
        family_name: PersonName::parse("Martin").unwrap(),
        roles: roles.iter().copied().collect(),
        care: roles.contains(&Role::Practitioner).then(|| Care { profession: label("Kinésithérapeute"), slug: None }),
        locale: None,
    }
}

impl Town {
    /// A practice that nobody has opened.
    pub(crate) fn empty() -> Self {
        let entropy = SeededEntropy::new(5);
        let id = PracticeId::draw(NOW, &entropy);
        let name = ObjectName::practice(Region::Eu, id);
        Self { id, now: Cell::new(NOW), practice: Node::new(PracticeObject::new(name, secrets(Some(MASTER)))), entropy }
    }

    /// A practice of Olga's.
    pub(crate) fn new() -> Self {
        let town = Self::empty();
        town.ask(person("olga"), &town.creation("olga")).unwrap();
        town.practice.heard();
        town
    }

    /// The same, where Claire gives care, Sam is the secretary and Ada keeps the books.
    pub(crate) fn staffed() -> Self {
        let town = Self::new();
        town.join("claire", &[Role::Practitioner]);
        town.join("sam", &[Role::Secretary]);
        town.join("ada", &[Role::Accountant]);
        town
    }

    pub(crate) fn at(&self) -> At<'_> {
        At { now: self.now.get(), entropy: &self.entropy }
    }

    pub(crate) fn later(&self, by: TimeDelta) {
        self.now.set(self.now.get().plus(by));
    }

    /// The same database under other master keys.
    pub(crate) fn with_master(self, master: Option<&str>) -> Self {
        let object = PracticeObject::new(self.name(), secrets(master));
        Self { practice: Node { object, ..self.practice }, ..self }
    }

    pub(crate) fn name(&self) -> ObjectName {
        ObjectName::practice(Region::Eu, self.id)
    }

    pub(crate) fn me(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, self.name())
    }

    pub(crate) fn mailroom(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Mailroom, self.name())
    }

    pub(crate) fn agenda(practitioner: PractitionerId) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, practitioner))
    }

    pub(crate) fn creation(&self, founder: &str) -> CreatePractice {
        CreatePractice {
            country: Country::France,
            name: label("Cabinet des Lilas"),
            telephone: serde_json::from_value(json!({"dial": "+33478000000", "shown": "04 78 00 00 00"})).unwrap(),
            location: self.location(),
            founder: Founder {
                given_name: PersonName::parse(founder).unwrap(),
                family_name: PersonName::parse("Martin").unwrap(),
                email: email(founder),
            },
        }
    }

    pub(crate) fn location(&self) -> LocationCard {
        LocationCard {
            id: LocationId::draw(NOW, &self.entropy),
            address: vec![label("3 rue des Lilas")],
            city: label("Lyon"),
            access: None,
            entry: None,
            zone: "Europe/Paris".parse().unwrap(),
        }
    }

    pub(crate) fn card(&self) -> PracticeCard {
        let CreatePractice { country, name, telephone, location, .. } = self.creation("olga");
        PracticeCard {
            practice: self.id,
            country,
            name,
            telephone,
            cancellation_notice: 60,
            booking_notice: 0,
            booking_horizon: 90,
            open_bookings: 10,
            confirm_by_link: false,
            alerts: None,
            locations: vec![location],
            services: vec![],
        }
    }

    /// Posts to an object.
    pub(crate) fn post<O: Object>(&self, node: &Node<O>, path: &str, body: &str) -> Answer {
        serve(&node.object, &node.sql, &node.ready, self.at(), path, body, |error| panic!("{path}: {error}"))
    }

    pub(crate) fn answer<O: Object>(&self, node: &Node<O>, path: &str, principal: Principal, key: Option<&str>, command: Value) -> Answer {
        let call =
            Call { path: String::new(), principal, request_id: "req-1".into(), key: key.map(str::to_owned), test_now: None, command };
        self.post(node, path, &serde_json::to_string(&call).unwrap())
    }

    /// The same, and nothing of it stays; `seen` sees the database as it then is.
    pub(crate) fn try_out<O: Object>(
        &self,
        node: &Node<O>,
        path: &str,
        principal: Principal,
        command: Value,
        seen: impl FnOnce(&Answer),
    ) -> Answer {
        struct Undone(Option<Answer>);
        impl From<SqlError> for Undone {
            fn from(_: SqlError) -> Self {
                Self(None)
            }
        }
        let undone = node.sql.atomically(|| {
            let answer = self.answer(node, path, principal, None, command);
            seen(&answer);
            Err::<(), _>(Undone(Some(answer)))
        });
        undone.err().and_then(|undone| undone.0).unwrap()
    }

    pub(crate) fn ask_once<C: Command>(&self, principal: Principal, key: Option<&str>, command: &C) -> Result<C::Reply, ProblemKind> {
        read(&self.answer(&self.practice, C::PATH, principal, key, serde_json::to_value(command).unwrap()))
    }

    /// Commands the practice.
    pub(crate) fn ask<C: Command>(&self, principal: Principal, command: &C) -> Result<C::Reply, ProblemKind> {
        self.ask_once(principal, None, command)
    }

    /// Tells an object a fact; gives the status of its answer.
    pub(crate) fn tell<O: Object, F: Fact>(&self, node: &Node<O>, source: &ObjectRef, subject: (&str, i64), fact: &F) -> u16 {
        self.tell_raw(node, source, subject, F::KIND, serde_json::to_value(fact).unwrap())
    }

    pub(crate) fn tell_raw<O: Object>(&self, node: &Node<O>, source: &ObjectRef, subject: (&str, i64), kind: &str, body: Value) -> u16 {
        self.tell_late(node, source, subject, self.now.get(), (kind, body))
    }

    /// Tells what was said at that instant.
    pub(crate) fn tell_late<O: Object>(
        &self,
        node: &Node<O>,
        source: &ObjectRef,
        (subject, version): (&str, i64),
        at: Instant,
        (kind, body): (&str, Value),
    ) -> u16 {
        let delivery = Delivery {
            event_id: EventId::draw(self.now.get(), &self.entropy),
            source: source.clone(),
            subject: subject.into(),
            version,
            kind: kind.into(),
            at,
            body,
        };
        self.post(node, INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    /// Invites somebody; gives what their link carries.
    pub(crate) fn invite(&self, invitee: Invitee) -> Token {
        self.ask(proven("olga"), &InviteMember { invitee }).unwrap();
        let told = self.practice.heard();
        let made: InvitationMadeV1 = told.iter().find(|told| told.kind == InvitationMadeV1::KIND).unwrap().read();
        self.link(&made.path, Purpose::Invitation)
    }

    /// What the link at the end of a path carries.
    pub(crate) fn link(&self, path: &str, purpose: Purpose) -> Token {
        let link = path.rsplit('/').next().unwrap();
        secrets(None).links.verify(link, purpose, self.now.get()).unwrap().token
    }

    pub(crate) fn accept(&self, name: &str, token: &Token) -> Result<Accepted, ProblemKind> {
        let command = AcceptInvitation { token: token.clone(), practitioner: Some(practitioner(name)) };
        self.ask(person(name), &command)
    }

    /// Somebody who now works here.
    pub(crate) fn join(&self, name: &str, roles: &[Role]) -> MemberId {
        let token = self.invite(invitee(name, roles));
        let member = self.accept(name, &token).unwrap().member;
        self.practice.heard();
        member
    }

    pub(crate) fn members(&self) -> Members {
        self.ask(person("olga"), &ReadMembers::default()).unwrap()
    }

    pub(crate) fn member(&self, name: &str) -> MemberId {
        let known = email(name);
        self.members().members.into_iter().find(|member| member.email == known).unwrap().id
    }

    pub(crate) fn issue(&self, rights: &[Right]) -> IssuedKey {
        self.ask(proven("olga"), &IssueKey { label: label("Logiciel"), rights: rights.to_vec(), days: Some(30) }).unwrap()
    }

    pub(crate) fn add(&self, details: PatientDetails) -> PatientKept {
        let kept = self.ask(person("olga"), &AddPatient { details, unless_alike: false }).unwrap();
        self.practice.heard();
        kept
    }

    /// The version of a record as it is now; of one that is gone, its first.
    pub(crate) fn seen(&self, patient: PatientId) -> i64 {
        core::patient(&self.practice.sql, patient).ok().filter(|record| record.id == patient).map_or(1, |record| record.version)
    }

    /// The two as they are now are one person.
    pub(crate) fn merging(&self, from: PatientId, to: PatientId) -> MergePatients {
        MergePatients { from, from_version: self.seen(from), to, version: self.seen(to) }
    }

    pub(crate) fn patient(&self, given_name: &str) -> PatientId {
        self.add(details(given_name, "Durand")).patient
    }

    /// Lets an object do what is due.
    pub(crate) fn tick<O: Object>(&self, node: &Node<O>) {
        let world = Silent { now: self.now.get(), entropy: &self.entropy, calls: RefCell::default() };
        let mut ticking = pin!(node.object.tick(&node.sql, &world));
        match ticking.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => done.unwrap(),
            Poll::Pending => panic!("nothing is waited for here"),
        }
    }
}

/// The practitioner that somebody is.
pub(crate) fn practitioner(name: &str) -> PractitionerId {
    PractitionerId::from_digits(&identity(name).digits()).unwrap()
}

pub(crate) fn read<R: serde::de::DeserializeOwned>(answer: &Answer) -> Result<R, ProblemKind> {
    match answer.status {
        200 => Ok(serde_json::from_str(&answer.body).unwrap()),
        _ => Err(serde_json::from_str::<Problem>(&answer.body).unwrap().kind()),
    }
}

pub(crate) fn kind(answer: &Answer) -> Option<ProblemKind> {
    read::<Value>(answer).err()
}

/// A world in which everybody takes what they are told.
struct Silent<'a> {
    now: Instant,
    entropy: &'a SeededEntropy,
    calls: RefCell<Vec<ObjectRef>>,
}

impl World for Silent<'_> {
    fn now(&self) -> Instant {
        self.now
    }

    fn entropy(&self) -> &dyn Entropy {
        self.entropy
    }

    fn report(&self, trouble: NotTaken<'_>) {
        panic!("{} was not taken", trouble.kind);
    }

    async fn call(&self, object: &ObjectRef, _path: &str, _body: String) -> Result<(u16, String), NoAnswer> {
        self.calls.borrow_mut().push(object.clone());
        Ok((200, "{}".into()))
    }

    async fn http(&self, _request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        Err(NoAnswer::NotSent)
    }
}

/// An Identity that nobody has opened.
pub(crate) fn identity_node(name: &str) -> Node<IdentityObject> {
    Node::new(IdentityObject::new(identity_name(name), secrets(None)))
}
