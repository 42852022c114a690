//! Records that may be one person: proposed to staff, never acted on (A8).

use std::collections::BTreeMap;

use guichet_kernel::{Instant, PatientId, PersonName, Sql, Value, binds, id::NotAnId};
use serde::Serialize;

use super::{
    Refusal,
    record::{COLUMNS, Patient},
    typed::compact,
    words,
};

/// A record has so many proposals at most, however many bookings bear one name.
const MOST_PROPOSALS: usize = 20;
/// So many records of one birth date, address or telephone are compared, the latest first.
const MOST_COMPARED: i64 = 200;

words! {
    /// Why two records may be one person. The first is the strongest.
    Reason {
        /// A number that a health scheme gives to one person.
        SameIdentifier = "same_identifier",
        /// Born on one day, and called alike: accents, the order of the names and a mistyped letter do not count.
        SameBirth = "same_birth",
        /// One e-mail address or telephone, and one given name. (A family has one address and several given names.)
        SameContact = "same_contact",
    }
}

/// Two records that may be one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The record that was entered earlier.
    pub a: PatientId,
    /// The one that was entered later.
    pub b: PatientId,
    /// Why.
    pub reason: Reason,
    /// Since when it is proposed.
    pub at: Instant,
}

/// Where a page of all proposals ends. As text it is a cursor: it stays good whatever is proposed meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(Instant, PatientId, PatientId);

impl Proposal {
    /// Its place among all of them.
    pub const fn place(&self) -> Place {
        Place(self.at, self.a, self.b)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.0.millis(), self.1.digits(), self.2.digits())
    }
}

impl std::str::FromStr for Place {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(NotAnId);
        let at = part()?.parse().map_err(|_| NotAnId)?;
        Ok(Self(Instant::from_millis(at), PatientId::from_digits(part()?)?, PatientId::from_digits(part()?)?))
    }
}

/// Compares a record with the others and proposes those that may be the same person, in the place of what was proposed for
/// it before; what staff dismissed stays dismissed. Gives how many stand.
pub(super) fn propose(sql: &impl Sql, record: &Patient, now: Instant) -> Result<usize, Refusal> {
    let mut alike: BTreeMap<PatientId, Reason> = BTreeMap::new();
    let mut note = |id: PatientId, reason: Reason| {
        let known = alike.entry(id).or_insert(reason);
        *known = reason.min(*known);
    };
    let same_number = sql.rows::<(PatientId,)>(
        "SELECT o.patient_id FROM patient_identifier m JOIN patient_identifier o ON o.blind = m.blind
         WHERE m.patient_id = ?1 AND o.patient_id <> ?1 LIMIT ?2",
        binds![record.id, MOST_COMPARED],
    )?;
    for (id,) in same_number {
        note(id, Reason::SameIdentifier);
    }
    if let Some(date) = record.birth_date {
        let born = others(sql, record.id, "p.birth_date = ?", date.into())?;
        born.iter().filter(|other| called_alike(record, other)).for_each(|other| note(other.id, Reason::SameBirth));
    }
    let mut reached = Vec::new();
    if let Some(email) = &record.email {
        reached.extend(others(sql, record.id, "p.email = ?", email.into())?);
    }
    for telephone in &record.telephones {
        let by_number = "p.patient_id IN (SELECT patient_id FROM patient_telephone WHERE dial = ?)";
        reached.extend(others(sql, record.id, by_number, telephone.telephone.dial.as_str().into())?);
    }
    let same_given = |other: &&Patient| given_names(record).any(|name| given_names(other).any(|known| compact(known) == compact(name)));
    reached.iter().filter(same_given).for_each(|other| note(other.id, Reason::SameContact));

    // What goes on being proposed keeps its place, so that nobody who pages through all of them misses it.
    let since = sql.rows::<(PatientId, PatientId, Instant)>(
        "DELETE FROM patient_duplicate WHERE (a = ?1 OR b = ?1) AND state = 'proposed' RETURNING a, b, at",
        binds![record.id],
    )?;
    let mut strongest: Vec<(PatientId, Reason)> = alike.into_iter().collect();
    strongest.sort_by_key(|(id, reason)| (*reason, std::cmp::Reverse(*id)));
    let mut proposals = 0;
    for (other, reason) in strongest.into_iter().take(MOST_PROPOSALS) {
        let (a, b) = pair(record.id, other);
        let at = since.iter().find(|(one, two, _)| (*one, *two) == (a, b)).map_or(now, |(_, _, at)| *at);
        let new = sql.query(
            "INSERT INTO patient_duplicate (a, b, reason, state, at) VALUES (?, ?, ?, 'proposed', ?) ON CONFLICT DO NOTHING RETURNING 1",
            binds![a, b, reason, at],
        )?;
        proposals += new.len();
    }
    Ok(proposals)
}

fn others(sql: &impl Sql, but: PatientId, which: &str, value: Value) -> Result<Vec<Patient>, Refusal> {
    let statement = format!("SELECT {COLUMNS} FROM patient_record p WHERE {which} AND p.patient_id <> ? ORDER BY p.number DESC LIMIT ?");
    Ok(sql.rows(&statement, &[value, but.into(), MOST_COMPARED.into()])?)
}

fn given_names(record: &Patient) -> impl Iterator<Item = &str> {
    [Some(&record.given_name), record.known_as.as_ref()].into_iter().flatten().map(PersonName::as_str)
}

fn family_names(record: &Patient) -> impl Iterator<Item = &str> {
    [Some(&record.family_name), record.birth_name.as_ref()].into_iter().flatten().map(PersonName::as_str)
}

/// Whether one of the given and one of the family names is alike, be it that given and family name were swapped.
fn called_alike(one: &Patient, other: &Patient) -> bool {
    let any = |left: &[&str], right: &[&str]| left.iter().any(|left| right.iter().any(|right| spelt_alike(left, right)));
    let of = |record| (given_names(record).collect::<Vec<_>>(), family_names(record).collect::<Vec<_>>());
    let ((given, family), (other_given, other_family)) = (of(one), of(other));
    any(&given, &other_given) && any(&family, &other_family) || any(&given, &other_family) && any(&family, &other_given)
}

/// Whether two names are one but for accents, marks and a slip: one letter in a short name, two in a long one.
fn spelt_alike(left: &str, right: &str) -> bool {
    let (left, right) = (compact(left), compact(right));
    let slips = match left.chars().count().min(right.chars().count()) {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    strsim::osa_distance(&left, &right) <= slips
}

pub(super) fn pair(one: PatientId, other: PatientId) -> (PatientId, PatientId) {
    if one < other { (one, other) } else { (other, one) }
}

type ProposalRow = (PatientId, PatientId, Reason, Instant);

fn read(rows: Vec<ProposalRow>) -> Vec<Proposal> {
    rows.into_iter().map(|(a, b, reason, at)| Proposal { a, b, reason, at }).collect()
}

/// The pairs with one patient that staff have not decided on, the latest first, at most `most`.
pub fn duplicates(sql: &impl Sql, of: PatientId, most: u8) -> Result<Vec<Proposal>, Refusal> {
    Ok(read(sql.rows::<ProposalRow>(
        "SELECT a, b, reason, at FROM patient_duplicate WHERE state = 'proposed' AND (a = ?1 OR b = ?1) ORDER BY at DESC, a DESC, b DESC LIMIT ?2",
        binds![of, i64::from(most)],
    )?))
}

/// A page of all pairs that staff have not decided on, the latest first: those after `after`, at most `most`.
pub fn duplicates_after(sql: &impl Sql, after: Option<Place>, most: u8) -> Result<Vec<Proposal>, Refusal> {
    let most = i64::from(most);
    let rows = match after {
        None => sql.rows::<ProposalRow>(
            "SELECT a, b, reason, at FROM patient_duplicate WHERE state = 'proposed' ORDER BY at DESC, a DESC, b DESC LIMIT ?",
            binds![most],
        )?,
        Some(Place(at, a, b)) => sql.rows::<ProposalRow>(
            "SELECT a, b, reason, at FROM patient_duplicate WHERE state = 'proposed' AND (at, a, b) < (?, ?, ?)
             ORDER BY at DESC, a DESC, b DESC LIMIT ?",
            binds![at, a, b, most],
        )?,
    };
    Ok(read(rows))
}

/// Says that two records are two people: they are not proposed again.
pub fn dismiss(sql: &impl Sql, one: PatientId, other: PatientId, now: Instant) -> Result<(), Refusal> {
    let (a, b) = pair(one, other);
    let done =
        sql.query("UPDATE patient_duplicate SET state = 'dismissed', at = ? WHERE a = ? AND b = ? RETURNING 1", binds![now, a, b])?;
    if done.is_empty() { Err(Refusal::Unknown) } else { Ok(()) }
}
