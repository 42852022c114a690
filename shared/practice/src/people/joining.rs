//! What happens around a member who joins, changes roles or leaves.

use std::collections::BTreeSet;

use guichet_kernel::{ApiTokenId, At, Delegation, Instant, MemberId, Right, Role, Slug, Sql, binds};

use super::{Actor, Delegated, Grant, Member, NewMember, Refusal, delegation, invitation, key, member};
use crate::settings::{self, SettingName};

/// A member as they now are, and what followed on that occasion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staffed {
    /// Who.
    pub member: Member,
    /// The delegations that the rule gave; each can be withdrawn by its practitioner.
    pub given: Vec<Delegated>,
    /// The keys they had made and could make no more, which were revoked.
    pub revoked: Vec<ApiTokenId>,
}

impl Staffed {
    /// A member of whom nothing changed.
    pub(super) const fn unchanged(member: Member) -> Self {
        Self { member, given: Vec::new(), revoked: Vec::new() }
    }
}

/// Who has a member be what they become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// They alone, directly or by a key of theirs: the rule hands them nobody's agenda.
    Oneself,
    /// Somebody else.
    Another,
}

impl By {
    /// Who that is for the member, where `actor` decided.
    pub(super) fn of(sql: &impl Sql, actor: Actor, member: MemberId) -> Result<Self, Refusal> {
        let behind = if let Actor::Key(key) = actor { key::made_by(sql, key)? } else { Some(actor) };
        Ok(if behind == Some(Actor::Member(member)) { Self::Oneself } else { Self::Another })
    }
}

/// Makes somebody a member.
pub(super) fn join(sql: &impl Sql, at: At<'_>, new: &NewMember) -> Result<Staffed, Refusal> {
    let after = Member {
        id: MemberId::draw(at.now, at.entropy),
        version: 0,
        identity: new.identity,
        given_name: new.given_name.clone(),
        family_name: new.family_name.clone(),
        email: new.email.clone(),
        roles: new.roles.clone(),
        practitioner: new.practitioner.clone(),
        join_link: None,
        joined_at: at.now,
        ended_at: None,
    };
    let before = Member { roles: BTreeSet::new(), ..after.clone() };
    settle(sql, at.now, &before, after, By::Another)
}

/// Makes a member what they are in `after`, with all that follows from the roles they take up and lay down.
pub(super) fn settle(sql: &impl Sql, now: Instant, before: &Member, mut after: Member, by: By) -> Result<Staffed, Refusal> {
    if after.roles.is_empty() {
        return Err(Refusal::NoRole);
    }
    if after.roles.contains(&Role::Practitioner) && after.practitioner.is_none() {
        return Err(Refusal::NeedsPractitioner);
    }
    if after == *before {
        return Ok(Staffed::unchanged(after));
    }
    after.version += 1;
    member::write(sql, &after)?;
    let [took, laid] = [(before, &after), (&after, before)].map(|(from, to)| to.roles.difference(&from.roles).copied().collect::<Vec<_>>());
    if laid.contains(&Role::Practitioner) {
        stop_care(sql, now, before)?;
    }
    if laid.contains(&Role::Secretary) {
        delegation::end_ruled(sql, now, after.id)?;
    }
    let rights = after.rights();
    // Who neither gives care, nor is at the front desk, nor owns the practice does nothing for a practitioner.
    if before.rights().contains(&Right::RunAgenda) && !rights.contains(&Right::RunAgenda) {
        delegation::end_all_to(sql, now, after.id)?;
    }
    let revoked = if laid.is_empty() { Vec::new() } else { take_back(sql, now, after.id, &rights)? };
    if let (true, Some(practitioner)) = (took.contains(&Role::Practitioner), after.gives_care_as()) {
        settings::add_practitioner(sql, practitioner, now)?;
    }
    let given =
        if settings::flag(sql, SettingName::DelegateAgendaToSecretaries)? { rule(sql, now, &after, &took, by)? } else { Vec::new() };
    Ok(Staffed { member: after, given, revoked })
}

/// Delegates agendas to secretaries: everybody's to a new one whom another made that, a new practitioner's to all of them.
fn rule(sql: &impl Sql, now: Instant, member: &Member, took: &[Role], by: By) -> Result<Vec<Delegated>, Refusal> {
    let colleagues = member::members(sql, false)?;
    let colleagues = || colleagues.iter().filter(|colleague| colleague.id != member.id);
    let mut grants = Vec::new();
    let mut agenda = |practitioner, member| grants.push(Grant { practitioner, member, what: Delegation::Agenda });
    if let (true, Some(practitioner)) = (took.contains(&Role::Practitioner), member.gives_care_as()) {
        colleagues().filter(|colleague| colleague.roles.contains(&Role::Secretary)).for_each(|to| agenda(practitioner, to.id));
    }
    if took.contains(&Role::Secretary) && by == By::Another {
        colleagues().filter_map(Member::gives_care_as).for_each(|practitioner| agenda(practitioner, member.id));
    }
    let given = grants.into_iter().map(|grant| delegation::give_by_rule(sql, now, grant));
    Ok(given.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Ends a membership and what hung on it.
pub(super) fn leave(sql: &impl Sql, now: Instant, before: &Member) -> Result<Staffed, Refusal> {
    let after = Member { version: before.version + 1, ended_at: Some(now), ..before.clone() };
    member::write(sql, &after)?;
    stop_care(sql, now, before)?;
    delegation::end_all_to(sql, now, before.id)?;
    sql.run(
        "UPDATE invitation SET revoked_at = ? WHERE member_id IS NULL AND revoked_at IS NULL AND identity_id = ?",
        binds![now, before.identity],
    )?;
    let revoked = take_back(sql, now, before.id, &BTreeSet::new())?;
    Ok(Staffed { member: after, given: Vec::new(), revoked })
}

/// Takes back what a member handed out and, with the rights that are left to them, could hand out no more: keys, and open
/// invitations, their own and those keys'. Gives the keys.
fn take_back(sql: &impl Sql, now: Instant, member: MemberId, left: &BTreeSet<Right>) -> Result<Vec<ApiTokenId>, Refusal> {
    let keys = key::revoke_beyond(sql, now, member, left)?;
    invitation::revoke_beyond(sql, now, Actor::Member(member), left)?;
    for key in &keys {
        invitation::revoke_beyond(sql, now, Actor::Key(*key), &BTreeSet::new())?;
    }
    Ok(keys)
}

fn stop_care(sql: &impl Sql, now: Instant, before: &Member) -> Result<(), Refusal> {
    let Some(practitioner) = before.gives_care_as() else { return Ok(()) };
    delegation::end_all_from(sql, now, practitioner)?;
    Ok(settings::end_practitioner(sql, practitioner, now)?)
}

/// A name as it stands in an address: `claire-morel`. One that has no Latin letter becomes `praticien`.
pub(super) fn slug(given_name: &str, family_name: &str) -> Slug {
    Slug::of(&format!("{given_name} {family_name}"), "praticien")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_an_address() {
        for (given, family, expected) in [
            ("Zoé", "Durand", "zoe-durand"),
            ("Jean-Baptiste", "de la Tour", "jean-baptiste-de-la-tour"),
            ("Siobhán", "O’Brien", "siobhan-o-brien"),
            ("Łukasz", "Bœuf", "lukasz-boeuf"),
            ("李", "王", "praticien"),
            (&"a".repeat(80), &"b".repeat(80), &"a".repeat(80)),
        ] {
            assert_eq!(slug(given, family).as_str(), expected);
        }
    }
}
