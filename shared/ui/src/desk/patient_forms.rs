//! Forms about a patient.

use askama::Template;

use super::labels::InWords;
use super::patients::Lines;
use super::say::Say;
use super::shell::{self, Field, Form};
use super::{ConsentKind, Desk, Given, IdentifierKind, Input, PatientLine, Post, Relation, Sex, fields};
use crate::RenderError;

/// The form for a new patient, or with what is kept about one.
#[derive(Clone)]
pub struct PatientFormPage {
    /// What stands around.
    pub desk: Desk,
    /// Whose record; `None` for a new one.
    pub patient: Option<String>,
    /// Where it goes: a new patient's bears a key, an existing one's the version that was read.
    pub post: Post,
    /// What was typed or kept.
    pub fields: PatientFields,
    /// Records that look like what was typed. While there are some, the form asks, as
    /// [`fields::ANYWAY`](super::fields::ANYWAY), whether to enter a new one all the same.
    pub alike: Vec<PatientLine>,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// The fields of a patient; each is posted under the name in [`fields`](super::fields).
#[derive(Clone, Default)]
pub struct PatientFields {
    /// [`fields::GIVEN_NAME`](super::fields::GIVEN_NAME), required.
    pub given_name: Input,
    /// [`fields::FAMILY_NAME`](super::fields::FAMILY_NAME), required.
    pub family_name: Input,
    /// [`fields::BIRTH_NAME`](super::fields::BIRTH_NAME).
    pub birth_name: Input,
    /// [`fields::KNOWN_AS`](super::fields::KNOWN_AS): the given name they go by.
    pub known_as: Input,
    /// [`fields::SEX`](super::fields::SEX): a word of [`Sex`](super::Sex), or empty.
    pub sex: Input,
    /// [`fields::BIRTH_DATE`](super::fields::BIRTH_DATE), as `1984-03-27`.
    pub birth_date: Input,
    /// [`fields::LANGUAGE`](super::fields::LANGUAGE): a tag of [`Locale`](guichet_kernel::Locale), or empty.
    pub language: Input,
    /// Tags offered there.
    pub languages: Vec<guichet_kernel::Locale>,
    /// [`fields::EMAIL`](super::fields::EMAIL).
    pub email: Input,
    /// [`fields::PHONE`](super::fields::PHONE).
    pub phone: Input,
    /// [`fields::PHONE_2`](super::fields::PHONE_2).
    pub phone_2: Input,
    /// [`fields::STREET`](super::fields::STREET): lines of the address before the town; line breaks are kept.
    pub street: Input,
    /// [`fields::POSTCODE`](super::fields::POSTCODE).
    pub postcode: Input,
    /// [`fields::CITY`](super::fields::CITY).
    pub city: Input,
    /// Numbers of health schemes, those that the practice's country offers.
    pub identifiers: Vec<IdentifierField>,
}

/// A number of a health scheme: posted as `identifier-<word>` and, where it has one, `identifier-<word>-detail`
/// (see [`fields::identifier`](super::fields::identifier)).
#[derive(Clone)]
pub struct IdentifierField {
    /// Which scheme.
    pub kind: IdentifierKind,
    /// The number.
    pub number: Input,
    /// Version letters (Ontario) or month of expiry (Québec); `None` where the scheme has none.
    pub detail: Option<Input>,
}

/// Who answers for a patient: somebody with a record, or somebody without.
#[derive(Clone)]
pub struct GuardianFormPage {
    /// What stands around.
    pub desk: Desk,
    /// For whom.
    pub patient: String,
    /// Where the search for a record goes, with [`fields::QUERY`](super::fields::QUERY).
    pub action: String,
    /// As typed.
    pub query: String,
    /// Records found: each is chosen by its button, which posts its relation too.
    pub matches: Vec<GuardianMatch>,
    /// Somebody without a record; bears a key.
    pub post: Post,
    /// [`fields::GIVEN_NAME`](super::fields::GIVEN_NAME).
    pub given_name: Input,
    /// [`fields::FAMILY_NAME`](super::fields::FAMILY_NAME).
    pub family_name: Input,
    /// [`fields::RELATION`](super::fields::RELATION): a word of [`Relation`](super::Relation).
    pub relation: Input,
    /// [`fields::EMAIL`](super::fields::EMAIL).
    pub email: Input,
    /// [`fields::PHONE`](super::fields::PHONE).
    pub phone: Input,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// A record that may be the guardian's.
#[derive(Clone)]
pub struct GuardianMatch {
    /// Whose.
    pub line: PatientLine,
    /// Chooses it; posts [`fields::RELATION`](super::fields::RELATION); bears a key.
    pub post: Post,
}

/// Something that a patient agrees to.
#[derive(Clone)]
pub struct ConsentFormPage {
    /// What stands around.
    pub desk: Desk,
    /// Who agrees.
    pub patient: String,
    /// Where it goes; bears a key.
    pub post: Post,
    /// [`fields::CONSENT`](super::fields::CONSENT): a word of [`ConsentKind`].
    pub kind: Input,
    /// [`fields::TEXT_VERSION`](super::fields::TEXT_VERSION): the version of the text that was agreed to.
    pub text_version: Input,
    /// [`fields::HOW`](super::fields::HOW): a word of [`Given`].
    pub how: Input,
    /// The texts that are agreed to, to be read from the page.
    pub texts: Vec<ConsentText>,
    /// Back, with nothing done.
    pub cancel_href: String,
}

/// A text that can be agreed to.
#[derive(Clone)]
pub struct ConsentText {
    /// To what.
    pub kind: ConsentKind,
    /// Its version.
    pub version: String,
    /// The text, in the patient's language.
    pub text: String,
    /// Which that is.
    pub language: guichet_kernel::Locale,
}

impl PatientFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let typed = &self.fields;
        let line = |name: &str, label: String, input: &Input| Field::line(w, name, label, input);
        let mut all = vec![
            Field::heading(w, w.t("d-form-who")),
            line(fields::FAMILY_NAME, w.t("family-name"), &typed.family_name).required().half(),
            line(fields::GIVEN_NAME, w.t("given-name"), &typed.given_name).required().half(),
            line(fields::BIRTH_NAME, w.t("d-birth-name"), &typed.birth_name).hint(w.t("d-birth-name-hint")).half(),
            line(fields::KNOWN_AS, w.t("d-known-as"), &typed.known_as).hint(w.t("d-known-as-hint")).half(),
            Field::kind(w, fields::BIRTH_DATE, w.t("birth-date"), &typed.birth_date, "date").half(),
            Field::one(w, fields::SEX, w.t("d-sex"), &typed.sex, Some(w.t("d-not-said")), words(w, &Sex::ALL, Sex::word)).half(),
            Field::one(
                w,
                fields::LANGUAGE,
                w.t("d-language"),
                &typed.language,
                Some(w.t("d-language-first")),
                shell::languages(w, &typed.languages),
            )
            .half(),
            Field::heading(w, w.t("d-contacts")),
            Field::kind(w, fields::EMAIL, w.t("email"), &typed.email, "email"),
            Field::kind(w, fields::PHONE, w.t("d-phone"), &typed.phone, "tel").half(),
            Field::kind(w, fields::PHONE_2, w.t("d-phone-2"), &typed.phone_2, "tel").half(),
            Field::heading(w, w.t("d-address")),
            Field::area(w, fields::STREET, w.t("d-street"), &typed.street),
            line(fields::POSTCODE, w.t("d-postcode"), &typed.postcode).half(),
            line(fields::CITY, w.t("d-city"), &typed.city).half(),
        ];
        if !typed.identifiers.is_empty() {
            all.push(Field::heading(w, w.t("d-identifiers")));
        }
        for one in &typed.identifiers {
            let (number, detail) = fields::identifier(one.kind);
            all.push(line(&number, one.kind.words(w), &one.number).half());
            all.extend(one.detail.as_ref().map(|input| {
                let label = if one.kind == IdentifierKind::Nam { w.t("d-identifier-expiry") } else { w.t("d-identifier-version") };
                line(&detail, label, input).half()
            }));
        }
        if !self.alike.is_empty() {
            let sure = ("yes".to_owned(), w.t("d-alike-anyway"), String::new(), false);
            all.push(Field::boxes(w, fields::ANYWAY, w.t("d-alike"), None, [sure]));
        }
        let (heading, submit) = match &self.patient {
            Some(_) => (w.t("d-patient-edit"), w.t("d-save")),
            None => (w.t("d-patient-new"), w.t("d-patient-enter")),
        };
        let form = Form::new(w, &self.post, submit, all).cancel(&self.cancel_href);
        let title = shell::title(w, heading.clone(), form.wrong());
        let page = FormPage { w, heading, under: self.patient.as_deref(), alike: &self.alike, form };
        shell::in_desk(&self.desk, &title, &page)
    }
}

impl GuardianFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let form = Form::new(
            w,
            &self.post,
            w.t("d-guardian-submit"),
            vec![
                Field::line(w, fields::FAMILY_NAME, w.t("family-name"), &self.family_name).required().half(),
                Field::line(w, fields::GIVEN_NAME, w.t("given-name"), &self.given_name).required().half(),
                Field::one(w, fields::RELATION, w.t("d-relation"), &self.relation, None, words(w, &Relation::ALL, Relation::word)),
                Field::kind(w, fields::EMAIL, w.t("email"), &self.email, "email").half(),
                Field::kind(w, fields::PHONE, w.t("d-phone"), &self.phone, "tel").half(),
            ],
        )
        .cancel(&self.cancel_href);
        let title = shell::title(w, w.t("d-guardian-add"), form.wrong());
        shell::in_desk(&self.desk, &title, &GuardianTemplate { w, page: self, form })
    }
}

impl ConsentFormPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let all = vec![
            Field::one(w, fields::CONSENT, w.t("d-consent-which"), &self.kind, None, words(w, &ConsentKind::ALL, ConsentKind::word)),
            Field::line(w, fields::TEXT_VERSION, w.t("d-consent-text"), &self.text_version)
                .hint(w.t("d-consent-text-hint"))
                .required()
                .half(),
            Field::one(w, fields::HOW, w.t("d-consent-how"), &self.how, None, words(w, &Given::ALL, Given::word)).half(),
        ];
        let form = Form::new(w, &self.post, w.t("d-consent-submit"), all).cancel(&self.cancel_href);
        let title = shell::title(w, w.t("d-consent-add"), form.wrong());
        shell::in_desk(&self.desk, &title, &ConsentTemplate { w, page: self, form })
    }
}

/// The choices of an enum: the word posted, and what it is called.
fn words<T: InWords + Copy>(w: Say, values: &[T], word: impl Fn(T) -> &'static str) -> Vec<(String, String)> {
    values.iter().map(|value| (word(*value).to_owned(), value.words(w))).collect()
}

/// A page that is a form.
#[derive(Template)]
#[template(path = "desk/form_page.html")]
pub(super) struct FormPage<'a> {
    pub(super) w: Say,
    pub(super) heading: String,
    pub(super) under: Option<&'a str>,
    pub(super) alike: &'a [PatientLine],
    pub(super) form: Form<'a>,
}

#[derive(Template)]
#[template(path = "desk/consent.html")]
struct ConsentTemplate<'a> {
    w: Say,
    page: &'a ConsentFormPage,
    form: Form<'a>,
}

#[derive(Template)]
#[template(path = "desk/guardian.html")]
struct GuardianTemplate<'a> {
    w: Say,
    page: &'a GuardianFormPage,
    form: Form<'a>,
}
