//! Who asks: a practice's key, or the operator's. There are no cookies here, so no foreign page can act for anybody.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, header};
use subtle::ConstantTimeEq;

use super::{Behind, key::KeyText};

/// Who shows what.
#[derive(Debug, Clone)]
pub(super) enum Who {
    /// A key that reads as one; whether it is of a practice only the Practice knows.
    Key(KeyText),
    /// Whoever runs this Guichet.
    Operator,
}

/// Reads `Authorization: Bearer …`. `None`: nothing that could be anybody.
pub(super) fn who(behind: &impl Behind, headers: &HeaderMap) -> Option<Who> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?.to_str().ok()?, values.next()) else { return None };
    let (scheme, shown) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return None;
    }
    let shown = shown.trim_start_matches(' ');
    if shown.starts_with(KeyText::PREFIX) {
        return shown.parse().ok().map(Who::Key);
    }
    let key = behind.operator_key()?;
    let shown = BASE64_URL_SAFE_NO_PAD.decode(shown.trim_end_matches('=')).ok()?;
    bool::from(shown.ct_eq(&key)).then_some(Who::Operator)
}
