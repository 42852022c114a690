//! Members: the rows, and how they change and end.

use std::collections::BTreeSet;

use guichet_kernel::{
    At, EmailAddress, IdentityId, Instant, Label, MemberId, PersonName, PractitionerId, Right, Role, Row, Slug, Sql, SqlError, binds,
    sql::FromRow,
};

use super::{
    Actor, Authority, Refusal, Staffed, joined,
    joining::{self, By},
    split,
};
use crate::settings;

/// Somebody who works here, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub id: MemberId,
    /// Counts the changes of the row from 1.
    pub version: i64,
    /// The person who signs in.
    pub identity: IdentityId,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// Where they get mail for this work.
    pub email: EmailAddress,
    /// What they are here; at least one.
    pub roles: BTreeSet<Role>,
    /// What patients see of who gives care. It stays when they give care no more.
    pub practitioner: Option<Professional>,
    /// Where patients join them for a visit at a distance, whatever the service says (A1).
    pub join_link: Option<Label>,
    /// Since when.
    pub joined_at: Instant,
    /// Until when; `None` while they work here.
    pub ended_at: Option<Instant>,
}

/// What patients see of a practitioner beside the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Professional {
    /// Which practitioner: one id in all practices.
    pub id: PractitionerId,
    /// Their profession, as they write it.
    pub profession: Label,
    /// Their name in the address of their page. It stays when the name changes, so that links go on working.
    pub slug: Slug,
}

/// Somebody who is to work here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The person who signs in.
    pub identity: IdentityId,
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// Where they get mail for this work.
    pub email: EmailAddress,
    /// What they will be.
    pub roles: BTreeSet<Role>,
    /// What patients will see of them.
    pub practitioner: Option<Professional>,
}

/// What is to change about a member; `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberChange {
    /// What they are.
    pub roles: Option<BTreeSet<Role>>,
    /// Given name.
    pub given_name: Option<PersonName>,
    /// Family name.
    pub family_name: Option<PersonName>,
    /// The profession of who gives care.
    pub profession: Option<Label>,
    /// Where patients join who gives care.
    pub joined: Joined,
}

/// Where patients join somebody for a visit at a distance from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Joined {
    /// As before.
    #[default]
    Unchanged,
    /// By that link; with none, by the service's.
    By(Option<Label>),
}

impl Member {
    /// Whether they work here now.
    pub const fn is_active(&self) -> bool {
        self.ended_at.is_none()
    }

    /// What all their roles together give.
    pub fn rights(&self) -> BTreeSet<Right> {
        self.roles.iter().flat_map(|role| role.rights()).copied().collect()
    }

    /// The practitioner they are here now.
    pub fn gives_care_as(&self) -> Option<PractitionerId> {
        let gives_care = self.is_active() && self.roles.contains(&Role::Practitioner);
        self.practitioner.as_ref().filter(|_| gives_care).map(|practitioner| practitioner.id)
    }
}

pub(super) const COLUMNS: &str = "member_id, version, identity_id, given_name, family_name, email, roles, practitioner_id, profession, slug, joined_at, ended_at, join_link";

type Person = (MemberId, i64, IdentityId, PersonName, PersonName, EmailAddress, String);
type Standing = (Option<PractitionerId>, Option<Label>, Option<String>, Instant, Option<Instant>, Option<Label>);

impl FromRow for Member {
    fn from_row(Row(mut person): Row) -> Result<Self, SqlError> {
        let standing = person.split_off(person.len().min(7));
        let (id, version, identity, given_name, family_name, email, roles) = Person::from_row(Row(person))?;
        let (practitioner, profession, slug, joined_at, ended_at, join_link) = Standing::from_row(Row(standing))?;
        let practitioner = match (practitioner, profession, slug) {
            (Some(id), Some(profession), Some(slug)) => {
                Some(Professional { id, profession, slug: slug.try_into().map_err(|_| SqlError::Shape(9))? })
            }
            _ => None,
        };
        let roles = split(&roles, Role::from_word);
        Ok(Self { id, version, identity, given_name, family_name, email, roles, practitioner, join_link, joined_at, ended_at })
    }
}

/// The member of that id, active or not.
pub fn member(sql: &impl Sql, id: MemberId) -> Result<Member, Refusal> {
    find(sql, "member_id", id.to_string())?.ok_or(Refusal::Unknown)
}

/// Everybody who works here, by name of family; with `former`, those who did as well.
pub fn members(sql: &impl Sql, former: bool) -> Result<Vec<Member>, Refusal> {
    Ok(sql.rows(
        &format!(
            "SELECT {COLUMNS} FROM member WHERE ended_at IS NULL OR ?1 ORDER BY ended_at IS NOT NULL, family_name, given_name, member_id"
        ),
        binds![i64::from(former)],
    )?)
}

/// A page of who works here, in the order they joined, which is that of their ids: those after `after`, at most `most`.
pub fn members_after(sql: &impl Sql, after: Option<MemberId>, most: u8) -> Result<Vec<Member>, Refusal> {
    Ok(sql.rows(
        &format!("SELECT {COLUMNS} FROM member WHERE ended_at IS NULL AND member_id > ? ORDER BY member_id LIMIT ?"),
        binds![after.map(|id| id.to_string()).unwrap_or_default(), i64::from(most)],
    )?)
}

/// Where patients join the practitioner for a visit at a distance, if it is elsewhere than the service says.
pub fn join_link(sql: &impl Sql, practitioner: PractitionerId) -> Result<Option<Label>, Refusal> {
    let found = sql.first::<(Option<Label>,)>(
        "SELECT join_link FROM member WHERE practitioner_id = ? AND ended_at IS NULL AND instr(roles, 'practitioner') > 0",
        binds![practitioner],
    )?;
    Ok(found.and_then(|(link,)| link))
}

/// The active member who is that person.
pub(super) fn by_identity(sql: &impl Sql, identity: IdentityId) -> Result<Option<Member>, Refusal> {
    find(sql, "ended_at IS NULL AND identity_id", identity.to_string())
}

fn find(sql: &impl Sql, column: &str, id: String) -> Result<Option<Member>, Refusal> {
    Ok(sql.first(&format!("SELECT {COLUMNS} FROM member WHERE {column} = ?"), binds![id])?)
}

/// The practice's first owner. The same person again changes nothing; anybody else is refused once there are members.
pub fn found_owner(sql: &impl Sql, at: At<'_>, owner: &NewMember) -> Result<Staffed, Refusal> {
    if let Some(member) = by_identity(sql, owner.identity)? {
        return Ok(Staffed::unchanged(member));
    }
    if sql.first::<(i64,)>("SELECT 1 FROM member LIMIT 1", &[])?.is_some() {
        return Err(Refusal::NotAllowed);
    }
    if !owner.roles.contains(&Role::Owner) {
        return Err(Refusal::LastOwner);
    }
    joining::join(sql, at, owner)
}

/// Changes a member, all or nothing. Roles take the right to manage members, and both what they were and what they become
/// within what `by` may do; one's own name and profession one may mend oneself.
pub fn change_member(
    sql: &impl Sql,
    now: Instant,
    id: MemberId,
    expected: Option<i64>,
    by: &Authority,
    change: &MemberChange,
) -> Result<Staffed, Refusal> {
    let before = active(sql, id)?;
    let own = by.actor == Actor::Member(id) && change.roles.is_none();
    let reached = before.roles.iter().chain(change.roles.iter().flatten());
    if !own && !by.may_hand_out(reached) {
        return Err(Refusal::NotAllowed);
    }
    if expected.is_some_and(|expected| expected != before.version) {
        return Err(Refusal::Conflict);
    }
    let mut after = before.clone();
    if let Some(roles) = &change.roles {
        after.roles.clone_from(roles);
    }
    if let Some(name) = &change.given_name {
        after.given_name = name.clone();
    }
    if let Some(name) = &change.family_name {
        after.family_name = name.clone();
    }
    if let Some(profession) = &change.profession {
        after.practitioner.as_mut().ok_or(Refusal::NeedsPractitioner)?.profession = profession.clone();
    }
    if let Joined::By(link) = &change.joined {
        let sound = link.as_ref().is_none_or(|link| after.gives_care_as().is_some() && settings::is_a_link(link.as_str()));
        if !sound {
            return Err(Refusal::NoLink);
        }
        after.join_link.clone_from(link);
    }
    joining::settle(sql, now, &before, after, By::of(sql, by.actor, id)?)
}

/// Ends a member: by themselves, or by who manages members and may all that the member may. What they delegated and what
/// was delegated to them ends, and so do the open invitations to them and by them, and the keys they made. Repeating it changes
/// nothing.
pub fn end_member(sql: &impl Sql, now: Instant, id: MemberId, expected: Option<i64>, by: &Authority) -> Result<Staffed, Refusal> {
    let before = member(sql, id)?;
    if by.actor != Actor::Member(id) && !by.may_hand_out(before.roles.iter()) {
        return Err(Refusal::NotAllowed);
    }
    if !before.is_active() {
        return Ok(Staffed::unchanged(before));
    }
    if expected.is_some_and(|expected| expected != before.version) {
        return Err(Refusal::Conflict);
    }
    joining::leave(sql, now, &before)
}

fn active(sql: &impl Sql, id: MemberId) -> Result<Member, Refusal> {
    member(sql, id).and_then(|member| if member.is_active() { Ok(member) } else { Err(Refusal::Unknown) })
}

/// Writes a member's row as it is now to be.
pub(super) fn write(sql: &impl Sql, member: &Member) -> Result<(), Refusal> {
    let practitioner = member.practitioner.as_ref();
    let written = sql.run(
        "INSERT INTO member (member_id, version, identity_id, given_name, family_name, email, roles, practitioner_id, profession, slug, joined_at, ended_at, join_link)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (member_id) DO UPDATE SET version = excluded.version, given_name = excluded.given_name, family_name = excluded.family_name,
             roles = excluded.roles, practitioner_id = excluded.practitioner_id, profession = excluded.profession, slug = excluded.slug,
             ended_at = excluded.ended_at, join_link = excluded.join_link",
        binds![
            member.id,
            member.version,
            member.identity,
            &member.given_name,
            &member.family_name,
            &member.email,
            joined(member.roles.iter().map(|role| role.as_str())),
            practitioner.map(|practitioner| practitioner.id),
            practitioner.map(|practitioner| &practitioner.profession),
            practitioner.map(|practitioner| practitioner.slug.as_str()),
            member.joined_at,
            member.ended_at,
            member.join_link.as_ref()
        ],
    );
    // One active member for one person, and for one practitioner: the store's own rule.
    written.map_err(|error| if error == SqlError::Unique { Refusal::AlreadyMember } else { error.into() })
}
