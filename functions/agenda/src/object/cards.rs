//! What the agenda shows: the newest word of practices about themselves and of their practitioner. Presentation, so it is
//! not the domain's.

use guichet_agenda_core::{self as agenda, Membership, Site};
use guichet_contracts::{
    ProblemKind, Stop,
    command::{
        agenda::{AppointmentFacts, KnownSlot, SlotFacts},
        card::{PracticeCard, PractitionerCard},
    },
};
use guichet_kernel::{AppointmentId, Country, Instant, LocationId, PracticeId, ServiceId, Sql, SqlError, binds, read, sql::Migrations};

use super::{
    stop, to_json,
    wire::{alert_terms, offering, wire_attendance},
};

/// Who the practitioner is, as their page shows it.
pub(super) const PROFILE: Migrations = Migrations {
    component: "profile",
    steps: &[
        "
        CREATE TABLE practitioner (one INTEGER PRIMARY KEY CHECK (one = 1), card TEXT NOT NULL) STRICT;
        -- The newest card of each location and service that a practice ever showed here: an appointment outlives their withdrawal.
        CREATE TABLE shown (id TEXT PRIMARY KEY, practice_id TEXT NOT NULL, card TEXT NOT NULL) STRICT, WITHOUT ROWID;
    ",
        "
        -- What a practice says of an id says nothing of another's.
        ALTER TABLE shown RENAME TO shown_of_one;
        CREATE TABLE shown (
            practice_id TEXT NOT NULL,
            id TEXT NOT NULL,
            card TEXT NOT NULL,
            PRIMARY KEY (practice_id, id)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO shown (practice_id, id, card) SELECT practice_id, id, card FROM shown_of_one;
        DROP TABLE shown_of_one;
    ",
    ],
};

pub(super) fn keep_practitioner(sql: &impl Sql, card: &PractitionerCard) -> Result<(), Stop> {
    let card = to_json(card)?;
    Ok(sql.run("INSERT INTO practitioner (one, card) VALUES (1, ?) ON CONFLICT DO UPDATE SET card = excluded.card", binds![card])?)
}

/// Takes over a practice's card: what the domain decides by, and what pages show.
pub(super) fn update(sql: &impl Sql, card: &PracticeCard) -> Result<(), Stop> {
    let membership = Membership {
        practice: card.practice,
        cancellation_notice: card.cancellation_notice.into(),
        booking_notice: card.booking_notice.into(),
        booking_horizon: card.booking_horizon.into(),
        open_bookings: card.open_bookings.into(),
        card: to_json(card)?,
    };
    let sites: Vec<_> = card.locations.iter().map(|location| Site { location: location.id, zone: location.zone }).collect();
    let offerings: Vec<_> = card.services.iter().map(offering).collect();
    agenda::update(sql, &membership, &sites, &offerings).map_err(stop)?;
    agenda::ask_confirmation(sql, card.practice, card.confirm_by_link).map_err(stop)?;
    agenda::waitlist::put_alert_terms(sql, card.practice, card.alerts.map(alert_terms).as_ref()).map_err(stop)?;
    for location in &card.locations {
        keep_shown(sql, card.practice, &location.id.to_string(), location)?;
    }
    for service in &card.services {
        keep_shown(sql, card.practice, &service.id.to_string(), service)?;
    }
    Ok(())
}

fn keep_shown(sql: &impl Sql, practice: PracticeId, id: &str, card: &impl serde::Serialize) -> Result<(), Stop> {
    Ok(sql.run(
        "INSERT INTO shown (id, practice_id, card) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET card = excluded.card",
        binds![id, practice, to_json(card)?],
    )?)
}

pub(super) fn shown<T: serde::de::DeserializeOwned>(sql: &impl Sql, practice: PracticeId, id: &str) -> Result<T, Stop> {
    let known = sql.first::<(String,)>("SELECT card FROM shown WHERE practice_id = ? AND id = ?", binds![practice, id])?;
    let (card,) = known.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    read::text(&card).map_err(|_| Stop::Store(SqlError::Shape(0)))
}

pub(super) fn practitioner_card(sql: &impl Sql) -> Result<PractitionerCard, Stop> {
    let (card,) = sql.first::<(String,)>("SELECT card FROM practitioner", &[])?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    read::text(&card).map_err(|_| Stop::Store(SqlError::Shape(0)))
}

/// The card of a practice, member or former.
pub(super) fn practice_card(sql: &impl Sql, practice: PracticeId) -> Result<PracticeCard, Stop> {
    let membership = agenda::membership(sql, practice).map_err(stop)?.ok_or(Stop::Refused(ProblemKind::NotFound))?;
    read(&membership)
}

/// The cards of the member practices, in the order in which they joined.
pub(super) fn practice_cards(sql: &impl Sql) -> Result<Vec<PracticeCard>, Stop> {
    agenda::memberships(sql).map_err(stop)?.iter().map(read).collect()
}

fn read(membership: &Membership) -> Result<PracticeCard, Stop> {
    read::text(&membership.card).map_err(|_| Stop::Store(SqlError::Shape(2)))
}

/// A practice's slots are found under the address of its own country only.
pub(super) fn under_its_country(sql: &impl Sql, practice: PracticeId, asked: Option<Country>) -> Result<(), Stop> {
    match asked {
        Some(country) if practice_card(sql, practice)?.country != country => Err(Stop::Refused(ProblemKind::NotFound)),
        _ => Ok(()),
    }
}

pub(super) fn notice(sql: &impl Sql, practice: PracticeId) -> Result<i64, Stop> {
    Ok(agenda::membership(sql, practice).map_err(stop)?.map_or(0, |membership| membership.cancellation_notice))
}

pub(super) fn slot_facts(
    sql: &impl Sql,
    practice: PracticeId,
    service: ServiceId,
    location: LocationId,
    times: (Instant, Instant),
) -> Result<SlotFacts, Stop> {
    let practice = practice_card(sql, practice)?;
    let (starts_at, ends_at) = times;
    Ok(SlotFacts {
        starts_at,
        ends_at,
        service: shown(sql, practice.practice, &service.to_string())?,
        location: shown(sql, practice.practice, &location.to_string())?,
        practitioner: practitioner_card(sql)?,
        practice: PracticeCard { locations: Vec::new(), services: Vec::new(), ..practice },
    })
}

/// What anybody may see of a slot: where a visit at a distance is joined and how the door opens is told to whoever has booked it.
pub(super) fn public_slot(slot: SlotFacts) -> SlotFacts {
    SlotFacts { service: slot.service.published(), location: slot.location.published(), ..slot }
}

/// When an appointment of a chain of moves is; none: there is none, or it was deleted.
fn start_of(sql: &impl Sql, id: Option<AppointmentId>) -> Result<Option<Instant>, Stop> {
    let found = id.map(|id| agenda::find(sql, id).map_err(stop)).transpose()?.flatten();
    Ok(found.map(|appointment| appointment.starts_at))
}

pub(super) fn appointment_facts(sql: &impl Sql, appointment: &agenda::Appointment, now: Instant) -> Result<AppointmentFacts, Stop> {
    let notice = notice(sql, appointment.practice)?;
    Ok(AppointmentFacts {
        appointment: appointment.id,
        version: appointment.version,
        attendance: wire_attendance(appointment.attendance),
        slot: slot_facts(
            sql,
            appointment.practice,
            appointment.service,
            appointment.location,
            (appointment.starts_at, appointment.ends_at),
        )?,
        cancel_until: appointment.cancel_until(notice),
        may_cancel: appointment.may_cancel(notice, now),
        changed_at: appointment.changed_at,
        origin: Some(appointment.origin),
        moved_from: start_of(sql, appointment.moved_from)?,
        moved_to: start_of(sql, appointment.moved_to)?,
        alert: None,
        unconfirmed: None,
        known: None,
    })
}

/// When and where an appointment was before it was moved: one of the same chain of moves, which nobody deleted.
pub(super) fn known_slot(sql: &impl Sql, appointment: &agenda::Appointment, known: AppointmentId) -> Result<Option<KnownSlot>, Stop> {
    let known = agenda::find(sql, known).map_err(stop)?.filter(|known| known.origin == appointment.origin);
    let slot = |known: agenda::Appointment| {
        let location = shown(sql, known.practice, &known.location.to_string())?;
        Ok(KnownSlot { starts_at: known.starts_at, ends_at: known.ends_at, location })
    };
    known.map(slot).transpose()
}
