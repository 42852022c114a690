//! What happens to records: two become one, one is erased, one is handed out.

use askama::Template;
use chrono::{NaiveDate, NaiveDateTime};
use guichet_kernel::Locale;

use super::appointments::{Appointments, Beside};
use super::labels::{self, InWords};
use super::record::{Facts, PatientRecord, Relations};
use super::say::Say;
use super::shell::{self, Button, Saying};
use super::{Desk, Post, fields};
use crate::{RenderError, assets};

/// Two records side by side, before they become one.
///
/// The button under a record posts that record's id as [`fields::KEEP`](super::fields::KEEP); the other becomes part of it.
#[derive(Clone)]
pub struct MergePage {
    /// What stands around.
    pub desk: Desk,
    /// The one, shown left.
    pub left: MergeSide,
    /// The other.
    pub right: MergeSide,
    /// Where the buttons go; the versions that were read go along.
    pub post: Post,
    /// The id of the record that was chosen to stay, before a proof was asked for.
    pub chosen: Option<String>,
    /// "Not the same".
    pub keep_apart: Option<Post>,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// One of two records.
#[derive(Clone)]
pub struct MergeSide {
    /// Its id.
    pub id: String,
    /// What is kept; identifiers are shown covered.
    pub record: PatientRecord,
    /// When it was entered, on the practice's clock.
    pub entered_at: NaiveDateTime,
    /// Some of its appointments, so that one sees which is in use.
    pub appointments: Appointments,
}

/// Asks whether to erase a patient; needs a fresh proof when it is posted.
#[derive(Clone)]
pub struct ErasePage {
    /// What stands around.
    pub desk: Desk,
    /// Whom.
    pub patient: String,
    /// Date of birth, so that one sees whom.
    pub birth_date: Option<NaiveDate>,
    /// The button; bears a key.
    pub post: Post,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// Who has erased a patient, and who still keeps something.
#[derive(Clone)]
pub struct ErasureTallyPage {
    /// What stands around.
    pub desk: Desk,
    /// The record's id: its name is gone.
    pub patient_id: String,
    /// When it was asked, on the practice's clock.
    pub asked_at: NaiveDateTime,
    /// By whom.
    pub asked_by: String,
    /// One line for each object that has seen the patient.
    pub lines: Vec<ErasureLine>,
    /// This page anew.
    pub refresh_href: String,
}

/// An object's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureLine {
    /// What kind of object.
    pub keeper: Keeper,
    /// Which, where there are several: a practitioner's name.
    pub of: Option<String>,
    /// Its answer.
    pub state: ErasureState,
}

/// Who may keep something about a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The practice's records.
    Records,
    /// A practitioner's agenda.
    Agenda,
    /// Messages.
    Messages,
    /// Sign-in and links of an address.
    Identity,
    /// Invoices and payments.
    Invoices,
    /// Claims to payers.
    Claims,
    /// Documents.
    Documents,
}

/// What an object answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasureState {
    /// Nothing yet.
    Waiting,
    /// It has erased.
    Erased {
        /// When, on the practice's clock, where that is known.
        at: Option<NaiveDateTime>,
    },
    /// It must keep something for a while.
    Kept {
        /// Until this day, where there is an end.
        until: Option<NaiveDate>,
        /// Because of this: a slug of the object's, shown in words where they are known. Names nobody.
        because: String,
    },
}

/// All that is kept about a patient, to be read or printed; stands alone, without frame, script or link.
#[derive(Clone)]
pub struct PatientExportPage {
    /// The language it is written in.
    pub locale: Locale,
    /// Who keeps it.
    pub practice: String,
    /// When it was written out, on the practice's clock.
    pub made_at: NaiveDateTime,
    /// The record's id.
    pub patient_id: String,
    /// What is kept, identifiers in full.
    pub record: PatientRecord,
    /// Appointments, the newest first.
    pub appointments: Vec<ExportAppointment>,
    /// What was written to them, the newest first.
    pub messages: Vec<ExportMessage>,
    /// Readings and changes of the record, the newest first.
    pub accesses: Vec<ExportAccess>,
}

/// An appointment in an export.
#[derive(Clone)]
pub struct ExportAppointment {
    /// When, on the location's clock.
    pub at: NaiveDateTime,
    /// What was booked.
    pub service: String,
    /// With whom.
    pub practitioner: String,
    /// Where it stands.
    pub attendance: super::Attendance,
}

/// A message in an export: that it was written, and what became of it.
#[derive(Clone)]
pub struct ExportMessage {
    /// Since when it was to be sent, on the practice's clock.
    pub at: NaiveDateTime,
    /// What it was, a slug of the Mailroom's.
    pub kind: String,
    /// What became of it, a slug of the Mailroom's.
    pub state: String,
}

/// A reading or change of the record in an export.
#[derive(Clone)]
pub struct ExportAccess {
    /// When, on the practice's clock.
    pub at: NaiveDateTime,
    /// By whom.
    pub actor: String,
    /// What they did, a slug of the audit trail.
    pub act: String,
}

impl MergePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let rows = [
            (w.t("family-name"), MergeFact::FamilyName),
            (w.t("given-name"), MergeFact::GivenName),
            (w.t("d-birth-name"), MergeFact::BirthName),
            (w.t("d-known-as"), MergeFact::KnownAs),
            (w.t("birth-date"), MergeFact::BirthDate),
            (w.t("d-sex"), MergeFact::Sex),
            (w.t("d-contacts"), MergeFact::Contacts),
            (w.t("d-address"), MergeFact::Address),
            (w.t("d-identifiers"), MergeFact::Identifiers),
            (w.t("d-relations"), MergeFact::Relations),
            (w.t("d-notes"), MergeFact::Notes),
            (w.t("d-merge-entered"), MergeFact::Entered),
        ];
        let rows = rows.into_iter().map(|(label, fact)| MergeRow { label, left: self.left.fact(fact, w), right: self.right.fact(fact, w) });
        let rows = rows.filter(|row| !row.left.is_empty() || !row.right.is_empty()).collect();
        shell::in_desk(&self.desk, &w.t("d-merge"), &MergeTemplate { w, page: self, rows })
    }
}

/// A line of the comparison.
#[derive(Clone, Copy)]
enum MergeFact {
    FamilyName,
    GivenName,
    BirthName,
    KnownAs,
    BirthDate,
    Sex,
    Contacts,
    Address,
    Identifiers,
    Relations,
    Notes,
    Entered,
}

impl MergeSide {
    fn fact(&self, fact: MergeFact, w: Say) -> String {
        let record = &self.record;
        let joined = |texts: Vec<String>| texts.join(", ");
        match fact {
            MergeFact::FamilyName => record.family_name.clone(),
            MergeFact::GivenName => record.given_name.clone(),
            MergeFact::BirthName => record.birth_name.clone().unwrap_or_default(),
            MergeFact::KnownAs => record.known_as.clone().unwrap_or_default(),
            MergeFact::BirthDate => record.birth_date.map(|date| w.short_date(date)).unwrap_or_default(),
            MergeFact::Sex => record.sex.map(|sex| sex.words(w)).unwrap_or_default(),
            MergeFact::Contacts => joined(record.contacts.iter().map(|contact| contact.shown.clone()).collect()),
            MergeFact::Address => joined(record.address.clone()),
            MergeFact::Identifiers => {
                joined(record.identifiers.iter().map(|one| format!("{} {}", one.kind.words(w), one.masked)).collect())
            }
            MergeFact::Relations => joined(record.guardians.iter().chain(&record.dependants).map(|one| one.name.clone()).collect()),
            MergeFact::Notes => match record.notes.len() {
                0 => String::new(),
                count => count.to_string(),
            },
            MergeFact::Entered => w.short_date(self.entered_at.date()),
        }
    }
}

impl ErasePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let born = self.birth_date.map(|date| format!(", {}", w.short_date(date))).unwrap_or_default();
        let saying = Saying {
            note: Some(format!("{}{born}", self.patient)),
            button: Some(Button::danger(&self.post, w.t("d-erase-submit"))),
            next: Some((&self.cancel_href, w.t("d-cancel"))),
            ..Saying::new(w.t("d-erase"), vec![w.t("d-erase-what"), w.t("d-erase-kept"), w.t("d-erase-code")])
        };
        shell::in_desk(&self.desk, &saying.heading, &saying)
    }
}

impl ErasureTallyPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        shell::in_desk(&self.desk, &w.t("d-tally"), &TallyTemplate { w, page: self })
    }
}

impl PatientExportPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.locale);
        let facts = Facts { w, id: "fiche", heading: w.t("d-facts"), record: &self.record, full: true, open: true };
        ExportTemplate { w, page: self, record: &self.record, facts }.render()
    }
}

#[derive(Template)]
#[template(path = "desk/merge.html")]
struct MergeTemplate<'a> {
    w: Say,
    page: &'a MergePage,
    rows: Vec<MergeRow>,
}

struct MergeRow {
    label: String,
    left: String,
    right: String,
}

#[derive(Template)]
#[template(path = "desk/tally.html")]
struct TallyTemplate<'a> {
    w: Say,
    page: &'a ErasureTallyPage,
}

impl TallyTemplate<'_> {
    fn waiting(&self) -> bool {
        self.page.lines.iter().any(|line| line.state == ErasureState::Waiting)
    }
}

#[derive(Template)]
#[template(path = "desk/export.html")]
struct ExportTemplate<'a> {
    w: Say,
    page: &'a PatientExportPage,
    record: &'a PatientRecord,
    facts: Facts<'a>,
}

impl MergeTemplate<'_> {
    const fn sides(&self) -> [&MergeSide; 2] {
        [&self.page.left, &self.page.right]
    }
}
