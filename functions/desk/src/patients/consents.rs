//! What a patient agrees to.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::patient::{GiveConsent, Patient, WithdrawConsent},
};
use guichet_edge::web::{Segments, html};
use guichet_kernel::{ConsentId, Label, Locale, Right};
use guichet_ui::desk::{ConsentFormPage, ConsentKind, ConsentText, Given, Input, Issue, Post, fields};
use http::StatusCode;

use super::{DoneWord, SECTION, Whose, act_href, changed_meanwhile, done, full_name, read, record_href, refuse_at, seen, shown, texts};
use crate::{
    form::{Fields, label_issue},
    here::{Here, form_key},
};

/// The form, with the texts that are agreed to.
#[worker::send]
pub(super) async fn form(here: Here, Whose(patient): Whose) -> Response {
    if !here.may(Right::ChangePatients) {
        return refuse_at(&here, ProblemKind::Forbidden, patient);
    }
    match read(&here, patient, Some("consentements/nouveau")).await {
        Ok(record) => {
            let kind = Input::of(ConsentKind::DataProcessing.word());
            let version = Input::of(texts::version(language(&here, &record)));
            page(&here, StatusCode::OK, &record, &form_key(), [kind, version, Input::of(Given::OnPaper.word())])
        }
        Err(answer) => answer,
    }
}

/// The language that the texts are in: the patient's, for it is they who agree.
fn language(here: &Here, record: &Patient) -> Locale {
    record.details.language.unwrap_or(here.signed.locale)
}

fn page(here: &Here, status: StatusCode, record: &Patient, key: &str, typed: [Input; 3]) -> Response {
    let [kind, text_version, how] = typed;
    let language = language(here, record);
    let text =
        |kind: ConsentKind| ConsentText { kind, version: texts::version(language), text: texts::text(kind, language).to_owned(), language };
    let page = ConsentFormPage {
        desk: here.desk(SECTION, None),
        patient: full_name(&record.details.family_name, &record.details.given_name),
        post: Post::to(act_href(here, record.id, "consentements/nouveau")).with_key(key),
        texts: ConsentKind::ALL.into_iter().map(text).collect(),
        kind,
        text_version,
        how,
        cancel_href: record_href(here, record.id),
    };
    html(status, page.render())
}

/// Notes what they agree to.
#[worker::send]
pub(super) async fn give(here: Here, Whose(patient): Whose, request: Request) -> Response {
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    let Some(key) = fields.key() else { return refuse_at(&here, ProblemKind::BadRequest, patient) };
    let [kind_typed, version_typed, how_typed] = [fields::CONSENT, fields::TEXT_VERSION, fields::HOW].map(|name| fields.text(name));
    let kind = ConsentKind::ALL.into_iter().find(|kind| kind.word() == kind_typed).ok_or(Issue::NotChosen);
    let version = Label::parse(&version_typed).map_err(|_| label_issue(&version_typed));
    let how = Given::ALL.into_iter().find(|how| how.word() == how_typed).ok_or(Issue::NotChosen);
    match (kind, version, how) {
        (Ok(kind), Ok(text_version), Ok(how)) => {
            let (kind, how) = (shown::kind_word(kind).to_owned(), shown::how_word(how).to_owned());
            match here.create(Some(key), &GiveConsent { patient, kind, text_version, how }).await {
                Ok(_) => done(&here, patient, DoneWord::Added),
                Err(kind) => refuse_at(&here, kind, patient),
            }
        }
        (kind, version, how) => {
            let again = |text: String, issue: Option<Issue>| Input { issue, ..Input::of(text) };
            let typed = [again(kind_typed, kind.err()), again(version_typed, version.err()), again(how_typed, how.err())];
            match read(&here, patient, Some("consentements/nouveau")).await {
                Ok(record) => page(&here, StatusCode::UNPROCESSABLE_ENTITY, &record, &key, typed),
                Err(answer) => answer,
            }
        }
    }
}

/// Notes that they no longer do. Repeating it changes nothing.
#[worker::send]
pub(super) async fn withdraw(
    here: Here,
    Whose(patient): Whose,
    Segments(segments): Segments<(String, String, String, String)>,
    request: Request,
) -> Response {
    let consent = segments.and_then(|(_, _, _, digits)| ConsentId::from_digits(&digits).ok());
    let Some(consent) = consent else { return refuse_at(&here, ProblemKind::NotFound, patient) };
    let version = match seen(request).await {
        Ok(version) => version,
        Err(kind) => return refuse_at(&here, kind, patient),
    };
    match here.ask(&WithdrawConsent { patient, version, consent }).await {
        Ok(_) => done(&here, patient, DoneWord::Withdrawn),
        Err(ProblemKind::Changed) => match read(&here, patient, None).await {
            // It was done before.
            Ok(record) if record.consents.iter().any(|one| one.id == consent && one.withdrawn_at.is_some()) => {
                done(&here, patient, DoneWord::Withdrawn)
            }
            Ok(_) => changed_meanwhile(&here, patient).await,
            Err(answer) => answer,
        },
        Err(kind) => refuse_at(&here, kind, patient),
    }
}
