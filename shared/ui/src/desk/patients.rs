//! The search among the patients, and the page of one.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{NaiveDate, NaiveDateTime};

use super::appointments::{Appointments, Beside};
use super::labels::InWords;
use super::record::{Facts, PatientRecord, Relations};
use super::say::Say;
use super::shell::{self, Button, Field, Form};
use super::{Desk, Input, Post, fields};
use crate::RenderError;

/// Search among the patients: a plain form with [`fields::QUERY`](super::fields::QUERY), which answers as one types. It is posted
/// although it changes nothing: what is typed is somebody's name, which no address may bear.
#[derive(Clone)]
pub struct PatientsPage {
    /// What stands around.
    pub desk: Desk,
    /// Where the search goes. A request with the header `HX-Request: true` gets
    /// [`PatientsPage::render_results`] alone.
    pub action: String,
    /// As typed.
    pub query: String,
    /// What is shown under it.
    pub found: Found,
    /// The form for a new patient, for those who may.
    pub new_href: Option<String>,
    /// All records that may be one person's.
    pub duplicates_href: Option<String>,
}

/// What the search shows.
#[derive(Clone)]
pub enum Found {
    /// Nothing was searched: the last records opened or entered.
    Recent(Vec<PatientLine>),
    /// The query's matches, the best first; the caller cuts the list.
    Matches {
        /// As many as are shown.
        lines: Vec<PatientLine>,
        /// There are more than these.
        more: bool,
    },
}

/// A patient in a list.
#[derive(Clone)]
pub struct PatientLine {
    /// Family name, given name.
    pub name: String,
    /// The name at birth, where it differs.
    pub birth_name: Option<String>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The town.
    pub city: Option<String>,
    /// Last digits of a telephone, as in `00 12`.
    pub phone_tail: Option<String>,
    /// The record.
    pub href: String,
}

/// A patient's record.
#[derive(Clone)]
pub struct PatientPage {
    /// What stands around.
    pub desk: Desk,
    /// What is kept.
    pub record: PatientRecord,
    /// Whether the record lives.
    pub state: RecordState,
    /// Records that may be the same person's.
    pub duplicates: Vec<Duplicate>,
    /// Their appointments; none of a record that is no more.
    pub appointments: Option<Appointments>,
    /// What the reader may do.
    pub acts: PatientActs,
}

/// Whether a record lives.
#[derive(Clone)]
pub enum RecordState {
    /// It does.
    Living,
    /// It became part of another.
    Merged {
        /// Whose name the other bears.
        into: String,
        /// The other.
        href: String,
    },
    /// Its person was erased.
    Erased {
        /// When, on the practice's clock.
        at: NaiveDateTime,
        /// Who has erased, and who still keeps something.
        tally_href: String,
    },
}

/// A record that may be the same person's.
#[derive(Clone)]
pub struct Duplicate {
    /// The other record.
    pub line: PatientLine,
    /// Why it is proposed.
    pub why: Alike,
    /// Both side by side, where they are merged.
    pub compare_href: Option<String>,
    /// "Not the same": never proposed again.
    pub keep_apart: Option<Post>,
}

/// What two records have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alike {
    /// A number that a health scheme gives to one person.
    Identifier,
    /// The day of birth, and a name that is alike.
    Birth,
    /// An e-mail address or telephone, and a given name.
    Contact,
}

/// What the reader may do with a record; what is `None` is not shown.
#[derive(Clone, Default)]
pub struct PatientActs {
    /// The form with all fields.
    pub edit_href: Option<String>,
    /// The form for one more guardian.
    pub guardian_href: Option<String>,
    /// The form for one more consent.
    pub consent_href: Option<String>,
    /// Adds a note: posts [`fields::NOTE`](super::fields::NOTE); bears a key.
    pub add_note: Option<Post>,
    /// A note that was refused, as typed.
    pub note: Input,
    /// The notes that are not shown.
    pub older_notes_href: Option<String>,
    /// The consents that are not shown.
    pub older_consents_href: Option<String>,
    /// All that is kept, for a machine.
    pub export_json_href: Option<String>,
    /// All that is kept, for a reader.
    pub export_html_href: Option<String>,
    /// The page that asks whether to erase.
    pub erase_href: Option<String>,
    /// Who read or changed this record.
    pub audit_href: Option<String>,
    /// Whether they book online; of a record that is no more, nothing.
    pub online: Option<OnlineBooking>,
}

/// Whether a patient books online, or is asked to ring (A9).
#[derive(Clone)]
pub struct OnlineBooking {
    /// They are asked to ring.
    pub blocked: bool,
    /// Says the contrary.
    pub change: Option<Post>,
}

impl PatientsPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let results = Results { w, found: &self.found };
        shell::in_desk(&self.desk, &w.t("d-nav-patients"), &PatientsTemplate { w, page: self, results })
    }

    /// The list alone, which takes the place of the one shown while somebody types.
    pub fn render_results(&self) -> Result<String, RenderError> {
        Results { w: Say::new(self.desk.locale), found: &self.found }.render()
    }
}

impl PatientPage {
    /// The page as HTML. Its title bears no name: a title stays in the browser's history.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let facts = Facts { w, id: "fiche", heading: w.t("d-facts"), record: &self.record, full: false, open: false };
        let note = self.acts.add_note.as_ref().map(|post| {
            Form::new(w, post, w.t("d-note-submit"), vec![Field::area(w, fields::NOTE, w.t("d-note-label"), &self.acts.note)]).quiet()
        });
        let title = shell::title(w, w.t("d-patient"), note.as_ref().is_some_and(Form::wrong));
        shell::in_desk(&self.desk, &title, &PatientTemplate { w, page: self, facts, note })
    }
}

#[derive(Template)]
#[template(path = "desk/patients.html")]
struct PatientsTemplate<'a> {
    w: Say,
    page: &'a PatientsPage,
    results: Results<'a>,
}

#[derive(Template)]
#[template(path = "desk/results.html")]
struct Results<'a> {
    w: Say,
    found: &'a Found,
}

impl HtmlSafe for Results<'_> {}

impl Results<'_> {
    #[expect(clippy::unused_self, reason = "a template calls its own methods only")]
    fn count(&self, lines: &[PatientLine]) -> u32 {
        u32::try_from(lines.len()).unwrap_or(u32::MAX)
    }
}

/// Patients in a list.
#[derive(Template)]
#[template(path = "desk/parts/lines.html")]
pub(super) struct Lines<'a> {
    w: Say,
    lines: &'a [PatientLine],
}

impl HtmlSafe for Lines<'_> {}

impl<'a> Lines<'a> {
    pub(super) fn all(lines: &'a [PatientLine], w: impl Borrow<Say>) -> Self {
        Self { w: *w.borrow(), lines }
    }

    /// Town and last digits.
    #[expect(clippy::unused_self, reason = "a template calls its own methods only")]
    fn tail(&self, line: &PatientLine) -> String {
        let phone = line.phone_tail.as_ref().map(|tail| format!("…\u{a0}{tail}"));
        [line.city.clone(), phone].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

#[derive(Template)]
#[template(path = "desk/patient.html")]
struct PatientTemplate<'a> {
    w: Say,
    page: &'a PatientPage,
    facts: Facts<'a>,
    note: Option<Form<'a>>,
}

impl PatientTemplate<'_> {
    /// Age and date of birth, under the name.
    fn under(&self) -> String {
        let record = &self.page.record;
        let age = record.age.map(|age| self.w.n("d-age", "count", age));
        let born = record.birth_date.map(|date| self.w.short_date(date));
        [age, born].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// Whether there is anything under "more".
    const fn more(&self) -> bool {
        let acts = &self.page.acts;
        acts.export_html_href.is_some() || acts.export_json_href.is_some() || acts.audit_href.is_some() || acts.erase_href.is_some()
    }
}
