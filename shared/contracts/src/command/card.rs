//! What a practice and its people show of themselves: presentation that travels with decisions but takes none.

use guichet_kernel::{
    CategoryId, Country, Label, LocationId, Minutes, Money, PracticeId, PractitionerId, ServiceId, Slug, Telephone, Zone,
};
use serde::{Deserialize, Serialize};

/// What a practice shows and what its agendas decide by. The Practice object owns it; agendas keep the newest copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PracticeCard {
    /// Which practice.
    pub practice: PracticeId,
    /// Its country, which decides the language, the region and the words.
    pub country: Country,
    /// Its name.
    pub name: Label,
    /// Its telephone.
    pub telephone: Telephone,
    /// Until how many minutes before the start a patient may cancel by the link (A7).
    pub cancellation_notice: u32,
    /// Its places of consultation.
    pub locations: Vec<LocationCard>,
    /// What can be booked.
    pub services: Vec<ServiceCard>,
}

impl PracticeCard {
    /// The location of that id.
    pub fn location(&self, id: LocationId) -> Option<&LocationCard> {
        self.locations.iter().find(|location| location.id == id)
    }

    /// The service of that id.
    pub fn service(&self, id: ServiceId) -> Option<&ServiceCard> {
        self.services.iter().find(|service| service.id == id)
    }
}

/// A place of consultation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LocationCard {
    /// Which.
    pub id: LocationId,
    /// The postal address, line by line.
    pub address: Vec<Label>,
    /// The town, for "heures de Lyon".
    pub city: Label,
    /// How to get in: floor, lift, door code.
    #[serde(default)]
    pub access: Option<Label>,
    /// Its time zone.
    pub zone: Zone,
}

/// What is booked and billed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServiceCard {
    /// Which.
    pub id: ServiceId,
    /// Its label, for patients.
    pub label: Label,
    /// How long it takes.
    pub minutes: Minutes,
    /// What it costs, where the practice shows it.
    #[serde(default)]
    pub price: Option<Money>,
    /// What to bring or know (A6).
    #[serde(default)]
    pub note: Option<Label>,
    /// Of which category (A1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
}

/// A practitioner as patients see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PractitionerCard {
    /// Who.
    pub id: PractitionerId,
    /// Their name.
    pub name: Label,
    /// Their profession, as they write it.
    pub profession: Label,
    /// Their name in the address of their page.
    pub slug: Slug,
}

impl PractitionerCard {
    /// The path of their public page: `/fr/praticien/claire-morel-0192…`.
    pub fn page_path(&self, country: Country) -> String {
        format!("/{}/praticien/{}-{}", country.path_segment(), self.slug.as_str(), self.id.digits())
    }
}

/// The path of the page behind a signed link.
pub fn appointment_path(link: &str) -> String {
    format!("/rdv/{link}")
}
