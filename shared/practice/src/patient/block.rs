//! Patients who are asked to ring instead of booking online (A9), and what they are recognised by.

use guichet_kernel::{BirthDate, EmailAddress, Instant, PatientId, PersonName, Sql, SqlError, binds};

use super::{Refusal, Seen, guardian, hidden, record::Patient, store};

/// How many patients of a practice are asked to ring at most: each agenda is told of all of them at once.
pub const MOST_BLOCKED: i64 = 500;

/// What a patient who is asked to ring would type on a public form.
#[derive(Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Family names: the one in use, the one at birth.
    pub family_names: Vec<PersonName>,
    /// Given names: the one on the papers, the one they go by.
    pub given_names: Vec<PersonName>,
    /// Date of birth.
    pub birth_date: BirthDate,
    /// Where they, or whoever is written to in their place, read mail.
    pub addresses: Vec<EmailAddress>,
}

hidden!(Recognised);

/// Says whether a patient may book online; `true` if that is another answer than before.
pub fn set_blocked(sql: &impl Sql, seen: Seen, blocked: bool, now: Instant) -> Result<bool, Refusal> {
    let patient = store::seen(sql, seen)?.id;
    if is_blocked(sql, patient)? == blocked {
        return Ok(false);
    }
    if blocked {
        let (count,) = sql.first::<(i64,)>("SELECT COUNT(*) FROM patient_block", &[])?.unwrap_or_default();
        if count >= MOST_BLOCKED {
            return Err(Refusal::TooMany);
        }
        sql.run("INSERT INTO patient_block (patient_id, at) VALUES (?, ?)", binds![patient, now])?;
    } else {
        sql.run("DELETE FROM patient_block WHERE patient_id = ?", binds![patient])?;
    }
    store::touch(sql, patient, now)?;
    Ok(true)
}

/// Whether exactly that patient is asked to ring.
pub fn is_blocked(sql: &impl Sql, patient: PatientId) -> Result<bool, SqlError> {
    Ok(sql.first::<(i64,)>("SELECT 1 FROM patient_block WHERE patient_id = ?", binds![patient])?.is_some())
}

/// Everybody who is asked to ring and can be recognised: whose birth date is not known cannot.
pub fn blocked(sql: &impl Sql) -> Result<Vec<Recognised>, Refusal> {
    let rows = sql.rows::<(PatientId,)>("SELECT patient_id FROM patient_block ORDER BY patient_id", &[])?;
    let mut found = Vec::new();
    for (id,) in rows {
        let record = store::patient(sql, id)?;
        let written = guardian::contact_of(sql, id)?.email;
        found.extend(recognised(record, written));
    }
    Ok(found)
}

fn recognised(record: Patient, written: Option<EmailAddress>) -> Option<Recognised> {
    // Mostly they are written to themselves.
    let written = written.filter(|written| record.email.as_ref() != Some(written));
    Some(Recognised {
        birth_date: record.birth_date?,
        family_names: [Some(record.family_name), record.birth_name].into_iter().flatten().collect(),
        given_names: [Some(record.given_name), record.known_as].into_iter().flatten().collect(),
        addresses: [record.email, written].into_iter().flatten().collect(),
    })
}

/// Who is asked to ring goes on to be asked under the record that answers for them.
pub(super) fn hand_over(sql: &impl Sql, from: PatientId, to: PatientId) -> Result<(), Refusal> {
    sql.run(
        "INSERT INTO patient_block (patient_id, at) SELECT ?2, at FROM patient_block WHERE patient_id = ?1 ON CONFLICT DO NOTHING",
        binds![from, to],
    )?;
    Ok(sql.run("DELETE FROM patient_block WHERE patient_id = ?", binds![from])?)
}
