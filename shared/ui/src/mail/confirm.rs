//! The mail that asks to confirm a booking.

use chrono::NaiveDateTime;
use guichet_kernel::Locale;

use super::{Letter, Mail, on_one_line};
use crate::RenderError;
use crate::facts::Visit;
use crate::words::Words;

/// "Confirm your appointment": it is kept until then, and proves that the address is the reader's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToConfirmMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What was booked.
    pub visit: Visit,
    /// Until when it waits, by the wall clock of the place.
    pub until: NaiveDateTime,
    /// Who comes, when one address books for several people.
    pub patient: Option<String>,
    /// Absolute signed link to the page that confirms.
    pub confirm_href: String,
}

impl ToConfirmMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        let (moment, until) = (w.moment(self.visit.start), w.time(self.until.time()));
        Letter {
            w,
            visit: &self.visit,
            patient: self.patient.as_deref().map(on_one_line),
            heading: w.t("mail-to-confirm"),
            opening: w.t2("mail-to-confirm-opening", "moment", &moment, "until", &until),
            act: w.t("mail-to-confirm-act"),
            act_hint: w.t1("mail-to-confirm-hint", "until", &until),
            why: w.t("mail-why-to-confirm"),
            href: &self.confirm_href,
            to_come: true,
        }
        .mail(w.t1("mail-to-confirm-subject", "moment", moment))
    }
}
