//! Two ways for the store itself to refuse what is too much (ADR 0003, 0009): the trigger on `occupancy`, as the agenda has it, or
//! a row per five minutes with the time as its primary key; and the table without its trigger, which refuses nothing. Each takes
//! half an hour and gives it back, on a full day.

use guichet_kernel::{AppointmentId, Instant, Sql, binds};
use guichet_testkit::{Memory, SeededEntropy};

use crate::{
    agenda::{Agenda, LENGTH, TODAY, start},
    measure::{Measure, Outcome, Work, compare, ratio},
};

const ROUNDS: usize = 9;
const TURNS: usize = 30;
/// Appointments that are there already.
const PRESENT: [i64; 3] = [100, 10_000, 100_000];
/// What is left free of the last full day, and taken by the measure.
const HOLE: i64 = -6;

const QUANTA: &str = "CREATE TABLE quantum (at INTEGER PRIMARY KEY, occupant TEXT NOT NULL, until INTEGER) STRICT;
    CREATE INDEX quantum_by_until ON quantum (until) WHERE until IS NOT NULL";

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    println!("Taking half an hour and giving it back, µs, medians over rounds (lowest–highest):");
    let mut lines = Vec::new();
    for present in PRESENT {
        let (intervals, bare, quanta) = (Agenda::new()?.sql, Agenda::new()?.sql, Memory::new());
        bare.script("DROP TRIGGER occupancy_insert")?;
        quanta.script(QUANTA)?;
        let entropy = SeededEntropy::new(3);
        intervals.atomically(|| fill(present, &entropy, |occupant, n| take_interval(&intervals, occupant, start(n))))?;
        bare.atomically(|| fill(present, &entropy, |occupant, n| take_interval(&bare, occupant, start(n))))?;
        quanta.atomically(|| fill(present, &entropy, |occupant, n| take_quanta(&quanta, occupant, start(n))))?;

        let mine = AppointmentId::draw(TODAY, &entropy).to_string();
        let by_intervals = |sql: &Memory| {
            sql.atomically(|| take_interval(sql, &mine, start(HOLE)))?;
            sql.atomically(|| Ok(sql.run("DELETE FROM occupancy WHERE occupant = ?", binds![&mine])?))
        };
        let by_quanta = || {
            quanta.atomically(|| take_quanta(&quanta, &mine, start(HOLE)))?;
            let (from, to) = (quantum(start(HOLE)), quantum(start(HOLE).plus(LENGTH)));
            quanta.atomically(|| Ok(quanta.run("DELETE FROM quantum WHERE at >= ? AND at < ? AND occupant = ?", binds![from, to, &mine])?))
        };
        let mut works: [Box<Work<'_>>; 3] = [Box::new(|| by_intervals(&intervals)), Box::new(|| by_intervals(&bare)), Box::new(by_quanta)];
        let times = compare(ROUNDS, TURNS, &mut works)?;
        let [trigger, none, rows] = times.as_slice() else { return Err("three works have three times".into()) };
        let (a, b, c) = (summary(trigger), summary(none), summary(rows));
        println!("  {present:>7} present: trigger {}, none {}, five-minute rows {}", a.shown(), b.shown(), c.shown());
        for (against, other, times) in [("no trigger", &b, none), ("5-minute rows", &c, rows)] {
            let line = Measure {
                value: a.median,
                unit: "µs",
                against: Some(format!("{against} {:.1} µs", other.median)),
                ratio: Some(ratio(trigger, times).median),
                budget: None,
            };
            lines.push((format!("overlap guard, {present} present: trigger against {against}"), line));
        }
    }
    Ok(lines)
}

fn summary(times: &[f64]) -> crate::measure::Summary {
    crate::measure::Summary::of(times.iter().copied())
}

/// Takes the `present` half hours up to today, but for the hole.
fn fill(present: i64, entropy: &SeededEntropy, take: impl Fn(&str, i64) -> Outcome<()>) -> Outcome<()> {
    for n in (-present - 1..0).filter(|&n| n != HOLE) {
        take(&AppointmentId::draw(start(n), entropy).to_string(), n)?;
    }
    Ok(())
}

/// As the agenda does it.
fn take_interval(sql: &Memory, occupant: &str, at: Instant) -> Outcome<()> {
    Ok(sql.run(
        "INSERT INTO occupancy (occupant, starts_at, ends_at, until, place, practice_id, unit) VALUES (?1, ?2, ?3, NULL, 'loc', 'prc', ?1)",
        binds![occupant, at, at.plus(LENGTH)],
    )?)
}

/// Six rows in one statement: the fastest way we know.
fn take_quanta(sql: &Memory, occupant: &str, at: Instant) -> Outcome<()> {
    Ok(sql.run(
        "INSERT INTO quantum (at, occupant) VALUES (?1, ?2), (?1 + 1, ?2), (?1 + 2, ?2), (?1 + 3, ?2), (?1 + 4, ?2), (?1 + 5, ?2)",
        binds![quantum(at), occupant],
    )?)
}

/// The five minutes that an instant lies in.
const fn quantum(at: Instant) -> i64 {
    at.millis() / 300_000
}
