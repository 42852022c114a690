//! A Directory, and everybody who would speak to it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    pin::pin,
    task::{Context, Poll, Waker},
};

use chrono::TimeDelta;
use guichet_agenda::directory::DirectoryObject;
use guichet_contracts::{
    Answer, AskPulse, Call, Command, Object, Principal, Problem, ProblemKind,
    command::directory::{DirectoryPage, SearchDirectory},
    event::{Fact, FreeChangedV1, PracticeRegisteredV1, PractitionerRegisteredV1},
    serve,
};
use guichet_kernel::{
    At, Country, Entropy, EventId, Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, World,
    outbox::{Delivery, INBOX_PATH},
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::{Value, json};

/// Monday, 9:00 in Paris.
pub(crate) const NOW: Instant = Instant::from_millis(1_795_420_800_000);
const LOCATION: &str = "loc_0193a0000000700080000000000000b1";
const SERVICE: &str = "srv_0193a0000000700080000000000000c1";

/// A Directory, and what everybody would say of themselves.
pub(crate) struct Land {
    pub(crate) sql: Memory,
    pub(crate) entropy: SeededEntropy,
    pub(crate) ready: Cell<bool>,
    pub(crate) practices: Vec<(PracticeId, Vec<PractitionerId>)>,
    /// What the clock shows.
    pub(crate) now: Cell<Instant>,
    /// What is published, and how often anything was.
    pub(crate) published: RefCell<BTreeMap<String, String>>,
    pub(crate) puts: Cell<usize>,
    /// Whether the place of what is published refuses.
    pub(crate) refuses: Cell<bool>,
    /// Who holds nothing.
    pub(crate) nobody: RefCell<Vec<ObjectRef>>,
    version: Cell<i64>,
}

impl Land {
    /// Nobody has said anything yet.
    pub(crate) fn silent() -> Self {
        let entropy = SeededEntropy::new(9);
        let practices =
            (0..3).map(|of| (PracticeId::draw(NOW, &entropy), (0..=of).map(|_| PractitionerId::draw(NOW, &entropy)).collect())).collect();
        Self {
            sql: Memory::new(),
            entropy,
            ready: Cell::new(false),
            practices,
            now: Cell::new(NOW),
            published: RefCell::default(),
            puts: Cell::new(0),
            refuses: Cell::new(false),
            nobody: RefCell::default(),
            version: Cell::new(0),
        }
    }

    /// Everybody has.
    pub(crate) fn whole() -> Self {
        let country = Self::silent();
        for n in 0..country.practices.len() {
            country.practice_says(n);
            for who in &country.practices[n].1 {
                assert_eq!(country.agenda_says(n, *who, Some(NOW.plus(TimeDelta::hours(i64::try_from(n).unwrap() + 1))), NOW), 200);
            }
        }
        country
    }

    pub(crate) fn object() -> DirectoryObject {
        DirectoryObject::new(ObjectName::directory(Country::France)).unwrap()
    }

    pub(crate) fn post(&self, now: Instant, path: &str, body: &str) -> Answer {
        serve(&Self::object(), &self.sql, &self.ready, At { now, entropy: &self.entropy }, path, body, |error| panic!("{path}: {error}"))
    }

    pub(crate) fn ask<C: Command>(&self, now: Instant, principal: Principal, command: &C) -> Result<C::Reply, ProblemKind> {
        let command = serde_json::to_value(command).unwrap();
        let call = Call { path: String::new(), principal, request_id: String::new(), key: None, test_now: None, command };
        let answer = self.post(now, C::PATH, &serde_json::to_string(&call).unwrap());
        if answer.status == 200 {
            Ok(serde_json::from_str(&answer.body).unwrap())
        } else {
            Err(serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
        }
    }

    pub(crate) fn search(&self, text: &str, city: &str) -> DirectoryPage {
        self.ask(NOW, Principal::Public, &SearchDirectory { text: text.into(), city: city.into(), after: None, most: 50 }).unwrap()
    }

    pub(crate) fn names(&self, text: &str) -> Vec<String> {
        self.search(text, "").lines.into_iter().map(|line| line.practitioner.name.as_str().to_owned()).collect()
    }

    pub(crate) fn operate<C: Command>(&self, command: &C) -> C::Reply {
        self.ask(NOW, Principal::Operator, command).unwrap()
    }

    pub(crate) fn deliver<F: Fact>(&self, source: &ObjectRef, subject: &str, fact: &F) -> u16 {
        self.version.set(self.version.get() + 1);
        let delivery = Delivery {
            event_id: EventId::draw(NOW, &self.entropy),
            source: source.clone(),
            subject: subject.to_owned(),
            version: self.version.get(),
            kind: F::KIND.into(),
            at: NOW,
            body: serde_json::to_value(fact).unwrap(),
        };
        self.post(self.now.get(), INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    pub(crate) fn practice_object(&self, n: usize) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, self.practices[n].0))
    }

    pub(crate) fn card(&self, n: usize) -> Value {
        json!({
            "practice": self.practices[n].0, "country": "FR", "name": format!("Cabinet {n}"),
            "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "cancellation_notice": 60,
            "locations": [{"id": LOCATION, "address": ["1 rue des Lilas"], "city": "Lyon", "zone": "Europe/Paris"}],
            "services": [{"id": SERVICE, "label": "Séance", "minutes": 30}, {"id": "srv_0193a0000000700080000000000000c2", "label": "Réunion", "minutes": 30, "online": false}],
        })
    }

    pub(crate) fn registers(&self, n: usize, card: &Value) -> u16 {
        let id = self.practices[n].0;
        let fact: PracticeRegisteredV1 =
            serde_json::from_value(json!({"practice": id, "name": "Cabinet", "cities": ["Lyon"], "card": card})).unwrap();
        self.deliver(&self.practice_object(n), &id.to_string(), &fact)
    }

    pub(crate) fn employs(&self, n: usize, who: PractitionerId, name: &str, active: bool) -> u16 {
        let card = json!({"id": who, "name": name, "profession": "Ostéopathe", "slug": "slug"});
        let fact: PractitionerRegisteredV1 =
            serde_json::from_value(json!({"practice": self.practices[n].0, "card": card, "active": active})).unwrap();
        self.deliver(&self.practice_object(n), &who.to_string(), &fact)
    }

    pub(crate) fn practice_says(&self, n: usize) {
        assert_eq!(self.registers(n, &self.card(n)), 200);
        for (number, who) in self.practices[n].1.iter().enumerate() {
            assert_eq!(self.employs(n, *who, &format!("Claire {}Morel", ["", "de ", "du "][number]), true), 200);
        }
    }

    pub(crate) fn agenda_says(&self, n: usize, who: PractitionerId, starts_at: Option<Instant>, at: Instant) -> u16 {
        let free = json!([{"service": SERVICE, "location": LOCATION}, {"service": SERVICE, "location": LOCATION, "starts_at": starts_at}]);
        let (practice, agenda) = (self.practices[n].0, ObjectName::practitioner(Region::Eu, who));
        let fact: FreeChangedV1 =
            serde_json::from_value(json!({"practice": practice, "practitioner": who, "free": free, "new_patients": true, "at": at}))
                .unwrap();
        self.deliver(&ObjectRef::new(ObjectClass::Agenda, agenda), &practice.to_string(), &fact)
    }

    /// What is due by now, done; whoever is asked to say again says it afterwards, as an outbox would.
    pub(crate) fn beats(&self) -> Vec<ObjectRef> {
        let mut said = Vec::new();
        for _ in 0..50 {
            if Self::object().wake_at(&self.sql).unwrap().is_none_or(|due| due > self.now.get()) {
                return said;
            }
            let outside = Outside { land: self, again: RefCell::default() };
            match pin!(Self::object().tick(&self.sql, &outside)).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => done.unwrap(),
                Poll::Pending => panic!("it waits"),
            }
            for object in outside.again.into_inner() {
                self.speaks(&object);
                said.push(object);
            }
        }
        panic!("beats without end")
    }

    fn speaks(&self, object: &ObjectRef) {
        for (n, (_, people)) in self.practices.iter().enumerate() {
            if *object == self.practice_object(n) {
                self.practice_says(n);
            }
            for who in people.iter().filter(|who| object.class == ObjectClass::Agenda && object.name.practitioner_id() == Some(**who)) {
                self.agenda_says(n, *who, Some(NOW.plus(TimeDelta::hours(i64::try_from(n).unwrap() + 1))), NOW);
            }
        }
    }

    /// Lets so many seconds pass, in which what is due is done.
    pub(crate) fn wait(&self, seconds: i64) {
        for _ in 0..seconds {
            self.now.set(self.now.get().plus(TimeDelta::seconds(1)));
            self.beats();
        }
    }
}

struct Outside<'a> {
    land: &'a Land,
    again: RefCell<Vec<ObjectRef>>,
}

impl World for Outside<'_> {
    fn now(&self) -> Instant {
        self.land.now.get()
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.land.entropy
    }

    fn report(&self, _trouble: NotTaken<'_>) {}

    async fn call(&self, object: &ObjectRef, _path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        let call: Call = serde_json::from_str(&body).unwrap();
        if self.land.nobody.borrow().contains(object) {
            return Ok((404, "{}".into()));
        }
        if serde_json::from_value::<AskPulse>(call.command).unwrap().say_again {
            self.again.borrow_mut().push(object.clone());
        }
        Ok((200, "{}".into()))
    }

    async fn http(&self, _request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        Err(NoAnswer::NotSent)
    }

    async fn publish(&self, key: &str, value: Option<String>) -> Result<(), NoAnswer> {
        self.land.puts.set(self.land.puts.get() + 1);
        if self.land.refuses.get() {
            return Err(NoAnswer::Lost);
        }
        match value {
            Some(value) => drop(self.land.published.borrow_mut().insert(key.to_owned(), value)),
            None => drop(self.land.published.borrow_mut().remove(key)),
        }
        Ok(())
    }
}
