//! Places of consultation.

use guichet_kernel::{Label, LocationId, Sql, SqlError, Zone, binds, read};

use super::{Offer, Refusal};

/// How many places of consultation a practice may have.
pub const MOST_LOCATIONS: i64 = 50;

const LOCATIONS: Offer = Offer { table: "location", key: "location_id", most: MOST_LOCATIONS };

/// A place of consultation.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Which.
    pub id: LocationId,
    /// Counts its changes from 1. Not read when it is put.
    pub version: i64,
    /// The postal address, line by line.
    pub address: Vec<Label>,
    /// The town.
    pub city: Label,
    /// How to get in, for everybody to read.
    pub access: Option<Label>,
    /// What only who has an appointment there is told: the door's code.
    pub entry: Option<Label>,
    /// Its time zone.
    pub zone: Zone,
}

/// Adds a location at the end, or changes the one of that id; gives the version it then has. What is withdrawn stays so.
pub fn put_location(sql: &impl Sql, location: &Location, expected: Option<i64>) -> Result<i64, Refusal> {
    let id = location.id.to_string();
    let before = LOCATIONS.room(sql, &id, expected)?;
    write(sql, location, LOCATIONS.place(sql, &id)?)?;
    LOCATIONS.written(sql, &id, before)
}

/// Withdraws a location: it is listed no more, and what bears its id keeps it. Repeating it changes nothing.
pub fn remove_location(sql: &impl Sql, id: LocationId, expected: Option<i64>) -> Result<(), Refusal> {
    LOCATIONS.withdraw(sql, &id.to_string(), expected)
}

/// Writes the row; its version rises if anything about it differs.
fn write(sql: &impl Sql, location: &Location, place: i64) -> Result<(), SqlError> {
    let address = serde_json::to_string(&location.address).map_err(|_| SqlError::Engine("address".into()))?;
    sql.run(
        "INSERT INTO location (location_id, place, address, city, access, entry, zone) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET version = version + 1, withdrawn = 0, place = excluded.place, address = excluded.address,
             city = excluded.city, access = excluded.access, entry = excluded.entry, zone = excluded.zone
         WHERE withdrawn = 1 OR place <> excluded.place OR address <> excluded.address OR city <> excluded.city
             OR access IS NOT excluded.access OR entry IS NOT excluded.entry OR zone <> excluded.zone",
        binds![location.id, place, address, &location.city, location.access.as_ref(), location.entry.as_ref(), location.zone],
    )
}

pub(super) fn replace(sql: &impl Sql, locations: &[Location]) -> Result<(), SqlError> {
    for (place, location) in (0_i64..).zip(locations) {
        write(sql, location, place)?;
    }
    LOCATIONS.keep_only(sql, &locations.iter().map(|location| location.id.to_string()).collect::<Vec<_>>())
}

pub(super) fn listed(sql: &impl Sql) -> Result<Vec<Location>, SqlError> {
    let rows = sql.rows::<(LocationId, i64, String, Label, Option<Label>, Option<Label>, Zone)>(
        "SELECT location_id, version, address, city, access, entry, zone FROM location WHERE withdrawn = 0 ORDER BY place, location_id",
        &[],
    )?;
    let read = |(id, version, address, city, access, entry, zone): (_, _, String, _, _, _, _)| {
        let address = read::text(&address).map_err(|_| SqlError::Shape(2))?;
        Ok(Location { id, version, address, city, access, entry, zone })
    };
    rows.into_iter().map(read).collect()
}
