//! Placing a patient, an appointment's own page, and moving it.

use askama::Template;
use chrono::{NaiveDateTime, NaiveTime};
use guichet_kernel::Fold;

use super::labels::InWords;
use super::say::Say;
use super::shell::{self, Button, Field, Fields, Form};
use super::trace::FreedTemplate;
use super::waiting::{AlertTemplate, keep_field};
use super::{AlertFields, Attendance, Desk, FreedNote, Input, Issue, Marks, PatientLine, Post, fields};
use crate::RenderError;
use crate::words::Words;

/// Why a patient is not placed at once; staff may go beyond, knowingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The time is taken.
    Taken,
    /// The group has no place left.
    Full,
    /// The time is closed.
    Closed,
}

/// What a button of the form asks for, as [`fields::ACT`](super::fields::ACT). None: the search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceStep {
    /// Patients.
    Search,
    /// Free times.
    Find,
    /// That it be done.
    Place,
    /// That it be done whatever is in the way.
    Force,
}

impl PlaceStep {
    /// Every step.
    pub const ALL: [Self; 4] = [Self::Search, Self::Find, Self::Place, Self::Force];

    /// Its word, as posted.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Find => "find",
            Self::Place => "place",
            Self::Force => "force",
        }
    }

    /// The step of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }
}

/// The form that places a patient.
#[derive(Clone)]
pub struct PlacePage {
    /// What stands around.
    pub desk: Desk,
    /// Where it goes; its key becomes the appointment's id.
    pub post: Post,
    /// What was searched for.
    pub query: String,
    /// The patient chosen: the id's digits.
    pub chosen: Option<(String, PatientLine)>,
    /// Patients found: by their ids' digits.
    pub matches: Vec<(String, PatientLine)>,
    /// Nobody is chosen.
    pub patient_issue: Option<Issue>,
    /// Enters a patient who is not known.
    pub new_href: Option<String>,
    /// [`fields::PRACTITIONER`](super::fields::PRACTITIONER).
    pub practitioner: Input,
    /// Practitioners: digits and names. With one, nothing is asked.
    pub practitioners: Vec<(String, String)>,
    /// [`fields::SERVICE`](super::fields::SERVICE).
    pub service: Input,
    /// Services: digits and labels.
    pub services: Vec<(String, String)>,
    /// [`fields::LOCATION`](super::fields::LOCATION).
    pub location: Input,
    /// Places: digits and addresses. With one, nothing is asked.
    pub locations: Vec<(String, String)>,
    /// [`fields::DATE`](super::fields::DATE).
    pub date: Input,
    /// [`fields::TIME`](super::fields::TIME).
    pub time: Input,
    /// [`fields::FOLD`](super::fields::FOLD), where clocks show that hour twice.
    pub fold: Option<Input>,
    /// [`fields::MINUTES`](super::fields::MINUTES); empty: the service's.
    pub minutes: Input,
    /// [`fields::SILENT`](super::fields::SILENT).
    pub silent: bool,
    /// The box of who would come earlier; none: it is not shown (W1, W2).
    pub alert: Option<AlertFields>,
    /// Free times, if they were asked for.
    pub starts: Option<Vec<StartChoice>>,
    /// What is in the way.
    pub obstacle: Option<Obstacle>,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// A free time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartChoice {
    /// When, on the wall where it is.
    pub at: NaiveDateTime,
    /// Which of the two, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// Where, where there are several places.
    pub place: Option<String>,
    /// Posted as [`fields::START`](super::fields::START).
    pub value: String,
}

impl PlacePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let one = |name: &str, label: &str, input: &Input, choices: &[(String, String)]| {
            let empty = (input.value.is_empty() || input.issue.is_some()).then(|| w.t("d-choose"));
            (choices.len() > 1).then(|| Field::one(w, name, label.to_owned(), input, empty, choices.iter().cloned()).half())
        };
        let what = [
            one(fields::PRACTITIONER, &w.t("d-cal-practitioner"), &self.practitioner, &self.practitioners),
            Some(Field::one(w, fields::SERVICE, w.t("d-cal-service"), &self.service, Some(w.t("d-choose")), self.services.clone()).half()),
            one(fields::LOCATION, &w.t("d-cal-location"), &self.location, &self.locations),
        ];
        let mut when = vec![
            Field::kind(w, fields::DATE, w.t("d-cal-date"), &self.date, "date").half(),
            Field::kind(w, fields::TIME, w.t("d-cal-time"), &self.time, "time").half(),
        ];
        when.extend(self.fold.as_ref().map(|fold| which(w, fold)));
        when.extend([
            Field::digits(w, fields::MINUTES, w.t("d-cal-minutes"), &self.minutes).hint(w.t("d-cal-minutes-hint")),
            Field::boxes(
                w,
                fields::SILENT,
                w.t("d-cal-message"),
                None,
                [("yes".to_owned(), w.t("d-cal-silent-box"), w.t("d-cal-silent-why"), self.silent)],
            ),
        ]);
        let (what, when) = (Fields::new(what.into_iter().flatten().collect()), Fields::new(when));
        let alert = self.alert.as_ref().map(|alert| AlertTemplate::of(w, alert));
        let wrong = what.wrong() || when.wrong() || self.patient_issue.is_some();
        let title = shell::title(w, w.t("d-cal-place"), wrong);
        shell::in_desk(&self.desk, &title, &PlaceTemplate { w, page: self, what, when, alert })
    }
}

/// Asks which of the two is meant, where clocks show an hour twice.
fn which(w: Say, fold: &Input) -> Field {
    let both = [Fold::First, Fold::Second].map(|fold| (fold_word(fold).to_owned(), w.fold(fold)));
    Field::one(w, fields::FOLD, w.t("d-cal-fold"), fold, Some(w.t("d-choose")), both)
}

/// How [`fields::FOLD`](super::fields::FOLD) says which.
pub const fn fold_word(fold: Fold) -> &'static str {
    match fold {
        Fold::First => "first",
        Fold::Second => "second",
    }
}

#[derive(Template)]
#[template(path = "desk/place.html")]
struct PlaceTemplate<'a> {
    w: Say,
    page: &'a PlacePage,
    what: Fields,
    when: Fields,
    alert: Option<AlertTemplate>,
}

/// An appointment's own page.
#[derive(Clone)]
pub struct VisitPage {
    /// What stands around.
    pub desk: Desk,
    /// Family name, given name.
    pub patient: Option<String>,
    /// Until when it waits to be confirmed by its booker; nobody is told before of whom it is.
    pub unconfirmed_until: Option<NaiveTime>,
    /// The record, for those who may read it.
    pub patient_href: Option<String>,
    /// When, on the wall where it is.
    pub at: NaiveDateTime,
    /// Which of the two, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// How long.
    pub minutes: u32,
    /// What for.
    pub service: String,
    /// Where.
    pub place: String,
    /// By whom.
    pub practitioner: String,
    /// Where it stands.
    pub attendance: Attendance,
    /// Whether the patient cancelled it after the practice's notice.
    pub late: bool,
    /// What it may become.
    pub marks: Option<Marks>,
    /// Moves it.
    pub moving: Option<MoveForm>,
    /// Whether the practice offers what is freed to who waits: then moving and cancelling ask whether it is kept closed (W7), which was chosen last.
    pub keeps: Option<bool>,
    /// What it freed, of one that was cancelled or moved.
    pub freed: Option<FreedNote>,
    /// The box of who would come earlier, and what keeps it; none: it is not shown (W1, W2).
    pub alert: Option<(Post, AlertFields)>,
    /// Cancels it: its patient is told.
    pub cancel: Option<Post>,
    /// Removes it: nobody is told.
    pub delete: Option<Post>,
    /// The agenda, at its day.
    pub back_href: String,
}

/// Where an appointment may be moved to.
#[derive(Clone)]
pub struct MoveForm {
    /// Where it goes; its key becomes the new appointment's id.
    pub post: Post,
    /// [`fields::DATE`](super::fields::DATE).
    pub date: Input,
    /// [`fields::TIME`](super::fields::TIME).
    pub time: Input,
    /// [`fields::FOLD`](super::fields::FOLD), where clocks show that hour twice.
    pub fold: Option<Input>,
    /// [`fields::LOCATION`](super::fields::LOCATION).
    pub location: Input,
    /// Places: digits and addresses. With one, nothing is asked.
    pub locations: Vec<(String, String)>,
    /// What is in the way of what was typed, and the form that goes beyond.
    pub obstacle: Option<(Obstacle, Post)>,
}

impl VisitPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let form = self.moving.as_ref().map(|moving| {
            let mut typed = vec![
                Field::kind(w, fields::DATE, w.t("d-cal-date"), &moving.date, "date").half(),
                Field::kind(w, fields::TIME, w.t("d-cal-time"), &moving.time, "time").half(),
            ];
            typed.extend(moving.fold.as_ref().map(|fold| which(w, fold)));
            if moving.locations.len() > 1 {
                typed.push(Field::one(w, fields::LOCATION, w.t("d-cal-location"), &moving.location, None, moving.locations.clone()));
            }
            typed.extend(self.keeps.map(|kept| keep_field(w, "garder-deplace", kept)));
            Form::new(w, &moving.post, w.t("d-cal-move"), typed)
        });
        let cancel = self.cancel.as_ref().map(|post| {
            let keep = self.keeps.map(|_| keep_field(w, "garder-annule", false));
            Form::new(w, post, w.t("d-cal-cancel"), keep.into_iter().collect()).danger()
        });
        let alert = self.alert.as_ref().map(|(post, alert)| (post, AlertTemplate::of(w, alert)));
        let freed = self.freed.as_ref().map(|freed| FreedTemplate { w, freed });
        let title = shell::title(w, Words::capitalised(w.moment_in(self.at, self.fold)), form.as_ref().is_some_and(Form::wrong));
        shell::in_desk(&self.desk, &title, &VisitTemplate { w, page: self, form, cancel, alert, freed })
    }

    fn obstacle(&self) -> Option<&(Obstacle, Post)> {
        self.moving.as_ref()?.obstacle.as_ref()
    }
}

#[derive(Template)]
#[template(path = "desk/visit.html")]
struct VisitTemplate<'a> {
    w: Say,
    page: &'a VisitPage,
    form: Option<Form<'a>>,
    cancel: Option<Form<'a>>,
    alert: Option<(&'a Post, AlertTemplate)>,
    freed: Option<FreedTemplate<'a>>,
}
