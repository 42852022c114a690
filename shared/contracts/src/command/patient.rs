//! What a Practice obeys about its patients.

use chrono::NaiveDate;
use guichet_kernel::{
    BirthDate, ConsentId, DialNumber, EmailAddress, Instant, Label, Locale, MemberId, NoteId, ObjectRef, PatientId, PersonName,
    PractitionerId,
};

pub use guichet_kernel::PostalAddress;

use super::{
    agenda::{Done, PatientAppointment},
    mailroom::PatientMessage,
};

commands! {
    ReadContact => Practice "/read-contact" -> Contact, for [Object(Of::Mailroom)];
    AddPatient => Practice "/add-patient" -> PatientKept, for [Has(May::ChangePatients)];
    ReadPatient => Practice "/read-patient" -> Patient, for [Has(May::ReadPatients)];
    ReadPatientNames => Practice "/read-patient-names" -> PatientNames, for [Has(May::ReadAgenda)];
    ChangePatient => Practice "/change-patient" -> PatientKept, for [Has(May::ChangePatients)];
    SearchPatients => Practice "/search-patients" -> Found, for [Has(May::ReadPatients)];
    ListPatients => Practice "/list-patients" -> Found, for [Has(May::ReadPatients)];
    PutIdentifier => Practice "/put-identifier" -> PatientKept, for [Has(May::ChangePatients)];
    RemoveIdentifier => Practice "/remove-identifier" -> PatientKept, for [Has(May::ChangePatients)];
    PutGuardian => Practice "/put-guardian" -> PatientKept, for [Has(May::ChangePatients)];
    RemoveGuardian => Practice "/remove-guardian" -> PatientKept, for [Has(May::ChangePatients)];
    GiveConsent => Practice "/give-consent" -> PatientKept, for [Has(May::ChangePatients)];
    WithdrawConsent => Practice "/withdraw-consent" -> PatientKept, for [Has(May::ChangePatients)];
    BlockOnline => Practice "/block-online" -> PatientKept, for [Has(May::ChangePatients)];
    AddNote => Practice "/add-note" -> PatientKept, for [Has(May::ChangePatients)];
    ReadNotes => Practice "/read-notes" -> Notes, for [Has(May::ReadPatients)];
    ReadConsents => Practice "/read-consents" -> Consents, for [Has(May::ReadPatients)];
    ReadDuplicates => Practice "/read-duplicates" -> Duplicates, for [Has(May::ReadPatients)];
    DismissDuplicate => Practice "/dismiss-duplicate" -> Done, for [Has(May::ChangePatients)];
    MergePatients => Practice "/merge-patients" -> PatientKept, for [Proven(May::ChangePatients)];
    ErasePatient => Practice "/erase-patient" -> Erasure, for [Proven(May::ErasePatients)];
    ReadErasure => Practice "/read-erasure" -> Erasure, for [Has(May::ErasePatients)];
    ExportPatient => Practice "/export-patient" -> PatientExport, for [Proven(May::ExportPatients)];
}

wire! {
    /// Reads how to write to a patient, or to whom for them (A8). For the practice's Mailroom, just before it sends.
    pub struct ReadContact {
        /// About whom.
        pub patient: PatientId,
    }

    /// How to write about a patient.
    pub struct Contact {
        /// The patient's given name, to be greeted by or spoken of.
        pub given_name: PersonName,
        /// The name of whoever reads the message.
        pub name: String,
        /// Their address; none: nobody can be written to.
        #[serde(default)]
        pub email: Option<EmailAddress>,
        /// The patient's language.
        pub locale: Locale,
    }

    /// What is kept of a person by their own words.
    pub struct PatientDetails {
        /// Given name.
        pub given_name: PersonName,
        /// Family name in use.
        pub family_name: PersonName,
        /// Family name at birth, where it is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub birth_name: Option<PersonName>,
        /// The name they go by, where it is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub known_as: Option<PersonName>,
        /// The sex on their papers, where they say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sex: Option<Sex>,
        /// Date of birth, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub birth_date: Option<BirthDate>,
        /// E-mail address (A4: not everybody has one).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<EmailAddress>,
        /// Telephones, at most five.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub telephones: Vec<PatientTelephone>,
        /// Their language; the practice's first where none is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub language: Option<Locale>,
        /// Where they live.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub address: Option<PostalAddress>,
    }

    /// The sex on somebody's papers.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum Sex {
        /// Female.
        Female,
        /// Male.
        Male,
        /// Neither, or another: an X on the papers.
        Other,
    }

    /// A telephone of a patient.
    pub struct PatientTelephone {
        /// Which.
        pub of: TelephoneOf,
        /// The number to dial.
        pub number: DialNumber,
    }

    /// Which telephone it is.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum TelephoneOf {
        /// In their pocket.
        Mobile,
        /// At home.
        Home,
        /// At work.
        Work,
    }

    /// Enters a patient. Possible duplicates are proposed, never merged.
    pub struct AddPatient {
        /// Who.
        pub details: PatientDetails,
        /// Refuses ([`ProblemKind::LooksAlike`](crate::ProblemKind::LooksAlike)) where somebody like them is known already.
        #[serde(default)]
        pub unless_alike: bool,
    }

    /// The record stands, at a version.
    pub struct PatientKept {
        /// Whose.
        pub patient: PatientId,
        /// Its version now.
        pub version: i64,
        /// What deserves a second look: `check_differs`, `birth_date_differs`, … It never blocks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub warnings: Vec<String>,
        /// How many records may be the same person's.
        #[serde(default)]
        pub duplicates: u32,
    }

    /// Reads a record; the reading is written in the audit trail.
    pub struct ReadPatient {
        /// Whose. The id of a merged record gives the one it was merged into.
        pub patient: PatientId,
    }

    /// A patient's record.
    #[expect(clippy::struct_excessive_bools, reason = "each says another thing of the record; none of them is a state")]
    pub struct Patient {
        /// Which.
        pub id: PatientId,
        /// Counts from 1 the changes of the record, its identifiers, its guardians and its consents. A note counts for nothing: it is
        /// added, and takes the place of no other.
        pub version: i64,
        /// Who.
        pub details: PatientDetails,
        /// Numbers by which health schemes know them. None where the practice's keys are out of reach, see `sealed`.
        #[serde(default)]
        pub identifiers: Vec<PatientIdentifier>,
        /// Who answers for them.
        #[serde(default)]
        pub guardians: Vec<Guardian>,
        /// For whom they answer.
        #[serde(default)]
        pub dependants: Vec<PatientLine>,
        /// What they agreed to, newest first, at most 25: there is a list of all of it.
        #[serde(default)]
        pub consents: Vec<Consent>,
        /// Whether they agreed to more before.
        #[serde(default)]
        pub more_consents: bool,
        /// What staff wrote, newest first, at most 25: there is a list of all of it.
        #[serde(default)]
        pub notes: Vec<Note>,
        /// Whether there are older notes.
        #[serde(default)]
        pub more_notes: bool,
        /// Whether they are asked to ring instead of booking online (A9).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pub blocked_online: bool,
        /// Records that may be the same person's.
        #[serde(default)]
        pub duplicates: Vec<Duplicate>,
        /// The records that were merged into this one.
        #[serde(default)]
        pub merged: Vec<PatientId>,
        /// When they were entered.
        pub entered_at: Instant,
        /// Whether identifiers and notes exist that cannot be opened now.
        #[serde(default)]
        pub sealed: bool,
        /// Who gives care here or ever did: the agenda of each may hold appointments of theirs.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub seen_by: Vec<SeenBy>,
    }

    /// Somebody who may have seen a patient.
    pub struct SeenBy {
        /// Who.
        pub practitioner: PractitionerId,
        /// Their name, where it is still known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
    }

    /// A number by which a health scheme knows a patient.
    pub struct PatientIdentifier {
        /// `niss`, `nam`, `ohip`, `phn_bc`, `uli_ab`, `nir`.
        pub kind: String,
        /// As it is kept.
        pub number: String,
        /// What goes with it: the version of an OHIP card, the expiry of a RAMQ card.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        /// What deserves a second look.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub warnings: Vec<String>,
    }

    /// Who answers for a patient (A8): another patient, or somebody who is none.
    pub struct Guardian {
        /// The patient who does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub patient: Option<PatientId>,
        /// Their name.
        pub name: String,
        /// Their address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub email: Option<EmailAddress>,
        /// Their telephone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub telephone: Option<DialNumber>,
        /// What they are to the patient.
        pub relation: Relation,
        /// Whether messages about the patient go to them.
        pub is_contact: bool,
        /// Names the row, to remove it.
        pub key: String,
    }

    /// What a guardian is to a patient.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum Relation {
        /// Mother or father.
        Parent,
        /// By law or by a judge.
        Guardian,
        /// Husband, wife, partner.
        Partner,
        /// Somebody who cares for them.
        Carer,
        /// Another.
        Other,
    }

    /// What a patient agreed to, in which words.
    pub struct Consent {
        /// Which.
        pub id: ConsentId,
        /// To what: `data`, `sms`, `email`, `sharing`, `remote`.
        pub kind: String,
        /// The version of the text.
        pub text_version: Label,
        /// How: `paper`, `oral`, `online`.
        pub how: String,
        /// When.
        pub given_at: Instant,
        /// When it was withdrawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub withdrawn_at: Option<Instant>,
    }

    /// What somebody of the staff wrote.
    pub struct Note {
        /// Which.
        pub id: NoteId,
        /// Who, by their word in the audit trail.
        pub author: Label,
        /// The author's name, where it is still known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub author_name: Option<String>,
        /// When.
        pub at: Instant,
        /// What.
        pub text: String,
    }

    /// Two records that may be one person's.
    pub struct Duplicate {
        /// The one.
        pub patient: PatientLine,
        /// The other.
        pub other: PatientLine,
        /// Why: `identifier`, `birth-date-and-name`, `contact-and-name`.
        pub reason: String,
    }

    /// Enough to tell patients apart in a list.
    pub struct PatientLine {
        /// Which.
        pub id: PatientId,
        /// Given name.
        pub given_name: PersonName,
        /// Family name.
        pub family_name: PersonName,
        /// Birth date.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub birth_date: Option<BirthDate>,
        /// Town.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub city: Option<Label>,
        /// A telephone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub telephone: Option<DialNumber>,
    }

    /// Reads the names that stand in an agenda: of patients who have appointments there. Names only: the other fields of their
    /// lines stay empty. An id that is not known is left out.
    pub struct ReadPatientNames {
        /// Whose, at most 200.
        pub patients: Vec<PatientId>,
        /// To whom of them somebody is about to ring: theirs say a telephone too, of the one who is written to in their place if there is one.
        /// For who may read patients; the trail says so.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub to_ring: Vec<PatientId>,
    }

    /// Names by id.
    pub struct PatientNames {
        /// Them, under the id that was asked.
        pub names: Vec<PatientLine>,
    }

    /// Replaces a patient's details.
    pub struct ChangePatient {
        /// Whose.
        pub patient: PatientId,
        /// The version that the caller saw.
        pub version: i64,
        /// All of them.
        pub details: PatientDetails,
    }

    /// Searches as one types: names without accents, telephone, birth date.
    pub struct SearchPatients {
        /// What was typed.
        pub text: String,
        /// At most so many, 1 to 50.
        pub most: u32,
    }

    /// Pages through all patients.
    pub struct ListPatients {
        /// Those after this one.
        #[serde(default)]
        pub after: Option<PatientId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Patients found.
    pub struct Found {
        /// Them.
        pub patients: Vec<PatientLine>,
        /// Whether there are more.
        pub more: bool,
    }

    /// Enters or replaces a number by which a health scheme knows a patient.
    pub struct PutIdentifier {
        /// Whose.
        pub patient: PatientId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
        /// `niss`, `nam`, `ohip`, `phn_bc`, `uli_ab`, `nir`.
        pub kind: String,
        /// As typed.
        pub number: String,
        /// What goes with it.
        #[serde(default)]
        pub detail: Option<String>,
    }

    /// Removes it.
    pub struct RemoveIdentifier {
        /// Whose.
        pub patient: PatientId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
        /// Which.
        pub kind: String,
    }

    /// Notes who answers for a patient (A8): a patient, or a person by name, at most 20. It may take the place of what was said of
    /// that guardian before, and of who was written to.
    pub struct PutGuardian {
        /// For whom.
        pub patient: PatientId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
        /// The patient who does.
        #[serde(default)]
        pub guardian: Option<PatientId>,
        /// Or the person who does.
        #[serde(default)]
        pub person: Option<ContactPerson>,
        /// What they are to the patient.
        pub relation: Relation,
        /// Whether messages about the patient go to them.
        pub is_contact: bool,
    }

    /// Somebody who is no patient here.
    pub struct ContactPerson {
        /// Given name.
        pub given_name: PersonName,
        /// Family name.
        pub family_name: PersonName,
        /// E-mail address.
        #[serde(default)]
        pub email: Option<EmailAddress>,
        /// Telephone.
        #[serde(default)]
        pub telephone: Option<DialNumber>,
    }

    /// They no longer answer for the patient.
    pub struct RemoveGuardian {
        /// For whom.
        pub patient: PatientId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
        /// The row's key.
        pub key: String,
    }

    /// Says whether a patient books online, or is asked to ring (A9). At most 500 patients of a practice are asked to. Appointments
    /// that they have stay, and staff place others.
    pub struct BlockOnline {
        /// Whose.
        pub patient: PatientId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
        /// Whether they are to ring.
        pub blocked: bool,
    }

    /// Notes what a patient agreed to.
    pub struct GiveConsent {
        /// Who.
        pub patient: PatientId,
        /// To what.
        pub kind: String,
        /// The version of the text.
        pub text_version: Label,
        /// How.
        pub how: String,
    }

    /// Notes that they no longer do.
    pub struct WithdrawConsent {
        /// Who.
        pub patient: PatientId,
        /// The version that the caller saw.
        #[serde(default)]
        pub version: i64,
        /// What.
        pub consent: ConsentId,
    }

    /// Writes a note. It is never changed; another one corrects it.
    pub struct AddNote {
        /// About whom.
        pub patient: PatientId,
        /// What: 1 to 10 000 characters.
        pub text: String,
    }

    /// Reads the notes on a patient, newest first; the reading is written in the audit trail.
    pub struct ReadNotes {
        /// On whom.
        pub patient: PatientId,
        /// Those before this one.
        #[serde(default)]
        pub before: Option<NoteId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Notes.
    pub struct Notes {
        /// Newest first.
        pub notes: Vec<Note>,
        /// Whether there are older ones.
        pub more: bool,
    }

    /// Reads what a patient agreed to, newest first; the reading is written in the audit trail.
    pub struct ReadConsents {
        /// Who.
        pub patient: PatientId,
        /// Those before this one.
        #[serde(default)]
        pub before: Option<ConsentId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Consents.
    pub struct Consents {
        /// Newest first.
        pub consents: Vec<Consent>,
        /// Whether there are older ones.
        pub more: bool,
    }

    /// Reads the records that may be the same person's.
    pub struct ReadDuplicates {
        /// Those after this place: the `older` of the page before.
        #[serde(default)]
        pub after: Option<String>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Proposals.
    pub struct Duplicates {
        /// Newest first.
        pub duplicates: Vec<Duplicate>,
        /// Where they go on, to be asked for as `after`; none at the end.
        #[serde(default)]
        pub older: Option<String>,
    }

    /// They are two persons: not proposed again. It bears no version: nothing is lost by saying it twice, or late.
    pub struct DismissDuplicate {
        /// The one.
        pub patient: PatientId,
        /// The other.
        pub other: PatientId,
    }

    /// They are one person: everything of `from` goes to `to`. It cannot be undone, so it needs a fresh proof, and both versions.
    pub struct MergePatients {
        /// Which record ends.
        pub from: PatientId,
        /// The version of it that the caller saw.
        #[serde(default)]
        pub from_version: i64,
        /// Which stays.
        pub to: PatientId,
        /// The version of that one that the caller saw.
        #[serde(default)]
        pub version: i64,
    }

    /// Erases everything that is kept of a patient, here and in every object that has seen them.
    pub struct ErasePatient {
        /// Whom.
        pub patient: PatientId,
    }

    /// Reads how far an erasure has come.
    pub struct ReadErasure {
        /// Of whom.
        pub patient: PatientId,
    }

    /// The tally of an erasure.
    pub struct Erasure {
        /// Of whom.
        pub patient: PatientId,
        /// When it was decided.
        pub erased_at: Instant,
        /// Each object that may have seen them, and what it answered.
        pub objects: Vec<Forgetting>,
    }

    /// What an object answered.
    pub struct Forgetting {
        /// Which.
        pub object: ObjectRef,
        /// Its answer; none yet: still being told.
        #[serde(default)]
        pub outcome: Option<Forgotten>,
    }

    /// What an object did with a patient who is to be forgotten.
    #[serde(tag = "is", rename_all = "kebab-case")]
    pub enum Forgotten {
        /// Nothing of them is left.
        Erased,
        /// Something is kept, until then, for a reason.
        Kept {
            /// Until when.
            until: Instant,
            /// Why: `appointment-ahead`, `message-under-way`.
            because: String,
        },
    }

    /// Reads everything that is kept of a patient, to hand it out; written in the audit trail.
    pub struct ExportPatient {
        /// Of whom.
        pub patient: PatientId,
    }

    /// Everything that is kept of a patient.
    pub struct PatientExport {
        /// On which day.
        pub exported_on: NaiveDate,
        /// The record.
        pub patient: Patient,
        /// Who read or changed it, newest first, at most a thousand.
        pub audit: Vec<super::practice::AuditEntry>,
        /// Who handed it out.
        #[serde(default)]
        pub by: Option<MemberId>,
        /// What is kept elsewhere and is not in it: `appointments`, in the agendas of the practitioners, and `messages`. Whoever
        /// hands the export out asks there first, and hands out none from which something is missing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub not_included: Vec<String>,
        /// Their appointments in this practice, newest first.
        #[serde(default)]
        pub appointments: Vec<PatientAppointment>,
        /// What was written to them, newest first, and what became of it; not what it said.
        #[serde(default)]
        pub messages: Vec<PatientMessage>,
    }
}
