//! Forgetting a patient, and how far that has come.

use axum::response::Response;
use guichet_contracts::{
    ProblemKind,
    command::{
        patient::{ErasePatient, Erasure, Forgetting, Forgotten, ReadErasure},
        practice::ReadAudit,
    },
};
use guichet_edge::web::{html, see_other};
use guichet_kernel::{Label, ObjectClass, PatientId, Right};
use guichet_ui::desk::{ErasePage, ErasureLine, ErasureState, ErasureTallyPage, Keeper, Post};
use http::StatusCode;

use super::{SECTION, Whose, act_href, full_name, read, record_href, refuse_at};
use crate::here::Here;

/// The word of an erasure in the audit trail.
const ERASED: &str = "patient.erased";

/// Asks whether to.
#[worker::send]
pub(super) async fn ask(here: Here, Whose(patient): Whose) -> Response {
    if !here.may(Right::ErasePatients) {
        return refuse_at(&here, ProblemKind::Forbidden, patient);
    }
    match read(&here, patient, Some("effacer")).await {
        Ok(record) => {
            let page = ErasePage {
                desk: here.desk(SECTION, None),
                patient: full_name(&record.details.family_name, &record.details.given_name),
                birth_date: record.details.birth_date.map(guichet_kernel::BirthDate::date),
                post: Post::to(act_href(&here, patient, "effacer")),
                cancel_href: record_href(&here, patient),
            };
            html(StatusCode::OK, page.render())
        }
        Err(answer) => match here.ask(&ReadErasure { patient }).await {
            Ok(_) => see_other(&act_href(&here, patient, "effacement")),
            Err(_) => answer,
        },
    }
}

/// Erases. A fresh proof is asked for first, and leads back to the question. Repeating it leads to the tally.
#[worker::send]
pub(super) async fn erase(here: Here, Whose(patient): Whose) -> Response {
    let tally = act_href(&here, patient, "effacement");
    match here.ask(&ErasePatient { patient }).await {
        Ok(_) => see_other(&tally),
        Err(ProblemKind::NotFound | ProblemKind::Changed) if here.ask(&ReadErasure { patient }).await.is_ok() => see_other(&tally),
        Err(kind) => here.refuse(kind, SECTION, &act_href(&here, patient, "effacer")),
    }
}

/// Who has erased the patient, and who still keeps something.
#[worker::send]
pub(super) async fn tally(here: Here, Whose(patient): Whose) -> Response {
    match here.ask(&ReadErasure { patient }).await {
        Ok(erasure) => {
            let asked_by = asked_by(&here, patient).await.unwrap_or_else(|| "—".to_owned());
            html(StatusCode::OK, tally_page(&here, &erasure, asked_by).render())
        }
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

/// Who asked for it, as the trail says it to those who may read it.
async fn asked_by(here: &Here, patient: PatientId) -> Option<String> {
    if !here.may(Right::ReadAudit) {
        return None;
    }
    let label = |text: &str| Label::parse(text).ok();
    let command = ReadAudit {
        actor: None,
        subject: Some(label(&patient.to_string())?),
        action: Some(label(ERASED)?),
        text: None,
        from: None,
        to: None,
        before: None,
        most: 1,
    };
    let entry = here.ask(&command).await.ok()?.entries.into_iter().next()?;
    Some(entry.actor_name.unwrap_or_else(|| entry.actor.as_str().to_owned()))
}

fn tally_page(here: &Here, erasure: &Erasure, asked_by: String) -> ErasureTallyPage {
    let line = |forgetting: &Forgetting| ErasureLine {
        keeper: keeper(forgetting.object.class),
        of: forgetting.object.name.practitioner_id().and_then(|id| {
            let card = here.authority.runs.iter().find(|card| card.id == id)?;
            Some(card.name.as_str().to_owned())
        }),
        state: match &forgetting.outcome {
            None => ErasureState::Waiting,
            // The tally does not say when.
            Some(Forgotten::Erased) => ErasureState::Erased { at: None },
            Some(Forgotten::Kept { until, because }) => {
                ErasureState::Kept { until: Some(here.wall(*until).date()), because: because.clone() }
            }
        },
    };
    ErasureTallyPage {
        desk: here.desk(SECTION, None),
        patient_id: erasure.patient.to_string(),
        asked_at: here.wall(erasure.erased_at),
        asked_by,
        lines: erasure.objects.iter().map(line).collect(),
        refresh_href: act_href(here, erasure.patient, "effacement"),
    }
}

const fn keeper(class: ObjectClass) -> Keeper {
    match class {
        ObjectClass::Agenda => Keeper::Agenda,
        ObjectClass::Mailroom => Keeper::Messages,
        ObjectClass::Identity => Keeper::Identity,
        ObjectClass::Practice | ObjectClass::Directory => Keeper::Records,
    }
}
