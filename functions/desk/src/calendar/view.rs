//! What of the agenda is looked at: which days, whose, where. It stands in the address, and in every form that leads back.

use chrono::NaiveDate;
use guichet_contracts::command::card::PractitionerCard;
use guichet_kernel::{Country, LocationId, PractitionerId};
use guichet_ui::desk::{CalendarView, fields};

use super::days;
use crate::{
    form::Fields,
    here::Here,
    session::query,
    today::{readable, today},
};

/// As many agendas as are asked at once.
pub(super) const MOST: usize = 6;
/// In how many agendas time is closed at once: a practice has no more practitioners than that.
pub(super) const MOST_CLOSED: usize = 200;
/// In an address: by day, week or month.
const VIEW_QUERY: &str = "vue";
/// In an address: the day.
const DATE_QUERY: &str = "date";
/// In an address: whose; may come several times.
pub(super) const WHOSE_QUERY: &str = "praticien";
/// In an address: where.
pub(super) const PLACE_QUERY: &str = "lieu";

/// What is looked at.
#[derive(Clone)]
pub(super) struct View {
    pub(super) kind: CalendarView,
    pub(super) date: NaiveDate,
    /// Those of them whom the reader runs; in their order.
    pub(super) whose: Vec<PractitionerId>,
    pub(super) place: Option<LocationId>,
}

impl View {
    /// As an address says it: without a word the week, today, and the reader's own agenda or the first that they run.
    pub(super) fn of(here: &Here, asked: &Fields) -> Self {
        let chosen: Vec<PractitionerId> = asked.each(WHOSE_QUERY).filter_map(|digits| PractitionerId::from_digits(digits).ok()).collect();
        let runs = || here.authority.runs.iter().map(|card| card.id);
        let mut whose: Vec<PractitionerId> = runs().filter(|id| chosen.contains(id)).take(MOST).collect();
        if whose.is_empty() {
            whose.extend(runs().next());
        }
        Self {
            kind: CalendarView::from_word(&asked.text(VIEW_QUERY)).unwrap_or(CalendarView::Week),
            date: asked.parse(DATE_QUERY).filter(|date| readable(*date)).unwrap_or_else(|| today(here)),
            whose,
            place: LocationId::from_digits(&asked.text(PLACE_QUERY)).ok(),
        }
    }

    /// As the page of an address says it.
    pub(super) fn here(here: &Here) -> Self {
        Self::of(here, &super::asked(here))
    }

    /// As a form says it that leads back.
    pub(super) fn back(here: &Here, fields: &Fields) -> Self {
        Self::of(here, &Fields::read(fields.long(fields::PAGE, 1_000).as_bytes()))
    }

    /// Its address's query.
    pub(super) fn query(&self) -> String {
        self.with(&[])
    }

    /// The same, with more.
    pub(super) fn with(&self, more: &[(&str, &str)]) -> String {
        let (date, place) = (self.date.to_string(), self.place.map(LocationId::digits));
        let whose: Vec<String> = self.whose.iter().map(|id| id.digits()).collect();
        let mut pairs = vec![(VIEW_QUERY, self.kind.word()), (DATE_QUERY, date.as_str())];
        pairs.extend(whose.iter().map(|id| (WHOSE_QUERY, id.as_str())));
        pairs.extend(place.as_deref().map(|place| (PLACE_QUERY, place)));
        pairs.extend(more);
        query(&pairs)
    }

    /// Its page.
    pub(super) fn href(&self, here: &Here) -> String {
        self.at(here, "")
    }

    /// A page of the agenda that leads back to it.
    pub(super) fn at(&self, here: &Here, path: &str) -> String {
        format!("{}?{}", here.href(&format!("/agenda{path}")), self.query())
    }

    /// The same on another day.
    pub(super) fn on(&self, date: NaiveDate) -> Self {
        Self { date, ..self.clone() }
    }

    /// The first day shown, and how many.
    pub(super) fn span(&self, country: Country) -> (NaiveDate, u8) {
        days::span(self.kind, self.date, country == Country::Canada)
    }

    /// The same, before or after.
    pub(super) fn beside(&self, forward: bool) -> Self {
        let date = Some(days::beside(self.kind, self.date, forward)).filter(|date| readable(*date)).unwrap_or(self.date);
        self.on(date)
    }

    /// The practitioners shown.
    pub(super) fn shown<'a>(&self, here: &'a Here) -> Vec<&'a PractitionerCard> {
        here.authority.runs.iter().filter(|card| self.whose.contains(&card.id)).collect()
    }

    /// The one whose page it is, where it can be one's only.
    pub(super) fn first<'a>(&self, here: &'a Here) -> Option<&'a PractitionerCard> {
        self.shown(here).into_iter().next()
    }

    /// The same with somebody shown who was not, or the other way round; somebody always is.
    pub(super) fn toggled(&self, id: PractitionerId) -> Self {
        let mut whose = self.whose.clone();
        match whose.iter().position(|known| *known == id) {
            Some(place) if whose.len() > 1 => drop(whose.remove(place)),
            Some(_) => {}
            None => whose.push(id),
        }
        Self { whose, ..self.clone() }
    }

    /// The same of one practitioner.
    pub(super) fn only(&self, id: PractitionerId) -> Self {
        Self { whose: vec![id], ..self.clone() }
    }
}
