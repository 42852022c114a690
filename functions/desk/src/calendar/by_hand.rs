//! Offering an opening to the waitlist by hand.

use axum::{extract::Request, response::Response};
use chrono::NaiveDate;
use guichet_contracts::{
    ProblemKind,
    command::{
        calendar::{FindStarts, Start},
        card::PractitionerCard,
        practice::ReadSettings,
        waitlist::OfferSlot,
    },
};
use guichet_edge::{
    clock::PlatformEntropy,
    web::{Segments, html},
};
use guichet_kernel::{FreedId, Instant, LocationId, Right, ServiceId};
use guichet_ui::desk::{Input, Issue, OfferSlotPage, Post, StartChoice, fields};
use http::StatusCode;

use super::{
    address, asked,
    waiting::{SECTION, choices, done, href, of_form, refuse, whose},
};
use crate::{
    form::Fields,
    here::Here,
    today::{practitioner, readable, today},
};

/// How far ahead free times are looked for, in days, and as many as are shown.
const AHEAD: (u8, u32) = (42, 40);

/// The form that looks for an opening to offer.
#[worker::send]
pub(super) async fn form(here: Here) -> Response {
    if !here.may(Right::RunAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let Some(card) = whose(&here, &asked(&here)) else { return refuse(&here, ProblemKind::NotFound) };
    offer_page(&here, card, (String::new(), today(&here).to_string()), false).await
}

/// Looks for free times: nothing changes.
#[worker::send]
pub(super) async fn find(here: Here, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse(&here, kind),
    };
    if !here.may(Right::RunAgenda) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    let Some(card) = practitioner(&here, &fields.text(fields::PRACTITIONER)) else { return refuse(&here, ProblemKind::NotFound) };
    offer_page(&here, card, (fields.text(fields::SERVICE), fields.text(fields::DATE)), true).await
}

async fn offer_page(here: &Here, card: &PractitionerCard, (service, date): (String, String), search: bool) -> Response {
    let settings = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings.card,
        Err(kind) => return refuse(here, kind),
    };
    let chosen = ServiceId::from_digits(&service).ok().filter(|id| settings.services.iter().any(|service| service.id == *id));
    let from: Option<NaiveDate> = date.parse().ok().filter(|date| readable(*date));
    let (days, most) = AHEAD;
    let starts = match (search, chosen, from) {
        (true, Some(service), Some(from)) => match here.ask_agenda(card, &FindStarts { service, location: None, from, days, most }).await {
            Ok(found) => Some((service, found.starts)),
            Err(kind) => return refuse(here, kind),
        },
        _ => None,
    };
    let several = settings.locations.len() > 1;
    let choice = |start: &Start| {
        let place = settings.locations.iter().find(|location| location.id == start.location)?;
        Some(StartChoice {
            at: place.zone.wall(start.starts_at),
            fold: place.zone.fold(start.starts_at),
            place: several.then(|| address(place)),
            value: format!("{}:{}", start.starts_at.millis(), start.location.digits()),
        })
    };
    let starts = starts.map(|(service, found)| {
        let freed = FreedId::draw(here.now(), &PlatformEntropy);
        let post = Post::to(here.href(&format!("/attente/{}/creneaux/{}", card.id.digits(), freed.digits())));
        (post.with(fields::SERVICE, service.digits()), found.iter().filter_map(choice).collect())
    });
    let wrong = search && starts.is_none();
    let issue = |missing: bool, issue: Issue| (search && missing).then_some(issue);
    let shown = OfferSlotPage {
        desk: here.desk(SECTION, None),
        practitioners: choices(here, "/proposer", card),
        post: Post::to(here.href("/attente/proposer")).with(fields::PRACTITIONER, card.id.digits()),
        service: Input { issue: issue(chosen.is_none(), Issue::NotChosen), ..Input::of(service) },
        services: settings.services.iter().map(|service| (service.id.digits(), service.label.as_str().to_owned())).collect(),
        date: Input { issue: issue(from.is_none(), Issue::NotADay), ..Input::of(date) },
        starts,
        back_href: href(here, "", card, &[]),
    };
    html(if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, shown.render())
}

/// Offers an opening, or what was freed and kept closed, whose id the address bears: sent twice, it is one.
#[worker::send]
pub(super) async fn offer(here: Here, Segments(segments): Segments<(String, String, String, String)>, request: Request) -> Response {
    let (card, freed, fields) = match of_form(&here, segments, |digits| FreedId::from_digits(digits).ok(), request).await {
        Ok(known) => known,
        Err(answer) => return answer,
    };
    let start = fields.text(fields::START);
    let start = start.split_once(':').and_then(|(at, place)| {
        let at = at.parse::<i64>().ok().filter(|millis| millis.unsigned_abs() < 1 << 46)?;
        Some((Instant::from_millis(at), LocationId::from_digits(place).ok()?))
    });
    let (Some((starts_at, location)), Ok(service)) = (start, ServiceId::from_digits(&fields.text(fields::SERVICE))) else {
        return refuse(&here, ProblemKind::BadRequest);
    };
    match here.ask_agenda(card, &OfferSlot { freed, service, location, starts_at, minutes: None }).await {
        Ok(_) => done(&here, card, "propose"),
        Err(ProblemKind::SlotTaken | ProblemKind::SlotGone | ProblemKind::NotPossibleNow | ProblemKind::Closed | ProblemKind::TooLate) => {
            done(&here, card, "trop-tard")
        }
        Err(kind) => refuse(&here, kind),
    }
}
