//! A Mailroom on a real database, and a clock that the test moves.

use guichet_kernel::{ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, PractitionerId, Region, sql::migrate};
use guichet_testkit::{Memory, SeededEntropy};

use super::*;
use crate::provider::Refusal;

/// A Mailroom with a clock that the test moves.
pub(super) struct Room {
    pub(super) sql: Memory,
    entropy: SeededEntropy,
    pub(super) now: Instant,
}

pub(super) const LINK: &str = "https://guichet.example/r/v1.secret.mac";

pub(super) fn accepted() -> SendOutcome {
    SendOutcome::Accepted { provider_id: Some("<1@x>".into()) }
}

pub(super) fn later(why: Refusal, seconds: Option<i64>) -> SendOutcome {
    SendOutcome::TryLater { after: seconds.map(TimeDelta::seconds), why }
}

impl Room {
    /// Without tables.
    pub(super) fn empty() -> Self {
        Self { sql: Memory::new(), entropy: SeededEntropy::new(1), now: "2026-11-22T09:00:00Z".parse().unwrap() }
    }

    pub(super) fn open() -> Self {
        let room = Self::empty();
        migrate(&room.sql, &[MIGRATIONS], room.now).unwrap();
        room
    }

    /// Every row of every table, one a line, after its table's name.
    pub(super) fn dump(&self) -> String {
        let tables = self.sql.rows::<(String,)>("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
        let rows = |table: &str| self.sql.query(&format!("SELECT * FROM {table}"), &[]).unwrap();
        tables.iter().flat_map(|(table,)| rows(table).into_iter().map(move |row| format!("{table} {row:?}\n"))).collect()
    }

    pub(super) fn at(&self) -> At<'_> {
        At { now: self.now, entropy: &self.entropy }
    }

    pub(super) fn wait(&mut self, delta: TimeDelta) {
        self.now = self.now.plus(delta);
    }

    pub(super) fn new_message(kind: Kind, version: i64) -> NewMessage {
        const DIGITS: &str = "0192f3a4b5c67d8e9f00112233445566";
        NewMessage {
            kind,
            appointment_id: AppointmentId::from_digits(DIGITS).unwrap(),
            moved_from: None,
            offer: None,
            version,
            agenda: ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(Region::Eu, PractitionerId::from_digits(DIGITS).unwrap())),
            patient_id: PatientId::from_digits(DIGITS).unwrap(),
            practice_id: PracticeId::from_digits(DIGITS).unwrap(),
            manage_link: Some(ManageLink::new(LINK.into())),
            starts_at: "2026-11-30T13:30:00Z".parse().unwrap(),
            decided_at: "2026-11-22T09:00:00Z".parse().unwrap(),
            held_until: None,
        }
    }

    pub(super) fn queue(&self, kind: Kind, version: i64) -> MessageId {
        queue(&self.sql, self.at(), &Self::new_message(kind, version)).unwrap().unwrap()
    }

    pub(super) fn begin(&self, message: MessageId) -> Begin {
        begin(&self.sql, message, self.now).unwrap()
    }

    pub(super) fn send(&self, message: MessageId) -> Attempt {
        let Begin::Send(attempt) = self.begin(message) else { panic!("nothing to send") };
        attempt
    }

    pub(super) fn look_up(&self, message: MessageId) -> Attempt {
        let Begin::LookUpFirst(attempt) = self.begin(message) else { panic!("nothing to look up") };
        attempt
    }

    pub(super) fn settle(&self, attempt: Attempt, outcome: SendOutcome) {
        settle(&self.sql, self.at(), attempt, outcome).unwrap();
    }

    pub(super) fn settle_look_up(&self, attempt: Attempt, outcome: LookUpOutcome) {
        settle_look_up(&self.sql, self.at(), attempt, outcome).unwrap();
    }

    pub(super) fn trace(&self, message: MessageId) -> MessageTrace {
        let appointment = Self::new_message(Kind::Confirmation, 1).appointment_id;
        trace(&self.sql, appointment).unwrap().into_iter().find(|trace| trace.message == message).unwrap()
    }

    pub(super) fn life(&self, message: MessageId) -> Life {
        self.trace(message).life
    }

    pub(super) fn steps(&self, message: MessageId) -> Vec<String> {
        let text = |step: TraceStep| {
            step.detail.map_or_else(|| step.what.as_str().to_owned(), |detail| format!("{} {detail}", step.what.as_str()))
        };
        self.trace(message).steps.into_iter().map(text).collect()
    }

    pub(super) fn due(&self) -> Vec<MessageId> {
        due(&self.sql, self.now, 10).unwrap().into_iter().map(|due| due.message).collect()
    }

    /// Moves the clock to when the alarm rings.
    pub(super) fn ring(&mut self) {
        self.now = wake_at(&self.sql).unwrap().unwrap().max(self.now);
    }
}
