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
    net::{Event, Mishaps, Net, Outcome, count},
    node::{Node, Tick},
    provider::Provider,
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
    /// The key that the next command goes under.
    pub(crate) key: Option<String>,
    /// How often what matters has happened.
    pub(crate) seen: Seen,
    steps: u64,
}

/// How often what matters has happened.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Links that somebody signed in with.
    pub signed_in: u64,
    /// Sessions, or all but one, that were revoked.
    pub revoked: u64,
    /// Invitations made.
    pub invited: u64,
    /// Invitations accepted.
    pub accepted: u64,
    /// Members who were ended, or left.
    pub ended: u64,
    /// Records that were merged into another.
    pub merged: u64,
    /// Patients erased.
    pub erased: u64,
    /// Of these, those of whom something was kept for a while.
    pub kept: u64,
    /// Attendances that staff noted.
    pub noted: u64,
    /// Changes of a record that were refused, since it had changed meanwhile or its version was not said.
    pub stale: u64,
    /// Appointments that staff placed.
    pub placed: u64,
    /// Appointments that staff put where there was no room.
    pub forced: u64,
    /// Appointments that were moved.
    pub moved: u64,
    /// Of these, by the patient.
    pub moved_by_link: u64,
    /// Appointments that the practice cancelled.
    pub cancelled_by_staff: u64,
    /// Appointments that were deleted.
    pub deleted: u64,
    /// Times that were closed.
    pub closed: u64,
    /// Times that were opened by a rule, or whose rule changed.
    pub opened_by_rule: u64,
    /// Appointments found beside another at one instant, within capacity or in a group.
    pub shared: u64,
    /// What the Directory says is free, compared with what the Agenda says.
    pub next: u64,
    /// Practices' pages that were compared with what is published of them.
    pub published: u64,
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

/// What was seen in a simulation that held.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Commands given to objects.
    pub commands: u64,
    /// Appointments made.
    pub made: u64,
    /// Appointments cancelled.
    pub cancelled: u64,
    /// Mails that the provider took.
    pub mails: u64,
    /// Events applied by their consumers.
    pub events: u64,
    /// Calls between objects that went wrong.
    pub calls: u64,
    /// Requests to the provider that went wrong.
    pub http: u64,
    /// Deaths in the middle of a tick.
    pub deaths: u64,
    /// Repetitions that the provider recognised.
    pub repeated: u64,
    /// Look-ups at the provider.
    pub looked_up: u64,
    /// Appointments of which exactly one mail was demanded at the end.
    pub owed: u64,
    /// What people in practices did.
    pub seen: Seen,
    /// A digest of all that was decided: the same for the same seed.
    pub digest: u64,
}

impl Report {
    /// Both together.
    pub fn add(&mut self, other: &Self) {
        self.commands += other.commands;
        self.made += other.made;
        self.cancelled += other.cancelled;
        self.mails += other.mails;
        self.events += other.events;
        self.calls += other.calls;
        self.http += other.http;
        self.deaths += other.deaths;
        self.repeated += other.repeated;
        self.looked_up += other.looked_up;
        self.owed += other.owed;
        for (ours, theirs) in self.seen.each().into_iter().zip(other.seen.clone().each()) {
            *ours.1 += *theirs.1;
        }
        self.digest ^= other.digest;
    }
}

impl Seen {
    /// Each count, by its name.
    pub const fn each(&mut self) -> [(&'static str, &mut u64); 21] {
        [
            ("signed in", &mut self.signed_in),
            ("revoked", &mut self.revoked),
            ("invited", &mut self.invited),
            ("accepted", &mut self.accepted),
            ("ended", &mut self.ended),
            ("merged", &mut self.merged),
            ("erased", &mut self.erased),
            ("kept", &mut self.kept),
            ("noted", &mut self.noted),
            ("stale", &mut self.stale),
            ("placed", &mut self.placed),
            ("forced", &mut self.forced),
            ("moved", &mut self.moved),
            ("moved by link", &mut self.moved_by_link),
            ("cancelled by staff", &mut self.cancelled_by_staff),
            ("deleted", &mut self.deleted),
            ("closed", &mut self.closed),
            ("opened by rule", &mut self.opened_by_rule),
            ("shared", &mut self.shared),
            ("next", &mut self.next),
            ("published", &mut self.published),
        ]
    }
}

/// Runs `steps` steps of `seed` and the drain after them.
pub fn run(seed: u64, steps: u64, mutation: Mutation) -> Result<Report, Failure> {
    let mut step = 0;
    let mut story = || {
        let mut simulation = Simulation::begin(seed, mutation)?;
        while step < steps {
            simulation.step()?;
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
        Ok(Self { net, nodes, ticks, provider, ledger, town, clients, commands: 0, staffing, key, seen: counts, steps: 0 })
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
        must(!self.net.is_travelling(), || format!("still something on its way {within} later"))?;
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
                self.emitted(to)?;
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

    fn frozen(&self, node: usize) -> Option<Instant> {
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
        if let Some(tick @ None) = self.ticks.get_mut(place) {
            *tick = Some(node.tick(&self.net, place));
            self.poll(place)?;
        }
        Ok(())
    }

    fn poll(&mut self, place: usize) -> Result<(), Violation> {
        let Some(slot) = self.ticks.get_mut(place) else { return Ok(()) };
        let Some(tick) = slot else { return Ok(()) };
        if let Poll::Ready(outcome) = tick.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            *slot = None;
            outcome?;
            self.arm(place)?;
        }
        self.admit();
        // What a tick decides is told too: a patient forgotten at last.
        self.emitted(place).map(drop)
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

    fn report(&self, owed: u64) -> Report {
        let Mishaps { calls, http, in_tick, .. } = &self.net.mishaps;
        let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let mut digest = 0xcbf2_9ce4_8422_2325_u64;
        let mut mix = |text: &str| text.bytes().for_each(|byte| digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        for (id, made) in &self.ledger.made {
            mix(&format!("{id}{}{:?}{}", made.starts_at, made.attendance, made.link));
        }
        for (id, mail) in &self.provider.taken {
            mix(&format!("{id}{}{}", mail.at, mail.text));
        }
        Report {
            commands: self.commands,
            made: number(self.ledger.made.len()),
            cancelled: number(self.ledger.made.values().filter(|made| made.is_cancelled()).count()),
            mails: number(self.provider.taken.len()),
            events: number(self.ledger.events.values().filter(|event| event.applied > 0).count()),
            calls: calls.get(),
            http: http.get(),
            deaths: in_tick.get(),
            repeated: self.provider.repeated,
            looked_up: self.provider.looked_up,
            owed,
            seen: self.seen.clone(),
            digest,
        }
    }
}
