//! How a page is put together: parts, forms and the frame around them.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use guichet_kernel::Locale;

use super::labels::InWords;
use super::say::Say;
use super::{Around, Desk, Input, Issue, LanguageChoice, Outside, Post, SettingValue};
use crate::RenderError;
use crate::assets;

/// Rendered already, so that its values were escaped when it was: only [`Part::of`] makes one, and only of a template.
pub(super) struct Part(String);

impl Part {
    /// The template, rendered.
    fn of(template: &impl Template) -> Result<Self, RenderError> {
        template.render().map(Self)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Part {}

/// A page of the desk: `content` under its title, in the frame.
pub(super) fn in_desk(desk: &Desk, title: &str, content: &impl Template) -> Result<String, RenderError> {
    let w = Say::new(desk.locale);
    let place = desk.practice.clone().unwrap_or_else(|| w.t("guichet"));
    let title = w.t2("page-title", "page", title, "place", place);
    Shell { w, title, content: Part::of(content)?, desk: Some(desk), languages: &desk.languages }.render()
}

/// A page for somebody who is not signed in.
pub(super) fn outside(outside: &Outside, title: &str, content: &impl Template) -> Result<String, RenderError> {
    let w = Say::new(outside.locale);
    let title = w.t2("page-title", "page", title, "place", w.t("guichet"));
    Shell { w, title, content: Part::of(content)?, desk: None, languages: &outside.languages }.render()
}

/// A page in either frame.
pub(super) fn around(around: &Around, title: &str, content: &impl Template) -> Result<String, RenderError> {
    match around {
        Around::Desk(desk) => in_desk(desk, title, content),
        Around::Outside(frame) => outside(frame, title, content),
    }
}

/// The title of a page whose form has something to mend.
pub(super) fn title(w: Say, page: String, wrong: bool) -> String {
    if wrong { w.t1("title-with-error", "page", page) } else { page }
}

#[derive(Template)]
#[template(path = "desk/layout.html")]
struct Shell<'a> {
    w: Say,
    title: String,
    content: Part,
    desk: Option<&'a Desk>,
    languages: &'a [LanguageChoice],
}

impl Shell<'_> {
    /// No evaluation, no style of its own, nothing of a page kept in the browser's storage, and errors are shown.
    const HTMX: &'static str = r#"{"allowEval":false,"includeIndicatorStyles":false,"allowScriptTags":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,"responseHandling":[{"code":"204","swap":false},{"code":".*","swap":true}]}"#;
}

/// A form with one button and nothing to fill in.
#[derive(Template)]
#[template(path = "desk/parts/button.html")]
pub(super) struct Button<'a> {
    post: &'a Post,
    label: String,
    /// What the label leaves out, for those who hear the page.
    of: String,
    class: &'static str,
    value: Option<(&'static str, String)>,
}

impl HtmlSafe for Button<'_> {}

impl<'a> Button<'a> {
    /// The act of its page.
    pub(super) fn main(post: &'a Post, label: String) -> Self {
        Self { post, label, of: String::new(), class: "button", value: None }
    }

    /// One act among others.
    pub(super) fn quiet(post: &'a Post, label: String) -> Self {
        Self { class: "button quiet small-button", ..Self::main(post, label) }
    }

    /// An act that takes something away, from `of`.
    pub(super) fn away(post: &'a Post, label: String, of: impl Into<String>) -> Self {
        Self { class: "button danger small-button", of: of.into(), ..Self::main(post, label) }
    }

    /// The act of its page, and it takes something away.
    pub(super) fn danger(post: &'a Post, label: String) -> Self {
        Self { class: "button danger", ..Self::main(post, label) }
    }

    /// The same button, which posts `value` as `name`.
    pub(super) fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        Self { value: Some((name, value.into())), ..self }
    }
}

/// A form with fields.
#[derive(Template)]
#[template(path = "desk/parts/form.html")]
pub(super) struct Form<'a> {
    w: Say,
    post: &'a Post,
    fields: Vec<Field>,
    submit: String,
    class: &'static str,
    cancel: Option<&'a str>,
}

impl HtmlSafe for Form<'_> {}

impl<'a> Form<'a> {
    pub(super) fn new(w: Say, post: &'a Post, submit: String, fields: Vec<Field>) -> Self {
        Self { w, post, fields, submit, class: "button", cancel: None }
    }

    /// The same, with a way back.
    pub(super) fn cancel(self, href: &'a str) -> Self {
        Self { cancel: Some(href), ..self }
    }

    /// The same, one form among others.
    pub(super) fn quiet(self) -> Self {
        Self { class: "button quiet", ..self }
    }

    /// The same, which takes something away.
    pub(super) fn danger(self) -> Self {
        Self { class: "button danger", ..self }
    }

    /// Whether there is something to mend.
    pub(super) fn wrong(&self) -> bool {
        self.mend() > 0
    }

    fn mend(&self) -> u32 {
        u32::try_from(self.fields.iter().filter(|field| field.error.is_some()).count()).unwrap_or(u32::MAX)
    }
}

/// Fields without their form: for a form that has more than fields and one button.
#[derive(Template)]
#[template(path = "desk/parts/fields.html")]
pub(super) struct Fields {
    fields: Vec<Field>,
}

impl HtmlSafe for Fields {}

impl Fields {
    pub(super) const fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// Whether there is something to mend.
    pub(super) fn wrong(&self) -> bool {
        self.fields.iter().any(|field| field.error.is_some())
    }
}

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Line {
        kind: &'static str,
        mode: &'static str,
    },
    Area,
    One,
    Boxes,
    /// A heading between fields.
    Heading,
}

/// A choice of a field.
pub(super) struct Choice {
    value: String,
    label: String,
    more: String,
    chosen: bool,
}

/// A field with its label, its hint and what is to be mended.
pub(super) struct Field {
    id: String,
    name: String,
    label: String,
    takes: Takes,
    value: String,
    hint: String,
    error: Option<String>,
    warnings: Vec<String>,
    autocomplete: &'static str,
    choices: Vec<Choice>,
    required: bool,
    half: bool,
}

impl Field {
    fn new(w: Say, name: &str, label: String, takes: Takes, input: &Input) -> Self {
        Self {
            id: name.to_owned(),
            name: name.to_owned(),
            label,
            takes,
            value: input.value.clone(),
            hint: String::new(),
            error: input.issue.map(|issue| issue.words(w)),
            warnings: input.warnings.iter().map(|doubt| doubt.words(w)).collect(),
            autocomplete: "off",
            choices: Vec::new(),
            required: false,
            half: false,
        }
    }

    /// A line of text.
    pub(super) fn line(w: Say, name: &str, label: String, input: &Input) -> Self {
        Self::new(w, name, label, Takes::Line { kind: "text", mode: "text" }, input)
    }

    /// A line of another kind: `email`, `tel`, `date`.
    pub(super) fn kind(w: Say, name: &str, label: String, input: &Input, kind: &'static str) -> Self {
        Self::new(w, name, label, Takes::Line { kind, mode: if matches!(kind, "date" | "time") { "numeric" } else { kind } }, input)
    }

    /// Digits: no arrows, and no scientific notation, which `type=number` would take.
    pub(super) fn digits(w: Say, name: &str, label: String, input: &Input) -> Self {
        Self::new(w, name, label, Takes::Line { kind: "text", mode: "numeric" }, input).half()
    }

    /// Several lines.
    pub(super) fn area(w: Say, name: &str, label: String, input: &Input) -> Self {
        Self::new(w, name, label, Takes::Area, input)
    }

    /// One of several; `empty` is the choice that says nothing.
    pub(super) fn one(
        w: Say,
        name: &str,
        label: String,
        input: &Input,
        empty: Option<String>,
        choices: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let empty = empty.map(|label| (String::new(), label));
        let choices = empty.into_iter().chain(choices).map(|(value, label)| {
            let chosen = value == input.value;
            Choice { value, label, more: String::new(), chosen }
        });
        Self { choices: choices.collect(), ..Self::new(w, name, label, Takes::One, input) }
    }

    /// Any of several.
    pub(super) fn boxes(
        w: Say,
        name: &str,
        label: String,
        issue: Option<Issue>,
        choices: impl IntoIterator<Item = (String, String, String, bool)>,
    ) -> Self {
        let input = Input { issue, ..Input::default() };
        let choices = choices.into_iter().map(|(value, label, more, chosen)| Choice { value, label, more, chosen }).collect();
        Self { choices, ..Self::new(w, name, label, Takes::Boxes, &input) }
    }

    /// A heading over the fields that follow.
    pub(super) fn heading(w: Say, label: String) -> Self {
        Self::new(w, "", label, Takes::Heading, &Input::default())
    }

    /// The field of a setting, by its value's unit.
    pub(super) fn of_value(w: Say, id: String, label: String, value: &SettingValue, typed: Option<&Input>) -> Self {
        let name = super::fields::VALUE;
        let kept = |text: String| typed.cloned().unwrap_or_else(|| Input::of(text));
        let (field, hint) = match value {
            SettingValue::Text(text) => (Self::line(w, name, label, &kept(text.clone())), String::new()),
            SettingValue::Minutes(count) => (Self::digits(w, name, label, &kept(count.to_string())), w.t("d-in-minutes")),
            SettingValue::Days(count) => (Self::digits(w, name, label, &kept(count.to_string())), w.t("d-in-days")),
            SettingValue::Appointments(count) | SettingValue::Patients(count) => {
                (Self::digits(w, name, label, &kept(count.to_string())), String::new())
            }
            SettingValue::On(on) => {
                let choices = [("yes".to_owned(), w.t("d-yes")), ("no".to_owned(), w.t("d-no"))];
                (Self::one(w, name, label, &kept(if *on { "yes" } else { "no" }.to_owned()), None, choices), String::new())
            }
        };
        field.id(id).hint(hint)
    }

    pub(super) fn id(self, id: impl Into<String>) -> Self {
        Self { id: id.into(), ..self }
    }

    pub(super) fn hint(self, hint: String) -> Self {
        Self { hint, ..self }
    }

    pub(super) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    pub(super) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) fn half(self) -> Self {
        Self { half: true, ..self }
    }

    /// The ids of what describes it.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-aide", self.id));
        }
        if self.error.is_some() {
            ids.push(format!("{}-erreur", self.id));
        }
        if !self.warnings.is_empty() {
            ids.push(format!("{}-doute", self.id));
        }
        ids.join(" ")
    }
}

/// The languages that a reader may choose for a patient's messages.
pub(super) fn languages(w: Say, locales: &[Locale]) -> Vec<(String, String)> {
    locales.iter().map(|locale| (locale.tag().to_owned(), locale.words(w))).collect()
}

/// A page that says one thing: a heading, why, and one or two things to do.
#[derive(Template)]
#[template(path = "desk/say.html")]
pub(super) struct Saying<'a> {
    pub(super) heading: String,
    pub(super) note: Option<String>,
    pub(super) paragraphs: Vec<String>,
    pub(super) form: Option<Form<'a>>,
    pub(super) button: Option<Button<'a>>,
    pub(super) other: Option<Button<'a>>,
    pub(super) next: Option<(&'a str, String)>,
    pub(super) after: Vec<String>,
}

impl Saying<'_> {
    pub(super) fn new(heading: String, paragraphs: Vec<String>) -> Self {
        Self { heading, note: None, paragraphs, form: None, button: None, other: None, next: None, after: Vec::new() }
    }
}
