//! Time taken away from what is open (A10; ADR 0009, 10).

use chrono::TimeDelta;
use guichet_kernel::{
    ClosingId, Instant, LocationId, PracticeId, Row, Sql, SqlError, Value, binds,
    sql::{FromRow, FromValue},
};

use crate::{
    Appointment, Attendance, Refusal,
    appointment::{self, Change},
    care::stored_words,
    hold,
    membership::members_only,
    occupancy,
    row::Columns,
    rule::is_instant_of_our_time,
    staff, waitlist,
};

/// The longest closing: two years.
const LONGEST: TimeDelta = TimeDelta::days(2 * 366);
/// What a closing cancels, and what ends with an availability.
pub(crate) const STANDING: &str = "attendance IN ('booked', 'confirmed')";

/// Why time is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClosingKind {
    /// A holiday of the practitioner's.
    Leave,
    /// Illness.
    Illness,
    /// A public holiday.
    PublicHoliday,
    /// Training, a meeting.
    Training,
    /// Another reason.
    Other,
}
stored_words!(ClosingKind {
    Leave = "leave",
    Illness = "illness",
    PublicHoliday = "public-holiday",
    Training = "training",
    Other = "other"
});

/// Time that a practice has closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// Which.
    pub id: ClosingId,
    /// In whose name.
    pub practice: PracticeId,
    /// Where; none: at every location of the practice.
    pub location: Option<LocationId>,
    /// From.
    pub from: Instant,
    /// To.
    pub to: Instant,
    /// Why.
    pub kind: ClosingKind,
}

impl FromRow for Closing {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            id: columns.read()?,
            practice: columns.read()?,
            location: columns.read()?,
            from: columns.read()?,
            to: columns.read()?,
            kind: columns.read()?,
        })
    }
}

impl Closing {
    /// Whether it closes any of that time at that location.
    pub(crate) fn closes(&self, location: LocationId, (from, to): (Instant, Instant)) -> bool {
        self.location.is_none_or(|closed| closed == location) && self.from < to && self.to > from
    }
}

/// What closing time did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedTime {
    /// The closing as it stands.
    pub closing: Closing,
    /// The appointments that were cancelled with it.
    pub cancelled: Vec<Appointment>,
    /// How many stand inside.
    pub standing: u32,
    /// Whether it was closed now; `false`: it was before, and everybody was told then.
    pub anew: bool,
}

const COLUMNS: &str = "closing_id, practice_id, location_id, starts_at, ends_at, kind";

/// Closes time of a practice, and cancels what stands inside if the caller says so: what is over is not cancelled any more.
/// Who fills in a form for any of that time loses it. The same closing again changes nothing and gives what it did.
pub fn close_time(sql: &impl Sql, closing: &Closing, cancel: bool, by_whom: &str, now: Instant) -> Result<ClosedTime, Refusal> {
    members_only(sql, closing.practice)?;
    if let Some(location) = closing.location {
        staff::zone(sql, closing.practice, location)?;
    }
    let our_time = [closing.from, closing.to].into_iter().all(is_instant_of_our_time);
    if closing.from >= closing.to || closing.to.since(closing.from) > LONGEST || !our_time {
        return Err(Refusal::BadTimes);
    }
    let known = sql.first::<Closing>(&format!("SELECT {COLUMNS} FROM closing WHERE closing_id = ?"), binds![closing.id])?;
    let anew = known.is_none();
    match known {
        Some(known) if known.practice != closing.practice => return Err(Refusal::Unknown),
        Some(known) if known != *closing => return Err(Refusal::OtherForm),
        Some(_) => {}
        None => {
            sql.run(
                &format!("INSERT INTO closing ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"),
                binds![closing.id, closing.practice, closing.location, closing.from, closing.to, closing.kind],
            )?;
            hold::let_go_inside(sql, closing, now)?;
            if cancel {
                let ahead = inside(sql, closing)?.into_iter().filter(|appointment| appointment.ends_at > now);
                cancel_each(sql, ahead, &closing.id.to_string(), by_whom, now)?;
            }
            waitlist::look_again(sql, closing.practice)?;
        }
    }
    let cancelled = appointment::where_(sql, "cancelled_with = ?", binds![closing.id])?;
    let standing = u32::try_from(inside(sql, closing)?.len()).unwrap_or(u32::MAX);
    Ok(ClosedTime { closing: *closing, cancelled, standing, anew })
}

/// Cancels each of them for the practitioner, and notes with what.
pub(crate) fn cancel_each(
    sql: &impl Sql,
    appointments: impl IntoIterator<Item = Appointment>,
    with: &str,
    by_whom: &str,
    now: Instant,
) -> Result<(), Refusal> {
    for appointment in appointments {
        let change = Change { by_whom, did: None, at: now };
        let cancelled = appointment::change(sql, &appointment, Attendance::CancelledByPractitioner, change)?;
        occupancy::release(sql, &cancelled.id.to_string())?;
        sql.run("UPDATE appointment SET cancelled_with = ? WHERE appointment_id = ?", binds![with, cancelled.id])?;
    }
    Ok(())
}

/// What stands inside: care time overlaps.
fn inside(sql: &impl Sql, closing: &Closing) -> Result<Vec<Appointment>, Refusal> {
    // An appointment is at most a day long (schema), so the index bounds the read on both sides.
    appointment::where_(
        sql,
        &format!(
            "practice_id = ?1 AND (?2 IS NULL OR location_id = ?2) AND starts_at > ?3 - 86400000 AND starts_at < ?4 AND ends_at > ?3 AND {STANDING}"
        ),
        binds![closing.practice, closing.location, closing.from, closing.to],
    )
}

/// Takes a closing back; what was cancelled with it stays so. `false`: it was not there.
pub fn reopen(sql: &impl Sql, practice: PracticeId, id: ClosingId) -> Result<bool, Refusal> {
    members_only(sql, practice)?;
    let there = sql.first::<(i64,)>("SELECT 1 FROM closing WHERE closing_id = ? AND practice_id = ?", binds![id, practice])?;
    sql.run("DELETE FROM closing WHERE closing_id = ? AND practice_id = ?", binds![id, practice])?;
    Ok(there.is_some())
}

/// The closings of a practice that touch `[from, to)`, by start.
pub fn closings(sql: &impl Sql, practice: PracticeId, (from, to): (Instant, Instant)) -> Result<Vec<Closing>, Refusal> {
    Ok(sql.rows(
        &format!("SELECT {COLUMNS} FROM closing WHERE practice_id = ? AND ends_at > ? AND starts_at < ? ORDER BY starts_at, closing_id"),
        binds![practice, from, to],
    )?)
}
