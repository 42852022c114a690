//! The Agenda object on its platform, and the function's entry point.

use guichet_edge::Host;
use guichet_kernel::link::KeyRing;
use tower_service::Service;
use worker::{Context, DurableObject, Env, HttpRequest, Request, Response, Result, State, durable_object, event, wasm_bindgen};

use crate::{http::router, object::AgendaObject, request::App};

/// One practitioner's agenda.
#[durable_object(alarm)]
pub struct Agenda {
    host: Host<AgendaObject>,
}

impl DurableObject for Agenda {
    fn new(state: State, env: Env) -> Self {
        Self { host: Host::new(state, env, |name, env| Some(AgendaObject::new(name, key_ring(env)?))) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.host.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.host.alarm().await
    }
}

/// The keys that links are signed with; without them nothing is signed or believed.
pub(crate) fn key_ring(env: &Env) -> Option<KeyRing> {
    KeyRing::from_json(&env.secret("LINK_KEYS").ok()?.to_string()).ok()
}

/// What the binding says of the caller.
#[derive(serde::Deserialize)]
struct Props {
    caller: String,
}

/// Answers the gateway, which has guarded the borders; to anybody else there is nothing here.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, context: Context) -> Result<axum::http::Response<axum::body::Body>> {
    if !context.props::<Props>().is_ok_and(|props| props.caller == "gateway") {
        return Ok(guichet_edge::reply::problem(guichet_contracts::ProblemKind::NotFound, ""));
    }
    Ok(router(App::new(env)).call(request).await?)
}
