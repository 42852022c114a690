//! Facts that several pages and mails show: who, where, what and when.

use std::borrow::Borrow;

use chrono::NaiveDateTime;
use guichet_kernel::Fold;

use crate::words::Words;

/// A telephone number, as a link dials it and as a reader reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// E.164, as in `+33478000000`.
    pub e164: String,
    /// As the country writes it, as in `04 78 00 00 00`.
    pub shown: String,
}

/// The practitioner as patients know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// First and last name.
    pub name: String,
    /// In the practitioner's own gender: `Masseuse-kinésithérapeute`.
    pub profession: String,
    /// One or two letters that stand in for a portrait.
    pub initials: String,
}

/// The practice at one of its locations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// `Cabinet des Lilas`.
    pub name: String,
    /// Postal address, a line each, the country left out.
    pub address: Vec<String>,
    /// How to get in: floor, lift, stop nearby; the door's code for who has an appointment.
    pub access: Option<String>,
    /// Where a person answers.
    pub phone: Option<Phone>,
}

/// One appointment, or one that may become so: what a patient needs to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// What is booked: `Séance de suivi`.
    pub service: String,
    /// Wall clock of the location.
    pub start: NaiveDateTime,
    /// Which of the two it is, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// Length.
    pub minutes: u32,
    /// Already written for the country, see [`amount`](crate::amount); `None` where no price is shown.
    pub price: Option<String>,
    /// Who gives care.
    pub practitioner: Practitioner,
    /// Where.
    pub practice: Practice,
    /// What the patient brings.
    pub bring: Option<String>,
    /// Where care is given.
    pub whereabouts: Whereabouts,
}

/// Where care is given (A1).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Whereabouts {
    /// At the practice.
    #[default]
    Practice,
    /// At the patient's address, which the practice has.
    Home,
    /// At a distance.
    Remote {
        /// Where the patient joins, if they are told already.
        join: Option<String>,
    },
}

impl Visit {
    /// Where the patient finds the practitioner, a line each.
    pub(crate) fn place_lines(&self, w: impl Borrow<Words>) -> Vec<String> {
        let w = w.borrow();
        match &self.whereabouts {
            Whereabouts::Practice => std::iter::once(&self.practice.name).chain(&self.practice.address).cloned().collect(),
            Whereabouts::Home => vec![w.t("where-home")],
            Whereabouts::Remote { .. } => vec![w.t("where-remote")],
        }
    }

    /// The same, on one line.
    pub(crate) fn place_line(&self, w: impl Borrow<Words>) -> String {
        self.place_lines(w).join(", ")
    }

    /// How to get in, where the patient is to come.
    pub(crate) fn access(&self) -> Option<&str> {
        self.practice.access.as_deref().filter(|_| self.whereabouts == Whereabouts::Practice)
    }

    /// Where the patient joins.
    pub(crate) fn join(&self) -> Option<&str> {
        match &self.whereabouts {
            Whereabouts::Remote { join } => join.as_deref(),
            Whereabouts::Practice | Whereabouts::Home => None,
        }
    }

    /// The same as an address that a browser opens; what staff typed otherwise stays text.
    pub(crate) fn join_href(&self) -> Option<&str> {
        self.join().filter(|join| join.starts_with("https://"))
    }
}

/// A form value that the patient does not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Name of the form field.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// A link that offers the next thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What will happen: `Choisir un autre horaire`.
    pub label: String,
    /// Where it leads.
    pub href: String,
}
