//! What the domain calls what travels, and back.

use guichet_agenda_core::{self as agenda, Pattern, waitlist};
use guichet_contracts::command::{
    agenda::Attendance,
    calendar::{Availability, Closing, ClosingKind, Ending, Occurrence, Opening, Start, Terms},
    card::{Mode, ServiceCard, Visit},
    waitlist::AlertTerms,
};
use guichet_kernel::{Instant, PracticeId};

/// How a practice offers earlier slots.
pub(super) const fn alert_terms(terms: AlertTerms) -> waitlist::AlertTerms {
    let AlertTerms { minimum_days, first, same_day, round_minutes, offer_notice, home_visits } = terms;
    waitlist::AlertTerms { minimum_days, first, same_day, round_minutes, offer_notice, home_visits }
}

pub(super) fn pattern(opening: Opening) -> Pattern {
    Pattern {
        location: opening.location,
        services: opening.services,
        first_day: opening.first_day,
        from: opening.from,
        to: opening.to,
        rule: opening.rule,
        except: opening.except,
        capacity: opening.capacity,
        public_capacity: opening.public_capacity.unwrap_or(opening.capacity),
        staff_first: opening.staff_first,
        grid: opening.grid,
        places: opening.places,
    }
}

pub(super) fn availability(found: agenda::Availability) -> Availability {
    let agenda::Availability { id, version, pattern, .. } = found;
    let opening = Opening {
        location: pattern.location,
        services: pattern.services,
        first_day: pattern.first_day,
        from: pattern.from,
        to: pattern.to,
        rule: pattern.rule,
        except: pattern.except,
        capacity: pattern.capacity,
        public_capacity: Some(pattern.public_capacity),
        staff_first: pattern.staff_first,
        grid: pattern.grid,
        places: pattern.places,
    };
    Availability { availability: id, version, opening }
}

pub(super) const fn ending(ending: Ending) -> agenda::Ending {
    match ending {
        Ending::Whole => agenda::Ending::Whole,
        Ending::From { day } => agenda::Ending::From(day),
        Ending::Day { day } => agenda::Ending::Day(day),
    }
}

pub(super) fn occurrence(found: agenda::Occurrence, now: Instant) -> Occurrence {
    Occurrence {
        public_capacity: found.public_at(now),
        availability: found.availability,
        version: found.version,
        starts_at: found.starts_at,
        ends_at: found.ends_at,
        location: found.location,
        services: found.services,
        capacity: found.capacity,
        places: found.places,
        recurs: found.recurs,
    }
}

pub(super) const fn start(start: agenda::Start) -> Start {
    Start { starts_at: start.starts_at, location: start.location, left: start.left }
}

pub(super) const fn closing(closing: agenda::Closing) -> Closing {
    let kind = match closing.kind {
        agenda::ClosingKind::Leave => ClosingKind::Leave,
        agenda::ClosingKind::Illness => ClosingKind::Illness,
        agenda::ClosingKind::PublicHoliday => ClosingKind::PublicHoliday,
        agenda::ClosingKind::Training => ClosingKind::Training,
        agenda::ClosingKind::Other => ClosingKind::Other,
    };
    Closing { id: closing.id, location: closing.location, from: closing.from, to: closing.to, kind }
}

pub(super) const fn domain_closing(practice: PracticeId, closing: &Closing) -> agenda::Closing {
    let kind = match closing.kind {
        ClosingKind::Leave => agenda::ClosingKind::Leave,
        ClosingKind::Illness => agenda::ClosingKind::Illness,
        ClosingKind::PublicHoliday => agenda::ClosingKind::PublicHoliday,
        ClosingKind::Training => agenda::ClosingKind::Training,
        ClosingKind::Other => agenda::ClosingKind::Other,
    };
    agenda::Closing { id: closing.id, practice, location: closing.location, from: closing.from, to: closing.to, kind }
}

pub(super) const fn terms(terms: agenda::Terms) -> Terms {
    let agenda::Terms { version, online, new_patients, open_until, horizon_days, notice_minutes } = terms;
    Terms { version, online, new_patients, open_until, horizon_days, notice_minutes }
}

pub(super) const fn domain_terms(terms: &Terms) -> agenda::Terms {
    let Terms { version, online, new_patients, open_until, horizon_days, notice_minutes } = *terms;
    agenda::Terms { version, online, new_patients, open_until, horizon_days, notice_minutes }
}

pub(super) fn offering(card: &ServiceCard) -> agenda::Offering {
    agenda::Offering {
        service: card.id,
        minutes: card.minutes,
        before: card.before,
        after: card.after,
        travel: card.travel,
        mode: match card.mode {
            Mode::Office => agenda::Mode::Office,
            Mode::Home => agenda::Mode::Home,
            Mode::Remote => agenda::Mode::Remote,
        },
        group: card.group,
        visit: match card.visit {
            Visit::Any => agenda::Visit::Any,
            Visit::First => agenda::Visit::First,
            Visit::FollowUp => agenda::Visit::FollowUp,
        },
        online: card.online,
    }
}

pub(super) const fn wire_attendance(attendance: agenda::Attendance) -> Attendance {
    match attendance {
        agenda::Attendance::Booked => Attendance::Booked,
        agenda::Attendance::Confirmed => Attendance::Confirmed,
        agenda::Attendance::Arrived => Attendance::Arrived,
        agenda::Attendance::Attended => Attendance::Attended,
        agenda::Attendance::Absent => Attendance::Absent,
        agenda::Attendance::CancelledByPatient => Attendance::CancelledByPatient,
        agenda::Attendance::CancelledByPractitioner => Attendance::CancelledByPractitioner,
        agenda::Attendance::Moved => Attendance::Moved,
    }
}

pub(super) const fn domain_attendance(attendance: Attendance) -> agenda::Attendance {
    match attendance {
        Attendance::Booked => agenda::Attendance::Booked,
        Attendance::Confirmed => agenda::Attendance::Confirmed,
        Attendance::Arrived => agenda::Attendance::Arrived,
        Attendance::Attended => agenda::Attendance::Attended,
        Attendance::Absent => agenda::Attendance::Absent,
        Attendance::CancelledByPatient => agenda::Attendance::CancelledByPatient,
        Attendance::CancelledByPractitioner => agenda::Attendance::CancelledByPractitioner,
        Attendance::Moved => agenda::Attendance::Moved,
    }
}
