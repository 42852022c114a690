//! Runs an [`Object`] as a durable object: requests become commands, the alarm becomes `tick`.

use std::cell::Cell;

use chrono::TimeDelta;
use guichet_contracts::{Answer, Object, ProblemKind, prepare, serve};
use guichet_kernel::{
    At, Instant, ObjectName, Sql, SqlError, binds,
    sql::{Migrations, migrate},
};
use worker::{Env, Headers, Method, Request, Response, Result, State};

use crate::{
    EdgeSql, EdgeWorld, clock,
    clock::PlatformEntropy,
    log::{self, Level},
};

/// How often one alarm looks again at once for what has become due meanwhile.
const PASSES: u8 = 8;

/// When an object that cannot run is tried again.
const UNUSABLE_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Where an object keeps its own name: an alarm that wakes it from disk does not tell it (workerd#6850).
const NAME: Migrations = Migrations {
    component: "host",
    steps: &["CREATE TABLE object_name (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL) STRICT"],
};

/// A durable object's platform side. It keeps nothing in memory that storage does not hold.
pub struct Host<O> {
    state: State,
    env: Env,
    sql: EdgeSql,
    object: Option<O>,
    /// The object's name, until it is known to be kept.
    to_keep: Cell<Option<ObjectName>>,
    ready: Cell<bool>,
    ticking: Cell<bool>,
    armed: Cell<Option<Instant>>,
}

impl<O: Object> Host<O> {
    /// Hosts the object that `make` gives for its name. An object without a name of ours, or whose configuration is not
    /// usable, answers 503 to everything.
    pub fn new(state: State, env: Env, make: impl FnOnce(ObjectName, &Env) -> Option<O>) -> Self {
        let sql = EdgeSql::new(&state.storage());
        let told: Option<ObjectName> = state.id().name().and_then(|name| name.parse().ok());
        let object = told.clone().or_else(|| kept_name(&sql)).and_then(|name| make(name, &env));
        if object.is_none() {
            log::line(Level::Error, "object-unusable", "", &[("class", O::CLASS.as_str().into())]);
        }
        Self {
            state,
            env,
            sql,
            object,
            to_keep: Cell::new(told),
            ready: Cell::new(false),
            ticking: Cell::new(false),
            armed: Cell::new(None),
        }
    }

    /// Answers a command or a delivery.
    ///
    /// The body is read first. From there to the alarm's setting nothing is awaited: one synchronous stretch, whose
    /// writes the platform commits together, before the answer leaves (output gate).
    pub async fn fetch(&self, mut request: Request) -> Result<Response> {
        let Some(object) = &self.object else { return reply(&ProblemKind::Unavailable.into()) };
        if request.method() != Method::Post {
            return reply(&ProblemKind::MethodNotAllowed.into());
        }
        let (path, body) = (request.path(), request.text().await?);
        #[cfg(feature = "test-doors")]
        if let Some(answer) = self.door(object, &path, &body).await {
            return reply(&answer);
        }
        let now = decision_time(&body);
        let at = At { now, entropy: &PlatformEntropy };
        let answer =
            serve(object, &self.sql, &self.ready, at, &path, &body, |error| report(O::CLASS.as_str(), &path, &request_id(&body), error));
        if self.ready.get() {
            if let Some(name) = self.to_keep.take() {
                keep_name(&self.sql, &name, now).unwrap_or_else(|error| report(O::CLASS.as_str(), "keep-name", "", &error));
            }
            self.arm(object, clock::now()).await;
        }
        reply(&answer)
    }

    /// Does what is due and sets the next alarm. Never fails: an alarm that throws six times is dropped for ever.
    pub async fn alarm(&self) -> Result<Response> {
        self.armed.set(None);
        let prepared = self.object.as_ref().map(|object| (object, prepare(object, &self.sql, &self.ready, clock::now())));
        match prepared {
            Some((object, Ok(true))) => {
                self.tick(object, None).await;
                self.arm(object, clock::now()).await;
            }
            Some((_, Ok(false))) => {}
            // A secret is missing, or the tables cannot be brought up to date: nothing else would wake it before somebody asks.
            Some((_, Err(error))) => {
                report(O::CLASS.as_str(), "prepare", "", &error);
                self.set_alarm(clock::now().plus(UNUSABLE_AGAIN)).await;
            }
            None => self.set_alarm(clock::now().plus(UNUSABLE_AGAIN)).await,
        }
        Response::empty()
    }

    async fn tick(&self, object: &O, now: Option<Instant>) {
        // A test's tick and the alarm must not both send the same thing; the alarm's own next round finds what is left.
        if self.ticking.replace(true) {
            return;
        }
        let world = EdgeWorld::at(&self.env, now);
        for _ in 0..PASSES {
            if let Err(error) = object.tick(&self.sql, &world).await {
                report(O::CLASS.as_str(), "tick", "", &error);
                break;
            }
            let due = object.wake_at(&self.sql).ok().flatten();
            if due.is_none_or(|due| due > now.unwrap_or_else(clock::now)) {
                break;
            }
        }
        self.ticking.set(false);
    }

    async fn arm(&self, object: &O, now: Instant) {
        let wake_at = match object.wake_at(&self.sql) {
            Ok(wake_at) => wake_at,
            Err(error) => return report(O::CLASS.as_str(), "arm", "", &error),
        };
        let Some(due) = wake_at.map(|due| due.max(now)) else { return };
        if self.armed.get().is_some_and(|armed| armed <= due && armed > now) {
            return;
        }
        self.set_alarm(due).await;
    }

    async fn set_alarm(&self, due: Instant) {
        self.armed.set(Some(due));
        if let Err(error) = self.state.storage().set_alarm(due.utc()).await {
            self.armed.set(None);
            log::line(Level::Error, "alarm-not-set", "", &[("class", O::CLASS.as_str().into()), ("error", error.to_string().into())]);
        }
    }

    #[cfg(feature = "test-doors")]
    async fn door(&self, object: &O, path: &str, body: &str) -> Option<Answer> {
        match path {
            "/_tick" => {
                let now = serde_json::from_str::<doors::Chosen>(body).ok().and_then(|chosen| chosen.test_now);
                if prepare(object, &self.sql, &self.ready, clock::now()).unwrap_or(false) {
                    self.tick(object, now).await;
                }
                Some(Answer::reply(&serde_json::json!({ "due": object.wake_at(&self.sql).ok().flatten() })))
            }
            _ => doors::open(&self.sql, path, body),
        }
    }
}

/// The instant that a command is decided at: the clock's.
#[cfg(not(feature = "test-doors"))]
fn decision_time(_body: &str) -> Instant {
    clock::now()
}

/// The instant that a command is decided at: the clock's, unless a test has chosen another.
#[cfg(feature = "test-doors")]
fn decision_time(body: &str) -> Instant {
    serde_json::from_str::<doors::Chosen>(body).ok().and_then(|chosen| chosen.test_now).unwrap_or_else(clock::now)
}

fn kept_name(sql: &EdgeSql) -> Option<ObjectName> {
    let (name,) = sql.first::<(String,)>("SELECT name FROM object_name", &[]).ok()??;
    name.parse().ok()
}

fn keep_name(sql: &EdgeSql, name: &ObjectName, now: Instant) -> Result<(), SqlError> {
    migrate(sql, &[NAME], now)?;
    sql.run("INSERT INTO object_name (one, name) VALUES (1, ?) ON CONFLICT DO NOTHING", binds![name.as_str()])
}

fn reply(answer: &Answer) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", if answer.status == 200 { "application/json" } else { "application/problem+json" })?;
    Ok(Response::ok(answer.body.as_str())?.with_status(answer.status).with_headers(headers))
}

/// The request that a command came from; a delivery has none.
fn request_id(body: &str) -> String {
    guichet_kernel::read::text::<guichet_contracts::Call>(body).map(|call| call.request_id).unwrap_or_default()
}

fn report(class: &str, path: &str, request_id: &str, error: &SqlError) {
    log::line(
        Level::Error,
        "store-failed",
        request_id,
        &[("class", class.into()), ("command", path.into()), ("error", error.to_string().into())],
    );
}

/// What only tests and benchmarks ask of an object.
#[cfg(feature = "test-doors")]
mod doors {
    use guichet_contracts::Answer;
    use guichet_kernel::{Instant, Sql, Value, conformance};
    use serde::Deserialize;
    use serde_json::json;

    use crate::EdgeSql;

    #[derive(Deserialize)]
    pub(super) struct Chosen {
        #[serde(default)]
        pub(super) test_now: Option<Instant>,
    }

    #[derive(Deserialize)]
    struct Query {
        sql: String,
    }

    pub(super) fn open(sql: &EdgeSql, path: &str, body: &str) -> Option<Answer> {
        match path {
            "/_conformance" => Some(Answer::reply(&conformance::run(sql))),
            "/_query" => Some(query(sql, body)),
            "/_bare" => Some(bare(sql)),
            _ => None,
        }
    }

    /// The floor of the benchmark: one row, nothing else.
    fn bare(sql: &EdgeSql) -> Answer {
        let insert = "INSERT INTO bare (word) VALUES ('x')";
        let done = sql.run(insert, &[]).or_else(|_| {
            sql.script("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, word TEXT)").and_then(|()| sql.run(insert, &[]))
        });
        Answer::reply(&json!({ "done": done.is_ok() }))
    }

    fn query(sql: &EdgeSql, body: &str) -> Answer {
        let rows = serde_json::from_str::<Query>(body)
            .map_err(|error| error.to_string())
            .and_then(|query| sql.query(&query.sql, &[]).map_err(|error| error.to_string()));
        match rows {
            Ok(rows) => {
                Answer::reply(&rows.into_iter().map(|row| row.0.into_iter().map(json_value).collect::<Vec<_>>()).collect::<Vec<_>>())
            }
            Err(error) => Answer::reply(&json!({ "error": error })),
        }
    }

    fn json_value(value: Value) -> serde_json::Value {
        match value {
            Value::Null => serde_json::Value::Null,
            Value::Int(number) => number.into(),
            Value::Real(number) => number.into(),
            Value::Text(text) => text.into(),
            Value::Blob(bytes) => bytes.into(),
        }
    }
}
