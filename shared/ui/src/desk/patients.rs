//! Search, record, and what happens to two records that are one person's.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{NaiveDate, NaiveDateTime};
use guichet_kernel::Locale;

use super::labels::{self, InWords};
use super::say::Say;
use super::shell::{self, Button, Field, Form, Saying};
use super::{Desk, Doubt, Input, Post, fields};
use crate::{RenderError, assets};

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
    /// What the reader may do.
    pub acts: PatientActs,
}

/// What is kept about a patient. Everything is optional but the names: shown where it is, left out where not.
#[derive(Clone, Default)]
pub struct PatientRecord {
    /// Given name.
    pub given_name: String,
    /// Family name in use.
    pub family_name: String,
    /// The name at birth, where it differs.
    pub birth_name: Option<String>,
    /// The given name they go by, where it is another.
    pub known_as: Option<String>,
    /// Sex, as the record has it.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Whole years on the day shown.
    pub age: Option<u32>,
    /// The language of their messages.
    pub language: Option<Locale>,
    /// E-mail addresses and telephones, the preferred first.
    pub contacts: Vec<ContactLine>,
    /// Postal address, a line each.
    pub address: Vec<String>,
    /// Numbers of health schemes.
    pub identifiers: Vec<IdentifierLine>,
    /// Who answers for them.
    pub guardians: Vec<RelationLine>,
    /// For whom they answer.
    pub dependants: Vec<RelationLine>,
    /// What they agreed to.
    pub consents: Vec<ConsentLine>,
    /// What staff wrote, the newest first.
    pub notes: Vec<NoteLine>,
}

/// Sex, as schemes and insurers record it; nobody is asked for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither, or another: an X on the papers.
    Other,
}

impl Sex {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Other];

    /// Its word in a form, as [`fields::SEX`](super::fields::SEX); an empty choice says nothing.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

/// A way to reach somebody.
#[derive(Clone)]
pub struct ContactLine {
    /// What it is.
    pub kind: ContactKind,
    /// As a reader reads it.
    pub shown: String,
    /// `tel:+33…` or `mailto:…`.
    pub href: String,
}

/// Kinds of contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactKind {
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
}

/// A number of a health scheme.
#[derive(Clone)]
pub struct IdentifierLine {
    /// Which scheme.
    pub kind: IdentifierKind,
    /// In full, as its scheme groups it. Folded away until it is asked for.
    pub number: String,
    /// All but its last digits covered: `•••• 4321`.
    pub masked: String,
    /// Version letters, or month of expiry, as its scheme writes them.
    pub detail: Option<String>,
    /// What deserves a second look.
    pub warnings: Vec<Doubt>,
}

/// Schemes whose numbers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdentifierKind {
    /// Belgium: NISS/INSZ.
    Niss,
    /// France: NIR.
    Nir,
    /// Québec: NAM, with its expiry.
    Nam,
    /// Ontario: health number, with its version.
    Ohip,
    /// British Columbia: personal health number.
    PhnBc,
    /// Alberta: unique lifetime identifier.
    UliAb,
}

impl IdentifierKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Niss, Self::Nir, Self::Nam, Self::Ohip, Self::PhnBc, Self::UliAb];

    /// Its word in a form: the value of [`fields::IDENTIFIER_KIND`](super::fields::IDENTIFIER_KIND).
    pub const fn word(self) -> &'static str {
        match self {
            Self::Niss => "niss",
            Self::Nir => "nir",
            Self::Nam => "nam",
            Self::Ohip => "ohip",
            Self::PhnBc => "phn_bc",
            Self::UliAb => "uli_ab",
        }
    }
}

/// Who answers for whom.
#[derive(Clone)]
pub struct RelationLine {
    /// The other person's name.
    pub name: String,
    /// Their record, when they are a patient too.
    pub href: Option<String>,
    /// What the guardian is to the dependant; `None` where only the other record says it.
    pub relation: Option<Relation>,
    /// How to reach them, already written for the country; empty for a dependant.
    pub contacts: Vec<ContactLine>,
    /// Ends the relation.
    pub end: Option<Post>,
}

/// What a guardian is to the dependant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Mother or father.
    Parent,
    /// Another who has parental authority, or was appointed by a court.
    LegalGuardian,
    /// Husband, wife or partner.
    Partner,
    /// Daughter or son.
    Child,
    /// Another of the family.
    Relative,
    /// Somebody who cares for them, by profession or not.
    Carer,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 6] = [Self::Parent, Self::LegalGuardian, Self::Partner, Self::Child, Self::Relative, Self::Carer];

    /// Its word in a form, as [`fields::RELATION`](super::fields::RELATION): the record's own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::LegalGuardian => "legal_guardian",
            Self::Partner => "partner",
            Self::Child => "child",
            Self::Relative => "relative",
            Self::Carer => "carer",
        }
    }
}

/// Something that a patient agreed to.
#[derive(Clone)]
pub struct ConsentLine {
    /// To what.
    pub kind: ConsentKind,
    /// Which version of the text was agreed to.
    pub text_version: String,
    /// When, on the practice's clock.
    pub given_at: NaiveDateTime,
    /// How.
    pub how: Given,
    /// When it was withdrawn.
    pub withdrawn_at: Option<NaiveDateTime>,
    /// Withdraws it.
    pub withdraw: Option<Post>,
}

/// What can be agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// That the practice keeps and uses the patient's data.
    DataProcessing,
    /// Text messages.
    MessagesBySms,
    /// E-mails.
    MessagesByEmail,
    /// That the doctor who referred the patient is told of the care.
    SharingWithReferringDoctor,
    /// Care at a distance.
    Teleconsultation,
}

impl ConsentKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::DataProcessing, Self::MessagesBySms, Self::MessagesByEmail, Self::SharingWithReferringDoctor, Self::Teleconsultation];

    /// Its word in a form, as [`fields::CONSENT`](super::fields::CONSENT): the record's own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataProcessing => "data_processing",
            Self::MessagesBySms => "messages_by_sms",
            Self::MessagesByEmail => "messages_by_email",
            Self::SharingWithReferringDoctor => "sharing_with_referring_doctor",
            Self::Teleconsultation => "teleconsultation",
        }
    }
}

/// How somebody agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// By a signature on paper.
    OnPaper,
    /// By word of mouth, to staff.
    Orally,
    /// On a page.
    Online,
}

impl Given {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::OnPaper, Self::Orally, Self::Online];

    /// Its word in a form, as [`fields::HOW`](super::fields::HOW): the record's own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OnPaper => "on_paper",
            Self::Orally => "orally",
            Self::Online => "online",
        }
    }
}

/// Something that staff wrote.
#[derive(Clone)]
pub struct NoteLine {
    /// The text; its line breaks are kept.
    pub text: String,
    /// Who wrote it.
    pub author: String,
    /// When, on the practice's clock.
    pub at: NaiveDateTime,
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
    /// All that is kept, for a machine.
    pub export_json_href: Option<String>,
    /// All that is kept, for a reader.
    pub export_html_href: Option<String>,
    /// The page that asks whether to erase.
    pub erase_href: Option<String>,
    /// Who read or changed this record.
    pub audit_href: Option<String>,
}

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
    /// How many appointments bear it.
    pub appointments: Option<u32>,
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
            (w.t("d-merge-appointments"), MergeFact::Appointments),
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
    Appointments,
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
            MergeFact::Appointments => self.appointments.map(|count| count.to_string()).unwrap_or_default(),
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

/// What is kept about a patient, as a list.
#[derive(Template)]
#[template(path = "desk/parts/facts.html")]
struct Facts<'a> {
    w: Say,
    id: &'static str,
    heading: String,
    record: &'a PatientRecord,
    /// The names too.
    full: bool,
    /// Identifiers uncovered.
    open: bool,
}

impl HtmlSafe for Facts<'_> {}

/// People who answer for each other.
#[derive(Template)]
#[template(path = "desk/parts/relations.html")]
struct Relations<'a> {
    w: Say,
    relations: &'a [RelationLine],
}

impl HtmlSafe for Relations<'_> {}

impl<'a> Relations<'a> {
    fn all(relations: &'a [RelationLine], w: impl Borrow<Say>) -> Self {
        Self { w: *w.borrow(), relations }
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
