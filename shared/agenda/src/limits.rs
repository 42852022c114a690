//! How often the public may act in one agenda: by browser, by network and by address. Staff are never counted.
//!
//! A network is what several people share: a household, a clinic's waiting room, a telephone company's customers. So the numbers
//! are what a busy waiting room needs, and who is over them is given the telephone.

use chrono::TimeDelta;
use guichet_kernel::{Instant, Sql, SqlError, TokenHash, Value, binds};

use crate::{Appointment, Refusal};

const HOUR: TimeDelta = TimeDelta::hours(1);
/// The longest that anything is counted, and so kept.
const DAY: TimeDelta = TimeDelta::days(1);

/// What is counted of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// A slot was held, by a browser.
    BrowserHolds,
    /// A slot was held, from a network.
    NetworkHolds,
    /// An appointment was made, from a network.
    NetworkBooks,
    /// A form was refused, under a hold.
    HoldRefused,
    /// A form was refused, from a network.
    NetworkRefused,
    /// A booking, a move or a cancellation by the public: an address is written to.
    Letter,
}

impl Act {
    const fn as_str(self) -> &'static str {
        match self {
            Self::BrowserHolds => "browser-holds",
            Self::NetworkHolds => "network-holds",
            Self::NetworkBooks => "network-books",
            Self::HoldRefused => "hold-refused",
            Self::NetworkRefused => "network-refused",
            Self::Letter => "letter",
        }
    }

    /// So many within so long.
    ///
    /// A hold lasts five minutes, so 20 an hour keep less than two starts of an agenda from others, however one goes round them. A
    /// letter needs an appointment that stands, and those are bounded too (A9), so what is cancelled is counted and never refused. What a
    /// form is refused for may tell of somebody, so nobody has it told often; a hold is forgotten in a day.
    const fn limits(self) -> &'static [(TimeDelta, i64)] {
        match self {
            Self::BrowserHolds => &[(HOUR, 10)],
            Self::NetworkHolds => &[(HOUR, 20)],
            Self::NetworkBooks => &[(HOUR, 6), (DAY, 12)],
            Self::HoldRefused => &[(DAY, 3)],
            Self::NetworkRefused => &[(HOUR, 10), (DAY, 20)],
            Self::Letter => &[(DAY, 10)],
        }
    }
}

/// Who is counted: by a hash, which says nothing to whoever has not the secret that it is of; or, where nobody typed an address
/// because staff placed the appointment, by the first of the chain that it was moved along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Who(Vec<u8>);

impl From<TokenHash> for Who {
    fn from(hash: TokenHash) -> Self {
        Self(hash.bytes().to_vec())
    }
}

impl Who {
    /// Who is written to about an appointment.
    pub(crate) fn reads_of(sql: &impl Sql, appointment: &Appointment) -> Result<Self, Refusal> {
        let row = sql.first::<(Vec<u8>,)>(
            "SELECT COALESCE(booker_hash, CAST(origin AS BLOB)) FROM appointment WHERE appointment_id = ?",
            binds![appointment.id],
        )?;
        row.map(|(who,)| Self(who)).ok_or(Refusal::Unknown)
    }
}

impl From<&Who> for Value {
    fn from(who: &Who) -> Self {
        Self::Blob(who.0.clone())
    }
}

/// Stops whoever has done one of these as often as one may: one question, however many limits there are.
pub(crate) fn admit(sql: &impl Sql, acts: &[(Act, Who)], now: Instant) -> Result<(), Refusal> {
    let (mut over, mut values) = (String::new(), Vec::new());
    for (act, who) in acts {
        for (within, most) in act.limits() {
            over.push_str("(SELECT 1 FROM public_act WHERE what = ? AND who = ? AND at > ? ORDER BY at DESC LIMIT 1 OFFSET ?), ");
            values.extend([act.as_str().into(), who.into(), now.minus(*within).into(), (most - 1).into()]);
        }
    }
    // COALESCE wants two values at least.
    let over = sql.first::<(Option<i64>,)>(&format!("SELECT COALESCE({over}NULL, NULL)"), &values)?;
    if over.is_some_and(|(over,)| over.is_some()) { Err(Refusal::TooOften) } else { Ok(()) }
}

/// Counts that somebody did these.
pub(crate) fn count(sql: &impl Sql, acts: &[(Act, Who)], now: Instant) -> Result<(), Refusal> {
    if acts.is_empty() {
        return Ok(());
    }
    forget_acts(sql, now)?;
    let rows = vec!["(?, ?, ?)"; acts.len()].join(", ");
    let values: Vec<Value> = acts.iter().flat_map(|(act, who)| [act.as_str().into(), who.into(), now.into()]).collect();
    Ok(sql.run(&format!("INSERT INTO public_act (what, who, at) VALUES {rows}"), &values)?)
}

/// Forgets what is a day old: nothing counts it any more.
pub fn forget_acts(sql: &impl Sql, now: Instant) -> Result<(), SqlError> {
    sql.run("DELETE FROM public_act WHERE at <= ?", binds![now.minus(DAY)])
}
