//! What a practice's staff, and whoever runs this Guichet, ask of the Agenda.

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_agenda::{self as agenda, Opening, Taken};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop, allow,
    command::agenda::{Day, DayAppointment, DayEntry, Done, OpenAgenda, OpenAvailability, ReadDay, SetAttendance},
    event::StaffActedV1,
};
use guichet_kernel::{At, Label, ObjectClass, ObjectName, PracticeId, Region, Sql};

use super::{
    AgendaObject,
    cards::{domain_attendance, keep_practitioner, practice_card, practitioner_card, shown, wire_attendance},
    filed, stop, tell,
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

    pub(super) fn open_availability(&self, sql: &impl Sql, call: &Call, command: &OpenAvailability) -> Result<Answer, Stop> {
        let opening = Opening {
            availability: command.availability,
            practice: self.staff_of(call)?,
            location: command.location,
            service: command.service,
            date: command.date,
            from: command.from,
            to: command.to,
        };
        agenda::open(sql, &opening).map_err(stop)?;
        Ok(Answer::reply(&Done {}))
    }

    pub(super) fn read_day(&self, sql: &impl Sql, call: &Call, command: &ReadDay) -> Result<Answer, Stop> {
        let practice = self.staff_of(call)?;
        allow(agenda::standing(sql, practice).map_err(stop)?.is_some())?;
        let first = practice_card(sql, practice)?.locations.into_iter().next();
        let zone = first.ok_or(Stop::Refused(ProblemKind::NotFound))?.zone;
        let midnight = |date: NaiveDate| zone.instant(date.and_time(NaiveTime::MIN));
        let next = command.date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        let taken = agenda::day(sql, practice, (midnight(command.date), midnight(next))).map_err(stop)?;
        let entries = taken.into_iter().map(|taken| entry(sql, &taken)).collect::<Result<_, _>>()?;
        Ok(Answer::reply(&Day { practitioner: practitioner_card(sql)?, date: command.date, zone, entries }))
    }

    /// Notes where an appointment stands, and tells the practice's audit trail who did, in the same transaction.
    pub(super) fn set_attendance(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &SetAttendance) -> Result<Answer, Stop> {
        let practice = self.staff_of(call)?;
        let actor = actor_of(call)?;
        let appointment = agenda::find_own(sql, practice, command.appointment).map_err(stop)?;
        let note = (domain_attendance(command.attendance), command.version);
        let (noted, changed) = agenda::note_attendance(sql, &appointment, note, actor.as_str(), at.now).map_err(stop)?;
        if changed {
            let fact = StaffActedV1 {
                actor: actor.clone(),
                appointment: noted.id,
                attendance: command.attendance,
                at: at.now,
                request_id: call.request_id.clone(),
            };
            tell(sql, at, &self.peer(ObjectClass::Practice, practice), filed(&noted), &fact)?;
        }
        Ok(Answer::reply(&entry(sql, &Taken::Own(noted))?))
    }

    /// The practice whose staff ask, if they may run this practitioner's agenda there.
    fn staff_of(&self, call: &Call) -> Result<PracticeId, Stop> {
        match &call.principal {
            Principal::Staff { practice, runs, .. } if self.name.practitioner_id().is_some_and(|me| runs.contains(&me)) => Ok(*practice),
            _ => Err(Stop::Refused(ProblemKind::Forbidden)),
        }
    }
}

/// Who acts; nobody does so unnamed.
fn actor_of(call: &Call) -> Result<&Label, Stop> {
    match &call.principal {
        Principal::Staff { actor: Some(actor), .. } => Ok(actor),
        _ => Err(Stop::Refused(ProblemKind::Forbidden)),
    }
}

fn entry(sql: &impl Sql, taken: &Taken) -> Result<DayEntry, Stop> {
    let (starts_at, ends_at) = taken.times();
    let appointment = match taken {
        Taken::Busy(..) => None,
        Taken::Own(own) => Some(DayAppointment {
            appointment: own.id,
            version: own.version,
            patient: own.patient,
            service: shown(sql, &own.service.to_string())?,
            location: shown(sql, &own.location.to_string())?,
            attendance: wire_attendance(own.attendance),
        }),
    };
    Ok(DayEntry { starts_at, ends_at, appointment })
}
