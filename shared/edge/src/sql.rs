//! The [`Sql`] port over a durable object's own SQLite.

use guichet_kernel::{Row, Sql, SqlError, Value, sql::LARGEST_INTEGER};
use worker::{
    SqlStorage, SqlStorageValue, Storage,
    wasm_bindgen::{self, JsCast, JsValue, prelude::wasm_bindgen},
};

#[wasm_bindgen]
extern "C" {
    /// The part of `DurableObjectStorage` that the SDK does not bind.
    #[derive(Clone)]
    type TransactionStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &TransactionStorage, work: &mut dyn FnMut() -> Result<JsValue, JsValue>) -> Result<JsValue, JsValue>;
}

/// An object's SQLite.
pub struct EdgeSql {
    sql: SqlStorage,
    storage: TransactionStorage,
}

impl EdgeSql {
    /// The SQLite of `storage`.
    pub fn new(storage: &Storage) -> Self {
        let raw: &JsValue = storage.as_raw().as_ref();
        Self { sql: storage.sql(), storage: raw.clone().unchecked_into() }
    }
}

impl Sql for EdgeSql {
    fn run(&self, statement: &str, binds: &[Value]) -> Result<(), SqlError> {
        self.query(statement, binds).map(drop)
    }

    fn query(&self, statement: &str, binds: &[Value]) -> Result<Vec<Row>, SqlError> {
        let binds = binds.iter().map(bound).collect::<Result<Vec<_>, _>>()?;
        let cursor = self.sql.exec(statement, binds).map_err(|error| refusal(&error))?;
        // Read to the end at once: a cursor that lives across other statements returns whatever it likes.
        let read =
            |row: worker::Result<Vec<SqlStorageValue>>| Ok(Row(row.map_err(|error| refusal(&error))?.into_iter().map(unbound).collect()));
        cursor.raw().map(read).collect()
    }

    fn script(&self, statements: &str) -> Result<(), SqlError> {
        self.sql.exec(statements, None).map(drop).map_err(|error| refusal(&error))
    }

    fn atomically<T, E: From<SqlError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let (mut work, mut outcome) = (Some(work), None);
        let thrown = self.storage.transaction_sync(&mut || {
            let Some(work) = work.take() else { return Err(JsValue::from_str("called twice")) };
            let result = work();
            // An exception is what makes the platform roll back.
            let signal = if result.is_ok() { Ok(JsValue::UNDEFINED) } else { Err(JsValue::from_str("rollback")) };
            outcome = Some(result);
            signal
        });
        match (outcome, thrown) {
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(_)) | None, Err(error)) => Err(refusal(&worker::Error::from(error)).into()),
            (None, Ok(_)) => Err(SqlError::Engine("transaction not run".into()).into()),
        }
    }
}

fn bound(value: &Value) -> Result<SqlStorageValue, SqlError> {
    Ok(match value {
        Value::Null => SqlStorageValue::Null,
        Value::Int(number) if number.unsigned_abs() > LARGEST_INTEGER.unsigned_abs() => {
            return Err(SqlError::Engine("integer outside JavaScript's safe range".into()));
        }
        Value::Int(number) => SqlStorageValue::Integer(*number),
        Value::Real(number) => SqlStorageValue::Float(*number),
        Value::Text(text) => SqlStorageValue::String(text.clone()),
        Value::Blob(bytes) => SqlStorageValue::Blob(bytes.clone()),
    })
}

fn unbound(value: SqlStorageValue) -> Value {
    match value {
        SqlStorageValue::Null => Value::Null,
        SqlStorageValue::Boolean(truth) => Value::Int(truth.into()),
        SqlStorageValue::Integer(number) => Value::Int(number),
        SqlStorageValue::Float(number) => Value::Real(number),
        SqlStorageValue::String(text) => Value::Text(text),
        SqlStorageValue::Blob(bytes) => Value::Blob(bytes),
    }
}

fn refusal(error: &worker::Error) -> SqlError {
    SqlError::from_message(&error.to_string())
}
