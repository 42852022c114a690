//! What the agenda's other acts mean for freed slots: time that is taken, or is not open any more.

use guichet_kernel::{AppointmentId, Instant, PracticeId, Sql, binds};

use super::{
    entry,
    freed::{self, Freed, FreedState},
    opened::{Place, Room},
    terms::put_alert_terms,
};
use crate::Refusal;

/// Somebody has taken time for good: ends the freed slots that nobody can have any more beside them, in the same transaction.
pub(crate) fn taken(sql: &impl Sql, occupant: &str, now: Instant) -> Result<(), Refusal> {
    sweep(sql, occupant, "", now)
}

/// Somebody has booked: the same, but for what is to be confirmed, which is taken once it is (ADR 0014, 5).
pub(crate) fn booked(sql: &impl Sql, occupant: &str, now: Instant) -> Result<(), Refusal> {
    sweep(sql, occupant, "AND NOT EXISTS (SELECT 1 FROM confirming_practice AS c WHERE c.practice_id = o.practice_id)", now)
}

/// Whoever takes time that was offered to nobody pays for one look-up, which finds nothing.
fn sweep(sql: &impl Sql, occupant: &str, condition: &str, now: Instant) -> Result<(), Refusal> {
    let Some(met) = freed::met_by(sql, occupant, condition)? else { return Ok(()) };
    // Of two that were left the older one stays, where there is room for one.
    let mut promised = Vec::new();
    for slot in freed::meeting(sql, met)? {
        // What its own grace still keeps is held, and not taken.
        let (Some(place), Some(care)) = (Place::of(sql, &slot)?, slot.care(sql)?) else { continue };
        if place.room_beside(sql, &care, &slot, &promised, now)? == Room::Taken {
            freed::end(sql, slot.id, FreedState::Taken, now)?;
        } else {
            promised.extend(slot.promise(&place, &care));
        }
    }
    Ok(())
}

/// An appointment was entered by mistake (W7). What it would have freed once its grace was over is offered to nobody, as nobody is told
/// that it was cancelled; what others were asked for before stays as it is.
pub(crate) fn deleted(sql: &impl Sql, id: AppointmentId, now: Instant) -> Result<(), Refusal> {
    match freed::freed_by(sql, id)? {
        Some((slot, _)) if slot.state == FreedState::Waiting => freed::end(sql, slot.id, FreedState::Closed, now),
        _ => Ok(()),
    }
}

/// Whether what was there could be there again; `None`: the slot is not open.
pub(super) fn room(sql: &impl Sql, slot: &Freed, now: Instant) -> Result<Option<Room>, Refusal> {
    match (Place::of(sql, slot)?, slot.care(sql)?) {
        (Some(place), Some(care)) => place.room(sql, &care, slot, now).map(Some),
        _ => Ok(None),
    }
}

/// The same, beside what the practice's other freed slots promise to who waits.
pub(super) fn room_beside(sql: &impl Sql, slot: &Freed, now: Instant) -> Result<Option<Room>, Refusal> {
    let (Some(place), Some(care)) = (Place::of(sql, slot)?, slot.care(sql)?) else { return Ok(None) };
    let Some(claim) = place.claim(&care, slot) else { return Ok(Some(Room::Taken)) };
    let mut promised = Vec::new();
    for other in freed::meeting(sql, claim.times)? {
        if let (true, Some(place), Some(care)) = (other.id != slot.id, Place::of(sql, &other)?, other.care(sql)?) {
            promised.extend(other.promise(&place, &care));
        }
    }
    place.room_beside(sql, &care, slot, &promised, now).map(Some)
}

/// What a practice has open has changed: its freed slots are looked at again as soon as may be.
pub(crate) fn look_again(sql: &impl Sql, practice: PracticeId) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE waitlist_freed SET due_at = at WHERE practice_id = ? AND ended_at IS NULL AND state = 'open'", binds![practice])?)
}

/// The practitioner has left a practice: nobody waits there any more, and nothing is offered.
pub(crate) fn left_practice(sql: &impl Sql, practice: PracticeId, now: Instant) -> Result<(), Refusal> {
    entry::end_all(sql, practice)?;
    for slot in freed::where_(sql, "practice_id = ? AND ended_at IS NULL", binds![practice])? {
        freed::end(sql, slot.id, FreedState::Closed, now)?;
    }
    put_alert_terms(sql, practice, None)
}
