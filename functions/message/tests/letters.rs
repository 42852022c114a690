//! Letters to those who sign in, or are asked to: what they bear, what their subjects never bear, and what is left of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use chrono::TimeDelta;
use desk::{DOMAIN, Desk, NOW, Town};
use guichet_contracts::{
    Object,
    event::{CodeAskedV1, Fact, InvitationMadeV1, SignInAskedV1},
};
use guichet_kernel::{Locale, ObjectClass};
use serde_json::{Value, json};

const QUARTER: TimeDelta = TimeDelta::minutes(15);
const PATH: &str = "/fr/pro/connexion/v1.secret.mac";

fn sign_in(locale: Locale) -> (&'static str, Value) {
    let expires_at = NOW.plus(QUARTER);
    (SignInAskedV1::KIND, json!({"email": format!("claire@{DOMAIN}"), "path": PATH, "expires_at": expires_at, "locale": locale}))
}

const TO_SPACE: &str = "/fr/espace/lien/v1.secret.mac";

fn space(locale: Locale) -> (&'static str, Value) {
    let (kind, mut body) = sign_in(locale);
    *body.get_mut("path").unwrap() = json!(TO_SPACE);
    body.as_object_mut().unwrap().insert("space".into(), json!(true));
    (kind, body)
}

fn code(locale: Locale) -> (&'static str, Value) {
    let expires_at = NOW.plus(QUARTER);
    (CodeAskedV1::KIND, json!({"email": format!("claire@{DOMAIN}"), "code": "482913", "expires_at": expires_at, "locale": locale}))
}

fn invitation(locale: Locale) -> (&'static str, Value) {
    let body = json!({
        "email": format!("claire@{DOMAIN}"), "given_name": "Claire", "practice_name": "Cabinet des Lilas", "country": "FR",
        "inviter": "Anne Durand", "roles": ["secretary", "practitioner"], "path": "/fr/pro/invitation/v1.secret.mac", "expires_at": NOW.plus(TimeDelta::days(7)), "locale": locale,
    });
    (InvitationMadeV1::KIND, body)
}

fn asked((kind, body): (&'static str, Value)) -> Desk {
    let (desk, class) = match kind {
        InvitationMadeV1::KIND => (Desk::of_practice(), ObjectClass::Practice),
        _ => (Desk::of_identity(), ObjectClass::Identity),
    };
    assert_eq!(desk.tell(&desk.same_name(class), kind, body), 200);
    desk
}

fn text<'a>(mail: &'a Value, field: &str) -> &'a str {
    mail.get(field).and_then(Value::as_str).unwrap()
}

#[test]
fn each_letter_bears_its_secret_in_its_body_and_nowhere_else() {
    for locale in Locale::ALL {
        for (letter, says, secret) in [
            (sign_in(locale), "15 min", format!("https://guichet.example{PATH}")),
            (space(locale), "15 min", format!("https://guichet.example{TO_SPACE}")),
            (code(locale), "15 min", "482913".into()),
            (invitation(locale), "Cabinet des Lilas", "https://guichet.example/fr/pro/invitation/v1.secret.mac".into()),
        ] {
            let desk = asked(letter);
            let town = Town::new(&desk);
            desk.tick(&town);
            let mails = town.mails.borrow();
            let [mail] = mails.as_slice() else { panic!("one mail") };
            assert_eq!(mail.pointer("/sender/name"), Some(&json!("Guichet")), "a practice is named by whoever founds it");
            assert_eq!(mail.pointer("/to/0/email"), Some(&json!(format!("claire@{DOMAIN}"))));
            assert!(text(mail, "textContent").contains(&secret) && text(mail, "htmlContent").contains(&secret), "{mail}");
            // A subject shows on a locked screen.
            let subject = text(mail, "subject");
            assert!(!subject.is_empty() && ["482913", "secret", "http"].iter().all(|word| !subject.contains(word)), "{subject}");
            assert_eq!(mail.get("attachment"), None);
            assert!(text(mail, "textContent").replace('\u{a0}', " ").contains(says), "{mail}");
        }
    }
}

#[test]
fn a_link_to_the_space_speaks_of_appointments_and_of_no_desk() {
    let desk = asked(space(Locale::En));
    let town = Town::new(&desk);
    desk.tick(&town);
    let mails = town.mails.borrow();
    assert_eq!(mails.first().map(|mail| text(mail, "subject")), Some("The link to your appointments"));
    assert!(!text(mails.first().unwrap(), "textContent").contains("Sign me in"));
}

#[test]
fn nobody_is_asked_before_a_letter_goes() {
    let desk = asked(sign_in(Locale::FrFr));
    let town = Town::new(&desk);
    town.contact.replace(None);
    desk.tick(&town);
    assert_eq!((town.mails.borrow().len(), desk.object().wake_at(&desk.sql)), (1, Ok(None)));
}

#[test]
fn nothing_of_a_letter_is_left_once_it_is_sent_refused_or_expired() {
    let refused = (400, json!({"code": "invalid_parameter", "message": "email is not valid in to"}));
    let out_of_credit = (402, json!({"code": "not_enough_credits"}));
    for (answer, state) in [(None, "sent"), (Some(refused), "failed"), (Some(out_of_credit), "failed")] {
        for letter in [sign_in(Locale::En), space(Locale::En), code(Locale::En), invitation(Locale::En)] {
            let desk = asked(letter);
            let town = Town::new(&desk);
            if let Some(answer) = answer.clone() {
                town.provider.replace(Some(answer));
            }
            let secrets = [DOMAIN, "v1.secret", "482913", "Claire", "Lilas", "Durand", "secretary"];
            assert!(secrets.iter().any(|secret| desk.dump().contains(secret)));
            desk.settle(&town, NOW.plus(TimeDelta::days(8)));
            assert_eq!(desk.sql_state(), state);
            let dump = desk.dump();
            assert!(secrets.iter().all(|secret| !dump.contains(secret)), "{dump}");
        }
    }
}

#[test]
fn two_attempts_at_one_letter_are_the_same_mail() {
    for letter in [sign_in(Locale::NlBe), code(Locale::NlBe), invitation(Locale::NlBe)] {
        let desk = asked(letter);
        let town = Town::new(&desk);
        town.provider.replace(None);
        desk.settle(&town, NOW.plus(TimeDelta::minutes(3)));
        let mails = town.mails.borrow();
        assert!(mails.len() > 1 && mails.iter().all(|mail| Some(mail) == mails.first()), "{mails:?}");
    }
}

#[test]
fn nothing_leaves_after_the_end_of_a_link() {
    let desk = asked(sign_in(Locale::FrCa));
    let town = Town::new(&desk);
    desk.now.set(NOW.plus(QUARTER));
    desk.tick(&town);
    assert!(town.mails.borrow().is_empty());
    assert_eq!(desk.sql_state(), "failed");
}

#[test]
fn a_newer_code_goes_alone() {
    let desk = asked(code(Locale::FrBe));
    let (kind, mut body) = code(Locale::FrBe);
    *body.get_mut("code").unwrap() = json!("700815");
    assert_eq!(desk.tell(&desk.same_name(ObjectClass::Identity), kind, body), 200);
    let town = Town::new(&desk);
    desk.tick(&town);
    let mails = town.mails.borrow();
    let [mail] = mails.as_slice() else { panic!("one mail") };
    assert!(text(mail, "textContent").contains("700815"));
}
