//! The tables of patient records.

use guichet_kernel::sql::Migrations;

/// The tables, step by step; after those of [`crate::schema`], whose `patient` rows it takes over.
///
/// A record has a number beside its id because the full-text table needs one. `secure-delete` makes that table forget a
/// deleted row's words at once, where it would otherwise only cross them out; the prefixes of one to four letters are what
/// searching while somebody types asks for.
pub const MIGRATIONS: Migrations = Migrations {
    component: "patient_record",
    steps: &["
        CREATE TABLE patient_record (
            number INTEGER PRIMARY KEY,
            patient_id TEXT NOT NULL UNIQUE,
            version INTEGER NOT NULL,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL,
            birth_name TEXT,
            known_as TEXT,
            sex TEXT,
            birth_date TEXT,
            email TEXT COLLATE NOCASE,
            locale TEXT,
            address TEXT,
            entered_at INTEGER NOT NULL,
            entered_how TEXT NOT NULL CHECK (entered_how IN ('online', 'staff')),
            first_appointment TEXT,
            changed_at INTEGER NOT NULL,
            CHECK ((entered_how = 'online') = (first_appointment IS NOT NULL))
        ) STRICT;
        CREATE INDEX patient_record_by_entry ON patient_record (entered_at, patient_id);
        CREATE INDEX patient_record_by_birth ON patient_record (birth_date);
        CREATE INDEX patient_record_by_email ON patient_record (email) WHERE email IS NOT NULL;

        CREATE TABLE patient_telephone (
            patient_id TEXT NOT NULL REFERENCES patient_record (patient_id),
            place INTEGER NOT NULL,
            kind TEXT NOT NULL,
            dial TEXT NOT NULL,
            shown TEXT NOT NULL,
            PRIMARY KEY (patient_id, place)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX patient_telephone_by_number ON patient_telephone (dial);

        CREATE VIRTUAL TABLE patient_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4');
        INSERT INTO patient_words (patient_words, rank) VALUES ('secure-delete', 1);

        CREATE TABLE patient_gone (
            patient_id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            merged_into TEXT,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX patient_gone_by_survivor ON patient_gone (merged_into) WHERE merged_into IS NOT NULL;

        CREATE TABLE patient_identifier (
            number INTEGER PRIMARY KEY,
            patient_id TEXT NOT NULL REFERENCES patient_record (patient_id),
            kind TEXT NOT NULL,
            key_version INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            blind BLOB NOT NULL,
            at INTEGER NOT NULL,
            UNIQUE (patient_id, kind)
        ) STRICT;
        CREATE INDEX patient_identifier_by_mark ON patient_identifier (blind);
        CREATE INDEX patient_identifier_by_key ON patient_identifier (key_version);

        CREATE TABLE patient_note (
            number INTEGER PRIMARY KEY,
            note_id TEXT NOT NULL UNIQUE,
            patient_id TEXT NOT NULL REFERENCES patient_record (patient_id),
            key_version INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            author TEXT NOT NULL,
            at INTEGER NOT NULL,
            corrects TEXT UNIQUE
        ) STRICT;
        CREATE INDEX patient_note_by_patient ON patient_note (patient_id, at);
        CREATE INDEX patient_note_by_key ON patient_note (key_version);

        CREATE TABLE patient_consent (
            consent_id TEXT PRIMARY KEY,
            patient_id TEXT NOT NULL REFERENCES patient_record (patient_id),
            kind TEXT NOT NULL,
            text_version TEXT NOT NULL,
            given_at INTEGER NOT NULL,
            given_how TEXT NOT NULL,
            withdrawn_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX patient_consent_by_patient ON patient_consent (patient_id, given_at);

        CREATE TABLE patient_guardian (
            number INTEGER PRIMARY KEY,
            patient_id TEXT NOT NULL REFERENCES patient_record (patient_id),
            guardian_id TEXT REFERENCES patient_record (patient_id),
            given_name TEXT,
            family_name TEXT,
            email TEXT,
            dial TEXT,
            shown TEXT,
            relation TEXT NOT NULL,
            is_contact INTEGER NOT NULL CHECK (is_contact IN (0, 1)),
            CHECK (guardian_id <> patient_id),
            CHECK ((guardian_id IS NULL) = (given_name IS NOT NULL)),
            CHECK ((given_name IS NULL) = (family_name IS NULL)),
            CHECK ((dial IS NULL) = (shown IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX patient_guardian_once ON patient_guardian (patient_id, guardian_id) WHERE guardian_id IS NOT NULL;
        CREATE UNIQUE INDEX patient_guardian_contact ON patient_guardian (patient_id) WHERE is_contact = 1;
        CREATE INDEX patient_guardian_by_patient ON patient_guardian (patient_id);
        CREATE INDEX patient_guardian_by_guardian ON patient_guardian (guardian_id) WHERE guardian_id IS NOT NULL;

        CREATE TABLE patient_duplicate (
            a TEXT NOT NULL REFERENCES patient_record (patient_id),
            b TEXT NOT NULL REFERENCES patient_record (patient_id),
            reason TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('proposed', 'dismissed')),
            at INTEGER NOT NULL,
            PRIMARY KEY (a, b),
            CHECK (a < b)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX patient_duplicate_by_other ON patient_duplicate (b);
        CREATE INDEX patient_duplicate_by_age ON patient_duplicate (at) WHERE state = 'proposed';

        CREATE TABLE erasure_ack (
            patient_id TEXT NOT NULL,
            object TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('waiting', 'erased', 'kept')),
            until INTEGER,
            because TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (patient_id, object),
            CHECK ((outcome = 'kept') = (because IS NOT NULL))
        ) STRICT, WITHOUT ROWID;

        INSERT INTO patient_record (patient_id, version, given_name, family_name, birth_date, email, entered_at, entered_how, first_appointment, changed_at)
            SELECT patient_id, 1, given_name, family_name, birth_date, email, entered_at, 'online', first_appointment, entered_at
            FROM patient ORDER BY entered_at, patient_id;
        INSERT INTO patient_words (rowid, words)
            SELECT number, given_name || ' ' || family_name || ' ' || replace(replace(replace(replace(given_name || ' ' || family_name, '-', ''), '''', ''), '’', ''), 'œ', 'oe')
                || ' ' || replace(birth_date, '-', '') || ' ' || substr(birth_date, 9, 2) || substr(birth_date, 6, 2) || substr(birth_date, 1, 4)
            FROM patient_record;
        DROP TABLE patient;
    ",
    // Which Identity was told that its address is written to about a patient, and how often a birth date was guessed there.
    "
        CREATE TABLE patient_reach (
            patient_id TEXT PRIMARY KEY,
            identity_id TEXT NOT NULL,
            wrong INTEGER NOT NULL DEFAULT 0,
            since INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
    ",
    // Who is asked to ring instead of booking online (A9).
    "
        CREATE TABLE patient_block (
            patient_id TEXT PRIMARY KEY REFERENCES patient_record (patient_id),
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    ",
    // To whom one address is written: who stops alerts stops them for all of these.
    "CREATE INDEX patient_reach_by_identity ON patient_reach (identity_id)"],
};
