//! A practice's week as its secretary sees it: forty agendas of thirty appointments each, read one after another through the
//! objects themselves, from the command's text to the answer's.

use std::cell::Cell;

use chrono::TimeDelta;
use guichet_agenda::object::AgendaObject;
use guichet_contracts::{
    Call, Command, Principal,
    command::{
        agenda::OpenAgenda,
        calendar::{Calendar, Opening, PlaceAppointment, PutAvailability, ReadCalendar},
        card::PractitionerCard,
        waitlist::AlertTerms,
    },
    event::{Fact, PracticeChangedV1},
    serve,
};
use guichet_kernel::{
    AppointmentId, At, AvailabilityId, Country, EventId, LocationId, ObjectClass, ObjectName, ObjectRef, PatientId, PracticeId,
    PractitionerId, Region, Right, ServiceId,
    link::KeyRing,
    outbox::{Delivery, INBOX_PATH},
};
use guichet_testkit::{Memory, SeededEntropy};
use serde_json::json;

use crate::{
    agenda::TODAY,
    measure::{Measure, Outcome, once},
};

/// Who works in the practice.
const PRACTITIONERS: usize = 40;
/// How many come to each in the week, six a day on five days.
const A_DAY: i32 = 6;
const DAYS: i32 = 5;
/// How often the week is read.
const TIMES: usize = 100;
const KEYS: &str = r#"{"current":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;

/// The practice, its place and its service.
pub(crate) struct Practice {
    pub(crate) id: PracticeId,
    pub(crate) location: LocationId,
    pub(crate) service: ServiceId,
    pub(crate) entropy: SeededEntropy,
}

impl Practice {
    pub(crate) fn new() -> Self {
        let entropy = SeededEntropy::new(17);
        Self {
            id: PracticeId::draw(TODAY, &entropy),
            location: LocationId::draw(TODAY, &entropy),
            service: ServiceId::draw(TODAY, &entropy),
            entropy,
        }
    }
}

/// An agenda of the practice.
pub(crate) struct Agenda {
    object: AgendaObject,
    pub(crate) sql: Memory,
    ready: Cell<bool>,
    pub(crate) staff: Principal,
}

impl Agenda {
    fn post(&self, path: &str, body: &str, entropy: &SeededEntropy) -> Outcome<String> {
        let at = At { now: TODAY, entropy };
        let answer = serve(&self.object, &self.sql, &self.ready, at, path, body, |_| ());
        if answer.status == 200 { Ok(answer.body) } else { Err(format!("{path}: {} {}", answer.status, answer.body).into()) }
    }

    pub(crate) fn give<C: Command>(&self, principal: Principal, command: &C, entropy: &SeededEntropy) -> Outcome<String> {
        let command = serde_json::to_value(command)?;
        let call = Call { path: String::new(), principal, request_id: String::new(), key: None, test_now: None, command };
        self.post(C::PATH, &serde_json::to_string(&call)?, entropy)
    }

    /// An agenda with a week of appointments, in hours that recur, of a practice that offers earlier slots on these terms, or none.
    pub(crate) fn busy(practice: &Practice, alerts: Option<AlertTerms>) -> Outcome<Self> {
        let Practice { id, location, service, ref entropy } = *practice;
        let practitioner = PractitionerId::draw(TODAY, entropy);
        let name = ObjectName::practitioner(Region::Eu, practitioner);
        let staff = Principal::Staff {
            practice: id,
            rights: Right::ALL.to_vec(),
            runs: vec![practitioner],
            actor: Some("mbr_1".to_owned().try_into()?),
        };
        let object = AgendaObject::new(name, KeyRing::from_json(KEYS)?);
        let agenda = Self { object, sql: Memory::new(), ready: Cell::new(false), staff };
        let who: PractitionerCard = serde_json::from_value(
            json!({"id": practitioner, "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"}),
        )?;
        agenda.give(Principal::Operator, &OpenAgenda { practitioner: who, country: Country::France, practice: id }, entropy)?;
        let card = serde_json::from_value(json!({
            "practice": id, "country": "FR", "name": "Cabinet des Lilas", "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"},
            "cancellation_notice": 60, "alerts": alerts,
            "locations": [{"id": location, "address": ["1 rue des Lilas"], "city": "Lyon", "zone": "Europe/Paris"}],
            "services": [{"id": service, "label": "Consultation", "minutes": 30}],
        }))?;
        let delivery = Delivery {
            event_id: EventId::draw(TODAY, entropy),
            source: ObjectRef::new(ObjectClass::Practice, ObjectName::practice(Region::Eu, id)),
            subject: id.to_string(),
            version: 1,
            kind: PracticeChangedV1::KIND.to_owned(),
            at: TODAY,
            body: serde_json::to_value(PracticeChangedV1 { card })?,
        };
        agenda.post(INBOX_PATH, &serde_json::to_string(&delivery)?, entropy)?;
        let opening: Opening = serde_json::from_value(json!({
            "location": location, "services": [service], "first_day": TODAY.utc().date_naive(), "from": "08:00:00", "to": "18:00:00",
            "rule": "FREQ=DAILY",
        }))?;
        let put = PutAvailability { availability: AvailabilityId::draw(TODAY, entropy), version: None, opening };
        agenda.give(agenda.staff.clone(), &put, entropy)?;
        for n in 0..DAYS * A_DAY {
            let (day, place) = (n / A_DAY, n % A_DAY);
            let command = PlaceAppointment {
                appointment: AppointmentId::draw(TODAY, entropy),
                patient: PatientId::draw(TODAY, entropy),
                service,
                location,
                starts_at: TODAY.plus(TimeDelta::days(day.into()) + TimeDelta::minutes(540 + 60 * i64::from(place))),
                minutes: None,
                force: false,
                silent: false,
                alert: None,
            };
            agenda.give(agenda.staff.clone(), &command, entropy)?;
        }
        Ok(agenda)
    }
}

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    let practice = Practice::new();
    let agendas: Vec<Agenda> = (0..PRACTITIONERS).map(|_| Agenda::busy(&practice, None)).collect::<Outcome<_>>()?;
    let command = ReadCalendar { from: TODAY.utc().date_naive(), days: 7 };
    let read = |agenda: &Agenda| agenda.give(agenda.staff.clone(), &command, &practice.entropy);
    for agenda in &agendas {
        let calendar: Calendar = serde_json::from_str(&read(agenda)?)?;
        let expected = usize::try_from(DAYS * A_DAY)?;
        if calendar.entries.len() != expected || calendar.open.len() != 7 {
            return Err(format!("a week of {} appointments in {} openings", calendar.entries.len(), calendar.open.len()).into());
        }
    }
    let mut times = Vec::new();
    for _ in 0..TIMES {
        times.push(once(&mut || agendas.iter().try_for_each(|agenda| read(agenda).map(drop)))? / 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or(f64::NAN);
    println!("week of 40 practitioners, 30 appointments each: p50 {:.2} ms, p99 {:.2} ms", at(50), at(99));
    let line = |value: f64| Measure { value, unit: "ms", against: None, ratio: None, budget: None };
    Ok([("week view, 40 × 30, p50", line(at(50))), ("week view, 40 × 30, p99", line(at(99)))]
        .map(|(name, measure)| (name.to_owned(), measure))
        .into())
}
