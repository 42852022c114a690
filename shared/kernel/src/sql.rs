//! The port to an object's SQLite: run a statement, read rows, do several things atomically.
//!
//! At the edge it is the durable object's own storage; in tests and the simulator it is `rusqlite` in memory, made
//! to refuse what workerd refuses. One conformance suite runs on both.

use sha2::{Digest, Sha256};

use crate::Instant;

/// A value that SQLite stores.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// An integer; within ±(2⁵³ − 1), since at the edge it travels as a JavaScript number.
    Int(i64),
    /// A floating point number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// The largest integer that crosses the port unharmed: 2⁵³ − 1.
pub const LARGEST_INTEGER: i64 = (1 << 53) - 1;

/// What SQLite refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// A UNIQUE or PRIMARY KEY constraint.
    #[error("a unique constraint refused the row")]
    Unique,
    /// A trigger's RAISE(ABORT, …), with the trigger's own words.
    #[error("a trigger refused the row: {0}")]
    Trigger(String),
    /// A CHECK, NOT NULL, FOREIGN KEY or STRICT datatype constraint.
    #[error("a constraint refused the row: {0}")]
    Constraint(String),
    /// A row does not have the shape that its reader expects: ours to mend.
    #[error("column {0} is not what was expected")]
    Shape(usize),
    /// Anything else: ours to mend.
    #[error("sqlite: {0}")]
    Engine(String),
}

impl SqlError {
    /// Reads SQLite's own message, with which workerd and `rusqlite` both describe a refusal.
    pub fn from_message(message: &str) -> Self {
        if message.contains("UNIQUE constraint failed") || message.contains("SQLITE_CONSTRAINT_PRIMARYKEY") {
            Self::Unique
        } else if message.contains("SQLITE_CONSTRAINT_TRIGGER") {
            let words = message.split(": SQLITE_CONSTRAINT").next().unwrap_or(message);
            Self::Trigger(words.rsplit("Error: ").next().unwrap_or(words).trim().to_owned())
        } else if message.contains("constraint failed") || message.contains("cannot store") {
            Self::Constraint(message.to_owned())
        } else {
            Self::Engine(message.to_owned())
        }
    }

    /// Whether the trigger that aborts with `words` refused.
    pub fn is_trigger(&self, words: &str) -> bool {
        matches!(self, Self::Trigger(said) if said == words)
    }
}

/// The port. All of it is synchronous: between two calls nothing else touches the object.
pub trait Sql {
    /// Runs one statement; what it returns is dropped.
    fn run(&self, statement: &str, binds: &[Value]) -> Result<(), SqlError>;

    /// Runs one statement and reads every row that it returns.
    fn query(&self, statement: &str, binds: &[Value]) -> Result<Vec<Row>, SqlError>;

    /// Runs several statements without binds, as a migration does.
    fn script(&self, statements: &str) -> Result<(), SqlError>;

    /// Runs `work` in one transaction: `Err` undoes everything it wrote, and so does a crash.
    ///
    /// Nests: an inner `Err` that the outer work survives undoes the inner part only.
    fn atomically<T, E: From<SqlError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E>;

    /// Reads rows as tuples, or as anything that is [`FromRow`].
    fn rows<R: FromRow>(&self, statement: &str, binds: &[Value]) -> Result<Vec<R>, SqlError> {
        self.query(statement, binds)?.into_iter().map(R::from_row).collect()
    }

    /// Reads the first row, if there is one.
    fn first<R: FromRow>(&self, statement: &str, binds: &[Value]) -> Result<Option<R>, SqlError> {
        self.query(statement, binds)?.into_iter().next().map(R::from_row).transpose()
    }
}

/// Values for a statement's `?` placeholders, in order.
#[macro_export]
macro_rules! binds {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

/// One row, by position.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub Vec<Value>);

/// What one column can be read as.
pub trait FromValue: Sized {
    /// Reads `value`; `None` where it is of another kind.
    fn from_value(value: Value) -> Option<Self>;
}

/// What a whole row can be read as.
pub trait FromRow: Sized {
    /// Reads `row`; [`SqlError::Shape`] names the first column that does not fit.
    fn from_row(row: Row) -> Result<Self, SqlError>;
}

macro_rules! tuples {
    ($(($($name:ident $column:ident . $index:tt),+);)*) => {$(
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: Row) -> Result<Self, SqlError> {
                // All columns, and then one decision: a way out after each, with what was read until there to be dropped, made
                // these functions twice as large, and there are fifty of them in one bundle.
                let mut values = row.0.into_iter();
                let read = ($(values.next().and_then($name::from_value),)+);
                let fits = [$(read.$index.is_some()),+];
                match read {
                    ($(Some($column),)+) => Ok(($($column,)+)),
                    _ => Err(SqlError::Shape(fits.iter().position(|fits| !fits).unwrap_or_default())),
                }
            }
        }
    )*};
}

tuples! {
    (A a.0);
    (A a.0, B b.1);
    (A a.0, B b.1, C c.2);
    (A a.0, B b.1, C c.2, D d.3);
    (A a.0, B b.1, C c.2, D d.3, E e.4);
    (A a.0, B b.1, C c.2, D d.3, E e.4, F f.5);
    (A a.0, B b.1, C c.2, D d.3, E e.4, F f.5, G g.6);
    (A a.0, B b.1, C c.2, D d.3, E e.4, F f.5, G g.6, H h.7);
    (A a.0, B b.1, C c.2, D d.3, E e.4, F f.5, G g.6, H h.7, I i.8);
    (A a.0, B b.1, C c.2, D d.3, E e.4, F f.5, G g.6, H h.7, I i.8, J j.9);
}

macro_rules! values {
    ($($type:ty, $variant:ident;)*) => {$(
        impl FromValue for $type {
            fn from_value(value: Value) -> Option<Self> {
                match value { Value::$variant(inner) => Some(inner), _ => None }
            }
        }
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}

values! { i64, Int; String, Text; Vec<u8>, Blob; f64, Real; }

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<crate::TokenHash> for Value {
    fn from(hash: crate::TokenHash) -> Self {
        Self::Blob(hash.bytes().to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// The numbered steps of one component's schema; a step once released is never edited, only followed by another.
pub struct Migrations {
    /// Whose tables these are: an object's database holds those of several components.
    pub component: &'static str,
    /// The steps, oldest first.
    pub steps: &'static [&'static str],
}

/// Whether the object holds anything: an object that nobody opened has no tables, whatever is asked of it.
pub fn is_open(sql: &impl Sql) -> Result<bool, SqlError> {
    Ok(!sql.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'", &[])?.is_empty())
}

/// Brings each component's tables to its newest step, all or nothing.
///
/// A step that was applied here and reads differently now is refused: its tables are not what the code believes, and going
/// on would fail in stranger ways. (`PRAGMA user_version` is refused by workerd, hence the table.)
pub fn migrate(sql: &impl Sql, components: &[Migrations], now: Instant) -> Result<(), SqlError> {
    sql.atomically(|| {
        sql.script(
            "CREATE TABLE IF NOT EXISTS schema_version (component TEXT NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (component, version)) STRICT, WITHOUT ROWID",
        )?;
        for Migrations { component, steps } in components {
            let applied = sql.rows::<(i64, Vec<u8>)>("SELECT version, digest FROM schema_version WHERE component = ?", binds![*component])?;
            for (version, step) in (1_i64..).zip(*steps) {
                let digest = Sha256::digest(step).to_vec();
                match applied.iter().find(|(known, _)| *known == version) {
                    Some((_, same)) if *same == digest => {}
                    Some(_) => return Err(SqlError::Engine(format!("step {version} of {component} was edited after it was applied"))),
                    None => {
                        sql.script(step)?;
                        let row = binds![*component, version, digest, now];
                        sql.run("INSERT INTO schema_version (component, version, digest, at) VALUES (?, ?, ?, ?)", row)?;
                    }
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_words_are_understood() {
        for (message, error) in [
            ("UNIQUE constraint failed: a.b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)", SqlError::Unique),
            ("Error: occupied: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_TRIGGER)", SqlError::Trigger("occupied".into())),
            ("occupied: SQLITE_CONSTRAINT_TRIGGER", SqlError::Trigger("occupied".into())),
            ("no such table: x: SQLITE_ERROR", SqlError::Engine("no such table: x: SQLITE_ERROR".into())),
        ] {
            assert_eq!(SqlError::from_message(message), error);
        }
    }

    #[test]
    fn a_row_of_another_shape_names_its_column() {
        let row = Row(vec![Value::Int(1), Value::Null]);
        assert_eq!(<(i64, Option<String>)>::from_row(row.clone()), Ok((1, None)));
        assert_eq!(<(i64, String)>::from_row(row.clone()), Err(SqlError::Shape(1)));
        assert_eq!(<(i64, Option<i64>, i64)>::from_row(row), Err(SqlError::Shape(2)));
    }
}
