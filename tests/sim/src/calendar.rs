//! On which terms the public books, how staff see their calendar, and what the public is shown of it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_contracts::{
    Principal, ProblemKind,
    command::calendar::{Closing, PutTerms, ReadCalendar, ReadTerms, Terms},
    event::{Fact, StaffActedV1},
};
use guichet_kernel::{AppointmentId, AvailabilityId, ClosingId, Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, Zone, binds};

use crate::{
    Simulation, Violation,
    act::expect,
    must,
    node::Node,
    seats::{Care, Seat},
};

impl Simulation {
    /// Staff open, close, choose terms and look.
    pub(crate) fn keep_calendar(&mut self) -> Result<(), Violation> {
        let Some((practice, agenda, staff)) = self.front_desk()? else { return Ok(()) };
        match self.net.dice.below(100) {
            0..30 => self.put_availability(practice, agenda, &staff),
            30..38 => self.end_availability(practice, agenda, &staff),
            38..58 => self.close(practice, agenda, &staff),
            58..70 => self.reopen(practice, agenda, &staff),
            70..78 => self.put_terms(agenda, &staff),
            _ => self.read_calendar(practice, agenda, staff),
        }
    }

    fn put_terms(&mut self, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let read = match self.ask_quietly(agenda, staff.clone(), &ReadTerms {})? {
            Ok(read) => read,
            Err(ProblemKind::Forbidden | ProblemKind::NotFound) => return Ok(()),
            Err(kind) => return Err(Violation(format!("terms could not be read: {kind:?}"))),
        };
        let dice = &self.net.dice;
        let terms = Terms {
            version: if dice.chance(100) { read.version + 1 } else { read.version },
            online: dice.chance(900),
            new_patients: dice.chance(800),
            open_until: None,
            horizon_days: dice.pick(&[None, Some(14), Some(60)]).copied().flatten(),
            notice_minutes: dice.pick(&[None, Some(0), Some(90)]).copied().flatten(),
        };
        let told = self.ask(agenda, staff.clone(), &PutTerms { terms: terms.clone() })?;
        match told.reply {
            Ok(put) => {
                must(put.version == terms.version + 1, || format!("terms are at {}", put.version))?;
                expect(&told.events, &[StaffActedV1::KIND])
            }
            Err(ProblemKind::Changed) => must(terms.version != read.version, || "terms were not changed meanwhile".into()),
            Err(ProblemKind::Forbidden) => Ok(()),
            Err(kind) => Err(Violation(format!("terms could not be chosen: {kind:?}"))),
        }
    }

    /// Staff see what is closed, and every appointment of their own but what was deleted.
    fn read_calendar(&mut self, practice: usize, agenda: usize, staff: Principal) -> Result<(), Violation> {
        let Some((own, zone)) = self.town.practices.get(practice).and_then(|known| Some((known.id, known.card.locations.first()?.zone)))
        else {
            return Ok(());
        };
        let today = zone.wall(self.net.now.get()).date();
        let calendar = match self.ask_quietly(agenda, staff, &ReadCalendar { from: today, days: 7 })? {
            Ok(calendar) => calendar,
            Err(ProblemKind::Forbidden | ProblemKind::NotFound) => return Ok(()),
            Err(kind) => return Err(Violation(format!("a calendar could not be read: {kind:?}"))),
        };
        let midnight = |day: Option<NaiveDate>| zone.instant(day.unwrap_or(today).and_time(NaiveTime::MIN));
        let (from, to) = (midnight(Some(today)), midnight(today.checked_add_days(Days::new(7))));
        let shown: BTreeSet<AppointmentId> =
            calendar.entries.iter().filter_map(|entry| entry.appointment.as_ref().map(|own| own.appointment)).collect();
        let ours = self.ledger.made.iter().filter(|(_, made)| {
            made.agenda == agenda && made.practice == own && made.deleted.is_none() && made.starts_at < to && made.ends_at > from
        });
        must(shown == ours.map(|(id, _)| *id).collect(), || "a calendar shows other appointments than there are".into())?;
        let closed: BTreeSet<ClosingId> = calendar.closed.iter().map(|closing| closing.id).collect();
        let touches = |closing: &Closing| closing.from < to && closing.to > from;
        let expected =
            self.ledger.closings.iter().filter(|(_, (node, whose, closing))| (*node, *whose) == (agenda, own) && touches(closing));
        must(closed == expected.map(|(id, _)| *id).collect(), || "a calendar shows other closings than there are".into())?;
        must(calendar.open.iter().all(|open| open.public_capacity <= open.capacity && open.starts_at < open.ends_at), || {
            "a calendar shows hours that cannot be".into()
        })
    }

    /// Whether the public cannot book the service online.
    pub(crate) fn is_offline(node: &Node, service: ServiceId) -> Result<bool, Violation> {
        let row = node.sql.first::<(i64,)>(
            "SELECT 1 FROM service JOIN terms ON terms.practice_id = service.practice_id WHERE service_id = ? AND terms.online = 0",
            binds![service],
        )?;
        Ok(row.is_some())
    }

    /// What is shown to the public is open in some availability, fits there, and is not closed.
    pub(crate) fn must_be_open(
        &self,
        agenda: usize,
        (practice, service, location): (PracticeId, ServiceId, LocationId),
        starts_at: Instant,
        without: Option<AppointmentId>,
    ) -> Result<(), Violation> {
        let Some(node) = self.nodes.get(agenda) else { return Ok(()) };
        let row = node.sql.first::<(Zone, Minutes)>(
            "SELECT zone, minutes FROM location, service WHERE location_id = ? AND service_id = ?",
            binds![location, service],
        )?;
        let (zone, minutes) = row.ok_or_else(|| Violation("a page of nowhere".into()))?;
        let care = Care { practice, location, service, starts_at, ends_at: starts_at.plus(minutes.delta()) };
        let closed = self.ledger.closings.values().any(|(node, whose, closing)| {
            (*node, *whose) == (agenda, practice)
                && closing.location.is_none_or(|closed| closed == location)
                && closing.from < care.ends_at
                && closing.to > care.starts_at
        });
        must(!closed, || format!("{starts_at} is shown, and closed"))?;
        let day = zone.wall(starts_at).date().to_string();
        let open = node.sql.rows::<(AvailabilityId,)>(
            "SELECT availability_id FROM availability JOIN availability_service USING (availability_id)
             WHERE service_id = ? AND practice_id = ? AND location_id = ? AND first_day <= ?4 AND last_day >= ?4 AND public_capacity > 0
               AND withdrawn_at IS NULL",
            binds![service, practice, location, day],
        )?;
        let now = self.net.now.get();
        let mut why = "is not open".to_owned();
        for (availability,) in open {
            let seat = Seat::of(node, care, Some(availability))?;
            match self.ledger.fits(agenda, &seat, seat.public, (without, None), now) {
                Ok(()) => return Ok(()),
                Err(other) => why = other,
            }
        }
        Err(Violation(format!("A3: {starts_at} is shown at {now}, and {why}")))
    }
}
