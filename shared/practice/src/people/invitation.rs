//! Invitations: a request to one person to work here, which only that person accepts, once, in time.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_kernel::{
    At, EmailAddress, IdentityId, Instant, InvitationId, Label, MemberId, PersonName, PractitionerId, Right, Role, Row, Slug, Sql,
    SqlError, Token, binds, sql::FromRow,
};

use super::{
    Actor, Authority, NewMember, Professional, Refusal, Staffed,
    authority::hands_out,
    joined,
    joining::{self, By},
    member::by_identity,
    split,
};
use crate::settings::{self, SettingName};

/// How long an invitation that came to nothing is kept: whoever did not come leaves no name and address behind.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How many invitations may be open at once.
pub const MOST_INVITATIONS: i64 = 50;

/// Who is asked to be what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitee {
    /// Whoever reads mail at the address.
    pub identity: IdentityId,
    /// Where the invitation goes.
    pub email: EmailAddress,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// What they will be.
    pub roles: BTreeSet<Role>,
    /// The profession of who will give care.
    pub profession: Option<Label>,
    /// Their name in the address of their page; `None`: made from their name.
    pub slug: Option<Slug>,
}

/// An invitation that can be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Who is asked to be what.
    pub invitee: Invitee,
    /// Who asks.
    pub invited_by: Actor,
    /// When they asked.
    pub invited_at: Instant,
    /// Until when it can be accepted.
    pub expires_at: Instant,
}

const COLUMNS: &str =
    "invitation_id, identity_id, email, given_name, family_name, roles, profession, slug, invited_by, invited_at, expires_at, member_id";
/// When an invitation that nobody accepted came to nothing.
const DEAD_SINCE: &str = "MIN(COALESCE(revoked_at, expires_at), expires_at)";
/// What still stands at an instant that is the next bind.
const OPEN: &str = "member_id IS NULL AND revoked_at IS NULL AND expires_at > ?";

type Asked = (InvitationId, IdentityId, EmailAddress, PersonName, PersonName, String, Option<Label>, Option<String>);
type Stand = (Actor, Instant, Instant, Option<MemberId>);

/// A row: the invitation, and whom it has made a member.
struct Stored(Invitation, Option<MemberId>);

impl FromRow for Stored {
    fn from_row(Row(mut asked): Row) -> Result<Self, SqlError> {
        let stand = asked.split_off(asked.len().min(8));
        let (id, identity, email, given_name, family_name, roles, profession, slug) = Asked::from_row(Row(asked))?;
        let slug = slug.map(|slug| slug.try_into().map_err(|_| SqlError::Shape(7))).transpose()?;
        let (invited_by, invited_at, expires_at, member) = Stand::from_row(Row(stand))?;
        let invitee = Invitee { identity, email, given_name, family_name, roles: split(&roles, Role::from_word), profession, slug };
        Ok(Self(Invitation { id, invitee, invited_by, invited_at, expires_at }, member))
    }
}

/// Invites somebody, for as long as the practice has set; gives the invitation and the secret of its link. An earlier one to
/// the same person works no more. Who already works here is invited to further roles.
pub fn invite(sql: &impl Sql, at: At<'_>, by: &Authority, invitee: &Invitee) -> Result<(Invitation, Token), Refusal> {
    if !by.may_hand_out(&invitee.roles) {
        return Err(Refusal::NotAllowed);
    }
    if invitee.roles.is_empty() {
        return Err(Refusal::NoRole);
    }
    if invitee.roles.contains(&Role::Practitioner) && invitee.profession.is_none() {
        return Err(Refusal::NeedsPractitioner);
    }
    if by_identity(sql, invitee.identity)?.is_some_and(|member| invitee.roles.is_subset(&member.roles)) {
        return Err(Refusal::AlreadyMember);
    }
    sql.run(
        "UPDATE invitation SET revoked_at = ? WHERE identity_id = ? AND member_id IS NULL AND revoked_at IS NULL",
        binds![at.now, invitee.identity],
    )?;
    sweep_invitations(sql, at.now)?;
    let open = sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM invitation WHERE {OPEN}"), binds![at.now])?;
    if open.is_some_and(|(count,)| count >= MOST_INVITATIONS) {
        return Err(Refusal::TooMany);
    }
    let days = settings::number(sql, SettingName::InvitationDays)?;
    let (id, secret) = (InvitationId::draw(at.now, at.entropy), Token::draw(at.entropy));
    let expires_at = at.now.plus(TimeDelta::days(days));
    sql.run(
        "INSERT INTO invitation (invitation_id, token_hash, identity_id, email, given_name, family_name, roles, profession, slug, invited_by, invited_at, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![
            id,
            secret.hash(),
            invitee.identity,
            &invitee.email,
            &invitee.given_name,
            &invitee.family_name,
            joined(invitee.roles.iter().map(|role| role.as_str())),
            invitee.profession.as_ref(),
            invitee.slug.as_ref().map(Slug::as_str),
            by.actor,
            at.now,
            expires_at
        ],
    )?;
    Ok((Invitation { id, invitee: invitee.clone(), invited_by: by.actor, invited_at: at.now, expires_at }, secret))
}

/// Forgets the invitations that came to nothing so long ago that nobody asks what became of them, and the names and addresses in
/// them.
pub fn sweep_invitations(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run(&format!("DELETE FROM invitation WHERE member_id IS NULL AND {DEAD_SINCE} < ?"), binds![now.minus(KEPT)])
}

/// When [`sweep_invitations`] next has something to forget.
pub fn sweep_invitations_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let first = sql.first::<(Option<Instant>,)>(&format!("SELECT MIN({DEAD_SINCE}) FROM invitation WHERE member_id IS NULL"), &[])?;
    // A millisecond later, since one is kept for the whole time.
    Ok(first.and_then(|(at,)| at).map(|at| at.plus(KEPT).plus(TimeDelta::milliseconds(1))))
}

/// The open invitations, the newest first.
pub fn invitations(sql: &impl Sql, now: Instant) -> Result<Vec<Invitation>, Refusal> {
    let rows = sql.rows::<Stored>(
        &format!("SELECT {COLUMNS} FROM invitation WHERE {OPEN} ORDER BY invited_at DESC, invitation_id DESC"),
        binds![now],
    )?;
    Ok(rows.into_iter().map(|Stored(invitation, _)| invitation).collect())
}

/// The invitation that a link's secret opens, for the page that asks whether to accept; and whether it was accepted, which a
/// page that is opened again says as long as the link lives and they work here.
pub fn invitation(sql: &impl Sql, secret: &Token, now: Instant) -> Result<(Invitation, bool), Refusal> {
    let row = sql.first::<Stored>(
        &format!(
            "SELECT {COLUMNS} FROM invitation WHERE token_hash = ? AND revoked_at IS NULL AND expires_at > ?
             AND (member_id IS NULL OR EXISTS (SELECT 1 FROM member m WHERE m.member_id = invitation.member_id AND m.ended_at IS NULL))"
        ),
        binds![secret.hash(), now],
    )?;
    row.map(|Stored(invitation, member)| (invitation, member.is_some())).ok_or(Refusal::InvitationDead)
}

/// Revokes an invitation. One that does not stand any more stays as it is.
pub fn revoke_invitation(sql: &impl Sql, now: Instant, by: &Authority, id: InvitationId) -> Result<(), Refusal> {
    if !by.has(Right::ManageMembers) {
        return Err(Refusal::NotAllowed);
    }
    let (accepted,) = sql
        .first::<(Option<MemberId>,)>("SELECT member_id FROM invitation WHERE invitation_id = ?", binds![id])?
        .ok_or(Refusal::Unknown)?;
    if accepted.is_some() {
        return Ok(());
    }
    Ok(sql.run("UPDATE invitation SET revoked_at = COALESCE(revoked_at, ?) WHERE invitation_id = ?", binds![now, id])?)
}

/// Revokes the open invitations of somebody that they could not make any more with the rights `left` to them.
pub(super) fn revoke_beyond(sql: &impl Sql, now: Instant, by: Actor, left: &BTreeSet<Right>) -> Result<(), Refusal> {
    let rows = sql.rows::<Stored>(&format!("SELECT {COLUMNS} FROM invitation WHERE invited_by = ? AND {OPEN}"), binds![by, now])?;
    for Stored(invitation, _) in rows.into_iter().filter(|Stored(asked, _)| !hands_out(left, &asked.invitee.roles)) {
        sql.run("UPDATE invitation SET revoked_at = ? WHERE invitation_id = ?", binds![now, invitation.id])?;
    }
    Ok(())
}

/// Accepts: whoever reads mail at the invited address becomes a member, or takes further roles if they are one.
///
/// Who will give care brings their `practitioner` id, the same in all practices. The same person repeating it while they
/// work here is told the same and changes nothing; for everybody else the invitation is dead.
pub fn accept(
    sql: &impl Sql,
    at: At<'_>,
    secret: &Token,
    identity: IdentityId,
    practitioner: Option<PractitionerId>,
) -> Result<Staffed, Refusal> {
    let row = sql.first::<Stored>(
        &format!("SELECT {COLUMNS} FROM invitation WHERE token_hash = ? AND identity_id = ? AND revoked_at IS NULL"),
        binds![secret.hash(), identity],
    )?;
    let Some(Stored(invitation, accepted)) = row else { return Err(Refusal::InvitationDead) };
    let here = by_identity(sql, identity)?;
    if let Some(accepted) = accepted {
        let same = here.filter(|member| member.id == accepted).ok_or(Refusal::InvitationDead)?;
        return Ok(Staffed::unchanged(same));
    }
    if at.now >= invitation.expires_at {
        return Err(Refusal::InvitationDead);
    }
    let invitee = invitation.invitee;
    let professional = || -> Result<_, Refusal> {
        let (Some(id), Some(profession)) = (practitioner, invitee.profession.clone()) else { return Err(Refusal::NeedsPractitioner) };
        let slug = invitee.slug.clone().unwrap_or_else(|| joining::slug(invitee.given_name.as_str(), invitee.family_name.as_str()));
        Ok(Professional { id, profession, slug })
    };
    let brings = invitee.roles.contains(&Role::Practitioner).then(professional).transpose()?;
    let staffed = if let Some(before) = here {
        let mut after = before.clone();
        after.roles.extend(invitee.roles);
        match (&after.practitioner, brings) {
            (Some(known), Some(brought)) if known.id != brought.id => return Err(Refusal::NeedsPractitioner),
            (None, Some(brought)) => after.practitioner = Some(brought),
            _ => {}
        }
        // An invitation to oneself is a change by oneself.
        let by = By::of(sql, invitation.invited_by, before.id)?;
        joining::settle(sql, at.now, &before, after, by)?
    } else {
        let Invitee { identity, email, given_name, family_name, roles, .. } = invitee;
        joining::join(sql, at, &NewMember { identity, given_name, family_name, email, roles, practitioner: brings })?
    };
    sql.run("UPDATE invitation SET member_id = ? WHERE invitation_id = ?", binds![staffed.member.id, invitation.id])?;
    Ok(staffed)
}
