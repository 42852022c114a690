//! The Practice and Identity objects on their platform.

use guichet_edge::{
    Host,
    log::{self, Level},
};
use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event, wasm_bindgen};

use crate::{identity::IdentityObject, practice::PracticeObject, secrets::Secrets};

/// One practice.
#[durable_object(alarm)]
pub struct Practice {
    host: Host<PracticeObject>,
}

impl DurableObject for Practice {
    fn new(state: State, env: Env) -> Self {
        let make = |name, env: &Env| {
            let secrets = secrets(env)?;
            if secrets.data.is_none() {
                log::line(Level::Error, "data-keys-unusable", "", &[("class", "Practice".into())]);
            }
            Some(PracticeObject::new(name, secrets))
        };
        Self { host: Host::new(state, env, make) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.host.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.host.alarm().await
    }
}

/// One person who signs in.
#[durable_object(alarm)]
pub struct Identity {
    host: Host<IdentityObject>,
}

impl DurableObject for Identity {
    fn new(state: State, env: Env) -> Self {
        Self { host: Host::new(state, env, |name, env| Some(IdentityObject::new(name, secrets(env)?))) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.host.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.host.alarm().await
    }
}

/// The secrets of this script; without them its objects answer 503.
fn secrets(env: &Env) -> Option<Secrets> {
    let read = |name: &str| Some(env.secret(name).ok()?.to_string());
    Secrets::read(&read("LINK_KEYS")?, &read("IDENTITY_KEY")?, read("DATA_KEYS").as_deref())
}

/// There are no pages here: whoever asks by HTTP finds nothing.
#[event(fetch)]
async fn fetch(_request: worker::HttpRequest, _env: Env, _context: Context) -> Result<worker::Response> {
    Response::error("", 404)
}
