//! Runs simulations, one seed after another, for so many seconds, and prints how fast: `soak --seconds 60 [--seed N]
//! [--steps N]`. Writes `simulation.json` into the folder that `GUICHET_BENCH_PARTS` names, if it does.

use std::{path::Path, process::ExitCode, time::Instant};

use guichet_sim::{Mutation, Report, run};

/// Commands per second that architecture.md asks for.
const BUDGET: f64 = 5_000.0;

fn argument(name: &str, otherwise: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    let place = arguments.iter().position(|argument| argument == name);
    place.and_then(|place| arguments.get(place + 1)).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a command-line tool that measures time")]
fn main() -> ExitCode {
    let (seconds, first, steps) = (argument("--seconds", 10), argument("--seed", 1), argument("--steps", 10_000));
    let (begin, mut seed, mut total) = (Instant::now(), first, Report::default());
    while begin.elapsed().as_secs() < seconds {
        match run(seed, steps, Mutation::None) {
            Ok(report) => total.add(&report),
            Err(failure) => {
                println!("{failure}");
                return ExitCode::FAILURE;
            }
        }
        seed += 1;
    }
    let elapsed = begin.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let per_second = total.commands as f64 / elapsed;
    println!("seeds {first} to {}: {total:#?}", seed - 1);
    println!("{} commands in {elapsed:.1} s: {per_second:.0} commands/s", total.commands);
    if let Some(folder) = std::env::var_os("GUICHET_BENCH_PARTS") {
        let part = serde_json::json!({"simulation": {"value": per_second.round(), "unit": "commands/s", "budget": BUDGET, "sense": "min"}});
        if let Err(error) = std::fs::write(Path::new(&folder).join("simulation.json"), part.to_string()) {
            println!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
