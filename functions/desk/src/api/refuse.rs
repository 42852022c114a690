//! How the API refuses: problem+json, always.

use axum::response::Response;
use guichet_contracts::{CallError, FieldProblem, ProblemKind};
use guichet_edge::{reply, web::Asking};
use http::{HeaderValue, header};

use super::Behind;

/// A refusal on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// The kind.
    pub(super) kind: ProblemKind,
    /// The fields that are to blame.
    pub(super) fields: Vec<FieldProblem>,
    /// Whether whoever refused has found the caller's key good.
    pub(super) knows_caller: bool,
}

impl Refusal {
    pub(super) const fn new(kind: ProblemKind, fields: Vec<FieldProblem>) -> Self {
        Self { kind, fields, knows_caller: false }
    }

    /// A refusal of one field.
    pub(super) fn field(kind: ProblemKind, name: &str, reason: &str) -> Self {
        Self::new(kind, vec![FieldProblem { name: name.to_owned(), reason: reason.to_owned() }])
    }

    /// The answer.
    pub(super) fn response(self, behind: &impl Behind, asking: &Asking) -> Response {
        if self.kind.status() >= 500 {
            behind.report(self.kind, &asking.request_id);
        }
        let mut response = reply::problem_with_fields(self.kind, &asking.request_id, self.fields);
        if self.kind == ProblemKind::Unauthenticated {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<ProblemKind> for Refusal {
    fn from(kind: ProblemKind) -> Self {
        Self::new(kind, Vec::new())
    }
}

/// What an object refuses. Only [`ProblemKind::NotFound`] is also its answer to whoever it does not know.
impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(problem) => {
                let kind = problem.kind();
                Self { kind, fields: problem.fields, knows_caller: kind != ProblemKind::NotFound }
            }
            CallError::NoAnswer(_) => ProblemKind::Unavailable.into(),
        }
    }
}
