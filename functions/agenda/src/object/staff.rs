//! What a practice's staff, and whoever runs this Guichet, ask of the Agenda.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_agenda_core::{self as agenda, Appointment, Opening, Taken};
use guichet_contracts::{
    Answer, Call, ProblemKind, Stop, allow,
    command::{
        agenda::{Day, DayAppointment, DayEntry, Done, FreedSlot, OpenAgenda, OpenAvailability, ReadDay, SetAttendance},
        card::{LocationCard, ServiceCard},
        waitlist::Wish,
    },
};
use guichet_kernel::{AppointmentId, At, Instant, ObjectName, PracticeId, Region, Sql, Zone};
use serde::de::DeserializeOwned;

use super::{
    AgendaObject,
    cards::{keep_practitioner, practice_card, practitioner_card, shown},
    free::etag,
    stop, waitlist,
    wire::{domain_attendance, wire_attendance},
};

impl AgendaObject {
    pub(super) fn open(&self, sql: &impl Sql, at: At<'_>, command: &OpenAgenda) -> Result<Answer, Stop> {
        if self.name != ObjectName::practitioner(Region::of(command.country), command.practitioner.id) {
            return Err(Stop::Refused(ProblemKind::BadRequest));
        }
        keep_practitioner(sql, &command.practitioner)?;
        agenda::admit(sql, command.practice, at.now).map_err(stop)?;
        self.register(sql, at, command.country)?;
        Ok(Answer::reply(&Done {}))
    }

    pub(super) fn open_availability(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &OpenAvailability) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let opening = Opening {
            availability: command.availability,
            practice: staff.practice,
            location: command.location,
            service: command.service,
            date: command.date,
            from: command.from,
            to: command.to,
        };
        let before = etag(sql)?;
        agenda::open(sql, &opening).map_err(stop)?;
        if etag(sql)? != before {
            self.acted_on(sql, at, &staff, Some(command.availability.to_string()), "opened")?;
        }
        Ok(Answer::reply(&Done {}))
    }

    pub(super) fn read_day(&self, sql: &impl Sql, call: &Call, command: &ReadDay) -> Result<Answer, Stop> {
        let practice = self.staff_of(call)?;
        allow(agenda::standing(sql, practice).map_err(stop)?.is_some())?;
        let (zone, times) = days(sql, practice, command.date, 1)?;
        let entries = Shown::new(sql, practice).entries(&agenda::day(sql, practice, times).map_err(stop)?)?;
        Ok(Answer::reply(&Day { practitioner: practitioner_card(sql)?, date: command.date, zone, entries }))
    }

    /// Notes where an appointment stands, and tells the practice's audit trail who did, in the same transaction.
    pub(super) fn set_attendance(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &SetAttendance) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let mut appointment = agenda::find_own(sql, staff.practice, command.appointment).map_err(stop)?;
        let mut note = (domain_attendance(command.attendance), command.version);
        // Whoever is said to be coming, on the telephone, or is there, need not open a link.
        if note.0 != appointment.attendance && agenda::awaited(sql, appointment.id).map_err(stop)?.is_some() {
            allow_version(&appointment, command.version)?;
            appointment = self.admit(sql, at, &appointment, staff.actor.as_str())?;
            note.1 = appointment.version;
        }
        let (noted, changed) = agenda::note_attendance(sql, &appointment, note, staff.actor.as_str(), at.now).map_err(stop)?;
        if changed {
            self.acted(sql, at, &staff, &noted, None)?;
        }
        Ok(Answer::reply(&Shown::new(sql, staff.practice).entry(&Taken::Own(noted))?))
    }
}

/// Stops unless the caller saw the appointment as it is.
fn allow_version(appointment: &agenda::Appointment, seen: i64) -> Result<(), Stop> {
    if appointment.version == seen { Ok(()) } else { Err(Stop::Refused(ProblemKind::Changed)) }
}

/// A practice's entries with what they are for and where; each card is read once, since a month has many entries of few services.
pub(super) struct Shown<'a, S> {
    sql: &'a S,
    practice: PracticeId,
    /// Until when bookings wait to be confirmed; not read yet: none.
    waiting: Option<BTreeMap<AppointmentId, Instant>>,
    services: BTreeMap<String, ServiceCard>,
    locations: BTreeMap<String, LocationCard>,
}

impl<'a, S: Sql> Shown<'a, S> {
    pub(super) const fn new(sql: &'a S, practice: PracticeId) -> Self {
        Self { sql, practice, waiting: None, services: BTreeMap::new(), locations: BTreeMap::new() }
    }

    pub(super) fn entry(&mut self, taken: &Taken) -> Result<DayEntry, Stop> {
        let waiting = match self.waiting.take() {
            Some(read) => read,
            None => agenda::awaiting(self.sql).map_err(stop)?.into_iter().collect(),
        };
        let waiting = self.waiting.insert(waiting);
        let (starts_at, ends_at) = taken.times();
        let appointment = match taken {
            Taken::Busy(..) => None,
            Taken::Own(own) => Some(DayAppointment {
                unconfirmed_until: waiting.get(&own.id).copied(),
                appointment: own.id,
                version: own.version,
                patient: own.patient.filter(|_| !waiting.contains_key(&own.id)),
                service: once((self.sql, self.practice), &mut self.services, own.service.to_string())?,
                location: once((self.sql, self.practice), &mut self.locations, own.location.to_string())?,
                attendance: wire_attendance(own.attendance),
                forced: own.forced,
                late: agenda::was_late(self.sql, own).map_err(stop)?,
                alert: self.alert_of(own)?,
                freed: self.freed_by(own)?,
            }),
        };
        Ok(DayEntry { starts_at, ends_at, appointment })
    }

    /// What its patient wishes who waits; only what stands waits.
    fn alert_of(&self, own: &Appointment) -> Result<Option<Wish>, Stop> {
        let wish = if own.attendance.occupies() { agenda::waitlist::alert_of(self.sql, own.id).map_err(stop)? } else { None };
        Ok(wish.as_ref().map(waitlist::wish))
    }

    /// What it freed; only what is over frees anything.
    fn freed_by(&self, own: &Appointment) -> Result<Option<FreedSlot>, Stop> {
        let freed = if own.attendance.is_over() { agenda::waitlist::freed_by(self.sql, own.id).map_err(stop)? } else { None };
        freed.as_ref().map(|freed| waitlist::freed_slot(self.sql, freed)).transpose()
    }

    pub(super) fn entries(mut self, taken: &[Taken]) -> Result<Vec<DayEntry>, Stop> {
        taken.iter().map(|taken| self.entry(taken)).collect()
    }
}

fn once<T: Clone + DeserializeOwned>(
    (sql, practice): (&impl Sql, PracticeId),
    known: &mut BTreeMap<String, T>,
    id: String,
) -> Result<T, Stop> {
    if let Some(card) = known.get(&id) {
        return Ok(card.clone());
    }
    let card: T = shown(sql, practice, &id)?;
    known.insert(id, card.clone());
    Ok(card)
}

/// The instants between which a practice's days are, on the wall of its first location, and that wall's zone.
pub(super) fn days(sql: &impl Sql, practice: PracticeId, from: NaiveDate, days: u8) -> Result<(Zone, (Instant, Instant)), Stop> {
    let first = practice_card(sql, practice)?.locations.into_iter().next();
    let zone = first.ok_or(Stop::Refused(ProblemKind::NotFound))?.zone;
    let midnight = |date: NaiveDate| zone.instant(date.and_time(NaiveTime::MIN));
    let next = from.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX);
    Ok((zone, (midnight(from), midnight(next))))
}
