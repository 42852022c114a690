use guichet_kernel::binds;
use proptest::prelude::*;

use super::*;

#[test]
fn the_last_owner_neither_leaves_nor_lays_it_down() {
    let desk = Desk::new();
    let olga = desk.olga();
    assert_eq!(desk.end(&desk.owner, &olga), Err(Refusal::LastOwner));
    assert_eq!(desk.roles(&desk.owner, &olga, &[Role::Secretary]), Err(Refusal::LastOwner));
    let second = desk.join("paul", &[Role::Owner]);
    desk.end(&desk.owner, &olga).unwrap();
    assert_eq!(desk.end(&second, &desk.authority_of(&second)), Err(Refusal::LastOwner));
    let direct = desk.sql.run("UPDATE member SET ended_at = 1 WHERE member_id = ?", binds![second.id]);
    assert!(direct.unwrap_err().is_trigger(schema::LAST_OWNER));
}

const NAMES: [&str; 5] = ["olga", "paul", "claire", "sam", "eve"];

#[derive(Debug, Clone)]
enum Step {
    Invite(usize, usize, BTreeSet<Role>),
    Accept(usize),
    Roles(usize, usize, BTreeSet<Role>),
    End(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let who = || 0..NAMES.len();
    let roles = || proptest::collection::btree_set(proptest::sample::select(Role::ALL), 0..4);
    prop_oneof![
        (who(), who(), roles()).prop_map(|(by, whom, roles)| Step::Invite(by, whom, roles)),
        who().prop_map(Step::Accept),
        (who(), who(), roles()).prop_map(|(by, whom, roles)| Step::Roles(by, whom, roles)),
        (who(), who()).prop_map(|(by, whom)| Step::End(by, whom)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    // Whatever anybody does, in whatever order: there is an owner, nobody is here twice, practitioners are those who say so.
    #[test]
    fn a_practice_always_has_an_active_owner(steps in proptest::collection::vec(step(), 1..60)) {
        let desk = Desk::new();
        let mut secrets: Vec<Option<Token>> = vec![None; NAMES.len()];
        let here = |who: usize| members(&desk.sql, false).unwrap().into_iter().find(|member| member.identity == identity(NAMES[who]));
        for step in steps {
            let refused = match step {
                Step::Invite(by, whom, roles) => here(by).map(|by| {
                    let roles: Vec<_> = roles.into_iter().collect();
                    desk.invite_as(&desk.authority_of(&by), NAMES[whom], &roles).map(|(_, secret)| secrets[whom] = Some(secret))
                }),
                Step::Accept(who) => secrets[who].clone().map(|secret| desk.accept(&secret, NAMES[who]).map(drop)),
                Step::Roles(by, whom, roles) => here(by).zip(here(whom)).map(|(by, whom)| {
                    let roles: Vec<_> = roles.into_iter().collect();
                    desk.roles(&whom, &desk.authority_of(&by), &roles).map(drop)
                }),
                Step::End(by, whom) => {
                    here(by).zip(here(whom)).map(|(by, whom)| desk.end(&whom, &desk.authority_of(&by)).map(drop))
                }
            };
            let ours = matches!(refused, Some(Err(Refusal::Store(_) | Refusal::Conflict | Refusal::Unknown)));
            prop_assert!(!ours, "{refused:?}");
            let active = members(&desk.sql, false).unwrap();
            prop_assert!(active.iter().any(|member| member.roles.contains(&Role::Owner)));
            let people: BTreeSet<_> = active.iter().map(|member| member.identity).collect();
            prop_assert_eq!(people.len(), active.len());
            let care: BTreeSet<_> = active.iter().filter_map(Member::gives_care_as).collect();
            prop_assert_eq!(&care, &settings::practitioners(&desk.sql).unwrap().into_iter().collect());
            for held in delegations(&desk.sql).unwrap() {
                prop_assert!(care.contains(&held.grant.practitioner) && is_active(&desk, held.grant.member));
            }
        }
    }
}
