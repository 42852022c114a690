//! A country's directory: who works where, and every object that may have work due.
//!
//! It decides nothing about anybody: practices and identities say what they are, and it keeps the newest word.
//!
//! **Invariant: an object once known stays known.** A practitioner who leaves keeps their agenda, and a practice its rows:
//! what is due there is due whoever works where.

mod heartbeat;
mod registry;

use guichet_kernel::sql::Migrations;

pub use heartbeat::{ask_for_beat, beat_asked_at, beat_done, longest_unasked, note_answer, note_asked};
pub use registry::{Known, Practice, Practitioner, know, objects, practices, practitioners, register_practice, register_practitioner};

/// The directory's tables.
pub const MIGRATIONS: Migrations = Migrations {
    component: "directory",
    steps: &["
        CREATE TABLE practice (practice_id TEXT PRIMARY KEY, name TEXT NOT NULL, cities TEXT NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE practitioner (
            practice_id TEXT NOT NULL,
            practitioner_id TEXT NOT NULL,
            card TEXT NOT NULL,
            active INTEGER NOT NULL,
            PRIMARY KEY (practice_id, practitioner_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE object (
            object TEXT PRIMARY KEY,
            known_since INTEGER NOT NULL,
            asked_at INTEGER,
            seen_at INTEGER,
            due_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX object_by_asking ON object (asked_at, object);

        CREATE TABLE beat (one INTEGER PRIMARY KEY CHECK (one = 1), asked_at INTEGER NOT NULL) STRICT;
    "],
};
