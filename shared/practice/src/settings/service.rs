//! What can be booked.

use guichet_kernel::{CategoryId, Currency, Label, Minutes, Money, PracticeId, ServiceId, Sql, SqlError, binds};

use super::{Offer, Refusal, category};

/// How many services a practice may have.
pub const MOST_SERVICES: i64 = 200;

const SERVICES: Offer = Offer { table: "service", key: "service_id", most: MOST_SERVICES };

/// What is booked and billed.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Which.
    pub id: ServiceId,
    /// Counts its changes from 1. Not read when it is put.
    pub version: i64,
    /// Its label, for patients.
    pub label: Label,
    /// How long it takes.
    pub minutes: Minutes,
    /// What it costs, where the practice shows it.
    pub price: Option<Money>,
    /// What to bring or know.
    pub note: Option<Label>,
    /// The category it stands in (A1).
    pub category: Option<CategoryId>,
}

/// Adds a service at the end, or changes the one of that id; gives the version it then has. What is withdrawn stays so.
pub fn put_service(sql: &impl Sql, service: &Service, expected: Option<i64>) -> Result<i64, Refusal> {
    let id = service.id.to_string();
    let before = SERVICES.room(sql, &id, expected)?;
    let (practice,) = sql.first::<(PracticeId,)>("SELECT practice_id FROM practice", &[])?.ok_or(Refusal::Unknown)?;
    check_category(sql, practice, service)?;
    write(sql, service, SERVICES.place(sql, &id)?)?;
    SERVICES.written(sql, &id, before)
}

/// Withdraws a service: it is offered no more, and what bears its id keeps it. Repeating it changes nothing.
pub fn remove_service(sql: &impl Sql, id: ServiceId, expected: Option<i64>) -> Result<(), Refusal> {
    SERVICES.withdraw(sql, &id.to_string(), expected)
}

fn check_category(sql: &impl Sql, practice: PracticeId, service: &Service) -> Result<(), Refusal> {
    match service.category {
        Some(category) if !category::is_listed(sql, practice, category)? => Err(Refusal::Unknown),
        _ => Ok(()),
    }
}

/// Writes the row; its version rises if anything about it differs.
fn write(sql: &impl Sql, service: &Service, place: i64) -> Result<(), SqlError> {
    let price = service.price.map(|money| (money.minor(), currency_code(money.currency())));
    sql.run(
        "INSERT INTO service (service_id, place, label, minutes, price_minor, price_currency, note, category_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET version = version + 1, withdrawn = 0, place = excluded.place, label = excluded.label,
             minutes = excluded.minutes, price_minor = excluded.price_minor, price_currency = excluded.price_currency,
             note = excluded.note, category_id = excluded.category_id
         WHERE withdrawn = 1 OR place <> excluded.place OR label <> excluded.label OR minutes <> excluded.minutes
             OR price_minor IS NOT excluded.price_minor OR price_currency IS NOT excluded.price_currency
             OR note IS NOT excluded.note OR category_id IS NOT excluded.category_id",
        binds![
            service.id,
            place,
            &service.label,
            service.minutes,
            price.map(|(minor, _)| minor),
            price.map(|(_, code)| code),
            service.note.as_ref(),
            service.category
        ],
    )
}

pub(super) fn replace(sql: &impl Sql, practice: PracticeId, services: &[Service]) -> Result<(), crate::Refusal> {
    for (place, service) in (0_i64..).zip(services) {
        check_category(sql, practice, service).map_err(|refusal| match refusal {
            Refusal::Store(error) => crate::Refusal::Store(error),
            _ => crate::Refusal::Unknown,
        })?;
        write(sql, service, place)?;
    }
    Ok(SERVICES.keep_only(sql, &services.iter().map(|service| service.id.to_string()).collect::<Vec<_>>())?)
}

pub(super) fn listed(sql: &impl Sql) -> Result<Vec<Service>, SqlError> {
    let rows = sql.rows::<(ServiceId, i64, Label, Minutes, Option<i64>, Option<String>, Option<Label>, Option<CategoryId>)>(
        "SELECT service_id, version, label, minutes, price_minor, price_currency, note, category_id FROM service
         WHERE withdrawn = 0 ORDER BY place, service_id",
        &[],
    )?;
    let read = |(id, version, label, minutes, minor, code, note, category): (_, _, _, _, Option<i64>, Option<String>, _, _)| {
        let price = match (minor, code.as_deref()) {
            (Some(minor), Some("EUR")) => Some(Money::from_minor(minor, Currency::Eur)),
            (Some(minor), Some("CAD")) => Some(Money::from_minor(minor, Currency::Cad)),
            (None, None) => None,
            _ => return Err(SqlError::Shape(5)),
        };
        Ok(Service { id, version, label, minutes, price, note, category })
    };
    rows.into_iter().map(read).collect()
}

const fn currency_code(currency: Currency) -> &'static str {
    match currency {
        Currency::Eur => "EUR",
        Currency::Cad => "CAD",
    }
}
