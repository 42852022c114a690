//! Holds: a start kept for one browser while its form is filled.

use chrono::TimeDelta;
use guichet_kernel::{AppointmentId, At, Instant, LocationId, PracticeId, ServiceId, Sql, Token, TokenHash, binds};

use crate::{Refusal, occupancy, slot};

/// How long a slot is kept.
const HELD_FOR: TimeDelta = TimeDelta::minutes(5);
/// How long a lapsed hold still says what it was for, so that a slow typist's form is not lost.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// Who wants which start.
#[derive(Debug, Clone)]
pub struct Request {
    /// For what.
    pub service: ServiceId,
    /// When.
    pub starts_at: Instant,
    /// The browser's own secret.
    pub browser: Token,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its id, which is its name in `occupancy`.
    pub(crate) id: String,
    /// In which practice.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub service: ServiceId,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Until when nobody else gets the slot.
    pub until: Instant,
    /// What it was booked with, if it was.
    pub appointment: Option<AppointmentId>,
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldFate {
    /// Nobody else gets the slot.
    Live,
    /// Its time is over, the slot is free.
    Lapsed,
    /// Its time is over, somebody has the slot.
    Lost,
    /// The slot has begun.
    Past,
    /// It was booked with.
    Booked,
}

/// Holds a start for five minutes and gives the token that books it.
///
/// The same browser asking again for the same slot gets the same token and the same end: asking does not renew. A browser
/// holds one slot of an agenda; another one lets the first go.
pub fn hold(sql: &impl Sql, at: At<'_>, request: &Request) -> Result<(Token, Instant), Refusal> {
    let minutes = slot::length(sql, request.service)?.ok_or(Refusal::Unknown)?;
    let offered = slot::offered_by(sql, request.service, request.starts_at, minutes)?;
    let Some(&(practice, location)) = offered.first().filter(|_| request.starts_at > at.now) else { return Err(Refusal::NotOffered) };
    sql.run("DELETE FROM hold WHERE until < ? AND appointment_id IS NULL", binds![at.now.minus(REMEMBERED)])?;
    let own = sql.rows::<(String, ServiceId, Instant, Instant)>(
        "SELECT hold_id, service_id, starts_at, until FROM hold WHERE browser_hash = ? AND until > ? AND appointment_id IS NULL",
        binds![request.browser.hash(), at.now],
    )?;
    for (id, service, starts_at, until) in own {
        if (service, starts_at) == (request.service, request.starts_at) {
            return Ok((request.browser.derive(&id), until));
        }
        occupancy::release(sql, &id)?;
        sql.run("UPDATE hold SET until = ? WHERE hold_id = ?", binds![at.now, id])?;
    }
    let id = format!("hold_{}", Token::draw(at.entropy).text());
    let token = request.browser.derive(&id);
    let (ends_at, until) = (request.starts_at.plus(minutes.delta()), at.now.plus(HELD_FOR));
    occupancy::take(sql, &id, (request.starts_at, ends_at), Some(until), at.now)?;
    sql.run(
        "INSERT INTO hold (hold_id, token_hash, browser_hash, practice_id, location_id, service_id, starts_at, ends_at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![id, token.hash(), request.browser.hash(), practice, location, request.service, request.starts_at, ends_at, until],
    )?;
    Ok((token, until))
}

/// Reads a hold by its token, and what became of it.
pub fn read_hold(sql: &impl Sql, token: &Token, now: Instant) -> Result<(Hold, HoldFate), Refusal> {
    let hold = by_token(sql, token.hash())?.ok_or(Refusal::Unknown)?;
    let fate = if hold.appointment.is_some() {
        HoldFate::Booked
    } else if hold.starts_at <= now {
        HoldFate::Past
    } else if hold.until > now {
        HoldFate::Live
    } else if occupancy::is_taken(sql, (hold.starts_at, hold.ends_at), now)? {
        HoldFate::Lost
    } else {
        HoldFate::Lapsed
    };
    Ok((hold, fate))
}

fn by_token(sql: &impl Sql, token: TokenHash) -> Result<Option<Hold>, Refusal> {
    let row = sql.first::<(String, PracticeId, LocationId, ServiceId, Instant, Instant, Instant, Option<AppointmentId>)>(
        "SELECT hold_id, practice_id, location_id, service_id, starts_at, ends_at, until, appointment_id FROM hold WHERE token_hash = ?",
        binds![token],
    )?;
    Ok(row.map(|(id, practice, location, service, starts_at, ends_at, until, appointment)| Hold {
        id,
        practice,
        location,
        service,
        starts_at,
        ends_at,
        until,
        appointment,
    }))
}
