//! Earlier slots (W): who waits, what is offered, what came of it.

use axum::body::Body;
use serde_json::{Value, json};

use crate::stand_in::{KEY, PRACTICE, PRACTITIONER, StandIn, signed};

const APPOINTMENT: &str = "apt_0192f3a4b5c67d8e9f00112233445566";

fn at(path: &str) -> String {
    format!("/api/v1/practices/{PRACTICE}/practitioners/{PRACTITIONER}{path}")
}

/// The command that reached the agenda by that path.
fn reached(stand_in: &StandIn, path: &str) -> Value {
    let asked = stand_in.asked();
    let (object, _, call) = asked.into_iter().find(|(_, known, _)| known == path).unwrap();
    assert!(object.name.to_string().contains(PRACTITIONER), "the practitioner's own agenda");
    call.command
}

// W7: a cancellation has no body; whether its time is kept closed stands in the query, and a caller that says nothing offers it.
#[test]
fn a_cancellation_says_in_its_query_whether_the_time_is_kept_closed() {
    let stand_in = StandIn::new();
    let cancel = |query: &str| {
        let path = at(&format!("/appointments/{APPOINTMENT}/cancellation{query}"));
        stand_in.send(signed("POST", &path, KEY).header("if-match", "\"3\"").body(Body::empty()).unwrap())
    };
    cancel("?keep_closed=true");
    assert_eq!(reached(&stand_in, "/cancel-by-staff"), json!({"appointment": APPOINTMENT, "version": 3, "keep_closed": true}));
    cancel("");
    assert_eq!(reached(&stand_in, "/cancel-by-staff"), json!({"appointment": APPOINTMENT, "version": 3}));
    assert_eq!(cancel("?keep_closed=perhaps").field(), (422, "keep_closed".to_owned(), "not-acceptable".to_owned()));
}

// W2: placing and the waitlist say what a patient wishes; without a wish they wait no more.
#[test]
fn a_wish_is_put_and_taken_off_by_one_route() {
    let stand_in = StandIn::new();
    let path = at(&format!("/waitlist/{APPOINTMENT}"));
    let wish = json!({"halves": ["mon-am"], "places": ["loc_0192f3a4b5c67d8e9f00112233445566"]});
    stand_in.with_body("PUT", &path, &[], &json!({"wish": wish}));
    assert_eq!(reached(&stand_in, "/put-alert-by-staff"), json!({"appointment": APPOINTMENT, "wish": wish}));
    stand_in.with_body("PUT", &path, &[], &json!({"wish": null}));
    assert_eq!(reached(&stand_in, "/put-alert-by-staff")["wish"], Value::Null);
    let wrong = stand_in.with_body("PUT", &path, &[], &json!({"wish": {"halves": ["someday"]}}));
    assert_eq!(wrong.status, 422, "{}", wrong.text);
}

// W11 and the list of whom to ring are read with the right to read agendas, answered with the right to run them.
#[test]
fn reading_offers_is_one_right_and_answering_them_another() {
    let stand_in = StandIn::new();
    stand_in.with_rights(&["agenda:read"]).answers("/read-offers", json!({"offers": []}));
    assert_eq!(stand_in.get(&at("/offers?to_call=true")).json(), json!({"offers": []}));
    assert_eq!(reached(&stand_in, "/read-offers"), json!({"to_call": true, "most": 25}));
    let answer = at("/offers/ofr_0192f3a4b5c67d8e9f00112233445566/answer");
    assert_eq!(stand_in.with_body("POST", &answer, &[], &json!({"accept": true})).status, 403);
}

// A page of the waitlist leads to the next one.
#[test]
fn the_waitlist_is_read_page_by_page() {
    let stand_in = StandIn::new();
    let location =
        json!({"id": "loc_0192f3a4b5c67d8e9f00112233445566", "address": ["12 rue des Lilas"], "city": "Lyon", "zone": "Europe/Paris"});
    let service = json!({"id": "srv_0192f3a4b5c67d8e9f00112233445566", "label": "Consultation", "minutes": 30});
    let time = "2026-11-30T08:30:00.000Z";
    let entry = json!({
        "appointment": APPOINTMENT, "version": 1, "service": service, "location": location, "starts_at": time, "ends_at": time, "since": time, "wish": {},
    });
    stand_in.answers("/read-waitlist", json!({"entries": [entry], "more": true, "count": 2}));
    let next = stand_in.get(&at("/waitlist?limit=1")).json()["next"].as_str().unwrap().to_owned();
    stand_in.asked();
    stand_in.get(&at(&format!("/waitlist?limit=1&cursor={next}")));
    assert_eq!(reached(&stand_in, "/read-waitlist"), json!({"after": APPOINTMENT, "most": 1}));
}
