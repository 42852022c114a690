//! Stopping a practice's alerts, by whoever bears an offer's link: people press a button, mail programs post once (RFC 8058).

use axum::{
    Router,
    body::Bytes,
    extract::{RawQuery, Request, State},
    response::Response,
    routing::get,
};
use guichet_contracts::{
    ProblemKind,
    command::{
        card::stop_path,
        waitlist::{OfferFacts, StopAlerts},
    },
};
use guichet_edge::web::{Asking, html, see_other};
use guichet_kernel::link::{Link, LinkError, Purpose};
use guichet_public::{Asks as _, Refuse as _, Segments, language, query_value};
use http::{HeaderMap, StatusCode};

use crate::{
    app::{App, offer_link, read_offer},
    views,
};

/// The largest body that is read, in bytes: what a mail program posts is one short field.
const LARGEST: usize = 4 * 1024;

/// The routes that stop alerts.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/offre/{link}/desabonner", get(page).head(glance).post(stop))
}

/// A button. Opening the address stops nothing.
#[worker::send]
async fn page(
    State(app): State<App>,
    mut asking: Asking,
    Segments(text): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let facts = match shown(&app, &mut asking, &text, query.as_deref(), &headers).await {
        Ok(facts) => facts,
        Err(answer) => return answer,
    };
    let done = query_value(query.as_deref(), "fait").is_some_and(|done| done == "oui");
    let mut response = html(StatusCode::OK, views::stop(&facts, &text, (asking.locale, asking.now()), done).render());
    language::remember(&mut response, query.as_deref(), facts.offered.practice.country);
    response
}

/// The same to whoever asks for no more than its head.
#[worker::send]
async fn glance(
    State(app): State<App>,
    mut asking: Asking,
    Segments(text): Segments<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match link_to_stop(&app, &mut asking, &text, query.as_deref(), &headers).await {
        Ok(_) => html(StatusCode::OK, Ok::<_, ()>(String::new())),
        Err(answer) => answer,
    }
}

/// Stops them. Mail programs are told that it is done, and led nowhere; people are shown it.
#[worker::send]
async fn stop(State(app): State<App>, mut asking: Asking, Segments(text): Segments<String>, request: Request) -> Response {
    let link = match link_to_stop(&app, &mut asking, &text, None, request.headers()).await {
        Ok(link) => link,
        Err(answer) => return answer,
    };
    let Ok(body) = axum::body::to_bytes(request.into_body(), LARGEST).await else { return asking.refuse_plainly(ProblemKind::TooLarge) };
    if let Err(answer) = app.as_bearer(&asking, &link, &StopAlerts {}).await {
        return answer;
    }
    if asking.page && !is_one_click(&body) {
        return see_other(&format!("{}?fait=oui", stop_path(&text)));
    }
    html(StatusCode::OK, Ok::<_, ()>(String::new()))
}

/// The link, also once its time is over: letters are kept for longer than offers live, and who wants no more of them is not turned away.
async fn link_to_stop(app: &App, asking: &mut Asking, text: &str, query: Option<&str>, headers: &HeaderMap) -> Result<Link, Response> {
    let verified = app.keys().map_err(|kind| asking.refuse_plainly(kind))?.verify(text, Purpose::Offer, asking.now());
    match verified {
        Err(LinkError::Expired(link)) if link.purpose == Purpose::Offer => Ok(*link),
        _ => offer_link(app, asking, text, query, headers).await,
    }
}

/// What it is stopped by.
async fn shown(app: &App, asking: &mut Asking, text: &str, query: Option<&str>, headers: &HeaderMap) -> Result<OfferFacts, Response> {
    let link = link_to_stop(app, asking, text, query, headers).await?;
    read_offer(app, asking, &link, query, headers).await
}

/// Whether a mail program posts it (RFC 8058 §3.1), as a form of either kind (§3.2).
fn is_one_click(body: &Bytes) -> bool {
    let pair = form_urlencoded::parse(body).any(|(name, value)| name == "List-Unsubscribe" && value == "One-Click");
    let text = String::from_utf8_lossy(body);
    pair || (text.contains("name=\"List-Unsubscribe\"") && text.lines().any(|line| line.trim() == "One-Click"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_programs_one_click_is_known_in_either_kind_of_form() {
        let of = |text: &'static str| is_one_click(&Bytes::from_static(text.as_bytes()));
        assert!(of("List-Unsubscribe=One-Click") && of("x=y&List-Unsubscribe=One-Click"));
        assert!(of("--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"));
        for other in ["", "List-Unsubscribe=", "list-unsubscribe=one-click", "a=One-Click", "--b\r\n\r\nOne-Click\r\n"] {
            assert!(!of(other), "{other}");
        }
        assert!(!is_one_click(&Bytes::from_static(&[0xff, 0xfe, 0])));
    }
}
