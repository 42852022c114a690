//! What staff open by rules, and end.

use chrono::{Days, NaiveDate, NaiveTime};
use guichet_contracts::{
    Principal, ProblemKind,
    command::{
        agenda::Attendance,
        calendar::{EndAvailability, Ended, Ending, Opening, PutAvailability},
    },
    event::{AppointmentCancelledV1, Fact, StaffActedV1},
};
use guichet_kernel::{AppointmentId, AvailabilityId, Instant, Minutes, Sql, binds};

use crate::{
    Simulation, Violation,
    act::{Told, expect},
    must,
    placing::stored,
};

/// How many availabilities one agenda keeps for a practice at least, before it refuses more.
const MANY: i64 = 100;

/// What was made in what is about to end: each, and whether there is somebody to write to.
type Inside = Vec<(Instant, AppointmentId, bool)>;

impl Simulation {
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
    pub(crate) fn put_availability(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
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

    /// What somebody ends: what was opened by a rule, or for one day; mostly with somebody in it.
    fn some_hours(&self, practice: usize, agenda: usize) -> Result<Option<(AvailabilityId, i64, NaiveDate)>, Violation> {
        let dice = &self.net.dice;
        let theirs = |node: usize, number: usize| (node, number) == (agenda, practice);
        let opened = self.clients.opened.iter().filter(|(node, number, _)| theirs(*node, *number));
        let ruled = self.clients.rules.iter().filter(|(node, number, _)| theirs(*node, *number));
        let opened = opened.map(|(_, _, day)| (day.availability, 1, day.date));
        let mut some: Vec<_> = ruled.map(|(_, _, known)| (known.availability, known.version, known.opening.first_day)).collect();
        let (made, node) = (self.some_made(practice, agenda), self.nodes.get(agenda));
        if let (Some((id, _)), Some(node), true) = (made, node, dice.chance(700)) {
            let whose = stored(node, id)?.availability;
            some.extend(opened);
            some.retain(|(id, ..)| Some(*id) == whose);
        }
        Ok(dice.pick(&some).copied())
    }

    /// A10: what was made in what ends, and is ahead, is cancelled or is not, as they say, with a letter each; it frees nothing (ADR 0014, 3).
    pub(crate) fn end_availability(&mut self, practice: usize, agenda: usize, staff: &Principal) -> Result<(), Violation> {
        let Some((id, version, first)) = self.some_hours(practice, agenda)? else { return Ok(()) };
        let Some(location) = self.town.practices.get(practice).and_then(|known| known.card.locations.first()) else { return Ok(()) };
        let (dice, now, zone) = (&self.net.dice, self.net.now.get(), location.zone);
        let day = first.checked_add_days(Days::new(dice.below(4))).unwrap_or(first);
        let ending = dice.pick(&[Ending::Whole, Ending::From { day }, Ending::Day { day }]).copied().unwrap_or(Ending::Whole);
        let cancel = dice.chance(600);
        let midnight = |day: NaiveDate| zone.instant(day.and_time(NaiveTime::MIN));
        let ends = |at: Instant| match ending {
            Ending::Whole => true,
            Ending::From { day } => at >= midnight(day),
            Ending::Day { day } => at >= midnight(day) && day.succ_opt().is_some_and(|next| at < midnight(next)),
        };
        let inside = self.made_in((agenda, practice), id, |at| at > now && ends(at))?;
        let command = EndAvailability { availability: id, version, ending, cancel };
        let mut done = false;
        for _ in 0..3 {
            let told = self.ask(agenda, staff.clone(), &command)?;
            self.clients.rules.retain(|(_, _, other)| other.availability != id);
            let anew = !told.events.is_empty();
            match told.reply {
                Ok(ended) => {
                    must(!(done && anew), || format!("{id} was ended twice"))?;
                    self.clients.rules.extend(ended.availability.clone().map(|left| (agenda, practice, left)));
                    if anew {
                        self.note_ended(agenda, (id, cancel), &inside, Told { reply: Ok(ended), events: told.events }, ends)?;
                    }
                    done = true;
                }
                // It was ended when the practitioner left, or is not on that day.
                Err(ProblemKind::NotFound | ProblemKind::Forbidden | ProblemKind::Invalid | ProblemKind::Changed) if !done => return Ok(()),
                Err(kind) => return Err(Violation(format!("hours could not be ended: {kind:?}"))),
            }
            if !self.lost() {
                break;
            }
        }
        Ok(())
    }

    /// What stands in an agenda that was made in those hours and begins then, by start.
    fn made_in(&self, (agenda, practice): (usize, usize), id: AvailabilityId, then: impl Fn(Instant) -> bool) -> Result<Inside, Violation> {
        let own = self.town.practices.get(practice).map(|known| known.id);
        let Some(node) = self.nodes.get(agenda) else { return Ok(Vec::new()) };
        let mut inside = Vec::new();
        for (made, known) in self.ledger.made.iter().filter(|(_, made)| made.agenda == agenda && Some(made.practice) == own) {
            let awaits = known.stands() && matches!(known.attendance, Attendance::Booked | Attendance::Confirmed);
            if awaits && then(known.starts_at) {
                let row = stored(node, *made)?;
                if row.availability == Some(id) {
                    inside.push((known.starts_at, *made, row.patient.is_some()));
                }
            }
        }
        inside.sort_unstable();
        Ok(inside)
    }

    fn note_ended(
        &mut self,
        agenda: usize,
        (id, cancel): (AvailabilityId, bool),
        inside: &Inside,
        told: Told<Ended>,
        ends: impl Fn(Instant) -> bool,
    ) -> Result<(), Violation> {
        let (now, Some(node)) = (self.net.now.get(), self.nodes.get(agenda).cloned()) else { return Ok(()) };
        let hit: &[_] = if cancel { inside } else { &[] };
        let mut kinds = vec![StaffActedV1::KIND];
        for (_, _, writes) in hit {
            kinds.push(StaffActedV1::KIND);
            kinds.extend(writes.then_some(AppointmentCancelledV1::KIND));
        }
        expect(&told.events, &kinds)?;
        let (cancelled, standing) = told.reply.map(|ended| (ended.cancelled, ended.standing)).unwrap_or_default();
        must(cancelled.iter().eq(hit.iter().map(|(_, made, _)| made)), || {
            format!("A10: {id} ended, and cancelled {} appointments, of {} made in it", cancelled.len(), hit.len())
        })?;
        let left = inside.len() - hit.len();
        must(usize::try_from(standing).ok() == Some(left), || format!("A10: {id} ended, and {standing} are said to stand, of {left}"))?;
        for (_, made, writes) in hit {
            self.note_cancelled(*made, *writes, now);
        }
        self.seen.ended_with_hours += u64::try_from(hit.len()).unwrap_or(0);
        // Who fills in a form for that time loses it with those who are cancelled; what staff keep back stays theirs.
        self.ledger.note_given_way(agenda, &node, now, |held| cancel && held.lent.is_none() && ends(held.starts_at))?;
        let forms = "SELECT starts_at FROM hold WHERE availability_id = ? AND until > ? AND appointment_id IS NULL";
        let forms = node.sql.rows::<(Instant,)>(forms, binds![id, now])?;
        let kept = forms.iter().any(|(at,)| ends(*at));
        must(!(cancel && kept), || format!("a form is open for time of {id}, which was ended with what was made in it"))
    }
}
