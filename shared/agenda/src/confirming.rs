//! Bookings that wait for whoever made them to open the link of their letter, which proves that the address is theirs.
//!
//! Where a practice asks for it, what the public books has its time at once and stands until a deadline. Until then nobody but
//! this agenda knows whose it is: what was typed rests here, and goes to the Practice when the booking is confirmed, or to nobody.
//! A third kind of ending than cancelling and deleting is none of A5's: what is not confirmed in time *lapses*. It is seen as if
//! it had been deleted (W7), but its link still says what became of it.

use std::fmt;

use chrono::TimeDelta;
use guichet_kernel::{AppointmentId, At, Instant, PracticeId, Sql, Token, binds, sql::Migrations};

use crate::{
    Appointment, Refusal,
    appointment::{self, Change},
    new_link, occupancy, waitlist,
};

/// How long a booking waits, and never beyond its start.
const WAITS_FOR: TimeDelta = TimeDelta::minutes(30);
/// How many lapse in one pass.
const PASS: u32 = 100;
/// What was done, in the history: it waits no more, since its booker, or staff, said that it is to stand.
pub(crate) const ADMITTED: &str = "admitted";
/// What was done, in the history: nobody confirmed it in time.
const LAPSED: &str = "lapsed";

/// Who waits, and the practices that ask for it.
///
/// The store itself sees to it that what was typed goes as soon as a booking is cancelled, moved or deleted, and with it the id
/// under which nobody came to know a patient.
pub const MIGRATIONS: Migrations = Migrations {
    component: "confirming",
    steps: &["
        CREATE TABLE confirming_practice (practice_id TEXT PRIMARY KEY REFERENCES membership (practice_id)) STRICT, WITHOUT ROWID;
        CREATE TABLE confirming (
            appointment_id TEXT PRIMARY KEY REFERENCES appointment (appointment_id),
            until INTEGER NOT NULL,
            link_hash BLOB NOT NULL,
            person TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX confirming_by_until ON confirming (until);
        CREATE TRIGGER confirming_ends AFTER UPDATE OF attendance, deleted_at ON appointment
        WHEN NEW.deleted_at IS NOT NULL OR NEW.attendance IN ('cancelled-by-patient', 'cancelled-by-practitioner', 'moved')
        BEGIN
            UPDATE appointment SET patient_id = NULL, booker_hash = NULL
            WHERE appointment_id = NEW.appointment_id AND EXISTS (SELECT 1 FROM confirming WHERE appointment_id = NEW.appointment_id);
            DELETE FROM confirming WHERE appointment_id = NEW.appointment_id;
        END;
    "],
};

/// A booking that waits. What was typed prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Awaited {
    /// Until when.
    pub until: Instant,
    /// What was typed, as it came; the agenda does not read it.
    pub person: String,
    link: Vec<u8>,
}

impl fmt::Debug for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Awaited({}, …)", self.until)
    }
}

impl Awaited {
    /// Whether the token is that of the letter's link, which confirms. Any other link was shown to whoever typed the address.
    pub fn is_confirmed_by(&self, token: &Token) -> bool {
        self.link == token.hash().bytes()
    }
}

/// Whether a practice asks that bookings be confirmed, from now on; those that wait go on waiting.
pub fn ask_confirmation(sql: &impl Sql, practice: PracticeId, asks: bool) -> Result<(), Refusal> {
    let statement = if asks {
        "INSERT INTO confirming_practice (practice_id) VALUES (?) ON CONFLICT DO NOTHING"
    } else {
        "DELETE FROM confirming_practice WHERE practice_id = ?"
    };
    Ok(sql.run(statement, binds![practice])?)
}

/// Whether a practice asks that bookings be confirmed.
pub fn asks_confirmation(sql: &impl Sql, practice: PracticeId) -> Result<bool, Refusal> {
    Ok(sql.first::<(i64,)>("SELECT 1 FROM confirming_practice WHERE practice_id = ?", binds![practice])?.is_some())
}

/// Has a booking that was made now wait, if its practice asks for that; gives the token of the link that its letter bears.
/// That an address has one that waits already, [`crate::book`] has refused.
pub fn await_confirmation(sql: &impl Sql, at: At<'_>, booked: &Appointment, person: &str) -> Result<Option<(Token, Instant)>, Refusal> {
    if !asks_confirmation(sql, booked.practice)? {
        return Ok(None);
    }
    let until = at.now.plus(WAITS_FOR).min(booked.starts_at);
    let token = new_link(sql, at, booked.id)?;
    sql.run(
        "INSERT INTO confirming (appointment_id, until, link_hash, person) VALUES (?, ?, ?, ?)",
        binds![booked.id, until, token.hash(), person],
    )?;
    Ok(Some((token, until)))
}

/// What an appointment waits for; `None`: for nothing.
pub fn awaited(sql: &impl Sql, id: AppointmentId) -> Result<Option<Awaited>, Refusal> {
    let row =
        sql.first::<(Instant, Vec<u8>, String)>("SELECT until, link_hash, person FROM confirming WHERE appointment_id = ?", binds![id])?;
    Ok(row.map(|(until, link, person)| Awaited { until, person, link }))
}

/// All that wait in this agenda, and until when.
pub fn awaiting(sql: &impl Sql) -> Result<Vec<(AppointmentId, Instant)>, Refusal> {
    Ok(sql.rows("SELECT appointment_id, until FROM confirming", &[])?)
}

/// It waits no more, and stands; gives what was typed besides. What waits for nothing, or has waited too long, is not admitted.
pub fn admit_awaited(sql: &impl Sql, appointment: &Appointment, by_whom: &str, now: Instant) -> Result<(Appointment, String), Refusal> {
    let awaited = awaited(sql, appointment.id)?.filter(|awaited| now < awaited.until).ok_or(Refusal::NotPossibleNow)?;
    let change = Change { by_whom, did: Some(ADMITTED), at: now };
    let admitted = appointment::change(sql, appointment, appointment.attendance, change)?;
    sql.run("DELETE FROM confirming WHERE appointment_id = ?", binds![appointment.id])?;
    waitlist::taken(sql, &appointment.id.to_string(), now)?;
    Ok((admitted, awaited.person))
}

/// Ends what has waited too long; gives each, as it was. Its time is free from this instant.
pub fn lapse_due(sql: &impl Sql, now: Instant) -> Result<Vec<Appointment>, Refusal> {
    let due = sql.rows::<(AppointmentId,)>(
        "SELECT appointment_id FROM confirming WHERE until <= ? ORDER BY until LIMIT ?",
        binds![now, i64::from(PASS)],
    )?;
    let mut lapsed = Vec::new();
    for (id,) in due {
        let waits = appointment::find(sql, id)?.ok_or(Refusal::Unknown)?;
        let change = Change { by_whom: "nobody", did: Some(LAPSED), at: now };
        appointment::change(sql, &waits, waits.attendance, change)?;
        sql.run("UPDATE appointment SET deleted_at = ? WHERE appointment_id = ?", binds![now, id])?;
        occupancy::release(sql, &id.to_string())?;
        lapsed.push(waits);
    }
    Ok(lapsed)
}

/// Whether nobody confirmed that appointment in time, also where it has not been ended yet.
pub fn has_lapsed(sql: &impl Sql, id: AppointmentId, now: Instant) -> Result<bool, Refusal> {
    match awaited(sql, id)? {
        Some(awaited) => Ok(now >= awaited.until),
        None => Ok(lapsed(sql, id)?.is_some()),
    }
}

/// The appointment that a link's token opened before it lapsed: nobody confirmed it in time.
pub fn lapsed_by_token(sql: &impl Sql, token: &Token) -> Result<Option<Appointment>, Refusal> {
    let condition = "token_hash = ?1 OR appointment_id = (SELECT appointment_id FROM appointment_link WHERE token_hash = ?1)";
    lapsed_where(sql, condition, binds![token.hash()])
}

/// The appointment of that id, if it has lapsed.
pub(crate) fn lapsed(sql: &impl Sql, id: AppointmentId) -> Result<Option<Appointment>, Refusal> {
    lapsed_where(sql, "appointment_id = ?1", binds![id])
}

fn lapsed_where(sql: &impl Sql, condition: &str, values: &[guichet_kernel::Value]) -> Result<Option<Appointment>, Refusal> {
    let lapsed = "EXISTS (SELECT 1 FROM attendance_history AS h WHERE h.appointment_id = appointment.appointment_id AND h.did = 'lapsed')";
    Ok(appointment::ordered(sql, &format!("({condition}) AND deleted_at IS NOT NULL AND {lapsed}"), values)?.into_iter().next())
}
