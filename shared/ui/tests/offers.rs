//! What holds on the pages of earlier slots (W), in every state and catalogue: an offer, the stopping of alerts, the box.
#![cfg(test)]

#[path = "../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
#[allow(unused_imports, reason = "as above")]
mod demo;
mod html;

use demo::offers;
use guichet_contracts::command::waitlist::OfferState;
use guichet_kernel::Locale;
use guichet_ui::{AppointmentPage, AppointmentState, OfferPage, Words};
use html::{tags, values};

fn state(locale: Locale, name: &str) -> String {
    offers::pages(locale).unwrap().into_iter().find(|shown| shown.name == name).unwrap().html
}

// W5: what you have, what is offered, until when, three choices; doing nothing is one of them.
#[test]
fn an_open_offer_says_both_times_until_when_and_what_each_choice_does() {
    let html = state(Locale::FrFr, "offer-open");
    for said in [
        "Une place s’est libérée, 12\u{a0}jours plus tôt",
        ">mercredi 16\u{a0}décembre</span>",
        ">vendredi 4\u{a0}décembre</span>",
        "<b class=\"num\">vendredi 4\u{a0}décembre à\u{a0}07:00</b>",
        "Accepter et déplacer mon rendez-vous</button>",
        "Refuser et conserver mon rendez-vous initial</button>",
        "Si vous ne répondez pas, rien ne change\u{a0}: votre rendez-vous du mercredi 16\u{a0}décembre à\u{a0}14:30 est gardé.",
    ] {
        assert!(html.contains(said), "{said}");
    }
    assert_eq!(values(&html, "action"), ["/offre/v1.a.b/accepter", "/offre/v1.a.b/refuser"]);
    assert!(state(Locale::FrFr, "offer-same-day").contains("plus tôt le même jour"));
    let elsewhere = state(Locale::FrFr, "offer-elsewhere");
    assert!(elsewhere.contains("Cabinet des Lilas, 12 rue Garibaldi, 69003 Lyon") && elsewhere.contains("3 place Bellecour"));
}

// W5: no reason for care, no speciality, whatever became of it.
#[test]
fn no_state_names_a_service_or_a_speciality() {
    for locale in Locale::ALL {
        let visit = demo::visit(locale);
        let secrets = [Some(visit.service), visit.price, visit.bring, Some(visit.practitioner.profession)];
        for shown in offers::pages(locale).unwrap().into_iter().filter(|shown| !shown.name.starts_with("alert-")) {
            for secret in secrets.iter().flatten() {
                assert!(!shown.html.contains(secret.as_str()), "{}: {secret}", shown.name);
            }
        }
    }
}

// W6, W8: what has ended offers nothing to press, says what is kept, and what to do next.
#[test]
fn an_offer_that_has_ended_says_what_is_kept_and_offers_the_next_thing() {
    for locale in Locale::ALL {
        let kept = Words::new(locale).t1("offer-kept", "moment", Words::new(locale).moment(demo::at(16, 14, 30)));
        for name in ["accepted", "declined", "taken", "expired", "withdrawn", "stopped"] {
            let html = state(locale, &format!("offer-{name}"));
            assert!(tags(&html, "form").is_empty(), "{name}");
            assert_eq!(html.contains(&kept), name != "accepted", "{name}");
            assert!(values(&html, "href").contains(&"appointment-standing.html"), "{name}");
            assert_eq!(html.contains("<ul class=\"choices\""), ["taken", "expired", "withdrawn"].contains(&name), "{name}");
        }
        // What became of the appointment since: only who has none any more is led to book.
        for word in ["accepted", "withdrawn"] {
            for (name, rebook) in [("over", false), ("moved", false), ("cancelled", true), ("gone", true)] {
                let html = state(locale, &format!("offer-{word}-{name}"));
                assert!(tags(&html, "form").is_empty() && !html.contains(&kept), "{word} {name}");
                assert_eq!(values(&html, "href").contains(&"move.html"), rebook, "{word} {name}");
                assert!(!html.contains(&Words::new(locale).t("tag-confirmed")), "{word} {name}");
            }
        }
    }
    let moved = state(Locale::FrFr, "offer-withdrawn-moved");
    let said = "Votre rendez-vous du mercredi 16\u{a0}décembre à\u{a0}14:30 a été déplacé\u{a0}: il a maintenant lieu le jeudi 10\u{a0}décembre à\u{a0}11:00. Lieu\u{a0}:";
    assert!(moved.contains(said) && moved.contains("Si une autre place se libère"), "{moved}");
    let accepted = state(Locale::FrFr, "offer-accepted");
    assert!(values(&accepted, "href").contains(&"appointment-standing.html/agenda.ics") && accepted.contains("class=\"when struck\""));
}

// Stopping is a button's, never a link's; once it is done there is none.
#[test]
fn alerts_are_stopped_by_a_form() {
    let html = state(Locale::En, "stop-alerts");
    assert_eq!((values(&html, "action"), values(&html, "method")), (vec!["/offre/v1.a.b/desabonner"], vec!["post"]));
    assert!(tags(&state(Locale::En, "stop-alerts-done"), "form").is_empty());
    // Who does not wait is not asked to stop waiting.
    assert!(!state(Locale::En, "offer-accepted").contains("stop-alerts.html"));
    let left = OfferPage { waits: false, alerts: false, ..offers::offer_page(Locale::En, OfferState::Declined) }.render().unwrap();
    assert!(!left.contains("stop-alerts.html"));
}

// W1, W2: the box is there only where it is given; ticked, it says what was ticked; after booking it stands first.
#[test]
fn the_box_is_shown_where_there_is_one_and_says_what_is_wished() {
    let none = demo::appointment_page(Locale::FrFr, AppointmentState::Standing).render().unwrap();
    assert!(!none.contains("id=\"alerte\""));
    let html = state(Locale::FrFr, "alert-waits");
    let boxes: Vec<_> = tags(&html, "input").into_iter().filter(|input| input.contains("type=\"checkbox\"")).collect();
    let ticked: Vec<_> = boxes.iter().filter(|input| input.contains(" checked")).collect();
    assert_eq!(ticked.iter().flat_map(|input| values(input, "value")).collect::<Vec<_>>()[..2], ["lundi-matin", "jeudi-apres-midi"]);
    assert_eq!((boxes.len(), ticked.len()), (15, 3));
    assert!(html.contains("<details open>") && html.contains("value=\"non\""));
    let first = state(Locale::FrFr, "alert-just-booked");
    assert!(
        first.find("id=\"alerte\"") < first.find("rendez-vous.ics")
            && !first.contains("value=\"non\"")
            && !first.contains("<details open>")
    );
    let standing = state(Locale::FrFr, "alert-standing");
    assert!(standing.find("id=\"alerte\"") > standing.find("rendez-vous.ics"));
    let cancelled = AppointmentPage {
        alert: Some(offers::alert(Locale::FrFr, true)),
        ..demo::appointment_page(Locale::FrFr, AppointmentState::Cancelled)
    };
    assert!(!cancelled.render().unwrap().contains("id=\"alerte\""));
}

#[test]
fn each_country_has_its_word_for_the_box() {
    let says = |locale, words: &str| assert!(state(locale, "alert-standing").contains(words), "{words}");
    says(Locale::FrFr, "Être averti d’une disponibilité plus tôt");
    says(Locale::FrBe, "Être averti d’une disponibilité plus tôt");
    says(Locale::FrCa, "liste d’annulation");
    says(Locale::NlBe, "vroeger plaats vrijkomt");
    says(Locale::En, "something earlier frees up");
    says(Locale::EnCa, "cancellation list");
}
