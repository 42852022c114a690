//! The gateway: the one public origin. It routes by path to the functions, guards the borders (sizes, foreign forms,
//! internal headers), gives each request its id, adds the security headers, serves the assets, and writes one log line.
//!
//! What passes through is held whole, both ways: it is small, and nothing here streams. A body that were handed on as a stream would be a
//! reader of the platform's; where nobody reads it to its end, it is given back while no request runs, which the platform forbids.
//!
//! It holds no state and no rule, and is bound to no object.

mod border;
mod home;
mod route;

use bytes::Bytes;
use guichet_contracts::ProblemKind;
use guichet_edge::{
    clock,
    log::{self, Level},
    reply,
};
use guichet_kernel::Locale;
use guichet_ui::{Notice, NoticePage, assets};
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use worker::{Cf, Context, Env, HttpRequest, HttpResponse, Result, event};

use route::Target;

/// The `OpenAPI` document, as `cargo xtask codegen` wrote it; `--check` refuses one that is not what the desk's table says.
const DOCUMENT: &str = include_str!("../../../schemas/openapi.json");

/// Everything that a request or an answer bears.
type Whole = Full<Bytes>;

/// Answers a request: 1. it gets an id and loses what only we may say; 2. what the borders refuse goes no further; 3. its
/// path decides who answers; 4. the answer gets the security headers, and the log its line.
#[event(fetch)]
async fn fetch(request: HttpRequest, env: Env, _context: Context) -> Result<Response<Whole>> {
    // 1.
    let started = clock::now();
    let (request, request_id) = border::admit(request);
    let template = route::template(request.uri().path());
    let method = request.method().to_string();
    let is_api = template == "/api" || template.starts_with("/api/");
    let reader = Reader { page: !is_api && reply::wants_page(request.headers()), locale: Locale::of_path(request.uri().path()) };
    // 2. and 3.
    let target = route::target(request.uri().path());
    let runs_scripts = target == Target::Function(route::DESK) && !is_api;
    let mut response = match border::check(&request) {
        Err(kind) => refuse(kind, reader, &request_id),
        Ok(()) => match target {
            Target::Home | Target::Health | Target::Asset(_) | Target::Document
                if !matches!(*request.method(), http::Method::GET | http::Method::HEAD) =>
            {
                refuse(ProblemKind::MethodNotAllowed, reader, &request_id)
            }
            Target::Home => lead(&request),
            Target::Health => text("ok"),
            Target::Asset(asset) => self::asset(asset),
            Target::Document => document(),
            Target::Function(binding) => match whole(request).await {
                Err(kind) => refuse(kind, reader, &request_id),
                Ok(request) => forward(&env, binding, request).await.unwrap_or_else(|error| {
                    log::line(
                        Level::Error,
                        "function-unreachable",
                        &request_id,
                        &[("binding", binding.into()), ("error", error.to_string().into())],
                    );
                    refuse(ProblemKind::Unavailable, reader, &request_id)
                }),
            },
            #[cfg(feature = "test-doors")]
            Target::Sandbox => match whole(request).await {
                Err(kind) => refuse(kind, reader, &request_id),
                Ok(request) => sandbox(&env, request).await.unwrap_or_else(|_| refuse(ProblemKind::Unavailable, reader, &request_id)),
            },
            Target::Nothing => refuse(ProblemKind::NotFound, reader, &request_id),
        },
    };
    // RFC 9110 §15.5.6: who refuses a method says which ones there are.
    if response.status() == StatusCode::METHOD_NOT_ALLOWED && !response.headers().contains_key(header::ALLOW) {
        let allowed = if is_api { "GET, HEAD, POST, PUT, DELETE" } else { "GET, HEAD, POST" };
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    }
    // 4.
    border::protect(response.headers_mut(), &request_id, runs_scripts);
    let took = clock::now().since(started).num_milliseconds();
    log::line(
        Level::Info,
        "request",
        &request_id,
        &[("method", method.into()), ("route", template.into()), ("status", response.status().as_u16().into()), ("ms", took.into())],
    );
    Ok(response)
}

/// A request with what it bears, where that is not too much.
async fn whole(request: HttpRequest) -> Result<Request<Whole>, ProblemKind> {
    let most = border::most(&request);
    let (mut parts, mut body) = request.into_parts();
    let mut read = Vec::new();
    // What a GET bears in its body means nothing (RFC 9110 §9.3.1), and the platform sends none on.
    if matches!(parts.method, Method::GET | Method::HEAD) {
        parts.headers.remove(header::CONTENT_LENGTH);
    } else {
        while let Some(frame) = body.frame().await {
            let data = frame.ok().and_then(|frame| frame.into_data().ok()).ok_or(ProblemKind::BadRequest)?;
            read.extend_from_slice(&data);
            // Not every request says beforehand how much it bears.
            if most.is_some_and(|most| read.len() > most) {
                return Err(ProblemKind::TooLarge);
            }
        }
    }
    Ok(Request::from_parts(parts, Full::from(read)))
}

/// An answer with what it bears.
async fn answered(response: HttpResponse) -> Result<Response<Whole>> {
    let (parts, body) = response.into_parts();
    Ok(Response::from_parts(parts, Full::new(body.collect().await?.to_bytes())))
}

async fn forward(env: &Env, binding: &str, mut request: Request<Whole>) -> Result<Response<Whole>> {
    // A redirect is the caller's to follow, not ours.
    request.extensions_mut().insert(worker::RequestRedirect::Manual);
    answered(env.service(binding)?.fetch_request(request).await?).await
}

/// The mailbox of the provider's stand-in, for people who try Guichet on their machine.
#[cfg(feature = "test-doors")]
async fn sandbox(env: &Env, request: Request<Whole>) -> Result<Response<Whole>> {
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let path = path.strip_prefix("/_sandbox").unwrap_or(path);
    if path.is_empty() {
        let mut response = text("");
        *response.status_mut() = StatusCode::SEE_OTHER;
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/_sandbox/"));
        return Ok(response);
    }
    let address = format!("{}{path}", env.var("SANDBOX_URL")?);
    let (mut parts, body) = request.into_parts();
    parts.uri = address.parse().map_err(|_| worker::Error::RustError("sandbox address".into()))?;
    let outgoing = worker::Request::try_from(Request::from_parts(parts, body))?;
    answered(HttpResponse::try_from(worker::Fetch::Request(outgoing).send().await?)?).await
}

fn text(text: &str) -> Response<Whole> {
    let mut response = Response::new(Full::from(text.to_owned()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 303 from `/` to the directory of the reader's country. Nobody keeps the answer: it is another for another reader.
fn lead(request: &HttpRequest) -> Response<Whole> {
    let seen = request.extensions().get::<Cf>().and_then(Cf::country);
    let country = home::country(seen.as_deref(), request.headers());
    let mut response = text("");
    *response.status_mut() = StatusCode::SEE_OTHER;
    if let Ok(location) = HeaderValue::from_str(&format!("/{}", country.path_segment())) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

fn asset(asset: &'static assets::Asset) -> Response<Whole> {
    let mut response = Response::new(Full::from(asset.bytes));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(assets::CACHE_CONTROL));
    response
}

fn document() -> Response<Whole> {
    let mut response = text(DOCUMENT);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Who reads the answer: a person, in which language; or a machine.
#[derive(Debug, Clone, Copy)]
struct Reader {
    page: bool,
    locale: Locale,
}

/// A refusal of the gateway's own: a page, or problem+json.
fn refuse(kind: ProblemKind, reader: Reader, request_id: &str) -> Response<Whole> {
    let notice = match kind {
        ProblemKind::NotFound => Notice::NotFound,
        ProblemKind::TooLarge => Notice::TooLarge,
        ProblemKind::MethodNotAllowed => Notice::MethodNotAllowed,
        ProblemKind::Unavailable => Notice::Busy,
        _ => Notice::BadRequest,
    };
    let rendered = if reader.page { NoticePage::new(reader.locale, &notice).render().ok() } else { None };
    let Some(html) = rendered else { return reply::problem::<String>(kind, request_id).map(Full::from) };
    let mut response = text(&html);
    *response.status_mut() = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}
