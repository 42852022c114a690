//! What Brevo's answers mean. Its `message` texts repeat addresses: they are looked at, never kept.

use chrono::TimeDelta;
use guichet_kernel::{
    MessageId,
    world::{HttpResponse, NoAnswer},
};
use serde::Deserialize;

use super::encode::EVENTS;
use crate::provider::{LookUpOutcome, Refusal, SendOutcome};

/// Brevo's longest window counts requests per hour; a header that asks for more is not believed.
const LONGEST_WAIT: i64 = 3_600;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Taken {
    message_id: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Trouble {
    code: String,
    message: String,
}

#[derive(Deserialize)]
struct Report {
    // Brevo answers `{}` when there is nothing to list.
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "messageId")]
    message_id: Option<String>,
    /// One tag, or a JSON array of them as text.
    tag: Option<String>,
}

/// What became of a mail.
pub(super) fn sent(answer: Result<HttpResponse, NoAnswer>) -> SendOutcome {
    let answer = match answer {
        Ok(answer) => answer,
        Err(NoAnswer::NotSent) => return SendOutcome::TryLater { after: None, why: Refusal::NotReached },
        Err(NoAnswer::Lost) => return SendOutcome::Unknown,
    };
    let later = |why| SendOutcome::TryLater { after: wait(&answer), why };
    match answer.status {
        // A page of some proxy may be a 200 too: without Brevo's id nothing is known.
        200..=299 => serde_json::from_str::<Taken>(&answer.body)
            .map_or(SendOutcome::Unknown, |taken| SendOutcome::Accepted { provider_id: Some(taken.message_id) }),
        400..=499 => {
            let Trouble { code, message } = serde_json::from_str(&answer.body).unwrap_or_default();
            match (answer.status, code.as_str()) {
                (400, "duplicate_parameter" | "duplicate_request") => SendOutcome::Accepted { provider_id: None },
                (429, _) => later(Refusal::RateLimited),
                (402, _) | (400, "not_enough_credits") => later(Refusal::OutOfCredit),
                (401 | 403, _) | (400, "unauthorized" | "permission_denied" | "account_under_validation") => later(Refusal::Account),
                // "…the sender you used … is not valid": no mail of ours would go, so it is not this one's fault.
                (400, "invalid_parameter") if message.to_lowercase().contains("sender") => later(Refusal::Account),
                (400, "invalid_parameter" | "missing_parameter" | "out_of_range") => SendOutcome::Rejected { code },
                _ => SendOutcome::Unknown,
            }
        }
        // A server's trouble may have come after it had taken the mail.
        _ => SendOutcome::Unknown,
    }
}

/// Whether Brevo has a trace of `message`. Only events that bear its tag count, lest the filter be ignored.
pub(super) fn looked_up(message: MessageId, answer: Result<HttpResponse, NoAnswer>) -> LookUpOutcome {
    let Ok(answer) = answer else { return LookUpOutcome::Failed { after: None } };
    let failed = LookUpOutcome::Failed { after: wait(&answer) };
    if answer.status != 200 {
        return failed;
    }
    let Ok(Report { events }) = serde_json::from_str(&answer.body) else { return failed };
    let tag = message.to_string();
    let ours = events.iter().find(|event| event.tag.as_ref().is_some_and(|tags| tags.contains(&tag)));
    match ours {
        Some(event) => LookUpOutcome::Known { provider_id: event.message_id.clone() },
        // A full page of other people's events, or events without tags, proves nothing.
        None if events.len() >= EVENTS || events.iter().any(|event| event.tag.is_none()) => failed,
        None => LookUpOutcome::NotKnown,
    }
}

/// How long Brevo asks to wait, in whole seconds; only with 429, since other answers bear the header as well.
fn wait(answer: &HttpResponse) -> Option<TimeDelta> {
    let seconds = (answer.status == 429).then(|| answer.header("x-sib-ratelimit-reset"))??.trim().parse::<i64>().ok()?;
    Some(TimeDelta::seconds(seconds.clamp(0, LONGEST_WAIT)))
}
