//! What holds on every page, in every state and every catalogue.
#![cfg(test)]

#[path = "../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
mod demo;
mod html;

use std::collections::BTreeSet;

use guichet_kernel::Locale;
use guichet_ui::{AppointmentState, BookingFormPage, Notice, NoticePage, assets};
use html::{tags, values};

/// The patients' pages, in every catalogue.
fn every_page() -> impl Iterator<Item = (Locale, demo::Shown)> {
    let of = |locale| demo::pages(locale).unwrap().into_iter().chain(demo::offers::pages(locale).unwrap());
    Locale::ALL.into_iter().flat_map(move |locale| of(locale).map(move |shown| (locale, shown)))
}

#[test]
fn every_page_stands_under_a_policy_without_inline_code() {
    for (_, page) in every_page() {
        let html = page.html.to_lowercase();
        for forbidden in ["<style", " style=", "javascript:", " onclick", " onload"] {
            assert!(!html.contains(forbidden), "{}: {forbidden}", page.name);
        }
        // What the page is about, for machines, is data: no policy runs it.
        let data = page.name.starts_with("practitioner");
        let scripts = tags(&page.html, "script");
        assert_eq!(scripts, vec!["<script type=\"application/ld+json\">"; usize::from(data)], "{}", page.name);
        for asset in values(&page.html, "href").into_iter().filter(|href| href.starts_with("/assets/")) {
            assert!(assets::find(asset).is_some(), "{}: {asset}", page.name);
        }
    }
}

#[test]
fn every_page_has_its_landmarks_and_names_itself() {
    for (locale, page) in every_page() {
        let html = &page.html;
        assert!(html.starts_with("<!doctype html>"), "{}", page.name);
        assert_eq!(values(tags(html, "html")[0], "lang"), [locale.tag()]);
        for element in ["h1", "main", "header", "footer", "title"] {
            assert_eq!(tags(html, element).len(), 1, "{}: {element}", page.name);
        }
        assert!(html.contains("<a class=\"skip\" href=\"#contenu\">"), "{}", page.name);
        assert!(html.contains("<meta name=\"color-scheme\" content=\"light dark\">"), "{}", page.name);
        if !page.name.starts_with("notice") {
            let place = format!(" · {}</title>", demo::practice(locale).name);
            assert!(html.contains(&place), "{}", page.name);
        }
    }
}

#[test]
fn every_reference_inside_a_page_resolves() {
    for (_, page) in every_page() {
        let ids = values(&page.html, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{}: an id stands twice", page.name);
        let within = values(&page.html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
        let named = ["for", "aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| values(&page.html, name));
        for id in within.chain(named.flat_map(|value| value.split(' '))) {
            assert!(unique.contains(id), "{}: nothing bears {id}", page.name);
        }
    }
}

#[test]
fn every_visible_input_has_a_label_and_an_error_is_bound_to_its_input() {
    for (_, page) in every_page() {
        let labelled: BTreeSet<_> = values(&page.html, "for").into_iter().collect();
        for input in tags(&page.html, "input").into_iter().filter(|input| !input.contains("type=\"hidden\"")) {
            assert!(labelled.contains(values(input, "id")[0]), "{}: {input}", page.name);
            let described = values(input, "aria-describedby").iter().any(|ids| ids.contains("-erreur"));
            assert_eq!(input.contains(" aria-invalid=\"true\""), described, "{}: {input}", page.name);
        }
    }
}

#[test]
fn a_form_with_errors_lists_them_first_and_keeps_what_was_typed() {
    let page = BookingFormPage { fields: demo::wrong_fields(), ..demo::booking_page(Locale::FrFr) };
    let html = page.render().unwrap();
    let summary = html.split("role=\"alert\"").nth(1).and_then(|after| after.split("</ul>").next()).unwrap();
    assert_eq!(values(summary, "href"), ["#prenom", "#naissance-jour", "#email"]);
    assert!(html.contains("<title>À corriger\u{a0}: Votre rendez-vous"));
    for typed in ["Dupuis", "31", "2", "1984", "anne.dupuis@exemple"] {
        assert!(html.contains(&format!(" value=\"{typed}\"")), "{typed} is lost");
    }
    let untouched = demo::booking_page(Locale::FrFr).render().unwrap();
    assert!(!untouched.contains("role=\"alert\"") && !untouched.contains("aria-invalid"));
}

#[test]
fn an_hour_is_a_button_that_says_its_day_too() {
    let html = demo::picking::practitioner_page(Locale::FrFr).render().unwrap();
    assert_eq!(tags(&html, "form").len(), 1);
    assert!(html.contains("<input type=\"hidden\" name=\"motif\" value=\"suivi\">"));
    assert!(html.contains("<span class=\"vh\">mercredi 2\u{a0}décembre à </span>14:30</button>"));
    assert_eq!(html.matches(" name=\"debut\"").count(), tags(&html, "button").len());
    // All the page has is a form, links and telephones: it works without scripts.
    let canada = demo::picking::practitioner_page(Locale::FrCa).render().unwrap();
    assert!(canada.contains("</span>14\u{a0}h\u{a0}30</button>") && canada.contains("</span>9\u{a0}h</button>"));
}

#[test]
fn of_days_that_unfold_the_first_with_hours_is_open_and_each_says_how_many() {
    for locale in Locale::ALL {
        let html = state(locale, "practitioner");
        let days: Vec<_> = html.split("<details class=\"day-hours\"").skip(1).collect();
        assert!(days.len() > 3 && days[0].starts_with(" open>") && days[1..].iter().all(|day| day.starts_with('>')));
        for day in days {
            let (said, hours) = day.split_once("</summary>").unwrap();
            let (hours, _) = hours.split_once("</details>").unwrap();
            let count = hours.matches("<button class=\"slot").count();
            assert!(said.contains(&format!("</span>{count} ")), "{said}");
        }
    }
    assert!(state(Locale::FrCa, "practitioner").contains("</span>1 plage horaire</summary>"));
    assert!(state(Locale::NlBe, "practitioner").contains("</span>4 tijdstippen</summary>"));
}

#[test]
fn without_a_free_hour_there_is_still_something_to_do() {
    for name in ["practitioner-full", "practitioner-not-online"] {
        let html = state(Locale::FrFr, name);
        assert!(tags(&html, "form").is_empty());
        assert!(html.contains("<a class=\"button quiet num\" href=\"tel:+33478000000\">"), "{name}");
    }
    // A3: the next free hour is said, and leads to its page.
    let html = state(Locale::FrFr, "practitioner-full");
    assert!(
        html.contains("Prochain horaire libre\u{a0}: <a href=\"practitioner.html?du=2026-12-17\">jeudi 17\u{a0}décembre à\u{a0}09:30</a>")
    );
}

/// The page of that name.
fn state(locale: Locale, name: &str) -> String {
    demo::pages(locale).unwrap().into_iter().find(|shown| shown.name == name).unwrap().html
}

// A1, A2, A9: what a service is, and for whom, is said before it is chosen; what cannot be chosen is no link.
#[test]
fn a_service_says_where_with_whom_and_for_whom() {
    let html = state(Locale::FrFr, "practitioner");
    for remark in ["À votre adresse", "En groupe", "Pour les patients déjà suivis", "Pour une première fois"] {
        assert!(html.contains(&format!("<span class=\"choice-remark\">{remark}</span>")), "{remark}");
    }
    assert!(html.contains("href=\"practitioner.html?motif=premiere\"") && !html.contains("de nouveaux patients"));
    let html = state(Locale::FrFr, "practitioner-no-new-patients");
    assert!(!html.contains("motif=premiere") && html.contains("motif=suivi"));
    assert!(html.contains("Ne prend pas de nouveaux patients"));
    assert!(state(Locale::FrFr, "practitioner-home").contains("<dt>Lieu</dt><dd>À votre adresse</dd>"));
}

#[test]
fn the_two_of_an_hour_that_autumn_repeats_and_the_places_of_a_group_are_said() {
    let html = state(Locale::FrFr, "practitioner-clock-change");
    assert!(html.contains("02:30 <small>heure d’été</small></button>") && html.contains("02:30 <small>heure d’hiver</small></button>"));
    assert!(state(Locale::FrCa, "practitioner-clock-change").contains("<small>heure normale</small>"));
    let html = state(Locale::NlBe, "practitioner-group");
    assert!(html.contains("<small>1\u{a0}plaats</small>") && html.contains("<small>3\u{a0}plaatsen</small>"));
}

#[test]
fn the_form_runs_a_strangers_script_only_where_the_check_is_wanted_and_gives_the_telephone_to_who_has_none() {
    let page = demo::booking_page(Locale::NlBe);
    assert!(tags(&page.render().unwrap(), "script").is_empty());
    let check = Some(guichet_ui::PersonCheck { site_key: "0x4AAAA\"&".into(), again: true });
    let html = BookingFormPage { check, ..page }.render().unwrap();
    assert_eq!(values(&html, "src"), ["https://challenges.cloudflare.com/turnstile/v0/api.js"]);
    assert_eq!((values(&html, "data-language"), values(&html, "data-action")), (vec!["nl"], vec!["booking"]));
    assert!(!html.contains("0x4AAAA\"&") && html.contains("role=\"alert\""));
    let without = html.split("<noscript>").nth(1).and_then(|after| after.split("</noscript>").next()).unwrap();
    assert!(without.contains("Bel zonder JavaScript naar "), "{without}");
}

#[test]
fn the_trap_is_out_of_reach_of_eyes_ears_and_keys() {
    let html = state(Locale::FrFr, "booking");
    let trap = html.split("<p class=\"trap\" aria-hidden=\"true\">").nth(1).and_then(|after| after.split("</p>").next()).unwrap();
    assert!(trap.contains("name=\"site-web\"") && trap.contains("tabindex=\"-1\"") && trap.contains("autocomplete=\"off\""));
}

// A8: whoever books for another is asked who they are.
#[test]
fn whoever_books_for_another_is_asked_for_their_own_name() {
    let html = state(Locale::FrFr, "booking-other");
    let summary = html.split("role=\"alert\"").nth(1).and_then(|after| after.split("</ul>").next()).unwrap();
    assert_eq!(values(summary, "href"), ["#contact-prenom", "#contact-nom"]);
    assert!(html.contains("value=\"proche\" checked") && !html.contains("value=\"moi\" checked"));
    assert!(state(Locale::FrFr, "booking").contains("value=\"moi\" checked"));
}

// A1: where care is given at home the form asks where, and no other form does; A6: it says that a link to confirm follows.
#[test]
fn a_form_asks_where_a_patient_is_visited_and_says_that_a_link_follows() {
    let html = state(Locale::FrFr, "booking-home-wrong");
    let summary = html.split("role=\"alert\"").nth(1).and_then(|after| after.split("</ul>").next()).unwrap();
    assert_eq!(values(summary, "href"), ["#adresse", "#code-postal", "#commune"]);
    assert!(html.contains(" value=\"6900\"") && html.contains("Vérifiez le code postal\u{a0}: il a cinq chiffres"));
    assert!(state(Locale::FrCa, "booking-home-wrong").contains("il s’écrit comme H2X 1Y4."));
    assert!(state(Locale::NlBe, "booking-home").contains("We sturen er een link naartoe"));
    let office = state(Locale::FrFr, "booking");
    assert!(!office.contains("name=\"code-postal\"") && !office.contains("dans la demi-heure"));
}

#[test]
fn what_was_moved_away_offers_nothing_and_says_when_it_is() {
    let html = state(Locale::FrFr, "appointment-moved-away");
    assert!(html.contains("Il a maintenant lieu le mercredi 2\u{a0}décembre à\u{a0}09:00."));
    assert!(tags(&html, "form").is_empty() && !html.contains("rendez-vous.ics") && !html.contains("move.html"));
    assert!(state(Locale::FrFr, "appointment-just-moved").contains("Il était prévu le mercredi 2\u{a0}décembre"));
}

// A7: after the notice the page gives the telephone, and a button of its own that says "I cannot come".
#[test]
fn after_the_notice_there_are_the_telephone_and_a_button_that_tells_the_practice() {
    for (locale, says) in [(Locale::FrFr, "Je ne peux pas venir"), (Locale::NlBe, "Ik kan niet komen"), (Locale::En, "I cannot come")] {
        let html = state(locale, "appointment-too-late");
        let forms = tags(&html, "form");
        assert_eq!(forms.iter().flat_map(|form| values(form, "action")).collect::<Vec<_>>(), ["/a/empechement"]);
        assert!(html.contains(&format!(">{says}</button>")) && html.contains("href=\"tel:"), "{locale:?}");
    }
}

#[test]
fn what_strangers_write_stays_text() {
    let hostile = "\"><script>alert(1)</script>";
    let mut page = demo::picking::practitioner_page(Locale::FrFr);
    page.practitioner.name = hostile.into();
    page.services[0].label = hostile.into();
    page.services[0].href = Some(hostile.into());
    page.picker.as_mut().unwrap().hidden[0].value = hostile.into();
    let mut form = demo::booking_page(Locale::FrFr);
    form.fields.given_name.value = hostile.into();
    form.hidden[0].value = hostile.into();
    let mut appointment = demo::appointment_page(Locale::FrFr, AppointmentState::JustBooked);
    appointment.email = Some(hostile.into());
    let notice = NoticePage::new(Locale::FrFr, &Notice::Internal { reference: hostile.into() });
    for html in [page.render(), form.render(), appointment.render(), notice.render()] {
        let html = html.unwrap();
        assert!(!html.contains("<script>"));
        assert!(html.contains("&#34;&#62;&#60;script&#62;"));
    }
}

#[test]
fn a_page_behind_a_link_tells_no_one_its_address_and_is_listed_nowhere() {
    for (_, page) in every_page() {
        let public = page.name.starts_with("practitioner");
        assert_eq!(!public, page.html.contains("<meta name=\"referrer\" content=\"no-referrer\">"), "{}", page.name);
        assert_eq!(!public, page.html.contains("<meta name=\"robots\" content=\"noindex, nofollow\">"), "{}", page.name);
    }
}

#[test]
fn canada_reads_its_own_words() {
    for (_, shown) in every_page().filter(|(locale, _)| *locale == Locale::FrCa) {
        // What a page is about, for machines, is in its head, with addresses.
        let html = shown.html.split("<body").nth(1).unwrap().to_lowercase();
        for elsewhere in
            ["e-mail", "le cabinet", "au cabinet", "praticien", "14:30", "€", "cet horaire", "un horaire", "un autre horaire", ">motif"]
        {
            assert!(!html.contains(elsewhere), "{}: {elsewhere}", shown.name);
        }
    }
}

#[test]
fn no_value_is_wrapped_in_marks() {
    for (_, page) in every_page() {
        assert!(!page.html.contains(['\u{2068}', '\u{2069}']), "{}", page.name);
    }
}

#[test]
fn the_stylesheet_fetches_only_assets_and_writes_a_colour_once() {
    let css = std::str::from_utf8(assets::STYLESHEET.bytes).unwrap();
    for file in css.split("url(\"").skip(1).filter_map(|after| after.split('"').next()) {
        assert!(assets::find(&format!("/assets/{file}")).is_some(), "{file}");
    }
    let (tokens, components) = css.split_once("*, ::before").unwrap();
    assert!(tokens.contains("--accent: #0a6660"));
    let screen = components.split("@media print").next().unwrap();
    for (at, _) in screen.match_indices('#') {
        assert!(!screen[at + 1..].starts_with(|digit: char| digit.is_ascii_hexdigit()), "a colour beside the tokens");
    }
    assert!(assets::find("/assets/guichet.css").is_none());
}
