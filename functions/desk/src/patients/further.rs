//! What goes on over several pages: older notes and consents of a record, and the records that may be one person's.

use axum::response::Response;
use guichet_contracts::command::patient::{Patient, ReadConsents, ReadDuplicates, ReadNotes};
use guichet_edge::web::html;
use guichet_kernel::{ConsentId, NoteId, PatientId};
use guichet_ui::desk::{DuplicatesPage, Further, FurtherPage, Pair};
use http::StatusCode;

use super::{SECTION, Whose, act_href, asked, full_name, read, record_href, refuse, refuse_at, shown};
use crate::{here::Here, session::query};

/// In an address: those before this one.
const BEFORE: &str = "avant";
/// As many as a page has.
const PAGE: u32 = 25;

/// The address of the notes before one.
pub(super) fn notes_href(here: &Here, patient: PatientId, before: NoteId) -> String {
    format!("{}?{BEFORE}={}", act_href(here, patient, "notes"), before.digits())
}

/// The address of the consents before one.
pub(super) fn consents_href(here: &Here, patient: PatientId, before: ConsentId) -> String {
    format!("{}?{BEFORE}={}", act_href(here, patient, "consentements"), before.digits())
}

fn page(here: &Here, record: &Patient, further: Further, older_href: Option<String>) -> Response {
    let page = FurtherPage {
        desk: here.desk(SECTION, None),
        patient: full_name(&record.details.family_name, &record.details.given_name),
        further,
        older_href,
        record_href: record_href(here, record.id),
    };
    html(StatusCode::OK, page.render())
}

/// Older notes.
#[worker::send]
pub(super) async fn notes(here: Here, Whose(patient): Whose) -> Response {
    let record = match read(&here, patient, Some("notes")).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let before = NoteId::from_digits(&asked(&here).text(BEFORE)).ok();
    match here.ask(&ReadNotes { patient, before, most: PAGE }).await {
        Ok(read) => {
            let older = read.notes.last().filter(|_| read.more).map(|last| notes_href(&here, patient, last.id));
            page(&here, &record, Further::Notes(read.notes.iter().map(|note| shown::note_line(&here, note)).collect()), older)
        }
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

/// Older consents.
#[worker::send]
pub(super) async fn consents(here: Here, Whose(patient): Whose) -> Response {
    let record = match read(&here, patient, Some("consentements")).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let before = ConsentId::from_digits(&asked(&here).text(BEFORE)).ok();
    match here.ask(&ReadConsents { patient, before, most: PAGE }).await {
        Ok(read) => {
            let older = read.consents.last().filter(|_| read.more).map(|last| consents_href(&here, patient, last.id));
            let lines = read.consents.iter().filter_map(|consent| shown::consent_line(&here, &record, consent));
            page(&here, &record, Further::Consents(lines.collect()), older)
        }
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

/// All pairs of records that may be one person's.
#[worker::send]
pub(super) async fn duplicates(here: Here) -> Response {
    let after = Some(asked(&here).text(BEFORE)).filter(|place| !place.is_empty());
    let path = here.href("/patients/doublons");
    match here.ask(&ReadDuplicates { after: after.clone(), most: PAGE }).await {
        Ok(read) => {
            let pairs = read.duplicates.iter().map(|one| {
                let (compare_href, keep_apart) = shown::pair(&here, one.patient.id, one.other.id);
                let lines = [&one.patient, &one.other].map(|line| shown::line(&here, line));
                Pair { lines, why: shown::alike(&one.reason), compare_href, keep_apart }
            });
            let page = DuplicatesPage {
                desk: here.desk(SECTION, None),
                pairs: pairs.collect(),
                older_href: read.older.map(|place| format!("{path}?{}", query(&[(BEFORE, &place)]))),
                newest_href: after.map(|_| path),
            };
            html(StatusCode::OK, page.render())
        }
        Err(kind) => refuse(&here, kind),
    }
}
