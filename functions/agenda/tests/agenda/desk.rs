//! An Agenda with two practices in it, everybody who might command it, and a world that notes what leaves it.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    task::{Context, Poll, Waker},
};

use chrono::TimeDelta;
use guichet_agenda::object::AgendaObject;
use guichet_contracts::{
    Answer, Call, Command, Object, Principal, Problem, ProblemKind,
    command::agenda::{
        Book, Booked, Day, DayEntry, Held, HoldSlot, OpenAgenda, OpenAvailability, Page, ReadDay, ReadPage, ReadPatientAppointments,
        SetAttendance,
    },
    command::card::{LocationCard, PracticeCard, PractitionerCard, ServiceCard},
    event::{Fact, PracticeChangedV1, PractitionerJoinedV1, PractitionerLeftV1},
    serve,
};
use guichet_kernel::{
    At, AvailabilityId, Country, Entropy, EventId, IdentityId, Instant, LocationId, ObjectClass, ObjectName, ObjectRef, PatientId,
    PracticeId, PractitionerId, Region, Right, ServiceId, Sql, Token, World, binds,
    link::{KeyRing, Purpose},
    outbox::{Delivery, INBOX_PATH},
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use guichet_testkit::{Memory, SeededEntropy};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Monday, 9:00 in Paris.
pub(crate) const NOW: Instant = Instant::from_millis(1_795_420_800_000);

/// A practice, with one place and one service.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) practice: PracticeId,
    pub(crate) location: LocationId,
    pub(crate) service: ServiceId,
}

/// An Agenda, opened or not.
pub(crate) struct Desk {
    pub(crate) sql: Memory,
    pub(crate) entropy: SeededEntropy,
    pub(crate) keys: KeyRing,
    pub(crate) practitioner: PractitionerId,
    pub(crate) own: Place,
    pub(crate) other: Place,
    pub(crate) stranger: PracticeId,
    pub(crate) ready: Cell<bool>,
    pub(crate) now: Cell<Instant>,
    versions: Cell<i64>,
}

/// An appointment and the tokens that lead to it.
pub(crate) struct Made {
    pub(crate) hold: Token,
    pub(crate) link: Token,
    pub(crate) booked: Booked,
}

impl Desk {
    pub(crate) fn unopened() -> Self {
        let entropy = SeededEntropy::new(5);
        let keys = r#"{"current":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
        let place = || Place {
            practice: PracticeId::draw(NOW, &entropy),
            location: LocationId::draw(NOW, &entropy),
            service: ServiceId::draw(NOW, &entropy),
        };
        Self {
            sql: Memory::new(),
            keys: KeyRing::from_json(keys).unwrap(),
            practitioner: PractitionerId::draw(NOW, &entropy),
            own: place(),
            other: place(),
            stranger: PracticeId::draw(NOW, &entropy),
            ready: Cell::new(false),
            now: Cell::new(NOW),
            versions: Cell::new(0),
            entropy,
        }
    }

    /// Both practices joined and told what they offer; the first is open on Tuesday from 9:00 to 12:00, the second from 14:00.
    pub(crate) fn open() -> Self {
        let desk = Self::unopened();
        for (place, from, to) in [(desk.own, "09:00", "12:00"), (desk.other, "14:00", "17:00")] {
            assert_eq!(desk.join(place), 200);
            assert_eq!(desk.tell_card(desk.card(place)), 200);
            assert_eq!(desk.ask(desk.staff(place.practice), &desk.open_availability(place, from, to)), None);
        }
        // What the openings told of themselves is told; the tests begin with nothing to tell.
        desk.sql.run("DELETE FROM outbox", &[]).unwrap();
        desk
    }

    pub(crate) fn name(&self) -> ObjectName {
        ObjectName::practitioner(Region::Eu, self.practitioner)
    }

    pub(crate) fn object(&self) -> AgendaObject {
        AgendaObject::new(self.name(), self.keys.clone())
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let at = At { now: self.now.get(), entropy: &self.entropy };
        serve(&self.object(), &self.sql, &self.ready, at, path, body, |error| panic!("{path}: {error}"))
    }

    pub(crate) fn call(&self, path: &str, principal: Principal, command: Value) -> Answer {
        let call = Call { path: String::new(), principal, request_id: "r1".into(), key: None, test_now: None, command };
        self.post(path, &serde_json::to_string(&call).unwrap())
    }

    pub(crate) fn answer<C: Command>(&self, principal: Principal, command: &C) -> Answer {
        self.call(C::PATH, principal, serde_json::to_value(command).unwrap())
    }

    /// What it replies; it must obey.
    pub(crate) fn reply<C: Command>(&self, principal: Principal, command: &C) -> C::Reply {
        let answer = self.answer(principal, command);
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Why it is refused; `None` if it is obeyed.
    pub(crate) fn ask<C: Command>(&self, principal: Principal, command: &C) -> Option<ProblemKind> {
        refusal(&self.answer(principal, command))
    }

    /// Delivers a fact with the next version, from a source and about a subject.
    pub(crate) fn deliver<F: Fact>(&self, source: &ObjectRef, subject: &str, fact: &F) -> u16 {
        self.versions.set(self.versions.get() + 1);
        let delivery = Delivery {
            event_id: EventId::draw(NOW, &self.entropy),
            source: source.clone(),
            subject: subject.to_owned(),
            version: self.versions.get(),
            kind: F::KIND.into(),
            at: self.now.get(),
            body: serde_json::to_value(fact).unwrap(),
        };
        self.post(INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    pub(crate) fn join(&self, place: Place) -> u16 {
        self.deliver(&self.practice_object(place.practice), "membership", &self.joined(place.practice))
    }

    pub(crate) fn leave(&self, place: Place) -> u16 {
        self.deliver(&self.practice_object(place.practice), "membership", &PractitionerLeftV1 { practice: place.practice })
    }

    pub(crate) fn tell_card(&self, card: PracticeCard) -> u16 {
        self.deliver(&self.practice_object(card.practice), &card.practice.to_string(), &PracticeChangedV1 { card })
    }

    pub(crate) fn joined(&self, practice: PracticeId) -> PractitionerJoinedV1 {
        PractitionerJoinedV1 { practice, country: Country::France, identity: identity('a'), card: self.practitioner_card() }
    }

    pub(crate) fn practice_object(&self, practice: PracticeId) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(self.name().region(), practice))
    }

    pub(crate) fn mailroom(&self, practice: PracticeId) -> Principal {
        Principal::Object { object: ObjectRef { class: ObjectClass::Mailroom, ..self.practice_object(practice) } }
    }

    /// A member of a practice who may run this agenda.
    pub(crate) fn staff(&self, practice: PracticeId) -> Principal {
        Self::staff_with(practice, Right::ALL, self.practitioner)
    }

    pub(crate) fn staff_with(practice: PracticeId, rights: &[Right], runs: PractitionerId) -> Principal {
        Principal::Staff { practice, rights: rights.to_vec(), runs: vec![runs], actor: Some("mbr_1".to_owned().try_into().unwrap()) }
    }

    pub(crate) fn card(&self, place: Place) -> PracticeCard {
        let name = if place.practice == self.own.practice { "Cabinet des Lilas" } else { "Maison de santé" };
        let location = json!({"id": place.location, "address": ["1 rue des Lilas"], "city": "Lyon", "zone": "Europe/Paris"});
        let service = json!({"id": place.service, "label": "Consultation", "minutes": 30});
        PracticeCard {
            practice: place.practice,
            country: Country::France,
            name: name.to_owned().try_into().unwrap(),
            telephone: serde_json::from_value(json!({"dial": "+33478000000", "shown": "04 78 00 00 00"})).unwrap(),
            cancellation_notice: 60,
            booking_notice: 0,
            booking_horizon: 90,
            open_bookings: 10,
            confirm_by_link: false,
            alerts: None,
            locations: vec![serde_json::from_value::<LocationCard>(location).unwrap()],
            services: vec![serde_json::from_value::<ServiceCard>(service).unwrap()],
        }
    }

    pub(crate) fn practitioner_card(&self) -> PractitionerCard {
        let card = json!({"id": self.practitioner, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"});
        serde_json::from_value(card).unwrap()
    }

    pub(crate) fn open_agenda(&self) -> OpenAgenda {
        OpenAgenda { practitioner: self.practitioner_card(), country: Country::France, practice: self.own.practice }
    }

    pub(crate) fn open_availability(&self, place: Place, from: &str, to: &str) -> OpenAvailability {
        OpenAvailability {
            availability: AvailabilityId::draw(NOW, &self.entropy),
            location: place.location,
            service: place.service,
            date: tuesday("00:00").utc().date_naive().succ_opt().unwrap(),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        }
    }

    pub(crate) fn hold_slot(&self, place: Place, starts_at: Instant) -> HoldSlot {
        HoldSlot {
            country: None,
            practice: None,
            service: place.service,
            location: None,
            starts_at,
            browser: Token::draw(&self.entropy),
            network: None,
        }
    }

    pub(crate) fn book(hold: &Token) -> Book {
        let person = json!({"given_name": "Zoé", "family_name": "Durand", "birth_date": "1990-04-12", "email": "zoe@exemple.fr"});
        Book { country: None, hold: hold.clone(), person: serde_json::from_value(person).unwrap(), booker: None, network: None }
    }

    pub(crate) fn made(&self, place: Place, starts_at: Instant) -> Made {
        let Held { hold, .. } = self.reply(Principal::Public, &self.hold_slot(place, starts_at));
        let booked: Booked = self.reply(Principal::Public, &Self::book(&hold));
        let link = self.keys.verify(&booked.link, Purpose::Appointment, NOW).unwrap().token;
        Made { hold, link, booked }
    }

    pub(crate) fn day(&self, practice: PracticeId) -> Vec<DayEntry> {
        let day: Day = self.reply(self.staff(practice), &self.read_day());
        day.entries
    }

    pub(crate) fn read_day(&self) -> ReadDay {
        ReadDay { date: self.open_availability(self.own, "09:00", "10:00").date }
    }

    /// Under which id an appointment's patient is known.
    pub(crate) fn patient_of(&self, made: &Made) -> PatientId {
        let found = self.sql.first("SELECT patient_id FROM appointment WHERE appointment_id = ?", binds![made.booked.appointment]);
        found.unwrap().map(|(patient,)| patient).unwrap()
    }

    pub(crate) fn read_patient(&self, made: &Made) -> ReadPatientAppointments {
        ReadPatientAppointments { patient: self.patient_of(made), also: vec![], before: None, most: 25, ahead: 0 }
    }

    pub(crate) fn page(&self, practice: Option<PracticeId>, service: Option<ServiceId>) -> Page {
        self.reply(Principal::Public, &Self::read_page(service, practice, Some(Country::France)))
    }

    pub(crate) const fn read_page(service: Option<ServiceId>, practice: Option<PracticeId>, country: Option<Country>) -> ReadPage {
        ReadPage { service, practice, country, location: None, from: None, days: 14 }
    }

    pub(crate) fn set(made: &Made, attendance: &str, version: i64) -> SetAttendance {
        let attendance = serde_json::from_value(json!(attendance)).unwrap();
        SetAttendance { appointment: made.booked.appointment, version, attendance }
    }

    pub(crate) fn tables(&self) -> usize {
        self.sql.query("SELECT name FROM sqlite_master", &[]).unwrap().len()
    }

    pub(crate) fn rows(&self) -> Vec<i64> {
        let count = |table| self.sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().0;
        [
            "membership",
            "availability",
            "closing",
            "terms",
            "occupancy",
            "hold",
            "appointment",
            "attendance_history",
            "outbox",
            "inbox",
            "waitlist_entry",
            "waitlist_freed",
            "waitlist_offer",
        ]
        .map(count)
        .to_vec()
    }

    /// What waits to be told, by consumer's class and kind; not what the Directory is told of what is free.
    pub(crate) fn waiting(&self) -> Vec<(String, String, Value)> {
        self.waits("kind <> 'FreeChangedV1'")
    }

    /// What waits to be told of what is free.
    pub(crate) fn free_waiting(&self) -> Vec<(String, String, Value)> {
        self.waits("kind = 'FreeChangedV1'")
    }

    fn waits(&self, which: &str) -> Vec<(String, String, Value)> {
        let select = format!("SELECT consumer, kind, body FROM outbox WHERE {which} ORDER BY seq");
        let rows: Vec<(ObjectRef, String, String)> = self.sql.rows(&select, &[]).unwrap();
        rows.into_iter()
            .map(|(consumer, kind, body)| (consumer.class.as_str().to_owned(), kind, serde_json::from_str(&body).unwrap()))
            .collect()
    }

    /// Does what is due at `now`; what is told to whom is taken by `answers`.
    pub(crate) fn tick(&self, now: Instant, answers: Away) {
        self.now.set(now);
        finish(self.object().tick(&self.sql, &Outside::new(now, &self.entropy, answers))).unwrap();
    }
}

/// Who does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Away {
    Nobody,
    Everybody,
}

/// A world in which everybody answers the same, or nobody does.
pub(crate) struct Outside<'a> {
    now: Cell<Instant>,
    entropy: &'a SeededEntropy,
    answers: Away,
    /// How long each call takes.
    pub(crate) patience: TimeDelta,
    pub(crate) calls: RefCell<Vec<ObjectRef>>,
    /// What somebody was to look at, each field as `name=value`.
    pub(crate) notices: RefCell<Vec<(String, Vec<String>)>>,
}

impl<'a> Outside<'a> {
    pub(crate) fn new(now: Instant, entropy: &'a SeededEntropy, answers: Away) -> Self {
        let (calls, notices) = (RefCell::default(), RefCell::default());
        Self { now: Cell::new(now), entropy, answers, patience: TimeDelta::zero(), calls, notices }
    }
}

impl World for Outside<'_> {
    fn now(&self) -> Instant {
        self.now.get()
    }

    fn entropy(&self) -> &dyn Entropy {
        self.entropy
    }

    fn report(&self, _trouble: NotTaken<'_>) {}

    fn notice(&self, what: &str, fields: &[(&str, String)]) {
        let fields = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.notices.borrow_mut().push((what.to_owned(), fields));
    }

    async fn call(&self, object: &ObjectRef, _path: &str, _body: String) -> Result<(u16, String), NoAnswer> {
        self.now.set(self.now.get().plus(self.patience));
        self.calls.borrow_mut().push(object.clone());
        if self.answers == Away::Nobody { Ok((200, "{}".into())) } else { Err(NoAnswer::Lost) }
    }

    async fn http(&self, _request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        Err(NoAnswer::NotSent)
    }
}

/// Runs a future that waits for nothing.
pub(crate) fn finish<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

/// Tuesday, by the clock in Paris.
pub(crate) fn tuesday(wall: &str) -> Instant {
    let (hours, minutes) = wall.split_once(':').unwrap();
    NOW.plus(TimeDelta::hours(15 + hours.parse::<i64>().unwrap()) + TimeDelta::minutes(minutes.parse().unwrap()))
}

pub(crate) fn identity(digit: char) -> ObjectName {
    let id: IdentityId = format!("idn_{}", digit.to_string().repeat(32)).parse().unwrap();
    ObjectName::identity(Region::Eu, id)
}

pub(crate) fn refusal(answer: &Answer) -> Option<ProblemKind> {
    (answer.status != 200).then(|| serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
}

pub(crate) fn read<T: DeserializeOwned>(answer: &Answer) -> T {
    serde_json::from_str(&answer.body).unwrap()
}
