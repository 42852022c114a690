//! Two records that are one person's, or are not.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::patient::{DismissDuplicate, MergePatients, Patient, ReadPatient},
};
use guichet_edge::web::html;
use guichet_kernel::{PatientId, Right};
use guichet_ui::desk::{MergePage, MergeSide, Post, Said, fields};
use http::StatusCode;

use super::{DoneWord, OTHER, SECTION, VERSION, Whose, act_href, appointments, asked, done, read, record_href, refuse_at, shown};
use crate::{form::Fields, here::Here, session::query};

/// The version of the other record that a form was made from.
const OTHER_VERSION: &str = "version_autre";

/// Both side by side.
#[worker::send]
pub(super) async fn compare(here: Here, Whose(patient): Whose) -> Response {
    if !here.may(Right::ChangePatients) {
        return refuse_at(&here, ProblemKind::Forbidden, patient);
    }
    let asked = asked(&here);
    let Some(other) = other(&asked) else { return refuse_at(&here, ProblemKind::NotFound, patient) };
    // Whoever comes back from proving who they are finds what they had chosen.
    page(&here, patient, other, (PatientId::from_digits(&asked.text(fields::KEEP)).ok(), None)).await
}

/// Both as they stand; which was chosen to stay, and what there is to say.
async fn page(here: &Here, patient: PatientId, other: PatientId, (chosen, said): (Option<PatientId>, Option<Said>)) -> Response {
    let sides = match (read(here, patient, None).await, read(here, other, None).await) {
        (Ok(left), Ok(right)) if left.id != right.id => [left, right],
        (Ok(_), Ok(_)) => return refuse_at(here, ProblemKind::NotFound, patient),
        // One of them was merged already: what remains of it is shown.
        (Err(answer), _) | (_, Err(answer)) => return answer,
    };
    let [left, right] = sides;
    let versions = [left.version, right.version].map(|version| version.to_string());
    let (left, right) = (side(here, &left).await, side(here, &right).await);
    let to = |act: &str| Post::to(act_href(here, patient, act)).with(OTHER, other.digits());
    let [version, other_version] = versions;
    let page = MergePage {
        desk: here.desk(SECTION, said),
        left,
        right,
        post: to("fusion").with(VERSION, version).with(OTHER_VERSION, other_version),
        chosen: chosen.map(PatientId::digits),
        keep_apart: Some(to("distinct")),
        cancel_href: record_href(here, patient),
    };
    html(if said.is_some() { StatusCode::PRECONDITION_FAILED } else { StatusCode::OK }, page.render())
}

async fn side(here: &Here, record: &Patient) -> MergeSide {
    MergeSide {
        id: record.id.digits(),
        record: shown::record(here, record),
        entered_at: here.wall(record.entered_at),
        appointments: appointments::beside(here, record).await,
    }
}

fn other(fields: &Fields) -> Option<PatientId> {
    PatientId::from_digits(&fields.text(OTHER)).ok()
}

/// Which record ends and which stays: the one that was chosen, if it is one of the two.
fn ends_and_stays(patient: PatientId, other: PatientId, keep: PatientId) -> Option<(PatientId, PatientId)> {
    match keep {
        keep if patient == other || (keep != patient && keep != other) => None,
        keep if keep == patient => Some((other, patient)),
        _ => Some((patient, other)),
    }
}

/// Makes them one. It cannot be undone: a fresh proof is asked for first, and leads back to the choice; and where one of them
/// has changed since, both are shown again. Repeating it changes nothing.
#[worker::send]
pub(super) async fn merge(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let keep = PatientId::from_digits(&fields.text(fields::KEEP)).ok();
    let other = other(&fields);
    let chosen = other.zip(keep).and_then(|(other, keep)| Some((other, ends_and_stays(patient, other, keep)?)));
    let Some((other, (from, to))) = chosen else { return refuse_at(&here, ProblemKind::BadRequest, patient) };
    let seen = fields.parse::<i64>(VERSION).zip(fields.parse::<i64>(OTHER_VERSION));
    let Some((version, other_version)) = seen else { return refuse_at(&here, ProblemKind::VersionNeeded, patient) };
    let (from_version, version) = if from == patient { (version, other_version) } else { (other_version, version) };
    match here.ask(&MergePatients { from, from_version, to, version }).await {
        Ok(_) => done(&here, to, DoneWord::Merged),
        Err(ProblemKind::ProveFirst) => {
            let choice = query(&[(OTHER, &other.digits()), (fields::KEEP, &to.digits())]);
            here.refuse(ProblemKind::ProveFirst, SECTION, &format!("{}?{choice}", act_href(&here, patient, "fusion")))
        }
        Err(kind) => match here.ask(&ReadPatient { patient: from }).await {
            // It was done before.
            Ok(record) if record.id == to => done(&here, to, DoneWord::Merged),
            _ if kind == ProblemKind::Changed => page(&here, patient, other, (Some(to), Some(Said::ChangedMeanwhile))).await,
            _ => refuse_at(&here, kind, patient),
        },
    }
}

/// They are two people: not proposed again.
#[worker::send]
pub(super) async fn keep_apart(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let Some(other) = other(&fields) else { return refuse_at(&here, ProblemKind::BadRequest, patient) };
    match here.ask(&DismissDuplicate { patient, other }).await {
        Ok(_) => done(&here, patient, DoneWord::KeptApart),
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // A8: staff say which record stays, and it is one of the two that they saw.
    #[test]
    fn the_record_that_stays_is_one_of_the_two() {
        let id = |digit: &str| PatientId::from_digits(&digit.repeat(32)).unwrap();
        let (one, two, three) = (id("1"), id("2"), id("3"));
        assert_eq!(ends_and_stays(one, two, one), Some((two, one)));
        assert_eq!(ends_and_stays(one, two, two), Some((one, two)));
        assert_eq!(ends_and_stays(one, two, three), None);
        assert_eq!(ends_and_stays(one, one, one), None);
    }
}
