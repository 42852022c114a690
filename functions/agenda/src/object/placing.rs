//! How a practice's staff place, move, cancel and delete appointments (A3, A4, A5, W7).

use guichet_agenda_core::{self as agenda, Booking, Move, Placement, Taken};
use guichet_contracts::{
    Answer, Call, Stop,
    command::{
        agenda::Done,
        calendar::{CancelByStaff, DeleteAppointment, FindStarts, MoveAppointment, PlaceAppointment, Starts},
    },
    event::{AboutAppointment, AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, Fact},
};
use guichet_kernel::{At, Instant, ObjectClass, Sql, binds};

use super::{AgendaObject, filed, staff::Shown, stop, tell, trail::Staff, waitlist::domain_wish, wire};

impl AgendaObject {
    pub(super) fn find_starts(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &FindStarts) -> Result<Answer, Stop> {
        let practice = self.staff_of(call)?;
        let days = (command.from, command.days.clamp(1, 92));
        let most = usize::try_from(command.most.clamp(1, 500)).unwrap_or(500);
        let starts = agenda::staff_starts(sql, practice, command.service, command.location, days, most, at.now).map_err(stop)?;
        Ok(Answer::reply(&Starts { starts: starts.into_iter().map(wire::start).collect() }))
    }

    /// Places a patient, and writes to them unless the caller says not to; of what is entered afterwards nobody need be told.
    pub(super) fn place(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &PlaceAppointment) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let PlaceAppointment { appointment, patient, service, location, starts_at, minutes, force, silent, ref alert } = *command;
        let practice = staff.practice;
        let placement = Placement { appointment, practice, patient, service, location, starts_at, minutes, force };
        let booking = agenda::place(sql, at, &placement, staff.actor.as_str()).map_err(stop)?;
        if let Booking::Made(placed) = &booking {
            self.acted(sql, at, &staff, placed, Some(if placed.forced { "forced" } else { "placed" }))?;
            if let Some(wish) = alert {
                agenda::waitlist::put_alert(sql, at, placed, Some(&domain_wish(wish))).map_err(stop)?;
            }
            if !silent && placed.starts_at > at.now {
                self.write_in_a_while(sql, at, placed, |message| AppointmentBookedV1 { message })?;
            }
        }
        reply(sql, booking.appointment().clone())
    }

    /// Moves an appointment; the answer is the new one.
    pub(super) fn move_by_staff(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &MoveAppointment) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let MoveAppointment { appointment, version, to, starts_at, location, force, keep_closed } = *command;
        let wanted = Move { appointment, version, to, starts_at, location, force, keep_closed };
        Self::not_awaited(sql, appointment)?;
        let moved = agenda::move_by_staff(sql, at, staff.practice, &wanted, staff.actor.as_str()).map_err(stop)?;
        if moved.anew {
            // The trail is asked for the one that staff saw as well as for the one that they see now.
            self.acted(sql, at, &staff, &moved.old, Some("moved"))?;
            self.acted(sql, at, &staff, &moved.new, Some(if moved.new.forced { "forced" } else { "moved" }))?;
            // Moved into the past, it is where the patient has been: that is written down, and they are told nothing of it. What
            // waited to be written about what it was is not true any more, and is not written either.
            if moved.new.starts_at > at.now {
                let from = moved.old.id;
                self.write_in_a_while(sql, at, &moved.new, |message| AppointmentMovedV1 { message, from })?;
            }
        }
        reply(sql, moved.new)
    }

    pub(super) fn cancel_by_staff(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &CancelByStaff) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let CancelByStaff { appointment, version, keep_closed } = *command;
        let which = (appointment, version);
        let (cancelled, changed) =
            agenda::cancel_by_staff(sql, at, staff.practice, which, keep_closed, staff.actor.as_str()).map_err(stop)?;
        if changed {
            self.acted(sql, at, &staff, &cancelled, Some("cancelled"))?;
            self.write_in_a_while(sql, at, &cancelled, |message| AppointmentCancelledV1 { message })?;
        }
        reply(sql, cancelled)
    }

    /// Deletes an appointment: nobody is told, and what still waits to be told about it is not told any more. What its Mailroom
    /// has heard already it asks about before it writes.
    pub(super) fn delete(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &DeleteAppointment) -> Result<Answer, Stop> {
        let staff = self.acting(call)?;
        let DeleteAppointment { appointment: id, version } = *command;
        let before = agenda::find(sql, id).map_err(stop)?;
        if let (true, Some(before)) =
            (agenda::delete(sql, staff.practice, id, version, staff.actor.as_str(), at.now).map_err(stop)?, before)
        {
            let mailroom = self.peer(ObjectClass::Mailroom, staff.practice);
            sql.run("DELETE FROM outbox WHERE consumer = ? AND subject = ?", binds![&mailroom, id.to_string()])?;
            self.deleted(sql, at, &staff, &before)?;
        }
        Ok(Answer::reply(&Done {}))
    }

    fn deleted(&self, sql: &impl Sql, at: At<'_>, staff: &Staff<'_>, before: &agenda::Appointment) -> Result<(), Stop> {
        let gone = agenda::Appointment { version: before.version + 1, ..before.clone() };
        self.acted(sql, at, staff, &gone, Some("deleted"))
    }

    /// Has the practice's Mailroom write to an appointment's patient at once, with a link of the message's own. To whoever booked
    /// what waited to be confirmed nobody writes that it is cancelled: their link says so.
    pub(super) fn write_to_patient<F: Fact>(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        appointment: &agenda::Appointment,
        fact: impl FnOnce(AboutAppointment) -> F,
    ) -> Result<(), Stop> {
        self.write(sql, at, (appointment, None), fact)
    }

    /// The same, but not before staff had time to take back what they did (M2): then nothing is written, or what is so in the end.
    /// Of what begins within that time the patient hears at once.
    pub(super) fn write_in_a_while<F: Fact>(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        appointment: &agenda::Appointment,
        fact: impl FnOnce(AboutAppointment) -> F,
    ) -> Result<(), Stop> {
        let held_until = Some(at.now.plus(agenda::waitlist::GRACE)).filter(|until| *until < appointment.starts_at);
        self.write(sql, at, (appointment, held_until), fact)
    }

    fn write<F: Fact>(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        (appointment, held_until): (&agenda::Appointment, Option<Instant>),
        fact: impl FnOnce(AboutAppointment) -> F,
    ) -> Result<(), Stop> {
        let now = agenda::find(sql, appointment.id).map_err(stop)?;
        let Some(patient) = now.and_then(|now| now.patient) else { return Ok(()) };
        let token = agenda::new_link(sql, at, appointment.id).map_err(stop)?;
        let message = AboutAppointment { held_until, ..self.about(appointment, patient, self.link(appointment, &token)) };
        tell(sql, at, &self.peer(ObjectClass::Mailroom, appointment.practice), filed(appointment), &fact(message))
    }
}

fn reply(sql: &impl Sql, appointment: agenda::Appointment) -> Result<Answer, Stop> {
    Ok(Answer::reply(&Shown::new(sql, appointment.practice).entry(&Taken::Own(appointment))?))
}
