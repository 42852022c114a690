//! What is open and what is taken, as ADR 0009 says it and in no cleverer way: on plain data, at every minute.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use guichet_kernel::Zone;

use crate::calendar::{Clock, Minute, Rule, day_of, days, midnight};

#[derive(Debug, Clone)]
pub(crate) struct Practice {
    pub(crate) notice: Minute,
    pub(crate) horizon: u64,
    pub(crate) online: bool,
    pub(crate) open_until: Option<NaiveDate>,
    pub(crate) own_horizon: Option<u64>,
    pub(crate) own_notice: Option<Minute>,
}

#[derive(Debug, Clone)]
pub(crate) struct Location {
    pub(crate) practice: usize,
    pub(crate) zone: Zone,
}

#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) practice: usize,
    pub(crate) minutes: Minute,
    pub(crate) before: Minute,
    pub(crate) after: Minute,
    pub(crate) travel: Minute,
    pub(crate) home: bool,
    pub(crate) group: bool,
    pub(crate) online: bool,
}

/// Point 1; in the world they stand in the order of their ids.
#[derive(Debug, Clone)]
pub(crate) struct Availability {
    pub(crate) location: usize,
    pub(crate) services: Vec<usize>,
    pub(crate) first_day: NaiveDate,
    pub(crate) from: Minute,
    pub(crate) to: Minute,
    pub(crate) rule: Option<Rule>,
    pub(crate) except: Vec<NaiveDate>,
    pub(crate) capacity: usize,
    pub(crate) public_capacity: usize,
    pub(crate) staff_first: bool,
    pub(crate) grid: Option<Minute>,
    pub(crate) places: Option<usize>,
}

/// Point 10.
#[derive(Debug, Clone)]
pub(crate) struct Closing {
    pub(crate) practice: usize,
    pub(crate) location: Option<usize>,
    pub(crate) from: Minute,
    pub(crate) to: Minute,
}

/// An appointment, or a hold while it lives.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// The store's name for it.
    pub(crate) occupant: String,
    pub(crate) location: usize,
    pub(crate) service: usize,
    pub(crate) start: Minute,
    pub(crate) minutes: Minute,
    pub(crate) availability: Option<usize>,
    pub(crate) forced: bool,
    pub(crate) until: Option<Minute>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Public,
    Staff,
}

/// What a start is worth: in which availability, and how many more can have it.
pub(crate) type Starts = BTreeMap<Minute, (usize, usize)>;

#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) first_day: NaiveDate,
    pub(crate) days: u8,
    pub(crate) now: Minute,
    pub(crate) practices: Vec<Practice>,
    pub(crate) locations: Vec<Location>,
    pub(crate) services: Vec<Service>,
    pub(crate) availabilities: Vec<Availability>,
    pub(crate) closings: Vec<Closing>,
    pub(crate) taken: Vec<Taken>,
    occurrences: Vec<Vec<(Minute, Minute)>>,
}

impl World {
    pub(crate) fn new(
        (first_day, days): (NaiveDate, u8),
        now: Minute,
        practices: Vec<Practice>,
        locations: Vec<Location>,
        services: Vec<Service>,
        availabilities: Vec<Availability>,
    ) -> Self {
        let (closings, taken, occurrences) = (vec![], vec![], vec![]);
        let mut world = Self { first_day, days, now, practices, locations, services, availabilities, closings, taken, occurrences };
        world.occurrences = world.availabilities.iter().map(|one| world.occurrences_of(one)).collect();
        world
    }

    fn clock(&self, location: usize) -> &'static Clock {
        Clock::around(self.locations[location].zone, self.first_day)
    }

    /// Points 2 and 3, from the day before the window to the day after.
    fn occurrences_of(&self, one: &Availability) -> Vec<(Minute, Minute)> {
        let clock = self.clock(one.location);
        let last = self.first_day + Days::new(self.days.into());
        days(one.first_day, one.rule.as_ref(), &one.except, last)
            .into_iter()
            .filter(|day| *day >= self.first_day - Days::new(1))
            .map(|day| (clock.instant(midnight(day) + one.from), clock.instant(midnight(day) + one.to)))
            .filter(|(a, b)| a < b)
            .collect()
    }

    /// Whether an availability has no occurrence in the window.
    pub(crate) fn never(&self, availability: usize) -> bool {
        self.occurrences[availability].is_empty()
    }

    /// The minutes of the window, where a location stands.
    pub(crate) fn window(&self, location: usize) -> impl Iterator<Item = Minute> {
        let clock = self.clock(location);
        let within = midnight(self.first_day)..midnight(self.first_day + Days::new(self.days.into()));
        let minutes = within.start - 15 * 60..within.end + 15 * 60;
        minutes.filter(move |minute| within.contains(&clock.wall(*minute)))
    }

    /// Point 4 without its last sentence: whether care of a service can begin then in an availability.
    fn begins(&self, availability: usize, service: usize, start: Minute) -> bool {
        let (one, care) = (&self.availabilities[availability], &self.services[service]);
        let step = one.grid.unwrap_or(care.before + care.minutes + care.after);
        self.occurrences[availability].iter().any(|(a, b)| start >= *a && (start - a) % step == 0 && start + care.minutes <= *b)
    }

    /// Every start that is somewhere on a grid, whoever may have it.
    pub(crate) fn grid(&self, service: usize, location: usize) -> Vec<Minute> {
        let of = self.openings(service, location);
        self.window(location).filter(|minute| of.iter().any(|one| self.begins(*one, service, *minute))).collect()
    }

    /// The availabilities for a service at a location, by id.
    fn openings(&self, service: usize, location: usize) -> Vec<usize> {
        let all = self.availabilities.iter().enumerate();
        all.filter(|(_, one)| one.location == location && one.services.contains(&service)).map(|(n, _)| n).collect()
    }

    /// Points 4 and 10: whether any minute of the care is closed.
    pub(crate) fn closed(&self, location: usize, start: Minute, minutes: Minute) -> bool {
        let practice = self.locations[location].practice;
        let closes = |closing: &Closing, minute: Minute| {
            closing.practice == practice
                && closing.location.is_none_or(|one| one == location)
                && (closing.from..closing.to).contains(&minute)
        };
        (start..start + minutes).any(|minute| self.closings.iter().any(|closing| closes(closing, minute)))
    }

    /// Point 5.
    pub(crate) fn time(&self, taken: &Taken) -> (Minute, Minute) {
        let care = &self.services[taken.service];
        (taken.start - care.before - care.travel, taken.start + taken.minutes + care.after + care.travel)
    }

    fn lives(&self, taken: &Taken) -> bool {
        taken.until.is_none_or(|until| until > self.now)
    }

    /// Who is there: appointments and live holds.
    pub(crate) fn living(&self) -> impl Iterator<Item = &Taken> {
        self.taken.iter().filter(|one| self.lives(one))
    }

    /// Point 6: the session that one belongs to, if it is a group's.
    fn session(&self, taken: &Taken) -> Option<(usize, Minute)> {
        self.places(taken).map(|_| (taken.location, taken.start))
    }

    /// How many places its opening has for a group.
    fn places(&self, taken: &Taken) -> Option<usize> {
        self.availabilities[taken.availability?].places
    }

    /// Point 6: what makes one unit of several rows.
    fn unit(&self, taken: &Taken) -> (Option<(usize, Minute)>, String) {
        let session = self.session(taken);
        (session, if session.is_some() { String::new() } else { taken.occupant.clone() })
    }

    /// Point 6: where it is, with the practice; a home visit is where nobody else is.
    fn place(&self, taken: &Taken) -> (usize, Option<usize>, String) {
        let practice = self.services[taken.service].practice;
        if self.services[taken.service].home {
            (practice, None, taken.occupant.clone())
        } else {
            (practice, Some(taken.location), String::new())
        }
    }

    fn capacity(&self, taken: &Taken) -> usize {
        taken.availability.map_or(1, |one| self.availabilities[one].capacity)
    }

    /// Point 6, at every minute of those who are there together: one place, one practice, and no more units than the least capacity.
    pub(crate) fn fits(&self, together: &[&Taken], limit: usize, at: impl Iterator<Item = Minute>) -> bool {
        let times: Vec<_> = together.iter().map(|one| (self.time(one), *one)).collect();
        at.into_iter().all(|minute| {
            let present = || times.iter().filter(|((from, to), _)| (*from..*to).contains(&minute)).map(|(_, one)| *one);
            let least = present().map(|one| self.capacity(one)).min().map_or(limit, |least| least.min(limit));
            let few = present().count() <= 1;
            let places = || present().map(|one| self.place(one)).collect::<BTreeSet<_>>().len();
            let units = || present().map(|one| self.unit(one)).collect::<BTreeSet<_>>().len();
            (few || (places() <= 1 && units() <= least)) && (present().count() == 0 || least >= 1)
        })
    }

    /// How many places a group's session has left; without a group, one.
    fn left(&self, new: &Taken, without: &[&str]) -> usize {
        let Some(session) = self.session(new) else { return 1 };
        let there = self.living().filter(|one| !without.contains(&one.occupant.as_str()) && self.session(one) == Some(session)).count();
        self.places(new).unwrap().saturating_sub(there)
    }

    /// Points 6 and 7: whether the store takes one more, with nobody forcing.
    pub(crate) fn takes(&self, who: Who, new: &Taken, without: &[&str]) -> bool {
        let limit = match (who, new.availability) {
            (Who::Public, Some(one)) => self.availabilities[one].public_capacity,
            (Who::Public, None) => 0,
            (Who::Staff, _) => self.capacity(new),
        };
        let (from, to) = self.time(new);
        let others = self.living().filter(|one| !without.contains(&one.occupant.as_str()));
        let mut together: Vec<&Taken> = others.filter(|one| self.time(one).0 < to && self.time(one).1 > from).collect();
        together.push(new);
        self.left(new, without) >= 1 && self.fits(&together, limit, from..to)
    }

    /// One who is not there yet.
    pub(crate) fn newcomer(&self, service: usize, location: usize, start: Minute, availability: Option<usize>) -> Taken {
        let minutes = self.services[service].minutes;
        Taken { occupant: "new".into(), location, service, start, minutes, availability, forced: false, until: None }
    }

    /// Points 4, 8 and 9 at one minute: the availability that counts, and what is left.
    pub(crate) fn start(&self, who: Who, service: usize, location: usize, start: Minute, without: &[&str]) -> Option<(usize, usize)> {
        let minutes = self.services[service].minutes;
        if start <= self.now || (who == Who::Public && !self.in_sight(service, location, start)) || self.closed(location, start, minutes) {
            return None;
        }
        self.openings(service, location).into_iter().find_map(|availability| {
            let new = self.newcomer(service, location, start, Some(availability));
            let free = self.begins(availability, service, start)
                && (who == Who::Staff || self.for_public(availability, start))
                && self.takes(who, &new, without);
            free.then(|| (availability, self.left(&new, without)))
        })
    }

    /// Every start of the window that one may have.
    pub(crate) fn starts(&self, who: Who, service: usize, location: usize) -> Starts {
        self.grid(service, location).into_iter().filter_map(|at| Some((at, self.start(who, service, location, at, &[])?))).collect()
    }

    /// Point 8: notice, horizon, opening date, and whether there is anything online at all.
    fn in_sight(&self, service: usize, location: usize, start: Minute) -> bool {
        let (care, clock) = (&self.services[service], self.clock(location));
        let practice = &self.practices[care.practice];
        let day = day_of(clock.wall(start));
        let today = day_of(crate::calendar::wall(self.locations[location].zone, self.now));
        let notice = practice.own_notice.unwrap_or(practice.notice);
        let horizon = practice.own_horizon.unwrap_or(practice.horizon);
        practice.online
            && care.online
            && start >= self.now + notice
            && day <= today + Days::new(horizon)
            && practice.open_until.is_none_or(|last| day <= last)
    }

    /// Point 8: the availability's own part of it.
    fn for_public(&self, availability: usize, start: Minute) -> bool {
        let one = &self.availabilities[availability];
        let clock = self.clock(one.location);
        let eve = midnight(day_of(clock.wall(start))) - crate::calendar::DAY;
        one.public_capacity >= 1 && (!one.staff_first || self.now >= clock.instant(eve))
    }

    /// What staff may place: the availability that the care lies in, by id, of those with room; else none at capacity 1 (point 6). Live
    /// holds give way to it, the newest first and no more of them than must: those are told too (point 7). Time that is closed is
    /// outside any availability; whether staff may place there is asked apart.
    pub(crate) fn placed(&self, new: &Taken, without: &[&str]) -> Option<(Option<usize>, Vec<String>)> {
        let end = new.start + new.minutes;
        let contains = |one: &usize| self.occurrences[*one].iter().any(|(a, b)| *a <= new.start && end <= *b);
        let mut inside = self.openings(new.service, new.location);
        inside.retain(|one| contains(one) && !self.closed(new.location, new.start, new.minutes));
        let inside: Vec<_> = inside.into_iter().map(Some).chain([None]).collect();
        let holds = self.holds_met(new);
        (0..=holds.len()).find_map(|going| {
            let gone: Vec<&str> = holds[..going].iter().map(String::as_str).collect();
            let without = [without, &gone].concat();
            let fits = |one: &Option<usize>| self.takes(Who::Staff, &Taken { availability: *one, ..new.clone() }, &without);
            let found = inside.iter().copied().find(fits)?;
            Some((found, holds[..going].to_vec()))
        })
    }

    /// The live holds whose time one meets, the newest first.
    pub(crate) fn holds_met(&self, new: &Taken) -> Vec<String> {
        let (from, to) = self.time(new);
        let mut holds: Vec<&Taken> = self.living().filter(|one| one.until.is_some()).collect();
        holds.retain(|one| self.time(one).0 < to && self.time(one).1 > from);
        holds.sort_by_key(|one| std::cmp::Reverse(one.until));
        holds.into_iter().map(|one| one.occupant.clone()).collect()
    }

    /// Whether those who are there, without the forced ones, fit together at every minute.
    pub(crate) fn holds_point_six(&self) -> bool {
        let there: Vec<&Taken> = self.living().filter(|one| !one.forced).collect();
        let full = there.iter().all(|one| match self.session(one) {
            None => true,
            Some(session) => {
                let together = || there.iter().filter(|other| self.session(other) == Some(session));
                // The opening of whoever came last says how many; nobody knows any more who that was.
                together().count() <= together().filter_map(|other| self.places(other)).max().unwrap()
            }
        });
        full && there.iter().all(|one| {
            let (from, to) = self.time(one);
            self.fits(&there, usize::MAX, from..to)
        })
    }
}
