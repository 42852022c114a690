//! What is known of the person who signs in: the address they proved to read, their name, their language, the practitioner
//! they are.

use guichet_kernel::{At, EmailAddress, Instant, Locale, PersonName, PractitionerId, Sql, SqlError, binds};

use super::Refusal;

/// The person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The address, since they first signed in by a link to it.
    pub email: Option<EmailAddress>,
    /// When that was.
    pub verified_at: Option<Instant>,
    /// Given name, from the first practice that invited them.
    pub given_name: Option<PersonName>,
    /// Family name, from there as well.
    pub family_name: Option<PersonName>,
    /// The language that they chose to see pages in; without one the place they are at decides.
    pub locale: Option<Locale>,
    /// The practitioner they are, in all practices.
    pub practitioner: Option<PractitionerId>,
}

/// The person, as far as they are known.
pub fn person(sql: &impl Sql) -> Result<Person, Refusal> {
    let row = sql
        .first::<(Option<EmailAddress>, Option<Instant>, Option<PersonName>, Option<PersonName>, Option<String>, Option<PractitionerId>)>(
            "SELECT email, verified_at, given_name, family_name, locale, practitioner_id FROM person",
            &[],
        )?;
    let Some((email, verified_at, given_name, family_name, locale, practitioner)) = row else { return Ok(Person::default()) };
    let locale = locale.and_then(|tag| Locale::from_tag(&tag));
    Ok(Person { email, verified_at, given_name, family_name, locale, practitioner })
}

/// Keeps the address that was proven; a later spelling of the same address changes nothing.
pub(super) fn verify(sql: &impl Sql, email: &EmailAddress, now: Instant) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO person (only, email, verified_at) VALUES (1, ?, ?)
         ON CONFLICT DO UPDATE SET email = excluded.email, verified_at = excluded.verified_at WHERE email IS NULL",
        binds![email, now],
    )
}

/// Notes the name that a practice knows the person by, unless one is known.
pub fn name(sql: &impl Sql, given_name: &PersonName, family_name: &PersonName) -> Result<(), Refusal> {
    Ok(sql.run(
        "INSERT INTO person (only, given_name, family_name) VALUES (1, ?, ?)
         ON CONFLICT DO UPDATE SET given_name = excluded.given_name, family_name = excluded.family_name WHERE given_name IS NULL",
        binds![given_name, family_name],
    )?)
}

/// Notes the language that the person wants; `None`: the place decides.
pub fn prefer(sql: &impl Sql, locale: Option<Locale>) -> Result<(), Refusal> {
    Ok(sql.run(
        "INSERT INTO person (only, locale) VALUES (1, ?) ON CONFLICT DO UPDATE SET locale = excluded.locale",
        binds![locale.map(Locale::tag)],
    )?)
}

/// The practitioner that the person is, in all practices: drawn the first time, the same ever after.
pub fn claim_practitioner(sql: &impl Sql, at: At<'_>) -> Result<PractitionerId, Refusal> {
    adopt_practitioner(sql, PractitionerId::draw(at.now, at.entropy))
}

/// The practitioner that the person is: `known`, as the practice that came first knows them, unless they already are one.
pub fn adopt_practitioner(sql: &impl Sql, known: PractitionerId) -> Result<PractitionerId, Refusal> {
    let row = sql.first::<(PractitionerId,)>(
        "INSERT INTO person (only, practitioner_id) VALUES (1, ?)
         ON CONFLICT DO UPDATE SET practitioner_id = COALESCE(practitioner_id, excluded.practitioner_id) RETURNING practitioner_id",
        binds![known],
    )?;
    row.map(|(id,)| id).ok_or_else(|| SqlError::Shape(0).into())
}
