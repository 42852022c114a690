//! What the public page, the form, a link and a Mailroom ask of the Agenda.

use guichet_agenda_core::{self as agenda, Booking, Form, HoldFate, Request};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop,
    command::agenda::{Book, Booked, Check, CheckAppointment, Held, HoldFacts, HoldSlot, HoldState, MoveByLink, ReadHold},
    event::{AppointmentCancelledV1, AppointmentMovedV1},
};
use guichet_kernel::{AppointmentId, At, ObjectClass, Person, PracticeId, Sql, SqlError, Token, binds, visitor};

use super::{
    AgendaObject,
    cards::{appointment_facts, notice, public_slot, slot_facts, under_its_country},
    filed, stop, tell, to_json,
};

impl AgendaObject {
    pub(super) fn hold(sql: &impl Sql, at: At<'_>, command: HoldSlot) -> Result<Answer, Stop> {
        let request = Request {
            practice: command.practice,
            service: command.service,
            location: command.location,
            starts_at: command.starts_at,
            browser: command.browser,
            network: command.network,
        };
        let (token, until) = agenda::hold(sql, at, &request).map_err(stop)?;
        let (held, _) = agenda::read_hold(sql, &token, at.now).map_err(stop)?;
        under_its_country(sql, held.practice, command.country)?;
        Ok(Answer::reply(&Held { hold: token, until }))
    }

    pub(super) fn read_hold(sql: &impl Sql, at: At<'_>, command: &ReadHold) -> Result<Answer, Stop> {
        let (hold, fate) = agenda::read_hold(sql, &command.hold, at.now).map_err(stop)?;
        let state = match fate {
            HoldFate::Live => HoldState::Live,
            HoldFate::Lapsed => HoldState::Lapsed,
            HoldFate::Lost => HoldState::Lost,
            HoldFate::Past => HoldState::Past,
            HoldFate::Booked => HoldState::Booked,
        };
        let slot = slot_facts(sql, hold.practice, hold.service, hold.location, (hold.starts_at, hold.ends_at))?;
        let slot = public_slot(slot);
        let confirms = agenda::asks_confirmation(sql, hold.practice).map_err(stop)?;
        let lapsed = hold.appointment.map(|id| agenda::has_lapsed(sql, id, at.now).map_err(stop)).transpose()?.unwrap_or_default();
        Ok(Answer::reply(&HoldFacts { slot, until: hold.until, state, confirms, lapsed }))
    }

    /// Books: 1. of who is not visited at home no address is kept; 2. the decision, for which the same form in
    /// another language is the same form; 3. if it was made now, what the others must know, in the same transaction.
    pub(super) fn book(&self, sql: &impl Sql, at: At<'_>, command: Book) -> Result<Answer, Stop> {
        let (held, _) = agenda::read_hold(sql, &command.hold, at.now).map_err(stop)?;
        under_its_country(sql, held.practice, command.country)?;
        let typed = to_json(&Person { locale: None, ..command.person.clone() })?;
        // 1.
        let at_home = agenda::is_at_home(sql, &held).map_err(stop)?;
        let address = command.person.address.filter(|_| at_home);
        let person = Person { address, ..command.person };
        // 2.
        let marks: Vec<_> = visitor::marks(&self.keys, held.practice, &person).iter().map(Token::hash).collect();
        let (booker, network, address) = (command.booker.as_ref(), command.network.as_ref(), person.address.is_some());
        let form = Form { text: &typed, booker, network, marks: &marks, address };
        let (booking, token) = agenda::book(sql, at, &command.hold, form).map_err(stop)?;
        let appointment = booking.appointment();
        let link = self.link(appointment, &token);
        // 3.
        if let (Booking::Made(appointment), Some(patient)) = (&booking, appointment.patient) {
            self.announce(sql, at, (appointment, patient), link.clone(), person)?;
        }
        Ok(Answer::reply(&Booked { appointment: appointment.id, link }))
    }

    /// Counts a form that was refused, since what it was refused for may tell of somebody. The refusal has undone all that the form wrote, so
    /// this is a transaction of its own; it comes before the answer, and nothing comes in between. What is wrong with a form by itself
    /// tells of nobody.
    pub(super) fn refused_form(sql: &impl Sql, at: At<'_>, call: &Call, kind: ProblemKind) -> Result<(), SqlError> {
        if matches!(kind, ProblemKind::BadRequest | ProblemKind::Invalid | ProblemKind::NotFound | ProblemKind::Forbidden) {
            return Ok(());
        }
        let count = || {
            let Book { hold, network, .. } = guichet_contracts::read_command(call)?;
            agenda::count_refused(sql, &hold, network.as_ref(), at.now).map_err(stop)
        };
        match sql.atomically(count) {
            Err(Stop::Store(error)) => Err(error),
            Ok(()) | Err(Stop::Refused(_)) => Ok(()),
        }
    }

    /// Cancels the appointment of a link: within the practice's notice, or `late` too, for whoever says that they cannot come.
    pub(super) fn cancel(&self, sql: &impl Sql, at: At<'_>, call: &Call, late: bool) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        let notice = notice(sql, appointment.practice)?;
        // Nobody knows the patient yet of what waits to be confirmed, so nobody writes to them.
        let awaited = agenda::awaited(sql, appointment.id).map_err(stop)?;
        // It is over from that instant, whether or not it has been ended yet.
        if awaited.as_ref().is_some_and(|awaited| at.now >= awaited.until) {
            return Err(Stop::Refused(ProblemKind::LinkExpired));
        }
        let known = awaited.is_none();
        let end = if late { agenda::cannot_come } else { agenda::cancel_by_patient };
        let (cancelled, changed) = end(sql, at, &appointment, notice).map_err(stop)?;
        if let (true, Some(patient), Principal::Link { token }) = (changed && known, cancelled.patient, &call.principal) {
            let message = self.about(&cancelled, patient, self.link(&cancelled, token));
            let mailroom = self.peer(ObjectClass::Mailroom, cancelled.practice);
            tell(sql, at, &mailroom, filed(&cancelled), &AppointmentCancelledV1 { message })?;
        }
        Ok(Answer::reply(&appointment_facts(sql, &cancelled, at.now)?))
    }

    /// Moves the appointment of a link; the letter about it and the answer bear one link.
    pub(super) fn move_by_link(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &MoveByLink) -> Result<Answer, Stop> {
        Self::not_awaited(sql, linked(sql, call)?.id)?;
        let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
        let (moved, token) = agenda::move_by_link(sql, at, token, command.starts_at, command.location).map_err(stop)?;
        let link = self.link(&moved.new, &token);
        if let (true, Some(patient)) = (moved.anew, moved.new.patient) {
            let message = self.about(&moved.new, patient, link.clone());
            let mailroom = self.peer(ObjectClass::Mailroom, moved.new.practice);
            tell(sql, at, &mailroom, filed(&moved.new), &AppointmentMovedV1 { message, from: moved.old.id })?;
        }
        Ok(Answer::reply(&Booked { appointment: moved.new.id, link }))
    }

    /// Only the Mailroom of the appointment's own practice may ask; any other learns nothing, not even that it exists. What
    /// staff noted since (confirmed, arrived) changes nothing of what the message says.
    pub(super) fn check(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &CheckAppointment) -> Result<Answer, Stop> {
        let unknown = Stop::Refused(ProblemKind::NotFound);
        let practice = practice_of(sql, command.appointment)?.ok_or(unknown.clone())?;
        let mailroom = self.peer(ObjectClass::Mailroom, practice);
        if !matches!(&call.principal, Principal::Object { object } if *object == mailroom) {
            return Err(unknown);
        }
        // What was deleted, nobody is told of (W7).
        let Some(appointment) = agenda::find(sql, command.appointment).map_err(stop)? else {
            return Ok(Answer::reply(&Check::Changed));
        };
        if agenda::told_version(sql, &appointment).map_err(stop)? != command.version {
            return Ok(Answer::reply(&Check::Changed));
        }
        Ok(Answer::reply(&Self::checked(sql, at, &appointment, command.known)?))
    }
}

/// Whose an appointment is, or was before it was deleted.
fn practice_of(sql: &impl Sql, id: AppointmentId) -> Result<Option<PracticeId>, Stop> {
    let row = sql.first::<(PracticeId,)>("SELECT practice_id FROM appointment WHERE appointment_id = ?", binds![id])?;
    Ok(row.map(|(practice,)| practice))
}

/// The appointment that the principal's link opens; a token that no appointment has was rotated or revoked.
pub(super) fn linked(sql: &impl Sql, call: &Call) -> Result<agenda::Appointment, Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    agenda::by_token(sql, token).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::LinkExpired))
}
