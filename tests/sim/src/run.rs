//! The loop: a command, a little time, now and then a death; at the end the drain, and what was seen.

use std::{
    rc::Rc,
    task::{Context, Poll, Waker},
};

use chrono::TimeDelta;
use guichet_contracts::{
    Answer, Command,
    command::{
        agenda::MoveByLink,
        calendar::{CloseTime, MoveAppointment},
        patient::ErasePatient,
    },
    event::{AppointmentCancelledV1, Fact, PatientErasedV1, PractitionerLeftV1},
};
use guichet_kernel::{Instant, ObjectClass, Sql, SqlError, outbox::INBOX_PATH};

use crate::{
    Faults, Mutation, Violation,
    act::Clients,
    check::REACH,
    dice::Dice,
    ledger::{Emitted, Ledger},
    must,
    net::{Event, Net, Outcome, count},
    node::{Node, Tick},
    offers::Waiting,
    provider::Provider,
    report::{Report, Seen},
    staffing::Staffing,
    town::Town,
};

/// Where simulations begin: days before clocks change, and days on which nothing is special.
const BEGINNINGS: [&str; 6] = [
    "2026-10-23T20:00:00Z",
    "2026-10-30T12:00:00Z",
    "2026-11-22T07:00:00Z",
    "2027-03-12T15:00:00Z",
    "2027-03-26T09:00:00Z",
    "2027-06-30T22:00:00Z",
];
/// How often everything is compared with the ledger.
const FULL_CHECK: u64 = 1_000;

/// How late an alarm rings at most.
const LATEST: TimeDelta = TimeDelta::minutes(10);

/// A town under way.
pub struct Simulation {
    pub(crate) net: Rc<Net>,
    pub(crate) nodes: Vec<Rc<Node>>,
    pub(crate) ticks: Vec<Option<Tick>>,
    pub(crate) provider: Provider,
    pub(crate) ledger: Ledger,
    pub(crate) town: Town,
    pub(crate) clients: Clients,
    pub(crate) commands: u64,
    /// Who works in each practice.
    pub(crate) staffing: Vec<Staffing>,
    /// The last command, for who reads of a failure.
    pub(crate) last: &'static str,
    /// The key that the next command goes under.
    pub(crate) key: Option<String>,
    /// How often what matters has happened.
    pub(crate) seen: Seen,
    /// Who waits, what was freed, and who was asked.
    pub(crate) waiting: Waiting,
    steps: u64,
}

/// A seed under which something happened that must never be.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{violation}\n  at step {step}\n  replay: SIM_SEED={seed} SIM_STEPS={steps} cargo test -p guichet-sim --test simulation")]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// How many steps the simulation was to have.
    pub steps: u64,
    /// The step, or the drain after the last one.
    pub step: u64,
    /// What happened.
    pub violation: Violation,
}

/// Runs `steps` steps of `seed` and the drain after them.
pub fn run(seed: u64, steps: u64, mutation: Mutation) -> Result<Report, Failure> {
    let mut step = 0;
    let mut story = || {
        let mut simulation = Simulation::begin(seed, mutation)?;
        while step < steps {
            let done = simulation.step();
            done.map_err(|Violation(what)| Violation(format!("{what}\n  the last command was {}", simulation.last)))?;
            step += 1;
        }
        simulation.end()
    };
    let outcome = story();
    outcome.map_err(|violation| Failure { seed, steps, step, violation })
}

impl Simulation {
    /// A town in which nobody has done anything yet.
    pub(crate) fn unopened(seed: u64, mutation: Mutation) -> Result<Self, Violation> {
        let dice = Dice::new(seed);
        let now = dice.pick(&BEGINNINGS).and_then(|text| text.parse().ok()).unwrap_or(Instant::from_millis(1_795_000_000_000));
        let net = Rc::new(Net::new(now, dice, mutation));
        let (town, nodes) = Town::build(&net)?;
        let ticks = nodes.iter().map(|_| None).collect();
        let mut provider = Provider::default();
        provider.whims = true;
        let clients = Clients::default();
        let staffing = town.practices.iter().map(|_| Staffing::default()).collect();
        let places = town.practices.iter().enumerate().map(|(place, practice)| (practice.id, place)).collect();
        let ledger = Ledger { places, ..Ledger::default() };
        let (key, counts) = (None, Seen::default());
        Ok(Self {
            net,
            nodes,
            ticks,
            provider,
            ledger,
            town,
            clients,
            commands: 0,
            staffing,
            last: "",
            key,
            seen: counts,
            waiting: Waiting::default(),
            steps: 0,
        })
    }

    /// A town whose practices are founded and whose agendas know them.
    pub fn begin(seed: u64, mutation: Mutation) -> Result<Self, Violation> {
        let mut simulation = Self::unopened(seed, mutation)?;
        simulation.open_town()?;
        // Everybody hears of it.
        simulation.settle(REACH)?;
        simulation.open_hours()?;
        simulation.net.faults.set(Faults::USUAL);
        Ok(simulation)
    }

    /// One command, a little time, now and then a death.
    pub fn step(&mut self) -> Result<(), Violation> {
        let faults = self.net.faults.get();
        self.act()?;
        self.check_ended()?;
        if self.net.dice.chance(faults.crash) {
            self.crash()?;
        }
        if self.net.dice.chance(faults.freeze) {
            count(&self.net.mishaps.freezes);
            let node = self.nodes.get(self.some_node()).map(Rc::clone);
            let until = self.net.now.get().plus(self.net.dice.millis(600_000, 28_800_000));
            node.inspect(|node| node.frozen_until.set(Some(until)));
        }
        let pause = match self.net.dice.below(1_000) {
            0..800 => self.net.dice.millis(0, 2_000),
            800..970 => self.net.dice.millis(2_000, 40_000),
            970..998 => self.net.dice.millis(60_000, 360_000),
            _ => self.net.dice.millis(3_600_000, 28_800_000),
        };
        self.advance(self.net.now.get().plus(pause))?;
        self.steps += 1;
        if self.steps.is_multiple_of(FULL_CHECK) {
            self.seen.shared += self.shared();
            return self.check_all();
        }
        Ok(())
    }

    /// Faults off, the clock moves on until nothing is due; then everybody must have been told everything.
    pub fn end(mut self) -> Result<Report, Violation> {
        self.net.faults.set(Faults::NONE);
        self.provider.whims = false;
        let well_since = self.net.now.get();
        self.thaw()?;
        self.advance(well_since.plus(REACH))?;
        self.check_tallies(false)?;
        self.settle(TimeDelta::days(60))?;
        self.check_all()?;
        self.check_tallies(true)?;
        self.check_people()?;
        self.check_forgotten()?;
        self.check_free()?;
        self.check_published()?;
        self.check_offers()?;
        let owed = self.check_end(well_since)?;
        Ok(self.report(owed))
    }

    /// What stands still is killed, and woken: otherwise it would be late for hours, though all is well.
    fn thaw(&mut self) -> Result<(), Violation> {
        let now = self.net.now.get();
        for (place, (node, tick)) in self.nodes.iter().zip(&mut self.ticks).enumerate() {
            if node.frozen_until.take().is_some_and(|until| until > now) {
                *tick = None;
                node.die(self.net.mutation)?;
                node.armed.set(Some(now));
                self.net.plan(now, Event::Alarm { node: place });
            }
        }
        Ok(())
    }

    /// Lets so much time pass, in which all is well; then nothing is under way, and nothing that is due is undone. What is due
    /// later, as forgetting who did not come, is nothing to wait for; but something must ring for it.
    pub(crate) fn settle(&mut self, within: TimeDelta) -> Result<(), Violation> {
        self.advance(self.net.now.get().plus(within))?;
        let now = self.net.now.get();
        must(!self.net.is_travelling(), || format!("still something on its way {within} later, at {now}: {:?}", self.net.travelling()))?;
        for (node, tick) in self.nodes.iter().zip(&self.ticks) {
            must(tick.is_none(), || format!("{} is still at work {within} later", node.object))?;
            let Some(due) = node.wake_at(now)? else { continue };
            must(due > now, || format!("{} has something to do since {due}, {within} later", node.object))?;
            let rings = node.armed.get();
            must(rings.is_some_and(|at| at <= due.plus(LATEST)), || format!("{} is due at {due}, and rings at {rings:?}", node.object))?;
        }
        Ok(())
    }

    /// Everything that happens up to `until`.
    pub(crate) fn advance(&mut self, until: Instant) -> Result<(), Violation> {
        while let Some(event) = self.net.next_event(until) {
            self.happen(event)?;
        }
        self.net.now.set(self.net.now.get().max(until));
        Ok(())
    }

    fn happen(&mut self, event: Event) -> Result<(), Violation> {
        match event {
            Event::Arrive { to, path, body, reply } => {
                let Answer { status, body } = self.serve(to, &path, &body)?;
                let told = self.emitted(to)?;
                self.watch(to, &told)?;
                if let Some(reply) = reply {
                    let outcome = Outcome::Object(Ok((status, body)));
                    self.net.plan_in(reply.after, Event::Answer { call: reply.call, owner: reply.owner, outcome });
                }
            }
            Event::Publish { key, value, reply } => {
                let mut published = self.net.published.borrow_mut();
                drop(match value {
                    Some(value) => published.insert(key, value),
                    None => published.remove(&key),
                });
                if let Some(reply) = reply {
                    let outcome = Outcome::Object(Ok((200, String::new())));
                    self.net.plan_in(reply.after, Event::Answer { call: reply.call, owner: reply.owner, outcome });
                }
            }
            Event::AtProvider { request, mood, reply } => {
                let answer = self.provider.answer(&request, mood, self.net.now.get(), &self.net.dice, self.net.mutation)?;
                if let Some(reply) = reply {
                    let outcome = Outcome::Http(Ok(answer));
                    self.net.plan_in(reply.after, Event::Answer { call: reply.call, owner: reply.owner, outcome });
                }
            }
            Event::Answer { call, owner, outcome } => match self.frozen(owner) {
                Some(until) => self.net.plan(until, Event::Answer { call, owner, outcome }),
                None if self.net.settle(call, outcome) => self.poll(owner)?,
                None => {}
            },
            Event::Alarm { node } => self.ring(node)?,
        }
        Ok(())
    }

    pub(crate) fn frozen(&self, node: usize) -> Option<Instant> {
        let node = self.nodes.get(node)?;
        node.frozen_until.get().filter(|until| *until > self.net.now.get())
    }

    fn ring(&mut self, place: usize) -> Result<(), Violation> {
        let Some(node) = self.nodes.get(place).map(Rc::clone) else { return Ok(()) };
        if node.armed.get().is_none_or(|at| at > self.net.now.get()) {
            return Ok(());
        }
        if let Some(until) = self.frozen(place) {
            node.armed.set(Some(until));
            self.net.plan(until, Event::Alarm { node: place });
            return Ok(());
        }
        node.armed.set(None);
        if self.net.mutation == Mutation::MoverAsked && node.watched.get() {
            node.sql.run("UPDATE waitlist_freed SET appointment_id = NULL WHERE ended_at IS NULL", &[])?;
        }
        if let Some(tick @ None) = self.ticks.get_mut(place) {
            *tick = Some(node.tick(&self.net, place));
            self.poll(place)?;
            self.check_filled(place)?;
        }
        Ok(())
    }

    fn poll(&mut self, place: usize) -> Result<(), Violation> {
        let Some(slot) = self.ticks.get_mut(place) else { return Ok(()) };
        let Some(tick) = slot else { return Ok(()) };
        self.nodes.get(place).inspect(|node| node.stirred.set(true));
        if let Poll::Ready(outcome) = tick.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            *slot = None;
            outcome?;
            self.arm(place)?;
        }
        self.admit();
        // What a tick decides is told too: a patient forgotten at last.
        let told = self.emitted(place)?;
        self.watch(place, &told)
    }

    /// Sets the alarm, as the host does after each command and tick.
    fn arm(&self, place: usize) -> Result<(), SqlError> {
        let Some(node) = self.nodes.get(place) else { return Ok(()) };
        let Some(due) = node.wake_at(self.net.now.get())? else { return Ok(()) };
        let late = if self.net.dice.chance(self.net.faults.get().alarm) {
            self.net.dice.millis(0, LATEST.num_milliseconds())
        } else {
            TimeDelta::zero()
        };
        let at = due.max(self.net.now.get()).plus(late);
        if node.armed.get().is_none_or(|armed| armed > at) {
            node.armed.set(Some(at));
            self.net.plan(at, Event::Alarm { node: place });
        }
        Ok(())
    }

    /// An object: of those who have most to do, mostly, rather than of the many who sign in.
    fn some_node(&self) -> usize {
        let place = self.net.dice.place(self.nodes.len());
        let is_quiet = |place: usize| self.nodes.get(place).is_some_and(|node| node.object.name.identity_id().is_some());
        if is_quiet(place) && self.net.dice.chance(900) {
            let busy: Vec<usize> = (0..self.nodes.len()).filter(|place| !is_quiet(*place)).collect();
            return self.net.dice.pick(&busy).copied().unwrap_or(place);
        }
        place
    }

    /// An object dies, in the middle of its tick if it is in one; the platform rings its alarm again soon.
    fn crash(&mut self) -> Result<(), Violation> {
        count(&self.net.mishaps.crashes);
        let busy: Vec<usize> = (0..self.ticks.len()).filter(|place| self.ticks.get(*place).is_some_and(Option::is_some)).collect();
        let place = self.net.dice.pick(&busy).copied().unwrap_or_else(|| self.some_node());
        let (Some(node), Some(tick)) = (self.nodes.get(place).map(Rc::clone), self.ticks.get_mut(place)) else { return Ok(()) };
        if tick.take().is_some() {
            count(&self.net.mishaps.in_tick);
            let again = self.net.now.get().plus(self.net.dice.millis(0, 30_000));
            node.armed.set(Some(again));
            self.net.plan(again, Event::Alarm { node: place });
        }
        Ok(node.die(self.net.mutation)?)
    }

    /// Lets an object answer; deliveries are noted.
    pub(crate) fn serve(&mut self, place: usize, path: &str, body: &str) -> Result<Answer, Violation> {
        let node = self.nodes.get(place).map(Rc::clone).ok_or_else(|| Violation("no such object".into()))?;
        let is_delivery = path == INBOX_PATH;
        let before = if is_delivery { node.writes()? } else { 0 };
        let moves = [MoveAppointment::PATH, MoveByLink::PATH].contains(&path);
        let answer = if self.net.mutation == Mutation::MoveUnchecked && moves {
            node.unguarded(|| node.serve(&self.net, path, body))?
        } else {
            node.serve(&self.net, path, body)?
        };
        if self.net.mutation == Mutation::ClosingUntold && path == CloseTime::PATH && answer.status == 200 {
            node.sql.run(
                "DELETE FROM outbox WHERE kind = ? AND seq > ?",
                guichet_kernel::binds![AppointmentCancelledV1::KIND, node.noted.get()],
            )?;
        }
        if self.net.mutation == Mutation::ErasureUntold && path == ErasePatient::PATH && answer.status == 200 {
            node.sql.run(
                "DELETE FROM outbox WHERE seq = (SELECT MAX(seq) FROM outbox WHERE kind = ? AND seq > ?)",
                guichet_kernel::binds![PatientErasedV1::KIND, node.noted.get()],
            )?;
        }
        if is_delivery && answer.status == 200 {
            self.ledger.note_delivery(&node.object, body, node.writes()? - before, self.net.now.get())?;
            // A practice that is left lets go of what is held there.
            if body.contains(PractitionerLeftV1::KIND) && node.object.class == ObjectClass::Agenda {
                self.ledger.note_given_way(place, &node, self.net.now.get(), |_| true)?;
            }
        }
        if node.ready.get() {
            self.arm(place)?;
        }
        Ok(answer)
    }

    /// What a command has added to an object's outbox.
    pub(crate) fn emitted(&mut self, place: usize) -> Result<Vec<Emitted>, Violation> {
        match self.nodes.get(place) {
            Some(node) if node.object.class != ObjectClass::Directory && node.ready.get() => self.ledger.note_outbox(node),
            _ => Ok(Vec::new()),
        }
    }
}
