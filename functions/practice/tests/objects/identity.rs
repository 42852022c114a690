//! Signing in: what is asked for, mailed, redeemed, listed, revoked; and where the practices say that somebody works.

use chrono::TimeDelta;
use guichet_contracts::{
    Command, Object, Principal, ProblemKind,
    command::identity::{
        AskCode, AskSignIn, CheckSession, ClaimPractitioner, ListSessions, Membership, Proof, ProveCode, ReadSignIn, RedeemSignIn,
        RevokeOtherSessions, RevokeSession, Session, SignOut, SignedIn,
    },
    event::{CodeAskedV1, Fact, IdentityRegisteredV1, MembershipChangedV1, SignInAskedV1},
};
use guichet_kernel::{
    Country, EmailAddress, Locale, MemberId, ObjectClass, ObjectName, ObjectRef, PersonName, PracticeId, Region, Role, Sql, Token,
    link::Purpose,
};
use guichet_practice::identity::IdentityObject;

use crate::town::{NOW, Node, Told, Town, email, identity_name, identity_node, kinds, label, read};

struct Door {
    town: Town,
    node: Node<IdentityObject>,
    browser: Token,
}

impl Door {
    fn new() -> Self {
        let town = Town::empty();
        Self { node: identity_node("olga"), browser: Token::draw(&town.entropy), town }
    }

    fn ask<C: Command>(&self, principal: Principal, command: &C) -> Result<C::Reply, ProblemKind> {
        read(&self.town.answer(&self.node, C::PATH, principal, None, serde_json::to_value(command).unwrap()))
    }

    fn asking(&self, next: Option<&str>) -> AskSignIn {
        AskSignIn {
            email: email("olga"),
            browser: self.browser.clone(),
            country: Country::Belgium,
            locale: Locale::NlBe,
            next: next.map(str::to_owned),
        }
    }

    /// Asks for a link; gives what it carries.
    fn link(&self, next: Option<&str>) -> Token {
        self.ask(Principal::Public, &self.asking(next)).unwrap();
        let told = self.node.heard();
        let asked: SignInAskedV1 = told.iter().find(|told| told.kind == SignInAskedV1::KIND).unwrap().read();
        self.town.link(&asked.path, Purpose::SignIn)
    }

    fn redeem(&self, link: &Token, browser: &Token) -> Result<SignedIn, ProblemKind> {
        self.ask(
            Principal::Link { token: link.clone() },
            &RedeemSignIn { browser: browser.clone(), device: "Firefox, Windows".into(), locale: Some(Locale::En) },
        )
    }

    /// Whom a link would sign in.
    fn whose(&self, link: &Token, browser: &Token) -> Result<EmailAddress, ProblemKind> {
        let command = ReadSignIn { browser: browser.clone() };
        self.ask(Principal::Link { token: link.clone() }, &command).map(|facts| facts.email)
    }

    fn signed_in(&self) -> Principal {
        Principal::Session { secret: self.redeem(&self.link(None), &self.browser).unwrap().secret }
    }

    fn check(&self, session: &Principal) -> Result<Session, ProblemKind> {
        self.ask(session.clone(), &CheckSession {})
    }
}

#[test]
fn the_link_goes_to_the_mailroom_of_the_same_name_with_a_path_of_the_desks() {
    let door = Door::new();
    door.ask(Principal::Public, &door.asking(None)).unwrap();
    let told: Vec<Told> = door.node.told();
    assert_eq!(told[0].to, ObjectRef::new(ObjectClass::Mailroom, identity_name("olga")));
    let asked: SignInAskedV1 = told[0].read();
    assert!(asked.path.starts_with("/be/pro/connexion/v1."));
    assert_eq!((asked.email, asked.locale, asked.expires_at.since(NOW)), (email("olga"), Locale::NlBe, TimeDelta::minutes(15)));
}

#[test]
fn an_identity_is_asked_under_its_own_name_and_region_only() {
    let door = Door::new();
    let other = AskSignIn { email: email("noah"), ..door.asking(None) };
    let elsewhere = AskSignIn { country: Country::Canada, ..door.asking(None) };
    for command in [other, elsewhere] {
        assert_eq!(door.ask(Principal::Public, &command), Err(ProblemKind::BadRequest));
    }
    assert!(door.node.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
}

#[test]
fn too_many_are_answered_as_any_and_nothing_is_sent() {
    let door = Door::new();
    for _ in 0..5 {
        door.link(None);
    }
    door.ask(Principal::Public, &door.asking(None)).unwrap();
    assert_eq!(door.node.told(), []);
}

#[test]
fn a_link_says_whom_it_signs_in_to_the_browser_that_asked_and_is_not_used_up() {
    let door = Door::new();
    let link = door.link(None);
    assert_eq!(door.whose(&link, &Token::draw(&door.town.entropy)), Err(ProblemKind::LinkExpired), "a scanner");
    assert_eq!(door.whose(&Token::draw(&door.town.entropy), &door.browser), Err(ProblemKind::LinkExpired));
    assert_eq!(door.whose(&link, &door.browser), Ok(email("olga")));
    assert_eq!(door.whose(&link, &door.browser), Ok(email("olga")));
    door.redeem(&link, &door.browser).unwrap();
    assert_eq!(door.whose(&link, &door.browser), Err(ProblemKind::LinkExpired));
    let late = door.link(None);
    door.town.later(TimeDelta::minutes(15));
    assert_eq!(door.whose(&late, &door.browser), Err(ProblemKind::LinkExpired));
}

#[test]
fn a_link_signs_in_once_in_the_browser_that_asked() {
    let door = Door::new();
    let link = door.link(Some("/be/pro/patients"));
    assert_eq!(door.redeem(&link, &Token::draw(&door.town.entropy)).map(drop), Err(ProblemKind::LinkExpired), "a scanner");
    let signed_in = door.redeem(&link, &door.browser).unwrap();
    assert_eq!(signed_in.next.as_deref(), Some("/be/pro/patients"));
    assert_eq!(door.redeem(&link, &door.browser).map(drop), Err(ProblemKind::LinkExpired));
    let late = door.link(Some("//evil.example"));
    assert_eq!(door.redeem(&late, &door.browser).unwrap().next, None, "nobody is sent elsewhere");
    let late = door.link(None);
    door.town.later(TimeDelta::minutes(15));
    assert_eq!(door.redeem(&late, &door.browser).map(drop), Err(ProblemKind::LinkExpired));
}

#[test]
fn the_directory_of_the_country_asked_learns_of_the_identity_with_the_first_link() {
    let door = Door::new();
    door.ask(Principal::Public, &door.asking(None)).unwrap();
    let told = door.node.heard();
    assert_eq!(kinds(&told), [("Mailroom", SignInAskedV1::KIND), ("Directory", IdentityRegisteredV1::KIND)]);
    assert_eq!(told[1].to.name, ObjectName::directory(Country::Belgium));
    assert_eq!((told[1].version, told[1].read::<IdentityRegisteredV1>().identity), (1, identity_name("olga")));
    door.redeem(&door.link(None), &door.browser).unwrap();
    assert_eq!(door.node.told(), [], "once");
}

#[test]
fn the_directory_learns_of_an_identity_that_a_practice_named_first() {
    let door = Door::new();
    let practice = PracticeId::draw(NOW, &door.town.entropy);
    let source = ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, practice));
    let membership = Membership {
        practice,
        name: label("Cabinet"),
        country: Country::France,
        member: MemberId::draw(NOW, &door.town.entropy),
        roles: vec![Role::Owner],
    };
    let name = PersonName::parse("Olga").unwrap();
    let fact = MembershipChangedV1 { membership, active: true, given_name: name.clone(), family_name: name };
    for version in 1..=2 {
        assert_eq!(door.town.tell(&door.node, &source, ("member", version), &fact), 200);
    }
    let told = door.node.heard();
    assert_eq!(kinds(&told), [("Directory", IdentityRegisteredV1::KIND)]);
    assert_eq!(told[0].to.name, ObjectName::directory(Country::France));
}

#[test]
fn of_a_stranger_whose_address_was_typed_nothing_is_left_and_a_link_asked_later_works() {
    const TABLES: [&str; 13] = [
        "sign_in_link",
        "session",
        "step_up_code",
        "person",
        "workplace",
        "known_browser",
        "space_reference",
        "space_unlocked",
        "last_asked",
        "outbox",
        "outbox_cursor",
        "inbox",
        "inbox_subject",
    ];
    let door = Door::new();
    let left = || TABLES.iter().map(|table| door.node.count(table)).sum::<i64>();
    let due = || door.node.object.wake_at(&door.node.sql).unwrap();
    for _ in 0..3 {
        door.ask(Principal::Public, &door.asking(None)).unwrap();
    }
    let mut known: Vec<String> = door
        .node
        .sql
        .rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'", &[])
        .unwrap()
        .into_iter()
        .map(|(name,): (String,)| name)
        .filter(|name| name != "schema_version")
        .collect();
    known.sort();
    let mut listed = TABLES.to_vec();
    listed.sort_unstable();
    assert_eq!(known, listed, "every table is looked at");
    while let Some(at) = due() {
        door.town.now.set(at);
        door.town.tick(&door.node);
        assert!(at <= NOW.plus(TimeDelta::hours(25)), "nothing is due any more after a day");
    }
    assert_eq!((left(), door.town.now.get()), (0, NOW.plus(TimeDelta::hours(25))));
    // As at first.
    door.ask(Principal::Public, &door.asking(None)).unwrap();
    let told = door.node.heard();
    assert_eq!(kinds(&told), [("Mailroom", SignInAskedV1::KIND), ("Directory", IdentityRegisteredV1::KIND)]);
    let link = door.town.link(&told[0].read::<SignInAskedV1>().path, Purpose::SignIn);
    let session = Principal::Session { secret: door.redeem(&link, &door.browser).unwrap().secret };
    // Who came stays.
    door.town.later(TimeDelta::hours(30));
    door.town.tick(&door.node);
    assert_eq!((door.node.count("person"), door.node.count("session"), door.node.count("last_asked")), (1, 1, 0));
    assert_eq!(door.check(&session).map(drop), Err(ProblemKind::Unauthenticated), "it was idle");
}

#[test]
fn a_stranger_is_not_forgotten_while_somebody_must_still_be_told() {
    let door = Door::new();
    door.ask(Principal::Public, &door.asking(None)).unwrap();
    door.town.later(TimeDelta::hours(26));
    // Not due before tomorrow: whoever is away is tried at other times.
    let away = "UPDATE outbox_cursor SET due_at = due_at + 172800000";
    door.node.sql.run(away, &[]).unwrap();
    door.town.tick(&door.node);
    assert_eq!((door.node.count("outbox"), door.node.count("outbox_cursor"), door.node.count("last_asked")), (2, 2, 1));
    assert!(door.node.object.wake_at(&door.node.sql).unwrap() > Some(door.town.now.get()), "and not asked again at once");
}

#[test]
fn a_session_tells_who_is_signed_in_and_ends_for_good() {
    let door = Door::new();
    let session = door.signed_in();
    let facts = door.check(&session).unwrap();
    assert_eq!((&facts.identity, &facts.email, facts.proven), (&identity_name("olga"), &email("olga"), false));
    assert_eq!(door.check(&session).unwrap().locale, Some(Locale::En));
    let claimed = door.ask(session.clone(), &ClaimPractitioner {}).unwrap().practitioner;
    assert_eq!(door.ask(session.clone(), &ClaimPractitioner {}).unwrap().practitioner, claimed, "one, for ever");
    assert_eq!(door.check(&session).unwrap().practitioner, Some(claimed));
    door.ask(session.clone(), &SignOut {}).unwrap();
    for again in [door.check(&session).map(drop), door.ask(session.clone(), &ListSessions {}).map(drop)] {
        assert_eq!(again, Err(ProblemKind::Unauthenticated));
    }
}

#[test]
fn sessions_are_listed_and_revoked() {
    let door = Door::new();
    let (mine, other, third) = (door.signed_in(), door.signed_in(), door.signed_in());
    let listed = door.ask(mine.clone(), &ListSessions {}).unwrap().sessions;
    assert_eq!((listed.len(), listed.iter().filter(|session| session.this).count()), (3, 1));
    let id = door.check(&other).unwrap().id;
    assert_eq!(door.ask(mine.clone(), &RevokeSession { id }).unwrap().sessions.len(), 2);
    assert_eq!(door.check(&other).map(drop), Err(ProblemKind::Unauthenticated));
    door.ask(mine.clone(), &RevokeOtherSessions {}).unwrap();
    assert_eq!(door.check(&third).map(drop), Err(ProblemKind::Unauthenticated));
    assert_eq!(door.ask(mine, &RevokeSession { id: "junk".into() }).map(drop), Err(ProblemKind::NotFound));
}

#[test]
fn only_the_check_replaces_a_secret() {
    let door = Door::new();
    let session = door.signed_in();
    door.town.later(TimeDelta::minutes(31));
    door.ask(session.clone(), &ListSessions {}).unwrap();
    door.town.later(TimeDelta::minutes(2));
    let next = door.check(&session).unwrap().replaced_by.unwrap();
    let next = Principal::Session { secret: next };
    assert_eq!(door.check(&next).unwrap().replaced_by, None);
    // The former one shown later is a copy: it ends the session, and that stays.
    door.town.later(TimeDelta::minutes(2));
    assert_eq!(door.ask(session, &ListSessions {}).map(drop), Err(ProblemKind::Unauthenticated));
    assert_eq!(door.check(&next).map(drop), Err(ProblemKind::Unauthenticated));
}

#[test]
fn a_code_proves_anew() {
    let door = Door::new();
    let session = door.signed_in();
    door.node.heard();
    let asking = AskCode { country: Country::Belgium, locale: Locale::NlBe };
    door.ask(session.clone(), &asking).unwrap();
    let told = door.node.heard();
    assert_eq!(told[0].to, ObjectRef::new(ObjectClass::Mailroom, identity_name("olga")));
    let asked: CodeAskedV1 = told[0].read();
    assert_eq!((&asked.email, asked.locale), (&email("olga"), Locale::NlBe));
    assert_eq!(door.ask(session.clone(), &asking).map(drop), Err(ProblemKind::TooMany));
    let prove = |code: &str| door.ask(session.clone(), &ProveCode { code: code.into() }).unwrap().proof;
    assert_eq!(prove("no code"), Proof::Wrong);
    let wrong = if asked.code == "000000" { "000001" } else { "000000" };
    assert_eq!(prove(wrong), Proof::Wrong);
    assert_eq!(prove(&asked.code), Proof::Proven);
    assert!(door.check(&session).unwrap().proven);
    door.town.later(TimeDelta::minutes(15));
    assert!(!door.check(&session).unwrap().proven);
}

#[test]
fn practices_speak_for_themselves_and_open_an_identity() {
    let door = Door::new();
    let (practice, other) = (PracticeId::draw(NOW, &door.town.entropy), PracticeId::draw(NOW, &door.town.entropy));
    let member = MemberId::draw(NOW, &door.town.entropy);
    let fact = |active| MembershipChangedV1 {
        membership: Membership {
            practice,
            name: label("Cabinet des Lilas"),
            country: Country::France,
            member,
            roles: vec![Role::Secretary],
        },
        active,
        given_name: PersonName::parse("Olga").unwrap(),
        family_name: PersonName::parse("Martin").unwrap(),
    };
    let subject = member.to_string();
    let practice_of = |region, practice| ObjectRef::new(ObjectClass::Practice, ObjectName::practice(region, practice));
    for source in [
        practice_of(Region::Eu, other),
        practice_of(Region::Ca, practice),
        ObjectRef::new(ObjectClass::Mailroom, ObjectName::practice(Region::Eu, practice)),
    ] {
        assert_eq!(door.town.tell(&door.node, &source, (&subject, 1), &fact(true)), 403, "{source}");
    }
    assert!(door.node.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
    let own = practice_of(Region::Eu, practice);
    assert_eq!(door.town.tell(&door.node, &own, (&subject, 1), &fact(true)), 200);
    let session = door.signed_in();
    assert_eq!(door.check(&session).unwrap().practices, [fact(true).membership]);
    assert_eq!(door.town.tell(&door.node, &own, (&subject, 2), &fact(false)), 200);
    assert_eq!(door.check(&session).unwrap().practices, []);
    assert_eq!(door.town.tell_raw(&door.node, &own, ("x", 1), "SomethingV9", serde_json::json!({})), 400);
}

#[test]
fn an_address_that_nobody_proved_to_read_is_forgotten() {
    let door = Door::new();
    door.link(None);
    door.town.later(TimeDelta::hours(2));
    assert!(door.node.object.wake_at(&door.node.sql).unwrap().is_some_and(|due| due < door.town.now.get()));
    door.town.tick(&door.node);
    assert_eq!((door.node.count("sign_in_link"), door.node.count("outbox"), door.node.count("person")), (0, 0, 0));
}

#[test]
fn no_secret_is_kept_and_what_was_mailed_goes_with_its_delivery() {
    let door = Door::new();
    let link = door.link(None);
    let secret = door.redeem(&link, &door.browser).unwrap().secret;
    let session = Principal::Session { secret: secret.clone() };
    door.ask(session, &AskCode { country: Country::Belgium, locale: Locale::NlBe }).unwrap();
    door.town.tick(&door.node);
    let tables = door.node.sql.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
    assert_eq!(door.node.count("outbox"), 0);
    for (table,) in tables.iter().filter(|(table,)| !table.starts_with("sqlite_")) {
        let rows = format!("{:?}", door.node.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap());
        for secret in [&link, &secret, &door.browser] {
            assert!(!rows.contains(&secret.text()), "{table}");
        }
    }
}
