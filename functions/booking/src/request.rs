//! What every handler needs to know of a request. How a refusal is answered is shared with the other public pages.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    response::Response,
};
use guichet_contracts::{CallError, Command, Principal, ProblemKind, published::Publishable};
pub(crate) use guichet_edge::web::{Asking, form_body, html, see_other};
use guichet_edge::{EdgeWorld, log, web};
use guichet_kernel::{Country, EmailAddress, IdentityId, ObjectName, Person, Region, Token, World, link::KeyRing};
use guichet_public::Asks;
pub(crate) use guichet_public::{Refuse, Segments};
use http::request::Parts;
use worker::{Context, Env};

use crate::{
    form::Fields,
    language,
    turnstile::{Turnstile, Verdict},
};

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    env: Env,
    context: Arc<Context>,
}

impl App {
    pub(crate) fn new(env: Env, context: Context) -> Self {
        Self { env, context: Arc::new(context) }
    }

    pub(crate) fn keys(&self) -> Result<KeyRing, ProblemKind> {
        web::key_ring(&self.env).ok_or(ProblemKind::Unavailable)
    }

    /// The origin that public addresses bear.
    pub(crate) fn origin(&self) -> Option<String> {
        Some(self.env.var("PUBLIC_ORIGIN").ok()?.to_string())
    }

    /// Commands an object on behalf of `principal`.
    #[worker::send]
    pub(crate) async fn ask<C: Command>(
        &self,
        asking: &Asking,
        name: &ObjectName,
        principal: Principal,
        command: &C,
    ) -> Result<C::Reply, ProblemKind> {
        asking.ask(&self.env, name, principal, command).await.map_err(|error: CallError| error.kind())
    }

    /// What the Directory has published, if it is there.
    #[worker::send]
    pub(crate) async fn published<T: Publishable>(&self, country: Country, of: T::Of) -> Option<T> {
        guichet_edge::published(&self.env, country, of).await
    }

    /// The same once the answer has left: how long the object takes says nothing to the one who asks.
    pub(crate) fn ask_afterwards<C: Command + 'static>(&self, asking: &Asking, name: ObjectName, principal: Principal, command: C) {
        asking.ask_afterwards(&self.env, &self.context, name, principal, command);
    }

    /// The Identity of whoever reads mail at `address`, in a region.
    pub(crate) fn identity(&self, region: Region, address: &EmailAddress) -> Result<ObjectName, ProblemKind> {
        let key = web::secret(&self.env, "IDENTITY_KEY").ok_or(ProblemKind::Unavailable)?;
        let id = IdentityId::of(&key, address).ok_or(ProblemKind::Unavailable)?;
        Ok(ObjectName::identity(region, id))
    }

    /// The check that a person fills in the form, where it is wanted.
    pub(crate) fn turnstile(&self) -> Option<Turnstile> {
        let var = |name: &str| self.env.var(name).ok().map(|value| value.to_string());
        let secret = self.env.secret("TURNSTILE_SECRET").ok().map(|value| value.to_string());
        Turnstile::configured(var("TURNSTILE_SITE_KEY"), secret, var("TURNSTILE_URL"), &self.origin()?)
    }

    /// Checks what the widget put into the form that was typed under a hold. Where that cannot be done, the log says so and the form goes on.
    #[worker::send]
    pub(crate) async fn is_person(&self, asking: &Asking, turnstile: &Turnstile, token: &str, (hold, typed): (&Token, &Person)) -> bool {
        // As the agenda has it, the same form in another language is the same form.
        let Ok(form) = serde_json::to_string(&Person { locale: None, ..typed.clone() }) else { return false };
        let Some(request) = turnstile.check(token, hold, &form) else { return false };
        match turnstile.verdict(EdgeWorld::new(&self.env).http(request).await) {
            Verdict::Passed => true,
            Verdict::Refused => false,
            Verdict::Away(why) => {
                log::line(log::Level::Error, "turnstile-away", &asking.request_id, &[("why", why.into())]);
                true
            }
        }
    }

    #[cfg(feature = "test-doors")]
    pub(crate) const fn env(&self) -> &Env {
        &self.env
    }
}

impl Asks for App {
    fn keys(&self) -> Result<KeyRing, ProblemKind> {
        Self::keys(self)
    }

    async fn ask<C: Command>(
        &self,
        asking: &Asking,
        name: &ObjectName,
        principal: Principal,
        command: &C,
    ) -> Result<C::Reply, ProblemKind> {
        Self::ask(self, asking, name, principal, command).await
    }
}

/// A request under a country's address, to be answered in the language that its reader has chosen there. An address of no country is
/// nobody's.
pub(crate) struct Here {
    pub(crate) country: Country,
    pub(crate) asking: Asking,
}

impl Here {
    fn of(parts: &Parts) -> Result<Self, Box<Response>> {
        let mut asking = Asking::of(parts);
        let Some(country) = parts.uri.path().split('/').nth(1).and_then(Country::from_path_segment) else {
            return Err(Box::new(asking.refuse_plainly(ProblemKind::NotFound)));
        };
        asking.locale = language::locale(&parts.headers, parts.uri.query(), country);
        Ok(Self { country, asking })
    }
}

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Self::of(parts).map_err(|answer| *answer)
    }
}

/// A form that was sent; what is none, or too large for one, is refused.
pub(crate) struct Sent(pub(crate) Fields);

impl<S: Sync> FromRequest<S> for Sent {
    type Rejection = Response;
    async fn from_request(request: Request, _state: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let asking = Here::of(&parts).map_or_else(|_| Asking::of(&parts), |here| here.asking);
        match form_body(Request::from_parts(parts, body)).await {
            Ok(body) => Ok(Self(Fields::read(&body))),
            Err(kind) => Err(asking.refuse_plainly(kind)),
        }
    }
}
