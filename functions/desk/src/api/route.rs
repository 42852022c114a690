//! What a route says of itself: the router, the `OpenAPI` document and the tests are made from it, and from nothing else.

use guichet_contracts::{Access, Command, Described};
use serde_json::Value;

use super::misread::{Misread, read};

/// The methods of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Reads.
    Get,
    /// Makes something, or asks for something to be done.
    Post,
    /// Enters or replaces what the address names.
    Put,
    /// Takes it away.
    Delete,
}

/// Which object obeys, and on behalf of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obeys {
    /// The Practice of the key.
    Practice,
    /// The Agenda of the address's practitioner, as the Practice of the key vouches.
    Agenda,
    /// Every agenda that may have seen the address's patient, as the Practice of the key vouches: one list of all of them.
    Agendas,
    /// The practice's Mailroom, about a patient whose record the key reads, as the Practice of the key vouches.
    Mailroom,
    /// The Practice of the key; what others keep is asked for and added to its answer.
    Everybody,
    /// The Practice of the address, in the country of the card in the body; for the operator.
    NewPractice,
    /// The Practice of the address, in the country of the query; for the operator.
    PracticeIn,
    /// The Directory of the address's country; for the operator.
    Directory,
}

/// What the body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing is read.
    Nothing,
    /// The command's fields, but for those that the address, the query and `If-Match` say.
    Fields,
    /// One field of the command, as the whole body.
    Whole(&'static str),
}

/// One parameter of the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// Its name.
    pub name: &'static str,
    /// The command's field.
    pub field: &'static str,
    /// How it is read.
    pub kind: QueryKind,
}

/// How a parameter of the query is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryKind {
    /// Text, as the command's field takes it.
    Text,
    /// Text, and without it the request has no sense.
    Needed,
    /// `true` or `false`; not said, it is false.
    Flag,
    /// At most so many, from 1.
    Limit(u32),
    /// That many, from 1 to a most; so many when nobody says.
    Count(u32, u32),
    /// Where the page before ended: what it called `next`.
    Cursor,
}

/// What an answer is beside its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// 200.
    Ok,
    /// 201.
    Created,
    /// 202.
    Accepted,
    /// 204, without a body.
    Nothing,
}

impl Status {
    /// The number.
    pub const fn code(self) -> u16 {
        match self {
            Self::Ok => 200,
            Self::Created => 201,
            Self::Accepted => 202,
            Self::Nothing => 204,
        }
    }
}

/// How a list is read page by page: what the reply says of the next page becomes `next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// Where the reply's `more` says so, the next page starts after the last of a list.
    After {
        /// The reply's list.
        items: &'static str,
        /// The field of the last of them; or several, with spaces between them.
        after: &'static str,
    },
    /// The reply says itself where the next page starts, in this field.
    Said(&'static str),
}

/// Where a command bears the version that `If-Match` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionAt {
    /// A JSON pointer.
    pub pointer: &'static str,
    /// Whether it may be left out, of what is new.
    pub may_be_new: bool,
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The method.
    pub verb: Verb,
    /// The address below `/api/v1`, in the notation that axum and `OpenAPI` share.
    pub path: &'static str,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// The command that it gives, and who may give it.
    pub command: Described,
    /// Who obeys.
    pub obeys: Obeys,
    /// What the body holds.
    pub body: Body,
    /// Where a segment goes that is not called as the command's field: its name, a JSON pointer.
    pub fills: &'static [(&'static str, &'static str)],
    /// The query's parameters.
    pub query: &'static [Query],
    /// Whether `If-Match` says which version it changes.
    pub if_match: bool,
    /// Where that version goes.
    pub version: VersionAt,
    /// Whether an `Idempotency-Key` makes it one creation however often it is sent.
    pub once: bool,
    /// The answer's status.
    pub status: Status,
    /// The reply's list, where it is read page by page.
    pub pages: Option<Pages>,
    /// Where the reply says its version: a JSON pointer.
    pub etag: Option<&'static str>,
    /// The address of what was made: segments are the address's own, then the reply's fields.
    pub location: Option<&'static str>,
    /// Whether the reply's `key` is a practice's key, to be written in full.
    pub shows_key: bool,
    /// A body, for the document.
    pub example: Option<&'static str>,
    pub(super) read: fn(&Value) -> Result<Value, Misread>,
    pub(super) reply: fn(&str) -> Option<Value>,
    #[cfg(feature = "schema")]
    pub(super) schemas: fn(&mut schemars::SchemaGenerator) -> super::openapi::Schemas,
}

impl Route {
    const fn new<C: Command>(verb: Verb, path: &'static str, summary: &'static str) -> Self {
        Self {
            verb,
            path,
            summary,
            command: Described::of::<C>(),
            obeys: Obeys::Practice,
            body: Body::Nothing,
            fills: &[],
            query: &[],
            if_match: false,
            version: VersionAt { pointer: "/version", may_be_new: false },
            once: false,
            status: Status::Ok,
            pages: None,
            etag: None,
            location: None,
            shows_key: false,
            example: None,
            read: read::<C>,
            reply: |text| serde_json::to_value(guichet_kernel::read::text::<C::Reply>(text).ok()?).ok(),
            #[cfg(feature = "schema")]
            schemas: super::openapi::Schemas::of::<C>,
        }
    }

    pub(super) const fn get<C: Command>(path: &'static str, summary: &'static str) -> Self {
        Self::new::<C>(Verb::Get, path, summary)
    }

    pub(super) const fn post<C: Command>(path: &'static str, summary: &'static str) -> Self {
        Self::new::<C>(Verb::Post, path, summary)
    }

    pub(super) const fn put<C: Command>(path: &'static str, summary: &'static str) -> Self {
        Self::new::<C>(Verb::Put, path, summary)
    }

    pub(super) const fn delete<C: Command>(path: &'static str, summary: &'static str) -> Self {
        Self::new::<C>(Verb::Delete, path, summary)
    }

    pub(super) const fn by(self, obeys: Obeys) -> Self {
        Self { obeys, ..self }
    }

    pub(super) const fn fields(self, example: &'static str) -> Self {
        Self { body: Body::Fields, example: Some(example), ..self }
    }

    pub(super) const fn whole(self, field: &'static str, example: &'static str) -> Self {
        Self { body: Body::Whole(field), example: Some(example), ..self }
    }

    pub(super) const fn fills(self, fills: &'static [(&'static str, &'static str)]) -> Self {
        Self { fills, ..self }
    }

    pub(super) const fn query(self, query: &'static [Query]) -> Self {
        Self { query, ..self }
    }

    pub(super) const fn if_match(self) -> Self {
        Self { if_match: true, ..self }
    }

    /// Makes it, or changes it where `If-Match` names the version.
    pub(super) const fn if_match_or_new(self, pointer: &'static str) -> Self {
        Self { if_match: true, version: VersionAt { pointer, may_be_new: true }, ..self }
    }

    pub(super) const fn once(self) -> Self {
        Self { once: true, ..self }
    }

    pub(super) const fn nothing(self) -> Self {
        Self { status: Status::Nothing, ..self }
    }

    pub(super) const fn created(self, location: &'static str) -> Self {
        Self { status: Status::Created, location: Some(location), ..self }
    }

    pub(super) const fn accepted(self, location: &'static str) -> Self {
        Self { status: Status::Accepted, location: Some(location), ..self }
    }

    pub(super) const fn pages(self, items: &'static str, after: &'static str) -> Self {
        Self { pages: Some(Pages::After { items, after }), ..self }
    }

    pub(super) const fn pages_by(self, field: &'static str) -> Self {
        Self { pages: Some(Pages::Said(field)), ..self }
    }

    pub(super) const fn etag(self, pointer: &'static str) -> Self {
        Self { etag: Some(pointer), ..self }
    }

    pub(super) const fn shows_key(self) -> Self {
        Self { shows_key: true, ..self }
    }

    /// Whether it is for whoever runs this Guichet, rather than for a practice's key.
    pub fn for_operator(&self) -> bool {
        self.command.access.contains(&Access::Operator)
    }

    /// The names of the address's variable segments.
    pub fn segments(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Where a variable segment goes in the command, as a JSON pointer; `None` for one that says whom to ask.
    pub fn filled_by(&self, segment: &str) -> Option<String> {
        if let Some((_, pointer)) = self.fills.iter().find(|(name, _)| *name == segment) {
            return Some((*pointer).to_owned());
        }
        let says_whom = match self.obeys {
            Obeys::Practice | Obeys::Agendas | Obeys::Mailroom | Obeys::Everybody | Obeys::NewPractice | Obeys::PracticeIn => {
                segment == "practice"
            }
            Obeys::Agenda => segment == "practice" || segment == "practitioner",
            Obeys::Directory => segment == "country",
        };
        (!says_whom).then(|| format!("/{segment}"))
    }
}
