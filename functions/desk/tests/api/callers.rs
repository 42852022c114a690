//! Who may ask: nobody without a key, a key in its own practice, the operator for what is the operator's.

use axum::body::Body;
use axum::extract::Request;

use crate::stand_in::{KEY, NOWHERE_KEY, OPERATOR, OTHER_PRACTICE, PRACTICE, StandIn, WRONG_KEY, method, routes, signed, sound};

#[test]
fn without_a_key_every_route_says_the_same() {
    for route in routes() {
        let stand_in = StandIn::new();
        let mut request = sound(route, PRACTICE, KEY);
        request.headers_mut().remove("authorization");
        let answer = stand_in.send(request);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, "Bearer"), "{}", route.path);
        assert_eq!(answer.problem(), "not-signed-in");
        assert!(stand_in.asked().is_empty(), "no object is woken");
    }
}

#[test]
fn what_is_no_bearer_token_of_ours_is_nobody() {
    for value in
        ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer gck_eu_x_y", "Bearer AAAA", &format!("Token {KEY}"), &format!("Bearer {KEY}x")]
    {
        let request = Request::builder().uri("/api/v1/me").header("authorization", value).body(Body::empty()).unwrap();
        assert_eq!(StandIn::new().send(request).status, 401, "{value}");
    }
    let twice = signed("GET", "/api/v1/me", KEY).header("authorization", format!("Bearer {KEY}")).body(Body::empty()).unwrap();
    assert_eq!(StandIn::new().send(twice).status, 401);
    let lower = Request::builder().uri("/api/v1/me").header("authorization", format!("bearer {KEY}")).body(Body::empty()).unwrap();
    assert_eq!(StandIn::new().send(lower).status, 200);
}

/// The practice that exists and the one that does not: the same words, the same number of calls, whatever is wrong beside.
#[test]
fn a_wrong_key_and_an_unknown_practice_cannot_be_told_apart() {
    for route in routes().filter(|route| route.path != "/me") {
        for practice in [PRACTICE, OTHER_PRACTICE, "prc_1"] {
            let outcome = |key: &str| {
                let stand_in = StandIn::new();
                let answer = stand_in.send(sound(route, practice, key));
                assert_eq!(answer.problem(), "not-signed-in", "{} {} {practice}", method(route), route.path);
                (answer, stand_in.asked().len())
            };
            let own = practice == PRACTICE;
            let (wrong, nowhere) = (outcome(WRONG_KEY), outcome(NOWHERE_KEY));
            // The practice of the address is the wrong key's own: its object is asked before the key is doubted.
            assert_eq!(wrong.0, nowhere.0);
            assert!(own || wrong.1 == nowhere.1, "{} {practice}", route.path);
        }
        // Each in its own practice.
        let calls = |key: &str, practice: &str| {
            let stand_in = StandIn::new();
            let answer = stand_in.send(sound(route, practice, key));
            (answer, stand_in.asked().len())
        };
        assert_eq!(calls(WRONG_KEY, PRACTICE), calls(NOWHERE_KEY, "prc_0192f3a4b5c67d8e9f00112233445588"), "{}", route.path);
    }
}

#[test]
fn a_wrong_key_learns_nothing_from_what_is_malformed() {
    let malformed = signed("PUT", &format!("/api/v1/practices/{PRACTICE}/settings"), WRONG_KEY).body(Body::from("{")).unwrap();
    assert_eq!(StandIn::new().send(malformed).problem(), "not-signed-in");
}

#[test]
fn a_key_is_of_one_practice() {
    for route in routes().filter(|route| !route.for_operator() && route.path != "/me") {
        for practice in [OTHER_PRACTICE, "prc_1", "prc_0192F3A4B5C67D8E9F00112233445566"] {
            let stand_in = StandIn::new();
            let answer = stand_in.send(sound(route, practice, KEY));
            assert_eq!(answer.problem(), "not-found", "{} {practice}", route.path);
            let asked = stand_in.asked();
            assert!(asked.iter().all(|(object, path, _)| path == "/read-authority" && object.name.as_str() == format!("eu:{PRACTICE}")));
        }
    }
}

#[test]
fn the_operator_and_the_keys_have_nothing_in_common() {
    for route in routes() {
        let other = if route.for_operator() { KEY } else { OPERATOR };
        let stand_in = StandIn::new();
        let answer = stand_in.send(sound(route, PRACTICE, other));
        assert_eq!(answer.problem(), "forbidden", "{}", route.path);
        assert!(stand_in.asked().iter().all(|(_, path, _)| path == "/read-authority"));
    }
    let almost = OPERATOR.replacen('b', "c", 1);
    for wrong in [almost.as_str(), &OPERATOR[4..], "b3BlcmF0b3I"] {
        let request = signed("GET", "/api/v1/registry/fr", wrong).body(Body::empty()).unwrap();
        assert_eq!(StandIn::new().send(request).status, 401, "{wrong}");
    }
}
