//! The language of a public page: the country's first, unless its reader has chosen another of the country's.

use axum::response::Response;
use guichet_edge::web;
use guichet_kernel::{Country, Locale};
use guichet_ui::LANGUAGE_QUERY;
use http::HeaderMap;

use crate::query_value;

/// The cookie in which a browser keeps the choice, on the desk's pages too. It identifies nobody.
const LANGUAGE_COOKIE: &str = "__Host-langue";

/// The language that the address asks for, if the country speaks it.
fn asked(query: Option<&str>, country: Country) -> Option<Locale> {
    query_value(query, LANGUAGE_QUERY).as_deref().and_then(Locale::from_tag).filter(|locale| country.locales().contains(locale))
}

/// The language that this browser chose, if the country speaks it.
fn chosen(headers: &HeaderMap, country: Country) -> Option<Locale> {
    web::cookie(headers, LANGUAGE_COOKIE).and_then(Locale::from_tag).filter(|locale| country.locales().contains(locale))
}

/// The language of whoever sends a form: that of the page that they read. A machine reads none, and may still say one.
pub fn of_reader(headers: &HeaderMap, country: Country, page: bool) -> Option<Locale> {
    chosen(headers, country).or_else(|| page.then(|| country.first_locale()))
}

/// The language to answer in: the one that the address asks for, the one that this browser chose, the country's first.
pub fn locale(headers: &HeaderMap, query: Option<&str>, country: Country) -> Locale {
    asked(query, country).or_else(|| chosen(headers, country)).unwrap_or_else(|| country.first_locale())
}

/// The language that the address asks for, or that this browser chose, where nothing says yet which country's page it is.
pub fn anywhere(headers: &HeaderMap, query: Option<&str>) -> Option<Locale> {
    let asked = query_value(query, LANGUAGE_QUERY);
    asked.as_deref().or_else(|| web::cookie(headers, LANGUAGE_COOKIE)).and_then(Locale::from_tag)
}

/// Remembers the language that the address asks for; says whether it asks for one.
pub fn remember(response: &mut Response, query: Option<&str>, country: Country) -> bool {
    let asked = asked(query, country);
    if let Some(locale) = asked {
        web::set_cookie(response, LANGUAGE_COOKIE, locale.tag(), Some(365 * 24 * 3600));
    }
    asked.is_some()
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    #[test]
    fn the_address_says_more_than_the_browser_and_the_country_has_the_last_word() {
        let mut headers = HeaderMap::new();
        assert_eq!(locale(&headers, None, Country::Belgium), Locale::FrBe);
        assert_eq!([true, false].map(|page| of_reader(&headers, Country::Canada, page)), [Some(Locale::FrCa), None]);
        headers.insert(header::COOKIE, HeaderValue::from_static("__Host-langue=nl-BE"));
        assert_eq!(locale(&headers, None, Country::Belgium), Locale::NlBe);
        assert_eq!([true, false].map(|page| of_reader(&headers, Country::Belgium, page)), [Some(Locale::NlBe); 2]);
        assert_eq!(of_reader(&headers, Country::Canada, false), None);
        assert_eq!(locale(&headers, Some("langue=en&q=x"), Country::Belgium), Locale::En);
        assert_eq!(locale(&headers, Some("langue=xx"), Country::France), Locale::FrFr);
        assert_eq!(locale(&headers, Some("langue=nl-BE"), Country::Canada), Locale::FrCa);
        assert_eq!(anywhere(&headers, None), Some(Locale::NlBe));
        assert_eq!(anywhere(&headers, Some("langue=en")), Some(Locale::En));
        assert_eq!(anywhere(&HeaderMap::new(), Some("q=x")), None);
    }
}
