//! Hours as staff type them, on the two nights of the year when clocks change.

use chrono::NaiveDateTime;
use guichet_kernel::{Fold, Instant, Readings, Zone};
use guichet_ui::desk::{Input, Issue, fold_word};

/// The instant that is meant by a time on a wall; or what is to be mended about it: the time itself where clocks never show it, and
/// where they show it twice, which of the two.
pub(super) fn instant(zone: Zone, wall: NaiveDateTime, typed: &str) -> Result<Instant, Issue> {
    match (zone.readings(wall), fold_of(typed)) {
        (Readings::Once(at), _) | (Readings::Twice(at, _), Some(Fold::First)) | (Readings::Twice(_, at), Some(Fold::Second)) => Ok(at),
        (Readings::Twice(..), None) => Err(Issue::HourTwice),
        (Readings::Never, _) => Err(Issue::HourLeftOut),
    }
}

/// The field that asks which of the two, where clocks show that time twice.
pub(super) fn field(zone: Zone, wall: Option<NaiveDateTime>, typed: &str, issue: Option<Issue>) -> Option<Input> {
    let twice = matches!(zone.readings(wall?), Readings::Twice(..));
    twice.then(|| Input { issue, ..Input::of(typed) })
}

/// The word for which of the two an instant is; empty where there is but one.
pub(super) fn word(zone: Zone, at: Instant) -> String {
    zone.fold(at).map(fold_word).unwrap_or_default().to_owned()
}

fn fold_of(typed: &str) -> Option<Fold> {
    [Fold::First, Fold::Second].into_iter().find(|fold| fold_word(*fold) == typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &str, wall: &str, typed: &str) -> Result<String, Issue> {
        instant(zone.parse().unwrap(), wall.parse().unwrap(), typed).map(|at| at.to_string())
    }

    // A4: both hours of an autumn night can be said, and none is chosen for whoever did not say.
    #[test]
    fn an_hour_that_comes_twice_is_either_and_one_that_never_comes_is_refused() {
        for (zone, night, first, second) in [
            ("Europe/Paris", "2026-10-25T02:30:00", "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"),
            ("America/Toronto", "2026-11-01T01:30:00", "2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z"),
        ] {
            assert_eq!(at(zone, night, "first").as_deref(), Ok(first));
            assert_eq!(at(zone, night, "second").as_deref(), Ok(second));
            for typed in ["", "third"] {
                assert_eq!(at(zone, night, typed), Err(Issue::HourTwice));
            }
            let zone: Zone = zone.parse().unwrap();
            assert_eq!([first, second].map(|at| word(zone, at.parse().unwrap())), ["first", "second"]);
            assert!(field(zone, Some(night.parse().unwrap()), "", None).is_some());
        }
        for (zone, never) in [("Europe/Paris", "2026-03-29T02:30:00"), ("America/Toronto", "2026-03-08T02:30:00")] {
            assert_eq!(at(zone, never, "first"), Err(Issue::HourLeftOut));
        }
        assert_eq!(at("Europe/Paris", "2026-10-25T03:30:00", "").as_deref(), Ok("2026-10-25T02:30:00.000Z"));
        assert_eq!(at("Pacific/Noumea", "2026-10-25T02:30:00", "second").as_deref(), Ok("2026-10-24T15:30:00.000Z"), "no change there");
        let noumea: Zone = "Pacific/Noumea".parse().unwrap();
        assert!(field(noumea, Some("2026-10-25T02:30:00".parse().unwrap()), "", None).is_none());
        assert_eq!(word(noumea, "2026-10-24T15:30:00Z".parse().unwrap()), "");
    }
}
