//! Appointments: booking, reading and cancelling.

use chrono::TimeDelta;
use guichet_kernel::{AppointmentId, At, Instant, LocationId, PatientId, PracticeId, ServiceId, Sql, Token, Value, binds};

use crate::{Attendance, HoldFate, Refusal, Transition, hold::read_hold, occupancy, slot};

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Which.
    pub id: AppointmentId,
    /// In which practice.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub service: ServiceId,
    /// For whom; `None`: they are forgotten.
    pub patient: Option<PatientId>,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Where it stands.
    pub attendance: Attendance,
    /// Counts its changes from 1.
    pub version: i64,
    /// When it last changed.
    pub changed_at: Instant,
}

impl Appointment {
    /// The last instant at which the patient may cancel by the link: the practice's notice before the start (A7).
    pub fn cancel_until(&self, notice_minutes: i64) -> Instant {
        self.starts_at.minus(TimeDelta::minutes(notice_minutes))
    }

    /// Whether the patient may cancel by the link at `now`.
    pub fn may_cancel(&self, notice_minutes: i64, now: Instant) -> bool {
        now <= self.cancel_until(notice_minutes)
            && now < self.starts_at
            && matches!(self.attendance.cancel_by_patient(), Ok(Transition::To(_)))
    }
}

/// What became of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booking {
    /// The appointment is made now: tell the others.
    Made(Appointment),
    /// The same form made it before: answer as then, tell nobody.
    Before(Appointment),
}

impl Booking {
    /// The appointment.
    pub const fn appointment(&self) -> &Appointment {
        match self {
            Self::Made(appointment) | Self::Before(appointment) => appointment,
        }
    }
}

/// Books the held slot with a form: 1. the same form again is the same appointment and the same link, another form under
/// the same hold is refused; 2. the slot must still be ahead and offered; 3. the hold's time becomes the appointment's, or,
/// if the hold has lapsed, the time is taken anew, which the store refuses if somebody has any of it; 4. the patient gets an
/// id, under which the Practice will know them.
///
/// `form` is all that was typed. The link's token follows from the hold's and from it, so a form that is sent twice gets one
/// link, and whoever only knows the hold's address, as somebody who sent it to the patient would, gets none. Of the form
/// itself nothing is stored but a hash that cannot be tried without the hold's token.
pub fn book(sql: &impl Sql, at: At<'_>, hold_token: &Token, form: &str) -> Result<(Booking, Token), Refusal> {
    let sent = hold_token.derive(&format!("form {form}"));
    let link = sent.derive("appointment");
    // 1.
    let (hold, fate) = read_hold(sql, hold_token, at.now)?;
    if let Some(id) = hold.appointment {
        let same = sql.first::<(i64,)>("SELECT 1 FROM hold WHERE hold_id = ? AND form_hash = ?", binds![&hold.id, sent.hash()])?;
        same.ok_or(Refusal::OtherForm)?;
        return Ok((Booking::Before(find(sql, id)?.ok_or(Refusal::Unknown)?), link));
    }
    // 2.
    let length =
        u16::try_from(hold.ends_at.since(hold.starts_at).num_minutes()).ok().and_then(|minutes| guichet_kernel::Minutes::new(minutes).ok());
    let offered = match length {
        Some(minutes) => slot::offered_by(sql, hold.service, hold.starts_at, minutes)?.contains(&(hold.practice, hold.location)),
        None => false,
    };
    // A live hold keeps what it promised; a lapsed one books only what is still on offer.
    let promised = fate == HoldFate::Live || slot::length(sql, hold.service)?.is_some();
    if fate == HoldFate::Past || !offered || !promised {
        return Err(Refusal::NotOffered);
    }
    // 3.
    let id = AppointmentId::draw(at.now, at.entropy);
    occupancy::release(sql, &hold.id)?;
    occupancy::take(sql, &id.to_string(), (hold.starts_at, hold.ends_at), None, at.now)?;
    // 4.
    let appointment = Appointment {
        id,
        practice: hold.practice,
        location: hold.location,
        service: hold.service,
        patient: Some(PatientId::draw(at.now, at.entropy)),
        starts_at: hold.starts_at,
        ends_at: hold.ends_at,
        attendance: Attendance::Booked,
        version: 1,
        changed_at: at.now,
    };
    sql.run(
        "INSERT INTO appointment (appointment_id, practice_id, location_id, service_id, patient_id, starts_at, ends_at, attendance, version, token_hash, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![
            id, appointment.practice, appointment.location, appointment.service, appointment.patient, appointment.starts_at, appointment.ends_at,
            appointment.attendance, appointment.version, link.hash(), at.now
        ],
    )?;
    sql.run("UPDATE hold SET appointment_id = ?, form_hash = ? WHERE hold_id = ?", binds![id, sent.hash(), hold.id])?;
    remember(sql, &appointment, "patient")?;
    Ok((Booking::Made(appointment), link))
}

/// The appointment of that id.
pub fn find(sql: &impl Sql, id: AppointmentId) -> Result<Option<Appointment>, Refusal> {
    select(sql, "appointment_id = ?", id.into())
}

/// The appointment that a link's token opens.
pub fn by_token(sql: &impl Sql, token: &Token) -> Result<Option<Appointment>, Refusal> {
    select(sql, "token_hash = ?", token.hash().into())
}

fn select(sql: &impl Sql, condition: &str, bind: Value) -> Result<Option<Appointment>, Refusal> {
    Ok(where_(sql, condition, &[bind])?.into_iter().next())
}

/// The appointments of a condition, in the order of their start.
pub(crate) fn where_(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Appointment>, Refusal> {
    ordered(sql, &format!("{condition} ORDER BY starts_at, appointment_id"), values)
}

/// The appointments of a condition, in the order and up to the number that it ends with.
pub(crate) fn ordered(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Appointment>, Refusal> {
    let columns = "appointment_id, practice_id, location_id, service_id, patient_id, starts_at, ends_at, attendance, version, changed_at";
    let rows = sql
        .rows::<(AppointmentId, PracticeId, LocationId, ServiceId, Option<PatientId>, Instant, Instant, Attendance, i64, Instant)>(
            &format!("SELECT {columns} FROM appointment WHERE {condition}"),
            values,
        )?;
    let appointment = |(id, practice, location, service, patient, starts_at, ends_at, attendance, version, changed_at)| Appointment {
        id,
        practice,
        location,
        service,
        patient,
        starts_at,
        ends_at,
        attendance,
        version,
        changed_at,
    };
    Ok(rows.into_iter().map(appointment).collect())
}

/// Cancels for the patient, within the practice's notice (A7); `true` if it changed something.
///
/// Cancelling what is cancelled answers as the first time. The time is free from this instant.
pub fn cancel_by_patient(
    sql: &impl Sql,
    appointment: &Appointment,
    notice_minutes: i64,
    now: Instant,
) -> Result<(Appointment, bool), Refusal> {
    let Transition::To(attendance) = appointment.attendance.cancel_by_patient()? else {
        return Ok((appointment.clone(), false));
    };
    if now >= appointment.starts_at {
        return Err(Refusal::NotPossibleNow);
    }
    // A7: after the notice the page gives the telephone number; the link no longer cancels.
    if now > appointment.cancel_until(notice_minutes) {
        return Err(Refusal::TooLate);
    }
    let cancelled = change(sql, appointment, attendance, "patient", now)?;
    occupancy::release(sql, &cancelled.id.to_string())?;
    Ok((cancelled, true))
}

/// Writes where an appointment now stands, and who said so.
pub(crate) fn change(
    sql: &impl Sql,
    appointment: &Appointment,
    attendance: Attendance,
    by_whom: &str,
    now: Instant,
) -> Result<Appointment, Refusal> {
    let changed = Appointment { attendance, version: appointment.version + 1, changed_at: now, ..appointment.clone() };
    sql.run(
        "UPDATE appointment SET attendance = ?, version = ?, changed_at = ? WHERE appointment_id = ?",
        binds![changed.attendance, changed.version, now, changed.id],
    )?;
    remember(sql, &changed, by_whom)?;
    Ok(changed)
}

fn remember(sql: &impl Sql, appointment: &Appointment, by_whom: &str) -> Result<(), Refusal> {
    Ok(sql.run(
        "INSERT INTO attendance_history (appointment_id, version, attendance, by_whom, at) VALUES (?, ?, ?, ?, ?)",
        binds![appointment.id, appointment.version, appointment.attendance, by_whom, appointment.changed_at],
    )?)
}
