//! Where `/` leads: to the directory of the reader's country.

use guichet_kernel::Country;
use http::{HeaderMap, header};

/// Where France is, by ISO 3166-1, overseas included.
const FRANCE: [&str; 13] = ["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"];

/// The country where the reader is, as the platform's edge sees it; else where they read, as their browser says; else the first one.
/// A country that Guichet does not serve says nothing.
pub(crate) fn country(seen: Option<&str>, headers: &HeaderMap) -> Country {
    seen.and_then(of_code).or_else(|| of_languages(headers)).unwrap_or(Country::France)
}

fn of_code(code: &str) -> Option<Country> {
    let is = |known: &str| known.eq_ignore_ascii_case(code);
    if FRANCE.iter().any(|known| is(known)) {
        return Some(Country::France);
    }
    Country::ALL.into_iter().find(|country| is(country.code()))
}

/// By the regions that are read, best liked first; where there is none of ours, by the languages that one country alone speaks first.
fn of_languages(headers: &HeaderMap) -> Option<Country> {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut liked: Vec<(f32, &str)> = lines.flat_map(|line| line.split(',')).filter_map(liking).collect();
    // A stable sort: of what is liked as much, what is named first (RFC 9110 §12.5.4).
    liked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let region = |tag: &&str| tag.split('-').skip(1).find_map(of_code);
    let language = |tag: &&str| match tag.split('-').next() {
        Some(nl) if nl.eq_ignore_ascii_case("nl") => Some(Country::Belgium),
        Some(fr) if fr.eq_ignore_ascii_case("fr") => Some(Country::France),
        _ => None,
    };
    let mut tags = liked.iter().map(|(_, tag)| tag);
    tags.clone().find_map(region).or_else(|| tags.find_map(language))
}

/// A language with how much it is liked; none that is refused, or that cannot be read.
fn liking(one: &str) -> Option<(f32, &str)> {
    let mut parts = one.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let weight = weight.map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
    (weight > 0.0).then_some((weight, tag))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn leads(seen: Option<&str>, languages: &[&'static str]) -> &'static str {
        let mut headers = HeaderMap::new();
        for line in languages {
            headers.append(header::ACCEPT_LANGUAGE, HeaderValue::from_static(line));
        }
        country(seen, &headers).path_segment()
    }

    #[test]
    fn where_the_reader_is_says_more_than_what_they_read() {
        assert_eq!(leads(Some("BE"), &["fr-CA"]), "be");
        assert_eq!(leads(Some("CA"), &[]), "ca");
        assert_eq!(leads(Some("RE"), &["nl-BE"]), "fr");
        assert_eq!(leads(Some("fr"), &["en-CA"]), "fr");
    }

    #[test]
    fn a_country_that_is_not_served_leaves_it_to_the_languages() {
        for seen in [None, Some("US"), Some("XX"), Some("T1"), Some("")] {
            assert_eq!(leads(seen, &["nl-BE,nl;q=0.9"]), "be", "{seen:?}");
            assert_eq!(leads(seen, &[]), "fr", "{seen:?}");
        }
    }

    #[test]
    fn languages_are_read_as_much_as_they_are_liked() {
        for (languages, there) in [
            (&["fr-CA,fr;q=0.9"][..], "ca"),
            (&["fr,fr-BE;q=0.8"], "be"),
            (&["en-CA"], "ca"),
            (&["de-BE"], "be"),
            (&["fr-FR"], "fr"),
            (&["fr-MQ"], "fr"),
            (&["nl"], "be"),
            (&["nl-NL,nl;q=0.9,en-US;q=0.8"], "be"),
            (&["fr"], "fr"),
            (&["en-US,en;q=0.9"], "fr"),
            (&["fr-CA;q=0.2,fr-BE;q=0.7"], "be"),
            (&["fr-CA; q=0, nl-BE; q=0.1"], "be"),
            (&["fr-CA;q=x,fr-BE"], "be"),
            (&["en-US", "fr-CA"], "ca"),
            (&["zh-Hant-CA"], "ca"),
            (&["FR-ca"], "ca"),
            (&["*", ",,;;q=1,-"], "fr"),
        ] {
            assert_eq!(leads(None, languages), there, "{languages:?}");
        }
    }
}
