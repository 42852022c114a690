//! A country's directory: who works where, and every object that may have work due.
//!
//! It decides nothing about anybody: practices and identities say what they are, and it keeps the newest word.
//!
//! **Invariant: an object once known stays known.** A practitioner who leaves keeps their agenda, and a practice its rows:
//! what is due there is due whoever works where.
//!
//! - Only what is listed is found; a practice's new word lists all who give care there anew.

mod heartbeat;
mod listing;
mod near;
mod pages;
mod registry;
mod search;
mod words;

use guichet_kernel::sql::Migrations;

pub use heartbeat::{
    ask_for_beat, ask_to_say_again, awaits_words, beat_asked_at, beat_done, forget_all, longest_unasked, note_answer, note_asked,
};
pub use listing::{Free, Listing, list, note_free, unlist};
pub use pages::{
    DuePage, ListedPage, ListedPart, PageOf, cards_of, due_pages, note_not_published, note_published, note_publishing, page_changed,
    page_gone, page_parts, page_stirred, pages_after, publish_again, publish_old_again, publishing_due_at,
};
pub use registry::{
    Known, Practice, Practitioner, holds_nothing, know, know_by_name, objects, practice, practices, practitioner, practitioners,
    register_practice, register_practitioner,
};
pub use search::{Found, Line, Place, Query, lines_of, search};

/// The directory's tables.
pub const MIGRATIONS: Migrations = Migrations {
    component: "directory",
    steps: &[
        "
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
    ",
        "
        ALTER TABLE practice ADD COLUMN card TEXT;
        ALTER TABLE practice ADD COLUMN public INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE object ADD COLUMN say_again INTEGER NOT NULL DEFAULT 0;

        -- A line of the public list. Its number follows the alphabet, so that the index gives lines in order without sorting.
        CREATE TABLE listing (
            number INTEGER PRIMARY KEY,
            practice_id TEXT NOT NULL,
            practitioner_id TEXT NOT NULL,
            UNIQUE (practitioner_id, practice_id)
        ) STRICT;
        CREATE INDEX listing_by_practice ON listing (practice_id, number);
        CREATE VIRTUAL TABLE listing_words USING fts5 (words, city, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4');

        -- Every word that a line bears, and what is left of it when one letter is not typed.
        CREATE TABLE word (word TEXT PRIMARY KEY, bearers INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE slip (slip TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (slip, word)) STRICT, WITHOUT ROWID;

        CREATE TABLE free (
            practice_id TEXT NOT NULL,
            practitioner_id TEXT NOT NULL,
            said_at INTEGER NOT NULL,
            new_patients INTEGER NOT NULL,
            starts_at INTEGER,
            location_id TEXT,
            PRIMARY KEY (practice_id, practitioner_id)
        ) STRICT, WITHOUT ROWID;
    ",
        "
        -- Whether the public books with them here at all.
        ALTER TABLE free ADD COLUMN online INTEGER NOT NULL DEFAULT 1;

        -- A public page: where it stands (NULL: no longer), since when its facts are as they are, and what is to be published of it.
        CREATE TABLE public_page (
            page TEXT PRIMARY KEY,
            path TEXT,
            changed_at INTEGER NOT NULL,
            version INTEGER NOT NULL,
            due_at INTEGER,
            put_at INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            doubt_until INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX public_page_by_due ON public_page (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX public_page_by_age ON public_page (put_at) WHERE put_at IS NOT NULL;
    ",
        "
        -- Whether an object is known by its name alone: it was named for a rebuilding, and nobody has said that it exists.
        ALTER TABLE object ADD COLUMN named INTEGER NOT NULL DEFAULT 0;
    ",
    ],
};
