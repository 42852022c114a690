//! Members, delegations, invitations.

use askama::Template;
use chrono::NaiveDate;
use guichet_kernel::{Delegation, Role};

use super::labels::{self, InWords};
use super::say::Say;
use super::shell::{self, Button, Field, Form};
use super::{Desk, Input, Issue, Post, fields};
use crate::RenderError;

/// Who works here and who may do what for whom.
#[derive(Clone)]
pub struct TeamPage {
    /// What stands around.
    pub desk: Desk,
    /// Members, in the order they joined.
    pub members: Vec<MemberRow>,
    /// Those after, where there are more.
    pub next_href: Option<String>,
    /// The first ones, where these are others.
    pub first_href: Option<String>,
    /// One table for each practitioner among them.
    pub delegations: Vec<DelegationTable>,
    /// The form that invites, for those who may.
    pub invite: Option<InviteForm>,
    /// Invitations that are not yet answered.
    pub invitations: Vec<InvitationRow>,
}

/// A member.
#[derive(Clone)]
pub struct MemberRow {
    /// Unique on the page: names the row's fields.
    pub id: String,
    /// Name, or the e-mail address until there is one.
    pub name: String,
    /// E-mail address, shown under the name; `None` where the name is the address.
    pub email: Option<String>,
    /// What they are here.
    pub roles: Vec<Role>,
    /// The boxes that are ticked: the same, or as typed.
    pub ticked: Vec<Role>,
    /// Where patients join who gives care, as it is or as typed; `None`: they give none.
    pub join_link: Option<Input>,
    /// Since.
    pub since: NaiveDate,
    /// It is the reader.
    pub you: bool,
    /// Changes them: posts [`fields::ROLE`](super::fields::ROLE) once for each, and [`fields::JOIN_LINK`](super::fields::JOIN_LINK).
    pub change: Option<Post>,
    /// Ends the membership.
    pub end: Option<Post>,
}

/// What a practitioner lets others do.
#[derive(Clone)]
pub struct DelegationTable {
    /// Unique on the page: names the table's fields.
    pub id: String,
    /// Whose.
    pub practitioner: String,
    /// The others, each with what they are given.
    pub rows: Vec<DelegationRow>,
    /// Replaces the whole table, as it was seen: posts [`fields::DELEGATION`](super::fields::DELEGATION) once for each box ticked, as
    /// `<member id>:<word of the delegation>`. `None`: read only.
    pub post: Option<Post>,
}

/// What one member is given.
#[derive(Clone)]
pub struct DelegationRow {
    /// The member's id.
    pub member_id: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub given: Vec<Delegation>,
}

/// The form that invites. Posts the names in [`fields`](super::fields) that its fields bear, and
/// [`fields::ROLE`](super::fields::ROLE) once for each.
#[derive(Clone)]
pub struct InviteForm {
    /// Where it goes; bears a key.
    pub post: Post,
    /// Whom.
    pub email: Input,
    /// Their given name.
    pub given_name: Input,
    /// Their family name.
    pub family_name: Input,
    /// Their profession as patients read it, needed of who gives care.
    pub profession: Input,
    /// Boxes ticked.
    pub roles: Vec<Role>,
    /// What is to be mended in the roles.
    pub roles_issue: Option<Issue>,
}

/// An invitation that is not yet answered.
#[derive(Clone)]
pub struct InvitationRow {
    /// Whom.
    pub email: String,
    /// As what.
    pub roles: Vec<Role>,
    /// Sent on.
    pub sent: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// Revokes it.
    pub revoke: Option<Post>,
}

impl TeamPage {
    /// The page as HTML.
    pub fn render(&self) -> Result<String, RenderError> {
        let w = Say::new(self.desk.locale);
        let invite = self.invite.as_ref().map(|invite| {
            let email = Field::kind(w, fields::EMAIL, w.t("email"), &invite.email, "email").required();
            let roles = roles(w, "inviter-roles", &invite.roles, invite.roles_issue);
            let given = Field::line(w, fields::GIVEN_NAME, w.t("given-name"), &invite.given_name).required().half().id("inviter-prenom");
            let family = Field::line(w, fields::FAMILY_NAME, w.t("family-name"), &invite.family_name).required().half().id("inviter-nom");
            let profession = Field::line(w, fields::PROFESSION, w.t("d-profession"), &invite.profession).hint(w.t("d-profession-hint"));
            Form::new(w, &invite.post, w.t("d-invite-submit"), vec![email, given, family, roles, profession])
        });
        let members: Vec<_> = self
            .members
            .iter()
            .map(|member| Row {
                member,
                form: member.change.as_ref().map(|post| {
                    let link = member.join_link.as_ref().map(|link| {
                        let field = Field::kind(w, fields::JOIN_LINK, w.t("d-service-join"), link, "url");
                        field.hint(w.t("d-member-join-hint")).id(format!("lien-{}", member.id))
                    });
                    let roles = roles(w, &format!("roles-{}", member.id), &member.ticked, None);
                    Form::new(w, post, w.t("d-save"), std::iter::once(roles).chain(link).collect()).quiet()
                }),
            })
            .collect();
        let forms = invite.iter().chain(members.iter().filter_map(|row| row.form.as_ref()));
        let wrong = forms.into_iter().any(Form::wrong);
        let title = shell::title(w, w.t("d-nav-team"), wrong);
        shell::in_desk(&self.desk, &title, &TeamTemplate { w, page: self, members, invite })
    }
}

/// Boxes for the roles.
fn roles(w: Say, id: &str, chosen: &[Role], issue: Option<Issue>) -> Field {
    let choices = Role::ALL.iter().map(|role| {
        let more = match role {
            Role::Owner => w.t("d-role-owner-may"),
            Role::Practitioner => w.t("d-role-practitioner-may"),
            Role::Secretary => w.t("d-role-secretary-may"),
            Role::Accountant => w.t("d-role-accountant-may"),
        };
        (role.as_str().to_owned(), role.words(w), more, chosen.contains(role))
    });
    Field::boxes(w, fields::ROLE, w.t("d-roles"), issue, choices).id(id)
}

struct Row<'a> {
    member: &'a MemberRow,
    form: Option<Form<'a>>,
}

#[derive(Template)]
#[template(path = "desk/team.html")]
struct TeamTemplate<'a> {
    w: Say,
    page: &'a TeamPage,
    members: Vec<Row<'a>>,
    invite: Option<Form<'a>>,
}

impl TeamTemplate<'_> {
    #[expect(clippy::unused_self, reason = "a template calls its own methods only")]
    fn box_id(&self, table: &DelegationTable, row: &DelegationRow, word: &str) -> String {
        format!("delegation-{}-{}-{}", table.id, row.member_id, word)
    }
}
