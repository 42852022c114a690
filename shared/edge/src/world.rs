//! The [`World`] port: other objects through their stubs, providers through `fetch`, the platform's clock.

use std::time::Duration;

use guichet_kernel::{
    Entropy, Instant, ObjectRef, World,
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use worker::{AbortController, Delay, Env, Fetch, Headers, Method, Request, RequestInit, RequestRedirect};

use crate::{clock, clock::PlatformEntropy, log, namespace, published};

/// How long another object is waited for: one that hangs must not hold up the deliveries to all others.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the place of what is published is waited for.
const PATIENCE_TO_PUBLISH: Duration = Duration::from_secs(10);

/// What one script reaches.
pub struct EdgeWorld<'a> {
    env: &'a Env,
    now: Option<Instant>,
    patience: Duration,
}

impl<'a> EdgeWorld<'a> {
    /// The outside as `env` binds it.
    pub const fn new(env: &'a Env) -> Self {
        Self::at(env, None)
    }

    /// The same, at an instant that a test has chosen.
    pub const fn at(env: &'a Env, now: Option<Instant>) -> Self {
        Self { env, now, patience: PATIENCE }
    }

    /// The same, for somebody who waits for other objects no longer than that.
    pub const fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    async fn post(&self, object: &ObjectRef, path: &str, body: String) -> worker::Result<(u16, String)> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(body.into()));
        let request = Request::new_with_init(&format!("https://object.internal{path}"), &init)?;
        let mut response = namespace::stub(self.env, object)?.fetch_with_request(request).await?;
        Ok((response.status_code(), response.text().await?))
    }

    async fn fetch(request: &HttpRequest) -> worker::Result<HttpResponse> {
        let headers = Headers::new();
        for (name, value) in &request.headers {
            headers.set(name, value)?;
        }
        let mut init = RequestInit::new();
        // Redirects are not followed: an API does not redirect, and a key must not travel elsewhere.
        init.with_method(request.method.to_owned().into()).with_headers(headers).with_redirect(RequestRedirect::Manual);
        init.with_body(request.body.as_deref().map(Into::into));
        let outgoing = Request::new_with_init(&request.url, &init)?;
        let abort = AbortController::default();
        let signal = abort.signal();
        let answer = async {
            let mut response = Fetch::Request(outgoing).send_with_signal(&signal).await?;
            let headers = response.headers().entries().collect();
            Ok(HttpResponse { status: response.status_code(), headers, body: response.text().await? })
        };
        if let Some(answer) = within(request.timeout, answer).await {
            return answer;
        }
        abort.abort();
        Err(worker::Error::RustError("no answer in time".into()))
    }
}

/// `work`, unless it takes longer than `limit`.
async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut delay) = (std::pin::pin!(work), std::pin::pin!(Delay::from(limit)));
    std::future::poll_fn(|context| {
        if let std::task::Poll::Ready(value) = work.as_mut().poll(context) {
            return std::task::Poll::Ready(Some(value));
        }
        delay.as_mut().poll(context).map(|()| None)
    })
    .await
}

impl World for EdgeWorld<'_> {
    fn now(&self) -> Instant {
        self.now.unwrap_or_else(clock::now)
    }

    fn entropy(&self) -> &dyn Entropy {
        &PlatformEntropy
    }

    /// One lost answer is the weather; a refusal, or a third attempt, is for somebody to look at.
    fn report(&self, trouble: NotTaken<'_>) {
        let refused = trouble.status.is_some_and(|status| (400..500).contains(&status));
        let level = if refused || trouble.attempts >= 3 { log::Level::Error } else { log::Level::Info };
        let fields = [
            ("consumer", trouble.consumer.class.as_str().into()),
            ("kind", trouble.kind.into()),
            ("status", trouble.status.into()),
            ("attempts", trouble.attempts.into()),
        ];
        log::line(level, "delivery-not-taken", "", &fields);
    }

    fn notice(&self, what: &str, fields: &[(&str, String)]) {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        log::line(log::Level::Error, what, "", &fields);
    }

    async fn call(&self, object: &ObjectRef, path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        let answer = within(self.patience, self.post(object, path, body)).await;
        answer.and_then(Result::ok).ok_or(NoAnswer::Lost)
    }

    async fn http(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        // The platform does not tell a refused connection from a cut one: only what we know not to have left is NotSent.
        Self::fetch(&request).await.map_err(|_| NoAnswer::Lost)
    }

    async fn publish(&self, key: &str, value: Option<String>) -> Result<(), NoAnswer> {
        let outcome = within(PATIENCE_TO_PUBLISH, published::write(self.env, key, value)).await;
        let Some(Ok(())) = outcome else {
            let why = outcome
                .map_or_else(|| "no answer in time".to_owned(), |outcome| outcome.err().map(|error| error.to_string()).unwrap_or_default());
            log::line(log::Level::Error, "not-published", "", &[("key", key.into()), ("error", why.into())]);
            return Err(NoAnswer::Lost);
        };
        Ok(())
    }
}
