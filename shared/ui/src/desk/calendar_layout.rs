//! Where a stretch of time stands on a day's sheet: beside which others, from which hour to which. Positions are classes of the
//! stylesheet, since a page of ours bears no style of its own.

/// Minutes of a day, counted from its midnight.
const DAY: u16 = 24 * 60;
/// What a sheet can tell apart.
const STEP: u16 = 5;
/// As many as stand side by side; those beyond share the last column.
const MOST_COLUMNS: usize = 8;

/// A stretch of a day's time, in minutes from midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// From.
    pub(super) from: u16,
    /// To, after it; at most midnight.
    pub(super) to: u16,
}

impl Stretch {
    /// From a minute, so many minutes long, as far as the day goes.
    pub(super) fn new(from: u16, minutes: u16) -> Self {
        let from = from.min(DAY - STEP);
        Self { from, to: from.saturating_add(minutes.max(STEP)).min(DAY) }
    }

    /// Where it stands, as classes: its hour and minute, its length.
    pub(super) fn classes(self) -> String {
        let (from, length) = (self.from / STEP * STEP, (self.to - self.from).div_ceil(STEP) * STEP);
        format!("h{} n{} lh{} ln{}", from / 60, from % 60, length / 60, length % 60)
    }
}

/// Which column each stretch has, of how many: those that overlap stand side by side, and each takes the first that is free. They
/// come by start.
pub(super) fn columns(stretches: &[Stretch]) -> Vec<(usize, usize)> {
    let mut placed: Vec<(usize, usize)> = Vec::with_capacity(stretches.len());
    // The ends of the columns of the present group, and where the group began.
    let (mut ends, mut first): (Vec<u16>, usize) = (Vec::new(), 0);
    for stretch in stretches {
        if ends.iter().all(|end| *end <= stretch.from) {
            close(&mut placed, first, ends.len());
            first = placed.len();
            ends.clear();
        }
        let column = ends.iter().position(|end| *end <= stretch.from).unwrap_or(ends.len()).min(MOST_COLUMNS - 1);
        match ends.get_mut(column) {
            Some(end) => *end = stretch.to.max(*end),
            None => ends.push(stretch.to),
        }
        placed.push((column, 1));
    }
    close(&mut placed, first, ends.len());
    placed
}

/// Tells a group how many columns it came to.
fn close(placed: &mut [(usize, usize)], first: usize, count: usize) {
    placed.iter_mut().skip(first).for_each(|(_, of)| *of = count.max(1));
}

/// The whole hours that a sheet shows: those of its day's work, and whatever is beyond it.
pub(super) fn hours(stretches: impl IntoIterator<Item = Stretch>) -> (u16, u16) {
    let (mut first, mut last) = (None::<u16>, None::<u16>);
    for stretch in stretches {
        first = Some(first.map_or(stretch.from, |known| known.min(stretch.from)));
        last = Some(last.map_or(stretch.to, |known| known.max(stretch.to)));
    }
    let (first, last) = (first.unwrap_or(8 * 60) / 60, last.unwrap_or(18 * 60).div_ceil(60));
    // A sheet of an hour or two would be all height.
    if last - first >= 6 { (first, last) } else { (first.min(18), (first.min(18) + 6).max(last)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(from: u16, to: u16) -> Stretch {
        Stretch { from, to }
    }

    #[test]
    fn what_does_not_overlap_has_the_day_to_itself() {
        assert_eq!(columns(&[]), []);
        assert_eq!(columns(&[at(540, 570), at(570, 600), at(700, 760)]), [(0, 1), (0, 1), (0, 1)]);
    }

    #[test]
    fn what_overlaps_stands_side_by_side_and_a_free_column_is_used_again() {
        // The third begins when the first has ended: it takes its column, and all three are of one group.
        assert_eq!(columns(&[at(540, 600), at(570, 660), at(600, 630)]), [(0, 2), (1, 2), (0, 2)]);
        assert_eq!(columns(&[at(540, 600), at(540, 600), at(540, 600), at(600, 620)]), [(0, 3), (1, 3), (2, 3), (0, 1)]);
    }

    #[test]
    fn no_column_holds_two_at_once_while_there_are_columns() {
        let mut stretches: Vec<Stretch> = (0..40_u16).map(|n| at(480 + n * 7, 480 + n * 7 + 10 + (n * 13) % 30)).collect();
        stretches.sort_by_key(|stretch| (stretch.from, stretch.to));
        let placed = columns(&stretches);
        for (n, (one, (column, of))) in stretches.iter().zip(&placed).enumerate() {
            assert!(column < of);
            for (other, (theirs, count)) in stretches.iter().zip(&placed).take(n) {
                if other.from < one.to && one.from < other.to {
                    assert!(column != theirs && of == count, "{one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn more_than_a_sheet_has_columns_for_share_the_last() {
        let placed = columns(&[at(540, 600); 12]);
        assert!(placed.iter().all(|(column, of)| *column < MOST_COLUMNS && *of == MOST_COLUMNS));
    }

    #[test]
    fn a_position_is_five_minutes_and_never_leaves_the_day() {
        assert_eq!(Stretch::new(9 * 60 + 17, 30).classes(), "h9 n15 lh0 ln30");
        assert_eq!(Stretch::new(9 * 60, 0).classes(), "h9 n0 lh0 ln5");
        assert_eq!(Stretch::new(23 * 60 + 30, 90), at(1410, 1440));
        assert_eq!(Stretch::new(0, u16::MAX).classes(), "h0 n0 lh24 ln0");
    }

    #[test]
    fn a_sheet_shows_the_hours_that_have_something() {
        assert_eq!(hours([]), (8, 18));
        assert_eq!(hours([at(510, 600), at(840, 1145)]), (8, 20));
        assert_eq!(hours([at(540, 570)]), (9, 15));
        assert_eq!(hours([at(1380, 1440)]), (18, 24));
    }
}
