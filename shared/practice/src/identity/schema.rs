//! The identity's tables.

use guichet_kernel::sql::Migrations;

/// The tables, step by step.
pub const MIGRATIONS: Migrations = Migrations {
    component: "identity",
    steps: &[
        "
        CREATE TABLE sign_in_link (
            token_hash BLOB PRIMARY KEY,
            browser_hash BLOB NOT NULL,
            asked_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            dead INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sign_in_link_by_age ON sign_in_link (asked_at);

        CREATE TABLE session (
            session_id TEXT PRIMARY KEY,
            secret_hash BLOB NOT NULL UNIQUE,
            former_hash BLOB UNIQUE,
            device TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            seen_at INTEGER NOT NULL,
            rotated_at INTEGER NOT NULL,
            revoked_at INTEGER,
            proven_until INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE step_up_code (
            session_id TEXT PRIMARY KEY REFERENCES session (session_id) ON DELETE CASCADE,
            code_hash BLOB NOT NULL,
            asked_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            tries INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    ",
        "
        ALTER TABLE sign_in_link ADD COLUMN email TEXT;
        ALTER TABLE sign_in_link ADD COLUMN next TEXT;

        CREATE TABLE person (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            email TEXT,
            verified_at INTEGER,
            given_name TEXT,
            family_name TEXT,
            locale TEXT,
            practitioner_id TEXT,
            CHECK ((email IS NULL) = (verified_at IS NULL) AND (given_name IS NULL) = (family_name IS NULL))
        ) STRICT;

        CREATE TABLE workplace (
            member_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL,
            name TEXT NOT NULL,
            country TEXT NOT NULL,
            roles TEXT NOT NULL,
            active INTEGER NOT NULL,
            version INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    ",
        "
        CREATE TABLE known_browser (
            browser_hash BLOB PRIMARY KEY,
            signed_in_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    ",
        // The patient space: links and sessions of their own kind, whom it is about, and whose birth date was given in which session.
        "
        ALTER TABLE sign_in_link ADD COLUMN kind TEXT NOT NULL DEFAULT 'staff' CHECK (kind IN ('staff', 'space'));
        ALTER TABLE session ADD COLUMN kind TEXT NOT NULL DEFAULT 'staff' CHECK (kind IN ('staff', 'space'));

        CREATE TABLE space_reference (
            practice_id TEXT NOT NULL,
            patient_id TEXT NOT NULL,
            PRIMARY KEY (practice_id, patient_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE space_unlocked (
            session_id TEXT NOT NULL REFERENCES session (session_id) ON DELETE CASCADE,
            practice_id TEXT NOT NULL,
            patient_id TEXT NOT NULL,
            PRIMARY KEY (session_id, practice_id, patient_id),
            FOREIGN KEY (practice_id, patient_id) REFERENCES space_reference (practice_id, patient_id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
    ",
    ],
};
