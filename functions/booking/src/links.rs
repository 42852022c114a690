//! The appointment behind its signed link: seen, taken along in a calendar, moved, cancelled.

use axum::{
    Router,
    body::Body,
    extract::{RawQuery, Request, State},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{AppointmentFacts, CancelAppointment, ConfirmBooking, MoveByLink, ReadAppointment, ReadMoves, ReadPage},
        card::appointment_path,
    },
};
use guichet_kernel::link::{Link, LinkError, Purpose};
use guichet_ui::{NoticePage, PageNotice, Practice};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    choice::{Choice, query_value},
    form::Fields,
    http::notice_of,
    language,
    linked::{self, JustDone},
    pages,
    request::{App, Asking, Refuse, Segments, form_body, html, see_other},
};

/// The routes behind a link.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/rdv/{link}", get(appointment_page))
        .route("/rdv/{link}/agenda.ics", get(calendar))
        .route("/rdv/{link}/deplacer", get(move_page).post(move_it))
        .route("/rdv/{link}/confirmer", post(confirm))
        .route("/rdv/{link}/annuler", post(cancel))
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
    let command = ReadPage { service: None, practice: None, country: None, location: None, from: None, days: 1 };
    match app.ask(asking, &link.object, Principal::Public, &command).await {
        Ok(page) => asking.refuse(kind, |notice| match page.practice.location(page.location) {
            Some(location) => notice
                .with_other_slots(page.practitioner.page_path(page.practice.country))
                .with_practice(Practice::at(&page.practice, location)),
            None => notice,
        }),
        Err(_) => asking.refuse_plainly(kind),
    }
}

fn bearer(link: &Link) -> Principal {
    Principal::Link { token: link.token.clone() }
}

/// A link with the appointment that it opens, and the language that its reader has chosen; or the answer to whoever bears
/// another.
#[worker::send]
async fn opened(
    app: &App,
    asking: &mut Asking,
    text: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<(Link, AppointmentFacts), Response> {
    let link = link_of(app, asking, text).await?;
    match app.ask(asking, &link.object, bearer(&link), &ReadAppointment {}).await {
        Ok(facts) => {
            asking.locale = language::locale(headers, query, facts.slot.practice.country);
            Ok((link, facts))
        }
        Err(ProblemKind::LinkExpired) => Err(expired(app, asking, &link).await),
        Err(kind) => Err(asking.refuse_plainly(kind)),
    }
}

/// The appointment behind its link. Scanners open links: this shows, and changes nothing.
#[worker::send]
async fn appointment_page(
    State(app): State<App>,
    mut asking: Asking,
    Segments(text): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let facts = match opened(&app, &mut asking, &text, query.as_deref(), &headers).await {
        Ok((_, facts)) => facts,
        Err(answer) => return answer,
    };
    let just = match query_value(query.as_deref(), "fait").as_deref() {
        Some("pris") => Some(JustDone::Booked),
        Some("confirme") => Some(JustDone::Confirmed),
        Some("deplace") => Some(JustDone::Moved),
        Some("annule") => Some(JustDone::Cancelled),
        _ => None,
    };
    html(StatusCode::OK, linked::appointment(&facts, &text, asking.locale, just, asking.now()).render())
}

/// The appointment as a calendar reads it, to be saved.
#[worker::send]
async fn calendar(State(app): State<App>, mut asking: Asking, Segments(text): Segments<String>, headers: HeaderMap) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    let facts = match opened(&app, &mut asking, &text, None, &headers).await {
        // No calendar has it before it stands.
        Ok((_, facts)) if facts.unconfirmed.is_some() => return see_other(&appointment_path(&text)),
        Ok((_, facts)) => facts,
        Err(answer) => return answer,
    };
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
async fn move_page(
    State(app): State<App>,
    mut asking: Asking,
    Segments(text): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let (link, facts) = match opened(&app, &mut asking, &text, query.as_deref(), &headers).await {
        Ok(opened) => opened,
        Err(answer) => return answer,
    };
    if !linked::may_move(&facts) {
        return see_other(&appointment_path(&text));
    }
    show_moves(&app, &asking, (&link, &text, &facts), &Choice::read(query.as_deref()), None).await
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
async fn move_it(
    State(app): State<App>,
    mut asking: Asking,
    Segments(text): Segments<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let link = match link_of(&app, &asking, &text).await {
        Ok(link) => link,
        Err(answer) => return answer,
    };
    let fields = match form_body(request).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let Some((choice, starts_at)) = fields.start() else { return asking.refuse_plainly(ProblemKind::BadRequest) };
    let command = MoveByLink { starts_at, location: choice.location };
    let kind = match app.ask(&asking, &link.object, bearer(&link), &command).await {
        Ok(moved) => return see_other(&format!("{}?fait=deplace", appointment_path(&moved.link))),
        Err(ProblemKind::LinkExpired) => return expired(&app, &asking, &link).await,
        // The page itself says why, with the telephone (A7).
        Err(ProblemKind::TooLate | ProblemKind::NotPossibleNow) if asking.page => return see_other(&appointment_path(&text)),
        Err(kind) => kind,
    };
    let again = notice_of(kind).filter(|_| asking.page);
    if again.is_none() && !(asking.page && matches!(kind, ProblemKind::NotOnline | ProblemKind::TooOften)) {
        return asking.refuse_plainly(kind);
    }
    match (opened(&app, &mut asking, &text, None, &headers).await, again) {
        (Ok((link, facts)), Some(words)) => show_moves(&app, &asking, (&link, &text, &facts), &choice, Some((words, kind))).await,
        (Ok((_, facts)), None) => asking.refuse(kind, |page| with_ways_on(page, &facts)),
        (Err(answer), _) => answer,
    }
}

/// Confirms the booking behind its letter's link. The page says what came of it, also to whoever is late or confirms twice.
#[worker::send]
async fn confirm(State(app): State<App>, asking: Asking, Segments(text): Segments<String>) -> Response {
    let link = match link_of(&app, &asking, &text).await {
        Ok(link) => link,
        Err(answer) => return answer,
    };
    match app.ask(&asking, &link.object, bearer(&link), &ConfirmBooking {}).await {
        Ok(_) => see_other(&format!("{}?fait=confirme", appointment_path(&text))),
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
    match app.ask(&asking, &link.object, bearer(&link), &CancelAppointment {}).await {
        Ok(_) => see_other(&format!("{path}?fait=annule")),
        // The page itself says why, with the telephone (A7).
        Err(ProblemKind::TooLate | ProblemKind::NotPossibleNow) if asking.page => see_other(&path),
        Err(ProblemKind::LinkExpired) => expired(&app, &asking, &link).await,
        Err(kind) => asking.refuse_plainly(kind),
    }
}
