//! Who may command an Agenda: every command as every kind of principal, an agenda that nobody has opened, and facts that are
//! told by those whom they do not concern. Each command is otherwise sound, so that only the principal decides.

mod waitlist_arm;

use guichet_contracts::{
    Command, Described, Object, Principal, ProblemKind,
    command::{
        agenda::{
            self, Book, CancelAppointment, CannotCome, CheckAppointment, ConfirmBooking, HoldSlot, MoveByLink, OpenAgenda,
            OpenAvailability, ReadAppointment, ReadDay, ReadHold, ReadMoves, ReadPage, ReadPatientAppointments, SetAttendance,
        },
        calendar::{
            self, CancelByStaff, CloseTime, ClosingKind, DeleteAppointment, EndAvailability, Ending, FindStarts, MoveAppointment,
            PlaceAppointment, PutAvailability, PutTerms, ReadAvailabilities, ReadCalendar, ReadTerms, Reopen,
        },
        space::{self, IssueLink},
        waitlist::{
            self, AnswerForPatient, AnswerOffer, OfferSlot, PutAlertByStaff, ReadOffer, RestoreAppointment, StopAlerts, WithdrawSlot,
        },
    },
    event::{AlertsEndedV1, PatientErasedV1, PatientMergedV1, PracticeChangedV1, PractitionerJoinedV1, PractitionerLeftV1},
};
use guichet_kernel::{
    AvailabilityId, Country, ObjectClass, ObjectName, ObjectRef, PatientId, PractitionerId, Region, Right, Sql, Token, outbox::INBOX_PATH,
};
use serde_json::{Value, json};

use crate::desk::{Desk, Made, NOW, identity, refusal, tuesday};

/// Everybody: a name, and how they present themselves; `link` is a token that opens something, if there is one.
fn everybody(desk: &Desk, link: &Token) -> Vec<(&'static str, Principal)> {
    let colleague = PractitionerId::draw(NOW, &desk.entropy);
    let object = |class| Principal::Object { object: ObjectRef { class, ..desk.practice_object(desk.own.practice) } };
    // Whoever has given the birth date of the patient whose appointment there is.
    let own = desk.sql.first::<(PatientId,)>("SELECT patient_id FROM appointment", &[]).ok().flatten();
    let patient = |practice| Principal::Patient { practice, patients: own.into_iter().map(|(patient,)| patient).collect() };
    let person = |proven| Principal::Person { identity: identity('a'), proven };
    vec![
        ("public", Principal::Public),
        ("link", Principal::Link { token: link.clone() }),
        ("link of nothing", Principal::Link { token: Token::draw(&desk.entropy) }),
        ("session", Principal::Session { secret: link.clone() }),
        ("person", person(false)),
        ("proven person", person(true)),
        ("key", Principal::Key { token: link.clone() }),
        ("own staff", desk.staff(desk.own.practice)),
        ("own staff, who read", Desk::staff_with(desk.own.practice, &[Right::ReadAgenda], desk.practitioner)),
        ("own staff, without rights", Desk::staff_with(desk.own.practice, &[], desk.practitioner)),
        ("own staff, of another agenda", Desk::staff_with(desk.own.practice, Right::ALL, colleague)),
        ("the other practice's staff", desk.staff(desk.other.practice)),
        ("a stranger's staff", desk.staff(desk.stranger)),
        ("own mailroom", desk.mailroom(desk.own.practice)),
        ("other mailroom", desk.mailroom(desk.other.practice)),
        ("own practice", object(ObjectClass::Practice)),
        ("an agenda", Principal::Object { object: ObjectRef::new(ObjectClass::Agenda, desk.name()) }),
        ("an identity", Principal::Object { object: ObjectRef::new(ObjectClass::Identity, identity('a')) }),
        ("a directory", Principal::Object { object: ObjectRef::new(ObjectClass::Directory, ObjectName::directory(Country::France)) }),
        ("operator", Principal::Operator),
        ("a patient", patient(desk.own.practice)),
        ("a patient of the other practice", patient(desk.other.practice)),
        ("a contact", Principal::Contact { identity: identity('a') }),
    ]
}

fn sound<C: Command>(command: &C) -> Value {
    serde_json::to_value(command).unwrap()
}

/// A sound command for a path, and what becomes of it when `who`, whose kind may give it at all, does.
fn arm(desk: &Desk, made: &Made, path: &str, who: &str) -> (Value, Option<ProblemKind>) {
    use ProblemKind::{Forbidden, LinkExpired, NotFound};
    match path {
        OpenAgenda::PATH => (sound(&desk.open_agenda()), None),
        OpenAvailability::PATH => {
            let refused = match who {
                "own staff" => None,
                "the other practice's staff" => Some(NotFound),
                _ => Some(Forbidden),
            };
            (sound(&desk.open_availability(desk.own, "13:00", "14:00")), refused)
        }
        ReadPage::PATH => (sound(&Desk::read_page(None, None, None)), None),
        HoldSlot::PATH => (sound(&desk.hold_slot(desk.own, tuesday("11:00"))), None),
        ReadHold::PATH => (sound(&ReadHold { hold: made.hold.clone() }), None),
        Book::PATH => (sound(&Desk::book(&made.hold)), None),
        ReadAppointment::PATH | CancelAppointment::PATH | CannotCome::PATH | ConfirmBooking::PATH => {
            (json!({}), (who == "link of nothing").then_some(LinkExpired))
        }
        ReadMoves::PATH => (sound(&ReadMoves { location: None, from: None, days: 14 }), (who == "link of nothing").then_some(LinkExpired)),
        MoveByLink::PATH => {
            let command = MoveByLink { starts_at: tuesday("10:00"), location: None };
            (sound(&command), (who == "link of nothing").then_some(LinkExpired))
        }
        CheckAppointment::PATH => (
            sound(&CheckAppointment { appointment: made.booked.appointment, version: 1, known: None }),
            (who != "own mailroom").then_some(NotFound),
        ),
        ReadDay::PATH => {
            let may = matches!(who, "own staff" | "own staff, who read" | "the other practice's staff");
            (sound(&desk.read_day()), (!may).then_some(Forbidden))
        }
        SetAttendance::PATH => {
            let refused = match who {
                "own staff" => None,
                "own staff, of another agenda" => Some(Forbidden),
                // What is another practice's does not exist for them.
                _ => Some(NotFound),
            };
            (sound(&Desk::set(made, "confirmed", 1)), refused)
        }
        ReadPatientAppointments::PATH => {
            // Whoever may read the record, of whichever agenda; of a practice that was never here, nothing is known.
            let refused = match who {
                "own staff" | "own staff, of another agenda" | "the other practice's staff" => None,
                // Another's.
                "a patient" | "a patient of the other practice" => Some(Forbidden),
                _ => Some(NotFound),
            };
            let patient = PatientId::draw(NOW, &desk.entropy);
            (sound(&ReadPatientAppointments { patient, also: vec![], before: None, most: 25, ahead: 0 }), refused)
        }
        IssueLink::PATH => {
            let command = IssueLink { appointment: made.booked.appointment };
            (sound(&command), (who == "a patient of the other practice").then_some(NotFound))
        }
        path => calendar_arm(desk, made, path, who),
    }
}

/// The same for what is open and closed, and who is placed where.
fn calendar_arm(desk: &Desk, made: &Made, path: &str, who: &str) -> (Value, Option<ProblemKind>) {
    use ProblemKind::{Forbidden, NotFound};
    // Who reads, and who is refused for what there is of their own practice's.
    let may_read = matches!(who, "own staff" | "own staff, who read" | "the other practice's staff");
    let reads = (!may_read).then_some(Forbidden);
    let acts = matches!(who, "own staff" | "the other practice's staff");
    let own = |otherwise: ProblemKind| match who {
        "own staff" => None,
        "the other practice's staff" => Some(otherwise),
        _ => Some(Forbidden),
    };
    let version = 1;
    let appointment = made.booked.appointment;
    match path {
        PutAvailability::PATH => (sound(&desk.put_availability(&desk.opening(desk.own, None))), own(NotFound)),
        ReadAvailabilities::PATH => (sound(&ReadAvailabilities { after: None, most: 10 }), reads),
        EndAvailability::PATH => {
            // An agenda that nobody opened has none.
            let known = desk.ready.get().then(|| desk.availabilities(desk.own.practice).swap_remove(0).availability);
            let availability = known.unwrap_or_else(|| AvailabilityId::draw(NOW, &desk.entropy));
            (sound(&EndAvailability { availability, version, ending: Ending::Whole, cancel: true }), own(NotFound))
        }
        CloseTime::PATH => {
            let closing = desk.close(Some(desk.own.location), ("09:00", "12:00"), true);
            (sound(&CloseTime { kind: ClosingKind::Illness, ..closing }), own(NotFound))
        }
        // What is not there, or is another's, is as open as it can be.
        Reopen::PATH => (sound(&Reopen { closing: desk.draw_closing() }), (!acts).then_some(Forbidden)),
        ReadCalendar::PATH => (sound(&ReadCalendar { from: desk.read_day().date, days: 7 }), reads),
        FindStarts::PATH => {
            let command = FindStarts { service: desk.own.service, location: None, from: desk.read_day().date, days: 7, most: 10 };
            let refused = if who == "the other practice's staff" { Some(NotFound) } else { reads };
            (sound(&command), refused)
        }
        PlaceAppointment::PATH => (sound(&desk.placing(desk.own, tuesday("11:00"))), own(NotFound)),
        MoveAppointment::PATH => (sound(&desk.moving(appointment, version, tuesday("11:00"))), own(NotFound)),
        CancelByStaff::PATH => (sound(&CancelByStaff { appointment, version, keep_closed: false }), own(NotFound)),
        DeleteAppointment::PATH => (sound(&DeleteAppointment { appointment, version }), own(NotFound)),
        ReadTerms::PATH => (sound(&ReadTerms {}), reads),
        PutTerms::PATH => (sound(&Desk::terms(0, true)), (!acts).then_some(Forbidden)),
        path => waitlist_arm::of(desk, made, path, who),
    }
}

/// Every command of an Agenda.
fn commands() -> impl Iterator<Item = &'static Described> {
    let of_space = space::COMMANDS.iter().filter(|command| command.class == ObjectClass::Agenda);
    let of_waitlist = waitlist::COMMANDS.iter().filter(|command| command.class == ObjectClass::Agenda);
    agenda::COMMANDS.iter().chain(calendar::COMMANDS).chain(of_space).chain(of_waitlist)
}

/// An agenda in which the command is possible, with an appointment, and the token of a link that the command is by.
fn stage(path: &str) -> (Desk, Made, Token) {
    if waitlist::COMMANDS.iter().any(|command| command.path == path) {
        let (desk, made, letter) = Desk::offering();
        let of_offer = [ReadOffer::PATH, AnswerOffer::PATH, StopAlerts::PATH].contains(&path);
        let link = if of_offer { letter.token } else { made.link.clone() };
        return (desk, made, link);
    }
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let link = made.link.clone();
    (desk, made, link)
}

#[test]
fn every_command_is_obeyed_for_whom_it_says_and_for_nobody_else() {
    for described in commands() {
        let mut obeyed = 0;
        for place in 0..23 {
            let (desk, made, link) = stage(described.path);
            let (who, principal) = everybody(&desk, &link).swap_remove(place);
            let (command, otherwise) = arm(&desk, &made, described.path, who);
            let admitted = described.access.iter().any(|access| access.admits(&principal));
            let expected = if admitted { otherwise } else { Some(ProblemKind::Forbidden) };
            let before = desk.rows();
            assert_eq!(refusal(&desk.call(described.path, principal, command)), expected, "{} as {who}", described.path);
            assert!(expected.is_none() || desk.rows() == before, "{} as {who} was refused and wrote", described.path);
            obeyed += usize::from(expected.is_none());
        }
        assert!(obeyed > 0, "{} is for nobody", described.path);
    }
    let desk = Desk::open();
    assert_eq!(everybody(&desk, &Token::draw(&desk.entropy)).len(), 23);
}

#[test]
fn an_agenda_that_nobody_opened_is_not_there_and_stays_so() {
    let opened = Desk::open();
    let made = opened.made(opened.own, tuesday("09:00"));
    let desk = Desk::unopened();
    for described in commands() {
        for (who, principal) in everybody(&desk, &made.link) {
            let expected = match (described.path, who) {
                (OpenAgenda::PATH, "operator") => continue,
                (OpenAgenda::PATH, _) => ProblemKind::Forbidden,
                _ => ProblemKind::NotFound,
            };
            let (command, _) = arm(&desk, &made, described.path, who);
            assert_eq!(refusal(&desk.call(described.path, principal, command)), Some(expected), "{} as {who}", described.path);
        }
    }
    // Nor does a fact open it, but that its practitioner joined.
    let practice = desk.practice_object(desk.own.practice);
    let patient = PatientId::draw(NOW, &desk.entropy);
    assert_eq!(desk.tell_card(desk.card(desk.own)), 404);
    assert_eq!(desk.leave(desk.own), 404);
    assert_eq!(desk.deliver(&practice, "x", &PatientErasedV1 { patient, also: vec![] }), 404);
    assert_eq!(desk.deliver(&practice, "x", &PatientMergedV1 { from: patient, to: patient }), 404);
    for (path, body, status) in [("/nowhere", "{}", 404), ("/", "", 404), (INBOX_PATH, "junk", 400), (ReadPage::PATH, "junk", 404)] {
        assert_eq!(desk.post(path, body).status, status, "{path}");
    }
    assert_eq!(desk.post(OpenAgenda::PATH, "junk").status, 400);
    assert_eq!(desk.tables(), 0, "no tables");
    assert!(!desk.ready.get());
}

#[test]
fn nobody_acts_unnamed() {
    let desk = Desk::open();
    let made = desk.made(desk.own, tuesday("09:00"));
    let Principal::Staff { practice, rights, runs, .. } = desk.staff(desk.own.practice) else { panic!("not staff") };
    let unnamed = Principal::Staff { practice, rights, runs, actor: None };
    assert_eq!(desk.ask(unnamed, &Desk::set(&made, "confirmed", 1)), Some(ProblemKind::Forbidden));
    for path in [PutAlertByStaff::PATH, RestoreAppointment::PATH, OfferSlot::PATH, WithdrawSlot::PATH, AnswerForPatient::PATH] {
        let (desk, made, _) = stage(path);
        let Principal::Staff { practice, rights, runs, .. } = desk.staff(desk.own.practice) else { panic!("not staff") };
        let unnamed = Principal::Staff { practice, rights, runs, actor: None };
        let (command, _) = arm(&desk, &made, path, "own staff");
        let before = desk.rows();
        assert_eq!(refusal(&desk.call(path, unnamed, command)), Some(ProblemKind::Forbidden), "{path}");
        assert_eq!(desk.rows(), before, "{path}");
    }
}

#[test]
fn a_hold_is_known_by_its_token_only_and_opens_no_appointment() {
    let desk = Desk::open();
    let guessed = Token::draw(&desk.entropy);
    assert_eq!(desk.ask(Principal::Public, &ReadHold { hold: guessed.clone() }), Some(ProblemKind::NotFound));
    assert_eq!(desk.ask(Principal::Operator, &Desk::book(&guessed)), Some(ProblemKind::NotFound));
    let bearer = Principal::Link { token: desk.made(desk.own, tuesday("09:00")).hold };
    assert_eq!(desk.ask(bearer.clone(), &ReadAppointment {}), Some(ProblemKind::LinkExpired));
    assert_eq!(desk.ask(bearer, &CancelAppointment {}), Some(ProblemKind::LinkExpired));
}

#[test]
fn an_agenda_is_opened_under_its_own_name_only() {
    let desk = Desk::open();
    let mut foreign = desk.open_agenda();
    foreign.practitioner.id = PractitionerId::draw(NOW, &desk.entropy);
    let elsewhere = OpenAgenda { country: Country::Canada, ..desk.open_agenda() };
    for command in [foreign, elsewhere] {
        assert_eq!(desk.ask(Principal::Operator, &command), Some(ProblemKind::BadRequest));
    }
}

#[test]
fn a_practice_speaks_for_itself_only() {
    let desk = Desk::open();
    let before = desk.rows();
    let practice = desk.own.practice;
    let patient = PatientId::draw(NOW, &desk.entropy);
    let sources = [
        desk.practice_object(desk.other.practice),
        ObjectRef { class: ObjectClass::Mailroom, ..desk.practice_object(practice) },
        ObjectRef { class: ObjectClass::Identity, ..desk.practice_object(practice) },
        ObjectRef::new(ObjectClass::Agenda, desk.name()),
        ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Ca, practice)),
    ];
    for source in &sources {
        assert_eq!(desk.deliver(source, "x", &PracticeChangedV1 { card: desk.card(desk.own) }), 403, "{source}");
        assert_eq!(desk.deliver(source, "x", &desk.joined(practice)), 403, "{source}");
        assert_eq!(desk.deliver(source, "x", &PractitionerLeftV1 { practice }), 403, "{source}");
    }
    // It speaks for itself, but the practitioner never worked there; and who is no practice has no patients.
    for source in [desk.practice_object(desk.stranger)].iter().chain(&sources[1..]) {
        assert_eq!(desk.deliver(source, "x", &PatientMergedV1 { from: patient, to: patient }), 403, "{source}");
        assert_eq!(desk.deliver(source, "x", &PatientErasedV1 { patient, also: vec![] }), 403, "{source}");
        assert_eq!(desk.deliver(source, "x", &AlertsEndedV1 { patients: vec![patient], stopped_at: NOW }), 403, "{source}");
    }
    let stranger = desk.practice_object(desk.stranger);
    let card = guichet_contracts::command::card::PracticeCard { practice: desk.stranger, ..desk.card(desk.own) };
    assert_eq!(desk.deliver(&stranger, "x", &PracticeChangedV1 { card }), 403);
    assert_eq!(desk.deliver(&stranger, "x", &PractitionerLeftV1 { practice: desk.stranger }), 403);
    assert_eq!(desk.rows(), before, "a refused delivery is not remembered: the source may be admitted later");
}

#[test]
fn a_first_joining_that_is_not_sound_leaves_no_table() {
    let desk = Desk::unopened();
    let (own, sound) = (desk.practice_object(desk.own.practice), desk.joined(desk.own.practice));
    let mut other_card = sound.clone();
    other_card.card.id = PractitionerId::draw(NOW, &desk.entropy);
    let no_identity = PractitionerJoinedV1 { identity: desk.name(), ..sound.clone() };
    let abroad = PractitionerJoinedV1 { country: Country::Canada, ..sound.clone() };
    for fact in [&other_card, &no_identity, &abroad] {
        assert_eq!(desk.deliver(&own, "membership", fact), 400);
    }
    for source in [desk.practice_object(desk.other.practice), ObjectRef { class: ObjectClass::Mailroom, ..own.clone() }] {
        assert_eq!(desk.deliver(&source, "membership", &sound), 403);
    }
    assert_eq!((desk.tables(), desk.ready.get()), (0, false));
    assert_eq!(desk.deliver(&own, "membership", &sound), 200);
    assert!(desk.tables() > 0);
}

#[test]
fn what_is_no_command_or_no_fact_is_refused() {
    let desk = Desk::open();
    let call = json!({"principal": {"as": "operator"}, "command": {}}).to_string();
    for (path, body, status) in [
        ("/nowhere", call.as_str(), 404),
        (ReadHold::PATH, call.as_str(), 400),
        (ReadHold::PATH, "", 400),
        (ReadPage::PATH, r#"{"command": {"days": 3}}"#, 400),
        (ReadPage::PATH, r#"{"principal": {"as": "emperor"}, "command": {"days": 3}}"#, 400),
        (INBOX_PATH, "{}", 400),
    ] {
        assert_eq!(desk.post(path, body).status, status, "{path} {body}");
    }
    assert!(desk.object().opens(OpenAgenda::PATH) && desk.object().opens(INBOX_PATH) && !desk.object().opens(ReadPage::PATH));
}
