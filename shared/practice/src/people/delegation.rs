//! What a practitioner lets a member do for them.

use guichet_kernel::{Delegation, Instant, MemberId, PractitionerId, Sql, binds};

use super::{Refusal, member};

/// A delegation: whose, to whom, what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Whose work it is.
    pub practitioner: PractitionerId,
    /// Who may do it for them.
    pub member: MemberId,
    /// What.
    pub what: Delegation,
}

/// A delegation that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegated {
    /// Whose, to whom, what.
    pub grant: Grant,
    /// Since when.
    pub given_at: Instant,
    /// Whether the practice's rule gave it, and not the practitioner.
    pub by_rule: bool,
}

/// Delegates. Only the practitioner does it for their own work, to an active colleague; attesting takes `proven`, a proof
/// made at that moment (C7). Repeating it changes nothing.
pub fn give(sql: &impl Sql, now: Instant, acting: MemberId, grant: Grant, proven: bool) -> Result<(), Refusal> {
    own(sql, acting, grant)?;
    if grant.what == Delegation::Attest && !proven {
        return Err(Refusal::NotProven);
    }
    let to = member::member(sql, grant.member)?;
    if !to.is_active() || to.id == acting {
        return Err(Refusal::Unknown);
    }
    Ok(sql.run(
        "INSERT INTO delegation (practitioner_id, member_id, what, given_at, by_rule) VALUES (?, ?, ?, ?, 0)
         ON CONFLICT DO UPDATE SET given_at = excluded.given_at, by_rule = 0, withdrawn = 0, ended_at = NULL WHERE ended_at IS NOT NULL",
        binds![grant.practitioner, grant.member, grant.what, now],
    )?)
}

/// Takes a delegation back; no rule gives it again. Only the practitioner does it. Repeating it changes nothing.
pub fn withdraw(sql: &impl Sql, now: Instant, acting: MemberId, grant: Grant) -> Result<(), Refusal> {
    own(sql, acting, grant)?;
    Ok(sql.run(
        "UPDATE delegation SET ended_at = ?, withdrawn = 1 WHERE practitioner_id = ? AND member_id = ? AND what = ? AND ended_at IS NULL",
        binds![now, grant.practitioner, grant.member, grant.what],
    )?)
}

fn own(sql: &impl Sql, acting: MemberId, grant: Grant) -> Result<(), Refusal> {
    match member::member(sql, acting) {
        Ok(acting) if acting.gives_care_as() == Some(grant.practitioner) => Ok(()),
        Ok(_) | Err(Refusal::Unknown) => Err(Refusal::NotAllowed),
        Err(refusal) => Err(refusal),
    }
}

/// Every delegation that holds.
pub fn delegations(sql: &impl Sql) -> Result<Vec<Delegated>, Refusal> {
    let rows = sql.rows::<(PractitionerId, MemberId, Delegation, Instant, i64)>(
        "SELECT practitioner_id, member_id, what, given_at, by_rule FROM delegation
         WHERE ended_at IS NULL ORDER BY practitioner_id, what, given_at, member_id",
        &[],
    )?;
    let read = |(practitioner, member, what, given_at, by_rule)| Delegated {
        grant: Grant { practitioner, member, what },
        given_at,
        by_rule: by_rule != 0,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Whether that delegation holds.
pub fn may(sql: &impl Sql, grant: Grant) -> Result<bool, Refusal> {
    let row = sql.first::<(i64,)>(
        "SELECT 1 FROM delegation WHERE practitioner_id = ? AND member_id = ? AND what = ? AND ended_at IS NULL",
        binds![grant.practitioner, grant.member, grant.what],
    )?;
    Ok(row.is_some())
}

/// Whose agendas the member runs by delegation.
pub(super) fn agendas_of(sql: &impl Sql, member: MemberId) -> Result<Vec<PractitionerId>, Refusal> {
    let rows = sql.rows::<(PractitionerId,)>(
        "SELECT practitioner_id FROM delegation WHERE member_id = ? AND what = ? AND ended_at IS NULL ORDER BY practitioner_id",
        binds![member, Delegation::Agenda],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Delegates because the practice has set so; `None` where it holds already or the practitioner has withdrawn it.
pub(super) fn give_by_rule(sql: &impl Sql, now: Instant, grant: Grant) -> Result<Option<Delegated>, Refusal> {
    let given = sql.first::<(i64,)>(
        "INSERT INTO delegation (practitioner_id, member_id, what, given_at, by_rule) VALUES (?, ?, ?, ?, 1)
         ON CONFLICT DO UPDATE SET given_at = excluded.given_at, by_rule = 1, ended_at = NULL WHERE ended_at IS NOT NULL AND withdrawn = 0
         RETURNING 1",
        binds![grant.practitioner, grant.member, grant.what, now],
    )?;
    Ok(given.map(|_| Delegated { grant, given_at: now, by_rule: true }))
}

/// Ends what the rule gave to a member.
pub(super) fn end_ruled(sql: &impl Sql, now: Instant, member: MemberId) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE delegation SET ended_at = ? WHERE member_id = ? AND by_rule = 1 AND ended_at IS NULL", binds![now, member])?)
}

/// Ends all that was delegated to a member.
pub(super) fn end_all_to(sql: &impl Sql, now: Instant, member: MemberId) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE delegation SET ended_at = ? WHERE member_id = ? AND ended_at IS NULL", binds![now, member])?)
}

/// Ends all that a practitioner delegated.
pub(super) fn end_all_from(sql: &impl Sql, now: Instant, practitioner: PractitionerId) -> Result<(), Refusal> {
    Ok(sql.run("UPDATE delegation SET ended_at = ? WHERE practitioner_id = ? AND ended_at IS NULL", binds![now, practitioner])?)
}
