//! Letters about appointments: made, moved, cancelled by either side, at the patient's and at a distance; and their invites.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use base64::{Engine, engine::general_purpose::STANDARD};
use desk::{Desk, Town};
use guichet_contracts::event::{AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, Fact};
use guichet_kernel::AppointmentId;
use serde_json::{Value, json};

const JOIN: &str = "https://visio.example/claire";

/// The mail that is written when an agenda tells `kind` and says `facts` when it is asked; and its invite, unfolded.
fn written(kind: &str, locale: &str, change: impl FnOnce(&mut Value)) -> (Value, String) {
    let desk = Desk::of_practice();
    let mut body = desk.about();
    if kind == AppointmentMovedV1::KIND {
        body.as_object_mut().unwrap().insert("from".into(), json!(former(&desk)));
    }
    assert_eq!(desk.tell(&desk.agenda(), kind, body), 200);
    let mut facts = desk.facts();
    change(&mut facts);
    let town = Town::new(&desk);
    town.facts.replace(Some(facts));
    town.contact.replace(Some(json!({"given_name": "Zoé", "name": "Anne Durand", "email": "anne@courrier.example", "locale": locale})));
    desk.tick(&town);
    let mail = town.mails.borrow().first().cloned().unwrap();
    let invite = STANDARD.decode(mail.pointer("/attachment/0/content").and_then(Value::as_str).unwrap()).unwrap();
    (mail, String::from_utf8(invite).unwrap().replace("\r\n ", ""))
}

fn former(desk: &Desk) -> AppointmentId {
    let digits = desk.appointment.digits();
    let (start, last) = digits.split_at(31);
    AppointmentId::from_digits(&format!("{start}{}", if last == "0" { "1" } else { "0" })).unwrap()
}

fn moved(facts: &mut Value) {
    facts["version"] = json!(3);
    facts["origin"] = json!("apt_0192f3a4b5c67d8e9f00112233445566");
    facts["moved_from"] = json!("2026-11-25T13:00:00.000Z");
}

fn text(mail: &Value) -> String {
    mail["textContent"].as_str().unwrap().replace(['\u{a0}', '\u{202f}'], " ")
}

// A5, A6
#[test]
fn a_move_says_what_it_was_and_what_it_is_and_updates_the_entry_that_there_is() {
    for (locale, was, is) in [
        ("fr-FR", "mercredi 25 novembre à 14:00", "lundi 30 novembre à 08:30"),
        ("nl-BE", "woensdag 25 november", "maandag 30 november"),
        ("en", "Wednesday 25 November", "Monday 30 November"),
    ] {
        let (mail, invite) = written(AppointmentMovedV1::KIND, locale, moved);
        let said = text(&mail);
        assert!(said.contains(was) && said.contains(is) && said.contains("https://guichet.example/rdv/v1.secret.link"), "{said}");
        assert!(!mail["subject"].as_str().unwrap().contains("Séance"));
        for line in ["METHOD:REQUEST", "UID:apt_0192f3a4b5c67d8e9f00112233445566@guichet", "SEQUENCE:2", "DTSTART:20261130T073000Z"] {
            assert!(invite.contains(&format!("{line}\r\n")), "{line} in {invite}");
        }
    }
}

#[test]
fn what_the_practitioner_cancels_is_said_kindly_and_ends_the_entry() {
    let cancelled = |facts: &mut Value, by: &str| {
        moved(facts);
        (facts["version"], facts["attendance"]) = (json!(4), json!(by));
    };
    let (mail, invite) = written(AppointmentCancelledV1::KIND, "fr-FR", |facts| cancelled(facts, "cancelled-by-practitioner"));
    let said = text(&mail);
    assert!(said.contains("Nous sommes désolés : Claire Morel ne peut pas assurer le rendez-vous"), "{said}");
    assert!(said.contains("https://guichet.example/fr/praticien/claire-morel-"), "a way to book again");
    for line in ["METHOD:CANCEL", "UID:apt_0192f3a4b5c67d8e9f00112233445566@guichet", "SEQUENCE:3", "STATUS:CANCELLED"] {
        assert!(invite.contains(&format!("{line}\r\n")), "{line} in {invite}");
    }
    let (mail, _) = written(AppointmentCancelledV1::KIND, "fr-FR", |facts| cancelled(facts, "cancelled-by-patient"));
    assert!(!text(&mail).contains("désolés"), "who cancels themselves is owed no excuse");
}

// A1
#[test]
fn a_home_visit_is_at_the_patients_and_a_visit_at_a_distance_is_joined_by_its_link() {
    let mode = |mode: &'static str| {
        move |facts: &mut Value| {
            facts["slot"]["service"]["mode"] = json!(mode);
            facts["slot"]["service"]["join_link"] = json!(JOIN);
        }
    };
    let place = |mail: &Value| text(mail).lines().find(|line| line.starts_with("Lieu")).unwrap().to_owned();
    let (mail, invite) = written(AppointmentBookedV1::KIND, "fr-FR", mode("home"));
    assert!(place(&mail).contains("À votre adresse") && !text(&mail).contains(JOIN));
    assert!(invite.contains("LOCATION:À votre adresse\r\n") && !invite.contains(JOIN));

    let (mail, invite) = written(AppointmentBookedV1::KIND, "fr-FR", mode("remote"));
    assert!(place(&mail).contains("À distance") && text(&mail).contains(JOIN), "{}", text(&mail));
    assert!(mail["htmlContent"].as_str().unwrap().contains(&format!("href=\"{JOIN}\"")));
    assert!(invite.contains(&format!("URL:{JOIN}\r\n")) && invite.contains(&format!("DESCRIPTION:{JOIN}")), "{invite}");
    let (mail, invite) = written(AppointmentCancelledV1::KIND, "fr-FR", mode("remote"));
    assert!(!text(&mail).contains(JOIN) && !invite.contains(JOIN), "nobody joins what does not take place");

    let (mail, invite) = written(AppointmentBookedV1::KIND, "fr-FR", mode("office"));
    assert!(place(&mail).contains("12 rue Garibaldi") && invite.contains("LOCATION:12 rue Garibaldi\r\n") && !invite.contains("URL:"));
    assert!(!invite.contains("Séance"), "a calendar is shown to others: who, not what for");
}
