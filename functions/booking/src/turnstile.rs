//! Turnstile, where whoever runs this Guichet wants it: a check by Cloudflare that a person fills in the form.
//!
//! <https://developers.cloudflare.com/turnstile/get-started/server-side-validation/>: a token is good once and for 300 seconds. The
//! form may be sent twice, so the check bears an idempotency key that follows from the hold, the token and what was typed: the same form
//! is answered as the first time, and a token that was spent on another form, or under another hold, is not. The patient's network address is not sent along: it is
//! optional, and theirs.
//!
//! **Where no answer comes, the form goes on**, and the log says so. The check is one of several bounds, and the others (holds,
//! bookings of a network, letters to an address) stand in the Agenda; somebody else's outage must not close a practice to its
//! patients. What Cloudflare does say is obeyed.

use std::time::Duration;

use guichet_kernel::{
    Token,
    world::{HttpRequest, HttpResponse, NoAnswer},
};
use serde::Deserialize;

/// Where tokens are checked, unless told otherwise.
const SITEVERIFY: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// The field that the widget adds to the form.
pub(crate) const FIELD: &str = "cf-turnstile-response";
/// What our widgets say that they are for; a token of another form is none for this one.
const ACTION: &str = "booking";
/// The longest token there is.
const LONGEST: usize = 2_048;
/// How long an answer is waited for: somebody waits for their page.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the form's page may load and do besides: the widget, which is a script and a frame of Cloudflare's.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src https://challenges.cloudflare.com; frame-src https://challenges.cloudflare.com; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A widget, as the account that it belongs to knows it.
#[derive(Clone)]
pub(crate) struct Turnstile {
    pub(crate) site_key: String,
    secret: String,
    url: String,
    /// Where our pages are: a token from elsewhere is none of ours.
    host: String,
}

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A person, as far as Cloudflare can tell.
    Passed,
    /// No token, or one that is not good for this form.
    Refused,
    /// It could not be checked; the word says why.
    Away(&'static str),
}

/// What siteverify answers.
#[derive(Deserialize)]
struct Answer {
    success: bool,
    #[serde(rename = "error-codes", default)]
    error_codes: Vec<String>,
    #[serde(default)]
    hostname: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    metadata: Metadata,
}

/// Cloudflare's keys for tests answer for a hostname and an action of their own, and say that they are such.
#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    result_with_testing_key: bool,
}

impl Turnstile {
    /// The widget; none unless both keys are there. `origin` is that of our pages.
    pub(crate) fn configured(site_key: Option<String>, secret: Option<String>, url: Option<String>, origin: &str) -> Option<Self> {
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or_default().to_owned();
        Some(Self { site_key: given(site_key)?, secret: given(secret)?, url: given(url).unwrap_or_else(|| SITEVERIFY.to_owned()), host })
    }

    /// The request that checks a token for what was typed under a hold; none for what no widget makes.
    pub(crate) fn check(&self, token: &str, hold: &Token, form: &str) -> Option<HttpRequest> {
        if token.is_empty() || token.len() > LONGEST {
            return None;
        }
        let key = hold.derive(&format!("turnstile {token} {form}")).uuid();
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("secret", &self.secret)
            .append_pair("response", token)
            .append_pair("idempotency_key", &key)
            .finish();
        let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned()), ("accept", "application/json".to_owned())];
        Some(HttpRequest { method: "POST", url: self.url.clone(), headers, body: Some(body), timeout: PATIENCE })
    }

    /// What an answer means. A token's own faults refuse it; everything else is not the patient's.
    pub(crate) fn verdict(&self, answer: Result<HttpResponse, NoAnswer>) -> Verdict {
        let Ok(answer) = answer else { return Verdict::Away("no-answer") };
        let Ok(read) = guichet_kernel::read::text::<Answer>(&answer.body) else { return Verdict::Away("unreadable") };
        let says = |code: &str| read.error_codes.iter().any(|said| said == code);
        if read.success {
            let ours = read.metadata.result_with_testing_key || (read.hostname == self.host && read.action == ACTION);
            return if ours { Verdict::Passed } else { Verdict::Refused };
        }
        if says("missing-input-secret") || says("invalid-input-secret") {
            return Verdict::Away("secret");
        }
        let of_the_token = ["missing-input-response", "invalid-input-response", "timeout-or-duplicate", "bad-request"];
        if of_the_token.into_iter().any(says) { Verdict::Refused } else { Verdict::Away("internal-error") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turnstile() -> Turnstile {
        let some = |text: &str| Some(text.to_owned());
        Turnstile::configured(some("1x00000000000000000000AA"), some("s&cret"), None, "https://guichet.example:8443/").unwrap()
    }

    fn hold(last: u8) -> Token {
        Token::parse(&format!("AAAAAAAAAAAAAAAAAAAAA{}", char::from(last))).unwrap()
    }

    fn says(body: &str) -> Verdict {
        turnstile().verdict(Ok(HttpResponse { status: 200, headers: Vec::new(), body: body.to_owned() }))
    }

    #[test]
    fn it_is_off_unless_both_keys_are_there() {
        let some = |text: &str| Some(text.to_owned());
        for (site, secret) in [(None, None), (some("k"), None), (None, some("s")), (some(" "), some("s")), (some("k"), some(""))] {
            assert!(Turnstile::configured(site, secret, None, "https://guichet.example").is_none());
        }
        assert_eq!((turnstile().url.as_str(), turnstile().host.as_str()), (SITEVERIFY, "guichet.example"));
    }

    // The same form twice is one check; the token is good for no other form and under no other hold. No network address leaves, nor
    // anything of what was typed.
    #[test]
    fn a_check_bears_the_secret_the_token_and_a_key_that_follows_from_the_form() {
        let typed = |token: &str, hold: &Token, form: &str| turnstile().check(token, hold, form).and_then(|request| request.body).unwrap();
        let body = |token: &str, hold: &Token| typed(token, hold, "Zoé, 12 avril 1990");
        let one = body("token+1", &hold(b'A'));
        assert!(one.starts_with("secret=s%26cret&response=token%2B1&idempotency_key=") && !one.contains("remoteip"), "{one}");
        assert_eq!(one, body("token+1", &hold(b'A')));
        assert_ne!(one, body("token+1", &hold(b'Q')));
        assert_ne!(one, typed("token+1", &hold(b'A'), "Zoé, 13 avril 1990"));
        assert!(!one.contains("Zo"), "{one}");
        let key = one.rsplit('=').next().unwrap();
        assert_eq!(key.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        for none in ["", &"x".repeat(2_049)] {
            assert!(turnstile().check(none, &hold(b'A'), "Zoé").is_none());
        }
    }

    #[test]
    fn a_token_counts_for_our_form_on_our_pages_only() {
        let passed = |hostname: &str, action: &str| {
            says(&format!(
                r#"{{"success":true,"error-codes":[],"hostname":"{hostname}","action":"{action}","challenge_ts":"2026-11-22T09:00:00Z"}}"#
            ))
        };
        assert_eq!(passed("guichet.example", "booking"), Verdict::Passed);
        assert_eq!(passed("evil.example", "booking"), Verdict::Refused);
        assert_eq!(passed("guichet.example", "login"), Verdict::Refused);
        let testing = r#"{"success":true,"hostname":"example.com","metadata":{"result_with_testing_key":true}}"#;
        assert_eq!(says(testing), Verdict::Passed);
    }

    #[test]
    fn a_tokens_faults_refuse_it_and_ours_or_cloudflares_do_not() {
        let refused = |code: &str| says(&format!(r#"{{"success":false,"error-codes":["{code}"]}}"#));
        for code in ["missing-input-response", "invalid-input-response", "timeout-or-duplicate", "bad-request"] {
            assert_eq!(refused(code), Verdict::Refused, "{code}");
        }
        for code in ["missing-input-secret", "invalid-input-secret"] {
            assert_eq!(refused(code), Verdict::Away("secret"), "{code}");
        }
        assert_eq!(refused("internal-error"), Verdict::Away("internal-error"));
        assert_eq!(says("<html>"), Verdict::Away("unreadable"));
        assert_eq!(turnstile().verdict(Err(NoAnswer::Lost)), Verdict::Away("no-answer"));
    }
}
