//! What a Mailroom hears, from whom, and what it answers: facts as they travel, mapped to `guichet_messages::mailroom`.

use guichet_contracts::{
    ProblemKind, Stop, allow,
    command::patient,
    event::{
        AboutAppointment, AppointmentBookedV1, AppointmentCancelledV1, AppointmentMovedV1, CodeAskedV1, ConfirmationAskedV1, Fact,
        InvitationMadeV1, MovedTodayV1, OfferMadeV1, OfferUnreachedV1, PatientChangedV1, PatientErasedV1, PatientForgottenV1,
        PatientMergedV1, SignInAskedV1, read_fact,
    },
};
use guichet_kernel::{
    AppointmentId, At, ObjectClass, ObjectName, ObjectRef, OfferId, Sql, SqlError,
    outbox::{self, Delivery, Event},
};
use guichet_messages::mailroom::{self, Forgotten, Invitation, Kind, Letter, ManageLink, NewMessage, Says, Told, Unreached};

/// Applies a delivered fact to the Mailroom called `me`, if its source may tell it that.
pub(crate) fn apply(sql: &impl Sql, at: At<'_>, me: &ObjectName, delivery: &Delivery) -> Result<(), Stop> {
    // An Identity speaks to the Mailroom of its own person, a Practice to its own.
    let from = |class| allow(delivery.source == ObjectRef::new(class, me.clone()));
    match delivery.kind.as_str() {
        AppointmentBookedV1::KIND => {
            queue(sql, at, me, delivery, (Kind::Confirmation, None, None), read_fact::<AppointmentBookedV1>(delivery)?.message)?;
        }
        ConfirmationAskedV1::KIND => {
            let ConfirmationAskedV1 { message, until } = read_fact(delivery)?;
            queue(sql, at, me, delivery, (Kind::ToConfirm, None, None), AboutAppointment { starts_at: until, ..message })?;
        }
        AppointmentMovedV1::KIND => {
            let AppointmentMovedV1 { message, from } = read_fact(delivery)?;
            queue(sql, at, me, delivery, (Kind::Moved, Some(from), None), message)?;
        }
        AppointmentCancelledV1::KIND => {
            queue(sql, at, me, delivery, (Kind::Cancellation, None, None), read_fact::<AppointmentCancelledV1>(delivery)?.message)?;
        }
        OfferMadeV1::KIND => {
            let OfferMadeV1 { offer, message, expires_at } = read_fact(delivery)?;
            queue(sql, at, me, delivery, (Kind::Offer, None, Some(offer)), AboutAppointment { starts_at: expires_at, ..message })?;
        }
        SignInAskedV1::KIND => {
            from(ObjectClass::Identity)?;
            let SignInAskedV1 { email, path, expires_at, locale, space } = read_fact(delivery)?;
            let says = if space { Says::Space { path } } else { Says::SignIn { path } };
            mailroom::queue_letter(sql, at, &Letter { to: email, locale, says }, expires_at)?;
        }
        CodeAskedV1::KIND => {
            from(ObjectClass::Identity)?;
            let CodeAskedV1 { email, code, expires_at, locale } = read_fact(delivery)?;
            mailroom::queue_letter(sql, at, &Letter { to: email, locale, says: Says::Code { code } }, expires_at)?;
        }
        InvitationMadeV1::KIND => {
            from(ObjectClass::Practice)?;
            let fact: InvitationMadeV1 = read_fact(delivery)?;
            let says = Says::Invitation(Box::new(Invitation {
                given_name: fact.given_name,
                practice_name: fact.practice_name,
                country: fact.country,
                roles: fact.roles,
                path: fact.path,
            }));
            mailroom::queue_letter(sql, at, &Letter { to: fact.email, locale: fact.locale, says }, fact.expires_at)?;
        }
        MovedTodayV1::KIND => {
            from(ObjectClass::Identity)?;
            let MovedTodayV1 { email, locale, path, starts_at, zone, was } = read_fact(delivery)?;
            let says = Says::MovedToday { starts_at, was, zone, path };
            mailroom::queue_letter(sql, at, &Letter { to: email, locale, says }, starts_at)?;
        }
        PatientChangedV1::KIND => {
            from(ObjectClass::Practice)?;
            mailroom::patient_changed(sql, read_fact::<PatientChangedV1>(delivery)?.patient, at.now)?;
        }
        PatientMergedV1::KIND => {
            from(ObjectClass::Practice)?;
            let PatientMergedV1 { from, to } = read_fact(delivery)?;
            mailroom::patient_merged(sql, from, to, at.now)?;
        }
        PatientErasedV1::KIND => {
            from(ObjectClass::Practice)?;
            let PatientErasedV1 { patient, also } = read_fact(delivery)?;
            tell(sql, at, me, mailroom::forget(sql, patient, &also, at.now)?)?;
        }
        _ => return Err(Stop::Refused(ProblemKind::BadRequest)),
    }
    Ok(())
}

fn queue(
    sql: &impl Sql,
    at: At<'_>,
    me: &ObjectName,
    delivery: &Delivery,
    (kind, moved_from, offer): (Kind, Option<AppointmentId>, Option<OfferId>),
    about: AboutAppointment,
) -> Result<(), Stop> {
    let agenda = ObjectRef::new(ObjectClass::Agenda, about.agenda);
    // An agenda speaks for its own appointments, to the Mailroom of their practice.
    allow(delivery.source == agenda && me.practice_id() == Some(about.practice))?;
    let message = NewMessage {
        kind,
        appointment_id: about.appointment,
        moved_from,
        offer,
        version: about.version,
        agenda,
        patient_id: about.patient,
        practice_id: about.practice,
        manage_link: Some(ManageLink::new(about.link)),
        starts_at: about.starts_at,
        decided_at: delivery.at,
        held_until: about.held_until,
    };
    mailroom::queue(sql, at, &message)?;
    Ok(())
}

/// Writes down what the Practice of the same name must be told about a forgotten patient; in the transaction that decides it.
pub(crate) fn tell(sql: &impl Sql, at: At<'_>, me: &ObjectName, told: Told) -> Result<(), SqlError> {
    let outcome = match told.outcome {
        Forgotten::Erased => patient::Forgotten::Erased,
        Forgotten::Kept { until } => patient::Forgotten::Kept { until, because: "message-under-way".to_owned() },
    };
    let fact = PatientForgottenV1 { patient: told.patient, outcome };
    let body = serde_json::to_string(&fact).map_err(|error| SqlError::Engine(error.to_string()))?;
    let event = Event { subject: told.patient.to_string(), version: told.version, kind: PatientForgottenV1::KIND, body };
    outbox::put(sql, at, &ObjectRef::new(ObjectClass::Practice, me.clone()), event)
}

/// Writes down for the Agenda that made it that the patient of an offer cannot be written to; in the transaction that takes note of it.
pub(crate) fn tell_unreached(sql: &impl Sql, at: At<'_>, unreached: Unreached) -> Result<(), SqlError> {
    let Unreached { offer, agenda } = unreached;
    let body = serde_json::to_string(&OfferUnreachedV1 { offer }).map_err(|error| SqlError::Engine(error.to_string()))?;
    outbox::put(sql, at, &agenda, Event { subject: offer.to_string(), version: 1, kind: OfferUnreachedV1::KIND, body })
}
