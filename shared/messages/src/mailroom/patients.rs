//! What the Practice tells of its patients: a record changed, two became one, somebody is to be forgotten.
//!
//! **Forgetting.** Whatever certainly has not left, and whatever is final, goes at once, with its trace. A message whose
//! attempt is under way, or in doubt, keeps its row until somebody knows or the attempt's [`LEASE`](super::LEASE) is over: without the row
//! an answer that comes back could not be told from one of nobody's. It is not attempted again. Of a forgotten patient one
//! row remains, their id: a fact about them that was late on its way must not bring anything back.

use std::collections::BTreeSet;

use guichet_kernel::{Instant, PatientId, Sql, SqlError};

use super::store;

/// What became of a patient who is to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// Nothing of them is left.
    Erased,
    /// A message is under way; until then at the latest its row is kept, and then [`sweep`] tells that they are erased.
    Kept {
        /// Until when.
        until: Instant,
    },
}

/// What the Practice must be told about somebody who is to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Whom.
    pub patient: PatientId,
    /// Counts what was told of them, from 1.
    pub version: i64,
    /// What became of them.
    pub outcome: Forgotten,
}

/// A patient's record has changed: what waited for their address, or for their record, is due now (A4).
pub fn patient_changed(sql: &impl Sql, patient: PatientId, now: Instant) -> Result<(), SqlError> {
    store::wake_for(sql, store::stands_for(sql, patient)?, now)
}

/// Two records are one person's: the messages of `from` are of `to` from now on, also those still to come.
pub fn patient_merged(sql: &impl Sql, from: PatientId, to: PatientId, now: Instant) -> Result<(), SqlError> {
    sql.atomically(|| {
        let to = store::stands_for(sql, to)?;
        if from == to || store::is_forgotten(sql, from)? || store::is_forgotten(sql, to)? {
            return Ok(());
        }
        store::give_to(sql, from, to)?;
        // Perhaps it is the other record that has the address.
        store::wake_for(sql, to, now)
    })
}

/// Forgets a patient and the records that were merged into theirs; what is answered goes to the Practice.
///
/// Call it inside the transaction that applies the event.
pub fn forget(sql: &impl Sql, patient: PatientId, also: &[PatientId], now: Instant) -> Result<Told, SqlError> {
    sql.atomically(|| {
        let mut all: BTreeSet<PatientId> = also.iter().copied().chain([patient]).collect();
        for known in all.clone() {
            all.extend(store::merged_into(sql, known)?);
        }
        for one in all {
            store::forget(sql, one, patient)?;
        }
        // One that is due has no attempt under way any more: the next sweep takes it.
        let kept = store::kept_until(sql, patient)?.map(|until| until.max(now));
        let outcome = kept.map_or(Forgotten::Erased, |until| Forgotten::Kept { until });
        let version = store::count_answer(sql, patient, kept.is_some())?;
        Ok(Told { patient, version, outcome })
    })
}

/// Deletes the kept messages of forgotten patients of which no attempt is under way any more, and says of whom nothing is
/// left now. Call it, and tell the Practice, in one transaction; [`wake_at`](super::wake_at) rings for it.
pub fn sweep(sql: &impl Sql, now: Instant) -> Result<Vec<Told>, SqlError> {
    sql.atomically(|| {
        store::delete_settled(sql, now)?;
        let done = store::nothing_kept(sql)?;
        let tell = |patient| Ok(Told { patient, version: store::count_answer(sql, patient, false)?, outcome: Forgotten::Erased });
        done.into_iter().map(tell).collect()
    })
}
