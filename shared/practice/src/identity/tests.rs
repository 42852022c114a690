use chrono::TimeDelta;
use guichet_kernel::{At, Country, EmailAddress, Instant, Label, Locale, MemberId, PersonName, PracticeId, Role, Sql, Token, sql};
use guichet_testkit::{Memory, SeededEntropy};

use super::*;

struct Desk {
    store: Memory,
    entropy: SeededEntropy,
    now: Instant,
}

impl Desk {
    fn new() -> Self {
        let (store, entropy, now) = (Memory::new(), SeededEntropy::new(7), Instant::from_millis(1_795_000_000_000));
        sql::migrate(&store, &[schema::MIGRATIONS], now).unwrap();
        Self { store, entropy, now }
    }

    fn at(&self) -> At<'_> {
        At { now: self.now, entropy: &self.entropy }
    }

    fn later(&mut self, by: TimeDelta) {
        self.now = self.now.plus(by);
    }

    fn browser(&self) -> Token {
        Token::draw(&self.entropy)
    }

    fn ask(&self, browser: &Token) -> Result<Token, Refusal> {
        self.ask_for(browser, "zoe@exemple.fr", None)
    }

    fn ask_for(&self, browser: &Token, email: &str, next: Option<&str>) -> Result<Token, Refusal> {
        let (email, next) = (EmailAddress::parse(email).unwrap(), next.map(|next| SafePath::parse(next).unwrap()));
        self.store.atomically(|| ask(&self.store, self.at(), Kind::Staff, browser, (&email, next.as_ref())))
    }

    fn redeem(&self, link: &Token, browser: &Token) -> Result<Fresh, Refusal> {
        self.store.atomically(|| {
            redeem(&self.store, self.now, Kind::Staff, link, browser)?;
            start(&self.store, self.at(), Kind::Staff, "Firefox, Windows")
        })
    }

    fn signed_in(&self) -> Fresh {
        let browser = self.browser();
        let link = self.ask(&browser).unwrap();
        self.redeem(&link, &browser).unwrap()
    }

    fn check(&self, secret: &Token) -> Option<Active> {
        self.store.atomically(|| check(&self.store, self.at(), Kind::Staff, secret)).unwrap()
    }

    fn prove(&self, session: &SessionId, code: &Code) -> Proof {
        self.store.atomically(|| prove(&self.store, session, code, self.now)).unwrap()
    }
}

#[test]
fn a_link_signs_in_once_in_the_browser_that_asked() {
    let desk = Desk::new();
    let browser = desk.browser();
    let link = desk.ask(&browser).unwrap();
    // A scanner, or whoever it was forwarded to, has no such cookie; and it does not use the link up.
    assert_eq!(desk.redeem(&link, &desk.browser()), Err(Refusal::LinkDead));
    let fresh = desk.redeem(&link, &browser).unwrap();
    assert_eq!(desk.check(&fresh.secret).map(|active| active.id), Some(fresh.id));
    assert_eq!(desk.redeem(&link, &browser), Err(Refusal::LinkDead));
}

#[test]
fn a_link_lives_fifteen_minutes_and_gives_way_to_a_later_one() {
    let mut desk = Desk::new();
    let browser = desk.browser();
    let first = desk.ask(&browser).unwrap();
    let second = desk.ask(&browser).unwrap();
    assert_eq!(desk.redeem(&first, &browser), Err(Refusal::LinkDead));
    desk.later(LINK_LIVES);
    assert_eq!(desk.redeem(&second, &browser), Err(Refusal::LinkDead));
}

#[test]
fn an_address_is_sent_five_links_an_hour() {
    let mut desk = Desk::new();
    for _ in 0..5 {
        desk.ask(&desk.browser()).unwrap();
    }
    assert_eq!(desk.ask(&desk.browser()), Err(Refusal::TooMany));
    desk.later(TimeDelta::hours(1) + TimeDelta::milliseconds(1));
    assert!(desk.ask(&desk.browser()).is_ok());
}

#[test]
fn strangers_who_ask_for_an_address_do_not_keep_its_reader_from_their_own_desk() {
    let desk = Desk::new();
    let own = desk.browser();
    let link = desk.ask(&own).unwrap();
    desk.redeem(&link, &own).unwrap();
    while desk.ask(&desk.browser()).is_ok() {}
    for _ in 0..4 {
        desk.ask(&own).unwrap();
    }
    assert_eq!(desk.ask(&own), Err(Refusal::TooMany), "with a count of its own, which ends too");
}

#[test]
fn a_session_ends_when_idle_and_in_any_case_after_a_fortnight() {
    let mut desk = Desk::new();
    let idle = desk.signed_in();
    desk.later(IDLE_END);
    assert_eq!(desk.check(&idle.secret), None);

    let mut secret = desk.signed_in().secret;
    let start = desk.now;
    while desk.now.since(start) < ABSOLUTE_END {
        let active = desk.check(&secret).expect("used every hour, it goes on");
        secret = active.replaced_by.unwrap_or(secret);
        desk.later(TimeDelta::hours(1));
    }
    assert_eq!(desk.check(&secret), None);
}

#[test]
fn a_secret_is_replaced_as_it_is_used_and_the_former_opens_a_minute_more() {
    let mut desk = Desk::new();
    let fresh = desk.signed_in();
    desk.later(ROTATED_EVERY);
    let next = desk.check(&fresh.secret).unwrap().replaced_by.unwrap();
    desk.later(TimeDelta::seconds(59));
    assert!(desk.check(&fresh.secret).is_some(), "the page's other requests");
    assert!(desk.check(&next).is_some());
}

#[test]
fn a_former_secret_that_comes_back_ends_the_session_for_thief_and_owner() {
    let mut desk = Desk::new();
    let fresh = desk.signed_in();
    desk.later(ROTATED_EVERY);
    let next = desk.check(&fresh.secret).unwrap().replaced_by.unwrap();
    desk.later(TimeDelta::seconds(61));
    assert_eq!(desk.check(&fresh.secret), None);
    assert_eq!(desk.check(&next), None);
}

#[test]
fn sessions_are_listed_and_revoked() {
    let desk = Desk::new();
    let (mine, other, third) = (desk.signed_in(), desk.signed_in(), desk.signed_in());
    assert_eq!(list(&desk.store, desk.now).unwrap().len(), 3);
    revoke(&desk.store, &third.id, desk.now).unwrap();
    assert_eq!(desk.check(&third.secret), None);
    revoke_others(&desk.store, &mine.id, desk.now).unwrap();
    assert_eq!(desk.check(&other.secret), None);
    let left = list(&desk.store, desk.now).unwrap();
    assert_eq!(left.iter().map(|session| (&session.id, session.device.as_str())).collect::<Vec<_>>(), [(&mine.id, "Firefox, Windows")]);
}

#[test]
fn a_code_proves_for_a_quarter_of_an_hour() {
    let mut desk = Desk::new();
    let fresh = desk.signed_in();
    assert_eq!(desk.prove(&fresh.id, &Code::parse("000 000").unwrap()), Proof::Dead, "none was asked for");
    let code = ask_code(&desk.store, desk.at(), &fresh.id).unwrap();
    assert!(!is_proven(&desk.store, &fresh.id, desk.now).unwrap());
    assert_eq!(desk.prove(&fresh.id, &code), Proof::Proven);
    assert!(is_proven(&desk.store, &fresh.id, desk.now).unwrap());
    assert_eq!(desk.prove(&fresh.id, &code), Proof::Dead, "a code works once");
    desk.later(PROVEN_FOR);
    assert!(!is_proven(&desk.store, &fresh.id, desk.now).unwrap());
}

#[test]
fn a_code_can_be_mistyped_four_times_and_not_asked_for_in_a_loop() {
    let mut desk = Desk::new();
    let fresh = desk.signed_in();
    let code = ask_code(&desk.store, desk.at(), &fresh.id).unwrap();
    assert_eq!(ask_code(&desk.store, desk.at(), &fresh.id), Err(Refusal::TooMany));
    let wrong = Code::parse(if code.as_str() == "000000" { "000001" } else { "000000" }).unwrap();
    for _ in 0..5 {
        assert_eq!(desk.prove(&fresh.id, &wrong), Proof::Wrong);
    }
    assert_eq!(desk.prove(&fresh.id, &code), Proof::Dead);
    desk.later(TimeDelta::minutes(1));
    let code = ask_code(&desk.store, desk.at(), &fresh.id).unwrap();
    desk.later(CODE_LIVES);
    assert_eq!(desk.prove(&fresh.id, &code), Proof::Dead);
}

#[test]
fn a_person_is_sent_five_codes_an_hour_unless_they_type_them_rightly() {
    let mut desk = Desk::new();
    let (fresh, other) = (desk.signed_in(), desk.signed_in());
    let ask = |desk: &mut Desk, session: &SessionId| {
        desk.later(TimeDelta::minutes(1));
        ask_code(&desk.store, desk.at(), session)
    };
    for _ in 0..8 {
        let code = ask(&mut desk, &fresh.id).unwrap();
        assert_eq!(desk.prove(&fresh.id, &code), Proof::Proven);
    }
    for session in [&fresh, &other, &fresh, &other, &fresh] {
        ask(&mut desk, &session.id).unwrap();
    }
    for session in [&fresh, &other] {
        assert_eq!(ask(&mut desk, &session.id), Err(Refusal::TooMany), "all sessions count together");
    }
    desk.later(TimeDelta::minutes(60));
    ask(&mut desk, &other.id).unwrap();
}

#[test]
fn a_session_in_which_codes_are_guessed_ends() {
    let mut desk = Desk::new();
    let (fresh, other) = (desk.signed_in(), desk.signed_in());
    let wrong = |code: &Code| Code::parse(if code.as_str() == "000000" { "000001" } else { "000000" }).unwrap();
    for round in 0..5 {
        desk.later(TimeDelta::minutes(1));
        let code = ask_code(&desk.store, desk.at(), &fresh.id).unwrap();
        assert!(desk.check(&fresh.secret).is_some());
        for _ in 0..4 {
            assert_eq!(desk.prove(&fresh.id, &wrong(&code)), Proof::Wrong);
        }
        // One that is typed rightly forgives nothing.
        if round == 2 {
            assert_eq!(desk.prove(&fresh.id, &code), Proof::Proven);
        }
    }
    assert_eq!(desk.check(&fresh.secret), None);
    assert!(desk.check(&other.secret).is_some());
}

#[test]
fn no_secret_is_stored_or_printed() {
    let desk = Desk::new();
    let browser = desk.browser();
    let link = desk.ask(&browser).unwrap();
    let fresh = desk.redeem(&link, &browser).unwrap();
    let code = ask_code(&desk.store, desk.at(), &fresh.id).unwrap();
    let stored = ["sign_in_link", "session", "step_up_code"]
        .map(|table| format!("{:?}", desk.store.query(&format!("SELECT * FROM {table}"), &[]).unwrap()));
    for secret in [link.text(), fresh.secret.text(), browser.text(), code.as_str().to_owned()] {
        assert!(stored.iter().all(|rows| !rows.contains(&format!("{secret:?}"))));
    }
    assert_eq!(format!("{code:?} {:?}", fresh.secret), "Code(…) Token(…)");
}

#[test]
fn an_address_is_kept_once_it_is_proven_and_forgotten_if_it_is_not() {
    let mut desk = Desk::new();
    let browser = desk.browser();
    desk.ask_for(&browser, "zoe@exemple.fr", None).unwrap();
    assert_eq!(person(&desk.store).unwrap(), Person::default());
    assert_eq!(sweep_at(&desk.store).unwrap(), Some(desk.now.plus(TimeDelta::milliseconds(3_600_001))));
    desk.now = sweep_at(&desk.store).unwrap().unwrap();
    sweep(&desk.store, desk.now).unwrap();
    assert!(desk.store.query("SELECT 1 FROM sign_in_link", &[]).unwrap().is_empty());
    assert_eq!(sweep_at(&desk.store).unwrap(), None);

    let link = desk.ask_for(&browser, "zoe@exemple.fr", None).unwrap();
    desk.redeem(&link, &browser).unwrap();
    let first = desk.now;
    desk.later(TimeDelta::minutes(1));
    let link = desk.ask_for(&browser, "ZOE@exemple.fr", None).unwrap();
    desk.redeem(&link, &browser).unwrap();
    let known = person(&desk.store).unwrap();
    assert_eq!((known.email.unwrap().as_str(), known.verified_at), ("zoe@exemple.fr", Some(first)));
}

#[test]
fn a_link_leads_where_its_browser_was_going() {
    let desk = Desk::new();
    let browser = desk.browser();
    let link = desk.ask_for(&browser, "zoe@exemple.fr", Some("/fr/pro/audit?before=3")).unwrap();
    let redeemed = redeem(&desk.store, desk.now, Kind::Staff, &link, &browser).unwrap();
    assert_eq!(redeemed.next.unwrap().as_str(), "/fr/pro/audit?before=3");
    // Whatever the row says: what is sent to a browser is read again.
    let link = desk.ask(&browser).unwrap();
    desk.store.run("UPDATE sign_in_link SET next = '//evil.example'", &[]).unwrap();
    assert_eq!(redeem(&desk.store, desk.now, Kind::Staff, &link, &browser).unwrap().next, None);
}

#[test]
fn a_person_is_one_practitioner_in_all_practices() {
    let desk = Desk::new();
    let drawn = claim_practitioner(&desk.store, desk.at()).unwrap();
    assert_eq!(claim_practitioner(&desk.store, desk.at()).unwrap(), drawn);
    let other = claim_practitioner(&Desk::new().store, desk.at()).unwrap();
    assert_eq!(adopt_practitioner(&desk.store, other).unwrap(), drawn);
    assert_eq!(person(&desk.store).unwrap().practitioner, Some(drawn));

    let founder = Desk::new();
    assert_eq!(adopt_practitioner(&founder.store, other).unwrap(), other);
    assert_eq!(claim_practitioner(&founder.store, founder.at()).unwrap(), other);
}

#[test]
fn a_name_comes_from_the_first_practice_and_a_language_from_the_person() {
    let desk = Desk::new();
    let parse = |text| PersonName::parse(text).unwrap();
    name(&desk.store, &parse("Zoé"), &parse("Durand")).unwrap();
    name(&desk.store, &parse("Z."), &parse("D.")).unwrap();
    prefer(&desk.store, Some(Locale::NlBe)).unwrap();
    let known = person(&desk.store).unwrap();
    assert_eq!((known.given_name.unwrap(), known.family_name.unwrap(), known.locale), (parse("Zoé"), parse("Durand"), Some(Locale::NlBe)));
    prefer(&desk.store, None).unwrap();
    assert_eq!(person(&desk.store).unwrap().locale, None);
}

#[test]
fn practices_tell_where_the_person_works_and_an_older_tale_changes_nothing() {
    let desk = Desk::new();
    let practice = PracticeId::draw(desk.now, &desk.entropy);
    let told = |member, name, active, version| Workplace {
        practice,
        name: Label::parse(name).unwrap(),
        country: Country::France,
        member,
        roles: [Role::Practitioner, Role::Owner].into(),
        active,
        version,
    };
    let [first, second] = [(); 2].map(|()| MemberId::draw(desk.now, &desk.entropy));
    for workplace in [told(first, "Lilas", true, 2), told(first, "Rosiers", true, 1), told(first, "Rosiers", true, 2)] {
        put_workplace(&desk.store, &workplace).unwrap();
    }
    assert_eq!(workplaces(&desk.store).unwrap(), [told(first, "Lilas", true, 2)]);
    // They left, and came back as another member, whose versions start again.
    put_workplace(&desk.store, &told(first, "Lilas", false, 3)).unwrap();
    assert_eq!(workplaces(&desk.store).unwrap(), []);
    put_workplace(&desk.store, &told(second, "Lilas", true, 1)).unwrap();
    assert_eq!(workplaces(&desk.store).unwrap(), [told(second, "Lilas", true, 1)]);
    // No other practice speaks for that member.
    put_workplace(&desk.store, &Workplace { practice: PracticeId::draw(desk.now, &desk.entropy), ..told(second, "X", false, 9) }).unwrap();
    assert_eq!(workplaces(&desk.store).unwrap().len(), 1);
}

impl Desk {
    /// A session of the space, opened by a link to it.
    fn in_space(&self) -> Fresh {
        let browser = self.browser();
        let email = EmailAddress::parse("zoe@exemple.fr").unwrap();
        self.store
            .atomically(|| {
                let link = ask(&self.store, self.at(), Kind::Space, &browser, (&email, None))?;
                redeem(&self.store, self.now, Kind::Space, &link, &browser)?;
                start(&self.store, self.at(), Kind::Space, "")
            })
            .unwrap()
    }

    fn opens(&self, kind: Kind, secret: &Token) -> bool {
        self.store.atomically(|| check(&self.store, self.at(), kind, secret)).unwrap().is_some()
    }
}

// A7: what opens the space is nothing at a desk, and what opens a desk is nothing in the space.
#[test]
fn links_and_sessions_of_a_kind_are_nothing_elsewhere() {
    let desk = Desk::new();
    let (staff, space) = (desk.signed_in(), desk.in_space());
    let opens = |fresh: &Fresh| (desk.opens(Kind::Staff, &fresh.secret), desk.opens(Kind::Space, &fresh.secret));
    assert_eq!((opens(&staff), opens(&space)), ((true, false), (false, true)));
    assert_eq!(list(&desk.store, desk.now).unwrap().len(), 1, "a desk lists its own");
    let (browser, email) = (desk.browser(), EmailAddress::parse("zoe@exemple.fr").unwrap());
    for (kind, other) in [(Kind::Staff, Kind::Space), (Kind::Space, Kind::Staff)] {
        let link = desk.store.atomically(|| ask(&desk.store, desk.at(), kind, &browser, (&email, None))).unwrap();
        let redeem = |kind| desk.store.atomically(|| redeem(&desk.store, desk.now, kind, &link, &browser));
        assert_eq!(redeem(other), Err(Refusal::LinkDead));
        assert!(redeem(kind).is_ok(), "and it was not used up");
    }
}

#[test]
fn a_space_keeps_no_address_and_ends_within_the_hour_in_which_it_is_not_used() {
    let mut desk = Desk::new();
    let space = desk.in_space();
    assert_eq!(person(&desk.store).unwrap().email, None);
    assert_eq!(desk.store.query("SELECT 1 FROM sign_in_link WHERE email IS NOT NULL", &[]).unwrap().len(), 0);
    desk.later(TimeDelta::minutes(59));
    let secret = desk.store.atomically(|| check(&desk.store, desk.at(), Kind::Space, &space.secret)).unwrap().unwrap().replaced_by.unwrap();
    desk.later(TimeDelta::minutes(60));
    assert!(!desk.opens(Kind::Space, &secret));
}

#[test]
fn strangers_who_ask_for_the_space_keep_nobody_from_a_desk() {
    let desk = Desk::new();
    let email = EmailAddress::parse("zoe@exemple.fr").unwrap();
    let asked = |_| desk.store.atomically(|| ask(&desk.store, desk.at(), Kind::Space, &desk.browser(), (&email, None))).is_ok();
    assert_eq!((0..7).map(asked).filter(|sent| *sent).count(), 5);
    assert!(desk.ask(&desk.browser()).is_ok());
}

// A7: a birth date that was given counts in that session, for that patient, as long as the practice writes to the address.
#[test]
fn what_was_unlocked_is_of_one_session_and_ends_with_the_reference() {
    let desk = Desk::new();
    let (mine, other) = (desk.in_space(), desk.in_space());
    let practice = PracticeId::draw(desk.now, &desk.entropy);
    let [one, two, strange] = [(); 3].map(|()| guichet_kernel::PatientId::draw(desk.now, &desk.entropy));
    let reach = |patient, reached| desk.store.atomically(|| reach(&desk.store, practice, patient, reached)).unwrap();
    let unlock = |patient| desk.store.atomically(|| unlock(&desk.store, &mine.id, practice, patient)).unwrap();
    let seen = |fresh: &Fresh| references(&desk.store, &fresh.id).unwrap().into_iter().map(|r| (r.patient, r.unlocked)).collect::<Vec<_>>();
    reach(one, true);
    reach(one, true);
    reach(two, true);
    assert!(unlock(one) && unlock(one) && !unlock(strange));
    assert_eq!((seen(&mine), seen(&other)), (vec![(one, true), (two, false)], vec![(one, false), (two, false)]));
    reach(one, false);
    reach(one, true);
    assert_eq!(seen(&mine), [(one, false), (two, false)]);
    // With the last of them, the space is closed.
    reach(one, false);
    assert!(desk.opens(Kind::Space, &mine.secret));
    reach(two, false);
    assert!(!desk.opens(Kind::Space, &mine.secret) && !is_reached(&desk.store).unwrap());
}
