//! A page that says one thing and what to do next.

use askama::Template;
use guichet_kernel::Locale;

use crate::RenderError;
use crate::facts::{Action, Phone, Practice};
use crate::frame::Frame;
use crate::words::Words;

/// A page that says one thing and what to do next; every refusal ends on one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticePage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What there is to know.
    pub title: String,
    /// Why, and what to do.
    pub paragraphs: Vec<String>,
    /// The next things to do, the likeliest first.
    pub actions: Vec<Action>,
    /// Whose page it would have been; its telephone is offered.
    pub practice: Option<Practice>,
}

/// Why a reader gets a page other than the one they asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// No such page.
    NotFound,
    /// Someone else took the hour first.
    SlotTaken,
    /// This form was sent before, and its appointment is made.
    AlreadyBooked,
    /// This form was sent before, and its appointment was not confirmed in time.
    NotConfirmed,
    /// The hour is over or too near.
    SlotPast,
    /// The group has no place left.
    Full,
    /// Whoever asks keeps as many hours as one may, for the moment.
    TooManyHolds,
    /// The same browser, network or address has held or booked as often as one may for now.
    TooOften,
    /// Whoever asks has as many appointments ahead as one may.
    TooManyOpen,
    /// The same address has a booking that waits to be confirmed.
    ConfirmFirst,
    /// The practitioner takes no new patients.
    NoNewPatients,
    /// It is booked by telephone only.
    NotOnline,
    /// A practitioner's hours cannot be read for the moment.
    HoursAway {
        /// Their name.
        who: String,
    },
    /// The form was filled in as programs do.
    LooksAutomatic,
    /// The link is not one of ours, or was cut.
    LinkInvalid,
    /// The link is too old.
    LinkExpired,
    /// The link is ours, and opens something else.
    LinkForAnotherPurpose,
    /// More was sent than a form holds.
    TooLarge,
    /// Not sent by a form.
    WrongContentType,
    /// The address takes no such request.
    MethodNotAllowed,
    /// What was sent cannot be read.
    BadRequest,
    /// Too much at once; it will pass.
    Busy,
    /// Our fault.
    Internal {
        /// What the patient quotes and we find in the logs.
        reference: String,
    },
}

impl Notice {
    /// A stable word for it, the same in every language: `slot-taken`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::SlotTaken => "slot-taken",
            Self::AlreadyBooked => "already-booked",
            Self::NotConfirmed => "not-confirmed",
            Self::SlotPast => "slot-past",
            Self::Full => "full",
            Self::TooManyHolds => "too-many-holds",
            Self::TooOften => "too-often",
            Self::TooManyOpen => "too-many-open",
            Self::ConfirmFirst => "confirm-first",
            Self::NoNewPatients => "no-new-patients",
            Self::NotOnline => "not-online",
            Self::HoursAway { .. } => "hours-away",
            Self::LooksAutomatic => "looks-automatic",
            Self::LinkInvalid => "link-invalid",
            Self::LinkExpired => "link-expired",
            Self::LinkForAnotherPurpose => "link-for-another-purpose",
            Self::TooLarge => "too-large",
            Self::WrongContentType => "wrong-content-type",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::BadRequest => "bad-request",
            Self::Busy => "busy",
            Self::Internal { .. } => "internal",
        }
    }

    fn title(&self, w: Words) -> String {
        match self {
            Self::NotFound => w.t("notice-not-found"),
            Self::SlotTaken => w.t("notice-slot-taken"),
            Self::AlreadyBooked => w.t("notice-already-booked"),
            Self::NotConfirmed => w.t("appointment-lapsed"),
            Self::SlotPast => w.t("notice-slot-past"),
            Self::Full => w.t("notice-full"),
            Self::TooManyHolds => w.t("notice-too-many-holds"),
            Self::TooOften => w.t("notice-too-often"),
            Self::TooManyOpen => w.t("notice-too-many-open"),
            Self::ConfirmFirst => w.t("notice-confirm-first"),
            Self::NoNewPatients => w.t("notice-no-new-patients"),
            Self::NotOnline => w.t("notice-not-online"),
            Self::HoursAway { who } => w.t1("notice-hours-away", "who", who),
            Self::LooksAutomatic => w.t("notice-looks-automatic"),
            Self::LinkInvalid => w.t("notice-link-invalid"),
            Self::LinkExpired => w.t("notice-link-expired"),
            Self::LinkForAnotherPurpose => w.t("notice-link-for-another-purpose"),
            Self::TooLarge => w.t("notice-too-large"),
            Self::WrongContentType | Self::BadRequest => w.t("notice-bad-request"),
            Self::MethodNotAllowed => w.t("notice-method-not-allowed"),
            Self::Busy => w.t("notice-busy"),
            Self::Internal { .. } => w.t("notice-internal"),
        }
    }

    fn paragraphs(&self, w: Words) -> Vec<String> {
        match self {
            Self::NotFound => vec![w.t("notice-not-found-next")],
            Self::SlotTaken => vec![w.t("notice-slot-taken-next")],
            Self::AlreadyBooked => vec![w.t("notice-already-booked-next"), w.t("notice-already-booked-other")],
            Self::NotConfirmed => vec![w.t("appointment-lapsed-next")],
            Self::SlotPast => vec![w.t("notice-slot-past-next")],
            Self::Full => vec![w.t("notice-full-next")],
            Self::TooManyHolds => vec![w.t("notice-too-many-holds-next")],
            Self::TooOften => vec![w.t("notice-too-often-next")],
            Self::TooManyOpen => vec![w.t("notice-too-many-open-next")],
            Self::ConfirmFirst => vec![w.t("notice-confirm-first-next")],
            Self::NoNewPatients => vec![w.t("notice-no-new-patients-next")],
            Self::NotOnline => vec![w.t("notice-not-online-next")],
            Self::HoursAway { .. } => vec![w.t("notice-hours-away-next")],
            Self::LooksAutomatic => vec![w.t("notice-looks-automatic-next")],
            Self::LinkInvalid => vec![w.t("notice-link-invalid-next")],
            Self::LinkExpired => vec![w.t("notice-link-expired-next")],
            Self::LinkForAnotherPurpose => vec![w.t("notice-link-for-another-purpose-next")],
            Self::TooLarge => vec![w.t("notice-too-large-next")],
            Self::WrongContentType | Self::BadRequest => vec![w.t("notice-bad-request-next")],
            Self::MethodNotAllowed => vec![w.t("notice-method-not-allowed-next")],
            Self::Busy => vec![w.t("notice-busy-next")],
            Self::Internal { reference } => {
                vec![w.t("notice-internal-next"), w.t1("notice-internal-reference", "reference", reference)]
            }
        }
    }
}

impl NoticePage {
    /// The page for `notice`, in our words, without actions and without a practice.
    pub fn new(locale: Locale, notice: &Notice) -> Self {
        let w = Words::new(locale);
        Self { locale, title: notice.title(w), paragraphs: notice.paragraphs(w), actions: Vec::new(), practice: None }
    }

    /// The same, with the practice's name and telephone.
    #[must_use]
    pub fn with_practice(self, practice: Practice) -> Self {
        Self { practice: Some(practice), ..self }
    }

    /// The same, with a link to the free hours.
    #[must_use]
    pub fn with_other_slots(self, href: impl Into<String>) -> Self {
        let label = Words::new(self.locale).t("other-slot");
        self.with_action(Action { label, href: href.into() })
    }

    /// The same, with one more thing to do.
    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let frame = Frame::new(w, &self.title, self.practice.as_ref()).private();
        let phone = self.practice.as_ref().and_then(|practice| practice.phone.as_ref());
        NoticeTemplate { w, frame, page: self, phone }.render()
    }
}

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticeTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a NoticePage,
    phone: Option<&'a Phone>,
}
