//! An appointment, seen by the patient from a signed link.

use askama::Template;
use chrono::NaiveDateTime;
use guichet_kernel::Locale;

use super::{
    alert::{AlertBox, WishDay},
    fields,
};
use crate::RenderError;
use crate::facts::{Hidden, Phone, Visit};
use crate::frame::Frame;
use crate::words::Words;

/// An appointment as its patient sees it, without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What was booked.
    pub visit: Visit,
    /// Who comes, when one address books for several people.
    pub patient: Option<String>,
    /// Where the appointment stands.
    pub state: AppointmentState,
    /// When it was before it was moved here, by the same wall clock.
    pub moved_from: Option<NaiveDateTime>,
    /// When it is now, if it was moved away, by the same wall clock.
    pub moved_to: Option<NaiveDateTime>,
    /// Where another time is chosen; shown while the patient may.
    pub move_href: Option<String>,
    /// What the patient may do about it; shown while it is to come.
    pub cancelling: Cancelling,
    /// Where the mail goes, so that a patient notices a slip of the finger.
    pub email: Option<String>,
    /// What is missing, while the booking waits to be confirmed.
    pub confirming: Option<Confirming>,
    /// The `.ics` file; shown while it is to come.
    pub calendar_href: Option<String>,
    /// The practitioner's page; shown once it is cancelled or over.
    pub rebook_href: Option<String>,
    /// The patient space, with all the others.
    pub space_href: Option<String>,
    /// The box "tell me if something earlier frees up", where it is shown (W1, W2).
    pub alert: Option<AlertBox>,
}

/// What is missing of a booking that waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirming {
    /// Until when it waits, by the wall clock of the place.
    pub until: NaiveDateTime,
    /// Address that the button posts to; none: the link that was sent has it.
    pub action: Option<String>,
}

/// Where an appointment stands, as its patient meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppointmentState {
    /// The patient has this moment taken it.
    JustBooked,
    /// It waits until the link that was sent is opened.
    Awaits,
    /// This is the link that was sent: the patient confirms.
    ToConfirm,
    /// The patient has this moment confirmed it.
    JustConfirmed,
    /// It was not confirmed in time.
    Lapsed,
    /// It is to come.
    Standing,
    /// The patient has this moment moved it here.
    JustMoved,
    /// It was moved to another time.
    MovedAway,
    /// The patient has this moment cancelled it.
    JustCancelled,
    /// It was cancelled.
    Cancelled,
    /// Its time is over.
    Past,
}

/// Whether the patient can cancel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancelling {
    /// By pressing the button.
    Open {
        /// Address that the button posts to.
        action: String,
        /// Posted along.
        hidden: Vec<Hidden>,
        /// The practice's notice, in the location's wall clock.
        until: NaiveDateTime,
    },
    /// The practice's notice has begun: by telephone, or by saying that one cannot come.
    TooLate {
        /// Where to ring.
        phone: Phone,
        /// Address that "I cannot come" posts to; none: it is no matter of coming any more.
        action: Option<String>,
    },
    /// Nothing is said about it.
    Hidden,
}

impl AppointmentPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let heading = self.state.heading(w);
        let frame = Frame::new(w, &heading, Some(&self.visit.practice)).private();
        let alert_days = self.alert.as_ref().map(|alert| alert.days(w)).unwrap_or_default();
        AppointmentTemplate { w, frame, page: self, heading, tag: self.state.tag(w), alert_days }.render()
    }
}

impl AppointmentState {
    fn heading(self, w: Words) -> String {
        match self {
            Self::JustBooked => w.t("appointment-just-booked"),
            Self::Awaits => w.t("appointment-awaits"),
            Self::ToConfirm => w.t("appointment-to-confirm"),
            Self::JustConfirmed => w.t("appointment-just-confirmed"),
            Self::Lapsed => w.t("appointment-lapsed"),
            Self::Standing => w.t("appointment-standing"),
            Self::JustMoved => w.t("appointment-just-moved"),
            Self::MovedAway => w.t("appointment-moved"),
            Self::JustCancelled => w.t("appointment-just-cancelled"),
            Self::Cancelled => w.t("appointment-cancelled"),
            Self::Past => w.t("appointment-past"),
        }
    }

    fn tag(self, w: Words) -> String {
        match self {
            Self::JustBooked | Self::JustConfirmed | Self::JustMoved | Self::Standing => w.t("tag-confirmed"),
            Self::Awaits | Self::ToConfirm => w.t("tag-to-confirm"),
            Self::Lapsed => w.t("tag-lapsed"),
            Self::MovedAway => w.t("tag-moved"),
            Self::JustCancelled | Self::Cancelled => w.t("tag-cancelled"),
            Self::Past => w.t("tag-past"),
        }
    }

    fn to_come(self) -> bool {
        matches!(self, Self::JustBooked | Self::Awaits | Self::ToConfirm | Self::JustConfirmed | Self::JustMoved | Self::Standing)
    }

    fn is_cancelled(self) -> bool {
        matches!(self, Self::JustCancelled | Self::Cancelled)
    }

    /// Whether nothing takes place at that time.
    fn is_off(self) -> bool {
        self.is_cancelled() || matches!(self, Self::MovedAway | Self::Lapsed)
    }
}

#[derive(Template)]
#[template(path = "appointment.html")]
struct AppointmentTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a AppointmentPage,
    heading: String,
    tag: String,
    alert_days: Vec<WishDay>,
}
