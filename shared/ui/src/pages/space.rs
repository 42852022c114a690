//! The patient space (A7): the door, where a link is asked for, and what it opens: the appointments of the people about whom
//! practices write to one address.

use std::borrow::Borrow;

use askama::Template;
use chrono::NaiveDateTime;
use guichet_kernel::{Fold, Locale};

use super::{BirthDateField, EmailError, Field, Head, fields};
use crate::RenderError;
use crate::facts::{Action, Phone};
use crate::frame::Frame;
use crate::pages::NoticePage;
use crate::words::Words;

/// Where a link to the space is asked for. Posts [`fields::EMAIL`] to `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceDoorPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Its languages are offered; nothing else of it is shown.
    pub head: Head,
    /// Why the reader is here, where they did not mean to be.
    pub why: Option<SpaceNotice>,
    /// As typed.
    pub email: Field<EmailError>,
    /// Address that the form is posted to.
    pub action: String,
}

/// What is said at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceNotice {
    /// The space is closed: nobody opened it here, or long ago.
    Closed,
    /// The reader has left it.
    Left,
}

/// What the space shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpacePage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// The practices that write to the address.
    pub practices: Vec<SpacePractice>,
    /// Whether some practice or agenda did not answer: what is shown may not be all.
    pub missing: bool,
    /// Address that "leave" posts to.
    pub leave: String,
}

/// A practice and the people about whom it writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpacePractice {
    /// Its name.
    pub name: String,
    /// Where a person answers.
    pub phone: Phone,
    /// The people.
    pub people: Vec<SpacePerson>,
}

/// Somebody in the space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpacePerson {
    /// Names the place on the page.
    pub id: String,
    /// What is shown of them.
    pub shown: SpaceShown,
}

/// What is shown of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpaceShown {
    /// That there is somebody, and the question for their birth date.
    Locked(SpaceLock),
    /// That there is somebody; for the rest one rings.
    Barred {
        /// The first letter of their given name.
        initial: String,
    },
    /// Their appointments.
    Open {
        /// Given name.
        name: String,
        /// Those to come that stand, the next first.
        ahead: Vec<SpaceLine>,
        /// Those that were, the last first.
        past: Vec<SpaceLine>,
        /// Those that do not stand any more, whenever they would have been, the last first.
        off: Vec<SpaceLine>,
        /// Whether there are older ones.
        older: bool,
    },
}

/// The question for a birth date. Posts the three parts of [`fields`] to `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceLock {
    /// The first letter of their given name.
    pub initial: String,
    /// As typed, and what is to be mended.
    pub typed: BirthDateField,
    /// Whether it was a date, and not theirs.
    pub differs: bool,
    /// Address that the form is posted to.
    pub action: String,
}

/// What became of an appointment, as far as its patient is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceState {
    /// The patient has said that they are coming.
    Confirmed,
    /// Cancelled by the patient, or for them.
    CancelledByPatient,
    /// Cancelled by the practice.
    CancelledByPractice,
    /// Another took its place.
    Moved,
}

/// An appointment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceLine {
    /// Wall clock of the location.
    pub start: NaiveDateTime,
    /// Which of the two it is, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// What for.
    pub service: String,
    /// With whom.
    pub practitioner: String,
    /// In which town.
    pub city: String,
    /// What became of it, where that is more than its list says.
    pub state: Option<SpaceState>,
    /// Address that the button posts to which leads to it; shown while there is something to do about it.
    pub action: Option<String>,
}

impl SpaceDoorPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let error = self.email.error.map(|error| error.words(w));
        let title = w.t("space");
        let title = if error.is_some() { w.t1("title-with-error", "page", title) } else { title };
        DoorTemplate { w, frame: Frame::new(w, &title, None).private(), page: self, head: &self.head, error }.render()
    }
}

impl SpacePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let wrong = self.practices.iter().flat_map(|practice| &practice.people).any(|one| one.lock().is_some_and(SpaceLock::is_wrong));
        let title = w.t("space");
        let title = if wrong { w.t1("title-with-error", "page", title) } else { title };
        SpaceTemplate { w, frame: Frame::new(w, &title, None).private(), page: self }.render()
    }
}

impl SpacePerson {
    const fn lock(&self) -> Option<&SpaceLock> {
        if let SpaceShown::Locked(lock) = &self.shown { Some(lock) } else { None }
    }

    /// What they are called on the page.
    fn called(&self, w: impl Borrow<Words>) -> String {
        let w = *w.borrow();
        match &self.shown {
            SpaceShown::Locked(SpaceLock { initial, .. }) | SpaceShown::Barred { initial } => w.t1("space-person", "initial", initial),
            SpaceShown::Open { name, .. } => name.clone(),
        }
    }
}

impl SpaceLock {
    const fn is_wrong(&self) -> bool {
        self.differs || self.typed.error.is_some()
    }

    fn error(&self, w: impl Borrow<Words>) -> Option<String> {
        let w = *w.borrow();
        if self.differs { Some(w.t("space-differs")) } else { self.typed.error.map(|error| error.words(w)) }
    }

    /// The parts of the date: field, label, autocomplete, what was typed, digits.
    fn parts(&self, w: impl Borrow<Words>) -> [(&'static str, String, &str, u8); 3] {
        let w = *w.borrow();
        [
            (fields::BIRTH_DAY, w.t("birth-day"), self.typed.day.as_str(), 2),
            (fields::BIRTH_MONTH, w.t("birth-month"), self.typed.month.as_str(), 2),
            (fields::BIRTH_YEAR, w.t("birth-year"), self.typed.year.as_str(), 4),
        ]
    }
}

impl SpaceState {
    fn words(self, w: impl Borrow<Words>) -> String {
        let w = *w.borrow();
        w.t(match self {
            Self::Confirmed => "tag-confirmed",
            Self::CancelledByPatient => "space-cancelled-by-patient",
            Self::CancelledByPractice => "space-cancelled-by-practice",
            Self::Moved => "tag-moved",
        })
    }

    /// Its look: red where somebody must not come in vain.
    const fn tone(self) -> &'static str {
        match self {
            Self::Confirmed => "",
            Self::CancelledByPatient | Self::CancelledByPractice => " bad",
            Self::Moved => " over",
        }
    }
}

impl SpaceLine {
    fn moment(&self, w: impl Borrow<Words>) -> String {
        let w = *w.borrow();
        let (day, hour) = (w.date(self.start.date()), w.hour(self.start.time(), self.fold));
        w.t2("moment", "day", Words::capitalised(day), "time", hour)
    }
}

impl NoticePage {
    /// "Look at your mail": the same whether anything was sent or not.
    pub fn space_asked(locale: Locale, email: &str, minutes: u32, again: &str) -> Self {
        let w = Words::new(locale);
        let sent = w.t2("space-asked-to", "email", email, "duration", w.duration(minutes));
        Self::of_space(w, w.t("space-asked"), vec![sent, w.t("space-asked-none")], again)
    }

    /// "This link does not work": used, too old, asked for in another browser, or none of ours.
    pub fn space_link_dead(locale: Locale, again: &str) -> Self {
        let w = Words::new(locale);
        Self::of_space(w, w.t("notice-link-expired"), vec![w.t("space-link-dead")], again)
    }

    fn of_space(w: Words, title: String, paragraphs: Vec<String>, again: &str) -> Self {
        let again = Action { label: w.t("space-again"), href: again.to_owned() };
        Self { locale: w.locale(), title, paragraphs, actions: vec![again], practice: None }
    }
}

/// What a link to the space opens: a button, since mail scanners open links. Posts nothing to `action`.
pub fn space_link_page(locale: Locale, action: &str) -> Result<String, RenderError> {
    let w = Words::new(locale);
    let frame = Frame::new(w, &w.t("space"), None).private();
    LinkTemplate { w, frame, action }.render()
}

#[derive(Template)]
#[template(path = "space_door.html")]
struct DoorTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a SpaceDoorPage,
    head: &'a Head,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "space_link.html")]
struct LinkTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    action: &'a str,
}

#[derive(Template)]
#[template(path = "space.html")]
struct SpaceTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a SpacePage,
}
