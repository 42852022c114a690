//! Inviting, accepting, delegating, changing, leaving; and who is told.

use chrono::TimeDelta;
use guichet_contracts::{
    Object, Principal, ProblemKind,
    command::{
        card::ServiceCard,
        people::{
            AcceptInvitation, Care, ChangeMember, Delegate, EndMember, InviteMember, Leave, ReadInvitation, ReadMembers, RevokeInvitation,
        },
        practice::{ChangeSettings, Choice, IssueKey, PutService, ReadAuthority, ReadSettings},
    },
    event::{
        Fact, InvitationMadeV1, MembershipChangedV1, PracticeChangedV1, PracticeRegisteredV1, PractitionerJoinedV1, PractitionerLeftV1,
        PractitionerRegisteredV1,
    },
};
use guichet_kernel::{Delegation, Locale, ObjectName, Right, Role, ServiceId, Sql, Token, link::Purpose};
use serde_json::json;

use crate::{
    audit::trail,
    town::{NOW, Town, email, identity, identity_name, invitee, kinds, label, person, practitioner, proven},
};

#[test]
fn an_invitation_goes_by_the_practices_own_mailroom_and_makes_whom_it_names_a_member() {
    let town = Town::new();
    let mut asked = invitee("claire", &[Role::Practitioner]);
    asked.locale = Some(Locale::En);
    asked.care = Some(Care { profession: label("Kinésithérapeute"), slug: Some("claire-m".to_owned().try_into().unwrap()) });
    town.ask(person("olga"), &InviteMember { invitee: asked }).unwrap();
    let told = town.practice.heard();
    assert_eq!((kinds(&told), &told[0].to), (vec![("Mailroom", InvitationMadeV1::KIND)], &town.mailroom()));
    let made: InvitationMadeV1 = told[0].read();
    assert!(made.path.starts_with("/fr/pro/invitation/v1."));
    assert_eq!((made.email, made.locale, made.inviter.as_deref()), (email("claire"), Locale::En, Some("olga Martin")));
    let token = town.link(&made.path, Purpose::Invitation);
    let link = || Principal::Link { token: token.clone() };

    let facts = town.ask(link(), &ReadInvitation {}).unwrap();
    assert_eq!((facts.identity, facts.gives_care, facts.accepted), (identity("claire"), true, false));
    assert_eq!(town.accept("noah", &token).map(drop), Err(ProblemKind::LinkExpired), "whoever it was forwarded to");
    let nothing = AcceptInvitation { token: token.clone(), practitioner: None };
    assert_eq!(town.ask(person("claire"), &nothing).map(drop), Err(ProblemKind::Invalid), "care takes a practitioner");
    let member = town.accept("claire", &token).unwrap().member;
    assert!(town.ask(link(), &ReadInvitation {}).unwrap().accepted);

    let told = town.practice.heard();
    assert_eq!(
        kinds(&told),
        [
            ("Identity", MembershipChangedV1::KIND),
            ("Agenda", PractitionerJoinedV1::KIND),
            ("Agenda", "PracticeChangedV1"),
            ("Directory", PractitionerRegisteredV1::KIND),
        ]
    );
    assert_eq!((&told[0].to.name, told[0].read::<MembershipChangedV1>().active), (&identity_name("claire"), true));
    let joined: PractitionerJoinedV1 = told[1].read();
    assert_eq!((told[1].subject.as_str(), &told[1].to), ("membership", &Town::agenda(practitioner("claire"))));
    assert_eq!((joined.identity, joined.card.slug.as_str(), joined.practice), (identity_name("claire"), "claire-m", town.id));

    // The button pressed twice.
    assert_eq!(town.accept("claire", &token).unwrap().member, member);
    assert_eq!(town.practice.told(), []);
    let entry = trail(&town).into_iter().find(|entry| entry.action == "invitation.accepted").unwrap();
    assert_eq!(entry.actor, label(&member.to_string()), "by whom it was accepted");
}

#[test]
fn an_invitation_that_was_taken_back_replaced_or_is_over_is_dead() {
    let town = Town::new();
    let replaced = town.invite(invitee("sam", &[Role::Secretary]));
    let revoked = town.invite(invitee("sam", &[Role::Secretary]));
    let open = town.members().invitations;
    assert_eq!(open.len(), 1);
    town.ask(person("olga"), &RevokeInvitation { invitation: open[0].id }).unwrap();
    for token in [&replaced, &revoked] {
        assert_eq!(town.accept("sam", token).map(drop), Err(ProblemKind::LinkExpired));
    }
    let late = town.invite(invitee("sam", &[Role::Secretary]));
    town.later(TimeDelta::days(7));
    assert_eq!(town.accept("sam", &late).map(drop), Err(ProblemKind::LinkExpired));
    let already = InviteMember { invitee: invitee("olga", &[Role::Owner]) };
    assert_eq!(town.ask(proven("olga"), &already).map(drop), Err(ProblemKind::NotPossibleNow));
}

#[test]
fn only_the_practitioner_delegates_and_attesting_takes_a_proof() {
    let town = Town::staffed();
    let (sam, ada) = (town.member("sam"), town.member("ada"));
    let runs = |name| town.ask(person(name), &ReadAuthority {}).unwrap().runs.into_iter().map(|card| card.id).collect::<Vec<_>>();
    assert_eq!((runs("claire"), runs("sam")), (vec![practitioner("claire")], vec![practitioner("claire")]), "by the practice's rule");
    let withdraw = Delegate { member: sam, what: Delegation::Agenda, allowed: false };
    assert_eq!(town.ask(proven("olga"), &withdraw).map(drop), Err(ProblemKind::Forbidden), "an owner is not the practitioner");
    town.ask(person("claire"), &withdraw).unwrap();
    assert_eq!(runs("sam"), []);
    // C7.
    let attest = Delegate { member: ada, what: Delegation::Attest, allowed: true };
    assert_eq!(town.ask(person("claire"), &attest).map(drop), Err(ProblemKind::ProveFirst));
    let members = town.ask(proven("claire"), &attest).unwrap();
    assert_eq!(members.delegations.len(), 1);
    let back = Delegate { allowed: true, ..withdraw };
    town.ask(person("claire"), &back).unwrap();
    assert_eq!(runs("sam"), [practitioner("claire")]);
    let actions: Vec<_> = trail(&town).into_iter().take(3).map(|entry| entry.action).collect();
    assert_eq!(actions, ["delegation.given", "delegation.given", "delegation.withdrawn"]);
}

#[test]
fn the_practices_rule_delegates_only_while_it_is_set() {
    let town = Town::new();
    let version = town.ask(person("olga"), &ReadSettings {}).unwrap().version;
    let off = Choice { name: "delegate_agenda_to_secretaries".into(), value: Some(0) };
    town.ask(person("olga"), &ChangeSettings { version, name: None, telephone: None, settings: vec![off] }).unwrap();
    town.join("claire", &[Role::Practitioner]);
    town.join("sam", &[Role::Secretary]);
    assert_eq!(town.members().delegations, []);
    let ruled = Town::staffed();
    let given = trail(&ruled).into_iter().find(|entry| entry.action == "delegation.given").unwrap();
    assert_eq!(given.actor, label("system"));
}

#[test]
fn who_lays_down_care_or_leaves_is_told_everywhere_and_can_come_back() {
    let town = Town::staffed();
    let claire = town.member("claire");
    let change =
        |version, roles: &[Role]| ChangeMember { member: claire, version, roles: roles.iter().copied().collect(), join_link: None };
    town.ask(proven("olga"), &change(1, &[Role::Secretary])).unwrap();
    let told = town.practice.heard();
    assert_eq!(
        kinds(&told),
        [("Identity", MembershipChangedV1::KIND), ("Agenda", PractitionerLeftV1::KIND), ("Directory", PractitionerRegisteredV1::KIND),]
    );
    assert!(!told[2].read::<PractitionerRegisteredV1>().active);
    let left = told[1].version;
    assert_eq!(town.ask(proven("olga"), &change(1, &[Role::Practitioner])).map(drop), Err(ProblemKind::Changed));
    town.ask(proven("olga"), &change(2, &[Role::Practitioner])).unwrap();
    let told = town.practice.heard();
    assert_eq!(told[1].kind, PractitionerJoinedV1::KIND);
    assert!(told[1].version > left, "no agenda takes the return for something old");
    let cards = told.iter().filter(|told| told.kind == PracticeChangedV1::KIND).map(|told| told.version);
    assert_eq!(cards.collect::<Vec<_>>(), [2], "what the practice is, told anew though nothing changed");
    town.ask(person("claire"), &Leave {}).unwrap();
    let told = town.practice.heard();
    assert!(!told[0].read::<MembershipChangedV1>().active);
    assert_eq!(told[1].kind, PractitionerLeftV1::KIND);
    assert_eq!(town.ask(person("claire"), &ReadMembers::default()).map(drop), Err(ProblemKind::NotFound));
    town.ask(proven("olga"), &EndMember { member: claire, version: 1 }).unwrap();
    assert_eq!(town.practice.told(), [], "they have left already");
    assert_ne!(town.join("claire", &[Role::Practitioner]), claire, "a new membership");
}

#[test]
fn a_practice_keeps_an_owner() {
    let town = Town::staffed();
    let olga = town.member("olga");
    assert_eq!(town.ask(person("olga"), &Leave {}).map(drop), Err(ProblemKind::NotPossibleNow));
    let lay_down = ChangeMember { member: olga, version: 1, roles: [Role::Secretary].into(), join_link: None };
    assert_eq!(town.ask(proven("olga"), &lay_down).map(drop), Err(ProblemKind::NotPossibleNow));
    town.join("paul", &[Role::Owner]);
    town.ask(person("olga"), &Leave {}).unwrap();
}

#[test]
fn an_owner_takes_further_roles_by_an_invitation_to_themselves() {
    let town = Town::new();
    let token = town.invite(invitee("olga", &[Role::Practitioner]));
    town.accept("olga", &token).unwrap();
    let roles = town.members().members.swap_remove(0).roles;
    assert_eq!(roles, [Role::Owner, Role::Practitioner].into());
    assert_eq!(town.ask(person("olga"), &ReadAuthority {}).unwrap().runs[0].name, label("olga Martin"));
    let told = town.practice.heard();
    assert_eq!(told[0].to.name, ObjectName::identity(guichet_kernel::Region::Eu, identity("olga")));
}

#[test]
fn to_make_somebody_an_owner_takes_a_proof() {
    let town = Town::staffed();
    for name in ["eve", "sam"] {
        for roles in [&[Role::Owner][..], &[Role::Owner, Role::Secretary]] {
            let command = InviteMember { invitee: invitee(name, roles) };
            assert_eq!(town.ask(person("olga"), &command).map(drop), Err(ProblemKind::ProveFirst));
            let every: Vec<Right> = Right::for_keys().collect();
            let key = Principal::Key { token: town.issue(&every).secret.unwrap() };
            assert_eq!(town.ask(key, &command).map(drop), Err(ProblemKind::Forbidden), "a machine makes no owner");
            assert_eq!(town.ask(proven("sam"), &command).map(drop), Err(ProblemKind::Forbidden));
            town.ask(proven("olga"), &command).unwrap();
        }
    }
    town.ask(person("olga"), &InviteMember { invitee: invitee("max", &[Role::Secretary]) }).unwrap();
}

#[test]
fn keys_go_with_who_made_them_and_the_trail_says_so() {
    let town = Town::staffed();
    let issue = |name| {
        let command = IssueKey { label: label("Site"), rights: vec![Right::ReadSettings], days: None };
        town.ask(proven(name), &command).unwrap()
    };
    let opens = |secret: &Token| town.ask(Principal::Key { token: secret.clone() }, &ReadSettings {}).map(drop);
    let member = town.join("paul", &[Role::Owner]);
    let demoted = issue("paul");
    town.ask(proven("olga"), &ChangeMember { member, version: 1, roles: [Role::Secretary].into(), join_link: None }).unwrap();
    town.ask(proven("olga"), &ChangeMember { member, version: 2, roles: [Role::Owner].into(), join_link: None }).unwrap();
    let left = issue("paul");
    opens(left.secret.as_ref().unwrap()).unwrap();
    town.ask(person("paul"), &Leave {}).unwrap();
    for key in [&demoted, &left] {
        assert_eq!(opens(key.secret.as_ref().unwrap()), Err(ProblemKind::NotFound));
    }
    let revoked: Vec<_> = trail(&town).into_iter().filter(|entry| entry.action == "token.revoked").collect();
    let said: Vec<_> =
        revoked.iter().map(|entry| (entry.actor.as_str().to_owned(), entry.subject.clone().unwrap().as_str().to_owned())).collect();
    assert_eq!(said, [left.id, demoted.id].map(|id| ("system".to_owned(), id.to_string())));
}

#[test]
fn whoever_did_not_come_is_forgotten_though_nobody_invites_again() {
    let town = Town::new();
    let due = || town.practice.object.wake_at(&town.practice.sql).unwrap();
    let left = || town.practice.count("invitation");
    town.invite(invitee("eve", &[Role::Secretary]));
    town.join("sam", &[Role::Secretary]);
    let expires_at = town.members().invitations[0].expires_at;
    let gone_at = expires_at.plus(TimeDelta::days(30)).plus(TimeDelta::milliseconds(1));
    town.now.set(gone_at.minus(TimeDelta::milliseconds(1)));
    town.tick(&town.practice);
    assert_eq!((left(), due()), (2, Some(gone_at)));
    town.now.set(gone_at);
    town.tick(&town.practice);
    assert_eq!((left(), due()), (1, None), "who came stays");
    assert!(!format!("{:?}", town.practice.sql.query("SELECT * FROM invitation", &[]).unwrap()).contains("eve"));
}

// A1: a practitioner who is joined by a link of their own is so for every service at a distance, in their agenda alone, until it is
// taken back; the public list knows of none.
#[test]
fn a_practitioners_own_link_takes_the_place_of_the_services_in_their_agenda() {
    let town = Town::staffed();
    let claire = town.member("claire");
    let settings = town.ask(person("olga"), &ReadSettings {}).unwrap();
    let remote = settings.categories.iter().find(|category| category.kind == "remote").unwrap().id;
    let card = json!({"id": ServiceId::draw(NOW, &town.entropy), "label": "Séance à distance", "minutes": 30, "category": remote, "join_link": "https://visio.exemple.fr/cabinet"});
    let at_a_distance: ServiceCard = serde_json::from_value(card).unwrap();
    let id = at_a_distance.id;
    town.ask(person("olga"), &PutService { version: settings.version, service: at_a_distance }).unwrap();
    town.practice.heard();
    let change = |version, link: Option<&str>| {
        let command = ChangeMember { member: claire, version, roles: [Role::Practitioner].into(), join_link: link.map(label) };
        town.ask(proven("olga"), &command).map(|member| member.join_link)
    };
    assert_eq!(change(1, Some("http://visio.exemple.fr/claire")), Err(ProblemKind::Invalid));
    let links = || {
        let told = town.practice.heard();
        assert!(told.iter().all(|told| told.kind != PracticeRegisteredV1::KIND));
        let card = told.iter().find(|told| told.kind == PracticeChangedV1::KIND).unwrap().read::<PracticeChangedV1>().card;
        assert!(card.services.iter().all(|service| service.id == id || service.join_link.is_none()));
        card.service(id).unwrap().join_link.clone()
    };
    let own = Some(label("https://visio.exemple.fr/claire"));
    assert_eq!(change(1, Some("https://visio.exemple.fr/claire")), Ok(own.clone()));
    assert_eq!(links(), own);
    assert_eq!(change(2, None), Ok(None));
    assert_eq!(links(), Some(label("https://visio.exemple.fr/cabinet")));
}
