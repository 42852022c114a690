//! Under which country's address a link was asked for: that country's Directory learns of the person once the link is used.

use chrono::TimeDelta;
use guichet_contracts::Stop;
use guichet_kernel::{Country, Instant, Sql, SqlError, Token, binds, sql::Migrations};
use guichet_practice_core::identity::LINK_LIVES;

/// The table.
pub(super) const MIGRATIONS: Migrations = Migrations {
    component: "asked",
    steps: &["
        CREATE TABLE asked (token_hash BLOB PRIMARY KEY, country TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX asked_by_age ON asked (at);
    "],
};

/// Notes where the link of `token` was asked for.
pub(super) fn note(sql: &impl Sql, now: Instant, token: &Token, country: Country) -> Result<(), Stop> {
    let row = binds![token.hash(), country.path_segment(), now];
    Ok(sql.run("INSERT INTO asked (token_hash, country, at) VALUES (?, ?, ?)", row)?)
}

/// Where the link of `token` was asked for; once.
pub(super) fn take(sql: &impl Sql, token: &Token) -> Result<Option<Country>, Stop> {
    let row = sql.first::<(String,)>("DELETE FROM asked WHERE token_hash = ? RETURNING country", binds![token.hash()])?;
    Ok(row.and_then(|(country,)| Country::from_path_segment(&country)))
}

/// Forgets links that are over.
pub(super) fn sweep(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("DELETE FROM asked WHERE at <= ?", binds![now.minus(LINK_LIVES)])
}

/// When [`sweep`] next has something to forget.
pub(super) fn sweep_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let oldest = sql.first::<(Instant,)>("SELECT at FROM asked ORDER BY at LIMIT 1", &[])?;
    Ok(oldest.map(|(at,)| at.plus(LINK_LIVES).plus(TimeDelta::milliseconds(1))))
}
