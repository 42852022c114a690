//! Patients: search, record, and everything that staff do with one.

mod alike;
mod appointments;
mod consents;
mod edit;
mod erase;
mod export;
mod further;
mod guardians;
mod list;
mod merge;
mod numbers;
mod online;
mod record;
mod shown;
mod texts;
mod typed;

use axum::{
    Router,
    extract::{FromRequestParts, Request},
    response::Response,
    routing::{get, post},
};
use guichet_contracts::{
    ProblemKind,
    command::patient::{Patient, ReadPatient},
};
use guichet_edge::web::see_other;
use guichet_kernel::{PatientId, PersonName};
use guichet_ui::desk::{Said, Section};
use http::request::Parts;

pub(crate) use shown::phone_line;

use crate::{
    app::App,
    form::Fields,
    here::{DONE_QUERY, Here},
    session::query,
};

const SECTION: Section = Section::Patients;
/// The version of the record that a form was made from.
const VERSION: &str = "version";
/// The other of two records.
const OTHER: &str = "autre";

/// The routes, for somebody who stands in a practice.
pub(crate) fn routes() -> Router<App> {
    let at = |path: &str| format!("/{{country}}/pro/{{practice}}/patients{path}");
    Router::new()
        .route(&at(""), get(list::show).post(edit::create))
        // A search is a POST that changes nothing: what is typed is somebody's name, and addresses are kept in histories and logs.
        .route(&at("/recherche"), post(list::search))
        .route(&at("/nouveau"), get(edit::blank))
        .route(&at("/doublons"), get(further::duplicates))
        .route(&at("/{patient}"), get(record::show))
        .route(&at("/{patient}/modifier"), get(edit::form).post(edit::save))
        .route(&at("/{patient}/rendez-vous"), get(appointments::show))
        .route(&at("/{patient}/notes"), get(further::notes).post(record::add_note))
        .route(&at("/{patient}/consentements"), get(further::consents))
        .route(&at("/{patient}/consentements/nouveau"), get(consents::form).post(consents::give))
        .route(&at("/{patient}/consentements/{consent}/retirer"), post(consents::withdraw))
        .route(&at("/{patient}/responsables/nouveau"), get(guardians::form).post(guardians::add))
        .route(&at("/{patient}/responsables/recherche"), post(guardians::search))
        .route(&at("/{patient}/responsables/{key}/retirer"), post(guardians::remove))
        .route(&at("/{patient}/en-ligne"), post(online::say))
        .route(&at("/{patient}/fusion"), get(merge::compare).post(merge::merge))
        .route(&at("/{patient}/distinct"), post(merge::keep_apart))
        .route(&at("/{patient}/effacer"), get(erase::ask).post(erase::erase))
        .route(&at("/{patient}/effacement"), get(erase::tally))
        .route(&at("/{patient}/export.json"), get(export::json))
        .route(&at("/{patient}/export.html"), get(export::page))
}

/// The patient of an address, `…/patients/<digits>…`.
pub(super) struct Whose(PatientId);

impl<S: Sync> FromRequestParts<S> for Whose {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let here = Here::from_request_parts(parts, state).await?;
        let digits = parts.uri.path().split('/').nth(5).unwrap_or_default();
        PatientId::from_digits(digits).map(Self).map_err(|_| refuse(&here, ProblemKind::NotFound))
    }
}

/// Refuses, with the list as the way on.
fn refuse(here: &Here, kind: ProblemKind) -> Response {
    here.refuse(kind, SECTION, &here.href("/patients"))
}

/// Refuses, with the patient's record as the way on.
fn refuse_at(here: &Here, kind: ProblemKind, patient: PatientId) -> Response {
    here.refuse(kind, SECTION, &record_href(here, patient))
}

/// The address of a record.
pub(crate) fn record_href(here: &Here, patient: PatientId) -> String {
    here.href(&format!("/patients/{}", patient.digits()))
}

/// The address of what is done with a record.
fn act_href(here: &Here, patient: PatientId, act: &str) -> String {
    format!("{}/{act}", record_href(here, patient))
}

/// A name as lists sort it.
pub(crate) fn full_name(family: &PersonName, given: &PersonName) -> String {
    format!("{}, {}", family.as_str(), given.as_str())
}

/// The record that answers for `patient`. One that was merged leads on to the same `act` of the one that remains.
async fn read(here: &Here, patient: PatientId, act: Option<&str>) -> Result<Patient, Response> {
    match here.ask(&ReadPatient { patient }).await {
        Ok(record) if record.id == patient => Ok(record),
        Ok(record) => Err(see_other(&act.map_or_else(|| record_href(here, record.id), |act| act_href(here, record.id, act)))),
        Err(kind) => Err(refuse(here, kind)),
    }
}

use record::changed_meanwhile;

/// The version that the sender of a form saw, where that is all it says.
async fn seen(request: Request) -> Result<i64, ProblemKind> {
    Fields::of(request).await?.parse(VERSION).ok_or(ProblemKind::VersionNeeded)
}

/// What was just done, as a word in an address.
#[derive(Clone, Copy)]
enum DoneWord {
    Saved,
    Added,
    Withdrawn,
    Merged,
    KeptApart,
}

impl DoneWord {
    const ALL: [Self; 5] = [Self::Saved, Self::Added, Self::Withdrawn, Self::Merged, Self::KeptApart];

    const fn word(self) -> &'static str {
        match self {
            Self::Saved => "garde",
            Self::Added => "ajoute",
            Self::Withdrawn => "retire",
            Self::Merged => "fusionne",
            Self::KeptApart => "distinct",
        }
    }

    const fn said(self) -> Said {
        match self {
            Self::Saved => Said::Saved,
            Self::Added => Said::Added,
            Self::Withdrawn => Said::Withdrawn,
            Self::Merged => Said::Merged,
            Self::KeptApart => Said::KeptApart,
        }
    }
}

/// What the address says was just done.
fn said(here: &Here) -> Option<Said> {
    let word = here.done();
    DoneWord::ALL.into_iter().find(|done| done.word() == word).map(DoneWord::said)
}

/// Leads to the record, which says what was done.
fn done(here: &Here, patient: PatientId, word: DoneWord) -> Response {
    see_other(&format!("{}?{}", record_href(here, patient), query(&[(DONE_QUERY, word.word())])))
}

/// The query of a page that was asked for with GET.
fn asked(here: &Here) -> Fields {
    Fields::read(here.signed.uri.query().unwrap_or_default().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_routes_are_one() {
        // The router panics where two are.
        drop(crate::today::routes().merge(routes()));
    }

    #[test]
    fn what_was_done_is_said_by_its_own_word() {
        let words: std::collections::BTreeSet<_> = DoneWord::ALL.into_iter().map(DoneWord::word).collect();
        assert_eq!(words.len(), DoneWord::ALL.len());
    }
}
