//! Measures, compared with their budgets.
//!
//! Every benchmark writes one JSON file, `{name: {value, unit, against?, ratio?, budget?, sense?}}`, into the folder that
//! the variable `GUICHET_BENCH_PARTS` names (`target/bench/parts/`). This module runs them all, adds the sizes, decides
//! what is within its budget, prints a table and writes `target/bench/report.json`. A budget bounds the ratio where there
//! is one, else the value.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::shell::{Context as _, Result, Trouble, cargo, program, root, run};
use crate::{build, functions, setup, size, table};

/// What one benchmark found.
#[derive(Serialize, Deserialize, Clone, PartialEq, Debug)]
struct Measure {
    value: f64,
    unit: String,
    /// What `ratio` compares with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    against: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    budget: Option<f64>,
    #[serde(default)]
    sense: Sense,
    #[serde(default)]
    within: bool,
}

/// Whether the budget is a ceiling or a floor.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Default, Debug)]
#[serde(rename_all = "lowercase")]
enum Sense {
    #[default]
    Max,
    Min,
}

type Report = BTreeMap<String, Measure>;

/// How long the simulation runs.
const SIMULATED_SECONDS: u32 = 20;

/// `cargo xtask bench`.
pub(crate) fn bench() -> Result<()> {
    let parts = root().join("target/bench/parts");
    if parts.exists() {
        std::fs::remove_dir_all(&parts).context("Old results cannot be removed.")?;
    }
    std::fs::create_dir_all(&parts).context("target/bench cannot be made.")?;

    let tools = setup::for_build()?;
    build::local(&functions::all()?, &tools)?;
    sizes(&parts)?;
    for script in scripts()? {
        println!("[bench] {}", script.strip_prefix(root()).unwrap_or(&script).display());
        run(program("node").arg(&script).env("GUICHET_BENCH_PARTS", &parts), "A benchmark")?;
    }
    println!("[bench] native");
    native(&parts, &["-p", "guichet-bench"])?;
    println!("[bench] simulation, {SIMULATED_SECONDS} s");
    let seconds = SIMULATED_SECONDS.to_string();
    native(&parts, &["-p", "guichet-sim", "--bin", "soak", "--", "--seconds", &seconds])?;

    let report = merge(&parts)?;
    let path = root().join("target/bench/report.json");
    std::fs::write(&path, serde_json::to_string_pretty(&report).context("The report cannot be written.")?)
        .context("The report cannot be written.")?;
    table::print(&["measure", "value", "ratio", "against", "budget", ""], &rows(&report));
    println!("[bench] {}", path.display());
    let over: Vec<&str> = report.iter().filter(|(_, m)| !m.within).map(|(name, _)| name.as_str()).collect();
    if over.is_empty() { Ok(()) } else { Err(Trouble::new(format!("Not within budget: {}.", over.join(", ")))) }
}

/// Runs a native benchmark, optimised.
fn native(parts: &Path, arguments: &[&str]) -> Result<()> {
    run(cargo().args(["run", "--profile", "native"]).args(arguments).env("GUICHET_BENCH_PARTS", parts), "A native benchmark")
}

/// The benchmarks under workerd, in alphabetical order; a name that begins with `_` is a helper.
fn scripts() -> Result<Vec<PathBuf>> {
    let folder = root().join("tests/bench");
    let mut scripts = Vec::new();
    for entry in std::fs::read_dir(&folder).context("tests/bench cannot be listed.")? {
        let path = entry.context("tests/bench cannot be listed.")?.path();
        let helper = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('_'));
        if path.extension().is_some_and(|extension| extension == "mjs") && !helper {
            scripts.push(path);
        }
    }
    scripts.sort();
    Ok(scripts)
}

fn sizes(parts: &Path) -> Result<()> {
    let report: Report = size::measure()?
        .into_iter()
        .map(|s| {
            let measure = Measure {
                value: s.gzip_kb.round(),
                unit: "KB gzipped".into(),
                against: None,
                ratio: None,
                budget: Some(s.budget_kb),
                sense: Sense::Max,
                within: false,
            };
            (format!("wasm size, {}", s.function.name()), measure)
        })
        .collect();
    std::fs::write(parts.join("size.json"), serde_json::to_string(&report).context("Sizes cannot be written.")?)
        .context("Sizes cannot be written.")
}

/// All parts in one report, each measure judged.
fn merge(parts: &Path) -> Result<Report> {
    let mut report = Report::new();
    for entry in std::fs::read_dir(parts).context("The results cannot be listed.")? {
        let path = entry.context("The results cannot be listed.")?.path();
        let text = std::fs::read_to_string(&path).context(format!("{} cannot be read.", path.display()))?;
        let part: Report = serde_json::from_str(&text).context(format!("{} is not a benchmark's result.", path.display()))?;
        report.extend(part.into_iter().map(|(name, measure)| (name, judged(measure))));
    }
    Ok(report)
}

fn judged(mut measure: Measure) -> Measure {
    let subject = measure.ratio.unwrap_or(measure.value);
    measure.within = measure.budget.is_none_or(|budget| match measure.sense {
        Sense::Max => subject <= budget,
        Sense::Min => subject >= budget,
    });
    measure
}

fn rows(report: &Report) -> Vec<Vec<String>> {
    let number = |n: f64| {
        if n.abs() >= 100.0 { format!("{n:.0}") } else { format!("{n:.2}") }
    };
    let row = |(name, m): (&String, &Measure)| {
        let bound = match m.sense {
            Sense::Max => "≤",
            Sense::Min => "≥",
        };
        vec![
            name.clone(),
            format!("{} {}", number(m.value), m.unit),
            m.ratio.map_or_else(String::new, |ratio| format!("{} ×", number(ratio))),
            m.against.clone().unwrap_or_default(),
            m.budget.map_or_else(String::new, |budget| format!("{bound} {}", number(budget))),
            if m.within { "within" } else { "OVER" }.to_owned(),
        ]
    };
    report.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::{Measure, Sense, judged};

    fn measure(ratio: Option<f64>, budget: Option<f64>, sense: Sense) -> Measure {
        Measure { value: 3.0, unit: "ms".into(), against: None, ratio, budget, sense, within: false }
    }

    #[test]
    fn a_budget_bounds_the_ratio_before_the_value() {
        assert!(judged(measure(Some(1.5), Some(2.0), Sense::Max)).within);
        assert!(!judged(measure(None, Some(2.0), Sense::Max)).within);
    }

    #[test]
    fn a_floor_is_not_a_ceiling() {
        assert!(judged(measure(Some(60.0), Some(50.0), Sense::Min)).within);
        assert!(!judged(measure(Some(40.0), Some(50.0), Sense::Min)).within);
    }

    #[test]
    fn what_has_no_budget_is_within() {
        assert!(judged(measure(Some(9.0), None, Sense::Max)).within);
    }
}
