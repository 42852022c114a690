//! Staff place appointments (A4): inside what is open or outside, and beyond capacity where they say so (A3).

use guichet_kernel::{AppointmentId, At, Instant, LocationId, Minutes, PatientId, PracticeId, ServiceId, Sql, Token, binds};

use crate::{
    Appointment, Attendance, Booking, Closing, Refusal,
    appointment::{self, Change},
    care::Care,
    closings, hold,
    membership::members_only,
    occupancy::{self, Claim},
    patients,
    rule::is_instant_of_our_time,
    staff, starts, waitlist,
};

/// Whom staff place, when and where.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// The id that it will have: sent twice, it is one.
    pub appointment: AppointmentId,
    /// In which practice.
    pub practice: PracticeId,
    /// Whom.
    pub patient: PatientId,
    /// For what.
    pub service: ServiceId,
    /// Where.
    pub location: LocationId,
    /// When; what is past is entered afterwards.
    pub starts_at: Instant,
    /// Another length than the service's.
    pub minutes: Option<Minutes>,
    /// Beyond capacity or in closed time, knowingly.
    pub force: bool,
}

/// Places a patient, unless they were forgotten or are to be. The time of somebody who is filling in a form gives way; that of an appointment does so only if forced.
pub fn place(sql: &impl Sql, at: At<'_>, placement: &Placement, by_whom: &str) -> Result<Booking, Refusal> {
    let Placement { appointment: id, practice, patient, service, location, starts_at, .. } = *placement;
    members_only(sql, practice)?;
    if let Some(before) = known(sql, practice, id)? {
        let same = (before.patient, before.service, before.location, before.starts_at) == (Some(patient), service, location, starts_at);
        return if same { Ok(Booking::Before(before)) } else { Err(Refusal::OtherForm) };
    }
    let care = Care::offered(sql, practice, service)?.ok_or(Refusal::Unknown)?;
    if patients::is_forgotten(sql, practice, patient)? {
        return Err(Refusal::Unknown);
    }
    let care = placement.minutes.map_or(care, |minutes| care.lasting(minutes));
    let taken = take(sql, &care, (id, location, starts_at), placement.force, at.now)?;
    let appointment = Appointment {
        id,
        practice,
        location,
        service,
        patient: Some(patient),
        starts_at,
        ends_at: care.end(starts_at),
        attendance: Attendance::Booked,
        version: 1,
        changed_at: at.now,
        availability: taken.availability,
        origin: id,
        moved_from: None,
        moved_to: None,
        forced: taken.forced,
    };
    let did = if taken.forced { "forced" } else { "placed" };
    // Nobody has this link; a message that goes out gets one of its own.
    let nobodys = Token::draw(at.entropy).hash();
    appointment::insert(sql, &appointment, (nobodys, None), Change { by_whom, did: Some(did), at: at.now })?;
    waitlist::taken(sql, &id.to_string(), at.now)?;
    Ok(Booking::Made(appointment))
}

/// The appointment of an id that a caller drew, if it was used before; not if what it was used for is another practice's, or
/// deleted.
pub(crate) fn known(sql: &impl Sql, practice: PracticeId, id: AppointmentId) -> Result<Option<Appointment>, Refusal> {
    if sql.first::<(i64,)>("SELECT 1 FROM appointment WHERE appointment_id = ?", binds![id])?.is_none() {
        return Ok(None);
    }
    staff::find_own(sql, practice, id).map(Some)
}

/// Where staff's time was found.
pub(crate) struct Found {
    pub(crate) availability: Option<guichet_kernel::AvailabilityId>,
    /// Whether it was beyond capacity or in closed time.
    pub(crate) forced: bool,
}

/// Takes time for staff: 1. not what is closed, unless forced; 2. in the opening of the least id that has room, or outside any,
/// one at a time; 3. live holds give way, the newest first, and no more of them than must; 4. if forced, whoever is there.
pub(crate) fn take(
    sql: &impl Sql,
    care: &Care,
    (id, location, start): (AppointmentId, LocationId, Instant),
    force: bool,
    now: Instant,
) -> Result<Found, Refusal> {
    staff::zone(sql, care.practice, location)?;
    if !is_instant_of_our_time(start) {
        return Err(Refusal::BadTimes);
    }
    // 1.
    let times = (start, care.end(start));
    let closed = closings(sql, care.practice, times)?.iter().any(|closing: &Closing| closing.closes(location, times));
    if closed && !force {
        return Err(Refusal::Closed);
    }
    // 2.
    let offers = starts::around(sql, care, Some(location), start)?;
    let mut claims: Vec<(Option<_>, Claim)> = Vec::new();
    for offer in &offers {
        let claim = offer.staff_claim(care).ok_or(Refusal::BadTimes)?;
        claims.push((Some(offer.occurrence.availability), claim));
    }
    if claims.is_empty() {
        claims.push((None, starts::outside(care, location, start).ok_or(Refusal::BadTimes)?));
    }
    let occupant = id.to_string();
    let refused = match take_first(sql, &occupant, &claims, now) {
        Ok(availability) => return Ok(Found { availability, forced: closed }),
        Err(refused @ (Refusal::Taken | Refusal::Full)) => refused,
        Err(other) => return Err(other),
    };
    // 3.
    let (first, (from, to)) = match claims.first() {
        Some((availability, claim)) => ((*availability, claim), claim.times),
        None => return Err(refused),
    };
    for live in occupancy::holds_between(sql, (from, to), now)? {
        hold::let_go(sql, &live, now)?;
        match take_first(sql, &occupant, &claims, now) {
            Ok(availability) => return Ok(Found { availability, forced: closed }),
            Err(Refusal::Taken | Refusal::Full) => {}
            Err(other) => return Err(other),
        }
    }
    // 4.
    if !force {
        return Err(refused);
    }
    occupancy::force(sql, &occupant, first.1, now)?;
    Ok(Found { availability: first.0, forced: true })
}

fn take_first<T: Copy>(sql: &impl Sql, occupant: &str, claims: &[(T, Claim)], now: Instant) -> Result<T, Refusal> {
    let mut refused = Refusal::Taken;
    for (which, claim) in claims {
        match occupancy::take(sql, occupant, claim, None, now) {
            Ok(()) => return Ok(*which),
            Err(refusal @ (Refusal::Taken | Refusal::Full)) => refused = refusal,
            Err(other) => return Err(other),
        }
    }
    Err(refused)
}
