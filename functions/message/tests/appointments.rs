//! Letters about appointments: made, moved, cancelled by either side, at the patient's and at a distance; and their invites.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use desk::{Desk, NOW, Town};
use guichet_contracts::{
    Object,
    event::{AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, Fact},
};
use guichet_kernel::{AppointmentId, Sql};
use guichet_message::news::News;
use guichet_messages::mailroom::{Kind, Known};
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
            facts["slot"]["location"]["entry"] = json!("Code B41");
        }
    };
    let place = |mail: &Value| text(mail).lines().find(|line| line.starts_with("Lieu")).unwrap().to_owned();
    let (mail, invite) = written(AppointmentBookedV1::KIND, "fr-FR", mode("home"));
    assert!(place(&mail).contains("À votre adresse") && !text(&mail).contains(JOIN) && !text(&mail).contains("B41"));
    assert!(invite.contains("LOCATION:À votre adresse\r\n") && !invite.contains(JOIN));

    let (mail, invite) = written(AppointmentBookedV1::KIND, "fr-FR", mode("remote"));
    assert!(place(&mail).contains("À distance") && text(&mail).contains(JOIN), "{}", text(&mail));
    assert!(mail["htmlContent"].as_str().unwrap().contains(&format!("href=\"{JOIN}\"")));
    assert!(invite.contains(&format!("URL:{JOIN}\r\n")) && invite.contains(&format!("DESCRIPTION:{JOIN}")), "{invite}");
    let (mail, invite) = written(AppointmentCancelledV1::KIND, "fr-FR", mode("remote"));
    assert!(!text(&mail).contains(JOIN) && !invite.contains(JOIN), "nobody joins what does not take place");

    let (mail, invite) = written(AppointmentBookedV1::KIND, "fr-FR", mode("office"));
    // A6: how the door opens is in the letter, and in no calendar that others see.
    assert!(text(&mail).contains("Code B41") && !invite.contains("B41"));
    assert!(place(&mail).contains("12 rue Garibaldi") && invite.contains("LOCATION:12 rue Garibaldi\r\n") && !invite.contains("URL:"));
    assert!(!invite.contains("Séance"), "a calendar is shown to others: who, not what for");
}

// A letter's links lead to pages that speak as it does, on whatever device they are opened.
#[test]
fn a_letters_links_speak_its_language() {
    let of_belgium = |facts: &mut Value| facts["slot"]["practice"]["country"] = json!("BE");
    let link = "https://guichet.example/rdv/v1.secret.link";
    for (locale, follows) in [("nl-BE", "?langue=nl-BE"), ("en", "?langue=en"), ("fr-BE", "\n"), ("en-CA", "\n")] {
        let (mail, invite) = written(AppointmentBookedV1::KIND, locale, of_belgium);
        let said = mail["textContent"].as_str().unwrap();
        let after = said.split(link).nth(1).unwrap();
        assert!(after.starts_with(follows), "{locale}: {said}");
        assert_eq!(invite.contains("langue=nl-BE"), locale == "nl-BE");
    }
    let (mail, _) = written(AppointmentCancelledV1::KIND, "nl-BE", of_belgium);
    assert!(mail["textContent"].as_str().unwrap().contains("motif=srv_0193a0000000700080000000000000c1&langue=nl-BE"), "{mail}");
}

/// When and where it is that the patient knows of.
fn known(start: &str, location: &str) -> Value {
    json!({
        "starts_at": format!("{start}.000Z"), "ends_at": "2026-12-01T09:00:00.000Z",
        "location": {"id": location, "address": ["3 place Bellecour"], "city": "Lyon", "zone": "Europe/Paris"},
    })
}

const HERE: &str = "loc_0193a0000000700080000000000000b1";
const ELSEWHERE: &str = "loc_0193a0000000700080000000000000b2";

// A5: after two quick moves the letter names the hour that the patient heard of, not the one in between.
#[test]
fn a_move_is_told_from_where_the_patient_last_heard_that_it_was() {
    let (mail, _) = written(AppointmentMovedV1::KIND, "fr-FR", |facts| {
        moved(facts);
        facts["known"] = known("2026-11-24T15:00:00", HERE);
    });
    assert!(text(&mail).contains("mardi 24 novembre à 16:00") && !text(&mail).contains("25 novembre"), "{}", text(&mail));
}

// What is cancelled is cancelled where the patient thinks that it is.
#[test]
fn a_cancellation_names_the_hour_and_the_place_that_the_patient_knows() {
    let (mail, invite) = written(AppointmentCancelledV1::KIND, "fr-FR", |facts| {
        moved(facts);
        facts["attendance"] = json!("cancelled-by-practitioner");
        facts["known"] = known("2026-11-24T15:00:00", ELSEWHERE);
    });
    let said = text(&mail);
    assert!(said.contains("mardi 24 novembre") && said.contains("3 place Bellecour") && !said.contains("30 novembre"), "{said}");
    assert!(invite.contains("DTSTART:20261124T150000Z\r\n"), "{invite}");
}

fn news(kind: Kind, slot: Option<Value>, known: Option<bool>) -> Option<(Kind, Option<String>)> {
    let desk = Desk::of_practice();
    let mut facts = desk.facts();
    moved(&mut facts);
    facts.as_object_mut().unwrap().remove("is");
    if let Some(slot) = slot {
        facts.as_object_mut().unwrap().insert("known".into(), slot);
    }
    let known = known.map(|surely| Known { appointment: former(&desk), surely });
    let news = News::of(kind, serde_json::from_value(facts).unwrap(), known)?;
    Some((news.kind, news.was.map(|was| was.to_string())))
}

// M2
#[test]
fn what_is_moved_back_in_time_is_no_news_and_what_nobody_heard_of_is_simply_where_it_is() {
    let there = || Some(known("2026-11-30T07:30:00", HERE));
    assert_eq!(news(Kind::Moved, there(), Some(true)), None, "it is where they think that it is");
    assert_eq!(news(Kind::Moved, there(), Some(false)), Some((Kind::Confirmation, None)), "which nobody is sure that they heard");
    let same_hour_elsewhere = Some(known("2026-11-30T07:30:00", ELSEWHERE));
    assert_eq!(news(Kind::Moved, same_hour_elsewhere, Some(true)), Some((Kind::Moved, Some("2026-11-30T07:30:00.000Z".into()))));
    assert_eq!(news(Kind::Moved, None, None), Some((Kind::Confirmation, None)));
    let unsaid = news(Kind::Moved, None, Some(true));
    assert_eq!(unsaid, Some((Kind::Moved, Some("2026-11-25T13:00:00.000Z".into()))), "an agenda that does not say");
    for kind in [Kind::Confirmation, Kind::Cancellation] {
        assert_eq!(news(kind, None, None), Some((kind, None)));
    }
}

// M2: the whole of it, as the Mailroom does it.
#[test]
fn a_move_that_is_taken_back_in_time_is_written_of_to_nobody() {
    let desk = Desk::of_practice();
    let mut body = desk.about();
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, body.clone()), 200);
    let town = Town::new(&desk);
    desk.tick(&town);
    assert_eq!(town.mails.borrow().len(), 1);
    body["from"] = json!(desk.appointment);
    body["message"]["appointment"] = json!(former(&desk));
    body["message"]["version"] = json!(3);
    body["message"]["held_until"] = json!(NOW.plus(TimeDelta::minutes(2)));
    assert_eq!(desk.tell(&desk.agenda(), AppointmentMovedV1::KIND, body), 200);
    desk.tick(&town);
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(Some(NOW.plus(TimeDelta::minutes(2)))), "it waits a while");
    let mut facts = desk.facts();
    moved(&mut facts);
    facts["known"] = known("2026-11-30T07:30:00", HERE);
    town.facts.replace(Some(facts));
    desk.settle(&town, NOW.plus(TimeDelta::hours(1)));
    assert_eq!(town.mails.borrow().len(), 1);
    let states: Vec<(String, Option<String>)> = desk.sql.rows("SELECT state, reason FROM message ORDER BY version", &[]).unwrap();
    assert_eq!(states.last(), Some(&("dropped".to_owned(), Some("taken-back".to_owned()))));
}

/// Has the Mailroom hear, within the while in which staff may take it back, that the appointment is cancelled and that it is back.
fn cancelled_and_back(desk: &Desk) {
    let held = |version: i64, minutes| {
        let mut body = desk.about();
        let more = json!({"version": version, "held_until": NOW.plus(TimeDelta::minutes(minutes))});
        body.get_mut("message").and_then(Value::as_object_mut).unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    assert_eq!(desk.tell(&desk.agenda(), AppointmentCancelledV1::KIND, held(2, 2)), 200);
    let mut back = held(3, 3);
    back.as_object_mut().unwrap().insert("from".into(), json!(desk.appointment));
    assert_eq!(desk.tell(&desk.agenda(), AppointmentMovedV1::KIND, back), 200);
}

fn standing(town: &Town<'_>, desk: &Desk) {
    let mut facts = desk.facts();
    let more = json!({"version": 3, "known": known("2026-11-30T07:30:00", HERE)});
    facts.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    town.facts.replace(Some(facts));
}

// ADR 0014, 4; M2: a cancellation that is taken back was never written of, and that it stands is no news to who knows so.
#[test]
fn a_cancellation_that_is_taken_back_in_time_is_written_of_to_nobody() {
    let desk = Desk::of_practice();
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, desk.about()), 200);
    let town = Town::new(&desk);
    desk.tick(&town);
    assert_eq!(town.mails.borrow().len(), 1);
    cancelled_and_back(&desk);
    standing(&town, &desk);
    desk.settle(&town, NOW.plus(TimeDelta::hours(1)));
    assert_eq!(town.mails.borrow().len(), 1);
    let states: Vec<(String, Option<String>)> = desk.sql.rows("SELECT state, reason FROM message ORDER BY version", &[]).unwrap();
    assert_eq!(states.last(), Some(&("dropped".to_owned(), Some("taken-back".to_owned()))));
}

// What staff placed without a word, or so long ago that nothing is kept of it, stays without one.
#[test]
fn a_cancellation_that_is_taken_back_of_what_nobody_was_written_to_stays_untold() {
    let desk = Desk::of_practice();
    let town = Town::new(&desk);
    cancelled_and_back(&desk);
    standing(&town, &desk);
    desk.settle(&town, NOW.plus(TimeDelta::hours(1)));
    assert!(town.mails.borrow().is_empty());
}

// What was placed just before, and is untold, is told once.
#[test]
fn what_was_placed_cancelled_and_taken_back_within_the_while_is_confirmed_once() {
    let desk = Desk::of_practice();
    let mut placed = desk.about();
    placed["message"]["held_until"] = json!(NOW.plus(TimeDelta::minutes(2)));
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, placed), 200);
    let town = Town::new(&desk);
    cancelled_and_back(&desk);
    standing(&town, &desk);
    desk.settle(&town, NOW.plus(TimeDelta::hours(1)));
    let mails = town.mails.borrow();
    assert_eq!(mails.len(), 1);
    assert!(text(&mails[0]).contains("30 novembre"), "{}", text(&mails[0]));
}
