//! The form in which a patient says who comes, and the booking that it asks for.

use axum::{
    extract::{Request, State},
    response::Response,
};
use guichet_contracts::{
    FieldProblem, Principal, ProblemKind,
    command::{
        agenda::{Book, HoldFacts, HoldState, ReadHold},
        card::appointment_path,
    },
};
use guichet_edge::reply;
use guichet_kernel::{Instant, ObjectName, Person, Token};
use guichet_ui::{BookingFields, BookingFormPage, Notice, NoticePage, PersonCheck, Practice};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    form::{Fields, faults},
    http::agenda,
    language, pages,
    request::{App, Asking, Refuse, Segments, form_body, html, see_other},
    secrets, turnstile,
};

/// The path of a hold's form.
pub(crate) fn form_path(country: &str, handle: &str, hold: &str) -> String {
    format!("/{country}/praticien/{handle}/reserver/{hold}")
}

/// The hold that an address names, with its agenda.
#[worker::send]
async fn hold_of(
    app: &App,
    asking: &Asking,
    country: &str,
    handle: &str,
    hold: &str,
) -> Result<(ObjectName, Token, HoldFacts), ProblemKind> {
    let (of, name) = agenda(country, handle).ok_or(ProblemKind::NotFound)?;
    let hold = Token::parse(hold).map_err(|_| ProblemKind::NotFound)?;
    let facts = app.ask(asking, &name, Principal::Public, &ReadHold { hold: hold.clone() }).await?;
    if facts.slot.practice.country == of { Ok((name, hold, facts)) } else { Err(ProblemKind::NotFound) }
}

type HoldPath = Segments<(String, String, String)>;

/// The form. A hold that was booked with says so and where the link is; one that was lost leads to what is left.
#[worker::send]
pub(crate) async fn form(
    State(app): State<App>,
    mut asking: Asking,
    Segments((country, handle, hold)): HoldPath,
    headers: HeaderMap,
) -> Response {
    if let Some((country, _)) = agenda(&country, &handle) {
        asking.locale = language::locale(&headers, None, country);
    }
    match hold_of(&app, &asking, &country, &handle, &hold).await {
        Ok((_, _, facts)) => show_form(&app, &asking, &facts, &form_path(&country, &handle, &hold), None),
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// A form that comes back: what was typed and is to be mended, and whether it is Turnstile's check that is to be done again.
struct Again {
    typed: BookingFields,
    check: bool,
}

fn show_form(app: &App, asking: &Asking, facts: &HoldFacts, path: &str, again: Option<Again>) -> Response {
    let kind = match &facts.state {
        HoldState::Live | HoldState::Lapsed => {
            let status = if again.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let Again { typed, check } = again.unwrap_or(Again { typed: BookingFields::default(), check: false });
            let check = app.turnstile().map(|turnstile| PersonCheck { site_key: turnstile.site_key, again: check });
            let runs = check.is_some();
            let page = BookingFormPage { check, ..pages::booking_form(facts, asking.locale, path.to_owned(), typed) };
            let mut response = html(status, page.render());
            if runs {
                let policy = HeaderValue::from_static(turnstile::CONTENT_SECURITY_POLICY);
                response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            }
            return response;
        }
        HoldState::Lost => ProblemKind::SlotTaken,
        HoldState::Past => ProblemKind::SlotGone,
        HoldState::Booked => ProblemKind::KeyReused,
    };
    refuse_held(asking, kind, facts)
}

/// Refuses with what is left to do. A form whose appointment nobody confirmed in time is not told that it is made.
fn refuse_held(asking: &Asking, kind: ProblemKind, facts: &HoldFacts) -> Response {
    if kind == ProblemKind::KeyReused && facts.lapsed {
        asking.refuse_saying(ProblemKind::SlotGone, &Notice::NotConfirmed, |page| with_ways_on(page, facts))
    } else {
        asking.refuse(kind, |page| with_ways_on(page, facts))
    }
}

/// The form again, with what is to be mended beside each field; to a machine, the fields by their names.
#[worker::send]
async fn mend(app: &App, asking: &Asking, (country, handle, hold): (&str, &str, &str), again: Again) -> Response {
    if !asking.page {
        let fields = faults(&again.typed).into_iter();
        let fields = fields.map(|(name, reason)| FieldProblem { name: name.to_owned(), reason: reason.to_owned() }).collect();
        return reply::problem_with_fields(ProblemKind::Invalid, &asking.request_id, fields);
    }
    match hold_of(app, asking, country, handle, hold).await {
        Ok((_, _, facts)) => show_form(app, asking, &facts, &form_path(country, handle, hold), Some(again)),
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// With what is left to do: another start, the practice's telephone.
fn with_ways_on(page: NoticePage, facts: &HoldFacts) -> NoticePage {
    page.with_other_slots(pages::path_of(&facts.slot)).with_practice(Practice::at(&facts.slot.practice, &facts.slot.location))
}

/// Books: 1. the form is read whole, and one that only a program fills in goes no further; 2. what was typed becomes a person,
/// in the language of the page that they read, or the form comes back, as it does where Turnstile is wanted and has not seen one; 3. the
/// Agenda decides, in the one call that an honest form costs.
#[worker::send]
pub(crate) async fn book(
    State(app): State<App>,
    mut asking: Asking,
    Segments((country, handle, hold)): HoldPath,
    headers: HeaderMap,
    request: Request,
) -> Response {
    // 1.
    if let Some((country, _)) = agenda(&country, &handle) {
        asking.locale = language::locale(&headers, None, country);
    }
    let fields = match form_body(request).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    let Some(((of, name), token)) = agenda(&country, &handle).zip(Token::parse(&hold).ok()) else {
        return asking.refuse_plainly(ProblemKind::NotFound);
    };
    let held = async || hold_of(&app, &asking, &country, &handle, &hold).await.map(|(_, _, facts)| facts);
    if fields.looks_automatic() {
        let facts = if asking.page { held().await.ok() } else { None };
        return asking.refuse_saying(ProblemKind::BadRequest, &Notice::LooksAutomatic, |page| match &facts {
            Some(facts) => with_ways_on(page, facts),
            None => page,
        });
    }
    // 2.
    let person = match fields.person(latest_date(asking.now()), of) {
        Ok(person) => Person { locale: language::of_reader(&headers, of, asking.page), ..person },
        Err(typed) => return mend(&app, &asking, (&country, &handle, &hold), Again { typed: *typed, check: false }).await,
    };
    if let Some(turnstile) = app.turnstile()
        && !app.is_person(&asking, &turnstile, fields.turnstile(), (&token, &person)).await
    {
        if !asking.page {
            let field = FieldProblem { name: turnstile::FIELD.to_owned(), reason: "not-verified".to_owned() };
            return reply::problem_with_fields(ProblemKind::Invalid, &asking.request_id, vec![field]);
        }
        return mend(&app, &asking, (&country, &handle, &hold), Again { typed: fields.typed(), check: true }).await;
    }
    let (booker, network) = match app.keys() {
        Ok(keys) => (secrets::booker(&keys, &name, &person.email), secrets::network(&keys, &name, &headers)),
        Err(kind) => return asking.refuse_plainly(kind),
    };
    // 3.
    let says_where = person.address.is_some();
    match app.ask(&asking, &name, Principal::Public, &Book { country: Some(of), hold: token, person, booker, network }).await {
        Ok(booked) => see_other(&format!("{}?fait=pris", appointment_path(&booked.link))),
        // A form that did not ask where, of a service that is given at home (A1).
        Err(ProblemKind::Invalid) if !says_where => {
            let again = Again { typed: fields.without_address(of), check: false };
            mend(&app, &asking, (&country, &handle, &hold), again).await
        }
        // What is left to do is said with the practice's telephone, which the hold still knows.
        Err(kind) if asking.page && leaves_something_to_do(kind) => match held().await {
            Ok(facts) => refuse_held(&asking, kind, &facts),
            Err(_) => asking.refuse_plainly(kind),
        },
        Err(kind) => asking.refuse_plainly(kind),
    }
}

/// Whether whoever is refused may choose another start, or ring.
const fn leaves_something_to_do(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::SlotTaken
            | ProblemKind::SlotGone
            | ProblemKind::KeyReused
            | ProblemKind::Full
            | ProblemKind::Closed
            | ProblemKind::TooManyOpen
            | ProblemKind::TooOften
            | ProblemKind::ConfirmFirst
            | ProblemKind::NoNewPatients
            | ProblemKind::NotOnline
    )
}

/// The latest date that any place on Earth has at `now` (UTC+14): nobody born is refused, wherever the practice stands.
pub(crate) fn latest_date(now: Instant) -> chrono::NaiveDate {
    now.plus(chrono::TimeDelta::hours(14)).utc().date_naive()
}
