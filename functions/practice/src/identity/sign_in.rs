//! Signing in, and proving anew: what leaves by e-mail.

use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop,
    command::{
        agenda::Done,
        identity::{AskCode, AskSignIn, ReadSignIn, RedeemSignIn, SignInFacts, SignedIn},
    },
    event::{CodeAskedV1, SignInAskedV1},
};
use guichet_kernel::{
    At, EventId, Region, Sql,
    link::{Link, Purpose},
};
use guichet_practice_core::identity as core;

use super::{IdentityObject, Open, asked, stop};
use crate::outgoing::tell;

impl IdentityObject {
    /// Sends a link, unless too many were asked for; the answer does not tell.
    pub(super) fn ask_sign_in(&self, sql: &impl Sql, at: At<'_>, command: &AskSignIn) -> Result<Answer, Stop> {
        let region = Region::of(command.country);
        if self.secrets.identity.name(region, &command.email).as_ref() != Some(&self.name) {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        // Where it leads elsewhere, whoever signs in stays at the desk's first page.
        let next = command.next.as_deref().and_then(|next| core::SafePath::parse(next).ok());
        let token = match core::ask(sql, at, core::Kind::Staff, &command.browser, (&command.email, next.as_ref())) {
            Ok(token) => token,
            Err(core::Refusal::TooMany) => return Ok(Answer::reply(&Done {})),
            Err(refusal) => return Err(stop(refusal)),
        };
        asked::note(sql, at.now)?;
        let expires_at = at.now.plus(core::LINK_LIVES);
        let link = Link { object: self.name.clone(), purpose: Purpose::SignIn, expires_at, token };
        let path = format!("/{}/pro/connexion/{}", command.country.path_segment(), self.secrets.links.sign(&link));
        let fact = SignInAskedV1 { email: command.email.clone(), path, expires_at, locale: command.locale, space: false };
        tell(sql, at, &self.mailroom(), (&drawn(at), 1), &fact)?;
        self.register(sql, at, command.country)?;
        Ok(Answer::reply(&Done {}))
    }

    /// Signs in.
    pub(super) fn redeem_sign_in(sql: &impl Sql, at: At<'_>, call: &Call, command: &RedeemSignIn) -> Result<Answer, Stop> {
        let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let redeemed = core::redeem(sql, at.now, core::Kind::Staff, token, &command.browser).map_err(stop)?;
        if command.locale.is_some() {
            core::prefer(sql, command.locale).map_err(stop)?;
        }
        let fresh = core::start(sql, at, core::Kind::Staff, &command.device).map_err(stop)?;
        Ok(Answer::reply(&SignedIn { secret: fresh.secret, next: redeemed.next.map(|next| next.as_str().to_owned()) }))
    }

    /// Sends a code to the address that this person has shown to read.
    pub(super) fn ask_code(&self, sql: &impl Sql, at: At<'_>, open: &Open, command: &AskCode) -> Result<Answer, Stop> {
        let email = core::person(sql).map_err(stop)?.email.ok_or(Stop::Refused(ProblemKind::Unauthenticated))?;
        let code = core::ask_code(sql, at, &open.id).map_err(stop)?;
        let expires_at = at.now.plus(core::CODE_LIVES);
        let fact = CodeAskedV1 { email, code: code.as_str().to_owned(), expires_at, locale: command.locale };
        tell(sql, at, &self.mailroom(), (&drawn(at), 1), &fact)?;
        Ok(Answer::reply(&Done {}))
    }
}

/// Whose link it is.
pub(super) fn read(sql: &impl Sql, at: At<'_>, call: &Call, command: &ReadSignIn) -> Result<Answer, Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    let email = core::whose(sql, at.now, token, &command.browser).map_err(stop)?;
    Ok(Answer::reply(&SignInFacts { email }))
}

/// A subject of its own: each mail stands alone.
pub(super) fn drawn(at: At<'_>) -> String {
    EventId::draw(at.now, at.entropy).to_string()
}
