//! A practitioner's free times for other sites and calendars: JSON, read only, by anybody. `schemas/openapi-public.json` describes
//! it.

use std::hash::{DefaultHasher, Hasher};

use axum::{
    body::Body,
    extract::{RawQuery, State},
    response::Response,
};
use chrono::NaiveDate;
use guichet_contracts::{ProblemKind, public::FreeTimes};
use guichet_kernel::{LocationId, ServiceId};
use guichet_ui::fields;
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    choice::{Choice, query_value},
    http::{agenda, read_page},
    pages::DAYS,
    request::{App, Asking, Refuse, Segments},
};

/// How many days are asked for, at most 31.
const COUNT: &str = "jours";
const MOST: u8 = 31;
/// For how long a browser or a cache may show it again: a time that is chosen meanwhile asks the Agenda.
const SHOWN_AGAIN: &str = "public, max-age=15";

/// The free times of one service at one location.
#[worker::send]
pub(crate) async fn free_times(
    State(app): State<App>,
    mut asking: Asking,
    Segments((country, handle)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    // Whatever a caller says that it reads, this is for machines.
    asking.page = false;
    let answer = match (agenda(&country, &handle), asked(query.as_deref())) {
        (None, _) => Err(ProblemKind::NotFound),
        (_, None) => Err(ProblemKind::BadRequest),
        (Some((country, name)), Some((choice, days))) => {
            read_page(&app, &asking, (country, &name), &choice, days).await.and_then(|page| {
                let as_asked = choice.service.is_none_or(|service| page.service == service)
                    && choice.location.is_none_or(|location| page.location == location);
                // What is not there is not answered with something else.
                FreeTimes::of(&page, days).filter(|_| as_asked).ok_or(ProblemKind::NotFound)
            })
        }
    };
    let mut response = match answer.and_then(|times| serde_json::to_string(&times).map_err(|_| ProblemKind::Internal)) {
        Ok(body) => tagged(body, &headers),
        Err(kind) => asking.refuse_plainly(kind),
    };
    // Public facts, and no cookie has a say in them: any site may read them.
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag, x-request-id"));
    response
}

/// How they may be asked for by another site's page (CORS, Fetch §3.3): what is kept with its tag, too.
#[worker::send]
pub(crate) async fn how() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    for (name, value) in [
        (header::ALLOW, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "if-none-match"),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What the query asks for; none if it cannot be read.
fn asked(query: Option<&str>) -> Option<(Choice, u8)> {
    let value = |name| query_value(query, name);
    let service = value(fields::SERVICE).map(|text| text.parse::<ServiceId>()).transpose().ok()?;
    let location = value(fields::LOCATION).map(|digits| LocationId::from_digits(&digits)).transpose().ok()?;
    let from = value(fields::FROM).map(|date| date.parse::<NaiveDate>()).transpose().ok()?;
    let days = value(COUNT).map_or(Ok(DAYS), |count| count.parse()).ok().filter(|count| (1..=MOST).contains(count))?;
    Some((Choice { practice: None, location, service, from }, days))
}

/// The body, or 304 to whoever has it.
fn tagged(body: String, headers: &HeaderMap) -> Response {
    let mut hasher = DefaultHasher::new();
    hasher.write(body.as_bytes());
    let tag = format!("\"{:016x}\"", hasher.finish());
    let same = has(headers, &tag);
    let mut response = Response::new(if same { Body::empty() } else { Body::from(body) });
    if same {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(SHOWN_AGAIN));
    response
}

/// Whether the caller has what is tagged so (RFC 9110 §13.1.2).
fn has(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_that_cannot_be_read_is_none() {
        assert_eq!(asked(None), Some((Choice::default(), DAYS)));
        let (choice, days) =
            asked(Some("motif=srv_0193a00000007000800000000000000c&lieu=0193a00000007000800000000000000b&du=2026-11-30&jours=31")).unwrap();
        assert!(choice.service.is_some() && choice.location.is_some() && choice.from.is_some());
        assert_eq!(days, 31);
        for bad in ["motif=x", "lieu=loc_1", "du=demain", "jours=0", "jours=32", "jours=-1", "jours="] {
            assert_eq!(asked(Some(bad)), None, "{bad}");
        }
    }

    #[test]
    fn whoever_has_it_is_not_sent_it_again() {
        let tag = |headers: &HeaderMap| {
            (tagged("{}".into(), headers).status(), tagged("{}".into(), headers).headers().get(header::ETAG).cloned())
        };
        let (status, etag) = tag(&HeaderMap::new());
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_NONE_MATCH, etag.clone().unwrap());
        assert_eq!((status, tag(&headers)), (StatusCode::OK, (StatusCode::NOT_MODIFIED, etag)));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\""));
        assert_eq!(tag(&headers).0, StatusCode::OK);
    }
}
