//! Offers: a freed slot proposed to somebody who waits (ADR 0014, 9, 12 to 14).

use guichet_kernel::{
    AppointmentId, FreedId, Instant, LocationId, OfferId, PatientId, PracticeId, Row, Sql, SqlError, Token, Value, binds,
    sql::{FromRow, FromValue},
};

use super::{freed, opened::Room, sweep};
use crate::{Refusal, appointment, care::stored_words, row::Columns, standing};

/// What becomes of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferState {
    /// It can be accepted.
    Open,
    /// It was accepted: the appointment was moved.
    Accepted,
    /// It was declined.
    Declined,
    /// Its time is over (W8).
    Expired,
    /// Somebody else has the slot (W6).
    Taken,
    /// The slot is not open any more, or the patient's own appointment has changed.
    Withdrawn,
    /// The patient wants no more of them.
    Stopped,
}
stored_words!(OfferState {
    Open = "open",
    Accepted = "accepted",
    Declined = "declined",
    Expired = "expired",
    Taken = "taken",
    Withdrawn = "withdrawn",
    Stopped = "stopped"
});

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub id: OfferId,
    /// Of which freed slot.
    pub freed: FreedId,
    /// Of which practice.
    pub practice: PracticeId,
    /// The patient's own appointment.
    pub appointment: AppointmentId,
    /// To whom; none: they are forgotten.
    pub patient: Option<PatientId>,
    /// In which round, from 1.
    pub round: u16,
    /// When.
    pub asked_at: Instant,
    /// Until when it can be answered (W8).
    pub expires_at: Instant,
    /// What became of it.
    pub state: OfferState,
    /// When that was.
    pub ended_at: Option<Instant>,
    /// Which of the staff answered in the patient's name.
    pub by: Option<String>,
    /// Whether the patient cannot be written to, and is to be rung.
    pub to_call: bool,
    /// When its page was first asked for: by the patient, or by a scanner of their mail.
    pub page_asked_at: Option<Instant>,
    /// Where the slot is.
    pub location: LocationId,
    /// When it starts.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When the patient's own appointment starts.
    pub own_starts_at: Instant,
}

impl FromRow for Offer {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            id: columns.read()?,
            freed: columns.read()?,
            practice: columns.read()?,
            appointment: columns.read()?,
            patient: columns.read()?,
            round: columns.number()?,
            asked_at: columns.read()?,
            expires_at: columns.read()?,
            state: columns.read()?,
            ended_at: columns.read()?,
            by: columns.read()?,
            to_call: columns.flag()?,
            page_asked_at: columns.read()?,
            location: columns.read()?,
            starts_at: columns.read()?,
            ends_at: columns.read()?,
            own_starts_at: columns.read()?,
        })
    }
}

/// The offers of a condition on `o`, in the order and up to the number that it ends with.
pub(super) fn where_(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Offer>, Refusal> {
    Ok(sql.rows(
        &format!(
            "SELECT o.offer_id, o.freed_id, o.practice_id, o.appointment_id, o.patient_id, o.round, o.asked_at, o.expires_at, o.state,
                 o.ended_at, o.by_whom, o.to_call, o.page_asked_at, f.location_id, f.starts_at, f.ends_at, own.starts_at
             FROM waitlist_offer AS o CROSS JOIN waitlist_freed AS f ON f.freed_id = o.freed_id
             CROSS JOIN appointment AS own ON own.appointment_id = o.appointment_id
             WHERE {condition}"
        ),
        values,
    )?)
}

/// The offer that a link's token opens, also once it has ended.
pub fn offer_by_token(sql: &impl Sql, token: &Token) -> Result<Option<Offer>, Refusal> {
    Ok(where_(sql, "o.token_hash = ?", binds![token.hash()])?.into_iter().next())
}

/// The offer of that id.
pub fn find_offer(sql: &impl Sql, id: OfferId) -> Result<Option<Offer>, Refusal> {
    Ok(where_(sql, "o.offer_id = ?", binds![id])?.into_iter().next())
}

/// The offers of a freed slot, in the order in which they were made.
pub fn offers_of(sql: &impl Sql, id: FreedId) -> Result<Vec<Offer>, Refusal> {
    where_(sql, "o.freed_id = ? ORDER BY o.place", binds![id])
}

/// The open offers of a practice: those to call first, or only those, then the oldest.
pub fn open_offers(sql: &impl Sql, practice: PracticeId, to_call: bool, most: u32) -> Result<Vec<Offer>, Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    where_(
        sql,
        "o.state = 'open' AND o.practice_id = ?1 AND o.to_call >= ?2 ORDER BY o.to_call DESC, o.asked_at, o.place, o.offer_id LIMIT ?3",
        binds![practice, i64::from(to_call), i64::from(most)],
    )
}

/// The open offer of an appointment whose patient waits (W9: there is one at most).
pub fn open_offer_of(sql: &impl Sql, appointment: AppointmentId) -> Result<Option<Offer>, Refusal> {
    Ok(where_(sql, "o.appointment_id = ? AND o.state = 'open'", binds![appointment])?.into_iter().next())
}

/// The token that follows from an offer's and opens the patient's own appointment: once they have accepted, the new one.
pub fn own_link(token: &Token) -> Token {
    token.derive("offer's appointment")
}

/// Notes, once, that the page of an offer was asked for. Nothing else changes: a scanner of mail asks too.
pub fn note_page(sql: &impl Sql, offer: &Offer, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE waitlist_offer SET page_asked_at = ? WHERE offer_id = ? AND page_asked_at IS NULL", binds![now, offer.id])?)
}

/// The patient cannot be written to: they are to be rung. It goes on counting among those who are asked.
pub fn unreached(sql: &impl Sql, id: OfferId) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE waitlist_offer SET to_call = 1 WHERE offer_id = ? AND state = 'open'", binds![id])?)
}

/// Whether an offer could be accepted now, as far as anybody can tell before it is.
pub fn still_open(sql: &impl Sql, offer: &Offer, now: Instant) -> Result<bool, Refusal> {
    if offer.state != OfferState::Open || now >= offer.expires_at {
        return Ok(false);
    }
    let stands = appointment::find(sql, offer.appointment)?.is_some_and(|own| own.attendance.moves().is_ok());
    let Some(slot) = freed::get(sql, offer.freed)?.filter(|slot| stands && slot.state.is_live()) else { return Ok(false) };
    Ok(sweep::room(sql, &slot, now)?.is_some_and(|room| room != Room::Taken))
}

/// Ends an open offer.
pub(super) fn end(sql: &impl Sql, id: OfferId, state: OfferState, by: Option<&str>, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run(
        "UPDATE waitlist_offer SET state = ?, ended_at = ?, by_whom = ? WHERE offer_id = ? AND state = 'open'",
        binds![state, now, by, id],
    )?)
}
