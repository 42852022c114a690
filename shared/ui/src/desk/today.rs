//! The day's list of a practitioner.

use std::borrow::Borrow;

use askama::Template;
use chrono::{NaiveDate, NaiveTime};

use super::labels::InWords;
use super::say::Say;
use super::{Desk, Post, fields, shell};
use crate::RenderError;
use crate::words::Words;

/// The day of a practitioner at this practice.
#[derive(Clone)]
pub struct TodayPage {
    /// What stands around.
    pub desk: Desk,
    /// Which day.
    pub date: NaiveDate,
    /// It is the current day where the practice stands.
    pub is_today: bool,
    /// The day before.
    pub previous_href: String,
    /// The day after.
    pub next_href: String,
    /// The current day.
    pub today_href: String,
    /// Practitioners whose agenda the reader may run; with one, no selector is shown.
    pub practitioners: Vec<PractitionerChoice>,
    /// What is there, in order of time.
    pub rows: Vec<DayRow>,
}

/// A practitioner's day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PractitionerChoice {
    /// First and last name.
    pub name: String,
    /// This day of theirs.
    pub href: String,
    /// It is the one shown.
    pub current: bool,
}

/// A line of the day. Times are the location's wall clock.
#[derive(Clone)]
pub enum DayRow {
    /// An appointment of this practice.
    Appointment(Box<DayAppointment>),
    /// Taken by another practice: nothing but the time is known.
    Busy {
        /// From.
        start: NaiveTime,
        /// To.
        end: NaiveTime,
    },
}

/// An appointment of this practice.
#[derive(Clone)]
pub struct DayAppointment {
    /// Its id: names the row, so that the page comes back to it (`#row-<id>`).
    pub id: String,
    /// From.
    pub start: NaiveTime,
    /// To.
    pub end: NaiveTime,
    /// Family name, given name; `None` while the record has not arrived, or was erased.
    pub patient: Option<String>,
    /// Until when it waits to be confirmed by its booker; nobody is told before of whom it is.
    pub unconfirmed_until: Option<NaiveTime>,
    /// The record, for those who may read it.
    pub patient_href: Option<String>,
    /// Its own page, where it was cancelled or moved: it says to whom the slot was offered (W11).
    pub href: Option<String>,
    /// What is booked.
    pub service: String,
    /// Where, when the practice has several locations.
    pub location: Option<String>,
    /// Where it stands.
    pub attendance: Attendance,
    /// Whether the patient cancelled it after the practice's notice.
    pub late: bool,
    /// What the reader may do about it.
    pub marks: Option<Marks>,
}

/// The buttons of a row: each posts its attendance as [`fields::ATTENDANCE`](super::fields::ATTENDANCE).
#[derive(Clone)]
pub struct Marks {
    /// Where they go; the version that was read goes along.
    pub post: Post,
    /// What it may become now. [`Attendance::Booked`] is "undo".
    pub steps: Vec<Attendance>,
}

/// Where an appointment stands (A5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    /// Made.
    Booked,
    /// The patient has said that they are coming.
    Confirmed,
    /// The patient is there.
    Arrived,
    /// Care was given.
    Attended,
    /// The patient did not come.
    Absent,
    /// Cancelled by the patient.
    CancelledByPatient,
    /// Cancelled by the practitioner.
    CancelledByPractitioner,
    /// Moved to another date.
    Moved,
}

impl Attendance {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Booked,
        Self::Confirmed,
        Self::Arrived,
        Self::Attended,
        Self::Absent,
        Self::CancelledByPatient,
        Self::CancelledByPractitioner,
        Self::Moved,
    ];

    /// Its word, as posted: the agenda's own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::Attended => "attended",
            Self::Absent => "absent",
            Self::CancelledByPatient => "cancelled-by-patient",
            Self::CancelledByPractitioner => "cancelled-by-practitioner",
            Self::Moved => "moved",
        }
    }

    /// The state of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The key that marks it, the same in every language; none for what is no single gesture.
    pub const fn key(self) -> Option<char> {
        match self {
            Self::Booked => Some('u'),
            Self::Confirmed => Some('c'),
            Self::Arrived => Some('a'),
            Self::Attended => Some('p'),
            Self::Absent => Some('x'),
            Self::CancelledByPatient | Self::CancelledByPractitioner | Self::Moved => None,
        }
    }
}

impl TodayPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let shown = self.practitioners.iter().find(|one| one.current).map(|one| one.name.as_str());
        let title = Words::capitalised(w.day(self.date));
        shell::in_desk(&self.desk, &title, &TodayTemplate { w, page: self, shown })
    }
}

impl Attendance {
    /// What the button that leads here says.
    pub(super) fn act(self, w: impl Borrow<Say>) -> String {
        let w = *w.borrow();
        match self {
            Self::Booked => w.t("d-undo"),
            other => other.words(w),
        }
    }

    /// Where it stands, or that it was cancelled late.
    pub(super) fn told(self, late: bool, w: impl Borrow<Say>) -> String {
        let w = *w.borrow();
        if late { w.t("d-state-cancelled-late") } else { self.words(w) }
    }

    /// Whether it takes its time: it is neither cancelled nor moved away.
    pub(super) const fn stands(self) -> bool {
        !matches!(self, Self::CancelledByPatient | Self::CancelledByPractitioner | Self::Moved)
    }

    /// How the state looks.
    pub(super) const fn tone(self) -> &'static str {
        match self {
            Self::Arrived | Self::Attended => "ok",
            Self::Absent => "bad",
            Self::CancelledByPatient | Self::CancelledByPractitioner | Self::Moved => "over",
            Self::Booked | Self::Confirmed => "plain",
        }
    }
}

#[derive(Template)]
#[template(path = "desk/today.html")]
struct TodayTemplate<'a> {
    w: Say,
    page: &'a TodayPage,
    shown: Option<&'a str>,
}

impl TodayTemplate<'_> {
    /// Appointments that stand.
    fn count(&self) -> u32 {
        let stands = |row: &&DayRow| matches!(row, DayRow::Appointment(one) if one.attendance.stands());
        u32::try_from(self.page.rows.iter().filter(stands).count()).unwrap_or(u32::MAX)
    }
}
