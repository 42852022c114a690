//! The authorisation matrix: every command of a Practice and of an Identity, as everybody who might give it, proven or not. What
//! is expected is worked out here from the command's rule and the caller's role, not by the objects' own guard.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use guichet_contracts::{
    Access, Command, Described, Principal, ProblemKind,
    command::{
        card::ServiceCard,
        identity::{self, AskSignIn, ProveCode, ReadSignIn, RedeemSignIn, RevokeSession, SignedIn},
        patient::{self, *},
        people::{self, *},
        practice::{self, *},
        space::{self, AskSpace, CheckBirthDate, OpenSpace, ReadPeople, SpaceOpened, Unlock},
    },
    event::{Fact, PatientReachedV1, SignInAskedV1},
};
use guichet_kernel::{
    ApiTokenId, CategoryId, Country, Delegation, Locale, MemberId, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, Region,
    Right, Role, ServiceId, Sql, Token, link::Purpose,
};
use serde_json::{Value, json};

use crate::town::{
    NOW, Node, Town, details, email, identity as identity_of, identity_name, identity_node, invitee, kind, label, person, practitioner,
    proven, read,
};

/// Somebody who might give a command.
struct Caller {
    name: &'static str,
    principal: Principal,
    /// What they may do here, if they are somebody here; whether they have proven who they are.
    rights: Option<Vec<Right>>,
    proven: bool,
}

/// What the rule says of a caller: nothing, or why not. Written from the words of [`Access`] and not from the objects' guard.
fn expected(access: &[Access], caller: &Caller) -> Option<ProblemKind> {
    let works_here = |right: &Right| caller.rights.as_ref().is_some_and(|rights| rights.contains(right));
    let signed_in = matches!(caller.principal, Principal::Person { .. } | Principal::Key { .. });
    let (mut missing_proof, mut nobody) = (false, false);
    for rule in access {
        let may = match (rule, &caller.principal) {
            (Access::Public, _)
            | (Access::Link, Principal::Link { .. })
            | (Access::Session, Principal::Session { .. })
            | (Access::Person, Principal::Person { .. })
            | (Access::Contact, Principal::Contact { .. })
            | (Access::Patient, Principal::Patient { .. })
            | (Access::Operator, Principal::Operator) => true,
            (Access::Object(class), Principal::Object { object }) => object.class == *class,
            (Access::Staff(right), Principal::Staff { rights, .. }) => rights.contains(right),
            (Access::Member, _) => caller.rights.is_some(),
            (Access::Has(right), _) => works_here(right),
            (Access::Proven(right), _) => {
                missing_proof |= works_here(right) && !caller.proven;
                works_here(right) && caller.proven
            }
            _ => false,
        };
        if may {
            return None;
        }
        nobody |= signed_in && caller.rights.is_none() && matches!(rule, Access::Member | Access::Has(_) | Access::Proven(_));
    }
    Some(match (nobody, missing_proof) {
        (true, _) => ProblemKind::NotFound,
        (_, true) => ProblemKind::ProveFirst,
        _ => ProblemKind::Forbidden,
    })
}

/// Everybody. A practice of Olga's; Claire gives care, Sam is the secretary, Ada keeps the books; Fred has left; Nina owns another
/// practice; Zoé is invited; nobody knows Noah.
fn everybody(town: &Town) -> Vec<Caller> {
    let mut all = Vec::new();
    let mut add = |name, principal, rights: Option<&[Right]>, proven| {
        all.push(Caller { name, principal, rights: rights.map(<[Right]>::to_vec), proven });
    };
    for (name, as_proven, who, role) in [
        ("owner", "owner, proven", "olga", Some(Role::Owner)),
        ("practitioner", "practitioner, proven", "claire", Some(Role::Practitioner)),
        ("secretary", "secretary, proven", "sam", Some(Role::Secretary)),
        ("accountant", "accountant, proven", "ada", Some(Role::Accountant)),
        ("former member", "former member, proven", "fred", None),
        ("owner elsewhere", "owner elsewhere, proven", "nina", None),
        ("invited", "invited, proven", "zoe", None),
        ("nobody", "nobody, proven", "noah", None),
    ] {
        add(name, person(who), role.map(Role::rights), false);
        add(as_proven, proven(who), role.map(Role::rights), true);
    }
    let elsewhere = ObjectName::identity(Region::Ca, identity_of("olga"));
    add("owner of another region", Principal::Person { identity: elsewhere, proven: true }, None, true);
    add("no identity", Principal::Person { identity: town.name(), proven: true }, None, true);

    let for_keys: Vec<Right> = Right::for_keys().collect();
    let key = |rights: &[Right]| Principal::Key { token: town.issue(rights).secret.unwrap() };
    add("key with all rights", key(&for_keys), Some(&for_keys), true);
    add("key with hardly any", key(&[Right::ReadSettings]), Some(&[Right::ReadSettings]), true);
    let revoked = town.issue(&for_keys);
    town.ask(person("olga"), &RevokeKey { key: revoked.id }).unwrap();
    add("revoked key", Principal::Key { token: revoked.secret.unwrap() }, None, true);
    let short = IssueKey { label: label("Un jour"), rights: for_keys, days: Some(1) };
    let expired = town.ask(proven("olga"), &short).unwrap().secret.unwrap();
    town.later(TimeDelta::days(1));
    add("expired key", Principal::Key { token: expired }, None, true);
    add("unknown key", Principal::Key { token: Token::draw(&town.entropy) }, None, true);

    add("public", Principal::Public, None, false);
    add("link", Principal::Link { token: Token::draw(&town.entropy) }, None, false);
    add("session", Principal::Session { secret: Token::draw(&town.entropy) }, None, false);
    add("whom it writes to", Principal::Contact { identity: identity_name("lea") }, None, false);
    add("whom it does not", Principal::Contact { identity: identity_name("olga") }, None, false);
    let abroad = ObjectName::identity(Region::Ca, identity_of("lea"));
    add("whom it writes to, of another region", Principal::Contact { identity: abroad }, None, false);
    add("patient", Principal::Patient { practice: town.id, patients: vec![] }, None, false);
    add("operator", Principal::Operator, None, false);
    let staff = |practice| Principal::Staff { practice, rights: Right::ALL.to_vec(), runs: vec![], actor: None };
    add("staff", staff(town.id), None, false);
    add("staff of another", staff(PracticeId::draw(NOW, &town.entropy)), None, false);
    for (name, class) in [
        ("own agenda", ObjectClass::Agenda),
        ("itself", ObjectClass::Practice),
        ("own mailroom", ObjectClass::Mailroom),
        ("an identity", ObjectClass::Identity),
        ("the directory", ObjectClass::Directory),
    ] {
        let name_of = match class {
            ObjectClass::Agenda => ObjectName::practitioner(Region::Eu, practitioner("claire")),
            ObjectClass::Identity => identity_name("olga"),
            ObjectClass::Directory => ObjectName::directory(Country::France),
            _ => town.name(),
        };
        add(name, Principal::Object { object: ObjectRef::new(class, name_of) }, None, false);
    }
    let other = ObjectName::practice(Region::Eu, PracticeId::draw(NOW, &town.entropy));
    add("another mailroom", Principal::Object { object: ObjectRef::new(ObjectClass::Mailroom, other) }, None, false);
    all
}

fn sample<C: Command>(samples: &mut BTreeMap<&'static str, Value>, command: &C) {
    samples.insert(C::PATH, serde_json::to_value(command).unwrap());
}

/// A body of every command of a Practice, that succeeds for whoever may give it.
fn samples(town: &Town, invitation: &Token) -> BTreeMap<&'static str, Value> {
    let mut all = BTreeMap::new();
    let olga = || person("olga");
    let entropy = &town.entropy;
    // What they speak of.
    let version = |town: &Town| town.ask(olga(), &ReadSettings {}).unwrap().version;
    let service = json!({"id": ServiceId::draw(NOW, entropy), "label": "Séance", "minutes": 30});
    let service: ServiceCard = serde_json::from_value(service).unwrap();
    let category = CategoryId::draw(NOW, entropy);
    town.ask(olga(), &PutService { version: version(town), service: service.clone() }).unwrap();
    town.ask(olga(), &PutCategory { version: version(town), category, name: label("Bilans") }).unwrap();
    let place = town.location();
    town.ask(olga(), &PutLocation { version: version(town), location: place.clone() }).unwrap();
    let (child, parent) = (town.patient("Léa"), town.patient("Zoé"));
    let nam =
        PutIdentifier { patient: child, version: town.seen(child), kind: "niss".into(), number: "85.07.30-033.28".into(), detail: None };
    town.ask(olga(), &nam).unwrap();
    let aunt = ContactPerson {
        given_name: details("Anne", "Durand").given_name,
        family_name: details("Anne", "Durand").family_name,
        email: None,
        telephone: None,
    };
    let guardian = PutGuardian {
        patient: child,
        version: town.seen(child),
        guardian: None,
        person: Some(aunt),
        relation: Relation::Other,
        is_contact: false,
    };
    town.ask(olga(), &guardian).unwrap();
    let consent = GiveConsent { patient: child, kind: "data".into(), text_version: label("2026-01"), how: "paper".into() };
    town.ask(olga(), &consent).unwrap();
    let record = town.ask(olga(), &ReadPatient { patient: child }).unwrap();
    let double = |town: &Town| {
        let birth = json!({"given_name": "Paul", "family_name": "Petit", "birth_date": "1990-04-12"});
        town.add(serde_json::from_value(birth).unwrap()).patient
    };
    let (one, other) = (double(town), double(town));
    let reached = json!({"given_name": "Léa", "family_name": "Martin", "birth_date": "2019-04-12", "email": email("lea").as_str()});
    let reached = town.add(serde_json::from_value(reached).unwrap()).patient;
    let erased = town.patient("Marc");
    town.ask(proven("olga"), &ErasePatient { patient: erased }).unwrap();
    let version = version(town);
    let ada = town.members().members.into_iter().find(|member| member.email == email("ada")).unwrap();
    let open = town.members().invitations[0].id;
    let key = town.ask(olga(), &ReadKeys {}).unwrap().keys[0].id;

    // Of the practice itself.
    sample(&mut all, &FoundPractice { card: town.card(), owner: None, setup: vec![] });
    sample(&mut all, &town.creation("olga"));
    sample(&mut all, &AddPractitioner { practitioner: practitioner("claire") });
    sample(&mut all, &ReadAuthority {});
    sample(&mut all, &ReadSettings {});
    sample(&mut all, &ChangeSettings { version, name: Some(label("Cabinet des Roses")), telephone: None, settings: vec![] });
    sample(&mut all, &PutLocation { version, location: town.location() });
    sample(&mut all, &WithdrawLocation { version, location: place.id });
    sample(&mut all, &PutService { version, service: ServiceCard { label: label("Longue séance"), ..service.clone() } });
    sample(&mut all, &WithdrawService { version, service: service.id });
    sample(&mut all, &PutCategory { version, category, name: label("Autres") });
    sample(&mut all, &WithdrawCategory { version, category });
    sample(&mut all, &IssueKey { label: label("Site"), rights: vec![Right::ReadSettings], days: None });
    sample(&mut all, &ReadKeys {});
    sample(&mut all, &RevokeKey { key });
    sample(&mut all, &ReadAudit { actor: None, subject: None, action: None, text: None, from: None, to: None, before: None, most: 50 });
    sample(&mut all, &RotateDataKey { renew: true });
    // Of its people.
    sample(&mut all, &ReadMembers::default());
    sample(&mut all, &InviteMember { invitee: invitee("eve", &[Role::Accountant]) });
    sample(&mut all, &RevokeInvitation { invitation: open });
    sample(&mut all, &ReadInvitation {});
    sample(&mut all, &AcceptInvitation { token: invitation.clone(), practitioner: None });
    sample(&mut all, &ChangeMember { member: ada.id, version: ada.version, roles: [Role::Secretary].into(), join_link: None });
    sample(&mut all, &EndMember { member: ada.id, version: ada.version });
    sample(&mut all, &Leave {});
    sample(&mut all, &Delegate { member: ada.id, what: Delegation::Billing, allowed: true });
    // Of its patients.
    sample(&mut all, &ReadContact { patient: child });
    sample(&mut all, &AddPatient { details: details("Jean", "Petit"), unless_alike: false });
    sample(&mut all, &ReadPatient { patient: child });
    sample(&mut all, &ReadPatientNames { patients: vec![child, parent], to_ring: vec![] });
    sample(&mut all, &ChangePatient { patient: child, version: record.version, details: details("Léa", "Petit") });
    sample(&mut all, &SearchPatients { text: "durand".into(), most: 10 });
    sample(&mut all, &ListPatients { after: None, most: 10 });
    sample(&mut all, &PutIdentifier { version: town.seen(child), ..nam });
    sample(&mut all, &RemoveIdentifier { patient: child, version: town.seen(child), kind: "niss".into() });
    sample(&mut all, &PutGuardian { version: town.seen(child), ..guardian });
    sample(&mut all, &RemoveGuardian { patient: child, version: town.seen(child), key: record.guardians[0].key.clone() });
    sample(&mut all, &consent);
    sample(&mut all, &WithdrawConsent { patient: child, version: town.seen(child), consent: record.consents[0].id });
    sample(&mut all, &BlockOnline { patient: child, version: town.seen(child), blocked: true });
    sample(&mut all, &AddNote { patient: child, text: "Préfère le matin.".into() });
    sample(&mut all, &ReadNotes { patient: child, before: None, most: 10 });
    sample(&mut all, &ReadConsents { patient: child, before: None, most: 10 });
    sample(&mut all, &ReadDuplicates { after: None, most: 10 });
    sample(&mut all, &DismissDuplicate { patient: one, other });
    sample(&mut all, &town.merging(one, other));
    sample(&mut all, &ErasePatient { patient: child });
    sample(&mut all, &ReadErasure { patient: erased });
    sample(&mut all, &ExportPatient { patient: child });
    // Of the patient space.
    sample(&mut all, &ReadPeople { patients: vec![reached, child], unlocked: vec![] });
    let birth_date = serde_json::from_value(json!("2019-04-12")).unwrap();
    sample(&mut all, &CheckBirthDate { patient: reached, birth_date });
    all
}

/// What only the object can know beyond the command's rule: by command and caller.
fn beyond_the_rule(path: &str, caller: &str) -> Option<ProblemKind> {
    let who = caller.trim_end_matches(", proven");
    let is_key = who.starts_with("key");
    match path {
        // The practice is somebody's: others learn no more than that it is not theirs.
        CreatePractice::PATH => match who {
            "owner" | "practitioner" | "secretary" | "accountant" => None,
            "owner of another region" | "no identity" => Some(ProblemKind::BadRequest),
            _ => Some(ProblemKind::NotFound),
        },
        // It names one person, and is dead to everybody else.
        AcceptInvitation::PATH => match who {
            "invited" => None,
            "owner of another region" | "no identity" => Some(ProblemKind::NotFound),
            _ => Some(ProblemKind::LinkExpired),
        },
        ReadInvitation::PATH => Some(ProblemKind::LinkExpired),
        // A practice keeps an owner; a key is nobody who could leave.
        Leave::PATH if who == "owner" => Some(ProblemKind::NotPossibleNow),
        Leave::PATH if is_key => Some(ProblemKind::Forbidden),
        // Nobody delegates another's work.
        Delegate::PATH if who != "practitioner" => Some(ProblemKind::Forbidden),
        ReadContact::PATH if who == "another mailroom" => Some(ProblemKind::Forbidden),
        // The space shows nothing of whom it does not write to that address about.
        ReadPeople::PATH | CheckBirthDate::PATH if who != "whom it writes to" => Some(ProblemKind::NotFound),
        _ => None,
    }
}

/// What may be done without a trace: reading what says nothing of a patient's record, and what other objects and the operator do.
const UNTRACED: [&str; 10] = [
    ReadPeople::PATH,
    AddPractitioner::PATH,
    ReadAuthority::PATH,
    ReadSettings::PATH,
    ReadKeys::PATH,
    ReadMembers::PATH,
    ReadInvitation::PATH,
    ReadContact::PATH,
    ReadPatientNames::PATH,
    ReadErasure::PATH,
];

fn commands_of_a_practice() -> impl Iterator<Item = &'static Described> {
    let all = [practice::COMMANDS, people::COMMANDS, patient::COMMANDS, space::COMMANDS].into_iter().flatten();
    all.filter(|command| command.class == ObjectClass::Practice)
}

#[test]
fn every_command_of_a_practice_is_obeyed_for_whom_it_is_and_for_nobody_else() {
    let town = Town::staffed();
    let fred = town.join("fred", &[Role::Secretary]);
    town.ask(proven("olga"), &EndMember { member: fred, version: 1 }).unwrap();
    let callers = everybody(&town);
    let invitation = town.invite(invitee("zoe", &[Role::Secretary]));
    let samples = samples(&town, &invitation);
    let mut obeyed = BTreeMap::new();
    for command in commands_of_a_practice() {
        assert_eq!(command.class, ObjectClass::Practice);
        let body = samples.get(command.path).unwrap_or_else(|| panic!("{} has no sample", command.path));
        for caller in &callers {
            let rule = expected(command.access, caller);
            let expected = if rule.is_none() { beyond_the_rule(command.path, caller.name) } else { rule };
            let before = town.practice.count("audit");
            let answer = town.try_out(&town.practice, command.path, caller.principal.clone(), body.clone(), |answer| {
                let traced = town.practice.count("audit") > before;
                let leaves_a_trace = answer.status == 200 && !UNTRACED.contains(&command.path);
                // Whoever has created the practice creates nothing by saying so again.
                if command.path != CreatePractice::PATH {
                    assert_eq!(traced, leaves_a_trace, "{} as {}", command.path, caller.name);
                }
            });
            assert_eq!(kind(&answer), expected, "{} as {}", command.path, caller.name);
            assert!(expected.is_none() || !answer.body.contains("Durand"), "{} as {}", command.path, caller.name);
            *obeyed.entry(command.path).or_insert(0) += i32::from(answer.status == 200);
        }
    }
    // The link of the invitation itself.
    let link = Principal::Link { token: invitation };
    assert_eq!(kind(&town.try_out(&town.practice, ReadInvitation::PATH, link, json!({}), |_| ())), None);
    let never: Vec<_> = obeyed.into_iter().filter(|(path, times)| *times == 0 && *path != ReadInvitation::PATH).collect();
    assert_eq!(never, [], "a sample that nobody succeeds with tests nothing");
}

#[test]
fn a_practice_that_nobody_opened_answers_as_one_where_one_is_nobody() {
    let town = Town::staffed();
    let callers = everybody(&town);
    let samples = samples(&town, &town.invite(invitee("zoe", &[Role::Secretary])));
    let empty = Town::empty();
    for command in commands_of_a_practice() {
        let opens = [FoundPractice::PATH, CreatePractice::PATH].contains(&command.path);
        for caller in callers.iter().filter(|caller| !opens || expected(command.access, caller).is_some()) {
            let body = samples[command.path].clone();
            let answer = empty.answer(&empty.practice, command.path, caller.principal.clone(), None, body);
            let expected = if opens { ProblemKind::Forbidden } else { ProblemKind::NotFound };
            assert_eq!(kind(&answer), Some(expected), "{} as {}", command.path, caller.name);
        }
    }
    assert!(empty.practice.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
}

#[test]
fn every_command_of_an_identity_is_obeyed_for_whom_it_is_and_for_nobody_else() {
    let town = Town::new();
    let mut callers = everybody(&town);
    let node = identity_node("olga");
    let browser = Token::draw(&town.entropy);
    let ask = AskSignIn { email: email("olga"), browser: browser.clone(), country: Country::France, locale: Locale::FrFr, next: None };
    let link = |node: &Node<_>| {
        let answer = town.answer(node, AskSignIn::PATH, Principal::Public, None, serde_json::to_value(&ask).unwrap());
        assert_eq!(answer.status, 200);
        let told = node.heard();
        let asked: SignInAskedV1 = told.iter().find(|told| told.kind == SignInAskedV1::KIND).unwrap().read();
        Principal::Link { token: town.link(&asked.path, Purpose::SignIn) }
    };
    let redeem = RedeemSignIn { browser: browser.clone(), device: "Firefox".into(), locale: None };
    let redeemed = town.answer(&node, RedeemSignIn::PATH, link(&node), None, serde_json::to_value(&redeem).unwrap());
    let session = Principal::Session { secret: read::<SignedIn>(&redeemed).unwrap().secret };
    let link = link(&node);
    // The same person in the patient space, by its own link.
    let (practice, patient) = (ObjectRef::new(ObjectClass::Practice, town.name()), PatientId::draw(NOW, &town.entropy));
    let reached = PatientReachedV1 { patient, reached: true };
    assert_eq!(town.tell(&node, &practice, ("patient", 1), &reached), 200);
    node.heard();
    let ask_space = AskSpace { email: email("olga"), browser: browser.clone(), country: Country::France, locale: Locale::FrFr };
    let space_link = || {
        town.answer(&node, AskSpace::PATH, Principal::Public, None, serde_json::to_value(&ask_space).unwrap());
        let asked: SignInAskedV1 = node.heard()[0].read();
        Principal::Link { token: town.link(&asked.path, Purpose::Space) }
    };
    let open = OpenSpace { browser: browser.clone() };
    let opened = town.answer(&node, OpenSpace::PATH, space_link(), None, serde_json::to_value(&open).unwrap());
    let space_session = Principal::Session { secret: read::<SpaceOpened>(&opened).unwrap().secret };
    let space_link = space_link();

    let mut samples = BTreeMap::new();
    sample(&mut samples, &ask);
    sample(&mut samples, &ReadSignIn { browser: redeem.browser.clone() });
    sample(&mut samples, &redeem);
    sample(&mut samples, &RevokeSession { id: format!("ses_{}", Token::draw(&town.entropy).text()) });
    sample(&mut samples, &ProveCode { code: "000000".into() });
    sample(&mut samples, &identity::CheckSession {});
    sample(&mut samples, &identity::ListSessions {});
    sample(&mut samples, &identity::RevokeOtherSessions {});
    sample(&mut samples, &identity::SignOut {});
    sample(&mut samples, &identity::AskCode { country: Country::France, locale: Locale::FrFr });
    sample(&mut samples, &identity::ClaimPractitioner {});
    sample(&mut samples, &ask_space);
    sample(&mut samples, &open);
    sample(&mut samples, &space::CheckSpace {});
    sample(&mut samples, &Unlock { practice: town.id, patient });
    sample(&mut samples, &space::LeaveSpace {});

    callers.retain(|caller| !matches!(caller.principal, Principal::Link { .. } | Principal::Session { .. }));
    let one = |name, principal| Caller { name, principal, rights: None, proven: false };
    callers.push(one("the link", link));
    callers.push(one("no link", Principal::Link { token: Token::draw(&town.entropy) }));
    callers.push(one("the session", session));
    callers.push(one("the space's link", space_link));
    callers.push(one("the space's session", space_session));
    callers.push(one("no session", Principal::Session { secret: Token::draw(&town.entropy) }));
    let of_space = || space::COMMANDS.iter().filter(|command| command.class == ObjectClass::Identity);
    for command in identity::COMMANDS.iter().chain(of_space()) {
        assert_eq!(command.class, ObjectClass::Identity);
        let (public, in_space) = (command.access.contains(&Access::Public), of_space().any(|of| of.path == command.path));
        let body = samples.get(command.path).unwrap_or_else(|| panic!("{} has no sample", command.path));
        for caller in &callers {
            let expected = match (expected(command.access, caller), caller.name) {
                (None, "no session") if !public => Some(ProblemKind::Unauthenticated),
                (None, "no link") if !public => Some(ProblemKind::LinkExpired),
                // What opens the desk opens no space, and the other way round.
                (None, "the session") if !public && in_space => Some(ProblemKind::Unauthenticated),
                (None, "the space's session") if !public && !in_space => Some(ProblemKind::Unauthenticated),
                (None, "the link") if !public && in_space => Some(ProblemKind::LinkExpired),
                (None, "the space's link") if !public && !in_space => Some(ProblemKind::LinkExpired),
                (expected, _) => expected,
            };
            let answer = town.try_out(&node, command.path, caller.principal.clone(), body.clone(), |_| ());
            assert_eq!(kind(&answer), expected, "{} as {}", command.path, caller.name);
        }
    }
}

#[test]
fn what_staff_may_is_looked_up_at_each_command() {
    let town = Town::staffed();
    let sam = || person("sam");
    town.ask(sam(), &ReadMembers::default()).unwrap();
    let member = town.member("sam");
    town.ask(proven("olga"), &ChangeMember { member, version: 1, roles: [Role::Accountant].into(), join_link: None }).unwrap();
    assert_eq!(town.ask(sam(), &SearchPatients { text: "durand".into(), most: 10 }), Err(ProblemKind::Forbidden));
    town.ask(proven("olga"), &EndMember { member, version: 2 }).unwrap();
    assert_eq!(town.ask(sam(), &ReadMembers::default()), Err(ProblemKind::NotFound));
    let unknown = [EndMember { member: MemberId::draw(NOW, &town.entropy), version: 1 }];
    assert_eq!(town.ask(proven("olga"), &unknown[0]), Err(ProblemKind::NotFound));
    assert_eq!(town.ask(person("olga"), &RevokeKey { key: ApiTokenId::draw(NOW, &town.entropy) }), Err(ProblemKind::NotFound));
}
