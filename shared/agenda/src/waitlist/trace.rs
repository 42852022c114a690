//! To whom a slot was offered (W11).

use guichet_kernel::{AppointmentId, Instant, PracticeId, Sql, binds};

use super::{
    freed::{self, Freed},
    offer::{self, Offer},
};
use crate::{Appointment, Refusal, appointment, find_own, standing};

/// The most appointments that one trace shows.
const MOST: i64 = 200;

/// All that is known of a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotTrace {
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// The appointments that were there, the oldest first.
    pub appointments: Vec<Traced>,
    /// What staff offered of it by hand, and to whom.
    pub by_hand: Vec<(Freed, Vec<Offer>)>,
}

/// An appointment that was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// It.
    pub appointment: Appointment,
    /// Whether it was deleted since: it is told of here because others were asked for its time, and nowhere else.
    pub deleted: bool,
    /// What it freed last, and to whom that was offered; none: nothing.
    pub freed: Option<(Freed, Vec<Offer>)>,
}

/// Every appointment of a practice that was on the start and end of one, and to whom the slot was offered each time (W11). What was
/// deleted since is among them if its time was offered to somebody.
pub fn slot_trace(sql: &impl Sql, practice: PracticeId, id: AppointmentId) -> Result<SlotTrace, Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    let of = find_own(sql, practice, id)?;
    let there = appointment::ordered(
        sql,
        "practice_id = ? AND starts_at = ? AND ends_at = ? AND (deleted_at IS NULL OR EXISTS (
             SELECT 1 FROM waitlist_freed AS f JOIN waitlist_offer USING (freed_id) WHERE f.appointment_id = appointment.appointment_id
         )) ORDER BY appointment_id LIMIT ?",
        binds![practice, of.starts_at, of.ends_at, MOST],
    )?;
    let mut appointments = Vec::new();
    for appointment in there {
        let freed = freed::freed_by(sql, appointment.id)?.map(|(freed, _)| with_offers(sql, freed)).transpose()?;
        let deleted = appointment::find(sql, appointment.id)?.is_none();
        appointments.push(Traced { appointment, deleted, freed });
    }
    let by_hand = freed::where_(
        sql,
        "practice_id = ? AND starts_at = ? AND ends_at = ? AND freed_by = 'hand' ORDER BY at, freed_id",
        binds![practice, of.starts_at, of.ends_at],
    )?;
    let by_hand = by_hand.into_iter().map(|freed| with_offers(sql, freed)).collect::<Result<_, _>>()?;
    Ok(SlotTrace { starts_at: of.starts_at, ends_at: of.ends_at, appointments, by_hand })
}

fn with_offers(sql: &impl Sql, freed: Freed) -> Result<(Freed, Vec<Offer>), Refusal> {
    let offers = offer::offers_of(sql, freed.id)?;
    Ok((freed, offers))
}
