//! Earlier slots (W): who waits for one, and to whom a freed one is offered.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{NaiveDate, NaiveDateTime};
use guichet_contracts::command::waitlist::{AlertWeek, HalfDay, OfferState};

use super::labels::{self, InWords};
use super::say::Say;
use super::shell::{self, Button, Field, Fields, Form};
use super::{ContactLine, Desk, Input, Post, PractitionerChoice, StartChoice, fields};
use crate::RenderError;
use crate::words::Words;

/// The box "tell them if something earlier frees up" (W2), with what the patient wishes.
#[derive(Clone, Default)]
pub struct AlertFields {
    /// It is ticked.
    pub on: bool,
    /// On which half-days; none: any.
    pub halves: Vec<HalfDay>,
    /// The practice's other places: digits, address, whether they would come there.
    pub places: Vec<(String, String, bool)>,
    /// The box is for appointments that are further ahead than so many days.
    pub days: u16,
}

/// The box, and behind it what they wish.
#[derive(Template)]
#[template(path = "desk/parts/alert.html")]
pub(super) struct AlertTemplate {
    w: Say,
    tick: Fields,
    wishes: Fields,
    wishful: bool,
}

impl HtmlSafe for AlertTemplate {}

impl AlertTemplate {
    pub(super) fn of(w: Say, alert: &AlertFields) -> Self {
        let tick = ("yes".to_owned(), w.t("d-wait-box"), w.n("d-wait-box-why", "count", alert.days.into()), alert.on);
        let tick = Field::boxes(w, fields::ALERT, w.t("d-nav-waiting"), None, [tick]);
        let halves = HalfDay::ALL.map(|half| (half.word().to_owned(), half.words(w), String::new(), alert.halves.contains(&half)));
        let mut wishes = vec![Field::boxes(w, fields::HALF, w.t("d-wait-halves"), None, halves).hint(w.t("d-wait-halves-hint"))];
        if !alert.places.is_empty() {
            let places = alert.places.iter().map(|(digits, address, chosen)| (digits.clone(), address.clone(), String::new(), *chosen));
            wishes.push(Field::boxes(w, fields::ELSEWHERE, w.t("d-wait-places"), None, places).hint(w.t("d-wait-places-hint")));
        }
        let wishful = !alert.halves.is_empty() || alert.places.iter().any(|(_, _, chosen)| *chosen);
        Self { w, tick: Fields::new(vec![tick]), wishes: Fields::new(wishes), wishful }
    }
}

/// Asks whether what is freed is offered or kept closed (W7): as [`fields::KEEP_CLOSED`](super::fields::KEEP_CLOSED).
pub(super) fn keep_field(w: Say, id: &str, kept: bool) -> Field {
    let choices = [("no".to_owned(), w.t("d-wait-keep-offer")), ("yes".to_owned(), w.t("d-wait-keep-closed"))];
    Field::one(w, fields::KEEP_CLOSED, w.t("d-wait-keep"), &Input::of(if kept { "yes" } else { "no" }), None, choices).id(id)
}

/// An offer: what somebody has, what they are offered, and what became of it.
#[derive(Clone)]
pub struct OfferRow {
    /// Family name, given name; none while the record has not arrived, was erased, or may not be read.
    pub patient: Option<String>,
    /// Their own appointment's page.
    pub href: Option<String>,
    /// Where they are rung.
    pub telephone: Option<ContactLine>,
    /// What they have.
    pub own: NaiveDateTime,
    /// What is offered.
    pub slot: NaiveDateTime,
    /// Where that is.
    pub place: String,
    /// In which round.
    pub round: u16,
    /// When it was made.
    pub asked: NaiveDateTime,
    /// Until when it can be answered.
    pub until: NaiveDateTime,
    /// What became of it.
    pub state: OfferState,
    /// When that was.
    pub ended: Option<NaiveDateTime>,
    /// The team answered in their name.
    pub by_team: bool,
    /// Who of the team, where the reader knows them.
    pub by: Option<String>,
    /// They cannot be written to.
    pub to_call: bool,
    /// When its page was first asked for, perhaps by a scanner.
    pub page_asked: Option<NaiveDateTime>,
    /// Answers in the patient's name: posts [`fields::ANSWER`](super::fields::ANSWER).
    pub answer: Option<Post>,
}

/// A slot that is offered.
#[derive(Clone)]
pub struct OpenSlot {
    /// When.
    pub at: NaiveDateTime,
    /// Where.
    pub place: String,
    /// To whom, but for those to call.
    pub offers: Vec<OfferRow>,
    /// Offers it to nobody any more.
    pub withdraw: Option<Post>,
}

/// Somebody who waits.
#[derive(Clone)]
pub struct WaitingRow {
    /// Family name, given name.
    pub patient: Option<String>,
    /// Their own appointment's page.
    pub href: String,
    /// When that is.
    pub at: NaiveDateTime,
    /// What for, where.
    pub about: String,
    /// Since when they wait.
    pub since: NaiveDate,
    /// On which half-days they would come; none: any.
    pub halves: Vec<HalfDay>,
    /// To which other places they would come.
    pub places: Vec<String>,
    /// What they are offered now.
    pub offered: Option<NaiveDateTime>,
}

/// The waitlist of a practitioner.
#[derive(Clone)]
pub struct WaitingPage {
    /// What stands around.
    pub desk: Desk,
    /// Practitioners whose agenda the reader may run.
    pub practitioners: Vec<PractitionerChoice>,
    /// The practice offers none (W1).
    pub off: bool,
    /// Where it would be turned on.
    pub settings_href: Option<String>,
    /// Offers an opening by hand.
    pub offer_href: Option<String>,
    /// Whom to ring.
    pub to_call: Vec<OfferRow>,
    /// What is offered.
    pub slots: Vec<OpenSlot>,
    /// Who waits: a page, the oldest first.
    pub entries: Vec<WaitingRow>,
    /// How many in all.
    pub count: u32,
    /// The page after.
    pub next_href: Option<String>,
    /// The first page, where this is another.
    pub first_href: Option<String>,
    /// What the alerts did, week by week.
    pub weeks: Vec<AlertWeek>,
    /// The deepest chain of moves.
    pub deepest: u16,
}

impl WaitingPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let to_call = OfferLines { w, offers: &self.to_call };
        let slots = self.slots.iter().map(|slot| (slot, OfferTable { w, offers: &slot.offers })).collect();
        let chart = self.weeks.iter().any(|week| week.freed > 0 || week.offers > 0).then(|| Chart::of(w, &self.weeks, self.deepest));
        shell::in_desk(&self.desk, &w.t("d-nav-waiting"), &WaitingTemplate { w, page: self, to_call, slots, chart })
    }
}

#[derive(Template)]
#[template(path = "desk/waiting.html")]
struct WaitingTemplate<'a> {
    w: Say,
    page: &'a WaitingPage,
    to_call: OfferLines<'a>,
    slots: Vec<(&'a OpenSlot, OfferTable<'a>)>,
    chart: Option<Chart>,
}

/// Whom to ring, a line each.
#[derive(Template)]
#[template(path = "desk/parts/offer_lines.html")]
struct OfferLines<'a> {
    w: Say,
    offers: &'a [OfferRow],
}

impl HtmlSafe for OfferLines<'_> {}

/// To whom a slot was offered, when, and what they answered (W11).
#[derive(Template)]
#[template(path = "desk/parts/offer_table.html")]
pub(super) struct OfferTable<'a> {
    pub(super) w: Say,
    pub(super) offers: &'a [OfferRow],
}

impl HtmlSafe for OfferTable<'_> {}

impl OfferRow {
    const fn tone(&self) -> &'static str {
        match self.state {
            OfferState::Accepted => "ok",
            OfferState::Open => "plain",
            _ => "over",
        }
    }
}

/// What the alerts did, as bars and as a table that says the same.
#[derive(Template)]
#[template(path = "desk/parts/alert_chart.html")]
struct Chart {
    w: Say,
    bars: Vec<Bar>,
    width: usize,
    weeks: Vec<AlertWeek>,
    total: AlertWeek,
    deepest: u16,
}

impl HtmlSafe for Chart {}

/// How high the bars are at most, and how far apart they stand.
const HIGH: u32 = 60;
const APART: usize = 24;

/// A week's two bars, in the units of the picture.
struct Bar {
    x: usize,
    freed: u32,
    refilled: u32,
}

impl Chart {
    fn of(w: Say, weeks: &[AlertWeek], deepest: u16) -> Self {
        let most = weeks.iter().map(|week| week.freed.max(week.refilled)).max().unwrap_or_default().max(1);
        let high = |count: u32| u32::try_from(u64::from(count) * u64::from(HIGH) / u64::from(most)).unwrap_or(HIGH);
        let bar = |(place, week): (usize, &AlertWeek)| Bar { x: place * APART, freed: high(week.freed), refilled: high(week.refilled) };
        let first = weeks.first().map_or(NaiveDate::MIN, |week| week.monday);
        let none = AlertWeek { monday: first, freed: 0, refilled: 0, offers: 0, minutes: 0, days_gained: 0 };
        let total = weeks.iter().fold(none, |sum, week| AlertWeek {
            monday: sum.monday,
            freed: sum.freed.saturating_add(week.freed),
            refilled: sum.refilled.saturating_add(week.refilled),
            offers: sum.offers.saturating_add(week.offers),
            minutes: sum.minutes.saturating_add(week.minutes),
            days_gained: sum.days_gained.saturating_add(week.days_gained),
        });
        let bars = weeks.iter().enumerate().map(bar).collect();
        Self { w, bars, width: weeks.len() * APART, weeks: weeks.to_vec(), total, deepest }
    }

    /// How long it took on average to fill a slot.
    fn taken(&self, week: &AlertWeek) -> String {
        match week.minutes.checked_div(week.refilled.into()).and_then(|mean| u32::try_from(mean).ok()) {
            Some(mean) => self.w.duration(mean),
            None => "–".to_owned(),
        }
    }
}

/// Looks for an opening to offer by hand.
#[derive(Clone)]
pub struct OfferSlotPage {
    /// What stands around.
    pub desk: Desk,
    /// Practitioners whose agenda the reader may run.
    pub practitioners: Vec<PractitionerChoice>,
    /// Looks for free times.
    pub post: Post,
    /// [`fields::SERVICE`](super::fields::SERVICE).
    pub service: Input,
    /// Services: digits and labels.
    pub services: Vec<(String, String)>,
    /// [`fields::DATE`](super::fields::DATE): from which day.
    pub date: Input,
    /// What was found, and what offers one of them: posts [`fields::START`](super::fields::START).
    pub starts: Option<(Post, Vec<StartChoice>)>,
    /// The waitlist.
    pub back_href: String,
}

impl OfferSlotPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let typed = vec![
            Field::one(w, fields::SERVICE, w.t("d-cal-service"), &self.service, Some(w.t("d-choose")), self.services.clone()).half(),
            Field::kind(w, fields::DATE, w.t("d-wait-from-day"), &self.date, "date").half(),
        ];
        let form = Form::new(w, &self.post, w.t("d-cal-find"), typed).quiet().cancel(&self.back_href);
        let title = shell::title(w, w.t("d-wait-offer"), form.wrong());
        shell::in_desk(&self.desk, &title, &OfferSlotTemplate { w, page: self, form })
    }
}

#[derive(Template)]
#[template(path = "desk/offer_slot.html")]
struct OfferSlotTemplate<'a> {
    w: Say,
    page: &'a OfferSlotPage,
    form: Form<'a>,
}

#[cfg(test)]
mod tests {
    use super::*;

    // W4: what is posted is what travels.
    #[test]
    fn a_half_day_is_posted_by_the_word_under_which_it_travels() {
        for half in HalfDay::ALL {
            assert_eq!(guichet_kernel::read::text::<HalfDay>(&format!("\"{}\"", half.word())).ok(), Some(half));
        }
    }

    #[test]
    fn bars_stand_as_high_as_their_counts_and_a_week_without_a_slot_divides_nothing() {
        let week = |freed, refilled, minutes| AlertWeek { monday: NaiveDate::MIN, freed, refilled, offers: 0, minutes, days_gained: 3 };
        let chart = Chart::of(Say::new(guichet_kernel::Locale::En), &[week(4, 2, 90), week(0, 0, 0)], 1);
        assert_eq!((chart.bars[0].freed, chart.bars[0].refilled, chart.bars[1].x, chart.bars[1].freed), (60, 30, 24, 0));
        assert_eq!((chart.taken(&chart.weeks[0]), chart.taken(&chart.weeks[1])), ("45\u{a0}min".to_owned(), "–".to_owned()));
        assert_eq!((chart.total.freed, chart.total.days_gained), (4, 6));
    }
}
