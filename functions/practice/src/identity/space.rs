//! The patient space: a link to it, its sessions, and whom it is about.

use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::Done,
        space::{AskSpace, OpenSpace, Reference, Space, SpaceOpened, Unlock},
    },
    event::{PatientReachedV1, SignInAskedV1, read_fact},
};
use guichet_kernel::{
    At, ObjectClass, Region, Sql,
    link::{Link, Purpose},
    outbox::Delivery,
};
use guichet_practice_core::identity as core;

use super::{IdentityObject, Open, asked, sign_in::drawn, stop};
use crate::outgoing::tell;

impl IdentityObject {
    /// Sends a link, where any practice writes to the address and not too many were asked for; the answer does not tell.
    pub(super) fn ask_space(&self, sql: &impl Sql, at: At<'_>, command: &AskSpace) -> Result<Answer, Stop> {
        if self.secrets.identity.name(Region::of(command.country), &command.email).as_ref() != Some(&self.name) {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        if !core::is_reached(sql)? {
            return Ok(Answer::reply(&Done {}));
        }
        let token = match core::ask(sql, at, core::Kind::Space, &command.browser, (&command.email, None)) {
            Ok(token) => token,
            Err(core::Refusal::TooMany) => return Ok(Answer::reply(&Done {})),
            Err(refusal) => return Err(stop(refusal)),
        };
        let expires_at = at.now.plus(core::LINK_LIVES);
        let link = Link { object: self.name.clone(), purpose: Purpose::Space, expires_at, token };
        let path = format!("/{}/espace/lien/{}", command.country.path_segment(), self.secrets.links.sign(&link));
        let fact = SignInAskedV1 { email: command.email.clone(), path, expires_at, locale: command.locale, space: true };
        tell(sql, at, &self.mailroom(), (&drawn(at), 1), &fact)?;
        self.register(sql, at, command.country)?;
        Ok(Answer::reply(&Done {}))
    }

    /// A practice says whether it writes to this person about a patient. With the last one they may be a stranger again, whom the
    /// sweep forgets. A Directory learns of this Identity when the first link is asked for; what that leaves unwatched is in ADR 0013.
    pub(super) fn receive_reached(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<(), Stop> {
        let PatientReachedV1 { patient, reached } = read_fact(delivery)?;
        let name = &delivery.source.name;
        let practice = name.practice_id().filter(|_| delivery.source.class == ObjectClass::Practice && name.region() == self.name.region());
        allow(practice.is_some())?;
        if let Some(practice) = practice {
            core::reach(sql, practice, patient, reached).map_err(stop)?;
        }
        if !reached {
            asked::note(sql, at.now)?;
        }
        Ok(())
    }
}

/// Opens the space.
pub(super) fn open(sql: &impl Sql, at: At<'_>, call: &Call, command: &OpenSpace) -> Result<Answer, Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    core::redeem(sql, at.now, core::Kind::Space, token, &command.browser).map_err(stop)?;
    let fresh = core::start(sql, at, core::Kind::Space, "").map_err(stop)?;
    Ok(Answer::reply(&SpaceOpened { secret: fresh.secret }))
}

/// About whom it is.
pub(super) fn check(sql: &impl Sql, open: &Open) -> Result<Answer, Stop> {
    let reference = |of: core::Reference| Reference { practice: of.practice, patient: of.patient, unlocked: of.unlocked };
    let references = core::references(sql, &open.id).map_err(stop)?.into_iter().map(reference).collect();
    Ok(Answer::reply(&Space { replaced_by: open.replaced_by.clone(), references }))
}

/// Remembers that a birth date was given.
pub(super) fn unlock(sql: &impl Sql, open: &Open, command: &Unlock) -> Result<Answer, Stop> {
    if core::unlock(sql, &open.id, command.practice, command.patient).map_err(stop)? {
        Ok(Answer::reply(&Done {}))
    } else {
        Err(Stop::Refused(ProblemKind::NotFound))
    }
}
