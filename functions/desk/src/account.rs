//! What somebody signed in sees before they stand in a practice: their practices, the form that founds one, their sessions.

use axum::{
    extract::{Request, State},
    response::Response,
};
use guichet_contracts::{
    ProblemKind,
    command::{
        card::LocationCard,
        identity::{ListSessions, RevokeOtherSessions, RevokeSession},
        people::Founder,
        practice::CreatePractice,
    },
};
use guichet_edge::{
    clock::PlatformEntropy,
    web::{Asking, Segments, html, see_other},
};
use guichet_kernel::{Country, Label, LocationId, ObjectName, PersonName, PracticeId, Region, Telephone, Zone};
use guichet_ui::desk::{CreatePractice as CreateForm, HomePage, Input, Issue, Post, Said, SessionRow, SessionsPage, fields};
use http::StatusCode;

use crate::{
    app::App,
    form::{Fields, label_issue, name_issue},
    frame,
    here::DONE_QUERY,
    refuse::Refuse,
    session::{Signed, home_path, query},
};

/// In how many practices somebody may work and still found another.
const MOST_PRACTICES: usize = 20;

// ── home ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The first page: straight to the only practice, or the choice of them and the form for a new one.
#[worker::send]
pub(crate) async fn home(signed: Signed) -> Response {
    let asked = Fields::read(signed.uri.query().unwrap_or_default().as_bytes());
    if let ([only], false) = (signed.practices.as_slice(), asked.text("nouveau") == "1") {
        return see_other(&format!("{}/{}", home_path(only.country), only.practice.digits()));
    }
    let practice = PracticeId::draw(guichet_edge::clock::now(), &PlatformEntropy);
    let create = CreateForm {
        country: Input::of(signed.country.code()),
        zone: Input::of(zones(signed.country).first().copied().unwrap_or_default()),
        ..blank(signed.country, practice)
    };
    html(StatusCode::OK, HomePage { desk: frame::desk(&signed), create }.render())
}

/// The empty form. Its key is the id that the practice will have: sent twice, it founds one.
fn blank(country: Country, practice: PracticeId) -> CreateForm {
    CreateForm {
        post: Post::to(format!("{}/cabinets", home_path(country))).with_key(practice.digits()),
        // The address says the country, and with it the region: another country's practices are founded under its own.
        countries: vec![country],
        country: Input::of(country.code()),
        given_name: Input::default(),
        family_name: Input::default(),
        name: Input::default(),
        phone: Input::default(),
        address_1: Input::default(),
        address_2: Input::default(),
        city: Input::default(),
        zone: Input::default(),
        zones: zones(country).iter().map(|zone| (*zone).to_owned()).collect(),
    }
}

/// The zones where a country's practices stand, the capital's first.
pub(crate) const fn zones(country: Country) -> &'static [&'static str] {
    match country {
        Country::France => &[
            "Europe/Paris",
            "America/Martinique",
            "America/Guadeloupe",
            "America/Cayenne",
            "Indian/Reunion",
            "Indian/Mayotte",
            "Pacific/Noumea",
            "Pacific/Tahiti",
        ],
        Country::Belgium => &["Europe/Brussels"],
        Country::Canada => &[
            "America/Toronto",
            "America/Halifax",
            "America/Moncton",
            "America/St_Johns",
            "America/Winnipeg",
            "America/Regina",
            "America/Edmonton",
            "America/Vancouver",
            "America/Whitehorse",
        ],
    }
}

/// Founds a practice.
#[worker::send]
pub(crate) async fn create(State(app): State<App>, asking: Asking, signed: Signed, request: Request) -> Response {
    let around = || frame::desk(&signed).into();
    let home = home_path(signed.country);
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return asking.refuse_in(kind, around(), Some(home)),
    };
    let Some(practice) = fields.key().and_then(|key| PracticeId::from_digits(&key).ok()) else {
        return asking.refuse_in(ProblemKind::BadRequest, around(), Some(home));
    };
    // Nobody runs that many; whoever founds them to write to strangers in their names stops here.
    if signed.practices.len() >= MOST_PRACTICES {
        return asking.refuse_in(ProblemKind::TooMany, around(), Some(home));
    }
    let command = match read_practice(&signed, practice, &fields) {
        Ok(command) => command,
        Err(create) => return html(StatusCode::UNPROCESSABLE_ENTITY, HomePage { desk: frame::desk(&signed), create: *create }.render()),
    };
    let name = ObjectName::practice(Region::of(signed.country), practice);
    match app.ask(&asking, &name, signed.person(), &command).await {
        Ok(_) => see_other(&format!("{home}/{}/reglages?{}", practice.digits(), query(&[(DONE_QUERY, "cree")]))),
        Err(kind) => asking.refuse_in(kind, around(), Some(home)),
    }
}

fn read_practice(signed: &Signed, practice: PracticeId, fields: &Fields) -> Result<CreatePractice, Box<CreateForm>> {
    let country = signed.country;
    let typed = |name: &str| fields.text(name);
    let label = |name: &str| Label::parse(&typed(name)).map_err(|_| label_issue(&typed(name)));
    let person = |name: &str| PersonName::parse(&typed(name)).map_err(name_issue);
    let telephone = {
        let text = typed(fields::PHONE);
        let dial =
            guichet_kernel::phone::parse(&text, country).map_err(|_| if text.trim().is_empty() { Issue::Missing } else { Issue::Phone });
        dial.and_then(|dial| Ok(Telephone { dial, shown: Label::parse(&text).map_err(|_| Issue::TooLong)? }))
    };
    let zone = Some(typed(fields::ZONE)).filter(|zone| zones(country).contains(&zone.as_str())).and_then(|zone| zone.parse::<Zone>().ok());
    let second = typed(fields::ADDRESS_2);
    let address_2 = if second.trim().is_empty() { Ok(None) } else { label(fields::ADDRESS_2).map(Some) };
    let read = (
        (person(fields::GIVEN_NAME), person(fields::FAMILY_NAME)),
        label(fields::NAME),
        telephone,
        (label(fields::ADDRESS_1), address_2, label(fields::CITY)),
        zone.ok_or(Issue::NotChosen),
    );
    match read {
        ((Ok(given_name), Ok(family_name)), Ok(name), Ok(telephone), (Ok(first), Ok(second), Ok(city)), Ok(zone)) => {
            // The same form sent again bears the same key, so the same id: the place follows from it.
            let id = LocationId::from_digits(&practice.digits()).map_err(|_| Box::new(blank(country, practice)))?;
            let location =
                LocationCard { id, address: [Some(first), second].into_iter().flatten().collect(), city, access: None, entry: None, zone };
            let founder = Founder { given_name, family_name, email: signed.email.clone() };
            Ok(CreatePractice { country, name, telephone, location, founder })
        }
        ((given, family), name, telephone, (first, second, city), zone) => {
            let shown = |field: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(field)) };
            Err(Box::new(CreateForm {
                given_name: shown(fields::GIVEN_NAME, given.err()),
                family_name: shown(fields::FAMILY_NAME, family.err()),
                name: shown(fields::NAME, name.err()),
                phone: shown(fields::PHONE, telephone.err()),
                address_1: shown(fields::ADDRESS_1, first.err()),
                address_2: shown(fields::ADDRESS_2, second.err()),
                city: shown(fields::CITY, city.err()),
                zone: shown(fields::ZONE, zone.err()),
                ..blank(country, practice)
            }))
        }
    }
}

// ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// One's sessions.
#[worker::send]
pub(crate) async fn sessions(State(app): State<App>, asking: Asking, signed: Signed) -> Response {
    let listed = match app.ask(&asking, &signed.identity, signed.session(), &ListSessions {}).await {
        Ok(listed) => listed.sessions,
        Err(kind) => return asking.refuse_in(kind, frame::desk(&signed).into(), Some(home_path(signed.country))),
    };
    let path = format!("{}/sessions", home_path(signed.country));
    let zone = zones(signed.country).first().and_then(|zone| zone.parse::<Zone>().ok());
    let wall = |at: guichet_kernel::Instant| zone.map_or_else(|| at.utc().naive_utc(), |zone| zone.wall(at));
    let others = listed.iter().any(|session| !session.this);
    let row = |session: guichet_contracts::command::identity::SessionCard| SessionRow {
        device: Some(session.device).filter(|device| device != "?"),
        started: wall(session.started_at),
        last_used: wall(session.seen_at),
        here: session.this,
        end: (!session.this).then(|| Post::to(format!("{path}/{}/fermer", session.id))),
    };
    let mut desk = frame::desk(&signed);
    let asked = Fields::read(signed.uri.query().unwrap_or_default().as_bytes());
    desk.said = (asked.text(DONE_QUERY) == "ferme").then_some(Said::SessionEnded);
    let end_others = others.then(|| Post::to(format!("{path}/fermer-autres")));
    html(StatusCode::OK, SessionsPage { desk, sessions: listed.into_iter().map(row).collect(), end_others }.render())
}

/// Ends a session of one's own.
#[worker::send]
pub(crate) async fn end_session(
    State(app): State<App>,
    asking: Asking,
    signed: Signed,
    Segments(segments): Segments<(String, String)>,
) -> Response {
    let Some((_, id)) = segments else { return asking.refuse(ProblemKind::NotFound) };
    let done = app.ask(&asking, &signed.identity, signed.session(), &RevokeSession { id }).await;
    ended(&asking, &signed, done.map(|_| ()))
}

/// Ends all others.
#[worker::send]
pub(crate) async fn end_other_sessions(State(app): State<App>, asking: Asking, signed: Signed) -> Response {
    let done = app.ask(&asking, &signed.identity, signed.session(), &RevokeOtherSessions {}).await;
    ended(&asking, &signed, done.map(|_| ()))
}

fn ended(asking: &Asking, signed: &Signed, done: Result<(), ProblemKind>) -> Response {
    let path = format!("{}/sessions", home_path(signed.country));
    match done {
        Ok(()) => see_other(&format!("{path}?{}", query(&[(DONE_QUERY, "ferme")]))),
        Err(kind) => asking.refuse_in(kind, frame::desk(signed).into(), Some(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_offered_is_one_that_is_known() {
        for country in Country::ALL {
            for zone in zones(country) {
                assert!(zone.parse::<Zone>().is_ok(), "{zone}");
            }
        }
    }
}
