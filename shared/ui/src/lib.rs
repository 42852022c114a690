//! Layout, components, stylesheet and words of the pages, and the bodies of the e-mails.
//!
//! A caller fills a view model ([`PractitionerPage`], [`BookingFormPage`], [`AppointmentPage`], [`NoticePage`],
//! [`ConfirmationMail`], [`CancellationMail`]) and renders it. The crate owns every word and every colour; the caller
//! owns every fact and every address. Nothing here does I/O, knows a clock or knows an HTTP header.
//!
//! **Invariants**
//!
//! - A page holds no inline script, no `<style>` and no `style=`. A patient's page loads no script at all: it stands under
//!   `default-src 'none'; style-src 'self'`. The [`desk`]'s pages load two files of ours: `script-src 'self'; connect-src 'self'`.
//! - What a caller gives is escaped; only what a template of ours has rendered is put into another as it is.
//! - Times come in as the place's wall clock ([`chrono::NaiveDateTime`]); no zone is applied here.
//! - Every sentence lives in `words/`; a template holds none. fr-FR, nl-BE and en are complete; another country's catalogue is its
//!   language's with that country's overrides on top, so a missing override is never a missing word.
//! - A mail's subject is made of a date and an hour: never a service, a profession or a practice, whose name may tell
//!   the reason for care, and never a code.
//!
//! Look at all of it with `cargo run -p guichet-ui --example gallery`, which writes `target/gallery/`.

pub mod assets;
mod dates;
#[cfg(feature = "desk")]
pub mod desk;
mod facts;
mod frame;
pub mod json_ld;
pub mod mail;
mod money;
pub mod pages;
pub mod wire;
mod words;

pub use askama::Error as RenderError;
pub use facts::{Action, Hidden, Phone, Practice, Practitioner, Visit, Whereabouts};
pub use json_ld::JsonLd;
pub use mail::{
    CancellationMail, CodeMail, ConfirmationMail, InvitationMail, Mail, MovedMail, OfferMail, SignInMail, SpaceMail, ToConfirmMail,
    TodayMail,
};
pub use money::{amount, amount_in};
pub use pages::{
    AddressError, AddressFields, AlertBox, AlertPlace, AppointmentPage, AppointmentState, BirthDateError, BirthDateField, BookingFields,
    BookingFormPage, Cancelling, Confirming, Day, EmailError, Field, FreeSaid, FreeStart, Head, Hold, LANGUAGE_QUERY, MovePage, NameError,
    Next, Notice, NoticePage, OfferPage, Openings, PageNotice, PersonCheck, Picker, Place, PlaceChoice, PracticePage, PractitionerPage,
    ResultLine, Results, SearchPage, ServiceChoice, ServiceLine, Since, Slot, SpaceDoorPage, SpaceLine, SpaceLock, SpaceNotice, SpacePage,
    SpacePerson, SpacePractice, SpaceShown, SpaceState, StopAlertsPage, fields, find, half_day, space_link_page,
};
pub use words::Words;
