//! The practice's tables.

use guichet_kernel::sql::Migrations;

/// The tables, step by step.
pub const MIGRATIONS: Migrations = Migrations {
    component: "practice",
    steps: &[
        "
        CREATE TABLE practice (
            practice_id TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            country TEXT NOT NULL,
            name TEXT NOT NULL,
            telephone_dial TEXT NOT NULL,
            telephone_shown TEXT NOT NULL,
            cancellation_notice INTEGER NOT NULL CHECK (cancellation_notice BETWEEN 0 AND 43200)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE location (
            location_id TEXT PRIMARY KEY,
            place INTEGER NOT NULL,
            address TEXT NOT NULL,
            city TEXT NOT NULL,
            access TEXT,
            zone TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE service (
            service_id TEXT PRIMARY KEY,
            place INTEGER NOT NULL,
            label TEXT NOT NULL,
            minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
            price_minor INTEGER,
            price_currency TEXT,
            note TEXT,
            CHECK ((price_minor IS NULL) = (price_currency IS NULL))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE practitioner (
            practitioner_id TEXT PRIMARY KEY,
            added_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE patient (
            patient_id TEXT PRIMARY KEY,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL,
            birth_date TEXT NOT NULL,
            email TEXT NOT NULL,
            entered_at INTEGER NOT NULL,
            first_appointment TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX patient_by_entry ON patient (entered_at);
    ",
        "
        CREATE TABLE setting (
            name TEXT PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE category (
            category_id TEXT PRIMARY KEY,
            place INTEGER NOT NULL,
            name TEXT NOT NULL,
            version INTEGER NOT NULL DEFAULT 1,
            withdrawn INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE location ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE location ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE service ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN category_id TEXT;
        ALTER TABLE practitioner ADD COLUMN ended_at INTEGER;
    ",
        "
        ALTER TABLE service ADD COLUMN before INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN after INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN travel INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN visit TEXT NOT NULL DEFAULT 'any';
        ALTER TABLE service ADD COLUMN online INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE service ADD COLUMN join_link TEXT;
    ",
        "ALTER TABLE location ADD COLUMN entry TEXT;",
    ],
};
