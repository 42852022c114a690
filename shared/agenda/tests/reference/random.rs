//! Random weeks: rules, zones, terms and what people do in them; days around clock changes more often than not.

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate, Weekday};
use guichet_kernel::Zone;
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::{
    calendar::{Clock, Ends, Freq, Minute, Rule, midnight},
    world::{Availability, Location, Practice, Service, World},
};

const EUROPE: [&str; 2] = ["2026-10-25", "2027-03-28"];
const AMERICA: [&str; 2] = ["2026-11-01", "2027-03-14"];
/// The zones that A3 names, and the days on which their clocks change.
const ZONES: [(&str, [&str; 2]); 9] = [
    ("Europe/Paris", EUROPE),
    ("Europe/Brussels", EUROPE),
    ("America/Toronto", AMERICA),
    ("America/Vancouver", AMERICA),
    ("America/Halifax", AMERICA),
    ("America/St_Johns", AMERICA),
    ("Indian/Reunion", EUROPE),
    ("America/Martinique", AMERICA),
    ("Pacific/Noumea", EUROPE),
];
const WEEKDAYS: [Weekday; 7] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// What people try. Numbers choose among what there is, whatever that may be.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Hold { pair: usize, start: Pick },
    Book { hold: usize },
    Place { pair: usize, start: Pick, minutes: Option<Minute>, force: bool },
    Move { appointment: usize, location: Option<bool>, start: Pick, force: bool },
    MoveByLink { appointment: usize, start: Pick },
    Cancel { appointment: usize },
    Delete { appointment: usize },
    Close { location: Option<usize>, from: Minute, minutes: Minute, cancel: bool },
    Reopen { closing: usize },
    Wait { minutes: Minute },
}

/// A start: one that the public sees, that of somebody who is there and for the same, one of the grid, near another one that is taken, or any minute.
#[derive(Debug, Clone)]
pub(crate) enum Pick {
    Free(usize),
    Again(usize),
    Grid(usize),
    Beside(usize, Minute),
    Minute(Minute),
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const EACH_DAY: Rule = Rule { freq: Freq::Daily, interval: 1, weekdays: vec![], month_days: vec![], ends: Ends::Never };

fn weekdays() -> impl Strategy<Value = Weekday> {
    select(WEEKDAYS.to_vec())
}

/// A rule whose end is a number of days from its first day.
fn rules() -> impl Strategy<Value = (Rule, Option<u64>)> {
    let month_days = || select(vec![1, 2, 7, 14, 15, 25, 28, 29, 30, 31, -1, -2, -7, -31]);
    let kinds = prop_oneof![
        3 => (vec((Just(0), weekdays()), 0..4), Just(vec![])).prop_map(|days| (Freq::Daily, days)),
        6 => (vec((Just(0), weekdays()), 0..5), Just(vec![])).prop_map(|days| (Freq::Weekly, days)),
        2 => (vec((select(vec![0, 1, 2, 3, 4, 5, -1, -2, -5]), weekdays()), 0..4), Just(vec![])).prop_map(|days| (Freq::Monthly, days)),
        2 => (Just(vec![]), vec(month_days(), 1..5)).prop_map(|days| (Freq::Monthly, days)),
        1 => (vec((select(vec![0, 1, -1]), weekdays()), 1..3), vec(month_days(), 1..5)).prop_map(|days| (Freq::Monthly, days)),
        1 => (Just(vec![]), vec(month_days(), 1..5)).prop_map(|days| (Freq::Daily, days)),
    ];
    let ends = prop_oneof![
        4 => Just((Ends::Never, None)),
        2 => (1_usize..60).prop_map(|count| (Ends::Count(count), None)),
        2 => (0_u64..450).prop_map(|days| (Ends::Never, Some(days))),
    ];
    (kinds, prop_oneof![3 => Just(1_i64), 2 => 2_i64..4, 1 => 4_i64..9], ends).prop_map(
        |((freq, (weekdays, month_days)), interval, (ends, until))| {
            // A list names each of its days once.
            let (mut weekdays, mut month_days) = (weekdays, month_days);
            weekdays.sort_by_key(|(which, day): &(i64, Weekday)| (*which, day.num_days_from_monday()));
            weekdays.dedup();
            month_days.sort_unstable();
            month_days.dedup();
            (Rule { freq, interval, weekdays, month_days, ends }, until)
        },
    )
}

/// The rule with its first day: the candidate, or the next day that the rule names as its own first.
pub(crate) fn anchored((mut rule, until): (Rule, Option<u64>), candidate: NaiveDate) -> Option<(Rule, NaiveDate)> {
    let first = candidate.iter_days().take(800).find(|day| rule.names(*day, *day))?;
    if let Some(days) = until {
        rule.ends = Ends::Until(first + Days::new(days));
    }
    Some((rule, first))
}

/// How many days before the window a rule begins: near, or long ago.
fn ages() -> impl Strategy<Value = u64> {
    prop_oneof![2 => 0_u64..4, 2 => 4_u64..40, 1 => 40_u64..420]
}

/// Rules that begin some days before a date.
pub(crate) fn recurrences(before: NaiveDate) -> impl Strategy<Value = (Rule, NaiveDate)> {
    (rules(), ages()).prop_filter_map("never", move |(rule, age)| anchored(rule, before + Days::new(2) - Days::new(age)))
}

/// A care's own length is seldom round.
fn lengths() -> impl Strategy<Value = Minute> {
    prop_oneof![4 => (2_i64..13).prop_map(|n| n * 5), 1 => 1_i64..90]
}

fn buffers() -> impl Strategy<Value = Minute> {
    prop_oneof![3 => Just(0_i64), 1 => (1_i64..5).prop_map(|n| n * 5), 1 => 1_i64..20]
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    let one = |practice: usize, group: bool, may_travel: bool| {
        (lengths(), buffers(), buffers(), buffers(), prop::bool::weighted(0.4), prop::bool::weighted(0.9)).prop_map(
            move |(minutes, before, after, travel, home, online)| {
                let home = home && may_travel;
                Service { practice, minutes, before, after, travel: if home { travel } else { 0 }, home, group, online }
            },
        )
    };
    (one(0, false, false), one(0, false, true), one(0, true, false), one(1, false, true)).prop_map(|(a, b, c, d)| vec![a, b, c, d])
}

/// The services of each location's practice that are for single patients, and for groups.
const OFFERED: [(&[usize], usize); 2] = [(&[0, 1], 2), (&[3], 3)];

/// Who can be given what and where: every service at every location of its practice.
pub(crate) const PAIRS: [(usize, usize); 7] = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (3, 2)];

fn hours() -> impl Strategy<Value = (Minute, Minute)> {
    // At night the clocks change.
    let begins = prop_oneof![2 => 0_i64..36, 2 => 96_i64..114];
    (begins, 6_i64..60, 0_i64..5).prop_map(|(from, length, odd)| (from * 5 + odd, (from * 5 + odd + length * 5).min(1_439)))
}

fn availabilities(first_day: NaiveDate) -> impl Strategy<Value = Availability> {
    let days = prop_oneof![
        2 => (0_u64..3).prop_map(move |n| (None, first_day + Days::new(n))),
        2 => ages().prop_map(move |age| (Some(EACH_DAY), first_day + Days::new(1) - Days::new(age))),
        3 => recurrences(first_day).prop_map(|(rule, first)| (Some(rule), first)),
    ];
    let except = vec((0_u64..5).prop_map(move |n| first_day - Days::new(1) + Days::new(n)), 0..2);
    let places = prop_oneof![2 => Just(None), 1 => (2_usize..4).prop_map(Some)];
    let size = (1_usize..4, prop_oneof![3 => Just(0_usize), 2 => Just(1), 1 => 2_usize..4], prop::bool::weighted(0.2), places);
    let grid = option::of(prop_oneof![3 => (1_i64..13).prop_map(|n| n * 5), 1 => 5_i64..241]);
    (0_usize..3, 1_usize..4, days, hours(), except, size, grid).prop_map(
        |(location, which, (rule, first_day), (from, to), except, (capacity, less, staff_first, places), grid)| {
            let (single, group) = OFFERED[usize::from(location == 2)];
            let places = places.filter(|_| location != 2);
            let chosen: Vec<usize> = single.iter().copied().filter(|one| single.len() == 1 || which & (1 << one) != 0).collect();
            let capacity = if places.is_some() { 1 } else { capacity };
            let services = if places.is_some() { vec![group] } else { chosen };
            let public_capacity = capacity.saturating_sub(less);
            Availability { location, services, first_day, from, to, rule, except, capacity, public_capacity, staff_first, grid, places }
        },
    )
}

fn practices(first_day: NaiveDate) -> impl Strategy<Value = Practice> {
    let notice = || prop_oneof![2 => Just(0_i64), 1 => 0_i64..600];
    let until = prop_oneof![4 => Just(None), 1 => (0_u64..3).prop_map(move |n| Some(first_day + Days::new(n)))];
    let horizon = || prop_oneof![3 => Just(30_u64), 1 => 0_u64..4];
    (notice(), horizon(), prop::bool::weighted(0.95), until, option::weighted(0.3, horizon()), option::weighted(0.3, notice())).prop_map(
        |(notice, horizon, online, open_until, own_horizon, own_notice)| Practice {
            notice,
            horizon,
            online,
            open_until,
            own_horizon,
            own_notice,
        },
    )
}

/// The first day of a window of three, and the zones of three locations.
fn places() -> impl Strategy<Value = (NaiveDate, Vec<Zone>)> {
    let other = || option::weighted(0.4, select(ZONES.map(|(name, _)| name).to_vec()));
    (select(ZONES.to_vec()), 0_usize..2, 0_u64..3, other(), other()).prop_map(|((name, changes), which, before, second, third)| {
        let zone = |name: &str| name.parse().unwrap();
        let zones = vec![zone(name), zone(second.unwrap_or(name)), zone(third.unwrap_or(name))];
        (date(changes[which]) - Days::new(before), zones)
    })
}

pub(crate) const WINDOW: u8 = 3;

/// A world in which nobody has done anything yet.
pub(crate) fn worlds(most: RangeInclusive<usize>) -> impl Strategy<Value = World> {
    places().prop_flat_map(move |(first_day, zones)| {
        let now = prop_oneof![1 => -2_880_i64..-1_000, 3 => -1_000_i64..600, 1 => 0_i64..2_000];
        let all = vec(availabilities(first_day), most.clone());
        (Just((first_day, zones)), now, vec(practices(first_day), 2), services(), all).prop_map(
            |((first_day, zones), now, practices, services, availabilities)| {
                let locations: Vec<_> = zones.into_iter().zip([0, 0, 1]).map(|(zone, practice)| Location { practice, zone }).collect();
                let now = Clock::around(locations[0].zone, first_day).instant(midnight(first_day)) + now;
                World::new((first_day, WINDOW), now, practices, locations, services, availabilities)
            },
        )
    })
}

pub(crate) fn acts(most: usize) -> impl Strategy<Value = Vec<Act>> {
    let any_one = || 0_usize..1_000;
    let pick = || {
        prop_oneof![
            6 => any_one().prop_map(Pick::Free),
            5 => any_one().prop_map(Pick::Again),
            3 => any_one().prop_map(Pick::Grid),
            4 => (any_one(), prop_oneof![2 => Just(0_i64), 1 => -12_i64..12, 1 => -60_i64..60]).prop_map(|(which, by)| Pick::Beside(which, by)),
            1 => (0_i64..4_320).prop_map(Pick::Minute),
        ]
    };
    let force = || prop::bool::weighted(0.2);
    let act = prop_oneof![
        8 => (any_one(), pick()).prop_map(|(pair, start)| Act::Hold { pair, start }),
        6 => any_one().prop_map(|hold| Act::Book { hold }),
        6 => (any_one(), pick(), option::weighted(0.2, lengths()), force())
            .prop_map(|(pair, start, minutes, force)| Act::Place { pair, start, minutes, force }),
        3 => (any_one(), option::weighted(0.3, any::<bool>()), pick(), force())
            .prop_map(|(appointment, location, start, force)| Act::Move { appointment, location, start, force }),
        2 => (any_one(), pick()).prop_map(|(appointment, start)| Act::MoveByLink { appointment, start }),
        2 => any_one().prop_map(|appointment| Act::Cancel { appointment }),
        1 => any_one().prop_map(|appointment| Act::Delete { appointment }),
        2 => (option::of(0_usize..3), 0_i64..4_320, 1_i64..400, any::<bool>())
            .prop_map(|(location, from, minutes, cancel)| Act::Close { location, from, minutes, cancel }),
        1 => any_one().prop_map(|closing| Act::Reopen { closing }),
        2 => prop_oneof![5 => 0_i64..6, 1 => 0_i64..200].prop_map(|minutes| Act::Wait { minutes }),
    ];
    vec(act, 5..most)
}
