//! Time, what is under way, and the world as an object sees it.
//!
//! A call is a plan of events: when it arrives, if it does, how often, and when its caller learns what. The caller's
//! future waits for the [`Event::Answer`]; if the caller dies meanwhile, whatever is under way still arrives.

use std::{
    cell::{Cell, RefCell},
    cmp::Ordering,
    collections::{BTreeMap, BinaryHeap},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use chrono::TimeDelta;
use guichet_kernel::{
    Entropy, Instant, ObjectClass, ObjectRef, World,
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};

use crate::{Faults, Mutation, dice::Dice};

/// What comes back from a call.
#[derive(Clone)]
pub(crate) enum Outcome {
    /// From another object.
    Object(Result<(u16, String), NoAnswer>),
    /// From the provider.
    Http(Result<HttpResponse, NoAnswer>),
}

/// Whom an answer goes to, and how long it takes to get there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reply {
    /// The call.
    pub(crate) call: u64,
    /// The node that waits for it.
    pub(crate) owner: usize,
    /// How long the answer travels.
    pub(crate) after: TimeDelta,
}

/// What the provider does with a request that has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Answers.
    Well,
    /// 429.
    TooMany,
    /// 500, and has not taken it.
    ErrorBefore,
    /// 503, and has taken it.
    ErrorAfter,
}

/// Something that happens at its time.
pub(crate) enum Event {
    /// A command or delivery reaches an object.
    Arrive { to: usize, path: String, body: String, reply: Option<Reply> },
    /// A value reaches the place where it is published, or its withdrawal.
    Publish { key: String, value: Option<String>, reply: Option<Reply> },
    /// A request reaches the provider.
    AtProvider { request: Rc<HttpRequest>, mood: Mood, reply: Option<Reply> },
    /// A caller learns what became of its call.
    Answer { call: u64, owner: usize, outcome: Outcome },
    /// An object's alarm rings.
    Alarm { node: usize },
}

struct Timed {
    at: Instant,
    sequence: u64,
    event: Event,
}

impl PartialEq for Timed {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Timed {}

impl PartialOrd for Timed {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The earliest first, out of a heap that gives the greatest.
impl Ord for Timed {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.sequence).cmp(&(self.at, self.sequence))
    }
}

/// What went wrong so far: a simulation in which nothing did proves nothing.
#[derive(Debug, Default, Clone)]
pub(crate) struct Mishaps {
    /// Calls between objects that were lost, repeated or delayed.
    pub(crate) calls: Cell<u64>,
    /// Requests to the provider that went wrong.
    pub(crate) http: Cell<u64>,
    /// Objects that died, and how many of them in the middle of a tick.
    pub(crate) crashes: Cell<u64>,
    /// Of these, in the middle of a tick.
    pub(crate) in_tick: Cell<u64>,
    /// Objects that stood still for hours.
    pub(crate) freezes: Cell<u64>,
}

pub(crate) fn count(cell: &Cell<u64>) {
    cell.set(cell.get() + 1);
}

/// Time and everything under way.
pub(crate) struct Net {
    /// Now.
    pub(crate) now: Cell<Instant>,
    /// Randomness.
    pub(crate) dice: Dice,
    /// What goes wrong at present.
    pub(crate) faults: Cell<Faults>,
    /// What is wrong on purpose.
    pub(crate) mutation: Mutation,
    /// What went wrong.
    pub(crate) mishaps: Mishaps,
    /// Which node is which object.
    pub(crate) places: RefCell<BTreeMap<ObjectRef, usize>>,
    /// Those whom somebody has told something and who are not there yet, in the order of the places that they have been given.
    pub(crate) newcomers: RefCell<Vec<ObjectRef>>,
    /// What is published.
    pub(crate) published: RefCell<BTreeMap<String, String>>,
    queue: RefCell<BinaryHeap<Timed>>,
    sequence: Cell<u64>,
    waiting: RefCell<BTreeMap<u64, Option<Outcome>>>,
}

impl Net {
    /// Nothing under way at `now`.
    pub(crate) fn new(now: Instant, dice: Dice, mutation: Mutation) -> Self {
        Self {
            now: Cell::new(now),
            dice,
            faults: Cell::new(Faults::NONE),
            mutation,
            mishaps: Mishaps::default(),
            places: RefCell::default(),
            newcomers: RefCell::default(),
            published: RefCell::default(),
            queue: RefCell::default(),
            sequence: Cell::new(0),
            waiting: RefCell::default(),
        }
    }

    /// Plans `event` for `at`.
    pub(crate) fn plan(&self, at: Instant, event: Event) {
        let sequence = self.next();
        self.queue.borrow_mut().push(Timed { at, sequence, event });
    }

    /// Plans `event` for so long from now.
    pub(crate) fn plan_in(&self, delta: TimeDelta, event: Event) {
        self.plan(self.now.get().plus(delta), event);
    }

    /// The next event up to `until`; the clock moves to it.
    pub(crate) fn next_event(&self, until: Instant) -> Option<Event> {
        let mut queue = self.queue.borrow_mut();
        if queue.peek()?.at > until {
            return None;
        }
        let timed = queue.pop()?;
        self.now.set(self.now.get().max(timed.at));
        Some(timed.event)
    }

    /// Whether a call, a request or an answer is on its way.
    pub(crate) fn is_travelling(&self) -> bool {
        self.queue.borrow().iter().any(|timed| !matches!(timed.event, Event::Alarm { .. }))
    }

    /// How many of these there are, to say so.
    pub(crate) fn travelling(&self) -> Vec<String> {
        let queue = self.queue.borrow();
        let named = |event: &Event| match event {
            Event::Arrive { to, path, .. } => Some(format!("{path} to {to}")),
            Event::Publish { key, .. } => Some(format!("publish {key}")),
            Event::AtProvider { request, .. } => Some(format!("{} {}", request.method, request.url)),
            Event::Answer { owner, .. } => Some(format!("an answer to {owner}")),
            Event::Alarm { .. } => None,
        };
        queue.iter().filter_map(|timed| Some(format!("{} at {}", named(&timed.event)?, timed.at))).collect()
    }

    /// Gives the answer to whoever waits for it; `false` if nobody does any more.
    pub(crate) fn settle(&self, call: u64, outcome: Outcome) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        waiting.get_mut(&call).map(|slot| *slot = Some(outcome)).is_some()
    }

    /// Which node is that object. An Identity comes to be when a practice first tells it something, as on the platform; of the others
    /// the town knows every one.
    fn place_of(&self, object: &ObjectRef) -> Option<usize> {
        let mut places = self.places.borrow_mut();
        let known = places.get(object).copied();
        if known.is_some() || object.class != ObjectClass::Identity {
            return known;
        }
        let place = places.len();
        places.insert(object.clone(), place);
        self.newcomers.borrow_mut().push(object.clone());
        Some(place)
    }

    fn next(&self) -> u64 {
        let next = self.sequence.get() + 1;
        self.sequence.set(next);
        next
    }

    fn wait(&self) -> Waiting<'_> {
        let call = self.next();
        self.waiting.borrow_mut().insert(call, None);
        Waiting { net: self, call }
    }

    /// A call between objects: well, or in one of six ways not.
    fn call(&self, owner: usize, to: usize, path: &str, body: String) -> Waiting<'_> {
        let waiting = self.wait();
        let call = waiting.call;
        let (there, back) = (self.dice.millis(1, 50), self.dice.millis(1, 50));
        let arrive = |delay, body, reply| self.plan_in(delay, Event::Arrive { to, path: path.to_owned(), body, reply });
        let answer = |delay, outcome| self.plan_in(delay, Event::Answer { call, owner, outcome: Outcome::Object(outcome) });
        let reply = |after| Some(Reply { call, owner, after });
        if !self.dice.chance(self.faults.get().call) {
            arrive(there, body, reply(back));
            return waiting;
        }
        count(&self.mishaps.calls);
        let patience = self.dice.millis(100, 10_000);
        match self.dice.below(6) {
            0 => answer(there, Err(NoAnswer::NotSent)),
            1 if self.mutation == Mutation::LyingNetwork => answer(patience, Ok((200, "{}".into()))),
            1 => answer(patience, Err(NoAnswer::Lost)),
            2 => {
                arrive(there, body, None);
                answer(there + patience, Err(NoAnswer::Lost));
            }
            3 => {
                arrive(self.dice.millis(0, 600_000), body.clone(), None);
                arrive(there, body, reply(back));
            }
            4 => {
                arrive(self.dice.millis(5_000, 1_800_000), body, None);
                answer(patience, Err(NoAnswer::Lost));
            }
            _ => arrive(self.dice.millis(1_000, 30_000), body, reply(self.dice.millis(1_000, 30_000))),
        }
        waiting
    }

    /// A value on its way to where it is published: well, or in one of four ways not. What its caller has given up may still arrive,
    /// but within a minute.
    fn publish(&self, owner: usize, key: &str, value: Option<String>) -> Waiting<'_> {
        let waiting = self.wait();
        let call = waiting.call;
        let (there, back) = (self.dice.millis(1, 200), self.dice.millis(1, 200));
        let arrive = move |delay, reply| self.plan_in(delay, Event::Publish { key: key.to_owned(), value: value.clone(), reply });
        let fail = |delay, error| self.plan_in(delay, Event::Answer { call, owner, outcome: Outcome::Object(Err(error)) });
        if !self.dice.chance(self.faults.get().call) {
            arrive(there, Some(Reply { call, owner, after: back }));
            return waiting;
        }
        count(&self.mishaps.calls);
        let patience = self.dice.millis(100, 10_000);
        match self.dice.below(4) {
            0 => fail(there, NoAnswer::NotSent),
            1 => fail(patience, NoAnswer::Lost),
            2 => {
                arrive(there, None);
                fail(there + patience, NoAnswer::Lost);
            }
            _ => {
                arrive(self.dice.millis(1_000, 60_000), None);
                fail(patience, NoAnswer::Lost);
            }
        }
        waiting
    }

    /// A request to the provider. What its caller has given up may still arrive, but within 40 seconds: before the earliest
    /// next attempt (15 s of timeout and 30 s of wait).
    fn http(&self, owner: usize, request: HttpRequest) -> Waiting<'_> {
        let waiting = self.wait();
        let call = waiting.call;
        let timeout = TimeDelta::from_std(request.timeout).unwrap_or(TimeDelta::seconds(15));
        let request = Rc::new(request);
        let (there, back) = (self.dice.millis(10, 400), self.dice.millis(10, 400));
        let arrive = |delay, mood, reply| self.plan_in(delay, Event::AtProvider { request: Rc::clone(&request), mood, reply });
        let fail = |delay, error| self.plan_in(delay, Event::Answer { call, owner, outcome: Outcome::Http(Err(error)) });
        let reply = Some(Reply { call, owner, after: back });
        if !self.dice.chance(self.faults.get().http) {
            arrive(there, Mood::Well, reply);
            return waiting;
        }
        count(&self.mishaps.http);
        match self.dice.below(9) {
            0 => fail(there, NoAnswer::NotSent),
            1 => arrive(there, Mood::TooMany, reply),
            2 => arrive(there, Mood::ErrorBefore, reply),
            3 => arrive(there, Mood::ErrorAfter, reply),
            // Never.
            4 => fail(timeout, NoAnswer::Lost),
            // Taken, and the line is cut.
            5 => {
                arrive(there, Mood::Well, None);
                fail(there + back, NoAnswer::Lost);
            }
            // Taken, and answered too late.
            6 => {
                arrive(there, Mood::Well, None);
                fail(timeout, NoAnswer::Lost);
            }
            // Taken after its caller has given up.
            7 => {
                arrive(self.dice.millis(1_000, 40_000), Mood::Well, None);
                fail(timeout.min(self.dice.millis(500, 15_000)), NoAnswer::Lost);
            }
            // Twice on its way.
            _ => {
                arrive(there, Mood::Well, reply);
                arrive(there + self.dice.millis(0, 30_000), Mood::Well, None);
            }
        }
        waiting
    }
}

/// Waits for the answer of a call; dropping it is the death of the caller.
struct Waiting<'a> {
    net: &'a Net,
    call: u64,
}

impl Future for Waiting<'_> {
    type Output = Outcome;
    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Outcome> {
        let answered = self.net.waiting.borrow_mut().get_mut(&self.call).and_then(Option::take);
        answered.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.net.waiting.borrow_mut().remove(&self.call);
    }
}

/// The world of one node.
pub(crate) struct NodeWorld {
    /// Shared by all.
    pub(crate) net: Rc<Net>,
    /// Whose world it is.
    pub(crate) node: usize,
}

impl World for NodeWorld {
    fn now(&self) -> Instant {
        self.net.now.get()
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.net.dice
    }

    /// Faults are what the simulator makes: nobody needs to be told.
    fn report(&self, _trouble: NotTaken<'_>) {}

    async fn call(&self, object: &ObjectRef, path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        let Some(to) = self.net.place_of(object) else { return Err(NoAnswer::NotSent) };
        match self.net.call(self.node, to, path, body).await {
            Outcome::Object(answer) => answer,
            Outcome::Http(_) => Err(NoAnswer::Lost),
        }
    }

    async fn http(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        match self.net.http(self.node, request).await {
            Outcome::Http(answer) => answer,
            Outcome::Object(_) => Err(NoAnswer::Lost),
        }
    }

    async fn publish(&self, key: &str, value: Option<String>) -> Result<(), NoAnswer> {
        match self.net.publish(self.node, key, value).await {
            Outcome::Object(answer) => answer.map(drop),
            Outcome::Http(_) => Err(NoAnswer::Lost),
        }
    }
}
