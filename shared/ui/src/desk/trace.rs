//! What an appointment freed, and to whom the slot was offered (W11).

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{NaiveDateTime, NaiveTime};
use guichet_contracts::command::waitlist::{FreedBy, FreedState};
use guichet_kernel::Fold;

use super::labels::InWords;
use super::say::Say;
use super::shell::{self, Button};
use super::waiting::OfferTable;
use super::{Attendance, Desk, OfferRow, Post};
use crate::RenderError;
use crate::words::Words;

/// What an appointment freed, on its own page.
#[derive(Clone)]
pub struct FreedNote {
    /// What became of the slot; none: nothing was freed.
    pub state: Option<FreedState>,
    /// To how many it was offered.
    pub offers: u32,
    /// To whom: its trace.
    pub trace_href: String,
    /// Until when the cancellation can be taken back.
    pub until: Option<NaiveTime>,
    /// Takes it back.
    pub restore: Option<Post>,
    /// Offers the slot to nobody any more.
    pub withdraw: Option<Post>,
    /// Offers it after all.
    pub offer: Option<Post>,
}

impl FreedNote {
    /// Whether staff keep the slot closed.
    fn kept(&self) -> bool {
        self.state == Some(FreedState::Closed)
    }
}

#[derive(Template)]
#[template(path = "desk/parts/freed.html")]
pub(super) struct FreedTemplate<'a> {
    pub(super) w: Say,
    pub(super) freed: &'a FreedNote,
}

impl HtmlSafe for FreedTemplate<'_> {}

/// Every appointment that was on one start and end, and to whom the slot was offered each time (W11).
#[derive(Clone)]
pub struct TracePage {
    /// What stands around.
    pub desk: Desk,
    /// When it starts.
    pub at: NaiveDateTime,
    /// Which of the two, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// When it ends.
    pub end: NaiveTime,
    /// Whose agenda.
    pub practitioner: String,
    /// What was there, the oldest first, then what was offered by hand.
    pub lines: Vec<TraceLine>,
    /// The appointment that was asked for.
    pub back_href: String,
}

/// Something that was there.
#[derive(Clone)]
pub struct TraceLine {
    /// Family name, given name.
    pub patient: Option<String>,
    /// The appointment's page.
    pub href: Option<String>,
    /// Where it stands; none: staff offered the slot by hand.
    pub attendance: Option<Attendance>,
    /// When that was noted.
    pub changed: Option<NaiveDateTime>,
    /// What it freed.
    pub freed: Option<TraceFreed>,
}

impl TraceLine {
    /// Whether somebody is there still: nothing was freed yet.
    fn stands(&self) -> bool {
        self.attendance.is_some_and(Attendance::stands)
    }
}

/// A freed slot in the trace.
#[derive(Clone)]
pub struct TraceFreed {
    /// How.
    pub by: FreedBy,
    /// When.
    pub at: NaiveDateTime,
    /// What became of it.
    pub state: FreedState,
    /// When that was.
    pub ended: Option<NaiveDateTime>,
    /// How many moves led here.
    pub depth: u16,
    /// To whom it was offered.
    pub offers: Vec<OfferRow>,
}

impl TracePage {
    /// The page as HTML. Its title bears no name.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let lines = self.lines.iter();
        let lines = lines.map(|line| (line, line.freed.as_ref().map(|freed| (freed, OfferTable { w, offers: &freed.offers })))).collect();
        shell::in_desk(&self.desk, &w.t("d-wait-trace"), &TraceTemplate { w, page: self, lines })
    }
}

/// A line with the table of its offers.
type Traced<'a> = (&'a TraceLine, Option<(&'a TraceFreed, OfferTable<'a>)>);

#[derive(Template)]
#[template(path = "desk/trace.html")]
struct TraceTemplate<'a> {
    w: Say,
    page: &'a TracePage,
    lines: Vec<Traced<'a>>,
}
