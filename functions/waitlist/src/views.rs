//! From an offer's facts to what is shown behind its link.

use guichet_contracts::command::{
    agenda::{Attendance, Page, SlotFacts},
    card::{appointment_path, offer_path, stop_path},
    waitlist::{OfferFacts, OfferState},
};
use guichet_kernel::{Instant, Locale};
use guichet_ui::{FreeStart, OfferPage, Since, StopAlertsPage, Visit};

/// How many days are looked through for other starts: as many as pages of free hours show.
pub(crate) const DAYS: u8 = 14;

/// How many other starts are shown.
const MOST: usize = 4;

/// Whether other free starts are worth showing: the offered one cannot be had any more, and the own appointment is to come.
pub(crate) fn may_want_another(facts: &OfferFacts, now: Instant) -> bool {
    matches!(facts.state, OfferState::Taken | OfferState::Expired | OfferState::Withdrawn) && since(facts, now) == Since::Stands
}

/// What the patient has now, or had last: accepting makes the offered slot theirs.
fn current(facts: &OfferFacts) -> &SlotFacts {
    match &facts.moved {
        Some(moved) => moved,
        None if facts.state == OfferState::Accepted => &facts.offered,
        None => &facts.own,
    }
}

/// What became of what the patient has.
fn since(facts: &OfferFacts, now: Instant) -> Since {
    let over = current(facts).ends_at <= now;
    match (facts.attendance, &facts.moved) {
        (None | Some(Attendance::Moved), _) => Since::Gone,
        (Some(Attendance::CancelledByPatient | Attendance::CancelledByPractitioner), _) => Since::Cancelled,
        (Some(_), Some(moved)) => Since::Moved(Box::new(Visit::from(&**moved))),
        (Some(Attendance::Attended | Attendance::Absent), None) => Since::Over,
        (Some(Attendance::Booked | Attendance::Confirmed | Attendance::Arrived), None) if over => Since::Over,
        (Some(Attendance::Booked | Attendance::Confirmed | Attendance::Arrived), None) => Since::Stands,
    }
}

/// The offer. `free`: what is free in public of what the patient has; `busy`: they accepted while somebody was booking it.
pub(crate) fn offer(facts: &OfferFacts, link: &str, (locale, now): (Locale, Instant), free: Option<&Page>, busy: bool) -> OfferPage {
    let path = offer_path(link);
    let own_href = facts.link.as_deref().map(appointment_path);
    let moves = own_href.as_ref().map(|own| format!("{own}/deplacer"));
    OfferPage {
        locale,
        state: facts.state,
        own: Visit::from(&facts.own),
        offered: Visit::from(&facts.offered),
        until: facts.offered.location.zone.wall(facts.expires_at),
        accept: format!("{path}/accepter"),
        decline: format!("{path}/refuser"),
        stop_href: stop_path(link),
        since: since(facts, now),
        free: moves.as_deref().map(|moves| starts(facts, free, moves)).unwrap_or_default(),
        free_href: moves.or_else(|| Some(facts.own.page_path())),
        own_href,
        waits: facts.waits,
        alerts: facts.alerts,
        busy: busy && facts.state == OfferState::Open,
    }
}

/// The next starts that are earlier than what the patient has, each with the way to move there.
fn starts(facts: &OfferFacts, free: Option<&Page>, moves: &str) -> Vec<FreeStart> {
    let own = &facts.own;
    // Asked for something that is not online any more, an agenda answers with something else.
    let Some(page) = free.filter(|page| page.online && page.service == own.service.id && page.location == own.location.id) else {
        return Vec::new();
    };
    let zone = own.location.zone;
    let start = |&at: &_| {
        let start = zone.wall(at);
        FreeStart { start, fold: zone.fold(at), href: format!("{moves}?du={0}#jour-{0}", start.date()) }
    };
    page.starts.iter().chain(&page.next).filter(|start| **start < own.starts_at).take(MOST).map(start).collect()
}

/// The page where the alerts are stopped. `done`: they were, this moment. Whoever asked for them again since may stop them again.
pub(crate) fn stop(facts: &OfferFacts, link: &str, (locale, now): (Locale, Instant), done: bool) -> StopAlertsPage {
    let stopped = (done || facts.state == OfferState::Stopped) && !facts.alerts;
    StopAlertsPage {
        locale,
        own: Visit::from(current(facts)),
        kept: match since(facts, now) {
            Since::Stands => true,
            Since::Moved(_) => current(facts).ends_at > now,
            Since::Over | Since::Cancelled | Since::Gone => false,
        },
        action: (!stopped).then(|| stop_path(link)),
        alerts: facts.alerts,
        own_href: facts.link.as_deref().map(appointment_path),
    }
}

#[cfg(test)]
mod tests;
