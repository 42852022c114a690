//! A mail as Brevo's JSON. Every value is a JSON string, so none can add a header.

use base64::{Engine, prelude::BASE64_STANDARD};
use guichet_kernel::{EmailAddress, MessageId};
use serde::Serialize;

use crate::{Mailbox, OutgoingMail};

/// Brevo refuses a name of more characters (README, "name").
const LONGEST_NAME: usize = 70;

/// How many events a look-up reads: one is enough to know that the message was taken.
pub(super) const EVENTS: usize = 50;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Email<'a> {
    sender: Party<'a>,
    to: [Party<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<Party<'a>>,
    subject: &'a str,
    html_content: &'a str,
    text_content: &'a str,
    // Brevo refuses an empty list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachment: Vec<File<'a>>,
    headers: Headers,
    tags: [String; 1],
}

#[derive(Serialize)]
struct Party<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    email: &'a EmailAddress,
}

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    content: String,
}

#[derive(Serialize)]
struct Headers {
    /// In the body's `headers`, spelt so: no other place and no other spelling has an effect (README).
    #[serde(rename = "idempotencyKey")]
    idempotency_key: String,
    #[serde(rename = "List-Unsubscribe", skip_serializing_if = "Option::is_none")]
    list_unsubscribe: Option<String>,
    /// The two go together: without this one, opening the address would have to be enough (RFC 8058, 3.1).
    #[serde(rename = "List-Unsubscribe-Post", skip_serializing_if = "Option::is_none")]
    list_unsubscribe_post: Option<&'static str>,
}

/// The body that hands `mail` over.
pub(super) fn email(mail: &OutgoingMail) -> String {
    let email = Email {
        sender: party(&mail.from),
        to: [party(&mail.to)],
        reply_to: mail.reply_to.as_ref().map(|email| Party { name: None, email }),
        subject: &mail.subject,
        html_content: &mail.html,
        text_content: &mail.text,
        attachment: mail.attachments.iter().map(|file| File { name: &file.name, content: BASE64_STANDARD.encode(&file.content) }).collect(),
        headers: Headers {
            idempotency_key: uuid(mail.message),
            list_unsubscribe: mail.unsubscribe.as_ref().map(|address| format!("<{address}>")),
            list_unsubscribe_post: mail.unsubscribe.as_ref().map(|_| "List-Unsubscribe=One-Click"),
        },
        tags: [mail.message.to_string()],
    };
    // Strings, lists and structs only: serde_json has nothing to refuse.
    serde_json::to_string(&email).unwrap_or_default()
}

/// Path and query that list what happened to `message`: `tags` is a JSON array, percent-encoded.
pub(super) fn events(message: MessageId) -> String {
    format!("/v3/smtp/statistics/events?limit={EVENTS}&tags=%5B%22{message}%22%5D")
}

/// A name beside its address; Brevo takes none that is empty or over 70 characters.
fn party(mailbox: &Mailbox) -> Party<'_> {
    let name: String = mailbox.name.trim().chars().take(LONGEST_NAME).collect();
    Party { name: (!name.is_empty()).then_some(name), email: &mailbox.address }
}

/// The id's own UUID, with its hyphens.
fn uuid(message: MessageId) -> String {
    let mut hyphenated = String::with_capacity(36);
    for (position, digit) in message.digits().chars().enumerate() {
        if matches!(position, 8 | 12 | 16 | 20) {
            hyphenated.push('-');
        }
        hyphenated.push(digit);
    }
    hyphenated
}
