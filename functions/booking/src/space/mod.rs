//! The patient space (A7): a link is asked for by e-mail, a button behind it opens the space in the browser that asked, and there
//! each person's birth date opens their appointments. Nothing here says whether an address is known.

mod listed;
mod people;
mod session;

use axum::{
    Router,
    extract::{FromRequestParts, RawQuery, State},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::space::{AskSpace, LeaveSpace, OpenSpace},
};
use guichet_edge::{clock::PlatformEntropy, web};
use guichet_kernel::{
    Country, Region, Token,
    link::{Link, LinkError, Purpose},
};
use guichet_ui::{Field, Head, NoticePage, SpaceDoorPage, SpaceNotice, space_link_page};
use http::{HeaderMap, StatusCode, request::Parts};

use crate::{
    choice::query_value,
    language,
    request::{App, Asking, Here, Refuse, Segments, Sent, html, see_other},
};

/// The cookie that binds a link to the browser that asked for it; the desk's pages know it too. It opens nothing by itself.
const BROWSER_COOKIE: &str = "__Host-navigateur";
/// How long a browser is told from others: whoever comes often is not kept out by strangers who ask for their links.
const BROWSER_LIVES: u32 = 365 * 24 * 3600;
/// How long a link works, as the page says it; the Identity decides.
const LINK_MINUTES: u32 = 15;
/// In an address of the door: why one is there.
const WHY: &str = "pour";
const CLOSED: &str = "ouvrir";
const LEFT: &str = "au-revoir";

/// The routes of the space.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/{country}/espace", get(door).post(ask))
        .route("/{country}/espace/lien/{link}", get(confirm).post(open))
        .route("/{country}/espace/quitter", post(leave))
        .route("/{country}/espace/mes-rendez-vous", get(people::list))
        .route("/{country}/espace/mes-rendez-vous/{person}/naissance", post(people::unlock))
        .route("/{country}/espace/mes-rendez-vous/{person}/{practitioner}/{appointment}", post(people::manage))
}

/// The address of the door.
pub(crate) fn door_path(country: Country) -> String {
    format!("/{}/espace", country.path_segment())
}

/// The way back to the door, and why.
fn to_door(country: Country, why: &str) -> Response {
    see_other(&format!("{}?{WHY}={why}", door_path(country)))
}

fn browser_of(headers: &HeaderMap) -> Option<Token> {
    web::cookie(headers, BROWSER_COOKIE).and_then(|value| Token::parse(value).ok())
}

/// The door; where the space is open, the space.
#[worker::send]
async fn door(State(app): State<App>, Here { country, asking }: Here, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let why = match query_value(query.as_deref(), WHY).as_deref() {
        Some(CLOSED) => Some(SpaceNotice::Closed),
        Some(LEFT) => Some(SpaceNotice::Left),
        _ => None,
    };
    if why.is_none()
        && let Ok(Some(opened)) = session::check(&app, &asking, country, &headers).await
    {
        return opened.keep(see_other(&session::list_path(country)));
    }
    let mut response = show_door(&asking, country, StatusCode::OK, why, Field::default());
    language::remember(&mut response, query.as_deref(), country);
    response
}

fn show_door(
    asking: &Asking,
    country: Country,
    status: StatusCode,
    why: Option<SpaceNotice>,
    email: Field<guichet_ui::EmailError>,
) -> Response {
    let path = door_path(country);
    let head = Head { origin: String::new(), path: path.clone(), query: String::new(), country, description: String::new(), json_ld: None };
    html(status, SpaceDoorPage { locale: asking.locale, head, why, email, action: path }.render())
}

/// Asks for a link. The answer leaves before anybody is asked, so that it is the same, and as fast, whoever is known.
#[worker::send]
async fn ask(State(app): State<App>, Here { country, asking }: Here, headers: HeaderMap, Sent(fields): Sent) -> Response {
    let email = match fields.email() {
        Ok(email) => email,
        Err(_) if !asking.page => return asking.refuse_plainly(ProblemKind::Invalid),
        Err(typed) => return show_door(&asking, country, StatusCode::UNPROCESSABLE_ENTITY, None, typed),
    };
    let identity = match app.identity(Region::of(country), &email) {
        Ok(identity) => identity,
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let browser = browser_of(&headers).unwrap_or_else(|| Token::draw(&PlatformEntropy));
    let page = NoticePage::space_asked(asking.locale, email.as_str(), LINK_MINUTES, &door_path(country));
    let command = AskSpace { email, browser: browser.clone(), country, locale: asking.locale };
    app.ask_afterwards(&asking, identity, Principal::Public, command);
    let mut response = html(StatusCode::OK, page.render());
    web::set_cookie(&mut response, BROWSER_COOKIE, &browser.text(), Some(BROWSER_LIVES));
    response
}

/// A link to the space, in the browser that it was asked for in; whoever bears another, or bears it elsewhere, is told so.
struct Bearing {
    here: Here,
    link: Link,
    browser: Token,
    /// As the address bears it.
    text: String,
}

impl FromRequestParts<App> for Bearing {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let here = Here::from_request_parts(parts, app).await?;
        let Segments((_, text)) = Segments::<(String, String)>::from_request_parts(parts, app).await?;
        let Here { country, asking } = &here;
        let verified = app.keys().map(|keys| keys.verify(&text, Purpose::Space, asking.now()));
        match (verified.map_err(|kind| asking.refuse_plainly(kind))?, browser_of(&parts.headers)) {
            (Ok(link), Some(browser)) if link.object.region() == Region::of(*country) => Ok(Self { here, link, browser, text }),
            (Ok(_) | Err(LinkError::Expired(_) | LinkError::Forged | LinkError::OtherPurpose), _) => Err(link_dead(asking, *country)),
        }
    }
}

/// One answer for a link that is used, too old, another browser's, or of nobody.
fn link_dead(asking: &Asking, country: Country) -> Response {
    if asking.page {
        html(StatusCode::GONE, NoticePage::space_link_dead(asking.locale, &door_path(country)).render())
    } else {
        asking.refuse_plainly(ProblemKind::LinkExpired)
    }
}

/// The page behind the link: a button, since mail scanners open links.
#[worker::send]
async fn confirm(Bearing { here: Here { country, asking }, text, .. }: Bearing) -> Response {
    html(StatusCode::OK, space_link_page(asking.locale, &format!("{}/lien/{text}", door_path(country))))
}

/// Opens the space.
#[worker::send]
async fn open(State(app): State<App>, borne: Bearing) -> Response {
    let Bearing { here: Here { country, asking }, link, browser, .. } = borne;
    match app.ask(&asking, &link.object, Principal::Link { token: link.token }, &OpenSpace { browser }).await {
        Ok(opened) => session::keep(see_other(&session::list_path(country)), &link.object, &opened.secret),
        Err(ProblemKind::LinkExpired | ProblemKind::LinkInvalid | ProblemKind::NotFound | ProblemKind::Forbidden) => {
            link_dead(&asking, country)
        }
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// Leaves the space. Who is not there has left already.
#[worker::send]
async fn leave(State(app): State<App>, Here { country, asking }: Here, headers: HeaderMap) -> Response {
    match session::check(&app, &asking, country, &headers).await {
        Ok(Some(opened)) => {
            if let Err(kind) = app.ask(&asking, &opened.identity, opened.session(), &LeaveSpace {}).await {
                return asking.refuse_plainly(kind);
            }
        }
        Ok(None) => {}
        Err(kind) => return asking.refuse_plainly(kind),
    }
    session::forget(to_door(country, LEFT))
}
