//! The Agenda and Directory objects on their platform, and the minute's beat.

use guichet_contracts::{Principal, ProblemKind, ask, command::directory::Beat};
use guichet_edge::{
    EdgeWorld, Host,
    log::{self, Level},
    web,
};
use guichet_kernel::{Country, ObjectName};
use worker::{
    Context, DurableObject, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, State, durable_object, event, wasm_bindgen,
};

use crate::{directory::DirectoryObject, object::AgendaObject};

/// One practitioner's agenda.
#[durable_object(alarm)]
pub struct Agenda {
    host: Host<AgendaObject>,
}

impl DurableObject for Agenda {
    fn new(state: State, env: Env) -> Self {
        Self { host: Host::new(state, env, |name, env| Some(AgendaObject::new(name, web::key_ring(env)?))) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.host.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.host.alarm().await
    }
}

/// One country's directory.
#[durable_object(alarm)]
pub struct Directory {
    host: Host<DirectoryObject>,
}

impl DurableObject for Directory {
    fn new(state: State, env: Env) -> Self {
        Self { host: Host::new(state, env, |name, _env| DirectoryObject::new(name)) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.host.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.host.alarm().await
    }
}

/// Every minute each country's Directory is asked for a beat; the asking is short, the beat is its own. A country where nobody
/// has registered has no Directory yet.
#[event(scheduled)]
async fn beat(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    for country in Country::ALL {
        let call = (Principal::Operator, "cron", None);
        match ask(&EdgeWorld::new(&env), &ObjectName::directory(country), call, &Beat {}).await {
            Ok(_) => {}
            Err(error) if error.kind() == ProblemKind::NotFound => {}
            Err(error) => {
                log::line(Level::Error, "no-beat", "", &[("country", country.code().into()), ("kind", error.kind().slug().into())]);
            }
        }
    }
}

/// There are no pages here: whoever asks by HTTP finds nothing.
#[event(fetch)]
async fn fetch(_request: worker::HttpRequest, _env: Env, _context: Context) -> Result<Response> {
    Response::error("", 404)
}
