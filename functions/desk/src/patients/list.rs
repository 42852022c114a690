//! The search.

use axum::{extract::Request, response::Response};
use guichet_contracts::command::patient::{ListPatients, SearchPatients};
use guichet_edge::web::html;
use guichet_kernel::Right;
use guichet_ui::desk::{Found, PatientsPage, fields};
use http::{HeaderMap, StatusCode};

use super::{SECTION, refuse, said, shown};
use crate::{form::Fields, here::Here};

/// As many lines as a page shows: whoever looks for one among more types on.
const MOST: u32 = 20;

/// The list.
#[worker::send]
pub(super) async fn show(here: Here) -> Response {
    page(&here, String::new(), false).await
}

/// What was searched for. The script on the page asks for the results alone.
#[worker::send]
pub(super) async fn search(here: Here, headers: HeaderMap, request: Request) -> Response {
    let query = match Fields::of(request).await {
        Ok(fields) => fields.text(fields::QUERY),
        Err(kind) => return refuse(&here, kind),
    };
    page(&here, query, headers.get("hx-request").is_some_and(|value| value == "true")).await
}

async fn page(here: &Here, query: String, alone: bool) -> Response {
    let found = if query.trim().is_empty() {
        here.ask(&ListPatients { after: None, most: MOST }).await
    } else {
        here.ask(&SearchPatients { text: query.clone(), most: MOST }).await
    };
    let found = match found {
        Ok(found) => found,
        Err(kind) => return refuse(here, kind),
    };
    let lines = found.patients.iter().map(|line| shown::line(here, line)).collect();
    let page = PatientsPage {
        desk: here.desk(SECTION, said(here)),
        action: here.href("/patients/recherche"),
        found: if query.trim().is_empty() { Found::Recent(lines) } else { Found::Matches { lines, more: found.more } },
        query,
        duplicates_href: Some(here.href("/patients/doublons")),
        new_href: here.may(Right::ChangePatients).then(|| here.href("/patients/nouveau")),
    };
    html(StatusCode::OK, if alone { page.render_results() } else { page.render() })
}
