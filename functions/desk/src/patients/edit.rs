//! The form of a patient, new or known.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::patient::{AddPatient, ChangePatient, Patient, PatientKept, PutIdentifier, ReadPatient, RemoveIdentifier},
};
use guichet_edge::web::html;
use guichet_kernel::{PatientId, Right};
use guichet_ui::desk::{PatientFields, PatientFormPage, PatientLine, Post, Said, fields};
use http::StatusCode;

use super::{
    DoneWord, SECTION, VERSION, Whose, act_href,
    alike::alike,
    done, full_name,
    numbers::TypedIdentifier,
    read, record_href, refuse, refuse_at, shown,
    typed::{self, Border, Typed},
};
use crate::{
    form::Fields,
    here::{Here, form_key},
};

/// The form for a new patient.
#[worker::send]
pub(super) async fn blank(here: Here) -> Response {
    if !here.may(Right::ChangePatients) {
        return refuse(&here, ProblemKind::Forbidden);
    }
    new_page(&here, StatusCode::OK, &form_key(), typed::blank(here.authority.country), Vec::new())
}

fn new_page(here: &Here, status: StatusCode, key: &str, fields: PatientFields, alike: Vec<PatientLine>) -> Response {
    let list = here.href("/patients");
    let post = Post::to(&list).with_key(key);
    html(status, PatientFormPage { desk: here.desk(SECTION, None), patient: None, post, fields, alike, cancel_href: list }.render())
}

fn border<'a>(here: &Here, kept: Option<&'a Patient>) -> Border<'a> {
    Border { country: here.authority.country, today: here.wall(here.now()).date(), kept }
}

/// Enters a patient. Who looks like one that is known is shown first (A8).
#[worker::send]
pub(super) async fn create(here: Here, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse(&here, kind),
    };
    let Some(key) = fields.key() else { return refuse(&here, ProblemKind::BadRequest) };
    let (shown, typed) = typed::read(&fields, border(&here, None));
    let Some(Typed { details, identifiers }) = typed else {
        return new_page(&here, StatusCode::UNPROCESSABLE_ENTITY, &key, shown, Vec::new());
    };
    let unless_alike = fields.text(fields::ANYWAY) != "yes";
    let mut command = AddPatient { details, unless_alike };
    let mut entered = here.create(Some(key.clone()), &command).await;
    if entered.as_ref().is_err_and(|kind| *kind == ProblemKind::LooksAlike) {
        match alike(&here, &command.details).await {
            // Alike by something that a search by name does not find: it is entered, and proposed on the record.
            Ok(alike) if alike.is_empty() => {
                command.unless_alike = false;
                entered = here.create(Some(key.clone()), &command).await;
            }
            Ok(alike) => {
                let lines = alike.iter().map(|line| shown::line(&here, line)).collect();
                return new_page(&here, StatusCode::CONFLICT, &key, shown, lines);
            }
            Err(kind) => return refuse(&here, kind),
        }
    }
    let (patient, mut version) = match entered {
        Ok(kept) => (kept.patient, kept.version),
        Err(kind) => return refuse(&here, kind),
    };
    for identifier in identifiers {
        let Some((number, detail)) = identifier.number else { continue };
        let kind = identifier.kind.as_str();
        let command = PutIdentifier { patient, version, kind: kind.to_owned(), number, detail };
        // A key of its own for each, since they are one command.
        match here.create(Some(format!("{key}.{kind}")), &command).await {
            Ok(kept) => version = kept.version,
            Err(kind) => return here.refuse(kind, SECTION, &act_href(&here, patient, "modifier")),
        }
    }
    done(&here, patient, DoneWord::Added)
}

/// The form with what is kept.
#[worker::send]
pub(super) async fn form(here: Here, Whose(patient): Whose) -> Response {
    if !here.may(Right::ChangePatients) {
        return refuse_at(&here, ProblemKind::Forbidden, patient);
    }
    match read(&here, patient, Some("modifier")).await {
        Ok(record) => {
            let fields = typed::of(&record, here.authority.country, here.wall(here.now()).date());
            page(&here, StatusCode::OK, &record, fields, None)
        }
        Err(answer) => answer,
    }
}

/// The form. What is sent from it changes the record as it was read for it: whoever saw a notice of another's changes has seen it.
fn page(here: &Here, status: StatusCode, record: &Patient, fields: PatientFields, said: Option<Said>) -> Response {
    let page = PatientFormPage {
        desk: here.desk(SECTION, said),
        patient: Some(full_name(&record.details.family_name, &record.details.given_name)),
        post: Post::to(act_href(here, record.id, "modifier")).with(VERSION, record.version.to_string()),
        fields,
        alike: Vec::new(),
        cancel_href: record_href(here, record.id),
    };
    html(status, page.render())
}

/// Keeps what was typed. Where somebody else was quicker the form comes back with it, and what is sent then takes the place
/// of what they kept.
#[worker::send]
pub(super) async fn save(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let Some(mut version) = fields.parse::<i64>(VERSION) else { return refuse_at(&here, ProblemKind::VersionNeeded, patient) };
    let record = match here.ask(&ReadPatient { patient }).await {
        Ok(record) => record,
        Err(kind) => return refuse(&here, kind),
    };
    // What was typed about a record that was merged since is offered to the one that remains.
    let changed_since = record.id != patient || record.version != version;
    let (shown, typed) = typed::read(&fields, border(&here, Some(&record)));
    let Some(Typed { details, identifiers }) = typed else {
        let said = changed_since.then_some(Said::ChangedMeanwhile);
        return page(&here, StatusCode::UNPROCESSABLE_ENTITY, &record, shown, said);
    };
    let changed: Vec<TypedIdentifier> = identifiers.into_iter().filter(|one| !one.is_kept(&record.identifiers)).collect();
    // The same form sent again: it is kept already.
    if details == record.details && changed.is_empty() {
        return done(&here, record.id, DoneWord::Saved);
    }
    if changed_since {
        return page(&here, StatusCode::PRECONDITION_FAILED, &record, shown, Some(Said::ChangedMeanwhile));
    }
    if details != record.details {
        match here.ask(&ChangePatient { patient, version, details }).await {
            Ok(kept) => version = kept.version,
            Err(ProblemKind::Changed) => return conflict(&here, patient, shown).await,
            Err(kind) => return refuse_at(&here, kind, patient),
        }
    }
    for identifier in changed {
        match keep(&here, patient, version, identifier).await {
            Ok(kept) => version = kept.version,
            Err(ProblemKind::Changed) => return conflict(&here, patient, shown).await,
            Err(kind) => return here.refuse(kind, SECTION, &act_href(&here, patient, "modifier")),
        }
    }
    done(&here, patient, DoneWord::Saved)
}

async fn conflict(here: &Here, patient: PatientId, shown: PatientFields) -> Response {
    match here.ask(&ReadPatient { patient }).await {
        Ok(record) => page(here, StatusCode::PRECONDITION_FAILED, &record, shown, Some(Said::ChangedMeanwhile)),
        Err(kind) => refuse(here, kind),
    }
}

async fn keep(here: &Here, patient: PatientId, version: i64, identifier: TypedIdentifier) -> Result<PatientKept, ProblemKind> {
    let kind = identifier.kind.as_str().to_owned();
    match identifier.number {
        Some((number, detail)) => here.ask(&PutIdentifier { patient, version, kind, number, detail }).await,
        None => here.ask(&RemoveIdentifier { patient, version, kind }).await,
    }
}
