//! What may stand in the trail: ids, words of the software, numbers. No constructor takes what somebody typed.

use std::fmt::{Display, Write};

use guichet_kernel::{
    ApiTokenId, AppointmentId, AvailabilityId, CategoryId, ClosingId, ConsentId, InvitationId, LocationId, MemberId, NoteId, PatientId,
    PracticeId, PractitionerId, ServiceId,
};

mod sealed {
    pub trait Sealed {}
}

/// An id that may stand in the trail.
pub trait Named: Display + Copy + sealed::Sealed {}

macro_rules! named {
    ($($id:ty),*) => {$(
        impl sealed::Sealed for $id {}
        impl Named for $id {}
    )*};
}

named!(
    ApiTokenId,
    AppointmentId,
    AvailabilityId,
    CategoryId,
    ClosingId,
    ConsentId,
    InvitationId,
    LocationId,
    MemberId,
    NoteId,
    PatientId,
    PracticeId,
    PractitionerId,
    ServiceId
);

/// The id of whom or what a deed was done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// Whatever has that id.
    pub fn of(id: impl Named) -> Self {
        Self(id.to_string())
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a deed was done: `roles=owner,secretary found=3`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail(String);

impl Detail {
    /// Nothing to add.
    pub const fn none() -> Self {
        Self(String::new())
    }

    /// Adds a word of the software.
    #[must_use]
    pub fn word(self, name: &'static str, word: &'static str) -> Self {
        self.add(name, word)
    }

    /// Adds several words of the software.
    #[must_use]
    pub fn words(self, name: &'static str, words: impl IntoIterator<Item = &'static str>) -> Self {
        let words: Vec<_> = words.into_iter().collect();
        self.add(name, words.join(","))
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, name: &'static str, number: i64) -> Self {
        self.add(name, number)
    }

    /// Adds an id.
    #[must_use]
    pub fn id(self, name: &'static str, id: impl Named) -> Self {
        self.add(name, id)
    }

    /// What is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn add(mut self, name: &str, value: impl Display) -> Self {
        let gap = if self.0.is_empty() { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{gap}{name}={value}");
        self
    }
}
