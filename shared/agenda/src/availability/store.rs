//! Availabilities as rows.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike};
use guichet_kernel::{
    AvailabilityId, Instant, PracticeId, Row, Sql, SqlError, Value, Zone, binds, order,
    sql::{FromRow, FromValue},
};

use super::{Availability, Pattern};
use crate::{
    Refusal,
    membership::members_only,
    row::{Columns, Day},
};

/// A row of `availability`, with what the agenda reads beside it.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) availability: Availability,
    pub(super) zone: Zone,
    pub(super) last_day: NaiveDate,
    pub(super) withdrawn: bool,
}

impl FromRow for Stored {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            availability: Availability {
                id: columns.read()?,
                practice: columns.read()?,
                version: columns.read()?,
                pattern: Pattern {
                    location: columns.read()?,
                    services: columns.read::<Listed<_>>()?.0,
                    first_day: columns.read::<Day>()?.0,
                    from: hour(columns.number()?),
                    to: hour(columns.number()?),
                    rule: columns.read()?,
                    except: columns.read::<Listed<Day>>()?.0.into_iter().map(|day| day.0).collect(),
                    capacity: columns.number()?,
                    public_capacity: columns.number()?,
                    staff_first: columns.flag()?,
                    grid: columns.read()?,
                    places: columns.optional_number()?,
                },
            },
            last_day: columns.read::<Day>()?.0,
            withdrawn: columns.flag()?,
            zone: columns.read()?,
        })
    }
}

/// With the rows beside it in two of its columns: one statement, and each row's own are looked up by their key.
const COLUMNS: &str = "availability.availability_id, availability.practice_id, version, availability.location_id,
    (SELECT group_concat(service_id) FROM availability_service AS given WHERE given.availability_id = availability.availability_id),
    first_day, opens, closes, rule,
    (SELECT group_concat(day) FROM availability_except AS less WHERE less.availability_id = availability.availability_id),
    capacity, public_capacity, staff_first, grid, places, last_day, withdrawn_at IS NOT NULL, zone";

/// Values in one column, in their own order, whatever order they were written in.
struct Listed<T>(Vec<T>);

impl<T: FromValue + Ord + Copy> FromValue for Listed<T> {
    fn from_value(value: Value) -> Option<Self> {
        let Some(text) = Option::<String>::from_value(value)? else { return Some(Self(Vec::new())) };
        let values: Option<Vec<T>> = text.split(',').map(|one| T::from_value(one.into())).collect();
        values.map(|mut values| {
            order::by_key(&mut values, |value| *value);
            Self(values)
        })
    }
}

/// Minutes since midnight.
pub(super) fn minute(hour: NaiveTime) -> i64 {
    i64::from(hour.num_seconds_from_midnight() / 60)
}

fn hour(minute: u32) -> NaiveTime {
    NaiveTime::from_num_seconds_from_midnight_opt(minute.saturating_mul(60), 0).unwrap_or_default()
}

/// The availability of that id, withdrawn or not.
pub(super) fn find(sql: &impl Sql, id: AvailabilityId) -> Result<Option<Stored>, Refusal> {
    Ok(select(sql, "availability_id = ?", &[id.into()], "")?.into_iter().next())
}

/// The availabilities of a practice that may have a day among these; the index leaves out what was over before.
pub(super) fn of_days(sql: &impl Sql, practice: PracticeId, (from, to): (NaiveDate, NaiveDate)) -> Result<Vec<Stored>, Refusal> {
    let some = "availability.practice_id = ? AND last_day >= ? AND withdrawn_at IS NULL AND first_day <= ?";
    select(sql, some, binds![practice, Day(from), Day(to)], "ORDER BY availability.availability_id")
}

fn select(sql: &impl Sql, condition: &str, values: &[Value], order: &str) -> Result<Vec<Stored>, Refusal> {
    let from = format!("availability JOIN location USING (practice_id, location_id) WHERE {condition}");
    Ok(sql.rows(&format!("SELECT {COLUMNS} FROM {from} {order}"), values)?)
}

/// How many availabilities of a practice are open on that day or later: those that recur, and all of them.
pub(super) fn counts(sql: &impl Sql, practice: PracticeId, from: NaiveDate, but: AvailabilityId) -> Result<(i64, i64), Refusal> {
    let counted = sql.first(
        "SELECT COUNT(rule), COUNT(*) FROM availability
         WHERE practice_id = ? AND last_day >= ? AND withdrawn_at IS NULL AND availability_id <> ?",
        binds![practice, Day(from), but],
    )?;
    Ok(counted.unwrap_or_default())
}

/// Writes an availability as it now is.
pub(super) fn write(sql: &impl Sql, availability: &Availability, last_day: NaiveDate) -> Result<(), Refusal> {
    let Availability { id, practice, version, pattern } = availability;
    sql.run(
        "INSERT INTO availability (availability_id, practice_id, location_id, version, first_day, last_day, opens, closes, rule, capacity,
             public_capacity, staff_first, grid, places)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET location_id = excluded.location_id, version = excluded.version, first_day = excluded.first_day,
             last_day = excluded.last_day, opens = excluded.opens, closes = excluded.closes, rule = excluded.rule,
             capacity = excluded.capacity, public_capacity = excluded.public_capacity, staff_first = excluded.staff_first,
             grid = excluded.grid, places = excluded.places",
        binds![
            *id,
            *practice,
            pattern.location,
            *version,
            Day(pattern.first_day),
            Day(last_day),
            minute(pattern.from),
            minute(pattern.to),
            pattern.rule.as_ref(),
            i64::from(pattern.capacity),
            i64::from(pattern.public_capacity),
            i64::from(pattern.staff_first),
            pattern.grid,
            pattern.places.map(i64::from)
        ],
    )?;
    sql.run("DELETE FROM availability_service WHERE availability_id = ?", binds![*id])?;
    for service in &pattern.services {
        sql.run("INSERT INTO availability_service (availability_id, service_id) VALUES (?, ?)", binds![*id, *service])?;
    }
    sql.run("DELETE FROM availability_except WHERE availability_id = ?", binds![*id])?;
    for day in &pattern.except {
        sql.run("INSERT INTO availability_except (availability_id, day) VALUES (?, ?)", binds![*id, Day(*day)])?;
    }
    Ok(())
}

/// Withdraws an availability: it is as if it had never been, but its id is used.
pub(super) fn withdraw(sql: &impl Sql, id: AvailabilityId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE availability SET withdrawn_at = ?, version = version + 1 WHERE availability_id = ?", binds![now, id])?)
}

/// The practice's availabilities that are not over, by id: those after one, at most so many, and whether there are more.
pub fn availabilities(
    sql: &impl Sql,
    practice: PracticeId,
    after: Option<AvailabilityId>,
    most: u32,
    now: Instant,
) -> Result<(Vec<Availability>, bool), Refusal> {
    members_only(sql, practice)?;
    // Somewhere it is still yesterday.
    let today = now.minus(TimeDelta::days(1)).utc().date_naive();
    let some = "availability.practice_id = ? AND last_day >= ? AND withdrawn_at IS NULL AND availability_id > ?";
    let most = most.clamp(1, 100);
    let after = after.map_or_else(String::new, |after| after.to_string());
    let order = format!("ORDER BY availability_id LIMIT {}", most + 1);
    let mut found = select(sql, some, binds![practice, Day(today), after], &order)?;
    let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
    if more {
        found.pop();
    }
    Ok((found.into_iter().map(|stored| stored.availability).collect(), more))
}
