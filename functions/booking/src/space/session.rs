//! Who has opened the space: the cookie, checked by its Identity at every request. It is none of the desk's: neither opens the other.

use axum::response::Response;
use guichet_contracts::{
    Principal, ProblemKind,
    command::space::{CheckSpace, Reference, Space},
};
use guichet_edge::web;
use guichet_kernel::{Country, IdentityId, ObjectName, Region, Token};
use http::HeaderMap;

use super::door_path;
use crate::request::{App, Asking};

/// The cookie. It ends with the browser's session: the space is opened at home, on whatever is at hand.
const COOKIE: &str = "__Host-espace";

/// The address of what the space shows.
pub(super) fn list_path(country: Country) -> String {
    format!("{}/mes-rendez-vous", door_path(country))
}

/// An open space.
pub(super) struct Opened {
    /// Under which country's address.
    pub(super) country: Country,
    /// Whose Identity.
    pub(super) identity: ObjectName,
    /// About whom practices write to them.
    pub(super) references: Vec<Reference>,
    secret: Token,
    replaced: bool,
}

impl Opened {
    /// As their Identity knows them.
    pub(super) fn session(&self) -> Principal {
        Principal::Session { secret: self.secret.clone() }
    }

    /// As a Practice knows them.
    pub(super) fn contact(&self) -> Principal {
        Principal::Contact { identity: self.identity.clone() }
    }

    /// The answer, with the secret that takes the place of the one shown, where it does.
    pub(super) fn keep(&self, response: Response) -> Response {
        if self.replaced { keep(response, &self.identity, &self.secret) } else { response }
    }
}

/// Gives the browser its session.
pub(super) fn keep(mut response: Response, identity: &ObjectName, secret: &Token) -> Response {
    if let Some(id) = identity.identity_id() {
        web::set_cookie(&mut response, COOKIE, &format!("{}.{}", id.digits(), secret.text()), None);
    }
    response
}

/// Takes it away.
pub(super) fn forget(mut response: Response) -> Response {
    web::set_cookie(&mut response, COOKIE, "", Some(0));
    response
}

/// The space that a request's cookie opens, if it does.
#[worker::send]
pub(super) async fn check(app: &App, asking: &Asking, country: Country, headers: &HeaderMap) -> Result<Option<Opened>, ProblemKind> {
    let shown = web::cookie(headers, COOKIE).and_then(|value| {
        let (id, secret) = value.split_once('.')?;
        Some((ObjectName::identity(Region::of(country), IdentityId::from_digits(id).ok()?), Token::parse(secret).ok()?))
    });
    let Some((identity, secret)) = shown else { return Ok(None) };
    match app.ask(asking, &identity, Principal::Session { secret: secret.clone() }, &CheckSpace {}).await {
        Ok(Space { replaced_by, references }) => {
            let replaced = replaced_by.is_some();
            Ok(Some(Opened { country, identity, references, secret: replaced_by.unwrap_or(secret), replaced }))
        }
        Err(ProblemKind::Unauthenticated | ProblemKind::NotFound | ProblemKind::Forbidden) => Ok(None),
        Err(kind) => Err(kind),
    }
}
