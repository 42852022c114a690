//! The Mailroom object on its platform.

use guichet_edge::Host;
use guichet_messages::provider::Brevo;
use worker::{Context, DurableObject, Env, Request, Response, Result, State, durable_object, event, wasm_bindgen};

use crate::{letter::Sender, object::MailroomObject};

/// One practice's mailroom.
#[durable_object(alarm)]
pub struct Mailroom {
    host: Host<MailroomObject<Brevo>>,
}

impl DurableObject for Mailroom {
    fn new(state: State, env: Env) -> Self {
        let make = |name, env: &Env| {
            let provider = Brevo::new(env.var("BREVO_BASE_URL").ok()?.to_string(), env.secret("BREVO_API_KEY").ok()?.to_string());
            let origin = env.var("PUBLIC_ORIGIN").ok()?.to_string();
            let address = guichet_kernel::EmailAddress::parse(&env.var("MAIL_SENDER").ok()?.to_string()).ok()?;
            Some(MailroomObject::new(name, provider, Sender { origin, address }))
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

/// There are no pages here: whoever asks by HTTP finds nothing.
#[event(fetch)]
async fn fetch(_request: worker::HttpRequest, _env: Env, _context: Context) -> Result<Response> {
    Response::error("", 404)
}
