//! The tables of earlier-slot alerts.

use guichet_kernel::sql::Migrations;

/// Who waits, what was freed, and to whom it was offered.
///
/// `waitlist_wish` is what a search reads: a row for each location and half-day that an entry would take (half -1: any), `free`
/// while the own appointment stands and has no open offer (W9). The store itself keeps it true, and ends entries and offers with
/// the appointment that they are of, whichever way that ends.
pub const MIGRATIONS: Migrations = Migrations {
    component: "waitlist",
    steps: &["
        -- No row: the practice offers no earlier slots (W1).
        CREATE TABLE waitlist_terms (
            practice_id TEXT PRIMARY KEY REFERENCES membership (practice_id),
            minimum_days INTEGER NOT NULL CHECK (minimum_days >= 0),
            first INTEGER NOT NULL CHECK (first >= 1),
            same_day INTEGER NOT NULL,
            round_minutes INTEGER NOT NULL CHECK (round_minutes >= 0),
            offer_notice INTEGER NOT NULL CHECK (offer_notice >= 0),
            home_visits INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Who waits. `halves` is a bit for each half-day, 0: any. An entry that ended with its appointment comes back with it.
        CREATE TABLE waitlist_entry (
            appointment_id TEXT PRIMARY KEY REFERENCES appointment (appointment_id),
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            starts_at INTEGER NOT NULL,
            since INTEGER NOT NULL,
            halves INTEGER NOT NULL CHECK (halves BETWEEN 0 AND 16382),
            ended TEXT CHECK (ended IN ('own', 'unticked', 'stopped', 'past', 'left'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX waitlist_entry_by_age ON waitlist_entry (practice_id, since, appointment_id) WHERE ended IS NULL;
        CREATE INDEX waitlist_entry_by_start ON waitlist_entry (starts_at) WHERE ended IS NULL;
        CREATE TABLE waitlist_place (
            appointment_id TEXT NOT NULL REFERENCES waitlist_entry (appointment_id),
            location_id TEXT NOT NULL,
            PRIMARY KEY (appointment_id, location_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE waitlist_wish (
            appointment_id TEXT NOT NULL REFERENCES waitlist_entry (appointment_id),
            location_id TEXT NOT NULL,
            half INTEGER NOT NULL CHECK (half BETWEEN -1 AND 13),
            practice_id TEXT NOT NULL,
            length INTEGER NOT NULL,
            service_id TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            patient_id TEXT NOT NULL,
            rank TEXT NOT NULL,
            free INTEGER NOT NULL,
            PRIMARY KEY (appointment_id, location_id, half)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX waitlist_wish_by_fit
            ON waitlist_wish (practice_id, length, location_id, service_id, half, starts_at, patient_id, rank) WHERE free = 1;
        CREATE INDEX waitlist_wish_by_patient ON waitlist_wish (patient_id, starts_at);

        -- What was freed. `room`: nobody is left to ask, and there is room for more. `due_at`: when it is to be looked at again. `there`: how
        -- many were there at once, with who left it.
        CREATE TABLE waitlist_freed (
            freed_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            location_id TEXT NOT NULL,
            service_id TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
            availability_id TEXT,
            appointment_id TEXT REFERENCES appointment (appointment_id),
            freed_by TEXT NOT NULL CHECK (freed_by IN ('patient', 'staff', 'move', 'offer', 'hand')),
            at INTEGER NOT NULL,
            offered_from INTEGER,
            state TEXT NOT NULL,
            ended_at INTEGER,
            depth INTEGER NOT NULL,
            there INTEGER NOT NULL CHECK (there >= 1),
            deadline INTEGER NOT NULL,
            round INTEGER NOT NULL DEFAULT 0,
            round_until INTEGER,
            room INTEGER NOT NULL DEFAULT 0,
            asked_at INTEGER,
            days_gained INTEGER,
            due_at INTEGER,
            CHECK ((ended_at IS NULL) = (state IN ('waiting', 'open'))),
            CHECK (due_at IS NULL OR ended_at IS NULL)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX waitlist_freed_once ON waitlist_freed (appointment_id) WHERE appointment_id IS NOT NULL AND state <> 'restored';
        CREATE INDEX waitlist_freed_of ON waitlist_freed (appointment_id, at) WHERE appointment_id IS NOT NULL;
        CREATE INDEX waitlist_freed_by_due ON waitlist_freed (due_at) WHERE due_at IS NOT NULL;
        CREATE INDEX waitlist_freed_by_start ON waitlist_freed (starts_at) WHERE ended_at IS NULL;
        CREATE INDEX waitlist_freed_live ON waitlist_freed (practice_id, room) WHERE ended_at IS NULL;
        CREATE INDEX waitlist_freed_by_time ON waitlist_freed (practice_id, starts_at, ends_at);
        CREATE INDEX waitlist_freed_by_age ON waitlist_freed (practice_id, at);

        CREATE TABLE waitlist_offer (
            offer_id TEXT PRIMARY KEY,
            freed_id TEXT NOT NULL REFERENCES waitlist_freed (freed_id),
            practice_id TEXT NOT NULL,
            appointment_id TEXT NOT NULL REFERENCES appointment (appointment_id),
            patient_id TEXT,
            place INTEGER NOT NULL,
            round INTEGER NOT NULL CHECK (round >= 1),
            asked_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK ((state = 'open') = (ended_at IS NULL)),
            ended_at INTEGER,
            by_whom TEXT,
            to_call INTEGER NOT NULL DEFAULT 0,
            page_asked_at INTEGER,
            token_hash BLOB NOT NULL UNIQUE,
            link_hash BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        -- W9, and one acceptance of a freed slot: the store refuses a second of either.
        CREATE UNIQUE INDEX waitlist_offer_one_open ON waitlist_offer (appointment_id) WHERE state = 'open';
        CREATE UNIQUE INDEX waitlist_offer_one_accepted ON waitlist_offer (freed_id) WHERE state = 'accepted';
        CREATE INDEX waitlist_offer_of_freed ON waitlist_offer (freed_id, place);
        CREATE INDEX waitlist_offer_of ON waitlist_offer (appointment_id);
        CREATE INDEX waitlist_offer_by_expiry ON waitlist_offer (expires_at) WHERE state = 'open';
        CREATE INDEX waitlist_offer_by_call ON waitlist_offer (practice_id, to_call, asked_at, place, offer_id) WHERE state = 'open';
        CREATE INDEX waitlist_offer_by_patient ON waitlist_offer (patient_id) WHERE patient_id IS NOT NULL;
        CREATE INDEX waitlist_offer_by_age ON waitlist_offer (practice_id, asked_at);

        CREATE TRIGGER waitlist_entry_ends AFTER UPDATE OF ended ON waitlist_entry WHEN NEW.ended IS NOT NULL
        BEGIN DELETE FROM waitlist_wish WHERE appointment_id = NEW.appointment_id; END;

        CREATE TRIGGER waitlist_offer_made AFTER INSERT ON waitlist_offer WHEN NEW.state = 'open'
        BEGIN UPDATE waitlist_wish SET free = 0 WHERE appointment_id = NEW.appointment_id; END;
        -- Who is free again may be asked for another slot; and the round has room again.
        CREATE TRIGGER waitlist_offer_ends AFTER UPDATE OF state ON waitlist_offer WHEN OLD.state = 'open' AND NEW.state <> 'open'
        BEGIN
            UPDATE waitlist_wish SET free = 1 WHERE appointment_id = NEW.appointment_id AND EXISTS (
                SELECT 1 FROM appointment
                WHERE appointment_id = NEW.appointment_id AND attendance IN ('booked', 'confirmed') AND deleted_at IS NULL
            );
            UPDATE waitlist_freed SET due_at = NEW.ended_at
                WHERE practice_id = NEW.practice_id AND ended_at IS NULL AND room = 1;
            UPDATE waitlist_freed SET due_at = NEW.ended_at WHERE freed_id = NEW.freed_id AND ended_at IS NULL;
        END;

        CREATE TRIGGER waitlist_own_ends AFTER UPDATE OF attendance, deleted_at ON appointment
        WHEN NEW.deleted_at IS NOT NULL OR NEW.attendance IN ('cancelled-by-patient', 'cancelled-by-practitioner', 'moved')
        BEGIN
            UPDATE waitlist_entry SET ended = 'own' WHERE appointment_id = NEW.appointment_id AND ended IS NULL;
            UPDATE waitlist_offer SET state = 'withdrawn', ended_at = NEW.changed_at
                WHERE appointment_id = NEW.appointment_id AND state = 'open';
        END;
        -- Who has arrived, or was noted absent, is not moved; a note can be undone.
        CREATE TRIGGER waitlist_own_noted AFTER UPDATE OF attendance ON appointment
        WHEN NEW.attendance <> OLD.attendance AND NEW.attendance IN ('booked', 'confirmed', 'arrived', 'attended', 'absent')
        BEGIN
            UPDATE waitlist_wish SET free = NEW.attendance IN ('booked', 'confirmed') AND NOT EXISTS (
                SELECT 1 FROM waitlist_offer WHERE appointment_id = NEW.appointment_id AND state = 'open'
            ) WHERE appointment_id = NEW.appointment_id;
        END;
    ", "
        -- Since when somebody or other was found to hold the slot while it is due, each time that it was looked at.
        ALTER TABLE waitlist_freed ADD COLUMN held_since INTEGER;
    "],
};
