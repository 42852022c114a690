//! Signed links: the right to act on one thing, carried by an address in an e-mail.
//!
//! `v1.<payload>.<mac>`, both base64url without padding. The payload is, in order: length of the key id (1 byte), key
//! id, purpose (1 byte), expiry in seconds since 1970 (5 bytes, big endian), token (16 bytes), object name (the rest).
//! The MAC is HMAC-SHA256 over the text before the last dot. It lets junk be refused without waking an object; the
//! object itself stores the token's hash, so it can revoke one link and rotate at each move.
//!
//! Keys rotate: links are made with the current key, and verified with any key of the ring.

use std::{collections::BTreeMap, fmt};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::{
    Instant, ObjectName, Token,
    read::{self, Misread},
};

/// What a link lets its bearer do. A link of one purpose opens nothing of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// See and cancel one appointment.
    Appointment = 1,
    /// Answer one offer of an earlier slot.
    Offer = 2,
    /// Sign in, in the browser that asked.
    SignIn = 3,
    /// See and accept an invitation to work for a practice.
    Invitation = 4,
    /// Open the patient space, in the browser that asked.
    Space = 5,
}

impl Purpose {
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Appointment),
            2 => Some(Self::Offer),
            3 => Some(Self::SignIn),
            4 => Some(Self::Invitation),
            5 => Some(Self::Space),
            _ => None,
        }
    }
}

/// What a verified link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The object that decides.
    pub object: ObjectName,
    /// What the link is for.
    pub purpose: Purpose,
    /// When it stops working, to the second.
    pub expires_at: Instant,
    /// What the object recognises.
    pub token: Token,
}

/// Why a link is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Not made by us, changed on the way, or made with a key that is no longer in the ring.
    #[error("not a link of ours")]
    Forged,
    /// It was ours; its time is over. What it says is still true of where to go next.
    #[error("the link has expired")]
    Expired(Box<Link>),
    /// It is ours, for something else.
    #[error("the link is for something else")]
    OtherPurpose,
}

/// The keys that links are signed and verified with.
#[derive(Clone, Deserialize)]
#[serde(try_from = "RawKeyRing")]
pub struct KeyRing {
    current: String,
    keys: BTreeMap<String, Vec<u8>>,
}

#[derive(Deserialize)]
struct RawKeyRing {
    current: String,
    keys: BTreeMap<String, String>,
}

/// Why a key ring is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingError {
    /// The current key is not among the keys.
    #[error("the current key is missing")]
    NoCurrent,
    /// A key id is empty or over 16 bytes, or a key is not base64url of at least 32 bytes.
    #[error("a key is not usable")]
    BadKey,
}

impl TryFrom<RawKeyRing> for KeyRing {
    type Error = KeyRingError;
    fn try_from(raw: RawKeyRing) -> Result<Self, KeyRingError> {
        let mut keys = BTreeMap::new();
        for (id, key) in raw.keys {
            let key = BASE64_URL_SAFE_NO_PAD.decode(key.trim_end_matches('=')).map_err(|_| KeyRingError::BadKey)?;
            if id.is_empty() || id.len() > 16 || key.len() < 32 {
                return Err(KeyRingError::BadKey);
            }
            keys.insert(id, key);
        }
        if keys.contains_key(&raw.current) { Ok(Self { current: raw.current, keys }) } else { Err(KeyRingError::NoCurrent) }
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({} keys)", self.keys.len())
    }
}

impl KeyRing {
    /// Reads the secret's JSON: `{"current":"k2","keys":{"k1":"<base64url>","k2":"<base64url>"}}`, 32 bytes or more a key.
    pub fn from_json(json: &str) -> Result<Self, Misread> {
        read::text(json)
    }

    /// Writes the link, signed with the current key.
    pub fn sign(&self, link: &Link) -> String {
        let mut payload = vec![u8::try_from(self.current.len()).unwrap_or(0)];
        payload.extend(self.current.as_bytes());
        payload.push(link.purpose as u8);
        let seconds = link.expires_at.millis().div_euclid(1_000).unsigned_abs().to_be_bytes();
        payload.extend(seconds.iter().skip(3));
        payload.extend(link.token.bytes());
        payload.extend(link.object.as_str().as_bytes());
        let signed = format!("v1.{}", BASE64_URL_SAFE_NO_PAD.encode(payload));
        let mac = self.keys.get(&self.current).and_then(|key| mac(key, &signed)).map(|mac| mac.finalize().into_bytes());
        format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac.unwrap_or_default()))
    }

    /// A secret that follows from `text`, for one use: the same each time while the current key is, and no way back without it.
    pub fn derive(&self, use_of_it: &str, text: &str) -> Option<Token> {
        derived(self.keys.get(&self.current)?, use_of_it, text)
    }

    /// The same by each key of the ring: what was derived before the keys changed is among them.
    pub fn derive_each(&self, use_of_it: &str, text: &str) -> Vec<Token> {
        self.keys.values().filter_map(|key| derived(key, use_of_it, text)).collect()
    }

    /// Reads a link: the MAC first, then whether its time is over, then whether it is for `purpose`.
    pub fn verify(&self, text: &str, purpose: Purpose, now: Instant) -> Result<Link, LinkError> {
        let (signed, tag) = text.rsplit_once('.').ok_or(LinkError::Forged)?;
        let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).map_err(|_| LinkError::Forged)?;
        let payload = signed.strip_prefix("v1.").ok_or(LinkError::Forged)?;
        let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).map_err(|_| LinkError::Forged)?;
        let (key_id, rest) = take_key_id(&payload).ok_or(LinkError::Forged)?;
        let key = self.keys.get(key_id).ok_or(LinkError::Forged)?;
        // `verify_slice` compares in constant time.
        mac(key, signed).ok_or(LinkError::Forged)?.verify_slice(&tag).map_err(|_| LinkError::Forged)?;
        let link = read(rest).ok_or(LinkError::Forged)?;
        if now >= link.expires_at {
            return Err(LinkError::Expired(Box::new(link)));
        }
        if link.purpose != purpose {
            return Err(LinkError::OtherPurpose);
        }
        Ok(link)
    }
}

fn derived(key: &[u8], use_of_it: &str, text: &str) -> Option<Token> {
    let hash = mac(key, &format!("guichet token {use_of_it}\0{text}"))?.finalize().into_bytes();
    hash.split_first_chunk::<16>().map(|(half, _)| Token::from_bytes(*half))
}

fn mac(key: &[u8], signed: &str) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(signed.as_bytes());
    Some(mac)
}

fn take_key_id(payload: &[u8]) -> Option<(&str, &[u8])> {
    let (&length, rest) = payload.split_first()?;
    let (id, rest) = rest.split_at_checked(length.into())?;
    Some((std::str::from_utf8(id).ok()?, rest))
}

fn read(rest: &[u8]) -> Option<Link> {
    let (&purpose, rest) = rest.split_first()?;
    let (expiry, rest) = rest.split_first_chunk::<5>()?;
    let (token, name) = rest.split_first_chunk::<16>()?;
    let seconds = expiry.iter().fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    Some(Link {
        object: std::str::from_utf8(name).ok()?.parse().ok()?,
        purpose: Purpose::from_byte(purpose)?,
        expires_at: Instant::from_millis(seconds * 1_000),
        token: Token::from_bytes(*token),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_000_000_000);

    fn ring(current: &str) -> KeyRing {
        let keys = r#""k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","k2":"_____________________________________________w""#;
        KeyRing::from_json(&format!(r#"{{"current":"{current}","keys":{{{keys}}}}}"#)).unwrap()
    }

    fn link() -> Link {
        Link {
            object: "eu:prn_0192f3a4b5c67d8e9f00112233445566".parse().unwrap(),
            purpose: Purpose::Appointment,
            expires_at: NOW.plus(chrono::TimeDelta::days(30)),
            token: Token::from_bytes([9; 16]),
        }
    }

    #[test]
    fn a_link_reads_back_what_was_signed() {
        let text = ring("k1").sign(&link());
        assert_eq!(ring("k1").verify(&text, Purpose::Appointment, NOW), Ok(link()));
        assert!(text.len() < 160, "{}", text.len());
    }

    #[test]
    fn a_link_of_the_former_key_works_until_the_key_leaves_the_ring() {
        let text = ring("k1").sign(&link());
        assert_eq!(ring("k2").verify(&text, Purpose::Appointment, NOW), Ok(link()));
        let only_k2 = KeyRing::from_json(r#"{"current":"k2","keys":{"k2":"_____________________________________________w"}}"#).unwrap();
        assert_eq!(only_k2.verify(&text, Purpose::Appointment, NOW), Err(LinkError::Forged));
    }

    #[test]
    fn any_changed_character_is_a_forgery() {
        let text = ring("k1").sign(&link());
        for place in 0..text.len() {
            for other in ['A', 'z', '.'] {
                let mut changed: Vec<char> = text.chars().collect();
                if changed[place] == other {
                    continue;
                }
                changed[place] = other;
                let changed: String = changed.into_iter().collect();
                assert_eq!(ring("k1").verify(&changed, Purpose::Appointment, NOW), Err(LinkError::Forged), "{changed}");
            }
        }
        for junk in ["", ".", "v1..", "v1.AA.AA", "v2.AAAA.AAAA", "é.é.é"] {
            assert_eq!(ring("k1").verify(junk, Purpose::Appointment, NOW), Err(LinkError::Forged), "{junk}");
        }
    }

    #[test]
    fn time_and_purpose_are_told_apart() {
        let text = ring("k1").sign(&link());
        assert_eq!(ring("k1").verify(&text, Purpose::Offer, NOW), Err(LinkError::OtherPurpose));
        assert_eq!(ring("k1").verify(&text, Purpose::Appointment, link().expires_at), Err(LinkError::Expired(Box::new(link()))));
    }

    #[test]
    fn a_secret_follows_from_its_text_its_use_and_the_key() {
        let derived = ring("k1").derive("network", "203.0.113.7").unwrap();
        assert_eq!(ring("k1").derive("network", "203.0.113.7"), Some(derived.clone()));
        for other in [
            ring("k1").derive("network", "203.0.113.8"),
            ring("k1").derive("booker", "203.0.113.7"),
            ring("k2").derive("network", "203.0.113.7"),
        ] {
            assert_ne!(other, Some(derived.clone()));
        }
    }

    #[test]
    fn a_ring_with_a_short_or_missing_key_is_refused() {
        assert!(KeyRing::from_json(r#"{"current":"k1","keys":{"k1":"AAAA"}}"#).is_err());
        assert!(KeyRing::from_json(r#"{"current":"k9","keys":{}}"#).is_err());
        assert!(!format!("{:?}", ring("k1")).contains("AAAA"));
    }
}
