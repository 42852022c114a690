//! Lists that go on over several pages: older notes, older consents, records that may be one person's.

use askama::Template;

use super::labels::InWords;
use super::patients::Alike;
use super::record::{ConsentLine, NoteLine};
use super::say::Say;
use super::shell::{self, Button};
use super::{Desk, PatientLine, Post};
use crate::RenderError;

/// What a patient's record shows no more: its older notes, or its older consents.
#[derive(Clone)]
pub struct FurtherPage {
    /// What stands around.
    pub desk: Desk,
    /// Whose.
    pub patient: String,
    /// What.
    pub further: Further,
    /// The page after, where there is one.
    pub older_href: Option<String>,
    /// Their record.
    pub record_href: String,
}

/// What is read on.
#[derive(Clone)]
pub enum Further {
    /// Notes, the newest first.
    Notes(Vec<NoteLine>),
    /// Consents, the newest first.
    Consents(Vec<ConsentLine>),
}

/// The pairs of records that may be one person's.
#[derive(Clone)]
pub struct DuplicatesPage {
    /// What stands around.
    pub desk: Desk,
    /// A page of them, the newest first.
    pub pairs: Vec<Pair>,
    /// The page after, where there is one.
    pub older_href: Option<String>,
    /// The first page, where this is another.
    pub newest_href: Option<String>,
}

/// Two records that may be one person's.
#[derive(Clone)]
pub struct Pair {
    /// The one and the other.
    pub lines: [PatientLine; 2],
    /// Why.
    pub why: Alike,
    /// Both side by side, where they are merged.
    pub compare_href: Option<String>,
    /// "Not the same": never proposed again.
    pub keep_apart: Option<Post>,
}

impl FurtherPage {
    /// The page as HTML. Its title bears no name: a title stays in the browser's history.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let title = w.t(match self.further {
            Further::Notes(_) => "d-notes",
            Further::Consents(_) => "d-consents",
        });
        shell::in_desk(&self.desk, &title, &FurtherTemplate { w, page: self, title: &title })
    }
}

impl DuplicatesPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        shell::in_desk(&self.desk, &w.t("d-duplicates"), &DuplicatesTemplate { w, page: self })
    }
}

#[derive(Template)]
#[template(path = "desk/further.html")]
struct FurtherTemplate<'a> {
    w: Say,
    page: &'a FurtherPage,
    title: &'a str,
}

#[derive(Template)]
#[template(path = "desk/duplicates.html")]
struct DuplicatesTemplate<'a> {
    w: Say,
    page: &'a DuplicatesPage,
}
