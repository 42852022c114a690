//! What a durable object is without its platform: a decision per command, work that is due, and the time of the next.
//!
//! The edge drives it with SQLite storage and alarms; the simulator drives the very same code with `rusqlite`, a fake
//! clock, lost deliveries and crashes at every await.

use std::cell::Cell;

use guichet_kernel::{
    At, Instant, ObjectClass, Sql, SqlError, World,
    outbox::{Delivery, INBOX_PATH},
    read,
    sql::{self, Migrations},
};

use crate::{Answer, Call, Principal, Problem, ProblemKind, Stop};

/// Where a Directory asks any object whether it is well. Obeying changes nothing but what is due ([`Object::pulse`]), unless the
/// object is asked to say again what it says of itself; but whoever hosts the object sets its alarm after each call, so that one whose alarm was dropped works
/// again.
pub const PULSE_PATH: &str = "/_pulse";

wire! {
    /// Asks an object whether it is well.
    pub struct AskPulse {
        /// Whether it is to tell the Directory again all that it ever told it and that still holds.
        #[serde(default)]
        pub say_again: bool,
    }

    /// An object is well.
    pub struct Pulse {
        /// When its earliest work is due.
        #[serde(default)]
        pub due_at: Option<Instant>,
    }
}

/// An object's behaviour. It holds configuration only: all state is in SQL.
#[expect(async_fn_in_trait, reason = "objects run on one thread; no future of theirs is sent to another")]
pub trait Object {
    /// Which class it is.
    const CLASS: ObjectClass;

    /// Its tables.
    fn migrations(&self) -> Vec<Migrations>;

    /// Whether `path` may open an object that holds nothing yet. Anything else asked of such an object is refused, and
    /// leaves no trace: guessing ids creates nothing.
    fn opens(&self, path: &str) -> bool;

    /// Obeys or refuses a command: one synchronous decision, its writes in one transaction.
    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError>;

    /// Applies a delivered fact, once.
    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError>;

    /// Puts into the outbox, for the Directory that asks, what this object tells it of itself, as it is now. An object that tells a
    /// Directory nothing which can be lost does nothing.
    fn say_again(&self, sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
        let _ = (sql, at);
        Ok(())
    }

    /// Does what is due: deliveries, sends. What fails stays due, later. Each await is a place where it may die.
    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError>;

    /// At a heartbeat: makes due what nothing but time has made so, and what is not worth an alarm of its own.
    fn pulse(&self, sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
        let _ = (sql, now);
        Ok(())
    }

    /// When [`Self::tick`] is next needed, if ever.
    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError>;
}

/// Answers what is posted to `path`: a command, or a delivery to the inbox. Everything becomes an answer; the `Err` of
/// [`SqlError`] (ours) becomes an opaque problem after `report` has seen it. `ready` remembers, for as long as the object
/// is in memory, that its tables are up to date. An object whose opening is refused has no tables afterwards.
pub fn serve(
    object: &impl Object,
    sql: &impl Sql,
    ready: &Cell<bool>,
    at: At<'_>,
    path: &str,
    body: &str,
    report: impl Fn(&SqlError),
) -> Answer {
    let ours = |error: SqlError| {
        report(&error);
        Answer::problem(&ProblemKind::Internal.into())
    };
    let decide = || {
        if path == INBOX_PATH {
            match read::text::<Delivery>(body) {
                Ok(delivery) => object.receive(sql, at, &delivery),
                Err(_) => Ok(ProblemKind::BadRequest.into()),
            }
        } else {
            match read::text::<Call>(body) {
                Ok(call) if path == PULSE_PATH => match &call.principal {
                    Principal::Object { object: asks } if asks.class == ObjectClass::Directory => Stop::answer(sql.atomically(|| {
                        if read::value::<AskPulse>(&call.command).is_ok_and(|asked| asked.say_again) {
                            object.say_again(sql, at)?;
                        }
                        object.pulse(sql, at.now)?;
                        Ok(Answer::reply(&Pulse { due_at: object.wake_at(sql)? }))
                    })),
                    _ => Ok(ProblemKind::Forbidden.into()),
                },
                Ok(mut call) => {
                    path.clone_into(&mut call.path);
                    object.obey(sql, at, &call)
                }
                Err(_) => Ok(ProblemKind::BadRequest.into()),
            }
        }
    };
    let answer = || {
        if prepare(object, sql, ready, at.now)? {
            return decide();
        }
        if path == PULSE_PATH || !object.opens(path) {
            return Ok(ProblemKind::NotFound.into());
        }
        let opened = sql.atomically(|| {
            sql::migrate(sql, &object.migrations(), at.now)?;
            let answer = decide()?;
            if answer.status == 200 { Ok(answer) } else { Err(NotOpened::Refused(answer)) }
        });
        match opened {
            Ok(answer) => {
                ready.set(true);
                Ok(answer)
            }
            Err(NotOpened::Refused(answer)) => Ok(answer),
            Err(NotOpened::Store(error)) => Err(error),
        }
    };
    answer().unwrap_or_else(ours)
}

/// Brings an object's tables up to date, once for as long as it is in memory; says whether it has any. Whoever wakes an object
/// without asking it anything (an alarm, after a deploy) calls this before [`Object::tick`] and [`Object::wake_at`].
pub fn prepare(object: &impl Object, sql: &impl Sql, ready: &Cell<bool>, now: Instant) -> Result<bool, SqlError> {
    if ready.get() {
        return Ok(true);
    }
    if !sql::is_open(sql)? {
        return Ok(false);
    }
    sql::migrate(sql, &object.migrations(), now)?;
    ready.set(true);
    Ok(true)
}

/// Why an object is not opened after all: its tables go with whatever else was written.
enum NotOpened {
    Refused(Answer),
    Store(SqlError),
}

impl From<SqlError> for NotOpened {
    fn from(error: SqlError) -> Self {
        Self::Store(error)
    }
}

impl From<ProblemKind> for Answer {
    fn from(kind: ProblemKind) -> Self {
        Self::problem(&Problem::new(kind))
    }
}
