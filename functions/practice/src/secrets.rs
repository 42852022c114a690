//! The secrets that the objects need, read from what the platform holds. None of them has a default.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use guichet_kernel::{EmailAddress, IdentityId, ObjectName, Region, link::KeyRing};
use guichet_practice_core::vault::MasterKeys;

/// The key that addresses are hashed with, to name Identities. It prints nothing.
#[derive(Clone)]
pub struct IdentityKey(Vec<u8>);

impl std::fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdentityKey(…)")
    }
}

impl IdentityKey {
    /// The shortest key, in bytes.
    const SHORTEST: usize = 32;

    /// Reads the secret: base64url of 32 bytes or more.
    pub fn parse(text: &str) -> Option<Self> {
        let key = BASE64_URL_SAFE_NO_PAD.decode(text.trim().trim_end_matches('=')).ok()?;
        (key.len() >= Self::SHORTEST).then_some(Self(key))
    }

    /// The Identity of whoever reads mail at `address`.
    pub fn identity(&self, address: &EmailAddress) -> Option<IdentityId> {
        IdentityId::of(&self.0, address)
    }

    /// The name of their Identity in a region.
    pub fn name(&self, region: Region, address: &EmailAddress) -> Option<ObjectName> {
        Some(ObjectName::identity(region, self.identity(address)?))
    }
}

/// What the objects of this script are given.
#[derive(Debug, Clone)]
pub struct Secrets {
    /// What links are signed with.
    pub links: KeyRing,
    /// What Identities are named by.
    pub identity: IdentityKey,
    /// What practices' data keys are wrapped under. Without it nothing that is sealed is read or written.
    pub data: Option<MasterKeys>,
}

impl Secrets {
    /// Reads the secrets' texts. Without usable keys for links and identities there are none; without usable master keys
    /// only what is sealed is out of reach.
    pub fn read(links: &str, identity: &str, data: Option<&str>) -> Option<Self> {
        Some(Self {
            links: KeyRing::from_json(links).ok()?,
            identity: IdentityKey::parse(identity)?,
            data: data.and_then(|json| MasterKeys::from_json(json).ok()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKS: &str = r#"{"current":"k1","keys":{"k1":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc"}}"#;
    const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

    #[test]
    fn a_secret_that_is_missing_or_short_has_no_default() {
        assert!(Secrets::read(LINKS, KEY, Some(LINKS)).unwrap().data.is_some());
        assert!(Secrets::read(LINKS, KEY, None).unwrap().data.is_none());
        assert!(Secrets::read(LINKS, KEY, Some("{}")).unwrap().data.is_none());
        for (links, identity) in [("", KEY), ("{}", KEY), (LINKS, ""), (LINKS, "BwcHBwcHBwcHBwcHBwcHBw"), (LINKS, "not base64url!")] {
            assert!(Secrets::read(links, identity, Some(LINKS)).is_none(), "{identity}");
        }
    }

    #[test]
    fn no_secret_prints_itself() {
        let secrets = format!("{:?}", Secrets::read(LINKS, KEY, Some(LINKS)).unwrap());
        assert!(!secrets.contains("BwcH") && !secrets.contains("7, 7"));
    }
}
