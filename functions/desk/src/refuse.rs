//! How every refusal is answered: a page that says what to do, or problem+json.

use axum::response::Response;
use guichet_contracts::ProblemKind;
use guichet_edge::{
    log, reply,
    web::{Asking, html},
};
use guichet_ui::desk::{Around, DeskNotice, DeskNoticePage, Outside};
use http::StatusCode;

/// Answers refusals.
pub(crate) trait Refuse {
    /// Without a desk's frame.
    fn refuse(&self, kind: ProblemKind) -> Response;

    /// In the frame `around`, with a way on.
    fn refuse_in(&self, kind: ProblemKind, around: Around, next_href: Option<String>) -> Response;
}

impl Refuse for Asking {
    fn refuse(&self, kind: ProblemKind) -> Response {
        self.refuse_in(kind, Outside { locale: self.locale, languages: Vec::new() }.into(), None)
    }

    fn refuse_in(&self, kind: ProblemKind, around: Around, next_href: Option<String>) -> Response {
        if kind.status() >= 500 {
            log::line(log::Level::Error, "refused", &self.request_id, &[("kind", kind.slug().into())]);
        }
        if !self.page {
            return reply::problem(kind, &self.request_id);
        }
        let page = DeskNoticePage { around, notice: notice(kind, &self.request_id), next_href };
        html(StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), page.render())
    }
}

/// The words for a kind of problem.
fn notice(kind: ProblemKind, request_id: &str) -> DeskNotice {
    match kind {
        ProblemKind::NotFound | ProblemKind::LinkInvalid | ProblemKind::LinkExpired | ProblemKind::SlotGone => DeskNotice::NotFound,
        ProblemKind::Forbidden | ProblemKind::LinkForOther | ProblemKind::Unauthenticated | ProblemKind::ProveFirst => {
            DeskNotice::Forbidden
        }
        ProblemKind::MethodNotAllowed => DeskNotice::MethodNotAllowed,
        ProblemKind::Changed | ProblemKind::VersionNeeded => DeskNotice::Changed,
        ProblemKind::KeyReused => DeskNotice::KeyReused,
        ProblemKind::NotPossibleNow
        | ProblemKind::LooksAlike
        | ProblemKind::SlotTaken
        | ProblemKind::Full
        | ProblemKind::Closed
        | ProblemKind::TooManyOpen
        | ProblemKind::ConfirmFirst
        | ProblemKind::NoNewPatients
        | ProblemKind::NotOnline
        | ProblemKind::TooLate => DeskNotice::NotPossibleNow,
        ProblemKind::TooMany | ProblemKind::TooManyHolds | ProblemKind::TooOften => DeskNotice::TooMany,
        ProblemKind::TooLarge => DeskNotice::TooLarge,
        ProblemKind::BadRequest | ProblemKind::Invalid | ProblemKind::WrongType => DeskNotice::BadRequest,
        ProblemKind::Unavailable => DeskNotice::Unavailable,
        ProblemKind::Internal => DeskNotice::Internal { reference: request_id.to_owned() },
    }
}
