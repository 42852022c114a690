//! A simulation that cannot fail proves nothing: each defect that is put in on purpose is found, for its own reason, and
//! the failure says how to replay it.

#![expect(clippy::panic, reason = "the whole file is a test")]

use guichet_sim::{Failure, Mutation, run};

/// How long a story is: most defects show soon, or once all has come to rest.
const SHORT: u64 = 1_200;
/// How long it is for those that show where two rare things meet.
const LONG: u64 = 3_000;

fn found(mutation: Mutation, steps: u64) -> Failure {
    (1..=12).find_map(|seed| run(seed, steps, mutation).err()).unwrap_or_else(|| panic!("{mutation:?} was not noticed"))
}

/// A test for each defect, with the words of which one says why it was found; so the cores share them.
macro_rules! noticed {
    ($($test:ident: $mutation:ident, $steps:ident, [$($words:literal),+];)+) => {
        $(
            #[test]
            fn $test() {
                let failure = found(Mutation::$mutation, $steps);
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
    no_idempotency: NoIdempotency, SHORT, ["was sent twice"];
    blind_look_up: BlindLookUp, SHORT, ["was sent twice"];
    no_dedupe: NoDedupe, SHORT, ["was applied 2 times", "/inbox at Practice"];
    no_triggers: NoTriggers, SHORT, ["A3: "];
    lying_network: LyingNetwork, LONG, ["was applied 0 times", "an answer of another", "no confirmation", "is not complete", "keeps something until"];
    forgetful_mailroom: ForgetfulMailroom, LONG, ["was sent twice"];
    nosy_agenda: NosyAgenda, SHORT, ["personal data in note"];
    erasure_untold: ErasureUntold, SHORT, ["is not complete"];
    merge_ignored: MergeIgnored, SHORT, ["points at", "is to Some(pat_"];
    merged_twice: MergedTwice, SHORT, ["PatientMergedV1"];
    session_outlives: SessionOutlives, SHORT, ["a revoked session"];
    member_outlives: MemberOutlives, SHORT, ["a member was ended, or not", "a member left, or not", "was answered", "members, and should have", "the page of", "could not be invited"];
    trail_loses_line: TrailLosesLine, SHORT, ["of the trail of"];
    words_outlive: WordsOutlive, SHORT, ["note of Practice", "who was erased"];
    move_unchecked: MoveUnchecked, SHORT, ["A3: "];
    closing_untold: ClosingUntold, LONG, ["and should have told"];
    reach_outlives: ReachOutlives, SHORT, ["A7: "];
    siblings_stay: SiblingsStay, SHORT, ["W6: "];
    same_day_offered: SameDayOffered, SHORT, ["is on the same day"];
    old_time_stays: OldTimeStays, SHORT, ["W10: "];
    nobody_replaces: NobodyReplaces, SHORT, ["and nobody asked"];
    round_too_soon: RoundTooSoon, SHORT, ["the next round begins at"];
    round_forgotten: RoundForgotten, SHORT, ["is to be asked for in the next round"];
    grace_ignored: GraceIgnored, SHORT, ["its time is kept until None"];
    mover_asked: MoverAsked, LONG, ["left it"];
}

#[test]
fn a_failure_says_how_to_replay_it_and_does_so() {
    let first = found(Mutation::NoIdempotency, SHORT);
    assert!(first.to_string().contains(&format!("SIM_SEED={} SIM_STEPS={SHORT} cargo test -p guichet-sim", first.seed)), "{first}");
    let again = run(first.seed, first.steps, Mutation::NoIdempotency).unwrap_err();
    assert_eq!((again.step, again.violation), (first.step, first.violation));
}
