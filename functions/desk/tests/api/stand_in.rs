//! A practice, its agenda and its country's directory, who obey whatever a test wants, and remember what they were asked.

use std::{
    collections::BTreeMap,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
};

use axum::{Router, body::Body, extract::Request};
use guichet_contracts::{Call, Problem, ProblemKind};
use guichet_desk::api::{Behind, KeyText, ROUTES, RequestBody, Route, Verb, router};
use guichet_kernel::{
    Entropy, Instant, ObjectRef, World,
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use http::{HeaderMap, Response};
use serde_json::{Value, json};
use tower_service::Service;

pub(crate) const PRACTICE: &str = "prc_0192f3a4b5c67d8e9f00112233445566";
pub(crate) const OTHER_PRACTICE: &str = "prc_0192f3a4b5c67d8e9f00112233445577";
pub(crate) const PATIENT: &str = "pat_0192f3a4b5c67d8e9f00112233445566";
pub(crate) const PRACTITIONER: &str = "prn_0192f3a4b5c67d8e9f00112233445566";
pub(crate) const KEY: &str = "gck_eu_0192f3a4b5c67d8e9f00112233445566_AAAAAAAAAAAAAAAAAAAAAA";
/// Of the same practice, and none of its keys.
pub(crate) const WRONG_KEY: &str = "gck_eu_0192f3a4b5c67d8e9f00112233445566_BAAAAAAAAAAAAAAAAAAAAA";
/// Of a practice that nobody has opened.
pub(crate) const NOWHERE_KEY: &str = "gck_eu_0192f3a4b5c67d8e9f00112233445588_AAAAAAAAAAAAAAAAAAAAAA";
pub(crate) const OPERATOR: &str = "b3BlcmF0b3Igb3BlcmF0b3Igb3BlcmF0b3Igb3BlcmE";

/// What stands behind the API.
#[derive(Clone, Default)]
pub(crate) struct StandIn(Arc<Mutex<Inside>>);

/// What objects answer, by which of them it is and what it is asked.
type Rule = Arc<dyn Fn(&ObjectRef, &Value) -> Result<Value, ProblemKind> + Send + Sync>;

#[derive(Default)]
struct Inside {
    replies: BTreeMap<String, Result<Value, ProblemKind>>,
    rules: BTreeMap<String, Rule>,
    rights: Vec<&'static str>,
    asked: Vec<(ObjectRef, String, Value)>,
}

impl StandIn {
    pub(crate) fn new() -> Self {
        let stand_in = Self::default();
        stand_in.0.lock().unwrap().rights = vec!["agenda:read", "agenda:write", "patients:read"];
        stand_in
    }

    /// The next calls of this path are answered so.
    pub(crate) fn answers(&self, path: &str, reply: Value) -> &Self {
        self.0.lock().unwrap().replies.insert(path.to_owned(), Ok(reply));
        self
    }

    /// The next calls of this path are answered by that rule.
    pub(crate) fn answers_by(
        &self,
        path: &str,
        rule: impl Fn(&ObjectRef, &Value) -> Result<Value, ProblemKind> + Send + Sync + 'static,
    ) -> &Self {
        self.0.lock().unwrap().rules.insert(path.to_owned(), Arc::new(rule));
        self
    }

    pub(crate) fn refuses(&self, path: &str, kind: ProblemKind) -> &Self {
        self.0.lock().unwrap().replies.insert(path.to_owned(), Err(kind));
        self
    }

    pub(crate) fn with_rights(&self, rights: &[&'static str]) -> &Self {
        self.0.lock().unwrap().rights = rights.to_vec();
        self
    }

    /// What was asked since the last time: whom, by which path, and the call.
    pub(crate) fn asked(&self) -> Vec<(ObjectRef, String, Call)> {
        let asked = std::mem::take(&mut self.0.lock().unwrap().asked);
        asked.into_iter().map(|(object, path, call)| (object, path, serde_json::from_value(call).unwrap())).collect()
    }

    /// The only thing that was asked.
    pub(crate) fn asked_once(&self) -> (ObjectRef, String, Call) {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "one call");
        asked.remove(0)
    }

    pub(crate) fn send(&self, request: Request) -> Answer {
        // As the desk nests it.
        let mut api: Router = Router::new().nest_service("/api", router(self)).fallback(async || "the desk's own");
        let response = ready(api.call(request)).unwrap();
        read(response)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(signed("GET", path, KEY).body(Body::empty()).unwrap())
    }

    pub(crate) fn with_body(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut request = signed(method, path, KEY).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap())
    }

    fn reply(&self, object: &ObjectRef, path: &str, call: &Value) -> Result<Value, ProblemKind> {
        let inside = self.0.lock().unwrap();
        if call["principal"]["as"] == "key" {
            let key: KeyText = KEY.parse().unwrap();
            let known = object.name == key.object() && call["principal"]["token"] == json!(key.token);
            if !known {
                return Err(ProblemKind::NotFound);
            }
            if path == "/read-authority" {
                return Ok(authority(&inside.rights));
            }
        }
        if let Some(rule) = inside.rules.get(path) {
            return rule(object, &call["command"]);
        }
        inside.replies.get(path).cloned().unwrap_or(Err(ProblemKind::Forbidden))
    }
}

/// A record, with the practitioners who may have seen the patient.
pub(crate) fn record(merged: &[&str], seen_by: &[&str]) -> Value {
    let seen_by: Vec<Value> = seen_by.iter().map(|practitioner| json!({"practitioner": practitioner, "name": "Claire Morel"})).collect();
    json!({
        "id": PATIENT, "version": 4, "details": {"given_name": "Zoé", "family_name": "Durand"}, "merged": merged, "seen_by": seen_by,
        "entered_at": "2026-11-22T08:00:00.000Z",
    })
}

fn authority(rights: &[&str]) -> Value {
    let card = json!({"id": PRACTITIONER, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"});
    json!({
        "actor": "key:tok_0192f3a4b5c67d8e9f00112233445566", "name": "Site", "practice": PRACTICE, "country": "FR",
        "practice_name": "Cabinet des Lilas", "zone": "Europe/Paris", "rights": rights, "runs": [card],
    })
}

impl Behind for StandIn {
    fn world(&self) -> impl World {
        self.clone()
    }

    fn operator_key(&self) -> Option<Vec<u8>> {
        Some(b"operator operator operator opera".to_vec())
    }

    fn report(&self, kind: ProblemKind, _request_id: &str) {
        assert_eq!(kind, ProblemKind::Unavailable, "it is ours");
    }
}

impl World for StandIn {
    fn now(&self) -> Instant {
        Instant::from_millis(0)
    }

    fn entropy(&self) -> &dyn Entropy {
        panic!("nothing is drawn")
    }

    fn report(&self, _trouble: NotTaken<'_>) {
        panic!("nothing is delivered")
    }

    async fn call(&self, object: &ObjectRef, path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        let call: Value = serde_json::from_str(&body).unwrap();
        let reply = self.reply(object, path, &call);
        self.0.lock().unwrap().asked.push((object.clone(), path.to_owned(), call));
        Ok(match reply {
            Ok(reply) => (200, reply.to_string()),
            Err(kind) => (kind.status(), json!(Problem::new(kind)).to_string()),
        })
    }

    async fn http(&self, _request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        panic!("no provider is asked")
    }
}

/// An answer, read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// The slug of the problem, which is told as problems are.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        let problem: Problem = serde_json::from_str(&self.text).unwrap();
        assert_eq!(problem.status, self.status);
        problem.kind().slug().to_owned()
    }

    /// The field to blame, and why.
    pub(crate) fn field(&self) -> (u16, String, String) {
        let problem: Problem = serde_json::from_str(&self.text).unwrap();
        let field = problem.fields.first().unwrap_or_else(|| panic!("no field: {}", self.text));
        (self.status, field.name.clone(), field.reason.clone())
    }
}

pub(crate) fn signed(method: &str, path: &str, key: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path).header("authorization", format!("Bearer {key}"))
}

pub(crate) const fn method(route: &Route) -> &'static str {
    match route.verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Put => "PUT",
        Verb::Delete => "DELETE",
    }
}

/// The address of a route, with segments that read as what they name, in `practice`.
pub(crate) fn address(route: &Route, practice: &str) -> String {
    let digits = "0192f3a4b5c67d8e9f00112233445566";
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        None => part.to_owned(),
        Some("practice") => practice.to_owned(),
        Some("practitioner") => PRACTITIONER.to_owned(),
        Some("country") => "fr".to_owned(),
        Some("date") => "2026-11-30".to_owned(),
        Some("kind") => "nir".to_owned(),
        Some("key") => "g1".to_owned(),
        Some(name) => {
            let prefixes = [
                ("location", "loc"),
                ("service", "srv"),
                ("category", "cat"),
                ("member", "mbr"),
                ("invitation", "inv"),
                ("patient", "pat"),
                ("consent", "cns"),
                ("appointment", "apt"),
                ("availability", "avl"),
                ("closing", "cls"),
                ("offer", "ofr"),
                ("freed", "frd"),
            ];
            let (_, prefix) = prefixes.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name}"));
            format!("{prefix}_{digits}")
        }
    };
    let path = route.path.split('/').map(part).collect::<Vec<_>>().join("/");
    let query = match route.command.path {
        "/rotate-data-key" => "?country=FR",
        "/read-calendar" => "?from=2026-11-30",
        "/find-starts" => "?from=2026-11-30&service=srv_0192f3a4b5c67d8e9f00112233445566",
        _ => "",
    };
    format!("/api/v1{path}{query}")
}

/// A sound request of a route, as the document shows it.
pub(crate) fn sound(route: &Route, practice: &str, key: &str) -> Request {
    let mut request = signed(method(route), &address(route, practice), key);
    if route.if_match {
        request = request.header("if-match", "\"3\"");
    }
    if route.body == RequestBody::Nothing {
        return request.body(Body::empty()).unwrap();
    }
    request.header("content-type", "application/json").body(Body::from(route.example.unwrap())).unwrap()
}

/// Every route, one by one.
pub(crate) fn routes() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter()
}

fn read(response: Response<Body>) -> Answer {
    let (head, body) = response.into_parts();
    let bytes = ready(axum::body::to_bytes(body, usize::MAX)).unwrap();
    Answer { status: head.status.as_u16(), headers: head.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
}

/// Nothing here waits for the outside.
fn ready<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    for _ in 0..16 {
        if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
    panic!("it waits")
}
