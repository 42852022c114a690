//! The table against the commands, the router and the document.

use std::collections::BTreeSet;

use guichet_contracts::{Access, command};
use guichet_desk::api::{NOT_IN_API, ROOMS_NOT_IN_API, ROUTES};
use guichet_kernel::Right;
use serde_json::Value;

use crate::stand_in::{PRACTITIONER, StandIn, method, record, routes, sound};

#[test]
fn every_command_has_a_route_or_a_reason() {
    let in_table: BTreeSet<&str> = routes().map(|route| route.command.path).collect();
    assert_eq!(in_table.len(), ROUTES.len(), "a command has one route");
    let reasoned: BTreeSet<&str> = NOT_IN_API.iter().map(|(path, _)| *path).collect();
    assert_eq!(reasoned.len(), NOT_IN_API.len(), "a reason is given once");
    let mut known = BTreeSet::new();
    for described in command::EVERY.into_iter().flatten() {
        known.insert(described.path);
        let room = ROOMS_NOT_IN_API.iter().any(|(class, _)| *class == described.class);
        let places = [in_table.contains(described.path), reasoned.contains(described.path), room];
        assert_eq!(places.into_iter().filter(|place| *place).count(), 1, "{}", described.path);
    }
    assert!(reasoned.iter().all(|path| known.contains(path)), "a reason is for a command that exists");
}

#[test]
fn an_address_and_method_mean_one_thing() {
    let mut seen = BTreeSet::new();
    for route in routes() {
        assert!(seen.insert((route.path, route.verb)), "{} {}", method(route), route.path);
    }
}

#[test]
fn a_route_is_for_whom_its_command_is_for() {
    for route in routes() {
        let for_key =
            route.command.access.iter().any(|a| matches!(a, Access::Member | Access::Has(_) | Access::Proven(_) | Access::Staff(_)));
        assert_ne!(for_key, route.for_operator(), "{}", route.path);
        let makes_keys = |access: &Access| matches!(access, Access::Has(Right::ManageTokens) | Access::Proven(Right::ManageTokens));
        assert!(!route.command.access.iter().any(makes_keys), "{}: no key has that right", route.path);
    }
}

#[test]
fn every_sound_request_reaches_its_object_as_the_command_that_it_is() {
    for route in routes() {
        let stand_in = StandIn::new();
        stand_in.answers("/read-patient", record(&[], &[PRACTITIONER]));
        let key = if route.for_operator() { crate::stand_in::OPERATOR } else { crate::stand_in::KEY };
        let answer = stand_in.send(sound(route, crate::stand_in::PRACTICE, key));
        let asked = stand_in.asked();
        let reached = asked.iter().find(|(object, path, _)| path == route.command.path && object.class == route.command.class);
        assert!(reached.is_some(), "{} {}: {answer:?}", method(route), route.path);
    }
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_document_has_every_route_and_no_other_and_leads_nowhere_else() {
    let document: Value = serde_json::from_str(include_str!("../../../../schemas/openapi.json")).unwrap();
    assert_eq!(document["openapi"], "3.1.1");
    let paths = document["paths"].as_object().unwrap();
    for route in routes() {
        let operation = &paths[route.path][method(route).to_lowercase()];
        assert!(operation["summary"].is_string(), "{} {}", method(route), route.path);
    }
    let operations: usize = paths.values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(operations, routes().count() + 2);
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

#[test]
fn the_index_names_every_route() {
    let index = StandIn::new().get("/api/v1").json();
    assert_eq!(index["routes"].as_array().unwrap().len(), routes().count());
    assert_eq!(StandIn::new().get("/api/v1/").json(), index, "as the document has it: its server, and `/`");
    // The gateway's.
    assert_eq!(index["document"], "/api/v1/openapi.json");
}
