//! Rows that were written before letters existed are still there, and the same.

use guichet_kernel::sql::{Migrations, migrate};

use super::room::{Room, accepted};
use super::*;

#[test]
fn rows_of_the_first_tables_survive_the_step_to_letters() {
    let mut room = Room::empty();
    migrate(&room.sql, &[Migrations { steps: MIGRATIONS.steps.get(..1).unwrap(), ..MIGRATIONS }], room.now).unwrap();
    let script = "
        INSERT INTO message VALUES ('msg_00000000000000000000000000000001', 'confirmation', 'apt_0192f3a4b5c67d8e9f00112233445566', 1,
            'Agenda/eu:prn_0192f3a4b5c67d8e9f00112233445566', 'pat_0192f3a4b5c67d8e9f00112233445566', 'prc_0192f3a4b5c67d8e9f00112233445566',
            NULL, 'sent', NULL, NULL, 2, 5, 6, 7, '<1@x>', 1, 9);
        INSERT INTO message VALUES ('msg_00000000000000000000000000000002', 'cancellation', 'apt_0192f3a4b5c67d8e9f00112233445566', 2,
            'Agenda/eu:prn_0192f3a4b5c67d8e9f00112233445566', 'pat_0192f3a4b5c67d8e9f00112233445566', 'prc_0192f3a4b5c67d8e9f00112233445566',
            'v1.secret', 'sending', 'no-answer', 20, 1, 20, 80, 9000000000000, NULL, 10, NULL);
        INSERT INTO message_trace (seq, message_id, at, what, detail) VALUES
            (3, 'msg_00000000000000000000000000000001', 1, 'queued', NULL),
            (5, 'msg_00000000000000000000000000000001', 9, 'sent', NULL),
            (8, 'msg_00000000000000000000000000000002', 10, 'queued', NULL);";
    room.sql.script(script).unwrap();
    let columns = "message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, state, reason, sending_since, \
                   attempts, tried_at, due_at, useful_until, provider_id, created_at, final_at";
    let read = |room: &Room| {
        let messages = room.sql.query(&format!("SELECT {columns} FROM message ORDER BY message_id"), &[]).unwrap();
        (messages, room.sql.query("SELECT seq, message_id, at, what, detail FROM message_trace ORDER BY seq", &[]).unwrap())
    };
    let before = read(&room);
    migrate(&room.sql, &[MIGRATIONS], room.now).unwrap();
    assert_eq!(read(&room), before);
    assert!(room.sql.query("SELECT 1 FROM sqlite_master WHERE name LIKE '%aside%'", &[]).unwrap().is_empty());

    // They go on living: found by their appointment, due, attempted, ended; the trace still counts upwards and is still kept.
    let doubtful: MessageId = "msg_00000000000000000000000000000002".parse().unwrap();
    assert_eq!(room.due(), [doubtful]);
    room.ring();
    room.settle_look_up(room.look_up(doubtful), LookUpOutcome::Known { provider_id: None });
    assert_eq!(room.steps(doubtful), ["queued", "waiting no-answer", "sent looked-up"]);
    assert_eq!(room.trace("msg_00000000000000000000000000000001".parse().unwrap()).state(), "sent");
    let newest = room.sql.first::<(i64,)>("SELECT MAX(seq) FROM message_trace", &[]).unwrap();
    assert_eq!(newest, Some((10,)));
    assert!(room.sql.run("UPDATE message_trace SET detail = 'x'", &[]).is_err());
    assert!(room.sql.run("DELETE FROM message", &[]).is_err(), "the trace refers to the messages");
    let next = room.queue(Kind::Confirmation, 3);
    room.settle(room.send(next), accepted());
    assert_eq!(room.life(next), Life::Sent);
}

#[test]
fn rows_of_before_there_were_offers_survive_and_what_holds_them_back_too() {
    let room = Room::empty();
    let before = MIGRATIONS.steps.len() - 1;
    migrate(&room.sql, &[Migrations { steps: MIGRATIONS.steps.get(..before).unwrap(), ..MIGRATIONS }], room.now).unwrap();
    let script = "
        INSERT INTO message (message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, state, due_at, useful_until,
            created_at, chain) VALUES ('msg_00000000000000000000000000000001', 'confirmation', 'apt_0192f3a4b5c67d8e9f00112233445566', 1,
            'Agenda/eu:prn_0192f3a4b5c67d8e9f00112233445566', 'pat_0192f3a4b5c67d8e9f00112233445566', 'prc_0192f3a4b5c67d8e9f00112233445566',
            'v1.secret', 'queued', 20, 9000000000000, 10, 'apt_0192f3a4b5c67d8e9f00112233445566');
        INSERT INTO held_back VALUES ('msg_00000000000000000000000000000001', 20);
        INSERT INTO message_trace (seq, message_id, at, what, detail) VALUES (7, 'msg_00000000000000000000000000000001', 10, 'queued', NULL);";
    room.sql.script(script).unwrap();
    let columns =
        "message_id, kind, appointment_id, version, agenda, patient_id, manage_link, state, due_at, useful_until, created_at, chain";
    let read = |room: &Room| {
        let all = [&format!("SELECT {columns} FROM message"), "SELECT * FROM held_back", "SELECT * FROM message_trace"];
        all.map(|query| room.sql.query(query, &[]).unwrap())
    };
    let rows = read(&room);
    migrate(&room.sql, &[MIGRATIONS], room.now).unwrap();
    assert_eq!(read(&room), rows);
    assert!(room.sql.query("SELECT 1 FROM sqlite_master WHERE name LIKE '%aside%'", &[]).unwrap().is_empty());
    // The same event again is the same message still, and what goes takes with it what held it back.
    let message: MessageId = "msg_00000000000000000000000000000001".parse().unwrap();
    assert_eq!(room.queue(Kind::Confirmation, 1), message);
    forget(&room.sql, Room::new_message(Kind::Confirmation, 1).patient_id, &[], room.now).unwrap();
    assert!(!room.dump().contains("msg_"));
}
