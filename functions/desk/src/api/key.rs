//! The text of a practice's key, as a machine shows it: where the practice is, which one, and the secret.

use std::{fmt, str::FromStr};

use guichet_kernel::{ObjectName, PracticeId, Region, Token};

/// A practice's key in full: `gck_eu_<practice, 32 hexadecimal digits>_<secret, 22 characters>`.
///
/// The prefix lets scanners of leaked secrets know it; the rest says which object to ask before anything is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyText {
    /// Where the practice's data is kept.
    pub region: Region,
    /// Which practice.
    pub practice: PracticeId,
    /// What the Practice recognises.
    pub token: Token,
}

/// The text of a practice's key with that secret, as it is shown once. `None`: the name is no practice's.
pub fn key_text(practice: &ObjectName, secret: &Token) -> Option<String> {
    let key = KeyText { region: practice.region(), practice: practice.practice_id()?, token: secret.clone() };
    Some(key.to_string())
}

/// The text is no key's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAKey;

impl KeyText {
    /// What a key's text starts with.
    pub const PREFIX: &str = "gck_";

    /// The Practice that the key is of.
    pub fn object(&self) -> ObjectName {
        ObjectName::practice(self.region, self.practice)
    }
}

impl fmt::Display for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}_{}_{}", Self::PREFIX, self.region.prefix(), self.practice.digits(), self.token.text())
    }
}

impl FromStr for KeyText {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        // The secret's alphabet has the underscore too: it is the last part, whatever it holds.
        let mut parts = text.strip_prefix(Self::PREFIX).ok_or(NotAKey)?.splitn(3, '_');
        let (Some(region), Some(practice), Some(token)) = (parts.next(), parts.next(), parts.next()) else { return Err(NotAKey) };
        let region = [Region::Eu, Region::Ca].into_iter().find(|known| known.prefix() == region).ok_or(NotAKey)?;
        let practice = PracticeId::from_digits(practice).map_err(|_| NotAKey)?;
        let token = Token::parse(token).map_err(|_| NotAKey)?;
        Ok(Self { region, practice, token })
    }
}

#[cfg(test)]
mod tests {
    use guichet_kernel::Entropy;

    use super::*;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_key_reads_back_what_it_wrote_whatever_its_secret_holds() {
        let practice = PracticeId::from_digits("0192f3a4b5c67d8e9f00112233445566").unwrap();
        for (region, byte) in [(Region::Eu, 0), (Region::Ca, 0xff), (Region::Eu, 0xfb)] {
            let key = KeyText { region, practice, token: Token::draw(&Fixed(byte)) };
            assert_eq!(key.to_string().parse(), Ok(key.clone()));
            assert!(!format!("{key:?}").contains(&key.token.text()));
        }
    }

    #[test]
    fn anything_else_is_no_key() {
        let practice = "0192f3a4b5c67d8e9f00112233445566";
        let secret = "AAAAAAAAAAAAAAAAAAAAAA";
        assert!(format!("gck_eu_{practice}_{secret}").parse::<KeyText>().is_ok());
        for text in [
            String::new(),
            "gck_".to_owned(),
            format!("gck_us_{practice}_{secret}"),
            format!("gck_eu_{practice}"),
            format!("gck_eu_{practice}_{secret}A"),
            format!("gck_eu_{}_{secret}", practice.to_uppercase()),
            format!("GCK_eu_{practice}_{secret}"),
            format!("eu_{practice}_{secret}"),
        ] {
            assert_eq!(text.parse::<KeyText>(), Err(NotAKey), "{text}");
        }
    }
}
