//! Every statement on the Mailroom's tables.

mod offers;
mod patients;

use guichet_kernel::{
    AppointmentId, Instant, MessageId, ObjectRef, OfferId, PatientId, Sql, SqlError, Value, binds,
    sql::{FromRow, Row},
};

use super::{
    About, Content, DropReason, Due, Failure, Kind, Known, Letter, LetterKind, Life, ManageLink, MessageTrace, NewMessage, TraceStep, What,
    Why, life::Progress,
};

pub(super) use offers::{note_unreached, take_unreached, unreached_at};
pub(super) use patients::{
    count_answer, delete_settled, forget, give_to, is_forgotten, kept_until, merged_into, nothing_kept, stands_for, wake_for,
};

/// Among `m`: waiting to go, of nobody who is forgotten, and behind no older message of the same chain of moves, which it must
/// not overtake.
const ITS_TURN: &str = "m.final_at IS NULL AND m.forget_for IS NULL AND NOT EXISTS (
    SELECT 1 FROM message o WHERE o.chain = m.chain AND o.version < m.version AND o.final_at IS NULL)";

/// Inserts the message to `patient`; `None` if one of its appointment, kind and version, or of its offer, is there already.
pub(super) fn insert(
    sql: &impl Sql,
    id: MessageId,
    new: &NewMessage,
    patient: PatientId,
    now: Instant,
) -> Result<Option<MessageId>, SqlError> {
    let before = new.moved_from.unwrap_or(new.appointment_id);
    let known =
        sql.first::<(AppointmentId,)>("SELECT chain FROM message WHERE appointment_id = ? AND offer IS NULL LIMIT 1", binds![before])?;
    // An offer is a chain of its own: nothing of the appointment's waits for it, and it waits for nothing.
    let chain = new.offer.map_or_else(|| known.map_or(before, |(chain,)| chain).to_string(), |offer| offer.to_string());
    let row = sql.first::<(MessageId,)>(
        "INSERT INTO message (message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, state, due_at, useful_until, created_at, chain, offer)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9, ?10, ?9, ?11, ?12) ON CONFLICT DO NOTHING RETURNING message_id",
        binds![
            id,
            new.kind,
            new.appointment_id,
            new.version,
            &new.agenda,
            patient,
            new.practice_id,
            new.manage_link.as_ref().map(ManageLink::as_str),
            now,
            new.kind.useful_until(new.starts_at),
            chain,
            new.offer
        ],
    )?;
    if let (Some((id,)), Some(until)) = (&row, new.held_until) {
        sql.run("INSERT INTO held_back (message_id, until) VALUES (?, ?)", binds![*id, until])?;
        sql.run("UPDATE message SET due_at = MAX(due_at, ?) WHERE message_id = ?", binds![until, *id])?;
    }
    Ok(row.map(|(id,)| id))
}

/// Whether all that was to be said before a message about the same could still be taken back at `then`, and so none of it was sent:
/// from the first word on, which was that it is made.
pub(super) fn all_could_be_taken_back(sql: &impl Sql, id: MessageId, then: Instant) -> Result<bool, SqlError> {
    let before = sql.rows::<(String, Option<Instant>)>(
        "SELECT o.kind, h.until FROM message m JOIN message o ON o.chain = m.chain AND o.version < m.version
         LEFT JOIN held_back h ON h.message_id = o.message_id WHERE m.message_id = ? ORDER BY o.version",
        binds![id],
    )?;
    let made = before.first().is_some_and(|(kind, _)| kind == Kind::Confirmation.as_str());
    Ok(made && before.iter().all(|(_, until)| until.is_some_and(|until| then < until)))
}

/// What the patient knows of what a message is about: the newest that was sent or perhaps was, or that they did themselves.
pub(super) fn known(sql: &impl Sql, id: MessageId) -> Result<Option<Known>, SqlError> {
    let told = sql.first::<(AppointmentId, String)>(
        "SELECT o.appointment_id, o.state FROM message m JOIN message o ON o.chain = m.chain AND o.version < m.version
         WHERE m.message_id = ? AND (o.state IN ('sending', 'sent') OR o.in_doubt = 1
             OR NOT EXISTS (SELECT 1 FROM held_back h WHERE h.message_id = o.message_id))
         ORDER BY o.version DESC LIMIT 1",
        binds![id],
    )?;
    if let Some((appointment, state)) = told {
        return Ok(Some(Known { appointment, surely: state == What::Sent.as_str() }));
    }
    // The first word of it was that it was moved, or that it was cancelled, which was taken back: of what it was before, staff wanted
    // nothing written, or it was written so long ago that nothing of that is kept.
    let silent = sql.first::<(AppointmentId,)>(
        "SELECT m.chain FROM message m JOIN message o ON o.chain = m.chain WHERE m.message_id = ? AND m.offer IS NULL AND o.version <= m.version
         GROUP BY m.chain HAVING SUM(o.appointment_id = m.chain) = 0
             OR MAX(o.version = (SELECT MIN(version) FROM message WHERE chain = m.chain) AND o.kind = 'cancellation')",
        binds![id],
    )?;
    Ok(silent.map(|(appointment,)| Known { appointment, surely: true }))
}

/// Inserts a letter, as the newest of its kind.
pub(super) fn insert_letter(
    sql: &impl Sql,
    id: MessageId,
    kind: LetterKind,
    letter: String,
    expires_at: Instant,
    now: Instant,
) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO message (message_id, kind, version, letter, state, due_at, useful_until, created_at)
         SELECT ?1, ?2, COALESCE(MAX(version), 0) + 1, ?3, 'queued', ?4, ?5, ?4 FROM message WHERE appointment_id IS NULL AND kind = ?2",
        binds![id, kind, letter, now, expires_at],
    )
}

/// The letters of the same kind that are older than this one and certainly not at the provider.
pub(super) fn unsent_before(sql: &impl Sql, id: MessageId) -> Result<Vec<MessageId>, SqlError> {
    let rows = sql.rows::<(MessageId,)>(
        "SELECT o.message_id FROM message n JOIN message o ON o.appointment_id IS NULL AND o.kind = n.kind AND o.version < n.version
         WHERE n.message_id = ? AND o.state = 'queued'",
        binds![id],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Whether it is a letter that a newer one of its kind has made useless.
pub(super) fn is_replaced(sql: &impl Sql, id: MessageId) -> Result<bool, SqlError> {
    let newer = sql.first::<(LetterKind,)>(
        "SELECT o.kind FROM message o JOIN message n ON n.appointment_id IS NULL AND n.kind = o.kind AND n.version > o.version
         WHERE o.message_id = ? AND o.appointment_id IS NULL LIMIT 1",
        binds![id],
    )?;
    Ok(newer.is_some_and(|(kind,)| kind.is_replaced()))
}

/// The message of that offer, or else of that appointment, kind and version.
pub(super) fn find(sql: &impl Sql, new: &NewMessage) -> Result<Option<MessageId>, SqlError> {
    let row = match new.offer {
        Some(offer) => sql.first::<(MessageId,)>("SELECT message_id FROM message WHERE offer = ?", binds![offer])?,
        None => sql.first::<(MessageId,)>(
            "SELECT message_id FROM message WHERE appointment_id = ? AND kind = ? AND version = ?",
            binds![new.appointment_id, new.kind, new.version],
        )?,
    };
    Ok(row.map(|(id,)| id))
}

/// The messages of the appointment, and of what it was before it was moved, that are older than the newest and certainly not
/// at the provider.
pub(super) fn outdated(sql: &impl Sql, appointment: AppointmentId) -> Result<Vec<MessageId>, SqlError> {
    let rows = sql.rows::<(MessageId,)>(
        "SELECT o.message_id FROM message m JOIN message o ON o.chain = m.chain AND o.state = 'queued'
         WHERE m.appointment_id = ?1 GROUP BY o.message_id
         HAVING o.version < (SELECT MAX(version) FROM message WHERE chain = o.chain)",
        binds![appointment],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What is due at `now`, the longest waiting first.
pub(super) fn due(sql: &impl Sql, now: Instant, limit: u32) -> Result<Vec<Due>, SqlError> {
    sql.rows(
        &format!(
            "SELECT message_id, kind, created_at, useful_until, appointment_id, version, agenda, patient_id, manage_link, letter, offer
             FROM message m WHERE due_at <= ? AND {ITS_TURN} ORDER BY due_at, message_id LIMIT ?"
        ),
        binds![now, i64::from(limit)],
    )
}

/// When the next message is due, or may be forgotten.
pub(super) fn wake_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let to_send = sql.first::<(Option<Instant>,)>(&format!("SELECT MIN(due_at) FROM message m WHERE {ITS_TURN}"), &[])?;
    let to_forget =
        sql.first::<(Option<Instant>,)>("SELECT MIN(COALESCE(final_at, due_at)) FROM message WHERE forget_for IS NOT NULL", &[])?;
    Ok(to_send.into_iter().chain(to_forget).filter_map(|(at,)| at).chain(unreached_at(sql)?).min())
}

/// Whether it is due and it is its turn.
pub(super) fn is_due(sql: &impl Sql, id: MessageId, now: Instant) -> Result<bool, SqlError> {
    Ok(sql
        .first::<(i64,)>(&format!("SELECT 1 FROM message m WHERE message_id = ? AND due_at <= ? AND {ITS_TURN}"), binds![id, now])?
        .is_some())
}

const PROGRESS: &str = "state, sending_since, reason, attempts, tried_at, useful_until, created_at";

/// Where the message is in its life; `None` for one that is not here.
pub(super) fn progress(sql: &impl Sql, id: MessageId) -> Result<Option<Progress>, SqlError> {
    sql.first(&format!("SELECT {PROGRESS} FROM message WHERE message_id = ?"), binds![id])
}

/// Persists that an attempt starts: whatever happens now, the message is in doubt until somebody knows.
pub(super) fn start_attempt(sql: &impl Sql, id: MessageId, now: Instant, lease_until: Instant) -> Result<(), SqlError> {
    sql.run(
        "UPDATE message SET state = 'sending', sending_since = COALESCE(sending_since, ?1), reason = ?2, attempts = attempts + 1, tried_at = ?1, due_at = ?3
         WHERE message_id = ?4",
        binds![now, Why::NoAnswer, lease_until, id],
    )
}

/// Persists that a look-up starts.
pub(super) fn start_look_up(sql: &impl Sql, id: MessageId, lease_until: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE message SET attempts = attempts + 1, due_at = ? WHERE message_id = ?", binds![lease_until, id])
}

/// Changes when it is due, and nothing else.
pub(super) fn set_due(sql: &impl Sql, id: MessageId, due_at: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE message SET due_at = ? WHERE message_id = ?", binds![due_at, id])
}

/// It waits, for this reason; one that is to be forgotten as long as was said.
pub(super) fn wait(sql: &impl Sql, id: MessageId, life: &Life, why: Why, due_at: Instant) -> Result<(), SqlError> {
    let since = if let Life::Sending { since } = life { Some(*since) } else { None };
    sql.run(
        "UPDATE message SET state = ?1, sending_since = ?2, reason = ?3, due_at = IIF(forget_for IS NULL, ?4, due_at) WHERE message_id = ?5",
        binds![life.as_str(), since, why, due_at, id],
    )
}

/// It is final: link and letter are wiped. One that is dropped while nobody knows whether it went stays marked so.
pub(super) fn finish(
    sql: &impl Sql,
    id: MessageId,
    state: What,
    reason: Option<&str>,
    provider_id: Option<&str>,
    now: Instant,
) -> Result<(), SqlError> {
    sql.run(
        "UPDATE message SET state = ?1, reason = ?2, provider_id = ?3, final_at = ?4, in_doubt = (?1 = 'dropped' AND state = 'sending'),
            sending_since = NULL, manage_link = NULL, letter = NULL WHERE message_id = ?5",
        binds![state, reason, provider_id, now, id],
    )
}

/// Appends to the trace, unless its last line says the same: a night of refusals is one line.
pub(super) fn note(sql: &impl Sql, id: MessageId, now: Instant, what: What, detail: Option<&str>) -> Result<(), SqlError> {
    sql.run(
        "INSERT INTO message_trace (message_id, at, what, detail) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (
            SELECT 1 FROM (SELECT what, detail FROM message_trace WHERE message_id = ?1 ORDER BY seq DESC LIMIT 1) WHERE what = ?3 AND detail IS ?4)",
        binds![id, now, what, detail],
    )
}

/// The appointment's messages and what happened to each, oldest first.
pub(super) fn trace(sql: &impl Sql, appointment: AppointmentId) -> Result<Vec<MessageTrace>, SqlError> {
    traces(sql, "appointment_id = ? ORDER BY version, message_id", binds![appointment])
}

/// The messages to a patient under any of these ids, newest first; none that is only kept until it is forgotten.
pub(super) fn trace_of_patient(
    sql: &impl Sql,
    patients: &[PatientId],
    before: Option<MessageId>,
    most: u32,
) -> Result<Vec<MessageTrace>, SqlError> {
    let patients = serde_json::to_string(patients).map_err(|_| SqlError::Engine("ids".into()))?;
    // An id is sorted by the instant at which it was drawn.
    traces(
        sql,
        "patient_id IN (SELECT value FROM json_each(?1)) AND forget_for IS NULL AND (?2 IS NULL OR message_id < ?2)
         ORDER BY message_id DESC LIMIT ?3",
        binds![patients, before.map(|id| id.to_string()), i64::from(most)],
    )
}

fn traces(sql: &impl Sql, condition: &str, values: &[Value]) -> Result<Vec<MessageTrace>, SqlError> {
    let messages = sql.query(
        &format!(
            "SELECT {PROGRESS}, message_id, appointment_id, kind, version, patient_id, provider_id, in_doubt,
                CASE WHEN final_at IS NULL THEN due_at END
             FROM message WHERE {condition}"
        ),
        values,
    )?;
    messages
        .into_iter()
        .map(|Row(mut values)| {
            let rest = Row(values.split_off(values.len().min(7)));
            let progress = Progress::from_row(Row(values))?;
            let (message, appointment, kind, version, patient, provider_id, in_doubt, next_at) = FromRow::from_row(rest)?;
            let steps = sql.rows("SELECT at, what, detail FROM message_trace WHERE message_id = ? ORDER BY seq", binds![message])?;
            Ok(MessageTrace {
                message,
                appointment,
                created_at: progress.created_at,
                kind,
                version,
                patient,
                life: progress.life,
                in_doubt: i64::ne(&in_doubt, &0),
                why: progress.why,
                attempts: progress.attempts,
                next_at,
                provider_id,
                steps,
            })
        })
        .collect()
}

impl FromRow for Progress {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let (state, since, reason, attempts, tried_at, useful_until, created_at) =
            <(String, Option<Instant>, Option<String>, i64, Option<Instant>, Instant, Instant)>::from_row(row)?;
        let word = reason.as_deref();
        let life = match (state.as_str(), since) {
            ("queued", None) => Some(Life::Queued),
            ("sending", Some(since)) => Some(Life::Sending { since }),
            ("sent", None) => Some(Life::Sent),
            ("failed", None) => word.and_then(Failure::parse).map(Life::Failed),
            ("dropped", None) => word.and_then(DropReason::parse).map(Life::Dropped),
            _ => None,
        };
        let life = life.ok_or(SqlError::Shape(0))?;
        let waits = matches!(life, Life::Queued | Life::Sending { .. });
        let why = word.filter(|_| waits).and_then(Why::parse);
        Ok(Self { life, why, attempts, tried_at, useful_until, created_at })
    }
}

impl FromRow for Due {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        type Columns = (
            MessageId,
            String,
            Instant,
            Instant,
            Option<AppointmentId>,
            i64,
            Option<ObjectRef>,
            Option<PatientId>,
            Option<String>,
            Option<Letter>,
        );
        let Row(mut values) = row;
        let (offer,) = <(Option<OfferId>,)>::from_row(Row(values.split_off(values.len().min(10))))?;
        let (message, kind, created_at, useful_until, appointment, version, agenda, patient, link, letter) =
            Columns::from_row(Row(values))?;
        let content = match (letter, Kind::parse(&kind), appointment, agenda, patient) {
            (Some(letter), ..) => Content::Letter(letter),
            (None, Some(kind), Some(appointment_id), Some(agenda), Some(patient_id)) => {
                let manage_link = link.map(ManageLink::new);
                Content::Appointment(About { kind, appointment_id, offer, version, agenda, patient_id, manage_link })
            }
            _ => return Err(SqlError::Shape(1)),
        };
        Ok(Self { message, created_at, useful_until, content })
    }
}

impl FromRow for TraceStep {
    fn from_row(row: Row) -> Result<Self, SqlError> {
        let (at, what, detail) = FromRow::from_row(row)?;
        Ok(Self { at, what, detail })
    }
}
