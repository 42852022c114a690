//! Who works in a practice: invitations, members, what practitioners let others do.

use guichet_contracts::{
    Answer, Principal, ProblemKind, Stop,
    command::{
        agenda::Done,
        people::{
            self as wire, AcceptInvitation, Accepted, Care, ChangeMember, Delegate, Delegated, EndMember, InvitationFacts, InviteMember,
            Invited, Members, ReadMembers, RevokeInvitation,
        },
    },
    event::InvitationMadeV1,
};
use guichet_kernel::{
    Locale, MemberId, Role, Sql,
    link::{Link, Purpose},
};
use guichet_practice_core::{
    self as core,
    audit::{AuditAction, Detail},
    people::{self, Actor, Authority, Grant, Invitation, Invitee, Joined, Member, MemberChange, Staffed},
};

use super::{LONGEST_PAGE, PracticeObject, authority::Turn, cards, cut, longest, stop, stop_people};
use crate::{outgoing::tell, secrets::IdentityKey};

/// An invitee as the domain has them.
pub(super) fn invitee(key: &IdentityKey, invitee: &wire::Invitee) -> Result<Invitee, Stop> {
    Ok(Invitee {
        identity: key.identity(&invitee.email).ok_or(Stop::Refused(ProblemKind::Internal))?,
        email: invitee.email.clone(),
        given_name: invitee.given_name.clone(),
        family_name: invitee.family_name.clone(),
        roles: invitee.roles.clone(),
        profession: invitee.care.as_ref().map(|care| care.profession.clone()),
        slug: invitee.care.as_ref().and_then(|care| care.slug.clone()),
    })
}

/// A page of those who work here, and what is said of them. The invitations, which are few by rule, stand on the first.
pub(super) fn read_members(sql: &impl Sql, turn: &Turn<'_>, command: &ReadMembers) -> Result<Answer, Stop> {
    let most = if command.most == 0 { LONGEST_PAGE } else { longest(command.most) };
    let mut members = people::members_after(sql, command.after, most + 1).map_err(stop_people)?;
    let more = cut(&mut members, most);
    let invitation = |invitation: Invitation| wire::Invitation {
        id: invitation.id,
        made_at: invitation.invited_at,
        expires_at: invitation.expires_at,
        invitee: wire::Invitee {
            email: invitation.invitee.email,
            given_name: invitation.invitee.given_name,
            family_name: invitation.invitee.family_name,
            roles: invitation.invitee.roles,
            care: invitation.invitee.profession.map(|profession| Care { profession, slug: invitation.invitee.slug }),
            locale: None,
        },
    };
    let delegated = |delegated: people::Delegated| Delegated {
        practitioner: delegated.grant.practitioner,
        member: delegated.grant.member,
        what: delegated.grant.what,
    };
    let invitations = if command.after.is_none() { people::invitations(sql, turn.at.now).map_err(stop_people)? } else { Vec::new() };
    let theirs = |delegated: &people::Delegated| members.iter().any(|member| member.id == delegated.grant.member);
    let delegations = people::delegations(sql).map_err(stop_people)?.into_iter().filter(theirs);
    Ok(Answer::reply(&Members {
        members: members.iter().map(card).collect(),
        invitations: invitations.into_iter().map(invitation).collect(),
        delegations: delegations.map(delegated).collect(),
        more,
    }))
}

fn card(member: &Member) -> wire::Member {
    wire::Member {
        id: member.id,
        version: member.version,
        given_name: member.given_name.clone(),
        family_name: member.family_name.clone(),
        email: member.email.clone(),
        roles: member.roles.clone(),
        practitioner: cards::practitioner(member).filter(|_| member.gives_care_as().is_some()),
        join_link: member.join_link.clone().filter(|_| member.gives_care_as().is_some()),
        joined_at: member.joined_at,
    }
}

fn roles<'a>(roles: impl IntoIterator<Item = &'a Role>) -> Detail {
    Detail::none().words("roles", roles.into_iter().map(|role| role.as_str()))
}

impl PracticeObject {
    pub(super) fn invite(&self, sql: &impl Sql, turn: &Turn<'_>, command: &InviteMember) -> Result<Answer, Stop> {
        // Whoever finds a desk unattended makes nobody an owner.
        if command.invitee.roles.contains(&Role::Owner) && !turn.is_proven() {
            return Err(Stop::Refused(ProblemKind::ProveFirst));
        }
        let asked = invitee(&self.secrets.identity, &command.invitee)?;
        let invitation = self.invite_as(sql, turn, turn.by()?, &asked, command.invitee.locale)?;
        Ok(Answer::reply(&Invited { invitation: invitation.id }))
    }

    /// Invites somebody, and has their link sent.
    pub(super) fn invite_as(
        &self,
        sql: &impl Sql,
        turn: &Turn<'_>,
        by: &Authority,
        invitee: &Invitee,
        locale: Option<Locale>,
    ) -> Result<Invitation, Stop> {
        let (invitation, token) = people::invite(sql, turn.at, by, invitee).map_err(stop_people)?;
        let settings = core::settings(sql).map_err(stop)?;
        let link = Link { object: self.name.clone(), purpose: Purpose::Invitation, expires_at: invitation.expires_at, token };
        let fact = InvitationMadeV1 {
            email: invitation.invitee.email.clone(),
            given_name: invitation.invitee.given_name.clone(),
            roles: invitation.invitee.roles.iter().copied().collect(),
            practice_name: settings.name,
            country: settings.country,
            inviter: matches!(by.actor, Actor::Member(_)).then(|| by.name.as_str().to_owned()),
            path: format!("/{}/pro/invitation/{}", settings.country.path_segment(), self.secrets.links.sign(&link)),
            expires_at: invitation.expires_at,
            locale: locale.unwrap_or(settings.country.first_locale()),
        };
        tell(sql, turn.at, &self.mailroom(), (&invitation.id.to_string(), 1), &fact)?;
        turn.note_as(by.actor, AuditAction::MemberInvited, Some(invitation.id), roles(&invitation.invitee.roles));
        Ok(invitation)
    }

    pub(super) fn revoke_invitation(sql: &impl Sql, turn: &Turn<'_>, command: &RevokeInvitation) -> Result<Answer, Stop> {
        people::revoke_invitation(sql, turn.at.now, turn.by()?, command.invitation).map_err(stop_people)?;
        turn.note(AuditAction::InvitationRevoked, Some(command.invitation), Detail::none());
        Ok(Answer::reply(&Done {}))
    }

    pub(super) fn read_invitation(sql: &impl Sql, turn: &Turn<'_>) -> Result<Answer, Stop> {
        let Principal::Link { token } = &turn.call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let (invitation, accepted) = people::invitation(sql, token, turn.at.now).map_err(stop_people)?;
        let settings = core::settings(sql).map_err(stop)?;
        Ok(Answer::reply(&InvitationFacts {
            practice_name: settings.name,
            country: settings.country,
            given_name: invitation.invitee.given_name,
            email: invitation.invitee.email,
            gives_care: invitation.invitee.roles.contains(&Role::Practitioner),
            roles: invitation.invitee.roles,
            expires_at: invitation.expires_at,
            identity: invitation.invitee.identity,
            accepted,
        }))
    }

    /// Accepts, as the person whom the invitation names; it is dead to everybody else, and they are told no more.
    pub(super) fn accept(&self, sql: &impl Sql, turn: &Turn<'_>, command: &AcceptInvitation) -> Result<Answer, Stop> {
        let Principal::Person { identity, .. } = &turn.call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let own = identity.identity_id().filter(|_| identity.region() == self.name.region());
        let own = own.ok_or(Stop::Refused(ProblemKind::NotFound))?;
        let before = people::members(sql, false).map_err(stop_people)?.into_iter().find(|member| member.identity == own);
        let staffed = people::accept(sql, turn.at, &command.token, own, command.practitioner).map_err(stop_people)?;
        let member = staffed.member.id;
        // Told once: the same again changes nothing.
        if before.as_ref() != Some(&staffed.member) {
            turn.note_as(Actor::Member(member), AuditAction::InvitationAccepted, Some(member), roles(&staffed.member.roles));
            self.staffed(sql, turn, before.as_ref(), &staffed)?;
        }
        Ok(Answer::reply(&Accepted { member }))
    }

    pub(super) fn change_member(&self, sql: &impl Sql, turn: &Turn<'_>, command: &ChangeMember) -> Result<Answer, Stop> {
        let before = people::member(sql, command.member).map_err(stop_people)?;
        let joined = Joined::By(command.join_link.clone());
        let change = MemberChange { roles: Some(command.roles.clone()), joined, ..MemberChange::default() };
        let staffed =
            people::change_member(sql, turn.at.now, command.member, Some(command.version), turn.by()?, &change).map_err(stop_people)?;
        turn.note(AuditAction::MemberChanged, Some(command.member), roles(&staffed.member.roles));
        if staffed.member != before {
            self.staffed(sql, turn, Some(&before), &staffed)?;
        }
        // Who takes up care is told everything anyway.
        if let (true, Some(own)) = (staffed.member.join_link != before.join_link, before.gives_care_as()) {
            self.tell_card(sql, turn.at, own)?;
        }
        Ok(Answer::reply(&card(&staffed.member)))
    }

    /// Tells what follows from somebody's roles, and notes what the practice's rule delegated and took back on that occasion.
    fn staffed(&self, sql: &impl Sql, turn: &Turn<'_>, before: Option<&Member>, staffed: &Staffed) -> Result<(), Stop> {
        for people::Delegated { grant, .. } in &staffed.given {
            turn.note_as(Actor::System, AuditAction::DelegationGiven, Some(grant.member), delegation(grant));
        }
        for key in &staffed.revoked {
            turn.note_as(Actor::System, AuditAction::TokenRevoked, Some(*key), Detail::none());
        }
        self.tell_staffed(sql, turn.at, before.and_then(Member::gives_care_as), &staffed.member)
    }

    pub(super) fn end_member(&self, sql: &impl Sql, turn: &Turn<'_>, command: &EndMember) -> Result<Answer, Stop> {
        if command.version == 0 {
            return Err(Stop::Refused(ProblemKind::VersionNeeded));
        }
        self.end(sql, turn, command.member, Some(command.version))
    }

    /// Ends the membership of the one who asks, whatever they are by now.
    pub(super) fn leave(&self, sql: &impl Sql, turn: &Turn<'_>) -> Result<Answer, Stop> {
        self.end(sql, turn, turn.member().ok_or(Stop::Refused(ProblemKind::Forbidden))?, None)
    }

    fn end(&self, sql: &impl Sql, turn: &Turn<'_>, id: MemberId, seen: Option<i64>) -> Result<Answer, Stop> {
        let before = people::member(sql, id).map_err(stop_people)?;
        let after = people::end_member(sql, turn.at.now, id, seen, turn.by()?).map_err(stop_people)?;
        turn.note(AuditAction::MemberEnded, Some(id), Detail::none());
        if before.is_active() {
            self.staffed(sql, turn, Some(&before), &after)?;
        }
        Ok(Answer::reply(&Done {}))
    }

    /// Lets a member do something for the practitioner who asks: nobody delegates another's work.
    pub(super) fn delegate(sql: &impl Sql, turn: &Turn<'_>, command: &Delegate) -> Result<Answer, Stop> {
        let forbidden = Stop::Refused(ProblemKind::Forbidden);
        let own = turn.member().ok_or(forbidden.clone())?;
        let practitioner = people::member(sql, own).map_err(stop_people)?.gives_care_as().ok_or(forbidden)?;
        let grant = Grant { practitioner, member: command.member, what: command.what };
        if command.allowed {
            people::give(sql, turn.at.now, own, grant, turn.is_proven()).map_err(stop_people)?;
            turn.note(AuditAction::DelegationGiven, Some(command.member), delegation(&grant));
        } else {
            people::withdraw(sql, turn.at.now, own, grant).map_err(stop_people)?;
            turn.note(AuditAction::DelegationWithdrawn, Some(command.member), delegation(&grant));
        }
        read_members(sql, turn, &ReadMembers::default())
    }
}

fn delegation(grant: &Grant) -> Detail {
    Detail::none().id("practitioner", grant.practitioner).word("what", grant.what.as_str())
}
