//! What a Directory obeys: the registry of a country's practices, practitioners and objects.

use guichet_kernel::{Instant, Label, ObjectRef, PracticeId};

use super::{agenda::Done, card::PractitionerCard};

commands! {
    ReadRegistry => Directory "/read-registry" -> Registry, for [Operator];
    ReadObjects => Directory "/read-objects" -> Objects, for [Operator];
    Beat => Directory "/beat" -> Done, for [Operator];
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
}
