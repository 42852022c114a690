//! Layout, components, stylesheet and words of the pages, and the bodies of the e-mails.
//!
//! A caller fills a view model ([`PractitionerPage`], [`BookingFormPage`], [`AppointmentPage`], [`NoticePage`],
//! [`ConfirmationMail`], [`CancellationMail`]) and renders it. The crate owns every word and every colour; the caller
//! owns every fact and every address. Nothing here does I/O, knows a clock or knows an HTTP header.
//!
//! **Invariants**
//!
//! - A page holds no script, no `<style>` and no `style=`: it stands under `default-src 'none'; style-src 'self'`.
//! - What a caller gives is escaped; nothing is ever marked safe.
//! - Times come in as the place's wall clock ([`chrono::NaiveDateTime`]); no zone is applied here.
//! - Every sentence lives in `words/*.ftl`; a template holds none. A country's catalogue is the French of France with
//!   that country's overrides on top, so a missing override is never a missing word.
//! - A mail's subject is made of a date and an hour: never a service, a profession or a practice, whose name may tell
//!   the reason for care.
//!
//! Look at all of it with `cargo run -p guichet-ui --example gallery`, which writes `target/gallery/`.

pub mod assets;
mod dates;
mod facts;
mod frame;
pub mod mail;
mod money;
pub mod pages;
pub mod wire;
mod words;

pub use askama::Error as RenderError;
pub use facts::{Action, Hidden, Phone, Practice, Practitioner, Visit};
pub use mail::{CancellationMail, ConfirmationMail, Mail};
pub use money::amount;
pub use pages::{
    AppointmentPage, AppointmentState, BirthDateError, BirthDateField, BookingFields, BookingFormPage, Cancelling, Day, EmailError, Field,
    Hold, NameError, Notice, NoticePage, Openings, PageNotice, PractitionerPage, ServiceChoice, Slot, fields,
};
pub use words::Words;
