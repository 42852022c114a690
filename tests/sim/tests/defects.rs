//! A simulation that cannot fail proves nothing: each defect that is put in on purpose is found, for its own reason, and
//! the failure says how to replay it.

#![expect(clippy::panic, reason = "the whole file is a test")]

use guichet_sim::{Failure, Mutation, run};

/// Short stories, many beginnings: what is found only when all has come to rest is found soon.
const STEPS: u64 = 1_200;

fn found(mutation: Mutation) -> Failure {
    let seeds = 1..=30;
    seeds.into_iter().find_map(|seed| run(seed, STEPS, mutation).err()).unwrap_or_else(|| panic!("{mutation:?} was not noticed"))
}

/// A test for each defect, with the words of which one says why it was found; so the cores share them.
macro_rules! noticed {
    ($($test:ident: $mutation:ident, [$($words:literal),+];)+) => {
        $(
            #[test]
            fn $test() {
                let failure = found(Mutation::$mutation);
                println!("{failure}");
                let said = failure.violation.to_string();
                assert!([$($words),+].iter().any(|words| said.contains(words)), "{failure}");
            }
        )+

        #[test]
        fn every_defect_has_its_test() {
            assert_eq!([$(Mutation::$mutation),+], Mutation::DEFECTS);
        }
    };
}

noticed! {
    no_idempotency: NoIdempotency, ["was sent twice"];
    blind_look_up: BlindLookUp, ["was sent twice"];
    no_dedupe: NoDedupe, ["was applied 2 times", "/inbox at Practice"];
    no_triggers: NoTriggers, ["A3: "];
    lying_network: LyingNetwork, ["was applied 0 times", "an answer of another", "no confirmation", "is not complete"];
    forgetful_mailroom: ForgetfulMailroom, ["was sent twice"];
    nosy_agenda: NosyAgenda, ["personal data in note"];
    erasure_untold: ErasureUntold, ["is not complete"];
    merge_ignored: MergeIgnored, ["points at"];
    merged_twice: MergedTwice, ["PatientMergedV1"];
    session_outlives: SessionOutlives, ["a revoked session"];
    member_outlives: MemberOutlives, ["a member was ended, or not", "a member left, or not", "was answered", "members, and should have", "the page of"];
    trail_loses_line: TrailLosesLine, ["of the trail of"];
    words_outlive: WordsOutlive, ["note of Practice", "who was erased"];
    move_unchecked: MoveUnchecked, ["A3: "];
    closing_untold: ClosingUntold, ["and should have told"];
}

#[test]
fn a_failure_says_how_to_replay_it_and_does_so() {
    let first = found(Mutation::NoIdempotency);
    assert!(first.to_string().contains(&format!("SIM_SEED={} SIM_STEPS={STEPS} cargo test -p guichet-sim", first.seed)), "{first}");
    let again = run(first.seed, first.steps, Mutation::NoIdempotency).unwrap_err();
    assert_eq!((again.step, again.violation), (first.step, first.violation));
}
