//! The public list: who is in it, and what it answers.

use guichet_agenda_core::directory::{self as core, PageOf};
use guichet_contracts::{
    Answer, ProblemKind, Stop,
    command::{
        card::{PracticeCard, PractitionerCard},
        directory::{
            DirectoryLine, DirectoryPage, ListPages, ListParts, Pages, Part, Parts, PracticePage, ReadPracticePage, SearchDirectory,
        },
    },
    event::FreeChangedV1,
};
use guichet_kernel::{Instant, Label, PracticeId, Sql, SqlError};

use super::stored;

/// A list of pages names so many at most.
const MOST_LISTED: u32 = 5_000;
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

/// Notes when somebody is next free: the earliest of all that can be booked. Where nothing can be, nobody books online.
pub(super) fn note_free(sql: &impl Sql, now: Instant, fact: &FreeChangedV1) -> Result<(), Stop> {
    let next = fact.free.iter().filter_map(|free| Some((free.starts_at?, free.location))).min_by_key(|(starts_at, _)| *starts_at);
    let free = core::Free { said_at: fact.at, new_patients: fact.new_patients, online: !fact.free.is_empty(), next };
    if core::note_free(sql, fact.practice, fact.practitioner, &free)? {
        core::page_stirred(sql, PageOf::Practice(fact.practice), now)?;
    }
    Ok(())
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
    let lines = found.lines.iter().map(|line| shown(line, &stored(&line.practice_card)?, now)).collect::<Result<_, Stop>>()?;
    let after = found.after.map(|place| label(&place.to_string())).transpose()?;
    Ok(Answer::reply(&DirectoryPage { lines, after, near: found.near }))
}

pub(super) fn practice_page(sql: &impl Sql, now: Instant, command: &ReadPracticePage) -> Result<Answer, Stop> {
    let page = page_of(sql, now, command.practice)?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    Ok(Answer::reply(&page))
}

/// A practice's page, if the public finds it.
pub(super) fn page_of(sql: &impl Sql, now: Instant, practice: PracticeId) -> Result<Option<PracticePage>, Stop> {
    let known = core::practice(sql, practice)?.filter(|practice| practice.public).and_then(|practice| practice.card);
    let Some(card) = known.map(|card| stored::<PracticeCard>(&card)).transpose()? else { return Ok(None) };
    let lines = core::lines_of(sql, practice, MOST_IN_A_PRACTICE)?;
    let lines = lines.iter().map(|line| shown(line, &card, now)).collect::<Result<_, _>>()?;
    Ok(Some(PracticePage { card: card.published(), lines }))
}

/// The public pages: practices by id, then practitioners by id.
pub(super) fn pages(sql: &impl Sql, command: &ListPages) -> Result<Answer, Stop> {
    let most = command.most.clamp(1, MOST_LISTED);
    let after = command.after.as_ref().map(|after| after.as_str().parse::<PageOf>());
    let after = after.transpose().map_err(|_| Stop::Refused(ProblemKind::BadRequest))?;
    let mut found = core::pages_after(sql, after, most + 1)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let more = found.len() > most;
    found.truncate(most);
    let after = found.last().filter(|_| more).map(|last| label(&last.of.to_string())).transpose()?;
    let (paths, changed_at) = found.into_iter().map(|page| (page.path, page.changed_at)).unzip();
    Ok(Answer::reply(&Pages { paths, changed_at, after }))
}

/// In which parts they can be listed.
pub(super) fn parts(sql: &impl Sql, command: &ListParts) -> Result<Answer, Stop> {
    let part = |part: core::ListedPart| {
        let after = part.after.map(|after| label(&after.to_string())).transpose()?;
        Ok(Part { after, changed_at: part.changed_at })
    };
    let parts = core::page_parts(sql, command.most.clamp(1, MOST_LISTED))?;
    Ok(Answer::reply(&Parts { parts: parts.into_iter().map(part).collect::<Result<_, Stop>>()? }))
}

/// A line as it travels, with its practice's card and without what cannot be true any more.
fn shown(line: &core::Line, card: &PracticeCard, now: Instant) -> Result<DirectoryLine, Stop> {
    let mut cities: Vec<Label> = Vec::new();
    for location in &card.locations {
        if !cities.contains(&location.city) {
            cities.push(location.city.clone());
        }
    }
    let free = line.free.as_ref();
    let next = free.and_then(|free| free.next);
    let zone_of = |location| card.location(location).or(card.locations.first()).map(|location| location.zone);
    let line = DirectoryLine {
        practitioner: stored(&line.practitioner_card)?,
        practice: line.practice,
        practice_name: card.name.clone(),
        cities,
        services: card.services.iter().filter(|service| service.online).map(|service| service.label.clone()).collect(),
        new_patients: free.is_none_or(|free| free.new_patients),
        online: free.is_none_or(|free| free.online),
        telephone: Some(card.telephone.clone()),
        next_free: next.map(|(starts_at, _)| starts_at),
        zone: next.and_then(|(_, location)| zone_of(location)).or(card.locations.first().map(|location| location.zone)),
        said_at: free.map(|free| free.said_at),
    };
    Ok(line.still_true(now))
}

fn label(text: &str) -> Result<Label, Stop> {
    Label::parse(text).map_err(|_| Stop::Refused(ProblemKind::Internal))
}
