//! What stands around the desk's pages.

use guichet_kernel::Locale;

use super::Post;

/// What stands around a page of somebody who is signed in.
#[derive(Clone)]
pub struct Desk {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Who is signed in, as they know themselves: name, or e-mail address.
    pub person: String,
    /// The practice at whose desk they stand; none before they have one.
    pub practice: Option<String>,
    /// Every practice where they work, this one included; shown in the corner.
    pub practices: Vec<PracticeChoice>,
    /// The pages that their rights open, in order; the frame shows these and no other.
    pub nav: Vec<NavLink>,
    /// Which of them this page belongs to.
    pub current: Option<Section>,
    /// The page from which a practice is created, or an invitation found: the home without a practice.
    pub home_href: String,
    /// Their sessions.
    pub sessions_href: String,
    /// Signs them out.
    pub sign_out: Post,
    /// The same page in other languages, this one included.
    pub languages: Vec<LanguageChoice>,
    /// What was just done, said once at the top.
    pub said: Option<Said>,
}

/// What stands around a page of somebody who is not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// The reader's catalogue.
    pub locale: Locale,
    /// The same page in other languages, this one included.
    pub languages: Vec<LanguageChoice>,
}

/// Either frame, for pages that stand in both.
#[derive(Clone)]
pub enum Around {
    /// Signed in. Boxed, being the larger by far.
    Desk(Box<Desk>),
    /// Not signed in.
    Outside(Outside),
}

impl From<Desk> for Around {
    fn from(desk: Desk) -> Self {
        Self::Desk(Box::new(desk))
    }
}

impl From<Outside> for Around {
    fn from(outside: Outside) -> Self {
        Self::Outside(outside)
    }
}

/// A practice that the person may stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeChoice {
    /// `Cabinet des Lilas`.
    pub name: String,
    /// Its first page.
    pub href: String,
    /// It is the one shown.
    pub current: bool,
}

/// A page in the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavLink {
    /// Which.
    pub section: Section,
    /// Its address.
    pub href: String,
}

/// The parts of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// The day's list.
    Today,
    /// Days, weeks, months: who is placed where, what is open.
    Agenda,
    /// Who waits for an earlier slot.
    Waiting,
    /// Search and records.
    Patients,
    /// Members, invitations, delegations.
    Team,
    /// Settings, locations, services.
    Settings,
    /// Who did what.
    Audit,
    /// Keys for machines.
    Tokens,
}

/// The same page in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageChoice {
    /// Which.
    pub locale: Locale,
    /// Its address.
    pub href: String,
}

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Changes are kept.
    Saved,
    /// Something new exists.
    Added,
    /// Something is no longer offered.
    Withdrawn,
    /// An invitation is on its way.
    InvitationSent,
    /// An invitation no longer works.
    InvitationRevoked,
    /// An invitation was accepted: welcome.
    Joined,
    /// A member has left.
    MemberEnded,
    /// A key no longer works.
    TokenRevoked,
    /// A session was ended elsewhere.
    SessionEnded,
    /// A code is on its way.
    CodeSent,
    /// Two records have become one.
    Merged,
    /// Two records will not be proposed as one again.
    KeptApart,
    /// The practice exists.
    PracticeCreated,
    /// Nothing: somebody else was quicker, and this is how it stands now.
    ChangedMeanwhile,
    /// A slot is offered to who waits.
    SlotOffered,
    /// A slot is offered to nobody any more.
    SlotWithdrawn,
    /// An offer was accepted in the patient's name.
    OfferAccepted,
    /// An offer was declined in the patient's name.
    OfferDeclined,
    /// Nothing: the offer was over.
    OfferOver,
}

impl Desk {
    /// The page of the navigation that this one belongs to, where it is one that they see.
    pub(super) fn here(&self) -> Option<Section> {
        self.nav.iter().find(|link| self.is_at(link)).map(|link| link.section)
    }

    /// Whether this page belongs to the section of `link`.
    pub(super) fn is_at(&self, link: &NavLink) -> bool {
        self.current == Some(link.section)
    }
}
