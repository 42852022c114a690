//! What the domain calls the waitlist's words, and what travels.

use guichet_agenda_core::waitlist;
use guichet_contracts::{
    Stop,
    command::{
        agenda::FreedSlot,
        waitlist::{Freed, FreedBy, FreedState, HalfDay, Offer, OfferState, Wish},
    },
};
use guichet_kernel::{Instant, Label, Sql};

use super::super::{cards::shown, stop};

pub(in super::super) fn domain_wish(wish: &Wish) -> waitlist::Wish {
    let place = |half: &HalfDay| HalfDay::ALL.iter().position(|known| known == half).and_then(|place| u8::try_from(place).ok());
    waitlist::Wish { halves: wish.halves.iter().filter_map(place).collect(), places: wish.places.clone() }
}

pub(in super::super) fn wish(wish: &waitlist::Wish) -> Wish {
    let half = |place: &u8| HalfDay::ALL.get(usize::from(*place)).copied();
    Wish { halves: wish.halves.iter().filter_map(half).collect(), places: wish.places.clone() }
}

pub(super) const fn offer_state(state: waitlist::OfferState) -> OfferState {
    match state {
        waitlist::OfferState::Open => OfferState::Open,
        waitlist::OfferState::Accepted => OfferState::Accepted,
        waitlist::OfferState::Declined => OfferState::Declined,
        waitlist::OfferState::Expired => OfferState::Expired,
        waitlist::OfferState::Taken => OfferState::Taken,
        waitlist::OfferState::Withdrawn => OfferState::Withdrawn,
        waitlist::OfferState::Stopped => OfferState::Stopped,
    }
}

const fn freed_by(by: waitlist::FreedBy) -> FreedBy {
    match by {
        waitlist::FreedBy::Patient => FreedBy::Patient,
        waitlist::FreedBy::Staff => FreedBy::Staff,
        waitlist::FreedBy::Move => FreedBy::Move,
        waitlist::FreedBy::Offer => FreedBy::Offer,
        waitlist::FreedBy::Hand => FreedBy::Hand,
    }
}

const fn freed_state(state: waitlist::FreedState, kept: bool) -> FreedState {
    match state {
        waitlist::FreedState::Waiting => FreedState::Waiting,
        waitlist::FreedState::Open => FreedState::Open,
        waitlist::FreedState::Refilled => FreedState::Refilled,
        waitlist::FreedState::Taken => FreedState::Taken,
        waitlist::FreedState::Closed if kept => FreedState::Closed,
        waitlist::FreedState::Closed => FreedState::Withdrawn,
        waitlist::FreedState::Past => FreedState::Past,
        waitlist::FreedState::Restored => FreedState::Restored,
    }
}

/// What an appointment freed, in short.
pub(in super::super) fn freed_slot(sql: &impl Sql, (freed, offers): &(waitlist::Freed, u32)) -> Result<FreedSlot, Stop> {
    let kept = waitlist::is_kept(sql, freed).map_err(stop)?;
    let offered_from = if kept { Some(freed.at.plus(waitlist::GRACE)) } else { until_offered(freed) };
    Ok(FreedSlot { freed: freed.id, state: freed_state(freed.state, kept), offered_from, offers: *offers })
}

/// Until when it can be taken back, while it can.
fn until_offered(freed: &waitlist::Freed) -> Option<Instant> {
    freed.offered_from.filter(|_| freed.state == waitlist::FreedState::Waiting)
}

/// A freed slot with everybody to whom it was offered.
pub(super) fn freed(sql: &impl Sql, freed: &waitlist::Freed, offers: &[waitlist::Offer]) -> Result<Freed, Stop> {
    Ok(Freed {
        offered_from: until_offered(freed),
        freed: freed.id,
        appointment: freed.appointment,
        by: freed_by(freed.by),
        at: freed.at,
        state: freed_state(freed.state, waitlist::is_kept(sql, freed).map_err(stop)?),
        ended_at: freed.ended_at,
        depth: freed.depth,
        offers: offers.iter().map(|one| offer(sql, one)).collect::<Result<_, Stop>>()?,
    })
}

/// An offer as staff see it.
pub(super) fn offer(sql: &impl Sql, offer: &waitlist::Offer) -> Result<Offer, Stop> {
    Ok(Offer {
        offer: offer.id,
        freed: offer.freed,
        appointment: offer.appointment,
        patient: offer.patient,
        own_starts_at: offer.own_starts_at,
        starts_at: offer.starts_at,
        location: shown(sql, offer.practice, &offer.location.to_string())?,
        round: offer.round,
        asked_at: offer.asked_at,
        expires_at: offer.expires_at,
        state: offer_state(offer.state),
        ended_at: offer.ended_at,
        by: offer.by.as_deref().and_then(|by| Label::parse(by).ok()),
        to_call: offer.to_call,
        page_asked_at: offer.page_asked_at,
    })
}
