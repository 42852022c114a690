//! The public list: who is in it, and what it answers.

use guichet_agenda_core::directory as core;
use guichet_contracts::{
    Answer, ProblemKind, Stop,
    command::{
        card::{PracticeCard, PractitionerCard},
        directory::{DirectoryLine, DirectoryPage, ListPages, Pages, PracticePage, ReadPracticePage, SearchDirectory},
    },
    event::FreeChangedV1,
};
use guichet_kernel::{Country, Instant, Label, PracticeId, PractitionerId, Sql, SqlError};

use super::stored;

/// A practice's page shows so many at most.
const MOST_IN_A_PRACTICE: u32 = 500;

/// Enters a practitioner in the list, if the public finds their practice, or takes them out of it.
pub(super) fn list(
    sql: &impl Sql,
    practice: PracticeId,
    practitioner: &PractitionerCard,
    card: Option<&PracticeCard>,
) -> Result<(), SqlError> {
    let Some(card) = card.filter(|card| card.is_public()) else { return core::unlist(sql, practice, practitioner.id) };
    let listing = core::Listing {
        name: practitioner.name.as_str(),
        profession: practitioner.profession.as_str(),
        practice: card.name.as_str(),
        cities: card.locations.iter().map(|location| location.city.as_str()).collect(),
        services: card.services.iter().filter(|service| service.online).map(|service| service.label.as_str()).collect(),
    };
    core::list(sql, practice, practitioner.id, &listing)
}

/// Notes when somebody is next free: the earliest of all that can be booked.
pub(super) fn note_free(sql: &impl Sql, fact: &FreeChangedV1) -> Result<(), Stop> {
    let next = fact.free.iter().filter_map(|free| Some((free.starts_at?, free.location))).min_by_key(|(starts_at, _)| *starts_at);
    let free = core::Free { said_at: fact.at, new_patients: fact.new_patients, next };
    Ok(core::note_free(sql, fact.practice, fact.practitioner, &free)?)
}

pub(super) fn search(sql: &impl Sql, now: Instant, command: &SearchDirectory) -> Result<Answer, Stop> {
    let after = command.after.as_ref().map(|after| after.as_str().parse::<core::Place>());
    let query = core::Query {
        text: &command.text,
        city: &command.city,
        after: after.transpose().map_err(|_| Stop::Refused(ProblemKind::BadRequest))?,
        most: usize::try_from(command.most.clamp(1, 50)).unwrap_or(50),
    };
    let found = core::search(sql, query)?;
    let lines = found.lines.iter().map(|line| shown(line, now)).collect::<Result<_, _>>()?;
    let after = found.after.map(|place| label(&place.to_string())).transpose()?;
    Ok(Answer::reply(&DirectoryPage { lines, after, near: found.near }))
}

pub(super) fn practice_page(sql: &impl Sql, now: Instant, command: &ReadPracticePage) -> Result<Answer, Stop> {
    let known = core::practice(sql, command.practice)?.filter(|practice| practice.public).and_then(|practice| practice.card);
    let card: PracticeCard = stored(&known.ok_or(Stop::Refused(ProblemKind::NotFound))?)?;
    let lines = core::lines_of(sql, command.practice, MOST_IN_A_PRACTICE)?;
    Ok(Answer::reply(&PracticePage { card, lines: lines.iter().map(|line| shown(line, now)).collect::<Result<_, _>>()? }))
}

/// The paths of the public pages: practices by id, then practitioners by id.
pub(super) fn pages(sql: &impl Sql, country: Country, command: &ListPages) -> Result<Answer, Stop> {
    let most = command.most.clamp(1, 5_000);
    let room = |taken: usize| (most + 1).saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX));
    let after = command.after.as_ref().map(Label::as_str);
    // An id says by its prefix whose it is: `prc_`, then `prn_`.
    let (practice, practitioner) = match after {
        None => (None, None),
        Some(after) => (after.parse::<PracticeId>().ok(), after.parse::<PractitionerId>().ok()),
    };
    if after.is_some() && practice.is_none() && practitioner.is_none() {
        return Err(Stop::Refused(ProblemKind::BadRequest));
    }
    let mut found: Vec<(String, String)> = Vec::new();
    if practitioner.is_none() {
        for (id, card) in core::listed_practices(sql, practice, room(0))? {
            found.push((id.to_string(), stored::<PracticeCard>(&card)?.page_path()));
        }
    }
    if room(found.len()) > 0 {
        for (id, card) in core::listed_practitioners(sql, practitioner, room(found.len()))? {
            found.push((id.to_string(), stored::<PractitionerCard>(&card)?.page_path(country)));
        }
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let after = found.last().filter(|_| more).map(|(id, _)| label(id)).transpose()?;
    Ok(Answer::reply(&Pages { paths: found.into_iter().map(|(_, path)| path).collect(), after }))
}

/// A line as it travels. A free start that is over is no longer said.
fn shown(line: &core::Line, now: Instant) -> Result<DirectoryLine, Stop> {
    let card: PracticeCard = stored(&line.practice_card)?;
    let mut cities: Vec<Label> = Vec::new();
    for location in &card.locations {
        if !cities.contains(&location.city) {
            cities.push(location.city.clone());
        }
    }
    let next = line.free.as_ref().and_then(|free| free.next).filter(|(starts_at, _)| *starts_at > now);
    let zone_of = |location| card.location(location).or(card.locations.first()).map(|location| location.zone);
    Ok(DirectoryLine {
        practitioner: stored(&line.practitioner_card)?,
        practice: line.practice,
        practice_name: card.name.clone(),
        cities,
        services: card.services.iter().filter(|service| service.online).map(|service| service.label.clone()).collect(),
        new_patients: line.free.as_ref().is_none_or(|free| free.new_patients),
        next_free: next.map(|(starts_at, _)| starts_at),
        zone: next.and_then(|(_, location)| zone_of(location)).or(card.locations.first().map(|location| location.zone)),
        said_at: line.free.as_ref().map(|free| free.said_at),
    })
}

fn label(text: &str) -> Result<Label, Stop> {
    Label::parse(text).map_err(|_| Stop::Refused(ProblemKind::Internal))
}
