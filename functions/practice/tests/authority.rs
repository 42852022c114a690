//! Who may command a Practice: every command as every principal, a practice that nobody has founded, and facts that are
//! told by those whom they do not concern. Patients' contacts go to the practice's own Mailroom and to nobody else.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

use std::cell::Cell;

use guichet_contracts::{
    Answer, Call, Command, Principal, Problem, ProblemKind, Role,
    command::{
        card::PracticeCard,
        practice::{AddPractitioner, Contact, FoundPractice, Patients, ReadContact, ReadPatients},
    },
    event::{Fact, PatientBookedV1},
    serve,
};
use guichet_kernel::{
    AppointmentId, At, Country, EventId, Instant, ObjectClass, ObjectName, ObjectRef, PatientId, Person, PracticeId, PractitionerId,
    Region, Sql, Token,
    outbox::{Delivery, INBOX_PATH},
};
use guichet_practice::object::PracticeObject;
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::json;

const NOW: Instant = Instant::from_millis(1_795_420_800_000);

/// A Practice, founded or not, and everybody who might command it.
struct Desk {
    sql: Memory,
    entropy: SeededEntropy,
    practice: PracticeId,
    other_practice: PracticeId,
    practitioner: PractitionerId,
    patient: PatientId,
    ready: Cell<bool>,
}

impl Desk {
    fn unfounded() -> Self {
        let entropy = SeededEntropy::new(5);
        Self {
            sql: Memory::new(),
            practice: PracticeId::draw(NOW, &entropy),
            other_practice: PracticeId::draw(NOW, &entropy),
            practitioner: PractitionerId::draw(NOW, &entropy),
            patient: PatientId::draw(NOW, &entropy),
            ready: Cell::new(false),
            entropy,
        }
    }

    /// Founded, with one practitioner and one patient who has booked with them.
    fn founded() -> Self {
        let desk = Self::unfounded();
        assert_eq!(desk.ask(Principal::Operator, &desk.found()), None);
        assert_eq!(desk.ask(Principal::Operator, &AddPractitioner { practitioner: desk.practitioner }), None);
        assert_eq!(desk.deliver(&desk.agenda(), desk.patient), 200);
        desk
    }

    fn name(&self) -> ObjectName {
        ObjectName::practice(Region::Eu, self.practice)
    }

    fn agenda(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, self.practitioner))
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let at = At { now: NOW, entropy: &self.entropy };
        serve(&PracticeObject::new(self.name()), &self.sql, &self.ready, at, path, body, |error| panic!("{path}: {error}"))
    }

    fn answer<C: Command>(&self, principal: Principal, command: &C) -> Answer {
        let command = serde_json::to_value(command).unwrap();
        let call = Call { path: String::new(), principal, request_id: String::new(), test_now: None, command };
        self.post(C::PATH, &serde_json::to_string(&call).unwrap())
    }

    fn ask<C: Command>(&self, principal: Principal, command: &C) -> Option<ProblemKind> {
        let answer = self.answer(principal, command);
        (answer.status != 200).then(|| serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
    }

    fn deliver(&self, source: &ObjectRef, patient: PatientId) -> u16 {
        let appointment = AppointmentId::draw(NOW, &self.entropy);
        let fact = PatientBookedV1 { patient, appointment, person: person() };
        let delivery = Delivery {
            event_id: EventId::draw(NOW, &self.entropy),
            source: source.clone(),
            subject: appointment.to_string(),
            version: 1,
            kind: PatientBookedV1::KIND.into(),
            at: NOW,
            body: serde_json::to_value(fact).unwrap(),
        };
        self.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    fn found(&self) -> FoundPractice {
        let card = PracticeCard {
            practice: self.practice,
            country: Country::France,
            name: "Cabinet des Lilas".to_owned().try_into().unwrap(),
            telephone: serde_json::from_value(json!({"dial": "+33478000000", "shown": "04 78 00 00 00"})).unwrap(),
            cancellation_notice: 60,
            locations: vec![],
            services: vec![],
        };
        FoundPractice { card }
    }

    fn patients(&self) -> i64 {
        self.sql.first::<(i64,)>("SELECT COUNT(*) FROM patient", &[]).unwrap().unwrap().0
    }

    fn everybody(&self) -> Vec<(&'static str, Principal)> {
        let staff = |practice, role| Principal::Staff { practice, role };
        let object = |class, region, practice| Principal::Object { object: ObjectRef::new(class, ObjectName::practice(region, practice)) };
        vec![
            ("public", Principal::Public),
            ("link", Principal::Link { token: Token::draw(&self.entropy) }),
            ("owner", staff(self.practice, Role::Owner)),
            ("practitioner", staff(self.practice, Role::Practitioner)),
            ("secretary", staff(self.practice, Role::Secretary)),
            ("other owner", staff(self.other_practice, Role::Owner)),
            ("own mailroom", object(ObjectClass::Mailroom, Region::Eu, self.practice)),
            ("own mailroom, other region", object(ObjectClass::Mailroom, Region::Ca, self.practice)),
            ("other mailroom", object(ObjectClass::Mailroom, Region::Eu, self.other_practice)),
            ("itself", object(ObjectClass::Practice, Region::Eu, self.practice)),
            ("an agenda", Principal::Object { object: self.agenda() }),
            ("operator", Principal::Operator),
        ]
    }
}

fn person() -> Person {
    let person = json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": "zoe@exemple.fr"});
    serde_json::from_value(person).unwrap()
}

fn check<C: Command>(command: impl Fn(&Desk) -> C, allowed: &[&str]) {
    for place in 0..12 {
        let desk = Desk::founded();
        let (name, principal) = desk.everybody().swap_remove(place);
        let expected = (!allowed.contains(&name)).then_some(ProblemKind::Forbidden);
        let answer = desk.answer(principal.clone(), &command(&desk));
        assert_eq!(desk.ask(principal, &command(&desk)), expected, "{} as {name}", C::PATH);
        assert!(expected.is_none() || !answer.body.contains("Durand"), "{} as {name}", C::PATH);
    }
}

#[test]
fn only_the_operator_founds_a_practice_and_adds_practitioners() {
    check(Desk::found, &["operator"]);
    check(|desk| AddPractitioner { practitioner: desk.practitioner }, &["operator"]);
}

#[test]
fn only_its_own_mailroom_reads_a_contact() {
    check(|desk| ReadContact { patient: desk.patient }, &["own mailroom"]);
    let desk = Desk::founded();
    let (_, mailroom) = desk.everybody().swap_remove(6);
    let contact: Contact = serde_json::from_str(&desk.answer(mailroom.clone(), &ReadContact { patient: desk.patient }).body).unwrap();
    assert_eq!(contact.person, person());
    let unknown = ReadContact { patient: PatientId::draw(NOW, &desk.entropy) };
    assert_eq!(desk.ask(mailroom, &unknown), Some(ProblemKind::NotFound));
}

#[test]
fn only_its_own_staff_reads_patient_records() {
    check(|_| ReadPatients {}, &["owner", "practitioner", "secretary"]);
    let desk = Desk::founded();
    let staff = Principal::Staff { practice: desk.practice, role: Role::Secretary };
    let patients: Patients = serde_json::from_str(&desk.answer(staff, &ReadPatients {}).body).unwrap();
    assert_eq!(patients.patients.len(), 1);
}

#[test]
fn a_practice_that_nobody_founded_is_not_there_and_stays_so() {
    let desk = Desk::unfounded();
    for (name, principal) in desk.everybody() {
        let refusals = [
            desk.ask(principal.clone(), &AddPractitioner { practitioner: desk.practitioner }),
            desk.ask(principal.clone(), &ReadContact { patient: desk.patient }),
            desk.ask(principal.clone(), &ReadPatients {}),
        ];
        assert_eq!(refusals, [Some(ProblemKind::NotFound); 3], "{name}");
        if name != "operator" {
            assert_eq!(desk.ask(principal, &desk.found()), Some(ProblemKind::Forbidden), "{name}");
        }
    }
    assert_eq!(desk.deliver(&desk.agenda(), desk.patient), 404);
    for (path, body) in [("/nowhere", "{}"), (INBOX_PATH, "junk"), (ReadPatients::PATH, "junk")] {
        assert_eq!(desk.post(path, body).status, 404, "{path}");
    }
    assert!(desk.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
}

#[test]
fn a_practice_is_founded_under_its_own_name_and_region_only() {
    let desk = Desk::founded();
    let mut foreign = desk.found();
    foreign.card.practice = desk.other_practice;
    let mut elsewhere = desk.found();
    elsewhere.card.country = Country::Canada;
    for command in [foreign, elsewhere] {
        assert_eq!(desk.ask(Principal::Operator, &command), Some(ProblemKind::BadRequest));
    }
}

#[test]
fn a_fact_of_an_unknown_kind_or_shape_is_refused_and_forgotten() {
    let desk = Desk::founded();
    let delivery = |kind: &str, body: serde_json::Value| Delivery {
        event_id: EventId::draw(NOW, &desk.entropy),
        source: desk.agenda(),
        subject: "apt".into(),
        version: 1,
        kind: kind.into(),
        at: NOW,
        body,
    };
    for delivery in [delivery("SomethingV9", json!({})), delivery(PatientBookedV1::KIND, json!({"patient": "prc_1"}))] {
        assert_eq!(desk.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status, 400);
    }
    let (remembered,) = desk.sql.first::<(i64,)>("SELECT COUNT(*) FROM inbox", &[]).unwrap().unwrap();
    assert_eq!((remembered, desk.patients()), (1, 1));
}

#[test]
fn only_the_agendas_of_its_own_practitioners_tell_of_patients() {
    let desk = Desk::founded();
    let stranger = PractitionerId::draw(NOW, &desk.entropy);
    let of_practice = |class, practice| ObjectRef::new(class, ObjectName::practice(Region::Eu, practice));
    for source in [
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, stranger)),
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Ca, desk.practitioner)),
        ObjectRef::new(ObjectClass::Mailroom, desk.agenda().name),
        of_practice(ObjectClass::Mailroom, desk.practice),
        of_practice(ObjectClass::Practice, desk.other_practice),
    ] {
        assert_eq!(desk.deliver(&source, PatientId::draw(NOW, &desk.entropy)), 403, "{source}");
    }
    assert_eq!(desk.patients(), 1);
}
