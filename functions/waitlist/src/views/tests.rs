//! What is shown behind an offer's link, in each of its states.

use serde_json::{Value, json};

use super::*;

fn id(kind: &str, last: char) -> String {
    format!("{kind}_0193a00000007000800000000000000{last}")
}

fn slot(starts_at: &str, ends_at: &str) -> Value {
    json!({
        "starts_at": starts_at, "ends_at": ends_at,
        "service": {"id": id("srv", 'c'), "label": "Séance secrète", "minutes": 30, "note": "Votre ordonnance secrète."},
        "location": {"id": id("loc", 'b'), "address": ["1 rue des Lilas", "69700 Givors"], "city": "Givors", "zone": "Europe/Paris"},
        "practitioner": {"id": id("prn", 'd'), "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
        "practice": {
            "practice": id("prc", '2'), "country": "FR", "name": "Maison de santé", "cancellation_notice": 60,
            "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "locations": [], "services": [],
        },
    })
}

fn facts(but: &Value) -> OfferFacts {
    let mut facts = json!({
        "offer": id("ofr", '7'), "state": "open", "expires_at": "2026-12-04T06:00:00Z", "link": "v1.own.x", "waits": true,
        "attendance": "booked", "alerts": true,
        "own": slot("2026-12-16T13:30:00Z", "2026-12-16T14:00:00Z"), "offered": slot("2026-12-04T08:00:00Z", "2026-12-04T08:30:00Z"),
    });
    if let (Some(fields), Some(but)) = (facts.as_object_mut(), but.as_object()) {
        fields.extend(but.clone());
    }
    serde_json::from_value(facts).expect("facts")
}

fn page(but: &Value) -> Page {
    let mut page = json!({
        "practitioner": slot("2026-12-16T13:30:00Z", "2026-12-16T14:00:00Z")["practitioner"],
        "practice": slot("2026-12-16T13:30:00Z", "2026-12-16T14:00:00Z")["practice"],
        "location": id("loc", 'b'), "service": id("srv", 'c'), "today": "2026-12-01", "open_days": [],
        "starts": ["2026-12-02T08:00:00Z", "2026-12-16T13:00:00Z", "2026-12-16T13:30:00Z", "2026-12-17T08:00:00Z"],
    });
    if let (Some(fields), Some(but)) = (page.as_object_mut(), but.as_object()) {
        fields.extend(but.clone());
    }
    serde_json::from_value(page).expect("a page")
}

fn now() -> Instant {
    "2026-12-01T08:00:00Z".parse().expect("an instant")
}

fn shown(but: &Value, free: Option<&Page>) -> OfferPage {
    offer(&facts(but), "v1.a.b", (Locale::FrFr, now()), free, false)
}

/// The page's text, with plain spaces.
fn said(but: &Value) -> String {
    let html = shown(but, Some(&page(&json!({})))).render().expect("a page");
    html.replace(['\u{a0}', '\u{202f}', '\u{2011}'], " ")
}

// W5: what they have, what is offered, until when, three choices.
#[test]
fn an_open_offer_says_what_is_had_and_offered_and_until_when() {
    let page = shown(&json!({}), None);
    assert_eq!((page.own.start.to_string(), page.offered.start.to_string()), ("2026-12-16 14:30:00".into(), "2026-12-04 09:00:00".into()));
    assert_eq!(page.until.to_string(), "2026-12-04 07:00:00");
    assert_eq!((page.accept.as_str(), page.decline.as_str()), ("/offre/v1.a.b/accepter", "/offre/v1.a.b/refuser"));
    assert_eq!((page.stop_href.as_str(), page.own_href.as_deref()), ("/offre/v1.a.b/desabonner", Some("/rdv/v1.own.x")));
}

// No reason for care, in any state; no speciality either.
#[test]
fn no_state_tells_what_it_is_for() {
    for state in ["open", "accepted", "declined", "expired", "taken", "withdrawn", "stopped"] {
        for locale in Locale::ALL {
            let free = page(&json!({}));
            let html = offer(&facts(&json!({"state": state})), "v1.a.b", (locale, now()), Some(&free), true).render().expect("a page");
            let stop = stop(&facts(&json!({"state": state})), "v1.a.b", (locale, now()), false).render().expect("a page");
            for secret in ["secrète", "Ostéopathe", "ordonnance"] {
                assert!(!html.contains(secret) && !stop.contains(secret), "{state} {secret}");
            }
        }
    }
}

// W6: the others learn kindly that it is taken, keep theirs, and are shown what is free before it.
#[test]
fn who_was_too_late_is_shown_what_is_free_before_their_own() {
    let hrefs = |but: &Value, free: &Page| shown(but, Some(free)).free.into_iter().map(|free| free.href).collect::<Vec<_>>();
    let taken = json!({"state": "taken"});
    assert_eq!(
        hrefs(&taken, &page(&json!({}))),
        ["/rdv/v1.own.x/deplacer?du=2026-12-02#jour-2026-12-02", "/rdv/v1.own.x/deplacer?du=2026-12-16#jour-2026-12-16"]
    );
    let far = json!({"starts": [], "next": "2026-12-15T08:00:00Z"});
    assert_eq!(hrefs(&taken, &page(&far)), ["/rdv/v1.own.x/deplacer?du=2026-12-15#jour-2026-12-15"]);
    for other in [json!({"online": false}), json!({"service": id("srv", 'e')}), json!({"location": id("loc", 'e')})] {
        assert!(hrefs(&taken, &page(&other)).is_empty(), "{other}");
    }
    let states = |state: &str| may_want_another(&facts(&json!({"state": state})), now());
    assert_eq!(
        ["open", "accepted", "declined", "expired", "taken", "withdrawn", "stopped"].map(states),
        [false, false, false, true, true, true, false]
    );
    for changed in [json!({"attendance": "cancelled-by-patient"}), json!({"attendance": null}), json!({"moved": moved()})] {
        let mut but = json!({"state": "withdrawn", "link": null});
        but.as_object_mut().expect("fields").extend(changed.as_object().expect("fields").clone());
        assert!(!may_want_another(&facts(&but), now()), "{changed}");
    }
}

fn moved() -> Value {
    let mut slot = slot("2026-12-10T10:00:00Z", "2026-12-10T10:30:00Z");
    slot["location"]["address"] = json!(["3 place Bellecour", "69002 Lyon"]);
    slot
}

const ENDED: [&str; 5] = ["declined", "expired", "taken", "withdrawn", "stopped"];

#[test]
fn whose_own_appointment_was_cancelled_may_book_another() {
    for state in ENDED {
        for by in ["cancelled-by-patient", "cancelled-by-practitioner"] {
            let but = json!({"state": state, "link": null, "waits": false, "attendance": by});
            let page = shown(&but, None);
            assert_eq!(page.own_href, None);
            assert!(page.free_href.as_deref().is_some_and(|href| href.starts_with("/fr/praticien/claire-morel-")));
            let said = said(&but);
            assert!(said.contains("Votre rendez-vous du mercredi 16 décembre à 14:30 a été annulé."), "{state}: {said}");
            assert!(
                said.contains("Reprendre rendez-vous") && !said.contains("gard") && !said.contains("rien n’a changé"),
                "{state}: {said}"
            );
        }
    }
}

// ADR 0014, 15: whose own appointment was moved has one: they are told where it is, and asked to book nothing.
#[test]
fn whose_own_appointment_was_moved_is_told_where_it_is_now() {
    for state in ENDED {
        let said = said(&json!({"state": state, "link": null, "moved": moved()}));
        let is = "Votre rendez-vous du mercredi 16 décembre à 14:30 a été déplacé : il a maintenant lieu le jeudi 10 décembre à 11:00.";
        assert!(
            said.contains(is) && said.contains("3 place Bellecour") && said.contains("ouvrez le lien du dernier message"),
            "{state}: {said}"
        );
        assert!(said.contains("Si une autre place se libère"), "they wait where it is: {said}");
        for untrue in ["Reprendre rendez-vous", "est gardé", "Vous gardez", "rien n’a changé", "/rdv/", "class=\"choice\""] {
            assert!(!said.contains(untrue), "{state} {untrue}: {said}");
        }
    }
}

// ADR 0014, 15: what was accepted goes on living: its page says what it is by now, not what it was.
#[test]
fn an_accepted_offer_says_what_became_of_the_appointment() {
    let accepted = |but: Value| {
        let mut all = json!({"state": "accepted", "waits": false});
        all.as_object_mut().expect("fields").extend(but.as_object().expect("fields").clone());
        said(&all)
    };
    let stands = accepted(json!({}));
    assert!(stands.contains(">Confirmé<") && stands.contains("agenda.ics") && stands.contains("class=\"swap\""), "{stands}");
    for attendance in ["cancelled-by-patient", "cancelled-by-practitioner"] {
        let off = accepted(json!({"attendance": attendance, "link": null}));
        assert!(
            off.contains(">Annulé<") && off.contains("Ce rendez-vous a été annulé") && off.contains("vendredi 4 décembre à 09:00"),
            "{off}"
        );
        assert!(off.contains("Reprendre rendez-vous") && !off.contains("Confirmé") && !off.contains("agenda.ics"), "{off}");
    }
    let again = accepted(json!({"moved": moved(), "link": null}));
    assert!(again.contains(">Déplacé<") && again.contains("il a maintenant lieu le jeudi 10 décembre à 11:00"), "{again}");
    assert!(!again.contains("Confirmé") && !again.contains("Reprendre rendez-vous") && !again.contains("agenda.ics"), "{again}");
    let gone = accepted(json!({"attendance": null, "link": null}));
    assert!(gone.contains("n’est plus dans l’agenda") && !gone.contains("Confirmé"), "{gone}");
    // The clock alone makes it the past.
    let late = |at: &str| {
        let facts = facts(&json!({"state": "accepted", "waits": false}));
        offer(&facts, "v1.a.b", (Locale::FrFr, at.parse().expect("an instant")), None, false).since
    };
    assert_eq!((late("2026-12-04T08:29:00Z"), late("2026-12-04T08:30:00Z")), (Since::Stands, Since::Over));
    let past = accepted(json!({"attendance": "attended"}));
    assert!(
        past.contains(">Passé<") && !past.contains("Maintenant") && !past.contains("agenda.ics") && !past.contains("vous le confirme"),
        "{past}"
    );
}

// ADR 0014, 10: a live hold is no end: both buttons stay.
#[test]
fn who_accepts_while_somebody_books_it_is_told_to_try_again_and_may() {
    let busy = |state: &str| offer(&facts(&json!({"state": state})), "v1.a.b", (Locale::FrFr, now()), None, true).render().expect("a page");
    let open = busy("open");
    assert!(open.contains("Quelqu’un est en train de réserver cette heure") && open.contains("minutes\u{a0}:"), "{open}");
    assert!(open.contains("/offre/v1.a.b/accepter") && open.contains("/offre/v1.a.b/refuser"));
    assert!(!shown(&json!({}), None).busy);
    // By then it may be another's.
    assert!(!busy("taken").contains("en train de réserver"));
}

// Each state of the stopping says what is true: who ticked the box again may stop again, who has nothing to stop is told so.
#[test]
fn alerts_are_stopped_by_a_button_until_they_are() {
    let of = |state: &str, alerts: bool, done: bool| {
        let page = stop(&facts(&json!({"state": state, "waits": alerts, "alerts": alerts})), "v1.a.b", (Locale::FrFr, now()), done);
        (page.action.is_some(), page.alerts, page.render().expect("a page"))
    };
    let heading = |html: &str, words: &str| html.replace('\u{2011}', "-").contains(&format!("<h1>{words}</h1>"));
    for (state, alerts, done, button) in [
        ("open", true, false, true),
        ("taken", true, false, true),
        ("stopped", false, false, false),
        ("open", false, true, false),
        ("accepted", false, true, false),
        ("stopped", true, false, true),
        // An address that says so, opened again later, says nothing by itself.
        ("stopped", true, true, true),
        ("declined", true, true, true),
        ("declined", false, false, true),
    ] {
        let (action, _, html) = of(state, alerts, done);
        assert_eq!(action, button, "{state} {alerts} {done}");
        let words = if button { "Ne plus recevoir ces propositions" } else { "Vous ne recevrez plus ces propositions" };
        assert!(heading(&html, words), "{state} {alerts} {done}: {html}");
        assert_eq!(html.contains("vous n’attendez rien de plus tôt"), button && !alerts, "{state} {alerts} {done}");
    }
    let again = shown(&json!({"state": "stopped"}), None).render().expect("a page");
    assert!(heading(&again, "Cette place n’est plus proposée") && again.contains("desabonner"), "{again}");
    let stopped = shown(&json!({"state": "stopped", "waits": false, "alerts": false}), None).render().expect("a page");
    assert!(heading(&stopped, "Vous ne recevrez plus ces propositions") && !stopped.contains("desabonner"), "{stopped}");
    // Another appointment of theirs waits: it can be stopped from here.
    let other = shown(&json!({"state": "accepted", "waits": false}), None).render().expect("a page");
    assert!(other.contains("desabonner"), "{other}");
}

#[test]
fn what_is_kept_on_the_page_of_stopping_is_what_there_is_now() {
    let note = |but: Value| {
        let html = stop(&facts(&but), "v1.a.b", (Locale::FrFr, now()), false).render().expect("a page");
        html.replace('\u{a0}', " ")
            .split("est gardé")
            .next()
            .and_then(|before| before.rsplit("Votre rendez-vous du ").next().map(ToOwned::to_owned))
    };
    let starts = |but: Value, words: &str| {
        let said = note(but).unwrap_or_default();
        assert!(said.starts_with(words), "{said}");
    };
    starts(json!({"state": "declined"}), "mercredi 16 décembre à 14:30");
    starts(json!({"state": "accepted"}), "vendredi 4 décembre à 09:00");
    starts(json!({"state": "withdrawn", "link": null, "moved": moved()}), "jeudi 10 décembre à 11:00");
    let gone = stop(
        &facts(&json!({"state": "accepted", "attendance": "cancelled-by-patient", "link": null})),
        "v1.a.b",
        (Locale::FrFr, now()),
        false,
    );
    assert!(!gone.render().expect("a page").contains("est gardé"));
}
