use super::*;

#[test]
fn agendas_go_to_secretaries_whoever_comes_first() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let staffed = desk.accept(&desk.invite("sam", &[Role::Secretary]), "sam").unwrap();
    let sam = staffed.member;
    let grant = |name| Grant { practitioner: practitioner(name), member: sam.id, what: Delegation::Agenda };
    assert_eq!(staffed.given, [Delegated { grant: grant("claire"), given_at: desk.now, by_rule: true }]);
    let staffed = desk.accept(&desk.invite("paul", &[Role::Practitioner]), "paul").unwrap();
    assert_eq!(staffed.given.iter().map(|given| given.grant).collect::<Vec<_>>(), [grant("paul")]);
    assert_eq!(delegations(&desk.sql).unwrap().len(), 2);
    assert_eq!(desk.runs(&sam), [practitioner("claire"), practitioner("paul")].into());
    assert_eq!(desk.runs(&claire), [practitioner("claire")].into());
}

#[test]
fn a_practice_may_leave_it_to_its_practitioners() {
    let desk = Desk::new();
    desk.set(SettingName::DelegateAgendaToSecretaries, SettingValue::Flag(false));
    let (claire, sam) = (desk.join("claire", &[Role::Practitioner]), desk.join("sam", &[Role::Secretary]));
    assert_eq!((delegations(&desk.sql).unwrap(), desk.runs(&sam).len()), (vec![], 0));
    desk.give(&claire, &sam, Delegation::Agenda, false).unwrap();
    desk.give(&claire, &sam, Delegation::Agenda, false).unwrap();
    assert_eq!(desk.runs(&sam), [practitioner("claire")].into());
    assert!(!delegations(&desk.sql).unwrap()[0].by_rule);
}

#[test]
fn only_the_practitioner_gives_and_withdraws() {
    let desk = Desk::new();
    let (claire, sam) = (desk.join("claire", &[Role::Practitioner]), desk.join("sam", &[Role::Secretary]));
    let grant = Grant { practitioner: practitioner("claire"), member: sam.id, what: Delegation::Billing };
    for other in [desk.owner.id, sam.id, MemberId::draw(desk.now, &desk.entropy)] {
        assert_eq!(give(&desk.sql, desk.now, other, grant, true), Err(Refusal::NotAllowed));
        let agenda = Grant { what: Delegation::Agenda, ..grant };
        assert_eq!(withdraw(&desk.sql, desk.now, other, agenda), Err(Refusal::NotAllowed));
    }
    assert_eq!(desk.give(&claire, &claire, Delegation::Billing, true), Err(Refusal::Unknown), "one needs no leave of oneself");
    desk.give(&claire, &sam, Delegation::Billing, false).unwrap();
    assert!(may(&desk.sql, grant).unwrap());
    desk.withdraw(&claire, &sam, Delegation::Billing);
    assert!(!may(&desk.sql, grant).unwrap());
    desk.end(&sam, &desk.olga()).unwrap();
    assert_eq!(desk.give(&claire, &sam, Delegation::Billing, false), Err(Refusal::Unknown));
}

// C7: only a person who has just proven who they are lets others attest for them.
#[test]
fn to_let_others_attest_takes_a_proof() {
    let desk = Desk::new();
    let (claire, sam) = (desk.join("claire", &[Role::Practitioner]), desk.join("sam", &[Role::Secretary]));
    assert_eq!(desk.give(&claire, &sam, Delegation::Attest, false), Err(Refusal::NotProven));
    desk.give(&claire, &sam, Delegation::Attest, true).unwrap();
    desk.withdraw(&claire, &sam, Delegation::Attest);
}

#[test]
fn what_a_practitioner_withdrew_no_rule_gives_again() {
    let desk = Desk::new();
    let (claire, sam) = (desk.join("claire", &[Role::Practitioner]), desk.join("sam", &[Role::Secretary]));
    desk.withdraw(&claire, &sam, Delegation::Agenda);
    desk.roles(&sam, &desk.olga(), &[Role::Accountant]).unwrap();
    assert_eq!(desk.roles(&sam, &desk.olga(), &[Role::Secretary]).unwrap().given, []);
    desk.end(&claire, &desk.olga()).unwrap();
    let back = desk.join("claire", &[Role::Practitioner]);
    assert_eq!(desk.runs(&sam), [].into());
    desk.give(&back, &sam, Delegation::Agenda, false).unwrap();
    assert_eq!(desk.runs(&sam), [practitioner("claire")].into());
}

#[test]
fn delegations_end_with_whoever_leaves_and_the_rule_holds_for_who_comes_back() {
    let desk = Desk::new();
    let (claire, sam) = (desk.join("claire", &[Role::Practitioner]), desk.join("sam", &[Role::Secretary]));
    desk.give(&claire, &sam, Delegation::Billing, false).unwrap();
    desk.end(&claire, &desk.authority_of(&claire)).unwrap();
    assert_eq!((delegations(&desk.sql).unwrap(), desk.runs(&sam)), (vec![], [].into()));
    desk.join("claire", &[Role::Practitioner]);
    let held = delegations(&desk.sql).unwrap();
    assert_eq!(
        held.iter().map(|held| held.grant.what).collect::<Vec<_>>(),
        [Delegation::Agenda],
        "what they gave themselves they give again"
    );
    desk.end(&sam, &desk.olga()).unwrap();
    assert_eq!(delegations(&desk.sql).unwrap(), []);
    assert_eq!(desk.sql.query("SELECT 1 FROM delegation", &[]).unwrap().len(), 2, "the rows stay");
}

#[test]
fn who_is_no_secretary_any_more_loses_what_the_rule_gave_and_keeps_what_a_practitioner_did() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let sam = desk.join("sam", &[Role::Secretary]);
    desk.give(&claire, &sam, Delegation::Billing, false).unwrap();
    desk.roles(&sam, &desk.olga(), &[Role::Practitioner]).unwrap_err();
    desk.roles(&sam, &desk.olga(), &[Role::Owner]).unwrap();
    assert_eq!(delegations(&desk.sql).unwrap().iter().map(|held| held.grant.what).collect::<Vec<_>>(), [Delegation::Billing]);
    assert_eq!(desk.roles(&sam, &desk.olga(), &[Role::Secretary]).unwrap().given.len(), 1);
}

#[test]
fn who_only_keeps_the_books_any_more_loses_what_practitioners_gave_by_hand() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let (sam, ada) = (desk.join("sam", &[Role::Secretary]), desk.join("ada", &[Role::Accountant]));
    desk.withdraw(&claire, &sam, Delegation::Agenda);
    for what in [Delegation::Agenda, Delegation::Billing] {
        desk.give(&claire, &sam, what, false).unwrap();
    }
    desk.give(&claire, &ada, Delegation::Billing, false).unwrap();
    desk.roles(&sam, &desk.olga(), &[Role::Accountant]).unwrap();
    assert_eq!(delegations(&desk.sql).unwrap().iter().map(|held| held.grant.member).collect::<Vec<_>>(), [ada.id]);
}

#[test]
fn nobody_makes_themselves_a_secretary_to_run_the_agendas() {
    let desk = Desk::new();
    desk.join("claire", &[Role::Practitioner]);
    let own = [Role::Owner, Role::Secretary];
    assert_eq!(desk.roles(&desk.owner, &desk.olga(), &own).unwrap().given, []);
    desk.roles(&desk.owner, &desk.olga(), &[Role::Owner]).unwrap();
    assert_eq!(desk.accept(&desk.invite("olga", &[Role::Secretary]), "olga").unwrap().given, [], "nor by an invitation");
    desk.roles(&desk.owner, &desk.olga(), &[Role::Owner]).unwrap();
    let key = key_with(&desk, &Right::for_keys().collect::<Vec<_>>());
    let (_, link) = desk.invite_as(&key, "olga", &[Role::Secretary]).unwrap();
    assert_eq!(desk.accept(&link, "olga").unwrap().given, [], "nor by a key of theirs");
    assert!(desk.runs(&desk.owner).is_empty());
    desk.roles(&desk.owner, &desk.olga(), &[Role::Owner]).unwrap();
    let paul = desk.join("paul", &[Role::Owner]);
    assert_eq!(desk.roles(&desk.owner, &desk.authority_of(&paul), &own).unwrap().given.len(), 1, "another owner decides it");
}
