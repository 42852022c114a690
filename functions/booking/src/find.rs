//! The public directory's pages: the search of a country, a practice's page, and what crawlers read first.

use axum::{
    Router,
    body::Body,
    extract::{RawQuery, State},
    response::Response,
    routing::get,
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::directory::{DirectoryPage, ListPages, ListParts, Pages, Part, Parts, PracticePage, ReadPracticePage, SearchDirectory},
};
use guichet_kernel::{Country, Label, ObjectName, PracticeId};
use guichet_ui::find;
use http::{HeaderValue, StatusCode, header};

use crate::{
    choice::query_value,
    language,
    request::{App, Asking, Here, Refuse, Segments, html, see_other},
    views::{self, Typed},
};

/// How many lines a page of results shows.
const LINES: u32 = 20;
/// For how long a browser or a cache may show a page again: a free start is shown with its time, and a choice asks the Agenda.
const SHOWN_AGAIN: &str = "public, max-age=15";
/// How many addresses one file of the sitemap has.
const ADDRESSES: u32 = 5_000;
/// Crawlers come back by themselves.
const CRAWLED_AGAIN: &str = "public, max-age=3600";

/// The directory's routes.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/{country}", get(home))
        .route("/{country}/rechercher", get(search))
        .route("/{country}/cabinet/{handle}", get(practice))
        .route("/{country}/sitemap.xml", get(sitemap))
        .route("/sitemap.xml", get(sitemaps))
        .route("/robots.txt", get(robots))
}

/// A country's front page: the search.
#[worker::send]
async fn home(State(app): State<App>, Here { country, asking }: Here, RawQuery(query): RawQuery) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    let view = views::search(&origin, country, asking.locale, &Typed::default(), None, asking.now());
    shown(html(StatusCode::OK, view.render()), query.as_deref(), country, true)
}

/// What a search found. Nothing typed: everybody, by name.
#[worker::send]
async fn search(State(app): State<App>, Here { country, asking }: Here, RawQuery(query): RawQuery) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    let query = query.as_deref();
    let typed = Typed::read(query);
    let Ok(after) = query_value(query, find::AFTER).map(|after| Label::parse(&after)).transpose() else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    let command = SearchDirectory { text: typed.text.clone(), city: typed.city.clone(), after, most: LINES };
    let found = match app.ask(&asking, &ObjectName::directory(country), Principal::Public, &command).await {
        Ok(found) => found,
        // A country where nobody has registered yet, and an address that somebody has cut.
        Err(ProblemKind::NotFound) => DirectoryPage { lines: Vec::new(), after: None, near: false },
        Err(ProblemKind::BadRequest) => return asking.refuse_plainly(ProblemKind::NotFound),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let view = views::search(&origin, country, asking.locale, &typed, Some(&found), asking.now());
    shown(html(StatusCode::OK, view.render()), query, country, false)
}

/// A practice's page.
#[worker::send]
async fn practice(
    State(app): State<App>,
    Here { country, asking }: Here,
    Segments((_, handle)): Segments<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let id = handle.rsplit_once('-').and_then(|(_, digits)| PracticeId::from_digits(digits).ok());
    let Some(practice) = id else { return asking.refuse_plainly(ProblemKind::NotFound) };
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    // What is published spares the Directory; where nothing is, it says what there is.
    let mut page = match app.published::<PracticePage>(country, practice).await {
        Some(page) => page,
        None => match app.ask(&asking, &ObjectName::directory(country), Principal::Public, &ReadPracticePage { practice }).await {
            Ok(page) => page,
            Err(kind) => return asking.refuse_plainly(kind),
        },
    };
    // It may have been made a while ago.
    page.lines = page.lines.into_iter().map(|line| line.still_true(asking.now())).collect();
    // One address per page: an outdated or invented name leads to the present one.
    let path = page.card.page_path();
    if !path.ends_with(&format!("/{handle}")) {
        let mut response = see_other(&path);
        *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
        return response;
    }
    let view = views::practice(&origin, asking.locale, &page, asking.now());
    shown(html(StatusCode::OK, view.render()), query.as_deref(), country, true)
}

/// A public page: nothing in it is anybody's own, so it may be kept for a moment, in each language for itself.
fn shown(mut response: Response, query: Option<&str>, country: Country, indexed: bool) -> Response {
    if response.status() != StatusCode::OK {
        return response;
    }
    let chosen = language::remember(&mut response, query, country);
    let headers = response.headers_mut();
    if !chosen {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(SHOWN_AGAIN));
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept, cookie"));
    if indexed {
        headers.remove("x-robots-tag");
    }
    response
}

/// Which files the sitemap has: one for so many addresses of each country.
#[worker::send]
async fn sitemaps(State(app): State<App>, asking: Asking) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    let mut files = Vec::new();
    for country in Country::ALL {
        let file = format!("{origin}/{}/sitemap.xml", country.path_segment());
        let parts = match app.ask(&asking, &ObjectName::directory(country), Principal::Public, &ListParts { most: ADDRESSES }).await {
            Ok(Parts { parts }) => parts,
            // Nobody has registered there yet; the country has its front page.
            Err(ProblemKind::NotFound) => Vec::new(),
            Err(kind) => return asking.refuse_plainly(kind),
        };
        if parts.is_empty() {
            files.push((file.clone(), None));
        }
        let from = |part: &Part| part.after.as_ref().map(|after| format!("?{}={}", find::AFTER, after.as_str())).unwrap_or_default();
        files.extend(parts.iter().map(|part| (format!("{file}{}", from(part)), Some(part.changed_at))));
    }
    xml(views::sitemap_index(&files))
}

/// One file of a country's sitemap.
#[worker::send]
async fn sitemap(State(app): State<App>, Here { country, asking }: Here, RawQuery(query): RawQuery) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    let Ok(after) = query_value(query.as_deref(), find::AFTER).map(|after| Label::parse(&after)).transpose() else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    let front = after.is_none().then(|| (format!("{origin}/{}", country.path_segment()), None));
    let pages = match app.ask(&asking, &ObjectName::directory(country), Principal::Public, &ListPages { after, most: ADDRESSES }).await {
        Ok(pages) => pages,
        Err(ProblemKind::NotFound) => Pages { paths: Vec::new(), changed_at: Vec::new(), after: None },
        Err(ProblemKind::BadRequest) => return asking.refuse_plainly(ProblemKind::NotFound),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    // A Directory of the former version does not say since when.
    let changed_at = pages.changed_at.into_iter().map(Some).chain(std::iter::repeat(None));
    let addresses = pages.paths.into_iter().map(|path| format!("{origin}{path}")).zip(changed_at);
    xml(views::sitemap(&front.into_iter().chain(addresses).collect::<Vec<_>>()))
}

/// What crawlers are asked to leave alone. What bears a link is nobody's to crawl; lists of results say so themselves.
#[worker::send]
async fn robots(State(app): State<App>, asking: Asking) -> Response {
    let Some(origin) = app.origin() else { return asking.refuse_plainly(ProblemKind::Unavailable) };
    text(views::robots(&origin), "text/plain; charset=utf-8")
}

fn xml(body: String) -> Response {
    text(body, "application/xml; charset=utf-8")
}

fn text(body: String, content_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(CRAWLED_AGAIN));
    response
}
