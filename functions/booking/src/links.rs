//! The appointment behind its signed link: seen, taken along in a calendar, moved, cancelled.

use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, RawQuery, State},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    ProblemKind,
    command::{
        agenda::{AppointmentFacts, CancelAppointment, CannotCome, ConfirmBooking, MoveByLink, ReadAppointment, ReadMoves},
        card::appointment_path,
    },
};
use guichet_kernel::link::{Link, Purpose};
use guichet_public::link::{self, bearer};
use guichet_ui::{NoticePage, PageNotice, Practice};
use http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};

use crate::{
    alert,
    choice::{Choice, query_value},
    http::notice_of,
    language,
    linked::{self, JustDone},
    pages,
    request::{App, Asking, Refuse, Segments, Sent, html, see_other},
};

/// The routes behind a link.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/rdv/{link}", get(appointment_page))
        .route("/rdv/{link}/agenda.ics", get(calendar))
        .route("/rdv/{link}/deplacer", get(move_page).post(move_it))
        .route("/rdv/{link}/confirmer", post(confirm))
        .route("/rdv/{link}/alerte", post(alert::put))
        .route("/rdv/{link}/annuler", post(cancel))
        .route("/rdv/{link}/empechement", post(cannot_come))
}

/// A link that was verified before any object is woken; whoever bears another is told so.
pub(crate) struct Bearing {
    pub(crate) asking: Asking,
    pub(crate) link: Link,
    /// As the address bears it.
    pub(crate) text: String,
}

impl FromRequestParts<App> for Bearing {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let mut asking = Asking::of(parts);
        // Which country speaks here is known once the link is opened.
        asking.locale = language::anywhere(&parts.headers, parts.uri.query()).unwrap_or(asking.locale);
        let Segments(text) = Segments::<String>::from_request_parts(parts, app).await?;
        let link = link::link_of(app, &asking, &text, Purpose::Appointment).await?;
        Ok(Self { asking, link, text })
    }
}

/// A link with the appointment that it opens, to be answered in the language that its reader has chosen.
struct Opened {
    asking: Asking,
    link: Link,
    text: String,
    facts: AppointmentFacts,
}

impl FromRequestParts<App> for Opened {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let borne = Bearing::from_request_parts(parts, app).await?;
        open(app, borne, parts.uri.query(), &parts.headers).await
    }
}

/// A link that was ours: the page says whom to call, and where to book again.
#[worker::send]
pub(crate) async fn expired(app: &App, asking: &Asking, link: &Link) -> Response {
    link::expired(app, asking, link).await
}

/// Opens a link; or the answer to whom it opens nothing.
#[worker::send]
async fn open(app: &App, borne: Bearing, query: Option<&str>, headers: &HeaderMap) -> Result<Opened, Response> {
    let Bearing { mut asking, link, text } = borne;
    match app.ask(&asking, &link.object, bearer(&link), &ReadAppointment {}).await {
        Ok(facts) => {
            asking.locale = language::locale(headers, query, facts.slot.practice.country);
            Ok(Opened { asking, link, text, facts })
        }
        Err(ProblemKind::LinkExpired) => Err(expired(app, &asking, &link).await),
        Err(kind) => Err(asking.refuse_plainly(kind)),
    }
}

/// The appointment behind its link. Scanners open links: this shows, and changes nothing.
#[worker::send]
async fn appointment_page(Opened { asking, text, facts, .. }: Opened, RawQuery(query): RawQuery) -> Response {
    let just = match query_value(query.as_deref(), "fait").as_deref() {
        Some("pris") => Some(JustDone::Booked),
        Some("confirme") => Some(JustDone::Confirmed),
        Some("deplace") => Some(JustDone::Moved),
        Some("annule") => Some(JustDone::Cancelled),
        Some("alerte") => Some(JustDone::Alert),
        _ => None,
    };
    let mut response = html(StatusCode::OK, linked::appointment(&facts, &text, asking.locale, just, asking.now()).render());
    // A letter's link says its language, which what is done from here is to be answered in.
    language::remember(&mut response, query.as_deref(), facts.slot.practice.country);
    response
}

/// The appointment as a calendar reads it, to be saved.
#[worker::send]
async fn calendar(State(app): State<App>, Opened { asking, text, facts, .. }: Opened) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    // No calendar has it before it stands.
    if facts.unconfirmed.is_some() {
        return see_other(&appointment_path(&text));
    }
    let entry = linked::entry(&facts, &format!("{origin}{}", appointment_path(&text)), asking.locale);
    let mut response = Response::new(Body::from(entry.ics()));
    for (name, value) in [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"rendez-vous.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// The hours that it can be moved to. Once it cannot, its own page says why.
#[worker::send]
async fn move_page(State(app): State<App>, opened: Opened, RawQuery(query): RawQuery) -> Response {
    let Opened { asking, link, text, facts } = &opened;
    if !linked::may_move(facts) {
        return see_other(&appointment_path(text));
    }
    show_moves(&app, asking, (link, text, facts), &Choice::read(query.as_deref()), None).await
}

#[worker::send]
async fn show_moves(
    app: &App,
    asking: &Asking,
    (link, text, facts): (&Link, &str, &AppointmentFacts),
    choice: &Choice,
    notice: Option<(PageNotice, ProblemKind)>,
) -> Response {
    let command = ReadMoves { location: choice.location, from: choice.from, days: pages::DAYS };
    let page = match app.ask(asking, &link.object, bearer(link), &command).await {
        Ok(page) => page,
        // Its service is not offered any more: by telephone.
        Err(ProblemKind::NotPossibleNow) => return asking.refuse(ProblemKind::NotOnline, |page| with_ways_on(page, facts)),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    if !page.online || !page.practice.service(page.service).is_some_and(|service| service.online) {
        return asking.refuse(ProblemKind::NotOnline, |page| with_ways_on(page, facts));
    }
    let Some(view) = linked::moves(facts, &page, text, asking.locale, notice.map(|(words, _)| words)) else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    let status = notice.map_or(StatusCode::OK, |(_, kind)| StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::OK));
    html(status, view.render())
}

/// With the practice's telephone.
fn with_ways_on(page: NoticePage, facts: &AppointmentFacts) -> NoticePage {
    page.with_practice(Practice::at(&facts.slot.practice, &facts.slot.location))
}

/// Moves it, and leads to what it now is; if somebody was quicker, shows what is left. The same move again leads there again.
#[worker::send]
async fn move_it(State(app): State<App>, borne: Bearing, headers: HeaderMap, Sent(fields): Sent) -> Response {
    let Bearing { asking, link, text } = &borne;
    let Some((choice, starts_at)) = fields.start() else { return asking.refuse_plainly(ProblemKind::BadRequest) };
    let command = MoveByLink { starts_at, location: choice.location };
    let kind = match app.ask(asking, &link.object, bearer(link), &command).await {
        Ok(moved) => return see_other(&format!("{}?fait=deplace", appointment_path(&moved.link))),
        Err(ProblemKind::LinkExpired) => return expired(&app, asking, link).await,
        // The page itself says why, with the telephone (A7).
        Err(ProblemKind::TooLate | ProblemKind::NotPossibleNow) if asking.page => return see_other(&appointment_path(text)),
        Err(kind) => kind,
    };
    let again = notice_of(kind).filter(|_| asking.page);
    if again.is_none() && !(asking.page && matches!(kind, ProblemKind::NotOnline | ProblemKind::TooOften)) {
        return asking.refuse_plainly(kind);
    }
    match (open(&app, borne, None, &headers).await, again) {
        (Ok(Opened { asking, link, text, facts }), Some(words)) => {
            show_moves(&app, &asking, (&link, &text, &facts), &choice, Some((words, kind))).await
        }
        (Ok(Opened { asking, facts, .. }), None) => asking.refuse(kind, |page| with_ways_on(page, &facts)),
        (Err(answer), _) => answer,
    }
}

/// Confirms the booking behind its letter's link. The page says what came of it, also to whoever is late or confirms twice.
#[worker::send]
async fn confirm(State(app): State<App>, Bearing { asking, link, text }: Bearing) -> Response {
    match app.ask(&asking, &link.object, bearer(&link), &ConfirmBooking {}).await {
        Ok(_) => see_other(&format!("{}?fait=confirme", appointment_path(&text))),
        Err(ProblemKind::LinkExpired) => expired(&app, &asking, &link).await,
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// Cancels the appointment behind its link.
#[worker::send]
async fn cancel(State(app): State<App>, Bearing { asking, link, text }: Bearing) -> Response {
    let outcome = app.ask(&asking, &link.object, bearer(&link), &CancelAppointment {}).await;
    cancelled(&app, &asking, (&link, &text), outcome).await
}

/// Tells the practice that the patient cannot come, also after its notice (A7).
#[worker::send]
async fn cannot_come(State(app): State<App>, Bearing { asking, link, text }: Bearing) -> Response {
    let outcome = app.ask(&asking, &link.object, bearer(&link), &CannotCome {}).await;
    cancelled(&app, &asking, (&link, &text), outcome).await
}

#[worker::send]
async fn cancelled(app: &App, asking: &Asking, (link, text): (&Link, &str), outcome: Result<AppointmentFacts, ProblemKind>) -> Response {
    let path = appointment_path(text);
    match outcome {
        Ok(_) => see_other(&format!("{path}?fait=annule")),
        // The page itself says why, with the telephone (A7).
        Err(ProblemKind::TooLate | ProblemKind::NotPossibleNow) if asking.page => see_other(&path),
        Err(ProblemKind::LinkExpired) => expired(app, asking, link).await,
        Err(kind) => asking.refuse_plainly(kind),
    }
}
