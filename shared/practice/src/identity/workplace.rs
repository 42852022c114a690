//! The practices that the person works in, as those told.

use std::collections::BTreeSet;

use guichet_kernel::{Country, Label, MemberId, PracticeId, Role, Sql, SqlError, binds};

use super::Refusal;

/// A practice that the person works in, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workplace {
    /// Which practice.
    pub practice: PracticeId,
    /// Its name.
    pub name: Label,
    /// Its country.
    pub country: Country,
    /// Who the person is there.
    pub member: MemberId,
    /// What they are there.
    pub roles: BTreeSet<Role>,
    /// Whether they work there now.
    pub active: bool,
    /// Counts what the practice told of that member; an older tale changes nothing.
    pub version: i64,
}

/// Takes over what a practice tells of a member of its own. An older version than the known one changes nothing, and the
/// same again neither.
///
/// Practices decide, this list only shows: what somebody may do is asked of the practice each time.
pub fn put_workplace(sql: &impl Sql, workplace: &Workplace) -> Result<(), Refusal> {
    let roles: Vec<_> = workplace.roles.iter().map(|role| role.as_str()).collect();
    Ok(sql.run(
        "INSERT INTO workplace (member_id, practice_id, name, country, roles, active, version) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name, country = excluded.country, roles = excluded.roles, active = excluded.active,
             version = excluded.version
         WHERE excluded.version > version AND excluded.practice_id = practice_id",
        binds![
            workplace.member,
            workplace.practice,
            &workplace.name,
            workplace.country.code(),
            roles.join(","),
            i64::from(workplace.active),
            workplace.version
        ],
    )?)
}

/// Where the person works now, by name.
pub fn workplaces(sql: &impl Sql) -> Result<Vec<Workplace>, Refusal> {
    let rows = sql.rows::<(PracticeId, Label, String, MemberId, String, i64)>(
        "SELECT practice_id, name, country, member_id, roles, version FROM workplace WHERE active = 1 ORDER BY name, practice_id",
        &[],
    )?;
    let read = |(practice, name, country, member, roles, version): (_, _, String, _, String, _)| {
        let country = Country::ALL.into_iter().find(|known| known.code() == country).ok_or(SqlError::Shape(2))?;
        let roles = roles.split(',').filter_map(Role::from_word).collect();
        Ok(Workplace { practice, name, country, member, roles, active: true, version })
    };
    rows.into_iter().map(read).collect()
}
