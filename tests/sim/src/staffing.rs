//! Who works in a practice: what must be true of its members and invitations, and those who invite, accept, change and end.

use std::collections::{BTreeMap, BTreeSet};

use guichet_contracts::{
    Principal, ProblemKind,
    command::people::{
        AcceptInvitation, Care, ChangeMember, EndMember, InviteMember, Invitee, Leave, ReadInvitation, ReadMembers, RevokeInvitation,
    },
    command::practice::{Authority, ReadAuthority},
};
use guichet_kernel::{Instant, InvitationId, Label, MemberId, PersonName, PractitionerId, Right, Role, Sql, Token, binds, link::Purpose};

use crate::{Simulation, Violation, must, people::Desk};

/// Somebody who works in a practice, or did.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    /// Who.
    pub(crate) person: usize,
    /// As whom.
    pub(crate) member: MemberId,
    /// What they are there.
    pub(crate) roles: BTreeSet<Role>,
    /// Whether they still work there.
    pub(crate) active: bool,
}

/// An invitation.
#[derive(Debug, Clone)]
struct Asked {
    person: usize,
    by: Option<MemberId>,
    roles: BTreeSet<Role>,
    expires_at: Instant,
    revoked: bool,
    accepted: Option<MemberId>,
}

/// Who works in a practice, as it was decided.
#[derive(Default)]
pub(crate) struct Staffing {
    /// Everybody who ever did.
    pub(crate) seats: Vec<Seat>,
    asked: BTreeMap<InvitationId, Asked>,
}

impl Staffing {
    /// The seat of somebody who works there.
    pub(crate) fn seat(&self, person: usize) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.active && seat.person == person)
    }

    /// Those who work there with one of these roles.
    pub(crate) fn working(&self, roles: &[Role]) -> Vec<usize> {
        let some = self.seats.iter().filter(|seat| seat.active && roles.iter().any(|role| seat.roles.contains(role)));
        some.map(|seat| seat.person).collect()
    }
}

impl Simulation {
    /// Somebody invites, or takes an invitation back.
    pub(crate) fn invite(&mut self) -> Result<(), Violation> {
        let Some((practice, desk)) = self.colleague(&[Role::Owner])? else { return Ok(()) };
        let open: Vec<InvitationId> = self.staffing.get(practice).map(|all| all.asked.keys().copied().collect()).unwrap_or_default();
        if self.net.dice.chance(250) {
            let recent = open.get(open.len().saturating_sub(6)..).unwrap_or_default();
            let Some(invitation) = self.net.dice.pick(recent).copied() else { return Ok(()) };
            let Some(told) = self.give(practice, &desk, &RevokeInvitation { invitation })? else { return Ok(()) };
            // Not found: it came to nothing long ago.
            must(told.reply.is_ok() || told.reply.err() == Some(ProblemKind::NotFound), || "an invitation could not be revoked".into())?;
            let asked = self.staffing.get_mut(practice).and_then(|staffing| staffing.asked.get_mut(&invitation));
            if let Some(asked) = asked {
                asked.revoked |= asked.accepted.is_none();
            }
            return Ok(());
        }
        let Some(region) = self.town.practices.get(practice).map(|practice| practice.name.region()) else { return Ok(()) };
        // Those who used to work there, first of all who gave care.
        let missing = self.staffing.get(practice).map_or(&[][..], |staffing| &staffing.seats);
        let missing: Vec<(usize, BTreeSet<Role>)> = missing
            .iter()
            .filter(|seat| seat.roles.contains(&Role::Practitioner) && !seat.active)
            .map(|seat| (seat.person, seat.roles.clone()))
            .collect();
        let anybody: Vec<usize> =
            (0..self.town.people.len()).filter(|place| self.town.people.get(*place).is_some_and(|who| who.region() == region)).collect();
        let back = self.net.dice.pick(&missing).cloned().filter(|_| self.net.dice.chance(800));
        let (person, roles) = if let Some(back) = back {
            back
        } else {
            let role = self.net.dice.pick(&[Role::Secretary, Role::Secretary, Role::Accountant, Role::Owner, Role::Practitioner]);
            (self.net.dice.pick(&anybody).copied().unwrap_or(0), role.copied().into_iter().collect())
        };
        self.invite_to(practice, &desk, person, roles)
    }

    /// Invites somebody to be that.
    pub(crate) fn invite_to(&mut self, practice: usize, desk: &Desk, person: usize, roles: BTreeSet<Role>) -> Result<(), Violation> {
        let Some(invitee) = self.invitee(person, roles.clone())? else { return Ok(()) };
        let Some(told) = self.give(practice, desk, &InviteMember { invitee })? else { return Ok(()) };
        if roles.contains(&Role::Owner) && !desk.proven {
            return must(told.reply.err() == Some(ProblemKind::ProveFirst), || "an owner was invited without a proof".into());
        }
        let Some(staffing) = self.staffing.get_mut(practice) else { return Ok(()) };
        let already = staffing.seat(person).is_some_and(|seat| roles.is_subset(&seat.roles));
        let by = staffing.seat(desk.person).map(|seat| seat.member);
        match (told.reply, by) {
            (Ok(made), Some(by)) => {
                must(!already, || "somebody was invited to be what they are".into())?;
                for asked in staffing.asked.values_mut().filter(|asked| asked.person == person && asked.accepted.is_none()) {
                    asked.revoked = true;
                }
                let Some(node) = self.town.practices.get(practice).and_then(|practice| self.nodes.get(practice.node)) else {
                    return Ok(());
                };
                let row =
                    node.sql.first::<(Instant,)>("SELECT expires_at FROM invitation WHERE invitation_id = ?", binds![made.invitation])?;
                let (expires_at,) = row.ok_or_else(|| Violation("an invitation is not in the store".into()))?;
                let asked = Asked { person, by: Some(by), roles, expires_at, revoked: false, accepted: None };
                staffing.asked.insert(made.invitation, asked);
                self.seen.invited += 1;
                Ok(())
            }
            (Err(ProblemKind::NotPossibleNow), _) => must(already || staffing.asked.len() >= 50, || "somebody could not be invited".into()),
            (reply, _) => Err(Violation(format!("somebody could not be invited: {:?}", reply.err()))),
        }
    }

    pub(crate) fn invitee(&self, person: usize, roles: BTreeSet<Role>) -> Result<Option<Invitee>, Violation> {
        let Some(who) = self.town.people.get(person) else { return Ok(None) };
        let word = |text: &str| Label::parse(text).map_err(|error| Violation(error.to_string()));
        let name = |text: &str| PersonName::parse(text).map_err(|error| Violation(error.to_string()));
        let care = if roles.contains(&Role::Practitioner) { Some(Care { profession: word("Ostéopathe")?, slug: None }) } else { None };
        let (given_name, family_name) = (name("Claire")?, name(&who.family_name)?);
        Ok(Some(Invitee { email: who.email.clone(), given_name, family_name, roles, care, locale: None }))
    }

    /// Somebody opens an invitation of theirs, or one that is another's, and accepts.
    pub(crate) fn accept(&mut self, person: usize) -> Result<(), Violation> {
        let meant = if self.net.dice.chance(50) { self.net.dice.place(self.town.people.len()) } else { person };
        let links = self.links(meant, "invitation", Purpose::Invitation);
        let token = if self.net.dice.chance(700) { links.last() } else { self.net.dice.pick(&links) };
        let Some(token) = token.cloned() else { return Ok(()) };
        let Some((practice, invitation)) = self.invitation_of(&token)? else { return Ok(()) };
        let Some(desk) = self.desk(person)? else { return Ok(()) };
        let Some(practitioner) = self.claim(person)? else { return Ok(()) };
        self.accept_as(practice, invitation, (&desk, practitioner), token)
    }

    fn accept_as(
        &mut self,
        practice: usize,
        invitation: InvitationId,
        (desk, practitioner): (&Desk, PractitionerId),
        token: Token,
    ) -> Result<(), Violation> {
        let now = self.net.now.get();
        let Some(node) = self.town.practices.get(practice).map(|practice| practice.node) else { return Ok(()) };
        let Some(staffing) = self.staffing.get(practice) else { return Ok(()) };
        let Some(asked) = staffing.asked.get(&invitation).cloned() else { return Ok(()) };
        let seat = staffing.seat(desk.person).cloned();
        let accepted = asked.accepted.is_some_and(|member| seat.as_ref().is_some_and(|seat| seat.member == member));
        let stands = !asked.revoked && (if asked.accepted.is_some() { accepted } else { now < asked.expires_at });
        let shown = self.ask_quietly(node, Principal::Link { token: token.clone() }, &ReadInvitation {})?;
        let open = asked.accepted.is_none_or(|member| staffing_has(self.staffing.get(practice), member));
        must(shown.is_ok() == (!asked.revoked && now < asked.expires_at && open), || {
            format!("the page of {invitation} at {now}: {:?}, {asked:?}", shown.err())
        })?;
        if self.lost() {
            return Ok(());
        }
        let told = self.ask(node, desk.principal.clone(), &AcceptInvitation { token, practitioner: Some(practitioner) })?;
        let expected = asked.person == desk.person && stands;
        let Some(staffing) = self.staffing.get_mut(practice) else { return Ok(()) };
        match told.reply {
            Ok(member) => {
                must(expected, || format!("{invitation} was accepted by person {} at {now}: {asked:?}", desk.person))?;
                let again = asked.accepted.is_some();
                must(again || seat.as_ref().is_none_or(|seat| seat.member == member.member), || "somebody is two members".into())?;
                if again {
                    return must(told.events.is_empty() && accepted, || format!("{invitation} was accepted twice"));
                }
                if let Some(asked) = staffing.asked.get_mut(&invitation) {
                    asked.accepted = Some(member.member);
                }
                match staffing.seats.iter_mut().find(|seat| seat.member == member.member) {
                    Some(seat) => seat.roles.extend(asked.roles),
                    None => {
                        staffing.seats.push(Seat { person: desk.person, member: member.member, roles: asked.roles, active: true });
                    }
                }
                self.seen.accepted += 1;
                Ok(())
            }
            Err(ProblemKind::LinkExpired) => must(!expected, || format!("{invitation} could not be accepted at {now}: {asked:?}")),
            // Somebody of another region is nobody here at all.
            Err(ProblemKind::NotFound) => {
                let region = |person: usize| self.town.people.get(person).map(crate::people::Person::region);
                must(region(desk.person) != region(asked.person), || format!("{invitation} was not found"))
            }
            Err(kind) => Err(Violation(format!("{invitation} could not be accepted: {kind:?}"))),
        }
    }

    /// Which invitation, of which practice, a link's token is.
    fn invitation_of(&self, token: &Token) -> Result<Option<(usize, InvitationId)>, Violation> {
        for (place, practice) in self.town.practices.iter().enumerate() {
            let Some(node) = self.nodes.get(practice.node) else { continue };
            let row =
                node.sql.first::<(InvitationId,)>("SELECT invitation_id FROM invitation WHERE token_hash = ?", binds![token.hash()])?;
            if let Some((invitation,)) = row {
                return Ok(Some((place, invitation)));
            }
        }
        Ok(None)
    }

    /// Invitations that nobody has to be asked for: the operator's, to a practice's first owner.
    pub(crate) fn note_invitations(&mut self, practice: usize, person: usize) -> Result<(), Violation> {
        let Some(node) = self.town.practices.get(practice).and_then(|practice| self.nodes.get(practice.node)) else { return Ok(()) };
        let rows = node.sql.rows::<(InvitationId, Instant)>("SELECT invitation_id, expires_at FROM invitation", &[])?;
        let Some(staffing) = self.staffing.get_mut(practice) else { return Ok(()) };
        for (id, expires_at) in rows {
            let asked = Asked { person, by: None, roles: [Role::Owner].into(), expires_at, revoked: false, accepted: None };
            staffing.asked.entry(id).or_insert(asked);
        }
        Ok(())
    }

    /// A member is ended, leaves, or becomes something else. The last owner stays.
    pub(crate) fn change_members(&mut self) -> Result<(), Violation> {
        let Some((practice, desk)) = self.colleague(&[Role::Owner])? else { return Ok(()) };
        self.change_members_as(practice, &desk)
    }

    fn member_version(&self, practice: usize, member: MemberId) -> Result<Option<i64>, Violation> {
        let node = self.town.practices.get(practice).and_then(|practice| self.nodes.get(practice.node));
        let Some(node) = node else { return Ok(None) };
        let row = node.sql.first::<(i64,)>("SELECT version FROM member WHERE member_id = ?", binds![member])?;
        Ok(row.map(|(version,)| version))
    }

    /// The same, by whoever is at that desk.
    pub(crate) fn change_members_as(&mut self, practice: usize, desk: &Desk) -> Result<(), Violation> {
        let Some(staffing) = self.staffing.get(practice) else { return Ok(()) };
        let some: Vec<Seat> = staffing.seats.iter().filter(|seat| seat.active).cloned().collect();
        let Some(seat) = self.net.dice.pick(&some).cloned() else { return Ok(()) };
        let owners = staffing.working(&[Role::Owner]);
        let last = |seat: &Seat| owners == [seat.person];
        match self.net.dice.below(3) {
            0 => {
                let Some(version) = self.member_version(practice, seat.member)? else { return Ok(()) };
                // Now and then somebody else was quicker.
                if self.net.dice.chance(200) {
                    let Some(told) = self.give(practice, desk, &EndMember { member: seat.member, version: version + 1 })? else {
                        return Ok(());
                    };
                    return must(told.reply == Err(ProblemKind::Changed), || "a member was ended at another version".into());
                }
                let Some(told) = self.give(practice, desk, &EndMember { member: seat.member, version })? else { return Ok(()) };
                let expected = if last(&seat) { Err(ProblemKind::NotPossibleNow) } else { Ok(()) };
                must(told.reply.map(drop) == expected, || format!("a member was ended, or not: {expected:?} expected"))?;
                if expected.is_ok() {
                    self.ended(practice, seat.member);
                }
                Ok(())
            }
            1 => {
                let Some(other) = self.desk(seat.person)? else { return Ok(()) };
                let Some(told) = self.give(practice, &other, &Leave {})? else { return Ok(()) };
                let expected = if last(&seat) { Err(ProblemKind::NotPossibleNow) } else { Ok(()) };
                must(told.reply.map(drop) == expected, || format!("a member left, or not: {expected:?} expected"))?;
                if expected.is_ok() {
                    self.ended(practice, seat.member);
                }
                Ok(())
            }
            _ => self.change_roles(practice, desk, &seat, last(&seat)),
        }
    }

    fn change_roles(&mut self, practice: usize, desk: &Desk, seat: &Seat, last: bool) -> Result<(), Violation> {
        let Some(told) = self.give(practice, desk, &ReadMembers::default())? else { return Ok(()) };
        let members = told.reply.map_err(|kind| Violation(format!("members could not be read: {kind:?}")))?;
        let Some(member) = members.members.into_iter().find(|member| member.id == seat.member) else {
            return Err(Violation("an active member is not listed".into()));
        };
        let mut roles = seat.roles.clone();
        // Who gives care goes on doing so, mostly: otherwise nothing could be booked.
        let role = self.net.dice.pick(&[Role::Owner, Role::Secretary, Role::Accountant]).copied().unwrap_or(Role::Secretary);
        if !roles.remove(&role) {
            roles.insert(role);
        }
        if roles.is_empty() {
            return Ok(());
        }
        let version = if self.net.dice.chance(100) { member.version + 1 } else { member.version };
        let Some(told) =
            self.give(practice, desk, &ChangeMember { member: seat.member, version, roles: roles.clone(), join_link: None })?
        else {
            return Ok(());
        };
        let expected = match (version == member.version, last && !roles.contains(&Role::Owner)) {
            (false, _) => Err(ProblemKind::Changed),
            (true, true) => Err(ProblemKind::NotPossibleNow),
            (true, false) => Ok(()),
        };
        must(told.reply.as_ref().map(|_| ()).map_err(|kind| *kind) == expected, || {
            format!("a member was changed, or not: {:?}, {expected:?} expected", told.reply.err())
        })?;
        if expected.is_ok() {
            let Some(staffing) = self.staffing.get_mut(practice) else { return Ok(()) };
            staffing.seats.iter_mut().filter(|known| known.member == seat.member).for_each(|known| known.roles.clone_from(&roles));
            // Who is no owner any more has invited nobody.
            if !roles.contains(&Role::Owner) {
                let theirs = staffing.asked.values_mut().filter(|asked| asked.by == Some(seat.member) && asked.accepted.is_none());
                theirs.for_each(|asked| asked.revoked = true);
            }
        }
        Ok(())
    }

    fn ended(&mut self, practice: usize, member: MemberId) {
        let Some(staffing) = self.staffing.get_mut(practice) else { return };
        let mut person = None;
        for seat in staffing.seats.iter_mut().filter(|seat| seat.member == member) {
            seat.active = false;
            person = Some(seat.person);
        }
        for asked in staffing.asked.values_mut() {
            asked.revoked |= asked.accepted.is_none() && (Some(asked.person) == person || asked.by == Some(member));
        }
        self.seen.ended += 1;
    }

    /// What somebody may do in a practice at present, as the Practice says.
    pub(crate) fn authority(&mut self, practice: usize, desk: &Desk) -> Result<Option<Authority>, Violation> {
        let Some(told) = self.give(practice, desk, &ReadAuthority {})? else { return Ok(None) };
        let authority = told.reply.map_err(|kind| Violation(format!("an authority could not be read: {kind:?}")))?;
        let roles = self.staffing.get(practice).and_then(|staffing| staffing.seat(desk.person)).map(|seat| &seat.roles);
        let expected: BTreeSet<Right> = roles.into_iter().flatten().flat_map(|role| role.rights()).copied().collect();
        must(authority.rights.iter().copied().collect::<BTreeSet<_>>() == expected, || {
            "somebody has other rights than their roles give".into()
        })?;
        Ok(Some(authority))
    }

    /// Somebody who may run agendas of a practice: whose, and the words by which the practice vouches for them.
    pub(crate) fn front_desk(&mut self) -> Result<Option<(usize, usize, Principal)>, Violation> {
        let Some((practice, desk)) = self.colleague(&[Role::Practitioner, Role::Secretary])? else { return Ok(None) };
        let Some(authority) = self.authority(practice, &desk)? else { return Ok(None) };
        let runs: Vec<PractitionerId> = authority.runs.iter().map(|card| card.id).collect();
        let Some(whose) = self.net.dice.pick(&runs).copied() else { return Ok(None) };
        let Some(agenda) = self.town.practitioners.iter().find(|known| known.id == whose).map(|known| known.node) else { return Ok(None) };
        let staff = Principal::Staff { practice: authority.practice, rights: authority.rights, runs, actor: Some(authority.actor) };
        Ok(Some((practice, agenda, staff)))
    }
}

fn staffing_has(staffing: Option<&Staffing>, member: MemberId) -> bool {
    staffing.is_some_and(|staffing| staffing.seats.iter().any(|seat| seat.member == member && seat.active))
}
