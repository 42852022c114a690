//! The free hours of some days, of which a patient presses one.

use std::borrow::Borrow;

use chrono::{NaiveDate, NaiveDateTime, Timelike as _};
use guichet_kernel::Fold;

use crate::facts::{Hidden, Phone};
use crate::words::Words;

/// The free hours of some days. A template includes `parts/picker.html` with it.
///
/// Pressing an hour posts [`fields::START`](super::fields::START) and `hidden` to `action`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picker {
    /// Town whose clock the hours follow: `Lyon`.
    pub city: String,
    /// The days in order, fourteen of them as a rule.
    pub days: Vec<Day>,
    /// Address that an hour is posted to.
    pub action: String,
    /// Posted along.
    pub hidden: Vec<Hidden>,
    /// The next free hour after these days, when they have none.
    pub next: Option<Next>,
    /// The page with the days before these, when there are some.
    pub earlier_href: Option<String>,
    /// The page with the days after these, when the agenda is open that far.
    pub later_href: Option<String>,
    /// Where a person answers.
    pub phone: Option<Phone>,
}

/// A free hour on another page of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// Wall clock of the location.
    pub start: NaiveDateTime,
    /// The page that shows it.
    pub href: String,
}

/// A day of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Its date at the location.
    pub date: NaiveDate,
    /// What is free.
    pub openings: Openings,
}

/// What a day has to offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Openings {
    /// Free starts in order; with none, the day reads as [`Openings::Full`].
    Free(Vec<Slot>),
    /// The practitioner receives, and everything is taken.
    Full,
    /// The practitioner does not receive.
    Closed,
}

/// A start that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Wall clock of the location.
    pub start: NaiveDateTime,
    /// Which of the two it is, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// Posted as [`fields::START`](super::fields::START).
    pub value: String,
    /// How many places a group still has.
    pub left: Option<u8>,
}

impl Picker {
    /// The earliest free start.
    pub(crate) fn first(&self) -> Option<&Slot> {
        self.days.iter().flat_map(Day::free).next()
    }

    /// Whether a day's hours are seen at once where days stand one below another: those of the first day that has some.
    pub(crate) fn opens(&self, day: &Day) -> bool {
        self.days.iter().find(|day| !day.free().is_empty()).is_some_and(|first| first.date == day.date)
    }

    /// The first and the last day, where there are days.
    pub(crate) fn ends(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.days.first().zip(self.days.last()).map(|(first, last)| (first.date, last.date))
    }
}

impl Slot {
    /// What is said beneath the hour: which of the two it is, how many places are left.
    pub(crate) fn remarks(&self, w: impl Borrow<Words>) -> Vec<String> {
        let w = *w.borrow();
        let fold = self.fold.map(|fold| w.fold(fold));
        let left = self.left.map(|left| w.n("practitioner-left", "count", left.into()));
        fold.into_iter().chain(left).collect()
    }
}

impl Day {
    pub(crate) fn free(&self) -> &[Slot] {
        match &self.openings {
            Openings::Free(slots) => slots,
            Openings::Full | Openings::Closed => &[],
        }
    }

    /// How many starts are free.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.free().len()).unwrap_or(u32::MAX)
    }

    /// Whether `slot` is the first of the afternoon after some of the morning: it begins a new row.
    pub(crate) fn afternoon_begins(&self, slot: &Slot) -> bool {
        let late = |slot: &Slot| slot.start.hour() >= 13;
        let free = self.free();
        free.iter().find(|slot| late(slot)).is_some_and(|first| first == slot) && free.first().is_some_and(|first| !late(first))
    }

    pub(crate) fn closed(&self) -> bool {
        self.openings == Openings::Closed
    }
}
