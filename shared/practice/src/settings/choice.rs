//! What a practice sets to its liking: each setting with its default, so that nobody has to guess what holds.

use std::collections::BTreeMap;

use guichet_kernel::{Sql, SqlError, binds};
use serde::{Deserialize, Serialize};

use super::{Refusal, founded, raise};
use guichet_kernel::words;

words! {
    /// What can be set.
    SettingName {
        /// Until how long before the start a patient may cancel by the link (A7).
        CancellationNotice = "cancellation_notice",
        /// How many minutes ahead the public must book, unless a practitioner's own terms say otherwise.
        BookingNotice = "booking_notice",
        /// How many days ahead agendas are open to the public, unless a practitioner's own terms say otherwise (A12).
        BookingHorizon = "booking_horizon",
        /// How many appointments ahead one address may have booked online with one practitioner (A9).
        OpenBookings = "open_bookings",
        /// Whether what is booked online waits until the link in the letter is opened.
        ConfirmByLink = "confirm_by_link",
        /// Whether who waits is offered earlier slots (W1).
        EarlierAlerts = "earlier_alerts",
        /// How far ahead an appointment must be for its patient to wait for an earlier one (W2).
        AlertMinimumDays = "alert_minimum_days",
        /// How many are asked at once (W3).
        AlertFirst = "alert_first",
        /// Whether a slot of the same day is offered too (W4).
        AlertSameDay = "alert_same_day",
        /// After how many minutes, counted by day, as many more are asked; 0: never.
        AlertRound = "alert_round",
        /// How long before the slot an offer ends (W8).
        OfferNotice = "offer_notice",
        /// Whether home visits are offered too.
        AlertHomeVisits = "alert_home_visits",
        /// Whether secretaries run every practitioner's agenda from the day they or the practitioner join.
        DelegateAgendaToSecretaries = "delegate_agenda_to_secretaries",
        /// Whether patients who look like one are proposed for merging (A8).
        ProposeDuplicates = "propose_duplicates",
        /// How long a machine's key works unless its maker says otherwise.
        TokenDays = "token_days",
        /// How long an invitation can be accepted.
        InvitationDays = "invitation_days",
    }

    /// What a setting's value counts.
    Unit {
        /// Minutes.
        Minutes = "minutes",
        /// Days.
        Days = "days",
        /// Appointments.
        Appointments = "appointments",
        /// Patients.
        Patients = "patients",
        /// Yes or no.
        YesNo = "yes-no",
    }
}

/// A setting's value: `true`, or a number of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// Yes or no.
    Flag(bool),
    /// How many of its unit.
    Number(i64),
}

/// What is fixed about a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// What holds until the practice chooses.
    pub default: SettingValue,
    /// The least that it takes; 0 for yes or no.
    pub least: i64,
    /// The most that it takes; 1 for yes or no.
    pub most: i64,
    /// What it counts.
    pub unit: Unit,
}

impl SettingName {
    /// What is fixed about it.
    pub const fn spec(self) -> Spec {
        const YES: Spec = Spec { default: SettingValue::Flag(true), least: 0, most: 1, unit: Unit::YesNo };
        /// A notice of thirty days at most.
        const fn notice(default: i64) -> Spec {
            Spec { default: SettingValue::Number(default), least: 0, most: 43_200, unit: Unit::Minutes }
        }
        const fn days(default: i64, most: i64) -> Spec {
            Spec { default: SettingValue::Number(default), least: 1, most, unit: Unit::Days }
        }
        match self {
            Self::CancellationNotice => notice(1_440),
            Self::BookingNotice | Self::OfferNotice => notice(120),
            Self::BookingHorizon => days(90, 730),
            Self::OpenBookings => Spec { default: SettingValue::Number(4), least: 1, most: 50, unit: Unit::Appointments },
            Self::DelegateAgendaToSecretaries | Self::ProposeDuplicates => YES,
            Self::ConfirmByLink | Self::EarlierAlerts | Self::AlertSameDay | Self::AlertHomeVisits => {
                Spec { default: SettingValue::Flag(false), ..YES }
            }
            Self::AlertMinimumDays => Spec { least: 0, ..days(10, 365) },
            Self::AlertFirst => Spec { default: SettingValue::Number(5), least: 1, most: 20, unit: Unit::Patients },
            Self::AlertRound => Spec { default: SettingValue::Number(240), least: 0, most: 10_080, unit: Unit::Minutes },
            Self::TokenDays => days(90, 366),
            Self::InvitationDays => days(7, 30),
        }
    }

    fn read(self, stored: i64) -> SettingValue {
        if self.spec().unit == Unit::YesNo { SettingValue::Flag(stored != 0) } else { SettingValue::Number(stored) }
    }

    /// The stored form of a value that it takes.
    fn stored(self, value: SettingValue) -> Option<i64> {
        let spec = self.spec();
        match (spec.unit, value) {
            (Unit::YesNo, SettingValue::Flag(flag)) => Some(flag.into()),
            (Unit::Minutes | Unit::Days | Unit::Appointments | Unit::Patients, SettingValue::Number(number)) => {
                (spec.least..=spec.most).contains(&number).then_some(number)
            }
            _ => None,
        }
    }
}

/// A setting as it holds now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Which.
    pub name: SettingName,
    /// What holds.
    pub value: SettingValue,
    /// Whether the practice chose it. The notice for cancelling counts as chosen where it is not the default.
    pub is_set: bool,
}

/// Every setting, chosen or not.
pub fn choices(sql: &impl Sql) -> Result<Vec<Setting>, Refusal> {
    founded(sql, None)?;
    Ok(SettingName::ALL.iter().map(|name| choice(sql, *name)).collect::<Result<_, SqlError>>()?)
}

fn choice(sql: &impl Sql, name: SettingName) -> Result<Setting, SqlError> {
    let default = name.spec().default;
    if name == SettingName::CancellationNotice {
        let row = sql.first::<(i64,)>("SELECT cancellation_notice FROM practice", &[])?;
        let value = row.map_or(default, |(stored,)| name.read(stored));
        return Ok(Setting { name, value, is_set: value != default });
    }
    let row = sql.first::<(i64,)>("SELECT value FROM setting WHERE name = ?", binds![name])?;
    Ok(Setting { name, value: row.map_or(default, |(stored,)| name.read(stored)), is_set: row.is_some() })
}

/// Sets what a practice is founded with, which counts as chosen where it is not the default.
pub(super) fn found(sql: &impl Sql, name: SettingName, value: i64) -> Result<(), SqlError> {
    if name.spec().default == name.read(value) {
        return sql.run("DELETE FROM setting WHERE name = ?", binds![name]);
    }
    choose(sql, name, value)
}

fn choose(sql: &impl Sql, name: SettingName, value: i64) -> Result<(), SqlError> {
    sql.run("INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", binds![name, value])
}

/// Whether a yes-or-no setting says yes; a number says so unless it is 0.
pub fn flag(sql: &impl Sql, name: SettingName) -> Result<bool, SqlError> {
    Ok(number(sql, name)? != 0)
}

/// The number that a setting holds; yes is 1.
pub fn number(sql: &impl Sql, name: SettingName) -> Result<i64, SqlError> {
    Ok(match choice(sql, name)?.value {
        SettingValue::Flag(flag) => flag.into(),
        SettingValue::Number(number) => number,
    })
}

/// Changes settings, all or none: a value chooses, `None` goes back to the default. Gives the version they then have,
/// which stays if nothing changes.
pub fn change(sql: &impl Sql, expected: Option<i64>, patch: &BTreeMap<SettingName, Option<SettingValue>>) -> Result<i64, Refusal> {
    let version = founded(sql, expected)?;
    let mut changed = false;
    for (name, wanted) in patch {
        let wanted = wanted.map(|value| name.stored(value).ok_or(Refusal::OutOfBounds(*name))).transpose()?;
        let before = choice(sql, *name)?;
        match (*name, wanted) {
            (SettingName::CancellationNotice, wanted) => {
                let default = name.stored(name.spec().default);
                sql.run("UPDATE practice SET cancellation_notice = ?", binds![wanted.or(default)])?;
            }
            (_, Some(value)) => choose(sql, *name, value)?,
            (_, None) => sql.run("DELETE FROM setting WHERE name = ?", binds![*name])?,
        }
        changed |= choice(sql, *name)? != before;
    }
    if changed { raise(sql) } else { Ok(version) }
}
