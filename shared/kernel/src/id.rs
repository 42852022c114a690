//! Prefixed ids over `UUIDv7` (RFC 9562 §5.7): `apt_` and 32 hexadecimal digits, sortable by birth.

use std::{fmt, str::FromStr};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::{Builder, Uuid};

use crate::{EmailAddress, Entropy, Instant};

/// The text is not the expected prefix followed by 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind")]
pub struct NotAnId;

fn draw(now: Instant, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    Builder::from_unix_timestamp_millis(now.millis().unsigned_abs(), &random).into_uuid()
}

fn parse(prefix: &str, text: &str) -> Result<Uuid, NotAnId> {
    let digits = text.strip_prefix(prefix).ok_or(NotAnId)?;
    // `Uuid` also reads hyphens, braces and capitals; an id has one spelling only.
    let one_spelling = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !one_spelling {
        return Err(NotAnId);
    }
    Uuid::try_parse(digits).map_err(|_| NotAnId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = concat!("^", $prefix, "[0-9a-f]{32}$"))))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// What the id's text starts with.
            pub const PREFIX: &str = $prefix;

            /// Draws a new id, born at `now`.
            pub fn draw(now: Instant, entropy: &dyn Entropy) -> Self {
                Self(draw(now, entropy))
            }

            /// The 32 hexadecimal digits without the prefix, for addresses whose place already says the kind.
            pub fn digits(self) -> String {
                self.0.simple().to_string()
            }

            /// Reads [`Self::digits`].
            pub fn from_digits(digits: &str) -> Result<Self, NotAnId> {
                parse("", digits).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse($prefix, text).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl From<$name> for crate::Value {
            fn from(id: $name) -> Self {
                Self::Text(id.to_string())
            }
        }

        impl crate::sql::FromValue for $name {
            fn from_value(value: crate::Value) -> Option<Self> {
                String::from_value(value)?.parse().ok()
            }
        }
    )*};
}

ids! {
    /// A practice: the tenant.
    PracticeId = "prc_";
    /// A practitioner: a person who gives care, in one or several practices.
    PractitionerId = "prn_";
    /// A place of consultation.
    LocationId = "loc_";
    /// What is booked and billed.
    ServiceId = "srv_";
    /// An opening for services at a location.
    AvailabilityId = "avl_";
    /// Time taken away from what is open: illness, holiday.
    ClosingId = "cls_";
    /// A slot taken by a patient.
    AppointmentId = "apt_";
    /// The person treated.
    PatientId = "pat_";
    /// A fact that one object tells others.
    EventId = "evt_";
    /// An e-mail or text message to one person.
    MessageId = "msg_";
    /// A kind of services, such as home visits (A1).
    CategoryId = "cat_";
    /// Somebody who works for a practice, as that practice knows them.
    MemberId = "mbr_";
    /// A practice's request to somebody to work there.
    InvitationId = "inv_";
    /// A key by which a machine acts for a practice; the id opens nothing.
    ApiTokenId = "tok_";
    /// Something a patient agreed to.
    ConsentId = "cns_";
    /// What staff wrote about a patient.
    NoteId = "not_";
    /// A person who signs in, known by a keyed hash of their e-mail address.
    IdentityId = "idn_";
    /// A slot that was freed, or is offered by hand (W3).
    FreedId = "frd_";
    /// A freed slot proposed to one patient who waits.
    OfferId = "ofr_";
}

impl IdentityId {
    /// The id of whoever reads mail at `address`: the first half of HMAC-SHA256 under `key`, a secret of the operator's.
    ///
    /// Without the key nobody can tell whether an address is known here. The key can never change: every Identity is
    /// named by it.
    pub fn of(key: &[u8], address: &EmailAddress) -> Option<Self> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
        mac.update(b"guichet identity ");
        mac.update(address.as_str().to_lowercase().as_bytes());
        let hash = mac.finalize().into_bytes();
        let (half, _) = hash.split_first_chunk::<16>()?;
        Some(Self(Uuid::from_bytes(*half)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Ones;
    impl Entropy for Ones {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn an_id_reads_back_and_sorts_by_birth() {
        let early = AppointmentId::draw(Instant::from_millis(1_000), &Ones);
        let late = AppointmentId::draw(Instant::from_millis(2_000), &Ones);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!(AppointmentId::from_digits(&early.digits()), Ok(early));
        assert!(early.to_string() < late.to_string());
    }

    #[test]
    fn an_identity_is_one_address_however_it_is_typed_and_says_nothing_without_the_key() {
        let of = |key: &[u8], text| IdentityId::of(key, &EmailAddress::parse(text).unwrap()).unwrap();
        assert_eq!(of(b"k", "Zoe@Exemple.fr"), of(b"k", "zoe@exemple.FR"));
        assert_ne!(of(b"k", "zoe@exemple.fr"), of(b"k", "zo@exemple.fr"));
        assert_ne!(of(b"k", "zoe@exemple.fr"), of(b"l", "zoe@exemple.fr"));
    }

    #[test]
    fn an_id_has_one_kind_and_one_spelling() {
        let id = PracticeId::draw(Instant::from_millis(0), &Ones);
        assert_eq!(id.to_string().parse::<PatientId>(), Err(NotAnId));
        assert_eq!(id.to_string().to_uppercase().parse::<PracticeId>(), Err(NotAnId));
        assert_eq!(PracticeId::from_digits("018f-"), Err(NotAnId));
    }
}
