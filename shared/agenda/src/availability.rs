//! When care is offered.

use chrono::{NaiveDate, NaiveTime};
use guichet_kernel::{AvailabilityId, LocationId, PracticeId, ServiceId, Sql, Zone, binds};

use crate::{Refusal, is_member};

/// A stretch of one day, by the clock on the location's wall.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// The id it will have.
    pub availability: AvailabilityId,
    /// In whose name.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub service: ServiceId,
    /// The day.
    pub date: NaiveDate,
    /// From.
    pub from: NaiveTime,
    /// To.
    pub to: NaiveTime,
}

/// Opens a dated availability. The same id again changes nothing.
///
/// On a day when clocks change, the stretch is as long as the hours really are: 8:00 to 12:00 is always four hours, and
/// one that spans the change is an hour shorter or longer.
pub fn open(sql: &impl Sql, opening: &Opening) -> Result<(), Refusal> {
    if !is_member(sql, opening.practice)? {
        return Err(Refusal::NotAMember);
    }
    let zone = sql.first::<(Zone,)>(
        "SELECT zone FROM location WHERE location_id = ? AND practice_id = ?",
        binds![opening.location, opening.practice],
    )?;
    let service = sql.first::<(i64,)>(
        "SELECT 1 FROM service WHERE service_id = ? AND practice_id = ? AND offered = 1",
        binds![opening.service, opening.practice],
    )?;
    let (Some((zone,)), Some(_)) = (zone, service) else { return Err(Refusal::Unknown) };
    let (starts_at, ends_at) = (zone.instant(opening.date.and_time(opening.from)), zone.instant(opening.date.and_time(opening.to)));
    if ends_at <= starts_at {
        return Err(Refusal::BadTimes);
    }
    Ok(sql.run(
        "INSERT INTO availability (availability_id, practice_id, location_id, service_id, starts_at, ends_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        binds![opening.availability, opening.practice, opening.location, opening.service, starts_at, ends_at],
    )?)
}
