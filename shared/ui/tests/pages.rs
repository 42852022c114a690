//! What holds on every page, in every state and every catalogue.
#![cfg(test)]

#[path = "../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
mod demo;
mod html;

use std::collections::BTreeSet;

use guichet_kernel::Locale;
use guichet_ui::{AppointmentState, BookingFormPage, Notice, NoticePage, PractitionerPage, assets};
use html::{tags, values};

/// The patients' pages, in every catalogue.
fn every_page() -> impl Iterator<Item = (Locale, demo::Shown)> {
    Locale::ALL.into_iter().flat_map(|locale| demo::pages(locale).unwrap().into_iter().map(move |shown| (locale, shown)))
}

#[test]
fn every_page_stands_under_a_policy_without_inline_code() {
    for (_, page) in every_page() {
        let html = page.html.to_lowercase();
        for forbidden in ["<script", "<style", " style=", "javascript:", " onclick", " onload"] {
            assert!(!html.contains(forbidden), "{}: {forbidden}", page.name);
        }
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
    let html = demo::practitioner_page(Locale::FrFr).render().unwrap();
    assert_eq!(tags(&html, "form").len(), 1);
    assert!(html.contains("<input type=\"hidden\" name=\"motif\" value=\"suivi\">"));
    assert!(html.contains("<span class=\"vh\">mercredi 2\u{a0}décembre à </span>14:30</button>"));
    assert_eq!(html.matches(" name=\"debut\"").count(), tags(&html, "button").len());
    let canada = demo::practitioner_page(Locale::FrCa).render().unwrap();
    assert!(canada.contains("</span>14\u{a0}h\u{a0}30</button>") && canada.contains("</span>9\u{a0}h</button>"));
}

#[test]
fn without_a_free_hour_there_is_still_something_to_do() {
    let full = PractitionerPage { days: Vec::new(), later_href: None, ..demo::practitioner_page(Locale::FrFr) };
    let html = full.render().unwrap();
    assert!(tags(&html, "form").is_empty());
    assert!(html.contains("<a class=\"button quiet num\" href=\"tel:+33478000000\">"));
}

#[test]
fn what_strangers_write_stays_text() {
    let hostile = "\"><script>alert(1)</script>";
    let mut page = demo::practitioner_page(Locale::FrFr);
    page.practitioner.name = hostile.into();
    page.services[0].label = hostile.into();
    page.services[0].id = hostile.into();
    let mut form = demo::booking_page(Locale::FrFr);
    form.fields.given_name.value = hostile.into();
    form.hidden[0].value = hostile.into();
    let mut appointment = demo::appointment_page(Locale::FrFr, AppointmentState::JustBooked);
    appointment.email = Some(hostile.into());
    let notice = NoticePage::new(Locale::FrFr, &Notice::Internal { reference: hostile.into() });
    for html in [page.render(), form.render(), appointment.render(), notice.render()] {
        let html = html.unwrap();
        assert!(!html.contains("<script"));
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
    for shown in demo::pages(Locale::FrCa).unwrap() {
        let html = shown.html.to_lowercase();
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
