//! Who is signed in: the session's cookie, checked by its Identity at every request.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::identity::{CheckSession, Membership, Session},
};
use guichet_edge::web::{self, Asking, see_other};
use guichet_kernel::{Country, EmailAddress, IdentityId, Locale, ObjectName, Region, Token};
use http::{HeaderMap, Method, Uri, request::Parts};

use crate::{app::App, form::Fields, refuse::Refuse};

/// The cookie that remembers the language chosen in this browser. It says nothing else.
const LANGUAGE_COOKIE: &str = "__Host-langue";
/// In an address: the same page in another language.
pub(crate) const LANGUAGE_QUERY: &str = "langue";
/// In an address: where to go on after signing in, or proving who one is.
pub(crate) const NEXT_QUERY: &str = "suite";
/// How long a session's cookie may live: as long as a session at most does.
const COOKIE_LIVES: u32 = 14 * 24 * 3600;

/// The cookie of a region's session: somebody may work in two.
const fn cookie_name(region: Region) -> &'static str {
    match region {
        Region::Eu => "__Host-pro-eu",
        Region::Ca => "__Host-pro-ca",
    }
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Signed {
    /// Under which country's address.
    pub(crate) country: Country,
    /// The language to answer in.
    pub(crate) locale: Locale,
    /// The language they chose for themselves.
    pub(crate) own_locale: Option<Locale>,
    /// Their Identity.
    pub(crate) identity: ObjectName,
    /// Their address.
    pub(crate) email: EmailAddress,
    /// Whether they have lately proven that it is they.
    pub(crate) proven: bool,
    /// Where they work.
    pub(crate) practices: Vec<Membership>,
    /// The path and query that were asked for.
    pub(crate) uri: Uri,
    secret: Token,
}

impl Signed {
    /// As a Practice knows them.
    pub(crate) fn person(&self) -> Principal {
        Principal::Person { identity: self.identity.clone(), proven: self.proven }
    }

    /// As their Identity knows them.
    pub(crate) fn session(&self) -> Principal {
        Principal::Session { secret: self.secret.clone() }
    }
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Asking::of(parts).refuse(ProblemKind::Internal))
    }
}

/// Gives the browser its session.
pub(crate) fn keep(response: &mut Response, identity: &ObjectName, secret: &Token) {
    let Some(id) = identity.identity_id() else { return };
    let value = format!("{}.{}", id.digits(), secret.text());
    web::set_cookie(response, cookie_name(identity.region()), &value, Some(COOKIE_LIVES));
}

/// Takes it away.
pub(crate) fn forget(response: &mut Response, region: Region) {
    web::set_cookie(response, cookie_name(region), "", Some(0));
}

/// The country whose address it is.
pub(crate) fn country_of(uri: &Uri) -> Option<Country> {
    Country::from_path_segment(uri.path().split('/').nth(1)?)
}

/// The language to answer in: the one that the address asks for, the one this browser chose, their own, the country's first.
pub(crate) fn locale_of(headers: &HeaderMap, uri: &Uri, country: Country, own: Option<Locale>) -> Locale {
    let offered = |tag: &str| Locale::from_tag(tag).filter(|locale| country.locales().contains(locale));
    let asked = asked_language(uri);
    asked
        .as_deref()
        .and_then(offered)
        .or_else(|| web::cookie(headers, LANGUAGE_COOKIE).and_then(offered))
        .or_else(|| own.filter(|locale| country.locales().contains(locale)))
        .unwrap_or_else(|| country.first_locale())
}

/// Remembers the language that an address asked for.
pub(crate) fn remember_language(response: &mut Response, uri: &Uri) {
    if let Some(locale) = asked_language(uri).as_deref().and_then(Locale::from_tag) {
        web::set_cookie(response, LANGUAGE_COOKIE, locale.tag(), Some(365 * 24 * 3600));
    }
}

fn asked_language(uri: &Uri) -> Option<String> {
    let query = Fields::read(uri.query()?.as_bytes());
    Some(query.text(LANGUAGE_QUERY)).filter(|tag| !tag.is_empty())
}

/// The session that a request's cookie opens, if it does; and the secret to keep from now on, where it changes.
pub(crate) async fn open(
    app: &App,
    asking: &Asking,
    (method, uri, headers): (&Method, &Uri, &HeaderMap),
) -> Result<Option<(Signed, Option<Token>)>, ProblemKind> {
    let Some(country) = country_of(uri) else { return Ok(None) };
    let region = Region::of(country);
    let shown = web::cookie(headers, cookie_name(region)).and_then(|value| {
        let (id, secret) = value.split_once('.')?;
        Some((ObjectName::identity(region, IdentityId::from_digits(id).ok()?), Token::parse(secret).ok()?))
    });
    let Some((identity, secret)) = shown else { return Ok(None) };
    match app.ask(asking, &identity, Principal::Session { secret: secret.clone() }, &CheckSession {}).await {
        Ok(Session { email, locale, proven, practices, replaced_by, .. }) => {
            let own_locale = locale;
            let locale = locale_of(headers, uri, country, own_locale);
            let uri = if *method == Method::GET { uri.clone() } else { Uri::default() };
            let secret = replaced_by.clone().unwrap_or(secret);
            Ok(Some((Signed { country, locale, own_locale, identity, email, proven, practices, uri, secret }, replaced_by)))
        }
        Err(ProblemKind::Unauthenticated | ProblemKind::NotFound | ProblemKind::Forbidden) => Ok(None),
        Err(kind) => Err(kind),
    }
}

/// Lets in who is signed in; leads others to the sign-in page, and from there back.
pub(crate) async fn needed(State(app): State<App>, request: Request, next: Next) -> Response {
    worker::send::SendFuture::new(async move {
        let (mut parts, body) = request.into_parts();
        let asking = Asking::of(&parts);
        let opened = open(&app, &asking, (&parts.method, &parts.uri, &parts.headers)).await;
        let (signed, replaced_by) = match opened {
            Ok(Some(opened)) => opened,
            Ok(None) => return to_sign_in(&asking, &parts.method, &parts.uri),
            Err(kind) => return asking.refuse(kind),
        };
        let uri = parts.uri.clone();
        let identity = signed.identity.clone();
        parts.extensions.insert(signed);
        let mut response = next.run(Request::from_parts(parts, body)).await;
        if let Some(secret) = replaced_by {
            keep(&mut response, &identity, &secret);
        }
        remember_language(&mut response, &uri);
        response
    })
    .await
}

/// The way to the sign-in page, and back to where a GET was going.
fn to_sign_in(asking: &Asking, method: &Method, uri: &Uri) -> Response {
    let Some(country) = country_of(uri) else { return asking.refuse(ProblemKind::NotFound) };
    if !asking.page {
        return asking.refuse(ProblemKind::Unauthenticated);
    }
    let base = sign_in_path(country);
    // A page that was asked for by a script is replaced as a whole, not filled with a form.
    let next = uri.path_and_query().filter(|_| *method == Method::GET);
    let path = next.map_or_else(|| base.clone(), |next| format!("{base}?{}", query(&[(NEXT_QUERY, next.as_str())])));
    see_other(&path).into_response()
}

/// The address of the sign-in page.
pub(crate) fn sign_in_path(country: Country) -> String {
    format!("{}/connexion", home_path(country))
}

/// The address of the desk's first page.
pub(crate) fn home_path(country: Country) -> String {
    format!("/{}/pro", country.path_segment())
}

/// A query, encoded.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
