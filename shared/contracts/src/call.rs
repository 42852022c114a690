//! Commands and how they travel.

use guichet_kernel::{Instant, ObjectClass, ObjectName, ObjectRef, World, read, world::NoAnswer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Access, Principal, Problem, ProblemKind, Travels};

/// One command of one class of objects: the single place that knows its class, its name and its reply.
pub trait Command: Travels {
    /// The class that obeys it.
    const CLASS: ObjectClass;
    /// Its name, which is also the path it is posted to: `/hold-slot`.
    const PATH: &'static str;
    /// Who may give it; the object checks more.
    const ACCESS: &'static [Access];
    /// What the object answers when it obeys.
    type Reply: Travels;
}

/// A command as it travels: who asks, and the command itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Call {
    /// The path of the command.
    #[serde(skip)]
    pub path: String,
    /// Who asks.
    pub principal: Principal,
    /// The request that led here, for the logs.
    #[serde(default)]
    pub request_id: String,
    /// The caller's own key for a creation: the same key and command again is the same creation and the same answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The instant to decide at, honoured by test builds only; a release decides by its own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_now: Option<Instant>,
    /// The command.
    pub command: Value,
}

/// What an object answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 200, or the problem's status.
    pub status: u16,
    /// The reply or the problem, as JSON.
    pub body: String,
}

impl Answer {
    /// The reply of an obeyed command.
    pub fn reply(reply: &impl Serialize) -> Self {
        serde_json::to_string(reply).map_or_else(|_| Self::problem(&ProblemKind::Internal.into()), |body| Self { status: 200, body })
    }

    /// A refusal.
    pub fn problem(problem: &Problem) -> Self {
        Self { status: problem.status, body: serde_json::to_string(problem).unwrap_or_default() }
    }
}

/// Why a command gave no reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The object refused: a domain answer, never retried as it is.
    #[error("refused: {}", .0.type_)]
    Refused(Problem),
    /// No answer: it may or may not have been obeyed.
    #[error("no answer")]
    NoAnswer(#[from] NoAnswer),
}

impl CallError {
    /// The kind of problem this is for the caller's own caller.
    pub fn kind(&self) -> ProblemKind {
        match self {
            Self::Refused(problem) => problem.kind(),
            Self::NoAnswer(_) => ProblemKind::Unavailable,
        }
    }
}

/// Gives `command` to the object `name` and reads its reply.
pub async fn ask<C: Command>(
    world: &impl World,
    name: &ObjectName,
    call: (Principal, &str, Option<Instant>),
    command: &C,
) -> Result<C::Reply, CallError> {
    ask_once(world, name, call, None, command).await
}

/// The same, with the caller's own key for a creation.
pub async fn ask_once<C: Command>(
    world: &impl World,
    name: &ObjectName,
    call: (Principal, &str, Option<Instant>),
    key: Option<String>,
    command: &C,
) -> Result<C::Reply, CallError> {
    let (principal, request_id, test_now) = call;
    let internal = || CallError::Refused(ProblemKind::Internal.into());
    let command = serde_json::to_value(command).map_err(|_| internal())?;
    let call = Call { path: C::PATH.to_owned(), principal, request_id: request_id.to_owned(), key, test_now, command };
    let object = ObjectRef::new(C::CLASS, name.clone());
    let reply = ask_value(world, &object, &call).await?;
    read::text(&reply).map_err(|_| internal())
}

/// Gives a call to the object, and its reply as it came: for whoever has the command as JSON already.
pub async fn ask_value(world: &impl World, object: &ObjectRef, call: &Call) -> Result<String, CallError> {
    let body = serde_json::to_string(call).map_err(|_| CallError::Refused(ProblemKind::Internal.into()))?;
    match world.call(object, &call.path, body).await? {
        (200, body) => Ok(body),
        (status, body) => {
            let problem = read::text::<Problem>(&body);
            Err(CallError::Refused(
                problem.unwrap_or_else(|_| if status >= 500 { ProblemKind::Unavailable.into() } else { ProblemKind::Internal.into() }),
            ))
        }
    }
}
