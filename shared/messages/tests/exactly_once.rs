//! A6, M6: whatever goes wrong at whatever moment, a message reaches the provider once, or its trace says why not.
//!
//! The Mailroom is driven as its object drives it, through Brevo's real requests, against a stand-in that honours
//! idempotency keys for 15 minutes and lists a mail 4 minutes after taking it. At each send or look-up one thing may
//! go wrong: a crash before or after, an answer lost before or after the mail was taken, a mail taken after we hung
//! up, refusals, server errors, an Agenda that is away. The first test tries every sequence of three, with prompt and
//! with late alarms (so that keys run out); the second random longer ones, also for appointments that start soon; the third forgets
//! the patient in the middle of it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "the whole file is a test")]

use std::collections::HashMap;

use chrono::TimeDelta;
use guichet_kernel::{
    AppointmentId, At, EmailAddress, Instant, MessageId, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, PractitionerId, Region,
    Sql,
    sql::migrate,
    world::{HttpRequest, HttpResponse, NoAnswer},
};
use guichet_messages::{
    MailProvider, Mailbox, OutgoingMail,
    mailroom::{self, Begin, Content, DropReason, Due, Forgotten, Kind, Life, ManageLink, NewMessage, Why},
    provider::Brevo,
};
use guichet_testkit::{Memory, SeededEntropy};
use proptest::prelude::*;

const KEY_LIVES: TimeDelta = TimeDelta::minutes(15);
const LISTED_AFTER: TimeDelta = TimeDelta::minutes(4);
/// Beyond our timeout, before our next attempt.
const LATE: TimeDelta = TimeDelta::seconds(20);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    CrashBefore,
    CrashAfter,
    LostBefore,
    LostAfter,
    TakenLate,
    NotSent,
    TooMany,
    NoCredit,
    ErrorBefore,
    ErrorAfter,
    AgendaAway,
}

const FAULTS: [Fault; 12] = [
    Fault::None,
    Fault::CrashBefore,
    Fault::CrashAfter,
    Fault::LostBefore,
    Fault::LostAfter,
    Fault::TakenLate,
    Fault::NotSent,
    Fault::TooMany,
    Fault::NoCredit,
    Fault::ErrorBefore,
    Fault::ErrorAfter,
    Fault::AgendaAway,
];

/// What Brevo would do.
#[derive(Default)]
struct StandIn {
    mails: Vec<(MessageId, Instant)>,
    keys: HashMap<String, Instant>,
    late: Vec<(HttpRequest, Instant)>,
    look_ups: usize,
    repeats: usize,
}

impl StandIn {
    fn answer(&mut self, request: &HttpRequest, now: Instant) -> HttpResponse {
        if request.method == "GET" {
            self.look_ups += 1;
            let listed =
                self.mails.iter().filter(|(message, at)| request.url.contains(&message.to_string()) && at.plus(LISTED_AFTER) <= now);
            let events: Vec<_> = listed
                .map(|(message, _)| serde_json::json!({"event": "requests", "messageId": "<1@x>", "tag": message.to_string()}))
                .collect();
            return response(200, &serde_json::json!({"events": events}).to_string());
        }
        let body: serde_json::Value = serde_json::from_str(request.body.as_deref().unwrap()).unwrap();
        let key = body["headers"]["idempotencyKey"].as_str().unwrap().to_owned();
        if self.keys.get(&key).is_some_and(|until| now < *until) {
            self.repeats += 1;
            return response(400, r#"{"code":"duplicate_parameter","message":"Email for the idempotency key has already been processed"}"#);
        }
        self.keys.insert(key, now.plus(KEY_LIVES));
        self.mails.push((body["tags"][0].as_str().unwrap().parse().unwrap(), now));
        response(201, r#"{"messageId":"<1@x>"}"#)
    }

    /// Takes what was still on its way at `now`.
    fn catch_up(&mut self, now: Instant) {
        let (arrived, late) = std::mem::take(&mut self.late).into_iter().partition(|(_, at)| *at <= now);
        self.late = late;
        let arrived: Vec<(HttpRequest, Instant)> = arrived;
        for (request, at) in arrived {
            self.answer(&request, at);
        }
    }

    /// The answer as it comes back under `fault`; `None` if the caller has crashed.
    fn under(&mut self, fault: Fault, request: HttpRequest, now: Instant) -> Option<Result<HttpResponse, NoAnswer>> {
        Some(match fault {
            Fault::None | Fault::AgendaAway => Ok(self.answer(&request, now)),
            Fault::CrashBefore => return None,
            Fault::CrashAfter => {
                self.answer(&request, now);
                return None;
            }
            Fault::LostBefore => Err(NoAnswer::Lost),
            Fault::LostAfter => {
                self.answer(&request, now);
                Err(NoAnswer::Lost)
            }
            Fault::TakenLate => {
                self.late.push((request, now.plus(LATE)));
                Err(NoAnswer::Lost)
            }
            Fault::NotSent => Err(NoAnswer::NotSent),
            Fault::TooMany => Ok(response(429, "{}")),
            Fault::NoCredit => Ok(response(402, r#"{"code":"not_enough_credits"}"#)),
            Fault::ErrorBefore => Ok(response(500, "")),
            Fault::ErrorAfter => {
                self.answer(&request, now);
                Ok(response(503, ""))
            }
        })
    }
}

fn response(status: u16, body: &str) -> HttpResponse {
    HttpResponse { status, headers: vec![("x-sib-ratelimit-reset".into(), "40".into())], body: body.into() }
}

/// One story: faults in order, then none; the appointment is cancelled before the alarm's `cancelled_at`-th round.
#[derive(Debug, Clone)]
struct Story {
    faults: Vec<Fault>,
    cancelled_at: Option<usize>,
    starts_in: TimeDelta,
    alarm_late: TimeDelta,
}

struct Told {
    /// How long it took until nothing waited.
    took: TimeDelta,
    traces: Vec<mailroom::MessageTrace>,
    stand_in: StandIn,
}

/// The object of one practice's Mailroom, and all that it talks to.
struct Object {
    sql: Memory,
    entropy: SeededEntropy,
    provider: Brevo,
}

impl Object {
    fn new() -> Self {
        let sql = Memory::new();
        migrate(&sql, &[mailroom::MIGRATIONS], Instant::from_millis(0)).unwrap();
        Self { sql, entropy: SeededEntropy::new(7), provider: Brevo::new("http://stand-in".into(), "key".into()) }
    }

    fn queue(&self, at: At<'_>, appointment_id: AppointmentId, kind: Kind, version: i64, starts_at: Instant) {
        let digits = appointment_id.digits();
        let practitioner = ObjectName::practitioner(Region::Eu, PractitionerId::from_digits(&digits).unwrap());
        let new = NewMessage {
            kind,
            appointment_id,
            moved_from: None,
            offer: None,
            version,
            agenda: ObjectRef::new(ObjectClass::Agenda, practitioner),
            patient_id: PatientId::from_digits(&digits).unwrap(),
            practice_id: PracticeId::from_digits(&digits).unwrap(),
            manage_link: Some(ManageLink::new("https://guichet.example/r/x".into())),
            starts_at,
            decided_at: at.now,
            held_until: None,
        };
        mailroom::queue(&self.sql, at, &new).unwrap();
    }

    fn tell(&self, story: &Story) -> Told {
        let start: Instant = "2026-11-22T09:00:00Z".parse().unwrap();
        let mut now = start;
        let starts_at = now.plus(story.starts_in);
        let appointment = AppointmentId::draw(now, &self.entropy);
        let mut stand_in = StandIn::default();
        let mut faults = story.faults.iter().copied();
        let mut standing = 1;
        self.queue(At { now, entropy: &self.entropy }, appointment, Kind::Confirmation, 1, starts_at);
        for round in 0_usize.. {
            assert!(round < 2_000, "no end in sight");
            if story.cancelled_at == Some(round) {
                standing = 2;
                self.queue(At { now, entropy: &self.entropy }, appointment, Kind::Cancellation, 2, starts_at);
            }
            let still_to_come = story.cancelled_at.is_some_and(|at| round < at);
            match mailroom::wake_at(&self.sql).unwrap() {
                Some(wake_at) => now = now.max(wake_at.plus(story.alarm_late)),
                None if still_to_come => continue,
                None => break,
            }
            stand_in.catch_up(now);
            for due in mailroom::due(&self.sql, now, 10).unwrap() {
                self.handle(&due, now, standing, faults.next().unwrap_or(Fault::None), &mut stand_in);
            }
        }
        stand_in.catch_up(now.plus(LATE));
        let traces = mailroom::trace(&self.sql, appointment).unwrap();
        self.sql.script("DELETE FROM message_trace; DELETE FROM message;").unwrap();
        Told { took: now.since(start), traces, stand_in }
    }

    /// What the object does with one due message.
    fn handle(&self, due: &Due, now: Instant, standing: i64, fault: Fault, stand_in: &mut StandIn) {
        let at = At { now, entropy: &self.entropy };
        if fault == Fault::AgendaAway {
            return mailroom::postpone(&self.sql, at, due.message, Why::AgendaAway).unwrap();
        }
        let Content::Appointment(about) = &due.content else { panic!("a letter") };
        if about.version < standing {
            return mailroom::drop_message(&self.sql, due.message, DropReason::NoLongerStands, now).unwrap();
        }
        match mailroom::begin(&self.sql, due.message, now).unwrap() {
            Begin::NotDue => {}
            Begin::Send(attempt) => {
                let Some(answer) = stand_in.under(fault, self.provider.send(&mail(due.message)), now) else { return };
                mailroom::settle(&self.sql, at, attempt, self.provider.sent(answer)).unwrap();
            }
            Begin::LookUpFirst(attempt) => {
                let Some(answer) = stand_in.under(fault, self.provider.look_up(due.message), now) else { return };
                mailroom::settle_look_up(&self.sql, at, attempt, self.provider.looked_up(due.message, answer)).unwrap();
            }
        }
    }
}

fn mail(message: MessageId) -> OutgoingMail {
    let mailbox = |address| Mailbox { name: String::new(), address: EmailAddress::parse(address).unwrap() };
    OutgoingMail {
        message,
        from: mailbox("rdv@guichet.example"),
        reply_to: None,
        to: mailbox("zoe@exemple.fr"),
        subject: String::new(),
        html: String::new(),
        text: String::new(),
        attachments: vec![],
        unsubscribe: None,
    }
}

fn check(story: &Story, told: &Told) {
    let mails = |message| told.stand_in.mails.iter().filter(|(of, _)| *of == message).count();
    for trace in &told.traces {
        let sent = mails(trace.message);
        let in_doubt = trace.steps.iter().any(|step| step.detail.as_deref() == Some("no-answer"));
        match &trace.life {
            Life::Sent => assert_eq!(sent, 1, "{story:?} {trace:?}"),
            // Perhaps it went: then the trace says that an attempt got no answer.
            Life::Failed(_) | Life::Dropped(_) => assert!(sent == 0 || (sent == 1 && in_doubt), "{story:?} {trace:?}"),
            Life::Queued | Life::Sending { .. } => panic!("{story:?} {trace:?}"),
        }
        match (trace.kind, &trace.life) {
            (_, Life::Sent) => {}
            (Kind::Confirmation, Life::Dropped(_)) => assert!(story.cancelled_at.is_some(), "{story:?} {trace:?}"),
            (_, life) => assert!(told.took >= story.starts_in && matches!(life, Life::Failed(_)), "{story:?} {trace:?}"),
        }
    }
    // A cancellation never overtakes its confirmation.
    let order: Vec<_> =
        told.stand_in.mails.iter().filter_map(|(message, _)| told.traces.iter().position(|trace| trace.message == *message)).collect();
    assert!(order.is_sorted(), "{story:?}");
}

#[test]
fn every_sequence_of_three_faults() {
    let object = Object::new();
    let (mut look_ups, mut repeats) = (0, 0);
    for (first, second, third) in FAULTS.iter().flat_map(|a| FAULTS.iter().flat_map(move |b| FAULTS.iter().map(move |c| (*a, *b, *c)))) {
        for (cancelled_at, minutes) in [(None, 0), (Some(1), 0), (Some(2), 0), (None, 6), (Some(1), 6), (Some(2), 6)] {
            let story = Story {
                faults: vec![first, second, third],
                cancelled_at,
                starts_in: TimeDelta::days(8),
                alarm_late: TimeDelta::minutes(minutes),
            };
            let told = object.tell(&story);
            check(&story, &told);
            look_ups += told.stand_in.look_ups;
            repeats += told.stand_in.repeats;
        }
    }
    // The stories do lead where the rules matter.
    assert!(look_ups > 1_000 && repeats > 1_000, "{look_ups} look-ups, {repeats} repetitions");
}

fn stories() -> impl Strategy<Value = Story> {
    let faults = proptest::collection::vec(proptest::sample::select(&FAULTS[..]), 0..16);
    let cancelled_at = proptest::option::of(0_usize..10);
    let starts_in = proptest::sample::select(vec![1_i64, 12, 30, 90, 11_520]);
    (faults, cancelled_at, starts_in, 0_i64..1_200).prop_map(|(faults, cancelled_at, starts_in, late)| Story {
        faults,
        cancelled_at,
        starts_in: TimeDelta::minutes(starts_in),
        alarm_late: TimeDelta::seconds(late),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn longer_stories(story in stories()) {
        check(&story, &Object::new().tell(&story));
    }

    /// Whatever goes wrong before somebody is forgotten, nothing is attempted afterwards, the Practice hears at last that they
    /// are erased, in the time that was said, and no row bears their id but the one that says so.
    #[test]
    fn a_patient_forgotten_at_any_moment(
        faults in proptest::collection::vec(proptest::sample::select(&FAULTS[..]), 0..8),
        rounds in 0_usize..10,
        late in 0_i64..1_200,
    ) {
        let object = Object::new();
        let mut now: Instant = "2026-11-22T09:00:00Z".parse().unwrap();
        let appointment = AppointmentId::draw(now, &object.entropy);
        let patient = PatientId::from_digits(&appointment.digits()).unwrap();
        object.queue(At { now, entropy: &object.entropy }, appointment, Kind::Confirmation, 1, now.plus(TimeDelta::days(8)));
        let (mut stand_in, mut faults) = (StandIn::default(), faults.into_iter());
        for _ in 0..rounds {
            let Some(wake_at) = mailroom::wake_at(&object.sql).unwrap() else { break };
            now = now.max(wake_at.plus(TimeDelta::seconds(late)));
            stand_in.catch_up(now);
            for due in mailroom::due(&object.sql, now, 10).unwrap() {
                object.handle(&due, now, 1, faults.next().unwrap_or(Fault::None), &mut stand_in);
            }
        }
        let told = mailroom::forget(&object.sql, patient, &[], now).unwrap();
        if let Forgotten::Kept { until } = told.outcome {
            prop_assert!(now <= until && until <= now.plus(mailroom::LEASE));
            prop_assert!(mailroom::wake_at(&object.sql).unwrap().is_some_and(|wake_at| wake_at <= until));
            prop_assert_eq!(mailroom::due(&object.sql, until, 10).unwrap(), vec![]);
            let erased = mailroom::sweep(&object.sql, until).unwrap();
            prop_assert_eq!(erased, vec![mailroom::Told { patient, version: told.version + 1, outcome: Forgotten::Erased }]);
        }
        prop_assert_eq!(mailroom::wake_at(&object.sql), Ok(None));
        for (table, rows) in [("message", 0), ("message_trace", 0), ("merged_patient", 0), ("forgotten_patient", 1)] {
            prop_assert_eq!(object.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap().len(), rows, "{}", table);
        }
    }
}
