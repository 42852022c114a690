//! Native measures, on the same SQLite that the tests use: what the choice of an overlap guard costs, whether free
//! slots cost more in an old agenda than in a young one, what a practice's week costs, and whether a search costs more among
//! many patients or practitioners than among few, what it costs to find whom to offer an earlier slot, and whether a booking costs more
//! where many wait for one. `cargo xtask bench` runs them and judges them; named on the command line, some of them run alone.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod agenda;
mod booking;
mod directory;
mod guard;
mod measure;
mod patients;
mod slots;
mod waitlist;
mod week;

use std::collections::BTreeMap;

use measure::{Measure, Outcome};

/// Measures, and gives the lines of the report.
type Bench = fn() -> Outcome<Vec<(String, Measure)>>;

/// What there is to measure, by the name of its file.
const MEASURES: [(&str, Bench); 7] = [
    ("guard", guard::measure),
    ("slots", slots::measure),
    ("booking", booking::measure),
    ("waitlist", waitlist::measure),
    ("week", week::measure),
    ("patients", patients::measure),
    ("directory", directory::measure),
];

fn main() -> Outcome<()> {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let mut report: BTreeMap<String, Measure> = BTreeMap::new();
    for (name, measure) in MEASURES {
        if wanted(name) {
            report.extend(measure()?);
        }
    }
    measure::write("native", &report)
}
