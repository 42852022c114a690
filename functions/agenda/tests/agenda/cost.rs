//! What the public's commands cost the agenda's store: in statements, each of which is a call out of wasm at the edge, and in steps
//! of SQLite, which do not grow with what happened before.

use guichet_contracts::{
    Object, Principal,
    command::agenda::{Book, HoldSlot},
};
use guichet_kernel::{Sql, Token, binds};
use guichet_testkit::Work;

use crate::desk::{Desk, tuesday};

/// What holding a start costs, and booking it, each with the question that the alarm is set by; by somebody new, from elsewhere.
fn cost(desk: &Desk, start: &str) -> [Work; 2] {
    let network = Some(Token::draw(&desk.entropy));
    let wake = || desk.object().wake_at(&desk.sql).unwrap();
    let hold = HoldSlot { network: network.clone(), ..desk.hold_slot(desk.own, tuesday(start)) };
    let ((slot, _), to_hold) = desk.sql.work_of(|| (desk.reply(Principal::Public, &hold), wake()));
    let book = Book { network, booker: Some(Token::draw(&desk.entropy)), ..Desk::book(&slot.hold) };
    let (_, to_book) = desk.sql.work_of(|| (desk.reply(Principal::Public, &book), wake()));
    [to_hold, to_book]
}

/// Years of bookings, a day of much coming and going, and a Practice that cannot be reached.
fn much_happens(desk: &Desk) {
    let counted = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)";
    for rows in [
        "INSERT INTO public_act (what, who, at) SELECT what, randomblob(32), at FROM n, (SELECT what, at FROM public_act LIMIT 3)",
        "INSERT INTO appointment (appointment_id, practice_id, location_id, service_id, patient_id, starts_at, ends_at, attendance, version,
             token_hash, changed_at, origin, booker_hash)
             SELECT 'apt_' || i, practice_id, location_id, service_id, 'pat_' || i, starts_at - 86400000 * i, ends_at - 86400000 * i, 'booked', 1,
             randomblob(32), changed_at, 'apt_' || i, randomblob(32) FROM n, (SELECT * FROM appointment LIMIT 1)",
        "INSERT INTO occupancy (occupant, starts_at, ends_at, place, practice_id, unit)
             SELECT 'apt_' || i, starts_at - 86400000 * i, ends_at - 86400000 * i, place, practice_id, 'apt_' || i FROM n, (SELECT * FROM occupancy LIMIT 1)",
        "INSERT INTO hold (hold_id, token_hash, browser_hash, practice_id, location_id, service_id, starts_at, ends_at, until, appointment_id, form_hash)
             SELECT 'hold_' || i, randomblob(32), randomblob(32), practice_id, location_id, service_id, starts_at, ends_at, until, appointment_id, x'00'
             FROM n, (SELECT * FROM hold WHERE appointment_id IS NOT NULL LIMIT 1)",
        "INSERT INTO outbox (consumer, event_id, subject, version, kind, body, at)
             SELECT consumer, 'evt_' || i, subject, i, kind, '{}', at FROM n, (SELECT * FROM outbox LIMIT 1)",
        "INSERT INTO outbox_cursor (consumer, delivered, attempts, due_at) SELECT 'Practice/' || i, i, 0, 0 FROM n",
    ] {
        desk.sql.run(&format!("{counted} {rows}"), &[]).unwrap();
    }
}

#[test]
fn a_booking_costs_few_statements_and_no_more_where_much_has_happened() {
    let desk = Desk::open();
    cost(&desk, "09:00");
    let before = cost(&desk, "09:30");
    let [hold, book] = before;
    assert!(hold.statements <= 18, "{hold:?}");
    // One of them looks for what is offered of the time that is taken now.
    assert!(book.statements <= 25, "{book:?}");
    much_happens(&desk);
    for (before, after) in before.into_iter().zip(cost(&desk, "10:00")) {
        assert_eq!(before.statements, after.statements);
        assert!(after.steps < before.steps * 3 / 2, "{before:?}, {after:?}");
    }
}

/// Ten thousand wait, as many were asked for what is over, and eight starts of that afternoon are offered to five each.
fn many_wait(desk: &Desk) {
    let counted = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)";
    let afternoon = tuesday("14:00").millis();
    for rows in [
        "INSERT INTO waitlist_entry (appointment_id, practice_id, starts_at, since, halves)
             SELECT appointment_id, practice_id, ?1 + 864000000, ?1, 0 FROM appointment WHERE appointment_id LIKE 'apt\\_%' ESCAPE '\\'",
        "INSERT INTO waitlist_wish (appointment_id, location_id, half, practice_id, length, service_id, starts_at, patient_id, rank, free)
             SELECT appointment_id, location_id, -1, practice_id, 1800000, service_id, ?1 + 864000000, patient_id, appointment_id, 1
             FROM appointment JOIN waitlist_entry USING (appointment_id, practice_id)",
        "INSERT INTO waitlist_freed (freed_id, practice_id, location_id, service_id, starts_at, ends_at, freed_by, at, state, ended_at, depth, there,
             deadline, round, due_at)
             SELECT 'frd_0193b000000070008' || printf('%015x', i), practice_id, location_id, service_id, ?1 + 1800000 * (i % 8),
                 ?1 + 1800000 * (i % 8 + 1), 'patient', ?1 - i,
                 iif(i > 8, 'taken', 'open'), iif(i > 8, ?1, NULL), 0, 1, ?1, 1, iif(i > 8, NULL, ?1)
             FROM n, (SELECT * FROM appointment LIMIT 1)",
        "INSERT INTO waitlist_offer (offer_id, freed_id, practice_id, appointment_id, patient_id, place, round, asked_at, expires_at, state, ended_at,
             token_hash, link_hash)
             SELECT 'ofr_' || i, 'frd_0193b000000070008' || printf('%015x', iif(i > 40, i, i % 8 + 1)), practice_id, appointment_id,
                 patient_id, i, 1, ?1, ?1, iif(i > 40, 'taken', 'open'),
                 iif(i > 40, ?1, NULL), randomblob(32), randomblob(32)
             FROM n JOIN appointment ON appointment_id = 'apt_' || i",
    ] {
        desk.sql.run(&format!("{counted} {rows}"), binds![afternoon]).unwrap();
    }
}

#[test]
fn a_booking_costs_no_more_where_many_wait_and_others_are_offered_that_day() {
    let [alone, crowded] = [(); 2].map(|()| {
        let desk = Desk::open();
        cost(&desk, "09:00");
        much_happens(&desk);
        desk
    });
    many_wait(&crowded);
    for (before, after) in cost(&alone, "10:00").into_iter().zip(cost(&crowded, "10:00")) {
        assert_eq!(before.statements, after.statements);
        // What else is offered that day is looked at in the index, and no more.
        assert!(after.steps <= before.steps + 200, "{before:?}, {after:?}");
    }
}
