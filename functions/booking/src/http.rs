//! The routes. A GET shows; only a POST acts, and repeating it gives the same page (architecture, idea 5).

use axum::{
    Router,
    extract::{RawQuery, Request, State},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Book, CancelAppointment, HoldFacts, HoldSlot, HoldState, ReadAppointment, ReadHold, ReadPage},
        card::appointment_path,
    },
};
use guichet_edge::{clock::PlatformEntropy, web};
use guichet_kernel::{
    Country, Instant, ObjectName, PractitionerId, Region, Token,
    link::{Link, LinkError, Purpose},
};
use guichet_ui::{BookingFields, PageNotice, Practice};
use http::{HeaderMap, StatusCode};

use crate::{
    form::{Fields, faults},
    pages::{self, JustDone},
    request::{App, Asking, Refuse, Segments, form_body, html, see_other},
};

/// The cookie that lets a browser keep one slot at a time. It identifies nobody and ends with the browser's session.
const BROWSER_COOKIE: &str = "__Host-guichet";

/// The function's routes.
pub(crate) fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/{country}/praticien/{handle}", get(practitioner_page))
        .route("/{country}/praticien/{handle}/horaire", post(choose_slot))
        .route("/{country}/praticien/{handle}/reserver/{hold}", get(booking_form).post(book))
        .route("/rdv/{link}", get(appointment_page))
        .route("/rdv/{link}/annuler", post(cancel));
    #[cfg(feature = "test-doors")]
    let routes = routes.route("/_sandbox/doors/{class}/{name}/{command}", post(crate::doors::command));
    routes
        .fallback(async |asking: Asking| asking.refuse_plainly(ProblemKind::NotFound))
        .method_not_allowed_fallback(async |asking: Asking| asking.refuse_plainly(ProblemKind::MethodNotAllowed))
        .with_state(app)
}

/// The agenda that a public address names, and the country it is looked up in.
fn agenda(country: &str, handle: &str) -> Option<(Country, ObjectName)> {
    let country = Country::from_path_segment(country)?;
    let (_, digits) = handle.rsplit_once('-')?;
    let practitioner = PractitionerId::from_digits(digits).ok()?;
    Some((country, ObjectName::practitioner(Region::of(country), practitioner)))
}

fn browser_of(headers: &HeaderMap) -> Option<Token> {
    web::cookie(headers, BROWSER_COOKIE).and_then(|value| Token::parse(value).ok())
}

fn with_cookie(mut response: Response, browser: &Token) -> Response {
    web::set_cookie(&mut response, BROWSER_COOKIE, &browser.text(), None);
    response
}

/// The practitioner's page: who, where, and the free starts of the next days.
#[worker::send]
async fn practitioner_page(
    State(app): State<App>,
    asking: Asking,
    Segments((country, handle)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some((country, name)) = agenda(&country, &handle) else { return asking.refuse_plainly(ProblemKind::NotFound) };
    let response = show_page(&app, &asking, (country, &name, &handle), query.as_deref(), None).await;
    if browser_of(&headers).is_some() { response } else { with_cookie(response, &Token::draw(&PlatformEntropy)) }
}

#[worker::send]
async fn show_page(
    app: &App,
    asking: &Asking,
    address: (Country, &ObjectName, &str),
    query: Option<&str>,
    notice: Option<(PageNotice, ProblemKind)>,
) -> Response {
    let (country, name, handle) = address;
    let (service, practice) = (pages::chosen_service(query), pages::chosen_practice(query));
    let command = ReadPage { service, practice, country: Some(country), days: pages::DAYS };
    let page = match app.ask(asking, name, Principal::Public, &command).await {
        Ok(page) if page.practice.country == country => page,
        Ok(_) => return asking.refuse_plainly(ProblemKind::NotFound),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    // One address per page: an outdated or invented name leads to the present one.
    let path = page.practitioner.page_path(country);
    if notice.is_none() && !path.ends_with(&format!("/{handle}")) {
        let mut response = see_other(&pages::chosen_path(&path, practice, service));
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        return response;
    }
    let Some(view) = pages::practitioner(&page, country, notice.map(|(words, _)| words)) else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    let status = notice.map_or(StatusCode::OK, |(_, kind)| StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::OK));
    let mut response = html(status, view.render());
    if notice.is_none() {
        response.headers_mut().remove("x-robots-tag");
    }
    response
}

/// Keeps the chosen start and leads to its form; if somebody has it, shows the page again with what is left.
#[worker::send]
async fn choose_slot(
    State(app): State<App>,
    asking: Asking,
    Segments((country, handle)): Segments<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let Some((country, name)) = agenda(&country, &handle) else { return asking.refuse_plainly(ProblemKind::NotFound) };
    let fields = match form_body(request).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let Some((service, starts_at)) = fields.slot() else { return asking.refuse_plainly(ProblemKind::BadRequest) };
    let browser = browser_of(&headers).unwrap_or_else(|| Token::draw(&PlatformEntropy));
    let command = HoldSlot { country: Some(country), service, starts_at, browser: browser.clone() };
    match app.ask(&asking, &name, Principal::Public, &command).await {
        Ok(held) => with_cookie(see_other(&form_path(country.path_segment(), &handle, &held.hold.text())), &browser),
        Err(kind @ (ProblemKind::SlotTaken | ProblemKind::SlotGone)) if asking.page => {
            let words = if kind == ProblemKind::SlotTaken { PageNotice::SlotTaken } else { PageNotice::SlotPast };
            show_page(&app, &asking, (country, &name, &handle), Some(&format!("motif={service}")), Some((words, kind))).await
        }
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// The hold that an address names, with its agenda.
#[worker::send]
async fn hold_of(
    app: &App,
    asking: &Asking,
    country: &str,
    handle: &str,
    hold: &str,
) -> Result<(ObjectName, Token, HoldFacts), ProblemKind> {
    let (of, name) = agenda(country, handle).ok_or(ProblemKind::NotFound)?;
    let hold = Token::parse(hold).map_err(|_| ProblemKind::NotFound)?;
    let facts = app.ask(asking, &name, Principal::Public, &ReadHold { hold: hold.clone() }).await?;
    if facts.slot.practice.country == of { Ok((name, hold, facts)) } else { Err(ProblemKind::NotFound) }
}

type HoldPath = Segments<(String, String, String)>;

/// The form. A hold that was booked with says so and where the link is; one that was lost leads to what is left.
#[worker::send]
async fn booking_form(State(app): State<App>, asking: Asking, Segments((country, handle, hold)): HoldPath) -> Response {
    match hold_of(&app, &asking, &country, &handle, &hold).await {
        Ok((_, _, facts)) => show_form(&asking, &facts, &form_path(&country, &handle, &hold), None),
        Err(kind) => asking.refuse_plainly(kind),
    }
}

fn form_path(country: &str, handle: &str, hold: &str) -> String {
    format!("/{country}/praticien/{handle}/reserver/{hold}")
}

fn show_form(asking: &Asking, facts: &HoldFacts, path: &str, typed: Option<BookingFields>) -> Response {
    let other = pages::path_of(&facts.slot);
    let practice = Practice::at(&facts.slot.practice, &facts.slot.location);
    match &facts.state {
        HoldState::Live | HoldState::Lapsed => {
            let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            html(status, pages::booking_form(facts, path.to_owned(), typed.unwrap_or_default()).render())
        }
        HoldState::Lost => asking.refuse(ProblemKind::SlotTaken, |page| page.with_other_slots(other).with_practice(practice)),
        HoldState::Past => asking.refuse(ProblemKind::SlotGone, |page| page.with_other_slots(other).with_practice(practice)),
        HoldState::Booked => asking.refuse(ProblemKind::KeyReused, |page| page.with_other_slots(other).with_practice(practice)),
    }
}

/// Books: 1. the form is read whole; 2. what was typed becomes a person, or the form comes back; 3. the Agenda decides, in
/// the one call that an honest form costs.
#[worker::send]
async fn book(State(app): State<App>, asking: Asking, Segments((country, handle, hold)): HoldPath, request: Request) -> Response {
    // 1.
    let fields = match form_body(request).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let Some(((of, name), token)) = agenda(&country, &handle).zip(Token::parse(&hold).ok()) else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    // 2.
    let person = match fields.person(latest_date(asking.now())) {
        Ok(person) => person,
        Err(typed) if asking.page => {
            return match hold_of(&app, &asking, &country, &handle, &hold).await {
                Ok((_, _, facts)) => show_form(&asking, &facts, &form_path(&country, &handle, &hold), Some(*typed)),
                Err(kind) => asking.refuse_plainly(kind),
            };
        }
        Err(typed) => return invalid(&asking, &typed),
    };
    // 3.
    match app.ask(&asking, &name, Principal::Public, &Book { country: Some(of), hold: token, person }).await {
        Ok(booked) => see_other(&format!("{}?fait=pris", appointment_path(&booked.link))),
        // What is left to do is said with the practice's telephone, which the hold still knows.
        Err(kind @ (ProblemKind::SlotTaken | ProblemKind::SlotGone | ProblemKind::KeyReused)) => {
            match hold_of(&app, &asking, &country, &handle, &hold).await {
                Ok((_, _, facts)) => asking.refuse(kind, |page| {
                    page.with_other_slots(pages::path_of(&facts.slot))
                        .with_practice(Practice::at(&facts.slot.practice, &facts.slot.location))
                }),
                Err(_) => asking.refuse_plainly(kind),
            }
        }
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// The latest date that any place on Earth has at `now` (UTC+14): nobody born is refused, wherever the practice stands.
fn latest_date(now: Instant) -> chrono::NaiveDate {
    now.plus(chrono::TimeDelta::hours(14)).utc().date_naive()
}

fn invalid(asking: &Asking, typed: &BookingFields) -> Response {
    let fields = faults(typed)
        .into_iter()
        .map(|(name, reason)| guichet_contracts::FieldProblem { name: name.to_owned(), reason: reason.to_owned() });
    guichet_edge::reply::problem_with_fields(ProblemKind::Invalid, &asking.request_id, fields.collect())
}

/// The link of an address, verified before any object is woken; or the answer to whoever bears another.
#[worker::send]
async fn link_of(app: &App, asking: &Asking, text: &str) -> Result<Link, Response> {
    let keys = app.keys().map_err(|kind| asking.refuse_plainly(kind))?;
    match keys.verify(text, Purpose::Appointment, asking.now()) {
        Ok(link) => Ok(link),
        Err(LinkError::Expired(link)) => Err(expired(app, asking, &link).await),
        Err(LinkError::Forged) => Err(asking.refuse_plainly(ProblemKind::LinkInvalid)),
        Err(LinkError::OtherPurpose) => Err(asking.refuse_plainly(ProblemKind::LinkForOther)),
    }
}

/// A link that was ours: the page says whom to call, and where to book again.
#[worker::send]
async fn expired(app: &App, asking: &Asking, link: &Link) -> Response {
    let kind = ProblemKind::LinkExpired;
    if !asking.page {
        return asking.refuse_plainly(kind);
    }
    match app.ask(asking, &link.object, Principal::Public, &ReadPage { service: None, practice: None, country: None, days: 1 }).await {
        Ok(page) => asking.refuse(kind, |notice| match page.practice.location(page.location) {
            Some(location) => notice
                .with_other_slots(page.practitioner.page_path(page.practice.country))
                .with_practice(Practice::at(&page.practice, location)),
            None => notice,
        }),
        Err(_) => asking.refuse_plainly(kind),
    }
}

/// The appointment behind its link. Scanners open links: this shows, and changes nothing.
#[worker::send]
async fn appointment_page(State(app): State<App>, asking: Asking, Segments(text): Segments<String>, RawQuery(query): RawQuery) -> Response {
    let link = match link_of(&app, &asking, &text).await {
        Ok(link) => link,
        Err(answer) => return answer,
    };
    let just = match pages::query_value(query.as_deref(), "fait").as_deref() {
        Some("pris") => Some(JustDone::Booked),
        Some("annule") => Some(JustDone::Cancelled),
        _ => None,
    };
    match app.ask(&asking, &link.object, Principal::Link { token: link.token.clone() }, &ReadAppointment {}).await {
        Ok(facts) => html(StatusCode::OK, pages::appointment(&facts, &appointment_path(&text), just, asking.now()).render()),
        Err(ProblemKind::LinkExpired) => expired(&app, &asking, &link).await,
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// Cancels the appointment behind its link.
#[worker::send]
async fn cancel(State(app): State<App>, asking: Asking, Segments(text): Segments<String>) -> Response {
    let link = match link_of(&app, &asking, &text).await {
        Ok(link) => link,
        Err(answer) => return answer,
    };
    let path = appointment_path(&text);
    match app.ask(&asking, &link.object, Principal::Link { token: link.token.clone() }, &CancelAppointment {}).await {
        Ok(_) => see_other(&format!("{path}?fait=annule")),
        // The page itself says why, with the telephone (A7).
        Err(ProblemKind::TooLate | ProblemKind::NotPossibleNow) if asking.page => see_other(&path),
        Err(ProblemKind::LinkExpired) => expired(&app, &asking, &link).await,
        Err(kind) => asking.refuse_plainly(kind),
    }
}
