//! All that is kept of a patient, handed out.
//!
//! Both are plain GETs: like reading a record they change nothing but the trail, which says that it was read, and by whom. The
//! Practice wants a fresh proof; the way to it leads back here. A form in between would protect nothing more: another site
//! that sends a browser here gets nothing to read.

use axum::response::Response;
use guichet_contracts::{
    ProblemKind,
    command::patient::{ExportPatient, PatientExport},
};
use guichet_edge::web::html;
use guichet_kernel::PatientId;
use guichet_ui::desk::{ExportAccess, ExportAppointment, ExportMessage, PatientExportPage};
use http::{HeaderValue, StatusCode, header};

use super::{SECTION, Whose, act_href, shown};
use crate::{here::Here, today::of_the_wire};

/// Everything, from everybody who keeps something; nothing, where one of them does not answer.
async fn whole(here: &Here, patient: PatientId) -> Result<PatientExport, ProblemKind> {
    let mut export = here.ask(&ExportPatient { patient }).await?;
    here.elsewhere().complete(&mut export).await?;
    Ok(export)
}

/// For a machine.
#[worker::send]
pub(super) async fn json(here: Here, Whose(patient): Whose) -> Response {
    let act = "export.json";
    let export = match whole(&here, patient).await {
        Ok(export) => export,
        Err(kind) => return here.refuse(kind, SECTION, &act_href(&here, patient, act)),
    };
    let Ok(text) = serde_json::to_string_pretty(&export) else {
        return here.refuse(ProblemKind::Internal, SECTION, &act_href(&here, patient, act));
    };
    let mut response = html::<std::convert::Infallible>(StatusCode::OK, Ok(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}.json\"", export.patient.id)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// For a reader.
#[worker::send]
pub(super) async fn page(here: Here, Whose(patient): Whose) -> Response {
    match whole(&here, patient).await {
        Ok(export) => html(StatusCode::OK, view(&here, export).render()),
        Err(kind) => here.refuse(kind, SECTION, &act_href(&here, patient, "export.html")),
    }
}

fn view(here: &Here, export: PatientExport) -> PatientExportPage {
    let mut record = shown::record(here, &export.patient);
    // On paper there is nothing to press.
    record.guardians.iter_mut().for_each(|guardian| guardian.end = None);
    record.consents.iter_mut().for_each(|consent| consent.withdraw = None);
    let accesses = export.audit.into_iter().map(|entry| ExportAccess {
        at: here.wall(entry.at),
        actor: entry.actor_name.unwrap_or_else(|| entry.actor.as_str().to_owned()),
        act: entry.action,
    });
    let appointments = export.appointments.into_iter().map(|one| ExportAppointment {
        at: one.location.zone.wall(one.starts_at),
        service: one.service.label.as_str().to_owned(),
        practitioner: one.practitioner.name.as_str().to_owned(),
        attendance: of_the_wire(one.attendance),
    });
    let messages = export.messages.into_iter().map(|one| ExportMessage { at: here.wall(one.queued_at), kind: one.kind, state: one.state });
    PatientExportPage {
        locale: here.signed.locale,
        practice: here.authority.practice_name.as_str().to_owned(),
        made_at: here.wall(here.now()),
        patient_id: export.patient.id.to_string(),
        record,
        appointments: appointments.collect(),
        messages: messages.collect(),
        accesses: accesses.collect(),
    }
}
