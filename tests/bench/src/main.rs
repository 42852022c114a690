//! Native measures, on the same SQLite that the tests use: what the choice of an overlap guard costs, whether free
//! slots cost more in an old agenda than in a young one, what a practice's week costs, and whether a search costs more among
//! many patients or practitioners than among few. `cargo xtask bench` runs them and judges them.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod agenda;
mod directory;
mod guard;
mod measure;
mod patients;
mod slots;
mod week;

use std::collections::BTreeMap;

use measure::{Measure, Outcome};

fn main() -> Outcome<()> {
    let mut report: BTreeMap<String, Measure> = BTreeMap::new();
    report.extend(guard::measure()?);
    report.extend(slots::measure()?);
    report.extend(week::measure()?);
    report.extend(patients::measure()?);
    report.extend(directory::measure()?);
    measure::write("native", &report)
}
