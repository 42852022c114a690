//! Endings: cancelled by the patient, in time or late, cancelled by the practice, deleted.

use guichet_kernel::{AppointmentId, At, Instant, PracticeId, Sql, binds};

use crate::{
    Appointment, Attendance, Refusal, Transition,
    appointment::{Change, change},
    confirming, find_own,
    limits::{self, Act, Who},
    membership::members_only,
    occupancy,
    waitlist::{self, FreedBy, How},
};

/// What the history says of what the patient cancelled after the practice's notice.
const LATE: &str = "late";

/// Cancels for the patient, within the practice's notice (A7); `true` if it changed something.
///
/// Cancelling what is cancelled answers as the first time. The time is free from this instant, and offered to who waits (W3).
pub fn cancel_by_patient(
    sql: &impl Sql,
    at: At<'_>,
    appointment: &Appointment,
    notice_minutes: i64,
) -> Result<(Appointment, bool), Refusal> {
    // A7: after the notice the page gives the telephone number, and takes "I cannot come"; this no longer cancels.
    let late = at.now > appointment.cancel_until(notice_minutes);
    by_patient(sql, at, appointment, if late { Err(Refusal::TooLate) } else { Ok(None) })
}

/// Notes that the patient cannot come (A7); `true` if it changed something.
///
/// Until the start it cancels as [`cancel_by_patient`] does; after the practice's notice the history says that it was late.
pub fn cannot_come(sql: &impl Sql, at: At<'_>, appointment: &Appointment, notice_minutes: i64) -> Result<(Appointment, bool), Refusal> {
    let late = at.now > appointment.cancel_until(notice_minutes);
    by_patient(sql, at, appointment, Ok(late.then_some(LATE)))
}

fn by_patient(
    sql: &impl Sql,
    at: At<'_>,
    appointment: &Appointment,
    did: Result<Option<&str>, Refusal>,
) -> Result<(Appointment, bool), Refusal> {
    let Transition::To(attendance) = appointment.attendance.cancel_by_patient()? else {
        return Ok((appointment.clone(), false));
    };
    let now = at.now;
    if now >= appointment.starts_at {
        return Err(Refusal::NotPossibleNow);
    }
    let did = did?;
    let awaited = confirming::awaited(sql, appointment.id)?.is_some();
    // Counted with what else their address is written to about; who cancels is never refused for it.
    limits::count(sql, &[(Act::Letter, Who::reads_of(sql, appointment)?)], now)?;
    let cancelled = change(sql, appointment, attendance, Change { by_whom: "patient", did, at: now })?;
    occupancy::release(sql, &cancelled.id.to_string())?;
    if awaited {
        // It never stood: it frees nothing, and who was asked before is asked still.
        waitlist::look_again(sql, cancelled.practice)?;
    } else {
        waitlist::leave(sql, at, &cancelled, FreedBy::Patient, How::AtOnce, 0)?;
    }
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
/// What is cancelled already, by whomever, is so at whatever version the caller saw. Where the practice offers earlier slots, the time is
/// free once it cannot be taken back any more ([`restore`](crate::waitlist::restore)); kept closed, it stays so to its end (W7).
pub fn cancel_by_staff(
    sql: &impl Sql,
    at: At<'_>,
    practice: PracticeId,
    (id, version): (AppointmentId, i64),
    keep_closed: bool,
    by_whom: &str,
) -> Result<(Appointment, bool), Refusal> {
    members_only(sql, practice)?;
    let appointment = find_own(sql, practice, id)?;
    let Transition::To(attendance) = appointment.attendance.cancel_by_staff()? else { return Ok((appointment, false)) };
    if appointment.version != version {
        return Err(Refusal::Changed);
    }
    let awaited = confirming::awaited(sql, id)?.is_some();
    let cancelled = change(sql, &appointment, attendance, Change { by_whom, did: None, at: at.now })?;
    if awaited && !keep_closed {
        occupancy::release(sql, &id.to_string())?;
        waitlist::look_again(sql, practice)?;
        return Ok((cancelled, true));
    }
    if awaited {
        // What is kept closed is offered no more, to nobody.
        waitlist::taken(sql, &id.to_string(), at.now)?;
    }
    let how = How::by_staff(sql, &cancelled, keep_closed, at.now)?;
    waitlist::vacated(sql, &cancelled, how)?;
    waitlist::leave(sql, at, &cancelled, FreedBy::Staff, how, 0)?;
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
    let awaited = confirming::awaited(sql, id)?.is_some();
    change(sql, &appointment, appointment.attendance, Change { by_whom, did: Some("deleted"), at: now })?;
    sql.run("UPDATE appointment SET deleted_at = ? WHERE appointment_id = ?", binds![now, id])?;
    occupancy::release(sql, &id.to_string())?;
    waitlist::deleted(sql, id, now)?;
    if awaited {
        waitlist::look_again(sql, practice)?;
    }
    Ok(true)
}
