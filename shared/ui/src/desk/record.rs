//! What is kept about a patient, as pages show it.

use std::borrow::Borrow;

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{NaiveDate, NaiveDateTime};
use guichet_kernel::Locale;

use super::labels::InWords;
use super::say::Say;
use super::shell::Button;
use super::{Doubt, Post};

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

/// What is kept about a patient, as a list.
#[derive(Template)]
#[template(path = "desk/parts/facts.html")]
pub(super) struct Facts<'a> {
    pub(super) w: Say,
    pub(super) id: &'static str,
    pub(super) heading: String,
    pub(super) record: &'a PatientRecord,
    /// The names too.
    pub(super) full: bool,
    /// Identifiers uncovered.
    pub(super) open: bool,
}

impl HtmlSafe for Facts<'_> {}

/// People who answer for each other.
#[derive(Template)]
#[template(path = "desk/parts/relations.html")]
pub(super) struct Relations<'a> {
    w: Say,
    relations: &'a [RelationLine],
}

impl HtmlSafe for Relations<'_> {}

impl<'a> Relations<'a> {
    pub(super) fn all(relations: &'a [RelationLine], w: impl Borrow<Say>) -> Self {
        Self { w: *w.borrow(), relations }
    }
}
