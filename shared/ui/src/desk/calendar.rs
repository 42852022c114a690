//! The agenda: a day, a week or a month, of one practitioner or several.

use askama::Template;
use chrono::{NaiveDate, NaiveTime};
use guichet_kernel::Locale;

use super::calendar_sheet::{CalendarView, Sheet, SheetTemplate};
use super::labels::InWords;
use super::say::Say;
use super::shell;
use super::{Attendance, Desk, Post, PractitionerChoice};
use crate::RenderError;
use crate::words::Words;

/// The agenda.
#[derive(Clone)]
pub struct CalendarPage {
    /// What stands around.
    pub desk: Desk,
    /// The day it was asked for by.
    pub date: NaiveDate,
    /// The days before.
    pub previous_href: String,
    /// The days after.
    pub next_href: String,
    /// Where today is.
    pub today_href: String,
    /// The same, by day, week and month.
    pub views: Vec<ViewChoice>,
    /// Agendas that the reader may run: each is shown or left out by its link. With one, nothing is chosen.
    pub practitioners: Vec<PractitionerChoice>,
    /// Places, all of them first. With one, nothing is chosen.
    pub places: Vec<PlaceChoice>,
    /// What was just done.
    pub notice: Option<ActNotice>,
    /// Places a patient.
    pub place_href: Option<String>,
    /// What is open.
    pub hours_href: Option<String>,
    /// What is closed.
    pub closings_href: Option<String>,
    /// How the public may book.
    pub terms_href: Option<String>,
    /// The sheet.
    pub sheet: Sheet,
}

/// The same days in another view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewChoice {
    /// Which.
    pub view: CalendarView,
    /// Its address.
    pub href: String,
    /// It is the one shown.
    pub current: bool,
}

/// The same days at another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceChoice {
    /// The place; none: all of them.
    pub name: Option<String>,
    /// Its address.
    pub href: String,
    /// It is the one shown.
    pub current: bool,
}

/// What was just done in the agenda.
#[derive(Clone)]
pub struct ActNotice {
    /// What.
    pub act: CalendarAct,
    /// Appointments that stand in what was closed or ended.
    pub standing: u32,
    /// Appointments that were cancelled with what was ended.
    pub cancelled: u32,
    /// Until when it can be taken back; then what it freed is offered to who waits (W7).
    pub offered_at: Option<NaiveTime>,
    /// Takes it back.
    pub undo: Option<Post>,
}

/// An act in the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarAct {
    /// Somebody was placed.
    Placed,
    /// An appointment was moved.
    Moved,
    /// It was noted where one stands.
    Marked,
    /// One was cancelled, and its patient told.
    Cancelled,
    /// One that was a mistake is gone.
    Deleted,
    /// Time was closed.
    Closed,
    /// Time is open again.
    Reopened,
    /// Time was opened, or what is open changed.
    Opened,
    /// Something is no longer open.
    Ended,
    /// How the public may book was chosen.
    Terms,
    /// The last act was taken back.
    Undone,
    /// Nothing: somebody else was quicker.
    ChangedMeanwhile,
    /// Nothing: it could be taken back for two minutes, and those are over.
    UndoneTooLate,
}

impl CalendarAct {
    /// Every act.
    pub const ALL: [Self; 13] = [
        Self::Placed,
        Self::Moved,
        Self::Marked,
        Self::Cancelled,
        Self::Deleted,
        Self::Closed,
        Self::Reopened,
        Self::Opened,
        Self::Ended,
        Self::Terms,
        Self::Undone,
        Self::ChangedMeanwhile,
        Self::UndoneTooLate,
    ];

    /// Its word in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Placed => "place",
            Self::Moved => "deplace",
            Self::Marked => "note",
            Self::Cancelled => "annule",
            Self::Deleted => "supprime",
            Self::Closed => "ferme",
            Self::Reopened => "rouvert",
            Self::Opened => "ouvert",
            Self::Ended => "arrete",
            Self::Terms => "choisi",
            Self::Undone => "defait",
            Self::ChangedMeanwhile => "change",
            Self::UndoneTooLate => "trop-tard",
        }
    }

    /// The act of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.word() == word)
    }
}

impl CalendarPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let sheet = SheetTemplate::of(w, &self.sheet);
        let title = self.title(w);
        shell::in_desk(&self.desk, &title, &CalendarTemplate { w, page: self, title: &title, sheet })
    }

    /// The sheet alone, which takes the place of the one shown.
    pub fn render_sheet(&self) -> Result<String, RenderError> {
        SheetTemplate::of(Say::new(self.desk.locale), &self.sheet).render()
    }

    fn title(&self, w: Say) -> String {
        match (self.sheet.view, self.sheet.days.first(), self.sheet.days.last()) {
            (CalendarView::Month, ..) => Words::capitalised(w.month(self.date)),
            (CalendarView::Week, Some(first), Some(last)) => {
                w.t2("d-cal-week-of", "first", w.day_of_month(first.date), "last", w.day_of_month(last.date))
            }
            _ => Words::capitalised(w.day(self.date)),
        }
    }
}

#[derive(Template)]
#[template(path = "desk/calendar.html")]
struct CalendarTemplate<'a> {
    w: Say,
    page: &'a CalendarPage,
    title: &'a str,
    sheet: SheetTemplate<'a>,
}

/// Whether weeks are written from Sunday.
pub const fn weeks_from_sunday(locale: Locale) -> bool {
    matches!(locale, Locale::FrCa | Locale::EnCa)
}

impl ActNotice {
    /// What became of the appointments in it.
    fn of_appointments(&self, w: Say) -> String {
        let key = if self.act == CalendarAct::Ended { "d-cal-standing-ended" } else { "d-cal-standing" };
        let said = [("d-cal-cancelled-with", self.cancelled), (key, self.standing)];
        let said: Vec<String> = said.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| w.n(key, "count", count)).collect();
        said.join(" ")
    }

    /// What its button says.
    fn undo_words(&self, w: Say) -> String {
        w.t(if self.act == CalendarAct::Cancelled { "d-wait-restore" } else { "d-cal-undo" })
    }
}
