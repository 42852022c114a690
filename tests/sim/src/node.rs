//! One object: the function's own code, its database, and what it would remember in memory.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use guichet_agenda::{directory::DirectoryObject, object::AgendaObject};
use guichet_contracts::{
    Answer, Object,
    event::{Fact, PatientMergedV1},
    prepare, serve,
};
use guichet_kernel::{At, Instant, ObjectClass, ObjectRef, Sql, SqlError, binds, outbox::INBOX_PATH, sql};
use guichet_message::object::MailroomObject;
use guichet_messages::provider::Brevo;
use guichet_practice::{identity::IdentityObject, practice::PracticeObject};
use guichet_testkit::Memory;

use crate::{
    Mutation, Violation,
    net::{Net, NodeWorld},
    offers::WATCH,
};

/// What is due at an object, being done.
pub(crate) type Tick = Pin<Box<dyn Future<Output = Result<(), SqlError>>>>;

/// The five classes.
pub(crate) enum Kind {
    /// A practitioner's agenda.
    Agenda(Box<AgendaObject>),
    /// A practice.
    Practice(Box<PracticeObject>),
    /// The mailroom of a practice, or of a person.
    Mailroom(Box<MailroomObject<Brevo>>),
    /// A person who signs in, or is written to about patients.
    Identity(Box<IdentityObject>),
    /// A country's directory.
    Directory(Box<DirectoryObject>),
}

/// The same for whichever class it is.
macro_rules! each {
    ($kind:expr, $object:ident => $done:expr) => {
        match $kind {
            Kind::Agenda($object) => $done,
            Kind::Practice($object) => $done,
            Kind::Mailroom($object) => $done,
            Kind::Identity($object) => $done,
            Kind::Directory($object) => $done,
        }
    };
}

/// An object.
pub(crate) struct Node {
    /// Its class and name.
    pub(crate) object: ObjectRef,
    /// Its behaviour.
    pub(crate) kind: Kind,
    /// Its database, which survives everything.
    pub(crate) sql: Memory,
    /// In memory: whether its tables are known to be up to date.
    pub(crate) ready: Cell<bool>,
    /// When its alarm rings; the platform keeps that.
    pub(crate) armed: Cell<Option<Instant>>,
    /// Until when it stands still.
    pub(crate) frozen_until: Cell<Option<Instant>>,
    /// The last outbox row that was noted.
    pub(crate) noted: Cell<i64>,
    /// The last row of the audit trail that was read.
    pub(crate) audited: Cell<i64>,
    spoilt: Cell<bool>,
    /// Whether its waitlist says what comes and changes in it.
    pub(crate) watched: Cell<bool>,
    /// Whether it has done anything since that was last read.
    pub(crate) stirred: Cell<bool>,
}

impl Node {
    /// An object that nobody has opened.
    pub(crate) fn new(object: ObjectRef, kind: Kind) -> Self {
        Self {
            object,
            kind,
            sql: Memory::new(),
            ready: Cell::new(false),
            armed: Cell::new(None),
            frozen_until: Cell::new(None),
            noted: Cell::new(0),
            audited: Cell::new(0),
            spoilt: Cell::new(false),
            watched: Cell::new(false),
            stirred: Cell::new(false),
        }
    }

    /// Answers a command or delivery; a failing store is a violation.
    pub(crate) fn serve(&self, net: &Net, path: &str, body: &str) -> Result<Answer, Violation> {
        let forgets = match net.mutation {
            Mutation::NoDedupe => true,
            Mutation::MergedTwice => body.contains(PatientMergedV1::KIND),
            _ => false,
        };
        if forgets && path == INBOX_PATH && sql::is_open(&self.sql)? {
            self.sql.run("DELETE FROM inbox WHERE instr(?, event_id) > 0", binds![body])?;
            self.sql.run("DELETE FROM inbox_subject WHERE instr(?, subject) > 0", binds![body])?;
        }
        let at = At { now: net.now.get(), entropy: &net.dice };
        let failed = RefCell::new(None);
        let report = |error: &SqlError| *failed.borrow_mut() = Some(error.clone());
        self.stirred.set(true);
        let answer = each!(&self.kind, object => serve(&**object, &self.sql, &self.ready, at, path, body, report));
        self.spoil(net.mutation)?;
        match failed.take() {
            Some(error) => Err(Violation(format!("{path} at {}: {error}", self.object))),
            None => Ok(answer),
        }
    }

    /// Does something while the store refuses no overlap.
    pub(crate) fn unguarded<R>(&self, act: impl FnOnce() -> Result<R, Violation>) -> Result<R, Violation> {
        let guard = self.sql.first::<(String,)>("SELECT sql FROM sqlite_master WHERE name = 'occupancy_insert'", &[])?;
        let Some((guard,)) = guard else { return act() };
        self.sql.script("DROP TRIGGER occupancy_insert")?;
        let done = act();
        self.sql.script(&guard)?;
        done
    }

    /// Begins to do what is due.
    pub(crate) fn tick(self: &Rc<Self>, net: &Rc<Net>, node: usize) -> Tick {
        let (this, world) = (Rc::clone(self), NodeWorld { net: Rc::clone(net), node });
        Box::pin(async move {
            if !this.prepare(world.net.now.get())? {
                return Ok(());
            }
            each!(&this.kind, object => object.tick(&this.sql, &world).await)
        })
    }

    /// When it is next needed.
    pub(crate) fn wake_at(&self, now: Instant) -> Result<Option<Instant>, SqlError> {
        if !self.prepare(now)? {
            return Ok(None);
        }
        each!(&self.kind, object => object.wake_at(&self.sql))
    }

    /// Brings its tables up to date, as the host does before it wakes an object; says whether it has any.
    fn prepare(&self, now: Instant) -> Result<bool, SqlError> {
        each!(&self.kind, object => prepare(&**object, &self.sql, &self.ready, now))
    }

    /// Puts the defect of `mutation` into the store, where it is one of a class's store.
    fn spoil(&self, mutation: Mutation) -> Result<(), SqlError> {
        if self.object.class == ObjectClass::Agenda && self.ready.get() && !self.watched.replace(true) {
            self.sql.script(WATCH)?;
        }
        let Some(script) = mutation.script(self.object.class) else { return Ok(()) };
        if self.ready.get() && !self.spoilt.replace(true) { self.sql.script(script) } else { Ok(()) }
    }

    /// It dies: what it had in memory is gone.
    pub(crate) fn die(&self, mutation: Mutation) -> Result<(), SqlError> {
        self.ready.set(false);
        if mutation == Mutation::ForgetfulMailroom && self.object.class == ObjectClass::Mailroom && sql::is_open(&self.sql)? {
            self.sql.run("UPDATE message SET state = 'queued', sending_since = NULL, due_at = tried_at WHERE state = 'sending'", &[])?;
        }
        Ok(())
    }

    /// How many rows its database has written so far.
    pub(crate) fn writes(&self) -> Result<i64, SqlError> {
        Ok(self.sql.first::<(i64,)>("SELECT total_changes()", &[])?.map_or(0, |(count,)| count))
    }
}
