use guichet_kernel::{ApiTokenId, At, MemberId, PatientId, sql};
use guichet_testkit::{Memory, SeededEntropy};

use super::*;
use crate::people::schema::TRAIL_STAYS;

struct Desk {
    sql: Memory,
    entropy: SeededEntropy,
}

const START: i64 = 1_795_000_000_000;

impl Desk {
    fn new() -> Self {
        let (sql, entropy) = (Memory::new(), SeededEntropy::new(5));
        sql::migrate(&sql, &[crate::people::schema::MIGRATIONS], Instant::from_millis(START)).unwrap();
        Self { sql, entropy }
    }

    fn at(&self) -> At<'_> {
        At { now: Instant::from_millis(START), entropy: &self.entropy }
    }

    fn member(&self) -> Actor {
        Actor::Member(MemberId::draw(self.at().now, self.at().entropy))
    }

    fn record(&self, minute: i64, deed: &Deed) -> i64 {
        record(&self.sql, minutes(minute), deed, "req-1 <x>").unwrap()
    }

    fn seqs(&self, filter: &Filter, before: Option<i64>, limit: u8) -> (Vec<i64>, Option<i64>) {
        let page = page(&self.sql, filter, before, limit).unwrap();
        (page.entries.iter().map(|entry| entry.seq).collect(), page.next)
    }
}

fn minutes(count: i64) -> Instant {
    Instant::from_millis(START + count * 60_000)
}

fn searched(actor: Actor, found: i64) -> Deed {
    Deed { actor, action: AuditAction::PatientSearched, subject: None, detail: Detail::none().number("found", found) }
}

fn all() -> Filter {
    Filter::default()
}

#[test]
fn the_trail_is_never_rewritten() {
    let desk = Desk::new();
    desk.record(0, &searched(Actor::Operator, 3));
    for statement in [
        "UPDATE audit SET actor = 'system'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (seq, at, actor, action, detail, request_id) VALUES (1, 1, 'system', 'x', '', '')",
    ] {
        assert!(desk.sql.run(statement, &[]).unwrap_err().is_trigger(TRAIL_STAYS), "{statement}");
    }
    assert_eq!(desk.seqs(&all(), None, 10).0, [1]);
}

#[test]
fn a_deed_says_who_what_to_whom_and_how_in_ids_words_and_numbers() {
    let desk = Desk::new();
    let patient = PatientId::draw(desk.at().now, desk.at().entropy);
    let other = PatientId::draw(desk.at().now, desk.at().entropy);
    let detail = Detail::none().id("into", other).words("what", ["name", "contacts"]).word("by", "rule").number("count", 2);
    let deed = Deed { actor: desk.member(), action: AuditAction::PatientMerged, subject: Some(Subject::of(patient)), detail };
    desk.record(0, &deed);
    let entry = page(&desk.sql, &all(), None, 1).unwrap().entries.remove(0);
    assert_eq!((entry.actor, entry.action, entry.at), (deed.actor, deed.action, minutes(0)));
    assert_eq!(entry.subject, Some(patient.to_string()));
    assert_eq!(entry.detail, format!("into={other} what=name,contacts by=rule count=2"));
    assert_eq!(entry.request_id, "req-1x", "a request's id is an id, whatever was sent");
}

#[test]
fn a_page_goes_on_where_the_last_one_ended() {
    let desk = Desk::new();
    for minute in 0..7 {
        desk.record(minute, &searched(Actor::System, minute));
    }
    assert_eq!(desk.seqs(&all(), None, 3), (vec![7, 6, 5], Some(5)));
    assert_eq!(desk.seqs(&all(), Some(5), 3), (vec![4, 3, 2], Some(2)));
    assert_eq!(desk.seqs(&all(), Some(2), 3), (vec![1], None));
    assert_eq!(desk.seqs(&all(), Some(1), 3), (vec![], None));
    assert_eq!(desk.seqs(&all(), None, 7), (vec![7, 6, 5, 4, 3, 2, 1], None));
    assert_eq!(page(&Desk::new().sql, &all(), None, 3).unwrap(), Page { entries: vec![], next: None });
}

#[test]
fn rows_are_found_by_who_what_whom_when_and_words() {
    let desk = Desk::new();
    let (one, two) = (desk.member(), Actor::Key(ApiTokenId::draw(desk.at().now, desk.at().entropy)));
    let patient = PatientId::draw(desk.at().now, desk.at().entropy);
    let read = Deed { actor: one, action: AuditAction::PatientRead, subject: Some(Subject::of(patient)), detail: Detail::none() };
    desk.record(0, &searched(one, 3));
    desk.record(1, &searched(two, 45));
    desk.record(2, &read);
    desk.record(3, &Deed { actor: two, ..read.clone() });
    for (filter, expected) in [
        (Filter { actor: Some(one), ..all() }, vec![3, 1]),
        (Filter { subject: Some(patient.to_string()), ..all() }, vec![4, 3]),
        (Filter { action: Some("patient.searched".into()), ..all() }, vec![2, 1]),
        (Filter { action: Some("patient".into()), ..all() }, vec![4, 3, 2, 1]),
        (Filter { action: Some("patient.r".into()), ..all() }, vec![]),
        (Filter { text: Some(" FOUND=4".into()), ..all() }, vec![2]),
        (Filter { text: Some("patient.r".into()), actor: Some(two), ..all() }, vec![4]),
        (Filter { text: Some("100%_".into()), ..all() }, vec![]),
        (Filter { from: Some(minutes(1)), to: Some(minutes(3)), ..all() }, vec![3, 2]),
        (Filter { from: Some(minutes(9)), ..all() }, vec![]),
        (Filter { to: Some(minutes(0)), ..all() }, vec![]),
    ] {
        assert_eq!(desk.seqs(&filter, None, 10), (expected, None), "{filter:?}");
    }
}

#[test]
fn its_instants_never_go_back() {
    let desk = Desk::new();
    desk.record(5, &searched(Actor::System, 0));
    desk.record(4, &searched(Actor::System, 1));
    assert_eq!(page(&desk.sql, &all(), None, 1).unwrap().entries[0].at, minutes(5));
}

#[test]
fn an_export_is_the_whole_trail_oldest_first() {
    let desk = Desk::new();
    for minute in 0..5 {
        desk.record(minute, &searched(Actor::System, minute));
    }
    let (mut after, mut whole) = (0, vec![]);
    loop {
        let rows = export(&desk.sql, &all(), after, 2).unwrap();
        let Some(last) = rows.last() else { break };
        after = last.seq;
        whole.extend(rows.iter().map(|row| row.seq));
    }
    assert_eq!(whole, [1, 2, 3, 4, 5]);
    let middle = Filter { from: Some(minutes(1)), to: Some(minutes(3)), ..all() };
    assert_eq!(export(&desk.sql, &middle, 0, 100).unwrap().iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 3]);
}

// Looking through the trail takes an index, or a bounded stretch of it.
#[test]
fn no_page_reads_the_whole_trail() {
    let desk = Desk::new();
    desk.sql
        .run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 45000)
             INSERT INTO audit (at, actor, action, detail, request_id) SELECT ?1 + i, 'system', 'keys.rotated', iif(i = 7, 'found=7', ''), '' FROM n",
            &[Value::Int(START)],
        )
        .unwrap();
    let text = Filter { text: Some("found=7".into()), ..all() };
    assert_eq!(desk.seqs(&text, None, 10), (vec![], Some(25_001)));
    assert_eq!(desk.seqs(&text, Some(25_001), 10), (vec![], Some(5_001)));
    assert_eq!(desk.seqs(&text, Some(5_001), 10), (vec![7], None));
    for (clause, index) in [("actor", "audit_by_actor"), ("subject", "audit_by_subject"), ("action", "audit_by_action")] {
        let plan =
            format!("EXPLAIN QUERY PLAN SELECT seq FROM audit WHERE seq >= ? AND seq < ? AND {clause} = ? ORDER BY seq DESC LIMIT ?");
        let plan = format!("{:?}", desk.sql.query(&plan, &[1.into(), 9.into(), "x".into(), 1.into()]).unwrap());
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
    }
}

#[test]
fn an_action_has_one_word() {
    for action in AuditAction::ALL {
        assert_eq!(AuditAction::from_word(action.as_str()), Some(*action));
    }
}
