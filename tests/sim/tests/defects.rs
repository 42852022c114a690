//! A simulation that cannot fail proves nothing: each defect that is put in on purpose is found, for its own reason, and
//! the failure says how to replay it.

#![expect(clippy::panic, reason = "the whole file is a test")]

use guichet_sim::{Failure, Mutation, run};

const STEPS: u64 = 3_000;

fn found(mutation: Mutation) -> Failure {
    let seeds = 1..=12;
    seeds.into_iter().find_map(|seed| run(seed, STEPS, mutation).err()).unwrap_or_else(|| panic!("{mutation:?} was not noticed"))
}

#[test]
fn every_defect_is_noticed_for_what_it_is() {
    for mutation in Mutation::DEFECTS {
        let expected: &[&str] = match mutation {
            Mutation::None => &[],
            Mutation::NoIdempotency | Mutation::BlindLookUp | Mutation::ForgetfulMailroom => &["was sent twice"],
            Mutation::NoDedupe => &["was applied 2 times", "/inbox at Practice"],
            Mutation::NoTriggers | Mutation::MoveUnchecked => &["A3: "],
            Mutation::LyingNetwork => &["was applied 0 times", "an answer of another", "no confirmation", "is not complete"],
            Mutation::NosyAgenda => &["personal data in note"],
            Mutation::ErasureUntold => &["is not complete"],
            Mutation::MergeIgnored => &["points at"],
            Mutation::MergedTwice => &["PatientMergedV1"],
            Mutation::SessionOutlives => &["a revoked session"],
            Mutation::MemberOutlives => {
                &["a member was ended, or not", "a member left, or not", "was answered", "members, and should have", "the page of"]
            }
            Mutation::TrailLosesLine => &["of the trail of"],
            Mutation::ClosingUntold => &["and should have told"],
            Mutation::WordsOutlive => &["note of Practice", "who was erased"],
        };
        let failure = found(mutation);
        println!("{mutation:?}: {failure}");
        let words = failure.violation.to_string();
        assert!(expected.iter().any(|expected| words.contains(expected)), "{mutation:?}: {failure}");
    }
}

#[test]
fn a_failure_says_how_to_replay_it_and_does_so() {
    let first = found(Mutation::NoIdempotency);
    assert!(first.to_string().contains(&format!("SIM_SEED={} SIM_STEPS={STEPS} cargo test -p guichet-sim", first.seed)), "{first}");
    let again = run(first.seed, first.steps, Mutation::NoIdempotency).unwrap_err();
    assert_eq!((again.step, again.violation), (first.step, first.violation));
}
