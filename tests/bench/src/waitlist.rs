//! Earlier slots (W; ADR 0014): whom to ask among ten who could come, alone and behind 9 990 who could not; and a cascade of thirty moves.

use chrono::{NaiveTime, TimeDelta};
use guichet_agenda_core::{
    CONFIRMING, Membership, Offering, Pattern, Site, WAITLIST, admit, cancel_by_patient, find, move_by_link, new_link, put_availability,
    schema, update,
    waitlist::{self, AlertTerms, Answer, By, Wish},
};
use guichet_kernel::{
    AppointmentId, At, AvailabilityId, FreedId, Instant, LocationId, Minutes, OfferId, PatientId, PracticeId, ServiceId, Sql, SqlError,
    Token, binds, sql::migrate,
};
use guichet_testkit::{Memory, SeededEntropy};

use crate::{
    agenda::TODAY,
    measure::{Measure, Outcome, Summary, compare, once, ratio},
};

const ROUNDS: usize = 7;
const TURNS: usize = 5;
/// Tracker issue 5.
const BUDGET: f64 = 1.2;
/// Who could come, and who stands before them.
const ELIGIBLE: i64 = 10;
const AHEAD: i64 = 9_990;
/// The day of the slot, from today.
const DAY: i64 = 60;
/// How many moves the cascade has.
const DEPTH: usize = 30;
/// How many patients may be there on the slot's day.
const THERE: i64 = 16;

/// Why somebody ahead of the ten cannot have the slot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    Duration,
    Service,
    Location,
    HalfDay,
    Earlier,
    Offered,
    ThatDay,
}

const KINDS: [(&str, &[Why]); 8] = [
    ("another duration", &[Why::Duration]),
    ("another service", &[Why::Service]),
    ("another location", &[Why::Location]),
    ("another half-day", &[Why::HalfDay]),
    ("earlier than the slot", &[Why::Earlier]),
    ("an open offer", &[Why::Offered]),
    ("there that day", &[Why::ThatDay]),
    ("mixed", &[Why::Duration, Why::Service, Why::Location, Why::HalfDay, Why::Earlier, Why::Offered]),
];

/// The start of a slot of half an hour, so many days from today.
fn start(day: i64, place: i64) -> Instant {
    TODAY.plus(TimeDelta::days(day) + TimeDelta::hours(8) + TimeDelta::minutes(30 * place))
}

struct List {
    sql: Memory,
    entropy: SeededEntropy,
    practice: PracticeId,
    locations: [LocationId; 2],
    services: [ServiceId; 2],
    availability: AvailabilityId,
}

/// Whose appointment, when, for how long, where, for what.
struct Own {
    patient: PatientId,
    starts_at: Instant,
    minutes: i64,
    location: usize,
    service: usize,
}

impl List {
    fn new() -> Outcome<Self> {
        let (sql, entropy) = (Memory::new(), SeededEntropy::new(11));
        let practice = PracticeId::draw(TODAY, &entropy);
        let locations = [(); 2].map(|()| LocationId::draw(TODAY, &entropy));
        let services = [(); 2].map(|()| ServiceId::draw(TODAY, &entropy));
        let availability = AvailabilityId::draw(TODAY, &entropy);
        migrate(&sql, &[schema::MIGRATIONS, CONFIRMING, WAITLIST], TODAY)?;
        admit(&sql, practice, TODAY)?;
        let membership =
            Membership { practice, cancellation_notice: 0, booking_notice: 0, booking_horizon: 90, open_bookings: 10, card: "{}".into() };
        let zone = "UTC".parse()?;
        let sites = locations.map(|location| Site { location, zone });
        let offerings = [Offering::plain(services[0], Minutes::new(30)?), Offering::plain(services[1], Minutes::new(30)?)];
        update(&sql, &membership, &sites, &offerings)?;
        let terms = AlertTerms { minimum_days: 0, first: 5, same_day: false, round_minutes: 240, offer_notice: 120, home_visits: false };
        waitlist::put_alert_terms(&sql, practice, Some(&terms))?;
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let pattern = Pattern {
            location: locations[0],
            services: vec![services[0]],
            first_day: TODAY.utc().date_naive(),
            from: hour(8),
            to: hour(18),
            rule: Some("FREQ=DAILY".to_owned()),
            except: Vec::new(),
            capacity: 1,
            public_capacity: 1,
            staff_first: false,
            grid: None,
            places: None,
        };
        put_availability(&sql, practice, availability, None, &pattern)?;
        Ok(Self { sql, entropy, practice, locations, services, availability })
    }

    fn patient(&self) -> PatientId {
        PatientId::draw(TODAY, &self.entropy)
    }

    /// Writes what a booking leaves behind.
    fn book(&self, own: &Own) -> Outcome<AppointmentId> {
        let id = AppointmentId::draw(TODAY, &self.entropy);
        let (from, to) = (own.starts_at, own.starts_at.plus(TimeDelta::minutes(own.minutes)));
        let (location, service) = (self.locations.get(own.location).copied(), self.services.get(own.service).copied());
        let within = (own.location == 0).then_some(self.availability);
        self.sql.run(
            "INSERT INTO appointment (appointment_id, origin, practice_id, location_id, service_id, patient_id, starts_at, ends_at,
                attendance, version, token_hash, changed_at, availability_id) VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, 'booked', 1, ?8, ?9, ?10)",
            binds![id, self.practice, location, service, own.patient, from, to, Token::draw(&self.entropy).hash(), TODAY, within],
        )?;
        self.sql.run(
            "INSERT INTO attendance_history (appointment_id, version, attendance, by_whom, at) VALUES (?, 1, 'booked', 'patient', ?)",
            binds![id, TODAY],
        )?;
        Ok(id)
    }

    /// The time that it takes.
    fn seat(&self, id: AppointmentId, starts_at: Instant) -> Outcome<()> {
        Ok(self.sql.run(
            "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit) VALUES (?1, ?2, ?3, ?4, ?5, ?1)",
            binds![id, starts_at, starts_at.plus(TimeDelta::minutes(30)), self.locations[0], self.practice],
        )?)
    }

    fn wait(&self, id: AppointmentId, wish: &Wish, since: Instant) -> Outcome<()> {
        let own = find(&self.sql, id)?.ok_or("no such appointment")?;
        waitlist::put_alert(&self.sql, At { now: since, entropy: &self.entropy }, &own, Some(wish))?;
        Ok(())
    }

    /// Somebody who waits since `place` seconds, and for whom the slot is not.
    fn ahead(&self, place: i64, why: Why, there: &[PatientId], freed: FreedId) -> Outcome<()> {
        let day = if why == Why::Earlier { 1 + place % (DAY - 2) } else { DAY + 1 + place % 300 };
        let known = usize::try_from(place % THERE).ok().and_then(|place| there.get(place)).copied();
        let own = Own {
            patient: known.filter(|_| why == Why::ThatDay).unwrap_or_else(|| self.patient()),
            starts_at: start(day, place % 18),
            minutes: if why == Why::Duration { 45 } else { 30 },
            location: usize::from(why == Why::Location),
            service: usize::from(why == Why::Service),
        };
        let id = self.book(&own)?;
        // The slot is in the morning.
        let halves = if why == Why::HalfDay { (0..14).filter(|half| half % 2 == 1).collect() } else { Vec::new() };
        let since = TODAY.plus(TimeDelta::seconds(place));
        self.wait(id, &Wish { halves, places: Vec::new() }, since)?;
        if why == Why::Offered {
            self.sql.run(
                "INSERT INTO waitlist_offer (offer_id, freed_id, practice_id, appointment_id, patient_id, round, asked_at, expires_at, state,
                     token_hash, link_hash, place) VALUES (?, ?, ?, ?, ?, 1, ?, ?, 'open', ?, ?, ?)",
                binds![
                    OfferId::draw(TODAY, &self.entropy),
                    freed,
                    self.practice,
                    id,
                    own.patient,
                    since,
                    start(DAY, 0),
                    Token::draw(&self.entropy).hash(),
                    Token::draw(&self.entropy).hash(),
                    place
                ],
            )?;
        }
        Ok(())
    }

    /// Ten who could have a slot that was just cancelled, behind those.
    fn filled(ahead: i64, why: &[Why]) -> Outcome<Self> {
        let list = Self::new()?;
        list.sql.atomically(|| {
            // Who is there that day.
            let mut there = Vec::new();
            for place in 0..THERE {
                let (patient, starts_at) = (list.patient(), start(DAY, 2 + place));
                let id = list.book(&Own { patient, starts_at, minutes: 30, location: 0, service: 0 })?;
                list.seat(id, starts_at)?;
                there.push(patient);
            }
            // A slot of long ago that was offered to some.
            let other = list.book(&Own { patient: list.patient(), starts_at: start(DAY, 19), minutes: 30, location: 0, service: 0 })?;
            let freed = FreedId::draw(TODAY, &list.entropy);
            list.sql.run(
                "INSERT INTO waitlist_freed (freed_id, practice_id, location_id, service_id, starts_at, ends_at, availability_id, appointment_id,
                     freed_by, at, state, depth, there, deadline, round, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'patient', ?, 'open', 0, 1, ?, 1, ?)",
                binds![
                    freed,
                    list.practice,
                    list.locations[0],
                    list.services[0],
                    start(DAY, 19),
                    start(DAY, 20),
                    list.availability,
                    other,
                    TODAY,
                    start(DAY, 0),
                    start(DAY, 0)
                ],
            )?;
            for place in 0..ahead {
                let kind = usize::try_from(place).ok().and_then(|place| why.get(place % why.len())).copied();
                list.ahead(place, kind.unwrap_or(Why::Duration), &there, freed)?;
            }
            for place in 0..ELIGIBLE {
                let starts_at = start(DAY + 10 + place, 0);
                let id = list.book(&Own { patient: list.patient(), starts_at, minutes: 30, location: 0, service: 0 })?;
                list.wait(id, &Wish::default(), TODAY.plus(TimeDelta::hours(5) + TimeDelta::seconds(place)))?;
            }
            let starts_at = start(DAY, 0);
            let gone = list.book(&Own { patient: list.patient(), starts_at, minutes: 30, location: 0, service: 0 })?;
            list.seat(gone, starts_at)?;
            let own = find(&list.sql, gone)?.ok_or("no such appointment")?;
            cancel_by_patient(&list.sql, list.at(), &own, 0)?;
            Outcome::Ok(())
        })?;
        Ok(list)
    }

    /// Whoever has an open offer has declined it, and waits no more: the ten are alone, in an agenda that is as old. What was offered to
    /// them is not looked at again.
    fn end_ahead(&self) -> Outcome<()> {
        self.sql.run("UPDATE waitlist_entry SET ended = 'unticked' WHERE since < ?", binds![TODAY.plus(TimeDelta::hours(4))])?;
        self.sql.run("UPDATE waitlist_offer SET state = 'declined', ended_at = ? WHERE state = 'open'", binds![TODAY])?;
        Ok(self.sql.run("UPDATE waitlist_freed SET due_at = deadline WHERE starts_at = ?", binds![start(DAY, 19)])?)
    }

    fn at(&self) -> At<'_> {
        At { now: TODAY.plus(TimeDelta::hours(6)), entropy: &self.entropy }
    }

    /// What that costs, on any machine the same.
    fn steps(&self) -> Outcome<u64> {
        let (outcome, cost) = self.sql.work_of(|| self.ask());
        outcome.map(|()| cost.steps)
    }

    /// Makes the offers that are due, and takes them back.
    fn ask(&self) -> Outcome<()> {
        let mut made = 0;
        let undone = self.sql.atomically(|| {
            made = waitlist::fill_due(&self.sql, self.at(), 50).map_err(|_| SqlError::Engine("refused".into()))?.made.len();
            Err::<(), SqlError>(SqlError::Engine("undone".into()))
        });
        if undone.is_ok() || made != 5 {
            return Err(format!("{made} were asked, of five").into());
        }
        Ok(())
    }
}

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    let mut report = Vec::new();
    let (young, old) = (List::filled(0, &[])?, List::filled(AHEAD, &[Why::Offered])?);
    old.end_ahead()?;
    for (name, why) in KINDS {
        let behind = List::filled(AHEAD, why)?;
        // Offers are written where as many were written before.
        let alone = if why.contains(&Why::Offered) { &old } else { &young };
        // Nobody's day has so many patients: for information.
        let budget = (why != [Why::ThatDay]).then_some(BUDGET);
        let times = compare(ROUNDS, TURNS, &mut [Box::new(|| behind.ask()), Box::new(|| alone.ask())])?;
        let [of_behind, of_alone] = times.as_slice() else { return Err("two works have two times".into()) };
        let (a, b, ratio) = (Summary::of(of_behind.iter().copied()), Summary::of(of_alone.iter().copied()), ratio(of_behind, of_alone));
        println!("Five offers, µs: {ELIGIBLE} behind {AHEAD} with {name} {}, alone {}, ratio {}", a.shown(), b.shown(), ratio.shown());
        let [a_steps, b_steps] = [behind.steps()?, alone.steps()?];
        println!("  in steps of SQLite: {a_steps}, alone {b_steps}");
        let against = Some(format!("{ELIGIBLE} alone: {:.1} µs", b.median));
        let measure = Measure { value: a.median, unit: "µs", against, ratio: Some(ratio.median), budget };
        report.push((format!("five offers, {AHEAD} ahead: {name}"), measure));
    }
    report.extend(cascades()?);
    Ok(report)
}

/// Thirty appointments on as many days, and one before them that was cancelled; where it is offered, the thirty wait.
fn chain(waits: bool) -> Outcome<(List, Vec<AppointmentId>)> {
    let list = List::new()?;
    let mut own = Vec::new();
    for day in 0..=i64::try_from(DEPTH)? {
        let starts_at = start(20 + day, 0);
        let id = list.book(&Own { patient: list.patient(), starts_at, minutes: 30, location: 0, service: 0 })?;
        list.seat(id, starts_at)?;
        if waits && day > 0 {
            list.wait(id, &Wish::default(), TODAY.plus(TimeDelta::seconds(day)))?;
        }
        own.push(id);
    }
    if !waits {
        waitlist::put_alert_terms(&list.sql, list.practice, None)?;
    }
    let gone = find(&list.sql, own.remove(0))?.ok_or("nobody cancels")?;
    cancel_by_patient(&list.sql, list.at(), &gone, 0)?;
    waitlist::fill_due(&list.sql, list.at(), 50)?;
    Ok((list, own))
}

/// What each step of a cascade takes: somebody accepts, and what they leave is offered. And all of them, in steps of SQLite.
fn cascade() -> Outcome<(Vec<f64>, u64)> {
    let (list, own) = chain(true)?;
    let accept = |(place, id): (usize, &AppointmentId)| -> Outcome<f64> {
        let offer = waitlist::open_offer_of(&list.sql, *id)?.ok_or("nobody asked the next")?;
        let mut depth = 0;
        let microseconds = once(&mut || {
            list.sql.atomically(|| {
                let Answer::Accepted(accepted) = waitlist::accept(&list.sql, list.at(), offer.id, By::Patient)? else {
                    return Err("the next could not accept".into());
                };
                depth = usize::from(accepted.depth);
                Outcome::Ok(())
            })?;
            list.sql.atomically(|| Outcome::Ok(waitlist::fill_due(&list.sql, list.at(), 50).map(drop)?))
        })?;
        if depth == place + 1 { Ok(microseconds) } else { Err(format!("{depth} moves at step {}", place + 1).into()) }
    };
    let (times, cost) = list.sql.work_of(|| own.iter().enumerate().map(accept).collect::<Outcome<Vec<_>>>());
    Ok((times?, cost.steps))
}

/// What each of the same moves takes where nobody waits: each by their link, to where the one before was.
fn plain_moves() -> Outcome<(Vec<f64>, u64)> {
    let (list, own) = chain(false)?;
    let links: Vec<Token> = own.iter().map(|id| new_link(&list.sql, list.at(), *id)).collect::<Result<_, _>>()?;
    let go = |(place, link): (usize, &Token)| -> Outcome<f64> {
        let to = start(20 + i64::try_from(place)?, 0);
        once(&mut || list.sql.atomically(|| Outcome::Ok(move_by_link(&list.sql, list.at(), link, to, None).map(drop)?)))
    };
    let (times, cost) = list.sql.work_of(|| links.iter().enumerate().map(go).collect::<Outcome<Vec<_>>>());
    Ok((times?, cost.steps))
}

/// One cancellation, and thirty who accept, each the time of the one before: against thirty who move there by themselves; and whether the
/// last steps cost more than the first.
fn cascades() -> Outcome<Vec<(String, Measure)>> {
    let (mut all, mut plain, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (steps, _) = cascade()?;
        plain.push(plain_moves()?.0.iter().sum::<f64>() / 1_000.0);
        all.push(steps.iter().sum::<f64>() / 1_000.0);
        first.push(Summary::of(steps.iter().copied().take(5)).median);
        last.push(Summary::of(steps.iter().copied().skip(DEPTH - 5)).median);
    }
    let line = |name: String, unit: &'static str, (own, other): (&[f64], &[f64]), against: &str| {
        let (a, b, ratio) = (Summary::of(own.iter().copied()), Summary::of(other.iter().copied()), ratio(own, other));
        println!("{name}, {unit}: {}, {against} {}, ratio {}", a.shown(), b.shown(), ratio.shown());
        let against = Some(format!("{against}: {:.1} {unit}", b.median));
        (name, Measure { value: a.median, unit, against, ratio: Some(ratio.median), budget: None })
    };
    let lines = vec![
        line(format!("a cascade of {DEPTH}"), "ms", (&all, &plain), "as many plain moves"),
        line(format!("a late step of a cascade of {DEPTH}"), "µs", (&last, &first), "an early one"),
    ];
    println!("  in steps of SQLite: {}, as many plain moves {}", cascade()?.1, plain_moves()?.1);
    Ok(lines)
}
