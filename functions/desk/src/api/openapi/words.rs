//! The document's own words.

use serde_json::{Value, json};

use super::super::route::{Route, Status};

pub(super) const INTRODUCTION: &str = "Every refusal is `application/problem+json` with a stable `type`; `fields` names what is to blame and never repeats it. \
A field or parameter that is not in this document is refused. What the address says is not said again in the body.\n\n\
**Changes** of what has a version need `If-Match` with the version in quotes, as the `ETag` of the answer that showed it: 428 without, 412 when it has changed since. \
A place, a service and a category bear the version of the settings; a member and an appointment that of their entry in the list; numbers, guardians and consents that of their patient's record, which a note does not change. A merge names both records' versions. What is only added (a note, a consent, a place on the waitlist) needs none, nor does what ends once and for all (an invitation, a proposal, an offer, a freed slot). An availability and terms are made by the same request without `If-Match`.\n\n\
**Reads** that bear an `ETag` take `If-None-Match`, and answer 304 while nothing has changed.\n\n\
**Creations** take an `Idempotency-Key`: the same key and body within seven days are one creation and one answer; the same key with another body is refused by 409.\n\n\
**Lists** that may grow long give `next`, and a `Link` with `rel=\"next\"`: the `cursor` of the page after, while there is one.\n\n\
Keys, delegations and one's own memberships are given by persons only, at the desk.";

pub(super) const fn answer(status: Status) -> &'static str {
    match status {
        Status::Ok => "Here it is.",
        Status::Created => "It was made.",
        Status::Accepted => "It was decided; the objects concerned are being told.",
        Status::Nothing => "It is so.",
    }
}

/// `/read-day` → `readDay`.
pub(super) fn operation_id(route: &Route) -> String {
    let mut words = route.command.path.trim_start_matches('/').split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |id, word| {
        let (head, tail) = word.split_at_checked(1).unwrap_or_default();
        format!("{id}{}{tail}", head.to_uppercase())
    })
}

pub(super) fn tag(route: &Route) -> &'static str {
    let word = route.path.split('/').nth(if route.path.starts_with("/practices/") { 3 } else { 1 }).unwrap_or_default();
    match word {
        _ if route.for_operator() => "Operator",
        "me" => "Key",
        "settings" | "locations" | "services" | "categories" => "Settings",
        "members" | "invitations" => "Members",
        "audit" => "Audit",
        "practitioners" => "Agenda",
        _ => "Patients",
    }
}

pub(super) fn tags() -> Value {
    json!([
        {"name": "Key", "description": "Who asks."},
        {"name": "Settings", "description": "What a practice shows and decides by."},
        {"name": "Members", "description": "Who works there."},
        {"name": "Patients", "description": "Their records."},
        {"name": "Agenda", "description": "The days of who gives care: what is open, closed and taken."},
        {"name": "Audit", "description": "Who did what."},
        {"name": "Operator", "description": "For whoever runs this Guichet."},
        {"name": "API", "description": "About itself."},
    ])
}

pub(super) fn problem_name(status: u16) -> String {
    format!("Refused{status}")
}
