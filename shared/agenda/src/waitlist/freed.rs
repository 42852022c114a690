//! What is freed (ADR 0014, 3 and 4).

use guichet_kernel::{
    AppointmentId, AvailabilityId, FreedId, Instant, LocationId, PracticeId, Row, ServiceId, Sql, SqlError, Value, binds,
    sql::{FromRow, FromValue},
};

use crate::{Refusal, care::stored_words, row::Columns};

/// How a slot came to be free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreedBy {
    /// The patient cancelled.
    Patient,
    /// The practice cancelled.
    Staff,
    /// It was moved.
    Move,
    /// An offer was accepted: a cascade (W10).
    Offer,
    /// Staff offer an opening by hand.
    Hand,
}
stored_words!(FreedBy { Patient = "patient", Staff = "staff", Move = "move", Offer = "offer", Hand = "hand" });

/// What becomes of a freed slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreedState {
    /// Staff may still take it back; nobody was asked.
    Waiting,
    /// It is offered, or was and nobody is left to ask.
    Open,
    /// An offer was accepted.
    Refilled,
    /// Somebody else has it: booked by the public, or placed by staff.
    Taken,
    /// Staff keep it closed, or withdrew it; or it is not open any more.
    Closed,
    /// It has begun, or is too near.
    Past,
    /// The cancellation was taken back.
    Restored,
}
stored_words!(FreedState {
    Waiting = "waiting",
    Open = "open",
    Refilled = "refilled",
    Taken = "taken",
    Closed = "closed",
    Past = "past",
    Restored = "restored"
});

impl FreedState {
    /// Whether it may still be offered.
    pub(super) const fn is_live(self) -> bool {
        matches!(self, Self::Waiting | Self::Open)
    }

    /// What its open offers end as with it.
    const fn ends_offers_as(self) -> &'static str {
        match self {
            Self::Refilled | Self::Taken => "taken",
            Self::Past => "expired",
            Self::Waiting | Self::Open | Self::Closed | Self::Restored => "withdrawn",
        }
    }
}

/// A freed slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freed {
    /// Which.
    pub id: FreedId,
    /// Of which practice.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what it was.
    pub service: ServiceId,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// In which availability; none: outside any.
    pub availability: Option<AvailabilityId>,
    /// Which appointment freed it; none: staff offered it by hand.
    pub appointment: Option<AppointmentId>,
    /// How.
    pub by: FreedBy,
    /// When.
    pub at: Instant,
    /// Until when it is not offered yet; none: it is, or is not to be.
    pub offered_from: Option<Instant>,
    /// What became of it.
    pub state: FreedState,
    /// When that was.
    pub ended_at: Option<Instant>,
    /// How many moves led here; 0: a cancellation.
    pub depth: u16,
    /// How many were there at once, with who left it.
    pub(super) there: u8,
    pub(super) deadline: Instant,
    pub(super) round: u16,
    pub(super) round_until: Option<Instant>,
    pub(super) asked_at: Option<Instant>,
    /// Whether somebody was missing from its rounds when it was looked at last, with nobody left to ask.
    pub(super) rests: bool,
}

pub(super) const COLUMNS: &str =
    "freed_id, practice_id, location_id, service_id, starts_at, ends_at, availability_id, appointment_id, freed_by, at, offered_from,
    state, ended_at, depth, deadline, round, round_until, asked_at, there, room";

impl FromRow for Freed {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            id: columns.read()?,
            practice: columns.read()?,
            location: columns.read()?,
            service: columns.read()?,
            starts_at: columns.read()?,
            ends_at: columns.read()?,
            availability: columns.read()?,
            appointment: columns.read()?,
            by: columns.read()?,
            at: columns.read()?,
            offered_from: columns.read()?,
            state: columns.read()?,
            ended_at: columns.read()?,
            depth: columns.number()?,
            deadline: columns.read()?,
            round: columns.number()?,
            round_until: columns.read()?,
            asked_at: columns.read()?,
            there: columns.number()?,
            rests: columns.flag()?,
        })
    }
}

pub(super) fn insert(sql: &impl Sql, freed: &Freed) -> Result<(), Refusal> {
    let due = freed.state.is_live().then(|| freed.offered_from.unwrap_or(freed.at));
    Ok(sql.run(
        &format!("INSERT INTO waitlist_freed ({COLUMNS}, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        binds![
            freed.id,
            freed.practice,
            freed.location,
            freed.service,
            freed.starts_at,
            freed.ends_at,
            freed.availability,
            freed.appointment,
            freed.by,
            freed.at,
            freed.offered_from,
            freed.state,
            freed.ended_at,
            i64::from(freed.depth),
            freed.deadline,
            i64::from(freed.round),
            freed.round_until,
            freed.asked_at,
            i64::from(freed.there),
            i64::from(freed.rests),
            due
        ],
    )?)
}

/// Ends a freed slot, and its open offers with it. What has ended is not ended again.
pub(super) fn end(sql: &impl Sql, id: FreedId, state: FreedState, now: Instant) -> Result<(), Refusal> {
    sql.run(
        "UPDATE waitlist_freed SET state = ?, ended_at = ?, due_at = NULL, room = 0, held_since = NULL WHERE freed_id = ? AND ended_at IS NULL",
        binds![state, now, id],
    )?;
    Ok(sql.run(
        "UPDATE waitlist_offer SET state = ?, ended_at = ? WHERE freed_id = ? AND state = 'open'",
        binds![state.ends_offers_as(), now, id],
    )?)
}

/// The freed slots of a condition.
pub(super) fn where_(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Freed>, Refusal> {
    Ok(sql.rows(&format!("SELECT {COLUMNS} FROM waitlist_freed WHERE {condition}"), values)?)
}

/// The time of a freed slot `f`, with what is around its service `s`, begins before a time ends, and ends after it begins.
const BEGINS: &str = "f.starts_at - 60000 * (s.prepared + s.travelled)";
const ENDS: &str = "f.ends_at + 60000 * (s.tidied + s.travelled)";
/// What is read for it: by the index of those that may still be offered, the few of these days.
const NEAR: &str = "s.practice_id = f.practice_id AND s.service_id = f.service_id AND f.ended_at IS NULL";

/// From when to when those may still be offered, with what is around them, whose time that of `occupant` meets, on a condition on its row
/// `o`; `None`: it meets none. In one statement: it is asked after every booking.
pub(super) fn met_by(sql: &impl Sql, occupant: &str, condition: &str) -> Result<Option<(Instant, Instant)>, Refusal> {
    let met = sql.first::<(Option<Instant>, Option<Instant>)>(
        &format!(
            "SELECT MIN({BEGINS}), MAX({ENDS}) FROM occupancy AS o CROSS JOIN waitlist_freed AS f CROSS JOIN service AS s
             WHERE o.occupant = ? {condition} AND {NEAR} AND f.starts_at > o.starts_at - 172800000 AND f.starts_at < o.ends_at + 86400000
             AND {BEGINS} < o.ends_at AND {ENDS} > o.starts_at"
        ),
        binds![occupant],
    )?;
    Ok(met.and_then(|(from, to)| from.zip(to)))
}

/// Those that may still be offered whose time, with what is around it, meets that; the oldest first.
pub(super) fn meeting(sql: &impl Sql, (from, to): (Instant, Instant)) -> Result<Vec<Freed>, Refusal> {
    where_(
        sql,
        &format!(
            "freed_id IN (
                 SELECT f.freed_id FROM waitlist_freed AS f CROSS JOIN service AS s
                 WHERE {NEAR} AND f.starts_at > ?1 - 172800000 AND f.starts_at < ?2 + 86400000 AND {BEGINS} < ?2 AND {ENDS} > ?1
             ) ORDER BY at, freed_id"
        ),
        binds![from, to],
    )
}

pub(super) fn get(sql: &impl Sql, id: FreedId) -> Result<Option<Freed>, Refusal> {
    Ok(where_(sql, "freed_id = ?", binds![id])?.into_iter().next())
}

/// A freed slot of a practice; what is another's does not exist for it.
pub fn find_freed(sql: &impl Sql, practice: PracticeId, id: FreedId) -> Result<Freed, Refusal> {
    get(sql, id)?.filter(|freed| freed.practice == practice).ok_or(Refusal::Unknown)
}

/// What an appointment freed last, and how many offers were made of it; `None`: nothing.
pub fn freed_by(sql: &impl Sql, appointment: AppointmentId) -> Result<Option<(Freed, u32)>, Refusal> {
    // What was not taken back is the last, also of those of one instant.
    let last = "appointment_id = ? ORDER BY state = 'restored', at DESC, freed_id DESC LIMIT 1";
    let Some(freed) = where_(sql, last, binds![appointment])?.into_iter().next() else { return Ok(None) };
    let (offers,) = sql.first::<(i64,)>("SELECT COUNT(*) FROM waitlist_offer WHERE freed_id = ?", binds![freed.id])?.unwrap_or_default();
    Ok(Some((freed, u32::try_from(offers).unwrap_or(u32::MAX))))
}
