//! Forms: where they go, what was typed, what is to be mended.

use crate::facts::Hidden;

/// Where a form is sent, and what goes with it unseen.
///
/// A form that creates something bears its key, so that sending it twice makes one thing: [`Post::with_key`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// Address that it is posted to.
    pub action: String,
    /// Posted along: the form's key, the version that was read.
    pub hidden: Vec<Hidden>,
}

impl Post {
    /// A form sent to `action`, with nothing unseen.
    pub fn to(action: impl Into<String>) -> Self {
        Self { action: action.into(), hidden: Vec::new() }
    }

    /// The same, with the key that makes sending it twice the same as once, as [`fields::FORM_KEY`](super::fields::FORM_KEY).
    #[must_use]
    pub fn with_key(self, key: impl Into<String>) -> Self {
        self.with(super::fields::FORM_KEY, key)
    }

    /// The same, with one more unseen value.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push(Hidden { name: name.into(), value: value.into() });
        self
    }
}

/// A field as typed, and what there is to say about it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// As typed, or as kept; of a choice, the chosen value.
    pub value: String,
    /// What is to be mended before it is accepted.
    pub issue: Option<Issue>,
    /// What deserves a second look; it does not block.
    pub warnings: Vec<Doubt>,
}

impl Input {
    /// A field that holds `value`, with nothing to say about it.
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), issue: None, warnings: Vec::new() }
    }

    /// The same, with something to mend.
    #[must_use]
    pub fn wrong(self, issue: Issue) -> Self {
        Self { issue: Some(issue), ..self }
    }

    /// The same, with something to look at again.
    #[must_use]
    pub fn doubtful(mut self, doubt: Doubt) -> Self {
        self.warnings.push(doubt);
        self
    }
}

/// What is to be mended in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// Nothing typed.
    Missing,
    /// Nothing chosen.
    NotChosen,
    /// More than the record can hold.
    TooLong,
    /// Signs that such a thing does not have.
    Characters,
    /// Not of the form of such a thing.
    Malformed,
    /// Not an address that mail can reach.
    Email,
    /// Not a number that can be rung.
    Phone,
    /// No such day.
    NotADate,
    /// After today.
    InFuture,
    /// Longer ago than anyone lives.
    TooLongAgo,
    /// Too few or too many digits.
    Length,
    /// Its check digits do not fit the rest.
    CheckDigit,
    /// A part of it is never issued.
    Part,
    /// The version or the expiry that goes with it is not one.
    Detail,
    /// Not a whole number.
    NotANumber,
    /// Outside what is allowed.
    OutOfRange {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// No such day, or not one that an agenda has.
    NotADay,
    /// Clocks do not show that hour on that day: they go forward then.
    HourLeftOut,
    /// Clocks show that hour twice that night: which is meant?
    HourTwice,
    /// It would end before it begins.
    EndsFirst,
    /// It goes with another category of services.
    OtherCategory,
    /// Somebody or something has it already.
    Taken,
    /// The code is not the one that was sent.
    WrongCode,
    /// The code's time is over, or it was tried too often: another is needed.
    CodeOver,
    /// Another code was asked for less than a minute ago.
    CodeTooSoon,
}

/// What deserves a second look in a number; it never blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The check digit does not fit, by a rule that is not sure.
    CheckDiffers,
    /// Typed without its check digits: nothing verifies it.
    CheckMissing,
    /// A part that, as far as is known, is not issued.
    UnusualPart,
    /// The birth date that it encodes is not in the calendar.
    NoSuchDate,
    /// Given while the person waits for the lasting one.
    Provisional,
    /// The record has another birth date.
    BirthDateDiffers,
    /// The record has another sex.
    SexDiffers,
    /// The record has other names.
    NamesDiffer,
    /// The card's time is over.
    Expired,
}
