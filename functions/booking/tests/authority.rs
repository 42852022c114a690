//! Who may command an Agenda: every command as every principal, an agenda that nobody has opened, and facts that are told
//! by those whom they do not concern. Each command is otherwise sound, so that only the principal decides.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

use std::cell::Cell;

use chrono::TimeDelta;
use guichet_booking::object::AgendaObject;
use guichet_contracts::{
    Answer, Call, Command, Object, Principal, Problem, ProblemKind, Role,
    command::agenda::{
        Book, Booked, CancelAppointment, CheckAppointment, Held, HoldSlot, OpenAgenda, OpenAvailability, ReadAppointment, ReadHold,
        ReadPage,
    },
    command::card::{LocationCard, PracticeCard, PractitionerCard, ServiceCard},
    event::{Fact, PracticeChangedV1},
    serve,
};
use guichet_kernel::{
    At, AvailabilityId, Country, EventId, Instant, LocationId, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region,
    ServiceId, Sql, Token,
    link::{KeyRing, Purpose},
    outbox::{Delivery, INBOX_PATH},
};
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::json;

/// Monday, 9:00 in Paris.
const NOW: Instant = Instant::from_millis(1_795_420_800_000);

/// An Agenda, opened or not, and everybody who might command it.
struct Desk {
    sql: Memory,
    entropy: SeededEntropy,
    keys: KeyRing,
    practitioner: PractitionerId,
    practice: PracticeId,
    other_practice: PracticeId,
    location: LocationId,
    service: ServiceId,
    ready: Cell<bool>,
}

/// An appointment and the tokens that lead to it.
struct Made {
    hold: Token,
    link: Token,
    booked: Booked,
}

impl Desk {
    fn unopened() -> Self {
        let entropy = SeededEntropy::new(5);
        let keys = r#"{"current":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
        Self {
            sql: Memory::new(),
            keys: KeyRing::from_json(keys).unwrap(),
            practitioner: PractitionerId::draw(NOW, &entropy),
            practice: PracticeId::draw(NOW, &entropy),
            other_practice: PracticeId::draw(NOW, &entropy),
            location: LocationId::draw(NOW, &entropy),
            service: ServiceId::draw(NOW, &entropy),
            ready: Cell::new(false),
            entropy,
        }
    }

    /// Opened, told by its practice what it offers, and open on Tuesday morning.
    fn open() -> Self {
        let desk = Self::unopened();
        assert_eq!(desk.ask(Principal::Operator, &desk.open_agenda()), None);
        assert_eq!(desk.deliver(&desk.practice_object(desk.practice), desk.practice), 200);
        assert_eq!(desk.ask(desk.staff(), &desk.open_availability()), None);
        desk
    }

    fn name(&self) -> ObjectName {
        ObjectName::practitioner(Region::Eu, self.practitioner)
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let object = AgendaObject::new(self.name(), self.keys.clone());
        let at = At { now: NOW, entropy: &self.entropy };
        serve(&object, &self.sql, &self.ready, at, path, body, |error| panic!("{path}: {error}"))
    }

    fn answer<C: Command>(&self, principal: Principal, command: &C) -> Answer {
        let command = serde_json::to_value(command).unwrap();
        let call = Call { path: String::new(), principal, request_id: String::new(), test_now: None, command };
        self.post(C::PATH, &serde_json::to_string(&call).unwrap())
    }

    /// Why it is refused; `None` if it is obeyed.
    fn ask<C: Command>(&self, principal: Principal, command: &C) -> Option<ProblemKind> {
        let answer = self.answer(principal, command);
        (answer.status != 200).then(|| serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
    }

    fn deliver(&self, source: &ObjectRef, practice: PracticeId) -> u16 {
        let delivery = Delivery {
            event_id: EventId::draw(NOW, &self.entropy),
            source: source.clone(),
            subject: practice.to_string(),
            version: 1,
            kind: PracticeChangedV1::KIND.into(),
            at: NOW,
            body: serde_json::to_value(PracticeChangedV1 { card: self.card(practice) }).unwrap(),
        };
        self.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    fn practice_object(&self, practice: PracticeId) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(self.name().region(), practice))
    }

    fn object(&self, class: ObjectClass, practice: PracticeId) -> Principal {
        Principal::Object { object: ObjectRef { class, ..self.practice_object(practice) } }
    }

    fn staff(&self) -> Principal {
        Principal::Staff { practice: self.practice, role: Role::Secretary }
    }

    fn card(&self, practice: PracticeId) -> PracticeCard {
        let location = json!({"id": self.location, "address": ["1 rue des Lilas"], "city": "Lyon", "zone": "Europe/Paris"});
        let service = json!({"id": self.service, "label": "Consultation", "minutes": 30});
        PracticeCard {
            practice,
            country: Country::France,
            name: "Cabinet des Lilas".to_owned().try_into().unwrap(),
            telephone: serde_json::from_value(json!({"dial": "+33478000000", "shown": "04 78 00 00 00"})).unwrap(),
            cancellation_notice: 60,
            locations: vec![serde_json::from_value::<LocationCard>(location).unwrap()],
            services: vec![serde_json::from_value::<ServiceCard>(service).unwrap()],
        }
    }

    fn open_agenda(&self) -> OpenAgenda {
        let card = json!({"id": self.practitioner, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"});
        OpenAgenda {
            practitioner: serde_json::from_value::<PractitionerCard>(card).unwrap(),
            country: Country::France,
            practice: self.practice,
        }
    }

    fn open_availability(&self) -> OpenAvailability {
        OpenAvailability {
            availability: AvailabilityId::draw(NOW, &self.entropy),
            location: self.location,
            service: self.service,
            date: NOW.plus(TimeDelta::days(1)).utc().date_naive(),
            from: "09:00".parse().unwrap(),
            to: "12:00".parse().unwrap(),
        }
    }

    fn hold_slot(&self) -> HoldSlot {
        HoldSlot { country: None, service: self.service, starts_at: NOW.plus(TimeDelta::hours(24)), browser: Token::draw(&self.entropy) }
    }

    /// The Tuesday's first slot, held.
    fn held(&self) -> Token {
        let answer = self.answer(Principal::Public, &self.hold_slot());
        serde_json::from_str::<Held>(&answer.body).unwrap().hold
    }

    fn book(hold: &Token) -> Book {
        let person = json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": "zoe@exemple.fr"});
        Book { country: None, hold: hold.clone(), person: serde_json::from_value(person).unwrap() }
    }

    fn made(&self) -> Made {
        let hold = self.held();
        let booked: Booked = serde_json::from_str(&self.answer(Principal::Public, &Self::book(&hold)).body).unwrap();
        let link = self.keys.verify(&booked.link, Purpose::Appointment, NOW).unwrap().token;
        Made { hold, link, booked }
    }

    fn tables(&self) -> usize {
        self.sql.query("SELECT name FROM sqlite_master", &[]).unwrap().len()
    }

    /// Everybody: a name, and how they present themselves; `link` is a token that opens something, if there is one.
    fn everybody(&self, link: &Token) -> Vec<(&'static str, Principal)> {
        let staff = |practice, role| Principal::Staff { practice, role };
        vec![
            ("public", Principal::Public),
            ("link", Principal::Link { token: link.clone() }),
            ("link of nothing", Principal::Link { token: Token::draw(&self.entropy) }),
            ("owner", staff(self.practice, Role::Owner)),
            ("practitioner", staff(self.practice, Role::Practitioner)),
            ("secretary", staff(self.practice, Role::Secretary)),
            ("other owner", staff(self.other_practice, Role::Owner)),
            ("own mailroom", self.object(ObjectClass::Mailroom, self.practice)),
            ("other mailroom", self.object(ObjectClass::Mailroom, self.other_practice)),
            ("own practice", self.object(ObjectClass::Practice, self.practice)),
            ("an agenda", Principal::Object { object: ObjectRef::new(ObjectClass::Agenda, self.name()) }),
            ("operator", Principal::Operator),
        ]
    }
}

/// Gives `command` on a fresh desk as each principal; those in `allowed` are obeyed, all others are refused as `otherwise` says.
fn check<C: Command>(command: impl Fn(&Desk, &Made) -> C, allowed: &[&str], otherwise: impl Fn(&str) -> ProblemKind) {
    for place in 0..12 {
        let desk = Desk::open();
        let made = desk.made();
        let (name, principal) = desk.everybody(&made.link).swap_remove(place);
        let expected = (!allowed.contains(&name)).then(|| otherwise(name));
        assert_eq!(desk.ask(principal, &command(&desk, &made)), expected, "{} as {name}", C::PATH);
    }
}

fn forbidden(_: &str) -> ProblemKind {
    ProblemKind::Forbidden
}

/// A link that is of nothing is told so; whoever has none is forbidden.
fn by_link(name: &str) -> ProblemKind {
    if name == "link of nothing" { ProblemKind::LinkExpired } else { ProblemKind::Forbidden }
}

const ALL: [&str; 12] = [
    "public",
    "link",
    "link of nothing",
    "owner",
    "practitioner",
    "secretary",
    "other owner",
    "own mailroom",
    "other mailroom",
    "own practice",
    "an agenda",
    "operator",
];

#[test]
fn only_the_operator_opens_an_agenda() {
    check(|desk, _| desk.open_agenda(), &["operator"], forbidden);
}

#[test]
fn only_the_staff_of_a_member_practice_opens_hours() {
    check(|desk, _| desk.open_availability(), &["owner", "practitioner", "secretary"], forbidden);
}

#[test]
fn what_the_public_page_does_is_open_to_all() {
    check(|_, _| ReadPage { service: None, days: 14 }, &ALL, forbidden);
    check(|desk, _| HoldSlot { starts_at: NOW.plus(TimeDelta::hours(25)), ..desk.hold_slot() }, &ALL, forbidden);
    check(|_, made| ReadHold { hold: made.hold.clone() }, &ALL, forbidden);
    check(|_, made| Desk::book(&made.hold), &ALL, forbidden);
}

#[test]
fn a_hold_is_known_by_its_token_only() {
    let desk = Desk::open();
    let guessed = Token::draw(&desk.entropy);
    assert_eq!(desk.ask(Principal::Public, &ReadHold { hold: guessed.clone() }), Some(ProblemKind::NotFound));
    assert_eq!(desk.ask(Principal::Operator, &Desk::book(&guessed)), Some(ProblemKind::NotFound));
}

#[test]
fn only_the_bearer_of_its_link_sees_and_cancels_an_appointment() {
    check(|_, _| ReadAppointment {}, &["link"], by_link);
    check(|_, _| CancelAppointment {}, &["link"], by_link);
}

#[test]
fn the_token_of_the_hold_is_not_the_token_of_the_link() {
    let desk = Desk::open();
    let made = desk.made();
    let bearer = Principal::Link { token: made.hold.clone() };
    assert_eq!(desk.ask(bearer.clone(), &ReadAppointment {}), Some(ProblemKind::LinkExpired));
    assert_eq!(desk.ask(bearer, &CancelAppointment {}), Some(ProblemKind::LinkExpired));
}

#[test]
fn only_the_mailroom_of_its_practice_learns_that_an_appointment_exists() {
    let command = |_: &Desk, made: &Made| CheckAppointment { appointment: made.booked.appointment, version: 1 };
    check(command, &["own mailroom"], |_| ProblemKind::NotFound);
}

#[test]
fn a_refused_command_writes_nothing() {
    let desk = Desk::open();
    let made = desk.made();
    let before = rows(&desk);
    for (_, principal) in desk.everybody(&Token::draw(&desk.entropy)) {
        if principal != Principal::Operator {
            desk.ask(principal.clone(), &desk.open_agenda());
        }
        desk.ask(principal.clone(), &CancelAppointment {});
        desk.ask(principal, &ReadHold { hold: made.link.clone() });
    }
    assert_eq!(rows(&desk), before);
}

fn rows(desk: &Desk) -> Vec<i64> {
    let count = |table| desk.sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().0;
    ["membership", "availability", "occupancy", "hold", "appointment", "attendance_history", "outbox", "inbox"].map(count).to_vec()
}

#[test]
fn an_agenda_that_nobody_opened_is_not_there_and_stays_so() {
    let desk = Desk::unopened();
    let token = Token::draw(&desk.entropy);
    for (name, principal) in desk.everybody(&token) {
        let appointment = guichet_kernel::AppointmentId::draw(NOW, &desk.entropy);
        let refusals = [
            desk.ask(principal.clone(), &desk.open_availability()),
            desk.ask(principal.clone(), &ReadPage { service: None, days: 14 }),
            desk.ask(principal.clone(), &desk.hold_slot()),
            desk.ask(principal.clone(), &ReadHold { hold: token.clone() }),
            desk.ask(principal.clone(), &Desk::book(&token)),
            desk.ask(principal.clone(), &ReadAppointment {}),
            desk.ask(principal.clone(), &CancelAppointment {}),
            desk.ask(principal.clone(), &CheckAppointment { appointment, version: 1 }),
        ];
        assert_eq!(refusals, [Some(ProblemKind::NotFound); 8], "{name}");
        if name != "operator" {
            assert_eq!(desk.ask(principal, &desk.open_agenda()), Some(ProblemKind::Forbidden), "{name}");
        }
    }
    assert_eq!(desk.deliver(&desk.practice_object(desk.practice), desk.practice), 404);
    for (path, body) in [("/nowhere", "{}"), ("/", ""), (INBOX_PATH, "junk"), (ReadPage::PATH, "junk")] {
        assert_eq!(desk.post(path, body).status, 404, "{path}");
    }
    assert_eq!(desk.post(OpenAgenda::PATH, "junk").status, 400);
    assert_eq!(desk.tables(), 0, "no tables");
    assert!(!desk.ready.get());
}

#[test]
fn an_agenda_is_opened_under_its_own_name_only() {
    let desk = Desk::open();
    let mut foreign = desk.open_agenda();
    foreign.practitioner.id = PractitionerId::draw(NOW, &desk.entropy);
    let elsewhere = OpenAgenda { country: Country::Canada, ..desk.open_agenda() };
    for command in [foreign, elsewhere] {
        assert_eq!(desk.ask(Principal::Operator, &command), Some(ProblemKind::BadRequest));
    }
}

#[test]
fn a_practice_speaks_for_itself_only() {
    let desk = Desk::open();
    let sources = [
        desk.practice_object(desk.other_practice),
        ObjectRef { class: ObjectClass::Mailroom, ..desk.practice_object(desk.practice) },
        ObjectRef::new(ObjectClass::Agenda, desk.name()),
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Ca, desk.practice)),
    ];
    for source in sources {
        assert_eq!(desk.deliver(&source, desk.practice), 403, "{source}");
    }
    // It speaks for itself, but the practitioner has not accepted it.
    assert_eq!(desk.deliver(&desk.practice_object(desk.other_practice), desk.other_practice), 403);
    assert_eq!(rows(&desk)[7], 1, "a refused delivery is not remembered: the source may be admitted later");
}

#[test]
fn what_is_no_command_or_no_fact_is_refused() {
    let desk = Desk::open();
    let call = json!({"principal": {"as": "operator"}, "command": {}}).to_string();
    for (path, body, status) in [
        ("/nowhere", call.as_str(), 404),
        (ReadHold::PATH, call.as_str(), 400),
        (ReadHold::PATH, "", 400),
        (ReadPage::PATH, r#"{"command": {"days": 3}}"#, 400),
        (ReadPage::PATH, r#"{"principal": {"as": "emperor"}, "command": {"days": 3}}"#, 400),
        (INBOX_PATH, "{}", 400),
    ] {
        assert_eq!(desk.post(path, body).status, status, "{path} {body}");
    }
    let object = AgendaObject::new(desk.name(), desk.keys.clone());
    assert!(object.opens(OpenAgenda::PATH) && !object.opens(INBOX_PATH));
}

#[test]
fn an_appointment_outlives_the_withdrawal_of_its_service_and_location() {
    let desk = Desk::open();
    let made = desk.made();
    let card = PracticeCard { locations: vec![], services: vec![], ..desk.card(desk.practice) };
    let delivery = Delivery {
        event_id: EventId::draw(NOW, &desk.entropy),
        source: desk.practice_object(desk.practice),
        subject: desk.practice.to_string(),
        version: 2,
        kind: PracticeChangedV1::KIND.into(),
        at: NOW,
        body: serde_json::to_value(PracticeChangedV1 { card }).unwrap(),
    };
    assert_eq!(desk.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status, 200);
    let check = CheckAppointment { appointment: made.booked.appointment, version: 1 };
    assert_eq!(desk.ask(desk.object(ObjectClass::Mailroom, desk.practice), &check), None, "the confirmation can be written");
    assert_eq!(desk.ask(Principal::Public, &ReadHold { hold: made.hold }), None);
    let bearer = Principal::Link { token: made.link };
    assert_eq!(desk.ask(bearer.clone(), &ReadAppointment {}), None);
    assert_eq!(desk.ask(bearer, &CancelAppointment {}), None);
}
