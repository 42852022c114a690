//! Keys by which machines act for the practice.

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::practice::{IssueKey, KeyCard, Keys, ReadKeys, ReadSettings, RevokeKey},
};
use guichet_edge::web::{Segments, html, see_other};
use guichet_kernel::{ApiTokenId, Label, Right};
use guichet_ui::desk::{Input, Issue, Post, Said, Section, TokenForm, TokenIssuedPage, TokenRow, TokenState, TokensPage, fields};
use http::StatusCode;

use crate::{
    form::{Fields, label_issue},
    here::{DONE_QUERY, Here, form_key},
    session::query,
};

const SECTION: Section = Section::Tokens;
/// As the Practice's own bound.
const MOST_DAYS: u32 = 366;
/// The practice's setting that says how long a key works when its maker does not.
const SETTING: &str = "token_days";

/// The page.
#[worker::send]
pub(crate) async fn show(here: Here) -> Response {
    let said = (here.done() == "revoque").then_some(Said::TokenRevoked);
    let days = match here.ask(&ReadSettings {}).await {
        Ok(settings) => settings.settings.into_iter().find(|setting| setting.name == SETTING).map(|setting| setting.value.to_string()),
        Err(kind) => return here.refuse(kind, SECTION, &here.href("/cles")),
    };
    match here.ask(&ReadKeys {}).await {
        Ok(keys) => {
            let form = TokenForm { days: Input::of(days.unwrap_or_default()), ..blank_form(&here) };
            page(&here, StatusCode::OK, keys, form, said)
        }
        Err(kind) => here.refuse(kind, SECTION, &here.href("/cles")),
    }
}

fn page(here: &Here, status: StatusCode, keys: Keys, form: TokenForm, said: Option<Said>) -> Response {
    let now = here.now();
    let row = |key: KeyCard| {
        let state = match key.revoked_at {
            Some(_) => TokenState::Revoked,
            None if key.expires_at <= now => TokenState::Expired,
            None => TokenState::Live,
        };
        TokenRow {
            label: key.label.as_str().to_owned(),
            rights: key.rights,
            made_by: key.made_by_name.unwrap_or_else(|| key.made_by.as_str().to_owned()),
            made_on: here.wall(key.made_at).date(),
            until: here.wall(key.expires_at).date(),
            state,
            last_used: key.last_used_at.map(|at| here.wall(at)),
            revoke: (state == TokenState::Live).then(|| Post::to(here.href(&format!("/cles/{}/retirer", key.id.digits())))),
        }
    };
    let view = TokensPage { desk: here.desk(SECTION, said), tokens: keys.keys.into_iter().map(row).collect(), issue: Some(form) };
    html(status, view.render())
}

fn blank_form(here: &Here) -> TokenForm {
    TokenForm {
        post: Post::to(here.href("/cles")).with_key(form_key()),
        label: Input::default(),
        rights: Right::for_keys().filter(|right| here.may(*right)).collect(),
        chosen: Vec::new(),
        rights_issue: None,
        days: Input::default(),
        most_days: MOST_DAYS,
    }
}

/// Makes a key and shows its secret, this once.
#[worker::send]
pub(crate) async fn issue(here: Here, request: Request) -> Response {
    let back = here.href("/cles");
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let Some(form_key) = fields.key() else { return here.refuse(ProblemKind::BadRequest, SECTION, &back) };
    let typed = fields.text(fields::LABEL);
    let label = Label::parse(&typed);
    let chosen: Vec<Right> = fields.each(fields::RIGHT).filter_map(Right::from_word).collect();
    // Left empty, the practice's setting decides.
    let days = match fields.text(fields::DAYS).trim() {
        "" => Some(None),
        text => text.parse::<u32>().ok().filter(|days| (1..=MOST_DAYS).contains(days)).map(Some),
    };
    let (Ok(label), Some(days), false) = (label.clone(), days, chosen.is_empty()) else {
        let form = TokenForm {
            post: Post::to(&back).with_key(form_key),
            label: Input { issue: label.err().map(|_| label_issue(&typed)), ..Input::of(typed) },
            rights_issue: chosen.is_empty().then_some(Issue::NotChosen),
            chosen,
            days: Input {
                issue: days.is_none().then_some(Issue::OutOfRange { least: 1, most: MOST_DAYS }),
                ..Input::of(fields.text(fields::DAYS))
            },
            ..blank_form(&here)
        };
        return match here.ask(&ReadKeys {}).await {
            Ok(keys) => page(&here, StatusCode::UNPROCESSABLE_ENTITY, keys, form, None),
            Err(kind) => here.refuse(kind, SECTION, &back),
        };
    };
    match here.create(Some(form_key), &IssueKey { label: label.clone(), rights: chosen, days }).await {
        Ok(issued) => match issued.secret {
            Some(secret) => {
                let view = TokenIssuedPage {
                    desk: here.desk(SECTION, None),
                    label: label.as_str().to_owned(),
                    secret: crate::api::key_text(&here.practice, &secret).unwrap_or_default(),
                    until: here.wall(issued.expires_at).date(),
                    back_href: back,
                };
                html(StatusCode::CREATED, view.render())
            }
            // Sent twice: it was shown once, and cannot be shown again.
            None => see_other(&back),
        },
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// Ends a key.
#[worker::send]
pub(crate) async fn revoke(here: Here, Segments(segments): Segments<(String, String, String)>) -> Response {
    let back = here.href("/cles");
    let key = segments.and_then(|(_, _, digits)| ApiTokenId::from_digits(&digits).ok());
    let Some(key) = key else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    match here.ask(&RevokeKey { key }).await {
        Ok(_) => see_other(&format!("{back}?{}", query(&[(DONE_QUERY, "revoque")]))),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}
