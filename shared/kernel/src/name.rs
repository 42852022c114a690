//! Names of durable objects: which class, in which region, for which practice or person.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{Country, IdentityId, PracticeId, PractitionerId};

/// Where an object's data lives. It is part of the object's name, so it can never change afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// The European Union: practices of France and Belgium.
    Eu,
    /// Canada.
    Ca,
}

impl Region {
    /// The region that keeps the data of a country's practices.
    pub const fn of(country: Country) -> Self {
        match country {
            Country::France | Country::Belgium => Self::Eu,
            Country::Canada => Self::Ca,
        }
    }

    /// The prefix of object names.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::Ca => "ca",
        }
    }
}

/// A class of durable objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ObjectClass {
    /// One per practitioner: locations, availabilities, appointments.
    Agenda,
    /// One per practice: settings, services, patient records.
    Practice,
    /// One per practice, or per person who signs in: messages and their trace.
    Mailroom,
    /// One per person who signs in: links, sessions, where they work.
    Identity,
    /// One per country: who works where, and every object that may have work due.
    Directory,
}

impl ObjectClass {
    /// Every class.
    pub const ALL: [Self; 5] = [Self::Agenda, Self::Practice, Self::Mailroom, Self::Identity, Self::Directory];

    /// The class's name in code, logs and outbox rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agenda => "Agenda",
            Self::Practice => "Practice",
            Self::Mailroom => "Mailroom",
            Self::Identity => "Identity",
            Self::Directory => "Directory",
        }
    }
}

/// The name of an object within its class: region, then the id of whom it serves.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^((eu|ca):(prc|prn|idn)_[0-9a-f]{32}|eu:dir_(fr|be)|ca:dir_ca)$")))]
#[serde(try_from = "String", into = "String")]
pub struct ObjectName(String);

/// The text is not a region, a colon and an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an object name")]
pub struct NotAnObjectName;

impl ObjectName {
    /// The name of a practitioner's Agenda.
    pub fn practitioner(region: Region, id: PractitionerId) -> Self {
        Self(format!("{}:{id}", region.prefix()))
    }

    /// The name of a practice's Practice and Mailroom.
    pub fn practice(region: Region, id: PracticeId) -> Self {
        Self(format!("{}:{id}", region.prefix()))
    }

    /// The name of a person's Identity, and of the Mailroom that writes to them.
    pub fn identity(region: Region, id: IdentityId) -> Self {
        Self(format!("{}:{id}", region.prefix()))
    }

    /// The name of a country's Directory.
    pub fn directory(country: Country) -> Self {
        Self(format!("{}:dir_{}", Region::of(country).prefix(), country.path_segment()))
    }

    /// The region that the name starts with.
    pub fn region(&self) -> Region {
        if self.0.starts_with("ca:") { Region::Ca } else { Region::Eu }
    }

    /// The practitioner whom the object serves, if it serves one.
    pub fn practitioner_id(&self) -> Option<PractitionerId> {
        self.id()?.parse().ok()
    }

    /// The practice that the object serves, if it serves one.
    pub fn practice_id(&self) -> Option<PracticeId> {
        self.id()?.parse().ok()
    }

    /// The person whom the object serves, if it serves one who signs in.
    pub fn identity_id(&self) -> Option<IdentityId> {
        self.id()?.parse().ok()
    }

    /// The country that the object serves, if it serves one.
    pub fn country(&self) -> Option<Country> {
        Country::from_path_segment(self.id()?.strip_prefix("dir_")?)
    }

    /// The name as the platform takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn id(&self) -> Option<&str> {
        self.0.split_once(':').map(|(_, id)| id)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ObjectName {
    type Err = NotAnObjectName;
    fn from_str(text: &str) -> Result<Self, NotAnObjectName> {
        let (region, id) = text.split_once(':').ok_or(NotAnObjectName)?;
        let of_somebody = id.parse::<PractitionerId>().is_ok() || id.parse::<PracticeId>().is_ok() || id.parse::<IdentityId>().is_ok();
        let of_a_country = || {
            let country = id.strip_prefix("dir_").and_then(Country::from_path_segment);
            country.is_some_and(|country| Region::of(country).prefix() == region)
        };
        let known = matches!(region, "eu" | "ca") && (of_somebody || of_a_country());
        if known { Ok(Self(text.to_owned())) } else { Err(NotAnObjectName) }
    }
}

impl TryFrom<String> for ObjectName {
    type Error = NotAnObjectName;
    fn try_from(text: String) -> Result<Self, NotAnObjectName> {
        text.parse()
    }
}

impl From<ObjectName> for String {
    fn from(name: ObjectName) -> Self {
        name.0
    }
}

/// One durable object: its class and its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ObjectRef {
    /// The class.
    pub class: ObjectClass,
    /// The name within the class.
    pub name: ObjectName,
}

impl ObjectRef {
    /// The object `name` of `class`.
    pub const fn new(class: ObjectClass, name: ObjectName) -> Self {
        Self { class, name }
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.class.as_str(), self.name)
    }
}

impl FromStr for ObjectRef {
    type Err = NotAnObjectName;
    fn from_str(text: &str) -> Result<Self, NotAnObjectName> {
        let (class, name) = text.split_once('/').ok_or(NotAnObjectName)?;
        let class = ObjectClass::ALL.into_iter().find(|known| known.as_str() == class).ok_or(NotAnObjectName)?;
        Ok(Self { class, name: name.parse()? })
    }
}

impl From<&ObjectRef> for crate::Value {
    fn from(object: &ObjectRef) -> Self {
        Self::Text(object.to_string())
    }
}

impl crate::sql::FromValue for ObjectRef {
    fn from_value(value: crate::Value) -> Option<Self> {
        String::from_value(value)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_and_keeps_its_region() {
        let id = PracticeId::from_digits("0192f3a4b5c67d8e9f00112233445566").unwrap();
        let object = ObjectRef::new(ObjectClass::Mailroom, ObjectName::practice(Region::of(Country::Canada), id));
        assert_eq!(object.to_string(), "Mailroom/ca:prc_0192f3a4b5c67d8e9f00112233445566");
        assert_eq!(object.to_string().parse(), Ok(object.clone()));
        assert_eq!(object.name.region(), Region::Ca);
        assert_eq!(object.name.practice_id(), Some(id));
        assert_eq!(object.name.practitioner_id(), None);
    }

    #[test]
    fn a_country_has_one_directory_in_its_region() {
        let name = ObjectName::directory(Country::Belgium);
        assert_eq!((name.as_str(), name.country()), ("eu:dir_be", Some(Country::Belgium)));
        assert_eq!("eu:dir_ca".parse::<ObjectName>(), Err(NotAnObjectName));
    }

    #[test]
    fn a_name_without_region_or_id_is_refused() {
        for text in ["", "eu", "us:prc_0192f3a4b5c67d8e9f00112233445566", "eu:prc_1", "prc_0192f3a4b5c67d8e9f00112233445566"] {
            assert_eq!(text.parse::<ObjectName>(), Err(NotAnObjectName), "{text}");
        }
    }
}
