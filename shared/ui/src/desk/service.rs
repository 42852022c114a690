//! The form of a service.

use super::labels::InWords;
use super::say::Say;
use super::settings::{CategoryName, form_page};
use super::shell::{Field, Form};
use super::{Desk, Input, Post, fields};
use crate::RenderError;

/// The form of a service.
#[derive(Clone)]
pub struct ServiceFormPage {
    /// What stands around.
    pub desk: Desk,
    /// It exists already.
    pub exists: bool,
    /// Where it goes: a new one bears a key.
    pub post: Post,
    /// [`fields::NAME`](super::fields::NAME): what patients read.
    pub label: Input,
    /// [`fields::MINUTES`](super::fields::MINUTES).
    pub minutes: Input,
    /// [`fields::PRICE`](super::fields::PRICE): as typed, `30,00` or `30.00`; empty shows none.
    pub price: Input,
    /// [`fields::CATEGORY`](super::fields::CATEGORY): a [`CategoryRow::id`](super::CategoryRow::id), or empty.
    pub category: Input,
    /// Categories offered.
    pub categories: Vec<(String, CategoryName)>,
    /// [`fields::BRING`](super::fields::BRING): what patients bring.
    pub note: Input,
    /// [`fields::VISIT`](super::fields::VISIT): a [`ServiceVisit::word`].
    pub visit: Input,
    /// [`fields::ONLINE`](super::fields::ONLINE): `yes` or `no`.
    pub online: Input,
    /// [`fields::BEFORE`](super::fields::BEFORE): minutes to prepare.
    pub before: Input,
    /// [`fields::AFTER`](super::fields::AFTER): minutes to tidy up.
    pub after: Input,
    /// [`fields::TRAVEL`](super::fields::TRAVEL): minutes on the road to a home visit, and back.
    pub travel: Input,
    /// [`fields::JOIN_LINK`](super::fields::JOIN_LINK): where a teleconsultation is joined.
    pub join_link: Input,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// Whom a service is for (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceVisit {
    /// Everybody.
    Any,
    /// Who comes for the first time.
    First,
    /// Who has been here before.
    FollowUp,
}

impl ServiceVisit {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Any, Self::First, Self::FollowUp];

    /// The value of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visit| visit.word() == word)
    }

    /// A stable word for it, the service's own.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::First => "first",
            Self::FollowUp => "follow-up",
        }
    }
}

impl ServiceFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let categories = self.categories.iter().map(|(id, name)| (id.clone(), name.words(w)));
        let visits = ServiceVisit::ALL.map(|visit| (visit.word().to_owned(), visit.words(w)));
        let answers = [("yes".to_owned(), w.t("d-yes")), ("no".to_owned(), w.t("d-no"))];
        let all = vec![
            Field::line(w, fields::NAME, w.t("d-service-label"), &self.label).hint(w.t("d-service-label-hint")).required(),
            Field::digits(w, fields::MINUTES, w.t("d-service-minutes"), &self.minutes).required(),
            Field::line(w, fields::PRICE, w.t("d-service-price"), &self.price).hint(w.t("d-service-price-hint")).half(),
            Field::one(w, fields::CATEGORY, w.t("d-category"), &self.category, Some(w.t("d-category-none")), categories),
            Field::area(w, fields::BRING, w.t("bring"), &self.note),
            Field::one(w, fields::ONLINE, w.t("d-cal-online"), &self.online, None, answers).half(),
            Field::one(w, fields::VISIT, w.t("d-service-visit"), &self.visit, None, visits).half(),
            Field::digits(w, fields::BEFORE, w.t("d-service-before"), &self.before),
            Field::digits(w, fields::AFTER, w.t("d-service-after"), &self.after),
            Field::digits(w, fields::TRAVEL, w.t("d-service-travel"), &self.travel).hint(w.t("d-service-travel-hint")),
            Field::line(w, fields::JOIN_LINK, w.t("d-service-join"), &self.join_link).hint(w.t("d-service-join-hint")),
        ];
        let heading = if self.exists { w.t("d-service-change") } else { w.t("d-service-add") };
        form_page(w, &self.desk, heading, Form::new(w, &self.post, w.t("d-save"), all).cancel(&self.cancel_href))
    }
}
