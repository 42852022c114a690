//! Whoever bears a signed link.

use axum::response::Response;
use guichet_contracts::{Principal, ProblemKind, command::agenda::ReadPage};
use guichet_edge::web::Asking;
use guichet_kernel::link::{Link, LinkError, Purpose};
use guichet_ui::Practice;

use crate::{Asks, Refuse};

/// The link of an address, verified before any object is woken; or the answer to whoever bears another.
pub async fn link_of(app: &impl Asks, asking: &Asking, text: &str, purpose: Purpose) -> Result<Link, Response> {
    let keys = app.keys().map_err(|kind| asking.refuse_plainly(kind))?;
    match keys.verify(text, purpose, asking.now()) {
        Ok(link) => Ok(link),
        Err(LinkError::Expired(link)) => Err(expired(app, asking, &link).await),
        Err(LinkError::Forged) => Err(asking.refuse_plainly(ProblemKind::LinkInvalid)),
        Err(LinkError::OtherPurpose) => Err(asking.refuse_plainly(ProblemKind::LinkForOther)),
    }
}

/// A link that was ours: the page says whom to call, and where to book again.
pub async fn expired(app: &impl Asks, asking: &Asking, link: &Link) -> Response {
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

/// Whoever bears `link`, as its object knows them.
pub fn bearer(link: &Link) -> Principal {
    Principal::Link { token: link.token.clone() }
}
