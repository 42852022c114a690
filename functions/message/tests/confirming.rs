//! Letters that ask to confirm a booking, of which the agenda alone knows whose it is.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use desk::{Desk, Town};
use guichet_contracts::event::{ConfirmationAskedV1, Fact};
use serde_json::{Value, json};

const JOIN: &str = "https://visio.example/claire";

fn text(mail: &Value) -> String {
    mail["textContent"].as_str().unwrap().replace(['\u{a0}', '\u{202f}'], " ")
}

// A6: what waits to be confirmed is asked for at the address that was typed, which only the agenda knows, and is in no calendar yet.
#[test]
fn what_waits_is_confirmed_by_a_letter_without_an_invite() {
    for (locale, until, act) in [
        ("fr-FR", "jusqu’à 09:30", "Confirmer mon rendez-vous"),
        ("fr-CA", "jusqu’à 9 h 30", "Confirmer mon rendez-vous"),
        ("nl-BE", "tot 09:30", "Mijn afspraak bevestigen"),
        ("en", "until 09:30", "Confirm my appointment"),
    ] {
        let desk = Desk::of_practice();
        let mut body = desk.about();
        body["until"] = json!("2026-11-23T08:30:00.000Z");
        assert_eq!(desk.tell(&desk.agenda(), ConfirmationAskedV1::KIND, body), 200);
        let mut facts = desk.facts();
        facts.as_object_mut().unwrap().remove("is");
        facts["slot"]["service"]["mode"] = json!("remote");
        facts["slot"]["service"]["join_link"] = json!(JOIN);
        facts["slot"]["location"]["entry"] = json!("Code B41");
        facts["unconfirmed"] = json!({"until": "2026-11-23T08:30:00.000Z", "lapsed": false, "by_this_link": false});
        let contact = json!({"given_name": "Zoé", "name": "Anne Durand", "email": "anne@courrier.example", "locale": locale});
        let town = Town::new(&desk);
        town.facts.replace(Some(json!({"is": "unconfirmed", "facts": facts, "contact": contact})));
        // The Practice knows nobody yet; it is not asked.
        town.contact.replace(None);
        desk.tick(&town);
        let mail = town.mails.borrow().first().cloned().unwrap();
        let said = text(&mail);
        for words in [until, act, "https://guichet.example/rdv/v1.secret.link"] {
            assert!(said.contains(words), "{words} in {said}");
        }
        assert!(mail.pointer("/attachment").is_none_or(|list| list.as_array().is_some_and(Vec::is_empty)), "{mail}");
        assert_eq!(mail.pointer("/to/0/email"), Some(&json!("anne@courrier.example")));
        assert!(!said.contains(JOIN) && !said.contains("B41") && !mail["subject"].as_str().unwrap().contains("Séance"));
        assert_eq!(desk.sql_state(), "sent");
        assert!(!desk.dump().contains("courrier.example"), "nor does the Mailroom keep it");
    }
}

#[test]
fn what_waits_no_more_is_not_asked_for() {
    let desk = Desk::of_practice();
    let mut body = desk.about();
    body["until"] = json!("2026-11-23T08:30:00.000Z");
    assert_eq!(desk.tell(&desk.agenda(), ConfirmationAskedV1::KIND, body), 200);
    let town = Town::new(&desk);
    town.facts.replace(Some(json!({"is": "changed"})));
    desk.tick(&town);
    assert_eq!((desk.sql_state().as_str(), town.mails.borrow().len()), ("dropped", 0));
}
