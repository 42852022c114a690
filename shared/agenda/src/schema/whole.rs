//! The step to the whole agenda: hours on the wall, closings, terms, places and capacity.

/// What a row of `occupancy` may not do, unless it is forced (ADR 0009, 6): meet a row of another place or practice; be one
/// more in a full group; or be, at the beginning of any that it meets, beyond the least capacity there, or beyond what it is
/// itself admitted to. How many are there at once is greatest at a beginning, so no other instant need be looked at.
macro_rules! guard {
    ($name:literal, $event:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $name,
            " BEFORE ",
            $event,
            " ON occupancy WHEN NEW.forced = 0
            BEGIN
                SELECT RAISE(ABORT, 'occupied') WHERE EXISTS (
                    SELECT 1 FROM occupancy
                    WHERE starts_at > NEW.starts_at - 86400000 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
                      AND occupant <> NEW.occupant AND (place <> NEW.place OR practice_id <> NEW.practice_id)
                );
                SELECT RAISE(ABORT, 'full') WHERE NEW.places <= (
                    SELECT COUNT(*) FROM occupancy
                    WHERE starts_at > NEW.starts_at - 86400000 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
                      AND occupant <> NEW.occupant AND unit = NEW.unit
                );
                SELECT RAISE(ABORT, 'occupied') WHERE EXISTS (
                    SELECT 1 FROM (
                        SELECT DISTINCT MAX(starts_at, NEW.starts_at) AS instant FROM occupancy
                        WHERE starts_at > NEW.starts_at - 86400000 AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at
                          AND occupant <> NEW.occupant
                    ) AS beginning CROSS JOIN occupancy AS there
                    WHERE there.starts_at > beginning.instant - 86400000 AND there.starts_at <= beginning.instant
                      AND there.ends_at > beginning.instant AND there.occupant <> NEW.occupant
                    GROUP BY beginning.instant
                    HAVING COUNT(DISTINCT there.unit) + (MAX(there.unit = NEW.unit) = 0) > MIN(MIN(there.capacity), NEW.capacity, NEW.admits)
                );
            END;
            "
        )
    };
}

/// Dated availabilities were instants; what their hours on the wall are, only code that knows zones can tell. There were none
/// outside tests, since nothing was deployed, and so they are dropped. Who occupies what stays: each alone at its location.
pub(super) const STEP: &str = concat!(
    "
        ALTER TABLE membership ADD COLUMN booking_notice INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE membership ADD COLUMN booking_horizon INTEGER NOT NULL DEFAULT 90;
        ALTER TABLE membership ADD COLUMN open_bookings INTEGER NOT NULL DEFAULT 10;

        ALTER TABLE service ADD COLUMN prepared INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN tidied INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN travelled INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN mode TEXT NOT NULL DEFAULT 'office';
        ALTER TABLE service ADD COLUMN grouped INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE service ADD COLUMN visit TEXT NOT NULL DEFAULT 'any';
        ALTER TABLE service ADD COLUMN online INTEGER NOT NULL DEFAULT 1;

        -- What of it the practitioner chose for themselves; no row: nothing.
        CREATE TABLE terms (
            practice_id TEXT PRIMARY KEY REFERENCES membership (practice_id),
            version INTEGER NOT NULL,
            online INTEGER NOT NULL,
            new_patients INTEGER NOT NULL,
            open_until TEXT,
            horizon_days INTEGER,
            notice_minutes INTEGER
        ) STRICT, WITHOUT ROWID;

        DROP TABLE availability;
        -- Days are ISO 8601 dates, hours are minutes since midnight, both on the location's wall. `last_day` is what follows
        -- from the rule, so that what is over is not read.
        CREATE TABLE availability (
            availability_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            location_id TEXT NOT NULL REFERENCES location (location_id),
            version INTEGER NOT NULL,
            first_day TEXT NOT NULL,
            last_day TEXT NOT NULL CHECK (last_day >= first_day),
            opens INTEGER NOT NULL CHECK (opens >= 0),
            closes INTEGER NOT NULL CHECK (closes > opens AND closes < 1440),
            rule TEXT,
            capacity INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 9),
            public_capacity INTEGER NOT NULL CHECK (public_capacity BETWEEN 0 AND capacity),
            staff_first INTEGER NOT NULL,
            grid INTEGER CHECK (grid BETWEEN 5 AND 240),
            places INTEGER CHECK (places IS NULL OR (places BETWEEN 2 AND 99 AND capacity = 1)),
            withdrawn_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX availability_by_day ON availability (practice_id, last_day) WHERE withdrawn_at IS NULL;
        CREATE TABLE availability_service (
            availability_id TEXT NOT NULL REFERENCES availability (availability_id),
            service_id TEXT NOT NULL REFERENCES service (service_id),
            PRIMARY KEY (availability_id, service_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE availability_except (
            availability_id TEXT NOT NULL REFERENCES availability (availability_id),
            day TEXT NOT NULL,
            PRIMARY KEY (availability_id, day)
        ) STRICT, WITHOUT ROWID;

        -- No location: every one of the practice's.
        CREATE TABLE closing (
            closing_id TEXT PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES membership (practice_id),
            location_id TEXT REFERENCES location (location_id),
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
            kind TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX closing_by_end ON closing (practice_id, ends_at);

        ALTER TABLE hold ADD COLUMN network_hash BLOB;
        ALTER TABLE hold ADD COLUMN availability_id TEXT;
        CREATE INDEX hold_by_network ON hold (network_hash, until) WHERE network_hash IS NOT NULL;

        ALTER TABLE appointment ADD COLUMN availability_id TEXT;
        ALTER TABLE appointment ADD COLUMN origin TEXT;
        ALTER TABLE appointment ADD COLUMN moved_from TEXT;
        ALTER TABLE appointment ADD COLUMN moved_to TEXT;
        ALTER TABLE appointment ADD COLUMN forced INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE appointment ADD COLUMN deleted_at INTEGER;
        ALTER TABLE appointment ADD COLUMN cancelled_with TEXT;
        ALTER TABLE appointment ADD COLUMN booker_hash BLOB;
        UPDATE appointment SET origin = appointment_id;
        CREATE INDEX appointment_by_booker ON appointment (booker_hash, starts_at) WHERE booker_hash IS NOT NULL;
        CREATE INDEX appointment_by_closing ON appointment (cancelled_with) WHERE cancelled_with IS NOT NULL;

        -- Further links of an appointment: one for each message that nobody's own link could be put in.
        CREATE TABLE appointment_link (
            token_hash BLOB PRIMARY KEY,
            appointment_id TEXT NOT NULL REFERENCES appointment (appointment_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX appointment_link_by_appointment ON appointment_link (appointment_id);

        -- What was done, where it was more than to say where the appointment stands.
        ALTER TABLE attendance_history ADD COLUMN did TEXT;

        DROP TRIGGER occupancy_insert;
        DROP TRIGGER occupancy_update;
        DROP INDEX occupancy_by_time;
        DROP INDEX occupancy_by_until;
        ALTER TABLE occupancy RENAME TO occupancy_of_one;
        -- A `unit` is what counts once: an occupant, or a session of a group with at most `places` of them. `admits` is how
        -- many units its own coming may make, `capacity` how many there may be while it is there. Who comes by the public's way
        -- holds first, and a hold is never forced.
        CREATE TABLE occupancy (
            occupant TEXT PRIMARY KEY,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL CHECK (ends_at > starts_at AND ends_at - starts_at <= 86400000),
            until INTEGER,
            place TEXT NOT NULL,
            practice_id TEXT NOT NULL,
            unit TEXT NOT NULL,
            places INTEGER NOT NULL DEFAULT 1 CHECK (places BETWEEN 1 AND 99),
            capacity INTEGER NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 9),
            admits INTEGER NOT NULL DEFAULT 1 CHECK (admits BETWEEN 1 AND capacity),
            forced INTEGER NOT NULL DEFAULT 0 CHECK (forced IN (0, 1) AND (forced = 0 OR until IS NULL))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO occupancy (occupant, starts_at, ends_at, until, place, practice_id, unit)
            SELECT occupant, occupancy_of_one.starts_at, occupancy_of_one.ends_at, occupancy_of_one.until, location_id, practice_id, occupant
            FROM occupancy_of_one JOIN appointment ON appointment_id = occupant;
        INSERT INTO occupancy (occupant, starts_at, ends_at, until, place, practice_id, unit)
            SELECT occupant, occupancy_of_one.starts_at, occupancy_of_one.ends_at, occupancy_of_one.until, location_id, practice_id, occupant
            FROM occupancy_of_one JOIN hold ON hold_id = occupant;
        DROP TABLE occupancy_of_one;
        CREATE INDEX occupancy_by_time ON occupancy (starts_at, ends_at);
        CREATE INDEX occupancy_by_until ON occupancy (until) WHERE until IS NOT NULL;
    ",
    guard!("occupancy_insert", "INSERT"),
    guard!(
        "occupancy_update",
        "UPDATE OF starts_at, ends_at, place, practice_id, unit, places, capacity, admits, forced"
    ),
);
