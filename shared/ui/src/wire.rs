//! What objects answer, as pages and mails show it.

use guichet_contracts::command::{
    agenda::SlotFacts,
    card::{LocationCard, Mode, PracticeCard, PractitionerCard, ServiceCard},
};
use guichet_kernel::{Country, Label, Telephone};

use crate::{
    facts::{Phone, Practice, Practitioner, Visit, Whereabouts},
    money::amount,
};

impl From<&Telephone> for Phone {
    fn from(telephone: &Telephone) -> Self {
        Self { e164: telephone.dial.as_str().to_owned(), shown: telephone.shown.as_str().to_owned() }
    }
}

impl From<&PractitionerCard> for Practitioner {
    fn from(card: &PractitionerCard) -> Self {
        let name = card.name.as_str();
        let initials = name.split([' ', '-']).filter_map(|word| word.chars().next()).filter(|first| first.is_uppercase()).take(2).collect();
        Self { name: name.to_owned(), profession: card.profession.as_str().to_owned(), initials }
    }
}

impl Practice {
    /// The practice, seen at one of its locations.
    pub fn at(practice: &PracticeCard, location: &LocationCard) -> Self {
        Self {
            name: practice.name.as_str().to_owned(),
            address: location.address.iter().map(|line| line.as_str().to_owned()).collect(),
            access: how_to_get_in(location),
            phone: Some((&practice.telephone).into()),
        }
    }
}

/// What everybody may read, and after it what only who has an appointment is told: it is not there for anybody else.
fn how_to_get_in(location: &LocationCard) -> Option<String> {
    let told: Vec<&str> = [&location.access, &location.entry].into_iter().flatten().map(Label::as_str).collect();
    (!told.is_empty()).then(|| told.join(" · "))
}

impl From<&SlotFacts> for Visit {
    fn from(slot: &SlotFacts) -> Self {
        Self {
            service: slot.service.label.as_str().to_owned(),
            start: slot.location.zone.wall(slot.starts_at),
            fold: slot.location.zone.fold(slot.starts_at),
            minutes: slot.service.minutes.count().into(),
            price: price(&slot.service, slot.practice.country),
            practitioner: (&slot.practitioner).into(),
            practice: Practice::at(&slot.practice, &slot.location),
            bring: slot.service.note.as_ref().map(Label::as_str).map(ToOwned::to_owned),
            whereabouts: match slot.service.mode {
                Mode::Office => Whereabouts::Practice,
                Mode::Home => Whereabouts::Home,
                Mode::Remote => Whereabouts::Remote { join: slot.service.join_link.as_ref().map(|join| join.as_str().to_owned()) },
            },
        }
    }
}

/// The price of a service as its country writes it, where the practice shows one.
pub fn price(service: &ServiceCard, country: Country) -> Option<String> {
    service.price.map(|price| amount(price.minor(), country))
}
