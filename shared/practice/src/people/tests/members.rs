use super::*;

#[test]
fn a_practice_starts_with_its_owner_once() {
    let desk = Desk::new();
    let again = found_owner(&desk.sql, desk.at(), &new_member("olga", &[Role::Owner])).unwrap();
    assert_eq!((again.member, members(&desk.sql, true).unwrap().len()), (desk.owner.clone(), 1));
    assert_eq!(found_owner(&desk.sql, desk.at(), &new_member("eve", &[Role::Owner])), Err(Refusal::NotAllowed));
    let sql = Memory::new();
    sql::migrate(&sql, &[crate::schema::MIGRATIONS, schema::MIGRATIONS], desk.now).unwrap();
    assert_eq!(found_owner(&sql, desk.at(), &new_member("eve", &[Role::Secretary])), Err(Refusal::LastOwner));
    let alone = found_owner(&sql, desk.at(), &new_member("claire", &[Role::Owner, Role::Practitioner])).unwrap().member;
    assert_eq!(settings::practitioners(&sql).unwrap(), [alone.gives_care_as().unwrap()]);
}

#[test]
fn roles_change_as_the_version_says_and_never_to_none() {
    let desk = Desk::new();
    let member = desk.join("sam", &[Role::Secretary]);
    let to = |roles: &[Role]| MemberChange { roles: Some(roles.iter().copied().collect()), ..MemberChange::default() };
    let change = |expected, roles: &[Role]| change_member(&desk.sql, desk.now, member.id, expected, &desk.olga(), &to(roles));
    assert_eq!(change(Some(2), &[Role::Accountant]), Err(Refusal::Conflict));
    assert_eq!(change(Some(1), &[]), Err(Refusal::NoRole));
    assert_eq!(change(Some(1), &[Role::Accountant]).unwrap().member.version, 2);
    assert_eq!(change(Some(2), &[Role::Accountant]).unwrap().member.version, 2, "nothing changes");
    assert_eq!(change(None, &[Role::Practitioner]), Err(Refusal::NeedsPractitioner));
    assert_eq!(super::member(&desk.sql, member.id).unwrap().roles, [Role::Accountant].into());
}

#[test]
fn only_who_manages_members_changes_roles_and_one_mends_ones_own_name() {
    let desk = Desk::new();
    let (sam, claire) = (desk.join("sam", &[Role::Secretary]), desk.join("claire", &[Role::Practitioner]));
    let [as_sam, as_claire] = [&sam, &claire].map(|member| desk.authority_of(member));
    assert_eq!(desk.roles(&sam, &as_sam, &[Role::Owner]), Err(Refusal::NotAllowed));
    assert_eq!(desk.roles(&desk.owner, &as_sam, &[Role::Secretary]), Err(Refusal::NotAllowed));
    let name = MemberChange {
        family_name: Some(PersonName::parse("Duval").unwrap()),
        profession: Some(label("Ostéopathe")),
        ..MemberChange::default()
    };
    assert_eq!(desk.change(&claire, &as_sam, &name), Err(Refusal::NotAllowed));
    let mended = desk.change(&claire, &as_claire, &name).unwrap().member;
    assert_eq!((mended.family_name.as_str(), mended.practitioner.as_ref().unwrap().profession.as_str()), ("Duval", "Ostéopathe"));
    assert_eq!(mended.practitioner.unwrap().slug, claire.practitioner.unwrap().slug, "links to the page go on working");
    assert_eq!(desk.change(&sam, &as_sam, &name), Err(Refusal::NeedsPractitioner));
}

#[test]
fn who_lays_down_care_keeps_their_card_and_can_take_it_up_again() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let former = desk.roles(&claire, &desk.olga(), &[Role::Accountant]).unwrap().member;
    assert_eq!((former.gives_care_as(), former.practitioner), (None, claire.practitioner.clone()));
    assert_eq!(settings::practitioners(&desk.sql).unwrap(), []);
    let again = desk.roles(&claire, &desk.olga(), &[Role::Practitioner]).unwrap().member;
    assert_eq!(settings::practitioners(&desk.sql).unwrap(), [again.gives_care_as().unwrap()]);
}

#[test]
fn a_member_leaves_or_is_ended_and_the_row_stays() {
    let desk = Desk::new();
    let (sam, claire) = (desk.join("sam", &[Role::Secretary]), desk.join("claire", &[Role::Practitioner]));
    assert_eq!(desk.end(&claire, &desk.authority_of(&sam)), Err(Refusal::NotAllowed));
    assert_eq!(end_member(&desk.sql, desk.now, claire.id, Some(9), &desk.olga()), Err(Refusal::Conflict));
    let ended = desk.end(&claire, &desk.olga()).unwrap();
    assert_eq!((ended.ended_at, ended.version), (Some(desk.now), 2));
    assert_eq!(desk.end(&claire, &desk.olga()).unwrap(), ended);
    assert_eq!(settings::practitioners(&desk.sql).unwrap(), []);
    assert!(settings::has_given_care(&desk.sql, practitioner("claire")).unwrap());
    assert!(!desk.end(&sam, &desk.authority_of(&sam)).unwrap().is_active());
    assert_eq!((members(&desk.sql, false).unwrap().len(), members(&desk.sql, true).unwrap().len()), (1, 3));
    assert_eq!(desk.roles(&sam, &desk.olga(), &[Role::Accountant]), Err(Refusal::Unknown));
    assert!(desk.sql.run("DELETE FROM member WHERE ended_at IS NOT NULL", &[]).is_err());
}

#[test]
fn who_comes_back_is_a_new_member_with_the_same_practitioner() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    desk.end(&claire, &desk.olga()).unwrap();
    let back = desk.join("claire", &[Role::Practitioner]);
    assert_ne!(back.id, claire.id);
    assert_eq!(back.practitioner, claire.practitioner.map(|card| Professional { slug: back.practitioner.clone().unwrap().slug, ..card }));
    assert!(is_active(&desk, back.id) && !is_active(&desk, claire.id));
    assert_eq!(settings::practitioners(&desk.sql).unwrap(), [practitioner("claire")]);
}

// The store's own rule, whatever the code believes.
#[test]
fn the_store_refuses_one_person_twice() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let twin = Member { id: MemberId::draw(desk.now, &desk.entropy), ..claire.clone() };
    assert_eq!(super::super::member::write(&desk.sql, &twin), Err(Refusal::AlreadyMember));
    let thief = Member { identity: identity("eve"), ..twin };
    assert_eq!(super::super::member::write(&desk.sql, &thief), Err(Refusal::AlreadyMember), "nor one practitioner");
}

#[test]
fn nothing_personal_prints_itself() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let (invitation, _) = desk.invite_as(&desk.olga(), "samuel", &[Role::Secretary]).unwrap();
    let claire = Member { practitioner: None, ..claire };
    let printed = format!("{claire:?} {:?} {invitation:?}", desk.authority_of(&claire));
    assert!(!["claire", "Martin", "samuel", "exemple"].iter().any(|personal| printed.contains(personal)), "{printed}");
}

// A1: the link is of somebody who gives care, an address that a patient can be sent to, and a change of the row like any other.
#[test]
fn who_gives_care_may_be_joined_by_a_link_of_their_own() {
    let desk = Desk::new();
    let (sam, claire) = (desk.join("sam", &[Role::Secretary]), desk.join("claire", &[Role::Practitioner]));
    let own = claire.gives_care_as().unwrap();
    let by = |link: &str| MemberChange { joined: Joined::By(Some(label(link))), ..MemberChange::default() };
    let olga = desk.olga();
    for wrong in ["http://visio.exemple.fr/claire", "visio.exemple.fr", "https://claire@visio.exemple.fr", "javascript:alert(1)"] {
        assert_eq!(desk.change(&claire, &olga, &by(wrong)), Err(Refusal::NoLink), "{wrong}");
    }
    assert_eq!(desk.change(&sam, &olga, &by("https://visio.exemple.fr")), Err(Refusal::NoLink));
    assert_eq!(join_link(&desk.sql, own).unwrap(), None);
    let link = "https://visio.exemple.fr/claire";
    let changed = desk.change(&claire, &olga, &by(link)).unwrap().member;
    assert_eq!((changed.version, changed.join_link.clone()), (2, Some(label(link))));
    assert_eq!(desk.change(&changed, &olga, &MemberChange::default()).unwrap().member, changed, "it stays");
    assert_eq!(join_link(&desk.sql, own).unwrap(), Some(label(link)));
    // Of who gives no care, or is gone, there is none.
    desk.roles(&changed, &olga, &[Role::Accountant]).unwrap();
    assert_eq!(join_link(&desk.sql, own).unwrap(), None);
}
