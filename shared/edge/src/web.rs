//! What every function that answers HTTP needs: what a request says besides its address and body, its form, its cookies, and
//! the shapes of answers. The words of a refusal are each function's own.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Path, Request},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use guichet_contracts::{CallError, Command, Principal, ProblemKind, ask_once};
use guichet_kernel::{Instant, Locale, ObjectName, link::KeyRing};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use worker::{Context, Delay, Env};

use crate::{EdgeWorld, clock, log, reply};

/// How long an answer has to leave before what is asked afterwards begins.
const HEAD_START: Duration = Duration::from_millis(150);

/// The largest form that is read, in bytes.
const LARGEST_FORM: usize = 16 * 1024;

/// What the binding says of the caller.
#[derive(serde::Deserialize)]
struct Props {
    caller: String,
}

/// Whether the gateway calls, which has guarded the borders: to anybody else a function is not there.
pub fn called_by_gateway(context: &Context) -> bool {
    context.props::<Props>().is_ok_and(|props| props.caller == "gateway")
}

/// The keys that links are signed with; without them nothing is signed or believed.
pub fn key_ring(env: &Env) -> Option<KeyRing> {
    KeyRing::from_json(&env.secret("LINK_KEYS").ok()?.to_string()).ok()
}

/// A secret of bytes in base64url: 32 or more, or it is not used.
pub fn secret(env: &Env, name: &str) -> Option<Vec<u8>> {
    let text = env.secret(name).ok()?.to_string();
    BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok().filter(|bytes| bytes.len() >= 32)
}

/// What a request says besides its address and body.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Given by the gateway; quoted on error pages, written in logs.
    pub request_id: String,
    /// Whether a person reads the answer.
    pub page: bool,
    /// The instant that a test has chosen; always `None` in a release bundle.
    pub test_now: Option<Instant>,
    /// The language of the country whose address it is.
    pub locale: Locale,
}

impl Asking {
    /// Reads it from a request's head.
    pub fn of(parts: &Parts) -> Self {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let test_now = if cfg!(feature = "test-doors") { text("x-test-now").and_then(|now| now.parse().ok()) } else { None };
        Self {
            request_id: text("x-request-id").unwrap_or_default().to_owned(),
            page: reply::wants_page(&parts.headers),
            test_now,
            locale: Locale::of_path(parts.uri.path()),
        }
    }

    /// When it is.
    pub fn now(&self) -> Instant {
        self.test_now.unwrap_or_else(clock::now)
    }

    /// Commands an object on behalf of `principal`.
    pub async fn ask<C: Command>(&self, env: &Env, name: &ObjectName, principal: Principal, command: &C) -> Result<C::Reply, CallError> {
        self.ask_once(env, name, principal, None, command).await
    }

    /// The same, once the answer has had the time to leave: how long the object takes says nothing to the one who asks, not even where
    /// both run on one thread. What goes wrong is in the log only; that there is no such object is nothing wrong.
    pub fn ask_afterwards<C: Command + 'static>(&self, env: &Env, context: &Context, name: ObjectName, principal: Principal, command: C) {
        let (asking, env) = (self.clone(), env.clone());
        context.wait_until(async move {
            Delay::from(HEAD_START).await;
            match asking.ask(&env, &name, principal, &command).await {
                Err(error) if error.kind() != ProblemKind::NotFound => log::line(
                    log::Level::Error,
                    "asked-afterwards",
                    &asking.request_id,
                    &[("command", C::PATH.into()), ("kind", error.kind().slug().into())],
                ),
                _ => {}
            }
        });
    }

    /// The same, with the caller's own key for a creation.
    pub async fn ask_once<C: Command>(
        &self,
        env: &Env,
        name: &ObjectName,
        principal: Principal,
        key: Option<String>,
        command: &C,
    ) -> Result<C::Reply, CallError> {
        let world = EdgeWorld::new(env);
        ask_once(&world, name, (principal, self.request_id.as_str(), self.test_now), key, command).await
    }
}

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// The variable segments of an address; `None` where they are no text, and so name nothing.
pub struct Segments<T>(pub Option<T>);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Path::<T>::from_request_parts(parts, state).await.ok().map(|Path(segments)| segments)))
    }
}

/// A page, private to its reader.
pub fn html<E>(status: StatusCode, page: Result<String, E>) -> Response {
    let Ok(page) = page else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// 303: the browser asks for `path` with GET, so that reloading sends nothing again.
pub fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The body of a form: of the right type, and no larger than any honest one.
pub async fn form_body(request: Request) -> Result<Bytes, ProblemKind> {
    body_of(request, "application/x-www-form-urlencoded", LARGEST_FORM).await
}

/// A body of the media type `essence`, at most `most` bytes long.
pub async fn body_of(request: Request, essence: &str, most: usize) -> Result<Bytes, ProblemKind> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(essence) {
        return Err(ProblemKind::WrongType);
    }
    axum::body::to_bytes(request.into_body(), most).await.map_err(|_| ProblemKind::TooLarge)
}

/// The value of the first cookie of that name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (known, value) = pair.trim().split_once('=')?;
        (known == name).then_some(value)
    })
}

/// Gives the browser a cookie for the whole origin, which no script reads and no foreign form sends. `max_age` in seconds; `None`
/// ends with the browser's session, 0 takes it away.
///
/// `name` starts with `__Host-`: no other host, and no page over plain HTTP, can set it (RFC 6265bis §4.1.3.2).
pub fn set_cookie(response: &mut Response, name: &str, value: &str, max_age: Option<u32>) {
    let ends = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{ends}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
