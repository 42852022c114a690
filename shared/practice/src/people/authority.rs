//! What whoever asks may do in this practice.

use std::{collections::BTreeSet, fmt};

use guichet_kernel::{IdentityId, Instant, PractitionerId, Right, Role, Sql, TokenHash};

use super::{Actor, Member, Refusal, delegation, key, member};
use crate::settings;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A person who is signed in.
    Identity(IdentityId),
    /// A machine that shows a key.
    Key(TokenHash),
}

/// How an actor is shown to colleagues. Personal: prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DisplayName(…)")
    }
}

/// What somebody may do here, as of now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// Who, for the trail.
    pub actor: Actor,
    /// What they are here; empty for a machine.
    pub roles: BTreeSet<Role>,
    /// What they may do.
    pub rights: BTreeSet<Right>,
    /// Whose agendas they may read and run as far as their rights go: their own and those delegated to them. To own the
    /// practice is not to run its agendas. A key's are those that its maker runs; the operator's runs all.
    pub runs: Vec<PractitionerId>,
    /// How colleagues see them.
    pub name: DisplayName,
}

impl Authority {
    /// What whoever runs this Guichet may do when they set a practice up: ask its first owner, make its first key.
    pub fn operator() -> Self {
        Self {
            actor: Actor::Operator,
            roles: BTreeSet::new(),
            rights: Right::ALL.iter().copied().collect(),
            runs: Vec::new(),
            name: DisplayName(Actor::Operator.to_string()),
        }
    }

    /// Whether they have the right.
    pub fn has(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Whether they have the right over that practitioner's agenda.
    pub fn has_over(&self, right: Right, practitioner: PractitionerId) -> bool {
        self.has(right) && self.runs.contains(&practitioner)
    }

    /// Whether they may give and take these roles: they manage members, and the roles give nothing that they lack.
    pub fn may_hand_out<'a>(&self, roles: impl IntoIterator<Item = &'a Role>) -> bool {
        hands_out(&self.rights, roles)
    }
}

/// Whether who has these rights may give and take these roles.
pub(super) fn hands_out<'a>(rights: &BTreeSet<Right>, roles: impl IntoIterator<Item = &'a Role>) -> bool {
    rights.contains(&Right::ManageMembers) && roles.into_iter().flat_map(|role| role.rights()).all(|right| rights.contains(right))
}

/// What `who` may do here; `None`: nothing. That a key is used is noted, to the minute.
pub fn authority(sql: &impl Sql, who: &Who, now: Instant) -> Result<Option<Authority>, Refusal> {
    match who {
        Who::Identity(identity) => {
            let Some(member) = member::by_identity(sql, *identity)? else { return Ok(None) };
            let (rights, runs) = (member.rights(), runs_of(sql, &member)?);
            let name = DisplayName(format!("{} {}", member.given_name.as_str(), member.family_name.as_str()));
            Ok(Some(Authority { actor: Actor::Member(member.id), roles: member.roles, rights, runs, name }))
        }
        Who::Key(hash) => {
            let Some(key) = key::use_key(sql, *hash, now)? else { return Ok(None) };
            // A key does nothing for a member who has gone.
            if let Actor::Member(maker) = key.made_by
                && !member::member(sql, maker)?.is_active()
            {
                return Ok(None);
            }
            // It acts for the practice, not for its maker: a site that shows free hours needs every agenda. Making it takes a fresh
            // proof, and all that it does is in the trail under its own name (ADR 0005).
            let runs = if sees_agendas(&key.rights) { settings::practitioners(sql)? } else { Vec::new() };
            let name = DisplayName(key.label.as_str().to_owned());
            Ok(Some(Authority { actor: Actor::Key(key.id), roles: BTreeSet::new(), rights: key.rights, runs, name }))
        }
    }
}

/// Whose agendas a member runs: their own and those delegated to them.
fn runs_of(sql: &impl Sql, member: &Member) -> Result<Vec<PractitionerId>, Refusal> {
    let own = member.gives_care_as();
    let delegated = delegation::agendas_of(sql, member.id)?.into_iter().filter(|id| Some(*id) != own);
    Ok(own.into_iter().chain(delegated).filter(|_| sees_agendas(&member.rights())).collect())
}

fn sees_agendas(rights: &BTreeSet<Right>) -> bool {
    rights.contains(&Right::ReadAgenda) || rights.contains(&Right::RunAgenda)
}
