//! Who may command a Mailroom and who may tell it what happened: an agenda speaks for its own appointments, to the
//! Mailroom of their practice; a Practice and an Identity to the Mailroom of their own name; the practice's staff read the
//! trace; nobody else learns anything. Every command and every fact is asked of everybody.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use desk::{DOMAIN, Desk, NOW};
use guichet_contracts::{
    Access, Command, Principal, ProblemKind,
    command::mailroom::{COMMANDS, ReadPatientMessages, ReadTrace, Trace},
    event::{
        AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, CodeAskedV1, ConfirmationAskedV1, Fact, InvitationMadeV1,
        MovedTodayV1, OfferMadeV1, PatientChangedV1, PatientErasedV1, PatientMergedV1, SignInAskedV1,
    },
};
use guichet_kernel::{
    AppointmentId, IdentityId, Instant, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, PractitionerId, Region, Right, Sql,
    Token, outbox::INBOX_PATH,
};
use serde_json::{Value, json};

/// Sound words for every command there is; one without would be untested.
fn words(desk: &Desk, path: &str) -> Value {
    match path {
        ReadTrace::PATH => json!({"appointment": desk.appointment}),
        ReadPatientMessages::PATH => json!({"patient": desk.patient, "most": 25}),
        _ => panic!("{path} has no words here"),
    }
}

/// With one message to write.
fn open() -> Desk {
    let desk = Desk::of_practice();
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, desk.about()), 200);
    desk
}

/// Everybody, and whether they are the practice's own.
fn everybody(desk: &Desk) -> Vec<(Principal, bool)> {
    let practice = PracticeId::draw(NOW, &desk.entropy);
    let identity = ObjectName::identity(Region::Eu, IdentityId::draw(NOW, &desk.entropy));
    let mut everybody = vec![
        (Principal::Public, false),
        (Principal::Link { token: Token::draw(&desk.entropy) }, false),
        (Principal::Session { secret: Token::draw(&desk.entropy) }, false),
        (Principal::Person { identity, proven: true }, false),
        (Principal::Key { token: Token::draw(&desk.entropy) }, false),
        (Principal::Staff { practice: desk.practice, rights: Vec::new(), runs: vec![desk.practitioner], actor: None }, true),
        (Principal::Operator, false),
        (Principal::Object { object: desk.agenda() }, false),
    ];
    for right in Right::ALL {
        everybody.push((Desk::staff(desk.practice, *right), true));
        everybody.push((Desk::staff(practice, *right), false));
    }
    everybody.extend(ObjectClass::ALL.map(|class| (Principal::Object { object: desk.same_name(class) }, true)));
    everybody
}

#[test]
fn every_command_obeys_those_who_may_give_it_and_nobody_else() {
    let desk = open();
    for command in COMMANDS {
        assert_eq!(command.class, ObjectClass::Mailroom);
        for (principal, own) in everybody(&desk) {
            let may = own && command.access.iter().any(|access| access.admits(&principal));
            let refused = if may { None } else { Some(ProblemKind::Forbidden) };
            let answer = desk.ask(command.path, principal.clone(), words(&desk, command.path));
            assert_eq!(answer.err(), refused, "{} {principal:?}", command.path);
        }
    }
    // M6: those who read the agenda read its trace.
    assert_eq!(ReadTrace::ACCESS, [Access::Staff(Right::ReadAgenda)]);
    // What was written to a patient goes with the record.
    assert_eq!(ReadPatientMessages::ACCESS, [Access::Staff(Right::ReadPatients), Access::Staff(Right::ExportPatients)]);
}

#[test]
fn the_trace_has_neither_link_nor_contact() {
    let desk = open();
    let staff = Desk::staff(desk.practice, Right::ReadAgenda);
    let trace = desk.ask(ReadTrace::PATH, staff, words(&desk, ReadTrace::PATH)).unwrap();
    let text = trace.to_string();
    assert!(text.contains("confirmation") && !text.contains("secret") && !text.contains('@'), "{text}");
    assert_eq!(serde_json::from_value::<Trace>(trace).unwrap().messages.len(), 1);
}

#[test]
fn nobody_reads_the_letters_of_a_person_who_signs_in() {
    let desk = Desk::of_identity();
    let code = facts(&desk).into_iter().find(|(kind, ..)| *kind == CodeAskedV1::KIND).unwrap();
    assert_eq!(desk.tell(&desk.same_name(ObjectClass::Identity), code.0, code.2), 200);
    for (principal, _) in everybody(&desk) {
        for command in COMMANDS {
            let answer = desk.ask(command.path, principal.clone(), words(&desk, command.path));
            assert_eq!(answer.err(), Some(ProblemKind::Forbidden), "{principal:?}");
        }
    }
}

/// What is told of an appointment that waits to be confirmed.
fn waiting(mut about: Value) -> Value {
    about.as_object_mut().unwrap().insert("until".into(), json!(Instant::from_millis(NOW.millis() + 1_800_000)));
    about
}

/// The same of an appointment that was moved.
fn moved(mut about: Value, desk: &Desk) -> Value {
    about.as_object_mut().unwrap().insert("from".into(), json!(AppointmentId::draw(NOW, &desk.entropy)));
    about
}

/// Every fact that a Mailroom hears, and the class of the objects that may tell it.
fn facts(desk: &Desk) -> Vec<(&'static str, ObjectClass, Value)> {
    let other = PatientId::draw(NOW, &desk.entropy);
    let expires_at = Instant::from_millis(NOW.millis() + 900_000);
    let email = format!("claire@{DOMAIN}");
    vec![
        (AppointmentBookedV1::KIND, ObjectClass::Agenda, desk.about()),
        (ConfirmationAskedV1::KIND, ObjectClass::Agenda, waiting(desk.about())),
        (AppointmentMovedV1::KIND, ObjectClass::Agenda, moved(desk.about(), desk)),
        (AppointmentCancelledV1::KIND, ObjectClass::Agenda, desk.about()),
        (OfferMadeV1::KIND, ObjectClass::Agenda, desk.offered(desk.offer)),
        (
            MovedTodayV1::KIND,
            ObjectClass::Identity,
            json!({
                "email": email, "locale": "fr-FR", "path": "/fr/pro/0193/jour", "starts_at": expires_at, "zone": "Europe/Paris", "was": expires_at,
            }),
        ),
        (
            SignInAskedV1::KIND,
            ObjectClass::Identity,
            json!({"email": email, "path": "/fr/pro/connexion/v1.secret", "expires_at": expires_at, "locale": "fr-FR"}),
        ),
        (CodeAskedV1::KIND, ObjectClass::Identity, json!({"email": email, "code": "482913", "expires_at": expires_at, "locale": "fr-FR"})),
        (
            InvitationMadeV1::KIND,
            ObjectClass::Practice,
            json!({
                "email": email, "given_name": "Claire", "practice_name": "Cabinet des Lilas", "country": "FR", "inviter": "Anne Durand", "roles": ["secretary", "practitioner"],
                "path": "/fr/pro/invitation/v1.secret", "expires_at": expires_at, "locale": "fr-FR",
            }),
        ),
        (PatientChangedV1::KIND, ObjectClass::Practice, json!({"patient": desk.patient})),
        (PatientMergedV1::KIND, ObjectClass::Practice, json!({"from": desk.patient, "to": other})),
        (PatientErasedV1::KIND, ObjectClass::Practice, json!({"patient": desk.patient, "also": []})),
    ]
}

#[test]
fn every_fact_is_heard_from_its_own_source_only() {
    for (kind, class, _) in facts(&Desk::of_practice()) {
        let desk = if class == ObjectClass::Identity { Desk::of_identity() } else { Desk::of_practice() };
        let (.., body) = facts(&desk).into_iter().find(|(known, ..)| *known == kind).unwrap();
        let own = if class == ObjectClass::Agenda { desk.agenda() } else { desk.same_name(class) };
        let strangers = ObjectClass::ALL.into_iter().flat_map(|class| {
            let practice = ObjectName::practice(Region::Eu, PracticeId::draw(NOW, &desk.entropy));
            let identity = ObjectName::identity(Region::Eu, IdentityId::draw(NOW, &desk.entropy));
            let practitioner = ObjectName::practitioner(Region::Eu, PractitionerId::draw(NOW, &desk.entropy));
            [desk.name.clone(), desk.agenda().name, practice, identity, practitioner].map(|name| ObjectRef::new(class, name))
        });
        for stranger in strangers.filter(|stranger| *stranger != own) {
            assert_eq!(desk.tell(&stranger, kind, body.clone()), 403, "{kind} from {stranger}");
            assert!(desk.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "{kind} opened it");
        }
        assert_eq!(desk.tell(&own, kind, body), 200, "{kind}");
    }
}

#[test]
fn an_agenda_speaks_for_its_own_appointments_to_the_mailroom_of_their_practice() {
    let desk = open();
    let elsewhere = |field: &str, value: Value| {
        let mut about = desk.about();
        about["message"][field] = value;
        about["message"]["version"] = json!(2);
        about
    };
    let other = ObjectName::practitioner(Region::Eu, PractitionerId::draw(NOW, &desk.entropy));
    for about in [elsewhere("agenda", json!(other)), elsewhere("practice", json!(PracticeId::draw(NOW, &desk.entropy)))] {
        for kind in [AppointmentBookedV1::KIND, AppointmentMovedV1::KIND, AppointmentCancelledV1::KIND] {
            assert_eq!(desk.tell(&desk.agenda(), kind, moved(about.clone(), &desk)), 403);
        }
        let mut offered = desk.offered(desk.offer);
        offered["message"] = about["message"].clone();
        assert_eq!(desk.tell(&desk.agenda(), OfferMadeV1::KIND, offered), 403);
    }
    assert_eq!(desk.count("message"), 1);
    assert_eq!(desk.tell(&desk.agenda(), AppointmentCancelledV1::KIND, elsewhere("version", json!(2))), 200);
    assert_eq!(desk.count("message"), 2);
}

#[test]
fn a_mailroom_that_nobody_wrote_to_is_not_there_and_stays_so() {
    let desk = Desk::of_practice();
    for (principal, _) in everybody(&desk) {
        for command in COMMANDS {
            assert_eq!(desk.ask(command.path, principal.clone(), words(&desk, command.path)), Err(ProblemKind::NotFound));
        }
    }
    assert_eq!(desk.post("/nowhere", "junk").status, 404);
    // Nor does a delivery open it that is refused.
    assert_eq!(desk.post(INBOX_PATH, "junk").status, 400);
    assert_eq!(desk.tell(&desk.same_name(ObjectClass::Practice), "NobodyKnowsV1", json!({})), 400);
    assert!(desk.sql.query("SELECT 1 FROM sqlite_master", &[]).unwrap().is_empty(), "no tables");
}
