//! What a public page says of itself to search engines, to whoever shares it, and to readers of another language.
//!
//! A page with a [`Head`] includes `parts/head.html` in its block `head` and `parts/languages.html` in its block `languages`.

use std::borrow::Borrow;

use guichet_kernel::{Country, Locale};

use crate::json_ld::JsonLd;

/// The query that chooses a language.
pub const LANGUAGE_QUERY: &str = "langue";

/// What a public page says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Where Guichet is: `https://guichet.example`.
    pub origin: String,
    /// The page's path.
    pub path: String,
    /// The rest of its address, which stays where another language is chosen: `q=kine&ville=Lyon`.
    pub query: String,
    /// The country that it is a page of: its languages are offered.
    pub country: Country,
    /// One sentence for a list of results.
    pub description: String,
    /// What the page is about, for machines.
    pub json_ld: Option<JsonLd>,
}

impl Head {
    /// The address that stands for the page in a language; the country's first language needs no word for it.
    pub(crate) fn canonical(&self, locale: impl Borrow<Locale>) -> String {
        let locale = *locale.borrow();
        let language = if locale == self.country.first_locale() { String::new() } else { format!("?{LANGUAGE_QUERY}={}", locale.tag()) };
        format!("{}{}{language}", self.origin, self.path)
    }

    /// The same page in another language, as its reader goes there.
    pub(crate) fn in_language(&self, locale: impl Borrow<Locale>) -> String {
        let kept = if self.query.is_empty() { String::new() } else { format!("{}&", self.query) };
        format!("{}?{kept}{LANGUAGE_QUERY}={}", self.path, locale.borrow().tag())
    }

    pub(crate) fn locales(&self) -> impl Iterator<Item = Locale> {
        self.country.locales().iter().copied()
    }
    /// A language's own name.
    pub(crate) fn own_name(locale: impl Borrow<Locale>) -> &'static str {
        match locale.borrow() {
            Locale::FrFr | Locale::FrBe | Locale::FrCa => "Français",
            Locale::NlBe => "Nederlands",
            Locale::En | Locale::EnCa => "English",
        }
    }

    /// A language as Open Graph writes it: `fr_FR`.
    pub(crate) fn og_locale(locale: impl Borrow<Locale>) -> String {
        locale.borrow().tag().replace('-', "_")
    }
}
