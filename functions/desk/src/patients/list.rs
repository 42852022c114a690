//! The search.

use axum::response::Response;
use guichet_contracts::command::patient::{ListPatients, SearchPatients};
use guichet_edge::web::html;
use guichet_kernel::Right;
use guichet_ui::desk::{Found, PatientsPage, fields};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{SECTION, asked, refuse, said, shown};
use crate::here::Here;

/// As many lines as a page shows: whoever looks for one among more types on.
const MOST: u32 = 20;

/// The list, or what was searched for. The script on the page asks for the results alone.
#[worker::send]
pub(super) async fn show(here: Here, headers: HeaderMap) -> Response {
    let query = asked(&here).text(fields::QUERY);
    let found = if query.trim().is_empty() {
        here.ask(&ListPatients { after: None, most: MOST }).await
    } else {
        here.ask(&SearchPatients { text: query.clone(), most: MOST }).await
    };
    let found = match found {
        Ok(found) => found,
        Err(kind) => return refuse(&here, kind),
    };
    let lines = found.patients.iter().map(|line| shown::line(&here, line)).collect();
    let page = PatientsPage {
        desk: here.desk(SECTION, said(&here)),
        action: here.href("/patients"),
        found: if query.trim().is_empty() { Found::Recent(lines) } else { Found::Matches { lines, more: found.more } },
        query,
        new_href: here.may(Right::ChangePatients).then(|| here.href("/patients/nouveau")),
    };
    let alone = headers.get("hx-request").is_some_and(|value| value == "true");
    let mut response = html(StatusCode::OK, if alone { page.render_results() } else { page.render() });
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("hx-request"));
    response
}
