//! What is sent is read strictly, and each refusal names what is to blame.

use axum::body::Body;
use guichet_contracts::ProblemKind;
use serde_json::json;

use crate::stand_in::{KEY, PATIENT, PRACTICE, PRACTITIONER, StandIn, address, method, routes, signed, sound};

fn at(path: &str) -> String {
    format!("/api/v1/practices/{PRACTICE}{path}")
}

fn told(status: u16, name: &str, reason: &str) -> (u16, String, String) {
    (status, name.to_owned(), reason.to_owned())
}

#[test]
fn what_nobody_reads_is_refused_and_named() {
    let stand_in = StandIn::new();
    let of = |method: &str, path: &str, body| stand_in.with_body(method, &at(path), &[("if-match", "\"3\"")], &body).field();
    let details = json!({"given_name": "Zoé", "family_name": "Durand", "adress": null});
    assert_eq!(of("POST", "/patients", details), told(400, "adress", "unknown"));
    let telephones = json!([{"of": "home", "number": "+33478000000", "sms": true}]);
    let details = json!({"given_name": "Zoé", "family_name": "Durand", "telephones": telephones});
    assert_eq!(of("POST", "/patients", details), told(400, "telephones.0.sms", "unknown"));
    // What the address or a header says is not said again, not even alike: nothing is assigned from two places.
    let patient = format!("/patients/{PATIENT}");
    assert_eq!(of("POST", &format!("{patient}/notes"), json!({"text": "x", "patient": PATIENT})), told(400, "patient", "unknown"));
    assert_eq!(of("PUT", "/settings", json!({"name": "Lilas", "version": 9})), told(400, "version", "unknown"));
    let location = json!({"id": "loc_0192f3a4b5c67d8e9f00112233445566", "address": ["1 rue"], "city": "Lyon", "zone": "Europe/Paris"});
    assert_eq!(of("PUT", "/locations/loc_0192f3a4b5c67d8e9f00112233445566", location), told(400, "id", "unknown"));
    assert!(stand_in.asked().iter().all(|(_, path, _)| path == "/read-authority"), "no object has seen it");
    assert_eq!(stand_in.get(&at("/audit?acton=patient")).field(), told(400, "acton", "unknown"));
    assert_eq!(stand_in.get(&at("/audit?limit=1&limit=2")).field(), told(400, "limit", "unknown"));
}

#[test]
fn what_is_missing_or_malformed_is_400_and_what_is_not_acceptable_422() {
    let stand_in = StandIn::new();
    let of = |body| stand_in.with_body("POST", &at("/patients"), &[], &body).field();
    assert_eq!(of(json!({"given_name": "Zoé"})), told(400, "family_name", "missing"));
    assert_eq!(of(json!({"given_name": ["Zoé"], "family_name": "D"})), told(400, "given_name", "wrong-type"));
    assert_eq!(of(json!([])), told(400, "body", "wrong-type"));
    assert_eq!(of(json!("Zoé")), told(400, "body", "wrong-type"));
    assert_eq!(of(json!({"given_name": "<script>", "family_name": "D"})), told(422, "given_name", "not-acceptable"));
    assert_eq!(of(json!({"given_name": "Z", "family_name": "D", "email": "z"})), told(422, "email", "not-acceptable"));
    let secret = json!({"given_name": "Z", "family_name": "D", "email": "zoe durand"});
    assert!(!stand_in.with_body("POST", &at("/patients"), &[], &secret).text.contains("durand"), "no value is repeated");
    for (query, name) in
        [("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("from=monday", "from"), ("cursor=%21", "cursor")]
    {
        assert_eq!(stand_in.get(&at(&format!("/audit?{query}"))).field(), told(422, name, "not-acceptable"), "{query}");
    }
    // A cursor of another list.
    assert_eq!(stand_in.get(&at("/patients?cursor=Mw")).field(), told(422, "cursor", "not-acceptable"));
}

// A10
#[test]
fn whether_appointments_are_cancelled_with_what_ends_stands_in_the_query() {
    let stand_in = StandIn::new();
    stand_in.answers("/end-availability", json!({"availability": null}));
    let end = at(&format!("/practitioners/{PRACTITIONER}/availabilities/avl_0192f3a4b5c67d8e9f00112233445566/end"));
    let of = |query: &str| stand_in.with_body("POST", &format!("{end}{query}"), &[("if-match", "\"3\"")], &json!({"is": "whole"}));
    for (query, cancel) in [("", None), ("?cancel=false", None), ("?cancel=true", Some(true))] {
        assert_eq!(of(query).status, 200, "{query}");
        let (_, path, call) = stand_in.asked().pop().unwrap();
        assert_eq!((path.as_str(), call.command.get("cancel").and_then(serde_json::Value::as_bool)), ("/end-availability", cancel));
    }
    for query in ["?cancel=", "?cancel=yes", "?cancel=1"] {
        assert_eq!(of(query).field(), told(422, "cancel", "not-acceptable"), "{query}");
    }
}

#[test]
fn a_body_is_json_and_no_larger_than_any_honest_one() {
    let stand_in = StandIn::new();
    for route in routes().filter(|route| route.example.is_some()) {
        let key = if route.for_operator() { crate::stand_in::OPERATOR } else { KEY };
        let request = |content_type: &str, body: String| {
            let request = signed(method(route), &address(route, PRACTICE), key).header("if-match", "\"3\"");
            stand_in.send(request.header("content-type", content_type).body(Body::from(body)).unwrap()).status
        };
        assert_eq!(request("text/plain", "{}".into()), 415, "{}", route.path);
        assert_eq!(request("application/x-www-form-urlencoded", "a=b".into()), 415, "{}", route.path);
        assert_eq!(request("application/json", "{".into()), 400, "{}", route.path);
        assert_eq!(request("application/json; charset=utf-8", "[[]]".into()), 400, "{}", route.path);
        assert_eq!(request("application/json", format!("{}1", " ".repeat(64 * 1024))), 413, "{}", route.path);
        assert_eq!(request("application/json", "[".repeat(10_000)), 400, "{}", route.path);
    }
}

#[test]
fn a_malformed_id_is_not_there() {
    let stand_in = StandIn::new();
    for path in [
        "/patients/1",
        "/patients/prc_0192f3a4b5c67d8e9f00112233445566",
        "/patients/PAT_0192f3a4b5c67d8e9f00112233445566",
        "/patients/%ff",
        "/practitioners/prn_1/days/2026-11-30",
        "/practitioners/prn_0192f3a4b5c67d8e9f00112233445566/days/today",
    ] {
        assert_eq!(stand_in.get(&at(path)).problem(), "not-found", "{path}");
    }
    let location = json!({"address": ["1 rue"], "city": "Lyon", "zone": "Europe/Paris"});
    assert_eq!(stand_in.with_body("PUT", &at("/locations/here"), &[("if-match", "\"3\"")], &location).problem(), "not-found");
}

#[test]
fn a_change_says_which_version_it_changes() {
    for route in routes().filter(|route| route.if_match && !route.version.may_be_new) {
        let stand_in = StandIn::new();
        let mut request = sound(route, PRACTICE, KEY);
        request.headers_mut().remove("if-match");
        assert_eq!(stand_in.send(request).problem(), "version-needed", "{}", route.path);
        stand_in.asked();
        stand_in.refuses(route.command.path, ProblemKind::Changed);
        assert_eq!(stand_in.send(sound(route, PRACTICE, KEY)).problem(), "changed", "{}", route.path);
        let asked = stand_in.asked();
        let (_, _, call) = asked.iter().find(|(_, path, _)| path == route.command.path).unwrap();
        assert_eq!(call.command["version"], 3);
    }
}

#[test]
fn what_may_be_new_says_no_version_and_a_change_of_it_does() {
    for route in routes().filter(|route| route.version.may_be_new) {
        let stand_in = StandIn::new();
        let said = |version: Option<&'static str>| {
            let mut request = sound(route, PRACTICE, KEY);
            request.headers_mut().remove("if-match");
            if let Some(version) = version {
                request.headers_mut().insert("if-match", http::HeaderValue::from_static(version));
            }
            let answer = stand_in.send(request);
            let asked = stand_in.asked();
            let call = asked.into_iter().find(|(_, path, _)| path == route.command.path);
            (answer, call.and_then(|(_, _, call)| call.command.pointer(route.version.pointer).cloned()))
        };
        let version = |of: Option<&'static str>| said(of).1.and_then(|version| version.as_i64());
        assert_eq!((version(None).unwrap_or(0), version(Some("\"3\""))), (0, Some(3)), "{}", route.path);
        assert_eq!(said(Some("*")).0.problem(), "version-needed", "{}", route.path);
        assert_eq!(said(Some("\"x\"")).0.problem(), "changed", "{}", route.path);
    }
    assert_eq!(routes().filter(|route| route.version.may_be_new).count(), 2);
}

#[test]
fn a_creation_bears_its_callers_key() {
    let kept = json!({"patient": PATIENT, "version": 1});
    let stand_in = StandIn::new();
    stand_in.answers("/add-patient", kept);
    let details = json!({"given_name": "Zoé", "family_name": "Durand"});
    let with = |key: &str| stand_in.with_body("POST", &at("/patients"), &[("idempotency-key", key)], &details);
    for (sent, kept) in [("8e03978e-40d5", "8e03978e-40d5"), ("\"8e03978e-40d5\"", "8e03978e-40d5")] {
        assert_eq!(with(sent).status, 201);
        assert_eq!(stand_in.asked_once().2.key.as_deref(), Some(kept));
    }
    for sent in ["", "\"\"", "a b", "\"a", &"x".repeat(256)] {
        assert_eq!(with(sent).field(), told(400, "Idempotency-Key", "not-acceptable"), "{sent}");
    }
    stand_in.refuses("/add-patient", ProblemKind::KeyReused);
    assert_eq!(with("again").problem(), "key-reused");
    // A change is repeated safely as it is: its key says nothing.
    stand_in.asked();
    stand_in.with_body("PUT", &at(&format!("/patients/{PATIENT}")), &[("idempotency-key", "k"), ("if-match", "\"1\"")], &details);
    assert_eq!(stand_in.asked_once().2.key, None);
}
