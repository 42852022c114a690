//! Mails that open a door: a sign-in link, a code, an invitation. What they bear is secret, so none of them has a `Debug`.

use askama::Template;
use chrono::NaiveDate;
use guichet_kernel::{Locale, Role};

use super::{Mail, on_one_line};
use crate::RenderError;
use crate::words::Words;

/// "Here is your sign-in link."
#[derive(Clone)]
pub struct SignInMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Absolute link; works once.
    pub href: String,
    /// How long it works.
    pub minutes: u32,
}

/// "Here is the link to your appointments."
#[derive(Clone)]
pub struct SpaceMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Absolute link; works once.
    pub href: String,
    /// How long it works.
    pub minutes: u32,
}

/// "Type this code": proof anew before a sensitive act.
#[derive(Clone)]
pub struct CodeMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Six digits.
    pub code: String,
    /// How long it can be typed.
    pub minutes: u32,
}

/// "You are invited into a practice."
#[derive(Clone)]
pub struct InvitationMail {
    /// The reader's catalogue.
    pub locale: Locale,
    /// Who invites.
    pub practice: String,
    /// As what.
    pub roles: Vec<Role>,
    /// Absolute link to the invitation's page.
    pub href: String,
    /// Its last day.
    pub until: NaiveDate,
}

impl SignInMail {
    /// The mail in its three parts.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        Letter {
            heading: w.t("mail-sign-in"),
            opening: w.t1("mail-sign-in-opening", "duration", w.duration(self.minutes)),
            thing: Thing::Link { href: &self.href, act: w.t("mail-sign-in-act") },
            hint: w.t("mail-sign-in-hint"),
            why: w.t("mail-sign-in-why"),
        }
        .mail(w, w.t("mail-sign-in-subject"))
    }
}

impl SpaceMail {
    /// The mail in its three parts. It names nobody and no practice: whoever reads it has still to say who they are.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        Letter {
            heading: w.t("mail-space"),
            opening: w.t1("mail-space-opening", "duration", w.duration(self.minutes)),
            thing: Thing::Link { href: &self.href, act: w.t("mail-space-act") },
            hint: w.t("mail-space-hint"),
            why: w.t("mail-space-why"),
        }
        .mail(w, w.t("mail-space-subject"))
    }
}

impl CodeMail {
    /// The mail in its three parts. The subject never bears the code: it is read over shoulders.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        Letter {
            heading: w.t("mail-code"),
            opening: w.t1("mail-code-opening", "duration", w.duration(self.minutes)),
            thing: Thing::Code(&self.code),
            hint: w.t("mail-code-hint"),
            why: w.t("mail-code-why"),
        }
        .mail(w, w.t("mail-code-subject"))
    }
}

impl InvitationMail {
    /// The mail in its three parts. The subject names no practice, whose name may tell a speciality.
    pub fn render(&self) -> Result<Mail, RenderError> {
        let w = Words::new(self.locale);
        let practice = on_one_line(&self.practice);
        let roles = self.roles.iter().map(|role| match role {
            Role::Owner => w.t("role-owner"),
            Role::Practitioner => w.t("role-practitioner"),
            Role::Secretary => w.t("role-secretary"),
            Role::Accountant => w.t("role-accountant"),
        });
        let roles = roles.collect::<Vec<_>>().join(", ");
        Letter {
            heading: w.t1("mail-invitation", "practice", &practice),
            opening: w.t2("mail-invitation-opening", "practice", &practice, "roles", roles),
            thing: Thing::Link { href: &self.href, act: w.t("mail-invitation-act") },
            hint: w.t1("mail-invitation-hint", "date", w.date(self.until)),
            why: w.t1("mail-invitation-why", "practice", &practice),
        }
        .mail(w, w.t("mail-invitation-subject"))
    }
}

/// What the reader came for.
pub(super) enum Thing<'a> {
    Code(&'a str),
    Link { href: &'a str, act: String },
}

pub(super) struct Letter<'a> {
    pub(super) heading: String,
    pub(super) opening: String,
    pub(super) thing: Thing<'a>,
    pub(super) hint: String,
    pub(super) why: String,
}

impl Letter<'_> {
    pub(super) fn mail(&self, w: Words, subject: String) -> Result<Mail, RenderError> {
        let html = AccessHtml { letter: self, w }.render()?;
        let mut text = AccessText { letter: self, w }.render()?;
        text.push('\n');
        Ok(Mail { subject, html, text })
    }
}

#[derive(Template)]
#[template(path = "mail/access.html")]
struct AccessHtml<'a> {
    letter: &'a Letter<'a>,
    w: Words,
}

#[derive(Template)]
#[template(path = "mail/access.txt")]
struct AccessText<'a> {
    letter: &'a Letter<'a>,
    w: Words,
}
