//! Moving: a new appointment is made, and the old one is marked (ADR 0009, 11).

use guichet_kernel::{AppointmentId, At, Instant, LocationId, PracticeId, Sql, Token, TokenHash, binds};

use crate::{
    Appointment, Attendance, Refusal,
    appointment::{self, Change, by_token, find},
    care::Care,
    find_own, hold,
    limits::{self, Act, Who},
    membership::members_only,
    occupancy,
    place::{self, Found},
    starts,
    terms::Public,
    waitlist::{self, FreedBy, FreedState, GRACE, How},
};

/// What staff move where.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// Which.
    pub appointment: AppointmentId,
    /// The version that the caller saw.
    pub version: i64,
    /// The id of the new one: sent twice, it is one.
    pub to: AppointmentId,
    /// When.
    pub starts_at: Instant,
    /// Where, if elsewhere.
    pub location: Option<LocationId>,
    /// Beyond capacity or in closed time, knowingly.
    pub force: bool,
    /// Whether the time that it had is kept closed instead of offered to who waits (W7).
    pub keep_closed: bool,
}

/// What a move made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The one that it was, marked.
    pub old: Appointment,
    /// The one that it is.
    pub new: Appointment,
    /// Whether it was moved now; `false`: it was before, and everybody was told then.
    pub anew: bool,
}

/// Moves an appointment for the practice, inside what is open or outside. Its own old time is free for it.
pub fn move_by_staff(sql: &impl Sql, at: At<'_>, practice: PracticeId, wanted: &Move, by_whom: &str) -> Result<Moved, Refusal> {
    members_only(sql, practice)?;
    let old = find_own(sql, practice, wanted.appointment)?;
    let location = wanted.location.unwrap_or(old.location);
    if let Some(new) = place::known(sql, practice, wanted.to)? {
        let same = old.moved_to == Some(new.id) && (new.starts_at, new.location) == (wanted.starts_at, location);
        return if same { Ok(Moved { old, new, anew: false }) } else { Err(Refusal::OtherForm) };
    }
    let attendance = old.attendance.moves()?;
    if old.version != wanted.version {
        return Err(Refusal::Changed);
    }
    let care = care_of(sql, &old)?;
    let slip = slip_of(sql, &old, (wanted.starts_at, location), at.now)?;
    let how = if slip.is_some() { How::AtOnce } else { How::by_staff(sql, &old, wanted.keep_closed, at.now)? };
    if let Some(before) = slip {
        waitlist::take_back(sql, before, at.now)?;
        occupancy::end_lent(sql, &before.to_string(), None)?;
    }
    let lifted = occupancy::lift(sql, &old.id.to_string())?;
    let found = place::take(sql, &care, (wanted.to, location, wanted.starts_at), wanted.force, at.now)?;
    let did = if found.forced { "forced" } else { "moved" };
    // Nobody has this link; a message that goes out gets one of its own.
    let nobodys = Token::draw(at.entropy).hash();
    let change = Change { by_whom, did: Some(did), at: at.now };
    let moved = write(sql, (&old, attendance), (wanted.to, wanted.starts_at, location), &found, nobodys, change)?;
    take_over_links(sql, at, &moved.new)?;
    if let (Some(lifted), Some(until)) = (lifted, how.until()) {
        occupancy::lay_back(sql, lifted, until)?;
    }
    left(sql, at, &moved, slip.is_none().then_some(how))?;
    Ok(moved)
}

/// What an appointment was before it was moved by a slip that is taken back now: within the grace, to where it was, and before anybody was
/// asked for its time or took it. Then neither the time that it goes back to is freed, nor the slip's own, where it never was to be.
fn slip_of(sql: &impl Sql, old: &Appointment, to: (Instant, LocationId), now: Instant) -> Result<Option<AppointmentId>, Refusal> {
    let before = old.moved_from.map(|id| find(sql, id)).transpose()?.flatten();
    let Some(before) = before.filter(|before| (before.starts_at, before.location) == to && now < before.changed_at.plus(GRACE)) else {
        return Ok(None);
    };
    let untouched = |state| matches!(state, FreedState::Waiting | FreedState::Closed | FreedState::Past);
    Ok(waitlist::freed_by(sql, before.id)?.is_none_or(|(slot, _)| untouched(slot.state)).then_some(before.id))
}

/// What a move means for who waits: the entry follows, the old time is free in its turn (W10), if it is, and the new one is taken.
fn left(sql: &impl Sql, at: At<'_>, moved: &Moved, how: Option<How>) -> Result<(), Refusal> {
    waitlist::follow(sql, moved.old.id, &moved.new)?;
    if let Some(how) = how {
        waitlist::leave(sql, at, &moved.old, FreedBy::Move, how, 1)?;
    }
    waitlist::taken(sql, &moved.new.id.to_string(), at.now)
}

/// What is moved back to where it was before is what the links of that time open: their bearers may never hear that it was moved.
fn take_over_links(sql: &impl Sql, at: At<'_>, new: &Appointment) -> Result<(), Refusal> {
    let there = "origin = ?1 AND appointment_id <> ?2 AND starts_at = ?3 AND location_id = ?4 AND deleted_at IS NULL";
    let former = sql.rows::<(AppointmentId,)>(
        &format!("SELECT appointment_id FROM appointment WHERE {there} ORDER BY version"),
        binds![new.origin, new.id, new.starts_at, new.location],
    )?;
    for (former,) in former {
        sql.run("UPDATE appointment_link SET appointment_id = ? WHERE appointment_id = ?", binds![new.id, former])?;
        sql.run(
            "INSERT INTO appointment_link (token_hash, appointment_id) SELECT token_hash, ?1 FROM appointment WHERE appointment_id = ?2",
            binds![new.id, former],
        )?;
        let nobodys = Token::draw(at.entropy).hash();
        sql.run("UPDATE appointment SET token_hash = ? WHERE appointment_id = ?", binds![nobodys, former])?;
    }
    Ok(())
}

/// Moves the appointment that a link opens, for the patient: within the notice that holds for cancelling (A7), to a start that
/// the public sees, as if the old one were not there, and not more often a day than one address is written to. The same move again
/// gives the same appointment and the same link.
pub fn move_by_link(
    sql: &impl Sql,
    at: At<'_>,
    token: &Token,
    starts_at: Instant,
    location: Option<LocationId>,
) -> Result<(Moved, Token), Refusal> {
    let old = by_token(sql, token)?.ok_or(Refusal::Unknown)?;
    let location = location.unwrap_or(old.location);
    // Where staff moved it back, the same link opens another one, which may be moved there again.
    let link = token.derive(&format!("move {} {starts_at} {location}", old.id));
    if let Some(new) = by_token(sql, &link)?.filter(|new| old.moved_to == Some(new.id)) {
        return Ok((Moved { old, new, anew: false }, link));
    }
    members_only(sql, old.practice)?;
    let attendance = old.attendance.moves()?;
    let notice = sql.first::<(i64,)>("SELECT cancellation_notice FROM membership WHERE practice_id = ?", binds![old.practice])?;
    if at.now >= old.starts_at {
        return Err(Refusal::NotPossibleNow);
    }
    if at.now > old.cancel_until(notice.map_or(0, |(minutes,)| minutes)) {
        return Err(Refusal::TooLate);
    }
    // Where it already is, it is not moved to.
    if (starts_at, location) == (old.starts_at, old.location) {
        return Err(Refusal::NotOffered);
    }
    let letter = [(Act::Letter, Who::reads_of(sql, &old)?)];
    limits::admit(sql, &letter, at.now)?;
    let care = care_of(sql, &old)?;
    Care::offered(sql, old.practice, old.service)?.ok_or(Refusal::NotOffered)?;
    occupancy::release(sql, &old.id.to_string())?;
    let id = AppointmentId::draw(at.now, at.entropy);
    let public = Public::of(sql, old.practice)?;
    let offers = starts::public_offers(sql, &care, &public, (Some(location), starts_at), at.now)?;
    let offer = hold::take_one(sql, &id.to_string(), &care, &offers, None, at.now)?;
    let found = Found { availability: Some(offer.occurrence.availability), forced: false };
    let change = Change { by_whom: "patient", did: Some("moved"), at: at.now };
    limits::count(sql, &letter, at.now)?;
    let moved = write(sql, (&old, attendance), (id, starts_at, location), &found, link.hash(), change)?;
    left(sql, at, &moved, Some(How::AtOnce))?;
    Ok((moved, link))
}

/// The appointment's service, of the appointment's own length.
pub(crate) fn care_of(sql: &impl Sql, appointment: &Appointment) -> Result<Care, Refusal> {
    let care = Care::find(sql, appointment.practice, appointment.service)?.ok_or(Refusal::Unknown)?;
    Ok(care.of_length(appointment.starts_at, appointment.ends_at))
}

/// Marks the old one and writes the new one, whose version goes on from where the old one ends.
pub(crate) fn write(
    sql: &impl Sql,
    (old, attendance): (&Appointment, Attendance),
    (id, starts_at, location): (AppointmentId, Instant, LocationId),
    found: &Found,
    link: TokenHash,
    change: Change<'_>,
) -> Result<Moved, Refusal> {
    let marked = appointment::change(sql, old, attendance, change)?;
    let new = Appointment {
        id,
        location,
        starts_at,
        ends_at: starts_at.plus(old.ends_at.since(old.starts_at)),
        attendance: Attendance::Booked,
        version: marked.version + 1,
        changed_at: change.at,
        availability: found.availability,
        moved_from: Some(old.id),
        moved_to: None,
        forced: found.forced,
        ..old.clone()
    };
    appointment::insert(sql, &new, (link, None), change)?;
    // Who booked it is counted by it from now on; the old one stands no more.
    sql.run(
        "UPDATE appointment SET booker_hash = (SELECT booker_hash FROM appointment WHERE appointment_id = ?1) WHERE appointment_id = ?2",
        binds![old.id, id],
    )?;
    sql.run("UPDATE appointment SET moved_to = ? WHERE appointment_id = ?", binds![id, old.id])?;
    let old = find(sql, old.id)?.ok_or(Refusal::Unknown)?;
    Ok(Moved { old, new, anew: true })
}
