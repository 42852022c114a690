//! What is open, what is closed, and how the public may book.

use askama::Template;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::labels::InWords;
use super::say::Say;
use super::shell::{self, Button, Field, Fields, Form};
use super::{ClosingWhy, Desk, Input, Issue, Post, PractitionerChoice, fields};
use crate::RenderError;
use crate::words::Words;

/// What is open, of one practitioner.
#[derive(Clone)]
pub struct HoursPage {
    /// What stands around.
    pub desk: Desk,
    /// Whose: those whose agenda the reader may run.
    pub practitioners: Vec<PractitionerChoice>,
    /// Availabilities.
    pub rows: Vec<HoursRow>,
    /// Opens time.
    pub new_href: Option<String>,
    /// The next ones.
    pub next_href: Option<String>,
    /// The agenda.
    pub back_href: String,
}

/// An availability.
#[derive(Clone)]
pub struct HoursRow {
    /// Changes it.
    pub href: String,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub to: NaiveTime,
    /// When it recurs.
    pub recurs: Recurs,
    /// Its first day.
    pub first_day: NaiveDate,
    /// Its last day.
    pub until: Option<NaiveDate>,
    /// Where.
    pub place: String,
    /// For what.
    pub services: String,
}

/// How an availability recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recurs {
    /// On its first day only.
    Once,
    /// On days of the week.
    Weekly {
        /// Every so many weeks.
        every: u32,
        /// Which days: dates that fall on them, for their names.
        days: Vec<NaiveDate>,
    },
    /// By a rule that the form does not write.
    Otherwise,
}

impl Recurs {
    fn said(&self, w: Say) -> String {
        match self {
            Self::Once => w.t("d-cal-once"),
            Self::Weekly { every, days } => {
                let days = days.iter().map(|day| w.weekday(day)).collect::<Vec<_>>().join(", ");
                format!("{}{} {days}", w.n("d-cal-every-weeks", "count", *every), w.t("mail-colon"))
            }
            Self::Otherwise => w.t("d-cal-other-rule"),
        }
    }
}

impl HoursPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        shell::in_desk(&self.desk, &w.t("d-cal-hours"), &HoursTemplate { w, page: self })
    }
}

#[derive(Template)]
#[template(path = "desk/hours.html")]
struct HoursTemplate<'a> {
    w: Say,
    page: &'a HoursPage,
}

/// The form of an availability.
#[derive(Clone)]
pub struct HoursFormPage {
    /// What stands around.
    pub desk: Desk,
    /// Whose.
    pub practitioner: String,
    /// Where it goes: a new one's key becomes its id; an existing one bears its version.
    pub post: Post,
    /// The day from which it was opened, of one that recurs: then [`fields::SCOPE`](super::fields::SCOPE) is asked.
    pub day: Option<NaiveDate>,
    /// What was chosen there: a word of [`HoursScope`].
    pub scope: Input,
    /// It is new.
    pub is_new: bool,
    /// [`fields::LOCATION`](super::fields::LOCATION).
    pub location: Input,
    /// Places: digits and addresses.
    pub locations: Vec<(String, String)>,
    /// [`fields::SERVICE`](super::fields::SERVICE), several: digits, label, whether chosen.
    pub services: Vec<(String, String, bool)>,
    /// No service is chosen.
    pub services_issue: Option<Issue>,
    /// [`fields::DATE`](super::fields::DATE).
    pub first_day: Input,
    /// [`fields::FROM`](super::fields::FROM).
    pub from: Input,
    /// [`fields::TO`](super::fields::TO).
    pub to: Input,
    /// [`fields::WEEKDAY`](super::fields::WEEKDAY), several: the word, a date that falls on it, whether chosen. None: a rule that this form does not write, and leaves as it is.
    pub weekdays: Option<Vec<(String, NaiveDate, bool)>>,
    /// [`fields::EVERY`](super::fields::EVERY).
    pub every: Input,
    /// [`fields::UNTIL`](super::fields::UNTIL).
    pub until: Input,
    /// [`fields::CAPACITY`](super::fields::CAPACITY).
    pub capacity: Input,
    /// [`fields::PUBLIC_CAPACITY`](super::fields::PUBLIC_CAPACITY).
    pub public_capacity: Input,
    /// [`fields::STAFF_FIRST`](super::fields::STAFF_FIRST).
    pub staff_first: bool,
    /// [`fields::GRID`](super::fields::GRID).
    pub grid: Input,
    /// [`fields::PLACES`](super::fields::PLACES).
    pub places: Input,
    /// Ends it: asks for what, where it recurs and was opened from a day; and by [`fields::CANCEL`](super::fields::CANCEL) whether what was made in it is cancelled.
    pub end: Option<Post>,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// How much of an availability is changed or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursScope {
    /// That day.
    Day,
    /// That day and those after it.
    From,
    /// All of it.
    All,
}

impl HoursScope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Day, Self::From, Self::All];

    /// Its word, as posted.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::From => "from",
            Self::All => "all",
        }
    }

    /// The scope of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }
}

impl HoursFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let form = Form::new(w, &self.post, w.t("d-save"), self.fields(w)).cancel(&self.cancel_href);
        let title = shell::title(w, w.t(if self.is_new { "d-cal-hours-new" } else { "d-cal-hours-change" }), form.wrong());
        let (heading, under) = (w.t(if self.is_new { "d-cal-hours-new" } else { "d-cal-hours-change" }), self.under(w));
        let ends = match self.day {
            Some(_) => HoursScope::ALL.map(|scope| (scope, scope.words(w))).into(),
            None => vec![(HoursScope::All, w.t("d-cal-end"))],
        };
        let box_ = [("yes".to_owned(), w.t("d-cal-close-cancel"), w.t("d-cal-end-cancel-why"), false)];
        let inside = Fields::new(vec![Field::boxes(w, fields::CANCEL, w.t("d-cal-inside"), None, box_)]);
        shell::in_desk(&self.desk, &title, &HoursFormTemplate { w, page: self, heading, under, form, ends, inside })
    }

    fn under(&self, w: Say) -> String {
        match self.day {
            Some(day) => format!("{} · {}", self.practitioner, w.day(day)),
            None => self.practitioner.clone(),
        }
    }

    fn fields(&self, w: Say) -> Vec<Field> {
        let mut all = Vec::new();
        if self.day.is_some() {
            let scopes = HoursScope::ALL.map(|scope| (scope.word().to_owned(), scope.words(w)));
            all.push(Field::one(w, fields::SCOPE, w.t("d-cal-scope"), &self.scope, None, scopes));
        }
        all.push(Field::kind(w, fields::DATE, w.t("d-cal-first-day"), &self.first_day, "date"));
        all.push(Field::kind(w, fields::FROM, w.t("d-cal-from"), &self.from, "time").half());
        all.push(Field::kind(w, fields::TO, w.t("d-cal-to"), &self.to, "time").half());
        if let Some(weekdays) = &self.weekdays {
            let days =
                weekdays.iter().map(|(word, day, chosen)| (word.clone(), Words::capitalised(w.weekday(day)), String::new(), *chosen));
            all.push(Field::boxes(w, fields::WEEKDAY, w.t("d-cal-weekdays"), None, days));
            all.push(Field::digits(w, fields::EVERY, w.t("d-cal-every"), &self.every).hint(w.t("d-cal-every-hint")));
            all.push(Field::kind(w, fields::UNTIL, w.t("d-cal-until"), &self.until, "date").half().hint(w.t("d-cal-until-hint")));
        }
        all.push(Field::one(w, fields::LOCATION, w.t("d-cal-location"), &self.location, None, self.locations.clone()));
        let services = self.services.iter().map(|(value, label, chosen)| (value.clone(), label.clone(), String::new(), *chosen));
        all.push(Field::boxes(w, fields::SERVICE, w.t("d-cal-for"), self.services_issue, services));
        all.push(Field::heading(w, w.t("d-cal-how-many")));
        all.push(Field::digits(w, fields::CAPACITY, w.t("d-cal-capacity"), &self.capacity).hint(w.t("d-cal-capacity-hint")));
        let hint = w.t("d-cal-public-capacity-hint");
        all.push(Field::digits(w, fields::PUBLIC_CAPACITY, w.t("d-cal-public-capacity"), &self.public_capacity).hint(hint));
        all.push(Field::digits(w, fields::GRID, w.t("d-cal-grid"), &self.grid).hint(w.t("d-cal-grid-hint")));
        all.push(Field::digits(w, fields::PLACES, w.t("d-cal-places"), &self.places).hint(w.t("d-cal-places-hint")));
        let box_ = [("yes".to_owned(), w.t("d-cal-staff-first"), w.t("d-cal-staff-first-why"), self.staff_first)];
        all.push(Field::boxes(w, fields::STAFF_FIRST, w.t("d-cal-for-whom"), None, box_));
        all
    }
}

#[derive(Template)]
#[template(path = "desk/hours_form.html")]
struct HoursFormTemplate<'a> {
    w: Say,
    page: &'a HoursFormPage,
    heading: String,
    under: String,
    form: Form<'a>,
    /// What may be ended, with its button's words.
    ends: Vec<(HoursScope, String)>,
    inside: Fields,
}

/// What is closed.
#[derive(Clone)]
pub struct ClosingsPage {
    /// What stands around.
    pub desk: Desk,
    /// Closes time; its key becomes the closing's id.
    pub post: Post,
    /// [`fields::PRACTITIONER`](super::fields::PRACTITIONER), several: digits, name, whether chosen. With one, nothing is asked.
    pub practitioners: Vec<(String, String, bool)>,
    /// Nobody is chosen.
    pub practitioners_issue: Option<Issue>,
    /// [`fields::WHY`](super::fields::WHY): a word of [`ClosingWhy`].
    pub why: Input,
    /// [`fields::LOCATION`](super::fields::LOCATION); empty: everywhere.
    pub location: Input,
    /// Places: digits and addresses.
    pub locations: Vec<(String, String)>,
    /// [`fields::FROM`](super::fields::FROM), a day.
    pub from: Input,
    /// [`fields::FROM_TIME`](super::fields::FROM_TIME); empty: from its beginning.
    pub from_time: Input,
    /// [`fields::TO`](super::fields::TO), a day, included; empty: the first.
    pub to: Input,
    /// [`fields::TO_TIME`](super::fields::TO_TIME); empty: to its end.
    pub to_time: Input,
    /// [`fields::CANCEL`](super::fields::CANCEL).
    pub cancel: bool,
    /// Holidays to come: each closes by its button.
    pub holidays: Vec<HolidayRow>,
    /// What is closed from today on.
    pub rows: Vec<ClosingRow>,
    /// The agenda.
    pub back_href: String,
}

/// A public holiday to come.
#[derive(Clone)]
pub struct HolidayRow {
    /// Which day.
    pub date: NaiveDate,
    /// What it is called.
    pub name: String,
    /// Closes it. None: it is closed.
    pub close: Option<Post>,
}

/// Time that is closed.
#[derive(Clone)]
pub struct ClosingRow {
    /// From.
    pub from: NaiveDateTime,
    /// To.
    pub to: NaiveDateTime,
    /// Why.
    pub why: ClosingWhy,
    /// Whose time, and where.
    pub about: String,
    /// Opens it again.
    pub reopen: Option<Post>,
}

impl ClosingRow {
    /// From when to when; of whole days, the days.
    fn said(&self, w: Say) -> String {
        let midnight = NaiveTime::MIN;
        let last = self.to.date().pred_opt().filter(|_| self.from.time() == midnight && self.to.time() == midnight);
        match last {
            Some(last) if last == self.from.date() => w.date(last),
            Some(last) => w.t2("d-cal-between", "first", w.short_date(self.from.date()), "last", w.short_date(last)),
            None => format!("{} – {}", w.stamp(self.from), w.stamp(self.to)),
        }
    }
}

impl ClosingsPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let form = Form::new(w, &self.post, w.t("d-cal-close"), self.fields(w));
        let title = shell::title(w, w.t("d-cal-closings"), form.wrong());
        shell::in_desk(&self.desk, &title, &ClosingsTemplate { w, page: self, form })
    }

    fn fields(&self, w: Say) -> Vec<Field> {
        let mut all = Vec::new();
        if self.practitioners.len() > 1 {
            let who = self.practitioners.iter().map(|(value, name, chosen)| (value.clone(), name.clone(), String::new(), *chosen));
            all.push(Field::boxes(w, fields::PRACTITIONER, w.t("d-practitioners"), self.practitioners_issue, who));
        }
        all.push(Field::kind(w, fields::FROM, w.t("d-cal-close-from"), &self.from, "date").half());
        all.push(
            Field::kind(w, fields::FROM_TIME, w.t("d-cal-close-from-time"), &self.from_time, "time").half().hint(w.t("d-cal-whole-day")),
        );
        all.push(Field::kind(w, fields::TO, w.t("d-cal-close-to"), &self.to, "date").half());
        all.push(Field::kind(w, fields::TO_TIME, w.t("d-cal-close-to-time"), &self.to_time, "time").half().hint(w.t("d-cal-whole-day")));
        let reasons = ClosingWhy::ALL.map(|why| (why.word().to_owned(), why.words(w)));
        all.push(Field::one(w, fields::WHY, w.t("d-cal-why"), &self.why, None, reasons).hint(w.t("d-cal-why-hint")));
        if self.locations.len() > 1 {
            let everywhere = Some(w.t("d-cal-everywhere"));
            all.push(Field::one(w, fields::LOCATION, w.t("d-cal-location"), &self.location, everywhere, self.locations.clone()));
        }
        let box_ = [("yes".to_owned(), w.t("d-cal-close-cancel"), w.t("d-cal-close-cancel-why"), self.cancel)];
        all.push(Field::boxes(w, fields::CANCEL, w.t("d-cal-inside"), None, box_));
        all
    }
}

#[derive(Template)]
#[template(path = "desk/closings.html")]
struct ClosingsTemplate<'a> {
    w: Say,
    page: &'a ClosingsPage,
    form: Form<'a>,
}

/// How the public may book a practitioner.
#[derive(Clone)]
pub struct TermsPage {
    /// What stands around.
    pub desk: Desk,
    /// Whose: those whose agenda the reader may run.
    pub practitioners: Vec<PractitionerChoice>,
    /// Chooses them.
    pub post: Post,
    /// [`fields::ONLINE`](super::fields::ONLINE): `yes` or `no`.
    pub online: Input,
    /// [`fields::NEW_PATIENTS`](super::fields::NEW_PATIENTS): `yes` or `no`.
    pub new_patients: Input,
    /// [`fields::UNTIL`](super::fields::UNTIL).
    pub open_until: Input,
    /// [`fields::DAYS`](super::fields::DAYS).
    pub horizon: Input,
    /// [`fields::MINUTES`](super::fields::MINUTES).
    pub notice: Input,
    /// The agenda.
    pub back_href: String,
}

impl TermsPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let answers = || [("yes".to_owned(), w.t("d-yes")), ("no".to_owned(), w.t("d-no"))];
        let typed = vec![
            Field::one(w, fields::ONLINE, w.t("d-cal-online"), &self.online, None, answers()).half(),
            Field::one(w, fields::NEW_PATIENTS, w.t("d-cal-new-patients"), &self.new_patients, None, answers()).half(),
            Field::kind(w, fields::UNTIL, w.t("d-cal-open-until"), &self.open_until, "date").hint(w.t("d-cal-open-until-hint")),
            Field::digits(w, fields::DAYS, w.t("d-cal-horizon"), &self.horizon).hint(w.t("d-cal-practice-setting")),
            Field::digits(w, fields::MINUTES, w.t("d-cal-notice"), &self.notice).hint(w.t("d-cal-practice-setting")),
        ];
        let form = Form::new(w, &self.post, w.t("d-save"), typed).cancel(&self.back_href);
        let title = shell::title(w, w.t("d-cal-terms"), form.wrong());
        shell::in_desk(&self.desk, &title, &TermsTemplate { w, page: self, form })
    }
}

#[derive(Template)]
#[template(path = "desk/terms.html")]
struct TermsTemplate<'a> {
    w: Say,
    page: &'a TermsPage,
    form: Form<'a>,
}
