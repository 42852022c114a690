//! Brevo's transactional e-mail API, version 3. The README beside this file has the source of each field.

mod decode;
mod encode;
#[cfg(test)]
mod tests;

use std::{fmt, time::Duration};

use guichet_kernel::{
    MessageId,
    world::{HttpRequest, HttpResponse, NoAnswer},
};

use crate::{
    MailProvider, OutgoingMail,
    provider::{LookUpOutcome, SendOutcome},
};

/// Where Brevo answers.
pub const BASE: &str = "https://api.brevo.com";

/// How long an answer is waited for: far below [`crate::mailroom::LEASE`], so that two attempts never overlap.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A Brevo account.
#[derive(Clone)]
pub struct Brevo {
    base: String,
    api_key: String,
}

impl Brevo {
    /// The account of `api_key`; `base` is [`BASE`], or the stand-in's address without a slash at its end.
    pub const fn new(base: String, api_key: String) -> Self {
        Self { base, api_key }
    }
}

/// Secret: prints the address only.
impl fmt::Debug for Brevo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Brevo({}, …)", self.base)
    }
}

impl MailProvider for Brevo {
    fn send(&self, mail: &OutgoingMail) -> HttpRequest {
        self.request("POST", "/v3/smtp/email", Some(encode::email(mail)))
    }

    fn sent(&self, answer: Result<HttpResponse, NoAnswer>) -> SendOutcome {
        decode::sent(answer)
    }

    fn look_up(&self, message: MessageId) -> HttpRequest {
        self.request("GET", &encode::events(message), None)
    }

    fn looked_up(&self, message: MessageId, answer: Result<HttpResponse, NoAnswer>) -> LookUpOutcome {
        decode::looked_up(message, answer)
    }
}

impl Brevo {
    fn request(&self, method: &'static str, path: &str, body: Option<String>) -> HttpRequest {
        let mut headers = vec![("accept", "application/json".to_owned()), ("api-key", self.api_key.clone())];
        if body.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        HttpRequest { method, url: format!("{}{path}", self.base), headers, body, timeout: TIMEOUT }
    }
}
