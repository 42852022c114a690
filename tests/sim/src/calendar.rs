//! What staff open by rules and close, on which terms the public books, and how they see it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::Attendance,
        calendar::{
            CloseTime, Closing, ClosingKind, EndAvailability, Ending, Opening, PutAvailability, PutTerms, ReadCalendar, ReadTerms, Reopen,
            Terms,
        },
    },
    event::{AppointmentCancelledV1, Fact, StaffActedV1},
};
use guichet_kernel::{AppointmentId, AvailabilityId, ClosingId, Instant, LocationId, Minutes, PracticeId, ServiceId, Sql, Zone, binds};

use crate::{
    Simulation, Violation,
    act::expect,
    must,
    node::Node,
    placing::stored,
    seats::{Care, Seat},
};

/// How many availabilities one agenda keeps for a practice at least, before it refuses more.
const MANY: i64 = 100;

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

    fn opening(&self, practice: usize) -> Option<Opening> {
        let dice = &self.net.dice;
        let card = &self.town.practices.get(practice)?.card;
        let location = card.locations.first()?;
        let service = dice.pick(&card.services)?;
        let places = (service.group && dice.chance(800)).then(|| 2 + u8::try_from(dice.below(5)).unwrap_or(0));
        let mut services = vec![service.id];
        services.extend(dice.pick(&card.services).filter(|other| places.is_none() && other.id != service.id).map(|other| other.id));
        let capacity = if places.is_some() { 1 } else { 1 + u8::try_from(dice.below(3)).unwrap_or(0) };
        let first_day = location.zone.wall(self.net.now.get()).date().checked_add_days(Days::new(dice.below(10)))?;
        let hour = |hour: u64| u32::try_from(hour).ok().and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
        let from = if dice.chance(100) { 1 + dice.below(3) } else { 8 + dice.below(9) };
        let rules = ["FREQ=DAILY;COUNT=5", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;INTERVAL=2;COUNT=4", "FREQ=MONTHLY;COUNT=2"];
        Some(Opening {
            location: location.id,
            services,
            first_day,
            from: hour(from)?,
            to: hour(from + 3 + dice.below(4))?,
            rule: dice.pick(&rules).map(|rule| (*rule).to_owned()),
            except: first_day.checked_add_days(Days::new(2)).filter(|_| dice.chance(200)).into_iter().collect(),
            capacity,
            public_capacity: dice.chance(400).then(|| u8::try_from(dice.below(u64::from(capacity) + 1)).unwrap_or(1)),
            staff_first: dice.chance(150),
            grid: dice.pick(&[15, 30]).filter(|_| dice.chance(300)).and_then(|count| Minutes::new(*count).ok()),
            places,
        })
    }

    /// Opens time by a rule, or changes what was opened so.
    fn put_availability(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let Some(opening) = self.opening(practice) else { return Ok(()) };
        let theirs: Vec<_> = self.clients.rules.iter().filter(|(node, number, _)| (*node, *number) == (agenda, practice)).collect();
        let change = self.net.dice.pick(&theirs).filter(|_| self.net.dice.chance(300));
        let (availability, version) = match change {
            Some((_, _, known)) if self.net.dice.chance(100) => (known.availability, Some(known.version + 1)),
            Some((_, _, known)) => (known.availability, Some(known.version)),
            None => (AvailabilityId::draw(self.net.now.get(), &self.net.dice), None),
        };
        let known = change.map(|(_, _, known)| known.version);
        let command = PutAvailability { availability, version, opening };
        let mut done = false;
        for _ in 0..3 {
            let told = self.ask(agenda, staff.clone(), &command)?;
            match told.reply {
                Ok(put) => {
                    let one = version.map_or(1, |version| version + 1);
                    must(put.version == one || known.is_some(), || format!("{availability} is at {}", put.version))?;
                    // The same opening again is no change, whether it was sent twice or is what it was.
                    let changed = !told.events.is_empty();
                    must(!(done && changed), || format!("{availability} was put twice"))?;
                    expect(&told.events, [StaffActedV1::KIND].get(..usize::from(changed)).unwrap_or_default())?;
                    self.clients.rules.retain(|(_, _, known)| known.availability != availability);
                    self.clients.rules.push((agenda, practice, put));
                    self.seen.opened_by_rule += u64::from(changed);
                    done = true;
                }
                Err(kind) => {
                    let Some(node) = self.nodes.get(agenda) else { return Ok(()) };
                    let count = node.sql.first::<(i64,)>("SELECT COUNT(*) FROM availability", &[])?.map_or(0, |(count,)| count);
                    let justified = match kind {
                        ProblemKind::Changed => version.is_some(),
                        ProblemKind::Invalid => count >= MANY,
                        ProblemKind::NotFound | ProblemKind::Forbidden => true,
                        _ => false,
                    };
                    return must(justified && !done, || format!("hours could not be opened: {kind:?}"));
                }
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    fn end_availability(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let theirs: Vec<_> = self.clients.rules.iter().filter(|(node, number, _)| (*node, *number) == (agenda, practice)).collect();
        let Some((_, _, known)) = self.net.dice.pick(&theirs).map(|known| (*known).clone()) else { return Ok(()) };
        let day = known.opening.first_day.checked_add_days(Days::new(self.net.dice.below(4))).unwrap_or(known.opening.first_day);
        let ending = self.net.dice.pick(&[Ending::Whole, Ending::From { day }, Ending::Day { day }]).copied().unwrap_or(Ending::Whole);
        let told = self.ask(
            agenda,
            staff.clone(),
            &EndAvailability { availability: known.availability, version: known.version, ending, cancel: false },
        )?;
        self.clients.rules.retain(|(_, _, other)| other.availability != known.availability);
        match told.reply {
            Ok(ended) => {
                self.clients.rules.extend(ended.availability.map(|left| (agenda, practice, left)));
                let changed = !told.events.is_empty();
                expect(&told.events, [StaffActedV1::KIND].get(..usize::from(changed)).unwrap_or_default())
            }
            // It was ended when the practitioner left, or is not on that day.
            Err(ProblemKind::NotFound | ProblemKind::Forbidden | ProblemKind::Invalid | ProblemKind::Changed) => Ok(()),
            Err(kind) => Err(Violation(format!("hours could not be ended: {kind:?}"))),
        }
    }

    /// A10: what stands inside is cancelled or is not, as they say, with a letter each.
    fn close(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let Some((own, place)) = self.town.practices.get(practice).and_then(|known| Some((known.id, known.card.locations.first()?.id)))
        else {
            return Ok(());
        };
        let (dice, now) = (&self.net.dice, self.net.now.get());
        let hours = |low, high| TimeDelta::hours(low + i64::try_from(dice.below(high)).unwrap_or(0));
        let from = now.plus(hours(-10, 240));
        let command = CloseTime {
            closing: ClosingId::draw(now, dice),
            location: dice.chance(500).then_some(place),
            from,
            to: from.plus(hours(1, 10)),
            kind: ClosingKind::Illness,
            cancel: dice.chance(600),
        };
        let (id, to) = (command.closing, command.to);
        let Some(node) = self.nodes.get(agenda).cloned() else { return Ok(()) };
        let inside = |made: &&crate::ledger::Made| {
            made.agenda == agenda
                && made.practice == own
                && made.stands()
                && made.starts_at < to
                && made.ends_at > from
                && made.ends_at > now
        };
        let awaits = |made: &&crate::ledger::Made| matches!(made.attendance, Attendance::Booked | Attendance::Confirmed);
        let mut hit: Vec<(Instant, AppointmentId)> = Vec::new();
        for (id, made) in &self.ledger.made {
            if command.cancel && inside(&made) && awaits(&made) {
                hit.push((made.starts_at, *id));
            }
        }
        hit.sort_unstable();
        let mut kinds = vec![StaffActedV1::KIND];
        let mut letters = Vec::new();
        for (_, id) in &hit {
            let writes = stored(&node, *id)?.patient.is_some();
            kinds.push(StaffActedV1::KIND);
            kinds.extend(writes.then_some(AppointmentCancelledV1::KIND));
            letters.push((*id, writes));
        }
        let mut done = false;
        for _ in 0..3 {
            let told = self.ask(agenda, staff.clone(), &command)?;
            match told.reply {
                Ok(closed) => {
                    let cancelled: Vec<AppointmentId> = closed.cancelled;
                    must(cancelled == hit.iter().map(|(_, id)| *id).collect::<Vec<_>>(), || {
                        format!("{id} cancelled {} appointments, of {} inside", cancelled.len(), hit.len())
                    })?;
                    expect(&told.events, if done { &[] } else { &kinds })?;
                    if !done {
                        for (id, writes) in &letters {
                            self.note_cancelled(*id, *writes, now);
                        }
                        self.ledger.closings.insert(id, (agenda, own, closed.closing));
                        self.ledger.note_given_way(agenda, &node, now, |held| held.starts_at < to && held.ends_at > from)?;
                        let left = self.ledger.held.iter().any(|held| {
                            held.agenda == agenda
                                && held.seat.practice == own
                                && held.until > now
                                && held.starts_at < to
                                && held.ends_at > from
                        });
                        must(!left, || format!("a hold is left in {id}"))?;
                        self.seen.closed += 1;
                    }
                    done = true;
                }
                Err(ProblemKind::NotFound | ProblemKind::Forbidden) if !done => return Ok(()),
                Err(kind) => return Err(Violation(format!("time could not be closed: {kind:?}"))),
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    fn reopen(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let Some(own) = self.town.practices.get(practice).map(|known| known.id) else { return Ok(()) };
        let theirs = self.ledger.closings.iter().filter(|(_, (node, whose, _))| (*node, *whose) == (agenda, own));
        let theirs: Vec<ClosingId> = theirs.map(|(id, _)| *id).collect();
        let Some(id) = self.net.dice.pick(&theirs).copied() else { return Ok(()) };
        for again in [false, true] {
            let told = self.ask(agenda, staff.clone(), &Reopen { closing: id })?;
            match told.reply {
                Ok(_) => {
                    expect(&told.events, [StaffActedV1::KIND].get(..usize::from(!again)).unwrap_or_default())?;
                    self.ledger.closings.remove(&id);
                }
                Err(ProblemKind::Forbidden) => return Ok(()),
                Err(kind) => return Err(Violation(format!("{id} could not be taken back: {kind:?}"))),
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
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
