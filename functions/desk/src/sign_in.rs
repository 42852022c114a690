//! Signing in by a link in an e-mail. The page is the same whoever asks: nothing here says whether an address is known.

use axum::{
    extract::{Request, State},
    response::Response,
};
use guichet_contracts::{
    Principal, ProblemKind,
    command::identity::{AskSignIn, ReadSignIn, RedeemSignIn, SignOut},
};
use guichet_edge::{
    clock::PlatformEntropy,
    web::{self, Asking, Segments, html, see_other},
};
use guichet_kernel::{
    Country, EmailAddress, Locale, Region, Token,
    link::{Link, LinkError, Purpose},
};
use guichet_ui::desk::{
    ConfirmSignInPage, Input, Issue, LinkDeadPage, LinkSentPage, OtherBrowserPage, Post, SignInPage, SignInWhy, fields,
};
use http::{HeaderMap, StatusCode, Uri};

use crate::{
    app::App,
    form::Fields,
    frame::outside,
    refuse::Refuse,
    session::{self, NEXT_QUERY, country_of, home_path, locale_of, query, sign_in_path},
};

/// The cookie that binds a link to the browser that asked for it. It is set before anybody signs in and opens nothing by
/// itself; the session has another secret.
const BROWSER_COOKIE: &str = "__Host-navigateur";
/// How long a browser is told from others: whoever signs in often at one is not kept out by strangers who ask for their links.
const BROWSER_LIVES: u32 = 365 * 24 * 3600;
/// How long a link works, as the page says it; the Identity decides.
const LINK_MINUTES: u32 = 15;
/// In an address: somebody has just signed out.
const SIGNED_OUT_QUERY: &str = "au-revoir";

fn browser_of(headers: &HeaderMap) -> Option<Token> {
    web::cookie(headers, BROWSER_COOKIE).and_then(|value| Token::parse(value).ok())
}

fn with_browser(mut response: Response, browser: &Token) -> Response {
    web::set_cookie(&mut response, BROWSER_COOKIE, &browser.text(), Some(BROWSER_LIVES));
    response
}

/// The form.
#[worker::send]
pub(crate) async fn form(asking: Asking, uri: Uri, headers: HeaderMap) -> Response {
    let Some(country) = country_of(&uri) else { return asking.refuse(ProblemKind::NotFound) };
    let asked = Fields::read(uri.query().unwrap_or_default().as_bytes());
    let next = asked.text(NEXT_QUERY);
    let why = if !next.is_empty() {
        Some(SignInWhy::Needed)
    } else if asked.text(SIGNED_OUT_QUERY).is_empty() {
        None
    } else {
        Some(SignInWhy::SignedOut)
    };
    let locale = locale_of(&headers, &uri, country, None);
    let mut response = sign_in_page(StatusCode::OK, country, locale, &uri, &next, Input::default(), why);
    session::remember_language(&mut response, &uri);
    if browser_of(&headers).is_none() {
        response = with_browser(response, &Token::draw(&PlatformEntropy));
    }
    response
}

fn sign_in_page(
    status: StatusCode,
    country: Country,
    locale: Locale,
    uri: &Uri,
    next: &str,
    email: Input,
    why: Option<SignInWhy>,
) -> Response {
    let mut post = Post::to(sign_in_path(country));
    if !next.is_empty() {
        post = post.with(NEXT_QUERY, next);
    }
    html(status, SignInPage { outside: outside(country, locale, uri), post, email, why }.render())
}

/// Asks for a link.
#[worker::send]
pub(crate) async fn ask(State(app): State<App>, asking: Asking, uri: Uri, headers: HeaderMap, request: Request) -> Response {
    let Some(country) = country_of(&uri) else { return asking.refuse(ProblemKind::NotFound) };
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return asking.refuse(kind),
    };
    let locale = locale_of(&headers, &uri, country, None);
    let typed = fields.text(fields::EMAIL);
    let next = fields.text(NEXT_QUERY);
    let Ok(email) = EmailAddress::parse(&typed) else {
        let issue = if typed.trim().is_empty() { Issue::Missing } else { Issue::Email };
        return sign_in_page(StatusCode::UNPROCESSABLE_ENTITY, country, locale, &uri, &next, Input::of(typed).wrong(issue), None);
    };
    let browser = browser_of(&headers).unwrap_or_else(|| Token::draw(&PlatformEntropy));
    let identity = match app.identity(Region::of(country), &email) {
        Ok(identity) => identity,
        Err(kind) => return asking.refuse(kind),
    };
    let next = Some(next).filter(|next| !next.is_empty());
    // Afterwards: an Identity that nobody has asked before is made first, and how long that takes would tell who is known.
    let command = AskSignIn { email: email.clone(), browser: browser.clone(), country, locale, next };
    app.ask_afterwards(&asking, identity, Principal::Public, command);
    let page = LinkSentPage {
        outside: outside(country, locale, &uri),
        email: email.as_str().to_owned(),
        minutes: LINK_MINUTES,
        again_href: sign_in_path(country),
    };
    with_browser(html(StatusCode::OK, page.render()), &browser)
}

/// What a link says, whether or not its time is over.
fn read_link(app: &App, asking: &Asking, country: Country, text: &str) -> Result<Option<Link>, ProblemKind> {
    match app.keys()?.verify(text, Purpose::SignIn, asking.now()) {
        Ok(link) if link.object.region() == Region::of(country) => Ok(Some(link)),
        Ok(_) | Err(LinkError::Expired(_) | LinkError::Forged | LinkError::OtherPurpose) => Ok(None),
    }
}

/// The page behind the link: a button, since mail scanners open links, and whom it signs in, since the link may be of somebody
/// who would like to have the reader work in their account.
#[worker::send]
pub(crate) async fn confirm(
    State(app): State<App>,
    asking: Asking,
    Segments(segments): Segments<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (Some(country), Some((_, text))) = (country_of(&uri), segments) else { return asking.refuse(ProblemKind::NotFound) };
    let locale = locale_of(&headers, &uri, country, None);
    let link = match read_link(&app, &asking, country, &text) {
        Ok(Some(link)) => link,
        Ok(None) => return link_dead(country, locale, &uri),
        Err(kind) => return asking.refuse(kind),
    };
    let Some(browser) = browser_of(&headers) else { return other_browser(country, locale, &uri) };
    match app.ask(&asking, &link.object, Principal::Link { token: link.token }, &ReadSignIn { browser }).await {
        Ok(facts) => {
            let page = ConfirmSignInPage {
                outside: outside(country, locale, &uri),
                email: facts.email.as_str().to_owned(),
                post: Post::to(format!("{}/{text}", sign_in_path(country))),
            };
            html(StatusCode::OK, page.render())
        }
        Err(kind) => not_this_link(&asking, country, locale, &uri, kind),
    }
}

/// Signs in.
#[worker::send]
pub(crate) async fn redeem(
    State(app): State<App>,
    asking: Asking,
    Segments(segments): Segments<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (Some(country), Some((_, text))) = (country_of(&uri), segments) else { return asking.refuse(ProblemKind::NotFound) };
    let locale = locale_of(&headers, &uri, country, None);
    let link = match read_link(&app, &asking, country, &text) {
        Ok(Some(link)) => link,
        Ok(None) => return link_dead(country, locale, &uri),
        Err(kind) => return asking.refuse(kind),
    };
    let Some(browser) = browser_of(&headers) else { return other_browser(country, locale, &uri) };
    let device = device(headers.get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default());
    match app
        .ask(&asking, &link.object, Principal::Link { token: link.token }, &RedeemSignIn { browser, device, locale: Some(locale) })
        .await
    {
        Ok(signed_in) => {
            let home = home_path(country);
            // It is of a desk of ours, as the Identity has seen to; here it is of this one.
            let next = signed_in.next.filter(|next| next.starts_with(&format!("{home}/")));
            let mut response = see_other(&next.unwrap_or(home));
            session::keep(&mut response, &link.object, &signed_in.secret);
            response
        }
        Err(kind) => not_this_link(&asking, country, locale, &uri, kind),
    }
}

/// One answer for a link that is used, too old, another browser's, or of nobody.
fn not_this_link(asking: &Asking, country: Country, locale: Locale, uri: &Uri, kind: ProblemKind) -> Response {
    match kind {
        ProblemKind::LinkExpired | ProblemKind::LinkInvalid | ProblemKind::NotFound | ProblemKind::Forbidden => {
            link_dead(country, locale, uri)
        }
        kind => asking.refuse(kind),
    }
}

fn link_dead(country: Country, locale: Locale, uri: &Uri) -> Response {
    let page = LinkDeadPage { outside: outside(country, locale, uri), again_href: sign_in_path(country) };
    html(StatusCode::GONE, page.render())
}

fn other_browser(country: Country, locale: Locale, uri: &Uri) -> Response {
    let page = OtherBrowserPage { outside: outside(country, locale, uri), again_href: sign_in_path(country) };
    html(StatusCode::OK, page.render())
}

/// Signs out. Who is not signed in is signed out already.
#[worker::send]
pub(crate) async fn sign_out(State(app): State<App>, asking: Asking, method: http::Method, uri: Uri, headers: HeaderMap) -> Response {
    let Some(country) = country_of(&uri) else { return asking.refuse(ProblemKind::NotFound) };
    match session::open(&app, &asking, (&method, &uri, &headers)).await {
        Ok(Some((signed, _))) => {
            if let Err(kind) = app.ask(&asking, &signed.identity, signed.session(), &SignOut {}).await {
                return asking.refuse(kind);
            }
        }
        Ok(None) => {}
        Err(kind) => return asking.refuse(kind),
    }
    let mut response = see_other(&format!("{}?{}", sign_in_path(country), query(&[(SIGNED_OUT_QUERY, "1")])));
    session::forget(&mut response, Region::of(country));
    response
}

/// What a session is listed as: the browser's and the system's names, as far as the header says them. Good enough for somebody
/// to recognise their own; nothing is decided by it.
fn device(user_agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name);
    // Each also bears the signs of those after it.
    let browser = named(&[("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = named(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "?".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0";
        assert_eq!(device(firefox), "Firefox, Linux");
        assert_eq!(device(edge), "Edge, Windows");
        assert_eq!(device("<script>"), "?");
    }
}
