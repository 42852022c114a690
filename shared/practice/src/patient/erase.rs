//! Forgetting a patient, here and in every object that has seen the id.

use guichet_kernel::{Instant, Label, ObjectRef, PatientId, Sql, binds};
use serde::Serialize;

use super::{Refusal, merge, store, words};

/// What an erasure did, and must be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// The patient who is forgotten.
    pub patient: PatientId,
    /// The version of the tombstone.
    pub version: i64,
    /// The ids whose records had been merged into it, and the versions of their tombstones: they mean the same person.
    pub also: Vec<(PatientId, i64)>,
}

/// Deletes everything about the patient who answers for `patient`: record, numbers, notes, consents, guardians, what it was
/// found by, proposals. What stays is that the id was erased, when, and at which version, so that nothing told of late
/// brings it back.
pub fn erase(sql: &impl Sql, patient: PatientId, now: Instant) -> Result<Erased, Refusal> {
    let id = store::resolve(sql, patient)?;
    let record = store::live(sql, id)?;
    let dependants = sql.rows::<(PatientId,)>("SELECT patient_id FROM patient_guardian WHERE guardian_id = ?", binds![id])?;
    for statement in [
        "DELETE FROM patient_identifier WHERE patient_id = ?",
        "DELETE FROM patient_note WHERE patient_id = ?",
        "DELETE FROM patient_consent WHERE patient_id = ?",
        "DELETE FROM patient_block WHERE patient_id = ?",
        "DELETE FROM patient_guardian WHERE patient_id = ?1 OR guardian_id = ?1",
        "DELETE FROM patient_duplicate WHERE a = ?1 OR b = ?1",
    ] {
        sql.run(statement, binds![id])?;
    }
    // Who was written to about them has changed.
    for (dependant,) in dependants {
        store::touch(sql, dependant, now)?;
    }
    merge::remove_record(sql, id)?;
    forget_separators(sql)?;
    let version = record.version + 1;
    sql.run("INSERT INTO patient_gone (patient_id, version, at) VALUES (?, ?, ?)", binds![id, version, now])?;
    let also = sql.rows::<(PatientId, i64)>(
        "UPDATE patient_gone SET version = version + 1, merged_into = NULL, at = ? WHERE merged_into = ? RETURNING patient_id, version",
        binds![now, id],
    )?;
    Ok(Erased { patient: id, version, also })
}

/// Sees to it that no page of the full-text index is introduced by a word that nobody has.
///
/// `secure-delete` takes the words out of the pages, and leaves the words that the table of pages is sorted by: those of the
/// erased, and those of a name that they had before, or of a record that was merged into theirs. Which of them were theirs
/// cannot be told any more; so the index is built anew as soon as one of them is nobody's.
fn forget_separators(sql: &impl Sql) -> Result<(), Refusal> {
    // The first byte says which index: whole words, or prefixes of one to four letters, which tell of nobody.
    let pages = sql.rows::<(Vec<u8>,)>("SELECT term FROM patient_words_idx WHERE length(term) > 4", &[])?;
    for (page,) in pages {
        let term = page.get(1..).unwrap_or_default();
        // The table keeps no more of a word than tells two pages apart, which may end within a letter.
        let start = match std::str::from_utf8(term) {
            Ok(start) => start,
            Err(cut) => term.get(..cut.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok()).unwrap_or_default(),
        };
        let is_word = !start.is_empty() && start.chars().all(char::is_alphanumeric);
        let somebodys = "SELECT 1 FROM patient_words WHERE patient_words MATCH ? LIMIT 1";
        if !is_word || sql.query(somebodys, binds![format!("\"{start}\" *")])?.is_empty() {
            return Ok(sql.run("INSERT INTO patient_words (patient_words) VALUES ('rebuild')", &[])?);
        }
    }
    Ok(())
}

words! {
    /// Where an object stands with an erasure.
    Outcome {
        /// It has not answered.
        Waiting = "waiting",
        /// It holds nothing of the patient any more.
        Erased = "erased",
        /// It holds what the law wants kept.
        Kept = "kept",
    }
}

/// What an object answers to an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acknowledgement {
    /// It holds nothing of the patient any more.
    Erased,
    /// It keeps something.
    Kept {
        /// Until when, where there is an end.
        until: Option<Instant>,
        /// Why; names nobody.
        because: Label,
    },
}

/// One object's line in the tally of an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Which object.
    pub object: ObjectRef,
    /// Where it stands.
    pub outcome: Outcome,
    /// Until when it keeps something.
    pub until: Option<Instant>,
    /// Why it keeps something.
    pub because: Option<Label>,
    /// Since when it stands so.
    pub at: Instant,
}

/// Notes which objects must answer for an erased id. One that has answered already stays as it is.
pub fn expect(sql: &impl Sql, patient: PatientId, objects: &[ObjectRef], now: Instant) -> Result<(), Refusal> {
    erased_at(sql, patient)?;
    for object in objects {
        sql.run(
            "INSERT INTO erasure_ack (patient_id, object, outcome, at) VALUES (?, ?, 'waiting', ?) ON CONFLICT DO NOTHING",
            binds![patient, object, now],
        )?;
    }
    Ok(())
}

/// Notes an object's answer; [`Refusal::Unknown`] from one that was not asked. "Erased" is final, "kept" may be followed by
/// another answer.
pub fn acknowledge(sql: &impl Sql, patient: PatientId, object: &ObjectRef, answer: &Acknowledgement, now: Instant) -> Result<(), Refusal> {
    let (outcome, until, because) = match answer {
        Acknowledgement::Erased => (Outcome::Erased, None, None),
        Acknowledgement::Kept { until, because } => (Outcome::Kept, *until, Some(because)),
    };
    let known = sql.query("SELECT 1 FROM erasure_ack WHERE patient_id = ? AND object = ?", binds![patient, object])?;
    if known.is_empty() {
        return Err(Refusal::Unknown);
    }
    Ok(sql.run(
        "UPDATE erasure_ack SET outcome = ?, until = ?, because = ?, at = ? WHERE patient_id = ? AND object = ? AND outcome <> 'erased'",
        binds![outcome, until, because, now, patient, object],
    )?)
}

/// When `patient` was erased, and where every object stands; [`Refusal::Unknown`] for an id that was not erased.
pub fn tally(sql: &impl Sql, patient: PatientId) -> Result<(Instant, Vec<Tally>), Refusal> {
    let erased_at = erased_at(sql, patient)?;
    let rows = sql.rows::<(ObjectRef, Outcome, Option<Instant>, Option<Label>, Instant)>(
        "SELECT object, outcome, until, because, at FROM erasure_ack WHERE patient_id = ? ORDER BY object",
        binds![patient],
    )?;
    Ok((erased_at, rows.into_iter().map(|(object, outcome, until, because, at)| Tally { object, outcome, until, because, at }).collect()))
}

fn erased_at(sql: &impl Sql, patient: PatientId) -> Result<Instant, Refusal> {
    let row = sql.first::<(Instant,)>("SELECT at FROM patient_gone WHERE patient_id = ? AND merged_into IS NULL", binds![patient])?;
    row.map(|(at,)| at).ok_or(Refusal::Unknown)
}
