//! The Mailroom object without its platform: maps facts and commands to `guichet_messages::mailroom`, and drives each
//! message from the question whether it still stands to the provider's answer.

use guichet_contracts::{
    Answer, Call, CallError, Object, Principal, ProblemKind, Stop, allow, ask,
    command::{
        agenda::{Check, CheckAppointment, Done},
        mailroom::{MessageTrace, ReadTrace, Trace, TraceStep},
        practice::{Contact, ReadContact},
    },
    dispatch,
    event::{AboutAppointment, AppointmentBookedV1, AppointmentCancelledV1, Fact, read_fact},
};
use guichet_kernel::{
    At, Instant, ObjectClass, ObjectName, ObjectRef, Sql, SqlError, World, inbox,
    outbox::{Delivery, INBOX_PATH},
    sql::Migrations,
};
use guichet_messages::{
    MailProvider, OutgoingMail,
    mailroom::{self, Begin, DropReason, Due, Kind, ManageLink, NewMessage, Why},
};

use crate::letter::{self, Sender};

/// How many messages one pass sends: each costs three calls, and a pass should not outlive its alarm.
const PASS: u32 = 25;

/// The behaviour of the Mailroom of that name.
pub struct MailroomObject<P> {
    name: ObjectName,
    provider: P,
    sender: Sender,
}

/// What a due message needs before it can be written.
enum Facts {
    /// All of it.
    Ready(Box<OutgoingMail>),
    /// Nobody wants it any more.
    Unwanted(DropReason),
    /// Somebody who must be asked first is away.
    NotYet(Why),
}

impl<P: MailProvider> MailroomObject<P> {
    /// The Mailroom called `name`, which sends by `provider` as `sender`.
    pub const fn new(name: ObjectName, provider: P, sender: Sender) -> Self {
        Self { name, provider, sender }
    }

    fn queue(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery, kind: Kind, about: AboutAppointment) -> Result<(), Stop> {
        let agenda = ObjectRef::new(ObjectClass::Agenda, about.agenda);
        // An agenda speaks for its own appointments, to the Mailroom of their practice.
        allow(delivery.source == agenda && self.name.practice_id() == Some(about.practice))?;
        let message = NewMessage {
            kind,
            appointment_id: about.appointment,
            version: about.version,
            agenda,
            patient_id: about.patient,
            practice_id: about.practice,
            manage_link: Some(ManageLink::new(about.link)),
            starts_at: about.starts_at,
        };
        mailroom::queue(sql, at, &message)?;
        Ok(())
    }

    /// Sends one due message: 1. does it still stand, and to whom does it go? 2. the attempt is written down; 3. the provider
    /// is asked, first whether it has it, if that is in doubt; 4. its answer is written down.
    async fn send(&self, sql: &impl Sql, world: &impl World, due: &Due) -> Result<(), SqlError> {
        // 1.
        let mail = match self.facts(world, due).await {
            Facts::Ready(mail) => mail,
            Facts::Unwanted(reason) => return mailroom::drop_message(sql, due.message, reason, world.now()),
            Facts::NotYet(why) => return mailroom::postpone(sql, at(world), due.message, why),
        };
        // 2.
        match mailroom::begin(sql, due.message, world.now())? {
            Begin::Send(attempt) => {
                // 3.
                let answer = world.http(self.provider.send(&mail)).await;
                // 4.
                mailroom::settle(sql, at(world), attempt, self.provider.sent(answer))
            }
            Begin::LookUpFirst(attempt) => {
                let answer = world.http(self.provider.look_up(due.message)).await;
                mailroom::settle_look_up(sql, at(world), attempt, self.provider.looked_up(due.message, answer))
            }
            Begin::NotDue => Ok(()),
        }
    }

    async fn facts(&self, world: &impl World, due: &Due) -> Facts {
        let me = || Principal::Object { object: ObjectRef::new(ObjectClass::Mailroom, self.name.clone()) };
        let request_id = due.message.to_string();
        let check = CheckAppointment { appointment: due.appointment_id, version: due.version };
        let facts = match ask(world, &due.agenda.name, (me(), &request_id, None), &check).await {
            Ok(Check::AsItWas(facts)) => facts,
            Ok(Check::Changed) => return Facts::Unwanted(DropReason::NoLongerStands),
            Err(_) => return Facts::NotYet(Why::AgendaAway),
        };
        let contact: Result<Contact, CallError> =
            ask(world, &self.name, (me(), &request_id, None), &ReadContact { patient: due.patient_id }).await;
        // A patient whom the Practice does not know yet is on the way there: the same outbox tells both.
        let Ok(contact) = contact else { return Facts::NotYet(Why::PracticeAway) };
        letter::write(&self.sender, due, &facts, &contact).map_or(Facts::NotYet(Why::PracticeAway), |mail| Facts::Ready(Box::new(mail)))
    }

    fn read_trace(&self, sql: &impl Sql, call: &Call, command: &ReadTrace) -> Result<Answer, Stop> {
        allow(matches!(call.principal, Principal::Staff { practice, .. } if self.name.practice_id() == Some(practice)))?;
        let messages = mailroom::trace(sql, command.appointment)?.into_iter().map(wire_trace).collect();
        Ok(Answer::reply(&Trace { messages }))
    }
}

impl<P: MailProvider> Object for MailroomObject<P> {
    const CLASS: ObjectClass = ObjectClass::Mailroom;

    fn migrations(&self) -> Vec<Migrations> {
        vec![inbox::MIGRATIONS, mailroom::MIGRATIONS]
    }

    fn opens(&self, path: &str) -> bool {
        path == INBOX_PATH
    }

    fn obey(&self, sql: &impl Sql, _at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(dispatch!(call, {
            ReadTrace => |command| self.read_trace(sql, call, &command),
        }))
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || match delivery.kind.as_str() {
            AppointmentBookedV1::KIND => {
                self.queue(sql, at, delivery, Kind::Confirmation, read_fact::<AppointmentBookedV1>(delivery)?.message)
            }
            AppointmentCancelledV1::KIND => {
                self.queue(sql, at, delivery, Kind::Cancellation, read_fact::<AppointmentCancelledV1>(delivery)?.message)
            }
            _ => Err(Stop::Refused(ProblemKind::BadRequest)),
        };
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        for due in mailroom::due(sql, world.now(), PASS)? {
            self.send(sql, world, &due).await?;
        }
        Ok(())
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        mailroom::wake_at(sql)
    }
}

fn at(world: &impl World) -> At<'_> {
    At { now: world.now(), entropy: world.entropy() }
}

fn wire_trace(trace: mailroom::MessageTrace) -> MessageTrace {
    let step = |step: mailroom::TraceStep| TraceStep { at: step.at, what: step.what.as_str().to_owned(), detail: step.detail };
    MessageTrace {
        message: trace.message,
        kind: trace.kind.as_str().to_owned(),
        state: trace.life.as_str().to_owned(),
        steps: trace.steps.into_iter().map(step).collect(),
    }
}
