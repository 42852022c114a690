//! How every refusal is answered: a page in the words of the public pages, or problem+json.

use axum::{extract::FromRequestParts, response::Response};
use guichet_contracts::ProblemKind;
use guichet_edge::{
    log, reply,
    web::{self, Asking, html},
};
use guichet_ui::{Notice, NoticePage};
use http::{HeaderValue, StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;

/// Answers refusals in the words of the public pages.
pub trait Refuse {
    /// A page that says what to do, or problem+json.
    fn refuse(&self, kind: ProblemKind, shape: impl FnOnce(NoticePage) -> NoticePage) -> Response;

    /// The same in other words than the kind's own.
    fn refuse_saying(&self, kind: ProblemKind, notice: &Notice, shape: impl FnOnce(NoticePage) -> NoticePage) -> Response;

    /// A refusal with nothing to add.
    fn refuse_plainly(&self, kind: ProblemKind) -> Response;
}

impl Refuse for Asking {
    fn refuse(&self, kind: ProblemKind, shape: impl FnOnce(NoticePage) -> NoticePage) -> Response {
        self.refuse_saying(kind, &notice(kind, &self.request_id), shape)
    }

    fn refuse_saying(&self, kind: ProblemKind, notice: &Notice, shape: impl FnOnce(NoticePage) -> NoticePage) -> Response {
        if kind.status() >= 500 {
            log::line(log::Level::Error, "refused", &self.request_id, &[("kind", kind.slug().into())]);
        }
        if !self.page {
            return reply::problem(kind, &self.request_id);
        }
        let page = shape(NoticePage::new(self.locale, notice));
        let mut response = html(StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page.render());
        if let Some(seconds) = reply::retry_after(kind) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response
    }

    fn refuse_plainly(&self, kind: ProblemKind) -> Response {
        self.refuse(kind, |page| page)
    }
}

/// The variable segments of an address. Those that are no text name nothing.
#[derive(Debug)]
pub struct Segments<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let Ok(web::Segments(segments)) = web::Segments::<T>::from_request_parts(parts, state).await;
        segments.map(Self).ok_or_else(|| Asking::of(parts).refuse_plainly(ProblemKind::NotFound))
    }
}

/// The words for a kind of problem.
fn notice(kind: ProblemKind, request_id: &str) -> Notice {
    match kind {
        ProblemKind::NotFound => Notice::NotFound,
        ProblemKind::MethodNotAllowed => Notice::MethodNotAllowed,
        ProblemKind::SlotTaken => Notice::SlotTaken,
        ProblemKind::SlotGone | ProblemKind::Closed => Notice::SlotPast,
        ProblemKind::Full => Notice::Full,
        ProblemKind::TooManyHolds => Notice::TooManyHolds,
        ProblemKind::TooOften => Notice::TooOften,
        ProblemKind::TooManyOpen => Notice::TooManyOpen,
        ProblemKind::ConfirmFirst => Notice::ConfirmFirst,
        ProblemKind::NoNewPatients => Notice::NoNewPatients,
        ProblemKind::NotOnline => Notice::NotOnline,
        ProblemKind::KeyReused => Notice::AlreadyBooked,
        ProblemKind::LinkExpired => Notice::LinkExpired,
        ProblemKind::LinkInvalid => Notice::LinkInvalid,
        ProblemKind::LinkForOther => Notice::LinkForAnotherPurpose,
        ProblemKind::TooLarge => Notice::TooLarge,
        ProblemKind::WrongType => Notice::WrongContentType,
        ProblemKind::Unavailable | ProblemKind::TooMany => Notice::Busy,
        ProblemKind::BadRequest
        | ProblemKind::Invalid
        | ProblemKind::Unauthenticated
        | ProblemKind::ProveFirst
        | ProblemKind::Forbidden
        | ProblemKind::NotPossibleNow
        | ProblemKind::LooksAlike
        | ProblemKind::Changed
        | ProblemKind::VersionNeeded
        | ProblemKind::TooLate => Notice::BadRequest,
        ProblemKind::Internal => Notice::Internal { reference: request_id.to_owned() },
    }
}
