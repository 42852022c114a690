//! The routes, and the practitioner's page. A GET shows; only a POST acts, and repeating it gives the same page (architecture,
//! idea 5).

use axum::{
    Router,
    extract::{RawQuery, Request, State},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::agenda::{HoldSlot, Page, ReadPage},
};
use guichet_edge::{clock::PlatformEntropy, web};
use guichet_kernel::{Country, ObjectName, PractitionerId, Region, Token};
use guichet_ui::{PageNotice, Practice};
use http::{HeaderMap, StatusCode};

use crate::{
    booking::{self, form_path},
    choice::Choice,
    form::Fields,
    language, links, pages, profile,
    request::{App, Asking, Refuse, Segments, form_body, html, see_other},
    secrets, times,
};

/// The cookie that lets a browser keep one slot at a time. It identifies nobody and ends with the browser's session.
const BROWSER_COOKIE: &str = "__Host-guichet";

/// The function's routes.
pub(crate) fn router(app: App) -> Router {
    let routes = Router::new()
        .route("/{country}/praticien/{handle}", get(practitioner_page))
        .route("/{country}/praticien/{handle}/horaires.json", get(times::free_times).options(times::how))
        .route("/{country}/praticien/{handle}/horaire", post(choose_slot))
        .route("/{country}/praticien/{handle}/reserver/{hold}", get(booking::form).post(booking::book))
        .merge(links::routes())
        .merge(crate::find::routes())
        .merge(crate::space::routes());
    #[cfg(feature = "test-doors")]
    let routes = routes.route("/_sandbox/doors/{class}/{name}/{command}", post(crate::doors::command));
    routes
        .fallback(async |asking: Asking| asking.refuse_plainly(ProblemKind::NotFound))
        .method_not_allowed_fallback(async |asking: Asking| asking.refuse_plainly(ProblemKind::MethodNotAllowed))
        .with_state(app)
}

/// The agenda that a public address names, and the country it is looked up in.
pub(crate) fn agenda(country: &str, handle: &str) -> Option<(Country, ObjectName)> {
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

/// Reads the facts of an agenda's public page, with a choice made.
#[worker::send]
pub(crate) async fn read_page(
    app: &App,
    asking: &Asking,
    (country, name): (Country, &ObjectName),
    choice: &Choice,
    days: u8,
) -> Result<Page, ProblemKind> {
    let Choice { practice, location, service, from } = *choice;
    let command = ReadPage { service, practice, country: Some(country), location, from, days };
    let page = app.ask(asking, name, Principal::Public, &command).await?;
    if page.practice.country == country { Ok(page) } else { Err(ProblemKind::NotFound) }
}

/// The practitioner's page: who, where, and the free starts of some days.
#[worker::send]
async fn practitioner_page(
    State(app): State<App>,
    mut asking: Asking,
    Segments((country, handle)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Some((country, name)) = agenda(&country, &handle) else { return asking.refuse_plainly(ProblemKind::NotFound) };
    asking.locale = language::locale(&headers, query.as_deref(), country);
    let choice = Choice::read(query.as_deref());
    let mut response = show_page(&app, &asking, (country, &name, &handle), &choice, None).await;
    language::remember(&mut response, query.as_deref(), country);
    if browser_of(&headers).is_some() { response } else { with_cookie(response, &Token::draw(&PlatformEntropy)) }
}

#[worker::send]
async fn show_page(
    app: &App,
    asking: &Asking,
    address: (Country, &ObjectName, &str),
    choice: &Choice,
    notice: Option<(PageNotice, ProblemKind)>,
) -> Response {
    let (country, name, handle) = address;
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    let page = match read_page(app, asking, (country, name), choice, pages::DAYS).await {
        Ok(page) => page,
        Err(kind) => return profile::hours_away(app, asking, (country, name), choice, kind).await,
    };
    // One address per page: an outdated or invented name leads to the present one.
    let path = page.practitioner.page_path(country);
    if notice.is_none() && !path.ends_with(&format!("/{handle}")) {
        let mut response = see_other(&choice.path(&path));
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        return response;
    }
    let address = pages::Address { origin: &origin, country, locale: asking.locale };
    let Some(view) = pages::practitioner(&page, &address, notice.map(|(words, _)| words)) else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    let status = notice.map_or(StatusCode::OK, |(_, kind)| StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::OK));
    let mut response = html(status, view.render());
    if notice.is_none() {
        response.headers_mut().remove("x-robots-tag");
    }
    response
}

/// The words with which free hours are shown again, where another of them may do.
pub(crate) const fn notice_of(kind: ProblemKind) -> Option<PageNotice> {
    match kind {
        ProblemKind::SlotTaken => Some(PageNotice::SlotTaken),
        ProblemKind::SlotGone | ProblemKind::Closed => Some(PageNotice::SlotPast),
        ProblemKind::Full => Some(PageNotice::Full),
        _ => None,
    }
}

/// Keeps the chosen start and leads to its form; if somebody has it, shows the page again with what is left.
#[worker::send]
async fn choose_slot(
    State(app): State<App>,
    mut asking: Asking,
    Segments((country, handle)): Segments<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let Some((country, name)) = agenda(&country, &handle) else { return asking.refuse_plainly(ProblemKind::NotFound) };
    asking.locale = language::locale(&headers, None, country);
    let fields = match form_body(request).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let Some((choice, service, starts_at)) = fields.slot() else { return asking.refuse_plainly(ProblemKind::BadRequest) };
    let browser = browser_of(&headers).unwrap_or_else(|| Token::draw(&PlatformEntropy));
    let network = match app.keys() {
        Ok(keys) => secrets::network(&keys, &name, &headers),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let (practice, location) = (choice.practice, choice.location);
    let command = HoldSlot { country: Some(country), practice, service, location, starts_at, browser: browser.clone(), network };
    let kind = match app.ask(&asking, &name, Principal::Public, &command).await {
        Ok(held) => return with_cookie(see_other(&form_path(country.path_segment(), &handle, &held.hold.text())), &browser),
        Err(kind) => kind,
    };
    match notice_of(kind) {
        Some(words) if asking.page => show_page(&app, &asking, (country, &name, &handle), &choice, Some((words, kind))).await,
        _ => refuse_by_telephone(&app, &asking, (country, &name), &choice, kind).await,
    }
}

/// Refuses with the practice's telephone, where a person would ring, and the way back to the free hours.
#[worker::send]
async fn refuse_by_telephone(app: &App, asking: &Asking, address: (Country, &ObjectName), choice: &Choice, kind: ProblemKind) -> Response {
    let rings = matches!(kind, ProblemKind::TooManyHolds | ProblemKind::TooOften | ProblemKind::NotOnline | ProblemKind::NoNewPatients);
    if !asking.page || !rings {
        return asking.refuse_plainly(kind);
    }
    match read_page(app, asking, address, choice, 1).await {
        Ok(page) => asking.refuse(kind, |notice| match page.practice.location(page.location) {
            Some(location) => {
                notice.with_other_slots(page.practitioner.page_path(address.0)).with_practice(Practice::at(&page.practice, location))
            }
            None => notice,
        }),
        Err(_) => asking.refuse_plainly(kind),
    }
}
