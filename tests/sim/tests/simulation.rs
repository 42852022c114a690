//! Seeds, one after another, for `SIM_SECONDS` (20); or the one of `SIM_SEED`, with `SIM_STEPS` (4 000) steps.

use guichet_sim::{Mutation, Report, run};

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn under_faults_nothing_overlaps_nothing_is_lost_and_everybody_is_written_to_once() {
    let steps = setting("SIM_STEPS").unwrap_or(4_000);
    if let Some(seed) = setting("SIM_SEED") {
        let report = run(seed, steps, Mutation::None).unwrap_or_else(|failure| panic!("{failure}"));
        println!("seed {seed}: {report:#?}");
        return;
    }
    let seconds = setting("SIM_SECONDS").unwrap_or(20);
    #[expect(clippy::disallowed_methods, reason = "bounds how long the test takes; no decision sees it")]
    let begin = std::time::Instant::now();
    let (mut total, mut seed) = (Report::default(), 1);
    while seed <= 5 || begin.elapsed().as_secs() < seconds {
        total.add(&run(seed, steps, Mutation::None).unwrap_or_else(|failure| panic!("{failure}")));
        seed += 1;
    }
    println!("seeds 1 to {}: {total:#?}", seed - 1);
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
        ("looked up", looked_up),
    ] {
        assert!(seen > 20, "{name}: {seen}");
    }
    for (name, seen) in total.seen.each() {
        assert!(*seen > 5, "{name}: {seen}");
    }
}

#[test]
fn the_same_seed_is_the_same_story() {
    let stories = [(); 2].map(|()| run(42, 1_500, Mutation::None).unwrap_or_else(|failure| panic!("{failure}")).digest);
    assert_eq!(stories[0], stories[1]);
    assert_ne!(stories[0], run(43, 1_500, Mutation::None).unwrap().digest);
}
