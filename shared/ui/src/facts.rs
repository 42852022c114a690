//! Facts that several pages and mails show: who, where, what and when.

use chrono::NaiveDateTime;

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
    /// How to get in: floor, door code, stop nearby.
    pub access: Option<String>,
    /// Where a person answers.
    pub phone: Option<Phone>,
}

impl Practice {
    /// The postal address on one line.
    pub(crate) fn address_line(&self) -> String {
        self.address.join(", ")
    }
}

/// One appointment, or one that may become so: what a patient needs to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// What is booked: `Séance de suivi`.
    pub service: String,
    /// Wall clock of the location.
    pub start: NaiveDateTime,
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
