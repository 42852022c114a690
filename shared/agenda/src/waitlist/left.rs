//! What leaving an appointment frees, and when (ADR 0014, 3 and 4).

use chrono::TimeDelta;
use guichet_kernel::{AppointmentId, At, FreedId, Instant, Sql, Value, binds};

use super::{
    freed::{self, Freed, FreedBy, FreedState},
    opened::Room,
    sweep,
    terms::alert_terms,
};
use crate::{Appointment, Refusal, occupancy};

/// How long staff may take back what they did, before it is offered, and before its letter is written (M2).
pub const GRACE: TimeDelta = TimeDelta::minutes(2);
/// How many moves a chain may have.
const DEEPEST: u16 = 100;

/// How a slot is left.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// It is free, and offered, from this instant.
    AtOnce,
    /// It is once the grace is over.
    Grace(Instant),
    /// It stays closed, to its end.
    Closed(Instant),
}

impl How {
    /// How staff leave it: where the practice offers earlier slots, nobody is asked before they could think again.
    pub(crate) fn by_staff(sql: &impl Sql, old: &Appointment, keep_closed: bool, now: Instant) -> Result<Self, Refusal> {
        let grace = now.plus(GRACE);
        Ok(match (keep_closed, alert_terms(sql, old.practice)?) {
            (true, _) => Self::Closed(old.ends_at.max(grace)),
            (false, Some(_)) => Self::Grace(grace),
            (false, None) => Self::AtOnce,
        })
    }

    /// Until when its time is kept from the public.
    pub(crate) const fn until(self) -> Option<Instant> {
        match self {
            Self::Grace(until) | Self::Closed(until) => Some(until),
            Self::AtOnce => None,
        }
    }
}

/// Gives the time of an appointment that is cancelled back, at once or later.
pub(crate) fn vacated(sql: &impl Sql, old: &Appointment, how: How) -> Result<(), Refusal> {
    match how.until() {
        Some(until) => occupancy::lend(sql, &old.id.to_string(), until),
        None => occupancy::release(sql, &old.id.to_string()),
    }
}

/// Writes down that an appointment was left, if that frees anything: 1. where the practice offers no earlier slots, only what it keeps
/// closed; 2. what is too near is not offered, nor what ends too long a chain; 3. what was forced was beyond what there is, unless who was
/// in its way has left since: then it had a place like any other, which nobody else was promised.
pub(crate) fn leave(sql: &impl Sql, at: At<'_>, old: &Appointment, by: FreedBy, how: How, depth: u16) -> Result<Option<FreedId>, Refusal> {
    // 1.
    let terms = alert_terms(sql, old.practice)?;
    let kept = matches!(how, How::Closed(_));
    if terms.is_none() && !kept {
        return Ok(None);
    }
    // 2.
    let deadline = terms.map_or(old.starts_at, |terms| terms.deadline(old.starts_at));
    let (state, offered_from) = match how {
        How::Closed(_) => (FreedState::Closed, None),
        _ if at.now >= deadline => (FreedState::Past, None),
        // It is ended, and logged, when it is looked at.
        _ if is_capped(depth) => (FreedState::Waiting, Some(at.now)),
        How::Grace(until) => (FreedState::Waiting, Some(until)),
        How::AtOnce => (FreedState::Open, None),
    };
    let mut freed = Freed {
        id: FreedId::draw(at.now, at.entropy),
        practice: old.practice,
        location: old.location,
        service: old.service,
        starts_at: old.starts_at,
        ends_at: old.ends_at,
        availability: old.availability,
        appointment: Some(old.id),
        by,
        at: at.now,
        offered_from,
        state,
        ended_at: (!state.is_live()).then_some(at.now),
        depth,
        deadline,
        round: 0,
        round_until: None,
        asked_at: None,
        rests: false,
        there: 1,
    };
    // 3.
    freed.there = freed.count(sql, (Some(old.id), old.moved_to), at.now)?;
    if old.forced && !matches!(sweep::room_beside(sql, &freed, at.now)?, Some(Room::Free | Room::Held(_))) {
        occupancy::end_lent(sql, &old.id.to_string(), None)?;
        return Ok(None);
    }
    freed::insert(sql, &freed)?;
    Ok(Some(freed.id))
}

/// Whether a chain is too long to go on.
pub(super) const fn is_capped(depth: u16) -> bool {
    depth >= DEEPEST
}

/// What an appointment freed is its own again: it is freed no more.
pub(crate) fn take_back(sql: &impl Sql, appointment: AppointmentId, now: Instant) -> Result<(), Refusal> {
    let Some((slot, _)) = freed::freed_by(sql, appointment)? else { return Ok(()) };
    freed::end(sql, slot.id, FreedState::Restored, now)?;
    // What was kept closed had ended already.
    Ok(sql.run("UPDATE waitlist_freed SET state = 'restored' WHERE freed_id = ?", binds![slot.id])?)
}

/// Whether staff keep what was freed closed, to its end.
pub fn is_kept(sql: &impl Sql, freed: &Freed) -> Result<bool, Refusal> {
    let Some(own) = freed.appointment.filter(|_| freed.state == FreedState::Closed) else { return Ok(false) };
    let kept = "SELECT 1 FROM occupancy WHERE occupant = ? AND until >= ?";
    Ok(sql.first::<(i64,)>(kept, binds![own.to_string(), freed.ends_at])?.is_some())
}

/// What was kept closed is free for everybody, once it can be taken back no more: those of a condition on `?1`. Says whether anything was.
pub(super) fn open_kept(sql: &impl Sql, condition: &str, value: Value) -> Result<bool, Refusal> {
    let kept = "FROM waitlist_freed WHERE appointment_id = occupant AND state = 'closed'";
    let opened = sql.rows::<(i64,)>(
        &format!(
            "UPDATE occupancy SET until = (SELECT at + ?2 {kept})
             WHERE until IS NOT NULL AND until > (SELECT at + ?2 {kept} AND {condition}) RETURNING 1"
        ),
        binds![value, GRACE.num_milliseconds()],
    )?;
    Ok(!opened.is_empty())
}
