//! A request read as the command of its route: address, query, headers and body each say their part, and nothing twice.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use guichet_contracts::{FieldProblem, ProblemKind};
use http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::{
    misread::{LARGEST, Misread, Why, kind, told},
    refuse::Refusal,
    route::{Body, Query, QueryKind, Route},
    table::ROUTES,
};

/// How many a page has when nobody says.
const USUAL_LIMIT: u32 = 25;
/// The longest key of a creation, in bytes.
const LONGEST_KEY: usize = 255;

/// The variable segments of an address, decoded.
pub(super) type Segments = Vec<(String, String)>;

/// The parameters of a query, decoded.
pub(super) type Pairs = Vec<(String, String)>;

/// The segment of that name.
pub(super) fn segment<'a>(segments: &'a Segments, name: &str) -> &'a str {
    segments.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// Reads the command, as JSON, that a request gives.
pub(super) fn command(
    route: &Route,
    segments: &Segments,
    pairs: &Pairs,
    headers: &HeaderMap,
    body: Option<&[u8]>,
) -> Result<Value, Refusal> {
    let mut command = of_body(route.body, body)?;
    for name in route.segments() {
        if let Some(pointer) = route.filled_by(name) {
            let at = Slot { pointer: &pointer, shown: name };
            put(&mut command, &at, Value::String(segment(segments, name).to_owned()))?;
        }
    }
    if route.if_match {
        let said = match version(headers) {
            Err(refusal)
                if route.version.may_be_new && refusal.kind == ProblemKind::VersionNeeded && !headers.contains_key(header::IF_MATCH) =>
            {
                None
            }
            said => Some(said?),
        };
        let slot = Slot { pointer: route.version.pointer, shown: "version" };
        match said {
            Some(version) => put(&mut command, &slot, version.into())?,
            // What is new has none, and its body does not say one either.
            None => refuse_said(&command, &slot)?,
        }
    }
    of_query(route, pairs, &mut command)?;
    (route.read)(&command).map_err(|misread| refused(route, misread))
}

/// The caller's own key for a creation (draft-ietf-httpapi-idempotency-key-header), with or without the quotes of a structured
/// field.
pub(super) fn once(route: &Route, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut values = headers.get_all("idempotency-key").iter().filter(|_| route.once);
    let Some(value) = values.next() else { return Ok(None) };
    let bad = || Refusal::field(ProblemKind::BadRequest, "Idempotency-Key", "not-acceptable");
    let text = value.to_str().map_err(|_| bad())?.trim();
    let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'));
    if fits && values.next().is_none() { Ok(Some(key.to_owned())) } else { Err(bad()) }
}

/// The one version that `If-Match` names: an entity tag of ours is the version in quotes.
pub(super) fn version(headers: &HeaderMap) -> Result<i64, Refusal> {
    let mut values = headers.get_all(header::IF_MATCH).iter();
    let Some(value) = values.next() else { return Err(ProblemKind::VersionNeeded.into()) };
    let bad = || Refusal::field(ProblemKind::BadRequest, "If-Match", "not-acceptable");
    let text = value.to_str().map_err(|_| bad())?.trim();
    if values.next().is_some() {
        return Err(bad());
    }
    // Any version at all is no version.
    if text == "*" {
        return Err(ProblemKind::VersionNeeded.into());
    }
    // A weak tag never matches here (RFC 9110 §13.1.1).
    let (weak, tag) = text.strip_prefix("W/").map_or((false, text), |tag| (true, tag));
    let inside = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|tag| !tag.contains('"')).ok_or_else(bad)?;
    let canonical = inside.parse::<i64>().ok().filter(|version| (1..=LARGEST).contains(version) && version.to_string() == inside);
    // A tag that we never gave matches nothing.
    canonical.filter(|_| !weak).ok_or_else(|| ProblemKind::Changed.into())
}

/// Whether the caller has what is tagged so (RFC 9110 §13.1.2): then it is not sent again.
pub(super) fn has(headers: &HeaderMap, etag: &str) -> bool {
    let tags = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    tags.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// The query's parameters, each of them once.
pub(super) fn pairs(query: Option<&str>) -> Result<Pairs, Refusal> {
    let pairs: Pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let twice = pairs.iter().enumerate().find(|(place, (name, _))| pairs.iter().take(*place).any(|(known, _)| known == name));
    match twice {
        Some((_, (name, _))) => Err(Refusal::field(ProblemKind::BadRequest, &bounded(name), Why::Unknown.slug())),
        None => Ok(pairs),
    }
}

/// A cursor: opaque to callers, so that what it holds may change.
pub(super) fn cursor(after: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(after.to_string())
}

fn of_body(body: Body, sent: Option<&[u8]>) -> Result<Value, Refusal> {
    let read = || {
        let sent = sent.unwrap_or_default();
        let mut value = serde_json::from_slice::<Value>(sent).map_err(|_| Refusal::field(ProblemKind::BadRequest, "body", "not-json"))?;
        whole_numbers(&mut value);
        Ok::<_, Refusal>(value)
    };
    match body {
        Body::Nothing => Ok(Value::Object(Map::new())),
        Body::Fields => match read()? {
            Value::Object(fields) => Ok(Value::Object(fields)),
            _ => Err(Refusal::field(ProblemKind::BadRequest, "body", Why::WrongType.slug())),
        },
        Body::Whole(field) => Ok(Value::Object(Map::from_iter([(field.to_owned(), read()?)]))),
    }
}

/// `3.0` is the whole number 3, as JSON Schema has it; serde would read it as another type.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            // A float prints without an exponent, and a whole one without a point.
            let whole = number.as_f64().filter(|_| number.is_f64()).and_then(|float| float.to_string().parse::<i64>().ok());
            if let Some(whole) = whole {
                *value = whole.into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// Where something goes in the command, and what it is called when it is already there.
struct Slot<'a> {
    pointer: &'a str,
    shown: &'a str,
}

/// Says something of the command that its body does not say. Where the body has no place for it, reading it will tell.
fn put(command: &mut Value, slot: &Slot<'_>, value: Value) -> Result<(), Refusal> {
    let (parent, name) = slot.pointer.rsplit_once('/').unwrap_or_default();
    let Some(Value::Object(fields)) = command.pointer_mut(parent) else { return Ok(()) };
    if fields.contains_key(name) {
        return Err(Refusal::field(ProblemKind::BadRequest, if parent.is_empty() { slot.shown } else { name }, Why::Unknown.slug()));
    }
    fields.insert(name.to_owned(), value);
    Ok(())
}

/// Refuses what the body says although it is said elsewhere, or nowhere.
fn refuse_said(command: &Value, slot: &Slot<'_>) -> Result<(), Refusal> {
    match command.pointer(slot.pointer) {
        Some(_) => Err(Refusal::field(ProblemKind::BadRequest, slot.shown, Why::Unknown.slug())),
        None => Ok(()),
    }
}

fn of_query(route: &Route, pairs: &Pairs, command: &mut Value) -> Result<(), Refusal> {
    let own = |name: &str| name == "country" && route.obeys == super::route::Obeys::PracticeIn;
    let stranger = pairs.iter().find(|(name, _)| !own(name) && !route.query.iter().any(|query| query.name == name));
    if let Some((name, _)) = stranger {
        // What another route of the same address takes is known here, and has no sense.
        let elsewhere =
            |other: &&Route| other.path == route.path && other.verb == route.verb && other.query.iter().any(|query| query.name == name);
        if ROUTES.iter().any(|other| elsewhere(&other)) {
            return Err(Refusal::field(ProblemKind::Invalid, name, Why::NotAcceptable.slug()));
        }
        return Err(Refusal::field(ProblemKind::BadRequest, &bounded(name), Why::Unknown.slug()));
    }
    for query in route.query {
        let said = pairs.iter().find(|(name, _)| name == query.name).map(|(_, value)| value.as_str());
        if let Some(value) = of_parameter(query, said)? {
            put(command, &Slot { pointer: &format!("/{}", query.field), shown: query.name }, value)?;
        }
    }
    Ok(())
}

fn of_parameter(query: &Query, said: Option<&str>) -> Result<Option<Value>, Refusal> {
    let refused = || Refusal::field(ProblemKind::Invalid, query.name, Why::NotAcceptable.slug());
    match (query.kind, said) {
        (QueryKind::Limit(most), None) => Ok(Some(USUAL_LIMIT.min(most).into())),
        (QueryKind::Count(_, usual), None) => Ok(Some(usual.into())),
        (QueryKind::Needed, None) => Err(Refusal::field(ProblemKind::BadRequest, query.name, Why::Missing.slug())),
        (QueryKind::Limit(most) | QueryKind::Count(most, _), Some(text)) => {
            let limit = text.parse::<u32>().ok().filter(|limit| (1..=most).contains(limit) && limit.to_string() == text);
            limit.map(|limit| Some(limit.into())).ok_or_else(refused)
        }
        (QueryKind::Cursor, Some(text)) => {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| refused())?;
            let after: Value = serde_json::from_slice(&bytes).map_err(|_| refused())?;
            let is_place = after.is_string() || after.is_i64() || after.is_array() || after.is_object();
            if is_place { Ok(Some(after)) } else { Err(refused()) }
        }
        (QueryKind::Flag, Some(text)) => text.parse::<bool>().map(|flag| Some(flag.into())).map_err(|_| refused()),
        (QueryKind::Text | QueryKind::Needed, Some(text)) => Ok(Some(Value::String(text.to_owned()))),
        (_, None) => Ok(None),
    }
}

/// What was misread, by the name under which the request said it. What an address names and cannot be is not there.
fn refused(route: &Route, misread: Misread) -> Refusal {
    let pointer = format!("/{}", misread.path.replace('.', "/"));
    if route.segments().any(|name| route.filled_by(name).as_deref() == Some(pointer.as_str())) {
        return ProblemKind::NotFound.into();
    }
    if let Some(query) = route.query.iter().find(|query| misread.path.split('.').next() == Some(query.field)) {
        return Refusal::field(ProblemKind::Invalid, query.name, Why::NotAcceptable.slug());
    }
    Refusal::new(kind(misread.why), vec![shown(route, told(misread))])
}

/// A field's name as the request has it: without the step that the whole body stands for.
pub(super) fn shown(route: &Route, mut field: FieldProblem) -> FieldProblem {
    if let Body::Whole(whole) = route.body
        && let Some(rest) = field.name.strip_prefix(whole)
    {
        if rest.is_empty() {
            "body".clone_into(&mut field.name);
        } else if let Some(rest) = rest.strip_prefix('.') {
            field.name = rest.to_owned();
        }
    }
    field.name = bounded(&field.name);
    field
}

/// A name of the caller's own making is quoted up to a length.
fn bounded(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(100).collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn of(text: &'static str) -> Result<i64, ProblemKind> {
        let headers = HeaderMap::from_iter([(header::IF_MATCH, HeaderValue::from_static(text))]);
        version(&headers).map_err(|refusal| refusal.kind)
    }

    #[test]
    fn if_match_names_one_version_of_ours() {
        assert_eq!(version(&HeaderMap::new()).map_err(|refusal| refusal.kind), Err(ProblemKind::VersionNeeded));
        assert_eq!(of("\"3\""), Ok(3));
        assert_eq!(of("*"), Err(ProblemKind::VersionNeeded));
        for tag in ["W/\"3\"", "\"03\"", "\"+3\"", "\"abc\"", "\"\"", "\"0\"", "\"-1\"", "\"9007199254740992\"", "\"99999999999999999999\""]
        {
            assert_eq!(of(tag), Err(ProblemKind::Changed), "{tag}");
        }
        for junk in ["3", "\"3", "\"3\", \"4\"", "", "three"] {
            assert_eq!(of(junk), Err(ProblemKind::BadRequest), "{junk}");
        }
    }

    #[test]
    fn what_the_caller_has_is_known_by_its_tag() {
        let of = |text: &'static str| has(&HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(text))]), "\"a1\"");
        assert!(!has(&HeaderMap::new(), "\"a1\""));
        for tag in ["\"a1\"", "W/\"a1\"", "\"a0\", \"a1\"", "*"] {
            assert!(of(tag), "{tag}");
        }
        for tag in ["\"a2\"", "a1", "\"a1", ""] {
            assert!(!of(tag), "{tag}");
        }
    }

    #[test]
    fn a_whole_number_is_whole_however_it_is_written() {
        let mut value = serde_json::json!({"a": [3.0, -2.5, 1e3, 7, 2_251_799_813_685_247.0], "b": {"c": 1e300}});
        whole_numbers(&mut value);
        assert_eq!(value, serde_json::json!({"a": [3, -2.5, 1000, 7, 2_251_799_813_685_247_i64], "b": {"c": 1e300}}));
    }

    // What an object names of its command is named as the caller wrote it.
    #[test]
    fn a_field_that_an_object_refuses_is_named_as_the_request_has_it() {
        let of = |path: &str, name: &str| {
            let route = ROUTES.iter().find(|route| route.command.path == path).unwrap();
            shown(route, FieldProblem { name: name.to_owned(), reason: "not-acceptable".to_owned() }).name
        };
        assert_eq!((of("/put-availability", "opening.rule"), of("/put-availability", "opening")), ("rule".to_owned(), "body".to_owned()));
        assert_eq!((of("/put-terms", "terms.horizon_days"), of("/close-time", "to")), ("horizon_days".to_owned(), "to".to_owned()));
    }

    #[test]
    fn a_parameter_that_is_said_twice_is_refused() {
        assert!(pairs(Some("limit=1&q=a")).is_ok());
        assert_eq!(pairs(Some("limit=1&limit=2")).map_err(|refusal| refusal.kind), Err(ProblemKind::BadRequest));
    }
}
