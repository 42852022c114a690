//! A Mailroom on a real database, everybody who speaks to it, and a world that answers as a test wishes.

#![allow(dead_code, reason = "each test file uses its part")]

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    task::{Context, Poll, Waker},
};

use guichet_contracts::{
    Answer, Call, Command, Object, Principal, Problem, ProblemKind,
    command::{agenda::CheckAppointment, patient::ReadContact, waitlist::CheckOffer},
    serve,
};
use guichet_kernel::{
    AppointmentId, At, EmailAddress, Entropy, EventId, IdentityId, Instant, ObjectClass, ObjectName, ObjectRef, OfferId, PatientId,
    PracticeId, PractitionerId, Region, Right, Sql, World,
    outbox::{Delivery, INBOX_PATH},
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use guichet_message::{letter::Sender, object::MailroomObject};
use guichet_messages::provider::Brevo;
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::{Value, json};

/// Monday, 9:00 in Paris.
pub(crate) const NOW: Instant = Instant::from_millis(1_795_420_800_000);

/// How the address of everybody in these tests ends.
pub(crate) const DOMAIN: &str = "courrier.example";

/// A Mailroom, and everybody who might speak to it.
pub(crate) struct Desk {
    pub(crate) sql: Memory,
    pub(crate) entropy: SeededEntropy,
    pub(crate) name: ObjectName,
    pub(crate) practice: PracticeId,
    pub(crate) practitioner: PractitionerId,
    pub(crate) appointment: AppointmentId,
    pub(crate) patient: PatientId,
    pub(crate) offer: OfferId,
    pub(crate) now: Cell<Instant>,
    ready: Cell<bool>,
    told: Cell<i64>,
}

impl Desk {
    /// The Mailroom of a practice.
    pub(crate) fn of_practice() -> Self {
        Self::named(|practice, _| ObjectName::practice(Region::Eu, practice))
    }

    /// The Mailroom of a person who signs in.
    pub(crate) fn of_identity() -> Self {
        Self::named(|_, identity| ObjectName::identity(Region::Eu, identity))
    }

    fn named(name: impl FnOnce(PracticeId, IdentityId) -> ObjectName) -> Self {
        let entropy = SeededEntropy::new(5);
        let practice = PracticeId::draw(NOW, &entropy);
        Self {
            sql: Memory::new(),
            name: name(practice, IdentityId::draw(NOW, &entropy)),
            practice,
            practitioner: PractitionerId::draw(NOW, &entropy),
            appointment: AppointmentId::draw(NOW, &entropy),
            patient: PatientId::draw(NOW, &entropy),
            offer: OfferId::draw(NOW, &entropy),
            now: Cell::new(NOW),
            ready: Cell::new(false),
            told: Cell::new(0),
            entropy,
        }
    }

    pub(crate) fn object(&self) -> MailroomObject<Brevo> {
        let sender = Sender { origin: "https://guichet.example".into(), address: EmailAddress::parse("rdv@guichet.example").unwrap() };
        MailroomObject::new(self.name.clone(), Brevo::new("https://brevo.example".into(), "key".into()), sender)
    }

    pub(crate) fn agenda(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, self.practitioner))
    }

    /// The object of that class and of the Mailroom's own name.
    pub(crate) fn same_name(&self, class: ObjectClass) -> ObjectRef {
        ObjectRef::new(class, self.name.clone())
    }

    /// Staff of that practice, with that right.
    pub(crate) fn staff(practice: PracticeId, right: Right) -> Principal {
        Principal::Staff { practice, rights: vec![right], runs: Vec::new(), actor: None }
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let at = At { now: self.now.get(), entropy: &self.entropy };
        serve(&self.object(), &self.sql, &self.ready, at, path, body, |error| panic!("{path}: {error}"))
    }

    pub(crate) fn ask(&self, path: &str, principal: Principal, command: Value) -> Result<Value, ProblemKind> {
        let call = Call { path: String::new(), principal, request_id: String::new(), key: None, test_now: None, command };
        let answer = self.post(path, &serde_json::to_string(&call).unwrap());
        if answer.status == 200 {
            Ok(serde_json::from_str(&answer.body).unwrap())
        } else {
            Err(serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
        }
    }

    /// Delivers a fact, as something new; the status of the answer.
    pub(crate) fn tell(&self, source: &ObjectRef, kind: &str, body: Value) -> u16 {
        self.told.set(self.told.get() + 1);
        let delivery = Delivery {
            event_id: EventId::draw(NOW, &self.entropy),
            source: source.clone(),
            subject: "subject".into(),
            version: self.told.get(),
            kind: kind.into(),
            at: NOW,
            body,
        };
        self.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    /// What an agenda tells of an appointment of the patient's.
    pub(crate) fn about(&self) -> Value {
        let starts_at = Instant::from_millis(NOW.millis() + 172_800_000);
        json!({"message": {
            "appointment": self.appointment, "version": 1, "agenda": self.agenda().name, "practice": self.practice,
            "patient": self.patient, "starts_at": starts_at, "link": "v1.secret.link",
        }})
    }

    /// The agenda's own facts about the appointment.
    pub(crate) fn facts(&self) -> Value {
        json!({
            "is": "as-it-was", "appointment": self.appointment, "version": 1, "attendance": "booked",
            "slot": {
                "starts_at": "2026-11-30T07:30:00.000Z", "ends_at": "2026-11-30T08:00:00.000Z",
                "service": {"id": "srv_0193a0000000700080000000000000c1", "label": "Séance de suivi", "minutes": 30},
                "location": {"id": "loc_0193a0000000700080000000000000b1", "address": ["12 rue Garibaldi"], "city": "Lyon", "zone": "Europe/Paris"},
                "practitioner": {"id": self.practitioner, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
                "practice": {
                    "practice": self.practice, "country": "FR", "name": "Cabinet des Lilas",
                    "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"},
                    "cancellation_notice": 1440, "locations": [], "services": [],
                },
            },
            "cancel_until": "2026-11-29T07:30:00.000Z", "may_cancel": true, "changed_at": "2026-11-22T10:00:00.000Z",
        })
    }

    /// What an agenda tells of an offer to the patient of that appointment.
    pub(crate) fn offered(&self, offer: OfferId) -> Value {
        let mut fact = self.about();
        let more = json!({"offer": offer, "expires_at": "2026-11-25T06:30:00.000Z"});
        fact.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        fact
    }

    /// The agenda's own facts about the offer: a slot of Wednesday for an appointment of the Monday after.
    pub(crate) fn offer_facts(&self) -> Value {
        let own = self.facts().get("slot").cloned().unwrap();
        let mut offered = own.clone();
        let times = json!({"starts_at": "2026-11-25T08:30:00.000Z", "ends_at": "2026-11-25T09:00:00.000Z"});
        offered.as_object_mut().unwrap().extend(times.as_object().unwrap().clone());
        let expires_at = "2026-11-25T06:30:00.000Z";
        json!({"is": "open", "offer": self.offer, "state": "open", "own": own, "offered": offered, "expires_at": expires_at, "waits": true})
    }

    /// Rings the alarm once, at `now`.
    pub(crate) fn tick(&self, town: &Town<'_>) {
        at_once(self.object().tick(&self.sql, town)).unwrap();
    }

    /// Rings it as often as it wants to be rung, up to `until`.
    pub(crate) fn settle(&self, town: &Town<'_>, until: Instant) {
        for _ in 0..1_000 {
            match self.object().wake_at(&self.sql).unwrap() {
                Some(at) if at <= until => self.now.set(at.max(self.now.get())),
                _ => return,
            }
            self.tick(town);
        }
        panic!("no end in sight");
    }

    /// Every row of every table, one a line, after its table's name.
    pub(crate) fn dump(&self) -> String {
        let tables = self.sql.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
        let rows = |table: &str| self.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap();
        tables.iter().flat_map(|(table,)| rows(table).into_iter().map(move |row| format!("{table} {row:?}\n"))).collect()
    }

    /// The state of the only message.
    pub(crate) fn sql_state(&self) -> String {
        let states = self.sql.rows::<(String,)>("SELECT state FROM message", &[]).unwrap();
        let [(state,)] = states.as_slice() else { panic!("{} messages", states.len()) };
        state.clone()
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        self.sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().0
    }
}

/// Everybody whom the Mailroom speaks to, as the test wishes them.
pub(crate) struct Town<'a> {
    desk: &'a Desk,
    /// What the Agenda answers to `CheckAppointment`, if not the usual.
    pub(crate) facts: RefCell<Option<Value>>,
    /// What the Agenda answers to `CheckOffer`; none: it is away.
    pub(crate) offer: RefCell<Option<Value>>,
    /// What the Practice answers to `ReadContact`; none: it is away.
    pub(crate) contact: RefCell<Option<Value>>,
    /// Whether the Practice knows nobody of that id.
    pub(crate) nobody: Cell<bool>,
    /// What the provider answers to a mail; none: nothing comes back.
    pub(crate) provider: RefCell<Option<(u16, Value)>>,
    /// A fact that arrives while the provider is being asked.
    pub(crate) meanwhile: RefCell<Option<(ObjectRef, &'static str, Value)>>,
    /// The mails that the provider was given.
    pub(crate) mails: RefCell<Vec<Value>>,
    /// What the Practice and the Agenda were told.
    pub(crate) told: RefCell<Vec<Delivery>>,
}

impl<'a> Town<'a> {
    /// A town where everything works, and the patient has an address.
    pub(crate) fn new(desk: &'a Desk) -> Self {
        let contact = json!({"given_name": "Zoé", "name": "Anne Durand", "email": format!("anne@{DOMAIN}"), "locale": "fr-FR"});
        Self {
            desk,
            facts: RefCell::default(),
            offer: RefCell::new(Some(desk.offer_facts())),
            nobody: Cell::new(false),
            contact: RefCell::new(Some(contact)),
            provider: RefCell::new(Some((201, json!({"messageId": "<1@x>"})))),
            meanwhile: RefCell::default(),
            mails: RefCell::default(),
            told: RefCell::default(),
        }
    }
}

impl World for Town<'_> {
    fn now(&self) -> Instant {
        self.desk.now.get()
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.desk.entropy
    }

    fn report(&self, trouble: NotTaken<'_>) {
        panic!("{trouble:?}");
    }

    async fn call(&self, object: &ObjectRef, path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        let me = Principal::Object { object: self.desk.same_name(ObjectClass::Mailroom) };
        if path == INBOX_PATH {
            assert!([self.desk.same_name(ObjectClass::Practice), self.desk.agenda()].contains(object));
            self.told.borrow_mut().push(serde_json::from_str(&body).unwrap());
            return Ok((200, "{}".into()));
        }
        assert_eq!(serde_json::from_str::<Call>(&body).unwrap().principal, me);
        let answer = match path {
            CheckAppointment::PATH => Some(self.facts.borrow().clone().unwrap_or_else(|| self.desk.facts())),
            CheckOffer::PATH => {
                assert_eq!(*object, self.desk.agenda());
                self.offer.borrow().clone()
            }
            ReadContact::PATH if self.nobody.get() => {
                let problem = Problem::new(ProblemKind::NotFound);
                return Ok((problem.status, serde_json::to_string(&problem).unwrap()));
            }
            ReadContact::PATH => self.contact.borrow().clone(),
            _ => panic!("{object} has no {path}"),
        };
        answer.map(|answer| (200, answer.to_string())).ok_or(NoAnswer::Lost)
    }

    async fn http(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        if let Some((source, kind, body)) = self.meanwhile.take() {
            assert_eq!(self.desk.tell(&source, kind, body), 200);
        }
        if let Some(body) = request.body {
            self.mails.borrow_mut().push(serde_json::from_str(&body).unwrap());
        }
        let answer = self.provider.borrow().clone();
        answer.map(|(status, body)| HttpResponse { status, headers: vec![], body: body.to_string() }).ok_or(NoAnswer::Lost)
    }
}

/// The outcome of something that waits for nobody.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    let Poll::Ready(done) = pin!(work).poll(&mut Context::from_waker(Waker::noop())) else { panic!("it waits") };
    done
}
