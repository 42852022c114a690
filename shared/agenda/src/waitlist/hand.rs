//! What staff offer, or withdraw, by hand.

use guichet_kernel::{At, FreedId, Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, binds};

use super::{
    freed::{self, Freed, FreedBy, FreedState, find_freed},
    left,
    opened::Room,
    sweep,
    terms::alert_terms,
};
use crate::{Refusal, care::Care, membership::members_only, occupancy, rule::is_instant_of_our_time, starts};

/// What staff offer to whoever waits.
#[derive(Debug, Clone, Copy)]
pub struct ByHand {
    /// The id that it will have: sent twice, it is one. Of what was freed before and kept closed, its own; then the rest is not looked at.
    pub freed: FreedId,
    /// For what.
    pub service: ServiceId,
    /// Where.
    pub location: LocationId,
    /// When.
    pub starts_at: Instant,
    /// Another length than the service's.
    pub minutes: Option<Minutes>,
}

/// Offers a slot to the waitlist: a start that is free in an availability, or one that was freed and kept closed. What is offered already
/// stays the one that it is; and no more is offered than there is room for.
pub fn offer_slot(sql: &impl Sql, at: At<'_>, practice: PracticeId, wanted: &ByHand) -> Result<Freed, Refusal> {
    members_only(sql, practice)?;
    let terms = alert_terms(sql, practice)?.ok_or(Refusal::NotOffered)?;
    let slot = match freed::get(sql, wanted.freed)? {
        Some(known) if known.practice != practice => return Err(Refusal::Unknown),
        Some(known) if matches!(known.state, FreedState::Closed | FreedState::Open) => known,
        Some(_) => return Err(Refusal::NotPossibleNow),
        None => fresh(sql, at, practice, wanted)?,
    };
    if slot.state.is_live() {
        return Ok(slot);
    }
    let deadline = terms.deadline(slot.starts_at);
    if at.now >= deadline {
        return Err(Refusal::TooLate);
    }
    if let Some(own) = slot.appointment {
        occupancy::end_lent(sql, &own.to_string(), None)?;
    }
    match sweep::room_beside(sql, &slot, at.now)? {
        None => return Err(Refusal::NotOffered),
        Some(Room::Free) => {}
        // What is kept closed is offered by its own id only.
        Some(Room::Held(until)) if until < deadline => {}
        Some(Room::Held(_) | Room::Taken) => return Err(Refusal::Taken),
    }
    sql.run(
        "UPDATE waitlist_freed SET state = 'open', ended_at = NULL, offered_from = NULL, deadline = ?, round = 0, round_until = NULL, due_at = ?
         WHERE freed_id = ?",
        binds![deadline, at.now, slot.id],
    )?;
    find_freed(sql, practice, slot.id)
}

/// A start that nothing freed: written as kept closed; or what is offered there already.
fn fresh(sql: &impl Sql, at: At<'_>, practice: PracticeId, wanted: &ByHand) -> Result<Freed, Refusal> {
    if !is_instant_of_our_time(wanted.starts_at) {
        return Err(Refusal::BadTimes);
    }
    let care = Care::offered(sql, practice, wanted.service)?.ok_or(Refusal::Unknown)?;
    let care = wanted.minutes.map_or(care, |minutes| care.lasting(minutes));
    let inside = starts::around(sql, &care, Some(wanted.location), wanted.starts_at)?;
    let availability = inside.first().ok_or(Refusal::NotOffered)?.occurrence.availability;
    let (starts_at, ends_at) = (wanted.starts_at, care.end(wanted.starts_at));
    let there = |one: &Freed| (one.practice, one.location, one.starts_at, one.ends_at) == (practice, wanted.location, starts_at, ends_at);
    if let Some(same) = freed::meeting(sql, (starts_at, ends_at))?.into_iter().find(there) {
        return Ok(same);
    }
    let mut slot = Freed {
        id: wanted.freed,
        practice,
        location: wanted.location,
        service: wanted.service,
        starts_at,
        ends_at,
        availability: Some(availability),
        appointment: None,
        by: FreedBy::Hand,
        at: at.now,
        offered_from: None,
        state: FreedState::Closed,
        ended_at: Some(at.now),
        depth: 0,
        deadline: wanted.starts_at,
        round: 0,
        round_until: None,
        asked_at: None,
        rests: false,
        there: 1,
    };
    slot.there = slot.count(sql, (None, None), at.now)?;
    freed::insert(sql, &slot)?;
    Ok(slot)
}

/// Ends the offers of a freed slot: it is offered to nobody any more, and free for the public, also if it was kept closed; says whether it
/// was. Repeating it changes nothing.
pub fn withdraw_slot(sql: &impl Sql, practice: PracticeId, id: FreedId, now: Instant) -> Result<(Freed, bool), Refusal> {
    members_only(sql, practice)?;
    let slot = find_freed(sql, practice, id)?;
    if slot.state.is_live() {
        freed::end(sql, id, FreedState::Closed, now)?;
    }
    let opened = left::open_kept(sql, "freed_id = ?1", id.into())?;
    Ok((find_freed(sql, practice, id)?, opened))
}
