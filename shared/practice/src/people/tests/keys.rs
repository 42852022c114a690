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
    desk.join("claire", &[Role::Practitioner]);
    let (key, secret) = made(&desk, &[Right::ReadAgenda], None).unwrap();
    assert_eq!((key.made_by, key.expires_at.since(key.made_at)), (Actor::Member(desk.owner.id), TimeDelta::days(90)));
    let authority = authority(&desk.sql, &Who::Key(secret.hash()), desk.now).unwrap().unwrap();
    assert_eq!((authority.actor, authority.name.as_str()), (Actor::Key(key.id), "Site"));
    assert_eq!((authority.rights, authority.runs), (rights(&[Right::ReadAgenda]), vec![practitioner("claire")]));
    let (_, blind) = made(&desk, &[Right::ReadSettings], None).unwrap();
    assert_eq!(super::authority(&desk.sql, &Who::Key(blind.hash()), desk.now).unwrap().unwrap().runs, []);
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
