//! How a practice offers earlier slots (ADR 0014, 1).

use chrono::TimeDelta;
use guichet_kernel::{Instant, PracticeId, Row, Sql, SqlError, binds, sql::FromRow};

use super::{left, sweep};
use crate::{Refusal, is_member, row::Columns};

/// How a practice offers earlier slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertTerms {
    /// How many days ahead an appointment must be for its patient to wait for an earlier one (W2).
    pub minimum_days: u16,
    /// How many are asked at once (W3).
    pub first: u8,
    /// Whether a slot of the same day is offered too (W4).
    pub same_day: bool,
    /// After how many minutes, counted by day, as many more are asked; 0: never.
    pub round_minutes: u32,
    /// How many minutes before the slot an offer ends (W8).
    pub offer_notice: u32,
    /// Whether home visits are offered.
    pub home_visits: bool,
}

impl FromRow for AlertTerms {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            minimum_days: columns.number()?,
            first: columns.number()?,
            same_day: columns.flag()?,
            round_minutes: columns.number()?,
            offer_notice: columns.number()?,
            home_visits: columns.flag()?,
        })
    }
}

impl AlertTerms {
    /// When the offers of a slot end at the latest (W8).
    pub(crate) fn deadline(&self, starts_at: Instant) -> Instant {
        starts_at.minus(TimeDelta::minutes(self.offer_notice.into()))
    }

    /// What an appointment must start after for its patient to begin to wait (W2).
    pub(crate) fn after(&self, now: Instant) -> Instant {
        now.plus(TimeDelta::days(self.minimum_days.into()))
    }
}

/// Takes over how a practice offers earlier slots, from now on; `None`: not at all. Offers that are out stay good, and what was kept closed
/// is free. Where the practice offers them again, what was freed before goes on.
pub fn put_alert_terms(sql: &impl Sql, practice: PracticeId, terms: Option<&AlertTerms>) -> Result<(), Refusal> {
    let before = stored(sql, practice)?;
    let Some(terms) = terms else {
        if before.is_some() {
            left::open_kept(sql, "practice_id = ?1", practice.into())?;
        }
        return Ok(sql.run("DELETE FROM waitlist_terms WHERE practice_id = ?", binds![practice])?);
    };
    if before.as_ref() != Some(terms) {
        sweep::look_again(sql, practice)?;
    }
    Ok(sql.run(
        "INSERT INTO waitlist_terms (practice_id, minimum_days, first, same_day, round_minutes, offer_notice, home_visits)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET minimum_days = excluded.minimum_days, first = excluded.first, same_day = excluded.same_day,
             round_minutes = excluded.round_minutes, offer_notice = excluded.offer_notice, home_visits = excluded.home_visits",
        binds![
            practice,
            i64::from(terms.minimum_days),
            i64::from(terms.first),
            i64::from(terms.same_day),
            i64::from(terms.round_minutes),
            i64::from(terms.offer_notice),
            i64::from(terms.home_visits)
        ],
    )?)
}

/// How a practice offers earlier slots; `None`: it does not, or the practitioner has left it.
pub fn alert_terms(sql: &impl Sql, practice: PracticeId) -> Result<Option<AlertTerms>, Refusal> {
    if is_member(sql, practice)? { stored(sql, practice) } else { Ok(None) }
}

fn stored(sql: &impl Sql, practice: PracticeId) -> Result<Option<AlertTerms>, Refusal> {
    Ok(sql.first(
        "SELECT minimum_days, first, same_day, round_minutes, offer_notice, home_visits FROM waitlist_terms WHERE practice_id = ?",
        binds![practice],
    )?)
}

/// The instant after which an appointment of a practice must start for its patient to wait (W2); `None`: nobody does (W1).
pub fn alerts_after(sql: &impl Sql, practice: PracticeId, now: Instant) -> Result<Option<Instant>, Refusal> {
    Ok(alert_terms(sql, practice)?.map(|terms| terms.after(now)))
}
