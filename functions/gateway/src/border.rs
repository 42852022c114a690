//! What every request and every answer goes through.

use guichet_contracts::ProblemKind;
use guichet_edge::clock::PlatformEntropy;
use guichet_kernel::Token;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use worker::HttpRequest;

/// The largest body that goes further, in bytes; each function reads less.
const LARGEST_BODY: usize = 64 * 1024;

/// The header by which functions know the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Where the platform's edge says that a request comes from, over whatever a caller says; and where functions read it.
const EDGE_SAYS: HeaderName = HeaderName::from_static("cf-connecting-ip");
const CLIENT: HeaderName = HeaderName::from_static("x-guichet-client");

/// What a page may load and do: its own stylesheet and font, forms to itself, nothing else, in nobody's frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The desk's pages also run our own scripts, which ask our own addresses.
const DESK_CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Gives the request its id, and takes away what only we may say.
pub(crate) fn admit(mut request: HttpRequest) -> (HttpRequest, String) {
    let id = format!("req_{}", Token::draw(&PlatformEntropy).text());
    let headers = request.headers_mut();
    let internal =
        |name: &HeaderName| name.as_str().starts_with("x-guichet-") || (!cfg!(feature = "test-doors") && name.as_str() == "x-test-now");
    let inbound: Vec<HeaderName> = headers.keys().filter(|name| internal(name)).cloned().collect();
    for name in inbound {
        headers.remove(name);
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(client) = headers.get(EDGE_SAYS).cloned() {
        headers.insert(CLIENT, client);
    }
    (request, id)
}

/// Refuses what no function should see.
pub(crate) fn check(request: &HttpRequest) -> Result<(), ProblemKind> {
    let headers = request.headers();
    let method = request.method();
    // What the API has at an address, and so how it can be asked, only the API says; and of free times, which are any site's to read,
    // a browser asks first whether it may say what it has already.
    let path = request.uri().path();
    let asks_how = *method == Method::OPTIONS && (path.starts_with("/api/") || path.ends_with("/horaires.json"));
    if !asks_how && !matches!(*method, Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE) {
        return Err(ProblemKind::MethodNotAllowed);
    }
    let declared = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    let fits = |most| declared.is_none_or(|bytes| usize::try_from(bytes).is_ok_and(|bytes| bytes <= most));
    if !most(request).is_none_or(fits) {
        return Err(ProblemKind::TooLarge);
    }
    if !method.is_safe() && is_foreign(request.uri(), headers) {
        return Err(ProblemKind::Forbidden);
    }
    Ok(())
}

/// As many bytes as a request may bear; a test's door takes any number.
pub(crate) fn most(request: &HttpRequest) -> Option<usize> {
    let at_a_door = cfg!(feature = "test-doors") && request.uri().path().starts_with("/_sandbox/doors/");
    (!at_a_door).then_some(LARGEST_BODY)
}

/// Whether a browser says that somebody else's page sends the request: no form on one may act here, whoever's cookies come along.
/// Every current browser says it in `Sec-Fetch-Site`, and most in `Origin` too, so neither may say it. Machines send none, and
/// bear a key.
///
/// `Origin: null` says nothing: our own pages send it, since they give no referrer away (ADR 0004). Where it comes alone, from a
/// browser that is older than `Sec-Fetch-Site`, what is left is that our cookies are `SameSite=Lax`.
fn is_foreign(uri: &Uri, headers: &HeaderMap) -> bool {
    let only = |name: &str| {
        let mut values = headers.get_all(name).iter();
        (values.next(), values.next().is_some())
    };
    let (site, several_sites) = only("sec-fetch-site");
    let (origin, several_origins) = only("origin");
    let ours = uri.scheme_str().zip(uri.authority()).map(|(scheme, authority)| format!("{scheme}://{authority}"));
    let foreign_site = site.is_some_and(|site| site != "same-origin" && site != "none");
    let foreign_origin = origin.is_some_and(|origin| {
        origin != "null" && ours.as_ref().is_none_or(|ours| !origin.as_bytes().eq_ignore_ascii_case(ours.as_bytes()))
    });
    several_sites || several_origins || foreign_site || foreign_origin
}

/// Adds the security headers and the request id.
pub(crate) fn protect(headers: &mut HeaderMap, request_id: &str, runs_scripts: bool) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // The stand-in's mailbox brings its own, to frame the mails it shows.
    let policy = if runs_scripts { DESK_CONTENT_SECURITY_POLICY } else { CONTENT_SECURITY_POLICY };
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_protected_and_quotes_its_request() {
        let mut headers = HeaderMap::new();
        protect(&mut headers, "req_x", false);
        assert_eq!(headers.get("x-request-id").unwrap(), "req_x");
        assert_eq!(headers.get(header::CONTENT_SECURITY_POLICY).unwrap(), CONTENT_SECURITY_POLICY);
        assert_eq!(headers.get(header::REFERRER_POLICY).unwrap(), "no-referrer");
    }

    #[test]
    fn a_request_is_foreign_where_a_browser_says_so_in_either_header() {
        let uri: Uri = "https://guichet.example/fr/pro/connexion".parse().unwrap();
        let foreign = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, HeaderValue::from_static(value));
            }
            is_foreign(&uri, &headers)
        };
        let (site, origin) = ("sec-fetch-site", "origin");
        for ours in [
            &[][..],
            &[(site, "same-origin")],
            &[(site, "none")],
            &[(origin, "https://guichet.example")],
            &[(site, "same-origin"), (origin, "https://guichet.example")],
            &[(site, "same-origin"), (origin, "null")],
            &[(origin, "null")],
        ] {
            assert!(!foreign(ours), "{ours:?}");
        }
        for theirs in [
            &[(site, "cross-site")][..],
            &[(site, "same-site"), (origin, "https://guichet.example")],
            &[(origin, "https://evil.example")],
            &[(site, "same-origin"), (origin, "https://evil.example")],
            &[(site, "cross-site"), (origin, "null")],
            &[(origin, "")],
            &[(origin, "http://guichet.example")],
            &[(origin, "https://guichet.example:8443")],
            &[(origin, "https://guichet.example.evil.example")],
            &[(origin, "https://guichet.example"), (origin, "https://evil.example")],
            &[(site, "same-origin"), (site, "cross-site")],
        ] {
            assert!(foreign(theirs), "{theirs:?}");
        }
    }
}
