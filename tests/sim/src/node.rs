//! One object: the function's own code, its database, and what it would remember in memory.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
};

use guichet_booking::object::AgendaObject;
use guichet_contracts::{Answer, Object, serve};
use guichet_kernel::{At, Instant, ObjectClass, ObjectRef, Sql, SqlError, outbox::INBOX_PATH, sql};
use guichet_message::object::MailroomObject;
use guichet_messages::provider::Brevo;
use guichet_practice::object::PracticeObject;
use guichet_testkit::Memory;

use crate::{
    Mutation, Violation,
    net::{Net, NodeWorld},
};

/// What is due at an object, being done.
pub(crate) type Tick = Pin<Box<dyn Future<Output = Result<(), SqlError>>>>;

/// The three classes.
pub(crate) enum Kind {
    /// A practitioner's agenda.
    Agenda(Box<AgendaObject>),
    /// A practice.
    Practice(Box<PracticeObject>),
    /// A practice's mailroom.
    Mailroom(Box<MailroomObject<Brevo>>),
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
        }
    }

    /// Answers a command or delivery; a failing store is a violation.
    pub(crate) fn serve(&self, net: &Net, path: &str, body: &str) -> Result<Answer, Violation> {
        if net.mutation == Mutation::NoDedupe && path == INBOX_PATH && sql::is_open(&self.sql)? {
            self.sql.script("DELETE FROM inbox; DELETE FROM inbox_subject;")?;
        }
        let at = At { now: net.now.get(), entropy: &net.dice };
        let failed = RefCell::new(None);
        let report = |error: &SqlError| *failed.borrow_mut() = Some(error.clone());
        let answer = match &self.kind {
            Kind::Agenda(object) => serve(&**object, &self.sql, &self.ready, at, path, body, report),
            Kind::Practice(object) => serve(&**object, &self.sql, &self.ready, at, path, body, report),
            Kind::Mailroom(object) => serve(&**object, &self.sql, &self.ready, at, path, body, report),
        };
        match failed.take() {
            Some(error) => Err(Violation(format!("{path} at {}: {error}", self.object))),
            None => Ok(answer),
        }
    }

    /// Begins to do what is due.
    pub(crate) fn tick(self: &Rc<Self>, net: &Rc<Net>, node: usize) -> Tick {
        let (this, world) = (Rc::clone(self), NodeWorld { net: Rc::clone(net), node });
        Box::pin(async move {
            match &this.kind {
                Kind::Agenda(object) => object.tick(&this.sql, &world).await,
                Kind::Practice(object) => object.tick(&this.sql, &world).await,
                Kind::Mailroom(object) => object.tick(&this.sql, &world).await,
            }
        })
    }

    /// When it is next needed.
    pub(crate) fn wake_at(&self) -> Result<Option<Instant>, SqlError> {
        if !self.ready.get() && !sql::is_open(&self.sql)? {
            return Ok(None);
        }
        match &self.kind {
            Kind::Agenda(object) => object.wake_at(&self.sql),
            Kind::Practice(object) => object.wake_at(&self.sql),
            Kind::Mailroom(object) => object.wake_at(&self.sql),
        }
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
