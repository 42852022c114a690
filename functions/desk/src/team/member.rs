//! A member changes: what they are here and where patients join them, and the end of it.

use std::collections::BTreeSet;

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::people::{ChangeMember, EndMember, Leave},
};
use guichet_edge::web::{Segments, see_other};
use guichet_kernel::{Label, MemberId, Role};
use guichet_ui::desk::{Input, Issue, fields};
use http::StatusCode;

use super::{Mend, SECTION, blank_form, changed_meanwhile, done, everybody, page_with};
use crate::{form::Fields, here::Here};

/// Changes what a member is.
#[worker::send]
pub(crate) async fn change(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let back = here.href("/equipe");
    let member = segments.and_then(|(_, _, digits)| MemberId::from_digits(&digits).ok());
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let Some(member) = member else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let Some(version) = fields.parse::<i64>("version") else { return here.refuse(ProblemKind::BadRequest, SECTION, &back) };
    let roles: BTreeSet<Role> = fields.each(fields::ROLE).filter_map(Role::from_word).collect();
    let typed = fields.text(fields::JOIN_LINK);
    // Who is to give care no more is joined by no link.
    let asked = roles.contains(&Role::Practitioner) && !typed.trim().is_empty();
    let join_link = if asked { Label::parse(&typed).map(Some) } else { Ok(None) };
    let answer = match join_link {
        Ok(join_link) => here.ask(&ChangeMember { member, version, roles: roles.clone(), join_link }).await.map(drop),
        Err(_) => Err(ProblemKind::Invalid),
    };
    match answer {
        Ok(()) => done(&here, "garde"),
        Err(ProblemKind::Changed) => changed_meanwhile(&here).await,
        Err(kind @ ProblemKind::Invalid) if asked => match everybody(&here).await {
            Ok(members) => {
                let join_link = Input { issue: Some(Issue::Malformed), ..Input::of(typed) };
                let mend = Mend { member, roles: roles.into_iter().collect(), join_link };
                page_with(&here, StatusCode::UNPROCESSABLE_ENTITY, &members, (blank_form(&here), Some(mend)), None)
            }
            Err(_) => here.refuse(kind, SECTION, &back),
        },
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// Ends a membership.
#[worker::send]
pub(crate) async fn end(here: Here, Segments(segments): Segments<(String, String, String)>, request: Request) -> Response {
    let back = here.href("/equipe");
    let member = segments.and_then(|(_, _, digits)| MemberId::from_digits(&digits).ok());
    let Some(member) = member else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    let version = match Fields::of(request).await {
        Ok(fields) => fields.parse::<i64>("version").unwrap_or_default(),
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    match here.ask(&EndMember { member, version }).await {
        Ok(_) => done(&here, "parti"),
        Err(ProblemKind::Changed) => changed_meanwhile(&here).await,
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// Ends one's own.
#[worker::send]
pub(crate) async fn leave(here: Here) -> Response {
    match here.ask(&Leave {}).await {
        Ok(_) => see_other(&crate::session::home_path(here.signed.country)),
        Err(kind) => here.refuse(kind, SECTION, &here.href("/equipe")),
    }
}
