//! Where a browser may be sent after it signed in.

use guichet_kernel::Country;

/// An address of our own staff pages: `/fr/pro/…`, `/be/pro/…` or `/ca/pro/…`, whatever follows.
///
/// It is read from a request, so it is trusted with nothing: an address of another site, however it is disguised, would
/// make our sign-in page the first step of somebody else's fraud. Only characters that no browser reads in two ways are let
/// through; nothing that we link to needs others, and `%` is not among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafePath(String);

/// The text is not an address of our staff pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address of our staff pages")]
pub struct NotASafePath;

impl SafePath {
    /// The longest, in bytes.
    pub const LONGEST: usize = 200;

    /// Reads an address. Nothing is mended: what is not plainly safe is refused.
    pub fn parse(text: &str) -> Result<Self, NotASafePath> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let rest = Country::ALL
            .into_iter()
            .find_map(|country| path.strip_prefix('/')?.strip_prefix(country.path_segment())?.strip_prefix("/pro/"));
        let ours = rest.is_some_and(|rest| {
            // A last segment may be empty: `/fr/pro/`, `/fr/pro/members/`.
            let inner = rest.strip_suffix('/').unwrap_or(rest);
            rest.is_empty() || inner.split('/').all(is_segment)
        });
        let plain = query.bytes().all(|b| is_plain(b) || matches!(b, b'=' | b'&' | b','));
        if text.len() <= Self::LONGEST && ours && plain { Ok(Self(text.to_owned())) } else { Err(NotASafePath) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A segment that leads neither here nor up, nor nowhere.
fn is_segment(segment: &str) -> bool {
    !matches!(segment, "" | "." | "..") && segment.bytes().all(is_plain)
}

/// RFC 3986's unreserved characters.
const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use url::Url;

    use super::*;

    #[test]
    fn an_address_of_ours_is_let_through() {
        for text in [
            "/fr/pro/",
            "/be/pro/patients",
            "/ca/pro/patients/pat_0192f0c1d2e3f4a5b6c7d8e9f0a1b2c3",
            "/fr/pro/members/",
            "/fr/pro/audit?before=120&action=patient.read",
        ] {
            assert_eq!(SafePath::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn whatever_leads_elsewhere_is_refused() {
        for text in [
            "",
            "/",
            "/fr/pro",
            "/fr/praticien/x",
            "/de/pro/x",
            "fr/pro/x",
            " /fr/pro/x",
            "/fr/pro/x\n",
            "//evil.example",
            "//fr/pro/x",
            "/\\evil.example/fr/pro/",
            "/fr/pro//evil.example",
            "/fr/pro/x//",
            "/fr/pro/\\evil.example",
            "/fr/pro/../../..//evil.example",
            "/fr/pro/..",
            "/fr/pro/./x",
            "/fr/pro/%2e%2e/x",
            "/fr/pro/%2f%2fevil.example",
            "/fr/pro/%5cevil.example",
            "/fr/pro/%",
            "/fr/pro/x;y",
            "/fr/pro/x@evil.example",
            "/fr/pro/x#y",
            "/fr/pro/x?next=https://evil.example",
            "/fr/pro/x?y=%0d%0aSet-Cookie",
            "/fr/pro/x?a?b",
            "/fr/pro/\u{ff0f}evil",
            "/fr/pro/\u{2024}\u{2024}/x",
            "https://evil.example/fr/pro/",
            "https:/fr/pro/",
            "javascript:alert(1)//fr/pro/",
            "/FR/pro/x",
        ] {
            assert_eq!(SafePath::parse(text), Err(NotASafePath), "{text:?}");
        }
        assert!(SafePath::parse(&format!("/fr/pro/{}", "x".repeat(192))).is_ok());
        assert_eq!(SafePath::parse(&format!("/fr/pro/{}", "x".repeat(193))), Err(NotASafePath));
    }

    /// Pieces that disguised addresses are made of.
    fn disguise() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("/fr/pro/"),
            Just("/be/pro/"),
            Just("/"),
            Just("//"),
            Just("\\"),
            Just(".."),
            Just("."),
            Just("%2e"),
            Just("%2F"),
            Just("%5c"),
            Just("%25"),
            Just("@"),
            Just(":"),
            Just("?"),
            Just("#"),
            Just("\t"),
            Just("\n"),
            Just("\r"),
            Just("\u{0}"),
            Just("evil.example"),
            Just("https:"),
            Just("x"),
            Just("next=1"),
            Just("&"),
            Just("\u{3002}"),
            Just(" "),
            Just(";"),
        ];
        proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        // What a browser makes of a path that is let through is that very path, on the same site.
        #[test]
        fn a_browser_reads_it_as_we_do(text in prop_oneof![disguise(), disguise().prop_map(|rest| format!("/fr/pro/{rest}")), "/fr/pro/[ -~]{0,20}", ".{0,40}"]) {
            let site = Url::parse("https://guichet.example/fr/connexion?x=y").unwrap();
            if let Ok(path) = SafePath::parse(&text) {
                let there = site.join(path.as_str()).unwrap();
                prop_assert_eq!(there.origin(), site.origin());
                prop_assert_eq!(there.as_str(), format!("https://guichet.example{text}"));
                prop_assert_eq!(there.path().split('/').nth(2), Some("pro"));
                prop_assert!(text.len() <= SafePath::LONGEST && !text.contains("//") && !text.contains(['%', '\\']));
            }
        }
    }
}
