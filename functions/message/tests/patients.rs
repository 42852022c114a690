//! What a Mailroom does about the practice's patients: it writes to whoever reads for them, waits for an address, and forgets
//! whom it is told to forget, with an answer to the Practice.

#![expect(clippy::unwrap_used, clippy::panic, reason = "the whole file is a test")]

mod desk;

use chrono::TimeDelta;
use desk::{DOMAIN, Desk, NOW, Town};
use guichet_contracts::{
    Command, Object,
    command::{
        mailroom::{PatientMessages, ReadPatientMessages, ReadTrace, Trace},
        patient::Forgotten,
    },
    event::{AppointmentBookedV1, Fact, PatientChangedV1, PatientErasedV1, PatientForgottenV1, PatientMergedV1},
};
use guichet_kernel::{AppointmentId, Instant, MessageId, ObjectClass, PatientId, Right};
use serde_json::{Value, json};

fn booked() -> Desk {
    let desk = Desk::of_practice();
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, desk.about()), 200);
    desk
}

/// The state of the only message, and its steps.
fn trace(desk: &Desk) -> (String, Vec<String>) {
    let staff = Desk::staff(desk.practice, Right::ReadAgenda);
    let trace = desk.ask(ReadTrace::PATH, staff, json!({"appointment": desk.appointment})).unwrap();
    let message = serde_json::from_value::<Trace>(trace).unwrap().messages.remove(0);
    let step = |(what, detail): (String, Option<String>)| format!("{what} {}", detail.unwrap_or_default()).trim().to_owned();
    (message.state, message.steps.into_iter().map(|taken| step((taken.what, taken.detail))).collect())
}

fn told(town: &Town<'_>) -> Vec<(i64, Forgotten)> {
    let read = |delivery: &guichet_kernel::outbox::Delivery| {
        assert_eq!(delivery.kind, PatientForgottenV1::KIND);
        let fact: PatientForgottenV1 = serde_json::from_value(delivery.body.clone()).unwrap();
        assert_eq!(delivery.subject, fact.patient.to_string());
        (delivery.version, fact.outcome)
    };
    town.told.borrow().iter().map(read).collect()
}

fn erase(desk: &Desk) -> Value {
    json!({"patient": desk.patient, "also": []})
}

/// Whether the patient's id is anywhere but among the forgotten ones.
fn remembers(desk: &Desk) -> bool {
    desk.dump().lines().any(|line| !line.starts_with("forgotten_patient ") && line.contains(&desk.patient.to_string()))
}

#[test]
fn the_mail_goes_to_whoever_reads_for_the_patient_in_the_patients_language() {
    // A8
    for (locale, word) in [("fr-FR", "rendez-vous"), ("nl-BE", "afspraak"), ("en-CA", "appointment"), ("en", "appointment")] {
        let desk = booked();
        let town = Town::new(&desk);
        town.contact.borrow_mut().as_mut().unwrap()["locale"] = json!(locale);
        desk.tick(&town);
        let mails = town.mails.borrow();
        assert_eq!(mails[0]["to"], json!([{"name": "Anne Durand", "email": format!("anne@{DOMAIN}")}]));
        assert_eq!(mails[0]["sender"]["name"], "Cabinet des Lilas");
        assert!(mails[0]["subject"].as_str().unwrap().to_lowercase().contains(word), "{locale}: {}", mails[0]["subject"]);
        let text = mails[0]["textContent"].as_str().unwrap();
        assert!(text.contains("Zoé") && text.contains("https://guichet.example/rdv/v1.secret.link"), "{text}");
        assert_eq!(trace(&desk), ("sent".into(), vec!["queued".into(), "sent".into()]));
        assert!(!desk.dump().contains("secret") && !desk.dump().contains(DOMAIN));
    }
}

/// What staff read of a patient's messages.
fn messages(desk: &Desk, command: Value) -> PatientMessages {
    let staff = Desk::staff(desk.practice, Right::ReadPatients);
    let read = desk.ask(ReadPatientMessages::PATH, staff, command).unwrap();
    assert!(!read.to_string().contains("secret") && !read.to_string().contains(DOMAIN), "what it said is told");
    serde_json::from_value(read).unwrap()
}

/// Another appointment, of `patient`.
fn another(desk: &Desk, patient: PatientId) -> AppointmentId {
    let mut about = desk.about();
    let appointment = AppointmentId::draw(desk.now.get(), &desk.entropy);
    let message = about.get_mut("message").and_then(Value::as_object_mut).unwrap();
    message.extend([("appointment".to_owned(), json!(appointment)), ("patient".to_owned(), json!(patient))]);
    assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, about), 200);
    appointment
}

#[test]
fn m6_a_patients_messages_are_read_page_by_page_and_none_is_lost_or_double() {
    let desk = booked();
    let town = Town::new(&desk);
    desk.tick(&town);
    let other = PatientId::draw(NOW, &desk.entropy);
    another(&desk, PatientId::draw(NOW, &desk.entropy));
    let mut appointments = vec![desk.appointment];
    for minutes in 1..5 {
        desk.now.set(NOW.plus(TimeDelta::minutes(minutes)));
        appointments.push(another(&desk, if minutes % 2 == 0 { other } else { desk.patient }));
    }
    appointments.reverse();
    for most in 1..=6 {
        let (mut before, mut read) = (None::<MessageId>, Vec::new());
        loop {
            let page = messages(&desk, json!({"patient": desk.patient, "also": [other], "before": before, "most": most}));
            before = page.messages.last().map(|message| message.message);
            read.extend(page.messages);
            if !page.more {
                break;
            }
        }
        assert_eq!(read.iter().map(|message| message.appointment).collect::<Vec<_>>(), appointments, "{most} at a time");
        let first = read.last().unwrap();
        assert_eq!((first.kind.as_str(), first.state.as_str(), first.queued_at), ("confirmation", "sent", NOW));
        assert_eq!(first.steps.iter().map(|step| step.what.as_str()).collect::<Vec<_>>(), ["queued", "sent"]);
    }
}

#[test]
fn a_merged_records_messages_are_read_before_and_after_the_mailroom_has_heard_of_it() {
    let desk = booked();
    let to = PatientId::draw(NOW, &desk.entropy);
    let command = json!({"patient": to, "also": [desk.patient], "most": 25});
    let before = messages(&desk, command.clone());
    assert_eq!(before.messages.len(), 1);
    let merged = json!({"from": desk.patient, "to": to});
    assert_eq!(desk.tell(&desk.same_name(ObjectClass::Practice), PatientMergedV1::KIND, merged), 200);
    assert_eq!(messages(&desk, command), before);
    assert_eq!(messages(&desk, json!({"patient": desk.patient, "most": 25})).messages, []);
}

#[test]
fn without_an_address_it_waits_for_one_and_staff_read_so() {
    // A4
    let desk = booked();
    let town = Town::new(&desk);
    let contact = town.contact.borrow().clone();
    town.contact.borrow_mut().as_mut().unwrap()["email"] = Value::Null;
    desk.settle(&town, NOW.plus(TimeDelta::days(1)));
    assert_eq!(trace(&desk), ("queued".into(), vec!["queued".into(), "waiting no-address".into()]));
    desk.now.set(NOW.plus(TimeDelta::hours(3)));
    town.contact.replace(contact);
    let changed = json!({"patient": desk.patient});
    assert_eq!(desk.tell(&desk.same_name(ObjectClass::Practice), PatientChangedV1::KIND, changed), 200);
    assert_eq!(desk.object().wake_at(&desk.sql), Ok(Some(desk.now.get())));
    desk.tick(&town);
    assert_eq!(trace(&desk), ("sent".into(), ["queued", "waiting no-address", "sent"].map(String::from).into()));
}

#[test]
fn without_an_address_up_to_the_end_it_is_dropped() {
    // A4
    let desk = booked();
    let town = Town::new(&desk);
    town.contact.borrow_mut().as_mut().unwrap()["email"] = Value::Null;
    desk.settle(&town, NOW.plus(TimeDelta::days(9)));
    assert_eq!(trace(&desk), ("dropped".into(), ["queued", "waiting no-address", "dropped no-address"].map(String::from).into()));
    assert!(town.mails.borrow().is_empty());
}

#[test]
fn a_forgotten_patient_is_answered_for_at_once_where_nothing_is_under_way() {
    for sent in [true, false] {
        let desk = booked();
        let town = Town::new(&desk);
        if sent {
            desk.tick(&town);
        }
        assert_eq!(desk.tell(&desk.same_name(ObjectClass::Practice), PatientErasedV1::KIND, erase(&desk)), 200);
        desk.settle(&town, desk.now.get());
        assert_eq!(told(&town), [(1, Forgotten::Erased)]);
        assert!(!remembers(&desk));
        assert_eq!(town.mails.borrow().len(), usize::from(sent));
        // What an agenda tells late brings nothing back.
        assert_eq!(desk.tell(&desk.agenda(), AppointmentBookedV1::KIND, desk.about()), 200);
        desk.settle(&town, NOW.plus(TimeDelta::days(9)));
        assert!(!remembers(&desk));
        assert_eq!((desk.count("message"), desk.count("message_trace")), (0, 0));
    }
}

#[test]
fn a_mail_under_way_keeps_its_row_until_its_answer_comes_and_then_goes_too() {
    for answered in [true, false] {
        let desk = booked();
        let town = Town::new(&desk);
        town.meanwhile.replace(Some((desk.same_name(ObjectClass::Practice), PatientErasedV1::KIND, erase(&desk))));
        if !answered {
            town.provider.replace(None);
        }
        desk.tick(&town);
        let until = Instant::from_millis(NOW.millis() + 60_000);
        let kept = Forgotten::Kept { until, because: "message-under-way".into() };
        assert_eq!(remembers(&desk), !answered);
        desk.settle(&town, until);
        assert_eq!(told(&town), [(1, kept), (2, Forgotten::Erased)]);
        assert_eq!((remembers(&desk), town.mails.borrow().len()), (false, 1));
        assert_eq!(desk.object().wake_at(&desk.sql), Ok(None));
    }
}
