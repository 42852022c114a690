//! The public pages that there are: where each stands, since when its facts are as they are, and which are to be published anew.
//!
//! Every change raises a page's version. What was published is published at a version; a page that has changed meanwhile stays
//! due. Whoever publishes is the only one, so of two values the newer comes later.

use std::{fmt, str::FromStr};

use chrono::TimeDelta;
use guichet_kernel::{Instant, PracticeId, PractitionerId, Sql, SqlError, Value, binds, id::NotAnId, sql::FromValue};

/// Two values of one page are published at least so far apart, so that what changes together is published once.
const APART: TimeDelta = TimeDelta::seconds(5);
/// The same where only the next free start has changed: it is shown with the time at which it was said.
const APART_IF_FREE: TimeDelta = TimeDelta::seconds(60);
/// A value of which nobody knows whether it arrived arrives within that time, if it does.
const LATEST_ARRIVAL: TimeDelta = TimeDelta::seconds(75);
/// After a refusal it is tried again, later each time.
const FIRST_AGAIN: TimeDelta = TimeDelta::seconds(5);
/// But no later than so.
const LAST_AGAIN: TimeDelta = TimeDelta::minutes(15);
/// What was published so long ago is published again: what nobody stands for any more ends by itself.
const STANDS_FOR: TimeDelta = TimeDelta::days(10);

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageOf {
    /// A practice's.
    Practice(PracticeId),
    /// A practitioner's.
    Practitioner(PractitionerId),
}

impl fmt::Display for PageOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Practice(id) => id.fmt(f),
            Self::Practitioner(id) => id.fmt(f),
        }
    }
}

impl FromStr for PageOf {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        text.parse().map(Self::Practice).or_else(|_| text.parse().map(Self::Practitioner))
    }
}

impl From<PageOf> for Value {
    fn from(page: PageOf) -> Self {
        Self::Text(page.to_string())
    }
}

impl FromValue for PageOf {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

/// A public page as a list of them names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPage {
    /// Whose.
    pub of: PageOf,
    /// Where it stands.
    pub path: String,
    /// Since when its facts are as they are; the next free start is none of them.
    pub changed_at: Instant,
}

/// Where a part of a list of all pages begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPart {
    /// Those after this page; none: from the first on.
    pub after: Option<PageOf>,
    /// When a page of it changed last.
    pub changed_at: Instant,
}

/// A page that is to be published anew, or withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuePage {
    /// Whose.
    pub of: PageOf,
    /// At which version it is now.
    pub version: i64,
    /// Until when an older value may still arrive, which was given up or whose publisher died.
    doubt_until: Option<Instant>,
}

/// Facts of a page have changed, or it stands from now on.
pub fn page_changed(sql: &impl Sql, of: PageOf, path: &str, now: Instant) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO public_page (page, path, changed_at, version, due_at) VALUES (?1, ?2, ?3, 1, ?3)
         ON CONFLICT DO UPDATE SET path = excluded.path, changed_at = excluded.changed_at",
        binds![of, path, now],
    )?;
    due(sql, of, now, APART)
}

/// It does not stand any more.
pub fn page_gone(sql: &impl Sql, of: PageOf, now: Instant) -> Result<(), SqlError> {
    let gone = sql.first::<(i64,)>("UPDATE public_page SET path = NULL WHERE page = ? AND path IS NOT NULL RETURNING 1", binds![of])?;
    if gone.is_some() { due(sql, of, now, TimeDelta::zero()) } else { Ok(()) }
}

/// Somebody whom it shows is free at another time.
pub fn page_stirred(sql: &impl Sql, of: PageOf, now: Instant) -> Result<(), SqlError> {
    let stands = sql.first::<(i64,)>("SELECT 1 FROM public_page WHERE page = ? AND path IS NOT NULL", binds![of])?;
    if stands.is_some() { due(sql, of, now, APART_IF_FREE) } else { Ok(()) }
}

/// Whoever refuses is asked again when they were to be.
fn due(sql: &impl Sql, of: PageOf, now: Instant, apart: TimeDelta) -> Result<(), SqlError> {
    sql.run(
        "UPDATE public_page SET version = version + 1,
           due_at = CASE WHEN attempts > 0 THEN due_at ELSE MIN(IFNULL(due_at, ?2 + ?3), MAX(?2, IFNULL(put_at, 0) + ?3)) END
         WHERE page = ?1",
        binds![of, now, apart.num_milliseconds()],
    )
}

/// All of them are to be published anew.
pub fn publish_again(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE public_page SET version = version + 1, due_at = ?, attempts = 0", binds![now])
}

/// None of them stands any more, until somebody says anew that it does.
pub(super) fn all_gone(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE public_page SET path = NULL", &[])?;
    publish_again(sql, now)
}

/// Those that were published longest ago are to be published again before they end by themselves, at most `most`.
pub fn publish_old_again(sql: &impl Sql, now: Instant, most: u32) -> Result<(), SqlError> {
    sql.run(
        "UPDATE public_page SET due_at = ?1 WHERE page IN
           (SELECT page FROM public_page WHERE put_at < ?2 AND due_at IS NULL AND path IS NOT NULL ORDER BY put_at LIMIT ?3)",
        binds![now, now.minus(STANDS_FOR), i64::from(most)],
    )
}

/// When something is to be published next, if anything is.
pub fn publishing_due_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let first = sql.first::<(Instant,)>("SELECT due_at FROM public_page WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1", &[])?;
    Ok(first.map(|(at,)| at))
}

/// What is to be published by now, what has waited longest first, at most `most`.
pub fn due_pages(sql: &impl Sql, now: Instant, most: u32) -> Result<Vec<DuePage>, SqlError> {
    let statement = "SELECT page, version, doubt_until FROM public_page WHERE due_at <= ? ORDER BY due_at LIMIT ?";
    let rows = sql.rows::<(PageOf, i64, Option<Instant>)>(statement, binds![now, i64::from(most)])?;
    Ok(rows.into_iter().map(|(of, version, doubt_until)| DuePage { of, version, doubt_until }).collect())
}

/// A value is on its way from now on: until it is known to have arrived, it may arrive late.
pub fn note_publishing(sql: &impl Sql, page: &DuePage, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE public_page SET doubt_until = ? WHERE page = ?", binds![now.plus(LATEST_ARRIVAL), page.of])
}

/// It is published, or withdrawn where it does not stand, as it was at that version or later.
///
/// Where an older value may still arrive, it is done once more when it cannot any longer.
pub fn note_published(sql: &impl Sql, page: &DuePage, stands: bool, now: Instant) -> Result<(), SqlError> {
    sql.run(
        "UPDATE public_page SET put_at = CASE WHEN ?2 THEN ?3 END, attempts = 0, doubt_until = ?6,
           due_at = CASE WHEN version <> ?4 THEN ?5 ELSE ?6 END
         WHERE page = ?1",
        binds![page.of, i64::from(stands), now, page.version, now.plus(APART), page.doubt_until.filter(|until| *until > now)],
    )
}

/// It could not be: it is tried again.
pub fn note_not_published(sql: &impl Sql, page: &DuePage, now: Instant) -> Result<(), SqlError> {
    let failed = sql.first::<(i64,)>("SELECT attempts FROM public_page WHERE page = ?", binds![page.of])?.map_or(0, |(failed,)| failed);
    let doubled = u32::try_from(failed).ok().and_then(|failed| 2_i32.checked_pow(failed)).and_then(|times| FIRST_AGAIN.checked_mul(times));
    let again = doubled.map_or(LAST_AGAIN, |again| again.min(LAST_AGAIN));
    sql.run("UPDATE public_page SET attempts = attempts + 1, due_at = ? WHERE page = ?", binds![now.plus(again), page.of])
}

/// The pages after `after`: practices by id, then practitioners by id; at most `most`.
pub fn pages_after(sql: &impl Sql, after: Option<PageOf>, most: u32) -> Result<Vec<ListedPage>, SqlError> {
    let rows = sql.rows::<(PageOf, String, Instant)>(
        "SELECT page, path, changed_at FROM public_page WHERE path IS NOT NULL AND (?1 IS NULL OR page > ?1) ORDER BY page LIMIT ?2",
        binds![after, i64::from(most)],
    )?;
    Ok(rows.into_iter().map(|(of, path, changed_at)| ListedPage { of, path, changed_at }).collect())
}

/// The parts of `most` pages that the list of all has, in its order.
pub fn page_parts(sql: &impl Sql, most: u32) -> Result<Vec<ListedPart>, SqlError> {
    let rows = sql.rows::<(PageOf, Instant)>(
        "SELECT MAX(page), MAX(changed_at) FROM
           (SELECT page, changed_at, ROW_NUMBER() OVER (ORDER BY page) - 1 AS place FROM public_page WHERE path IS NOT NULL)
         GROUP BY place / CAST(? AS INTEGER) ORDER BY 1",
        binds![i64::from(most.max(1))],
    )?;
    let mut after = None;
    Ok(rows.into_iter().map(|(last, changed_at)| ListedPart { after: after.replace(last), changed_at }).collect())
}

/// What a practitioner's page says: their card and the practice's, in each public practice where they give care, by practice.
pub fn cards_of(sql: &impl Sql, practitioner: PractitionerId) -> Result<Vec<(String, String)>, SqlError> {
    sql.rows(
        "SELECT r.card, p.card FROM listing l
         JOIN practitioner r ON r.practice_id = l.practice_id AND r.practitioner_id = l.practitioner_id
         JOIN practice p ON p.practice_id = l.practice_id
         WHERE l.practitioner_id = ? AND p.card IS NOT NULL ORDER BY l.practice_id",
        binds![practitioner],
    )
}
