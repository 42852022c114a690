//! Who works where, and which objects there are.

use guichet_kernel::{Instant, ObjectClass, ObjectRef, PracticeId, PractitionerId, Sql, SqlError, binds};

/// A practice in the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Which.
    pub id: PracticeId,
    /// Its name.
    pub name: String,
    /// The towns where it is, as they came; the directory does not read them.
    pub cities: String,
    /// All that it shows, as it came; none from a practice that does not say.
    pub card: Option<String>,
    /// Whether the public finds it.
    pub public: bool,
}

/// A practitioner of a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practitioner {
    /// Where.
    pub practice: PracticeId,
    /// Who.
    pub id: PractitionerId,
    /// What patients see, as it came; the directory does not read it.
    pub card: String,
}

/// An object that the directory knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub object: ObjectRef,
    /// Since when.
    pub since: Instant,
    /// When it last answered.
    pub seen_at: Option<Instant>,
    /// When its earliest work is due, as it said then.
    pub due_at: Option<Instant>,
}

/// Enters a practice, or what it now is.
pub fn register_practice(sql: &impl Sql, practice: &Practice) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO practice (practice_id, name, cities, card, public) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name, cities = excluded.cities, card = excluded.card, public = excluded.public",
        binds![practice.id, &practice.name, &practice.cities, practice.card.clone(), i64::from(practice.public)],
    )
}

/// Enters a practitioner of a practice, or what they now are there.
pub fn register_practitioner(sql: &impl Sql, practitioner: &Practitioner, active: bool) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO practitioner (practice_id, practitioner_id, card, active) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET card = excluded.card, active = excluded.active",
        binds![practitioner.practice, practitioner.id, &practitioner.card, i64::from(active)],
    )
}

/// Remembers that an object exists: it, or whose it is, says so.
pub fn know(sql: &impl Sql, object: &ObjectRef, now: Instant) -> Result<(), SqlError> {
    let said = "INSERT INTO object (object, known_since) VALUES (?, ?) ON CONFLICT DO UPDATE SET named = 0 WHERE named = 1";
    sql.run(said, binds![object, now])
}

/// Remembers that somebody named an object that is to exist, until it is asked.
pub fn know_by_name(sql: &impl Sql, object: &ObjectRef, now: Instant) -> Result<(), SqlError> {
    sql.run("INSERT INTO object (object, known_since, named) VALUES (?, ?, 1) ON CONFLICT DO NOTHING", binds![object, now])
}

/// An object holds nothing. One that was named only is nobody's, and is known no more; a Mailroom, which is opened by what it is
/// first told, is known as long as whom it writes for.
pub fn holds_nothing(sql: &impl Sql, object: &ObjectRef, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE object SET seen_at = ?, due_at = NULL, say_again = 0 WHERE object = ?", binds![now, object])?;
    let of = |class| ObjectRef::new(class, object.name.clone());
    if object.class != ObjectClass::Mailroom {
        let gone = "DELETE FROM object WHERE object = ? AND named = 1 RETURNING 1";
        if sql.first::<(i64,)>(gone, binds![object])?.is_none() {
            return Ok(());
        }
    }
    sql.run(
        "DELETE FROM object WHERE object = ? AND named = 1 AND NOT EXISTS (SELECT 1 FROM object WHERE object IN (?, ?))",
        binds![&of(ObjectClass::Mailroom), &of(ObjectClass::Practice), &of(ObjectClass::Identity)],
    )
}

/// The practices after `after`, by id, at most `most`.
pub fn practices(sql: &impl Sql, after: Option<PracticeId>, most: u32) -> Result<Vec<Practice>, SqlError> {
    let rows = sql.rows(
        "SELECT practice_id, name, cities, card, public FROM practice WHERE ?1 IS NULL OR practice_id > ?1 ORDER BY practice_id LIMIT ?2",
        binds![after, i64::from(most)],
    )?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// The practice of that id.
pub fn practice(sql: &impl Sql, id: PracticeId) -> Result<Option<Practice>, SqlError> {
    let row = sql.first("SELECT practice_id, name, cities, card, public FROM practice WHERE practice_id = ?", binds![id])?;
    Ok(row.map(from_row))
}

fn from_row((id, name, cities, card, public): (PracticeId, String, String, Option<String>, i64)) -> Practice {
    Practice { id, name, cities, card, public: public != 0 }
}

/// What somebody who gives care in a practice shows there, as it last said; none of whom it says that they do not.
pub fn practitioner(sql: &impl Sql, practice: PracticeId, id: PractitionerId) -> Result<Option<Practitioner>, SqlError> {
    let statement = "SELECT card FROM practitioner WHERE practice_id = ? AND practitioner_id = ? AND active = 1";
    Ok(sql.first::<(String,)>(statement, binds![practice, id])?.map(|(card,)| Practitioner { practice, id, card }))
}

/// Who gives care in a practice now, by id.
pub fn practitioners(sql: &impl Sql, practice: PracticeId) -> Result<Vec<Practitioner>, SqlError> {
    let rows = sql.rows::<(PractitionerId, String)>(
        "SELECT practitioner_id, card FROM practitioner WHERE practice_id = ? AND active = 1 ORDER BY practitioner_id",
        binds![practice],
    )?;
    Ok(rows.into_iter().map(|(id, card)| Practitioner { practice, id, card }).collect())
}

/// The objects after `after`, by class and name, at most `most`.
pub fn objects(sql: &impl Sql, after: Option<&ObjectRef>, most: u32) -> Result<Vec<Known>, SqlError> {
    let rows = sql.rows::<(ObjectRef, Instant, Option<Instant>, Option<Instant>)>(
        "SELECT object, known_since, seen_at, due_at FROM object WHERE ?1 IS NULL OR object > ?1 ORDER BY object LIMIT ?2",
        binds![after, i64::from(most)],
    )?;
    Ok(rows.into_iter().map(|(object, since, seen_at, due_at)| Known { object, since, seen_at, due_at }).collect())
}
