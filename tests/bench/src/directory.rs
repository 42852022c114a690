//! The public directory's search: in a country with 100 000 practitioners against one with 1 000 (A3).

use guichet_agenda_core::directory::{self, Listing, MIGRATIONS, Practice, Practitioner, Query};
use guichet_kernel::{PracticeId, PractitionerId, Sql, sql::migrate};
use guichet_testkit::{Memory, SeededEntropy};

use crate::{
    agenda::TODAY,
    measure::{Measure, Outcome, once},
};

/// As many lines as the page shows.
const SHOWN: usize = 20;
/// How often each search is made in each country.
const TIMES: usize = 200;
/// What a visitor types, and the town beside it. Each fills the page in both countries, so that both do the same work at the end;
/// the last two have a slip in them.
const TYPED: [(&str, &str); 9] = [
    ("", ""),
    ("ostéopathe", ""),
    ("ostéo", ""),
    ("kiné", "lyon"),
    ("martin", ""),
    ("séance dentiste", ""),
    ("mar", ""),
    ("ostheopathe", ""),
    ("dentsite", "lyom"),
];
/// What a search may cost among a hundred times as many.
const BUDGET: f64 = 1.5;

const GIVEN: [&str; 12] = ["Marie", "Jean", "Zoé", "Léa", "Hugo", "Inès", "Karim", "Nora", "Paul", "Chloé", "Marc", "Élise"];
const FAMILY: [&str; 10] = ["Martin", "Durand", "Dupont", "Moreau", "Petit", "Lefèvre", "Garcia", "Roux", "Benali", "Nguyen"];
const PROFESSION: [&str; 6] =
    ["Ostéopathe", "Masseur-kinésithérapeute", "Chirurgien-dentiste", "Sage-femme", "Orthophoniste", "Psychologue"];
const CITY: [&str; 8] = ["Lyon", "Paris", "Marseille", "Lille", "Nantes", "Saint-Étienne", "Bordeaux", "Toulouse"];

/// A country with that many practitioners, four to a practice; half of them have a family name of their own.
fn country(practitioners: usize) -> Outcome<Memory> {
    let (sql, entropy) = (Memory::new(), SeededEntropy::new(13));
    migrate(&sql, &[MIGRATIONS], TODAY)?;
    sql.atomically(|| {
        let mut practice = PracticeId::draw(TODAY, &entropy);
        for n in 0..practitioners {
            let pick = |words: &[&'static str], at: usize| words.get(at % words.len()).copied().unwrap_or("X");
            let (place, city) = (format!("Cabinet {}", letters(n / 4)), pick(&CITY, n / 4));
            if n % 4 == 0 {
                practice = PracticeId::draw(TODAY, &entropy);
                let entered = Practice { id: practice, name: place.clone(), cities: "[]".into(), card: Some("{}".into()), public: true };
                directory::register_practice(&sql, &entered)?;
            }
            let family = if n % 2 == 0 { pick(&FAMILY, n / 2).to_owned() } else { format!("{}{}", pick(&FAMILY, n / 3), letters(n)) };
            let name = format!("{} {family}", pick(&GIVEN, n / 7 + n));
            let id = PractitionerId::draw(TODAY, &entropy);
            directory::register_practitioner(&sql, &Practitioner { practice, id, card: "{}".into() }, true)?;
            let services = vec!["Première séance", "Séance de suivi", "Bilan"];
            let listing = Listing { name: &name, profession: pick(&PROFESSION, n), practice: &place, cities: vec![city], services };
            directory::list(&sql, practice, id, &listing)?;
        }
        Outcome::Ok(())
    })?;
    Ok(sql)
}

/// A number in letters.
fn letters(mut n: usize) -> String {
    let mut text = String::from("x");
    while n > 0 {
        text.push(char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    text
}

/// The half and the hundredth slowest of the searches' times, in microseconds.
fn times(sql: &Memory) -> Outcome<(f64, f64)> {
    let mut all = Vec::new();
    for _ in 0..TIMES {
        for (text, city) in TYPED {
            all.push(once(&mut || {
                let found = directory::search(sql, Query { text, city, after: None, most: SHOWN })?;
                if found.lines.len() == SHOWN { Ok(()) } else { Err(format!("`{text}` in `{city}` does not fill the page").into()) }
            })?);
        }
    }
    all.sort_by(f64::total_cmp);
    let at = |share: usize| all.get(all.len() * share / 100).copied().unwrap_or(f64::NAN);
    Ok((at(50), at(99)))
}

pub(crate) fn measure() -> Outcome<Vec<(String, Measure)>> {
    let (few, many) = (country(1_000)?, country(100_000)?);
    let (small, large) = (times(&few)?, times(&many)?);
    println!(
        "directory search: p50 {:.0} µs of 100 000 against {:.0} of 1 000; p99 {:.0} against {:.0}",
        large.0, small.0, large.1, small.1
    );
    // The hundredth slowest tells of the machine's other work as much as of ours: it is shown, not judged.
    let line = |value: f64, against: f64, budget| Measure {
        value,
        unit: "µs",
        against: Some("the same in a country of 1 000".to_owned()),
        ratio: Some(value / against),
        budget,
    };
    Ok([
        ("directory search, 100 000, p50", line(large.0, small.0, Some(BUDGET))),
        ("directory search, 100 000, p99", line(large.1, small.1, None)),
    ]
    .map(|(name, measure)| (name.to_owned(), measure))
    .into())
}
