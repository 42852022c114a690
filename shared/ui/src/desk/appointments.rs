//! A patient's appointments: beside their record, and all of them in a list.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::NaiveDateTime;

use super::labels::InWords;
use super::say::Say;
use super::{Attendance, Desk, shell};
use crate::RenderError;

/// A patient's appointments, as far as the agendas have answered.
#[derive(Clone, Default)]
pub struct Appointments {
    /// Those to come, the next one first.
    pub ahead: Vec<AppointmentLine>,
    /// Those that were, the newest first.
    pub past: Vec<AppointmentLine>,
    /// Whose agendas did not answer, by name where it is known: theirs are missing.
    pub silent: Vec<Option<String>>,
    /// The list of all, where one is offered.
    pub all_href: Option<String>,
    /// How many of all of them the patient did not come to (A9), as far as the agendas have answered.
    pub absences: u32,
}

/// An appointment in a list.
#[derive(Clone)]
pub struct AppointmentLine {
    /// When, on the location's clock.
    pub at: NaiveDateTime,
    /// What was booked.
    pub service: String,
    /// With whom.
    pub practitioner: String,
    /// Where it stands.
    pub attendance: Attendance,
    /// Its day in the agenda, for those who may open it.
    pub href: Option<String>,
}

/// All appointments of a patient, page by page.
#[derive(Clone)]
pub struct PatientAppointmentsPage {
    /// What stands around.
    pub desk: Desk,
    /// Whose: family name, given name.
    pub patient: String,
    /// The newest first, those to come among them.
    pub lines: Vec<AppointmentLine>,
    /// Whose agendas did not answer, by name where it is known.
    pub silent: Vec<Option<String>>,
    /// The page after.
    pub older_href: Option<String>,
    /// Back to the record.
    pub record_href: String,
}

impl PatientAppointmentsPage {
    /// The page as HTML. Its title bears no name: a title stays in the browser's history.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let template = PageTemplate { w, page: self, silent: Silent { w, names: &self.silent }, lines: Lines { w, lines: &self.lines } };
        shell::in_desk(&self.desk, &w.t("d-visits"), &template)
    }
}

#[derive(Template)]
#[template(path = "desk/appointments.html")]
struct PageTemplate<'a> {
    w: Say,
    page: &'a PatientAppointmentsPage,
    silent: Silent<'a>,
    lines: Lines<'a>,
}

/// Appointments beside a record.
#[derive(Template)]
#[template(path = "desk/parts/appointments.html")]
pub(super) struct Beside<'a> {
    w: Say,
    of: &'a Appointments,
    silent: Silent<'a>,
    ahead: Lines<'a>,
    past: Lines<'a>,
}

impl HtmlSafe for Beside<'_> {}

impl<'a> Beside<'a> {
    pub(super) fn record(of: &'a Appointments, w: impl Borrow<Say>) -> Self {
        let w = *w.borrow();
        Self { w, of, silent: Silent { w, names: &of.silent }, ahead: Lines { w, lines: &of.ahead }, past: Lines { w, lines: &of.past } }
    }
}

/// Who did not answer.
#[derive(Template)]
#[template(path = "desk/parts/silent.html")]
struct Silent<'a> {
    w: Say,
    names: &'a [Option<String>],
}

impl HtmlSafe for Silent<'_> {}

/// Appointments in a list.
#[derive(Template)]
#[template(path = "desk/parts/visits.html")]
pub(super) struct Lines<'a> {
    w: Say,
    lines: &'a [AppointmentLine],
}

impl<'a> Lines<'a> {
    pub(super) const fn new(w: Say, lines: &'a [AppointmentLine]) -> Self {
        Self { w, lines }
    }
}

impl HtmlSafe for Lines<'_> {}
