//! Taking a cancellation by staff back, within its grace (ADR 0014, 4).

use guichet_kernel::{AppointmentId, At, PracticeId, Sql, binds};

use super::{
    entry,
    left::{GRACE, take_back},
    sweep,
};
use crate::{
    Appointment, Attendance, Refusal,
    appointment::{self, Change},
    find_own,
    membership::members_only,
    moving::care_of,
    occupancy, place,
};

/// What was done, in the history: the cancellation was taken back.
pub(crate) const RESTORED: &str = "restored";

/// Takes a cancellation by staff back: the appointment is what it was, and so is its entry; `false` if it stands already. 1. Not what was
/// cancelled otherwise, or with time that is closed or that ended; 2. while the grace lasts; 3. it cannot fail then, unless staff
/// themselves put somebody there.
pub fn restore(
    sql: &impl Sql,
    at: At<'_>,
    practice: PracticeId,
    id: AppointmentId,
    version: i64,
    by_whom: &str,
) -> Result<(Appointment, bool), Refusal> {
    members_only(sql, practice)?;
    let cancelled = find_own(sql, practice, id)?;
    if !cancelled.attendance.is_over() {
        return Ok((cancelled, false));
    }
    if cancelled.version != version {
        return Err(Refusal::Changed);
    }
    // 1.
    let before = sql.first::<(Attendance,)>(
        "SELECT h.attendance FROM attendance_history AS h JOIN appointment AS own USING (appointment_id)
         WHERE h.appointment_id = ? AND h.version = ? AND own.cancelled_with IS NULL AND own.patient_id IS NOT NULL",
        binds![id, version - 1],
    )?;
    let before = before.map(|(before,)| before).filter(|before| !before.is_over());
    let before = before.filter(|_| cancelled.attendance == Attendance::CancelledByPractitioner).ok_or(Refusal::NotPossibleNow)?;
    // 2.
    if at.now >= cancelled.changed_at.plus(GRACE) {
        return Err(Refusal::TooLate);
    }
    // 3.
    let occupant = id.to_string();
    if !occupancy::keep(sql, &occupant, &occupant, at.now)? {
        let care = care_of(sql, &cancelled)?;
        let found = place::take(sql, &care, (id, cancelled.location, cancelled.starts_at), cancelled.forced, at.now)?;
        sql.run("UPDATE appointment SET availability_id = ? WHERE appointment_id = ?", binds![found.availability, id])?;
    }
    appointment::change(sql, &cancelled, before, Change { by_whom, did: Some(RESTORED), at: at.now })?;
    take_back(sql, id, at.now)?;
    let restored = find_own(sql, practice, id)?;
    entry::follow(sql, id, &restored)?;
    sweep::taken(sql, &occupant, at.now)?;
    Ok((restored, true))
}
