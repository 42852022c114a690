//! What staff write about a patient: sealed, and only ever added to.

use guichet_kernel::{At, Instant, NoteId, PatientId, Sql, binds};
use serde::{Deserialize, Serialize};

use super::{Refusal, hidden, store};
use crate::vault::{Column, Sealed, Spot, Vault, VaultError};

const TABLE: &str = "patient_note";
const FIELD: &str = "sealed";
pub(super) const COLUMN: Column = Column { table: TABLE, field: FIELD, row: "patient_id || ' ' || note_id" };

/// The text of a note: 1 to 10 000 characters, no control characters but line ends and tabs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NoteText(String);

/// The text is empty, too long, or has control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a note of 1 to 10 000 characters")]
pub struct NotAText;

impl NoteText {
    /// The longest note, in characters.
    pub const LONGEST: usize = 10_000;

    /// Reads a text; white space around it goes, line ends become `\n`.
    pub fn parse(text: &str) -> Result<Self, NotAText> {
        let text = text.trim().replace("\r\n", "\n");
        let control = |c: char| c.is_control() && c != '\n' && c != '\t';
        let fits = !text.is_empty() && text.chars().count() <= Self::LONGEST && !text.contains(control);
        if fits { Ok(Self(text)) } else { Err(NotAText) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for NoteText {
    type Error = NotAText;
    fn try_from(text: String) -> Result<Self, NotAText> {
        Self::parse(&text)
    }
}

impl From<NoteText> for String {
    fn from(text: NoteText) -> Self {
        text.0
    }
}

/// A note, opened.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Which.
    pub id: NoteId,
    /// What it says.
    pub text: NoteText,
    /// Who wrote it, as the audit trail names them.
    pub author: String,
    /// When.
    pub at: Instant,
    /// The note that it corrects.
    pub corrects: Option<NoteId>,
    /// The note that corrects it.
    pub corrected_by: Option<NoteId>,
}

hidden!(NoteText, Note);

/// Adds a note, or the correction of one, which stays and says that it was corrected. `author` is who writes, as the audit
/// trail names them.
pub fn add_note(
    sql: &impl Sql,
    at: At<'_>,
    vault: &Vault,
    patient: PatientId,
    author: &str,
    text: &NoteText,
    corrects: Option<NoteId>,
) -> Result<NoteId, Refusal> {
    store::stands(sql, patient)?;
    if let Some(former) = corrects {
        let row = sql.first::<(Option<NoteId>,)>(
            "SELECT (SELECT c.note_id FROM patient_note c WHERE c.corrects = n.note_id) FROM patient_note n WHERE n.note_id = ? AND n.patient_id = ?",
            binds![former, patient],
        )?;
        match row {
            None => return Err(Refusal::Unknown),
            Some((Some(_),)) => return Err(Refusal::Corrected),
            Some((None,)) => {}
        }
    }
    let id = NoteId::draw(at.now, at.entropy);
    let sealed = vault.seal(at.entropy, spot(&row(patient, id)), text.as_str().as_bytes())?;
    sql.run(
        "INSERT INTO patient_note (note_id, patient_id, key_version, sealed, author, at, corrects) VALUES (?, ?, ?, ?, ?, ?, ?)",
        binds![id, patient, sealed.key_version, sealed.blob, author, at.now, corrects],
    )?;
    Ok(id)
}

type NoteRow = (NoteId, i64, Vec<u8>, String, Instant, Option<NoteId>, Option<NoteId>);

/// All notes on the patient who answers for `patient`, oldest first, those that were corrected among them.
pub fn notes(sql: &impl Sql, vault: &Vault, patient: PatientId) -> Result<Vec<Note>, Refusal> {
    let mut all = page(sql, vault, patient, None, -1)?;
    all.reverse();
    Ok(all)
}

/// The notes on the patient who answers for `patient` before `before`, newest first, at most `most` or all; no others are opened.
pub fn notes_before(
    sql: &impl Sql,
    vault: &Vault,
    patient: PatientId,
    before: Option<NoteId>,
    most: Option<u8>,
) -> Result<Vec<Note>, Refusal> {
    page(sql, vault, patient, before, most.map_or(-1, i64::from))
}

fn page(sql: &impl Sql, vault: &Vault, patient: PatientId, before: Option<NoteId>, most: i64) -> Result<Vec<Note>, Refusal> {
    let patient = store::resolve(sql, patient)?;
    let rows = sql.rows::<NoteRow>(
        "SELECT n.note_id, n.key_version, n.sealed, n.author, n.at, n.corrects, (SELECT c.note_id FROM patient_note c WHERE c.corrects = n.note_id)
         FROM patient_note n
         WHERE n.patient_id = ?1 AND (?2 IS NULL OR (n.at, n.number) < (SELECT b.at, b.number FROM patient_note b WHERE b.note_id = ?2))
         ORDER BY n.at DESC, n.number DESC LIMIT ?3",
        binds![patient, before, most],
    )?;
    let read = |(id, key_version, blob, author, at, corrects, corrected_by): NoteRow| {
        let text = vault.unseal(spot(&row(patient, id)), &Sealed { key_version, blob })?;
        let text = String::from_utf8(text).ok().and_then(|text| NoteText::parse(&text).ok()).ok_or(VaultError::Sealed)?;
        Ok(Note { id, text, author, at, corrects, corrected_by })
    };
    rows.into_iter().map(read).collect()
}

/// Gives the notes of one record to another: each is sealed anew, for it opens only where it was sealed.
pub(super) fn hand_over(sql: &impl Sql, at: At<'_>, vault: &Vault, from: PatientId, to: PatientId) -> Result<(), Refusal> {
    let rows =
        sql.rows::<(NoteId, i64, Vec<u8>)>("SELECT note_id, key_version, sealed FROM patient_note WHERE patient_id = ?", binds![from])?;
    for (id, key_version, blob) in rows {
        let text = vault.unseal(spot(&row(from, id)), &Sealed { key_version, blob })?;
        let sealed = vault.seal(at.entropy, spot(&row(to, id)), &text)?;
        sql.run(
            "UPDATE patient_note SET patient_id = ?, key_version = ?, sealed = ? WHERE note_id = ?",
            binds![to, sealed.key_version, sealed.blob, id],
        )?;
    }
    Ok(())
}

fn row(patient: PatientId, note: NoteId) -> String {
    format!("{patient} {note}")
}

const fn spot(row: &str) -> Spot<'_> {
    Spot { table: TABLE, row, field: FIELD }
}
