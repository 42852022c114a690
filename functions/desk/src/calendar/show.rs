//! The page, and the sheet alone for who looks at it already.

use axum::{body::Body, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::{card::LocationCard, practice::ReadSettings},
};
use guichet_edge::web::html;
use guichet_kernel::Right;
use guichet_ui::desk::{CalendarPage, CalendarView, PlaceChoice, PractitionerChoice, Sheet, ViewChoice, fields};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{
    SECTION, address, asked, did, name, read, refuse,
    sheet::{self, Making},
    view::View,
};
use crate::{here::Here, session::query, today::today};

/// In an address: what the sheet that is looked at was tagged.
pub(super) const KNOWN_QUERY: &str = "si";

/// The agenda. A sheet that is looked at asks for itself alone, and hears nothing while it still holds.
#[worker::send]
pub(super) async fn show(here: Here, headers: HeaderMap) -> Response {
    if !here.may(Right::ReadAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let fields = asked(&here);
    let view = View::of(&here, &fields);
    let known = fields.text(KNOWN_QUERY);
    let alone = !known.is_empty() && headers.get("hx-request").is_some_and(|value| value == "true");
    match page(&here, &view, alone.then_some(known.as_str())).await {
        Ok(Some(page)) if alone => html(StatusCode::OK, page.render_sheet()),
        Ok(Some(page)) => html(StatusCode::OK, page.render()),
        Ok(None) => as_it_was(),
        Err(kind) => refuse(&here, kind),
    }
}

/// The page, or nothing where its sheet is the one `known`.
async fn page(here: &Here, view: &View, known: Option<&str>) -> Result<Option<CalendarPage>, ProblemKind> {
    let (from, days) = view.span(here.authority.country);
    let seen = read::calendars(here, &view.shown(here), from, days).await?;
    if known == Some(seen.etag.as_str()) {
        return Ok(None);
    }
    let locations = here.ask(&ReadSettings {}).await?.card.locations;
    let names = read::names(here, sheet::patients(&seen, view)).await?;
    let making = Making { here, view, locations: &locations, names };
    Ok(Some(framed(here, view, &locations, making.sheet(&seen))))
}

fn framed(here: &Here, view: &View, locations: &[LocationCard], sheet: Sheet) -> CalendarPage {
    let now = today(here);
    let runs = here.may(Right::RunAgenda) && !view.whose.is_empty();
    let choice = |place: Option<&LocationCard>| PlaceChoice {
        name: place.map(address),
        href: View { place: place.map(|place| place.id), ..view.clone() }.href(here),
        current: view.place == place.map(|place| place.id),
    };
    let back = view.query();
    let day = view.date.to_string();
    let whose = view.whose.first().map(|id| id.digits()).unwrap_or_default();
    let placing = [("date", day.as_str()), (super::view::WHOSE_QUERY, whose.as_str()), (fields::PAGE, back.as_str())];
    CalendarPage {
        desk: here.desk(SECTION, None),
        date: view.date,
        previous_href: view.beside(false).href(here),
        next_href: view.beside(true).href(here),
        today_href: view.on(now).href(here),
        views: CalendarView::ALL
            .map(|kind| ViewChoice { view: kind, href: View { kind, ..view.clone() }.href(here), current: kind == view.kind })
            .into(),
        practitioners: here
            .authority
            .runs
            .iter()
            .map(|card| PractitionerChoice {
                name: name(card),
                href: view.toggled(card.id).href(here),
                current: view.whose.contains(&card.id),
            })
            .collect(),
        places: [None].into_iter().chain(locations.iter().map(Some)).map(choice).collect(),
        notice: did::notice(here, view),
        place_href: runs.then(|| format!("{}?{}", here.href("/agenda/placer"), query(&placing))),
        hours_href: runs.then(|| view.at(here, "/horaires")),
        closings_href: runs.then(|| view.at(here, "/fermetures")),
        terms_href: runs.then(|| view.at(here, &format!("/reservation/{whose}"))),
        sheet,
    }
}

/// Nothing: what is looked at still holds.
fn as_it_was() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
