//! What holds on every page of the desk, and of what stands around it.

use std::collections::BTreeSet;

use guichet_kernel::{Locale, Role};
use guichet_ui::assets;
use guichet_ui::desk::{NavLink, Section, fields};

use super::html::{tags, values};
use super::{demo, every_page, forms, page};

#[test]
fn scripts_are_two_files_of_ours_and_nothing_is_inline() {
    for (locale, page) in every_page() {
        let html = page.html.to_lowercase();
        for forbidden in ["<style", " style=", "javascript:", " onclick", " onload", " hx-on", " hx-vals=\"js", "eval\":true"] {
            assert!(!html.contains(forbidden), "{locale:?} {}: {forbidden}", page.name);
        }
        // An export stands alone.
        let expected = if page.name == "desk-export" { vec![] } else { vec![assets::HTMX.path, assets::DESK_SCRIPT.path] };
        let scripts = tags(&page.html, "script");
        assert_eq!(scripts.iter().flat_map(|tag| values(tag, "src")).collect::<Vec<_>>(), expected, "{}", page.name);
        assert!(page.html.matches("<script").count() == page.html.matches("></script>").count(), "{}", page.name);
        for asset in values(&page.html, "href").into_iter().chain(values(&page.html, "src")).filter(|href| href.starts_with("/assets/")) {
            assert!(assets::find(asset).is_some(), "{}: {asset}", page.name);
        }
    }
}

#[test]
fn htmx_evaluates_nothing_styles_nothing_and_keeps_no_page() {
    let html = demo::desk::today(Locale::FrFr, &str::to_owned).render().unwrap();
    let config = values(&html, "content").into_iter().find(|value| value.contains("allowEval")).unwrap();
    for set in [
        "&#34;allowEval&#34;:false",
        "&#34;includeIndicatorStyles&#34;:false",
        "&#34;historyCacheSize&#34;:0",
        "&#34;allowScriptTags&#34;:false",
    ] {
        assert!(config.contains(set), "{set}");
    }
    let own = std::str::from_utf8(assets::DESK_SCRIPT.bytes).unwrap();
    for forbidden in ["eval(", "Function(", "innerHTML", "localStorage", "sessionStorage", "document.cookie", ".style"] {
        assert!(!own.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn every_page_has_its_landmarks_and_names_itself() {
    for (locale, page) in every_page() {
        let html = &page.html;
        assert!(html.starts_with("<!doctype html>"), "{}", page.name);
        assert_eq!(values(tags(html, "html")[0], "lang"), [locale.tag()]);
        for element in ["h1", "main", "title"] {
            assert_eq!(tags(html, element).len(), 1, "{}: {element}", page.name);
        }
        assert!(html.contains("<meta name=\"robots\" content=\"noindex, nofollow\">"), "{}", page.name);
        assert!(html.contains("<meta name=\"referrer\" content=\"no-referrer\">"), "{}", page.name);
        assert!(!html.contains(['\u{2068}', '\u{2069}']), "{}", page.name);
        // A title stays in the browser's history.
        let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(!title.contains("Dupuis") && !title.contains("Anne"), "{}: {title}", page.name);
    }
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    for (_, page) in every_page() {
        let mut last = 0;
        for (at, _) in page.html.match_indices("<h") {
            let Some(level) = page.html[at + 2..].chars().next().and_then(|digit| digit.to_digit(10)) else { continue };
            assert!(level <= last + 1, "{}: h{level} after h{last}", page.name);
            last = level;
        }
    }
}

#[test]
fn every_reference_inside_a_page_resolves() {
    for (locale, page) in every_page() {
        let ids = values(&page.html, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{locale:?} {}: an id stands twice", page.name);
        let within = values(&page.html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
        let named = ["for", "aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| values(&page.html, name));
        for id in within.chain(named.flat_map(|value| value.split(' '))) {
            assert!(unique.contains(id), "{}: nothing bears {id}", page.name);
        }
    }
}

#[test]
fn every_field_has_a_label_and_an_error_is_bound_to_it() {
    for (_, page) in every_page() {
        let labelled: BTreeSet<_> = values(&page.html, "for").into_iter().collect();
        for field in ["input", "select", "textarea"].into_iter().flat_map(|element| tags(&page.html, element)) {
            if field.contains("type=\"hidden\"") {
                continue;
            }
            assert!(labelled.contains(values(field, "id")[0]), "{}: {field}", page.name);
            let described = values(field, "aria-describedby").iter().any(|ids| ids.contains("-erreur"));
            assert_eq!(field.contains(" aria-invalid=\"true\""), described, "{}: {field}", page.name);
        }
    }
}

#[test]
fn every_form_works_without_a_script() {
    for (_, page) in every_page() {
        for form in forms(&page.html) {
            let tag = tags(form, "form")[0];
            assert!(["post", "get"].contains(&values(tag, "method")[0]), "{}: {tag}", page.name);
            assert!(!values(tag, "action")[0].is_empty(), "{}: {tag}", page.name);
            assert!(form.contains("<button type=\"submit\""), "{}: {tag}", page.name);
            assert_eq!(form.matches("<form").count(), 1, "{}: a form within a form", page.name);
        }
        for button in tags(&page.html, "button") {
            assert_eq!(values(button, "type"), ["submit"], "{}: {button}", page.name);
        }
    }
}

#[test]
fn a_form_that_creates_bears_its_key() {
    let created = [
        "desk-home",
        "desk-invitation",
        "desk-patient-form",
        "desk-patient",
        "desk-guardian",
        "desk-consent",
        "desk-erase",
        "desk-team",
        "desk-service",
        "desk-tokens",
    ];
    for (_, page) in every_page().filter(|(_, page)| created.contains(&page.name.as_str())) {
        assert!(page.html.contains(&format!("<input type=\"hidden\" name=\"{}\" value=\"k7Qm\">", fields::FORM_KEY)), "{}", page.name);
    }
}

#[test]
fn what_strangers_write_stays_text_on_every_page() {
    let hostile = |text: &str| format!("{text}\"><script>alert('{}')</script>&amp;", text.len());
    for locale in [Locale::FrFr, Locale::NlBe] {
        let calm = demo::desk::pages(locale, &str::to_owned).unwrap();
        let pages = demo::desk::pages(locale, &hostile).unwrap();
        assert_eq!(calm.len(), pages.len());
        for (calm, page) in calm.iter().zip(&pages) {
            let html = &page.html;
            assert_eq!(html.matches("<script").count(), calm.html.matches("<script").count(), "{}", page.name);
            assert!(!html.contains("alert('") && !html.contains("\"><script>alert"), "{}", page.name);
            // Whatever was typed comes out as it was typed, the ampersand included.
            let written = html.matches("&#60;script&#62;alert(&#39;").count();
            assert_eq!(written, html.matches("&#60;/script&#62;&#38;amp;").count(), "{}", page.name);
            assert!(written > 0, "{}: nothing of ours was shown", page.name);
            // No attribute was left: as many elements as before.
            for element in ["a", "input", "form", "button", "option", "li", "td"] {
                assert_eq!(tags(html, element).len(), tags(&calm.html, element).len(), "{}: {element}", page.name);
            }
        }
    }
}

#[test]
fn the_frame_shows_what_rights_open_and_marks_the_page() {
    let mut page = demo::desk::today(Locale::FrFr, &str::to_owned);
    page.desk.nav = vec![NavLink { section: Section::Today, href: "/a".into() }, NavLink { section: Section::Patients, href: "/b".into() }];
    let html = page.render().unwrap();
    let nav = html.split("<nav class=\"sections\"").nth(1).and_then(|after| after.split("</nav>").next()).unwrap();
    assert_eq!(values(nav, "href"), ["/a", "/b"]);
    assert!(nav.contains("href=\"/a\" aria-current=\"page\"") && nav.matches("aria-current").count() == 1);
    // On a telephone it is one control, which says where one is.
    assert!(nav.contains("<summary><span>Menu <b>"), "{nav}");
    assert!(!html.contains("Clés API"));
}

#[test]
fn a_number_is_covered_until_it_is_asked_for() {
    let html = page("desk-patient");
    let covered = html.split("<details class=\"covered\">").nth(1).and_then(|after| after.split("</details>").next()).unwrap();
    let (shown, hidden) = covered.split_once("</summary>").unwrap();
    assert!(shown.contains("•••• 5617") && !shown.contains("2 84 03"));
    assert!(hidden.contains("2 84 03 69 123 456 17"));
}

#[test]
fn a_practice_is_called_as_its_country_calls_it() {
    let page = |locale: Locale, name: &str| {
        demo::desk::pages(locale, &str::to_owned).unwrap().into_iter().find(|page| page.name == name).unwrap().html
    };
    assert!(page(Locale::FrFr, "desk-home").contains("Créer un cabinet"));
    assert!(page(Locale::FrBe, "desk-team").contains("prestataire"));
    for name in ["desk-home", "desk-settings", "desk-consent"] {
        let html = page(Locale::FrCa, name);
        assert!(
            !html.contains("un cabinet") && !html.contains("Prestation") && !html.contains("e-mail") && !html.contains("SMS"),
            "{name}"
        );
    }
    assert!(page(Locale::FrCa, "desk-settings").contains("Points de service"));
    assert_eq!(Role::ALL.len(), 4, "a new role needs its words");
}

#[test]
fn the_list_alone_takes_the_place_of_the_one_shown() {
    let page = demo::desk::patients::search(Locale::NlBe, &str::to_owned);
    let (whole, part) = (page.render().unwrap(), page.render_results().unwrap());
    assert!(part.starts_with("<section id=\"trouves\""));
    assert!(whole.contains(&part));
    let input = tags(&whole, "input").into_iter().find(|input| input.contains("hx-post")).unwrap();
    assert_eq!(values(input, "hx-target"), ["#trouves"]);
}
