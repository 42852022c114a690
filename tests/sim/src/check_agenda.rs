//! Agendas against the ledger: appointments and their chains, who has which time, closings; and at the end, what the Directories
//! say is free.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use guichet_contracts::{
    Principal,
    command::{agenda::Attendance, directory::Beat},
};
use guichet_kernel::{AppointmentId, ClosingId, Instant, LocationId, PatientId, PracticeId, PractitionerId, ServiceId, Sql, binds, sql};

use crate::{
    Simulation, Violation,
    check::{no_personal_data, number},
    must,
    node::Node,
    seats::{Seat, all_fit},
};

/// How often the Directories are asked to ask everybody, before what they say is compared: each beat asks fifty.
const BEATS: usize = 4;

impl Simulation {
    pub(crate) fn check_agenda(&self, place: usize, node: &Node) -> Result<(), Violation> {
        let stored = node.sql.rows::<(AppointmentId, Option<PatientId>, Instant, Instant, String, i64, Option<Instant>)>(
            "SELECT appointment_id, patient_id, starts_at, ends_at, attendance, version, deleted_at FROM appointment ORDER BY appointment_id",
            &[],
        )?;
        let ours: Vec<_> = self.ledger.made.iter().filter(|(_, made)| made.agenda == place).collect();
        let expected = ours.iter().map(|(id, made)| {
            let state = serde_json::to_value(made.attendance).ok().and_then(|word| word.as_str().map(str::to_owned));
            (**id, made.starts_at, made.ends_at, state.unwrap_or_default(), made.version, made.deleted)
        });
        let expected: Vec<_> = expected.collect();
        for (id, patient, ..) in &stored {
            let made = self.ledger.made.get(id).map(|made| made.patient);
            let told = made.is_some_and(|made| patient.map_or_else(|| self.is_erased(made), |now| self.became(made, now)));
            must(told, || format!("{id} is of {patient:?}, and was made for {made:?}"))?;
        }
        let stored: Vec<_> =
            stored.into_iter().map(|(id, _, from, to, state, version, deleted)| (id, from, to, state, version, deleted)).collect();
        must(stored == expected, || format!("{}: {} appointments stored, {} made", node.object, stored.len(), expected.len()))?;
        let changes: i64 = ours.iter().map(|(_, made)| made.version - made.first + 1).sum();
        let lines = number(node, "SELECT COUNT(*) FROM attendance_history")?;
        must(changes == lines, || format!("A5: {lines} lines of history at {}", node.object))?;
        let kept = "SELECT COUNT(*) FROM appointment WHERE patient_id IS NULL AND (booker_hash IS NOT NULL
            OR appointment_id IN (SELECT appointment_id FROM appointment_link))";
        must(number(node, kept)? == 0, || format!("{} still counts or links who was erased", node.object))?;
        self.check_chains(place, node)?;
        self.check_occupancy(place, node)?;
        self.check_waitlist(place, node)?;
        let closings: BTreeSet<ClosingId> =
            node.sql.rows::<(ClosingId,)>("SELECT closing_id FROM closing", &[])?.into_iter().map(|(id,)| id).collect();
        let expected = self.ledger.closings.iter().filter(|(_, (agenda, ..))| *agenda == place);
        must(closings == expected.map(|(id, _)| *id).collect(), || format!("{} has {} closings", node.object, closings.len()))?;
        // What is on its way to the Practice is personal, and gone when it has arrived.
        no_personal_data(node, &["outbox"])
    }

    /// ADR 0009, 11: each chain goes from its origin to one end, at versions that grow; nothing but the end stands.
    fn check_chains(&self, place: usize, node: &Node) -> Result<(), Violation> {
        let rows = node.sql.rows::<(AppointmentId, AppointmentId, Option<AppointmentId>, Option<AppointmentId>)>(
            "SELECT appointment_id, origin, moved_from, moved_to FROM appointment",
            &[],
        )?;
        let mut ends: BTreeMap<AppointmentId, u32> = BTreeMap::new();
        for (id, origin, from, to) in rows {
            let Some(made) = self.ledger.made.get(&id) else { continue };
            must((made.origin, made.moved_to) == (origin, to), || format!("{id} is of the chain of {origin}, moved to {to:?}"))?;
            must(to.is_some() == (made.attendance == Attendance::Moved), || {
                format!("{id} was moved to {to:?}, and is {:?}", made.attendance)
            })?;
            must((origin == id) == from.is_none(), || format!("{id} was moved from {from:?}, and its chain begins with {origin}"))?;
            if let Some(before) = from.and_then(|from| self.ledger.made.get(&from)) {
                // Deleting what was moved counts once more.
                let ended_at = before.version - i64::from(before.deleted.is_some());
                let grows = before.moved_to == Some(id) && ended_at < made.first && before.agenda == place;
                must(grows, || format!("{id} does not follow what it was moved from"))?;
            }
            *ends.entry(origin).or_default() += u32::from(to.is_none());
        }
        let odd = ends.iter().find(|(_, ends)| **ends != 1);
        must(odd.is_none(), || format!("a chain has other than one end: {odd:?}"))
    }

    /// Every appointment that stands and every live hold has its time, once, and nobody else has any; and all of it is within
    /// capacity, forced ones aside (A3).
    fn check_occupancy(&self, place: usize, node: &Node) -> Result<(), Violation> {
        let now = self.net.now.get();
        let mut expected: BTreeMap<String, &Seat> = BTreeMap::new();
        for (id, seat) in self.ledger.standing.get(&place).into_iter().flatten().flat_map(|(_, there)| there) {
            expected.insert(id.to_string(), seat);
        }
        for held in self.ledger.held.iter().filter(|held| held.agenda == place && held.until > now) {
            if let Some(id) = held.lent {
                expected.insert(id.to_string(), &held.seat);
                continue;
            }
            let id = node.sql.first::<(String,)>("SELECT hold_id FROM hold WHERE token_hash = ?", binds![held.token.hash()])?;
            let (id,) = id.ok_or_else(|| Violation(format!("the hold of {} is not in the store", held.starts_at)))?;
            expected.insert(id, &held.seat);
        }
        let rows = node.sql.rows::<(String, Instant, Instant, String, String, i64, i64)>(
            "SELECT occupant, starts_at, ends_at, place, unit, capacity, forced FROM occupancy WHERE until IS NULL OR until > ?",
            binds![now],
        )?;
        must(rows.len() == expected.len(), || format!("{}: {} have time, of {}", node.object, rows.len(), expected.len()))?;
        let (mut places, mut units) = (BTreeMap::new(), BTreeMap::new());
        for (occupant, from, to, at, unit, capacity, forced) in rows {
            let Some(seat) = expected.get(&occupant) else {
                return Err(Violation(format!("{}: {occupant} has time, and does not stand", node.object)));
            };
            let as_it_should = (seat.from, seat.to, i64::from(seat.capacity), seat.forced) == (from, to, capacity, forced != 0);
            must(as_it_should, || format!("{occupant} has {from} to {to} of {capacity}, and should have {seat:?}"))?;
            // Those of one session are one unit; whoever is alone is one, and so is the place of a visit at home.
            let session = seat.session.map_or_else(|| occupant.clone(), |(id, start, _)| format!("{id} {start}"));
            let whose = seat.place.map_or_else(|| occupant.clone(), |place| place.to_string());
            for (known, key, is) in [(&mut units, unit, session), (&mut places, at, whose)] {
                let before = known.entry(key).or_insert_with(|| is.clone());
                must(*before == is, || format!("{occupant} counts with {before}"))?;
            }
        }
        must(units.values().collect::<BTreeSet<_>>().len() == units.len(), || format!("a session of {} is two units", node.object))?;
        all_fit(&expected.values().copied().collect::<Vec<_>>()).map_err(|why| Violation(format!("A3: {}: {why}", node.object)))
    }

    /// How many appointments have time that another has too.
    pub(crate) fn shared(&self) -> u64 {
        let there = self.ledger.standing.values().map(|those| {
            let seats: Vec<&Seat> = those.values().flatten().map(|(_, seat)| seat).collect();
            let beside = |(place, seat): (usize, &&Seat)| {
                !seat.forced && seats.iter().skip(place + 1).take(12).any(|other| !other.forced && other.meets(seat))
            };
            seats.iter().enumerate().filter(|seat| beside(*seat)).count()
        });
        u64::try_from(there.sum::<usize>()).unwrap_or(0)
    }

    /// At the end, once everybody was asked whether they are well: what the Directories say is free is what the Agendas say.
    pub(crate) fn check_free(&mut self) -> Result<(), Violation> {
        // Hours for the days that come, so that there is something to say.
        let before = self.clients.opened.len();
        for _ in 0..600 {
            if self.clients.opened.len() >= before + 12 {
                break;
            }
            // Their sessions have ended long ago: they wait for a link.
            self.open_availability()?;
            self.advance(self.net.now.get().plus(TimeDelta::seconds(20)))?;
        }
        for _ in 0..BEATS {
            for directory in self.town.directories.clone() {
                if self.nodes.get(directory).is_some_and(|node| sql::is_open(&node.sql).unwrap_or(false)) {
                    self.ask_quietly(directory, Principal::Operator, &Beat {})?.map_err(|kind| Violation(format!("no beat: {kind:?}")))?;
                }
            }
            self.settle(TimeDelta::minutes(2))?;
        }
        let now = self.net.now.get();
        for place in &self.town.directories {
            let Some(node) = self.nodes.get(*place) else { continue };
            if !sql::is_open(&node.sql)? {
                continue;
            }
            let said = node.sql.rows::<(PracticeId, PractitionerId, Option<Instant>, Option<Instant>)>(
                "SELECT practice_id, practitioner_id, said_at, starts_at FROM practitioner LEFT JOIN free USING (practice_id, practitioner_id)
                 WHERE active = 1",
                &[],
            )?;
            for (practice, practitioner, said_at, starts_at) in said {
                let Some(known) = self.town.practitioners.iter().find(|known| known.id == practitioner) else { continue };
                let Some(agenda) = self.nodes.get(known.node) else { continue };
                let whose = || format!("what is free of {practitioner} in {practice}");
                let said_at = said_at.ok_or_else(|| Violation(format!("{} was never told", whose())))?;
                // It is told at most so late, and may have faded since by itself.
                let true_then = next_free(agenda, practice, said_at)?;
                let true_now = next_free(agenda, practice, now)?;
                must([true_then, true_now].contains(&starts_at), || {
                    format!("{} is {true_now:?}, and was told at {said_at} to be {starts_at:?}", whose())
                })?;
                self.seen.next += u64::from(starts_at.is_some());
            }
        }
        Ok(())
    }
}

/// When the public can next come to that practice, for anything.
fn next_free(agenda: &Node, practice: PracticeId, now: Instant) -> Result<Option<Instant>, Violation> {
    let offline = agenda.sql.first::<(i64,)>("SELECT 1 FROM terms WHERE practice_id = ? AND online = 0", binds![practice])?;
    if offline.is_some() {
        return Ok(None);
    }
    let services = agenda.sql.rows::<(ServiceId, LocationId, guichet_kernel::Zone)>(
        "SELECT service_id, location_id, zone FROM service JOIN location USING (practice_id) WHERE practice_id = ? AND offered = 1 AND online = 1",
        binds![practice],
    )?;
    let mut next = None;
    for (service, location, zone) in services {
        let start = guichet_agenda_core::next_start(&agenda.sql, practice, (service, location), zone.wall(now).date(), now)
            .map_err(|refusal| Violation(format!("no next start: {refusal}")))?;
        next = next.into_iter().chain(start.map(|start| start.starts_at)).min();
    }
    Ok(next)
}
