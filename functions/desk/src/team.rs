//! Who works in the practice, who is asked to, and what practitioners let others do for them.

mod member;

use std::collections::BTreeSet;

use axum::{extract::Request, response::Response};
use guichet_contracts::{
    ProblemKind,
    command::people::{Care, Delegate, InviteMember, Invitee, Member, Members, ReadMembers, RevokeInvitation},
};
use guichet_edge::web::{Segments, html, see_other};
use guichet_kernel::{Delegation, EmailAddress, InvitationId, Label, MemberId, PersonName, Right, Role};
use guichet_ui::desk::{
    DelegationRow, DelegationTable, Input, InvitationRow, InviteForm, Issue, MemberRow, Post, Said, Section, TeamPage, fields,
};
use http::StatusCode;

use crate::{
    form::{Fields, label_issue, name_issue},
    here::{DONE_QUERY, Here, form_key},
    session::query,
};

pub(crate) use member::{change, end, leave};

const SECTION: Section = Section::Team;

/// As many members as the page shows.
const PAGE: usize = 50;
/// In an address: those after this member.
const AFTER: &str = "apres";
/// For how many pages it asks at most.
const MOST_PAGES: usize = 50;
/// In a table of delegations: what was given when it was shown, as [`fields::DELEGATION`].
const GIVEN: &str = "given";

/// Everybody who works here, who is asked to, and what practitioners let others do.
pub(crate) async fn everybody(here: &Here) -> Result<Members, ProblemKind> {
    let mut all = here.ask(&ReadMembers::default()).await?;
    for _ in 1..MOST_PAGES {
        let Some(after) = all.members.last().map(|last| last.id).filter(|_| all.more) else { break };
        let page = here.ask(&ReadMembers { after: Some(after), most: 0 }).await?;
        all.members.extend(page.members);
        all.delegations.extend(page.delegations);
        all.more = page.more;
    }
    Ok(all)
}

/// Those after `after` that a page shows, and whether there are more.
fn part(members: &[Member], after: Option<MemberId>) -> (&[Member], bool) {
    let start = after.map_or(0, |after| members.partition_point(|member| member.id <= after));
    let rest = members.get(start..).unwrap_or_default();
    (rest.get(..PAGE).unwrap_or(rest), rest.len() > PAGE)
}

/// The page.
#[worker::send]
pub(crate) async fn show(here: Here) -> Response {
    let said = match here.done().as_str() {
        "invite" => Some(Said::InvitationSent),
        "repris" => Some(Said::InvitationRevoked),
        "parti" => Some(Said::MemberEnded),
        "garde" => Some(Said::Saved),
        _ => None,
    };
    match everybody(&here).await {
        Ok(members) => page(&here, StatusCode::OK, &members, blank_form(&here), said),
        Err(kind) => here.refuse(kind, SECTION, &here.href("/equipe")),
    }
}

/// What was typed of a member, to be mended.
struct Mend {
    member: MemberId,
    roles: Vec<Role>,
    join_link: Input,
}

fn page(here: &Here, status: StatusCode, members: &Members, invite: InviteForm, said: Option<Said>) -> Response {
    page_with(here, status, members, (invite, None), said)
}

fn page_with(
    here: &Here,
    status: StatusCode,
    members: &Members,
    (invite, mend): (InviteForm, Option<Mend>),
    said: Option<Said>,
) -> Response {
    let manages = here.may(Right::ManageMembers);
    let me = here.authority.member;
    let row = |member: &Member| {
        let path = here.href(&format!("/equipe/{}", member.id.digits()));
        let you = me == Some(member.id);
        let mend = mend.as_ref().filter(|mend| mend.member == member.id);
        let joined = || Input::of(member.join_link.as_ref().map(Label::as_str).unwrap_or_default());
        MemberRow {
            id: member.id.digits(),
            name: full_name(member),
            email: Some(member.email.as_str().to_owned()),
            roles: member.roles.iter().copied().collect(),
            ticked: mend.map_or_else(|| member.roles.iter().copied().collect(), |mend| mend.roles.clone()),
            join_link: member.practitioner.as_ref().map(|_| mend.map_or_else(joined, |mend| mend.join_link.clone())),
            since: here.wall(member.joined_at).date(),
            you,
            change: manages.then(|| Post::to(&path).with("version", member.version.to_string())),
            end: if you {
                Some(Post::to(here.href("/equipe/quitter")))
            } else {
                manages.then(|| Post::to(format!("{path}/retirer")).with("version", member.version.to_string()))
            },
        }
    };
    let table = |practitioner: &Member| {
        let card = practitioner.practitioner.as_ref()?;
        let given = |member: MemberId| {
            let rows = members.delegations.iter().filter(|row| row.practitioner == card.id && row.member == member);
            rows.map(|row| row.what).collect::<Vec<_>>()
        };
        let others = members.members.iter().filter(|member| member.id != practitioner.id);
        Some(DelegationTable {
            id: card.id.digits(),
            practitioner: card.name.as_str().to_owned(),
            rows: others
                .map(|member| DelegationRow { member_id: member.id.digits(), name: full_name(member), given: given(member.id) })
                .collect(),
            post: (me == Some(practitioner.id)).then(|| {
                let given = members.delegations.iter().filter(|row| row.practitioner == card.id).map(|row| box_of(row.member, row.what));
                given.fold(Post::to(here.href("/equipe/delegations")), |post, given| post.with(GIVEN, given))
            }),
        })
    };
    let invitation = |invitation: &guichet_contracts::command::people::Invitation| InvitationRow {
        email: invitation.invitee.email.as_str().to_owned(),
        roles: invitation.invitee.roles.iter().copied().collect(),
        sent: here.wall(invitation.made_at).date(),
        until: here.wall(invitation.expires_at).date(),
        revoke: manages.then(|| Post::to(here.href(&format!("/equipe/invitations/{}/retirer", invitation.id.digits())))),
    };
    let after = Fields::read(here.signed.uri.query().unwrap_or_default().as_bytes()).text(AFTER);
    let after = MemberId::from_digits(&after).ok();
    let (shown, more) = part(&members.members, after);
    let href = here.href("/equipe");
    let view = TeamPage {
        desk: here.desk(SECTION, said),
        members: shown.iter().map(row).collect(),
        next_href: shown.last().filter(|_| more).map(|last| format!("{href}?{}", query(&[(AFTER, &last.id.digits())]))),
        first_href: after.map(|_| href),
        delegations: shown.iter().filter_map(table).collect(),
        invite: manages.then_some(invite),
        invitations: members.invitations.iter().map(invitation).collect(),
    };
    html(status, view.render())
}

/// The team as it stands, for whoever would have changed another version of it.
async fn changed_meanwhile(here: &Here) -> Response {
    match everybody(here).await {
        Ok(members) => page(here, StatusCode::PRECONDITION_FAILED, &members, blank_form(here), Some(Said::ChangedMeanwhile)),
        Err(kind) => here.refuse(kind, SECTION, &here.href("/equipe")),
    }
}

/// A box of a table of delegations.
fn box_of(member: MemberId, what: Delegation) -> String {
    format!("{}:{}", member.digits(), what.as_str())
}

pub(crate) fn full_name(member: &Member) -> String {
    format!("{} {}", member.given_name.as_str(), member.family_name.as_str())
}

fn blank_form(here: &Here) -> InviteForm {
    InviteForm {
        post: Post::to(here.href("/equipe/invitations")).with_key(form_key()),
        email: Input::default(),
        given_name: Input::default(),
        family_name: Input::default(),
        profession: Input::default(),
        roles: Vec::new(),
        roles_issue: None,
    }
}

/// Invites somebody.
#[worker::send]
pub(crate) async fn invite(here: Here, request: Request) -> Response {
    let back = here.href("/equipe");
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    let Some(key) = fields.key() else { return here.refuse(ProblemKind::BadRequest, SECTION, &back) };
    let invitee = match read_invitee(&here, &fields, &key) {
        Ok(invitee) => invitee,
        Err(form) => {
            return match everybody(&here).await {
                Ok(members) => page(&here, StatusCode::UNPROCESSABLE_ENTITY, &members, *form, None),
                Err(kind) => here.refuse(kind, SECTION, &back),
            };
        }
    };
    match here.create(Some(key), &InviteMember { invitee }).await {
        Ok(_) => done(&here, "invite"),
        Err(ProblemKind::ProveFirst) => here.prove_keeping(&here.href("/equipe/invitations"), SECTION, &fields),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

fn read_invitee(here: &Here, fields: &Fields, key: &str) -> Result<Invitee, Box<InviteForm>> {
    let typed = |name: &str| fields.text(name);
    let roles: BTreeSet<Role> = fields.each(fields::ROLE).filter_map(Role::from_word).collect();
    let email = EmailAddress::parse(&typed(fields::EMAIL));
    let given_name = PersonName::parse(&typed(fields::GIVEN_NAME));
    let family_name = PersonName::parse(&typed(fields::FAMILY_NAME));
    let gives_care = roles.contains(&Role::Practitioner);
    let profession = if gives_care { Label::parse(&typed(fields::PROFESSION)).map(Some) } else { Ok(None) };
    match (email, given_name, family_name, profession, roles.is_empty()) {
        (Ok(email), Ok(given_name), Ok(family_name), Ok(profession), false) => {
            let care = profession.map(|profession| Care { profession, slug: None });
            Ok(Invitee { email, given_name, family_name, roles, care, locale: Some(here.signed.locale) })
        }
        (email, given_name, family_name, profession, nothing_chosen) => {
            let shown = |field: &str, issue: Option<Issue>| Input { issue, ..Input::of(typed(field)) };
            let missing = typed(fields::EMAIL).trim().is_empty();
            Err(Box::new(InviteForm {
                post: Post::to(here.href("/equipe/invitations")).with_key(key),
                email: shown(fields::EMAIL, email.err().map(|_| if missing { Issue::Missing } else { Issue::Email })),
                given_name: shown(fields::GIVEN_NAME, given_name.err().map(name_issue)),
                family_name: shown(fields::FAMILY_NAME, family_name.err().map(name_issue)),
                profession: shown(fields::PROFESSION, profession.err().map(|_| label_issue(&typed(fields::PROFESSION)))),
                roles: roles.into_iter().collect(),
                roles_issue: nothing_chosen.then_some(Issue::NotChosen),
            }))
        }
    }
}

fn done(here: &Here, what: &str) -> Response {
    see_other(&format!("{}?{}", here.href("/equipe"), query(&[(DONE_QUERY, what)])))
}

/// Takes an invitation back.
#[worker::send]
pub(crate) async fn revoke(here: Here, Segments(segments): Segments<(String, String, String)>) -> Response {
    let back = here.href("/equipe");
    let invitation = segments.and_then(|(_, _, digits)| InvitationId::from_digits(&digits).ok());
    let Some(invitation) = invitation else { return here.refuse(ProblemKind::NotFound, SECTION, &back) };
    match here.ask(&RevokeInvitation { invitation }).await {
        Ok(_) => done(&here, "repris"),
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

/// Makes one's own table of delegations what the boxes say.
#[worker::send]
pub(crate) async fn delegate(here: Here, request: Request) -> Response {
    let back = here.href("/equipe");
    let fields = match Fields::of(request).await {
        Ok(fields) => fields,
        Err(kind) => return here.refuse(kind, SECTION, &back),
    };
    match try_delegate(&here, &fields).await {
        Ok(()) => done(&here, "garde"),
        // What was ticked meanwhile, by a rule or in another window, was not seen: it is shown before it is taken back.
        Err(ProblemKind::Changed) => changed_meanwhile(&here).await,
        Err(kind) => here.refuse(kind, SECTION, &back),
    }
}

async fn try_delegate(here: &Here, fields: &Fields) -> Result<(), ProblemKind> {
    let members = everybody(here).await?;
    let me = members.members.iter().find(|member| Some(member.id) == here.authority.member).ok_or(ProblemKind::Forbidden)?;
    let own = me.practitioner.as_ref().ok_or(ProblemKind::Forbidden)?.id;
    let ticked: BTreeSet<&str> = fields.each(fields::DELEGATION).collect();
    let seen: BTreeSet<String> = fields.each(GIVEN).map(str::to_owned).collect();
    let given: BTreeSet<String> =
        members.delegations.iter().filter(|row| row.practitioner == own).map(|row| box_of(row.member, row.what)).collect();
    let boxes = || {
        members.members.iter().filter(|member| member.id != me.id).flat_map(|member| Delegation::ALL.iter().map(|what| (member.id, *what)))
    };
    let allowed = |member, what| ticked.contains(box_of(member, what).as_str());
    // The same form sent again is kept already.
    let differing: Vec<_> = boxes().filter(|(member, what)| allowed(*member, *what) != given.contains(&box_of(*member, *what))).collect();
    if seen != given && !differing.is_empty() {
        return Err(ProblemKind::Changed);
    }
    for (member, what) in differing {
        here.ask(&Delegate { member, what, allowed: allowed(member, what) }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Instant;

    use super::*;

    fn member(n: usize) -> Member {
        Member {
            id: MemberId::from_digits(&format!("{n:032x}")).unwrap(),
            version: 1,
            given_name: PersonName::parse("Zoé").unwrap(),
            family_name: PersonName::parse("Durand").unwrap(),
            email: EmailAddress::parse("zoe@exemple.fr").unwrap(),
            roles: [Role::Secretary].into(),
            practitioner: None,
            join_link: None,
            joined_at: Instant::from_millis(0),
        }
    }

    #[test]
    fn the_team_is_shown_page_by_page_and_nobody_twice() {
        let all: Vec<Member> = (1..=120).map(member).collect();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let (shown, more) = part(&all, after);
            assert!(shown.len() <= PAGE);
            seen.extend(shown.iter().map(|member| member.id));
            after = seen.last().copied();
            if !more {
                break;
            }
        }
        assert_eq!(seen, all.iter().map(|member| member.id).collect::<Vec<_>>());
        // Who was the last of a page may have left.
        let (shown, _) = part(&all[60..], Some(all[49].id));
        assert_eq!(shown[0].id, all[60].id);
        assert!(part(&[], None).0.is_empty());
    }
}
