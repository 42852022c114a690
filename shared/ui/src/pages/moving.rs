//! Another time for an appointment that there is, chosen from its signed link.

use askama::Template;
use guichet_kernel::Locale;

use super::{
    fields,
    picker::Picker,
    practitioner::{PageNotice, PlaceChoice},
};
use crate::RenderError;
use crate::facts::Visit;
use crate::frame::Frame;
use crate::words::Words;

/// The free hours to which an appointment can be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovePage {
    /// The reader's catalogue.
    pub locale: Locale,
    /// What it is now.
    pub visit: Visit,
    /// Said at the top, when somebody was quicker.
    pub notice: Option<PageNotice>,
    /// Where else it can be, and here; empty where there is nothing to choose.
    pub places: Vec<PlaceChoice>,
    /// When.
    pub picker: Picker,
    /// The appointment's page, for whoever leaves it as it is.
    pub back_href: String,
}

impl MovePage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Words::new(self.locale);
        let frame = Frame::new(w, &w.t("move-title"), Some(&self.visit.practice)).private();
        let notice = self.notice.map(|notice| notice.words(w));
        MoveTemplate { w, frame, page: self, notice, now: w.hour(self.visit.start.time(), self.visit.fold) }.render()
    }
}

#[derive(Template)]
#[template(path = "move.html")]
struct MoveTemplate<'a> {
    w: Words,
    frame: Frame<'a>,
    page: &'a MovePage,
    notice: Option<String>,
    now: String,
}
