//! An offer of an earlier slot, seen by the patient from its signed link (W5). No reason for care stands here, nor anybody's name or
//! number but the practitioner's.

use askama::Template;
use chrono::NaiveDateTime;
use guichet_contracts::command::waitlist::OfferState;
use guichet_kernel::{Fold, Locale};

use crate::RenderError;
use crate::facts::Visit;
use crate::frame::Frame;
use crate::words::Words;

/// What a patient has, what they are offered, and what they may do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What became of it.
    pub state: OfferState,
    /// What the patient has; after accepting: what they had.
    pub own: Visit,
    /// What is offered.
    pub offered: Visit,
    /// Until when it can be answered, by the wall clock of the offered place.
    pub until: NaiveDateTime,
    /// Address that «accept and move» posts to.
    pub accept: String,
    /// Address that «decline and keep mine» posts to.
    pub decline: String,
    /// Where the alerts are stopped.
    pub stop_href: String,
    /// What became of the appointment meanwhile: what they have or, after accepting, what they got.
    pub since: Since,
    /// The appointment as it now is; none where it no longer stands where this link leads.
    pub own_href: Option<String>,
    /// Whether the patient still waits for an earlier one.
    pub waits: bool,
    /// Whether there is anything to stop: they wait, for this or another appointment.
    pub alerts: bool,
    /// Whether they have accepted this moment, while somebody was booking the slot.
    pub busy: bool,
    /// Free starts before what they have, where the offered one cannot be had any more.
    pub free: Vec<FreeStart>,
    /// All free starts.
    pub free_href: Option<String>,
}

/// What became of an appointment after the offer was made or accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// It stands.
    Stands,
    /// It stands, and its time is over.
    Over,
    /// It was moved, other than by this offer, to there.
    Moved(Box<Visit>),
    /// It was cancelled.
    Cancelled,
    /// It is not in the agenda any more.
    Gone,
}

/// A start that is free in public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeStart {
    /// Wall clock of the place.
    pub start: NaiveDateTime,
    /// Which of the two it is, in the hour that autumn repeats.
    pub fold: Option<Fold>,
    /// Where the appointment is moved to it.
    pub href: String,
}

/// The page where a patient stops the alerts of a practice (RFC 8058's for people): a button, and then that it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopAlertsPage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What the patient has by now, and where.
    pub own: Visit,
    /// Whether it is to come.
    pub kept: bool,
    /// Address that the button posts to; none: it is done, and nothing was asked for since.
    pub action: Option<String>,
    /// Whether the patient waits for anything earlier here; elsewhere in the practice they may all the same.
    pub alerts: bool,
    /// The appointment; none where this link does not lead to it.
    pub own_href: Option<String>,
}

impl OfferPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let heading = self.heading(w);
        let frame = Frame::new(w, &heading, Some(&self.offered.practice)).private();
        let own = w.moment_in(self.own.start, self.own.fold);
        let until = w.moment(self.until);
        OfferTemplate { w, frame, page: self, heading, lead: self.lead(w), note: self.note(w), own, until }.render()
    }

    fn heading(&self, w: Words) -> String {
        match (self.state, &self.since) {
            (OfferState::Open, _) => {
                let days = (self.own.start.date() - self.offered.start.date()).num_days();
                match u32::try_from(days) {
                    Ok(days) if days > 0 => w.n("offer-days", "days", days),
                    _ => w.t("offer-same-day"),
                }
            }
            (OfferState::Accepted, Since::Stands) => w.t("appointment-just-moved"),
            (OfferState::Accepted, Since::Over) => w.t("appointment-past"),
            (OfferState::Accepted, Since::Moved(_)) => w.t("appointment-moved"),
            (OfferState::Accepted, Since::Cancelled) => w.t("appointment-cancelled"),
            (OfferState::Accepted, Since::Gone) => w.t("offer-gone"),
            (OfferState::Declined, Since::Stands) => w.t("offer-declined"),
            (OfferState::Declined, _) => w.t("offer-declined-then"),
            (OfferState::Expired, _) => w.t("offer-expired"),
            (OfferState::Taken, _) => w.t("offer-taken"),
            // They were stopped, and asked for again.
            (OfferState::Stopped, _) if !self.alerts => w.t("stop-done"),
            (OfferState::Withdrawn | OfferState::Stopped, _) => w.t("offer-withdrawn"),
        }
    }

    /// The word for what was accepted, as it now is, and how it is told apart.
    fn tag(&self) -> Option<(&'static str, &'static str)> {
        match (self.state, &self.since) {
            (OfferState::Accepted, Since::Stands) => Some(("tag-confirmed", "tag")),
            (OfferState::Accepted, Since::Over) => Some(("tag-past", "tag over")),
            (OfferState::Accepted, Since::Moved(_)) => Some(("tag-moved", "tag over")),
            (OfferState::Accepted, Since::Cancelled) => Some(("tag-cancelled", "tag bad")),
            _ => None,
        }
    }

    /// What happened, after the heading.
    fn lead(&self, w: Words) -> Option<String> {
        let stands = self.since == Since::Stands;
        match self.state {
            OfferState::Accepted if stands => Some(w.t("offer-accepted-next")),
            OfferState::Expired => Some(w.t("offer-expired-next")),
            OfferState::Taken if stands => Some(w.t("offer-taken-next")),
            OfferState::Stopped if stands && !self.alerts => Some(w.t("stop-again")),
            _ => None,
        }
    }

    /// What became of the appointment, where the heading and the two times do not say it.
    fn note(&self, w: Words) -> Option<String> {
        let accepted = self.state == OfferState::Accepted;
        let visit = if accepted { &self.offered } else { &self.own };
        let had = w.moment_in(visit.start, visit.fold);
        let note = match &self.since {
            Since::Stands if accepted || self.state == OfferState::Open => return None,
            Since::Stands => w.t1("offer-kept", "moment", had),
            Since::Over => return None,
            Since::Moved(now) => {
                let moved = w.t2("offer-moved", "was", had, "moment", w.moment_in(now.start, now.fold));
                let place = now.place_line(w);
                let place = (place != visit.place_line(w)).then(|| w.t1("offer-moved-place", "place", place));
                [Some(moved), place, Some(w.t("appointment-moved-link"))].into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Since::Cancelled => w.t1("offer-cancelled", "moment", had),
            Since::Gone if accepted => w.t("offer-gone-next"),
            Since::Gone => format!("{}. {}", w.t("offer-gone"), w.t("offer-gone-next")),
        };
        Some(if self.waits { format!("{note} {}", w.t("offer-waits")) } else { note })
    }

    /// Whether the two times are shown: both are what the heading speaks of.
    fn compares(&self) -> bool {
        match self.state {
            OfferState::Open => true,
            OfferState::Accepted => matches!(self.since, Since::Stands | Since::Over),
            _ => false,
        }
    }

    /// Whether another appointment is to be made: there is none any more.
    fn may_rebook(&self) -> bool {
        matches!(self.since, Since::Cancelled | Since::Gone)
    }

    /// Whether the two are at different places, so that each says its own.
    fn elsewhere(&self) -> bool {
        self.own.practice.address != self.offered.practice.address || self.own.whereabouts != self.offered.whereabouts
    }
}

impl StopAlertsPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let heading = if self.action.is_some() { w.t("offer-stop") } else { w.t("stop-done") };
        let frame = Frame::new(w, &heading, Some(&self.own.practice)).private();
        let own = w.moment_in(self.own.start, self.own.fold);
        StopAlertsTemplate { w, frame, page: self, heading, own }.render()
    }
}

#[derive(Template)]
#[template(path = "offer.html")]
struct OfferTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a OfferPage,
    heading: String,
    lead: Option<String>,
    note: Option<String>,
    own: String,
    until: String,
}

#[derive(Template)]
#[template(path = "stop_alerts.html")]
struct StopAlertsTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a StopAlertsPage,
    heading: String,
    own: String,
}
