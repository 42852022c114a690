//! Sorting that weighs little in wasm.
//!
//! The standard sort is compiled anew for each type that is sorted, six to eight kilobytes of wasm each time; an Agenda sorts a dozen
//! types, of a few hundred values at most. Here places are sorted, once for all types, and the values follow.

use std::cmp::Ordering;

/// Sorts by what `key` reads of each; what is equal stays in the order in which it was.
///
/// ```
/// let mut words = vec!["trois", "un", "deux"];
/// guichet_kernel::order::by_key(&mut words, |word| word.len());
/// assert_eq!(words, ["un", "deux", "trois"]);
/// ```
pub fn by_key<T, K: Ord>(values: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let keys: Vec<K> = values.iter().map(key).collect();
    let places = places(values.len(), &|one, other| keys.get(one).cmp(&keys.get(other)));
    let mut taken: Vec<Option<T>> = values.drain(..).map(Some).collect();
    values.extend(places.into_iter().filter_map(|place| taken.get_mut(place).and_then(Option::take)));
}

/// Sorts, and keeps one of what is equal.
pub fn distinct<T: Ord + Copy>(values: &mut Vec<T>) {
    by_key(values, |value| *value);
    values.dedup();
}

#[inline(never)]
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_sort_does(values in proptest::collection::vec((0_u8..6, any::<u8>()), 0..60)) {
            let (mut ours, mut theirs) = (values.clone(), values);
            super::by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn distinct_is_a_set_in_order(values in proptest::collection::vec(any::<u8>(), 0..60)) {
            let mut ours = values.clone();
            super::distinct(&mut ours);
            prop_assert_eq!(ours, values.into_iter().collect::<std::collections::BTreeSet<u8>>().into_iter().collect::<Vec<_>>());
        }
    }
}
