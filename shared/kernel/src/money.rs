//! Amounts in minor units, always with their currency.

use serde::{Deserialize, Serialize};

/// A currency that a practice charges in. Each has two decimals (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Currency {
    /// Euro.
    #[serde(rename = "EUR")]
    Eur,
    /// Canadian dollar.
    #[serde(rename = "CAD")]
    Cad,
}

/// An amount of money in minor units (cents).
///
/// Nothing converts between currencies: adding two of them is an error of the caller, so it is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` cents of `currency`.
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// The amount in cents.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }
}
