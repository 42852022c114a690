//! Patients who are asked to ring instead of booking online (A9).
//!
//! An agenda decides alone and knows no patient, so it is told what they are recognised by: marks, which are keyed by what links are
//! signed with and name nobody (`guichet_kernel::visitor`). Each telling is the whole list.

use guichet_contracts::{Answer, Stop, command::patient::BlockOnline, event::VisitorsBlockedV1};
use guichet_kernel::{
    At, PatientId, PracticeId, PractitionerId, Sql, Token,
    link::KeyRing,
    visitor::{self, Besides},
};
use guichet_practice_core::{
    self as core,
    audit::{AuditAction, Detail},
    patient::{self, Recognised, Seen},
    settings,
};

use super::{PracticeObject, authority::Turn, patients::kept, stop, stop_patient};
use crate::outgoing::{next, tell};

impl PracticeObject {
    /// Says whether a patient books online, and tells the agendas.
    pub(super) fn block_online(&self, sql: &impl Sql, turn: &Turn<'_>, command: &BlockOnline) -> Result<Answer, Stop> {
        let (id, blocked) = (command.patient, command.blocked);
        let seen = Seen { patient: id, version: command.version };
        if patient::set_blocked(sql, seen, blocked, turn.at.now).map_err(stop_patient)? {
            self.tell_blocked(sql, turn.at)?;
        }
        turn.note(AuditAction::PatientChanged, Some(id), Detail::none().word("online", if blocked { "blocked" } else { "allowed" }));
        Ok(Answer::reply(&kept(sql, id)?))
    }

    /// Tells the agendas of those who give care here whom the practice asks to ring.
    pub(super) fn tell_blocked(&self, sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
        let marks = self.marks(sql)?;
        settings::practitioners(sql)
            .map_err(stop)?
            .into_iter()
            .try_for_each(|practitioner| self.tell_marks(sql, at, practitioner, marks.clone()))
    }

    /// The same, if what a patient is recognised by has changed and they are one of them.
    pub(super) fn tell_blocked_anew(&self, sql: &impl Sql, at: At<'_>, patient: PatientId) -> Result<(), Stop> {
        if patient::is_blocked(sql, patient)? { self.tell_blocked(sql, at) } else { Ok(()) }
    }

    /// Tells one agenda, which knows of nobody yet.
    pub(super) fn tell_blocked_to(&self, sql: &impl Sql, at: At<'_>, practitioner: PractitionerId) -> Result<(), Stop> {
        let marks = self.marks(sql)?;
        if marks.is_empty() { Ok(()) } else { self.tell_marks(sql, at, practitioner, marks) }
    }

    /// Tells them all again, by the key that is current now.
    pub(super) fn tell_blocked_again(&self, sql: &impl Sql, at: At<'_>) -> Result<(), Stop> {
        settings::practitioners(sql).map_err(stop)?.into_iter().try_for_each(|practitioner| self.tell_blocked_to(sql, at, practitioner))
    }

    fn tell_marks(&self, sql: &impl Sql, at: At<'_>, practitioner: PractitionerId, marks: Vec<Token>) -> Result<(), Stop> {
        let practice = core::settings(sql).map_err(stop)?.practice;
        let version = next(sql, &format!("blocked {practitioner}"))?;
        tell(sql, at, &self.agenda(practitioner), ("blocked", version), &VisitorsBlockedV1 { practice, marks })
    }

    fn marks(&self, sql: &impl Sql) -> Result<Vec<Token>, Stop> {
        let practice = core::settings(sql).map_err(stop)?.practice;
        let blocked = patient::blocked(sql).map_err(stop_patient)?;
        Ok(blocked.iter().flat_map(|one| marks(&self.secrets.links, practice, one)).collect())
    }
}

/// What somebody is recognised by: each address at which they are written to, or, where there is none, their given name; with the
/// birth date and each family name.
fn marks(keys: &KeyRing, practice: PracticeId, one: &Recognised) -> Vec<Token> {
    let besides: Vec<Besides<'_>> = if one.addresses.is_empty() {
        one.given_names.iter().map(Besides::GivenName).collect()
    } else {
        one.addresses.iter().map(Besides::Address).collect()
    };
    let mark = |family, besides| visitor::mark(keys, practice, family, one.birth_date, besides);
    one.family_names.iter().flat_map(|family| besides.iter().filter_map(move |besides| mark(family, *besides))).collect()
}
