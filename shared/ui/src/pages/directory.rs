//! The public directory: the search with what it found, and a practice's page.

use std::borrow::Borrow;

use askama::Template;
use chrono::NaiveDateTime;
use guichet_kernel::Locale;

use super::head::Head;
use crate::RenderError;
use crate::facts::{Phone, Practitioner};
use crate::frame::Frame;
use crate::words::Words;

/// Names of the fields that a search is asked with, in the address.
pub mod find {
    /// Who, which profession or which care.
    pub const TEXT: &str = "q";
    /// In which town.
    pub const CITY: &str = "ville";
    /// What a former page ended with.
    pub const AFTER: &str = "apres";
}

/// How many services of a practitioner a list shows.
const SERVICES_SHOWN: usize = 3;

/// The search, and what it found once something was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What the page says of itself.
    pub head: Head,
    /// Address that the form is sent to, by GET.
    pub action: String,
    /// As typed.
    pub text: String,
    /// As typed.
    pub city: String,
    /// What was found; `None` while nothing was asked.
    pub results: Option<Results>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// Lines, the likeliest first.
    pub lines: Vec<ResultLine>,
    /// Whether nothing matched as typed, and these are near it.
    pub near: bool,
    /// The next page.
    pub next_href: Option<String>,
}

/// A practitioner in a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultLine {
    /// Who.
    pub practitioner: Practitioner,
    /// Their page, at that practice.
    pub href: String,
    /// The practice's name.
    pub practice: String,
    /// Its page.
    pub practice_href: String,
    /// Its towns.
    pub cities: Vec<String>,
    /// What they offer.
    pub services: Vec<String>,
    /// Whether they take new patients.
    pub new_patients: bool,
    /// Whom to telephone, where they are not booked online.
    pub phone: Option<Phone>,
    /// When they are free next, and when that was said.
    pub free: Option<FreeSaid>,
}

/// What an agenda last said, in the place's wall clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSaid {
    /// The next free start; none within the agenda's horizon.
    pub next: Option<NaiveDateTime>,
    /// When it said so.
    pub said_at: NaiveDateTime,
    /// Whether that was today.
    pub today: bool,
}

/// A practice's public page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticePage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What the page says of itself.
    pub head: Head,
    /// Its name.
    pub name: String,
    /// Where a person answers.
    pub phone: Phone,
    /// Its places of consultation.
    pub places: Vec<Place>,
    /// What can be booked online.
    pub services: Vec<ServiceLine>,
    /// Who gives care there.
    pub lines: Vec<ResultLine>,
    /// The search of its country.
    pub find_href: String,
}

/// A place of consultation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Postal address, a line each.
    pub address: Vec<String>,
    /// How to get in.
    pub access: Option<String>,
}

/// A service that a practice offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// `Séance de suivi`.
    pub label: String,
    /// Length.
    pub minutes: u32,
    /// Already written for the country.
    pub price: Option<String>,
}

impl SearchPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let asked = [self.text.trim(), self.city.trim()].into_iter().filter(|typed| !typed.is_empty()).collect::<Vec<_>>().join(", ");
        let page = if asked.is_empty() { w.t("find-title") } else { w.t1("find-title-asked", "asked", asked) };
        // A list of results is nobody's page: what it leads to is.
        let frame = Frame::new(w, &page, None).indexed(self.results.is_none());
        SearchTemplate { w, frame, page: self, head: &self.head }.render()
    }
}

impl PracticePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let frame = Frame::new(w, &self.name, None).indexed(true);
        let places = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        PracticeTemplate { w, frame, page: self, head: &self.head, places: w.n("office-places", "count", places) }.render()
    }
}

impl ResultLine {
    fn towns(&self) -> String {
        self.cities.join(", ")
    }

    fn offers(&self) -> String {
        let shown = self.services.iter().take(SERVICES_SHOWN).map(String::as_str).collect::<Vec<_>>().join(" · ");
        if self.services.len() > SERVICES_SHOWN { format!("{shown} …") } else { shown }
    }
}

impl FreeSaid {
    fn next(&self, w: impl Borrow<Words>) -> String {
        let w = *w.borrow();
        self.next.map_or_else(|| w.t("find-none-free"), |next| w.t1("find-next-free", "moment", w.moment(next)))
    }

    fn seen(&self, w: impl Borrow<Words>) -> String {
        let w = *w.borrow();
        if self.today {
            w.t1("find-seen", "time", w.time(self.said_at.time()))
        } else {
            w.t1("find-seen-day", "moment", w.moment(self.said_at))
        }
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a SearchPage,
    head: &'a Head,
}

#[derive(Template)]
#[template(path = "practice.html")]
struct PracticeTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a PracticePage,
    head: &'a Head,
    places: String,
}
