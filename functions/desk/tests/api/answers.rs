//! The shapes of answers.

use axum::body::Body;
use guichet_contracts::{Principal, ProblemKind};
use http::Request;
use serde_json::{Value, json};

use crate::stand_in::{KEY, OPERATOR, PATIENT, PRACTICE, PRACTITIONER, StandIn, signed};

fn at(path: &str) -> String {
    format!("/api/v1/practices/{PRACTICE}{path}")
}

fn line(id: &str) -> Value {
    json!({"id": id, "given_name": "Zoé", "family_name": "Durand"})
}

#[test]
fn a_record_bears_its_version_and_a_creation_says_where_it_is() {
    let stand_in = StandIn::new();
    stand_in.answers("/add-patient", json!({"patient": PATIENT, "version": 1}));
    let made = stand_in.with_body("POST", &at("/patients"), &[], &json!({"given_name": "Zoé", "family_name": "Durand"}));
    assert_eq!((made.status, made.header("etag")), (201, "\"1\""));
    assert_eq!(made.header("location"), at(&format!("/patients/{PATIENT}")));
    assert_eq!(made.header("cache-control"), "no-store");
    let record = json!({"id": PATIENT, "version": 4, "details": {"given_name": "Zoé", "family_name": "Durand"}, "entered_at": "2026-11-22T08:00:00.000Z"});
    stand_in.answers("/read-patient", record);
    let read = stand_in.get(made.header("location"));
    assert_eq!((read.status, read.header("etag"), read.header("content-type")), (200, "\"4\"", "application/json"));
    let head = stand_in.send(signed("HEAD", made.header("location"), KEY).body(Body::empty()).unwrap());
    assert_eq!((head.status, head.header("etag"), head.text.as_str()), (200, "\"4\"", ""));
}

#[test]
fn a_list_leads_to_its_next_page() {
    let stand_in = StandIn::new();
    stand_in.answers("/list-patients", json!({"patients": [line(PATIENT)], "more": true}));
    let page = stand_in.get(&at("/patients?limit=1"));
    let next = page.json()["next"].as_str().unwrap().to_owned();
    assert_eq!(page.json().get("more"), None);
    assert!(!next.contains("pat_"), "opaque");
    assert_eq!(page.header("link"), format!("<{}>; rel=\"next\"", at(&format!("/patients?limit=1&cursor={next}"))));
    assert_eq!(stand_in.asked_once().2.command, json!({"after": null, "most": 1}));
    stand_in.answers("/list-patients", json!({"patients": [], "more": false}));
    let link = page.header("link").trim_start_matches('<').split('>').next().unwrap();
    let last = stand_in.get(link);
    assert_eq!((last.json(), last.header("link")), (json!({"patients": [], "next": null}), ""));
    assert_eq!(stand_in.asked_once().2.command, json!({"after": PATIENT, "most": 1}));
}

#[test]
fn a_list_that_says_where_it_goes_on_is_read_on_there() {
    let stand_in = StandIn::new();
    // A page of the trail may be empty, and not the last.
    stand_in.answers("/read-audit", json!({"entries": [], "more": true, "older": 7}));
    let page = stand_in.get(&at("/audit?text=merged&limit=10"));
    assert_eq!(stand_in.asked_once().2.command["text"], "merged");
    assert_eq!((page.json()["entries"].clone(), page.json().get("more"), page.json().get("older")), (json!([]), None, None));
    let link = page.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
    assert!(link.contains("text=merged") && link.contains(&format!("cursor={}", page.json()["next"].as_str().unwrap())));
    stand_in.answers("/read-audit", json!({"entries": [], "more": false}));
    let last = stand_in.get(&link);
    assert_eq!((last.json(), last.header("link")), (json!({"entries": [], "next": null}), ""));
    assert_eq!(stand_in.asked_once().2.command["before"], 7);
    stand_in.answers("/read-duplicates", json!({"duplicates": [], "older": "1-a-b"}));
    let next = stand_in.get(&at("/duplicates")).json()["next"].as_str().unwrap().to_owned();
    assert_eq!(stand_in.asked_once().2.command, json!({"after": null, "most": 25}));
    stand_in.answers("/read-duplicates", json!({"duplicates": []}));
    assert_eq!(stand_in.get(&at(&format!("/duplicates?cursor={next}"))).json(), json!({"duplicates": [], "next": null}));
    assert_eq!(stand_in.asked_once().2.command, json!({"after": "1-a-b", "most": 25}));
}

#[test]
fn a_merge_says_both_versions() {
    let stand_in = StandIn::new();
    stand_in.answers("/merge-patients", json!({"patient": PATIENT, "version": 8}));
    let body = json!({"from": "pat_0192f3a4b5c67d8e9f00112233445577", "from_version": 2, "to": PATIENT});
    assert_eq!(stand_in.with_body("POST", &at("/merges"), &[], &body).status, 428);
    stand_in.asked();
    let merged = stand_in.with_body("POST", &at("/merges"), &[("if-match", "\"7\"")], &body);
    assert_eq!((merged.status, merged.header("etag")), (200, "\"8\""));
    let asked = stand_in.asked_once().2.command;
    assert_eq!((asked["version"].clone(), asked["from_version"].clone()), (json!(7), json!(2)));
}

#[test]
fn a_search_is_posted_so_that_no_address_bears_a_name() {
    let stand_in = StandIn::new();
    stand_in.answers("/search-patients", json!({"patients": [line(PATIENT)], "more": true}));
    let found = stand_in.with_body("POST", &at("/patients/search?limit=20"), &[], &json!({"text": "zoé dur"}));
    assert_eq!((found.status, found.json()["more"].clone()), (200, Value::Bool(true)));
    assert_eq!(stand_in.asked_once().2.command, json!({"text": "zoé dur", "most": 20}));
    assert_eq!(stand_in.get(&at("/patients?q=a")).field().1, "q");
}

#[test]
fn what_has_nothing_to_say_says_nothing() {
    let stand_in = StandIn::new();
    stand_in.answers("/end-member", json!({}));
    let end = |headers: &[(&str, &str)]| {
        let request = signed("DELETE", &at("/members/mbr_0192f3a4b5c67d8e9f00112233445566"), KEY);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        stand_in.send(request.body(Body::empty()).unwrap())
    };
    assert_eq!((end(&[]).status, end(&[("if-match", "*")]).status), (428, 428));
    let ended = end(&[("if-match", "\"2\"")]);
    assert_eq!((ended.status, ended.text.as_str(), ended.header("content-type")), (204, "", ""));
}

#[test]
fn the_setup_key_is_shown_in_full_and_works() {
    let stand_in = StandIn::new();
    stand_in.answers("/found-practice", json!({"key": "AAAAAAAAAAAAAAAAAAAAAA"}));
    let route = crate::stand_in::routes().find(|route| route.shows_key).unwrap();
    let founded = stand_in.send(crate::stand_in::sound(route, PRACTICE, OPERATOR));
    assert_eq!((founded.status, founded.json()), (200, json!({"key": KEY})));
    let (object, _, call) = stand_in.asked_once();
    assert_eq!(object.to_string(), format!("Practice/eu:{PRACTICE}"));
    assert_eq!((call.principal, &call.command["card"]["practice"]), (Principal::Operator, &json!(PRACTICE)));
    stand_in.answers("/found-practice", json!({}));
    assert_eq!(stand_in.send(crate::stand_in::sound(route, PRACTICE, OPERATOR)).json(), json!({}), "shown once");
}

#[test]
fn a_canadian_practice_is_asked_in_canada() {
    let stand_in = StandIn::new();
    stand_in.answers("/rotate-data-key", json!({})).answers("/read-registry", json!({"practices": [], "more": false}));
    let rotate = |query: &str| {
        let request = signed("POST", &at(&format!("/data-key/rotation{query}")), OPERATOR).header("content-type", "application/json");
        stand_in.send(request.body(Body::from(r#"{"renew": true}"#)).unwrap())
    };
    assert_eq!(rotate("?country=CA").status, 204);
    assert_eq!(stand_in.asked_once().0.to_string(), format!("Practice/ca:{PRACTICE}"));
    assert_eq!((rotate("").field().1, rotate("?country=ca").field().1), ("country".to_owned(), "country".to_owned()));
    assert_eq!(stand_in.send(signed("GET", "/api/v1/registry/ca", OPERATOR).body(Body::empty()).unwrap()).status, 200);
    assert_eq!(stand_in.asked_once().0.to_string(), "Directory/ca:dir_ca");
    assert_eq!(stand_in.send(signed("GET", "/api/v1/registry/us", OPERATOR).body(Body::empty()).unwrap()).problem(), "not-found");
}

#[test]
fn a_directory_is_made_whole_again_from_the_objects_that_it_named() {
    let stand_in = StandIn::new();
    let object = json!({"class": "Practice", "name": format!("eu:{PRACTICE}")});
    let known = json!({"object": object, "known_since": "2026-11-22T09:00:00.000Z", "seen_at": null, "due_at": null});
    stand_in.answers("/read-objects", json!({"objects": [known], "more": true})).answers("/rebuild", json!({}));
    let page = stand_in.send(signed("GET", "/api/v1/registry/fr/objects", OPERATOR).body(Body::empty()).unwrap());
    assert_eq!((page.status, &page.json()["objects"]), (200, &json!([known])));
    let next = format!("/api/v1/registry/fr/objects?cursor={}", page.json()["next"].as_str().unwrap());
    assert_eq!(stand_in.send(signed("GET", &next, OPERATOR).body(Body::empty()).unwrap()).status, 200);
    assert_eq!(stand_in.asked().last().unwrap().2.command["after"], object, "a page goes on after the last");
    let rebuild = |key: &str| {
        let request = signed("POST", "/api/v1/registry/fr/rebuild", key).header("content-type", "application/json");
        stand_in.send(request.body(Body::from(json!({"objects": [object], "forget": false}).to_string())).unwrap())
    };
    assert_eq!(rebuild(OPERATOR).status, 204);
    let (directory, _, call) = stand_in.asked().last().unwrap().clone();
    assert_eq!(
        (directory.to_string(), call.principal, &call.command["objects"]),
        ("Directory/eu:dir_fr".to_owned(), Principal::Operator, &json!([object]))
    );
    assert_eq!(rebuild(KEY).problem(), "forbidden");
}

#[test]
fn an_agenda_is_asked_for_whom_the_practice_vouches() {
    let stand_in = StandIn::new();
    let day = at(&format!("/practitioners/{PRACTITIONER}/days/2026-11-30"));
    let practitioner = json!({"id": PRACTITIONER, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"});
    stand_in.answers("/read-day", json!({"practitioner": practitioner, "date": "2026-11-30", "zone": "Europe/Paris", "entries": []}));
    assert_eq!(stand_in.get(&day).status, 200);
    let asked = stand_in.asked();
    let (object, _, call) = &asked[1];
    assert_eq!((asked.len(), asked[0].1.as_str(), object.to_string()), (2, "/read-authority", format!("Agenda/eu:{PRACTITIONER}")));
    let Principal::Staff { practice, actor, runs, .. } = &call.principal else { panic!("{:?}", call.principal) };
    assert_eq!((practice.to_string(), runs.len()), (PRACTICE.to_owned(), 1));
    assert_eq!(actor.as_ref().unwrap().as_str(), "key:tok_0192f3a4b5c67d8e9f00112233445566");
    // Somebody else's agenda, and a key without the right: the agenda is not woken.
    let other = day.replace("5566/days", "5577/days");
    assert_eq!(stand_in.get(&other).problem(), "not-found");
    stand_in.with_rights(&["patients:read"]);
    assert_eq!(stand_in.get(&day).problem(), "forbidden");
    assert!(stand_in.asked().iter().all(|(_, path, _)| path == "/read-authority"));
}

// A4
#[test]
fn nobody_is_placed_whom_the_practice_does_not_know() {
    let stand_in = StandIn::new();
    let body = json!({
        "appointment": "apt_0192f3a4b5c67d8e9f00112233445566", "patient": PATIENT, "service": "srv_0192f3a4b5c67d8e9f00112233445566",
        "location": "loc_0192f3a4b5c67d8e9f00112233445566", "starts_at": "2026-11-30T14:00:00Z",
    });
    let place = || stand_in.with_body("POST", &at(&format!("/practitioners/{PRACTITIONER}/appointments")), &[], &body);
    let paths = || stand_in.asked().into_iter().map(|(_, path, _)| path).collect::<Vec<_>>();
    stand_in.answers("/place-appointment", json!({"starts_at": "2026-11-30T14:00:00Z", "ends_at": "2026-11-30T14:30:00Z"}));
    stand_in.answers("/read-patient-names", json!({"names": []}));
    assert_eq!(place().field(), (422, "patient".into(), "not-acceptable".into()));
    assert!(!paths().contains(&"/place-appointment".to_owned()), "the agenda hears nothing of it");
    stand_in.answers("/read-patient-names", json!({"names": [line(PATIENT)]}));
    assert_eq!(place().status, 200);
    // A key that may not ask for names places all the same.
    stand_in.refuses("/read-patient-names", ProblemKind::Forbidden);
    assert_eq!(place().status, 200);
    stand_in.refuses("/read-patient-names", ProblemKind::Unavailable);
    assert_eq!(place().problem(), "unavailable");
}

#[test]
fn a_calendar_that_still_holds_is_not_sent_again() {
    let stand_in = StandIn::new();
    let calendar = at(&format!("/practitioners/{PRACTITIONER}/calendar"));
    let days = json!({"zone": "Europe/Paris", "from": "2026-11-30", "days": 7, "open": [], "closed": [], "entries": [], "etag": "a1b2"});
    stand_in.answers("/read-calendar", days);
    let asked = |tag: &str| {
        let request = signed("GET", &format!("{calendar}?from=2026-11-30"), KEY).header("if-none-match", tag);
        stand_in.send(request.body(Body::empty()).unwrap())
    };
    let first = asked("\"a0\"");
    assert_eq!((first.status, first.header("etag")), (200, "\"a1b2\""));
    assert_eq!(first.json()["days"], 7, "so many when nobody says");
    let again = asked(first.header("etag"));
    assert_eq!((again.status, again.header("etag"), again.text.as_str()), (304, "\"a1b2\"", ""));
    let field = |query: &str| stand_in.get(&format!("{calendar}{query}")).field();
    assert_eq!(field(""), (400, "from".into(), "missing".into()));
    assert_eq!(field("?from=2026-11-30&days=43"), (422, "days".into(), "not-acceptable".into()));
    assert_eq!(field("?from=soon"), (422, "from".into(), "not-acceptable".into()));
}

#[test]
fn terms_that_nobody_chose_have_no_version() {
    let stand_in = StandIn::new();
    let terms = |version: i64| json!({"version": version, "online": true, "new_patients": true});
    let path = at(&format!("/practitioners/{PRACTITIONER}/terms"));
    stand_in.answers("/read-terms", terms(0));
    assert_eq!(stand_in.get(&path).header("etag"), "");
    stand_in.answers("/read-terms", terms(2));
    assert_eq!(stand_in.get(&path).header("etag"), "\"2\"");
}

#[test]
fn an_object_that_refuses_is_heard() {
    let stand_in = StandIn::new();
    for kind in [ProblemKind::Forbidden, ProblemKind::NotFound, ProblemKind::NotPossibleNow, ProblemKind::Invalid, ProblemKind::TooMany] {
        stand_in.refuses("/read-patient", kind);
        assert_eq!(stand_in.get(&at(&format!("/patients/{PATIENT}"))).problem(), kind.slug());
    }
}

/// A browser that strays here is answered as a machine is.
#[test]
fn nothing_here_is_a_page() {
    let stand_in = StandIn::new();
    let stray = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).header("accept", "text/html");
        stand_in.send(request.body(Body::empty()).unwrap())
    };
    for path in ["/api", "/api/", "/api/v2", "/api/v1/nothing", "/api/v1/practices", "/api/v1/openapi.json/x"] {
        let answer = stray("GET", path);
        assert_eq!((answer.status, answer.header("content-type")), (404, "application/problem+json"), "{path}");
    }
    let other = stray("POST", "/api/v1/me");
    assert_eq!((other.status, other.problem().as_str(), other.header("allow")), (405, "method-not-allowed", "GET,HEAD"));
    let patients = stray("DELETE", &at("/patients"));
    assert_eq!((patients.status, patients.header("allow")), (405, "GET,HEAD,POST"));
    assert_eq!(stray("GET", &at("/patients")).problem(), "not-signed-in");
}
