//! What every handler needs to know of a request, and how every refusal is answered.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Path, Request},
    response::{IntoResponse, Response},
};
use guichet_contracts::{CallError, Command, Principal, ProblemKind, ask};
use guichet_edge::{EdgeWorld, clock, log, reply};
use guichet_kernel::{Instant, Locale, ObjectName, link::KeyRing};
use guichet_ui::{Notice, NoticePage};
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;
use worker::Env;

use crate::durable::key_ring;

/// The largest form that is read, in bytes.
const LARGEST_FORM: usize = 16 * 1024;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct App {
    env: Env,
}

impl App {
    pub(crate) const fn new(env: Env) -> Self {
        Self { env }
    }

    pub(crate) fn keys(&self) -> Result<KeyRing, ProblemKind> {
        key_ring(&self.env).ok_or(ProblemKind::Unavailable)
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
        let world = EdgeWorld::new(&self.env);
        let reply = ask(&world, name, (principal, asking.request_id.as_str(), asking.test_now), command).await;
        reply.map_err(|error: CallError| error.kind())
    }

    #[cfg(feature = "test-doors")]
    pub(crate) const fn env(&self) -> &Env {
        &self.env
    }
}

/// What a request says besides its address and body.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    /// Given by the gateway; quoted on error pages, written in logs.
    pub(crate) request_id: String,
    /// Whether a person reads the answer.
    pub(crate) page: bool,
    /// The instant that a test has chosen; always `None` in a release bundle.
    pub(crate) test_now: Option<Instant>,
    /// The language of refusals: that of the country whose address it is.
    locale: Locale,
}

impl Asking {
    fn of(parts: &Parts) -> Self {
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let test_now = if cfg!(feature = "test-doors") { text("x-test-now").and_then(|now| now.parse().ok()) } else { None };
        Self {
            request_id: text("x-request-id").unwrap_or_default().to_owned(),
            page: reply::wants_page(&parts.headers),
            test_now,
            locale: Locale::of_path(parts.uri.path()),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.test_now.unwrap_or_else(clock::now)
    }

    /// Answers a refusal: a page that says what to do, or problem+json.
    pub(crate) fn refuse(&self, kind: ProblemKind, shape: impl FnOnce(NoticePage) -> NoticePage) -> Response {
        if kind.status() >= 500 {
            log::line(log::Level::Error, "refused", &self.request_id, &[("kind", kind.slug().into())]);
        }
        if !self.page {
            return reply::problem(kind, &self.request_id);
        }
        let page = shape(NoticePage::new(self.locale, &notice(kind, &self.request_id)));
        html(StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page.render())
    }

    /// A refusal with nothing to add.
    pub(crate) fn refuse_plainly(&self, kind: ProblemKind) -> Response {
        self.refuse(kind, |page| page)
    }
}

impl<S: Sync> FromRequestParts<S> for Asking {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// The variable segments of an address. Those that are no text name nothing.
pub(crate) struct Segments<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(_) => Err(Asking::of(parts).refuse_plainly(ProblemKind::NotFound)),
        }
    }
}

/// The words for a kind of problem.
fn notice(kind: ProblemKind, request_id: &str) -> Notice {
    match kind {
        ProblemKind::NotFound => Notice::NotFound,
        ProblemKind::MethodNotAllowed => Notice::MethodNotAllowed,
        ProblemKind::SlotTaken => Notice::SlotTaken,
        ProblemKind::SlotGone => Notice::SlotPast,
        ProblemKind::KeyReused => Notice::AlreadyBooked,
        ProblemKind::LinkExpired => Notice::LinkExpired,
        ProblemKind::LinkInvalid => Notice::LinkInvalid,
        ProblemKind::LinkForOther => Notice::LinkForAnotherPurpose,
        ProblemKind::TooLarge => Notice::TooLarge,
        ProblemKind::WrongType => Notice::WrongContentType,
        ProblemKind::Unavailable => Notice::Busy,
        ProblemKind::BadRequest | ProblemKind::Invalid | ProblemKind::Forbidden | ProblemKind::NotPossibleNow | ProblemKind::TooLate => {
            Notice::BadRequest
        }
        ProblemKind::Internal => Notice::Internal { reference: request_id.to_owned() },
    }
}

/// A page, private to its reader.
pub(crate) fn html(status: StatusCode, page: Result<String, guichet_ui::RenderError>) -> Response {
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
pub(crate) fn see_other(path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(path) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The body of a form: of the right type, and no larger than any honest one.
pub(crate) async fn form_body(request: Request) -> Result<Bytes, ProblemKind> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(ProblemKind::WrongType);
    }
    axum::body::to_bytes(request.into_body(), LARGEST_FORM).await.map_err(|_| ProblemKind::TooLarge)
}
