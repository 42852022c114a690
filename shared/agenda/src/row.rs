//! What rows of more columns than a tuple has are read with, and days as they are stored.

use chrono::NaiveDate;
use guichet_kernel::{Row, SqlError, Value, sql::FromValue};

/// A day on a wall, stored as ISO 8601 so that days compare as text does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(pub(crate) NaiveDate);

impl From<Day> for Value {
    fn from(day: Day) -> Self {
        day.0.format("%Y-%m-%d").to_string().into()
    }
}

impl FromValue for Day {
    fn from_value(value: Value) -> Option<Self> {
        String::from_value(value)?.parse().ok().map(Self)
    }
}

/// A row, read column by column.
pub(crate) struct Columns {
    values: std::vec::IntoIter<Value>,
    next: usize,
}

impl Columns {
    pub(crate) fn of(row: Row) -> Self {
        Self { values: row.0.into_iter(), next: 0 }
    }

    /// The next column.
    pub(crate) fn read<T: FromValue>(&mut self) -> Result<T, SqlError> {
        let column = self.next;
        self.next += 1;
        self.values.next().and_then(T::from_value).ok_or(SqlError::Shape(column))
    }

    /// The next column, a number of a smaller kind.
    pub(crate) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, SqlError> {
        self.optional_number()?.ok_or(SqlError::Shape(self.next.saturating_sub(1)))
    }

    /// The next column, a number of a smaller kind or nothing.
    pub(crate) fn optional_number<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, SqlError> {
        let column = self.next;
        self.read::<Option<i64>>()?.map(|number| T::try_from(number).map_err(|_| SqlError::Shape(column))).transpose()
    }

    /// The next column, yes or no.
    pub(crate) fn flag(&mut self) -> Result<bool, SqlError> {
        self.read::<i64>().map(|flag| flag != 0)
    }
}
