//! Who may command a Mailroom and who may tell it what happened: an agenda speaks for its own appointments, to the
//! Mailroom of their practice; the practice's staff read the trace; nobody else learns anything.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

use std::cell::Cell;

use guichet_contracts::{
    Answer, Call, Command, Principal, Problem, ProblemKind, Role,
    command::mailroom::{ReadTrace, Trace},
    event::{AboutAppointment, AppointmentBookedV1, AppointmentCancelledV1, Fact},
    serve,
};
use guichet_kernel::{
    AppointmentId, At, EmailAddress, EventId, Instant, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, PractitionerId, Region,
    Sql, Token,
    outbox::{Delivery, INBOX_PATH},
};
use guichet_message::{letter::Sender, object::MailroomObject};
use guichet_messages::provider::Brevo;
use guichet_testkit::{Memory, SeededEntropy};

const NOW: Instant = Instant::from_millis(1_795_420_800_000);

/// A Mailroom, and everybody who might speak to it.
struct Desk {
    sql: Memory,
    entropy: SeededEntropy,
    practice: PracticeId,
    other_practice: PracticeId,
    practitioner: PractitionerId,
    appointment: AppointmentId,
    ready: Cell<bool>,
}

impl Desk {
    fn untouched() -> Self {
        let entropy = SeededEntropy::new(5);
        Self {
            sql: Memory::new(),
            practice: PracticeId::draw(NOW, &entropy),
            other_practice: PracticeId::draw(NOW, &entropy),
            practitioner: PractitionerId::draw(NOW, &entropy),
            appointment: AppointmentId::draw(NOW, &entropy),
            ready: Cell::new(false),
            entropy,
        }
    }

    /// With one message to write.
    fn open() -> Self {
        let desk = Self::untouched();
        assert_eq!(desk.tell::<AppointmentBookedV1>(&desk.agenda(), desk.about()), 200);
        desk
    }

    fn agenda(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, self.practitioner))
    }

    fn post(&self, path: &str, body: &str) -> Answer {
        let sender = Sender { origin: "https://guichet.example".into(), address: EmailAddress::parse("rdv@guichet.example").unwrap() };
        let provider = Brevo::new("https://brevo.example".into(), "key".into());
        let object = MailroomObject::new(ObjectName::practice(Region::Eu, self.practice), provider, sender);
        let at = At { now: NOW, entropy: &self.entropy };
        serve(&object, &self.sql, &self.ready, at, path, body, |error| panic!("{path}: {error}"))
    }

    fn ask(&self, principal: Principal) -> Result<Trace, ProblemKind> {
        let command = serde_json::to_value(ReadTrace { appointment: self.appointment }).unwrap();
        let call = Call { path: String::new(), principal, request_id: String::new(), test_now: None, command };
        let answer = self.post(ReadTrace::PATH, &serde_json::to_string(&call).unwrap());
        if answer.status == 200 {
            Ok(serde_json::from_str(&answer.body).unwrap())
        } else {
            Err(serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
        }
    }

    fn about(&self) -> AboutAppointment {
        AboutAppointment {
            appointment: self.appointment,
            version: 1,
            agenda: self.agenda().name,
            practice: self.practice,
            patient: PatientId::draw(NOW, &self.entropy),
            starts_at: Instant::from_millis(NOW.millis() + 172_800_000),
            link: "v1.secret.link".into(),
        }
    }

    fn tell<F: Fact + From<Told>>(&self, source: &ObjectRef, message: AboutAppointment) -> u16 {
        let (subject, version) = (message.appointment.to_string(), message.version);
        let body = serde_json::to_value(F::from(Told(message))).unwrap();
        let event_id = EventId::draw(NOW, &self.entropy);
        let delivery = Delivery { event_id, source: source.clone(), subject, version, kind: F::KIND.into(), at: NOW, body };
        self.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    fn messages(&self) -> i64 {
        self.sql.first::<(i64,)>("SELECT COUNT(*) FROM message", &[]).unwrap().unwrap().0
    }
}

struct Told(AboutAppointment);

impl From<Told> for AppointmentBookedV1 {
    fn from(told: Told) -> Self {
        Self { message: told.0 }
    }
}

impl From<Told> for AppointmentCancelledV1 {
    fn from(told: Told) -> Self {
        Self { message: told.0 }
    }
}

#[test]
fn only_the_practices_staff_reads_the_trace() {
    let desk = Desk::open();
    let staff = |practice, role| Principal::Staff { practice, role };
    for role in [Role::Owner, Role::Practitioner, Role::Secretary] {
        assert_eq!(desk.ask(staff(desk.practice, role)).unwrap().messages.len(), 1);
    }
    let object = |class| Principal::Object { object: ObjectRef::new(class, ObjectName::practice(Region::Eu, desk.practice)) };
    for stranger in [
        Principal::Public,
        Principal::Link { token: Token::draw(&desk.entropy) },
        staff(desk.other_practice, Role::Owner),
        object(ObjectClass::Practice),
        object(ObjectClass::Mailroom),
        Principal::Object { object: desk.agenda() },
        Principal::Operator,
    ] {
        assert_eq!(desk.ask(stranger.clone()).map(drop), Err(ProblemKind::Forbidden), "{stranger:?}");
    }
}

#[test]
fn the_trace_has_neither_link_nor_contact() {
    let desk = Desk::open();
    let trace = desk.ask(Principal::Staff { practice: desk.practice, role: Role::Secretary }).unwrap();
    let text = serde_json::to_string(&trace).unwrap();
    assert!(text.contains("confirmation") && !text.contains("secret") && !text.contains('@'), "{text}");
}

#[test]
fn an_agenda_speaks_for_its_own_appointments_to_the_mailroom_of_their_practice() {
    let desk = Desk::open();
    let other = ObjectName::practitioner(Region::Eu, PractitionerId::draw(NOW, &desk.entropy));
    let other_agenda = ObjectRef::new(ObjectClass::Agenda, other.clone());
    let of_practice = |class| ObjectRef::new(class, ObjectName::practice(Region::Eu, desk.practice));
    let foreign = [
        (other_agenda, desk.about()),
        (desk.agenda(), AboutAppointment { agenda: other, ..desk.about() }),
        (desk.agenda(), AboutAppointment { practice: desk.other_practice, ..desk.about() }),
        (of_practice(ObjectClass::Practice), desk.about()),
        (of_practice(ObjectClass::Mailroom), desk.about()),
    ];
    for (source, about) in foreign {
        let about = AboutAppointment { version: 2, ..about };
        assert_eq!(desk.tell::<AppointmentBookedV1>(&source, about.clone()), 403, "{source}");
        assert_eq!(desk.tell::<AppointmentCancelledV1>(&source, about), 403, "{source}");
    }
    assert_eq!(desk.messages(), 1);
    assert_eq!(desk.tell::<AppointmentCancelledV1>(&desk.agenda(), AboutAppointment { version: 2, ..desk.about() }), 200);
    assert_eq!(desk.messages(), 2);
}

#[test]
fn a_mailroom_that_nobody_wrote_to_is_not_there_and_stays_so() {
    let desk = Desk::untouched();
    for principal in [Principal::Public, Principal::Operator, Principal::Staff { practice: desk.practice, role: Role::Owner }] {
        assert_eq!(desk.ask(principal).map(drop), Err(ProblemKind::NotFound));
    }
    assert_eq!(desk.post("/nowhere", "junk").status, 404);
    // Nor does a delivery open it that is refused.
    assert_eq!(desk.post(INBOX_PATH, "junk").status, 400);
    let foreign = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, desk.practice));
    assert_eq!(desk.tell::<AppointmentBookedV1>(&foreign, desk.about()), 403);
    assert!(desk.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
}
