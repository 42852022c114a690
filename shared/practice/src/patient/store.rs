//! Entering, changing and reading records, and following an id to the record that answers for it.

use guichet_kernel::{Instant, PatientId, Sql, SqlError, Value, binds};

use super::{
    Refusal, duplicate,
    record::{COLUMNS, Changes, EnteredHow, NewPatient, Patient},
    typed,
};

/// What entering a patient did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entered {
    /// There is a new record, and as many proposals that it is somebody known.
    New {
        /// How many records may be the same person.
        proposals: usize,
    },
    /// That id was given before, to a record that stands, was merged or was erased: nothing changed.
    Before,
}

/// Enters a patient under a fresh id.
///
/// A8: a public form never shows or attaches to an existing record, whatever its name, birth date or address; so each booking
/// makes its own record, and what looks alike becomes a proposal. An id that was erased stays so, though a booking told of
/// late names it again.
pub fn enter(sql: &impl Sql, id: PatientId, new: &NewPatient, how: EnteredHow, now: Instant) -> Result<Entered, Refusal> {
    let known = sql.query(
        "SELECT 1 FROM patient_record WHERE patient_id = ?1 UNION ALL SELECT 1 FROM patient_gone WHERE patient_id = ?1 LIMIT 1",
        binds![id],
    )?;
    if !known.is_empty() {
        return Ok(Entered::Before);
    }
    let record = Patient {
        id,
        version: 1,
        given_name: new.given_name.clone(),
        family_name: new.family_name.clone(),
        birth_name: new.birth_name.clone(),
        known_as: new.known_as.clone(),
        sex: new.sex,
        birth_date: new.birth.date(),
        email: new.email.clone(),
        telephones: new.telephones.clone(),
        locale: new.locale,
        address: new.address.clone(),
        entered_at: now,
        entered: how,
        changed_at: now,
    };
    let (how, appointment) = match how {
        EnteredHow::Online { appointment } => ("online", Some(appointment)),
        EnteredHow::Staff => ("staff", None),
    };
    sql.run(
        "INSERT INTO patient_record (patient_id, version, given_name, family_name, entered_at, entered_how, first_appointment, changed_at)
         VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?4)",
        binds![id, &record.given_name, &record.family_name, now, how, appointment],
    )?;
    write(sql, &record)?;
    Ok(Entered::New { proposals: duplicate::propose(sql, &record, now)? })
}

/// What changing a record did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// The version that the record now has; the one it had, where nothing differs.
    pub version: i64,
    /// How many records may be the same person.
    pub proposals: usize,
}

/// Changes a record that is still at `expected` version: [`Refusal::Conflict`] where somebody else was faster.
pub fn change(sql: &impl Sql, id: PatientId, expected: i64, changes: Changes, now: Instant) -> Result<Changed, Refusal> {
    let old = seen(sql, Seen { patient: id, version: expected })?;
    let new = changes.applied(&old);
    if new == old {
        return Ok(Changed { version: old.version, proposals: 0 });
    }
    let new = Patient { version: old.version + 1, changed_at: now, ..new };
    write(sql, &new)?;
    Ok(Changed { version: new.version, proposals: duplicate::propose(sql, &new, now)? })
}

/// Writes a record over the row of its id, and what it is found by.
pub(super) fn write(sql: &impl Sql, record: &Patient) -> Result<(), Refusal> {
    let json = |_| SqlError::Engine("address".into());
    let address = record.address.as_ref().map(serde_json::to_string).transpose().map_err(json)?;
    let number = sql.first::<(i64,)>(
        "UPDATE patient_record SET version = ?, given_name = ?, family_name = ?, birth_name = ?, known_as = ?, sex = ?, birth_date = ?, email = ?,
             locale = ?, address = ?, changed_at = ? WHERE patient_id = ? RETURNING number",
        binds![
            record.version,
            &record.given_name,
            &record.family_name,
            record.birth_name.as_ref(),
            record.known_as.as_ref(),
            record.sex,
            record.birth_date,
            record.email.as_ref(),
            record.locale.map(guichet_kernel::Locale::tag),
            address,
            record.changed_at,
            record.id
        ],
    )?;
    let (number,) = number.ok_or(Refusal::Unknown)?;
    sql.run("DELETE FROM patient_telephone WHERE patient_id = ?", binds![record.id])?;
    for (place, telephone) in (0_i64..).zip(&record.telephones) {
        let (dial, shown) = (telephone.telephone.dial.as_str(), &telephone.telephone.shown);
        sql.run(
            "INSERT INTO patient_telephone (patient_id, place, kind, dial, shown) VALUES (?, ?, ?, ?, ?)",
            binds![record.id, place, telephone.kind, dial, shown],
        )?;
    }
    sql.run("DELETE FROM patient_words WHERE rowid = ?", binds![number])?;
    Ok(sql.run("INSERT INTO patient_words (rowid, words) VALUES (?, ?)", binds![number, typed::indexed(record)])?)
}

/// Counts a change of what belongs to a record: whoever holds its former version sees that it is old.
pub(super) fn touch(sql: &impl Sql, id: PatientId, now: Instant) -> Result<i64, Refusal> {
    let row = sql.first::<(i64,)>(
        "UPDATE patient_record SET version = version + 1, changed_at = ? WHERE patient_id = ? RETURNING version",
        binds![now, id],
    )?;
    row.map(|(version,)| version).ok_or(Refusal::Unknown)
}

/// The record of exactly that id; the tombstone's refusal where there is one.
pub(super) fn live(sql: &impl Sql, id: PatientId) -> Result<Patient, Refusal> {
    match sql.first::<Patient>(&format!("SELECT {COLUMNS} FROM patient_record p WHERE p.patient_id = ?"), binds![id])? {
        Some(patient) => Ok(patient),
        None => Err(match resolve(sql, id)? {
            into if into == id => Refusal::Unknown,
            into => Refusal::Merged { into },
        }),
    }
}

/// A record as whoever changes it saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Whose.
    pub patient: PatientId,
    /// At which version; 0: they do not say, which is refused.
    pub version: i64,
}

/// The record of exactly that id, if it still is as it was seen.
pub(super) fn seen(sql: &impl Sql, seen: Seen) -> Result<Patient, Refusal> {
    let record = live(sql, seen.patient)?;
    match seen.version {
        0 => Err(Refusal::Unseen),
        version if version == record.version => Ok(record),
        _ => Err(Refusal::Conflict { version: record.version }),
    }
}

/// Refuses unless exactly that id has a record.
pub(super) fn stands(sql: &impl Sql, id: PatientId) -> Result<(), Refusal> {
    live(sql, id).map(drop)
}

/// The id of the record that answers for `id`: itself, or the one that it was merged into, however often.
pub fn resolve(sql: &impl Sql, id: PatientId) -> Result<PatientId, Refusal> {
    if !sql.query("SELECT 1 FROM patient_record WHERE patient_id = ?", binds![id])?.is_empty() {
        return Ok(id);
    }
    // A merge points every former id at the survivor itself, so one step is enough.
    match sql.first::<(Option<PatientId>,)>("SELECT merged_into FROM patient_gone WHERE patient_id = ?", binds![id])? {
        None => Err(Refusal::Unknown),
        Some((None,)) => Err(Refusal::Erased),
        Some((Some(into),)) => Ok(into),
    }
}

/// The record that answers for `id`.
pub fn patient(sql: &impl Sql, id: PatientId) -> Result<Patient, Refusal> {
    live(sql, resolve(sql, id)?)
}

/// The newest records, at most `most`.
pub fn latest(sql: &impl Sql, most: u8) -> Result<Vec<Patient>, Refusal> {
    let statement = format!("SELECT {COLUMNS} FROM patient_record p ORDER BY p.entered_at DESC, p.patient_id DESC LIMIT ?");
    Ok(sql.rows(&statement, binds![i64::from(most)])?)
}

/// A page of records in the order of their ids, which is that of their entry: those after `after`, at most `most`.
pub fn list(sql: &impl Sql, after: Option<PatientId>, most: u8) -> Result<Vec<Patient>, Refusal> {
    let after = after.map_or_else(|| Value::Text(String::new()), Value::from);
    let statement = format!("SELECT {COLUMNS} FROM patient_record p WHERE p.patient_id > ? ORDER BY p.patient_id LIMIT ?");
    Ok(sql.rows(&statement, binds![after, i64::from(most)])?)
}
