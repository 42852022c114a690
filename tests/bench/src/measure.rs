//! Rounds in which several things take turns, their medians, and the part of the report.

use std::{collections::BTreeMap, error::Error, path::PathBuf, time::Instant};

use serde::Serialize;

/// Anything that goes wrong ends the run with its words.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// One line of the report; `xtask/src/bench.rs` says what each field means.
#[derive(Serialize)]
pub(crate) struct Measure {
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) against: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) budget: Option<f64>,
}

/// What is measured: does its work once.
pub(crate) type Work<'a> = dyn FnMut() -> Outcome<()> + 'a;

/// The median over rounds, and what the rounds spread over.
pub(crate) struct Summary {
    pub(crate) median: f64,
    low: f64,
    high: f64,
}

impl Summary {
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = values.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let at = |n: usize| sorted.get(n).copied().unwrap_or(f64::NAN);
        Self { median: at(sorted.len() / 2), low: at(0), high: at(sorted.len().saturating_sub(1)) }
    }

    pub(crate) fn shown(&self) -> String {
        format!("{:.2} ({:.2}–{:.2})", self.median, self.low, self.high)
    }
}

/// Measures each of `works` in `rounds` rounds; within a round they take turns, `turns` times, so that noise meets all of
/// them alike. Gives, for each, the microseconds of one execution at the median of each round's turns.
pub(crate) fn compare(rounds: usize, turns: usize, works: &mut [Box<Work<'_>>]) -> Outcome<Vec<Vec<f64>>> {
    let mut medians = vec![Vec::new(); works.len()];
    for _ in 0..rounds {
        let mut times = vec![Vec::new(); works.len()];
        for _ in 0..turns {
            for (work, times) in works.iter_mut().zip(&mut times) {
                times.push(microseconds(work)?);
            }
        }
        for (all, round) in medians.iter_mut().zip(times) {
            all.push(Summary::of(round).median);
        }
    }
    Ok(medians)
}

/// How often a work is done between two looks at the clock.
const AT_ONCE: u32 = 20;

#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock; it never runs on wasm32")]
fn microseconds(work: &mut Work<'_>) -> Outcome<f64> {
    let began = Instant::now();
    for _ in 0..AT_ONCE {
        work()?;
    }
    Ok(began.elapsed().as_secs_f64() * 1e6 / f64::from(AT_ONCE))
}

/// The microseconds of one execution.
#[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock; it never runs on wasm32")]
pub(crate) fn once(work: &mut Work<'_>) -> Outcome<f64> {
    let began = Instant::now();
    work()?;
    Ok(began.elapsed().as_secs_f64() * 1e6)
}

/// Each round's ratio of two works' times.
pub(crate) fn ratio(times: &[f64], against: &[f64]) -> Summary {
    Summary::of(times.iter().zip(against).map(|(a, b)| a / b))
}

/// Writes a part of the report, where `cargo xtask bench` looks for it.
pub(crate) fn write(name: &str, report: &BTreeMap<String, Measure>) -> Outcome<()> {
    let folder = std::env::var_os("GUICHET_BENCH_PARTS").map_or_else(|| PathBuf::from("target/bench/parts"), PathBuf::from);
    std::fs::create_dir_all(&folder)?;
    Ok(std::fs::write(folder.join(format!("{name}.json")), serde_json::to_string_pretty(report)?)?)
}
