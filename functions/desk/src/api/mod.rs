//! The JSON API, `/api/v1`: what machines may do for a practice, by its key, and what whoever runs this Guichet may.
//!
//! [`ROUTES`] is the one table. A request is read into the command of its route: what the address, the query and the headers
//! say, the body does not say again, and what nobody reads is refused. The object decides.
//!
//! **Invariants**
//! - Every answer is JSON; every refusal is problem+json; none is kept by a cache.
//! - A key acts for its own practice only; a key that is of nobody is told nothing else, whatever it asks.

mod absent;
mod ask;
mod enter;
mod key;
mod misread;
#[cfg(feature = "schema")]
pub mod openapi;
mod refuse;
mod route;
mod serve;
mod table;

use axum::{
    Router,
    body::Body,
    extract::Request,
    response::Response,
    routing::{MethodFilter, MethodRouter, get},
};
use guichet_contracts::ProblemKind;
use guichet_edge::web::Asking;
use guichet_kernel::World;
use http::{HeaderValue, header};
use serde_json::{Value, json};
use worker::send::SendFuture;

pub use absent::{NOT_IN_API, ROOMS_NOT_IN_API};
pub use key::{KeyText, NotAKey, key_text};
pub use route::{Body as RequestBody, Obeys, Pages, Query, QueryKind, Route, Status, Verb, VersionAt};
pub use table::ROUTES;

/// Where the API stands.
const BASE: &str = "/api/v1";

/// What stands behind the API: on the platform the function's bindings, in tests whatever they like.
pub trait Behind: Clone + Send + Sync + 'static {
    /// The objects.
    fn world(&self) -> impl World;

    /// The operator's key, if there is one: 32 bytes or more.
    fn operator_key(&self) -> Option<Vec<u8>>;

    /// Tells whoever runs this of a failure that is ours.
    fn report(&self, kind: ProblemKind, request_id: &str);
}

/// The API, to be nested under `/api` as a service: it answers everything there, be it nothing.
pub fn router<B: Behind>(behind: &B) -> Router {
    let mut router =
        Router::new().route("/v1", get(async || json_of(index().to_string()))).route("/v1/", get(async || json_of(index().to_string())));
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    guichet_kernel::order::distinct(&mut paths);
    for path in paths {
        router = router.route(&format!("/v1{path}"), methods(behind, path));
    }
    let (missing, other_method) = (behind.clone(), behind.clone());
    router
        .fallback(async move |asking: Asking| refuse::Refusal::from(ProblemKind::NotFound).response(&missing, &asking))
        .method_not_allowed_fallback(async move |asking: Asking| {
            refuse::Refusal::from(ProblemKind::MethodNotAllowed).response(&other_method, &asking)
        })
}

/// The methods of one address.
fn methods<B: Behind>(behind: &B, path: &str) -> MethodRouter {
    let mut methods = MethodRouter::new();
    for (verb, filter) in [
        (Verb::Get, MethodFilter::GET),
        (Verb::Post, MethodFilter::POST),
        (Verb::Put, MethodFilter::PUT),
        (Verb::Delete, MethodFilter::DELETE),
    ] {
        if let Some(route) = ROUTES.iter().find(|route| route.path == path && route.verb == verb) {
            let behind = behind.clone();
            methods = methods.on(filter, move |request: Request| SendFuture::new(serve::serve(behind, route, request)));
        }
    }
    methods
}

/// What there is, for whoever looks.
fn index() -> Value {
    let route = |route: &Route| json!({"method": format!("{:?}", route.verb).to_uppercase(), "path": format!("{BASE}{}", route.path), "what": route.summary});
    json!({
        "name": "Guichet",
        // The gateway has it.
        "document": format!("{BASE}/openapi.json"),
        "routes": ROUTES.iter().map(route).collect::<Vec<_>>(),
    })
}

fn json_of(text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
