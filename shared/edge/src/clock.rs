//! The platform's clock and randomness: the only place that reads either.

use guichet_kernel::{Entropy, Instant};
use worker::Date;

/// Now. On this platform the clock stands still while code runs and moves on at each await.
pub fn now() -> Instant {
    Instant::from_millis(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

/// The platform's cryptographic randomness.
#[derive(Debug, Clone, Copy)]
pub struct PlatformEntropy;

impl Entropy for PlatformEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Without randomness every secret would be guessable: stop here rather than go on with zeros.
            worker::wasm_bindgen::throw_str(&format!("no randomness: {error}"));
        }
    }
}
