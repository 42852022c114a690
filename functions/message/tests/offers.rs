//! Letters that offer an earlier slot: what they say and never say, how they are stopped, when they are not sent, and who is told that nobody
//! could be written to.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use desk::{Desk, Town};
use guichet_contracts::{
    Object,
    event::{AppointmentBookedV1, Fact, MovedTodayV1, OfferMadeV1, OfferUnreachedV1},
};
use guichet_kernel::{Instant, ObjectClass, OfferId, Sql};
use serde_json::{Value, json};

const PAGE: &str = "https://guichet.example/offre/v1.secret.link";

fn offered() -> Desk {
    let desk = Desk::of_practice();
    assert_eq!(desk.tell(&desk.agenda(), OfferMadeV1::KIND, desk.offered(desk.offer)), 200);
    desk
}

fn text(mail: &Value, field: &str) -> String {
    mail[field].as_str().unwrap().replace(['\u{a0}', '\u{202f}'], " ")
}

/// Which offers the agenda was told that nobody can be written to about.
fn unreached(desk: &Desk, town: &Town<'_>) -> Vec<OfferId> {
    let told = town.told.borrow();
    let of = |told: &guichet_kernel::outbox::Delivery| {
        assert_eq!((told.kind.as_str(), told.source.clone()), (OfferUnreachedV1::KIND, desk.same_name(ObjectClass::Mailroom)));
        let fact: OfferUnreachedV1 = serde_json::from_value(told.body.clone()).unwrap();
        assert_eq!((told.subject.clone(), told.version), (fact.offer.to_string(), 1));
        fact.offer
    };
    told.iter().map(of).collect()
}

// The letter's links speak as it does, on whatever device; what mail programs post to speaks to nobody.
#[test]
fn the_links_of_an_offer_speak_the_language_of_its_letter() {
    for (country, locale, tail) in
        [("BE", "nl-BE", "?langue=nl-BE"), ("BE", "fr-BE", ""), ("CA", "en-CA", "?langue=en-CA"), ("FR", "en", "?langue=en")]
    {
        let desk = offered();
        let town = Town::new(&desk);
        if let Some(offer) = town.offer.borrow_mut().as_mut() {
            for slot in ["own", "offered"] {
                offer[slot]["practice"]["country"] = json!(country);
            }
        }
        town.contact.replace(Some(json!({"given_name": "Zoé", "name": "Anne Durand", "email": "anne@courrier.example", "locale": locale})));
        desk.tick(&town);
        let mail = town.mails.borrow().first().cloned().unwrap();
        let (plain, html) = (text(&mail, "textContent"), text(&mail, "htmlContent"));
        let links = [format!("{PAGE}{tail}"), format!("{PAGE}/desabonner{tail}")];
        let written: Vec<_> = plain.lines().filter(|line| line.starts_with(PAGE)).collect();
        assert_eq!(written, links, "{locale}");
        let hrefs: Vec<_> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let ours: Vec<_> = hrefs.into_iter().filter(|href| href.contains("/offre/")).collect();
        assert_eq!(ours, [&links[0], &links[0], &links[1]], "{locale}: the button, the link under it, the stopping");
        assert_eq!(mail["headers"]["List-Unsubscribe"], json!(format!("<{PAGE}/desabonner>")));
    }
}

// W3
#[test]
fn an_offer_says_what_is_had_and_what_is_offered_and_nothing_of_care() {
    for (locale, own, new, until) in [
        ("fr-FR", "lundi 30 novembre 2026, 08:30", "mercredi 25 novembre 2026, 09:30", "mercredi 25 novembre à 07:30"),
        ("fr-CA", "lundi 30 novembre 2026, 8 h 30", "mercredi 25 novembre 2026, 9 h 30", "mercredi 25 novembre à 7 h 30"),
        ("nl-BE", "maandag 30 november 2026, 08:30", "woensdag 25 november 2026, 09:30", "woensdag 25 november om 07:30"),
        ("en", "Monday 30 November 2026, 08:30", "Wednesday 25 November 2026, 09:30", "Wednesday 25 November at 07:30"),
    ] {
        let desk = offered();
        let town = Town::new(&desk);
        town.contact.replace(Some(json!({"given_name": "Zoé", "name": "Anne Durand", "email": "anne@courrier.example", "locale": locale})));
        desk.tick(&town);
        let mail = town.mails.borrow().first().cloned().unwrap();
        let (said, subject) = (text(&mail, "textContent"), text(&mail, "subject"));
        for words in [own, new, until, "Zoé", "Claire Morel", "12 rue Garibaldi", PAGE] {
            assert!(said.contains(words), "{words} in {said}");
        }
        for part in [&said, &subject, &text(&mail, "htmlContent")] {
            for secret in ["Séance", "Ostéopathe", "ostéo"] {
                assert!(!part.contains(secret), "{secret} in {part}");
            }
        }
        assert!(!subject.contains("Lilas") && !subject.contains("http"), "{subject}");
        assert_eq!(mail.get("attachment"), None, "no calendar has it before it is accepted");
        assert_eq!(mail.pointer("/sender/name"), Some(&json!("Cabinet des Lilas")));
        assert_eq!(mail.pointer("/to/0/email"), Some(&json!("anne@courrier.example")), "the parent's");
        // RFC 8058
        assert_eq!(mail["headers"]["List-Unsubscribe"], json!(format!("<{PAGE}/desabonner>")));
        assert_eq!(mail["headers"]["List-Unsubscribe-Post"], json!("List-Unsubscribe=One-Click"));
        assert_eq!((desk.sql_state().as_str(), unreached(&desk, &town)), ("sent", vec![]));
        assert!(!desk.dump().contains("courrier.example") && !desk.dump().contains("v1.secret"), "nothing of it stays");
    }
}

#[test]
fn nothing_else_can_be_stopped() {
    let desk = Desk::of_practice();
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, desk.about()), 200);
    let town = Town::new(&desk);
    desk.tick(&town);
    let headers = town.mails.borrow()[0]["headers"].clone();
    assert!(headers.get("List-Unsubscribe").is_none() && headers.get("List-Unsubscribe-Post").is_none());
}

// W6, W8: between the offer and its letter the slot may be somebody else's.
#[test]
fn what_has_ended_is_not_offered() {
    let desk = offered();
    let town = Town::new(&desk);
    town.offer.replace(Some(json!({"is": "ended"})));
    desk.tick(&town);
    assert_eq!((desk.sql_state().as_str(), town.mails.borrow().len(), unreached(&desk, &town)), ("dropped", 0, vec![]));
    // Nor what nobody answered for until its time was over.
    let desk = offered();
    let town = Town::new(&desk);
    town.offer.replace(None);
    let end: Instant = "2026-11-25T06:30:00Z".parse().unwrap();
    desk.settle(&town, end);
    assert_eq!((desk.sql_state().as_str(), town.mails.borrow().len(), unreached(&desk, &town)), ("failed", 0, vec![]));
}

#[test]
fn who_has_no_address_is_told_of_at_once_and_not_waited_for() {
    let nameless = json!({"given_name": "Zoé", "name": "Anne Durand", "locale": "fr-FR"});
    for nobody in [false, true] {
        let desk = offered();
        let town = Town::new(&desk);
        town.contact.replace(Some(nameless.clone()));
        town.nobody.set(nobody);
        desk.tick(&town);
        assert_eq!((desk.sql_state().as_str(), unreached(&desk, &town)), ("dropped", vec![desk.offer]), "{nobody}");
        desk.tick(&town);
        assert_eq!((unreached(&desk, &town).len(), desk.object().wake_at(&desk.sql).unwrap()), (1, None), "once");
    }
}

#[test]
fn what_the_provider_refuses_for_good_is_told_and_what_it_may_take_later_is_not() {
    let desk = offered();
    let town = Town::new(&desk);
    town.provider.replace(Some((429, json!({"code": "too_many_requests"}))));
    desk.tick(&town);
    assert_eq!((desk.sql_state().as_str(), unreached(&desk, &town)), ("queued", vec![]));
    town.provider.replace(Some((400, json!({"code": "invalid_parameter", "message": "email is not valid in to"}))));
    desk.settle(&town, Instant::from_millis(desk::NOW.millis() + 600_000));
    assert_eq!((desk.sql_state().as_str(), unreached(&desk, &town)), ("failed", vec![desk.offer]));
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(None));
}

#[test]
fn a_practice_that_is_away_is_asked_again() {
    let desk = offered();
    let town = Town::new(&desk);
    let contact = town.contact.replace(None);
    desk.tick(&town);
    assert_eq!((desk.sql_state().as_str(), unreached(&desk, &town)), ("queued", vec![]));
    town.contact.replace(contact);
    desk.settle(&town, Instant::from_millis(desk::NOW.millis() + 600_000));
    assert_eq!((desk.sql_state().as_str(), town.mails.borrow().len()), ("sent", 1));
}

#[test]
fn each_offer_is_written_once_and_stands_beside_the_confirmation() {
    let desk = offered();
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, desk.about()), 200);
    let other = OfferId::draw(desk::NOW, &desk.entropy);
    for offer in [desk.offer, other, other] {
        assert_eq!(desk.tell(&desk.agenda(), OfferMadeV1::KIND, desk.offered(offer)), 200);
    }
    let town = Town::new(&desk);
    desk.tick(&town);
    let subjects: Vec<_> = town.mails.borrow().iter().map(|mail| text(mail, "subject")).collect();
    assert_eq!(subjects.iter().filter(|subject| subject.starts_with("Une place plus tôt")).count(), 2, "{subjects:?}");
    assert_eq!(subjects.len(), 3);
    assert_eq!(desk.sql.first::<(i64,)>("SELECT COUNT(*) FROM message WHERE state = 'sent'", &[]), Ok(Some((3,))));
}

#[test]
fn a_practitioner_is_told_that_somebody_comes_today_and_by_no_name() {
    for (locale, now, was) in [("fr-FR", "15:00", "lundi 30 novembre à 08:30"), ("nl-BE", "15:00", "maandag 30 november")] {
        let desk = Desk::of_identity();
        let fact = json!({
            "email": "claire@courrier.example", "locale": locale, "path": "/fr/pro/0193/jour?date=2026-11-23", "zone": "Europe/Paris",
            "starts_at": "2026-11-23T14:00:00.000Z", "was": "2026-11-30T07:30:00.000Z",
        });
        assert_eq!(desk.tell(&desk.same_name(ObjectClass::Identity), MovedTodayV1::KIND, fact.clone()), 200);
        let town = Town::new(&desk);
        desk.tick(&town);
        let mail = town.mails.borrow().first().cloned().unwrap();
        let said = text(&mail, "textContent");
        for words in [now, was, "https://guichet.example/fr/pro/0193/jour?date=2026-11-23"] {
            assert!(said.contains(words), "{words} in {said}");
        }
        assert_eq!(mail.pointer("/sender/name"), Some(&json!("Guichet")));
        assert!(!desk.dump().contains("courrier.example"), "nothing of it stays");
        // Of no use once they have come.
        let late = Desk::of_identity();
        assert_eq!(late.tell(&late.same_name(ObjectClass::Identity), MovedTodayV1::KIND, fact), 200);
        late.now.set("2026-11-23T14:00:00Z".parse().unwrap());
        let town = Town::new(&late);
        late.tick(&town);
        assert_eq!((late.sql_state().as_str(), town.mails.borrow().len()), ("failed", 0));
    }
}
