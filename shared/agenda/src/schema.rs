//! The agenda's tables.

mod own;
mod public;
mod whole;

use guichet_kernel::sql::Migrations;

/// The words with which the store refuses what does not fit beside who is there.
pub const OCCUPIED: &str = "occupied";
/// The words with which the store refuses one more in a group.
pub const FULL: &str = "full";

/// The tables, step by step.
///
/// `occupancy` is the one table that answers "is this time taken?": a row per live hold (with `until`) and per standing
/// appointment (without). Its triggers refuse what is beyond capacity (A3; ADR 0009, 6 and 7), so that no path of the code can
/// store it. An occupant is at most a day long, which bounds what a trigger reads: see ADR 0003.
pub const MIGRATIONS: Migrations = Migrations {
    component: "agenda",
    steps: &[
        "
        CREATE TABLE membership (
            practice_id TEXT PRIMARY KEY,
            accepted_at INTEGER NOT NULL,
            ended_at INTEGER,
            cancellation_notice INTEGER NOT NULL,
            card TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE location (
            location_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            zone TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE service (
            service_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
            offered INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE availability (
            availability_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            location_id TEXT NOT NULL REFERENCES location (location_id),
            service_id TEXT NOT NULL REFERENCES service (service_id),
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at AND ends_at - starts_at <= 90000000)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX availability_by_time ON availability (service_id, starts_at);

        CREATE TABLE occupancy (
            occupant TEXT PRIMARY KEY,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000),
            until INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX occupancy_by_time ON occupancy (starts_at, ends_at);
        CREATE INDEX occupancy_by_until ON occupancy (until) WHERE until IS NOT NULL;

        CREATE TRIGGER occupancy_insert BEFORE INSERT ON occupancy
        WHEN EXISTS (
            SELECT 1 FROM occupancy
            WHERE starts_at > NEW.starts_at - 86400000 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
        )
        BEGIN SELECT RAISE(ABORT, 'occupied'); END;
        CREATE TRIGGER occupancy_update BEFORE UPDATE OF starts_at, ends_at ON occupancy
        WHEN EXISTS (
            SELECT 1 FROM occupancy
            WHERE starts_at > NEW.starts_at - 86400000 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
              AND occupant <> OLD.occupant
        )
        BEGIN SELECT RAISE(ABORT, 'occupied'); END;

        CREATE TABLE hold (
            hold_id TEXT PRIMARY KEY,
            token_hash BLOB NOT NULL UNIQUE,
            browser_hash BLOB NOT NULL,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            location_id TEXT NOT NULL REFERENCES location (location_id),
            service_id TEXT NOT NULL REFERENCES service (service_id),
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            until INTEGER NOT NULL,
            appointment_id TEXT REFERENCES appointment (appointment_id),
            form_hash BLOB,
            CHECK ((appointment_id IS NULL) = (form_hash IS NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX hold_by_browser ON hold (browser_hash, until);
        CREATE INDEX hold_by_until ON hold (until) WHERE appointment_id IS NULL;

        CREATE TABLE appointment (
            appointment_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            location_id TEXT NOT NULL REFERENCES location (location_id),
            service_id TEXT NOT NULL REFERENCES service (service_id),
            patient_id TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
            attendance TEXT NOT NULL,
            version INTEGER NOT NULL,
            token_hash BLOB NOT NULL UNIQUE,
            changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX appointment_by_time ON appointment (starts_at);

        CREATE TABLE attendance_history (
            appointment_id TEXT NOT NULL REFERENCES appointment (appointment_id),
            version INTEGER NOT NULL,
            attendance TEXT NOT NULL,
            by_whom TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (appointment_id, version)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER attendance_history_stays BEFORE UPDATE ON attendance_history
        BEGIN SELECT RAISE(ABORT, 'history is never rewritten'); END;
    ",
        "
        -- Whose agenda it is, for ever.
        CREATE TABLE owner (one INTEGER PRIMARY KEY CHECK (one = 1), identity TEXT NOT NULL) STRICT;

        -- What was open for a practice that the practitioner has left.
        ALTER TABLE availability ADD COLUMN withdrawn_at INTEGER;

        -- An appointment outlives the patient whom it was for: NULL once they are forgotten. Other tables refer to this
        -- one, so it is changed in place, not built anew.
        ALTER TABLE appointment ADD COLUMN patient TEXT;
        UPDATE appointment SET patient = patient_id;
        ALTER TABLE appointment DROP COLUMN patient_id;
        ALTER TABLE appointment RENAME COLUMN patient TO patient_id;
        CREATE INDEX appointment_by_patient ON appointment (patient_id) WHERE patient_id IS NOT NULL;
        CREATE INDEX hold_by_appointment ON hold (appointment_id) WHERE appointment_id IS NOT NULL;

        -- Patients who are to be forgotten once their last appointment is over.
        CREATE TABLE forgetting (
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            patient_id TEXT NOT NULL,
            due_at INTEGER NOT NULL,
            PRIMARY KEY (practice_id, patient_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX forgetting_by_due ON forgetting (due_at);
    ",
        whole::STEP,
        public::STEP,
        own::STEP,
    ],
};
