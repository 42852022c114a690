//! Appointments: their rows, their links and their history.

use chrono::TimeDelta;
use guichet_kernel::{
    AppointmentId, At, AvailabilityId, Instant, LocationId, PatientId, PracticeId, Row, ServiceId, Sql, SqlError, Token, TokenHash, Value,
    binds, sql::FromRow,
};

use crate::{Attendance, Refusal, Transition, row::Columns};

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Which.
    pub id: AppointmentId,
    /// In which practice.
    pub practice: PracticeId,
    /// Where.
    pub location: LocationId,
    /// For what.
    pub service: ServiceId,
    /// For whom; `None`: they are forgotten.
    pub patient: Option<PatientId>,
    /// Start.
    pub starts_at: Instant,
    /// End.
    pub ends_at: Instant,
    /// Where it stands.
    pub attendance: Attendance,
    /// Counts its changes from 1, or from where the one that was moved here ended.
    pub version: i64,
    /// When it last changed.
    pub changed_at: Instant,
    /// In which availability; none: outside any.
    pub availability: Option<AvailabilityId>,
    /// The first of its chain of moves; itself if it was never moved.
    pub origin: AppointmentId,
    /// What it was moved from.
    pub moved_from: Option<AppointmentId>,
    /// What it was moved to.
    pub moved_to: Option<AppointmentId>,
    /// Whether staff put it beyond capacity or in closed time, knowingly (A3).
    pub forced: bool,
}

impl FromRow for Appointment {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let mut columns = Columns::of(row);
        Ok(Self {
            id: columns.read()?,
            practice: columns.read()?,
            location: columns.read()?,
            service: columns.read()?,
            patient: columns.read()?,
            starts_at: columns.read()?,
            ends_at: columns.read()?,
            attendance: columns.read()?,
            version: columns.read()?,
            changed_at: columns.read()?,
            availability: columns.read()?,
            origin: columns.read()?,
            moved_from: columns.read()?,
            moved_to: columns.read()?,
            forced: columns.flag()?,
        })
    }
}

const COLUMNS: &str =
    "appointment_id, practice_id, location_id, service_id, patient_id, starts_at, ends_at, attendance, version, changed_at,
    availability_id, origin, moved_from, moved_to, forced";

impl Appointment {
    /// The last instant at which the patient may cancel by the link: the practice's notice before the start (A7).
    pub fn cancel_until(&self, notice_minutes: i64) -> Instant {
        self.starts_at.minus(TimeDelta::minutes(notice_minutes))
    }

    /// Whether the patient may cancel by the link at `now`.
    pub fn may_cancel(&self, notice_minutes: i64, now: Instant) -> bool {
        now <= self.cancel_until(notice_minutes)
            && now < self.starts_at
            && matches!(self.attendance.cancel_by_patient(), Ok(Transition::To(_)))
    }
}

/// The appointment of that id.
pub fn find(sql: &impl Sql, id: AppointmentId) -> Result<Option<Appointment>, Refusal> {
    select(sql, "appointment_id = ?", id.into())
}

/// The appointment that a link's token opens.
pub fn by_token(sql: &impl Sql, token: &Token) -> Result<Option<Appointment>, Refusal> {
    match select(sql, "token_hash = ?", token.hash().into())? {
        Some(found) => Ok(Some(found)),
        None => select(sql, "appointment_id = (SELECT appointment_id FROM appointment_link WHERE token_hash = ?)", token.hash().into()),
    }
}

/// The token of one more link of an appointment: for a message that no link of somebody's can be put in. The others still open it.
pub fn new_link(sql: &impl Sql, at: At<'_>, id: AppointmentId) -> Result<Token, Refusal> {
    let token = Token::draw(at.entropy);
    find(sql, id)?.ok_or(Refusal::Unknown)?;
    sql.run("INSERT INTO appointment_link (token_hash, appointment_id) VALUES (?, ?)", binds![token.hash(), id])?;
    Ok(token)
}

/// Has a token that follows from the appointment open it too. Repeating it changes nothing.
pub fn keep_link(sql: &impl Sql, id: AppointmentId, token: &Token) -> Result<(), Refusal> {
    let insert = "INSERT INTO appointment_link (token_hash, appointment_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
    Ok(sql.run(insert, binds![token.hash(), id])?)
}

fn select(sql: &impl Sql, condition: &str, bind: Value) -> Result<Option<Appointment>, Refusal> {
    Ok(where_(sql, condition, &[bind])?.into_iter().next())
}

/// The appointments of a condition, in the order of their start. What was deleted is seen by nobody (W7).
pub(crate) fn where_(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Appointment>, Refusal> {
    ordered(sql, &format!("{condition} AND deleted_at IS NULL ORDER BY starts_at, appointment_id"), values)
}

/// The appointments of a condition, in the order and up to the number that it ends with.
pub(crate) fn ordered(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<Appointment>, Refusal> {
    Ok(sql.rows(&format!("SELECT {COLUMNS} FROM appointment WHERE {condition}"), values)?)
}

/// Who did what to an appointment, and when.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    pub(crate) by_whom: &'a str,
    /// What was done, where it was more than to say where the appointment stands.
    pub(crate) did: Option<&'a str>,
    pub(crate) at: Instant,
}

/// Writes an appointment that is made now: its link's hash, and the hash of who booked it.
pub(crate) fn insert(
    sql: &impl Sql,
    appointment: &Appointment,
    (link, booker): (TokenHash, Option<TokenHash>),
    change: Change<'_>,
) -> Result<(), Refusal> {
    sql.run(
        &format!("INSERT INTO appointment ({COLUMNS}, token_hash, booker_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        binds![
            appointment.id,
            appointment.practice,
            appointment.location,
            appointment.service,
            appointment.patient,
            appointment.starts_at,
            appointment.ends_at,
            appointment.attendance,
            appointment.version,
            appointment.changed_at,
            appointment.availability,
            appointment.origin,
            appointment.moved_from,
            appointment.moved_to,
            i64::from(appointment.forced),
            link,
            booker
        ],
    )?;
    remember(sql, appointment, change)
}

/// Writes where an appointment now stands, and who said so.
pub(crate) fn change(
    sql: &impl Sql,
    appointment: &Appointment,
    attendance: Attendance,
    change: Change<'_>,
) -> Result<Appointment, Refusal> {
    let changed = Appointment { attendance, version: appointment.version + 1, changed_at: change.at, ..appointment.clone() };
    sql.run(
        "UPDATE appointment SET attendance = ?, version = ?, changed_at = ? WHERE appointment_id = ?",
        binds![changed.attendance, changed.version, change.at, changed.id],
    )?;
    remember(sql, &changed, change)?;
    Ok(changed)
}

fn remember(sql: &impl Sql, appointment: &Appointment, change: Change<'_>) -> Result<(), Refusal> {
    Ok(sql.run(
        "INSERT INTO attendance_history (appointment_id, version, attendance, by_whom, at, did) VALUES (?, ?, ?, ?, ?, ?)",
        binds![appointment.id, appointment.version, appointment.attendance, change.by_whom, appointment.changed_at, change.did],
    )?)
}
