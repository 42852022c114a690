//! Public holidays, proposed as closings (A10): per country, province, and where a French region has days of its own. They are
//! published data (`data/public_holidays.txt`, made by the script beside it), not typed by hand; nothing is closed because of them.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use guichet_kernel::{Country, Locale, order};

/// The data: a word on where it is from, the first and last year, then a line for each holiday; the script says what is in one.
const DATA: &str = include_str!("../data/public_holidays.txt");

/// Where the same holidays are kept: a country, a province, Alsace-Moselle, an overseas territory. Its word is stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region(&'static str);

impl Region {
    /// Its word: `fr`, `fr-alsace-moselle`, `ca-qc`.
    pub const fn word(self) -> &'static str {
        self.0
    }

    /// The region of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Country::ALL.into_iter().flat_map(regions).find(|region| region.0 == word)
    }

    /// The region of a location, as far as its postal code tells for certain; else its country.
    pub fn of_postal_code(country: Country, postal_code: &str) -> Self {
        let code: String = postal_code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
        Self(match country {
            Country::France => of_france(&code),
            Country::Belgium => "be",
            Country::Canada => of_canada(&code),
        })
    }
}

fn of_france(code: &str) -> &'static str {
    // La Poste numbers two islands within Guadeloupe, from when they were part of it.
    match (code, code.get(..2), code.get(..3)) {
        ("97133", ..) | (_, _, Some("977")) => "fr-saint-barthelemy",
        ("97150", ..) | (_, _, Some("978")) => "fr-saint-martin",
        (_, Some("57" | "67" | "68"), _) => "fr-alsace-moselle",
        (_, _, Some("971")) => "fr-guadeloupe",
        (_, _, Some("972")) => "fr-martinique",
        (_, _, Some("973")) => "fr-guyane",
        (_, _, Some("974")) => "fr-reunion",
        (_, _, Some("975")) => "fr-saint-pierre-et-miquelon",
        (_, _, Some("976")) => "fr-mayotte",
        (_, _, Some("986")) => "fr-wallis-et-futuna",
        (_, _, Some("987")) => "fr-polynesie",
        (_, _, Some("988")) => "fr-nouvelle-caledonie",
        _ => "fr",
    }
}

fn of_canada(code: &str) -> &'static str {
    match (code.chars().next(), code.get(..3)) {
        (Some('A'), _) => "ca-nl",
        (Some('B'), _) => "ca-ns",
        (Some('C'), _) => "ca-pe",
        (Some('E'), _) => "ca-nb",
        // The federal government's own code stands on both sides of the river.
        (_, Some("K1A")) => "ca",
        (Some('G' | 'H' | 'J'), _) => "ca-qc",
        (Some('K' | 'L' | 'M' | 'N' | 'P'), _) => "ca-on",
        (Some('R'), _) => "ca-mb",
        (Some('S'), _) => "ca-sk",
        (Some('T'), _) => "ca-ab",
        (Some('V'), _) => "ca-bc",
        (Some('X'), Some("X0A" | "X0B" | "X0C")) => "ca-nu",
        (Some('X'), Some("X0E" | "X0G" | "X1A")) => "ca-nt",
        (Some('Y'), _) => "ca-yt",
        _ => "ca",
    }
}

/// The regions of a country, by word: the country itself is the first.
pub fn regions(country: Country) -> Vec<Region> {
    let own = |word: &&str| word.split('-').next() == Some(country.path_segment());
    let mut found: Vec<&str> = holidays().flat_map(|holiday| holiday.regions.split(' ')).filter(own).collect();
    order::distinct(&mut found);
    found.into_iter().map(Region).collect()
}

/// The years of which the holidays are known.
pub fn years() -> RangeInclusive<i32> {
    let mut years = DATA.lines().nth(1).unwrap_or_default().split(' ').map(|year| year.parse().unwrap_or_default());
    years.next().unwrap_or_default()..=years.next().unwrap_or_default()
}

/// The holidays of a region from `from` to `to`, both included, in order, each with its name; in English where it has none in the
/// language. Nothing outside [`years`].
pub fn between(region: Region, from: NaiveDate, to: NaiveDate, locale: Locale) -> Vec<(NaiveDate, &'static str)> {
    let (first, last) = years().into_inner();
    let asked = from.year().max(first)..=to.year().min(last);
    let mut found: Vec<_> = holidays()
        .filter(|holiday| holiday.regions.split(' ').any(|word| word == region.0))
        .flat_map(|holiday| asked.clone().filter_map(move |year| Some((holiday.day(year, first)?, holiday.name(locale)))))
        .filter(|(day, _)| (from..=to).contains(day))
        .collect();
    order::by_key(&mut found, |found| *found);
    found
}

/// A line of the data.
#[derive(Clone, Copy)]
struct Holiday {
    english: &'static str,
    french: &'static str,
    dutch: &'static str,
    days: &'static str,
    regions: &'static str,
}

impl Holiday {
    /// Its day in a year, if it has one in it.
    fn day(self, year: i32, first: i32) -> Option<NaiveDate> {
        let each = usize::try_from(year - first).ok()?;
        let day = if self.days.contains(' ') { self.days.split(' ').nth(each)? } else { self.days };
        NaiveDate::parse_from_str(&format!("{year}{day}"), "%Y%m%d").ok()
    }

    const fn name(self, locale: Locale) -> &'static str {
        let name = match locale {
            Locale::FrFr | Locale::FrBe | Locale::FrCa => self.french,
            Locale::NlBe => self.dutch,
            Locale::EnCa | Locale::En => self.english,
        };
        if name.is_empty() { self.english } else { name }
    }
}

fn holidays() -> impl Iterator<Item = Holiday> {
    DATA.lines().skip(2).filter_map(|line| {
        let mut parts = line.split('|');
        let mut part = || parts.next();
        Some(Holiday { english: part()?, french: part()?, dutch: part()?, days: part()?, regions: part()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn on(region: &str, date: &str, locale: Locale) -> Option<&'static str> {
        let found = between(Region::from_word(region).unwrap(), day(date), day(date), locale);
        assert!(found.len() <= 1, "{found:?}");
        found.first().map(|(_, name)| *name)
    }

    // A10.
    #[test]
    fn a10_the_days_of_a_french_year_are_eleven() {
        let found = between(Region::from_word("fr").unwrap(), day("2027-01-01"), day("2027-12-31"), Locale::FrFr);
        let days: Vec<_> = found.iter().map(|(day, name)| format!("{} {name}", day.format("%m-%d"))).collect();
        let known = [
            "01-01 Jour de l'an",
            "03-29 Lundi de Pâques",
            "05-01 Fête du Travail",
            "05-06 Ascension",
            "05-08 Fête de la Victoire",
            "05-17 Lundi de Pentecôte",
            "07-14 Fête nationale",
            "08-15 Assomption",
            "11-01 Toussaint",
            "11-11 Armistice",
            "12-25 Noël",
        ];
        assert_eq!(days, known);
    }

    // A10.
    #[test]
    fn a10_alsace_and_moselle_have_two_more_and_the_islands_their_own() {
        assert_eq!(on("fr-alsace-moselle", "2027-03-26", Locale::FrFr), Some("Vendredi saint"));
        assert_eq!(on("fr-alsace-moselle", "2027-12-26", Locale::En), Some("Saint Stephen's Day"));
        assert_eq!(on("fr", "2027-03-26", Locale::FrFr), None);
        assert_eq!(on("fr", "2027-12-26", Locale::FrFr), None);
        assert_eq!(on("fr-reunion", "2026-12-20", Locale::FrFr), Some("Abolition de l'esclavage"));
        assert_eq!(on("fr-martinique", "2026-05-22", Locale::FrFr), Some("Abolition de l'esclavage"));
        assert_eq!(on("fr-nouvelle-caledonie", "2026-09-24", Locale::FrFr), Some("Fête de la Citoyenneté"));
        // 2031: both on one day, which is one line.
        assert_eq!(on("fr-martinique", "2031-05-22", Locale::FrFr), Some("Abolition de l'esclavage; Ascension"));
    }

    // A10.
    #[test]
    fn a10_provinces_differ_and_a_sunday_is_observed_on_monday() {
        assert_eq!(on("ca-qc", "2026-05-18", Locale::FrCa), Some("Journée nationale des patriotes"));
        assert_eq!(on("ca-on", "2026-05-18", Locale::EnCa), Some("Victoria Day"));
        assert_eq!(on("ca-qc", "2026-06-24", Locale::FrCa), Some("Fête nationale du Québec"));
        assert_eq!(on("ca-on", "2026-06-24", Locale::FrCa), None);
        // 2029-07-01 is a Sunday.
        assert_eq!(on("ca-qc", "2029-07-02", Locale::FrCa), Some("Fête du Canada (observé)"));
        assert_eq!(on("ca-qc", "2028-07-03", Locale::FrCa), None);
        assert_eq!(on("ca-nu", "2026-07-09", Locale::EnCa), Some("Nunavut Day"));
    }

    // A10.
    #[test]
    fn a10_belgium_speaks_three_languages_and_who_has_no_dutch_speaks_english() {
        assert_eq!(on("be", "2026-07-21", Locale::NlBe), Some("Nationale feestdag"));
        assert_eq!(on("be", "2026-07-21", Locale::FrBe), Some("Fête nationale"));
        assert_eq!(on("be", "2026-07-21", Locale::En), Some("National Day"));
        assert_eq!(on("fr", "2026-07-14", Locale::NlBe), Some("National Day"));
    }

    #[test]
    fn every_country_is_its_own_first_region_and_a_word_finds_its_region() {
        for (country, count) in [(Country::France, 13), (Country::Belgium, 1), (Country::Canada, 14)] {
            let all = regions(country);
            assert_eq!((all.first().map(|first| first.word()), all.len()), (Some(country.path_segment()), count));
            assert!(all.iter().all(|region| Region::from_word(region.word()) == Some(*region)));
        }
        assert_eq!(Region::from_word("fr-bretagne"), None);
    }

    #[test]
    fn a_postal_code_says_the_region_where_it_is_certain() {
        let known = [
            (Country::France, "69003", "fr"),
            (Country::France, "67000", "fr-alsace-moselle"),
            (Country::France, "57 000", "fr-alsace-moselle"),
            (Country::France, "68100", "fr-alsace-moselle"),
            (Country::France, "97110", "fr-guadeloupe"),
            (Country::France, "97133", "fr-saint-barthelemy"),
            (Country::France, "97150", "fr-saint-martin"),
            (Country::France, "97200", "fr-martinique"),
            (Country::France, "97300", "fr-guyane"),
            (Country::France, "97400", "fr-reunion"),
            (Country::France, "97500", "fr-saint-pierre-et-miquelon"),
            (Country::France, "97600", "fr-mayotte"),
            (Country::France, "98600", "fr-wallis-et-futuna"),
            (Country::France, "98713", "fr-polynesie"),
            (Country::France, "98800", "fr-nouvelle-caledonie"),
            (Country::France, "é", "fr"),
            (Country::Belgium, "1000", "be"),
            (Country::Canada, "h2x 1y4", "ca-qc"),
            (Country::Canada, "M5V 2T6", "ca-on"),
            (Country::Canada, "K1A 0B1", "ca"),
            (Country::Canada, "X0A 0H0", "ca-nu"),
            (Country::Canada, "X1A 2L9", "ca-nt"),
            (Country::Canada, "V6B 1A1", "ca-bc"),
            (Country::Canada, "A1C 5M2", "ca-nl"),
            (Country::Canada, "", "ca"),
        ];
        for (country, code, word) in known {
            let region = Region::of_postal_code(country, code);
            assert_eq!(region.word(), word, "{code}");
            assert_eq!(Region::from_word(word), Some(region));
        }
        let letters = ('A'..='Z').map(|letter| Region::of_postal_code(Country::Canada, &format!("{letter}0A")));
        assert!(letters.into_iter().all(|region| Region::from_word(region.word()).is_some()));
    }

    #[test]
    fn each_line_can_be_read_and_nothing_is_known_beyond_its_years() {
        let known = years();
        assert_eq!(known, 2026..=2040);
        assert_eq!(holidays().count(), DATA.lines().count() - 2);
        for holiday in holidays() {
            let days = holiday.days.split(' ').count();
            assert!(days == 1 || days == known.clone().count(), "{}", holiday.english);
            assert!(known.clone().any(|year| holiday.day(year, *known.start()).is_some()), "{}", holiday.english);
            assert!(!holiday.english.is_empty() && !holiday.french.is_empty() && !holiday.regions.is_empty());
        }
        assert!(between(Region("fr"), day("2041-01-01"), day("2050-01-01"), Locale::FrFr).is_empty());
        assert!(between(Region("fr"), day("2020-01-01"), day("2025-12-31"), Locale::FrFr).is_empty());
        assert!(between(Region("fr"), day("2027-12-31"), day("2027-01-01"), Locale::FrFr).is_empty());
        // Whole years on end, each in order.
        let all = between(Region("be"), day("2000-01-01"), day("2100-01-01"), Locale::FrBe);
        assert!(all.is_sorted() && all.len() == 15 * 12);
    }
}
