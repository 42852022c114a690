//! Answering an offer (W5, W6; ADR 0014, 10).

use guichet_kernel::{AppointmentId, At, FreedId, Instant, OfferId, Sql, Token, binds};

use super::{
    eligible,
    freed::{self, Freed, FreedBy, FreedState},
    left::{How, leave},
    offer::{self, Offer, OfferState},
    opened::{Place, Room},
    sweep,
};
use crate::{
    Appointment, Attendance, Moved, Refusal,
    appointment::{self, Change},
    hold,
    moving::{care_of, write},
    occupancy,
    place::Found,
    staff,
};

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// The patient, by the offer's link.
    Patient,
    /// Staff, in the name of a patient who was rung.
    Staff(&'a str),
}

impl<'a> By<'a> {
    const fn whom(self) -> &'a str {
        match self {
            Self::Patient => "patient",
            Self::Staff(label) => label,
        }
    }

    const fn label(self) -> Option<&'a str> {
        match self {
            Self::Patient => None,
            Self::Staff(label) => Some(label),
        }
    }
}

/// What became of an acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The appointment is moved now: tell the others.
    Accepted(Box<Accepted>),
    /// It was before, by this offer: tell nobody. What became of the appointment since, its rows say.
    Before(Offer),
    /// It came too late: everybody keeps what they have.
    Ended(Offer),
}

/// An accepted offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// It.
    pub offer: Offer,
    /// The appointment as it was and as it now is; [`super::own_link`] of the offer's token opens that.
    pub moved: Moved,
    /// The slot that the old time is, in its turn (W10); none: it frees nothing.
    pub freed: Option<FreedId>,
    /// Whether the new time is today, where it is: the practice is told at once.
    pub today: bool,
    /// How many moves the chain now has.
    pub depth: u16,
}

/// Accepts an offer and moves the patient's appointment: 1. what was accepted by it before is so; 2. it must be open and in time;
/// 3. the own appointment stands; 4. the slot is still open; 5. the old time is released and the new one taken, or else everybody
/// keeps what they have; 6. the entry ends with the old appointment, the others' offers are over, and the old time is free in its turn.
///
/// Somebody's live hold does not give way to a link: [`Refusal::Taken`], and the offer stays as it is. To staff it does.
pub fn accept(sql: &impl Sql, at: At<'_>, id: OfferId, by: By<'_>) -> Result<Answer, Refusal> {
    let offer = offer::find_offer(sql, id)?.ok_or(Refusal::Unknown)?;
    // 1.
    if offer.state == OfferState::Accepted {
        return Ok(Answer::Before(offer));
    }
    let ended = || Ok(Answer::Ended(offer::find_offer(sql, id)?.ok_or(Refusal::Unknown)?));
    // 2.
    if offer.state != OfferState::Open {
        return ended();
    }
    if at.now >= offer.expires_at {
        offer::end(sql, id, OfferState::Expired, None, at.now)?;
        return ended();
    }
    // 3.
    let own = appointment::find(sql, offer.appointment)?.ok_or(Refusal::Unknown)?;
    let attendance = own.attendance.moves()?;
    // 4.
    let slot = freed::get(sql, offer.freed)?.ok_or(Refusal::Unknown)?;
    let Some(place) = Place::of(sql, &slot)? else {
        freed::end(sql, slot.id, FreedState::Closed, at.now)?;
        return ended();
    };
    // Meanwhile its service may not be given there any more, or the patient has another appointment that day (W4).
    if !place.allows(&slot, &own) || eligible::comes_that_day(sql, &slot, &own)? {
        offer::end(sql, id, OfferState::Withdrawn, None, at.now)?;
        return ended();
    }
    // 5.
    let moved = match claim_and_move(sql, at, (&own, attendance), (&slot, &place), (&offer, by)) {
        Ok(moved) => moved,
        Err(Refusal::Taken | Refusal::Full) => {
            match sweep::room(sql, &slot, at.now)? {
                Some(Room::Held(_)) => return Err(Refusal::Taken),
                // It is free, but not for this one, with what is before and after it.
                Some(Room::Free) => offer::end(sql, id, OfferState::Withdrawn, None, at.now)?,
                Some(Room::Taken) => freed::end(sql, slot.id, FreedState::Taken, at.now)?,
                None => freed::end(sql, slot.id, FreedState::Closed, at.now)?,
            }
            return ended();
        }
        Err(other) => return Err(other),
    };
    // 6.
    freed::end(sql, slot.id, FreedState::Refilled, at.now)?;
    let zone = staff::zone(sql, slot.practice, slot.location)?;
    let gained = zone.wall(own.starts_at).date().signed_duration_since(zone.wall(slot.starts_at).date()).num_days();
    sql.run("UPDATE waitlist_freed SET days_gained = ? WHERE freed_id = ?", binds![gained, slot.id])?;
    let depth = slot.depth.saturating_add(1);
    let freed = leave(sql, at, &moved.old, FreedBy::Offer, How::AtOnce, depth)?;
    sweep::taken(sql, &moved.new.id.to_string(), at.now)?;
    let today = zone.wall(at.now).date() == zone.wall(slot.starts_at).date();
    let offer = offer::find_offer(sql, id)?.ok_or(Refusal::Unknown)?;
    Ok(Answer::Accepted(Box::new(Accepted { offer, moved, freed, today, depth })))
}

/// Takes the slot for whoever has the appointment, all of it or nothing.
fn claim_and_move(
    sql: &impl Sql,
    at: At<'_>,
    (own, attendance): (&Appointment, Attendance),
    (slot, place): (&Freed, &Place),
    (offer, by): (&Offer, By<'_>),
) -> Result<Moved, Refusal> {
    sql.atomically(|| {
        let care = care_of(sql, own)?;
        let claim = place.claim(&care, slot).ok_or(Refusal::Taken)?;
        let new = AppointmentId::draw(at.now, at.entropy);
        occupancy::release(sql, &own.id.to_string())?;
        let mut taken = occupancy::take(sql, &new.to_string(), &claim, None, at.now);
        if by != By::Patient {
            for live in occupancy::holds_between(sql, claim.times, at.now)? {
                if !matches!(taken, Err(Refusal::Taken | Refusal::Full)) {
                    break;
                }
                hold::let_go(sql, &live, at.now)?;
                taken = occupancy::take(sql, &new.to_string(), &claim, None, at.now);
            }
        }
        taken?;
        offer::end(sql, offer.id, OfferState::Accepted, by.label(), at.now)?;
        let found = Found { availability: place.availability(), forced: false };
        let nobodys = Token::draw(at.entropy).hash();
        let change = Change { by_whom: by.whom(), did: Some("moved"), at: at.now };
        let moved = write(sql, (own, attendance), (new, slot.starts_at, slot.location), &found, nobodys, change)?;
        sql.run(
            "UPDATE appointment_link SET appointment_id = ?
             WHERE token_hash = (SELECT link_hash FROM waitlist_offer WHERE offer_id = ?)",
            binds![new, offer.id],
        )?;
        Ok(moved)
    })
}

/// Declines an offer; gives it as it now is. What has ended stays what it is.
pub fn decline(sql: &impl Sql, id: OfferId, by: By<'_>, now: Instant) -> Result<Offer, Refusal> {
    let offer = offer::find_offer(sql, id)?.ok_or(Refusal::Unknown)?;
    let (state, label) = if now >= offer.expires_at { (OfferState::Expired, None) } else { (OfferState::Declined, by.label()) };
    offer::end(sql, id, state, label, now)?;
    offer::find_offer(sql, id)?.ok_or(Refusal::Unknown)
}
