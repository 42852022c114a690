//! What somebody who waits would take, and the rows that a search finds it by.

use chrono::{Datelike, Timelike};
use guichet_kernel::{Instant, LocationId, Sql, Zone, binds, order};

use crate::{Appointment, Refusal};

/// How many half-days a week has.
const HALVES: u8 = 14;
/// Every half-day: the same as any.
const EVERY: u16 = (1 << HALVES) - 1;
/// How many other locations somebody may wish.
const MOST_PLACES: usize = 20;

/// What somebody who waits would take, besides being earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// On which half-days, from 0, Monday morning, to 13, Sunday afternoon; none: any.
    pub halves: Vec<u8>,
    /// At which other locations of the practice; none: where the appointment is only.
    pub places: Vec<LocationId>,
}

impl Wish {
    /// A bit for each half-day; 0: any.
    pub(crate) fn mask(&self) -> Result<u16, Refusal> {
        let mut mask = 0;
        for half in &self.halves {
            mask |= 1_u16.checked_shl((*half).into()).filter(|bit| bit & EVERY != 0).ok_or(Refusal::BadTimes)?;
        }
        Ok(if mask == EVERY { 0 } else { mask })
    }

    pub(crate) fn of(mask: u16, places: Vec<LocationId>) -> Self {
        Self { halves: halves(mask).collect(), places }
    }

    /// The same with each place once, in order, and without the own.
    pub(crate) fn sound(&self, own: LocationId) -> Result<Self, Refusal> {
        let mut places = self.places.clone();
        order::distinct(&mut places);
        places.retain(|place| *place != own);
        if places.len() > MOST_PLACES { Err(Refusal::Unknown) } else { Ok(Self::of(self.mask()?, places)) }
    }
}

fn halves(mask: u16) -> impl Iterator<Item = u8> {
    (0..HALVES).filter(move |half| mask & (1 << half) != 0)
}

/// The half-day that an instant is in: noon on the wall divides days.
pub(crate) fn half_of(zone: Zone, at: Instant) -> i64 {
    let wall = zone.wall(at);
    i64::from(wall.weekday().num_days_from_monday() * 2 + u32::from(wall.hour() >= 12))
}

/// Files an entry under everything that it would take.
pub(crate) fn file(sql: &impl Sql, own: &Appointment, since: Instant, wish: &Wish) -> Result<(), Refusal> {
    let patient = own.patient.ok_or(Refusal::NotPossibleNow)?;
    sql.run("DELETE FROM waitlist_wish WHERE appointment_id = ?", binds![own.id])?;
    let mask = wish.mask()?;
    let wished: Vec<i64> = if mask == 0 { vec![-1] } else { halves(mask).map(i64::from).collect() };
    for place in wish.places.iter().chain([&own.location]) {
        for half in &wished {
            sql.run(
                "INSERT INTO waitlist_wish
                     (appointment_id, location_id, half, practice_id, length, service_id, starts_at, patient_id, rank, free)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
                     NOT EXISTS (SELECT 1 FROM waitlist_offer WHERE appointment_id = ?1 AND state = 'open'))",
                binds![
                    own.id,
                    *place,
                    *half,
                    own.practice,
                    own.ends_at.since(own.starts_at).num_milliseconds(),
                    own.service,
                    own.starts_at,
                    patient,
                    rank(since, own)
                ],
            )?;
        }
    }
    Ok(())
}

/// Sorts as text like who waits longest; ties are broken by the id.
fn rank(since: Instant, own: &Appointment) -> String {
    format!("{:015} {}", since.millis(), own.id)
}
