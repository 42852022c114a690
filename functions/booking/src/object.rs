//! The Agenda object without its platform: maps commands and facts to `guichet_agenda`, and back, and tells the Practice
//! and the Mailroom what was decided.

use chrono::TimeDelta;
use guichet_agenda::{self as agenda, Booking, HoldFate, Membership, Offering, Opening, Refusal, Request, Site, Window};
use guichet_contracts::{
    Answer, Call, Command, Object, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::{
            AppointmentFacts, Attendance, Book, Booked, CancelAppointment, Check, CheckAppointment, Done, Held, HoldFacts, HoldSlot,
            HoldState, OpenAgenda, OpenAvailability, Page, ReadAppointment, ReadHold, ReadPage, SlotFacts,
        },
        card::{PracticeCard, PractitionerCard},
    },
    dispatch,
    event::{AboutAppointment, AppointmentBookedV1, AppointmentCancelledV1, Fact, PatientBookedV1, PracticeChangedV1, read_fact},
};
use guichet_kernel::{
    At, Country, Instant, LocationId, ObjectClass, ObjectName, ObjectRef, PracticeId, Region, ServiceId, Sql, SqlError, Token, World,
    binds, inbox,
    link::{KeyRing, Link, Purpose},
    outbox::{self, Delivery, Event},
    sql::Migrations,
};

/// How long after the appointment its link still shows it.
const LINK_OUTLIVES: TimeDelta = TimeDelta::days(30);

/// Who the practitioner is, as their page shows it: presentation, so it is not the domain's.
const PROFILE: Migrations = Migrations {
    component: "profile",
    steps: &["
        CREATE TABLE practitioner (one INTEGER PRIMARY KEY CHECK (one = 1), card TEXT NOT NULL) STRICT;
        -- The newest card of each location and service that a practice ever showed here: an appointment outlives their withdrawal.
        CREATE TABLE shown (id TEXT PRIMARY KEY, practice_id TEXT NOT NULL, card TEXT NOT NULL) STRICT, WITHOUT ROWID;
    "],
};

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

    fn peer(&self, class: ObjectClass, practice: PracticeId) -> ObjectRef {
        ObjectRef::new(class, ObjectName::practice(self.name.region(), practice))
    }

    fn open(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &OpenAgenda) -> Result<Answer, Stop> {
        allow(matches!(call.principal, Principal::Operator))?;
        if self.name != ObjectName::practitioner(Region::of(command.country), command.practitioner.id) {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        let card = to_json(&command.practitioner)?;
        sql.run("INSERT INTO practitioner (one, card) VALUES (1, ?) ON CONFLICT DO UPDATE SET card = excluded.card", binds![card])?;
        agenda::admit(sql, command.practice, at.now).map_err(stop)?;
        Ok(Answer::reply(&Done {}))
    }

    fn open_availability(sql: &impl Sql, call: &Call, command: &OpenAvailability) -> Result<Answer, Stop> {
        let Principal::Staff { practice, .. } = call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let opening = Opening {
            availability: command.availability,
            practice,
            location: command.location,
            service: command.service,
            date: command.date,
            from: command.from,
            to: command.to,
        };
        agenda::open(sql, &opening).map_err(stop)?;
        Ok(Answer::reply(&Done {}))
    }

    fn read_page(sql: &impl Sql, at: At<'_>, command: &ReadPage) -> Result<Answer, Stop> {
        let practice = practice_card(sql, None)?;
        let location = practice.locations.first().ok_or(Stop::Refused(ProblemKind::NotFound))?;
        let chosen = command.service.and_then(|id| practice.service(id)).or_else(|| practice.services.first());
        let service = chosen.ok_or(Stop::Refused(ProblemKind::NotFound))?.id;
        let today = location.zone.wall(at.now).date();
        let window = Window { service, location: location.id, zone: location.zone, from: today, days: command.days.clamp(1, 31) };
        let page = Page {
            practitioner: practitioner_card(sql)?,
            location: location.id,
            service,
            today,
            open_days: agenda::open_days(sql, &window).map_err(stop)?,
            starts: agenda::free_starts(sql, &window, at.now).map_err(stop)?,
            practice,
        };
        Ok(Answer::reply(&page))
    }

    fn hold(sql: &impl Sql, at: At<'_>, command: HoldSlot) -> Result<Answer, Stop> {
        under_its_country(sql, command.country)?;
        let request = Request { service: command.service, starts_at: command.starts_at, browser: command.browser };
        let (hold, until) = agenda::hold(sql, at, &request).map_err(stop)?;
        Ok(Answer::reply(&Held { hold, until }))
    }

    fn read_hold(sql: &impl Sql, at: At<'_>, command: &ReadHold) -> Result<Answer, Stop> {
        let (hold, fate) = agenda::read_hold(sql, &command.hold, at.now).map_err(stop)?;
        let state = match fate {
            HoldFate::Live => HoldState::Live,
            HoldFate::Lapsed => HoldState::Lapsed,
            HoldFate::Lost => HoldState::Lost,
            HoldFate::Past => HoldState::Past,
            HoldFate::Booked => HoldState::Booked,
        };
        let slot = slot_facts(sql, hold.practice, hold.service, hold.location, (hold.starts_at, hold.ends_at))?;
        Ok(Answer::reply(&HoldFacts { slot, until: hold.until, state }))
    }

    /// Books: 1. the decision; 2. if it was made now, what the others must know, in the same transaction: the person to the
    /// Practice, which keeps patients, and the appointment to the Mailroom, which writes to them.
    fn book(&self, sql: &impl Sql, at: At<'_>, command: Book) -> Result<Answer, Stop> {
        // 1.
        under_its_country(sql, command.country)?;
        let (booking, token) = agenda::book(sql, at, &command.hold, &to_json(&command.person)?).map_err(stop)?;
        let appointment = booking.appointment();
        let link = self.link(appointment, &token);
        // 2.
        if let Booking::Made(appointment) = &booking {
            let person = PatientBookedV1 { patient: appointment.patient, appointment: appointment.id, person: command.person };
            tell(sql, at, &self.peer(ObjectClass::Practice, appointment.practice), appointment, &person)?;
            let message = self.about(appointment, link.clone());
            tell(sql, at, &self.peer(ObjectClass::Mailroom, appointment.practice), appointment, &AppointmentBookedV1 { message })?;
        }
        Ok(Answer::reply(&Booked { appointment: appointment.id, link }))
    }

    fn read_appointment(sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        Ok(Answer::reply(&appointment_facts(sql, &appointment, at.now)?))
    }

    fn cancel(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        let notice = notice(sql, appointment.practice)?;
        let (cancelled, changed) = agenda::cancel_by_patient(sql, &appointment, notice, at.now).map_err(stop)?;
        if changed {
            let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
            let message = self.about(&cancelled, self.link(&cancelled, token));
            tell(sql, at, &self.peer(ObjectClass::Mailroom, cancelled.practice), &cancelled, &AppointmentCancelledV1 { message })?;
        }
        Ok(Answer::reply(&appointment_facts(sql, &cancelled, at.now)?))
    }

    /// Only the Mailroom of the appointment's own practice may ask; any other learns nothing, not even that it exists.
    fn check(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &CheckAppointment) -> Result<Answer, Stop> {
        let unknown = Stop::Refused(ProblemKind::NotFound);
        let appointment = agenda::find(sql, command.appointment).map_err(stop)?.ok_or(unknown.clone())?;
        let mailroom = self.peer(ObjectClass::Mailroom, appointment.practice);
        if !matches!(&call.principal, Principal::Object { object } if *object == mailroom) {
            return Err(unknown);
        }
        if appointment.version != command.version {
            return Ok(Answer::reply(&Check::Changed));
        }
        Ok(Answer::reply(&Check::AsItWas(Box::new(appointment_facts(sql, &appointment, at.now)?))))
    }

    fn link(&self, appointment: &agenda::Appointment, token: &Token) -> String {
        let expires_at = appointment.ends_at.plus(LINK_OUTLIVES);
        self.keys.sign(&Link { object: self.name.clone(), purpose: Purpose::Appointment, expires_at, token: token.clone() })
    }

    fn about(&self, appointment: &agenda::Appointment, link: String) -> AboutAppointment {
        AboutAppointment {
            appointment: appointment.id,
            version: appointment.version,
            agenda: self.name.clone(),
            practice: appointment.practice,
            patient: appointment.patient,
            starts_at: appointment.starts_at,
            link,
        }
    }
}

impl Object for AgendaObject {
    const CLASS: ObjectClass = ObjectClass::Agenda;

    fn migrations(&self) -> Vec<Migrations> {
        vec![outbox::MIGRATIONS, inbox::MIGRATIONS, agenda::schema::MIGRATIONS, PROFILE]
    }

    fn opens(&self, path: &str) -> bool {
        path == OpenAgenda::PATH
    }

    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(sql.atomically(|| {
            dispatch!(call, {
                OpenAgenda => |command| self.open(sql, at, call, &command),
                OpenAvailability => |command| Self::open_availability(sql, call, &command),
                ReadPage => |command| Self::read_page(sql, at, &command),
                HoldSlot => |command| Self::hold(sql, at, command),
                ReadHold => |command| Self::read_hold(sql, at, &command),
                Book => |command| self.book(sql, at, command),
                ReadAppointment => |_command| Self::read_appointment(sql, at, call),
                CancelAppointment => |_command| self.cancel(sql, at, call),
                CheckAppointment => |command| self.check(sql, at, call, &command),
            })
        }))
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || match delivery.kind.as_str() {
            PracticeChangedV1::KIND => {
                let fact: PracticeChangedV1 = read_fact(delivery)?;
                // A practice speaks for itself only.
                allow(delivery.source == self.peer(ObjectClass::Practice, fact.card.practice))?;
                update(sql, &fact.card)
            }
            _ => Err(Stop::Refused(ProblemKind::BadRequest)),
        };
        Stop::answer(inbox::receive(sql, at.now, delivery, apply).map(|_| Answer::reply(&Done {})))
    }

    async fn tick(&self, sql: &impl Sql, world: &impl World) -> Result<(), SqlError> {
        outbox::deliver(sql, world, &self.me()).await
    }

    fn wake_at(&self, sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
        outbox::wake_at(sql)
    }
}

/// Where the domain's refusals become kinds of problem.
fn stop(refusal: Refusal) -> Stop {
    Stop::Refused(match refusal {
        Refusal::NotAMember => ProblemKind::Forbidden,
        Refusal::Unknown => ProblemKind::NotFound,
        Refusal::BadTimes => ProblemKind::Invalid,
        Refusal::NotOffered => ProblemKind::SlotGone,
        Refusal::Taken => ProblemKind::SlotTaken,
        Refusal::OtherForm => ProblemKind::KeyReused,
        Refusal::NotPossibleNow => ProblemKind::NotPossibleNow,
        Refusal::TooLate => ProblemKind::TooLate,
        Refusal::Store(error) => return Stop::Store(error),
    })
}

/// A practitioner is found under the address of their own country only.
fn under_its_country(sql: &impl Sql, asked: Option<Country>) -> Result<(), Stop> {
    match asked {
        Some(country) if practice_card(sql, None)?.country != country => Err(Stop::Refused(ProblemKind::NotFound)),
        _ => Ok(()),
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<String, Stop> {
    serde_json::to_string(value).map_err(|_| Stop::Refused(ProblemKind::Internal))
}

fn tell<F: Fact>(sql: &impl Sql, at: At<'_>, consumer: &ObjectRef, appointment: &agenda::Appointment, fact: &F) -> Result<(), Stop> {
    let event = Event { subject: appointment.id.to_string(), version: appointment.version, kind: F::KIND, body: to_json(fact)? };
    Ok(outbox::put(sql, at, consumer, event)?)
}

fn update(sql: &impl Sql, card: &PracticeCard) -> Result<(), Stop> {
    let membership = Membership { practice: card.practice, cancellation_notice: card.cancellation_notice.into(), card: to_json(card)? };
    let sites: Vec<_> = card.locations.iter().map(|location| Site { location: location.id, zone: location.zone }).collect();
    let offerings: Vec<_> = card.services.iter().map(|service| Offering { service: service.id, minutes: service.minutes }).collect();
    agenda::update(sql, &membership, &sites, &offerings).map_err(stop)?;
    for location in &card.locations {
        keep_shown(sql, card.practice, &location.id.to_string(), location)?;
    }
    for service in &card.services {
        keep_shown(sql, card.practice, &service.id.to_string(), service)?;
    }
    Ok(())
}

fn keep_shown(sql: &impl Sql, practice: PracticeId, id: &str, card: &impl serde::Serialize) -> Result<(), Stop> {
    Ok(sql.run(
        "INSERT INTO shown (id, practice_id, card) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET card = excluded.card WHERE practice_id = excluded.practice_id",
        binds![id, practice, to_json(card)?],
    )?)
}

fn shown<T: serde::de::DeserializeOwned>(sql: &impl Sql, id: &str) -> Result<T, Stop> {
    let (card,) = sql.first::<(String,)>("SELECT card FROM shown WHERE id = ?", binds![id])?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    serde_json::from_str(&card).map_err(|_| Stop::Store(SqlError::Shape(0)))
}

/// The appointment that the principal's link opens; a token that no appointment has was rotated or revoked.
fn linked(sql: &impl Sql, call: &Call) -> Result<agenda::Appointment, Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    agenda::by_token(sql, token).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::LinkExpired))
}

fn practitioner_card(sql: &impl Sql) -> Result<PractitionerCard, Stop> {
    let (card,) = sql.first::<(String,)>("SELECT card FROM practitioner", &[])?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    serde_json::from_str(&card).map_err(|_| Stop::Store(SqlError::Shape(0)))
}

fn practice_card(sql: &impl Sql, practice: Option<PracticeId>) -> Result<PracticeCard, Stop> {
    let membership = agenda::membership(sql, practice).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    serde_json::from_str(&membership.card).map_err(|_| Stop::Store(SqlError::Shape(2)))
}

fn notice(sql: &impl Sql, practice: PracticeId) -> Result<i64, Stop> {
    Ok(agenda::membership(sql, Some(practice)).map_err(stop)?.map_or(0, |membership| membership.cancellation_notice))
}

fn slot_facts(
    sql: &impl Sql,
    practice: PracticeId,
    service: ServiceId,
    location: LocationId,
    times: (Instant, Instant),
) -> Result<SlotFacts, Stop> {
    let practice = practice_card(sql, Some(practice))?;
    let (starts_at, ends_at) = times;
    Ok(SlotFacts {
        starts_at,
        ends_at,
        service: shown(sql, &service.to_string())?,
        location: shown(sql, &location.to_string())?,
        practitioner: practitioner_card(sql)?,
        practice: PracticeCard { locations: Vec::new(), services: Vec::new(), ..practice },
    })
}

fn appointment_facts(sql: &impl Sql, appointment: &agenda::Appointment, now: Instant) -> Result<AppointmentFacts, Stop> {
    let notice = notice(sql, appointment.practice)?;
    Ok(AppointmentFacts {
        appointment: appointment.id,
        version: appointment.version,
        attendance: wire_attendance(appointment.attendance),
        slot: slot_facts(
            sql,
            appointment.practice,
            appointment.service,
            appointment.location,
            (appointment.starts_at, appointment.ends_at),
        )?,
        cancel_until: appointment.cancel_until(notice),
        may_cancel: appointment.may_cancel(notice, now),
        changed_at: appointment.changed_at,
    })
}

const fn wire_attendance(attendance: agenda::Attendance) -> Attendance {
    match attendance {
        agenda::Attendance::Booked => Attendance::Booked,
        agenda::Attendance::Confirmed => Attendance::Confirmed,
        agenda::Attendance::Arrived => Attendance::Arrived,
        agenda::Attendance::Attended => Attendance::Attended,
        agenda::Attendance::Absent => Attendance::Absent,
        agenda::Attendance::CancelledByPatient => Attendance::CancelledByPatient,
        agenda::Attendance::CancelledByPractitioner => Attendance::CancelledByPractitioner,
        agenda::Attendance::Moved => Attendance::Moved,
    }
}
