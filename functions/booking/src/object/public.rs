//! What the public page, the form, a link and a Mailroom ask of the Agenda.

use guichet_agenda::{self as agenda, Booking, HoldFate, Request, Window};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop,
    command::{
        agenda::{Book, Booked, Check, CheckAppointment, Held, HoldFacts, HoldSlot, HoldState, Page, PracticeName, ReadHold, ReadPage},
        card::PracticeCard,
    },
    event::{AppointmentBookedV1, AppointmentCancelledV1, PatientBookedV1},
};
use guichet_kernel::{At, ObjectClass, Sql};

use super::{
    AgendaObject,
    cards::{appointment_facts, notice, practice_cards, practitioner_card, slot_facts, under_its_country},
    filed, stop, tell, to_json,
};

impl AgendaObject {
    /// The page of one of the practices: the one asked for, else the one that gives the service asked for, else the one they
    /// joined first. A practice without a place or a service has no page yet.
    pub(super) fn read_page(sql: &impl Sql, at: At<'_>, command: &ReadPage) -> Result<Answer, Stop> {
        let mut practices = practice_cards(sql)?;
        practices.retain(|card| !card.locations.is_empty() && !card.services.is_empty());
        practices.retain(|card| command.country.is_none_or(|country| card.country == country));
        let names = practices.iter().filter_map(name).collect();
        let gives = |card: &&PracticeCard| command.service.is_some_and(|service| card.service(service).is_some());
        let asked = practices.iter().find(|card| command.practice == Some(card.practice));
        let practice = asked.or_else(|| practices.iter().find(gives)).or_else(|| practices.first());
        let practice = practice.cloned().ok_or(Stop::Refused(ProblemKind::NotFound))?;
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
            practices: names,
        };
        Ok(Answer::reply(&page))
    }

    pub(super) fn hold(sql: &impl Sql, at: At<'_>, command: HoldSlot) -> Result<Answer, Stop> {
        let request = Request { service: command.service, starts_at: command.starts_at, browser: command.browser };
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
        Ok(Answer::reply(&HoldFacts { slot, until: hold.until, state }))
    }

    /// Books: 1. the decision; 2. if it was made now, what the others must know, in the same transaction: the person to the
    /// Practice, which keeps patients, and the appointment to the Mailroom, which writes to them.
    pub(super) fn book(&self, sql: &impl Sql, at: At<'_>, command: Book) -> Result<Answer, Stop> {
        // 1.
        let (held, _) = agenda::read_hold(sql, &command.hold, at.now).map_err(stop)?;
        under_its_country(sql, held.practice, command.country)?;
        let (booking, token) = agenda::book(sql, at, &command.hold, &to_json(&command.person)?).map_err(stop)?;
        let appointment = booking.appointment();
        let link = self.link(appointment, &token);
        // 2.
        if let (Booking::Made(appointment), Some(patient)) = (&booking, appointment.patient) {
            let person = PatientBookedV1 { patient, appointment: appointment.id, person: command.person };
            tell(sql, at, &self.peer(ObjectClass::Practice, appointment.practice), filed(appointment), &person)?;
            let message = self.about(appointment, patient, link.clone());
            let mailroom = self.peer(ObjectClass::Mailroom, appointment.practice);
            tell(sql, at, &mailroom, filed(appointment), &AppointmentBookedV1 { message })?;
        }
        Ok(Answer::reply(&Booked { appointment: appointment.id, link }))
    }

    pub(super) fn read_appointment(sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        Ok(Answer::reply(&appointment_facts(sql, &appointment, at.now)?))
    }

    pub(super) fn cancel(&self, sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        let notice = notice(sql, appointment.practice)?;
        let (cancelled, changed) = agenda::cancel_by_patient(sql, &appointment, notice, at.now).map_err(stop)?;
        if let (true, Some(patient), Principal::Link { token }) = (changed, cancelled.patient, &call.principal) {
            let message = self.about(&cancelled, patient, self.link(&cancelled, token));
            let mailroom = self.peer(ObjectClass::Mailroom, cancelled.practice);
            tell(sql, at, &mailroom, filed(&cancelled), &AppointmentCancelledV1 { message })?;
        }
        Ok(Answer::reply(&appointment_facts(sql, &cancelled, at.now)?))
    }

    /// Only the Mailroom of the appointment's own practice may ask; any other learns nothing, not even that it exists. What
    /// staff noted since (confirmed, arrived) changes nothing of what the message says.
    pub(super) fn check(&self, sql: &impl Sql, at: At<'_>, call: &Call, command: &CheckAppointment) -> Result<Answer, Stop> {
        let unknown = Stop::Refused(ProblemKind::NotFound);
        let appointment = agenda::find(sql, command.appointment).map_err(stop)?.ok_or(unknown.clone())?;
        let mailroom = self.peer(ObjectClass::Mailroom, appointment.practice);
        if !matches!(&call.principal, Principal::Object { object } if *object == mailroom) {
            return Err(unknown);
        }
        if agenda::told_version(sql, &appointment).map_err(stop)? != command.version {
            return Ok(Answer::reply(&Check::Changed));
        }
        Ok(Answer::reply(&Check::AsItWas(Box::new(appointment_facts(sql, &appointment, at.now)?))))
    }
}

fn name(card: &PracticeCard) -> Option<PracticeName> {
    let city = card.locations.first()?.city.clone();
    Some(PracticeName { practice: card.practice, name: card.name.clone(), city })
}

/// The appointment that the principal's link opens; a token that no appointment has was rotated or revoked.
fn linked(sql: &impl Sql, call: &Call) -> Result<agenda::Appointment, Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    agenda::by_token(sql, token).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::LinkExpired))
}
