//! The fields of a form, as they were sent.

use axum::extract::Request;
use guichet_contracts::ProblemKind;
use guichet_edge::web::form_body;
use guichet_kernel::person::NameError;
use guichet_ui::desk::{Issue, fields};

/// The longest field that is read, in characters; what may be longer is asked for by [`Fields::long`].
const LONGEST: usize = 400;

/// The fields of a form, by name; the first of a name counts.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a request's form.
    pub(crate) async fn of(request: Request) -> Result<Self, ProblemKind> {
        form_body(request).await.map(|body| Self::read(&body))
    }

    /// Reads a form's body, or an address's query.
    pub(crate) fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The field, without what no field bears, cut at [`LONGEST`]: what is shown again is bounded.
    pub(crate) fn text(&self, name: &str) -> String {
        self.long(name, LONGEST)
    }

    /// The field, at most `most` characters of it.
    pub(crate) fn long(&self, name: &str, most: usize) -> String {
        self.raw(name).chars().filter(|c| *c != '\0').take(most).collect()
    }

    /// Every value of a field that may come several times.
    pub(crate) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The field read as a `T`, if it is one.
    pub(crate) fn parse<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.raw(name).trim().parse().ok()
    }

    /// The form's key; none is made up for a form that bears none.
    pub(crate) fn key(&self) -> Option<String> {
        let key = self.raw(fields::FORM_KEY);
        let fits = (16..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        fits.then(|| key.to_owned())
    }

    fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// What is to be mended in a name.
pub(crate) const fn name_issue(error: NameError) -> Issue {
    match error {
        NameError::Missing => Issue::Missing,
        NameError::TooLong => Issue::TooLong,
        NameError::Characters => Issue::Characters,
    }
}

/// What is to be mended in a line that is no [`Label`](guichet_kernel::Label).
pub(crate) fn label_issue(typed: &str) -> Issue {
    if typed.trim().is_empty() { Issue::Missing } else { Issue::TooLong }
}
