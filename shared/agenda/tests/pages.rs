//! The public pages: which stand, since when, and what is to be published of them, not too often and until it is.

#![expect(clippy::unwrap_used, reason = "the whole file is a test")]

use chrono::TimeDelta;
use guichet_agenda_core::directory::{
    DuePage, MIGRATIONS, PageOf, due_pages, forget_all, note_not_published, note_published, note_publishing, page_changed, page_gone,
    page_parts, page_stirred, pages_after, publish_again, publish_old_again, publishing_due_at,
};
use guichet_kernel::{Instant, PracticeId, PractitionerId, sql::migrate};
use guichet_testkit::{Memory, SeededEntropy};

const NOW: Instant = Instant::from_millis(1_795_420_800_000);

fn at(seconds: i64) -> Instant {
    NOW.plus(TimeDelta::seconds(seconds))
}

struct Pages {
    sql: Memory,
    entropy: SeededEntropy,
}

impl Pages {
    fn none() -> Self {
        let sql = Memory::new();
        migrate(&sql, &[MIGRATIONS], NOW).unwrap();
        Self { sql, entropy: SeededEntropy::new(11) }
    }

    fn practice(&self) -> PageOf {
        PageOf::Practice(PracticeId::draw(NOW, &self.entropy))
    }

    fn practitioner(&self) -> PageOf {
        PageOf::Practitioner(PractitionerId::draw(NOW, &self.entropy))
    }

    fn changes(&self, of: PageOf, now: Instant) {
        page_changed(&self.sql, of, &format!("/fr/{of}"), now).unwrap();
    }

    fn due_at(&self) -> Option<Instant> {
        publishing_due_at(&self.sql).unwrap()
    }

    fn due(&self, now: Instant) -> Vec<DuePage> {
        due_pages(&self.sql, now, 50).unwrap()
    }

    /// Begins to publish what is due.
    fn begin(&self, now: Instant) -> Vec<DuePage> {
        let due = self.due(now);
        for page in &due {
            note_publishing(&self.sql, page, now).unwrap();
        }
        due
    }

    /// Publishes what is due; says how much that was.
    fn publish(&self, now: Instant) -> usize {
        let due = self.begin(now);
        for page in &due {
            note_published(&self.sql, page, true, now).unwrap();
        }
        due.len()
    }

    fn paths(&self) -> Vec<String> {
        pages_after(&self.sql, None, 50).unwrap().into_iter().map(|page| page.path).collect()
    }
}

#[test]
fn what_changes_together_is_published_once() {
    let pages = Pages::none();
    let of = pages.practice();
    pages.changes(of, at(0));
    pages.changes(of, at(0));
    // The first time at once, then five seconds apart.
    assert_eq!((pages.due_at(), pages.publish(at(0)), pages.due_at()), (Some(at(0)), 1, None));
    for second in 1..5 {
        pages.changes(of, at(second));
        assert_eq!(pages.due_at(), Some(at(5)));
    }
    assert_eq!((pages.publish(at(4)), pages.publish(at(5)), pages.publish(at(100))), (0, 1, 0));
    // Another free start alone waits a minute, and no longer than whatever else has changed.
    page_stirred(&pages.sql, of, at(6)).unwrap();
    page_stirred(&pages.sql, of, at(40)).unwrap();
    assert_eq!(pages.due_at(), Some(at(65)));
    pages.changes(of, at(50));
    assert_eq!(pages.due_at(), Some(at(50)));
    page_stirred(&pages.sql, of, at(51)).unwrap();
    assert_eq!(pages.due_at(), Some(at(50)));
}

#[test]
fn what_changes_while_it_is_published_is_published_again() {
    let pages = Pages::none();
    let of = pages.practice();
    pages.changes(of, at(0));
    let due = pages.due(at(0));
    pages.changes(of, at(1));
    note_published(&pages.sql, &due[0], true, at(2)).unwrap();
    assert_eq!(pages.due_at(), Some(at(7)));
    let again = pages.due(at(7));
    assert!(again[0].version > due[0].version, "{again:?}");
    note_published(&pages.sql, &again[0], true, at(7)).unwrap();
    assert_eq!(pages.due_at(), None);
}

#[test]
fn what_is_refused_is_tried_again_later_each_time_whatever_changes() {
    let pages = Pages::none();
    let of = pages.practice();
    pages.changes(of, at(0));
    let mut now = at(0);
    let mut waits = Vec::new();
    for _ in 0..10 {
        let due = pages.begin(now);
        note_not_published(&pages.sql, &due[0], now).unwrap();
        pages.changes(of, now);
        let again = pages.due_at().unwrap();
        waits.push(again.since(now).num_seconds());
        now = again;
    }
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    assert_eq!((pages.publish(now), pages.due_at()), (1, None));
    // All is well again: what changes waits no longer than ever.
    pages.changes(of, now);
    assert_eq!(pages.due_at(), Some(now.plus(TimeDelta::seconds(5))));
}

// What was given up, or whose publisher died, may arrive after what is newer.
#[test]
fn what_may_arrive_late_is_followed_by_what_is_newest() {
    for dies in [false, true] {
        let pages = Pages::none();
        let of = pages.practice();
        pages.changes(of, at(0));
        let lost = pages.begin(at(0));
        if !dies {
            note_not_published(&pages.sql, &lost[0], at(0)).unwrap();
        }
        assert_eq!((pages.publish(at(10)), pages.due_at()), (1, Some(at(75))));
        pages.changes(of, at(20));
        assert_eq!((pages.publish(at(20)), pages.due_at()), (1, Some(at(75))));
        assert_eq!((pages.publish(at(75)), pages.due_at()), (1, None));
    }
}

#[test]
fn a_page_that_is_gone_is_withdrawn_at_once_and_in_no_list() {
    let pages = Pages::none();
    let (of, never) = (pages.practice(), pages.practice());
    pages.changes(of, at(0));
    pages.publish(at(0));
    page_gone(&pages.sql, never, at(1)).unwrap();
    page_gone(&pages.sql, of, at(1)).unwrap();
    assert_eq!((pages.due_at(), pages.paths()), (Some(at(1)), Vec::new()));
    let due = pages.due(at(1));
    note_published(&pages.sql, &due[0], false, at(1)).unwrap();
    // Nothing more is to be said of it.
    page_gone(&pages.sql, of, at(2)).unwrap();
    page_stirred(&pages.sql, of, at(2)).unwrap();
    publish_old_again(&pages.sql, at(100 * 24 * 3600), 9).unwrap();
    assert_eq!(pages.due_at(), None);
    pages.changes(of, at(3));
    assert_eq!((pages.due_at(), pages.paths()), (Some(at(3)), vec![format!("/fr/{of}")]));
}

#[test]
fn what_was_published_long_ago_is_published_again() {
    let pages = Pages::none();
    let all: Vec<_> = (0..3).map(|_| pages.practice()).collect();
    for (day, of) in (0..).zip(&all) {
        pages.changes(*of, at(day * 24 * 3600));
        pages.publish(at(day * 24 * 3600));
    }
    let again = |day: i64| {
        let now = at(day * 24 * 3600 + 1);
        publish_old_again(&pages.sql, now, 1).unwrap();
        pages.publish(now)
    };
    assert_eq!([9, 10, 10, 11, 11, 12, 13].map(again), [0, 1, 0, 1, 0, 1, 0]);
}

#[test]
fn everything_is_published_anew_or_withdrawn_when_it_is_forgotten() {
    let pages = Pages::none();
    for _ in 0..3 {
        pages.changes(pages.practice(), at(0));
    }
    assert_eq!(pages.publish(at(0)), 3);
    publish_again(&pages.sql, at(1)).unwrap();
    assert_eq!(pages.publish(at(1)), 3);
    forget_all(&pages.sql, at(2)).unwrap();
    assert_eq!((pages.paths(), pages.due(at(2)).len()), (Vec::new(), 3));
}

// Practices by id, then practitioners by id, however many at a time; the parts are those that the pages have.
#[test]
fn pages_are_listed_in_parts_each_once() {
    let pages = Pages::none();
    for n in 0..7 {
        pages.changes(if n % 2 == 0 { pages.practitioner() } else { pages.practice() }, at(n));
    }
    let all = pages_after(&pages.sql, None, 50).unwrap();
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by_key(|page| page.of), "{all:?}");
    assert!(all.iter().all(|page| page.of.to_string().parse() == Ok(page.of) && page.path == format!("/fr/{}", page.of)));
    for most in [1, 2, 3, 7, 50] {
        let parts = page_parts(&pages.sql, most).unwrap();
        let in_parts: Vec<_> = parts.iter().map(|part| pages_after(&pages.sql, part.after, most).unwrap()).collect();
        assert_eq!(in_parts.concat(), all, "by {most}");
        for (part, listed) in parts.iter().zip(&in_parts) {
            assert_eq!(Some(part.changed_at), listed.iter().map(|page| page.changed_at).max());
        }
    }
    assert_eq!(page_parts(&Pages::none().sql, 5).unwrap(), []);
    assert!("mbr_0193a0000000700080000000000000d1".parse::<PageOf>().is_err());
}
