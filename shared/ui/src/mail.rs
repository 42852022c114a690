//! The bodies of the e-mails.
//!
//! **Invariants:** a subject holds a date and an hour, nothing that tells a reason for care; it never bears a code or a link.

mod access;
mod confirm;
mod offer;
mod today;

use askama::Template;
use chrono::NaiveDateTime;
use guichet_kernel::Locale;

pub use access::{CodeMail, InvitationMail, SignInMail, SpaceMail};
pub use confirm::ToConfirmMail;
pub use offer::OfferMail;
pub use today::TodayMail;

use crate::RenderError;
use crate::facts::{Visit, Whereabouts};
use crate::words::Words;

/// An e-mail ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// On one line.
    pub subject: String,
    /// The body as most readers show it.
    pub html: String,
    /// The body that reads well by itself.
    pub text: String,
}

/// "Your appointment is taken."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmationMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What was booked.
    pub visit: Visit,
    /// Who comes, when one address books for several people.
    pub patient: Option<String>,
    /// Absolute signed link to the appointment's page.
    pub manage_href: String,
}

/// "Your appointment has been moved."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What it is now.
    pub visit: Visit,
    /// When it was, by the same wall clock.
    pub was: NaiveDateTime,
    /// Who comes, when one address books for several people.
    pub patient: Option<String>,
    /// Absolute signed link to the new appointment's page.
    pub manage_href: String,
}

/// "Your appointment is cancelled."
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancellationMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What was cancelled.
    pub visit: Visit,
    /// Who would have come, when one address books for several people.
    pub patient: Option<String>,
    /// Whether it was the practitioner who cancelled.
    pub called_off: bool,
    /// Absolute link to the practitioner's page.
    pub rebook_href: String,
}

/// Where the calendar entry says that it is, for a visit that is not at the practice's address.
pub fn invite_place(locale: Locale, whereabouts: &Whereabouts) -> Option<String> {
    let w = Words::new(locale);
    match whereabouts {
        Whereabouts::Practice => None,
        Whereabouts::Home => Some(w.t("where-home")),
        Whereabouts::Remote { .. } => Some(w.t("where-remote")),
    }
}

/// The title of the calendar entry: with whom, never what for, since calendars are shown to others.
pub fn invite_summary(locale: Locale, practitioner: &str) -> String {
    Words::new(locale).t1("invite-summary", "name", practitioner)
}

impl ConfirmationMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        let opening = match self.visit.whereabouts {
            Whereabouts::Practice => "mail-confirmed-opening",
            Whereabouts::Home => "mail-confirmed-opening-home",
            Whereabouts::Remote { .. } => "mail-confirmed-opening-remote",
        };
        Letter {
            w,
            visit: &self.visit,
            patient: self.patient.as_deref().map(on_one_line),
            heading: w.t("mail-confirmed"),
            opening: w.t1(opening, "moment", w.moment(self.visit.start)),
            act: w.t("mail-manage"),
            act_hint: w.t("mail-manage-hint"),
            why: w.t("mail-why-confirmed"),
            href: &self.manage_href,
            to_come: true,
        }
        .mail(w.t1("mail-confirmed-subject", "moment", w.moment(self.visit.start)))
    }
}

impl MovedMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        Letter {
            w,
            visit: &self.visit,
            patient: self.patient.as_deref().map(on_one_line),
            heading: w.t("mail-moved"),
            opening: w.t2("mail-moved-opening", "from", w.moment(self.was), "moment", w.moment(self.visit.start)),
            act: w.t("mail-manage"),
            act_hint: w.t("mail-moved-manage-hint"),
            why: w.t("mail-why-moved"),
            href: &self.manage_href,
            to_come: true,
        }
        .mail(w.t1("mail-moved-subject", "moment", w.moment(self.visit.start)))
    }
}

impl CancellationMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        let moment = w.moment(self.visit.start);
        let (opening, why) = if self.called_off {
            let practitioner = &self.visit.practitioner.name;
            (w.t2("mail-called-off-opening", "practitioner", practitioner, "moment", &moment), "mail-why-called-off")
        } else {
            (w.t1("mail-cancelled-opening", "moment", &moment), "mail-why-cancelled")
        };
        Letter {
            w,
            visit: &self.visit,
            patient: self.patient.as_deref().map(on_one_line),
            heading: w.t("mail-cancelled"),
            opening,
            act: w.t("mail-rebook"),
            act_hint: w.t("mail-rebook-hint"),
            why: w.t(why),
            href: &self.rebook_href,
            to_come: false,
        }
        .mail(w.t1("mail-cancelled-subject", "moment", moment))
    }
}

/// What these mails have in common: the facts, one thing to do, and why it came.
struct Letter<'a> {
    w: Words,
    visit: &'a Visit,
    patient: Option<String>,
    heading: String,
    opening: String,
    act: String,
    act_hint: String,
    why: String,
    href: &'a str,
    /// Whether what helps the patient to come is said.
    to_come: bool,
}

impl Letter<'_> {
    fn mail(&self, subject: String) -> Result<Mail, RenderError> {
        let html = LetterHtml { letter: self, w: self.w }.render()?;
        let mut text = LetterText { letter: self, w: self.w }.render()?;
        text.push('\n');
        Ok(Mail { subject, html, text })
    }
}

/// Whoever typed a name adds no line of their own to a text part.
fn on_one_line(name: &str) -> String {
    name.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct LetterHtml<'a> {
    letter: &'a Letter<'a>,
    w: Words,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct LetterText<'a> {
    letter: &'a Letter<'a>,
    w: Words,
}
