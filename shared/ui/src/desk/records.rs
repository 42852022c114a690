//! Keys for machines, who did what, and sessions.

use askama::Template;
use chrono::{NaiveDate, NaiveDateTime};
use guichet_kernel::Right;

use super::labels::{self, InWords};
use super::say::Say;
use super::shell::{self, Button, Field, Form};
use super::{Desk, Input, Issue, Post, fields};
use crate::RenderError;

/// Keys for machines.
#[derive(Clone)]
pub struct TokensPage {
    /// What stands around.
    pub desk: Desk,
    /// Keys, the newest first.
    pub tokens: Vec<TokenRow>,
    /// The form that makes one.
    pub issue: Option<TokenForm>,
}

/// A key.
#[derive(Clone)]
pub struct TokenRow {
    /// What it is for.
    pub label: String,
    /// What it may do.
    pub rights: Vec<Right>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_on: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Whether it works.
    pub state: TokenState,
    /// When it was last used, on the practice's clock.
    pub last_used: Option<NaiveDateTime>,
    /// Revokes it.
    pub revoke: Option<Post>,
}

/// Whether a key works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// It does.
    Live,
    /// Its time is over.
    Expired,
    /// It was revoked.
    Revoked,
}

/// The form that makes a key. Posts [`fields::LABEL`](super::fields::LABEL), [`fields::RIGHT`](super::fields::RIGHT) once for each, [`fields::DAYS`](super::fields::DAYS).
#[derive(Clone)]
pub struct TokenForm {
    /// Where it goes; bears a key of its own.
    pub post: Post,
    /// What it is for.
    pub label: Input,
    /// Rights offered: never more than the reader's own.
    pub rights: Vec<Right>,
    /// Boxes ticked.
    pub chosen: Vec<Right>,
    /// What is to be mended in the rights.
    pub rights_issue: Option<Issue>,
    /// How long it works.
    pub days: Input,
    /// The most days.
    pub most_days: u32,
}

/// A key that was just made: its secret, shown this once.
#[derive(Clone)]
pub struct TokenIssuedPage {
    /// What stands around.
    pub desk: Desk,
    /// What it is for.
    pub label: String,
    /// The secret.
    pub secret: String,
    /// Its last day.
    pub until: NaiveDate,
    /// The list.
    pub back_href: String,
}

/// Who did what: a GET form with the names of [`AuditFilter`].
#[derive(Clone)]
pub struct AuditPage {
    /// What stands around.
    pub desk: Desk,
    /// Address of this page, which the filters add their query to.
    pub action: String,
    /// What is asked for.
    pub filter: AuditFilter,
    /// Whose acts can be asked for: id and name.
    pub actors: Vec<(String, String)>,
    /// Which acts can be asked for: slugs of the audit trail.
    pub acts: Vec<String>,
    /// What was found, the newest first.
    pub rows: Vec<AuditRow>,
    /// What came before.
    pub older_href: Option<String>,
    /// Back to the newest, when the rows are not.
    pub newest_href: Option<String>,
    /// All that the filters find, as a file.
    pub export_href: Option<String>,
}

/// What is asked of the audit trail; empty asks nothing.
#[derive(Clone, Default)]
pub struct AuditFilter {
    /// [`fields::QUERY`](super::fields::QUERY).
    pub query: String,
    /// [`fields::ACTOR`](super::fields::ACTOR).
    pub actor: String,
    /// [`fields::ACT`](super::fields::ACT).
    pub act: String,
    /// [`fields::FROM`](super::fields::FROM), as `2026-11-30`.
    pub from: String,
    /// [`fields::TO`](super::fields::TO), the same.
    pub to: String,
}

/// One act.
#[derive(Clone)]
pub struct AuditRow {
    /// When, on the practice's clock, with seconds.
    pub at: NaiveDateTime,
    /// Who: a member's name, a key's label, "the patient".
    pub actor: String,
    /// What: a slug of the audit trail. Shown in words where they are known, as it is otherwise.
    pub act: String,
    /// What was acted upon: an id or a label.
    pub object: Option<String>,
    /// Where it is, for those who may see it.
    pub object_href: Option<String>,
    /// More, already safe to show: a count, a version, ids.
    pub detail: Option<String>,
}

/// Where the reader is signed in.
#[derive(Clone)]
pub struct SessionsPage {
    /// What stands around.
    pub desk: Desk,
    /// Sessions, the last used first.
    pub sessions: Vec<SessionRow>,
    /// Ends all but this one; `None` when there is no other.
    pub end_others: Option<Post>,
}

/// A session.
#[derive(Clone)]
pub struct SessionRow {
    /// The browser and the system, as far as they can be told: `Firefox, Linux`; `None` when they cannot.
    pub device: Option<String>,
    /// When it began, on the reader's clock.
    pub started: NaiveDateTime,
    /// When it was last used, on the reader's clock.
    pub last_used: NaiveDateTime,
    /// It is the one that reads this page.
    pub here: bool,
    /// Ends it.
    pub end: Option<Post>,
}

impl TokensPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let form = self.issue.as_ref().map(|issue| {
            let rights =
                issue.rights.iter().map(|right| (right.as_str().to_owned(), right.words(w), String::new(), issue.chosen.contains(right)));
            let all = vec![
                Field::line(w, fields::LABEL, w.t("d-token-label"), &issue.label).hint(w.t("d-token-label-hint")).required(),
                Field::boxes(w, fields::RIGHT, w.t("d-token-rights"), issue.rights_issue, rights),
                Field::digits(w, fields::DAYS, w.t("d-token-days"), &issue.days)
                    .hint(w.n("d-token-days-hint", "count", issue.most_days))
                    .required(),
            ];
            Form::new(w, &issue.post, w.t("d-token-submit"), all)
        });
        let title = shell::title(w, w.t("d-nav-tokens"), form.as_ref().is_some_and(Form::wrong));
        shell::in_desk(&self.desk, &title, &TokensTemplate { w, page: self, form })
    }
}

impl TokenIssuedPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        shell::in_desk(&self.desk, &w.t("d-token-issued"), &TokenIssuedTemplate { w, page: self })
    }
}

impl AuditPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        shell::in_desk(&self.desk, &w.t("d-nav-audit"), &AuditTemplate { w, page: self })
    }
}

impl SessionsPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        shell::in_desk(&self.desk, &w.t("d-sessions"), &SessionsTemplate { w, page: self })
    }
}

#[derive(Template)]
#[template(path = "desk/tokens.html")]
struct TokensTemplate<'a> {
    w: Say,
    page: &'a TokensPage,
    form: Option<Form<'a>>,
}

#[derive(Template)]
#[template(path = "desk/token_issued.html")]
struct TokenIssuedTemplate<'a> {
    w: Say,
    page: &'a TokenIssuedPage,
}

#[derive(Template)]
#[template(path = "desk/audit.html")]
struct AuditTemplate<'a> {
    w: Say,
    page: &'a AuditPage,
}

#[derive(Template)]
#[template(path = "desk/sessions.html")]
struct SessionsTemplate<'a> {
    w: Say,
    page: &'a SessionsPage,
}

impl SessionsTemplate<'_> {
    fn of(&self, session: &SessionRow) -> String {
        session.device.clone().unwrap_or_else(|| self.w.t("d-session-unknown"))
    }
}
