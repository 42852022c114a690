//! The Directory's public side: who is in the list, what it answers, and how it becomes whole again.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "the whole file is a test")]

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    task::{Context, Poll, Waker},
};

use chrono::TimeDelta;
use guichet_agenda::directory::DirectoryObject;
use guichet_contracts::{
    Answer, AskPulse, Call, Command, Object, Principal, Problem, ProblemKind,
    command::directory::{
        Beat, DirectoryPage, ListPages, Objects, Pages, PracticePage, ReadObjects, ReadPracticePage, Rebuild, SearchDirectory,
    },
    event::{Fact, FreeChangedV1, PracticeRegisteredV1, PractitionerRegisteredV1},
    serve,
};
use guichet_kernel::{
    At, Country, Entropy, EventId, Instant, Label, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, World, Zone,
    outbox::{Delivery, INBOX_PATH},
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::{Value, json};

/// Monday, 9:00 in Paris.
const NOW: Instant = Instant::from_millis(1_795_420_800_000);
const LOCATION: &str = "loc_0193a0000000700080000000000000b1";
const SERVICE: &str = "srv_0193a0000000700080000000000000c1";

/// A Directory, and what everybody would say of themselves.
struct Land {
    sql: Memory,
    entropy: SeededEntropy,
    ready: Cell<bool>,
    version: Cell<i64>,
    practices: Vec<(PracticeId, Vec<PractitionerId>)>,
}

impl Land {
    /// Nobody has said anything yet.
    fn silent() -> Self {
        let entropy = SeededEntropy::new(9);
        let practices =
            (0..3).map(|of| (PracticeId::draw(NOW, &entropy), (0..=of).map(|_| PractitionerId::draw(NOW, &entropy)).collect())).collect();
        Self { sql: Memory::new(), entropy, ready: Cell::new(false), version: Cell::new(0), practices }
    }

    /// Everybody has.
    fn whole() -> Self {
        let country = Self::silent();
        for n in 0..country.practices.len() {
            country.practice_says(n);
            for who in &country.practices[n].1 {
                assert_eq!(country.agenda_says(n, *who, Some(NOW.plus(TimeDelta::hours(i64::try_from(n).unwrap() + 1))), NOW), 200);
            }
        }
        country
    }

    fn object() -> DirectoryObject {
        DirectoryObject::new(ObjectName::directory(Country::France)).unwrap()
    }

    fn post(&self, now: Instant, path: &str, body: &str) -> Answer {
        serve(&Self::object(), &self.sql, &self.ready, At { now, entropy: &self.entropy }, path, body, |error| panic!("{path}: {error}"))
    }

    fn ask<C: Command>(&self, now: Instant, principal: Principal, command: &C) -> Result<C::Reply, ProblemKind> {
        let command = serde_json::to_value(command).unwrap();
        let call = Call { path: String::new(), principal, request_id: String::new(), key: None, test_now: None, command };
        let answer = self.post(now, C::PATH, &serde_json::to_string(&call).unwrap());
        if answer.status == 200 {
            Ok(serde_json::from_str(&answer.body).unwrap())
        } else {
            Err(serde_json::from_str::<Problem>(&answer.body).unwrap().kind())
        }
    }

    fn search(&self, text: &str, city: &str) -> DirectoryPage {
        self.ask(NOW, Principal::Public, &SearchDirectory { text: text.into(), city: city.into(), after: None, most: 50 }).unwrap()
    }

    fn names(&self, text: &str) -> Vec<String> {
        self.search(text, "").lines.into_iter().map(|line| line.practitioner.name.as_str().to_owned()).collect()
    }

    fn operate<C: Command>(&self, command: &C) -> C::Reply {
        self.ask(NOW, Principal::Operator, command).unwrap()
    }

    fn deliver<F: Fact>(&self, source: &ObjectRef, subject: &str, fact: &F) -> u16 {
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
        self.post(NOW, INBOX_PATH, &serde_json::to_string(&delivery).unwrap()).status
    }

    fn practice_object(&self, n: usize) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, self.practices[n].0))
    }

    fn card(&self, n: usize) -> Value {
        json!({
            "practice": self.practices[n].0, "country": "FR", "name": format!("Cabinet {n}"),
            "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "cancellation_notice": 60,
            "locations": [{"id": LOCATION, "address": ["1 rue des Lilas"], "city": "Lyon", "zone": "Europe/Paris"}],
            "services": [{"id": SERVICE, "label": "Séance", "minutes": 30}, {"id": "srv_0193a0000000700080000000000000c2", "label": "Réunion", "minutes": 30, "online": false}],
        })
    }

    fn registers(&self, n: usize, card: &Value) -> u16 {
        let id = self.practices[n].0;
        let fact: PracticeRegisteredV1 =
            serde_json::from_value(json!({"practice": id, "name": "Cabinet", "cities": ["Lyon"], "card": card})).unwrap();
        self.deliver(&self.practice_object(n), &id.to_string(), &fact)
    }

    fn employs(&self, n: usize, who: PractitionerId, name: &str, active: bool) -> u16 {
        let card = json!({"id": who, "name": name, "profession": "Ostéopathe", "slug": "slug"});
        let fact: PractitionerRegisteredV1 =
            serde_json::from_value(json!({"practice": self.practices[n].0, "card": card, "active": active})).unwrap();
        self.deliver(&self.practice_object(n), &who.to_string(), &fact)
    }

    fn practice_says(&self, n: usize) {
        assert_eq!(self.registers(n, &self.card(n)), 200);
        for (number, who) in self.practices[n].1.iter().enumerate() {
            assert_eq!(self.employs(n, *who, &format!("Claire {}Morel", ["", "de ", "du "][number]), true), 200);
        }
    }

    fn agenda_says(&self, n: usize, who: PractitionerId, starts_at: Option<Instant>, at: Instant) -> u16 {
        let free = json!([{"service": SERVICE, "location": LOCATION}, {"service": SERVICE, "location": LOCATION, "starts_at": starts_at}]);
        let (practice, agenda) = (self.practices[n].0, ObjectName::practitioner(Region::Eu, who));
        let fact: FreeChangedV1 =
            serde_json::from_value(json!({"practice": practice, "practitioner": who, "free": free, "new_patients": true, "at": at}))
                .unwrap();
        self.deliver(&ObjectRef::new(ObjectClass::Agenda, agenda), &practice.to_string(), &fact)
    }

    /// The beats that are wanted; whoever is asked to say again says it afterwards, as an outbox would.
    fn beats(&self) -> Vec<ObjectRef> {
        let mut said = Vec::new();
        for _ in 0..20 {
            let Some(_) = Self::object().wake_at(&self.sql).unwrap() else { return said };
            let outside = Outside { entropy: &self.entropy, again: RefCell::default() };
            match pin!(Self::object().tick(&self.sql, &outside)).poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(done) => done.unwrap(),
                Poll::Pending => panic!("it waits"),
            }
            for object in outside.again.into_inner() {
                for n in 0..self.practices.len() {
                    if object == self.practice_object(n) {
                        self.practice_says(n);
                    }
                    for who in self.practices[n]
                        .1
                        .iter()
                        .filter(|who| object.class == ObjectClass::Agenda && object.name.practitioner_id() == Some(**who))
                    {
                        self.agenda_says(n, *who, Some(NOW.plus(TimeDelta::hours(i64::try_from(n).unwrap() + 1))), NOW);
                    }
                }
                said.push(object);
            }
        }
        panic!("beats without end")
    }
}

struct Outside<'a> {
    entropy: &'a SeededEntropy,
    again: RefCell<Vec<ObjectRef>>,
}

impl World for Outside<'_> {
    fn now(&self) -> Instant {
        NOW
    }

    fn entropy(&self) -> &dyn Entropy {
        self.entropy
    }

    fn report(&self, _trouble: NotTaken<'_>) {}

    async fn call(&self, object: &ObjectRef, _path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        let call: Call = serde_json::from_str(&body).unwrap();
        if serde_json::from_value::<AskPulse>(call.command).unwrap().say_again {
            self.again.borrow_mut().push(object.clone());
        }
        Ok((200, "{}".into()))
    }

    async fn http(&self, _request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        Err(NoAnswer::NotSent)
    }
}

// A3: only practices with a place and an online service are public; a practitioner who left is gone.
#[test]
fn who_can_be_booked_is_public_and_nobody_else() {
    let country = Land::silent();
    let (practice, who) = (country.practices[0].0, country.practices[0].1[0]);
    assert_eq!(country.registers(0, &Value::Null), 200);
    assert_eq!(country.employs(0, who, "Claire Morel", true), 200);
    assert_eq!(country.names("morel"), Vec::<String>::new(), "the practice does not say what it shows");
    let read = || country.ask(NOW, Principal::Public, &ReadPracticePage { practice }).map(|page: PracticePage| page.lines.len());
    assert_eq!(read(), Err(ProblemKind::NotFound));
    assert_eq!(country.registers(0, &country.card(0)), 200);
    assert_eq!((country.names("morel"), read()), (vec!["Claire Morel".to_owned()], Ok(1)));
    // A service that staff alone can book is nobody's to find.
    assert_eq!(country.names("réunion"), Vec::<String>::new());
    for without in ["locations", "services"] {
        let mut card = country.card(0);
        card[without] = json!([]);
        assert_eq!(country.registers(0, &card), 200);
        assert_eq!((country.names("morel"), read()), (Vec::new(), Err(ProblemKind::NotFound)), "{without}");
    }
    assert_eq!(country.registers(0, &country.card(0)), 200);
    assert_eq!(country.employs(0, who, "Claire Morel", false), 200);
    assert_eq!((country.names(""), read()), (Vec::new(), Ok(0)));
    assert_eq!(country.registers(0, &country.card(0)), 200);
    assert_eq!(country.names(""), Vec::<String>::new(), "who has left stays gone");
}

#[test]
fn each_says_what_is_theirs() {
    let country = Land::whole();
    let before = country.search("", "");
    // Another practice's card, and another country's.
    assert_eq!(country.registers(0, &country.card(1)), 403);
    let mut abroad = country.card(0);
    abroad["country"] = json!("BE");
    assert_eq!(country.registers(0, &abroad), 403);
    // An agenda speaks for itself.
    let fact: FreeChangedV1 = serde_json::from_value(json!({
        "practice": country.practices[0].0, "practitioner": country.practices[0].1[0], "free": [], "new_patients": false, "at": NOW,
    }))
    .unwrap();
    let other = ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, country.practices[1].1[0]));
    for source in [&other, &country.practice_object(0), &ObjectRef { class: ObjectClass::Identity, ..other.clone() }] {
        assert_eq!(country.deliver(source, "x", &fact), 403, "{source}");
    }
    assert_eq!(country.search("", ""), before);
}

#[test]
fn a_line_shows_the_newest_word_of_the_agenda_while_it_can_still_be_true() {
    let country = Land::whole();
    let (at, who) = (|minutes| NOW.plus(TimeDelta::minutes(minutes)), country.practices[0].1[0]);
    let line = |now| {
        let found: DirectoryPage = country
            .ask(now, Principal::Public, &SearchDirectory { text: "cabinet 0".into(), city: String::new(), after: None, most: 5 })
            .unwrap();
        (found.lines[0].next_free, found.lines[0].said_at, found.lines[0].zone.map(Zone::name))
    };
    assert_eq!(line(NOW), (Some(at(60)), Some(NOW), Some("Europe/Paris")));
    country.agenda_says(0, who, Some(at(30)), at(5));
    country.agenda_says(0, who, Some(at(600)), at(4));
    assert_eq!(line(at(6)), (Some(at(30)), Some(at(5)), Some("Europe/Paris")));
    assert_eq!(line(at(30)).0, None, "a start that is over is not said");
    country.agenda_says(0, who, None, at(40));
    assert_eq!(line(at(41)), (None, Some(at(40)), Some("Europe/Paris")));
}

#[test]
fn pages_are_listed_to_the_end_and_each_once() {
    let country = Land::whole();
    let all: Pages = country.ask(NOW, Principal::Public, &ListPages { after: None, most: 5_000 }).unwrap();
    assert_eq!((all.paths.len(), all.after), (3 + 6, None));
    assert!(all.paths[0].starts_with("/fr/cabinet/cabinet-") && all.paths[8].starts_with("/fr/praticien/slug-"));
    for most in [1, 2, 3, 4] {
        let (mut paths, mut after) = (Vec::new(), None);
        loop {
            let page: Pages = country.ask(NOW, Principal::Public, &ListPages { after, most }).unwrap();
            paths.extend(page.paths);
            after = page.after;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paths, all.paths, "by {most}");
    }
    let foreign = Some(Label::parse("mbr_1").unwrap());
    assert_eq!(country.ask(NOW, Principal::Public, &ListPages { after: foreign.clone(), most: 5 }).unwrap_err(), ProblemKind::BadRequest);
    let command = SearchDirectory { text: String::new(), city: String::new(), after: foreign, most: 5 };
    assert_eq!(country.ask(NOW, Principal::Public, &command).unwrap_err(), ProblemKind::BadRequest);
}

/// What searches answer.
fn answers(country: &Land) -> Vec<DirectoryPage> {
    ["", "morel", "claire du", "cabinet 2", "ostheopathe", "séance"]
        .into_iter()
        .flat_map(|text| [country.search(text, ""), country.search(text, "lyon")])
        .collect()
}

#[test]
fn a_directory_that_forgot_all_is_whole_again_and_answers_the_same() {
    let country = Land::whole();
    let before = answers(&country);
    country.operate(&Rebuild { objects: Vec::new(), forget: true });
    assert_eq!(country.names(""), Vec::<String>::new());
    let said = country.beats();
    assert_eq!((said.len(), said.iter().filter(|object| object.class == ObjectClass::Practice).count()), (3 + 6, 3));
    assert_eq!(answers(&country), before);
    // A beat afterwards asks nobody for words.
    country.operate(&Beat {});
    assert_eq!(country.beats(), []);
}

#[test]
fn a_directory_that_was_lost_is_whole_again_from_the_names_of_its_objects() {
    let mut country = Land::whole();
    let before = answers(&country);
    let objects: Objects = country.operate(&ReadObjects { after: None, most: 500 });
    country.sql = Memory::new();
    country.ready.set(false);
    country.operate(&Rebuild { objects: objects.objects.into_iter().map(|known| known.object).collect(), forget: false });
    country.beats();
    assert_eq!(answers(&country), before);
    let names = |objects| country.ask(NOW, Principal::Operator, &Rebuild { objects, forget: false }).map(drop);
    let practice = country.practice_object(0);
    let abroad = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Ca, country.practices[0].0));
    let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France));
    for wrong in [vec![abroad], vec![directory], vec![practice; 501]] {
        assert_eq!(names(wrong), Err(ProblemKind::Invalid));
    }
}
