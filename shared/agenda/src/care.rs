//! A service, as far as the agenda decides by it.

use chrono::TimeDelta;
use guichet_kernel::{
    Instant, Minutes, PracticeId, Row, ServiceId, Sql, SqlError, Value, binds,
    sql::{FromRow, FromValue},
};

use crate::{Refusal, row::Columns};

/// The longest time that one occupant takes (ADR 0003).
pub(crate) const LONGEST: TimeDelta = TimeDelta::hours(24);

macro_rules! stored_words {
    ($kind:ident { $($variant:ident = $word:literal),* }) => {
        impl From<$kind> for Value {
            fn from(kind: $kind) -> Self {
                match kind { $($kind::$variant => $word,)* }.into()
            }
        }

        impl FromValue for $kind {
            fn from_value(value: Value) -> Option<Self> {
                match String::from_value(value)?.as_str() {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use stored_words;

/// Where care is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// At the practice.
    Office,
    /// At the patient's.
    Home,
    /// At a distance.
    Remote,
}
stored_words!(Mode { Office = "office", Home = "home", Remote = "remote" });

/// Whom a service is for (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// Everybody.
    Any,
    /// Who comes for the first time.
    First,
    /// Who has been here before.
    FollowUp,
}
stored_words!(Visit { Any = "any", First = "first", FollowUp = "follow-up" });

/// A service as a practice tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offering {
    /// Which.
    pub service: ServiceId,
    /// How long care takes.
    pub minutes: Minutes,
    /// Minutes to prepare before it.
    pub before: u16,
    /// Minutes to tidy up after it.
    pub after: u16,
    /// Minutes on the road, before and after.
    pub travel: u16,
    /// Where care is given.
    pub mode: Mode,
    /// Whether several patients come together (A2).
    pub group: bool,
    /// Whom it is for.
    pub visit: Visit,
    /// Whether the public can book it.
    pub online: bool,
}

impl Offering {
    /// A service at the practice, for everybody, with nothing around it.
    pub const fn plain(service: ServiceId, minutes: Minutes) -> Self {
        Self { service, minutes, before: 0, after: 0, travel: 0, mode: Mode::Office, group: false, visit: Visit::Any, online: true }
    }
}

/// A service and its practice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Care {
    pub(crate) practice: PracticeId,
    pub(crate) offering: Offering,
    /// Whether the practice still lists it.
    pub(crate) offered: bool,
}

const COLUMNS: &str = "practice_id, service_id, minutes, prepared, tidied, travelled, mode, grouped, visit, online, offered";

impl FromRow for Care {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            practice: columns.read()?,
            offering: Offering {
                service: columns.read()?,
                minutes: columns.read()?,
                before: columns.number()?,
                after: columns.number()?,
                travel: columns.number()?,
                mode: columns.read()?,
                group: columns.flag()?,
                visit: columns.read()?,
                online: columns.flag()?,
            },
            offered: columns.flag()?,
        })
    }
}

impl Care {
    /// The service that a practice calls by that id, whether or not it still lists it.
    pub(crate) fn find(sql: &impl Sql, practice: PracticeId, service: ServiceId) -> Result<Option<Self>, Refusal> {
        Ok(sql.first(&format!("SELECT {COLUMNS} FROM service WHERE practice_id = ? AND service_id = ?"), binds![practice, service])?)
    }

    /// The same, if the practice still lists it.
    pub(crate) fn offered(sql: &impl Sql, practice: PracticeId, service: ServiceId) -> Result<Option<Self>, Refusal> {
        Ok(Self::find(sql, practice, service)?.filter(|care| care.offered))
    }

    /// Those of a practice's services that are among some, given as JSON, by id.
    pub(crate) fn among(sql: &impl Sql, practice: PracticeId, services: &str) -> Result<Vec<Self>, Refusal> {
        let among = "service_id IN (SELECT value FROM json_each(?))";
        let statement = format!("SELECT {COLUMNS} FROM service WHERE practice_id = ? AND {among} ORDER BY service_id");
        Ok(sql.rows(&statement, binds![practice, services])?)
    }

    /// The service of that id where nobody says whose it is: of the practice that was joined first among those that list it.
    pub(crate) fn of_somebody(sql: &impl Sql, service: ServiceId) -> Result<Option<Self>, Refusal> {
        Ok(sql.first(
            &format!(
                "SELECT {COLUMNS} FROM service JOIN membership USING (practice_id)
                 WHERE service_id = ? AND offered = 1 ORDER BY ended_at IS NOT NULL, accepted_at, practice_id LIMIT 1"
            ),
            binds![service],
        )?)
    }

    /// The same service of another length.
    pub(crate) fn lasting(self, minutes: Minutes) -> Self {
        Self { offering: Offering { minutes, ..self.offering }, ..self }
    }

    /// The same service as long as from then to then: what was booked stays as long as it was.
    pub(crate) fn of_length(self, from: Instant, to: Instant) -> Self {
        let minutes = u16::try_from(to.since(from).num_minutes()).ok().and_then(|count| Minutes::new(count).ok());
        minutes.map_or(self, |minutes| self.lasting(minutes))
    }

    /// When care that starts then ends.
    pub(crate) const fn end(&self, start: Instant) -> Instant {
        start.plus(self.offering.minutes.delta())
    }

    /// From one start to the next where there is no grid: back to back (ADR 0009, 4).
    pub(crate) fn step(&self) -> TimeDelta {
        self.offering.minutes.delta() + minutes(self.offering.before) + minutes(self.offering.after)
    }

    /// The time that is taken by care that starts then (ADR 0009, 5); `None`: more than a day.
    pub(crate) fn taken(&self, start: Instant) -> Option<(Instant, Instant)> {
        let around = minutes(self.offering.travel);
        let from = start.minus(minutes(self.offering.before) + around);
        let to = self.end(start).plus(minutes(self.offering.after) + around);
        (to.since(from) <= LONGEST).then_some((from, to))
    }
}

fn minutes(count: u16) -> TimeDelta {
    TimeDelta::minutes(count.into())
}
