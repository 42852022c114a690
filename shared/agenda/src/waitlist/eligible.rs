//! Who is to be asked next (ADR 0014, 6 and 7).
//!
//! The list itself is never read: who could not have the slot is not under the index that is looked at. What is read grows with who
//! could, with who was asked for this slot before, and with the appointments of that day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveTime};
use guichet_kernel::{AppointmentId, Instant, PatientId, ServiceId, Sql, Value, Zone, binds};

use super::{
    freed::Freed,
    opened::{Place, Room},
    terms::AlertTerms,
    wish::half_of,
};
use crate::{Appointment, Mode, Refusal, care::Care, staff};

/// Whose appointment is there that day.
const NOT_OVER: &str = "deleted_at IS NULL AND attendance NOT IN ('cancelled-by-patient', 'cancelled-by-practitioner', 'moved')";
/// What fits: the conditions on a row of `waitlist_wish`.
const FITS: &str = "free = 1 AND practice_id = ?1 AND length = ?2 AND location_id = ?3
    AND service_id IN (SELECT value FROM json_each(?4)) AND half IN (?5, -1) AND starts_at >= ?6
    AND (patient_id NOT IN (SELECT value FROM json_each(?7)) OR appointment_id IN (SELECT value FROM json_each(?8)))";

/// Somebody who is to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) patient: PatientId,
    /// Their soonest appointment that fits.
    pub(super) appointment: AppointmentId,
}

/// In which circumstances somebody is asked.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    /// Where the slot lies.
    pub(super) place: &'a Place,
    /// How the practice offers it.
    pub(super) terms: &'a AlertTerms,
    /// Whether they are asked though somebody holds it.
    pub(super) held: bool,
}

/// Whoever could have the slot and was not asked yet, at most `most` of them, who waits longest first.
pub(super) fn candidates(sql: &impl Sql, slot: &Freed, given: Given<'_>, most: usize, now: Instant) -> Result<Vec<Candidate>, Refusal> {
    let services = services(sql, slot, given, now)?;
    if services.is_empty() || most == 0 {
        return Ok(Vec::new());
    }
    let zone = staff::zone(sql, slot.practice, slot.location)?;
    let (today, tomorrow) = day_of(zone, slot);
    let from = if given.terms.same_day { slot.ends_at } else { slot.ends_at.max(tomorrow) };
    // Who has another appointment that day is asked for none; their only one there may be the one that would come earlier.
    let mut busy: BTreeMap<PatientId, Vec<AppointmentId>> = BTreeMap::new();
    let theirs = sql.rows::<(PatientId, AppointmentId)>(
        &format!(
            "SELECT patient_id, appointment_id FROM appointment
             WHERE practice_id = ? AND starts_at >= ? AND starts_at < ? AND patient_id IS NOT NULL AND {NOT_OVER}"
        ),
        binds![slot.practice, today, tomorrow],
    )?;
    for (patient, appointment) in theirs {
        busy.entry(patient).or_default().push(appointment);
    }
    // Never who left it, and nobody twice.
    let asked: BTreeSet<PatientId> = sql
        .rows::<(PatientId,)>(
            "SELECT patient_id FROM waitlist_offer WHERE freed_id = ?1 AND patient_id IS NOT NULL
             UNION SELECT patient_id FROM appointment WHERE appointment_id = ?2 AND patient_id IS NOT NULL",
            binds![slot.id, slot.appointment],
        )?
        .into_iter()
        .map(|(patient,)| patient)
        .collect();
    let only: Vec<String> = busy
        .iter()
        .filter(|(patient, theirs)| theirs.len() == 1 && !asked.contains(patient))
        .flat_map(|(_, theirs)| theirs.iter().map(AppointmentId::to_string))
        .collect();
    let out: BTreeSet<String> = asked.iter().chain(busy.keys()).map(PatientId::to_string).collect();
    let length = slot.ends_at.since(slot.starts_at).num_milliseconds();
    let services: Vec<String> = services.iter().map(ServiceId::to_string).collect();
    let (services, out, only) = (words(&services), words(out.iter()), words(&only));
    let half = half_of(zone, slot.starts_at);
    let bound = |last: Value| -> Vec<Value> {
        let fits = binds![slot.practice, length, slot.location, &services, half, from, &out, &only];
        fits.iter().cloned().chain([last]).collect()
    };
    let ranked = sql.rows::<(PatientId, String)>(
        &format!("SELECT patient_id, MIN(rank) AS oldest FROM waitlist_wish WHERE {FITS} GROUP BY patient_id ORDER BY oldest LIMIT ?9"),
        &bound(i64::try_from(most).unwrap_or(i64::MAX).into()),
    )?;
    let mut found = Vec::new();
    for (patient, _) in ranked {
        let soonest = sql.first::<(AppointmentId,)>(
            &format!(
                "SELECT appointment_id FROM waitlist_wish INDEXED BY waitlist_wish_by_patient
                 WHERE {FITS} AND patient_id = ?9 ORDER BY starts_at, appointment_id LIMIT 1"
            ),
            &bound(patient.into()),
        )?;
        found.extend(soonest.map(|(appointment,)| Candidate { patient, appointment }));
    }
    Ok(found)
}

/// Whether the patient of an appointment has another one on the day of the slot.
pub(super) fn comes_that_day(sql: &impl Sql, slot: &Freed, own: &Appointment) -> Result<bool, Refusal> {
    let (today, tomorrow) = day_of(staff::zone(sql, slot.practice, slot.location)?, slot);
    let another = sql.first::<(i64,)>(
        &format!(
            "SELECT 1 FROM appointment WHERE patient_id = ? AND appointment_id <> ? AND practice_id = ? AND starts_at >= ? AND starts_at < ?
             AND {NOT_OVER}"
        ),
        binds![own.patient, own.id, slot.practice, today, tomorrow],
    )?;
    Ok(another.is_some())
}

/// From when to when the slot's day is, where it is.
fn day_of(zone: Zone, slot: &Freed) -> (Instant, Instant) {
    let day = zone.wall(slot.starts_at).date();
    let midnight = |day: chrono::NaiveDate| zone.instant(day.and_time(NaiveTime::MIN));
    (midnight(day), midnight(day.checked_add_days(Days::new(1)).unwrap_or(day)))
}

/// What may be given in the slot: 1. in a group, and outside any availability, nothing but what it was for; 2. else what is given
/// in the same way and its availability allows; 3. of these, what the store would let in, with what is before and after it.
fn services(sql: &impl Sql, slot: &Freed, Given { place, terms, held }: Given<'_>, now: Instant) -> Result<Vec<ServiceId>, Refusal> {
    let Some(own) = slot.care(sql)? else { return Ok(Vec::new()) };
    if own.offering.mode == Mode::Home && !terms.home_visits {
        return Ok(Vec::new());
    }
    // 1.
    let allowed = match place {
        Place::In(occurrence) if occurrence.places.is_none() && !own.offering.group => occurrence.services.clone(),
        Place::In(occurrence) if occurrence.services.contains(&slot.service) => vec![slot.service],
        Place::In(_) => Vec::new(),
        Place::Outside => vec![slot.service],
    };
    // 2. and 3.
    let mut services = Vec::new();
    for care in Care::among(sql, slot.practice, &words(allowed.iter().map(ServiceId::to_string)))? {
        let same = care.offering.mode == own.offering.mode && care.offering.group == own.offering.group;
        let fits = |room| room == Room::Free || (held && room != Room::Taken);
        if same && fits(place.room(sql, &slot.lasting(care), slot, now)?) {
            services.push(care.offering.service);
        }
    }
    Ok(services)
}

/// Words of ours as JSON: nothing in them needs escaping.
fn words(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("\"{}\"", word.as_ref())).collect();
    format!("[{}]", quoted.join(","))
}
