//! The bytes that leave for Brevo, and what each documented answer means.

use chrono::TimeDelta;
use guichet_kernel::EmailAddress;
use serde_json::{Value, json};

use super::*;
use crate::{Attachment, Mailbox, provider::Refusal};

fn brevo() -> Brevo {
    Brevo::new(BASE.into(), "xkeysib-secret".into())
}

fn message() -> MessageId {
    MessageId::from_digits("0192f3a4b5c67d8e9f00112233445566").unwrap()
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.into(), address: EmailAddress::parse(address).unwrap() }
}

fn mail() -> OutgoingMail {
    OutgoingMail {
        message: message(),
        from: mailbox("Cabinet Faure", "rdv@guichet.example"),
        reply_to: Some(EmailAddress::parse("cabinet@faure.fr").unwrap()),
        to: mailbox("Zoé Durand", "zoe@exemple.fr"),
        subject: "Votre rendez-vous\r\nBcc: x@y.fr".into(),
        html: "<p>À bientôt</p>".into(),
        text: "À bientôt".into(),
        attachments: vec![Attachment { name: "rendez-vous.ics".into(), content: b"BEGIN:VCALENDAR\r\n".to_vec() }],
        unsubscribe: None,
    }
}

fn body(mail: &OutgoingMail) -> Value {
    serde_json::from_str(&brevo().send(mail).body.unwrap()).unwrap()
}

fn answer(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: vec![("x-sib-ratelimit-reset".into(), "12".into())], body: body.into() }
}

#[test]
fn a_mail_as_brevo_reads_it() {
    let request = brevo().send(&mail());
    assert_eq!((request.method, request.url.as_str()), ("POST", "https://api.brevo.com/v3/smtp/email"));
    assert!(request.headers.contains(&("api-key", "xkeysib-secret".into())));
    assert!(request.headers.contains(&("content-type", "application/json".into())));
    assert_eq!(
        body(&mail()),
        json!({
            "sender": {"name": "Cabinet Faure", "email": "rdv@guichet.example"},
            "to": [{"name": "Zoé Durand", "email": "zoe@exemple.fr"}],
            "replyTo": {"email": "cabinet@faure.fr"},
            // Still one JSON string: a line break in a subject adds no header.
            "subject": "Votre rendez-vous\r\nBcc: x@y.fr",
            "htmlContent": "<p>À bientôt</p>",
            "textContent": "À bientôt",
            "attachment": [{"name": "rendez-vous.ics", "content": "QkVHSU46VkNBTEVOREFSDQo="}],
            "headers": {"idempotencyKey": "0192f3a4-b5c6-7d8e-9f00-112233445566"},
            "tags": ["msg_0192f3a4b5c67d8e9f00112233445566"],
        })
    );
}

#[test]
fn what_brevo_refuses_to_read_is_left_out_or_shortened() {
    let bare = OutgoingMail {
        to: mailbox(" ", "zoe@exemple.fr"),
        from: mailbox(&"é".repeat(71), "rdv@guichet.example"),
        reply_to: None,
        attachments: vec![],
        ..mail()
    };
    let body = body(&bare);
    assert_eq!(body["to"], json!([{"email": "zoe@exemple.fr"}]));
    assert_eq!(body["sender"]["name"].as_str().unwrap().chars().count(), 70);
    assert_eq!((body.get("replyTo"), body.get("attachment")), (None, None));
}

// RFC 8058: both headers, or neither.
#[test]
fn what_may_be_stopped_says_how_and_nothing_else_does() {
    let address = "https://guichet.example/offre/v1.secret.mac/desabonner";
    let headers = body(&OutgoingMail { unsubscribe: Some(address.into()), ..mail() })["headers"].clone();
    assert_eq!(
        headers,
        json!({
            "idempotencyKey": "0192f3a4-b5c6-7d8e-9f00-112233445566",
            "List-Unsubscribe": format!("<{address}>"),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        })
    );
    assert_eq!(body(&mail())["headers"].as_object().unwrap().len(), 1);
}

#[test]
fn nothing_personal_or_secret_prints_itself() {
    let printed = format!("{:?} {:?} {:?} {:?}", mail(), mail().to, mail().attachments, brevo());
    for secret in ["Zoé", "exemple.fr", "Votre", "xkeysib", "VCALENDAR", "faure"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn every_answer_to_a_mail() {
    let later = |why, seconds: Option<i64>| SendOutcome::TryLater { after: seconds.map(TimeDelta::seconds), why };
    let rejected = |code: &str| SendOutcome::Rejected { code: code.into() };
    let duplicate = r#"{"code":"duplicate_parameter","message":"Email for the idempotency key has already been processed"}"#;
    let sender = r#"{"code":"invalid_parameter","message":"Sending has been rejected because the sender you used x@y.fr is not valid."}"#;
    for (status, body, outcome) in [
        (
            201,
            r#"{"messageId":"<1@smtp-relay.mailin.fr>"}"#,
            SendOutcome::Accepted { provider_id: Some("<1@smtp-relay.mailin.fr>".into()) },
        ),
        (202, r#"{"messageId":"<1@x>","messageIds":["<1@x>"]}"#, SendOutcome::Accepted { provider_id: Some("<1@x>".into()) }),
        (400, duplicate, SendOutcome::Accepted { provider_id: None }),
        (400, r#"{"code":"duplicate_request","message":""}"#, SendOutcome::Accepted { provider_id: None }),
        (400, r#"{"code":"invalid_parameter","message":"email is not valid in to"}"#, rejected("invalid_parameter")),
        (400, r#"{"code":"missing_parameter","message":"to is missing"}"#, rejected("missing_parameter")),
        (400, sender, later(Refusal::Account, None)),
        (400, r#"{"code":"account_under_validation"}"#, later(Refusal::Account, None)),
        (400, r#"{"code":"not_enough_credits"}"#, later(Refusal::OutOfCredit, None)),
        (401, r#"{"message":"Key not found","code":"unauthorized"}"#, later(Refusal::Account, None)),
        (402, r#"{"code":"not_enough_credits","message":"…"}"#, later(Refusal::OutOfCredit, None)),
        (403, "", later(Refusal::Account, None)),
        (429, "<html>", later(Refusal::RateLimited, Some(12))),
        // Neither Accepted nor Rejected: the idempotency key or a look-up will tell.
        (200, "<html>welcome to the hotel's network</html>", SendOutcome::Unknown),
        (201, "{}", SendOutcome::Unknown),
        (301, "", SendOutcome::Unknown),
        (400, "<html>", SendOutcome::Unknown),
        (400, r#"{"code":"something_new"}"#, SendOutcome::Unknown),
        (404, r#"{"code":"document_not_found"}"#, SendOutcome::Unknown),
        (408, "", SendOutcome::Unknown),
        (500, "", SendOutcome::Unknown),
        (503, "", SendOutcome::Unknown),
        (999, "", SendOutcome::Unknown),
    ] {
        assert_eq!(brevo().sent(Ok(answer(status, body))), outcome, "{status} {body}");
    }
    assert_eq!(brevo().sent(Err(NoAnswer::Lost)), SendOutcome::Unknown);
    assert_eq!(brevo().sent(Err(NoAnswer::NotSent)), later(Refusal::NotReached, None));
}

#[test]
fn a_wait_is_believed_up_to_an_hour() {
    for (header, seconds) in [("60", Some(60)), ("99999999999", Some(3_600)), ("-5", Some(0)), ("soon", None), ("", None)] {
        let answer = HttpResponse { status: 429, headers: vec![("x-sib-ratelimit-reset".into(), header.into())], body: String::new() };
        let SendOutcome::TryLater { after, .. } = brevo().sent(Ok(answer)) else { panic!("429") };
        assert_eq!(after, seconds.map(TimeDelta::seconds), "{header}");
    }
}

#[test]
fn a_look_up_asks_for_the_messages_tag() {
    let request = brevo().look_up(message());
    let url = "https://api.brevo.com/v3/smtp/statistics/events?limit=50&tags=%5B%22msg_0192f3a4b5c67d8e9f00112233445566%22%5D";
    assert_eq!((request.method, request.url.as_str(), request.body), ("GET", url, None));
}

#[test]
fn every_answer_to_a_look_up() {
    let tag = message().to_string();
    let event = |tag: Option<String>| json!({"email": "zoe@exemple.fr", "date": "2026-11-22T09:00:00Z", "messageId": "<1@x>", "event": "requests", "tag": tag});
    let known = LookUpOutcome::Known { provider_id: Some("<1@x>".into()) };
    let failed = LookUpOutcome::Failed { after: None };
    let full_page: Vec<_> = (0..50).map(|_| event(Some("other".into()))).collect();
    for (status, body, outcome) in [
        (200, json!({"events": [event(Some(tag.clone()))]}).to_string(), known.clone()),
        (200, json!({"events": [event(Some("other".into())), event(Some(format!("[\"{tag}\"]")))]}).to_string(), known),
        (200, "{}".into(), LookUpOutcome::NotKnown),
        (200, json!({"events": []}).to_string(), LookUpOutcome::NotKnown),
        (200, json!({"events": [event(Some("other".into()))]}).to_string(), LookUpOutcome::NotKnown),
        // As if the filter were ignored: nothing is proved.
        (200, json!({"events": full_page}).to_string(), failed.clone()),
        (200, json!({"events": [event(None)]}).to_string(), failed.clone()),
        (200, "<html>".into(), failed.clone()),
        (204, String::new(), failed.clone()),
        (401, String::new(), failed.clone()),
        (500, "{}".into(), failed.clone()),
        (429, "{}".into(), LookUpOutcome::Failed { after: Some(TimeDelta::seconds(12)) }),
    ] {
        assert_eq!(brevo().looked_up(message(), Ok(answer(status, &body))), outcome, "{status} {body}");
    }
    assert_eq!(brevo().looked_up(message(), Err(NoAnswer::Lost)), failed);
}
