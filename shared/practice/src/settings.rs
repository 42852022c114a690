//! What a practice is, where it works, what it offers, and who gives care there.

use guichet_kernel::{
    Country, Currency, Instant, Label, LocationId, Minutes, Money, PracticeId, PractitionerId, ServiceId, Sql, SqlError, Telephone, Zone,
    binds,
};

use crate::Refusal;

/// A practice's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Which practice.
    pub practice: PracticeId,
    /// Counts the changes of these settings from 1.
    pub version: i64,
    /// Its country.
    pub country: Country,
    /// Its name.
    pub name: Label,
    /// Its telephone.
    pub telephone: Telephone,
    /// Until how many minutes before the start a patient may cancel by the link (A7).
    pub cancellation_notice: u32,
    /// Its places of consultation, in the order it shows them.
    pub locations: Vec<Location>,
    /// What can be booked, in the order it shows them.
    pub services: Vec<Service>,
}

/// A place of consultation.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Which.
    pub id: LocationId,
    /// The postal address, line by line.
    pub address: Vec<Label>,
    /// The town.
    pub city: Label,
    /// How to get in.
    pub access: Option<Label>,
    /// Its time zone.
    pub zone: Zone,
}

/// What is booked and billed.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Which.
    pub id: ServiceId,
    /// Its label, for patients.
    pub label: Label,
    /// How long it takes.
    pub minutes: Minutes,
    /// What it costs, where the practice shows it.
    pub price: Option<Money>,
    /// What to bring or know.
    pub note: Option<Label>,
}

/// Founds the practice, or replaces its settings; gives the version they then have. The version in `new` is not read.
pub fn found(sql: &impl Sql, new: &Settings) -> Result<i64, Refusal> {
    let version = sql.first::<(i64,)>(
        "INSERT INTO practice (practice_id, version, country, name, telephone_dial, telephone_shown, cancellation_notice) VALUES (?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET version = version + 1, country = excluded.country, name = excluded.name, telephone_dial = excluded.telephone_dial,
             telephone_shown = excluded.telephone_shown, cancellation_notice = excluded.cancellation_notice
         RETURNING version",
        binds![
            new.practice, new.country.code(), &new.name, new.telephone.dial.as_str(), &new.telephone.shown, i64::from(new.cancellation_notice)
        ],
    )?;
    sql.run("DELETE FROM location", &[])?;
    for (place, location) in (0_i64..).zip(&new.locations) {
        let address = serde_json::to_string(&location.address).map_err(|_| SqlError::Engine("address".into()))?;
        sql.run(
            "INSERT INTO location (location_id, place, address, city, access, zone) VALUES (?, ?, ?, ?, ?, ?)",
            binds![location.id, place, address, &location.city, location.access.as_ref(), location.zone],
        )?;
    }
    sql.run("DELETE FROM service", &[])?;
    for (place, service) in (0_i64..).zip(&new.services) {
        let price = service.price.map(|money| (money.minor(), currency_code(money.currency())));
        sql.run(
            "INSERT INTO service (service_id, place, label, minutes, price_minor, price_currency, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
            binds![
                service.id,
                place,
                &service.label,
                service.minutes,
                price.map(|(minor, _)| minor),
                price.map(|(_, code)| code),
                service.note.as_ref()
            ],
        )?;
    }
    version.map(|(version,)| version).ok_or(Refusal::Unknown)
}

/// The settings; [`Refusal::Unknown`] before the practice is founded.
pub fn settings(sql: &impl Sql) -> Result<Settings, Refusal> {
    let row = sql.first::<(PracticeId, i64, String, Label, String, Label, i64)>(
        "SELECT practice_id, version, country, name, telephone_dial, telephone_shown, cancellation_notice FROM practice",
        &[],
    )?;
    let (practice, version, country, name, dial, shown, notice) = row.ok_or(Refusal::Unknown)?;
    let country = Country::ALL.into_iter().find(|known| known.code() == country).ok_or(SqlError::Shape(2))?;
    let telephone = Telephone { dial: dial.try_into().map_err(|_| SqlError::Shape(4))?, shown };
    let cancellation_notice = u32::try_from(notice).map_err(|_| SqlError::Shape(6))?;
    Ok(Settings { practice, version, country, name, telephone, cancellation_notice, locations: locations(sql)?, services: services(sql)? })
}

fn locations(sql: &impl Sql) -> Result<Vec<Location>, SqlError> {
    let rows = sql.rows::<(LocationId, String, Label, Option<Label>, Zone)>(
        "SELECT location_id, address, city, access, zone FROM location ORDER BY place",
        &[],
    )?;
    let read = |(id, address, city, access, zone): (_, String, _, _, _)| {
        let address = serde_json::from_str(&address).map_err(|_| SqlError::Shape(1))?;
        Ok(Location { id, address, city, access, zone })
    };
    rows.into_iter().map(read).collect()
}

fn services(sql: &impl Sql) -> Result<Vec<Service>, SqlError> {
    let rows = sql.rows::<(ServiceId, Label, Minutes, Option<i64>, Option<String>, Option<Label>)>(
        "SELECT service_id, label, minutes, price_minor, price_currency, note FROM service ORDER BY place",
        &[],
    )?;
    let read = |(id, label, minutes, minor, code, note): (_, _, _, Option<i64>, Option<String>, _)| {
        let price = match (minor, code.as_deref()) {
            (Some(minor), Some("EUR")) => Some(Money::from_minor(minor, Currency::Eur)),
            (Some(minor), Some("CAD")) => Some(Money::from_minor(minor, Currency::Cad)),
            (None, None) => None,
            _ => return Err(SqlError::Shape(4)),
        };
        Ok(Service { id, label, minutes, price, note })
    };
    rows.into_iter().map(read).collect()
}

const fn currency_code(currency: Currency) -> &'static str {
    match currency {
        Currency::Eur => "EUR",
        Currency::Cad => "CAD",
    }
}

/// Adds a practitioner who gives care here. Repeating it changes nothing.
pub fn add_practitioner(sql: &impl Sql, practitioner: PractitionerId, now: Instant) -> Result<(), Refusal> {
    Ok(sql.run("INSERT INTO practitioner (practitioner_id, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING", binds![practitioner, now])?)
}

/// Who gives care here.
pub fn practitioners(sql: &impl Sql) -> Result<Vec<PractitionerId>, Refusal> {
    Ok(sql
        .rows::<(PractitionerId,)>("SELECT practitioner_id FROM practitioner ORDER BY added_at", &[])?
        .into_iter()
        .map(|(id,)| id)
        .collect())
}
