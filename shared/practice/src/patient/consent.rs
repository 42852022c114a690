//! What a patient agreed to: to which words, when, how, and until when.

use guichet_kernel::{At, ConsentId, Instant, Label, PatientId, Sql, binds};
use serde::Serialize;

use super::{Refusal, Seen, store, words};

words! {
    /// What is agreed to.
    ConsentKind {
        /// That the practice keeps and uses the patient's data.
        DataProcessing = "data_processing",
        /// Text messages.
        MessagesBySms = "messages_by_sms",
        /// E-mails.
        MessagesByEmail = "messages_by_email",
        /// That the doctor who referred the patient is told of the care.
        SharingWithReferringDoctor = "sharing_with_referring_doctor",
        /// Care at a distance.
        Teleconsultation = "teleconsultation",
    }

    /// How somebody agreed.
    Given {
        /// By a signature on paper.
        OnPaper = "on_paper",
        /// By word of mouth, to staff.
        Orally = "orally",
        /// On a page.
        Online = "online",
    }
}

/// A consent. It is never deleted while the record stands: that it was given is a fact, and so is its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// Which.
    pub id: ConsentId,
    /// To what.
    pub kind: ConsentKind,
    /// The version of the text that was agreed to.
    pub text_version: Label,
    /// When.
    pub given_at: Instant,
    /// How.
    pub given_how: Given,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Instant>,
}

/// Records that a patient agrees. Agreeing again, to another text, is another consent.
pub fn give_consent(
    sql: &impl Sql,
    at: At<'_>,
    patient: PatientId,
    kind: ConsentKind,
    text_version: &Label,
    how: Given,
) -> Result<ConsentId, Refusal> {
    store::stands(sql, patient)?;
    let id = ConsentId::draw(at.now, at.entropy);
    sql.run(
        "INSERT INTO patient_consent (consent_id, patient_id, kind, text_version, given_at, given_how) VALUES (?, ?, ?, ?, ?, ?)",
        binds![id, patient, kind, text_version, at.now, how],
    )?;
    store::touch(sql, patient, at.now)?;
    Ok(id)
}

/// Records that a patient no longer agrees. Repeating it changes nothing.
pub fn withdraw_consent(sql: &impl Sql, seen: Seen, consent: ConsentId, now: Instant) -> Result<(), Refusal> {
    let patient = store::seen(sql, seen)?.id;
    let row = sql.first::<(Option<Instant>,)>(
        "SELECT withdrawn_at FROM patient_consent WHERE consent_id = ? AND patient_id = ?",
        binds![consent, patient],
    )?;
    match row {
        None => Err(Refusal::Unknown),
        Some((Some(_),)) => Ok(()),
        Some((None,)) => {
            sql.run("UPDATE patient_consent SET withdrawn_at = ? WHERE consent_id = ?", binds![now, consent])?;
            store::touch(sql, patient, now).map(drop)
        }
    }
}

type ConsentRow = (ConsentId, ConsentKind, Label, Instant, Given, Option<Instant>);

/// All that the patient who answers for `patient` agreed to, oldest first.
pub fn consents(sql: &impl Sql, patient: PatientId) -> Result<Vec<Consent>, Refusal> {
    let mut all = page(sql, patient, None, -1)?;
    all.reverse();
    Ok(all)
}

/// What the patient who answers for `patient` agreed to before `before`, newest first, at most `most` or all.
pub fn consents_before(sql: &impl Sql, patient: PatientId, before: Option<ConsentId>, most: Option<u8>) -> Result<Vec<Consent>, Refusal> {
    page(sql, patient, before, most.map_or(-1, i64::from))
}

fn page(sql: &impl Sql, patient: PatientId, before: Option<ConsentId>, most: i64) -> Result<Vec<Consent>, Refusal> {
    let rows = sql.rows::<ConsentRow>(
        "SELECT consent_id, kind, text_version, given_at, given_how, withdrawn_at FROM patient_consent
         WHERE patient_id = ?1 AND (?2 IS NULL OR (given_at, consent_id) < (SELECT b.given_at, b.consent_id FROM patient_consent b WHERE b.consent_id = ?2))
         ORDER BY given_at DESC, consent_id DESC LIMIT ?3",
        binds![store::resolve(sql, patient)?, before, most],
    )?;
    let read = |(id, kind, text_version, given_at, given_how, withdrawn_at): ConsentRow| Consent {
        id,
        kind,
        text_version,
        given_at,
        given_how,
        withdrawn_at,
    };
    Ok(rows.into_iter().map(read).collect())
}
