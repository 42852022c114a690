//! Holds: a start kept for one browser while its form is filled.

use chrono::TimeDelta;
use guichet_kernel::{AppointmentId, At, AvailabilityId, Instant, LocationId, PracticeId, ServiceId, Sql, Token, TokenHash, binds};

use crate::{
    Closing, Mode, Refusal, Visit,
    care::{Care, LONGEST},
    limits::{self, Act, Who},
    occupancy::{self, Claim},
    starts::{self, Offer},
    terms::Public,
};

/// How long a slot is kept.
const HELD_FOR: TimeDelta = TimeDelta::minutes(5);
/// How long a lapsed hold still says what it was for, so that a slow typist's form is not lost.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// How many slots of an agenda one browser holds at a time; one more lets its oldest go.
const MOST_OF_A_BROWSER: usize = 2;
/// How many slots of an agenda are held from one network at a time.
const MOST_OF_A_NETWORK: i64 = 5;

/// Who wants which start.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whose service it is; none: of the practice that was joined first among those that list one of that id.
    pub practice: Option<PracticeId>,
    /// For what.
    pub service: ServiceId,
    /// Where; none: at any location of the practice whose service it is.
    pub location: Option<LocationId>,
    /// When.
    pub starts_at: Instant,
    /// The browser's own secret.
    pub browser: Token,
    /// A secret that follows from the network it comes from.
    pub network: Option<Token>,
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
    /// In which availability.
    pub availability: Option<AvailabilityId>,
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
/// holds two slots of an agenda, a family of two; one more lets the oldest go. A network holds five. Both are also bounded by the
/// hour, so that nobody keeps an agenda from others by going round its starts.
pub fn hold(sql: &impl Sql, at: At<'_>, request: &Request) -> Result<(Token, Instant), Refusal> {
    let care = match request.practice {
        Some(practice) => Care::offered(sql, practice, request.service)?,
        None => Care::of_somebody(sql, request.service)?,
    };
    let care = care.ok_or(Refusal::Unknown)?;
    // What was open for a practice that was left is withdrawn, and so is no offer.
    let left = |refusal| if refusal == Refusal::NotAMember { Refusal::NotOffered } else { refusal };
    let public = Public::of(sql, care.practice).map_err(left)?;
    admits_new(&public, &care)?;
    let offers = starts::public_offers(sql, &care, &public, (request.location, request.starts_at), at.now)?;
    if offers.is_empty() {
        return Err(Refusal::NotOffered);
    }
    sql.run("DELETE FROM hold WHERE until < ? AND appointment_id IS NULL", binds![at.now.minus(REMEMBERED)])?;
    let own = sql.rows::<(String, PracticeId, ServiceId, Instant, LocationId, Instant)>(
        "SELECT hold_id, practice_id, service_id, starts_at, location_id, until FROM hold
         WHERE browser_hash = ? AND until > ? AND appointment_id IS NULL ORDER BY until, hold_id",
        binds![request.browser.hash(), at.now],
    )?;
    let wanted = |location| request.location.is_none_or(|wanted| wanted == location);
    for (id, practice, service, starts_at, location, until) in &own {
        if (*practice, *service, *starts_at) == (care.practice, request.service, request.starts_at) && wanted(*location) {
            return Ok((request.browser.derive(id), *until));
        }
    }
    let one_more = (own.len() + 1).saturating_sub(MOST_OF_A_BROWSER);
    for (id, ..) in own.iter().take(one_more) {
        let_go(sql, id, at.now)?;
    }
    if let Some(network) = &request.network {
        let (held,) = sql
            .first::<(i64,)>(
                "SELECT COUNT(*) FROM hold WHERE network_hash = ? AND until > ? AND appointment_id IS NULL",
                binds![network.hash(), at.now],
            )?
            .unwrap_or_default();
        if held >= MOST_OF_A_NETWORK {
            return Err(Refusal::TooMany);
        }
    }
    let mut counted = vec![(Act::BrowserHolds, Who::from(request.browser.hash()))];
    counted.extend(request.network.as_ref().map(|network| (Act::NetworkHolds, Who::from(network.hash()))));
    limits::admit(sql, &counted, at.now)?;
    let id = format!("hold_{}", Token::draw(at.entropy).text());
    let token = request.browser.derive(&id);
    let (ends_at, until) = (care.end(request.starts_at), at.now.plus(HELD_FOR));
    let offer = take_one(sql, &id, &care, &offers, Some(until), at.now)?;
    sql.run(
        "INSERT INTO hold (hold_id, token_hash, browser_hash, network_hash, practice_id, location_id, service_id, availability_id, starts_at, ends_at, until)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        binds![
            id,
            token.hash(),
            request.browser.hash(),
            request.network.as_ref().map(Token::hash),
            care.practice,
            offer.occurrence.location,
            request.service,
            offer.occurrence.availability,
            request.starts_at,
            ends_at,
            until
        ],
    )?;
    limits::count(sql, &counted, at.now)?;
    Ok((token, until))
}

/// Stops unless the service can be booked online, and by a new patient if it is for one (A9).
pub(crate) fn admits_new(public: &Public, care: &Care) -> Result<(), Refusal> {
    if !public.is_online(care) {
        return Err(Refusal::NotOnline);
    }
    if care.offering.visit == Visit::First && !public.takes_new() {
        return Err(Refusal::NoNewPatients);
    }
    Ok(())
}

/// Takes the first of the public's offers that the store lets through: the one of the least availability id (ADR 0009, 9).
pub(crate) fn take_one<'a>(
    sql: &impl Sql,
    occupant: &str,
    care: &Care,
    offers: &'a [Offer],
    until: Option<Instant>,
    now: Instant,
) -> Result<&'a Offer, Refusal> {
    let mut refused = Refusal::NotOffered;
    for offer in offers {
        let Some(claim) = offer.public_claim(care) else { continue };
        match occupancy::take(sql, occupant, &claim, until, now) {
            Ok(()) => return Ok(offer),
            Err(refusal @ (Refusal::Taken | Refusal::Full)) => refused = refusal,
            Err(other) => return Err(other),
        }
    }
    Err(refused)
}

/// Lets a hold go: who fills in its form has lost the promise.
pub(crate) fn let_go(sql: &impl Sql, id: &str, now: Instant) -> Result<(), Refusal> {
    occupancy::release(sql, id)?;
    Ok(sql.run("UPDATE hold SET until = ?2 WHERE hold_id = ?1 AND until > ?2 AND appointment_id IS NULL", binds![id, now])?)
}

/// Lets the live holds go whose care is in time that is closed now.
pub(crate) fn let_go_inside(sql: &impl Sql, closing: &Closing, now: Instant) -> Result<(), Refusal> {
    let live = sql.rows::<(String, LocationId, Instant, Instant)>(
        "SELECT hold_id, location_id, starts_at, ends_at FROM hold WHERE until > ? AND appointment_id IS NULL AND practice_id = ?",
        binds![now, closing.practice],
    )?;
    for (id, location, starts_at, ends_at) in live {
        if closing.closes(location, (starts_at, ends_at)) {
            let_go(sql, &id, now)?;
        }
    }
    Ok(())
}

/// Lets the live holds go that were made in an availability and begin in `[from, to)`.
pub(crate) fn let_go_of(sql: &impl Sql, id: AvailabilityId, (from, to): (Instant, Instant), now: Instant) -> Result<(), Refusal> {
    let live = sql.rows::<(String,)>(
        "SELECT hold_id FROM hold WHERE until > ? AND appointment_id IS NULL AND availability_id = ? AND starts_at >= ? AND starts_at < ?",
        binds![now, id, from, to],
    )?;
    live.into_iter().try_for_each(|(hold,)| let_go(sql, &hold, now))
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
    } else if is_lost(sql, &hold, now)? {
        HoldFate::Lost
    } else {
        HoldFate::Lapsed
    };
    Ok((hold, fate))
}

impl Hold {
    /// The service as it was when the slot was held: of that length.
    pub(crate) fn care(&self, sql: &impl Sql) -> Result<Care, Refusal> {
        let care = Care::find(sql, self.practice, self.service)?.ok_or(Refusal::Unknown)?;
        Ok(care.of_length(self.starts_at, self.ends_at))
    }
}

/// Whether care is given at the patient's, so that a form must say where that is (A1); of others no address is to be kept.
pub fn is_at_home(sql: &impl Sql, hold: &Hold) -> Result<bool, Refusal> {
    Ok(hold.care(sql)?.offering.mode == Mode::Home)
}

/// Whether nobody can have the slot of a lapsed hold any more: somebody is there. (What is not offered any more is for booking
/// to say.)
fn is_lost(sql: &impl Sql, hold: &Hold, now: Instant) -> Result<bool, Refusal> {
    let care = hold.care(sql)?;
    let offers = starts::on_grid(sql, &care, Some(hold.location), hold.starts_at)?;
    let mut claims: Vec<Claim> = offers.iter().filter_map(|offer| offer.public_claim(&care)).collect();
    if claims.is_empty() {
        claims.extend(starts::outside(&care, hold.location, hold.starts_at));
    }
    let seats = occupancy::between(sql, (hold.starts_at.minus(LONGEST), hold.ends_at.plus(LONGEST)), now)?;
    Ok(claims.iter().all(|claim| occupancy::left(&seats, claim).is_err()))
}

fn by_token(sql: &impl Sql, token: TokenHash) -> Result<Option<Hold>, Refusal> {
    let row = sql.first::<(String, PracticeId, LocationId, ServiceId, Instant, Instant, Instant, Option<AvailabilityId>, Option<AppointmentId>)>(
        "SELECT hold_id, practice_id, location_id, service_id, starts_at, ends_at, until, availability_id, appointment_id FROM hold WHERE token_hash = ?",
        binds![token],
    )?;
    Ok(row.map(|(id, practice, location, service, starts_at, ends_at, until, availability, appointment)| Hold {
        id,
        practice,
        location,
        service,
        starts_at,
        ends_at,
        until,
        availability,
        appointment,
    }))
}
