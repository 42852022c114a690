//! The desk's pages, in every state and every catalogue.
#![cfg(test)]

mod agenda;
#[path = "../../examples/gallery/demo.rs"]
#[expect(dead_code, reason = "the gallery and the other tests show what this one does not")]
mod demo;
mod every;
#[path = "../html/mod.rs"]
mod html;
mod waiting;

use guichet_kernel::Locale;

fn every_page() -> impl Iterator<Item = (Locale, demo::Shown)> {
    Locale::ALL.into_iter().flat_map(|locale| {
        let pages = demo::desk::pages(locale, &str::to_owned).unwrap();
        pages.into_iter().map(move |shown| (locale, shown))
    })
}

/// One of them, in French.
fn page(name: &str) -> String {
    every_page().find(|(locale, page)| *locale == Locale::FrFr && page.name == name).unwrap().1.html
}

/// The forms of a page, tags and all.
fn forms(html: &str) -> Vec<&str> {
    html.match_indices("<form ").filter_map(|(at, _)| html[at..].split_inclusive("</form>").next()).collect()
}
