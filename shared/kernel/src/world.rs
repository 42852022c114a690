//! The port to everything outside an object: other objects, providers over HTTP, the clock.

use std::time::Duration;

use crate::{Entropy, Instant, ObjectRef};

/// The call did not come back with an answer: it may or may not have been carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// It certainly never left: no address, no connection.
    #[error("not sent")]
    NotSent,
    /// It may have been carried out: cut, or too late.
    #[error("no answer")]
    Lost,
}

/// A request to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Absolute address.
    pub url: String,
    /// Names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body; none for `GET`.
    pub body: Option<String>,
    /// How long an answer is waited for.
    pub timeout: Duration,
}

/// A provider's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl HttpResponse {
    /// The first header of that name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A delivery that its consumer did not take. It stays due; somebody should look if it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotTaken<'a> {
    /// Whose it is.
    pub consumer: &'a ObjectRef,
    /// What it tells.
    pub kind: &'a str,
    /// What the consumer answered; none where it did not.
    pub status: Option<u16>,
    /// How many attempts have failed, this one included.
    pub attempts: i64,
}

/// What an object reaches outside itself. Each await is a place where the object may die.
#[expect(async_fn_in_trait, reason = "objects run on one thread; no future of theirs is sent to another")]
pub trait World {
    /// Now.
    fn now(&self) -> Instant;

    /// Randomness.
    fn entropy(&self) -> &dyn Entropy;

    /// Tells whoever runs this that a delivery was not taken.
    fn report(&self, trouble: NotTaken<'_>);

    /// Tells whoever runs this of something that somebody should look at: a stable name, with ids and kinds, and nothing personal.
    fn notice(&self, what: &str, fields: &[(&str, String)]) {
        let _ = (what, fields);
    }

    /// Posts `body` to `path` of another object; answers status and body.
    async fn call(&self, object: &ObjectRef, path: &str, body: String) -> Result<(u16, String), NoAnswer>;

    /// Asks a provider.
    async fn http(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer>;

    /// Publishes a value under `key` for the public pages to read, or withdraws what was published there. What is published may be
    /// read late, and ends by itself after a month. Most objects have nothing to publish and no place for it.
    async fn publish(&self, key: &str, value: Option<String>) -> Result<(), NoAnswer> {
        let _ = (key, value);
        Err(NoAnswer::NotSent)
    }
}
