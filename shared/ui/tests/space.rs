//! What holds on the pages of the patient space (A7), in every state and catalogue.
#![cfg(test)]

#[path = "../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
#[allow(unused_imports, reason = "as above")]
mod demo;
mod html;

use std::collections::BTreeSet;

use demo::space;
use guichet_kernel::Locale;
use guichet_ui::{BirthDateField, SpacePage};
use html::{tags, values};

fn every_page() -> impl Iterator<Item = demo::Shown> {
    Locale::ALL.into_iter().flat_map(|locale| space::pages(locale).unwrap())
}

#[test]
fn every_page_is_private_and_stands_under_a_policy_without_scripts() {
    for page in every_page() {
        for forbidden in ["<style", " style=", "<script", "javascript:", " onclick"] {
            assert!(!page.html.contains(forbidden), "{}: {forbidden}", page.name);
        }
        for said in ["<meta name=\"robots\" content=\"noindex, nofollow\">", "<meta name=\"referrer\" content=\"no-referrer\">"] {
            assert!(page.html.contains(said), "{}: {said}", page.name);
        }
        for element in ["h1", "main", "header", "footer", "title"] {
            assert_eq!(tags(&page.html, element).len(), 1, "{}: {element}", page.name);
        }
    }
}

#[test]
fn every_reference_resolves_and_every_input_is_labelled_and_bound_to_its_error() {
    for page in every_page() {
        let ids = values(&page.html, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{}: an id stands twice", page.name);
        let labelled: BTreeSet<_> = values(&page.html, "for").into_iter().collect();
        for id in ["for", "aria-describedby"].into_iter().flat_map(|name| values(&page.html, name)).flat_map(|value| value.split(' ')) {
            assert!(unique.contains(id), "{}: nothing bears {id}", page.name);
        }
        for input in tags(&page.html, "input") {
            assert!(labelled.contains(values(input, "id")[0]), "{}: {input}", page.name);
            let described = values(input, "aria-describedby").iter().any(|ids| ids.contains("-erreur"));
            assert_eq!(input.contains(" aria-invalid=\"true\""), described, "{}: {input}", page.name);
        }
    }
}

// A7: until a birth date is given, a letter is all there is of somebody.
#[test]
fn nothing_but_a_letter_is_shown_of_somebody_who_is_locked() {
    let whole = space::space(Locale::FrFr, BirthDateField::default(), false);
    let mut practice = whole.practices[0].clone();
    practice.people.remove(0);
    let html = SpacePage { practices: vec![practice], ..whole }.render().unwrap();
    assert!(html.contains("commence par L") && html.contains("commence par Z"));
    assert!(!html.contains("Séance") && !html.contains("Anne") && !html.contains("appointment.html"));
}

// A7: what does not stand any more is not to come, whenever it would have been, and each says what became of it.
#[test]
fn what_was_cancelled_or_moved_stands_apart_and_says_so() {
    let html = space::space(Locale::FrFr, BirthDateField::default(), false).render().unwrap();
    let (ahead, rest) = html.split_once("<h4>Passés</h4>").unwrap();
    let (past, off) = rest.split_once("<h4>Annulés ou déplacés</h4>").unwrap();
    assert_eq!(ahead.matches("appointment.html").count(), 2);
    assert!(ahead.contains(">Confirmé</span>") && !ahead.contains("Annulé") && !ahead.contains("Déplacé"));
    assert!(!past.contains("class=\"tag"));
    for words in ["Annulé par le cabinet", "Annulé à votre demande", "Déplacé"] {
        assert_eq!(off.matches(words).count(), 1, "{words}");
    }
    assert!(!rest.contains("appointment.html"));
}
