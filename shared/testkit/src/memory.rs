//! [`Memory`]: the port over `rusqlite`, as strict as workerd.

use std::{
    cell::Cell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use guichet_kernel::{Row, Sql, SqlError, Value, sql::LARGEST_INTEGER};
use rusqlite::{
    Connection, ErrorCode, StatementStatus,
    config::DbConfig,
    ffi,
    hooks::{AuthAction, AuthContext, Authorization},
    limits::Limit,
    types,
};

/// workerd: at most 100 bound values a statement.
const MOST_BINDS: usize = 100;
/// workerd: a string, blob or row of at most 2 MB.
const LARGEST_VALUE: i32 = 2 * 1024 * 1024;
/// workerd: LIKE and GLOB patterns of at most 50 bytes.
const LONGEST_PATTERN: i32 = 50;

/// What statements cost, on any machine the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// How many statements were run.
    pub statements: u64,
    /// How many steps of SQLite's virtual machine they took; a row that is looked at costs a few.
    pub steps: u64,
}

/// An object's database, in memory.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    depth: Cell<u32>,
    done: Cell<Work>,
    /// Raised while `atomically` itself opens or closes a savepoint; a statement of ours may not.
    in_atomically: Arc<AtomicBool>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// An empty database with workerd's flags and limits.
    ///
    /// # Panics
    /// When SQLite cannot open a database in memory.
    #[expect(clippy::expect_used, reason = "a test without a database has nothing to say")]
    pub fn new() -> Self {
        let mut connection = Connection::open_in_memory().expect("a database in memory");
        for (limit, value) in [
            (Limit::SQLITE_LIMIT_LENGTH, LARGEST_VALUE),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN),
            (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 100),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_COLUMN, 100),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
        ] {
            connection.set_limit(limit, value).expect("a known limit");
        }
        // An object has more statements than the 16 that are kept by default.
        connection.set_prepared_statement_cache_capacity(128);
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF").expect("known pragmas");
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).expect("known flag");
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false).expect("known flag");
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false).expect("known flag");
        // Without it SQLite prepares a statement anew for each set of values that a partial index might be chosen by.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).expect("known flag");
        let in_atomically = Arc::new(AtomicBool::new(false));
        let ours = Arc::clone(&in_atomically);
        connection
            .authorizer(Some(move |context: AuthContext<'_>| authorize(&context, ours.load(Ordering::Relaxed))))
            .expect("an authorizer");
        Self { connection, depth: Cell::new(0), done: Cell::default(), in_atomically }
    }

    /// What `work` costs the database.
    pub fn work_of<T>(&self, work: impl FnOnce() -> T) -> (T, Work) {
        self.done.set(Work::default());
        let outcome = work();
        (outcome, self.done.get())
    }

    /// A copy of the whole database, as a crash would find it on disk.
    ///
    /// # Panics
    /// When SQLite cannot copy it.
    #[expect(clippy::expect_used, reason = "a test without a database has nothing to say")]
    pub fn snapshot(&self) -> Self {
        let mut copy = Self::new();
        {
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut copy.connection).expect("a backup");
            backup.run_to_completion(1_000, std::time::Duration::ZERO, None).expect("a whole backup");
        }
        copy
    }

    fn refuse_binds(binds: &[Value]) -> Result<(), SqlError> {
        if binds.len() > MOST_BINDS {
            return Err(SqlError::Engine("too many SQL variables: SQLITE_ERROR".into()));
        }
        let outside =
            binds.iter().any(|value| matches!(value, Value::Int(number) if number.unsigned_abs() > LARGEST_INTEGER.unsigned_abs()));
        if outside { Err(SqlError::Engine("integer outside JavaScript's safe range".into())) } else { Ok(()) }
    }
}

/// workerd's authorizer: transactions belong to `atomically`, files and most pragmas to the platform.
fn authorize(context: &AuthContext<'_>, in_atomically: bool) -> Authorization {
    let allowed = match context.action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => in_atomically,
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => false,
        AuthAction::Pragma { pragma_name, .. } => ALLOWED_PRAGMAS.contains(&pragma_name),
        AuthAction::CreateVtable { module_name, .. } => module_name.to_ascii_lowercase().starts_with("fts5"),
        _ => true,
    };
    if allowed { Authorization::Allow } else { Authorization::Deny }
}

/// The pragmas that workerd lets through and that somebody may want (workerd, `sqlite.c++`, `ALLOWED_PRAGMAS`).
const ALLOWED_PRAGMAS: [&str; 10] = [
    "data_version",
    "table_info",
    "table_list",
    "index_list",
    "index_info",
    "foreign_key_check",
    "foreign_key_list",
    "quick_check",
    "defer_foreign_keys",
    "optimize",
];

impl Sql for Memory {
    fn run(&self, statement: &str, binds: &[Value]) -> Result<(), SqlError> {
        self.query(statement, binds).map(drop)
    }

    fn query(&self, statement: &str, binds: &[Value]) -> Result<Vec<Row>, SqlError> {
        Self::refuse_binds(binds)?;
        let mut prepared = self.connection.prepare_cached(statement).map_err(refusal)?;
        let columns = prepared.column_count();
        let mut rows = prepared.query(rusqlite::params_from_iter(binds.iter().map(bound))).map_err(refusal)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(refusal)? {
            let values = (0..columns).map(|column| row.get_ref(column).map_err(refusal).and_then(read));
            all.push(Row(values.collect::<Result<_, _>>()?));
        }
        drop(rows);
        let steps = u64::try_from(prepared.reset_status(StatementStatus::VmStep)).unwrap_or_default();
        let Work { statements, steps: before } = self.done.get();
        self.done.set(Work { statements: statements + 1, steps: before + steps });
        Ok(all)
    }

    fn script(&self, statements: &str) -> Result<(), SqlError> {
        self.connection.execute_batch(statements).map_err(refusal)
    }

    fn atomically<T, E: From<SqlError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let depth = self.depth.get();
        let run = |statement: String| {
            self.in_atomically.store(true, Ordering::Relaxed);
            let done = self.connection.execute_batch(&statement);
            self.in_atomically.store(false, Ordering::Relaxed);
            done.map_err(|error| E::from(refusal(error)))
        };
        run(format!("SAVEPOINT level{depth}"))?;
        self.depth.set(depth + 1);
        let outcome = work();
        self.depth.set(depth);
        if outcome.is_err() {
            run(format!("ROLLBACK TO level{depth}"))?;
        }
        run(format!("RELEASE level{depth}"))?;
        outcome
    }
}

fn bound(value: &Value) -> types::Value {
    match value {
        Value::Null => types::Value::Null,
        // workerd: whatever is a number in JavaScript is bound as a double, so `? / 2` halves 1 to 0.5, and `? || ''` has a point.
        #[expect(clippy::cast_precision_loss, reason = "within ±2⁵³, none is lost")]
        Value::Int(number) => types::Value::Real(*number as f64),
        Value::Real(number) => types::Value::Real(*number),
        Value::Text(text) => types::Value::Text(text.clone()),
        Value::Blob(bytes) => types::Value::Blob(bytes.clone()),
    }
}

fn read(value: types::ValueRef<'_>) -> Result<Value, SqlError> {
    Ok(match value {
        types::ValueRef::Null => Value::Null,
        types::ValueRef::Integer(number) if number.unsigned_abs() > LARGEST_INTEGER.unsigned_abs() => {
            return Err(SqlError::Engine("integer outside JavaScript's safe range".into()));
        }
        types::ValueRef::Integer(number) => Value::Int(number),
        types::ValueRef::Real(number) => whole(number).map_or(Value::Real(number), Value::Int),
        types::ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        types::ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

/// The integer that a number is in JavaScript, which tells no double from an integer of the same value.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_precision_loss, reason = "2⁵³ − 1 is a double")]
    let safe = number.fract() == 0.0 && number.abs() <= LARGEST_INTEGER as f64;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and within ±2⁵³")]
    safe.then_some(number as i64)
}

/// Writes SQLite's refusal as workerd does, so that one reader understands both.
#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
fn refusal(error: rusqlite::Error) -> SqlError {
    let message = match &error {
        rusqlite::Error::SqliteFailure(failure, words) => {
            let extended = match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_TRIGGER => "SQLITE_CONSTRAINT_TRIGGER",
                ffi::SQLITE_CONSTRAINT_UNIQUE => "SQLITE_CONSTRAINT_UNIQUE",
                ffi::SQLITE_CONSTRAINT_PRIMARYKEY => "SQLITE_CONSTRAINT_PRIMARYKEY",
                _ => "",
            };
            let code = if failure.code == ErrorCode::ConstraintViolation { "SQLITE_CONSTRAINT" } else { "SQLITE_ERROR" };
            format!("{}: {code} (extended: {extended})", words.as_deref().unwrap_or_default())
        }
        other => other.to_string(),
    };
    SqlError::from_message(&message)
}
