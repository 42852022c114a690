//! Where in what is open somebody can be placed, for the sheet's free lines. The agenda decides; this only offers.

use chrono::TimeDelta;
use guichet_kernel::Instant;

/// A free line is at most so long, and ends with the half hour.
const LONGEST: i64 = 30;
/// A shorter rest is not offered.
const SHORTEST: i64 = 20;
const MINUTE: i64 = 60_000;

/// From, and to.
pub(super) type Span = (Instant, Instant);

/// The free lines of what is open, from `now` on: between what is closed, and where fewer than `capacity` are at once.
pub(super) fn lines(open: Span, capacity: u8, taken: &[Span], closed: &[Span], now: Instant) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut at, end) = (open.0.millis().max(up(now.millis())), open.1.millis());
    while at + SHORTEST * MINUTE <= end {
        // The next line's end: the half hour, or whatever changes before.
        let half_hour = (at / (LONGEST * MINUTE) + 1) * LONGEST * MINUTE;
        let edges = taken.iter().chain(closed).flat_map(|(from, to)| [from.millis(), to.millis()]);
        let stop = edges.filter(|edge| *edge > at).chain([half_hour, end]).min().unwrap_or(end);
        let over = |spans: &[Span]| spans.iter().filter(|(from, to)| from.millis() <= at && to.millis() > at).count();
        if over(closed) == 0 && over(taken) < usize::from(capacity) && stop - at >= SHORTEST * MINUTE {
            found.push((Instant::from_millis(at), Instant::from_millis(stop)));
        }
        at = stop;
    }
    found
}

/// The next five minutes.
fn up(millis: i64) -> i64 {
    let step = TimeDelta::minutes(5).num_milliseconds();
    millis.div_euclid(step) * step + if millis.rem_euclid(step) == 0 { 0 } else { step }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        format!("2026-11-23T{text}:00Z").parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        (at(from), at(to))
    }

    fn offered(open: Span, capacity: u8, taken: &[Span], closed: &[Span], now: &str) -> Vec<String> {
        lines(open, capacity, taken, closed, at(now))
            .iter()
            .map(|(from, to)| format!("{}-{}", from.utc().format("%H:%M"), to.utc().format("%H:%M")))
            .collect()
    }

    #[test]
    fn what_is_open_is_offered_by_the_half_hour() {
        assert_eq!(offered(span("09:15", "10:30"), 1, &[], &[], "00:00"), ["09:30-10:00", "10:00-10:30"]);
    }

    #[test]
    fn nothing_is_offered_where_somebody_is_or_it_is_closed_or_past() {
        let taken = [span("09:00", "09:45")];
        assert_eq!(offered(span("09:00", "10:30"), 1, &taken, &[], "00:00"), ["10:00-10:30"]);
        assert_eq!(offered(span("09:00", "10:30"), 1, &taken, &[span("10:00", "12:00")], "00:00"), [""; 0]);
        assert_eq!(offered(span("09:00", "10:30"), 1, &[], &[], "10:02"), ["10:05-10:30"]);
        assert_eq!(offered(span("09:00", "10:30"), 1, &[span("09:00", "09:40")], &[], "00:00"), ["09:40-10:00", "10:00-10:30"]);
        // A rest too short for anybody.
        assert_eq!(offered(span("09:00", "10:00"), 1, &taken, &[], "00:00"), [""; 0]);
    }

    // A3
    #[test]
    fn a_second_is_offered_where_two_are_treated_at_once() {
        let taken = [span("09:00", "09:30"), span("09:00", "10:00")];
        assert_eq!(offered(span("09:00", "10:00"), 2, &taken, &[], "00:00"), ["09:30-10:00"]);
        assert_eq!(offered(span("09:00", "10:00"), 3, &taken, &[], "00:00"), ["09:00-09:30", "09:30-10:00"]);
    }
}
