use super::*;

#[test]
fn an_owner_may_all_and_runs_nobodys_agenda() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let olga = desk.olga();
    assert_eq!(olga.rights, Right::ALL.iter().copied().collect());
    assert_eq!((olga.actor, olga.name.as_str(), olga.runs.len()), (Actor::Member(desk.owner.id), "olga Martin", 0));
    assert!(olga.has(Right::RunAgenda) && !olga.has_over(Right::RunAgenda, practitioner("claire")));
    desk.give(&claire, &desk.owner, Delegation::Agenda, false).unwrap();
    assert!(desk.olga().has_over(Right::RunAgenda, practitioner("claire")));
}

#[test]
fn rights_are_those_of_all_roles_and_no_more() {
    let desk = Desk::new();
    let sam = desk.join("sam", &[Role::Secretary, Role::Accountant]);
    let authority = desk.authority_of(&sam);
    let expected: BTreeSet<Right> = [Role::Secretary, Role::Accountant].iter().flat_map(|role| role.rights()).copied().collect();
    assert_eq!((authority.rights, authority.roles), (expected, [Role::Secretary, Role::Accountant].into()));
}

#[test]
fn a_delegation_is_no_right() {
    let desk = Desk::new();
    let (claire, books) = (desk.join("claire", &[Role::Practitioner]), desk.join("sam", &[Role::Accountant]));
    desk.give(&claire, &books, Delegation::Agenda, false).unwrap();
    assert_eq!(desk.runs(&books), [].into(), "an accountant reads no agenda");
    desk.give(&claire, &desk.owner, Delegation::Billing, false).unwrap();
    assert_eq!(desk.runs(&desk.owner), [].into(), "and to bill is not to run");
}

#[test]
fn who_does_not_work_here_may_nothing() {
    let desk = Desk::new();
    let sam = desk.join("sam", &[Role::Secretary]);
    desk.end(&sam, &desk.olga()).unwrap();
    for who in [Who::Identity(identity("sam")), Who::Identity(identity("eve")), Who::Key(Token::draw(&desk.entropy).hash())] {
        assert_eq!(authority(&desk.sql, &who, desk.now).unwrap(), None);
    }
}

#[test]
fn an_actor_reads_back_its_word() {
    let desk = Desk::new();
    let key = key_with(&desk, &[Right::ReadAgenda]).actor;
    for actor in [Actor::Member(desk.owner.id), key, Actor::Operator, Actor::System] {
        assert_eq!(actor.to_string().parse(), Ok(actor));
    }
    for text in ["", "Operator", "mbr_", "pat_0192f0c1d2e374a5b6c7d8e9f0a1b2c3"] {
        assert_eq!(text.parse::<Actor>(), Err(NotAnActor));
    }
}
