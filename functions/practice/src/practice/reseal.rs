//! Sealing everything anew after a new data key: batch by batch, until no field is under a former one.

use chrono::TimeDelta;
use guichet_kernel::{At, Instant, Sql, SqlError, binds, sql::Migrations};
use guichet_practice_core::{
    patient,
    vault::{self, VaultError},
};

use super::PracticeObject;

/// The table.
pub(super) const MIGRATIONS: Migrations = Migrations {
    component: "reseal",
    steps: &["CREATE TABLE reseal (one INTEGER PRIMARY KEY CHECK (one = 1), due_at INTEGER NOT NULL) STRICT"],
};

/// How many fields one batch seals: well under what an object may do at one go.
const BATCH: u16 = 500;

/// How long it waits where the keys are out of reach.
const LATER: TimeDelta = TimeDelta::minutes(10);

/// Makes it due.
pub(super) fn due(sql: &impl Sql, at: Instant) -> Result<(), SqlError> {
    sql.run("INSERT INTO reseal (one, due_at) VALUES (1, ?) ON CONFLICT DO UPDATE SET due_at = excluded.due_at", binds![at])
}

/// When the next batch is due, if there is one.
pub(super) fn wake_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    Ok(sql.first::<(Instant,)>("SELECT due_at FROM reseal", &[])?.map(|(at,)| at))
}

impl PracticeObject {
    /// Seals one batch, if it is due.
    pub(super) fn reseal(&self, sql: &impl Sql, at: At<'_>) -> Result<(), SqlError> {
        if wake_at(sql)?.is_none_or(|due| due > at.now) {
            return Ok(());
        }
        let batch = || -> Result<(), VaultError> {
            let (master, practice) = self.master().map_err(|_| VaultError::Master)?;
            let vault = vault::Vault::open(sql, master, practice)?;
            vault::reseal(sql, at, &vault, patient::SEALED, BATCH)?;
            if !vault::is_resealing(sql)? {
                sql.run("DELETE FROM reseal", &[])?;
            }
            Ok(())
        };
        match sql.atomically(batch) {
            Ok(()) => Ok(()),
            Err(VaultError::Store(error)) => Err(error),
            // It stays due: a ring with the right keys will come.
            Err(_) => due(sql, at.now.plus(LATER)),
        }
    }
}
