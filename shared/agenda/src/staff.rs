//! What a practice's staff see and note: a day, and where each of its appointments stands.

use guichet_kernel::{AppointmentId, Instant, LocationId, PracticeId, Sql, Zone, binds, order};

use crate::{
    Appointment, Attendance, Refusal, Standing, Transition,
    appointment::{self, Change},
    confirming::ADMITTED,
    is_member, standing, waitlist,
};

/// Time of a day that is somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// An appointment of the own practice, whatever became of it.
    Own(Appointment),
    /// Elsewhere: from when to when, and nothing else.
    Busy(Instant, Instant),
}

impl Taken {
    /// From when to when.
    pub const fn times(&self) -> (Instant, Instant) {
        match self {
            Self::Own(appointment) => (appointment.starts_at, appointment.ends_at),
            Self::Busy(starts_at, ends_at) => (*starts_at, *ends_at),
        }
    }
}

/// What touches `[from, to)`, as the staff of `practice` may see it, in the order of the starts.
///
/// Other practices' appointments are time without anything else, and those that touch are one stretch: how many they are
/// does not show. Holds are nobody's business, nor is what was deleted. A practice that the practitioner has left sees its own rows and no more.
pub fn day(sql: &impl Sql, practice: PracticeId, (from, to): (Instant, Instant)) -> Result<Vec<Taken>, Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    // An appointment is at most a day long (schema), so the index bounds the read on both sides.
    let own = "practice_id = ?1 AND starts_at > ?2 - 86400000 AND starts_at < ?3 AND ends_at > ?2";
    let mut taken: Vec<Taken> = appointment::where_(sql, own, binds![practice, from, to])?.into_iter().map(Taken::Own).collect();
    if is_member(sql, practice)? {
        taken.extend(busy_elsewhere(sql, practice, (from, to))?);
    }
    order::by_key(&mut taken, Taken::times);
    Ok(taken)
}

fn busy_elsewhere(sql: &impl Sql, practice: PracticeId, (from, to): (Instant, Instant)) -> Result<Vec<Taken>, Refusal> {
    let others = sql.rows::<(Instant, Instant)>(
        "SELECT starts_at, ends_at FROM occupancy
         WHERE starts_at > ?1 - 86400000 AND starts_at < ?2 AND ends_at > ?1 AND practice_id <> ?3 AND until IS NULL ORDER BY starts_at",
        binds![from, to, practice],
    )?;
    let mut stretches: Vec<(Instant, Instant)> = Vec::new();
    for (starts_at, ends_at) in others {
        match stretches.last_mut() {
            Some(last) if last.1 >= starts_at => last.1 = last.1.max(ends_at),
            _ => stretches.push((starts_at, ends_at)),
        }
    }
    Ok(stretches.into_iter().map(|(starts_at, ends_at)| Taken::Busy(starts_at, ends_at)).collect())
}

/// The zone in which hours of a practice's location are read.
pub fn zone(sql: &impl Sql, practice: PracticeId, location: LocationId) -> Result<Zone, Refusal> {
    let row = sql.first::<(Zone,)>("SELECT zone FROM location WHERE location_id = ? AND practice_id = ?", binds![location, practice])?;
    row.map(|(zone,)| zone).ok_or(Refusal::Unknown)
}

/// The zones in which the practice's locations stand.
pub(crate) fn zones(sql: &impl Sql, practice: PracticeId) -> Result<Vec<Zone>, Refusal> {
    let rows = sql.rows::<(Zone,)>("SELECT DISTINCT zone FROM location WHERE practice_id = ?", binds![practice])?;
    Ok(rows.into_iter().map(|(zone,)| zone).collect())
}

/// The appointment of that id, if it is the practice's; what is another's does not exist for it.
pub fn find_own(sql: &impl Sql, practice: PracticeId, id: AppointmentId) -> Result<Appointment, Refusal> {
    appointment::find(sql, id)?.filter(|found| found.practice == practice).ok_or(Refusal::Unknown)
}

/// Notes where an appointment stands (A5); `true` if that changed something. 1. What it already is, it is at whatever version
/// the caller saw: the same note sent twice is one. 2. A note on what has changed since is refused. 3. Nobody arrives or is
/// treated before the day, and nobody is absent before the start. 4. A practice that the practitioner has left notes what
/// became of the appointments up to the day of leaving, since care that was given is billed afterwards; of those that still
/// stand after it, it notes nothing.
///
/// The time stays taken, whatever is noted.
pub fn note_attendance(
    sql: &impl Sql,
    appointment: &Appointment,
    (to, version): (Attendance, i64),
    by_whom: &str,
    now: Instant,
) -> Result<(Appointment, bool), Refusal> {
    // 4.
    let zone = zone(sql, appointment.practice, appointment.location)?;
    let day = zone.wall(appointment.starts_at).date();
    match standing(sql, appointment.practice)? {
        Some(Standing::Member) => {}
        Some(Standing::Former { ended_at }) if day <= zone.wall(ended_at).date() => {}
        Some(Standing::Former { .. }) | None => return Err(Refusal::NotAMember),
    }
    // 1.
    let Transition::To(attendance) = appointment.attendance.noted_by_staff(to)? else { return Ok((appointment.clone(), false)) };
    // 2.
    if appointment.version != version {
        return Err(Refusal::Changed);
    }
    // 3.
    let too_early = match attendance {
        Attendance::Arrived | Attendance::Attended => zone.wall(now).date() < day,
        Attendance::Absent => now < appointment.starts_at,
        _ => false,
    };
    if too_early {
        return Err(Refusal::NotPossibleNow);
    }
    Ok((appointment::change(sql, appointment, attendance, Change { by_whom, did: None, at: now })?, true))
}

/// The version of an appointment at which its patient was last to be told something: what staff note does not change what a
/// message under way says. One that waited to be confirmed is told anew once it stands.
pub fn told_version(sql: &impl Sql, appointment: &Appointment) -> Result<i64, Refusal> {
    let rows = sql.rows::<(i64, Attendance, Option<String>)>(
        "SELECT version, attendance, did FROM attendance_history WHERE appointment_id = ? ORDER BY version DESC",
        binds![appointment.id],
    )?;
    // A new one that another was moved to begins where that one ended.
    let first = rows.last().map_or(1, |(version, ..)| *version);
    let told = |(_, attendance, did): &(i64, Attendance, Option<String>)| {
        attendance.is_over() || matches!(did.as_deref(), Some(ADMITTED | waitlist::RESTORED))
    };
    Ok(rows.into_iter().find(told).map_or(first, |(version, ..)| version))
}
