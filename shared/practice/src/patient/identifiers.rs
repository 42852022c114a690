//! A patient's numbers in health schemes: one of a kind, sealed, found by a blind mark.

use guichet_kernel::{At, PatientId, Sql, SqlError, binds};
use serde::Serialize;

use super::{Refusal, Seen, duplicate, store};
use crate::{
    Identifier, IdentifierKind,
    identifier::{Names, Parsed, Warning},
    vault::{Column, Sealed, Spot, Vault, VaultError},
};

const TABLE: &str = "patient_identifier";
const FIELD: &str = "sealed";
pub(super) const COLUMN: Column = Column { table: TABLE, field: FIELD, row: "patient_id || ' ' || kind" };

/// What keeping an identifier did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The version that the record now has.
    pub version: i64,
    /// What deserves a second look, in the number or beside the record. It was kept all the same.
    pub warnings: Vec<Warning>,
    /// How many records may be the same person.
    pub proposals: usize,
}

/// Keeps a patient's number as it was typed, in the place of the one of its kind.
pub fn set_identifier(sql: &impl Sql, at: At<'_>, vault: &Vault, seen: Seen, parsed: &Parsed) -> Result<Kept, Refusal> {
    let record = store::seen(sql, seen)?;
    let patient = record.id;
    let Parsed { identifier, warnings } = parsed;
    let mut warnings = warnings.clone();
    let names = Names { given: &record.given_name, family: &record.family_name, birth: record.birth_name.as_ref() };
    warnings.extend(identifier.agrees_with(record.birth_date, record.sex, names));
    put(sql, at, vault, patient, identifier)?;
    let version = store::touch(sql, patient, at.now)?;
    Ok(Kept { version, warnings, proposals: duplicate::propose(sql, &record, at.now)? })
}

pub(super) fn put(sql: &impl Sql, at: At<'_>, vault: &Vault, patient: PatientId, identifier: &Identifier) -> Result<(), Refusal> {
    let kind = identifier.kind();
    let json = serde_json::to_vec(identifier).map_err(|_| SqlError::Engine("identifier".into()))?;
    let sealed = vault.seal(at.entropy, spot(&row(patient, kind)), &json)?;
    let mark = mark(vault, identifier)?;
    Ok(sql.run(
        "INSERT INTO patient_identifier (patient_id, kind, key_version, sealed, blind, at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (patient_id, kind) DO UPDATE SET key_version = excluded.key_version, sealed = excluded.sealed, blind = excluded.blind, at = excluded.at",
        binds![patient, kind, sealed.key_version, sealed.blob, mark, at.now],
    )?)
}

/// Forgets a patient's number of that kind; gives the record's version.
pub fn remove_identifier(sql: &impl Sql, at: At<'_>, seen: Seen, kind: IdentifierKind) -> Result<i64, Refusal> {
    let record = store::seen(sql, seen)?;
    sql.run("DELETE FROM patient_identifier WHERE patient_id = ? AND kind = ?", binds![record.id, kind])?;
    duplicate::propose(sql, &record, at.now)?;
    store::touch(sql, record.id, at.now)
}

/// The numbers of the patient who answers for `patient`.
pub fn identifiers(sql: &impl Sql, vault: &Vault, patient: PatientId) -> Result<Vec<Identifier>, Refusal> {
    let patient = store::resolve(sql, patient)?;
    let rows = sql.rows::<(IdentifierKind, i64, Vec<u8>)>(
        "SELECT kind, key_version, sealed FROM patient_identifier WHERE patient_id = ? ORDER BY kind",
        binds![patient],
    )?;
    let read = |(kind, key_version, blob)| {
        let json = vault.unseal(spot(&row(patient, kind)), &Sealed { key_version, blob })?;
        Ok(serde_json::from_slice(&json).map_err(|_| VaultError::Sealed)?)
    };
    rows.into_iter().map(read).collect()
}

/// Who has that number: nobody, or one; several where one person has two records, or a number was mistyped.
pub fn find_identifier(sql: &impl Sql, vault: &Vault, identifier: &Identifier) -> Result<Vec<PatientId>, Refusal> {
    let rows = sql.rows::<(PatientId,)>(
        "SELECT patient_id FROM patient_identifier WHERE blind = ? ORDER BY patient_id LIMIT 50",
        binds![mark(vault, identifier)?],
    )?;
    Ok(rows.into_iter().map(|(patient,)| patient).collect())
}

fn mark(vault: &Vault, identifier: &Identifier) -> Result<Vec<u8>, VaultError> {
    vault.blind(identifier.kind().as_str(), identifier.as_str())
}

fn row(patient: PatientId, kind: IdentifierKind) -> String {
    format!("{patient} {}", kind.as_str())
}

const fn spot(row: &str) -> Spot<'_> {
    Spot { table: TABLE, row, field: FIELD }
}
