//! What the core says against what the reference says: of days, of starts, and of whatever anybody then tries.

use std::collections::BTreeSet;

use chrono::Days;
use guichet_agenda_core::{Appointment, HoldFate, Refusal};
use guichet_kernel::{ClosingId, Token};
use proptest::prelude::*;

use crate::{
    agenda::{Agenda, minute},
    calendar::{Ends, Minute, Rule, days, midnight},
    random::{Act, PAIRS, Pick, acts, date, recurrences, worlds},
    world::{Availability, Closing, Location, Practice, Service, Taken, Who, World},
};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, max_shrink_iters: 5_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(200))]

    /// ADR 0009, 2: the days of a rule over 500 days; a first day that it does not name is refused.
    #[test]
    fn a3_the_days_of_a_rule_are_those_that_its_words_say((rule, first) in recurrences(date("2027-03-27")), later in 1_u64..40, except in 0_u64..60) {
        let noon = |first_day, rule| Availability {
            location: 0,
            services: vec![0],
            first_day,
            from: 720,
            to: 780,
            rule: Some(rule),
            except: vec![first + Days::new(except)],
            capacity: 1,
            public_capacity: 1,
            staff_first: false,
            grid: None,
            places: None,
        };
        let world = one_place(noon(first, rule.clone()));
        let agenda = Agenda::of(&world);
        let last = first + Days::new(500);
        let one = &world.availabilities[0];
        prop_assert_eq!(agenda.days(first, last), days(first, Some(&rule), &one.except, last), "{}", rule.text());

        // As if it began later: without an end, so that only the naming counts.
        let (later, rule) = (first + Days::new(later), Rule { ends: Ends::Never, ..rule });
        let expected = if rule.names(later, later) { Ok(()) } else { Err(Refusal::BadRule) };
        let other = one_place(noon(later, rule.clone()));
        prop_assert_eq!(Agenda::closed(&other).open(&other, 0, &other.availabilities[0]), expected, "{} from {}", rule.text(), later);
    }
}

/// A practice of one service at one place, with one availability.
fn one_place(availability: Availability) -> World {
    let practice = Practice { notice: 0, horizon: 30, online: true, open_until: None, own_horizon: None, own_notice: None };
    let location = Location { practice: 0, zone: "Europe/Paris".parse().unwrap() };
    let service = Service { practice: 0, minutes: 30, before: 0, after: 0, travel: 0, home: false, group: false, online: true };
    let window = (date("2027-03-27"), 3);
    World::new(window, midnight(window.0), vec![practice], vec![location], vec![service], vec![availability])
}

proptest! {
    #![proptest_config(cases(60))]

    /// ADR 0009, 1 to 5, 8 and 9, where nobody has come yet.
    #[test]
    fn a3_starts_are_those_of_a_walk_through_every_minute(world in worlds(1..=6)) {
        let agenda = Agenda::of(&world);
        same_starts(&agenda, &world)?;
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// ADR 0009, all of it: each act succeeds exactly where the reference says so, nothing it leaves is beyond capacity, and what is
    /// then free is what the reference finds.
    #[test]
    fn a3_a5_a10_w7_whatever_is_tried_goes_as_the_reference_says(world in worlds(1..=4), acts in acts(40)) {
        let mut play = Play::of(world);
        for act in &acts {
            play.act(act)?;
            play.same_occupants()?;
        }
        same_starts(&play.agenda, &play.world)?;
    }
}

fn same_starts(agenda: &Agenda, world: &World) -> Result<(), TestCaseError> {
    for (service, location) in PAIRS {
        for who in [Who::Public, Who::Staff] {
            let expected = world.starts(who, service, location);
            let found = agenda.starts(world, who, service, location);
            prop_assert_eq!(&found, &expected, "{:?} of service {} at location {}: found, expected", who, service, location);
            if let (Who::Public, Some((first, _))) = (who, expected.first_key_value()) {
                prop_assert_eq!(agenda.next(world, service, location), Some(*first), "the next of service {} at {}", service, location);
            }
        }
    }
    Ok(())
}

/// A hold that was given, and what it holds.
struct Held {
    secret: Token,
    taken: Taken,
}

/// An appointment that stands, and its link where a patient has one.
struct Standing {
    appointment: Appointment,
    link: Option<Token>,
}

/// The two side by side.
struct Play {
    agenda: Agenda,
    world: World,
    holds: Vec<Held>,
    standing: Vec<Standing>,
    closings: Vec<ClosingId>,
}

/// Whether the core did it; a refusal is never the store's failure.
fn done<T>(outcome: &Result<T, Refusal>) -> Result<bool, TestCaseError> {
    match outcome {
        Err(Refusal::Store(error)) => Err(TestCaseError::fail(format!("the store failed: {error}"))),
        outcome => Ok(outcome.is_ok()),
    }
}

impl Play {
    fn of(world: World) -> Self {
        Self { agenda: Agenda::of(&world), world, holds: vec![], standing: vec![], closings: vec![] }
    }

    /// A service and a location: those of who is there and to be met again; mostly of some availability; else any.
    fn pair(&self, which: usize, pick: &Pick) -> (usize, usize) {
        if let (Pick::Again(which), false) = (pick, self.world.taken.is_empty()) {
            let met = &self.world.taken[which % self.world.taken.len()];
            return (met.service, met.location);
        }
        let all = &self.world.availabilities;
        if which.is_multiple_of(5) {
            return PAIRS[which / 5 % PAIRS.len()];
        }
        let one = &all[which / 5 % all.len()];
        (one.services[which % one.services.len()], one.location)
    }

    fn pick(&self, pick: &Pick, (service, location): (usize, usize)) -> Option<Minute> {
        match pick {
            Pick::Free(which) => {
                let free: Vec<_> = self.world.starts(Who::Public, service, location).into_keys().collect();
                (!free.is_empty()).then(|| free[which % free.len()])
            }
            Pick::Grid(which) => {
                let grid = self.world.grid(service, location);
                (!grid.is_empty()).then(|| grid[which % grid.len()])
            }
            Pick::Again(which) => {
                let all = &self.world.taken;
                (!all.is_empty()).then(|| all[which % all.len()].start)
            }
            Pick::Beside(which, by) => {
                let all = &self.world.taken;
                (!all.is_empty()).then(|| all[which % all.len()].start + by)
            }
            Pick::Minute(after) => Some(midnight(self.world.first_day) + after),
        }
        // The reference's clocks show the window and a little more.
        .filter(|at| (midnight(self.world.first_day) - 1_440..midnight(self.world.first_day) + 5 * 1_440).contains(at))
    }

    fn act(&mut self, act: &Act) -> Result<(), TestCaseError> {
        match act {
            Act::Hold { pair, start } => self.hold(self.pair(*pair, start), start),
            Act::Book { hold } if !self.holds.is_empty() => self.book(hold % self.holds.len()),
            Act::Place { pair, start, minutes, force } => self.place(self.pair(*pair, start), start, *minutes, *force),
            Act::Move { appointment, location, start, force } if !self.standing.is_empty() => {
                self.shift(appointment % self.standing.len(), *location, start, *force)
            }
            Act::MoveByLink { appointment, start } if !self.standing.is_empty() => {
                self.shift_by_link(appointment % self.standing.len(), start)
            }
            Act::Cancel { appointment } if !self.standing.is_empty() => {
                let which = appointment % self.standing.len();
                let ahead = self.standing[which].appointment.starts_at > self.agenda.now;
                let cancelled = done(&self.agenda.cancel(&self.standing[which].appointment))?;
                prop_assert!(cancelled || !ahead, "staff cancel what is ahead");
                if cancelled {
                    self.gone(which);
                }
                Ok(())
            }
            Act::Delete { appointment } if !self.standing.is_empty() => {
                let which = appointment % self.standing.len();
                prop_assert!(done(&self.agenda.delete(&self.standing[which].appointment))?, "what stands can be deleted");
                self.gone(which);
                Ok(())
            }
            Act::Close { location, from, minutes, cancel } => self.close(*location, *from, *minutes, *cancel),
            Act::Reopen { closing } if !self.closings.is_empty() => {
                let which = closing % self.closings.len();
                let closing = self.world.closings.remove(which);
                self.agenda.reopen(closing.practice, self.closings.remove(which));
                Ok(())
            }
            Act::Wait { minutes } => {
                self.wait(*minutes);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn wait(&mut self, minutes: Minute) {
        self.world.now += minutes;
        self.agenda.now = crate::calendar::instant(self.world.now);
    }

    fn gone(&mut self, which: usize) -> Taken {
        let occupant = self.standing.remove(which).appointment.id.to_string();
        let place = self.world.taken.iter().position(|one| one.occupant == occupant).unwrap();
        self.world.taken.remove(place)
    }

    /// The core has made an appointment: the reference takes it over, with what only the core can know.
    fn made(&mut self, mut taken: Taken, appointment: Appointment, link: Option<Token>) {
        taken.occupant = appointment.id.to_string();
        taken.forced = appointment.forced;
        taken.until = None;
        self.world.taken.push(taken);
        self.standing.push(Standing { appointment, link });
    }

    fn hold(&mut self, (service, location): (usize, usize), start: &Pick) -> Result<(), TestCaseError> {
        let Some(start) = self.pick(start, (service, location)) else { return Ok(()) };
        // One a minute, so that it is plain which is newer.
        self.wait(1);
        let expected = self.world.start(Who::Public, service, location, start, &[]);
        let held = self.agenda.hold(service, location, start);
        prop_assert_eq!(done(&held)?, expected.is_some(), "holding {} at {}: {:?}", start, self.world.now, held.err());
        let (Some((availability, _)), Ok((secret, until))) = (expected, held) else { return Ok(()) };
        prop_assert_eq!(minute(until), self.world.now + 5);
        prop_assert_eq!(self.agenda.fate(&secret).0, Some(availability));
        let mut taken = self.world.newcomer(service, location, start, Some(availability));
        // Its name is in the store only: the one who was not there before.
        let known: BTreeSet<_> = self.world.living().map(|one| one.occupant.clone()).collect();
        let new: Vec<_> = self.agenda.occupants().into_iter().filter(|(name, ..)| !known.contains(name)).collect();
        prop_assert_eq!(new.len(), 1);
        taken.occupant.clone_from(&new[0].0);
        taken.until = Some(minute(until));
        self.world.taken.push(taken.clone());
        self.holds.push(Held { secret, taken });
        Ok(())
    }

    fn book(&mut self, which: usize) -> Result<(), TestCaseError> {
        let (secret, taken) = (self.holds[which].secret.clone(), self.holds[which].taken.clone());
        let fate = self.agenda.fate(&secret).1;
        let (start, own) = (taken.start, [taken.occupant.as_str()]);
        let ahead = start > self.world.now;
        let lives = self.world.living().any(|one| one.occupant == taken.occupant);
        let closed = self.world.closed(taken.location, start, taken.minutes);
        let fits = self.world.takes(Who::Public, &taken, &own);
        let booked = self.agenda.book(&secret);
        let made = done(&booked)?;
        let why = format!("lives: {lives}, closed: {closed}, ahead: {ahead}, fits: {fits}; {fate:?}, {:?}", booked.as_ref().err());
        // Who holds has it; who comes late has it where nobody was quicker.
        prop_assert_eq!(made, ahead && !closed && (lives || fits), "{}", &why);
        prop_assert!((fate == HoldFate::Live) == (lives && ahead), "{}", &why);
        if let Ok((appointment, link)) = booked {
            prop_assert!(!appointment.forced);
            prop_assert_eq!(self.agenda.which(appointment.availability), taken.availability);
            self.world.taken.retain(|one| one.occupant != taken.occupant);
            self.holds.remove(which);
            self.made(taken, appointment, Some(link));
        }
        Ok(())
    }

    fn place(
        &mut self,
        (service, location): (usize, usize),
        start: &Pick,
        minutes: Option<Minute>,
        force: bool,
    ) -> Result<(), TestCaseError> {
        let Some(start) = self.pick(start, (service, location)) else { return Ok(()) };
        let length = minutes.unwrap_or(self.world.services[service].minutes);
        let new = Taken { minutes: length, ..self.world.newcomer(service, location, start, None) };
        let expected = self.world.placed(&new, &[]);
        let placed = self.agenda.place(&self.world, (service, location), start, minutes, force);
        self.judge(new, expected, placed, force)
    }

    /// Compares what staff got with what they should, and takes it over.
    fn judge(
        &mut self,
        mut new: Taken,
        expected: Option<(Option<usize>, Vec<String>)>,
        got: Result<Appointment, Refusal>,
        force: bool,
    ) -> Result<(), TestCaseError> {
        let closed = self.world.closed(new.location, new.start, new.minutes);
        let welcome = expected.is_some() && !closed;
        prop_assert_eq!(done(&got)?, welcome || force, "closed: {}, expected: {:?}, {:?}, {:?}", closed, expected, new, got.as_ref().err());
        let Ok(appointment) = got else { return Ok(()) };
        let availability = self.agenda.which(appointment.availability);
        prop_assert_eq!(appointment.forced, !welcome, "only who goes beyond is marked; closed: {}", closed);
        // Who is forced beyond all of them takes every hold's time.
        let (place, gone) = expected.unwrap_or_else(|| (availability, self.world.holds_met(&new)));
        prop_assert_eq!(availability, place);
        self.world.taken.retain(|one| !gone.contains(&one.occupant));
        new.availability = availability;
        self.made(new, appointment, None);
        Ok(())
    }

    fn shift(&mut self, which: usize, second: Option<bool>, start: &Pick, force: bool) -> Result<(), TestCaseError> {
        let old = self.standing[which].appointment.clone();
        let taken = self.world.taken.iter().find(|one| one.occupant == old.id.to_string()).unwrap().clone();
        // The other location of the first practice.
        let elsewhere = second.filter(|_| taken.location != 2).map(usize::from);
        let location = elsewhere.unwrap_or(taken.location);
        let Some(start) = self.pick(start, (taken.service, location)) else { return Ok(()) };
        // What is past, and what would stay where it is, is another question.
        if taken.start <= self.world.now || (start, location) == (taken.start, taken.location) {
            return Ok(());
        }
        let new = Taken { location, start, ..taken.clone() };
        let expected = self.world.placed(&new, &[taken.occupant.as_str()]);
        let moved = self.agenda.shift(&old, elsewhere, start, force);
        if done(&moved)? {
            let moved = moved.as_ref().unwrap();
            prop_assert_eq!((moved.origin, moved.moved_from, moved.version), (old.origin, Some(old.id), old.version + 2));
            self.gone(which);
        }
        self.judge(new, expected, moved, force)
    }

    fn shift_by_link(&mut self, which: usize, start: &Pick) -> Result<(), TestCaseError> {
        let (old, Some(link)) = (self.standing[which].appointment.clone(), self.standing[which].link.clone()) else { return Ok(()) };
        let taken = self.world.taken.iter().find(|one| one.occupant == old.id.to_string()).unwrap().clone();
        let Some(start) = self.pick(start, (taken.service, taken.location)) else { return Ok(()) };
        if start == taken.start {
            return Ok(());
        }
        let seen = self.world.start(Who::Public, taken.service, taken.location, start, &[taken.occupant.as_str()]);
        let expected = seen.filter(|_| taken.start > self.world.now);
        let moved = self.agenda.shift_by_link(&link, start);
        prop_assert_eq!(done(&moved)?, expected.is_some(), "moving by link to {}: {:?}", start, moved.err());
        let (Some((availability, _)), Ok((appointment, link))) = (expected, moved) else { return Ok(()) };
        prop_assert_eq!(self.agenda.which(appointment.availability), Some(availability));
        prop_assert_eq!((appointment.origin, appointment.moved_from), (old.origin, Some(old.id)));
        self.gone(which);
        let minutes = self.world.services[taken.service].minutes;
        self.made(Taken { start, minutes, availability: Some(availability), ..taken }, appointment, Some(link));
        Ok(())
    }

    fn close(&mut self, location: Option<usize>, from: Minute, minutes: Minute, cancel: bool) -> Result<(), TestCaseError> {
        let practice = location.map_or(0, |one| self.world.locations[one].practice);
        let from = midnight(self.world.first_day) + from;
        let closing = Closing { practice, location, from, to: from + minutes };
        let inside = |one: &Taken| {
            self.world.services[one.service].practice == practice
                && location.is_none_or(|at| at == one.location)
                && (one.start..one.start + one.minutes).any(|minute| (closing.from..closing.to).contains(&minute))
        };
        let ahead = |one: &&Taken| one.until.is_none() && inside(one) && one.start > self.world.now;
        let expected: BTreeSet<String> = self.world.taken.iter().filter(ahead).map(|one| one.occupant.clone()).filter(|_| cancel).collect();
        let closed = self.agenda.close(&closing, cancel);
        done(&closed)?;
        let (id, cancelled) = closed.unwrap();
        // What has begun may be cancelled or not: nothing is asked of it here.
        let begun = |name: &&String| self.world.taken.iter().any(|one| one.occupant == **name && one.start <= self.world.now);
        let known: BTreeSet<String> = cancelled.iter().filter(|name| !begun(name)).cloned().collect();
        prop_assert_eq!(known, expected);
        // Who was filling in a form for that time has lost it.
        let lost: Vec<String> =
            self.world.living().filter(|one| one.until.is_some() && inside(one)).map(|one| one.occupant.clone()).collect();
        self.world.taken.retain(|one| !lost.contains(&one.occupant));
        self.world.closings.push(closing);
        self.closings.push(id);
        for name in cancelled {
            let which = self.standing.iter().position(|one| one.appointment.id.to_string() == name).unwrap();
            self.gone(which);
        }
        Ok(())
    }

    fn same_occupants(&self) -> Result<(), TestCaseError> {
        let timed = |one: &Taken| (one.occupant.clone(), self.world.time(one).0, self.world.time(one).1);
        let mut expected: Vec<_> = self.world.living().map(timed).collect();
        expected.sort();
        prop_assert_eq!(self.agenda.occupants(), expected);
        prop_assert!(self.world.holds_point_six(), "beyond capacity");
        Ok(())
    }
}
