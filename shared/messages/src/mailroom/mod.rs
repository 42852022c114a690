//! The Mailroom of a practice, or of a person who signs in: which messages wait, what may be done with each, and what
//! happened to it (M6).
//!
//! Each function is one transaction on the object's database and calls nobody. [`begin`] persists an attempt before
//! anything leaves, so a crash at any point finds the message [`Life::Sending`], due again after [`LEASE`]; the rules
//! by which it then goes on without being sent twice are in [`Life`]'s module.
//!
//! **Order.** A message waits for every older one of its appointment, and of what that was before it was moved. One that is certainly not at the provider when
//! a newer one is queued is dropped: it no longer says the truth. One in doubt is not, so a cancellation never
//! overtakes a confirmation that may still be on its way. Offers of earlier slots stand apart: they wait for nothing and outdate nothing, and one that
//! cannot be written is said to whoever made it ([`unreached`]).
//!
//! **Before sending** the object asks the Agenda whether the appointment still stands at the message's version, and
//! the Practice for the address; see the crate's flow. A [`Letter`] has the same life, asks nobody, and waits for no other:
//! a newer code replaces the older ones.

mod letter;
mod life;
mod message;
mod patients;
mod schema;
mod store;
#[cfg(test)]
mod tests;
mod words;

use guichet_kernel::{AppointmentId, At, Instant, MessageId, PatientId, Sql, SqlError};

use crate::provider::{LookUpOutcome, SendOutcome};

pub use letter::{Invitation, Letter, Says, queue_letter};
pub use life::{Failure, KEY_HOLDS, LEASE, LISTED_AFTER, Life};
pub use message::{About, Attempt, Begin, Content, Due, Known, ManageLink, MessageTrace, NewMessage, TraceStep, Unreached};
pub use patients::{Forgotten, Told, forget, patient_changed, patient_merged, sweep};
pub use schema::MIGRATIONS;
pub use words::{DropReason, Kind, LetterKind, What, Why};

use life::{Ending, Jitter, Progress, Step, Turn};

/// Queues a message, due at once or when it may not be taken back any more, and drops what it makes outdated. The same appointment,
/// kind and version, or the same offer, again is the same message. About a patient who was forgotten there is none.
///
/// A cancellation of what could all still be taken back when it was decided is dropped too: nobody was told of anything (M2).
///
/// Call it inside the transaction that applies the event.
pub fn queue(sql: &impl Sql, at: At<'_>, new: &NewMessage) -> Result<Option<MessageId>, SqlError> {
    sql.atomically(|| {
        let patient = store::stands_for(sql, new.patient_id)?;
        if store::is_forgotten(sql, patient)? {
            return Ok(None);
        }
        let Some(id) = store::insert(sql, MessageId::draw(at.now, at.entropy), new, patient, at.now)? else {
            return store::find(sql, new);
        };
        store::note(sql, id, at.now, What::Queued, None)?;
        if new.kind == Kind::Cancellation && store::all_could_be_taken_back(sql, id, new.decided_at)? {
            end(sql, id, Ending::Dropped(DropReason::TakenBack), at.now)?;
        }
        // Whichever came last: an event that arrives late may itself be the outdated one.
        for outdated in store::outdated(sql, new.appointment_id)? {
            end(sql, outdated, Ending::Dropped(DropReason::NoLongerStands), at.now)?;
        }
        Ok(Some(id))
    })
}

/// Up to `limit` messages that are due and whose turn it is, the longest waiting first.
pub fn due(sql: &impl Sql, now: Instant, limit: u32) -> Result<Vec<Due>, SqlError> {
    store::due(sql, now, limit)
}

/// When the alarm must ring next; `None` when nothing waits.
pub fn wake_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    store::wake_at(sql)
}

/// What the patient of a message knows already of what it is about; `None`: nothing. Of what staff placed without a word and moved
/// since, they know what was not written.
pub fn known(sql: &impl Sql, message: MessageId) -> Result<Option<Known>, SqlError> {
    store::known(sql, message)
}

/// Decides what to do with a due message, and persists that it is being done, before anything leaves.
///
/// A message whose time has run out fails here, once no doubt is left about it.
pub fn begin(sql: &impl Sql, message: MessageId, now: Instant) -> Result<Begin, SqlError> {
    sql.atomically(|| {
        if !store::is_due(sql, message, now)? {
            return Ok(Begin::NotDue);
        }
        let Some(progress) = store::progress(sql, message)? else { return Ok(Begin::NotDue) };
        note_silence(sql, message, &progress, now)?;
        if store::is_replaced(sql, message)? {
            return end(sql, message, Ending::Dropped(DropReason::Replaced), now).map(|()| Begin::NotDue);
        }
        let attempt = Attempt { message, number: progress.attempts.saturating_add(1) };
        match progress.step(now) {
            Step::Send => store::start_attempt(sql, message, now, now.plus(LEASE)).map(|()| Begin::Send(attempt)),
            Step::LookUp => store::start_look_up(sql, message, now.plus(LEASE)).map(|()| Begin::LookUpFirst(attempt)),
            Step::Wait(due_at) => store::set_due(sql, message, due_at).map(|()| Begin::NotDue),
            Step::Fail(failure) => end(sql, message, Ending::Failed(failure), now).map(|()| Begin::NotDue),
        }
    })
}

/// Records what became of an attempt to send.
///
/// An acceptance counts whenever it arrives. Any other news of an attempt that has been overtaken by another says
/// nothing of the message, and is ignored.
pub fn settle(sql: &impl Sql, at: At<'_>, attempt: Attempt, outcome: SendOutcome) -> Result<(), SqlError> {
    let accepted = matches!(outcome, SendOutcome::Accepted { .. });
    turn(sql, at, attempt, accepted, |progress, jitter| progress.sent(outcome, at.now, jitter))
}

/// Records what a look-up said; if the provider never had the message, it is due at once.
pub fn settle_look_up(sql: &impl Sql, at: At<'_>, attempt: Attempt, outcome: LookUpOutcome) -> Result<(), SqlError> {
    let known = matches!(outcome, LookUpOutcome::Known { .. });
    turn(sql, at, attempt, known, |progress, jitter| progress.looked_up(outcome, at.now, jitter))
}

/// Puts a message off because those who must be asked first could not be: no attempt was made.
pub fn postpone(sql: &impl Sql, at: At<'_>, message: MessageId, why: Why) -> Result<(), SqlError> {
    sql.atomically(|| {
        let Some(progress) = waiting(sql, message)? else { return Ok(()) };
        note_silence(sql, message, &progress, at.now)?;
        apply(sql, message, progress.postponed(why, at.now, Jitter::draw(at.entropy)), at.now)
    })
}

/// Puts a message off because its patient has no address (A4): until [`patient_changed`], or until its time has run out and
/// it is dropped. Nobody is asked in between. One in doubt is dropped: it cannot be sent again.
pub fn await_address(sql: &impl Sql, message: MessageId, now: Instant) -> Result<(), SqlError> {
    sql.atomically(|| {
        let Some(progress) = waiting(sql, message)? else { return Ok(()) };
        note_silence(sql, message, &progress, now)?;
        apply(sql, message, progress.without_address(now), now)
    })
}

/// Gives a message up because nobody wants it any more. One that is final stays as it is; one in doubt may have gone,
/// and its trace says that no answer came.
pub fn drop_message(sql: &impl Sql, message: MessageId, reason: DropReason, now: Instant) -> Result<(), SqlError> {
    sql.atomically(|| {
        let Some(progress) = waiting(sql, message)? else { return Ok(()) };
        note_silence(sql, message, &progress, now)?;
        end(sql, message, Ending::Dropped(reason), now)
    })
}

/// The offers that turned out to be unreachable since this was last asked; each is said once. Call it, and tell their Agendas, in one transaction.
pub fn unreached(sql: &impl Sql) -> Result<Vec<Unreached>, SqlError> {
    store::take_unreached(sql)
}

/// Every message about the appointment, oldest version first, with its trace.
pub fn trace(sql: &impl Sql, appointment: AppointmentId) -> Result<Vec<MessageTrace>, SqlError> {
    store::trace(sql, appointment)
}

/// The messages to a patient, under each id that they have or had, the newest first: those before a message, or the newest of
/// all.
pub fn trace_of_patient(
    sql: &impl Sql,
    patients: &[PatientId],
    before: Option<MessageId>,
    most: u32,
) -> Result<Vec<MessageTrace>, SqlError> {
    store::trace_of_patient(sql, patients, before, most)
}

/// Applies the outcome of `attempt`; `taken` says that the provider has the message.
fn turn(
    sql: &impl Sql,
    at: At<'_>,
    attempt: Attempt,
    taken: bool,
    outcome: impl FnOnce(&Progress, Jitter) -> Turn,
) -> Result<(), SqlError> {
    sql.atomically(|| {
        let Some(progress) = store::progress(sql, attempt.message)? else { return Ok(()) };
        let current = matches!(progress.life, Life::Sending { .. }) && progress.attempts == attempt.number;
        if progress.life == Life::Sent || !(current || taken) {
            return Ok(());
        }
        apply(sql, attempt.message, outcome(&progress, Jitter::draw(at.entropy)), at.now)
    })
}

fn apply(sql: &impl Sql, message: MessageId, turn: Turn, now: Instant) -> Result<(), SqlError> {
    match turn {
        Turn::Wait { life, why, due_at } => {
            store::wait(sql, message, &life, why, due_at)?;
            store::note(sql, message, now, What::Waiting, Some(why.as_str()))
        }
        Turn::End(ending) => end(sql, message, ending, now),
    }
}

/// Makes the message final, in the table and in the trace.
fn end(sql: &impl Sql, message: MessageId, ending: Ending, now: Instant) -> Result<(), SqlError> {
    match ending {
        Ending::Sent { provider_id, detail } => {
            store::finish(sql, message, What::Sent, None, provider_id.as_deref(), now)?;
            store::note(sql, message, now, What::Sent, detail)
        }
        Ending::Failed(failure) => {
            let word = failure.word();
            if matches!(failure, Failure::Rejected(_)) {
                store::note_unreached(sql, message, now)?;
            }
            store::finish(sql, message, What::Failed, Some(&word), None, now)?;
            store::note(sql, message, now, What::Failed, Some(&word))
        }
        Ending::Dropped(reason) => {
            if reason == DropReason::NoAddress {
                store::note_unreached(sql, message, now)?;
            }
            store::finish(sql, message, What::Dropped, Some(reason.as_str()), None, now)?;
            store::note(sql, message, now, What::Dropped, Some(reason.as_str()))
        }
    }
}

/// The message, unless it is final.
fn waiting(sql: &impl Sql, message: MessageId) -> Result<Option<Progress>, SqlError> {
    Ok(store::progress(sql, message)?.filter(|progress| matches!(progress.life, Life::Queued | Life::Sending { .. })))
}

/// Writes that the last attempt got no answer: after a crash nobody else does.
fn note_silence(sql: &impl Sql, message: MessageId, progress: &Progress, now: Instant) -> Result<(), SqlError> {
    if progress.why == Some(Why::NoAnswer) { store::note(sql, message, now, What::Waiting, Some(Why::NoAnswer.as_str())) } else { Ok(()) }
}
