//! Ids, money, locale, instants and zones, secrets, the Sql port, outbox and inbox, signed links: no I/O.

pub mod locale;

pub use locale::{Country, Locale};
