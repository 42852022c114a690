//! Booking: a held start becomes an appointment.

use guichet_kernel::{AppointmentId, At, Instant, PatientId, PracticeId, Sql, Token, TokenHash, binds};

use crate::{
    Appointment, Attendance, HoldFate, Mode, Refusal,
    appointment::{self, Change, find},
    blocked,
    care::Care,
    confirming,
    hold::{admits_new, let_go, read_hold, take_one},
    limits::{self, Act, Who},
    occupancy, starts,
    terms::Public,
    waitlist,
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
    /// Whether it says where the patient lives.
    pub address: bool,
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
/// the same hold is refused; 2. who is visited at home must say where (A1), neither its hold nor its network may be over what may be sent, and
/// the slot must still be ahead and offered;
/// 3. the hold's time becomes the appointment's, or, if the hold has lapsed, the time is taken anew, which the store refuses if
/// there is no room; 4. what tells of a person is asked last, so that whoever tries what they guess makes a booking by each wrong guess:
/// whether their address is written to too often, has too many appointments ahead or one that waits, and whether they are asked to
/// ring (A9); 5. the patient gets an id, under which the Practice will know them.
///
/// Whoever is given a refusal counts it, once what was written is undone ([`count_refused`]).
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
        limits::admit(sql, &refused(hold_token, None), at.now)?;
        let same = sql.first::<(i64,)>("SELECT 1 FROM hold WHERE hold_id = ? AND form_hash = ?", binds![&hold.id, sent.hash()])?;
        same.ok_or(Refusal::OtherForm)?;
        // One that nobody confirmed in time has a link that says so.
        let before = find(sql, id)?.map_or_else(|| confirming::lapsed(sql, id), |found| Ok(Some(found)))?;
        return Ok((Booking::Before(before.ok_or(Refusal::Unknown)?), link));
    }
    // 2.
    let care = hold.care(sql)?;
    if care.offering.mode == Mode::Home && !form.address {
        return Err(Refusal::NoAddress);
    }
    let by_network = form.network.map(|network| (Act::NetworkBooks, Who::from(network.hash())));
    let tries: Vec<(Act, Who)> = refused(hold_token, form.network).into_iter().chain(by_network.clone()).collect();
    limits::admit(sql, &tries, at.now)?;
    let offered = !starts::on_grid(sql, &care, Some(hold.location), hold.starts_at)?.is_empty();
    if fate == HoldFate::Past || !offered {
        return Err(Refusal::NotOffered);
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
        let public = Public::of(sql, hold.practice)?;
        admits_new(&public, &care)?;
        let offers = starts::public_offers(sql, &care, &public, (Some(hold.location), hold.starts_at), at.now)?;
        Some(take_one(sql, &occupant, &care, &offers, None, at.now)?.occurrence.availability)
    };
    // 4.
    let booker = form.booker.map(Token::hash);
    let to_reader = booker.map(|booker| (Act::Letter, Who::from(booker)));
    if let (Some(booker), Some(letter)) = (booker, &to_reader) {
        limits::admit(sql, std::slice::from_ref(letter), at.now)?;
        within_limit(sql, at, hold.practice, booker)?;
    }
    if blocked::is_blocked(sql, hold.practice, form.marks)? {
        return Err(Refusal::Blocked);
    }
    // 5.
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
    let counted: Vec<(Act, Who)> = by_network.into_iter().chain(to_reader).collect();
    limits::count(sql, &counted, at.now)?;
    waitlist::booked(sql, &occupant, at.now)?;
    Ok((Booking::Made(appointment), link))
}

/// Counts a form that [`book`] refused, by its hold and its network, whatever it was refused for: what it was may tell of somebody. After
/// some of them the hold is let go, and no other form is read under it.
pub fn count_refused(sql: &impl Sql, hold_token: &Token, network: Option<&Token>, now: Instant) -> Result<(), Refusal> {
    let acts = refused(hold_token, network);
    // What is over already is not read, so that it need not be counted.
    match limits::admit(sql, &acts, now) {
        Err(Refusal::TooOften) => return Ok(()),
        outcome => outcome?,
    }
    let (hold, _) = read_hold(sql, hold_token, now)?;
    limits::count(sql, &acts, now)?;
    match limits::admit(sql, &refused(hold_token, None), now) {
        Err(Refusal::TooOften) => let_go(sql, &hold.id, now),
        outcome => outcome,
    }
}

/// What a form that is refused is counted as.
fn refused(hold_token: &Token, network: Option<&Token>) -> Vec<(Act, Who)> {
    let by_network = network.map(|network| (Act::NetworkRefused, Who::from(network.hash())));
    std::iter::once((Act::HoldRefused, Who::from(hold_token.hash()))).chain(by_network).collect()
}

/// Stops if whoever books has as many appointments ahead with the practitioner in this practice as it allows (A9), or one in this agenda
/// that waits to be confirmed, where the practice asks for that: whoever types another's address keeps one start from others, not four.
fn within_limit(sql: &impl Sql, at: At<'_>, practice: PracticeId, booker: TokenHash) -> Result<(), Refusal> {
    let found = sql.first::<(i64, i64)>(
        "SELECT open_bookings <= (
             SELECT COUNT(*) FROM appointment
             WHERE booker_hash = ?2 AND practice_id = ?1 AND starts_at > ?3 AND attendance IN ('booked', 'confirmed') AND deleted_at IS NULL
         ), EXISTS (SELECT 1 FROM confirming_practice WHERE practice_id = ?1) AND EXISTS (
             SELECT 1 FROM appointment JOIN confirming USING (appointment_id) WHERE booker_hash = ?2 AND until > ?3
         )
         FROM membership WHERE practice_id = ?1",
        binds![practice, booker, at.now],
    )?;
    match found.unwrap_or_default() {
        (1.., _) => Err(Refusal::TooManyOpen),
        (_, 1..) => Err(Refusal::AnotherWaits),
        _ => Ok(()),
    }
}
