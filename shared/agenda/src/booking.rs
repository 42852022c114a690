//! Booking: a held start becomes an appointment.

use guichet_kernel::{AppointmentId, At, PatientId, Sql, Token, TokenHash, binds};

use crate::{
    Appointment, Attendance, HoldFate, Refusal,
    appointment::{self, Change, find},
    blocked,
    care::Care,
    confirming,
    hold::{admits_new, read_hold, take_one},
    limits::{self, Act, Who},
    occupancy, starts,
};

/// A form as it was sent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form<'a> {
    /// All that was typed.
    pub text: &'a str,
    /// A secret that follows from the address typed.
    pub booker: Option<&'a Token>,
    /// A secret that follows from the network it comes from.
    pub network: Option<&'a Token>,
    /// What whoever was typed is recognised by, where a practice wants to hear from them by telephone (A9).
    pub marks: &'a [TokenHash],
}

/// What became of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Booking {
    /// The appointment is made now: tell the others.
    Made(Appointment),
    /// The same form made it before: answer as then, tell nobody.
    Before(Appointment),
}

impl Booking {
    /// The appointment.
    pub const fn appointment(&self) -> &Appointment {
        match self {
            Self::Made(appointment) | Self::Before(appointment) => appointment,
        }
    }
}

/// Books the held slot with a form: 1. the same form again is the same appointment and the same link, another form under
/// the same hold is refused; 2. the slot must still be ahead and offered, and whoever books neither be asked to ring, nor have too many ahead
/// (A9), nor book too often;
/// 3. the hold's time becomes the appointment's, or, if the hold has lapsed, the time is taken anew, which the store refuses if
/// there is no room; 4. the patient gets an id, under which the Practice will know them.
///
/// The link's token follows from the hold's and from what was typed, so a form that is sent twice gets one
/// link, and whoever only knows the hold's address, as somebody who sent it to the patient would, gets none. Of the form
/// itself nothing is stored but a hash that cannot be tried without the hold's token.
pub fn book(sql: &impl Sql, at: At<'_>, hold_token: &Token, form: Form<'_>) -> Result<(Booking, Token), Refusal> {
    let sent = hold_token.derive(&format!("form {}", form.text));
    let link = sent.derive("appointment");
    // 1.
    let (hold, fate) = read_hold(sql, hold_token, at.now)?;
    if let Some(id) = hold.appointment {
        let same = sql.first::<(i64,)>("SELECT 1 FROM hold WHERE hold_id = ? AND form_hash = ?", binds![&hold.id, sent.hash()])?;
        same.ok_or(Refusal::OtherForm)?;
        // One that nobody confirmed in time has a link that says so.
        let before = find(sql, id)?.map_or_else(|| confirming::lapsed(sql, id), |found| Ok(Some(found)))?;
        return Ok((Booking::Before(before.ok_or(Refusal::Unknown)?), link));
    }
    // 2.
    let care = hold.care(sql)?;
    let offered = !starts::on_grid(sql, &care, Some(hold.location), hold.starts_at)?.is_empty();
    if fate == HoldFate::Past || !offered {
        return Err(Refusal::NotOffered);
    }
    if blocked::is_blocked(sql, hold.practice, form.marks)? {
        return Err(Refusal::Blocked);
    }
    let booker = form.booker.map(Token::hash);
    if let Some(booker) = booker {
        within_limit(sql, at, &care, booker)?;
    }
    let by_network = form.network.map(|network| (Act::NetworkBooks, Who::from(network.hash())));
    let to_reader = booker.map(|booker| (Act::Letter, Who::from(booker)));
    let counted: Vec<(Act, Who)> = by_network.into_iter().chain(to_reader).collect();
    for (act, who) in &counted {
        limits::admit(sql, *act, who, at.now)?;
    }
    // 3.
    let id = AppointmentId::draw(at.now, at.entropy);
    let occupant = id.to_string();
    // A live hold keeps what it promised; a lapsed one books only what is still on offer.
    let kept = fate == HoldFate::Live && occupancy::keep(sql, &hold.id, &occupant, at.now)?;
    let availability = if kept {
        hold.availability
    } else {
        Care::offered(sql, hold.practice, hold.service)?.ok_or(Refusal::NotOffered)?;
        admits_new(sql, &care)?;
        let offers = starts::public_offers(sql, &care, Some(hold.location), hold.starts_at, at.now)?;
        Some(take_one(sql, &occupant, &care, &offers, None, at.now)?.occurrence.availability)
    };
    // 4.
    let appointment = Appointment {
        id,
        practice: hold.practice,
        location: hold.location,
        service: hold.service,
        patient: Some(PatientId::draw(at.now, at.entropy)),
        starts_at: hold.starts_at,
        ends_at: hold.ends_at,
        attendance: Attendance::Booked,
        version: 1,
        changed_at: at.now,
        availability,
        origin: id,
        moved_from: None,
        moved_to: None,
        forced: false,
    };
    appointment::insert(sql, &appointment, (link.hash(), booker), Change { by_whom: "patient", did: None, at: at.now })?;
    sql.run("UPDATE hold SET appointment_id = ?, form_hash = ?, network_hash = NULL WHERE hold_id = ?", binds![id, sent.hash(), hold.id])?;
    for (act, who) in &counted {
        limits::count(sql, *act, who, at.now)?;
    }
    Ok((Booking::Made(appointment), link))
}

/// Stops if whoever books has as many appointments ahead in this agenda as the practice allows (A9).
fn within_limit(sql: &impl Sql, at: At<'_>, care: &Care, booker: TokenHash) -> Result<(), Refusal> {
    let over = sql.first::<(i64,)>(
        "SELECT 1 FROM membership WHERE practice_id = ?1 AND open_bookings <= (
             SELECT COUNT(*) FROM appointment
             WHERE booker_hash = ?2 AND starts_at > ?3 AND attendance IN ('booked', 'confirmed') AND deleted_at IS NULL
         )",
        binds![care.practice, booker, at.now],
    )?;
    if over.is_some() { Err(Refusal::TooManyOpen) } else { Ok(()) }
}
