//! No statement reads a whole table of the waitlist: what can never fit is never read.

use std::cell::RefCell;

use guichet_agenda_core::{
    Appointment, Closing, ClosingKind, cancel_by_patient, close_time, find, forget, leave, merge,
    waitlist::{
        By, Wish, accept, alert_box, counters, decline, due_at, entries, fill_due, freed_by, open_offers, put_alert, slot_trace, stop,
        withdraw_slot,
    },
};
use guichet_kernel::{At, ClosingId, Row, Sql, SqlError, Value};
use guichet_testkit::Memory;

use crate::hall::{Hall, later, monday, on, slot};

/// A port that asks how each statement is carried out before it is.
struct Explained<'a> {
    sql: &'a Memory,
    plans: RefCell<Vec<(String, String)>>,
}

impl Explained<'_> {
    fn explain(&self, statement: &str, values: &[Value]) {
        for row in self.sql.query(&format!("EXPLAIN QUERY PLAN {statement}"), values).unwrap() {
            if let Some(Value::Text(detail)) = row.0.into_iter().next_back() {
                self.plans.borrow_mut().push((statement.to_owned(), detail));
            }
        }
    }
}

impl Sql for Explained<'_> {
    fn run(&self, statement: &str, values: &[Value]) -> Result<(), SqlError> {
        self.explain(statement, values);
        self.sql.run(statement, values)
    }
    fn query(&self, statement: &str, values: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.explain(statement, values);
        self.sql.query(statement, values)
    }
    fn script(&self, statements: &str) -> Result<(), SqlError> {
        self.sql.script(statements)
    }
    fn atomically<T, E: From<SqlError>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.sql.atomically(work)
    }
}

#[test]
fn no_statement_reads_a_whole_table() {
    let hall = Hall::new();
    let crowd = hall.crowd(8);
    let leaves = hall.has(slot());
    let sql = Explained { sql: &hall.sql, plans: RefCell::default() };
    let at = |minutes| At { now: later(monday(), minutes), entropy: &hall.entropy };
    cancel_by_patient(&sql, at(0), &leaves, 0).unwrap();
    let made = fill_due(&sql, at(0), 50).unwrap().made;
    let freed = freed_by(&sql, leaves.id).unwrap().unwrap().0;
    decline(&sql, made[0].offer.id, By::Patient, later(monday(), 1)).unwrap();
    fill_due(&sql, at(300), 50).unwrap();
    accept(&sql, at(301), made[1].offer.id, By::Patient).unwrap();
    fill_due(&sql, at(302), 50).unwrap();
    due_at(&sql).unwrap();
    alert_box(&sql, &crowd[7], later(monday(), 302)).unwrap();
    put_alert(&sql, at(303), &crowd[7], Some(&Wish { halves: vec![1], places: vec![] })).unwrap();
    entries(&sql, hall.practice, Some(crowd[6].id), 3, monday()).unwrap();
    open_offers(&sql, hall.practice, false, 10).unwrap();
    slot_trace(&sql, hall.practice, leaves.id).unwrap();
    counters(&sql, hall.practice, 2, monday()).unwrap();
    stop(&sql, hall.practice, &[crowd[5].patient.unwrap()], later(monday(), 304)).unwrap();
    withdraw_slot(&sql, hall.practice, freed.id, later(monday(), 304)).unwrap();
    merge(&sql, hall.practice, crowd[4].patient.unwrap(), crowd[3].patient.unwrap()).unwrap();
    forget(&sql, at(305), hall.practice, crowd[3].patient.unwrap(), &[]).unwrap();
    let closing = Closing {
        id: ClosingId::draw(monday(), &hall.entropy),
        practice: hall.practice,
        location: None,
        from: on("12-08", "08:00"),
        to: on("12-08", "20:00"),
        kind: ClosingKind::Leave,
    };
    close_time(&sql, &closing, true, "mbr_x", later(monday(), 305)).unwrap();
    let _: Option<Appointment> = find(&sql, leaves.id).unwrap();
    leave(&sql, hall.practice, later(monday(), 306)).unwrap();
    let plans = sql.plans.into_inner();
    let whole = |(statement, plan): &&(String, String)| {
        let about = statement.contains("waitlist_") && plan.starts_with("SCAN");
        // Values given as JSON are a table too, and so is what a step before has gathered.
        about && !plan.contains("json_each") && !plan.contains("(subquery") && !plan.contains("CONSTANT ROW")
    };
    let found: Vec<_> = plans.iter().filter(whole).collect();
    assert_eq!(found, Vec::<&(String, String)>::new());
    let search = plans.iter().filter(|(statement, _)| statement.contains("MIN(rank)")).map(|(_, plan)| plan.as_str());
    let wanted = "USING COVERING INDEX waitlist_wish_by_fit (practice_id=? AND length=? AND location_id=? AND service_id=? AND half=? AND starts_at>?)";
    assert!(search.clone().any(|plan| plan.contains(wanted)), "{:?}", search.collect::<Vec<_>>());
}
