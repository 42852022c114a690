//! The agenda: its days, weeks and months, who is placed where, what is open and closed. Each practitioner's agenda is an object of
//! its own and is asked for itself; one that does not answer is said to be missing, and the others stand.

mod alert;
mod by_hand;
mod clock;
mod close;
mod days;
mod did;
mod free;
mod hours;
mod opening;
mod place;
mod read;
mod relocate;
mod rule;
mod sheet;
mod show;
mod terms;
mod trace;
mod view;
mod visit;
mod waiting;

use axum::{
    Router,
    extract::Request,
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    ProblemKind,
    command::card::{LocationCard, PractitionerCard},
};
use guichet_edge::clock::PlatformEntropy;
use guichet_kernel::{AppointmentId, Right};
use guichet_ui::desk::Section;

use crate::{app::App, form::Fields, here::Here};
use view::View;
pub(crate) use waiting::visit_href;

const SECTION: Section = Section::Agenda;

/// The routes, for somebody who stands in a practice.
pub(crate) fn routes() -> Router<App> {
    let at = |path: &str| format!("/{{country}}/pro/{{practice}}/agenda{path}");
    Router::new()
        .route(&at(""), get(show::show))
        .route(&at("/placer"), get(place::form).post(place::place))
        .route(&at("/deplacer"), post(relocate::relocate))
        .route(&at("/defaire"), post(did::undo))
        .route(&at("/rendez-vous/{practitioner}/{appointment}"), get(visit::show).post(visit::mark))
        .route(&at("/rendez-vous/{practitioner}/{appointment}/annuler"), post(visit::cancel))
        .route(&at("/rendez-vous/{practitioner}/{appointment}/supprimer"), post(visit::delete))
        .route(&at("/rendez-vous/{practitioner}/{appointment}/attente"), post(alert::put))
        .route(&at("/rendez-vous/{practitioner}/{appointment}/propositions"), get(trace::show))
        .route(&at("/horaires"), get(hours::list))
        .route(&at("/horaires/{practitioner}/{availability}"), get(hours::form).post(hours::save))
        .route(&at("/horaires/{practitioner}/{availability}/arreter"), post(hours::end))
        .route(&at("/fermetures"), get(close::show).post(close::close))
        .route(&at("/fermetures/{practitioner}/{closing}/rouvrir"), post(close::reopen))
        .route(&at("/reservation/{practitioner}"), get(terms::form).post(terms::save))
        .route("/{country}/pro/{practice}/attente", get(waiting::show))
        .route("/{country}/pro/{practice}/attente/proposer", get(by_hand::form).post(by_hand::find))
        .route("/{country}/pro/{practice}/attente/{practitioner}/offres/{offer}", post(waiting::answer))
        .route("/{country}/pro/{practice}/attente/{practitioner}/creneaux/{freed}", post(by_hand::offer))
        .route("/{country}/pro/{practice}/attente/{practitioner}/creneaux/{freed}/retirer", post(waiting::withdraw))
}

/// The query of a page that was asked for with GET.
fn asked(here: &Here) -> Fields {
    Fields::read(here.signed.uri.query().unwrap_or_default().as_bytes())
}

/// Refuses, with the agenda as the way on.
fn refuse(here: &Here, kind: ProblemKind) -> Response {
    here.refuse(kind, SECTION, &here.href("/agenda"))
}

/// A form's fields, of somebody who may run agendas.
async fn fields_of(here: &Here, request: Request) -> Result<Fields, Response> {
    let fields = Fields::of(request).await.map_err(|kind| refuse(here, kind))?;
    match refused(here) {
        Some(answer) => Err(answer),
        None => Ok(fields),
    }
}

/// The refusal of whoever may not change agendas, or has none to change.
fn refused(here: &Here) -> Option<Response> {
    match (here.may(Right::RunAgenda), here.authority.runs.is_empty()) {
        (false, _) => Some(refuse(here, ProblemKind::Forbidden)),
        (true, true) => Some(refuse(here, ProblemKind::NotFound)),
        (true, false) => None,
    }
}

/// The digits of an appointment that does not exist yet: its form sent twice makes one.
fn fresh(here: &Here) -> String {
    AppointmentId::draw(here.now(), &PlatformEntropy).digits()
}

/// A place in one line.
fn address(location: &LocationCard) -> String {
    location.address.first().unwrap_or(&location.city).as_str().to_owned()
}

/// Practitioners to choose from: digits and names.
fn practitioners(here: &Here) -> Vec<(String, String)> {
    here.authority.runs.iter().map(|card| (card.id.digits(), name(card))).collect()
}

fn name(card: &PractitionerCard) -> String {
    card.name.as_str().to_owned()
}

/// The hidden field that leads back.
fn page_of(view: &View) -> (&'static str, String) {
    (guichet_ui::desk::fields::PAGE, view.query())
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_two_routes_are_one() {
        // The router panics where two are.
        drop(crate::today::routes().merge(super::routes()).merge(crate::patients::routes()));
    }
}
