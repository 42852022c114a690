//! What a practice opens and closes in the Agenda, and how it sees some days of it (ADR 0009).

use guichet_agenda_core as agenda;
use guichet_contracts::{
    Answer, Call, Stop, allow,
    command::{
        agenda::Done,
        calendar::{
            Availabilities, Calendar, CloseTime, Closed, Closing, EndAvailability, Ended, PutAvailability, PutTerms, ReadAvailabilities,
            ReadCalendar, ReadTerms, Reopen,
        },
    },
    event::AppointmentCancelledV1,
};
use guichet_kernel::{At, PracticeId, Sql};

use super::{
    AgendaObject,
    free::{etag, own_etag},
    staff::{Shown, days},
    stop,
    trail::Staff,
    wire,
};

impl AgendaObject {
    pub(super) fn put_availability(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: PutAvailability) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let before = etag(sql)?;
        let pattern = wire::pattern(command.opening);
        let put = agenda::put_availability(sql, staff.practice, command.availability, command.version, &pattern).map_err(stop)?;
        if etag(sql)? != before {
            let did = if command.version.is_none() { "opened" } else { "changed" };
            self.acted_on(sql, at, &staff, Some(put.id.to_string()), did)?;
        }
        Ok(Answer::reply(&wire::availability(put)))
    }

    pub(super) fn read_availabilities(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        call: &Call,
        command: &ReadAvailabilities,
    ) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        let most = command.most.clamp(1, 100);
        let (found, more) = agenda::availabilities(sql, practice, command.after, most, at.now).map_err(stop)?;
        Ok(Answer::reply(&Availabilities { availabilities: found.into_iter().map(wire::availability).collect(), more }))
    }

    /// Ends what is open, all of it or in part. Whoever is cancelled with it gets one message, and the trail one line each.
    pub(super) fn end_availability(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &EndAvailability) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let EndAvailability { availability, version, ending, cancel } = *command;
        let to_end = agenda::ToEnd { availability, version, ending: wire::ending(ending), cancel };
        let ended = agenda::end_availability(sql, staff.practice, &to_end, staff.actor.as_str(), at.now).map_err(stop)?;
        if ended.anew {
            self.acted_on(sql, at, &staff, Some(availability.to_string()), "ended")?;
            self.cancelled_with_it(sql, at, &staff, &ended.cancelled)?;
        }
        let cancelled = ended.cancelled.iter().map(|appointment| appointment.id).collect();
        Ok(Answer::reply(&Ended { availability: ended.left.map(wire::availability), cancelled, standing: ended.standing }))
    }

    /// Closes time. Whoever is cancelled with it gets one message, and the trail one line each.
    pub(super) fn close_time(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &CloseTime) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let CloseTime { closing: id, location, from, to, kind, cancel } = *command;
        let closing = wire::domain_closing(staff.practice, &Closing { id, location, from, to, kind });
        let closed = agenda::close_time(sql, &closing, cancel, staff.actor.as_str(), at.now).map_err(stop)?;
        if closed.anew {
            self.acted_on(sql, at, &staff, Some(id.to_string()), "closed")?;
            self.cancelled_with_it(sql, at, &staff, &closed.cancelled)?;
        }
        let cancelled = closed.cancelled.iter().map(|appointment| appointment.id).collect();
        Ok(Answer::reply(&Closed { closing: wire::closing(closed.closing), cancelled, standing: closed.standing }))
    }

    fn cancelled_with_it(&self, sql: &impl Sql, at: At<'_>, staff: &Staff<'_>, cancelled: &[agenda::Appointment]) -> Result<(), Stop> {
        for cancelled in cancelled {
            self.acted(sql, at, staff, cancelled, Some("cancelled"))?;
            self.write_in_a_while(sql, at, cancelled, |message| AppointmentCancelledV1 { message })?;
        }
        Ok(())
    }

    pub(super) fn reopen(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &Reopen) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        if agenda::reopen(sql, staff.practice, command.closing).map_err(stop)? {
            self.acted_on(sql, at, &staff, Some(command.closing.to_string()), "reopened")?;
        }
        Ok(Answer::reply(&Done {}))
    }

    pub(super) fn read_calendar(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &ReadCalendar) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        let count = command.days.clamp(1, 42);
        let (zone, times) = days(sql, practice, command.from, count)?;
        let open = agenda::occurrences(sql, practice, times).map_err(stop)?;
        let taken = agenda::day(sql, practice, times).map_err(stop)?;
        let calendar = Calendar {
            zone,
            from: command.from,
            days: count,
            open: open.into_iter().map(|found| wire::occurrence(found, at.now)).collect(),
            closed: agenda::closings(sql, practice, times).map_err(stop)?.into_iter().map(wire::closing).collect(),
            entries: Shown::new(sql, practice).entries(&taken)?,
            etag: own_etag(sql, practice, &taken)?,
            alerts_after: agenda::waitlist::alerts_after(sql, practice, at.now).map_err(stop)?,
        };
        Ok(Answer::reply(&calendar))
    }

    pub(super) fn read_terms(&self, sql: &impl Sql, call: &Call, _command: &ReadTerms) -> Result<Answer, Stop> {
        let practice = self.reading(sql, call)?;
        Ok(Answer::reply(&wire::terms(agenda::terms(sql, practice).map_err(stop)?)))
    }

    pub(super) fn put_terms(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &PutTerms) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let before = etag(sql)?;
        let terms = agenda::put_terms(sql, staff.practice, &wire::domain_terms(&command.terms)).map_err(stop)?;
        if etag(sql)? != before {
            self.acted_on(sql, at, &staff, None, "terms")?;
        }
        Ok(Answer::reply(&wire::terms(terms)))
    }

    /// The practice whose staff read, if the practitioner works there or did.
    pub(super) fn reading(&self, sql: &impl Sql, call: &Call) -> Result<PracticeId, Stop> {
        let practice = self.staff_of(call)?;
        allow(agenda::standing(sql, practice).map_err(stop)?.is_some())?;
        Ok(practice)
    }
}
