//! The offer behind its link: seen, accepted, declined. Whoever does nothing keeps what they have.

use axum::{
    Router,
    extract::{RawQuery, State},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::{Page, ReadPage},
        card::offer_path,
        waitlist::{AnswerOffer, OfferFacts},
    },
};
use guichet_edge::web::{Asking, html, see_other};
use guichet_kernel::link::Link;
use guichet_public::{Asks as _, Segments, language, link::bearer};
use http::{HeaderMap, StatusCode};

use crate::{
    app::{App, offer_link, opened},
    views,
};

/// The routes of an offer.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/offre/{link}", get(page).head(glance))
        .route("/offre/{link}/accepter", post(accept))
        .route("/offre/{link}/refuser", post(decline))
}

/// What the patient has, what is offered, until when; or what became of it. Scanners open links: this decides nothing.
#[worker::send]
async fn page(
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
    let free = if views::may_want_another(&facts, asking.now()) { free(&app, &asking, &link, &facts).await } else { None };
    let mut response = html(StatusCode::OK, views::offer(&facts, &text, (asking.locale, asking.now()), free.as_ref(), false).render());
    // A letter's link says its language, which what is done from here is to be answered in.
    language::remember(&mut response, query.as_deref(), facts.offered.practice.country);
    response
}

/// The same to whoever asks for no more than its head: no object is woken, and that the page was asked for is not noted.
#[worker::send]
async fn glance(
    State(app): State<App>,
    mut asking: Asking,
    Segments(text): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match offer_link(&app, &mut asking, &text, query.as_deref(), &headers).await {
        Ok(_) => html(StatusCode::OK, Ok::<_, ()>(String::new())),
        Err(answer) => answer,
    }
}

/// What is free in public of what the patient has, where it can be had online. Without an answer the page stands without it.
async fn free(app: &App, asking: &Asking, link: &Link, facts: &OfferFacts) -> Option<Page> {
    let own = &facts.own;
    let command = ReadPage {
        service: Some(own.service.id),
        practice: Some(own.practice.practice),
        country: Some(own.practice.country),
        location: Some(own.location.id),
        from: None,
        days: views::DAYS,
    };
    app.ask(asking, &link.object, Principal::Public, &command).await.ok()
}

/// Accepts, which moves the appointment (W6).
#[worker::send]
async fn accept(State(app): State<App>, asking: Asking, Segments(text): Segments<String>, headers: HeaderMap) -> Response {
    answer(&app, asking, &text, &headers, true).await
}

/// Declines, which keeps it.
#[worker::send]
async fn decline(State(app): State<App>, asking: Asking, Segments(text): Segments<String>, headers: HeaderMap) -> Response {
    answer(&app, asking, &text, &headers, false).await
}

/// Whatever comes of it, the offer's page says so: also to whoever answers twice, or too late. While somebody is filling in a form for the
/// slot, it is the answer itself, with its buttons: asked for again, the browser tries again.
async fn answer(app: &App, mut asking: Asking, text: &str, headers: &HeaderMap, accept: bool) -> Response {
    let link = match offer_link(app, &mut asking, text, None, headers).await {
        Ok(link) => link,
        Err(answer) => return answer,
    };
    match app.ask(&asking, &link.object, bearer(&link), &AnswerOffer { accept }).await {
        Ok(_) => see_other(&offer_path(text)),
        Err(ProblemKind::SlotTaken) if asking.page => match opened(app, &mut asking, text, None, headers).await {
            Ok((_, facts)) => html(StatusCode::CONFLICT, views::offer(&facts, text, (asking.locale, asking.now()), None, true).render()),
            Err(answer) => answer,
        },
        Err(kind) => app.refuse_bearer(&asking, &link, kind).await,
    }
}
