//! Who answers for a patient (A8).

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::patient::{ContactPerson, Patient, PutGuardian, RemoveGuardian, SearchPatients},
};
use guichet_edge::web::{Segments, html};
use guichet_kernel::{EmailAddress, PatientId, PersonName, Right, phone};
use guichet_ui::desk::{GuardianFormPage, GuardianMatch, Input, Issue, Post, Relation, Said, fields};
use http::StatusCode;

use super::{
    DoneWord, SECTION, VERSION, Whose, act_href, changed_meanwhile, done, full_name, read, record_href, refuse_at, seen, shown,
    typed::{email_issue, phone_issue},
};
use crate::{
    form::{Fields, name_issue},
    here::{Here, form_key},
};

/// As many records as are offered.
const MOST: u32 = 10;
/// The patient who was chosen as guardian.
const GUARDIAN: &str = "guardian";
/// Whether messages about the patient go to the guardian: decided when the form is made, so that it means the same when it is
/// sent twice.
const CONTACT: &str = "contact";

/// The form: a record is searched for, or a person is typed.
#[worker::send]
pub(super) async fn form(here: Here, Whose(patient): Whose) -> Response {
    form_with(here, patient, String::new()).await
}

/// The form with the records that a search finds.
#[worker::send]
pub(super) async fn search(here: Here, Whose(patient): Whose, request: Request) -> Response {
    match Fields::of(request).await {
        Ok(fields) => form_with(here, patient, fields.text(fields::QUERY)).await,
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

async fn form_with(here: Here, patient: PatientId, query: String) -> Response {
    if !here.may(Right::ChangePatients) {
        return refuse_at(&here, ProblemKind::Forbidden, patient);
    }
    let record = match read(&here, patient, Some("responsables/nouveau")).await {
        Ok(record) => record,
        Err(answer) => return answer,
    };
    let found = if query.trim().is_empty() {
        Vec::new()
    } else {
        match here.ask(&SearchPatients { text: query.clone(), most: MOST }).await {
            Ok(found) => found.patients,
            Err(kind) => return refuse_at(&here, kind, patient),
        }
    };
    let matched = |line: &guichet_contracts::command::patient::PatientLine| GuardianMatch {
        line: shown::line(&here, line),
        post: post(&here, &record, &form_key()).with(GUARDIAN, line.id.digits()),
    };
    let others = found.iter().filter(|line| line.id != patient).map(matched).collect();
    page(&here, (StatusCode::OK, None), &record, (query, others), &form_key(), Typed::blank())
}

fn post(here: &Here, record: &Patient, key: &str) -> Post {
    let contact = if becomes_contact(record) { "yes" } else { "no" };
    let version = record.version.to_string();
    Post::to(act_href(here, record.id, "responsables/nouveau")).with_key(key).with(CONTACT, contact).with(VERSION, version)
}

/// Whether the next guardian is written to in the patient's place: where nobody is yet, and the patient has no address of
/// their own. Who reads their own mail goes on reading it.
fn becomes_contact(record: &Patient) -> bool {
    record.details.email.is_none() && record.guardians.iter().all(|guardian| !guardian.is_contact)
}

/// The fields of a person who has no record.
struct Typed {
    given_name: Input,
    family_name: Input,
    relation: Input,
    email: Input,
    phone: Input,
}

impl Typed {
    fn blank() -> Self {
        let empty = Input::default;
        Self { given_name: empty(), family_name: empty(), relation: Input::of(Relation::Parent.word()), email: empty(), phone: empty() }
    }
}

fn page(
    here: &Here,
    (status, said): (StatusCode, Option<Said>),
    record: &Patient,
    (query, matches): (String, Vec<GuardianMatch>),
    key: &str,
    typed: Typed,
) -> Response {
    let Typed { given_name, family_name, relation, email, phone } = typed;
    let page = GuardianFormPage {
        desk: here.desk(SECTION, said),
        patient: full_name(&record.details.family_name, &record.details.given_name),
        action: act_href(here, record.id, "responsables/recherche"),
        query,
        matches,
        post: post(here, record, key),
        given_name,
        family_name,
        relation,
        email,
        phone,
        cancel_href: record_href(here, record.id),
    };
    html(status, page.render())
}

/// Notes who answers for the patient.
#[worker::send]
pub(super) async fn add(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let Some(key) = fields.key() else { return refuse_at(&here, ProblemKind::BadRequest, patient) };
    let Some(version) = fields.parse::<i64>(VERSION) else { return refuse_at(&here, ProblemKind::VersionNeeded, patient) };
    let relation = relation_of(&fields.text(fields::RELATION));
    let chosen = fields.text(GUARDIAN);
    let is_contact = fields.text(CONTACT) == "yes";
    let again = async |status, said, typed| match read(&here, patient, Some("responsables/nouveau")).await {
        Ok(record) => page(&here, (status, said), &record, (String::new(), Vec::new()), &key, typed),
        Err(answer) => answer,
    };
    let mut shown_again = None;
    let command = if chosen.is_empty() {
        match person(&here, &fields) {
            (typed, Some((person, relation))) => {
                shown_again = Some(typed);
                PutGuardian { patient, version, guardian: None, person: Some(person), relation: shown::tie(relation), is_contact }
            }
            (typed, None) => return again(StatusCode::UNPROCESSABLE_ENTITY, None, typed).await,
        }
    } else {
        let (Ok(guardian), Some(relation)) = (PatientId::from_digits(&chosen), relation) else {
            return refuse_at(&here, ProblemKind::BadRequest, patient);
        };
        PutGuardian { patient, version, guardian: Some(guardian), person: None, relation: shown::tie(relation), is_contact }
    };
    match here.create(Some(key.clone()), &command).await {
        Ok(_) => done(&here, patient, DoneWord::Added),
        // Somebody was quicker. What was typed comes back; who was only chosen is chosen again, from the record as it stands.
        Err(ProblemKind::Changed) => match shown_again {
            Some(typed) => again(StatusCode::PRECONDITION_FAILED, Some(Said::ChangedMeanwhile), typed).await,
            None => changed_meanwhile(&here, patient).await,
        },
        // Nobody answers for themselves, not by others either.
        Err(ProblemKind::Invalid) => refuse_at(&here, ProblemKind::NotPossibleNow, patient),
        Err(kind) => refuse_at(&here, kind, patient),
    }
}

fn relation_of(word: &str) -> Option<Relation> {
    Relation::ALL.into_iter().find(|relation| relation.word() == word)
}

/// The person typed, and the fields to show again where something is to be mended.
fn person(here: &Here, fields: &Fields) -> (Typed, Option<(ContactPerson, Relation)>) {
    let [given, family, email, telephone, tie] =
        [fields::GIVEN_NAME, fields::FAMILY_NAME, fields::EMAIL, fields::PHONE, fields::RELATION].map(|name| fields.text(name));
    let blank = |text: &str| text.trim().is_empty();
    let given_name = PersonName::parse(&given).map_err(name_issue);
    let family_name = PersonName::parse(&family).map_err(name_issue);
    let address = if blank(&email) { Ok(None) } else { EmailAddress::parse(&email).map(Some).map_err(email_issue) };
    let number = if blank(&telephone) { Ok(None) } else { phone::parse(&telephone, here.authority.country).map(Some).map_err(phone_issue) };
    let relation = relation_of(&tie).ok_or(Issue::NotChosen);
    let shown = |text: String, issue: Option<Issue>| Input { issue, ..Input::of(text) };
    let typed = Typed {
        given_name: shown(given, given_name.as_ref().err().copied()),
        family_name: shown(family, family_name.as_ref().err().copied()),
        relation: shown(tie, relation.as_ref().err().copied()),
        email: shown(email, address.as_ref().err().copied()),
        phone: shown(telephone, number.as_ref().err().copied()),
    };
    match (given_name, family_name, address, number, relation) {
        (Ok(given_name), Ok(family_name), Ok(email), Ok(telephone), Ok(relation)) => {
            (typed, Some((ContactPerson { given_name, family_name, email, telephone }, relation)))
        }
        _ => (typed, None),
    }
}

/// They no longer answer for the patient. Repeating it changes nothing.
#[worker::send]
pub(super) async fn remove(
    here: Here,
    Whose(patient): Whose,
    Segments(segments): Segments<(String, String, String, String)>,
    request: Request,
) -> Response {
    let Some((_, _, _, key)) = segments else { return refuse_at(&here, ProblemKind::NotFound, patient) };
    let version = match seen(request).await {
        Ok(version) => version,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    match here.ask(&RemoveGuardian { patient, version, key: key.clone() }).await {
        Ok(_) => done(&here, patient, DoneWord::Withdrawn),
        // It is gone already, or never was, or something else has changed: the record says which.
        Err(ProblemKind::NotFound | ProblemKind::Changed) => match read(&here, patient, None).await {
            Ok(record) if record.guardians.iter().all(|guardian| guardian.key != key) => done(&here, patient, DoneWord::Withdrawn),
            Ok(_) => changed_meanwhile(&here, patient).await,
            Err(answer) => answer,
        },
        Err(kind) => refuse_at(&here, kind, patient),
    }
}
