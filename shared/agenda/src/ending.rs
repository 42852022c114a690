//! Endings: cancelled by the patient, in time or late, cancelled by the practice, deleted.

use guichet_kernel::{AppointmentId, Instant, PracticeId, Sql, binds};

use crate::{
    Appointment, Attendance, Refusal, Transition,
    appointment::{Change, change},
    find_own,
    limits::{self, Act, Who},
    membership::members_only,
    occupancy,
};

/// What the history says of what the patient cancelled after the practice's notice.
const LATE: &str = "late";

/// Cancels for the patient, within the practice's notice (A7); `true` if it changed something.
///
/// Cancelling what is cancelled answers as the first time. The time is free from this instant.
pub fn cancel_by_patient(
    sql: &impl Sql,
    appointment: &Appointment,
    notice_minutes: i64,
    now: Instant,
) -> Result<(Appointment, bool), Refusal> {
    // A7: after the notice the page gives the telephone number, and takes "I cannot come"; this no longer cancels.
    let late = now > appointment.cancel_until(notice_minutes);
    by_patient(sql, appointment, if late { Err(Refusal::TooLate) } else { Ok(None) }, now)
}

/// Notes that the patient cannot come (A7); `true` if it changed something.
///
/// Until the start it cancels as [`cancel_by_patient`] does; after the practice's notice the history says that it was late.
pub fn cannot_come(sql: &impl Sql, appointment: &Appointment, notice_minutes: i64, now: Instant) -> Result<(Appointment, bool), Refusal> {
    let late = now > appointment.cancel_until(notice_minutes);
    by_patient(sql, appointment, Ok(late.then_some(LATE)), now)
}

fn by_patient(
    sql: &impl Sql,
    appointment: &Appointment,
    did: Result<Option<&str>, Refusal>,
    now: Instant,
) -> Result<(Appointment, bool), Refusal> {
    let Transition::To(attendance) = appointment.attendance.cancel_by_patient()? else {
        return Ok((appointment.clone(), false));
    };
    if now >= appointment.starts_at {
        return Err(Refusal::NotPossibleNow);
    }
    let did = did?;
    // Counted with what else their address is written to about; who cancels is never refused for it.
    limits::count(sql, &[(Act::Letter, Who::reads_of(sql, appointment)?)], now)?;
    let cancelled = change(sql, appointment, attendance, Change { by_whom: "patient", did, at: now })?;
    occupancy::release(sql, &cancelled.id.to_string())?;
    Ok((cancelled, true))
}

/// Whether the patient cancelled it after the practice's notice.
pub fn was_late(sql: &impl Sql, appointment: &Appointment) -> Result<bool, Refusal> {
    if appointment.attendance != Attendance::CancelledByPatient {
        return Ok(false);
    }
    let late = "SELECT 1 FROM attendance_history WHERE appointment_id = ? AND did = ?";
    Ok(sql.first::<(i64,)>(late, binds![appointment.id, LATE])?.is_some())
}

/// Cancels for the practitioner (A5); `true` if it changed something.
///
/// What is cancelled already, by whomever, is so at whatever version the caller saw.
pub fn cancel_by_staff(
    sql: &impl Sql,
    practice: PracticeId,
    id: AppointmentId,
    version: i64,
    by_whom: &str,
    now: Instant,
) -> Result<(Appointment, bool), Refusal> {
    members_only(sql, practice)?;
    let appointment = find_own(sql, practice, id)?;
    let Transition::To(attendance) = appointment.attendance.cancel_by_staff()? else { return Ok((appointment, false)) };
    if appointment.version != version {
        return Err(Refusal::Changed);
    }
    let cancelled = change(sql, &appointment, attendance, Change { by_whom, did: None, at: now })?;
    occupancy::release(sql, &id.to_string())?;
    Ok((cancelled, true))
}

/// Removes an appointment that was entered by mistake (W7); `true` if it changed something.
///
/// Its row stays, for the trail; its time is free, and nobody sees it any more.
pub fn delete(sql: &impl Sql, practice: PracticeId, id: AppointmentId, version: i64, by_whom: &str, now: Instant) -> Result<bool, Refusal> {
    members_only(sql, practice)?;
    let gone = "SELECT 1 FROM appointment WHERE appointment_id = ? AND practice_id = ? AND deleted_at IS NOT NULL";
    if sql.first::<(i64,)>(gone, binds![id, practice])?.is_some() {
        return Ok(false);
    }
    let appointment = find_own(sql, practice, id)?;
    if appointment.version != version {
        return Err(Refusal::Changed);
    }
    change(sql, &appointment, appointment.attendance, Change { by_whom, did: Some("deleted"), at: now })?;
    sql.run("UPDATE appointment SET deleted_at = ? WHERE appointment_id = ?", binds![now, id])?;
    occupancy::release(sql, &id.to_string())?;
    Ok(true)
}
