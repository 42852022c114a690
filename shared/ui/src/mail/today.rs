//! The mail that tells whoever runs an agenda of an appointment that was brought forward to this very day.

use chrono::NaiveDateTime;
use guichet_kernel::Locale;

use super::Mail;
use super::access::{Letter, Thing};
use crate::RenderError;
use crate::words::Words;

/// "An appointment is brought forward to today." Hours only: a mailbox is not the desk, which says who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodayMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// When it now is, by the wall clock of the place.
    pub start: NaiveDateTime,
    /// When it was, by the same.
    pub was: NaiveDateTime,
    /// Absolute link to that day on the desk.
    pub href: String,
}

impl TodayMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        let time = w.time(self.start.time());
        Letter {
            heading: w.t("mail-today"),
            opening: w.t2("mail-today-opening", "time", &time, "was", w.moment(self.was)),
            thing: Thing::Link { href: &self.href, act: w.t("mail-today-act") },
            hint: w.t("mail-today-hint"),
            why: w.t("mail-today-why"),
        }
        .mail(w, w.t1("mail-today-subject", "time", time))
    }
}
