//! Which public pages there are, and what is published of them: facts for who reads a page, so that the Directory need not be
//! asked. What is published follows from what the Directory holds, and never the other way round.

use chrono::TimeDelta;
use futures_util::future::join_all;
use guichet_agenda_core::directory::{self as core, DuePage, PageOf};
use guichet_contracts::{
    Stop,
    command::{
        card::{PracticeCard, PractitionerCard},
        directory::PracticePage,
    },
    published::{Profile, Publishable, written},
};
use guichet_kernel::{Country, Instant, PracticeId, PractitionerId, Sql, SqlError, World, world::NoAnswer};

use super::{AT_ONCE, public, stored};

/// How many pages one turn publishes.
const PUBLISHED_A_TURN: u32 = 48;
/// After that nothing more is published in this turn: what is left is the first in the next.
const LONGEST_TURN: TimeDelta = TimeDelta::seconds(20);
/// How many pages one beat has published again because they would end by themselves.
const OLD_A_BEAT: u32 = 200;

/// A practice says what it shows, or that it shows nothing any more.
pub(super) fn practice_says(sql: &impl Sql, now: Instant, practice: PracticeId, card: Option<&PracticeCard>) -> Result<(), SqlError> {
    let page = PageOf::Practice(practice);
    match card.filter(|card| card.is_public()) {
        Some(card) => core::page_changed(sql, page, &card.page_path(), now),
        None => core::page_gone(sql, page, now),
    }
}

/// Something has changed of a practitioner, or of a practice where they give care. Their page stands as long as the public finds
/// them in one.
pub(super) fn practitioner_changes(sql: &impl Sql, now: Instant, country: Country, practitioner: PractitionerId) -> Result<(), Stop> {
    let page = PageOf::Practitioner(practitioner);
    match core::cards_of(sql, practitioner)?.first() {
        Some((card, _)) => core::page_changed(sql, page, &stored::<PractitionerCard>(card)?.page_path(country), now)?,
        None => core::page_gone(sql, page, now)?,
    }
    Ok(())
}

/// Has the oldest pages published again.
pub(super) fn keep_up(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    core::publish_old_again(sql, now, OLD_A_BEAT)
}

/// Publishes what is due, some at a time.
pub(super) async fn publish(sql: &impl Sql, world: &impl World, country: Country) -> Result<(), SqlError> {
    let began = world.now();
    for some in core::due_pages(sql, began, PUBLISHED_A_TURN)?.chunks(AT_ONCE) {
        if world.now().since(began) > LONGEST_TURN {
            break;
        }
        // Each value is made of what the Directory holds when it leaves: its version, or what came since.
        for page in some {
            core::note_publishing(sql, page, world.now())?;
        }
        let outcomes = join_all(some.iter().map(async |page| {
            // One that cannot be read keeps no other from being published.
            let (key, value) = value(sql, world.now(), country, page).map_err(|_| NoAnswer::NotSent)?;
            let stands = value.is_some();
            world.publish(&key, value).await.map(|()| stands)
        }))
        .await;
        for (page, outcome) in some.iter().zip(outcomes) {
            match outcome {
                Ok(stands) => core::note_published(sql, page, stands, world.now())?,
                Err(_) => core::note_not_published(sql, page, world.now())?,
            }
        }
    }
    Ok(())
}

/// What is published of a page, and under which key; no value for one that does not stand any more.
fn value(sql: &impl Sql, now: Instant, country: Country, page: &DuePage) -> Result<(String, Option<String>), Stop> {
    let version = page.version;
    Ok(match page.of {
        PageOf::Practice(id) => (PracticePage::key(country, id), public::page_of(sql, now, id)?.and_then(|facts| written(version, &facts))),
        PageOf::Practitioner(id) => (Profile::key(country, id), profile(sql, id)?.and_then(|facts| written(version, &facts))),
    })
}

/// What a practitioner shows of themselves in this country.
fn profile(sql: &impl Sql, practitioner: PractitionerId) -> Result<Option<Profile>, Stop> {
    let cards = core::cards_of(sql, practitioner)?;
    let Some((card, _)) = cards.first() else { return Ok(None) };
    let practices = cards.iter().map(|(_, practice)| stored::<PracticeCard>(practice).map(PracticeCard::published));
    Ok(Some(Profile { practitioner: stored(card)?, practices: practices.collect::<Result<_, _>>()? }))
}
