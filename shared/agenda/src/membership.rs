//! Which practices may work in the agenda, and what they offer there.

use guichet_kernel::{Instant, LocationId, ObjectName, PracticeId, Sql, Value, Zone, binds};

use crate::{Offering, Refusal, waitlist};

/// A place of consultation, as far as the agenda decides by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Site {
    /// Which.
    pub location: LocationId,
    /// The zone that its hours are read in.
    pub zone: Zone,
}

/// A practice's membership in the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Which practice.
    pub practice: PracticeId,
    /// Until how many minutes before the start a patient may cancel by the link (A7).
    pub cancellation_notice: i64,
    /// How many minutes ahead the public must book.
    pub booking_notice: i64,
    /// How many days ahead the agenda is open to the public (A12).
    pub booking_horizon: i64,
    /// How many appointments ahead one booker may have (A9).
    pub open_bookings: i64,
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

/// What a practice is to the agenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The practitioner works there.
    Member,
    /// They have left; what was made before stays the practice's.
    Former {
        /// When.
        ended_at: Instant,
    },
}

/// The practitioner has accepted to work for a practice, for the first time or again. The agenda belongs to the first
/// identity that accepted anything, for ever: with another one nothing changes.
pub fn join(sql: &impl Sql, practice: PracticeId, identity: &ObjectName, now: Instant) -> Result<(), Refusal> {
    sql.run("INSERT INTO owner (one, identity) VALUES (1, ?) ON CONFLICT DO NOTHING", binds![identity.as_str()])?;
    sql.first::<(i64,)>("SELECT 1 FROM owner WHERE identity = ?", binds![identity.as_str()])?.ok_or(Refusal::OtherOwner)?;
    admit(sql, practice, now)?;
    Ok(sql.run(
        "UPDATE membership SET ended_at = NULL, accepted_at = ? WHERE practice_id = ? AND ended_at IS NOT NULL",
        binds![now, practice],
    )?)
}

/// The practitioner no longer works for the practice: what was open for it is withdrawn, also for the day when they might
/// come back, what is held is let go, and nobody waits there for an earlier slot. Appointments stand.
pub fn leave(sql: &impl Sql, practice: PracticeId, now: Instant) -> Result<(), Refusal> {
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    sql.run("UPDATE membership SET ended_at = ? WHERE practice_id = ? AND ended_at IS NULL", binds![now, practice])?;
    sql.run("UPDATE availability SET withdrawn_at = ? WHERE practice_id = ? AND withdrawn_at IS NULL", binds![now, practice])?;
    let held = "practice_id = ?1 AND until > ?2 AND appointment_id IS NULL";
    sql.run(&format!("DELETE FROM occupancy WHERE occupant IN (SELECT hold_id FROM hold WHERE {held})"), binds![practice, now])?;
    sql.run(&format!("UPDATE hold SET until = ?2 WHERE {held}"), binds![practice, now])?;
    waitlist::left_practice(sql, practice, now)
}

/// Takes over what a practice offers. A service that it no longer lists is kept for the appointments that bear it, and
/// offered no more. A practice that the practitioner has left offers nothing here whatever it lists; but its appointments
/// still show its telephone, and are cancelled within its notice.
pub fn update(sql: &impl Sql, membership: &Membership, sites: &[Site], offerings: &[Offering]) -> Result<(), Refusal> {
    let practice = membership.practice;
    standing(sql, practice)?.ok_or(Refusal::NotAMember)?;
    sql.run(
        "UPDATE membership SET cancellation_notice = ?, booking_notice = ?, booking_horizon = ?, open_bookings = ?, card = ? WHERE practice_id = ?",
        binds![
            membership.cancellation_notice,
            membership.booking_notice,
            membership.booking_horizon,
            membership.open_bookings,
            &membership.card,
            practice
        ],
    )?;
    for site in sites {
        sql.run("INSERT INTO known_location (location_id) VALUES (?) ON CONFLICT DO NOTHING", binds![site.location])?;
        sql.run(
            "INSERT INTO location (location_id, practice_id, zone) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET zone = excluded.zone",
            binds![site.location, practice, site.zone],
        )?;
    }
    sql.run("UPDATE service SET offered = 0 WHERE practice_id = ?", binds![practice])?;
    for offering in offerings {
        sql.run("INSERT INTO known_service (service_id) VALUES (?) ON CONFLICT DO NOTHING", binds![offering.service])?;
        sql.run(
            "INSERT INTO service (service_id, practice_id, minutes, prepared, tidied, travelled, mode, grouped, visit, online, offered)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
             ON CONFLICT DO UPDATE SET minutes = excluded.minutes, prepared = excluded.prepared, tidied = excluded.tidied,
                 travelled = excluded.travelled, mode = excluded.mode, grouped = excluded.grouped, visit = excluded.visit,
                 online = excluded.online, offered = 1",
            binds![
                offering.service,
                practice,
                offering.minutes,
                i64::from(offering.before),
                i64::from(offering.after),
                i64::from(offering.travel),
                offering.mode,
                i64::from(offering.group),
                offering.visit,
                i64::from(offering.online)
            ],
        )?;
    }
    Ok(())
}

/// What the practice is to the agenda; `None`: it never was anything.
pub fn standing(sql: &impl Sql, practice: PracticeId) -> Result<Option<Standing>, Refusal> {
    let row = sql.first::<(Option<Instant>,)>("SELECT ended_at FROM membership WHERE practice_id = ?", binds![practice])?;
    Ok(row.map(|(ended_at,)| ended_at.map_or(Standing::Member, |ended_at| Standing::Former { ended_at })))
}

/// Whether the practice has an active membership.
pub fn is_member(sql: &impl Sql, practice: PracticeId) -> Result<bool, Refusal> {
    Ok(standing(sql, practice)? == Some(Standing::Member))
}

/// Stops unless the practice has an active membership.
pub(crate) fn members_only(sql: &impl Sql, practice: PracticeId) -> Result<(), Refusal> {
    if is_member(sql, practice)? { Ok(()) } else { Err(Refusal::NotAMember) }
}

/// What a practice, member or former, has told; `None` where it has told nothing.
pub fn membership(sql: &impl Sql, practice: PracticeId) -> Result<Option<Membership>, Refusal> {
    Ok(select(sql, "practice_id = ?", binds![practice])?.into_iter().next())
}

/// What each member practice has told, in the order in which they joined.
pub fn memberships(sql: &impl Sql) -> Result<Vec<Membership>, Refusal> {
    select(sql, "ended_at IS NULL", &[])
}

fn select(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Membership>, Refusal> {
    let rows = sql.rows::<(PracticeId, i64, i64, i64, i64, String)>(
        &format!(
            "SELECT practice_id, cancellation_notice, booking_notice, booking_horizon, open_bookings, card FROM membership
             WHERE card IS NOT NULL AND {condition} ORDER BY accepted_at, practice_id"
        ),
        values,
    )?;
    let membership = |(practice, cancellation_notice, booking_notice, booking_horizon, open_bookings, card)| Membership {
        practice,
        cancellation_notice,
        booking_notice,
        booking_horizon,
        open_bookings,
        card,
    };
    Ok(rows.into_iter().map(membership).collect())
}
