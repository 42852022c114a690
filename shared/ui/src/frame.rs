//! What stands around every page: head, header, footer.

use crate::assets;
use crate::facts::Practice;
use crate::words::Words;

/// What `layout.html` needs to know of a page.
pub(crate) struct Frame<'a> {
    pub(crate) title: String,
    pub(crate) practice: Option<&'a Practice>,
    /// Search engines may list it.
    pub(crate) indexed: bool,
    /// The address of the page is a secret: no other site may learn it.
    pub(crate) private: bool,
}

impl<'a> Frame<'a> {
    /// The frame of a page named `page`, whose title ends with the practice's name.
    pub(crate) fn new(w: Words, page: &str, practice: Option<&'a Practice>) -> Self {
        let place = practice.map_or_else(|| w.t("guichet"), |practice| practice.name.clone());
        let title = w.t2("page-title", "page", page, "place", &place);
        Self { title, practice, indexed: false, private: false }
    }

    pub(crate) fn private(self) -> Self {
        Self { private: true, ..self }
    }

    pub(crate) fn indexed(self, indexed: bool) -> Self {
        Self { indexed, ..self }
    }

    pub(crate) const STYLESHEET: &'static str = assets::path::STYLESHEET;
    pub(crate) const FONT: &'static str = assets::path::FONT;
    pub(crate) const FAVICON: &'static str = assets::path::FAVICON;
}
