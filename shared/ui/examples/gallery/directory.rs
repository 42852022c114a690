//! The public directory's pages, in every state.

use guichet_contracts::command::card::{LocationCard, PracticeCard, PractitionerCard, ServiceCard};
use guichet_kernel::{Country, Locale};
use guichet_ui::{FreeSaid, Head, JsonLd, Place, PracticePage, RenderError, ResultLine, Results, SearchPage, ServiceLine, amount_in};

use super::{Shown, at, country, phone, practice, practitioner};

pub(crate) const ORIGIN: &str = "https://guichet.example";

pub(crate) fn head(locale: Locale, path: &str) -> Head {
    Head {
        origin: ORIGIN.into(),
        path: path.into(),
        query: String::new(),
        country: country(locale),
        description: "Trouvez et prenez rendez-vous.".into(),
        json_ld: None,
    }
}

pub(crate) fn town(locale: Locale) -> String {
    match country(locale) {
        Country::France => "Lyon".into(),
        Country::Belgium => "Bruxelles".into(),
        Country::Canada => "Québec".into(),
    }
}

fn lines(locale: Locale) -> Vec<ResultLine> {
    let line = |name: &str, free, new_patients| ResultLine {
        practitioner: guichet_ui::Practitioner { name: name.into(), ..practitioner(locale) },
        href: "practitioner.html".into(),
        practice: practice(locale).name,
        practice_href: "practice.html".into(),
        cities: vec![town(locale)],
        services: ["Séance de suivi", "Première séance", "Séance à domicile", "Bilan"].map(Into::into).into(),
        new_patients,
        phone: None,
        free,
    };
    let said = |next, today| Some(FreeSaid { next, said_at: at(0, 10, 42), today });
    vec![
        line("Claire Morel", said(Some(at(2, 14, 30)), true), true),
        line("Karim Benali", said(Some(at(9, 8, 0)), false), false),
        line("Anne-Sophie Vandenbroucke-Lefèvre", said(None, true), true),
        line("Élodie Martin", None, true),
        ResultLine { phone: Some(phone(locale)), ..line("Paul Petit", None, true) },
    ]
}

/// The search, with what it found.
pub(crate) fn search_page(locale: Locale) -> SearchPage {
    let home = format!("/{}", country(locale).path_segment());
    SearchPage {
        locale,
        head: head(locale, &format!("{home}/rechercher")),
        action: format!("{home}/rechercher"),
        text: "kiné".into(),
        city: town(locale),
        results: Some(Results { lines: lines(locale), near: false, next_href: Some("search.html".into()) }),
    }
}

/// The cards of the demonstration.
pub(crate) fn cards() -> (PracticeCard, PractitionerCard) {
    let practice = serde_json::json!({
        "practice": "prc_0193a0000000700080000000000000a1", "country": "FR", "name": "Cabinet des Lilas & Cie </script>",
        "telephone": {"dial": "+33478000000", "shown": "04 78 00 00 00"}, "cancellation_notice": 1440,
        "locations": [
            {"id": "loc_0193a0000000700080000000000000b1", "address": ["12 rue Garibaldi", "69003 Lyon"], "city": "Lyon", "zone": "Europe/Paris"},
            {"id": "loc_0193a0000000700080000000000000b2", "address": ["1 place de la Mairie", "69700 Givors"], "city": "Givors", "zone": "Europe/Paris"},
        ],
        "services": [
            {"id": "srv_0193a0000000700080000000000000c1", "label": "Séance de suivi", "minutes": 30, "price": {"minor": 2505, "currency": "EUR"}},
            {"id": "srv_0193a0000000700080000000000000c2", "label": "Bilan", "minutes": 60},
            {"id": "srv_0193a0000000700080000000000000c3", "label": "Réunion", "minutes": 60, "online": false},
        ],
    });
    let who = serde_json::json!({"id": "prn_0193a0000000700080000000000000d1", "name": "Claire Morel", "profession": "Ostéopathe", "slug": "claire-morel"});
    (serde_json::from_value(practice).unwrap_or_else(|_| unreachable!()), serde_json::from_value(who).unwrap_or_else(|_| unreachable!()))
}

/// A practice's page.
pub(crate) fn practice_page(locale: Locale) -> PracticePage {
    let (card, who) = cards();
    let place: fn(&LocationCard) -> Place =
        |location| Place { address: location.address.iter().map(|line| line.as_str().to_owned()).collect(), access: None };
    let service = |service: &ServiceCard| ServiceLine {
        label: service.label.as_str().to_owned(),
        minutes: service.minutes.count().into(),
        price: service.price.map(|price| amount_in(price.minor(), country(locale), locale)),
    };
    PracticePage {
        locale,
        head: Head { json_ld: Some(JsonLd::practice(ORIGIN, &card, &[&who])), ..head(locale, "/fr/cabinet/cabinet-des-lilas-0193") },
        name: practice(locale).name,
        phone: phone(locale),
        places: card.locations.iter().map(place).collect(),
        services: card.services.iter().map(service).collect(),
        lines: lines(locale),
        find_href: "find.html".into(),
    }
}

/// Every page in every state.
pub(crate) fn pages(locale: Locale) -> Result<Vec<Shown>, RenderError> {
    let found = search_page(locale);
    let home = format!("/{}", country(locale).path_segment());
    let near = found.results.clone().map(|results| Results { near: true, next_href: None, ..results });
    let nothing = Some(Results { lines: Vec::new(), near: false, next_href: None });
    let empty = SearchPage { head: head(locale, &home), text: String::new(), city: String::new(), results: None, ..found.clone() };
    let nobody = PracticePage { lines: Vec::new(), ..practice_page(locale) };
    let shown = |name: &str, html: String| Shown { name: name.to_owned(), html };
    Ok(vec![
        shown("find", empty.render()?),
        shown("search", found.render()?),
        shown("search-near", SearchPage { results: near, ..found.clone() }.render()?),
        shown("search-nothing", SearchPage { results: nothing, ..found }.render()?),
        shown("practice", practice_page(locale).render()?),
        shown("practice-nobody", nobody.render()?),
    ])
}
