//! Answers over HTTP: a page for people, problem+json for machines.

use guichet_contracts::{FieldProblem, Problem, ProblemKind};
use http::{HeaderMap, Response, StatusCode, header};

/// Whether the caller reads pages: `Accept` names `text/html`, as every browser's does.
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|accept| accept.contains("text/html"))
}

/// When whoever did too much may come back, in seconds, for the kinds that pass: a hold lapses in five minutes, what is counted by the
/// hour does in an hour.
pub const fn retry_after(kind: ProblemKind) -> Option<&'static str> {
    match kind {
        ProblemKind::TooManyHolds => Some("300"),
        ProblemKind::TooOften => Some("3600"),
        _ => None,
    }
}

/// problem+json of `kind`, quoting the request id.
pub fn problem<B: From<String>>(kind: ProblemKind, request_id: &str) -> Response<B> {
    problem_with_fields(kind, request_id, Vec::new())
}

/// The same, naming the fields that are not acceptable.
pub fn problem_with_fields<B: From<String>>(kind: ProblemKind, request_id: &str, fields: Vec<FieldProblem>) -> Response<B> {
    let problem = Problem { instance: Some(request_id.to_owned()), fields, ..Problem::new(kind) };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let mut response = Response::new(B::from(body));
    *response.status_mut() = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after(kind) {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static(seconds));
    }
    response
}
