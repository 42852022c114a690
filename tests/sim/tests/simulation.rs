//! Seeds, one after another on each core, for `SIM_SECONDS` (15); or the one of `SIM_SEED`, with `SIM_STEPS` (3 000) steps.

use std::{
    num::NonZero,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use guichet_sim::{Mutation, Report, run};

/// How many seeds there are at least: enough, mostly, to have led where the rules matter.
const LEAST: u64 = 6;
/// What is so rare that it is enough to have been there.
const RARE: [&str; 2] = ["accepted today", "expired"];
/// How many there are at most where chance has not led there yet.
const MOST: u64 = 12;
/// How often each rare thing must have been seen.
const OFTEN: u64 = 5;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn under_faults_nothing_overlaps_nothing_is_lost_and_everybody_is_written_to_once() {
    let steps = setting("SIM_STEPS").unwrap_or(3_000);
    if let Some(seed) = setting("SIM_SEED") {
        let report = run(seed, steps, Mutation::None).unwrap_or_else(|failure| panic!("{failure}"));
        println!("seed {seed}: {report:#?}");
        return;
    }
    let seconds = setting("SIM_SECONDS").unwrap_or(15);
    #[expect(clippy::disallowed_methods, reason = "bounds how long the test takes; no decision sees it")]
    let begin = std::time::Instant::now();
    let next = AtomicU64::new(1);
    let some = || {
        let mut total = Report::default();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed > LEAST && begin.elapsed().as_secs() >= seconds {
                return total;
            }
            total.add(&run(seed, steps, Mutation::None).unwrap_or_else(|failure| panic!("{failure}")));
        }
    };
    let mut total = Report::default();
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let working: Vec<_> = (0..cores).map(|_| scope.spawn(some)).collect();
        for core in working {
            total.add(&core.join().unwrap());
        }
    });
    let least = |name: &str| if RARE.contains(&name) { 0 } else { OFTEN };
    while total.seen.each().iter().any(|(name, seen)| **seen <= least(name)) && next.load(Ordering::Relaxed) <= MOST {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        total.add(&run(seed, steps, Mutation::None).unwrap_or_else(|failure| panic!("{failure}")));
    }
    println!("{total:#?}");
    // It has led where the rules matter.
    let Report { made, cancelled, owed, calls, http, deaths, repeated, looked_up, .. } = total;
    for (name, seen) in [
        ("made", made),
        ("cancelled", cancelled),
        ("owed", owed),
        ("calls", calls),
        ("http", http),
        ("deaths", deaths),
        ("repeated", repeated),
    ] {
        assert!(seen > 20, "{name}: {seen}");
    }
    // Rarer: only what the provider may have taken, and has not answered for, is looked up.
    assert!(looked_up > 5, "looked up: {looked_up}");
    for (name, seen) in total.seen.each() {
        assert!(*seen > least(name), "{name}: {seen}");
    }
}

#[test]
fn the_same_seed_is_the_same_story() {
    let stories = [(); 2].map(|()| run(42, 500, Mutation::None).unwrap_or_else(|failure| panic!("{failure}")).digest);
    assert_eq!(stories[0], stories[1]);
    assert_ne!(stories[0], run(43, 500, Mutation::None).unwrap().digest);
}
