//! What can be booked.

use guichet_kernel::{CategoryId, Currency, Label, Minutes, Money, PracticeId, Row, ServiceId, Sql, SqlError, binds, sql::FromRow, words};
use http::Uri;

use super::{CategoryKind, Offer, Refusal, category};

/// How many services a practice may have.
pub const MOST_SERVICES: i64 = 200;
/// The most minutes before, after and on the road.
const MOST_AROUND: u16 = 240;
/// A day: what a service takes with all that goes with it.
const DAY: u32 = 1_440;

const SERVICES: Offer = Offer { table: "service", key: "service_id", most: MOST_SERVICES };

words! {
    /// Whom a service is for (A9).
    Visit {
        /// Everybody.
        Any = "any",
        /// Who comes for the first time.
        First = "first",
        /// Who has been here before.
        FollowUp = "follow-up",
    }
}

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
    /// The category it stands in (A1), which says where care is given.
    pub category: Option<CategoryId>,
    /// Minutes to prepare before it.
    pub before: u16,
    /// Minutes to tidy up after it.
    pub after: u16,
    /// Minutes on the road, before and after a home visit.
    pub travel: u16,
    /// Whom it is for.
    pub visit: Visit,
    /// Whether the public can book it.
    pub online: bool,
    /// Where a teleconsultation is joined.
    pub join_link: Option<Label>,
}

/// Adds a service at the end, or changes the one of that id; gives the version it then has. What is withdrawn stays so.
pub fn put_service(sql: &impl Sql, service: &Service, expected: Option<i64>) -> Result<i64, Refusal> {
    let id = service.id.to_string();
    let before = SERVICES.room(sql, &id, expected)?;
    let (practice,) = sql.first::<(PracticeId,)>("SELECT practice_id FROM practice", &[])?.ok_or(Refusal::Unknown)?;
    check(sql, practice, service)?;
    write(sql, service, SERVICES.place(sql, &id)?)?;
    SERVICES.written(sql, &id, before)
}

/// Withdraws a service: it is offered no more, and what bears its id keeps it. Repeating it changes nothing.
pub fn remove_service(sql: &impl Sql, id: ServiceId, expected: Option<i64>) -> Result<(), Refusal> {
    SERVICES.withdraw(sql, &id.to_string(), expected)
}

fn check(sql: &impl Sql, practice: PracticeId, service: &Service) -> Result<(), Refusal> {
    match service.category {
        Some(category) if !category::is_listed(sql, practice, category)? => return Err(Refusal::Unknown),
        _ => (),
    }
    if fits(service, category::category_kind(practice, service.category)) { Ok(()) } else { Err(Refusal::Unfit) }
}

/// Whether it takes a day at most with all that goes with it, and has a road only to a patient's home and a link only at a
/// distance.
fn fits(service: &Service, kind: CategoryKind) -> bool {
    let Service { minutes, before, after, travel, join_link, .. } = service;
    let whole = u32::from(minutes.count()) + u32::from(*before) + u32::from(*after) + 2 * u32::from(*travel);
    let short = whole <= DAY && [before, after, travel].into_iter().all(|count| *count <= MOST_AROUND);
    let road = *travel == 0 || kind == CategoryKind::HomeVisit;
    let link = join_link.as_ref().is_none_or(|link| kind == CategoryKind::Teleconsultation && is_a_link(link.as_str()));
    short && road && link
}

/// A web address that a patient can be sent to: encrypted, and without a name or password in it.
pub(crate) fn is_a_link(text: &str) -> bool {
    // A browser makes the best of much that is no address; this takes what is one as it stands (RFC 3986). What a browser's
    // line gives to copy is that. The `url` crate would read more, and weighs 25 KB with its tables of domain names.
    text.parse::<Uri>().is_ok_and(|uri| {
        let site = uri.authority().is_some_and(|site| !site.host().is_empty() && !site.as_str().contains('@'));
        uri.scheme_str() == Some("https") && site && text.starts_with("https://")
    })
}

/// Writes the row; its version rises if anything about it differs.
fn write(sql: &impl Sql, service: &Service, place: i64) -> Result<(), SqlError> {
    let price = service.price.map(|money| (money.minor(), currency_code(money.currency())));
    sql.run(
        "INSERT INTO service (service_id, place, label, minutes, price_minor, price_currency, note, category_id, before, after, travel, visit,
             online, join_link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET version = version + 1, withdrawn = 0, place = excluded.place, label = excluded.label,
             minutes = excluded.minutes, price_minor = excluded.price_minor, price_currency = excluded.price_currency,
             note = excluded.note, category_id = excluded.category_id, before = excluded.before, after = excluded.after,
             travel = excluded.travel, visit = excluded.visit, online = excluded.online, join_link = excluded.join_link
         WHERE withdrawn = 1 OR place <> excluded.place OR label <> excluded.label OR minutes <> excluded.minutes
             OR price_minor IS NOT excluded.price_minor OR price_currency IS NOT excluded.price_currency
             OR note IS NOT excluded.note OR category_id IS NOT excluded.category_id OR before <> excluded.before
             OR after <> excluded.after OR travel <> excluded.travel OR visit <> excluded.visit OR online <> excluded.online
             OR join_link IS NOT excluded.join_link",
        binds![
            service.id,
            place,
            &service.label,
            service.minutes,
            price.map(|(minor, _)| minor),
            price.map(|(_, code)| code),
            service.note.as_ref(),
            service.category,
            i64::from(service.before),
            i64::from(service.after),
            i64::from(service.travel),
            service.visit,
            i64::from(service.online),
            service.join_link.as_ref()
        ],
    )
}

pub(super) fn replace(sql: &impl Sql, practice: PracticeId, services: &[Service]) -> Result<(), crate::Refusal> {
    for (place, service) in (0_i64..).zip(services) {
        check(sql, practice, service).map_err(|refusal| match refusal {
            Refusal::Store(error) => crate::Refusal::Store(error),
            Refusal::Unfit => crate::Refusal::Unfit,
            _ => crate::Refusal::Unknown,
        })?;
        write(sql, service, place)?;
    }
    Ok(SERVICES.keep_only(sql, &services.iter().map(|service| service.id.to_string()).collect::<Vec<_>>())?)
}

pub(super) fn listed(sql: &impl Sql) -> Result<Vec<Service>, SqlError> {
    sql.rows(
        "SELECT service_id, version, label, minutes, price_minor, price_currency, note, category_id, before, after, travel, visit, online,
             join_link FROM service WHERE withdrawn = 0 ORDER BY place, service_id",
        &[],
    )
}

type What = (ServiceId, i64, Label, Minutes, Option<i64>, Option<String>, Option<Label>, Option<CategoryId>);
type How = (i64, i64, i64, Visit, i64, Option<Label>);

impl FromRow for Service {
    fn from_row(mut row: Row) -> Result<Self, SqlError> {
        // Tuples have ten places at most.
        let rest = row.0.split_off(row.0.len().min(8));
        let (id, version, label, minutes, minor, code, note, category) = What::from_row(row)?;
        let shifted = |error| if let SqlError::Shape(column) = error { SqlError::Shape(column + 8) } else { error };
        let (before, after, travel, visit, online, join_link) = How::from_row(Row(rest)).map_err(shifted)?;
        let price = match (minor, code.as_deref()) {
            (Some(minor), Some("EUR")) => Some(Money::from_minor(minor, Currency::Eur)),
            (Some(minor), Some("CAD")) => Some(Money::from_minor(minor, Currency::Cad)),
            (None, None) => None,
            _ => return Err(SqlError::Shape(5)),
        };
        let count = |stored: i64, column| u16::try_from(stored).map_err(|_| SqlError::Shape(column));
        let (before, after, travel) = (count(before, 8)?, count(after, 9)?, count(travel, 10)?);
        let online = online == 1;
        Ok(Self { id, version, label, minutes, price, note, category, before, after, travel, visit, online, join_link })
    }
}

const fn currency_code(currency: Currency) -> &'static str {
    match currency {
        Currency::Eur => "EUR",
        Currency::Cad => "CAD",
    }
}
