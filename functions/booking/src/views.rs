//! From what the Directory answers to what its pages show.

use std::fmt::Write as _;

use guichet_contracts::command::directory::{DirectoryLine, DirectoryPage, PracticePage as Page};
use guichet_kernel::{Country, Instant, Label, Locale};
use guichet_ui::{FreeSaid, Head, JsonLd, Phone, Place, PracticePage, ResultLine, Results, SearchPage, ServiceLine, Words, find, wire};

use crate::choice::{Choice, query_value};

/// How much of what was typed is kept, in characters.
const LONGEST_TYPED: usize = 200;

/// What somebody typed into the search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) text: String,
    pub(crate) city: String,
}

impl Typed {
    /// Reads it from an address.
    pub(crate) fn read(query: Option<&str>) -> Self {
        let typed = |name: &str| {
            let value = query_value(query, name).unwrap_or_default();
            value.chars().filter(|c| !c.is_control()).take(LONGEST_TYPED).collect()
        };
        Self { text: typed(find::TEXT), city: typed(find::CITY) }
    }

    /// As a query.
    fn query(&self, after: Option<&Label>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let typed = [(find::TEXT, self.text.as_str()), (find::CITY, self.city.as_str()), (find::AFTER, after.map_or("", Label::as_str))];
        query.extend_pairs(typed.into_iter().filter(|(_, value)| !value.is_empty())).finish()
    }
}

fn search_path(country: Country) -> String {
    format!("/{}/rechercher", country.path_segment())
}

/// The search; `found` once something was asked.
pub(crate) fn search(
    origin: &str,
    country: Country,
    locale: Locale,
    typed: &Typed,
    found: Option<&DirectoryPage>,
    now: Instant,
) -> SearchPage {
    let action = search_path(country);
    let path = if found.is_some() { action.clone() } else { format!("/{}", country.path_segment()) };
    let results = |found: &DirectoryPage| Results {
        lines: found.lines.iter().map(|line| self::line(line, country, now)).collect(),
        near: found.near,
        next_href: found.after.as_ref().map(|after| format!("{action}?{}", typed.query(Some(after)))),
    };
    SearchPage {
        locale,
        head: Head {
            origin: origin.to_owned(),
            path,
            query: typed.query(None),
            country,
            description: Words::new(locale).t("find-description"),
            json_ld: None,
        },
        text: typed.text.clone(),
        city: typed.city.clone(),
        results: found.map(results),
        action,
    }
}

/// A practice's page.
pub(crate) fn practice(origin: &str, locale: Locale, page: &Page, now: Instant) -> PracticePage {
    let (card, country) = (&page.card, page.card.country);
    let text = |label: &Label| label.as_str().to_owned();
    let mut cities: Vec<&str> = card.locations.iter().map(|location| location.city.as_str()).collect();
    cities.dedup();
    let people: Vec<_> = page.lines.iter().map(|line| &line.practitioner).collect();
    PracticePage {
        locale,
        head: Head {
            origin: origin.to_owned(),
            path: card.page_path(),
            query: String::new(),
            country,
            description: Words::new(locale).t2("office-description", "name", card.name.as_str(), "cities", cities.join(", ")),
            json_ld: Some(JsonLd::practice(origin, card, &people)),
        },
        name: text(&card.name),
        phone: Phone::from(&card.telephone),
        places: card
            .locations
            .iter()
            .map(|location| Place { address: location.address.iter().map(text).collect(), access: location.access.as_ref().map(text) })
            .collect(),
        services: card
            .services
            .iter()
            .filter(|service| service.online)
            .map(|service| ServiceLine {
                label: text(&service.label),
                minutes: service.minutes.count().into(),
                price: wire::price(service, country),
            })
            .collect(),
        lines: page.lines.iter().map(|line| self::line(line, country, now)).collect(),
        find_href: format!("/{}", country.path_segment()),
    }
}

fn line(line: &DirectoryLine, country: Country, now: Instant) -> ResultLine {
    let wall = |instant| line.zone.map(|zone| zone.wall(instant));
    let free = line.said_at.and_then(wall).map(|said_at| FreeSaid {
        next: line.next_free.and_then(wall),
        said_at,
        today: wall(now).is_some_and(|now| now.date() == said_at.date()),
    });
    let phone = line.telephone.as_ref().filter(|_| !line.online).map(Phone::from);
    ResultLine {
        practitioner: (&line.practitioner).into(),
        href: Choice { practice: Some(line.practice), ..Choice::default() }.path(&line.practitioner.page_path(country)),
        practice: line.practice_name.as_str().to_owned(),
        practice_href: line.page_path(country),
        cities: line.cities.iter().map(|city| city.as_str().to_owned()).collect(),
        services: line.services.iter().map(|service| service.as_str().to_owned()).collect(),
        new_patients: line.new_patients,
        phone,
        free,
    }
}

/// An address, and since when what stands there is as it is, if that is known.
type Addressed = (String, Option<Instant>);

/// A file that names files.
pub(crate) fn sitemap_index(files: &[Addressed]) -> String {
    entries("sitemapindex", "sitemap", files)
}

/// A file that names pages.
pub(crate) fn sitemap(addresses: &[Addressed]) -> String {
    entries("urlset", "url", addresses)
}

/// Addresses of ours are made of letters, digits and `/-_?=`: nothing in them means anything to XML.
fn entries(root: &str, entry: &str, addresses: &[Addressed]) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (address, changed_at) in addresses {
        let changed = changed_at.map(|at| format!("<lastmod>{at}</lastmod>")).unwrap_or_default();
        // Writing to a string does not fail.
        let _ = writeln!(xml, "<{entry}><loc>{address}</loc>{changed}</{entry}>");
    }
    xml + &format!("</{root}>\n")
}

/// What crawlers are asked.
pub(crate) fn robots(origin: &str) -> String {
    let mut text = String::from("User-agent: *\nDisallow: /api/\nDisallow: /rdv/\nDisallow: /offre/\n");
    for country in Country::ALL {
        let country = country.path_segment();
        let _ = writeln!(text, "Disallow: /{country}/pro/\nDisallow: /{country}/espace/\nDisallow: /{country}/praticien/*/reserver/");
    }
    text + &format!("\nSitemap: {origin}/sitemap.xml\n")
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use serde_json::json;

    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_420_800_000);

    fn found(next: Option<Instant>) -> DirectoryPage {
        let page = json!({
            "lines": [{
                "practitioner": {"id": "prn_0193a00000007000800000000000000d", "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"},
                "practice": "prc_0193a000000070008000000000000001", "practice_name": "Cabinet des Lilas", "cities": ["Lyon"],
                "services": ["Séance", "Bilan", "Contrôle", "Suivi"], "new_patients": false, "next_free": next, "zone": "Europe/Paris",
                "said_at": NOW.plus(TimeDelta::minutes(102)),
            }],
            "after": "w12", "near": true,
        });
        serde_json::from_value(page).expect("a page")
    }

    // A3: the next free start is shown with the time at which the agenda said so.
    #[test]
    fn a_line_says_when_somebody_is_free_and_since_when_that_is_known() {
        let typed = Typed::read(Some("q=ost%C3%A9o+%26&ville=Lyon&apres=w3"));
        let (next, now) = (NOW.plus(TimeDelta::hours(25)), NOW.plus(TimeDelta::hours(3)));
        let view = search("https://guichet.example", Country::France, Locale::FrFr, &typed, Some(&found(Some(next))), now);
        let html = view.render().expect("a page");
        for said in [
            "vu à\u{a0}10:42",
            "Ne prend pas de nouveaux patients",
            "Rien ne correspond exactement",
            "Séance · Bilan · Contrôle …",
            "href=\"/fr/praticien/claire-morel-0193a00000007000800000000000000d?cabinet=0193a000000070008000000000000001\"",
            "href=\"/fr/cabinet/cabinet-des-lilas-0193a000000070008000000000000001\"",
            "href=\"/fr/rechercher?q=ost%C3%A9o+%26&#38;ville=Lyon&#38;apres=w12\"",
            "noindex",
        ] {
            assert!(html.contains(said), "{said}: {html}");
        }
        let later =
            search("", Country::France, Locale::FrFr, &typed, Some(&found(None)), NOW.plus(TimeDelta::days(2))).render().expect("a page");
        assert!(later.contains("Pas d’horaire libre en ligne") && later.contains("vu le lundi 23\u{a0}novembre à\u{a0}10:42"), "{later}");
    }

    // A9: whom one books by telephone is shown with it, and without an hour that nobody can take.
    #[test]
    fn a_line_says_whom_to_telephone_where_nothing_is_booked_online() {
        let mut page = found(None);
        for line in &mut page.lines {
            line.online = false;
            line.telephone = serde_json::from_value(json!({"dial": "+33478000000", "shown": "04 78 00 00 00"})).ok();
        }
        let html = search("", Country::France, Locale::FrFr, &Typed::default(), Some(&page), NOW).render().expect("a page");
        assert!(html.contains("Rendez-vous par téléphone") && html.contains("href=\"tel:+33478000000\""), "{html}");
        assert!(!html.contains("Pas d’horaire libre"), "{html}");
    }

    #[test]
    fn what_is_typed_is_bounded_and_has_no_control_characters() {
        let long = format!("q={}%00%0a&ville=%FF", "x".repeat(10_000));
        let typed = Typed::read(Some(&long));
        assert_eq!((typed.text.len(), typed.city.as_str()), (200, "\u{fffd}"));
        assert_eq!(Typed::read(None), Typed::default());
    }

    #[test]
    fn crawlers_find_the_sitemap_and_no_link() {
        let robots = robots("https://guichet.example");
        assert!(robots.ends_with("Sitemap: https://guichet.example/sitemap.xml\n"));
        for closed in ["/rdv/", "/offre/", "/be/pro/", "/fr/espace/", "/ca/praticien/*/reserver/"] {
            assert!(robots.contains(&format!("Disallow: {closed}\n")), "{closed}: {robots}");
        }
        let map = sitemap(&[("https://guichet.example/fr".to_owned(), None), ("https://guichet.example/fr/x".to_owned(), Some(NOW))]);
        assert!(map.contains("<url><loc>https://guichet.example/fr</loc></url>"), "{map}");
        assert!(map.contains("<loc>https://guichet.example/fr/x</loc><lastmod>2026-11-23T08:00:00.000Z</lastmod>"), "{map}");
    }
}
