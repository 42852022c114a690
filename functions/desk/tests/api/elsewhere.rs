//! What other objects keep of a patient: asked of each that may have seen them, whole or not at all.

use guichet_contracts::{Principal, ProblemKind};
use guichet_kernel::ObjectRef;
use serde_json::{Value, json};

use crate::stand_in::{PATIENT, PRACTICE, StandIn, record};

/// Whose record was merged into the patient's.
const MERGED: &str = "pat_0192f3a4b5c67d8e9f00112233445577";
/// Everybody who ever gave care: more than are asked at once, and one whose agenda nobody has opened.
const SEEN_BY: [&str; 6] = [
    "prn_0192f3a4b5c67d8e9f00112233445560",
    "prn_0192f3a4b5c67d8e9f00112233445561",
    "prn_0192f3a4b5c67d8e9f00112233445562",
    "prn_0192f3a4b5c67d8e9f00112233445563",
    "prn_0192f3a4b5c67d8e9f00112233445564",
    UNOPENED,
];
const UNOPENED: &str = "prn_0192f3a4b5c67d8e9f00112233445565";

fn at(path: &str) -> String {
    format!("/api/v1/practices/{PRACTICE}/patients/{PATIENT}/{path}")
}

fn id(prefix: &str, number: usize) -> String {
    format!("{prefix}_{number:032x}")
}

/// The `number`th appointment of all; every third starts with the one before, in another agenda.
fn appointment(number: usize) -> Value {
    let minute = number - usize::from(number % 3 == 2);
    json!({
        "appointment": id("apt", number), "version": 1, "attendance": "attended",
        "starts_at": format!("2026-11-{:02}T08:{:02}:00.000Z", 1 + minute / 60, minute % 60),
        "ends_at": format!("2026-11-{:02}T09:{:02}:00.000Z", 1 + minute / 60, minute % 60),
        "practitioner": {"id": SEEN_BY[number % 5], "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
        "service": {"id": id("srv", 1), "label": "Séance", "minutes": 30, "price": null, "note": null,
            "mode": "office", "online": true, "group": false, "visit": "any", "before": 0, "after": 0, "travel": 0},
        "location": {"id": id("loc", 1), "address": ["12 rue des Lilas"], "city": "Lyon", "access": null, "zone": "Europe/Paris"},
    })
}

fn place(appointment: &Value) -> [&str; 2] {
    [appointment["starts_at"].as_str().unwrap(), appointment["appointment"].as_str().unwrap()]
}

/// An agenda with its share of `count` appointments, which asks for the right patients.
fn agenda(count: usize) -> impl Fn(&ObjectRef, &Value) -> Result<Value, ProblemKind> + Send + Sync + 'static {
    move |object, command| {
        assert_eq!((&command["patient"], &command["also"]), (&json!(PATIENT), &json!([MERGED])));
        let whose = object.name.as_str().strip_prefix("eu:").unwrap().to_owned();
        if whose == UNOPENED {
            return Err(ProblemKind::NotFound);
        }
        let mut own: Vec<Value> = (0..count).map(appointment).filter(|one| one["practitioner"]["id"] == json!(whose)).collect();
        own.sort_by(|one, other| place(other).cmp(&place(one)));
        if let Some(before) = command["before"].as_array() {
            let before: Vec<&str> = before.iter().map(|part| part.as_str().unwrap()).collect();
            own.retain(|one| place(one).as_slice() < before.as_slice());
        }
        let most = usize::try_from(command["most"].as_u64().unwrap()).unwrap();
        let more = own.len() > most;
        own.truncate(most);
        Ok(json!({"appointments": own, "more": more}))
    }
}

/// The Mailroom with `count` messages.
fn mailroom(count: usize) -> impl Fn(&ObjectRef, &Value) -> Result<Value, ProblemKind> + Send + Sync + 'static {
    move |object, command| {
        assert_eq!((object.to_string(), &command["also"]), (format!("Mailroom/eu:{PRACTICE}"), &json!([MERGED])));
        let message = |number| json!({"message": id("msg", number), "appointment": id("apt", number), "queued_at": "2026-11-22T08:00:00.000Z", "kind": "confirmation", "state": "sent", "steps": []});
        let mut all: Vec<Value> = (0..count).rev().map(message).collect();
        if let Some(before) = command["before"].as_str() {
            all.retain(|one| one["message"].as_str().unwrap() < before);
        }
        let most = usize::try_from(command["most"].as_u64().unwrap()).unwrap();
        let more = all.len() > most;
        all.truncate(most);
        Ok(json!({"messages": all, "more": more}))
    }
}

fn house(count: usize) -> StandIn {
    let stand_in = StandIn::new();
    stand_in.answers("/read-patient", record(&[MERGED], &SEEN_BY));
    stand_in.answers_by("/read-patient-appointments", agenda(count)).answers_by("/read-patient-messages", mailroom(count));
    let audit: [(); 0] = [];
    stand_in.answers(
        "/export-patient",
        json!({"exported_on": "2026-11-22", "patient": record(&[MERGED], &SEEN_BY), "audit": audit, "not_included": ["appointments", "messages"]}),
    );
    stand_in
}

/// Every page of a list.
fn all(stand_in: &StandIn, list: &str, limit: usize) -> Vec<Value> {
    let (mut next, mut read) = (Some(at(&format!("{list}?limit={limit}"))), Vec::new());
    while let Some(address) = next {
        let page = stand_in.get(&address);
        assert_eq!(page.status, 200, "{}", page.text);
        let items = page.json()[list].as_array().unwrap().clone();
        assert!(items.len() <= limit && page.json().get("more").is_none());
        read.extend(items);
        next = page.header("link").split(['<', '>']).nth(1).map(str::to_owned);
        assert_eq!(next.is_some(), page.json()["next"].is_string());
    }
    read
}

/// All, newest first.
fn expected(count: usize) -> Vec<Value> {
    let mut all: Vec<Value> = (0..count).map(appointment).collect();
    all.sort_by(|one, other| place(other).cmp(&place(one)));
    all
}

#[test]
fn the_appointments_of_all_agendas_are_one_list_whose_pages_neither_lose_nor_double() {
    let stand_in = house(37);
    for limit in [1, 2, 3, 7, 36, 37, 100] {
        assert_eq!(all(&stand_in, "appointments", limit), expected(37), "{limit} at a time");
        assert_eq!(all(&stand_in, "messages", limit).len(), 37, "{limit} at a time");
    }
    assert_eq!(all(&house(0), "appointments", 10), Vec::<Value>::new());
}

#[test]
fn a_record_is_read_as_the_key_and_the_rest_as_staff_for_whom_the_practice_vouches() {
    let stand_in = house(3);
    stand_in.get(&at("appointments"));
    let asked = stand_in.asked();
    let paths: Vec<&str> = asked.iter().map(|(_, path, _)| path.as_str()).collect();
    assert_eq!(paths[..2], ["/read-patient", "/read-authority"], "that it was read stands in the trail");
    assert_eq!(paths[2..], ["/read-patient-appointments"; 6]);
    for (_, _, call) in &asked[2..] {
        assert!(matches!(&call.principal, Principal::Staff { practice, actor: Some(_), .. } if practice.to_string() == PRACTICE));
    }
    // Whoever may not read the record learns nothing else, and wakes nobody.
    stand_in.refuses("/read-patient", ProblemKind::Forbidden);
    for list in ["appointments", "messages"] {
        assert_eq!(stand_in.get(&at(list)).problem(), "forbidden");
    }
    assert!(stand_in.asked().iter().all(|(_, path, _)| path == "/read-patient"));
}

#[test]
fn a_place_that_is_none_is_refused_as_the_cursor_that_it_came_by() {
    let stand_in = house(3);
    for text in [r#"["2026-11-22","apt_1"]"#, "[]", "3", r#""apt_1""#, "{}", "not json"] {
        let cursor = base64::Engine::encode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, text);
        for list in ["appointments", "messages"] {
            let (status, name, reason) = stand_in.get(&at(&format!("{list}?cursor={cursor}"))).field();
            assert_eq!((status, name.as_str(), reason.as_str()), (422, "cursor", "not-acceptable"), "{list} {text}");
        }
    }
}

#[test]
fn an_export_is_whole() {
    let export = house(230).get(&at("export")).json();
    assert_eq!(export["appointments"], json!(expected(230)));
    assert_eq!(export["messages"].as_array().unwrap().len(), 230);
    assert_eq!((export.get("not_included"), export["patient"].get("seen_by")), (None, None));
}

// Nobody is handed a part of what is kept of them, as if it were all.
#[test]
fn one_who_does_not_answer_and_there_is_no_export_and_no_list() {
    let dead = |kind: ProblemKind| {
        move |object: &ObjectRef, command: &Value| {
            if object.name.as_str().ends_with(SEEN_BY[3]) { Err(kind) } else { agenda(10)(object, command) }
        }
    };
    for kind in [ProblemKind::Unavailable, ProblemKind::Internal, ProblemKind::Forbidden] {
        let stand_in = house(10);
        stand_in.answers_by("/read-patient-appointments", dead(kind));
        for list in ["appointments", "export"] {
            let answer = stand_in.get(&at(list));
            assert_eq!((answer.status, answer.problem().as_str()), (503, "unavailable"), "{list} {kind:?}");
        }
        assert_eq!(stand_in.get(&at("messages")).status, 200);
        let stand_in = house(10);
        stand_in.answers_by("/read-patient-messages", move |_, _| Err(kind));
        for list in ["messages", "export"] {
            assert_eq!(stand_in.get(&at(list)).problem(), "unavailable", "{list} {kind:?}");
        }
    }
}

#[test]
fn a_mailroom_that_never_wrote_to_anybody_keeps_nothing() {
    let stand_in = house(2);
    stand_in.answers_by("/read-patient-messages", |_, _| Err(ProblemKind::NotFound));
    assert_eq!(stand_in.get(&at("messages")).json(), json!({"messages": [], "next": null}));
    assert_eq!(stand_in.get(&at("export")).json()["messages"], json!([]));
}
