//! Countries that Guichet serves, and the languages it speaks there.

use serde::{Deserialize, Serialize};

/// A country whose practices Guichet serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Country {
    /// France, overseas included.
    #[serde(rename = "FR")]
    France,
    /// Belgium.
    #[serde(rename = "BE")]
    Belgium,
    /// Canada.
    #[serde(rename = "CA")]
    Canada,
}

impl Country {
    /// Every country, in the order of the directory.
    pub const ALL: [Self; 3] = [Self::France, Self::Belgium, Self::Canada];

    /// ISO 3166-1 alpha-2, upper case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::France => "FR",
            Self::Belgium => "BE",
            Self::Canada => "CA",
        }
    }

    /// The first segment of the country's public addresses: `fr`, `be`, `ca`.
    pub const fn path_segment(self) -> &'static str {
        match self {
            Self::France => "fr",
            Self::Belgium => "be",
            Self::Canada => "ca",
        }
    }

    /// The country whose public addresses start with `segment`; `None` for any other word.
    pub fn from_path_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|country| country.path_segment() == segment)
    }

    /// The languages that a reader may choose there, the first one first.
    pub const fn locales(self) -> &'static [Locale] {
        match self {
            Self::France => &[Locale::FrFr, Locale::En],
            Self::Belgium => &[Locale::FrBe, Locale::NlBe, Locale::En],
            Self::Canada => &[Locale::FrCa, Locale::EnCa],
        }
    }

    /// The language of a page when its reader has chosen none: French first, everywhere.
    pub const fn first_locale(self) -> Locale {
        match self {
            Self::France => Locale::FrFr,
            Self::Belgium => Locale::FrBe,
            Self::Canada => Locale::FrCa,
        }
    }
}

/// A catalogue of words: a language as one country uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Locale {
    /// French of France.
    #[serde(rename = "fr-FR")]
    FrFr,
    /// French of Belgium.
    #[serde(rename = "fr-BE")]
    FrBe,
    /// French of Canada.
    #[serde(rename = "fr-CA")]
    FrCa,
    /// Dutch of Belgium.
    #[serde(rename = "nl-BE")]
    NlBe,
    /// English of Canada.
    #[serde(rename = "en-CA")]
    EnCa,
    /// English, written as in Europe.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// Every catalogue.
    pub const ALL: [Self; 6] = [Self::FrFr, Self::FrBe, Self::FrCa, Self::NlBe, Self::EnCa, Self::En];

    /// The catalogue of that BCP 47 tag, as [`Self::tag`] writes it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.tag() == tag)
    }

    /// The language of an address's country: `/ca/…` speaks French of Canada; an address of no country, French of France.
    pub fn of_path(path: &str) -> Self {
        let country = path.split('/').nth(1).and_then(Country::from_path_segment);
        country.map_or(Self::FrFr, Country::first_locale)
    }

    /// BCP 47 tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::FrFr => "fr-FR",
            Self::FrBe => "fr-BE",
            Self::FrCa => "fr-CA",
            Self::NlBe => "nl-BE",
            Self::EnCa => "en-CA",
            Self::En => "en",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_found_again_by_its_path_segment() {
        for country in Country::ALL {
            assert_eq!(Country::from_path_segment(country.path_segment()), Some(country));
        }
        assert_eq!(Country::from_path_segment("FR"), None);
    }

    #[test]
    fn a_path_speaks_its_countrys_french() {
        assert_eq!(Locale::of_path("/ca/praticien/x"), Locale::FrCa);
        assert_eq!(Locale::of_path("/rdv/v1.a.b"), Locale::FrFr);
    }

    #[test]
    fn json_bears_the_standard_codes() {
        assert_eq!(serde_json::to_string(&Locale::FrCa).unwrap(), "\"fr-CA\"");
        assert_eq!(serde_json::to_string(&Country::Belgium).unwrap(), "\"BE\"");
    }
}
