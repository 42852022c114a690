//! What a practice and its people show of themselves: presentation that travels with decisions but takes none.

use guichet_kernel::{
    CategoryId, Country, Label, LocationId, Minutes, Money, PracticeId, PractitionerId, ServiceId, Slug, Telephone, Zone,
};
use serde::{Deserialize, Serialize};

use super::waitlist::AlertTerms;

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
    /// How many minutes ahead the public must book; a practitioner's own terms may say otherwise.
    #[serde(default = "two_hours")]
    pub booking_notice: u32,
    /// How many days ahead the agenda is open to the public; a practitioner's own terms may say otherwise (A12).
    #[serde(default = "quarter")]
    pub booking_horizon: u16,
    /// How many appointments ahead one address may have booked online with one practitioner (A9).
    #[serde(default = "some")]
    pub open_bookings: u8,
    /// Whether what is booked online waits until the link in the letter is opened, which proves that the address is theirs.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirm_by_link: bool,
    /// How earlier slots are offered to who waits (W1); none: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alerts: Option<AlertTerms>,
    /// Its places of consultation.
    pub locations: Vec<LocationCard>,
    /// What can be booked.
    pub services: Vec<ServiceCard>,
}

impl PracticeCard {
    /// The path of its public page: `/fr/cabinet/cabinet-des-lilas-0192…`.
    pub fn page_path(&self) -> String {
        practice_path(self.country, &self.name, self.practice)
    }

    /// What of it the public sees: a service that staff alone book is nobody's to read, nor is the door's code or where to join before one
    /// has booked.
    #[must_use]
    pub fn published(mut self) -> Self {
        self.services.retain(|service| service.online);
        self.locations = self.locations.into_iter().map(LocationCard::published).collect();
        self.services = self.services.into_iter().map(ServiceCard::published).collect();
        self
    }

    /// Whether the public finds it: it has a place, and something that can be booked online.
    pub fn is_public(&self) -> bool {
        !self.locations.is_empty() && self.services.iter().any(|service| service.online)
    }

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
    /// How to get in, for everybody to read: floor, lift, stop nearby.
    #[serde(default)]
    pub access: Option<Label>,
    /// What only who has an appointment there is told (A6): the door's code, which bell to ring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Label>,
    /// Its time zone.
    pub zone: Zone,
}

impl LocationCard {
    /// What of it anybody may see.
    #[must_use]
    pub fn published(self) -> Self {
        Self { entry: None, ..self }
    }
}

impl ServiceCard {
    /// What of it anybody may see.
    #[must_use]
    pub fn published(self) -> Self {
        Self { join_link: None, ..self }
    }
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
    /// Where care is given, as its category says (A1): what is sent is not listened to.
    #[serde(default)]
    pub mode: Mode,
    /// Whether several patients come together, as its category says (A2): what is sent is not listened to.
    #[serde(default)]
    pub group: bool,
    /// Minutes to prepare before it, 240 at most; with all that goes with it, a service takes a day at most.
    #[serde(default)]
    pub before: u16,
    /// Minutes to tidy up after it, 240 at most.
    #[serde(default)]
    pub after: u16,
    /// Minutes on the road, before and after a home visit, 240 at most; 0 for what is no home visit.
    #[serde(default)]
    pub travel: u16,
    /// Whom it is for (A9).
    #[serde(default)]
    pub visit: Visit,
    /// Whether the public can book it.
    #[serde(default = "yes")]
    pub online: bool,
    /// Where a teleconsultation is joined, an `https` address; only for what is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub join_link: Option<Label>,
}

/// Where care is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// At the practice.
    #[default]
    Office,
    /// At the patient's.
    Home,
    /// At a distance.
    Remote,
}

/// Whom a service is for (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Visit {
    /// Everybody.
    #[default]
    Any,
    /// Who comes for the first time.
    First,
    /// Who has been here before.
    FollowUp,
}

const fn yes() -> bool {
    true
}

const fn quarter() -> u16 {
    90
}

const fn two_hours() -> u32 {
    120
}

const fn some() -> u8 {
    4
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

/// The path of a practice's public page.
pub(super) fn practice_path(country: Country, name: &Label, practice: PracticeId) -> String {
    format!("/{}/cabinet/{}-{}", country.path_segment(), Slug::of(name.as_str(), "cabinet").as_str(), practice.digits())
}

/// The path of the page behind a signed link.
pub fn appointment_path(link: &str) -> String {
    format!("/rdv/{link}")
}

/// The path of the page of an offer behind its signed link.
pub fn offer_path(link: &str) -> String {
    format!("/offre/{link}")
}

/// The path where the bearer of an offer's link stops the alerts: a form with GET, done with POST (RFC 8058).
pub fn stop_path(link: &str) -> String {
    format!("/offre/{link}/desabonner")
}
