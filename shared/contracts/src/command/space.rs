//! The patient space (A7): whoever reads mail at an address sees the appointments of the people about whom a practice writes to it,
//! after a birth-date check for each. The Identity knows which practices and patients those are, the Practice says whether it is
//! still so and compares birth dates, the Agenda shows the appointments and gives their links.

use guichet_kernel::{
    AppointmentId, BirthDate, Country, EmailAddress, Label, Locale, PatientId, PersonName, PracticeId, PractitionerId, Telephone, Token,
};

use super::agenda::Done;

commands! {
    AskSpace => Identity "/ask-space" -> Done, for [Public];
    OpenSpace => Identity "/open-space" -> SpaceOpened, for [Link];
    CheckSpace => Identity "/check-space" -> Space, for [Session];
    Unlock => Identity "/unlock" -> Done, for [Session];
    LeaveSpace => Identity "/leave-space" -> Done, for [Session];
    ReadPeople => Practice "/read-people" -> People, for [Contact];
    CheckBirthDate => Practice "/check-birth-date" -> BirthDateChecked, for [Contact];
    IssueLink => Agenda "/issue-link" -> LinkIssued, for [Patient];
}

wire! {
    /// Asks for a link to the space. The answer is the same whether any practice writes to the address or not, or too much was asked.
    pub struct AskSpace {
        /// Where the link goes; the Identity is named by it.
        pub email: EmailAddress,
        /// The asking browser's own secret: the link works there only.
        pub browser: Token,
        /// Whose pages asked.
        pub country: Country,
        /// The language of the message.
        pub locale: Locale,
    }

    /// Opens the space by the principal's link, once, in the browser that asked.
    pub struct OpenSpace {
        /// The browser's own secret.
        pub browser: Token,
    }

    /// A session of the space has started. It is none of the desk's.
    pub struct SpaceOpened {
        /// What the cookie is to bear.
        pub secret: Token,
    }

    /// Opens a session of the space.
    pub struct CheckSpace {}

    /// Of whom the space may show something.
    pub struct Space {
        /// What the cookie is to bear from now on, where it changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub replaced_by: Option<Token>,
        /// About whom practices write to the address, at most a hundred.
        pub references: Vec<Reference>,
    }

    /// A practice writes to the address about a patient, as it last said.
    pub struct Reference {
        /// Which practice.
        pub practice: PracticeId,
        /// About whom.
        pub patient: PatientId,
        /// Whether their birth date was given in this session.
        pub unlocked: bool,
    }

    /// Remembers, for the session that asks, that a patient's birth date was given.
    pub struct Unlock {
        /// In which practice.
        pub practice: PracticeId,
        /// Whose.
        pub patient: PatientId,
    }

    /// Ends the session of the space that asks.
    pub struct LeaveSpace {}

    /// Reads what the space shows of patients: whom the practice does not write to that address about is left out.
    pub struct ReadPeople {
        /// Whom, at most a hundred.
        pub patients: Vec<PatientId>,
        /// Those whose birth date was given in this session.
        #[serde(default)]
        pub unlocked: Vec<PatientId>,
    }

    /// What a practice shows in the space.
    pub struct People {
        /// Its name.
        pub name: Label,
        /// Where a person answers.
        pub telephone: Telephone,
        /// The patients.
        pub people: Vec<OnePerson>,
        /// Whose agendas may hold their appointments; empty as long as none is unlocked.
        #[serde(default)]
        pub seen_by: Vec<PractitionerId>,
    }

    /// A patient in the space.
    pub struct OnePerson {
        /// Which.
        pub patient: PatientId,
        /// The first letter of their given name: a parent tells children apart by it, and nobody learns more.
        pub initial: String,
        /// Whether no birth date can open this now: it is not known, or too many were tried.
        #[serde(default)]
        pub barred: bool,
        /// What is shown once it is open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub open: Option<OpenPerson>,
    }

    /// A patient whose birth date was given.
    pub struct OpenPerson {
        /// Given name.
        pub given_name: PersonName,
        /// The records that were merged into theirs: an agenda may know them by these still.
        #[serde(default)]
        pub also: Vec<PatientId>,
    }

    /// Compares a birth date with a patient's: five wrong ones a day.
    pub struct CheckBirthDate {
        /// Whose.
        pub patient: PatientId,
        /// As typed.
        pub birth_date: BirthDate,
    }

    /// The attempt was counted.
    pub struct BirthDateChecked {
        /// What became of it.
        pub outcome: BirthDateOutcome,
    }

    /// What became of an attempt.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum BirthDateOutcome {
        /// It is theirs.
        Matches,
        /// It is not; another may be tried.
        Differs,
        /// None is compared any more today.
        Barred,
    }

    /// Gives the link of an appointment of the principal's patients: what a message about it bears.
    pub struct IssueLink {
        /// Which.
        pub appointment: AppointmentId,
    }

    /// A signed link to an appointment.
    pub struct LinkIssued {
        /// It.
        pub link: String,
    }
}
