//! An invitation to work for a practice, as the invited sees it. The link shows it; only who reads mail at its address, signed
//! in, can accept it.

use axum::{extract::State, response::Response};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        identity::ClaimPractitioner,
        people::{AcceptInvitation, InvitationFacts, ReadInvitation},
    },
};
use guichet_edge::web::{Asking, Segments, html, see_other};
use guichet_kernel::{
    Country, Region, Zone,
    link::{Link, LinkError, Purpose},
};
use guichet_ui::desk::{Invitation, InvitationPage, InvitationStep, Post};
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::{
    account::zones,
    app::App,
    frame::outside,
    refuse::Refuse,
    session::{self, NEXT_QUERY, Signed, country_of, home_path, locale_of, query, sign_in_path},
};

/// The page behind the link.
#[worker::send]
pub(crate) async fn show(
    State(app): State<App>,
    asking: Asking,
    Segments(segments): Segments<(String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (Some(country), Some((_, text))) = (country_of(&uri), segments) else { return asking.refuse(ProblemKind::NotFound) };
    let signed = match session::open(&app, &asking, (&method, &uri, &headers)).await {
        Ok(opened) => opened,
        Err(kind) => return asking.refuse(kind),
    };
    let (_, facts) = match read(&app, &asking, country, &text).await {
        Ok(read) => read.map_or((None, None), |(link, facts)| (Some(link), Some(facts))),
        Err(kind) => return asking.refuse(kind),
    };
    // Once taken, it is there for nobody but who took it: a link lies in a mailbox for long.
    let reader = signed.as_ref().and_then(|(signed, _)| signed.identity.identity_id());
    let facts = facts.filter(|facts| !facts.accepted || reader == Some(facts.identity));
    let own = signed.as_ref().and_then(|(signed, _)| signed.own_locale);
    let locale = locale_of(&headers, &uri, country, own);
    let found = facts.is_some();
    let path = format!("{}/invitation/{text}", home_path(country));
    let page = InvitationPage {
        outside: outside(country, locale, &uri),
        invitation: facts.map(|facts| shown(country, facts, signed.as_ref().map(|(signed, _)| signed), &path)),
    };
    let mut response = html(if found { StatusCode::OK } else { StatusCode::GONE }, page.render());
    session::remember_language(&mut response, &uri);
    if let Some((signed, Some(secret))) = &signed {
        session::keep(&mut response, &signed.identity, secret);
    }
    response
}

fn shown(country: Country, facts: InvitationFacts, signed: Option<&Signed>, path: &str) -> Invitation {
    let step = match signed {
        None => InvitationStep::SignIn { href: format!("{}?{}", sign_in_path(country), query(&[(NEXT_QUERY, path)])) },
        Some(signed) if signed.identity.identity_id() != Some(facts.identity) => InvitationStep::WrongAccount {
            signed_in_as: signed.email.as_str().to_owned(),
            sign_out: Post::to(format!("{}/deconnexion", home_path(country))),
        },
        Some(_) => InvitationStep::Accept { post: Post::to(path) },
    };
    // The day as the practice's country counts it.
    let zone = zones(country).first().and_then(|zone| zone.parse::<Zone>().ok());
    let until = zone.map_or_else(|| facts.expires_at.utc().naive_utc(), |zone| zone.wall(facts.expires_at)).date();
    Invitation {
        practice: facts.practice_name.as_str().to_owned(),
        roles: facts.roles.into_iter().collect(),
        email: facts.email.as_str().to_owned(),
        until,
        step,
    }
}

/// The invitation behind a link; `None` for one that is used, revoked, too old, or none of ours: one answer for all.
async fn read(app: &App, asking: &Asking, country: Country, text: &str) -> Result<Option<(Link, InvitationFacts)>, ProblemKind> {
    let link = match app.keys()?.verify(text, Purpose::Invitation, asking.now()) {
        Ok(link) if link.object.region() == Region::of(country) => link,
        Ok(_) | Err(LinkError::Expired(_) | LinkError::Forged | LinkError::OtherPurpose) => return Ok(None),
    };
    match app.ask(asking, &link.object, Principal::Link { token: link.token.clone() }, &ReadInvitation {}).await {
        Ok(facts) if facts.country == country => Ok(Some((link, facts))),
        Ok(_) | Err(ProblemKind::NotFound | ProblemKind::LinkExpired | ProblemKind::LinkInvalid | ProblemKind::Forbidden) => Ok(None),
        Err(kind) => Err(kind),
    }
}

/// Accepts it.
#[worker::send]
pub(crate) async fn accept(
    State(app): State<App>,
    asking: Asking,
    signed: Signed,
    Segments(segments): Segments<(String, String)>,
) -> Response {
    let Some((_, text)) = segments else { return asking.refuse(ProblemKind::NotFound) };
    match try_accept(&app, &asking, &signed, &text).await {
        Ok(practice) => see_other(&practice),
        // The page says what is the matter: dead, or another account's. What cannot be a link has no page.
        Err(ProblemKind::NotFound | ProblemKind::LinkExpired | ProblemKind::LinkInvalid | ProblemKind::Forbidden)
            if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')) =>
        {
            see_other(&format!("{}/invitation/{text}", home_path(signed.country)))
        }
        Err(kind) => asking.refuse_in(kind, crate::frame::desk(&signed).into(), Some(home_path(signed.country))),
    }
}

async fn try_accept(app: &App, asking: &Asking, signed: &Signed, text: &str) -> Result<String, ProblemKind> {
    let (link, facts) = read(app, asking, signed.country, text).await?.ok_or(ProblemKind::NotFound)?;
    // Whose it is not gets nothing done by pressing, not even for themselves.
    if signed.identity.identity_id() != Some(facts.identity) {
        return Err(ProblemKind::Forbidden);
    }
    // One person is one practitioner wherever they work: their Identity says which.
    let practitioner = if facts.gives_care {
        Some(app.ask(asking, &signed.identity, signed.session(), &ClaimPractitioner {}).await?.practitioner)
    } else {
        None
    };
    let practice = link.object.practice_id().ok_or(ProblemKind::NotFound)?;
    app.ask(asking, &link.object, signed.person(), &AcceptInvitation { token: link.token, practitioner }).await?;
    Ok(format!("{}/{}?bienvenue=1", home_path(signed.country), practice.digits()))
}
