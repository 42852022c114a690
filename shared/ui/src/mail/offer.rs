//! The mail that offers an earlier slot (W3).
//!
//! **Invariant** It says neither what care is for, nor its price, nor who gives it by profession: hours, places and a name.

use std::borrow::Borrow;

use askama::Template;
use chrono::NaiveDateTime;
use guichet_kernel::Locale;

use super::{Mail, on_one_line};
use crate::RenderError;
use crate::facts::Visit;
use crate::words::Words;

/// "An earlier time has come free": what they have, what is offered, until when, and three choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What the patient has.
    pub own: Visit,
    /// What is offered.
    pub offered: Visit,
    /// Until when it can be answered, by the wall clock of the offered place.
    pub until: NaiveDateTime,
    /// Who comes, when one address books for several people.
    pub patient: Option<String>,
    /// Absolute signed link to the offer's page.
    pub href: String,
    /// Absolute link to where such mails are stopped.
    pub stop_href: String,
}

impl OfferMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        let moment = w.moment_in(self.offered.start, self.offered.fold);
        let days = (self.own.start.date() - self.offered.start.date()).num_days();
        let letter = Letter {
            heading: match u32::try_from(days) {
                Ok(days) if days > 0 => w.n("offer-days", "days", days),
                _ => w.t("offer-same-day"),
            },
            opening: w.t2("mail-offer-opening", "own", w.moment_in(self.own.start, self.own.fold), "moment", &moment),
            own: &self.own,
            offered: &self.offered,
            until: w.moment(self.until),
            patient: self.patient.as_deref().map(on_one_line),
            href: &self.href,
            stop_href: &self.stop_href,
        };
        let html = OfferHtml { letter: &letter, w }.render()?;
        let mut text = OfferText { letter: &letter, w }.render()?;
        text.push('\n');
        Ok(Mail { subject: w.t1("mail-offer-subject", "moment", moment), html, text })
    }
}

struct Letter<'a> {
    heading: String,
    opening: String,
    own: &'a Visit,
    offered: &'a Visit,
    until: String,
    patient: Option<String>,
    href: &'a str,
    stop_href: &'a str,
}

impl Letter<'_> {
    /// Both, each with what it is.
    fn slots(&self, w: impl Borrow<Words>) -> [(String, &Visit); 2] {
        let w = w.borrow();
        [(w.t("offer-yours"), self.own), (w.t("offer-offered"), self.offered)]
    }
}

#[derive(Template)]
#[template(path = "mail/offer.html")]
struct OfferHtml<'a> {
    letter: &'a Letter<'a>,
    w: Words,
}

#[derive(Template)]
#[template(path = "mail/offer.txt")]
struct OfferText<'a> {
    letter: &'a Letter<'a>,
    w: Words,
}
