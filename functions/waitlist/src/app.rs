//! What handlers share: the way to the objects, and to the offer behind a link.

use axum::response::Response;
use guichet_contracts::{
    Command, Principal, ProblemKind,
    command::waitlist::{OfferFacts, ReadOffer},
};
use guichet_edge::web::{self, Asking};
use guichet_kernel::{
    ObjectName,
    link::{KeyRing, Link, Purpose},
};
use guichet_public::{
    Asks, Refuse as _, language,
    link::{bearer, expired, link_of},
};
use http::HeaderMap;
use worker::Env;

/// The function, as its handlers see it.
#[derive(Clone)]
pub(crate) struct App {
    env: Env,
}

impl App {
    pub(crate) const fn new(env: Env) -> Self {
        Self { env }
    }

    /// Commands the object of `link` in its bearer's name; or the answer to them.
    pub(crate) async fn as_bearer<C: Command>(&self, asking: &Asking, link: &Link, command: &C) -> Result<C::Reply, Response> {
        match self.ask(asking, &link.object, bearer(link), command).await {
            Ok(reply) => Ok(reply),
            Err(kind) => Err(self.refuse_bearer(asking, link, kind).await),
        }
    }

    /// What the bearer of `link` is told who is refused.
    pub(crate) async fn refuse_bearer(&self, asking: &Asking, link: &Link, kind: ProblemKind) -> Response {
        match kind {
            ProblemKind::LinkExpired => expired(self, asking, link).await,
            kind => asking.refuse_plainly(kind),
        }
    }
}

impl Asks for App {
    fn keys(&self) -> Result<KeyRing, ProblemKind> {
        web::key_ring(&self.env).ok_or(ProblemKind::Unavailable)
    }

    async fn ask<C: Command>(
        &self,
        asking: &Asking,
        name: &ObjectName,
        principal: Principal,
        command: &C,
    ) -> Result<C::Reply, ProblemKind> {
        asking.ask(&self.env, name, principal, command).await.map_err(|error| error.kind())
    }
}

/// The link of an offer's address, verified before any object is woken; or the answer to whoever bears another, in the language of its
/// reader: which country speaks here, nobody knows yet.
pub(crate) async fn offer_link(
    app: &App,
    asking: &mut Asking,
    text: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Link, Response> {
    asking.locale = language::anywhere(headers, query).unwrap_or(asking.locale);
    link_of(app, asking, text, Purpose::Offer).await
}

/// The offer behind a link, in the language of its reader; or the answer to whoever bears another.
pub(crate) async fn opened(
    app: &App,
    asking: &mut Asking,
    text: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<(Link, OfferFacts), Response> {
    let link = offer_link(app, asking, text, query, headers).await?;
    let facts = read_offer(app, asking, &link, query, headers).await?;
    Ok((link, facts))
}

/// The offer behind a link, in the language of its reader.
pub(crate) async fn read_offer(
    app: &App,
    asking: &mut Asking,
    link: &Link,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<OfferFacts, Response> {
    let facts = app.as_bearer(asking, link, &ReadOffer {}).await?;
    asking.locale = language::locale(headers, query, facts.offered.practice.country);
    Ok(facts)
}
