//! The pages: a view model each, and its template beside it in `templates/`.

mod appointment;
mod booking;
mod notice;
mod practitioner;

pub use appointment::{AppointmentPage, AppointmentState, Cancelling};
pub use booking::{BirthDateError, BirthDateField, BookingFields, BookingFormPage, EmailError, Field, Hold, NameError};
pub use notice::{Notice, NoticePage};
pub use practitioner::{Day, Openings, PageNotice, PracticeChoice, PractitionerPage, ServiceChoice, Slot};

/// Names of the form fields that the pages post.
pub mod fields {
    /// The service that is asked for.
    pub const SERVICE: &str = "motif";
    /// The start that is asked for, as [`Slot::value`](super::Slot::value) gave it.
    pub const START: &str = "debut";
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
    /// Where the confirmation goes.
    pub const EMAIL: &str = "email";
}
