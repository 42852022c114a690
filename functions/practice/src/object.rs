//! The Practice object without its platform: maps commands and facts to `guichet_practice_core`, and back.

use guichet_contracts::{
    Answer, Call, Command, Object, Principal, ProblemKind, Stop, allow,
    command::{
        agenda::Done,
        card::{LocationCard, PracticeCard, ServiceCard},
        practice::{AddPractitioner, Contact, FoundPractice, PatientRecord, Patients, ReadContact, ReadPatients},
    },
    dispatch,
    event::{Fact, PatientBookedV1, PracticeChangedV1, read_fact},
};
use guichet_kernel::{
    At, Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Region, Sql, SqlError, World, inbox,
    outbox::{self, Delivery, Event},
    sql::Migrations,
};
use guichet_practice_core as core;

/// The behaviour of the Practice of that name.
pub struct PracticeObject {
    name: ObjectName,
}

impl PracticeObject {
    /// The Practice called `name`.
    pub const fn new(name: ObjectName) -> Self {
        Self { name }
    }

    fn me(&self) -> ObjectRef {
        ObjectRef::new(ObjectClass::Practice, self.name.clone())
    }

    fn agenda(&self, practitioner: PractitionerId) -> ObjectRef {
        ObjectRef::new(ObjectClass::Agenda, ObjectName::practitioner(self.name.region(), practitioner))
    }

    fn serves(&self, practice: PracticeId) -> bool {
        self.name.practice_id() == Some(practice)
    }

    fn found(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: FoundPractice) -> Result<Answer, Stop> {
        allow(matches!(call.principal, Principal::Operator))?;
        let card = command.card;
        if !self.serves(card.practice) || Region::of(card.country) != self.name.region() {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        let version = core::found(sql, &from_card(card.clone())).map_err(stop)?;
        for practitioner in core::practitioners(sql).map_err(stop)? {
            self.tell(sql, at, practitioner, version, &card)?;
        }
        Ok(Answer::reply(&Done {}))
    }

    fn add_practitioner(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &AddPractitioner) -> Result<Answer, Stop> {
        allow(matches!(call.principal, Principal::Operator))?;
        let settings = core::settings(sql).map_err(stop)?;
        core::add_practitioner(sql, command.practitioner, at.now).map_err(stop)?;
        let version = settings.version;
        self.tell(sql, at, command.practitioner, version, &to_card(settings))?;
        Ok(Answer::reply(&Done {}))
    }

    /// Tells a practitioner's agenda what the practice now is.
    fn tell(&self, sql: &impl Sql, at: At<'_>, practitioner: PractitionerId, version: i64, card: &PracticeCard) -> Result<(), Stop> {
        let agenda = self.agenda(practitioner);
        let body = serde_json::to_string(&PracticeChangedV1 { card: card.clone() }).map_err(|_| Stop::Refused(ProblemKind::Internal))?;
        let event = Event { subject: card.practice.to_string(), version, kind: PracticeChangedV1::KIND, body };
        Ok(outbox::put(sql, at, &agenda, event)?)
    }

    /// The practice's own Mailroom reads contacts; nobody else does.
    fn read_contact(&self, sql: &impl Sql, call: &Call, command: &ReadContact) -> Result<Answer, Stop> {
        let mailroom = ObjectRef::new(ObjectClass::Mailroom, self.name.clone());
        allow(matches!(&call.principal, Principal::Object { object } if *object == mailroom))?;
        let patient = core::patient(sql, command.patient).map_err(stop)?;
        let locale = core::settings(sql).map_err(stop)?.country.first_locale();
        Ok(Answer::reply(&Contact { person: patient.person, locale }))
    }

    fn read_patients(&self, sql: &impl Sql, call: &Call) -> Result<Answer, Stop> {
        allow(matches!(call.principal, Principal::Staff { practice, .. } if self.serves(practice)))?;
        let patients = core::latest(sql, 100).map_err(stop)?;
        Ok(Answer::reply(&Patients {
            patients: patients.into_iter().map(|patient| PatientRecord { id: patient.id, person: patient.person }).collect(),
        }))
    }
}

impl Object for PracticeObject {
    const CLASS: ObjectClass = ObjectClass::Practice;

    fn migrations(&self) -> Vec<Migrations> {
        vec![outbox::MIGRATIONS, inbox::MIGRATIONS, core::schema::MIGRATIONS]
    }

    fn opens(&self, path: &str) -> bool {
        path == FoundPractice::PATH
    }

    fn obey(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, SqlError> {
        Stop::answer(sql.atomically(|| {
            dispatch!(call, {
                FoundPractice => |command| self.found(sql, at, call, command),
                AddPractitioner => |command| self.add_practitioner(sql, at, call, &command),
                ReadContact => |command| self.read_contact(sql, call, &command),
                ReadPatients => |_command| self.read_patients(sql, call),
            })
        }))
    }

    fn receive(&self, sql: &impl Sql, at: At<'_>, delivery: &Delivery) -> Result<Answer, SqlError> {
        let apply = || match delivery.kind.as_str() {
            PatientBookedV1::KIND => {
                let fact: PatientBookedV1 = read_fact(delivery)?;
                // Only the agendas of those who give care here tell of patients.
                let agendas = core::practitioners(sql).map_err(stop)?;
                allow(agendas.into_iter().any(|practitioner| delivery.source == self.agenda(practitioner)))?;
                core::enter(sql, fact.patient, &fact.person, fact.appointment, at.now).map_err(stop)
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
fn stop(refusal: core::Refusal) -> Stop {
    match refusal {
        core::Refusal::Unknown => Stop::Refused(ProblemKind::NotFound),
        core::Refusal::Store(error) => Stop::Store(error),
    }
}

fn from_card(card: PracticeCard) -> core::Settings {
    let location =
        |card: LocationCard| core::Location { id: card.id, address: card.address, city: card.city, access: card.access, zone: card.zone };
    let service =
        |card: ServiceCard| core::Service { id: card.id, label: card.label, minutes: card.minutes, price: card.price, note: card.note };
    core::Settings {
        practice: card.practice,
        version: 0,
        country: card.country,
        name: card.name,
        telephone: card.telephone,
        cancellation_notice: card.cancellation_notice,
        locations: card.locations.into_iter().map(location).collect(),
        services: card.services.into_iter().map(service).collect(),
    }
}

fn to_card(settings: core::Settings) -> PracticeCard {
    let location = |location: core::Location| LocationCard {
        id: location.id,
        address: location.address,
        city: location.city,
        access: location.access,
        zone: location.zone,
    };
    let service = |service: core::Service| ServiceCard {
        id: service.id,
        label: service.label,
        minutes: service.minutes,
        price: service.price,
        note: service.note,
    };
    PracticeCard {
        practice: settings.practice,
        country: settings.country,
        name: settings.name,
        telephone: settings.telephone,
        cancellation_notice: settings.cancellation_notice,
        locations: settings.locations.into_iter().map(location).collect(),
        services: settings.services.into_iter().map(service).collect(),
    }
}
