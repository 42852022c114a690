//! Making two records one, when staff say that they are one person.

use std::fmt::Write;

use guichet_kernel::{At, Instant, NoteId, PatientId, Sql, SqlError, binds};
use serde::Serialize;

use super::{
    NoteText, Refusal, Seen, block, duplicate, guardian, identifiers, note,
    record::{Birth, Changes, MOST_TELEPHONES, Patient, PatientTelephone},
    store,
};
use crate::{Identifier, vault::Vault};

/// What others must be told of a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The record that is no more.
    pub from: PatientId,
    /// The version of its tombstone.
    pub from_version: i64,
    /// The record that answers for it.
    pub to: PatientId,
    /// The version that it now has.
    pub to_version: i64,
    /// The note that keeps what `from` had otherwise than `to`, where there was anything.
    pub note: Option<NoteId>,
}

/// The ids whose records were merged into that of `patient`.
pub fn merged(sql: &impl Sql, patient: PatientId) -> Result<Vec<PatientId>, SqlError> {
    let rows =
        sql.rows::<(PatientId,)>("SELECT patient_id FROM patient_gone WHERE merged_into = ? ORDER BY patient_id", binds![patient])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Moves everything of `from` to `to`; from then on `to` answers for `from`.
///
/// What `to` has stays; what it lacks comes from `from`. What both have and differs is kept in a sealed note by `author`, so
/// that nothing is lost and staff can put it right: a name, a birth date, an e-mail address, a number of the same scheme, the
/// telephones past [`MOST_TELEPHONES`].
/// Refused for one record twice, for one that was merged or erased, and where one is the other's guardian
/// ([`Refusal::Oneself`]); and where either is no more as it was seen, for it cannot be undone.
pub fn merge(sql: &impl Sql, at: At<'_>, vault: &Vault, from: Seen, to: Seen, author: &str) -> Result<Merged, Refusal> {
    if from.patient == to.patient {
        return Err(Refusal::Oneself);
    }
    let (old, kept) = (store::seen(sql, from)?, store::seen(sql, to)?);
    let (from, to) = (old.id, kept.id);
    let mut differing = differences(&old, &kept);
    for lost in move_identifiers(sql, at, vault, from, to)? {
        // A line of the note, as staff would write it.
        let _ = writeln!(differing, "{}: {}", lost.kind().as_str(), lost.shown());
    }
    note::hand_over(sql, at, vault, from, to)?;
    sql.run("UPDATE patient_consent SET patient_id = ? WHERE patient_id = ?", binds![to, from])?;
    block::hand_over(sql, from, to)?;
    move_guardians(sql, at.now, from, to)?;
    guardian::refuse_cycle(sql, to)?;
    move_duplicates(sql, from, to)?;
    remove_record(sql, from)?;
    let from_version = old.version + 1;
    sql.run("INSERT INTO patient_gone (patient_id, version, merged_into, at) VALUES (?, ?, ?, ?)", binds![from, from_version, to, at.now])?;
    sql.run("UPDATE patient_gone SET merged_into = ? WHERE merged_into = ?", binds![to, from])?;
    let completed = completion(&old, &kept).applied(&kept);
    let survivor = Patient { version: kept.version + 1, changed_at: at.now, ..completed };
    store::write(sql, &survivor)?;
    duplicate::propose(sql, &survivor, at.now)?;
    let note = if differing.is_empty() {
        None
    } else {
        let text = NoteText::parse(&format!("{from}\n{differing}")).map_err(|_| SqlError::Engine("note".into()))?;
        Some(note::add_note(sql, at, vault, to, author, &text, None)?)
    };
    Ok(Merged { from, from_version, to, to_version: survivor.version, note })
}

/// What the kept record lacks and the other has.
fn completion(old: &Patient, kept: &Patient) -> Changes {
    let mut telephones = telephones(old, kept);
    telephones.truncate(MOST_TELEPHONES);
    Changes {
        birth_name: kept.birth_name.is_none().then(|| old.birth_name.clone()),
        known_as: kept.known_as.is_none().then(|| old.known_as.clone()),
        sex: kept.sex.is_none().then_some(old.sex),
        birth: kept.birth_date.is_none().then(|| old.birth_date.map_or(Birth::Unknown, Birth::On)),
        email: kept.email.is_none().then(|| old.email.clone()),
        telephones: Some(telephones),
        locale: kept.locale.is_none().then_some(old.locale),
        address: kept.address.is_none().then(|| old.address.clone()),
        ..Changes::default()
    }
}

/// The telephones of both, those of the kept record first; one that both have once.
fn telephones(old: &Patient, kept: &Patient) -> Vec<PatientTelephone> {
    let new = |telephone: &&PatientTelephone| kept.telephones.iter().all(|known| known.telephone.dial != telephone.telephone.dial);
    kept.telephones.iter().chain(old.telephones.iter().filter(new)).cloned().collect()
}

/// What both have and differs, line by line; and the telephones for which there is no room.
fn differences(old: &Patient, kept: &Patient) -> String {
    let address = |patient: &Patient| {
        let address = patient.address.as_ref()?;
        let town = [address.postal_code(), address.city(), address.country()];
        Some(address.lines().iter().chain(town.into_iter().flatten()).map(|line| line.as_str().to_owned()).collect::<Vec<_>>().join(", "))
    };
    let fields = |patient: &Patient| {
        [
            ("given_name", Some(patient.given_name.as_str().to_owned())),
            ("family_name", Some(patient.family_name.as_str().to_owned())),
            ("birth_name", patient.birth_name.as_ref().map(|name| name.as_str().to_owned())),
            ("known_as", patient.known_as.as_ref().map(|name| name.as_str().to_owned())),
            ("sex", patient.sex.map(|sex| sex.as_str().to_owned())),
            ("birth_date", patient.birth_date.map(|date| date.date().to_string())),
            ("email", patient.email.as_ref().map(|email| email.as_str().to_owned())),
            ("address", address(patient)),
        ]
    };
    let mut text = String::new();
    for ((field, was), (_, is)) in fields(old).into_iter().zip(fields(kept)) {
        if let (Some(was), Some(is)) = (was, is)
            && was != is
        {
            let _ = writeln!(text, "{field}: {was}");
        }
    }
    for telephone in telephones(old, kept).iter().skip(MOST_TELEPHONES) {
        let _ = writeln!(text, "telephone: {}", telephone.telephone.dial.as_str());
    }
    text
}

/// Moves the numbers of kinds that `to` lacks; gives those that it has otherwise.
fn move_identifiers(sql: &impl Sql, at: At<'_>, vault: &Vault, from: PatientId, to: PatientId) -> Result<Vec<Identifier>, Refusal> {
    let known = identifiers::identifiers(sql, vault, to)?;
    let mut lost = Vec::new();
    for identifier in identifiers::identifiers(sql, vault, from)? {
        match known.iter().find(|known| known.kind() == identifier.kind()) {
            None => identifiers::put(sql, at, vault, to, &identifier)?,
            Some(same) if *same == identifier => {}
            Some(_) => lost.push(identifier),
        }
    }
    sql.run("DELETE FROM patient_identifier WHERE patient_id = ?", binds![from])?;
    Ok(lost)
}

/// Moves guardians and dependants. A guardian of both stays once, and a contact of `to` goes before one of `from`.
fn move_guardians(sql: &impl Sql, now: Instant, from: PatientId, to: PatientId) -> Result<(), Refusal> {
    let between = "SELECT 1 FROM patient_guardian WHERE (patient_id = ?1 AND guardian_id = ?2) OR (patient_id = ?2 AND guardian_id = ?1)";
    if !sql.query(between, binds![from, to])?.is_empty() {
        return Err(Refusal::Oneself);
    }
    // Whose guardian has another id has changed.
    for (dependant,) in sql.rows::<(PatientId,)>("SELECT patient_id FROM patient_guardian WHERE guardian_id = ?", binds![from])? {
        store::touch(sql, dependant, now)?;
    }
    for statement in [
        "UPDATE patient_guardian SET is_contact = 0 WHERE patient_id = ?1
             AND EXISTS (SELECT 1 FROM patient_guardian k WHERE k.patient_id = ?2 AND k.is_contact = 1)",
        "DELETE FROM patient_guardian WHERE patient_id = ?2
             AND guardian_id IN (SELECT o.guardian_id FROM patient_guardian o WHERE o.patient_id = ?1 AND o.is_contact = 1)",
        "DELETE FROM patient_guardian WHERE patient_id = ?1
             AND guardian_id IN (SELECT k.guardian_id FROM patient_guardian k WHERE k.patient_id = ?2)",
        "UPDATE patient_guardian SET patient_id = ?2 WHERE patient_id = ?1",
        // Of two rows for one dependant, the one by which the guardian is their contact.
        "DELETE FROM patient_guardian WHERE guardian_id = ?2
             AND patient_id IN (SELECT o.patient_id FROM patient_guardian o WHERE o.guardian_id = ?1 AND o.is_contact = 1)",
        "DELETE FROM patient_guardian WHERE guardian_id = ?1
             AND patient_id IN (SELECT k.patient_id FROM patient_guardian k WHERE k.guardian_id = ?2)",
        "UPDATE patient_guardian SET guardian_id = ?2 WHERE guardian_id = ?1",
    ] {
        sql.run(statement, binds![from, to])?;
    }
    Ok(())
}

fn move_duplicates(sql: &impl Sql, from: PatientId, to: PatientId) -> Result<(), Refusal> {
    // Staff said of `from` that it is not such a one; that holds for the person. Proposals are made anew.
    let dismissed = sql.rows::<(PatientId, PatientId, duplicate::Reason, Instant)>(
        "SELECT a, b, reason, at FROM patient_duplicate WHERE (a = ?1 OR b = ?1) AND a <> ?2 AND b <> ?2 AND state = 'dismissed'",
        binds![from, to],
    )?;
    sql.run("DELETE FROM patient_duplicate WHERE a = ?1 OR b = ?1", binds![from])?;
    for (a, b, reason, since) in dismissed {
        let (a, b) = duplicate::pair(to, if a == from { b } else { a });
        sql.run(
            "INSERT INTO patient_duplicate (a, b, reason, state, at) VALUES (?, ?, ?, 'dismissed', ?) ON CONFLICT DO UPDATE SET state = 'dismissed'",
            binds![a, b, reason, since],
        )?;
    }
    Ok(())
}

/// Deletes a record's own rows: its telephones, what it is found by, and itself.
pub(super) fn remove_record(sql: &impl Sql, id: PatientId) -> Result<(), Refusal> {
    sql.run("DELETE FROM patient_words WHERE rowid = (SELECT number FROM patient_record WHERE patient_id = ?)", binds![id])?;
    sql.run("DELETE FROM patient_telephone WHERE patient_id = ?", binds![id])?;
    Ok(sql.run("DELETE FROM patient_record WHERE patient_id = ?", binds![id])?)
}
