//! How the public may book: the practice's settings, and what the practitioner chose instead (A9, A12).

use chrono::{Days, NaiveDate, TimeDelta};
use guichet_kernel::{Instant, PracticeId, Row, Sql, SqlError, Zone, binds, sql::FromRow};

use crate::{
    Occurrence, Refusal,
    care::Care,
    membership::members_only,
    row::{Columns, Day},
    rule::is_of_our_time,
};

/// The farthest ahead that an agenda is open to the public.
const FARTHEST: u16 = 730;
/// The longest notice: a year.
const LONGEST_NOTICE: u32 = 366 * 1_440;

/// How the public may book the practitioner in a practice; what is not chosen is the practice's setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Counts its changes; 0: nobody has chosen anything.
    pub version: i64,
    /// Whether they can be booked online at all.
    pub online: bool,
    /// Whether they take new patients (A9).
    pub new_patients: bool,
    /// The last day to which the agenda is open (A12).
    pub open_until: Option<NaiveDate>,
    /// How many days ahead it is open.
    pub horizon_days: Option<u16>,
    /// How many minutes ahead one must book.
    pub notice_minutes: Option<u32>,
}

impl Terms {
    const UNCHOSEN: Self =
        Self { version: 0, online: true, new_patients: true, open_until: None, horizon_days: None, notice_minutes: None };
}

const COLUMNS: &str = "terms.version, online, new_patients, open_until, horizon_days, notice_minutes";

impl FromRow for Terms {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        Self::read(&mut Columns::of(row)).map(|chosen| chosen.unwrap_or(Self::UNCHOSEN))
    }
}

impl Terms {
    /// The terms in the next columns; `None`: there is no row of them.
    fn read(columns: &mut Columns) -> Result<Option<Self>, SqlError> {
        let Some(version) = columns.read()? else { return Ok(None) };
        Ok(Some(Self {
            version,
            online: columns.flag()?,
            new_patients: columns.flag()?,
            open_until: columns.read::<Option<Day>>()?.map(|day| day.0),
            horizon_days: columns.optional_number()?,
            notice_minutes: columns.optional_number()?,
        }))
    }
}

/// The terms of a practice.
pub fn terms(sql: &impl Sql, practice: PracticeId) -> Result<Terms, Refusal> {
    let chosen = sql.first(&format!("SELECT {COLUMNS} FROM terms WHERE practice_id = ?"), binds![practice])?;
    Ok(chosen.unwrap_or(Terms::UNCHOSEN))
}

/// Chooses the terms of a practice. The version in them is the one that the caller saw; the same choice twice is one.
pub fn put_terms(sql: &impl Sql, practice: PracticeId, chosen: &Terms) -> Result<Terms, Refusal> {
    members_only(sql, practice)?;
    let current = terms(sql, practice)?;
    let next = Terms { version: chosen.version + 1, ..*chosen };
    if current == next {
        return Ok(current);
    }
    if current.version != chosen.version {
        return Err(Refusal::Changed);
    }
    if wrong_term(chosen).is_some() {
        return Err(Refusal::BadTimes);
    }
    sql.run(
        "INSERT INTO terms (practice_id, version, online, new_patients, open_until, horizon_days, notice_minutes) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET version = excluded.version, online = excluded.online, new_patients = excluded.new_patients,
             open_until = excluded.open_until, horizon_days = excluded.horizon_days, notice_minutes = excluded.notice_minutes",
        binds![
            practice,
            next.version,
            i64::from(next.online),
            i64::from(next.new_patients),
            next.open_until.map(Day),
            next.horizon_days.map(i64::from),
            next.notice_minutes.map(i64::from)
        ],
    )?;
    Ok(next)
}

/// Which of the terms nobody can choose so, by its name.
pub fn wrong_term(chosen: &Terms) -> Option<&'static str> {
    if chosen.horizon_days.is_some_and(|days| days > FARTHEST) {
        Some("horizon_days")
    } else if chosen.notice_minutes.is_some_and(|minutes| minutes > LONGEST_NOTICE) {
        Some("notice_minutes")
    } else {
        chosen.open_until.filter(|day| !is_of_our_time(*day)).map(|_| "open_until")
    }
}

/// The last day on which the public can book in a practice, as the wall of that zone counts days.
pub fn last_day(sql: &impl Sql, practice: PracticeId, zone: Zone, now: Instant) -> Result<NaiveDate, Refusal> {
    Ok(Public::of(sql, practice)?.last_day(zone, now))
}

/// What a practice and its practitioner chose.
struct Settings {
    notice: i64,
    horizon: i64,
    terms: Terms,
}

impl FromRow for Settings {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self { notice: columns.read()?, horizon: columns.read()?, terms: Terms::read(&mut columns)?.unwrap_or(Terms::UNCHOSEN) })
    }
}

/// What the public is held to in a practice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Public {
    terms: Terms,
    notice: TimeDelta,
    horizon: Days,
}

impl Public {
    pub(crate) fn of(sql: &impl Sql, practice: PracticeId) -> Result<Self, Refusal> {
        let settings = sql.first::<Settings>(
            &format!(
                "SELECT booking_notice, booking_horizon, {COLUMNS} FROM membership LEFT JOIN terms USING (practice_id)
                 WHERE practice_id = ? AND ended_at IS NULL"
            ),
            binds![practice],
        )?;
        let Settings { notice, horizon, terms } = settings.ok_or(Refusal::NotAMember)?;
        let longest = i64::from(LONGEST_NOTICE);
        let days = terms.horizon_days.unwrap_or_else(|| u16::try_from(horizon).unwrap_or(FARTHEST)).min(FARTHEST);
        Ok(Self {
            terms,
            notice: TimeDelta::minutes(terms.notice_minutes.map_or(notice, i64::from).clamp(0, longest)),
            horizon: Days::new(days.into()),
        })
    }

    /// The last day that is open.
    pub(crate) fn last_day(&self, zone: Zone, now: Instant) -> NaiveDate {
        let horizon = zone.wall(now).date().checked_add_days(self.horizon).unwrap_or(NaiveDate::MAX);
        self.terms.open_until.map_or(horizon, |until| until.min(horizon))
    }

    /// Whether the service can be booked online at all.
    pub(crate) const fn is_online(&self, care: &Care) -> bool {
        self.terms.online && care.offering.online
    }

    /// Whether new patients may book, where the service is for them (A9).
    pub(crate) const fn takes_new(&self) -> bool {
        self.terms.new_patients
    }

    /// Whether the public sees that start of an occurrence, as far as time decides it (ADR 0009, 8).
    pub(crate) fn sees(&self, occurrence: &Occurrence, start: Instant, now: Instant) -> bool {
        occurrence.public_capacity >= 1
            && start > now
            && start >= now.plus(self.notice)
            && occurrence.zone.wall(start).date() <= self.last_day(occurrence.zone, now)
            && occurrence.is_released(start, now)
    }
}
