//! Reading the trail.

use guichet_contracts::{
    Answer, ProblemKind, Stop,
    command::practice::{Audit, AuditEntry, ReadAudit},
};
use guichet_kernel::{Label, MemberId, Sql};
use guichet_practice_core::{
    audit::{self, AuditAction, Detail, Entry, Filter},
    people::Actor,
};

use super::authority::{Turn, names, word};

/// Reads a page. That it was read stands in the trail afterwards, once for each request, however many pages it takes: so nobody
/// who pages through it meets their own pages.
pub(super) fn read(sql: &impl Sql, turn: &Turn<'_>, command: &ReadAudit) -> Result<Answer, Stop> {
    if !audit::is_told(sql, turn.at.now, turn.actor(), AuditAction::AuditRead, &turn.call.request_id)? {
        turn.note(AuditAction::AuditRead, None::<MemberId>, Detail::none());
    }
    let most = u8::try_from(command.most.clamp(1, audit::LONGEST_PAGE.into())).unwrap_or(audit::LONGEST_PAGE);
    let actor = match command.actor.as_ref().map(|actor| actor.as_str().parse::<Actor>()) {
        // Who is no actor has done nothing.
        Some(Err(_)) => return Ok(Answer::reply(&Audit { entries: Vec::new(), more: false, older: None })),
        Some(Ok(actor)) => Some(actor),
        None => None,
    };
    let filter = Filter {
        actor,
        subject: command.subject.as_ref().map(|subject| subject.as_str().to_owned()),
        action: command.action.as_ref().map(|action| action.as_str().to_owned()),
        text: command.text.as_ref().map(|text| text.as_str().to_owned()),
        from: command.from,
        to: command.to,
    };
    let page = audit::page(sql, &filter, command.before, most)?;
    Ok(Answer::reply(&Audit { more: page.next.is_some(), older: page.next, entries: entries(sql, page.entries)? }))
}

/// Entries with the names of those who did it.
pub(super) fn entries(sql: &impl Sql, entries: Vec<Entry>) -> Result<Vec<AuditEntry>, Stop> {
    let names = names(sql)?;
    let entry = |entry: Entry| {
        Ok(AuditEntry {
            seq: entry.seq,
            at: entry.at,
            actor: word(entry.actor)?,
            actor_name: names(entry.actor),
            action: entry.action.as_str().to_owned(),
            subject: entry.subject.map(|subject| Label::parse(&subject)).transpose().map_err(|_| Stop::Refused(ProblemKind::Internal))?,
            detail: Some(entry.detail).filter(|detail| !detail.is_empty()),
            request_id: Some(entry.request_id).filter(|id| !id.is_empty()),
        })
    };
    entries.into_iter().map(entry).collect()
}
