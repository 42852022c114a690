//! Architecture, idea 4: what leaves by the outbox arrives, in order per consumer, and is applied once.
//!
//! One source tells several consumers through a world in which calls can fail in each way that a network and a crash
//! know: not sent, lost before it was applied, lost after, refused, or never answered, which is where the source dies.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the whole file is a test")]

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use chrono::TimeDelta;
use guichet_kernel::{
    At, Entropy, Instant, ObjectRef, Sql, SqlError, World, binds,
    inbox::{self, Receipt},
    outbox::{self, Delivery, Event, INBOX_PATH},
    sql::migrate,
    world::{HttpRequest, HttpResponse, NoAnswer, NotTaken},
};
use guichet_testkit::{Memory, SeededEntropy};

const SOURCE: &str = "Agenda/eu:prn_0192f3a4b5c67d8e9f00112233445566";
const PRACTICE: &str = "Practice/eu:prc_0192f3a4b5c67d8e9f00112233445566";
const MAILROOM: &str = "Mailroom/eu:prc_0192f3a4b5c67d8e9f00112233445566";

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Answered,
    NotSent,
    LostBefore,
    LostAfter,
    /// Applied, but the caller dies while it waits.
    DiesAfter,
    Status(u16),
}

/// A consumer: its inbox, and what it has applied, in order.
struct Consumer {
    sql: Memory,
    fates: RefCell<VecDeque<Fate>>,
    receipts: RefCell<Vec<Receipt>>,
    /// Whether `apply` refuses.
    refuses: Cell<bool>,
}

impl Consumer {
    fn new() -> Self {
        let sql = Memory::new();
        migrate(&sql, &[inbox::MIGRATIONS], Instant::from_millis(0)).unwrap();
        sql.script("CREATE TABLE applied (seq INTEGER PRIMARY KEY, subject TEXT, version INTEGER)").unwrap();
        Self { sql, fates: RefCell::default(), receipts: RefCell::default(), refuses: Cell::new(false) }
    }

    fn receive(&self, now: Instant, delivery: &Delivery) -> Result<Receipt, SqlError> {
        let receipt = inbox::receive(&self.sql, now, delivery, || {
            self.sql.run("INSERT INTO applied (subject, version) VALUES (?, ?)", binds![&delivery.subject, delivery.version])?;
            if self.refuses.get() { Err(SqlError::Engine("not now".into())) } else { Ok(()) }
        })?;
        self.receipts.borrow_mut().push(receipt);
        Ok(receipt)
    }

    fn applied(&self) -> Vec<(String, i64)> {
        self.sql.rows("SELECT subject, version FROM applied ORDER BY seq", &[]).unwrap()
    }

    fn rows(&self, table: &str) -> i64 {
        self.sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}"), &[]).unwrap().unwrap().0
    }
}

/// The source and all that it reaches.
struct Town {
    source: Memory,
    entropy: SeededEntropy,
    now: Cell<Instant>,
    consumers: BTreeMap<ObjectRef, Consumer>,
    /// To whom calls went, in order.
    calls: RefCell<Vec<ObjectRef>>,
    /// Who did not take what: status and attempts.
    reported: RefCell<Vec<(Option<u16>, i64)>>,
}

fn object(text: &str) -> ObjectRef {
    text.parse().unwrap()
}

fn subject(text: &str, version: i64) -> (String, i64) {
    (text.into(), version)
}

impl Town {
    fn new() -> Self {
        let source = Memory::new();
        migrate(&source, &[outbox::MIGRATIONS], Instant::from_millis(0)).unwrap();
        let consumers = [PRACTICE, MAILROOM].into_iter().map(|name| (object(name), Consumer::new())).collect();
        let now = Cell::new(Instant::from_millis(1_795_000_000_000));
        Self { source, entropy: SeededEntropy::new(3), now, consumers, calls: RefCell::default(), reported: RefCell::default() }
    }

    fn put(&self, consumer: &str, subject: &str, version: i64) {
        let at = At { now: self.now.get(), entropy: &self.entropy };
        let event = Event { subject: subject.into(), version, kind: "HappenedV1", body: "{}".into() };
        self.source.atomically(|| outbox::put(&self.source, at, &object(consumer), event)).unwrap();
    }

    fn consumer(&self, name: &str) -> &Consumer {
        &self.consumers[&object(name)]
    }

    /// The next calls to `consumer` end so; those after them are answered.
    fn fates(&self, consumer: &str, fates: &[Fate]) {
        self.consumer(consumer).fates.borrow_mut().extend(fates);
    }

    /// One alarm; `false` if the source died in it.
    fn alarm(&self) -> bool {
        let source = object(SOURCE);
        let mut future = pin!(outbox::deliver(&self.source, self, &source));
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => {
                outcome.unwrap();
                true
            }
            Poll::Pending => false,
        }
    }

    /// Moves the clock to the next due time and rings; `None` when nothing waits.
    fn next_alarm(&self) -> Option<TimeDelta> {
        let due = outbox::wake_at(&self.source).unwrap()?;
        let waited = due.since(self.now.get());
        self.now.set(self.now.get().max(due));
        self.alarm();
        Some(waited)
    }

    fn waiting(&self) -> i64 {
        self.source.first::<(i64,)>("SELECT COUNT(*) FROM outbox", &[]).unwrap().unwrap().0
    }
}

impl World for Town {
    fn now(&self) -> Instant {
        self.now.get()
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.entropy
    }

    fn report(&self, trouble: NotTaken<'_>) {
        self.reported.borrow_mut().push((trouble.status, trouble.attempts));
    }

    async fn call(&self, to: &ObjectRef, path: &str, body: String) -> Result<(u16, String), NoAnswer> {
        assert_eq!(path, INBOX_PATH);
        self.calls.borrow_mut().push(to.clone());
        let consumer = &self.consumers[to];
        let fate = consumer.fates.borrow_mut().pop_front().unwrap_or(Fate::Answered);
        match fate {
            Fate::NotSent => return Err(NoAnswer::NotSent),
            Fate::LostBefore => return Err(NoAnswer::Lost),
            Fate::Status(status) => return Ok((status, String::new())),
            Fate::Answered | Fate::LostAfter | Fate::DiesAfter => {}
        }
        let status = match consumer.receive(self.now.get(), &serde_json::from_str(&body).unwrap()) {
            Ok(_) => 200,
            Err(_) => 500,
        };
        match fate {
            Fate::LostAfter => Err(NoAnswer::Lost),
            Fate::DiesAfter => std::future::pending().await,
            _ => Ok((status, String::new())),
        }
    }

    async fn http(&self, _request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        Err(NoAnswer::NotSent)
    }
}

fn delivery(event: u8, version: i64) -> Delivery {
    Delivery {
        event_id: format!("evt_0192f3a4b5c67d8e9f001122334455{event:02x}").parse().unwrap(),
        source: object(SOURCE),
        subject: "a".into(),
        version,
        kind: "HappenedV1".into(),
        at: Instant::from_millis(0),
        body: serde_json::json!({}),
    }
}

#[test]
fn each_consumer_gets_its_rows_in_the_order_of_the_decisions() {
    let town = Town::new();
    for version in 1..=3 {
        town.put(PRACTICE, "a", version);
        town.put(MAILROOM, "a", version);
        town.put(MAILROOM, "b", version);
    }
    assert!(town.alarm());
    assert_eq!(town.consumer(PRACTICE).applied(), [subject("a", 1), subject("a", 2), subject("a", 3)]);
    let expected = [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3), ("b", 3)].map(|(name, version)| subject(name, version));
    assert_eq!(town.consumer(MAILROOM).applied(), expected);
    assert_eq!((town.waiting(), outbox::wake_at(&town.source)), (0, Ok(None)));
}

#[test]
fn a_row_goes_only_when_its_consumer_has_answered_2xx() {
    for fate in [
        Fate::NotSent,
        Fate::LostBefore,
        Fate::LostAfter,
        Fate::Status(199),
        Fate::Status(300),
        Fate::Status(404),
        Fate::Status(409),
        Fate::Status(500),
    ] {
        let town = Town::new();
        town.put(PRACTICE, "a", 1);
        town.put(PRACTICE, "b", 1);
        town.fates(PRACTICE, &[fate]);
        town.alarm();
        assert_eq!((town.waiting(), town.calls.borrow().len()), (2, 1), "{fate:?}: the next row waits behind it");
        assert!(outbox::wake_at(&town.source).unwrap().unwrap() > town.now.get(), "{fate:?}");
        town.next_alarm();
        assert_eq!((town.waiting(), town.consumer(PRACTICE).applied()), (0, vec![subject("a", 1), subject("b", 1)]), "{fate:?}");
    }
    for status in [200, 202, 204, 299] {
        let town = Town::new();
        town.put(PRACTICE, "a", 1);
        town.fates(PRACTICE, &[Fate::Status(status)]);
        town.alarm();
        assert_eq!(town.waiting(), 0, "{status}");
    }
}

#[test]
fn whoever_runs_it_is_told_of_each_delivery_that_is_not_taken() {
    let town = Town::new();
    town.put(PRACTICE, "a", 1);
    town.fates(PRACTICE, &[Fate::Status(403), Fate::LostBefore, Fate::Status(503)]);
    while town.next_alarm().is_some() {}
    assert_eq!(*town.reported.borrow(), [(Some(403), 1), (None, 2), (Some(503), 3)]);
    assert_eq!(town.waiting(), 0);
}

#[test]
fn one_consumer_that_is_away_delays_no_other() {
    let town = Town::new();
    town.fates(MAILROOM, &[Fate::LostBefore; 6]);
    for version in 1..=6 {
        town.put(MAILROOM, "a", version);
        town.put(PRACTICE, "a", version);
        town.alarm();
        assert_eq!(town.consumer(PRACTICE).applied().len(), usize::try_from(version).unwrap());
        town.now.set(town.now.get().plus(TimeDelta::milliseconds(1)));
    }
    // Asked once only: its own due time stands, whatever is put meanwhile.
    assert_eq!(town.calls.borrow().iter().filter(|to| **to == object(MAILROOM)).count(), 1);
    while town.next_alarm().is_some() {}
    assert_eq!(town.consumer(MAILROOM).applied().len(), 6);
}

#[test]
fn each_failure_in_a_row_doubles_the_wait_up_to_ten_minutes() {
    let town = Town::new();
    town.put(PRACTICE, "a", 1);
    town.fates(PRACTICE, &[Fate::LostBefore; 14]);
    town.alarm();
    for failures in 0..14_u32 {
        let least = (1_000_i64 << failures.min(10)).min(600_000);
        let waited = town.next_alarm().unwrap().num_milliseconds();
        assert!((least..=least + least / 4).contains(&waited), "after {failures} more failures: {waited} ms");
    }
    assert_eq!(town.waiting(), 0);
}

#[test]
fn an_answer_ends_the_row_of_failures_also_within_one_pass() {
    let town = Town::new();
    for version in 1..=2 {
        town.put(PRACTICE, "a", version);
    }
    town.fates(PRACTICE, &[Fate::LostBefore, Fate::LostBefore, Fate::LostBefore, Fate::LostBefore, Fate::Answered, Fate::LostBefore]);
    town.alarm();
    for _ in 0..4 {
        town.next_alarm();
    }
    // The first row has gone in the same pass in which the second one failed for the first time.
    assert_eq!(town.waiting(), 1);
    let waited = town.next_alarm().unwrap().num_milliseconds();
    assert!((1_000..=1_250).contains(&waited), "{waited} ms");
}

#[test]
fn a_crash_between_the_consumers_commit_and_the_rows_deletion_applies_it_once() {
    let town = Town::new();
    town.put(PRACTICE, "a", 1);
    town.put(PRACTICE, "a", 2);
    town.fates(PRACTICE, &[Fate::DiesAfter]);
    assert!(!town.alarm(), "the source dies while it waits");
    assert_eq!((town.waiting(), town.consumer(PRACTICE).applied()), (2, vec![subject("a", 1)]));
    // Nothing has been put off: it rings again at once, and the repetition is no failure.
    assert_eq!(town.next_alarm(), Some(TimeDelta::zero()));
    assert_eq!(town.waiting(), 0);
    assert_eq!(town.consumer(PRACTICE).applied(), [subject("a", 1), subject("a", 2)]);
    assert_eq!(*town.consumer(PRACTICE).receipts.borrow(), [Receipt::Applied, Receipt::Repeated, Receipt::Applied]);
}

#[test]
fn an_answer_that_is_lost_again_and_again_applies_it_once() {
    let town = Town::new();
    town.put(PRACTICE, "a", 1);
    town.fates(PRACTICE, &[Fate::LostAfter; 5]);
    while town.next_alarm().is_some() {}
    assert_eq!(town.consumer(PRACTICE).applied(), [subject("a", 1)]);
    assert_eq!(town.calls.borrow().len(), 6);
}

#[test]
fn a_long_queue_is_delivered_in_passes_that_leave_the_others_their_turn() {
    let town = Town::new();
    for version in 1..=100 {
        town.put(PRACTICE, "a", version);
    }
    town.put(MAILROOM, "a", 1);
    town.alarm();
    assert_eq!((town.consumer(PRACTICE).applied().len(), town.consumer(MAILROOM).applied().len()), (64, 1));
    assert_eq!(town.next_alarm(), Some(TimeDelta::zero()), "what is left is due at once");
    assert_eq!(town.waiting(), 0);
}

#[test]
fn a_decision_that_is_undone_tells_nobody() {
    let town = Town::new();
    let undone = town.source.atomically(|| {
        town.put(PRACTICE, "a", 1);
        Err::<(), _>(SqlError::Engine("no".into()))
    });
    assert!(undone.is_err());
    assert_eq!((town.waiting(), outbox::wake_at(&town.source)), (0, Ok(None)));
}

#[test]
fn a_repeated_event_is_applied_once_and_an_older_version_never() {
    let (consumer, now) = (Consumer::new(), Instant::from_millis(1_795_000_000_000));
    for (event, version, receipt) in [
        (1, 2, Receipt::Applied),
        (1, 2, Receipt::Repeated),
        (2, 1, Receipt::Outdated),
        (2, 1, Receipt::Repeated),
        (3, 2, Receipt::Outdated),
        (4, 3, Receipt::Applied),
    ] {
        assert_eq!(consumer.receive(now, &delivery(event, version)), Ok(receipt), "event {event}, version {version}");
    }
    assert_eq!(consumer.applied(), [subject("a", 2), subject("a", 3)]);
}

#[test]
fn versions_count_per_source_and_subject() {
    let (consumer, now) = (Consumer::new(), Instant::from_millis(1_795_000_000_000));
    consumer.receive(now, &delivery(1, 5)).unwrap();
    let other_subject = Delivery { subject: "b".into(), ..delivery(2, 1) };
    let other_source = Delivery { source: object(PRACTICE), ..delivery(3, 1) };
    for delivery in [other_subject, other_source] {
        assert_eq!(consumer.receive(now, &delivery), Ok(Receipt::Applied));
    }
}

#[test]
fn an_error_while_applying_leaves_no_trace_so_that_it_is_tried_again() {
    let town = Town::new();
    town.put(PRACTICE, "a", 1);
    town.consumer(PRACTICE).refuses.set(true);
    town.alarm();
    let consumer = town.consumer(PRACTICE);
    assert_eq!((consumer.rows("inbox"), consumer.rows("inbox_subject"), consumer.rows("applied")), (0, 0, 0));
    assert_eq!(town.waiting(), 1);
    consumer.refuses.set(false);
    town.next_alarm();
    assert_eq!((consumer.applied(), town.waiting()), (vec![subject("a", 1)], 0));
}

#[test]
fn an_event_forgotten_after_ninety_days_is_still_refused_by_its_version() {
    let (consumer, now) = (Consumer::new(), Instant::from_millis(1_795_000_000_000));
    consumer.receive(now, &delivery(1, 1)).unwrap();
    let later = now.plus(TimeDelta::days(91));
    consumer.receive(later, &Delivery { subject: "b".into(), ..delivery(2, 1) }).unwrap();
    assert_eq!(consumer.rows("inbox"), 1, "the first is forgotten");
    assert_eq!(consumer.receive(later, &delivery(1, 1)), Ok(Receipt::Outdated));
    assert_eq!(consumer.applied().len(), 2);
}

/// Rows that were never delivered, and cursors of consumers who have been told everything.
fn full(waiting: &[(i64, i64)], told: i64) -> Memory {
    let town = Town::new();
    let sql = town.source;
    let counted = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2) ";
    for (who, rows) in waiting {
        let row = "SELECT 'Practice/' || CAST(?1 AS INTEGER), 'e' || i, 'a', i, 'HappenedV1', '{}', 0 FROM n";
        sql.run(&format!("{counted} INSERT INTO outbox (consumer, event_id, subject, version, kind, body, at) {row}"), binds![*who, *rows])
            .unwrap();
        let cursor = "INSERT INTO outbox_cursor SELECT 'Practice/' || CAST(?1 AS INTEGER), 0, 0, 5000 + ?1";
        sql.run(cursor, binds![*who]).unwrap();
    }
    if told > 0 {
        let cursors = "INSERT INTO outbox_cursor SELECT 'Identity/' || CAST(i + ?1 AS INTEGER), i, 0, 7 FROM n";
        sql.run(&format!("{counted} {cursors}"), binds![0_i64, told]).unwrap();
    }
    sql
}

#[test]
fn what_is_due_costs_by_who_waits_and_by_nothing_else() {
    let cost = |waiting: &[(i64, i64)], told: i64| {
        let sql = full(waiting, told);
        let (due, work) = sql.work_of(|| outbox::wake_at(&sql));
        let first = waiting.iter().map(|(who, _)| Instant::from_millis(5_000 + who)).min();
        assert_eq!(due, Ok(first));
        work.steps
    };
    let (none, one, three) = (cost(&[], 0), cost(&[(1, 1)], 0), cost(&[(1, 1), (2, 1), (3, 1)], 0));
    assert!(three < 3 * one, "{none}, {one}, {three}");
    // Whoever was ever told something is not asked.
    assert!(cost(&[], 100_000) <= none + 10);
    assert!(cost(&[(1, 1)], 100_000) <= one + 10);
    // How much waits for each makes no difference.
    assert!(cost(&[(1, 10_000)], 0) <= one + 10);
    assert!(cost(&[(1, 10_000), (2, 1), (3, 5_000)], 100_000) <= three + 10);
}

#[test]
fn an_alarm_finds_who_is_due_among_many_who_were_told_everything() {
    let town = Town::new();
    let cursors = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
                   INSERT INTO outbox_cursor SELECT 'Identity/' || i, i, 0, 7 FROM n";
    town.source.script(cursors).unwrap();
    town.put(PRACTICE, "a", 1);
    town.put(MAILROOM, "a", 1);
    let ((), few) = town.source.work_of(|| {
        town.alarm();
    });
    assert_eq!((town.waiting(), town.consumer(PRACTICE).applied().len(), town.consumer(MAILROOM).applied().len()), (0, 1, 1));
    assert!(few.steps < 1_000, "{few:?}");
}
