//! Who has which time. The store refuses what is beyond capacity (ADR 0009, 6 and 7); this module speaks to it, and tells what
//! it would say.

use guichet_kernel::{AppointmentId, Instant, LocationId, PracticeId, Row, Sql, SqlError, Value, binds, order, sql::FromRow};

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

/// The time of `occupant` is theirs no more, but is kept from the public until then, and gives way to staff as a hold does.
pub(crate) fn lend(sql: &impl Sql, occupant: &str, until: Instant) -> Result<(), Refusal> {
    // What was forced, and is beyond what there is, is given back at once.
    match sql.run("UPDATE occupancy SET forced = 0 WHERE occupant = ? AND forced = 1", binds![occupant]).map_err(Refusal::from) {
        Err(Refusal::Taken | Refusal::Full) => release(sql, occupant),
        other => other.and_then(|()| Ok(sql.run("UPDATE occupancy SET until = ? WHERE occupant = ?", binds![until, occupant])?)),
    }
}

/// Gives back what was kept until some instant at the latest.
pub(crate) fn end_lent(sql: &impl Sql, occupant: &str, until: Option<Instant>) -> Result<(), Refusal> {
    let values = binds![occupant, until];
    Ok(sql.run("DELETE FROM occupancy WHERE occupant = ?1 AND until IS NOT NULL AND (?2 IS NULL OR until <= ?2)", values)?)
}

/// Time that was taken out, to be laid back.
pub(crate) struct Lifted(Vec<Value>);

/// Takes the time of `occupant` out.
pub(crate) fn lift(sql: &impl Sql, occupant: &str) -> Result<Option<Lifted>, Refusal> {
    let row = sql.query(&format!("SELECT {ROW} FROM occupancy WHERE occupant = ?"), binds![occupant])?.into_iter().next();
    release(sql, occupant)?;
    Ok(row.map(|row| Lifted(row.0)))
}

/// Lays it back beside who is there now, if there is room, kept from the public until then.
pub(crate) fn lay_back(sql: &impl Sql, lifted: Lifted, until: Instant) -> Result<(), Refusal> {
    let values: Vec<Value> = lifted.0.into_iter().chain([until.into()]).collect();
    let statement = format!("INSERT INTO occupancy ({ROW}, until, forced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)");
    match sql.run(&statement, &values).map_err(Refusal::from) {
        Err(Refusal::Taken | Refusal::Full) => Ok(()),
        other => other,
    }
}

/// A row but for until when it is there, and whether that was forced.
const ROW: &str = "occupant, starts_at, ends_at, place, practice_id, unit, places, capacity, admits";

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

impl Seat {
    /// Somebody who would be there by a claim.
    pub(crate) fn of(occupant: String, claim: &Claim) -> Self {
        Self {
            starts_at: claim.times.0,
            ends_at: claim.times.1,
            until: None,
            place: claim.location.map_or_else(|| occupant.clone(), |location| location.to_string()),
            practice: claim.practice,
            unit: claim.session.as_ref().map_or_else(|| occupant.clone(), |(session, _)| session.clone()),
            capacity: claim.capacity,
            occupant,
        }
    }

    /// When it begins.
    pub(crate) const fn starts_at(&self) -> Instant {
        self.starts_at
    }

    /// Of which practice.
    pub(crate) const fn practice(&self) -> PracticeId {
        self.practice
    }

    /// Until when, if not for good.
    pub(crate) const fn until(&self) -> Option<Instant> {
        self.until
    }
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

/// The same, as who waits for something earlier sees it: a booking that waits to be confirmed is there until it lapses, and not for good; what
/// staff keep closed to its end is.
pub(crate) fn between_so_far(sql: &impl Sql, (from, to): (Instant, Instant), now: Instant) -> Result<Vec<Seat>, Refusal> {
    let values: &[Value] = binds![from, to, now];
    Ok(sql.rows(
        "SELECT occupant, starts_at, ends_at,
             CASE
                 WHEN until IS NULL THEN (SELECT w.until FROM confirming AS w WHERE w.appointment_id = occupant)
                 WHEN until >= (SELECT k.ends_at FROM waitlist_freed AS k WHERE k.appointment_id = occupant AND k.state = 'closed') THEN NULL
                 ELSE until
             END,
             place, practice_id, unit, capacity FROM occupancy
         WHERE starts_at > ?1 - 86400000 AND starts_at < ?2 AND ends_at > ?1 AND (until IS NULL OR until > ?3) ORDER BY starts_at",
        values,
    )?)
}

/// Those of them who are not that appointment's.
pub(crate) fn but(old: Option<AppointmentId>, seats: Vec<Seat>) -> Vec<Seat> {
    let Some(old) = old.map(|old| old.to_string()) else { return seats };
    seats.into_iter().filter(|seat| seat.occupant != old).collect()
}

/// The live holds that touch `[from, to)`, the newest first; what staff keep closed comes last.
pub(crate) fn holds_between(sql: &impl Sql, times: (Instant, Instant), now: Instant) -> Result<Vec<String>, Refusal> {
    let mut holds: Vec<Seat> = between(sql, times, now)?.into_iter().filter(|seat| seat.until.is_some()).collect();
    order::by_key(&mut holds, |seat| (seat.until > Some(seat.starts_at), std::cmp::Reverse(seat.until)));
    Ok(holds.into_iter().map(|seat| seat.occupant).collect())
}

/// How many could have the claim's time beside those who are there, sorted by start: places of the group, or 1. It says what
/// the store's trigger would.
pub(crate) fn left(seats: &[Seat], claim: &Claim) -> Result<u8, Refusal> {
    let met = || met(seats, claim.times);
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
    for (units, capacity) in at_beginnings(seats, claim) {
        if units + 1 > usize::from(capacity.min(claim.capacity).min(claim.admits)) {
            return Err(Refusal::Taken);
        }
    }
    Ok(u8::try_from(left).unwrap_or(u8::MAX))
}

/// How many units there would be at once with the claim's, at most, whatever there is room for.
pub(crate) fn most_at_once(seats: &[Seat], claim: &Claim) -> u8 {
    let most = at_beginnings(seats, claim).map(|(units, _)| units).max().unwrap_or_default();
    u8::try_from(most).unwrap_or(u8::MAX).saturating_add(1)
}

/// Those of them, sorted by start, who meet some time.
fn met(seats: &[Seat], (from, to): (Instant, Instant)) -> impl Iterator<Item = &Seat> {
    let first = seats.partition_point(|seat| seat.starts_at <= from.minus(LONGEST));
    seats.iter().skip(first).take_while(move |seat| seat.starts_at < to).filter(move |seat| seat.ends_at > from)
}

/// How many units but the claim's own session are there, and the least capacity of theirs, when one of them, or the claim itself, begins:
/// how many are there at once is greatest then.
fn at_beginnings(seats: &[Seat], claim: &Claim) -> impl Iterator<Item = (usize, u8)> {
    let session = claim.session.as_ref().map(|(session, _)| session);
    met(seats, claim.times).map(move |seat| {
        let beginning = seat.starts_at.max(claim.times.0);
        let there = || met(seats, claim.times).filter(move |seat| seat.starts_at <= beginning && seat.ends_at > beginning);
        let mut units: Vec<&str> = there().map(|seat| seat.unit.as_str()).filter(|unit| session.is_none_or(|own| own != unit)).collect();
        order::distinct(&mut units);
        (units.len(), there().map(|seat| seat.capacity).min().unwrap_or(u8::MAX))
    })
}
