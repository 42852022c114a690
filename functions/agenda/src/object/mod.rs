//! The Agenda object without its platform: maps commands and facts to `guichet_agenda_core`, and back, and tells the Practice
//! and the Mailroom what was decided.

mod blame;
mod calendar;
mod cards;
mod confirming;
mod facts;
mod free;
mod history;
mod page;
mod placing;
mod public;
mod staff;
mod trail;
mod waitlist;
mod wire;

use chrono::TimeDelta;
use guichet_agenda_core::{self as agenda, Refusal};
use guichet_contracts::{
    Answer, Call, Command, Object, ProblemKind, Stop,
    command::{
        agenda::{
            Book, CancelAppointment, CannotCome, CheckAppointment, ConfirmBooking, HoldSlot, MoveByLink, OpenAgenda, OpenAvailability,
            ReadAppointment, ReadDay, ReadHold, ReadMoves, ReadPage, ReadPatientAppointments, SetAttendance,
        },
        calendar::{
            CancelByStaff, CloseTime, DeleteAppointment, EndAvailability, FindStarts, MoveAppointment, PlaceAppointment, PutAvailability,
            PutTerms, ReadAvailabilities, ReadCalendar, ReadTerms, Reopen,
        },
        space::IssueLink,
        waitlist::{
            AnswerForPatient, AnswerOffer, CheckOffer, OfferSlot, PutAlert, PutAlertByStaff, ReadAlertCounters, ReadOffer, ReadOffers,
            ReadSlotTrace, ReadWaitlist, RestoreAppointment, StopAlerts, WithdrawSlot,
        },
    },
    dispatch,
    event::{AboutAppointment, AgendaRegisteredV1, Fact},
};
use guichet_kernel::{
    At, Country, Instant, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId, Sql, SqlError, Token, World, inbox,
    link::{KeyRing, Link, Purpose},
    outbox::{self, Delivery, Event, INBOX_PATH},
    sql::Migrations,
};

/// How long after the appointment its link still shows it.
const LINK_OUTLIVES: TimeDelta = TimeDelta::days(30);

/// The behaviour of the Agenda of that name.
pub struct AgendaObject {
    name: ObjectName,
    keys: KeyRing,
}

impl AgendaObject {
    /// The Agenda called `name`, which signs its links with `keys`.
    pub const fn new(name: ObjectName, keys: KeyRing) -> Self {
        Self { name, keys }
    }

    fn me(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, self.name.clone())
    }

    /// Tells a country's Directory, once, that this agenda is open: whoever opened it, it is woken when its alarm was dropped.
    fn register(&self, sql: &impl Sql, at: At<'_>, country: Country) -> Result<(), Stop> {
        let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(country));
        if outbox::has_told(sql, &directory)? {
            return Ok(());
        }
        let subject = self.name.practitioner_id().map(|id| id.to_string()).unwrap_or_default();
        tell(sql, at, &directory, (subject, 1), &AgendaRegisteredV1 { agenda: self.name.clone() })
    }

    fn peer(&self, class: ObjectClass, practice: PracticeId) -> ObjectRef {
        ObjectRef::new(class, ObjectName::practice(self.name.region(), practice))
    }

    fn link(&self, appointment: &agenda::Appointment, token: &Token) -> String {
        let expires_at = appointment.ends_at.plus(LINK_OUTLIVES);
        self.keys.sign(&Link { object: self.name.clone(), purpose: Purpose::Appointment, expires_at, token: token.clone() })
    }

    fn about(&self, appointment: &agenda::Appointment, patient: PatientId, link: String) -> AboutAppointment {
        AboutAppointment {
            appointment: appointment.id,
            version: appointment.version,
            agenda: self.name.clone(),
            practice: appointment.practice,
            patient,
            starts_at: appointment.starts_at,
            held_until: None,
            link,
        }
    }
}

impl Object for AgendaObject {
    const CLASS: ObjectClass = ObjectClass::Agenda;

    fn migrations(&self) -> Vec<Migrations> {
        vec![
            outbox::MIGRATIONS,
            inbox::MIGRATIONS,
            agenda::schema::MIGRATIONS,
            agenda::CONFIRMING,
            agenda::WAITLIST,
            cards::PROFILE,
            free::COUNT,
        ]
    }

    /// By the operator, or by the first practice that the practitioner joins; of what is delivered to an agenda that is not
    /// open, nothing else is taken (see `facts`).
    fn opens(&self, path: &str) -> bool {
        path == OpenAgenda::PATH || path == INBOX_PATH
    }

    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        let outcome = sql.atomically(|| {
            dispatch!(call, {
                OpenAgenda => |command| self.open(sql, at, &command),
                OpenAvailability => |command| self.open_availability(sql, at, call, &command),
                ReadPage => |command| Self::read_page(sql, at, &command),
                HoldSlot => |command| Self::hold(sql, at, command),
                ReadHold => |command| Self::read_hold(sql, at, &command),
                Book => |command| self.book(sql, at, command),
                ReadAppointment => |_command| Self::read_appointment(sql, at, call),
                CancelAppointment => |_command| self.cancel(sql, at, call, false),
                CannotCome => |_command| self.cancel(sql, at, call, true),
                ConfirmBooking => |command| self.confirm(sql, at, call, &command),
                ReadMoves => |command| Self::read_moves(sql, at, call, &command),
                MoveByLink => |command| self.move_by_link(sql, at, call, &command),
                CheckAppointment => |command| self.check(sql, at, call, &command),
                ReadDay => |command| self.read_day(sql, call, &command),
                SetAttendance => |command| self.set_attendance(sql, at, call, &command),
                PutAvailability => |command| self.put_availability(sql, at, call, command),
                ReadAvailabilities => |command| self.read_availabilities(sql, at, call, &command),
                EndAvailability => |command| self.end_availability(sql, at, call, &command),
                CloseTime => |command| self.close_time(sql, at, call, &command),
                Reopen => |command| self.reopen(sql, at, call, &command),
                ReadCalendar => |command| self.read_calendar(sql, at, call, &command),
                FindStarts => |command| self.find_starts(sql, at, call, &command),
                PlaceAppointment => |command| self.place(sql, at, call, &command),
                MoveAppointment => |command| self.move_by_staff(sql, at, call, &command),
                CancelByStaff => |command| self.cancel_by_staff(sql, at, call, &command),
                DeleteAppointment => |command| self.delete(sql, at, call, &command),
                ReadTerms => |command| self.read_terms(sql, call, &command),
                PutTerms => |command| self.put_terms(sql, at, call, &command),
                ReadPatientAppointments => |command| Self::read_patient_appointments(sql, call, &command),
                IssueLink => |command| self.issue_link(sql, at, call, &command),
                PutAlert => |command| Self::put_alert(sql, at, call, &command),
                ReadOffer => |command| self.read_offer(sql, at, call, &command),
                AnswerOffer => |command| self.answer_offer(sql, at, call, &command),
                StopAlerts => |command| self.stop_alerts(sql, at, call, &command),
                CheckOffer => |command| self.check_offer(sql, at, call, &command),
                PutAlertByStaff => |command| self.put_alert_by_staff(sql, at, call, &command),
                RestoreAppointment => |command| self.restore(sql, at, call, &command),
                OfferSlot => |command| self.offer_slot(sql, at, call, &command),
                WithdrawSlot => |command| self.withdraw_slot(sql, at, call, &command),
                AnswerForPatient => |command| self.answer_for_patient(sql, at, call, &command),
                ReadWaitlist => |command| self.read_waitlist(sql, at, call, &command),
                ReadOffers => |command| self.read_offers(sql, call, &command),
                ReadSlotTrace => |command| self.read_slot_trace(sql, call, &command),
                ReadAlertCounters => |command| self.read_alert_counters(sql, at, call, &command),
            })
        });
        match &outcome {
            Err(Stop::Refused(kind)) if call.path == Book::PATH => Self::refused_form(sql, at, call, *kind)?,
            Err(Stop::Refused(ProblemKind::Invalid)) => return Ok(blame::answer(sql, call)),
            _ => {}
        }
        Stop::answer(outcome)
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        self.learn(sql, at, delivery)
    }

    fn say_again(&self, sql: &impl Sql, _at: At<'_>) -> Result<(), Stop> {
        Ok(free::unsay(sql)?)
    }

    fn pulse(&self, sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
        // What the public did is forgotten with the beat, so that no agenda keeps an alarm for that.
        agenda::forget_acts(sql, now)?;
        free::fade(sql, now)
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        let at = At { now: world.now(), entropy: world.entropy() };
        self.lapse_due(sql, at)?;
        self.forget_due(sql, at)?;
        self.offer_due(sql, world, at)?;
        agenda::forget_acts(sql, at.now)?;
        outbox::deliver(sql, world, &self.me()).await?;
        // What is free comes after: reckoning it may take long, and no letter waits for that.
        self.tell_free(sql, At { now: world.now(), entropy: world.entropy() })?;
        outbox::deliver(sql, world, &self.me()).await
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        let ours = |refusal| match refusal {
            Refusal::Store(error) => error,
            other => SqlError::Engine(other.to_string()),
        };
        let due = agenda::due_at(sql).map_err(ours)?;
        Ok(outbox::wake_at(sql)?.into_iter().chain(due).chain(free::due_at(sql)?).min())
    }
}

/// Where the domain's refusals become kinds of problem.
fn stop(refusal: Refusal) -> Stop {
    Stop::Refused(match refusal {
        Refusal::NotAMember | Refusal::OtherOwner => ProblemKind::Forbidden,
        Refusal::Unknown => ProblemKind::NotFound,
        Refusal::BadTimes | Refusal::BadRule | Refusal::BadCapacity | Refusal::TooManyRules | Refusal::NoAddress => ProblemKind::Invalid,
        Refusal::NotOffered => ProblemKind::SlotGone,
        Refusal::Taken => ProblemKind::SlotTaken,
        Refusal::Closed => ProblemKind::Closed,
        Refusal::Full => ProblemKind::Full,
        Refusal::TooMany => ProblemKind::TooManyHolds,
        Refusal::TooOften => ProblemKind::TooOften,
        Refusal::TooManyOpen => ProblemKind::TooManyOpen,
        Refusal::AnotherWaits => ProblemKind::ConfirmFirst,
        // Whoever is asked to ring is told what everybody is told of what is booked by telephone, and not why.
        Refusal::NotOnline | Refusal::Blocked => ProblemKind::NotOnline,
        Refusal::NoNewPatients => ProblemKind::NoNewPatients,
        Refusal::OtherForm => ProblemKind::KeyReused,
        Refusal::NotPossibleNow => ProblemKind::NotPossibleNow,
        Refusal::Changed => ProblemKind::Changed,
        Refusal::TooLate => ProblemKind::TooLate,
        Refusal::Store(error) => return Stop::Store(error),
    })
}

pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, Stop> {
    serde_json::to_string(value).map_err(|_| Stop::Refused(ProblemKind::Internal))
}

fn tell<F: Fact>(sql: &impl Sql, at: At<'_>, consumer: &ObjectRef, about: (String, i64), fact: &F) -> Result<(), Stop> {
    let (subject, version) = about;
    Ok(outbox::put(sql, at, consumer, Event { subject, version, kind: F::KIND, body: to_json(fact)? })?)
}

/// What a fact about an appointment is filed under.
fn filed(appointment: &agenda::Appointment) -> (String, i64) {
    (appointment.id.to_string(), appointment.version)
}
