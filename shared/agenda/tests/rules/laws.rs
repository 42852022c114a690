//! Laws over random agendas: what is offered equals a reference that looks at every minute, and no sequence of holding,
//! booking, cancelling and waiting leaves two occupants at once, or an occupancy that is not that of the standing
//! appointments and the live holds.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use guichet_agenda_core::{Appointment, HoldFate, Mode, Offering, Pattern, Placement, Refusal, free_starts, occurrences};
use guichet_kernel::{Instant, Sql, Token};
use proptest::prelude::*;

use crate::clinic::{Clinic, instant};

/// Openings as minutes of the day, bookings as picks among what is then free, the minute of the day that it is now.
#[derive(Debug, Clone)]
struct Day {
    zone: &'static str,
    date: &'static str,
    length: u16,
    openings: Vec<(i64, i64)>,
    bookings: Vec<usize>,
    held: Vec<usize>,
    now: i64,
}

fn days() -> impl Strategy<Value = Day> {
    let zones = [
        ("Europe/Paris", "2026-11-24"),
        ("Europe/Paris", "2026-10-25"),
        ("Europe/Paris", "2027-03-28"),
        ("America/Toronto", "2026-11-01"),
        ("America/St_Johns", "2027-03-14"),
    ];
    let openings = prop::collection::vec((0_i64..1_430, 1_i64..600), 1..5);
    let picks = || prop::collection::vec(any::<usize>(), 0..8);
    (prop::sample::select(zones.to_vec()), 5_u16..100, openings, picks(), picks(), 0_i64..1_440)
        .prop_map(|((zone, date), length, openings, bookings, held, now)| Day { zone, date, length, openings, bookings, held, now })
}

fn wall(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// What the rules say, minute by minute: a start is on the grid of an opening, fits in it, is ahead, and none of its minutes
/// is anybody's.
fn reference(stretches: &[(i64, i64)], taken: &BTreeSet<i64>, length: i64, now: i64) -> Vec<i64> {
    let first = stretches.iter().map(|(from, _)| *from).min().unwrap_or(0);
    let last = stretches.iter().map(|(_, to)| *to).max().unwrap_or(0);
    let offered = |start: i64| {
        let on_grid = |(from, to): &(i64, i64)| start >= *from && (start - from) % length == 0 && start + length <= *to;
        start > now && stretches.iter().any(on_grid) && (start..start + length).all(|minute| !taken.contains(&minute))
    };
    (first..=last).filter(|start| offered(*start)).collect()
}

fn in_minutes(at: Instant) -> i64 {
    at.millis().div_euclid(60_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn free_starts_are_those_of_a_reference_that_looks_at_every_minute(day in days()) {
        let clinic = Clinic::in_zone(day.zone);
        clinic.update(clinic.practice, 0, &[(clinic.location, day.zone)], &[(clinic.service, day.length)]).unwrap();
        for (from, length) in &day.openings {
            match clinic.open(day.date, &wall(*from), &wall((from + length).min(1_439))) {
                Ok(()) | Err(Refusal::BadTimes) => {}
                Err(error) => panic!("{error}"),
            }
        }
        let all = (instant("2026-01-01T00:00:00Z"), instant("2028-01-01T00:00:00Z"));
        let stretches: Vec<(i64, i64)> = occurrences(&clinic.sql, clinic.practice, all).unwrap()
            .into_iter().map(|open| (in_minutes(open.starts_at), in_minutes(open.ends_at))).collect();
        let (window, eve) = (clinic.window(day.date, 1), instant("2026-10-01T00:00:00Z"));
        let length = i64::from(day.length);
        let mut taken = BTreeSet::new();
        let mut take = |start: Instant| taken.extend(in_minutes(start)..in_minutes(start) + length);
        for pick in &day.bookings {
            let free = clinic.starts_in(&window, eve);
            let Some(start) = free.get(pick % free.len().max(1)) else { break };
            clinic.booked(*start, eve).unwrap();
            take(*start);
        }
        // Everything again, later that day, with holds that live now.
        let midnight = window.zone.instant(window.from.and_hms_opt(0, 0, 0).unwrap());
        let now = midnight.plus(TimeDelta::minutes(day.now));
        for pick in &day.held {
            let free = clinic.starts_in(&window, now);
            let Some(start) = free.get(pick % free.len().max(1)) else { break };
            clinic.hold(&clinic.browser(), *start, now).unwrap();
            take(*start);
        }
        let found: Vec<i64> = clinic.starts_in(&window, now).into_iter().map(in_minutes).collect();
        prop_assert_eq!(found, reference(&stretches, &taken, length, in_minutes(now)));
    }
}

/// One thing that happens to an agenda.
#[derive(Debug, Clone)]
enum Act {
    /// A browser asks to hold the start at that minute after 9:00, for one of two services.
    Hold { browser: usize, start: i64, long: bool },
    /// Somebody books with one of the tokens given so far.
    Book { token: usize },
    /// Somebody cancels one of the appointments made so far.
    Cancel { appointment: usize },
    /// Time passes.
    Wait { seconds: i64 },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        5 => (0_usize..4, 0_i64..12, any::<bool>()).prop_map(|(browser, start, long)| Act::Hold { browser, start: start * 15, long }),
        4 => any::<usize>().prop_map(|token| Act::Book { token }),
        2 => any::<usize>().prop_map(|appointment| Act::Cancel { appointment }),
        3 => prop_oneof![1_i64..400, Just(300_i64)].prop_map(|seconds| Act::Wait { seconds }),
    ];
    prop::collection::vec(act, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a3_no_sequence_leaves_two_at_once_and_occupancy_is_exactly_who_is_there(acts in acts()) {
        let clinic = Clinic::on_tuesday();
        let (practice, location, service) = clinic.second_practice();
        clinic.open_as(&guichet_agenda_core::Opening { practice, location, service, ..clinic.opening("2026-11-24", "09:00", "12:00") }).unwrap();
        let browsers: Vec<Token> = (0..4).map(|_| clinic.browser()).collect();
        let opens = instant("2026-11-24T09:00:00+01:00");
        let mut now = instant("2026-11-24T06:00:00+01:00");
        let (mut tokens, mut appointments): (Vec<Token>, Vec<Appointment>) = (vec![], vec![]);
        for act in acts {
            match act {
                Act::Hold { browser, start, long } => {
                    let mut request = clinic.request(&browsers[browser], opens.plus(TimeDelta::minutes(start)));
                    if long {
                        request.service = service;
                    }
                    match clinic.hold_as(&request, now) {
                        Ok((token, until)) => {
                            prop_assert!(until > now && until.since(now) <= TimeDelta::minutes(5));
                            tokens.push(token);
                        }
                        Err(refusal) => prop_assert!(matches!(refusal, Refusal::Taken | Refusal::NotOffered), "{refusal}"),
                    }
                }
                Act::Book { token } if !tokens.is_empty() => {
                    let token = &tokens[token % tokens.len()];
                    let (_, fate) = clinic.read_hold(token, now);
                    match (fate, clinic.book(token, now)) {
                        (HoldFate::Live | HoldFate::Lapsed | HoldFate::Booked, Ok((booking, _))) => {
                            appointments.retain(|known| known.id != booking.appointment().id);
                            appointments.push(booking.appointment().clone());
                        }
                        (HoldFate::Lost, Err(Refusal::Taken)) | (HoldFate::Past, Err(Refusal::NotOffered)) => {}
                        (fate, outcome) => prop_assert!(false, "{fate:?} gave {outcome:?}"),
                    }
                }
                Act::Cancel { appointment } if !appointments.is_empty() => {
                    let place = appointment % appointments.len();
                    match clinic.cancel(&appointments[place], now) {
                        Ok((cancelled, _)) => appointments[place] = cancelled,
                        Err(refusal) => prop_assert!(matches!(refusal, Refusal::TooLate | Refusal::NotPossibleNow), "{refusal}"),
                    }
                }
                Act::Book { .. } | Act::Cancel { .. } => {}
                Act::Wait { seconds } => now = now.plus(TimeDelta::seconds(seconds)),
            }
            check(&clinic, &appointments, now)?;
        }
    }
}

fn check(clinic: &Clinic, appointments: &[Appointment], now: Instant) -> Result<(), TestCaseError> {
    let rows = |statement: &str, binds: &[guichet_kernel::Value]| clinic.sql.rows::<(String, Instant, Instant)>(statement, binds).unwrap();
    let occupied = rows(
        "SELECT occupant, starts_at, ends_at FROM occupancy WHERE until IS NULL OR until > ? ORDER BY starts_at",
        guichet_kernel::binds![now],
    );
    prop_assert!(occupied.windows(2).all(|pair| pair[0].2 <= pair[1].1), "{occupied:?}");
    let mut expected: Vec<_> = appointments
        .iter()
        .filter(|appointment| appointment.attendance.occupies())
        .map(|appointment| (appointment.id.to_string(), appointment.starts_at, appointment.ends_at))
        .collect();
    expected.extend(rows(
        "SELECT hold_id, starts_at, ends_at FROM hold WHERE until > ? AND appointment_id IS NULL",
        guichet_kernel::binds![now],
    ));
    expected.sort_by_key(|(_, starts_at, _)| *starts_at);
    prop_assert_eq!(occupied, expected);
    Ok(())
}

/// An opening of random shape, and who asks for what in it.
#[derive(Debug, Clone)]
struct Crowd {
    capacity: u8,
    public: u8,
    places: Option<u8>,
    grid: Option<u16>,
    around: (u16, u16, u16),
    home: bool,
    asks: Vec<(i64, bool, bool)>,
}

fn crowds() -> impl Strategy<Value = Crowd> {
    let asks = prop::collection::vec((0_i64..36, any::<bool>(), any::<bool>()), 0..25);
    (1_u8..4, 0_u8..4, any::<bool>(), prop::option::of(5_u16..40), (0_u16..3, 0_u16..3, 0_u16..2), any::<bool>(), asks).prop_map(
        |(capacity, public, group, grid, (before, after, travel), home, asks)| Crowd {
            capacity: if group { 1 } else { capacity },
            public: public.min(if group { 1 } else { capacity }),
            places: group.then_some(capacity + 1),
            grid,
            around: (before * 10, after * 5, travel * 15),
            home: home && !group,
            asks,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    // A2, A3: what is computed is what the store says: at every start, and for as many as are said to be left.
    #[test]
    fn a3_what_is_offered_is_exactly_what_can_be_held(crowd in crowds()) {
        let (clinic, now) = (Clinic::new(), instant("2026-11-23T08:00:00Z"));
        let (before, after, travel) = crowd.around;
        let mode = if crowd.home { Mode::Home } else { Mode::Office };
        clinic.shape(|service| Offering { before, after, travel, mode, group: true, ..service });
        let pattern = Pattern {
            capacity: crowd.capacity,
            public_capacity: crowd.public,
            places: crowd.places,
            grid: crowd.grid.map(crate::clinic::minutes),
            ..clinic.dated()
        };
        clinic.put(&pattern).unwrap();
        let nine = instant("2026-11-24T09:00:00+01:00");
        for (slot, force, staff) in crowd.asks {
            let start = nine.plus(TimeDelta::minutes(slot * 5));
            if staff {
                let placed = clinic.place(&Placement { force, ..clinic.placement(start) }, now);
                prop_assert!(matches!(placed, Ok(_) | Err(Refusal::Taken | Refusal::Full)), "{placed:?}");
            } else {
                let free = clinic.starts_in(&clinic.window("2026-11-24", 1), now);
                if let Some(start) = free.get(usize::try_from(slot).unwrap() % free.len().max(1)) {
                    clinic.booked(*start, now).unwrap();
                }
            }
        }
        let offered = free_starts(&clinic.sql, &clinic.window("2026-11-24", 1), now).unwrap();
        for minute in 0..180 {
            let start = nine.plus(TimeDelta::minutes(minute));
            let left = offered.iter().find(|offer| offer.starts_at == start).map_or(0, |offer| offer.left);
            // Everybody who can have it has it, in a world where nobody else asks.
            let outcome: Result<(), u8> = clinic.sql.atomically(|| {
                let mut held = 0;
                while clinic.hold_as(&clinic.request(&clinic.browser(), start), now).is_ok() {
                    held += 1;
                }
                Err(Undone(held))
            }).map_err(|Undone(held)| held);
            let held = outcome.unwrap_err();
            // Who is alone is said to leave one place, however many more would fit.
            prop_assert_eq!(if crowd.places.is_some() { held } else { held.min(1) }, left, "{}", start);
        }
    }
}

/// How many held, in what is then undone.
struct Undone(u8);

impl From<guichet_kernel::SqlError> for Undone {
    fn from(_: guichet_kernel::SqlError) -> Self {
        Self(u8::MAX)
    }
}
