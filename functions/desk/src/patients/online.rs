//! Whether a patient books online, or is asked to ring (A9).

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::patient::{BlockOnline, Patient},
};
use guichet_kernel::Right;
use guichet_ui::desk::{OnlineBooking, Post};

use super::{DoneWord, VERSION, Whose, act_href, done, read, record::changed_meanwhile, refuse_at};
use crate::{form::Fields, here::Here};

/// Where it is said, below the record.
const ACT: &str = "en-ligne";
/// The field that says which, and its two words.
const BLOCKED: &str = "appeler";
const YES: &str = "oui";
const NO: &str = "non";

/// What the record shows of it.
pub(super) fn shown(here: &Here, record: &Patient) -> OnlineBooking {
    let other = if record.blocked_online { NO } else { YES };
    let post = || Post::to(act_href(here, record.id, ACT)).with(VERSION, record.version.to_string()).with(BLOCKED, other);
    OnlineBooking { blocked: record.blocked_online, change: here.may(Right::ChangePatients).then(post) }
}

/// Says it. Repeating it changes nothing.
#[worker::send]
pub(super) async fn say(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let blocked = match fields.text(BLOCKED).as_str() {
        YES => true,
        NO => false,
        _ => return refuse_at(&here, ProblemKind::BadRequest, patient),
    };
    let Some(version) = fields.parse(VERSION) else { return refuse_at(&here, ProblemKind::VersionNeeded, patient) };
    match here.ask(&BlockOnline { patient, version, blocked }).await {
        Ok(_) => done(&here, patient, DoneWord::Saved),
        Err(ProblemKind::Changed) => match read(&here, patient, None).await {
            // It was done before.
            Ok(record) if record.blocked_online == blocked => done(&here, patient, DoneWord::Saved),
            Ok(_) => changed_meanwhile(&here, patient).await,
            Err(answer) => answer,
        },
        Err(kind) => refuse_at(&here, kind, patient),
    }
}
