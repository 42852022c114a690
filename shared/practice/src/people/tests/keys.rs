use super::*;

fn rights(rights: &[Right]) -> BTreeSet<Right> {
    rights.iter().copied().collect()
}

fn made(desk: &Desk, rights: &[Right], days: Option<i64>) -> Result<(ApiKey, Token), Refusal> {
    issue(&desk.sql, desk.at(), &desk.olga(), &label("Site"), &self::rights(rights), days)
}

fn opens(desk: &Desk, secret: &Token) -> bool {
    authority(&desk.sql, &Who::Key(secret.hash()), desk.now).unwrap().is_some()
}

#[test]
fn a_key_does_what_it_was_made_for_until_it_ends() {
    let mut desk = Desk::new();
    let (key, secret) = made(&desk, &[Right::ReadAgenda], None).unwrap();
    assert_eq!((key.made_by, key.expires_at.since(key.made_at)), (Actor::Member(desk.owner.id), TimeDelta::days(90)));
    let authority = authority(&desk.sql, &Who::Key(secret.hash()), desk.now).unwrap().unwrap();
    assert_eq!((authority.actor, authority.name.as_str()), (Actor::Key(key.id), "Site"));
    assert_eq!(authority.rights, rights(&[Right::ReadAgenda]));
    desk.now = key.expires_at;
    assert!(!opens(&desk, &secret));
}

#[test]
fn a_key_is_revoked_for_good() {
    let mut desk = Desk::new();
    let sam = desk.join("sam", &[Role::Secretary]);
    let (key, secret) = made(&desk, &[Right::ReadSettings], Some(1)).unwrap();
    assert_eq!(revoke_key(&desk.sql, desk.now, &desk.authority_of(&sam), key.id), Err(Refusal::NotAllowed));
    let revoked = revoke_key(&desk.sql, desk.now, &desk.olga(), key.id).unwrap();
    desk.later(TimeDelta::minutes(1));
    assert_eq!(revoke_key(&desk.sql, desk.now, &desk.olga(), key.id), Ok(revoked));
    assert!(!opens(&desk, &secret));
    let unknown = guichet_kernel::ApiTokenId::draw(desk.now, &desk.entropy);
    assert_eq!(revoke_key(&desk.sql, desk.now, &desk.olga(), unknown), Err(Refusal::Unknown));
}

#[test]
fn no_key_has_more_than_keys_may_have_or_its_maker_has() {
    let desk = Desk::new();
    let sam = desk.join("sam", &[Role::Secretary]);
    assert_eq!(made(&desk, &[Right::ManageTokens], None).map(drop), Err(Refusal::OutOfBounds));
    assert_eq!(made(&desk, &[], None).map(drop), Err(Refusal::OutOfBounds));
    for days in [0, -1, 367] {
        assert_eq!(made(&desk, &[Right::ReadSettings], Some(days)).map(drop), Err(Refusal::OutOfBounds));
    }
    let by = |by: &Authority, right| issue(&desk.sql, desk.at(), by, &label("Site"), &rights(&[right]), None).map(drop);
    assert_eq!(by(&desk.authority_of(&sam), Right::ReadSettings), Err(Refusal::NotAllowed));
    let every: Vec<_> = Right::for_keys().collect();
    assert_eq!(by(&key_with(&desk, &every), Right::ReadSettings), Err(Refusal::NotAllowed), "no key makes keys");
    let fewer = Authority { rights: rights(&[Right::ManageTokens, Right::ReadSettings]), ..desk.olga() };
    assert_eq!((by(&fewer, Right::ReadAudit), by(&fewer, Right::ReadSettings)), (Err(Refusal::NotAllowed), Ok(())));
}

#[test]
fn its_last_use_shows_to_the_minute() {
    let mut desk = Desk::new();
    let (_, secret) = made(&desk, &[Right::ReadSettings], None).unwrap();
    let shown = |desk: &Desk| keys(&desk.sql).unwrap().remove(0).last_used_at;
    assert_eq!(shown(&desk), None);
    let minute = Instant::from_millis(desk.now.millis() - desk.now.millis() % 60_000);
    let writes = |desk: &Desk| desk.sql.first::<(i64,)>("SELECT total_changes()", &[]).unwrap().unwrap().0;
    let before = writes(&desk);
    for seconds in [0, 1, 58] {
        desk.now = minute.plus(TimeDelta::seconds(seconds));
        assert!(opens(&desk, &secret));
        assert_eq!(shown(&desk), Some(minute));
    }
    assert_eq!(writes(&desk) - before, 1, "not a write for each use");
    desk.now = minute.plus(TimeDelta::seconds(61));
    assert!(opens(&desk, &secret));
    assert_eq!(shown(&desk), Some(minute.plus(TimeDelta::minutes(1))));
}

#[test]
fn fifty_keys_work_at_once_at_most() {
    let desk = Desk::new();
    let (first, _) = made(&desk, &[Right::ReadSettings], None).unwrap();
    for _ in 1..MOST_KEYS {
        made(&desk, &[Right::ReadSettings], None).unwrap();
    }
    assert_eq!(made(&desk, &[Right::ReadSettings], None).map(drop), Err(Refusal::TooMany));
    revoke_key(&desk.sql, desk.now, &desk.olga(), first.id).unwrap();
    assert!(made(&desk, &[Right::ReadSettings], None).is_ok());
    assert_eq!(keys(&desk.sql).unwrap().len(), 51);
}

#[test]
fn its_life_is_what_the_practice_has_set_and_its_secret_is_nowhere() {
    let desk = Desk::new();
    desk.set(SettingName::TokenDays, SettingValue::Number(10));
    let (key, secret) = made(&desk, &[Right::ReadSettings], None).unwrap();
    assert_eq!(key.expires_at.since(key.made_at), TimeDelta::days(10));
    assert!(!format!("{:?}", desk.sql.query("SELECT * FROM api_token", &[]).unwrap()).contains(&secret.text()));
}

// ADR 0005: a key acts for the practice, not for its maker.
#[test]
fn a_key_with_agenda_rights_runs_every_agenda_and_another_none() {
    let desk = Desk::new();
    let claire = desk.join("claire", &[Role::Practitioner]);
    let (_, secret) = made(&desk, &[Right::ReadAgenda], None).unwrap();
    let (_, blind) = made(&desk, &[Right::ReadSettings], None).unwrap();
    let runs = |secret: &Token| authority(&desk.sql, &Who::Key(secret.hash()), desk.now).unwrap().unwrap().runs;
    assert_eq!((runs(&secret), runs(&blind)), (vec![practitioner("claire")], vec![]));
    desk.end(&claire, &desk.olga()).unwrap();
    assert_eq!(runs(&secret), []);
}

#[test]
fn keys_end_with_their_makers_right_to_make_them() {
    let desk = Desk::new();
    let paul = desk.join("paul", &[Role::Owner, Role::Secretary]);
    let by = |member: &Member| {
        let by = desk.authority_of(member);
        issue(&desk.sql, desk.at(), &by, &label("Site"), &rights(&[Right::ReadSettings, Right::ReadMembers, Right::ManageMembers]), None)
            .unwrap()
    };
    let ((first, secret), (_, olgas)) = (by(&paul), by(&desk.owner));
    assert_eq!(desk.roles(&paul, &desk.olga(), &[Role::Owner]).unwrap().revoked, [], "it is still within their rights");
    let machine = authority(&desk.sql, &Who::Key(secret.hash()), desk.now).unwrap().unwrap();
    let asked = desk.invite_as(&machine, "friend", &[Role::Accountant]).unwrap().1;
    assert_eq!(desk.roles(&paul, &desk.olga(), &[Role::Secretary]).unwrap().revoked, [first.id]);
    assert!(!opens(&desk, &secret) && opens(&desk, &olgas));
    assert_eq!(desk.accept(&asked, "friend"), Err(Refusal::InvitationDead), "nor what the key had asked");

    desk.roles(&paul, &desk.olga(), &[Role::Owner]).unwrap();
    assert!(!opens(&desk, &secret), "for good");
    let (second, secret) = by(&paul);
    let ended = end_member(&desk.sql, desk.now, paul.id, None, &desk.olga()).unwrap();
    assert_eq!(ended.revoked, [second.id]);
    assert!(!opens(&desk, &secret));
    desk.sql.run("UPDATE api_token SET revoked_at = NULL", &[]).unwrap();
    assert!(!opens(&desk, &secret), "whatever the row says: who is gone has nothing done");
}
