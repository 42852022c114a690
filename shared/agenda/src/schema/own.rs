//! The step by which each practice's words are its own.

/// What a practice says of an id says nothing of another practice's, even where both use the same one. The tables that other rows
/// refer to are left with nothing but which ids there are.
pub(super) const STEP: &str = "
    ALTER TABLE location RENAME TO known_location;
    CREATE TABLE location (
        practice_id TEXT NOT NULL REFERENCES membership (practice_id),
        location_id TEXT NOT NULL REFERENCES known_location (location_id),
        zone TEXT NOT NULL,
        PRIMARY KEY (practice_id, location_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO location (practice_id, location_id, zone) SELECT practice_id, location_id, zone FROM known_location;
    ALTER TABLE known_location DROP COLUMN practice_id;
    ALTER TABLE known_location DROP COLUMN zone;

    ALTER TABLE service RENAME TO known_service;
    CREATE TABLE service (
        practice_id TEXT NOT NULL REFERENCES membership (practice_id),
        service_id TEXT NOT NULL REFERENCES known_service (service_id),
        minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
        offered INTEGER NOT NULL,
        prepared INTEGER NOT NULL,
        tidied INTEGER NOT NULL,
        travelled INTEGER NOT NULL,
        mode TEXT NOT NULL,
        grouped INTEGER NOT NULL,
        visit TEXT NOT NULL,
        online INTEGER NOT NULL,
        PRIMARY KEY (practice_id, service_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX service_by_id ON service (service_id);
    INSERT INTO service (practice_id, service_id, minutes, offered, prepared, tidied, travelled, mode, grouped, visit, online)
        SELECT practice_id, service_id, minutes, offered, prepared, tidied, travelled, mode, grouped, visit, online FROM known_service;
    ALTER TABLE known_service DROP COLUMN practice_id;
    ALTER TABLE known_service DROP COLUMN minutes;
    ALTER TABLE known_service DROP COLUMN offered;
    ALTER TABLE known_service DROP COLUMN prepared;
    ALTER TABLE known_service DROP COLUMN tidied;
    ALTER TABLE known_service DROP COLUMN travelled;
    ALTER TABLE known_service DROP COLUMN mode;
    ALTER TABLE known_service DROP COLUMN grouped;
    ALTER TABLE known_service DROP COLUMN visit;
    ALTER TABLE known_service DROP COLUMN online;

    -- The bare ids of forgotten patients, and of those who are to be: whoever still has one on a screen places nobody by it.
    CREATE TABLE forgotten_patient (
        practice_id TEXT NOT NULL REFERENCES membership (practice_id),
        patient_id TEXT NOT NULL,
        PRIMARY KEY (practice_id, patient_id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO forgotten_patient (practice_id, patient_id) SELECT practice_id, patient_id FROM forgetting;
";
