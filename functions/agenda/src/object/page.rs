//! The public page of the Agenda: where, for what, and the starts that are free; also as whoever has an appointment sees it who
//! would move it.

use chrono::{Days, NaiveDate};
use guichet_agenda_core::{self as agenda, Appointment, Outlook, Window};
use guichet_contracts::{
    Answer, Call, ProblemKind, Stop,
    command::{
        agenda::{Page, PlaceName, PracticeName, ReadMoves, ReadPage},
        card::{LocationCard, PracticeCard, ServiceCard, Visit},
    },
};
use guichet_kernel::{At, LocationId, ServiceId, Sql};

use super::{
    AgendaObject,
    cards::{practice_card, practice_cards, practitioner_card},
    public::linked,
    stop,
};

/// How many days beyond those that were asked for a page looks for the next start: anybody may ask, and what the answer costs is bounded.
const LOOKED_AHEAD: u64 = 186;

/// What of a practice is shown, from which day on.
struct Choice {
    practice: PracticeCard,
    location: LocationCard,
    service: ServiceCard,
    from: Option<NaiveDate>,
    days: u8,
    practices: Vec<PracticeName>,
}

impl AgendaObject {
    /// The page of one of the practices: the one whose location is asked for, else the one asked for, else the one that gives
    /// the service asked for, else the one they joined first. A practice without a place or a service has no page yet.
    pub(super) fn read_page(sql: &impl Sql, at: At<'_>, command: &ReadPage) -> Result<Answer, Stop> {
        let mut practices = practice_cards(sql)?;
        practices.retain(|card| !card.locations.is_empty() && !card.services.is_empty());
        practices.retain(|card| command.country.is_none_or(|country| card.country == country));
        let names = practices.iter().filter_map(name).collect();
        let stands = |card: &&PracticeCard| command.location.is_some_and(|location| card.location(location).is_some());
        // Two practices may use one id for a location: then it is the practice that tells.
        let both = |card: &&PracticeCard| command.practice == Some(card.practice) && stands(card);
        let gives = |card: &&PracticeCard| command.service.is_some_and(|service| card.service(service).is_some());
        let asked = || practices.iter().find(|card| command.practice == Some(card.practice));
        let practice = practices.iter().find(both).or_else(|| practices.iter().find(stands)).or_else(asked);
        let practice = practice.or_else(|| practices.iter().find(gives)).or_else(|| practices.first());
        let practice = practice.cloned().ok_or(Stop::Refused(ProblemKind::NotFound))?;
        let service = service(sql, &practice, command.service)?;
        let location = location(&practice, command.location)?;
        let choice = Choice { practice, location, service, from: command.from, days: command.days, practices: names };
        page(sql, at, choice, None)
    }

    /// Where the appointment of a link could be moved to: for its service, as long as it is and in its practice, as if it were not
    /// there; where it is already is no such place. What is not offered any more is moved by telephone.
    pub(super) fn read_moves(sql: &impl Sql, at: At<'_>, call: &Call, command: &ReadMoves) -> Result<Answer, Stop> {
        let appointment = linked(sql, call)?;
        let practice = practice_card(sql, appointment.practice)?;
        let service = practice.service(appointment.service).cloned().ok_or(Stop::Refused(ProblemKind::NotPossibleNow))?;
        let location = location(&practice, command.location.or(Some(appointment.location)))?;
        let practices = name(&practice).into_iter().collect();
        let choice = Choice { practice, location, service, from: command.from, days: command.days, practices };
        page(sql, at, choice, Some(&appointment))
    }
}

/// The page of what is chosen, as whoever would move that appointment sees it.
fn page(sql: &impl Sql, at: At<'_>, choice: Choice, moved: Option<&Appointment>) -> Result<Answer, Stop> {
    let Choice { practice, location, service, from, days, practices } = choice;
    let today = location.zone.wall(at.now).date();
    let from = from.map_or(today, |from| from.max(today));
    let days = days.clamp(1, 31);
    let window = Window { practice: practice.practice, service: service.id, location: location.id, zone: location.zone, from, days };
    let terms = agenda::terms(sql, practice.practice).map_err(stop)?;
    let starts = match moved {
        None => agenda::free_starts(sql, &window, at.now),
        Some(old) => agenda::free_starts_instead_of(sql, &window, old, at.now),
    };
    let starts = starts.map_err(stop)?;
    let next = match from.checked_add_days(Days::new(days.into())) {
        Some(after) if starts.is_empty() => {
            let outlook = Outlook::of(sql, practice.practice, after, at.now).map_err(stop)?;
            let mut outlook = match moved {
                None => outlook,
                Some(old) => outlook.instead_of(old),
            };
            outlook.next((service.id, location.id), after, LOOKED_AHEAD).map_err(stop)?
        }
        _ => None,
    };
    let page = Page {
        practitioner: practitioner_card(sql)?,
        location: location.id,
        service: service.id,
        today,
        open_days: agenda::open_days(sql, &window).map_err(stop)?,
        left: if service.group { starts.iter().map(|start| start.left).collect() } else { Vec::new() },
        starts: starts.into_iter().map(|start| start.starts_at).collect(),
        from: Some(from),
        until: Some(agenda::last_day(sql, practice.practice, location.zone, at.now).map_err(stop)?),
        next: next.map(|start| start.starts_at),
        online: terms.online,
        new_patients: terms.new_patients,
        practice: PracticeCard {
            locations: practice.locations.into_iter().map(LocationCard::published).collect(),
            services: practice.services.into_iter().map(ServiceCard::published).collect(),
            ..practice
        },
        practices,
    };
    Ok(Answer::reply(&page))
}

/// The service chosen, where the practice gives it; else the first that can be booked online, else the first.
fn service(sql: &impl Sql, practice: &PracticeCard, chosen: Option<ServiceId>) -> Result<ServiceCard, Stop> {
    let new_patients = agenda::terms(sql, practice.practice).map_err(stop)?.new_patients;
    let bookable = |service: &&ServiceCard| service.online && (new_patients || service.visit != Visit::First);
    let service = chosen.and_then(|id| practice.service(id)).or_else(|| practice.services.iter().find(bookable));
    service.or_else(|| practice.services.first()).cloned().ok_or(Stop::Refused(ProblemKind::NotFound))
}

/// The location chosen, where the practice has it; else its first one.
fn location(practice: &PracticeCard, chosen: Option<LocationId>) -> Result<LocationCard, Stop> {
    let location = chosen.and_then(|id| practice.location(id)).or_else(|| practice.locations.first());
    location.cloned().ok_or(Stop::Refused(ProblemKind::NotFound))
}

fn name(card: &PracticeCard) -> Option<PracticeName> {
    let city = card.locations.first()?.city.clone();
    let places = card.locations.iter().map(|location| PlaceName {
        location: location.id,
        city: location.city.clone(),
        street: location.address.first().cloned(),
    });
    Some(PracticeName { practice: card.practice, name: card.name.clone(), city, places: places.collect() })
}
