//! What a practice is, where it works, what it offers, what it has set, and who gives care there.
//!
//! **Invariants**
//! - Every change of what the practice shows or decides by raises its version, so that whoever keeps a copy sees it.
//! - A location, service or category that is removed is only withdrawn: its id never means anything else.
//! - A setting that was never chosen has no row: its default shows, and changes with the release.

mod category;
mod choice;
mod practitioner;
mod service;
mod site;
#[cfg(test)]
mod tests;

use guichet_kernel::{Country, Label, PracticeId, Sql, SqlError, Telephone, binds};

pub use category::{Category, CategoryKind, MOST_CATEGORIES, categories, category_kind, locked_category, put_category, remove_category};
pub use choice::{Setting, SettingName, SettingValue, Spec, Unit, change, choices, flag, number};
pub use practitioner::{add_practitioner, end_practitioner, has_given_care, practitioners, practitioners_ever};
pub(crate) use service::is_a_link;
pub use service::{MOST_SERVICES, Service, Visit, put_service, remove_service};
pub use site::{Location, MOST_LOCATIONS, put_location, remove_location};

/// Why a change of the settings is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such thing in this practice, or it was withdrawn.
    #[error("no such thing in this practice")]
    Unknown,
    /// It has another version than the caller believes: read it again.
    #[error("it was changed meanwhile")]
    Conflict,
    /// The practice has as many as it may have.
    #[error("there are too many")]
    TooMany,
    /// The value is not one that this setting takes.
    #[error("not a value that this setting takes")]
    OutOfBounds(SettingName),
    /// What goes with a service does not go with it, or lasts too long.
    #[error("what goes with a service does not go with it")]
    Unfit,
    /// The category is predefined (A1).
    #[error("the category is predefined")]
    Locked,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] SqlError),
}

/// A practice's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Which practice.
    pub practice: PracticeId,
    /// Counts the changes of all this from 1.
    pub version: i64,
    /// Its country.
    pub country: Country,
    /// Its name.
    pub name: Label,
    /// Its telephone.
    pub telephone: Telephone,
    /// Until how many minutes before the start a patient may cancel by the link (A7).
    pub cancellation_notice: u32,
    /// How many minutes ahead the public must book.
    pub booking_notice: u32,
    /// How many days ahead the agendas are open to the public (A12).
    pub booking_horizon: u16,
    /// How many appointments ahead one address may have booked online with one practitioner (A9).
    pub open_bookings: u8,
    /// Whether what is booked online waits until the link in the letter is opened.
    pub confirm_by_link: bool,
    /// How earlier slots are offered to who waits; `None`: not at all (W1).
    pub alerts: Option<Alerts>,
    /// Its places of consultation, in the order it shows them.
    pub locations: Vec<Location>,
    /// What can be booked, in the order it shows them.
    pub services: Vec<Service>,
}

/// How earlier slots are offered (W).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alerts {
    /// How many days ahead an appointment must be for its patient to wait for an earlier one (W2).
    pub minimum_days: u16,
    /// How many are asked at once (W3).
    pub first: u8,
    /// Whether a slot of the same day is offered too (W4).
    pub same_day: bool,
    /// After how many minutes, counted by day, as many more are asked; 0: never.
    pub round_minutes: u32,
    /// How many minutes before the slot an offer ends (W8).
    pub offer_notice: u32,
    /// Whether home visits are offered too.
    pub home_visits: bool,
}

impl Alerts {
    /// The numbers as settings hold them.
    fn choices(self) -> [(SettingName, i64); 6] {
        [
            (SettingName::AlertMinimumDays, i64::from(self.minimum_days)),
            (SettingName::AlertFirst, i64::from(self.first)),
            (SettingName::AlertSameDay, i64::from(self.same_day)),
            (SettingName::AlertRound, i64::from(self.round_minutes)),
            (SettingName::OfferNotice, i64::from(self.offer_notice)),
            (SettingName::AlertHomeVisits, i64::from(self.home_visits)),
        ]
    }

    /// As chosen; `None`: the practice offers none.
    fn chosen(sql: &impl Sql) -> Result<Option<Self>, SqlError> {
        if !choice::flag(sql, SettingName::EarlierAlerts)? {
            return Ok(None);
        }
        let whole = |name| u32::try_from(number(sql, name)?).map_err(|_| SqlError::Shape(0));
        Ok(Some(Self {
            minimum_days: u16::try_from(whole(SettingName::AlertMinimumDays)?).map_err(|_| SqlError::Shape(0))?,
            first: u8::try_from(whole(SettingName::AlertFirst)?).map_err(|_| SqlError::Shape(0))?,
            same_day: choice::flag(sql, SettingName::AlertSameDay)?,
            round_minutes: whole(SettingName::AlertRound)?,
            offer_notice: whole(SettingName::OfferNotice)?,
            home_visits: choice::flag(sql, SettingName::AlertHomeVisits)?,
        }))
    }
}

/// Founds the practice, or replaces its settings; gives the version they then have. The versions in `new` are not read.
///
/// Locations and services that `new` does not list are withdrawn; own categories and the settings that it does not have stay.
pub fn found(sql: &impl Sql, new: &Settings) -> Result<i64, crate::Refusal> {
    let version = sql.first::<(i64,)>(
        "INSERT INTO practice (practice_id, version, country, name, telephone_dial, telephone_shown, cancellation_notice) VALUES (?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET version = version + 1, country = excluded.country, name = excluded.name, telephone_dial = excluded.telephone_dial,
             telephone_shown = excluded.telephone_shown, cancellation_notice = excluded.cancellation_notice
         RETURNING version",
        binds![
            new.practice, new.country.code(), &new.name, new.telephone.dial.as_str(), &new.telephone.shown, i64::from(new.cancellation_notice)
        ],
    )?;
    let booking = [
        (SettingName::BookingNotice, i64::from(new.booking_notice)),
        (SettingName::BookingHorizon, i64::from(new.booking_horizon)),
        (SettingName::OpenBookings, i64::from(new.open_bookings)),
        (SettingName::ConfirmByLink, i64::from(new.confirm_by_link)),
    ];
    choice::found(sql, SettingName::EarlierAlerts, i64::from(new.alerts.is_some()))?;
    let alerts = new.alerts.map(Alerts::choices);
    for (name, value) in booking.into_iter().chain(alerts.into_iter().flatten()) {
        choice::found(sql, name, value)?;
    }
    site::replace(sql, &new.locations)?;
    service::replace(sql, new.practice, &new.services)?;
    version.map(|(version,)| version).ok_or(crate::Refusal::Unknown)
}

/// The settings; [`crate::Refusal::Unknown`] before the practice is founded.
pub fn settings(sql: &impl Sql) -> Result<Settings, crate::Refusal> {
    let row = sql.first::<(PracticeId, i64, String, Label, String, Label, i64)>(
        "SELECT practice_id, version, country, name, telephone_dial, telephone_shown, cancellation_notice FROM practice",
        &[],
    )?;
    let (practice, version, country, name, dial, shown, notice) = row.ok_or(crate::Refusal::Unknown)?;
    let country = Country::ALL.into_iter().find(|known| known.code() == country).ok_or(SqlError::Shape(2))?;
    let telephone = Telephone { dial: dial.try_into().map_err(|_| SqlError::Shape(4))?, shown };
    let cancellation_notice = u32::try_from(notice).map_err(|_| SqlError::Shape(6))?;
    // Whatever was chosen is within the bounds that each of them has.
    let booking_notice = u32::try_from(number(sql, SettingName::BookingNotice)?).map_err(|_| SqlError::Shape(0))?;
    let booking_horizon = u16::try_from(number(sql, SettingName::BookingHorizon)?).map_err(|_| SqlError::Shape(0))?;
    let open_bookings = u8::try_from(number(sql, SettingName::OpenBookings)?).map_err(|_| SqlError::Shape(0))?;
    let (locations, services) = (site::listed(sql)?, service::listed(sql)?);
    Ok(Settings {
        practice,
        version,
        country,
        name,
        telephone,
        cancellation_notice,
        booking_notice,
        booking_horizon,
        open_bookings,
        confirm_by_link: choice::flag(sql, SettingName::ConfirmByLink)?,
        alerts: Alerts::chosen(sql)?,
        locations,
        services,
    })
}

/// Changes how the practice presents itself; what is `None` stays. Gives the version it then has.
pub fn present(sql: &impl Sql, expected: Option<i64>, name: Option<&Label>, telephone: Option<&Telephone>) -> Result<i64, Refusal> {
    let version = founded(sql, expected)?;
    let changed = sql.first::<(i64,)>(
        "UPDATE practice SET version = version + 1, name = COALESCE(?1, name), telephone_dial = COALESCE(?2, telephone_dial),
             telephone_shown = COALESCE(?3, telephone_shown)
         WHERE name <> COALESCE(?1, name) OR telephone_dial <> COALESCE(?2, telephone_dial) OR telephone_shown <> COALESCE(?3, telephone_shown)
         RETURNING version",
        binds![name, telephone.map(|telephone| telephone.dial.as_str()), telephone.map(|telephone| &telephone.shown)],
    )?;
    Ok(changed.map_or(version, |(version,)| version))
}

/// The version of a founded practice, if it is the one that is expected.
fn founded(sql: &impl Sql, expected: Option<i64>) -> Result<i64, Refusal> {
    let (version,) = sql.first::<(i64,)>("SELECT version FROM practice", &[])?.ok_or(Refusal::Unknown)?;
    as_expected(version, expected)
}

/// `version`, unless another is expected.
fn as_expected(version: i64, expected: Option<i64>) -> Result<i64, Refusal> {
    if expected.is_some_and(|expected| expected != version) { Err(Refusal::Conflict) } else { Ok(version) }
}

/// Counts a change of the practice; gives its version.
fn raise(sql: &impl Sql) -> Result<i64, Refusal> {
    sql.first::<(i64,)>("UPDATE practice SET version = version + 1 RETURNING version", &[])?
        .map(|(version,)| version)
        .ok_or(Refusal::Unknown)
}

/// A table of what a practice offers, whose rows are withdrawn and never deleted.
struct Offer {
    table: &'static str,
    key: &'static str,
    most: i64,
}

impl Offer {
    /// What stands under `id`: its version and whether it is withdrawn.
    fn standing(&self, sql: &impl Sql, id: &str) -> Result<Option<(i64, bool)>, Refusal> {
        let Self { table, key, .. } = self;
        let row = sql.first::<(i64, i64)>(&format!("SELECT version, withdrawn FROM {table} WHERE {key} = ?"), binds![id])?;
        Ok(row.map(|(version, withdrawn)| (version, withdrawn != 0)))
    }

    /// Whether `id` may be written: a new one while there is room, one that is listed while it has the expected version.
    /// Gives the version that it has.
    fn room(&self, sql: &impl Sql, id: &str, expected: Option<i64>) -> Result<Option<i64>, Refusal> {
        founded(sql, None)?;
        match (self.standing(sql, id)?, expected) {
            (Some((_, true)), _) | (None, Some(_)) => Err(Refusal::Unknown),
            (Some((version, false)), _) => as_expected(version, expected).map(Some),
            (None, None) => {
                let listed = sql.first::<(i64,)>(&format!("SELECT COUNT(*) FROM {} WHERE withdrawn = 0", self.table), &[])?;
                if listed.is_some_and(|(count,)| count >= self.most) { Err(Refusal::TooMany) } else { Ok(None) }
            }
        }
    }

    /// Counts a change of the practice if `id` has another version than `before`; gives the version that it has.
    fn written(&self, sql: &impl Sql, id: &str, before: Option<i64>) -> Result<i64, Refusal> {
        let (version, _) = self.standing(sql, id)?.ok_or(Refusal::Unknown)?;
        if before != Some(version) {
            raise(sql)?;
        }
        Ok(version)
    }

    /// Withdraws `id`. Repeating it changes nothing.
    fn withdraw(&self, sql: &impl Sql, id: &str, expected: Option<i64>) -> Result<(), Refusal> {
        let Self { table, key, .. } = self;
        let (version, withdrawn) = self.standing(sql, id)?.ok_or(Refusal::Unknown)?;
        if withdrawn {
            return Ok(());
        }
        as_expected(version, expected)?;
        sql.run(&format!("UPDATE {table} SET withdrawn = 1, version = version + 1 WHERE {key} = ?"), binds![id])?;
        raise(sql).map(drop)
    }

    /// Withdraws whatever is not among `kept`.
    fn keep_only(&self, sql: &impl Sql, kept: &[String]) -> Result<(), SqlError> {
        let Self { table, key, .. } = self;
        let kept = serde_json::to_string(kept).map_err(|_| SqlError::Engine("ids".into()))?;
        sql.run(
            &format!(
                "UPDATE {table} SET withdrawn = 1, version = version + 1
                 WHERE withdrawn = 0 AND {key} NOT IN (SELECT value FROM json_each(?))"
            ),
            binds![kept],
        )
    }

    /// The place at the end of the list, or the one that `id` has.
    fn place(&self, sql: &impl Sql, id: &str) -> Result<i64, SqlError> {
        let Self { table, key, .. } = self;
        let row = sql.first::<(i64,)>(
            &format!("SELECT COALESCE((SELECT place FROM {table} WHERE {key} = ?), (SELECT MAX(place) + 1 FROM {table}), 0)"),
            binds![id],
        )?;
        Ok(row.map_or(0, |(place,)| place))
    }
}
