//! Settings, locations, services, categories.

use askama::Template;

use super::labels::InWords;
use super::patient_forms::FormPage;
use super::say::Say;
use super::shell::{self, Button, Field, Form};
use super::{Desk, Input, Post, fields};
use crate::RenderError;

/// Everything that a practice decides about itself.
#[derive(Clone)]
pub struct SettingsPage {
    /// What stands around.
    pub desk: Desk,
    /// Each setting, with its default.
    pub settings: Vec<SettingRow>,
    /// Places of consultation, in the order shown to patients.
    pub locations: Vec<LocationRow>,
    /// The form for one more.
    pub add_location_href: Option<String>,
    /// What can be booked, in the order shown to patients.
    pub services: Vec<ServiceRow>,
    /// The form for one more.
    pub add_service_href: Option<String>,
    /// Groups of services.
    pub categories: Vec<CategoryRow>,
    /// Adds a category: posts [`fields::NAME`](super::fields::NAME); bears a key.
    pub add_category: Option<Post>,
    /// The new category's name, when it was refused.
    pub category_name: Input,
}

/// A setting.
#[derive(Clone)]
pub struct SettingRow {
    /// Which.
    pub setting: Setting,
    /// As it is.
    pub value: SettingValue,
    /// As it is when nobody decided; `None` where there is no such thing (a name).
    pub default: Option<SettingValue>,
    /// Changes it: posts [`fields::VALUE`](super::fields::VALUE), a number in the value's unit, `yes` or `no`, or a text. `None`: read only.
    pub post: Option<Post>,
    /// What was typed and refused.
    pub typed: Option<Input>,
}

/// The settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// The practice's name.
    Name,
    /// Where a person answers.
    Telephone,
    /// Until how long before the start a patient may cancel by the link (A7).
    CancellationNotice,
    /// How many minutes ahead the public must book.
    BookingNotice,
    /// How many days ahead the agendas are open to the public (A12).
    BookingHorizon,
    /// How many appointments ahead one address may have booked online with one practitioner (A9).
    OpenBookings,
    /// Whether what is booked online waits until the link in the letter is opened.
    ConfirmByLink,
    /// Whether who waits is offered earlier slots (W1).
    EarlierAlerts,
    /// How far ahead an appointment must be for its patient to wait for an earlier one (W2).
    AlertMinimumDays,
    /// How many are asked at once (W3).
    AlertFirst,
    /// Whether a slot of the same day is offered too (W4).
    AlertSameDay,
    /// After how long as many more are asked.
    AlertRound,
    /// How long before the slot an offer ends (W8).
    OfferNotice,
    /// Whether home visits are offered too.
    AlertHomeVisits,
    /// Whether secretaries run every practitioner's agenda from the day they or the practitioner join.
    DelegateAgendaToSecretaries,
    /// Whether patients who look like one are proposed for merging (A8).
    ProposeDuplicates,
    /// How long a machine's key works unless its maker says otherwise.
    TokenDays,
    /// How long an invitation can be accepted.
    InvitationDays,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 18] = [
        Self::Name,
        Self::Telephone,
        Self::CancellationNotice,
        Self::BookingNotice,
        Self::BookingHorizon,
        Self::OpenBookings,
        Self::ConfirmByLink,
        Self::EarlierAlerts,
        Self::AlertMinimumDays,
        Self::AlertFirst,
        Self::AlertSameDay,
        Self::AlertRound,
        Self::OfferNotice,
        Self::AlertHomeVisits,
        Self::DelegateAgendaToSecretaries,
        Self::ProposeDuplicates,
        Self::TokenDays,
        Self::InvitationDays,
    ];

    /// The setting of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.word() == word)
    }

    /// What it means, where its name does not say it all; such a setting is one of the earlier slots.
    fn help(self) -> Option<&'static str> {
        match self {
            Self::EarlierAlerts => Some("d-setting-earlier-alerts-why"),
            Self::AlertMinimumDays => Some("d-setting-alert-minimum-days-why"),
            Self::AlertFirst => Some("d-setting-alert-first-why"),
            Self::AlertSameDay => Some("d-setting-alert-same-day-why"),
            Self::AlertRound => Some("d-setting-alert-round-why"),
            Self::OfferNotice => Some("d-setting-offer-notice-why"),
            Self::AlertHomeVisits => Some("d-setting-alert-home-visits-why"),
            _ => None,
        }
    }

    /// A stable word for it, the practice's own: names the row and its field.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Telephone => "telephone",
            Self::CancellationNotice => "cancellation_notice",
            Self::BookingNotice => "booking_notice",
            Self::BookingHorizon => "booking_horizon",
            Self::OpenBookings => "open_bookings",
            Self::ConfirmByLink => "confirm_by_link",
            Self::EarlierAlerts => "earlier_alerts",
            Self::AlertMinimumDays => "alert_minimum_days",
            Self::AlertFirst => "alert_first",
            Self::AlertSameDay => "alert_same_day",
            Self::AlertRound => "alert_round",
            Self::OfferNotice => "offer_notice",
            Self::AlertHomeVisits => "alert_home_visits",
            Self::DelegateAgendaToSecretaries => "delegate_agenda_to_secretaries",
            Self::ProposeDuplicates => "propose_duplicates",
            Self::TokenDays => "token_days",
            Self::InvitationDays => "invitation_days",
        }
    }
}

/// The value of a setting, with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// A text.
    Text(String),
    /// A length in minutes.
    Minutes(u32),
    /// A number of days.
    Days(u32),
    /// A number of appointments.
    Appointments(u32),
    /// A number of patients.
    Patients(u32),
    /// On or off.
    On(bool),
}

/// A place of consultation.
#[derive(Clone)]
pub struct LocationRow {
    /// Postal address, a line each.
    pub address: Vec<String>,
    /// The town.
    pub city: String,
    /// The zone's name.
    pub zone: String,
    /// How to get in.
    pub access: Option<String>,
    /// The form.
    pub edit_href: Option<String>,
    /// No longer offers it.
    pub withdraw: Option<Post>,
}

/// Something that can be booked.
#[derive(Clone)]
pub struct ServiceRow {
    /// `Séance de suivi`.
    pub label: String,
    /// Length.
    pub minutes: u32,
    /// Already written for the country, see [`amount`](crate::amount).
    pub price: Option<String>,
    /// Its category.
    pub category: Option<CategoryName>,
    /// The form.
    pub edit_href: Option<String>,
    /// No longer offers it.
    pub withdraw: Option<Post>,
}

/// A group of services.
#[derive(Clone)]
pub struct CategoryRow {
    /// Unique on the page: names the row's field.
    pub id: String,
    /// What it is called.
    pub name: CategoryName,
    /// Renames it: posts [`fields::NAME`](super::fields::NAME).
    pub rename: Option<Post>,
    /// No longer offers it.
    pub withdraw: Option<Post>,
}

/// What a category is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CategoryName {
    /// At the address in the patient's record; locked (A1).
    HomeVisit,
    /// Remote, with a join link; locked (A1).
    Teleconsultation,
    /// For several at once; locked (A1).
    Group,
    /// The practice's own.
    Own(String),
}

/// The form of a location.
#[derive(Clone)]
pub struct LocationFormPage {
    /// What stands around.
    pub desk: Desk,
    /// It exists already.
    pub exists: bool,
    /// Where it goes: a new one bears a key.
    pub post: Post,
    /// [`fields::ADDRESS_1`](super::fields::ADDRESS_1).
    pub address_1: Input,
    /// [`fields::ADDRESS_2`](super::fields::ADDRESS_2).
    pub address_2: Input,
    /// [`fields::CITY`](super::fields::CITY).
    pub city: Input,
    /// [`fields::ACCESS`](super::fields::ACCESS).
    pub access: Input,
    /// [`fields::ENTRY`](super::fields::ENTRY).
    pub entry: Input,
    /// [`fields::ZONE`](super::fields::ZONE).
    pub zone: Input,
    /// Zones offered.
    pub zones: Vec<String>,
    /// Back, with nothing done.
    pub cancel_href: String,
}

impl SettingsPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let row = |row| Row { row, form: SettingRow::form(row, w) };
        let (alerts, settings): (Vec<_>, Vec<_>) = self.settings.iter().map(row).partition(|row| row.row.setting.help().is_some());
        let categories = self.categories.iter().map(|row| Row { row, form: row.form(w) }).collect();
        let add_category = self.add_category.as_ref().map(|post| {
            let name = Field::line(w, fields::NAME, w.t("d-category-new"), &self.category_name).id("categorie-nouvelle");
            Form::new(w, post, w.t("d-add"), vec![name]).quiet()
        });
        let wrong = settings.iter().chain(&alerts).filter_map(|row| row.form.as_ref()).chain(&add_category).any(Form::wrong);
        let title = shell::title(w, w.t("d-nav-settings"), wrong);
        shell::in_desk(&self.desk, &title, &SettingsTemplate { w, page: self, settings, alerts, categories, add_category })
    }
}

impl SettingRow {
    fn form(&self, w: Say) -> Option<Form<'_>> {
        let id = format!("reglage-{}", self.setting.word());
        let field = Field::of_value(w, id, self.setting.words(w), &self.value, self.typed.as_ref());
        self.post.as_ref().map(|post| Form::new(w, post, w.t("d-save"), vec![field]).quiet())
    }
}

impl CategoryRow {
    fn form(&self, w: Say) -> Option<Form<'_>> {
        let field =
            Field::line(w, fields::NAME, w.t("d-category-name"), &Input::of(self.name.words(w))).id(format!("categorie-{}", self.id));
        self.rename.as_ref().map(|post| Form::new(w, post, w.t("d-save"), vec![field]).quiet())
    }
}

impl LocationFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let all = vec![
            Field::line(w, fields::ADDRESS_1, w.t("d-address-1"), &self.address_1).required(),
            Field::line(w, fields::ADDRESS_2, w.t("d-address-2"), &self.address_2).required(),
            Field::line(w, fields::CITY, w.t("d-city"), &self.city).hint(w.t("d-city-hint")).required(),
            Field::line(w, fields::ACCESS, w.t("access"), &self.access).hint(w.t("d-access-hint")),
            Field::line(w, fields::ENTRY, w.t("d-entry"), &self.entry).hint(w.t("d-entry-hint")),
            super::home::zone(w, &self.zone, &self.zones),
        ];
        let heading = if self.exists { w.t("d-location-change") } else { w.t("d-location-add") };
        form_page(w, &self.desk, heading, Form::new(w, &self.post, w.t("d-save"), all).cancel(&self.cancel_href))
    }
}

pub(super) fn form_page(w: Say, desk: &Desk, heading: String, form: Form<'_>) -> Result<String, RenderError> {
    let title = shell::title(w, heading.clone(), form.wrong());
    shell::in_desk(desk, &title, &FormPage { w, heading, under: None, alike: &[], form })
}

/// A row, with the form that changes it.
struct Row<'a, T> {
    row: &'a T,
    form: Option<Form<'a>>,
}

#[derive(Template)]
#[template(path = "desk/settings.html")]
struct SettingsTemplate<'a> {
    w: Say,
    page: &'a SettingsPage,
    settings: Vec<Row<'a, SettingRow>>,
    alerts: Vec<Row<'a, SettingRow>>,
    categories: Vec<Row<'a, CategoryRow>>,
    add_category: Option<Form<'a>>,
}
