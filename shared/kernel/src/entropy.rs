//! Randomness as an argument, and the secret tokens made of it.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A source of random bytes: the platform's at the edge, a seeded one in tests.
pub trait Entropy {
    /// Fills `bytes` with randomness fit for secrets.
    fn fill(&self, bytes: &mut [u8]);
}

/// A 128-bit secret that proves the right to one thing: a hold, an appointment.
///
/// Objects store its [`TokenHash`], never the token. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^[A-Za-z0-9_-]{21}[AQgw]$")))]
#[serde(try_from = "String", into = "String")]
pub struct Token([u8; 16]);

/// The text is not 22 characters of unpadded base64url.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct NotAToken;

impl Token {
    /// Draws a new token.
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// Reads the token that [`Self::text`] wrote.
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| NotAToken)?;
        bytes.try_into().map(Self).map_err(|_| NotAToken)
    }

    /// 22 characters of unpadded base64url.
    pub fn text(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The token for another use that follows from this one: the same each time, and no way back.
    ///
    /// So a form that is sent twice is answered with the same link, though only hashes are stored.
    pub fn derive(&self, use_of_it: &str) -> Self {
        let digest =
            Sha256::new().chain_update(b"guichet token ").chain_update(use_of_it).chain_update([0]).chain_update(self.0).finalize();
        let mut bytes = [0; 16];
        for (byte, from) in bytes.iter_mut().zip(digest) {
            *byte = from;
        }
        Self(bytes)
    }

    /// The same bits as others want them: a UUID of version 8 (RFC 9562 §5.8), six bits of which say that it is one.
    pub fn uuid(&self) -> String {
        let bits = u128::from_be_bytes(self.0);
        let marked = bits & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62;
        let hex = format!("{marked:032x}");
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }

    /// What an object stores: SHA-256 suffices for 128 random bits, no salt or stretching needed.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }

    pub(crate) const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl TryFrom<String> for Token {
    type Error = NotAToken;
    fn try_from(text: String) -> Result<Self, NotAToken> {
        Self::parse(&text)
    }
}

impl From<Token> for String {
    fn from(token: Token) -> Self {
        token.text()
    }
}

/// The stored side of a [`Token`]: 32 bytes, safe to keep and to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The bytes as they are stored.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);
    impl Entropy for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_token_as_a_uuid_says_that_it_is_one() {
        assert_eq!(Token::from_bytes([0xff; 16]).uuid(), "ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert_eq!(Token::from_bytes([0; 16]).uuid(), "00000000-0000-8000-8000-000000000000");
    }

    #[test]
    fn a_token_reads_back_what_it_wrote_and_does_not_print_itself() {
        let token = Token::draw(&Fixed(7));
        assert_eq!(Token::parse(&token.text()), Ok(token.clone()));
        assert_eq!(token.text().len(), 22);
        assert_eq!(format!("{token:?}"), "Token(…)");
    }

    #[test]
    fn a_derived_token_is_the_same_each_time_and_another_for_another_use() {
        let token = Token::draw(&Fixed(7));
        assert_eq!(token.derive("a"), token.derive("a"));
        assert_ne!(token.derive("a"), token.derive("b"));
        assert_ne!(token.derive("a"), token);
    }

    #[test]
    fn anything_else_is_not_a_token() {
        for text in ["", "abc", "!!!!!!!!!!!!!!!!!!!!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            assert_eq!(Token::parse(text), Err(NotAToken), "{text}");
        }
    }
}
