//! What holds on the public directory's pages, in every state and catalogue.
#![cfg(test)]

#[path = "../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
#[allow(unused_imports, reason = "as above")]
mod demo;
mod html;

use std::collections::BTreeSet;

use demo::directory;
use guichet_kernel::Locale;
use guichet_ui::{JsonLd, SearchPage, assets};
use html::{tags, values};
use serde_json::Value;

fn every_page() -> impl Iterator<Item = (Locale, demo::Shown)> {
    Locale::ALL.into_iter().flat_map(|locale| directory::pages(locale).unwrap().into_iter().map(move |shown| (locale, shown)))
}

/// The data blocks of a page: they are no scripts, and a policy without scripts lets them stand.
fn data(html: &str) -> Vec<Value> {
    let blocks = html.split("<script type=\"application/ld+json\">").skip(1);
    blocks.map(|after| serde_json::from_str(after.split("</script>").next().unwrap()).unwrap()).collect()
}

#[test]
fn every_page_stands_under_a_policy_without_scripts() {
    for (_, page) in every_page() {
        let scripts = tags(&page.html, "script");
        assert!(scripts.iter().all(|tag| *tag == "<script type=\"application/ld+json\">"), "{}: {scripts:?}", page.name);
        for forbidden in ["<style", " style=", "javascript:", " onclick", " onload"] {
            assert!(!page.html.to_lowercase().contains(forbidden), "{}: {forbidden}", page.name);
        }
        for asset in values(&page.html, "href").into_iter().filter(|href| href.starts_with("/assets/")) {
            assert!(assets::find(asset).is_some(), "{}: {asset}", page.name);
        }
        assert_eq!(data(&page.html).len(), usize::from(page.name.starts_with("practice")), "{}", page.name);
    }
}

#[test]
fn every_page_has_its_landmarks_names_itself_and_resolves_its_references() {
    for (locale, page) in every_page() {
        let html = &page.html;
        assert_eq!(values(tags(html, "html")[0], "lang"), [locale.tag()]);
        for element in ["h1", "main", "header", "footer", "title"] {
            assert_eq!(tags(html, element).len(), 1, "{}: {element}", page.name);
        }
        let ids = values(html, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{}: an id stands twice", page.name);
        for id in ["for", "aria-labelledby", "aria-describedby"].into_iter().flat_map(|name| values(html, name)) {
            assert!(unique.contains(id), "{}: nothing bears {id}", page.name);
        }
        let labelled: BTreeSet<_> = values(html, "for").into_iter().collect();
        assert!(tags(html, "input").into_iter().all(|input| labelled.contains(values(input, "id")[0])), "{}", page.name);
        assert!(!html.contains(['\u{2068}', '\u{2069}']), "{}", page.name);
    }
}

// A list of results is noindex; the search itself and a practice's page are for everybody.
#[test]
fn each_page_says_who_may_list_it_and_where_it_stands() {
    for (locale, page) in every_page() {
        let html = &page.html;
        assert_eq!(html.contains("<meta name=\"robots\" content=\"noindex, nofollow\">"), page.name.starts_with("search"), "{}", page.name);
        let canonical =
            tags(html, "link").into_iter().find(|tag| tag.contains("rel=\"canonical\"")).map(|tag| values(tag, "href")[0]).unwrap();
        assert!(canonical.starts_with("https://guichet.example/"), "{canonical}");
        let first = demo::country(locale).first_locale();
        assert_eq!(!canonical.contains('?'), locale == first, "{canonical}");
        for property in ["og:type", "og:title", "og:url", "og:description", "og:locale", "og:site_name"] {
            assert_eq!(html.matches(&format!("<meta property=\"{property}\" content=\"")).count(), 1, "{}: {property}", page.name);
        }
        assert_eq!(html.matches("rel=\"alternate\"").count(), demo::country(locale).locales().len());
        assert_eq!(html.matches("aria-current=\"true\"").count(), 1, "{}: one language is this one", page.name);
    }
}

#[test]
fn a_search_can_be_made_without_a_script_and_keeps_what_was_typed() {
    for locale in Locale::ALL {
        let html = directory::search_page(locale).render().unwrap();
        let form = tags(&html, "form")[0];
        assert!(form.contains("method=\"get\"") && form.contains("role=\"search\"") && form.contains("/rechercher\""), "{form}");
        assert_eq!(values(&html, "name").iter().filter(|name| ["q", "ville"].contains(*name)).count(), 2);
        assert!(html.contains("value=\"kiné\""));
    }
}

#[test]
fn what_strangers_write_stays_text() {
    let hostile = "\"><script>alert(1)</script>";
    let mut search = directory::search_page(Locale::FrFr);
    search.text = hostile.into();
    search.city = hostile.into();
    for line in search.results.iter_mut().flat_map(|results| &mut results.lines) {
        line.practice = hostile.into();
        line.practitioner.name = hostile.into();
    }
    let mut practice = directory::practice_page(Locale::FrFr);
    practice.name = hostile.into();
    practice.head.description = hostile.into();
    for html in [search.render().unwrap(), practice.render().unwrap(), SearchPage { results: None, ..search }.render().unwrap()] {
        assert!(!html.contains("<script>") && html.contains("&#34;&#62;&#60;script&#62;"), "{html}");
    }
    // The practice of the demonstration is called as a script's end.
    let (card, who) = directory::cards();
    for json in [JsonLd::practice("", &card, &[&who]), JsonLd::practitioner("", &who, &card, &card.locations[0], true)] {
        assert!(!json.to_string().contains(['<', '>', '&']), "{json}");
        assert!(serde_json::from_str::<Value>(&json.to_string()).unwrap().to_string().contains("Lilas & Cie </script>"));
    }
}

#[test]
fn canada_reads_its_own_words() {
    for shown in directory::pages(Locale::FrCa).unwrap() {
        let html = shown.html.to_lowercase();
        for elsewhere in ["le cabinet", "au cabinet", "praticien<", "prochain horaire", "d’horaire", ">motif", "ou motif", "14:30", "€"]
        {
            assert!(!html.contains(elsewhere), "{}: {elsewhere}", shown.name);
        }
    }
}

#[test]
fn whom_one_cannot_book_online_is_not_said_to_be_bookable() {
    let (card, who) = directory::cards();
    let says = |bookable| JsonLd::practitioner("", &who, &card, &card.locations[0], bookable).to_string().contains("ReserveAction");
    assert_eq!((says(true), says(false)), (true, false));
}

#[test]
fn whom_one_books_by_telephone_is_shown_with_it() {
    for locale in Locale::ALL {
        let html = directory::search_page(locale).render().unwrap();
        assert_eq!(tags(&html, "a").into_iter().filter(|tag| tag.contains("href=\"tel:")).count(), 1);
    }
}

// The documents that `tests/e2e/json-ld.test.mjs` types against schema-dts are those that we write.
#[test]
fn the_documents_are_those_that_are_typed() {
    let (card, who) = directory::cards();
    let origin = "https://guichet.example";
    let written: Vec<Value> =
        [JsonLd::practice(origin, &card, &[&who]), JsonLd::practitioner(origin, &who, &card, &card.locations[0], true)]
            .iter()
            .map(|json| serde_json::from_str(&json.to_string()).unwrap())
            .collect();
    let typed: Vec<Value> = serde_json::from_str(include_str!("json-ld.json")).unwrap();
    assert_eq!(written, typed, "{}", serde_json::to_string_pretty(&written).unwrap());
}
