//! The form in which a patient says who comes.

use askama::Template;
use chrono::NaiveDateTime;
use guichet_kernel::Locale;

use super::fields;
use crate::RenderError;
use crate::facts::{Hidden, Visit, Whereabouts};
use crate::frame::Frame;
use crate::words::Words;

/// The last step before an appointment is taken: the facts, then who comes.
///
/// Posts the names of [`fields`] and `hidden` to `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingFormPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What is about to be booked.
    pub visit: Visit,
    /// Whether the hour is kept meanwhile.
    pub hold: Hold,
    /// What the patient typed, and what is to be mended.
    pub fields: BookingFields,
    /// Address that the form is posted to.
    pub action: String,
    /// Posted along.
    pub hidden: Vec<Hidden>,
    /// Back to the free hours.
    pub other_slot_href: String,
    /// Whether what is booked stands only once the link of a letter is opened.
    pub confirms: bool,
    /// The check that a person fills in the form, where it is wanted. It needs JavaScript; who has none is given the telephone.
    pub check: Option<PersonCheck>,
}

/// Cloudflare's Turnstile, in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCheck {
    /// The key by which the widget is known.
    pub site_key: String,
    /// Whether it was not passed, and is to be done again.
    pub again: bool,
}

/// Whether an hour is kept while the patient types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Nobody else can take it before this moment, in the location's wall clock.
    Until(NaiveDateTime),
    /// It may still be free; it is no longer kept.
    Lapsed,
}

/// The form as typed so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookingFields {
    /// Posted as [`fields::FOR`]: whether the patient is somebody else than whoever fills in the form.
    pub for_other: bool,
    /// Posted as [`fields::CONTACT_GIVEN_NAME`], where it is.
    pub contact_given_name: Field<NameError>,
    /// Posted as [`fields::CONTACT_FAMILY_NAME`], where it is.
    pub contact_family_name: Field<NameError>,
    /// Posted as [`fields::GIVEN_NAME`].
    pub given_name: Field<NameError>,
    /// Posted as [`fields::FAMILY_NAME`].
    pub family_name: Field<NameError>,
    /// Posted as [`fields::BIRTH_DAY`], [`fields::BIRTH_MONTH`] and [`fields::BIRTH_YEAR`].
    pub birth_date: BirthDateField,
    /// Where the patient is visited; asked for where care is given at their home (A1).
    pub address: AddressFields,
    /// Posted as [`fields::EMAIL`].
    pub email: Field<EmailError>,
}

/// An address, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressFields {
    /// Posted as [`fields::STREET`].
    pub street: Field<AddressError>,
    /// Posted as [`fields::DOOR`].
    pub door: Field<AddressError>,
    /// Posted as [`fields::POSTAL_CODE`].
    pub postal_code: Field<AddressError>,
    /// Posted as [`fields::CITY`].
    pub city: Field<AddressError>,
}

impl AddressFields {
    /// Whether anything is to be mended.
    pub fn is_wrong(&self) -> bool {
        [&self.street, &self.door, &self.postal_code, &self.city].into_iter().any(|field| field.error.is_some())
    }
}

/// A text field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field<E> {
    /// As typed.
    pub value: String,
    /// What is to be mended, if anything.
    pub error: Option<E>,
}

impl<E> Default for Field<E> {
    fn default() -> Self {
        Self { value: String::new(), error: None }
    }
}

/// A date of birth in three fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BirthDateField {
    /// As typed.
    pub day: String,
    /// As typed.
    pub month: String,
    /// As typed.
    pub year: String,
    /// What is to be mended, if anything.
    pub error: Option<BirthDateError>,
}

/// What is to be mended in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameError {
    /// Nothing typed.
    Missing,
    /// More than a name can hold.
    TooLong,
    /// Signs that no name has.
    Malformed,
}

/// What is to be mended in a date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BirthDateError {
    /// Nothing typed.
    Missing,
    /// One or two of the three are empty.
    Incomplete,
    /// No such day, or not numbers.
    NotADate,
    /// After today.
    InFuture,
    /// Longer ago than anyone lives.
    TooLongAgo,
}

/// What is to be mended in a line of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// Nothing typed.
    Missing,
    /// Longer than a line can be.
    TooLong,
    /// Not a postal code of the country.
    Malformed,
}

/// What is to be mended in an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailError {
    /// Nothing typed.
    Missing,
    /// Not an address that mail can reach.
    Malformed,
    /// Longer than an address can be.
    TooLong,
}

impl BookingFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let errors = FieldErrors::new(&self.fields, w);
        let count = errors.list().len();
        let mut page = w.t("booking-title");
        if count > 0 {
            page = w.t1("title-with-error", "page", page);
        }
        let frame = Frame::new(w, &page, Some(&self.visit.practice)).private();
        let mend = w.n("booking-mend", "count", u32::try_from(count).unwrap_or(u32::MAX));
        let at_home = self.visit.whereabouts == Whereabouts::Home || self.fields.address.is_wrong();
        BookingTemplate { w, frame, page: self, at_home, errors, mend }.render()
    }
}

/// What is to be mended, in words.
struct FieldErrors {
    contact_given_name: Option<String>,
    contact_family_name: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    birth_date: Option<String>,
    street: Option<String>,
    door: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    email: Option<String>,
}

impl FieldErrors {
    fn new(typed: &BookingFields, w: Words) -> Self {
        Self {
            contact_given_name: typed.contact_given_name.error.map(|error| error.contact_given(w)),
            contact_family_name: typed.contact_family_name.error.map(|error| error.contact_family(w)),
            given_name: typed.given_name.error.map(|error| error.given(w)),
            family_name: typed.family_name.error.map(|error| error.family(w)),
            birth_date: typed.birth_date.error.map(|error| error.words(w)),
            street: typed.address.street.error.map(|error| error.words(w, "street-missing")),
            door: typed.address.door.error.map(|error| error.words(w, "address-too-long")),
            postal_code: typed.address.postal_code.error.map(|error| error.words(w, "postal-code-missing")),
            city: typed.address.city.error.map(|error| error.words(w, "city-missing")),
            email: typed.email.error.map(|error| error.words(w)),
        }
    }

    /// The field to go to and what to mend there, in the order of the form.
    fn list(&self) -> Vec<(&'static str, &str)> {
        [
            (fields::GIVEN_NAME, &self.given_name),
            (fields::FAMILY_NAME, &self.family_name),
            (fields::BIRTH_DAY, &self.birth_date),
            (fields::STREET, &self.street),
            (fields::DOOR, &self.door),
            (fields::POSTAL_CODE, &self.postal_code),
            (fields::CITY, &self.city),
            (fields::CONTACT_GIVEN_NAME, &self.contact_given_name),
            (fields::CONTACT_FAMILY_NAME, &self.contact_family_name),
            (fields::EMAIL, &self.email),
        ]
        .into_iter()
        .filter_map(|(field, error)| error.as_deref().map(|error| (field, error)))
        .collect()
    }
}

impl NameError {
    fn given(self, w: Words) -> String {
        match self {
            Self::Missing => w.t("given-name-missing"),
            Self::TooLong => w.t("given-name-too-long"),
            Self::Malformed => w.t("given-name-malformed"),
        }
    }

    fn contact_given(self, w: Words) -> String {
        if self == Self::Missing { w.t("contact-given-name-missing") } else { self.given(w) }
    }

    fn contact_family(self, w: Words) -> String {
        if self == Self::Missing { w.t("contact-family-name-missing") } else { self.family(w) }
    }

    fn family(self, w: Words) -> String {
        match self {
            Self::Missing => w.t("family-name-missing"),
            Self::TooLong => w.t("family-name-too-long"),
            Self::Malformed => w.t("family-name-malformed"),
        }
    }
}

impl BirthDateError {
    pub(crate) fn words(self, w: Words) -> String {
        match self {
            Self::Missing => w.t("birth-date-missing"),
            Self::Incomplete => w.t("birth-date-incomplete"),
            Self::NotADate => w.t("birth-date-not-a-date"),
            Self::InFuture => w.t("birth-date-in-future"),
            Self::TooLongAgo => w.t("birth-date-too-long-ago"),
        }
    }
}

impl AddressError {
    fn words(self, w: Words, missing: &str) -> String {
        match self {
            Self::Missing => w.t(missing),
            Self::TooLong => w.t("address-too-long"),
            Self::Malformed => w.t("postal-code-malformed"),
        }
    }
}

impl EmailError {
    pub(crate) fn words(self, w: Words) -> String {
        match self {
            Self::Missing => w.t("email-missing"),
            Self::Malformed => w.t("email-malformed"),
            Self::TooLong => w.t("email-too-long"),
        }
    }
}

#[derive(Template)]
#[template(path = "booking.html")]
struct BookingTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a BookingFormPage,
    at_home: bool,
    errors: FieldErrors,
    mend: String,
}
