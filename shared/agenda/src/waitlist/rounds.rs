//! What time makes due: the end of a grace, rounds, replacements, the end of offers (ADR 0014, 8 and 9).

use chrono::{Days, NaiveTime, TimeDelta};
use guichet_kernel::{At, FreedId, Instant, OfferId, Sql, Token, Zone, binds};

use super::{
    eligible::{self, Candidate, Given},
    entry,
    freed::{self, Freed, FreedState},
    left::is_capped,
    offer::{self, Offer, OfferState, own_link},
    opened::{Place, Room},
    terms::{AlertTerms, alert_terms},
};
use crate::{Refusal, occupancy, staff};

/// How long an offer lives at most (W8).
const LIVES: TimeDelta = TimeDelta::days(15);
/// The shortest round.
const SHORTEST: TimeDelta = TimeDelta::minutes(10);
/// Rounds are counted between these hours on the location's wall.
const WAKING: (u32, u32) = (8, 20);
/// For how long those who hold a slot, one after the other, postpone the asking: a hold, and a booking that waits to be confirmed.
const POSTPONED: TimeDelta = TimeDelta::minutes(35);
/// When a slot that could not be looked at is looked at again.
const AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How many slots are looked at in one pass.
const PASS: i64 = 20;

/// An offer that was made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// It.
    pub offer: Offer,
    /// The secret of its link: stored nowhere.
    pub token: Token,
}

/// What one pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The offers that were made: tell the Mailroom, in the same transaction.
    pub made: Vec<Made>,
    /// The slots that are offered to nobody because their chain of moves is too long: to be logged.
    pub capped: Vec<FreedId>,
    /// The slots that could not be looked at, and why: to be logged. They are looked at again later.
    pub failed: Vec<(FreedId, Refusal)>,
    /// Whether more is due already.
    pub more: bool,
}

/// Does what is due, for at most about `most` offers: 1. ends those whose time is over; 2. looks at the freed slots that are due; what is
/// wrong with one stops no other.
pub fn fill_due(sql: &impl Sql, at: At<'_>, most: usize) -> Result<Filled, Refusal> {
    // 1.
    let over = sql.rows::<(OfferId,)>(
        "SELECT offer_id FROM waitlist_offer WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at LIMIT ?",
        binds![at.now, PASS * 10],
    )?;
    for (id,) in over {
        offer::end(sql, id, OfferState::Expired, None, at.now)?;
    }
    entry::end_past(sql, at.now)?;
    // 2.
    let mut filled = Filled::default();
    for slot in freed::where_(sql, "due_at <= ? ORDER BY due_at, at, freed_id LIMIT ?", binds![at.now, PASS])? {
        if filled.made.len() >= most {
            break;
        }
        if slot.state == FreedState::Waiting && is_capped(slot.depth) {
            freed::end(sql, slot.id, FreedState::Closed, at.now)?;
            filled.capped.push(slot.id);
            continue;
        }
        match sql.atomically(|| look_at(sql, at, &slot)) {
            Ok(made) => filled.made.extend(made),
            Err(why) => {
                sql.run("UPDATE waitlist_freed SET due_at = ? WHERE freed_id = ?", binds![at.now.plus(AGAIN), slot.id])?;
                filled.failed.push((slot.id, why));
            }
        }
    }
    filled.more = due_at(sql)?.is_some_and(|due| due <= at.now);
    Ok(filled)
}

/// What is due of what was freed and of what is offered, as `due`.
pub(crate) const DUE: &str = "SELECT MIN(due_at) AS due FROM waitlist_freed WHERE due_at IS NOT NULL
    UNION ALL SELECT MIN(expires_at) FROM waitlist_offer WHERE state = 'open'";

/// When something is due next.
pub fn due_at(sql: &impl Sql) -> Result<Option<Instant>, Refusal> {
    let due = sql.first::<(Option<Instant>,)>(&format!("SELECT MIN(due) FROM ({DUE})"), &[])?;
    Ok(due.and_then(|(due,)| due))
}

/// Does what is due of one freed slot: 1. it is past, or not open any more, or taken; 2. somebody fills in a form for it, or has yet to confirm:
/// later, unless that was said for as long as may be; 3. its rounds are filled, and 4. the next one begins when the last is over and nobody is missing
/// from it. While somebody is, it is looked at once a round: others may wait by then.
fn look_at(sql: &impl Sql, at: At<'_>, slot: &Freed) -> Result<Vec<Made>, Refusal> {
    let ends = |state| freed::end(sql, slot.id, state, at.now).map(|()| Vec::new());
    if let (FreedState::Waiting, Some(own)) = (slot.state, slot.appointment) {
        occupancy::end_lent(sql, &own.to_string(), Some(at.now))?;
    }
    // 1.
    if at.now >= slot.deadline {
        return ends(FreedState::Past);
    }
    let (Some(place), Some(care)) = (Place::of(sql, slot)?, slot.care(sql)?) else { return ends(FreedState::Closed) };
    let held = match place.room(sql, &care, slot, at.now)? {
        Room::Taken => return ends(FreedState::Taken),
        Room::Held(until) => Some(until),
        Room::Free => None,
    };
    // What is out stays good where the practice offers nothing any more (W1).
    let Some(terms) = alert_terms(sql, slot.practice)? else {
        return match slot.state {
            FreedState::Waiting => ends(FreedState::Closed),
            _ => plan(sql, slot, Next { due: slot.deadline, ..Next::of(slot) }).map(|()| Vec::new()),
        };
    };
    // 2.
    if let Some(until) = held {
        let since = held_since(sql, slot, at.now)?;
        let at_last = since.plus(POSTPONED);
        if at.now < at_last {
            let due = until.min(at_last).min(slot.deadline);
            return plan(sql, slot, Next { due, held_since: Some(since), ..Next::of(slot) }).map(|()| Vec::new());
        }
    }
    // 3.
    let first = usize::from(terms.first);
    let mut round = slot.round.max(1);
    let mut missing = missing(sql, slot, round, first)?;
    if terms.round_minutes == 0 && slot.round > 0 {
        missing.clear();
    }
    let given = Given { place: &place, terms: &terms, held: held.is_some() };
    let mut made = ask(sql, at, slot, given, &missing)?;
    let mut rests = made.len() < missing.len();
    // 4. The time of a round counts from when somebody is asked in it: anew, if there was nobody before, or if it was too early for that.
    let begins = missing.iter().filter(|of| **of == round).count() == first;
    let anew = |until: Instant| slot.rests && !made.is_empty() && (begins || at.now < until);
    let mut round_until = match slot.round_until {
        Some(until) if slot.round > 0 && terms.round_minutes > 0 && !anew(until) => Some(until),
        _ => round_end(sql, slot, &terms, at.now)?,
    };
    if !rests && slot.round > 0 && round_until.is_some_and(|until| until <= at.now) {
        round += 1;
        let more = vec![round; first];
        let asked = ask(sql, at, slot, given, &more)?;
        rests = asked.len() < more.len();
        round_until = round_end(sql, slot, &terms, at.now)?;
        made.extend(asked);
    }
    // With nobody left to ask, the next round waits too.
    rests &= terms.round_minutes > 0;
    if rests && round_until.is_some_and(|until| until <= at.now) {
        round_until = round_end(sql, slot, &terms, at.now)?;
    }
    let due = round_until.map_or(slot.deadline, |until| until.min(slot.deadline));
    plan(sql, slot, Next { due, round, round_until, rests, asked_at: slot.asked_at.or(Some(at.now)), held_since: None })?;
    Ok(made)
}

/// Since when somebody or other was found to hold a slot that is due, each time that it was looked at.
fn held_since(sql: &impl Sql, slot: &Freed, now: Instant) -> Result<Instant, Refusal> {
    let since = sql.first::<(Option<Instant>,)>("SELECT held_since FROM waitlist_freed WHERE freed_id = ?", binds![slot.id])?;
    Ok(since.and_then(|(since,)| since).unwrap_or(now))
}

/// What is kept of a slot until it is looked at again.
#[derive(Clone, Copy)]
struct Next {
    due: Instant,
    round: u16,
    round_until: Option<Instant>,
    rests: bool,
    asked_at: Option<Instant>,
    held_since: Option<Instant>,
}

impl Next {
    const fn of(slot: &Freed) -> Self {
        let (due, round, round_until, asked_at) = (slot.deadline, slot.round, slot.round_until, slot.asked_at);
        Self { due, round, round_until, rests: false, asked_at, held_since: None }
    }
}

fn plan(sql: &impl Sql, slot: &Freed, next: Next) -> Result<(), Refusal> {
    Ok(sql.run(
        "UPDATE waitlist_freed SET state = 'open', due_at = ?, round = ?, round_until = ?, room = ?, asked_at = ?, held_since = ?
         WHERE freed_id = ? AND ended_at IS NULL",
        binds![next.due, i64::from(next.round), next.round_until, i64::from(next.rests), next.asked_at, next.held_since, slot.id],
    )?)
}

/// The rounds in which somebody is missing, once for each who is.
fn missing(sql: &impl Sql, slot: &Freed, rounds: u16, first: usize) -> Result<Vec<u16>, Refusal> {
    let open = sql.rows::<(i64, i64)>(
        "SELECT round, COUNT(*) FROM waitlist_offer WHERE freed_id = ? AND state = 'open' GROUP BY round",
        binds![slot.id],
    )?;
    let there = |round: u16| {
        let count = open.iter().find(|(of, _)| *of == i64::from(round)).map_or(0, |(_, count)| *count);
        usize::try_from(count).unwrap_or(usize::MAX)
    };
    Ok((1..=rounds).flat_map(|round| std::iter::repeat_n(round, first.saturating_sub(there(round)))).collect())
}

/// Asks as many as rounds are given, each in that round, if there are so many.
fn ask(sql: &impl Sql, at: At<'_>, slot: &Freed, given: Given<'_>, rounds: &[u16]) -> Result<Vec<Made>, Refusal> {
    let candidates = eligible::candidates(sql, slot, given, rounds.len(), at.now)?;
    let expires_at = at.now.plus(LIVES).min(slot.deadline);
    candidates.iter().zip(rounds).map(|(candidate, round)| make(sql, at, slot, candidate, (*round, expires_at))).collect()
}

fn make(
    sql: &impl Sql,
    at: At<'_>,
    slot: &Freed,
    Candidate { patient, appointment }: &Candidate,
    (round, expires_at): (u16, Instant),
) -> Result<Made, Refusal> {
    let (id, token) = (OfferId::draw(at.now, at.entropy), Token::draw(at.entropy));
    let link = own_link(&token).hash();
    sql.run(
        "INSERT INTO waitlist_offer
             (offer_id, freed_id, practice_id, appointment_id, patient_id, round, asked_at, expires_at, state, token_hash, link_hash, place)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9, ?10, (SELECT COUNT(*) FROM waitlist_offer WHERE freed_id = ?2))",
        binds![id, slot.id, slot.practice, *appointment, *patient, i64::from(round), at.now, expires_at, token.hash(), link],
    )?;
    sql.run("INSERT INTO appointment_link (token_hash, appointment_id) VALUES (?, ?)", binds![link, *appointment])?;
    let offer = offer::find_offer(sql, id)?.ok_or(Refusal::Unknown)?;
    Ok(Made { offer, token })
}

/// When a round that begins now is over; `None`: there are no more. So many minutes by day, or a quarter of the time that is left.
fn round_end(sql: &impl Sql, slot: &Freed, terms: &AlertTerms, now: Instant) -> Result<Option<Instant>, Refusal> {
    if terms.round_minutes == 0 {
        return Ok(None);
    }
    let zone = staff::zone(sql, slot.practice, slot.location)?;
    let by_day = waking(zone, now, TimeDelta::minutes(terms.round_minutes.into()));
    let quarter = now.plus(slot.deadline.since(now) / 4);
    Ok(Some(by_day.min(quarter).max(now.plus(SHORTEST))))
}

/// So long after an instant as clocks there count between 8:00 and 20:00.
fn waking(zone: Zone, from: Instant, mut left: TimeDelta) -> Instant {
    let hour = |day: chrono::NaiveDate, hour: u32| zone.instant(day.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()));
    let mut day = zone.wall(from).date();
    let mut at = from;
    // The longest round is a week of days and nights: two weeks of days.
    for _ in 0..32 {
        let (opens, closes) = (hour(day, WAKING.0), hour(day, WAKING.1));
        at = at.max(opens);
        if at < closes {
            let there = closes.since(at);
            if left <= there {
                return at.plus(left);
            }
            left -= there;
        }
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
    }
    at
}
