//! Who has which time. The store refuses what is beyond capacity (ADR 0009, 6 and 7); this module speaks to it, and tells what
//! it would say.

use chrono::TimeDelta;
use guichet_kernel::{AppointmentId, Instant, LocationId, PracticeId, Row, Sql, SqlError, Value, binds, sql::FromRow};

use crate::{Refusal, care::LONGEST, row::Columns};

/// Time that somebody is to have.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    /// From when to when, with what is before and after care.
    pub(crate) times: (Instant, Instant),
    /// Where; none: at a place of its own.
    pub(crate) location: Option<LocationId>,
    /// For which practice.
    pub(crate) practice: PracticeId,
    /// What counts once with others: the session of a group, and how many it has places for. None: it counts alone.
    pub(crate) session: Option<(String, u8)>,
    /// How many units there may be while it is there.
    pub(crate) capacity: u8,
    /// How many units its coming may make.
    pub(crate) admits: u8,
}

/// Takes the claim's time for `occupant`, until `until` if that is given. Holds that have lapsed give way first.
pub(crate) fn take(sql: &impl Sql, occupant: &str, claim: &Claim, until: Option<Instant>, now: Instant) -> Result<(), Refusal> {
    insert(sql, occupant, claim, (until, false), now)
}

/// Takes the claim's time for `occupant` whoever is there: staff know what they do.
pub(crate) fn force(sql: &impl Sql, occupant: &str, claim: &Claim, now: Instant) -> Result<(), Refusal> {
    insert(sql, occupant, claim, (None, true), now)
}

fn insert(sql: &impl Sql, occupant: &str, claim: &Claim, (until, forced): (Option<Instant>, bool), now: Instant) -> Result<(), Refusal> {
    sql.run("DELETE FROM occupancy WHERE until <= ?", binds![now])?;
    let (starts_at, ends_at) = claim.times;
    let place = claim.location.map_or_else(|| occupant.to_owned(), |location| location.to_string());
    let (unit, places) = claim.session.clone().unwrap_or_else(|| (occupant.to_owned(), 1));
    Ok(sql.run(
        "INSERT INTO occupancy (occupant, starts_at, ends_at, until, place, practice_id, unit, places, capacity, admits, forced)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![
            occupant,
            starts_at,
            ends_at,
            until,
            place,
            claim.practice,
            unit,
            i64::from(places),
            i64::from(claim.capacity),
            i64::from(claim.admits),
            i64::from(forced)
        ],
    )?)
}

/// The time that a live hold has becomes an appointment's, for good; `false`: it has none any more.
pub(crate) fn keep(sql: &impl Sql, hold: &str, appointment: &str, now: Instant) -> Result<bool, Refusal> {
    let kept = "UPDATE occupancy SET occupant = ?, until = NULL WHERE occupant = ? AND until > ? RETURNING 1";
    Ok(sql.first::<(i64,)>(kept, binds![appointment, hold, now])?.is_some())
}

/// Gives the time of `occupant` back, if it has any.
pub(crate) fn release(sql: &impl Sql, occupant: &str) -> Result<(), Refusal> {
    Ok(sql.run("DELETE FROM occupancy WHERE occupant = ?", binds![occupant])?)
}

/// Somebody who is there.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) occupant: String,
    starts_at: Instant,
    ends_at: Instant,
    until: Option<Instant>,
    place: String,
    practice: PracticeId,
    unit: String,
    capacity: u8,
}

impl FromRow for Seat {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            occupant: columns.read()?,
            starts_at: columns.read()?,
            ends_at: columns.read()?,
            until: columns.read()?,
            place: columns.read()?,
            practice: columns.read()?,
            unit: columns.read()?,
            capacity: columns.number()?,
        })
    }
}

/// Who is there at `now` and touches `[from, to)`, earliest first.
pub(crate) fn between(sql: &impl Sql, (from, to): (Instant, Instant), now: Instant) -> Result<Vec<Seat>, Refusal> {
    // An occupant is at most a day long (schema), so the index bounds the read on both sides however old the agenda is.
    let values: &[Value] = binds![from, to, now];
    Ok(sql.rows(
        "SELECT occupant, starts_at, ends_at, until, place, practice_id, unit, capacity FROM occupancy
         WHERE starts_at > ?1 - 86400000 AND starts_at < ?2 AND ends_at > ?1 AND (until IS NULL OR until > ?3) ORDER BY starts_at",
        values,
    )?)
}

/// Those of them who are not that appointment's.
pub(crate) fn but(old: Option<AppointmentId>, seats: Vec<Seat>) -> Vec<Seat> {
    let Some(old) = old.map(|old| old.to_string()) else { return seats };
    seats.into_iter().filter(|seat| seat.occupant != old).collect()
}

/// The live holds that touch `[from, to)`, the newest first.
pub(crate) fn holds_between(sql: &impl Sql, times: (Instant, Instant), now: Instant) -> Result<Vec<String>, Refusal> {
    let mut holds: Vec<Seat> = between(sql, times, now)?.into_iter().filter(|seat| seat.until.is_some()).collect();
    holds.sort_by_key(|seat| std::cmp::Reverse(seat.until));
    Ok(holds.into_iter().map(|seat| seat.occupant).collect())
}

/// How many could have the claim's time beside those who are there, sorted by start: places of the group, or 1. It says what
/// the store's trigger would.
pub(crate) fn left(seats: &[Seat], claim: &Claim) -> Result<u8, Refusal> {
    let (from, to) = claim.times;
    let first = seats.partition_point(|seat| seat.starts_at <= from.minus(LONGEST));
    let met = || seats.iter().skip(first).take_while(|seat| seat.starts_at < to).filter(|seat| seat.ends_at > from);
    let place = claim.location.map(|location| location.to_string());
    if met().any(|seat| place.as_ref() != Some(&seat.place) || seat.practice != claim.practice) {
        return Err(Refusal::Taken);
    }
    let (session, places) = claim.session.as_ref().map_or((None, 1), |(session, places)| (Some(session), *places));
    let taken = met().filter(|seat| session == Some(&seat.unit)).count();
    let left = usize::from(places).saturating_sub(taken);
    if left == 0 {
        return Err(Refusal::Full);
    }
    // How many are there at once is greatest when one of them, or the claim itself, begins.
    let instant = TimeDelta::milliseconds(1);
    for beginning in met().map(|seat| seat.starts_at.max(from)) {
        let there = || met().filter(|seat| seat.starts_at < beginning.plus(instant) && seat.ends_at > beginning);
        let mut units: Vec<&str> = there().map(|seat| seat.unit.as_str()).filter(|unit| session.is_none_or(|own| own != unit)).collect();
        units.sort_unstable();
        units.dedup();
        let least = there().map(|seat| seat.capacity).min().unwrap_or(u8::MAX).min(claim.capacity).min(claim.admits);
        if units.len() + 1 > usize::from(least) {
            return Err(Refusal::Taken);
        }
    }
    Ok(u8::try_from(left).unwrap_or(u8::MAX))
}
