//! The Practice object on its platform.

use guichet_edge::Host;
use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event, wasm_bindgen};

use crate::object::PracticeObject;

/// One practice.
#[durable_object(alarm)]
pub struct Practice {
    host: Host<PracticeObject>,
}

impl DurableObject for Practice {
    fn new(state: State, env: Env) -> Self {
        Self { host: Host::new(state, env, |name, _env| Some(PracticeObject::new(name))) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        self.host.fetch(request).await
    }

    async fn alarm(&self) -> Result<Response> {
        self.host.alarm().await
    }
}

/// There are no pages here: whoever asks by HTTP finds nothing.
#[event(fetch)]
async fn fetch(_request: worker::HttpRequest, _env: Env, _context: Context) -> Result<worker::Response> {
    Response::error("", 404)
}
