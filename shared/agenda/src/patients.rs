//! What becomes of a patient's id when their practice merges records, or forgets somebody.

use guichet_kernel::{AppointmentId, At, Instant, PatientId, PracticeId, Sql, Token, binds};

use crate::{Refusal, standing, waitlist};

/// What still stands, and would be of nobody.
const AHEAD: &str = "attendance IN ('booked', 'confirmed', 'arrived') AND deleted_at IS NULL";

/// What became of a patient who is to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgetting {
    /// In which practice.
    pub practice: PracticeId,
    /// Whom.
    pub patient: PatientId,
    /// Until when an appointment of theirs stands; `None`: no trace is left.
    pub kept_until: Option<Instant>,
    /// The appointments that are nobody's since now.
    pub forgotten: Vec<AppointmentId>,
}

/// Two records of a practice are one person's: the appointments of `from` are `to`'s.
pub fn merge(sql: &impl Sql, practice: PracticeId, from: PatientId, to: PatientId) -> Result<(), Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    waitlist::merge(sql, practice, from, to)?;
    Ok(sql.run("UPDATE appointment SET patient_id = ? WHERE patient_id = ? AND practice_id = ?", binds![to, from, practice])?)
}

/// Forgets a patient of a practice, and the records that were merged into theirs.
///
/// Their id goes from every appointment, whose link and form are known to nobody afterwards; that there was an appointment,
/// and where it stood, stays, and so does the bare id of whom nobody places any more (ADR 0008). While an appointment ahead still stands, its id is kept, and the patient is forgotten when it
/// is over ([`forget_due`]).
pub fn forget(sql: &impl Sql, at: At<'_>, practice: PracticeId, patient: PatientId, also: &[PatientId]) -> Result<Forgetting, Refusal> {
    for merged in also {
        merge(sql, practice, *merged, patient)?;
    }
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    for one in also.iter().chain([&patient]) {
        sql.run("INSERT INTO forgotten_patient (practice_id, patient_id) VALUES (?, ?) ON CONFLICT DO NOTHING", binds![practice, *one])?;
    }
    waitlist::forget(sql, at, practice, patient)?;
    let ahead = format!("{AHEAD} AND ends_at > ?3");
    let (kept_until,) = sql
        .first::<(Option<Instant>,)>(
            &format!("SELECT MAX(ends_at) FROM appointment WHERE patient_id = ?1 AND practice_id = ?2 AND {ahead}"),
            binds![patient, practice, at.now],
        )?
        .unwrap_or((None,));
    let gone = sql.rows::<(AppointmentId,)>(
        &format!("SELECT appointment_id FROM appointment WHERE patient_id = ?1 AND practice_id = ?2 AND NOT ({ahead}) ORDER BY starts_at"),
        binds![patient, practice, at.now],
    )?;
    let forgotten: Vec<AppointmentId> = gone.into_iter().map(|(id,)| id).collect();
    for id in &forgotten {
        sql.run(
            "DELETE FROM public_act
             WHERE who = (SELECT COALESCE(booker_hash, CAST(origin AS BLOB)) FROM appointment WHERE appointment_id = ?1)
                OR who IN (SELECT browser_hash FROM hold WHERE appointment_id = ?1)",
            binds![*id],
        )?;
        // A token that nobody was given: the link opens nothing any more.
        let nobodys = Token::draw(at.entropy).hash();
        sql.run(
            "UPDATE appointment SET patient_id = NULL, booker_hash = NULL, token_hash = ? WHERE appointment_id = ?",
            binds![nobodys, *id],
        )?;
        sql.run("DELETE FROM appointment_link WHERE appointment_id = ?", binds![*id])?;
        sql.run("DELETE FROM hold WHERE appointment_id = ?", binds![*id])?;
    }
    match kept_until {
        Some(until) => sql.run(
            "INSERT INTO forgetting (practice_id, patient_id, due_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET due_at = excluded.due_at",
            binds![practice, patient, until],
        )?,
        None => sql.run("DELETE FROM forgetting WHERE practice_id = ? AND patient_id = ?", binds![practice, patient])?,
    }
    Ok(Forgetting { practice, patient, kept_until, forgotten })
}

/// Whether a patient of a practice was forgotten, or is to be: nobody gets another appointment under that id, also not from whoever
/// still has it on a screen.
pub(crate) fn is_forgotten(sql: &impl Sql, practice: PracticeId, patient: PatientId) -> Result<bool, Refusal> {
    let known =
        sql.first::<(i64,)>("SELECT 1 FROM forgotten_patient WHERE practice_id = ? AND patient_id = ?", binds![practice, patient])?;
    Ok(known.is_some())
}

/// Forgets those whose last appointment is over.
pub fn forget_due(sql: &impl Sql, at: At<'_>) -> Result<Vec<Forgetting>, Refusal> {
    let due = sql.rows::<(PracticeId, PatientId)>(
        "SELECT practice_id, patient_id FROM forgetting WHERE due_at <= ? ORDER BY due_at LIMIT 100",
        binds![at.now],
    )?;
    due.into_iter().map(|(practice, patient)| forget(sql, at, practice, patient, &[])).collect()
}
