//! A patient's record, and notes on it.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::patient::{AddNote, Patient, ReadErasure, ReadPatient},
};
use guichet_edge::web::{body_of, html, see_other};
use guichet_kernel::{PatientId, Right};
use guichet_ui::desk::{Input, Issue, PatientActs, PatientPage, PatientRecord, Post, RecordState, Said, fields};
use http::StatusCode;

use super::{DoneWord, SECTION, Whose, act_href, appointments, done, further, online, read, record_href, refuse, refuse_at, said, shown};
use crate::{
    form::Fields,
    here::{Here, form_key},
    session::query,
};

/// The longest note, in characters; the Practice holds to it.
const LONGEST_NOTE: usize = 10_000;
/// The largest form with a note in it, in bytes: as large as the gateway lets in, since a letter takes up to nine when it is sent.
const LARGEST_FORM: usize = 64 * 1024;

/// The record.
#[worker::send]
pub(super) async fn show(here: Here, Whose(patient): Whose) -> Response {
    match here.ask(&ReadPatient { patient }).await {
        Ok(record) if record.id == patient => page(&here, StatusCode::OK, &record, Input::default(), said(&here)).await,
        // It was merged: the one that remains answers for it.
        Ok(record) => see_other(&record_href(&here, record.id)),
        Err(ProblemKind::NotFound) => gone(&here, patient).await,
        Err(kind) => refuse(&here, kind),
    }
}

/// The record as it stands, for whoever would have changed another version of it.
pub(super) async fn changed_meanwhile(here: &Here, patient: PatientId) -> Response {
    match read(here, patient, None).await {
        Ok(record) => page(here, StatusCode::PRECONDITION_FAILED, &record, Input::default(), Some(Said::ChangedMeanwhile)).await,
        Err(answer) => answer,
    }
}

/// No record: one that was erased says so to those who may know.
async fn gone(here: &Here, patient: PatientId) -> Response {
    if !here.may(Right::ErasePatients) {
        return refuse(here, ProblemKind::NotFound);
    }
    match here.ask(&ReadErasure { patient }).await {
        Ok(erasure) => {
            let page = PatientPage {
                desk: here.desk(SECTION, None),
                record: PatientRecord::default(),
                state: RecordState::Erased { at: here.wall(erasure.erased_at), tally_href: act_href(here, patient, "effacement") },
                duplicates: Vec::new(),
                appointments: None,
                acts: PatientActs { audit_href: audit_href(here, patient), ..PatientActs::default() },
            };
            html(StatusCode::GONE, page.render())
        }
        Err(kind) => refuse(here, kind),
    }
}

/// What the trail says of a patient, for those who may read it.
fn audit_href(here: &Here, patient: PatientId) -> Option<String> {
    here.may(Right::ReadAudit).then(|| format!("{}?{}", here.href("/journal"), query(&[(fields::QUERY, &patient.to_string())])))
}

async fn page(here: &Here, status: StatusCode, record: &Patient, note: Input, said: Option<Said>) -> Response {
    let at = |right: Right, act: &str| here.may(right).then(|| act_href(here, record.id, act));
    let acts = PatientActs {
        edit_href: at(Right::ChangePatients, "modifier"),
        guardian_href: at(Right::ChangePatients, "responsables/nouveau"),
        consent_href: at(Right::ChangePatients, "consentements/nouveau"),
        add_note: at(Right::ChangePatients, "notes").map(|path| Post::to(path).with_key(form_key())),
        note,
        older_notes_href: record.notes.last().filter(|_| record.more_notes).map(|last| further::notes_href(here, record.id, last.id)),
        older_consents_href: record
            .consents
            .last()
            .filter(|_| record.more_consents)
            .map(|last| further::consents_href(here, record.id, last.id)),
        export_json_href: at(Right::ExportPatients, "export.json"),
        export_html_href: at(Right::ExportPatients, "export.html"),
        erase_href: at(Right::ErasePatients, "effacer"),
        audit_href: audit_href(here, record.id),
        online: Some(online::shown(here, record)),
    };
    let page = PatientPage {
        desk: here.desk(SECTION, said),
        record: shown::record(here, record),
        state: RecordState::Living,
        duplicates: shown::duplicates(here, record),
        appointments: Some(appointments::beside(here, record).await),
        acts,
    };
    html(status, page.render())
}

/// Adds a note.
#[worker::send]
pub(super) async fn add_note(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match body_of(request, "application/x-www-form-urlencoded", LARGEST_FORM).await {
        Ok(body) => Fields::read(&body),
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let Some(key) = fields.key() else { return refuse_at(&here, ProblemKind::BadRequest, patient) };
    let text = fields.long(fields::NOTE, LONGEST_NOTE + 1).replace("\r\n", "\n");
    if let Some(issue) = note_issue(&text) {
        return match read(&here, patient, None).await {
            Ok(record) => page(&here, StatusCode::UNPROCESSABLE_ENTITY, &record, Input::of(text).wrong(issue), None).await,
            Err(answer) => answer,
        };
    }
    match here.create(Some(key), &AddNote { patient, text }).await {
        Ok(_) => done(&here, patient, DoneWord::Added),
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

fn note_issue(text: &str) -> Option<Issue> {
    let text = text.trim();
    let control = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.is_empty() {
        Some(Issue::Missing)
    } else if text.chars().count() > LONGEST_NOTE {
        Some(Issue::TooLong)
    } else {
        text.contains(control).then_some(Issue::Characters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_has_words_and_an_end() {
        assert_eq!(note_issue("Préfère le matin.\n\tSonner deux fois."), None);
        assert_eq!(note_issue(" \n"), Some(Issue::Missing));
        assert_eq!(note_issue(&"é".repeat(LONGEST_NOTE)), None);
        assert_eq!(note_issue(&"é".repeat(LONGEST_NOTE + 1)), Some(Issue::TooLong));
        assert_eq!(note_issue("\u{1b}[2J"), Some(Issue::Characters));
    }
}
