//! One request: who asks, what for, the object's answer, and its shape.

use axum::{
    body::Body,
    extract::{FromRequestParts, RawPathParams, Request},
    response::Response,
};
use guichet_contracts::{
    Access, Call, CallError, Command, Principal, ProblemKind, ask, ask_value,
    command::{
        agenda::ReadPatientAppointments,
        calendar::PlaceAppointment,
        mailroom::ReadPatientMessages,
        patient::{PatientExport, ReadPatient, ReadPatientNames},
        practice::{Authority, ReadAuthority},
    },
};
use guichet_edge::web::{Asking, body_of};
use guichet_kernel::{Country, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, World, read};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::{
    BASE, Behind,
    ask::{self, Pairs, Segments, segment},
    enter::{Who, who},
    key::KeyText,
    refuse::Refusal,
    route::{self, Obeys, Pages, Route, Status, Verb},
};
use crate::elsewhere::{Elsewhere, Extent, vouched};

/// The largest body that is read, in bytes: as much as the gateway lets through.
const LARGEST_BODY: usize = 64 * 1024;

/// Answers a request to the address of `route`.
pub(super) async fn serve<B: Behind>(behind: B, route: &'static Route, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let asking = Asking::of(&parts);
    let segments = RawPathParams::from_request_parts(&mut parts, &()).await.ok();
    let segments: Option<Segments> = segments.map(|known| known.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    let Some(who) = who(&behind, &parts.headers) else {
        return Refusal::from(ProblemKind::Unauthenticated).response(&behind, &asking);
    };
    let turn = Turn { behind: &behind, asking: &asking, who: &who };
    let outcome = match segments {
        Some(segments) => turn.obey(route, &segments, Request::from_parts(parts, body)).await,
        None => Err(ProblemKind::NotFound.into()),
    };
    match outcome {
        Ok(response) => response,
        Err(refusal) => turn.reconsider(refusal).await.response(&behind, &asking),
    }
}

struct Turn<'a, B> {
    behind: &'a B,
    asking: &'a Asking,
    who: &'a Who,
}

impl<B: Behind> Turn<'_, B> {
    async fn obey(&self, route: &'static Route, segments: &Segments, request: Request) -> Result<Response, Refusal> {
        let pairs = ask::pairs(request.uri().query())?;
        self.may_ask(route, segments)?;
        let headers = request.headers().clone();
        let body = match route.body {
            route::Body::Nothing => None,
            _ => Some(body_of(request, "application/json", LARGEST_BODY).await?),
        };
        let once = ask::once(route, &headers)?;
        let command = ask::command(route, segments, &pairs, &headers, body.as_deref())?;
        let (region, reply) = self
            .answer(route, segments, &pairs, once, command)
            .await
            .map_err(|refusal| Refusal { fields: refusal.fields.into_iter().map(|field| ask::shown(route, field)).collect(), ..refusal })?;
        Ok(shape(route, segments, &pairs, region, reply, &headers)?)
    }

    /// The answer, and the region that it comes from.
    async fn answer(
        &self,
        route: &'static Route,
        segments: &Segments,
        pairs: &Pairs,
        once: Option<String>,
        command: Value,
    ) -> Result<(Region, Value), Refusal> {
        if let (Obeys::Agendas | Obeys::Mailroom, Who::Key(key)) = (route.obeys, self.who) {
            return Ok((key.region, self.of_patient(route, key, command).await?));
        }
        let (object, principal) = self.whom(route, segments, pairs, &command).await?;
        if let (PlaceAppointment::PATH, Who::Key(key)) = (route.command.path, self.who) {
            self.is_known(key, &command).await?;
        }
        let reply = self.give(route, &object, principal, once, command).await?;
        let reply = match (route.obeys, self.who) {
            (Obeys::Everybody, Who::Key(key)) => self.completed(key, reply).await?,
            _ => reply,
        };
        Ok((object.name.region(), reply))
    }

    /// Stops where nobody is to be placed: the practice knows no such patient, or no more. Whoever is erased between this question and
    /// the placing, the Agenda knows of itself, or hears of it and keeps them until the appointment is over. A key that may not ask for
    /// names may place all the same, and the Mailroom finds nobody to write to.
    async fn is_known(&self, key: &KeyText, command: &Value) -> Result<(), Refusal> {
        let patient = read::value(&command.get("patient").cloned().unwrap_or_default()).map_err(|_| ProblemKind::Internal)?;
        let call = (Principal::Key { token: key.token.clone() }, self.asking.request_id.as_str(), self.asking.test_now);
        match ask(&self.behind.world(), &key.object(), call, &ReadPatientNames { patients: vec![patient], to_ring: Vec::new() }).await {
            Ok(known) if known.names.is_empty() => Err(Refusal::field(ProblemKind::Invalid, "patient", "not-acceptable")),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == ProblemKind::Forbidden => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// What other objects keep of a patient whose record the key may read; that it was read stands in the trail. A list from
    /// which something may be missing is no answer.
    async fn of_patient(&self, route: &Route, key: &KeyText, command: Value) -> Result<Value, Refusal> {
        let internal = |_| Refusal::from(ProblemKind::Internal);
        let patient = command.get("patient").cloned().unwrap_or_default();
        let read = ReadPatient { patient: read::value(&patient).map_err(|_| ProblemKind::Internal)? };
        let call = (Principal::Key { token: key.token.clone() }, self.asking.request_id.as_str(), self.asking.test_now);
        let record = ask(&self.behind.world(), &key.object(), call, &read).await?;
        let authority = self.authority(key).await?;
        let elsewhere = self.elsewhere(key, &authority);
        if route.obeys == Obeys::Mailroom {
            let ReadPatientMessages { before, most, .. } = read::value(&command).map_err(|_| ProblemKind::Internal)?;
            return serde_json::to_value(elsewhere.messages(&record, before, most).await?).map_err(internal);
        }
        let ReadPatientAppointments { before, most, .. } = read::value(&command).map_err(|_| ProblemKind::Internal)?;
        let (page, silent) = elsewhere.appointments(&record, Extent { before, most, ahead: 0 }).await;
        if !silent.is_empty() {
            return Err(ProblemKind::Unavailable.into());
        }
        serde_json::to_value(page).map_err(internal)
    }

    /// An export with what the Practice does not keep itself.
    async fn completed(&self, key: &KeyText, reply: Value) -> Result<Value, Refusal> {
        let internal = |_| Refusal::from(ProblemKind::Internal);
        let mut export: PatientExport = read::value(&reply).map_err(|_| ProblemKind::Internal)?;
        let authority = self.authority(key).await?;
        self.elsewhere(key, &authority).complete(&mut export).await?;
        serde_json::to_value(export).map_err(internal)
    }

    fn elsewhere<'b>(&'b self, key: &KeyText, authority: &'b Authority) -> Elsewhere<'b, impl World> {
        let call = (self.asking.request_id.as_str(), self.asking.test_now);
        Elsewhere { world: self.behind.world(), region: key.region, authority, call }
    }

    /// Whether the route is for such a caller, and the address for their practice.
    fn may_ask(&self, route: &Route, segments: &Segments) -> Result<(), Refusal> {
        match self.who {
            Who::Operator if route.for_operator() => Ok(()),
            Who::Key(_) if route.for_operator() => Err(ProblemKind::Forbidden.into()),
            Who::Operator => Err(ProblemKind::Forbidden.into()),
            Who::Key(key) => {
                let named = segment(segments, "practice");
                let own = !route.segments().any(|name| name == "practice") || named == key.practice.to_string();
                if own { Ok(()) } else { Err(ProblemKind::NotFound.into()) }
            }
        }
    }

    /// The object that obeys, and on behalf of whom.
    async fn whom(&self, route: &Route, segments: &Segments, pairs: &Pairs, command: &Value) -> Result<(ObjectRef, Principal), Refusal> {
        let practice = || segment(segments, "practice").parse::<PracticeId>().map_err(|_| Refusal::from(ProblemKind::NotFound));
        let of_country = |code: Option<&str>| Country::ALL.into_iter().find(|country| Some(country.code()) == code);
        let (name, principal) = match (route.obeys, self.who) {
            (Obeys::Practice | Obeys::Everybody, Who::Key(key)) => (key.object(), Principal::Key { token: key.token.clone() }),
            (Obeys::Agenda, Who::Key(key)) => {
                let practitioner = segment(segments, "practitioner").parse::<PractitionerId>().map_err(|_| ProblemKind::NotFound)?;
                let staff = staff(route, &self.authority(key).await?, practitioner)?;
                (ObjectName::practitioner(key.region, practitioner), staff)
            }
            (Obeys::NewPractice, Who::Operator) => {
                let country = of_country(command.pointer("/card/country").and_then(Value::as_str)).ok_or(ProblemKind::BadRequest)?;
                (ObjectName::practice(Region::of(country), practice()?), Principal::Operator)
            }
            (Obeys::PracticeIn, Who::Operator) => {
                let said = pairs.iter().find(|(name, _)| name == "country").map(|(_, value)| value.as_str());
                let missing =
                    || Refusal::field(ProblemKind::BadRequest, "country", if said.is_some() { "not-acceptable" } else { "missing" });
                (ObjectName::practice(Region::of(of_country(said).ok_or_else(missing)?), practice()?), Principal::Operator)
            }
            (Obeys::Directory, Who::Operator) => {
                let country = Country::from_path_segment(segment(segments, "country")).ok_or(ProblemKind::NotFound)?;
                (ObjectName::directory(country), Principal::Operator)
            }
            _ => return Err(ProblemKind::Forbidden.into()),
        };
        Ok((ObjectRef::new(route.command.class, name), principal))
    }

    async fn give(
        &self,
        route: &Route,
        object: &ObjectRef,
        principal: Principal,
        key: Option<String>,
        command: Value,
    ) -> Result<Value, Refusal> {
        let (request_id, test_now) = (self.asking.request_id.clone(), self.asking.test_now);
        let call = Call { path: route.command.path.to_owned(), principal, request_id, key, test_now, command };
        let reply = ask_value(&self.behind.world(), object, &call).await?;
        Ok((route.reply)(&reply).ok_or(ProblemKind::Internal)?)
    }

    async fn authority(&self, key: &KeyText) -> Result<Authority, CallError> {
        let call = (Principal::Key { token: key.token.clone() }, self.asking.request_id.as_str(), self.asking.test_now);
        ask(&self.behind.world(), &key.object(), call, &ReadAuthority {}).await
    }

    /// Nobody learns anything by a key that is of nobody: whatever a request was refused for, and by whichever practice or none,
    /// such a caller is told only that they are not known. A good key costs one question more, and only where it is refused.
    async fn reconsider(&self, refusal: Refusal) -> Refusal {
        let Who::Key(key) = self.who else { return refusal };
        if refusal.knows_caller || refusal.kind.status() >= 500 {
            return refusal;
        }
        match self.authority(key).await.map_err(|error| error.kind()) {
            Ok(_) => refusal,
            Err(kind) if kind.status() >= 500 => kind.into(),
            Err(_) => ProblemKind::Unauthenticated.into(),
        }
    }
}

/// The key as the agenda of `practitioner` is to know it, if its rights and reach go there.
fn staff(route: &Route, authority: &Authority, practitioner: PractitionerId) -> Result<Principal, Refusal> {
    let known = |kind: ProblemKind| Refusal { knows_caller: true, ..kind.into() };
    let may = route.command.access.iter().any(|access| matches!(access, Access::Staff(right) if authority.rights.contains(right)));
    if !may {
        return Err(known(ProblemKind::Forbidden));
    }
    if !authority.runs.iter().any(|card| card.id == practitioner) {
        return Err(known(ProblemKind::NotFound));
    }
    Ok(vouched(authority))
}

/// The answer that a reply makes.
fn shape(
    route: &Route,
    segments: &Segments,
    pairs: &Pairs,
    region: Region,
    mut reply: Value,
    asked: &HeaderMap,
) -> Result<Response, ProblemKind> {
    let mut headers = Vec::new();
    let etag = route.etag.and_then(|pointer| reply.pointer(pointer)).and_then(etag);
    if let Some(etag) = etag {
        if route.verb == Verb::Get && ask::has(asked, &etag) {
            return not_modified(&etag);
        }
        headers.push((header::ETAG, etag));
    }
    if let Some(location) = route.location {
        headers.push((header::LOCATION, format!("{BASE}{}", filled(location, segments, &reply))));
    }
    if let Some(pages) = route.pages
        && let Value::Object(fields) = &mut reply
    {
        let next = next(pages, fields);
        if let Some(next) = &next {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(pairs.iter().filter(|(name, _)| name != "cursor")).append_pair("cursor", next);
            headers.push((header::LINK, format!("<{BASE}{}?{}>; rel=\"next\"", filled(route.path, segments, &json!({})), query.finish())));
        }
        fields.insert("next".to_owned(), next.into());
    }
    if route.shows_key
        && let Some(key) = reply.get_mut("key")
    {
        let practice = segment(segments, "practice").parse().map_err(|_| ProblemKind::Internal)?;
        let token = read::value(&key.take()).map_err(|_| ProblemKind::Internal)?;
        *key = KeyText { region, practice, token }.to_string().into();
    }
    let body = if route.status == Status::Nothing { Body::empty() } else { Body::from(reply.to_string()) };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(route.status.code()).unwrap_or_default();
    let out = response.headers_mut();
    if route.status != Status::Nothing {
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in headers {
        out.insert(name, HeaderValue::from_str(&value).map_err(|_| ProblemKind::Internal)?);
    }
    Ok(response)
}

/// The entity tag of a version, or of what tags itself. What nobody has chosen yet has no version.
fn etag(said: &Value) -> Option<String> {
    match said {
        Value::String(tag) if !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) => {
            Some(format!("\"{tag}\""))
        }
        said => said.as_i64().filter(|version| *version > 0).map(|version| format!("\"{version}\"")),
    }
}

/// Nothing but: it still is what the caller has.
fn not_modified(etag: &str) -> Result<Response, ProblemKind> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert(header::ETAG, HeaderValue::from_str(etag).map_err(|_| ProblemKind::Internal)?);
    Ok(response)
}

/// The cursor of the next page, if there is one; what it is made from goes.
fn next(pages: Pages, fields: &mut Map<String, Value>) -> Option<String> {
    let more = fields.remove("more").and_then(|more| more.as_bool()).unwrap_or_default();
    let place = match pages {
        Pages::Said(field) => fields.remove(field).filter(|place| !place.is_null())?,
        Pages::After { items, after } => {
            let last = fields.get(items)?.as_array()?.last().filter(|_| more)?;
            let mut place: Vec<Value> = after.split(' ').map(|field| last.get(field).cloned()).collect::<Option<_>>()?;
            if place.len() == 1 { place.pop()? } else { place.into() }
        }
    };
    Some(ask::cursor(&place))
}

/// An address with its segments: the request's own, or else the reply's fields.
fn filled(template: &str, segments: &Segments, reply: &Value) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => match reply.get(name).and_then(Value::as_str) {
            Some(text) => text.to_owned(),
            None => form_urlencoded::byte_serialize(segment(segments, name).as_bytes()).collect(),
        },
        None => part.to_owned(),
    };
    template.split('/').map(part).collect::<Vec<_>>().join("/")
}
