use super::*;

fn read(desk: &Desk, secret: &Token) -> Result<(Invitation, bool), Refusal> {
    invitation(&desk.sql, secret, desk.now)
}

#[test]
fn only_the_invited_person_accepts_and_becomes_one_member() {
    let desk = Desk::new();
    let secret = desk.invite("claire", &[Role::Practitioner]);
    let (page, accepted) = read(&desk, &secret).unwrap();
    assert!(!accepted);
    assert_eq!((page.invitee, page.invited_by), (invitee("claire", &[Role::Practitioner]), Actor::Member(desk.owner.id)));
    assert_eq!(desk.accept(&secret, "eve"), Err(Refusal::InvitationDead), "whoever it was forwarded to");
    let nothing_brought = accept(&desk.sql, desk.at(), &secret, identity("claire"), None);
    assert_eq!(nothing_brought, Err(Refusal::NeedsPractitioner));
    let joined = desk.accept(&secret, "claire").unwrap().member;
    assert_eq!(joined.gives_care_as(), Some(practitioner("claire")));
    assert_eq!(joined.practitioner.as_ref().unwrap().slug.as_str(), "claire-martin");
    assert_eq!(desk.accept(&secret, "claire").unwrap().member, joined, "the button pressed twice");
    assert!(read(&desk, &secret).unwrap().1, "the page opened again");
    assert_eq!(invitations(&desk.sql, desk.now).unwrap(), []);
}

#[test]
fn every_dead_invitation_gives_one_answer() {
    let mut desk = Desk::new();
    let used = desk.invite("claire", &[Role::Accountant]);
    let claire = desk.accept(&used, "claire").unwrap().member;
    desk.end(&claire, &desk.olga()).unwrap();
    let (revoked, revoked_secret) = desk.invite_as(&desk.olga(), "sam", &[Role::Secretary]).unwrap();
    revoke_invitation(&desk.sql, desk.now, &desk.olga(), revoked.id).unwrap();
    revoke_invitation(&desk.sql, desk.now, &desk.olga(), revoked.id).unwrap();
    let replaced = desk.invite("paul", &[Role::Owner]);
    desk.invite("paul", &[Role::Accountant]);
    let never = Token::draw(&desk.entropy);
    for (secret, name) in [(&used, "claire"), (&revoked_secret, "sam"), (&replaced, "paul"), (&never, "paul")] {
        assert_eq!(desk.accept(secret, name), Err(Refusal::InvitationDead));
        assert_eq!(read(&desk, secret), Err(Refusal::InvitationDead));
    }
    let late = desk.invite("zoe", &[Role::Accountant]);
    desk.later(TimeDelta::days(7));
    assert_eq!((desk.accept(&late, "zoe"), read(&desk, &late)), (Err(Refusal::InvitationDead), Err(Refusal::InvitationDead)));
}

#[test]
fn an_invitation_lives_as_long_as_the_practice_has_set() {
    let mut desk = Desk::new();
    desk.set(SettingName::InvitationDays, SettingValue::Number(2));
    let secret = desk.invite("zoe", &[Role::Accountant]);
    desk.later(TimeDelta::days(2) - TimeDelta::milliseconds(1));
    assert!(desk.accept(&secret, "zoe").is_ok());
}

#[test]
fn nobody_invites_to_more_than_they_may_themselves() {
    let desk = Desk::new();
    let sam = desk.join("sam", &[Role::Secretary]);
    assert_eq!(desk.invite_as(&desk.authority_of(&sam), "eve", &[Role::Secretary]).map(drop), Err(Refusal::NotAllowed));
    let key = key_with(&desk, &[Right::ManageMembers, Right::ReadMembers, Right::ReadSettings]);
    assert!(desk.invite_as(&key, "eve", &[Role::Accountant]).is_ok());
    assert_eq!(desk.invite_as(&key, "eve", &[Role::Secretary]).map(drop), Err(Refusal::NotAllowed));
    let every: Vec<_> = Right::for_keys().collect();
    let key = key_with(&desk, &every);
    assert_eq!(desk.invite_as(&key, "eve", &[Role::Owner]).map(drop), Err(Refusal::NotAllowed), "no key makes an owner");
    assert_eq!(desk.end(&desk.owner, &key), Err(Refusal::NotAllowed), "or ends one");
    let paul = desk.join("paul", &[Role::Owner]);
    assert_eq!(desk.roles(&paul, &key, &[Role::Accountant]), Err(Refusal::NotAllowed), "or demotes one");
    let (open, _) = desk.invite_as(&desk.olga(), "zoe", &[Role::Owner]).unwrap();
    assert_eq!(revoke_invitation(&desk.sql, desk.now, &desk.authority_of(&sam), open.id), Err(Refusal::NotAllowed));
}

#[test]
fn an_invitation_says_what_it_is_for() {
    let desk = Desk::new();
    assert_eq!(desk.invite_as(&desk.olga(), "eve", &[]).map(drop), Err(Refusal::NoRole));
    let no_profession = Invitee { profession: None, ..invitee("eve", &[Role::Practitioner]) };
    assert_eq!(invite(&desk.sql, desk.at(), &desk.olga(), &no_profession).map(drop), Err(Refusal::NeedsPractitioner));
    assert_eq!(desk.invite_as(&desk.olga(), "olga", &[Role::Owner]).map(drop), Err(Refusal::AlreadyMember));
}

#[test]
fn fifty_invitations_are_open_at_most() {
    let mut desk = Desk::new();
    for number in 0..MOST_INVITATIONS {
        desk.invite(&format!("nom{number}"), &[Role::Accountant]);
    }
    assert_eq!(desk.invite_as(&desk.olga(), "zoe", &[Role::Accountant]).map(drop), Err(Refusal::TooMany));
    desk.invite("nom1", &[Role::Secretary]);
    assert_eq!(invitations(&desk.sql, desk.now).unwrap().len(), 50);
    desk.later(TimeDelta::days(7));
    desk.invite("zoe", &[Role::Accountant]);
}

#[test]
fn who_works_here_is_invited_to_further_roles() {
    let desk = Desk::new();
    let further = desk.invite("olga", &[Role::Practitioner]);
    let olga = desk.accept(&further, "olga").unwrap().member;
    assert_eq!((olga.id, olga.version, olga.roles.len()), (desk.owner.id, 2, 2));
    assert_eq!(olga.gives_care_as(), Some(practitioner("olga")));
    desk.roles(&olga, &desk.olga(), &[Role::Owner]).unwrap();
    let again = desk.invite("olga", &[Role::Practitioner]);
    let other = accept(&desk.sql, desk.at(), &again, identity("olga"), Some(practitioner("eve")));
    assert_eq!(other, Err(Refusal::NeedsPractitioner), "one person is one practitioner");
}

#[test]
fn who_is_ended_finds_no_way_back_by_an_older_invitation() {
    let desk = Desk::new();
    let paul = desk.join("paul", &[Role::Owner]);
    let back_door = desk.invite_as(&desk.authority_of(&paul), "friend", &[Role::Owner]).unwrap().1;
    let further = desk.invite("paul", &[Role::Accountant]);
    desk.end(&paul, &desk.olga()).unwrap();
    assert_eq!(desk.accept(&back_door, "friend"), Err(Refusal::InvitationDead));
    assert_eq!(desk.accept(&further, "paul"), Err(Refusal::InvitationDead));
}

#[test]
fn who_may_invite_no_more_has_invited_nobody() {
    let desk = Desk::new();
    let paul = desk.join("paul", &[Role::Owner, Role::Secretary]);
    let asked = desk.invite_as(&desk.authority_of(&paul), "friend", &[Role::Accountant]).unwrap().1;
    let by_olga = desk.invite("sam", &[Role::Secretary]);
    desk.roles(&paul, &desk.olga(), &[Role::Owner]).unwrap();
    assert!(read(&desk, &asked).is_ok());
    desk.roles(&paul, &desk.olga(), &[Role::Secretary]).unwrap();
    assert_eq!(desk.accept(&asked, "friend"), Err(Refusal::InvitationDead));
    desk.accept(&by_olga, "sam").unwrap();
}

#[test]
fn no_secret_is_stored() {
    let desk = Desk::new();
    let secret = desk.invite("zoe", &[Role::Accountant]);
    let rows = format!("{:?}", desk.sql.query("SELECT * FROM invitation", &[]).unwrap());
    assert!(!rows.contains(&secret.text()));
}

#[test]
fn who_did_not_come_is_forgotten_after_a_month() {
    let mut desk = Desk::new();
    desk.join("claire", &[Role::Accountant]);
    desk.invite("zoe", &[Role::Accountant]);
    let rows = |desk: &Desk| desk.sql.query("SELECT 1 FROM invitation", &[]).unwrap().len();
    desk.later(TimeDelta::days(37));
    desk.invite("paul", &[Role::Accountant]);
    assert_eq!(rows(&desk), 3);
    desk.later(TimeDelta::milliseconds(1));
    desk.invite("paul", &[Role::Owner]);
    assert_eq!(rows(&desk), 3, "claire's, and both of paul's");
}
