//! A mail provider that speaks Brevo's wire format (shared/messages/src/provider/brevo/README.md): it honours an
//! idempotency key for 15 minutes and lists a mail up to 4 minutes after taking it.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use guichet_kernel::{
    Instant,
    world::{HttpRequest, HttpResponse},
};
use serde_json::{Value, json};

use crate::{Mutation, Violation, dice::Dice, must, net::Mood};

const KEY_LIVES: TimeDelta = TimeDelta::minutes(15);
const LISTED_WITHIN: i64 = 4 * 60_000;
/// The key that the objects are configured with.
pub(crate) const API_KEY: &str = "xkeysib-simulated";
/// Where the objects believe the provider to be.
pub(crate) const BASE: &str = "https://api.brevo.example";
/// The addresses of those who work in practices.
pub(crate) const STAFF_DOMAIN: &str = "@equipe.example";
/// Addresses here are refused: no such recipient.
pub(crate) const REFUSED_DOMAIN: &str = "refuse.example";

/// A mail that the provider took.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// When.
    pub(crate) at: Instant,
    /// To which address.
    pub(crate) to: String,
    /// The text part.
    pub(crate) text: String,
    listed_at: Instant,
    id: String,
}

/// The provider's memory.
#[derive(Default)]
pub(crate) struct Provider {
    /// By the message's id, which is the mail's tag.
    pub(crate) taken: BTreeMap<String, Taken>,
    /// What staff find in their mailboxes: the text of each mail, oldest first, by address.
    pub(crate) boxes: BTreeMap<String, Vec<String>>,
    /// How many repetitions were recognised by their key.
    pub(crate) repeated: u64,
    /// How many look-ups were answered.
    pub(crate) looked_up: u64,
    /// Whether it may also list what nobody asked for.
    pub(crate) whims: bool,
    /// Keys, until when each holds, and the id that was answered.
    keys: BTreeMap<String, (Instant, String)>,
}

fn answer(status: u16, body: &Value) -> HttpResponse {
    HttpResponse { status, headers: vec![("x-sib-ratelimit-reset".into(), "20".into())], body: body.to_string() }
}

impl Provider {
    /// What it answers to a request that has arrived.
    pub(crate) fn answer(
        &mut self,
        request: &HttpRequest,
        mood: Mood,
        now: Instant,
        dice: &Dice,
        mutation: Mutation,
    ) -> Result<HttpResponse, Violation> {
        must(request.headers.contains(&("api-key", API_KEY.to_owned())), || "a request without our key".into())?;
        let trouble = |status: u16| answer(status, &json!({"code": "error", "message": "…"}));
        match mood {
            Mood::TooMany => {
                let reset = if dice.chance(50) { 900 } else { dice.below(60) };
                let headers = vec![("x-sib-ratelimit-reset".to_owned(), reset.to_string())];
                return Ok(HttpResponse { headers, ..trouble(429) });
            }
            Mood::ErrorBefore => return Ok(trouble(500)),
            Mood::Well | Mood::ErrorAfter => {}
        }
        let path = request.url.strip_prefix(BASE).unwrap_or_default();
        let reply = match (request.method, path.split('?').next().unwrap_or_default()) {
            ("POST", "/v3/smtp/email") => self.take(request, now, dice, mutation)?,
            ("GET", "/v3/smtp/statistics/events") => self.events(path, now, dice, mutation),
            (method, path) => return Err(Violation(format!("Brevo knows no {method} {path}"))),
        };
        Ok(if mood == Mood::ErrorAfter { trouble(503) } else { reply })
    }

    fn take(&mut self, request: &HttpRequest, now: Instant, dice: &Dice, mutation: Mutation) -> Result<HttpResponse, Violation> {
        let body: Value = serde_json::from_str(request.body.as_deref().unwrap_or_default())?;
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let needed =
            |pointer: &str| text(pointer).filter(|text| !text.is_empty()).ok_or_else(|| Violation(format!("a mail without {pointer}")));
        let (to, tag, key) = (needed("/to/0/email")?, needed("/tags/0")?, needed("/headers/idempotencyKey")?);
        for pointer in ["/sender/email", "/subject", "/htmlContent"] {
            needed(pointer)?;
        }
        // A letter to staff has no invite.
        // An offer has none: nothing is to be in a calendar before it is accepted.
        let is_offer = text("/headers/List-Unsubscribe").is_some();
        if !to.ends_with(STAFF_DOMAIN) && !is_offer {
            needed("/attachment/0/content")?;
            needed("/attachment/0/name")?;
        }
        if to.ends_with(REFUSED_DOMAIN) {
            return Ok(answer(400, &json!({"code": "invalid_parameter", "message": "email is not valid in to"})));
        }
        if let Some((until, id)) = self.keys.get(&key).filter(|(until, _)| now < *until && mutation != Mutation::NoIdempotency) {
            self.repeated += 1;
            // Both are seen; the second with the first one's id.
            let again = json!({"code": "duplicate_parameter", "message": "Email for the idempotency key has already been processed"});
            return Ok(if until.millis() % 2 == 0 { answer(400, &again) } else { answer(201, &json!({"messageId": id})) });
        }
        // Letters only, so that no digits of it look like somebody's.
        let digits = dice.below(u64::MAX).to_string();
        let id = format!("<{}@smtp-relay.example>", digits.bytes().map(|digit| char::from(digit + 48)).collect::<String>());
        self.keys.insert(key, (now.plus(KEY_LIVES), id.clone()));
        let listed_at = now.plus(dice.millis(0, LISTED_WITHIN));
        let mail = Taken { at: now, to, text: needed("/textContent")?, listed_at, id: id.clone() };
        if mail.to.ends_with(STAFF_DOMAIN) {
            self.boxes.entry(mail.to.clone()).or_default().push(mail.text.clone());
        }
        if let Some(before) = self.taken.insert(tag.clone(), mail) {
            return Err(Violation(format!("{tag} was sent twice: at {} and at {now}", before.at)));
        }
        Ok(answer(201, &json!({"messageId": id})))
    }

    fn events(&mut self, path: &str, now: Instant, dice: &Dice, mutation: Mutation) -> HttpResponse {
        self.looked_up += 1;
        let tag = path.split("%22").nth(1).unwrap_or_default();
        let listed = self.taken.get(tag).filter(|mail| mail.listed_at <= now && mutation != Mutation::BlindLookUp);
        match listed {
            Some(mail) => {
                let tag = if dice.chance(500) { tag.to_owned() } else { format!("[\"{tag}\"]") };
                answer(200, &json!({"events": [{"email": mail.to, "event": "requests", "messageId": mail.id, "tag": tag}]}))
            }
            None if dice.chance(500) => answer(200, &json!({})),
            // Somebody else's events, as if the filter had not been read: a few prove nothing is here, a full page nothing at all.
            None => {
                let others = if self.whims && dice.chance(100) { 50 } else { dice.below(3) };
                let events: Vec<_> = (0..others).map(|_| json!({"event": "requests", "messageId": "<0@x>", "tag": "msg_0"})).collect();
                answer(200, &json!({"events": events}))
            }
        }
    }
}
