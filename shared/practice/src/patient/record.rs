//! What a patient's record holds.

use guichet_kernel::{
    self as kernel, AppointmentId, BirthDate, EmailAddress, Instant, Label, Locale, PatientId, Person, PersonName, Row, SqlError,
    Telephone, read, sql::FromRow,
};
use serde::{Deserialize, Serialize};

use super::{hidden, words};
use crate::Sex;

/// A patient's record.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Patient {
    /// Which.
    pub id: PatientId,
    /// Counts the changes of the record, its identifiers, its guardians and its consents from 1.
    pub version: i64,
    /// Given name.
    pub given_name: PersonName,
    /// Family name in use.
    pub family_name: PersonName,
    /// Family name at birth, where it is another.
    pub birth_name: Option<PersonName>,
    /// The given name they go by, where it is another.
    pub known_as: Option<PersonName>,
    /// The sex that schemes and insurers record; `None` where it is not said.
    pub sex: Option<Sex>,
    /// Date of birth; `None` where it is unknown.
    pub birth_date: Option<BirthDate>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
    /// Telephones, the first one first.
    pub telephones: Vec<PatientTelephone>,
    /// The language they are written to in; `None` where it was not said.
    pub locale: Option<Locale>,
    /// Postal address.
    pub address: Option<PostalAddress>,
    /// When the record was made.
    pub entered_at: Instant,
    /// By whom.
    pub entered: EnteredHow,
    /// When the record last changed.
    pub changed_at: Instant,
}

impl Patient {
    /// The record as a booking form would have it; `None` while it lacks a birth date or an e-mail address (A4).
    pub fn person(&self) -> Option<Person> {
        Some(Person {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            birth_date: self.birth_date?,
            email: self.email.clone()?,
            contact: None,
            address: None,
            locale: None,
        })
    }
}

/// Personal: prints ids and counts only.
impl std::fmt::Debug for Patient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Patient({}, version {})", self.id, self.version)
    }
}

/// How a record came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum EnteredHow {
    /// By a booking on the public page.
    Online {
        /// The appointment that was booked.
        appointment: AppointmentId,
    },
    /// By staff.
    Staff,
}

/// What is said of a birth date: it is asked for, and may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// Born on that day.
    On(BirthDate),
    /// Staff say that they do not know.
    Unknown,
}

impl Birth {
    /// The date, where it is known.
    pub const fn date(self) -> Option<BirthDate> {
        match self {
            Self::On(date) => Some(date),
            Self::Unknown => None,
        }
    }
}

words! {
    /// Where a telephone rings.
    TelephoneKind {
        /// In a pocket: it takes text messages.
        Mobile = "mobile",
        /// At home.
        Home = "home",
        /// At work.
        Work = "work",
    }
}

/// How many telephones a record holds at most.
pub const MOST_TELEPHONES: usize = 5;

/// One of a patient's telephones.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientTelephone {
    /// Where it rings.
    pub kind: TelephoneKind,
    /// The number.
    #[serde(flatten)]
    pub telephone: Telephone,
}

/// A postal address, as written on an envelope: 1 to 6 lines before the town.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawPostalAddress")]
pub struct PostalAddress {
    lines: Vec<Label>,
    postal_code: Option<Label>,
    city: Option<Label>,
    country: Option<Label>,
}

/// The address has no line, or more than six.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of 1 to 6 lines")]
pub struct NotAPostalAddress;

impl PostalAddress {
    /// Puts an address together; postal code, city and country are as the patient writes them.
    pub fn new(
        lines: Vec<Label>,
        postal_code: Option<Label>,
        city: Option<Label>,
        country: Option<Label>,
    ) -> Result<Self, NotAPostalAddress> {
        if (1..=6).contains(&lines.len()) { Ok(Self { lines, postal_code, city, country }) } else { Err(NotAPostalAddress) }
    }

    /// The lines before the town.
    pub fn lines(&self) -> &[Label] {
        &self.lines
    }

    /// The postal code.
    pub const fn postal_code(&self) -> Option<&Label> {
        self.postal_code.as_ref()
    }

    /// The town.
    pub const fn city(&self) -> Option<&Label> {
        self.city.as_ref()
    }

    /// The country.
    pub const fn country(&self) -> Option<&Label> {
        self.country.as_ref()
    }
}

impl TryFrom<kernel::PostalAddress> for PostalAddress {
    type Error = NotAPostalAddress;
    fn try_from(typed: kernel::PostalAddress) -> Result<Self, NotAPostalAddress> {
        let kernel::PostalAddress { lines, postal_code, city, country } = typed;
        Self::new(lines, postal_code, Some(city), country)
    }
}

#[derive(Deserialize)]
struct RawPostalAddress {
    lines: Vec<Label>,
    #[serde(default)]
    postal_code: Option<Label>,
    #[serde(default)]
    city: Option<Label>,
    #[serde(default)]
    country: Option<Label>,
}

impl TryFrom<RawPostalAddress> for PostalAddress {
    type Error = NotAPostalAddress;
    fn try_from(raw: RawPostalAddress) -> Result<Self, NotAPostalAddress> {
        Self::new(raw.lines, raw.postal_code, raw.city, raw.country)
    }
}

/// What is typed to enter a patient.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPatient {
    /// Given name.
    pub given_name: PersonName,
    /// Family name in use.
    pub family_name: PersonName,
    /// Family name at birth, where it is another.
    pub birth_name: Option<PersonName>,
    /// The given name they go by, where it is another.
    pub known_as: Option<PersonName>,
    /// Administrative sex, where it is said.
    pub sex: Option<Sex>,
    /// Date of birth.
    pub birth: Birth,
    /// E-mail address; staff enter patients without one (A4).
    pub email: Option<EmailAddress>,
    /// Telephones, the first one first; staff enter patients without one (A4).
    pub telephones: Vec<PatientTelephone>,
    /// The language they are written to in.
    pub locale: Option<Locale>,
    /// Postal address.
    pub address: Option<PostalAddress>,
}

impl NewPatient {
    /// A patient of whom only names and birth are known.
    pub const fn named(given_name: PersonName, family_name: PersonName, birth: Birth) -> Self {
        Self {
            given_name,
            family_name,
            birth_name: None,
            known_as: None,
            sex: None,
            birth,
            email: None,
            telephones: Vec::new(),
            locale: None,
            address: None,
        }
    }
}

impl From<&Person> for NewPatient {
    fn from(person: &Person) -> Self {
        let birth = Birth::On(person.birth_date);
        // A8: where somebody books for them, the address is not theirs.
        let email = if person.contact.is_some() { None } else { Some(person.email.clone()) };
        // What the border let through and a record does not hold is left out: a booking is entered all the same.
        let address = person.address.clone().and_then(|address| address.try_into().ok());
        let named = Self::named(person.given_name.clone(), person.family_name.clone(), birth);
        Self { email, address, locale: person.locale, ..named }
    }
}

/// What is to change in a record: `None` leaves a field as it is, `Some(None)` empties it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Given name.
    pub given_name: Option<PersonName>,
    /// Family name in use.
    pub family_name: Option<PersonName>,
    /// Family name at birth.
    pub birth_name: Option<Option<PersonName>>,
    /// The given name they go by.
    pub known_as: Option<Option<PersonName>>,
    /// Administrative sex.
    pub sex: Option<Option<Sex>>,
    /// Date of birth.
    pub birth: Option<Birth>,
    /// E-mail address.
    pub email: Option<Option<EmailAddress>>,
    /// All telephones.
    pub telephones: Option<Vec<PatientTelephone>>,
    /// The language they are written to in.
    pub locale: Option<Option<Locale>>,
    /// Postal address.
    pub address: Option<Option<PostalAddress>>,
}

impl Changes {
    /// The record as it is after these changes.
    pub(super) fn applied(self, old: &Patient) -> Patient {
        Patient {
            given_name: self.given_name.unwrap_or_else(|| old.given_name.clone()),
            family_name: self.family_name.unwrap_or_else(|| old.family_name.clone()),
            birth_name: self.birth_name.unwrap_or_else(|| old.birth_name.clone()),
            known_as: self.known_as.unwrap_or_else(|| old.known_as.clone()),
            sex: self.sex.unwrap_or(old.sex),
            birth_date: self.birth.map_or(old.birth_date, Birth::date),
            email: self.email.unwrap_or_else(|| old.email.clone()),
            telephones: self.telephones.unwrap_or_else(|| old.telephones.clone()),
            locale: self.locale.unwrap_or(old.locale),
            address: self.address.unwrap_or_else(|| old.address.clone()),
            ..old.clone()
        }
    }
}

hidden!(PatientTelephone, PostalAddress, NewPatient, Changes);

/// The columns that a [`Patient`] is read from, of a `patient_record` called `p`.
pub(super) const COLUMNS: &str = "p.patient_id, p.version, p.given_name, p.family_name, p.birth_name, p.known_as, p.sex, p.birth_date, \
     p.email, p.locale, p.address, p.entered_at, p.first_appointment, p.changed_at, \
     (SELECT json_group_array(json_object('kind', t.kind, 'dial', t.dial, 'shown', t.shown)) \
      FROM (SELECT kind, dial, shown FROM patient_telephone WHERE patient_id = p.patient_id ORDER BY place) t)";

type Who = (PatientId, i64, PersonName, PersonName, Option<PersonName>, Option<PersonName>, Option<Sex>, Option<BirthDate>);
type How = (Option<EmailAddress>, Option<String>, Option<String>, Instant, Option<AppointmentId>, Instant, String);

impl FromRow for Patient {
    fn from_row(mut row: Row) -> Result<Self, SqlError> {
        // Tuples have ten places at most.
        let rest = row.0.split_off(row.0.len().min(8));
        let (id, version, given_name, family_name, birth_name, known_as, sex, birth_date) = Who::from_row(row)?;
        let shifted = |error| if let SqlError::Shape(column) = error { SqlError::Shape(column + 8) } else { error };
        let (email, locale, address, entered_at, appointment, changed_at, telephones) = How::from_row(Row(rest)).map_err(shifted)?;
        let locale = locale.map(|tag| Locale::from_tag(&tag).ok_or(SqlError::Shape(9))).transpose()?;
        let address = address.map(|json| read::text(&json).map_err(|_| SqlError::Shape(10))).transpose()?;
        let telephones = read::text(&telephones).map_err(|_| SqlError::Shape(14))?;
        let entered = appointment.map_or(EnteredHow::Staff, |appointment| EnteredHow::Online { appointment });
        Ok(Self {
            id,
            version,
            given_name,
            family_name,
            birth_name,
            known_as,
            sex,
            birth_date,
            email,
            telephones,
            locale,
            address,
            entered_at,
            entered,
            changed_at,
        })
    }
}
