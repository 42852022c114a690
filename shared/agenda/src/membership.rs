//! Which practices may work in the agenda, and what they offer there.

use guichet_kernel::{Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, Zone, binds};

use crate::Refusal;

/// A place of consultation, as far as the agenda decides by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Which.
    pub location: LocationId,
    /// The zone that its hours are read in.
    pub zone: Zone,
}

/// A service, as far as the agenda decides by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offering {
    /// Which.
    pub service: ServiceId,
    /// How long it takes.
    pub minutes: Minutes,
}

/// A practice's membership in the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Which practice.
    pub practice: PracticeId,
    /// Until how many minutes before the start a patient may cancel by the link (A7).
    pub cancellation_notice: i64,
    /// What the practice shows, as it came; the agenda does not read it.
    pub card: String,
}

/// Admits a practice whose membership the practitioner has accepted. Repeating it changes nothing.
pub fn admit(sql: &impl Sql, practice: PracticeId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run(
        "INSERT INTO membership (practice_id, accepted_at, cancellation_notice) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
        binds![practice, now],
    )?)
}

/// Takes over what a member practice offers. A service that it no longer lists is kept for the appointments that bear
/// it, and offered no more.
pub fn update(sql: &impl Sql, membership: &Membership, sites: &[Site], offerings: &[Offering]) -> Result<(), Refusal> {
    let practice = membership.practice;
    if !is_member(sql, practice)? {
        return Err(Refusal::NotAMember);
    }
    sql.run(
        "UPDATE membership SET cancellation_notice = ?, card = ? WHERE practice_id = ?",
        binds![membership.cancellation_notice, &membership.card, practice],
    )?;
    for site in sites {
        sql.run(
            "INSERT INTO location (location_id, practice_id, zone) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET zone = excluded.zone WHERE practice_id = excluded.practice_id",
            binds![site.location, practice, site.zone],
        )?;
    }
    sql.run("UPDATE service SET offered = 0 WHERE practice_id = ?", binds![practice])?;
    for offering in offerings {
        sql.run(
            "INSERT INTO service (service_id, practice_id, minutes, offered) VALUES (?, ?, ?, 1)
             ON CONFLICT DO UPDATE SET minutes = excluded.minutes, offered = 1 WHERE practice_id = excluded.practice_id",
            binds![offering.service, practice, offering.minutes],
        )?;
    }
    Ok(())
}

/// Whether the practice has an active membership.
pub fn is_member(sql: &impl Sql, practice: PracticeId) -> Result<bool, Refusal> {
    Ok(sql.first::<(i64,)>("SELECT 1 FROM membership WHERE practice_id = ? AND ended_at IS NULL", binds![practice])?.is_some())
}

/// The membership whose practice has told what it offers: the given practice's, or the first one's.
pub fn membership(sql: &impl Sql, practice: Option<PracticeId>) -> Result<Option<Membership>, Refusal> {
    let row = sql.first::<(PracticeId, i64, String)>(
        "SELECT practice_id, cancellation_notice, card FROM membership
         WHERE card IS NOT NULL AND (?1 IS NULL OR practice_id = ?1) ORDER BY accepted_at, practice_id LIMIT 1",
        binds![practice],
    )?;
    Ok(row.map(|(practice, cancellation_notice, card)| Membership { practice, cancellation_notice, card }))
}
