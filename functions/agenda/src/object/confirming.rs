//! Bookings that wait until whoever made them opens the link of their letter: told to nobody but the Mailroom that writes it, and
//! to the Practice once it is known whose address it is.

use guichet_agenda_core::{self as agenda, Appointment, Awaited};
use guichet_contracts::{
    Answer, Call, Principal, ProblemKind, Stop,
    command::{
        agenda::{AppointmentFacts, Check, ConfirmBooking, ToConfirm, Unconfirmed},
        patient::Contact,
    },
    event::{AppointmentBookedV1, ConfirmationAskedV1, PatientBookedV1},
};
use guichet_kernel::{AppointmentId, At, Country, Instant, ObjectClass, PatientId, Person, Sql, SqlError, Token, binds};

use super::{
    AgendaObject,
    cards::{appointment_facts, known_slot, practice_card},
    filed,
    public::linked,
    stop, tell, to_json,
    waitlist::with_alert,
};

impl AgendaObject {
    /// Tells of a booking that was made now: 1. where the practice asks that it be confirmed, its Mailroom, to ask for that; 2. else
    /// the person to the Practice, which keeps patients, and the appointment to the Mailroom, which writes to them.
    pub(super) fn announce(
        &self,
        sql: &impl Sql,
        at: At<'_>,
        (appointment, patient): (&Appointment, PatientId),
        link: String,
        person: Person,
    ) -> Result<(), Stop> {
        let mailroom = self.peer(ObjectClass::Mailroom, appointment.practice);
        // 1.
        if let Some((token, until)) = agenda::await_confirmation(sql, at, appointment, &to_json(&person)?).map_err(stop)? {
            let message = self.about(appointment, patient, self.link(appointment, &token));
            return tell(sql, at, &mailroom, filed(appointment), &ConfirmationAskedV1 { message, until });
        }
        // 2.
        let person = PatientBookedV1 { patient, appointment: appointment.id, person };
        tell(sql, at, &self.peer(ObjectClass::Practice, appointment.practice), filed(appointment), &person)?;
        let message = self.about(appointment, patient, link);
        tell(sql, at, &mailroom, filed(appointment), &AppointmentBookedV1 { message })
    }

    /// Confirms the booking of a link, which must be its letter's. What is confirmed already, or came too late, is as it is.
    pub(super) fn confirm(&self, sql: &impl Sql, at: At<'_>, call: &Call, _command: &ConfirmBooking) -> Result<Answer, Stop> {
        let (appointment, token) = linked_or_lapsed(sql, call)?;
        let admitted = match agenda::awaited(sql, appointment.id).map_err(stop)? {
            Some(awaited) if !awaited.is_confirmed_by(token) => return Err(Stop::Refused(ProblemKind::LinkForOther)),
            Some(awaited) if at.now < awaited.until => self.admit(sql, at, &appointment, "patient")?,
            Some(_) | None => appointment,
        };
        Ok(Answer::reply(&facts_by_link(sql, &admitted, token, at.now)?))
    }

    /// A booking waits no more: the Practice is told of whom it is, and the Mailroom writes with the calendar's entry. It never says
    /// that the patient is coming (A5): that an address is theirs is no answer to a reminder.
    pub(super) fn admit(&self, sql: &impl Sql, at: At<'_>, waits: &Appointment, by_whom: &str) -> Result<Appointment, Stop> {
        let (admitted, person) = agenda::admit_awaited(sql, waits, by_whom, at.now).map_err(stop)?;
        let patient = admitted.patient.ok_or(Stop::Refused(ProblemKind::Internal))?;
        let person = PatientBookedV1 { patient, appointment: admitted.id, person: typed(&person)? };
        // Under the patient, of whom nothing was told before: of the appointment, staff may have been.
        tell(sql, at, &self.peer(ObjectClass::Practice, admitted.practice), (patient.to_string(), 1), &person)?;
        self.write_to_patient(sql, at, &admitted, |message| AppointmentBookedV1 { message })?;
        Ok(admitted)
    }

    /// The facts of a link's appointment; of one that lapsed they still say what became of it.
    pub(super) fn read_appointment(sql: &impl Sql, at: At<'_>, call: &Call) -> Result<Answer, Stop> {
        let (appointment, token) = linked_or_lapsed(sql, call)?;
        Ok(Answer::reply(&facts_by_link(sql, &appointment, token, at.now)?))
    }

    /// What a Mailroom is told that is about to write of an appointment as it still is.
    pub(super) fn checked(sql: &impl Sql, at: At<'_>, appointment: &Appointment, known: Option<AppointmentId>) -> Result<Check, Stop> {
        let known = known.map(|known| known_slot(sql, appointment, known)).transpose()?.flatten();
        let facts = AppointmentFacts { known, ..appointment_facts(sql, appointment, at.now)? };
        Ok(match agenda::awaited(sql, appointment.id).map_err(stop)? {
            None => Check::AsItWas(Box::new(facts)),
            Some(awaited) if at.now < awaited.until => {
                let contact = contact(&typed(&awaited.person)?, practice_card(sql, appointment.practice)?.country);
                let unconfirmed = Unconfirmed { until: awaited.until, lapsed: false, by_this_link: false, sent_to: None };
                Check::Unconfirmed(Box::new(ToConfirm { facts: AppointmentFacts { unconfirmed: Some(unconfirmed), ..facts }, contact }))
            }
            Some(_) => Check::Changed,
        })
    }

    /// Stops where a booking waits: it is confirmed or cancelled first.
    pub(super) fn not_awaited(sql: &impl Sql, id: AppointmentId) -> Result<(), Stop> {
        let waits = agenda::awaited(sql, id).map_err(stop)?.is_some();
        if waits { Err(Stop::Refused(ProblemKind::NotPossibleNow)) } else { Ok(()) }
    }

    /// Ends what nobody confirmed in time. What was not delivered yet about it is not said any more; nobody else knew.
    pub(super) fn lapse_due(&self, sql: &impl Sql, at: At<'_>) -> Result<(), SqlError> {
        let outcome = sql.atomically(|| {
            for lapsed in agenda::lapse_due(sql, at.now).map_err(stop)? {
                let mailroom = self.peer(ObjectClass::Mailroom, lapsed.practice);
                sql.run("DELETE FROM outbox WHERE consumer = ? AND subject = ?", binds![&mailroom, lapsed.id.to_string()])?;
            }
            Ok(())
        });
        match outcome {
            Err(Stop::Store(error)) => Err(error),
            Err(Stop::Refused(kind)) => Err(SqlError::Engine(kind.slug().to_owned())),
            Ok(()) => Ok(()),
        }
    }
}

fn linked_or_lapsed<'a>(sql: &impl Sql, call: &'a Call) -> Result<(Appointment, &'a Token), Stop> {
    let Principal::Link { token } = &call.principal else { return Err(Stop::Refused(ProblemKind::Forbidden)) };
    match agenda::lapsed_by_token(sql, token).map_err(stop)? {
        Some(lapsed) => Ok((lapsed, token)),
        None => Ok((linked(sql, call)?, token)),
    }
}

/// The facts with what the appointment waits for, as the bearer of a link may know it.
pub(super) fn facts_by_link(sql: &impl Sql, appointment: &Appointment, token: &Token, now: Instant) -> Result<AppointmentFacts, Stop> {
    let facts = appointment_facts(sql, appointment, now)?;
    let awaited = agenda::awaited(sql, appointment.id).map_err(stop)?;
    let gone = awaited.is_none() && agenda::lapsed_by_token(sql, token).map_err(stop)?.is_some();
    let stands = awaited.is_none() && !gone;
    let unconfirmed = match awaited {
        Some(Awaited { until, .. }) if now >= until => Some(lapsed(until)),
        Some(awaited) => Some(Unconfirmed {
            until: awaited.until,
            lapsed: false,
            by_this_link: awaited.is_confirmed_by(token),
            sent_to: Some(hidden(typed(&awaited.person)?.email.as_str())),
        }),
        None => gone.then(|| lapsed(appointment.changed_at)),
    };
    let facts = if stands { with_alert(sql, facts, appointment, now)? } else { facts };
    let may_cancel = facts.may_cancel && unconfirmed.as_ref().is_none_or(|waits| !waits.lapsed);
    Ok(AppointmentFacts { may_cancel, unconfirmed, ..facts })
}

const fn lapsed(until: Instant) -> Unconfirmed {
    Unconfirmed { until, lapsed: true, by_this_link: false, sent_to: None }
}

fn typed(person: &str) -> Result<Person, Stop> {
    guichet_kernel::read::text(person).map_err(|_| Stop::Refused(ProblemKind::Internal))
}

/// Whoever typed the form, in the language that the practice writes in first (A8: the patient is greeted or spoken of).
fn contact(person: &Person, country: Country) -> Contact {
    let (given, family) = match &person.contact {
        Some(contact) => (&contact.given_name, &contact.family_name),
        None => (&person.given_name, &person.family_name),
    };
    Contact {
        given_name: person.given_name.clone(),
        name: format!("{} {}", given.as_str(), family.as_str()),
        email: Some(person.email.clone()),
        locale: person.locale.unwrap_or(country.first_locale()),
    }
}

/// An address of which whoever typed it recognises their own.
fn hidden(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or_default();
    format!("{}…@{domain}", local.chars().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_is_all_but_hidden() {
        assert_eq!(super::hidden("zoe.durand@exemple.fr"), "z…@exemple.fr");
        assert_eq!(super::hidden("z@exemple.fr"), "z…@exemple.fr");
    }
}
