//! The pages: a view model each, and its template beside it in `templates/`.

mod alert;
mod appointment;
mod booking;
mod directory;
mod head;
mod moving;
mod notice;
mod offer;
mod picker;
mod practitioner;
mod space;

pub use alert::{AlertBox, AlertPlace, half_day};
pub use appointment::{AppointmentPage, AppointmentState, Cancelling, Confirming};
pub use booking::{
    AddressError, AddressFields, BirthDateError, BirthDateField, BookingFields, BookingFormPage, EmailError, Field, Hold, NameError,
    PersonCheck,
};
pub use directory::{FreeSaid, Place, PracticePage, ResultLine, Results, SearchPage, ServiceLine, find};
pub use head::{Head, LANGUAGE_QUERY};
pub use moving::MovePage;
pub use notice::{Notice, NoticePage};
pub use offer::{FreeStart, OfferPage, Since, StopAlertsPage};
pub use picker::{Day, Next, Openings, Picker, Slot};
pub use practitioner::{PageNotice, PlaceChoice, PractitionerPage, ServiceChoice};
pub use space::{
    SpaceDoorPage, SpaceLine, SpaceLock, SpaceNotice, SpacePage, SpacePerson, SpacePractice, SpaceShown, SpaceState, space_link_page,
};

/// Names of the form fields that the pages post.
pub mod fields {
    /// The service that is asked for.
    pub const SERVICE: &str = "motif";
    /// The start that is asked for, as [`Slot::value`](super::Slot::value) gave it.
    pub const START: &str = "debut";
    /// The location that is asked for.
    pub const LOCATION: &str = "lieu";
    /// The first day that was shown.
    pub const FROM: &str = "du";
    /// For whom it is: [`SELF`] or [`OTHER`].
    pub const FOR: &str = "pour";
    /// For whoever books.
    pub const SELF: &str = "moi";
    /// For somebody whom they answer for (A8).
    pub const OTHER: &str = "proche";
    /// The given name of whoever books for another.
    pub const CONTACT_GIVEN_NAME: &str = "contact-prenom";
    /// The family name of whoever books for another.
    pub const CONTACT_FAMILY_NAME: &str = "contact-nom";
    /// What nobody sees and nobody fills in but programs that fill in everything.
    pub const TRAP: &str = "site-web";
    /// The patient's given name.
    pub const GIVEN_NAME: &str = "prenom";
    /// The patient's family name.
    pub const FAMILY_NAME: &str = "nom";
    /// Day of the month of birth.
    pub const BIRTH_DAY: &str = "naissance-jour";
    /// Month of birth, a number.
    pub const BIRTH_MONTH: &str = "naissance-mois";
    /// Year of birth.
    pub const BIRTH_YEAR: &str = "naissance-annee";
    /// Where the patient is visited: number and street.
    pub const STREET: &str = "adresse";
    /// How to find the door there; may stay empty.
    pub const DOOR: &str = "adresse-complement";
    /// Its postal code.
    pub const POSTAL_CODE: &str = "code-postal";
    /// Its town.
    pub const CITY: &str = "commune";
    /// Where the confirmation goes.
    pub const EMAIL: &str = "email";
    /// Whether whoever sends it wants to be told of something earlier: [`YES`] or [`NO`].
    pub const ALERT: &str = "alerte";
    /// They do.
    pub const YES: &str = "oui";
    /// They do not.
    pub const NO: &str = "non";
    /// A half-day that suits them, such as `lundi-matin`.
    pub const HALF: &str = "demi-jour";
}
