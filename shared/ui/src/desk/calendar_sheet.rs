//! The sheet of the agenda: days, what is open in them, and what stands there.

use askama::Template;
use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};

use super::appointments::Lines;
use super::calendar_layout::{Stretch, columns, hours};
use super::labels::InWords;
use super::say::Say;
use super::{AppointmentLine, Attendance, Marks, Post, fields};
use crate::words::Words;

/// Days of the agenda, which the page asks for anew while it is looked at.
#[derive(Clone)]
pub struct Sheet {
    /// How they are shown.
    pub view: CalendarView,
    /// Asks whether they still hold: answered with nothing while they do.
    pub live_href: String,
    /// Them.
    pub days: Vec<SheetDay>,
    /// What was cancelled or moved on these days: its page says to whom the slot was offered (W11).
    pub gone: Vec<AppointmentLine>,
    /// Practitioners whose agenda does not answer: theirs is missing here.
    pub silent: Vec<String>,
    /// Moves what is dragged: its other fields are filled by the script. None: nothing may be moved.
    pub moving: Option<Post>,
}

/// How days are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarView {
    /// One.
    Day,
    /// Seven.
    Week,
    /// The weeks of a month.
    Month,
}

impl CalendarView {
    /// Every view.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// Its word in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "jour",
            Self::Week => "semaine",
            Self::Month => "mois",
        }
    }

    /// The view of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.word() == word)
    }

    /// The key that leads there.
    pub(super) const fn key(self) -> char {
        match self {
            Self::Day => 'd',
            Self::Week => 'w',
            Self::Month => 'm',
        }
    }
}

/// A day of the sheet.
#[derive(Clone)]
pub struct SheetDay {
    /// Which.
    pub date: NaiveDate,
    /// It is today where the practice stands.
    pub is_today: bool,
    /// It is of the month asked for; of a week or a day, always.
    pub within: bool,
    /// The day alone.
    pub href: String,
    /// Side by side: one for each practitioner of a day, or one of all.
    pub lanes: Vec<Lane>,
}

/// A column of a day.
#[derive(Clone)]
pub struct Lane {
    /// Whose, where there are several.
    pub name: Option<String>,
    /// What is open, behind the rest.
    pub open: Vec<OpenTime>,
    /// What is there, by start.
    pub items: Vec<SheetItem>,
}

/// Time that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTime {
    /// From.
    pub start: NaiveTime,
    /// How long.
    pub minutes: u16,
    /// Changes it.
    pub href: Option<String>,
    /// Where, where there are several places; how many at once, where more than one.
    pub about: Option<String>,
}

/// Something of a day.
#[derive(Clone)]
pub struct SheetItem {
    /// From, on the wall where it is.
    pub start: NaiveTime,
    /// How long.
    pub minutes: u16,
    /// What.
    pub what: SheetWhat,
}

/// What it is.
#[derive(Clone)]
pub enum SheetWhat {
    /// Time in which somebody can be placed.
    Free {
        /// Names the row: a word of its own on the page.
        id: String,
        /// Places somebody there.
        href: String,
    },
    /// Time taken by another practice: nothing else is known of it.
    Busy,
    /// Time that is closed.
    Closed {
        /// Why.
        why: ClosingWhy,
        /// Opens it again.
        href: Option<String>,
    },
    /// An appointment of this practice.
    Visit(Box<Visit>),
}

/// An appointment of this practice.
#[derive(Clone)]
pub struct Visit {
    /// Its id: names the row, so that the page comes back to it.
    pub id: String,
    /// Its own page.
    pub href: String,
    /// Family name, given name; none while the record has not arrived, was erased, or may not be read.
    pub patient: Option<String>,
    /// Until when it waits to be confirmed by its booker; nobody is told before of whom it is.
    pub unconfirmed_until: Option<NaiveTime>,
    /// What for.
    pub service: String,
    /// Where, and by whom, where the sheet does not say.
    pub about: Option<String>,
    /// Where it stands.
    pub attendance: Attendance,
    /// What the reader may do about it by one key.
    pub marks: Option<Marks>,
    /// What moving it posts: whose, which, at which version. None: it stays.
    pub moved: Option<Movable>,
}

/// What the script says of an appointment when it is moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movable {
    /// Whose agenda: the id's digits.
    pub practitioner: String,
    /// Its version.
    pub version: i64,
}

/// Why time is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingWhy {
    /// A holiday of the practitioner's.
    Leave,
    /// Illness.
    Illness,
    /// A public holiday.
    PublicHoliday,
    /// Training, a meeting.
    Training,
    /// Another reason.
    Other,
}

impl ClosingWhy {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Leave, Self::Illness, Self::PublicHoliday, Self::Training, Self::Other];

    /// Its word, as posted: the agenda's own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Illness => "illness",
            Self::PublicHoliday => "public-holiday",
            Self::Training => "training",
            Self::Other => "other",
        }
    }

    /// The reason of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

#[derive(Template)]
#[template(path = "desk/sheet.html")]
pub(super) struct SheetTemplate<'a> {
    w: Say,
    sheet: &'a Sheet,
    gone: Lines<'a>,
    first: u16,
    last: u16,
}

impl askama::filters::HtmlSafe for SheetTemplate<'_> {}

/// What stands where.
struct Placed<'a> {
    item: &'a SheetItem,
    class: String,
}

impl<'a> SheetTemplate<'a> {
    /// The sheet, as high as what stands in it.
    pub(super) fn of(w: Say, sheet: &'a Sheet) -> Self {
        let lanes = || sheet.days.iter().flat_map(|day| &day.lanes);
        let open = lanes().flat_map(|lane| &lane.open).map(|open| stretch(open.start, open.minutes));
        // A day that is closed from midnight to midnight makes no long sheet.
        let taken = lanes().flat_map(|lane| &lane.items).filter(|item| !matches!(item.what, SheetWhat::Closed { .. }));
        let (first, last) = hours(open.chain(taken.map(|item| stretch(item.start, item.minutes))));
        Self { w, sheet, gone: Lines::new(w, &sheet.gone), first, last }
    }

    fn gone_count(&self) -> u32 {
        u32::try_from(self.sheet.gone.len()).unwrap_or(u32::MAX)
    }

    fn is(&self, view: CalendarView) -> bool {
        self.sheet.view == view
    }

    /// The hours written beside the sheet.
    fn rule(&self) -> Vec<(u16, NaiveTime)> {
        let hour = |hour: u16| Some((hour, NaiveTime::from_hms_opt(hour.into(), 0, 0)?));
        (self.first..self.last).filter_map(hour).collect()
    }

    /// The items of a lane, with their places: what takes time stands side by side where it overlaps.
    fn placed<'l>(&self, lane: &'l Lane) -> Vec<Placed<'l>> {
        let takes = |item: &&SheetItem| matches!(item.what, SheetWhat::Busy | SheetWhat::Visit(_));
        let taking: Vec<Stretch> = lane.items.iter().filter(takes).map(|item| self.shown(item.start, item.minutes)).collect();
        let mut columns = columns(&taking).into_iter();
        let place = |item: &'l SheetItem| {
            let at = self.shown(item.start, item.minutes).classes();
            let class = match takes(&item).then(|| columns.next()).flatten() {
                Some((column, of)) => format!("{at} c{column} of{of}"),
                None => at,
            };
            Placed { item, class }
        };
        lane.items.iter().map(place).collect()
    }

    fn open_class(&self, open: &OpenTime) -> String {
        self.shown(open.start, open.minutes).classes()
    }

    /// A stretch as far as the sheet goes.
    fn shown(&self, start: NaiveTime, minutes: u16) -> Stretch {
        let whole = stretch(start, minutes);
        let (first, last) = (self.first * 60, self.last * 60);
        let from = whole.from.clamp(first, last.saturating_sub(5));
        Stretch { from, to: whole.to.clamp(from + 5, last.max(from + 5)) }
    }

    /// The first day of each month's week, whose name heads a column.
    fn heads(&self) -> impl Iterator<Item = &SheetDay> {
        self.sheet.days.iter().take(7)
    }
}

/// The appointments of a day that stand, by start.
fn standing(day: &SheetDay) -> impl Iterator<Item = (NaiveTime, &Visit)> {
    let mut found: Vec<(NaiveTime, &Visit)> = day
        .lanes
        .iter()
        .flat_map(|lane| &lane.items)
        .filter_map(|item| match &item.what {
            SheetWhat::Visit(visit) if visit.attendance.stands() => Some((item.start, visit.as_ref())),
            _ => None,
        })
        .collect();
    guichet_kernel::order::by_key(&mut found, |(start, _)| *start);
    found.into_iter()
}

fn stretch(start: NaiveTime, minutes: u16) -> Stretch {
    let from = u16::try_from(start.num_seconds_from_midnight() / 60).unwrap_or_default();
    Stretch::new(from, minutes)
}

impl SheetItem {
    fn end(&self) -> NaiveTime {
        self.start.overflowing_add_signed(chrono::TimeDelta::minutes(self.minutes.into())).0
    }

    /// When it begins, as the script reads it: `09:05`.
    fn hour(&self) -> String {
        format!("{:02}:{:02}", self.start.hour(), self.start.minute())
    }
}

impl SheetDay {
    /// Appointments that stand.
    fn count(&self) -> u32 {
        u32::try_from(standing(self).count()).unwrap_or(u32::MAX)
    }

    /// Those that a month does not show.
    fn beyond(&self) -> u32 {
        self.count().saturating_sub(3)
    }

    /// The first of them, as a month shows them.
    fn first_three(&self) -> Vec<(NaiveTime, &Visit)> {
        standing(self).take(3).collect()
    }

    /// Why it is closed, if all of it is.
    fn closed(&self) -> Option<ClosingWhy> {
        self.lanes.iter().flat_map(|lane| &lane.items).find_map(|item| match item.what {
            SheetWhat::Closed { why, .. } if item.minutes >= 12 * 60 => Some(why),
            _ => None,
        })
    }

    fn number(&self) -> u32 {
        self.date.day()
    }
}
