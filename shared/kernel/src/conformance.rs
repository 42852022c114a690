//! What every implementation of the [`Sql`] port must do, run natively and inside workerd.
//!
//! Each check is a sentence and a function; [`run`] gives the sentences of those that fail. The database must be empty.

#![expect(clippy::unnecessary_wraps, reason = "every check is called through one signature")]

use crate::{Instant, Row, Sql, SqlError, Value, binds, sql};

type Check<S> = (&'static str, fn(&S) -> Result<bool, SqlError>);

/// Runs every check; an empty list is a pass.
pub fn run<S: Sql>(sql: &S) -> Vec<String> {
    let checks: &[Check<S>] = &[
        ("an untouched object is not open", |sql| Ok(!sql::is_open(sql)?)),
        ("values of every kind come back as they went", values_come_back),
        ("integers to 2^53-1 come back exactly, larger ones are refused", large_integers),
        ("an error rolls back every statement of an atomic block", rollback),
        ("an inner error that is survived undoes the inner part only", nested),
        ("a UNIQUE violation is told apart", unique),
        ("a trigger's abort arrives with its words", trigger),
        ("foreign keys are enforced", foreign_keys),
        ("STRICT tables refuse another type", strict),
        ("RETURNING gives the rows written", returning),
        ("numbered parameters may be used twice", numbered),
        ("a number is bound as a double, whatever it was, and kept as its column says", doubles),
        ("a whole number comes back as an integer, however it was kept", whole_numbers),
        ("a recursive query is answered", recursive),
        ("FTS5 finds words without their accents", full_text),
        ("what the platform forbids is refused", forbidden),
        ("over 100 binds are refused", many_binds),
        ("a value over 2 MB is refused", large_value),
        ("a LIKE pattern over 50 bytes is refused", long_pattern),
        ("migrations run once, a failing step leaves none of its migration, an edited one is refused", migrations),
    ];
    let outcome = |(sentence, check): &Check<S>| match check(sql) {
        Ok(true) => None,
        Ok(false) => Some((*sentence).to_owned()),
        Err(error) => Some(format!("{sentence}: {error}")),
    };
    checks.iter().filter_map(outcome).collect()
}

fn values_come_back(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE kinds (a, b, c, d, e)")?;
    let sent = [Value::Null, Value::Int(-7), Value::Real(1.5), Value::Text("Zoé, 14 h 30 ’\u{0} 🙂".into()), Value::Blob(vec![0, 255, 7])];
    sql.run("INSERT INTO kinds VALUES (?, ?, ?, ?, ?)", &sent)?;
    let back = sql.query("SELECT a, b, c, d, e FROM kinds", &[])?;
    Ok(back.into_iter().map(|row| row.0).collect::<Vec<_>>() == [sent.to_vec()])
}

fn large_integers(sql: &impl Sql) -> Result<bool, SqlError> {
    let read = |number: i64| sql.first::<(i64,)>("SELECT ?", binds![number]);
    let largest = sql::LARGEST_INTEGER;
    Ok(read(largest)? == Some((largest,)) && read(-largest)? == Some((-largest,)) && read(largest + 1).is_err())
}

fn rollback(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE once (id INTEGER PRIMARY KEY)")?;
    let failed = sql.atomically(|| {
        sql.run("INSERT INTO once VALUES (1)", &[])?;
        sql.run("INSERT INTO once VALUES (1)", &[])
    });
    Ok(failed == Err(SqlError::Unique) && count(sql, "once")? == 0)
}

fn nested(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE level (id INTEGER PRIMARY KEY)")?;
    sql.atomically(|| {
        sql.run("INSERT INTO level VALUES (1)", &[])?;
        let inner = sql.atomically(|| {
            sql.run("INSERT INTO level VALUES (2)", &[])?;
            Err::<(), _>(SqlError::Unique)
        });
        debug_assert_eq!(inner, Err(SqlError::Unique));
        sql.run("INSERT INTO level VALUES (3)", &[])
    })?;
    Ok(sql.rows::<(i64,)>("SELECT id FROM level ORDER BY id", &[])? == [(1,), (3,)])
}

fn unique(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE one (id TEXT PRIMARY KEY, name TEXT UNIQUE) STRICT, WITHOUT ROWID; INSERT INTO one VALUES ('a', 'x')")?;
    let by_key = sql.run("INSERT INTO one VALUES (?, ?)", binds!["a", "y"]);
    let by_name = sql.run("INSERT INTO one VALUES (?, ?)", binds!["b", "x"]);
    Ok(by_key == Err(SqlError::Unique) && by_name == Err(SqlError::Unique))
}

fn trigger(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script(
        "CREATE TABLE guarded (id INTEGER);
         CREATE TRIGGER guard BEFORE INSERT ON guarded WHEN NEW.id > 9 BEGIN SELECT RAISE(ABORT, 'too large'); END",
    )?;
    sql.run("INSERT INTO guarded VALUES (9)", &[])?;
    let refused = sql.run("INSERT INTO guarded VALUES (10)", &[]);
    Ok(refused.is_err_and(|error| error.is_trigger("too large")) && count(sql, "guarded")? == 1)
}

fn foreign_keys(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (id INTEGER REFERENCES parent (id))")?;
    Ok(matches!(sql.run("INSERT INTO child VALUES (1)", &[]), Err(SqlError::Constraint(_))))
}

fn strict(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE typed (n INTEGER NOT NULL) STRICT")?;
    let text = sql.run("INSERT INTO typed VALUES (?)", binds!["one"]);
    let null = sql.run("INSERT INTO typed VALUES (?)", &[Value::Null]);
    Ok(matches!(text, Err(SqlError::Constraint(_))) && matches!(null, Err(SqlError::Constraint(_))))
}

fn returning(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE given (id INTEGER PRIMARY KEY, word TEXT)")?;
    let rows = sql.rows::<(i64, String)>("INSERT INTO given (word) VALUES (?), (?) RETURNING id, word", binds!["a", "b"])?;
    Ok(rows == [(1, "a".to_owned()), (2, "b".to_owned())])
}

fn numbered(sql: &impl Sql) -> Result<bool, SqlError> {
    Ok(sql.first::<(i64, i64, i64)>("SELECT ?2, ?1, ?2", binds![1_i64, 2_i64])? == Some((2, 1, 2)))
}

/// At the edge there are only JavaScript's numbers. So what is divided, or joined to text, is cast first.
fn doubles(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE kept (n INTEGER NOT NULL) STRICT")?;
    sql.run("INSERT INTO kept VALUES (?)", binds![7_i64])?;
    let bound = sql.first::<(String, String, String)>("SELECT typeof(?1), ?1 || '', CAST(?1 AS INTEGER) || ''", binds![7_i64])?;
    let halved = sql.query("SELECT ?1 / 2, CAST(?1 AS INTEGER) / 2", binds![7_i64])?;
    let kept = sql.first::<(String, i64)>("SELECT typeof(n), n / 2 FROM kept WHERE n = ?", binds![7_i64])?;
    Ok(bound == Some(("real".to_owned(), "7.0".to_owned(), "7".to_owned()))
        && halved == [Row(vec![Value::Real(3.5), Value::Int(3)])]
        && kept == Some(("integer".to_owned(), 3)))
}

fn whole_numbers(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE measured (n REAL NOT NULL) STRICT")?;
    sql.run("INSERT INTO measured VALUES (?), (?)", &[Value::Real(2.0), Value::Real(2.5)])?;
    Ok(sql.query("SELECT n FROM measured ORDER BY n", &[])? == [Row(vec![Value::Int(2)]), Row(vec![Value::Real(2.5)])])
}

fn recursive(sql: &impl Sql) -> Result<bool, SqlError> {
    let counted = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT COUNT(*), MAX(i) FROM n";
    Ok(sql.first::<(i64, i64)>(counted, binds![9_i64])? == Some((9, 9)))
}

fn full_text(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE VIRTUAL TABLE words USING fts5(name, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')")?;
    sql.run("INSERT INTO words VALUES (?)", binds!["Élodie Lefèvre"])?;
    Ok(sql.rows::<(String,)>("SELECT name FROM words WHERE words MATCH ?", binds!["lefe*"])?.len() == 1)
}

fn forbidden(sql: &impl Sql) -> Result<bool, SqlError> {
    let all =
        ["BEGIN", "SAVEPOINT a", "COMMIT", "PRAGMA user_version = 3", "ATTACH 'x' AS y", "CREATE VIRTUAL TABLE r USING rtree(id, a, b)"];
    Ok(all.iter().all(|statement| sql.run(statement, &[]).is_err()))
}

fn many_binds(sql: &impl Sql) -> Result<bool, SqlError> {
    let ask = |many: usize| sql.query(&format!("SELECT {}", vec!["?"; many].join(" + ")), &vec![Value::Int(1); many]);
    Ok(ask(100).is_ok() && ask(101).is_err())
}

fn large_value(sql: &impl Sql) -> Result<bool, SqlError> {
    sql.script("CREATE TABLE large (text TEXT)")?;
    sql.run("INSERT INTO large VALUES (?)", &[Value::Text("x".repeat(1_000_000))])?;
    Ok(sql.run("INSERT INTO large VALUES (?)", &[Value::Text("x".repeat(2_200_000))]).is_err())
}

fn long_pattern(sql: &impl Sql) -> Result<bool, SqlError> {
    let ask = |length: usize| sql.query("SELECT 'x' LIKE ?", &[Value::Text("x".repeat(length))]);
    Ok(ask(50).is_ok() && ask(51).is_err())
}

fn migrations(sql: &impl Sql) -> Result<bool, SqlError> {
    let component = |steps| [sql::Migrations { component: "probe", steps }];
    let now = Instant::from_millis(0);
    sql::migrate(sql, &component(&["CREATE TABLE first (id INTEGER)"]), now)?;
    sql::migrate(sql, &component(&["CREATE TABLE first (id INTEGER)", "CREATE TABLE second (id INTEGER)"]), now)?;
    let broken = ["", "", "CREATE TABLE third (id INTEGER)", "CREATE TABLE fourth ("];
    let failed = sql.atomically(|| steps_of(sql, &broken));
    let edited = sql::migrate(sql, &component(&["CREATE TABLE first (id TEXT)"]), now);
    Ok(failed.is_err() && edited.is_err() && sql::is_open(sql)? && count(sql, "second")? == 0 && count(sql, "third").is_err())
}

fn steps_of(sql: &impl Sql, steps: &[&str]) -> Result<(), SqlError> {
    steps.iter().filter(|step| !step.is_empty()).try_for_each(|step| sql.script(step))
}

fn count(sql: &impl Sql, table: &str) -> Result<i64, SqlError> {
    Ok(sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {table}"), &[])?.map_or(0, |(count,)| count))
}
