//! Who waits (ADR 0014, 2).

use guichet_kernel::{AppointmentId, At, Instant, LocationId, PatientId, PracticeId, Sql, Token, Value, binds};

use super::{
    terms::alert_terms,
    wish::{self, Wish},
};
use crate::{Appointment, Mode, Refusal, appointment, care::Care, confirming, patients, row::Day, staff};

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Their own appointment.
    pub appointment: Appointment,
    /// Since when they wait.
    pub since: Instant,
    /// What they wish.
    pub wish: Wish,
}

/// The box "tell me if something earlier frees up" (W2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertBox {
    /// What they wish, if it is ticked.
    pub wish: Option<Wish>,
    /// The practice's other locations where this practitioner gives this service.
    pub elsewhere: Vec<LocationId>,
}

/// Ticks the box of an appointment, or unticks it where there is no wish; `false` if it is so already.
///
/// Ticking only places the patient on the waitlist (W2): nobody is asked anything by it. Ticked again with another wish, they wait
/// since when they did. The appointment must start later than the minimum delay when it is ticked first, and stand.
pub fn put_alert(sql: &impl Sql, at: At<'_>, own: &Appointment, wish: Option<&Wish>) -> Result<bool, Refusal> {
    let current = read(sql, own.id, "ended IS NULL")?;
    let Some(wish) = wish else {
        end(sql, "appointment_id = ?2", binds!["unticked", own.id])?;
        return Ok(current.is_some());
    };
    let terms = alert_terms(sql, own.practice)?.ok_or(Refusal::NotOffered)?;
    own.attendance.moves()?;
    let wish = wish.sound(own.location)?;
    for place in &wish.places {
        staff::zone(sql, own.practice, *place)?;
    }
    let since = match current {
        Some((_, before)) if before == wish => return Ok(false),
        Some((since, _)) => since,
        None if own.starts_at <= terms.after(at.now) => return Err(Refusal::TooLate),
        None => at.now,
    };
    let patient = own.patient.ok_or(Refusal::NotPossibleNow)?;
    if patients::is_forgotten(sql, own.practice, patient)? || confirming::awaited(sql, own.id)?.is_some() {
        return Err(Refusal::NotPossibleNow);
    }
    write(sql, own, since, &wish)?;
    Ok(true)
}

fn write(sql: &impl Sql, own: &Appointment, since: Instant, wish: &Wish) -> Result<(), Refusal> {
    sql.run(
        "INSERT INTO waitlist_entry (appointment_id, practice_id, starts_at, since, halves) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET since = excluded.since, halves = excluded.halves, ended = NULL",
        binds![own.id, own.practice, own.starts_at, since, i64::from(wish.mask()?)],
    )?;
    sql.run("DELETE FROM waitlist_place WHERE appointment_id = ?", binds![own.id])?;
    for place in &wish.places {
        sql.run("INSERT INTO waitlist_place (appointment_id, location_id) VALUES (?, ?)", binds![own.id, *place])?;
    }
    wish::file(sql, own, since, wish)
}

fn read(sql: &impl Sql, id: AppointmentId, condition: &str) -> Result<Option<(Instant, Wish)>, Refusal> {
    let row = sql.first::<(Instant, i64)>(
        &format!("SELECT since, halves FROM waitlist_entry WHERE appointment_id = ? AND {condition}"),
        binds![id],
    )?;
    let Some((since, mask)) = row else { return Ok(None) };
    let places =
        sql.rows::<(LocationId,)>("SELECT location_id FROM waitlist_place WHERE appointment_id = ? ORDER BY location_id", binds![id])?;
    let mask = u16::try_from(mask).unwrap_or(0);
    Ok(Some((since, Wish::of(mask, places.into_iter().map(|(place,)| place).collect()))))
}

fn end(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<(), Refusal> {
    Ok(sql.run(&format!("UPDATE waitlist_entry SET ended = ?1 WHERE ended IS NULL AND {condition}"), values)?)
}

/// The entry follows its appointment to where it was moved; what ended with the appointment comes back with it.
pub(crate) fn follow(sql: &impl Sql, from: AppointmentId, to: &Appointment) -> Result<(), Refusal> {
    match read(sql, from, "ended = 'own'")? {
        Some((since, wish)) if to.patient.is_some() => write(sql, to, since, &wish.sound(to.location)?),
        _ => Ok(()),
    }
}

/// What the patient of an appointment wishes; `None`: they do not wait.
pub fn alert_of(sql: &impl Sql, id: AppointmentId) -> Result<Option<Wish>, Refusal> {
    Ok(read(sql, id, "ended IS NULL")?.map(|(_, wish)| wish))
}

/// Whether a patient waits for anything in a practice.
pub fn waits(sql: &impl Sql, practice: PracticeId, patient: PatientId) -> Result<bool, Refusal> {
    let entry = sql.first::<(i64,)>(
        "SELECT 1 FROM appointment JOIN waitlist_entry USING (appointment_id)
         WHERE appointment.patient_id = ? AND appointment.practice_id = ? AND ended IS NULL LIMIT 1",
        binds![patient, practice],
    )?;
    Ok(entry.is_some())
}

/// The box as whoever bears the appointment's link sees it; `None`: it is not shown (W1, W2).
pub fn alert_box(sql: &impl Sql, own: &Appointment, now: Instant) -> Result<Option<AlertBox>, Refusal> {
    let Some(terms) = alert_terms(sql, own.practice)? else { return Ok(None) };
    let wish = alert_of(sql, own.id)?;
    let late = wish.is_none() && own.starts_at <= terms.after(now);
    if late || own.starts_at <= now || own.patient.is_none() || own.attendance.moves().is_err() {
        return Ok(None);
    }
    if confirming::awaited(sql, own.id)?.is_some() {
        return Ok(None);
    }
    // What is never offered is not promised; who waits already may untick it.
    if wish.is_none()
        && !terms.home_visits
        && Care::find(sql, own.practice, own.service)?.is_some_and(|care| care.offering.mode == Mode::Home)
    {
        return Ok(None);
    }
    let elsewhere = sql.rows::<(LocationId,)>(
        "SELECT DISTINCT location_id FROM availability JOIN availability_service USING (availability_id)
         WHERE practice_id = ? AND last_day >= ? AND withdrawn_at IS NULL AND service_id = ? AND location_id <> ? ORDER BY location_id",
        binds![own.practice, Day(now.utc().date_naive()), own.service, own.location],
    )?;
    Ok(Some(AlertBox { wish, elsewhere: elsewhere.into_iter().map(|(place,)| place).collect() }))
}

/// Who waits in a practice, the oldest first, from after an appointment on; whether there are more, and how many in all.
pub fn entries(
    sql: &impl Sql,
    practice: PracticeId,
    after: Option<AppointmentId>,
    most: u32,
    now: Instant,
) -> Result<(Vec<Entry>, bool, u32), Refusal> {
    let waits = "practice_id = ?1 AND ended IS NULL AND starts_at > ?2";
    let place = match after {
        Some(id) => sql.first::<(Instant,)>("SELECT since FROM waitlist_entry WHERE appointment_id = ?", binds![id])?.zip(Some(id)),
        None => None,
    };
    let mut values: Vec<Value> = vec![practice.into(), now.into(), (i64::from(most) + 1).into()];
    let mut beyond = String::new();
    if let Some(((since,), id)) = place {
        " AND (since, appointment_id) > (?4, ?5)".clone_into(&mut beyond);
        values.extend([since.into(), id.into()]);
    }
    let found = sql.rows::<(AppointmentId,)>(
        &format!("SELECT appointment_id FROM waitlist_entry WHERE {waits}{beyond} ORDER BY since, appointment_id LIMIT ?3"),
        &values,
    )?;
    let more = found.len() > usize::try_from(most).unwrap_or(usize::MAX);
    let mut entries = Vec::new();
    for (id,) in found.into_iter().take(usize::try_from(most).unwrap_or(usize::MAX)) {
        if let (Some(appointment), Some((since, wish))) = (appointment::find(sql, id)?, read(sql, id, "ended IS NULL")?) {
            entries.push(Entry { appointment, since, wish });
        }
    }
    let (count,) =
        sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM waitlist_entry WHERE {waits}"), binds![practice, now])?.unwrap_or_default();
    Ok((entries, more, u32::try_from(count).unwrap_or(u32::MAX)))
}

/// Alerts end for these patients of a practice, as was said at some instant: they wait no more, and their open offers are over; what ended
/// with an appointment does not come back with it. A box that was ticked later counts.
pub fn stop(sql: &impl Sql, practice: PracticeId, patients: &[PatientId], said: Instant) -> Result<(), Refusal> {
    for patient in patients {
        let theirs =
            "appointment_id IN (SELECT appointment_id FROM appointment WHERE patient_id = ?2 AND practice_id = ?3) AND since <= ?4";
        sql.run(
            &format!("UPDATE waitlist_entry SET ended = ?1 WHERE (ended IS NULL OR ended = 'own') AND {theirs}"),
            binds!["stopped", *patient, practice, said],
        )?;
        sql.run(
            "UPDATE waitlist_offer SET state = 'stopped', ended_at = ?1
             WHERE patient_id = ?2 AND practice_id = ?3 AND state = 'open' AND asked_at <= ?1",
            binds![said, *patient, practice],
        )?;
    }
    Ok(())
}

/// Nobody waits any more whose appointment has begun: their wishes could fit nothing.
pub(super) fn end_past(sql: &impl Sql, now: Instant) -> Result<(), Refusal> {
    end(sql, "starts_at <= ?2", binds!["past", now])
}

/// Nobody waits any more in a practice that the practitioner has left.
pub(super) fn end_all(sql: &impl Sql, practice: PracticeId) -> Result<(), Refusal> {
    end(sql, "practice_id = ?2", binds!["left", practice])
}

/// Two records of a practice are one person's.
pub(crate) fn merge(sql: &impl Sql, practice: PracticeId, from: PatientId, to: PatientId) -> Result<(), Refusal> {
    for table in ["waitlist_wish", "waitlist_offer"] {
        sql.run(&format!("UPDATE {table} SET patient_id = ? WHERE patient_id = ? AND practice_id = ?"), binds![to, from, practice])?;
    }
    Ok(())
}

/// Forgets that a patient waited, and whom their offers were for. That there were offers stays, and what became of them.
pub(crate) fn forget(sql: &impl Sql, at: At<'_>, practice: PracticeId, patient: PatientId) -> Result<(), Refusal> {
    sql.run(
        "UPDATE waitlist_offer SET state = 'withdrawn', ended_at = ? WHERE patient_id = ? AND practice_id = ? AND state = 'open'",
        binds![at.now, patient, practice],
    )?;
    for table in ["waitlist_wish", "waitlist_place", "waitlist_entry"] {
        let theirs = "SELECT appointment_id FROM appointment WHERE patient_id = ? AND practice_id = ?";
        sql.run(&format!("DELETE FROM {table} WHERE appointment_id IN ({theirs})"), binds![patient, practice])?;
    }
    let theirs =
        sql.rows::<(String,)>("SELECT offer_id FROM waitlist_offer WHERE patient_id = ? AND practice_id = ?", binds![patient, practice])?;
    for (offer,) in theirs {
        // A token that nobody was given: the link opens nothing any more.
        let nobodys = Token::draw(at.entropy).hash();
        sql.run("UPDATE waitlist_offer SET patient_id = NULL, token_hash = ? WHERE offer_id = ?", binds![nobodys, offer])?;
    }
    Ok(())
}
