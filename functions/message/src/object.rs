//! The Mailroom object without its platform: maps facts and commands to `guichet_messages::mailroom`, and drives each
//! message from the question whether it still stands to the provider's answer.

use guichet_contracts::{
    Answer, Call, CallError, Object, Principal, ProblemKind, Stop, allow, ask,
    command::{
        agenda::{Check, CheckAppointment, Done},
        mailroom::{MessageTrace, PatientMessage, PatientMessages, ReadPatientMessages, ReadTrace, Trace, TraceStep},
        patient::{Contact, ReadContact},
        waitlist::{CheckOffer, OfferCheck},
    },
    dispatch,
};
use guichet_kernel::{
    At, Instant, MessageId, ObjectClass, ObjectName, ObjectRef, OfferId, PatientId, Sql, SqlError, World, inbox,
    outbox::{self, Delivery, INBOX_PATH},
    sql::Migrations,
};
use guichet_messages::{
    MailProvider, OutgoingMail,
    mailroom::{self, About, Begin, Content, DropReason, Due, Known, Why},
};

use crate::{
    hear,
    letter::{self, Sender},
    news::News,
    staff_letter,
};

/// How many messages one pass sends: each costs three calls, and a pass should not outlive its alarm.
const PASS: u32 = 25;
/// The longest page of a patient's messages.
const LONGEST_PAGE: u32 = 100;
/// How many merged records one read goes through.
const MOST_ALSO: usize = 1_000;

/// The behaviour of the Mailroom of that name: a practice's, or that of a person who signs in.
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
    /// The patient has no address.
    NoAddress,
    /// Somebody who must be asked first is away.
    NotYet(Why),
}

impl<P: MailProvider> MailroomObject<P> {
    /// The Mailroom called `name`, which sends by `provider` as `sender`.
    pub const fn new(name: ObjectName, provider: P, sender: Sender) -> Self {
        Self { name, provider, sender }
    }

    fn me(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Mailroom, self.name.clone())
    }

    /// Sends one due message: 1. does it still stand, and to whom does it go? 2. the attempt is written down; 3. the provider
    /// is asked, first whether it has it, if that is in doubt; 4. its answer is written down.
    async fn send(&self, sql: &impl Sql, world: &impl World, due: &Due) -> Result<(), SqlError> {
        // 1.
        let facts = match &due.content {
            Content::Appointment(about) => match about.offer {
                Some(offer) => self.offer(world, due, about, offer).await,
                None => self.facts(world, due, about, mailroom::known(sql, due.message)?).await,
            },
            Content::Letter(letter) => ready(staff_letter::write(&self.sender, due, letter).ok()),
        };
        let mail = match facts {
            Facts::Ready(mail) => mail,
            Facts::Unwanted(reason) => return mailroom::drop_message(sql, due.message, reason, world.now()),
            Facts::NoAddress => return mailroom::await_address(sql, due.message, world.now()),
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

    async fn facts(&self, world: &impl World, due: &Due, about: &About, known: Option<Known>) -> Facts {
        let me = || Principal::Object { object: self.me() };
        let request_id = due.message.to_string();
        let known_as = known.map(|known| known.appointment);
        let check = CheckAppointment { appointment: about.appointment_id, version: about.version, known: known_as };
        let facts = match ask(world, &about.agenda.name, (me(), &request_id, None), &check).await {
            Ok(Check::AsItWas(facts)) => facts,
            // Nobody else knows yet to whom it goes.
            Ok(Check::Unconfirmed(asked)) => {
                let Some(to) = asked.contact.email.clone() else { return Facts::NoAddress };
                let news = News { kind: about.kind, was: None, facts: asked.facts };
                return ready(letter::write(&self.sender, due, about, &news, (&asked.contact, to)).ok());
            }
            Ok(Check::Changed) => return Facts::Unwanted(DropReason::NoLongerStands),
            Err(_) => return Facts::NotYet(Why::AgendaAway),
        };
        // A patient whom the Practice does not know yet is on the way there: the same outbox tells both.
        let Ok(contact) = self.contact(world, due.message, about.patient_id).await else { return Facts::NotYet(Why::PracticeAway) };
        let Some(to) = contact.email.clone() else { return Facts::NoAddress };
        let Some(news) = News::of(about.kind, *facts, known) else { return Facts::Unwanted(DropReason::TakenBack) };
        ready(letter::write(&self.sender, due, about, &news, (&contact, to)).ok())
    }

    /// What an offer needs: it is written only while it can be accepted, and waits for no address, since others may be asked meanwhile.
    async fn offer(&self, world: &impl World, due: &Due, about: &About, offer: OfferId) -> Facts {
        let (me, request_id) = (Principal::Object { object: self.me() }, due.message.to_string());
        let facts = match ask(world, &about.agenda.name, (me, &request_id, None), &CheckOffer { offer }).await {
            Ok(OfferCheck::Open(facts)) => facts,
            Ok(OfferCheck::Ended) => return Facts::Unwanted(DropReason::NoLongerStands),
            Err(_) => return Facts::NotYet(Why::AgendaAway),
        };
        let contact = match self.contact(world, due.message, about.patient_id).await {
            Ok(contact) => contact,
            // Whoever waits has been a patient for a while: their record is gone.
            Err(error) if error.kind() == ProblemKind::NotFound => return Facts::Unwanted(DropReason::NoAddress),
            Err(_) => return Facts::NotYet(Why::PracticeAway),
        };
        let Some(to) = contact.email.clone() else { return Facts::Unwanted(DropReason::NoAddress) };
        ready(letter::offer(&self.sender, due, about, &facts, (&contact, to)).ok())
    }

    async fn contact(&self, world: &impl World, message: MessageId, patient: PatientId) -> Result<Contact, CallError> {
        let me = Principal::Object { object: self.me() };
        ask(world, &self.name, (me, &message.to_string(), None), &ReadContact { patient }).await
    }

    /// Lets go of what forgotten patients had under way, and tells the Practice of whom nothing is left now, and Agendas whom of those they
    /// made offers to nobody can write to.
    fn sweep(&self, sql: &impl Sql, at: At<'_>) -> Result<(), SqlError> {
        sql.atomically(|| {
            mailroom::sweep(sql, at.now)?.into_iter().try_for_each(|told| hear::tell(sql, at, &self.name, told))?;
            mailroom::unreached(sql)?.into_iter().try_for_each(|unreached| hear::tell_unreached(sql, at, unreached))
        })
    }

    /// Only the practice's own staff read here.
    fn own_staff(&self, call: &Call) -> Result<(), Stop> {
        allow(matches!(call.principal, Principal::Staff { practice, .. } if self.name.practice_id() == Some(practice)))
    }

    /// What was written to a patient: it goes with the record, for whoever may read that.
    fn read_patient_messages(&self, sql: &impl Sql, call: &Call, command: &ReadPatientMessages) -> Result<Answer, Stop> {
        self.own_staff(call)?;
        if command.also.len() > MOST_ALSO {
            return Err(Stop::Refused(ProblemKind::Invalid));
        }
        let patients: Vec<_> = command.also.iter().chain([&command.patient]).copied().collect();
        let most = command.most.clamp(1, LONGEST_PAGE);
        // One more tells whether there are more.
        let mut traces = mailroom::trace_of_patient(sql, &patients, command.before, most + 1)?;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let more = traces.len() > most;
        traces.truncate(most);
        Ok(Answer::reply(&PatientMessages { messages: traces.into_iter().map(to_patient).collect(), more }))
    }

    fn read_trace(&self, sql: &impl Sql, call: &Call, command: &ReadTrace) -> Result<Answer, Stop> {
        self.own_staff(call)?;
        let messages = mailroom::trace(sql, command.appointment)?.into_iter().map(wire_trace).collect();
        Ok(Answer::reply(&Trace { messages }))
    }
}

impl<P: MailProvider> Object for MailroomObject<P> {
    const CLASS: ObjectClass = ObjectClass::Mailroom;

    fn migrations(&self) -> Vec<Migrations> {
        vec![inbox::MIGRATIONS, mailroom::MIGRATIONS, outbox::MIGRATIONS]
    }

    fn opens(&self, path: &str) -> bool {
        path == INBOX_PATH
    }

    fn obey(&self, sql: &impl Sql, _at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(dispatch!(call, {
            ReadTrace => |command| self.read_trace(sql, call, &command),
            ReadPatientMessages => |command| self.read_patient_messages(sql, call, &command),
        }))
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || hear::apply(sql, at, &self.name, delivery);
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        for due in mailroom::due(sql, world.now(), PASS)? {
            self.send(sql, world, &due).await?;
        }
        self.sweep(sql, at(world))?;
        outbox::deliver(sql, world, &self.me()).await
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        Ok(mailroom::wake_at(sql)?.into_iter().chain(outbox::wake_at(sql)?).min())
    }
}

fn at(world: &impl World) -> At<'_> {
    At { now: world.now(), entropy: world.entropy() }
}

/// The mail, if it could be written.
fn ready(mail: Option<OutgoingMail>) -> Facts {
    mail.map_or(Facts::NotYet(Why::NotWritten), |mail| Facts::Ready(Box::new(mail)))
}

fn wire_trace(trace: mailroom::MessageTrace) -> MessageTrace {
    let (message, kind, state) = (trace.message, trace.kind.as_str().to_owned(), trace.state().to_owned());
    MessageTrace { message, kind, state, steps: wire_steps(trace.steps) }
}

fn to_patient(trace: mailroom::MessageTrace) -> PatientMessage {
    PatientMessage {
        message: trace.message,
        appointment: trace.appointment,
        queued_at: trace.created_at,
        kind: trace.kind.as_str().to_owned(),
        state: trace.state().to_owned(),
        steps: wire_steps(trace.steps),
    }
}

fn wire_steps(steps: Vec<mailroom::TraceStep>) -> Vec<TraceStep> {
    let step = |step: mailroom::TraceStep| TraceStep { at: step.at, what: step.what.as_str().to_owned(), detail: step.detail };
    steps.into_iter().map(step).collect()
}
