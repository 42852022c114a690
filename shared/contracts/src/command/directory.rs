//! What a Directory obeys: the registry of a country's practices, practitioners and objects.

use guichet_kernel::{Country, Instant, Label, ObjectRef, PracticeId, Telephone, Zone};

use super::{
    agenda::Done,
    card::{PracticeCard, PractitionerCard, practice_path},
};

commands! {
    ReadRegistry => Directory "/read-registry" -> Registry, for [Operator];
    ReadObjects => Directory "/read-objects" -> Objects, for [Operator];
    Beat => Directory "/beat" -> Done, for [Operator];
    Rebuild => Directory "/rebuild" -> Done, for [Operator];
    SearchDirectory => Directory "/search" -> DirectoryPage, for [Public];
    ReadPracticePage => Directory "/read-practice-page" -> PracticePage, for [Public];
    ListPages => Directory "/list-pages" -> Pages, for [Public];
    ListParts => Directory "/list-parts" -> Parts, for [Public];
}

wire! {
    /// Reads who works where.
    pub struct ReadRegistry {
        /// Those after this practice.
        #[serde(default)]
        pub after: Option<PracticeId>,
        /// At most so many, 1 to 100.
        pub most: u32,
    }

    /// Practices, by id.
    pub struct Registry {
        /// Them.
        pub practices: Vec<Registered>,
        /// Whether there are more.
        pub more: bool,
    }

    /// A practice in the registry.
    pub struct Registered {
        /// Which.
        pub practice: PracticeId,
        /// Its name.
        pub name: Label,
        /// The towns where it is.
        pub cities: Vec<Label>,
        /// Who gives care there now.
        pub practitioners: Vec<PractitionerCard>,
    }

    /// Reads which objects there are.
    pub struct ReadObjects {
        /// Those after this one.
        #[serde(default)]
        pub after: Option<ObjectRef>,
        /// At most so many, 1 to 500.
        pub most: u32,
    }

    /// Objects, by class and name.
    pub struct Objects {
        /// Them.
        pub objects: Vec<KnownObject>,
        /// Whether there are more.
        pub more: bool,
    }

    /// An object that the Directory knows.
    pub struct KnownObject {
        /// Which.
        pub object: ObjectRef,
        /// Since when.
        pub known_since: Instant,
        /// When it last answered the Directory.
        #[serde(default)]
        pub seen_at: Option<Instant>,
        /// When its earliest work is due, as it said then.
        #[serde(default)]
        pub due_at: Option<Instant>,
    }

    /// Wakes the objects that have not been seen for longest, so that none with due work sleeps for ever. For the cron.
    pub struct Beat {}

    /// Has every practice say again who it is and who gives care there, and every agenda when it is next free, so that an empty
    /// Directory is whole again some beats later. Given again for each further page of objects.
    pub struct Rebuild {
        /// Objects that it may not know any more, as a former [`ReadObjects`] gave them; at most 500.
        #[serde(default)]
        pub objects: Vec<ObjectRef>,
        /// Whether what it holds of practices and agendas is first forgotten. Until they have answered, less is found.
        #[serde(default)]
        pub forget: bool,
    }

    /// Searches the public directory: what is typed is looked for in names, professions, services and practices, without accents and
    /// with a slip of the finger forgiven; a town beside it narrows it down (A3).
    pub struct SearchDirectory {
        /// What was typed; nothing: everybody, by name.
        #[serde(default)]
        pub text: String,
        /// Which town.
        #[serde(default)]
        pub city: String,
        /// What a former page ended with.
        #[serde(default)]
        pub after: Option<Label>,
        /// At most so many, 1 to 50.
        pub most: u32,
    }

    /// Practitioners found, the likeliest first.
    pub struct DirectoryPage {
        /// Them: one line for each practice where they work.
        pub lines: Vec<DirectoryLine>,
        /// What the next page is asked with; none at the end.
        #[serde(default)]
        pub after: Option<Label>,
        /// Whether nothing matched as typed, and these are near it.
        #[serde(default)]
        pub near: bool,
    }

    /// A practitioner in a practice, as a list shows them.
    pub struct DirectoryLine {
        /// Who.
        pub practitioner: PractitionerCard,
        /// Where.
        pub practice: PracticeId,
        /// Its name.
        pub practice_name: Label,
        /// Its towns.
        pub cities: Vec<Label>,
        /// What they offer.
        pub services: Vec<Label>,
        /// Whether they take new patients.
        pub new_patients: bool,
        /// Whether the public books with them here; if not, they are telephoned to.
        #[serde(default = "yes")]
        pub online: bool,
        /// The practice's telephone.
        #[serde(default)]
        pub telephone: Option<Telephone>,
        /// When they are free next, as the Agenda last said.
        #[serde(default)]
        pub next_free: Option<Instant>,
        /// The zone of the place that it is at.
        #[serde(default)]
        pub zone: Option<Zone>,
        /// When it said so; none where what it said cannot be true any more.
        #[serde(default)]
        pub said_at: Option<Instant>,
    }

    /// Reads a practice's public page.
    pub struct ReadPracticePage {
        /// Which.
        pub practice: PracticeId,
    }

    /// A practice's public page.
    pub struct PracticePage {
        /// All that it shows.
        pub card: PracticeCard,
        /// Who gives care there.
        pub lines: Vec<DirectoryLine>,
    }

    /// Lists the paths of the public pages, for the sitemap.
    pub struct ListPages {
        /// What a former page ended with.
        #[serde(default)]
        pub after: Option<Label>,
        /// At most so many, 1 to 5 000.
        pub most: u32,
    }

    /// Public pages.
    pub struct Pages {
        /// Their paths: `/fr/praticien/…`, `/fr/cabinet/…`.
        pub paths: Vec<String>,
        /// For each, since when its facts are as they are.
        #[serde(default)]
        pub changed_at: Vec<Instant>,
        /// What the next page is asked with; none at the end.
        #[serde(default)]
        pub after: Option<Label>,
    }

    /// Reads in which parts all public pages can be listed, for the sitemap.
    pub struct ListParts {
        /// At most so many pages in one part, 1 to 5 000.
        pub most: u32,
    }

    /// The parts of the list of all public pages.
    pub struct Parts {
        /// Them.
        pub parts: Vec<Part>,
    }

    /// A part of it.
    pub struct Part {
        /// What [`ListPages`] is asked with for it; none for the first.
        #[serde(default)]
        pub after: Option<Label>,
        /// When a page of it changed last.
        pub changed_at: Instant,
    }
}

const fn yes() -> bool {
    true
}

impl DirectoryLine {
    /// The line without what cannot be true any more: a free start that is over says nothing of the next.
    #[must_use]
    pub fn still_true(self, now: Instant) -> Self {
        match self.next_free {
            Some(next) if next <= now => Self { next_free: None, said_at: None, ..self },
            _ => self,
        }
    }

    /// The path of the practice's page, as [`PracticeCard::page_path`] makes it.
    pub fn page_path(&self, country: Country) -> String {
        practice_path(country, &self.practice_name, self.practice)
    }
}
