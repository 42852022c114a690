//! Guardians and dependants (A8): a patient is not always who is written to.

use guichet_kernel::{EmailAddress, Instant, Label, Locale, PatientId, PersonName, Sql, SqlError, Telephone, Value, binds, sql::FromValue};
use serde::Serialize;

use super::{
    Refusal, Seen, hidden,
    record::{Patient, PatientTelephone},
    store, words,
};

/// How many guardians a patient is given at most. (A merge keeps those of both.)
pub const MOST_GUARDIANS: i64 = 20;
/// For how many patients one guardian is noted at most.
pub const MOST_DEPENDANTS: i64 = 200;

words! {
    /// What a guardian is to the patient.
    Relation {
        /// Mother or father.
        Parent = "parent",
        /// Another who has parental authority, or was appointed by a court.
        LegalGuardian = "legal_guardian",
        /// Husband, wife or partner.
        Partner = "partner",
        /// Daughter or son.
        Child = "child",
        /// Another who is close to them.
        Relative = "relative",
        /// Somebody who cares for them, by profession or not.
        Carer = "carer",
    }
}

/// Names one guardian of a patient, within the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct GuardianNumber(pub i64);

impl From<GuardianNumber> for Value {
    fn from(number: GuardianNumber) -> Self {
        Self::Int(number.0)
    }
}

impl FromValue for GuardianNumber {
    fn from_value(value: Value) -> Option<Self> {
        i64::from_value(value).map(Self)
    }
}

/// Somebody who is written to, and is no patient here.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct ContactPerson {
    /// Given name.
    pub given_name: PersonName,
    /// Family name.
    pub family_name: PersonName,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// Telephone.
    pub telephone: Option<Telephone>,
}

/// Who a guardian is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// A patient of this practice.
    Patient(PatientId),
    /// Somebody else.
    Person(ContactPerson),
}

/// A patient's guardian.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Guardian {
    /// Which.
    pub number: GuardianNumber,
    /// Who.
    pub who: Written,
    /// What they are to the patient.
    pub relation: Relation,
    /// Whether they are written to in the patient's place.
    pub is_contact: bool,
}

/// A patient whose guardian is a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Dependant {
    /// The dependant.
    pub patient: PatientId,
    /// What the guardian is to them.
    pub relation: Relation,
    /// Whether the guardian is written to in their place.
    pub is_contact: bool,
}

/// Who is written to about a patient.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// The patient, under the id that answers for the one that was asked about.
    pub patient: PatientId,
    /// Which guardian it is; `None` where it is the patient.
    pub guardian: Option<GuardianNumber>,
    /// Given name of who is written to.
    pub given_name: PersonName,
    /// Family name of who is written to.
    pub family_name: PersonName,
    /// Their e-mail address.
    pub email: Option<EmailAddress>,
    /// Their telephones, the first one first.
    pub telephones: Vec<Telephone>,
    /// The language they are written to in: theirs, else the patient's.
    pub locale: Option<Locale>,
}

hidden!(ContactPerson, Contact);

/// Gives a patient a guardian. Where `is_contact`, no other guardian is the contact any more.
///
/// Nobody is their own guardian, be it by way of others: [`Refusal::Oneself`].
pub fn add_guardian(
    sql: &impl Sql,
    seen: Seen,
    who: &Written,
    relation: Relation,
    is_contact: bool,
    now: Instant,
) -> Result<GuardianNumber, Refusal> {
    let patient = store::seen(sql, seen)?.id;
    if is_contact {
        sql.run("UPDATE patient_guardian SET is_contact = 0 WHERE patient_id = ?", binds![patient])?;
    }
    let number = match who {
        Written::Patient(guardian) => {
            store::stands(sql, *guardian)?;
            if *guardian == patient {
                return Err(Refusal::Oneself);
            }
            // Saying it again says what they now are.
            let row = sql.first::<(GuardianNumber,)>(
                "INSERT INTO patient_guardian (patient_id, guardian_id, relation, is_contact) VALUES (?, ?, ?, ?)
                 ON CONFLICT (patient_id, guardian_id) WHERE guardian_id IS NOT NULL
                 DO UPDATE SET relation = excluded.relation, is_contact = excluded.is_contact RETURNING number",
                binds![patient, *guardian, relation, i64::from(is_contact)],
            )?;
            refuse_cycle(sql, patient)?;
            row
        }
        Written::Person(person) => sql.first::<(GuardianNumber,)>(
            "INSERT INTO patient_guardian (patient_id, given_name, family_name, email, dial, shown, relation, is_contact)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
            binds![
                patient,
                &person.given_name,
                &person.family_name,
                person.email.as_ref(),
                person.telephone.as_ref().map(|telephone| telephone.dial.as_str()),
                person.telephone.as_ref().map(|telephone| &telephone.shown),
                relation,
                i64::from(is_contact)
            ],
        )?,
    };
    refuse_crowd(sql, "patient_id", patient, MOST_GUARDIANS)?;
    if let Written::Patient(guardian) = who {
        refuse_crowd(sql, "guardian_id", *guardian, MOST_DEPENDANTS)?;
    }
    store::touch(sql, patient, now)?;
    number.map(|(number,)| number).ok_or(Refusal::Unknown)
}

/// Refuses more rows of somebody than there may be.
fn refuse_crowd(sql: &impl Sql, of: &str, id: PatientId, most: i64) -> Result<(), Refusal> {
    let rows = sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM patient_guardian WHERE {of} = ?"), binds![id])?;
    if rows.is_some_and(|(count,)| count > most) { Err(Refusal::TooMany) } else { Ok(()) }
}

/// Takes a guardian from a patient.
pub fn remove_guardian(sql: &impl Sql, seen: Seen, number: GuardianNumber, now: Instant) -> Result<(), Refusal> {
    let patient = store::seen(sql, seen)?.id;
    let gone = sql.query("DELETE FROM patient_guardian WHERE patient_id = ? AND number = ? RETURNING 1", binds![patient, number])?;
    if gone.is_empty() {
        return Err(Refusal::Unknown);
    }
    store::touch(sql, patient, now).map(drop)
}

/// Says which of a patient's guardians is written to in their place; with `None`, the patient is.
pub fn write_to(sql: &impl Sql, patient: PatientId, guardian: Option<GuardianNumber>, now: Instant) -> Result<(), Refusal> {
    store::stands(sql, patient)?;
    sql.run("UPDATE patient_guardian SET is_contact = 0 WHERE patient_id = ?", binds![patient])?;
    if let Some(number) = guardian {
        let set = sql
            .query("UPDATE patient_guardian SET is_contact = 1 WHERE patient_id = ? AND number = ? RETURNING 1", binds![patient, number])?;
        if set.is_empty() {
            return Err(Refusal::Unknown);
        }
    }
    store::touch(sql, patient, now).map(drop)
}

/// Refuses where `patient` stands among their own guardians' guardians.
pub(super) fn refuse_cycle(sql: &impl Sql, patient: PatientId) -> Result<(), Refusal> {
    let circle = sql.query(
        "WITH RECURSIVE above (id) AS (
             SELECT guardian_id FROM patient_guardian WHERE patient_id = ?1 AND guardian_id IS NOT NULL
             UNION SELECT g.guardian_id FROM patient_guardian g JOIN above ON g.patient_id = above.id WHERE g.guardian_id IS NOT NULL)
         SELECT 1 FROM above WHERE id = ?1",
        binds![patient],
    )?;
    if circle.is_empty() { Ok(()) } else { Err(Refusal::Oneself) }
}

type GuardianRow = (
    GuardianNumber,
    Option<PatientId>,
    Option<PersonName>,
    Option<PersonName>,
    Option<EmailAddress>,
    Option<String>,
    Option<Label>,
    Relation,
    i64,
);

fn read(row: GuardianRow) -> Result<Guardian, SqlError> {
    let (number, guardian, given_name, family_name, email, dial, shown, relation, is_contact) = row;
    let dial = dial.map(|dial| dial.try_into().map_err(|_| SqlError::Shape(5))).transpose()?;
    let telephone = dial.zip(shown).map(|(dial, shown)| Telephone { dial, shown });
    let who = match (guardian, given_name.zip(family_name)) {
        (Some(guardian), _) => Written::Patient(guardian),
        (None, Some((given_name, family_name))) => Written::Person(ContactPerson { given_name, family_name, email, telephone }),
        (None, None) => return Err(SqlError::Shape(2)),
    };
    Ok(Guardian { number, who, relation, is_contact: is_contact == 1 })
}

/// The guardians of the patient who answers for `patient`, the contact first.
pub fn guardians(sql: &impl Sql, patient: PatientId) -> Result<Vec<Guardian>, Refusal> {
    let rows = sql.rows::<GuardianRow>(
        "SELECT number, guardian_id, given_name, family_name, email, dial, shown, relation, is_contact FROM patient_guardian
         WHERE patient_id = ? ORDER BY is_contact DESC, number",
        binds![store::resolve(sql, patient)?],
    )?;
    Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// The patients whose guardian answers for `guardian`.
pub fn dependants(sql: &impl Sql, guardian: PatientId) -> Result<Vec<Dependant>, Refusal> {
    let rows = sql.rows::<(PatientId, Relation, i64)>(
        "SELECT patient_id, relation, is_contact FROM patient_guardian WHERE guardian_id = ? ORDER BY number",
        binds![store::resolve(sql, guardian)?],
    )?;
    Ok(rows.into_iter().map(|(patient, relation, contact)| Dependant { patient, relation, is_contact: contact == 1 }).collect())
}

/// Who is written to about the patient who answers for `patient`: the guardian who is their contact, else the patient (A8).
pub fn contact_of(sql: &impl Sql, patient: PatientId) -> Result<Contact, Refusal> {
    let record = store::patient(sql, patient)?;
    let Some(guardian) = guardians(sql, record.id)?.into_iter().find(|guardian| guardian.is_contact) else {
        return Ok(of_patient(&record, None, &record));
    };
    match guardian.who {
        Written::Patient(id) => Ok(of_patient(&record, Some(guardian.number), &store::patient(sql, id)?)),
        Written::Person(person) => Ok(Contact {
            patient: record.id,
            guardian: Some(guardian.number),
            given_name: person.given_name,
            family_name: person.family_name,
            email: person.email,
            telephones: person.telephone.into_iter().collect(),
            locale: record.locale,
        }),
    }
}

fn of_patient(patient: &Patient, guardian: Option<GuardianNumber>, written: &Patient) -> Contact {
    let telephone = |telephone: &PatientTelephone| telephone.telephone.clone();
    Contact {
        patient: patient.id,
        guardian,
        given_name: written.given_name.clone(),
        family_name: written.family_name.clone(),
        email: written.email.clone(),
        telephones: written.telephones.iter().map(telephone).collect(),
        locale: written.locale.or(patient.locale),
    }
}
