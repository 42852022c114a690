//! When the public can come next, as the Directory is told; and the number that changes whenever the agenda does.
//!
//! Nothing is worked out in the transaction of a booking: a trigger counts, and the alarm sees that what was told is of another
//! count. Time alone changes it too (a start passes); that is looked for at the Directory's heartbeat, so that an agenda
//! in which nothing happens keeps no alarm of its own.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::TimeDelta;
use guichet_agenda_core::{self as agenda, Outlook, Taken};
use guichet_contracts::{
    Stop,
    command::card::{PracticeCard, Visit},
    event::{Fact, FreeChangedV1, NextFree},
};
use guichet_kernel::{At, Instant, ObjectClass, ObjectName, ObjectRef, PracticeId, PractitionerId, Sql, SqlError, binds, sql::Migrations};

use super::{AgendaObject, cards::practice_cards, stop, tell, to_json};

/// How long changes are gathered before they are told.
const GATHERED: TimeDelta = TimeDelta::seconds(30);

macro_rules! counts {
    ($($name:literal: $event:literal;)*) => {
        concat!("
            -- Changes whenever something does that a calendar shows or a free start follows from.
            CREATE TABLE agenda_count (one INTEGER PRIMARY KEY CHECK (one = 1), changes INTEGER NOT NULL) STRICT;
            INSERT INTO agenda_count (one, changes) VALUES (1, 1);
            -- What the Directory was told last about a practice, at which count, and when that may have ceased to hold by itself.
            CREATE TABLE free_told (
                practice_id TEXT PRIMARY KEY,
                changes INTEGER NOT NULL,
                told_at INTEGER NOT NULL,
                fades_at INTEGER,
                said TEXT
            ) STRICT, WITHOUT ROWID;
            INSERT INTO free_told (practice_id, changes, told_at)
                SELECT practice_id, 0, accepted_at FROM membership WHERE card IS NOT NULL AND ended_at IS NULL;
            ",
            $("CREATE TRIGGER count_", $name, " AFTER ", $event, " BEGIN UPDATE agenda_count SET changes = changes + 1; END;\n",)*
        )
    };
}

macro_rules! count_own {
    ($name:literal, $event:literal, $row:literal) => {
        concat!(
            "CREATE TRIGGER count_own_",
            $name,
            " AFTER ",
            $event,
            " BEGIN
                INSERT INTO practice_count (practice_id, changes) VALUES (",
            $row,
            ".practice_id, 1)
                    ON CONFLICT DO UPDATE SET changes = changes + 1;
            END;\n"
        )
    };
}

macro_rules! counts_of_practices {
    ($($name:literal: $event:literal, $row:literal;)*) => {
        concat!("
            -- The same for each practice by itself: what one does, another does not see.
            CREATE TABLE practice_count (practice_id TEXT PRIMARY KEY, changes INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            ",
            $(count_own!($name, $event, $row),)*
        )
    };
}

/// What is freed, and becomes free when its grace is over, when it is offered after all or when it is kept closed no more, changes no appointment; nor does who waits,
/// and to whom something was offered, which a practice's own screens show.
const WAITLIST_COUNTS: &str = concat!(
    "CREATE TRIGGER count_freed AFTER UPDATE OF state ON waitlist_freed WHEN NEW.state <> OLD.state
     BEGIN UPDATE agenda_count SET changes = changes + 1; END;
     CREATE TRIGGER count_kept_no_more AFTER UPDATE OF until ON occupancy WHEN NEW.until < OLD.until
     BEGIN UPDATE agenda_count SET changes = changes + 1; END;\n",
    count_own!("waits", "INSERT ON waitlist_entry", "NEW"),
    count_own!("waits_otherwise", "UPDATE OF ended, halves ON waitlist_entry", "NEW"),
    count_own!("freed", "INSERT ON waitlist_freed", "NEW"),
    count_own!("freed_otherwise", "UPDATE OF state ON waitlist_freed", "NEW"),
    count_own!("offered", "INSERT ON waitlist_offer", "NEW"),
    count_own!("offered_otherwise", "UPDATE OF state, to_call, page_asked_at ON waitlist_offer", "NEW"),
);

/// The count, and what was told.
pub(super) const COUNT: Migrations = Migrations {
    component: "count",
    steps: &[
        counts! {
            "made": "INSERT ON appointment";
            "changed": "UPDATE ON appointment";
            "opened": "INSERT ON availability";
            "reopened": "UPDATE ON availability";
            "ended": "DELETE ON availability";
            "closing": "INSERT ON closing";
            "closing_taken_back": "DELETE ON closing";
            "terms": "INSERT ON terms";
            "terms_again": "UPDATE ON terms";
            "membership": "UPDATE ON membership";
        },
        counts_of_practices! {
            "made": "INSERT ON appointment", "NEW";
            "changed": "UPDATE ON appointment", "NEW";
            "opened": "INSERT ON availability", "NEW";
            "reopened": "UPDATE ON availability", "NEW";
            "ended": "DELETE ON availability", "OLD";
            "closing": "INSERT ON closing", "NEW";
            "closing_taken_back": "DELETE ON closing", "OLD";
            "terms": "INSERT ON terms", "NEW";
            "terms_again": "UPDATE ON terms", "NEW";
            "membership": "UPDATE ON membership", "NEW";
        },
        WAITLIST_COUNTS,
    ],
};

/// The number that changes whenever the agenda does, whoever changes it.
pub(super) fn etag(sql: &impl Sql) -> Result<i64, Stop> {
    Ok(sql.first::<(i64,)>("SELECT changes FROM agenda_count", &[])?.map_or(0, |(changes,)| changes))
}

/// What a practice's calendar of some days is told by: the practice's own count, and what it sees of the others' time. Whatever
/// else happens in the agenda, a screen does not learn that it did.
pub(super) fn own_etag(sql: &impl Sql, practice: PracticeId, taken: &[Taken]) -> Result<String, Stop> {
    let own = sql.first::<(i64,)>("SELECT changes FROM practice_count WHERE practice_id = ?", binds![practice])?;
    let mut busy = DefaultHasher::new();
    for (from, to) in taken.iter().filter(|taken| matches!(taken, Taken::Busy(..))).map(Taken::times) {
        (from.millis(), to.millis()).hash(&mut busy);
    }
    Ok(format!("{}-{:x}", own.map_or(0, |(changes,)| changes), busy.finish()))
}

/// From now on the Directory is told about a practice.
pub(super) fn watch(sql: &impl Sql, practice: PracticeId, now: Instant) -> Result<(), Stop> {
    Ok(sql.run(
        "INSERT INTO free_told (practice_id, changes, told_at) VALUES (?, 0, ?) ON CONFLICT DO NOTHING",
        binds![practice, now.minus(GATHERED)],
    )?)
}

/// The Directory knows from the practice that the practitioner has left.
pub(super) fn forget(sql: &impl Sql, practice: PracticeId) -> Result<(), Stop> {
    Ok(sql.run("DELETE FROM free_told WHERE practice_id = ?", binds![practice])?)
}

/// When something may have to be told.
pub(super) fn due_at(sql: &impl Sql) -> Result<Option<Instant>, SqlError> {
    let due = sql.first::<(Option<Instant>,)>(
        "SELECT MIN(told_at + ?) FROM free_told WHERE changes <> (SELECT changes FROM agenda_count)",
        binds![GATHERED.num_milliseconds()],
    )?;
    Ok(due.and_then(|(at,)| at))
}

/// What was told is to be told again.
pub(super) fn unsay(sql: &impl Sql) -> Result<(), SqlError> {
    sql.run("UPDATE free_told SET changes = 0, said = NULL", &[])
}

/// What time has made untrue is due now.
pub(super) fn fade(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("UPDATE free_told SET changes = 0 WHERE fades_at <= ?", binds![now])
}

impl AgendaObject {
    /// Tells the Directory of each practice's country what has changed in when the public can come next.
    pub(super) fn tell_free(&self, sql: &impl Sql, at: At<'_>) -> Result<(), SqlError> {
        let due = sql.rows::<(PracticeId,)>(
            "SELECT practice_id FROM free_told WHERE changes <> (SELECT changes FROM agenda_count) AND told_at <= ?",
            binds![at.now.minus(GATHERED)],
        )?;
        let Some(me) = self.name.practitioner_id().filter(|_| !due.is_empty()) else { return Ok(()) };
        let outcome = sql.atomically(|| {
            let cards = practice_cards(sql)?;
            let due = cards.iter().filter(|card| due.contains(&(card.practice,)));
            due.into_iter().try_for_each(|card| tell_one(sql, at, me, card))
        });
        match outcome {
            Err(Stop::Store(error)) => Err(error),
            Err(Stop::Refused(kind)) => Err(SqlError::Engine(kind.slug().to_owned())),
            Ok(()) => Ok(()),
        }
    }
}

fn tell_one(sql: &impl Sql, at: At<'_>, me: PractitionerId, card: &PracticeCard) -> Result<(), Stop> {
    let terms = agenda::terms(sql, card.practice).map_err(stop)?;
    let free = if terms.online { free(sql, card, terms.new_patients, at.now)? } else { Vec::new() };
    let notice = TimeDelta::minutes(i64::from(terms.notice_minutes.unwrap_or(card.booking_notice)));
    let passes = free.iter().filter_map(|next| next.starts_at).map(|start| start.minus(notice));
    // And what nobody may have for a while yet is free by itself.
    let given_way = agenda::gives_way_at(sql, at.now).map_err(stop)?;
    let fades_at = passes.chain(midnight(card, at.now)).chain(given_way).min();
    let said = to_json(&(&free, terms.new_patients))?;
    let before = sql.first::<(Option<String>,)>("SELECT said FROM free_told WHERE practice_id = ?", binds![card.practice])?;
    sql.run(
        "UPDATE free_told SET changes = (SELECT changes FROM agenda_count), told_at = ?, fades_at = ?, said = ? WHERE practice_id = ?",
        binds![at.now, fades_at, &said, card.practice],
    )?;
    if before.and_then(|(said,)| said).is_some_and(|before| before == said) {
        return Ok(());
    }
    let directory = ObjectRef::new(ObjectClass::Directory, ObjectName::directory(card.country));
    let subject = card.practice.to_string();
    // What was not delivered yet is not true any more.
    sql.run("DELETE FROM outbox WHERE consumer = ? AND subject = ? AND kind = ?", binds![&directory, &subject, FreeChangedV1::KIND])?;
    let fact = FreeChangedV1 { practice: card.practice, practitioner: me, free, new_patients: terms.new_patients, at: at.now };
    tell(sql, at, &directory, (subject, at.now.millis()), &fact)
}

/// For each service that can be booked online, the next free start and where.
fn free(sql: &impl Sql, card: &PracticeCard, new_patients: bool, now: Instant) -> Result<Vec<NextFree>, Stop> {
    let Some(today) = card.locations.iter().map(|location| location.zone.wall(now).date()).min() else { return Ok(Vec::new()) };
    let mut outlook = Outlook::of(sql, card.practice, today, now).map_err(stop)?;
    let mut free = Vec::new();
    for service in card.services.iter().filter(|service| service.online && (new_patients || service.visit != Visit::First)) {
        let mut first = None::<NextFree>;
        for location in &card.locations {
            let next = outlook.next((service.id, location.id), location.zone.wall(now).date(), u64::MAX).map_err(stop)?;
            let here = NextFree { service: service.id, location: location.id, starts_at: next.map(|start| start.starts_at) };
            let earlier = |known: &NextFree| match (here.starts_at, known.starts_at) {
                (Some(here), Some(known)) => here < known,
                (here, known) => here.is_some() && known.is_none(),
            };
            if first.as_ref().is_none_or(earlier) {
                first = Some(here);
            }
        }
        free.extend(first);
    }
    Ok(free)
}

/// When days change, and with them what is open to the public (A12).
fn midnight(card: &PracticeCard, now: Instant) -> Option<Instant> {
    let zone = card.locations.first()?.zone;
    let tomorrow = zone.wall(now).date().succ_opt()?;
    Some(zone.instant(tomorrow.and_time(chrono::NaiveTime::MIN)))
}
