//! The Mailroom's tables.

use guichet_kernel::sql::Migrations;

/// The Mailroom's tables. About patients no name and no address is in them (M6: "to whom" is the patient's id). What a letter
/// to somebody who signs in must bear, address and secret, is in `letter`; that and the link of an appointment go when the
/// message is final, and the store itself refuses to keep them longer.
pub const MIGRATIONS: Migrations = Migrations {
    component: "mailroom",
    steps: &[
        "
        CREATE TABLE message (
            message_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('confirmation', 'cancellation')),
            appointment_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            agenda TEXT NOT NULL,
            patient_id TEXT NOT NULL,
            practice_id TEXT NOT NULL,
            manage_link TEXT,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            reason TEXT,
            sending_since INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_at INTEGER,
            due_at INTEGER NOT NULL,
            useful_until INTEGER NOT NULL,
            provider_id TEXT,
            created_at INTEGER NOT NULL,
            final_at INTEGER,
            UNIQUE (appointment_id, kind, version),
            CHECK ((sending_since IS NOT NULL) = (state = 'sending')),
            CHECK ((final_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped'))),
            CHECK (final_at IS NULL OR manage_link IS NULL)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX message_by_due ON message (due_at) WHERE final_at IS NULL;
        CREATE TABLE message_trace (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL REFERENCES message (message_id),
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        CREATE INDEX message_trace_by_message ON message_trace (message_id, seq);
        CREATE TRIGGER message_trace_is_kept BEFORE UPDATE ON message_trace BEGIN SELECT RAISE(ABORT, 'append-only'); END;
    ",
        // Letters have no appointment, so four columns may be NULL now; SQLite changes that only by another table. The rows
        // wait aside meanwhile, the trace too, since it refers to them.
        "
        CREATE TABLE message_aside AS SELECT * FROM message;
        CREATE TABLE message_trace_aside AS SELECT * FROM message_trace;
        DROP TABLE message_trace;
        DROP TABLE message;
        CREATE TABLE message (
            message_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('confirmation', 'cancellation', 'sign-in', 'code', 'invitation')),
            appointment_id TEXT,
            version INTEGER NOT NULL,
            agenda TEXT,
            patient_id TEXT,
            practice_id TEXT,
            manage_link TEXT,
            letter TEXT,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            reason TEXT,
            sending_since INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_at INTEGER,
            due_at INTEGER NOT NULL,
            useful_until INTEGER NOT NULL,
            provider_id TEXT,
            created_at INTEGER NOT NULL,
            final_at INTEGER,
            in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
            forget_for TEXT,
            UNIQUE (appointment_id, kind, version),
            CHECK ((sending_since IS NOT NULL) = (state = 'sending')),
            CHECK ((final_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped'))),
            CHECK (final_at IS NULL OR (manage_link IS NULL AND letter IS NULL)),
            CHECK (in_doubt = 0 OR state = 'dropped'),
            CHECK ((appointment_id IS NOT NULL) = (kind IN ('confirmation', 'cancellation'))),
            CHECK ((appointment_id IS NULL) = (agenda IS NULL) AND (appointment_id IS NULL) = (patient_id IS NULL)),
            CHECK ((letter IS NOT NULL) = (appointment_id IS NULL AND final_at IS NULL)),
            CHECK (patient_id IS NOT NULL OR forget_for IS NULL)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO message (
            message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, state, reason,
            sending_since, attempts, tried_at, due_at, useful_until, provider_id, created_at, final_at
        ) SELECT
            message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, state, reason,
            sending_since, attempts, tried_at, due_at, useful_until, provider_id, created_at, final_at
        FROM message_aside;
        CREATE INDEX message_by_due ON message (due_at) WHERE final_at IS NULL;
        CREATE INDEX message_by_patient ON message (patient_id) WHERE patient_id IS NOT NULL;
        CREATE INDEX message_to_forget ON message (forget_for) WHERE forget_for IS NOT NULL;
        CREATE INDEX message_letter ON message (kind, version) WHERE appointment_id IS NULL;
        CREATE TABLE message_trace (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL REFERENCES message (message_id),
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        INSERT INTO message_trace (seq, message_id, at, what, detail) SELECT seq, message_id, at, what, detail FROM message_trace_aside;
        CREATE INDEX message_trace_by_message ON message_trace (message_id, seq);
        CREATE TRIGGER message_trace_is_kept BEFORE UPDATE ON message_trace BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        DROP TABLE message_aside;
        DROP TABLE message_trace_aside;
        CREATE TABLE merged_patient (
            patient_id TEXT PRIMARY KEY,
            into_id TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX merged_patient_by_into ON merged_patient (into_id);
        CREATE TABLE forgotten_patient (
            patient_id TEXT PRIMARY KEY,
            answers INTEGER NOT NULL DEFAULT 0,
            waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX forgotten_patient_waiting ON forgotten_patient (patient_id) WHERE waiting = 1;
    ",
        // Moves: a message more, and what belongs together over them. `chain` is the first appointment of which there was
        // something to say; the newest of a chain is the truth about all of it.
        "
        CREATE TABLE message_aside AS SELECT * FROM message;
        CREATE TABLE message_trace_aside AS SELECT * FROM message_trace;
        DROP TABLE message_trace;
        DROP TABLE message;
        CREATE TABLE message (
            message_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('confirmation', 'moved', 'cancellation', 'sign-in', 'code', 'invitation')),
            appointment_id TEXT,
            version INTEGER NOT NULL,
            agenda TEXT,
            patient_id TEXT,
            practice_id TEXT,
            manage_link TEXT,
            letter TEXT,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            reason TEXT,
            sending_since INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_at INTEGER,
            due_at INTEGER NOT NULL,
            useful_until INTEGER NOT NULL,
            provider_id TEXT,
            created_at INTEGER NOT NULL,
            final_at INTEGER,
            in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
            forget_for TEXT,
            chain TEXT,
            UNIQUE (appointment_id, kind, version),
            CHECK ((sending_since IS NOT NULL) = (state = 'sending')),
            CHECK ((final_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped'))),
            CHECK (final_at IS NULL OR (manage_link IS NULL AND letter IS NULL)),
            CHECK (in_doubt = 0 OR state = 'dropped'),
            CHECK ((appointment_id IS NOT NULL) = (kind IN ('confirmation', 'moved', 'cancellation'))),
            CHECK ((appointment_id IS NULL) = (chain IS NULL)),
            CHECK ((appointment_id IS NULL) = (agenda IS NULL) AND (appointment_id IS NULL) = (patient_id IS NULL)),
            CHECK ((letter IS NOT NULL) = (appointment_id IS NULL AND final_at IS NULL)),
            CHECK (patient_id IS NOT NULL OR forget_for IS NULL)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO message (
            message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, letter, state, reason,
            sending_since, attempts, tried_at, due_at, useful_until, provider_id, created_at, final_at, in_doubt, forget_for, chain
        ) SELECT
            message_id, kind, appointment_id, version, agenda, patient_id, practice_id, manage_link, letter, state, reason,
            sending_since, attempts, tried_at, due_at, useful_until, provider_id, created_at, final_at, in_doubt, forget_for, appointment_id
        FROM message_aside;
        CREATE INDEX message_by_due ON message (due_at) WHERE final_at IS NULL;
        CREATE INDEX message_by_patient ON message (patient_id) WHERE patient_id IS NOT NULL;
        CREATE INDEX message_to_forget ON message (forget_for) WHERE forget_for IS NOT NULL;
        CREATE INDEX message_letter ON message (kind, version) WHERE appointment_id IS NULL;
        CREATE INDEX message_by_chain ON message (chain, version) WHERE chain IS NOT NULL;
        CREATE TABLE message_trace (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL REFERENCES message (message_id),
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        INSERT INTO message_trace (seq, message_id, at, what, detail) SELECT seq, message_id, at, what, detail FROM message_trace_aside;
        CREATE INDEX message_trace_by_message ON message_trace (message_id, seq);
        CREATE TRIGGER message_trace_is_kept BEFORE UPDATE ON message_trace BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        DROP TABLE message_aside;
        DROP TABLE message_trace_aside;
    ",
        // Bookings that wait to be confirmed: a message more.
        "
        CREATE TABLE message_aside AS SELECT * FROM message;
        CREATE TABLE message_trace_aside AS SELECT * FROM message_trace;
        DROP TABLE message_trace;
        DROP TABLE message;
        CREATE TABLE message (
            message_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('to-confirm', 'confirmation', 'moved', 'cancellation', 'sign-in', 'code', 'invitation')),
            appointment_id TEXT,
            version INTEGER NOT NULL,
            agenda TEXT,
            patient_id TEXT,
            practice_id TEXT,
            manage_link TEXT,
            letter TEXT,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            reason TEXT,
            sending_since INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_at INTEGER,
            due_at INTEGER NOT NULL,
            useful_until INTEGER NOT NULL,
            provider_id TEXT,
            created_at INTEGER NOT NULL,
            final_at INTEGER,
            in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
            forget_for TEXT,
            chain TEXT,
            UNIQUE (appointment_id, kind, version),
            CHECK ((sending_since IS NOT NULL) = (state = 'sending')),
            CHECK ((final_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped'))),
            CHECK (final_at IS NULL OR (manage_link IS NULL AND letter IS NULL)),
            CHECK (in_doubt = 0 OR state = 'dropped'),
            CHECK ((appointment_id IS NOT NULL) = (kind IN ('to-confirm', 'confirmation', 'moved', 'cancellation'))),
            CHECK ((appointment_id IS NULL) = (chain IS NULL)),
            CHECK ((appointment_id IS NULL) = (agenda IS NULL) AND (appointment_id IS NULL) = (patient_id IS NULL)),
            CHECK ((letter IS NOT NULL) = (appointment_id IS NULL AND final_at IS NULL)),
            CHECK (patient_id IS NOT NULL OR forget_for IS NULL)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO message SELECT * FROM message_aside;
        CREATE INDEX message_by_due ON message (due_at) WHERE final_at IS NULL;
        CREATE INDEX message_by_patient ON message (patient_id) WHERE patient_id IS NOT NULL;
        CREATE INDEX message_to_forget ON message (forget_for) WHERE forget_for IS NOT NULL;
        CREATE INDEX message_letter ON message (kind, version) WHERE appointment_id IS NULL;
        CREATE INDEX message_by_chain ON message (chain, version) WHERE chain IS NOT NULL;
        CREATE TABLE message_trace (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL REFERENCES message (message_id),
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        INSERT INTO message_trace (seq, message_id, at, what, detail) SELECT seq, message_id, at, what, detail FROM message_trace_aside;
        CREATE INDEX message_trace_by_message ON message_trace (message_id, seq);
        CREATE TRIGGER message_trace_is_kept BEFORE UPDATE ON message_trace BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        DROP TABLE message_aside;
        DROP TABLE message_trace_aside;
    ",
        // What staff decide may be taken back for a while, and its message does not leave before. The row stays with the message:
        // of what was never sent the patient then knows nothing.
        "
        CREATE TABLE held_back (message_id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TRIGGER held_back_goes_too AFTER DELETE ON message BEGIN DELETE FROM held_back WHERE message_id = OLD.message_id; END;
    ",
        // Offers of earlier slots, several of which may be made to the patient of one appointment, each a chain of its own; a letter
        // more. Of an offer that cannot be written it stands, until it is told, which it was. What holds messages back stays.
        "
        CREATE TABLE message_aside AS SELECT * FROM message;
        CREATE TABLE message_trace_aside AS SELECT * FROM message_trace;
        DROP TRIGGER held_back_goes_too;
        DROP TABLE message_trace;
        DROP TABLE message;
        CREATE TABLE message (
            message_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('to-confirm', 'confirmation', 'moved', 'cancellation', 'offer',
                'sign-in', 'code', 'invitation', 'moved-today')),
            appointment_id TEXT,
            version INTEGER NOT NULL,
            agenda TEXT,
            patient_id TEXT,
            practice_id TEXT,
            manage_link TEXT,
            letter TEXT,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
            reason TEXT,
            sending_since INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            tried_at INTEGER,
            due_at INTEGER NOT NULL,
            useful_until INTEGER NOT NULL,
            provider_id TEXT,
            created_at INTEGER NOT NULL,
            final_at INTEGER,
            in_doubt INTEGER NOT NULL DEFAULT 0 CHECK (in_doubt IN (0, 1)),
            forget_for TEXT,
            chain TEXT,
            offer TEXT UNIQUE,
            CHECK ((sending_since IS NOT NULL) = (state = 'sending')),
            CHECK ((final_at IS NOT NULL) = (state IN ('sent', 'failed', 'dropped'))),
            CHECK (final_at IS NULL OR (manage_link IS NULL AND letter IS NULL)),
            CHECK (in_doubt = 0 OR state = 'dropped'),
            CHECK ((appointment_id IS NOT NULL) = (kind IN ('to-confirm', 'confirmation', 'moved', 'cancellation', 'offer'))),
            CHECK ((offer IS NOT NULL) = (kind = 'offer')),
            CHECK ((appointment_id IS NULL) = (chain IS NULL)),
            CHECK ((appointment_id IS NULL) = (agenda IS NULL) AND (appointment_id IS NULL) = (patient_id IS NULL)),
            CHECK ((letter IS NOT NULL) = (appointment_id IS NULL AND final_at IS NULL)),
            CHECK (patient_id IS NOT NULL OR forget_for IS NULL)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO message SELECT *, NULL FROM message_aside;
        CREATE UNIQUE INDEX message_once ON message (appointment_id, kind, version, COALESCE(offer, ''));
        CREATE INDEX message_by_due ON message (due_at) WHERE final_at IS NULL;
        CREATE INDEX message_by_patient ON message (patient_id) WHERE patient_id IS NOT NULL;
        CREATE INDEX message_to_forget ON message (forget_for) WHERE forget_for IS NOT NULL;
        CREATE INDEX message_letter ON message (kind, version) WHERE appointment_id IS NULL;
        CREATE INDEX message_by_chain ON message (chain, version) WHERE chain IS NOT NULL;
        CREATE TABLE message_trace (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL REFERENCES message (message_id),
            at INTEGER NOT NULL,
            what TEXT NOT NULL,
            detail TEXT
        ) STRICT;
        INSERT INTO message_trace (seq, message_id, at, what, detail) SELECT seq, message_id, at, what, detail FROM message_trace_aside;
        CREATE INDEX message_trace_by_message ON message_trace (message_id, seq);
        CREATE TRIGGER message_trace_is_kept BEFORE UPDATE ON message_trace BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        DROP TABLE message_aside;
        DROP TABLE message_trace_aside;
        CREATE TRIGGER held_back_goes_too AFTER DELETE ON message BEGIN DELETE FROM held_back WHERE message_id = OLD.message_id; END;
        CREATE TABLE unreached_offer (offer TEXT PRIMARY KEY, agenda TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    ",
    ],
};
