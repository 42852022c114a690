//! A practitioner's public page, where a patient chooses what and when.

use askama::Template;
use chrono::{NaiveDate, NaiveDateTime, Timelike as _};
use guichet_kernel::Locale;

use super::fields;
use crate::RenderError;
use crate::facts::{Practice, Practitioner};
use crate::frame::Frame;
use crate::words::Words;

/// A practitioner's public page: who, where, which service, and the free hours of some days.
///
/// Pressing an hour posts [`fields::SERVICE`] and [`fields::START`] to `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Whose page it is.
    pub practitioner: Practitioner,
    /// Where they receive.
    pub practice: Practice,
    /// What patients bring, whatever the service.
    pub bring: Option<String>,
    /// Town whose clock the hours follow: `Lyon`.
    pub city: String,
    /// Said at the top, when a patient comes back from elsewhere.
    pub notice: Option<PageNotice>,
    /// Where else they receive, and here; empty where there is nothing to choose.
    pub practices: Vec<PracticeChoice>,
    /// What can be booked; at most one is selected. While none is, no hour is shown.
    pub services: Vec<ServiceChoice>,
    /// The days in order, fourteen of them as a rule.
    pub days: Vec<Day>,
    /// Address that an hour is posted to.
    pub action: String,
    /// The page with the days before these, when there are some.
    pub earlier_href: Option<String>,
    /// The page with the days after these, when the agenda is open that far.
    pub later_href: Option<String>,
    /// Search engines may list this address.
    pub indexed: bool,
}

/// Why a patient sees this page again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNotice {
    /// Someone else took the hour first.
    SlotTaken,
    /// The hour is over or too near.
    SlotPast,
    /// The hour was kept for the patient, and time ran out.
    HoldLapsed,
}

/// A practice where the practitioner receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeChoice {
    /// `Cabinet des Lilas`.
    pub name: String,
    /// Its town.
    pub city: String,
    /// The page is this practice's.
    pub selected: bool,
    /// The page of this practice.
    pub href: String,
}

/// A service that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceChoice {
    /// Posted as [`fields::SERVICE`].
    pub id: String,
    /// `Séance de suivi`.
    pub label: String,
    /// Length.
    pub minutes: u32,
    /// Already written for the country, see [`amount`](crate::amount).
    pub price: Option<String>,
    /// The hours shown are those of this service.
    pub selected: bool,
    /// This page, with this service selected.
    pub href: String,
}

/// A day of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its date at the location.
    pub date: NaiveDate,
    /// What is free.
    pub openings: Openings,
}

/// What a day has to offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Openings {
    /// Free starts in order; with none, the day reads as [`Openings::Full`].
    Free(Vec<Slot>),
    /// The practitioner receives, and everything is taken.
    Full,
    /// The practitioner does not receive.
    Closed,
}

/// A start that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Wall clock of the location.
    pub start: NaiveDateTime,
    /// Posted as [`fields::START`].
    pub value: String,
}

impl PractitionerPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let page = w.t2("practitioner-title", "name", &self.practitioner.name, "profession", self.practitioner.profession.to_lowercase());
        let frame = Frame::new(w, &page, Some(&self.practice)).indexed(self.indexed);
        let selected = self.services.iter().find(|service| service.selected);
        let notice = self.notice.map(|notice| notice.words(w));
        PractitionerTemplate { w, frame, page: self, notice, selected, first: self.first() }.render()
    }

    /// The earliest free start.
    fn first(&self) -> Option<&Slot> {
        self.days.iter().flat_map(Day::free).next()
    }
}

impl Day {
    fn free(&self) -> &[Slot] {
        match &self.openings {
            Openings::Free(slots) => slots,
            Openings::Full | Openings::Closed => &[],
        }
    }

    /// Whether `slot` is the first of the afternoon after some of the morning: it begins a new row.
    fn afternoon_begins(&self, slot: &Slot) -> bool {
        let late = |slot: &Slot| slot.start.hour() >= 13;
        let free = self.free();
        free.iter().find(|slot| late(slot)).is_some_and(|first| first == slot) && free.first().is_some_and(|first| !late(first))
    }

    fn closed(&self) -> bool {
        self.openings == Openings::Closed
    }
}

impl PageNotice {
    fn words(self, w: Words) -> String {
        match self {
            Self::SlotTaken => w.t("practitioner-slot-taken"),
            Self::SlotPast => w.t("practitioner-slot-past"),
            Self::HoldLapsed => w.t("practitioner-hold-lapsed"),
        }
    }
}

#[derive(Template)]
#[template(path = "practitioner.html")]
struct PractitionerTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a PractitionerPage,
    notice: Option<String>,
    selected: Option<&'a ServiceChoice>,
    first: Option<&'a Slot>,
}
