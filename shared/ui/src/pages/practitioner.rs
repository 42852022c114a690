//! A practitioner's public page, where a patient chooses where, what and when.

use std::borrow::Borrow;

use askama::Template;
use guichet_contracts::command::card::{Mode, Visit};
use guichet_kernel::Locale;

use super::{fields, head::Head, picker::Picker};
use crate::RenderError;
use crate::facts::{Practice, Practitioner};
use crate::frame::Frame;
use crate::words::Words;

/// A practitioner's public page: who, where, which service, and the free hours of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What the page says of itself.
    pub head: Head,
    /// Whose page it is.
    pub practitioner: Practitioner,
    /// Where they receive.
    pub practice: Practice,
    /// What patients bring, whatever the service.
    pub bring: Option<String>,
    /// Said at the top, when a patient comes back from elsewhere.
    pub notice: Option<PageNotice>,
    /// Where else they receive, and here (A3); empty where there is nothing to choose.
    pub places: Vec<PlaceChoice>,
    /// Whether new patients are taken (A9).
    pub new_patients: bool,
    /// What can be booked; at most one is selected. None: it is booked by telephone.
    pub services: Vec<ServiceChoice>,
    /// The hours of the service that is selected.
    pub picker: Option<Picker>,
    /// Search engines may list this address.
    pub indexed: bool,
}

/// Why a patient sees free hours again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageNotice {
    /// Someone else took the hour first.
    SlotTaken,
    /// The hour is over or too near.
    SlotPast,
    /// The group has no place left.
    Full,
    /// The hour was kept for the patient, and time ran out.
    HoldLapsed,
}

/// A location where the practitioner receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceChoice {
    /// Of which practice: `Cabinet des Lilas`.
    pub name: String,
    /// Its street, where it tells two of a town apart.
    pub street: Option<String>,
    /// Its town.
    pub city: String,
    /// The page is about this one.
    pub selected: bool,
    /// The page about it.
    pub href: String,
}

/// A service that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceChoice {
    /// `Séance de suivi`.
    pub label: String,
    /// Length.
    pub minutes: u32,
    /// Already written for the country, see [`amount`](crate::amount).
    pub price: Option<String>,
    /// Where care is given (A1).
    pub mode: Mode,
    /// Whether several patients come together (A2).
    pub group: bool,
    /// Whom it is for (A9).
    pub visit: Visit,
    /// The hours shown are those of this service.
    pub selected: bool,
    /// This page, with this service selected; none: it cannot be chosen at the moment.
    pub href: Option<String>,
}

impl PractitionerPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let page = w.t2("practitioner-title", "name", &self.practitioner.name, "profession", self.practitioner.profession.to_lowercase());
        let frame = Frame::new(w, &page, Some(&self.practice)).indexed(self.indexed);
        let notice = self.notice.map(|notice| notice.words(w));
        let place_is = self.services.iter().find(|service| service.selected).and_then(|service| service.place(w));
        // How to get in is of no use to whoever does not come.
        let access = self.practice.access.as_deref().filter(|_| place_is.is_none());
        let nothing_to_choose = self.services.iter().all(|service| service.href.is_none());
        PractitionerTemplate { w, frame, page: self, head: &self.head, notice, place_is, access, nothing_to_choose }.render()
    }
}

impl ServiceChoice {
    /// Where care is given, if not at the practice.
    fn place(&self, w: Words) -> Option<String> {
        match self.mode {
            Mode::Office => None,
            Mode::Home => Some(w.t("where-home")),
            Mode::Remote => Some(w.t("where-remote")),
        }
    }

    /// What there is to know before choosing it.
    fn remarks(&self, w: impl Borrow<Words>) -> Vec<String> {
        let w = *w.borrow();
        let group = self.group.then(|| w.t("service-group"));
        let whom = match self.visit {
            Visit::Any => None,
            Visit::First => Some(w.t("service-first")),
            Visit::FollowUp => Some(w.t("service-follow-up")),
        };
        self.place(w).into_iter().chain(group).chain(whom).collect()
    }
}

impl PageNotice {
    pub(crate) fn words(self, w: Words) -> String {
        match self {
            Self::SlotTaken => w.t("practitioner-slot-taken"),
            Self::SlotPast => w.t("practitioner-slot-past"),
            Self::Full => w.t("practitioner-slot-full"),
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
    head: &'a Head,
    notice: Option<String>,
    place_is: Option<String>,
    access: Option<&'a str>,
    nothing_to_choose: bool,
}
