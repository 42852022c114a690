//! Everything random in a simulation, from one seed.

use chrono::TimeDelta;
use guichet_kernel::Entropy;
use guichet_testkit::SeededEntropy;

/// A seed's sequence.
#[derive(Debug)]
pub(crate) struct Dice(SeededEntropy);

impl Dice {
    /// The sequence of `seed`.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    /// A number below `bound`.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    /// True so many times in a thousand.
    pub(crate) fn chance(&self, per_mille: u64) -> bool {
        per_mille > 0 && self.below(1_000) < per_mille
    }

    /// A length of time from `low` to `high` milliseconds.
    pub(crate) fn millis(&self, low: i64, high: i64) -> TimeDelta {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0);
        TimeDelta::milliseconds(low.saturating_add_unsigned(self.below(span.saturating_add(1))))
    }

    /// A position in something of that length; 0 if it is empty.
    pub(crate) fn place(&self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(1).max(1))).unwrap_or(0)
    }

    /// One of them, if there is any.
    pub(crate) fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.place(from.len()))
    }
}

impl Entropy for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}
